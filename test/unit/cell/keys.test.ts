// The keys of the debugger, and where gdb's start stops.
import { expect, test } from 'vitest';
import { opOfKey } from '../../../components/cell/debug-keys.ts';
import { mainLine } from '../../../components/cell/main-line.ts';

const key = (name: string, held: Partial<Parameters<typeof opOfKey>[0]> = {}) =>
  opOfKey({ key: name, shiftKey: false, altKey: false, ctrlKey: false, ...held });

test('F5, F10 and F11 go on, with Alt they go back, and nothing else means anything', () => {
  expect(key('F10')).toBe('over');
  expect(key('F11', { shiftKey: true })).toBe('out');
  expect(key('F10', { altKey: true })).toBe('back-over');
  expect(key('F10', { ctrlKey: true })).toBe('to-line');
  expect(key('F5', { ctrlKey: true })).toBeUndefined();
  expect(key('a')).toBeUndefined();
});

test('main begins behind its own line', () => {
  expect(mainLine('#include <stdio.h>\nint main(void) {\n    return 0;\n}\n')).toBe(3);
  expect(mainLine('int x;\n')).toBeUndefined();
});
