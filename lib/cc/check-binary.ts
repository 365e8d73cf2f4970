// Check operators with two or three operands.
//
// Source: ISO C17 6.5.5 to 6.5.15.

import { checkTest, checkValue } from './check-expression.ts';
import { fold } from './constant.ts';
import { castTo, isNullConstant, stride } from './convert.ts';
import { type Checker, hiddenLocal } from './scope.ts';
import { caretOf, fail, type Span, warning } from './source.ts';
import type { Expr } from './tree.ts';
import type { ArithmeticOp, CompareOp, TExpr } from './typed.ts';
import {
  type CType,
  compatible,
  INT,
  isArithmetic,
  isComplete,
  isInteger,
  isVla,
  isVoidPointer,
  LONG,
  pointerTo,
  promote,
  qualified,
  quoted,
  sizeOf,
  unqualified,
  usualArithmetic,
  VOID,
} from './types.ts';

function invalidOperands(c: Checker, op: string, l: TExpr, r: TExpr, span: Span): never {
  for (const side of [l, r]) {
    if (side.type.kind === 'void')
      fail(c.ctx, side.span, 'void value not ignored as it ought to be');
  }
  const types = `(have ${quoted(unqualified(l.type))} and ${quoted(unqualified(r.type))})`;
  fail(c.ctx, span, `invalid operands to binary ${op} ${types}`);
}

/** Arithmetic, bits and shifts, and pointers with `+` and `-`. */
export function checkBinary(c: Checker, op: ArithmeticOp, l: TExpr, r: TExpr, span: Span): TExpr {
  if (op === '+' || op === '-') {
    const pointers = checkPointerArithmetic(c, op, l, r, span);
    if (pointers) return pointers;
  }
  const integersOnly = op !== '+' && op !== '-' && op !== '*' && op !== '/';
  const fits = (t: CType): boolean => (integersOnly ? isInteger(t) : isArithmetic(t));
  if (!fits(l.type) || !fits(r.type)) invalidOperands(c, op, l, r, span);
  if (op === '<<' || op === '>>') {
    const type = promote(l.type);
    const right = castTo(r, promote(r.type));
    const bits = BigInt(sizeOf(type) * 8);
    if (right.kind === 'int' && (right.value < 0n || right.value >= bits)) {
      const side = op === '<<' ? 'left' : 'right';
      const why = right.value < 0n ? 'is negative' : '>= width of type';
      const option = `shift-count-${right.value < 0n ? 'negative' : 'overflow'}`;
      warning(c.ctx, span, `${side} shift count ${why}`, { option });
    }
    return fold({ kind: 'binary', span, type, op, left: castTo(l, type), right });
  }
  const type = usualArithmetic(l.type, r.type);
  const right = castTo(r, type);
  if ((op === '/' || op === '%') && right.kind === 'int' && right.value === 0n) {
    warning(c.ctx, span, 'division by zero', { option: 'div-by-zero' });
  }
  const left = castTo(l, type);
  c.lint?.arithmetic(c, op, left, right, type, span);
  return fold({ kind: 'binary', span, type, op, left, right });
}

function checkPointerArithmetic(
  c: Checker,
  op: '+' | '-',
  l: TExpr,
  r: TExpr,
  span: Span,
): TExpr | undefined {
  let [pointer, index] = [l, r];
  if (op === '+' && r.type.kind === 'pointer') [pointer, index] = [r, l];
  if (pointer.type.kind !== 'pointer') return undefined;
  const { to } = pointer.type;
  if (to.kind === 'record' && !isComplete(to)) {
    fail(c.ctx, span, `invalid use of undefined type ${quoted(to)}`);
  }
  if (index.type.kind === 'pointer' && op === '-') {
    if (!compatible(unqualified(to), unqualified(index.type.to)))
      invalidOperands(c, op, l, r, span);
    return distance(pointer, index, to, span);
  }
  if (!isInteger(index.type)) invalidOperands(c, op, l, r, span);
  const type = unqualified(pointer.type);
  const negative = op === '-';
  return { kind: 'offset', span, type, pointer, ...stride(to, castTo(index, LONG)), negative };
}

/** The elements between two pointers. */
function distance(left: TExpr, right: TExpr, to: CType, span: Span): TExpr {
  if (!isVla(to)) {
    return { kind: 'distance', span, type: LONG, left, right, size: Math.max(1, sizeOf(to)) };
  }
  const bytes: TExpr = { kind: 'distance', span, type: LONG, left, right, size: 1 };
  const size: TExpr = { kind: 'local', span, type: LONG, local: to.size };
  return { kind: 'binary', span, type: LONG, op: '/', left: bytes, right: size };
}

const signOf = (op: string, span: Span): Span => ({ ...caretOf(span), length: op.length });

/** `apart`: the left side stands in parentheses of its own. */
export function checkCompare(
  c: Checker,
  op: CompareOp,
  l: TExpr,
  r: TExpr,
  span: Span,
  apart?: boolean,
): TExpr {
  const make = (left: TExpr, right: TExpr): TExpr =>
    fold({ kind: 'compare', span, type: INT, op, left, right });
  c.lint?.compare(c, op, l, r, span, apart);
  if (isArithmetic(l.type) && isArithmetic(r.type)) {
    const type = usualArithmetic(l.type, r.type);
    return make(castTo(l, type), castTo(r, type));
  }
  if (l.type.kind === 'pointer' && r.type.kind === 'pointer') {
    const either =
      isNullConstant(l) || isNullConstant(r) || isVoidPointer(l.type) || isVoidPointer(r.type);
    if (!either && !compatible(unqualified(l.type.to), unqualified(r.type.to))) {
      warning(c.ctx, signOf(op, span), 'comparison of distinct pointer types lacks a cast');
    }
    return make(l, r);
  }
  const [pointer, other] = l.type.kind === 'pointer' ? [l, r] : [r, l];
  if (pointer.type.kind !== 'pointer' || other.type.kind !== 'int')
    invalidOperands(c, op, l, r, span);
  if (!isNullConstant(other))
    warning(c.ctx, signOf(op, span), 'comparison between pointer and integer');
  return make(castTo(l, pointer.type), castTo(r, pointer.type));
}

export function checkLogical(op: '&&' | '||', left: TExpr, right: TExpr, span: Span): TExpr {
  return fold({ kind: 'logical', span, type: INT, op, left, right });
}

export function checkConditional(c: Checker, e: Expr & { kind: 'conditional' }): TExpr {
  const { span } = e;
  const test = checkTest(c, e.test);
  if (!e.yes) return checkElvis(c, test, checkValue(c, e.no), span);
  const yes = checkValue(c, e.yes);
  const no = checkValue(c, e.no);
  const type = commonType(c, yes, no, span);
  const same = type.kind === 'record' || type.kind === 'void';
  const convert = (v: TExpr): TExpr => (same ? v : castTo(v, type));
  return fold({ kind: 'conditional', span, type, test, yes: convert(yes), no: convert(no) });
}

/** GNU's `test ?: no`: the test is computed once and kept in a hidden variable. */
function checkElvis(c: Checker, test: TExpr, no: TExpr, span: Span): TExpr {
  const type = commonType(c, test, no, span);
  const known = fold({ kind: 'conditional', span, type, test, yes: test, no });
  if (known.kind !== 'conditional' || !c.fn) return castTo(known, type);
  const kept: TExpr = { kind: 'local', span, type: test.type, local: hiddenLocal(test.type, span) };
  const left: TExpr = { kind: 'assign', span, type: test.type, target: kept, value: test };
  const yes = castTo(kept, type);
  const right: TExpr = { kind: 'conditional', span, type, test: kept, yes, no: castTo(no, type) };
  return { kind: 'comma', span, type, left, right };
}

/** The type of `? yes : no` (C17 6.5.15). */
function commonType(c: Checker, yes: TExpr, no: TExpr, span: Span): CType {
  const [a, b] = [yes.type, no.type];
  if (isArithmetic(a) && isArithmetic(b)) return usualArithmetic(a, b);
  if (a.kind === 'void' || b.kind === 'void') return VOID;
  if (a.kind === 'record' && b.kind === 'record' && compatible(a, b)) return unqualified(a);
  if (a.kind === 'pointer' && b.kind === 'pointer') {
    const q = { const: a.to.const || b.to.const, volatile: a.to.volatile || b.to.volatile };
    if (isNullConstant(yes)) return b;
    if (isNullConstant(no)) return a;
    if (isVoidPointer(a) || isVoidPointer(b)) return pointerTo(qualified(VOID, q));
    if (!compatible(unqualified(a.to), unqualified(b.to))) {
      warning(c.ctx, span, 'pointer type mismatch in conditional expression');
      return pointerTo(qualified(VOID, q));
    }
    const open = a.to.kind === 'array' && a.to.length === undefined;
    return pointerTo(qualified(open ? b.to : a.to, q));
  }
  const pointer = a.kind === 'pointer' ? a : b;
  const other = a.kind === 'pointer' ? no : yes;
  if (pointer.kind === 'pointer' && other.type.kind === 'int') {
    if (!isNullConstant(other)) {
      warning(c.ctx, span, 'pointer/integer type mismatch in conditional expression');
    }
    return pointer;
  }
  fail(c.ctx, span, 'type mismatch in conditional expression');
}
