// Format strings of printf and scanf, read into conversions.
//
// Units: `at` and `length` count bytes of the string.
// Source: ISO C17 7.21.6.1, 7.21.6.2; glibc's additions.

import {
  CHAR,
  type CType,
  DOUBLE,
  FLOAT,
  INT,
  type IntKind,
  LONG,
  pointerTo,
  ULONG,
  VOID,
} from './types.ts';

export interface Conversion {
  at: number;
  length: number;
  /** Flags, width and precision as written. */
  flags: string;
  letter: string;
  /** The length modifier and the letter. */
  spelling: string;
  /** What each `*` is. */
  stars: ('width' | 'precision')[];
  /** Undefined where it takes no argument. */
  wants: { name: string; type: CType } | undefined;
  /** No such conversion. */
  wrong: boolean;
}

const PRINTF = /%([-+ #0'I]*(\*|[0-9]+)?(?:\.(\*|-?[0-9]*))?)(hh|h|ll|l|q|L|j|z|Z|t)?(.?)/gs;
const SCANF = /%((\*)?'?[0-9]*m?)(hh|h|ll|l|q|L|j|z|Z|t)?(\[\^?\]?[^\]]*\]|.?)/gs;

function int(kind: IntKind): CType {
  return { kind: 'int', int: kind };
}

/** By length modifier: type and name, signed and unsigned. */
const SIZES: Record<string, readonly [CType, string, CType, string]> = {
  hh: [int('schar'), 'signed char', int('uchar'), 'unsigned char'],
  h: [int('short'), 'short int', int('ushort'), 'short unsigned int'],
  '': [INT, 'int', int('uint'), 'unsigned int'],
  l: [LONG, 'long int', ULONG, 'long unsigned int'],
  ll: [int('llong'), 'long long int', int('ullong'), 'long long unsigned int'],
  q: [int('llong'), 'long long int', int('ullong'), 'long long unsigned int'],
  L: [int('llong'), 'long long int', int('ullong'), 'long long unsigned int'],
  j: [LONG, 'intmax_t', ULONG, 'uintmax_t'],
  z: [LONG, 'signed size_t', ULONG, 'size_t'],
  Z: [LONG, 'signed size_t', ULONG, 'size_t'],
  t: [LONG, 'ptrdiff_t', ULONG, 'unsigned ptrdiff_t'],
};

/** Reads a format; `positional` if it numbers its arguments. */
export function readFormat(text: string, scanf: boolean): Conversion[] | 'positional' {
  if (/%[0-9]+\$/.test(text)) return 'positional';
  const found: Conversion[] = [];
  for (const m of text.matchAll(scanf ? SCANF : PRINTF)) {
    const flags = m[1];
    const length = (scanf ? m[3] : m[4]) ?? '';
    const letter = (scanf ? m[4] : m[5]).slice(0, 1);
    if (letter === '%' && length === '') continue;
    const stars: Conversion['stars'] = [];
    if (!scanf && m[2] === '*') stars.push('width');
    if (!scanf && m[3] === '*') stars.push('precision');
    const wants = scanf ? scanfType(length, letter, m[1]) : printfType(length, letter);
    const plain = !scanf && letter === 'm';
    found.push({
      ...{ at: m.index, length: m[0].length, flags, letter, stars },
      spelling: length + (scanf ? m[4] : letter),
      wants: scanf && m[2] === '*' ? undefined : wants,
      wrong: wants === undefined && !plain,
    });
  }
  return found;
}

function integer(length: string, unsigned: boolean): { type: CType; name: string } {
  const [signedType, signedName, type, name] = SIZES[length];
  return unsigned ? { type, name } : { type: signedType, name: signedName };
}

function printfType(length: string, letter: string): { type: CType; name: string } | undefined {
  if (/[diuoxXbB]/.test(letter)) {
    const found = integer(length, !/[di]/.test(letter));
    // What is narrower than int comes as int.
    return length.startsWith('h') ? { type: found.type, name: 'int' } : found;
  }
  switch (letter) {
    case 'c':
      return length === 'l' ? { type: int('uint'), name: 'wint_t' } : { type: INT, name: 'int' };
    case 'C':
      return { type: int('uint'), name: 'wint_t' };
    case 's':
      return length === 'l'
        ? { type: pointerTo(INT), name: 'wchar_t *' }
        : { type: pointerTo(CHAR), name: 'char *' };
    case 'S':
      return { type: pointerTo(INT), name: 'wchar_t *' };
    case 'p':
      return { type: pointerTo(VOID), name: 'void *' };
    case 'n': {
      const { type, name } = integer(length, false);
      return { type: pointerTo(type), name: `${name} *` };
    }
  }
  if (letter === '' || !/[eEfFgGaA]/.test(letter)) return undefined;
  return length === 'L' ? LONG_DOUBLE : { type: DOUBLE, name: 'double' };
}

const LONG_DOUBLE = {
  type: { ...DOUBLE, float: 'ldouble' } as unknown as CType,
  name: 'long double',
};

function scanfType(
  length: string,
  letter: string,
  flags: string,
): { type: CType; name: string } | undefined {
  const pointer = (one: { type: CType; name: string }) => ({
    type: pointerTo(one.type),
    name: one.name.endsWith('*') ? `${one.name}*` : `${one.name} *`,
  });
  if (/[din]/.test(letter)) return pointer(integer(length, false));
  if (/[uoxX]/.test(letter)) return pointer(integer(length, true));
  if (/[eEfFgGaA]/.test(letter)) {
    if (length === 'L') return pointer(LONG_DOUBLE);
    return pointer(
      length === 'l' ? { type: DOUBLE, name: 'double' } : { type: FLOAT, name: 'float' },
    );
  }
  if (/[scSC[]/.test(letter) && letter !== '') {
    const one = pointer(
      length === 'l' || /[SC]/.test(letter)
        ? { type: INT, name: 'wchar_t' }
        : { type: CHAR, name: 'char' },
    );
    return flags.includes('m') ? pointer(one) : one;
  }
  return letter === 'p' ? pointer({ type: pointerTo(VOID), name: 'void *' }) : undefined;
}
