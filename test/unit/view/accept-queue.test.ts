import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../../lib/sim/trace.ts';
import { ACK } from '../../../lib/sim/trace.ts';
import {
  createQueueFold,
  foldQueue,
  type QueueFold,
  queueStateAt,
  trimQueueFold,
} from '../../../lib/view/accept-queue.ts';
import {
  accept,
  connect,
  droppedSyn,
  eventsOf,
  handMade,
  handshake,
  LATENCY_US,
  listen,
  send,
} from './hand-made.ts';

function fold(events: TraceEvent[]): QueueFold {
  const history = createQueueFold('server', 1);
  for (const event of events) foldQueue(history, event);
  return history;
}

describe('accept queue', () => {
  const made = handMade(0);
  handshake(made, 100_000, 1, 1);
  droppedSyn(made, 600_000, 2, 1);
  accept(made, 1_000_000, 1, 0, 4);
  const history = fold(eventsOf(made));

  test('a SYN is on the wire until it arrives', () => {
    const before = queueStateAt(history, 100_000 + LATENCY_US - 1);
    expect(before.flights.map((flight) => flight.label)).toEqual(['SYN']);
    expect(before.synQueue).toEqual([]);
    const after = queueStateAt(history, 100_000 + LATENCY_US);
    expect(after.flights.map((flight) => flight.label)).toEqual(['SYN-ACK']);
    expect(after.synQueue).toEqual([1]);
  });

  test('the last ACK moves the connection from one queue to the other', () => {
    const state = queueStateAt(history, 550_000);
    expect(state.synQueue).toEqual([]);
    expect(state.acceptQueue).toEqual([1]);
    expect(state.clients[0]).toMatchObject({ phase: 'established', place: 'accept-queue' });
  });

  test('a dropped SYN is counted and its retry foretold from the timer', () => {
    const state = queueStateAt(history, 600_000 + LATENCY_US);
    expect(state.synDrops).toBe(1);
    expect(state.said).toBe(
      'SYN of client 2 dropped: the accept queue is full (1 wait). It will be resent in 0.85 s.',
    );
    expect(state.clients[1]).toMatchObject({ phase: 'syn-sent', resendAtUs: 1_600_000 });
  });

  test('accept() takes the head and the process is with that client', () => {
    const state = queueStateAt(history, 1_000_000);
    expect(state.accepted).toBe(1);
    expect(state.acceptQueue).toEqual([]);
    expect(state.server).toMatchObject({ call: 'accept(3)', note: '= 4', client: 1 });
    expect(state.call).toBe('accept');
  });

  test('the log holds what the listener did, in order', () => {
    const log = queueStateAt(history, 2_000_000).log.map((line) => line.text);
    expect(log).toEqual([
      'listen() stored 0: up to 1 finished connections may wait.',
      'SYN of client 1: into the SYN queue, answered with SYN-ACK.',
      'Handshake of client 1 finished: 1 of 1 wait for accept().',
      'SYN of client 2 dropped: the accept queue is full (1 wait). It will be resent in 0.85 s.',
      'accept() took client 1; 0 still wait.',
    ]);
  });

  test('lengths agree with those of the events, at every event', () => {
    for (const event of eventsOf(made)) {
      if (event.kind !== 'listen') continue;
      const state = history.states.find(
        (one) => one.atUs === event.atUs && one.acceptQueue.length === event.acceptQueue,
      );
      expect(state, `${event.why} at ${event.atUs}`).toBeDefined();
    }
  });
});

test('a client that was dropped and comes back is counted as late, with its delay', () => {
  const made = handMade(0);
  droppedSyn(made, 0, 1, 1);
  send(made, 1_000_000, 1, 'client', 2, true);
  listen(made, 1_150_000, 'syn', 1, 1, 0);
  listen(made, 1_450_000, 'established', 1, 0, 1);
  const state = queueStateAt(fold(eventsOf(made)), 1_500_000);
  expect(state.lateArrivals).toBe(1);
  expect(state.said).toContain('1.45 s after it began');
});

test('an ignored last ACK leaves the client believing that it is connected', () => {
  const made = handMade(0);
  connect(made, 0, 1);
  listen(made, 150_000, 'syn', 1, 1, 0);
  send(made, 300_000, 1, 'client', ACK);
  listen(made, 450_000, 'ack-drop', 1, 1, 1);
  const state = queueStateAt(fold(eventsOf(made)), 500_000);
  expect(state.ackDrops).toBe(1);
  expect(state.synQueue).toEqual([1]);
});

test('an endless run keeps its last states and their marks', () => {
  const made = handMade(5);
  for (let client = 1; client <= 20; client++) handshake(made, client * 1_000_000, client, client);
  const history = fold(eventsOf(made));
  const last = history.states.at(-1);
  trimQueueFold(history, 10);
  expect(history.states.length).toBe(10);
  expect(history.states.at(-1)).toBe(last);
  expect(history.marks.every((mark) => mark.atUs >= history.states[0]!.atUs)).toBe(true);
});
