// Programs that talk over failing links, several connections at once.

import { expect, test } from 'vitest';
import { talks } from '../unit/kernel/talk-faults.ts';
import { failures, runs } from './seeds.ts';

test('bytes arrive once and in order, nobody sleeps on, and nothing is left behind', () => {
  expect(failures(runs(500), talks)).toEqual([]);
});
