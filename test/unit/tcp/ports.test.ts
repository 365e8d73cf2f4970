// The port that connect(2) picks: even ones first, none twice, and the only free one where there is one.

import { describe, expect, test } from 'vitest';
import { EADDRNOTAVAIL, EINPROGRESS } from '../../../lib/abi/errno.ts';
import { createChains } from '../../../lib/sim/chains.ts';
import { createRng, nextBelow } from '../../../lib/sim/rng.ts';
import { tcpClose } from '../../../lib/tcp/close.ts';
import { tcpConnect } from '../../../lib/tcp/connect.ts';
import { localOf } from '../../../lib/tcp/demux.ts';
import {
  type Destinations,
  freePortTo,
  nextPortTo,
  takePortTo,
} from '../../../lib/tcp/ports-taken.ts';
import { tcpSocket } from '../../../lib/tcp/socket.ts';
import type { TcpSock } from '../../../lib/tcp/tcb.ts';
import { linked, listening, SERVER, settle, type World } from './world.ts';

const [FIRST, LAST] = [32_768, 32_807];

function connect(world: World): TcpSock | number {
  const sk = tcpSocket(world.sim, world.client);
  const result = tcpConnect(world.sim, world.client, sk, SERVER, 8080);
  settle(world);
  if (result === -EINPROGRESS) return sk;
  tcpClose(world.sim, world.client, sk);
  return result;
}

describe('the port of a connection', () => {
  test('every port is used once, the even ones first, and then there is none', () => {
    const world = linked({}, { ip_local_port_min: FIRST, ip_local_port_max: LAST });
    listening(world, 100);
    const ports: number[] = [];
    const socks: TcpSock[] = [];
    for (let sk = connect(world); typeof sk !== 'number'; sk = connect(world)) {
      ports.push(sk.localPort);
      socks.push(sk);
    }
    expect(ports.slice(0, 20).every((port) => port % 2 === 0)).toBe(true);
    expect([...ports].sort()).toEqual(Array.from({ length: 40 }, (_, i) => FIRST + i));
    expect(connect(world)).toBe(-EADDRNOTAVAIL);
    for (const index of [7, 33, 0, 39]) {
      const { port } = localOf(socks[index]);
      tcpClose(world.sim, world.client, socks[index]);
      settle(world);
      const again = connect(world);
      expect(typeof again === 'number' ? again : again.localPort).toBe(port);
    }
    expect(world.client.destinations.size).toBe(1);
  });

  test('the next free one is what asking one after the other finds', () => {
    const rng = createRng(8);
    const table: Destinations = createChains();
    const plain = new Set<number>();
    const end = (port: number) => ({ addr: 1, port });
    const remote = { addr: 2, port: 80 };
    for (let i = 0; i < 4000; i++) {
      const port = 1000 + nextBelow(rng, 300);
      let next = port;
      while (plain.has(next)) next += 2;
      expect(nextPortTo(table, end(0), remote, port)).toBe(next);
      if (nextBelow(rng, 5) > 1) {
        takePortTo(table, end(next), remote);
        plain.add(next);
      } else {
        freePortTo(table, end(port), remote);
        plain.delete(port);
      }
    }
    for (const port of plain) freePortTo(table, end(port), remote);
    expect(table.size).toBe(0);
  });
});
