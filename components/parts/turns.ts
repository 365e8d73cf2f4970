// Turns: the parts of a figure are drawn one after the other, a little in each frame.
//
// One idea: a step changes something in every corner of a figure, and to draw all of it takes longer than a
// frame may. A part that is given something else waits for its turn; each frame draws those that have
// waited longest, for half a millisecond: to lay out and paint them takes longer than that. What
// moves with the cursor reads signals and waits for nobody.
//
// Units: ms on the clock of the page.

import type { Component, FunctionComponent } from 'preact';
import { guarded } from './memo.ts';

/** What of a frame may go to parts; the last one that is begun ends later. */
const DRAW_MS = 0.5;

/** The parts that wait, in the order in which they began to. */
const waiting = new Set<Component>();
let drawing = false;

/** Wraps a component that may be drawn some frames later than what it stands in. */
export function inTurn<Props extends object>(
  draw: FunctionComponent<Props>,
): FunctionComponent<Props> {
  return guarded(draw, wait);
}

/** Keeps a part as it is for now. */
function wait(part: Component): boolean {
  waiting.add(part);
  if (!drawing) void drawWaiting();
  return false;
}

async function drawWaiting(): Promise<void> {
  drawing = true;
  while (waiting.size > 0) {
    await nextFrame();
    const stopMs = performance.now() + DRAW_MS;
    for (const part of waiting) {
      waiting.delete(part);
      part.forceUpdate();
      // Preact draws in a microtask of its own, which stands before this one.
      await undefined;
      if (performance.now() >= stopMs) break;
    }
  }
  drawing = false;
}

/** Waits for the next frame; a page that nobody sees has none, and waits for nothing. */
export function nextFrame(): Promise<unknown> {
  return new Promise((begin) =>
    document.hidden ? setTimeout(begin) : requestAnimationFrame(begin),
  );
}
