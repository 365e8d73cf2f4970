// Data: segments, windows, buffers, losses, and the links below.

import { describe, expect, test } from 'vitest';
import { POLLIN, POLLOUT } from '../../../lib/abi/constants.ts';
import { EAGAIN } from '../../../lib/abi/errno.ts';
import type { CopyEvent, SegmentEvent } from '../../../lib/sim/trace.ts';
import { tcpPoll } from '../../../lib/tcp/poll.ts';
import { tcpRecv, tcpUnread } from '../../../lib/tcp/receive.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setOptions, timerOf } from '../../../lib/tcp/socket.ts';
import type { TcpSock } from '../../../lib/tcp/tcb.ts';
import { windowOfSpace } from '../../../lib/tcp/window.ts';
import {
  alone,
  bytes,
  established,
  linked,
  pass,
  run,
  SECOND,
  segments,
  settle,
  type World,
} from './world.ts';

/** Reads everything that has come. */
function drain(world: World, sk: TcpSock): Uint8Array {
  const chunks: number[] = [];
  for (;;) {
    const got = tcpRecv(world.sim, world.server, sk, 65536);
    if (typeof got === 'number' || got.length === 0) return Uint8Array.from(chunks);
    chunks.push(...got);
    settle(world);
  }
}

/** Sends all of `data`, reading at the other end as it comes; returns what was read. */
function transfer(world: World, c: TcpSock, s: TcpSock, data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let sent = 0;
  for (let round = 0; round < 20_000; round++) {
    if (sent < data.length) {
      const n = tcpSend(world.sim, world.client, c, data.subarray(sent));
      if (n > 0) sent += n;
      else if (n !== -EAGAIN) throw new Error(`send: ${n}`);
    }
    pass(world, 5_000);
    parts.push(drain(world, s));
    if (parts.reduce((sum, part) => sum + part.length, 0) >= data.length) break;
  }
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test('a window of a large buffer is not cut to 32 bits on the way', () => {
  // 31,831,772 bytes of buffer with 252 of 256 payload: what autotuning made of one download.
  expect(windowOfSpace(31_831_772, 252)).toBe(31_334_400);
});

describe('on lo', () => {
  test('the handshake, in numbers: windows, MSS, buffers', () => {
    const world = alone();
    const { c, s } = established(world);
    const [syn, synAck, ack] = segments(world).map((e) => e.seg);
    expect(syn.windowField).toBe(65495);
    expect(synAck.windowField).toBe(65483);
    expect(ack.windowField).toBe(64);
    expect(syn.options).toMatchObject({ mss: 65495, windowScale: 10, sackPermitted: true });
    expect([c.mss, s.mss]).toEqual([32741, 32768]);
    expect([c.sndbuf, c.rcvbuf, s.sndbuf]).toEqual([2626560, 131072, 2626560]);
  });

  test('windows follow the receive buffer as a capture showed', () => {
    const world = alone();
    const { c } = established(world);
    const windows = () =>
      segments(world)
        .filter((e) => e.seg.src.port === 8080)
        .map((e) => e.seg.windowField);
    tcpSend(world.sim, world.client, c, bytes(3087));
    settle(world);
    expect(windows().at(-1)).toBe(98);

    const other = alone();
    const pair = established(other);
    tcpSend(other.sim, other.client, pair.c, bytes(152));
    settle(other);
    drain(other, pair.s);
    const seen: number[] = [];
    for (let i = 0; i < 3; i++) {
      tcpSend(other.sim, other.client, pair.c, bytes(32768));
      settle(other);
      seen.push(
        segments(other)
          .filter((e) => e.seg.src.port === 8080)
          .at(-1)!.seg.windowField,
      );
    }
    expect(seen.slice(0, 2)).toEqual([93, 61]);
  });

  test('a nonblocking fill stops where it does on Linux, and POLLOUT is back at two thirds', () => {
    const world = alone();
    const { c, s } = established(world);
    let total = 0;
    for (;;) {
      const n = tcpSend(world.sim, world.client, c, bytes(16384));
      settle(world);
      if (n < 0) break;
      total += n;
    }
    expect(total).toBe(2_637_824);
    expect(tcpPoll(c) & POLLOUT).toBe(0);
    let read = 0;
    while ((tcpPoll(c) & POLLOUT) === 0) {
      const got = tcpRecv(world.sim, world.server, s, 8192);
      if (typeof got === 'number') pass(world, 50_000);
      else read += got.length;
      settle(world);
    }
    const queued = total - read - tcpUnread(s);
    expect(queued).toBeLessThanOrEqual((2 * c.sndbuf) / 3);
  });

  test('SO_SNDBUF 8192: one large write is taken in part', () => {
    const world = alone();
    const { c, s } = established(world);
    Object.assign(c, { sndbuf: 16384 });
    setOptions(c, { sndbufLocked: true });
    const taken = tcpSend(world.sim, world.client, c, bytes(1_000_000));
    expect(taken).toBeGreaterThanOrEqual(16384);
    expect(taken).toBeLessThan(16384 + c.mss);
    settle(world);
    expect(tcpPoll(s) & POLLIN).toBe(POLLIN);
  });

  test('no DMA: bytes change hands by pointer', () => {
    const world = alone();
    const { c } = established(world);
    tcpSend(world.sim, world.client, c, bytes(100));
    settle(world);
    const copies = world.sim.trace.events.filter((e): e is CopyEvent => e.kind === 'copy');
    expect(copies.map((e) => [e.how, e.bytes])).toEqual([['link', 100]]);
  });
});

describe('on a link', () => {
  test('the handshake, in numbers', () => {
    const world = linked();
    const { c, s } = established(world);
    const [syn, synAck] = segments(world).map((e) => e.seg);
    expect([syn.windowField, synAck.windowField]).toEqual([64240, 65160]);
    expect(syn.options.mss).toBe(1460);
    expect([c.mss, s.mss]).toEqual([1448, 1448]);
    expect([c.sndbuf, c.rcvbuf]).toEqual([46080, 131072]);
  });

  test('an idle reader holds about 124 kB, then the window is closed', () => {
    const world = linked({ latencyUs: 100 });
    const { c, s } = established(world);
    let total = 0;
    for (let i = 0; i < 400; i++) {
      const n = tcpSend(world.sim, world.client, c, bytes(4096));
      if (n > 0) total += n;
      pass(world, 5_000);
    }
    expect(c.sndWnd).toBeLessThan(c.mss);
    expect(tcpUnread(s)).toBeGreaterThan(60_000);
    expect(tcpUnread(s)).toBeLessThanOrEqual(131_072);
    expect(total).toBeGreaterThan(tcpUnread(s));
    expect(timerOf(c, 'persist')).toBeDefined();
    pass(world, 3600 * SECOND);
    // It answers each probe, so the connection stays; the doubling stops at tcp_retries2.
    expect(c.backoff).toBe(15);
    const got = transfer(world, c, s, new Uint8Array(0));
    expect(got.length).toBeGreaterThan(0);
  });

  test('two DMA transfers per segment, no pointer hand-over', () => {
    const world = linked();
    const { c } = established(world);
    tcpSend(world.sim, world.client, c, bytes(100));
    pass(world, SECOND / 10);
    const copies = world.sim.trace.events.filter((e): e is CopyEvent => e.kind === 'copy');
    expect(copies.map((e) => [e.host, e.how, e.from, e.to])).toEqual([
      ['client', 'dma', 'send-queue', 'nic'],
      ['server', 'dma', 'nic', 'receive-queue'],
    ]);
  });

  test('a packet takes latency plus its time on the wire', () => {
    const world = linked({ latencyUs: 1000, bandwidthBps: 8_000_000 });
    const { c } = established(world);
    const from = world.sim.trace.events.length;
    tcpSend(world.sim, world.client, c, bytes(948));
    pass(world, SECOND / 10);
    const [tx, rx] = world.sim.trace.events
      .slice(from)
      .filter((e): e is SegmentEvent => e.kind === 'segment');
    // 948 bytes, 32 of TCP header, 20 of IP: 1000 us at a byte a microsecond.
    expect(rx.atUs - tx.atUs).toBe(2000);
    expect(rx.packet).toBe(tx.packet);
    expect(tx.arrivesUs).toBe(rx.atUs);
  });

  test('a lost segment in the middle comes again after three duplicate ACKs', () => {
    const world = linked();
    const { c, s } = established(world);
    const link = world.network.links[0];
    link.dropPlan.push({ from: 'client', nth: link.sent[0] + 2 });
    const data = bytes(10 * 1448);
    expect(tcpSend(world.sim, world.client, c, data)).toBe(data.length);
    const startUs = world.sim.nowUs;
    pass(world, 50_000);
    expect(drain(world, s)).toEqual(data);
    const again = segments(world, 'client').filter((e) => e.retransmit);
    expect(again).toHaveLength(1);
    expect(again[0].atUs - startUs).toBeLessThan(10_000);
    expect(c.ssthresh).toBe(7);
  });

  test('slow start: the window doubles each round trip', () => {
    const world = linked({ latencyUs: 20_000 });
    const { c, s } = established(world);
    c.sndbuf = 4_000_000;
    tcpSend(world.sim, world.client, c, bytes(400_000));
    const windows = [c.cwnd];
    for (let i = 0; i < 2; i++) {
      for (let ms = 0; ms < 41; ms++) {
        pass(world, 1000);
        drain(world, s);
      }
      windows.push(c.cwnd);
    }
    expect(windows).toEqual([10, 20, 40]);
  });

  test('nobody answers: 15 retransmissions, then ETIMEDOUT', () => {
    const world = linked();
    const { c } = established(world);
    world.network.links[0].up = false;
    tcpSend(world.sim, world.client, c, bytes(10));
    run(world);
    expect(c).toMatchObject({ state: 'CLOSE', err: 110 });
    expect(world.sim.nowUs / SECOND).toBeGreaterThan(900);
    expect(world.sim.nowUs / SECOND).toBeLessThan(1050);
  });
});

test('a run is its seed: twice the same, and a copy of the state goes on alike', () => {
  const play = (world: World) => {
    const { c, s } = established(world);
    world.network.links[0].loss = 0.1;
    const copy = structuredClone({ world, c, s });
    for (const w of [{ world, c, s }, copy]) transfer(w.world, w.c, w.s, bytes(30_000));
    expect(copy.world.sim.trace.events).toEqual(world.sim.trace.events);
    return world.sim.trace.events;
  };
  expect(play(linked({}, {}, 5))).toEqual(play(linked({}, {}, 5)));
});
