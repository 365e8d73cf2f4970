// Lint: what gcc's -Wall and -Wextra look for, as functions that the checker calls on its way.
//
// One idea: the checker decides what is C and what it means; whether that is likely what somebody
// meant is asked here, so that the library's own sources, and a page that wants no warnings, do
// without this code.

import type { SubObject } from './check-initializer.ts';
import type { Checker } from './scope.ts';
import type { Context, Span } from './source.ts';
import type { BlockItem, Expr, Init, InitItem, TopLevel } from './tree.ts';
import type { ArithmeticOp, CompareOp, InitPart, SwitchCase, TExpr } from './typed.ts';
import type { CType } from './types.ts';

export interface Lint {
  /** The characters of all files. */
  text(ctx: Context): void;
  /** A parsed file. */
  syntax(ctx: Context, tree: readonly TopLevel[]): void;
  /** A comparison, its operands as they were before any conversion. */
  compare(
    c: Checker,
    op: CompareOp,
    left: TExpr,
    right: TExpr,
    span: Span,
    apart: boolean | undefined,
  ): void;
  /** An operator and its operands, converted to `type`. */
  arithmetic(
    c: Checker,
    op: ArithmeticOp,
    left: TExpr,
    right: TExpr,
    type: CType,
    span: Span,
  ): void;
  /** An assignment-like conversion. */
  convert(c: Checker, value: TExpr, to: CType, span: Span): void;
  /** A cast between scalars. */
  cast(c: Checker, value: TExpr, to: CType, span: Span): void;
  /** A call by name, its arguments as they are passed. */
  call(c: Checker, e: Expr & { kind: 'call' }, name: string, args: readonly TExpr[]): void;
  index(c: Checker, e: Expr & { kind: 'index' }, base: TExpr, index: TExpr): void;
  /** A value that is tested for being 0. */
  test(c: Checker, e: Expr, value: TExpr): void;
  /** What stands before a comma. */
  dropped(c: Checker, e: Expr & { kind: 'comma' }, left: TExpr): void;
  /** An expression whose value is thrown away. */
  ignored(c: Checker, e: Expr, value: TExpr): void;
  switched(
    c: Checker,
    value: TExpr,
    cases: readonly SwitchCase[],
    hasDefault: boolean,
    span: Span,
  ): void;
  /** The operand of sizeof. */
  measured(c: Checker, operand: TExpr, span: Span): void;
  returned(c: Checker, value: TExpr, span: Span): void;
  /** A struct's braces, which were enough for `count` fields. */
  filled(c: Checker, type: CType, init: Init & { kind: 'list' }, count: number): void;
  /** A value for a part that may have one already. */
  overwritten(c: Checker, parts: readonly InitPart[], sub: SubObject, span: Span): void;
  /** Braces inside which those of an array or a struct were left out. */
  unbraced(c: Checker, braces: Span, items: readonly InitItem[]): void;
  /** The type of a `main` with parameters. */
  main(c: Checker, type: CType & { kind: 'function' }, span: Span): void;
  /** What an error has been found in, and what is missing therefore. */
  gaveUp(c: Checker, item: TopLevel | BlockItem | Expr): void;
  /** A function whose body has been checked. */
  functionEnd(c: Checker): void;
  unitEnd(c: Checker): void;
}
