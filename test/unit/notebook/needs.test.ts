// What a page loads for a request, and that the lists behind it are those of the machine.
import { expect, test } from 'vitest';
import { PROGRAM_NAMES } from '../../../lib/machine/executables.ts';
import { PROGRAMS } from '../../../lib/machine/programs/programs.ts';
import { needsOf } from '../../../lib/notebook/needs.ts';

const run = (source: string) => needsOf({ type: 'run', name: 'a.c', source, args: [] });
const shell = (text: string) => needsOf({ type: 'shell', text });

test('every program of the machine is known by name', () => {
  expect(PROGRAM_NAMES.toSorted()).toEqual(Object.keys(PROGRAMS).toSorted());
});

test('a program needs the warnings, rarer parts for what nobody knows yet, programs to start one', () => {
  expect(run('#include <stdio.h>\nint main(void) { return 0; }')).toEqual(['lints']);
  expect(run('# include <no/such.h>\n')).toEqual(['lints', 'parts']);
  expect(run('#include <unistd.h>\nint main(void) { execl("/bin/echo", "echo", NULL); }')).toEqual([
    'lints',
    'programs',
  ]);
});

test('a command needs the program that it names', () => {
  expect(shell('curl -v localhost:8080')).toEqual(['programs']);
  expect(shell('  nc localhost 8080 &')).toEqual(['programs']);
  expect(shell('ss -tln')).toEqual([]);
  expect(shell('gcc a.c -o a')).toEqual(['lints', 'parts']);
});

test('who wants to stop a program, or to look at it, needs the debugger', () => {
  const points = [{ kind: 'line' as const, line: 3 }];
  const run = { type: 'run' as const, name: 'a.c', source: '', args: [] };
  expect(needsOf(run)).not.toContain('debugger');
  expect(needsOf({ ...run, points })).toContain('debugger');
  expect(needsOf({ type: 'look', look: { open: [] } })).toEqual(['debugger']);
});

test('other requests need nothing', () => {
  expect(needsOf({ type: 'interrupt', terminal: 0 })).toEqual([]);
});
