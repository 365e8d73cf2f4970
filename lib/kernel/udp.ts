// UDP: datagrams that keep their borders, arrive or do not, and ask nobody.
//
// One idea: a datagram is put whole into the receiver's queue, or dropped: where the queue is full
// without a word, where nobody listens with an ICMP message that only a connected sender hears of.
//
// Units: bytes; a queue is charged with what the kernel's buffers take, not with payload.
// Source: udp(7), icmp(7); RFC 768, RFC 1122 section 4.1; Linux net/ipv4/udp.c udp_sendmsg(),
// __udp4_lib_rcv(), compute_score(), udp_err(); queue lengths measured on 6.18.
// Departs: no fragments (a long datagram is one packet); a sender's buffer is never full.

import {
  IP_RECVERR,
  IPV6_RECVERR,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  POLLRDHUP,
  SO_BROADCAST,
  SO_RCVBUF,
  SO_REUSEPORT,
  SOL_IP,
  SOL_IPV6,
} from '../abi/constants.ts';
import {
  EACCES,
  EADDRINUSE,
  EADDRNOTAVAIL,
  ECONNREFUSED,
  EHOSTDOWN,
  EHOSTUNREACH,
  EINVAL,
  EMSGSIZE,
  ENETUNREACH,
  ENONET,
  ENOPROTOOPT,
  EOPNOTSUPP,
  EPIPE,
  EPROTO,
} from '../abi/errno.ts';
import { ANY, ANY6, BROADCAST, isAny, isV6, LOOPBACK } from '../net/ip.ts';
import { ICMP, ipPacket } from '../net/ip-packet.ts';
import { subnetBroadcast } from '../net/link.ts';
import type { Packet } from '../net/segment.ts';
import { mix32, nextBelow } from '../sim/rng.ts';
import { emit, takeId, traced } from '../sim/sim.ts';
import type { Endpoint, Segment } from '../sim/trace.ts';
import { sameAddress } from '../tcp/bind.ts';
import { tcpIcmp } from '../tcp/icmp.ts';
import { count, type Iface, isLocalAddr, route } from '../tcp/stack.ts';
import type { Ctx, Kernel, OpenFile, UdpError, UdpSock } from './kernel.ts';
import { setSocket } from './sock.ts';
import { levelKey, mayShare, optionOf } from './socket-options.ts';
import { sockKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

/** What no length may exceed, before anything else is looked at. */
export const MAX_LENGTH = 65_535;
/** Longest payload: 65535 bytes of IP packet without the headers of IP (20) and UDP (8). */
const MAX_DATAGRAM = 65_507;
/** An ICMP message carries what fits 576 bytes of what it is about; over IPv6, 1280. */
const ICMP_BYTES = 576;
const ICMP6_BYTES = 1280;

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
  const everybody = addr === BROADCAST || isSubnetBroadcast(ctx, addr);
  if (!isAny(addr) && !everybody && !isLocalAddr(ctx.stack, addr)) return -EADDRNOTAVAIL;
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

function isSubnetBroadcast(ctx: Ctx, addr: number): boolean {
  return ctx.stack.ifaces.slice(1).some((iface) => subnetBroadcast(iface.addr) === addr);
}

/** Finds the way to an address, everybody's among them: -ENETUNREACH, or -EACCES without leave. */
function wayTo(ctx: Ctx, sk: UdpSock, dst: number): { iface: Iface; src: number } | number {
  if (isV6(dst) && !isV6(sk.local.addr) && !isAny(sk.local.addr)) return -ENETUNREACH;
  if (dst === BROADCAST || isSubnetBroadcast(ctx, dst)) {
    const { ifaces } = ctx.stack;
    const iface = ifaces.slice(1).find(({ addr }) => {
      return dst === BROADCAST || subnetBroadcast(addr) === dst;
    });
    if (!optionOf(sk, SO_BROADCAST)) return -EACCES;
    // Without a network there is nobody to hear it.
    return { iface: iface ?? ifaces[0], src: iface?.addr ?? LOOPBACK };
  }
  return route(ctx.stack, dst) ?? -ENETUNREACH;
}

/** connect(2): remembers the peer, and the address that leads there. */
export function connectUdp(ctx: Ctx, sk: UdpSock, to: Endpoint): number {
  const addr = isAny(to.addr) ? to.addr + LOOPBACK : to.addr;
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

/** connect(2) to AF_UNSPEC: forgets the peer, and a port that the kernel has picked. */
export function disconnectUdp(sk: UdpSock): number {
  sk.remote = undefined;
  sk.local = { addr: sk.boundAddr, port: sk.chosen ? sk.local.port : 0 };
  return 0;
}

/**
 * Sends one datagram: its length, or -errno. The caller flushes.
 *
 * With `more` it is kept back, and what is sent next becomes a part of it; it goes where the first did.
 */
export function sendUdp(
  ctx: Ctx,
  sk: UdpSock,
  to: Endpoint,
  bytes: Uint8Array,
  more = false,
): number {
  if (to.port === 0) return -EINVAL;
  if (sk.shutdown & 2) return -EPIPE;
  if (sk.err !== 0) return takeError(sk);
  const addr = isAny(to.addr) ? to.addr + LOOPBACK : to.addr;
  const way = wayTo(ctx, sk, addr);
  if (typeof way === 'number') return way;
  const before = sk.corked?.bytes ?? new Uint8Array(0);
  if (before.length + bytes.length > MAX_DATAGRAM) {
    delete sk.corked;
    return -EMSGSIZE;
  }
  if (sk.local.port === 0) bindUdp(ctx, sk, sk.boundAddr, 0);
  const payload = concat(before, bytes);
  if (more) {
    sk.corked = { to, bytes: payload };
    return bytes.length;
  }
  delete sk.corked;
  countUdp(ctx, addr, 'OutDatagrams');
  const src = isAny(sk.local.addr) ? way.src : sk.local.addr;
  post(
    ctx,
    way.iface.name,
    {
      ...{ proto: 'udp', src: { addr: src, port: sk.local.port } },
      ...{ dst: { addr, port: to.port }, payload },
    },
    sk.id,
  );
  return bytes.length;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

/** Takes the oldest datagram; only now does it count as received. */
export function takeDatagram(ctx: Ctx, sk: UdpSock): void {
  const first = sk.queue.shift();
  if (first) countUdp(ctx, first.from.addr, 'InDatagrams');
}

/** Counts for the protocol that a packet with this address has. */
function countUdp(ctx: Ctx, addr: number, what: string): void {
  count(ctx.sim, ctx.stack, `${isV6(addr) ? 'Udp6' : 'Udp'}${what}`);
}

/** Counts an ICMP error, in all three tables that have it. */
function countIcmp(ctx: Ctx, addr: number, way: 'In' | 'Out', given?: number): void {
  const v6 = isV6(addr);
  const type = given ?? ICMP.unreachable[v6 ? 1 : 0];
  const what = (v6 ? KINDS6 : KINDS)[type] ?? 'DestUnreachs';
  const names = v6
    ? [`Icmp6${way}Msgs`, `Icmp6${way}${what}`, `Icmp6${way}Type${type}`]
    : [`Icmp${way}Msgs`, `Icmp${way}${what}`, `IcmpMsg${way}Type${type}`];
  for (const name of names) count(ctx.sim, ctx.stack, name);
}

/** What the counters of some types are called. */
const KINDS: Record<number, string> = { 11: 'TimeExcds', 12: 'ParmProbs' };
const KINDS6: Record<number, string> = { 2: 'PktTooBigs', 3: 'TimeExcds', 4: 'ParmProblems' };

type Message = Pick<Segment, 'proto' | 'src' | 'dst' | 'payload' | 'about' | 'icmp'>;

function post(ctx: Ctx, iface: string, message: Message, sock?: number): void {
  const seg: Segment = { seq: 0, ack: 0, flags: 0, windowField: 0, options: {}, ...message };
  const packet: Packet = { id: takeId(ctx.sim), seg, iface, ...(sock !== undefined && { sock }) };
  ctx.stack.out.push(packet);
}

/** Acts on a datagram that has arrived at this host; more may want to leave afterwards. */
export function receiveDatagram(ctx: Ctx, packet: Packet): void {
  const { seg, iface } = packet;
  if (seg.proto === 'icmp') {
    if (seg.about) receiveIcmp(ctx, seg);
    else answerEcho(ctx, seg, iface);
    return;
  }
  const { dst } = seg;
  if (dst.addr === BROADCAST || isSubnetBroadcast(ctx, dst.addr)) {
    for (const sk of ctx.kernel.udps.values()) if (score(sk, seg) > 0) enqueue(ctx, sk, seg);
    return;
  }
  const sk = isLocalAddr(ctx.stack, dst.addr) ? findUdp(ctx, seg) : undefined;
  if (sk) {
    enqueue(ctx, sk, seg);
    return;
  }
  countUdp(ctx, dst.addr, 'NoPorts');
  countIcmp(ctx, dst.addr, 'Out');
  const [src, back] = [
    { addr: dst.addr, port: 0 },
    { addr: seg.src.addr, port: 0 },
  ];
  // The IP and ICMP headers count too.
  const most = isV6(dst.addr) ? ICMP6_BYTES - 48 : ICMP_BYTES - 28;
  const payload = ipPacket(seg).slice(0, most);
  const about = { src: { ...seg.src }, dst: { ...dst } };
  post(ctx, iface, { proto: 'icmp', src, dst: back, payload, about });
}

const ECHO = ['IcmpInMsgs', 'IcmpInEchos', 'IcmpMsgInType8'].concat(
  ...['IcmpOutMsgs', 'IcmpOutEchoReps', 'IcmpMsgOutType0'],
);
const ECHO6 = ['Icmp6InMsgs', 'Icmp6InEchos', 'Icmp6OutMsgs', 'Icmp6OutEchoReplies'];

/** Answers ping(8); other messages are for nobody here. */
function answerEcho(ctx: Ctx, { src, dst, payload, icmp }: Segment, iface: string): void {
  const v6 = isV6(dst.addr);
  const which = v6 ? 1 : 0;
  if (icmp?.[0] !== ICMP.echo[which] || !isLocalAddr(ctx.stack, dst.addr)) return;
  for (const name of v6 ? ECHO6 : ECHO) count(ctx.sim, ctx.stack, name);
  const reply: Segment['icmp'] = [ICMP.echoReply[which], 0, icmp[2]];
  post(ctx, iface, { proto: 'icmp', src: dst, dst: src, payload, icmp: reply });
}

/** What the codes of "unreachable" mean, in their order, and whether that is final; of ICMPv6 below. */
const UNREACHABLE: readonly (readonly [errno: number, fatal: boolean])[] = [
  [ENETUNREACH, false],
  [EHOSTUNREACH, false],
  [ENOPROTOOPT, true],
  [ECONNREFUSED, true],
  [EMSGSIZE, false],
  [EOPNOTSUPP, false],
  [ENETUNREACH, true],
  [EHOSTDOWN, true],
  [ENONET, true],
  [ENETUNREACH, true],
  [EHOSTUNREACH, true],
  [ENETUNREACH, false],
  [EHOSTUNREACH, false],
  [EHOSTUNREACH, true],
  [EHOSTUNREACH, true],
  [EHOSTUNREACH, true],
];
const UNREACHABLE6: typeof UNREACHABLE = [
  [ENETUNREACH, false],
  [EACCES, true],
  [EHOSTUNREACH, false],
  [EHOSTUNREACH, false],
  [ECONNREFUSED, true],
  [EACCES, true],
];

/** Tells what a message means to a program, and whether it is final; undefined where it means nothing. */
function meaningOf(
  type: number,
  code: number,
  which: 0 | 1,
): (typeof UNREACHABLE)[number] | undefined {
  if (type === ICMP.unreachable[which]) return (which ? UNREACHABLE6 : UNREACHABLE)[code];
  if (type === ICMP.timeExceeded[which]) return [EHOSTUNREACH, false];
  if (type === ICMP.parameterProblem[which]) return [EPROTO, true];
  return which === 1 && type === ICMP.tooLargeType6 ? [EMSGSIZE, false] : undefined;
}

/** The description of a socket of TCP; few ask by number. */
function fileOfSocket({ files }: Kernel, id: number): OpenFile | undefined {
  for (const file of files.values()) {
    if (file.socket && file.object === id) return file;
  }
  return undefined;
}

/** The options of a socket of UDP or TCP. */
function optionsOf(kernel: Kernel, id: number): UdpSock['options'] | undefined {
  return kernel.udps.get(id)?.options ?? fileOfSocket(kernel, id)?.socket?.options;
}

/**
 * An error is for the socket that is connected to where it comes from, if it is final, and for one that has
 * asked for errors with IP_RECVERR. Linux: icmp_err_convert[], icmpv6_err_convert().
 */
function receiveIcmp(ctx: Ctx, { about, src, dst, payload, icmp }: Segment): void {
  if (!about) return;
  const v6 = isV6(dst.addr);
  const which = v6 ? 1 : 0;
  const [type, code, rest] = icmp ?? [ICMP.unreachable[which], ICMP.portCode[which], 0];
  countIcmp(ctx, dst.addr, 'In', type);
  const meaning = meaningOf(type, code, which);
  if (!meaning) return;
  const [errno, fatal] = meaning;
  const key = v6 ? levelKey(SOL_IPV6, IPV6_RECVERR) : levelKey(SOL_IP, IP_RECVERR);
  const asksFor = (id: number) => Boolean(optionsOf(ctx.kernel, id)?.get(key)?.[0]);
  if (about.seq !== undefined) {
    const wayless = type === ICMP.unreachable[which] && code < (v6 ? 1 : 2);
    const mtu = errno === EMSGSIZE ? { mtu: v6 ? rest : rest & 0xffff } : {};
    const message = { about: { ...about, seq: about.seq }, errno, fatal, wayless, ...mtu };
    const ended = tcpIcmp(ctx.sim, ctx.stack, message, asksFor);
    const file = ended && fileOfSocket(ctx.kernel, ended.id);
    if (!file) return;
    const bytes = payload.slice(v6 ? 40 : 20);
    const offender = { addr: src.addr, port: 0 };
    setSocket(file, {
      refused: { errno, type, code, bytes, to: { ...about.dst }, offender, size: 0 },
    });
    return;
  }
  // A datagram is cut on the way, as far as the model is concerned.
  if (errno === EMSGSIZE) return;
  for (const sk of ctx.kernel.udps.values()) {
    if (sk.local.port !== about.src.port) continue;
    const { remote } = sk;
    if (remote && (remote.addr !== about.dst.addr || remote.port !== about.dst.port)) continue;
    if (asksFor(sk.id)) {
      // Behind the headers of IP and UDP that the message quotes.
      const bytes = payload.slice(v6 ? 48 : 28);
      const offender = { addr: src.addr, port: 0 };
      const size = truesize(payload.length);
      const error = {
        errno,
        type,
        code,
        bytes,
        to: { ...about.dst },
        offender,
        size,
      };
      // One that finds no room is still the pending error.
      if (charged(sk) + size < optionOf(sk, SO_RCVBUF)) sk.errors = [...(sk.errors ?? []), error];
    } else if (!remote || !fatal) continue;
    sk.err = errno;
    wake(ctx, sockKey(sk.id), POLLIN | POLLERR);
  }
}

/** Takes the oldest error that was kept; the next one, or none, is the socket's pending error then. */
export function takeKeptError(sk: UdpSock): UdpError | undefined {
  const first = sk.errors?.shift();
  if (first) sk.err = sk.errors?.[0]?.errno ?? 0;
  return first;
}

/** Tells how well a socket fits a datagram: 0 for not at all, more for each end that it names. */
function score(sk: UdpSock, { src, dst }: Segment): number {
  if (sk.local.port !== dst.port) return 0;
  const broadcast = !isV6(dst.addr) && (dst.addr & 0xff) === 0xff && isAny(sk.boundAddr);
  let points = 1;
  if (!isAny(sk.local.addr)) {
    if (sk.local.addr !== dst.addr && !broadcast) return 0;
    points += 4;
  } else if (isV6(dst.addr) && sk.local.addr === ANY) return 0;
  else if (!isV6(dst.addr) && sk.local.addr === ANY6 && sk.v6only) return 0;
  else if (isV6(dst.addr) === isV6(sk.local.addr)) points += 2;
  if (sk.remote) {
    if (sk.remote.addr !== src.addr || sk.remote.port !== src.port) return 0;
    points += 8;
  }
  return points;
}

/** Finds the socket that fits best; the last one bound, or by hash one of a SO_REUSEPORT group. */
function findUdp(ctx: Ctx, seg: Segment): UdpSock | undefined {
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

function enqueue(ctx: Ctx, sk: UdpSock, seg: Segment): void {
  const size = truesize(seg.payload.length);
  if (charged(sk) + size > optionOf(sk, SO_RCVBUF)) {
    countUdp(ctx, seg.dst.addr, 'RcvbufErrors');
    countUdp(ctx, seg.dst.addr, 'InErrors');
    return;
  }
  sk.queue.push({ from: { ...seg.src }, bytes: seg.payload, size });
  wake(ctx, sockKey(sk.id), POLLIN);
}

/** What waits to be read, datagrams and kept errors, shares one buffer. */
function charged({ queue, errors = [] }: UdpSock): number {
  return [...queue, ...errors].reduce((sum, { size }) => sum + size, 0);
}

/** Headers, padding and shared info that lie around a payload; then the allocator's next size. */
const AROUND = 320 + 44;

function truesize(payload: number): number {
  if (payload + AROUND <= 576) return 832;
  let size = 1024;
  while (size < payload + AROUND) size *= 2;
  return size + 256;
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
  let mask = POLLOUT | (sk.queue.length > 0 ? POLLIN : 0) | (wrong ? POLLERR : 0);
  if (sk.shutdown & 1) mask |= POLLIN | POLLRDHUP;
  if (sk.shutdown === 3) mask |= POLLHUP;
  return mask;
}
