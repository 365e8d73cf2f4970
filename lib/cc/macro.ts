// Macro: definitions, and what comes in place of a macro's name.
//
// One idea: a replacement is pushed back onto the input with a mark behind it, and until the mark is
// read its macro does not expand again. A name that was met meanwhile stays as it is for ever, but the
// same name made anew behind the mark does not: that is how macros that call themselves later work.
//
// Source: ISO C17 6.10.3.4, as gcc and clang read it; C23 for __VA_OPT__.

import { predefined } from './predefined.ts';
import { directive, expandAll, type Preprocessor } from './preprocess.ts';
import { type Context, error, fail, type Span, warning } from './source.ts';
import { type Token, tokenize } from './tokenize.ts';

export interface Macro {
  name: string;
  /** Undefined for an object-like macro. */
  params: string[] | undefined;
  /** What the further arguments are called: __VA_ARGS__, or GNU's `name...`. */
  rest: string | undefined;
  body: Token[];
  /** Where it is defined. */
  span?: Span;
}

// define = "#" "define" name ("(" (name ("," name)* ("," "...")? | "...")? ")")? tokens
export function define(pp: Preprocessor, head: Token, line: Token[]): void {
  const { ctx } = pp;
  const name = line.shift();
  if (!name) fail(ctx, head.span, 'no macro name given in #define directive');
  if (name.kind !== 'name') fail(ctx, name.span, 'macro names must be identifiers');
  const macro: Macro = { name: name.text, params: undefined, rest: undefined, body: line };
  macro.span = name.span;
  if (line[0]?.text === '(' && !line[0].space) {
    const close = line.findIndex((t) => t.text === ')');
    if (close < 0) fail(ctx, line[0].span, "expected ')' before end of line");
    macro.params = [];
    for (const [i, t] of line.slice(1, close).entries()) {
      // `args...` is GNU's way to name what `...` alone calls __VA_ARGS__.
      if (t.text === '...')
        macro.rest = line[i].kind === 'name' ? macro.params.pop()! : '__VA_ARGS__';
      else if (t.kind === 'name') macro.params.push(t.text);
      else if (t.text !== ',')
        fail(ctx, t.span, `"${t.text}" may not appear in macro parameter list`);
    }
    macro.body = line.slice(close + 1);
  }
  const ends = [macro.body[0], macro.body.at(-1)].find((t) => t?.text === '##');
  if (ends) fail(ctx, ends.span, "'##' cannot appear at either end of a macro expansion");
  const old = macroOf(pp, macro.name);
  if (old && definition(old) !== definition(macro)) {
    warning(ctx, name.span, `"${macro.name}" redefined`);
  }
  pp.macros.set(macro.name, macro);
}

function definition({ params, rest, body }: Macro): string {
  return `${params}|${rest}|${spelling(body)}`;
}

export function spelling(tokens: Token[]): string {
  return tokens.map((t, i) => (t.space && i > 0 ? ' ' : '') + t.text).join('');
}

/** Finds a macro; predefined ones are made when they are first asked for. */
function macroOf(pp: Preprocessor, name: string): Macro | undefined {
  if (pp.macros.has(name)) return pp.macros.get(name);
  const text = predefined(name);
  if (text === undefined) return undefined;
  pp.macros.set(name, undefined);
  const scratch: Context = { files: [{ name: '', text, library: true }], diagnostics: [] };
  const tokens = tokenize(scratch, 0).slice(0, -1);
  // Its tokens are of no file that a message could show.
  for (const t of tokens) t.span = { ...t.span, file: 0 };
  define(pp, tokens[0], tokens);
  return pp.macros.get(name);
}

export function isDefined(pp: Preprocessor, name: string): boolean {
  const operator = /^__has_(include|attribute|builtin)$/.test(name);
  return operator || BY_PLACE.has(name) || macroOf(pp, name) !== undefined;
}

const BY_PLACE: ReadonlySet<string> = new Set([
  ...['__LINE__', '__FILE__', '__COUNTER__', '__BASE_FILE__', '__INCLUDE_LEVEL__', '__FILE_NAME__'],
]);

/** The macros whose value depends on where they stand. */
function byPlace(pp: Preprocessor, { text, span }: Token): string {
  const { name } = pp.ctx.files[span.file];
  switch (text) {
    case '__LINE__':
      return String(span.line);
    case '__COUNTER__':
      return String(pp.counter++);
    case '__INCLUDE_LEVEL__':
      return String(pp.depth - 1);
    case '__FILE_NAME__':
      return JSON.stringify(name.slice(name.lastIndexOf('/') + 1));
    default:
      return JSON.stringify(text === '__FILE__' ? name : pp.ctx.files[0].name);
  }
}

/** Pushes the replacement of a macro's name onto the input; false if it is to stay as it is. */
export function expand(pp: Preprocessor, token: Token): boolean {
  if (token.stays) return false;
  const macro = macroOf(pp, token.text);
  if (!macro) {
    if (!BY_PLACE.has(token.text)) return false;
    const text = byPlace(pp, token);
    pp.input.push({ ...token, kind: text.startsWith('"') ? 'string' : 'number', text });
    return true;
  }
  if (pp.busy.has(macro.name)) {
    token.stays = true;
    return false;
  }
  if (!macro.params) {
    pushReplacement(pp, token, macro, []);
    return true;
  }
  if (next(pp)?.text !== '(') return false;
  pp.input.pop();
  const { args, wrong } = macroArguments(pp, macro, token);
  if (wrong) {
    // Told; a number keeps what is around it whole.
    pp.input.push({ ...token, kind: 'number', text: '0' });
    return true;
  }
  pushReplacement(pp, token, macro, args);
  return true;
}

/** The next token of the input; what ended before it is over. */
export function next(pp: Preprocessor): Token | undefined {
  while (pp.input.at(-1)?.kind === 'end') ended(pp, pp.input.pop()!);
  return pp.input.at(-1);
}

/** The end of a file, or the mark behind a macro's replacement, has been read. */
export function ended(pp: Preprocessor, { text }: Token): void {
  if (text === '') pp.depth--;
  else pp.busy.delete(text);
}

const isText = (t: Token): boolean => t.kind !== 'end';

function pushReplacement(pp: Preprocessor, use: Token, macro: Macro, args: Token[][]): void {
  const tokens = substitute(pp, macro, args, use);
  // The space before what becomes nothing is before what follows it.
  const follows = tokens.length === 0 && use.space ? pp.input.findLast(isText) : undefined;
  if (follows) follows.space = true;
  pp.input.push({ ...use, kind: 'end', text: macro.name, first: false });
  pp.busy.add(macro.name);
  for (let i = tokens.length - 1; i >= 0; i--) {
    const t = tokens[i];
    const space = i === 0 ? use.space : t.space;
    pp.input.push({ ...t, first: i === 0 && use.first && t.text !== '#', space });
  }
}

function macroArguments(
  pp: Preprocessor,
  macro: Macro,
  use: Token,
): { args: Token[][]; wrong: boolean } {
  const wanted = macro.params!.length;
  const args: Token[][] = [[]];
  let depth = 0;
  for (;;) {
    const t = pp.input.pop();
    if (!t) fail(pp.ctx, use.span, `unterminated argument list invoking macro "${macro.name}"`);
    if (t.kind === 'end') {
      ended(pp, t);
      continue;
    }
    // Not in the standard, and in many a program.
    if (t.first && t.text === '#' && t.kind === 'punct') {
      directive(pp, t, 0);
      continue;
    }
    if (t.text === ')' && depth === 0) {
      if (wanted === 0 && args.length === 1 && args[0].length === 0 && !macro.rest) args.pop();
      return { args, wrong: !checkCount(pp, macro, args, t) };
    }
    if (t.text === '(') depth++;
    if (t.text === ')') depth--;
    // Once the named parameters have theirs, the rest with its commas is __VA_ARGS__.
    const rest = macro.rest && args.length > wanted;
    if (t.text === ',' && depth === 0 && !rest) args.push([]);
    else args.at(-1)!.push(t.first ? { ...t, first: false, space: true } : t);
  }
}

function checkCount(pp: Preprocessor, macro: Macro, args: Token[][], close: Token): boolean {
  const wanted = macro.params!.length;
  if (macro.rest) {
    if (args.length === wanted) args.push([]);
    if (args.length > wanted) return true;
  } else if (args.length === wanted) return true;
  const given = args.length;
  const message =
    given < wanted
      ? `macro "${macro.name}" requires ${wanted} arguments, but only ${given} given`
      : `macro "${macro.name}" passed ${given} arguments, but takes just ${wanted}`;
  const defined = `macro "${macro.name}" defined here`;
  const notes = macro.span ? [{ span: macro.span, message: defined }] : [];
  error(pp.ctx, close.span, message, { notes });
  return false;
}

/** Stands where an empty argument was, so that `##` has something on both sides. */
function placemarker(span: Span): Token {
  return { kind: 'punct', text: '', span, space: false, first: false };
}

/** Puts the arguments into the body; does `#` and `##`. Every token gets the place of use. */
function substitute(pp: Preprocessor, macro: Macro, args: Token[][], use: Token): Token[] {
  return replace(pp, macro, macro.body, args, use).filter((t) => t.text !== '');
}

function replace(
  pp: Preprocessor,
  macro: Macro,
  body: Token[],
  args: Token[][],
  use: Token,
): Token[] {
  const out: Token[] = [];
  const argumentOf = (t: Token | undefined): Token[] | undefined => {
    if (t?.kind !== 'name' || !macro.params) return undefined;
    if (t.text === macro.rest) return args[macro.params.length];
    const i = macro.params.indexOf(t.text);
    return i < 0 ? undefined : args[i];
  };
  const some = (list: Token[]): Token[] => (list.length > 0 ? list : [placemarker(use.span)]);
  for (let i = 0; i < body.length; i++) {
    const t = body[i];
    const span = { ...use.span, macro: { name: macro.name, spelled: t.span, use: use.span } };
    const placed = { ...t, span, first: false };
    if (t.text === '#' && t.kind === 'punct' && macro.params) {
      const arg = argumentOf(body[i + 1]);
      if (!arg) fail(pp.ctx, t.span, "'#' is not followed by a macro parameter");
      out.push({ ...placed, kind: 'string', text: stringize(arg) });
      i++;
      continue;
    }
    if (t.text === '##' && out.length > 0) {
      const arg = argumentOf(body[++i]);
      // GNU: `, ## __VA_ARGS__` drops the comma when there are no further arguments.
      if (out.at(-1)?.text === ',' && arg && body[i].text === macro.rest) {
        if (arg.length === 0) out.pop();
        else out.push(...arg);
        continue;
      }
      const right = some(arg ?? [{ ...body[i], span, first: false }]);
      const left = out.pop()!;
      const glued = left.text + right[0].text;
      if (left.text === '') out.push({ ...right[0], space: left.space });
      else out.push(right[0].text === '' ? left : paste(pp, glued, use, left));
      out.push(...right.slice(1));
      continue;
    }
    if (t.text === '__VA_OPT__' && macro.rest && body[i + 1]?.text === '(') {
      const end = closing(body, i + 1);
      const given = expandAll(pp, args[macro.params!.length]).length > 0;
      const inside = given ? replace(pp, macro, body.slice(i + 2, end), args, use) : [];
      out.push(...some(inside).map((a, k) => (k === 0 ? { ...a, space: t.space } : a)));
      i = end;
      continue;
    }
    const arg = argumentOf(t);
    const whole = arg && (body[i + 1]?.text === '##' ? arg : expandAll(pp, arg));
    if (!whole) out.push(placed);
    else out.push(...some(whole).map((a, k) => (k === 0 ? { ...a, space: t.space } : a)));
  }
  return out;
}

/** The index of the parenthesis that closes the one at `open`. */
function closing(body: Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < body.length; i++) {
    if (body[i].text === '(') depth++;
    else if (body[i].text === ')' && --depth === 0) return i;
  }
  return body.length;
}

/** `#`: the spelling of an argument, with the quotes and backslashes of its literals escaped. */
function stringize(arg: Token[]): string {
  const escaped = arg.map((t) =>
    t.kind === 'string' || t.kind === 'char' ? { ...t, text: t.text.replace(/["\\]/g, '\\$&') } : t,
  );
  // A backslash at the end would take the quote with it.
  return `"${spelling(escaped).replace(/(?<!\\)((?:\\\\)*)\\$/, '$1')}"`;
}

function paste(pp: Preprocessor, text: string, use: Token, left: Token): Token {
  const scratch: Context = { files: [{ name: '', text, library: true }], diagnostics: [] };
  const tokens = tokenize(scratch, 0);
  if (tokens.length !== 2) {
    fail(pp.ctx, use.span, `pasting does not give a valid preprocessing token: "${text}"`);
  }
  return { ...tokens[0], span: use.span, space: left.space, first: false };
}
