// The scenarios of the free page: each is a world that may be, and does what its two sentences say.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPrograms } from '../../components/book/known.ts';
import type { Update } from '../../lib/notebook/messages.ts';
import { type Scenario, worldOf } from '../../lib/notebook/scenario.ts';
import { advanceSession, createSession, handle } from '../../lib/notebook/session.ts';
import { setupOf, type World, writeWorld } from '../../lib/notebook/world.ts';
import { readWorld } from '../../lib/notebook/world-read.ts';
import '../../lib/machine/whole.ts';

const root = new URL('../../', import.meta.url).pathname;
const names = readdirSync(join(root, 'content/scenarios')).map((name) => name.replace(/\.ts$/, ''));
const programs = Object.fromEntries(
  [...readPrograms(root).values()].map(({ name, text }) => [name, text]),
);

async function scenario(name: string): Promise<{ is: Scenario; world: World }> {
  const is = (await import(join(root, `content/scenarios/${name}.ts`))).default as Scenario;
  return { is, world: worldOf(is, programs) };
}

/** Types the lines of all terminals in turn, a moment apart, and returns what each has shown. */
async function played(
  name: string,
  us = 500_000,
  lastUs = 0,
): Promise<{ shown: string[]; said: Update[] }> {
  const { world } = await scenario(name);
  const session = createSession(setupOf({ ...world, points: [] }));
  const said: Update[] = [];
  const settle = (forUs = us) => {
    const untilUs = session.machine.sim.nowUs + forUs;
    for (;;) {
      const { updates, next } = advanceSession(session, { untilUs, maxOps: 1_000_000 });
      said.push(...updates);
      if (next !== 'busy') return;
    }
  };
  for (const { id, typed } of world.terminals) {
    for (const text of typed) {
      said.push(...handle(session, { type: 'type', terminal: id, text: `${text}\n` }));
      settle();
    }
  }
  settle(lastUs);
  const shown = world.terminals.map(({ id }) =>
    said.flatMap((u) => (u.type === 'output' && u.terminal === id ? [u.text] : [])).join(''),
  );
  return { shown, said };
}

describe.each(names)('%s', (name) => {
  test('is a world, and the same one when it has been written and read', async () => {
    const { world } = await scenario(name);
    expect(readWorld(writeWorld(world))).toEqual({ ok: true, value: world });
  });

  test('says in two sentences what to try', async () => {
    const { is } = await scenario(name);
    expect(is.says.match(/[.](?= [A-Z]|$)/g)).toHaveLength(2);
  });

  test('has no program that the compiler has a word about', async () => {
    const { said } = await played(name);
    const words = said.flatMap((u) => (u.type === 'compiled' ? u.diagnostics : []));
    expect(words).toEqual([]);
    expect(said.filter((u) => u.type === 'fault')).toEqual([]);
  });
});

test('every scenario of the folder is offered', () => {
  const text = readFileSync(join(root, 'components/play/scenario-files.ts'), 'utf8');
  const offered = [...text.matchAll(/^ {2}'([\w-]+)',$/gm)].map(([, name]) => name);
  expect(offered.toSorted()).toEqual(names.toSorted());
});

describe('what they show', () => {
  test('the empty machine makes a socket', async () => {
    expect((await played('empty-machine')).shown).toEqual(['a socket: fd 3\n']);
  });

  test('the server answers curl', async () => {
    const { shown } = await played('server-and-curl');
    expect(shown[0]).toBe('Listening on port 8080\n');
    expect(shown[1]).toMatch(/Hello, World!$/);
  });

  test('of four clients three are in the queue, and the kernel counts what it dropped', async () => {
    const { shown } = await played('full-queue', 2_000_000);
    expect(shown[1].match(/ESTAB/g)).toHaveLength(3);
    expect(shown[1]).toMatch(/SYN-SENT/);
    expect(shown[2]).toMatch(/LISTEN +3 +2 /);
    expect(shown[2]).toMatch(/TcpExtListenDrops +[1-9]/);
  });

  test('the sender falls asleep in write() with the window closed', async () => {
    const { shown, said } = await played('slow-reader', 3_000_000);
    expect(shown[0]).toMatch(/read 2000 bytes/);
    // What waits on both sides: Recv-Q there, Send-Q here.
    expect(shown[2]).toMatch(/ESTAB +[1-9]\d+ +0 /);
    expect(shown[3]).toMatch(/ESTAB +0 +[1-9]\d+ /);
    const tables = said.flatMap((u) => (u.type === 'tables' ? u.waiting : []));
    expect(tables.some(({ text }) => /sender waits in write/.test(text))).toBe(true);
    const packets = said.flatMap((u) => (u.type === 'packets' ? u.lines : []));
    expect(packets.some(({ text, hosts }) => hosts?.[0] === 'reader' && / win 0,/.test(text))).toBe(
      true,
    );
  });

  test('packets are lost, and the page arrives', async () => {
    const { shown, said } = await played('lossy-link', 20_000_000);
    expect(shown[1]).toMatch(/Hello, World!Hello, World!/);
    expect(shown[1]).toMatch(/TcpRetransSegs +[1-9]/);
    const packets = said.flatMap((u) => (u.type === 'packets' ? u.lines : []));
    expect(packets.some(({ lost }) => lost)).toBe(true);
  });

  test('a port in TIME_WAIT is taken', async () => {
    const { world } = await scenario('port-in-use');
    const session = createSession(setupOf(world));
    const said: Update[] = [];
    const type = (terminal: number, text: string) => {
      said.push(...handle(session, { type: 'type', terminal, text: `${text}\n` }));
      const untilUs = session.machine.sim.nowUs + 500_000;
      while (true) {
        const { updates, next } = advanceSession(session, { untilUs, maxOps: 1_000_000 });
        said.push(...updates);
        if (next !== 'busy') break;
      }
    };
    const [server, client] = world.terminals;
    type(1, server.typed[0]);
    type(1, server.typed[1]);
    type(2, client.typed[0]);
    type(1, server.typed[2]);
    type(1, server.typed[3]);
    const shown = said.flatMap((u) => (u.type === 'output' && u.terminal === 1 ? [u.text] : []));
    expect(shown.join('')).toMatch(
      /served one\n[\s\S]*TIME-WAIT[\s\S]*bind: Address already in use\n$/,
    );
  });

  test('two networks: unreachable directly, and reached through the relay', async () => {
    const { shown, said } = await played('two-networks');
    expect(shown[1]).toBe('Relaying from port 8080\nrelaying\n');
    expect(shown[2]).toMatch(/^curl: \(7\) [^\n]*\nHello, World!$/);
    const calls = said.flatMap((u) => (u.type === 'syscalls' ? u.lines : []));
    expect(calls.some(({ text }) => /connect\(.*ENETUNREACH/.test(text))).toBe(true);
  });

  test('the near client is served first though it asked later', async () => {
    const { said } = await played('near-and-far', 100_000, 3_000_000);
    const answer = (terminal: number) =>
      said.findIndex(
        (u) => u.type === 'output' && u.terminal === terminal && u.text.includes('Hello'),
      );
    expect(answer(3)).toBeGreaterThan(0);
    expect(answer(2)).toBeGreaterThan(answer(3));
  });
});
