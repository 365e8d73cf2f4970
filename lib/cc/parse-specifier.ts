// Parse specifiers: the words of a declaration before its names; structs, enums and attributes.
//
// Source: ISO C17 6.7.1 to 6.7.5, A.2.2; the GNU C manual for attributes, typeof, __auto_type.
// Departs: of the attributes only those with a meaning here are kept; others are read over.

import { nameOf, parseDeclarator, parseTypeName } from './parse-declaration.ts';
import { parseAssignment, parseConditional, parseExpression } from './parse-expression.ts';
import {
  accept,
  advance,
  assumeType,
  at,
  declareName,
  describe,
  expect,
  expectName,
  finish,
  isDeclared,
  isKeyword,
  isTypedefName,
  type Parser,
  peek,
  skipStatement,
  startsType,
} from './parser.ts';
import { complain, missing } from './recover.ts';
import { error, fail, type Span, unsupported, warning } from './source.ts';
import { decodeLiteral } from './tokenize.ts';
import type {
  Attributes,
  BaseType,
  Declaration,
  EnumSyntax,
  Expr,
  RecordSyntax,
  Specifiers,
  StaticAssert,
  Storage,
  TypeName,
} from './tree.ts';
import {
  BOOL,
  CHAR,
  type CType,
  DOUBLE,
  FLOAT,
  INT,
  type IntKind,
  isUnsigned,
  LDOUBLE,
  VA_LIST,
  VOID,
} from './types.ts';

/** The legal multisets of type words, sorted, without `signed` where it says nothing. */
const BUILTIN: Record<string, CType> = {
  void: VOID,
  char: CHAR,
  'char signed': int('schar'),
  'char unsigned': int('uchar'),
  short: int('short'),
  'short unsigned': int('ushort'),
  int: INT,
  unsigned: int('uint'),
  long: int('long'),
  'long unsigned': int('ulong'),
  'long long': int('llong'),
  'long long unsigned': int('ullong'),
  float: FLOAT,
  double: DOUBLE,
  'double long': LDOUBLE,
  _Bool: BOOL,
  __builtin_va_list: VA_LIST,
};

function int(kind: IntKind): CType {
  return { kind: 'int', int: kind };
}

const BUILTIN_WORDS = new Set(['signed', ...Object.keys(BUILTIN).flatMap((k) => k.split(' '))]);
const STORAGE = new Set(['typedef', 'extern', 'static', 'auto', 'register']);
const REFUSED: Record<string, string> = {
  _Complex: 'complex arithmetic is',
  __complex__: 'complex arithmetic is',
  __complex: 'complex arithmetic is',
  __int128: '__int128 is',
};

/** Tells whether a token can be no declarator's name because it belongs to a type. */
export function isTypeWord(text: string): boolean {
  return BUILTIN_WORDS.has(text) || text === 'struct' || text === 'const';
}

// specifiers = ("typedef" | "extern" | "static" | … | qualifier | "inline" | "_Alignas" …
//               | type-word | record | enum | typeof | typedef-name | attribute)+
export function parseSpecifiers(p: Parser): Specifiers {
  const { span } = peek(p);
  const attributes: Attributes = new Map();
  const s: Omit<Specifiers, 'base'> & { base: BaseType | undefined } = {
    ...{ span, storage: undefined, const: false, volatile: false, atomic: false, noreturn: false },
    ...{ inline: false, thread: false, align: [], attributes, base: undefined },
  };
  const words: string[] = [];
  while (peek(p).kind === 'name' && !lostSemicolon(p, s.base) && parseSpecifier(p, s, words));
  if (words.length) s.base = builtin(p, words, span);
  if (!s.base) s.base = implicitInt(p, s);
  if (attributes.has('noreturn')) s.noreturn = true;
  const all = { ...s, base: s.base };
  applyMode(p, all, attributes);
  return all;
}

/** `struct s { … } int main`: behind a body no second type follows, so a `;` is missing and nothing else. */
export function lostSemicolon(p: Parser, base: BaseType | undefined): boolean {
  const { text } = peek(p);
  const defined = base?.kind === 'record' ? base.members : base?.kind === 'enum' && base.names;
  return !!defined && (BUILTIN_WORDS.has(text) || /^(struct|union|enum|_*typeof_*)$/.test(text));
}

/** What a machine mode makes of an integer and of an unsigned one, or of a floating type. */
const MODES: Record<string, readonly [CType, CType]> = {
  QI: [int('schar'), int('uchar')],
  HI: [int('short'), int('ushort')],
  SI: [INT, int('uint')],
  DI: [int('long'), int('ulong')],
  SF: [FLOAT, FLOAT],
  DF: [DOUBLE, DOUBLE],
};
const MODE_NAMES: Record<string, string> = { byte: 'QI', word: 'DI', pointer: 'DI' };

function modeOf(name: string): readonly [CType, CType] | undefined {
  const plain = name.replace(/^__|__$/g, '');
  return MODES[MODE_NAMES[plain] ?? plain];
}

/** `typedef int big __attribute__((mode(DI)))`: the mode says how wide the type is. */
export function applyMode(p: Parser, s: Specifiers, attributes: Attributes, alone = true): void {
  const [mode] = attributes.get('mode') ?? [];
  if (mode?.kind !== 'name') return;
  const type = s.base.kind === 'builtin' ? s.base.type : undefined;
  const [signed, unsigned] = modeOf(mode.name)!;
  if (!alone || !type || (type.kind !== 'int' && type.kind !== 'float')) {
    unsupported(p.ctx, mode.span, "the attribute 'mode' of anything but one arithmetic type is");
  }
  if (type.kind !== signed.kind) {
    fail(p.ctx, mode.span, `mode '${mode.name}' applied to inappropriate type`);
  }
  s.base = { kind: 'builtin', type: isUnsigned(type) ? unsigned : signed };
}

/** `static x;`, `const x;` and `__attribute__((…)) x;` are of type int, as in C90. */
function implicitInt(p: Parser, s: Omit<Specifiers, 'base'>): BaseType {
  const next = peek(p);
  let at = 0;
  while (peek(p, at).text === '*') at++;
  const name = peek(p, at);
  const said =
    s.storage ?? (s.const || s.volatile || s.inline || s.attributes.size > 0 || s.align.length > 0);
  if (!said || name.kind !== 'name' || isKeyword(name)) {
    fail(p.ctx, next.span, `expected a type ${describe(next)}`);
  }
  const bare = !s.storage && !s.const && !s.volatile && !s.inline;
  if (bare && p.scopes.length === 1 && peek(p, at + 1).text !== '(') {
    warning(p.ctx, s.span, 'data definition has no type or storage class');
  }
  const message =
    peek(p, at + 1).text === '('
      ? "return type defaults to 'int'"
      : `type defaults to 'int' in declaration of '${name.text}'`;
  warning(p.ctx, name.span, message, { option: 'implicit-int' });
  return { kind: 'builtin', type: INT };
}

/** The specifiers `int`. */
export function plainInt(span: Span): Specifiers {
  return {
    ...{ span, storage: undefined, const: false, volatile: false, atomic: false, noreturn: false },
    ...{ inline: false, thread: false, align: [], attributes: new Map() },
    base: { kind: 'builtin', type: INT },
  };
}

/** `int static x`: C99 calls it obsolescent. */
function lateStorage(p: Parser, word: string, span: Span): void {
  const option = 'old-style-declaration';
  warning(p.ctx, span, `'${word}' is not at beginning of declaration`, { option });
}

/** Takes one specifier; false where the next token is none. */
function parseSpecifier(
  p: Parser,
  s: Omit<Specifiers, 'base'> & { base: BaseType | undefined },
  words: string[],
): boolean {
  const token = peek(p);
  const { text, span } = token;
  if (STORAGE.has(text)) {
    if (s.storage) fail(p.ctx, span, 'multiple storage classes in declaration specifiers');
    if (s.base || words.length || s.const || s.volatile) lateStorage(p, text, s.span);
    s.storage = text as Storage;
    advance(p);
    return true;
  }
  if (Object.hasOwn(REFUSED, text)) unsupported(p.ctx, span, REFUSED[text]);
  if (BUILTIN_WORDS.has(text)) {
    if (s.base) fail(p.ctx, span, 'two or more data types in declaration specifiers');
    words.push(text);
    advance(p);
    return true;
  }
  switch (text) {
    case 'struct':
    case 'union':
    case 'enum':
      if (s.base || words.length) return false;
      s.base = text === 'enum' ? parseEnum(p) : parseRecord(p);
      return true;
    case '__attribute__':
    case '__attribute':
      parseAttributes(p, s.attributes);
      return true;
    case '_Alignas':
      advance(p);
      expect(p, '(');
      s.align.push(parseTypeOr(p, parseConditional));
      expect(p, ')');
      return true;
    case 'typeof':
    case '__typeof__':
    case '__typeof':
      advance(p);
      expect(p, '(');
      s.base = { kind: 'typeof', operand: parseTypeOr(p, parseExpression), span };
      expect(p, ')');
      return true;
    case '__auto_type':
      advance(p);
      s.base = { kind: 'auto', span };
      return true;
    case '_Atomic':
      s.atomic = true;
      if (peek(p, 1).text !== '(') break;
      advance(p);
      advance(p);
      s.base = { kind: 'typeof', operand: parseTypeName(p), span };
      expect(p, ')');
      return true;
    case 'const':
    case 'volatile':
    case 'inline':
      s[text] = true;
      break;
    case '_Noreturn':
      s.noreturn = true;
      break;
    case '_Thread_local':
    case '__thread':
      s.thread = true;
      break;
    case 'restrict':
    case '__restrict':
    case '__restrict__':
      break;
    default:
      if (s.base || words.length) return false;
      if (!isTypedefName(p, text)) {
        if (!unknownType(p)) return false;
        assumeType(p);
      }
      s.base = { kind: 'named', name: text, span };
  }
  advance(p);
  return true;
}

/** Two names in a row, or with a `*` between them, of which nobody knows the first: it is to be a type. */
function unknownType(p: Parser): boolean {
  const token = peek(p);
  if (isKeyword(token) || isDeclared(p, token.text)) return false;
  const next = peek(p, 1).text === '*' ? peek(p, 2) : peek(p, 1);
  return next.kind === 'name' && !isKeyword(next);
}

function parseTypeOr(p: Parser, parse: (p: Parser) => Expr): Expr | TypeName {
  return startsType(p) ? parseTypeName(p) : parse(p);
}

function builtin(p: Parser, words: string[], span: Span): BaseType {
  const sorted = [...words].sort();
  // `int` says nothing beside other words, and `signed` nothing beside all but `char`.
  const drop = (word: string): void => {
    const i = sorted.indexOf(word);
    if (i >= 0 && sorted.length > 1) sorted.splice(i, 1);
  };
  const key = (): string => sorted.join(' ');
  const both = words.includes('signed') && words.includes('unsigned');
  const plain = words.some((w) => w === 'short' || w === 'long' || /signed/.test(w));
  if (plain) drop('int');
  if (plain && !words.includes('char')) drop('signed');
  if (key() === 'signed') return { kind: 'builtin', type: INT };
  const known = !both && Object.hasOwn(BUILTIN, key());
  if (!known) return { kind: 'builtin', type: clash(p, words, span) };
  return { kind: 'builtin', type: BUILTIN[key()] };
}

const BASIC = /^(void|char|int|float|double|_Bool|__builtin_va_list)$/;

/** Says which two words of a type do not go together, at the later one; goes on with the first. */
function clash(p: Parser, words: string[], span: Span): CType {
  const places = p.tokens.slice(0, p.at).filter((t) => words.includes(t.text));
  const at = places.slice(-words.length).map((t) => t.span);
  const basic = words.find((w) => BASIC.test(w));
  const type = (basic && BUILTIN[basic]) || INT;
  for (let i = 1; i < words.length; i++) {
    const before = words.slice(0, i);
    const word = words[i];
    const where = at[i] ?? span;
    const say = (message: string): CType => {
      error(p.ctx, where, message);
      return type;
    };
    if (BASIC.test(word) && before.some((w) => BASIC.test(w))) {
      return say('two or more data types in declaration specifiers');
    }
    if (word === 'long' && before.filter((w) => w === 'long').length === 2) {
      return say("'long long long' is too long for GCC");
    }
    const other = before.find((w) => clashes(w, word) || clashes(word, w));
    if (!other) continue;
    if (other === word) return say(`duplicate '${word}'`);
    const order = ['long', 'short', 'signed', 'unsigned'];
    const rank = (w: string): number => (order.indexOf(w) + 5) % 5;
    const [one, two] =
      rank(other) > rank(word) && BASIC.test(word) === BASIC.test(other)
        ? [word, other]
        : [other, word];
    const [first, second] = BASIC.test(one) ? [two, one] : [one, two];
    return say(`both '${first}' and '${second}' in declaration specifiers`);
  }
  return type;
}

/** Tells whether a type cannot have both words, the first of which says how wide it is or its sign. */
function clashes(word: string, other: string): boolean {
  if (/^(un)?signed$/.test(word)) return /^((un)?signed|void|float|double|_Bool)$/.test(other);
  if (word === 'short') return /^(short|long|void|char|float|double|_Bool)$/.test(other);
  return word === 'long' && /^(short|void|char|float|_Bool)$/.test(other);
}

/** Attributes whose arguments are expressions that matter. */
const WITH_ARGUMENTS = new Set([
  ...['aligned', 'constructor', 'destructor', 'cleanup', 'alias', 'format', 'vector_size', 'mode'],
]);

/** Attributes that change what a program means, and that nobody here heeds. */
const MEANINGS = /^(vector_size|mode|scalar_storage_order|ms_struct|ifunc|weakref)$/;

// attributes = ("__attribute__" "(" "(" (name ("(" anything ")")? ","?)* ")" ")")*
export function parseAttributes(p: Parser, into?: Attributes): Attributes {
  const found: Attributes = into ?? new Map();
  while (accept(p, '__attribute__') || accept(p, '__attribute')) {
    expect(p, '(');
    expect(p, '(');
    while (!at(p, ')')) {
      if (accept(p, ',')) continue;
      const token = advance(p);
      if (token.kind !== 'name') fail(p.ctx, token.span, `expected ')' ${describe(token)}`);
      const name = token.text.replace(/^__|__$/g, '');
      const args = parseAttributeArguments(p, WITH_ARGUMENTS.has(name));
      // Read over, these would change what a program means; a mode counts where one is asked for.
      const [mode] = args;
      const known = into && name === 'mode' && mode?.kind === 'name' && modeOf(mode.name);
      if (MEANINGS.test(name) && !known) {
        unsupported(p.ctx, token.span, `the attribute '${name}' is`);
      }
      found.set(name, args);
    }
    expect(p, ')');
    expect(p, ')');
  }
  return found;
}

function parseAttributeArguments(p: Parser, keep: boolean): Expr[] {
  const args: Expr[] = [];
  if (!accept(p, '(')) return args;
  if (keep) {
    while (!at(p, ')')) {
      args.push(parseAssignment(p));
      if (!accept(p, ',')) break;
    }
    expect(p, ')');
    return args;
  }
  for (let depth = 1; depth > 0; ) {
    const token = advance(p);
    if (token.kind === 'end') fail(p.ctx, token.span, "expected ')' at end of input");
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
  }
  return args;
}

// label = ("asm" | "__asm__" | "__asm") "(" string+ ")", behind a declarator
export function parseAsmLabel(p: Parser): string | undefined {
  if (!at(p, 'asm') && !at(p, '__asm__') && !at(p, '__asm')) return undefined;
  const { span } = advance(p);
  expect(p, '(');
  const label = parseAsmText(p);
  if (!label) unsupported(p.ctx, span, 'inline assembly is');
  expect(p, ')');
  return label;
}

/** Adjacent strings, as text. */
export function parseAsmText(p: Parser): string {
  let text = '';
  while (peek(p).kind === 'string') {
    text += String.fromCharCode(...decodeLiteral(p.ctx, advance(p)).codes);
  }
  return text;
}

// static-assert = "_Static_assert" "(" conditional ("," string)? ")" ";"
export function parseStaticAssert(p: Parser): StaticAssert {
  const { span } = advance(p);
  expect(p, '(');
  const test = parseConditional(p);
  let message = '';
  if (accept(p, ',')) {
    const token = advance(p);
    if (token.kind !== 'string') fail(p.ctx, token.span, 'expected string literal');
    message = String.fromCodePoint(...decodeLiteral(p.ctx, token).codes);
  }
  expect(p, ')');
  finish(p, ';');
  return { kind: 'static-assert', span, test, message };
}

// record = ("struct" | "union") attributes name?
//          ("{" (static-assert | member)* "}" attributes)?
function parseRecord(p: Parser): RecordSyntax {
  const keyword = advance(p);
  const attributes = parseAttributes(p);
  const named = peek(p).kind === 'name' ? expectName(p) : undefined;
  const span = named?.span ?? keyword.span;
  let members: RecordSyntax['members'];
  const pack = p.packs.findLast((x) => x.at <= p.at)?.bytes;
  if (accept(p, '{')) {
    members = [];
    while (!at(p, '}') && peek(p).kind !== 'end') {
      if (accept(p, ';')) continue;
      members.push(at(p, '_Static_assert') ? parseStaticAssert(p) : parseMember(p));
    }
    expect(p, '}');
    parseAttributes(p, attributes);
  } else if (!named) {
    fail(p.ctx, peek(p).span, `expected '{' or a name ${describe(peek(p))}`);
  }
  const union = keyword.text === 'union';
  return { kind: 'record', union, tag: named?.name, members, attributes, pack, span };
}

// member = specifiers (declarator? (":" conditional)? attributes ("," …)*)? ";"
function parseMember(p: Parser): Declaration {
  const { span } = peek(p);
  if (!startsType(p)) {
    const token = peek(p);
    if (token.kind !== 'name' || isKeyword(token)) {
      fail(p.ctx, token.span, `expected specifier-qualifier-list ${describe(token)}`);
    }
    assumeType(p);
  }
  const specifiers = parseSpecifiers(p);
  const result: Declaration = { kind: 'declaration', span, specifiers, declarators: [] };
  while (!at(p, ';') && !at(p, '}')) {
    const declarator = parseDeclarator(p);
    const width = accept(p, ':') ? parseConditional(p) : undefined;
    if (!width && nameOf(declarator).name === undefined) {
      complain(p, peek(p).span, `expected identifier or '(' ${describe(peek(p))}`);
      skipMember(p);
      return result;
    }
    const attributes = parseAttributes(p, new Map());
    const alone = result.declarators.length === 0 && declarator.kind === 'name' && !at(p, ',');
    applyMode(p, specifiers, attributes, alone);
    result.declarators.push({ declarator, init: undefined, width, attributes, label: undefined });
    if (!accept(p, ',')) break;
  }
  if (!accept(p, ';')) unfinishedMember(p);
  return result;
}

/** A member that does not end with `;`: the next one is looked for, and this one counts. */
function unfinishedMember(p: Parser): void {
  const next = peek(p);
  if (at(p, '}')) {
    warning(p.ctx, next.span, 'no semicolon at end of struct or union');
  } else if (startsType(p)) {
    missing(p, ';');
    p.failed = false;
  } else {
    complain(p, next.span, `expected ':', ',', ';', '}' or '__attribute__' ${describe(next)}`);
    skipMember(p);
  }
}

/** Goes on with the next member: what is wrong with one says nothing about the others. */
function skipMember(p: Parser): void {
  skipStatement(p);
  p.failed = false;
}

// enum = "enum" attributes name? ("{" name attributes ("=" conditional)? ("," …)* ","? "}")?
function parseEnum(p: Parser): EnumSyntax {
  const keyword = advance(p);
  // No mode is asked for here: one would change the size.
  let packed = parseAttributes(p).has('packed');
  const named = peek(p).kind === 'name' ? expectName(p) : undefined;
  let names: EnumSyntax['names'];
  if (accept(p, '{')) {
    names = [];
    while (!at(p, '}')) {
      const { name, span } = expectName(p);
      declareName(p, name, false);
      parseAttributes(p);
      names.push({ name, span, value: accept(p, '=') ? parseConditional(p) : undefined });
      if (!accept(p, ',') && !betweenNames(p)) break;
    }
    expect(p, '}');
    packed = parseAttributes(p).has('packed') || packed;
  } else if (!named) {
    fail(p.ctx, peek(p).span, `expected '{' or a name ${describe(peek(p))}`);
  }
  return { kind: 'enum', tag: named?.name, names, packed, span: named?.span ?? keyword.span };
}

/** Behind a name of an enum: nothing is wrong, or a `,` is missing, in whose place a `;` may stand. */
function betweenNames(p: Parser): boolean {
  if (at(p, '}')) return false;
  const next = peek(p);
  complain(p, next.span, `expected ',' or '}' ${describe(next)}`);
  if (accept(p, ';') || next.kind === 'name') return true;
  while (!at(p, '}') && peek(p).kind !== 'end') advance(p);
  return false;
}
