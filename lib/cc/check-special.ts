// Check special expressions: sizeof and its kin, _Generic, and GNU's statements in parentheses.
//
// Source: ISO C17 6.5.1.1, 6.5.3.4; the GNU C manual, "Statement Exprs", "Labels as Values".

import { checkExpr, checkValue, noMember } from './check-expression.ts';
import { checkBlock } from './check-statement.ts';
import { resolveTypeName } from './check-type.ts';
import { fold } from './constant.ts';
import { bitsOf, castTo, rvalue } from './convert.ts';
import { hasEffect } from './emit-order.ts';
import { type Checker, intExpr } from './scope.ts';
import { fail, type Span } from './source.ts';
import type { Expr, TypeName } from './tree.ts';
import { LABEL_BASE, type TExpr, type TStmt } from './typed.ts';
import {
  alignOf,
  type CType,
  compatible,
  findField,
  isComplete,
  isInteger,
  isVariablyModified,
  isVla,
  pointerTo,
  quoted,
  sizeOf,
  ULONG,
  unqualified,
  VOID,
} from './types.ts';

type Of<K extends Expr['kind']> = Expr & { kind: K };

export function checkMeasure(
  c: Checker,
  e: Of<'sizeof' | 'sizeof-type' | 'alignof' | 'offsetof'>,
): TExpr {
  const { span } = e;
  switch (e.kind) {
    case 'sizeof-type': {
      const { type, sizes } = typeInExpression(c, e.type);
      const size = { ...sizeofType(c, type, e.type.span), span };
      // Only of such an array is anything computed (C17 6.5.3.4p2).
      return isVla(type) ? behind(sizes, size) : size;
    }
    case 'sizeof': {
      const operand = checkUnevaluated(c, e.operand);
      if (bitsOf(operand)) fail(c.ctx, span, "'sizeof' applied to a bit-field");
      c.lint?.measured(c, operand, e.operand.span);
      const size = sizeofType(c, operand.type, span);
      return isVla(operand.type) ? behind(effectsOf(operand), size) : size;
    }
    case 'alignof': {
      if ('specifiers' in e.of) {
        return intExpr(alignOf(typeInExpression(c, e.of).type), span, ULONG);
      }
      const of = checkUnevaluated(c, e.of);
      const own = of.kind === 'local' ? of.local.align : undefined;
      return intExpr(own ?? alignOf(of.type), span, ULONG);
    }
    case 'offsetof':
      return checkOffsetof(c, e);
  }
}

/** A type inside an expression, and what computes the sizes of its arrays when the expression is reached. */
export function typeInExpression(c: Checker, name: TypeName): { type: CType; sizes: TExpr[] } {
  const { sizes: around } = c;
  // There can be none here, which is told.
  if (!around) return { type: resolveTypeName(c, name), sizes: [] };
  const out: TStmt[] = [];
  c.sizes = { out, addressed: true };
  const type = resolveTypeName(c, name);
  c.sizes = around;
  return { type, sizes: out.flatMap(computed) };
}

function computed(s: TStmt): TExpr[] {
  if (s.kind === 'expr') return [s.expr];
  if (s.kind !== 'declare' || s.parts?.[0]?.kind !== 'value') return [];
  const { span, local } = s;
  const target: TExpr = { kind: 'local', span, type: local.type, local };
  return [{ kind: 'assign', span, type: local.type, target, value: s.parts[0].value }];
}

/** A value before which others are computed. */
export function behind(first: TExpr[], value: TExpr): TExpr {
  const { span, type } = value;
  return first.reduceRight<TExpr>(
    (right, left) => ({ kind: 'comma', span, type, left, right }),
    value,
  );
}

/** What computing an expression does, without what it only reads. */
export function effectsOf(e: TExpr): TExpr[] {
  if (!hasEffect(e)) return [];
  switch (e.kind) {
    case 'comma':
      return [...effectsOf(e.left), ...effectsOf(e.right)];
    case 'deref':
      return effectsOf(e.pointer);
    case 'address':
      return effectsOf(e.of);
    case 'field':
      return effectsOf(e.base);
    case 'cast':
      return effectsOf(e.operand);
    case 'offset':
      return [...effectsOf(e.pointer), ...effectsOf(e.index)];
    default:
      return [e];
  }
}

/** Checks an expression for its type alone: what it names need not exist anywhere. */
export function checkUnevaluated(c: Checker, e: Expr): TExpr {
  const refs = c.fn && new Set(c.fn.def.refs);
  const { unevaluated } = c;
  c.unevaluated = true;
  const result = checkExpr(c, e);
  c.unevaluated = unevaluated;
  // The operand of a variable size is computed (C17 6.5.3.4p2).
  if (c.fn && refs && !isVariablyModified(result.type)) c.fn.def.refs = refs;
  return result;
}

export function sizeofType(c: Checker, type: CType, span: Span): TExpr {
  if (!isComplete(type) && type.kind !== 'void' && type.kind !== 'function') {
    fail(c.ctx, span, `invalid application of 'sizeof' to incomplete type ${quoted(type)}`);
  }
  if (isVla(type)) return { kind: 'local', span, type: ULONG, local: type.size };
  return intExpr(sizeOf(type), span, ULONG);
}

function checkOffsetof(c: Checker, e: Of<'offsetof'>): TExpr {
  let type = resolveTypeName(c, e.type);
  const join = (op: '+' | '*', left: TExpr, right: TExpr): TExpr =>
    fold({ kind: 'binary', span: e.span, type: ULONG, op, left, right });
  const size = (bytes: number): TExpr => intExpr(bytes, e.span, ULONG);
  let offset = size(0);
  for (const step of e.path) {
    if (typeof step === 'string') {
      if (type.kind !== 'record')
        fail(c.ctx, e.span, 'offsetof of something not a structure or union');
      const field = findField(type.record, step);
      if (!field) noMember(c, type, step, e.span);
      if (field.bits) fail(c.ctx, e.span, `attempt to take address of bit-field structure member`);
      offset = join('+', offset, size(field.offset));
      type = field.type;
    } else {
      if (type.kind !== 'array') fail(c.ctx, e.span, 'subscripted value is not an array');
      // GNU: an index that is computed.
      const index = checkValue(c, step);
      if (!isInteger(index.type)) fail(c.ctx, step.span, 'array subscript is not an integer');
      offset = join('+', offset, join('*', castTo(index, ULONG), size(sizeOf(type.of))));
      type = type.of;
    }
  }
  return offset;
}

/** Chooses by the type of a value that is not computed; exactly one choice may fit. */
export function checkGeneric(c: Checker, e: Of<'generic'>): TExpr {
  const type = unqualified(rvalue(checkUnevaluated(c, e.control)).type);
  let chosen: Expr | undefined;
  let other: Expr | undefined;
  for (const { type: name, value } of e.cases) {
    if (!name) {
      if (other) fail(c.ctx, value.span, "duplicate 'default' case in '_Generic'");
      other = value;
      continue;
    }
    const candidate = resolveTypeName(c, name);
    if (!exactly(candidate, type)) continue;
    if (chosen) fail(c.ctx, name.span, "'_Generic' specifies two compatible types");
    chosen = value;
  }
  const found = chosen ?? other;
  if (!found) {
    const message = `'_Generic' selector of type ${quoted(type)} is not compatible with any association`;
    fail(c.ctx, e.control.span, message);
  }
  return checkExpr(c, found);
}

/** Compatible types, qualifiers included; an enum is its integer type and no other. */
export function exactly(a: CType, b: CType): boolean {
  if (!!a.const !== !!b.const || !!a.volatile !== !!b.volatile) return false;
  if (a.kind === 'int' && b.kind === 'int') {
    return a.int === b.int && (!a.enumTag || !b.enumTag || a.enumTag === b.enumTag);
  }
  if (a.kind === 'pointer' && b.kind === 'pointer') return exactly(a.to, b.to);
  return compatible(a, b);
}

/** The value of `({ … })` is that of its last statement, if that is an expression. */
export function checkStatements(c: Checker, e: Of<'statements'>): TExpr {
  const { span } = e;
  if (!c.fn) {
    fail(c.ctx, span, 'braced-group within expression allowed only inside a function');
  }
  const items = e.body.items.slice();
  // A label before the last expression is a statement of its own.
  for (let end = items.at(-1); end?.kind === 'label'; end = items.at(-1)) {
    items[items.length - 1] = { ...end, body: { kind: 'empty', span: end.span } };
    items.push(end.body);
  }
  const last = items.at(-1);
  const valued = last?.kind === 'expr' ? last : undefined;
  if (valued) items.pop();
  let result: TExpr | undefined;
  const body = checkBlock(c, { ...e.body, items }, true, () => {
    if (valued) result = checkValue(c, valued.expr);
  });
  const type = result ? unqualified(result.type) : VOID;
  return { kind: 'statements', span, type, items: body.items, end: body.end, result };
}

/** `&&label`: a number that stands for the label. */
export function checkLabelAddress(c: Checker, e: Of<'label-address'>): TExpr {
  if (!c.fn) fail(c.ctx, e.span, `label '${e.label}' referenced outside of any function`);
  const { addressed } = c.fn.def;
  c.fn.gotos.push({ label: e.label, span: e.span });
  if (!addressed.includes(e.label)) addressed.push(e.label);
  return intExpr(LABEL_BASE + addressed.indexOf(e.label), e.span, pointerTo(VOID));
}
