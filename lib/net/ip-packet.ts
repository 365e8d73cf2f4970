// Onto the wire: a segment or a datagram as the bytes of an IP packet.
//
// One idea: the headers that the model keeps as numbers are written out here as they would be on
// the wire, checksums included; captures, links to the outside and ICMP's quotations all use it.
//
// Units: bytes, network byte order.
// Source: RFC 791, 8200 (IP, fragments in section 4.5); 9293 section 3.1 (TCP); 768 (UDP); 792, 4443 (ICMP); 1071 (checksum).
// A fragment is an IP header with more in it, or another header behind it, and a piece of a body.

import { ACK, type Segment } from '../sim/trace.ts';
import { isV6, v6Bytes } from './ip.ts';
import {
  IP_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  optionBytes,
  ROUTER_ALERT_BYTES,
  shortHeader,
  TCP_HEADER_BYTES,
  UDP_HEADER_BYTES,
} from './segment.ts';

export const IPPROTO = {
  HOPOPTS: 0,
  ICMP: 1,
  IGMP: 2,
  TCP: 6,
  UDP: 17,
  FRAGMENT: 44,
  ICMPV6: 58,
} as const;

/** Message types and codes of ICMP; the second number of each pair is ICMPv6's. */
export const ICMP = {
  unreachable: [3, 1],
  portCode: [3, 4],
  timeExceeded: [11, 3],
  parameterProblem: [12, 4],
  /** IPv4 has a code of "unreachable" for a packet too large, IPv6 a type. */
  tooLargeCode: 4,
  tooLargeType6: 2,
  /** What "time exceeded" says of pieces of which one has not come, in both versions. */
  reassemblyCode: 1,
  echo: [8, 128],
  echoReply: [0, 129],
} as const;

export const HOP_LIMIT = 64;
const DONT_FRAGMENT = 0x4000;
const MORE_FRAGMENTS = 0x2000;
/** The type of service of Linux's ICMP errors: internetwork control. */
const ERROR_TOS = 0xc0;

/** Writes a segment, a datagram or an ICMP message with its IP header; `id` is IPv4's alone. */
export function ipPacket(seg: Segment, id = 0): Uint8Array {
  const v6 = isV6(seg.src.addr);
  const protocol = protocolOf(seg);
  const ipBytes = v6 ? IPV6_HEADER_BYTES : IP_HEADER_BYTES;
  const headerBytes = seg.proto ? shortHeader(seg) : TCP_HEADER_BYTES + optionBytes(seg.options);
  const bytes = new Uint8Array(ipBytes + headerBytes + seg.payload.length);
  if (v6) writeIpv6(bytes, seg, protocol);
  else writeIpv4(bytes, seg, protocol, id);
  bytes.set(seg.payload, ipBytes + headerBytes);
  const body = bytes.subarray(ipBytes);
  if (seg.fragment) {
    if (v6) writeFragment(bytes, seg.fragment);
    return bytes;
  }
  if (seg.proto === 'report') {
    writeAlert(bytes, v6);
    return bytes;
  }
  if (protocol === IPPROTO.TCP) writeTcp(body, seg, headerBytes);
  else if (protocol === IPPROTO.UDP) writeUdp(body, seg);
  else writeIcmp(body, seg, v6);
  return bytes;
}

/** An ICMP error is no longer than this, all headers counted; over IPv6, than its smallest MTU. RFC 1812, 4443. */
const ERROR_BYTES = 576;
const ERROR6_BYTES = 1280;

/** What an ICMP error quotes of the packet that it is about: as much as fits. */
export function quotation(seg: Segment): Uint8Array {
  const v6 = isV6(seg.src.addr);
  const headers = (v6 ? IPV6_HEADER_BYTES : IP_HEADER_BYTES) + UDP_HEADER_BYTES;
  return ipPacket(seg).slice(0, (v6 ? ERROR6_BYTES : ERROR_BYTES) - headers);
}

/** Tells the number of a segment's protocol; of a fragment, what it is a piece of. */
export function protocolOf(seg: Segment): number {
  if (seg.fragment) return seg.fragment.protocol;
  if (seg.proto === 'udp') return IPPROTO.UDP;
  if (seg.proto === 'report') return isV6(seg.src.addr) ? IPPROTO.ICMPV6 : IPPROTO.IGMP;
  if (seg.proto === 'icmp') return isV6(seg.src.addr) ? IPPROTO.ICMPV6 : IPPROTO.ICMP;
  return IPPROTO.TCP;
}

function writeIpv4(bytes: Uint8Array, seg: Segment, protocol: number, id: number): void {
  const ip = new DataView(bytes.buffer, 0, IP_HEADER_BYTES);
  ip.setUint8(0, 0x45);
  ip.setUint8(1, seg.tos ?? (seg.about ? ERROR_TOS : 0));
  // A segment of lo can be longer than the field says: Linux writes 0 then, and so do we.
  ip.setUint16(2, bytes.length > 0xffff ? 0 : bytes.length);
  const { fragment } = seg;
  ip.setUint16(4, fragment ? fragment.id & 0xffff : id);
  if (fragment) ip.setUint16(6, (fragment.offset >> 3) | (fragment.more ? MORE_FRAGMENTS : 0));
  else ip.setUint16(6, seg.mayCut || seg.proto === 'icmp' ? 0 : DONT_FRAGMENT);
  ip.setUint8(8, seg.ttl ?? HOP_LIMIT);
  ip.setUint8(9, protocol);
  ip.setUint32(12, seg.src.addr);
  ip.setUint32(16, seg.dst.addr);
  ip.setUint16(10, checksum(bytes.subarray(0, IP_HEADER_BYTES)));
}

function writeIpv6(bytes: Uint8Array, seg: Segment, protocol: number): void {
  const ip = new DataView(bytes.buffer, 0, IPV6_HEADER_BYTES);
  ip.setUint16(0, 0x6000 | ((seg.tos ?? 0) << 4));
  ip.setUint16(4, bytes.length - IPV6_HEADER_BYTES);
  ip.setUint8(6, protocol);
  ip.setUint8(7, seg.ttl ?? HOP_LIMIT);
  bytes.set(v6Bytes(seg.src.addr), 8);
  bytes.set(v6Bytes(seg.dst.addr), 24);
}

/** Writes the header that IPv6 has for a piece, behind its own, which then names it. */
function writeFragment(bytes: Uint8Array, fragment: NonNullable<Segment['fragment']>): void {
  const { protocol, id, offset, more } = fragment;
  const header = new DataView(bytes.buffer, IPV6_HEADER_BYTES);
  bytes[6] = IPPROTO.FRAGMENT;
  header.setUint8(0, protocol);
  header.setUint16(2, offset | (more ? 1 : 0));
  header.setUint32(4, id);
}

/** Has routers look at a packet: an option of IPv4's header, or a header of options behind IPv6's. RFC 2113, 2711. */
function writeAlert(bytes: Uint8Array, v6: boolean): void {
  if (v6) {
    bytes[6] = IPPROTO.HOPOPTS;
    bytes.set([IPPROTO.ICMPV6, 0, 5, 2, 0, 0, 1, 0], IPV6_HEADER_BYTES);
    return;
  }
  const header = IP_HEADER_BYTES + ROUTER_ALERT_BYTES;
  bytes[0] = 0x40 | (header / 4);
  bytes.set([0x94, 4, 0, 0], IP_HEADER_BYTES);
  const ip = new DataView(bytes.buffer, 0, header);
  ip.setUint16(10, 0);
  ip.setUint16(10, checksum(bytes.subarray(0, header)));
}

function writeTcp(body: Uint8Array, seg: Segment, headerBytes: number): void {
  const tcp = new DataView(body.buffer, body.byteOffset, headerBytes);
  tcp.setUint16(0, seg.src.port);
  tcp.setUint16(2, seg.dst.port);
  tcp.setUint32(4, seg.seq);
  tcp.setUint32(8, seg.flags & ACK ? seg.ack : 0);
  tcp.setUint8(12, (headerBytes / 4) << 4);
  tcp.setUint8(13, seg.flags);
  tcp.setUint16(14, seg.windowField);
  writeOptions(tcp, seg);
  tcp.setUint16(16, checksum(body, pseudoSum(seg, body.length)));
}

/** Writes the options in Linux's order: MSS, SACK-permitted with timestamps, window scale. */
function writeOptions(tcp: DataView, seg: Segment): void {
  const { mss, sackPermitted, timestamps, windowScale, sack } = seg.options;
  const NOP = 1;
  let at = TCP_HEADER_BYTES;
  const put = (...values: number[]) => {
    for (const value of values) tcp.setUint8(at++, value);
  };
  const put32 = (value: number) => {
    tcp.setUint32(at, value);
    at += 4;
  };
  if (mss !== undefined) put(2, 4, mss >> 8, mss & 0xff);
  if (sackPermitted) put(...(timestamps ? [4, 2] : [NOP, NOP, 4, 2]));
  if (timestamps) {
    if (!sackPermitted) put(NOP, NOP);
    put(8, 10);
    timestamps.forEach(put32);
  }
  if (windowScale !== undefined) put(NOP, 3, 3, windowScale);
  if (sack) {
    put(NOP, NOP, 5, 2 + 8 * sack.length);
    sack.flat().forEach(put32);
  }
}

function writeUdp(body: Uint8Array, seg: Segment): void {
  const udp = new DataView(body.buffer, body.byteOffset, UDP_HEADER_BYTES);
  udp.setUint16(0, seg.src.port);
  udp.setUint16(2, seg.dst.port);
  udp.setUint16(4, body.length);
  // A checksum of 0 would mean that there is none.
  udp.setUint16(6, checksum(body, pseudoSum(seg, body.length)) || 0xffff);
}

/** Four bytes of ICMP's header are the message's own: an echo's number, or nothing. */
function writeIcmp(body: Uint8Array, seg: Segment, v6: boolean): void {
  const icmp = new DataView(body.buffer, body.byteOffset, UDP_HEADER_BYTES);
  const [type, code] = seg.icmp ?? [ICMP.unreachable[v6 ? 1 : 0], ICMP.portCode[v6 ? 1 : 0]];
  icmp.setUint8(0, type);
  icmp.setUint8(1, code);
  icmp.setUint32(4, seg.icmp?.[2] ?? 0);
  icmp.setUint16(2, checksum(body, v6 ? pseudoSum(seg, body.length) : 0));
}

/** Sums the words that a checksum covers besides its own header: addresses, protocol, length. */
export function pseudoSum(seg: Pick<Segment, 'src' | 'dst' | 'proto'>, bytes: number): number {
  const words = [seg.src.addr, seg.dst.addr].flatMap((addr) => {
    if (!isV6(addr)) return [addr >>> 16, addr & 0xffff];
    const octets = v6Bytes(addr);
    return Array.from({ length: 8 }, (_, i) => (octets[2 * i] << 8) | octets[2 * i + 1]);
  });
  return words.reduce((sum, word) => sum + word, protocolOf(seg as Segment) + bytes);
}

/** Computes the Internet checksum (RFC 1071) of bytes, on top of a sum of 16-bit words. */
export function checksum(bytes: Uint8Array, start = 0): number {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
