// Breakpoints, steps, frames and values, against what gdb 13 printed for the same program.

import { expect, test } from 'vitest';
import type { Image } from '../../../lib/cc/image.ts';
import {
  breakableLine,
  framesOf,
  setBreakpoints,
  startStep,
  variableNamed,
  variablesIn,
} from '../../../lib/debug/debugger.ts';
import { build } from '../../../lib/machine/build.ts';
import { LIBC_NATIVES } from '../../../lib/machine/libc/natives.ts';
import { createProcess, type VmState, vmDriver } from '../../../lib/vm/process.ts';

const FUEL = 1_000_000;
const SYS_EXIT_GROUP = 231;

function start(text: string) {
  const built = build([{ name: 'a.c', text }]);
  if (!built.ok) throw new Error(built.diagnostics[0].message);
  const { image } = built;
  const state = createProcess(image, { argv: ['./a.out'] });
  const driver = vmDriver(() => image, LIBC_NATIVES);
  /** Runs on; system calls succeed with what a write would return. */
  const go = () => {
    for (;;) {
      const trap = driver.run(state, FUEL);
      if (trap.kind !== 'syscall' || trap.nr === SYS_EXIT_GROUP) return trap;
      driver.deliver(state, trap.args[2] ?? 0);
    }
  };
  const step = (kind: 'into' | 'over' | 'out') => {
    startStep(state, image, kind);
    return go();
  };
  return { image, state, go, step };
}

const VALUES = `#include <string.h>
struct s { char a[8]; int n; };
int main(void) {
  char z[1024]; memset(z, 0, sizeof z);
  char y[1024]; memset(y, 0, sizeof y); strcpy(y, "hello");
  char w[1024]; memset(w, 0, sizeof w); for (int i = 0; i < 150; i++) w[i] = 'a'; w[300] = 'q';
  char v[8] = "abc"; char u[3] = {'a','b','c'}; char t[4] = {0}; char r[30] = "xx";
  char q[400]; memset(q, 'x', 400); q[100] = 'y'; q[150] = 'z';
  int is[300]; for (int i = 0; i < 300; i++) is[i] = i < 250 ? 7 : i;
  struct s ss[3] = { {"abc", 1}, {"abc", 1}, {"", 2} };
  double d = 1.5, e = 0.1, f = 1e100; float g = 0.1f; char c = 'a'; unsigned char uc = 200;
  _Bool b = 1; enum e1 { A, B } en = B; void *vp = 0; const char *cs = "text";
  long l = -5; signed char neg = -1; float h = 3; double k = 100, m = 1e-7, n = 123456789.125;
  return 0;
}
`;

// From gdb 13.1, `info locals`.
const GDB: Record<string, string> = {
  z: "'\\000' <repeats 1023 times>",
  y: '"hello", \'\\000\' <repeats 1018 times>',
  w: "'a' <repeats 150 times>, '\\000' <repeats 150 times>...",
  v: '"abc\\000\\000\\000\\000"',
  u: '"abc"',
  t: '"\\000\\000\\000"',
  r: '"xx", \'\\000\' <repeats 27 times>',
  q: "'x' <repeats 100 times>, \"y\", 'x' <repeats 49 times>, \"z\", 'x' <repeats 249 times>",
  ss: '{{a = "abc\\000\\000\\000\\000", n = 1}, {a = "abc\\000\\000\\000\\000", n = 1}, {a = "\\000\\000\\000\\000\\000\\000\\000", n = 2}}',
  d: '1.5',
  e: '0.10000000000000001',
  f: '1e+100',
  g: '0.100000001',
  c: "97 'a'",
  uc: "200 '\\310'",
  b: 'true',
  en: 'B',
  vp: '0x0',
  l: '-5',
  neg: "-1 '\\377'",
  h: '3',
  k: '100',
  m: '9.9999999999999995e-08',
  n: '123456789.125',
};

test('values are printed as gdb prints them', () => {
  const { image, state, go } = start(VALUES);
  setBreakpoints(state, image, [14]);
  expect(go().kind).toBe('breakpoint');
  const shown = Object.fromEntries(variablesIn(state, image, 0).map((v) => [v.name, v.value]));
  expect(shown).toMatchObject(GDB);
  expect(shown.is.startsWith('{7 <repeats 250 times>, 250, 251')).toBe(true);
  expect(shown.cs).toMatch(/^0x[0-9a-f]+ "text"$/);
});

const SERVER = `#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
int main(void) {
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = INADDR_ANY;
    address.sin_port = htons(8080);
    return 0;
}
`;

test('the address of a server looks as in a recorded session', () => {
  const { image, state, go } = start(SERVER);
  setBreakpoints(state, image, [10]);
  expect(go()).toMatchObject({ kind: 'breakpoint', line: 10 });
  const natural = variableNamed(state, image, 0, 'address')?.value;
  expect(natural).toBe(
    '{sin_family = 2, sin_port = 36895, sin_addr = {s_addr = 0}, sin_zero = "\\000\\000\\000\\000\\000\\000\\000"}',
  );
  const hex = variableNamed(state, image, 0, 'address', 'x')?.value;
  expect(hex).toBe(
    '{sin_family = 0x2, sin_port = 0x901f, sin_addr = {s_addr = 0x0}, sin_zero = {0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0}}',
  );
});

const CALLS = `#include <stdio.h>
static int twice(int n) {
    int result = n * 2;
    return result;
}
int main(void) {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        sum += twice(i);
    }
    printf("%d\\n", sum);
    return sum;
}
`;

function lineOf(state: VmState, image: Image): string {
  const [top] = framesOf(state, image);
  return `${top.name}:${top.line}`;
}

test('step over, into and out follow the lines as gdb does', () => {
  const { image, state, go, step } = start(CALLS);
  setBreakpoints(state, image, [7]);
  go();
  const seen = [lineOf(state, image)];
  for (const kind of ['over', 'over', 'into', 'over', 'out'] as const) {
    step(kind);
    seen.push(lineOf(state, image));
  }
  expect(seen).toEqual(['main:7', 'main:8', 'main:9', 'twice:3', 'twice:4', 'main:9']);
  expect(variableNamed(state, image, 0, 'i')?.value).toBe('0');
  step('over');
  expect(lineOf(state, image)).toBe('main:8');
});

test('a breakpoint in a loop stops each time round, with its callers', () => {
  const { image, state, go } = start(CALLS);
  setBreakpoints(state, image, [4]);
  const results: string[] = [];
  while (go().kind === 'breakpoint') {
    results.push(variableNamed(state, image, 0, 'result')!.value);
    expect(framesOf(state, image).map((f) => f.name)).toEqual(['twice', 'main']);
    expect(variableNamed(state, image, 1, 'i')?.value).toBe(String(results.length - 1));
  }
  expect(results).toEqual(['0', '2', '4']);
});

test('a breakpoint on a line without code moves to the next that has some', () => {
  const { image } = start(CALLS);
  expect(breakableLine(image, 5)).toBe(5);
  expect(breakableLine(image, 10)).toBe(11);
  expect(breakableLine(image, 99)).toBeUndefined();
});

test('stepping over a library call does not stop inside it', () => {
  const { image, state, go, step } = start(CALLS);
  setBreakpoints(state, image, [11]);
  go();
  step('into');
  expect(lineOf(state, image)).toBe('main:12');
});

test('bit-fields, wide enums and variable-length arrays are shown', () => {
  const { image, state, go } = start(`enum color { RED, GREEN = 5, FAR = 1L << 40 };
struct flags { unsigned a : 3; int b : 5; enum color c : 4; long far : 40; };
static int last(int n, int m[n][2]) {
  enum color c = FAR;
  int v[n];
  for (int i = 0; i < n; i++) v[i] = m[i][1];
  struct flags f = { 5, -3, GREEN, -1 };
  long double wide = 2.5L;
  return v[n - 1] + f.a + (int)wide + (c == FAR);
}
int main(void) {
  int n = 3, m[3][2] = {{1, 2}, {3, 4}, {5, 6}};
  return last(n, m);
}
`);
  setBreakpoints(state, image, [9]);
  expect(go().kind).toBe('breakpoint');
  const shown = variablesIn(state, image, 0).map((v) => `${v.type} ${v.name} = ${v.value}`);
  expect(shown.slice(2)).toEqual([
    'enum color c = FAR',
    'int[3] v = {2, 4, 6}',
    'struct flags f = {a = 5, b = -3, c = GREEN, far = -1}',
    'long double wide = 2.5',
  ]);
  expect(variableNamed(state, image, 0, 'v')?.memory?.bytes.length).toBe(12);
});
