// One host's TCP: its sockets and the tables that find them.
//
// One idea: plain data that free functions work on. Nothing here blocks or calls up: packets to
// send go to `out`, sockets that became ready to `wakeups`, and whoever runs the host drains both
// after every call (tcp/network.ts drains `out`).
//
// Source: Linux net/ipv4/tcp_ipv4.c (tables), inet_hashtables.c.

import {
  BROADCAST,
  isAny,
  isLoopback,
  isMulticast,
  isV6,
  LOOPBACK,
  NOWHERE,
  V6,
} from '../net/ip.ts';
import type { Packet } from '../net/segment.ts';
import type { Seq } from '../net/seq.ts';
import { createChains } from '../sim/chains.ts';
import { nextU32 } from '../sim/rng.ts';
import { emit, type Sim, traced } from '../sim/sim.ts';
import type { DemuxTable } from './demux.ts';
import type { Destinations } from './ports-taken.ts';
import { defaultSysctl, type TcpSysctl } from './sysctl.ts';
import type { RequestSock, TcpSock } from './tcb.ts';
import { createTraffic, type Traffic } from './traffic.ts';

/** An interface; `lo` is always there and has 127.0.0.0/8. */
export interface Iface {
  name: string;
  addr: number;
  /** Length of the network's prefix in bits. */
  prefix: number;
  mtu: number;
  /** Its driver copies pages that a program has lent, as a TUN device's does (MSG_ZEROCOPY). */
  copies?: boolean;
}

/** A socket on which something happened; `mask` is of poll(2)'s bits. */
export interface Wakeup {
  sk: TcpSock;
  mask: number;
}

/** What is known of a port: who holds it, as a chain of sockets (`TcpSock.nextBound`). */
export interface BindBucket {
  /** Number of the one that came last. */
  first: number;
  /** Made by connect(2) alone: other connections may share it, bind(2) checks it as usual. */
  byConnect: boolean;
}

export interface TcpStack {
  host: string;
  ifaces: Iface[];
  sysctl: TcpSysctl;
  socks: Map<number, TcpSock>;
  /** Connections, also in TIME_WAIT, and half-open requests, by their ends. */
  connections: DemuxTable<TcpSock>;
  requests: DemuxTable<RequestSock>;
  /** Ids of listening sockets by port. */
  listeners: Map<number, number[]>;
  binds: Map<number, BindBucket>;
  /** For connect(2), which looks for a port. */
  destinations: Destinations;
  /** How many of `socks` are closed by their program, and not minisocks; how many minisocks. */
  orphans: number;
  minisocks: number;
  /** Key of cookies and port hashes, drawn once. */
  secret: number;
  /** Advances with every connect(2) that picked a port. */
  portPerturb: number;
  /** What is known of the connection in TIME_WAIT that the next SYN takes over. */
  takenOver?: { nextSeq: Seq; tsRecent: Seq };
  /** By address: the largest packet that reaches it, where ICMP has told; `cut`: packets may be cut. */
  pathMtus: Map<number, { mtu: number; untilUs: number; cut: boolean }>;
  /** By socket: what ICMP has said of a connection that goes on, sk_err_soft. */
  softErrors: Map<number, number>;
  /** Counters as nstat names them: `TcpExtListenOverflows`. */
  counters: Record<string, number>;
  traffic: Traffic;
  /** Segments that want to leave; drained by `drainOutput`. */
  out: Packet[];
  /** Datagrams that have arrived; drained by the kernel, which has their sockets. */
  datagrams: Packet[];
  /** Drained by the kernel. */
  wakeups: Wakeup[];
  /** What one packet through lo costs. */
  loopbackUs: number;
}

export interface StackOptions {
  host: string;
  /** Interfaces besides lo. */
  ifaces?: Iface[];
  sysctl?: Partial<TcpSysctl>;
  /** Default 10. */
  loopbackUs?: number;
}

/** Makes a host's TCP with lo and the given interfaces. */
export function createStack(sim: Sim, options: StackOptions): TcpStack {
  const lo: Iface = { name: 'lo', addr: LOOPBACK, prefix: 8, mtu: 65536 };
  return {
    host: options.host,
    ifaces: [lo, ...(options.ifaces ?? [])],
    sysctl: { ...defaultSysctl(), ...options.sysctl },
    socks: new Map(),
    connections: createChains(),
    requests: createChains(),
    listeners: new Map(),
    binds: new Map(),
    destinations: createChains(),
    orphans: 0,
    minisocks: 0,
    secret: nextU32(sim.rng),
    portPerturb: 0,
    pathMtus: new Map(),
    softErrors: new Map(),
    counters: {},
    traffic: createTraffic(),
    out: [],
    datagrams: [],
    wakeups: [],
    loopbackUs: options.loopbackUs ?? 10,
  };
}

/** Tells whether an address is one of this host's. */
export function isLocalAddr(stack: TcpStack, addr: number): boolean {
  if (addr >= NOWHERE) return false;
  return isLoopback(addr) || stack.ifaces.some((iface) => iface.addr === addr >>> 0);
}

/** Finds the way to an address: interface and source address, or undefined without a route. */
export function route(stack: TcpStack, dst: number): { iface: Iface; src: number } | undefined {
  const lo = stack.ifaces[0];
  const special = dst === BROADCAST || isMulticast(dst);
  if (isAny(dst) || dst >= NOWHERE || (special && !isV6(dst))) return undefined;
  const family = isV6(dst) ? V6 : 0;
  if (isLoopback(dst)) return { iface: lo, src: family + LOOPBACK };
  if (isLocalAddr(stack, dst)) return { iface: lo, src: dst };
  for (const iface of stack.ifaces.slice(1)) {
    const shift = 32 - iface.prefix;
    // A prefix of no bits is the default route; JavaScript shifts by 32 not at all.
    if (iface.prefix === 0 || dst >>> shift === iface.addr >>> shift) {
      return { iface, src: family + iface.addr };
    }
  }
  return undefined;
}

/** Tells whether an IPv4 address means everybody, on all networks or on one of this host's. */
export function isBroadcast({ ifaces }: TcpStack, addr: number): boolean {
  if (addr === BROADCAST) return true;
  return ifaces.some((iface) => broadcastOf(iface) === addr);
}

/** The address of everybody in an interface's network; undefined where there is room for two. */
export function broadcastOf({ addr, prefix }: Iface): number | undefined {
  return prefix < 31 ? (addr | (0xffff_ffff >>> prefix)) >>> 0 : undefined;
}

/** Tells whether bind(2) takes an address: this host's, everybody's, or a group's of IPv4. */
export function mayBind(stack: TcpStack, addr: number): boolean {
  if (isLocalAddr(stack, addr)) return true;
  return !isV6(addr) && (isBroadcast(stack, addr) || isMulticast(addr));
}

/** Counts, as nstat shows it, and emits the new value. */
export function count(sim: Sim, stack: TcpStack, name: string): void {
  const value = (stack.counters[name] ?? 0) + 1;
  stack.counters[name] = value;
  if (traced(sim, 'counter')) emit(sim, { kind: 'counter', host: stack.host, name, value });
}
