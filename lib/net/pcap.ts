// Capture files: the packets of a trace as libpcap bytes that tcpdump and Wireshark read.
//
// One idea: a capture is what one point saw, in order; each packet is written as it would have been
// on the wire (ip-packet.ts). Every family and protocol is in it.
//
// Units: bytes; times in µs, counted from the epoch that the caller gives.
// Source: draft-ietf-opsawg-pcap (file format).

import type { DatagramEvent, SegmentEvent, TraceEvent } from '../sim/trace.ts';
import { ipPacket } from './ip-packet.ts';

const MAGIC_US = 0xa1b2c3d4;
/** Packets begin with their IP header, of either version: no pretended Ethernet addresses. */
const LINKTYPE_RAW = 101;
const SNAPLEN = 262144;

export interface PcapOptions {
  /** Keeps what this host sent and received; without it every packet once, as it was sent. */
  host?: string;
  /** Time of the trace's zero, in µs since 1970. */
  epochUs?: number;
}

type Captured = SegmentEvent | DatagramEvent;

/** Writes a capture file of the packets in a trace. */
export function pcapBytes(events: readonly TraceEvent[], options: PcapOptions = {}): Uint8Array {
  const seen = events.filter((event): event is Captured => isCaptured(event, options.host));
  const chunks = [fileHeader()];
  const ids = new Map<number, number>();
  for (const event of seen) {
    const id = ids.get(event.seg.src.addr) ?? 0;
    // A piece has its packet's.
    if (!event.seg.fragment) ids.set(event.seg.src.addr, (id + 1) & 0xffff);
    const packet = ipPacket(event.seg, id);
    chunks.push(recordHeader(event.atUs + (options.epochUs ?? 0), packet.length), packet);
  }
  return concat(chunks);
}

function isCaptured(event: TraceEvent, host: string | undefined): boolean {
  if (event.kind !== 'segment' && event.kind !== 'datagram') return false;
  if (event.at === 'lost') return false;
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

function concat(chunks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
