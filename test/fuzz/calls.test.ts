// Random system calls, good ones and bad.

import { expect, test } from 'vitest';
import { fuzzCalls } from './calls.ts';
import { failures, runs } from './seeds.ts';

test('no system call breaks the machine, whatever its arguments', () => {
  expect(failures(runs(1500), fuzzCalls)).toEqual([]);
});
