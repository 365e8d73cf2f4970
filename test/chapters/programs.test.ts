// Every program of the book, in the model and under gcc on the real kernel: they print the same.
//
// On the kernel each run has a network of its own (`unshare --net`), so that ports are free and
// nothing lingers in TIME_WAIT from the run before.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '../../lib/notebook/record.ts';
import { hasIoUring } from '../tools.ts';

const FOLDER = new URL('../../content/programs/', import.meta.url).pathname;
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.c'));

/** Programs that serve until they are stopped; they are asked for a page. */
const SERVERS = NAMES.filter((name) => /server/.test(name));
/** Programs whose end needs a line on their terminal, or a partner that is not there. */
const PARTNERED = ['client.c', 'echo-once.c', 'four-clients.c'];
const ALONE = NAMES.filter((name) => !SERVERS.includes(name) && !PARTNERED.includes(name));

const CURL = 'curl -s -m 5 localhost:8080';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Runs a script on the real kernel, in a network and a process tree of its own: whatever it leaves
 * running is killed with it. A plain user gets that inside a user namespace.
 */
function inOwnNetwork(script: string): string {
  const own = ['--net', '--pid', '--fork', '--kill-child'];
  const flags = process.getuid?.() === 0 ? own : [...own, '--user', '--map-root-user'];
  // What a test runner leaves open would take numbers away from the program.
  const close = `for f in /proc/$$/fd/*; do
    n=$(basename $f)
    if [ $n -gt 2 ] && [ $n -ne 255 ]; then eval "exec $n>&-"; fi
  done`;
  const shell = `${close}\nset -e\nip link set lo up\nulimit -n 1024\n${script}`;
  const done = spawnSync('unshare', [...flags, 'bash', '-c', shell], {
    encoding: 'utf8',
    input: '\n',
    timeout: 40_000,
    maxBuffer: 32e6,
  });
  if (done.error) throw new Error(`unshare (util-linux) and ip (iproute2): ${done.error.message}`);
  return done.stdout;
}

function compile(name: string): string {
  const program = join(folder, name.replace(/\.c$/, ''));
  const flags = ['-std=gnu17', '-Wall', '-Wextra', '-Werror', '-g', '-o', program];
  execFileSync('gcc', [...flags, join(FOLDER, name)], { encoding: 'utf8' });
  return program;
}

/** What depends on autotuning of real buffers, or on what else the machine does, is not compared. */
function comparable(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/^\n/, '')
    .replace(/took \d+/, 'took N')
    .replace(/(?: +\d+ ms){5}$/gm, pace);
}

/** Says of five times whether all but the first waited for a delayed ACK, 40 ms and more. */
function pace(row: string): string {
  const [, ...later] = row.match(/\d+/g)!.map(Number);
  return later.every((ms) => ms >= 38) ? ' delayed' : ' prompt';
}

describe.each(ALONE)('%s', (name) => {
  test('prints in the model what it prints on the kernel', { timeout: 60_000 }, () => {
    // Line by line and in one stream, as on a terminal.
    const real = inOwnNetwork(`timeout 30 stdbuf -oL ${compile(name)} 2>&1`);
    const source = readFileSync(join(FOLDER, name), 'utf8');
    const model = record(name, source, { typed: '\n' });
    expect(model.faults).toEqual([]);
    expect(model.diagnostics).toBe('');
    expect(comparable(model.program)).toBe(comparable(real));
  });
});

describe.each(SERVERS)('%s', (name) => {
  test('serves curl as it does on the kernel', { timeout: 60_000 }, () => {
    const serve = `${compile(name)} >/dev/null &\nsleep 0.2\n${CURL}\nkill $!`;
    const here = name !== 'uring-server.c' || hasIoUring();
    const real = here ? inOwnNetwork(serve) : 'Hello, World!';
    const source = readFileSync(join(FOLDER, name), 'utf8');
    const model = record(name, source, { commands: [CURL] });
    expect(model.faults).toEqual([]);
    expect(model.diagnostics).toBe('');
    expect(model.commands[0]).toEqual({ text: CURL, output: real, status: 0 });
    expect(real).toContain('Hello, World!');
  });
});

test('a client and a server of the book understand each other', { timeout: 60_000 }, () => {
  const client = readFileSync(join(FOLDER, 'client.c'), 'utf8');
  const alone = record('client.c', client);
  expect(alone.program).toBe('connect: Connection refused\n');
  expect(alone.exit).toEqual({ status: 1 });
  const echo = readFileSync(join(FOLDER, 'echo-once.c'), 'utf8');
  const waiting = record('echo-once.c', echo);
  expect(waiting.waiting.join()).toContain('waits in accept(3)');
});

describe.each([
  ['client.c', 'server.c'],
  ['four-clients.c', 'slow-server.c'],
])('%s after %s', (name, server) => {
  test('prints in the model what it prints on the kernel', { timeout: 60_000 }, () => {
    const serve = `${compile(server)} >/dev/null &\nsleep 0.2\n${compile(name)}\nkill $!`;
    const real = inOwnNetwork(serve);
    const [source, text] = [name, server].map((file) => readFileSync(join(FOLDER, file), 'utf8'));
    const model = record(name, source, { before: [{ name: server, source: text }] });
    expect(model.exit).toEqual({ status: 0 });
    // How long a real machine takes depends on what else it does.
    const untimed = (said: string) => comparable(said).replace(/\d+00 ms/g, 'N ms');
    expect(untimed(model.program)).toBe(untimed(real));
  });
});

test('four clients of the slow server are answered one after the other', () => {
  const [source, text] = ['four-clients.c', 'slow-server.c'].map((file) =>
    readFileSync(join(FOLDER, file), 'utf8'),
  );
  const { program } = record('four-clients.c', source, {
    before: [{ name: 'slow-server.c', source: text }],
  });
  expect([...program.matchAll(/after (\d+) ms/g)].map(([, ms]) => Number(ms))).toEqual([
    300, 600, 900, 1200,
  ]);
});
