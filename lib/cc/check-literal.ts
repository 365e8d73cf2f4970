// Check literals: numbers and strings.
//
// Source: ISO C17 6.4.4, 6.4.5.

import { type Checker, privateSymbol, useSymbol } from './scope.ts';
import { fail, type Span, warning } from './source.ts';
import type { TExpr } from './typed.ts';
import {
  arrayOf,
  CHAR,
  type CType,
  DOUBLE,
  FLOAT,
  type IntKind,
  LDOUBLE,
  sizeOf,
  ULONG,
} from './types.ts';

/** The value and the type of a numeric constant (C17 6.4.4). */
export function checkNumber(c: Checker, text: string, span: Span): TExpr {
  const isInt = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlL]*)$/.exec(text);
  if (!isInt) {
    const float =
      /^((?:[0-9]*\.[0-9]+|[0-9]+\.?)(?:[eE][+-]?[0-9]+)?)([fFlL]?)$/.exec(text) ??
      /^(0[xX](?:[0-9a-fA-F]*\.[0-9a-fA-F]+|[0-9a-fA-F]+\.?)[pP][+-]?[0-9]+)([fFlL]?)$/.exec(text);
    if (!float) fail(c.ctx, span, wrongNumber(text));
    const suffix = float[2].toLowerCase();
    const type = suffix === 'f' ? FLOAT : suffix === 'l' ? LDOUBLE : DOUBLE;
    const value = /^0x/i.test(text) ? hexFloat(float[1]) : Number(float[1]);
    return { kind: 'float', span, type, value: suffix === 'f' ? Math.fround(value) : value };
  }
  const [, digits, suffix] = isInt;
  if (!/^(u?l?l?|l?l?u?)$/.test(suffix.toLowerCase())) {
    fail(c.ctx, span, `invalid suffix "${suffix}" on integer constant`);
  }
  const octal = /^0[0-9]+$/.test(digits);
  const wrong = octal && /[89]/.exec(digits);
  if (wrong) fail(c.ctx, span, `invalid digit "${wrong[0]}" in octal constant`);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const unsigned = /u/i.test(suffix);
  const longs = (suffix.match(/l/gi) ?? []).length;
  // The first of these that can hold the value (C17 6.4.4.1p5).
  const wide: IntKind[] = longs === 2 ? ['llong', 'ullong'] : ['long', 'ulong'];
  const all: IntKind[] = longs > 0 ? wide : ['int', 'uint', ...wide];
  const decimal = !octal && !/^0[xXbB]/.test(digits);
  const kinds = all.filter((k) => (unsigned ? k.startsWith('u') : !decimal || !k.startsWith('u')));
  for (const int of kinds) {
    const type: CType = { kind: 'int', int };
    const bits = BigInt(sizeOf(type) * 8) - (int.startsWith('u') ? 0n : 1n);
    if (value < 1n << bits) return { kind: 'int', span, type, value };
  }
  // A decimal constant that only unsigned long can hold is that in gcc, with a warning.
  if (value < 1n << 64n && decimal) {
    warning(c.ctx, span, 'integer constant is so large that it is unsigned');
    return { kind: 'int', span, type: ULONG, value };
  }
  // Of a larger one gcc keeps the lower 64 bits.
  warning(c.ctx, span, 'integer constant is too large for its type');
  return { kind: 'int', span, type: ULONG, value: BigInt.asUintN(64, value) };
}

/** `0x1.8p3`: the digits as one integer, times a power of two; correctly rounded once. */
function hexFloat(text: string): number {
  const [digits, exponent] = text.slice(2).toLowerCase().split('p');
  const [whole, part = ''] = digits.split('.');
  let bits = BigInt(`0x${whole}${part}`);
  let scale = Number(exponent) - 4 * part.length;
  // Keep 64 bits and what lies below them as one sticky bit, so that Number() rounds once.
  const extra = bits.toString(2).length - 64;
  if (extra > 0) {
    const low = bits & ((1n << BigInt(extra)) - 1n);
    bits = (bits >> BigInt(extra)) | (low === 0n ? 0n : 1n);
    scale += extra;
  }
  const half = Math.trunc(scale / 2);
  return Number(bits) * 2 ** half * 2 ** (scale - half);
}

/** Makes (or shares) the read-only array of a string literal. */
export function stringLiteral(c: Checker, bytes: number[], span: Span, of: CType = CHAR): TExpr {
  const size = sizeOf(of);
  const key = `${size}:${bytes.join()}`;
  let symbol = c.strings.get(key);
  const type = arrayOf(of, bytes.length / size + 1);
  if (symbol === undefined) {
    symbol = privateSymbol(c, `.string.${c.serial++}`);
    c.strings.set(key, symbol);
    const data = new Uint8Array(bytes.length + size);
    data.set(bytes);
    c.unit.defs.set(symbol, {
      kind: 'object',
      symbol,
      name: 'a string literal',
      type,
      constant: true,
      tentative: false,
      bytes: data,
      relocations: [],
      span,
      anonymous: true,
    });
  }
  useSymbol(c, symbol, span, type);
  return { kind: 'global', span, type, symbol, name: 'a string literal' };
}

function wrongNumber(text: string): string {
  if ((text.match(/\./g) ?? []).length > 1) return 'too many decimal points in number';
  const digits = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)/.exec(text)?.[0] ?? '';
  const floating = /^[0-9]*\.[0-9]*/.exec(text)?.[0] ?? '';
  const long = floating.length > digits.length;
  const suffix = text.slice(Math.max(digits.length, floating.length));
  return `invalid suffix "${suffix}" on ${long ? 'floating' : 'integer'} constant`;
}
