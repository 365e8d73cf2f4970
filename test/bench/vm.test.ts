// Bench: the virtual machine beside gcc -O0 and other interpreters, on one machine in one run.
//
// The programs are in programs.ts. Times are of the processor, not of the wall, so that a busy machine
// matters less: each of our runs is followed by one of gcc's, and what counts is the median of their ratios
// (peers: one run). The program's compilation and the start of gcc's process are included; times are
// compared by the round. The table has only ratios, because those travel from machine to machine and
// milliseconds do not. `npm run bench`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OwnRun } from './own.ts';
import { installPeers, PEERS, type Peer, runPeer } from './peers.ts';
import { type BenchProgram, HELLO, PROGRAMS } from './programs.ts';

interface Row {
  name: string;
  /** Times of a round, as multiples of gcc -O0's. */
  ratios: Map<string, number>;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

const dir = mkdtempSync(join(tmpdir(), 'bench-'));
const file = join(dir, 'a.c');

const native = join(dir, 'a');

function ours(text: string, how: 'tier' | 'interpreter', times: number, beside?: string): OwnRun {
  writeFileSync(file, text);
  const script = new URL('own.ts', import.meta.url).pathname;
  const args = ['--no-warnings', script, file, String(times), how, ...(beside ? [beside] : [])];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as OwnRun;
}

const RUNS = 7;

/** Our time as a multiple of gcc's; what both print must be the same. */
function besideGcc(text: string, how: 'tier' | 'interpreter'): { ratio: number; nativeMs: number } {
  const run = ours(text, how, RUNS, native);
  expect(run.output).toBe(run.nativeOutput);
  const ratio = median(run.ours.map((ms, i) => ms / run.native[i]));
  return { ratio, nativeMs: median(run.native) };
}

const rows: Row[] = [];
let noPeers: string | undefined;

beforeAll(() => {
  noPeers = installPeers();
  if (noPeers) console.log(noPeers);
});

/** A peer's time of a round; none where it cannot do the program, or does it wrong. */
function peerRound(peer: Peer, program: BenchProgram): number | undefined {
  const text = program.text(program.peerRounds);
  const run = runPeer(peer, text);
  const right = ours(text, 'tier', 1).output;
  if (run?.output.trim() !== right.trim()) return undefined;
  return run.ms / program.peerRounds;
}

// A bound far above what is measured: it catches a fast path that got lost, not a busy machine.
const WORST_RATIO = 120;

describe('times beside gcc -O0', () => {
  test.each(PROGRAMS)('$name', (program) => {
    const text = program.text(program.rounds);
    writeFileSync(file, text);
    execFileSync('gcc', ['-O0', '-o', native, file]);
    const { ratio, nativeMs } = besideGcc(text, 'interpreter');
    const ratios = new Map([
      ['second tier', besideGcc(text, 'tier').ratio],
      ['interpreter', ratio],
    ]);
    if (!noPeers) {
      for (const peer of PEERS) {
        const round = peerRound(peer, program);
        if (round !== undefined) ratios.set(peer, round / (nativeMs / program.rounds));
      }
    }
    rows.push({ name: program.name, ratios });
    expect(ratio).toBeLessThan(WORST_RATIO);
  });
});

const HELLO_MS = 150;

test('hello, from source to first output', () => {
  const run = ours(HELLO, 'tier', 30);
  const ms = Math.min(...run.ours);
  expect(run.output).toBe('Hello, world!\n');
  console.log(`hello, from source to first output, warm: ${ms.toFixed(1)} ms`);
  expect(ms).toBeLessThan(HELLO_MS);
});

function mean(values: number[]): number {
  return Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);
}

function line(name: string, values: (string | number | undefined)[]): string {
  const cells = values.map((v) => {
    const text = typeof v === 'number' ? (v < 100 ? v.toFixed(1) : v.toFixed(0)) : (v ?? '-');
    return text.padStart(13);
  });
  return name.padEnd(18) + cells.join('');
}

afterAll(() => {
  rmSync(dir, { recursive: true });
  const columns = ['second tier', 'interpreter', ...PEERS];
  const table = rows.map((row) =>
    line(
      row.name,
      columns.map((c) => row.ratios.get(c)),
    ),
  );
  const means = columns.map((c) => {
    const values = rows.flatMap((row) => row.ratios.get(c) ?? []);
    return values.length > 0 ? mean(values) : undefined;
  });
  console.log(
    [line('x gcc -O0', columns), ...table, line('geometric mean', means)].join('\n') +
      '\n- where a program does not run there, or prints something else',
  );
});
