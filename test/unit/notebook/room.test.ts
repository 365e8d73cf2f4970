// Which requests are the debugger's, and that the programs of the machine are known by name.
import { expect, test } from 'vitest';
import { PROGRAM_NAMES } from '../../../lib/machine/executables.ts';
import { PROGRAMS } from '../../../lib/machine/programs/programs.ts';
import { needsDebugger } from '../../../lib/notebook/room.ts';

test('every program of the machine is known by name', () => {
  expect(PROGRAM_NAMES.toSorted()).toEqual(Object.keys(PROGRAMS).toSorted());
});

test('who wants to stop a program, or to look at it, needs the debugger', () => {
  const points = [{ kind: 'line' as const, line: 3 }];
  const run = { type: 'run' as const, name: 'a.c', source: '', args: [] };
  expect(needsDebugger(run)).toBe(false);
  expect(needsDebugger({ ...run, points })).toBe(true);
  expect(needsDebugger({ type: 'look', look: { open: [] } })).toBe(true);
  expect(needsDebugger({ type: 'interrupt', terminal: 0 })).toBe(false);
});
