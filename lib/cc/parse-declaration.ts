// Parse declarations: specifiers, declarators, initialisers, and the file as a whole.
//
// Source: ISO C17 6.7, 6.9, A.2.2, A.2.4.
// Departs: `__attribute__` is read over, except `packed` and `noreturn`.

import { parseAssignment, parseConditional, parseExpression } from './parse-expression.ts';
import { parseBlock } from './parse-statement.ts';
import {
  accept,
  advance,
  at,
  attempt,
  declareName,
  describe,
  expect,
  expectName,
  expectSemicolon,
  isTypedefName,
  type Parser,
  peek,
  skipStatement,
  startsType,
} from './parser.ts';
import { type Context, fail, type Span, unsupported } from './source.ts';
import { decodeLiteral, type Token } from './tokenize.ts';
import type {
  BaseType,
  Declaration,
  Declarator,
  Designator,
  EnumSyntax,
  Init,
  InitItem,
  ParamSyntax,
  RecordSyntax,
  Specifiers,
  StaticAssert,
  Storage,
  TopLevel,
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
  pointerTo,
  VOID,
} from './types.ts';

/** Parses a preprocessed file. Errors are in the context; what could be read is returned. */
export function parse(ctx: Context, tokens: Token[]): TopLevel[] {
  const p: Parser = { ctx, tokens, at: 0, scopes: [new Map()] };
  const items: TopLevel[] = [];
  while (peek(p).kind !== 'end') {
    if (accept(p, ';')) continue;
    const recover = (): void => {
      skipStatement(p);
      accept(p, '}');
    };
    const item = attempt(p, () => parseTopLevel(p), recover);
    if (item) items.push(item);
  }
  return items;
}

// top-level = static-assert | specifiers declarator block | declaration
function parseTopLevel(p: Parser): TopLevel {
  if (at(p, '_Static_assert')) return parseStaticAssert(p);
  const token = peek(p);
  if (token.text === 'asm' || token.text === '__asm__') {
    unsupported(p.ctx, token.span, 'inline assembly is');
  }
  if (!startsType(p)) refuseTopLevel(p);
  const specifiers = parseSpecifiers(p);
  if (accept(p, ';')) return { kind: 'declaration', span: token.span, specifiers, declarators: [] };
  const declarator = parseDeclarator(p);
  if (at(p, '{') && functionOf(declarator)) {
    declareName(p, nameOf(declarator).name, false);
    const params = functionOf(declarator)!;
    p.scopes.push(new Map());
    for (const param of params.params) declareName(p, nameOf(param.declarator).name, false);
    const body = parseBlock(p, false);
    p.scopes.pop();
    return { kind: 'function', span: nameOf(declarator).span, specifiers, declarator, body };
  }
  const attributes = at(p, '__attribute__');
  if (!attributes && startsType(p) && functionOf(declarator)?.params.length === 0) {
    unsupported(p.ctx, peek(p).span, 'an old-style (K&R) function definition is');
  }
  return parseDeclarators(p, token.span, specifiers, declarator);
}

/** Nothing that begins a declaration: says so in gcc's words. */
function refuseTopLevel(p: Parser): never {
  const token = peek(p);
  const next = peek(p, 1);
  if (token.kind === 'name' && next.kind === 'name') {
    fail(p.ctx, token.span, `unknown type name '${token.text}'`, headerHint(token.text));
  }
  if (token.kind === 'name' && next.text === '(') {
    const message = `type specifier missing before '${token.text}'`;
    fail(
      p.ctx,
      token.span,
      message,
      'A statement must stand inside a function; a function needs a type.',
    );
  }
  const what = token.kind === 'name' ? `'${token.text}'` : `'${token.text}' token`;
  fail(p.ctx, token.span, `expected identifier or '(' before ${what}`);
}

const TYPE_HEADERS: Record<string, string> = {
  size_t: 'stddef.h',
  ssize_t: 'sys/types.h',
  pid_t: 'sys/types.h',
  socklen_t: 'sys/socket.h',
  in_addr_t: 'netinet/in.h',
  in_port_t: 'netinet/in.h',
  sa_family_t: 'sys/socket.h',
  bool: 'stdbool.h',
  FILE: 'stdio.h',
  va_list: 'stdarg.h',
  uint8_t: 'stdint.h',
  uint16_t: 'stdint.h',
  uint32_t: 'stdint.h',
  uint64_t: 'stdint.h',
  int8_t: 'stdint.h',
  int16_t: 'stdint.h',
  int32_t: 'stdint.h',
  int64_t: 'stdint.h',
};

/** Suggests the header that declares a type everybody knows. */
export function headerHint(type: string): string | undefined {
  const header = Object.hasOwn(TYPE_HEADERS, type) ? TYPE_HEADERS[type] : undefined;
  return header && `'${type}' is defined in header <${header}>; did you forget to #include it?`;
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
    message = String.fromCharCode(...decodeLiteral(p.ctx, token));
  }
  expect(p, ')');
  expectSemicolon(p);
  return { kind: 'static-assert', span, test, message };
}

// declaration = specifiers (declarator ("=" initializer)? ("," …)*)? ";"
export function parseDeclaration(p: Parser): Declaration {
  const { span } = peek(p);
  const specifiers = parseSpecifiers(p);
  if (accept(p, ';')) return { kind: 'declaration', span, specifiers, declarators: [] };
  return parseDeclarators(p, span, specifiers, parseDeclarator(p));
}

function parseDeclarators(
  p: Parser,
  span: Span,
  specifiers: Specifiers,
  first: Declarator,
): Declaration {
  const result: Declaration = { kind: 'declaration', span, specifiers, declarators: [] };
  let declarator = first;
  for (;;) {
    parseAttributes(p);
    // The scope of a name begins before its initialiser: `int x = sizeof x;`.
    declareName(p, nameOf(declarator).name, specifiers.storage === 'typedef');
    const init = accept(p, '=') ? parseInit(p) : undefined;
    result.declarators.push({ declarator, init });
    if (!accept(p, ',')) {
      expectSemicolon(p, init ? "',' or ';'" : "'=', ',' or ';'");
      return result;
    }
    declarator = parseDeclarator(p);
  }
}

type Counts = Record<string, number>;

/** The legal multisets of type words, sorted, and what they name. */
const BUILTIN: Record<string, CType> = {
  void: VOID,
  char: CHAR,
  'char signed': int('schar'),
  'char unsigned': int('uchar'),
  short: int('short'),
  'int short': int('short'),
  'short signed': int('short'),
  'int short signed': int('short'),
  'short unsigned': int('ushort'),
  'int short unsigned': int('ushort'),
  int: INT,
  signed: INT,
  'int signed': INT,
  unsigned: int('uint'),
  'int unsigned': int('uint'),
  long: int('long'),
  'int long': int('long'),
  'long signed': int('long'),
  'int long signed': int('long'),
  'long unsigned': int('ulong'),
  'int long unsigned': int('ulong'),
  'long long': int('llong'),
  'int long long': int('llong'),
  'long long signed': int('llong'),
  'int long long signed': int('llong'),
  'long long unsigned': int('ullong'),
  'int long long unsigned': int('ullong'),
  float: FLOAT,
  double: DOUBLE,
  _Bool: BOOL,
  __builtin_va_list: pointerTo(VOID),
};

function int(kind: IntKind): CType {
  return { kind: 'int', int: kind };
}

const STORAGE = new Set(['typedef', 'extern', 'static', 'auto', 'register']);
const REFUSED: Record<string, string> = {
  _Complex: 'complex arithmetic is',
  _Atomic: '_Atomic is',
  _Thread_local: 'thread-local storage is',
  __thread: 'thread-local storage is',
  _Alignas: '_Alignas is',
  __int128: '__int128 is',
};

// specifiers = ("typedef" | "extern" | "static" | … | "const" | "volatile" | "inline"
//               | type-word | record | enum | typedef-name | attribute)+
export function parseSpecifiers(p: Parser): Specifiers {
  const start = peek(p);
  let storage: Storage;
  let isConst = false;
  let isVolatile = false;
  let noreturn = false;
  let base: BaseType | undefined;
  const words: string[] = [];
  for (;;) {
    const token = peek(p);
    if (token.kind !== 'name') break;
    const text = token.text;
    if (STORAGE.has(text)) {
      if (storage) fail(p.ctx, token.span, 'multiple storage classes in declaration specifiers');
      storage = text as Storage;
      advance(p);
    } else if (text === 'const' || text === 'volatile') {
      if (text === 'const') isConst = true;
      else isVolatile = true;
      advance(p);
    } else if (text === 'inline' || text === '_Noreturn') {
      if (text === '_Noreturn') noreturn = true;
      advance(p);
    } else if (text === '__attribute__') {
      if (parseAttributes(p).has('noreturn')) noreturn = true;
    } else if (Object.hasOwn(REFUSED, text)) {
      unsupported(p.ctx, token.span, REFUSED[text]);
    } else if (text === 'struct' || text === 'union' || text === 'enum') {
      if (base || words.length) break;
      base = text === 'enum' ? parseEnum(p) : parseRecord(p);
    } else if (/^(__)?typeof(__)?$/.test(text)) {
      advance(p);
      expect(p, '(');
      const operand = startsType(p) ? parseTypeName(p) : parseExpression(p);
      expect(p, ')');
      base = { kind: 'typeof', operand, span: token.span };
    } else if (text in BUILTIN_WORDS) {
      if (base) fail(p.ctx, token.span, 'two or more data types in declaration specifiers');
      words.push(text);
      advance(p);
    } else if (!base && !words.length && isTypedefName(p, text)) {
      base = { kind: 'named', name: text, span: token.span };
      advance(p);
    } else break;
  }
  if (words.length) base = builtin(p, words, start.span);
  if (!base) fail(p.ctx, peek(p).span, `expected a type ${describe(peek(p))}`);
  const span = start.span;
  return { span, storage, const: isConst, volatile: isVolatile, noreturn, base };
}

const BUILTIN_WORDS: Counts = Object.fromEntries(
  Object.keys(BUILTIN)
    .flatMap((k) => k.split(' '))
    .map((w) => [w, 1]),
);

function builtin(p: Parser, words: string[], span: Span): BaseType {
  const key = [...words].sort().join(' ');
  if (key === 'double long') unsupported(p.ctx, span, "'long double' is", "Use 'double'.");
  if (!Object.hasOwn(BUILTIN, key)) {
    fail(p.ctx, span, `'${words.join(' ')}' is not a type: these words do not go together`);
  }
  return { kind: 'builtin', type: BUILTIN[key] };
}

// attribute = "__attribute__" "(" "(" anything ")" ")"
export function parseAttributes(p: Parser): Set<string> {
  const names = new Set<string>();
  while (accept(p, '__attribute__')) {
    expect(p, '(');
    for (let depth = 1; depth > 0; ) {
      const token = advance(p);
      if (token.kind === 'end') fail(p.ctx, token.span, "expected ')' at end of input");
      if (token.text === '(') depth++;
      else if (token.text === ')') depth--;
      else if (token.kind === 'name') names.add(token.text.replace(/^__|__$/g, ''));
    }
  }
  return names;
}

// record = ("struct" | "union") attribute? name?
//          ("{" (specifiers declarator ("," declarator)* ";")* "}" attribute?)?
function parseRecord(p: Parser): RecordSyntax {
  const keyword = advance(p);
  let packed = parseAttributes(p).has('packed');
  const named = peek(p).kind === 'name' ? expectName(p) : undefined;
  const span = named?.span ?? keyword.span;
  let members: Declaration[] | undefined;
  if (accept(p, '{')) {
    members = [];
    while (!at(p, '}') && peek(p).kind !== 'end') {
      if (accept(p, ';')) continue;
      if (at(p, '_Static_assert')) {
        parseStaticAssert(p);
        continue;
      }
      members.push(parseMember(p));
    }
    expect(p, '}');
    if (parseAttributes(p).has('packed')) packed = true;
  } else if (!named) {
    fail(p.ctx, peek(p).span, `expected '{' or a name ${describe(peek(p))}`);
  }
  return {
    kind: 'record',
    union: keyword.text === 'union',
    tag: named?.name,
    members,
    packed,
    span,
  };
}

function parseMember(p: Parser): Declaration {
  const { span } = peek(p);
  if (!startsType(p)) {
    const token = peek(p);
    if (token.kind === 'name') {
      fail(p.ctx, token.span, `unknown type name '${token.text}'`, headerHint(token.text));
    }
    fail(p.ctx, token.span, `expected specifier-qualifier-list ${describe(token)}`);
  }
  const specifiers = parseSpecifiers(p);
  const result: Declaration = { kind: 'declaration', span, specifiers, declarators: [] };
  while (!at(p, ';') && !at(p, '}')) {
    const declarator = parseDeclarator(p);
    if (at(p, ':')) unsupported(p.ctx, peek(p).span, 'a bit-field is');
    parseAttributes(p);
    result.declarators.push({ declarator, init: undefined });
    if (!accept(p, ',')) break;
  }
  expectSemicolon(p);
  return result;
}

// enum = "enum" name? ("{" name ("=" conditional)? ("," …)* ","? "}")?
function parseEnum(p: Parser): EnumSyntax {
  const keyword = advance(p);
  parseAttributes(p);
  const named = peek(p).kind === 'name' ? expectName(p) : undefined;
  let names: EnumSyntax['names'];
  if (accept(p, '{')) {
    names = [];
    while (!at(p, '}')) {
      const { name, span } = expectName(p);
      declareName(p, name, false);
      names.push({ name, span, value: accept(p, '=') ? parseConditional(p) : undefined });
      if (!accept(p, ',')) break;
    }
    expect(p, '}');
  } else if (!named) {
    fail(p.ctx, peek(p).span, `expected '{' or a name ${describe(peek(p))}`);
  }
  return { kind: 'enum', tag: named?.name, names, span: named?.span ?? keyword.span };
}

// declarator = "*" ("const" | "volatile")* declarator | direct
export function parseDeclarator(p: Parser): Declarator {
  parseAttributes(p);
  if (!accept(p, '*')) return parseDirect(p);
  let isConst = false;
  let isVolatile = false;
  for (;;) {
    if (accept(p, 'const')) isConst = true;
    else if (accept(p, 'volatile')) isVolatile = true;
    else break;
  }
  return { kind: 'pointer', const: isConst, volatile: isVolatile, inner: parseDeclarator(p) };
}

// direct = (name | "(" declarator ")")? ("[" (assignment)? "]" | "(" params ")")*
function parseDirect(p: Parser): Declarator {
  let d: Declarator;
  const token = peek(p);
  // `(` opens a nested declarator unless it can only open parameters, as in `int (int)`.
  if (at(p, '(') && !startsType(p, 1) && peek(p, 1).text !== ')') {
    advance(p);
    d = parseDeclarator(p);
    expect(p, ')');
  } else if (token.kind === 'name' && !startsKeyword(token)) {
    advance(p);
    d = { kind: 'name', name: token.text, span: token.span };
  } else {
    d = { kind: 'name', name: undefined, span: token.span };
  }
  for (;;) {
    const open = peek(p);
    if (accept(p, '[')) {
      while (accept(p, 'static') || accept(p, 'const')); // `int a[static 3]` in parameters
      const length = at(p, ']') ? undefined : parseAssignment(p);
      expect(p, ']');
      d = { kind: 'array', length, inner: d, span: open.span };
    } else if (accept(p, '(')) {
      d = parseParams(p, d, open.span);
    } else return d;
  }
}

function startsKeyword(token: Token): boolean {
  return token.text in BUILTIN_WORDS || token.text === 'struct' || token.text === 'const';
}

// params = "void" | (specifiers declarator) ("," specifiers declarator)* ("," "...")? | nothing
function parseParams(p: Parser, inner: Declarator, span: Span): Declarator {
  const params: ParamSyntax[] = [];
  let variadic = false;
  if (accept(p, ')')) return { kind: 'function', params, variadic, oldStyle: true, inner, span };
  if (at(p, 'void') && peek(p, 1).text === ')') {
    advance(p);
    advance(p);
    return { kind: 'function', params, variadic, oldStyle: false, inner, span };
  }
  do {
    if (accept(p, '...')) {
      variadic = true;
      break;
    }
    const token = peek(p);
    if (!startsType(p)) {
      const named = token.kind === 'name' && peek(p, 1).kind === 'name';
      const message = named
        ? `unknown type name '${token.text}'`
        : `expected declaration specifiers or '...' ${describe(token)}`;
      fail(p.ctx, token.span, message, named ? headerHint(token.text) : undefined);
    }
    const specifiers = parseSpecifiers(p);
    params.push({ specifiers, declarator: parseDeclarator(p) });
    parseAttributes(p);
  } while (accept(p, ','));
  expect(p, ')', "';', ',' or ')'");
  return { kind: 'function', params, variadic, oldStyle: false, inner, span };
}

// type-name = specifiers declarator, without a name
export function parseTypeName(p: Parser): TypeName {
  const { span } = peek(p);
  const specifiers = parseSpecifiers(p);
  const declarator = parseDeclarator(p);
  const { name, span: where } = nameOf(declarator);
  if (name !== undefined) fail(p.ctx, where, `expected ')' before '${name}'`);
  return { span, specifiers, declarator };
}

/** Finds the name in the middle of a declarator. */
export function nameOf(d: Declarator): Declarator & { kind: 'name' } {
  return d.kind === 'name' ? d : nameOf(d.inner);
}

/** Returns the parameter list if the declarator declares a function itself. */
export function functionOf(d: Declarator): (Declarator & { kind: 'function' }) | undefined {
  if (d.kind === 'function' && d.inner.kind === 'name') return d;
  return d.kind === 'name' ? undefined : functionOf(d.inner);
}

// initializer = assignment | list
export function parseInit(p: Parser): Init {
  if (at(p, '{')) return parseInitList(p);
  const expr = parseAssignment(p);
  return { kind: 'expr', span: expr.span, expr };
}

// list = "{" (designator* initializer ("," designator* initializer)* ","?)? "}"
export function parseInitList(p: Parser): Init & { kind: 'list' } {
  const { span } = expect(p, '{');
  const items: InitItem[] = [];
  while (!at(p, '}')) {
    const designators = parseDesignators(p);
    items.push({ designators, init: parseInit(p) });
    if (!accept(p, ',')) break;
  }
  expect(p, '}');
  return { kind: 'list', span, items };
}

// designator* = (("." name) | "[" conditional "]")+ "="
function parseDesignators(p: Parser): Designator[] {
  const list: Designator[] = [];
  for (;;) {
    if (accept(p, '.')) {
      const { name, span } = expectName(p);
      list.push({ kind: 'field', name, span });
    } else if (at(p, '[')) {
      const { span } = advance(p);
      const index = parseConditional(p);
      if (at(p, '...')) unsupported(p.ctx, peek(p).span, 'a range designator (GNU) is');
      expect(p, ']');
      list.push({ kind: 'index', index, span });
    } else break;
  }
  if (list.length) expect(p, '=');
  return list;
}
