// Comparing: random programs in our machine, one by one, and under gcc, many in one file.
//
// One idea: gcc's time goes into starting and into its headers, so it gets the programs in batches,
// and works while ours are running; a batch says before each program's output that it begins.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SourceFile } from '../../lib/cc/compile.ts';
import { type RunResult, runC } from '../c/harness.ts';
import { program } from './program.ts';

const execute = promisify(execFile);

const HEADERS = '#include <stdarg.h>\n#include <stdio.h>\n#include <string.h>\n';

/** What undefined behaviour in a program would end it with. */
export const SANITIZED = ['-O1', '-fsanitize=undefined', '-fno-sanitize-recover=all'];

/** One program as a file of its own. */
export function sourceOf(seed: number): SourceFile {
  const { text, run } = program(seed);
  return { name: `${seed}.c`, text: `${HEADERS}${text}int main(void) { return ${run}(); }\n` };
}

/** Several programs as one file, whose main runs them in turn. */
function batchOf(seeds: readonly number[]): string {
  const made = seeds.map((seed) => program(seed));
  const calls = made.map(({ run }) => `  printf("=\\n");\n  ${run}();\n`);
  const main = `int main(void) {\n${calls.join('')}  return 0;\n}\n`;
  return `${HEADERS}${made.map((m) => m.text).join('')}${main}`;
}

/** What the programs of the seeds print when gcc compiles them, in their order. */
async function gccOutputs(seeds: readonly number[], flags: string[]): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'random-c-'));
  try {
    await writeFile(join(dir, 'batch.c'), batchOf(seeds));
    const all = ['-std=gnu17', '-w', ...flags, '-o', 'batch', 'batch.c'];
    await execute('gcc', all, { cwd: dir });
    const { stdout } = await execute(join(dir, 'batch'), { maxBuffer: 2 ** 26, timeout: 60_000 });
    return stdout.split('=\n').slice(1);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Says how a run differs from what gcc's program printed; undefined where it does not. */
function difference(ours: RunResult, theirs: string): string | undefined {
  if (ours.output === theirs && ours.status === 0) return undefined;
  if (!ours.compiled) {
    const { line, message } = ours.diagnostics.find((d) => d.severity === 'error') ?? {};
    return `line ${line}: ${message}`;
  }
  if (ours.fault) return `line ${ours.fault.line}: ${ours.fault.message}`;
  const [mine, real] = [ours.output.split('\n'), theirs.split('\n')];
  const at = real.findIndex((text, i) => text !== mine[i]);
  return `gcc prints ${real[at]}, we ${mine[at]} (status ${ours.status})`;
}

/** Runs the programs of the seeds here and as each set of gcc's flags makes them: what differs. */
export async function differences(
  seeds: readonly number[],
  flagSets: readonly string[][],
): Promise<string[]> {
  const theirs = flagSets.map((flags) => gccOutputs(seeds, flags));
  const ours = seeds.map((seed) => runC([sourceOf(seed)]));
  const found: string[] = [];
  for (const [k, outputs] of (await Promise.all(theirs)).entries()) {
    seeds.forEach((seed, i) => {
      const what = difference(ours[i], outputs[i]);
      if (what) found.push(`FUZZ_SEED=${seed} FUZZ_RUNS=1 (${flagSets[k].join(' ')}): ${what}`);
    });
  }
  return found;
}

/** The seeds from `first` on, in batches. */
export function batches(
  { first, count }: { first: number; count: number },
  size: number,
): number[][] {
  const all = Array.from({ length: count }, (_, i) => first + i);
  return Array.from({ length: Math.ceil(count / size) }, (_, i) =>
    all.slice(i * size, i * size + size),
  );
}
