// printf, scanf, strtod and strtol against glibc on drawn values: one program, here and under gcc.
//
// Draws are seeded, so that a failure can be had again; SOCKETS_SEED takes another seed.

import { describe, expect, it, vi } from 'vitest';
import { runWithGcc } from './gcc.ts';
import { runGuest } from './guest.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

const SEED = Number(process.env.SOCKETS_SEED ?? 20261123);
const HEAD = '#include <errno.h>\n#include <stdio.h>\n#include <stdlib.h>\n';

/** mulberry32: a number from 0 to below n. */
function drawer(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

const draw = drawer(SEED);
const pick = <T>(list: readonly T[]): T => list[draw(list.length)];
const some = (chars: string, most: number): string =>
  Array.from({ length: draw(most + 1) }, () => chars[draw(chars.length)]).join('');

/** A double as hex, so that no reader of decimals is in between. */
function double(): string {
  const exponent = pick([0, 0, 1, 3, 10, 60, -1, -4, -60, 300, -300, 1023, -1022, -1040]);
  const mantissa = pick(['1', '1.8', '1.999999999999a', '1.4', `1.${draw(2 ** 31).toString(16)}`]);
  return pick([
    `${pick(['', '-'])}0x${mantissa}p${exponent}`,
    String(draw(2000) - 1000),
    '0.5',
    '-0.0',
  ]);
}

function integer(): string {
  const edge = ['0', '-1', '2147483647', '(-2147483647-1)', '255', '4095'];
  return pick([...edge, String(draw(2 ** 31) - 2 ** 30)]);
}

function printCase(): string {
  const flags = some('-+ #0', 3);
  const width = pick(['', '', String(draw(20))]);
  const dot = pick(['', '', '.', `.${draw(12)}`, `.${draw(25)}`]);
  const kind = pick([
    'd',
    'i',
    'u',
    'x',
    'X',
    'o',
    'f',
    'e',
    'g',
    'G',
    'E',
    'a',
    'F',
    's',
    'c',
    'ld',
  ]);
  const value = /[feaFEgG]/.test(kind)
    ? `(double) ${double()}`
    : kind === 's'
      ? pick(['""', '"some words"', '"x"'])
      : kind === 'c'
        ? String(33 + draw(90))
        : kind === 'ld'
          ? pick([
              '9223372036854775807L',
              '(-9223372036854775807L-1)',
              `${integer()}L`.replace('(-2147483647-1)L', '-5L'),
            ])
          : integer();
  return `printf("%d [%${flags}${width}${dot}${kind}]\\n", __LINE__, ${value});`;
}

/** Text that is a number, or nearly. */
function numeral(): string {
  const body = pick([
    some('0123456789', 22),
    `0x${some('0123456789abcdefABCDEFg', 18)}`,
    `${some('0123456789', 20)}.${some('0123456789', 24)}`,
    `${some('0123456789', 3)}.${some('0123456789', 9)}e${some('+-', 1)}${some('0123456789', 3)}`,
    `0x${some('0123456789abcdef', 5)}.${some('0123456789abcdef', 5)}p${some('+-', 1)}${some('0123456789', 3)}`,
    pick([
      'inf',
      'infinity',
      'INFINITx',
      'nan',
      'nan(12)',
      'nan(',
      '0x',
      '0x.p1',
      '.',
      'e5',
      '1e',
      '1e+',
    ]),
    some('01', 70),
  ]);
  return `${some(' \t', 2)}${some('+-', 1)}${body}${some('x. ,', 2)}`;
}

function textCase(): string {
  const text = numeral().replace(/\t/g, '\\t');
  const base = pick([0, 0, 10, 16, 8, 2, 36, 3]);
  return `number("${text}", ${base});`;
}

function scanCase(): string {
  const input = Array.from({ length: 2 }, numeral)
    .join(pick([' ', ',', '\\n']))
    .replace(/\t/g, '\\t');
  const width = pick(['', '', String(1 + draw(9))]);
  const [kind, type] = pick([
    ['d', 'i'],
    ['i', 'i'],
    ['u', 'i'],
    ['x', 'i'],
    ['o', 'i'],
    ['ld', 'l'],
    ['lf', 'd'],
    ['f', 'f'],
    ['s', 's'],
    ['[0-9.]', 's'],
    ['[^ ,]', 's'],
  ] as const);
  const length = type === 's' && width === '' ? '60' : width;
  return `scan_${type}("${input}", "${pick(['', ' ', ','])}%${length}${kind}%n");`;
}

const NUMBER = `static void number(const char *s, int base) {
    char *end;
    errno = 0;
    long l = strtol(s, &end, base);
    printf("[%s] %d: %ld %ld %d", s, base, l, (long) (end - s), errno);
    errno = 0;
    unsigned long u = strtoul(s, &end, base);
    printf(" %lu %ld %d", u, (long) (end - s), errno);
    errno = 0;
    double d = strtod(s, &end);
    printf(" %a %ld %d", d, (long) (end - s), errno);
    errno = 0;
    float f = strtof(s, &end);
    printf(" %a %ld %d\\n", (double) f, (long) (end - s), errno);
}
`;

const scanner = (name: string, type: string, show: string): string =>
  `static void scan_${name}(const char *s, const char *f) {
    ${type} = {0};
    int n = -1;
    int r = sscanf(s, f, ${name === 's' ? 'v' : '&v[0]'}, &n);
    printf("[%s] %s: %d ${show} %d\\n", s, f, r, ${name === 's' ? 'v' : 'v[0]'}, n);
}
`;
const SCANNERS = [
  scanner('i', 'int v[1]', '%d'),
  scanner('l', 'long v[1]', '%ld'),
  scanner('d', 'double v[1]', '%a'),
  scanner('f', 'float v[1]', '%a'),
  scanner('s', 'char v[64]', '<%s>'),
].join('');

describe(`drawn with seed ${SEED}`, () => {
  it.each([
    ['printf', '', printCase, 400],
    ['strtol and strtod', NUMBER, textCase, 400],
    ['sscanf', SCANNERS, scanCase, 400],
  ] as const)('%s', (_name, helpers, make, count) => {
    const body = Array.from({ length: count }, make).join('\n');
    const text = `${HEAD}${helpers}int main(void) {\n${body}\nreturn 0;\n}\n`;
    const ours = runGuest(text);
    expect(ours.status).toBe(0);
    expect(ours.stdout.split('\n')).toEqual(runWithGcc(text).split('\n'));
    expect(ours.stdout.split('\n').length).toBeGreaterThan(count);
  });
});
