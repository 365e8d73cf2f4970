// What a datagram's own control messages ask of its headers: TTL, class, the address and the card it leaves by.
//
// One idea: a message asks for itself alone what an option asks for all of a socket's. What is asked is
// judged before anybody looks for a way, and the way is then looked for with it (udp-paths.ts).
//
// Units: interfaces by their index from 1, 0 for any.
// Source: cmsg(3), ip(7), ipv6(7); Linux net/core/sock.c __sock_cmsg_send(), net/ipv4/ip_sockglue.c
// ip_cmsg_send(), net/ipv6/datagram.c ip6_datagram_send_ctl(); answers of 6.18 (test/conformance/asked-headers.c).
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
import { EINVAL, ENODEV, EPERM } from '../abi/errno.ts';
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
  SCM_DEVMEM_DMABUF,
  SCM_TS_OPT_ID,
  SO_TIMESTAMPING,
  SO_TIMESTAMPING_NEW,
  SO_TXTIME,
} from '../abi/option-numbers.ts';
import { isAny, isLoopback, isV6, readV6, V6 } from '../net/ip.ts';
import { isLocalAddr } from '../tcp/stack.ts';
import { bigAt, signedAt } from './bytes.ts';
import type { Control } from './control.ts';
import { priorityOf } from './ip-options.ts';
import type { Ctx } from './kernel.ts';
import { isOn, type Kept } from './socket-options.ts';
import { isAskedStamp, numbersSends } from './time-stamps.ts';
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

/**
 * Judges a control message at the level of sockets for a socket with these options: 0, -EINVAL or -EPERM.
 * Linux: __sock_cmsg_send().
 */
export function socketControl(
  { type, data }: Control,
  uid: number,
  kept: Kept | undefined,
  stream: boolean,
): number {
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
      return whole && isAskedStamp(value) ? 0 : -EINVAL;
    // The moment at which to leave, whatever it says.
    case SO_TXTIME:
      return kept?.has(SO_TXTIME) && data.length === 8 ? 0 : -EINVAL;
    // The number under which a moment would be told; a stream's are numbered by its bytes.
    case SCM_TS_OPT_ID:
      return !stream && kept && numbersSends(kept) && whole ? 0 : -EINVAL;
    case SCM_DEVMEM_DMABUF:
      return whole ? 0 : -EINVAL;
    default:
      return -EINVAL;
  }
}

/** Judges what is sent along over a stream: the level of sockets alone is looked at. */
export function streamControl(
  control: readonly Control[],
  uid: number,
  kept: Kept | undefined,
): number {
  const bad = control.some(
    (one) => one.level === SOL_SOCKET && socketControl(one, uid, kept, true),
  );
  return bad ? -EINVAL : 0;
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
      bad = socketControl(one, uid, sk.options, false);
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
      asked.src = bigAt(data, 4);
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
  if (!isOn(sk.options, SOL_IP, IP_TRANSPARENT) && (!own || strange)) return -EINVAL;
  asked.src = src;
  return 0;
}
