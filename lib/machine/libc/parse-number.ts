// Numbers out of text, as strtol, strtod and strtof read them.
//
// One idea: decimal text is left to JavaScript, which rounds it correctly to a double; what that
// cannot do (hexadecimal, float, and whether digits were lost near zero) is exact integer arithmetic.
//
// Source: ISO C17 7.22.1; glibc 2.36 strtod_l.c for when ERANGE is set.
// Departs: no locale; the rounding mode is always "to nearest".

/** A number at the start of a text, and how many bytes of the text it took (0: none there). */
export interface Parsed<T> {
  value: T;
  length: number;
  /** The value is not what the text says: too large, or too close to zero. */
  range?: boolean;
}

/** Reads an integer as strtol does: blanks, sign, base prefix, digits. */
export function parseInteger(text: string, base: number): Parsed<bigint> {
  const [head, sign] = /^[ \t-\r]*([-+]?)/.exec(text)!;
  let at = head.length;
  let radix = base;
  if ((radix === 0 || radix === 16) && /^0[xX][0-9a-fA-F]/.test(text.slice(at, at + 3))) {
    radix = 16;
    at += 2;
  } else if (radix === 0) radix = text[at] === '0' ? 8 : 10;
  const start = at;
  let value = 0n;
  for (; at < text.length; at++) {
    const digit = /[0-9a-zA-Z]/.test(text[at]) ? Number.parseInt(text[at], 36) : radix;
    if (digit >= radix) break;
    value = value * BigInt(radix) + BigInt(digit);
  }
  if (at === start) return { value: 0n, length: 0 };
  return { value: sign === '-' ? -value : value, length: at };
}

/** What a format can hold: bits of its mantissa, and the power of two of its smallest number. */
interface Format {
  bits: number;
  least: number;
}

function width(n: bigint): number {
  return n.toString(2).length;
}

/** Rounds numerator / denominator to the nearest number of a format, a half to the even one. */
function rounded(numerator: bigint, denominator: bigint, { bits, least }: Format): Parsed<number> {
  if (numerator === 0n) return { value: 0, length: 0 };
  let unit = Math.max(least, width(numerator) - width(denominator) - bits);
  for (;;) {
    const top = unit < 0 ? numerator << BigInt(-unit) : numerator;
    const bottom = unit > 0 ? denominator << BigInt(unit) : denominator;
    let quotient = top / bottom;
    if (width(quotient) > bits) {
      unit++;
      continue;
    }
    const rest = 2n * (top - quotient * bottom);
    if (rest > bottom || (rest === bottom && quotient & 1n)) quotient++;
    // Two steps, because 2 ** -1074 is as small as a single power gets.
    const half = Math.trunc(unit / 2);
    const value = Number(quotient) * 2 ** half * 2 ** (unit - half);
    const most = bits === 24 ? 2 ** 128 : Number.POSITIVE_INFINITY;
    if (value >= most) return { value: Number.POSITIVE_INFINITY, length: 0, range: true };
    const small = value < 2 ** (least + bits - 1);
    return { value, length: 0, range: small && rest !== 0n };
  }
}

/** Powers of ten or two beyond this leave nothing of a number of any length that fits in memory. */
const FAR = 400_000;

/** Reads a number as strtod does, or strtof, decimal or hexadecimal, correctly rounded. */
export function parseDouble(text: string, float = false): Parsed<number> {
  const special = /^[ \t-\r]*([-+]?)(inf(?:inity)?|nan(?:\(\w*\))?)/i.exec(text);
  const hex = special
    ? null
    : /^[ \t-\r]*([-+]?)0[xX](?:([\da-fA-F]+)\.?([\da-fA-F]*)|\.([\da-fA-F]+))(?:[pP]([-+]?\d+))?/.exec(
        text,
      );
  const match =
    special ?? hex ?? /^[ \t-\r]*([-+]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([-+]?\d+))?/.exec(text);
  if (!match) return { value: 0, length: 0 };
  const { length } = match[0];
  const signed = (size: number) => (match[1] === '-' ? -size : size);
  if (special) {
    const infinite = special[2][0].toLowerCase() === 'i';
    return { value: signed(infinite ? Number.POSITIVE_INFINITY : Number.NaN), length };
  }
  const fraction = match[3] ?? match[4] ?? '';
  const digits = `${match[2] ?? ''}${fraction}`;
  const power = Math.max(-FAR, Math.min(FAR, Number(match[5] ?? 0)));
  if (!hex && !float) {
    const value = Number(match[0]);
    const size = Math.abs(value);
    const normal = size >= 2 ** -1022 && size < Number.POSITIVE_INFINITY;
    if (normal || /^0*$/.test(digits)) return { value, length };
  }
  const scale = power - (hex ? 4 : 1) * fraction.length;
  const whole = BigInt(hex ? `0x0${digits}` : digits);
  const unit = (hex ? 2n : 10n) ** BigInt(Math.abs(scale));
  const ratio: [bigint, bigint] = scale < 0 ? [whole, unit] : [whole * unit, 1n];
  const { value, range } = rounded(
    ...ratio,
    float ? { bits: 24, least: -149 } : { bits: 53, least: -1074 },
  );
  return { value: signed(value), length, range };
}
