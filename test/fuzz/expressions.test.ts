// Random C programs against gcc.

import { expect, test } from 'vitest';
import { difference } from './expressions.ts';
import { failures, runs } from './seeds.ts';

test('random expressions mean what they mean to gcc', () => {
  const differs = (seed: number) => {
    const found = difference(seed);
    if (found) throw new Error(found);
  };
  expect(failures(runs(100), differs)).toEqual([]);
});
