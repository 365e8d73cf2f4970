// A packet as a script writes it: `P. 1:101(100) ack 1 win 257 <nop,nop,TS val 10 ecr 20>`, `udp (100)`, or
// `[udp (100)] icmp unreachable port_unreachable`, `[1:1461(1460)] icmp unreachable frag_needed mtu 1200`.
//
// Units: bytes; sequence numbers relative to each side's first.
// Source: packetdrill's syntax.md and parser.y; option names as tcpdump's.
// Departs: of ICMP's messages those about a datagram of UDP or a segment of TCP; the host under test sends
// "port unreachable" alone.

import { ACK, CWR, ECE, FIN, PSH, RST, type SegmentOptions, SYN } from '../sim/trace.ts';

/** What a message of ICMP may say, in packetdrill's words: type and code, of ICMPv6 behind it; undefined for none. */
export const MESSAGES = {
  'unreachable net_unreachable': [
    [3, 0],
    [1, 0],
  ],
  'unreachable host_unreachable': [
    [3, 1],
    [1, 3],
  ],
  'unreachable protocol_unreachable': [
    [3, 2],
    [1, 1],
  ],
  'unreachable port_unreachable': [
    [3, 3],
    [1, 4],
  ],
  'unreachable frag_needed': [[3, 4], undefined],
  'unreachable source_route_failed': [[3, 5], undefined],
  'unreachable admin_prohibited': [
    [3, 13],
    [1, 1],
  ],
  packet_too_big: [undefined, [2, 0]],
  time_exceeded: [
    [11, 0],
    [3, 0],
  ],
  parameter_problem: [
    [12, 0],
    [4, 0],
  ],
} as const;

export type Message = keyof typeof MESSAGES;

export interface PacketSpec {
  /** Absent for TCP. Of an ICMP message, `bytes` is what the datagram had that it is about. */
  proto?: 'udp' | 'icmp';
  /** What ICMP says, and of a packet too large what would fit. */
  what?: Message;
  mtu?: number;
  /** It is about a segment of TCP, whose number is `seq`. */
  aboutTcp?: boolean;
  /** Bits of SYN, FIN, …; URG too, which the model never sends. */
  flags: number;
  seq: number;
  bytes: number;
  ack?: number;
  win?: number;
  /** The ECN bits of the IP header: an index of `MARKS`. Undefined of a sent one: any. */
  mark?: number;
  /** Undefined where the script has `<...>`: any options. */
  options?: SegmentOptions;
  /** The options in the order of the script, as texts. */
  optionList: string[];
}

const URG = 0x20;
/** What the two bits of ECN say (RFC 3168), by their number. */
export const MARKS = ['noecn', 'ect1', 'ect0', 'ce'];
const LETTERS: Record<string, number> = {
  S: SYN,
  F: FIN,
  R: RST,
  P: PSH,
  '.': ACK,
  U: URG,
  E: ECE,
  W: CWR,
};

const PACKET =
  /^(?:\[\w+(?:,\s*\w+)*\]\s*)?([SFRPUEW.]+|-)\s+(\d+):(\d+)\((\d+)\)(?:\s+ack\s+(\d+))?(?:\s+win\s+(\d+))?(?:\s+urg\s+(\d+))?(?:\s+<([^>]*)>)?$/;

/** Reads what follows `<` or `>` on a line; throws an Error that says what is wrong. */
export function parsePacket(text: string, kind: 'in' | 'out'): PacketSpec {
  const trimmed = text.trim();
  const mark = /^\[(noecn|ect[01]|ce)\b/.exec(trimmed)?.[1];
  const datagram = parseDatagram(trimmed);
  if (datagram) return datagram;
  const match = PACKET.exec(trimmed);
  if (!match) {
    throw new Error(
      `not a packet: '${trimmed}'; expected FLAGS FIRST:AFTER(BYTES) [ack N] [win N] [<options>]`,
    );
  }
  const [, letters, seq, end, bytes, ack, win, urgent, options] = match;
  if (urgent) throw new Error('urgent data is not modelled');
  if ((Number(end) - Number(seq)) >>> 0 !== Number(bytes)) {
    throw new Error(`${seq}:${end} is not ${bytes} bytes`);
  }
  if (Number(bytes) > 65_000 && kind === 'in') throw new Error(`${bytes} bytes fit no packet`);
  const flags =
    letters === '-' ? 0 : [...letters].reduce((all, letter) => all | LETTERS[letter], 0);
  if ((flags & ACK) !== 0 && ack === undefined && !(flags & RST)) {
    throw new Error(`the flags '${letters}' have an ACK, but there is no 'ack N'`);
  }
  const wild = options?.trim() === '...';
  const optionList = wild || !options ? [] : options.split(',').map((option) => option.trim());
  return {
    flags,
    seq: Number(seq),
    bytes: Number(bytes),
    ...(mark && { mark: MARKS.indexOf(mark) }),
    ...(ack === undefined ? {} : { ack: Number(ack) }),
    ...(win === undefined ? {} : { win: Number(win) }),
    ...(wild ? {} : { options: readOptions(optionList) }),
    optionList,
  };
}

const UDP = /^udp\s*\((\d+)\)$/;
const ICMP =
  /^\[\s*(?:udp\s*\((\d+)\)|(\d+):(\d+)\((\d+)\))\s*\]\s*icmp\s+([a-z_]+(?:\s+[a-z]+_[a-z_]+)?)(?:\s+mtu\s+(\d+))?$/;
/** 65535 bytes of IP packet without the headers of IP and UDP. */
const MAX_DATAGRAM = 65_507;

/** Reads a datagram, or an ICMP message about one or about a segment; undefined for what seems to be TCP. */
function parseDatagram(text: string): PacketSpec | undefined {
  const plain = { flags: 0, seq: 0, optionList: [] };
  const udp = UDP.exec(text);
  if (udp) return { proto: 'udp', ...plain, bytes: datagramBytes(udp[1]) };
  const icmp = ICMP.exec(text);
  const what = icmp?.[5].replace(/\s+/, ' ');
  if (icmp && what && Object.hasOwn(MESSAGES, what)) {
    const [, udpBytes, first, after, tcpBytes, , mtu] = icmp;
    const said = { proto: 'icmp' as const, what: what as Message, mtu: Number(mtu ?? 0) };
    if (udpBytes) return { ...plain, ...said, bytes: datagramBytes(udpBytes) };
    const bytes = datagramBytes(tcpBytes);
    if ((Number(after) - Number(first)) >>> 0 !== bytes) {
      throw new Error(`${first}:${after} is not ${bytes} bytes`);
    }
    return { ...plain, ...said, seq: Number(first), bytes, aboutTcp: true };
  }
  const first = /^(?:\[[^\]]*\]\s*)?(icmp|udp|gre|ipv[46])\b/.exec(text)?.[1];
  if (!first) return undefined;
  const known = `udp (BYTES), and [udp (BYTES)] or [FIRST:AFTER(BYTES)] with icmp ${Object.keys(MESSAGES).join(', icmp ')}; behind it may be mtu BYTES`;
  throw new Error(`'${first}' is known here as ${known}`);
}

function datagramBytes(text: string): number {
  if (Number(text) > MAX_DATAGRAM) throw new Error(`${text} bytes fit no datagram`);
  return Number(text);
}

function readOptions(list: string[]): SegmentOptions {
  const options: SegmentOptions = {};
  for (const text of list) {
    const [name, ...words] = text.split(/\s+/);
    const number = (word: string | undefined): number => {
      const value = Number(word);
      if (word === undefined || !Number.isInteger(value) || value < 0) {
        throw new Error(`option '${text}': expected a number, not '${word ?? ''}'`);
      }
      return value;
    };
    if (name === 'mss') options.mss = number(words[0]);
    else if (name === 'sackOK') options.sackPermitted = true;
    else if (name === 'wscale') options.windowScale = number(words[0]);
    else if (name === 'TS') options.timestamps = [number(words[1]), number(words[3])];
    else if (name === 'sack') {
      options.sack = words.map((range) => {
        const [from, to] = range.split(':');
        return [number(from), number(to)];
      });
      if (options.sack.length === 0) throw new Error(`option '${text}' has no ranges`);
    } else if (name !== 'nop' && name !== 'eol' && name !== '') {
      throw new Error(`unknown option '${text}'; known: mss, sackOK, wscale, TS, sack, nop, eol`);
    }
  }
  return options;
}
