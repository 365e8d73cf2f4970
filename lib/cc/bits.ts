// Bits: gcc's builtin functions on the bits of one integer, for folding and for the machine.
//
// Source: the GNU C manual, "Bit Operation Builtins", "Byte-Swapping Builtins".

export interface BitBuiltin {
  /** Bits of the argument. */
  bits: 16 | 32 | 64;
  /** Whether the result is of the argument's type, or int. */
  swaps: boolean;
  /** `x` is unsigned, of `bits` bits. */
  apply: (x: bigint) => bigint;
}

const WIDTHS: Record<string, 16 | 32 | 64> = { '': 32, l: 64, ll: 64, 16: 16, 32: 32, 64: 64 };

const ones = (x: bigint): bigint => BigInt(x.toString(2).replaceAll('0', '').length);
const length = (x: bigint): bigint => (x === 0n ? 0n : BigInt(x.toString(2).length));
const lowest = (x: bigint): bigint => length(x & -x);

const OPERATIONS: Record<string, (x: bigint, bits: bigint) => bigint> = {
  bswap: (x, bits) => {
    let swapped = 0n;
    for (let i = 0n; i < bits; i += 8n) swapped = (swapped << 8n) | ((x >> i) & 255n);
    return swapped;
  },
  clz: (x, bits) => bits - length(x),
  // Of 0 the result is undefined; this is what x86-64's tzcnt gives.
  ctz: (x, bits) => (x === 0n ? bits : lowest(x) - 1n),
  popcount: ones,
  parity: (x) => ones(x) & 1n,
  ffs: lowest,
  clrsb: (x, bits) => bits - 1n - length(x >> (bits - 1n) ? BigInt.asUintN(Number(bits), ~x) : x),
};

/** Returns the builtin of this name, or undefined. */
export function bitBuiltin(name: string): BitBuiltin | undefined {
  const m = /^__builtin_(?:(bswap)(16|32|64)|(clz|ctz|popcount|parity|ffs|clrsb)(l|ll|))$/.exec(
    name,
  );
  if (!m) return undefined;
  const bits = WIDTHS[m[2] ?? m[4]];
  const operation = OPERATIONS[m[1] ?? m[3]];
  return { bits, swaps: m[1] !== undefined, apply: (x) => operation(x, BigInt(bits)) };
}

/** The names of all of them. */
export const BIT_BUILTINS: readonly string[] = [
  ...['16', '32', '64'].map((bits) => `__builtin_bswap${bits}`),
  ...['clz', 'ctz', 'popcount', 'parity', 'ffs', 'clrsb'].flatMap((op) =>
    ['', 'l', 'll'].map((width) => `__builtin_${op}${width}`),
  ),
];

/** The exact result of an overflow builtin, by the operator's number. */
export const EXACT: ((a: bigint, b: bigint) => bigint)[] = [
  (a, b) => a + b,
  (a, b) => a - b,
  (a, b) => a * b,
];
