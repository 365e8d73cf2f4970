// Check statements: control flow, labels, and declarations inside functions.
//
// Source: ISO C17 6.8.

import { checkStaticAssert } from './check.ts';
import { checkExpr, checkTest, checkValue, constantInt } from './check-expression.ts';
import { checkLocalDeclaration } from './check-local.ts';
import { wrapInt } from './constant.ts';
import { assignTo, castTo } from './convert.ts';
import { type Checker, closeScope, openScope } from './scope.ts';
import { caught, error, fail, tooManyErrors, warning } from './source.ts';
import type { BlockItem, Stmt } from './tree.ts';
import type { TExpr, TStmt } from './typed.ts';
import { isInteger, promote } from './types.ts';

type Block = TStmt & { kind: 'block' };

/** Checks a block; `scope` is false for a function's own, which shares that of its parameters. */
export function checkBlock(
  c: Checker,
  s: Stmt & { kind: 'block' },
  scope = true,
  atEnd?: () => void,
): Block {
  if (scope) openScope(c);
  const items: TStmt[] = [];
  const { sizes } = c;
  const depth = c.scopes.length;
  c.sizes = { out: items, addressed: false };
  for (const item of s.items) {
    // A statement that is given up does not keep the others from being checked.
    try {
      checkItem(c, item, items);
    } catch (e) {
      caught(c.ctx, e);
      c.scopes.length = depth;
      if (tooManyErrors(c.ctx)) break;
    }
  }
  atEnd?.();
  c.sizes = sizes;
  if (scope) closeScope(c);
  return { kind: 'block', span: s.span, items, end: s.end };
}

function checkItem(c: Checker, item: BlockItem, out: TStmt[]): void {
  if (item.kind === 'declaration') checkLocalDeclaration(c, item, out);
  else if (item.kind === 'static-assert') checkStaticAssert(c, item);
  else out.push(checkStatement(c, item));
}

/** Checks a body that is a scope of its own even without braces. */
function checkBody(c: Checker, s: Stmt): TStmt {
  openScope(c);
  const result = checkStatement(c, s);
  closeScope(c);
  return result;
}

function checkStatement(c: Checker, s: Stmt): TStmt {
  const { span } = s;
  const fn = c.fn!;
  switch (s.kind) {
    case 'expr':
      return { kind: 'expr', span, expr: checkUsed(c, s) };
    case 'empty':
      return { kind: 'block', span, items: [], end: span };
    case 'block':
      return checkBlock(c, s);
    case 'if': {
      const test = checkTest(c, s.test);
      if (s.test.kind === 'assign' && s.test.op === undefined && !s.test.parens) {
        suggestParentheses(c, test);
      }
      const yes = checkBody(c, s.yes);
      return { kind: 'if', span, test, yes, no: s.no && checkBody(c, s.no) };
    }
    case 'while':
    case 'do': {
      const test = checkTest(c, s.test);
      const body = checkLoopBody(c, s.body);
      return {
        kind: 'loop',
        span,
        init: [],
        test,
        step: undefined,
        body,
        testFirst: s.kind === 'while',
      };
    }
    case 'for':
      return checkFor(c, s);
    case 'switch':
      return checkSwitch(c, s);
    case 'case':
      return checkCase(c, s);
    case 'default': {
      const inner = fn.switches.at(-1);
      if (!inner) fail(c.ctx, span, "'default' label not within a switch statement");
      if (inner.hasDefault) error(c.ctx, span, 'multiple default labels in one switch');
      inner.hasDefault = true;
      return { kind: 'default', span, body: checkStatement(c, s.body) };
    }
    case 'label':
      if (fn.labels.has(s.name)) error(c.ctx, span, `duplicate label '${s.name}'`);
      fn.labels.add(s.name);
      return { kind: 'label', span, name: s.name, body: checkStatement(c, s.body) };
    case 'goto-computed': {
      const target = checkValue(c, s.target);
      if (target.type.kind !== 'pointer') fail(c.ctx, span, 'computed goto must be pointer type');
      return { kind: 'goto-computed', span, target };
    }
    case 'goto':
      fn.gotos.push({ label: s.label, span: s.labelSpan });
      return { kind: 'goto', span, label: s.label };
    case 'break':
      if (fn.breakable === 0) fail(c.ctx, span, 'break statement not within loop or switch');
      return { kind: 'break', span };
    case 'continue':
      if (fn.loops === 0) fail(c.ctx, span, 'continue statement not within a loop');
      return { kind: 'continue', span };
    case 'return':
      return checkReturn(c, s);
  }
}

/** Warns where an expression statement computes something and throws it away. */
function checkUsed(c: Checker, s: Stmt & { kind: 'expr' }): TExpr {
  const e = checkExpr(c, s.expr);
  const idle = new Set<TExpr['kind']>([
    'binary',
    'compare',
    'unary',
    'local',
    'global',
    'int',
    'field',
    'deref',
  ]);
  if (idle.has(e.kind) && e.type.kind !== 'void') {
    const hint =
      e.kind === 'compare' && e.op === '==' ? "'==' compares; use '=' to assign." : undefined;
    warning(c.ctx, s.expr.span, 'statement with no effect', hint);
  }
  return e;
}

function suggestParentheses(c: Checker, test: TExpr): void {
  const hint = "'=' assigns; use '==' to compare.";
  warning(c.ctx, test.span, 'suggest parentheses around assignment used as truth value', hint);
}

function checkLoopBody(c: Checker, s: Stmt): TStmt {
  const fn = c.fn!;
  fn.loops++;
  fn.breakable++;
  const body = checkBody(c, s);
  fn.loops--;
  fn.breakable--;
  return body;
}

function checkFor(c: Checker, s: Stmt & { kind: 'for' }): TStmt {
  openScope(c);
  const init: TStmt[] = [];
  if (s.init?.kind === 'declaration') checkLocalDeclaration(c, s.init, init);
  else if (s.init) init.push({ kind: 'expr', span: s.init.span, expr: checkExpr(c, s.init) });
  const test = s.test && checkTest(c, s.test);
  const step = s.step && checkExpr(c, s.step);
  const body = checkLoopBody(c, s.body);
  closeScope(c);
  return { kind: 'loop', span: s.span, init, test, step, body, testFirst: true };
}

function checkSwitch(c: Checker, s: Stmt & { kind: 'switch' }): TStmt {
  const fn = c.fn!;
  const value = checkValue(c, s.value);
  if (!isInteger(value.type)) fail(c.ctx, s.value.span, 'switch quantity not an integer');
  const type = promote(value.type);
  const record = { cases: [], hasDefault: false, type };
  fn.switches.push(record);
  fn.breakable++;
  const body = checkBody(c, s.body);
  fn.breakable--;
  fn.switches.pop();
  const { cases, hasDefault } = record;
  return { kind: 'switch', span: s.span, value: castTo(value, type), cases, hasDefault, body };
}

function checkCase(c: Checker, s: Stmt & { kind: 'case' }): TStmt {
  const inner = c.fn!.switches.at(-1);
  if (!inner) fail(c.ctx, s.span, 'case label not within a switch statement');
  const first = wrapInt(constantInt(c, s.value, 'case label'), inner.type);
  const last = s.last ? wrapInt(constantInt(c, s.last, 'case label'), inner.type) : first;
  if (inner.cases.some((o) => first <= o.last && o.first <= last)) {
    error(c.ctx, s.span, 'duplicate case value');
  }
  const index = inner.cases.push({ first, last, span: s.span }) - 1;
  return { kind: 'case', span: s.span, index, body: checkStatement(c, s.body) };
}

function checkReturn(c: Checker, s: Stmt & { kind: 'return' }): TStmt {
  const { span } = s;
  const { returns, def } = c.fn!;
  if (!s.value) {
    if (returns.kind !== 'void') {
      warning(c.ctx, span, `'return' with no value, in function returning non-void`);
    }
    return { kind: 'return', span, value: undefined };
  }
  if (returns.kind === 'void') {
    const value = checkExpr(c, s.value);
    if (value.type.kind !== 'void') {
      warning(
        c.ctx,
        s.value.span,
        `'return' with a value, in function '${def.name}' returning void`,
      );
    }
    return { kind: 'return', span, value };
  }
  const value = assignTo(c, checkExpr(c, s.value), returns, { kind: 'return' }, s.value.span);
  return { kind: 'return', span, value };
}
