// What a running machine is told of a world that has changed, and what Undo has of the kept one.

import { expect, test } from 'vitest';
import { changesOf, toldOf } from '../../../components/play/changes.ts';
import { withKept } from '../../../components/play/world-store.ts';
import type { World } from '../../../lib/notebook/world.ts';
import {
  changedFile,
  renamedHost,
  withFile,
  withHost,
  withoutTerminal,
  withTerminal,
} from '../../../lib/notebook/world-edits.ts';

const one: World = {
  seed: 1,
  hosts: [{ name: 'server', x: 0, y: 0 }],
  links: [],
  files: [],
  terminals: [{ id: 1, host: 'server', typed: [] }],
  points: [],
};
/** Terminal 1 on server, 2 on client. */
const two = withHost(one, 9, 9)!;

test('a host that the machine lacks, its terminal and its files wait', () => {
  const more = withFile(withHost(two, 9, 99)!, 'a.c', '')!.world;
  const there = changedFile(more, 'a.c', { host: 'host' });
  expect([...changesOf(toldOf(two), there)]).toEqual([]);
  expect([...changesOf(toldOf(two), more)]).toEqual([{ type: 'file', name: 'a.c', text: '' }]);
});

test('a number that is given again on another host gets a shell there, once', () => {
  const told = toldOf(two);
  const again = withTerminal(withoutTerminal(two, 2), 'server')!;
  const seat = { type: 'seat', terminal: 2, host: 'server' };
  expect([...changesOf(told, again)]).toEqual([seat]);
  expect([...changesOf(told, again)]).toEqual([]);
});

test('a host that has been renamed keeps its shells and files on the machine', () => {
  const world = changedFile(withFile(two, 'a.c', '')!.world, 'a.c', { host: 'client' });
  expect([...changesOf(toldOf(world), renamedHost(world, 'client', 'web'))]).toEqual([]);
});

test('the kept world is what Undo brings back first', () => {
  const list = withKept(['earlier'], { now: two, before: one }, (w) => `${w.hosts.length}`);
  expect(list).toEqual(['earlier', '1', '2']);
});
