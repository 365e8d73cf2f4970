// What the generator knows while it writes a program: names in sight, functions made, costs.
//
// Units: costs in executed operations, roughly.

import { createRng, nextU32, type Rng } from '../../lib/sim/rng.ts';
import { type Effects, NONE } from './effects.ts';
import type { RecordType, Type } from './types.ts';

export interface Variable {
  name: string;
  type: Type;
  /** What effects call it if it is a scalar. */
  root: string;
  /** Neither assigned nor moved by generated statements (loop counters, const, parameters' pointers). */
  fixed: boolean;
  /** Known bounds of an integer, where narrower than its type's. */
  range?: [bigint, bigint];
  /** A pointer that may be moved among the elements of this array. */
  over?: { base: string; count: number };
}

export interface Func {
  name: string;
  params: Type[];
  result: Type;
  effects: Effects;
  cost: number;
}

/** Functions of one signature behind a table of pointers. */
export interface Table extends Func {
  count: number;
}

export interface Gen {
  rng: Rng;
  prefix: string;
  serial: number;
  /** How many index expressions the one being written is inside of. */
  nesting: number;
  variables: Variable[];
  functions: Func[];
  tables: Table[];
  records: RecordType[];
  /** Enumeration constants and their values. */
  constants: { name: string; value: bigint }[];
  lines: string[];
  indent: number;
  /** How often the statement being written runs, at most. */
  weight: number;
  cost: number;
  /** Effects of the function being written. */
  effects: Effects;
  /** Roots that end with the function being written. */
  locals: Set<string>;
}

export function createGen(seed: number): Gen {
  return {
    rng: createRng(seed),
    prefix: `p${seed}_`,
    serial: 0,
    nesting: 0,
    variables: [],
    functions: [],
    tables: [],
    records: [],
    constants: [],
    lines: [],
    indent: 0,
    weight: 1,
    cost: 0,
    effects: NONE,
    locals: new Set(),
  };
}

export const random = (g: Gen): number => nextU32(g.rng) / 2 ** 32;
export const below = (g: Gen, n: number): number => Math.floor(random(g) * n);
export const maybe = (g: Gen, probability: number): boolean => random(g) < probability;
export const pick = <T>(g: Gen, list: readonly T[]): T => list[below(g, list.length)];

/** Makes a name that the program does not have yet. */
export const fresh = (g: Gen, stem: string): string => `${g.prefix}${stem}${g.serial++}`;

export function line(g: Gen, text: string): void {
  g.lines.push('  '.repeat(g.indent) + text);
  g.cost += 4 * g.weight;
}

/** Writes `{ … }`; names declared inside go out of sight. */
export function block(g: Gen, head: string, body: () => void, tail = ''): void {
  line(g, head ? `${head} {` : '{');
  const visible = g.variables.length;
  g.indent++;
  body();
  g.indent--;
  g.variables.length = visible;
  line(g, `}${tail}`);
}
