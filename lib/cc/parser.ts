// Parser: the cursor over the tokens, and what every part of the grammar needs.

import { noteTokens } from './broken.ts';
import { CompileError } from './diagnostic.ts';
import type { Pack } from './preprocess.ts';
import { skipTo } from './recover.ts';
import { type Context, caught, endOf, error, fail, type Span, tooManyErrors } from './source.ts';
import type { Token } from './tokenize.ts';

export interface Parser {
  ctx: Context;
  tokens: Token[];
  at: number;
  /** For each open scope, which names are typedefs (true) or hide one (false). */
  scopes: Map<string, boolean>[];
  /** Where `#pragma pack` changed how structs are packed. */
  packs: Pack[];
  /** How many brackets are open. */
  depth: number;
  /** A `{` whose `}` seems to be missing. */
  suspect?: Span;
  /** The end of the text has been complained about. */
  ended?: boolean;
  /** The construct at hand has been complained about. */
  failed?: boolean;
}

export function peek(p: Parser, ahead = 0): Token {
  return p.tokens[Math.min(p.at + ahead, p.tokens.length - 1)];
}

export function advance(p: Parser): Token {
  const token = peek(p);
  if (token.kind !== 'end') p.at++;
  return token;
}

/** Returns the token before the next one. */
export function previous(p: Parser): Token {
  return p.tokens[Math.max(0, p.at - 1)];
}

/** Tells whether the next token is this punctuator or keyword. */
export function at(p: Parser, text: string): boolean {
  const token = peek(p);
  return token.text === text && (token.kind === 'punct' || token.kind === 'name');
}

export function accept(p: Parser, text: string): Token | undefined {
  return at(p, text) ? advance(p) : undefined;
}

/** Writes a token as gcc's "before …" does. */
export function describe(token: Token): string {
  switch (token.kind) {
    case 'end':
      return 'at end of input';
    case 'number':
      return 'before numeric constant';
    case 'string':
      return 'before string constant';
    case 'char':
      return `before ${token.text}`;
    case 'punct':
      return `before '${token.text}' token`;
    default:
      return `before '${token.text}'`;
  }
}

/** Takes this token or gives up: "expected ')' before 'x'", at the place of `x`. */
export function expect(p: Parser, text: string, wanted = `'${text}'`, open?: Token): Token {
  const token = accept(p, text);
  if (token) return token;
  const next = peek(p);
  const known = wanted === `'${text}'`;
  const early = next.kind === 'end' || next.first || known;
  const span = early ? endOf(previous(p).span) : next.span;
  const also = open ? [next.span, open.span] : [next.span];
  const more = known ? { fix: { text, insert: true }, also } : undefined;
  fail(p.ctx, span, `expected ${wanted} ${describe(next)}`, more);
}

/** Takes the bracket that closes `open`, or a `;`; where it is missing, goes on behind the next one. */
export function finish(p: Parser, text: string, open?: Token): Token {
  return accept(p, text) ?? skipTo(p, text, open);
}

/** Skips to just behind the next `;` of this nesting, or to the `}` that closes it. */
export function skipStatement(p: Parser): void {
  let depth = 0;
  for (;;) {
    const token = peek(p);
    if (token.kind === 'end') return;
    if (token.text === '}' && depth === 0) return;
    advance(p);
    if (token.text === '{') depth++;
    if (token.text === '}' && --depth === 0) return;
    if (token.text === ';' && depth === 0) return;
  }
}

/** Runs `parse`; a construct given up is reported, `recover` skips it, and the rest goes on. */
export function attempt<T>(p: Parser, parse: () => T, recover: () => void): T | undefined {
  const start = p.at;
  const depth = p.scopes.length;
  const brackets = p.depth;
  try {
    const result = parse();
    if (p.at === start && !at(p, '}')) advance(p);
    p.failed = false;
    return result;
  } catch (e) {
    if (!p.failed || !(e instanceof CompileError)) caught(p.ctx, e);
    p.failed = false;
    if (tooManyErrors(p.ctx)) p.at = p.tokens.length - 1;
    p.scopes.length = depth;
    p.depth = brackets;
    noteTokens(p.ctx, p.tokens.slice(start, p.at));
    const before = p.at;
    recover();
    if (p.at === before && before === start) advance(p);
    return undefined;
  }
}

export function isTypedefName(p: Parser, name: string): boolean {
  for (let i = p.scopes.length - 1; i >= 0; i--) {
    const found = p.scopes[i].get(name);
    if (found !== undefined) return found;
  }
  return false;
}

/** Tells whether a name is anything at all by now. */
export function isDeclared(p: Parser, name: string): boolean {
  return p.scopes.some((names) => names.has(name));
}

export function declareName(p: Parser, name: string | undefined, typedef: boolean): void {
  if (name !== undefined) p.scopes.at(-1)!.set(name, typedef);
}

export function inScope<T>(p: Parser, parse: () => T): T {
  p.scopes.push(new Map());
  const result = parse();
  p.scopes.pop();
  return result;
}

const TYPE_WORDS = new Set([
  ...['void', 'char', 'short', 'int', 'long', 'float', 'double', 'signed', 'unsigned', '_Bool'],
  ...['struct', 'union', 'enum', 'const', 'volatile', 'typedef', 'extern', 'static', 'auto'],
  ...['register', 'inline', '_Noreturn', '__attribute__', '_Complex', '_Atomic', '_Thread_local'],
  ...['typeof', '__typeof__', '__typeof', '__builtin_va_list', '_Alignas', '__thread', '__int128'],
  ...[
    '__auto_type',
    '__attribute',
    '__complex__',
    '__complex',
    'restrict',
    '__restrict',
    '__restrict__',
  ],
]);

const OTHER_KEYWORDS = new Set([
  ...['if', 'else', 'while', 'do', 'for', 'switch', 'case', 'default', 'goto', 'break'],
  ...['continue', 'return', 'sizeof', '_Alignof', '_Generic', '_Static_assert', 'asm', '__asm__'],
  ...['__asm', '__alignof__', '__alignof'],
]);

export function isKeyword(token: Token): boolean {
  return TYPE_WORDS.has(token.text) || OTHER_KEYWORDS.has(token.text);
}

/** Tells whether a declaration or a type name begins here. */
export function startsType(p: Parser, ahead = 0): boolean {
  const token = peek(p, ahead);
  if (token.kind !== 'name') return false;
  return TYPE_WORDS.has(token.text) || isTypedefName(p, token.text);
}

/** Takes a name that is no keyword. */
export function expectName(p: Parser, wanted = 'identifier'): { name: string; span: Span } {
  const token = peek(p);
  if (token.kind !== 'name' || isKeyword(token)) {
    fail(p.ctx, token.span, `expected ${wanted} ${describe(token)}`);
  }
  advance(p);
  return { name: token.text, span: token.span };
}

/** A type that nobody knows: said once, then taken as one, and what it declares is not missed. */
export function assumeType(p: Parser): void {
  const { text } = peek(p);
  p.scopes[0].set(text, true);
  if (skipped(p).has(text)) return;
  skipped(p).add(text);
  sayUnknown(p);
}

/** Says that a type is not known, and what was meant. */
export function sayUnknown(p: Parser): void {
  const { text, span } = peek(p);
  const tag = tagWord(p, text);
  if (tag) {
    const rest = `; use '${tag}' keyword to refer to the type`;
    error(p.ctx, span, `unknown type name '${text}'${rest}`, {
      fix: { text: `${tag} `, insert: true },
    });
    return;
  }
  const known = [...p.scopes]
    .reverse()
    .flatMap((names) =>
      [...names].reverse().flatMap(([name, type]) => (type && !skipped(p).has(name) ? name : [])),
    );
  const { rest, more } = p.ctx.typeAdvice?.(text, known) ?? { rest: '', more: {} };
  error(p.ctx, span, `unknown type name '${text}'${rest}`, more);
}

/** The word before a name that so far has been a tag and nothing else; undefined for another name. */
function tagWord(p: Parser, name: string): string | undefined {
  for (let i = 1; i < p.at; i++) {
    const word = p.tokens[i - 1].text;
    if (p.tokens[i].text === name && /^(struct|union|enum)$/.test(word)) return word;
  }
  return undefined;
}

function skipped(p: Parser): Set<string> {
  p.ctx.skipped ??= new Set();
  return p.ctx.skipped;
}

/** Says once, at the end of the text, which block is open. */
export function unclosed(p: Parser, open: Span): Span {
  // gcc's end of the text is where its last line begins.
  const { line } = previous(p).span;
  const last = (
    p.tokens.findLast((t) => t.first && t.kind !== 'end' && t.span.line === line) ?? previous(p)
  ).span;
  if (!p.ended) {
    p.ended = true;
    const message = 'expected declaration or statement at end of input';
    const span = p.suspect ?? open;
    const notes = [{ span, message: "this '{' seems to have no '}'" }];
    error(p.ctx, last, message, { notes });
  }
  return last;
}

/** Remembers a block whose `}` stands further left than its `{`: that one is likely another's. */
export function suspectBrace(p: Parser, open: number, close: Token): void {
  if (!close.first || p.suspect) return;
  let first = open;
  while (first > 0 && !p.tokens[first].first) first--;
  const lead = p.tokens[first].span;
  if (lead.file === close.span.file && close.span.column < lead.column && !lead.macro) {
    p.suspect = p.tokens[open].span;
  }
}

/** Bounds how deep brackets nest, so that the parser's own stack does. */
export function nested<T>(p: Parser, parse: () => T): T {
  if (++p.depth > MAX_NESTING) {
    p.at = p.tokens.length - 1;
    fail(p.ctx, previous(p).span, `bracket nesting level exceeded maximum of ${MAX_NESTING}`);
  }
  const result = parse();
  p.depth--;
  return result;
}

export const MAX_NESTING = 256;
