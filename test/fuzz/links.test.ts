// Random faults of a link: losses, repetitions, overtaking, delays, short queues.

import { expect, test } from 'vitest';
import { manyClients, oneConnection, onlyWhenWoken } from '../unit/tcp/link-faults.ts';
import { failures, runs } from './seeds.ts';

test('every byte arrives once and in order, and nothing is left behind', () => {
  expect(failures(runs(1000), oneConnection)).toEqual([]);
});

test('queues stay within their bounds, and nothing is left behind', () => {
  expect(failures(runs(1000), manyClients)).toEqual([]);
});

test('no wake is lost', () => {
  expect(failures(runs(1000), onlyWhenWoken)).toEqual([]);
});
