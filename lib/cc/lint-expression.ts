// Lint of expressions: comparisons that are never what they look like, constants that do not fit,
// values that nobody uses.
//
// Source: gcc 12, -Wsign-compare, -Wtype-limits, -Waddress, -Wbool-compare, -Wtautological-compare,
// -Wint-in-bool-context, -Woverflow, -Wchar-subscripts, -Warray-bounds, -Wunused-value, -Wswitch,
// -Wreturn-local-addr.
// Departs: array bounds are looked at for constant subscripts of arrays only.

import { wrapInt } from './constant.ts';
import { isNullConstant } from './convert.ts';
import { literalBytes } from './format-check.ts';
import { parenBefore } from './lint-syntax.ts';
import type { Checker } from './scope.ts';
import { caretOf, type Span, warning } from './source.ts';
import type { Expr } from './tree.ts';
import type { ArithmeticOp, CompareOp, TExpr } from './typed.ts';
import {
  type CType,
  isUnsigned,
  promote,
  quoted,
  sizeOf,
  unqualified,
  usualArithmetic,
} from './types.ts';

/** Tells whether a macro of a system header made this: what is odd there is not the program's. */
export function fromLibrary(c: Checker, span: Span): boolean {
  return !!span.macro && c.ctx.files[span.macro.spelled.file].library;
}

function bits(type: CType): number {
  return sizeOf(type) * 8;
}

function range(type: CType): readonly [bigint, bigint] {
  if (type.kind === 'int' && type.int === 'bool') return [0n, 1n];
  const n = BigInt(bits(type));
  return isUnsigned(type) ? [0n, (1n << n) - 1n] : [-(1n << (n - 1n)), (1n << (n - 1n)) - 1n];
}

/** What has an address that is never NULL; something weak may be nowhere. */
function addressed(c: Checker, e: TExpr): { name: string; span: Span | undefined } | undefined {
  if (e.kind !== 'address') return undefined;
  if (e.of.kind === 'field') return { name: e.of.name, span: undefined };
  if (e.of.kind === 'local') return { name: e.of.local.name, span: e.of.local.span };
  if (e.of.kind !== 'global' || e.of.name.includes(' ')) return undefined;
  if (c.ctx.marks?.weak.has(e.of.name)) return undefined;
  return { name: e.of.name, span: undefined };
}

function declaredHere(c: Checker, name: string, span: Span | undefined) {
  const entry = c.scopes[0].names.get(name);
  const at = span ?? (entry?.kind === 'global' ? entry.span : undefined);
  return at ? [{ span: at, message: `'${name}' declared here` }] : [];
}

export function lintCompare(
  c: Checker,
  op: CompareOp,
  left: TExpr,
  right: TExpr,
  whole: Span,
  apart?: boolean,
): void {
  if (fromLibrary(c, whole)) return;
  if (!apart) logicalNot(c, op, left, right, whole);
  // gcc's place is the operator alone.
  const span = { ...caretOf(whole), length: op.length };
  if (left.type.kind === 'pointer' || right.type.kind === 'pointer') {
    comparePointers(c, op, left, right, span);
    return;
  }
  if (left.type.kind !== 'int' || right.type.kind !== 'int') return;
  if (same(left, right) && left.kind !== 'int') {
    const truth = op === '==' || op === '<=' || op === '>=';
    warning(c.ctx, span, `self-comparison always evaluates to ${truth}`, {
      option: 'tautological-compare',
    });
    return;
  }
  if (right.kind === 'int' && left.kind !== 'int') limits(c, op, left, right.value, span);
  else if (left.kind === 'int' && right.kind !== 'int') {
    limits(c, FLIPPED[op], right, left.value, span);
  }
  signs(c, op, left, right, span);
}

const FLIPPED: Record<CompareOp, CompareOp> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

function same(a: TExpr, b: TExpr): boolean {
  if (a.kind === 'local' && b.kind === 'local') return a.local === b.local && !a.type.volatile;
  return a.kind === 'global' && b.kind === 'global' && a.symbol === b.symbol && !a.type.volatile;
}

function comparePointers(c: Checker, op: CompareOp, left: TExpr, right: TExpr, span: Span): void {
  const null0 = isNullConstant(left) || isNullConstant(right);
  if (op !== '==' && op !== '!=') {
    const message = 'ordered comparison of pointer with integer zero';
    if (null0) warning(c.ctx, span, message, { option: 'extra' });
    return;
  }
  if (!null0 && (literalBytes(c, left) || literalBytes(c, right))) {
    warning(c.ctx, span, 'comparison with string literal results in unspecified behavior', {
      option: 'address',
      hint: "this compares addresses; 'strcmp' compares texts",
    });
  }
  const array = (e: TExpr): boolean =>
    e.kind === 'address' && e.of.type.kind === 'array' && !literalBytes(c, e);
  if (
    array(left) &&
    array(right) &&
    left.type.kind === 'pointer' &&
    left.type.to.kind !== 'array'
  ) {
    warning(c.ctx, span, 'comparison between two arrays', { option: 'array-compare' });
  }
  const object = null0 && (addressed(c, left) ?? addressed(c, right));
  if (!object) return;
  const truth = op === '!=';
  const message = `the comparison will always evaluate as '${truth}' for the address of '${object.name}' will never be NULL`;
  const notes = declaredHere(c, object.name, object.span);
  warning(c.ctx, span, message, { option: 'address', notes });
}

/** `!a == b` compares what `!` gives, which is meant where either is a truth already. */
function logicalNot(c: Checker, op: CompareOp, left: TExpr, right: TExpr, span: Span): void {
  if (left.kind !== 'unary' || left.op !== '!') return;
  const { operand } = left;
  const meant = isBool(operand) || (operand.kind === 'unary' && operand.op === '!');
  if (meant || isBool(right) || isTruth(right)) return;
  // `!a == 0` is `!(a == 0)` too.
  if (right.kind === 'int' && right.value === 0n && (op === '==' || op === '!=')) return;
  warning(c.ctx, span, 'logical not is only applied to the left hand side of comparison', {
    option: 'logical-not-parentheses',
    notes: [
      {
        span: left.span,
        message: 'add parentheses around left hand side expression to silence this warning',
      },
    ],
  });
}

function isBool({ type }: TExpr): boolean {
  return type.kind === 'int' && type.int === 'bool';
}

function isTruth(e: TExpr): boolean {
  if (e.kind === 'cast') return isTruth(e.operand);
  if (e.kind === 'unary') return e.op === '!';
  return e.kind === 'compare' || e.kind === 'logical' || isBool(e);
}

/** `e op value`, where the type or the shape of `e` decides it. */
function limits(c: Checker, op: CompareOp, e: TExpr, value: bigint, span: Span): void {
  if (isTruth(e)) {
    if (value === 0n || value === 1n) return;
    const truth =
      op === '!=' || (value > 1n ? op === '<' || op === '<=' : op === '>' || op === '>=');
    const message = `comparison of constant '${value}' with boolean expression is always ${truth}`;
    warning(c.ctx, span, message, { option: 'bool-compare' });
    return;
  }
  const type = unqualified(e.type);
  if (type.kind !== 'int' || type.enumTag || fromLibrary(c, e.span)) return;
  const zero = value === 0n && isUnsigned(type);
  if (zero && bits(type) >= 32 && (op === '<' || op === '>=')) {
    const message = `comparison of unsigned expression in '${op} 0' is always ${op === '>='}`;
    warning(c.ctx, span, message, { option: 'type-limits' });
    return;
  }
  const [low, high] = range(type);
  const narrow = bits(type) < 32 || (value > high && bits(type) < 64 && !isUnsigned(promote(type)));
  if (!narrow) return;
  const truth =
    value > high || (value === high && /^(>|<=)$/.test(op))
      ? op === '!=' || op === '<' || op === '<='
      : value < low || (value === low && /^(<|>=)$/.test(op))
        ? op === '!=' || op === '>' || op === '>='
        : undefined;
  if (truth === undefined) return;
  warning(c.ctx, span, `comparison is always ${truth} due to limited range of data type`, {
    option: 'type-limits',
    ...(isUnsigned(type) && value < 0n && { hint: `${quoted(type)} has no negative values` }),
  });
}

/** A signed operand that the comparison turns into a huge unsigned one. */
function signs(c: Checker, op: CompareOp, left: TExpr, right: TExpr, span: Span): void {
  const common = usualArithmetic(left.type, right.type);
  if (!isUnsigned(common)) return;
  const [l, r] = [promote(left.type), promote(right.type)];
  if (isUnsigned(l) === isUnsigned(r)) return;
  const [signed, unsigned] = isUnsigned(l) ? [right, left] : [left, right];
  if (neverNegative(signed)) return;
  const equality = op === '==' || op === '!=';
  if (equality && unsigned.kind === 'int' && unsigned.value <= range(promote(signed.type))[1])
    return;
  const types = `${quoted(unqualified(left.type))} and ${quoted(unqualified(right.type))}`;
  const message = `comparison of integer expressions of different signedness: ${types}`;
  warning(c.ctx, span, message, { option: 'sign-compare' });
}

function neverNegative(e: TExpr): boolean {
  if (e.kind === 'int') return e.value >= 0n;
  if (e.kind === 'cast' && e.type.kind === 'int' && bits(e.operand.type) < bits(e.type)) {
    return (
      e.operand.type.kind === 'int' && (isUnsigned(e.operand.type) || neverNegative(e.operand))
    );
  }
  if (e.kind === 'binary' && e.op === '&') return neverNegative(e.left) || neverNegative(e.right);
  if (e.kind === 'binary' && (e.op === '%' || e.op === '/' || e.op === '>>')) {
    return neverNegative(e.left) && neverNegative(e.right);
  }
  if (e.kind === 'conditional') return neverNegative(e.yes) && neverNegative(e.no);
  return isTruth(e) || (e.type.kind === 'int' && bits(e.type) < 32 && isUnsigned(e.type));
}

/** Arithmetic over constants whose result its type cannot hold. */
export function lintArithmetic(
  c: Checker,
  op: ArithmeticOp,
  left: TExpr,
  right: TExpr,
  type: CType,
  span: Span,
): void {
  if (left.kind !== 'int' || right.kind !== 'int' || isUnsigned(type)) return;
  const [a, b] = [left.value, right.value];
  const value = op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : undefined;
  if (value === undefined || value === wrapInt(value, type)) return;
  const message = `integer overflow in expression of type ${quoted(type)} results in '${wrapInt(value, type)}'`;
  warning(c.ctx, span, message, { option: 'overflow' });
}

/** A constant that an assignment-like conversion changes. */
export function lintConvert(c: Checker, value: TExpr, to: CType, span: Span): void {
  if (value.kind !== 'int' || value.type.kind !== 'int' || to.kind !== 'int' || to.int === 'bool')
    return;
  const result = wrapInt(value.value, to);
  if (result === value.value) return;
  const unsigned = isUnsigned(to);
  if (unsigned) {
    const [low] = range({ kind: 'int', int: SIGNED[bits(to)] });
    if (value.value >= low && value.value < 0n) return;
  } else if (value.value >= 0n && value.value >> BigInt(bits(to)) === 0n) return;
  const kind = unsigned ? 'unsigned conversion' : 'overflow in conversion';
  const message = `${kind} from ${quoted(unqualified(value.type))} to ${quoted(to)} changes value from '${value.value}' to '${result}'`;
  warning(c.ctx, span, message, { option: 'overflow' });
}

const SIGNED: Record<number, 'schar' | 'short' | 'int' | 'long'> = {
  8: 'schar',
  16: 'short',
  32: 'int',
  64: 'long',
};

export function lintIndex(
  c: Checker,
  e: Expr & { kind: 'index' },
  base: TExpr,
  index: TExpr,
): void {
  if (fromLibrary(c, e.span)) return;
  if (index.type.kind === 'int' && index.type.int === 'char' && index.kind !== 'int') {
    const hint = "'char' may be negative; convert it to 'unsigned char'";
    const at = e.index.kind === 'name' ? caretOf(e.span) : e.index.span;
    warning(c.ctx, at, "array subscript has type 'char'", { option: 'char-subscripts', hint });
  }
  const array = base.kind === 'address' ? base.of : undefined;
  if (array?.type.kind !== 'array' || index.kind !== 'int' || c.ctx.marks?.addressOnly.has(e))
    return;
  const { length } = array.type;
  // The last member of a struct is often declared shorter than it is.
  if (!length || (array.kind === 'field' && length <= 1)) return;
  if (index.value >= 0n && index.value < BigInt(length)) return;
  // The row behind the last is where the rows end, and no more than an address.
  if (array.type.of.kind === 'array' && index.value === BigInt(length)) return;
  const where = index.value < 0n ? 'below' : 'above';
  const message = `array subscript ${index.value} is ${where} array bounds of ${quoted(array.type)}`;
  const name = array.kind === 'local' || array.kind === 'global' ? addressed(c, base) : undefined;
  const notes = name
    ? declaredHere(c, name.name, name.span).map((n) => ({
        ...n,
        message: `while referencing '${name.name}'`,
      }))
    : [];
  warning(c.ctx, e.span, message, { option: 'array-bounds', notes });
}

/** Arithmetic where a truth is asked for: a character was typed once too often, or too seldom. */
function lintBoolean(c: Checker, value: TExpr & { kind: 'binary' }, span: Span): void {
  if (value.op !== '<<' && value.op !== '*') return;
  if ((value.op === '<<' && isUnsigned(value.type)) || fromLibrary(c, span)) return;
  const meant = value.op === '*' ? "suggest '&&' instead" : "did you mean '<'?";
  warning(c.ctx, span, `'${value.op}' in boolean context, ${meant}`, {
    option: 'int-in-bool-context',
  });
}

export function lintTest(c: Checker, e: Expr, value: TExpr): void {
  if (value.kind === 'binary') lintBoolean(c, value, e.span);
  const object = addressed(c, value);
  if (!object || fromLibrary(c, e.span) || e.kind === 'assign') return;
  const message = `the address of '${object.name}' will always evaluate as 'true'`;
  warning(c.ctx, e.span, message, { option: 'address' });
}

/** Tells whether an object lives in this call: `x`, `x.a[1]`, `*&x`, not `*p`. */
function isLocal(e: TExpr): boolean {
  if (e.kind === 'field') return isLocal(e.base);
  if (e.kind === 'deref') return leadsToLocal(e.pointer);
  return e.kind === 'local' || e.kind === 'compound';
}

/** Tells whether a pointer is the address of such an object, or a place behind it. */
function leadsToLocal(e: TExpr): boolean {
  if (e.kind === 'cast') return e.type.kind === 'pointer' && leadsToLocal(e.operand);
  if (e.kind === 'offset') return leadsToLocal(e.pointer);
  return e.kind === 'address' && isLocal(e.of);
}

export function lintReturned(c: Checker, value: TExpr, span: Span): void {
  let e = value;
  while (e.kind === 'cast') e = e.operand;
  if (value.type.kind !== 'pointer' || !leadsToLocal(e)) return;
  warning(c.ctx, span, 'function returns address of local variable', {
    option: 'return-local-addr',
    hint: 'its memory ends with the function; use static, malloc, or memory of the caller',
  });
}

/** `sizeof buf` of a parameter `char buf[100]` is that of a pointer. */
export function lintMeasured(c: Checker, operand: TExpr, span: Span): void {
  if (operand.kind !== 'local' || !operand.local.array) return;
  const { name, type, span: declared } = operand.local;
  const message = `'sizeof' on array function parameter '${name}' will return size of ${quoted(type)}`;
  warning(c.ctx, parenBefore(c.ctx, span), message, {
    option: 'sizeof-array-argument',
    notes: [{ span: declared, message: 'declared here' }],
  });
}

/** The parameters of `main`, which the system chooses. */
export function lintMain(c: Checker, type: CType & { kind: 'function' }, span: Span): void {
  const [count, strings, environment] = type.params.map((p) => p.type);
  const fits = (t: CType | undefined): boolean =>
    !t || (t.kind === 'pointer' && t.to.kind === 'pointer' && sizeOf(t.to.to) === 1);
  const say = (message: string): void => warning(c.ctx, span, message, { option: 'main' });
  if (count.kind !== 'int' || count.int !== 'int') say("first argument of 'main' should be 'int'");
  if (!fits(strings)) say("second argument of 'main' should be 'char **'");
  if (!fits(environment)) say("third argument of 'main' should probably be 'char **'");
}
