// Integer expressions without undefined behaviour.
//
// One idea: an expression carries the range of its value. Where a signed operation could leave its
// type, its operands are first made smaller; so signed arithmetic is exercised as such and never
// overflows.
//
// Departs: nothing is known of what variables hold at a moment, only what they may hold.

import { argumentsFor } from './call.ts';
import { both, type Effects, independent, NONE, reading, writing } from './effects.ts';
import { compared, floating, truncated } from './floating.ts';
import { index, type Place, place } from './place.ts';
import { below, type Gen, maybe, pick } from './state.ts';
import {
  CHAR,
  common,
  highest,
  INT,
  INTS,
  type IntType,
  LONG,
  lowest,
  promoted,
  UINT,
  ULONG,
} from './types.ts';

export interface Int {
  text: string;
  type: IntType;
  lo: bigint;
  hi: bigint;
  effects: Effects;
}

/** The range of a value after its conversion to a type. */
export function converted(e: { lo: bigint; hi: bigint }, type: IntType): [bigint, bigint] {
  if (type.bits === 1) return [0n, 1n];
  if (e.lo >= lowest(type) && e.hi <= highest(type)) return [e.lo, e.hi];
  return [lowest(type), highest(type)];
}

const whole = (text: string, type: IntType, effects: Effects): Int => ({
  text,
  type,
  lo: lowest(type),
  hi: highest(type),
  effects,
});

const flag = (text: string, effects: Effects): Int => ({
  text,
  type: INT,
  lo: 0n,
  hi: 1n,
  effects,
});

/** Any integer expression; deeper ones are longer. */
export function integer(g: Gen, depth: number): Int {
  if (depth <= 0 || maybe(g, 0.15)) return leaf(g);
  const make = pick(g, MAKERS);
  return make(g, depth - 1) ?? leaf(g);
}

type Maker = (g: Gen, depth: number) => Int | undefined;

const MAKERS: Maker[] = [
  sum,
  sum,
  sum,
  product,
  quotient,
  quotient,
  shift,
  shift,
  bitwise,
  bitwise,
  comparison,
  logical,
  unary,
  unary,
  cast,
  cast,
  conditional,
  comma,
  stored,
  called,
  called,
  fromFloat,
  floatComparison,
  size,
  chosen,
];

/** A second operand that may be evaluated before or after the first. */
export function beside(g: Gen, first: Effects, make: () => Int): Int {
  const e = make();
  return independent(first, e.effects) ? e : constant(g);
}

function leaf(g: Gen): Int {
  if (maybe(g, 0.3)) return constant(g);
  const p = place(g, 'int', false);
  return p ? readPlace(p) : constant(g);
}

export function readPlace(p: Place): Int {
  const type = p.type as IntType;
  const effects = both(p.effects, reading(p.root));
  if (p.width === undefined) {
    const [lo, hi] = p.range ?? [lowest(type), highest(type)];
    return { text: p.text, type, lo, hi, effects };
  }
  // A bit-field that fits in an int becomes one (6.3.1.1 p2).
  const field = { ...type, bits: p.width };
  const [lo, hi] = [lowest(field), highest(field)];
  // gcc computes in wider fields at the field's own width: that is its own, so it is cast away.
  if (p.width > 32) return { text: `(${type.name})${p.text}`, type, lo, hi, effects };
  return { text: p.text, type: fieldType(field), lo, hi, effects };
}

/** A literal, a character or an enumeration constant. */
export function constant(g: Gen): Int {
  if (g.constants.length > 0 && maybe(g, 0.1)) {
    const { name, value } = pick(g, g.constants);
    return { text: name, type: INT, lo: value, hi: value, effects: NONE };
  }
  if (maybe(g, 0.1)) {
    const code = 33 + below(g, 94);
    const text = `'${code === 39 || code === 92 ? '\\' : ''}${String.fromCharCode(code)}'`;
    return { text, type: INT, lo: BigInt(code), hi: BigInt(code), effects: NONE };
  }
  return literal(g, pick(g, INTS));
}

/** A literal with a value of the type, which may itself have a wider type. */
export function literal(g: Gen, like: IntType): Int {
  const bits = BigInt(below(g, like.bits + 1));
  let value = BigInt(below(g, 2 ** 31)) ** 3n % (1n << bits);
  if (maybe(g, 0.15)) value = pick(g, [highest(like), lowest(like), 1n << (bits ? bits - 1n : 0n)]);
  else if (like.signed && maybe(g, 0.3)) value = -value;
  return literalOf(g, value, like.rank > INT.rank || value > highest(INT) ? ULONG : UINT, like);
}

function literalOf(g: Gen, value: bigint, unsigned: IntType, like: IntType): Int {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  // The most negative value has no literal: it is one less than another.
  const off = magnitude > highest(like.rank > INT.rank || like.bits === 64 ? LONG : INT);
  if (negative && off) {
    const text = like.bits === 64 ? '(-9223372036854775807L - 1)' : '(-2147483647 - 1)';
    return { text, type: like.bits === 64 ? LONG : INT, lo: value, hi: value, effects: NONE };
  }
  let suffix = '';
  let type = magnitude > highest(INT) ? LONG : INT;
  if (!negative && (!like.signed || magnitude > highest(LONG))) {
    suffix = unsigned === ULONG ? pick(g, ['ul', 'UL', 'LU']) : pick(g, ['u', 'U']);
    type = unsigned;
  } else if (like.rank > INT.rank) {
    suffix = 'L';
    type = LONG;
  }
  const hex = !negative && type !== INT && suffix !== '' && maybe(g, 0.5);
  const digits = hex ? `0x${magnitude.toString(16)}` : `${magnitude}`;
  const text = negative ? `(-${digits}${suffix})` : `${digits}${suffix}`;
  return { text, type, lo: value, hi: value, effects: NONE };
}

/** Makes the magnitude of an expression smaller than 2^bits, in its own promoted type. */
export function narrow(g: Gen, e: Int, bits: number): Int {
  const limit = 1n << BigInt(bits);
  if (e.lo > -limit && e.hi < limit) return e;
  const type = promoted(e.type);
  const wide = (n: bigint) => `${n}${n > highest(INT) ? 'L' : ''}`;
  // A limit that no signed type holds would not leave the type alone.
  const way = bits >= 63 ? pick(g, [0, 2]) : below(g, 3);
  if (way === 0 || (way === 1 && !type.signed)) {
    const text = `(${e.text} & ${wide(limit - 1n)})`;
    const as = limit - 1n > highest(INT) ? common(type, LONG) : type;
    return { text, type: as, lo: 0n, hi: limit - 1n, effects: e.effects };
  }
  if (way === 1) {
    const text = `(${e.text} % ${wide(limit)})`;
    const as = limit > highest(INT) ? common(type, LONG) : type;
    const lo = e.lo < 0n ? 1n - limit : 0n;
    return { text, type: as, lo, hi: limit - 1n, effects: e.effects };
  }
  const by = BigInt(type.bits - bits);
  const text = `(${e.text} >> ${by})`;
  return { text, type, lo: e.lo >> by, hi: e.hi >> by, effects: e.effects };
}

/** Two operands brought to their common type, and small enough for what is done with them. */
function operands(
  g: Gen,
  depth: number,
  signedBits: (bits: number) => number,
): [Int, Int, IntType] {
  let a = integer(g, depth);
  let b = beside(g, a.effects, () => integer(g, depth));
  let type = common(a.type, b.type);
  if (type.signed) {
    a = narrow(g, a, signedBits(type.bits));
    b = narrow(g, b, signedBits(type.bits));
    type = common(a.type, b.type);
  }
  return [a, b, type];
}

function sum(g: Gen, depth: number): Int {
  const [a, b, type] = operands(g, depth, (bits) => bits - 2);
  const op = pick(g, ['+', '-']);
  const [lo, hi] = op === '+' ? [a.lo + b.lo, a.hi + b.hi] : [a.lo - b.hi, a.hi - b.lo];
  return ranged(`(${a.text} ${op} ${b.text})`, type, lo, hi, both(a.effects, b.effects));
}

function product(g: Gen, depth: number): Int {
  const [a, b, type] = operands(g, depth, (bits) => bits / 2 - 1);
  const corners = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  const [lo, hi] = [least(...corners), most(...corners)];
  return ranged(`(${a.text} * ${b.text})`, type, lo, hi, both(a.effects, b.effects));
}

/** A result whose operands were converted to `type` first, so that an unsigned one may wrap. */
function ranged(text: string, type: IntType, lo: bigint, hi: bigint, effects: Effects): Int {
  const [from, to] = converted({ lo, hi }, type);
  return { text, type, lo: from, hi: to, effects };
}

function quotient(g: Gen, depth: number): Int {
  const a = integer(g, depth);
  let b = beside(g, a.effects, () => integer(g, depth));
  let type = common(a.type, b.type);
  // Where the divisor may be 0 in the common type, its lowest bit is set.
  const [lo, hi] = converted(b, type);
  if (lo <= 0n && hi >= 0n) {
    b = { ...b, text: `(${b.text} | 1)`, type: promoted(b.type) };
    type = common(a.type, b.type);
  }
  // The lowest number divided by -1 leaves the type.
  const left = type.signed ? narrow(g, a, type.bits - 1) : a;
  const op = pick(g, ['/', '%']);
  type = common(left.type, b.type);
  const text = `(${left.text} ${op} ${b.text})`;
  return whole(text, type, both(a.effects, b.effects));
}

/** A shift count for a type: fewer than its bits. */
function count(
  g: Gen,
  bits: number,
  first: Effects,
): { text: string; effects: Effects; hi: bigint } {
  if (maybe(g, 0.5)) {
    const n = below(g, bits);
    return { text: `${n}`, effects: NONE, hi: BigInt(n) };
  }
  const e = beside(g, first, () => integer(g, 1));
  return { text: `(${e.text} & ${bits - 1})`, effects: e.effects, hi: BigInt(bits - 1) };
}

function shift(g: Gen, depth: number): Int {
  const a = integer(g, depth);
  const type = promoted(a.type);
  const n = count(g, type.bits, a.effects);
  const effects = both(a.effects, n.effects);
  if (maybe(g, 0.5))
    return ranged(`(${a.text} >> ${n.text})`, type, least(a.lo, 0n), most(a.hi, 0n), effects);
  const hi = a.hi << n.hi;
  if (type.signed && (a.lo < 0n || hi > highest(type))) {
    const unsigned = common(type, type.bits === 32 ? UINT : ULONG);
    return whole(`((${unsigned.name})${a.text} << ${n.text})`, unsigned, effects);
  }
  return ranged(`(${a.text} << ${n.text})`, type, 0n, hi, effects);
}

/** The numbers in order: Math.min and Math.max know no bigints. */
const sorted = (all: bigint[]): bigint[] => all.sort((a, b) => (a < b ? -1 : 1));
const least = (...all: bigint[]): bigint => sorted(all)[0];
const most = (...all: bigint[]): bigint => sorted(all)[all.length - 1];

function bitwise(g: Gen, depth: number): Int {
  const a = integer(g, depth);
  const b = beside(g, a.effects, () => integer(g, depth));
  const type = common(a.type, b.type);
  const op = pick(g, ['&', '|', '^']);
  const e = whole(`(${a.text} ${op} ${b.text})`, type, both(a.effects, b.effects));
  if (a.lo < 0n || b.lo < 0n) return e;
  const bits = most(a.hi, b.hi).toString(2).length;
  return ranged(
    e.text,
    type,
    0n,
    op === '&' ? least(a.hi, b.hi) : (1n << BigInt(bits)) - 1n,
    e.effects,
  );
}

function comparison(g: Gen, depth: number): Int {
  const a = integer(g, depth);
  const b = beside(g, a.effects, () => integer(g, depth));
  const op = pick(g, ['<', '>', '<=', '>=', '==', '!=']);
  return flag(`(${a.text} ${op} ${b.text})`, both(a.effects, b.effects));
}

function logical(g: Gen, depth: number): Int {
  const a = integer(g, depth);
  if (maybe(g, 0.2)) return flag(`!${a.text}`, a.effects);
  const b = integer(g, depth);
  return flag(`(${a.text} ${pick(g, ['&&', '||'])} ${b.text})`, both(a.effects, b.effects));
}

function unary(g: Gen, depth: number): Int {
  const a = integer(g, depth);
  const type = promoted(a.type);
  if (maybe(g, 0.5)) {
    if (type.signed) return ranged(`(~${a.text})`, type, -1n - a.hi, -1n - a.lo, a.effects);
    return whole(`(~${a.text})`, type, a.effects);
  }
  if (maybe(g, 0.2)) return ranged(`(+${a.text})`, type, a.lo, a.hi, a.effects);
  const e = type.signed ? narrow(g, a, type.bits - 1) : a;
  return ranged(`(- ${e.text})`, promoted(e.type), -e.hi, -e.lo, e.effects);
}

function cast(g: Gen, depth: number): Int {
  const a = integer(g, depth);
  const type = pick(g, INTS);
  const [lo, hi] = converted(a, type);
  return { text: `(${type.name})${a.text}`, type, lo, hi, effects: a.effects };
}

function conditional(g: Gen, depth: number): Int {
  const c = integer(g, depth);
  const a = integer(g, depth);
  const b = integer(g, depth);
  const type = common(a.type, b.type);
  const effects = both(c.effects, a.effects, b.effects);
  return ranged(
    `(${c.text} ? ${a.text} : ${b.text})`,
    type,
    least(a.lo, b.lo),
    most(a.hi, b.hi),
    effects,
  );
}

function comma(g: Gen, depth: number): Int | undefined {
  // Without an effect in front, gcc 12 has been seen to fail on one.
  const a = stored(g, depth);
  if (!a) return undefined;
  const b = integer(g, depth);
  return { ...b, text: `(${a.text}, ${b.text})`, effects: both(a.effects, b.effects) };
}

/** An expression that stores: `(x = e)`, `(x += e)`, `x++`. */
export function stored(g: Gen, depth: number): Int | undefined {
  const p = place(g, 'int', true);
  if (!p || p.effects.writes.has(p.root)) return undefined;
  const type = p.type as IntType;
  const field = p.width === undefined ? type : { ...type, bits: p.width };
  const small = p.width === undefined && (promoted(type) !== type || !type.signed);
  const own = both(p.effects, writing(p.root));
  if (small && maybe(g, 0.3)) {
    const text = pick(g, ['_++', '_--', '++_', '--_']).replace('_', () => p.text);
    return whole(`(${text})`, type, own);
  }
  const e = integer(g, depth);
  if (!independent(p.effects, e.effects) || e.effects.writes.has(p.root)) return undefined;
  const effects = both(own, e.effects);
  const op = pick(g, operators(field, e, p.width !== undefined));
  const text = `(${p.text} ${op} ${e.text})`;
  // The value of the assignment is the value of the place afterwards.
  if (op !== '=' || p.width !== undefined) return readBack(text, field, type, effects);
  const [lo, hi] = converted(e, type);
  return { text, type, lo, hi, effects };
}

function readBack(text: string, field: IntType, type: IntType, effects: Effects): Int {
  const e = whole(text, type, effects);
  return field === type ? e : { ...e, text: `(${type.name})${text}` };
}

/** What a bit-field becomes in an expression (6.3.1.1 p2). */
function fieldType(type: IntType): IntType {
  if (type.bits > 32) return type.signed ? LONG : ULONG;
  return type.bits === 32 && !type.signed ? UINT : INT;
}

/** The assignment operators that are defined for any value of a place of `type` and this operand. */
function operators(type: IntType, e: Int, field: boolean): string[] {
  const all = ['=', '=', '=', '&=', '|=', '^='];
  const own = field ? fieldType(type) : type;
  // gcc computes in a field wider than int at that width.
  const at = common(own, e.type);
  if (field && type.bits > 32) return all;
  // A narrow type is computed in int, where a small operand cannot overflow.
  const small = 1n << 20n;
  const near = e.lo > -small && e.hi < small;
  if (!at.signed || (type.bits <= 16 && near)) all.push('+=', '-=');
  if (!at.signed || (type.bits <= 8 && near)) all.push('*=');
  if (e.lo > 0n) all.push('/=', '%=');
  if (e.lo >= 0n && e.hi < BigInt(promoted(own).bits) && !field) all.push('>>=');
  return all;
}

function called(g: Gen): Int | undefined {
  const made = argumentsFor(g, 'int');
  if (!made) return undefined;
  return whole(made.text, made.result as IntType, made.effects);
}

function fromFloat(g: Gen, depth: number): Int {
  const type = pick(g, INTS);
  const e = truncated(g, floating(g, depth), type);
  return whole(e.text, type, e.effects);
}

function floatComparison(g: Gen, depth: number): Int {
  const e = compared(g, depth);
  return flag(e.text, e.effects);
}

function size(g: Gen): Int {
  const one = pick(g, INTS);
  const v = g.variables.length > 0 && maybe(g, 0.5) ? pick(g, g.variables) : undefined;
  // Its value is not worked out here, only bounded.
  const of = v && v.type.kind !== 'pointer' ? v.name : one.name;
  return { text: `sizeof(${of})`, type: ULONG, lo: 1n, hi: 65536n, effects: NONE };
}

/** A character of a string literal. */
function chosen(g: Gen): Int {
  const i = index(g, 8);
  const letters = Array.from({ length: 7 }, () => String.fromCharCode(97 + below(g, 26)));
  return {
    text: `"${letters.join('')}"[${i.text}]`,
    type: CHAR,
    lo: 0n,
    hi: 127n,
    effects: i.effects,
  };
}
