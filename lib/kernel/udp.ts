// UDP: datagrams that keep their borders, arrive or do not, and ask nobody.
//
// One idea: a datagram is put whole into the receiver's queue, or dropped: where the queue is full
// without a word, where nobody listens with an ICMP message that only a connected sender hears of.
//
// Units: bytes; a queue is charged with what the kernel's buffers take, not with payload.
// Source: udp(7), icmp(7); RFC 768, RFC 1122 section 4.1; Linux net/ipv4/udp.c udp_sendmsg(),
// __udp4_lib_rcv(), compute_score(); ip_output.c __ip_append_data(), ip6_output.c; lengths and queues measured on 6.18.

import {
  AF_INET6,
  IP_MTU_DISCOVER,
  IP_RECVERR,
  IPV6_MTU_DISCOVER,
  IPV6_RECVERR,
  MSG_OOB,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  POLLRDHUP,
  SO_MARK,
  SO_PRIORITY,
  SO_RCVBUF,
  SO_REUSEPORT,
  SOL_IP,
  SOL_IPV6,
  UDP_CORK,
  UDP_SEGMENT,
} from '../abi/constants.ts';
import {
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EINVAL,
  EMSGSIZE,
  ENETUNREACH,
  ENOBUFS,
  ENOTCONN,
  EOPNOTSUPP,
  EPIPE,
} from '../abi/errno.ts';
import { ANY, ANY6, isAny, isGroup, isLoopback, isV6, LOOPBACK } from '../net/ip.ts';
import {
  IP_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  type Packet,
  UDP_HEADER_BYTES,
} from '../net/segment.ts';
import { mix32, nextBelow } from '../sim/rng.ts';
import { emit, takeId, traced } from '../sim/sim.ts';
import type { Endpoint, Segment } from '../sim/trace.ts';
import { sameAddress } from '../tcp/bind.ts';
import { forgetPaths, pathMtu } from '../tcp/options.ts';
import { count, type Iface, mayBind, route } from '../tcp/stack.ts';
import { type Asked, readAsked } from './asked-headers.ts';
import { joinBytes } from './bytes.ts';
import type { Control } from './control.ts';
import { isForMany, isSource, unicastCard, wayToMany } from './group-paths.ts';
import { headerAsked } from './ip-options.ts';
import { type Posting, post } from './ip-output.ts';
import type { Ctx } from './kernel.ts';
import { keepPathMtu, mustNotCut } from './path-news.ts';
import { isOn, levelKey, mayShare, optionOf } from './socket-options.ts';
import { askedWay, type Way } from './udp-paths.ts';
import { awaitRoom, hasRoom, sendRoom } from './udp-room.ts';
import { joinSegment, postSegments, udpOption } from './udp-segments.ts';
import type { UdpError, UdpSock } from './udp-types.ts';
import { sockKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

/** What no length may exceed, before anything else is looked at. */
export const MAX_LENGTH = 65_535;
/** Headers of IP and UDP, and the longest packet: IPv6 does not count its own header. */
const HEADERS_BYTES = IP_HEADER_BYTES + UDP_HEADER_BYTES;
const HEADERS6_BYTES = IPV6_HEADER_BYTES + UDP_HEADER_BYTES;
const MAX_PACKET = 65_535;
const MAX_PACKET6 = 65_575;

/** Makes an unbound socket and returns its number. */
export function createUdp(ctx: Ctx, v6: boolean): number {
  const id = takeId(ctx.sim);
  const addr = v6 ? ANY6 : ANY;
  const local = { addr, port: 0 };
  ctx.kernel.udps.set(id, {
    ...{ id, local, boundAddr: addr, queue: [], err: 0, options: new Map(), shutdown: 0 },
  });
  if (traced(ctx.sim, 'sock'))
    emit(ctx.sim, { kind: 'sock', host: ctx.kernel.host, sock: id, op: 'create', type: 'udp' });
  return id;
}

/** Frees a socket. */
export function releaseUdp(ctx: Ctx, id: number): void {
  ctx.kernel.udps.delete(id);
  if (traced(ctx.sim, 'sock'))
    emit(ctx.sim, { kind: 'sock', host: ctx.kernel.host, sock: id, op: 'free', type: 'udp' });
}

function taken(ctx: Ctx, sk: UdpSock, port: number, sharing: boolean): boolean {
  return [...ctx.kernel.udps.values()].some((other) => {
    if (other === sk || other.local.port !== port) return false;
    return sameAddress(sk, other) && !(sharing && mayShare(sk, other));
  });
}

/** bind(2): 0, -EINVAL when bound already, -EADDRINUSE, -EADDRNOTAVAIL. */
export function bindUdp(ctx: Ctx, sk: UdpSock, addr: number, port: number): number {
  if (!isAny(addr) && !isGroup(addr) && !mayBind(ctx.stack, addr)) return -EADDRNOTAVAIL;
  if (sk.local.port !== 0) return -EINVAL;
  const before = sk.boundAddr;
  sk.boundAddr = addr;
  if (port !== 0 && taken(ctx, sk, port, true)) {
    sk.boundAddr = before;
    return -EADDRINUSE;
  }
  sk.local = { addr, port: port || freePort(ctx, sk) };
  sk.chosen = port !== 0;
  const { host } = ctx.kernel;
  if (traced(ctx.sim, 'sock'))
    emit(ctx.sim, { kind: 'sock', host, sock: sk.id, op: 'bind', type: 'udp', local: sk.local });
  return 0;
}

function freePort(ctx: Ctx, sk: UdpSock): number {
  const { ip_local_port_min: min, ip_local_port_max: max } = ctx.stack.sysctl;
  let port = min + nextBelow(ctx.sim.rng, max - min + 1);
  for (let i = min; i < max && taken(ctx, sk, port, false); i++)
    port = port === max ? min : port + 1;
  return port;
}

/** Nobody's address means this host, by the family that the socket's own address is of, and by that address. */
function meantBy(ctx: Ctx, { local }: UdpSock, to: number, asked?: Asked): number {
  if (!isAny(to)) return to;
  if (isV6(to)) return isV6(local.addr) ? to + LOOPBACK : LOOPBACK;
  const src = asked?.src || local.addr;
  return !isV6(src) && !isAny(src) && isSource(ctx, src) ? src : LOOPBACK;
}

/**
 * Finds the way to an address, everybody's among them: -ENETUNREACH, -EAFNOSUPPORT, -EACCES without SO_BROADCAST,
 * -EINVAL and -ENODEV for a source or an interface that it cannot have.
 */
export function wayTo(ctx: Ctx, sk: UdpSock, to: number, asked: Asked = {}): Way | number {
  const dst = meantBy(ctx, sk, to, asked);
  if (isV6(dst) && !isV6(sk.local.addr)) return -EAFNOSUPPORT;
  if (isForMany(ctx, dst)) return wayToMany(ctx, sk, dst, asked);
  const way = route(ctx.stack, dst);
  if (!way) return -ENETUNREACH;
  // What goes to a card of this host does not leave by it.
  const oif = asked.oif || (sk.options.size > 0 ? unicastCard(sk, isV6(dst)) : 0);
  const special = asked.src || oif || isLoopback(sk.local.addr);
  const own = way.iface.name === 'lo' && !isLoopback(dst);
  return special || own ? askedWay(ctx, sk, dst, { ...asked, oif }) : way;
}

/** What a send says of where it goes. */
interface Aiming {
  to?: Endpoint;
  control?: readonly Control[];
  uid?: number;
  scope?: number;
}

/** Where a send goes and what it asks for besides. */
interface Aim {
  to: Endpoint;
  asked: Asked;
}

/**
 * Finds where a send goes: -EINVAL for port 0, -EDESTADDRREQ for nowhere; -EINVAL, -EPERM and -ENODEV for what it
 * must not ask. What comes behind a part that is held back goes where that does, and asks for nothing.
 */
export function aimUdp(
  ctx: Ctx,
  sk: UdpSock,
  { to, control, uid = 0, scope = 0 }: Aiming,
): Aim | number {
  if (sk.corked) return sk.corked;
  // To port 0 nobody sends by name; connected to it, one does.
  if (to?.port === 0) return -EINVAL;
  const end = to ?? sk.remote;
  if (!end) return -EDESTADDRREQ;
  const asked = control ? readAsked(ctx, sk, end.addr, control, uid) : {};
  if (typeof asked === 'number') return asked;
  return { to: end, asked: scope && !asked.oif ? { ...asked, oif: scope } : asked };
}

/**
 * What IPv4 refuses before it looks at an address: a length that no header can tell, and urgent data. Of IPv6
 * neither is looked at here.
 */
export function refusedEarly(
  sk: UdpSock,
  family: number,
  to: Endpoint | undefined,
  length: number,
  flags: number,
): number {
  const end = to ?? sk.remote;
  if (family === AF_INET6 && (!end || isV6(end.addr))) return 0;
  if (length > MAX_LENGTH) return -EMSGSIZE;
  if (flags & MSG_OOB) return -EOPNOTSUPP;
  // What a socket of IPv6 hands over to IPv4 it sends by name.
  return family === AF_INET6 && end?.port === 0 ? -EINVAL : 0;
}

/** Whatever becomes of it: who sends has a port. */
export function autobindUdp(ctx: Ctx, sk: UdpSock): void {
  if (sk.local.port === 0) bindUdp(ctx, sk, sk.boundAddr, 0);
}

/** connect(2): remembers the peer, and the address that leads there. */
export function connectUdp(ctx: Ctx, sk: UdpSock, to: Endpoint): number {
  const addr = meantBy(ctx, sk, to.addr);
  const way = wayTo(ctx, sk, addr);
  if (typeof way === 'number') return way;
  const { boundAddr } = sk;
  if (sk.local.port === 0) {
    bindUdp(ctx, sk, isAny(boundAddr) ? way.src : boundAddr, 0);
    sk.boundAddr = boundAddr;
  } else if (isAny(sk.local.addr)) sk.local = { ...sk.local, addr: way.src };
  sk.remote = { addr, port: to.port };
  // Linux keeps both ends of a datagram that is not whole yet where it keeps those of the socket.
  if (sk.corked) sk.corked.to = sk.remote;
  return 0;
}

/** getpeername(2): who is connected to port 0 has no peer to tell. */
export function udpPeername({ remote }: UdpSock): Endpoint | number {
  return remote?.port ? remote : -ENOTCONN;
}

/** connect(2) to AF_UNSPEC: forgets the peer, and a port that the kernel has picked. */
export function disconnectUdp(sk: UdpSock): number {
  sk.remote = undefined;
  sk.local = { addr: sk.boundAddr, port: sk.chosen ? sk.local.port : 0 };
  return 0;
}

/**
 * Sends one datagram: its length; what wayTo() and sendRoom() refuse, -EMSGSIZE, -EPIPE, or an error that the socket
 * has been told. The caller lets it out (flushSend() in udp-room.ts).
 *
 * With `more` it is kept back, and what is sent next becomes a part of it; it goes where the first did.
 */
export function sendUdp(
  ctx: Ctx,
  sk: UdpSock,
  to: Endpoint,
  bytes: Uint8Array,
  { more, asked = sk.corked?.asked ?? {} }: { more?: boolean; asked?: Asked } = {},
): number {
  const addr = meantBy(ctx, sk, to.addr, asked);
  const way = wayTo(ctx, sk, addr, asked);
  if (typeof way === 'number') return way;
  const before = sk.corked?.bytes ?? new Uint8Array(0);
  const segment = asked.segment ?? udpOption(sk, UDP_SEGMENT);
  const whole = isV6(addr) && mustNotCut(sk, asked);
  const sizes = sizesOf(ctx, sk, way.iface, addr, { segmented: segment > 0, whole });
  const length = before.length + bytes.length;
  if (length > sizes.most) {
    delete sk.corked;
    if (whole) keepPathMtu(sk, addr, sizes.mtu);
    return tooLong(ctx, sk, { addr, port: to.port }, sizes.mtu);
  }
  if (sk.err !== 0) return takeError(sk);
  if (sk.shutdown & 2) return -EPIPE;
  const room = sk.corked ? 0 : sendRoom(ctx, sk, length, sizes);
  if (room === -ENOBUFS) countUdp(ctx, addr, 'SndbufErrors');
  if (room) return room;
  const payload = joinBytes(before, bytes);
  if (more || udpOption(sk, UDP_CORK)) {
    sk.corked = { to, bytes: payload, asked: { ...asked, segment } };
    return bytes.length;
  }
  delete sk.corked;
  const own = asked.src || !isSource(ctx, sk.local.addr) ? way.src : sk.local.addr;
  const src = { addr: own, port: sk.local.port };
  const message = { proto: 'udp' as const, src, dst: { addr, port: to.port }, payload };
  const { mtu, headers } = sizes;
  const mayCut = sizes.mayCut || (segment > 0 && headers + length > mtu && !sizes.whole);
  const header = headerAsked(sk.options, isV6(addr), asked, way.ttl);
  const sent = { ...message, ...(mayCut && { mayCut }), ...header };
  const iface = way.iface.name;
  const posting = {
    sock: sk.id,
    mtu,
    ...((iface === 'lo' || way.loops) && shownHere(sk, asked, way)),
  };
  const out = { iface, message: sent, posting, headers, size: segment };
  const wrong = segment > 0 ? postSegments(ctx, out) : 0;
  if (wrong) return wrong;
  if (segment === 0) post(ctx, iface, sent, posting);
  return bytes.length;
}

/** What a receiver on this host may hear of a datagram that no wire would carry. */
function shownHere(sk: UdpSock, asked: Asked, { by, loops = false }: Way): Partial<Posting> {
  const mark = asked.mark ?? optionOf(sk, SO_MARK);
  const priority = asked.priority ?? optionOf(sk, SO_PRIORITY);
  return { loops, ...(by && { by }), ...(mark && { mark }), ...(priority && { priority }) };
}

/** How IP_MTU_DISCOVER has packets sent: IP_PMTUDISC_DONT and its like, of both versions. */
export const PMTUDISC = { DONT: 0, WANT: 1, DO: 2, PROBE: 3, INTERFACE: 4, OMIT: 5 } as const;

/** What a socket has been told about packets that are too large, for where they go. */
export function pathDiscovery(sk: UdpSock, addr: number): number {
  const key = isV6(addr)
    ? levelKey(SOL_IPV6, IPV6_MTU_DISCOVER)
    : levelKey(SOL_IP, IP_MTU_DISCOVER);
  return sk.options.get(key)?.[0] ?? PMTUDISC.WANT;
}

/**
 * How large a packet may be on its way, how long a datagram that the socket sends at all, and whether
 * routers may cut it; what is cut into datagrams here may be as long as any. `whole`: only if it is whole. Linux: ip_setup_cork(), ip_sk_ignore_df(), ip_dont_fragment().
 */
function sizesOf(
  ctx: Ctx,
  sk: UdpSock,
  iface: Iface,
  addr: number,
  { segmented, whole }: { segmented: boolean; whole: boolean },
): { mtu: number; headers: number; most: number; whole: boolean; mayCut: boolean } {
  const { stack, sim } = ctx;
  if (stack.pathMtus.size > 0) forgetPaths(stack, sim.nowUs);
  const mode = pathDiscovery(sk, addr);
  const v6 = isV6(addr);
  const path = mode < PMTUDISC.PROBE ? pathMtu(stack, iface.name, addr) : iface.mtu;
  const mtu = v6 ? path : Math.min(path, MAX_PACKET);
  const headers = v6 ? HEADERS6_BYTES : HEADERS_BYTES;
  const cuts = !whole && (mode < PMTUDISC.DO || mode === PMTUDISC.OMIT);
  const limit = segmented || cuts ? (v6 ? MAX_PACKET6 : MAX_PACKET) : mtu;
  const locked = mode === PMTUDISC.WANT && stack.pathMtus.get(addr)?.cut === true;
  return {
    ...{ mtu, headers, most: limit - headers, whole: mode > PMTUDISC.WANT },
    mayCut: mode === PMTUDISC.DONT || mode > PMTUDISC.PROBE || locked,
  };
}

/** Tells whether a socket's program wants to hear of all errors: IP_RECVERR. */
export function asksForErrors({ options }: Pick<UdpSock, 'options'>, v6: boolean): boolean {
  return v6 ? isOn(options, SOL_IPV6, IPV6_RECVERR) : isOn(options, SOL_IP, IP_RECVERR);
}

/** Refuses a datagram; who has asked for errors finds in their queue what would have fitted. */
function tooLong(ctx: Ctx, sk: UdpSock, { addr, port }: Endpoint, mtu: number): number {
  const v6 = isV6(addr);
  if (asksForErrors(sk, v6)) {
    // Of IPv4 the port is the connected one's.
    const to = { addr, port: v6 ? port : (sk.remote?.port ?? 0) };
    keepError(sk, {
      ...{ errno: EMSGSIZE, local: true, type: 0, code: 0, mtu, to },
      ...{
        bytes: new Uint8Array(0),
        offender: { addr: v6 ? ANY6 : ANY, port: 0 },
        size: truesize(0, v6),
      },
    });
    wake(ctx, sockKey(sk.id), POLLERR);
  }
  return -EMSGSIZE;
}

/** Takes the oldest datagram; only now does it count as received. */
export function takeDatagram(ctx: Ctx, sk: UdpSock): void {
  const first = sk.queue.shift();
  if (first) countUdp(ctx, first.from.addr, 'InDatagrams');
}

/** Counts for the protocol that a packet with this address has. */
export function countUdp(ctx: Ctx, addr: number, what: string): void {
  count(ctx.sim, ctx.stack, `${isV6(addr) ? 'Udp6' : 'Udp'}${what}`);
}

/** Keeps an error for who has asked for it; one that finds no room is still the pending error. */
export function keepError(sk: UdpSock, error: UdpError): void {
  if (charged(sk) + error.size < optionOf(sk, SO_RCVBUF)) sk.errors = [...(sk.errors ?? []), error];
}

/** Takes the oldest error that was kept; what ICMP says in the next one is the pending error then. */
export function takeKeptError(sk: UdpSock): UdpError | undefined {
  const first = sk.errors?.shift();
  const next = sk.errors?.[0];
  if (next && !next.local) sk.err = next.errno;
  else if (first && !first.local) sk.err = 0;
  return first;
}

/** Tells how well a socket fits a datagram: 0 for not at all, more for each end that it names. */
export function score(sk: UdpSock, { src, dst }: Segment): number {
  // A socket without a port is nobody's, also of what is sent to port 0.
  if (sk.local.port !== dst.port || dst.port === 0) return 0;
  let points = 1;
  if (!isAny(sk.local.addr)) {
    if (sk.local.addr !== dst.addr) return 0;
    points += 4;
  } else if (isV6(dst.addr) && sk.local.addr === ANY) return 0;
  else if (!isV6(dst.addr) && sk.local.addr === ANY6 && sk.v6only) return 0;
  else if (isV6(dst.addr) === isV6(sk.local.addr)) points += 2;
  if (sk.remote) {
    const { addr, port } = sk.remote;
    if (addr !== src.addr || (port !== 0 && port !== src.port)) return 0;
    points += 8;
  }
  return points;
}

/** Finds the socket that fits best; the last one bound, or by hash one of a SO_REUSEPORT group. */
export function findUdp(ctx: Ctx, seg: Segment): UdpSock | undefined {
  let best: UdpSock[] = [];
  let points = 0;
  for (const sk of ctx.kernel.udps.values()) {
    const own = score(sk, seg);
    if (own === 0 || own < points) continue;
    best = own > points ? [sk] : [...best, sk];
    points = own;
  }
  const group = best.filter((sk) => optionOf(sk, SO_REUSEPORT));
  if (group.length < 2) return best.at(-1);
  const hash = mix32(mix32(ctx.stack.secret ^ seg.src.addr) ^ seg.src.port);
  return group[hash % group.length];
}

/**
 * Puts a datagram into a socket's queue: the first whatever its size, the next if they have room.
 * Linux: __udp_enqueue_schedule_skb().
 */
export function enqueue(ctx: Ctx, sk: UdpSock, packet: Packet): void {
  const { seg, iface, by = iface, mark, priority, charge, train } = packet;
  const size = charge ?? truesize(seg.payload.length, isV6(seg.dst.addr));
  const before = charged(sk);
  if (before > 0 && before + size > optionOf(sk, SO_RCVBUF)) {
    sk.drops = (sk.drops ?? 0) + 1;
    countUdp(ctx, seg.dst.addr, 'RcvbufErrors');
    countUdp(ctx, seg.dst.addr, 'InErrors');
    return;
  }
  const { src, dst: to, payload: bytes, ttl, tos } = seg;
  if (joinSegment(sk, bytes, size, train)) return;
  const { drops } = sk;
  const arrival = { to, iface: by, atUs: ctx.sim.nowUs, ttl, tos, mark, priority, drops };
  sk.queue.push({ ...arrival, from: { ...src }, bytes, size, ...(train && { train }) });
  wake(ctx, sockKey(sk.id), POLLIN);
}

/** What waits to be read, datagrams and kept errors, shares one buffer. */
function charged({ queue, errors = [] }: UdpSock): number {
  return [...queue, ...errors].reduce((sum, { size }) => sum + size, 0);
}

/** Headers, padding and shared info around a payload. */
function around(v6: boolean): number {
  return v6 ? 392 : 379;
}

/** The record that goes with a buffer; and the smallest buffer. */
const RECORD_BYTES = 256;
const SMALL_BYTES = 576;
/** A buffer that is no longer than this is one piece; a longer one is a small one and pages. */
const LINEAR_BYTES = 16_384;

/** What a datagram is charged with at its receiver: the buffer in which it was sent. */
export function truesize(payload: number, v6: boolean): number {
  const bytes = payload + around(v6);
  if (bytes >= LINEAR_BYTES) return payload + SMALL_BYTES + RECORD_BYTES;
  return bufferOf(bytes) + RECORD_BYTES;
}

/** The next size that the allocator has. */
function bufferOf(bytes: number): number {
  if (bytes <= SMALL_BYTES) return SMALL_BYTES;
  return 2 ** Math.ceil(Math.log2(Math.max(bytes, 1024)));
}

/** What padding is over behind a piece of IPv4. */
const SLACK_BYTES = 15;

/**
 * What a datagram is charged with that came in pieces: each one's buffer, but for those that still fit into
 * what is over of the first. Linux: skb_try_coalesce(), seen between two namespaces.
 */
export function chargeOf(pieces: readonly number[], v6: boolean): number {
  const [first, ...others] = pieces.map((bytes) => bytes - UDP_HEADER_BYTES);
  const used = first + around(v6);
  let room = used >= LINEAR_BYTES ? 0 : bufferOf(used) - used + (v6 ? 0 : SLACK_BYTES);
  let sum = truesize(first, v6);
  for (const payload of others) {
    const bytes = payload + UDP_HEADER_BYTES;
    if (bytes > room) sum += truesize(payload, v6);
    room = bytes > room ? 0 : room - bytes;
  }
  return sum;
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
  const wrong = sk.err !== 0 || (sk.errors?.length ?? 0) > 0;
  let mask = (sk.queue.length > 0 ? POLLIN : 0) | (wrong ? POLLERR : 0);
  if (hasRoom(ctx, sk)) mask |= POLLOUT;
  else awaitRoom(ctx, sk);
  if (sk.shutdown & 1) mask |= POLLIN | POLLRDHUP;
  if (sk.shutdown === 3) mask |= POLLHUP;
  return mask;
}
