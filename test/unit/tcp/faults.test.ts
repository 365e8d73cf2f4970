// Links that lose, delay and queue: the same seeds every time; `npm run fuzz` tries others.

import { describe, test } from 'vitest';
import { manyClients, oneConnection, onlyWhenWoken } from './link-faults.ts';

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

describe('one connection', () => {
  test.each(seeds)('every byte once and in order, and nothing left behind: seed %i', oneConnection);
});

describe('a listener and many clients', () => {
  test.each(seeds)('queues within their bounds, nothing left behind: seed %i', manyClients);
});

describe('programs that act only when they are woken', () => {
  test.each(seeds)('both streams arrive whole: seed %i', onlyWhenWoken);
});
