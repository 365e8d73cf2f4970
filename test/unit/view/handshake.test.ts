import { describe, expect, test } from 'vitest';
import { ACK, append, RST } from '../../../lib/sim/trace.ts';
import { handshakeRun } from '../../../lib/view/handshake.ts';
import {
  accept,
  connect,
  connectReturns,
  droppedSyn,
  eventsOf,
  handMade,
  handshake,
  send,
  state,
} from './hand-made.ts';

describe('handshake', () => {
  const made = handMade(5);
  handshake(made, 100_000, 1, 1);
  accept(made, 900_000, 1, 0, 4);
  const run = handshakeRun(eventsOf(made), 'client');

  test('three segments with numbers relative to each side', () => {
    expect(run.messages.map((m) => [m.from, m.label, m.detail, m.sentUs, m.arrivesUs])).toEqual([
      ['client', 'SYN', 'seq 0', 0, 150_000],
      ['server', 'SYN-ACK', 'seq 0, ack 1', 150_000, 300_000],
      ['client', 'ACK', 'seq 1, ack 1', 300_000, 450_000],
    ]);
  });

  test('five steps, and where the server keeps the connection in each', () => {
    expect(run.steps.map((step) => [step.atUs, step.clientState, step.where])).toEqual([
      [0, 'SYN_SENT', 'nowhere'],
      [150_000, 'SYN_SENT', 'SYN queue'],
      [300_000, 'ESTABLISHED', 'SYN queue'],
      [450_000, 'ESTABLISHED', 'accept queue'],
      [800_000, 'ESTABLISHED', 'descriptor 4'],
    ]);
  });

  test('steps say what happened and name their call', () => {
    expect(run.steps[0]!.said).toBe('The client called connect(). The client’s kernel sent SYN.');
    expect(run.steps[2]!.said).toContain('connect() returned 0.');
    expect(run.steps[4]).toMatchObject({ call: 'accept', acceptQueue: 0, limit: 6 });
  });
});

test('the second connection is told without the first', () => {
  const made = handMade(0);
  handshake(made, 0, 1, 1);
  droppedSyn(made, 700_000, 2, 1);
  const run = handshakeRun(eventsOf(made), 'client', 1);
  expect(run.messages).toHaveLength(1);
  expect(run.messages[0]).toMatchObject({ label: 'SYN', ignored: true, sentUs: 0 });
  expect(run.steps.at(-1)).toMatchObject({ tone: 'lost', acceptQueue: 1, limit: 1 });
});

test('a refused connection names the errno and knows no listener', () => {
  const made = handMade(0);
  made.trace.events.length = 0;
  connect(made, 0, 1);
  send(made, 150_000, 1, 'server', RST | ACK);
  state(made, 300_000, 1, 'SYN_SENT', 'CLOSE');
  connectReturns(made, 300_000, 1, -111);
  const run = handshakeRun(eventsOf(made), 'client');
  expect(run.steps.at(-1)!.said).toContain('ECONNREFUSED: Connection refused');
  expect(run.steps.at(-1)!.limit).toBeUndefined();
});

test('a lost segment is a message that never arrives', () => {
  const made = handMade(0);
  connect(made, 0, 1);
  const sent = made.trace.events.find((event) => event.kind === 'segment')!;
  if (sent.kind !== 'segment') throw new Error('no segment');
  append(made.trace, 0, { ...sent, at: 'lost' });
  const run = handshakeRun(eventsOf(made), 'client');
  expect(run.messages[0]!.lost).toBe(true);
  expect(run.steps[0]!.said).toContain('The SYN was lost on the wire.');
});

test('a connection that is not there is refused with the number of those that are', () => {
  expect(() => handshakeRun([], 'client', 2)).toThrow('no connection 2: 0 SYNs');
});
