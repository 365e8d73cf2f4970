// What of an address is a moment of a figure.

import { expect, test } from 'vitest';
import { momentIn } from '../../../components/parts/moment.ts';

test.each([
  ['#accept-queue:at=1234', 1234],
  ['#accept-queue:at=0', 0],
  ['#accept-queue:at=17.634', 17.634],
  ['#accept-queue:at=17.6345', undefined],
  ['#accept-queue', undefined],
  ['#accept-queue:at=', undefined],
  ['#accept-queue:at=-5', undefined],
  ['#accept-queue:at=1e9', undefined],
  ['#accept-queue:at=12345678901', undefined],
  ['#accept-queue:at=12&x', undefined],
  ['#handshake:at=1234', undefined],
  ['', undefined],
])('%s names %s', (hash, at) => {
  expect(momentIn(hash, 'accept-queue')).toBe(at);
});
