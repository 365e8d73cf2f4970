// What is kept of a world, when several tabs write and when it has been damaged: nothing is dropped.

import { expect, test } from 'vitest';
import { type World, writeWorld } from '../../../lib/notebook/world.ts';
import { readRecords, readWriting, written } from '../../../lib/notebook/world-kept.ts';
import { ONE_HOST } from './worlds.ts';

const world = (seed: number): World => ({ ...ONE_HOST, seed });
const text = (seed: number) => writeWorld(world(seed));

test('one tab writes over what it has read or written itself', () => {
  expect(written({}, { now: 'a' })).toEqual({ now: 'a' });
  const records = written({ now: 'a' }, { now: 'b', base: 'a', before: 'a' });
  expect(records).toEqual({ now: 'b', before: 'a' });
  expect(written(records, { now: 'c', base: 'b' })).toEqual({ now: 'c', before: 'a' });
});

test('what another tab has written meanwhile is put aside, also by one that has read nothing', () => {
  expect(written({ now: 'theirs' }, { now: 'b', base: 'a' })).toMatchObject({ other: 'theirs' });
  expect(written({ now: 'theirs' }, { now: 'b' })).toEqual({ now: 'b', other: 'theirs' });
  expect(written({ now: 'same' }, { now: 'same', base: 'a' })).not.toHaveProperty('other');
});

test('two tabs that write in turn: each one’s last world is there', () => {
  let records = written({ now: 'x' }, { now: 'one', base: 'x' });
  records = written(records, { now: 'two', base: 'x' });
  expect(records).toEqual({ now: 'two', other: 'one' });
  records = written(records, { now: 'one more', base: 'one' });
  expect(records).toEqual({ now: 'one more', other: 'two' });
});

test('what is kept is found again', () => {
  const { found, records } = readRecords({ now: text(1), before: text(2), other: text(3) });
  expect(found).toEqual({ now: world(1), before: world(2), other: world(3) });
  expect(records).toEqual({ now: text(1), before: text(2), other: text(3) });
});

test('what cannot be read is put aside with its reason, one text after the other', () => {
  const { found, records } = readRecords({ now: '{"for', before: text(2), other: '[]' });
  expect(records).toEqual({ before: text(2), unreadable: '{"for\n[]' });
  expect(found.now).toBeUndefined();
  expect(found.unreadable).toEqual({
    text: '{"for\n[]',
    why: 'This is no world: it is not JSON, or it is damaged.',
  });
  // It stays until the reader has decided, and is not put aside twice.
  expect(readRecords(records).records).toEqual(records);
  expect(readRecords({ ...records, now: '{"for\n[]' }).records).toEqual(records);
});

test('what a page left behind is read with care', () => {
  expect(readWriting({ now: 'a', base: 'b', before: 7, evil: 1 })).toEqual({ now: 'a', base: 'b' });
  for (const wrong of [null, 7, 'a', {}, { now: 7 }]) expect(readWriting(wrong)).toBeUndefined();
});
