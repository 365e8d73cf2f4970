// Ports: who holds which, when two may share one, and which one the kernel picks.
//
// One idea: bind(2) makes an entry in a table of ports and nothing else; every rule about
// "Address already in use" is one comparison of two holders of a port.
//
// Source: Linux net/ipv4/inet_connection_sock.c inet_csk_get_port(), inet_bind_conflict(),
// inet_csk_find_open_port(); inet_hashtables.c __inet_hash_connect(); bind(2).

import { EACCES, EADDRINUSE, EADDRNOTAVAIL, EINVAL } from '../abi/errno.ts';
import { ANY, ANY6, isAny, isLoopback, isV6 } from '../net/ip.ts';
import { mix32, nextBelow } from '../sim/rng.ts';
import { emit, type Sim, traced } from '../sim/sim.ts';
import type { Endpoint } from '../sim/trace.ts';
import { findBetween, localOf, NO_END, remoteOf, setRemote } from './demux.ts';
import { nextPortTo } from './ports-taken.ts';
import { free } from './socket.ts';
import { type BindBucket, mayBind, type TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';

/** Ports below are for uid 0 (net.ipv4.ip_unprivileged_port_start). */
const UNPRIVILEGED_PORT_START = 1024;

/**
 * Gives a socket an address and a port; port 0 lets the kernel pick one.
 *
 * Returns 0, -EADDRNOTAVAIL (not this host's address), -EACCES, -EINVAL (bound already) or
 * -EADDRINUSE.
 */
export function tcpBind(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  addr: number,
  port: number,
): number {
  if (!isAny(addr) && !mayBind(stack, addr)) return -EADDRNOTAVAIL;
  if (port !== 0 && port < UNPRIVILEGED_PORT_START && sk.uid !== 0) return -EACCES;
  if (sk.state !== 'CLOSE' || sk.hasPort) return -EINVAL;
  const before = sk.boundAddr;
  sk.boundAddr = addr;
  const error = getPort(sim, stack, sk, port);
  if (error) {
    sk.boundAddr = before;
    return error;
  }
  sk.localAddr = addr;
  sk.addrLocked = !isAny(addr);
  sk.portLocked = port !== 0;
  setRemote(sk, NO_END);
  emitBind(sim, stack, sk);
  return 0;
}

/** Takes a port for a socket whose `boundAddr` is set, and enters it; 0 or -EADDRINUSE. */
export function getPort(sim: Sim, stack: TcpStack, sk: TcpSock, port: number): number {
  if (port === 0) {
    const found = findOpenPort(sim, stack, sk);
    if (found === undefined) return -EADDRINUSE;
    takePort(stack, sk, found, false);
    return 0;
  }
  if (conflicts(stack, sk, port, true)) return -EADDRINUSE;
  takePort(stack, sk, port, false);
  return 0;
}

/** Emits where a socket is bound. */
export function emitBind(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (!traced(sim, 'sock')) return;
  const { host } = stack;
  emit(sim, { kind: 'sock', host, sock: sk.id, op: 'bind', type: 'tcp', local: localOf(sk) });
}

/** Enters a socket among the holders of a port. */
export function takePort(stack: TcpStack, sk: TcpSock, port: number, byConnect: boolean): void {
  const bucket = stack.binds.get(port);
  if (!bucket) {
    stack.binds.set(port, { first: sk.id, byConnect });
  } else {
    // A socket that is bound and now listens is there already.
    if (!sk.hasPort) chain(stack, bucket, sk);
    if (!byConnect) bucket.byConnect = false;
  }
  sk.localPort = port;
  sk.hasPort = true;
}

function chain(stack: TcpStack, bucket: BindBucket, sk: TcpSock): void {
  const next = stack.socks.get(bucket.first);
  if (next) next.beforeBound = sk.id;
  sk.nextBound = bucket.first;
  bucket.first = sk.id;
}

function unchain(stack: TcpStack, bucket: BindBucket, sk: TcpSock): void {
  const before = stack.socks.get(sk.beforeBound);
  const next = stack.socks.get(sk.nextBound);
  if (before) before.nextBound = sk.nextBound;
  else bucket.first = sk.nextBound;
  if (next) next.beforeBound = sk.beforeBound;
  sk.nextBound = 0;
  sk.beforeBound = 0;
}

/** Takes a socket out of its port; the last one out removes the port's entry. */
export function releasePort(stack: TcpStack, sk: TcpSock): void {
  const bucket = stack.binds.get(sk.localPort);
  if (!bucket || !sk.hasPort) return;
  sk.hasPort = false;
  unchain(stack, bucket, sk);
  if (bucket.first === 0) stack.binds.delete(sk.localPort);
}

/**
 * Tells whether another holder of the port forbids it to `sk`.
 *
 * `relax` is what an explicit bind gets; the search for a free port does without it and so never
 * shares one.
 */
function conflicts(stack: TcpStack, sk: TcpSock, port: number, relax: boolean): boolean {
  let other = stack.socks.get(stack.binds.get(port)?.first ?? 0);
  while (other) {
    if (other !== sk && sameAddress(sk, other) && !mayShare(sk, other, relax)) return true;
    other = stack.socks.get(other.nextBound);
  }
  return false;
}

/** What two sockets may not both have: an address, alone or among all of them. */
export interface Bound {
  boundAddr: number;
  /** IPV6_V6ONLY: its `::` leaves IPv4 to others. */
  v6only?: boolean;
}

/** Tells whether an address would be both sockets'. */
export function sameAddress(a: Bound, b: Bound): boolean {
  return a.boundAddr === b.boundAddr || covers(a, b) || covers(b, a);
}

/** Tells whether a socket bound to any address has the other's too. */
function covers(a: Bound, b: Bound): boolean {
  if (a.boundAddr === ANY) return !isV6(b.boundAddr);
  return a.boundAddr === ANY6 && (isV6(b.boundAddr) || !a.v6only);
}

function mayShare(sk: TcpSock, other: TcpSock, relax: boolean): boolean {
  const bothReusePort = sk.opt.reusePort && other.opt.reusePort;
  const sameOwner = other.state === 'TIME_WAIT' || other.uid === sk.uid;
  // TIME_WAIT is as good as any other state here: what counts is that both sides asked for it.
  if (sk.opt.reuseAddr && other.opt.reuseAddr && other.state !== 'LISTEN') return relax;
  return bothReusePort && sameOwner;
}

/** Picks a free odd port: connect(2) gets the even ones first. */
function findOpenPort(sim: Sim, stack: TcpStack, sk: TcpSock): number | undefined {
  const { ip_local_port_min: low, ip_local_port_max: high } = stack.sysctl;
  const range = high - low + 1;
  const start = nextBelow(sim.rng, range) | 1;
  for (const parity of [0, 1]) {
    for (let i = 0; i < range; i += 2) {
      const port = low + ((start + parity + i) % range);
      const bucket = stack.binds.get(port);
      if (!bucket || !conflicts(stack, sk, port, false)) return port;
    }
  }
  return undefined;
}

/**
 * Ends the TIME_WAIT of a connection whose ends a new one needs; false where it must stay.
 *
 * Timestamps keep old segments apart, so a second is enough; unasked (`picked`) only as
 * tcp_tw_reuse allows. Source: Linux tcp_ipv4.c tcp_twsk_unique().
 */
export function takeOver(sim: Sim, stack: TcpStack, old: TcpSock, picked: boolean): boolean {
  if (old.state !== 'TIME_WAIT' || !old.timestamps) return false;
  if (picked) {
    const { tcp_tw_reuse: reuse } = stack.sysctl;
    const local = isLoopback(old.localAddr) || isLoopback(old.remoteAddr);
    if (reuse === 0 || (reuse === 2 && !local)) return false;
    if (sim.nowUs - (old.timeWaitUs ?? sim.nowUs) < 1_000_000) return false;
  }
  stack.takenOver = { nextSeq: old.sndNxt, tsRecent: old.tsRecent };
  free(sim, stack, old);
  return true;
}

/** Tells whether connect(2) may use a port: nobody's own, and no connection to there that must stay. */
function isUsable(
  sim: Sim,
  stack: TcpStack,
  addr: number,
  port: number,
  remote: Endpoint,
): boolean {
  const bucket = stack.binds.get(port);
  if (bucket && !bucket.byConnect) return false;
  const other = findBetween(stack.connections, { addr, port }, remote);
  return !other || takeOver(sim, stack, other, true);
}

/** Picks a port for connect(2) to `sk.remote` and enters it; 0 or -EADDRNOTAVAIL. */
export function pickConnectPort(sim: Sim, stack: TcpStack, sk: TcpSock): number {
  const { ip_local_port_min: low, ip_local_port_max: high } = stack.sysctl;
  const range = (high - low + 1) & ~1;
  const [local, remote] = [localOf(sk), remoteOf(sk)];
  const hash = mix32(mix32(mix32(stack.secret ^ local.addr) ^ remote.addr) ^ remote.port);
  const offset = ((hash % range) + stack.portPerturb) & ~1;
  for (const parity of [0, 1]) {
    for (let i = 0; i < range; ) {
      const at = (offset + parity + i) % range;
      const next = nextPortTo(stack.destinations, local, remote, low + at) - low;
      // All up to the end are taken: on from the beginning.
      i += Math.min(next, range + parity) - at;
      if (next >= range || i >= range) continue;
      if (isUsable(sim, stack, local.addr, low + next, remote)) {
        takePort(stack, sk, low + next, true);
        // The next connection starts behind this one; now and then Linux skips one more.
        const noise = i === 0 && nextBelow(sim.rng, 16) === 0 ? 2 : 0;
        stack.portPerturb += i + noise + 2;
        return 0;
      }
      i += 2;
    }
  }
  return -EADDRNOTAVAIL;
}
