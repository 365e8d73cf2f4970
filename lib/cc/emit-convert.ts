// Emit conversions: between the widths and kinds of values in registers.
//
// One idea: an int narrower than 32 bits is kept in its register extended by its own sign.

import { type Assembler, emit, type Reg } from './assembler.ts';
import { classOf, move } from './emit-expression.ts';
import { type CType, isUnsigned, sizeOf } from './types.ts';

/** Tells whether a conversion leaves the register's bits as they are. */
export function isFree(from: CType, to: CType): boolean {
  if (to.kind === 'void' || to.kind === 'record') return true;
  const [f, t] = [classOf(from), classOf(to)];
  if (f !== t) return false;
  if (to.kind === 'int' && to.int === 'bool') return from.kind === 'int' && from.int === 'bool';
  if (f === 'f64')
    return (
      to.kind === 'float' &&
      (to.float !== 'float' || (from.kind === 'float' && from.float === 'float'))
    );
  if (f === 'i64') return true;
  // Narrow ints are kept extended to 32 bits, by their own sign.
  if (sizeOf(to) === 4) return true;
  return sizeOf(from) < sizeOf(to)
    ? !isSignedToUnsigned(from, to)
    : sizeOf(from) === sizeOf(to) && isUnsigned(from) === isUnsigned(to);
}

function isSignedToUnsigned(from: CType, to: CType): boolean {
  return !isUnsigned(from) && isUnsigned(to);
}

/** Converts register `r` into register `d`. */
export function convert(a: Assembler, r: Reg, from: CType, to: CType, d: Reg): void {
  if (isFree(from, to)) {
    move(a, r, to, d);
    return;
  }
  const [f, t] = [classOf(from), classOf(to)];
  if (to.kind === 'int' && to.int === 'bool') {
    emit(a, f === 'i32' ? 'BOOL' : f === 'i64' ? 'BOOL64' : 'BOOLF', d, r);
  } else if (t === 'f64' && f === 'i64' && to.kind === 'float' && to.float === 'float') {
    emit(a, isUnsigned(from) ? 'ULTOS' : 'LTOS', d, r);
  } else if (t === 'f64') {
    if (f === 'i32') emit(a, isUnsigned(from) ? 'UTOF' : 'ITOF', d, r);
    else if (f === 'i64') emit(a, isUnsigned(from) ? 'ULTOF' : 'LTOF', d, r);
    if (to.kind === 'float' && to.float === 'float') emit(a, 'FROUND', d, f === 'f64' ? r : d);
  } else if (t === 'i64') {
    if (f === 'i32') emit(a, isUnsigned(from) ? 'ZEXT' : 'SEXT', d, r);
    else emit(a, isUnsigned(to) ? 'FTOUL' : 'FTOL', d, r);
  } else if (f === 'f64') {
    const wide = to.kind === 'int' && to.int === 'uint';
    emit(a, wide ? 'FTOL' : 'FTOI', d, r);
    narrow(a, d, to, d);
  } else narrow(a, r, to, d);
}

function narrow(a: Assembler, r: Reg, to: CType, d: Reg): void {
  const size = sizeOf(to);
  if (size === 1) emit(a, isUnsigned(to) ? 'ZEXT8' : 'SEXT8', d, r);
  else if (size === 2) emit(a, isUnsigned(to) ? 'ZEXT16' : 'SEXT16', d, r);
  else if (r !== d) emit(a, 'MOV', d, r);
}
