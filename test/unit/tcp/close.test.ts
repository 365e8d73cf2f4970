// The ends that a connection can come to, against what Linux 6.18.44 answered.

import { beforeEach, describe, expect, test } from 'vitest';
import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from '../../../lib/abi/constants.ts';
import { EADDRNOTAVAIL, EAGAIN, ECONNRESET, EINPROGRESS, EPIPE } from '../../../lib/abi/errno.ts';
import { isDeliver } from '../../../lib/net/link.ts';
import { popDue } from '../../../lib/sim/sim.ts';
import { tcpBind } from '../../../lib/tcp/bind.ts';
import { tcpClose, tcpShutdown } from '../../../lib/tcp/close.ts';
import { tcpConnect } from '../../../lib/tcp/connect.ts';
import { deliver, drainOutput } from '../../../lib/tcp/network.ts';
import { tcpPoll } from '../../../lib/tcp/poll.ts';
import { tcpRecv, tcpUnread } from '../../../lib/tcp/receive.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setOptions, tcpSocket, tcpSockname } from '../../../lib/tcp/socket.ts';
import { isTcpTimer, type TcpSock } from '../../../lib/tcp/tcb.ts';
import { tcpTimer } from '../../../lib/tcp/timers.ts';
import {
  alone,
  bytes,
  established,
  linked,
  listening,
  pass,
  run,
  segments,
  settle,
  type World,
} from './world.ts';

const DEAD = POLLIN | POLLOUT | POLLRDHUP | POLLERR | POLLHUP;

let world: World;
let c: TcpSock;
let s: TcpSock;

beforeEach(() => {
  world = alone();
  ({ c, s } = established(world));
});

/** Shortly after, so that delayed ACKs have gone. */
function later(): void {
  pass(world, 100_000);
}
function write(sk: TcpSock, length: number): number {
  const result = tcpSend(world.sim, world.server, sk, bytes(length));
  settle(world);
  return result;
}
function read(sk: TcpSock, max = 1000, peek = false): number {
  const result = tcpRecv(world.sim, world.server, sk, max, { peek });
  settle(world);
  return typeof result === 'number' ? result : result.length;
}
function close(sk: TcpSock): void {
  tcpClose(world.sim, world.server, sk);
  settle(world);
}
function shutdown(sk: TcpSock, how: number): number {
  const result = tcpShutdown(world.sim, world.server, sk, how);
  settle(world);
  return result;
}

describe('the peer has closed', () => {
  test('write, reset, EPIPE; reading stays at the end', () => {
    close(s);
    expect(c.state).toBe('CLOSE_WAIT');
    expect(tcpPoll(c)).toBe(POLLIN | POLLOUT | POLLRDHUP);
    expect([read(c), read(c)]).toEqual([0, 0]);
    later();
    expect(write(c, 5)).toBe(5);
    expect(c).toMatchObject({ state: 'CLOSE', err: EPIPE });
    expect(tcpPoll(c)).toBe(DEAD);
    expect(write(c, 5)).toBe(-EPIPE);
    expect(c.err).toBe(0);
    expect(read(c)).toBe(0);
  });

  test('reading first does not take the error away', () => {
    close(s);
    later();
    write(c, 5);
    expect([read(c), read(c)]).toEqual([0, 0]);
    expect(write(c, 5)).toBe(-EPIPE);
  });
});

describe('resets', () => {
  test('close with unread data', () => {
    write(c, 5);
    close(s);
    expect(c.state).toBe('CLOSE');
    expect(tcpPoll(c)).toBe(DEAD);
    expect([read(c), read(c), write(c, 5)]).toEqual([-ECONNRESET, 0, -EPIPE]);
    expect([...world.server.socks.values()].some((sk) => sk.state === 'TIME_WAIT')).toBe(false);
  });

  test('what was sent before the reset is still read', () => {
    write(c, 500);
    expect(read(s, 10)).toBe(10);
    expect(write(s, 100)).toBe(100);
    close(s);
    expect([read(c), read(c), read(c)]).toEqual([100, -ECONNRESET, 0]);
  });

  test('data that comes after close', () => {
    write(s, 100);
    close(s);
    expect(write(c, 50)).toBe(50);
    expect(tcpPoll(c)).toBe(DEAD);
    expect([read(c), read(c)]).toEqual([100, 0]);
  });

  test('SO_LINGER without time', () => {
    setOptions(s, { lingerSec: 0 });
    write(s, 100);
    close(s);
    expect([read(c), read(c), read(c)]).toEqual([100, -ECONNRESET, 0]);
  });

  test('written first, the error is ECONNRESET too', () => {
    setOptions(s, { lingerSec: 0 });
    close(s);
    expect([write(c, 1), write(c, 1), read(c)]).toEqual([-ECONNRESET, -EPIPE, 0]);
  });
});

describe('shutdown', () => {
  test('writing only: the other direction lives on', () => {
    expect(shutdown(c, 1)).toBe(0);
    later();
    expect([c.state, s.state]).toEqual(['FIN_WAIT2', 'CLOSE_WAIT']);
    expect(tcpPoll(c)).toBe(POLLOUT);
    expect(tcpPoll(s)).toBe(POLLIN | POLLOUT | POLLRDHUP);
    expect([read(s), write(s, 7), read(c), write(c, 1)]).toEqual([0, 7, 7, -EPIPE]);
    expect(shutdown(c, 1)).toBe(0);
    close(s);
    expect(c.state).toBe('CLOSE');
    expect(tcpPoll(c)).toBe(POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    expect(read(c)).toBe(0);
  });

  test('reading only: nothing on the wire, and what comes can be read', () => {
    const before = segments(world).length;
    expect(shutdown(c, 0)).toBe(0);
    expect(segments(world)).toHaveLength(before);
    expect(tcpPoll(c)).toBe(POLLIN | POLLOUT | POLLRDHUP);
    expect([read(c), write(s, 7), read(c), read(c)]).toEqual([0, 7, 7, 0]);
  });

  test('both: data from the peer is answered with a reset', () => {
    shutdown(c, 2);
    later();
    expect([c.state, s.state]).toEqual(['FIN_WAIT2', 'CLOSE_WAIT']);
    expect(tcpPoll(c)).toBe(POLLIN | POLLOUT | POLLRDHUP | POLLHUP);
    expect(write(s, 7)).toBe(7);
    expect([c.state, s.state]).toEqual(['CLOSE', 'CLOSE']);
    expect(read(c)).toBe(-ECONNRESET);
  });
});

describe('TIME_WAIT', () => {
  const inState = (state: string) =>
    [...world.server.socks.values()].filter((sk) => sk.state === state);

  test.each(['client', 'server'])('the %s closes first and holds it', (who) => {
    const [first, second] = who === 'client' ? [c, s] : [s, c];
    close(first);
    later();
    expect(first.state).toBe('FIN_WAIT2');
    close(second);
    expect(inState('TIME_WAIT').map((sk) => sk.localPort)).toEqual([first.localPort]);
    expect(world.server.socks.has(second.id)).toBe(false);
    pass(world, 59_000_000);
    expect(inState('TIME_WAIT')).toHaveLength(1);
    pass(world, 2_000_000);
    expect(inState('TIME_WAIT')).toHaveLength(0);
  });

  test('both at once: both hold it', () => {
    tcpClose(world.sim, world.server, c);
    tcpClose(world.sim, world.server, s);
    settle(world);
    expect(inState('TIME_WAIT')).toHaveLength(2);
    run(world);
    expect(world.server.connections.size).toBe(0);
  });

  test('a peer that never closes: the orphan leaves FIN_WAIT2 after a minute', () => {
    close(c);
    later();
    expect(c.minisock).toBe(true);
    run(world);
    expect(world.server.socks.has(c.id)).toBe(false);
    expect(s.state).toBe('CLOSE_WAIT');
    expect(write(s, 5)).toBe(5);
    expect(s).toMatchObject({ state: 'CLOSE', err: EPIPE });
  });

  test('everything is freed in the end', () => {
    close(c);
    close(s);
    run(world);
    expect([...world.server.socks.values()].map((sk) => sk.state)).toEqual(['LISTEN']);
    expect([...world.server.binds.keys()]).toEqual([8080]);
    expect(world.sim.queue.heap).toHaveLength(0);
  });
});

test('an orphan still tells when its FIN was acknowledged: close(2) may linger for it', () => {
  const pair = linked();
  const ends = established(pair);
  tcpClose(pair.sim, pair.client, ends.c);
  drainOutput(pair.sim, pair.network);
  pair.client.wakeups = [];
  for (let due = popDue(pair.sim, 1e9); due; due = popDue(pair.sim, 1e9)) {
    if (isDeliver(due)) deliver(pair.sim, pair.network, due);
    else if (isTcpTimer(due)) tcpTimer(pair.sim, pair.network.stacks.get(due.host)!, due);
    drainOutput(pair.sim, pair.network);
    if (ends.c.state === 'FIN_WAIT2') break;
  }
  expect(pair.client.wakeups.map(({ sk }) => sk.id)).toContain(ends.c.id);
});

test('peek leaves the bytes, small reads take part, there are no message borders', () => {
  write(c, 5);
  write(c, 6);
  expect(read(s, 100, true)).toBe(11);
  expect(read(s, 3)).toBe(3);
  expect(tcpUnread(s)).toBe(8);
  expect(read(s, 100)).toBe(8);
  expect(read(s)).toBe(-EAGAIN);
});

describe('a port in TIME_WAIT', () => {
  /** A connection that the client closed first, over lo or a link. */
  function closed(world: World): { port: number } {
    const { listener, c, s } = established(world);
    const { port } = tcpSockname(c);
    tcpClose(world.sim, world.client, c);
    pass(world, 10_000);
    tcpClose(world.sim, world.server, s);
    pass(world, 10_000);
    tcpClose(world.sim, world.server, listener);
    return { port };
  }

  function again(world: World, port: number): number {
    listening(world);
    const sk = tcpSocket(world.sim, world.client);
    world.client.sysctl.ip_local_port_min = port & ~1;
    world.client.sysctl.ip_local_port_max = (port & ~1) + 1;
    const other = tcpSocket(world.sim, world.client);
    // The neighbour of the pair is taken, so that only the old port is left.
    tcpBind(world.sim, world.client, other, 0, port ^ 1);
    return tcpConnect(world.sim, world.client, sk, world.addr, 8080);
  }

  test('serves a new connection over lo after a second (tcp_tw_reuse = 2)', () => {
    const world = alone();
    const { port } = closed(world);
    pass(world, 1_500_000);
    expect(again(world, port)).toBe(-EINPROGRESS);
  });

  test('does not within the second, nor on a link', () => {
    const early = alone();
    expect(again(early, closed(early).port)).toBe(-EADDRNOTAVAIL);
    const far = linked();
    const { port } = closed(far);
    pass(far, 1_500_000);
    expect(again(far, port)).toBe(-EADDRNOTAVAIL);
    far.client.sysctl.tcp_tw_reuse = 1;
    expect(tcpConnect(far.sim, far.client, tcpSocket(far.sim, far.client), far.addr, 8080)).toBe(
      -EINPROGRESS,
    );
  });
});

describe('too many closed sockets', () => {
  test('one orphan more than tcp_max_orphans is reset at once', () => {
    const world = linked({}, { tcp_max_orphans: 0 });
    const { c, s } = established(world);
    tcpClose(world.sim, world.client, c);
    pass(world, 10_000);
    // The FIN was out already, so that the reset breaks only the peer's sending.
    expect(s.err).toBe(EPIPE);
    expect(world.client.counters.TcpExtTCPAbortOnMemory).toBe(1);
    expect(world.client.socks.size).toBe(0);
  });

  test('beyond tcp_max_tw_buckets nothing stays in TIME_WAIT', () => {
    const world = linked({}, { tcp_max_tw_buckets: 0 });
    const { c, s } = established(world);
    tcpClose(world.sim, world.client, c);
    pass(world, 10_000);
    tcpClose(world.sim, world.server, s);
    pass(world, 10_000);
    expect([...world.client.socks.values()].map((sk) => sk.state)).toEqual([]);
  });
});
