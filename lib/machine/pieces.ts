// A machine in pieces: its world goes on with pauses (sim/pieces.ts).

import type { Pieces } from '../sim/pieces.ts';
import { type AdvanceOptions, type AdvanceResult, advance, type Machine } from './machine.ts';

/** Records of the event queue from one pause to the next: one takes up to 0.5 ms while its code is new. */
const PIECE = 1;

/** Lets the world go on as `advance` does, with a pause after each record. */
export function* advancing(
  m: Machine,
  options: Omit<AdvanceOptions, 'maxEvents' | 'maxOps'>,
): Pieces<AdvanceResult> {
  for (;;) {
    const why = advance(m, { ...options, maxEvents: PIECE });
    if (why !== 'fuel') return why;
    yield;
  }
}
