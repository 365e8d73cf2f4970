// <stdlib.h> where it is pure: numbers out of text; and printf into memory.
//
// Source: ISO C17 7.22; glibc 2.36.
// Departs: strtod reads no locale. malloc and its kin belong to the virtual machine's heap.

import { ERANGE, strerror } from '../../abi/errno.ts';
import type { NativeApi, NativeFn, VarArgs } from '../../vm/native.ts';
import { formatText } from './format.ts';
import { bytesOf, newString, setErrno } from './native-helpers.ts';

/** A number at the start of a text, and how many bytes of the text it took (0: none there). */
interface Parsed<T> {
  value: T;
  length: number;
}

/** Reads an integer as strtol does: blanks, sign, base prefix, digits. */
export function parseInteger(text: string, base: number): Parsed<bigint> {
  const none = { value: 0n, length: 0 };
  const [head, sign] = /^[ \t-\r]*([-+]?)/.exec(text)!;
  let at = head.length;
  let radix = base;
  const hex = /^0[xX][0-9a-fA-F]/.test(text.slice(at));
  if ((radix === 0 || radix === 16) && hex) {
    radix = 16;
    at += 2;
  } else if (radix === 0) radix = text[at] === '0' ? 8 : 10;
  const start = at;
  let value = 0n;
  for (; at < text.length; at++) {
    const digit = /[0-9a-zA-Z]/.test(text[at]) ? Number.parseInt(text[at], 36) : radix;
    if (digit >= radix) break;
    value = value * BigInt(radix) + BigInt(digit);
  }
  if (at === start) return none;
  return { value: sign === '-' ? -value : value, length: at };
}

const DECIMAL = /^[ \t-\r]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;
const HEXADECIMAL =
  /^([ \t-\r]*)([-+]?)0[xX](?:([0-9a-fA-F]+)\.?([0-9a-fA-F]*)|\.([0-9a-fA-F]+))(?:[pP]([-+]?\d+))?/;
const SPECIAL = /^[ \t-\r]*([-+]?)(inf(?:inity)?|nan)/i;

/** Reads a number as strtod does, decimal or hexadecimal, correctly rounded. */
export function parseDouble(text: string): Parsed<number> {
  const special = SPECIAL.exec(text);
  if (special) {
    const size = special[2][0].toLowerCase() === 'i' ? Number.POSITIVE_INFINITY : Number.NaN;
    return { value: special[1] === '-' ? -size : size, length: special[0].length };
  }
  const hex = HEXADECIMAL.exec(text);
  if (hex) {
    const fraction = hex[4] ?? hex[5] ?? '';
    const power = Number(hex[6] ?? 0) - 4 * fraction.length;
    const size = Number(BigInt(`0x0${hex[3] ?? ''}${fraction}`)) * 2 ** power;
    return { value: hex[2] === '-' ? -size : size, length: hex[0].length };
  }
  const decimal = DECIMAL.exec(text);
  if (!decimal) return { value: 0, length: 0 };
  return { value: Number(decimal[0]), length: decimal[0].length };
}

const LONG_MIN = -(1n << 63n);
const LONG_MAX = (1n << 63n) - 1n;
const ULONG_MAX = (1n << 64n) - 1n;

function storeEnd(cpu: NativeApi, length: number): void {
  if (cpu.ptr(1) !== 0) cpu.writePtr(cpu.ptr(1), cpu.ptr(0) + length);
}

function strtol(cpu: NativeApi): void {
  const { value, length } = parseInteger(cpu.readText(cpu.ptr(0)), cpu.int(2));
  storeEnd(cpu, length);
  const clamped = value < LONG_MIN ? LONG_MIN : value > LONG_MAX ? LONG_MAX : value;
  if (clamped !== value) setErrno(cpu, ERANGE);
  cpu.retLong(clamped);
}

function strtoul(cpu: NativeApi): void {
  const { value, length } = parseInteger(cpu.readText(cpu.ptr(0)), cpu.int(2));
  storeEnd(cpu, length);
  // A minus sign is allowed and negates modulo 2^64, as C says.
  const size = value < 0n ? -value : value;
  if (size > ULONG_MAX) setErrno(cpu, ERANGE);
  cpu.retLong(size > ULONG_MAX ? BigInt.asIntN(64, ULONG_MAX) : BigInt.asIntN(64, value));
}

function strtod(cpu: NativeApi): void {
  const text = cpu.readText(cpu.ptr(0));
  const { value, length } = parseDouble(text);
  storeEnd(cpu, length);
  if (!Number.isFinite(value) && !SPECIAL.test(text)) setErrno(cpu, ERANGE);
  cpu.retDouble(value);
}

function atol(cpu: NativeApi): bigint {
  return BigInt.asIntN(64, parseInteger(cpu.readText(cpu.ptr(0)), 10).value);
}

/** Formats with the arguments of this call; undefined for a format that printf refuses. */
function format(cpu: NativeApi, formatIndex: number, args: VarArgs): string | undefined {
  return formatText(cpu.readText(cpu.ptr(formatIndex)), args, {
    readText: (addr, max) => cpu.readText(addr, max),
    writeBytes: (addr, bytes) => cpu.writeBytes(addr, bytes),
    errnoText: () => {
      const addr = cpu.symbol('errno');
      return strerror(addr === undefined ? 0 : cpu.readI32(addr));
    },
    fault: (message) => cpu.fault(message),
  });
}

/** Stores text and a NUL, cut off to `size` bytes in all; returns what printf returns. */
function storeText(cpu: NativeApi, to: number, size: number, text: string | undefined): void {
  if (text === undefined) {
    cpu.retInt(-1);
    return;
  }
  if (size > 0) cpu.writeBytes(to, bytesOf(`${text.slice(0, size - 1)}\0`));
  cpu.retInt(text.length);
}

function storeNew(cpu: NativeApi, text: string | undefined): void {
  const addr = text === undefined ? 0 : newString(cpu, text);
  if (addr === 0 || text === undefined) {
    cpu.retInt(-1);
    return;
  }
  cpu.writePtr(cpu.ptr(0), addr);
  cpu.retInt(text.length);
}

export const NUMBER_NATIVES: Record<string, NativeFn> = {
  atoi: (cpu) => cpu.retInt(Number(BigInt.asIntN(32, atol(cpu)))),
  atol: (cpu) => cpu.retLong(atol(cpu)),
  atoll: (cpu) => cpu.retLong(atol(cpu)),
  atof: (cpu) => cpu.retDouble(parseDouble(cpu.readText(cpu.ptr(0))).value),
  strtol,
  strtoll: strtol,
  strtoul,
  strtoull: strtoul,
  strtod,
  abs: (cpu) => cpu.retInt(Math.abs(cpu.int(0)) | 0),
  labs: (cpu) => cpu.retLong(cpu.bigint(0) < 0n ? -cpu.bigint(0) : cpu.bigint(0)),
  llabs: (cpu) => cpu.retLong(cpu.bigint(0) < 0n ? -cpu.bigint(0) : cpu.bigint(0)),
  sprintf: (cpu) => storeText(cpu, cpu.ptr(0), 2 ** 31, format(cpu, 1, cpu.variadic())),
  snprintf: (cpu) => storeText(cpu, cpu.ptr(0), cpu.size(1), format(cpu, 2, cpu.variadic())),
  vsprintf: (cpu) => storeText(cpu, cpu.ptr(0), 2 ** 31, format(cpu, 1, cpu.vaList(2))),
  vsnprintf: (cpu) => storeText(cpu, cpu.ptr(0), cpu.size(1), format(cpu, 2, cpu.vaList(3))),
  asprintf: (cpu) => storeNew(cpu, format(cpu, 1, cpu.variadic())),
  vasprintf: (cpu) => storeNew(cpu, format(cpu, 1, cpu.vaList(2))),
};
