// Runs in pieces: one run, made in one go or with pauses, as whoever asks for it can wait.
//
// The one idea: a long run is a generator that yields wherever it may pause. The machine has no clock
// but its own, so pauses cannot change what comes of it. A build and a test take it `atOnce`; a page
// goes on with it for a part of each frame.

import { type AdvanceOptions, type AdvanceResult, advance, type Machine } from './machine.ts';

/** A run that may pause; what it returns is its result. */
export type Pieces<T> = Generator<undefined, T, undefined>;

/** Records of the event queue from one pause to the next: one takes up to 0.5 ms while its code is new. */
const PIECE = 1;

/** Makes a run without a pause. */
export function atOnce<T>(run: Pieces<T>): T {
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
  }
}

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
