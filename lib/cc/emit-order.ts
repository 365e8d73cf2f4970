// Order: which operand comes first, where C leaves it open.
//
// One idea: programs that depend on it are wrong, and yet `printf("%d %d", i++, i++)` is what people
// try. So the order is the one that they see natively: gcc's on x86-64, which works arguments out
// from the last to the first, and reads a variable without an address when it makes the call. Where a
// value is assigned, the place comes last, but for what a call returns.
//
// Source: C17 6.5.2.2p10 (unspecified); gcc 12, gimplify_call_expr, PUSH_ARGS_REVERSED.

import { type Assembler, type Reg, temporary } from './assembler.ts';
import { into } from './emit-expression.ts';
import { hiddenLocal } from './scope.ts';
import type { TExpr } from './typed.ts';

const EFFECTS = new Set(['call', 'syscall', 'statements', 'assign', 'update', 'advance', 'va-arg']);

/** Tells whether computing an expression does more than give a value. */
export function hasEffect(e: TExpr): boolean {
  if (EFFECTS.has(e.kind)) return true;
  return Object.values(e).some(
    (part) => typeof part === 'object' && part !== null && 'span' in part && hasEffect(part),
  );
}

/** `c ? 0 : 0`, whose test gcc does not look at, either. */
export function isSettled({ test, yes, no }: TExpr & { kind: 'conditional' }): boolean {
  const [a, b] = [yes, no];
  return a.kind === 'int' && b.kind === 'int' && a.value === b.value && !hasEffect(test);
}

/** A step of a call: an argument, by its position, and what is worked out for it. */
export interface ArgumentStep {
  position: number;
  value: TExpr;
}

/** In which order the arguments of a call are worked out; what a step gives may be given anew later. */
export function argumentSteps(args: readonly TExpr[]): ArgumentStep[] {
  const steps = args.map((value, position) => ({ value, position }));
  const isFixed = (e: TExpr) => e.kind === 'int' || e.kind === 'float';
  if (args.filter((e) => !isFixed(e)).length < 2 || !args.some(hasEffect)) return steps;
  const later = steps.flatMap(({ value, position }) => {
    const read = readAtCall(value);
    return read ? [{ value: read, position }] : [];
  });
  return [
    ...steps.filter(({ value }) => value.kind !== 'local' || !readAtCall(value)).reverse(),
    ...later,
  ];
}

/** The variable that is an argument, or that an argument sets, if it is read when the call is made. */
function readAtCall(e: TExpr): TExpr | undefined {
  if (e.kind === 'local') return e.local.addressed || e.type.kind === 'record' ? undefined : e;
  const sets = e.kind === 'assign' || ((e.kind === 'update' || e.kind === 'advance') && !e.post);
  return sets ? readAtCall(e.target) : undefined;
}

/** Tells whether what is assigned is just what a call returns: the place comes before such a call. */
export function isCall(e: TExpr): boolean {
  if (e.kind === 'call') return true;
  return (
    e.kind === 'cast' &&
    e.type.kind === 'pointer' &&
    e.operand.type.kind === 'pointer' &&
    isCall(e.operand)
  );
}

/** A place whose pointer has been worked out: what is done now cannot move it. */
export function held(a: Assembler, place: TExpr): TExpr {
  if (place.kind === 'field') return { ...place, base: held(a, place.base) };
  if (place.kind !== 'deref') return place;
  return { ...place, pointer: inRegister(a, place.pointer) };
}

/** A value that has been worked out, as a variable without a name. */
export function inRegister(a: Assembler, e: TExpr): TExpr {
  const { span, type } = e;
  const local = hiddenLocal(type, span, false);
  const reg: Reg = temporary(a);
  into(a, e, reg);
  a.homes.set(local, { kind: 'register', reg });
  return { kind: 'local', span, type, local };
}
