// UDP: datagrams that keep their borders, arrive or do not, and ask nobody.
//
// One idea: a datagram is put whole into the receiver's queue, or dropped where nobody listens.
//
// Source: udp(7); RFC 768.
// Departs: only between sockets of one host, at once, and without packets in the trace.

import { POLLERR, POLLIN, POLLOUT } from '../abi/constants.ts';
import {
  EADDRINUSE,
  EADDRNOTAVAIL,
  ECONNREFUSED,
  EINVAL,
  EMSGSIZE,
  ENETUNREACH,
} from '../abi/errno.ts';
import { ANY, LOOPBACK } from '../net/ip.ts';
import { nextBelow } from '../sim/rng.ts';
import { emit, takeId } from '../sim/sim.ts';
import type { Endpoint } from '../sim/trace.ts';
import { isLocalAddr } from '../tcp/stack.ts';
import type { Ctx, UdpSock } from './kernel.ts';
import { mayShare } from './udp-options.ts';
import { wake } from './wait-queue.ts';

/** Longest payload: 65535 bytes of IP packet without the headers of IP (20) and UDP (8). */
export const MAX_DATAGRAM = 65_507;

/** Makes an unbound socket and returns its number. */
export function createUdp(ctx: Ctx): number {
  const id = takeId(ctx.sim);
  const local = { addr: ANY, port: 0 };
  ctx.kernel.udps.set(id, { id, local, queue: [], err: 0, options: new Map() });
  emit(ctx.sim, { kind: 'sock', host: ctx.kernel.host, sock: id, op: 'create', type: 'udp' });
  return id;
}

/** Frees a socket. */
export function releaseUdp(ctx: Ctx, id: number): void {
  ctx.kernel.udps.delete(id);
  emit(ctx.sim, { kind: 'sock', host: ctx.kernel.host, sock: id, op: 'free', type: 'udp' });
}

function taken(ctx: Ctx, sk: UdpSock, addr: number, port: number, sharing: boolean): boolean {
  return [...ctx.kernel.udps.values()].some((other) => {
    const { local } = other;
    const same = local.addr === addr || local.addr === ANY || addr === ANY;
    return local.port === port && same && !(sharing && mayShare(sk, other));
  });
}

/** bind(2): 0, -EINVAL when bound already, -EADDRINUSE, -EADDRNOTAVAIL. */
export function bindUdp(ctx: Ctx, sk: UdpSock, addr: number, port: number): number {
  if (addr !== ANY && !isLocalAddr(ctx.stack, addr)) return -EADDRNOTAVAIL;
  if (sk.local.port !== 0) return -EINVAL;
  if (port !== 0 && taken(ctx, sk, addr, port, true)) return -EADDRINUSE;
  sk.local = { addr, port: port || freePort(ctx, sk, addr) };
  const { host } = ctx.kernel;
  emit(ctx.sim, { kind: 'sock', host, sock: sk.id, op: 'bind', type: 'udp', local: sk.local });
  return 0;
}

function freePort(ctx: Ctx, sk: UdpSock, addr: number): number {
  const { ip_local_port_min: min, ip_local_port_max: max } = ctx.stack.sysctl;
  let port = min + nextBelow(ctx.sim.rng, max - min + 1);
  while (taken(ctx, sk, addr, port, false)) port = port === max ? min : port + 1;
  return port;
}

/** connect(2): only remembers the peer. */
export function connectUdp(ctx: Ctx, sk: UdpSock, to: Endpoint): number {
  const addr = to.addr === ANY ? LOOPBACK : to.addr;
  if (!isLocalAddr(ctx.stack, addr)) return -ENETUNREACH;
  if (sk.local.port === 0) bindUdp(ctx, sk, addr, 0);
  sk.remote = { addr, port: to.port };
  return 0;
}

/** Sends one datagram: its length, or -errno. */
export function sendUdp(ctx: Ctx, sk: UdpSock, to: Endpoint, bytes: Uint8Array): number {
  if (bytes.length > MAX_DATAGRAM) return -EMSGSIZE;
  if (sk.err !== 0) return takeError(sk);
  const addr = to.addr === ANY ? LOOPBACK : to.addr;
  if (!isLocalAddr(ctx.stack, addr)) return -ENETUNREACH;
  if (sk.local.port === 0) bindUdp(ctx, sk, ANY, 0);
  const from = { addr: sk.local.addr === ANY ? addr : sk.local.addr, port: sk.local.port };
  const peer = [...ctx.kernel.udps.values()].find(
    ({ local }) => local.port === to.port && (local.addr === ANY || local.addr === addr),
  );
  if (peer) {
    peer.queue.push({ from, bytes });
    wake(ctx, `sock:${peer.id}`, POLLIN);
  } else if (sk.remote) {
    // The port-unreachable message comes back at once on lo; only a connected socket hears it.
    sk.err = ECONNREFUSED;
    wake(ctx, `sock:${sk.id}`, 0);
  }
  return bytes.length;
}

/** Takes the pending error, negated, and clears it. */
export function takeError(sk: UdpSock): number {
  const { err } = sk;
  sk.err = 0;
  return -err;
}

/** Tells what poll(2) would. */
export function pollUdp(ctx: Ctx, id: number): number {
  const sk = ctx.kernel.udps.get(id);
  if (!sk) return POLLERR;
  return POLLOUT | (sk.queue.length > 0 ? POLLIN : 0) | (sk.err !== 0 ? POLLERR : 0);
}
