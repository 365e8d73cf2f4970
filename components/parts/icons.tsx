// The transport's icons, drawn once. Each stands beside a word, so all are hidden from readers.

import type { JSX } from 'preact';

const PATHS = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  step: 'M3 2.5v11l7-5.5zM11 2.5h2v11h-2z',
  back: 'M13 2.5v11L6 8zM3 2.5h2v11H3z',
  reset: 'M8 3a5 5 0 1 1-4.6 3l1.4.6A3.5 3.5 0 1 0 8 4.5V7L4.5 3.7 8 .5z',
  tick: 'M6.4 12.6 2 8.2l1.4-1.4 3 3 6.2-6.2L14 5z',
} as const;

export type IconName = keyof typeof PATHS;

/** Draws one icon, one em high, in the colour of the text. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" />
    </svg>
  );
}
