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
import { fail, join, type Span, unsupported } from './source.ts';
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
    left = { kind: 'comma', span: comma.span, left, right: parseAssignment(p) };
  }
}

// assignment = conditional | unary assignment-operator assignment
export function parseAssignment(p: Parser): Expr {
  const target = parseConditional(p);
  const token = peek(p);
  if (token.kind !== 'punct' || !ASSIGNMENTS.has(token.text)) return target;
  advance(p);
  const value = parseAssignment(p);
  return { kind: 'assign', span: token.span, op: ASSIGNMENTS.get(token.text), target, value };
}

// conditional = binary ("?" expression ":" conditional)?
export function parseConditional(p: Parser): Expr {
  const test = parseBinary(p, 0);
  const question = accept(p, '?');
  if (!question) return test;
  if (at(p, ':')) unsupported(p.ctx, question.span, "the GNU operator '?:' without a middle is");
  const yes = parseExpression(p);
  expect(p, ':');
  return { kind: 'conditional', span: question.span, test, yes, no: parseConditional(p) };
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
    left = { kind: 'binary', span: token.span, op, left, right: parseBinary(p, level + 1) };
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
  return { kind: 'cast', span: open.span, type, operand: parseCast(p) };
}

// unary = postfix | ("++" | "--") unary | ("&" | "*" | "+" | "-" | "~" | "!") cast
//       | "sizeof" (unary | "(" type-name ")") | "_Alignof" "(" type-name ")"
function parseUnary(p: Parser): Expr {
  const token = peek(p);
  if (token.kind === 'punct') {
    switch (token.text) {
      case '++':
      case '--':
        advance(p);
        return {
          kind: 'step',
          span: token.span,
          op: token.text,
          prefix: true,
          operand: parseUnary(p),
        };
      case '&':
      case '*':
      case '+':
      case '-':
      case '~':
      case '!':
        advance(p);
        return { kind: 'unary', span: token.span, op: token.text, operand: parseCast(p) };
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
      expect(p, ')');
      // `sizeof (int){1}` measures a compound literal.
      if (sized && at(p, '{')) {
        const init = parseInitList(p);
        const operand = parsePostfix(p, { kind: 'compound', span: token.span, type, init });
        return { kind: 'sizeof', span: token.span, operand };
      }
      return { kind: sized ? 'sizeof-type' : 'alignof', span: token.span, type };
    }
    if (!sized) fail(p.ctx, token.span, "'_Alignof' wants a type name in parentheses");
    return { kind: 'sizeof', span: token.span, operand: parseUnary(p) };
  }
  return parsePostfix(p, parsePrimary(p));
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
        e = { kind: 'index', span: join(e.span, close.span), base: e, index };
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
        e = { kind: 'member', span: join(e.span, span), base: e, name, nameSpan: span, arrow };
        break;
      }
      case '++':
      case '--':
        advance(p);
        e = {
          kind: 'step',
          span: join(e.span, token.span),
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
    return inner.kind === 'name' ? { ...inner, span: join(span, close.span) } : inner;
  }
  const what = token.kind === 'end' ? describe(token) : `before '${token.text}' token`;
  fail(p.ctx, span, `expected expression ${what}`);
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
