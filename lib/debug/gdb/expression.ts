// Expressions at a gdb prompt: C expressions with gdb's additions, as a tree.
//
// One idea: the grammar is C's table of precedences and little else. `$` is the last value, `$3`
// the third, `$name` a variable of the prompt's own, and `a @ n` is n objects from a on.
//
// Source: ISO C17 6.5; "Expressions" and "Arrays" in the gdb manual.

import { LEVELS } from '../../cc/parse-expression.ts';

/** What went wrong with a command, in gdb's words. */
export class GdbError extends Error {}

export type Node =
  | { k: 'int'; value: bigint; type: 'int' | 'uint' | 'long' | 'ulong' | 'char' }
  | { k: 'float'; value: number }
  | { k: 'text'; bytes: number[] }
  | { k: 'name'; name: string }
  /** Values printed before: `absolute` counts from 1, otherwise back from the last. */
  | { k: 'history'; absolute?: number; back: number }
  | { k: 'convenience'; name: string }
  | { k: 'unary'; op: string; a: Node }
  | { k: 'step'; op: '++' | '--'; prefix: boolean; a: Node }
  | { k: 'binary'; op: string; a: Node; b: Node }
  | { k: 'assign'; op: string; a: Node; b: Node }
  | { k: 'choice'; test: Node; a: Node; b: Node }
  | { k: 'index'; a: Node; b: Node }
  | { k: 'member'; a: Node; name: string; arrow: boolean }
  | { k: 'call'; a: Node; args: Node[] }
  | { k: 'cast'; type: TypeText; a: Node }
  | { k: 'sizeof'; a: Node | TypeText }
  | { k: 'type'; type: TypeText };

/** A type as it was written: its words, then how many stars and which array lengths. */
export interface TypeText {
  words: string[];
  stars: number;
  lengths: number[];
}

interface Token {
  kind: 'number' | 'name' | 'char' | 'text' | 'sign' | 'end';
  text: string;
}

const TYPE_WORDS = new Set([
  ...['void', 'char', 'short', 'int', 'long', 'signed', 'unsigned', 'float', 'double', '_Bool'],
  ...['struct', 'union', 'enum', 'const', 'volatile'],
]);

/** C's, and `@`, which gdb has between the shifts and the sums. */
const WITH_REPEAT: readonly (readonly string[])[] = [
  ...LEVELS.slice(0, -2),
  ['@'],
  ...LEVELS.slice(-2),
];

const SIGNS =
  /^(?:<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^~!<>=?:.,()[\]@])/;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const take = (kind: Token['kind'], found: string): void => {
      tokens.push({ kind, text: found });
      at += found.length;
    };
    const space = /^\s+/.exec(rest);
    const number = /^(?:0[xX][\da-fA-F]+|\d*\.?\d+(?:[eE][-+]?\d+)?\.?)[uUlLfF]*/.exec(rest);
    const name = /^\$?[A-Za-z_$][\w$]*|^\$\$?\d*/.exec(rest);
    const quoted = /^'(?:\\.[0-7]*|[^'\\])+'/.exec(rest);
    const text_ = /^"(?:\\.|[^"\\])*"/.exec(rest);
    const sign = SIGNS.exec(rest);
    if (space) at += space[0].length;
    else if (number) take('number', number[0]);
    else if (name) take('name', name[0]);
    else if (quoted) take('char', quoted[0]);
    else if (text_) take('text', text_[0]);
    else if (sign) take('sign', sign[0]);
    else if (rest[0] === '"') throw new GdbError('Unterminated string in expression.');
    else if (rest[0] === "'") throw new GdbError('Unmatched single quote.');
    else throw new GdbError(`Invalid character '${rest[0]}' in expression.`);
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** Names of types that the program has. */
export type TypeNames = Pick<ReadonlyMap<string, unknown>, 'has'>;

interface Parser {
  tokens: Token[];
  at: number;
  types: TypeNames;
}

/** Reads an expression, or a type name standing alone; throws GdbError. */
export function parseExpression(text: string, types: TypeNames = new Map()): Node {
  const p: Parser = { tokens: tokenize(text), at: 0, types };
  const node = comma(p);
  const rest = p.tokens[p.at];
  if (rest.kind !== 'end') syntax(p);
  return node;
}

function syntax(p: Parser): never {
  const rest = p.tokens.slice(p.at).map(({ text }) => text);
  throw new GdbError(`A syntax error in expression, near \`${rest.join(' ').trim()}'.`);
}

function accept(p: Parser, ...signs: string[]): string | undefined {
  const { kind, text } = p.tokens[p.at];
  if (kind !== 'sign' || !signs.includes(text)) return undefined;
  p.at++;
  return text;
}

function expect(p: Parser, sign: string): void {
  if (!accept(p, sign)) syntax(p);
}

function comma(p: Parser): Node {
  let a = assignment(p);
  while (accept(p, ',')) a = { k: 'binary', op: ',', a, b: assignment(p) };
  return a;
}

function assignment(p: Parser): Node {
  const a = choice(p);
  const op = accept(p, '=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=');
  return op ? { k: 'assign', op: op.slice(0, -1), a, b: assignment(p) } : a;
}

function choice(p: Parser): Node {
  const test = binary(p, 0);
  if (!accept(p, '?')) return test;
  const a = comma(p);
  expect(p, ':');
  return { k: 'choice', test, a, b: choice(p) };
}

function binary(p: Parser, level: number): Node {
  if (level === WITH_REPEAT.length) return unary(p);
  let a = binary(p, level + 1);
  for (;;) {
    const op = accept(p, ...WITH_REPEAT[level]);
    if (!op) return a;
    a = { k: 'binary', op, a, b: binary(p, level + 1) };
  }
}

function unary(p: Parser): Node {
  const step = accept(p, '++', '--');
  if (step) return { k: 'step', op: step as '++' | '--', prefix: true, a: unary(p) };
  const op = accept(p, '-', '+', '!', '~', '*', '&');
  if (op) return { k: 'unary', op, a: unary(p) };
  if (p.tokens[p.at].text === 'sizeof') {
    p.at++;
    if (p.tokens[p.at].text === '(' && isType(p, p.at + 1)) {
      p.at++;
      const type = typeText(p);
      expect(p, ')');
      return { k: 'sizeof', a: type };
    }
    return { k: 'sizeof', a: unary(p) };
  }
  if (p.tokens[p.at].text === '(' && isType(p, p.at + 1)) {
    p.at++;
    const type = typeText(p);
    expect(p, ')');
    return { k: 'cast', type, a: unary(p) };
  }
  if (isType(p, p.at)) return { k: 'type', type: typeText(p) };
  return postfix(p);
}

function isType(p: Parser, at: number): boolean {
  const { kind, text } = p.tokens[at];
  return kind === 'name' && (TYPE_WORDS.has(text) || p.types.has(text));
}

function typeText(p: Parser): TypeText {
  const type: TypeText = { words: [], stars: 0, lengths: [] };
  while (p.tokens[p.at].kind === 'name') {
    const { text } = p.tokens[p.at++];
    if (text !== 'const' && text !== 'volatile') type.words.push(text);
  }
  if (type.words.length === 0) syntax(p);
  while (accept(p, '*')) type.stars++;
  while (accept(p, '[')) {
    type.lengths.push(Number(p.tokens[p.at++].text));
    expect(p, ']');
  }
  return type;
}

function postfix(p: Parser): Node {
  let a = primary(p);
  for (;;) {
    const op = accept(p, '[', '.', '->', '(', '++', '--');
    if (!op) return a;
    if (op === '[') {
      a = { k: 'index', a, b: comma(p) };
      expect(p, ']');
    } else if (op === '(') {
      const args: Node[] = [];
      while (!accept(p, ')')) {
        if (args.length > 0) expect(p, ',');
        args.push(assignment(p));
      }
      a = { k: 'call', a, args };
    } else if (op === '++' || op === '--') a = { k: 'step', op, prefix: false, a };
    else {
      const { kind, text } = p.tokens[p.at++];
      if (kind !== 'name') syntax(p);
      a = { k: 'member', a, name: text, arrow: op === '->' };
    }
  }
}

function primary(p: Parser): Node {
  const { kind, text } = p.tokens[p.at];
  if (kind === 'end' || (kind === 'sign' && text !== '(')) syntax(p);
  p.at++;
  switch (kind) {
    case 'number':
      return number(text);
    case 'char': {
      const [byte, ...more] = unescapeText(text);
      if (more.length > 0) throw new GdbError('Invalid character constant.');
      return { k: 'int', value: BigInt(byte), type: 'char' };
    }
    case 'text':
      return { k: 'text', bytes: unescapeText(text) };
    case 'name':
      return dollar(text) ?? { k: 'name', name: text };
    default: {
      const inner = comma(p);
      expect(p, ')');
      return inner;
    }
  }
}

function dollar(text: string): Node | undefined {
  if (!text.startsWith('$')) return undefined;
  const match = /^(\$\$?)(\d*)$/.exec(text);
  if (!match) return { k: 'convenience', name: text.slice(1) };
  const count = match[2] === '' ? undefined : Number(match[2]);
  if (match[1] === '$') {
    return count === undefined
      ? { k: 'history', back: 0 }
      : { k: 'history', absolute: count, back: 0 };
  }
  return { k: 'history', back: count ?? 1 };
}

function number(text: string): Node {
  if (/^\d*\.|\.\d|^\d+[eE]/.test(text) && !/^0[xX]/.test(text)) {
    return { k: 'float', value: Number.parseFloat(text) };
  }
  const suffix = /[uUlL]*$/.exec(text)![0].toLowerCase();
  const digits = text.slice(0, text.length - suffix.length);
  if (/^0[0-7]*[89]/.test(digits)) throw new GdbError(`Invalid number "${text}".`);
  const value = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const fits = (bits: number) => value < 1n << BigInt(bits);
  const hex = digits.startsWith('0');
  if (!suffix.includes('l') && fits(31) && !suffix.includes('u'))
    return { k: 'int', value, type: 'int' };
  if (!suffix.includes('l') && fits(32) && (hex || suffix.includes('u'))) {
    return { k: 'int', value, type: 'uint' };
  }
  return { k: 'int', value, type: fits(63) && !suffix.includes('u') ? 'long' : 'ulong' };
}

const ESCAPES: Record<string, number> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, e: 27 };

/** Reads what stands between quotes as bytes. */
export function unescapeText(quoted: string): number[] {
  const bytes: number[] = [];
  for (const match of quoted
    .slice(1, -1)
    .matchAll(/\\([0-7]{1,3})|\\x([\da-f]+)|\\(.)|([^\\])/gi)) {
    const [, octal, hex, escaped, plain] = match;
    if (octal) bytes.push(Number.parseInt(octal, 8) & 255);
    else if (hex) bytes.push(Number.parseInt(hex, 16) & 255);
    else if (escaped) bytes.push(ESCAPES[escaped] ?? escaped.charCodeAt(0));
    else bytes.push(plain.charCodeAt(0) & 255);
  }
  return bytes;
}
