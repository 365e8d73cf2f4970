// Statements: every loop has a bound, every jump stays where its variables live.

import { record } from './call.ts';
import { both, type Effects, independent, writing } from './effects.ts';
import { floating, scaled } from './floating.ts';
import { integer, readPlace, stored } from './integer.ts';
import { initialised, local } from './object.ts';
import { index, memoryRoot, place } from './place.ts';
import { below, block, fresh, type Gen, line, maybe, pick, type Variable } from './state.ts';
import { type FloatType, INT, INTS, type IntType, UINT } from './types.ts';

/** A program that is longer than this has only simple statements from there on. */
const LINES = 120;

/** Adds to what the function being written does. */
export function does(g: Gen, effects: Effects): void {
  g.effects = both(g.effects, effects);
}

export function statements(g: Gen, count: number, depth: number): void {
  for (let i = 0; i < count && g.cost < 3000; i++) {
    statement(g, g.lines.length < LINES ? depth : 0);
  }
}

function statement(g: Gen, depth: number): void {
  if (depth <= 0 || g.weight > 60 || maybe(g, 0.45)) simple(g);
  else pick(g, COMPOUND)(g, depth - 1);
}

const COMPOUND: ((g: Gen, depth: number) => void)[] = [
  choice,
  choice,
  counted,
  counted,
  counted,
  whileLoop,
  doLoop,
  selection,
  selection,
  scoped,
  outwards,
  again,
  device,
];

const SIMPLE: ((g: Gen) => string | undefined)[] = [
  mixed,
  floatStore,
  copied,
  moved,
  bumped,
  bytes,
  store,
  store,
  store,
  store,
];

/** A statement without statements in it. */
function simple(g: Gen): void {
  if (maybe(g, 0.1)) local(g, does);
  else line(g, pick(g, SIMPLE)(g) ?? store(g) ?? ';');
}

/** Adds a value to the program's checksum. */
export function mixed(g: Gen): string {
  const p = maybe(g, 0.2) ? place(g, 'float', false) : undefined;
  const e = p ?? integer(g, 2);
  // A call in the argument may add to the checksum too, before this does.
  does(g, both(e.effects, writing('G:sum')));
  return `${g.prefix}mix${p ? 'd' : ''}(${e.text});`;
}

function store(g: Gen): string | undefined {
  const e = stored(g, 3);
  if (!e) return undefined;
  does(g, e.effects);
  return `${e.text};`;
}

function floatStore(g: Gen): string | undefined {
  const p = place(g, 'float', true);
  if (!p) return undefined;
  const type = p.type as FloatType;
  const e = scaled(floating(g, 3), type.bound);
  if (!independent(p.effects, e.effects) || e.effects.writes.has(p.root)) return undefined;
  does(g, both(p.effects, e.effects, writing(p.root)));
  if (maybe(g, 0.2)) return `${p.text} = ${p.text} * 0.25 + ${scaled(e, 2 ** 62).text};`;
  return `${p.text} = ${e.text};`;
}

/** One structure to another. */
function copied(g: Gen): string | undefined {
  const targets = g.variables.filter((v) => v.type.kind === 'record' && !v.fixed);
  if (targets.length === 0) return undefined;
  const target = pick(g, targets);
  if (target.type.kind !== 'record') return undefined;
  const literal = maybe(g, 0.3) ? initialised(g, target.type) : undefined;
  const value = literal
    ? { text: `(${target.type.name})${literal.text}`, effects: literal.effects }
    : record(g, target.type);
  const root = memoryRoot(target.type);
  if (!value || value.effects.writes.has(root)) return undefined;
  does(g, both(value.effects, writing(root)));
  return `${target.name} = ${value.text};`;
}

/** Moves a pointer among the elements it may point to. */
function moved(g: Gen): string | undefined {
  const pointers = g.variables.filter((v) => v.over);
  if (pointers.length === 0) return undefined;
  const v = pick(g, pointers);
  const { base, count } = v.over as { base: string; count: number };
  const i = index(g, count);
  if (i.effects.writes.has(v.root)) return undefined;
  does(g, both(i.effects, writing(v.root)));
  return pick(g, [
    `${v.name} = ${base} + (${i.text});`,
    `${v.name} = &${base}[${i.text}];`,
    `${v.name} = ${base} + ((${v.name} - ${base} + ${1 + below(g, 7)}) & ${count - 1});`,
    `if (${v.name} < ${base} + ${count - 1}) ${v.name}++; else ${v.name} = ${base};`,
    `if (${v.name} != ${base}) --${v.name};`,
  ]);
}

/** `x++` and its kind as a statement of their own. */
function bumped(g: Gen): string | undefined {
  const p = place(g, 'int', true);
  const type = p?.type as IntType | undefined;
  if (!p || !type || (type.signed && type.bits >= 32)) return undefined;
  const e = readPlace(p);
  does(g, both(e.effects, writing(p.root)));
  return `${pick(g, ['_++', '_--', '++_', '--_']).replace('_', () => p.text)};`;
}

/** The bytes of an array: set, moved, compared. */
function bytes(g: Gen): string | undefined {
  const fits = (v: Variable) =>
    v.type.kind === 'array' && v.type.of.kind === 'int' && v.type.of.bits > 1;
  const arrays = g.variables.filter(fits);
  const targets = arrays.filter((v) => !v.fixed);
  if (targets.length === 0) return undefined;
  const to = pick(g, targets);
  const from = pick(g, arrays);
  does(g, both(...[to, from].map((v) => writing(memoryRoot(v.type))), writing('G:sum')));
  const [a, b] = [to.name, from.name];
  if (maybe(g, 0.3)) return `memset(${a}, ${below(g, 256)}, sizeof ${a} / 2);`;
  if (a === b) return `memmove(${a} + 1, ${a}, sizeof ${a} - sizeof *${a});`;
  const size = `(sizeof ${a} < sizeof ${b} ? sizeof ${a} : sizeof ${b})`;
  if (maybe(g, 0.5)) return `memcpy(${a}, ${b}, ${size});`;
  return `${g.prefix}mix(memcmp(${a}, ${b}, ${size}) > 0);`;
}

/** Runs `body` as one that is repeated. */
function repeated(g: Gen, times: number, body: () => void): void {
  const before = g.weight;
  g.weight *= times;
  body();
  g.weight = before;
}

function choice(g: Gen, depth: number): void {
  const e = integer(g, 3);
  does(g, e.effects);
  block(g, `if (${e.text})`, () => statements(g, 1 + below(g, 3), depth));
  if (maybe(g, 0.5)) block(g, 'else', () => statements(g, 1 + below(g, 2), depth));
}

/** Maybe leaves or continues the loop around. */
function interrupted(g: Gen, how: string): void {
  const e = integer(g, 2);
  does(g, e.effects);
  line(g, `if (${e.text}) ${how};`);
}

function counter(g: Gen, type: IntType, range: [bigint, bigint]): Variable {
  const name = fresh(g, 'i');
  g.locals.add(name);
  return { name, type, root: name, fixed: true, range };
}

function body(g: Gen, depth: number): void {
  statements(g, 1 + below(g, 3), depth);
  if (maybe(g, 0.3)) interrupted(g, pick(g, ['break', 'continue']));
  statements(g, 1 + below(g, 2), depth);
}

function counted(g: Gen, depth: number): void {
  const type = pick(
    g,
    INTS.filter((t) => t.bits > 1),
  );
  const times = pick(g, [1, 2, 3, 4, 7, 8, 8]);
  const step = pick(g, [1, 1, 1, 2, 3]);
  const i = counter(g, type, [0n, BigInt(times * step)]);
  const { name } = i;
  const end = times * step;
  const heads = [
    `for (${type.name} ${name} = 0; ${name} < ${end}; ${name} += ${step})`,
    `for (${type.name} ${name} = ${end}; ${name} > 0; ${name} -= ${step})`,
    `for (${type.name} ${name} = ${end}; ${name} != 0; ${name} = ${name} - ${step})`,
  ];
  const up = maybe(g, 0.7);
  if (up) i.range = [0n, BigInt(end - 1)];
  repeated(g, times, () =>
    block(g, up ? heads[0] : pick(g, heads.slice(1)), () => {
      g.variables.push(i);
      body(g, depth);
    }),
  );
}

function whileLoop(g: Gen, depth: number): void {
  const times = 1 + below(g, 6);
  const type = pick(
    g,
    INTS.filter((t) => t.bits > 1),
  );
  const i = counter(g, type, [-1n, BigInt(times)]);
  const { name } = i;
  if (!type.signed) i.range = undefined;
  line(g, `${type.name} ${name} = ${times};`);
  g.variables.push(i);
  const e = integer(g, 1);
  does(g, e.effects);
  const head = maybe(g, 0.3) ? `while (${name}-- > 0 && ${e.text})` : `while (${name}-- > 0)`;
  repeated(g, times, () => block(g, head, () => body(g, depth)));
}

function doLoop(g: Gen, depth: number): void {
  const times = 1 + below(g, 5);
  const i = counter(g, INT, [0n, BigInt(times)]);
  line(g, `int ${i.name} = 0;`);
  g.variables.push(i);
  repeated(g, times, () =>
    block(g, 'do', () => body(g, depth), ` while (++${i.name} < ${times});`),
  );
}

function scoped(g: Gen, depth: number): void {
  block(g, '', () => {
    local(g, does);
    statements(g, 2 + below(g, 3), depth);
  });
}

function selection(g: Gen, depth: number): void {
  const e = integer(g, 2);
  does(g, e.effects);
  const small = maybe(g, 0.7);
  const mask = pick(g, [3, 7, 15]);
  const signed = e.type.signed || e.type.bits < 32;
  const values = new Set<string>();
  while (values.size < 2 + below(g, 7)) {
    if (small) values.add(`${below(g, mask + 1)}`);
    else values.add(`${signed && maybe(g, 0.4) ? '-' : ''}${1 + below(g, 300)}`);
  }
  const labels = [...values].map((value) => `case ${value}:`);
  if (maybe(g, 0.7)) labels.splice(below(g, labels.length + 1), 0, 'default:');
  const on = small ? `${e.text} & ${mask}` : e.text;
  block(g, `switch (${on})`, () => {
    for (const label of labels) {
      line(g, label);
      if (maybe(g, 0.2)) continue;
      block(g, '', () => statements(g, 1 + below(g, 2), depth));
      if (maybe(g, 0.7)) line(g, 'break;');
    }
    line(g, ';');
  });
}

/** Out of two loops at once. */
function outwards(g: Gen, depth: number): void {
  const label = fresh(g, 'out');
  const [a, b] = [counter(g, INT, [0n, 2n]), counter(g, UINT, [0n, 2n])];
  repeated(g, 9, () => {
    block(g, `for (int ${a.name} = 0; ${a.name} < 3; ${a.name}++)`, () => {
      g.variables.push(a);
      block(g, `for (unsigned ${b.name} = 0; ${b.name} < 3; ${b.name}++)`, () => {
        g.variables.push(b);
        statements(g, 1, depth - 1);
        interrupted(g, `goto ${label}`);
        statements(g, 1, depth - 1);
      });
      statements(g, 1, 0);
    });
  });
  line(g, `${label}:;`);
}

/** Backwards, a bounded number of times. */
function again(g: Gen, depth: number): void {
  const label = fresh(g, 'again');
  const times = 1 + below(g, 3);
  const i = counter(g, INT, [0n, BigInt(times + 1)]);
  line(g, `int ${i.name} = 0;`);
  g.variables.push(i);
  line(g, `${label}:`);
  repeated(g, times + 1, () => {
    block(g, '', () => statements(g, 2, depth));
  });
  line(g, `if (${i.name}++ < ${times}) goto ${label};`);
}

/** Into the middle of a loop, by a switch. */
function device(g: Gen, depth: number): void {
  const i = counter(g, INT, [0n, 3n]);
  const e = integer(g, 2);
  does(g, e.effects);
  line(g, `int ${i.name} = 3;`);
  g.variables.push(i);
  repeated(g, 3, () => {
    block(g, `switch (${e.text} & 3)`, () => {
      line(g, 'case 0:');
      block(
        g,
        'do',
        () => {
          for (const n of [3, 2, 1]) {
            block(g, '', () => statements(g, 1, depth - 1));
            line(g, `case ${n}:`);
          }
          block(g, '', () => statements(g, 1, 0));
        },
        ` while (--${i.name} > 0);`,
      );
    });
  });
}
