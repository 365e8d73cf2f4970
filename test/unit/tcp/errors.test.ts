// Every errno of socket calls on TCP, against a table that Linux 6.18.44 filled in.

import { describe, expect, test } from 'vitest';
import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  POLLRDHUP,
  SO_ERROR,
  SO_RCVBUF,
  SO_SNDBUF,
  SOL_SOCKET,
} from '../../../lib/abi/constants.ts';
import {
  EACCES,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAGAIN,
  EALREADY,
  ECONNABORTED,
  ECONNREFUSED,
  EINPROGRESS,
  EINVAL,
  EISCONN,
  ENETUNREACH,
  ENOPROTOOPT,
  ENOTCONN,
  EOPNOTSUPP,
  EPIPE,
} from '../../../lib/abi/errno.ts';
import { parseAddr } from '../../../lib/net/ip.ts';
import { tcpBind } from '../../../lib/tcp/bind.ts';
import { tcpClose, tcpShutdown } from '../../../lib/tcp/close.ts';
import { tcpConnect } from '../../../lib/tcp/connect.ts';
import { remoteOf } from '../../../lib/tcp/demux.ts';
import { tcpAccept, tcpListen } from '../../../lib/tcp/listen.ts';
import { tcpPoll } from '../../../lib/tcp/poll.ts';
import { tcpRecv } from '../../../lib/tcp/receive.ts';
import { tcpSend } from '../../../lib/tcp/send.ts';
import { setOptions, tcpPeername, tcpSocket } from '../../../lib/tcp/socket.ts';
import { tcpGetOption, tcpSetOption } from '../../../lib/tcp/sockopt.ts';
import type { TcpSock } from '../../../lib/tcp/tcb.ts';
import {
  ANY,
  alone,
  bytes,
  CLIENT,
  established,
  LO,
  linked,
  listening,
  pass,
  SECOND,
  SERVER,
  settle,
  type World,
} from './world.ts';

function make(world: World, options: { reuseAddr?: boolean; reusePort?: boolean } = {}): TcpSock {
  const sk = tcpSocket(world.sim, world.server);
  setOptions(sk, options);
  return sk;
}

const bind = (world: World, sk: TcpSock, addr: number, port: number) =>
  tcpBind(world.sim, world.server, sk, addr, port);
const listen = (world: World, sk: TcpSock) => tcpListen(world.sim, world.server, sk, 5);

/** connect(2) as a blocking program sees it. */
function connect(world: World, sk: TcpSock, addr: number, port: number): number {
  for (let tries = 0; tries < 100; tries++) {
    const result = tcpConnect(world.sim, world.client, sk, addr, port);
    if (result !== -EINPROGRESS && result !== -EALREADY) return result;
    settle(world);
  }
  return -EALREADY;
}

function socketError(world: World, sk: TcpSock): number {
  return (tcpGetOption(world.sim, world.client, sk, SOL_SOCKET, SO_ERROR) as number[])[0];
}

const MASK_DEAD = POLLIN | POLLOUT | POLLRDHUP | POLLHUP;

describe('bind', () => {
  test('a port has one holder, an address of its own is another matter', () => {
    const world = alone();
    const first = make(world);
    expect(bind(world, first, LO, 9201)).toBe(0);
    expect(bind(world, first, LO, 9202)).toBe(-EINVAL);
    expect(bind(world, make(world), LO, 9201)).toBe(-EADDRINUSE);
    expect(bind(world, make(world), ANY, 9201)).toBe(-EADDRINUSE);
    expect(bind(world, make(world), parseAddr('127.0.0.2')!, 9201)).toBe(0);
    expect(bind(world, make(world), parseAddr('8.8.8.8')!, 9201)).toBe(-EADDRNOTAVAIL);
  });

  test('SO_REUSEADDR: two may bind while none listens', () => {
    const world = alone();
    const [a, b] = [make(world, { reuseAddr: true }), make(world, { reuseAddr: true })];
    expect(bind(world, a, LO, 9203)).toBe(0);
    expect(bind(world, b, LO, 9203)).toBe(0);
    expect(listen(world, a)).toBe(0);
    expect(listen(world, b)).toBe(-EADDRINUSE);
    expect(bind(world, make(world, { reuseAddr: true }), LO, 9203)).toBe(-EADDRINUSE);
    expect(bind(world, make(world), LO, 9203)).toBe(-EADDRINUSE);
  });

  test('SO_REUSEPORT: both may listen', () => {
    const world = alone();
    const [a, b] = [make(world, { reusePort: true }), make(world, { reusePort: true })];
    expect([bind(world, a, LO, 9204), listen(world, a)]).toEqual([0, 0]);
    expect([bind(world, b, LO, 9204), listen(world, b)]).toEqual([0, 0]);
  });

  test('low ports are for uid 0', () => {
    const world = alone();
    expect(
      tcpBind(world.sim, world.server, tcpSocket(world.sim, world.server, 1000), ANY, 80),
    ).toBe(-EACCES);
    expect(bind(world, make(world), ANY, 80)).toBe(0);
  });

  test('port 0: an odd one of 32768 to 60999', () => {
    const world = alone();
    for (let i = 0; i < 50; i++) {
      const sk = make(world);
      expect(bind(world, sk, LO, 0)).toBe(0);
      expect(sk.localPort % 2).toBe(1);
      expect(sk.localPort).toBeGreaterThanOrEqual(32768);
      expect(sk.localPort).toBeLessThanOrEqual(60999);
    }
  });

  describe('after the server has closed first', () => {
    function afterClose(listenerReuse: boolean, newReuse: boolean): number {
      const world = alone();
      const { listener, c, s } = established(world);
      for (const sk of [listener, s]) setOptions(sk, { reuseAddr: listenerReuse });
      tcpClose(world.sim, world.server, s);
      pass(world, 1000);
      tcpClose(world.sim, world.client, c);
      tcpClose(world.sim, world.server, listener);
      pass(world, 1000);
      const holder = [...world.server.socks.values()].find((sk) => sk.state === 'TIME_WAIT');
      expect(holder?.localPort).toBe(8080);
      const again = make(world, { reuseAddr: newReuse });
      const result = bind(world, again, ANY, 8080);
      pass(world, 61 * SECOND);
      if (result) expect(bind(world, again, ANY, 8080)).toBe(0);
      return result;
    }

    test('TIME_WAIT holds the port for a minute', () => {
      expect(afterClose(false, false)).toBe(-EADDRINUSE);
      expect(afterClose(true, false)).toBe(-EADDRINUSE);
    });
    test('SO_REUSEADDR helps if both the old and the new listener set it', () => {
      expect(afterClose(true, true)).toBe(0);
      expect(afterClose(false, true)).toBe(-EADDRINUSE);
    });
  });
});

describe('calls on sockets that are not connected', () => {
  test('fresh', () => {
    const world = alone();
    const sk = make(world);
    expect(tcpRecv(world.sim, world.server, sk, 10)).toBe(-ENOTCONN);
    expect(tcpSend(world.sim, world.server, sk, bytes(1))).toBe(-EPIPE);
    expect(tcpPoll(sk)).toBe(POLLOUT | POLLHUP);
    expect(tcpPeername(sk)).toBe(-ENOTCONN);
    expect(tcpAccept(world.sim, world.server, sk)).toBe(-EINVAL);
    expect(tcpShutdown(world.sim, world.server, make(world), 2)).toBe(-ENOTCONN);
    expect(tcpShutdown(world.sim, world.server, sk, 3)).toBe(-EINVAL);
  });

  test('a listener', () => {
    const world = alone();
    const sk = listening(world);
    expect(tcpRecv(world.sim, world.server, sk, 10)).toBe(-ENOTCONN);
    expect(tcpSend(world.sim, world.server, sk, bytes(1))).toBe(-EPIPE);
    expect(connect(world, sk, LO, 8080)).toBe(-EISCONN);
    expect(bind(world, sk, ANY, 8081)).toBe(-EINVAL);
    expect(tcpShutdown(world.sim, world.server, sk, 0)).toBe(0);
    expect(sk.state).toBe('CLOSE');
    expect(tcpPoll(sk)).toBe(POLLOUT | POLLHUP);
    expect(tcpAccept(world.sim, world.server, sk)).toBe(-EINVAL);
    expect(listen(world, sk)).toBe(0);
    expect(sk.localPort).toBe(8080);
    expect(tcpAccept(world.sim, world.server, sk)).toBe(-EAGAIN);
  });

  test('options: unknown ones and unknown levels', () => {
    const world = alone();
    const sk = make(world);
    expect(tcpGetOption(world.sim, world.server, sk, SOL_SOCKET, 9999)).toBe(-ENOPROTOOPT);
    expect(tcpGetOption(world.sim, world.server, sk, 9999, 1)).toBe(-EOPNOTSUPP);
  });

  test.each([
    [1, 2304, 4608],
    [1000, 2304, 4608],
    [4096, 8192, 8192],
    [65536, 131072, 131072],
    [100_000_000, 8388608, 8388608],
  ])('buffer sizes: %i', (asked, rcvbuf, sndbuf) => {
    const world = alone();
    const sk = make(world);
    for (const option of [SO_RCVBUF, SO_SNDBUF]) {
      expect(tcpSetOption(world.sim, world.server, sk, SOL_SOCKET, option, [asked])).toBe(0);
    }
    expect([sk.rcvbuf, sk.sndbuf]).toEqual([rcvbuf, sndbuf]);
  });
});

describe('connect', () => {
  test('refused, and again', () => {
    const world = alone();
    const sk = make(world);
    expect(connect(world, sk, LO, 9999)).toBe(-ECONNREFUSED);
    expect(connect(world, sk, LO, 9999)).toBe(-ECONNREFUSED);
    expect(socketError(world, sk)).toBe(0);
    expect(tcpPoll(sk)).toBe(POLLOUT | POLLHUP);
    expect(connect(world, make(world), LO, 0)).toBe(-ECONNREFUSED);
  });

  test('to a bound port where nobody listens: refused', () => {
    const world = alone();
    bind(world, make(world), LO, 9205);
    expect(connect(world, make(world), LO, 9205)).toBe(-ECONNREFUSED);
  });

  test.each(['8.8.8.8', '224.0.0.1', '255.255.255.255'])('no way to %s', (addr) => {
    const world = alone();
    expect(connect(world, make(world), parseAddr(addr)!, 80)).toBe(-ENETUNREACH);
  });

  test('0.0.0.0 is this host, and the port is an even one', () => {
    const world = alone();
    listening(world);
    const sk = make(world);
    expect(connect(world, sk, ANY, 8080)).toBe(0);
    expect(remoteOf(sk)).toEqual({ addr: LO, port: 8080 });
    expect(sk.localPort % 2).toBe(0);
    expect(connect(world, sk, LO, 8080)).toBe(-EISCONN);
  });

  test('nonblocking: 0 once, then EISCONN', () => {
    const world = alone();
    listening(world);
    const sk = make(world);
    expect(tcpConnect(world.sim, world.client, sk, LO, 8080)).toBe(-EINPROGRESS);
    settle(world);
    expect(tcpPoll(sk)).toBe(POLLOUT);
    expect(tcpConnect(world.sim, world.client, sk, LO, 8080)).toBe(0);
    expect(tcpConnect(world.sim, world.client, sk, LO, 8080)).toBe(-EISCONN);
  });

  test('nonblocking and refused: SO_ERROR once, then ECONNABORTED once', () => {
    const world = alone();
    listening(world);
    const sk = make(world);
    expect(tcpConnect(world.sim, world.client, sk, LO, 9999)).toBe(-EINPROGRESS);
    settle(world);
    expect(tcpPoll(sk)).toBe(MASK_DEAD | POLLERR);
    expect(socketError(world, sk)).toBe(ECONNREFUSED);
    expect(socketError(world, sk)).toBe(0);
    expect(tcpPoll(sk)).toBe(MASK_DEAD);
    expect(tcpConnect(world.sim, world.client, sk, LO, 8080)).toBe(-ECONNABORTED);
    expect(connect(world, sk, LO, 8080)).toBe(0);
  });

  test('under way: EALREADY, and neither readable nor writable', () => {
    const world = alone();
    listening(world, 0);
    connect(world, make(world), LO, 8080);
    const sk = make(world);
    expect(tcpConnect(world.sim, world.client, sk, LO, 8080)).toBe(-EINPROGRESS);
    settle(world);
    expect(tcpPoll(sk)).toBe(0);
    expect(tcpConnect(world.sim, world.client, sk, LO, 8080)).toBe(-EALREADY);
    expect(tcpSend(world.sim, world.client, sk, bytes(1))).toBe(-EAGAIN);
    expect(tcpRecv(world.sim, world.client, sk, 1)).toBe(-EAGAIN);
    expect(tcpPeername(sk)).toBe(-ENOTCONN);
  });
});

describe('both ends connect', () => {
  test('at once: each becomes established without a listener', () => {
    const world = linked();
    const a = tcpSocket(world.sim, world.client);
    const b = tcpSocket(world.sim, world.server);
    expect(tcpBind(world.sim, world.client, a, ANY, 7000)).toBe(0);
    expect(tcpBind(world.sim, world.server, b, ANY, 7001)).toBe(0);
    expect(tcpConnect(world.sim, world.client, a, SERVER, 7001)).toBe(-EINPROGRESS);
    expect(tcpConnect(world.sim, world.server, b, CLIENT, 7000)).toBe(-EINPROGRESS);
    pass(world, SECOND / 2);
    expect([a.state, b.state]).toEqual(['ESTABLISHED', 'ESTABLISHED']);
    expect(tcpSend(world.sim, world.client, a, bytes(9))).toBe(9);
    pass(world, SECOND / 2);
    expect(tcpRecv(world.sim, world.server, b, 100)).toEqual(bytes(9));
  });

  test('a socket to itself', () => {
    const world = alone();
    const sk = make(world);
    expect(bind(world, sk, LO, 7000)).toBe(0);
    expect(connect(world, sk, LO, 7000)).toBe(0);
    expect(tcpSend(world.sim, world.client, sk, bytes(3))).toBe(3);
    settle(world);
    expect(tcpRecv(world.sim, world.client, sk, 10)).toEqual(bytes(3));
  });
});
