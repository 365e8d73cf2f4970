// Options of IP and IPv6 that few programs set.
//
// One idea: an option is a default and a rule for what it may become.
//
// Units: interfaces by their index from 1.
// Source: ip(7), ipv6(7); Linux net/ipv4/ip_sockglue.c, net/ipv6/ipv6_sockglue.c; every option read, set and
// read again on 6.18 (test/conformance/ip-options.c).
// Departs: IPv6's headers of extension are not there.

import {
  IP_BIND_ADDRESS_NO_PORT,
  IP_FREEBIND,
  IP_MTU_DISCOVER,
  IP_RECVERR,
  IP_TOS,
  IP_TRANSPARENT,
  IP_TTL,
  IPV6_MTU_DISCOVER,
  IPV6_RECVERR,
  IPV6_UNICAST_HOPS,
  SO_PRIORITY,
  SOL_IP,
  SOL_IPV6,
} from '../abi/constants.ts';
import { EADDRNOTAVAIL, EINVAL, ENODEV, ENOPROTOOPT } from '../abi/errno.ts';
import {
  IP_CHECKSUM,
  IP_HDRINCL,
  IP_MINTTL,
  IP_MULTICAST_ALL,
  IP_MULTICAST_IF,
  IP_MULTICAST_LOOP,
  IP_MULTICAST_TTL,
  IP_NODEFRAG,
  IP_PASSSEC,
  IP_PKTINFO,
  IP_RECVERR_RFC4884,
  IP_RECVFRAGSIZE,
  IP_RECVOPTS,
  IP_RECVORIGDSTADDR,
  IP_RECVTOS,
  IP_RECVTTL,
  IP_RETOPTS,
  IP_UNICAST_IF,
  IPV6_2292DSTOPTS,
  IPV6_2292HOPLIMIT,
  IPV6_2292HOPOPTS,
  IPV6_2292PKTINFO,
  IPV6_2292RTHDR,
  IPV6_AUTOFLOWLABEL,
  IPV6_DONTFRAG,
  IPV6_FLOWINFO,
  IPV6_FLOWINFO_SEND,
  IPV6_FREEBIND,
  IPV6_MINHOPCOUNT,
  IPV6_MULTICAST_ALL,
  IPV6_MULTICAST_HOPS,
  IPV6_MULTICAST_IF,
  IPV6_MULTICAST_LOOP,
  IPV6_RECVDSTOPTS,
  IPV6_RECVERR_RFC4884,
  IPV6_RECVFRAGSIZE,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVHOPOPTS,
  IPV6_RECVORIGDSTADDR,
  IPV6_RECVPATHMTU,
  IPV6_RECVPKTINFO,
  IPV6_RECVRTHDR,
  IPV6_RECVTCLASS,
  IPV6_ROUTER_ALERT_ISOLATE,
  IPV6_TCLASS,
  IPV6_TRANSPARENT,
  IPV6_UNICAST_IF,
} from '../abi/option-numbers.ts';
import { isLoopback, v4Bytes } from '../net/ip.ts';
import type { Segment } from '../sim/trace.ts';
import type { Asked } from './asked-headers.ts';
import { bigAt, signedAt, toBytes } from './bytes.ts';
import type { Ctx } from './kernel.ts';
import { type Kept, levelKey } from './socket-options.ts';

/** What an option may become: on or off, 0 or 1 and nothing else, a byte, or more than that. */
type Rule =
  | ('switch' | 'bool' | 'byte' | 'hops' | 'ttl' | 'class' | 'service')
  | ('mtu' | 'datagrams' | 'iface' | 'fixed');

const row = (rule: Rule, first: number, ...options: number[]) =>
  options.map((option): [number, [Rule, number]] => [option, [rule, first]]);

/** Those that are on or off: what to hear of, and what happens to packets that are not ours. */
const IP_SWITCHES = [
  ...[IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, IP_RECVORIGDSTADDR, IP_RECVOPTS, IP_RETOPTS],
  ...[IP_PASSSEC, IP_CHECKSUM, IP_BIND_ADDRESS_NO_PORT],
];
const IPV6_SWITCHES = [
  ...[IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVTCLASS, IPV6_RECVORIGDSTADDR],
  ...[IPV6_2292PKTINFO, IPV6_2292HOPOPTS, IPV6_2292DSTOPTS, IPV6_2292RTHDR, IPV6_2292HOPLIMIT],
  ...[IPV6_FLOWINFO, IPV6_ROUTER_ALERT_ISOLATE, IPV6_FLOWINFO_SEND, IPV6_RECVHOPOPTS],
  ...[IPV6_RECVRTHDR, IPV6_RECVDSTOPTS, IPV6_RECVPATHMTU, IPV6_DONTFRAG, IPV6_TRANSPARENT],
  ...[IPV6_RECVFRAGSIZE, IPV6_FREEBIND],
];

const IP_RULES = new Map([
  ...row('switch', 0, IP_RECVERR, IP_FREEBIND, IP_TRANSPARENT, ...IP_SWITCHES),
  ...row('switch', 1, IP_MULTICAST_LOOP),
  ...row('service', 0, IP_TOS),
  ...row('hops', 64, IP_TTL),
  ...row('mtu', 1, IP_MTU_DISCOVER),
  ...row('bool', 0, IP_RECVERR_RFC4884),
  ...row('bool', 1, IP_MULTICAST_ALL),
  ...row('byte', 0, IP_MINTTL),
  ...row('ttl', 1, IP_MULTICAST_TTL),
  ...row('datagrams', 0, IP_RECVFRAGSIZE),
  ...row('iface', 0, IP_MULTICAST_IF, IP_UNICAST_IF),
  ...row('fixed', 0, IP_HDRINCL, IP_NODEFRAG),
]);
const IPV6_RULES = new Map([
  ...row('switch', 0, IPV6_RECVERR, ...IPV6_SWITCHES),
  ...row('hops', 64, IPV6_UNICAST_HOPS),
  ...row('switch', 1, IPV6_MULTICAST_ALL, IPV6_AUTOFLOWLABEL),
  ...row('bool', 0, IPV6_RECVERR_RFC4884),
  ...row('bool', 1, IPV6_MULTICAST_LOOP),
  ...row('byte', 0, IPV6_MINHOPCOUNT),
  ...row('ttl', 1, IPV6_MULTICAST_HOPS),
  ...row('class', 0, IPV6_TCLASS),
  ...row('mtu', 1, IPV6_MTU_DISCOVER),
  ...row('iface', 0, IPV6_MULTICAST_IF, IPV6_UNICAST_IF),
]);

/** Two of IPv6's are IPv4's by another name. */
const SAME = new Map([
  [IPV6_TRANSPARENT, IP_TRANSPARENT],
  [IPV6_FREEBIND, IP_FREEBIND],
]);

function keyOf(level: number, option: number): number {
  const same = level === SOL_IPV6 ? SAME.get(option) : undefined;
  return same === undefined ? levelKey(level, option) : levelKey(SOL_IP, same);
}

const ruleOf = (level: number, option: number) =>
  (level === SOL_IP ? IP_RULES : IPV6_RULES).get(option);

/** Fewest bytes to set one with, where that is not IPv4's none (which is 0) or IPv6's int. */
const LEAST_BYTES = new Map([
  ...[IP_FREEBIND, IP_TRANSPARENT, IP_MINTTL].map((one) => [levelKey(SOL_IP, one), 1] as const),
  ...[IP_MULTICAST_TTL, IP_MULTICAST_LOOP, IP_MULTICAST_ALL].map(
    (one) => [levelKey(SOL_IP, one), 1] as const,
  ),
  ...[IPV6_DONTFRAG, IPV6_AUTOFLOWLABEL, IPV6_RECVFRAGSIZE].map(
    (one) => [levelKey(SOL_IPV6, one), 0] as const,
  ),
]);

export function leastIpBytes(level: number, option: number): number {
  return LEAST_BYTES.get(levelKey(level, option)) ?? (level === SOL_IP ? 0 : 4);
}

/** Tells what such an option is: an int, or -ENOPROTOOPT. */
export function readIpKept(options: Kept, level: number, option: number): Uint8Array | number {
  const rule = ruleOf(level, option);
  if (!rule) return -ENOPROTOOPT;
  if (level === SOL_IP && option === IP_MULTICAST_IF)
    return Uint8Array.from(v4Bytes(options.get(keyOf(level, option))?.[0] ?? 0));
  return toBytes(options.get(keyOf(level, option))?.[0] ?? rule[1], 4);
}

/** Sets such an option: 0, -EINVAL out of range, -EADDRNOTAVAIL and -ENODEV for no interface, -ENOPROTOOPT. */
export function keepIp(
  ctx: Ctx,
  options: Kept,
  stream: boolean,
  [level, option, value]: readonly [level: number, option: number, value: number],
  bytes: Uint8Array,
): number {
  const rule = ruleOf(level, option);
  if (!rule || rule[0] === 'fixed') return -ENOPROTOOPT;
  if (rule[0] === 'service') return setService(options, stream, value);
  if (level === SOL_IP && option === IP_MULTICAST_IF) return setCard(ctx, options, stream, bytes);
  const kept =
    rule[0] === 'iface'
      ? ifaceAsked(ctx, stream, level, option, bytes)
      : keptAs(rule, stream, level, value);
  if (kept < 0) return kept;
  options.set(keyOf(level, option), [kept]);
  return 0;
}

/** The two bits of a type of service that belong to congestion notification. */
const ECN_BITS = 3;

/** IP_TOS is a byte, and says where packets stand in line; a connection's ECN is its own. */
function setService(options: Kept, stream: boolean, value: number): number {
  const key = levelKey(SOL_IP, IP_TOS);
  const before = options.get(key)?.[0] ?? 0;
  const kept = stream ? (value & 255 & ~ECN_BITS) | (before & ECN_BITS) : value & 255;
  if (kept !== before) options.set(SO_PRIORITY, [priorityOf(kept)]);
  options.set(key, [kept]);
  return 0;
}

/** Linux: rt_tos2priority(); TC_PRIO_BESTEFFORT, BULK, INTERACTIVE and INTERACTIVE_BULK. */
export function priorityOf(service: number): number {
  return [0, 2, 6, 4][(service >> 3) & 3];
}

function keptAs(
  [rule, first]: [Rule, number],
  stream: boolean,
  level: number,
  value: number,
): number {
  const within = (least: number, most: number) => (value < least || value > most ? -EINVAL : value);
  // Of a stream nothing goes to many.
  const refused = level === SOL_IP ? -EINVAL : -ENOPROTOOPT;
  switch (rule) {
    case 'bool':
      return within(0, 1);
    case 'byte':
      return within(0, 255);
    case 'mtu':
      return within(0, 5);
    case 'hops':
      return value === -1 ? first : within(level === SOL_IP ? 1 : 0, 255);
    case 'class':
    case 'ttl':
      if (rule === 'ttl' && stream) return refused;
      if (value === -1) return first;
      // The two bits of congestion notification are the stream's own.
      return rule === 'class' && stream && value > 0 && value < 256
        ? value & ~ECN_BITS
        : within(0, 255);
    default:
      if (rule === 'datagrams' && stream) return refused;
      return value === 0 ? 0 : 1;
  }
}

/**
 * IP_MULTICAST_IF: the interface that datagrams to groups leave by, by an address, or by its index with the address
 * that they come from. Kept are the address as it is in memory, and the index.
 */
function setCard(
  { stack: { ifaces } }: Ctx,
  options: Kept,
  stream: boolean,
  bytes: Uint8Array,
): number {
  if (stream || bytes.length < 4) return -EINVAL;
  const at = bytes.length >= 8 ? 4 : 0;
  const addr = bigAt(bytes, at);
  let index = bytes.length >= 12 ? signedAt(bytes, 8, 4) : 0;
  if (!index && addr) {
    index = isLoopback(addr) ? 1 : ifaces.findIndex((iface) => iface.addr === addr) + 1;
    if (index === 0) return -EADDRNOTAVAIL;
  }
  if (index && !ifaces[index - 1]) return -EADDRNOTAVAIL;
  options.set(keyOf(SOL_IP, IP_MULTICAST_IF), [addr, index]);
  return 0;
}

/** The interface that datagrams to a group, or all of them, leave by: by its index. */
function ifaceAsked(
  { stack: { ifaces } }: Ctx,
  stream: boolean,
  level: number,
  option: number,
  bytes: Uint8Array,
): number {
  const six = level === SOL_IPV6 && option === IPV6_MULTICAST_IF;
  if (six && stream) return -ENOPROTOOPT;
  if (option !== IPV6_MULTICAST_IF && bytes.length !== 4) return -EINVAL;
  const index = six ? signedAt(bytes, 0, 4) : bigAt(bytes, 0) | 0;
  if (index === 0 || (index > 0 && index <= ifaces.length)) return signedAt(bytes, 0, 4) >>> 0;
  return six ? -ENODEV : -EADDRNOTAVAIL;
}

/** What a message and its socket's options ask the IP header to say; nothing by default. */
export function headerAsked(
  options: Kept,
  v6: boolean,
  own: Asked,
  group?: number,
): Pick<Segment, 'ttl' | 'tos'> {
  const asked = (level: number, option: number) => options.get(levelKey(level, option))?.[0];
  const ttl = own.ttl ?? group ?? (v6 ? asked(SOL_IPV6, IPV6_UNICAST_HOPS) : asked(SOL_IP, IP_TTL));
  const tos = own.tos ?? (v6 ? asked(SOL_IPV6, IPV6_TCLASS) : asked(SOL_IP, IP_TOS));
  return { ...(ttl !== undefined && ttl >= 0 && { ttl }), ...(tos && { tos }) };
}
