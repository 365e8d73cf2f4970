// A link between two hosts: latency, serialisation, a bounded transmit queue, and faults.
//
// One idea: a link is a rule for when a packet arrives, if it does. It keeps no packets: what is
// on its way is a `deliver` record in the simulation's queue.
//
// Faults are those of tc-netem(8): a packet may be lost, come twice, come earlier or later by up to
// `jitterUs`, or overtake all others by skipping the latency (`reorder`). All chance is the seed's.
//
// Units: µs, bytes, bits per second.
// Source: the arithmetic of any textbook's store-and-forward link; Linux's pfifo for the limit.
// Departs: a packet given to a host without that address vanishes (no ARP).

import type { SimRecord } from '../sim/event-queue.ts';
import { chance, nextBelow } from '../sim/rng.ts';
import { emit, type Sim, schedule, takeId, traced } from '../sim/sim.ts';
import { CE, ECN_MASK, type Segment } from '../sim/trace.ts';
import { cutPacket } from './fragments.ts';
import { BROADCAST, isGroup, isV6, V6 } from './ip.ts';
import { ICMP, quotation } from './ip-packet.ts';
import { type Packet, packetBytes } from './segment.ts';
import { quotedEnds } from './wire.ts';

/** Name of the end of a link that leaves the model: whoever runs it carries packets over. */
export const OUTSIDE = 'outside';

export interface LinkEnd {
  host: string;
  /** Name of the interface at this end. */
  iface: string;
  addr: number;
}

export interface Link {
  name: string;
  ends: [LinkEnd, LinkEnd];
  latencyUs: number;
  /** 0 means that serialisation takes no time. */
  bandwidthBps: number;
  /** Probability of loss, 0 to 1. */
  loss: number;
  /** Probability that a packet comes twice. */
  duplicate: number;
  /** Probability that a packet does not wait for the latency, and so overtakes. */
  reorder: number;
  /** The latency of a packet is that much longer or shorter, at most; it may change the order. */
  jitterUs: number;
  /** Packets to lose for certain: the n-th (from 1) that a host sends into this link. */
  dropPlan: { from: string; nth: number }[];
  /** How many packets may wait at one end for the wire. */
  queueLimit: number;
  /** Packets that so many wait before at one end are marked, where they may be (RFC 3168); 0 for no marks. */
  markAt: number;
  /** Larger packets do not get through the middle of it, as with a tunnel there; 0 for no such place. */
  pathMtu: number;
  /** By end: when its wire is free again, and when it will have taken each packet that was given to it. */
  freeAtUs: [number, number];
  leaving: [number[], number[]];
  /** By end: packets given to it so far. */
  sent: [number, number];
  /** By end: those of them that were lost. */
  lost: [number, number];
  /** False while the cable is pulled: everything is lost. */
  up: boolean;
}

/** What a link needs to be told; the rest has defaults: 500 µs, 1 Gbit/s, nothing lost. */
export interface LinkOptions {
  ends: [LinkEnd, LinkEnd];
  name?: string;
  latencyUs?: number;
  bandwidthBps?: number;
  loss?: number;
  duplicate?: number;
  reorder?: number;
  jitterUs?: number;
  dropPlan?: { from: string; nth: number }[];
  queueLimit?: number;
  markAt?: number;
  pathMtu?: number;
}

/** A packet's arrival, as it waits in the simulation's queue. */
export interface DeliverRecord extends SimRecord {
  kind: 'deliver';
  link: string;
  /** Interface of `host` at which it arrives. */
  iface: string;
  packet: Packet;
}

/** Makes a link. */
export function createLink(options: LinkOptions): Link {
  const [a, b] = options.ends;
  return {
    name: options.name ?? `${a.host}-${b.host}`,
    ends: options.ends,
    latencyUs: options.latencyUs ?? 500,
    bandwidthBps: options.bandwidthBps ?? 1_000_000_000,
    loss: options.loss ?? 0,
    duplicate: options.duplicate ?? 0,
    reorder: options.reorder ?? 0,
    jitterUs: options.jitterUs ?? 0,
    dropPlan: options.dropPlan ?? [],
    queueLimit: options.queueLimit ?? 1000,
    markAt: options.markAt ?? 0,
    freeAtUs: [0, 0],
    leaving: [[], []],
    sent: [0, 0],
    lost: [0, 0],
    up: true,
    pathMtu: options.pathMtu ?? 0,
  };
}

/** Finds the link that leaves a host by an interface. */
export function linkOf(links: Link[], host: string, iface: string): Link | undefined {
  return links.find((link) => link.ends.some((end) => end.host === host && end.iface === iface));
}

/** Narrows a record of the simulation's queue to a packet's arrival. */
export function isDeliver(record: SimRecord): record is DeliverRecord {
  return record.kind === 'deliver';
}

/** Tells whether a packet is for this end: its IPv4 or IPv6 address, everybody's, or a group's. */
function reaches(dst: number, addr: number): boolean {
  return dst >>> 0 === addr || dst === BROADCAST || dst === subnetBroadcast(addr) || isGroup(dst);
}

/** The address that means all of a network of this machine, which are all of 24 bits. */
export function subnetBroadcast(addr: number): number {
  return (addr | 0xff) >>> 0;
}

/** Puts a packet on the wire: emits its `tx`, and schedules its arrival or emits its loss. */
export function transmit(sim: Sim, link: Link, from: string, packet: Packet): void {
  const side = link.ends[0].host === from ? 0 : 1;
  const to = link.ends[1 - side];
  const bytes = packetBytes(packet.seg);
  const wireUs = link.bandwidthBps > 0 ? Math.ceil((bytes * 8e6) / link.bandwidthBps) : 0;
  const waitUs = Math.max(0, link.freeAtUs[side] - sim.nowUs);
  const nth = ++link.sent[side];
  if (waitUs > 0 && isQueueFull(sim, link, side)) {
    link.lost[side]++;
    if (packet.seg.proto) packet.refused = true;
    emitLost(sim, from, packet);
    return;
  }
  if (link.markAt > 0 && waitUs > 0 && link.leaving[side].length > link.markAt) mark(packet);
  link.freeAtUs[side] = sim.nowUs + waitUs + wireUs;
  if (wireUs > 0) {
    if (waitUs === 0) link.leaving[side].length = 0;
    link.leaving[side].push(link.freeAtUs[side]);
  }
  const arrivesUs = link.freeAtUs[side] + delayUs(sim, link);
  const { seg, id, iface, sock, retransmit } = packet;
  const kind = seg.proto ? 'datagram' : 'segment';
  if (seg.proto) packet.leavesUs = link.freeAtUs[side];
  if (traced(sim, kind)) {
    const event = { kind, host: from, iface, seg, packet: id } as const;
    emit(sim, { ...event, at: 'tx', sock, retransmit, arrivesUs });
  }
  if (seg.payload.length > 0 && traced(sim, 'copy')) {
    const move = { how: 'dma', from: 'send-queue', to: 'nic' } as const;
    emit(sim, { kind: 'copy', host: from, ...move, bytes: seg.payload.length, sock });
  }
  const large = link.pathMtu > 0 && bytes > link.pathMtu;
  if (large && !isCuttable(seg)) {
    link.lost[side]++;
    emitLost(sim, from, packet);
    if (link.up) sayTooLarge(sim, link, side, packet, link.pathMtu);
    return;
  }
  const planned = link.dropPlan.some((drop) => drop.from === from && drop.nth === nth);
  const strayed = to.host !== OUTSIDE && !reaches(seg.dst.addr, to.addr);
  if (!link.up || planned || strayed || chance(sim.rng, link.loss)) {
    link.lost[side]++;
    emitLost(sim, from, packet);
    return;
  }
  const pass = large ? arriveCut : arrive;
  pass(sim, link, to, arrivesUs, packet);
  // The second copy takes its own time.
  if (chance(sim.rng, link.duplicate)) {
    pass(sim, link, to, link.freeAtUs[side] + delayUs(sim, link), packet);
  }
}

/** Marks a packet whose sender understands marks, which one of the two bits of ECN says. */
function mark(packet: Packet): void {
  const { seg } = packet;
  if (seg.tos && seg.tos & ECN_MASK) packet.seg = { ...seg, tos: seg.tos | CE };
}

/** Tells whether as many packets wait as may; the one that the wire takes now does not wait. */
function isQueueFull(sim: Sim, link: Link, side: number): boolean {
  const leaving = link.leaving[side];
  const next = leaving.findIndex((atUs) => atUs > sim.nowUs);
  if (next !== 0) leaving.splice(0, next < 0 ? leaving.length : next);
  return leaving.length > link.queueLimit;
}

function arrive(sim: Sim, link: Link, to: LinkEnd, atUs: number, packet: Packet): void {
  const { host, iface } = to;
  const record: DeliverRecord = { kind: 'deliver', host, link: link.name, iface, packet };
  schedule(sim, atUs, record);
}

/** A router has cut the packet; its first piece keeps its number, so that its way can be followed. */
function arriveCut(sim: Sim, link: Link, to: LinkEnd, atUs: number, packet: Packet): void {
  for (const [i, seg] of cutPacket(packet.seg, link.pathMtu, packet.id).entries()) {
    arrive(sim, link, to, atUs, { ...packet, id: i === 0 ? packet.id : takeId(sim), seg });
  }
}

/** Routers of IPv4 cut what they may; of IPv6 only senders do. */
function isCuttable({ src, mayCut, proto }: Segment): boolean {
  return !isV6(src.addr) && (mayCut === true || proto === 'icmp');
}

/** What a router in the middle of a link answers to a packet that it cannot pass on: RFC 1191, 8201. */
function sayTooLarge(sim: Sim, link: Link, side: number, { seg }: Packet, mtu: number): void {
  const { iface } = link.ends[side];
  const { src } = seg;
  const v6 = isV6(src.addr);
  const payload = quotation(seg);
  const about = quotedEnds(payload, v6);
  // Of a message, and of a piece that shows no ports, nothing would come of it.
  if (!about) return;
  const router = (v6 ? V6 : 0) + (((link.ends[side].addr & ~0xff) | ROUTER) >>> 0);
  const message: Segment = {
    ...{ seq: 0, ack: 0, flags: 0, windowField: 0, options: {}, proto: 'icmp' },
    ...{ src: { addr: router, port: 0 }, dst: { addr: src.addr, port: 0 } },
    about,
    icmp: v6 ? [ICMP.tooLargeType6, 0, mtu] : [ICMP.unreachable[0], ICMP.tooLargeCode, mtu],
    payload,
  };
  const packet = { id: takeId(sim), seg: message, iface };
  arrive(sim, link, link.ends[side], link.freeAtUs[side] + delayUs(sim, link), packet);
}

/** The router's last byte of address. */
const ROUTER = 254;

function emitLost(sim: Sim, host: string, { seg, id, iface, sock }: Packet): void {
  const kind = seg.proto ? 'datagram' : 'segment';
  if (!traced(sim, kind)) return;
  emit(sim, { kind, host, iface, seg, packet: id, at: 'lost', sock });
}

/** Draws how long a packet is on its way. */
function delayUs(sim: Sim, link: Link): number {
  if (chance(sim.rng, link.reorder)) return 0;
  if (link.jitterUs <= 0) return link.latencyUs;
  const shift = nextBelow(sim.rng, 2 * Math.floor(link.jitterUs) + 1) - Math.floor(link.jitterUs);
  return Math.max(0, link.latencyUs + shift);
}
