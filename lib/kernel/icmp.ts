// ICMP: what hosts and routers say of packets that did not arrive, and answers to ping.
//
// One idea: an error quotes the packet that it is about, and that is how its receiver knows whom it
// concerns. A socket of UDP hears of it at its next call if it is connected and the error final, or if its
// program has asked for errors with IP_RECVERR; TCP makes of it what tcp/icmp.ts says.
//
// Units: bytes.
// Source: icmp(7), ip(7) IP_RECVERR; RFC 792, 1191, 4443, 8201; Linux net/ipv4/icmp.c icmp_unreach(),
// icmp_err_convert[], udp.c __udp4_lib_err(); net/ipv6/icmp.c, udp.c; seen on 6.18.

import { POLLERR, POLLIN } from '../abi/constants.ts';
import {
  EACCES,
  ECONNREFUSED,
  EHOSTDOWN,
  EHOSTUNREACH,
  EMSGSIZE,
  ENETUNREACH,
  ENONET,
  ENOPROTOOPT,
  EOPNOTSUPP,
  EPROTO,
} from '../abi/errno.ts';
import { isAny, isV6 } from '../net/ip.ts';
import { ICMP, IPPROTO, quotation } from '../net/ip-packet.ts';
import {
  FRAGMENT_HEADER_BYTES,
  IP_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  UDP_HEADER_BYTES,
} from '../net/segment.ts';
import { quotedEnds } from '../net/wire.ts';
import type { Segment } from '../sim/trace.ts';
import { learnPathMtu, tcpIcmp } from '../tcp/icmp.ts';
import { count, isLocalAddr, route } from '../tcp/stack.ts';
import { post } from './ip-output.ts';
import type { Ctx, Kernel, OpenFile } from './kernel.ts';
import { setSocket } from './sock.ts';
import { asksForErrors, keepError, PMTUDISC, pathDiscovery, truesize } from './udp.ts';
import type { UdpSock } from './udp-types.ts';
import { sockKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

/** Tells the sender of a packet what became of it; that its port is nobody's where nothing is `said`. */
export function complain(ctx: Ctx, iface: string, seg: Segment, said?: Segment['icmp']): void {
  const v6 = isV6(seg.dst.addr);
  countIcmp(ctx, seg.dst.addr, 'Out', said?.[0]);
  const [src, dst] = [seg.dst, seg.src].map(({ addr }) => ({ addr, port: 0 }));
  const payload = quotation(seg);
  const about = quotedEnds(payload, v6);
  post(ctx, iface, {
    ...{ proto: 'icmp', src, dst, payload },
    ...(about && { about }),
    ...(said && { icmp: said }),
  });
}

/** Acts on a message that has come. */
export function receiveIcmp(ctx: Ctx, seg: Segment, iface: string): void {
  if (seg.about) receiveError(ctx, seg, seg.about);
  else answerEcho(ctx, seg, iface);
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

/** An error as its receiver reads it. */
interface Said {
  type: number;
  code: number;
  errno: number;
  fatal: boolean;
  /** Of a packet too large: what would fit. */
  mtu?: number;
}

/** Hands an error to whom it concerns. Linux: icmp_err_convert[], icmpv6_err_convert(). */
function receiveError(ctx: Ctx, seg: Segment, about: NonNullable<Segment['about']>): void {
  const v6 = isV6(seg.dst.addr);
  const which = v6 ? 1 : 0;
  const [type, code, rest] = seg.icmp ?? [ICMP.unreachable[which], ICMP.portCode[which], 0];
  countIcmp(ctx, seg.dst.addr, 'In', type);
  // That a piece was missing is told to nobody over IPv4: icmp_unreach() lets it go.
  if (!v6 && type === ICMP.timeExceeded[0] && code === ICMP.reassemblyCode) return;
  const meaning = meaningOf(type, code, which);
  if (!meaning) return;
  const [errno, fatal] = meaning;
  const mtu = errno === EMSGSIZE ? { mtu: v6 ? rest : rest & 0xffff } : {};
  const said = { type, code, errno, fatal, ...mtu };
  if (about.seq === undefined) datagramError(ctx, seg, about, said);
  else segmentError(ctx, seg, { ...about, seq: about.seq }, said);
}

function asksFor(ctx: Ctx, id: number, v6: boolean): boolean {
  const options = optionsOf(ctx.kernel, id);
  return options !== undefined && asksForErrors({ options }, v6);
}

function segmentError(
  ctx: Ctx,
  { dst, src, payload }: Segment,
  about: { seq: number } & NonNullable<Segment['about']>,
  { type, code, errno, fatal, mtu }: Said,
): void {
  const v6 = isV6(dst.addr);
  const wayless = type === ICMP.unreachable[v6 ? 1 : 0] && code < (v6 ? 1 : 2);
  const message = { about, errno, fatal, wayless, ...(mtu !== undefined && { mtu }) };
  const ended = tcpIcmp(ctx.sim, ctx.stack, message, (id) => asksFor(ctx, id, v6));
  const file = ended && fileOfSocket(ctx.kernel, ended.id);
  if (!file) return;
  const bytes = payload.slice(v6 ? IPV6_HEADER_BYTES : IP_HEADER_BYTES);
  const offender = { addr: src.addr, port: 0 };
  setSocket(file, {
    refused: { errno, type, code, bytes, to: { ...about.dst }, offender, size: 0 },
  });
}

/**
 * An error is for the socket that is connected to where the datagram went, if it is final, and for one
 * that has asked for errors. A datagram that was too large makes the path's MTU known.
 */
function datagramError(
  ctx: Ctx,
  { dst, src, payload }: Segment,
  about: NonNullable<Segment['about']>,
  said: Said,
): void {
  const v6 = isV6(dst.addr);
  const { errno, type, code, mtu } = said;
  for (const sk of ctx.kernel.udps.values()) {
    if (sk.local.port !== about.src.port) continue;
    if (!isAny(sk.local.addr) && sk.local.addr !== about.src.addr) continue;
    const { remote } = sk;
    // Who is connected to port 0 hears of all ports.
    const strange = remote?.port && remote.port !== about.dst.port;
    if (remote && (remote.addr !== about.dst.addr || strange)) continue;
    const heard = mtu === undefined ? said.fatal : tooLarge(ctx, sk, about.dst.addr, mtu);
    if (heard === undefined) continue;
    if (asksFor(ctx, sk.id, v6)) {
      keepError(sk, {
        ...{ errno, type, code, bytes: payload.slice(headersOf(payload)), to: { ...about.dst } },
        ...{ offender: { addr: src.addr, port: 0 }, size: truesize(payload.length, v6) },
        ...(mtu !== undefined && { mtu }),
      });
    } else if (!remote || !heard) continue;
    sk.err = errno;
    wake(ctx, sockKey(sk.id), POLLIN | POLLERR);
  }
}

/** How long the headers of IP and UDP are that a message quotes. */
function headersOf(quoted: Uint8Array): number {
  if (quoted[0] >> 4 !== 6) return IP_HEADER_BYTES + UDP_HEADER_BYTES;
  const between = quoted[6] === IPPROTO.FRAGMENT ? FRAGMENT_HEADER_BYTES : 0;
  return IPV6_HEADER_BYTES + between + UDP_HEADER_BYTES;
}

/**
 * Notes a path's MTU unless the socket does without: whether the program hears of it as of a final error,
 * and undefined where it does not at all. Linux: __udp4_lib_err(), __udp6_lib_err().
 */
function tooLarge(ctx: Ctx, sk: UdpSock, addr: number, mtu: number): boolean | undefined {
  const mode = pathDiscovery(sk, addr);
  const way = route(ctx.stack, addr);
  const learns = mode < PMTUDISC.INTERFACE;
  if (learns && way) learnPathMtu(ctx.sim, ctx.stack, way.iface.name, addr, mtu);
  if (isV6(addr)) return learns ? mode !== PMTUDISC.DONT : undefined;
  return mode === PMTUDISC.DONT ? undefined : true;
}
