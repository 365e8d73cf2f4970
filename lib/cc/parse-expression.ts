// Parse expressions: one function for each grammar symbol, with its production above it.
//
// Source: ISO C17 6.5, A.2.1.

import { BUILTIN_SYNTAX, parseBuiltin } from './parse-builtin.ts';
import { parseInitList, parseTypeName } from './parse-declaration.ts';
import { parseBlock } from './parse-statement.ts';
import {
  accept,
  advance,
  at,
  expect,
  expectName,
  finish,
  isKeyword,
  nested,
  type Parser,
  peek,
  startsType,
} from './parser.ts';
import { missingExpression } from './recover.ts';
import { around, fail, join, type Span, unsupported, warning } from './source.ts';
import {
  CHARACTER_SIZE,
  characterValue,
  decodeLiteral,
  encodeLiteral,
  type Literal,
} from './tokenize.ts';
import type { BinaryOp, Expr } from './tree.ts';
import { CHAR, type CType, INT, UINT, USHORT } from './types.ts';

/** Binary operators, from the loosest to the tightest. */
export const LEVELS: BinaryOp[][] = [
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

const PRECEDENCE = new Map(LEVELS.flatMap((ops, level) => ops.map((op) => [op as string, level])));

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
  const yes = at(p, ':') ? undefined : parseExpression(p);
  expect(p, ':');
  const no = parseConditional(p);
  const span = around(question.span, test.span, no.span);
  return { kind: 'conditional', span, test, yes, no };
}

// binary(level) = cast (operator of this level or a tighter one, binary(its level + 1))*
function parseBinary(p: Parser, level: number): Expr {
  let left = parseCast(p);
  for (;;) {
    const token = peek(p);
    const at = token.kind === 'punct' ? PRECEDENCE.get(token.text) : undefined;
    if (at === undefined || at < level || p.failed) return left;
    advance(p);
    const right = parseBinary(p, at + 1);
    const span = around(token.span, left.span, right.span);
    left = { kind: 'binary', span, op: token.text as BinaryOp, left, right };
  }
}

// cast = "(" type-name ")" cast | unary
function parseCast(p: Parser): Expr {
  if (!at(p, '(') || !startsType(p, 1)) return parseUnary(p);
  const open = advance(p);
  const type = parseTypeName(p);
  finish(p, ')', open);
  if (at(p, '{')) {
    const init = parseInitList(p);
    return parsePostfix(p, { kind: 'compound', span: open.span, type, init });
  }
  const operand = parseCast(p);
  return { kind: 'cast', span: join(open.span, operand.span), type, operand };
}

const MEASURES = /^(sizeof|_Alignof|__alignof__|__alignof)$/;

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
        advance(p);
        return { kind: 'label-address', span: token.span, label: expectName(p).name };
    }
  }
  if (token.kind === 'name' && MEASURES.test(token.text)) {
    advance(p);
    const sized = token.text === 'sizeof';
    if (at(p, '(') && startsType(p, 1)) {
      const open = advance(p);
      const type = parseTypeName(p);
      const close = finish(p, ')', open);
      // `sizeof (int){1}` measures a compound literal.
      if (sized && at(p, '{')) {
        const init = parseInitList(p);
        const operand = parsePostfix(p, { kind: 'compound', span: token.span, type, init });
        return { kind: 'sizeof', span: token.span, operand };
      }
      const span = join(token.span, close.span);
      return sized ? { kind: 'sizeof-type', span, type } : { kind: 'alignof', span, of: type };
    }
    const operand = parseUnary(p);
    const span = join(token.span, operand.span);
    if (!sized) return { kind: 'alignof', span, of: operand };
    return { kind: 'sizeof', span, operand };
  }
  return parsePostfix(p, parsePrimary(p));
}

/** An operator before its operand. */
function parsePrefix(p: Parser): Expr {
  const { text, span } = advance(p);
  const step = text === '++' || text === '--';
  const operand = nested(p, () => (step ? parseUnary(p) : parseCast(p)));
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
        const index = nested(p, () => parseExpression(p));
        const close = finish(p, ']', token);
        e = { kind: 'index', span: around(token.span, e.span, close.span), base: e, index };
        break;
      }
      case '(': {
        advance(p);
        const args: Expr[] = [];
        while (!at(p, ')')) {
          args.push(nested(p, () => parseAssignment(p)));
          if (!accept(p, ',')) break;
          if (at(p, ')')) args.push(missingExpression(p));
        }
        const close = finish(p, ')', token);
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
      const literal = decodeLiteral(p.ctx, token);
      if (literal.codes.length === 0) fail(p.ctx, span, 'empty character constant');
      const narrow = literal.prefix === '';
      const size = narrow ? encodeLiteral(literal, 1).length : literal.codes.length;
      if (size > (narrow ? 4 : 1)) warning(p.ctx, span, 'character constant too long for its type');
      else if (size > 1)
        warning(p.ctx, span, 'multi-character character constant', { option: 'multichar' });
      const type = narrow ? INT : CHARACTER_TYPE[literal.prefix];
      return { kind: 'char', span, value: characterValue(literal), type };
    }
    case 'string':
      return parseString(p);
    case 'name':
      return parseName(p);
  }
  if (token.text === '(') {
    advance(p);
    if (at(p, '{')) {
      const body = parseBlock(p);
      expect(p, ')');
      return { kind: 'statements', span, body };
    }
    const inner = nested(p, () => parseExpression(p));
    const close = finish(p, ')', token);
    // The parentheses belong to the place: `(a, b)` is what a message about it means.
    return { ...inner, parens: true, span: around(inner.span, span, close.span) };
  }
  return missingExpression(p);
}

function parseString(p: Parser): Expr {
  const first = peek(p).span;
  let span: Span = first;
  const whole: Literal = { prefix: '', codes: [], raw: [] };
  while (peek(p).kind === 'string') {
    const token = advance(p);
    const { prefix, codes, raw } = decodeLiteral(p.ctx, token);
    if (prefix && whole.prefix && prefix !== whole.prefix) {
      fail(p.ctx, token.span, 'unsupported non-standard concatenation of string literals');
    }
    whole.prefix ||= prefix;
    for (const code of codes) whole.codes.push(code);
    for (const is of raw) whole.raw.push(is);
    span = join(span, token.span);
  }
  const bytes = encodeLiteral(whole, CHARACTER_SIZE[whole.prefix]);
  return { kind: 'string', span, bytes, of: CHARACTER_TYPE[whole.prefix] };
}

const CHARACTER_TYPE: Record<string, CType> = { '': CHAR, u8: CHAR, u: USHORT, U: UINT, L: INT };

// name = identifier | builtin (see parse-builtin.ts)
function parseName(p: Parser): Expr {
  const token = peek(p);
  const { span, text } = token;
  if (isKeyword(token) && !BUILTIN_SYNTAX.has(text) && !/^(__)?asm/.test(text))
    return missingExpression(p);
  advance(p);
  if (BUILTIN_SYNTAX.has(text)) return parseBuiltin(p, text, span);
  if (text === 'asm' || text === '__asm__' || text === '__asm') {
    unsupported(p.ctx, span, 'inline assembly is');
  }
  return { kind: 'name', span, name: text };
}
