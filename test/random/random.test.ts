// Five hundred random programs: what they print here, under gcc -O0 and under gcc -O2 is the same.
//
// The seeds are the same in every run; `npm run fuzz` takes new ones. `FUZZ_SEED` and `FUZZ_RUNS`
// choose others, and show.ts prints the program of a seed.

import { expect, test } from 'vitest';
import { runs } from '../fuzz/seeds.ts';
import { batches, differences } from './compare.ts';

test.each(batches(runs(500, 1), 25))(
  'programs %i to …',
  { timeout: 120_000 },
  async (...seeds: number[]) => {
    expect(await differences(seeds, [['-O0'], ['-O2']])).toEqual([]);
  },
);
