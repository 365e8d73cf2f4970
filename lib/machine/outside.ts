// Outside: a machine joined to a real network by the raw IP packets that cross one of its links.
//
// One idea: a link whose far end is OUTSIDE ends in a list of packets. Whoever owns the machine
// carries them away as bytes, and brings others in; the model cannot tell such a peer from its own.
//
// Units: bytes of IP packets; µs of virtual time.

import { formatAddr, isLoopback, V6 } from '../net/ip.ts';
import { ipPacket } from '../net/ip-packet.ts';
import type { DeliverRecord } from '../net/link.ts';
import { OUTSIDE } from '../net/link.ts';
import type { Packet } from '../net/segment.ts';
import { readIpPacket } from '../net/wire.ts';
import { chance } from '../sim/rng.ts';
import { schedule, takeId } from '../sim/sim.ts';
import type { Machine } from './machine.ts';

/** Takes the packets that have left the model since the last call, as bytes, oldest first. */
export function takePackets(m: Machine): Uint8Array[] {
  const packets = (m.net.outside ?? []).map(({ id, seg }) => ipPacket(seg, id & 0xffff));
  m.net.outside = [];
  return packets;
}

/** Tells whether no packet from elsewhere may come from an address (Linux: a martian source). */
function isMartian(src: number, own: number): boolean {
  const v4 = src % V6;
  const firstByte = v4 >>> 24;
  return firstByte === 0 || isLoopback(v4) || firstByte >= 224 || v4 === own;
}

/**
 * Brings a packet in by the first link to the outside, with that link's latency and losses.
 *
 * Returns why it was dropped, or undefined. Never throws, whatever the bytes are.
 */
export function bringPacket(m: Machine, bytes: Uint8Array): string | undefined {
  const link = m.net.links.find(({ ends }) => ends.some(({ host }) => host === OUTSIDE));
  const to = link?.ends.find(({ host }) => host !== OUTSIDE);
  if (!link || !to) return 'no link to the outside';
  const read = readIpPacket(bytes);
  if ('drop' in read) return read.drop;
  const { src, dst } = read.seg;
  if (dst.addr !== to.addr && dst.addr !== to.addr + V6) return 'not for this host';
  if (isMartian(src.addr, to.addr)) return `from ${formatAddr(src.addr)}, which nobody can have`;
  const packet: Packet = { id: takeId(m.sim), seg: read.seg, iface: to.iface };
  if (chance(m.sim.rng, link.loss)) return 'lost on the link';
  const { host, iface } = to;
  const record: DeliverRecord = { kind: 'deliver', host, link: link.name, iface, packet };
  schedule(m.sim, m.sim.nowUs + link.latencyUs, record);
  return undefined;
}
