// tcpdump lines of a trace: what a capture would have printed, character for character.
//
// One idea: a capture is a fold of the segment events that one point saw. tcpdump shows sequence
// numbers relative to the handshake, which it learns, per connection, from the first segment with
// an ACK; so the fold keeps that and nothing else.
//
// Source: tcpdump 4.99 print-tcp.c tcp_print(), signature.h, print-http.c; options in the order
// in which Linux writes them (tcp_output.c tcp_options_write()).

import { formatAddr, isV6 } from '../net/ip.ts';
import {
  ACK,
  type DatagramEvent,
  type Endpoint,
  FIN,
  PSH,
  RST,
  type Segment,
  type SegmentEvent,
  type SegmentOptions,
  SYN,
  type TraceEvent,
} from '../sim/trace.ts';

export interface TcpdumpOptions {
  /** The host on which tcpdump runs; without it every packet is shown once, as it was sent. */
  host?: string;
  iface?: string;
  /** Show only segments from or to this port. */
  port?: number;
  /** As -ttt shows it (the default), as -ttttt does from the first packet on, or as -t: not. */
  time?: 'delta' | 'since-first' | 'none';
  /** Prints absolute sequence numbers, as -S does. */
  absolute?: boolean;
}

export interface TcpdumpLine {
  text: string;
  /** The event behind the line. */
  event: Seen;
}

type Seen = SegmentEvent | DatagramEvent;

const HTTP_PORTS = [80, 8080];
const HTTP_START = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|TRACE|CONNECT|PATCH|HTTP\/)/;

/** Numbers of the first segments of a connection, by which later ones are shown. */
type Relative = Map<string, { from: string; seq: number; ack: number }>;

/** Writes the lines of a capture. */
export function tcpdumpLines(events: TraceEvent[], options: TcpdumpOptions = {}): TcpdumpLine[] {
  const relative: Relative = new Map();
  const seen = events.filter((event): event is Seen => captured(event, options));
  return seen.map((event, i) => {
    const text = segmentText(event.seg, options.absolute ? undefined : relative);
    const sinceUs = options.time === 'since-first' ? seen[0].atUs : (seen[i - 1] ?? event).atUs;
    const time = options.time === 'none' ? '' : ` ${clock(event.atUs - sinceUs)} `;
    return { text: `${time}${isV6(event.seg.src.addr) ? 'IP6' : 'IP'} ${text}`, event };
  });
}

/** Tells whether a capture shows an event; on lo a packet passes once. */
function captured(event: TraceEvent, options: TcpdumpOptions): boolean {
  if (event.kind !== 'segment' && event.kind !== 'datagram') return false;
  if (event.at === 'lost') return false;
  const { host, iface, port } = options;
  if (iface !== undefined && iface !== 'any' && event.iface !== iface) return false;
  const { src, dst, about } = event.seg;
  const ports = [src, dst, about?.src, about?.dst].map((end) => end?.port);
  if (port !== undefined && !ports.includes(port)) {
    return false;
  }
  if (host === undefined || event.iface === 'lo') {
    return event.at === 'tx' && (host === undefined || event.host === host);
  }
  return event.host === host;
}

function clock(us: number): string {
  const whole = Math.floor(us / 1e6);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const text = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return `${text}.${String(us % 1e6).padStart(6, '0')}`;
}

/** Writes one segment after the `IP `; `relative` undefined shows the numbers as they are. */
export function segmentText(seg: Segment, relative?: Relative): string {
  const { flags, payload } = seg;
  if (seg.proto) return datagramText(seg);
  const numbers = relativeNumbers(seg, relative);
  const parts = [`Flags [${flagText(flags)}]`];
  if (payload.length > 0) parts.push(`seq ${numbers.seq}:${(numbers.seq + payload.length) >>> 0}`);
  else if (flags & (SYN | FIN | RST)) parts.push(`seq ${numbers.seq}`);
  if (flags & ACK) parts.push(`ack ${numbers.ack}`);
  parts.push(`win ${seg.windowField}`);
  const options = optionTexts(seg.options, seg.ack - numbers.ack);
  if (options.length > 0) parts.push(`options [${options.join(',')}]`);
  parts.push(`length ${payload.length}`);
  const ends = `${endText(seg.src)} > ${endText(seg.dst)}`;
  return `${ends}: ${parts.join(', ')}${applicationText(seg)}`;
}

/** Writes a datagram, or the ICMP message that says that nobody took one. */
function datagramText({ src, dst, payload, about }: Segment): string {
  if (!about) return `${endText(src)} > ${endText(dst)}: UDP, length ${payload.length}`;
  const ends = `${formatAddr(src.addr)} > ${formatAddr(dst.addr)}`;
  const what = `${formatAddr(about.dst.addr)} udp port ${about.dst.port}`;
  const length = payload.length + 8;
  if (isV6(src.addr)) {
    return `${ends}: ICMP6, destination unreachable, unreachable port, ${what}, length ${length}`;
  }
  return `${ends}: ICMP ${what} unreachable, length ${length}`;
}

function endText(end: Endpoint): string {
  return `${formatAddr(end.addr)}.${end.port}`;
}

/** Writes flags as tcpdump does, a dot for ACK: `S`, `S.`, `P.`, `F.`, `R`. */
export function flagText(flags: number): string {
  const letters: [number, string][] = [
    [FIN, 'F'],
    [SYN, 'S'],
    [RST, 'R'],
    [PSH, 'P'],
    [ACK, '.'],
  ];
  const text = letters.map(([bit, letter]) => (flags & bit ? letter : '')).join('');
  return text || 'none';
}

/** Says in a word or two what a packet is: `SYN-ACK`, `78 bytes, FIN`, `ICMP`. */
export function segmentLabel({ flags, payload, proto }: Segment): string {
  const { length } = payload;
  const data = length > 0 ? `${length} ${length === 1 ? 'byte' : 'bytes'}` : '';
  if (proto === 'icmp') return 'ICMP';
  if (proto === 'udp') return data || 'empty datagram';
  if (flags & RST) return 'RST';
  if (flags & SYN) return flags & ACK ? 'SYN-ACK' : 'SYN';
  if (flags & FIN) return data ? `${data}, FIN` : 'FIN';
  return data || 'ACK';
}

function relativeNumbers(seg: Segment, relative?: Relative): { seq: number; ack: number } {
  const { seq, ack } = seg;
  if (!relative || !(seg.flags & ACK)) return { seq, ack };
  const from = endText(seg.src);
  const to = endText(seg.dst);
  const key = from < to ? `${from} ${to}` : `${to} ${from}`;
  const known = relative.get(key);
  if (!known || seg.flags & SYN) {
    relative.set(key, { from, seq, ack: (ack - 1) >>> 0 });
    return { seq, ack };
  }
  const forward = known.from === from;
  const seqBase = forward ? known.seq : known.ack;
  const ackBase = forward ? known.ack : known.seq;
  return { seq: (seq - seqBase) >>> 0, ack: (ack - ackBase) >>> 0 };
}

/** Writes header options in the order in which they are sent; SACK blocks less `ackBase`. */
export function optionTexts(options: SegmentOptions, ackBase = 0): string[] {
  const texts: string[] = [];
  const { mss, sackPermitted, timestamps, windowScale, sack } = options;
  if (mss !== undefined) texts.push(`mss ${mss}`);
  // SACK-permitted takes the place of the two bytes that would pad the timestamps.
  if (sackPermitted) texts.push(...(timestamps ? ['sackOK'] : ['nop', 'nop', 'sackOK']));
  if (timestamps) {
    if (!sackPermitted) texts.push('nop', 'nop');
    texts.push(`TS val ${timestamps[0]} ecr ${timestamps[1]}`);
  }
  if (windowScale !== undefined) texts.push('nop', `wscale ${windowScale}`);
  if (sack) {
    const shown = sack.map(([from, to]) => `{${(from - ackBase) >>> 0}:${(to - ackBase) >>> 0}}`);
    texts.push('nop', 'nop', `sack ${sack.length} ${shown.join('')}`);
  }
  return texts;
}

/** Writes what tcpdump says of an HTTP payload: its first line, or only that it is HTTP. */
function applicationText(seg: Segment): string {
  const http = HTTP_PORTS.includes(seg.src.port) || HTTP_PORTS.includes(seg.dst.port);
  if (seg.payload.length === 0 || !http) return '';
  const end = seg.payload.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const bytes = seg.payload.subarray(0, end < 0 ? Math.min(seg.payload.length, 256) : end);
  const line = String.fromCharCode(...bytes.map((b) => (b < 0x20 || b > 0x7e ? 0x2e : b)));
  return HTTP_START.test(line) ? `: HTTP: ${line}` : ': HTTP';
}
