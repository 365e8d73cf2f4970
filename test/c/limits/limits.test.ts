// The programs of programs.ts, here and under gcc.

import { expect, test } from 'vitest';
import { runC, runGcc } from '../harness.ts';
import { LIMITS } from './programs.ts';

test.each(LIMITS)('$name', ({ text, output }) => {
  const sources = [{ name: 'a.c', text }];
  const ours = runC(sources);
  expect(ours.diagnostics.map((d) => d.message)).toEqual([]);
  expect(ours.fault?.message).toBeUndefined();
  expect(ours.output).toBe(output);
  expect(runGcc(sources).output).toBe(output);
});

test('a program that asks for memory without end is given NULL and goes on', () => {
  const text = `#include <stdio.h>
#include <stdlib.h>
int main(void) {
  long blocks = 0;
  while (malloc(1 << 20)) blocks++;
  printf("%d\\n", blocks >= 32);
  return 0;
}
`;
  const { output, status, fault } = runC([{ name: 'a.c', text }]);
  expect(fault?.message).toBeUndefined();
  expect({ output, status }).toEqual({ output: '1\n', status: 0 });
});

test('recursion without end is stopped on its line, with a message', () => {
  const text = 'int f(int n) {\n  return f(n + 1) + 1;\n}\nint main(void) { return f(0); }\n';
  const { fault } = runC([{ name: 'a.c', text }]);
  expect(fault?.message).toMatch(/^stack overflow/);
  expect(fault?.line).toBe(2);
});
