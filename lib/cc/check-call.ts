// Check calls: the callee, the number of arguments, their types.

import { builtinFunction, checkBuiltinCall } from './check-builtin.ts';
import { checkExpr, checkValue } from './check-expression.ts';
import { assignTo, castTo, decay, defaultPromote, rvalue } from './convert.ts';
import type { Note } from './render.ts';
import { type Checker, intExpr, lookUp } from './scope.ts';
import { caught, fail, giveUp } from './source.ts';
import type { Expr } from './tree.ts';
import type { TExpr } from './typed.ts';
import { type CType, isComplete, LONG, quoted } from './types.ts';
import { implicitFunction, unsaid } from './undeclared.ts';

/** The function by which the C library enters the kernel. */
const SYSCALL = '__syscall';

export function checkCall(c: Checker, e: Expr & { kind: 'call' }): TExpr {
  const { span } = e;
  const entry = e.callee.kind === 'name' ? lookUp(c, e.callee.name) : undefined;
  // A header may declare alloca, which no library can define.
  const alloca = e.callee.kind === 'name' && e.callee.name === 'alloca' && entry?.kind === 'global';
  if (e.callee.kind === 'name' && (!entry || alloca)) {
    const { name } = e.callee;
    const builtin = checkBuiltinCall(c, e, name);
    if (builtin) return builtin;
    if (!builtinFunction(c, name, span)) implicitFunction(c, name, e.callee.span);
  }
  // Not a function that anybody defines: checking its name would ask the linker for one.
  if (e.callee.kind === 'name' && e.callee.name === SYSCALL) {
    const args = e.args.map((a) => castTo(checkValue(c, a), LONG));
    return { kind: 'syscall', span, type: LONG, args };
  }
  const callee = decay(checkExpr(c, e.callee));
  const name = calleeName(callee);
  if (callee.type.kind !== 'pointer' || callee.type.to.kind !== 'function') {
    const known = name ?? (e.callee.kind === 'name' ? e.callee.name : ' ');
    const called = known.includes(' ') ? 'called object' : `called object '${known}'`;
    const notes = declaredHere(c, name);
    fail(c.ctx, e.callee.span, `${called} is not a function or function pointer`, { notes });
  }
  const type = callee.type.to;
  checkCount(c, e, type, name ?? 'it');
  const told = c.ctx.diagnostics.length;
  const args = checkArguments(c, e.args, type, name ?? 'function');
  if (name !== undefined && c.ctx.diagnostics.length > told) unsaid(c, name, told);
  if (callee.kind === 'address' && name !== undefined) c.lint?.call(c, e, name, args);
  if (type.returns.kind === 'record' && !isComplete(type.returns)) {
    fail(c.ctx, span, `return type is an incomplete type ${quoted(type.returns)}`);
  }
  const fixed = type.oldStyle ? args.length : type.params.length;
  return { kind: 'call', span, type: type.returns, callee, args, fixed };
}

function calleeName(callee: TExpr): string | undefined {
  if (callee.kind === 'address' && callee.of.kind === 'global') return callee.of.name;
  return callee.kind === 'local' ? callee.local.name : undefined;
}

function declaredHere(c: Checker, name: string | undefined): Note[] {
  const entry = name === undefined ? undefined : lookUp(c, name);
  if (!entry) return [];
  const span = entry.kind === 'local' ? entry.local.span : entry.span;
  return [{ span, message: 'declared here' }];
}

/** Checks all arguments, also behind a wrong one. */
function checkArguments(
  c: Checker,
  args: readonly Expr[],
  type: CType & { kind: 'function' },
  callee: string,
): TExpr[] {
  let wrong = false;
  const list = args.map((arg, i) => {
    try {
      return checkArgument(c, arg, type, i, callee);
    } catch (thrown) {
      caught(c.ctx, thrown);
      wrong = true;
      return intExpr(0, arg.span);
    }
  });
  if (wrong) giveUp();
  return list;
}

function checkCount(
  c: Checker,
  e: Expr & { kind: 'call' },
  type: CType & { kind: 'function' },
  name: string,
): void {
  if (type.oldStyle) return;
  const given = e.args.length;
  const wanted = type.params.length;
  if (given === wanted || (given > wanted && type.variadic)) return;
  // What is there is looked at first.
  for (const [i, arg] of e.args.slice(0, wanted).entries()) {
    try {
      checkArgument(c, arg, type, i, name);
    } catch (thrown) {
      caught(c.ctx, thrown);
    }
  }
  const few = given < wanted;
  const notes = declaredHere(c, name);
  const message = `too ${few ? 'few' : 'many'} arguments to function '${name}'`;
  fail(c.ctx, e.callee.span, message, { notes });
}

function checkArgument(
  c: Checker,
  arg: Expr,
  type: CType & { kind: 'function' },
  i: number,
  callee: string,
): TExpr {
  const value = checkExpr(c, arg);
  if (i < type.params.length && !type.oldStyle) {
    const why = { kind: 'argument', index: i + 1, callee } as const;
    return assignTo(c, value, type.params[i].type, why, arg.span);
  }
  const plain = rvalue(value);
  return defaultPromote(assignTo(c, plain, plain.type, { kind: 'assign' }, arg.span));
}
