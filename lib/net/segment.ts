// A TCP segment on its way: flags, how much sequence space it takes, its size in an IP packet.
//
// Units: bytes.
// Source: RFC 9293 section 3.1; RFC 7323 for window scale and timestamps; Linux tcp_output.c
// tcp_options_write() for the order and padding of options.

import { FIN, type Segment, type SegmentOptions, SYN } from '../sim/trace.ts';
import { isV6 } from './ip.ts';
import { type Seq, seq, seqAdd } from './seq.ts';

export const IP_HEADER_BYTES = 20;
export const IPV6_HEADER_BYTES = 40;
export const TCP_HEADER_BYTES = 20;
/** ICMP's is as long. */
export const UDP_HEADER_BYTES = 8;
/** What IPv6 puts between its header and a piece of a packet. */
export const FRAGMENT_HEADER_BYTES = 8;

/** What a report to routers has behind the IP header, so that they look at it. */
export const ROUTER_ALERT_BYTES = 4;
export const HOP_BY_HOP_BYTES = 8;

/** A segment with what the machine knows about it while it travels. */
export interface Packet {
  /** Shared by the `tx` and `rx` events of the trace. */
  id: number;
  seg: Segment;
  /** Interface that it leaves by: `lo`, `eth0`. */
  iface: string;
  /** Socket that sent it, where there is one. */
  sock?: number;
  retransmit?: boolean;
  /** Of one that is not TCP's: when its device will have put it on the wire, or that its queue was full. */
  leavesUs?: number;
  refused?: boolean;
  /** Of datagrams that one send was cut into: which send, and their length. */
  train?: { id: number; size: number };
  /** By which interface it comes for its receiver, where it does not leave this host. */
  by?: string;
  /** Of what does not leave this host either: SO_MARK and SO_PRIORITY of its sender. */
  mark?: number;
  priority?: number;
  /** What a socket is charged with for it, where it came in fragments. */
  charge?: number;
}

/** Tells how many sequence numbers a segment takes: its payload, plus one each for SYN and FIN. */
export function segmentLength(seg: Segment): number {
  return seg.payload.length + (seg.flags & SYN ? 1 : 0) + (seg.flags & FIN ? 1 : 0);
}

/** Tells the sequence number after the segment's last. */
export function segmentEnd(seg: Segment): Seq {
  return seqAdd(seq(seg.seq), segmentLength(seg));
}

/** Tells the options' length in the header, padded to a multiple of four as Linux does it. */
export function optionBytes(options: SegmentOptions): number {
  let bytes = 0;
  if (options.mss !== undefined) bytes += 4;
  // Linux puts SACK-permitted into the two bytes that would pad the timestamps.
  if (options.timestamps) bytes += 12;
  else if (options.sackPermitted) bytes += 4;
  if (options.windowScale !== undefined) bytes += 4;
  if (options.sack) bytes += 4 + 8 * options.sack.length;
  return bytes;
}

/** Tells the size of the IP packet that carries a segment. */
export function packetBytes(seg: Segment): number {
  const ip = isV6(seg.src.addr) ? IPV6_HEADER_BYTES : IP_HEADER_BYTES;
  const header = seg.proto ? shortHeader(seg) : TCP_HEADER_BYTES + optionBytes(seg.options);
  return ip + header + seg.payload.length;
}

/** The header behind IP's of what is not TCP; IPv4 tells of fragments in its own. */
export function shortHeader({ proto, src }: Segment): number {
  if (proto === 'report') return isV6(src.addr) ? HOP_BY_HOP_BYTES : ROUTER_ALERT_BYTES;
  if (proto !== 'fragment') return UDP_HEADER_BYTES;
  return isV6(src.addr) ? FRAGMENT_HEADER_BYTES : 0;
}
