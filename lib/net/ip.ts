// Addresses as numbers, and which of them are special.
//
// One idea: an address is a number everywhere inside and a dotted quad only where people read it.
// An IPv4 address is its 32 bits in host order. Of IPv6 the machine has as many addresses as of
// IPv4, so such an address is V6 plus the IPv4 address that the same interface has: ::1 is V6 plus
// 127.0.0.1, fd00::a00:2 belongs to 10.0.0.2. Whatever operates on 32 bits works on both.
//
// Source: RFC 791; RFC 1122 section 3.2.1.3; Linux include/linux/in.h.

import type { Endpoint } from '../sim/trace.ts';

/** 0.0.0.0: every address of this host when bound, this host itself when connected to. */
export const ANY = 0;
export const LOOPBACK = 0x7f000001;
export const BROADCAST = 0xffffffff;

/** Added to an IPv4 address: the IPv6 address that goes with it. */
export const V6 = 2 ** 32;
/** `::`, the IPv6 counterpart of 0.0.0.0. */
export const ANY6 = V6;
/** Groups of IPv6 have their second byte, flags and scope, times V6 added, and their last four bytes. */
export const GROUPS6 = 4 * V6;
/** Stands for any IPv6 address that nothing here has, and to which no route leads. */
export const NOWHERE = 2 * V6;

/** Tells whether an address is one of IPv6. */
export function isV6(addr: number): boolean {
  return addr >= V6;
}

/** Tells whether an address is 0.0.0.0 or `::`. */
export function isAny(addr: number): boolean {
  return addr === ANY || addr === ANY6;
}

/** Writes an address as `127.0.0.1` or `::1`. */
export function formatAddr(addr: number): string {
  if (addr >= V6) return formatV6(v6Bytes(addr));
  return v4Bytes(addr).join('.');
}

/** Reads a dotted quad; undefined when the text is not one. */
export function parseAddr(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return bytes.reduce((addr, byte) => addr * 256 + byte, 0);
}

/** Writes the 16 bytes of an IPv6 address: the longest run of zero groups as `::`; RFC 5952. */
export function formatV6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] << 8) | bytes[2 * i + 1]);
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${[...bytes.subarray(12)].join('.')}`;
  }
  let [at, length] = [-1, 1];
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [at, length] = [i, end - i];
  }
  const text = (from: number, to: number) => {
    return groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  };
  return at < 0 ? text(0, 8) : `${text(0, at)}::${text(at + length, 8)}`;
}

/** The bytes of an IPv4 address, or the last four of another, as the network has them. */
export function v4Bytes(addr: number): number[] {
  return [24, 16, 8, 0].map((shift) => (addr >>> shift) & 0xff);
}

/** The 16 bytes of an address of IPv6. */
export function v6Bytes(addr: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const low = addr >>> 0;
  const group = addr >= GROUPS6;
  if (low === LOOPBACK && !group) bytes[15] = 1;
  else if (low !== ANY || group) {
    bytes[0] = group ? 0xff : 0xfd;
    if (group) bytes[1] = (addr - GROUPS6) / V6;
    bytes.set(v4Bytes(low), 12);
  }
  return bytes;
}

/** Reads 16 bytes: IPv6, or with ::ffff:0:0/96 the IPv4 address that is mapped there. */
export function readV6(bytes: Uint8Array): number {
  const zeros = (from: number, to: number) => bytes.subarray(from, to).every((byte) => byte === 0);
  const low = bytes.subarray(12, 16).reduce((addr, byte) => addr * 256 + byte, 0);
  if (zeros(0, 10) && bytes[10] === 0xff && bytes[11] === 0xff) return low;
  if (zeros(0, 12) && low <= 1) return V6 + (low === 1 ? LOOPBACK : ANY);
  if (bytes[0] === 0xff && zeros(2, 12)) return GROUPS6 + bytes[1] * V6 + low;
  return bytes[0] === 0xfd && zeros(1, 12) && low !== LOOPBACK ? V6 + low : NOWHERE;
}

/** Reads an IPv6 address, whose `::` stands for as many zeros as are missing; undefined when it is none. */
export function parseV6(text: string): number | undefined {
  const halves = text.split('::').map((half) => half.split(':').filter(Boolean));
  const words = halves.flat();
  const missing = 8 - words.length;
  const wrong = halves.length > 2 || words.some((word) => !/^[\da-f]{1,4}$/i.test(word));
  if (wrong || !text.includes(':') || (halves.length === 1 ? missing !== 0 : missing < 0)) {
    return undefined;
  }
  const all = [...halves[0], ...Array<string>(missing).fill('0'), ...(halves[1] ?? [])];
  const values = all.map((word) => Number.parseInt(word, 16));
  return readV6(Uint8Array.from(values.flatMap((value) => [value >> 8, value & 255])));
}

/** Writes an end of a connection as `127.0.0.1:8080` or `[::1]:8080`. */
export function formatEndpoint(end: Endpoint): string {
  if (end.addr >= V6) return `[${formatAddr(end.addr)}]:${end.port}`;
  return `${formatAddr(end.addr)}:${end.port}`;
}

/** Tells whether an address is one of 127.0.0.0/8. */
export function isLoopback(addr: number): boolean {
  return addr >>> 24 === 127;
}

/** Tells whether an address means a group of hosts, of either version. */
export function isGroup(addr: number): boolean {
  return addr >= GROUPS6 || (addr < V6 && isMulticast(addr));
}

/** How far a group of IPv6 reaches: 1 for the host, 2 for the link, 5 for the site, 14 for all. */
export function scopeOf(group: number): number {
  return Math.floor((group - GROUPS6) / V6) & 15;
}

/** Tells whether an address is one of 224.0.0.0/4. */
export function isMulticast(addr: number): boolean {
  return addr >>> 28 === 0xe;
}
