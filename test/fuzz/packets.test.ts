// Raw packets from outside, whole ones and damaged.

import { expect, test } from 'vitest';
import { fuzzPackets } from './packets.ts';
import { failures, runs } from './seeds.ts';

test('no packet breaks a host, whatever its bytes', () => {
  expect(failures(runs(1500), fuzzPackets)).toEqual([]);
});
