// Preprocess: includes, macros and conditionals; tokens in, tokens out.
//
// One idea: the input is a stack of tokens. An #include or a macro's replacement is pushed onto it
// and read like anything else; a mark at its end tells when the macro may expand again.
//
// Tokens that a macro made carry the place where the macro was used: that is the line which a
// diagnostic, a breakpoint and a highlighted listing mean. Macros themselves are in macro.ts.
//
// Source: ISO C17 6.10; the GNU preprocessor's manual for __has_include and #pragma pack.

import { evaluateCondition } from './condition.ts';
import { define, ended, expand, isDefined, type Macro, next, spelling } from './macro.ts';
import {
  type Context,
  caught,
  endOf,
  error,
  fail,
  type Span,
  tooManyErrors,
  warning,
} from './source.ts';
import { nearest, similarHeader } from './suggest.ts';
import { type Token, tokenize } from './tokenize.ts';

interface Conditional {
  span: Span;
  /** Whether some branch has been taken already. */
  taken: boolean;
  sawElse: boolean;
}

export interface Preprocessor {
  /** What is left of the bound on expansion, and whether to give up. Shared with inner runs. */
  work: { left: number; fatal: boolean };
  ctx: Context;
  inclusion: Inclusion;
  /** Undefined for a predefined macro that #undef took away. */
  macros: Map<string, Macro | undefined>;
  /** The rest of the input, next token last. An `end` with a macro's name marks where its replacement ends. */
  input: Token[];
  /** Macros whose replacement is being read: they do not expand. */
  busy: Set<string>;
  conditionals: Conditional[];
  /** Files by number. */
  pragmaOnce: Set<number>;
  /** Library headers that were included, for hints about a missing one. */
  included: Set<string>;
  packs: Pack[];
  packStack: (number | undefined)[];
  /** What #pragma push_macro has kept. */
  macroStack: { macro: string; was: Macro | undefined }[];
  /** The next __COUNTER__. */
  counter: number;
  /** Reading an #if: what `defined` asks for is not expanded. */
  condition: boolean;
  /** Files that are open, one in the other. */
  depth: number;
}

const MAX_INPUT = 2_000_000;
/** Tokens that one file may come to, those of macros and headers included. */
const MAX_WORK = 4_000_000;
const MAX_DEPTH = 200;

/** What the user of the compiler may say beside the source: see CompileOptions. */
export interface Inclusion {
  headers: (name: string) => string | undefined;
  defines?: readonly string[] | undefined;
  undefines?: readonly string[] | undefined;
  folders?: readonly string[] | undefined;
  readHeader?: ((path: string) => string | undefined) | undefined;
}

/** From this token on, structs are packed to `bytes`; undefined: as their members ask. */
export interface Pack {
  at: number;
  bytes: number | undefined;
}

export interface Preprocessed {
  tokens: Token[];
  included: Set<string>;
  packs: Pack[];
  /** Names of the macros that are defined at the end. */
  macros: Set<string>;
}

/** Preprocesses one file of the context. */
export function preprocess(ctx: Context, file: number, inclusion: Inclusion): Preprocessed {
  const pp: Preprocessor = {
    ...{ ctx, inclusion, macros: new Map(), input: [], conditionals: [], included: new Set() },
    ...{
      pragmaOnce: new Set(),
      packs: [],
      packStack: [],
      macroStack: [],
      counter: 0,
      depth: 0,
      condition: false,
    },
    work: { left: MAX_WORK, fatal: false },
    busy: new Set(),
  };
  const { defines = [], undefines = [] } = inclusion;
  const lines = [...defines.map(defineText), ...undefines.map((name) => `#undef ${name}\n`)];
  if (lines.length > 0) {
    pushFile(pp, addFile(ctx, '<command-line>', lines.join(''), true));
    run(pp);
  }
  pushFile(pp, file);
  const tokens = run(pp).filter((t) => t.kind !== 'other' || !strange(ctx, t));
  const open = pp.conditionals.at(-1);
  if (open) error(ctx, open.span, 'unterminated conditional directive (no #endif)');
  const last = ctx.files[file].text.split('\n').length;
  tokens.push(endToken(tokens.at(-1)?.span ?? { file, line: last, column: 1, length: 1 }));
  const macros = new Set(pp.macros.keys());
  return { tokens, included: pp.included, packs: pp.packs, macros };
}

/** Reports a token that is none of C's. */
function strange(ctx: Context, { text, span }: Token): true {
  const [c] = text;
  const quote = c === '"' || c === "'";
  const message = quote ? `missing terminating ${c} character` : `stray '${c}' in program`;
  // gcc says it twice: as a line and as a token.
  if (quote) warning(ctx, { ...span, length: 1 }, message);
  error(ctx, quote ? span : { ...span, length: 1 }, message);
  return true;
}

/** `-DNAME=value` and `-DNAME`, as a line of C. */
function defineText(option: string): string {
  const at = option.indexOf('=');
  return `#define ${at < 0 ? `${option} 1` : `${option.slice(0, at)} ${option.slice(at + 1)}`}\n`;
}

/** Adds a file to the context, or finds the one that is there, and returns its number. */
export function addFile(ctx: Context, name: string, text: string, library: boolean): number {
  const found = ctx.files.findIndex((f) => f.name === name && f.text === text);
  if (found >= 0) return found;
  return ctx.files.push({ name, text, library }) - 1;
}

function endToken(after: Span): Token {
  return { kind: 'end', text: '', span: endOf(after), space: false, first: true };
}

function pushFile(pp: Preprocessor, file: number, at?: Span): void {
  if (at) pp.ctx.files[file].includedAt ??= at;
  const tokens = tokenize(pp.ctx, file);
  pp.depth++;
  // The `end` of an included file stays in the stream for a moment: a directive stops before it.
  for (let i = tokens.length - 1; i >= 0; i--) pp.input.push(tokens[i]);
}

/** Reads the whole input and returns what is left of it after preprocessing. */
export function run(pp: Preprocessor): Token[] {
  const out: Token[] = [];
  while (pp.input.length > 0) {
    const token = pp.input.pop()!;
    if (--pp.work.left < 0) {
      pp.work.fatal = true;
      fail(pp.ctx, token.span, 'macro expansion does not end');
    }
    if (token.kind === 'end') {
      ended(pp, token);
      continue;
    }
    if (token.first && token.text === '#' && token.kind === 'punct') {
      try {
        directive(pp, token, out.length);
      } catch (e) {
        // A wrong directive is one line; without a header the rest makes no sense.
        if (pp.work.fatal || tooManyErrors(pp.ctx)) throw e;
        caught(pp.ctx, e);
        pp.busy.clear();
      }
      continue;
    }
    if (pp.condition && ASKS.test(token.text)) {
      out.push(token);
      const paren = next(pp)?.text === '(';
      while (next(pp)) {
        const operand = pp.input.pop()!;
        out.push(operand);
        if (!paren || operand.text === ')') break;
      }
      continue;
    }
    if (token.text === '_Pragma' && next(pp)?.text === '(') {
      pragmaOperator(pp, out.length);
      continue;
    }
    if (token.kind === 'name' && expand(pp, token)) {
      if (pp.input.length > MAX_INPUT) fail(pp.ctx, token.span, 'macro expansion does not end');
      continue;
    }
    out.push(token);
  }
  return out;
}

/** Takes the tokens up to the end of the line. */
function restOfLine(pp: Preprocessor): Token[] {
  const line: Token[] = [];
  while (pp.input.length > 0 && !pp.input.at(-1)!.first) line.push(pp.input.pop()!);
  return line;
}

// directive = "#" ("include" | "include_next" | "define" | "undef" | "if" | "ifdef" | "ifndef" | "elif" | "else"
//                  | "endif" | "error" | "warning" | "pragma" | "line" | "ident"
//                  | number)? rest-of-line
export function directive(pp: Preprocessor, hash: Token, count: number): void {
  const { ctx } = pp;
  const line = restOfLine(pp);
  const head = line.shift();
  if (!head) return;
  const at = head.span;
  switch (head.text) {
    case 'include':
    case 'include_next':
      include(pp, head, line);
      return;
    case 'define':
      define(pp, head, line);
      return;
    case 'undef':
      if (line[0]?.kind !== 'name') fail(ctx, at, 'no macro name given in #undef directive');
      pp.macros.set(line[0].text, undefined);
      return;
    case 'if':
      beginIf(pp, hash, holds(pp, head, line));
      return;
    case 'ifdef':
    case 'ifndef': {
      const named = line[0]?.kind === 'name';
      if (!named) error(ctx, at, `no macro name given in #${head.text} directive`);
      beginIf(pp, hash, named && isDefined(pp, line[0].text) === (head.text === 'ifdef'));
      return;
    }
    case 'elif':
    case 'else': {
      const open = pp.conditionals.at(-1);
      if (!open) fail(ctx, at, `#${head.text} without #if`);
      if (open.sawElse) fail(ctx, at, `#${head.text} after #else`);
      open.sawElse = head.text === 'else';
      skipBranch(pp); // reached only by running out of a branch that was taken
      return;
    }
    case 'endif':
      if (!pp.conditionals.pop()) fail(ctx, at, '#endif without #if');
      return;
    case 'error':
    case 'warning': {
      const text = line.map((t) => (t.space ? ' ' : '') + t.text).join('');
      if (head.text === 'error') fail(ctx, at, `#error${text}`);
      warning(ctx, at, `#warning${text}`, { option: 'cpp' });
      return;
    }
    case 'pragma':
      pragma(pp, line, at, count);
      return;
    case 'ident':
      return;
    case 'line':
      setLine(pp, head, expandAll(pp, line));
      return;
    default:
      // `# 12 "file"`, as a preprocessor writes it.
      if (head.kind === 'number') {
        setLine(pp, head, [head, ...line]);
        return;
      }
      unknownDirective(ctx, head.text, at);
  }
}

const DIRECTIVES = [
  ...['define', 'include', 'endif', 'ifdef', 'if', 'else', 'ifndef', 'undef', 'line', 'elif'],
  ...['elifdef', 'elifndef', 'error', 'pragma', 'warning', 'include_next', 'ident', 'import'],
];

function unknownDirective(ctx: Context, word: string, at: Span): never {
  const text = nearest(word, DIRECTIVES);
  const message = `invalid preprocessing directive #${word}`;
  if (text === undefined) fail(ctx, at, message);
  fail(ctx, at, `${message}; did you mean #${text}?`, { fix: { text } });
}

/** `#pragma once` and `#pragma pack`; others say nothing that changes what a program means. */
function pragma(pp: Preprocessor, line: Token[], at: Span, count: number): void {
  if (line[0]?.text === 'once') pp.pragmaOnce.add(at.file);
  const [head, , name] = line;
  if (/^(push|pop)_macro$/.test(head?.text ?? '') && name?.kind === 'string') {
    const macro = name.text.slice(1, -1);
    if (head.text === 'push_macro') pp.macroStack.push({ macro, was: pp.macros.get(macro) });
    else {
      const last = pp.macroStack.findLastIndex((m) => m.macro === macro);
      if (last >= 0) pp.macros.set(macro, pp.macroStack.splice(last, 1)[0].was);
    }
  }
  if (line[0]?.text !== 'pack' || line[1]?.text !== '(') return;
  const words = line.slice(2, -1).filter((t) => t.text !== ',');
  const now = pp.packs.at(-1)?.bytes;
  let bytes = words.length === 0 ? undefined : now;
  for (const { text, kind } of words) {
    if (text === 'push') pp.packStack.push(now);
    else if (text === 'pop') bytes = pp.packStack.pop();
    else if (kind === 'number') bytes = Number(text) || undefined;
  }
  pp.packs.push({ at: count, bytes });
}

/** `_Pragma ( string )` is the #pragma of what the string spells. */
function pragmaOperator(pp: Preprocessor, count: number): void {
  const open = pp.input.pop()!;
  const string = pp.input.pop();
  if (string?.kind !== 'string' || pp.input.pop()?.text !== ')') {
    fail(pp.ctx, open.span, '_Pragma takes a parenthesized string literal');
  }
  const text = string.text.slice(string.text.indexOf('"') + 1, -1).replace(/\\(["\\])/g, '$1');
  const scratch: Context = { files: [{ name: '', text, library: true }], diagnostics: [] };
  pragma(pp, tokenize(scratch, 0).slice(0, -1), string.span, count);
}

/** `#line 12 "file"`: the next line has this number, and the file this name. */
function setLine(pp: Preprocessor, head: Token, [number, name]: Token[]): void {
  const { ctx, input } = pp;
  if (number?.kind !== 'number' || !/^[0-9]+$/.test(number.text)) {
    fail(ctx, head.span, `"${number?.text ?? ''}" after #line is not a positive integer`);
  }
  if (name && name.kind !== 'string')
    fail(ctx, name.span, `"${name.text}" is not a valid filename`);
  const most = 2 ** 31 - 1;
  const wanted = Number(number.text);
  if (wanted > most) warning(ctx, number.span, 'line number out of range');
  const by = Math.min(wanted, most) - (name ?? number).span.line - 1;
  const { file } = head.span;
  const { text, library } = ctx.files[file];
  const now = name ? addFile(ctx, name.text.slice(1, -1), text, library) : file;
  for (let i = input.length - 1; i >= 0; i--) {
    const { span } = input[i];
    if (span.file === file) {
      input[i] = { ...input[i], span: { ...span, file: now, line: span.line + by } };
    }
    if (input[i].kind === 'end') return;
  }
}

/** Evaluates an #if or #elif. A wrong one is told and holds not: its #endif is no surprise. */
function holds(pp: Preprocessor, head: Token, line: Token[]): boolean {
  try {
    return evaluateCondition(pp.ctx, conditionTokens(pp, head, line), head.span);
  } catch (e) {
    if (pp.work.fatal || tooManyErrors(pp.ctx)) throw e;
    caught(pp.ctx, e);
    pp.busy.clear();
    return false;
  }
}

function beginIf(pp: Preprocessor, hash: Token, holds: boolean): void {
  pp.conditionals.push({ span: hash.span, taken: holds, sawElse: false });
  if (!holds) skipBranch(pp);
}

/** Skips to the branch that is to be read: past #endif, behind #else, or behind a true #elif. */
function skipBranch(pp: Preprocessor): void {
  const open = pp.conditionals.at(-1)!;
  // Of each #if that is skipped as a whole: whether its #else has been.
  const inner: boolean[] = [];
  while (pp.input.length > 0) {
    const token = pp.input.pop()!;
    if (token.kind === 'end') {
      pp.input.push(token);
      return;
    }
    if (!token.first || token.text !== '#') continue;
    const line = restOfLine(pp);
    const head = line.shift();
    const name = head?.text;
    if (name === 'if' || name === 'ifdef' || name === 'ifndef') inner.push(false);
    else if (name === 'endif') {
      if (inner.pop() === undefined) {
        pp.conditionals.pop();
        return;
      }
    } else if (inner.length > 0 && (name === 'else' || name === 'elif')) {
      if (inner.at(-1)) error(pp.ctx, head!.span, `#${name} after #else`);
      inner[inner.length - 1] ||= name === 'else';
    } else if (name === 'else' || name === 'elif') {
      if (open.sawElse) fail(pp.ctx, head!.span, `#${name} after #else`);
      open.sawElse = name === 'else';
      if (open.taken) continue;
      if (name === 'else' || holds(pp, head!, line)) {
        open.taken = true;
        return;
      }
    }
  }
}

/** The operators of #if whose operand is not expanded. */
const ASKS = /^(defined|__has_(include|attribute|builtin))$/;

/** Names that may be asked for in #if: attributes and builtins that the compiler knows. */
const KNOWN_ATTRIBUTES =
  /^(__)?(packed|aligned|noreturn|unused|used|format|constructor|destructor|weak|const|pure|malloc|nonnull|deprecated|always_inline|noinline|fallthrough|warn_unused_result)(__)?$/;

/** Replaces `defined X` and its like by 1 or 0 and expands macros: what is left is arithmetic. */
function conditionTokens(pp: Preprocessor, head: Token, given: Token[]): Token[] {
  const line = expandAll(pp, given, true);
  const plain: Token[] = [];
  const asked = (i: number): { holds: boolean; next: number } => {
    const { text, span } = line[i];
    const paren = line[i + 1]?.text === '(';
    const close = line.findIndex((t, k) => k > i && t.text === ')');
    const next = paren ? close : i + 1;
    const inside = line.slice(i + (paren ? 2 : 1), paren ? close : i + 2);
    if (text === '__has_include' && paren && close > 0) {
      const quoted = inside[0]?.kind === 'string';
      const name = quoted ? inside[0].text.slice(1, -1) : spelling(inside.slice(1, -1));
      return { holds: findHeader(pp, name, quoted ? span.file : undefined) !== undefined, next };
    }
    const [name] = inside;
    if (name?.kind !== 'name' || inside.length !== 1 || (paren && close < 0)) {
      fail(pp.ctx, span, `operator "${text}" requires an identifier`);
    }
    const holds =
      text === 'defined'
        ? isDefined(pp, name.text)
        : text === '__has_attribute'
          ? KNOWN_ATTRIBUTES.test(name.text)
          : name.text.startsWith('__builtin_') || isDefined(pp, name.text);
    return { holds, next };
  };
  for (let i = 0; i < line.length; i++) {
    if (!ASKS.test(line[i].text)) {
      plain.push(line[i]);
      continue;
    }
    const { holds, next } = asked(i);
    plain.push({ ...line[i], kind: 'number', text: holds ? '1' : '0' });
    i = next;
  }
  if (plain.length === 0) fail(pp.ctx, head.span, `#${head.text} with no expression`);
  return plain;
}

/** Expands a token list on its own, as for macro arguments and #if. */
export function expandAll(pp: Preprocessor, tokens: Token[], condition = false): Token[] {
  const inner: Preprocessor = { ...pp, input: [], condition };
  for (let i = tokens.length - 1; i >= 0; i--) inner.input.push({ ...tokens[i], first: false });
  const expanded = run(inner);
  pp.counter = inner.counter;
  return expanded;
}

// include = "#" "include" ("<" name ">" | string | macros)
function include(pp: Preprocessor, head: Token, given: Token[]): void {
  const { ctx } = pp;
  let line = given;
  if (line[0]?.kind === 'name') line = expandAll(pp, line);
  const at = line[0]?.span ?? head.span;
  let name: string;
  if (line[0]?.kind === 'string') name = line[0].text.slice(1, -1);
  else if (line[0]?.text === '<') {
    const close = line.findIndex((t) => t.text === '>');
    if (close < 0) fail(ctx, at, 'missing terminating > character');
    name = spelling(line.slice(1, close));
  } else fail(ctx, at, '#include expects "FILENAME" or <FILENAME>');
  const next = head.text === 'include_next';
  const quoted = line[0].kind === 'string' && !next;
  const file = findHeader(
    pp,
    name,
    quoted ? head.span.file : undefined,
    next ? head.span.file : -1,
  );
  if (file === undefined) {
    const span = line[0].text === '<' ? { ...at, length: name.length + 2 } : at;
    pp.work.fatal = true;
    noHeader(pp, span, name);
  }
  pp.included.add(name);
  if (pp.pragmaOnce.has(file)) return;
  if (pp.depth >= MAX_DEPTH || pp.input.length > MAX_INPUT) {
    fail(ctx, at, `#include nested depth ${MAX_DEPTH} exceeds maximum`);
  }
  pushFile(pp, file, at);
}

/**
 * Finds a header: beside the file that names it in quotes, in the -I folders, in the system; with
 * `after`, only behind the folder where that file is.
 */
function findHeader(
  pp: Preprocessor,
  name: string,
  from: number | undefined,
  after = -1,
): number | undefined {
  const { ctx, inclusion } = pp;
  const { headers, readHeader } = inclusion;
  let { folders = [] } = inclusion;
  if (after >= 0) {
    const { name: path, library } = ctx.files[after];
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const at = folders.findIndex((f) => normalize(`${f}/`) === normalize(folder));
    folders = library ? [] : folders.slice(at + 1);
  }
  const here = from === undefined || ctx.files[from].library ? '' : ctx.files[from].name;
  const beside = from === undefined ? [] : [here.slice(0, here.lastIndexOf('/') + 1)];
  for (const folder of [...beside, ...folders.map((f) => `${f}/`)]) {
    const path = normalize(name.startsWith('/') ? name : folder + name);
    const own = ctx.files.findIndex((f) => !f.library && normalize(f.name) === path);
    if (own >= 0) return own;
    const text = readHeader?.(path);
    if (text !== undefined) return addFile(ctx, path, text, false);
  }
  const text = headers(name);
  if (text !== undefined) return addFile(ctx, name, text, true);
  // A program's own header may be in angle brackets where no other has its name.
  const own = ctx.files.findIndex((f) => !f.library && f.name === name);
  return own >= 0 ? own : undefined;
}

/** Takes `./` and `folder/../` out of a path. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function noHeader(pp: Preprocessor, span: Span, name: string): never {
  const message = `${name}: No such file or directory`;
  const similar = similarHeader(pp.inclusion.headers, name);
  if (similar === undefined) fail(pp.ctx, span, message, { fatal: true });
  const fix = { text: `<${similar}>` };
  fail(pp.ctx, span, message, { hint: `did you mean <${similar}>?`, fix, fatal: true });
}
