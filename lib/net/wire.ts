// Off the wire: the bytes of an IP packet as the segment that the model computes with.
//
// One idea: what comes from outside may be anything. A packet that is not whole, whose checksums
// are wrong or that this model does not speak is named and dropped, as a network card or the IP
// layer would drop it; nothing else ever looks at raw bytes.
//
// Units: bytes, network byte order.
// Source: RFC 791; RFC 9293 section 3.1; Linux net/ipv4/ip_input.c ip_rcv_core(), tcp_ipv4.c
// tcp_v4_rcv(), tcp_input.c tcp_parse_options() (an option that is too long ends the list).
// Departs: no fragments, no IP options.

import { ACK, FIN, PSH, RST, type Segment, type SegmentOptions, SYN } from '../sim/trace.ts';
import { checksum } from './pcap.ts';
import { IP_HEADER_BYTES, TCP_HEADER_BYTES } from './segment.ts';

const IPPROTO_TCP = 6;
const FLAGS = FIN | SYN | RST | PSH | ACK;
/** Linux takes a larger shift for 14 (RFC 7323 section 2.3). */
const MAX_WINDOW_SCALE = 14;

/** A segment, or why there is none. */
export type Received = { seg: Segment } | { drop: string };

/** Reads an IPv4 packet with a TCP segment. */
export function readIpPacket(bytes: Uint8Array): Received {
  if (bytes.length < IP_HEADER_BYTES) return { drop: 'shorter than an IP header' };
  const ip = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (ip.getUint8(0) >> 4 !== 4) return { drop: `IP version ${ip.getUint8(0) >> 4}, not 4` };
  if (ip.getUint8(0) !== 0x45) return { drop: 'an IP header with options' };
  const total = ip.getUint16(2);
  if (total < IP_HEADER_BYTES || total > bytes.length) return { drop: 'cut short' };
  if (checksum(bytes.subarray(0, IP_HEADER_BYTES)) !== 0) return { drop: 'IP checksum' };
  if (ip.getUint16(6) & 0x3fff) return { drop: 'a fragment' };
  const protocol = ip.getUint8(9);
  if (protocol !== IPPROTO_TCP) return { drop: `IP protocol ${protocol}, not TCP` };
  const src = ip.getUint32(12);
  const dst = ip.getUint32(16);
  return readTcp(bytes.subarray(IP_HEADER_BYTES, total), src, dst);
}

function readTcp(bytes: Uint8Array, src: number, dst: number): Received {
  if (bytes.length < TCP_HEADER_BYTES) return { drop: 'shorter than a TCP header' };
  const tcp = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headerBytes = (tcp.getUint8(12) >> 4) * 4;
  if (headerBytes < TCP_HEADER_BYTES || headerBytes > bytes.length) {
    return { drop: `a TCP header of ${headerBytes} bytes` };
  }
  const pseudo = [src >>> 16, src & 0xffff, dst >>> 16, dst & 0xffff, IPPROTO_TCP, bytes.length];
  const start = pseudo.reduce((sum, word) => sum + word, 0);
  if (checksum(bytes, start) !== 0) return { drop: 'TCP checksum' };
  const seg: Segment = {
    src: { addr: src, port: tcp.getUint16(0) },
    dst: { addr: dst, port: tcp.getUint16(2) },
    seq: tcp.getUint32(4),
    ack: tcp.getUint32(8),
    flags: tcp.getUint8(13) & FLAGS,
    windowField: tcp.getUint16(14),
    options: readOptions(tcp, headerBytes, (tcp.getUint8(13) & SYN) !== 0),
    payload: bytes.slice(headerBytes),
  };
  return { seg };
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
  if (kind === 2 && length === 4 && syn) options.mss = tcp.getUint16(at + 2);
  else if (kind === 3 && length === 3 && syn) {
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
