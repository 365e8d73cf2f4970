// What of an address is a state of a figure: its moment, and what the reader has set.

import { expect, test } from 'vitest';
import { momentIn, momentOf } from '../../../components/parts/moment.ts';
import { createPlayer, step, stepTimeline, tick } from '../../../components/parts/player.ts';

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
  ['#accept-queue:at=12:set=', 12],
  [`#accept-queue:at=12:set=${'5'.repeat(4001)}`, undefined],
  ['#accept-queue:at=12:set=<b>', undefined],
])('%s names %s', (hash, at) => {
  expect(momentIn(hash, 'accept-queue')?.at).toBe(at);
});

test('what was set is a word of its own', () => {
  const set = '5.4096.0.1.200000~p2mo~c255s';
  expect(momentIn(`#accept-queue:at=0:set=${set}`, 'accept-queue')).toEqual({ at: 0, set });
  expect(momentIn('#byte-order:at=0', 'byte-order')).toEqual({ at: 0, set: '' });
});

test('a step that is on its way is the moment that its words are of', () => {
  const player = createPlayer(stepTimeline(['one', 'two', 'three']), { at: 0, preset: false });
  step(player);
  tick(player, 50);
  expect(player.at.value).toBeLessThan(1600);
  expect(momentOf(player)).toBe(1600);
  tick(player, 1000);
  expect(momentOf(player)).toBe(1600);
});
