// A packet as a script writes it: `P. 1:101(100) ack 1 win 257 <nop,nop,TS val 10 ecr 20>`, `udp (100)`, or
// `[udp (100)] icmp unreachable port_unreachable`.
//
// Units: bytes; sequence numbers relative to each side's first.
// Source: packetdrill's syntax.md and parser.y; option names as tcpdump's.
// Departs: of ICMP's messages "unreachable" about UDP alone.

import { ACK, FIN, PSH, RST, type SegmentOptions, SYN } from '../sim/trace.ts';

/** What a message of ICMP may say to be unreachable. */
export type Unreachable = 'net' | 'host' | 'protocol' | 'port';

export interface PacketSpec {
  /** Absent for TCP. Of an ICMP message, `bytes` is what the datagram had that it is about. */
  proto?: 'udp' | 'icmp';
  /** What is unreachable, in ICMP's words. */
  what?: Unreachable;
  /** Bits of SYN, FIN, …; ECE, CWR and URG too, which the model never sends. */
  flags: number;
  seq: number;
  bytes: number;
  ack?: number;
  win?: number;
  /** Undefined where the script has `<...>`: any options. */
  options?: SegmentOptions;
  /** The options in the order of the script, as texts. */
  optionList: string[];
}

const URG = 0x20;
const ECE = 0x40;
const CWR = 0x80;
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
  const marked = /^\[(ect[01]|ce)\b/.exec(trimmed);
  if (marked && kind === 'out') throw new Error(`[${marked[1]}]: ECN is off in this model`);
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
    ...(ack === undefined ? {} : { ack: Number(ack) }),
    ...(win === undefined ? {} : { win: Number(win) }),
    ...(wild ? {} : { options: readOptions(optionList) }),
    optionList,
  };
}

const UDP = /^udp\s*\((\d+)\)$/;
const ICMP =
  /^\[\s*udp\s*\((\d+)\)\s*\]\s*icmp\s+unreachable\s+(net|host|protocol|port)_unreachable$/;
/** 65535 bytes of IP packet without the headers of IP and UDP. */
const MAX_DATAGRAM = 65_507;

/** Reads a datagram, or an ICMP message about one; undefined for what seems to be TCP. */
function parseDatagram(text: string): PacketSpec | undefined {
  const udp = UDP.exec(text);
  const found = udp ?? ICMP.exec(text);
  if (found) {
    const bytes = Number(found[1]);
    if (bytes > MAX_DATAGRAM) throw new Error(`${bytes} bytes fit no datagram`);
    const plain = { flags: 0, seq: 0, bytes, optionList: [] };
    if (udp) return { proto: 'udp', ...plain };
    return { proto: 'icmp', what: found[2] as Unreachable, ...plain };
  }
  const first = /^(?:\[[^\]]*\]\s*)?(icmp|udp|gre|ipv[46])\b/.exec(text)?.[1];
  if (!first) return undefined;
  const known =
    'udp (BYTES) and [udp (BYTES)] icmp unreachable port_unreachable (net_, host_, protocol_)';
  throw new Error(`'${first}' is known here as ${known}`);
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
