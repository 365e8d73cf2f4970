// Named states to start a TCP test from, and the two ways to let a world go on.

import { parseAddr } from '../../../lib/net/ip.ts';
import { createLink, isDeliver, type LinkOptions } from '../../../lib/net/link.ts';
import { createSim, nextDueUs, popDue, type Sim } from '../../../lib/sim/sim.ts';
import type { ListenEvent, SegmentEvent, TraceEvent } from '../../../lib/sim/trace.ts';
import { tcpBind } from '../../../lib/tcp/bind.ts';
import { tcpConnect } from '../../../lib/tcp/connect.ts';
import { tcpAccept, tcpListen } from '../../../lib/tcp/listen.ts';
import { deliver, drainOutput, type Network } from '../../../lib/tcp/network.ts';
import { tcpSocket } from '../../../lib/tcp/socket.ts';
import { createStack, type TcpStack } from '../../../lib/tcp/stack.ts';
import type { TcpSysctl } from '../../../lib/tcp/sysctl.ts';
import { isTcpTimer, type TcpSock } from '../../../lib/tcp/tcb.ts';
import { tcpTimer } from '../../../lib/tcp/timers.ts';

export const LO = parseAddr('127.0.0.1')!;
export const ANY = 0;
export const SERVER = parseAddr('10.0.0.2')!;
export const CLIENT = parseAddr('10.0.0.1')!;
export const SECOND = 1_000_000;

export interface World {
  sim: Sim;
  network: Network;
  /** The host of the listener. */
  server: TcpStack;
  /** The same host on lo. */
  client: TcpStack;
  /** Where the listener is reached. */
  addr: number;
}

/** One host that talks to itself. */
export function alone(sysctl: Partial<TcpSysctl> = {}, seed = 1): World {
  const sim = createSim({ seed });
  const server = createStack(sim, { host: 'server', sysctl });
  const network: Network = { stacks: new Map([['server', server]]), links: [] };
  return { sim, network, server, client: server, addr: LO };
}

/** Two hosts and a link; 1 ms one way unless told otherwise. */
export function linked(
  link: Partial<LinkOptions> = {},
  sysctl: Partial<TcpSysctl> = {},
  seed = 1,
): World {
  const sim = createSim({ seed });
  const eth = (addr: number) => [{ name: 'eth0', addr, prefix: 24, mtu: 1500 }];
  const server = createStack(sim, { host: 'server', ifaces: eth(SERVER), sysctl });
  const client = createStack(sim, { host: 'client', ifaces: eth(CLIENT), sysctl });
  const network: Network = {
    stacks: new Map([
      ['client', client],
      ['server', server],
    ]),
    links: [
      createLink({
        ends: [
          { host: 'client', iface: 'eth0', addr: CLIENT },
          { host: 'server', iface: 'eth0', addr: SERVER },
        ],
        latencyUs: 1000,
        ...link,
      }),
    ],
  };
  return { sim, network, server, client, addr: SERVER };
}

/** Lets what can happen at this moment happen. */
export function settle(world: World): void {
  drainOutput(world.sim, world.network);
  for (const stack of world.network.stacks.values()) stack.wakeups = [];
}

/** Lets time pass, up to a moment or until nothing is left to happen. */
export function run(world: World, untilUs = Number.POSITIVE_INFINITY): void {
  settle(world);
  for (;;) {
    const dueUs = nextDueUs(world.sim);
    if (dueUs === undefined || dueUs > untilUs) break;
    const record = popDue(world.sim, untilUs)!;
    const stack = world.network.stacks.get(record.host)!;
    if (isTcpTimer(record)) tcpTimer(world.sim, stack, record);
    else if (isDeliver(record)) deliver(world.sim, world.network, record);
    settle(world);
  }
  if (Number.isFinite(untilUs)) world.sim.nowUs = Math.max(world.sim.nowUs, untilUs);
}

/** Lets some time pass. */
export function pass(world: World, us: number): void {
  run(world, world.sim.nowUs + us);
}

/** A socket that listens on 8080. */
export function listening(world: World, backlog = 5): TcpSock {
  const sk = tcpSocket(world.sim, world.server);
  must(tcpBind(world.sim, world.server, sk, ANY, 8080));
  must(tcpListen(world.sim, world.server, sk, backlog));
  return sk;
}

/** A socket that has begun to connect to the listener. */
export function connecting(world: World): TcpSock {
  const sk = tcpSocket(world.sim, world.client);
  tcpConnect(world.sim, world.client, sk, world.addr, 8080);
  settle(world);
  return sk;
}

/** A client and the server's accepted end of one connection. */
export function established(world: World): { listener: TcpSock; c: TcpSock; s: TcpSock } {
  const listener = listening(world);
  const c = connecting(world);
  pass(world, 200_000);
  must(tcpConnect(world.sim, world.client, c, world.addr, 8080));
  const s = tcpAccept(world.sim, world.server, listener);
  if (typeof s === 'number') throw new Error(`accept: ${s}`);
  return { listener, c, s };
}

function must(result: number): void {
  if (result < 0) throw new Error(`unexpected ${result}`);
}

export function bytes(length: number, start = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (start + i) % 251);
}

export function segments(world: World, host?: string): SegmentEvent[] {
  return world.sim.trace.events.filter(
    (event): event is SegmentEvent =>
      event.kind === 'segment' && event.at === 'tx' && (!host || event.host === host),
  );
}

export function listenEvents(world: World): ListenEvent[] {
  return world.sim.trace.events.filter((e: TraceEvent): e is ListenEvent => e.kind === 'listen');
}
