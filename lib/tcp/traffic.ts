// Traffic: how many packets, bytes and segments a host has sent and received.
//
// One idea: these go up with every packet, so they are plain numbers that make no event. The other
// counters of nstat, which are about something that happened, are `count`'s.
//
// Units: packets, bytes of IP packets, segments.
// Source: Linux net/ipv4/ip_input.c ip_rcv_core(), ip_output.c; tcp_output.c __tcp_transmit_skb()
// (a segment that is sent again is no OutSegs), tcp_make_synack() (a SYN-ACK always is).

import { isV6 } from '../net/ip.ts';
import { type Packet, packetBytes } from '../net/segment.ts';
import { ACK, type Segment, SYN } from '../sim/trace.ts';

/** What has passed in the packets of one family. */
export interface FamilyTraffic {
  packetsIn: number;
  packetsOut: number;
  bytesIn: number;
  bytesOut: number;
}

export interface Traffic {
  v4: FamilyTraffic;
  v6: FamilyTraffic;
  segmentsIn: number;
  segmentsOut: number;
  /** Packets that came with a mark of congestion or may get one, by the counter's name. */
  marked: Record<string, number>;
  /** Segments with data or a FIN, sent for the first time (TCPOrigDataSent). */
  dataOut: number;
  /** Segments that were foreseen: data, and ACKs that came so; and ACKs without data that did not. */
  foreseenData: number;
  foreseenAcks: number;
  pureAcks: number;
  /** Segments that were joined to the packet before them in a receive queue. */
  joined: number;
  /** Segments that the other side is known to have (TCPDelivered). */
  delivered: number;
}

function nothing(): FamilyTraffic {
  return { packetsIn: 0, packetsOut: 0, bytesIn: 0, bytesOut: 0 };
}

/** Makes the numbers of a host that has just started. */
export function createTraffic(): Traffic {
  const segments = { segmentsIn: 0, segmentsOut: 0, dataOut: 0, delivered: 0 };
  const ways = { foreseenData: 0, foreseenAcks: 0, pureAcks: 0, joined: 0 };
  return { v4: nothing(), v6: nothing(), marked: {}, ...segments, ...ways };
}

/** Notes a packet that leaves. */
export function noteSent(traffic: Traffic, { seg, retransmit }: Packet): void {
  const family = isV6(seg.src.addr) ? traffic.v6 : traffic.v4;
  family.packetsOut++;
  family.bytesOut += packetBytes(seg);
  if (!seg.proto && (!retransmit || (seg.flags & (SYN | ACK)) === (SYN | ACK)))
    traffic.segmentsOut++;
}

/** Notes a packet that has come. */
export function noteReceived(traffic: Traffic, { seg }: Packet): void {
  const family = isV6(seg.src.addr) ? traffic.v6 : traffic.v4;
  family.packetsIn++;
  family.bytesIn += packetBytes(seg);
  if (!seg.proto) traffic.segmentsIn++;
  if (seg.tos) noteMark(traffic, seg);
}

function noteMark({ marked }: Traffic, { src, tos = 0 }: Segment): void {
  const mark = ['', 'ECT1', 'ECT0', 'CE'][tos & 3];
  const name = `${isV6(src.addr) ? 'Ip6' : 'IpExt'}In${mark}Pkts`;
  if (mark) marked[name] = (marked[name] ?? 0) + 1;
}
