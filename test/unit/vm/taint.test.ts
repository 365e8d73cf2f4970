// Values that were never set: where they may go, where they stop the program, and that nothing is
// lost when the program is stopped, copied or run in small pieces on the way.

import { describe, expect, test } from 'vitest';
import { OP } from '../../../lib/cc/bytecode.ts';
import { compile } from '../../../lib/cc/compile.ts';
import { TABLE } from '../../../lib/cc/instructions.ts';
import { LETTERS } from '../../../lib/cc/liveness.ts';
import { createProcess, vmDriver } from '../../../lib/vm/process.ts';
import type { VmState } from '../../../lib/vm/state.ts';
import { CLASSES, SIZES } from '../../../lib/vm/taint-masks.ts';

function load(text: string) {
  const built = compile([{ name: 'a.c', text: `long __syscall(long nr, ...);\n${text}` }]);
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const { image } = built;
  return {
    image,
    driver: vmDriver(() => image),
    state: createProcess(image, { argv: ['a'] }),
  };
}

type Loaded = ReturnType<typeof load>;

/** Runs to the end in pieces of `fuel`; between two pieces the state is what `between` makes of it. */
function runInPieces({ driver, state }: Loaded, fuel: number, between = (s: VmState) => s) {
  let s = state;
  for (let i = 0; i < 1_000_000; i++) {
    const trap = driver.run(s, fuel);
    if (trap.kind !== 'quantum') return trap;
    s = between(s);
  }
  throw new Error('does not end');
}

const COPIES = `
struct mixed { char c; int i; short s; double d; };
static void copy(void *to, void *from, int n) {
  char *d = to, *s = from;
  while (n--) *d++ = *s++;
}
static long twice(long v) { return v + v; }
int main(void) {
  struct mixed a, b;
  a.c = 1; a.i = 20; a.s = 3;
  copy(&b, &a, sizeof b);
  long holes[4], *h = holes;
  long kept = h[1];
  h[0] = twice(b.i);
  for (int i = 0; i < 300; i++) h[0] += i & 1;
  h[2] = kept;
  return b.c + b.s + (int)h[0];
}`;
const COPIES_STATUS = 1 + 3 + 40 + 150;

describe('a program that only copies what was never set', () => {
  test('runs to its end', () => {
    expect(runInPieces(load(COPIES), 1_000_000)).toMatchObject({ status: COPIES_STATUS });
  });

  test.each([1, 2, 3, 7, 50])('is the same in pieces of %d, cloned between them', (fuel) => {
    expect(runInPieces(load(COPIES), fuel, structuredClone)).toMatchObject({
      status: COPIES_STATUS,
    });
  });

  test('is the same when it forks at every moment', () => {
    const loaded = load(COPIES);
    const forked = runInPieces(loaded, 5, (s) => loaded.driver.fork(s));
    expect(forked).toMatchObject({ status: COPIES_STATUS });
  });
});

describe('a value never set that is used', () => {
  const use = 'before it was given a value (uninitialised): a condition depends on it';

  test('is found after a long time in which the program did other things', () => {
    const loaded = load(`
      static int work(int n) { int sum = 0; for (int i = 0; i < n; i++) sum += i; return sum; }
      int main(void) {
        int many[4], *p = many;
        int late = p[2];
        int sum = 0;
        for (int i = 0; i < 1000; i++) sum += i;
        sum += work(5000);
        if (late > sum) return 1;
        return 0;
      }`);
    expect(runInPieces(loaded, 1_000_000)).toMatchObject({
      kind: 'fault',
      line: 10,
      message: `reads 'many[2]' ${use}`,
    });
  });

  test('is found in the call that it was handed to, and in what that returns', () => {
    const loaded = load(`
      static int deep(int n, int v) { return n == 0 ? v : deep(n - 1, v); }
      int main(void) {
        int many[4], *p = many;
        int v = deep(200, p[1] + 1);
        return v == 3;
      }`);
    expect(runInPieces(loaded, 1_000_000)).toMatchObject({
      kind: 'fault',
      message: `reads 'many[1]' before it was given a value (uninitialised): it becomes the exit status`,
    });
  });

  test('is named although its function has returned', () => {
    const loaded = load(`
      static int half(void) { int both[2], *p = both; p[0] = 1; return p[1]; }
      int main(void) { if (half()) return 1; return 0; }`);
    expect(runInPieces(loaded, 1_000_000)).toMatchObject({ message: `reads 'both[1]' ${use}` });
  });

  test('stops at a breakpoint like any other program', () => {
    const loaded = load(`
      int main(void) {
        int many[4], *p = many;
        int v = p[2];
        p[3] = v;
        return 0;
      }`);
    const line = loaded.image.lines.find((l) => l.line === 6 && l.statement)!;
    loaded.state.breakpoints = [line.pc];
    expect(loaded.driver.run(loaded.state, 1000)).toMatchObject({ kind: 'breakpoint', line: 6 });
    expect(loaded.driver.run(loaded.state, 1000)).toMatchObject({ kind: 'exit', status: 0 });
  });
});

test('every instruction that touches memory is known as a load or a store of its size', () => {
  for (const [op, [name, , meaning]] of TABLE.entries()) {
    const memory = /^(LD|ST)/.test(name);
    expect([name, memory]).toEqual([name, ['load', 'store', 'raw'].includes(CLASSES[op])]);
    if (CLASSES[op] === 'store') expect(meaning).toMatch(/^store/);
    if (CLASSES[op] === 'load') expect(LETTERS[op][0]).toBe('d');
  }
  expect(SIZES[OP.LDX8U]).toBe(1);
  expect(SIZES[OP.STX64]).toBe(8);
  expect(SIZES[OP.LDF]).toBe(4);
});
