// Types at a gdb prompt: how gdb names them, and what a program's type names mean.
//
// One idea: whatis keeps the name that a typedef gave, ptype looks behind it. What a name means outside
// of functions is in the image's table; types of a function's own hang on its variables.
//
// Source: gdb 13's `whatis` and `ptype`.

import type { Image } from '../../cc/image.ts';
import {
  BOOL,
  CHAR,
  type CType,
  DOUBLE,
  FLOAT,
  type IntKind,
  pointerTo,
  VOID,
} from '../../cc/types.ts';
import { GdbError, type TypeText } from './expression.ts';

/** gdb writes base types its own way: `long`, where C messages say `long int`. */
const NAMES: Record<IntKind, string> = {
  bool: '_Bool',
  char: 'char',
  schar: 'signed char',
  uchar: 'unsigned char',
  short: 'short',
  ushort: 'unsigned short',
  int: 'int',
  uint: 'unsigned int',
  long: 'long',
  ulong: 'unsigned long',
  llong: 'long long',
  ullong: 'unsigned long long',
};

/** Writes a type's name around `inner`, which is a variable's name or nothing. */
export function nameOf(type: CType, inner = ''): string {
  const q = `${type.const ? 'const ' : ''}${type.volatile ? 'volatile ' : ''}`;
  if (type.alias !== undefined) return `${q}${type.alias}${join(inner)}`;
  const spaced = inner === '' || /^[[(]/.test(inner) ? inner : ` ${inner}`;
  switch (type.kind) {
    case 'void':
      return `${q}void${inner && ' '}${inner}`;
    case 'int':
      if (type.enumTag) return `${q}${enumName(type)}${join(inner)}`;
      return `${q}${NAMES[type.int]}${join(inner)}`;
    case 'float':
      return `${q}${type.float === 'ldouble' ? 'long double' : type.float}${join(inner)}`;
    case 'record': {
      const { tag, alias, union } = type.record;
      if (tag === undefined && alias !== undefined) return `${q}${alias}${join(inner)}`;
      return `${q}${union ? 'union' : 'struct'} ${tag ?? '{...}'}${join(inner)}`;
    }
    case 'pointer': {
      const star = `*${q && ` ${q.trim()}`}${q && inner ? ' ' : ''}${inner}`;
      const wraps = type.to.kind === 'array' || type.to.kind === 'function';
      return nameOf(type.to, wraps ? `(${star})` : star);
    }
    case 'array':
      return nameOf(type.of, `${inner || ' '.trim()}[${type.length ?? ''}]`);
    case 'function': {
      const params = type.params.map((one) => nameOf(one.type));
      if (type.variadic) params.push('...');
      return nameOf(type.returns, `${spaced.trim()}(${params.join(', ') || 'void'})`);
    }
  }
}

function join(inner: string): string {
  return inner === '' ? '' : ` ${inner}`;
}

function enumName(type: CType & { kind: 'int' }): string {
  const { tag, alias } = type.enumTag!;
  return tag === undefined && alias !== undefined ? alias : `enum ${tag ?? '{...}'}`;
}

/** The type behind the names of typedefs, those of members and parameters aside. */
function unrolled(type: CType): CType {
  const { alias: _, ...plain } = type;
  switch (plain.kind) {
    case 'void':
      // gdb resolves a qualified void to the plain one.
      return { kind: 'void' };
    case 'pointer':
      return { ...plain, to: unrolled(plain.to) };
    case 'array':
      return { ...plain, of: unrolled(plain.of) };
    case 'function':
      return { ...plain, returns: unrolled(plain.returns) };
    default:
      return plain;
  }
}

/** Writes a type with the members of its struct, union or enum, as `ptype` does. */
export function describe(named: CType): string {
  const type = unrolled(named);
  const inner = innermost(type);
  if (inner.kind === 'record' && inner.record.fields) {
    const { union, tag, fields } = inner.record;
    const lines = fields.map((field) => `    ${member(field.type, field.name ?? '', field)};\n`);
    const body = `${union ? 'union' : 'struct'} ${tag ? `${tag} ` : ''}{\n${lines.join('')}}`;
    return around(type, body);
  }
  if (inner.kind === 'int' && inner.enumTag) {
    let next = 0n;
    const names = inner.enumTag.names.map(({ name, value }) => {
      const text = value === next ? name : `${name} = ${value}`;
      next = value + 1n;
      return text;
    });
    const tag = inner.enumTag.tag ? `${inner.enumTag.tag} ` : '';
    return around(type, `enum ${tag}{${names.join(', ')}}`);
  }
  return nameOf(type);
}

function member(type: CType, name: string, field: object): string {
  const bits = (field as { bits?: { width: number } }).bits;
  return nameOf(type, name) + (bits ? ` : ${bits.width}` : '');
}

function innermost(type: CType): CType {
  if (type.kind === 'pointer') return innermost(type.to);
  return type.kind === 'array' ? innermost(type.of) : type;
}

/** Puts stars and brackets of the outer type behind the text of the inner one. */
function around(type: CType, body: string): string {
  const marker = '\u0001';
  const named = nameOf(replaceInner(type), '');
  return named.replace(`struct ${marker}`, body);
}

function replaceInner(type: CType): CType {
  if (type.kind === 'pointer') return { ...type, to: replaceInner(type.to) };
  if (type.kind === 'array') return { ...type, of: replaceInner(type.of) };
  const record = {
    union: false,
    tag: '\u0001',
    fields: undefined,
    size: 0,
    align: 1,
    packed: false,
  };
  return { kind: 'record', record, ...(type.const && { const: true }) };
}

const known = new WeakMap<Image, ReadonlyMap<string, CType>>();

/** What names of types mean outside of functions: `struct sockaddr`, `ssize_t`. */
export function typesOf(image: Image): ReadonlyMap<string, CType> {
  const found = known.get(image) ?? new Map(image.scopes.flatMap(typeNames));
  known.set(image, found);
  return found;
}

function typeNames({ names, tags }: Image['scopes'][number]): [string, CType][] {
  const typedefs = [...names].flatMap(([name, entry]): [string, CType][] =>
    entry.kind === 'typedef' ? [[name, entry.type]] : [],
  );
  const tagged = [...tags].map(([tag, found]): [string, CType] => {
    if (found.kind === 'enum') return [`enum ${tag}`, found.type];
    return [`${found.record.union ? 'union' : 'struct'} ${tag}`, found];
  });
  return [...typedefs, ...tagged];
}

/** Every struct, union and enum that a variable or function of the program leads to, by tag. */
export function tagsOf(image: Image): Map<string, CType> {
  const tags = new Map<string, CType>();
  const seen = new Set<object>();
  const visit = (type: CType): void => {
    if (type.kind === 'pointer') visit(type.to);
    else if (type.kind === 'array') visit(type.of);
    else if (type.kind === 'function') {
      visit(type.returns);
      for (const { type: one } of type.params) visit(one);
    } else if (type.kind === 'record' && !seen.has(type.record)) {
      seen.add(type.record);
      const kind = type.record.union ? 'union' : 'struct';
      if (type.record.tag)
        tags.set(`${kind} ${type.record.tag}`, { kind: 'record', record: type.record });
      for (const field of type.record.fields ?? []) visit(field.type);
    } else if (type.kind === 'int' && type.enumTag?.tag) {
      tags.set(`enum ${type.enumTag.tag}`, { kind: 'int', int: type.int, enumTag: type.enumTag });
    }
  };
  for (const { type } of image.globals) visit(type);
  for (const fn of image.functions) {
    if (image.files[fn.file].library) continue;
    visit(fn.type);
    for (const { type } of fn.variables) visit(type);
  }
  return tags;
}

/** Finds the type that was written; throws GdbError for a tag or a name that is none. */
export function typeOf(image: Image, text: TypeText): CType {
  let type = baseType(image, text.words);
  for (let i = 0; i < text.stars; i++) type = pointerTo(type);
  for (const length of text.lengths.toReversed()) type = { kind: 'array', of: type, length };
  return type;
}

/** A type under its typedef's name, unless that is the only name it has. */
function named(type: CType, alias: string): CType {
  const own = type.kind === 'record' ? type.record : type.kind === 'int' ? type.enumTag : undefined;
  return own && own.tag === undefined && own.alias === alias ? type : { ...type, alias };
}

/** The type that `whatis NAME` tells: one level behind the name. */
export function behind(image: Image, { words, stars, lengths }: TypeText): CType | undefined {
  const alone = words.length === 1 && stars === 0 && lengths.length === 0;
  return alone ? typesOf(image).get(words[0]) : undefined;
}

function baseType(image: Image, words: string[]): CType {
  const [first, second] = words;
  if (first === 'struct' || first === 'union' || first === 'enum') {
    const tag = `${first} ${second}`;
    const found = typesOf(image).get(tag) ?? tagsOf(image).get(tag);
    if (!found) throw new GdbError(`No ${first} type named ${second}.`);
    return found;
  }
  const meant = words.length === 1 ? typesOf(image).get(first) : undefined;
  if (meant) return named(meant, first);
  const has = (word: string) => words.includes(word);
  const count = (word: string) => words.filter((one) => one === word).length;
  const u = has('unsigned') ? 'u' : '';
  if (has('void')) return VOID;
  if (has('_Bool')) return BOOL;
  if (has('float')) return FLOAT;
  if (has('double')) return DOUBLE;
  if (has('char'))
    return u ? { kind: 'int', int: 'uchar' } : has('signed') ? { kind: 'int', int: 'schar' } : CHAR;
  if (has('short')) return { kind: 'int', int: `${u}short` as IntKind };
  if (count('long') > 1) return { kind: 'int', int: `${u}llong` as IntKind };
  if (has('long')) return { kind: 'int', int: `${u}long` as IntKind };
  if (has('int') || has('unsigned') || has('signed'))
    return { kind: 'int', int: `${u}int` as IntKind };
  throw new GdbError(`No symbol "${first}" in current context.`);
}
