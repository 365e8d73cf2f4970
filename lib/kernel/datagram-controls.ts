// What those that ask for it hear beside a datagram.
//
// One idea: a control message is an option that is on. The order is Linux's: of the socket, of UDP, of IP.
//
// Units: interfaces by their index from 1; times in µs of virtual time.
// Source: ip(7), ipv6(7), socket(7); Linux net/socket.c __sock_recv_cmsgs(), net/ipv4/ip_sockglue.c
// ip_cmsg_recv_offset(), net/ipv6/datagram.c; answers of 6.18 (test/conformance/heard-headers.c).
// Departs: IPv6's headers of extension and flow labels are not there.

import {
  AF_INET,
  AF_INET6,
  IP_TOS,
  IP_TTL,
  SO_MARK,
  SO_PRIORITY,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
} from '../abi/constants.ts';
import {
  IP_PKTINFO,
  IP_RECVORIGDSTADDR,
  IP_RECVTOS,
  IP_RECVTTL,
  IPV6_2292HOPLIMIT,
  IPV6_2292PKTINFO,
  IPV6_HOPLIMIT,
  IPV6_PKTINFO,
  IPV6_RECVHOPLIMIT,
  IPV6_RECVORIGDSTADDR,
  IPV6_RECVPKTINFO,
  IPV6_RECVTCLASS,
  IPV6_TCLASS,
  SO_RCVMARK,
  SO_RCVPRIORITY,
  SO_RXQ_OVFL,
} from '../abi/option-numbers.ts';
import { isGroup, isLoopback, isV6, LOOPBACK } from '../net/ip.ts';
import type { Endpoint } from '../sim/trace.ts';
import { isBroadcast, isLocalAddr, type TcpStack } from '../tcp/stack.ts';
import { toBytes } from './bytes.ts';
import type { Control } from './control.ts';
import type { Ctx } from './kernel.ts';
import { endBytes } from './names.ts';
import { isOn } from './socket-options.ts';
import { stampControl } from './time-stamps.ts';
import { joinedControl } from './udp-segments.ts';
import type { UdpSock } from './udp-types.ts';

/** How a datagram came, for those who ask. */
export interface Arrival {
  to: Endpoint;
  iface: string;
  atUs: number;
  ttl?: number;
  tos?: number;
  /** SO_MARK and SO_PRIORITY of its sender, on this host. */
  mark?: number;
  priority?: number;
  /** How many had found no room before it came. */
  drops?: number;
}

/** Writes what a socket has asked to hear beside its datagrams. */
export function datagramControl(
  ctx: Ctx,
  sk: UdpSock,
  family: number,
  d: UdpSock['queue'][number],
): Control[] {
  const { options } = sk;
  const list: Control[] = stampControl(options, d.atUs);
  const asked = (option: number, level = SOL_SOCKET) => isOn(options, level, option);
  const tell = (type: number, value: number) =>
    list.push({ level: SOL_SOCKET, type, data: toBytes(value, 4) });
  if (d.drops && asked(SO_RXQ_OVFL)) tell(SO_RXQ_OVFL, d.drops);
  if (asked(SO_RCVMARK)) tell(SO_MARK, d.mark ?? 0);
  if (asked(SO_RCVPRIORITY)) tell(SO_PRIORITY, d.priority ?? 0);
  list.push(...joinedControl(d));
  const index = toBytes(ctx.stack.ifaces.findIndex(({ name }) => name === d.iface) + 1, 4);
  if (family === AF_INET6) list.push(...control6(d, index, (option) => asked(option, SOL_IPV6)));
  if (!isV6(d.to.addr)) list.push(...control4(ctx, d, index, (option) => asked(option, SOL_IP)));
  return list;
}

function control6(
  { to, ttl = 64, tos = 0 }: Arrival,
  index: Uint8Array,
  asked: (option: number) => boolean,
): Control[] {
  const list: Control[] = [];
  const tell = (type: number, ...parts: Uint8Array[]) =>
    list.push({ level: SOL_IPV6, type, data: joined(parts) });
  const addr = endBytes(to, AF_INET6).subarray(8, 24);
  if (asked(IPV6_RECVPKTINFO)) tell(IPV6_PKTINFO, addr, index);
  if (!isV6(to.addr)) return list;
  if (asked(IPV6_RECVHOPLIMIT)) tell(IPV6_HOPLIMIT, toBytes(ttl, 4));
  if (asked(IPV6_RECVTCLASS)) tell(IPV6_TCLASS, toBytes(tos, 4));
  if (asked(IPV6_2292PKTINFO)) tell(IPV6_2292PKTINFO, addr, index);
  if (asked(IPV6_2292HOPLIMIT)) tell(IPV6_2292HOPLIMIT, toBytes(ttl, 4));
  if (asked(IPV6_RECVORIGDSTADDR)) tell(IPV6_RECVORIGDSTADDR, endBytes(to, AF_INET6));
  return list;
}

function control4(
  { stack }: Ctx,
  { from, to, iface, ttl = 64, tos = 0 }: UdpSock['queue'][number],
  index: Uint8Array,
  asked: (option: number) => boolean,
): Control[] {
  const list: Control[] = [];
  const tell = (type: number, ...parts: Uint8Array[]) =>
    list.push({ level: SOL_IP, type, data: joined(parts) });
  const end = endBytes(to, AF_INET);
  const addr = end.subarray(4, 8);
  if (asked(IP_PKTINFO)) tell(IP_PKTINFO, index, here(stack, from.addr, to.addr, iface), addr);
  if (asked(IP_RECVTTL)) tell(IP_TTL, toBytes(ttl, 4));
  if (asked(IP_RECVTOS)) tell(IP_TOS, toBytes(tos, 1));
  if (asked(IP_RECVORIGDSTADDR)) tell(IP_RECVORIGDSTADDR, end);
  return list;
}

/** Where this host was found: the address that was meant, or of what is for many, the one to answer from. */
function here(stack: TcpStack, from: number, to: number, iface: string): Uint8Array {
  const { addr } = stack.ifaces.find(({ name }) => name === iface) ?? stack.ifaces[0];
  const own = isLoopback(from) ? LOOPBACK : isLocalAddr(stack, from) ? from : addr;
  const many = isGroup(to) || isBroadcast(stack, to);
  return endBytes({ addr: many ? own : to, port: 0 }, AF_INET).subarray(4, 8);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
