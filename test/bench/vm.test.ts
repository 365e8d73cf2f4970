// Bench: the virtual machine beside gcc -O0 and other interpreters, on one machine in one run.
//
// The programs are in programs.ts. Times are the best of three (peers: one run), the program's
// compilation and the start of gcc's process included, and compared by the round. The table has only
// ratios, because those travel from machine to machine and milliseconds do not. `npm run bench`.

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

function best(times: number, run: () => string): OwnRun {
  let ms = Number.POSITIVE_INFINITY;
  let output = '';
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    output = run();
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, output };
}

const dir = mkdtempSync(join(tmpdir(), 'bench-'));
const file = join(dir, 'a.c');

function gcc(text: string): OwnRun {
  writeFileSync(file, text);
  execFileSync('gcc', ['-O0', '-o', join(dir, 'a'), file]);
  return best(5, () => execFileSync(join(dir, 'a'), { encoding: 'utf8' }));
}

function ours(text: string, how: 'tier' | 'interpreter', times = 3): OwnRun {
  writeFileSync(file, text);
  const script = new URL('own.ts', import.meta.url).pathname;
  const args = ['--no-warnings', script, file, String(times), how];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as OwnRun;
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
    const native = gcc(text);
    const plain = ours(text, 'interpreter');
    const tier = ours(text, 'tier');
    expect(plain.output).toBe(native.output);
    expect(tier.output).toBe(native.output);
    const ratios = new Map([
      ['second tier', tier.ms / native.ms],
      ['interpreter', plain.ms / native.ms],
    ]);
    if (!noPeers) {
      for (const peer of PEERS) {
        const round = peerRound(peer, program);
        if (round !== undefined) ratios.set(peer, round / (native.ms / program.rounds));
      }
    }
    rows.push({ name: program.name, ratios });
    expect(plain.ms / native.ms).toBeLessThan(WORST_RATIO);
  });
});

const HELLO_MS = 150;

test('hello, from source to first output', () => {
  const { ms, output } = ours(HELLO, 'tier', 30);
  expect(output).toBe('Hello, world!\n');
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
