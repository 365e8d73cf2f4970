// Tokenize: text to preprocessing tokens, each with its place.
//
// One idea: a token keeps its spelling and whether a space or a line began before it; that is all
// the preprocessor needs, and values are computed where they are used.
//
// Source: ISO C17 6.4.
// Departs: no trigraphs, no universal character names, no wide literals.

import { type Context, fail, type Span } from './source.ts';

export type TokenKind = 'name' | 'number' | 'char' | 'string' | 'punct' | 'end';

export interface Token {
  kind: TokenKind;
  text: string;
  span: Span;
  /** White space before it: matters to `#` and to function-like macro definitions. */
  space: boolean;
  /** First on its line: a `#` here begins a directive. */
  first: boolean;
  /** Macros that must not expand this token again (Prosser's hide set). */
  hide?: ReadonlySet<string>;
}

// Longest first, so that the first match is the right one.
const PUNCTUATORS = [
  ...['...', '<<=', '>>='],
  ...['->', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||'],
  ...['*=', '/=', '%=', '+=', '-=', '&=', '^=', '|=', '##'],
  ...'[](){}.&*+-~!/%<>^|?:;=,#'.split(''),
];

const NAME = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const NUMBER = /\.?[0-9](?:[eEpP][+-]|[A-Za-z0-9_.])*/y;
const SPACE = /[ \t\r\f\v]+/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const CHAR = /'(?:[^'\\\n]|\\.)*'/y;

/** Splits a file of the context into tokens; the last one is of kind `end`. */
export function tokenize(ctx: Context, file: number): Token[] {
  const text = spliceLines(ctx.files[file].text);
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let space = false;
  let first = true;

  const here = (length: number): Span => ({ file, line, column: at - lineStart + 1, length });
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: TokenKind, spelling: string): void => {
    tokens.push({ kind, text: spelling, span: here(spelling.length), space, first });
    at += spelling.length;
    space = false;
    first = false;
  };

  while (at < text.length) {
    const c = text[at];
    if (c === '\n') {
      at++;
      line++;
      lineStart = at;
      first = true;
      space = false;
      continue;
    }
    const blank = match(SPACE);
    if (blank) {
      at += blank.length;
      space = true;
      continue;
    }
    if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) fail(ctx, here(2), 'unterminated comment');
      for (let i = at; i < end; i++) {
        if (text[i] === '\n') {
          line++;
          lineStart = i + 1;
        }
      }
      at = end + 2;
      space = true;
      continue;
    }
    const number = match(NUMBER);
    if (number) {
      push('number', number);
      continue;
    }
    const string = c === '"' ? match(STRING) : undefined;
    if (string) {
      push('string', string);
      continue;
    }
    const char = c === "'" ? match(CHAR) : undefined;
    if (char) {
      push('char', char);
      continue;
    }
    if (c === '"' || c === "'") fail(ctx, here(1), `missing terminating ${c} character`);
    const name = match(NAME);
    if (name) {
      push('name', name);
      continue;
    }
    const punct = PUNCTUATORS.find((p) => text.startsWith(p, at));
    if (!punct) fail(ctx, here(1), `stray '${c}' in program`);
    push('punct', punct);
  }
  first = true;
  push('end', '');
  return tokens;
}

/** Joins lines that end in a backslash, and keeps later lines' numbers right. */
function spliceLines(text: string): string {
  if (!text.includes('\\\n')) return text;
  let pending = 0;
  let out = '';
  for (const line of text.split('\n')) {
    if (line.endsWith('\\')) {
      out += line.slice(0, -1);
      pending++;
    } else {
      out += `${line}\n${'\n'.repeat(pending)}`;
      pending = 0;
    }
  }
  return out;
}

const SIMPLE_ESCAPES: Record<string, number> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
  '\\': 92,
  "'": 39,
  '"': 34,
  '?': 63,
};

/** Decodes the inside of a string or character literal to bytes (UTF-8 for what is not ASCII). */
export function decodeLiteral(ctx: Context, token: Token): number[] {
  const body = token.text.slice(1, -1);
  const bytes: number[] = [];
  const sequence = /\\(?:x([0-9A-Fa-f]+)|([0-7]{1,3})|(.))/y;
  for (let i = 0; i < body.length; ) {
    if (body[i] !== '\\') {
      const code = body.codePointAt(i)!;
      pushUtf8(bytes, code);
      i += code > 0xffff ? 2 : 1;
      continue;
    }
    sequence.lastIndex = i;
    const m = sequence.exec(body)!;
    if (m[1]) bytes.push(Number.parseInt(m[1], 16) & 255);
    else if (m[2]) bytes.push(Number.parseInt(m[2], 8) & 255);
    else if (m[3] in SIMPLE_ESCAPES) bytes.push(SIMPLE_ESCAPES[m[3]]);
    else {
      const span = { ...token.span, column: token.span.column + 1 + i, length: 2 };
      fail(ctx, span, `unknown escape sequence: '\\${m[3]}'`);
    }
    i += m[0].length;
  }
  return bytes;
}

function pushUtf8(bytes: number[], code: number): void {
  if (code < 0x80) bytes.push(code);
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
  else if (code < 0x10000) {
    bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  } else {
    bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
    bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
}
