// What a page could not write into its store before it was left: IndexedDB takes its time, and a page
// that is closed has none. localStorage is written at once, and the next visit finds it there.
//
// One idea: each page that leaves has an entry of its own, so that two tabs never share one.

/** The name of a world that is left behind. */
export const LEFT_WORLD = 'world';

const STEM = 'sockets-left ';
const own = Math.random().toString(36).slice(2);

/** Leaves a value behind under a name; false where that is refused too. */
export function leave(name: string, value: unknown): boolean {
  try {
    localStorage.setItem(`${STEM}${own} ${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** What was left under a name that has this beginning, with its key. */
export function left(beginning: string): { key: string; name: string; value: unknown }[] {
  return keys().flatMap((key) => {
    const name = key.startsWith(STEM) ? key.slice(key.indexOf(' ', STEM.length) + 1) : '';
    if (name === '' || !name.startsWith(beginning)) return [];
    try {
      return [{ key, name, value: JSON.parse(localStorage.getItem(key) ?? 'null') as unknown }];
    } catch {
      return [{ key, name, value: undefined }];
    }
  });
}

function keys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    // What cannot be reached holds nothing of ours.
    return [];
  }
}

/** Forgets what was found by `left`, once it is where it belongs. */
export function forget(key: string): void {
  localStorage.removeItem(key);
}

/** Forgets what this page itself has left behind: it is still here, and has written. */
export function forgetOwn(name: string): void {
  try {
    localStorage.removeItem(`${STEM}${own} ${name}`);
  } catch {
    // What cannot be reached has not been left.
  }
}
