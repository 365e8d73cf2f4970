// Bit-fields: the instructions LDBITS and STBITS.
//
// A store counts as one to all of the bytes, so that a load finds bytes that were never set only
// where neither the field nor a neighbour in the same byte was.
//
// Units: `packed` is bitsOperand's of cc/bytecode.ts; registers are counted in 32-bit halves.

import type { Image } from '../cc/image.ts';
import { checkRange, checkWrite, poison } from './memory.ts';
import type { VmState } from './state.ts';

interface Place {
  addr: number;
  bytes: number;
  shift: number;
  width: number;
}

function placeOf(base: number, packed: number): Place {
  const shift = packed & 7;
  const width = (packed >> 3) & 127;
  return { addr: base + (packed >> 11), bytes: (shift + width + 7) >> 3, shift, width };
}

/** Loads a bit-field at `base` into the register at `to`, extended to 64 bits. */
export function loadBits(s: VmState, image: Image, base: number, packed: number, to: number): void {
  const { addr, bytes, shift, width } = placeOf(base, packed);
  const signed = (packed & 1024) !== 0;
  checkRange(s, image, 'read', addr, bytes);
  for (let i = addr; i < addr + bytes; i++) {
    if (!(s.space.shadow[i] & 2) && !s.taint.stepping) poison(s);
  }
  const { memory } = s.space;
  if (shift + width <= 32) {
    let unit = 0;
    for (let i = 0; i < bytes; i++) unit |= memory[addr + i] << (8 * i);
    const high = unit << (32 - shift - width);
    const value = signed ? high >> (32 - width) : high >>> (32 - width);
    s.registers[to] = value;
    s.registers[to + 1] = signed ? value >> 31 : 0;
    return;
  }
  let unit = 0n;
  for (let i = bytes - 1; i >= 0; i--) unit = (unit << 8n) | BigInt(memory[addr + i]);
  unit >>= BigInt(shift);
  const value = signed ? BigInt.asIntN(width, unit) : BigInt.asUintN(width, unit);
  s.registers[to] = Number(BigInt.asIntN(32, value));
  s.registers[to + 1] = Number(BigInt.asIntN(32, value >> 32n));
}

/** Stores the low bits of the register at `from` to a bit-field at `base`. */
export function storeBits(
  s: VmState,
  image: Image,
  base: number,
  packed: number,
  from: number,
): void {
  const { addr, bytes, shift, width } = placeOf(base, packed);
  checkWrite(s, image, addr, bytes);
  const { memory } = s.space;
  const low = BigInt.asUintN(32, BigInt(s.registers[from]));
  const value = (BigInt.asUintN(32, BigInt(s.registers[from + 1])) << 32n) | low;
  const mask = ((1n << BigInt(width)) - 1n) << BigInt(shift);
  const bits = (value << BigInt(shift)) & mask;
  for (let i = 0; i < bytes; i++) {
    const keep = ~Number((mask >> BigInt(8 * i)) & 255n);
    memory[addr + i] = (memory[addr + i] & keep) | Number((bits >> BigInt(8 * i)) & 255n);
  }
}
