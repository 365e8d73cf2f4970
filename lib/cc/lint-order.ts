// Lint of order: a variable that is changed twice between two sequence points, or changed and read otherwise.
//
// One idea: each part of an expression puts what it touches on one of two lists, of what is done before a
// sequence point inside it and of what nothing orders. Where a list is complete, the same place on it twice,
// changed by one of the two, is what the warning is about.
//
// Source: ISO C17 6.5p2; the lists, and the order in them, are those of gcc 12's verify_tree()
// (c-family/c-common.cc), -Wsequence-point.
// Departs: elements of arrays are not followed, nor what stands inside a statement expression.

import { type Context, warning } from './source.ts';
import type { Expr } from './tree.ts';

/** A place, and the expression that changes it, if it is not only read. */
interface Touch {
  place: string;
  writer: Expr | undefined;
}

/** What all parts of one expression share. */
interface Looked {
  ctx: Context;
  /** The places that have been told of. */
  told: Set<string>;
  depth: number;
}

/** Deeper than this nobody writes by hand. */
const MAX_DEPTH = 200;

/** Warns about an expression that is evaluated by itself: a statement, a condition, an initializer. */
export function lintOrder(ctx: Context, e: Expr): void {
  const l: Looked = { ctx, told: new Set(), depth: 0 };
  const open: Touch[] = [];
  look(l, e, [], open);
  collide(l, open);
}

function collide(l: Looked, list: readonly Touch[]): void {
  for (const { place, writer } of list) if (writer) collideWith(l, list, place, writer, false);
}

/** Warns where `place`, which `writer` changes, is on a list; `written`: changed by somebody else. */
function collideWith(
  l: Looked,
  list: readonly Touch[],
  place: string,
  writer: Expr,
  written: boolean,
): void {
  if (l.told.has(place)) return;
  for (const other of list) {
    if (other.place !== place || other.writer === writer || (written && !other.writer)) continue;
    l.told.add(place);
    const message = `operation on '${place}' may be undefined`;
    warning(l.ctx, writer.span, message, { option: 'sequence-point' });
  }
}

/** Joins lists; a place that both have is there once, with whoever changes it. */
function merge(into: Touch[], list: readonly Touch[]): void {
  for (const touch of list) {
    const known = into.find(({ place }) => place === touch.place);
    if (known) known.writer ??= touch.writer;
    else into.push(touch);
  }
}

/** The text of a place that can be followed: a variable, a member of one, what a variable points at. */
function placeOf(e: Expr): string | undefined {
  if (e.kind === 'name') return e.name;
  if (e.kind === 'member') {
    const base = placeOf(e.base);
    return base === undefined ? undefined : `${base}${e.arrow ? '->' : '.'}${e.name}`;
  }
  const points = e.kind === 'unary' && e.op === '*' && e.operand.kind === 'name';
  return points ? `*${(e.operand as { name: string }).name}` : undefined;
}

function look(l: Looked, e: Expr, before: Touch[], open: Touch[], writer?: Expr): void {
  if (l.depth > MAX_DEPTH) return;
  l.depth++;
  const place = placeOf(e);
  if (place !== undefined) open.unshift({ place, writer });
  for (const part of partsOf(l, e, before, open)) look(l, part, before, open);
  l.depth--;
}

/** Looks at an expression that orders its parts; returns the parts of any other. */
function partsOf(l: Looked, e: Expr, before: Touch[], open: Touch[]): Expr[] {
  switch (e.kind) {
    case 'step':
      look(l, e.operand, open, open, e);
      return [];
    case 'assign':
      assigned(l, e, before, open);
      return [];
    case 'comma':
      inTurn(l, e.left, e.right, before, open);
      return [];
    case 'binary':
      if (e.op !== '&&' && e.op !== '||') return [e.left, e.right];
      inTurn(l, e.left, e.right, before, open);
      return [];
    case 'conditional':
      chosen(l, e, before, open);
      return [];
    case 'call':
      called(l, e, before);
      return [];
    case 'unary':
      // Where a variable lies is not what is in it.
      return e.op === '&' && e.operand.kind === 'name' ? [] : [e.operand];
    case 'cast':
      return [e.operand];
    case 'index':
      return [e.base, e.index];
    case 'member':
      return [e.base];
    default:
      return [];
  }
}

/** The value is worked out, then the place is changed; nothing orders the two sides. */
function assigned(l: Looked, e: Expr & { kind: 'assign' }, before: Touch[], open: Touch[]): void {
  const first: Touch[] = [];
  const value: Touch[] = [];
  const target: Touch[] = [];
  look(l, e.value, first, value);
  look(l, e.target, target, target, e);
  const others = target.filter((touch) => touch.writer !== e);
  // The place itself may be found out after what is before a sequence point of the value: `*a = (a++, 2)`.
  const all = [...others.toReversed(), ...first];
  collide(l, all);
  before.unshift(...all);
  open.unshift(...others.toReversed());
  const place = placeOf(e.target);
  if (place !== undefined) {
    collideWith(l, value, place, e, true);
    merge(value, [{ place, writer: e }]);
  }
  open.unshift(...value.toReversed());
}

/** `,`, `&&` and `||` are sequence points: the right side comes after the left one. */
function inTurn(l: Looked, left: Expr, right: Expr, before: Touch[], open: Touch[]): void {
  const first: Touch[] = [];
  const between: Touch[] = [];
  look(l, left, first, between);
  collide(l, between);
  merge(before, [...first, ...between]);
  const second: Touch[] = [];
  look(l, right, second, open);
  merge(before, second);
}

function chosen(
  l: Looked,
  e: Expr & { kind: 'conditional' },
  before: Touch[],
  open: Touch[],
): void {
  const first: Touch[] = [];
  const tested: Touch[] = [];
  look(l, e.test, first, tested);
  collide(l, tested);
  merge(before, [...first, ...tested]);
  const either: Touch[] = [];
  for (const way of [e.yes, e.no]) {
    if (!way) continue;
    const inside: Touch[] = [];
    const own: Touch[] = [];
    look(l, way, inside, own);
    collide(l, own);
    merge(before, inside);
    merge(either, own);
  }
  merge(open, either);
}

/** The call is a sequence point after its arguments, and nothing orders these. */
function called(l: Looked, e: Expr & { kind: 'call' }, before: Touch[]): void {
  const all: Touch[] = [];
  for (const part of [e.callee, ...e.args]) {
    const inside: Touch[] = [];
    const own: Touch[] = [];
    look(l, part, inside, own);
    merge(own, inside);
    all.unshift(...own.toReversed());
  }
  collide(l, all);
  before.unshift(...all.toReversed());
}
