// printf's formatting: a format and its arguments become text.
//
// One idea: this is the pure half of printf. What reaches a descriptor, and when, is stdio in C.
//
// Units: text is one character for each byte (Latin-1), so lengths are bytes.
// Source: ISO C17 7.21.6.1; glibc 2.36 where C leaves it open: (null), (nil), %m. The test suite
// compares with the real printf.
// Departs: no positional arguments (%1$d), no wide characters, no thousands grouping.

import type { VarArgs } from '../../vm/native.ts';
import { fixedText, generalText, hexText, scientificText, signOf } from './float-text.ts';

/** What formatting needs from the process that asked for it. */
export interface FormatHost {
  /** Reads a C string, at most `max` bytes of it. */
  readText(addr: number, max?: number): string;
  /** Stores what %n counts. */
  writeBytes(addr: number, bytes: Uint8Array): void;
  /** Says the words of the process's errno, for %m. */
  errnoText(): string;
  /** Stops the program: the format asks for what is not there. */
  fault(message: string): never;
}

/** One conversion, as in `%-08.3lx`. */
interface Spec {
  text: string;
  left: boolean;
  plus: boolean;
  space: boolean;
  alternate: boolean;
  zero: boolean;
  width: number;
  precision: number | undefined;
  length: string;
  conversion: string;
}

const SPEC = /%([-+ 0#'I]*)(\*|\d+)?(?:\.(\*|-?\d*))?(hh|h|ll|l|q|L|j|z|Z|t)?([\s\S])?/y;

function readSpec(format: string, at: number, args: VarArgs): Spec | undefined {
  SPEC.lastIndex = at;
  const match = SPEC.exec(format);
  if (!match || match[5] === undefined) return undefined;
  const [text, flags, width, precision, length = '', conversion] = match;
  const spec: Spec = {
    text,
    left: flags.includes('-'),
    plus: flags.includes('+'),
    space: flags.includes(' '),
    alternate: flags.includes('#'),
    zero: flags.includes('0'),
    width: width === '*' ? args.nextInt() : Number(width ?? 0),
    precision: undefined,
    length,
    conversion,
  };
  // A negative width is the flag '-' and a width; a negative precision is none.
  if (spec.width < 0) {
    spec.left = true;
    spec.width = -spec.width;
  }
  if (precision !== undefined) {
    const value = precision === '*' ? args.nextInt() : Number(precision);
    if (value >= 0) spec.precision = value;
  }
  return spec;
}

/** Sets a field into its width: blanks on a side, or zeros between sign and digits. */
function pad(spec: Spec, sign: string, body: string, zeros: boolean): string {
  const missing = spec.width - sign.length - body.length;
  if (missing <= 0) return sign + body;
  if (spec.left) return sign + body + ' '.repeat(missing);
  if (zeros) return sign + '0'.repeat(missing) + body;
  return ' '.repeat(missing) + sign + body;
}

function isWide(length: string): boolean {
  return length !== '' && length !== 'h' && length !== 'hh';
}

function nextSigned(spec: Spec, args: VarArgs): bigint {
  if (isWide(spec.length)) return BigInt.asIntN(64, args.nextLong());
  const value = BigInt(args.nextInt());
  if (spec.length === 'hh') return BigInt.asIntN(8, value);
  return spec.length === 'h' ? BigInt.asIntN(16, value) : BigInt.asIntN(32, value);
}

function nextUnsigned(spec: Spec, args: VarArgs): bigint {
  if (isWide(spec.length)) return BigInt.asUintN(64, args.nextUlong());
  const value = BigInt(args.nextUint());
  if (spec.length === 'hh') return BigInt.asUintN(8, value);
  return spec.length === 'h' ? BigInt.asUintN(16, value) : BigInt.asUintN(32, value);
}

/** Lays out the digits of an integer: precision is the fewest digits, and none at all for 0.0. */
function integerField(spec: Spec, sign: string, digits: string): string {
  if (spec.precision === undefined) return pad(spec, sign, digits, spec.zero);
  const enough = spec.precision === 0 && digits === '0' ? '' : digits;
  return pad(spec, sign, enough.padStart(spec.precision, '0'), false);
}

function signedField(spec: Spec, args: VarArgs): string {
  const value = nextSigned(spec, args);
  const sign = value < 0n ? '-' : spec.plus ? '+' : spec.space ? ' ' : '';
  return integerField(spec, sign, (value < 0n ? -value : value).toString());
}

function unsignedField(spec: Spec, value: bigint): string {
  switch (spec.conversion) {
    case 'o': {
      const digits = value.toString(8);
      if (!spec.alternate) return integerField(spec, '', digits);
      // '#' asks for a leading zero, and one that precision has put there will do.
      const octal = value === 0n ? digits : `0${digits}`;
      if (spec.precision === undefined) return pad(spec, '', octal, spec.zero);
      const enough = digits.length < spec.precision ? digits.padStart(spec.precision, '0') : octal;
      return pad(spec, '', enough, false);
    }
    case 'x':
      return integerField(spec, spec.alternate && value !== 0n ? '0x' : '', value.toString(16));
    case 'X': {
      const prefix = spec.alternate && value !== 0n ? '0X' : '';
      return integerField(spec, prefix, value.toString(16).toUpperCase());
    }
    default:
      return integerField(spec, '', value.toString());
  }
}

function pointerField(spec: Spec, addr: number): string {
  if (addr === 0) return pad(spec, '', '(nil)', false);
  const sign = spec.plus ? '+' : spec.space ? ' ' : '';
  return integerField(spec, `${sign}0x`, addr.toString(16));
}

function floatField(spec: Spec, x: number): string {
  const sign = signOf(x, spec.plus, spec.space);
  const lower = spec.conversion.toLowerCase();
  const shout = (text: string) => (lower === spec.conversion ? text : text.toUpperCase());
  if (!Number.isFinite(x)) return pad(spec, sign, shout(Number.isNaN(x) ? 'nan' : 'inf'), false);
  const size = Math.abs(x);
  const precision = spec.precision ?? 6;
  if (lower === 'f') {
    return pad(spec, sign, fixedText(size, precision, spec.alternate), spec.zero);
  }
  if (lower === 'e') {
    return pad(spec, sign, shout(scientificText(size, precision, spec.alternate)), spec.zero);
  }
  if (lower === 'g') {
    return pad(spec, sign, shout(generalText(size, precision, spec.alternate)), spec.zero);
  }
  // Zeros of %a go between 0x and the digits.
  const hex = hexText(size, spec.precision, spec.alternate);
  return pad(spec, sign + shout(hex.slice(0, 2)), shout(hex.slice(2)), spec.zero);
}

function stringField(spec: Spec, args: VarArgs, host: FormatHost): string {
  const addr = args.nextPtr();
  // glibc prints a null pointer rather than crash, but only where all of "(null)" fits.
  if (addr === 0) {
    const fits = spec.precision === undefined || spec.precision >= 6;
    return pad(spec, '', fits ? '(null)' : '', false);
  }
  return pad(spec, '', host.readText(addr, spec.precision), false);
}

/** Stores the count so far, in as many bytes as the length says. */
function storeCount(spec: Spec, addr: number, count: number, host: FormatHost): void {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(count), true);
  const size = spec.length === 'hh' ? 1 : spec.length === 'h' ? 2 : isWide(spec.length) ? 8 : 4;
  host.writeBytes(addr, bytes.subarray(0, size));
}

function field(spec: Spec, args: VarArgs, host: FormatHost, count: number): string {
  if (args.more() === false && 'diouxXcspfFeEgGaAn'.includes(spec.conversion)) {
    host.fault(`the format asks for an argument for "${spec.text}", but the call passes no more`);
  }
  switch (spec.conversion) {
    case 'd':
    case 'i':
      return signedField(spec, args);
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return unsignedField(spec, nextUnsigned(spec, args));
    case 'c':
      return pad(spec, '', String.fromCharCode(args.nextInt() & 0xff), false);
    case 's':
      return stringField(spec, args, host);
    case 'p':
      return pointerField(spec, args.nextPtr());
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
    case 'a':
    case 'A':
      return floatField(spec, args.nextDouble());
    case 'n':
      storeCount(spec, args.nextPtr(), count, host);
      return '';
    case 'm':
      return pad(spec, '', host.errnoText(), false);
    case '%':
      return '%';
    default:
      // Not a conversion: glibc prints it as it stands.
      return spec.text;
  }
}

/** Formats as printf does; undefined where the format ends within a conversion (printf says -1). */
export function formatText(format: string, args: VarArgs, host: FormatHost): string | undefined {
  let text = '';
  let at = 0;
  for (;;) {
    const percent = format.indexOf('%', at);
    if (percent < 0) return text + format.slice(at);
    text += format.slice(at, percent);
    const spec = readSpec(format, percent, args);
    if (!spec) return undefined;
    text += field(spec, args, host, text.length);
    at = percent + spec.text.length;
  }
}
