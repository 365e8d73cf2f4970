// Who waits for what, in one sentence or a few.

/** Joins the sentences; processes that wait for the same are told once, with their number. */
export function waitingWords(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .map(([text, n]) => (n === 1 ? text : text.replace(/\.$/, `, and so do ${n - 1} more.`)))
    .join(' ');
}
