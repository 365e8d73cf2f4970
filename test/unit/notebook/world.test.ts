// Worlds as data: what may be, what is refused and in which words, and what a reader does to one.

import { describe, expect, test } from 'vitest';
import type { Request } from '../../../lib/notebook/messages.ts';
import { createSession, handle } from '../../../lib/notebook/session.ts';
import {
  isLine,
  MOST,
  newLink,
  setupOf,
  type World,
  writeWorld,
  wrongHost,
  wrongLink,
  wrongWorld,
} from '../../../lib/notebook/world.ts';
import {
  changedFile,
  changedLink,
  freePlace,
  moved,
  renamedHost,
  withFile,
  withHost,
  withLink,
  withoutFile,
  withoutHost,
  withoutLink,
  withoutTerminal,
  withTerminal,
  withTyped,
} from '../../../lib/notebook/world-edits.ts';
import { readWorld } from '../../../lib/notebook/world-read.ts';

/** One host with a terminal, and nothing else. */
const empty = (): World => ({
  seed: 1,
  hosts: [{ name: 'server', x: 360, y: 150 }],
  links: [],
  files: [],
  terminals: [{ id: 1, host: 'server', typed: [] }],
  points: [],
});

/** Two hosts and a link, a file of each kind, a terminal each, a breakpoint. */
function two(): World {
  let world = withHost(empty(), { x: 100, y: 100 })!;
  world = withLink(world, 'client', 'server')!;
  world = withFile(world, 'server.c', 'int main(void) { return 0; }\n')!.world;
  world = changedFile(world, 'server.c', { host: 'server' });
  world = withFile(world, 'shared.h', '#define PORT 8080\n')!.world;
  return { ...world, points: [{ kind: 'line', file: 'server.c', line: 1 }] };
}

/** A world whose written form has been changed. */
// biome-ignore lint/suspicious/noExplicitAny: it is damaged on purpose
function damaged(change: (value: Record<string, any>) => void): string {
  const value = JSON.parse(writeWorld(two()));
  change(value);
  return JSON.stringify(value);
}

const refusal = (text: string): string => {
  const read = readWorld(text);
  return read.ok ? 'taken' : read.message;
};

describe('written and read', () => {
  test('it is the same again, with every figure of its links', () => {
    const figures = { latencyUs: 12_345, loss: 0.25, queueLimit: 7, bandwidthBps: 0 };
    const world = changedLink(two(), 0, figures);
    expect(readWorld(writeWorld(world))).toEqual({ ok: true, value: world });
    expect(readWorld(writeWorld(world, 2))).toEqual({ ok: true, value: world });
  });

  test('figures that are the default take no room', () => {
    expect(writeWorld(two())).not.toContain('latencyUs');
  });

  test('a session begins with its hosts, files and terminals, and nothing runs', () => {
    const session = createSession(setupOf(two()));
    expect([...session.machine.kernels.keys()]).toEqual(['server', 'client']);
    expect([...session.shells.keys()]).toEqual([1, 2]);
    expect(session.machine.net.links[0]).toMatchObject({ latencyUs: 500, queueLimit: 1000 });
  });
});

describe('what is refused', () => {
  test.each<[string, string, RegExp]>([
    ['no JSON', '{"format"', /not JSON, or it is damaged\. Nothing was changed\.$/],
    ['null', 'null', /does not hold a world of this book/],
    ['a list', '[]', /does not hold a world of this book/],
    ['edits', '{"format":"sockets-from-scratch edits","version":1}', /does not hold a world/],
    [
      'a later edition',
      damaged((v) => (v.version = 9)),
      /another edition \(version 9; .* reads 1\)/,
    ],
    ['no hosts', damaged((v) => (v.hosts = [])), /at least one host/],
    ['hosts that are no list', damaged((v) => (v.hosts = {})), /no list of hosts/],
    ['a host without a place', damaged((v) => delete v.hosts[1].x), /number 2 of its hosts/],
    [
      'two hosts of one name',
      damaged((v) => (v.hosts[1].name = 'server')),
      /called server already/,
    ],
    [
      'a name with a slash',
      damaged((v) => (v.hosts[0].name = '../x')),
      /name begins with a small letter/,
    ],
    [
      'a link to nobody',
      damaged((v) => (v.links[0].between[0] = 'nobody')),
      /no host called nobody/,
    ],
    [
      'a link to itself',
      damaged((v) => (v.links[0].between = ['server', 'server'])),
      /two different/,
    ],
    ['a word as latency', damaged((v) => (v.links[0].latencyUs = 'x')), /number 1 of its links/],
    ['a loss of 2', damaged((v) => (v.links[0].loss = 2)), /Loss has to be from 0 to 100 %/],
    ['a queue of 0', damaged((v) => (v.links[0].queueLimit = 0)), /Queue has to be from 1/],
    [
      'an address that is none',
      damaged((v) => (v.links[0].addrs[0] = '10.0.0')),
      /no IPv4 address/,
    ],
    [
      'an address of lo',
      damaged((v) => (v.links[0].addrs = ['127.0.0.1', '127.0.0.2'])),
      /no address for a link/,
    ],
    [
      'two networks on a link',
      damaged((v) => (v.links[0].addrs[0] = '10.9.9.1')),
      /not in one network/,
    ],
    ['a file outside', damaged((v) => (v.files[0].name = '../../etc/passwd')), /A file’s name/],
    ['a hidden file', damaged((v) => (v.files[0].name = '.profile')), /A file’s name/],
    ['a file on nobody', damaged((v) => (v.files[0].host = 'nobody')), /no such host/],
    ['a text that is a number', damaged((v) => (v.files[0].text = 7)), /number 1 of its files/],
    [
      'a text that is too long',
      damaged((v) => (v.files[0].text = 'x'.repeat(MOST.text + 1))),
      /number 1 of its files/,
    ],
    ['a terminal on nobody', damaged((v) => (v.terminals[0].host = 'nobody')), /no such host/],
    ['a terminal twice', damaged((v) => (v.terminals[1].id = 1)), /one number/],
    [
      'a line with an Enter in it',
      damaged((v) => v.terminals[0].typed.push('ls\nrm')),
      /number 1 of its terminals/,
    ],
    ['a breakpoint on line -1', damaged((v) => (v.points[0].line = -1)), /number 1 of its points/],
    ['a watchpoint', damaged((v) => (v.points[0].kind = 'watch')), /number 1 of its points/],
    [
      'a hundred hosts',
      damaged((v) => (v.hosts = Array(100).fill(v.hosts[0]))),
      /at most 12 hosts/,
    ],
  ])('%s', (_, text, words) => {
    expect(refusal(text)).toMatch(words);
  });

  test('together, files may not be endless', () => {
    let world = two();
    for (let i = 0; i < 4; i++) {
      world = withFile(world, `f${i}.c`, 'x'.repeat(MOST.text))!.world;
    }
    expect(refusal(writeWorld(world))).toMatch(/at most 200000 characters together/);
  });

  test('what it does not know it leaves out', () => {
    const read = readWorld(damaged((v) => Object.assign(v, { evil: 1, __proto__: { x: 1 } })));
    expect(read).toEqual({ ok: true, value: two() });
  });

  test('a place outside the drawing is moved into it', () => {
    const read = readWorld(damaged((v) => Object.assign(v.hosts[0], { x: -1e9, y: 1e9 })));
    expect(read.ok && read.value.hosts[0]).toEqual({ name: 'server', x: 0, y: 300 });
  });
});

describe('what a reader does to one', () => {
  test('hosts get names of their own, a terminal each, and in the end there are too many', () => {
    let world: World | undefined = empty();
    for (let i = 1; i < MOST.hosts; i++) world = withHost(world!);
    const names = world!.hosts.map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['server', 'client', 'host', 'host2']);
    expect(new Set(names).size).toBe(MOST.hosts);
    expect(world!.terminals).toHaveLength(MOST.hosts);
    expect(withHost(world!)).toBeUndefined();
  });

  test('a host that is added stands apart from hosts and labels, as long as there is room', () => {
    let world = empty();
    for (let i = 0; i < 3; i++) {
      const next = withHost(world)!;
      const fresh = next.hosts.at(-1)!;
      for (const { x, y } of world.hosts) {
        expect(Math.hypot((fresh.x - x) / 230, (fresh.y - y) / 80)).toBeGreaterThanOrEqual(1);
      }
      world = withLink(next, fresh.name, 'server')!;
    }
    expect(new Set(world.hosts.map(({ x, y }) => `${x} ${y}`)).size).toBe(4);
    expect(freePlace({ ...empty(), hosts: [] })).toEqual({ x: 360, y: 150 });
  });

  test('a host that gets another name keeps what bears it', () => {
    const world = renamedHost(two(), 'server', 'web');
    expect(refusal(writeWorld(world))).toBe('taken');
    expect(world.links[0].between).toEqual(['client', 'web']);
    expect(world.files[0].host).toBe('web');
    expect(world.terminals[0].host).toBe('web');
  });

  test('a host that goes takes links and terminals along, and leaves its files', () => {
    const world = withoutHost(two(), 'server');
    expect(refusal(writeWorld(world))).toBe('taken');
    expect(world.links).toEqual([]);
    expect(world.terminals).toEqual([{ id: 2, host: 'client', typed: [] }]);
    expect(world.files.map(({ name, host }) => [name, host])).toEqual([
      ['server.c', undefined],
      ['shared.h', undefined],
    ]);
  });

  test('each link has a network of its own, also where one has been freed', () => {
    let world = withLink(two(), 'client', 'server')!;
    expect(world.links.map(({ addrs }) => addrs[0])).toEqual(['10.0.0.1', '10.0.1.1']);
    world = withLink(withoutLink(world, 0), 'client', 'server')!;
    expect(world.links.map(({ addrs }) => addrs[0])).toEqual(['10.0.1.1', '10.0.0.1']);
  });

  test('a link is judged beside the others and not beside itself', () => {
    const world = withLink(two(), 'client', 'server')!;
    expect(wrongLink(world, world.links[0], 0)).toBeUndefined();
    const link = { ...newLink(world, ['client', 'server']), addrs: ['10.0.0.7', '10.0.0.8'] };
    expect(wrongLink(world, link as World['links'][0], 1)).toMatch(/another link’s network/);
  });

  test('a file that gets another name keeps its breakpoints; one that goes takes them along', () => {
    const world = changedFile(two(), 'server.c', { name: 'web.c' });
    expect(world.points).toEqual([{ kind: 'line', file: 'web.c', line: 1 }]);
    expect(withoutFile(world, 'web.c').points).toEqual([]);
    expect(changedFile(world, 'web.c', { host: undefined }).files[0]).not.toHaveProperty('host');
  });

  test('a second file of a name gets another', () => {
    expect(withFile(two(), 'server.c', '')!.name).toBe('server2.c');
  });

  test('lines are noted where they were typed, before those that are still to come', () => {
    let world = withTyped(two(), 1, 0, './server');
    world = withTyped(world, 1, 0, 'gcc server.c -o server');
    expect(world.terminals[0].typed).toEqual(['gcc server.c -o server', './server']);
    expect(withTyped(world, 1, 1, './server')).toEqual(world);
  });

  test('terminals come and go, and no number is given twice while it is taken', () => {
    const world = withTerminal(withoutTerminal(two(), 1), 'server')!;
    expect(world.terminals.map(({ id }) => id)).toEqual([2, 3]);
  });

  test('a host stays inside the drawing', () => {
    expect(moved(two(), 'client', 5000, -3).hosts[1]).toEqual({ name: 'client', x: 720, y: 0 });
  });

  test('names and lines that may be', () => {
    expect(wrongHost(two(), 'web-1')).toBeUndefined();
    expect(wrongHost(two(), 'localhost')).toMatch(/already/);
    expect([isLine('ls -l'), isLine('a\u0003'), isLine('x'.repeat(501))]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('at the limits', () => {
  const line = { kind: 'line', file: 'server.c', line: 1 } as const;

  test.each<[string, (world: World) => World]>([
    ['a text', (w) => changedFile(w, 'server.c', { text: 'x'.repeat(MOST.text) })],
    ['a point on all calls', (w) => ({ ...w, points: [{ kind: 'call' }] })],
    ['a condition', (w) => ({ ...w, points: [{ ...line, condition: 'x'.repeat(MOST.line) }] })],
    ['points', (w) => ({ ...w, points: Array(MOST.points).fill(line) })],
  ])('%s: what may be is read again as it was', (_, change) => {
    const world = change(two());
    expect(wrongWorld(world)).toBeUndefined();
    expect(readWorld(writeWorld(world))).toEqual({ ok: true, value: world });
  });

  test.each<[string, (world: World) => World, RegExp]>([
    ['a text', (w) => changedFile(w, 'server.c', { text: 'x'.repeat(60_001) }), /server.c is too/],
    ['points', (w) => ({ ...w, points: Array(101).fill(line) }), /at most 100 points/],
    ['a condition', (w) => ({ ...w, points: [{ ...line, condition: 'x'.repeat(501) }] }), /cond/],
    ['a line', (w) => ({ ...w, points: [{ ...line, line: -5 }] }), /line from 1/],
  ])('%s beyond them: said where it is made, and refused where it is read', (_, change, words) => {
    const world = change(two());
    expect(wrongWorld(world)).toMatch(words);
    expect(readWorld(writeWorld(world)).ok).toBe(false);
  });

  test('a machine without the host says so and goes on', () => {
    const session = createSession(setupOf(two()));
    const note = { type: 'note', text: expect.stringMatching(/no host web/) };
    expect(handle(session, { type: 'seat', terminal: 2, host: 'web' })).toEqual([note]);
    expect(handle(session, { type: 'file', name: 'a.c', host: 'web', text: '' })).toEqual([note]);
    expect([...session.shells.keys()]).toEqual([1]);
    const said = handle(session, { type: 'shell', terminal: 2, text: 'ls' });
    expect(said).toContainEqual({ type: 'command-done', terminal: 2, status: 1 });
    const run: Request = { type: 'run', name: 'a.c', source: '', args: [], terminal: 2 };
    expect(handle(session, run)).toContainEqual(said.at(-1));
    handle(session, { type: 'seat', terminal: 2, host: 'client' });
    expect(session.shells.get(2)!.shell.host).toBe('client');
  });
});
