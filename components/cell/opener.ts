// Opening what takes a while to come, such as a machine in a worker.
//
// One idea: there is at most one opening. Whoever asks meanwhile gets the same one; what comes after it
// was cancelled is closed, for nobody holds it any more.

interface Closable {
  close(): void;
}

export interface Opener<M extends Closable> {
  /** Begins to open one, or joins the opening under way; undefined if it was cancelled or failed. */
  open(make: () => Promise<M>): Promise<M | undefined>;
  /** Gives up the opening under way. */
  cancel(): void;
}

/** `arrived` and `failed` are called once an opening, before any of those who wait; not if cancelled. */
export function createOpener<M extends Closable>(
  arrived: (made: M) => void,
  failed: () => void,
): Opener<M> {
  let opening: Promise<M | undefined> | undefined;
  return {
    open(make) {
      if (opening) return opening;
      const mine = make().then(
        (made) => {
          if (opening !== mine) {
            made.close();
            return undefined;
          }
          opening = undefined;
          arrived(made);
          return made;
        },
        () => {
          if (opening !== mine) return undefined;
          opening = undefined;
          failed();
          return undefined;
        },
      );
      opening = mine;
      return mine;
    },
    cancel() {
      opening = undefined;
    },
  };
}
