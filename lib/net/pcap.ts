// Capture files: the segments of a trace as libpcap bytes that tcpdump and Wireshark read.
//
// One idea: the headers that the model keeps as numbers are written out here as they would have
// been on the wire, checksums included.
//
// Units: bytes; times in µs, counted from the epoch that the caller gives.
// Source: draft-ietf-opsawg-pcap (file format), RFC 791, RFC 9293 section 3.1.

import { ACK, type Segment, type SegmentEvent, type TraceEvent } from '../sim/trace.ts';
import { IP_HEADER_BYTES, optionBytes, TCP_HEADER_BYTES } from './segment.ts';

const MAGIC_US = 0xa1b2c3d4;
/** Packets begin with their IP header: no pretended Ethernet addresses. */
const LINKTYPE_RAW = 101;
const SNAPLEN = 262144;
const IPPROTO_TCP = 6;

export interface PcapOptions {
  /** Keeps what this host sent and received; without it every packet once, as it was sent. */
  host?: string;
  /** Time of the trace's zero, in µs since 1970. */
  epochUs?: number;
}

/** Writes a capture file of the segments in a trace. */
export function pcapBytes(events: TraceEvent[], options: PcapOptions = {}): Uint8Array {
  const seen = events.filter((event): event is SegmentEvent => isCaptured(event, options.host));
  const chunks = [fileHeader()];
  const ids = new Map<number, number>();
  for (const event of seen) {
    const id = ids.get(event.seg.src.addr) ?? 0;
    ids.set(event.seg.src.addr, (id + 1) & 0xffff);
    const packet = ipPacket(event.seg, id);
    chunks.push(recordHeader(event.atUs + (options.epochUs ?? 0), packet.length), packet);
  }
  return concat(chunks);
}

function isCaptured(event: TraceEvent, host: string | undefined): boolean {
  if (event.kind !== 'segment' || event.at === 'lost') return false;
  if (host === undefined) return event.at === 'tx';
  return event.host === host && (event.iface !== 'lo' || event.at === 'tx');
}

function fileHeader(): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, MAGIC_US, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAPLEN, true);
  view.setUint32(20, LINKTYPE_RAW, true);
  return new Uint8Array(view.buffer);
}

function recordHeader(atUs: number, bytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(16));
  view.setUint32(0, Math.floor(atUs / 1e6), true);
  view.setUint32(4, atUs % 1e6, true);
  view.setUint32(8, bytes, true);
  view.setUint32(12, bytes, true);
  return new Uint8Array(view.buffer);
}

/** Writes a segment with its IP header, both with their checksums. */
export function ipPacket(seg: Segment, id = 0): Uint8Array {
  const headerBytes = TCP_HEADER_BYTES + optionBytes(seg.options);
  const tcpBytes = headerBytes + seg.payload.length;
  const bytes = new Uint8Array(IP_HEADER_BYTES + tcpBytes);
  const ip = new DataView(bytes.buffer, 0, IP_HEADER_BYTES);
  ip.setUint8(0, 0x45);
  // A segment of lo can be longer than the field says: Linux writes 0 then, and so do we.
  ip.setUint16(2, bytes.length > 0xffff ? 0 : bytes.length);
  ip.setUint16(4, id);
  ip.setUint16(6, 0x4000);
  ip.setUint8(8, 64);
  ip.setUint8(9, IPPROTO_TCP);
  ip.setUint32(12, seg.src.addr);
  ip.setUint32(16, seg.dst.addr);
  ip.setUint16(10, checksum(bytes.subarray(0, IP_HEADER_BYTES)));
  const tcp = new DataView(bytes.buffer, IP_HEADER_BYTES);
  tcp.setUint16(0, seg.src.port);
  tcp.setUint16(2, seg.dst.port);
  tcp.setUint32(4, seg.seq);
  tcp.setUint32(8, seg.flags & ACK ? seg.ack : 0);
  tcp.setUint8(12, (headerBytes / 4) << 4);
  tcp.setUint8(13, seg.flags);
  tcp.setUint16(14, seg.windowField);
  writeOptions(tcp, seg);
  bytes.set(seg.payload, IP_HEADER_BYTES + headerBytes);
  tcp.setUint16(16, checksum(bytes.subarray(IP_HEADER_BYTES), pseudoSum(seg, tcpBytes)));
  return bytes;
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

function pseudoSum(seg: Segment, tcpBytes: number): number {
  const words = [seg.src.addr, seg.dst.addr].flatMap((addr) => [addr >>> 16, addr & 0xffff]);
  return words.reduce((sum, word) => sum + word, IPPROTO_TCP + tcpBytes);
}

/** Computes the Internet checksum (RFC 1071) of bytes, on top of a sum of 16-bit words. */
export function checksum(bytes: Uint8Array, start = 0): number {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function concat(chunks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
