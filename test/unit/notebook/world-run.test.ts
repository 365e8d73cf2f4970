// What a machine that runs is told of a world that has changed, and what of it a world keeps.

import { expect, test } from 'vitest';
import type { World } from '../../../lib/notebook/world.ts';
import {
  changedFile,
  changedLink,
  moved,
  renamedHost,
  withFile,
  withHost,
  withLink,
  withoutTerminal,
  withTerminal,
} from '../../../lib/notebook/world-edits.ts';
import {
  arrangementOf,
  changesOf,
  keptPoints,
  linkChangesOf,
  toldOf,
} from '../../../lib/notebook/world-run.ts';
import { ONE_HOST } from './worlds.ts';

/** Terminal 1 on server, 2 on client. */
const two = withHost(ONE_HOST)!;

test('a host that the machine lacks, its terminal and its files wait', () => {
  const more = withFile(withHost(two)!, 'a.c', '')!.world;
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

test('a link that has changed is told once, and not to a machine that has other links', () => {
  const linked = withLink(two, 'client', 'server')!;
  const told = toldOf(linked);
  const slow = changedLink(linked, 0, { latencyUs: 9000 });
  const [request, ...more] = linkChangesOf(told, slow);
  expect(request).toMatchObject({ type: 'link', link: 0, figures: { latencyUs: 9000 } });
  expect([...more, ...linkChangesOf(told, slow)]).toEqual([]);
  const other = changedLink(withLink(slow, 'client', 'server')!, 0, { latencyUs: 1 });
  expect([...linkChangesOf(told, other)]).toEqual([]);
  // Undone again, the drawing has the machine's links.
  expect([...linkChangesOf(told, linked)]).toMatchObject([{ figures: { latencyUs: 500 } }]);
});

test('hosts, addresses and the seed need another machine; places, texts and figures do not', () => {
  const linked = withLink(two, 'client', 'server')!;
  const same = (world: World) => arrangementOf(world) === arrangementOf(linked);
  expect(same(moved(changedLink(linked, 0, { loss: 1 }), 'client', 1, 1))).toBe(true);
  expect(same(withFile(linked)!.world)).toBe(true);
  expect(same({ ...linked, seed: 2 })).toBe(false);
  expect(same(renamedHost(linked, 'client', 'web'))).toBe(false);
  expect(same(changedLink(linked, 0, { addrs: ['10.0.0.1', '10.0.0.9'] }))).toBe(false);
});

test('points on lines and calls are kept, without what belongs to one run', () => {
  const line = { kind: 'line', file: 'a.c', line: 3 } as const;
  const kept = keptPoints([
    { ...line, condition: 'n > 1', disabled: true, ignore: 4 },
    { kind: 'line', line: 3 },
    { kind: 'watch', expression: 'n' },
    { kind: 'call', calls: ['accept'] },
  ]);
  expect(kept).toEqual([
    { ...line, condition: 'n > 1', disabled: true },
    { kind: 'call', calls: ['accept'] },
  ]);
});
