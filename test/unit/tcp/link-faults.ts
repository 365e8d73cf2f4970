// Random faults: whatever a link loses, delays or queues, what must hold holds.
//
// One idea: a seed is a world, with its link, its knobs and what is done in it. faults.test.ts tries
// the same few every time, test/fuzz many others.

import { expect } from 'vitest';
import { POLLIN, POLLOUT } from '../../../lib/abi/constants.ts';
import { EAGAIN, ETIMEDOUT } from '../../../lib/abi/errno.ts';
import { isDeliver } from '../../../lib/net/link.ts';
import { createRng, nextBelow, type Rng } from '../../../lib/sim/rng.ts';
import { popDue } from '../../../lib/sim/sim.ts';
import { tcpClose, tcpShutdown } from '../../../lib/tcp/close.ts';
import { tcpAccept } from '../../../lib/tcp/listen.ts';
import { deliver, drainOutput } from '../../../lib/tcp/network.ts';
import { tcpRecv } from '../../../lib/tcp/receive.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setOptions } from '../../../lib/tcp/socket.ts';
import type { TcpStack } from '../../../lib/tcp/stack.ts';
import { isTcpTimer, type TcpSock } from '../../../lib/tcp/tcb.ts';
import { tcpTimer } from '../../../lib/tcp/timers.ts';
import {
  bytes,
  connecting,
  established,
  linked,
  listening,
  pass,
  run,
  settle,
  type World,
} from './world.ts';

function pick<T>(rng: Rng, choices: T[]): T {
  return choices[nextBelow(rng, choices.length)];
}

function randomWorld(rng: Rng, seed: number): World {
  return linked(
    {
      latencyUs: 500 + nextBelow(rng, 20_000),
      bandwidthBps: pick(rng, [0, 1e6, 1e7, 1e9]),
      queueLimit: 5 + nextBelow(rng, 100),
      duplicate: pick(rng, [0, 0, 0.02, 0.2]),
      reorder: pick(rng, [0, 0, 0.02, 0.2]),
      jitterUs: pick(rng, [0, 0, 300, 15_000]),
    },
    {
      tcp_sack: nextBelow(rng, 2),
      tcp_timestamps: nextBelow(rng, 2),
      tcp_window_scaling: nextBelow(rng, 2),
      tcp_early_retrans: pick(rng, [0, 3]),
      tcp_syncookies: nextBelow(rng, 2),
      tcp_congestion_control: nextBelow(rng, 2),
      tcp_slow_start_after_idle: nextBelow(rng, 2),
    },
    seed,
  );
}

/** Reads in random amounts until there is no more for now; true at the end of the stream. */
function readSome(world: World, rng: Rng, sk: TcpSock, into: number[]): boolean {
  for (;;) {
    const got = tcpRecv(world.sim, world.server, sk, 1 + nextBelow(rng, 8000));
    settle(world);
    if (got === -EAGAIN) return false;
    if (typeof got === 'number') throw new Error(`recv: ${got} after ${into.length} bytes`);
    if (got.length === 0) return true;
    into.push(...got);
  }
}

function queuesWithinBounds(world: World): void {
  for (const event of world.sim.trace.events) {
    if (event.kind === 'buffer') {
      // The last packet taken may pass the limit, as in Linux.
      expect(event.receiveBytes).toBeLessThanOrEqual(event.rcvbuf + 1460);
      expect(event.sendBytes).toBeLessThan(event.sndbuf + 65536);
      expect(event.unackedBytes).toBeLessThanOrEqual(event.sendBytes);
    } else if (event.kind === 'listen') {
      expect(event.acceptQueue).toBeLessThanOrEqual(event.maxAckBacklog + 1);
      expect(event.synQueue).toBeLessThanOrEqual(event.maxAckBacklog + 1);
    }
  }
}

/** One connection: every byte arrives once and in order, and nothing is left behind. */
export function oneConnection(seed: number): void {
  const rng = createRng(seed);
  const world = randomWorld(rng, seed);
  const { listener, c, s } = established(world);
  if (nextBelow(rng, 2)) {
    s.rcvbuf = 4608 + nextBelow(rng, 20_000);
    setOptions(s, { rcvbufLocked: true });
  }
  world.network.links[0].loss = pick(rng, [0, 0.01, 0.1, 0.15]);
  const data = bytes(1 + nextBelow(rng, 60_000), seed);
  const got: number[] = [];
  let sent = 0;
  for (let closed = false, end = false; !end && c.err !== ETIMEDOUT; ) {
    if (sent < data.length && nextBelow(rng, 3) === 0) {
      const part = data.subarray(sent, sent + 1 + nextBelow(rng, 5000));
      const n = tcpSend(world.sim, world.client, c, part);
      if (n < 0 && n !== -EAGAIN) throw new Error(`send: ${n}`);
      sent += Math.max(0, n);
    } else if (sent === data.length && !closed) {
      tcpClose(world.sim, world.client, c);
      closed = true;
    }
    pass(world, nextBelow(rng, 30_000));
    if (nextBelow(rng, 2)) end = readSome(world, rng, s, got);
    if (world.sim.nowUs > 3600e6) throw new Error(`stuck with ${got.length} of ${data.length}`);
  }
  // A link that loses much may lose so much that the sender gives up: no byte is wrong even then.
  const arrived = c.err === ETIMEDOUT ? data.subarray(0, got.length) : data;
  expect(Uint8Array.from(got)).toEqual(arrived);
  tcpClose(world.sim, world.server, s);
  tcpClose(world.sim, world.server, listener);
  run(world);
  queuesWithinBounds(world);
  expect(world.client.socks.size + world.server.socks.size).toBe(0);
  expect(world.client.binds.size + world.server.binds.size).toBe(0);
  expect(world.sim.queue.heap).toHaveLength(0);
}

/** A listener and many clients: queues stay within their bounds, nothing is left behind. */
export function manyClients(seed: number): void {
  const rng = createRng(seed + 10_000);
  const world = randomWorld(rng, seed);
  const loss = pick(rng, [0, 0.05, 0.2]);
  world.network.links[0].loss = loss;
  const backlog = nextBelow(rng, 6);
  const listener = listening(world, backlog);
  const clients = Array.from({ length: 15 }, () => {
    pass(world, nextBelow(rng, 20_000));
    return connecting(world);
  });
  const accepted: TcpSock[] = [];
  for (let i = 0; i < 200; i++) {
    pass(world, nextBelow(rng, 300_000));
    const child = tcpAccept(world.sim, world.server, listener);
    if (typeof child !== 'number') accepted.push(child);
  }
  // With losses, one request that never finishes can keep a short SYN queue full for a minute.
  if (loss === 0) expect(accepted.length).toBeGreaterThan(backlog);
  const ports = accepted.map((sk) => sk.remotePort);
  expect(new Set(ports).size).toBe(ports.length);
  for (const sk of clients) tcpClose(world.sim, world.client, sk);
  for (const sk of [...accepted, listener]) tcpClose(world.sim, world.server, sk);
  run(world);
  queuesWithinBounds(world);
  expect(world.client.socks.size + world.server.socks.size).toBe(0);
  expect(world.server.requests.size + world.server.connections.size).toBe(0);
  expect(world.sim.queue.heap).toHaveLength(0);
}

interface End {
  stack: TcpStack;
  sk: TcpSock;
  data: Uint8Array;
  /** Ends of its messages in `data`; one waits for the other's message before its next. */
  messages: number[];
  first: boolean;
  sent: number;
  got: number[];
  /** The send queue was full: it waits for POLLOUT. */
  full: boolean;
  /** The stream of the other end is over. */
  ended: boolean;
  finished: boolean;
}

/** Tells up to where an end may send: it talks in turn. */
function allowed(end: End, other: End): number {
  const heard = other.messages.filter((to) => to <= end.got.length).length;
  const turns = end.first ? heard + 1 : heard;
  return turns === 0 ? 0 : end.messages[Math.min(turns, end.messages.length) - 1];
}

/** Reads and writes what is possible now, as a program does that poll(2) has told of it. */
function serve(world: World, end: End, other: End, mask: number): void {
  const { sim } = world;
  if (mask & POLLIN) {
    while (!end.ended) {
      const got = tcpRecv(sim, end.stack, end.sk, 3000);
      if (got === -EAGAIN) break;
      if (typeof got === 'number') throw new Error(`recv: ${got}`);
      if (got.length === 0) end.ended = true;
      end.got.push(...got);
    }
  }
  if (mask & POLLOUT) end.full = false;
  const limit = allowed(end, other);
  while (end.sent < limit && !end.full) {
    const n = tcpSend(sim, end.stack, end.sk, end.data.subarray(end.sent, limit));
    if (n === -EAGAIN) end.full = true;
    else if (n < 0) throw new Error(`send: ${n}`);
    else end.sent += n;
  }
  if (end.sent < end.data.length || end.finished) return;
  end.finished = true;
  tcpShutdown(sim, end.stack, end.sk, 1);
}

/** Two programs that talk in turn and act only when they are woken: a lost wake stops both. */
export function onlyWhenWoken(seed: number): void {
  const rng = createRng(seed + 20_000);
  const world = randomWorld(rng, seed);
  const { listener, c, s } = established(world);
  const { sim, network } = world;
  const sizes = Array.from({ length: 1 + nextBelow(rng, 12) }, () => pick(rng, [50, 5000, 40_000]));
  const ends = [c, s].map((sk, i): End => {
    const stack = i === 0 ? world.client : world.server;
    if (nextBelow(rng, 2)) {
      sk.sndbuf = 4608 + nextBelow(rng, 20_000);
      setOptions(sk, { sndbufLocked: true });
    }
    let total = 0;
    const messages = sizes.map((most) => {
      total += 1 + nextBelow(rng, most);
      return total;
    });
    const state = { sent: 0, got: [], full: false, ended: false, finished: false };
    return { stack, sk, data: bytes(total, seed + i), messages, first: i === 0, ...state };
  });
  world.network.links[0].loss = pick(rng, [0, 0.01, 0.05]);
  const other = (end: End) => ends[end === ends[0] ? 1 : 0];
  for (const end of ends) serve(world, end, other(end), POLLIN | POLLOUT);
  while (!ends.every((end) => end.ended && end.finished)) {
    drainOutput(sim, network);
    const woken = ends.flatMap((end) =>
      end.stack.wakeups.splice(0).map((wakeup) => ({ end, wakeup })),
    );
    for (const { end, wakeup } of woken) {
      if (wakeup.sk === end.sk) serve(world, end, other(end), wakeup.mask);
    }
    if (woken.length > 0) continue;
    const record = popDue(sim, 7200e6);
    if (!record) throw new Error(`nobody is woken: ${ends.map((end) => end.got.length)}`);
    const stack = network.stacks.get(record.host)!;
    if (isTcpTimer(record)) tcpTimer(sim, stack, record);
    else if (isDeliver(record)) deliver(sim, network, record);
  }
  expect(Uint8Array.from(ends[0].got)).toEqual(ends[1].data);
  expect(Uint8Array.from(ends[1].got)).toEqual(ends[0].data);
  for (const { stack, sk } of ends) tcpClose(sim, stack, sk);
  tcpClose(sim, world.server, listener);
  run(world);
  expect(world.client.socks.size + world.server.socks.size).toBe(0);
  expect(sim.queue.heap).toHaveLength(0);
}
