// The lowest free number, against a search from the bottom.

import { expect, test } from 'vitest';
import { createRng, nextBelow } from '../../../lib/sim/rng.ts';
import {
  freeNumber,
  isTaken,
  lowestFree,
  type TakenNumbers,
  takeNumber,
  takenNumbers,
} from '../../../lib/sim/taken-numbers.ts';

test('finds what a search from the bottom finds, across the borders of words', () => {
  const rng = createRng(11);
  const taken: TakenNumbers = [];
  const plain = new Set<number>();
  for (let i = 0; i < 6000; i++) {
    const from = nextBelow(rng, 4) ? 0 : nextBelow(rng, 2500);
    let lowest = from;
    while (plain.has(lowest)) lowest++;
    expect(lowestFree(taken, from)).toBe(lowest);
    if (nextBelow(rng, 3)) {
      takeNumber(taken, lowest);
      plain.add(lowest);
    } else {
      const gone = nextBelow(rng, 2500);
      freeNumber(taken, gone);
      plain.delete(gone);
    }
    expect(isTaken(taken, lowest)).toBe(plain.has(lowest));
  }
  expect(takenNumbers(taken)).toEqual([...plain].sort((a, b) => a - b));
});

test('a hundred thousand taken in order, and one in the middle given back', () => {
  const taken: TakenNumbers = [];
  for (let n = 0; n < 100_000; n++) takeNumber(taken, lowestFree(taken, 0));
  expect(lowestFree(taken, 0)).toBe(100_000);
  freeNumber(taken, 33_333);
  expect(lowestFree(taken, 0)).toBe(33_333);
  expect(lowestFree(taken, 33_334)).toBe(100_000);
});
