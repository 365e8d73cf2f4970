// Condition: the integer expressions of #if and #elif.
//
// Source: ISO C17 6.10.1; all arithmetic is in (u)intmax_t, here signed 64 bits.

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

/** Evaluates expanded tokens; a name that is left is 0, as C has it. */
export function evaluateCondition(ctx: Context, tokens: Token[], at: Span): boolean {
  let i = 0;
  const peek = (): string | undefined => tokens[i]?.text;

  // conditional = binary ("?" conditional ":" conditional)?
  function conditional(): bigint {
    const test = binary(1);
    if (peek() !== '?') return test;
    i++;
    const yes = conditional();
    if (tokens[i++]?.text !== ':') fail(ctx, at, "'?' without following ':'");
    const no = conditional();
    return test !== 0n ? yes : no;
  }

  // binary(p) = unary (operator of precedence >= p, binary(p + 1))*
  function binary(min: number): bigint {
    let left = unary();
    for (;;) {
      const op = peek();
      const precedence = op === undefined ? undefined : PRECEDENCE[op];
      if (precedence === undefined || precedence < min) return left;
      i++;
      const right = binary(precedence + 1);
      if ((op === '/' || op === '%') && right === 0n) fail(ctx, at, 'division by zero in #if');
      left = apply(op!, left, right);
    }
  }

  // unary = ("+" | "-" | "!" | "~") unary | "(" conditional ")" | number | char | name
  function unary(): bigint {
    const t = tokens[i++];
    if (!t) fail(ctx, at, '#if expression ends too early');
    if (t.text === '-') return -unary();
    if (t.text === '+') return unary();
    if (t.text === '!') return unary() === 0n ? 1n : 0n;
    if (t.text === '~') return ~unary();
    if (t.text === '(') {
      const value = conditional();
      if (tokens[i++]?.text !== ')') fail(ctx, t.span, "missing ')' in expression");
      return value;
    }
    if (t.kind === 'number') {
      const digits = t.text.replace(/[uUlL]+$/, '');
      if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
      if (/^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)$/.test(digits)) return BigInt(digits);
      fail(ctx, t.span, 'floating constant in preprocessor expression');
    }
    if (t.kind === 'char') return BigInt(characterValue(decodeLiteral(ctx, t)));
    if (t.kind === 'name') return 0n;
    fail(ctx, t.span, `token "${t.text}" is not valid in preprocessor expressions`);
  }

  const value = conditional();
  if (i < tokens.length) {
    fail(ctx, tokens[i].span, `missing binary operator before token "${tokens[i].text}"`);
  }
  return value !== 0n;
}

function apply(op: string, a: bigint, b: bigint): bigint {
  const bit = (v: boolean): bigint => (v ? 1n : 0n);
  const wrap = (v: bigint): bigint => BigInt.asIntN(64, v);
  switch (op) {
    case '||':
      return bit(a !== 0n || b !== 0n);
    case '&&':
      return bit(a !== 0n && b !== 0n);
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '&':
      return a & b;
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
      return wrap(a << (b & 63n));
    case '>>':
      return a >> (b & 63n);
    case '+':
      return wrap(a + b);
    case '-':
      return wrap(a - b);
    case '*':
      return wrap(a * b);
    case '/':
      return wrap(a / b);
    default:
      return a % b;
  }
}
