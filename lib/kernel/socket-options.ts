// Options at SOL_SOCKET: what is kept for every socket, and what may only be read.
//
// One idea: an option is its ints by number, with a default; those that only switch something on or
// off keep 0 or 1. What TCP itself acts on lies with TCP (tcp/sockopt.ts).
//
// Units: bytes.
// Source: socket(7); Linux net/core/sock.c sk_setsockopt(), sk_getsockopt(); every option of every
// kind of socket was read, set and read again on 6.18.
// Departs: without an effect are those on routing, busy polling and times to send at (SO_TXTIME).

import {
  SO_BROADCAST,
  SO_DEBUG,
  SO_DONTROUTE,
  SO_INCOMING_CPU,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_MARK,
  SO_OOBINLINE,
  SO_PASSCRED,
  SO_PRIORITY,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_RCVLOWAT,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
  SOL_SOCKET,
} from '../abi/constants.ts';
import { EINVAL, ENOPROTOOPT, EOPNOTSUPP, EPERM } from '../abi/errno.ts';
import {
  SO_BINDTOIFINDEX,
  SO_BSDCOMPAT,
  SO_BUF_LOCK,
  SO_BUSY_POLL,
  SO_LOCK_FILTER,
  SO_NO_CHECK,
  SO_NOFCS,
  SO_PEEK_OFF,
  SO_PREFER_BUSY_POLL,
  SO_RCVMARK,
  SO_RCVPRIORITY,
  SO_RXQ_OVFL,
  SO_SELECT_ERR_QUEUE,
  SO_WIFI_STATUS,
} from '../abi/option-numbers.ts';
import type { TcpSysctl } from '../tcp/sysctl.ts';
import type { Socket } from './kernel.ts';
import { isStamp, readStamp, setStamp } from './time-stamps.ts';
import type { UdpSock } from './udp-types.ts';

/** Ints by SO_*. */
export type Kept = Map<number, number[]>;

/** net.core.rmem_default and wmem_default. */
const BUFFER_BYTES = 212_992;
const SNDBUF_MIN = 4608;
const RCVBUF_MIN = 2304;

/** Others that are on or off. */
const OTHER_FLAGS = [
  ...[SO_NO_CHECK, SO_RXQ_OVFL, SO_WIFI_STATUS, SO_NOFCS, SO_LOCK_FILTER, SO_SELECT_ERR_QUEUE],
  ...[SO_PREFER_BUSY_POLL, SO_RCVMARK, SO_RCVPRIORITY],
];

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
  [SO_DEBUG, [0]],
  [SO_BSDCOMPAT, [0]],
  [SO_MARK, [0]],
  [SO_PEEK_OFF, [-1]],
  [SO_BUSY_POLL, [0]],
  [SO_BINDTOIFINDEX, [0]],
  [SO_BUF_LOCK, [0]],
  [SO_INCOMING_CPU, [-1]],
  ...OTHER_FLAGS.map((option): [number, number[]] => [option, [0]]),
]);

/** Where an option is kept: those of SOL_SOCKET by their numbers, of the other levels beside them. */
export function levelKey(level: number, option: number): number {
  return level === SOL_SOCKET ? option : (level + 1) * 1000 + option;
}

/** Tells whether a program has switched an option on, of any level. */
export function isOn(kept: Kept, level: number, option: number): boolean {
  return Boolean(kept.get(levelKey(level, option))?.[0]);
}

/** What an option is now: as it was set, or its default. */
export function keptOption(kept: Kept, option: number): number[] {
  return kept.get(option) ?? DEFAULTS.get(option) ?? [0];
}

/** Keeps an option, of a stream that may be `idle`: 0, -EINVAL for too few ints, -ENOPROTOOPT for unknown and read-only ones. */
export function keepOption(
  kept: Kept,
  type: Socket['type'],
  uid: number,
  sysctl: TcpSysctl,
  option: number,
  values: number[],
  idle: boolean,
): number {
  const unix = type === 'unix';
  if (option === SO_PASSCRED && !unix) return -EOPNOTSUPP;
  if (option === SO_REUSEPORT && unix && values[0]) return -EOPNOTSUPP;
  if (option === SO_SNDBUFFORCE || option === SO_RCVBUFFORCE) {
    if (uid !== 0) return -EPERM;
    const [at, min] = option === SO_SNDBUFFORCE ? [SO_SNDBUF, SNDBUF_MIN] : [SO_RCVBUF, RCVBUF_MIN];
    kept.set(at, [Math.max(min, 2 * Math.max(0, values[0]))]);
    return 0;
  }
  if (isStamp(option)) return setStamp(kept, option, values, idle);
  if (!DEFAULTS.has(option) && option !== SO_PASSCRED) return -ENOPROTOOPT;
  if ((option === SO_BUSY_POLL || option === SO_BINDTOIFINDEX) && values[0] < 0) return -EINVAL;
  if (option === SO_BUF_LOCK && (values[0] < 0 || values[0] > 3)) return -EINVAL;
  if (option === SO_LINGER && values.length < 2) return -EINVAL;
  if (option === SO_PRIORITY && uid !== 0 && (values[0] < 0 || values[0] > 6)) return -EPERM;
  if (option === SO_MARK && uid !== 0) return -EPERM;
  // Switched off, it is remembered how long it was.
  const off = option === SO_LINGER && values[0] === 0;
  kept.set(option, off ? [0, keptOption(kept, option)[1]] : keptOf(sysctl, option, values));
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
    case SO_MARK:
    case SO_PEEK_OFF:
    case SO_BUSY_POLL:
    case SO_BINDTOIFINDEX:
    case SO_BUF_LOCK:
    case SO_INCOMING_CPU:
      return [value];
    case SO_BSDCOMPAT:
      return [0];
    case SO_LINGER:
      return [1, values[1]];
    default:
      return [value ? 1 : 0];
  }
}

/** Reads an option's ints: -ENOPROTOOPT for unknown ones. */
export function readKept(kept: Kept, type: Socket['type'], option: number): number[] | number {
  if (option === SO_PASSCRED) return type === 'unix' ? keptOption(kept, option) : -EOPNOTSUPP;
  if (isStamp(option)) return readStamp(kept, option);
  return DEFAULTS.has(option) ? keptOption(kept, option) : -ENOPROTOOPT;
}

/** Reads one int of a datagram socket's options. */
export function optionOf(sk: UdpSock, option: number): number {
  return keptOption(sk.options, option)[0];
}

/** Tells whether two sockets may have one address: both must have asked before bind(2). */
export function mayShare(a: UdpSock, b: UdpSock): boolean {
  const both = (option: number) => [a, b].every((sk) => optionOf(sk, option) === 1);
  return both(SO_REUSEADDR) || both(SO_REUSEPORT);
}
