// tcpdump lines of a trace: what a capture would have printed, character for character.
//
// One idea: a capture is a fold of the segment events that one point saw. tcpdump shows sequence
// numbers relative to the handshake, which it learns, per connection, from the first segment with
// an ACK; so the fold keeps that and nothing else.
//
// Source: tcpdump 4.99 print-tcp.c tcp_print(), signature.h, print-http.c, util-print.c ts_print();
// options in the order in which Linux writes them (tcp_output.c tcp_options_write()).
// Departs: packets begin with their IP header, and -e says so as it does of such a capture.

import { formatAddr, isV6 } from '../net/ip.ts';
import { ICMP, ipPacket } from '../net/ip-packet.ts';
import { EPOCH_S } from '../sim/sim.ts';
import {
  ACK,
  CWR,
  type DatagramEvent,
  ECE,
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
import type { PacketTest } from './packet-filter.ts';
import { fragmentText, messageText } from './tcpdump-fragment.ts';
import { reportText } from './tcpdump-reports.ts';
import {
  asciiText,
  headText,
  hexLines,
  quotationText,
  tcpSumText,
  textLines,
} from './tcpdump-verbose.ts';

export interface TcpdumpOptions {
  /** The host on which tcpdump runs; without it every packet is shown once, as it was sent. */
  host?: string;
  iface?: string;
  /** Show only segments from or to this port. */
  port?: number;
  /**
   * As -ttt shows it (the default here), as -ttttt does from the first packet on, or as -t: not; as
   * without -t: the time of day; as -tt: in seconds since 1970; as -tttt: with the date.
   */
  time?: 'delta' | 'since-first' | 'none' | 'of-day' | 'epoch' | 'date';
  /** Prints absolute sequence numbers, as -S does. */
  absolute?: boolean;
  /** How often -v was said. */
  verbose?: number;
  /** The packet's bytes as -x, -X or -A shows them. */
  bytes?: 'x' | 'X' | 'A';
  /** -q, -e and -#. */
  quiet?: boolean;
  link?: boolean;
  numbered?: boolean;
  /** Shows only packets that pass, and only so many. */
  filter?: PacketTest;
  count?: number;
  /** Time of the trace's zero, in seconds since 1970. */
  epochS?: number;
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

/** Writes the lines of a capture; a line may have further ones below it. */
export function tcpdumpLines(events: TraceEvent[], options: TcpdumpOptions = {}): TcpdumpLine[] {
  const relative: Relative = new Map();
  const { verbose = 0, bytes, filter, count } = options;
  let seen = numbered(events.filter((event): event is Seen => captured(event, options)));
  // Bytes are written for whoever looks at them: most captures are of many packets and no bytes.
  const packetOf = ({ event, id }: Numbered) => ipPacket(event.seg, id);
  if (filter) seen = seen.filter((one) => filter(packetOf(one)));
  if (count !== undefined) seen = seen.slice(0, count);
  return seen.map((one, i) => {
    const { event } = one;
    const packet = verbose > 0 || bytes ? packetOf(one) : undefined;
    const writing = { ...options, relative: options.absolute ? undefined : relative, packet };
    const text = writtenText(event.seg, writing);
    const first = options.time === 'since-first' ? seen[0] : (seen[i - 1] ?? one);
    const number = options.numbered ? `${String(i + 1).padStart(5)}  ` : '';
    return { text: `${number}${timeText(event.atUs, first.event.atUs, options)}${text}`, event };
  });
}

interface Numbered {
  event: Seen;
  /** IPv4's identification, as in a capture file of the same packets. */
  id: number;
}

function numbered(events: Seen[]): Numbered[] {
  const ids = new Map<number, number>();
  return events.map((event) => {
    const id = ids.get(event.seg.src.addr) ?? 0;
    if (!event.seg.fragment) ids.set(event.seg.src.addr, (id + 1) & 0xffff);
    return { event, id };
  });
}

function timeText(
  atUs: number,
  firstUs: number,
  { time, epochS = EPOCH_S }: TcpdumpOptions,
): string {
  if (time === 'none') return '';
  if (time === 'of-day') return `${clock((atUs + epochS * 1e6) % 86_400e6)} `;
  if (time === 'epoch') {
    return `${epochS + Math.floor(atUs / 1e6)}.${String(atUs % 1e6).padStart(6, '0')} `;
  }
  if (time !== 'date') return ` ${clock(atUs - firstUs)} `;
  const at = new Date(epochS * 1e3 + Math.floor(atUs / 1e3)).toISOString();
  return `${at.slice(0, 10)} ${clock((atUs + epochS * 1e6) % 86_400e6)} `;
}

interface Writing extends TcpdumpOptions {
  relative?: Relative | undefined;
  packet?: Uint8Array | undefined;
}

/** Writes a packet from its protocol's name on, with what -v and -x want of it. */
function writtenText(seg: Segment, writing: Writing): string {
  const { packet, bytes, link } = writing;
  const name = link ? 'ip:' : isV6(seg.src.addr) ? 'IP6' : 'IP';
  const head = packet && writing.verbose ? headText(seg, packet) : '';
  let text = `${name} ${head}${packetText(seg, writing)}`;
  if (packet && bytes === 'A') text += asciiText(packet);
  else if (packet && bytes) text += hexLines(packet, bytes === 'X');
  return text;
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
  return packetText(seg, { relative });
}

function packetText(seg: Segment, writing: Writing): string {
  const { relative, packet, verbose = 0, quiet, link } = writing;
  const { flags, payload } = seg;
  if (seg.fragment) return pieceText(seg, writing);
  if (seg.proto === 'report') return reportText(seg, verbose, quiet);
  if (seg.proto) return datagramText(seg, verbose, link ? '' : 'IP ');
  const numbers = relativeNumbers(seg, relative);
  const ends = `${endText(seg.src)} > ${endText(seg.dst)}`;
  if (quiet) return `${ends}: tcp ${payload.length}`;
  const parts = [`Flags [${flagText(flags)}]`];
  if (packet && verbose > 0) parts.push(tcpSumText(seg, packet));
  if (payload.length > 0) parts.push(`seq ${numbers.seq}:${(numbers.seq + payload.length) >>> 0}`);
  else if (verbose > 1 || flags & (SYN | FIN | RST)) parts.push(`seq ${numbers.seq}`);
  if (flags & ACK) parts.push(`ack ${numbers.ack}`);
  parts.push(`win ${seg.windowField}`);
  const options = optionTexts(seg.options, seg.ack - numbers.ack);
  if (options.length > 0) parts.push(`options [${options.join(',')}]`);
  parts.push(`length ${payload.length}`);
  return `${ends}: ${parts.join(', ')}${applicationText(seg, verbose)}`;
}

/** The segment that a first piece begins is written without its checksum, which covers the other pieces too. */
function pieceText(seg: Segment, writing: Writing): string {
  return fragmentText(seg, writing.verbose ?? 0, (tcp) => {
    return packetText(tcp, { ...writing, packet: undefined }).replace(/^\S+ > \S+: /, '');
  });
}

/** Writes a datagram, or the ICMP message that says that nobody took one. */
function datagramText(seg: Segment, verbose: number, quotedName: string): string {
  const { src, dst, payload, about } = seg;
  const v6 = isV6(src.addr);
  if (!about && seg.icmp) return echoText(seg, seg.icmp, verbose);
  if (!about) {
    const sum = verbose > 1 || (v6 && verbose > 0) ? '[udp sum ok] ' : '';
    return `${endText(src)} > ${endText(dst)}: ${sum}UDP, length ${payload.length}`;
  }
  const ends = `${formatAddr(src.addr)} > ${formatAddr(dst.addr)}`;
  const name = about.seq === undefined ? 'udp' : 'tcp';
  const what = `${formatAddr(about.dst.addr)} ${name} port ${about.dst.port}`;
  const other = seg.icmp && errorText(seg.icmp, about);
  const length = payload.length + 8;
  if (v6) {
    const said = `ICMP6, ${other ?? `destination unreachable, unreachable port, ${what}`}`;
    return verbose > 0 ? `${ends}: [icmp6 sum ok] ${said}` : `${ends}: ${said}, length ${length}`;
  }
  const quoted =
    verbose > 0 && about.seq === undefined ? quotationText(seg, verbose, quotedName) : '';
  return `${ends}: ICMP ${other ?? `${what} unreachable`}, length ${length}${quoted}`;
}

/** Writes what ping(8) sends and gets back. */
function echoText({ src, dst, payload }: Segment, icmp: number[], verbose: number): string {
  const v6 = isV6(src.addr);
  const [type, , rest] = icmp;
  const said = messageText(v6, type, [rest >>> 16, rest & 0xffff]);
  const sum = v6 && verbose > 0 ? '[icmp6 sum ok] ' : '';
  const length = v6 && verbose > 0 ? '' : `, length ${payload.length + 8}`;
  return `${formatAddr(src.addr)} > ${formatAddr(dst.addr)}: ${sum}${said}${length}`;
}

/**
 * What cannot be reached, where that is no port, with `@` for the address and `&` for whose datagram it
 * was; codes in their order.
 */
const UNREACHABLE = `net @ unreachable
host @ unreachable
@ protocol 17 unreachable
@ udp port unreachable
@ unreachable - need to frag
@ unreachable - source route failed`.split('\n');
const UNREACHABLE6 = `unreachable route @
 unreachable prohibited @
beyond scope @, source address &
unreachable address @`.split('\n');

/** What an error says that is not "port unreachable". */
function errorText(
  [type, code, rest]: NonNullable<Segment['icmp']>,
  { src, dst, seq }: NonNullable<Segment['about']>,
): string {
  const v6 = isV6(dst.addr);
  if (v6 && type === ICMP.tooLargeType6) return `packet too big, mtu ${rest}`;
  if (type === ICMP.timeExceeded[v6 ? 1 : 0] && code === ICMP.reassemblyCode) {
    return v6 ? 'time exceeded in-transit (reassembly)' : 'ip reassembly time exceeded';
  }
  if (type === ICMP.timeExceeded[v6 ? 1 : 0]) {
    return v6 ? `time exceeded in-transit for ${formatAddr(dst.addr)}` : 'time exceeded in-transit';
  }
  if (type === ICMP.parameterProblem[v6 ? 1 : 0]) {
    return v6 ? 'parameter problem, errorneous - octet 0' : 'parameter problem - octet 0';
  }
  const texts = v6 ? UNREACHABLE6 : UNREACHABLE;
  const text = (texts[code] ?? `@ unreachable - #${code}`)
    .replace('@', formatAddr(dst.addr))
    .replace('&', formatAddr(src.addr))
    .replace('protocol 17', seq === undefined ? 'protocol 17' : 'protocol 6')
    .replace(/need to frag$/, `need to frag (mtu ${rest & 0xffff})`);
  return v6 ? `destination unreachable, ${text}` : text;
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
    [ECE, 'E'],
    [CWR, 'W'],
  ];
  const text = letters.map(([bit, letter]) => (flags & bit ? letter : '')).join('');
  return text || 'none';
}

/** Says in a word or two what a packet is: `SYN-ACK`, `78 bytes, FIN`, `ICMP`. */
export function segmentLabel({ flags, payload, proto }: Segment): string {
  const { length } = payload;
  const data = length > 0 ? `${length} ${length === 1 ? 'byte' : 'bytes'}` : '';
  if (proto === 'icmp') return 'ICMP';
  if (proto === 'fragment' || proto === 'report') return proto;
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
function applicationText({ src, dst, payload }: Segment, verbose: number): string {
  const http = HTTP_PORTS.includes(src.port) || HTTP_PORTS.includes(dst.port);
  if (payload.length === 0 || !http) return '';
  const end = payload.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  const bytes = payload.subarray(0, end < 0 ? Math.min(payload.length, 256) : end);
  const line = String.fromCharCode(...bytes.map((b) => (b < 0x20 || b > 0x7e ? 0x2e : b)));
  if (!HTTP_START.test(line)) return ': HTTP';
  if (verbose > 0) return `: HTTP, length: ${payload.length}${textLines(payload)}`;
  return `: HTTP: ${line}`;
}
