// <stdlib.h> where it is pure: numbers out of text.
//
// Source: ISO C17 7.22; glibc 2.36.
// Departs: strtod reads no locale. malloc and its kin belong to the virtual machine's heap.

import { EINVAL, ERANGE } from '../../abi/errno.ts';
import type { NativeApi, NativeFn } from '../../vm/native.ts';
import { setErrno } from './native-helpers.ts';
import { parseDouble, parseInteger } from './parse-number.ts';

const LONG_MIN = -(1n << 63n);
const LONG_MAX = (1n << 63n) - 1n;
const ULONG_MAX = (1n << 64n) - 1n;

function storeEnd(cpu: NativeApi, length: number): void {
  if (cpu.ptr(1) !== 0) cpu.writePtr(cpu.ptr(1), cpu.ptr(0) + length);
}

function clamp(value: bigint): bigint {
  return value < LONG_MIN ? LONG_MIN : value > LONG_MAX ? LONG_MAX : value;
}

/** Reads the text in argument 0 in the base of argument 2; undefined for a base that is none. */
function integerOf(cpu: NativeApi): bigint | undefined {
  const base = cpu.int(2);
  if (base < 0 || base === 1 || base > 36) {
    setErrno(cpu, EINVAL);
    cpu.retLong(0);
    return undefined;
  }
  const { value, length } = parseInteger(cpu.readText(cpu.ptr(0)), base);
  storeEnd(cpu, length);
  return value;
}

function strtol(cpu: NativeApi): void {
  const value = integerOf(cpu);
  if (value === undefined) return;
  if (clamp(value) !== value) setErrno(cpu, ERANGE);
  cpu.retLong(clamp(value));
}

function strtoul(cpu: NativeApi): void {
  const value = integerOf(cpu);
  if (value === undefined) return;
  // A minus sign is allowed and negates modulo 2^64, as C says.
  const size = value < 0n ? -value : value;
  if (size > ULONG_MAX) setErrno(cpu, ERANGE);
  cpu.retLong(BigInt.asIntN(64, size > ULONG_MAX ? ULONG_MAX : value));
}

function strtod(cpu: NativeApi): void {
  const { value, length, range } = parseDouble(cpu.readText(cpu.ptr(0)), cpu.name === 'strtof');
  storeEnd(cpu, length);
  if (range) setErrno(cpu, ERANGE);
  cpu.retDouble(value);
}

function atol(cpu: NativeApi): bigint {
  return clamp(parseInteger(cpu.readText(cpu.ptr(0)), 10).value);
}

function labs(cpu: NativeApi): void {
  cpu.retLong(cpu.bigint(0) < 0n ? -cpu.bigint(0) : cpu.bigint(0));
}

export const NUMBER_NATIVES: Record<string, NativeFn> = {
  atoi: (cpu) => cpu.retInt(Number(BigInt.asIntN(32, atol(cpu)))),
  atol: (cpu) => cpu.retLong(atol(cpu)),
  atoll: (cpu) => cpu.retLong(atol(cpu)),
  atof: (cpu) => cpu.retDouble(parseDouble(cpu.readText(cpu.ptr(0))).value),
  strtol,
  strtoll: strtol,
  strtoimax: strtol,
  strtoul,
  strtoull: strtoul,
  strtoumax: strtoul,
  strtod,
  strtof: strtod,
  strtold: strtod,
  abs: (cpu) => cpu.retInt(Math.abs(cpu.int(0)) | 0),
  labs,
  llabs: labs,
  imaxabs: labs,
};
