// Emit initialisers: filling an object of the frame, and temporary objects.

import {
  type Assembler,
  accessOf,
  emit,
  frameAddress,
  type Home,
  place,
  type Reg,
  reserve,
  scratch,
  temporary,
} from './assembler.ts';
import { storeBits } from './emit-bits.ts';
import { constant, value } from './emit-expression.ts';
import type { InitPart } from './typed.ts';
import { alignOf, type CType, sizeOf } from './types.ts';

/** Fills an object of this frame: zero first, then what the initialiser says. */
export function initialise(a: Assembler, home: Home, type: CType, parts: InitPart[]): void {
  scratch(a, () => {
    const base = home.kind === 'stack' ? temporary(a) : home.reg;
    if (home.kind === 'stack') frameAddress(a, base, home.offset);
    const size = sizeOf(type);
    const [only] = parts;
    const one = parts.length === 1 && only.kind === 'value' && !only.bits;
    const whole = one && sizeOf(only.value.type) === size;
    if (!whole) emit(a, 'ZERO', base, size);
    for (const part of parts) scratch(a, () => initPart(a, base, part));
  });
}

function initPart(a: Assembler, base: Reg, part: InitPart): void {
  if (part.kind === 'value') {
    const from = value(a, part.value);
    place(a, part.value.span);
    if (part.value.type.kind === 'record') {
      const to = temporary(a);
      emit(a, 'ADDP', to, base, part.offset);
      emit(a, 'COPY', to, from, sizeOf(part.value.type));
    } else if (part.bits) storeBits(a, part.bits, part.value.type, from, base, part.offset);
    else emit(a, accessOf(part.value.type).store, from, base, part.offset);
    return;
  }
  const word = temporary(a);
  const { bytes, offset } = part;
  for (let i = 0; i < bytes.length; ) {
    const size = i + 8 <= bytes.length ? 8 : 1;
    const chunk = bytes.slice(i, i + size);
    const number = chunk.reduceRight((n, b) => (n << 8n) | BigInt(b), 0n);
    // The object is zero already.
    if (number !== 0n) {
      constant(a, number, size === 8 ? 'i64' : 'i32', word);
      emit(a, size === 8 ? 'ST64' : 'ST8', word, base, offset + i);
    }
    i += size;
  }
}

/** Reserves a temporary object of this frame and returns a register with its address. */
export function temporaryObject(a: Assembler, type: CType): Reg {
  const reg = temporary(a);
  frameAddress(a, reg, reserve(a, sizeOf(type), alignOf(type)));
  return reg;
}
