// Parse statements: one function for each grammar symbol, with its production above it.
//
// Source: ISO C17 6.8, A.2.3.

import { parseAsm } from './parse-asm.ts';
import { parseDeclaration } from './parse-declaration.ts';
import { parseConditional, parseExpression } from './parse-expression.ts';
import { parseAttributes, parseStaticAssert } from './parse-specifier.ts';
import {
  accept,
  advance,
  assumeType,
  at,
  attempt,
  describe,
  expect,
  expectName,
  finish,
  inScope,
  isDeclared,
  isKeyword,
  nested,
  type Parser,
  peek,
  skipStatement,
  startsType,
  suspectBrace,
  unclosed,
} from './parser.ts';
import { complain, missing, POISON } from './recover.ts';
import { error, fail, type Span } from './source.ts';
import type { BlockItem, Declaration, Expr, Stmt } from './tree.ts';

// block = "{" (declaration | statement)* "}"
export function parseBlock(p: Parser, scope = true): Stmt & { kind: 'block' } {
  const open = p.at;
  const { span } = expect(p, '{');
  const items: BlockItem[] = [];
  const body = (): void => {
    while (!at(p, '}') && peek(p).kind !== 'end') {
      const item = attempt(
        p,
        () => parseBlockItem(p),
        () => skipStatement(p),
      );
      if (item) items.push(item);
    }
  };
  nested(p, () => (scope ? inScope(p, body) : body()));
  const close = accept(p, '}');
  if (close) suspectBrace(p, open, close);
  return { kind: 'block', span, items, end: close?.span ?? unclosed(p, span) };
}

/** `__label__ a, b;`: labels are the function's here, whatever block declares them. */
function parseLocalLabels(p: Parser): Stmt | undefined {
  const word = accept(p, '__label__');
  if (!word) return undefined;
  do expectName(p);
  while (accept(p, ','));
  finish(p, ';');
  return { kind: 'empty', span: word.span };
}

/** `__attribute__((fallthrough));` and its like: an attribute of nothing. */
function parseAttributeStatement(p: Parser): Stmt | undefined {
  const { span, text } = peek(p);
  if (text !== '__attribute__' && text !== '__attribute') return undefined;
  const start = p.at;
  parseAttributes(p);
  if (accept(p, ';')) return { kind: 'empty', span };
  p.at = start;
  return undefined;
}

function parseBlockItem(p: Parser): BlockItem {
  const empty = parseAttributeStatement(p) ?? parseLocalLabels(p);
  if (empty) return empty;
  if (at(p, '_Static_assert')) return parseStaticAssert(p);
  const token = peek(p);
  const next = peek(p, 1);
  if (startsType(p) && next.text !== ':') return parseDeclaration(p);
  // Two names in a row declare something of a type that nobody knows.
  const named = next.kind === 'name' ? next : next.text === '*' && peek(p, 2);
  if (token.kind === 'name' && !isKeyword(token) && named && named.kind === 'name') {
    if (!isKeyword(named) && !isDeclared(p, token.text)) {
      assumeType(p);
      return parseDeclaration(p);
    }
  }
  return parseStatement(p, true);
}

// statement = block | ";" | expression ";" | name ":" statement | "case" … | "default" …
//           | "if" … | "switch" … | "while" … | "do" … | "for" … | "goto" name ";"
//           | "continue" ";" | "break" ";" | "return" expression? ";"
export function parseStatement(p: Parser, item = false): Stmt {
  const attribute = parseAttributeStatement(p);
  if (attribute) return attribute;
  const token = peek(p);
  const { span } = token;
  if (token.kind === 'punct') {
    if (token.text === '{') return parseBlock(p);
    if (token.text === ';') {
      advance(p);
      return { kind: 'empty', span };
    }
    if (token.text === ')' || token.text === ']') return missingStatement(p);
  }
  if (token.kind === 'name') {
    const keyword = parseKeywordStatement(p, item);
    if (keyword) return keyword;
    if (peek(p, 1).text === ':' && peek(p, 1).kind === 'punct') {
      advance(p);
      advance(p);
      parseAttributes(p);
      return { kind: 'label', span, name: token.text, body: parseLabelled(p, item) };
    }
  }
  const expr = parseExpression(p);
  finish(p, ';');
  return { kind: 'expr', span, expr };
}

function parseKeywordStatement(p: Parser, item: boolean): Stmt | undefined {
  const { text, span } = peek(p);
  switch (text) {
    case 'if':
      return parseIf(p);
    case 'while': {
      advance(p);
      const test = parseParenthesized(p);
      return { kind: 'while', span, test, body: parseBody(p) };
    }
    case 'do': {
      advance(p);
      const body = parseBody(p);
      if (!accept(p, 'while')) missingWord(p, 'while');
      const test = parseParenthesized(p);
      finish(p, ';');
      return { kind: 'do', span, body, test };
    }
    case 'for':
      return inScope(p, () => parseFor(p));
    case 'switch': {
      advance(p);
      const value = parseParenthesized(p);
      return { kind: 'switch', span, value, body: parseBody(p) };
    }
    case 'case': {
      advance(p);
      const value = parseConditional(p);
      const last = accept(p, '...') ? parseConditional(p) : undefined;
      if (!accept(p, ':')) return missingColon(p, last ? "':'" : "':' or '...'");
      return { kind: 'case', span, value, last, body: parseLabelled(p, item) };
    }
    case 'default':
      advance(p);
      if (!accept(p, ':')) return missingColon(p, "':'");
      return { kind: 'default', span, body: parseLabelled(p, item) };
    case 'goto': {
      advance(p);
      if (accept(p, '*')) {
        const target = parseExpression(p);
        finish(p, ';');
        return { kind: 'goto-computed', span, target };
      }
      const { name, span: labelSpan } = expectName(p);
      finish(p, ';');
      return { kind: 'goto', span, label: name, labelSpan };
    }
    case 'break':
    case 'continue':
      advance(p);
      finish(p, ';');
      return { kind: text, span };
    case 'return': {
      advance(p);
      const value = at(p, ';') ? undefined : parseExpression(p);
      finish(p, ';');
      return { kind: 'return', span, value };
    }
    case 'asm':
    case '__asm':
    case '__asm__':
      return parseAsm(p);
    case 'else':
      return strayElse(p);
  }
  return undefined;
}

/** An `else` behind no `if`: its own has not been closed, or there is none. */
function strayElse(p: Parser): Stmt {
  const token = peek(p);
  const { span } = token;
  if (inIfBlock(p)) {
    error(p.ctx, span, "expected '}' before 'else'");
    p.tokens.splice(p.at, 0, { ...token, kind: 'punct', text: '}' });
  } else {
    error(p.ctx, span, "'else' without a previous 'if'");
    advance(p);
  }
  return nothing(span);
}

/** What stands for a statement that is wrong: unlike a lone `;`, nobody wrote it. */
function nothing(span: Span): Stmt {
  return { kind: 'block', span, items: [], end: span };
}

/** Tells whether the innermost open block is what an `if` guards. */
function inIfBlock(p: Parser): boolean {
  const opening = (from: number, open: string, close: string): number => {
    let at = from;
    for (let depth = 1; at >= 0; at--) {
      const { text, kind } = p.tokens[at];
      if (kind !== 'punct') continue;
      if (text === close) depth++;
      else if (text === open && --depth === 0) break;
    }
    return at;
  };
  const brace = opening(p.at - 1, '{', '}');
  if (brace < 2 || p.tokens[brace - 1].text !== ')') return false;
  const paren = opening(brace - 2, '(', ')');
  return paren > 0 && p.tokens[paren - 1].text === 'if';
}

/** A bracket that closes nothing is read over: what skips to the end of a statement stops at it. */
function missingStatement(p: Parser): Stmt {
  const { span } = peek(p);
  complain(p, span, `expected statement ${describe(peek(p))}`);
  advance(p);
  return nothing(span);
}

function missingWord(p: Parser, word: string): void {
  complain(p, peek(p).span, `expected '${word}' ${describe(peek(p))}`);
}

/** A label without its colon is none; what comes next is a statement of its own. */
function missingColon(p: Parser, wanted: string): Stmt {
  const next = peek(p);
  complain(p, next.span, `expected ${wanted} ${describe(next)}`);
  return { kind: 'empty', span: next.span };
}

/**
 * What a label stands before; C17 wants a statement, C23 and gcc allow `}` and declarations. In a block
 * the next label is an item of its own, so that a thousand of them are a list and not a tower.
 */
function parseLabelled(p: Parser, item: boolean): Stmt {
  const { span, kind, text } = peek(p);
  const label = kind === 'name' && (text === 'case' || text === 'default' || labels(p));
  // gcc takes a declaration behind a label, as C23 does.
  const declaration = (startsType(p) && !attributed(p)) || text === '_Static_assert';
  if (at(p, '}') || (item && (label || declaration))) return { kind: 'empty', span };
  const attribute = parseAttributeStatement(p);
  if (attribute) return attribute;
  if (startsType(p)) {
    fail(
      p.ctx,
      span,
      'a label can only be part of a statement and a declaration is not a statement',
    );
  }
  if (!item) return parseStatement(p);
  // What is wrong behind a label does not make the label wrong.
  const body = attempt(
    p,
    () => parseStatement(p),
    () => skipStatement(p),
  );
  return body ?? { kind: 'empty', span };
}

function attributed(p: Parser): boolean {
  return at(p, '__attribute__') || at(p, '__attribute');
}

function labels(p: Parser): boolean {
  return peek(p, 1).text === ':' && peek(p, 1).kind === 'punct' && !isKeyword(peek(p));
}

/** The body of a loop or branch, which is a scope of its own. */
function parseBody(p: Parser): Stmt {
  if (startsType(p) && peek(p, 1).text !== ':') {
    fail(p.ctx, peek(p).span, `expected expression before '${peek(p).text}'`);
  }
  return inScope(p, () => parseStatement(p));
}

function parseParenthesized(p: Parser): Expr {
  const open = accept(p, '(');
  if (!open) {
    missing(p, '(');
    return { kind: 'name', span: peek(p).span, name: POISON };
  }
  const e = nested(p, () => parseExpression(p));
  finish(p, ')', open);
  return e;
}

// if = "if" "(" expression ")" statement ("else" statement)?
//
// A chain of `else if` is a list and not a tower, however long: each goes where the one before ends.
function parseIf(p: Parser): Stmt {
  const first = parseBranch(p);
  for (let last = first; accept(p, 'else'); ) {
    if (!at(p, 'if')) {
      last.no = parseBody(p);
      break;
    }
    const next = parseBranch(p);
    last.no = next;
    last = next;
  }
  return first;
}

function parseBranch(p: Parser): Stmt & { kind: 'if' } {
  const { span } = advance(p);
  const test = parseParenthesized(p);
  return { kind: 'if', span, test, yes: parseBody(p), no: undefined };
}

// for = "for" "(" (declaration | expression? ";") expression? ";" expression? ")" statement
function parseFor(p: Parser): Stmt {
  const { span } = advance(p);
  const open = accept(p, '(');
  let init: Declaration | Expr | undefined;
  let test: Expr | undefined;
  let step: Expr | undefined;
  if (!open) missing(p, '(');
  else {
    if (startsType(p)) init = parseDeclaration(p);
    else if (!accept(p, ';')) {
      init = parseExpression(p);
      finish(p, ';');
    }
    if (!accept(p, ';')) {
      test = parseExpression(p);
      finish(p, ';');
    }
    if (!at(p, ')')) step = parseExpression(p);
    finish(p, ')', open);
  }
  return { kind: 'for', span, init, test, step, body: parseBody(p) };
}
