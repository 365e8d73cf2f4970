// The way of a datagram to a group or to everybody: which interface it leaves by, and that this host hears it, too.
//
// One idea: what many are to hear is for this host as well, if it is one of them; a copy comes in by the
// interface that the datagram leaves by, unless the sender does without.
//
// Source: ip(7) IP_MULTICAST_IF, IP_MULTICAST_LOOP; Linux net/ipv4/route.c __mkroute_output(), ip_output.c
// ip_mc_output(), net/ipv6/ip6_output.c ip6_finish_output2(); answers of 6.18 (test/conformance/groups.c).
// Departs: what goes to a group leaves by the first interface if nobody says by which (ledger: groups).

import { SO_BROADCAST, SOL_IP, SOL_IPV6 } from '../abi/constants.ts';
import { EACCES, EINVAL, ENETUNREACH, ENODEV } from '../abi/errno.ts';
import {
  IP_MULTICAST_IF,
  IP_MULTICAST_LOOP,
  IP_MULTICAST_TTL,
  IP_UNICAST_IF,
  IPV6_MULTICAST_HOPS,
  IPV6_MULTICAST_IF,
  IPV6_MULTICAST_LOOP,
  IPV6_UNICAST_IF,
} from '../abi/option-numbers.ts';
import { BROADCAST, isAny, isGroup, isLoopback, isV6, LOOPBACK, V6 } from '../net/ip.ts';
import { broadcastOf, isBroadcast, isLocalAddr } from '../tcp/stack.ts';
import type { Asked } from './asked-headers.ts';
import { isForHost } from './groups.ts';
import type { Ctx } from './kernel.ts';
import { levelKey, optionOf } from './socket-options.ts';
import { holderOf, type Way, wrongSource } from './udp-paths.ts';
import type { UdpSock } from './udp-types.ts';

function kept({ options }: UdpSock, level: number, option: number): number[] | undefined {
  return options.get(levelKey(level, option));
}

/** Tells whether a datagram to an address is for many. */
export function isForMany(ctx: Ctx, dst: number): boolean {
  return isGroup(dst) || isBroadcast(ctx.stack, dst);
}

/**
 * Finds the way to a group or to everybody: -EACCES without SO_BROADCAST, -ENETUNREACH, -ENODEV, or -EINVAL for a
 * source that does not fit the interface.
 */
export function wayToMany(ctx: Ctx, sk: UdpSock, dst: number, asked: Asked): Way | number {
  const way = isV6(dst) ? wayTo6(ctx, sk, dst, asked) : wayTo4(ctx, sk, dst, asked);
  if (typeof way === 'number' || isGroup(dst)) return way;
  return optionOf(sk, SO_BROADCAST) ? way : -EACCES;
}

function wayTo4(ctx: Ctx, sk: UdpSock, dst: number, asked: Asked): Way | number {
  const { ifaces } = ctx.stack;
  const [lo, first] = ifaces;
  const group = isGroup(dst);
  const [address = 0, index = 0] = group
    ? (kept(sk, SOL_IP, IP_MULTICAST_IF) ?? [])
    : [0, unicastCard(sk, false)];
  const bound = isForMany(ctx, sk.local.addr) ? 0 : sk.local.addr;
  let src = asked.src || bound || address;
  let oif = asked.oif || index;
  if (src) {
    const wrong = wrongSource(ctx, sk, src);
    if (wrong) return wrong;
    if (!oif && dst !== BROADCAST && !group) oif = 0;
    else if (!oif) oif = ifaces.indexOf(holderOf(ctx, src)!) + 1;
  }
  if (oif && !ifaces[oif - 1]) return -ENODEV;
  const network = ifaces.find((one) => broadcastOf(one) === dst);
  const iface = ifaces[oif - 1] ?? network ?? first ?? (group ? undefined : lo);
  if (!iface) return -ENETUNREACH;
  if (iface !== lo && isLoopback(src)) return -EINVAL;
  src ||= iface === lo ? (oif && first ? first.addr : LOOPBACK) : iface.addr;
  const ttl = group ? (kept(sk, SOL_IP, IP_MULTICAST_TTL)?.[0] ?? 1) : undefined;
  const loop = !group || (kept(sk, SOL_IP, IP_MULTICAST_LOOP)?.[0] ?? 1) !== 0;
  const heard = !group || isForHost(ctx, dst, ifaces.indexOf(iface) + 1, src);
  return { iface, src, ttl, loops: iface !== lo && loop && heard, by: iface.name };
}

function wayTo6(ctx: Ctx, sk: UdpSock, dst: number, asked: Asked): Way | number {
  const { ifaces } = ctx.stack;
  const [lo, first] = ifaces;
  const oif = asked.oif || (kept(sk, SOL_IPV6, IPV6_MULTICAST_IF)?.[0] ?? 0);
  const iface = oif ? ifaces[oif - 1] : first;
  // Over IPv6 the loopback leads to no group.
  if (!iface || iface === lo) return -ENETUNREACH;
  const bound = isAny(sk.local.addr) || isGroup(sk.local.addr) ? 0 : sk.local.addr;
  const src = asked.src || bound || V6 + iface.addr;
  const ttl = kept(sk, SOL_IPV6, IPV6_MULTICAST_HOPS)?.[0] ?? 1;
  const loop = (kept(sk, SOL_IPV6, IPV6_MULTICAST_LOOP)?.[0] ?? 1) !== 0;
  const heard = isForHost(ctx, dst, ifaces.indexOf(iface) + 1, src);
  return { iface, src, ttl, loops: loop && heard, by: iface.name };
}

/** IP_UNICAST_IF and IPV6_UNICAST_IF, which are kept as the network has numbers; 0 for none. */
export function unicastCard(sk: UdpSock, six: boolean): number {
  const raw = six ? kept(sk, SOL_IPV6, IPV6_UNICAST_IF) : kept(sk, SOL_IP, IP_UNICAST_IF);
  return raw ? raw[0] >>> 24 : 0;
}

/** Tells whether an address may be a sender's: not a group's or everybody's, which stand for none. */
export function isSource(ctx: Ctx, addr: number): boolean {
  return !isAny(addr) && (isLocalAddr(ctx.stack, addr) || !isForMany(ctx, addr));
}
