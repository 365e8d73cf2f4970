// Look-ups: data that is asked for by name.
//
// One idea: whoever asks gets one answer and never the list. So a page's build may work the answers
// out beforehand and keep each of them apart (components/cell/build/frozen.ts).

export interface Lookup<T> {
  /** The answer for a name; undefined where there is none. */
  (name: string): T | undefined;
  /** All of them, for the build and for tests: a page has no such list. */
  readonly all: Readonly<Record<string, T>>;
}

/** Makes a look-up of plain data. */
export function lookup<T>(all: Readonly<Record<string, T>>): Lookup<T> {
  return Object.assign((name: string) => (Object.hasOwn(all, name) ? all[name] : undefined), {
    all,
  });
}
