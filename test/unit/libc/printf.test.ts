// printf: every line compared with what the real printf printed for the same format and value.

import { describe, expect, it, vi } from 'vitest';
import { formatText } from '../../../lib/machine/libc/format.ts';
import type { VarArgs } from '../../../lib/vm/native.ts';
import { runWithGcc } from './gcc.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

type Value = number | bigint | string | null;

/** One call of printf: the value as C writes it and as the model receives it. */
interface Case {
  format: string;
  c: string[];
  values: Value[];
}

/** Hands out prepared values; strings have their index as address, NULL is 0. */
function argsOf(values: Value[]): { args: VarArgs; texts: string[] } {
  const texts: string[] = [''];
  let at = 0;
  const next = () => {
    if (at >= values.length) throw new Error('the format took more values than there are');
    return values[at++];
  };
  const big = () => BigInt(next() as number | bigint);
  return {
    texts,
    args: {
      nextInt: () => Number(BigInt.asIntN(32, big())),
      nextUint: () => Number(BigInt.asUintN(32, big())),
      nextLong: () => BigInt.asIntN(64, big()),
      nextUlong: () => BigInt.asUintN(64, big()),
      nextDouble: () => next() as number,
      nextLongDouble: () => next() as number,
      nextWord: () => BigInt.asIntN(64, big()),
      nextPtr: () => {
        const value = next();
        if (value === null) return 0;
        if (typeof value === 'number') return value;
        texts.push(String(value));
        return texts.length - 1;
      },
      more: () => at < values.length,
    },
  };
}

function ours(test: Case): string {
  const { args, texts } = argsOf(test.values);
  const text = formatText(test.format, args, {
    readText: (addr, max) => texts[addr].slice(0, max),
    writeBytes: () => {},
    readWide: (addr) => texts[0].charCodeAt(addr) || 0,
    encode: (code) => (code < 128 ? String.fromCharCode(code) : undefined),
    fail: () => {},
    errnoText: () => 'Bad file descriptor',
    fault: (message) => {
      throw new Error(message);
    },
  });
  return text === undefined ? '-1' : `${text.length}:${text}`;
}

/** Prints all cases with the real printf; those of one C type share a loop, so gcc stays quick. */
function theirs(cases: Case[], type: string): string[] {
  const formats = [...new Set(cases.map(({ format }) => format))];
  const values = [...new Set(cases.map(({ c }) => c.join(', ')))];
  const rows = cases.map(
    ({ format, c }) => `{${formats.indexOf(format)}, ${values.indexOf(c.join(', '))}}`,
  );
  const program = `#include <stdio.h>
#include <math.h>
const char *formats[] = {${formats.map((format) => JSON.stringify(format)).join(', ')}};
${type} values[] = {${values.join(', ')}};
int rows[][2] = {${rows.join(', ')}};
int main(void) {
  static char b[4096];
  for (int i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    int n = snprintf(b, sizeof b, formats[rows[i][0]], values[rows[i][1]]);
    printf("%d", n);
    if (n >= 0) { putchar(':'); fwrite(b, 1, n, stdout); }
    putchar(1);
  }
}`;
  return runWithGcc(program).split('\x01').slice(0, -1);
}

/** The same for calls whose arguments differ in type. */
function theirsOneByOne(cases: Case[]): string[] {
  const calls = cases.map(({ format, c }) => {
    const args = [JSON.stringify(format), ...c].join(', ');
    return `errno = 9; n = snprintf(b, sizeof b, ${args}); printf("%d", n);
      if (n >= 0) { putchar(':'); fwrite(b, 1, n, stdout); } putchar(1);`;
  });
  const program = `#include <stdio.h>
#include <errno.h>
char b[4096]; int n;
int main(void) { ${calls.join('\n')} }`;
  return runWithGcc(program).split('\x01').slice(0, -1);
}

function compare(cases: Case[], type?: string): void {
  const expected = type ? theirs(cases, type) : theirsOneByOne(cases);
  expect(expected.length).toBe(cases.length);
  const wrong = cases.flatMap((test, i) => {
    const got = ours(test);
    return got === expected[i] ? [] : [`${test.format} of ${test.c}: ${got}, not ${expected[i]}`];
  });
  expect(wrong).toEqual([]);
}

const FLAGS = ['', '-', '+', ' ', '0', '#', '-#', '+0', ' 0', '#0', '-0', '+ '];
const WIDTHS = ['', '1', '8', '20'];
const PRECISIONS = ['', '.', '.0', '.1', '.3', '.12'];

/** Every combination of flags, width and precision before a conversion. */
function formats(conversions: string[]): string[] {
  return conversions.flatMap((conversion) =>
    FLAGS.flatMap((flags) =>
      WIDTHS.flatMap((width) => PRECISIONS.map((p) => `[%${flags}${width}${p}${conversion}]`)),
    ),
  );
}

describe('printf prints what glibc prints', () => {
  it('for int', () => {
    const values = [0, 1, -1, 7, 8080, -36895, 2147483647, -2147483648];
    const all = formats(['d', 'i', 'u', 'o', 'x', 'X', 'hd', 'hhu', 'hho']);
    compare(
      all.flatMap((format) =>
        values.map((v) => ({
          format,
          c: [v === -2147483648 ? '(-2147483647-1)' : `${v}`],
          values: [v],
        })),
      ),
      'int',
    );
  });

  it('for long, long long, size_t and their kin', () => {
    const values = [0n, -1n, 9007199254740993n, 9223372036854775807n, -9223372036854775807n];
    const all = formats(['ld', 'lu', 'llx', 'zu', 'jd', 'to', 'lX', 'zd', 'qd']);
    compare(
      all.flatMap((format) => values.map((v) => ({ format, c: [`${v}L`], values: [v] }))),
      'long',
    );
  });

  it('for double', () => {
    const values = [
      0, 1, -1, 0.5, 1.5, 2.5, 0.1, 123456.789, 1e-5, 9.9999e-5, 999999.5, 1e21,
      1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 2.75e-7, 0.125, 100000, 1234567.125,
      0.999999999,
    ];
    const all = formats(['f', 'e', 'g', 'E', 'G', 'a', 'A']);
    // glibc 2.36 loses the zeros that '#' asks for where rounding makes a longer number: C does not.
    const lost = (format: string, v: number) => /#.*g/i.test(format) && v === 999999.5;
    compare(
      all.flatMap((format) =>
        values
          .filter((v) => !lost(format, v))
          .map((v) => ({
            format,
            c: [v === Math.trunc(v) && !`${v}`.includes('e') ? `${v}.0` : `${v}`],
            values: [v],
          })),
      ),
      'double',
    );
  });

  it('for infinity, not-a-number and minus zero', () => {
    const values: [string, number][] = [
      ['INFINITY', Number.POSITIVE_INFINITY],
      ['-INFINITY', Number.NEGATIVE_INFINITY],
      ['(double) NAN', Number.NaN],
      ['-0.0', -0],
    ];
    const all = formats(['f', 'e', 'g', 'a', 'F', 'G']);
    compare(
      all.flatMap((format) => values.map(([c, v]) => ({ format, c: [c], values: [v] }))),
      'double',
    );
  });

  it('for strings, characters and pointers', () => {
    const text = formats(['s']);
    compare(
      text.flatMap((format) => [
        { format, c: ['"Hello, World!"'], values: ['Hello, World!'] },
        { format, c: ['""'], values: [''] },
        { format, c: ['(char *) 0'], values: [null] },
      ]),
      'const char *',
    );
    compare(
      formats(['c']).map((format) => ({ format, c: ['65'], values: [65] })),
      'int',
    );
    compare(
      formats(['p']).flatMap((format) => [
        { format, c: ['(void *) 0'], values: [null] },
        { format, c: ['(void *) 0x7ffd1234'], values: [0x7ffd1234] },
      ]),
      'void *',
    );
  });

  it('for width and precision out of the arguments, %%, %m and what is no conversion', () => {
    compare([
      { format: '[%*d]', c: ['6', '42'], values: [6, 42] },
      { format: '[%*d]', c: ['-6', '42'], values: [-6, 42] },
      { format: '[%.*f]', c: ['2', '2.675'], values: [2, 2.675] },
      { format: '[%.*f]', c: ['-2', '2.675'], values: [-2, 2.675] },
      { format: '[%-*.*s]', c: ['9', '3', '"accept"'], values: [9, 3, 'accept'] },
      { format: '100%% [%5%]', c: [], values: [] },
      { format: 'bind: %m', c: [], values: [] },
      { format: '[%y]', c: [], values: [] },
      { format: 'end %', c: [], values: [] },
      {
        format: '%s:%d %c%c',
        c: ['"localhost"', '8080', "'o'", "'k'"],
        values: ['localhost', 8080, 111, 107],
      },
      { format: '[%2$s %1$d %2$.2s]', c: ['7', '"port"'], values: [7, 'port'] },
      { format: '[%3$*1$.*2$f]', c: ['9', '2', '2.5'], values: [9, 2, 2.5] },
      { format: '[%2$lx %1$c]', c: ['65', '0x123456789aL'], values: [65, 0x123456789an] },
      { format: "[%'d %I5d]", c: ['1234567', '12'], values: [1234567, 12] },
      { format: '[%#b %08b %B]', c: ['5', '5', '0'], values: [5, 5, 0] },
      { format: '[%3000000000d]', c: ['1'], values: [1] },
      { format: '[%.1200f]', c: ['5e-324'], values: [5e-324] },
      { format: '[%.1200e]', c: ['5e-324'], values: [5e-324] },
      { format: '[%C]', c: ['200'], values: [200] },
      {
        format: '[%La %La %La]',
        c: ['1.0L', '0.1', '-3e300L'].map((x) => `(long double) (double) ${x}`),
        values: [1, 0.1, -3e300],
      },
      {
        format: '[%.0La %.3LA]',
        c: ['15.9L', '15.9999L'].map((x) => `(long double) (double) ${x}`),
        values: [15.9, 15.9999],
      },
      {
        format: '[%Lf %Lg]',
        c: ['(long double) 0.1', '5e-324L'].map((x) => `(long double) (double) ${x}`),
        values: [0.1, 5e-324],
      },
      { format: '%.50f', c: ['0.1'], values: [0.1] },
      { format: '%.0f %.0f %.0f', c: ['0.5', '1.5', '2.5'], values: [0.5, 1.5, 2.5] },
    ]);
  });
});
