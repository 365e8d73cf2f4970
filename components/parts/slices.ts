// Slices: a long run of the machine, made a few milliseconds at a time, so that no frame waits for it.
//
// Units: ms on the clock of the page.

import type { Pieces } from '../../lib/machine/pieces.ts';

/** What of a frame may go to the machine while the figure is drawn too, and while it stands still. */
const SLICE_MS = 1;
const STILL_SLICE_MS = 2;

/** Goes on with a run for one slice; its result, once it has come to its end. */
export function goOnFor<T>(run: Pieces<T>, sliceMs = SLICE_MS): { result: T } | undefined {
  const stopMs = performance.now() + sliceMs;
  do {
    const next = run.next();
    if (next.done) return { result: next.value };
  } while (performance.now() < stopMs);
  return undefined;
}

/** Makes a run, a slice in each frame. */
export async function inSlices<T>(run: Pieces<T>): Promise<T> {
  for (;;) {
    await nextFrame();
    const end = goOnFor(run, STILL_SLICE_MS);
    if (end) return end.result;
  }
}

/** Waits for the next frame; a page that nobody sees has none, and waits for nothing. */
export function nextFrame(): Promise<unknown> {
  return new Promise((begin) =>
    document.hidden ? setTimeout(begin) : requestAnimationFrame(begin),
  );
}
