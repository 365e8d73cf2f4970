// Jupyter's keys, mode by mode.

import { describe, expect, test } from 'vitest';
import { commandOf, KEYS, type Mode } from '../../../components/notebook/keys.ts';

const MODES: Mode[] = ['edit', 'command', 'button'];

/** Reads `Ctrl+Shift+-` as the press that a browser reports. */
function press(name: string) {
  const parts = name.split('+');
  const key = parts.at(-1)!;
  return {
    key: { Esc: 'Escape', '↓': 'ArrowDown', '↑': 'ArrowUp' }[key] ?? key,
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Cmd'),
  };
}

const command = (name: string, mode: Mode) => commandOf(press(name), mode).command;

test.each([
  ['Shift+Enter', 'run-next'],
  ['Ctrl+Enter', 'run'],
  ['Cmd+Enter', 'run'],
  ['Alt+Enter', 'run-insert'],
])('%s runs from everywhere in a cell', (name, expected) => {
  for (const mode of MODES) expect(command(name, mode)).toBe(expected);
});

test.each([
  ['a', 'insert-above'],
  ['b', 'insert-below'],
  ['j', 'next'],
  ['↓', 'next'],
  ['k', 'previous'],
  ['↑', 'previous'],
  ['z', 'undo-delete'],
  ['m', 'note'],
  ['y', 'code'],
  ['?', 'help'],
])('%s is a command in command mode, and text in the text', (letter, expected) => {
  expect(MODES.map((mode) => command(letter, mode))).toEqual([undefined, expected, undefined]);
});

test('Escape leaves the text, Enter goes in, and Enter in the text is a line', () => {
  expect(MODES.map((mode) => command('Esc', mode))).toEqual(['command-mode', undefined, undefined]);
  expect(MODES.map((mode) => command('Enter', mode))).toEqual([undefined, 'edit-mode', undefined]);
});

test('Tab is nobody’s, and shortcuts of the browser stay its own', () => {
  const names = ['Tab', 'Shift+Tab', 'Ctrl+a', 'Ctrl+b', 'Ctrl+j', 'Cmd+k', 'Ctrl+d', 'Alt+m'];
  for (const name of names) expect(command(name, 'command')).toBeUndefined();
});

test('a cell is split at the cursor, whatever the keyboard calls that key', () => {
  expect(command('Ctrl+Shift+-', 'edit')).toBe('split');
  expect(command('Ctrl+Shift+_', 'edit')).toBe('split');
  expect(command('Ctrl+-', 'edit')).toBeUndefined();
});

describe('a command of two presses', () => {
  test('needs both, one after the other', () => {
    const first = commandOf(press('d'), 'command');
    expect(first).toEqual({ pending: 'D' });
    const second = commandOf(press('d'), 'command', first.pending);
    expect(second).toEqual({ command: 'delete', pending: '' });
  });

  test('is forgotten when another key comes between', () => {
    const { pending } = commandOf(press('j'), 'command', 'D');
    expect(commandOf(press('d'), 'command', pending).command).toBeUndefined();
  });

  test('of another mode does not begin', () => {
    expect(commandOf(press('d'), 'edit').pending).toBe('');
  });
});

test('the table names each key once in a mode', () => {
  for (const mode of MODES) {
    const names = KEYS.filter(({ modes }) => modes.includes(mode)).flatMap(({ keys }) => keys);
    expect(new Set(names).size).toBe(names.length);
  }
});
