// Convert: implicit conversions, and what gcc says about the doubtful ones.
//
// Source: ISO C17 6.3, 6.5.16.1; wording of gcc 12.

import { fold } from './constant.ts';
import { type Checker, hiddenLocal } from './scope.ts';
import { caretOf, error, fail, type Span, warning } from './source.ts';
import type { InitPart, Local, TExpr } from './typed.ts';
import {
  type Bits,
  type CType,
  compatible,
  DOUBLE,
  fullName,
  isArithmetic,
  isVla,
  isVoidPointer,
  LONG,
  pointerTo,
  promote,
  promoteBits,
  quoted,
  type RecordInfo,
  sizeOf,
  unqualified,
} from './types.ts';

export function isPlace(e: TExpr): boolean {
  switch (e.kind) {
    case 'local':
    case 'global':
    case 'deref':
    case 'compound':
      return true;
    case 'field':
      return isPlace(e.base);
    default:
      return false;
  }
}

/** Returns where in its bytes a bit-field lies, for a place that is one. */
export function bitsOf(e: TExpr): Bits | undefined {
  return e.kind === 'field' ? e.bits : undefined;
}

/** What pointer arithmetic multiplies by: of variable-length arrays it is part of the index. */
export function stride(to: CType, index: TExpr): { index: TExpr; size: number } {
  if (!isVla(to)) return { index, size: sizeOf(to) };
  const { span } = index;
  const right: TExpr = { kind: 'local', span, type: LONG, local: to.size };
  return { index: { kind: 'binary', span, type: LONG, op: '*', left: index, right }, size: 1 };
}

/** Marks the variable that a place belongs to as one whose address is needed. */
export function takeAddress(e: TExpr): void {
  const local = localOf(e);
  if (local) local.addressed = true;
}

function localOf(e: TExpr): Local | undefined {
  if (e.kind === 'local' || e.kind === 'compound') return e.local;
  return e.kind === 'field' ? localOf(e.base) : undefined;
}

/** Turns an array into the address of its first element and a function into its own. */
export function decay(e: TExpr): TExpr {
  if (e.type.kind === 'array') {
    takeAddress(e);
    return { kind: 'address', span: e.span, type: pointerTo(e.type.of), of: e };
  }
  if (e.type.kind === 'function') {
    return { kind: 'address', span: e.span, type: pointerTo(e.type), of: e };
  }
  return e;
}

/** Returns a value: decayed, and a bit-field promoted. */
export function rvalue(e: TExpr): TExpr {
  const bits = bitsOf(e);
  return bits ? castTo(e, promoteBits(e.type, bits)) : decay(e);
}

/** Makes a conversion; one that changes nothing is left out. */
export function castTo(e: TExpr, type: CType): TExpr {
  const to = unqualified(type);
  if (sameRepresentation(e.type, to) && e.kind !== 'int') {
    return to.kind === e.type.kind && !e.type.const
      ? e
      : { kind: 'cast', span: e.span, type: to, operand: e };
  }
  return fold({ kind: 'cast', span: e.span, type: to, operand: e });
}

function sameRepresentation(a: CType, b: CType): boolean {
  if (a.kind === 'int' && b.kind === 'int') return a.int === b.int;
  if (a.kind === 'float' && b.kind === 'float') return a.float === b.float;
  if (a.kind === 'pointer' && b.kind === 'pointer') return compatible(a, b);
  return a.kind === 'record' && b.kind === 'record';
}

/** Converts an argument that no prototype describes (C17 6.5.2.2p6). */
export function defaultPromote(e: TExpr): TExpr {
  if (e.type.kind === 'float' && e.type.float === 'float') return castTo(e, DOUBLE);
  return e.type.kind === 'int' ? castTo(e, promote(e.type)) : e;
}

export function isNullConstant(e: TExpr): boolean {
  if (e.kind !== 'int' || e.value !== 0n) return false;
  if (e.type.kind !== 'pointer') return e.type.kind === 'int';
  // `(const void *)0` is a pointer like others.
  return isVoidPointer(e.type) && !e.type.to.const && !e.type.to.volatile;
}

/** Where an assignment-like conversion happens, for the wording of messages. */
export type Why =
  | { kind: 'assign' }
  | { kind: 'init' }
  | { kind: 'return' }
  | { kind: 'argument'; index: number; callee: string };

function sentence(why: Why, to: CType, from: CType, rest: string, plain = false): string {
  const target = quoted(to);
  const source = quoted(from);
  switch (why.kind) {
    case 'assign':
      return plain
        ? `assignment ${rest}`
        : `assignment to ${target} from ${rest.replace('%', source)}`;
    case 'init':
      return plain
        ? `initialization ${rest}`
        : `initialization of ${target} from ${rest.replace('%', source)}`;
    case 'return': {
      const what = rest.replace('%', source);
      if (plain) return `return ${rest}`;
      return `returning ${what} from a function with return type ${target}`;
    }
    case 'argument': {
      const head = `passing argument ${why.index} of '${why.callee}'`;
      return plain ? `${head} ${rest}` : `${head} from ${rest.replace(' %', '')}`;
    }
  }
}

/** Converts a value as if by assignment to `to`; warns as gcc does, refuses what C refuses. */
export function assignTo(c: Checker, value: TExpr, to: CType, why: Why, span: Span): TExpr {
  const e = rvalue(value);
  const from = e.type;
  const hint = (): string | undefined => hintOf(why, to, from);
  if (from.kind === 'void') {
    const argument = why.kind === 'argument' ? 'invalid use of void expression' : undefined;
    fail(c.ctx, placeOf(why, e, span), argument ?? 'void value not ignored as it ought to be');
  }
  if (isArithmetic(to) && isArithmetic(from)) {
    c.lint?.convert(c, e, to, span);
    return castTo(e, to);
  }
  if (to.kind === 'pointer' && from.kind === 'pointer') {
    checkPointers(c, to, e, why, span, hint);
    return castTo(e, to);
  }
  if (to.kind === 'pointer' && from.kind === 'int') {
    if (!isNullConstant(e)) {
      const rest = 'makes pointer from integer without a cast';
      const more = { option: 'int-conversion', hint: hint(), labels: labelOf(why, from) };
      warning(c.ctx, placeOf(why, e, span), mixed(why, to, from, rest), more);
    }
    return castTo(e, to);
  }
  if (to.kind === 'int' && from.kind === 'pointer') {
    const bool = to.int === 'bool';
    const rest = 'makes integer from pointer without a cast';
    const more = {
      option: 'int-conversion',
      hint: hint(),
      labels: bool ? undefined : labelOf(why, from),
    };
    if (!bool) warning(c.ctx, placeOf(why, e, span), mixed(why, to, from, rest), more);
    return castTo(e, to);
  }
  if (to.kind === 'record' && from.kind === 'record' && compatible(to, from)) return e;
  const member = to.kind === 'record' && why.kind === 'argument' && memberFor(to.record, e);
  if (member) {
    const value = castTo(e, member);
    const init: InitPart[] = [{ kind: 'value', offset: 0, value }];
    return { kind: 'compound', span, type: to, local: hiddenLocal(to, span), init };
  }
  const place = why.kind === 'assign' && e.kind !== 'call' ? value.span : span;
  const at = e.kind === 'call' && why.kind !== 'argument' ? e.callee.span : place;
  fail(c.ctx, at, incompatibleMessage(why, to, from), { hint: hint(), labels: labelOf(why, from) });
}

/** GNU: the type of the transparent union's member that takes an argument: its own, or a pointer as good. */
function memberFor({ transparent, fields = [] }: RecordInfo, e: TExpr): CType | undefined {
  if (!transparent) return undefined;
  const from = unqualified(e.type);
  const types = fields.map((f) => unqualified(f.type));
  return (
    types.find((t) => compatible(t, from)) ??
    types.find((t) => {
      if (t.kind !== 'pointer') return false;
      if (isNullConstant(e)) return true;
      if (from.kind !== 'pointer') return false;
      const bare = compatible(unqualified(t.to), unqualified(from.to));
      return bare || isVoidPointer(t) || isVoidPointer(from);
    })
  );
}

/** The two types once more, where the sentence has them not, or in other words. */
function hintOf(why: Why, to: CType, from: CType): string | undefined {
  if (why.kind === 'argument') {
    return `expected ${quoted(to)} but argument is of type ${quoted(from)}`;
  }
  return why.kind === 'init' && to.kind === 'record'
    ? `${quoted(to)} cannot be initialized with ${quoted(from)}`
    : undefined;
}

/** Where gcc says so: at an assignment's sign, at the name of a function whose value is the first. */
function placeOf(why: Why, e: TExpr, span: Span): Span {
  if (why.kind === 'assign') return caretOf(span);
  return why.kind === 'init' && e.kind === 'call' ? e.callee.span : span;
}

/** What is written below an argument: its type. */
function labelOf(why: Why, from: CType): string[] | undefined {
  return why.kind === 'argument' ? [fullName(from)] : undefined;
}

function mixed(why: Why, to: CType, from: CType, rest: string): string {
  if (why.kind === 'argument') return sentence(why, to, from, rest, true);
  const target = quoted(to);
  const source = quoted(from);
  if (why.kind === 'return') {
    return `returning ${source} from a function with return type ${target} ${rest}`;
  }
  const head = why.kind === 'assign' ? 'assignment to' : 'initialization of';
  return `${head} ${target} from ${source} ${rest}`;
}

function incompatibleMessage(why: Why, to: CType, from: CType): string {
  const target = quoted(to);
  const source = quoted(from);
  switch (why.kind) {
    case 'argument':
      return `incompatible type for argument ${why.index} of '${why.callee}'`;
    case 'return':
      return `incompatible types when returning type ${source} but ${target} was expected`;
    case 'assign':
      return `incompatible types when assigning to type ${target} from type ${source}`;
    case 'init':
      if (to.kind === 'record') return 'invalid initializer';
      return `incompatible types when initializing type ${target} using type ${source}`;
  }
}

function checkPointers(
  c: Checker,
  to: CType & { kind: 'pointer' },
  e: TExpr,
  why: Why,
  span: Span,
  hint: () => string | undefined,
): void {
  const from = e.type;
  if (from.kind !== 'pointer' || isNullConstant(e)) return;
  const lost = [
    from.to.const && !to.to.const && 'const',
    from.to.volatile && !to.to.volatile && 'volatile',
  ];
  const anyVoid = isVoidPointer(to) || isVoidPointer(from);
  if (!anyVoid && !sameTarget(to.to, from.to)) {
    const rest =
      why.kind === 'return' || why.kind === 'argument'
        ? 'incompatible pointer type'
        : 'incompatible pointer type %';
    const message =
      why.kind === 'return'
        ? `returning ${quoted(from)} from a function with incompatible return type ${quoted(to)}`
        : sentence(why, to, from, rest);
    const labels = labelOf(why, from);
    warning(c.ctx, placeOf(why, e, span), message, {
      option: 'incompatible-pointer-types',
      hint: hint(),
      labels,
    });
    return;
  }
  const dropped = lost.find(Boolean);
  if (dropped) {
    const rest = `discards '${dropped}' qualifier from pointer target type`;
    const more = { option: 'discarded-qualifiers', hint: hint() };
    warning(c.ctx, placeOf(why, e, span), sentence(why, to, from, rest, true), more);
  }
  if (!anyVoid && signsDiffer(to.to, from.to)) {
    const message = `pointer targets in ${signSentence(why, to, from)} differ in signedness`;
    const labels = labelOf(why, from);
    warning(c.ctx, placeOf(why, e, span), message, {
      option: 'pointer-sign',
      hint: hint(),
      labels,
    });
  }
}

function signSentence(why: Why, to: CType, from: CType): string {
  const [target, source] = [quoted(to), quoted(from)];
  switch (why.kind) {
    case 'assign':
      return `assignment from ${source} to ${target}`;
    case 'init':
      return `initialization of ${target} from ${source}`;
    case 'return':
      return `returning ${source} from a function with return type ${target}`;
    case 'argument':
      return `passing argument ${why.index} of '${why.callee}'`;
  }
}

function sameTarget(a: CType, b: CType): boolean {
  return compatible(unqualified(a), unqualified(b)) || signsDiffer(a, b);
}

/** Integers that are of one rank and differ only in their sign, as the three kinds of char. */
function signsDiffer(a: CType, b: CType): boolean {
  if (a.kind !== 'int' || b.kind !== 'int' || a.int === b.int || a.enumTag || b.enumTag)
    return false;
  const rank = (t: typeof a): string => t.int.replace(/^u|^s(?=char)/, '');
  return rank(a) === rank(b);
}

/** Checks that a place can be stored to. */
export function checkModifiable(c: Checker, e: TExpr, span: Span, doing: string): void {
  if (!isPlace(e)) fail(c.ctx, caretOf(span), `lvalue required as ${doing}`);
  if (e.type.kind === 'array')
    fail(c.ctx, caretOf(span), 'assignment to expression with array type');
  if (e.type.kind === 'function') fail(c.ctx, caretOf(span), `lvalue required as ${doing}`);
  const how = doing.startsWith('left') ? 'assignment' : doing.split(' ')[0];
  if (e.type.const || hasConstMember(e.type)) {
    error(c.ctx, caretOf(span), `${how} of ${readOnly(e)}`);
  }
  const local = localOf(e);
  if (local) local.assigned = true;
}

/** What it is that may not be changed. */
function readOnly(e: TExpr): string {
  if (e.kind === 'local') {
    return `read-only ${e.local.param ? 'parameter' : 'variable'} '${e.local.name}'`;
  }
  if (e.kind === 'global') return `read-only variable '${e.name}'`;
  if (e.kind !== 'field') return `read-only location '${placeText(e)}'`;
  const own = e.base.type.const ? undefined : `read-only member '${e.name}'`;
  return own ?? `member '${e.name}' in read-only object`;
}

/** A place as C writes it, for the plain ones. */
function placeText(e: TExpr): string {
  if (e.kind === 'local') return e.local.name;
  if (e.kind === 'global' || e.kind === 'field') return e.name;
  if (e.kind !== 'deref') return '...';
  const { pointer } = e;
  const element = elementText(pointer);
  if (element) return element;
  if (pointer.kind !== 'offset' || pointer.index.kind !== 'int') return `*${placeText(pointer)}`;
  const base = placeText(pointer.pointer);
  return pointer.index.value === 0n ? `*${base}` : `*(${base} + ${pointer.index.value})`;
}

/** `k[1]` where an array's name stands for the address of its first element; undefined otherwise. */
function elementText(pointer: TExpr): string | undefined {
  const at = pointer.kind === 'offset' ? pointer.index : undefined;
  const base = pointer.kind === 'offset' ? pointer.pointer : pointer;
  if (base.kind !== 'address' || base.of.type.kind !== 'array') return undefined;
  const index = !at
    ? '0'
    : at.kind === 'int'
      ? `${at.value}`
      : placeText(at.kind === 'cast' ? at.operand : at);
  return `${placeText(base.of)}[${index}]`;
}

function hasConstMember(type: CType): boolean {
  if (type.kind !== 'record') return false;
  return (type.record.fields ?? []).some((f) => f.type.const || hasConstMember(f.type));
}
