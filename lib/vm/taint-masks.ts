// Taint masks: which bytes of a result were never set, from which bytes of the operands were not.
//
// One idea: what moves bytes (a copy, a mask, a shift by a known amount) is followed byte by byte,
// so that taking a word apart and putting it together again is no mistake; all other arithmetic
// mixes its operands, and then nothing of the result is known.
//
// Units: bit i of a mask stands for byte i of a register's 8.

import { INSTRUCTIONS, type OpName } from '../cc/bytecode.ts';

export const ALL = 255;
const LOW_HALF = 15;

/** What an instruction does, as far as never-set values are concerned. */
export type Class =
  | 'jump'
  | 'load'
  | 'raw'
  | 'store'
  | 'address'
  | 'index'
  | 'call'
  | 'native'
  | 'syscall'
  | 'return'
  | 'exit'
  | 'unset'
  | 'divide'
  | 'compute';

const NAMED: Partial<Record<string, Class>> = {
  CALL: 'call',
  CALLR: 'call',
  NATIVE: 'native',
  SYSCALL: 'syscall',
  RET: 'return',
  EXIT: 'exit',
  UNSET: 'unset',
  COPY: 'address',
  ZERO: 'address',
  FRESH: 'address',
  GONE: 'address',
  LIMIT: 'address',
  CHECK: 'index',
  ALLOCA: 'address',
};

/** Bit-fields are read and written with the unit around them, whatever else lies in that. */
function classify(name: string, operands: string): Class {
  const known = NAMED[name];
  if (known) return known;
  if (operands.includes('j')) return 'jump';
  if (/^(LD|ST)BITS/.test(name)) return 'raw';
  if (name.startsWith('LD')) return 'load';
  if (name.startsWith('ST')) return 'store';
  return /^(DIV|MOD)U?(64)?$/.test(name) ? 'divide' : 'compute';
}

export const CLASSES: readonly Class[] = INSTRUCTIONS.map(([name, operands]) =>
  classify(name, operands),
);

/** Bytes that a load or a store moves. */
export const SIZES: readonly number[] = INSTRUCTIONS.map(([name]) => {
  const bits = /^(?:LD|ST)X?(8|16|32|64)/.exec(name);
  return bits ? Number(bits[1]) / 8 : 4;
});

/** Which bytes an instruction reads of its operands: the low half, or all. */
export const WIDTHS: readonly number[] = INSTRUCTIONS.map(([name]) =>
  /64|^U?LTO|^FTO|[A-Z]F$|^FROUND/.test(name) ? ALL : LOW_HALF,
);

const cell = new DataView(new ArrayBuffer(8));

function spread(mask: number): bigint {
  for (let i = 0; i < 8; i++) cell.setUint8(i, (mask >> i) & 1 ? 255 : 0);
  return cell.getBigUint64(0, true);
}

function gather(bits: bigint): number {
  cell.setBigUint64(0, BigInt.asUintN(64, bits), true);
  let mask = 0;
  for (let i = 0; i < 8; i++) if (cell.getUint8(i) !== 0) mask |= 1 << i;
  return mask;
}

/** One operand: its value, and which of its bytes were never set. */
export interface Operand {
  mask: number;
  bits: bigint;
}

/** Bytes of `of` that decide the result whatever lies in the other operand. */
function decided(of: Operand, byte: bigint): number {
  let mask = 0;
  for (let i = 0; i < 8; i++) {
    const set = ((of.mask >> i) & 1) === 0;
    if (set && ((of.bits >> BigInt(8 * i)) & 255n) === byte) mask |= 1 << i;
  }
  return mask;
}

function shifted(name: string, a: Operand, by: Operand): number {
  if (by.mask !== 0) return ALL;
  const wide = name.includes('64');
  const n = BigInt.asUintN(wide ? 6 : 5, by.bits);
  const bits = spread(wide ? a.mask : a.mask & LOW_HALF);
  if (name.startsWith('SHL')) return gather(bits << n);
  // What comes in from above is the sign, which is of the highest byte.
  const signed = !name.startsWith('SHRU');
  return gather(signed ? BigInt.asIntN(wide ? 64 : 32, bits) >> n : bits >> n);
}

/** Which bytes of an instruction's result were never set. */
export function resultMask(name: OpName, a: Operand, b: Operand): number {
  const low = a.mask & LOW_HALF;
  switch (name) {
    case 'MOV':
    case 'NOT':
    case 'ZEXT':
      return low;
    case 'MOV64':
    case 'NOT64':
      return a.mask;
    case 'ZEXT8':
      return low & 1;
    case 'ZEXT16':
      return low & 3;
    case 'SEXT8':
      return low & 1 ? ALL : 0;
    case 'SEXT16':
      return (low & 1) | (low & 2 ? 254 : 0);
    case 'SEXT':
      return low | (low & 8 ? 240 : 0);
    case 'AND':
    case 'ANDI':
    case 'AND64':
      return (a.mask | b.mask) & ~decided(a, 0n) & ~decided(b, 0n);
    case 'OR':
    case 'OR64':
      return (a.mask | b.mask) & ~decided(a, 255n) & ~decided(b, 255n);
    case 'XOR':
    case 'XOR64':
      return a.mask | b.mask;
  }
  if (/^SH(L|R|RU)(I|64)?$|^SHRUI$/.test(name)) return shifted(name, a, b);
  return a.mask | b.mask ? ALL : 0;
}
