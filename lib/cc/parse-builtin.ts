// Parse builtins: what looks like a call but takes types or does not evaluate its arguments.
//
// Source: ISO C17 6.5.1.1; the GNU C manual, "Other Builtins".

import { parseTypeName } from './parse-declaration.ts';
import { parseAssignment, parseExpression } from './parse-expression.ts';
import { accept, at, expect, expectName, type Parser, startsType } from './parser.ts';
import type { Span } from './source.ts';
import type { Expr, TypeName } from './tree.ts';

/** The names whose arguments are not those of a call. */
export const BUILTIN_SYNTAX: ReadonlySet<string> = new Set([
  ...['_Generic', '__builtin_offsetof', '__builtin_types_compatible_p', '__builtin_choose_expr'],
  ...['__builtin_va_start', '__builtin_va_end', '__builtin_va_arg', '__builtin_va_copy'],
]);

// builtin = name "(" (type-name | assignment) ("," …)* ")"
//         | "_Generic" "(" assignment ("," (type-name | "default") ":" assignment)+ ")"
//         | "__builtin_offsetof" "(" type-name "," name ("." name | "[" expression "]")* ")"
export function parseBuiltin(p: Parser, name: string, span: Span): Expr {
  if (name === '_Generic') return parseGeneric(p, span);
  if (name === '__builtin_offsetof') return parseOffsetof(p, span);
  const args: (Expr | TypeName)[] = [];
  expect(p, '(');
  do args.push(startsType(p) ? parseTypeName(p) : parseAssignment(p));
  while (accept(p, ','));
  expect(p, ')');
  return { kind: 'builtin', span, name, args };
}

function parseGeneric(p: Parser, span: Span): Expr {
  expect(p, '(');
  const control = parseAssignment(p);
  const cases: { type: TypeName | undefined; value: Expr }[] = [];
  while (accept(p, ',')) {
    const type = accept(p, 'default') ? undefined : parseTypeName(p);
    expect(p, ':');
    cases.push({ type, value: parseAssignment(p) });
  }
  expect(p, ')');
  return { kind: 'generic', span, control, cases };
}

function parseOffsetof(p: Parser, span: Span): Expr {
  expect(p, '(');
  const type = parseTypeName(p);
  expect(p, ',');
  const path: (string | Expr)[] = [expectName(p).name];
  for (;;) {
    if (accept(p, '.')) path.push(expectName(p).name);
    else if (at(p, '[')) {
      expect(p, '[');
      path.push(parseExpression(p));
      expect(p, ']');
    } else break;
  }
  expect(p, ')');
  return { kind: 'offsetof', span, type, path };
}
