// What each sink keeps: everything, the newest, or counts alone; the numbers go on all the same.

import { expect, test } from 'vitest';
import { append, createTrace, type SinkKind } from '../../../lib/sim/trace.ts';

function filled(sink: SinkKind, events: number) {
  const trace = createTrace(sink, 10);
  for (let i = 0; i < events; i++) {
    append(trace, i, { kind: 'counter', host: 'h', name: 'TcpActiveOpens', value: i });
  }
  return trace;
}

test('all keeps every event, numbered from 0', () => {
  const { events, length } = filled('all', 100);
  expect(length).toBe(100);
  expect(events.map(({ n, atUs }) => n === atUs && n)).toEqual([...Array(100).keys()]);
});

test('a ring keeps at least its capacity of the newest, and at most twice that', () => {
  const { events, length } = filled('ring', 1001);
  expect(length).toBe(1001);
  expect(events.length).toBeGreaterThanOrEqual(10);
  expect(events.length).toBeLessThanOrEqual(20);
  expect(events.at(-1)?.n).toBe(1000);
});

test('counts keeps no event, and how many there were of each kind', () => {
  const trace = filled('counts', 7);
  append(trace, 9, { kind: 'sys-wake', host: 'h', pid: 1, name: 'accept' });
  expect(trace.events).toEqual([]);
  expect(trace.length).toBe(8);
  expect(trace.counts).toEqual({ counter: 7, 'sys-wake': 1 });
});
