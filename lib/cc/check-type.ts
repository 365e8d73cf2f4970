// Check types: specifiers and declarators to types.

import { checkStaticAssert, declareEntry, previous } from './check.ts';
import { checkValue, constantInt } from './check-expression.ts';
import { checkUnevaluated, effectsOf } from './check-special.ts';
import { bitsOf, castTo } from './convert.ts';
import { nameOf } from './parse-declaration.ts';
import {
  type Checker,
  closeScope,
  type Entry,
  hiddenLocal,
  innermost,
  intExpr,
  lookUp,
  lookUpTag,
  openScope,
  type Tag,
} from './scope.ts';
import { caught, error, fail, giveUp, type Span } from './source.ts';
import type {
  Attributes,
  BaseType,
  Declarator,
  EnumSyntax,
  Expr,
  RecordSyntax,
  Specifiers,
  TypeName,
} from './tree.ts';
import type { InitPart, Local, TExpr, TStmt } from './typed.ts';
import {
  alignOf,
  arrayOf,
  type CType,
  completeRecord,
  type EnumInfo,
  type Field,
  INT,
  type IntKind,
  isComplete,
  isInteger,
  isVariablyModified,
  isVla,
  LONG,
  type Param,
  pointerTo,
  qualified,
  quoted,
  type RecordInfo,
  sizeOf,
  ULONG,
  unqualified,
  VOID,
} from './types.ts';
import { inParameters, poison, unknownType } from './undeclared.ts';

/** Returns the type that specifiers name; declares the tags and constants in them. */
export function specifiedType(c: Checker, s: Specifiers): CType {
  const { const: isConst, volatile, atomic } = s;
  return qualified(baseType(c, s.base), { const: isConst, volatile, atomic });
}

function baseType(c: Checker, base: BaseType): CType {
  switch (base.kind) {
    case 'builtin':
      return base.type;
    case 'named': {
      const entry = lookUp(c, base.name);
      if (entry?.kind === 'poison') giveUp();
      if (entry?.kind !== 'typedef') return unknownType(c, base.name, base.span);
      entry.used = true;
      return named(entry.type, base.name);
    }
    case 'typeof': {
      if ('specifiers' in base.operand) return resolveTypeName(c, base.operand);
      const of = checkUnevaluated(c, base.operand);
      if (bitsOf(of)) fail(c.ctx, base.span, "'typeof' applied to a bit-field");
      // GNU: an operand whose type depends on what is computed is computed.
      if (isVariablyModified(of.type)) {
        for (const expr of effectsOf(of)) c.sizes?.out.push({ kind: 'expr', span: of.span, expr });
      }
      return of.type;
    }
    case 'auto':
      fail(c.ctx, base.span, "'__auto_type' requires an initialized data declaration");
      break;
    case 'record':
      return recordType(c, base);
    case 'enum':
      return enumType(c, base);
  }
}

/** A type under its typedef's name; those of arrays and functions are seldom seen as themselves. */
function named(type: CType, alias: string): CType {
  if (type.kind === 'array' || type.kind === 'function') return type;
  const own = type.kind === 'record' ? type.record : type.kind === 'int' ? type.enumTag : undefined;
  if (own && own.tag === undefined && own.alias === alias) return type;
  return { ...type, alias };
}

/** What `_Alignas` and `aligned` ask for, at most; undefined where nothing does. */
export function alignmentOf(
  c: Checker,
  s: Pick<Specifiers, 'align' | 'attributes'>,
  more?: Attributes,
): number | undefined {
  let align = 0;
  const ask = (value: bigint, span: Span): void => {
    if (value < 0n || value & (value - 1n)) {
      fail(c.ctx, span, `requested alignment '${value}' is not a positive power of 2`);
    }
    if (value > 4096n) fail(c.ctx, span, `requested alignment '${value}' is too large`);
    align = Math.max(align, Number(value));
  };
  for (const a of s.align) {
    if ('specifiers' in a) ask(BigInt(alignOf(resolveTypeName(c, a))), a.span);
    else ask(constantInt(c, a, 'requested alignment'), a.span);
  }
  for (const attributes of [s.attributes, more]) {
    const args = attributes?.get('aligned');
    if (!args) continue;
    if (args.length === 0) align = Math.max(align, 16);
    else ask(constantInt(c, args[0], 'requested alignment'), args[0].span);
  }
  return align || undefined;
}

function recordType(c: Checker, syntax: RecordSyntax): CType {
  const { tag, union, span } = syntax;
  let record: RecordInfo | undefined;
  if (tag !== undefined) {
    // A definition makes a new type in an inner scope; a mention means the outer one.
    const found = syntax.members ? innermost(c).tags.get(tag) : lookUpTag(c, tag);
    if (found && (found.kind !== 'record' || found.record.union !== union)) {
      fail(c.ctx, span, `'${tag}' defined as wrong kind of tag`);
    }
    record = found?.record;
  }
  const keyword = union ? 'union' : 'struct';
  const packed = syntax.attributes.has('packed');
  if (!record) {
    record = { union, tag, fields: undefined, size: 0, align: 1, packed };
    if (tag !== undefined) innermost(c).tags.set(tag, { kind: 'record', record });
    if (c.sizes?.params) inParameters(c, `${keyword} ${tag ?? ''}`, span);
  }
  if (syntax.members) {
    if (record.fields) fail(c.ctx, span, `redefinition of '${keyword} ${tag}'`);
    record.packed = packed;
    if (syntax.attributes.has('transparent_union')) record.transparent = union;
    const { sizes } = c;
    c.sizes = undefined;
    const fields = recordFields(c, syntax);
    c.sizes = sizes;
    const align = alignmentOf(c, { align: [], attributes: syntax.attributes });
    completeRecord(record, fields, align, syntax.pack);
  }
  return { kind: 'record', record };
}

function recordFields(c: Checker, syntax: RecordSyntax): Field[] {
  const fields: Field[] = [];
  const seen = new Set<string>();
  const members = syntax.members!;
  members.forEach((member, m) => {
    if (member.kind === 'static-assert') {
      checkStaticAssert(c, member);
      return;
    }
    const base = specifiedType(c, member.specifiers);
    const align = alignmentOf(c, member.specifiers);
    if (member.declarators.length === 0 && base.kind === 'record') {
      // An anonymous struct or union: its members are reached through the outer one.
      if (base.record.tag === undefined) {
        fields.push({ name: undefined, type: base, offset: 0, ...(align && { align }) });
      }
      return;
    }
    member.declarators.forEach((d, i) => {
      const { name, span } = nameOf(d.declarator);
      let type = declaredType(c, base, d.declarator);
      const last = m === members.length - 1 && i === member.declarators.length - 1;
      const flexible =
        last && type.kind === 'array' && type.length === undefined && fields.length > 0;
      if (type.kind === 'function') fail(c.ctx, span, `field '${name}' declared as a function`);
      if (
        last &&
        type.kind === 'array' &&
        !isComplete(type) &&
        fields.length === 0 &&
        !syntax.union
      ) {
        fail(c.ctx, span, 'flexible array member in a struct with no named members');
      }
      if (!isComplete(type) && !flexible) {
        error(c.ctx, span, `field '${name}' has incomplete type`);
        // As a pointer to anything it gives no cause for more.
        type = pointerTo(VOID);
      }
      if (name !== undefined && seen.has(name)) error(c.ctx, span, `duplicate member '${name}'`);
      if (name !== undefined) seen.add(name);
      const own = alignmentOf(c, member.specifiers, d.attributes);
      const field: Field = { name, type, offset: 0, ...(own && { align: own }) };
      const packed = [d.attributes, member.specifiers.attributes].some((a) => a.has('packed'));
      if (packed) field.packed = true;
      if (d.width) field.bits = { shift: 0, width: bitWidth(c, type, name, d.width) };
      fields.push(field);
    });
  });
  return fields;
}

function bitWidth(c: Checker, type: CType, name: string | undefined, syntax: Expr): number {
  const what = name === undefined ? '<anonymous>' : name;
  const { span } = syntax;
  if (!isInteger(type)) fail(c.ctx, span, `bit-field '${what}' has invalid type`);
  const width = constantInt(c, syntax, `bit-field '${what}' width`);
  if (width < 0n) fail(c.ctx, span, `negative width in bit-field '${what}'`);
  if (width === 0n && name !== undefined) fail(c.ctx, span, `zero width for bit-field '${what}'`);
  const most = type.int === 'bool' ? 1 : sizeOf(type) * 8;
  if (width > BigInt(most)) fail(c.ctx, span, `width of '${what}' exceeds its type`);
  return Number(width);
}

type EnumTag = Tag & { kind: 'enum' };

function enumType(c: Checker, syntax: EnumSyntax): CType {
  const { tag, span } = syntax;
  if (!syntax.names) {
    const found = tag === undefined ? undefined : lookUpTag(c, tag);
    if (found?.kind === 'enum') return found.type;
    if (found) fail(c.ctx, span, `'${tag}' defined as wrong kind of tag`);
  }
  // GNU: an enum may be named before its constants are; until then it is unsigned, and has no names.
  const before = tag === undefined ? undefined : innermost(c).tags.get(tag);
  const announced = before?.kind === 'enum' && before.info.names.length === 0 ? before : undefined;
  const info: EnumInfo = announced?.info ?? { tag, names: [] };
  if (info.names.length > 0) fail(c.ctx, span, `redeclaration of 'enum ${tag}'`);
  const type: EnumTag['type'] = announced?.type ?? { kind: 'int', int: 'uint', enumTag: info };
  if (tag !== undefined) innermost(c).tags.set(tag, { kind: 'enum', info, type });
  if (!syntax.names) return type;
  const entries: (Entry & { kind: 'constant' })[] = [];
  let next = 0n;
  for (const item of syntax.names) {
    if (item.value) next = constantInt(c, item.value, `enumerator value for '${item.name}'`);
    if (innermost(c).names.has(item.name)) {
      const old = innermost(c).names.get(item.name)!;
      const notes = [previous(item.name, old, 'definition')];
      error(c.ctx, item.span, `redeclaration of enumerator '${item.name}'`, { notes });
    }
    const wide = BigInt.asIntN(32, next) !== next;
    const entry: Entry = {
      ...{ kind: 'constant', value: next, type: wide ? LONG : INT, span: item.span },
    };
    innermost(c).names.set(item.name, entry);
    entries.push(entry);
    info.names.push({ name: item.name, value: next });
    next++;
  }
  type.int = enumKind(info, syntax.packed);
  // A constant that does not fit in int has the type of the whole.
  for (const entry of entries) if (entry.type !== INT) entry.type = { kind: 'int', int: type.int };
  return type;
}

/** gcc's choice: unsigned where no constant is negative, and as wide as it must be, but for `packed` an int. */
function enumKind({ names }: EnumInfo, packed: boolean): IntKind {
  const negative = names.some((n) => n.value < 0n);
  const fits = (bits: number): boolean =>
    names.every(({ value }) => (negative ? BigInt.asIntN : BigInt.asUintN)(bits, value) === value);
  if (packed && fits(8)) return negative ? 'schar' : 'uchar';
  if (packed && fits(16)) return negative ? 'short' : 'ushort';
  if (fits(32)) return negative ? 'int' : 'uint';
  return negative ? 'long' : 'ulong';
}

/** Wraps the declarator around the type. */
export function declaredType(c: Checker, base: CType, d: Declarator): CType {
  switch (d.kind) {
    case 'name':
      return base;
    case 'pointer': {
      const pointer = qualified(pointerTo(base), {
        ...{ const: d.const, volatile: d.volatile, restrict: d.restrict },
      });
      return declaredType(c, pointer, d.inner);
    }
    case 'array':
      return declaredType(c, arrayType(c, base, d), d.inner);
    case 'function': {
      const { name, span } = nameOf(d);
      const what = name === undefined ? 'a type' : `'${name}'`;
      if (base.kind === 'array')
        fail(c.ctx, span, `${what} declared as function returning an array`);
      if (base.kind === 'function') {
        fail(c.ctx, span, `${what} declared as function returning a function`);
      }
      const params = declareParams(c, d);
      const type: CType = {
        kind: 'function',
        returns: unqualified(base),
        params,
        variadic: d.variadic,
        oldStyle: d.oldStyle,
      };
      return declaredType(c, type, d.inner);
    }
  }
}

function arrayType(c: Checker, of: CType, d: Declarator & { kind: 'array' }): CType {
  const { name, span } = nameOf(d);
  const what = name === undefined ? 'type' : `'${name}'`;
  if (of.kind === 'function') fail(c.ctx, span, `declaration of ${what} as array of functions`);
  if (!isComplete(of)) fail(c.ctx, span, `array ${what} has incomplete element type ${quoted(of)}`);
  if (d.star) return { kind: 'array', of, length: undefined, size: hiddenLocal(ULONG, span) };
  if (!d.length) return arrayOf(of, undefined);
  const length = checkValue(c, d.length);
  if (length.type.kind !== 'int') fail(c.ctx, span, `size of array ${what} has non-integer type`);
  if (length.kind !== 'int' || isVla(of)) return variableArray(c, of, length, what, span);
  if (length.value < 0n) fail(c.ctx, span, `size of array ${what} is negative`);
  if (length.value * BigInt(Math.max(1, sizeOf(of))) > 0x4000000n) {
    fail(c.ctx, span, `size of array ${what} is too large`);
  }
  return arrayOf(of, Number(length.value));
}

/** A variable-length array: its size is computed here and kept in a hidden variable. */
function variableArray(c: Checker, of: CType, length: TExpr, what: string, at: Span): CType {
  const { span } = length;
  if (!c.sizes) {
    const member = 'a member of a structure or union cannot have a variably modified type';
    fail(c.ctx, at, c.fn ? member : `variably modified ${what} at file scope`);
  }
  const local = hiddenLocal(LONG, span, c.sizes.addressed);
  const left = castTo(length, LONG);
  const value: TExpr = {
    kind: 'binary',
    span,
    type: LONG,
    op: '*',
    left,
    right: sizeExpr(of, span),
  };
  const parts: InitPart[] = [{ kind: 'value', offset: 0, value }];
  c.sizes.out.push({ kind: 'declare', span, local, parts });
  return { kind: 'array', of, length: undefined, size: local };
}

function sizeExpr(type: CType, span: Span): TExpr {
  if (isVla(type)) return { kind: 'local', span, type: LONG, local: type.size };
  return intExpr(sizeOf(type), span, LONG);
}

/** Declares the parameters of a function declarator in a scope of their own, and keeps that. */
function declareParams(c: Checker, d: Declarator & { kind: 'function' }): Param[] {
  const prologue: TStmt[] = [];
  const { sizes } = c;
  openScope(c);
  c.sizes = { out: prologue, addressed: false, params: true };
  const locals: Local[] = [];
  const params = d.params.map((p) => {
    const { name, span } = nameOf(p.declarator);
    let param: Param;
    try {
      param = paramType(c, p.specifiers, p.declarator);
    } catch (thrown) {
      caught(c.ctx, thrown);
      poison(c, name, span);
      param = { type: INT };
    }
    const local: Local = {
      ...{ name: param.name ?? '', type: param.type, span, addressed: false },
      ...{ param: true, assigned: true },
    };
    local.from = p.specifiers.span;
    if (p.declarator.kind === 'array') local.array = true;
    if (p.specifiers.attributes.has('unused')) local.unused = true;
    if (param.name !== undefined) declareEntry(c, param.name, span, { kind: 'local', local });
    locals.push(local);
    return param;
  });
  c.prototypes.set(d, { scope: innermost(c), params: locals, prologue });
  c.sizes = sizes;
  closeScope(c);
  return params;
}

/** A parameter's type, adjusted: arrays and functions become pointers (C17 6.7.6.3p7). */
function paramType(c: Checker, s: Specifiers, d: Declarator): Param {
  const { name, span } = nameOf(d);
  const base = specifiedType(c, s);
  const type = declaredType(c, base, withoutLength(d));
  computeLength(c, d);
  if (type.kind === 'void') fail(c.ctx, span, "'void' must be the only parameter");
  if (type.kind === 'array') return { name, type: pointerTo(type.of) };
  if (type.kind === 'function') return { name, type: pointerTo(type) };
  return { name, type };
}

/** The length of a parameter `T a[n++]` is computed all the same. */
function computeLength(c: Checker, d: Declarator): void {
  if (d.kind === 'name') return;
  const own = d.kind === 'array' && d.inner.kind === 'name' ? d.length : undefined;
  if (own && own.kind !== 'number' && own.kind !== 'name') {
    const expr = checkValue(c, own);
    if (expr.kind !== 'int') c.sizes?.out.push({ kind: 'expr', span: own.span, expr });
  }
  computeLength(c, d.inner);
}

/** In a parameter `T a[n]` the length means nothing. */
function withoutLength(d: Declarator): Declarator {
  if (d.kind === 'name') return d;
  if (d.kind === 'array' && d.inner.kind === 'name')
    return { ...d, length: undefined, star: false };
  return { ...d, inner: withoutLength(d.inner) };
}

export function resolveTypeName(c: Checker, t: TypeName): CType {
  const base = specifiedType(c, t.specifiers);
  const align = alignmentOf(c, { align: [], attributes: t.specifiers.attributes });
  return declaredType(c, align ? { ...base, align } : base, t.declarator);
}
