// Places: an object of an arithmetic type that can be read or stored to, however deep it lies.

import { both, type Effects, independent, NONE, reading } from './effects.ts';
import { integer } from './integer.ts';
import { below, type Gen, maybe, pick, type Variable } from './state.ts';
import type { Field, FloatType, IntType, Type } from './types.ts';

export interface Place {
  text: string;
  type: IntType | FloatType;
  root: string;
  /** Of finding the place: its index expressions and pointers. */
  effects: Effects;
  /** Bits of a bit-field. */
  width?: number;
  range?: [bigint, bigint];
}

type Wanted = 'int' | 'float';

const reaches = (type: Type, wanted: Wanted): boolean => {
  if (type.kind === 'array') return reaches(type.of, wanted);
  if (type.kind === 'pointer') return reaches(type.to, wanted);
  if (type.kind === 'record') return type.fields.some((f) => reaches(f.type, wanted));
  return type.kind === wanted;
};

/** The root of what lies in memory of an element's type. */
export function memoryRoot(type: Type): string {
  if (type.kind === 'array') return memoryRoot(type.of);
  return type.kind === 'pointer' ? 'M:pointer' : `M:${type.name}`;
}

/** An expression in 0 … count - 1; `count` is a power of two. */
export function index(g: Gen, count: number): { text: string; effects: Effects } {
  const counters = g.variables.filter(
    (v) => v.range && v.range[0] >= 0n && v.range[1] < BigInt(count),
  );
  if (counters.length > 0 && maybe(g, 0.6)) {
    const counter = pick(g, counters);
    return { text: counter.name, effects: reading(counter.root) };
  }
  if (g.nesting > 1 || maybe(g, 0.3)) return { text: `${below(g, count)}`, effects: NONE };
  g.nesting++;
  const e = integer(g, 1);
  g.nesting--;
  if (e.lo >= 0n && e.hi < BigInt(count)) return e;
  return { text: `${e.text} & ${count - 1}`, effects: e.effects };
}

/** An index behind a place whose own finding has effects: the two are in no order. */
function further(g: Gen, count: number, before: Effects): { text: string; effects: Effects } {
  const next = index(g, count);
  return independent(before, next.effects) ? next : { text: `${below(g, count)}`, effects: NONE };
}

/** Finds a place of the wanted kind; undefined where nothing in sight has one. */
export function place(g: Gen, wanted: Wanted, writable: boolean): Place | undefined {
  const fits = (v: Variable) =>
    reaches(v.type, wanted) && !(writable && v.fixed && v.type.kind !== 'pointer');
  const candidates = g.variables.filter(fits);
  if (candidates.length === 0) return undefined;
  const variable = maybe(g, 0.5) ? pick(g, candidates.slice(-6)) : pick(g, candidates);
  const found = walk(g, wanted, { ...variable, text: variable.name, effects: NONE });
  return { ...found, range: found.type === variable.type ? variable.range : undefined };
}

interface At {
  text: string;
  type: Type;
  root: string;
  effects: Effects;
  width?: number;
  /** In a structure or union, whose root is that of all in it. */
  inside?: boolean;
}

function walk(g: Gen, wanted: Wanted, at: At): Place {
  const { type, text, effects } = at;
  switch (type.kind) {
    case 'array': {
      const i = further(g, type.count, effects);
      const step = maybe(g, 0.15) ? `(*(${text} + (${i.text})))` : `${text}[${i.text}]`;
      const root = at.inside ? at.root : memoryRoot(type.of);
      return walk(g, wanted, {
        inside: at.inside,
        text: step,
        type: type.of,
        root,
        effects: both(effects, i.effects),
      });
    }
    case 'pointer': {
      const through = both(effects, reading(at.root));
      const root = memoryRoot(type.to);
      if (type.to.kind === 'record' && maybe(g, 0.6)) {
        const field = fieldOf(g, type.to.fields, wanted);
        return walk(g, wanted, {
          ...field,
          text: `${text}->${field.name}`,
          inside: true,
          root,
          effects: through,
        });
      }
      if (type.count === 1 || maybe(g, 0.3))
        return walk(g, wanted, { text: `(*${text})`, type: type.to, root, effects: through });
      const i = further(g, type.count, through);
      const all = both(through, i.effects);
      return walk(g, wanted, { text: `${text}[${i.text}]`, type: type.to, root, effects: all });
    }
    case 'record': {
      const field = fieldOf(g, type.fields, wanted);
      const root = memoryRoot(type);
      return walk(g, wanted, {
        ...field,
        text: `${text}.${field.name}`,
        root,
        effects,
        inside: true,
      });
    }
    default:
      return { ...at, type };
  }
}

const fieldOf = (g: Gen, fields: Field[], wanted: Wanted): Field =>
  pick(
    g,
    fields.filter((f) => reaches(f.type, wanted)),
  );
