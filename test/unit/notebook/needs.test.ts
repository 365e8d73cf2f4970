// What a page loads for a request, and that the lists behind it are those of the machine.
import { expect, test } from 'vitest';
import { PROGRAM_NAMES } from '../../../lib/machine/executables.ts';
import { PROGRAMS } from '../../../lib/machine/programs/programs.ts';
import { needsOf } from '../../../lib/notebook/needs.ts';

const run = (source: string) =>
  needsOf({ type: 'run', name: 'a.c', source, args: [], breakpoints: [] });
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

test('other requests need nothing', () => {
  expect(needsOf({ type: 'interrupt', terminal: 0 })).toEqual([]);
});
