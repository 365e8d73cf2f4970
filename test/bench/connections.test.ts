// Bench: connections a second in the model and on the real kernel of the same machine, and what
// 100,000 open connections cost.
//
// Both make the same calls (connections/drivers.ts, connections/native.c); runs alternate and the best
// of each counts. The kernel has two processes that share the machine's processors, the model has one:
// so the table has the time on the clock and the time on processors. `npm run bench`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Rate, Scale } from './connections/model.ts';

const TOTAL = 20_000;
const MOST = 64;
const RUNS = 3;
const OPEN = [1000, 10_000, 100_000];
/** What both ends of a connection may take. */
const MOST_BYTES = 4096;
/** How much longer an event may take among the most connections than among the fewest. */
const MOST_RATIO = 1.2;

/** What goes on in the crowd while its events are timed. */
const WHAT = ['opening', 'asking on each in turn', 'each far from the last', 'others come and go'];

const dir = mkdtempSync(join(tmpdir(), 'bench-'));
afterAll(() => rmSync(dir, { recursive: true }));

function path(name: string): string {
  return new URL(`connections/${name}`, import.meta.url).pathname;
}

function model(...args: (string | number)[]): unknown {
  const node = ['--no-warnings', '--expose-gc', '--max-old-space-size=4096', path('model.ts')];
  const text = execFileSync(process.execPath, [...node, ...args.map(String)], { encoding: 'utf8' });
  return JSON.parse(text);
}

function compiled(name: string, ...args: number[]): string {
  const program = join(dir, name);
  execFileSync('gcc', ['-O2', '-o', program, path(`${name}.c`)]);
  return execFileSync(program, args.map(String), { encoding: 'utf8' });
}

function native(): Rate {
  const [total, seconds, cpuSeconds] = compiled('native', TOTAL, MOST).split(' ').map(Number);
  return { total, seconds, cpuSeconds };
}

/** The real kernel's µs for a request over crowds of connections, and how these compare with the first. */
function nativeCrowds(): { requestUs: number; ratio: number }[] {
  return compiled('crowd', ...OPEN)
    .trimEnd()
    .split('\n')
    .map((row) => row.split(' ').map(Number))
    .map(([, requestUs, ratio]) => ({ requestUs, ratio }));
}

function best(runs: Rate[], of: (run: Rate) => number): number {
  return Math.min(...runs.map(of));
}

function line(name: string, values: (number | string)[], digits = 0): string {
  const cells = values.map((v) => (typeof v === 'number' ? v.toFixed(digits) : v).padStart(12));
  return name.padEnd(32) + cells.join('');
}

test('connections a second over lo, beside the real kernel', () => {
  const [ours, theirs]: [Rate[], Rate[]] = [[], []];
  for (let i = 0; i < RUNS; i++) {
    theirs.push(native());
    ours.push(model('rate', TOTAL, MOST) as Rate);
  }
  const row = (name: string, of: (run: Rate) => number) => {
    const [a, b] = [TOTAL / best(ours, of), TOTAL / best(theirs, of)];
    return line(name, [a, b]) + (a / b).toFixed(2).padStart(12);
  };
  console.log(
    [
      line('connections a second', ['model', 'Linux', 'model/Linux']),
      row('on the clock', (run) => run.seconds),
      row('of processor time', (run) => run.cpuSeconds),
    ].join('\n'),
  );
  expect([...ours, ...theirs].map((run) => run.total)).toEqual(Array(2 * RUNS).fill(TOTAL));
  for (const of of [(run: Rate) => run.seconds, (run: Rate) => run.cpuSeconds]) {
    expect(best(ours, of)).toBeLessThanOrEqual(best(theirs, of));
  }
});

test('what open connections cost', () => {
  const rows = model('scale', ...OPEN) as Scale[];
  const crowds = nativeCrowds();
  const many = rows[rows.length - 1];
  const requests = rows.map((row) => row.farUs * row.requestEvents);
  console.log(
    [
      line('open connections', [...OPEN.map(String), 'last/first']),
      line('heap of both ends, bytes', [...rows.map((row) => row.heapBytes), '']),
      ...(['openUs', 'turnUs', 'farUs', 'churnUs'] as const).map((name, i) => {
        const times = rows.map((row) => row[name]);
        return line(`us/event, ${WHAT[i]}`, [...times, many.ratios[name]], 2);
      }),
      line('us/request, far', [...requests, many.ratios.farUs], 2),
      line('the same on Linux', [...crowds.map((one) => one.requestUs), crowds.at(-1)!.ratio], 2),
    ].join('\n'),
  );
  for (const { open, heapBytes } of rows)
    expect(heapBytes, `${open}`).toBeLessThanOrEqual(MOST_BYTES);
  // Opening is not held to it: a thousand are open before its time is steady, and those that come and go
  // are opened too. Where each request is far from the last, all of its connection comes from memory, and
  // that wait is the machine's: it may grow as much as the real kernel's.
  for (const name of ['turnUs', 'churnUs'] as const) {
    expect(many.ratios[name], name).toBeLessThanOrEqual(MOST_RATIO);
  }
  expect(many.ratios.farUs).toBeLessThanOrEqual(Math.max(MOST_RATIO, crowds.at(-1)!.ratio));
});
