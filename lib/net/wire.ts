// Off the wire: the bytes of an IP packet as the segment that the model computes with.
//
// One idea: what comes from outside may be anything. A packet that is not whole, whose checksums
// are wrong or that this model does not speak is named and dropped, as a network card or the IP
// layer would drop it; nothing else ever looks at raw bytes.
//
// Units: bytes, network byte order.
// Source: RFC 791, 8200; RFC 9293 section 3.1; RFC 768, 792, 4443; Linux net/ipv4/ip_input.c
// ip_rcv_core(), tcp_ipv4.c tcp_v4_rcv(), udp.c udp4_csum_init(), icmp.c icmp_rcv(), tcp_input.c
// tcp_parse_options() (an option that is too long ends the list).
// Departs: no IP options, no extension headers but a fragment's; ICMP errors about UDP and TCP alone.

import type { SegmentOptions } from '../sim/trace.ts';
import { ACK, CWR, ECE, type Endpoint, FIN, PSH, RST, type Segment, SYN } from '../sim/trace.ts';
import { piece } from './fragments.ts';
import { isV6, NOWHERE, readV6 } from './ip.ts';
import { checksum, HOP_LIMIT, ICMP, IPPROTO, pseudoSum } from './ip-packet.ts';
import {
  FRAGMENT_HEADER_BYTES,
  IP_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  TCP_HEADER_BYTES,
  UDP_HEADER_BYTES,
} from './segment.ts';

const FLAGS = FIN | SYN | RST | PSH | ACK | ECE | CWR;
/** Linux takes a larger shift for 14 (RFC 7323 section 2.3). */
const MAX_WINDOW_SCALE = 14;

/** A segment, or why there is none. */
export type Received = { seg: Segment } | { drop: string };

/** What an IP header says: whose packet, of what, and where the rest is. */
export interface IpPart {
  src: number;
  dst: number;
  protocol: number;
  body: Uint8Array;
  /** It is a piece of a packet. */
  fragment?: Piece;
}

type Piece = NonNullable<Segment['fragment']>;

/** Reads an IPv4 or IPv6 packet with a TCP segment, a UDP datagram or an ICMP message. */
export function readIpPacket(bytes: Uint8Array): Received {
  const ip = bytes[0] >> 4 === 6 ? readIpv6(bytes) : readIpv4(bytes);
  if ('drop' in ip) return ip;
  const read = ip.fragment ? { seg: readPiece(ip, ip.fragment) } : readBody(ip);
  if (!('seg' in read) || (read.seg.proto && read.seg.proto !== 'udp' && !ip.fragment)) return read;
  return { seg: { ...read.seg, ...headerOf(bytes) } };
}

/** What a header says that a program may ask of a datagram, and TCP of marks, where it is not as usual. */
function headerOf(bytes: Uint8Array): Pick<Segment, 'ttl' | 'tos'> {
  const v6 = bytes[0] >> 4 === 6;
  const ttl = v6 ? bytes[7] : bytes[8];
  const tos = v6 ? ((bytes[0] & 15) << 4) | (bytes[1] >> 4) : bytes[1];
  return { ...(ttl !== HOP_LIMIT && { ttl }), ...(tos !== 0 && { tos }) };
}

/** Reads what an IP packet carries, once all of it is there. */
export function readBody(ip: IpPart): Received {
  switch (ip.protocol) {
    case IPPROTO.TCP:
      return readTcp(ip);
    case IPPROTO.UDP:
      return readUdp(ip);
    case IPPROTO.ICMP:
    case IPPROTO.ICMPV6:
      return readIcmp(ip, isV6(ip.src));
    default:
      return { drop: `IP protocol ${ip.protocol}` };
  }
}

function readPiece({ src, dst, body, protocol }: IpPart, fragment: Piece): Segment {
  const ported = protocol === IPPROTO.UDP || protocol === IPPROTO.TCP;
  const shown = ported && fragment.offset === 0 && body.length >= UDP_HEADER_BYTES;
  const ends = shown
    ? endsOf(src, dst, viewOf(body))
    : { src: { addr: src, port: 0 }, dst: { addr: dst, port: 0 } };
  return piece(ends, body.slice(), fragment);
}

function readIpv4(bytes: Uint8Array): IpPart | { drop: string } {
  if (bytes.length < IP_HEADER_BYTES) return { drop: 'shorter than an IP header' };
  const ip = viewOf(bytes);
  if (ip.getUint8(0) >> 4 !== 4) return { drop: `IP version ${ip.getUint8(0) >> 4}` };
  if (ip.getUint8(0) !== 0x45) return { drop: 'an IP header with options' };
  const total = ip.getUint16(2);
  if (total < IP_HEADER_BYTES || total > bytes.length) return { drop: 'cut short' };
  if (checksum(bytes.subarray(0, IP_HEADER_BYTES)) !== 0) return { drop: 'IP checksum' };
  const protocol = ip.getUint8(9);
  if (protocol === IPPROTO.ICMPV6) return { drop: 'ICMPv6 in IPv4' };
  const body = bytes.subarray(IP_HEADER_BYTES, total);
  const field = ip.getUint16(6);
  const place = { offset: (field & 0x1fff) * 8, more: (field & 0x2000) !== 0 };
  const fragment = field & 0x3fff ? { protocol, id: ip.getUint16(4), ...place } : undefined;
  return { src: ip.getUint32(12), dst: ip.getUint32(16), protocol, body, fragment };
}

function readIpv6(bytes: Uint8Array): IpPart | { drop: string } {
  if (bytes.length < IPV6_HEADER_BYTES) return { drop: 'shorter than an IPv6 header' };
  const ip = viewOf(bytes);
  const end = IPV6_HEADER_BYTES + ip.getUint16(4);
  if (end > bytes.length) return { drop: 'cut short' };
  const protocol = ip.getUint8(6);
  if (protocol === IPPROTO.ICMP) return { drop: 'ICMP in IPv6' };
  const [src, dst] = [8, 24].map((at) => readV6(bytes.subarray(at, at + 16)));
  if (src === NOWHERE || dst === NOWHERE) return { drop: 'an IPv6 address that no host has' };
  // Addresses of IPv4 inside IPv6 ones are for programs, not for packets (RFC 4291, 2.5.5.2).
  if (src < 2 ** 32 || dst < 2 ** 32) return { drop: 'a mapped address' };
  const body = bytes.subarray(IPV6_HEADER_BYTES, end);
  if (protocol !== IPPROTO.FRAGMENT) return { src, dst, protocol, body };
  return readFragment({ src, dst, protocol, body });
}

/** Reads the header that IPv6 puts in front of a piece; a piece that is all of its packet is the packet. */
function readFragment({ src, dst, body }: IpPart): IpPart | { drop: string } {
  if (body.length < FRAGMENT_HEADER_BYTES) return { drop: 'shorter than a fragment header' };
  const header = viewOf(body);
  const protocol = header.getUint8(0);
  const field = header.getUint16(2);
  const place = { offset: field & ~7, more: (field & 1) !== 0 };
  const rest = body.subarray(FRAGMENT_HEADER_BYTES);
  const whole = place.offset === 0 && !place.more;
  const fragment = whole ? undefined : { protocol, id: header.getUint32(4), ...place };
  return { src, dst, protocol, body: rest, fragment };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function blank(src: Endpoint, dst: Endpoint, payload: Uint8Array): Segment {
  return { src, dst, seq: 0, ack: 0, flags: 0, windowField: 0, options: {}, payload };
}

function readTcp(ip: IpPart): Received {
  const read = parseTcp(ip);
  if ('drop' in read) return read;
  if (checksum(ip.body, pseudoSum(read.seg, ip.body.length)) !== 0) return { drop: 'TCP checksum' };
  return read;
}

/** Reads a segment without its checksum, which covers what the first piece of a packet does not have. */
export function parseTcp({ src, dst, body }: IpPart): Received {
  if (body.length < TCP_HEADER_BYTES) return { drop: 'shorter than a TCP header' };
  const tcp = viewOf(body);
  const headerBytes = (tcp.getUint8(12) >> 4) * 4;
  if (headerBytes < TCP_HEADER_BYTES || headerBytes > body.length) {
    return { drop: `a TCP header of ${headerBytes} bytes` };
  }
  const ends = endsOf(src, dst, tcp);
  const seg: Segment = {
    ...blank(ends.src, ends.dst, body.slice(headerBytes)),
    seq: tcp.getUint32(4),
    ack: tcp.getUint32(8),
    flags: tcp.getUint8(13) & FLAGS,
    windowField: tcp.getUint16(14),
    options: readOptions(tcp, headerBytes, (tcp.getUint8(13) & SYN) !== 0),
  };
  return { seg };
}

/** TCP's and UDP's headers both begin with the ports. */
function endsOf(src: number, dst: number, view: DataView): { src: Endpoint; dst: Endpoint } {
  return {
    src: { addr: src, port: view.getUint16(0) },
    dst: { addr: dst, port: view.getUint16(2) },
  };
}

function readUdp({ src, dst, body }: IpPart): Received {
  if (body.length < UDP_HEADER_BYTES) return { drop: 'shorter than a UDP header' };
  const udp = viewOf(body);
  const length = udp.getUint16(4);
  if (length < UDP_HEADER_BYTES || length > body.length) {
    return { drop: `a UDP datagram of ${length} bytes` };
  }
  const ends = endsOf(src, dst, udp);
  const datagram = body.subarray(0, length);
  // A checksum of 0 says that the sender made none; IPv6 does not allow that.
  const none = udp.getUint16(6) === 0;
  const start = pseudoSum({ ...ends, proto: 'udp' }, length);
  if (none ? src >= 2 ** 32 : checksum(datagram, start) !== 0) return { drop: 'UDP checksum' };
  const payload = datagram.slice(UDP_HEADER_BYTES);
  return { seg: { ...blank(ends.src, ends.dst, payload), proto: 'udp' } };
}

function readIcmp({ src, dst, body }: IpPart, v6: boolean): Received {
  if (body.length < UDP_HEADER_BYTES) return { drop: 'shorter than an ICMP header' };
  const icmp = viewOf(body);
  const ends = { src: { addr: src, port: 0 }, dst: { addr: dst, port: 0 } };
  const start = v6 ? pseudoSum({ ...ends, proto: 'icmp' }, body.length) : 0;
  if (checksum(body, start) !== 0) return { drop: 'ICMP checksum' };
  const [type, code] = [icmp.getUint8(0), icmp.getUint8(1)];
  const seg: Segment = {
    ...blank(ends.src, ends.dst, body.slice(UDP_HEADER_BYTES)),
    proto: 'icmp',
  };
  const which = v6 ? 1 : 0;
  const said: Segment['icmp'] = [type, code, icmp.getUint32(4)];
  const { unreachable, timeExceeded, parameterProblem, tooLargeType6 } = ICMP;
  const errors: number[] = [unreachable, timeExceeded, parameterProblem].map((of) => of[which]);
  if (errors.includes(type) || (v6 && type === tooLargeType6)) {
    const about = quotedEnds(seg.payload, v6);
    if (!about) return { drop: 'ICMP about what is neither UDP nor TCP' };
    const port = type === unreachable[which] && code === ICMP.portCode[which];
    return { seg: port ? { ...seg, about } : { ...seg, about, icmp: said } };
  }
  return { seg: { ...seg, icmp: said } };
}

/** Reads whose datagram or segment an ICMP error quotes; undefined for others, and what is too short. */
export function quotedEnds(bytes: Uint8Array, v6: boolean): Segment['about'] {
  const view = viewOf(bytes);
  const cut = v6 && bytes[6] === IPPROTO.FRAGMENT;
  const header = (v6 ? IPV6_HEADER_BYTES : IP_HEADER_BYTES) + (cut ? FRAGMENT_HEADER_BYTES : 0);
  if (bytes.length < header + UDP_HEADER_BYTES) return undefined;
  // A piece that is not the first shows no ports.
  if (cut ? view.getUint16(IPV6_HEADER_BYTES + 2) & ~7 : !v6 && view.getUint16(6) & 0x1fff) {
    return undefined;
  }
  const protocol = bytes[cut ? IPV6_HEADER_BYTES : v6 ? 6 : 9];
  if (bytes[0] >> 4 !== (v6 ? 6 : 4)) return undefined;
  if (protocol !== IPPROTO.UDP && protocol !== IPPROTO.TCP) return undefined;
  if (!v6 && bytes[0] !== 0x45) return undefined;
  const at = (offset: number) =>
    v6 ? readV6(bytes.subarray(offset, offset + 16)) : view.getUint32(offset);
  const ports = viewOf(bytes.subarray(header));
  const ends = endsOf(at(v6 ? 8 : 12), at(v6 ? 24 : 16), ports);
  return protocol === IPPROTO.TCP ? { ...ends, seq: ports.getUint32(4) } : ends;
}

/** Reads what options there are; MSS, window scale and SACK-permitted count on a SYN alone. */
function readOptions(tcp: DataView, end: number, syn: boolean): SegmentOptions {
  const options: SegmentOptions = {};
  for (let at = TCP_HEADER_BYTES; at < end; ) {
    const kind = tcp.getUint8(at);
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    const length = at + 1 < end ? tcp.getUint8(at + 1) : 0;
    if (length < 2 || at + length > end) break;
    readOption(options, tcp, { at, kind, length, syn });
    at += length;
  }
  return options;
}

function readOption(
  options: SegmentOptions,
  tcp: DataView,
  { at, kind, length, syn }: { at: number; kind: number; length: number; syn: boolean },
): void {
  if (kind === 2 && length === 4 && syn) {
    // An MSS of 0 is none.
    const mss = tcp.getUint16(at + 2);
    if (mss > 0) options.mss = mss;
  } else if (kind === 3 && length === 3 && syn) {
    options.windowScale = Math.min(tcp.getUint8(at + 2), MAX_WINDOW_SCALE);
  } else if (kind === 4 && length === 2 && syn) options.sackPermitted = true;
  else if (kind === 8 && length === 10) {
    options.timestamps = [tcp.getUint32(at + 2), tcp.getUint32(at + 6)];
  } else if (kind === 5 && length >= 10 && (length - 2) % 8 === 0) {
    options.sack = [];
    for (let i = at + 2; i < at + length; i += 8) {
      options.sack.push([tcp.getUint32(i), tcp.getUint32(i + 4)]);
    }
  }
}
