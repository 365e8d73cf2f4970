// Emit initialisers: filling an object of the frame, and temporary objects.

import {
  type Assembler,
  accessOf,
  bind,
  emit,
  frameAddress,
  type Home,
  jump,
  label,
  makeHome,
  place,
  type Reg,
  reserve,
  scratch,
  temporary,
} from './assembler.ts';
import { storeBits } from './emit-bits.ts';
import { constant, value } from './emit-expression.ts';
import { LITERAL } from './image.ts';
import type { InitPart, Local, TExpr } from './typed.ts';
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

/** Fills a variable-length array with zero; `bytes` is the register of its size. */
export function zeroArray(a: Assembler, base: Reg, bytes: Reg): void {
  scratch(a, () => {
    const [at, end, none] = [temporary(a), temporary(a), temporary(a)];
    const [top, done] = [label(), label()];
    emit(a, 'MOV64', at, base);
    emit(a, 'LEA1', end, base, bytes);
    emit(a, 'CONST', none, 0);
    bind(a, top);
    jump(a, 'JLEU64', done, end, at);
    emit(a, 'ST8', none, at, 0);
    emit(a, 'ADDP', at, at, 1);
    jump(a, 'JMP', top);
    bind(a, done);
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

export function fresh(a: Assembler, { offset, size }: { offset: number; size: number }): void {
  scratch(a, () => {
    const at = temporary(a);
    frameAddress(a, at, offset);
    emit(a, 'FRESH', at, size);
  });
}

/** Notes an object of an inner block that a pointer may point to when the block has ended. */
export function mayOutlive(
  a: Assembler,
  local: Local,
  home: Home,
): { offset: number; size: number } | undefined {
  if (home.kind !== 'stack' || !local.addressed || a.scopes.length < 2) return undefined;
  const object = { offset: home.offset, size: sizeOf(local.type) };
  a.scopes.at(-1)!.objects.push(object);
  return object;
}

/**
 * Computes the address of a compound literal, which is an object anew each time it is reached; with
 * `kept` somebody may keep the address.
 */
export function literalAddress(
  a: Assembler,
  e: TExpr & { kind: 'compound' },
  d: Reg,
  kept: boolean,
): void {
  const { local } = e;
  const { type, span } = local;
  const known = a.homes.get(local);
  const home = known ?? makeHome(a, local);
  if (home.kind !== 'stack') throw new Error('compound literal in a register');
  const { offset } = home;
  if (!known && kept && local.name === LITERAL) {
    mayOutlive(a, local, home);
    // For whoever explains an address: no instruction sees the name.
    a.variables.push({
      ...{ name: LITERAL, type, where: 'stack', at: offset, line: span.line },
      ...{ fromPc: 0, toPc: 0, blockPc: 0 },
    });
  }
  // The end of its block, in an earlier round, has taken its memory away.
  if (a.scopes.at(-1)?.objects.some((o) => o.offset === offset)) {
    fresh(a, { offset, size: sizeOf(type) });
  }
  initialise(a, home, type, e.init);
  frameAddress(a, d, offset);
}
