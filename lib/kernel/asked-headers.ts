// What a datagram's own control messages ask of its headers: TTL, class, the address and the card it leaves by.
//
// One idea: a message asks for itself alone what an option asks for all of a socket's. What is asked is
// judged before anybody looks for a way, and the way is then looked for with it.
//
// Units: interfaces by their index from 1, 0 for any.
// Source: cmsg(3), ip(7), ipv6(7); Linux net/core/sock.c __sock_cmsg_send(), net/ipv4/ip_sockglue.c
// ip_cmsg_send(), route.c ip_route_output_key_hash_rcu(), net/ipv6/datagram.c ip6_datagram_send_ctl(), route.c
// ip6_route_output_flags(); answers of 6.18 (test/conformance/asked-headers.c).
// Departs: IP_RETOPTS takes padding alone, and headers of extension are refused (ledger).

import {
  IP_TOS,
  IP_TRANSPARENT,
  IP_TTL,
  SCM_CREDENTIALS,
  SCM_RIGHTS,
  SO_MARK,
  SO_PRIORITY,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
} from '../abi/constants.ts';
import { EINVAL, ENETUNREACH, ENODEV, EPERM } from '../abi/errno.ts';
import {
  IP_PKTINFO,
  IP_PROTOCOL,
  IP_RETOPTS,
  IPV6_2292HOPLIMIT,
  IPV6_2292PKTINFO,
  IPV6_DONTFRAG,
  IPV6_FLOWINFO,
  IPV6_HOPLIMIT,
  IPV6_PKTINFO,
  IPV6_TCLASS,
  SO_TIMESTAMPING,
  SO_TIMESTAMPING_NEW,
} from '../abi/option-numbers.ts';
import {
  BROADCAST,
  isAny,
  isLoopback,
  isMulticast,
  isV6,
  LOOPBACK,
  readV6,
  V6,
} from '../net/ip.ts';
import { type Iface, isLocalAddr } from '../tcp/stack.ts';
import { signedAt } from './bytes.ts';
import type { Control } from './control.ts';
import { priorityOf } from './ip-options.ts';
import type { Ctx } from './kernel.ts';
import { isOn } from './socket-options.ts';
import { segmentAsked } from './udp-segments.ts';
import type { UdpSock } from './udp-types.ts';

/** What one message asks for; what it does not is the socket's. */
export interface Asked {
  /** What UDP cuts it into. */
  segment?: number;
  ttl?: number;
  tos?: number;
  src?: number;
  /** The interface it is to leave by. */
  oif?: number;
  dontFrag?: boolean;
  mark?: number;
  priority?: number;
}

/** SOF_TIMESTAMPING_TX_HARDWARE, _SOFTWARE, _SCHED, _ACK and _COMPLETION: what a message may ask for. */
const TX_TIMESTAMPS = 0x40303;

/** Judges a control message at the level of sockets: 0, -EINVAL or -EPERM. Linux: __sock_cmsg_send(). */
export function socketControl({ type, data }: Control, uid: number): number {
  const whole = data.length === 4;
  const value = signedAt(data, 0, 4);
  switch (type) {
    case SCM_RIGHTS:
    case SCM_CREDENTIALS:
      return 0;
    case SO_MARK:
      if (uid !== 0) return -EPERM;
      return whole ? 0 : -EINVAL;
    case SO_PRIORITY:
      if (!whole) return -EINVAL;
      return uid !== 0 && (value < 0 || value > 6) ? -EPERM : 0;
    case SO_TIMESTAMPING:
    case SO_TIMESTAMPING_NEW:
      return whole && !(value & ~TX_TIMESTAMPS) ? 0 : -EINVAL;
    default:
      return -EINVAL;
  }
}

/** Judges what is sent along over a stream: the level of sockets alone is looked at. */
export function streamControl(control: readonly Control[], uid: number): number {
  return control.some((one) => one.level === SOL_SOCKET && socketControl(one, uid)) ? -EINVAL : 0;
}

/** Reads what a datagram to `dst` asks for: -EINVAL, -EPERM, or -ENODEV for no such interface. */
export function readAsked(
  ctx: Ctx,
  sk: UdpSock,
  dst: number,
  control: readonly Control[],
  uid: number,
): Asked | number {
  const asked: Asked = {};
  const segment = segmentAsked(control);
  if (segment !== undefined) {
    if (segment < 0) return segment;
    asked.segment = segment;
  }
  const six = isV6(dst);
  for (const one of control) {
    let bad = 0;
    if (one.level === SOL_SOCKET) {
      bad = socketControl(one, uid);
      const value = signedAt(one.data, 0, 4);
      if (one.type === SO_MARK) asked.mark = value;
      if (one.type === SO_PRIORITY) asked.priority = value;
    } else if (six && one.level === SOL_IPV6) bad = ask6(ctx, sk, asked, one);
    else if (!six && one.level === SOL_IP) bad = ask4(asked, one);
    else if (!six && isV6(sk.boundAddr) && one.level === SOL_IPV6) bad = askMapped(asked, one);
    if (bad) return bad;
  }
  return asked;
}

function ask4(asked: Asked, { type, data }: Control): number {
  const value = data.length === 4 ? signedAt(data, 0, 4) : -1;
  switch (type) {
    case IP_TTL:
      if (value < 1 || value > 255) return -EINVAL;
      asked.ttl = value;
      return 0;
    case IP_TOS: {
      const tos = data.length === 1 ? data[0] : value;
      if (tos < 0 || tos > 255) return -EINVAL;
      asked.tos = tos;
      asked.priority = priorityOf(tos);
      return 0;
    }
    case IP_PKTINFO:
      if (data.length !== 12) return -EINVAL;
      asked.oif = signedAt(data, 0, 4) || (asked.oif ?? 0);
      asked.src = new DataView(data.buffer, data.byteOffset).getUint32(4);
      return 0;
    case IP_RETOPTS:
      return data.subarray(0, 40).every((byte) => byte <= 1) ? 0 : -EINVAL;
    case IP_PROTOCOL:
      return value >= 1 && value <= 255 ? 0 : -EINVAL;
    default:
      return -EINVAL;
  }
}

const INFO6_BYTES = 20;

/** Of a socket of IPv6 that sends over IPv4 one control message is read with IPv6's name. */
function askMapped(asked: Asked, { type, data }: Control): number {
  if (type !== IPV6_PKTINFO) return 0;
  const src = data.length < INFO6_BYTES ? V6 : readV6(data.subarray(0, 16));
  if (isV6(src)) return -EINVAL;
  asked.oif = signedAt(data, 16, 4) || (asked.oif ?? 0);
  asked.src = src;
  return 0;
}

function ask6(ctx: Ctx, sk: UdpSock, asked: Asked, { type, data }: Control): number {
  const value = data.length === 4 ? signedAt(data, 0, 4) : -2;
  switch (type) {
    case IPV6_PKTINFO:
    case IPV6_2292PKTINFO:
      return askInfo6(ctx, sk, asked, data);
    case IPV6_HOPLIMIT:
    case IPV6_2292HOPLIMIT: {
      // Linux keeps it in 16 bits before it looks.
      const hops = (value << 16) >> 16;
      if (hops < -1 || hops > 255) return -EINVAL;
      if (hops >= 0) asked.ttl = hops;
      else delete asked.ttl;
      return 0;
    }
    case IPV6_TCLASS:
      if (value < -1 || value > 255) return -EINVAL;
      asked.tos = value & 255;
      return 0;
    case IPV6_DONTFRAG:
      if (value < 0 || value > 1) return -EINVAL;
      asked.dontFrag = value === 1;
      return 0;
    case IPV6_FLOWINFO:
      return data.length < 4 ? -EINVAL : 0;
    default:
      return -EINVAL;
  }
}

/** The address must be this host's, and that of the loopback its interface's. */
function askInfo6({ stack }: Ctx, sk: UdpSock, asked: Asked, data: Uint8Array): number {
  if (data.length < INFO6_BYTES) return -EINVAL;
  const oif = signedAt(data, 16, 4);
  if (oif) asked.oif = oif;
  const iface = asked.oif ? stack.ifaces[asked.oif - 1] : undefined;
  if (asked.oif && !iface) return -ENODEV;
  const src = readV6(data.subarray(0, 16));
  if (isAny(src) && isV6(src)) return 0;
  const own = isV6(src) && isLocalAddr(stack, src);
  const strange = isLoopback(src >>> 0) && iface !== undefined && iface.name !== 'lo';
  if (!isTransparent(sk) && (!own || strange)) return -EINVAL;
  asked.src = src;
  return 0;
}

function isTransparent({ options }: UdpSock): boolean {
  return isOn(options, SOL_IP, IP_TRANSPARENT);
}

/** A way by which a datagram leaves: `by`, what its receiver is told where that is this host. */
export interface Way {
  iface: Iface;
  src: number;
  by?: string;
  /** To many: its TTL where no message asks for one, and that this host is to hear it, too. */
  ttl?: number | undefined;
  loops?: boolean;
}

/**
 * Finds the way of a datagram that asks for a source or an interface: -EINVAL and -ENETUNREACH for a source
 * that it cannot have, -ENODEV for no such interface, -ENETUNREACH where none leads there.
 */
export function askedWay(ctx: Ctx, sk: UdpSock, dst: number, asked: Asked): Way | number {
  const { ifaces } = ctx.stack;
  const { oif = 0 } = asked;
  const src = asked.src || (isAny(sk.local.addr) ? 0 : sk.local.addr);
  if (isV6(dst)) return way6(ctx, dst, src, ifaces[oif - 1]);
  const wrong = src === 0 ? 0 : wrongSource(ctx, sk, src);
  if (wrong) return wrong;
  if (oif !== 0 && !ifaces[oif - 1]) return -ENODEV;
  return way4(ctx, dst, src, ifaces[oif - 1]);
}

/** What is wrong with a source over IPv4: -EINVAL for what is nobody's, -ENETUNREACH for somebody else's, or 0. */
export function wrongSource({ stack }: Ctx, sk: UdpSock, src: number): number {
  if (isMulticast(src) || src === BROADCAST || src >>> 24 === 0) return -EINVAL;
  return isTransparent(sk) || isLocalAddr(stack, src) ? 0 : -ENETUNREACH;
}

/** The interface whose address this is. */
export function holderOf({ stack }: Ctx, addr: number): Iface | undefined {
  if (isLoopback(addr >>> 0)) return stack.ifaces[0];
  return stack.ifaces.find((iface) => iface.addr === addr >>> 0);
}

function isReached({ prefix, addr }: Iface, dst: number): boolean {
  return prefix === 0 || dst >>> (32 - prefix) === addr >>> (32 - prefix);
}

/** Over IPv4 whatever is asked to leave by an interface is taken to be there, if no route says otherwise. */
function way4(ctx: Ctx, dst: number, src: number, asked: Iface | undefined): Way | number {
  const [lo, ...cards] = ctx.stack.ifaces;
  const holder = holderOf(ctx, dst);
  if (holder && (!asked || asked === holder)) {
    return { iface: lo, src: src || (holder === lo ? LOOPBACK : dst), by: holder.name };
  }
  const iface = asked ?? cards.find((card) => isReached(card, dst));
  if (!iface) return -ENETUNREACH;
  if (iface !== lo && isLoopback(src)) return -EINVAL;
  // An address of the loopback is for the host alone; what leaves by lo all the same has another.
  const own = iface === lo ? (cards[0]?.addr ?? LOOPBACK) : iface.addr;
  return { iface, src: src || own, by: iface.name };
}

/** Over IPv6 an interface counts where no source is asked for, and where the loopback is sent to. */
function way6(ctx: Ctx, dst: number, src: number, asked: Iface | undefined): Way | number {
  const [lo, ...cards] = ctx.stack.ifaces;
  const holder = holderOf(ctx, dst);
  const iface =
    holder ??
    cards.find((card) => card === asked && isReached(card, dst)) ??
    cards.find((card) => isReached(card, dst));
  if (!iface) return -ENETUNREACH;
  const strict = src === 0 || holder === lo;
  if (asked && strict && asked !== iface) return -ENETUNREACH;
  const own = V6 + (iface === lo ? LOOPBACK : iface.addr);
  return { iface: holder ? lo : iface, src: src || own, by: iface.name };
}
