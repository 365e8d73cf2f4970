// Cells before a cell: they run on its machine, each to its rest, and that place is kept.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { advanceChain, type Snapshots, startChain } from '../../../lib/notebook/chain.ts';
import type { Before, Update } from '../../../lib/notebook/messages.ts';
import { record } from '../../../lib/notebook/record.ts';
import { advanceSession, handle } from '../../../lib/notebook/session.ts';

const program = (name: string): Before => ({
  name: `${name}.c`,
  source: readFileSync(new URL(`../../../content/programs/${name}.c`, import.meta.url), 'utf8'),
});
const SERVER = program('server');
const CLIENT = program('client');
const HEADER = { name: 'port.h', source: '#define PORT 8080\n' };
const includes = (name: string) =>
  `#include "${name}"\n#include <stdio.h>\nint main(void) { printf("%d\\n", PORT); }\n`;

/** Runs a chain to its end; returns where it came to and what was said. */
function chain(before: Before[], snapshots: Snapshots = new Map()) {
  const started = startChain(snapshots, before);
  const from = started.at;
  const said: Update[] = [...started.told];
  for (;;) {
    const { updates, state } = advanceChain(started, snapshots, 100_000);
    said.push(...updates);
    if (state !== 'busy') return { state, said, from, session: started.session, snapshots };
  }
}

const printed = (said: Update[], terminal: number) =>
  said.map((u) => (u.type === 'output' && u.terminal === terminal ? u.text : '')).join('');

describe('a cell after another', () => {
  test('finds its server waiting, and connects to it', () => {
    const recording = record(CLIENT.name, CLIENT.source, { before: [SERVER] });
    expect(recording.program).toContain('Hello, World!');
    expect(recording.exit).toEqual({ status: 0 });
    expect(recording.waiting).toEqual([
      'server waits in accept(3) for a connection to 0.0.0.0:8080.',
    ]);
  });

  test('is refused without it', () => {
    const { program: text } = record(CLIENT.name, CLIENT.source);
    expect(text).toBe('connect: Connection refused\n');
  });

  test('includes its file, and so does gcc in the shell', () => {
    const source = includes('port.h');
    const commands = ['gcc -o again main.c', './again'];
    const recording = record('main.c', source, { before: [HEADER], commands });
    expect(recording.program).toBe('8080\n');
    expect(recording.commands.map(({ output }) => output)).toEqual(['', '8080\n']);
  });

  test('does not compile without that file', () => {
    expect(record('main.c', includes('port.h')).diagnostics).toContain(
      'port.h: No such file or directory',
    );
  });

  test('goes on where two before it have come to', () => {
    const before = [HEADER, SERVER];
    const source = `${CLIENT.source.replace('8080)', 'PORT)')}`;
    const recording = record('client.c', `#include "port.h"\n${source}`, { before });
    expect(recording.program).toContain('Hello, World!');
  });
});

describe('a resting place', () => {
  test('is kept by the texts that led to it, with what was said on the way', () => {
    const first = chain([SERVER]);
    expect(first.from).toBe(0);
    const again = chain([SERVER], first.snapshots);
    expect(again.from).toBe(1);
    expect(printed(again.said, 2)).toBe('Listening on port 8080\n');
    expect(again.said).toEqual(first.said);
    expect(again.session.machine.sim.nowUs).toBe(first.session.machine.sim.nowUs);
  });

  test('is not that of another text', () => {
    const { snapshots } = chain([SERVER]);
    const other = { ...SERVER, source: SERVER.source.replace('Listening', 'Waiting') };
    expect(chain([other], snapshots).from).toBe(0);
  });

  test('is begun at for as far as the texts are the same', () => {
    const { snapshots } = chain([HEADER, SERVER]);
    const other = { ...SERVER, source: SERVER.source.replace('Listening', 'Waiting') };
    const { from, said } = chain([HEADER, other], snapshots);
    expect(from).toBe(1);
    expect(printed(said, 2)).toBe('Waiting on port 8080\n');
  });

  test('stays as it was, whatever goes on from it', () => {
    const { session, snapshots } = chain([SERVER]);
    handle(session, { type: 'shell', text: 'curl -s localhost:8080' });
    advanceSession(session, { untilUs: session.machine.sim.nowUs + 100_000, maxOps: 1e7 });
    expect(session.packets.length).toBeGreaterThan(5);
    const again = chain([SERVER], snapshots);
    expect(again.session.packets).toEqual([]);
    expect(again.session.machine.sim.nowUs).toBeLessThan(10_000);
  });
});

describe('what cannot run', () => {
  test('ends the chain, with the compiler’s words', () => {
    const { state, said } = chain([{ name: 'server.c', source: 'int main(void) { return 0 }\n' }]);
    expect(state).toBe('failed');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ type: 'before', name: 'server.c', phase: 'failed' });
  });

  test('without end, or that sleeps for ever, is left after a while', () => {
    const source = '#include <unistd.h>\nint main(void) { for (;;) sleep(1); }\n';
    const { state, session } = chain([{ name: 'sleeper.c', source }]);
    expect(state).toBe('ready');
    expect(session.machine.sim.nowUs).toBeLessThan(21_000_000);
  });
});
