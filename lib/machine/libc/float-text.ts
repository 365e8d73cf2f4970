// Floating-point numbers as decimal or hexadecimal text, digit for digit as glibc prints them.
//
// One idea: a double is an integer times a power of two, so its decimal digits are exact integer
// arithmetic; rounding looks at what is really left over (half goes to the even digit).
//
// Source: ISO C17 7.21.6.1; glibc 2.36 printf_fp.c and printf_fphex.c for what C leaves open.
// Departs: the rounding mode is always "to nearest"; long double is double.

/** A finite double without its sign: `mantissa * 2 ** exponent`. */
interface Binary {
  mantissa: bigint;
  exponent: number;
}

const view = new DataView(new ArrayBuffer(8));

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

function decompose(x: number): Binary {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xfffffffffffffn;
  const biased = Number((bits >> 52n) & 0x7ffn);
  if (biased === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 };
}

/** Divides and rounds to the nearest integer, a half to the even one. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator - quotient * denominator);
  if (twice > denominator) return quotient + 1n;
  if (twice === denominator) return quotient + (quotient & 1n);
  return quotient;
}

/** Rounds x * 10 ** shift to an integer; x >= 0. */
function scaled(x: number, shift: number): bigint {
  const { mantissa, exponent } = decompose(x);
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (shift >= 0) numerator *= 10n ** BigInt(shift);
  else denominator *= 10n ** BigInt(-shift);
  return divideRounded(numerator, denominator);
}

/** No double has a digit other than 0 after this many places. */
const LAST_PLACE = 1074;

function withPoint(whole: string, fraction: string, alternate: boolean): string {
  return fraction === '' && !alternate ? whole : `${whole}.${fraction}`;
}

/** Prints like %f: |x| with `precision` digits after the point. */
export function fixedText(x: number, precision: number, alternate: boolean): string {
  const exact = Math.min(precision, LAST_PLACE);
  const digits = scaled(Math.abs(x), exact)
    .toString()
    .padStart(exact + 1, '0');
  const point = digits.length - exact;
  return withPoint(digits.slice(0, point), digits.slice(point).padEnd(precision, '0'), alternate);
}

/** The decimal digits of |x|, `precision` + 1 of them, and the power of ten of the first. */
function significant(x: number, precision: number): { digits: string; power: number } {
  if (precision > LAST_PLACE) {
    const { digits, power } = significant(x, LAST_PLACE);
    return { digits: digits.padEnd(precision + 1, '0'), power };
  }
  if (x === 0) return { digits: '0'.repeat(precision + 1), power: 0 };
  const positive = Math.abs(x);
  // log10 may be off by one either way; the length of the digits tells.
  let power = Math.floor(Math.log10(positive));
  for (;;) {
    const digits = scaled(positive, precision - power).toString();
    if (digits.length === precision + 1) return { digits, power };
    power += digits.length > precision + 1 ? 1 : -1;
  }
}

function exponentText(power: number, marker: string): string {
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${marker}${power < 0 ? '-' : '+'}${size}`;
}

/** Prints like %e: one digit, the point, `precision` digits, the power of ten. */
export function scientificText(x: number, precision: number, alternate: boolean): string {
  const { digits, power } = significant(x, precision);
  return withPoint(digits[0], digits.slice(1), alternate) + exponentText(power, 'e');
}

/** Prints like %g: `precision` significant digits in the shorter of the two forms. */
export function generalText(x: number, precision: number, alternate: boolean): string {
  const wanted = Math.max(precision, 1);
  const { digits, power } = significant(x, wanted - 1);
  const strip = (fraction: string) => (alternate ? fraction : fraction.replace(/0+$/, ''));
  if (power < -4 || power >= wanted) {
    return withPoint(digits[0], strip(digits.slice(1)), alternate) + exponentText(power, 'e');
  }
  if (power < 0) return withPoint('0', strip('0'.repeat(-power - 1) + digits), alternate);
  return withPoint(digits.slice(0, power + 1), strip(digits.slice(power + 1)), alternate);
}

/**
 * Prints like %a: hexadecimal digits of the mantissa and the power of two; no precision: exact.
 *
 * A long double has four bits before the point and 60 behind it, so the same number looks different.
 */
export function hexText(
  x: number,
  precision: number | undefined,
  alternate: boolean,
  long = false,
): string {
  if (x === 0) return `0x${withPoint('0', '0'.repeat(precision ?? 0), alternate)}p+0`;
  const { mantissa, exponent } = decompose(x);
  const missing = long ? 53 - mantissa.toString(2).length : 0;
  const digits = long ? 15 : 13;
  const behind = BigInt(4 * digits);
  const normal = mantissa >= 0x10000000000000n;
  const power = long ? exponent + 49 - missing : normal ? exponent + 52 : -1022;
  let value = long ? mantissa << BigInt(11 + missing) : mantissa;
  if (precision !== undefined && precision < digits) {
    const unit = 1n << BigInt(4 * (digits - precision));
    value = divideRounded(value, unit) * unit;
  }
  let shown = power;
  if (long && value >> 64n) {
    value >>= 4n;
    shown += 4;
  }
  const whole = (value >> behind).toString(16);
  let fraction = (value & ((1n << behind) - 1n)).toString(16).padStart(digits, '0');
  if (precision === undefined) fraction = fraction.replace(/0+$/, '');
  else fraction = fraction.slice(0, precision).padEnd(precision, '0');
  return `0x${withPoint(whole, fraction, alternate)}p${shown < 0 ? '-' : '+'}${Math.abs(shown)}`;
}

/** Says what stands before the digits: the sign of x, -0 included. */
export function signOf(x: number, plus: boolean, space: boolean): string {
  // A NaN's sign is its top bit; JavaScript only ever makes the positive one by itself.
  view.setFloat64(0, x);
  const negative = Number.isNaN(x) ? view.getUint8(0) >= 0x80 : isNegative(x);
  if (negative) return '-';
  if (plus) return '+';
  return space ? ' ' : '';
}
