// 64-bit integers as two halves in the register array: low at `i`, high at `i + 1`.
//
// Most operators are in the interpreter itself; here are division and conversions. What is rare goes
// through BigInt, which a second view of the same bytes makes free of conversion.

/** Numbers below 2^53 divide exactly as doubles: high halves in [0, 2^21). */
const SAFE_HIGH = 0x200000;

function isZero(r: Int32Array, i: number): boolean {
  return (r[i] | r[i + 1]) === 0;
}

/** Divides; false for a division by zero or the one quotient that does not fit. */
export function div64(
  r: Int32Array,
  big: BigInt64Array,
  d: number,
  a: number,
  b: number,
  remainder: boolean,
): boolean {
  if (isZero(r, b)) return false;
  const ah = r[a + 1];
  const bh = r[b + 1];
  if (ah >= 0 && ah < SAFE_HIGH && bh >= 0 && bh < SAFE_HIGH) {
    const x = ah * 4294967296 + (r[a] >>> 0);
    const y = bh * 4294967296 + (r[b] >>> 0);
    const q = Math.floor(x / y);
    put(r, d, remainder ? x % y : q);
    return true;
  }
  const x = big[a >> 1];
  const y = big[b >> 1];
  if (y === -1n && x === -(2n ** 63n)) return false;
  big[d >> 1] = remainder ? x % y : x / y;
  return true;
}

export function divu64(
  r: Int32Array,
  big: BigInt64Array,
  d: number,
  a: number,
  b: number,
  remainder: boolean,
): boolean {
  if (isZero(r, b)) return false;
  const ah = r[a + 1];
  const bh = r[b + 1];
  if (ah >= 0 && ah < SAFE_HIGH && bh >= 0 && bh < SAFE_HIGH) {
    const x = ah * 4294967296 + (r[a] >>> 0);
    const y = bh * 4294967296 + (r[b] >>> 0);
    put(r, d, remainder ? x % y : Math.floor(x / y));
    return true;
  }
  const x = BigInt.asUintN(64, big[a >> 1]);
  const y = BigInt.asUintN(64, big[b >> 1]);
  big[d >> 1] = BigInt.asIntN(64, remainder ? x % y : x / y);
  return true;
}

/** Writes a whole number of at most 2^53. */
export function put(r: Int32Array, d: number, value: number): void {
  r[d] = value;
  r[d + 1] = Math.floor(value / 4294967296);
}

/** Converts a double as x86-64's cvttsd2si does: what does not fit gives the lowest number. */
export function floatToLong(
  r: Int32Array,
  big: BigInt64Array,
  d: number,
  value: number,
  unsigned: boolean,
): void {
  const whole = Math.trunc(value);
  if (Math.abs(whole) <= 2 ** 53) put(r, d, whole);
  else if (whole >= -(2 ** 63) && whole < 2 ** (unsigned ? 64 : 63)) {
    big[d >> 1] = BigInt.asIntN(64, BigInt(whole));
  } else {
    r[d] = 0;
    r[d + 1] = 0x80000000 | 0;
  }
}

/**
 * The nearest float of a 64-bit integer, given as its halves. A double on the way would round a first
 * time; so where it cannot hold all bits, the lowest ones only say that they are not all zero.
 */
export function halvesToFloat(low: number, high: number): number {
  const exact = high >= -0x200000 && high < 0x200000;
  const kept = exact ? low >>> 0 : ((low & ~0xfff) >>> 0) + (low & 0xfff ? 0x800 : 0);
  return Math.fround(high * 4294967296 + kept);
}

/** Reads a signed 64-bit register as a number; exact within 2^53. */
export function toNumber(r: Int32Array, i: number): number {
  return r[i + 1] * 4294967296 + (r[i] >>> 0);
}
