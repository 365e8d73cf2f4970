// UTF-8 as the C library's locales see it.
//
// One idea: whether bytes are UTF-8 is one word of the program's memory, which setlocale(3) sets.
//
// Source: RFC 3629; glibc 2.36 for the locale "C", in which a byte above 127 is no character.

import type { NativeApi } from '../../vm/native.ts';

/** Tells whether the program has chosen C.UTF-8. */
export function isUtf8(cpu: NativeApi): boolean {
  const addr = cpu.symbol('__utf8');
  return addr !== undefined && cpu.readI32(addr) !== 0;
}

export interface Decoded {
  code: number;
  /** Bytes; 0 for no character at all, negative for one that may be cut off. */
  length: number;
}

/** Reads the first character of bytes; `byte` gives undefined behind their end. */
export function decodeFirst(byte: (i: number) => number | undefined, utf8: boolean): Decoded {
  const first = byte(0);
  if (first === undefined) return { code: 0, length: -1 };
  if (first < 0x80) return { code: first, length: 1 };
  if (!utf8 || first < 0xc2 || first > 0xf4) return { code: 0, length: 0 };
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  let code = first & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = byte(i);
    if (next === undefined) return { code: 0, length: -1 };
    if ((next & 0xc0) !== 0x80) return { code: 0, length: 0 };
    code = (code << 6) | (next & 0x3f);
    // Longer than need be, a surrogate, or beyond the last: the second byte tells.
    const second = i === 1 ? code << (6 * (length - 2)) : code;
    if (length === 3 && i === 1 && (second < 0x800 || (second >= 0xd800 && second < 0xe000))) {
      return { code: 0, length: 0 };
    }
    if (length === 4 && i === 1 && (second < 0x10000 || second > 0x10ffff))
      return { code: 0, length: 0 };
  }
  return { code, length };
}

/** The bytes of a code point, one character for each (Latin-1); undefined where it is none. */
export function encodePoint(code: number, utf8: boolean): string | undefined {
  if (code >= 0 && code < 0x80) return String.fromCharCode(code);
  if (!utf8 || code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
  const length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  let text = '';
  for (let i = length - 1; i > 0; i--) {
    text += String.fromCharCode(0x80 | ((code >> (6 * i - 6)) & 0x3f));
  }
  return String.fromCharCode(((0xf00 >> length) & 0xff) | (code >> (6 * length - 6))) + text;
}
