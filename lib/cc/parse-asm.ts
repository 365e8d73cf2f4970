// Parse assembly: the statements that hold no instruction, or one that has nothing to do here.
//
// One idea: `asm volatile("" : "+r" (x) : : "memory")` asks a compiler to forget what it knows. This
// one knows nothing, so what is left of it are its operands, which are evaluated; an operand that
// shares its place with an output is an assignment. Anything else is refused.
//
// Source: Using the GNU Compiler Collection, 6.47.2 Extended Asm.

import { parseExpression } from './parse-expression.ts';
import { parseAsmText, plainInt } from './parse-specifier.ts';
import { accept, advance, at, expect, finish, type Parser, peek } from './parser.ts';
import { type Span, unsupported } from './source.ts';
import type { BaseType, Expr, Stmt } from './tree.ts';
import { VOID } from './types.ts';

interface Operand {
  /** As in `[name] "=r" (x)`. */
  name: string | undefined;
  constraint: string;
  value: Expr;
}

/** What orders memory or lets time pass: memory is in order here, and time is counted. */
const NOTHING = /^\s*(nop|pause|rep\s*;\s*nop|[lms]fence)?[\s;]*$/;

// assembly = ("asm" | "__asm" | "__asm__") name* "(" string+ (":" operands)* ")" ";"
export function parseAsm(p: Parser): Stmt {
  const { span } = advance(p);
  const refuse = (): never => unsupported(p.ctx, span, 'inline assembly is');
  while (peek(p).kind === 'name') if (advance(p).text === 'goto') refuse();
  expect(p, '(');
  if (!NOTHING.test(parseAsmText(p))) refuse();
  // Two colons in a row are one token, of which each is an end.
  let half = false;
  const colon = (): boolean => {
    if (accept(p, ':')) return true;
    if (!at(p, '::')) return false;
    if (half) advance(p);
    half = !half;
    return true;
  };
  const outputs = colon() ? parseOperands(p) : [];
  const inputs = colon() ? parseOperands(p) : [];
  if (colon()) while (peek(p).kind === 'string' || at(p, ',')) advance(p);
  if (!at(p, ')')) refuse();
  advance(p);
  const items: Stmt[] = [];
  const set = new Set<Operand>();
  for (const input of inputs) {
    const { constraint, value } = input;
    const shared = /^%?(\d+|\[(.*)\])/.exec(constraint);
    const by = shared && (shared[2] ?? shared[1]);
    const output = outputs.find((o, i) => by && (o.name === by || `${i}` === by));
    if (shared && !output) refuse();
    // All operands are read before the first output is set.
    if (output && set.size > 0 && !isSame(output.value, value)) refuse();
    if (output) set.add(output);
    items.push(run(span, output ? share(span, output.value, value) : as(span, VOID, value)));
  }
  for (const output of outputs) {
    const { constraint, value } = output;
    if (constraint.startsWith('+')) items.push(run(span, as(span, VOID, value)));
    else if (constraint.includes('m')) {
      items.push(run(span, as(span, VOID, { kind: 'unary', span, op: '&', operand: value })));
    }
  }
  return { kind: 'block', span, items, end: finish(p, ';').span };
}

// operands = (("[" name "]")? string "(" expression ")") ("," ...)*
function parseOperands(p: Parser): Operand[] {
  const found: Operand[] = [];
  while (!at(p, ':') && !at(p, '::') && !at(p, ')')) {
    const name = accept(p, '[') ? advance(p).text : undefined;
    if (name) expect(p, ']');
    const constraint = parseAsmText(p);
    expect(p, '(');
    found.push({ name, constraint, value: parseExpression(p) });
    expect(p, ')');
    if (!accept(p, ',')) break;
  }
  return found;
}

const isSame = (a: Expr, b: Expr): boolean =>
  a.kind === 'name' && b.kind === 'name' && a.name === b.name;

function share(span: Span, target: Expr, value: Expr): Expr {
  if (isSame(target, value)) return as(span, VOID, value);
  const type: BaseType = { kind: 'typeof', operand: target, span };
  return { kind: 'assign', span, op: undefined, target, value: as(span, type, value) };
}

/** A cast to a type without a declarator. */
function as(span: Span, to: typeof VOID | BaseType, operand: Expr): Expr {
  const base: BaseType = to === VOID ? { kind: 'builtin', type: VOID } : (to as BaseType);
  const declarator = { kind: 'name' as const, name: undefined, span };
  return {
    kind: 'cast',
    span,
    type: { span, specifiers: { ...plainInt(span), base }, declarator },
    operand,
  };
}

function run(span: Span, expr: Expr): Stmt {
  return { kind: 'expr', span, expr };
}
