// Condition: the integer expressions of #if and #elif.
//
// Source: ISO C17 6.10.1; all arithmetic is in intmax_t and uintmax_t, here 64 bits.

import { type Context, fail, type Span } from './source.ts';
import { characterValue, decodeLiteral, type Token } from './tokenize.ts';

const PRECEDENCE: Record<string, number> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

interface Value {
  value: bigint;
  unsigned: boolean;
}

function make(value: bigint, unsigned = false): Value {
  return { value: (unsigned ? BigInt.asUintN : BigInt.asIntN)(64, value), unsigned };
}

interface Reading {
  ctx: Context;
  tokens: Token[];
  at: Span;
  i: number;
  /** Above 0 in what is read but not evaluated: `0 && 1 / 0` is no error. */
  dead: number;
}

/** Evaluates expanded tokens; a name that is left is 0, as C has it. */
export function evaluateCondition(ctx: Context, tokens: Token[], at: Span): boolean {
  const r: Reading = { ctx, tokens, at, i: 0, dead: 0 };
  const { value } = sequence(r);
  if (r.i < tokens.length) {
    const { span, text } = tokens[r.i];
    fail(ctx, span, `missing binary operator before token "${text}"`);
  }
  return value !== 0n;
}

function unevaluated(r: Reading, when: boolean, parse: () => Value): Value {
  if (when) r.dead++;
  const value = parse();
  if (when) r.dead--;
  return value;
}

// sequence = conditional ("," conditional)*: gcc takes the last value, as in C
function sequence(r: Reading): Value {
  let value = conditional(r);
  while (r.tokens[r.i]?.text === ',') {
    r.i++;
    value = conditional(r);
  }
  return value;
}

// conditional = binary ("?" conditional ":" conditional)?
function conditional(r: Reading): Value {
  const test = binary(r, 1);
  if (r.tokens[r.i]?.text !== '?') return test;
  r.i++;
  const holds = test.value !== 0n;
  const yes = unevaluated(r, !holds, () => conditional(r));
  if (r.tokens[r.i++]?.text !== ':') fail(r.ctx, r.at, "'?' without following ':'");
  const no = unevaluated(r, holds, () => conditional(r));
  return make((holds ? yes : no).value, yes.unsigned || no.unsigned);
}

// binary(p) = unary (operator of precedence >= p, binary(p + 1))*
function binary(r: Reading, min: number): Value {
  let left = unary(r);
  for (;;) {
    const op = r.tokens[r.i]?.text;
    const precedence = op === undefined ? undefined : PRECEDENCE[op];
    if (precedence === undefined || precedence < min) return left;
    r.i++;
    const decided = op === (left.value === 0n ? '&&' : '||');
    const right = unevaluated(r, decided, () => binary(r, precedence + 1));
    if ((op === '/' || op === '%') && right.value === 0n) {
      if (r.dead === 0) fail(r.ctx, r.at, 'division by zero in #if');
      left = make(0n);
    } else left = apply(op!, left, right);
  }
}

// unary = ("+" | "-" | "!" | "~") unary | "(" sequence ")" | number | char | name
function unary(r: Reading): Value {
  const t = r.tokens[r.i++];
  if (!t) fail(r.ctx, r.at, '#if expression ends too early');
  if (t.kind === 'number') return number(r.ctx, t);
  if (t.kind === 'char') return make(BigInt(characterValue(decodeLiteral(r.ctx, t))));
  if (t.kind === 'name') return make(0n);
  if (t.text === '(') {
    const value = sequence(r);
    if (r.tokens[r.i++]?.text !== ')') fail(r.ctx, t.span, "missing ')' in expression");
    return value;
  }
  if (!/^[-+!~]$/.test(t.text)) {
    fail(r.ctx, t.span, `token "${t.text}" is not valid in preprocessor expressions`);
  }
  const operand = unary(r);
  const { value, unsigned } = operand;
  if (t.text === '!') return make(value === 0n ? 1n : 0n);
  if (t.text === '+') return operand;
  return make(t.text === '-' ? -value : ~value, unsigned);
}

function number(ctx: Context, t: Token): Value {
  const digits = t.text.replace(/[uUlL]+$/, '');
  const octal = /^0[0-7]+$/.test(digits);
  if (!octal && !/^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)$/.test(digits)) {
    const float = /[.eEpP]/.test(t.text);
    const what = float ? 'floating constant' : `invalid number "${t.text}"`;
    fail(ctx, t.span, `${what} in preprocessor expression`);
  }
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  return make(value, /u/i.test(t.text.slice(digits.length)) || value >= 2n ** 63n);
}

function apply(op: string, l: Value, r: Value): Value {
  const bit = (v: boolean): Value => make(v ? 1n : 0n);
  const unsigned = l.unsigned || r.unsigned;
  const [a, b] = [make(l.value, unsigned).value, make(r.value, unsigned).value];
  switch (op) {
    case '||':
      return bit(a !== 0n || b !== 0n);
    case '&&':
      return bit(a !== 0n && b !== 0n);
    case '|':
      return make(a | b, unsigned);
    case '^':
      return make(a ^ b, unsigned);
    case '&':
      return make(a & b, unsigned);
    case '==':
      return bit(a === b);
    case '!=':
      return bit(a !== b);
    case '<':
      return bit(a < b);
    case '>':
      return bit(a > b);
    case '<=':
      return bit(a <= b);
    case '>=':
      return bit(a >= b);
    case '<<':
      return make(l.value << (b & 63n), l.unsigned);
    case '>>':
      return make(l.value >> (b & 63n), l.unsigned);
    case '+':
      return make(a + b, unsigned);
    case '-':
      return make(a - b, unsigned);
    case '*':
      return make(a * b, unsigned);
    case '/':
      return make(a / b, unsigned);
    default:
      return make(a % b, unsigned);
  }
}
