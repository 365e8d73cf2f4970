// Bench: the virtual machine beside gcc -O0 on the same machine, in one run.
//
// Three programs: recursion (calls), a sieve (loops and stores), a scan of bytes (loads, branches).
// Each prints its result, which must be the same. Times are the best of three, compilation and the
// start of a process included in ours, the start of a process in gcc's. Run with `npm run bench`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runC } from '../c/harness.ts';

const PROGRAMS: Record<string, string> = {
  'fib(27)': `#include <stdio.h>
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int main(void) { int s = 0; for (int i = 0; i < 10; i++) s += fib(27); printf("%d\\n", s); return 0; }
`,
  'sieve of 10^6': `#include <stdio.h>
static char composite[1000001];
int main(void) {
  int count = 0;
  for (int round = 0; round < 5; round++) {
    for (int i = 0; i <= 1000000; i++) composite[i] = 0;
    for (int i = 2; i <= 1000000; i++) {
      if (composite[i]) continue;
      count++;
      for (long j = (long)i * i; j <= 1000000; j += i) composite[j] = 1;
    }
  }
  printf("%d\\n", count);
  return 0;
}
`,
  'byte scan': `#include <stdio.h>
static char text[100001];
static int words(const char *p) {
  int n = 0, in = 0;
  while (*p) {
    char c = *p++;
    if (c == ' ' || c == '\\n') in = 0;
    else if (!in) { in = 1; n++; }
  }
  return n;
}
int main(void) {
  for (int i = 0; i < 100000; i++) text[i] = i % 7 == 0 ? ' ' : 'a' + i % 26;
  int n = 0;
  for (int round = 0; round < 100; round++) n += words(text);
  printf("%d\\n", n);
  return 0;
}
`,
};

function best(run: () => string): { ms: number; output: string } {
  let ms = Number.POSITIVE_INFINITY;
  let output = '';
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    output = run();
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, output };
}

// A bound far above what is measured: it catches a fast path that got lost, not a busy machine.
const WORST_RATIO = 120;

const rows: string[] = [];

afterAll(() => {
  console.log([row('program', 'ours', 'gcc -O0', 'ratio'), ...rows].join('\n'));
});

function row(name: string, ours: string, theirs: string, ratio: string): string {
  return `${name.padEnd(16)}${ours.padStart(10)}${theirs.padStart(10)}${ratio.padStart(9)}`;
}

test.each(Object.entries(PROGRAMS))('%s', (name, text) => {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  writeFileSync(join(dir, 'a.c'), text);
  execFileSync('gcc', ['-O0', '-o', join(dir, 'a'), join(dir, 'a.c')]);
  const theirs = best(() => execFileSync(join(dir, 'a'), { encoding: 'utf8' }));
  const sources = [{ name: 'a.c', text }];
  const ours = best(() => runC(sources, ['a'], 2_000_000_000).output);
  rmSync(dir, { recursive: true });
  const ratio = ours.ms / theirs.ms;
  const ms = (run: { ms: number }) => `${run.ms.toFixed(0)} ms`;
  rows.push(row(name, ms(ours), ms(theirs), `${ratio.toFixed(1)}x`));
  expect(ours.output).toBe(theirs.output);
  expect(ratio).toBeLessThan(WORST_RATIO);
});
