// What each sink keeps: everything, the newest, or counts alone; the numbers go on all the same.

import { expect, test } from 'vitest';
import { advance, createMachine, exec } from '../../../lib/machine/machine.ts';
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

const SERVER = `
  fd = socket(AF_INET, SOCK_STREAM, 0)
  bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
  listen(fd, 5)
  c = accept(fd, NULL, NULL)
  n = read(c, buffer, 100)
  write(c, buffer, n)
  close(c)`;
const CLIENT = `
  fd = socket(AF_INET, SOCK_STREAM, 0)
  connect(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
  write(fd, "Hello", 5)
  read(fd, buffer, 100)
  close(fd)
  print("done")`;

function talk(sink: SinkKind) {
  const hosts = [{ name: 'server' }, { name: 'client' }];
  const links = [{ between: ['client', 'server'] as [string, string] }];
  const m = createMachine({ sink, hosts, links });
  exec(m, 'server', { script: SERVER });
  exec(m, 'client', { script: CLIENT }, { atUs: 1000 });
  advance(m);
  return m.sim.trace;
}

test('counts has how many events there were of each kind, and makes none', () => {
  const [counts, all] = [talk('counts'), talk('all')];
  expect(counts.events).toEqual([]);
  expect(counts.length).toBe(all.length);
  expect(counts.counts).toEqual(all.counts);
  expect(Object.keys(all.counts).length).toBeGreaterThan(13);
});

test('an event that is made for counts alone is a mistake, and named', () => {
  expect(() => filled('counts', 1)).toThrow("'counter'");
});
