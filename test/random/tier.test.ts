// Random programs with the second tier, eager to compile: they end as they do when interpreted.

import { expect, test } from 'vitest';
import { useSecondTier } from '../../lib/vm/process.ts';
import { createTier } from '../../lib/vm/tier/tier.ts';
import { runC } from '../c/harness.ts';
import { runs } from '../fuzz/seeds.ts';
import { batches, sourceOf } from './compare.ts';

/** As many as the first of random.test.ts, which compares the interpreter with gcc. */
const seeds = batches(runs(40, 1), 40)[0];

test('what is compiled prints what is interpreted', { timeout: 120_000 }, () => {
  const results = () =>
    seeds.map((seed) => {
      const { output, status, fault } = runC([sourceOf(seed)]);
      return { seed, output, status, fault: fault?.message };
    });
  const interpreted = results();
  useSecondTier(createTier({ portion: 40, hot: 1 }));
  expect(results()).toEqual(interpreted);
});
