// The two queues of a listener, against what Linux 6.18.44 answered.

import { describe, expect, test } from 'vitest';
import { EADDRINUSE, EAGAIN, ECONNRESET, EINVAL, ETIMEDOUT } from '../../../lib/abi/errno.ts';
import { RST } from '../../../lib/sim/trace.ts';
import { tcpClose } from '../../../lib/tcp/close.ts';
import { tcpAccept, tcpListen } from '../../../lib/tcp/listen.ts';
import { tcpRecv } from '../../../lib/tcp/receive.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setOptions, tcpSocket } from '../../../lib/tcp/socket.ts';
import type { TcpSock } from '../../../lib/tcp/tcb.ts';
import {
  alone,
  bytes,
  connecting,
  linked,
  listenEvents,
  listening,
  pass,
  run,
  SECOND,
  segments,
  type World,
} from './world.ts';

function states(sks: TcpSock[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const sk of sks) counts[sk.state] = (counts[sk.state] ?? 0) + 1;
  return counts;
}

/**
 * Twenty clients, 5 ms apart, behind a slow link. At 60 ms one way every SYN arrives before the
 * first ACK; at 20 ms some arrive while the first requests are being promoted.
 */
function burst(
  sysctl = {},
  latencyUs = 60_000,
): { world: World; listener: TcpSock; clients: TcpSock[] } {
  const world = linked({ latencyUs }, sysctl);
  const listener = listening(world, 5);
  const clients = Array.from({ length: 20 }, () => {
    const sk = connecting(world);
    pass(world, 5_000);
    return sk;
  });
  return { world, listener, clients };
}

describe('the accept queue', () => {
  test.each([0, 1, 2, 5, 10])('listen(fd, %i) admits one more', (n) => {
    const world = alone();
    const listener = listening(world, n);
    const clients = Array.from({ length: n + 4 }, () => connecting(world));
    expect(states(clients)).toEqual({ ESTABLISHED: n + 1, SYN_SENT: 3 });
    expect(listener.listen!.acceptQueue).toHaveLength(n + 1);
    expect(listener.listen!.maxAckBacklog).toBe(n);
    expect(world.server.counters.TcpExtListenOverflows).toBe(3);
    expect(world.server.counters.TcpExtListenDrops).toBe(3);
    expect(listenEvents(world).at(-1)).toMatchObject({
      why: 'syn-drop-accept-full',
      acceptQueue: n + 1,
      synQueue: 0,
    });
  });

  test('the limit is clamped to somaxconn, and -1 means somaxconn', () => {
    const world = alone({ somaxconn: 3 });
    expect(listening(world, 100).listen!.maxAckBacklog).toBe(3);
    const other = tcpSocket(world.sim, world.server);
    expect(tcpListen(world.sim, world.server, other, -1)).toBe(0);
    expect(other.listen!.maxAckBacklog).toBe(3);
    expect(other.localPort % 2).toBe(1);
  });

  test('a dropped client gets in at its next SYN, not when there is room', () => {
    const world = alone();
    const listener = listening(world, 0);
    connecting(world);
    const late = connecting(world);
    pass(world, 2.2 * SECOND);
    expect(tcpAccept(world.sim, world.server, listener)).toBeTypeOf('object');
    expect(late.state).toBe('SYN_SENT');
    pass(world, 0.7 * SECOND);
    expect(late.state).toBe('SYN_SENT');
    pass(world, 0.2 * SECOND);
    expect(late.state).toBe('ESTABLISHED');
  });

  test('nobody ever accepts: the SYN is sent ten times more, then ETIMEDOUT at 131 s', () => {
    const world = alone();
    listening(world, 0);
    connecting(world);
    const startUs = world.sim.nowUs;
    const late = connecting(world);
    run(world);
    const times = segments(world)
      .filter((e) => e.sock === late.id)
      .map((e) => Math.round((e.atUs - startUs) / SECOND));
    expect(times).toEqual([0, 1, 2, 3, 4, 5, 7, 11, 19, 35, 67]);
    expect(late).toMatchObject({ state: 'CLOSE', err: ETIMEDOUT });
    expect(world.server.counters.TcpExtListenOverflows).toBe(11);
    expect(world.server.counters.TcpExtTCPSynRetrans).toBe(10);
  });

  test('accept is first in, first out, and EAGAIN when empty', () => {
    const world = alone();
    const listener = listening(world);
    const clients = [connecting(world), connecting(world), connecting(world)];
    const ports = clients.map(() => {
      const child = tcpAccept(world.sim, world.server, listener);
      return (child as TcpSock).remotePort;
    });
    expect(ports).toEqual(clients.map((sk) => sk.localPort));
    expect(tcpAccept(world.sim, world.server, listener)).toBe(-EAGAIN);
    expect(tcpAccept(world.sim, world.server, clients[0])).toBe(-EINVAL);
  });

  test('listen again changes the limit and keeps what waits', () => {
    const world = alone();
    const listener = listening(world, 5);
    for (let i = 0; i < 4; i++) connecting(world);
    expect(tcpListen(world.sim, world.server, listener, 1)).toBe(0);
    expect(listener.listen).toMatchObject({ maxAckBacklog: 1 });
    expect(listener.listen!.acceptQueue).toHaveLength(4);
    expect(connecting(world).state).toBe('SYN_SENT');
  });

  test('a queued connection that was reset is still accepted', () => {
    const world = alone();
    const listener = listening(world);
    const c = connecting(world);
    setOptions(c, { lingerSec: 0 });
    tcpClose(world.sim, world.client, c);
    run(world, world.sim.nowUs);
    const child = tcpAccept(world.sim, world.server, listener) as TcpSock;
    expect(child.state).toBe('CLOSE');
    expect(tcpRecv(world.sim, world.server, child, 10)).toBe(-ECONNRESET);
    expect(tcpRecv(world.sim, world.server, child, 10)).toHaveLength(0);
  });

  test('closing the listener resets what waits and spares what was accepted', () => {
    const world = alone();
    const listener = listening(world);
    const accepted = connecting(world);
    const child = tcpAccept(world.sim, world.server, listener) as TcpSock;
    const waiting = connecting(world);
    tcpClose(world.sim, world.server, listener);
    run(world, world.sim.nowUs);
    expect(waiting).toMatchObject({ state: 'CLOSE', err: ECONNRESET });
    expect(accepted.state).toBe('ESTABLISHED');
    expect(child.state).toBe('ESTABLISHED');
    expect(listenEvents(world).at(-1)?.why).toBe('close');
  });

  test('two listeners on one port: only with SO_REUSEPORT', () => {
    const world = alone();
    const first = listening(world);
    expect(first.state).toBe('LISTEN');
    expect(() => listening(world)).toThrow(String(-EADDRINUSE));
  });
});

describe('a burst of 20 before the first ACK, listen(5)', () => {
  test('without cookies: more believe to be connected than are', () => {
    const { world, listener, clients } = burst({ tcp_syncookies: 0 }, 20_000);
    pass(world, 0.3 * SECOND);
    expect(listener.listen!.acceptQueue).toHaveLength(6);
    const established = clients.filter((sk) => sk.state === 'ESTABLISHED').length;
    // The SYN queue admits six at a time, and refills as the first are promoted.
    expect(listener.listen!.synQueue.size).toBeGreaterThan(0);
    expect(established).toBe(6 + listener.listen!.synQueue.size);
    expect(world.server.counters.TcpExtTCPReqQFullDrop).toBeGreaterThan(0);
    expect(world.server.counters.TcpExtSyncookiesSent).toBeUndefined();
  });

  test('with cookies: all 20 believe it, all writes succeed, all are served in the end', () => {
    const { world, listener, clients } = burst();
    pass(world, 0.5 * SECOND);
    expect(clients.every((sk) => sk.state === 'ESTABLISHED')).toBe(true);
    expect(listener.listen!.acceptQueue).toHaveLength(6);
    expect(listener.listen!.synQueue.size).toBeLessThanOrEqual(6);
    expect(world.server.counters.TcpExtSyncookiesSent).toBeGreaterThan(0);
    for (const sk of clients) expect(tcpSend(world.sim, world.client, sk, bytes(5))).toBe(5);
    const served: number[] = [];
    for (let i = 0; i < 300; i++) {
      pass(world, 0.1 * SECOND);
      if (i < 30) continue;
      const child = tcpAccept(world.sim, world.server, listener);
      if (typeof child === 'number') continue;
      served.push(child.remotePort);
      // Data that came with the cookie's ACK, or is sent again soon.
      pass(world, 5 * SECOND);
      expect(tcpRecv(world.sim, world.server, child, 10)).toEqual(bytes(5));
    }
    expect(new Set(served).size).toBe(20);
  });

  test('tcp_abort_on_overflow: the final ACK is answered with a reset', () => {
    const { world, listener, clients } = burst(
      { tcp_syncookies: 0, tcp_abort_on_overflow: 1 },
      20_000,
    );
    pass(world, 0.3 * SECOND);
    const reset = clients.filter((sk) => sk.err === ECONNRESET);
    expect(reset.length).toBeGreaterThan(0);
    expect(listener.listen!.synQueue.size).toBe(0);
    expect(listenEvents(world).filter((e) => e.why === 'ack-reset')).toHaveLength(reset.length);
    expect(segments(world, 'server').filter((e) => e.seg.flags & RST)).toHaveLength(reset.length);
  });

  test('never accepted: SYN-ACKs at 1, 3, 7, 15, 31 s, then the data is reset', () => {
    const { world, clients } = burst({ tcp_syncookies: 0 }, 20_000);
    pass(world, 0.5 * SECOND);
    const queued = new Set(
      [...world.server.socks.values()].filter((sk) => !sk.listen).map((sk) => sk.remotePort),
    );
    const stuck = clients.find((sk) => sk.state === 'ESTABLISHED' && !queued.has(sk.localPort))!;
    expect(tcpSend(world.sim, world.client, stuck, bytes(5))).toBe(5);
    const toStuck = () =>
      segments(world, 'server').filter((e) => e.seg.dst.port === stuck.localPort);
    pass(world, 70 * SECOND);
    const [first, ...again] = toStuck();
    const times = again.map((e) => Math.round((e.atUs - first.atUs) / SECOND));
    expect(times.slice(0, 5)).toEqual([1, 3, 7, 15, 31]);
    run(world, 140 * SECOND);
    expect(stuck).toMatchObject({ state: 'CLOSE', err: ECONNRESET });
    expect(toStuck().at(-1)!.seg.flags & RST).toBe(RST);
    expect(listenEvents(world).some((e) => e.why === 'request-expired')).toBe(true);
  });
});
