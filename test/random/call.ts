// Calls: an argument for each parameter, none of which disturbs another.

import { both, type Effects, independent, NONE, reading } from './effects.ts';
import { floating, scaled } from './floating.ts';
import { integer } from './integer.ts';
import { memoryRoot } from './place.ts';
import { below, type Func, type Gen, maybe, pick } from './state.ts';
import type { RecordType, Type } from './types.ts';

/** Most operations that the calls of one function body may cost. */
const BUDGET = 4000;

export interface Called {
  text: string;
  result: Type;
  effects: Effects;
}

/** Calls some function with a result of a kind; undefined where none may be called here. */
export function argumentsFor(g: Gen, kind: Type['kind']): Called | undefined {
  const affordable = (f: Func) => f.result.kind === kind && g.cost + f.cost * g.weight < BUDGET;
  const functions = g.functions.filter(affordable);
  const tables = g.tables.filter(affordable);
  if (functions.length + tables.length === 0) return undefined;
  const table = tables.length > 0 && maybe(g, 0.3) ? pick(g, tables) : undefined;
  const f = table ?? (functions.length > 0 ? pick(g, functions) : undefined);
  if (!f) return undefined;
  // Its own effects come after all of its arguments; the choice in a table comes with them.
  let callee = f.name;
  let effects: Effects = NONE;
  if (table) {
    const e = integer(g, 1);
    callee = `${f.name}[${e.text} & ${table.count - 1}]`;
    effects = e.effects;
  }
  const texts: string[] = [];
  for (const type of f.params) {
    const made = argument(g, type);
    if (!made) return undefined;
    if (!independent(effects, made.effects)) return undefined;
    texts.push(made.text);
    effects = both(effects, made.effects);
  }
  g.cost += f.cost * g.weight;
  const text = `${callee}(${texts.join(', ')})`;
  return { text, result: f.result, effects: both(effects, f.effects) };
}

/** A value for a parameter or an initialiser; undefined where there is none. */
export function argument(g: Gen, type: Type): { text: string; effects: Effects } | undefined {
  switch (type.kind) {
    case 'int':
      if (maybe(g, 0.1)) {
        // An implicit conversion from a floating type that fits.
        const e = type.bits > 16 && type.signed ? scaled(floating(g, 1), 2 ** 20) : undefined;
        if (e) return e;
      }
      return integer(g, 2);
    case 'float':
      return maybe(g, 0.3) ? integer(g, 1) : scaled(floating(g, 2), type.bound);
    case 'record':
      return record(g, type);
    case 'pointer':
      return address(g, type.to, type.count);
    default:
      return undefined;
  }
}

/** A structure of a type: a variable, an element, or a call's result. */
export function record(g: Gen, type: RecordType): { text: string; effects: Effects } | undefined {
  const same = g.variables.filter((v) => v.type === type);
  const arrays = g.variables.filter((v) => v.type.kind === 'array' && v.type.of === type);
  const pointers = g.variables.filter((v) => v.type.kind === 'pointer' && v.type.to === type);
  const effects = reading(memoryRoot(type));
  const options: (() => { text: string; effects: Effects })[] = [];
  if (same.length > 0) options.push(() => ({ text: pick(g, same).name, effects }));
  if (arrays.length > 0)
    options.push(() => {
      const v = pick(g, arrays);
      const count = v.type.kind === 'array' ? v.type.count : 1;
      return { text: `${v.name}[${below(g, count)}]`, effects };
    });
  if (pointers.length > 0)
    options.push(() => {
      const v = pick(g, pointers);
      return { text: `*${v.name}`, effects: both(effects, reading(v.root)) };
    });
  return options.length > 0 ? pick(g, options)() : undefined;
}

/** The address of `count` elements in a row that outlive every call made from here. */
export function address(
  g: Gen,
  to: Type,
  count: number,
): { text: string; effects: Effects } | undefined {
  const options: { text: string; effects: Effects }[] = [];
  for (const v of g.variables) {
    if (v.type.kind === 'array' && v.type.of === to && !v.fixed && v.type.count >= count) {
      const spare = v.type.count - count;
      options.push({ text: spare ? `&${v.name}[${below(g, spare + 1)}]` : v.name, effects: NONE });
      if (spare > 0) options.push({ text: `${v.name} + ${below(g, spare + 1)}`, effects: NONE });
    }
    if (v.type.kind === 'pointer' && v.type.to === to && v.type.count >= count)
      options.push({ text: v.name, effects: reading(v.root) });
    if (v.type === to && count === 1 && to.kind === 'record')
      options.push({ text: `&${v.name}`, effects: NONE });
  }
  return options.length > 0 ? pick(g, options) : undefined;
}
