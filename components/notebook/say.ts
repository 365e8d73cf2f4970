// The one line in which the notebook says what happened; a screen reader hears it.

/** Says a sentence in the toolbar; an empty one clears it. */
export function say(text: string): void {
  const line = document.querySelector('[data-notebook-said]');
  if (line && line.textContent !== text) line.textContent = text;
}
