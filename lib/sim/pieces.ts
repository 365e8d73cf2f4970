// Runs in pieces: one run, made in one go or with pauses, as whoever asks for it can wait.
//
// The one idea: a long run is a generator that yields wherever it may pause. The machine has no clock
// but its own, so pauses cannot change what comes of it. A build and a test take it `atOnce`; a page
// goes on with it for a part of each frame.

/** A run that may pause; what it returns is its result. */
export type Pieces<T> = Generator<undefined, T, undefined>;

/** Makes a run without a pause. */
export function atOnce<T>(run: Pieces<T>): T {
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
  }
}
