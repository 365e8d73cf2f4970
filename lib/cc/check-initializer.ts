// Check initialisers: braces, designators and strings to a flat list of what is stored where.
//
// One idea: a cursor walks the items of one brace pair while a recursion walks the object. Where
// inner braces were left out, the recursion goes on with the same cursor (C17 6.7.9p20).

import { checkExpr, constantInt } from './check-expression.ts';
import { staticValue } from './constant.ts';
import { assignTo } from './convert.ts';
import { type Checker, privateSymbol, useSymbol } from './scope.ts';
import { error, fail, type Span, warning } from './source.ts';
import type { Designator, Init, InitItem } from './tree.ts';
import type { InitPart, Local, ObjectDef, TExpr } from './typed.ts';
import {
  arrayOf,
  type CType,
  compatible,
  type Field,
  isComplete,
  sizeOf,
  typeName,
  unqualified,
} from './types.ts';

interface Cursor {
  items: InitItem[];
  at: number;
}

interface Filling {
  c: Checker;
  parts: InitPart[];
  /** Expressions are checked once, even when brace elision looks at them twice. */
  checked: Map<Init, TExpr>;
}

/** Checks an initialiser; an array of unknown length gets its length from it. */
export function checkInit(c: Checker, type: CType, init: Init): { type: CType; parts: InitPart[] } {
  const f: Filling = { c, parts: [], checked: new Map() };
  const length = fillObject(f, type, 0, init);
  if (type.kind === 'array' && type.length === undefined) {
    return { type: arrayOf(type.of, length ?? 0), parts: f.parts };
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
function fillObject(f: Filling, type: CType, offset: number, init: Init): number | undefined {
  const { c } = f;
  if (type.kind === 'array') {
    const string = stringOf(type, init);
    if (string) return fillString(f, type, offset, string.bytes, string.span);
    if (init.kind === 'expr') {
      fail(
        c.ctx,
        init.span,
        'invalid initializer',
        'An array is initialized with { … } or a string.',
      );
    }
    return fillAggregate(f, type, offset, { items: init.items, at: 0 }, true);
  }
  if (type.kind === 'record') {
    if (init.kind === 'expr') {
      fillValue(f, type, offset, init);
      return undefined;
    }
    fillAggregate(f, type, offset, { items: init.items, at: 0 }, true);
    return undefined;
  }
  if (init.kind === 'expr') {
    fillValue(f, type, offset, init);
    return undefined;
  }
  // A scalar may stand in braces.
  const [first, second] = init.items;
  if (!first) fail(c.ctx, init.span, 'empty scalar initializer');
  if (second) warning(c.ctx, second.init.span, 'excess elements in scalar initializer');
  return fillObject(f, type, offset, first.init);
}

function fillValue(f: Filling, type: CType, offset: number, init: Init & { kind: 'expr' }): void {
  const value = assignTo(f.c, exprOf(f, init), unqualified(type), { kind: 'init' }, init.span);
  f.parts.push({ kind: 'value', offset, value });
}

/** The string literal that initialises an array of characters, also where it is in braces. */
function stringOf(
  type: CType & { kind: 'array' },
  init: Init,
): { bytes: number[]; span: Span } | undefined {
  if (type.of.kind !== 'int' || sizeOf(type.of) !== 1) return undefined;
  if (init.kind === 'list') {
    const only = init.items.length === 1 && init.items[0].designators.length === 0;
    return only ? stringOf(type, init.items[0].init) : undefined;
  }
  const { expr } = init;
  return expr.kind === 'string' ? { bytes: expr.bytes, span: expr.span } : undefined;
}

function fillString(
  f: Filling,
  type: CType & { kind: 'array' },
  offset: number,
  string: number[],
  span: Span,
): number {
  const length = type.length ?? string.length + 1;
  if (string.length > length) {
    warning(f.c.ctx, span, `initializer-string for array of '${typeName(type.of)}' is too long`);
  }
  // The NUL is dropped where there is just no room for it, as C has it.
  f.parts.push({ kind: 'bytes', offset, bytes: [...string, 0].slice(0, length) });
  return length;
}

/** The sub-object number `i` of an array, struct or union; undefined behind the last one. */
function subObject(type: CType, i: number): { type: CType; offset: number } | undefined {
  if (type.kind === 'array') {
    if (type.length !== undefined && i >= type.length) return undefined;
    return { type: type.of, offset: i * sizeOf(type.of) };
  }
  if (type.kind !== 'record') return undefined;
  if (type.record.union && i > 0) return undefined;
  const field: Field | undefined = type.record.fields?.[i];
  return field && { type: field.type, offset: field.offset };
}

/** Walks the sub-objects of an aggregate; `own` says that the cursor's braces are this object's. */
function fillAggregate(
  f: Filling,
  type: CType,
  offset: number,
  cursor: Cursor,
  own: boolean,
): number {
  const { c } = f;
  if (!isComplete(type) && type.kind === 'record') {
    fail(
      c.ctx,
      cursor.items[0]?.init.span ?? c.unit.defs.values().next().value!.span,
      `'${typeName(type)}' is incomplete`,
    );
  }
  let i = 0;
  let count = 0;
  while (cursor.at < cursor.items.length) {
    const item = cursor.items[cursor.at];
    if (item.designators.length > 0) {
      // A designator speaks about the object whose braces it is in.
      if (!own) break;
      cursor.at++;
      i = fillDesignated(f, type, offset, item) + 1;
      count = Math.max(count, i);
      continue;
    }
    const sub = subObject(type, i);
    if (!sub) {
      if (!own) break;
      const what =
        type.kind === 'array'
          ? 'array'
          : type.kind === 'record' && type.record.union
            ? 'union'
            : 'struct';
      warning(c.ctx, item.init.span, `excess elements in ${what} initializer`);
      break;
    }
    fillNext(f, sub.type, offset + sub.offset, cursor, item.init);
    count = Math.max(count, ++i);
  }
  return count;
}

/** Initialises the next sub-object, going into it where its own braces were left out. */
function fillNext(f: Filling, type: CType, offset: number, cursor: Cursor, init: Init): void {
  const aggregate = type.kind === 'array' || type.kind === 'record';
  const whole =
    !aggregate ||
    init.kind === 'list' ||
    (type.kind === 'array'
      ? stringOf(type, init)
      : compatible(exprOf(f, init).type, unqualified(type)));
  if (whole) {
    cursor.at++;
    fillObject(f, type, offset, init);
  } else {
    const before = cursor.at;
    fillAggregate(f, type, offset, cursor, false);
    if (cursor.at === before) cursor.at++; // an empty struct takes nothing
  }
}

/** Follows `.a[2].b = …`; returns the number of the outermost sub-object that it named. */
function fillDesignated(f: Filling, type: CType, offset: number, item: InitItem): number {
  const [first, ...rest] = item.designators;
  const step = designate(f.c, type, first);
  let at = { type: step.type, offset: offset + step.offset };
  for (const d of rest) {
    const next = designate(f.c, at.type, d);
    at = { type: next.type, offset: at.offset + next.offset };
  }
  fillObject(f, at.type, at.offset, item.init);
  return step.index;
}

function designate(
  c: Checker,
  type: CType,
  d: Designator,
): { type: CType; offset: number; index: number } {
  if (d.kind === 'index') {
    if (type.kind !== 'array') fail(c.ctx, d.span, 'array index in non-array initializer');
    const index = Number(constantInt(c, d.index, 'array index in initializer'));
    if (index < 0 || (type.length !== undefined && index >= type.length)) {
      fail(c.ctx, d.span, 'array index in initializer exceeds array bounds');
    }
    return { type: type.of, offset: index * sizeOf(type.of), index };
  }
  if (type.kind !== 'record') {
    fail(c.ctx, d.span, 'field name not in record or union initializer');
  }
  const fields = type.record.fields ?? [];
  const direct = fields.findIndex((x) => x.name === d.name);
  if (direct >= 0)
    return { type: fields[direct].type, offset: fields[direct].offset, index: direct };
  // Members of an anonymous struct or union.
  for (let index = 0; index < fields.length; index++) {
    const inner = fields[index];
    if (inner.name !== undefined || inner.type.kind !== 'record') continue;
    if (!inner.type.record.fields?.some((x) => x.name === d.name)) continue;
    const found = designate(c, inner.type, d);
    return { type: found.type, offset: inner.offset + found.offset, index };
  }
  return fail(c.ctx, d.span, `'${typeName(type)}' has no member named '${d.name}'`);
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
      const inner = part.value.kind === 'compound' ? part.value : undefined;
      if (!inner) {
        error(c.ctx, part.value.span, 'initializer element is not constant');
        continue;
      }
      const image = staticImage(c, inner.type, inner.init);
      bytes.set(image.bytes, part.offset);
      for (const r of image.relocations) relocations.push({ ...r, offset: r.offset + part.offset });
      continue;
    }
    const value = staticValue(part.value);
    if (!value) {
      error(c.ctx, part.value.span, 'initializer element is not constant');
      continue;
    }
    storeStatic(view, part.offset, part.value.type, value);
    if (value.kind === 'address') {
      relocations.push({ offset: part.offset, symbol: value.symbol, addend: value.addend });
    }
  }
  return { bytes, relocations };
}

function storeStatic(
  view: DataView,
  offset: number,
  type: CType,
  value: NonNullable<ReturnType<typeof staticValue>>,
): void {
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
    useSymbol(c, symbol, span, done.type);
    return { kind: 'global', span, type: done.type, symbol, name };
  }
  const name = '(compound literal)';
  const local: Local = {
    name,
    type: done.type,
    span,
    addressed: true,
    param: false,
    assigned: true,
  };
  return { kind: 'compound', span, type: done.type, local, init: done.parts };
}
