// Overflow: sums, differences and products of signed integers that do not fit.
//
// One idea: C leaves them undefined, real machines wrap around and so does this one; the program goes
// on, and is told once for each place.
//
// Source: the wording is after UBSan's.

import type { Linked } from './linked.ts';
import { lineAt } from './linked.ts';
import type { VmState } from './state.ts';

/** Products below this surely fit, though the product of two doubles is rounded. */
export const SAFE_PRODUCT = 2 ** 62;

/** Notes an overflow of `int`; true for the first one at this instruction. */
export function overflow32(
  s: VmState,
  linked: Linked,
  pc: number,
  op: string,
  a: number,
  b: number,
): boolean {
  return note(s, linked, pc, op, BigInt(a), BigInt(b), 'int');
}

/** The same of `long`, whose operands are in registers, or an immediate; 1 or 0. */
export function overflow64(
  s: VmState,
  linked: Linked,
  pc: number,
  op: '+' | '-' | '*' | 'neg',
  a: number,
  b: number,
  immediate = 0,
): number {
  const value = (i: number): bigint =>
    i < 0
      ? BigInt(immediate)
      : (BigInt(s.registers[i + 1]) << 32n) | BigInt.asUintN(32, BigInt(s.registers[i]));
  const [x, y] = [value(a), value(b)];
  const exact = op === '+' ? x + y : op === '*' ? x * y : x - y;
  if (BigInt.asIntN(64, exact) === exact) return 0;
  return note(s, linked, pc, op, x, y, 'long') ? 1 : 0;
}

function note(
  s: VmState,
  { image }: Linked,
  pc: number,
  op: string,
  a: bigint,
  b: bigint,
  type: string,
): boolean {
  if (s.warned.includes(pc)) return false;
  s.warned.push(pc);
  const entry = lineAt(image, pc);
  const at = entry ? `${image.files[entry.file].name}:${entry.line}:${entry.column}: ` : '';
  const minus = op === '+' && b < 0n;
  const sum = op === 'neg' ? `-(${b})` : `${a} ${minus ? '-' : op} ${minus ? -b : b}`;
  const message = `${at}runtime warning: signed integer overflow: ${sum} does not fit in '${type}'`;
  s.warnings.push({ message, line: entry?.line ?? 0 });
  return true;
}
