// Wide characters where they are pure: their kinds, their cases, and the wide printf's text.
//
// One idea: a wide character is a code point, so what Unicode says of it is asked of JavaScript; in the C
// locale nothing beyond ASCII has a kind.
//
// Units: wide text is a JavaScript string of code points.
// Source: ISO C17 7.29.2, 7.30.2; glibc 2.36's locale C.UTF-8, with which test/unit/libc compares.
// Departs: a width counts a character beyond U+FFFF as two; kinds follow the Unicode of the JavaScript engine.

import { EILSEQ, strerror } from '../../abi/errno.ts';
import type { NativeApi, NativeFn, VarArgs } from '../../vm/native.ts';
import { formatText } from './format.ts';
import { bytesOf, setErrno } from './native-helpers.ts';
import { decodeFirst, encodePoint, isUtf8 } from './utf8.ts';

/** What glibc's towupper and towlower make of a character: itself where that would be several. */
function simple(code: number, changed: string): number {
  const points = [...changed];
  return points.length === 1 ? points[0].codePointAt(0)! : code;
}

function upper(code: number): number {
  return simple(code, String.fromCodePoint(code).toUpperCase());
}

function lower(code: number): number {
  return code === 0x130 ? 0x69 : simple(code, String.fromCodePoint(code).toLowerCase());
}

/** Kinds beyond ASCII, as glibc has them: digits of other scripts are letters to it. */
function beyond(kind: string, code: number): boolean {
  const char = String.fromCodePoint(code);
  const alpha = /[\p{Alphabetic}\p{Nd}]/u.test(char);
  const print = /[^\p{Cn}\p{Cc}\p{Cs}\u2028\u2029]/u.test(char);
  const blank = /[\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]/u.test(char);
  const space = blank || code === 0x2028 || code === 0x2029;
  switch (kind) {
    case 'alnum':
    case 'alpha':
      return alpha;
    case 'blank':
      return blank;
    case 'cntrl':
      return (code >= 0x80 && code < 0xa0) || (space && !blank);
    case 'graph':
      return print && !space;
    case 'lower':
      return alpha && (upper(code) !== code || /\p{Ll}/u.test(char));
    case 'print':
      return print;
    case 'punct':
      return print && !alpha && !space;
    case 'space':
      return space;
    case 'upper':
      return alpha && lower(code) !== code;
    default:
      return false;
  }
}

/** Whether the code point exists; surrogates and WEOF do not. */
function exists(code: number): boolean {
  return code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
}

/** Kinds within ASCII, as sets of a regular expression. */
function asciiSet(kind: string): string {
  const sets: Readonly<Record<string, string>> = {
    alnum: 'A-Za-z0-9',
    alpha: 'A-Za-z',
    blank: ' \\t',
    cntrl: '\\0-\\x1f\\x7f',
    digit: '0-9',
    graph: '!-~',
    lower: 'a-z',
    print: ' -~',
    punct: '!-/:-@[-`{-~',
    space: ' \\t-\\r',
    upper: 'A-Z',
    xdigit: 'A-Fa-f0-9',
  };
  return sets[kind];
}

function kindOf(cpu: NativeApi, kind: string): boolean {
  const code = cpu.uint(0);
  if (code < 128) return new RegExp(`[${asciiSet(kind)}]`).test(String.fromCharCode(code));
  return isUtf8(cpu) && exists(code) && beyond(kind, code);
}

function changed(cpu: NativeApi, change: (code: number) => number): number {
  const code = cpu.uint(0);
  const known = exists(code) && (code < 128 || isUtf8(cpu));
  return known ? change(code) : code;
}

function columns(cpu: NativeApi): number {
  const code = cpu.uint(0);
  if (code === 0) return 0;
  if (!kindOf(cpu, 'print')) return -1;
  const char = String.fromCodePoint(code);
  if (code !== 0xad && /[\p{Mn}\p{Me}\p{Cf}]/u.test(char)) return 0;
  // Unicode's East Asian Width, wide and full.
  const double =
    /[\u1100-\u115f\u231a\u231b\u2329\u232a\u23e9-\u23ec\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
  return double.test(char) ? 2 : 1;
}

/** Reads a wide string, at most `max` characters of it. */
function readWideText(cpu: NativeApi, addr: number, max = Number.POSITIVE_INFINITY): string {
  let text = '';
  for (let n = 0; n < max; n++) {
    const code = cpu.readI32(addr + 4 * n);
    if (code === 0) break;
    text += String.fromCodePoint(exists(code >>> 0) ? code : 0xfffd);
  }
  return text;
}

/** Reads a string of bytes as wide characters; undefined where they are none in this locale. */
function readDecoded(
  cpu: NativeApi,
  addr: number,
  max = Number.POSITIVE_INFINITY,
): string | undefined {
  let text = '';
  for (let at = addr, n = 0; n < max; n++) {
    const { code, length } = decodeFirst((i) => cpu.readU8(at + i), isUtf8(cpu));
    if (length <= 0) {
      setErrno(cpu, EILSEQ);
      return undefined;
    }
    if (code === 0) break;
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}

/** Formats as wprintf does; undefined where it returns -1. */
function format(cpu: NativeApi, formatIndex: number, args: VarArgs): string | undefined {
  return formatText(readWideText(cpu, cpu.ptr(formatIndex)), args, {
    readText: (addr, max) => readDecoded(cpu, addr, max),
    writeBytes: (addr, bytes) => cpu.writeBytes(addr, bytes),
    errnoText: () => {
      const addr = cpu.symbol('errno');
      return strerror(addr === undefined ? 0 : cpu.readI32(addr));
    },
    readWide: (addr) => cpu.readI32(addr),
    encode: (code) => (exists(code >>> 0) ? String.fromCodePoint(code) : undefined),
    fail: (errno) => setErrno(cpu, errno),
    fault: (message) => cpu.fault(message),
  });
}

function wideBytes(points: readonly string[]): Uint8Array {
  const words = Int32Array.from([...points.map((char) => char.codePointAt(0)!), 0]);
  return new Uint8Array(words.buffer);
}

/** New memory with the text in *strp, for the printf of a stream. */
function newWide(cpu: NativeApi): void {
  const text = format(cpu, 1, cpu.vaList(2));
  const bytes = wideBytes([...(text ?? '')]);
  const addr = text === undefined ? 0 : cpu.malloc(bytes.length);
  if (addr !== 0) cpu.writeBytes(addr, bytes);
  cpu.writePtr(cpu.ptr(0), addr);
  cpu.retInt(addr === 0 ? -1 : bytes.length / 4 - 1);
}

/** The character that begins at a place: how many bytes it has, 0 or less as mbrtowc(3) says it. */
function decode(cpu: NativeApi): void {
  const most = cpu.size(2);
  const from = cpu.ptr(1);
  const { code, length } = decodeFirst(
    (i) => (i < most ? cpu.readU8(from + i) : undefined),
    isUtf8(cpu),
  );
  if (length === 0) setErrno(cpu, EILSEQ);
  if (length > 0 && cpu.ptr(0) !== 0) cpu.writeI32(cpu.ptr(0), code);
  cpu.retLong(length === 0 ? -1 : length < 0 ? -2 : code === 0 ? 0 : length);
}

/** Puts the bytes of a character at a place; how many they are, or -1. */
function encode(cpu: NativeApi): void {
  const bytes = encodePoint(cpu.int(1), isUtf8(cpu));
  if (bytes === undefined) setErrno(cpu, EILSEQ);
  else cpu.writeBytes(cpu.ptr(0), bytesOf(bytes));
  cpu.retInt(bytes?.length ?? -1);
}

/** What is asked of a character: a kind, another case, or its columns. */
function about(cpu: NativeApi): void {
  const question = cpu.readText(cpu.ptr(1));
  if (question === 'tolower') cpu.retInt(changed(cpu, lower) | 0);
  else if (question === 'toupper') cpu.retInt(changed(cpu, upper) | 0);
  else cpu.retInt(question === 'width' ? columns(cpu) : +kindOf(cpu, question));
}

/** Few names, because every program's linker knows all of them. */
export const WIDE_NATIVES: Record<string, NativeFn> = {
  __about: about,
  __vaswprintf: newWide,
  __decode: decode,
  __encode: encode,
};
