// Packet scripts and command lines that are almost right.

import { expect, test } from 'vitest';
import { failures, runs } from './seeds.ts';
import { fuzzCommandLine, fuzzScript } from './words.ts';

test('a damaged script ends in a result that names its line', () => {
  expect(failures(runs(3000), fuzzScript)).toEqual([]);
});

test('any command line is taken or refused with a reason', () => {
  expect(failures(runs(20_000), fuzzCommandLine)).toEqual([]);
});
