// <string.h> and <ctype.h>: memory and strings, as natives.
//
// One idea: each reads and writes the process's memory through the checks of the machine, so a
// string without its NUL or a buffer too short is a fault that names the C function.
//
// Source: ISO C17 7.24; glibc 2.36 in the C locale.

import type { NativeApi, NativeFn } from '../../vm/native.ts';
import { newString, textOf } from './native-helpers.ts';

/** Lower case of an ASCII letter; other bytes stay. */
function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

/** Compares byte by byte and stops where C would, so nothing behind the difference is read. */
function compare(cpu: NativeApi, max: number, fold: (byte: number) => number): number {
  const a = cpu.ptr(0);
  const b = cpu.ptr(1);
  for (let i = 0; i < max; i++) {
    const left = fold(cpu.readU8(a + i));
    const right = fold(cpu.readU8(b + i));
    if (left !== right) return left - right;
    if (left === 0) return 0;
  }
  return 0;
}

const same = (byte: number) => byte;

/** Stops a copy whose source and destination share bytes: what it leaves there is anybody's guess. */
function overlap(cpu: NativeApi): never {
  cpu.fault('the two regions overlap; memmove is for that');
}

/** Copies a string with its NUL to `to`, at most `max` bytes of it. */
function copyString(cpu: NativeApi, to: number, from: number, max?: number): number {
  const bytes = cpu.readCString(from, max);
  const withNul = new Uint8Array(bytes.length + 1);
  withNul.set(bytes);
  if (to < from + bytes.length + 1 && from < to + bytes.length + 1) overlap(cpu);
  cpu.writeBytes(to, withNul);
  return bytes.length;
}

function find(cpu: NativeApi, char: number, orEnd: boolean): number {
  const addr = cpu.ptr(0);
  const bytes = cpu.readCString(addr);
  if (char === 0) return addr + bytes.length;
  const at = bytes.indexOf(char);
  if (at >= 0) return addr + at;
  return orEnd ? addr + bytes.length : 0;
}

function findLast(cpu: NativeApi): number {
  const bytes = cpu.readCString(cpu.ptr(0));
  const char = cpu.int(1) & 0xff;
  if (char === 0) return cpu.ptr(0) + bytes.length;
  const at = bytes.lastIndexOf(char);
  return at < 0 ? 0 : cpu.ptr(0) + at;
}

/** Finds one byte string in another; the place, or -1. */
function search(haystack: Uint8Array, needle: Uint8Array): number {
  return textOf(haystack).indexOf(textOf(needle));
}

/** Counts how far a string goes on with bytes that are in the set, or that are not. */
function span(cpu: NativeApi, wanted: boolean): number {
  const bytes = cpu.readCString(cpu.ptr(0));
  const set = new Set(cpu.readCString(cpu.ptr(1)));
  const end = bytes.findIndex((byte) => set.has(byte) !== wanted);
  return end < 0 ? bytes.length : end;
}

/** Cuts the next word out of a string and remembers where to go on. */
function strtokR(cpu: NativeApi): void {
  const save = cpu.ptr(2);
  const from = cpu.ptr(0) || cpu.readPtr(save);
  if (from === 0) {
    cpu.retPtr(0);
    return;
  }
  const bytes = cpu.readCString(from);
  const delimiters = new Set(cpu.readCString(cpu.ptr(1)));
  const start = bytes.findIndex((byte) => !delimiters.has(byte));
  if (start < 0) {
    cpu.writePtr(save, from + bytes.length);
    cpu.retPtr(0);
    return;
  }
  const length = bytes.subarray(start).findIndex((byte) => delimiters.has(byte));
  const end = length < 0 ? bytes.length : start + length;
  if (length >= 0) cpu.writeU8(from + end, 0);
  cpu.writePtr(save, from + end + (length < 0 ? 0 : 1));
  cpu.retPtr(from + start);
}

function strsep(cpu: NativeApi): void {
  const from = cpu.readPtr(cpu.ptr(0));
  if (from === 0) {
    cpu.retPtr(0);
    return;
  }
  const bytes = cpu.readCString(from);
  const delimiters = new Set(cpu.readCString(cpu.ptr(1)));
  const end = bytes.findIndex((byte) => delimiters.has(byte));
  if (end >= 0) cpu.writeU8(from + end, 0);
  cpu.writePtr(cpu.ptr(0), end < 0 ? 0 : from + end + 1);
  cpu.retPtr(from);
}

function memcmp(cpu: NativeApi): void {
  const a = cpu.readBytes(cpu.ptr(0), cpu.size(2));
  const b = cpu.readBytes(cpu.ptr(1), cpu.size(2));
  const at = a.findIndex((byte, i) => byte !== b[i]);
  cpu.retInt(at < 0 ? 0 : a[at] - b[at]);
}

/** Counts from 1, as ffs does; 0 for no bit at all. */
function firstBit(bits: bigint): number {
  return bits === 0n ? 0 : (bits & -bits).toString(2).length;
}

function memchr(cpu: NativeApi): void {
  const addr = cpu.ptr(0);
  const wanted = cpu.int(1) & 0xff;
  const size = cpu.size(2);
  for (let i = 0; i < size; i++)
    if (cpu.readU8(addr + i) === wanted) {
      cpu.retPtr(addr + i);
      return;
    }
  cpu.retPtr(0);
}

function strncpy(cpu: NativeApi): void {
  const size = cpu.size(2);
  const bytes = cpu.readCString(cpu.ptr(1), size);
  const padded = new Uint8Array(size);
  padded.set(bytes);
  cpu.writeBytes(cpu.ptr(0), padded);
  cpu.retPtr(cpu.ptr(0));
}

/** glibc answers with the bit of its table, and programs print it, so the bit is kept. */
function makeClasses(): Record<string, [number, RegExp]> {
  return {
    isupper: [256, /[A-Z]/],
    islower: [512, /[a-z]/],
    isalpha: [1024, /[A-Za-z]/],
    isdigit: [2048, /[0-9]/],
    isxdigit: [4096, /[0-9A-Fa-f]/],
    isspace: [8192, /[ \t-\r]/],
    isprint: [16384, /[ -~]/],
    isgraph: [32768, /[!-~]/],
    isblank: [1, /[ \t]/],
    iscntrl: [2, /[^ -~\x80-\xff]/],
    ispunct: [4, /[!-/:-@[-`{-~]/],
    isalnum: [8, /[A-Za-z0-9]/],
  };
}

let classes: Record<string, [number, RegExp]> | undefined;

/** isalpha and its like. */
function isOfClass(cpu: NativeApi, name: string): void {
  classes ??= makeClasses();
  const [bit, pattern] = classes[name];
  const c = cpu.int(0);
  cpu.retInt(c >= 0 && c < 256 && pattern.test(String.fromCharCode(c)) ? bit : 0);
}

const CTYPE: Record<string, NativeFn> = Object.fromEntries(
  'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'
    .split(' ')
    .map((kind) => [`is${kind}`, (cpu: NativeApi) => isOfClass(cpu, `is${kind}`)]),
);

export const STRING_NATIVES: Record<string, NativeFn> = {
  ...CTYPE,
  toascii: (cpu) => cpu.retInt(cpu.int(0) & 127),
  isascii: (cpu) => cpu.retInt(cpu.int(0) >= 0 && cpu.int(0) < 128 ? 1 : 0),
  tolower: (cpu) => cpu.retInt(lower(cpu.int(0))),
  toupper: (cpu) => {
    const c = cpu.int(0);
    cpu.retInt(c >= 97 && c <= 122 ? c - 32 : c);
  },
  memcpy: (cpu) => {
    const [to, from, size] = [cpu.ptr(0), cpu.ptr(1), cpu.size(2)];
    if (from < to + size && to < from + size && size > 0 && to !== from) {
      overlap(cpu);
    }
    cpu.copy(to, from, size);
    cpu.retPtr(to);
  },
  mempcpy: (cpu) => {
    cpu.copy(cpu.ptr(0), cpu.ptr(1), cpu.size(2));
    cpu.retPtr(cpu.ptr(0) + cpu.size(2));
  },
  memmove: (cpu) => {
    cpu.copy(cpu.ptr(0), cpu.ptr(1), cpu.size(2));
    cpu.retPtr(cpu.ptr(0));
  },
  bcopy: (cpu) => cpu.copy(cpu.ptr(1), cpu.ptr(0), cpu.size(2)),
  memset: (cpu) => {
    cpu.fill(cpu.ptr(0), cpu.int(1) & 0xff, cpu.size(2));
    cpu.retPtr(cpu.ptr(0));
  },
  bzero: (cpu) => cpu.fill(cpu.ptr(0), 0, cpu.size(1)),
  explicit_bzero: (cpu) => cpu.fill(cpu.ptr(0), 0, cpu.size(1)),
  memcmp,
  memchr,
  bcmp: memcmp,
  memccpy: (cpu) => {
    const [to, from, size] = [cpu.ptr(0), cpu.ptr(1), cpu.size(3)];
    const stop = cpu.int(2) & 0xff;
    let n = 0;
    while (n < size && cpu.readU8(from + n) !== stop) n++;
    cpu.copy(to, from, Math.min(size, n + 1));
    cpu.retPtr(n < size ? to + n + 1 : 0);
  },
  rawmemchr: (cpu) => {
    let at = cpu.ptr(0);
    while (cpu.readU8(at) !== (cpu.int(1) & 0xff)) at++;
    cpu.retPtr(at);
  },
  swab: (cpu) => {
    const size = Math.max(0, cpu.long(2)) & ~1;
    const bytes = cpu.readBytes(cpu.ptr(0), size);
    cpu.writeBytes(
      cpu.ptr(1),
      bytes.map((_, i) => bytes[i ^ 1]),
    );
  },
  ffs: (cpu) => cpu.retInt(firstBit(BigInt(cpu.uint(0)))),
  ffsl: (cpu) => cpu.retInt(firstBit(BigInt.asUintN(64, cpu.bigint(0)))),
  ffsll: (cpu) => cpu.retInt(firstBit(BigInt.asUintN(64, cpu.bigint(0)))),
  memrchr: (cpu) => {
    const at = cpu.readBytes(cpu.ptr(0), cpu.size(2)).lastIndexOf(cpu.int(1) & 0xff);
    cpu.retPtr(at < 0 ? 0 : cpu.ptr(0) + at);
  },
  memmem: (cpu) => {
    const haystack = cpu.readBytes(cpu.ptr(0), cpu.size(1));
    const at = search(haystack, cpu.readBytes(cpu.ptr(2), cpu.size(3)));
    cpu.retPtr(at < 0 ? 0 : cpu.ptr(0) + at);
  },
  strlen: (cpu) => cpu.retLong(cpu.readCString(cpu.ptr(0)).length),
  strnlen: (cpu) => cpu.retLong(cpu.readCString(cpu.ptr(0), cpu.size(1)).length),
  strcpy: (cpu) => {
    copyString(cpu, cpu.ptr(0), cpu.ptr(1));
    cpu.retPtr(cpu.ptr(0));
  },
  stpcpy: (cpu) => cpu.retPtr(cpu.ptr(0) + copyString(cpu, cpu.ptr(0), cpu.ptr(1))),
  strncpy,
  stpncpy: (cpu) => {
    const end = cpu.ptr(0) + cpu.readCString(cpu.ptr(1), cpu.size(2)).length;
    strncpy(cpu);
    cpu.retPtr(end);
  },
  strxfrm: (cpu) => {
    const bytes = cpu.readCString(cpu.ptr(1));
    if (bytes.length < cpu.size(2)) copyString(cpu, cpu.ptr(0), cpu.ptr(1));
    cpu.retLong(bytes.length);
  },
  strcat: (cpu) => {
    copyString(cpu, cpu.ptr(0) + cpu.readCString(cpu.ptr(0)).length, cpu.ptr(1));
    cpu.retPtr(cpu.ptr(0));
  },
  strncat: (cpu) => {
    const end = cpu.ptr(0) + cpu.readCString(cpu.ptr(0)).length;
    copyString(cpu, end, cpu.ptr(1), cpu.size(2));
    cpu.retPtr(cpu.ptr(0));
  },
  strcmp: (cpu) => cpu.retInt(compare(cpu, Number.POSITIVE_INFINITY, same)),
  strcoll: (cpu) => cpu.retInt(compare(cpu, Number.POSITIVE_INFINITY, same)),
  strncmp: (cpu) => cpu.retInt(compare(cpu, cpu.size(2), same)),
  strcasecmp: (cpu) => cpu.retInt(compare(cpu, Number.POSITIVE_INFINITY, lower)),
  strncasecmp: (cpu) => cpu.retInt(compare(cpu, cpu.size(2), lower)),
  strchr: (cpu) => cpu.retPtr(find(cpu, cpu.int(1) & 0xff, false)),
  strchrnul: (cpu) => cpu.retPtr(find(cpu, cpu.int(1) & 0xff, true)),
  strrchr: (cpu) => cpu.retPtr(findLast(cpu)),
  index: (cpu) => cpu.retPtr(find(cpu, cpu.int(1) & 0xff, false)),
  rindex: (cpu) => cpu.retPtr(findLast(cpu)),
  strstr: (cpu) => {
    const at = search(cpu.readCString(cpu.ptr(0)), cpu.readCString(cpu.ptr(1)));
    cpu.retPtr(at < 0 ? 0 : cpu.ptr(0) + at);
  },
  strcasestr: (cpu) => {
    const haystack = cpu.readCString(cpu.ptr(0)).map(lower);
    const at = search(haystack, cpu.readCString(cpu.ptr(1)).map(lower));
    cpu.retPtr(at < 0 ? 0 : cpu.ptr(0) + at);
  },
  strspn: (cpu) => cpu.retLong(span(cpu, true)),
  strcspn: (cpu) => cpu.retLong(span(cpu, false)),
  strpbrk: (cpu) => {
    const at = span(cpu, false);
    cpu.retPtr(cpu.readU8(cpu.ptr(0) + at) === 0 ? 0 : cpu.ptr(0) + at);
  },
  strtok_r: strtokR,
  strsep,
  strdup: (cpu) => cpu.retPtr(newString(cpu, cpu.readText(cpu.ptr(0)))),
  strndup: (cpu) => cpu.retPtr(newString(cpu, cpu.readText(cpu.ptr(0), cpu.size(1)))),
};
