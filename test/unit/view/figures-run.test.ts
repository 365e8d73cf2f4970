// The claims of the figures, each on a run of the machine. Numbers are those that Linux 6.18 gave.

import { describe, expect, test } from 'vitest';
import {
  type AcceptQueueSetup,
  acceptQueueFigure,
  DEFAULT_SETUP,
  doNow,
  goOn,
  goOnToNextMark,
  type LiveQueue,
  liveStateAt,
  OPENING,
  openQueue,
  type QueueInput,
} from '../../../lib/machine/scenarios/accept-queue.ts';
import { runByteOrder } from '../../../lib/machine/scenarios/byte-order.ts';
import { runHandshake, runHandshakes } from '../../../lib/machine/scenarios/handshake.ts';
import { atOnce, type Pieces } from '../../../lib/sim/pieces.ts';

/** Sends clients one after the other, each when the one before has had time to get in. */
function oneByOne(count: number): QueueInput[] {
  return Array.from({ length: count }, (_, i) => ({ atUs: (i + 1) * 800_000, do: 'client' }));
}

function stateOf(live: LiveQueue) {
  return liveStateAt(live, live.edgeUs);
}

/** Makes a run with all its pauses; tells how many there were. */
function inPieces<T>(run: Pieces<T>): [T, number] {
  for (let pauses = 0; ; pauses++) {
    const next = run.next();
    if (next.done) return [next.value, pauses];
  }
}

function withSetup(change: Partial<AcceptQueueSetup>): AcceptQueueSetup {
  return { ...DEFAULT_SETUP, ...change };
}

describe('accept queue', () => {
  test('the opening: six wait for a backlog of 5, the seventh SYN was dropped', () => {
    const { state } = acceptQueueFigure();
    expect(state.acceptQueue).toEqual([1, 2, 3, 4, 5, 6]);
    expect(state).toMatchObject({ maxAckBacklog: 5, synDrops: 1, rejected: 1, accepted: 0 });
    expect(state.clients[6]).toMatchObject({ phase: 'syn-sent', synDrops: 1 });
    const last = state.flights.filter((flight) => flight.client === 8);
    expect(last.map((flight) => flight.label)).toEqual(['SYN']);
  });

  test.each([
    [0, 1],
    [1, 2],
    [2, 3],
    [5, 6],
    [10, 11],
  ])('listen(fd, %i) lets %i wait', (backlog, waiting) => {
    const inputs = oneByOne(waiting + 1);
    const untilUs = inputs.at(-1)!.atUs + 700_000;
    const state = stateOf(atOnce(openQueue(withSetup({ backlog }), inputs, untilUs)));
    expect(state.acceptQueue).toHaveLength(waiting);
    expect(state.synDrops).toBe(1);
  });

  test('somaxconn clamps the backlog', () => {
    const setup = withSetup({ backlog: 100, somaxconn: 3 });
    expect(stateOf(atOnce(openQueue(setup, oneByOne(5), 4_700_000)))).toMatchObject({
      maxAckBacklog: 3,
      acceptQueue: [1, 2, 3, 4],
    });
  });

  test('after accept() a dropped client gets in at its next SYN, not before', () => {
    const live = atOnce(openQueue(withSetup({ backlog: 0 }), oneByOne(2), 2_000_000));
    doNow(live, { atUs: 0, do: 'accept', service: 'none' });
    atOnce(goOn(live, 2_599_000));
    expect(stateOf(live)).toMatchObject({ acceptQueue: [], lateArrivals: 0, accepted: 1 });
    atOnce(goOn(live, 3_300_000));
    expect(stateOf(live)).toMatchObject({ acceptQueue: [2], lateArrivals: 1 });
  });

  test('the size of the steps does not matter', () => {
    const inputs: QueueInput[] = [
      { atUs: 0, do: 'auto', service: 'short' },
      { atUs: 10_000, do: 'load', everyUs: 130_000 },
    ];
    const coarse = atOnce(openQueue(DEFAULT_SETUP, inputs, 5_000_000));
    const fine = atOnce(openQueue(DEFAULT_SETUP, inputs, 10_000));
    for (let us = 10_000; us <= 5_000_000; us += 7_003) atOnce(goOn(fine, us));
    atOnce(goOn(fine, 5_000_000));
    expect(stateOf(fine)).toEqual(stateOf(coarse));
    expect(stateOf(fine).accepted).toBeGreaterThan(10);
  });

  test('pauses do not matter: every state and mark is that of the run in one go', () => {
    const inputs: QueueInput[] = [
      ...OPENING.inputs,
      { atUs: 1_200_000, do: 'auto', service: 'short' },
      { atUs: 1_200_000, do: 'load', everyUs: 150_000 },
      { atUs: 3_000_000, do: 'client' },
      { atUs: 3_000_000, do: 'sysctl', name: 'net.ipv4.tcp_syncookies', value: 0 },
    ];
    const whole = atOnce(openQueue(DEFAULT_SETUP, inputs, 6_000_000));
    const [opened, first] = inPieces(openQueue(DEFAULT_SETUP, inputs, 2_345_678));
    // As a page does it: what is left of the inputs is done live, between frames of a run that pauses.
    for (const input of inputs.filter(({ atUs }) => atUs > 2_345_678)) {
      inPieces(goOn(opened, input.atUs));
      doNow(opened, input);
    }
    const [, second] = inPieces(goOn(opened, 6_000_000));
    expect(Math.min(first, second)).toBeGreaterThan(50);
    expect(opened.fold).toEqual(whole.fold);
    expect(opened.run).toEqual(whole.run);
  });

  test('lengths are those of the listener at every event', () => {
    const inputs: QueueInput[] = [
      { atUs: 0, do: 'auto', service: 'long' },
      { atUs: 0, do: 'load', everyUs: 150_000 },
    ];
    const live = atOnce(openQueue(DEFAULT_SETUP, inputs, 8_000_000));
    const events = live.run.machine.sim.trace.events.filter((event) => event.kind === 'listen');
    expect(events.length).toBeGreaterThan(50);
    const last = events.at(-1)!;
    const state = liveStateAt(live, last.atUs);
    expect(state.acceptQueue).toHaveLength(last.acceptQueue);
    expect(state.synQueue).toHaveLength(last.synQueue);
  });

  test('tcp_abort_on_overflow answers the last ACK with a reset, and the client is told', () => {
    const setup = withSetup({ backlog: 1, abortOnOverflow: 1, syncookies: 0 });
    const burst = [100, 700, 710].map((ms): QueueInput => ({ atUs: ms * 1000, do: 'client' }));
    const state = stateOf(atOnce(openQueue(setup, burst, 2_000_000)));
    expect(state).toMatchObject({ resetsSent: 1, resets: 1, ackDrops: 0, acceptQueue: [1, 2] });
  });

  test('a step goes on to the next thing that happens', () => {
    const live = atOnce(openQueue(DEFAULT_SETUP, [], 0));
    atOnce(goOn(live, 1_000));
    expect(atOnce(goOnToNextMark(live, 1_000_000))).toBe(false);
    doNow(live, { atUs: 0, do: 'client' });
    const marks = live.fold.marks.length;
    expect(atOnce(goOnToNextMark(live, 1_000_000))).toBe(true);
    expect(live.fold.marks.length).toBeGreaterThan(marks);
  });
});

describe('handshake', () => {
  const runs = runHandshakes();

  test('normal: request, socket in the accept queue, descriptor', () => {
    expect(runs.normal.steps.map((step) => step.where)).toEqual([
      'nowhere',
      'SYN queue',
      'SYN queue',
      'accept queue',
      'descriptor 4',
    ]);
    expect(runs.normal.messages.map((message) => message.label)).toEqual(['SYN', 'SYN-ACK', 'ACK']);
  });

  test('queue full: two SYNs are ignored, the third gets in 2 s after the first', () => {
    const syns = runs['queue-full'].messages.filter((message) => message.label === 'SYN');
    expect(syns.map((message) => message.ignored)).toEqual([true, true, false]);
    expect(Math.round((syns[2]!.sentUs - syns[0]!.sentUs) / 1e6)).toBe(2);
  });

  test('last ACK ignored: the client is ESTABLISHED while the server holds a request', () => {
    const step = runs['last-ack'].steps.find((one) => one.said.includes('ignored'))!;
    expect(step).toMatchObject({ clientState: 'ESTABLISHED', where: 'SYN queue' });
    expect(runs['last-ack'].steps.at(-1)!.where).toMatch(/^descriptor/);
  });

  test('refused: one RST, ECONNREFUSED', () => {
    expect(runs.refused.messages.map((message) => message.label)).toEqual(['SYN', 'RST']);
    expect(runs.refused.steps.at(-1)!.said).toContain('ECONNREFUSED');
  });

  test('lost: the client sees what a dropped SYN looks like, and tries again after 1 s', () => {
    const syns = runs.lost.messages.filter((message) => message.label === 'SYN');
    expect(syns.map((message) => message.lost)).toEqual([true, false]);
    expect(syns[1]!.sentUs - syns[0]!.sentUs).toBe(1_000_000);
  });

  test('the same variant is the same run', () => {
    expect(runHandshake('last-ack')).toEqual(runs['last-ack']);
  });
});

describe('byte order', () => {
  test('8080: 1f 90 with htons, 90 1f without, misread as 36895', () => {
    const run = atOnce(runByteOrder(8080));
    expect(run.swapped.bytes.slice(2, 4)).toEqual([0x1f, 0x90]);
    expect(run.plain.bytes.slice(2, 4)).toEqual([0x90, 0x1f]);
    expect([run.swapped.port, run.plain.port]).toEqual([8080, 36895]);
    expect(run.swapped.wire).toEqual([0x1f, 0x90]);
    expect(run.swapped.bytes).toHaveLength(16);
    expect(run.plain.ss).toBe('LISTEN 0 10 0.0.0.0:36895 0.0.0.0:*');
    expect(run.plain.answers).toEqual([
      { port: 8080, result: '-1 ECONNREFUSED', ok: false },
      { port: 36895, result: '0', ok: true },
    ]);
  });

  test.each([1, 80, 255, 256, 257, 443, 4660, 65280, 65535])('port %i', (port) => {
    const { plain, swapped } = atOnce(runByteOrder(port));
    expect(swapped.port).toBe(port);
    expect(plain.port).toBe(((port & 0xff) << 8) | (port >>> 8));
  });

  test('port 0 lets the kernel choose', () => {
    expect(atOnce(runByteOrder(0)).swapped.port).toBeGreaterThan(1023);
  });

  test('what is no port is refused with its value', () => {
    expect(() => atOnce(runByteOrder(65536))).toThrow('65536');
  });
});
