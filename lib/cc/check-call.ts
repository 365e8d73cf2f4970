// Check calls: the callee, the number of arguments, their types.

import { builtinFunction, checkBuiltinCall } from './check-builtin.ts';
import { checkExpr, checkValue } from './check-expression.ts';
import { assignTo, castTo, decay, defaultPromote, rvalue } from './convert.ts';
import { type Checker, headerOf, lookUp, similarName } from './scope.ts';
import { fail, type Span } from './source.ts';
import type { Expr } from './tree.ts';
import type { TExpr } from './typed.ts';
import { type CType, declare, isComplete, LONG, typeName } from './types.ts';

/** The function by which the C library enters the kernel. */
const SYSCALL = '__syscall';

export function checkCall(c: Checker, e: Expr & { kind: 'call' }): TExpr {
  const { span } = e;
  if (e.callee.kind === 'name' && !lookUp(c, e.callee.name)) {
    const { name } = e.callee;
    const builtin = checkBuiltinCall(c, e, name);
    if (builtin) return builtin;
    if (!builtinFunction(c, name, span)) implicitDeclaration(c, e.callee);
  }
  // Not a function that anybody defines: checking its name would ask the linker for one.
  if (e.callee.kind === 'name' && e.callee.name === SYSCALL) {
    const args = e.args.map((a) => castTo(checkValue(c, a), LONG));
    return { kind: 'syscall', span, type: LONG, args };
  }
  const callee = decay(checkExpr(c, e.callee));
  const name = calleeName(callee);
  if (callee.type.kind !== 'pointer' || callee.type.to.kind !== 'function') {
    const called = name === undefined ? 'called object' : `called object '${name}'`;
    fail(c.ctx, e.callee.span, `${called} is not a function or function pointer`);
  }
  const type = callee.type.to;
  checkCount(c, e, type, name ?? 'it');
  const args = e.args.map((a, i) => checkArgument(c, a, type, i, name ?? 'function'));
  if (type.returns.kind === 'record' && !isComplete(type.returns)) {
    fail(c.ctx, span, `return type is an incomplete type '${typeName(type.returns)}'`);
  }
  const fixed = type.oldStyle ? args.length : type.params.length;
  return { kind: 'call', span, type: type.returns, callee, args, fixed };
}

function calleeName(callee: TExpr): string | undefined {
  if (callee.kind === 'address' && callee.of.kind === 'global') return callee.of.name;
  return callee.kind === 'local' ? callee.local.name : undefined;
}

/** C99 and later have no implicit declarations; says which header has the function. */
function implicitDeclaration(c: Checker, callee: Expr & { kind: 'name' }): never {
  const { name, span } = callee;
  const header = headerOf(c, name, 'function');
  const message = `implicit declaration of function '${name}'`;
  if (header) fail(c.ctx, span, message, `did you forget #include <${header}>?`);
  const similar = similarName(c, name);
  fail(c.ctx, span, similar ? `${message}; did you mean '${similar}'?` : message);
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
  const few = given < wanted;
  const span: Span = few || !e.args[wanted] ? e.callee.span : e.args[wanted].span;
  const hint = `'${name}' is declared as '${declare(type, name)}'`;
  fail(c.ctx, span, `too ${few ? 'few' : 'many'} arguments to function '${name}'`, hint);
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
  const plain = rvalue(c, value);
  return defaultPromote(assignTo(c, plain, plain.type, { kind: 'assign' }, arg.span));
}
