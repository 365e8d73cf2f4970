// Objects: variables with their initialisers, plain, designated, partly given and nested.

import { both, type Effects, NONE, writing } from './effects.ts';
import { constant, floating, scaled } from './floating.ts';
import { integer, literal } from './integer.ts';
import { below, fresh, type Gen, line, maybe, pick, type Variable } from './state.ts';
import {
  DOUBLE,
  declaration,
  FLOAT,
  INTS,
  type IntType,
  type RecordType,
  type Type,
} from './types.ts';

interface Made {
  text: string;
  effects: Effects;
}

/** An initialiser with braces for aggregates; constants only where `fixed`. */
export function initialised(g: Gen, type: Type, fixed = false): Made {
  switch (type.kind) {
    case 'int':
      return fixed || maybe(g, 0.4) ? literal(g, type) : pure(g, type);
    case 'float':
      return fixed || maybe(g, 0.5) ? constant(g) : pureFloat(g);
    case 'array': {
      const given = maybe(g, 0.6) ? type.count : 1 + below(g, type.count);
      const items: Made[] = [];
      for (let i = 0; i < given; i++) items.push(initialised(g, type.of, fixed));
      const at = below(g, type.count);
      if (maybe(g, 0.2))
        items.push(mapped(initialised(g, type.of, fixed), (t) => `[${at}] = ${t}`));
      return braced(items);
    }
    case 'record': {
      const fields = type.union ? [pick(g, type.fields)] : type.fields;
      const named = type.union || maybe(g, 0.3);
      const given = named || maybe(g, 0.7) ? fields : fields.slice(0, 1 + below(g, fields.length));
      return braced(
        given.map((f) => {
          const e = initialised(g, f.type, fixed);
          return named ? mapped(e, (t) => `.${f.name} = ${t}`) : e;
        }),
      );
    }
    default:
      return { text: '0', effects: NONE };
  }
}

/** An expression without side effects: the order among initialisers is not C's to say. */
function pure(g: Gen, type: IntType): Made {
  const e = integer(g, 2);
  return e.effects.writes.size > 0 ? literal(g, type) : e;
}

function pureFloat(g: Gen): Made {
  const e = scaled(floating(g, 2), DOUBLE.bound);
  return e.effects.writes.size > 0 ? constant(g) : e;
}

const mapped = (e: Made, change: (text: string) => string): Made => ({
  ...e,
  text: change(e.text),
});

const braced = (items: Made[]): Made => ({
  text: `{${items.map((e) => e.text).join(', ')}}`,
  effects: both(...items.map((e) => e.effects)),
});

/** Any type of a variable; `depth` bounds how deep aggregates nest. */
export function anyType(g: Gen, depth: number): Type {
  if (depth > 0 && maybe(g, 0.35)) {
    if (g.records.length > 0 && maybe(g, 0.5)) return pick(g, g.records);
    const of = anyType(g, depth - 1);
    return { kind: 'array', of, count: pick(g, of.kind === 'array' ? [1, 2, 4] : [1, 2, 4, 8, 8]) };
  }
  return maybe(g, 0.2) ? pick(g, [DOUBLE, FLOAT]) : pick(g, INTS);
}

/** Declares a structure or a union; the members of a union are of one size and never floating. */
export function declareRecord(g: Gen): void {
  const name = fresh(g, 's');
  if (maybe(g, 0.25)) {
    declareUnion(g, name);
    return;
  }
  const type: RecordType = { kind: 'record', name: `struct ${name}`, union: false, fields: [] };
  const count = 2 + below(g, 5);
  for (let i = 0; i < count; i++) {
    const member = anyType(g, 1);
    // An array of one structure inside another is enough.
    type.fields.push({ name: `f${i}`, type: member, width: widthFor(g, member) });
  }
  line(g, `struct ${name} {`);
  for (const f of type.fields) {
    line(g, `  ${declaration(f.type, f.name)}${f.width === undefined ? '' : ` : ${f.width}`};`);
    if (f.width !== undefined && maybe(g, 0.1)) line(g, '  int : 0;');
  }
  line(g, '};');
  g.records.push(type);
}

function widthFor(g: Gen, type: Type): number | undefined {
  if (type.kind !== 'int' || !maybe(g, BIT_FIELDS)) return undefined;
  return 1 + below(g, type.bits);
}

/** How many integer members are bit-fields. */
const BIT_FIELDS = 0.3;

function declareUnion(g: Gen, name: string): void {
  const type: RecordType = { kind: 'record', name: `union ${name}`, union: true, fields: [] };
  const bytes = pick(g, [4, 8, 16]);
  for (let i = 0; i < 2 + below(g, 3); i++) {
    const of = pick(
      g,
      INTS.filter((t) => t.bits > 1 && t.bits <= bytes * 8),
    );
    const count = (bytes * 8) / of.bits;
    const member: Type = count === 1 ? of : { kind: 'array', of, count };
    type.fields.push({ name: `u${i}`, type: member });
  }
  line(g, `union ${name} {`);
  for (const f of type.fields) line(g, `  ${declaration(f.type, f.name)};`);
  line(g, '};');
  g.records.push(type);
}

const scalar = (type: Type): boolean => type.kind === 'int' || type.kind === 'float';

/** Declares a variable of the program. */
export function global(g: Gen): void {
  const type = anyType(g, 2);
  const fixed = maybe(g, 0.1);
  const name = fresh(g, 'g');
  const head = `${maybe(g, 0.7) ? 'static ' : ''}${fixed ? 'const ' : ''}${scalar(type) && maybe(g, 0.05) ? 'volatile ' : ''}`;
  const value = maybe(g, 0.75) || fixed ? ` = ${initialised(g, type, true).text}` : '';
  line(g, `${head}${declaration(type, name)}${value};`);
  g.variables.push({ name, type, root: `G:${name}`, fixed });
}

/** Declares a local variable, which is set at once, and says what setting it does. */
export function local(g: Gen, does: (g: Gen, effects: Effects) => void): void {
  if (maybe(g, 0.15) && cursor(g)) return;
  const type = anyType(g, 2);
  const name = fresh(g, 'v');
  const kept = maybe(g, 0.08);
  const value = initialised(g, type, kept);
  does(g, value.effects);
  const plain = scalar(type) && maybe(g, 0.06) ? pick(g, ['volatile ', 'register ']) : '';
  const head = kept ? 'static ' : plain;
  line(g, `${head}${declaration(type, name)} = ${value.text};`);
  const variable: Variable = { name, type, root: name, fixed: false };
  if (!kept) g.locals.add(name);
  else does(g, writing(name));
  g.variables.push(variable);
}

/** A pointer that wanders over an array in sight. */
function cursor(g: Gen): boolean {
  const arrays = g.variables.filter((v) => v.type.kind === 'array' && !v.fixed);
  if (arrays.length === 0) return false;
  const array = pick(g, arrays);
  if (array.type.kind !== 'array') return false;
  const name = fresh(g, 'q');
  const type: Type = { kind: 'pointer', to: array.type.of, count: 1 };
  line(g, `${declaration(type, name)} = ${array.name} + ${below(g, array.type.count)};`);
  const over = { base: array.name, count: array.type.count };
  g.locals.add(name);
  g.variables.push({ name, type, root: name, fixed: true, over });
  return true;
}
