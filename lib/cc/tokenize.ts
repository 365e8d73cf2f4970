// Tokenize: text to preprocessing tokens, each with its place.
//
// One idea: a token keeps its spelling and whether a space or a line began before it; that is all
// the preprocessor needs, and values are computed where they are used.
//
// Source: ISO C17 6.4.
// Departs: no trigraphs; `#` makes of a digraph what it stands for; a name may have any letters, but none spelt as `\u`.

import { type Context, fail, type Span, warning } from './source.ts';

/** `other` is what no program may have, but a macro's argument or a skipped line may. */
export type TokenKind = 'name' | 'number' | 'char' | 'string' | 'punct' | 'other' | 'end';

export interface Token {
  kind: TokenKind;
  text: string;
  span: Span;
  /** White space before it: matters to `#` and to function-like macro definitions. */
  space: boolean;
  /** First on its line: a `#` here begins a directive. */
  first: boolean;
  /** Met inside its own macro: it is never expanded again. */
  stays?: boolean;
}

// Longest first, so that the first match is the right one.
const PUNCTUATORS = [
  ...['...', '<<=', '>>='],
  ...['->', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||'],
  ...['*=', '/=', '%=', '+=', '-=', '&=', '^=', '|=', '##', '::'],
  ...['%:%:', '<:', ':>', '<%', '%>', '%:'],
  ...'[](){}.&*+-~!/%<>^|?:;=,#'.split(''),
];

/** Other spellings, for keyboards without these characters. */
const DIGRAPHS: Record<string, string> = {
  ...{ '<:': '[', ':>': ']', '<%': '{', '%>': '}', '%:': '#', '%:%:': '##' },
};

const NAME =
  /(?:[\p{L}_$]|\\u[\da-fA-F]{4}|\\U[\da-fA-F]{8})(?:[\p{L}\p{M}\p{N}_$]|\\u[\da-fA-F]{4}|\\U[\da-fA-F]{8})*/uy;
const NUMBER = /\.?[0-9](?:[eEpP][+-]|[A-Za-z0-9_.])*/y;
const SPACE = /[ \t\r\f\v]+/y;
const STRING = /(?:u8|[uUL])?"(?:[^"\\\n]|\\.)*"/y;
const CHAR = /[uUL]?'(?:[^'\\\n]|\\.)*'/y;

/** Splits a file of the context into tokens; the last one is of kind `end`. */
export function tokenize(ctx: Context, file: number): Token[] {
  const { text, starts } = spliceLines(ctx.files[file].text);
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let space = false;
  let first = true;

  const here = (length: number): Span => {
    while (starts[line] <= at) line++;
    return { file, line, column: at - starts[line - 1] + 1, length };
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: TokenKind, spelling: string, length = spelling.length): void => {
    tokens.push({ kind, text: spelling, span: here(length), space, first });
    at += length;
    space = false;
    first = false;
  };

  while (at < text.length) {
    const c = text[at];
    if (c === '\n') {
      at++;
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
      if (end < 0) fail(ctx, here(1), 'unterminated comment');
      at = end + 2;
      space = true;
      continue;
    }
    const number = match(NUMBER);
    if (number) {
      push('number', number);
      continue;
    }
    const quoted = c === '"' || c === "'" || c === 'L' || c === 'u' || c === 'U';
    const string = quoted ? match(STRING) : undefined;
    if (string) {
      push('string', string);
      continue;
    }
    const char = quoted ? match(CHAR) : undefined;
    if (char) {
      push('char', char);
      continue;
    }
    if (c === '"' || c === "'") {
      push('other', match(/.*/y)!);
      continue;
    }
    const name = match(NAME);
    if (name) {
      push('name', name.includes('\\') ? spelledOut(name) : name, name.length);
      continue;
    }
    const punct = PUNCTUATORS.find((p) => text.startsWith(p, at));
    if (punct) push('punct', DIGRAPHS[punct] ?? punct, punct.length);
    else push('other', String.fromCodePoint(text.codePointAt(at)!));
  }
  first = true;
  push('end', '');
  return tokens;
}

/** Universal character names (C17 6.4.3) as the characters themselves. */
function spelledOut(name: string): string {
  return name.replace(/\\u(.{4})|\\U(.{8})/g, (all, short, long) => {
    const code = Number.parseInt(short ?? long, 16);
    return code > 0x10ffff ? all : String.fromCodePoint(code);
  });
}

/** A backslash at the end of a line, also before blanks that nobody sees and before the CR of a DOS file. */
const CONTINUED = /\\[ \t\r\f\v]*$/;

/** Joins lines that end in a backslash, and tells where each line of the file begins in what is left. */
function spliceLines(text: string): { text: string; starts: number[] } {
  const starts: number[] = [];
  let at = 0;
  const lines = text.split('\n').map((line, i, all) => {
    const end = i < all.length - 1 ? '\n' : '';
    const joined = line.replace(CONTINUED, '');
    const left = joined === line ? line + end : joined;
    starts.push(at);
    at += left.length;
    return left;
  });
  return { text: lines.join(''), starts };
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

/** What a literal spells: characters, or with `raw` the numbers of `\\x` and octal escapes. */
export interface Literal {
  prefix: string;
  codes: number[];
  raw: boolean[];
}

/** Decodes a string or character literal. */
export function decodeLiteral(ctx: Context, token: Token): Literal {
  const open = token.text.search(/["']/);
  const body = token.text.slice(open + 1, -1);
  const found: Literal = { prefix: token.text.slice(0, open), codes: [], raw: [] };
  const push = (code: number, raw: boolean): void => {
    found.codes.push(code);
    found.raw.push(raw);
  };
  const sequence = /\\(?:x([0-9A-Fa-f]+)|([0-7]{1,3})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/suy;
  for (let i = 0; i < body.length; ) {
    if (body[i] !== '\\') {
      const code = body.codePointAt(i)!;
      push(code, false);
      i += code > 0xffff ? 2 : 1;
      continue;
    }
    sequence.lastIndex = i;
    const m = sequence.exec(body)!;
    const named = m[3] ?? m[4];
    const span = { ...token.span, column: token.span.column + open + 1 + i, length: m[0].length };
    if (m[1]) push(Number.parseInt(m[1], 16) >>> 0, true);
    else if (m[2]) push(Number.parseInt(m[2], 8), true);
    else if (named) {
      const code = Number.parseInt(named, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        fail(ctx, span, `${m[0]} is not a valid universal character`);
      }
      push(code, false);
    } else if (Object.hasOwn(SIMPLE_ESCAPES, m[5])) push(SIMPLE_ESCAPES[m[5]], false);
    else {
      warning(ctx, { ...span, length: 2 }, `unknown escape sequence: '\\${m[5]}'`);
      push(m[5].codePointAt(0)!, false);
    }
    i += m[0].length;
  }
  return found;
}

/** The literal that spells this text. */
export function textLiteral(text: string): Literal {
  const codes = [...text].map((ch) => ch.codePointAt(0)!);
  return { prefix: '', codes, raw: codes.map(() => false) };
}

/** Bytes of one character by the prefix of its literal. */
export const CHARACTER_SIZE: Record<string, 1 | 2 | 4> = { '': 1, u8: 1, u: 2, U: 4, L: 4 };

/** Encodes a literal: UTF-8, UTF-16 or UTF-32 by the size of a character, least byte first. */
export function encodeLiteral({ codes, raw }: Literal, size: 1 | 2 | 4): number[] {
  const bytes: number[] = [];
  const put = (unit: number): void => {
    for (let i = 0; i < size; i++) bytes.push((unit >>> (8 * i)) & 255);
  };
  codes.forEach((code, i) => {
    if (size === 1 && !raw[i]) pushUtf8(bytes, code);
    else if (size === 2 && !raw[i] && code > 0xffff) {
      put(0xd800 + ((code - 0x10000) >> 10));
      put(0xdc00 + ((code - 0x10000) & 0x3ff));
    } else put(code);
  });
  return bytes;
}

/** The value of a character constant; of several characters the first is the highest byte. */
export function characterValue(literal: Literal): number {
  const { prefix } = literal;
  if (prefix === 'u') return literal.codes[0] & 0xffff;
  if (prefix === 'U') return literal.codes[0] >>> 0;
  if (prefix === 'L') return literal.codes[0] | 0;
  const bytes = encodeLiteral(literal, 1);
  return bytes.length === 1 ? (bytes[0] << 24) >> 24 : bytes.reduce((n, b) => (n << 8) | b, 0);
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
