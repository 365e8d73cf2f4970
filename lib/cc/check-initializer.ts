// Check initialisers: braces, designators and strings to a flat list of what is stored where.
//
// One idea: a cursor walks the items of one brace pair while a recursion walks the object. Where
// inner braces were left out, the recursion goes on with the same cursor (C17 6.7.9p20).

import { checkExpr, constantInt, noMember } from './check-expression.ts';
import { type StaticValue, staticValue } from './constant.ts';
import { assignTo } from './convert.ts';
import { LITERAL } from './image.ts';
import { type Checker, privateSymbol, useSymbol } from './scope.ts';
import { error, fail, type Span, warning } from './source.ts';
import type { Designator, Init, InitItem } from './tree.ts';
import type { InitPart, Local, ObjectDef, TExpr } from './typed.ts';
import {
  type Bits,
  type CType,
  compatible,
  type Field,
  findField,
  isComplete,
  isUnsigned,
  quoted,
  sizeOf,
  unqualified,
} from './types.ts';

/** No array of unknown length is longer than this. */
const MAX_ELEMENTS = 1 << 24;
const MAX_RANGE = 1 << 18;

interface Cursor {
  items: InitItem[];
  at: number;
  /** Where the braces begin; undefined when something about them has been said. */
  braces?: Span | undefined;
}

interface Filling {
  c: Checker;
  parts: InitPart[];
  /** Expressions are checked once, even when brace elision looks at them twice. */
  checked: Map<Init, TExpr>;
  /** Whether anything has been named, and may so be initialized again. */
  designated?: boolean;
}

/** Checks an initialiser; an array of unknown length gets its length from it. */
export function checkInit(c: Checker, type: CType, init: Init): { type: CType; parts: InitPart[] } {
  const f: Filling = { c, parts: [], checked: new Map() };
  const length = fillObject(f, { type, offset: 0 }, init);
  if (type.kind === 'array' && type.length === undefined) {
    return { type: { ...type, length: length ?? 0 }, parts: f.parts };
  }
  return { type, parts: f.parts };
}

function exprOf(f: Filling, init: Init & { kind: 'expr' }): TExpr {
  let e = f.checked.get(init);
  if (!e) {
    e = checkExpr(f.c, init.expr);
    f.checked.set(init, e);
  }
  return e;
}

/** Initialises one object from its own initialiser; returns an array's number of elements. */
function fillObject(f: Filling, sub: SubObject, init: Init): number | undefined {
  const { c } = f;
  const { type, offset } = sub;
  if (init.kind === 'list') forget(f, sub);
  if (type.kind === 'array') {
    const string = stringOf(type, init);
    if (string) {
      forget(f, sub);
      return fillString(f, type, offset, string.bytes, string.span);
    }
    const literal = init.kind === 'expr' && init.expr.kind === 'compound' && exprOf(f, init);
    // GNU: an array may be initialized by a compound literal of its type.
    const parts = literal && literalParts(c, literal);
    if (parts && compatible(literal.type, type)) {
      forget(f, sub);
      for (const part of parts) f.parts.push({ ...part, offset: part.offset + offset });
      return literal.type.kind === 'array' ? literal.type.length : undefined;
    }
    if (init.kind === 'expr') {
      fail(
        c.ctx,
        init.span,
        'invalid initializer',
        'An array is initialized with { … } or a string.',
      );
    }
    return fillAggregate(f, sub, { items: init.items, at: 0, braces: init.span }, true);
  }
  if (type.kind === 'record') {
    if (init.kind === 'expr') {
      fillValue(f, sub, init);
      return undefined;
    }
    const filled = fillAggregate(f, sub, { items: init.items, at: 0, braces: init.span }, true);
    c.lint?.filled(c, type, init, filled);
    return undefined;
  }
  if (init.kind === 'expr') {
    fillValue(f, sub, init);
    return undefined;
  }
  // A scalar may stand in braces.
  const [first, ...more] = init.items;
  if (!first) fail(c.ctx, init.span, 'empty scalar initializer');
  for (const one of more) {
    warning(c.ctx, one.init.span, 'excess elements in scalar initializer');
  }
  return fillObject(f, sub, first.init);
}

/** What a compound literal sets; one outside of functions has been made into an object already. */
function literalParts(c: Checker, e: TExpr): InitPart[] | undefined {
  if (e.kind === 'compound') return e.init;
  return e.kind === 'global' ? c.literals.get(e.symbol) : undefined;
}

function fillValue(f: Filling, sub: SubObject, init: Init & { kind: 'expr' }): void {
  const { type, offset, bits } = sub;
  const value = assignTo(f.c, exprOf(f, init), unqualified(type), { kind: 'init' }, init.span);
  if (type.kind === 'record') forget(f, sub);
  else if (f.designated) f.c.lint?.overwritten(f.c, f.parts, sub, init.span);
  f.parts.push({ kind: 'value', offset, value, ...(bits && { bits }) });
}

/** A later initialiser of a whole object takes the place of those before it of its parts. */
function forget(f: Filling, { type, offset, bits }: SubObject): void {
  if (bits || f.parts.length === 0) return;
  const end = offset + sizeOf(type);
  if (f.parts.some((p) => p.offset >= offset && p.offset < end)) {
    f.parts = f.parts.filter((p) => p.offset < offset || p.offset >= end);
  }
}

/** The string literal that initialises an array of characters, also where it is in braces. */
function stringOf(
  type: CType & { kind: 'array' },
  init: Init,
): { bytes: number[]; span: Span } | undefined {
  if (type.of.kind !== 'int') return undefined;
  if (init.kind === 'list') {
    const only = init.items.length === 1 && init.items[0].designators.length === 0;
    return only ? stringOf(type, init.items[0].init) : undefined;
  }
  const { expr } = init;
  if (expr.kind !== 'string' || sizeOf(expr.of) !== sizeOf(type.of)) return undefined;
  return { bytes: expr.bytes, span: expr.span };
}

function fillString(
  f: Filling,
  type: CType & { kind: 'array' },
  offset: number,
  string: number[],
  span: Span,
): number {
  const size = sizeOf(type.of);
  const length = type.length ?? string.length / size + 1;
  if (string.length > length * size) {
    warning(f.c.ctx, span, `initializer-string for array of ${quoted(type.of)} is too long`);
  }
  // The NUL is dropped where there is just no room for it, as C has it.
  const bytes = string.slice(0, length * size);
  for (let i = 0; i < size && bytes.length < length * size; i++) bytes.push(0);
  f.parts.push({ kind: 'bytes', offset, bytes });
  return length;
}

export interface SubObject {
  type: CType;
  offset: number;
  bits?: Bits | undefined;
}

/** The sub-object number `i` of an array, struct or union; undefined behind the last one. */
function subObject(outer: SubObject, i: number): SubObject | undefined {
  const { type, offset } = outer;
  if (type.kind === 'array') {
    if (type.length !== undefined && i >= type.length) return undefined;
    return { type: type.of, offset: offset + i * sizeOf(type.of) };
  }
  if (type.kind !== 'record') return undefined;
  if (type.record.union && i > 0) return undefined;
  const field: Field | undefined = type.record.fields?.[i];
  return field && { type: field.type, offset: offset + field.offset, bits: field.bits };
}

/**
 * Walks the sub-objects of an aggregate; `own` says that the cursor's braces are this object's.
 *
 * With `path` the first item is meant for the sub-object that these designators name (none: for the
 * first one); those of the item itself have been followed already.
 */
function fillAggregate(
  f: Filling,
  outer: SubObject,
  cursor: Cursor,
  own: boolean,
  path?: Designator[],
): number {
  const { c } = f;
  const { type } = outer;
  if (!isComplete(type) && type.kind === 'record') {
    const span = cursor.items[0]?.init.span ?? c.unit.defs.values().next().value!.span;
    fail(c.ctx, span, `${quoted(type)} is incomplete`);
  }
  let i = 0;
  let count = 0;
  let designators = path;
  while (cursor.at < cursor.items.length) {
    const item = cursor.items[cursor.at];
    // A designator speaks about the object whose braces it is in.
    if (!designators && item.designators.length > 0 && !own) break;
    designators ??= item.designators;
    if (designators.length > 0) i = fillDesignated(f, outer, cursor, designators);
    else {
      const sub = subObject(outer, i);
      if (!sub) {
        if (!own) break;
        const union = type.kind === 'record' && type.record.union;
        const what = type.kind === 'array' ? 'array' : union ? 'union' : 'struct';
        warning(c.ctx, item.init.span, `excess elements in ${what} initializer`);
        // Each of them is told.
        cursor.at++;
        continue;
      }
      fillNext(f, sub, cursor);
      i++;
    }
    designators = undefined;
    count = Math.max(count, i);
  }
  return count;
}

/** Initialises the next sub-object, going into it where its own braces were left out. */
function fillNext(f: Filling, sub: SubObject, cursor: Cursor): void {
  const { type } = sub;
  const { init } = cursor.items[cursor.at];
  const aggregate = type.kind === 'array' || type.kind === 'record';
  const whole =
    !aggregate ||
    init.kind === 'list' ||
    (type.kind === 'array' && stringOf(type, init)) ||
    compatible(exprOf(f, init).type, unqualified(type));
  if (whole) {
    cursor.at++;
    fillObject(f, sub, init);
  } else {
    const before = cursor.at;
    if (cursor.braces) f.c.lint?.unbraced(f.c, cursor.braces, cursor.items);
    cursor.braces = undefined;
    fillAggregate(f, sub, cursor, false, []);
    if (cursor.at === before) cursor.at++; // an empty struct takes nothing
  }
}

/**
 * Follows `.a[2].b = …` one step and goes on inside, so that what comes next without a designator
 * is for the sub-object behind `b`. Returns the number of the sub-object here that comes next.
 */
function fillDesignated(
  f: Filling,
  outer: SubObject,
  cursor: Cursor,
  [first, ...rest]: Designator[],
): number {
  const { c } = f;
  const start = cursor.at;
  f.designated = true;
  const { indexes, anonymous } = designate(c, outer.type, first);
  const inside = anonymous ? [first, ...rest] : rest;
  const last = indexes.at(-1)!;
  // What follows without a designator is for the last one of a range alone.
  const alone = indexes.length > 1 && { ...cursor, items: cursor.items.slice(0, start + 1) };
  for (const index of indexes) {
    const items = (index < last && alone) || cursor;
    items.at = start;
    const sub = subObject(outer, index);
    if (!sub && outer.type.kind === 'record') {
      const field = outer.type.record.fields![index];
      fillStep(f, { ...field, offset: outer.offset + field.offset }, items, inside);
    } else if (sub) fillStep(f, sub, items, inside);
  }
  return last + 1;
}

function fillStep(f: Filling, sub: SubObject, cursor: Cursor, inside: Designator[]): void {
  if (inside.length > 0) fillAggregate(f, sub, cursor, false, inside);
  else fillNext(f, sub, cursor);
}

/** The numbers of the sub-objects that a designator names; `anonymous`: it names something inside. */
function designate(
  c: Checker,
  type: CType,
  d: Designator,
): { indexes: number[]; anonymous: boolean } {
  if (d.kind === 'index') {
    if (type.kind !== 'array') fail(c.ctx, d.span, 'array index in non-array initializer');
    const first = Number(constantInt(c, d.index, 'array index in initializer'));
    const last = d.last ? Number(constantInt(c, d.last, 'array index in initializer')) : first;
    if (last < first) fail(c.ctx, d.span, 'empty index range in initializer');
    if (first < 0 || last >= (type.length ?? MAX_ELEMENTS)) {
      fail(c.ctx, d.span, 'array index in initializer exceeds array bounds');
    }
    if (last - first >= MAX_RANGE) fail(c.ctx, d.span, 'index range in initializer is too long');
    return {
      indexes: Array.from({ length: last - first + 1 }, (_, i) => first + i),
      anonymous: false,
    };
  }
  if (type.kind !== 'record') {
    fail(c.ctx, d.span, 'field name not in record or union initializer');
  }
  const fields = type.record.fields ?? [];
  const direct = fields.findIndex((x) => x.name === d.name);
  if (direct >= 0) return { indexes: [direct], anonymous: false };
  // Members of an anonymous struct or union.
  const index = fields.findIndex(
    (x) => x.name === undefined && x.type.kind === 'record' && findField(x.type.record, d.name),
  );
  if (index >= 0) return { indexes: [index], anonymous: true };
  return noMember(c, type, d.name, d.span);
}

/** Makes the bytes of a static object; what is not constant is an error. */
export function staticImage(
  c: Checker,
  type: CType,
  parts: InitPart[],
): Pick<ObjectDef, 'bytes' | 'relocations'> {
  const last = parts.map(
    (p) => p.offset + (p.kind === 'bytes' ? p.bytes.length : sizeOf(p.value.type)),
  );
  // A flexible array member may reach behind the struct.
  const bytes = new Uint8Array(Math.max(sizeOf(type), ...last));
  const view = new DataView(bytes.buffer);
  const relocations: ObjectDef['relocations'] = [];
  for (const part of parts) {
    if (part.kind === 'bytes') {
      bytes.set(part.bytes, part.offset);
      continue;
    }
    if (part.value.kind === 'compound' || part.value.type.kind === 'record') {
      const inner = literalParts(c, part.value);
      if (!inner) {
        error(c.ctx, part.value.span, 'initializer element is not constant');
        continue;
      }
      const image = staticImage(c, part.value.type, inner);
      bytes.set(image.bytes, part.offset);
      for (const r of image.relocations) relocations.push({ ...r, offset: r.offset + part.offset });
      continue;
    }
    const value = staticValue(part.value) ?? constantObject(c, part.value);
    if (!value) {
      error(c.ctx, part.value.span, 'initializer element is not constant');
      continue;
    }
    if (part.bits) storeBits(bytes, part.offset, part.bits, value);
    else storeStatic(view, part.offset, part.value.type, value);
    if (value.kind === 'address') {
      relocations.push({ offset: part.offset, symbol: value.symbol, addend: value.addend });
    }
  }
  return { bytes, relocations };
}

/** What a constant object of static duration was initialised with: as a GNU extension it is constant. */
function constantObject(c: Checker, e: TExpr): StaticValue | undefined {
  const plain = e.type.kind === 'pointer' || (e.type.kind === 'int' && e.type.int !== 'bool');
  if (!plain) return undefined;
  const width = 8 * sizeOf(e.type);
  const wrap = e.type.kind === 'int' && !isUnsigned(e.type) ? BigInt.asIntN : BigInt.asUintN;
  if (e.kind === 'cast') {
    const value = constantObject(c, e.operand);
    if (value?.kind === 'int') return { kind: 'int', value: wrap(width, value.value) };
    return width === 64 ? value : undefined;
  }
  if (e.kind !== 'global' || !e.type.const || e.type.volatile) return undefined;
  const def = c.unit.defs.get(e.symbol);
  if (def?.kind !== 'object' || def.thread || def.tentative) return undefined;
  const [relocation] = def.relocations;
  if (relocation) return { kind: 'address', symbol: relocation.symbol, addend: relocation.addend };
  const bits = def.bytes.reduceRight((all, byte) => (all << 8n) | BigInt(byte), 0n);
  return { kind: 'int', value: wrap(width, bits) };
}

function storeBits(bytes: Uint8Array, offset: number, bits: Bits, value: StaticValue): void {
  if (value.kind !== 'int') return;
  for (let i = 0; i < bits.width; i++) {
    const at = bits.shift + i;
    const mask = 1 << (at & 7);
    if ((value.value >> BigInt(i)) & 1n) bytes[offset + (at >> 3)] |= mask;
    else bytes[offset + (at >> 3)] &= ~mask;
  }
}

function storeStatic(view: DataView, offset: number, type: CType, value: StaticValue): void {
  if (value.kind === 'address') return;
  if (type.kind === 'float') {
    if (type.float === 'float') view.setFloat32(offset, Number(value.value), true);
    else view.setFloat64(offset, Number(value.value), true);
    return;
  }
  const int = BigInt(value.value);
  const size = sizeOf(type);
  for (let i = 0; i < size; i++) {
    view.setUint8(offset + i, Number((int >> BigInt(8 * i)) & 255n));
  }
}

/** A compound literal: an unnamed variable, of the function or, outside, of the program. */
export function checkCompound(
  c: Checker,
  type: CType,
  init: Init & { kind: 'list' },
  span: Span,
): TExpr {
  const done = checkInit(c, type, init);
  if (!isComplete(done.type)) fail(c.ctx, span, 'compound literal has incomplete type');
  if (!c.fn) {
    const symbol = privateSymbol(c, `.compound.${c.serial++}`);
    const name = 'a compound literal';
    const image = staticImage(c, done.type, done.parts);
    c.unit.defs.set(symbol, {
      ...{ kind: 'object', symbol, name, type: done.type, span, ...image },
      ...{ constant: !!done.type.const, tentative: false, anonymous: true },
    });
    c.literals.set(symbol, done.parts);
    useSymbol(c, symbol, span, done.type);
    return { kind: 'global', span, type: done.type, symbol, name };
  }
  const local: Local = {
    name: LITERAL,
    type: done.type,
    span,
    addressed: true,
    param: false,
    assigned: true,
  };
  return { kind: 'compound', span, type: done.type, local, init: done.parts };
}
