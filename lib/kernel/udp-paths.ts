// The way of a datagram that asks for a source or an interface: which interface it leaves by, and with what address.
//
// One idea: over IPv4 what is asked for counts, over IPv6 the route does.
//
// Units: interfaces by their index from 1, 0 for any.
// Source: Linux net/ipv4/route.c ip_route_output_key_hash_rcu(), net/ipv6/route.c ip6_route_output_flags(); answers
// of 6.18 (test/conformance/asked-headers.c).

import { IP_TRANSPARENT, SOL_IP } from '../abi/constants.ts';
import { EINVAL, ENETUNREACH, ENODEV } from '../abi/errno.ts';
import { BROADCAST, isAny, isLoopback, isMulticast, isV6, LOOPBACK, V6 } from '../net/ip.ts';
import { type Iface, isLocalAddr } from '../tcp/stack.ts';
import type { Asked } from './asked-headers.ts';
import type { Ctx } from './kernel.ts';
import { isOn } from './socket-options.ts';
import type { UdpSock } from './udp-types.ts';

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
  return isOn(sk.options, SOL_IP, IP_TRANSPARENT) || isLocalAddr(stack, src) ? 0 : -ENETUNREACH;
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
