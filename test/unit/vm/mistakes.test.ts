// Mistakes with memory, one small program each: on which line it is stopped and in which words. And
// programs that look like them and are well-defined: those end by themselves.

import { expect, test } from 'vitest';
import { build } from '../../../lib/machine/build.ts';
import { installC } from '../../../lib/machine/c-programs.ts';
import { advance, createMachine, exec, traceOf } from '../../../lib/machine/machine.ts';
import { RIGHT, WRONG } from './mistakes.ts';

installC();

const HEAD = `#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#line 1 "a.c"
`;

/** Runs a program; returns how it ended and what stopped it. */
function run(text: string): { status: number | undefined; line?: number; message?: string } {
  const result = build([{ name: 'a.c', text: HEAD + text }]);
  if (!result.ok) throw new Error(result.diagnostics[0].message);
  const m = createMachine({ hosts: [{ name: 'host' }] });
  const pid = exec(m, 'host', { image: result.image, argv: ['./a'] });
  advance(m, { maxOps: 50_000_000 });
  const events = traceOf(m);
  const end = events.find((e) => e.kind === 'task' && e.pid === pid && e.state === 'zombie');
  const fault = events.find((e) => e.kind === 'fault');
  const status = end?.kind === 'task' ? end.status : undefined;
  return fault?.kind === 'fault'
    ? { status, line: fault.line, message: fault.message }
    : { status };
}

test.each(WRONG)('%s', (_name, program, line, words) => {
  expect(run(program)).toMatchObject({ line, message: words });
});

test.each(RIGHT)('%s is well-defined', (_name, program) => {
  expect(run(program)).toEqual({ status: 0 });
});

test('signed overflow is told of and goes on', () => {
  const result = build([
    { name: 'a.c', text: 'int main(void) { int n = 2147483647; n++; return n == 0; }' },
  ]);
  if (!result.ok) throw new Error(result.diagnostics[0].message);
  const m = createMachine({ hosts: [{ name: 'host' }] });
  exec(m, 'host', { image: result.image, argv: ['./a'] });
  advance(m);
  const warning = traceOf(m).find((e) => e.kind === 'warning');
  expect(warning?.kind === 'warning' && warning.message).toContain(
    "signed integer overflow: 2147483647 + 1 does not fit in 'int'",
  );
});
