// Check types: specifiers and declarators to types.

import { checkExpr, constantInt } from './check-expression.ts';
import { nameOf } from './parse-declaration.ts';
import { type Checker, innermost, lookUp, lookUpTag } from './scope.ts';
import { error, fail, unsupported } from './source.ts';
import type {
  BaseType,
  Declarator,
  EnumSyntax,
  RecordSyntax,
  Specifiers,
  TypeName,
} from './tree.ts';
import {
  arrayOf,
  type CType,
  completeRecord,
  type EnumInfo,
  type Field,
  isComplete,
  type Param,
  pointerTo,
  qualified,
  type RecordInfo,
  sizeOf,
  typeName,
  unqualified,
} from './types.ts';

/** Returns the type that specifiers name; declares the tags and constants in them. */
export function specifiedType(c: Checker, s: Specifiers): CType {
  return qualified(baseType(c, s.base), { const: s.const, volatile: s.volatile });
}

function baseType(c: Checker, base: BaseType): CType {
  switch (base.kind) {
    case 'builtin':
      return base.type;
    case 'named': {
      const entry = lookUp(c, base.name);
      if (entry?.kind !== 'typedef') fail(c.ctx, base.span, `unknown type name '${base.name}'`);
      return entry.type;
    }
    case 'typeof':
      if ('specifiers' in base.operand) return resolveTypeName(c, base.operand);
      return checkExpr(c, base.operand).type;
    case 'record':
      return recordType(c, base);
    case 'enum':
      return enumType(c, base);
  }
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
  if (!record) {
    record = { union, tag, fields: undefined, size: 0, align: 1, packed: syntax.packed };
    if (tag !== undefined) innermost(c).tags.set(tag, { kind: 'record', record });
  }
  if (syntax.members) {
    if (record.fields) fail(c.ctx, span, `redefinition of '${keyword} ${tag}'`);
    record.packed = syntax.packed;
    completeRecord(record, recordFields(c, syntax));
  }
  return { kind: 'record', record };
}

function recordFields(c: Checker, syntax: RecordSyntax): Field[] {
  const fields: Field[] = [];
  const seen = new Set<string>();
  const members = syntax.members!;
  members.forEach((member, m) => {
    const base = specifiedType(c, member.specifiers);
    if (member.declarators.length === 0 && base.kind === 'record') {
      // An anonymous struct or union: its members are reached through the outer one.
      if (base.record.tag === undefined) fields.push({ name: undefined, type: base, offset: 0 });
      return;
    }
    member.declarators.forEach((d, i) => {
      const { name, span } = nameOf(d.declarator);
      const type = declaredType(c, base, d.declarator);
      const last = m === members.length - 1 && i === member.declarators.length - 1;
      const flexible =
        last && type.kind === 'array' && type.length === undefined && fields.length > 0;
      if (type.kind === 'function') fail(c.ctx, span, `field '${name}' declared as a function`);
      if (!isComplete(type) && !flexible) fail(c.ctx, span, `field '${name}' has incomplete type`);
      if (name !== undefined && seen.has(name)) error(c.ctx, span, `duplicate member '${name}'`);
      if (name !== undefined) seen.add(name);
      fields.push({ name, type, offset: 0 });
    });
  });
  return fields;
}

function enumType(c: Checker, syntax: EnumSyntax): CType {
  const { tag, span } = syntax;
  if (!syntax.names) {
    const found = tag === undefined ? undefined : lookUpTag(c, tag);
    if (found?.kind === 'enum') return found.type;
    fail(
      c.ctx,
      span,
      found ? `'${tag}' defined as wrong kind of tag` : `'enum ${tag}' is not defined`,
    );
  }
  const info: EnumInfo = { tag, names: [] };
  let next = 0n;
  let negative = false;
  for (const item of syntax.names) {
    if (item.value) next = constantInt(c, item.value, `enumerator value for '${item.name}'`);
    if (next < -(2n ** 31n) || next >= 2n ** 32n) {
      unsupported(c.ctx, item.span, 'an enumerator that does not fit in int is');
    }
    if (innermost(c).names.has(item.name)) {
      error(c.ctx, item.span, `redeclaration of enumerator '${item.name}'`);
    }
    if (next < 0n) negative = true;
    innermost(c).names.set(item.name, { kind: 'constant', value: next, span: item.span });
    info.names.push({ name: item.name, value: Number(next) });
    next++;
  }
  // gcc's choice: unsigned int where no constant is negative.
  const type: CType = { kind: 'int', int: negative ? 'int' : 'uint', enumTag: info };
  if (tag !== undefined) innermost(c).tags.set(tag, { kind: 'enum', info, type });
  return type;
}

/** Wraps the declarator around the type. */
export function declaredType(c: Checker, base: CType, d: Declarator): CType {
  switch (d.kind) {
    case 'name':
      return base;
    case 'pointer': {
      const pointer = qualified(pointerTo(base), { const: d.const, volatile: d.volatile });
      return declaredType(c, pointer, d.inner);
    }
    case 'array':
      return declaredType(c, arrayOf(base, arrayLength(c, base, d)), d.inner);
    case 'function': {
      const { name, span } = nameOf(d);
      const what = name === undefined ? 'a type' : `'${name}'`;
      if (base.kind === 'array')
        fail(c.ctx, span, `${what} declared as function returning an array`);
      if (base.kind === 'function') {
        fail(c.ctx, span, `${what} declared as function returning a function`);
      }
      const params = d.params.map((p) => paramType(c, p.specifiers, p.declarator));
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

function arrayLength(c: Checker, of: CType, d: Declarator & { kind: 'array' }): number | undefined {
  const { name, span } = nameOf(d);
  const what = name === undefined ? 'type' : `'${name}'`;
  if (of.kind === 'function') fail(c.ctx, span, `declaration of ${what} as array of functions`);
  if (!isComplete(of))
    fail(c.ctx, span, `array ${what} has incomplete element type '${typeName(of)}'`);
  if (!d.length) return undefined;
  const length = checkExpr(c, d.length);
  if (length.type.kind !== 'int')
    fail(c.ctx, d.length.span, `size of array ${what} has non-integer type`);
  if (length.kind !== 'int') {
    const hint = 'The length must be a constant: a number, a #define, or an enum constant.';
    unsupported(c.ctx, d.length.span, 'a variable-length array is', hint);
  }
  if (length.value < 0n) fail(c.ctx, d.length.span, `size of array ${what} is negative`);
  if (length.value * BigInt(Math.max(1, sizeOf(of))) > 0x4000000n) {
    fail(c.ctx, d.length.span, `size of array ${what} is too large`);
  }
  return Number(length.value);
}

/** A parameter's type, adjusted: arrays and functions become pointers (C17 6.7.6.3p7). */
function paramType(c: Checker, s: Specifiers, d: Declarator): Param {
  const { name, span } = nameOf(d);
  // In a parameter `T a[n]` the length means nothing, so that it may even depend on `n`.
  const plain: Declarator =
    d.kind === 'array' && d.inner.kind === 'name' ? { ...d, length: undefined } : d;
  const type = declaredType(c, specifiedType(c, s), plain);
  if (type.kind === 'void') fail(c.ctx, span, "'void' must be the only parameter");
  if (type.kind === 'array') return { name, type: pointerTo(type.of) };
  if (type.kind === 'function') return { name, type: pointerTo(type) };
  return { name, type };
}

export function resolveTypeName(c: Checker, t: TypeName): CType {
  return declaredType(c, specifiedType(c, t.specifiers), t.declarator);
}
