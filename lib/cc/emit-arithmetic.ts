// Emit arithmetic: an operator on two values.
//
// One idea: the name of an instruction is put together from the operator, the sign and the width. Sums,
// differences and products of signed integers have instructions of their own, which warn where a
// result does not fit; the C library's own code goes without.

import { type Assembler, emit, place, type Reg } from './assembler.ts';
import type { OpName } from './bytecode.ts';
import { classOf, value } from './emit-expression.ts';
import type { ArithmeticOp, TExpr } from './typed.ts';
import { type CType, isUnsigned } from './types.ts';

const NAMES: Record<ArithmeticOp, string> = {
  '+': 'ADD',
  '-': 'SUB',
  '*': 'MUL',
  '/': 'DIV',
  '%': 'MOD',
  '&': 'AND',
  '|': 'OR',
  '^': 'XOR',
  '<<': 'SHL',
  '>>': 'SHR',
};

const IMMEDIATE: Partial<Record<ArithmeticOp, OpName>> = {
  '+': 'ADDI',
  '-': 'ADDI',
  '*': 'MULI',
  '&': 'ANDI',
  '<<': 'SHLI',
};

const LOWEST = -(2 ** 31);

/** Emits `d = left op right` in the arithmetic of `type`. */
export function arithmetic(
  a: Assembler,
  op: ArithmeticOp,
  type: CType,
  left: Reg,
  right: TExpr,
  d: Reg,
  at: TExpr,
): void {
  const constant = right.kind === 'int' ? right.value : undefined;
  const fast = constant === undefined ? undefined : immediate(op, type, constant);
  if (fast) {
    const watched = watch(a, fast.name, type, at);
    emit(a, watched, d, left, fast.by);
    return;
  }
  const as = classOf(type);
  const r = value(a, right);
  place(a, at.span);
  const signless = op === '/' || op === '%' || op === '>>' ? (isUnsigned(type) ? 'U' : '') : '';
  const suffix = as === 'f64' ? 'F' : signless + (as === 'i64' ? '64' : '');
  emit(a, watch(a, (NAMES[op] + suffix) as OpName, type, at), d, left, r);
  if (type.kind === 'float' && type.float === 'float') emit(a, 'FROUND', d, d);
}

/** The instruction that has this constant in itself, if there is one. */
function immediate(
  op: ArithmeticOp,
  type: CType,
  constant: bigint,
): { name: OpName; by: number } | undefined {
  const as = classOf(type);
  if (as === 'i32') {
    const by = Number(BigInt.asIntN(32, constant));
    const shift = op === '<<' || op === '>>';
    // What cannot be shifted by is left to the instruction that says so.
    if ((shift && (by < 0 || by > 31)) || (op === '-' && by === LOWEST)) return undefined;
    const name = op === '>>' ? (isUnsigned(type) ? 'SHRUI' : 'SHRI') : IMMEDIATE[op];
    return name && { name, by: op === '-' ? -by | 0 : by };
  }
  if (as !== 'i64' || (op !== '+' && op !== '-')) return undefined;
  const by = op === '-' ? -constant : constant;
  return BigInt.asIntN(32, by) === by ? { name: 'ADDI64', by: Number(by) } : undefined;
}

const SIGNED: Partial<Record<OpName, OpName>> = {
  ADD: 'ADDS',
  SUB: 'SUBS',
  MUL: 'MULS',
  NEG: 'NEGS',
  ADDI: 'ADDIS',
  MULI: 'MULIS',
  ADD64: 'ADD64S',
  SUB64: 'SUB64S',
  MUL64: 'MUL64S',
  NEG64: 'NEG64S',
  ADDI64: 'ADDI64S',
};

/** The instruction that warns, where the program's own signed arithmetic may not fit. */
function watch(a: Assembler, name: OpName, type: CType, at: TExpr): OpName {
  const signed = a.byUser && type.kind === 'int' && !isUnsigned(type) && SIGNED[name];
  if (!signed) return name;
  // The warning tells the column.
  place(a, at.span);
  a.exact = true;
  return signed;
}

/** Emits `d = -r`. */
export function negate(a: Assembler, e: TExpr, r: Reg, d: Reg): void {
  const as = classOf(e.type);
  const name = as === 'i32' ? 'NEG' : as === 'i64' ? 'NEG64' : 'NEGF';
  emit(a, watch(a, name, e.type, e), d, r);
}
