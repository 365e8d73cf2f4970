// A whole program: types, globals, functions that call those before them, and a main.
//
// One idea: its names begin with its seed and its main has a name of its own, so that many programs
// can stand in one file; what a program does, and that it is well defined, does not depend on that.

import { argument, record } from './call.ts';
import { both, type Effects, NONE } from './effects.ts';
import { floating, scaled } from './floating.ts';
import { integer } from './integer.ts';
import { anyType, declareRecord, global } from './object.ts';
import {
  below,
  block,
  createGen,
  type Func,
  fresh,
  type Gen,
  line,
  maybe,
  pick,
  type Variable,
} from './state.ts';
import { does, mixed, statements } from './statement.ts';
import { DOUBLE, declaration, INT, INTS, LONG, type Type } from './types.ts';

/** Writes the program of a seed; `run` is the name of its function without parameters. */
export function program(seed: number): { text: string; run: string } {
  const g = createGen(seed);
  const { prefix } = g;
  checksum(g);
  constants(g);
  for (let i = below(g, 4); i > 0; i--) declareRecord(g);
  for (let i = 3 + below(g, 8); i > 0; i--) global(g);
  variadic(g);
  for (let i = 1 + below(g, 3); i > 0; i--) makeFunction(g);
  if (maybe(g, 0.4)) table(g);
  for (let i = 1 + below(g, 2); i > 0; i--) makeFunction(g);
  main(g);
  return { text: `${g.lines.join('\n')}\n`, run: `${prefix}run` };
}

function checksum(g: Gen): void {
  const p = g.prefix;
  g.lines.push(
    `static unsigned long ${p}sum;`,
    `static void ${p}mix(unsigned long v) {`,
    `  ${p}sum = (${p}sum ^ v) * 1099511628211ul;`,
    `  ${p}sum ^= ${p}sum >> 29;`,
    '}',
    `static void ${p}mixd(double v) {`,
    '  unsigned long bits;',
    '  memcpy(&bits, &v, sizeof bits);',
    `  ${p}mix(bits);`,
    '}',
  );
}

function constants(g: Gen): void {
  const items: string[] = [];
  let value = BigInt(below(g, 20)) - 10n;
  for (let i = 0; i < 4; i++) {
    const name = fresh(g, 'E');
    const given = maybe(g, 0.5);
    if (given) value = BigInt(below(g, 2000)) - 1000n;
    items.push(given ? `${name} = ${value}` : i === 0 ? `${name} = ${value}` : name);
    g.constants.push({ name, value });
    value++;
  }
  line(g, `enum ${fresh(g, 'e')} { ${items.join(', ')} };`);
}

/** A function that adds its unnamed arguments, as a string of kinds tells it to. */
function variadic(g: Gen): void {
  const name = fresh(g, 'va');
  g.lines.push(
    `static long ${name}(const char *kinds, ...) {`,
    '  va_list ap;',
    '  unsigned long total = 0;',
    '  va_start(ap, kinds);',
    '  for (; *kinds; kinds++) {',
    "    if (*kinds == 'i') total = total * 3 + (unsigned long)va_arg(ap, int);",
    "    else if (*kinds == 'l') total = total * 5 + (unsigned long)va_arg(ap, long);",
    "    else if (*kinds == 'p') total = total * 7 + (unsigned long)*va_arg(ap, char *);",
    '    else total += va_arg(ap, double) > 1.5;',
    '  }',
    '  va_end(ap);',
    '  return (long)total;',
    '}',
  );
  const kinds = Array.from({ length: 1 + below(g, 9) }, () => pick(g, ['i', 'l', 'd', 'i']));
  const of: Record<string, Type> = { i: INT, l: LONG, d: DOUBLE };
  const wrapper = fresh(g, 'w');
  const params = kinds.map((k, i) => declaration(of[k], `a${i}`));
  line(g, `static long ${wrapper}(${params.join(', ')}) {`);
  line(
    g,
    `  return ${name}("p${kinds.join('')}", "x", ${kinds.map((_, i) => `a${i}`).join(', ')});`,
  );
  line(g, '}');
  const cost = 20 * kinds.length;
  g.functions.push({
    name: wrapper,
    params: kinds.map((k) => of[k]),
    result: LONG,
    effects: NONE,
    cost,
  });
}

function parameterType(g: Gen): Type {
  const of = anyType(g, 0);
  if (maybe(g, 0.15) && of.kind !== 'array')
    return { kind: 'pointer', to: of, count: pick(g, [1, 2, 4]) };
  if (g.records.length > 0 && maybe(g, 0.2)) return pick(g, g.records);
  return of;
}

function makeFunction(g: Gen): void {
  const results: readonly Type[] =
    g.records.length > 0 && maybe(g, 0.2) ? g.records : [...INTS, DOUBLE];
  const result = pick(g, results);
  const params = Array.from({ length: below(g, 6) }, () => parameterType(g));
  const made = define(g, fresh(g, 'f'), params, result, maybe(g, 0.2));
  g.functions.push(made);
}

/** Writes a function and says what it does and costs. */
function define(g: Gen, name: string, params: Type[], result: Type, recursive: boolean): Func {
  const visible = g.variables.length;
  g.effects = NONE;
  g.locals = new Set();
  g.cost = 0;
  g.weight = 1;
  const own: Variable[] = params.map((type, i) => ({
    name: `a${i}`,
    type,
    root: `a${i}`,
    fixed: type.kind === 'pointer',
  }));
  for (const v of own) g.locals.add(v.name);
  const list = [
    ...(recursive ? ['int depth'] : []),
    ...own.map((v) => declaration(v.type, v.name)),
  ];
  const head = declaration(result, `${name}(${list.join(', ') || 'void'})`);
  block(g, `${pick(g, ['static ', 'static ', 'static inline ', ''])}${head}`, () => {
    g.variables.push(...own);
    if (recursive) {
      block(g, 'if (depth <= 0)', () => returned(g, result));
    }
    statements(g, 2 + below(g, 4), 2);
    if (recursive) again(g, name, own, result);
    returned(g, result);
  });
  g.variables.length = visible;
  const outlives = (roots: ReadonlySet<string>) =>
    new Set([...roots].filter((r) => !g.locals.has(r)));
  const effects: Effects = {
    reads: outlives(g.effects.reads),
    writes: outlives(g.effects.writes),
  };
  const times = recursive ? 4 : 1;
  const shown: Type[] = recursive ? [{ ...INT, name: 'int' }, ...params] : params;
  return { name, params: shown, result, effects, cost: (g.cost + 10) * times };
}

function returned(g: Gen, result: Type): void {
  const e = value(g, result);
  does(g, e.effects);
  line(g, `return ${e.text};`);
}

function value(g: Gen, type: Type): { text: string; effects: Effects } {
  if (type.kind === 'float') return scaled(floating(g, 2), type.bound);
  if (type.kind !== 'record') return integer(g, 3);
  return record(g, type) ?? { text: `(${type.name}){0}`, effects: NONE };
}

/** Calls the function itself, once, nearer to its end. */
function again(g: Gen, name: string, own: Variable[], result: Type): void {
  const texts: string[] = [];
  let effects: Effects = NONE;
  for (const v of own) {
    const e = argument(g, v.type);
    const pure = e && e.effects.writes.size === 0 ? e : { text: v.name, effects: NONE };
    texts.push(pure.text);
    effects = both(effects, pure.effects);
  }
  does(g, effects);
  const call = `${name}(${['(depth > 3 ? 3 : depth) - 1', ...texts].join(', ')})`;
  const into =
    result.kind === 'record' ? '' : `${g.prefix}mix${result.kind === 'float' ? 'd' : ''}`;
  line(g, `${into}(${call});`);
  line(g, mixed(g));
}

/** Functions of one signature and a table of pointers to them. */
function table(g: Gen): void {
  const count = pick(g, [2, 4]);
  const result = pick(g, [...INTS, DOUBLE]);
  const params = Array.from({ length: 1 + below(g, 3) }, () => anyType(g, 0));
  const made = Array.from({ length: count }, () => define(g, fresh(g, 't'), params, result, false));
  const name = fresh(g, 'table');
  const list = params.map((type) => declaration(type, '')).join(', ');
  line(
    g,
    `${declaration(result, `(*${maybe(g, 0.5) ? 'const ' : ''}${name}[${count}])(${list})`)} = {${made.map((f, i) => (i % 2 ? '&' : '') + f.name).join(', ')}};`,
  );
  const effects = both(...made.map((f) => f.effects));
  const cost = Math.max(...made.map((f) => f.cost));
  g.tables.push({ name, params, result, effects, cost, count });
}

/** Calls every function a few times and prints the checksum after each and all globals at the end. */
function main(g: Gen): void {
  const p = g.prefix;
  block(g, `int ${p}run(void)`, () => {
    for (const f of [...g.functions, ...g.functions]) {
      g.cost = 0;
      const args = f.params.map((type) => argument(g, type));
      if (args.some((a) => !a || a.effects.writes.size > 0)) continue;
      const call = `${f.name}(${args.map((a) => a?.text).join(', ')})`;
      if (f.result.kind === 'record') line(g, `${call};`);
      else line(g, `${p}mix${f.result.kind === 'float' ? 'd' : ''}(${call});`);
      line(g, `printf("${f.name} %lx\\n", ${p}sum);`);
    }
    for (const v of g.variables) dump(g, v.name, v.name, v.type, 0);
    line(g, 'return 0;');
  });
}

/** Prints every number in an object. */
function dump(g: Gen, label: string, text: string, type: Type, depth: number): void {
  if (type.kind === 'array') {
    const i = `d${depth}`;
    line(g, `for (int ${i} = 0; ${i} < ${type.count}; ${i}++) {`);
    dump(g, label, `${text}[${i}]`, type.of, depth + 1);
    line(g, '}');
  } else if (type.kind === 'record')
    for (const f of type.fields) dump(g, `${label}.${f.name}`, `${text}.${f.name}`, f.type, depth);
  else if (type.kind === 'float') line(g, `printf("${label} %.17g\\n", ${text});`);
  else if (type.kind === 'int')
    line(
      g,
      `printf("${label} ${type.signed ? '%ld' : '%lu'}\\n", (${type.signed ? '' : 'unsigned '}long)${text});`,
    );
}
