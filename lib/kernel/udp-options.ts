// Options of datagram sockets at SOL_SOCKET: what is kept, and what may only be read.
//
// One idea: an option is its ints by number. Those that only switch something on or off keep 0 or 1.
//
// Units: bytes.
// Source: socket(7); Linux net/core/sock.c sk_setsockopt(); answers of Linux 6.18.
// Departs: only SO_REUSEADDR and SO_REUSEPORT have an effect; the others are kept and told.

import {
  SO_ACCEPTCONN,
  SO_BROADCAST,
  SO_DONTROUTE,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_OOBINLINE,
  SO_PRIORITY,
  SO_RCVBUF,
  SO_RCVLOWAT,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SO_SNDBUF,
} from '../abi/constants.ts';
import { EINVAL, ENOPROTOOPT } from '../abi/errno.ts';
import type { TcpSysctl } from '../tcp/sysctl.ts';
import type { UdpSock } from './kernel.ts';

/** net.core.rmem_default and wmem_default. */
const BUFFER_BYTES = 212_992;
const SNDBUF_MIN = 4608;
const RCVBUF_MIN = 2304;

const DEFAULTS = new Map<number, number[]>([
  [SO_SNDBUF, [BUFFER_BYTES]],
  [SO_RCVBUF, [BUFFER_BYTES]],
  [SO_REUSEADDR, [0]],
  [SO_REUSEPORT, [0]],
  [SO_BROADCAST, [0]],
  [SO_KEEPALIVE, [0]],
  [SO_DONTROUTE, [0]],
  [SO_OOBINLINE, [0]],
  [SO_PRIORITY, [0]],
  [SO_RCVLOWAT, [1]],
  [SO_LINGER, [0, 0]],
  [SO_ACCEPTCONN, [0]],
]);

/** Keeps an option: 0, -EINVAL for too few ints, -ENOPROTOOPT for unknown and read-only ones. */
export function setUdpOption(
  sk: UdpSock,
  sysctl: TcpSysctl,
  option: number,
  values: number[],
): number {
  if (!DEFAULTS.has(option) || option === SO_ACCEPTCONN) return -ENOPROTOOPT;
  if (option === SO_LINGER && values.length < 2) return -EINVAL;
  sk.options.set(option, keptOf(sysctl, option, values));
  return 0;
}

function keptOf(sysctl: TcpSysctl, option: number, values: number[]): number[] {
  const [value] = values;
  switch (option) {
    // Doubled, because half of it is thought to go into bookkeeping.
    case SO_SNDBUF:
      return [Math.max(SNDBUF_MIN, 2 * Math.min(value >>> 0, sysctl.wmem_max))];
    case SO_RCVBUF:
      return [Math.max(RCVBUF_MIN, 2 * Math.min(value >>> 0, sysctl.rmem_max))];
    case SO_RCVLOWAT:
      return [value < 0 ? 0x7fffffff : value || 1];
    case SO_PRIORITY:
      return [value];
    case SO_LINGER:
      return value ? [1, values[1]] : [0, 0];
    default:
      return [value ? 1 : 0];
  }
}

/** Reads an option's ints; SO_ERROR is cleared by it. -ENOPROTOOPT. */
export function getUdpOption(sk: UdpSock, option: number): number[] | number {
  if (option === SO_ERROR) {
    const { err } = sk;
    sk.err = 0;
    return [err];
  }
  return sk.options.get(option) ?? DEFAULTS.get(option) ?? -ENOPROTOOPT;
}

/** Tells whether two sockets may have one address: both must have asked before bind(2). */
export function mayShare(a: UdpSock, b: UdpSock): boolean {
  const both = (option: number) => [a, b].every((sk) => sk.options.get(option)?.[0] === 1);
  return both(SO_REUSEADDR) || both(SO_REUSEPORT);
}
