// Progress: which exercises this reader has solved, kept in the browser and nowhere else.
//
// Storage may be full, blocked or damaged: then nothing is remembered, and everything else works.

const KEY = 'exercises';

/** Told on the document when an exercise was solved. */
export const SOLVED_EVENT = 'sfs:solved';

/** Reads the ids of the exercises that were solved. */
export function solved(): Set<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}

/** Remembers that an exercise was solved, and tells the page; false where it could not be kept. */
export function markSolved(id: string): boolean {
  const ids = solved().add(id);
  let kept = true;
  try {
    localStorage.setItem(KEY, JSON.stringify([...ids]));
  } catch {
    kept = false;
  }
  document.dispatchEvent(new CustomEvent(SOLVED_EVENT, { detail: { id } }));
  return kept;
}
