// printf's formatting: a format and its arguments become text.
//
// One idea: this is the pure half of printf. What reaches a descriptor, and when, is stdio in C.
//
// Units: text is one character for each byte (Latin-1), so lengths are bytes.
// Source: ISO C17 7.21.6.1; glibc 2.36 where C leaves it open: (null), (nil), %m. The test suite
// compares with the real printf.
// Departs: no thousands grouping (the C locale has none).

import { EILSEQ, EOVERFLOW } from '../../abi/errno.ts';
import type { VarArgs } from '../../vm/native.ts';
import { fixedText, generalText, hexText, scientificText, signOf } from './float-text.ts';

/** What formatting needs from the process that asked for it. */
export interface FormatHost {
  /** Reads a C string, at most `max` bytes of it; undefined where printf fails of what it holds. */
  readText(addr: number, max?: number): string | undefined;
  /** Stores what %n counts. */
  writeBytes(addr: number, bytes: Uint8Array): void;
  /** Says the words of the process's errno, for %m. */
  errnoText(): string;
  /** Reads one wchar_t. */
  readWide(addr: number): number;
  /** The text of a wide character; undefined for one that this locale has not. */
  encode(code: number): string | undefined;
  /** Sets errno; printf returns -1. */
  fail(errno: number): void;
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
  /** Which argument, from 1, where the format counts them; undefined for the next one. */
  position: number | undefined;
}

/** A width or precision may be digits, `*` for the next argument, or `*2$` for the second one. */
const SPEC =
  /%(?:(\d+)\$)?([-+ 0#'I]*)(\*(?:\d+\$)?|\d+)?(?:\.(\*(?:\d+\$)?|-?\d*))?(hh|h|ll|l|q|L|j|z|Z|t)?([\s\S])?/y;

/** What glibc can still count; beyond it printf fails with EOVERFLOW. */
const MOST = 0x7fffffe0;
/** What this machine prints as one field. */
const MOST_HERE = 1 << 24;

type ArgType = 'int' | 'long' | 'double' | 'ldouble' | 'ptr';

/** Hands out arguments: one after the other, or by their number. */
interface Arguments {
  take(type: ArgType, position: number | undefined, spec: string): number | bigint;
}

function next(args: VarArgs, type: ArgType): number | bigint {
  if (type === 'int') return args.nextInt();
  if (type === 'long') return args.nextLong();
  if (type === 'double') return args.nextDouble();
  return type === 'ldouble' ? args.nextLongDouble() : args.nextPtr();
}

function argType(conversion: string, length: string): ArgType | undefined {
  if ('feEgGaAF'.includes(conversion)) return length === 'L' ? 'ldouble' : 'double';
  if ('spSn'.includes(conversion)) return 'ptr';
  if ('diouxXbBcC'.includes(conversion)) {
    return isWide(length) && !'cC'.includes(conversion) ? 'long' : 'int';
  }
  return undefined;
}

/** Reads all arguments of a format that counts them: only the last kind each is asked for as counts. */
function numbered(format: string, args: VarArgs, host: FormatHost): Arguments {
  const types: ArgType[] = [];
  for (const m of format.matchAll(new RegExp(SPEC.source, 'g'))) {
    for (const star of [m[3], m[4]]) {
      const at = /\*(\d+)\$/.exec(star ?? '');
      if (at) types[Number(at[1])] = 'int';
    }
    const type = argType(m[6] ?? '', m[5] ?? '');
    if (m[1] && type) types[Number(m[1])] = type;
  }
  if (types.length > 4096) host.fault('the format counts arguments beyond 4095');
  const values: (number | bigint)[] = [];
  return {
    take: (_type, position = 0, spec) => {
      while (values.length < position) {
        if (args.more() === false) missing(host, spec);
        values.push(next(args, types[values.length + 1] ?? 'int'));
      }
      return values[position - 1] ?? 0;
    },
  };
}

function inOrder(args: VarArgs, host: FormatHost): Arguments {
  return {
    take: (type, _position, spec) => {
      if (args.more() === false) missing(host, spec);
      return next(args, type);
    },
  };
}

function missing(host: FormatHost, spec: string): never {
  host.fault(`the format asks for an argument for "${spec}", but the call passes no more`);
}

function sizeOf(text: string | undefined, args: Arguments, spec: string): number | undefined {
  if (text === undefined) return undefined;
  if (!text.startsWith('*')) return Number(text);
  const position = /\d+/.exec(text);
  return Number(args.take('int', position ? Number(position[0]) : undefined, spec));
}

/** Reads one conversion; undefined where the format ends in it or asks for too much. */
function readSpec(format: string, at: number, args: Arguments, host: FormatHost): Spec | undefined {
  SPEC.lastIndex = at;
  const match = SPEC.exec(format);
  if (!match || match[6] === undefined) return undefined;
  const [text, position, flags, width, precision, length = '', conversion] = match;
  const spec: Spec = {
    text,
    left: flags.includes('-'),
    plus: flags.includes('+'),
    space: flags.includes(' '),
    alternate: flags.includes('#'),
    zero: flags.includes('0'),
    width: sizeOf(width, args, text) ?? 0,
    precision: sizeOf(precision, args, text),
    length,
    conversion,
    position: position ? Number(position) : undefined,
  };
  // A negative width is the flag '-' and a width; a negative precision is none.
  if (spec.width < 0) {
    spec.left = true;
    spec.width = -spec.width;
  }
  if (spec.precision !== undefined && spec.precision < 0) spec.precision = undefined;
  const most = Math.max(spec.width, spec.precision ?? 0);
  if (most >= MOST) {
    host.fail(EOVERFLOW);
    return undefined;
  }
  const fills = spec.width >= spec.precision! || !'sS'.includes(conversion);
  if (most > MOST_HERE && fills) host.fault(`a field of ${most} characters is too long to print`);
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

/** Cuts an integer argument down to what the length modifier says. */
function integer(spec: Spec, args: Arguments, signed: boolean): bigint {
  const wide = isWide(spec.length);
  const value = BigInt(args.take(wide ? 'long' : 'int', spec.position, spec.text));
  const bits = wide ? 64 : spec.length === 'hh' ? 8 : spec.length === 'h' ? 16 : 32;
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

/** Lays out the digits of an integer: precision is the fewest digits, and none at all for 0.0. */
function integerField(spec: Spec, sign: string, digits: string): string {
  if (spec.precision === undefined) return pad(spec, sign, digits, spec.zero);
  const enough = spec.precision === 0 && digits === '0' ? '' : digits;
  return pad(spec, sign, enough.padStart(spec.precision, '0'), false);
}

function signedField(spec: Spec, args: Arguments): string {
  const value = integer(spec, args, true);
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
    case 'b':
    case 'B': {
      const prefix = spec.alternate && value !== 0n ? `0${spec.conversion}` : '';
      return integerField(spec, prefix, value.toString(2));
    }
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
  const hex = hexText(size, spec.precision, spec.alternate, spec.length === 'L');
  return pad(spec, sign + shout(hex.slice(0, 2)), shout(hex.slice(2)), spec.zero);
}

function stringField(spec: Spec, addr: number, host: FormatHost): string | undefined {
  // glibc prints a null pointer rather than crash, but only where all of "(null)" fits.
  if (addr === 0) {
    const fits = spec.precision === undefined || spec.precision >= 6;
    return pad(spec, '', fits ? '(null)' : '', false);
  }
  const wide = spec.conversion === 'S' || spec.length === 'l';
  const text = wide ? wideText(addr, spec, host) : host.readText(addr, spec.precision);
  return text === undefined ? undefined : pad(spec, '', text, false);
}

/** A wide character as text: in the locale C an ASCII one, or it cannot be printed. */
function narrow(code: number, host: FormatHost): string | undefined {
  const text = host.encode(code);
  if (text === undefined) host.fail(EILSEQ);
  return text;
}

function wideText(addr: number, spec: Spec, host: FormatHost): string | undefined {
  const most = spec.precision ?? Number.POSITIVE_INFINITY;
  let text = '';
  for (let at = addr; text.length < most; at += 4) {
    const code = host.readWide(at);
    if (code === 0) break;
    const char = narrow(code, host);
    if (char === undefined) return undefined;
    // No character is printed in part.
    if (text.length + char.length > most) break;
    text += char;
  }
  return text;
}

function charField(spec: Spec, code: number, host: FormatHost): string | undefined {
  const wide = spec.conversion === 'C' || spec.length === 'l';
  const char = wide ? narrow(code, host) : String.fromCharCode(code & 0xff);
  return char === undefined ? undefined : pad(spec, '', char, false);
}

/** Stores the count so far, in as many bytes as the length says. */
function storeCount(spec: Spec, addr: number, count: number, host: FormatHost): void {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(count), true);
  const size = spec.length === 'hh' ? 1 : spec.length === 'h' ? 2 : isWide(spec.length) ? 8 : 4;
  host.writeBytes(addr, bytes.subarray(0, size));
}

/** One conversion as text; undefined where it cannot be made. */
function field(spec: Spec, args: Arguments, host: FormatHost, count: number): string | undefined {
  const take = (type: ArgType) => Number(args.take(type, spec.position, spec.text));
  switch (spec.conversion) {
    case 'd':
    case 'i':
      return signedField(spec, args);
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'b':
    case 'B':
      return unsignedField(spec, integer(spec, args, false));
    case 'c':
    case 'C':
      return charField(spec, take('int'), host);
    case 's':
    case 'S':
      return stringField(spec, take('ptr'), host);
    case 'p':
      return pointerField(spec, take('ptr'));
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G':
    case 'a':
    case 'A':
      return floatField(spec, take(spec.length === 'L' ? 'ldouble' : 'double'));
    case 'n':
      storeCount(spec, take('ptr'), count, host);
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

/** Formats as printf does; undefined where printf returns -1. */
export function formatText(format: string, args: VarArgs, host: FormatHost): string | undefined {
  let text = '';
  let at = 0;
  let from: Arguments | undefined;
  for (;;) {
    const percent = format.indexOf('%', at);
    if (percent < 0) return text + format.slice(at);
    text += format.slice(at, percent);
    from ??= /%\d+\$/.test(format) ? numbered(format, args, host) : inOrder(args, host);
    const spec = readSpec(format, percent, from, host);
    const part = spec && field(spec, from, host, text.length);
    if (part === undefined) return undefined;
    text += part;
    at = percent + spec!.text.length;
  }
}
