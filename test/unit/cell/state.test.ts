// The states of a cell, reached as the session would: update by update.

import { describe, expect, test } from 'vitest';
import {
  initialState,
  pastWords,
  phaseOf,
  shownLine,
} from '../../../components/cell/initial-state.ts';
import { type Local, reduce, TRANSCRIPT_LINES } from '../../../components/cell/state.ts';
import { printed } from '../../../components/notebook/ran.ts';
import type { SyscallLine, Update } from '../../../lib/notebook/messages.ts';

const STARTING: (Update | Local)[] = [
  { type: 'local-loading', command: './server' },
  { type: 'compiled', ok: true, diagnostics: [] },
  { type: 'started', pid: 100, terminal: 0, name: 'server.c' },
];

const running = () => STARTING.reduce(reduce, initialState());

const call = (n: number, text: string, blocked = false): SyscallLine => ({
  n,
  atUs: n,
  pid: 100,
  text,
  name: text.slice(0, text.indexOf('(')),
  line: 7,
  blocked,
});

describe('a cell', () => {
  test('says that it runs, and shows the command that started it', () => {
    const state = running();
    expect(state.status).toBe('running');
    expect(state.terminals[0]).toEqual([{ kind: 'command', text: './server' }]);
    expect(state.said).toContain('100');
  });

  test('joins output that comes in pieces and breaks it at newlines', () => {
    const state = ['Lis', 'tening\non ', '8080\n']
      .map((text): Update => ({ type: 'output', terminal: 0, stream: 1, text }))
      .reduce(reduce, running());
    expect(state.terminals[0].slice(1).map((l) => l.text)).toEqual(['Listening\n', 'on 8080\n']);
  });

  test('keeps standard error apart from standard output', () => {
    let state = reduce(running(), { type: 'output', terminal: 0, stream: 1, text: 'a' });
    state = reduce(state, { type: 'output', terminal: 0, stream: 2, text: 'b' });
    expect(state.terminals[0].slice(1)).toEqual([
      { kind: 'out', text: 'a' },
      { kind: 'err', text: 'b' },
    ]);
  });

  test('replaces the line of a blocked call when it returns', () => {
    let state = reduce(running(), { type: 'syscalls', lines: [call(5, 'accept(3, …', true)] });
    state = reduce(state, { type: 'syscalls', lines: [call(5, 'accept(3, NULL, NULL) = 4')] });
    expect(state.syscalls).toHaveLength(1);
    expect(state.syscalls[0]).toMatchObject({ blocked: false, text: 'accept(3, NULL, NULL) = 4' });
  });

  test('counts errors and runs nothing', () => {
    const diagnostic = {
      severity: 'error',
      file: 'a.c',
      line: 1,
      column: 1,
      length: 1,
      message: 'expected ;',
      text: 'a.c:1:1: error: expected ;',
    } as const;
    const state = reduce(initialState(), {
      type: 'compiled',
      ok: false,
      diagnostics: [diagnostic, { ...diagnostic, severity: 'warning' }],
    });
    expect(state.status).toBe('failed');
    expect(state.said).toBe('One error, in line 1; nothing ran.');
  });

  test('prints what gcc would, between the command and the output', () => {
    const text =
      "a.c:2:7: warning: unused variable 'x' [-Wunused-variable]\n    2 |   int x;\n      |       ^";
    const warning = {
      ...{ severity: 'warning' as const, file: 'a.c', line: 2, column: 7, length: 1 },
      ...{ message: "unused variable 'x'", option: 'unused-variable', within: 'main', text },
    };
    const actions: (Update | Local)[] = [
      { type: 'local-loading', command: 'gcc -g a.c -o a && ./a' },
      { type: 'compiled', ok: true, diagnostics: [warning] },
      { type: 'started', pid: 100, terminal: 0, name: 'server.c' },
      { type: 'output', terminal: 0, stream: 1, text: 'hi\n' },
    ];
    const state = actions.reduce(reduce, initialState());
    expect(state.status).toBe('running');
    expect(state.said).toBe('Running as process 100.');
    expect(state.terminals[0]).toEqual([
      { kind: 'command', text: 'gcc -g a.c -o a && ./a' },
      { kind: 'gcc', text: `a.c: In function 'main':\n${text}\n` },
      { kind: 'out', text: 'hi\n' },
    ]);
  });

  test('a program that a fault has ended keeps its line', () => {
    const fault: Update = {
      ...{ type: 'fault', terminal: 0, line: 5, signal: 'SIGSEGV', message: 'writes past a' },
    };
    let state = reduce(running(), fault);
    state = reduce(state, { type: 'exited', pid: 1001, terminal: 0, status: 0, signal: 'SIGSEGV' });
    expect(state).toMatchObject({ status: 'exited', at: { line: 5, phase: 'fault' } });
    expect(state.said).toContain('killed by SIGSEGV, in line 5: writes past a.');
    expect(reduce(state, { type: 'local-loading', command: './a' }).at).toBeUndefined();
  });

  test('says who waits for what', () => {
    const text = 'server waits in accept(3) for a connection to 0.0.0.0:8080.';
    const waiting = [{ pid: 100, comm: 'server', text, typing: false }];
    const tables = { type: 'tables', sockets: '', files: '', waiting, atUs: 1 } as const;
    const state = reduce(running(), tables);
    expect(state.said).toBe(text);
    expect(reduce(state, { ...tables, waiting: [] }).said).toBe('Running.');
  });

  test('remembers who stands, and forgets it when it goes on', () => {
    const pause = (tid: number, line: number): Update => {
      const why = 'breakpoint 1, hit once';
      return { type: 'paused', tid, line, why, said: `Paused before line ${line}, ${why}.` };
    };
    let state = reduce(running(), pause(100, 9));
    expect(state).toMatchObject({ status: 'paused', at: { line: 9, phase: 'paused' } });
    expect(state.said).toBe('Paused before line 9, breakpoint 1, hit once.');
    state = reduce(state, pause(101, 12));
    expect(state.at?.line).toBe(12);
    // Somebody else waits meanwhile: what is said and marked stays that of who stands.
    const waiting = [{ pid: 102, comm: 'curl', text: 'curl waits.', typing: false }];
    state = reduce(state, { type: 'tables', sockets: '', files: '', waiting, atUs: 1 });
    expect(state.said).toContain('Paused before line 12');
    state = reduce(state, { type: 'resumed', tid: 101 });
    expect(state).toMatchObject({ status: 'paused', at: { line: 9 } });
    state = reduce(state, { type: 'resumed', tid: 100 });
    expect(state).toMatchObject({ status: 'running', stands: [] });
  });

  test('points stay for the next run, without what belonged to this one', () => {
    const points = [{ kind: 'line' as const, line: 3, number: 2, hits: 5 }];
    const state = reduce(running(), { type: 'points', points });
    expect(state.points[0]).toMatchObject({ number: 2, hits: 5 });
    const next = reduce(state, { type: 'local-loading', command: './a' });
    expect(next.points).toEqual([{ kind: 'line', line: 3 }]);
  });

  test('a look at the past marks the line of then, and says that it is one', () => {
    const frames = [{ name: 'main', line: 20, own: true }];
    const view = {
      ...{ at: 12, atUs: 310, tasks: [], frames, frame: 0, locals: [], globals: [], memory: [] },
      ...{ fds: [], sockets: '', files: '', waiting: [] },
    };
    const state = reduce(running(), { type: 'view', view });
    expect(shownLine(state)).toEqual({ line: 20, phase: 'past' });
    expect(pastWords(state)).toContain('Looking back at 0.000310 s');
    expect(pastWords(state)).toContain('goes on meanwhile');
    expect(pastWords({ ...state, status: 'paused' })).toContain('Nothing runs');
    const ended = { ...state, programs: [{ alive: false }] };
    expect(pastWords(ended)).toContain('Nothing runs');
    expect(pastWords({ ...ended, busy: [1] })).toContain('goes on meanwhile');
    expect(pastWords({ ...ended, programs: [{ alive: true }] })).toContain('goes on meanwhile');
    expect(
      pastWords(reduce(state, { type: 'view', view: { ...view, at: 'now' } })),
    ).toBeUndefined();
  });

  test('a non-zero exit status of the shell is shown, zero is not', () => {
    const busy = reduce(running(), { type: 'local-command', text: 'curl localhost:1' });
    expect(busy.busy).toEqual([1]);
    expect(
      reduce(busy, { type: 'command-done', terminal: 1, status: 7 }).terminals[1].at(-1)?.text,
    ).toBe('exit status 7');
    expect(
      reduce(busy, { type: 'command-done', terminal: 1, status: 0 }).terminals[1],
    ).toHaveLength(1);
  });

  test('a transcript is bounded', () => {
    const flood = { type: 'output', terminal: 0, stream: 1, text: 'x\n'.repeat(5000) } as const;
    const [lines] = reduce(reduce(running(), flood), flood).terminals;
    expect(lines).toHaveLength(TRANSCRIPT_LINES);
    // Once, at its beginning, and in no silence.
    expect(lines.filter(({ kind }) => kind === 'note')).toEqual([lines[0]]);
    expect(lines[0].text).toBe('what stood above is not kept');
  });

  test('the calls of tools are counted apart from those that a line of C has made', () => {
    const ofTool = (n: number, text: string) => ({ ...call(n, text), line: undefined });
    const lines = [
      call(1, 'accept(3', true),
      ofTool(2, 'socket(AF_INET'),
      ofTool(3, 'close(3) = 0'),
    ];
    const state = reduce(running(), { type: 'syscalls', lines });
    expect(state.totals).toMatchObject({ syscalls: 3, ownCalls: 1 });
    const later = [call(1, 'accept(3) = 4'), call(4, 'read(4', true)];
    const { totals } = reduce(state, { type: 'syscalls', lines: later });
    expect(totals).toMatchObject({ syscalls: 4, ownCalls: 2 });
  });

  test('of what is no longer kept the count goes on', () => {
    const many = TRANSCRIPT_LINES + 345;
    const lines = Array.from({ length: many }, (_, n) => call(n, 'read(4, "x", 1) = 1'));
    let state = reduce(running(), { type: 'syscalls', lines });
    expect(state.syscalls).toHaveLength(TRANSCRIPT_LINES);
    expect(state.totals.syscalls).toBe(many);
    // One call returns that is kept, and one that is not: neither is new.
    const back = [call(3, 'accept(3) = 4'), call(many - 3, 'read(4) = 0')];
    state = reduce(state, { type: 'syscalls', lines: back });
    expect(state.totals.syscalls).toBe(many);
    expect(state.syscalls[0].n).toBe(345);
    expect(state.syscalls.at(-3)?.text).toBe('read(4) = 0');
    const copy = { n: 1, atUs: 1, how: 'cpu', bytes: 10, from: 'user', to: 'send-queue' } as const;
    const copies = Array.from({ length: many }, () => copy);
    state = reduce(state, { type: 'copies', lines: copies });
    expect(state.copies).toHaveLength(TRANSCRIPT_LINES);
    expect(state.totals).toMatchObject({ copies: many, bytes: { cpu: 10 * many, dma: 0 } });
    expect(reduce(state, { type: 'local-loading', command: 'x' }).totals.syscalls).toBe(0);
  });
});

test('stop keeps the transcript', () => {
  const some = reduce(running(), { type: 'output', terminal: 0, stream: 1, text: 'hi\n' });
  const stopped = reduce(some, { type: 'local-stopped' });
  expect(stopped.status).toBe('exited');
  expect(stopped.terminals[0].map((l) => l.text)).toContain('hi\n');
});

describe('what the notebook asks of a cell', () => {
  const following = (...actions: (Update | Local)[]) => actions.reduce(reduce, running());

  test('how its run stands', () => {
    expect(phaseOf(initialState())).toBe('idle');
    expect(phaseOf(reduce(initialState(), STARTING[0]!))).toBe('busy');
    expect(phaseOf(running())).toBe('busy');
    expect(phaseOf(following({ type: 'rest', resting: true }))).toBe('resting');
    expect(phaseOf(following({ type: 'exited', pid: 1001, terminal: 0, status: 0 }))).toBe('ended');
    expect(phaseOf(following({ type: 'local-broken', message: 'It broke.' }))).toBe('failed');
  });

  test('why there is nothing to step while a call blocks', () => {
    const waits = 'server waits in accept(3) for a connection to 0.0.0.0:8080.';
    const tables: Update = {
      ...{ type: 'tables', sockets: '', files: '', atUs: 0 },
      waiting: [{ pid: 100, text: waits, typing: false }],
    } as unknown as Update;
    const stood: Update = { type: 'paused', tid: 100, line: 5, why: '', said: 'Paused.' };
    const after = following(stood, { type: 'resumed', tid: 100 }, tables);
    expect(after.said).toBe(`${waits} There is nothing to step until it is woken.`);
    expect(following(tables).said).toBe(waits);
    expect([stood, tables].reduce(reduce, after).said).toBe('Paused.');
  });

  test('what it and the commands beside it have printed, and nothing of the page’s own', () => {
    const state = following(
      { type: 'output', terminal: 0, stream: 1, text: 'hello\n' },
      { type: 'output', terminal: 2, stream: 1, text: 'of another cell\n' },
      { type: 'local-command', text: 'curl localhost:8080' },
      { type: 'output', terminal: 1, stream: 2, text: 'curl: (7) ' },
      { type: 'output', terminal: 1, stream: 2, text: 'refused\n' },
      { type: 'exited', pid: 1001, terminal: 0, status: 3 },
    );
    expect(printed(state.terminals)).toEqual({
      program: 'hello\n',
      commands: [{ text: 'curl localhost:8080', output: 'curl: (7) refused\n' }],
    });
  });
});

describe('a cell before', () => {
  const loading = () => reduce(initialState(), STARTING[0]!);

  test('is said to run, and has a transcript of its own', () => {
    const state = reduce(loading(), { type: 'before', name: 'server.c', phase: 'running' });
    expect(state.said).toBe('Running server.c first.');
    expect(state.terminals[2]).toEqual([{ kind: 'command', text: './server' }]);
    expect(phaseOf(state)).toBe('busy');
  });

  test('that does not compile is named, with the line of its error', () => {
    const diagnostics = [{ severity: 'error', line: 4, text: 'server.c:4: error: no' }] as never;
    const state = reduce(loading(), {
      ...{ type: 'before', name: 'server.c', phase: 'failed' },
      diagnostics,
    });
    expect(state.said).toBe(
      'server.c, which has to run first, has an error in line 4; nothing ran.',
    );
    expect(phaseOf(state)).toBe('failed');
  });

  test('that is a file lies on the machine', () => {
    const state = reduce(loading(), { type: 'saved', name: 'port.h' });
    expect(state.said).toContain('port.h lies on the machine');
    expect(phaseOf(state)).toBe('ended');
  });
});
