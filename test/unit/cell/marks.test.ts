// Moments of a run: what a cursor is in each pane.
import { expect, test } from 'vitest';
import {
  copyText,
  hopsOf,
  isLater,
  momentOf,
  momentsOf,
  numbersOf,
  rowAt,
} from '../../../components/cell/panes/marks.ts';
import type { CopyLine, PacketLine, SyscallLine } from '../../../lib/notebook/messages.ts';

const call = (n: number, end: number | undefined, line?: number): SyscallLine => ({
  ...{ n, atUs: n, pid: 1, text: `call ${n}`, name: 'read', blocked: end === undefined },
  ...(end !== undefined && { end }),
  ...(line !== undefined && { line }),
});
const packet = (n: number, from = 'a:1', to = 'b:2'): PacketLine => ({
  ...{ n, atUs: n, text: `packet ${n}`, label: 'ACK', from, to },
});

test('a call stands for its end, one that waits for its beginning', () => {
  expect(momentOf(call(5, 9))).toBe(9);
  expect(momentOf(call(5, undefined))).toBe(5);
  expect(momentOf(packet(7))).toBe(7);
});

test('moments are those of the program and of packets, in the order of time', () => {
  const syscalls = [call(5, 9, 3), call(6, 8), call(10, undefined, 4)];
  const moments = momentsOf({ syscalls, packets: [packet(7), packet(12)] });
  expect(moments.map(({ at, kind }) => `${kind} ${at}`)).toEqual([
    ...['packet 7', 'call 9', 'call 10', 'packet 12'],
  ]);
});

test('a cursor stands on the last row that has happened by then', () => {
  expect(rowAt([3, 9, 5], 6)).toBe(2);
  expect(rowAt([3, 9, 5], 9)).toBe(1);
  expect(rowAt([3, 9], 2)).toBe(-1);
  expect(rowAt([3, 9], 'now')).toBe(-1);
});

test('what has begun by then is not later, nor is anything later than now', () => {
  expect([3, 4, 5].map((event) => isLater(event, 4))).toEqual([false, false, true]);
  expect(isLater(5, 'now')).toBe(false);
});

test('a copy is told by who moved it', () => {
  const copy: CopyLine = { n: 1, atUs: 1, how: 'cpu', bytes: 1, from: 'user', to: 'send-queue' };
  expect(copyText(copy)).toBe('the CPU copies 1 byte from the process to the send queue');
  expect(copyText({ ...copy, how: 'dma', bytes: 78, to: 'nic' })).toBe(
    'a device moves 78 bytes from the process to the network card',
  );
});

test('whoever speaks first in a connection stands on the left', () => {
  const packets = [packet(1), packet(2, 'b:2', 'a:1'), packet(3, 'b:2', 'c:3')];
  expect(hopsOf(packets)).toEqual([
    { left: ':1', right: ':2', back: false },
    { left: ':1', right: ':2', back: true },
    { left: ':2', right: ':3', back: false },
  ]);
});

test('under an arrow stand the numbers of its segment, and nothing of an empty length', () => {
  const line = '00:00:00.0 IP 127.0.0.1.49152 > 127.0.0.1.8080: Flags';
  expect(numbersOf(`${line} [S], seq 7, win 65495, options [mss 65495], length 0`)).toBe(
    'Flags [S], seq 7',
  );
  expect(numbersOf(`${line} [P.], seq 1:79, ack 1, win 512, length 78: HTTP: GET / HTTP/1.1`)).toBe(
    'Flags [P.], seq 1:79, ack 1, length 78, HTTP: GET / HTTP/1.1',
  );
});
