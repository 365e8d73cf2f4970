// Floating-point expressions whose results are exact in their rounding: + - * / and conversions.
//
// One idea: an expression carries a bound of its magnitude, so that nothing overflows, nothing is
// NaN, and a conversion to an integer is in range.
//
// Source: IEEE 754; C17 6.3.1.4, 6.3.1.5; FLT_EVAL_METHOD is 0 on x86-64.

import { argumentsFor } from './call.ts';
import { both, type Effects, independent, NONE, reading } from './effects.ts';
import { type Int, integer } from './integer.ts';
import { place } from './place.ts';
import { below, type Gen, maybe, pick } from './state.ts';
import { DOUBLE, FLOAT, type FloatType, type IntType, LONG } from './types.ts';

export interface Float {
  text: string;
  type: FloatType;
  bound: number;
  effects: Effects;
}

const MOST = { double: 2 ** 900, float: 2 ** 100 };

export function floating(g: Gen, depth: number): Float {
  if (depth <= 0 || maybe(g, 0.15)) return leaf(g);
  switch (below(g, 9)) {
    case 0:
    case 1:
      return sum(g, depth - 1);
    case 2:
    case 3:
      return product(g, depth - 1);
    case 4:
      return quotient(g, depth - 1);
    case 5: {
      const e = floating(g, depth - 1);
      return { ...e, text: `(- ${e.text})` };
    }
    case 6: {
      const type = pick(g, [DOUBLE, FLOAT]);
      if (maybe(g, 0.6)) return fromInt(integer(g, depth - 1), type);
      const e = scaled(floating(g, depth - 1), type.bound);
      return { ...e, text: `(${type.name})${e.text}`, type };
    }
    case 7: {
      const c = integer(g, depth - 1);
      const [a, b, type] = pair(g, depth - 1, true);
      const text = `(${c.text} ? ${a.text} : ${b.text})`;
      const effects = both(c.effects, a.effects, b.effects);
      return { text, type, bound: Math.max(a.bound, b.bound), effects };
    }
    default:
      return called(g) ?? leaf(g);
  }
}

function called(g: Gen): Float | undefined {
  const made = argumentsFor(g, 'float');
  if (!made) return undefined;
  const type = made.result as FloatType;
  return { text: made.text, type, bound: type.bound, effects: made.effects };
}

const fromInt = (e: Int, type: FloatType): Float => ({
  text: `(${type.name})${e.text}`,
  type,
  bound: 2 ** 64,
  effects: e.effects,
});

function leaf(g: Gen): Float {
  const p = maybe(g, 0.7) ? place(g, 'float', false) : undefined;
  if (!p) return constant(g);
  const type = p.type as FloatType;
  return { text: p.text, type, bound: type.bound, effects: both(p.effects, reading(p.root)) };
}

export function constant(g: Gen): Float {
  const type = pick(g, [DOUBLE, DOUBLE, FLOAT]);
  const suffix = type === FLOAT ? 'f' : '';
  const value = below(g, 2 ** 20) / pick(g, [1, 2, 8, 10, 1000, 3]);
  const forms = [value.toFixed(3), value.toExponential(5), `${Math.floor(value)}.`];
  return { text: `${pick(g, forms)}${suffix}`, type, bound: 2 ** 21, effects: NONE };
}

const wider = (a: FloatType, b: FloatType): FloatType =>
  a === DOUBLE || b === DOUBLE ? DOUBLE : FLOAT;

/** Two operands, the second independent of the first unless they are evaluated in order. */
function pair(g: Gen, depth: number, ordered = false): [Float, Float, FloatType] {
  const a = floating(g, depth);
  let b = floating(g, depth);
  if (!ordered && !independent(a.effects, b.effects)) b = constant(g);
  return [a, b, wider(a.type, b.type)];
}

/** Makes the magnitude of an expression at most `bound`, by a power of two. */
export function scaled(e: Float, bound: number): Float {
  if (e.bound <= bound) return e;
  const by = Math.ceil(Math.log2(e.bound / bound));
  const factor = `${(2 ** -by).toExponential()}${e.type === FLOAT ? 'f' : ''}`;
  return { ...e, text: `(${e.text} * ${factor})`, bound };
}

function sum(g: Gen, depth: number): Float {
  let [a, b, type] = pair(g, depth);
  a = scaled(a, MOST[type.name] / 2);
  b = scaled(b, MOST[type.name] / 2);
  const effects = both(a.effects, b.effects);
  return {
    text: `(${a.text} ${pick(g, ['+', '-'])} ${b.text})`,
    type,
    bound: a.bound + b.bound,
    effects,
  };
}

function product(g: Gen, depth: number): Float {
  let [a, b, type] = pair(g, depth);
  const most = Math.sqrt(MOST[type.name]);
  a = scaled(a, most);
  b = scaled(b, most);
  const effects = both(a.effects, b.effects);
  return { text: `(${a.text} * ${b.text})`, type, bound: a.bound * b.bound, effects };
}

/** The divisor is a square and one, so never smaller than one. */
function quotient(g: Gen, depth: number): Float {
  const a = floating(g, depth);
  const p = maybe(g, 0.5) ? place(g, 'float', false) : undefined;
  const effects = p && both(p.effects, reading(p.root));
  if (!p || !effects || effects.writes.size > 0 || !independent(a.effects, effects)) {
    const by = 1 + below(g, 1000);
    return { ...a, text: `(${a.text} / ${by}${maybe(g, 0.5) ? '.0f' : ''})` };
  }
  const type = wider(a.type, p.type as FloatType);
  const text = `(${a.text} / (${p.text} * ${p.text} + 1))`;
  return { text, type, bound: a.bound, effects: both(a.effects, effects) };
}

/** A comparison of two floating expressions, or of one with an integer. */
export function compared(g: Gen, depth: number): { text: string; effects: Effects } {
  const [a, b] = pair(g, depth);
  const op = pick(g, ['<', '>', '<=', '>=', '==', '!=']);
  const effects = both(a.effects, b.effects);
  if (maybe(g, 0.2)) return { text: `(${a.text} && ${b.text})`, effects };
  const other = maybe(g, 0.2) ? `${below(g, 1000)}` : b.text;
  return { text: `(${a.text} ${op} ${other})`, effects };
}

/** A conversion to an integer type, of a value that fits. */
export function truncated(g: Gen, e: Float, type: IntType): { text: string; effects: Effects } {
  if (type.bits === 1) return { text: `(_Bool)${e.text}`, effects: e.effects };
  const signed = type.signed ? type : LONG;
  const fits = scaled(e, 2 ** (signed.bits - 2));
  // A negative value has no unsigned one: it goes through a signed type.
  const through = type.signed ? '' : `(${maybe(g, 0.5) ? 'long' : 'long long'})`;
  return { text: `(${type.name})${through}${fits.text}`, effects: e.effects };
}
