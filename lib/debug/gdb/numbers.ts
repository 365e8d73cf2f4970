// Numbers and the bytes that hold them, as values at the prompt.

import { type CType, DOUBLE, isUnsigned, LONG, sizeOf } from '../../cc/types.ts';
import type { Value } from './evaluate.ts';
import { GdbError } from './expression.ts';

/** A value of an integer's or pointer's type. */
export function integer(type: CType, value: bigint): Value {
  const size = sizeOf(type);
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 255n);
  return { type, bytes };
}

/** A value of a float's type. */
export function double(type: CType, value: number): Value {
  const bytes = new Uint8Array(sizeOf(type));
  const view = new DataView(bytes.buffer);
  if (bytes.length === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return { type, bytes };
}

/** An integer's or pointer's value, by its type's sign. */
export function bigOf(v: Value): bigint {
  if (v.missing !== undefined) throw new GdbError(v.missing.why);
  let value = 0n;
  for (let i = Math.min(v.bytes.length, 8) - 1; i >= 0; i--)
    value = (value << 8n) | BigInt(v.bytes[i]);
  const width = v.bits?.width ?? 8 * Math.min(v.bytes.length, 8);
  return isUnsigned(v.type) || v.type.kind === 'function'
    ? BigInt.asUintN(width, value)
    : BigInt.asIntN(width, value);
}

/** A number of any kind as a float. */
export function floatOf(v: Value): number {
  if (v.missing !== undefined) throw new GdbError(v.missing.why);
  if (v.type.kind !== 'float') return Number(bigOf(v));
  const view = new DataView(v.bytes.buffer, v.bytes.byteOffset);
  return v.bytes.length === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
}

/** What a register holds for a value: an int in its lower half, 64 bits in both, a float as a double. */
export function integerBits(v: Value): bigint {
  return bigOf(v.type.kind === 'float' ? { ...double(DOUBLE, floatOf(v)), type: LONG } : v);
}
