// Preprocess: includes, macros and conditionals; tokens in, tokens out.
//
// One idea: the input is a stack of tokens. An #include or a macro's replacement is pushed onto it
// and read like anything else; a token's hide set says which macros made it, so that none of them
// expands it again.
//
// Tokens that a macro made carry the place where the macro was used: that is the line which a
// diagnostic, a breakpoint and a highlighted listing mean.
//
// Source: ISO C17 6.10; D. Prosser's algorithm (X3J11/86-196).

import { evaluateCondition } from './condition.ts';
import { type Context, endOf, error, fail, type Span, warning } from './source.ts';
import { type Token, tokenize } from './tokenize.ts';

export interface Macro {
  name: string;
  /** Undefined for an object-like macro. */
  params: string[] | undefined;
  variadic: boolean;
  body: Token[];
}

interface Conditional {
  span: Span;
  /** Whether some branch has been taken already. */
  taken: boolean;
  sawElse: boolean;
}

export interface Preprocessor {
  ctx: Context;
  headers: (name: string) => string | undefined;
  macros: Map<string, Macro>;
  /** The rest of the input, next token last. */
  input: Token[];
  conditionals: Conditional[];
  pragmaOnce: Set<string>;
  /** Library headers that were included, for hints about a missing one. */
  included: Set<string>;
}

const MAX_INPUT = 2_000_000;

const PREDEFINED = `
#define __STDC__ 1
#define __STDC_VERSION__ 201710L
#define __STDC_HOSTED__ 1
#define __linux__ 1
#define __linux 1
#define linux 1
#define __unix__ 1
#define unix 1
#define __x86_64__ 1
#define __LP64__ 1
#define _LP64 1
#define __ORDER_LITTLE_ENDIAN__ 1234
#define __ORDER_BIG_ENDIAN__ 4321
#define __BYTE_ORDER__ 1234
#define __CHAR_BIT__ 8
#define __SIZEOF_INT__ 4
#define __SIZEOF_LONG__ 8
#define __SIZEOF_POINTER__ 8
#define __extension__
#define __restrict
#define __restrict__
#define restrict
#define __inline inline
#define __inline__ inline
#define __const const
#define __volatile__ volatile
#define __signed__ signed
#define __SOCKETS__ 1
`;

/** Preprocesses one file of the context. */
export function preprocess(
  ctx: Context,
  file: number,
  headers: (name: string) => string | undefined,
): { tokens: Token[]; included: Set<string> } {
  const pp: Preprocessor = {
    ctx,
    headers,
    macros: new Map(),
    input: [],
    conditionals: [],
    pragmaOnce: new Set(),
    included: new Set(),
  };
  pushFile(pp, addFile(ctx, '<built-in>', PREDEFINED, true));
  run(pp);
  pushFile(pp, file);
  const tokens = run(pp);
  const open = pp.conditionals.at(-1);
  if (open) error(ctx, open.span, 'unterminated conditional directive (no #endif)');
  const last = ctx.files[file].text.split('\n').length;
  tokens.push(endToken(tokens.at(-1)?.span ?? { file, line: last, column: 1, length: 1 }));
  return { tokens, included: pp.included };
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
  // The `end` of an included file stays in the stream for a moment: a directive stops before it.
  for (let i = tokens.length - 1; i >= 0; i--) pp.input.push(tokens[i]);
}

/** Reads the whole input and returns what is left of it after preprocessing. */
function run(pp: Preprocessor): Token[] {
  const out: Token[] = [];
  while (pp.input.length > 0) {
    const token = pp.input.pop()!;
    if (token.kind === 'end') continue;
    if (token.first && token.text === '#' && token.kind === 'punct') {
      directive(pp, token);
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

// directive = "#" ("include" | "define" | "undef" | "if" | "ifdef" | "ifndef" | "elif" | "else"
//                  | "endif" | "error" | "warning" | "pragma" | "line")? rest-of-line
function directive(pp: Preprocessor, hash: Token): void {
  const { ctx } = pp;
  const line = restOfLine(pp);
  const head = line.shift();
  if (!head) return;
  const at = head.span;
  switch (head.text) {
    case 'include':
      include(pp, head, line);
      return;
    case 'define':
      define(pp, head, line);
      return;
    case 'undef':
      if (line[0]?.kind !== 'name') fail(ctx, at, 'no macro name given in #undef directive');
      pp.macros.delete(line[0].text);
      return;
    case 'if':
      beginIf(pp, hash, evaluateCondition(pp.ctx, conditionTokens(pp, head, line), head.span));
      return;
    case 'ifdef':
    case 'ifndef': {
      if (line[0]?.kind !== 'name') fail(ctx, at, `no macro name given in #${head.text} directive`);
      beginIf(pp, hash, pp.macros.has(line[0].text) === (head.text === 'ifdef'));
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
      warning(ctx, at, `#warning${text}`);
      return;
    }
    case 'pragma':
      if (line[0]?.text === 'once') pp.pragmaOnce.add(ctx.files[at.file].name);
      return;
    case 'line':
      fail(ctx, at, '#line is not supported by this compiler');
      return;
    default:
      fail(ctx, at, `invalid preprocessing directive #${head.text}`);
  }
}

function beginIf(pp: Preprocessor, hash: Token, holds: boolean): void {
  pp.conditionals.push({ span: hash.span, taken: holds, sawElse: false });
  if (!holds) skipBranch(pp);
}

/** Skips to the branch that is to be read: past #endif, behind #else, or behind a true #elif. */
function skipBranch(pp: Preprocessor): void {
  const open = pp.conditionals.at(-1)!;
  let depth = 0;
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
    if (name === 'if' || name === 'ifdef' || name === 'ifndef') depth++;
    else if (name === 'endif') {
      if (depth === 0) {
        pp.conditionals.pop();
        return;
      }
      depth--;
    } else if (depth === 0 && (name === 'else' || name === 'elif')) {
      if (open.sawElse) fail(pp.ctx, head!.span, `#${name} after #else`);
      open.sawElse = name === 'else';
      if (open.taken) continue;
      if (
        name === 'else' ||
        evaluateCondition(pp.ctx, conditionTokens(pp, head!, line), head!.span)
      ) {
        open.taken = true;
        return;
      }
    }
  }
}

/** Replaces `defined X` by 1 or 0 and expands macros: what is left is arithmetic. */
function conditionTokens(pp: Preprocessor, head: Token, line: Token[]): Token[] {
  const plain: Token[] = [];
  for (let i = 0; i < line.length; i++) {
    if (line[i].text !== 'defined' && line[i].text !== '__has_include') {
      plain.push(line[i]);
      continue;
    }
    const paren = line[i + 1]?.text === '(';
    const name = line[i + (paren ? 2 : 1)];
    if (name?.kind !== 'name' || (paren && line[i + 3]?.text !== ')')) {
      fail(pp.ctx, line[i].span, `operator "${line[i].text}" requires an identifier`);
    }
    plain.push({ ...line[i], kind: 'number', text: pp.macros.has(name.text) ? '1' : '0' });
    i += paren ? 3 : 1;
  }
  if (plain.length === 0) fail(pp.ctx, head.span, `#${head.text} with no expression`);
  return expandAll(pp, plain);
}

/** Expands a token list on its own, as for macro arguments and #if. */
function expandAll(pp: Preprocessor, tokens: Token[]): Token[] {
  const inner: Preprocessor = { ...pp, input: [] };
  for (let i = tokens.length - 1; i >= 0; i--) inner.input.push({ ...tokens[i], first: false });
  return run(inner);
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
    name = line
      .slice(1, close)
      .map((t) => t.text)
      .join('');
  } else fail(ctx, at, '#include expects "FILENAME" or <FILENAME>');
  const own = ctx.files.findIndex((f) => !f.library && f.name === name);
  const text = own >= 0 ? undefined : pp.headers(name);
  if (own < 0 && text === undefined) {
    const span = line[0].text === '<' ? { ...at, length: name.length + 2 } : at;
    fail(ctx, span, `${name}: No such file or directory`, missingHeaderHint(name));
  }
  pp.included.add(name);
  if (pp.pragmaOnce.has(name)) return;
  if (pp.input.length > MAX_INPUT) fail(ctx, at, '#include nested too deeply');
  pushFile(pp, own >= 0 ? own : addFile(ctx, name, text!, true), at);
}

/** Says what a header that gcc would find is missing for. */
function missingHeaderHint(name: string): string {
  return /^(pthread|threads|semaphore|stdatomic)\.h$/.test(name)
    ? 'Threads in C are not supported here; fork(), poll() and epoll are.'
    : 'The C library of this machine does not have it.';
}

// define = "#" "define" name ("(" (name ("," name)* ("," "...")? | "...")? ")")? tokens
function define(pp: Preprocessor, head: Token, line: Token[]): void {
  const { ctx } = pp;
  const name = line.shift();
  if (!name) fail(ctx, head.span, 'no macro name given in #define directive');
  if (name.kind !== 'name') fail(ctx, name.span, 'macro names must be identifiers');
  const macro: Macro = { name: name.text, params: undefined, variadic: false, body: line };
  if (line[0]?.text === '(' && !line[0].space) {
    const close = line.findIndex((t) => t.text === ')');
    if (close < 0) fail(ctx, line[0].span, "expected ')' before end of line");
    macro.params = [];
    for (const t of line.slice(1, close)) {
      if (t.text === '...') macro.variadic = true;
      else if (t.kind === 'name') macro.params.push(t.text);
      else if (t.text !== ',')
        fail(ctx, t.span, `"${t.text}" may not appear in macro parameter list`);
    }
    macro.body = line.slice(close + 1);
  }
  const ends = [macro.body[0], macro.body.at(-1)].find((t) => t?.text === '##');
  if (ends) fail(ctx, ends.span, "'##' cannot appear at either end of a macro expansion");
  const old = pp.macros.get(macro.name);
  if (old && spelling(old.body) !== spelling(macro.body)) {
    warning(ctx, name.span, `"${macro.name}" redefined`);
  }
  pp.macros.set(macro.name, macro);
}

function spelling(tokens: Token[]): string {
  return tokens.map((t, i) => (t.space && i > 0 ? ' ' : '') + t.text).join('');
}

/** Pushes the replacement of a macro's name onto the input; false if it is to stay as it is. */
function expand(pp: Preprocessor, token: Token): boolean {
  if (token.hide?.has(token.text)) return false;
  if (token.text === '__LINE__' || token.text === '__FILE__') {
    const line = token.text === '__LINE__';
    const text = line ? String(token.span.line) : `"${pp.ctx.files[token.span.file].name}"`;
    pp.input.push({ ...token, kind: line ? 'number' : 'string', text });
    return true;
  }
  const macro = pp.macros.get(token.text);
  if (!macro) return false;
  if (!macro.params) {
    const hide = new Set([...(token.hide ?? []), macro.name]);
    pushReplacement(pp, token, substitute(pp, macro, [], token), hide);
    return true;
  }
  let next = pp.input.length - 1;
  while (next >= 0 && pp.input[next].kind === 'end') next--;
  if (next < 0 || pp.input[next].text !== '(') return false;
  pp.input.length = next;
  const { args, close } = macroArguments(pp, macro, token);
  const hide = new Set([...(token.hide ?? [])].filter((n) => close.hide?.has(n)));
  hide.add(macro.name);
  pushReplacement(pp, token, substitute(pp, macro, args, token), hide);
  return true;
}

function pushReplacement(
  pp: Preprocessor,
  use: Token,
  tokens: Token[],
  hide: ReadonlySet<string>,
): void {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const t = tokens[i];
    const merged = t.hide ? new Set([...t.hide, ...hide]) : hide;
    const space = i === 0 ? use.space : t.space;
    pp.input.push({ ...t, hide: merged, first: i === 0 && use.first && t.text !== '#', space });
  }
}

function macroArguments(
  pp: Preprocessor,
  macro: Macro,
  use: Token,
): { args: Token[][]; close: Token } {
  const wanted = macro.params!.length;
  const args: Token[][] = [[]];
  let depth = 0;
  for (;;) {
    const t = pp.input.pop();
    if (!t) fail(pp.ctx, use.span, `unterminated argument list invoking macro "${macro.name}"`);
    if (t.kind === 'end') continue;
    if (t.text === ')' && depth === 0) {
      if (wanted === 0 && args.length === 1 && args[0].length === 0 && !macro.variadic) args.pop();
      checkCount(pp, macro, args, use);
      return { args, close: t };
    }
    if (t.text === '(') depth++;
    if (t.text === ')') depth--;
    // Once the named parameters have theirs, the rest with its commas is __VA_ARGS__.
    const rest = macro.variadic && args.length > wanted;
    if (t.text === ',' && depth === 0 && !rest) args.push([]);
    else args.at(-1)!.push(t);
  }
}

function checkCount(pp: Preprocessor, macro: Macro, args: Token[][], use: Token): void {
  const wanted = macro.params!.length;
  if (macro.variadic) {
    if (args.length === wanted) args.push([]);
    if (args.length > wanted) return;
  } else if (args.length === wanted) return;
  const given = args.length;
  const message =
    given < wanted
      ? `macro "${macro.name}" requires ${wanted} arguments, but only ${given} given`
      : `macro "${macro.name}" passed ${given} arguments, but takes just ${wanted}`;
  fail(pp.ctx, use.span, message);
}

/** Puts the arguments into the body; does `#` and `##`. Every token gets the place of use. */
function substitute(pp: Preprocessor, macro: Macro, args: Token[][], use: Token): Token[] {
  const out: Token[] = [];
  const argumentOf = (t: Token | undefined): Token[] | undefined => {
    if (t?.kind !== 'name' || !macro.params) return undefined;
    if (macro.variadic && t.text === '__VA_ARGS__') return args[macro.params.length];
    const i = macro.params.indexOf(t.text);
    return i < 0 ? undefined : args[i];
  };
  const body = macro.body;
  for (let i = 0; i < body.length; i++) {
    const t = body[i];
    const span = { ...use.span, macro: { name: macro.name, spelled: t.span, use: use.span } };
    const placed = { ...t, span, first: false };
    if (t.text === '#' && t.kind === 'punct' && macro.params) {
      const arg = argumentOf(body[i + 1]);
      if (!arg) fail(pp.ctx, t.span, "'#' is not followed by a macro parameter");
      const quoted = spelling(arg).replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (s) =>
        s.replace(/["\\]/g, '\\$&'),
      );
      out.push({ ...placed, kind: 'string', text: `"${quoted}"` });
      i++;
      continue;
    }
    if (t.text === '##') {
      const right = argumentOf(body[i + 1]) ?? [body[i + 1]];
      i++;
      // GNU: `, ## __VA_ARGS__` drops the comma when there are no further arguments.
      if (out.at(-1)?.text === ',' && body[i].text === '__VA_ARGS__') {
        if (right.length === 0) out.pop();
        else out.push(...right);
        continue;
      }
      const left = out.pop();
      const glued = (left?.text ?? '') + (right[0]?.text ?? '');
      if (glued) out.push(paste(pp, glued, use));
      out.push(...right.slice(1));
      continue;
    }
    const arg = argumentOf(t);
    if (!arg) out.push(placed);
    else if (body[i + 1]?.text === '##') out.push(...arg);
    else out.push(...expandAll(pp, arg).map((a, k) => (k === 0 ? { ...a, space: t.space } : a)));
  }
  return out;
}

function paste(pp: Preprocessor, text: string, use: Token): Token {
  const scratch: Context = { files: [{ name: '', text, library: true }], diagnostics: [] };
  const tokens = tokenize(scratch, 0);
  if (tokens.length !== 2) {
    fail(pp.ctx, use.span, `pasting does not give a valid preprocessing token: "${text}"`);
  }
  return { ...tokens[0], span: use.span, space: use.space, first: false };
}
