// <arpa/inet.h>: byte order, and addresses as text.
//
// One idea: in memory a network-order number lies with its first byte first; this machine, like
// every x86, keeps its own numbers the other way round, so htons swaps and ntohs swaps back.
//
// Source: POSIX.1-2008; glibc 2.36 inet_pton.c, inet_ntop.c, inet_addr.c; RFC 5952 is not followed
// where glibc does not.

import { AF_INET, AF_INET6 } from '../../abi/constants.ts';
import { EAFNOSUPPORT, ENOSPC } from '../../abi/errno.ts';
import type { NativeApi, NativeFn } from '../../vm/native.ts';
import { setErrno } from './native-helpers.ts';

/** Reads "a.b.c.d", each part decimal, 0 to 255 and without leading zeros; undefined otherwise. */
export function parseDotted(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const good = parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return good ? Uint8Array.from(parts, Number) : undefined;
}

/** Reads what inet_aton allows beyond that: 127.1, 0x7f000001, 017700000001. */
export function parseLoose(text: string): Uint8Array | undefined {
  const parts = text.split(/[ \t-\r]/)[0].split('.');
  if (parts.length > 4) return undefined;
  const numbers: number[] = [];
  for (const part of parts) {
    if (/^0[xX][0-9a-fA-F]+$/.test(part)) numbers.push(Number.parseInt(part, 16));
    else if (/^0[0-7]*$/.test(part)) numbers.push(Number.parseInt(part, 8));
    else if (/^[1-9]\d*$/.test(part)) numbers.push(Number(part));
    else return undefined;
  }
  // The last part fills all the bytes that are left.
  const last = numbers.pop()!;
  if (numbers.some((number) => number > 255)) return undefined;
  if (last >= 256 ** (4 - numbers.length)) return undefined;
  const value = numbers.reduce((sum, number, i) => sum + number * 256 ** (3 - i), last);
  return Uint8Array.from([24, 16, 8, 0], (shift) => Math.floor(value / 2 ** shift) & 0xff);
}

/** Reads an IPv6 address, "::" and a dotted end included; undefined if it is none. */
export function parseColons(text: string): Uint8Array | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  let words = text;
  if (dotted) {
    const low = parseDotted(dotted[2]);
    if (!low) return undefined;
    const hex = (high: number, rest: number) => (high * 256 + rest).toString(16);
    words = `${dotted[1]}${hex(low[0], low[1])}:${hex(low[2], low[3])}`;
  }
  const halves = words.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = groups.flat().length;
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  if (!groups.flat().every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const zeros = Array.from({ length: 8 - count }, () => '0');
  const all = halves.length === 1 ? groups[0] : [...groups[0], ...zeros, ...groups[1]];
  return Uint8Array.from(
    all.flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    }),
  );
}

/** Writes an IPv6 address as inet_ntop does: the longest run of zeros, two or more, becomes "::". */
export function colonText(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes[2 * i] * 256 + bytes[2 * i + 1]);
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const mapped =
    best.start === 0 && (best.length === 6 || (best.length === 5 && groups[5] === 0xffff));
  if (mapped) {
    const tail = Array.from(bytes.subarray(12)).join('.');
    return `::${best.length === 5 ? 'ffff:' : ''}${tail}`;
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start < 0) return hex.join(':');
  const before = hex.slice(0, best.start).join(':');
  return `${before}::${hex.slice(best.start + best.length).join(':')}`;
}

function swap16(x: number): number {
  return ((x & 0xff) << 8) | ((x >>> 8) & 0xff);
}

function swap32(x: number): number {
  return ((swap16(x & 0xffff) << 16) | swap16(x >>> 16)) >>> 0;
}

function inetPton(cpu: NativeApi): void {
  const family = cpu.int(0);
  if (family !== AF_INET && family !== AF_INET6) {
    setErrno(cpu, EAFNOSUPPORT);
    cpu.retInt(-1);
    return;
  }
  const text = cpu.readText(cpu.ptr(1));
  const bytes = family === AF_INET ? parseDotted(text) : parseColons(text);
  if (bytes) cpu.writeBytes(cpu.ptr(2), bytes);
  cpu.retInt(bytes ? 1 : 0);
}

function inetNtop(cpu: NativeApi): void {
  const family = cpu.int(0);
  if (family !== AF_INET && family !== AF_INET6) {
    setErrno(cpu, EAFNOSUPPORT);
    cpu.retPtr(0);
    return;
  }
  const bytes = cpu.readBytes(cpu.ptr(1), family === AF_INET ? 4 : 16);
  const text = family === AF_INET ? Array.from(bytes).join('.') : colonText(bytes);
  if (text.length >= cpu.uint(3)) {
    setErrno(cpu, ENOSPC);
    cpu.retPtr(0);
    return;
  }
  cpu.writeCString(cpu.ptr(2), text);
  cpu.retPtr(cpu.ptr(2));
}

/** The four bytes as this machine reads them, which is how C keeps s_addr. */
function littleEndian(bytes: Uint8Array): number {
  return (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
}

export const INET_NATIVES: Record<string, NativeFn> = {
  htons: (cpu) => cpu.retInt(swap16(cpu.uint(0))),
  ntohs: (cpu) => cpu.retInt(swap16(cpu.uint(0))),
  htonl: (cpu) => cpu.retInt(swap32(cpu.uint(0)) | 0),
  ntohl: (cpu) => cpu.retInt(swap32(cpu.uint(0)) | 0),
  inet_pton: inetPton,
  inet_ntop: inetNtop,
  inet_addr: (cpu) => {
    const bytes = parseLoose(cpu.readText(cpu.ptr(0)));
    cpu.retInt(bytes ? littleEndian(bytes) | 0 : -1);
  },
  inet_aton: (cpu) => {
    const bytes = parseLoose(cpu.readText(cpu.ptr(0)));
    if (bytes && cpu.ptr(1) !== 0) cpu.writeBytes(cpu.ptr(1), bytes);
    cpu.retInt(bytes ? 1 : 0);
  },
};
