// Wrong input: any bytes as source give diagnostics, never an exception and never a run without end.
//
// Programs of the book and of test/c are cut, spliced, doubled and strewn with bytes. A case is its
// number and the seed: MUTATION_SEED=7 MUTATION_CASES=20000 npx vitest run --project unit
// test/unit/cc/mutations.test.ts repeats and extends a run.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatDiagnostics } from '../../../lib/cc/diagnostic.ts';
import { build } from '../../../lib/machine/build.ts';

const SEED = Number(process.env.MUTATION_SEED ?? 1);
const CASES = Number(process.env.MUTATION_CASES ?? 900);
/** What one run may print, in characters. */
const MOST_OUTPUT = 200_000;

const root = join(import.meta.dirname, '../../..');
const programs = ['content/programs', 'test/c']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.c'))
      .sort()
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  )
  .filter((text) => text.length < 20_000);

/** Numbers from a seed (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Mutation = (text: string, below: (n: number) => number) => string;

const SHARDS = [
  ...['{', '}', '(', ')', '[', ']', ';', ',', '"', "'", '\\', '#', '##', '/*', '*/', '//', '\n'],
  ...['#define', '#if', '#else', '#endif', '#include', '__VA_ARGS__', 'struct', 'typedef', 'int'],
  ...[
    'static',
    'sizeof',
    'return',
    'case',
    'default:',
    'goto x;',
    'x:',
    '...',
    '->',
    '=',
    '*',
    '&',
  ],
  ...['0x', '1e', '08', "'ab'", 'L"', '\0', '\ufffd', '\u{1f600}', '%s', '_Generic(', '({', '?:'],
  ...['enum {', 'union u', 'void', 'const', '_Alignas(', '__attribute__((', 'asm(', '&&', 'a[-1]'],
];

const MUTATIONS: Mutation[] = [
  (text, below) => text.slice(0, below(text.length)),
  (text, below) => text.slice(below(text.length)),
  (text, below) => {
    const at = below(text.length);
    return text.slice(0, at) + text.slice(at + 1 + below(40));
  },
  (text, below) => {
    const at = below(text.length);
    const piece = text.slice(at, at + 1 + below(200));
    return text.slice(0, at) + piece.repeat(1 + below(3)) + text.slice(at);
  },
  (text, below) => {
    const other = programs[below(programs.length)];
    const from = below(other.length);
    const at = below(text.length);
    return text.slice(0, at) + other.slice(from, from + below(400)) + text.slice(at + below(100));
  },
  (text, below) => {
    const at = below(text.length);
    return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + below(2));
  },
  (text, below) => {
    const at = below(text.length);
    return text.slice(0, at) + SHARDS[below(SHARDS.length)] + text.slice(at + below(2));
  },
  (text, below) => {
    const words = text.split(/\b/);
    const [i, j] = [below(words.length), below(words.length)];
    [words[i], words[j]] = [words[j], words[i]];
    return words.join('');
  },
];

function mutant(n: number): string {
  const below = numbers(SEED * 1_000_003 + n);
  let text = programs[below(programs.length)];
  for (let k = 1 + below(4); k > 0; k--) text = MUTATIONS[below(MUTATIONS.length)](text, below);
  return text;
}

/** Compiles what may be anything; returns all that is said. */
function say(text: string): string {
  const result = build([{ name: 'a.c', text }]);
  const list = result.ok ? result.warnings : result.diagnostics;
  if (!result.ok && list.length === 0) throw new Error('refused without a word');
  return formatDiagnostics(list);
}

describe(`mutated programs, MUTATION_SEED=${SEED}`, () => {
  const SLICES = 12;
  test.each(Array.from({ length: SLICES }, (_, i) => i))(
    'slice %i',
    { timeout: 300_000 },
    (slice) => {
      for (let n = slice; n < CASES; n += SLICES) {
        const text = mutant(n);
        let said: string;
        try {
          said = say(text);
        } catch (error) {
          throw new Error(`case ${n} of seed ${SEED}: ${(error as Error).stack}\n---\n${text}`);
        }
        if (said.length > MOST_OUTPUT) throw new Error(`case ${n} of seed ${SEED} says too much`);
      }
    },
  );
});

describe('too much of one thing', () => {
  const inMain = (body: string): string => `int main(void) {\n${body}\n}\n`;
  test.each([
    ['parentheses', inMain(`return ${'('.repeat(10_000)}1${')'.repeat(10_000)};`)],
    ['open parentheses', inMain(`return ${'('.repeat(10_000)}`)],
    ['blocks', inMain('{'.repeat(10_000) + '}'.repeat(10_000))],
    ['stars', inMain(`return ${'*'.repeat(10_000)}0;`)],
    ['declarators', `int ${'('.repeat(10_000)}x${')'.repeat(10_000)};`],
    ['pointers', `int ${'*'.repeat(10_000)}x;`],
    ['parameters', `int f(${'int ('.repeat(10_000)}`],
    ['array bounds', `int a${'[1]'.repeat(10_000)};`],
    ['braces', `int a[] = ${'{'.repeat(10_000)}1${'}'.repeat(10_000)};`],
    ['structs', `${'struct {'.repeat(10_000)}int a;${'} x;'.repeat(10_000)}`],
    ['casts', inMain(`return ${'(int)'.repeat(10_000)}1;`)],
    ['sizes', inMain(`return ${'sizeof '.repeat(10_000)}1;`)],
    ['conditions', inMain(`return ${'1 ? '.repeat(10_000)}1`)],
    ['assignments', inMain(`int a; ${'a = '.repeat(10_000)}1;`)],
    ['ifs', inMain(`${'if (1) '.repeat(10_000)};`)],
    ['else ifs', inMain(`${'if (0) ; else '.repeat(10_000)};`)],
    ['labels', inMain(`${Array.from({ length: 10_000 }, (_, i) => `l${i}: `).join('')};`)],
    ['statement expressions', inMain(`return ${'({'.repeat(10_000)}`)],
    ['generics', inMain(`return ${'_Generic(1, int: '.repeat(10_000)}1`)],
    ['calls', `int f(int);\n${inMain(`return ${'f('.repeat(10_000)}1${')'.repeat(10_000)};`)}`],
    ['sums', inMain(`return ${'1 + '.repeat(20_000)}1;`)],
    ['logic', inMain(`int a = 1; return ${'a && '.repeat(20_000)}1;`)],
    ['commas', inMain(`int a = 1; ${'a, '.repeat(20_000)}a;`)],
    [
      'members',
      `struct s { struct s *n; } *p;\n${inMain(`return p${'->n'.repeat(10_000)} == 0;`)}`,
    ],
    ['conditionals', `${'#if 1\n'.repeat(10_000)}int a;`],
    ['elses', `#if 0\n${'#else\n'.repeat(1_000)}`],
    ['arithmetic in #if', `#if ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n#endif\n`],
    ['minus signs in #if', `#if ${'- '.repeat(10_000)}1\n#endif\n`],
    [
      'macro calls',
      `#define F(x) x\n${inMain(`return ${'F('.repeat(2_000)}1${')'.repeat(2_000)};`)}`,
    ],
    [
      'a macro bomb',
      `${Array.from({ length: 40 }, (_, i) => `#define B${i + 1} B${i} B${i}\n`).join('')}int x = B40;`,
    ],
    ['a bomb of arguments', `#define D(x) x x\n${inMain(`${'D('.repeat(40)}1;${')'.repeat(40)}`)}`],
    ['a line number beyond all', `#line ${'9'.repeat(20)}\n${inMain('return x;')}`],
    ['a macro of itself', `#define A B\n#define B A\n${inMain('return A;')}`],
    ['a file that includes itself', '#include "a.c"\nint main(void) { return 0; }\n'],
    ['a line of a megabyte', inMain(`return ${'x'.repeat(1_000_000)};`)],
    ['a line of many mistakes', inMain('x y; '.repeat(100_000))],
    ['a line of many warnings', inMain('1; '.repeat(50_000))],
    ['a string of a megabyte', inMain(`return sizeof "${'y'.repeat(1_000_000)}" > 3;`)],
    ['a megabyte of strings', inMain(`return sizeof ${'"y" '.repeat(200_000)} > 3;`)],
    ['a comment without end', `/*${'*'.repeat(1_000_000)}`],
    ['stray bytes', '@`\u0000\u0001'.repeat(50_000)],
    ['backslashes', '\\'.repeat(100_000)],
    ['quotes', '"'.repeat(99_999)],
    ['hashes', '#\n'.repeat(100_000)],
    ['enumerators', `enum { ${Array.from({ length: 20_000 }, (_, i) => `e${i}`).join(', ')} };`],
    ['a big array', `char a[${'9'.repeat(40)}];`],
    ['a big number', `int a = ${'9'.repeat(100_000)};`],
    ['a big index', 'int a[] = { [99999999999] = 1 };'],
    ['a big range', 'int a[] = { [0 ... 16000000] = 1 };'],
    ['a big shift', inMain('return 1 << 99999999999999999999;')],
    [
      'cases',
      inMain(`switch (0) { ${Array.from({ length: 5_000 }, (_, i) => `case ${i}:`).join(' ')}; }`),
    ],
  ])('%s', { timeout: 60_000 }, (_, text) => {
    expect(say(text).length).toBeLessThan(MOST_OUTPUT);
  });
});
