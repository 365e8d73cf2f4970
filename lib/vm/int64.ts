// 64-bit integers as two halves in the register array: low at `i`, high at `i + 1`.
//
// Sums and comparisons are in the interpreter itself; here are the operators that need more. Those
// that are rare go through BigInt, which a second view of the same bytes makes free of conversion.

/** Multiplies modulo 2^64, by 16-bit pieces of the low halves; every number stays within 32 bits. */
export function mul64(r: Int32Array, d: number, a: number, b: number): void {
  const al = r[a];
  const bl = r[b];
  const a0 = al & 0xffff;
  const a1 = al >>> 16;
  const b0 = bl & 0xffff;
  const b1 = bl >>> 16;
  const low = Math.imul(a0, b0);
  const t = Math.imul(a1, b0);
  const u = Math.imul(a0, b1);
  const middle = (low >>> 16) + (t & 0xffff) + (u & 0xffff);
  const high = (Math.imul(a1, b1) + (t >>> 16) + (u >>> 16) + (middle >>> 16)) | 0;
  const cross = (Math.imul(r[a + 1], bl) + Math.imul(al, r[b + 1])) | 0;
  r[d] = Math.imul(al, bl);
  r[d + 1] = (high + cross) | 0;
}

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

export function shl64(r: Int32Array, d: number, a: number, count: number): void {
  const n = count & 63;
  const low = r[a];
  const high = r[a + 1];
  if (n === 0) {
    r[d] = low;
    r[d + 1] = high;
  } else if (n < 32) {
    r[d] = low << n;
    r[d + 1] = (high << n) | (low >>> (32 - n));
  } else {
    r[d] = 0;
    r[d + 1] = low << (n - 32);
  }
}

/** Shifts right; `fill` is what comes in from above: the sign, or 0 for unsigned. */
export function shr64(r: Int32Array, d: number, a: number, count: number, unsigned: boolean): void {
  const n = count & 63;
  const low = r[a];
  const high = r[a + 1];
  const fill = unsigned ? 0 : high >> 31;
  if (n === 0) {
    r[d] = low;
    r[d + 1] = high;
  } else if (n < 32) {
    r[d] = (low >>> n) | (high << (32 - n));
    r[d + 1] = unsigned ? high >>> n : high >> n;
  } else {
    r[d] = n === 32 ? high : unsigned ? high >>> (n - 32) : high >> (n - 32);
    r[d + 1] = fill;
  }
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
