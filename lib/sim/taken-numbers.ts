// Which small numbers are taken, and which is the lowest that is not.
//
// One idea: a bit a number, 32 to a word; and above that a bit for every word that is full, and so
// on. Looking for a free number goes up past what is full and down again, so that it takes as many
// steps for the last of a million descriptors as there are levels: four.
//
// Source: Linux fs/file.c find_next_fd(), which has two levels.

/** Words of 32 bits, lowest level first. */
export type TakenNumbers = number[][];

const FULL = -1;

/** Marks a number as taken; false where it was. */
export function takeNumber(taken: TakenNumbers, number: number): boolean {
  if (wordAt(taken, 0, number >>> 5) & (1 << (number & 31))) return false;
  let at = number;
  for (let level = 0; ; level++) {
    taken[level] ??= [];
    const words = taken[level];
    const word = at >>> 5;
    while (words.length <= word) words.push(0);
    words[word] |= 1 << (at & 31);
    if (words[word] !== FULL) return true;
    at = word;
  }
}

/** Marks a number as free; false where it was. */
export function freeNumber(taken: TakenNumbers, number: number): boolean {
  if (!(wordAt(taken, 0, number >>> 5) & (1 << (number & 31)))) return false;
  let at = number;
  for (const words of taken) {
    const word = at >>> 5;
    const wasFull = words[word] === FULL;
    words[word] &= ~(1 << (at & 31));
    if (!wasFull) break;
    at = word;
  }
  return true;
}

/** Tells whether a number is taken. */
export function isTaken(taken: TakenNumbers, number: number): boolean {
  return (wordAt(taken, 0, number >>> 5) & (1 << (number & 31))) !== 0;
}

/** Lists the numbers that are taken, in order. */
export function takenNumbers(taken: TakenNumbers): number[] {
  const numbers: number[] = [];
  (taken[0] ?? []).forEach((word, at) => {
    for (let left = word; left !== 0; left &= left - 1) numbers.push((at << 5) + lowestBit(left));
  });
  return numbers;
}

/** Finds the lowest free number from `from` on. */
export function lowestFree(taken: TakenNumbers, from: number): number {
  let at = from;
  let level = 0;
  for (; ; level++) {
    const word = at >>> 5;
    const open = ~wordAt(taken, level, word) & (FULL << (at & 31));
    if (open !== 0) {
      at = (word << 5) + lowestBit(open);
      break;
    }
    at = word + 1;
  }
  while (level > 0) {
    level--;
    at = (at << 5) + lowestBit(~wordAt(taken, level, at));
  }
  return at;
}

function wordAt(taken: TakenNumbers, level: number, word: number): number {
  return taken[level]?.[word] ?? 0;
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
