// Fuzz: random C expressions, in our machine and under gcc; they must print the same.
//
// One idea: a generator that knows types writes only defined C: signed arithmetic happens in
// unsigned and is cast back, divisors are made odd, shift counts are masked. So every difference
// is a mistake of ours.
//
// Run with `npm run fuzz`; `FUZZ_SEED=1 FUZZ_RUNS=100` repeats a run: see seeds.ts.

import { createRng, nextU32 } from '../../lib/sim/rng.ts';
import { runC, runGcc } from '../c/harness.ts';

const TYPES = [
  ['signed char', 'c', 'unsigned char'],
  ['unsigned char', 'C', 'unsigned char'],
  ['short', 's', 'unsigned short'],
  ['unsigned short', 'S', 'unsigned short'],
  ['int', 'i', 'unsigned'],
  ['unsigned', 'u', 'unsigned'],
  ['long', 'l', 'unsigned long'],
  ['unsigned long', 'L', 'unsigned long'],
] as const;

type Random = () => number;

const pick = <T>(rnd: Random, list: readonly T[]): T => list[Math.floor(rnd() * list.length)];

/** An expression that has no undefined behaviour, of some integer type. */
function expression(rnd: Random, depth: number): string {
  if (depth === 0 || rnd() < 0.1) return leaf(rnd);
  const a = () => expression(rnd, depth - 1);
  switch (Math.floor(rnd() * 14)) {
    case 0:
    case 1:
      return `(${pick(rnd, TYPES)[0]})${paren(a())}`;
    case 2:
      return `${pick(rnd, ['~', '!'])}${paren(a())}`;
    case 3:
      return `(${a()} ${pick(rnd, ['<', '>', '<=', '>=', '==', '!='])} ${a()})`;
    case 4:
      return `(${a()} ${pick(rnd, ['&&', '||'])} ${a()})`;
    case 5:
      return `(${a()} ? ${a()} : ${a()})`;
    case 6:
      return `(${a()} ${pick(rnd, ['&', '|', '^'])} ${a()})`;
    case 7: {
      const unsigned = pick(rnd, ['unsigned', 'unsigned long']);
      const mask = unsigned === 'unsigned' ? 31 : 63;
      return `((${unsigned})${paren(a())} ${pick(rnd, ['<<', '>>'])} (${a()} & ${mask}))`;
    }
    case 8:
      return `((long)${paren(a())} >> (${a()} & 63))`;
    case 9: {
      // `| 1` keeps the divisor from 0, and the shift keeps INT_MIN / -1 away.
      const type = pick(rnd, ['int', 'long', 'unsigned', 'unsigned long']);
      const divisor = `((${type})${paren(a())} | 1)`;
      const dividend = type.startsWith('u')
        ? `(${type})${paren(a())}`
        : `((${type})${paren(a())} / 2)`;
      return `(${dividend} ${pick(rnd, ['/', '%'])} ${divisor})`;
    }
    case 10:
      return `f${pick(rnd, TYPES)[1]}(${a()}, ${a()})`;
    case 11:
      return `a[(unsigned)${paren(a())} % 8]`;
    default: {
      const unsigned = pick(rnd, ['unsigned', 'unsigned long']);
      const sum = `((${unsigned})${paren(a())} ${pick(rnd, ['+', '-', '*'])} (${unsigned})${paren(a())})`;
      return rnd() < 0.5 ? sum : `(${unsigned === 'unsigned' ? 'int' : 'long'})${sum}`;
    }
  }
}

const paren = (text: string): string => `(${text})`;

function leaf(rnd: Random): string {
  if (rnd() < 0.6) return `v${pick(rnd, TYPES)[1]}${Math.floor(rnd() * 3)}`;
  const size = pick(rnd, [4, 8, 16, 31, 32, 53, 63]);
  const value = BigInt(Math.floor(rnd() * 2 ** Math.min(size, 53)));
  return `${value}${pick(rnd, ['', 'u', 'l', 'ul'])}`;
}

function statement(rnd: Random): string {
  const [type, letter] = pick(rnd, TYPES);
  const target = `v${letter}${Math.floor(rnd() * 3)}`;
  const e = expression(rnd, 3);
  const updates = type.startsWith('unsigned')
    ? ['=', '+=', '-=', '*=', '^=', '|=', '&=']
    : ['=', '^=', '|=', '&='];
  switch (Math.floor(rnd() * 5)) {
    case 0:
      return `a[(unsigned)(${expression(rnd, 1)}) % 8] ${pick(rnd, ['=', '^=', '|='])} ${e};`;
    case 1:
      return `if (${e}) { ${target} = ${expression(rnd, 2)}; } else { ${target} ^= 5; }`;
    case 2:
      return `for (int k = 0; k < 3; k++) { ${target} ${pick(rnd, updates)} ${e}; }`;
    default:
      return `${target} ${pick(rnd, updates)} ${e};`;
  }
}

function program(rnd: Random): string {
  const lines = ['#include <stdio.h>', 'static long a[8] = {1, -2, 3, -4, 5, -6, 7, -8};'];
  const locals: string[] = [];
  for (const [type, letter, unsigned] of TYPES) {
    lines.push(
      `static ${type} f${letter}(${type} x, ${type} y) { return (${type})((${unsigned})x * 3u + (${unsigned})y); }`,
    );
    const init = [0, 1, 2].map(
      (i) =>
        `v${letter}${i} = (${type})${Math.floor(rnd() * 2 ** 31)}${i === 2 ? 'ul * 4294967311ul' : ''}`,
    );
    // In registers or in memory: both kinds of place are exercised.
    if (rnd() < 0.6) locals.push(`  ${type} ${init.join(', ')};`);
    else lines.push(`static ${type} ${init.join(', ')};`);
  }
  lines.push('int main(void) {', ...locals);
  for (let i = 0; i < 25; i++) {
    lines.push(`  ${statement(rnd)}`);
    if (i % 5 === 4) lines.push(`  printf("%ld\\n", (long)(${expression(rnd, 4)}));`);
  }
  for (const [, letter] of TYPES) {
    lines.push(
      `  printf("%ld %ld %ld\\n", (long)v${letter}0, (long)v${letter}1, (long)v${letter}2);`,
    );
  }
  lines.push('  for (int i = 0; i < 8; i++) printf("%ld\\n", a[i]);', '  return 0;', '}', '');
  return lines.join('\n');
}

/** Runs one program here and under gcc; undefined where they agree, else it and what they printed. */
export function difference(seed: number): string | undefined {
  const rng = createRng(seed);
  const text = program(() => nextU32(rng) / 2 ** 32);
  const sources = [{ name: 'a.c', text }];
  const ours = runC(sources);
  const theirs = runGcc(sources);
  if (!theirs.compiled) throw new Error(`gcc refuses the generator's C: ${theirs.messages}`);
  if (ours.output === theirs.output) return undefined;
  const said = ours.diagnostics.map((d) => `${d.line}:${d.column} ${d.message}`).join('\n');
  const fault = ours.fault?.message ?? '';
  return `${text}\n${said}${fault}\nours:\n${ours.output}\ngcc:\n${theirs.output}`;
}
