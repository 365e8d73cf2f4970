// Check statements: control flow, labels, and declarations inside functions.
//
// Source: ISO C17 6.8.

import { addCase } from './case-labels.ts';
import { checkStaticAssert } from './check.ts';
import { checkExpr, checkTest, checkValue } from './check-expression.ts';
import { checkLocalDeclaration } from './check-local.ts';
import { wrapInt } from './constant.ts';
import { assignTo, castTo } from './convert.ts';
import { type Checker, closeScope, hiddenLocal, openScope, type SwitchScope } from './scope.ts';
import { caught, error, fail, type Span, tooManyErrors, warning } from './source.ts';
import type { BlockItem, Expr, Stmt } from './tree.ts';
import type { TExpr, TStmt } from './typed.ts';
import { type CType, INT, isInteger, promote } from './types.ts';

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
      c.lint?.gaveUp(c, item);
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
  const depth = c.scopes.length;
  let result: TStmt;
  try {
    result = checkStatement(c, s);
  } catch (thrown) {
    caught(c.ctx, thrown);
    c.lint?.gaveUp(c, s);
    c.scopes.length = depth;
    result = { kind: 'block', span: s.span, items: [], end: s.span };
  }
  closeScope(c);
  return result;
}

/** A controlling expression; one that is wrong does not keep what it controls from being checked. */
function checkControl(c: Checker, e: Expr, check = checkTest): TExpr {
  try {
    return check(c, e);
  } catch (thrown) {
    caught(c.ctx, thrown);
    c.lint?.gaveUp(c, e);
    return { kind: 'local', span: e.span, type: INT, local: hiddenLocal(INT, e.span) };
  }
}

type If<S> = S & { kind: 'if' };

/** Goes along a chain of `else if`, which may be long; each is a scope in the one before it. */
function checkIf(c: Checker, s: If<Stmt>): TStmt {
  const depth = c.scopes.length;
  const first = checkBranch(c, s);
  let last = first;
  let no = s.no;
  for (; no?.kind === 'if'; no = no.no) {
    const next = checkBranch(c, no);
    last.no = next;
    last = next;
  }
  last.no = no && checkIdle(c, isNever(last.test, false), no);
  while (c.scopes.length > depth) closeScope(c);
  return first;
}

function checkBranch(c: Checker, s: If<Stmt>): If<TStmt> {
  openScope(c);
  const test = checkControl(c, s.test);
  const yes = checkIdle(c, isNever(test, true), s.yes);
  return { kind: 'if', span: s.span, test, yes, no: undefined };
}

function isNever(test: TExpr, when: boolean): boolean {
  return test.kind === 'int' && (test.value !== 0n) !== when;
}

/** Checks a body; one that is never run asks for nothing to be linked, unless a label leads into it. */
function checkIdle(c: Checker, never: boolean, s: Stmt): TStmt {
  if (!never) return checkBody(c, s);
  const { def, labels, switches } = c.fn!;
  const places = (): number => labels.size + (switches.at(-1)?.cases.length ?? 0);
  const refs = new Set(def.refs);
  const before = places();
  const body = checkBody(c, s);
  if (places() > before || switches.at(-1)?.default) return body;
  def.refs = refs;
  return { kind: 'block', span: s.span, items: [], end: s.span };
}

function checkStatement(c: Checker, s: Stmt): TStmt {
  const { span } = s;
  const fn = c.fn!;
  switch (s.kind) {
    case 'expr':
      return { kind: 'expr', span, expr: checkIgnored(c, s.expr) };
    case 'empty':
      return { kind: 'block', span, items: [], end: span };
    case 'block':
      return checkBlock(c, s);
    case 'if':
      return checkIf(c, s);
    case 'while':
    case 'do': {
      openScope(c);
      const test = checkControl(c, s.test);
      const body = checkLoopBody(c, s.body);
      closeScope(c);
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
      if (inner.default) {
        const notes = [{ span: inner.default, message: 'this is the first default label' }];
        error(c.ctx, span, 'multiple default labels in one switch', { notes });
      }
      inner.hasDefault = true;
      inner.default ??= span;
      return { kind: 'default', span, body: checkStatement(c, s.body) };
    }
    case 'label':
      duplicateLabel(c, s.name, span);
      fn.labels.set(s.name, span);
      return { kind: 'label', span, name: s.name, body: checkStatement(c, s.body) };
    case 'goto-computed': {
      const target = checkValue(c, s.target);
      if (target.type.kind !== 'pointer') fail(c.ctx, span, 'computed goto must be pointer type');
      return { kind: 'goto-computed', span, target };
    }
    case 'goto':
      fn.gotos.push({ label: s.label, span });
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

/** An expression whose value nobody uses. */
function checkIgnored(c: Checker, e: Expr): TExpr {
  const value = checkExpr(c, e);
  c.lint?.ignored(c, e, value);
  return value;
}

function duplicateLabel(c: Checker, name: string, span: Span): void {
  const old = c.fn!.labels.get(name);
  if (!old) return;
  const notes = [{ span: old, message: `previous definition of '${name}' with type 'void'` }];
  error(c.ctx, span, `duplicate label '${name}'`, { notes });
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
  else if (s.init) {
    const expr = checkControl(c, s.init, checkIgnored);
    init.push({ kind: 'expr', span: s.init.span, expr });
  }
  const test = s.test && checkControl(c, s.test);
  const step = s.step && checkControl(c, s.step, checkIgnored);
  const body = checkLoopBody(c, s.body);
  closeScope(c);
  return { kind: 'loop', span: s.span, init, test, step, body, testFirst: true };
}

function checkSwitch(c: Checker, s: Stmt & { kind: 'switch' }): TStmt {
  const fn = c.fn!;
  openScope(c);
  const value = checkControl(c, s.value, checkValue);
  if (!isInteger(value.type)) fail(c.ctx, s.value.span, 'switch quantity not an integer');
  const type = promote(value.type);
  const record: SwitchScope = { cases: [], labels: [], hasDefault: false, type };
  fn.switches.push(record);
  fn.breakable++;
  const body = checkBody(c, s.body);
  fn.breakable--;
  fn.switches.pop();
  closeScope(c);
  const { cases, hasDefault } = record;
  c.lint?.switched(c, value, cases, hasDefault, s.span);
  return { kind: 'switch', span: s.span, value: castTo(value, type), cases, hasDefault, body };
}

function checkCase(c: Checker, s: Stmt & { kind: 'case' }): TStmt {
  const inner = c.fn!.switches.at(-1);
  if (!inner) fail(c.ctx, s.span, 'case label not within a switch statement');
  const [first, last] = caseRange(c, s, inner.type);
  if (first === undefined) return checkStatement(c, s.body);
  if (last < first) warning(c.ctx, s.span, 'empty range specified');
  const label = { first, last, span: s.span };
  const old = addCase(inner.labels, label);
  if (old) {
    const range = first !== last;
    const message = range
      ? 'this is the first entry overlapping that value'
      : 'previously used here';
    const notes = [{ span: old.span, message }];
    const what = range ? 'duplicate (or overlapping) case value' : 'duplicate case value';
    error(c.ctx, s.span, what, { notes });
  }
  const index = inner.cases.push(label) - 1;
  return { kind: 'case', span: s.span, index, body: checkStatement(c, s.body) };
}

/** The values of a `case`; none where one of them is wrong. */
function caseRange(
  c: Checker,
  s: Stmt & { kind: 'case' },
  type: CType,
): [bigint, bigint] | [undefined, undefined] {
  try {
    const first = wrapInt(caseValue(c, s.value, s.span), type);
    return [first, s.last ? wrapInt(caseValue(c, s.last, s.span), type) : first];
  } catch (thrown) {
    caught(c.ctx, thrown);
    c.lint?.gaveUp(c, s.value);
    return [undefined, undefined];
  }
}

function caseValue(c: Checker, e: Expr, span: Span): bigint {
  const value = checkValue(c, e);
  if (value.kind === 'int' && value.type.kind === 'int') return value.value;
  fail(c.ctx, span, 'case label does not reduce to an integer constant');
}

function checkReturn(c: Checker, s: Stmt & { kind: 'return' }): TStmt {
  const { span } = s;
  const { returns, def } = c.fn!;
  if (!s.value) {
    if (returns.kind !== 'void') {
      const notes = [{ span: def.span, message: 'declared here' }];
      const message = "'return' with no value, in function returning non-void";
      warning(c.ctx, span, message, { option: 'return-type', notes });
    }
    return { kind: 'return', span, value: undefined };
  }
  if (returns.kind === 'void') {
    const value = checkExpr(c, s.value);
    if (value.type.kind !== 'void') {
      const notes = [{ span: def.span, message: 'declared here' }];
      const message = "'return' with a value, in function returning void";
      warning(c.ctx, s.value.span, message, { option: 'return-type', notes });
    }
    return { kind: 'return', span, value };
  }
  const value = assignTo(c, checkExpr(c, s.value), returns, { kind: 'return' }, s.value.span);
  c.lint?.returned(c, value, s.value.span);
  return { kind: 'return', span, value };
}
