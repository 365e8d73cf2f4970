// The wire of a script: its packets against the real numbers of a connection.
//
// One idea: a script counts from 0; the two initial sequence numbers and the first timestamp tell
// what that is on the wire. The same comparison serves the model and a real kernel.
//
// Two runs of segments that carry the same bytes with the same acknowledgement are equal, however
// they are cut: a sender with segmentation offload hands over several as one. Linux sets PSH on such
// a one, so PSH does not count where the cut differs.
//
// Units: µs, bytes.

import { isV6, V6 } from '../net/ip.ts';
import { ipPacket } from '../net/ip-packet.ts';
import { IP_HEADER_BYTES, IPV6_HEADER_BYTES, UDP_HEADER_BYTES } from '../net/segment.ts';
import type { Segment, SegmentOptions } from '../sim/trace.ts';
import { ACK, FIN, PSH, SYN } from '../sim/trace.ts';
import { flagText, optionTexts } from '../view/tcpdump.ts';
import { type IpVersion, LOCAL, REMOTE } from './marshal.ts';
import { MARKS, MESSAGES, type Message, type PacketSpec } from './packet-spec.ts';

export interface SentSegment {
  seg: Segment;
  atUs: number;
  /** What is left of a segment of which the first part was expected alone. */
  rest?: boolean;
}

export interface Wire {
  /** The two ends of the conversation under test, the host's first. */
  local: { addr: number; port: number };
  remote: { addr: number; port: number };
  /** Sequence number on the wire of the script's 0, for each side. */
  localIsn?: number;
  remoteIsn: number;
  /** Timestamp on the wire of the script's 0. */
  tsBase?: number;
  /** Of each timestamp that the script has for a sent segment, the one on the wire. */
  stamps: Map<number, number>;
  /** `--tcp_ts_tick_usecs` was said: the values of timestamps count, not only which one is echoed. */
  stampsCount: boolean;
  /** How much the run is behind the times that the script names. */
  lateUs: number;
  toleranceUs: number;
}

/** Makes the wire of a script that has just begun; `remoteIsn` may be anything. */
export function createWire(remoteIsn: number, toleranceUs: number, version?: IpVersion): Wire {
  const at = ({ addr, port }: typeof LOCAL) => ({
    addr: version === 'ipv6' ? V6 + addr : addr,
    port,
  });
  return {
    local: at(LOCAL),
    remote: at(REMOTE),
    remoteIsn,
    lateUs: 0,
    toleranceUs,
    stamps: new Map(),
    stampsCount: false,
  };
}

const KNOWN_FLAGS = 0xff;

/** Makes the segment that a script's `<` packet is on the wire. */
export function toSegment(wire: Wire, spec: PacketSpec): Segment {
  if (spec.proto) return toDatagram(wire, spec);
  const options: SegmentOptions = { ...spec.options };
  const isn = wire.localIsn ?? 0;
  if (options.sack) {
    options.sack = options.sack.map(([from, to]) => [(from + isn) >>> 0, (to + isn) >>> 0]);
  }
  if (options.timestamps) {
    const [value, echo] = options.timestamps;
    const known = wire.stamps.get(echo) ?? echo + (wire.tsBase ?? 0);
    const echoed = spec.flags & ACK ? known >>> 0 : echo;
    options.timestamps = [value, echoed];
  }
  return {
    src: { ...wire.remote },
    dst: { ...wire.local },
    seq: (spec.seq + wire.remoteIsn) >>> 0,
    ack: spec.ack === undefined ? 0 : (spec.ack + isn) >>> 0,
    flags: spec.flags & KNOWN_FLAGS,
    windowField: spec.win ?? 0,
    options,
    payload: new Uint8Array(spec.bytes),
    ...(spec.mark && { tos: spec.mark }),
  };
}

/** Makes a datagram from the remote end, or an ICMP message from there about what it was sent. */
function toDatagram({ local, remote, localIsn = 0 }: Wire, spec: PacketSpec): Segment {
  const plain = { seq: 0, ack: 0, flags: 0, windowField: 0, options: {} };
  const payload = new Uint8Array(spec.bytes);
  const udp = { ...plain, proto: 'udp' as const, payload };
  if (spec.proto === 'udp') return { ...udp, src: { ...remote }, dst: { ...local } };
  const ends = { src: { ...local }, dst: { ...remote } };
  const seq = (spec.seq + localIsn) >>> 0;
  const about = spec.aboutTcp ? { ...ends, seq } : ends;
  const quoted = spec.aboutTcp ? { ...plain, seq, payload, flags: ACK } : udp;
  const said = MESSAGES[spec.what!][isV6(remote.addr) ? 1 : 0];
  if (!said) throw new Error(`no message '${spec.what}' in this version of IP`);
  const port = spec.what === 'unreachable port_unreachable';
  return {
    ...(!port && { icmp: [said[0], said[1], spec.mtu ?? 0] as Segment['icmp'] }),
    ...{ ...plain, proto: 'icmp', about },
    payload: ipPacket({ ...quoted, ...ends }).slice(0, QUOTED_BYTES),
    ...{ src: { addr: remote.addr, port: 0 }, dst: { addr: local.addr, port: 0 } },
  };
}

/** What a message of ICMP quotes at most, so that it fits 576 bytes. */
const QUOTED_BYTES = 548;

/** How many bytes the datagram had that a message of ICMP is about, as far as it quotes them. */
function quotedBytes({ payload, src }: Segment): number {
  const header = (isV6(src.addr) ? IPV6_HEADER_BYTES : IP_HEADER_BYTES) + UDP_HEADER_BYTES;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  return payload.length < header ? 0 : view.getUint16(header - 4) - UDP_HEADER_BYTES;
}

/** Learns a connection's numbers from its first segment, and an end from a datagram. */
export function learn(wire: Wire, seg: Segment, spec: PacketSpec): void {
  if (seg.proto === 'udp') wire.local = { ...seg.src };
  const script = spec.options?.timestamps?.[0];
  const stamp = seg.options.timestamps?.[0];
  if (script !== undefined && stamp !== undefined && !wire.stampsCount)
    wire.stamps.set(script, stamp);
  if (!(seg.flags & SYN)) return;
  wire.localIsn = (seg.seq - spec.seq) >>> 0;
  wire.local = { ...seg.src };
  if (script !== undefined && stamp !== undefined) wire.tsBase ??= (stamp - script) >>> 0;
}

/**
 * Tells what differs between a sent segment and what the script expects; undefined for nothing.
 * `recut`: the segment was joined or cut to be compared.
 */
export function difference(
  wire: Wire,
  spec: PacketSpec,
  seg: Segment,
  recut: boolean,
): string | undefined {
  if (spec.proto !== seg.proto) return 'the protocol differs';
  if (spec.proto) return datagramDifference(wire, spec, seg);
  const ignored = recut ? PSH : 0;
  const isn = wire.localIsn ?? 0;
  const relative = (seg.seq - isn) >>> 0;
  if ((seg.flags | ignored) !== (spec.flags | ignored)) return 'the flags differ';
  if (relative !== spec.seq) return 'the sequence number differs';
  if (seg.payload.length !== spec.bytes) return 'the length differs';
  const ack = (seg.ack - wire.remoteIsn) >>> 0;
  if (spec.ack !== undefined && ack !== spec.ack) return 'the acknowledgement differs';
  if (spec.win !== undefined && seg.windowField !== spec.win) return 'the window differs';
  if (spec.mark !== undefined && ((seg.tos ?? 0) & 3) !== spec.mark) return 'the ECN mark differs';
  return optionDifference(wire, spec, seg);
}

function datagramDifference(wire: Wire, spec: PacketSpec, seg: Segment): string | undefined {
  // The host itself says of ports alone that they are unreachable.
  if (
    spec.proto === 'icmp' &&
    (!seg.about || seg.icmp || spec.what !== 'unreachable port_unreachable')
  ) {
    return 'the message differs';
  }
  const ends = spec.proto === 'icmp' ? { dst: seg.about!.src, src: seg.about!.dst } : seg;
  const { addr, port } = ends.dst;
  if (addr !== wire.remote.addr || port !== wire.remote.port) return 'it goes to another end';
  const bytes = spec.proto === 'icmp' ? quotedBytes(seg) : seg.payload.length;
  return bytes === spec.bytes ? undefined : 'the length differs';
}

function optionDifference(wire: Wire, spec: PacketSpec, seg: Segment): string | undefined {
  if (!spec.options) return undefined;
  const shown = scriptOptions(wire, seg);
  const wanted = spec.options.timestamps;
  if (wanted && shown.timestamps) {
    const slackMs = wire.toleranceUs / 1000 + 1;
    const early = wanted[0] - shown.timestamps[0];
    const counts = wire.stampsCount;
    if ((counts && early > slackMs) || (counts && -early > slackMs + wire.lateUs / 1000)) {
      return `the timestamp differs: got ${shown.timestamps[0]}`;
    }
    shown.timestamps = [wanted[0], shown.timestamps[1]];
  }
  const got = texts(shown).join(',');
  return got === spec.optionList.join(',') ? undefined : 'the options differ';
}

/** Turns a segment's options into the script's numbers. */
function scriptOptions(wire: Wire, seg: Segment): SegmentOptions {
  const options: SegmentOptions = { ...seg.options };
  if (options.timestamps) {
    const [value, echo] = options.timestamps;
    options.timestamps = [(value - (wire.tsBase ?? value)) >>> 0, echo];
  }
  if (options.sack) {
    options.sack = options.sack.map(([from, to]) => [
      (from - wire.remoteIsn) >>> 0,
      (to - wire.remoteIsn) >>> 0,
    ]);
  }
  return options;
}

/** Writes options as scripts do: `sack 1:2 3:4` where tcpdump writes `sack 2 {1:2}{3:4}`. */
function texts(options: SegmentOptions): string[] {
  return optionTexts(options).map((text) =>
    text.replace(/^sack \d+ \{(.*)\}$/, (_, list: string) => `sack ${list.replaceAll('}{', ' ')}`),
  );
}

/** Writes a segment in the script's notation. */
export function segmentText(wire: Wire, seg: Segment): string {
  if (seg.proto === 'fragment') return fragmentText(seg);
  if (seg.proto === 'report') return `report (${seg.payload.length})`;
  if (seg.proto) return datagramText(seg.proto, seg.about ? quotedBytes(seg) : seg.payload.length);
  const start = (seg.seq - (wire.localIsn ?? seg.seq)) >>> 0;
  const mark = seg.tos ? `[${MARKS[seg.tos & 3]}] ` : '';
  const ack = seg.flags & ACK ? ` ack ${(seg.ack - wire.remoteIsn) >>> 0}` : '';
  const options = texts(scriptOptions(wire, seg)).join(',');
  const end = start + seg.payload.length;
  return (
    `${mark}${flagText(seg.flags)} ${start}:${end}(${seg.payload.length})${ack} win ` +
    `${seg.windowField}${options ? ` <${options}>` : ''}`
  );
}

/** Writes a piece of a packet, which no script speaks of. */
function fragmentText({ payload, fragment }: Segment): string {
  const { offset, more } = fragment!;
  return `frag ${offset}:${offset + payload.length}${more ? '+' : ''}`;
}

function datagramText(
  proto: 'udp' | 'icmp',
  bytes: number,
  what: Message = 'unreachable port_unreachable',
): string {
  return proto === 'udp' ? `udp (${bytes})` : `[udp (${bytes})] icmp ${what}`;
}

/** Writes what the script expects in the same notation. */
export function specText(spec: PacketSpec): string {
  if (spec.proto) return datagramText(spec.proto, spec.bytes, spec.what);
  const ack = spec.ack === undefined ? '' : ` ack ${spec.ack}`;
  const win = spec.win === undefined ? '' : ` win ${spec.win}`;
  const options = spec.options ? spec.optionList.join(',') : '...';
  const end = spec.seq + spec.bytes;
  const mark = spec.mark === undefined ? '' : `[${MARKS[spec.mark]}] `;
  return `${mark}${flagText(spec.flags)} ${spec.seq}:${end}(${spec.bytes})${ack}${win}${options ? ` <${options}>` : ''}`;
}

/** Joins two segments where the second continues the first; undefined where it does not. */
function merged(first: Segment, second: Segment): Segment | undefined {
  const next = (first.seq + first.payload.length) >>> 0;
  if (second.seq !== next || first.payload.length === 0) return undefined;
  if (first.flags & (SYN | FIN) || second.flags & SYN || first.ack !== second.ack) return undefined;
  const payload = new Uint8Array(first.payload.length + second.payload.length);
  payload.set(first.payload);
  payload.set(second.payload, first.payload.length);
  return { ...first, flags: first.flags | second.flags, payload };
}

/** Cuts the first bytes off a segment that several expected ones together may be. */
function split(seg: Segment, bytes: number): [Segment, Segment] {
  return [
    { ...seg, flags: seg.flags & ~(PSH | FIN), payload: seg.payload.subarray(0, bytes) },
    { ...seg, seq: (seg.seq + bytes) >>> 0, payload: seg.payload.subarray(bytes) },
  ];
}

/**
 * Makes one of several segments, or several of one, where only the cut differs from `bytes` of
 * payload; true if it did. `later` holds what was sent next, and `collect` brings more of it.
 */
export function gather(
  sent: SentSegment,
  later: SentSegment[],
  bytes: number,
  collect: () => void = () => undefined,
): boolean {
  if (sent.seg.proto) return false;
  let recut = sent.rest === true;
  while (sent.seg.payload.length < bytes && sent.seg.payload.length > 0) {
    collect();
    const together = later.length > 0 ? merged(sent.seg, later[0].seg) : undefined;
    if (!together || together.payload.length > bytes) return recut;
    sent.seg = together;
    recut = true;
    later.shift();
  }
  if (bytes > 0 && sent.seg.payload.length > bytes) {
    const [first, rest] = split(sent.seg, bytes);
    sent.seg = first;
    later.unshift({ seg: rest, atUs: sent.atUs, rest: true });
    recut = true;
  }
  return recut;
}
