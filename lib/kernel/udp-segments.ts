// UDP_CORK, UDP_SEGMENT and UDP_GRO: several sends that are one datagram, one send that is several, and
// several datagrams that are read as one.
//
// One idea: what a program saves in calls is not seen on the wire. A send with a size is cut into datagrams
// as it leaves, and those that one send made may be joined again where they are read.
//
// Units: bytes.
// Source: udp(7); Linux net/ipv4/udp.c udp_lib_setsockopt(), udp_send_skb(), udp_cmsg_send(), udp_cmsg_recv();
// answers of 6.18.
// Departs: Linux hands lo and a virtual device the whole, and cuts it where it must (ledger: segments).

import { IPPROTO_UDP, UDP_CORK, UDP_GRO, UDP_SEGMENT } from '../abi/constants.ts';
import { EINVAL, EMSGSIZE, ENOPROTOOPT } from '../abi/errno.ts';
import { takeId } from '../sim/sim.ts';
import { toBytes, unsignedAt } from './bytes.ts';
import type { Control } from './control.ts';
import { type Message, type Posting, post } from './ip-output.ts';
import type { Ctx } from './kernel.ts';
import { levelKey } from './socket-options.ts';
import type { UdpSock } from './udp-types.ts';

/** UDP_MAX_SEGMENTS. */
const MAX_SEGMENTS = 128;
/** A device takes no more at once, with an Ethernet header in front, and gets it cut otherwise. */
const MAX_OFFLOAD = 65_536 - 14;

function isKept(option: number): boolean {
  return option === UDP_CORK || option === UDP_SEGMENT || option === UDP_GRO;
}

/** An option at the level of UDP: 0 where it was not set. */
export function udpOption({ options }: UdpSock, option: number): number {
  return options.get(levelKey(IPPROTO_UDP, option))?.[0] ?? 0;
}

/** setsockopt(2) at that level: what is held back leaves with the cork. `finish` sends it. */
export function setUdpOption(
  sk: UdpSock,
  option: number,
  value: number,
  finish: () => void,
): number {
  if (!isKept(option)) return -ENOPROTOOPT;
  if (option === UDP_SEGMENT && (value < 0 || value > 0xffff)) return -EINVAL;
  const kept = option === UDP_SEGMENT ? value : value ? 1 : 0;
  sk.options.set(levelKey(IPPROTO_UDP, option), [kept]);
  if (option === UDP_CORK && kept === 0 && sk.corked) {
    finish();
  }
  return 0;
}

/** getsockopt(2) at that level. */
export function readUdpOption(sk: UdpSock, option: number): Uint8Array | number {
  return isKept(option) ? toBytes(udpOption(sk, option), 4) : -ENOPROTOOPT;
}

/** The size that a message asks to be cut into; undefined where it does not, -EINVAL for what UDP does not know. */
export function segmentAsked(control: readonly Control[]): number | undefined {
  let asked: number | undefined;
  for (const { level, type, data } of control) {
    if (level !== IPPROTO_UDP) continue;
    if (type !== UDP_SEGMENT || data.length !== 2) return -EINVAL;
    asked = unsignedAt(data, 0, 2);
  }
  return asked;
}

/** How a send leaves that is to be cut. */
export interface Cutting {
  iface: string;
  message: Message;
  posting: Posting & { mtu: number };
  /** Headers of IP and UDP. */
  headers: number;
  /** Each datagram's length. */
  size: number;
}

/** Sends the datagrams that a send is cut into: 0, -EMSGSIZE where they do not fit, -EINVAL for too many. */
export function postSegments(ctx: Ctx, cutting: Cutting): number {
  const { iface, message, posting, headers, size } = cutting;
  const { payload } = message;
  if (headers + Math.min(payload.length, size) > posting.mtu) return -EMSGSIZE;
  if (payload.length > size * MAX_SEGMENTS) return -EINVAL;
  const whole = headers + payload.length <= MAX_OFFLOAD && payload.length > size;
  const train = whole ? { train: { id: takeId(ctx.sim), size } } : {};
  for (let at = 0; at === 0 || at < payload.length; at += size) {
    const part = payload.slice(at, at + size);
    post(ctx, iface, { ...message, payload: part }, { ...posting, ...train });
  }
  return 0;
}

type Queued = UdpSock['queue'][number];

/** Joins a datagram to the one before it, if one send made both: true if it did. */
export function joinSegment(
  sk: UdpSock,
  bytes: Uint8Array,
  charge: number,
  train: Queued['train'],
): boolean {
  const last = sk.queue.at(-1);
  if (!train || last?.train?.id !== train.id || !udpOption(sk, UDP_GRO)) return false;
  // A shorter one was the end, or one between was lost.
  if (last.bytes.length % train.size !== 0) return false;
  const joined = new Uint8Array(last.bytes.length + bytes.length);
  joined.set(last.bytes);
  joined.set(bytes, last.bytes.length);
  last.bytes = joined;
  last.size += charge;
  return true;
}

/** Tells a reader the length of the datagrams that were joined. */
export function joinedControl({ bytes, train }: Queued): Control[] {
  if (!train || bytes.length <= train.size) return [];
  return [{ level: IPPROTO_UDP, type: UDP_GRO, data: toBytes(train.size, 4) }];
}
