// What a world shows, update by update: several programs, of which one may end while others go on.

import { describe, expect, test } from 'vitest';
import {
  initialPlay,
  isOn,
  markIn,
  type PlayState,
} from '../../../components/play/initial-play.ts';
import { reducePlay } from '../../../components/play/state.ts';
import type { Update, View } from '../../../lib/notebook/messages.ts';

const STARTED: Update[] = [
  { type: 'started', pid: 1001, terminal: 1, name: 'server.c' },
  { type: 'started', pid: 1002, terminal: 2, name: 'ask.c' },
];

const following = (...actions: Parameters<typeof reducePlay>[1][]): PlayState =>
  actions.reduce(reducePlay, initialPlay());

const paused = (tid: number, file: string, line: number): Update => {
  return { type: 'paused', tid, file, line, why: 'breakpoint 1', said: `Paused before ${line}.` };
};

describe('programs', () => {
  test('one that ends leaves the others running, and says who it was where it was', () => {
    const state = following(...STARTED, { type: 'exited', pid: 1002, terminal: 2, status: 3 });
    expect(state.status).toBe('running');
    expect(state.programs.map(({ alive }) => alive)).toEqual([true, false]);
    expect(state.said).toBe('ask.c (1002) exited with status 3.');
    expect(state.terminals[2].at(-1)).toEqual({ kind: 'note', text: 'exited with status 3' });
    expect(state.terminals[1] ?? []).toEqual([]);
  });

  test('one that stands stays where it is when another ends', () => {
    const end: Update = { type: 'exited', pid: 1002, terminal: 2, status: 0 };
    const state = following(
      ...STARTED,
      paused(1001, 'server.c', 41),
      paused(1002, 'ask.c', 9),
      end,
    );
    expect(state.status).toBe('paused');
    expect(state.stands).toMatchObject([{ tid: 1001, file: 'server.c', line: 41 }]);
  });

  test('one that does not compile stops nobody', () => {
    const [severity, message] = ['error', 'no'] as const;
    const diagnostic = {
      severity,
      message,
      file: 'a.c',
      line: 2,
      column: 1,
      length: 1,
      text: 'no',
    };
    const state = following(...STARTED, {
      ...{ type: 'compiled', ok: false, terminal: 2, said: true },
      diagnostics: [diagnostic],
    });
    expect(state.status).toBe('running');
    expect(state.said).toBe('One error, in line 2; nothing ran.');
    // gcc has said it already at its terminal.
    expect(state.terminals[2] ?? []).toEqual([]);
  });

  test('a machine that has been switched off is, until the next one', () => {
    const off = following(...STARTED, { type: 'local-stopped' });
    expect(isOn(off)).toBe(false);
    const on = reducePlay(off, { type: 'play-on', fresh: { ...initialPlay(), status: 'running' } });
    expect(isOn(on)).toBe(true);
    expect(on.programs).toEqual([]);
  });

  test('commands make terminals busy, each by itself', () => {
    const state = following(
      { type: 'local-command', terminal: 1, text: './server' },
      { type: 'local-command', terminal: 2, text: 'curl server' },
      { type: 'command-done', terminal: 2, status: 7 },
    );
    expect(state.busy).toEqual([1]);
    expect(state.terminals[2].map(({ text }) => text)).toEqual(['curl server', 'exit status 7']);
  });
});

test('a line that is typed while a command is on its way is the input of what it begins', () => {
  const state = following(
    { type: 'local-line', terminal: 2, text: 'cat' },
    { type: 'local-line', terminal: 2, text: 'to cat' },
    { type: 'local-line', terminal: 1, text: 'ls' },
  );
  const shown = (terminal: number) =>
    state.terminals[terminal].map(({ kind, text }) => [kind, text]);
  expect(shown(2)).toEqual([
    ['command', 'cat'],
    ['typed', 'to cat\n'],
  ]);
  expect(shown(1)).toEqual([['command', 'ls']]);
  expect(state.busy).toEqual([2, 1]);
});

describe('marks', () => {
  const call = (file: string, line: number): Update => {
    return { type: 'call', file, line, name: 'accept', phase: 'block' };
  };

  test('each text has the mark of its own program', () => {
    const state = following(...STARTED, call('server.c', 41), call('ask.c', 12));
    expect(markIn(state, 'server.c')).toMatchObject({ line: 41, phase: 'block' });
    expect(markIn(state, 'ask.c')).toMatchObject({ line: 12, phase: 'block' });
    expect(markIn(state, 'other.c')).toBeUndefined();
  });

  test('who stands is more than who waits, and the past more than both', () => {
    const state = following(...STARTED, call('ask.c', 12), paused(1002, 'ask.c', 14));
    expect(markIn(state, 'ask.c')).toEqual({ line: 14, phase: 'paused' });
    const frames = [{ name: 'main', line: 41, own: true, file: 'server.c' }];
    const view = { at: 5, atUs: 0, frame: 0, frames } as unknown as View;
    const past = reducePlay(state, { type: 'view', view });
    expect(markIn(past, 'server.c')).toEqual({ line: 41, phase: 'past' });
    expect(markIn(past, 'ask.c')).toBeUndefined();
  });

  test('a program that has ended leaves none', () => {
    const end: Update = { type: 'exited', pid: 1002, terminal: 2, status: 0 };
    expect(markIn(following(...STARTED, call('ask.c', 12), end), 'ask.c')).toBeUndefined();
  });
});
