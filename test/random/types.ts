// Types of generated C: what a value of each may be, on x86-64 Linux.
//
// One idea: every integer type knows its range, so that an expression can know its own.
//
// Source: C17 6.2.5, 6.3.1; the System V ABI for x86-64.

export interface IntType {
  kind: 'int';
  name: string;
  bits: number;
  signed: boolean;
  rank: number;
}

export interface FloatType {
  kind: 'float';
  name: 'float' | 'double';
  /** No variable of the type is ever further from zero. */
  bound: number;
}

export interface ArrayType {
  kind: 'array';
  of: Type;
  count: number;
}

export interface Field {
  name: string;
  type: Type;
  /** Bits of a bit-field. */
  width?: number;
}

export interface RecordType {
  kind: 'record';
  /** With its keyword: `struct s1`. */
  name: string;
  union: boolean;
  fields: Field[];
}

/** A pointer to the first of `count` elements; it may be moved among them. */
export interface PointerType {
  kind: 'pointer';
  to: Type;
  count: number;
}

export type Type = IntType | FloatType | ArrayType | RecordType | PointerType;

const integer = (name: string, bits: number, signed: boolean, rank: number): IntType => ({
  kind: 'int',
  name,
  bits,
  signed,
  rank,
});

export const BOOL = integer('_Bool', 1, false, 0);
export const CHAR = integer('char', 8, true, 1);
export const UCHAR = integer('unsigned char', 8, false, 1);
export const INT = integer('int', 32, true, 3);
export const UINT = integer('unsigned', 32, false, 3);
export const LONG = integer('long', 64, true, 4);
export const ULONG = integer('unsigned long', 64, false, 4);

export const INTS: readonly IntType[] = [
  BOOL,
  CHAR,
  integer('signed char', 8, true, 1),
  UCHAR,
  integer('short', 16, true, 2),
  integer('unsigned short', 16, false, 2),
  INT,
  INT,
  UINT,
  LONG,
  ULONG,
  integer('long long', 64, true, 5),
  integer('unsigned long long', 64, false, 5),
];

export const DOUBLE: FloatType = { kind: 'float', name: 'double', bound: 2 ** 64 };
export const FLOAT: FloatType = { kind: 'float', name: 'float', bound: 2 ** 64 };

export const lowest = (t: IntType): bigint => (t.signed ? -(1n << BigInt(t.bits - 1)) : 0n);
export const highest = (t: IntType): bigint =>
  t.signed ? (1n << BigInt(t.bits - 1)) - 1n : (1n << BigInt(t.bits)) - 1n;

/** The integer promotions (6.3.1.1). */
export const promoted = (t: IntType): IntType => (t.rank < INT.rank ? INT : t);

/** The unsigned type of the same width and rank. */
export function unsignedOf(t: IntType): IntType {
  return INTS.find((u) => !u.signed && u.rank === t.rank && u.bits === t.bits) as IntType;
}

/** The usual arithmetic conversions (6.3.1.8) of two integer types. */
export function common(a: IntType, b: IntType): IntType {
  const [x, y] = [promoted(a), promoted(b)];
  if (x.signed === y.signed) return x.rank >= y.rank ? x : y;
  const [s, u] = x.signed ? [x, y] : [y, x];
  if (u.rank >= s.rank) return u;
  return s.bits > u.bits ? s : unsignedOf(s);
}

/** Writes a declaration of `name`: `long *a[4]`. */
export function declaration(type: Type, name: string): string {
  switch (type.kind) {
    case 'array':
      return declaration(type.of, `${name}[${type.count}]`);
    case 'pointer':
      return declaration(type.to, type.to.kind === 'array' ? `(*${name})` : `*${name}`);
    default:
      return `${type.name} ${name}`;
  }
}

/** Writes a type's name as in a cast: `long *`. */
export const typeName = (type: Type): string => declaration(type, '').trim();
