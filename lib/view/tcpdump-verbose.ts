// What tcpdump says with -v, -x, -X and -A: the headers below TCP, checksums, all of an HTTP head,
// and the bytes themselves.
//
// Source: tcpdump 4.99 print-ip.c, print-ip6.c, print-udp.c, print-icmp.c, print-ascii.c, parse txtproto_print().

import { formatAddr, isV6 } from '../net/ip.ts';
import { protocolOf } from '../net/ip-packet.ts';
import type { Segment } from '../sim/trace.ts';

const NAMES: Record<number, string> = { 1: 'ICMP', 2: 'IGMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** Writes what stands in brackets behind `IP` or `IP6`, up to where the packet's ends begin. */
export function headText(seg: Segment, packet: Uint8Array): string {
  const protocol = protocolOf(seg);
  const name = `${NAMES[protocol]} (${protocol})`;
  if (isV6(seg.src.addr)) {
    const bytes = (packet[4] << 8) | packet[5];
    const between = seg.proto === 'report' ? 'Options (0)' : name;
    const next = seg.fragment ? 'Fragment (44)' : between;
    return `(hlim ${packet[7]}, next-header ${next} payload length: ${bytes}) `;
  }
  return `${ipv4Head(packet, name)}\n    `;
}

function ipv4Head(packet: Uint8Array, name: string): string {
  const at = (i: number) => (packet[i] << 8) | packet[i + 1];
  const flags = (packet[6] & 0x20 ? '+' : '') + (packet[6] & 0x40 ? 'DF' : '');
  const length = at(2) || packet.length;
  const alert = packet[0] === 0x46 ? ['options (RA)'] : [];
  const offset = `offset ${(at(6) & 0x1fff) * 8}`;
  const fields = [`tos 0x${packet[1].toString(16)}`, `ttl ${packet[8]}`, `id ${at(4)}`, offset];
  return `(${[...fields, `flags [${flags || 'none'}]`, `proto ${name}`, `length ${length}`, ...alert].join(', ')})`;
}

/** Writes the checksum of a TCP segment as -v shows it; ours are always right. */
export function tcpSumText(seg: Segment, packet: Uint8Array): string {
  const at = (isV6(seg.src.addr) ? 40 : 20) + 16;
  return `cksum 0x${hex((packet[at] << 8) | packet[at + 1], 4)} (correct)`;
}

/** Writes what an unreachable port's message quotes, as -v shows it behind one of IPv4. */
export function quotationText(
  { src, payload, about }: Segment,
  verbose: number,
  name: string,
): string {
  if (!about || isV6(src.addr)) return '';
  const end = ({ addr, port }: { addr: number; port: number }) => `${formatAddr(addr)}.${port}`;
  const bytes = (payload[24] << 8) | payload[25];
  const sum = verbose > 1 && payload.length >= 20 + bytes ? '[udp sum ok] ' : '';
  const head = `${name}${ipv4Head(payload, 'UDP (17)')}`;
  const datagram = `${sum}UDP, length ${bytes - 8}`;
  return `\n\t${head}\n    ${end(about.src)} > ${end(about.dst)}: ${datagram}`;
}

/** Writes the lines of a text protocol up to the first that is no printable text. */
export function textLines(payload: Uint8Array, limit = Number.POSITIVE_INFINITY): string {
  let text = '';
  for (let from = 0, lines = 0; from < payload.length && lines < limit; lines++) {
    let to = from;
    while (to < payload.length && isPrintable(payload[to])) to++;
    const line = String.fromCharCode(...payload.subarray(from, to));
    if (to === payload.length) return `${text}\n\t${line} [|http]`;
    const ends =
      payload[to] === 0x0d && payload[to + 1] === 0x0a ? 2 : payload[to] === 0x0a ? 1 : 0;
    if (ends === 0) return text;
    text += `\n\t${line}`;
    from = to + ends;
  }
  return text;
}

function isPrintable(byte: number): boolean {
  return byte === 9 || (byte >= 0x20 && byte < 0x7f);
}

const WIDTH = 16;

/** Writes bytes as -x does, with `text` as -X does: sixteen a line, in pairs. */
export function hexLines(bytes: Uint8Array, text: boolean): string {
  let out = '';
  for (let from = 0; from < bytes.length; from += WIDTH) {
    const row = [...bytes.subarray(from, from + WIDTH)];
    const pairs: string[] = [];
    for (let i = 0; i < row.length; i += 2) {
      pairs.push(hex(row[i], 2) + (i + 1 < row.length ? hex(row[i + 1], 2) : ''));
    }
    const shown = text
      ? `${pairs.join(' ').padEnd(39)}  ${row.map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')}`
      : pairs.join(' ');
    out += `\n\t0x${hex(from, 4)}:  ${shown}`;
  }
  return out;
}

/** Writes bytes as -A does: as they are where they are text, a dot for any other. */
export function asciiText(bytes: Uint8Array): string {
  let out = '\n';
  for (const [i, byte] of bytes.entries()) {
    // The carriage return of a line's end is left out.
    if (byte === 0x0d && bytes[i + 1] === 0x0a) continue;
    const kept = byte === 0x0a || byte === 9 || (byte >= 0x20 && byte < 0x7f);
    out += kept ? String.fromCharCode(byte) : '.';
  }
  return out;
}
