// Lint of argument lists that end with a null pointer: execl(3) and its like.
//
// One idea: the callee counts by that pointer alone, so a list without it goes on with whatever lies behind.
//
// Source: gcc 12, check_function_sentinel() in c-family/c-common.cc.

import type { Checker } from './scope.ts';
import { type Span, warning } from './source.ts';
import type { TExpr } from './typed.ts';

/** Arguments behind the null pointer. */
const BEHIND: Readonly<Record<string, number>> = { execl: 0, execlp: 0, execle: 1 };
/** Those that are always there: what to run, and how it is called. */
const NAMED = 2;

/** Warns where such a list has no null pointer at its end; an int that is 0 is none. */
export function lintSentinel(c: Checker, name: string, args: readonly TExpr[], span: Span): void {
  if (!Object.hasOwn(BEHIND, name)) return;
  const behind = BEHIND[name];
  const short = args.length - NAMED <= behind;
  const last = args[args.length - 1 - behind];
  if (!short && last.type.kind === 'pointer' && isZero(last)) return;
  const message = short
    ? 'not enough variable arguments to fit a sentinel'
    : 'missing sentinel in function call';
  warning(c.ctx, span, message, { option: 'format', hint: 'the list ends with (char *) NULL' });
}

function isZero(e: TExpr): boolean {
  return e.kind === 'cast' ? isZero(e.operand) : e.kind === 'int' && e.value === 0n;
}
