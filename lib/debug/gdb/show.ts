// Showing: values as `print` writes them, memory as `x` does.
//
// Source: gdb 13.1, print_formatted(), do_examine(), and its recorded answers in the tests.

import { CODE_BASE } from '../../cc/image.ts';
import type { CType } from '../../cc/types.ts';
import { CHAR } from '../../cc/types.ts';
import { type Format, formatScalar, formatValue, symbolAt } from '../values.ts';
import { addressOf, readAt, type Scope, type Value } from './evaluate.ts';
import { GdbError } from './expression.ts';
import { bigOf } from './numbers.ts';
import { nameOf } from './types.ts';

/** Writes a value as `print/FORMAT` does. */
export function valueText(c: Scope, v: Value, format: Format = 'natural'): string {
  const { type } = v;
  if (v.missing !== undefined) return v.missing.shown;
  if (type.kind === 'void') return 'void';
  if (type.kind === 'function') {
    const addr = addressOf(v);
    return `{${functionName(c, type, addr)}} 0x${addr.toString(16)}${symbolAt(c.image, addr)}`;
  }
  if (type.kind === 'record' || type.kind === 'array') {
    return formatValue(c.s, c.image, type, 0, format, v.bytes, c.limits);
  }
  const text = v.bits
    ? formatScalar(c.s, c.image, type, bigOf(v), format, c.limits)
    : formatScalar(c.s, c.image, type, bitsOf(v), format, c.limits);
  // A pointer says what to, unless that is a text or a letter asks for a number.
  const plain = type.kind !== 'pointer' || format !== 'natural' || isText(type);
  if (plain) return text;
  const to = type.to.kind === 'function' ? functionName(c, type.to, Number(bitsOf(v))) : undefined;
  return `(${to?.startsWith('<') ? `${to} *` : nameOf(type)}) ${text}`;
}

/** A pointer to plain char, under no other name. */
function isText({ alias, to }: CType & { kind: 'pointer' }): boolean {
  return alias === undefined && to.alias === undefined && to.kind === 'int' && to.int === 'char';
}

/** A function's type, which gdb does not know of the library's. */
function functionName({ image }: Scope, type: CType, addr: number): string {
  const fn = image.functions[(addr - CODE_BASE) / 16];
  const known = !fn || !image.files[fn.file].library;
  return known ? nameOf(type) : '<text variable, no debug info>';
}

function bitsOf(v: Value): bigint {
  return BigInt.asUintN(8 * v.bytes.length, bigOf({ ...v, type: { kind: 'int', int: 'ulong' } }));
}

/** What `x` looks at next, and how. */
export interface Examine {
  count: number;
  format: Format | 'i';
  /** Bytes of one unit. */
  size: number;
  addr: number;
}

const SIZES: Record<string, number> = { b: 1, h: 2, w: 4, g: 8 };
const LETTERS = 'xduotcafsz';

/** Reads `4xw` behind a slash; what is not said stays as it was. */
export function readFormat(text: string, before: Omit<Examine, 'addr'>): Omit<Examine, 'addr'> {
  const match = /^(-?\d*)([a-z]*)$/.exec(text);
  if (!match) throw new GdbError(`Invalid number "${text}".`);
  const next = { ...before, count: match[1] === '' ? 1 : Number(match[1]) };
  let sized = false;
  for (const letter of match[2]) {
    if (letter in SIZES) {
      next.size = SIZES[letter];
      sized = true;
    } else if (LETTERS.includes(letter)) next.format = letter as Format;
    else if (letter === 'i')
      throw new GdbError('This machine runs bytecode: sockscope compile --emit=bytecode shows it.');
    else throw new GdbError(`Undefined output format "${letter}".`);
  }
  if (!sized && (next.format === 'c' || next.format === 's')) next.size = 1;
  if (!sized && next.format === 'a') next.size = 8;
  if (!sized && next.format === 'f' && next.size < 4) next.size = 8;
  return next;
}

const INTS: Record<number, CType> = {
  1: { kind: 'int', int: 'schar' },
  2: { kind: 'int', int: 'short' },
  4: { kind: 'int', int: 'int' },
  8: { kind: 'int', int: 'long' },
};

/** Writes what lies at an address, several units a line, and moves the address on. */
export function examine(c: Scope, what: Examine): string[] {
  if (what.format === 's') return strings(c, what);
  const perLine = what.size === 8 || what.format === 'a' ? 2 : what.size === 4 ? 4 : 8;
  const format = what.format === 'x' ? 'z' : (what.format as Format);
  const type: CType =
    what.format === 'f'
      ? { kind: 'float', float: what.size === 4 ? 'float' : 'double' }
      : INTS[what.size];
  const lines: string[] = [];
  for (let i = 0; i < what.count; i++) {
    if (i % perLine === 0) lines.push(`${place(c, what.addr)}:`);
    const value = readAt(c, type, what.addr);
    lines[lines.length - 1] += `\t${unit(c, value, format, what.size)}`;
    what.addr += what.size;
  }
  return lines;
}

function unit(c: Scope, value: Value, format: Format, size: number): string {
  const text = formatScalar(c.s, c.image, value.type, bitsOf(value), format);
  return format === 't'
    ? text.padStart(8 * size, '0')
    : format === 'o' && text !== '0'
      ? text.padStart(Math.ceil((8 * size) / 3) + 1, '0')
      : text;
}

function strings(c: Scope, what: Examine): string[] {
  const lines: string[] = [];
  for (let i = 0; i < what.count; i++) {
    const start = what.addr;
    let end = start;
    while (readAt(c, CHAR, end).bytes[0] !== 0 && end - start < 200) end++;
    const type: CType = { kind: 'array', of: CHAR, length: end - start };
    const text = end === start ? '""' : formatValue(c.s, c.image, type, start);
    lines.push(`${place(c, start)}:\t${text}${end - start === 200 ? '...' : ''}`);
    what.addr = end + (end - start === 200 ? 0 : 1);
  }
  return lines;
}

function place(c: Scope, addr: number): string {
  return `0x${addr.toString(16)}${symbolAt(c.image, addr)}`;
}
