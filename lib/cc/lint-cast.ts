// Lint of casts: between pointers and integers of another size, and between functions that are called differently.
//
// Source: gcc 12, -Wint-to-pointer-cast, -Wpointer-to-int-cast, -Wcast-function-type.

import { fromLibrary } from './lint-expression.ts';
import type { Checker } from './scope.ts';
import { caretOf, type Span, warning } from './source.ts';
import type { TExpr } from './typed.ts';
import { type CType, compatible, isUnsigned, quoted, sizeOf, unqualified } from './types.ts';

/** Warns about a cast, of which `span` is the place. */
export function lintCast(c: Checker, from: TExpr, to: CType, span: Span): void {
  const same = from.type.kind === to.kind;
  // Most casts are between numbers, or between pointers to objects.
  if (same && (to.kind !== 'pointer' || to.to.kind !== 'function')) return;
  if (same || to.kind === 'pointer' || from.type.kind === 'pointer') between(c, from, to, span);
}

/** A cast to a pointer, or from one to something else. */
function between(c: Checker, from: TExpr, to: CType, span: Span): void {
  if (fromLibrary(c, span)) return;
  const at = caretOf(span);
  const { type } = from;
  const other = type.kind !== 'function' && to.kind !== 'function' && sizeOf(type) !== sizeOf(to);
  if (to.kind === 'pointer' && type.kind === 'int' && from.kind !== 'int' && other) {
    const message = 'cast to pointer from integer of different size';
    warning(c.ctx, at, message, { option: 'int-to-pointer-cast' });
  } else if (to.kind === 'int' && to.int !== 'bool' && type.kind === 'pointer' && other) {
    const message = 'cast from pointer to integer of different size';
    warning(c.ctx, at, message, {
      option: 'pointer-to-int-cast',
      hint: "a pointer fits into 'intptr_t' of <stdint.h>",
    });
  }
  if (to.kind !== 'pointer' || type.kind !== 'pointer') return;
  const [a, b] = [type.to, to.to];
  if (a.kind !== 'function' || b.kind !== 'function' || safe(a, b)) return;
  const message = `cast between incompatible function types from ${quoted(type)} to ${quoted(to)}`;
  warning(c.ctx, at, message, { option: 'cast-function-type' });
}

type Function = CType & { kind: 'function' };

/** Tells whether a function may be called as the other: its parameters and result are passed alike. */
function safe(a: Function, b: Function): boolean {
  const any = (f: Function): boolean =>
    f.returns.kind === 'void' && f.params.length === 0 && !f.oldStyle;
  if (any(a) || any(b)) return true;
  if (!alike(a.returns, b.returns)) return false;
  if (a.oldStyle || b.oldStyle) return true;
  const variadic = a.variadic || b.variadic;
  if (!variadic && a.params.length !== b.params.length) return false;
  return a.params.every(({ type }, i) => !b.params[i] || alike(type, b.params[i].type));
}

function alike(one: CType, two: CType): boolean {
  const [a, b] = [unqualified(one), unqualified(two)];
  if (a.kind === 'pointer' && b.kind === 'pointer') return true;
  if (a.kind !== 'int' || b.kind !== 'int') return compatible(a, b);
  return sizeOf(a) === sizeOf(b) && (sizeOf(a) >= 4 || isUnsigned(a) === isUnsigned(b));
}
