// Code in `%{ }%`: the Python of packetdrill scripts, as far as they assert and print.
//
// One idea: statements are `assert EXPRESSION[, MESSAGE]`, `print(…)` and `name = EXPRESSION`;
// names are the fields of struct tcp_info and the constants of the socket interface.
//
// Departs: no loops, functions or modules.

import { numberOf } from './value.ts';

type Scalar = number | string | boolean;

interface Evaluator {
  tokens: string[];
  at: number;
  names: Map<string, Scalar>;
}

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+\.?\d*(?:e\d+)?)|([A-Za-z_]\w*)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(\/\/|\*\*|<<|>>|[<>=!]=|[-+*/%<>()=,&|^~]))/y;

/**
 * Runs code; throws an Error for a failed assertion or for what is not known.
 *
 * Returns what it printed. `names` keeps what it assigns.
 */
export function runCode(code: string, names: Map<string, Scalar>): string[] {
  const printed: string[] = [];
  for (const line of statements(code)) {
    const e: Evaluator = { tokens: tokens(line), at: 0, names };
    if (accept(e, 'assert')) {
      const start = e.at;
      const value = expression(e);
      const shown = accept(e, ',') ? expression(e) : undefined;
      end(e, line);
      if (!truth(value)) throw new Error(`assertion failed: ${explain(line, e, start, shown)}`);
    } else if (accept(e, 'print')) {
      printed.push(listed(e).join(' '));
      end(e, line);
    } else if (/^[A-Za-z_]\w*$/.test(e.tokens[0]) && e.tokens[1] === '=') {
      e.at = 2;
      names.set(e.tokens[0], expression(e));
      end(e, line);
    } else throw new Error(`only assert, print and NAME = VALUE are known, not '${line}'`);
  }
  return printed;
}

/** Computes one expression of numbers, as the shell's `$((…))` does. */
export function evaluate(text: string): number {
  const e: Evaluator = { tokens: tokens(text.trim()), at: 0, names: new Map() };
  const value = Number(expression(e));
  end(e, text);
  return value;
}

/** Cuts code at semicolons and at ends of lines that are not inside brackets. */
function statements(code: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let current = '';
  for (const char of code.replace(/#[^\n]*/g, '').replace(/\\\n/g, ' ')) {
    if (char === '(') depth++;
    else if (char === ')') depth--;
    if ((char === '\n' || char === ';') && depth <= 0) {
      found.push(current);
      current = '';
    } else current += char;
  }
  return [...found, current].map((line) => line.trim()).filter((line) => line !== '');
}

function tokens(line: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < line.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(line);
    if (!match) throw new Error(`cannot read '${line.slice(from)}'`);
    found.push(match[1] ?? match[2] ?? match[3] ?? match[4]);
  }
  return found;
}

function end(e: Evaluator, line: string): void {
  if (e.at < e.tokens.length) throw new Error(`'${e.tokens[e.at]}' was not expected in '${line}'`);
}

/** Names the values that an assertion is about. */
function explain(line: string, e: Evaluator, start: number, shown: Scalar | undefined): string {
  const used = [...new Set(e.tokens.slice(start))].filter((name) => e.names.has(name));
  const values = used.map((name) => `${name} = ${e.names.get(name)}`);
  return `${line}${values.length > 0 ? ` (${values.join(', ')})` : shown === undefined ? '' : ` (${shown})`}`;
}

function accept(e: Evaluator, token: string): boolean {
  if (e.tokens[e.at] !== token) return false;
  e.at++;
  return true;
}

function expect(e: Evaluator, token: string): void {
  if (!accept(e, token))
    throw new Error(`expected '${token}', not '${e.tokens[e.at] ?? 'the end'}'`);
}

/** Reads `(a, b)` or `a, b` after print. */
function listed(e: Evaluator): Scalar[] {
  const bracketed = accept(e, '(');
  const values: Scalar[] = [];
  while (e.at < e.tokens.length && e.tokens[e.at] !== ')') {
    values.push(expression(e));
    if (!accept(e, ',')) break;
  }
  if (bracketed) expect(e, ')');
  return values;
}

function truth(value: Scalar): boolean {
  return value !== 0 && value !== '' && value !== false;
}

function expression(e: Evaluator): Scalar {
  let left = conjunction(e);
  while (accept(e, 'or')) {
    const right = conjunction(e);
    left = truth(left) ? left : right;
  }
  return left;
}

function conjunction(e: Evaluator): Scalar {
  let left = negation(e);
  while (accept(e, 'and')) {
    const right = negation(e);
    left = truth(left) ? right : left;
  }
  return left;
}

function negation(e: Evaluator): Scalar {
  return accept(e, 'not') ? !truth(negation(e)) : comparison(e);
}

const COMPARE: Record<string, (a: Scalar, b: Scalar) => boolean> = {
  '==': (a, b) => a === b || Number(a) === Number(b),
  '!=': (a, b) => !(a === b || Number(a) === Number(b)),
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** As in Python, `a < b < c` means both. */
function comparison(e: Evaluator): Scalar {
  let left = binary(e, 0);
  if (!COMPARE[e.tokens[e.at]]) return left;
  let holds = true;
  while (COMPARE[e.tokens[e.at]]) {
    const compare = COMPARE[e.tokens[e.at++]];
    const right = binary(e, 0);
    holds &&= compare(left, right);
    left = right;
  }
  return holds;
}

const LEVELS: Record<string, (a: number, b: number) => number>[] = [
  { '|': (a, b) => a | b },
  { '^': (a, b) => a ^ b },
  { '&': (a, b) => a & b },
  { '<<': (a, b) => a * 2 ** b, '>>': (a, b) => Math.floor(a / 2 ** b) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  {
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '//': (a, b) => Math.floor(a / b),
    '%': (a, b) => a - b * Math.floor(a / b),
  },
];

function binary(e: Evaluator, level: number): Scalar {
  if (level === LEVELS.length) return unary(e);
  let left = binary(e, level + 1);
  for (;;) {
    const operate = Object.hasOwn(LEVELS[level], e.tokens[e.at] ?? '')
      ? LEVELS[level][e.tokens[e.at]]
      : undefined;
    if (!operate) return left;
    e.at++;
    left = operate(Number(left), Number(binary(e, level + 1)));
  }
}

function unary(e: Evaluator): Scalar {
  if (accept(e, '-')) return -Number(unary(e));
  if (accept(e, '+')) return Number(unary(e));
  if (accept(e, '~')) return ~Number(unary(e));
  if (accept(e, '(')) {
    const values = [expression(e)];
    while (accept(e, ',')) values.push(expression(e));
    expect(e, ')');
    return values.length === 1 ? values[0] : values.join(', ');
  }
  return atom(e);
}

const FUNCTIONS: Record<string, (...values: number[]) => number> = {
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
  int: Math.trunc,
};

function atom(e: Evaluator): Scalar {
  const token = e.tokens[e.at++];
  if (token === undefined) throw new Error('a value is missing at the end');
  if (/^\d/.test(token)) return Number(token);
  if (/^["']/.test(token)) return token.slice(1, -1);
  if (token === 'True') return true;
  if (token === 'False') return false;
  if (Object.hasOwn(FUNCTIONS, token) && e.tokens[e.at] === '(') {
    return FUNCTIONS[token](...listed(e).map(Number));
  }
  const value = e.names.get(token) ?? numberOf(token);
  if (value === undefined) throw new Error(`unknown name '${token}'`);
  return value;
}
