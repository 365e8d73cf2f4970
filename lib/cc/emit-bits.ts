// Emit bit-fields: one instruction reads or writes the bits, whatever bytes they lie in.

import { type Assembler, emit, type Reg, temporary } from './assembler.ts';
import { bitsOperand, MAX_BITS_OFFSET } from './bytecode.ts';
import { type Bits, type CType, isUnsigned } from './types.ts';

function operand(
  a: Assembler,
  { shift, width }: Bits,
  type: CType,
  base: Reg,
  offset: number,
): { at: Reg; packed: number } {
  const signed = !isUnsigned(type);
  if (offset >= 0 && offset < MAX_BITS_OFFSET) {
    return { at: base, packed: bitsOperand(offset, signed, width, shift) };
  }
  const at = temporary(a);
  emit(a, 'ADDP', at, base, offset);
  return { at, packed: bitsOperand(0, signed, width, shift) };
}

/** Loads a bit-field, extended by its sign. */
export function loadBits(
  a: Assembler,
  bits: Bits,
  type: CType,
  d: Reg,
  base: Reg,
  offset: number,
): void {
  const { at, packed } = operand(a, bits, type, base, offset);
  emit(a, 'LDBITS', d, at, packed);
}

/** Stores the low bits of a register. */
export function storeBits(
  a: Assembler,
  bits: Bits,
  type: CType,
  from: Reg,
  base: Reg,
  offset: number,
): void {
  const { at, packed } = operand(a, bits, type, base, offset);
  emit(a, 'STBITS', from, at, packed);
}
