// Parse expressions: one function for each grammar symbol, with its production above it.
//
// Source: ISO C17 6.5, A.2.1.

import { parseInitList, parseTypeName } from './parse-declaration.ts';
import {
  accept,
  advance,
  at,
  describe,
  expect,
  expectName,
  isKeyword,
  type Parser,
  peek,
  startsType,
} from './parser.ts';
import { around, fail, join, type Span, unsupported } from './source.ts';
import { decodeLiteral } from './tokenize.ts';
import type { BinaryOp, Expr } from './tree.ts';

/** From the loosest to the tightest. */
const LEVELS: BinaryOp[][] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const ASSIGNMENTS = new Map<string, BinaryOp | undefined>([
  ['=', undefined],
  ['*=', '*'],
  ['/=', '/'],
  ['%=', '%'],
  ['+=', '+'],
  ['-=', '-'],
  ['<<=', '<<'],
  ['>>=', '>>'],
  ['&=', '&'],
  ['^=', '^'],
  ['|=', '|'],
]);

// expression = assignment ("," assignment)*
export function parseExpression(p: Parser): Expr {
  let left = parseAssignment(p);
  for (;;) {
    const comma = accept(p, ',');
    if (!comma) return left;
    const right = parseAssignment(p);
    const span = around(comma.span, left.span, right.span);
    left = { kind: 'comma', span, left, right };
  }
}

// assignment = conditional | unary assignment-operator assignment
export function parseAssignment(p: Parser): Expr {
  const target = parseConditional(p);
  const token = peek(p);
  if (token.kind !== 'punct' || !ASSIGNMENTS.has(token.text)) return target;
  advance(p);
  const value = parseAssignment(p);
  const span = around(token.span, target.span, value.span);
  return { kind: 'assign', span, op: ASSIGNMENTS.get(token.text), target, value };
}

// conditional = binary ("?" expression ":" conditional)?
export function parseConditional(p: Parser): Expr {
  const test = parseBinary(p, 0);
  const question = accept(p, '?');
  if (!question) return test;
  if (at(p, ':')) unsupported(p.ctx, question.span, "the GNU operator '?:' without a middle is");
  const yes = parseExpression(p);
  expect(p, ':');
  const no = parseConditional(p);
  const span = around(question.span, test.span, no.span);
  return { kind: 'conditional', span, test, yes, no };
}

// binary(level) = binary(level + 1) (operator of this level, binary(level + 1))*
function parseBinary(p: Parser, level: number): Expr {
  if (level === LEVELS.length) return parseCast(p);
  let left = parseBinary(p, level + 1);
  for (;;) {
    const token = peek(p);
    const op = LEVELS[level].find((o) => token.kind === 'punct' && token.text === o);
    if (!op) return left;
    advance(p);
    const right = parseBinary(p, level + 1);
    left = { kind: 'binary', span: around(token.span, left.span, right.span), op, left, right };
  }
}

// cast = "(" type-name ")" cast | unary
function parseCast(p: Parser): Expr {
  if (!at(p, '(') || !startsType(p, 1)) return parseUnary(p);
  const open = advance(p);
  const type = parseTypeName(p);
  expect(p, ')');
  if (at(p, '{')) {
    const init = parseInitList(p);
    return parsePostfix(p, { kind: 'compound', span: open.span, type, init });
  }
  const operand = parseCast(p);
  return { kind: 'cast', span: join(open.span, operand.span), type, operand };
}

// unary = postfix | ("++" | "--") unary | ("&" | "*" | "+" | "-" | "~" | "!") cast
//       | "sizeof" (unary | "(" type-name ")") | "_Alignof" "(" type-name ")"
function parseUnary(p: Parser): Expr {
  const token = peek(p);
  if (token.kind === 'punct') {
    switch (token.text) {
      case '++':
      case '--':
        return parsePrefix(p);
      case '&':
      case '*':
      case '+':
      case '-':
      case '~':
      case '!':
        return parsePrefix(p);
      case '&&':
        return unsupported(p.ctx, token.span, 'the address of a label (GNU) is');
    }
  }
  if (token.kind === 'name' && (token.text === 'sizeof' || token.text === '_Alignof')) {
    advance(p);
    const sized = token.text === 'sizeof';
    if (at(p, '(') && startsType(p, 1)) {
      advance(p);
      const type = parseTypeName(p);
      const close = expect(p, ')');
      // `sizeof (int){1}` measures a compound literal.
      if (sized && at(p, '{')) {
        const init = parseInitList(p);
        const operand = parsePostfix(p, { kind: 'compound', span: token.span, type, init });
        return { kind: 'sizeof', span: token.span, operand };
      }
      const span = join(token.span, close.span);
      return { kind: sized ? 'sizeof-type' : 'alignof', span, type };
    }
    if (!sized) fail(p.ctx, token.span, "'_Alignof' wants a type name in parentheses");
    const operand = parseUnary(p);
    return { kind: 'sizeof', span: join(token.span, operand.span), operand };
  }
  return parsePostfix(p, parsePrimary(p));
}

/** An operator before its operand. */
function parsePrefix(p: Parser): Expr {
  const { text, span } = advance(p);
  const step = text === '++' || text === '--';
  const operand = step ? parseUnary(p) : parseCast(p);
  const whole = join(span, operand.span);
  if (step) return { kind: 'step', span: whole, op: text, prefix: true, operand };
  return { kind: 'unary', span: whole, op: text as '&', operand };
}

// postfix = primary ("[" expression "]" | "(" (assignment ("," assignment)*)? ")"
//                    | "." name | "->" name | "++" | "--")*
function parsePostfix(p: Parser, primary: Expr): Expr {
  let e = primary;
  for (;;) {
    const token = peek(p);
    if (token.kind !== 'punct') return e;
    switch (token.text) {
      case '[': {
        advance(p);
        const index = parseExpression(p);
        const close = expect(p, ']');
        e = { kind: 'index', span: around(token.span, e.span, close.span), base: e, index };
        break;
      }
      case '(': {
        advance(p);
        const args: Expr[] = [];
        while (!at(p, ')')) {
          args.push(parseAssignment(p));
          if (!accept(p, ',')) break;
          if (at(p, ')')) fail(p.ctx, peek(p).span, "expected expression before ')' token");
        }
        const close = expect(p, ')');
        e = { kind: 'call', span: join(e.span, close.span), callee: e, args };
        break;
      }
      case '.':
      case '->': {
        advance(p);
        const { name, span } = expectName(p);
        const arrow = token.text === '->';
        const whole = around(token.span, e.span, span);
        e = { kind: 'member', span: whole, base: e, name, nameSpan: span, arrow };
        break;
      }
      case '++':
      case '--':
        advance(p);
        e = {
          kind: 'step',
          span: around(token.span, e.span, token.span),
          op: token.text,
          prefix: false,
          operand: e,
        };
        break;
      default:
        return e;
    }
  }
}

// primary = name | number | char | string+ | "(" expression ")" | builtin
function parsePrimary(p: Parser): Expr {
  const token = peek(p);
  const span = token.span;
  switch (token.kind) {
    case 'number':
      advance(p);
      return { kind: 'number', span, text: token.text };
    case 'char': {
      advance(p);
      const bytes = decodeLiteral(p.ctx, token);
      if (bytes.length === 0) fail(p.ctx, span, 'empty character constant');
      if (bytes.length > 1) fail(p.ctx, span, 'multi-character character constant');
      return { kind: 'char', span, value: (bytes[0] << 24) >> 24 };
    }
    case 'string':
      return parseString(p);
    case 'name':
      return parseName(p);
  }
  if (token.text === '(') {
    advance(p);
    if (at(p, '{')) unsupported(p.ctx, span, 'a statement expression (GNU) is');
    const inner = parseExpression(p);
    const close = expect(p, ')');
    // The parentheses belong to the place: `(a, b)` is what a message about it means.
    return { ...inner, parens: true, span: around(inner.span, span, close.span) };
  }
  fail(p.ctx, span, `expected expression ${describe(token)}`);
}

function parseString(p: Parser): Expr {
  const first = peek(p).span;
  let span: Span = first;
  const bytes: number[] = [];
  while (peek(p).kind === 'string') {
    const token = advance(p);
    bytes.push(...decodeLiteral(p.ctx, token));
    span = join(span, token.span);
  }
  return { kind: 'string', span, bytes };
}

// builtin = "__builtin_va_start" "(" assignment "," assignment ")"
//         | "__builtin_va_arg" "(" assignment "," type-name ")"
//         | "__builtin_va_end" "(" assignment ")"
//         | "__builtin_va_copy" "(" assignment "," assignment ")"
//         | "__builtin_offsetof" "(" type-name "," name ("." name | "[" expression "]")* ")"
function parseName(p: Parser): Expr {
  const token = advance(p);
  const span = token.span;
  switch (token.text) {
    case '__builtin_va_start':
    case '__builtin_va_copy': {
      expect(p, '(');
      const list = parseAssignment(p);
      expect(p, ',');
      const second = parseAssignment(p);
      expect(p, ')');
      if (token.text === '__builtin_va_start') return { kind: 'va-start', span, list };
      return { kind: 'va-copy', span, to: list, from: second };
    }
    case '__builtin_va_arg': {
      expect(p, '(');
      const list = parseAssignment(p);
      expect(p, ',');
      const type = parseTypeName(p);
      expect(p, ')');
      return { kind: 'va-arg', span, list, type };
    }
    case '__builtin_va_end': {
      expect(p, '(');
      const operand = parseAssignment(p);
      expect(p, ')');
      // Nothing is to be done; the list is looked at so that its errors are found.
      return { kind: 'comma', span, left: operand, right: { kind: 'number', span, text: '0' } };
    }
    case '__builtin_offsetof':
      return parseOffsetof(p, span);
    case '_Generic':
      return unsupported(p.ctx, span, '_Generic is');
    case 'asm':
    case '__asm__':
      return unsupported(p.ctx, span, 'inline assembly is');
  }
  if (isKeyword(token)) fail(p.ctx, span, `expected expression before '${token.text}'`);
  return { kind: 'name', span, name: token.text };
}

function parseOffsetof(p: Parser, span: Span): Expr {
  expect(p, '(');
  const type = parseTypeName(p);
  expect(p, ',');
  const path: (string | Expr)[] = [expectName(p).name];
  for (;;) {
    if (accept(p, '.')) path.push(expectName(p).name);
    else if (accept(p, '[')) {
      path.push(parseExpression(p));
      expect(p, ']');
    } else break;
  }
  expect(p, ')');
  return { kind: 'offsetof', span, type, path };
}
