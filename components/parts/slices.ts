// Slices: a long run of the machine, made a few milliseconds at a time, so that no frame waits for it.
//
// Units: ms on the clock of the page.

import type { Pieces } from '../../lib/sim/pieces.ts';
import { nextFrame } from './turns.ts';

/** What of a frame may go to the machine; the last piece that is begun ends later. */
const SLICE_MS = 1;

/** Goes on with a run for one slice; its result, once it has come to its end. */
export function goOnFor<T>(run: Pieces<T>): { result: T } | undefined {
  const stopMs = performance.now() + SLICE_MS;
  do {
    const next = run.next();
    if (next.done) return { result: next.value };
  } while (performance.now() < stopMs);
  return undefined;
}

/** Makes a run, a slice in each frame; what is done with its result has another frame to itself. */
export async function inSlices<T>(run: Pieces<T>): Promise<T> {
  for (;;) {
    await nextFrame();
    const end = goOnFor(run);
    if (!end) continue;
    await nextFrame();
    return end.result;
  }
}
