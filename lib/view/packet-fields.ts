// Packet fields: the bytes of an IP packet as the fields that RFCs draw, each with its place.
//
// One idea: nothing is known but the bytes. A field is read where the header says that it is, so what
// is shown is what is on the wire, and a packet that is cut short shows as far as it goes.
//
// Units: bytes from the packet's first; a field ends before `to`.
// Source: RFC 791, 8200, 9293 section 3.1, 7323, 2018, 768, 792, 4443; names as Wireshark 4.0 has them.

import { formatAddr } from '../net/ip.ts';
import { IPPROTO } from '../net/ip-packet.ts';

export interface PacketField {
  /** As Wireshark's filters name it. */
  key: string;
  /** As the RFC names it. */
  name: string;
  value: string;
  note?: string;
  from: number;
  to: number;
  depth: 0 | 1 | 2;
}

interface Reader {
  bytes: Uint8Array;
  view: DataView;
  fields: PacketField[];
}

const PROTOCOLS: Record<number, string> = {
  ...{ 1: 'ICMP', 6: 'TCP', 17: 'UDP', 44: 'a fragment', 58: 'ICMPv6' },
};

/** Reads a packet that begins with its IP header. */
export function packetFields(bytes: Uint8Array): PacketField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader: Reader = { bytes, view, fields: [] };
  try {
    const version = view.getUint8(0) >> 4;
    if (version === 4) ipv4(reader);
    else if (version === 6) ipv6(reader);
  } catch (error) {
    // A header that goes on behind the end of the bytes.
    if (!(error instanceof RangeError)) throw error;
  }
  return reader.fields;
}

function add(
  r: Reader,
  [key, name]: readonly [string, string],
  [from, size]: readonly [number, number],
  value: string | number,
  note?: string,
  depth: PacketField['depth'] = 1,
): void {
  r.fields.push({
    key,
    name,
    value: String(value),
    ...(note && { note }),
    from,
    to: from + size,
    depth,
  });
}

function head(r: Reader, key: string, name: string, from: number, size: number): void {
  add(r, [key, name], [from, size], `${size} bytes`, undefined, 0);
}

const hex = (value: number, digits = 4): string => `0x${value.toString(16).padStart(digits, '0')}`;

function ipv4(r: Reader): void {
  const { view } = r;
  const headerBytes = (view.getUint8(0) & 15) * 4;
  head(r, 'ip', 'Internet Protocol, version 4', 0, headerBytes);
  add(r, ['ip.version', 'Version'], [0, 1], view.getUint8(0) >> 4, 'the upper 4 bits');
  add(r, ['ip.hdr_len', 'Header length'], [0, 1], headerBytes, 'the lower 4 bits, times 4');
  add(r, ['ip.dsfield', 'Type of service'], [1, 1], hex(view.getUint8(1), 2));
  add(r, ['ip.len', 'Total length'], [2, 2], view.getUint16(2));
  add(r, ['ip.id', 'Identification'], [4, 2], hex(view.getUint16(4)));
  const flags = view.getUint16(6);
  const said = flags & 0x4000 ? "don't fragment" : flags & 0x2000 ? 'more fragments' : '';
  add(r, ['ip.flags', 'Flags'], [6, 1], hex(flags >> 13, 2), said);
  const units = flags & 0x1fff;
  add(r, ['ip.frag_offset', 'Fragment offset'], [6, 2], units, placeNote(units));
  add(r, ['ip.ttl', 'Time to live'], [8, 1], view.getUint8(8), 'routers that it may pass');
  const protocol = view.getUint8(9);
  add(r, ['ip.proto', 'Protocol'], [9, 1], protocol, PROTOCOLS[protocol]);
  add(r, ['ip.checksum', 'Header checksum'], [10, 2], hex(view.getUint16(10)));
  add(r, ['ip.src', 'Source address'], [12, 4], formatAddr(view.getUint32(12)));
  add(r, ['ip.dst', 'Destination address'], [16, 4], formatAddr(view.getUint32(16)));
  // Only the first piece of a packet has the header of what the packet carries.
  if (units > 0) payload(r, headerBytes, 'data');
  else inside(r, protocol, headerBytes);
}

function placeNote(units: number): string {
  return units > 0 ? `times 8: from byte ${units * 8} on` : '';
}

/** What IPv6 puts in front of a piece of a packet. */
function fragmentHeader(r: Reader): void {
  const { view } = r;
  const key = 'ipv6.fraghdr';
  head(r, key, 'Fragment Header', 40, 8);
  const protocol = view.getUint8(40);
  add(r, [`${key}.nxt`, 'Next header'], [40, 1], protocol, PROTOCOLS[protocol]);
  add(r, [`${key}.reserved_octet`, 'Reserved'], [41, 1], hex(view.getUint8(41), 2));
  const field = view.getUint16(42);
  add(r, [`${key}.offset`, 'Fragment offset'], [42, 2], field >> 3, placeNote(field >> 3));
  add(r, [`${key}.more`, 'More fragments'], [42, 2], field & 1, 'the lowest bit');
  add(r, [`${key}.ident`, 'Identification'], [44, 4], hex(view.getUint32(44), 8));
  if (field >> 3 > 0) payload(r, 48, 'data');
  else inside(r, protocol, 48);
}

function ipv6(r: Reader): void {
  const { view } = r;
  head(r, 'ipv6', 'Internet Protocol, version 6', 0, 40);
  const first = view.getUint32(0);
  add(r, ['ipv6.version', 'Version'], [0, 1], first >>> 28, 'the upper 4 bits');
  add(r, ['ipv6.tclass', 'Traffic class'], [0, 4], hex((first >>> 20) & 255, 8));
  add(r, ['ipv6.flow', 'Flow label'], [1, 3], hex(first & 0xfffff, 6));
  add(r, ['ipv6.plen', 'Payload length'], [4, 2], view.getUint16(4));
  const protocol = view.getUint8(6);
  add(r, ['ipv6.nxt', 'Next header'], [6, 1], protocol, PROTOCOLS[protocol]);
  add(r, ['ipv6.hlim', 'Hop limit'], [7, 1], view.getUint8(7), 'routers that it may pass');
  add(r, ['ipv6.src', 'Source address'], [8, 16], v6Text(r.bytes.subarray(8, 24)));
  add(r, ['ipv6.dst', 'Destination address'], [24, 16], v6Text(r.bytes.subarray(24, 40)));
  if (protocol === IPPROTO.FRAGMENT) fragmentHeader(r);
  else inside(r, protocol, 40);
}

/** An IPv6 address with its longest run of zeros left out; RFC 5952. */
function v6Text(bytes: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] << 8) | bytes[2 * i + 1]);
  let best = { from: 0, length: 0 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (words[from + length] === 0) length++;
    if (length > best.length) best = { from, length };
  }
  const text = (part: number[]) => part.map((word) => word.toString(16)).join(':');
  if (best.length < 2) return text(words);
  return `${text(words.slice(0, best.from))}::${text(words.slice(best.from + best.length))}`;
}

function inside(r: Reader, protocol: number, at: number): void {
  if (protocol === IPPROTO.TCP) tcp(r, at);
  else if (protocol === IPPROTO.UDP) udp(r, at);
  else if (protocol === IPPROTO.ICMP) icmp(r, at, 'icmp', 'Internet Control Message Protocol');
  else if (protocol === IPPROTO.ICMPV6) icmp(r, at, 'icmpv6', 'ICMP for IPv6');
}

const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'];

function tcp(r: Reader, at: number): void {
  const { view } = r;
  const headerBytes = (view.getUint8(at + 12) >> 4) * 4;
  head(r, 'tcp', 'Transmission Control Protocol', at, headerBytes);
  add(r, ['tcp.srcport', 'Source port'], [at, 2], view.getUint16(at));
  add(r, ['tcp.dstport', 'Destination port'], [at + 2, 2], view.getUint16(at + 2));
  add(r, ['tcp.seq_raw', 'Sequence number'], [at + 4, 4], view.getUint32(at + 4));
  add(r, ['tcp.ack_raw', 'Acknowledgment number'], [at + 8, 4], view.getUint32(at + 8));
  add(r, ['tcp.hdr_len', 'Data offset'], [at + 12, 1], headerBytes, 'the upper 4 bits, times 4');
  const flags = view.getUint16(at + 12) & 0xfff;
  const names = FLAG_NAMES.filter((_, i) => flags & (1 << i));
  add(r, ['tcp.flags', 'Flags'], [at + 12, 2], hex(flags), names.join(', '));
  add(
    r,
    ['tcp.window_size_value', 'Window'],
    [at + 14, 2],
    view.getUint16(at + 14),
    'before its scale',
  );
  add(r, ['tcp.checksum', 'Checksum'], [at + 16, 2], hex(view.getUint16(at + 16)));
  add(r, ['tcp.urgent_pointer', 'Urgent pointer'], [at + 18, 2], view.getUint16(at + 18));
  if (headerBytes > 20) tcpOptions(r, at + 20, at + headerBytes);
  payload(r, at + headerBytes, 'tcp.payload');
}

function tcpOptions(r: Reader, first: number, end: number): void {
  const { view } = r;
  add(r, ['tcp.options', 'Options'], [first, end - first], `${end - first} bytes`);
  for (let at = first; at < end; ) {
    const kind = view.getUint8(at);
    if (kind < 2) {
      const [key, name] =
        kind === 0 ? ['tcp.options.eol', 'End'] : ['tcp.options.nop', 'No-operation'];
      add(r, [key, name], [at, 1], '', kind === 0 ? '' : 'fills up to 4 bytes', 2);
      if (kind === 0) return;
      at++;
      continue;
    }
    const size = view.getUint8(at + 1);
    if (size < 2 || at + size > end) return;
    tcpOption(r, kind, at, size);
    at += size;
  }
}

function tcpOption(r: Reader, kind: number, at: number, size: number): void {
  const { view } = r;
  const place = [at, size] as const;
  const option = (key: string, name: string, value: string | number, note?: string): void =>
    add(r, [key, name], place, value, note, 2);
  if (kind === 2 && size === 4) {
    option('tcp.options.mss', 'Maximum segment size', view.getUint16(at + 2));
  } else if (kind === 3 && size === 3) {
    const shift = view.getUint8(at + 2);
    option('tcp.options.wscale', 'Window scale', shift, `multiplies windows by ${2 ** shift}`);
  } else if (kind === 4) option('tcp.options.sack_perm', 'SACK permitted', '');
  else if (kind === 8 && size === 10) {
    const [value, echo] = [view.getUint32(at + 2), view.getUint32(at + 6)];
    option('tcp.options.timestamp', 'Timestamps', `TSval ${value}, TSecr ${echo}`);
  } else if (kind === 5) {
    const ranges: string[] = [];
    for (let i = at + 2; i + 8 <= at + size; i += 8) {
      ranges.push(`${view.getUint32(i)} to ${view.getUint32(i + 4)}`);
    }
    option('tcp.options.sack', 'SACK', ranges.join('; '), 'arrived out of order');
  } else option('tcp.options.unknown', `Option ${kind}`, `${size - 2} bytes`);
}

function udp(r: Reader, at: number): void {
  const { view } = r;
  head(r, 'udp', 'User Datagram Protocol', at, 8);
  add(r, ['udp.srcport', 'Source port'], [at, 2], view.getUint16(at));
  add(r, ['udp.dstport', 'Destination port'], [at + 2, 2], view.getUint16(at + 2));
  add(r, ['udp.length', 'Length'], [at + 4, 2], view.getUint16(at + 4), 'header and data');
  add(r, ['udp.checksum', 'Checksum'], [at + 6, 2], hex(view.getUint16(at + 6)));
  payload(r, at + 8, 'udp.payload');
}

const ICMP_WORDS: Record<string, string> = {
  'icmp 3': 'destination unreachable',
  'icmp 8': 'echo request',
  'icmp 0': 'echo reply',
  'icmp 11': 'time exceeded',
  'icmpv6 2': 'packet too big',
  'icmpv6 3': 'time exceeded',
  'icmpv6 1': 'destination unreachable',
  'icmpv6 128': 'echo request',
  'icmpv6 129': 'echo reply',
};

function icmp(r: Reader, at: number, key: string, name: string): void {
  const { view } = r;
  head(r, key, name, at, 8);
  const type = view.getUint8(at);
  add(r, [`${key}.type`, 'Type'], [at, 1], type, ICMP_WORDS[`${key} ${type}`]);
  add(r, [`${key}.code`, 'Code'], [at + 1, 1], view.getUint8(at + 1));
  add(r, [`${key}.checksum`, 'Checksum'], [at + 2, 2], hex(view.getUint16(at + 2)));
  const echo = /echo/.test(ICMP_WORDS[`${key} ${type}`] ?? '');
  if (echo) {
    const dot = key === 'icmp' ? '' : '.echo';
    const ident = key === 'icmp' ? 'icmp.ident' : `${key}${dot}.identifier`;
    const sequence = key === 'icmp' ? 'icmp.seq' : `${key}${dot}.sequence_number`;
    add(r, [ident, 'Identifier'], [at + 4, 2], view.getUint16(at + 4));
    add(r, [sequence, 'Sequence number'], [at + 6, 2], view.getUint16(at + 6));
  }
  payload(r, at + 8, 'data');
}

/** What is carried: as text, where it is one. */
function payload(r: Reader, at: number, key: string): void {
  const size = r.bytes.length - at;
  if (size <= 0) return;
  const shown = r.bytes.subarray(at, at + 64);
  const text = [...shown].map((b) =>
    b === 10 ? '⏎' : b === 13 ? '' : b >= 32 && b < 127 ? String.fromCharCode(b) : '·',
  );
  const note = `${text.join('')}${size > 64 ? '…' : ''}`;
  add(r, [key, 'Data'], [at, size], `${size} bytes`, note, 0);
}
