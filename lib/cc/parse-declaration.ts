// Parse declarations: declarators, initialisers, and the file as a whole.
//
// Source: ISO C17 6.7.6 to 6.7.9, 6.9, A.2.2, A.2.4.

import { noteTokens } from './broken.ts';
import { parseAssignment, parseConditional } from './parse-expression.ts';
import {
  applyMode,
  isTypeWord,
  lostSemicolon,
  parseAsmLabel,
  parseAttributes,
  parseSpecifiers,
  parseStaticAssert,
  plainInt,
} from './parse-specifier.ts';
import { parseBlock } from './parse-statement.ts';
import {
  accept,
  advance,
  assumeType,
  at,
  attempt,
  declareName,
  describe,
  expect,
  expectName,
  finish,
  inScope,
  isDeclared,
  isKeyword,
  MAX_NESTING,
  nested,
  type Parser,
  peek,
  previous,
  sayUnknown,
  startsType,
} from './parser.ts';
import type { Pack } from './preprocess.ts';
import { complain, missing, skipBlockOrStatement } from './recover.ts';
import { type Context, error, fail, giveUp, type Span, unsupported, warning } from './source.ts';
import type { Token } from './tokenize.ts';
import type {
  Attributes,
  Declaration,
  Declarator,
  Designator,
  Init,
  InitDeclarator,
  InitItem,
  ParamSyntax,
  Specifiers,
  TopLevel,
  TypeName,
} from './tree.ts';

/** Parses a preprocessed file. Errors are in the context; what could be read is returned. */
export function parse(ctx: Context, tokens: Token[], packs: Pack[] = []): TopLevel[] {
  const p: Parser = { ctx, tokens, at: 0, scopes: [new Map()], packs, depth: 0 };
  const items: TopLevel[] = [];
  while (peek(p).kind !== 'end') {
    if (accept(p, ';')) continue;
    p.ctx.within = undefined;
    const item = attempt(
      p,
      () => parseTopLevel(p),
      () => skipBlockOrStatement(p),
    );
    if (item) items.push(item);
  }
  return items;
}

// top-level = static-assert | specifiers declarator block | declaration
function parseTopLevel(p: Parser): TopLevel {
  if (at(p, '_Static_assert')) return parseStaticAssert(p);
  const token = peek(p);
  if (/^(asm|__asm|__asm__)$/.test(token.text)) {
    unsupported(p.ctx, token.span, 'inline assembly is');
  }
  const specifiers = startsType(p) ? parseSpecifiers(p) : withoutType(p);
  if (endsBare(p, specifiers))
    return { kind: 'declaration', span: token.span, specifiers, declarators: [] };
  const attributes: Attributes = new Map();
  const declarator = parseDeclarator(p, attributes);
  const params = functionOf(declarator);
  if (params && peek(p).first && !at(p, '{') && !attributed(p))
    missingBody(p, token.span.column, params.names.length > 0);
  // An attribute may stand between a function's declarator and its body or old-style parameters.
  const definition = params && (at(p, '{') || (params.names.length > 0 && startsType(p)));
  if (definition) {
    declareName(p, nameOf(declarator).name, false);
    return inScope(p, () => {
      while (!at(p, '{')) parseOldParams(p, params);
      if (params.names.length > params.params.length)
        implicitInt(p, params, nameOf(declarator).span);
      sortParams(params);
      for (const param of params.params) declareName(p, nameOf(param.declarator).name, false);
      p.ctx.within = nameOf(declarator).name;
      const body = parseBlock(p, false);
      p.ctx.within = undefined;
      return { kind: 'function', span: nameOf(declarator).span, specifiers, declarator, body };
    });
  }
  return parseDeclarators(p, token.span, specifiers, { declarator, attributes });
}

/** Behind a function's parameters a statement begins: the `{` before it is missing. */
function missingBody(p: Parser, column: number, old: boolean): void {
  const token = peek(p);
  // It must be further in, as another declaration may have lost only its `;`.
  if (token.kind !== 'name' || token.span.column <= column || (old && startsType(p))) return;
  if (/^(__attribute|asm|__asm)/.test(token.text)) return;
  const begins = startsType(p) || isKeyword(token);
  if (!begins && !/^([=(.;]|->|\+\+|--)$/.test(peek(p, 1).text)) return;
  error(p.ctx, token.span, `expected '{' ${describe(token)}`, { fix: { text: '{', insert: true } });
  p.tokens.splice(p.at, 0, { ...token, kind: 'punct', text: '{' });
}

function attributed(p: Parser): boolean {
  return at(p, '__attribute__') || at(p, '__attribute');
}

/** `int f(a, b) int a; char *b; { … }`: the declarations between the names and the body. */
function parseOldParams(p: Parser, f: Declarator & { kind: 'function' }): void {
  if (!startsType(p))
    fail(p.ctx, peek(p).span, `expected declaration specifiers ${describe(peek(p))}`);
  const { specifiers, declarators } = parseDeclaration(p);
  for (const { declarator, init } of declarators) {
    const { name, span } = nameOf(declarator);
    if (init) fail(p.ctx, span, `parameter '${name}' is initialized`);
    if (!f.names.some((n) => n.name === name)) {
      fail(p.ctx, span, `declaration for parameter '${name}' but no such parameter`);
    }
    f.params.push({ specifiers, declarator });
  }
}

/** Puts the parameters of an old-style definition into the order of their names. */
function sortParams(f: Declarator & { kind: 'function' }): void {
  if (f.names.length === 0) return;
  const order = f.names.map((n) => n.name);
  const rank = (d: ParamSyntax): number => order.indexOf(nameOf(d.declarator).name!);
  f.params.sort((x, y) => rank(x) - rank(y));
}

/** Old C: a parameter without a declaration is an int; gcc says so at the function's name. */
function implicitInt(p: Parser, f: Declarator & { kind: 'function' }, at: Span): void {
  for (const { name, span } of f.names) {
    if (f.params.some((x) => nameOf(x.declarator).name === name)) continue;
    warning(p.ctx, at, `type of '${name}' defaults to 'int'`, { option: 'implicit-int' });
    f.params.push({ specifiers: plainInt(span), declarator: { kind: 'name', name, span } });
  }
}

/** What begins with a name that is no type: an unknown type, or C90's implicit int. */
function withoutType(p: Parser): Specifiers {
  const { kind, text, span } = peek(p);
  const next = peek(p, 1);
  if (kind !== 'name' || isKeyword(peek(p))) refuseTopLevel(p);
  const named = next.kind === 'name' || (next.text === '*' && peek(p, 2).kind === 'name');
  if (named && !isKeyword(next)) {
    assumeType(p);
    return parseSpecifiers(p);
  }
  if (next.text === '(') {
    let close = 2;
    for (let depth = 1; depth > 0 && peek(p, close).kind !== 'end'; close++) {
      if (peek(p, close).text === '(') depth++;
      else if (peek(p, close).text === ')') depth--;
    }
    if (peek(p, close).text !== '{' && !startsType(p, close)) refuseTopLevel(p);
    warning(p.ctx, span, "return type defaults to 'int'", { option: 'implicit-int' });
  } else if (/^([=;,]|\[)$/.test(next.text)) {
    warning(p.ctx, span, 'data definition has no type or storage class', {
      hint: 'a statement must stand inside a function; a variable needs a type',
    });
    const message = `type defaults to 'int' in declaration of '${text}'`;
    warning(p.ctx, span, message, { option: 'implicit-int' });
  } else refuseTopLevel(p);
  return plainInt(span);
}

/** Nothing that begins a declaration: says so in gcc's words. */
function refuseTopLevel(p: Parser): never {
  const token = peek(p);
  const next = peek(p, 1);
  const hint = 'A statement must stand inside a function; a function needs a type.';
  const named = token.kind === 'name' && !isKeyword(token);
  if (named && next.text === '(') {
    fail(p.ctx, token.span, `type specifier missing before '${token.text}'`, hint);
  }
  // A name is taken for what is declared, and what comes behind it is wrong.
  if (named) {
    const wanted = "'=', ',', ';', 'asm' or '__attribute__'";
    fail(p.ctx, next.span, `expected ${wanted} ${describe(next)}`, hint);
  }
  const { text } = token;
  const what = token.kind === 'name' ? `'${text}'` : describe(token).slice('before '.length);
  const late =
    text === '{' && p.at > 1 && previous(p).text === ';' && p.tokens[p.at - 2].text === ')';
  const why = late
    ? "The ';' before it ends the declaration: a function's body follows its parameters without one."
    : token.kind === 'name' && hint;
  fail(p.ctx, token.span, `expected identifier or '(' before ${what}`, why || undefined);
}

// declaration = specifiers (declarator ("=" initializer)? ("," …)*)? ";"
export function parseDeclaration(p: Parser): Declaration {
  const { span } = peek(p);
  const specifiers = parseSpecifiers(p);
  if (endsBare(p, specifiers)) return { kind: 'declaration', span, specifiers, declarators: [] };
  return parseDeclarators(p, span, specifiers, parseAttributed(p));
}

/** A declaration without declarators ends with a `;`, or where one was forgotten. */
function endsBare(p: Parser, { base }: Specifiers): boolean {
  if (accept(p, ';')) return true;
  if (!lostSemicolon(p, base)) return false;
  error(p.ctx, peek(p).span, `expected ';', identifier or '(' ${describe(peek(p))}`);
  return true;
}

type Attributed = Pick<InitDeclarator, 'declarator' | 'attributes'>;

/** A declarator with the attributes that stand in it: `char *__attribute__((unused)) p`. */
function parseAttributed(p: Parser): Attributed {
  const attributes: Attributes = new Map();
  return { declarator: parseDeclarator(p, attributes), attributes };
}

function parseDeclarators(
  p: Parser,
  span: Span,
  specifiers: Specifiers,
  first: Attributed,
): Declaration {
  const result: Declaration = { kind: 'declaration', span, specifiers, declarators: [] };
  let next = first;
  for (;;) {
    const { declarator, attributes } = next;
    if (nameOf(declarator).name === undefined) return unnamed(p, result, nameOf(declarator));
    parseAttributes(p, attributes);
    const label = parseAsmLabel(p);
    parseAttributes(p, attributes);
    // The scope of a name begins before its initialiser: `int x = sizeof x;`.
    const { name = '' } = nameOf(declarator);
    const known = p.scopes.at(-1)!.get(name);
    declareName(p, name, specifiers.storage === 'typedef');
    const init = accept(p, '=') ? parseInit(p) : undefined;
    const alone = result.declarators.length === 0 && declarator.kind === 'name' && !at(p, ',');
    applyMode(p, specifiers, attributes, alone);
    result.declarators.push({ declarator, init, width: undefined, attributes, label });
    if (!accept(p, ',')) {
      if (accept(p, ';')) return result;
      if (at(p, '{') && !init && functionOf(declarator)) refuseNested(p, declarator);
      else unfinished(p, result, known);
      return result;
    }
    next = parseAttributed(p);
  }
}

/** What should be declared has no name: the rest of the statement is skipped. */
function unnamed(p: Parser, result: Declaration, { span }: { span: Span }): Declaration {
  const token = p.tokens.find((t) => t.span === span) ?? peek(p);
  complain(p, token.span, `expected identifier or '(' ${describe(token)}`);
  skipBlockOrStatement(p);
  return result;
}

/** A declaration that does not end: as gcc reads it, what has no value yet is not declared either. */
function unfinished(p: Parser, { declarators }: Declaration, known = false): void {
  const next = peek(p);
  if (declarators.at(-1)!.init) {
    complain(p, next.span, `expected ',' or ';' ${describe(next)}`);
    skipBlockOrStatement(p);
    return;
  }
  const { name = '' } = nameOf(declarators.pop()!.declarator);
  if (known) declareName(p, name, known);
  else p.scopes.at(-1)!.delete(name);
  if (startsType(p)) missing(p, ';');
  else {
    const wanted = "'=', ',', ';', 'asm' or '__attribute__'";
    complain(p, next.span, `expected ${wanted} ${describe(next)}`);
    // In a function a statement may begin here, outside nothing can.
    if (p.scopes.length === 1) skipBlockOrStatement(p);
  }
}

/** GNU's nested functions are rare; a `}` too few is not. */
function refuseNested(p: Parser, declarator: Declarator): void {
  const message = 'a function inside a function (GNU) is not supported by this compiler';
  error(p.ctx, nameOf(declarator).span, message, "Is a '}' missing before it?");
  const start = p.at;
  parseBlock(p);
  noteTokens(p.ctx, p.tokens.slice(start, p.at));
}

// declarator = "*" ("const" | "volatile")* declarator | direct
export function parseDeclarator(p: Parser, attributes?: Attributes): Declarator {
  parseAttributes(p, attributes);
  if (!accept(p, '*')) return parseDirect(p, attributes);
  let isConst = false;
  let isVolatile = false;
  let restrict = false;
  for (;;) {
    if (accept(p, 'const')) isConst = true;
    else if (accept(p, 'volatile')) isVolatile = true;
    else if (attributed(p)) parseAttributes(p, attributes);
    else if (/^(restrict|__restrict(__)?)$/.test(peek(p).text)) {
      restrict = true;
      advance(p);
    } else if (accept(p, '_Atomic')) continue;
    else break;
  }
  const inner = nested(p, () => parseDeclarator(p, attributes));
  return { kind: 'pointer', const: isConst, volatile: isVolatile, restrict, inner };
}

// direct = (name | "(" declarator ")")? ("[" (assignment)? "]" | "(" params ")")*
function parseDirect(p: Parser, attributes: Attributes | undefined): Declarator {
  let d: Declarator;
  const token = peek(p);
  // `(` opens a nested declarator unless it can only open parameters, as in `int (int)`.
  const first = at(p, '(') ? behindAttributes(p, 1) : 0;
  if (first > 0 && !startsType(p, first) && peek(p, first).text !== ')') {
    advance(p);
    d = nested(p, () => parseDeclarator(p, attributes));
    expect(p, ')');
  } else if (token.kind === 'name' && !isTypeWord(token.text) && !isKeyword(token)) {
    advance(p);
    d = { kind: 'name', name: token.text, span: token.span };
  } else {
    d = { kind: 'name', name: undefined, span: token.span };
  }
  for (let count = 0; ; count++) {
    const open = peek(p);
    if (count > MAX_NESTING) {
      fail(p.ctx, open.span, `a declarator of more than ${MAX_NESTING} dimensions is too deep`);
    }
    if (accept(p, '[')) {
      // In parameters: `int a[static 3]`, `int a[const]`, `int a[*]`.
      while (/^(static|const|volatile|restrict|__restrict(__)?)$/.test(peek(p).text)) advance(p);
      const star = at(p, '*') && peek(p, 1).text === ']' && advance(p) !== undefined;
      const length = at(p, ']') ? undefined : parseAssignment(p);
      expect(p, ']');
      d = { kind: 'array', length, star, inner: d, span: open.span };
    } else if (accept(p, '(')) {
      d = parseParams(p, d, open.span);
    } else return d;
  }
}

/** The place of the first token that is not of an attribute: `(__attribute__((…)) *f)`. */
function behindAttributes(p: Parser, from: number): number {
  let i = from;
  while (/^__attribute(__)?$/.test(peek(p, i).text)) {
    let depth = 0;
    do {
      const { text, kind } = peek(p, ++i);
      if (kind === 'end') return i;
      depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    } while (depth > 0);
    i++;
  }
  return i;
}

// params = "void" | (specifiers declarator) ("," specifiers declarator)* ("," "...")? | nothing
function parseParams(p: Parser, inner: Declarator, span: Span): Declarator {
  const params: ParamSyntax[] = [];
  const names: { name: string; span: Span }[] = [];
  let variadic = false;
  const make = (oldStyle: boolean): Declarator => ({
    ...{ kind: 'function', params, variadic, oldStyle, names, inner, span },
  });
  if (accept(p, ')')) return make(true);
  if (at(p, 'void') && peek(p, 1).text === ')') {
    advance(p);
    advance(p);
    return make(false);
  }
  if (peek(p).kind === 'name' && !startsType(p) && /^[,)]$/.test(peek(p, 1).text)) {
    do names.push(expectName(p));
    while (accept(p, ','));
    expect(p, ')');
    return make(true);
  }
  // What a parameter list declares hides typedefs up to its end.
  nested(p, () => inScope(p, () => parseParamList(p, params, () => (variadic = true))));
  expect(p, ')', "';', ',' or ')'");
  return make(false);
}

function parseParamList(p: Parser, params: ParamSyntax[], variadic: () => void): void {
  let bad = false;
  do {
    if (accept(p, '...')) {
      variadic();
      break;
    }
    if (!startsType(p)) {
      badParameter(p);
      bad = true;
      continue;
    }
    const specifiers = parseSpecifiers(p);
    const declarator = parseDeclarator(p);
    declareName(p, nameOf(declarator).name, false);
    applyMode(p, specifiers, parseAttributes(p, new Map()), declarator.kind === 'name');
    params.push({ specifiers, declarator });
  } while (accept(p, ','));
  // A function that takes what nobody knows is not declared.
  if (bad && at(p, ')')) giveUp();
}

/** Says that a parameter has no type, or one that nobody knows, and goes on behind it. */
function badParameter(p: Parser): void {
  const token = peek(p);
  const unknown = token.kind === 'name' && !isKeyword(token) && !isDeclared(p, token.text);
  if (unknown && !p.failed) sayUnknown(p);
  else complain(p, token.span, `expected declaration specifiers or '...' ${describe(token)}`);
  for (let depth = 0; peek(p).kind !== 'end'; advance(p)) {
    const { text } = peek(p);
    if (depth === 0 && /^[,;)}]$/.test(text)) break;
    if (/^[([{]$/.test(text)) depth++;
    else if (/^[)\]}]$/.test(text)) depth--;
  }
  p.failed = false;
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
  if (at(p, '{')) return nested(p, () => parseInitList(p));
  const expr = parseAssignment(p);
  return { kind: 'expr', span: expr.span, expr };
}

// list = "{" (designator* initializer ("," designator* initializer)* ","?)? "}"
export function parseInitList(p: Parser): Init & { kind: 'list' } {
  const open = expect(p, '{');
  const { span } = open;
  const items: InitItem[] = [];
  while (!at(p, '}')) {
    const designators = parseDesignators(p);
    items.push({ designators, init: parseInit(p) });
    if (!accept(p, ',')) break;
  }
  finish(p, '}', open);
  return { kind: 'list', span, items };
}

// designator* = (("." name) | "[" conditional "]")+ "=" | name ":"
function parseDesignators(p: Parser): Designator[] {
  const list: Designator[] = [];
  // `name: value` is GNU's old form.
  if (peek(p).kind === 'name' && peek(p, 1).text === ':') {
    const { name, span } = expectName(p);
    expect(p, ':');
    return [{ kind: 'field', name, span }];
  }
  for (;;) {
    if (accept(p, '.')) {
      const { name, span } = expectName(p);
      list.push({ kind: 'field', name, span });
    } else if (at(p, '[')) {
      const { span } = advance(p);
      const index = parseConditional(p);
      const last = accept(p, '...') ? parseConditional(p) : undefined;
      expect(p, ']');
      list.push({ kind: 'index', index, last, span });
    } else break;
  }
  // `[2] 5` without `=` is GNU's old form.
  if (list.length && list.at(-1)!.kind === 'field') expect(p, '=');
  else if (list.length) accept(p, '=');
  return list;
}
