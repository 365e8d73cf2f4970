import { describe, expect, it } from 'vitest';
import { fdFrames } from '../../../lib/view/fd-table.ts';
import { byHand, client, SERVER } from './by-hand.ts';

/** A process with a terminal on 0 to 2 that opened one socket as 3. */
function started() {
  const hand = byHand();
  hand.add({ kind: 'task', host: 's', pid: 7, ppid: 1, comm: 'server', state: 'new' });
  hand.add({ kind: 'open-file', host: 's', file: 1, refs: 3, what: 'tty' });
  for (const fd of [0, 1, 2]) {
    hand.add({ kind: 'fd', host: 's', pid: 7, fd, op: 'open', file: 1, target: '/dev/pts/0' });
  }
  hand.enter('s', 7, 'socket', [2, 1, 0], 1);
  hand.add({ kind: 'sock', host: 's', sock: 50, op: 'create', type: 'tcp' });
  hand.add({ kind: 'open-file', host: 's', file: 2, refs: 1, what: 'socket', sock: 50 });
  hand.add({ kind: 'fd', host: 's', pid: 7, fd: 3, op: 'open', file: 2, target: 'socket:[50]' });
  return hand.exit('s', 7, 'socket', [2, 1, 0], 3, 1);
}

describe('fdFrames', () => {
  it('begins with what the process was born with', () => {
    const [first] = fdFrames(started().events, 's');
    expect(first.processes[0].slots.map((slot) => slot.fd)).toEqual([0, 1, 2]);
    expect(first.files).toHaveLength(1);
    expect(first.files[0].refs).toBe(3);
  });

  it('shows a new socket behind its number and marks it as fresh', () => {
    const frame = fdFrames(started().events, 's')[1];
    expect(frame.processes[0].slots.at(-1)).toEqual({ fd: 3, file: 2, fresh: true });
    expect(frame.sockets).toEqual([
      { sock: 50, state: 'CLOSE', listening: false, local: undefined },
    ]);
    expect(frame.say).toContain('socket() returned 3');
  });

  it('keeps a description while dup leaves a reference, and frees it with the last close', () => {
    const hand = started();
    hand.enter('s', 7, 'dup', [3]);
    hand.add({ kind: 'open-file', host: 's', file: 2, refs: 2, what: 'socket', sock: 50 });
    hand.add({ kind: 'fd', host: 's', pid: 7, fd: 4, op: 'dup', file: 2, target: 'socket:[50]' });
    hand.exit('s', 7, 'dup', [3], 4);
    hand.enter('s', 7, 'close', [3]);
    hand.add({ kind: 'fd', host: 's', pid: 7, fd: 3, op: 'close', file: 2, target: '' });
    hand.add({ kind: 'open-file', host: 's', file: 2, refs: 1, what: 'socket', sock: 50 });
    hand.exit('s', 7, 'close', [3], 0);
    hand.enter('s', 7, 'close', [4]);
    hand.add({ kind: 'fd', host: 's', pid: 7, fd: 4, op: 'close', file: 2, target: '' });
    hand.add({ kind: 'open-file', host: 's', file: 2, refs: 0, what: 'socket', sock: 50 });
    hand.exit('s', 7, 'close', [4], 0);
    const [, , dup, first, last] = fdFrames(hand.events, 's');
    expect(dup.files.find((file) => file.file === 2)?.refs).toBe(2);
    expect(dup.say).toContain('2 references');
    expect(first.files.find((file) => file.file === 2)?.refs).toBe(1);
    expect(first.say).toContain('lives on');
    expect(last.files.map((file) => file.file)).toEqual([1]);
    expect(last.sockets).toEqual([]);
    expect(last.say).toContain('last reference');
  });

  it('gives a forked child a table of its own that points at the same descriptions', () => {
    const hand = started();
    hand.enter('s', 7, 'fork', []);
    hand.add({ kind: 'task', host: 's', pid: 8, ppid: 7, comm: 'server', state: 'new' });
    hand.add({ kind: 'fd', host: 's', pid: 8, fd: 3, op: 'dup', file: 2, target: 'socket:[50]' });
    hand.add({ kind: 'open-file', host: 's', file: 2, refs: 2, what: 'socket', sock: 50 });
    hand.exit('s', 7, 'fork', [], 8);
    const frame = fdFrames(hand.events, 's').at(-1)!;
    expect(frame.processes.map((process) => process.pid)).toEqual([7, 8]);
    expect(frame.processes[1].slots[0].file).toBe(2);
  });

  it('names the peer that accept found, and says what a failed call did not do', () => {
    const hand = started();
    hand.enter('s', 7, 'accept', [3, 0, 0]);
    hand.add({ kind: 'sock', host: 's', sock: 51, op: 'create', type: 'tcp' });
    hand.add({
      kind: 'tcp-state',
      host: 's',
      sock: 51,
      from: 'SYN_RECV',
      to: 'ESTABLISHED',
      local: SERVER,
      remote: client(1),
      listener: 50,
    });
    hand.add({ kind: 'open-file', host: 's', file: 3, refs: 1, what: 'socket', sock: 51 });
    hand.add({ kind: 'fd', host: 's', pid: 7, fd: 4, op: 'open', file: 3, target: 'socket:[51]' });
    hand.exit('s', 7, 'accept', [3, 0, 0], 4);
    hand.call('s', 7, 'close', [99], -9);
    const frames = fdFrames(hand.events, 's');
    expect(frames[2].say).toContain('10.0.0.1:40001');
    expect(frames[3].say).toContain('EBADF');
  });
});
