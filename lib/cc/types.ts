// Types of C and their layout on x86-64 Linux (LP64), as the System V ABI has them.
//
// One idea: a type is plain data. A struct is a record that its uses share, so that an incomplete
// `struct node *` becomes complete everywhere at once.
//
// Units: sizes, alignments and offsets are bytes.
// Source: System V AMD64 ABI 3.1.2; ISO C17 6.2.5, 6.3.1, 6.7.
// Bit-fields: gcc's layout, which is that of the ABI.
// Departs: long double has the 16 bytes of the ABI, and in the first 8 of them a double; there are
// no complex numbers.

import type { Local } from './typed.ts';

export type IntKind =
  | 'bool'
  | 'char'
  | 'schar'
  | 'uchar'
  | 'short'
  | 'ushort'
  | 'int'
  | 'uint'
  | 'long'
  | 'ulong'
  | 'llong'
  | 'ullong';

export type FloatKind = 'float' | 'double' | 'ldouble';

export interface Qualifiers {
  const?: boolean;
  volatile?: boolean;
  atomic?: boolean;
  /** Of a pointer; for messages alone. */
  restrict?: boolean;
  /** What the program calls it by a typedef; for messages and debuggers alone. */
  alias?: string;
  /** Of a typedef with `aligned`: more than the type asks for by itself. */
  align?: number;
}

export type CType = Qualifiers &
  (
    | { kind: 'void' }
    | { kind: 'int'; int: IntKind; enumTag?: EnumInfo }
    | { kind: 'float'; float: FloatKind }
    | { kind: 'pointer'; to: CType }
    /** A variable-length array has no `length`; its size in bytes is in a hidden variable. */
    | { kind: 'array'; of: CType; length: number | undefined; size?: Local }
    | { kind: 'record'; record: RecordInfo }
    | { kind: 'function'; returns: CType; params: Param[]; variadic: boolean; oldStyle: boolean }
  );

export interface Param {
  name?: string;
  type: CType;
}

export interface Field {
  name: string | undefined;
  type: CType;
  offset: number;
  bits?: Bits;
  /** What `_Alignas` or `aligned` asks for. */
  align?: number;
  /** The member itself has the attribute `packed`. */
  packed?: boolean;
}

/** A bit-field: `shift` counts from the lowest bit of the byte at the field's offset. */
export interface Bits {
  shift: number;
  width: number;
}

export interface RecordInfo {
  union: boolean;
  tag: string | undefined;
  /** Without a tag: the typedef that names it. */
  alias?: string;
  /** Undefined while the type is incomplete. */
  fields: Field[] | undefined;
  size: number;
  align: number;
  packed: boolean;
  /** GNU: as a parameter it takes what any of its members takes. */
  transparent?: boolean;
}

export interface EnumInfo {
  tag: string | undefined;
  alias?: string;
  names: { name: string; value: bigint }[];
}

export const VOID: CType = { kind: 'void' };
export const BOOL: CType = { kind: 'int', int: 'bool' };
export const CHAR: CType = { kind: 'int', int: 'char' };
export const INT: CType = { kind: 'int', int: 'int' };
export const LONG: CType = { kind: 'int', int: 'long' };
export const ULONG: CType = { kind: 'int', int: 'ulong' };
export const ULLONG: CType = { kind: 'int', int: 'ullong' };
export const FLOAT: CType = { kind: 'float', float: 'float' };
export const DOUBLE: CType = { kind: 'float', float: 'double' };
export const LDOUBLE: CType = { kind: 'float', float: 'ldouble' };
export const USHORT: CType = { kind: 'int', int: 'ushort' };
export const UINT: CType = { kind: 'int', int: 'uint' };

/** An array, as gcc has it on x86-64: who is handed one moves the caller's on. Its first word is the
 * address of the next argument, and in the upper half what is known of this one and those behind it. */
export const VA_LIST: CType & { kind: 'array' } = {
  kind: 'array',
  length: 1,
  of: {
    kind: 'record',
    alias: '__va_list_tag',
    record: {
      ...{ union: false, tag: '__va_list_tag', size: 24, align: 8, packed: false },
      fields: [{ name: 'next', type: { kind: 'pointer', to: VOID }, offset: 0 }],
    },
  },
};

const INT_SIZE: Record<IntKind, number> = {
  bool: 1,
  char: 1,
  schar: 1,
  uchar: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  long: 8,
  ulong: 8,
  llong: 8,
  ullong: 8,
};

const FLOAT_SIZE: Record<FloatKind, number> = { float: 4, double: 8, ldouble: 16 };

const UNSIGNED: ReadonlySet<IntKind> = new Set([
  'bool',
  'uchar',
  'ushort',
  'uint',
  'ulong',
  'ullong',
]);

const INT_NAME: Record<IntKind, string> = {
  bool: '_Bool',
  char: 'char',
  schar: 'signed char',
  uchar: 'unsigned char',
  short: 'short int',
  ushort: 'short unsigned int',
  int: 'int',
  uint: 'unsigned int',
  long: 'long int',
  ulong: 'long unsigned int',
  llong: 'long long int',
  ullong: 'long long unsigned int',
};

export function pointerTo(to: CType): CType {
  return { kind: 'pointer', to };
}

export function arrayOf(of: CType, length: number | undefined): CType {
  return { kind: 'array', of, length };
}

/** Returns the type with these qualifiers added. */
export function qualified(type: CType, q: Qualifiers): CType {
  if (!q.const && !q.volatile && !q.atomic && !q.restrict) return type;
  // A qualified array is an array of qualified elements (C17 6.7.3p10).
  if (type.kind === 'array') return { ...type, of: qualified(type.of, q) };
  return {
    ...type,
    ...(q.const && { const: true }),
    ...(q.volatile && { volatile: true }),
    ...(q.atomic && { atomic: true }),
    ...(q.restrict && { restrict: true }),
  };
}

export function unqualified(type: CType): CType {
  const { const: _c, volatile: _v, atomic: _a, align: _l, restrict: _r, ...plain } = type;
  if (!_c && !_v && !_a && !_l && !_r) return type;
  return plain as CType;
}

/** Returns sizeof(type); 1 for void and functions as GNU C has it, 0 for a VLA. */
export function sizeOf(type: CType): number {
  switch (type.kind) {
    case 'void':
    case 'function':
      return 1;
    case 'int':
      return INT_SIZE[type.int];
    case 'float':
      return FLOAT_SIZE[type.float];
    case 'pointer':
      return 8;
    case 'array':
      return (type.length ?? 0) * sizeOf(type.of);
    case 'record':
      return type.record.size;
  }
}

export function alignOf(type: CType): number {
  if (type.align) return type.align;
  if (type.kind === 'array') return alignOf(type.of);
  if (type.kind === 'record') return type.record.align;
  return sizeOf(type);
}

/** Tells whether the size is known: not void, not `T[]`, not a struct or an enum only declared. */
export function isComplete(type: CType): boolean {
  switch (type.kind) {
    case 'void':
    case 'function':
      return false;
    case 'array':
      return (type.length !== undefined || !!type.size) && isComplete(type.of);
    case 'record':
      return type.record.fields !== undefined;
    case 'int':
      return type.enumTag?.names.length !== 0;
    default:
      return true;
  }
}

export function alignUp(n: number, to: number): number {
  return Math.ceil(n / to) * to;
}

/** Tells whether the size of a type is known only when the program runs. */
export function isVla(type: CType): type is CType & { kind: 'array'; size: Local } {
  return type.kind === 'array' && !!type.size;
}

/** Tells whether a type is such an array, or is made of one (C17 6.7.6p3). */
export function isVariablyModified(type: CType): boolean {
  if (type.kind === 'pointer') return isVariablyModified(type.to);
  if (type.kind === 'function') return isVariablyModified(type.returns);
  return type.kind === 'array' && (!!type.size || isVariablyModified(type.of));
}

/** Without #pragma pack; with it, bit-fields may cross any boundary. */
const NO_PACK = Number.POSITIVE_INFINITY;

/**
 * Lays out the fields in declaration order and completes the record.
 *
 * A bit-field goes behind the bits before it unless it would cross a boundary of its own type;
 * one of width 0 moves to the next such boundary. Those without a name only take room.
 */
export function completeRecord(
  record: RecordInfo,
  fields: Field[],
  align = 1,
  pack = NO_PACK,
): void {
  let at = 0; // in bits
  let size = 0;
  for (const field of fields) {
    const bits = sizeOf(field.type) * 8;
    const unit = Math.min(alignOf(field.type), pack);
    const packed = record.packed || field.packed;
    const natural = packed ? 1 : unit;
    const own = Math.min(Math.max(natural, field.align ?? 1), pack);
    if (record.union) at = 0;
    if (!field.bits) at = alignUp(at, own * 8);
    else {
      const { width } = field.bits;
      const crosses = Math.floor(at / bits) !== Math.floor((at + width - 1) / bits);
      if (width === 0) at = alignUp(at, alignOf(field.type) * 8);
      else if (field.align && field.align > 1) at = alignUp(at, own * 8);
      else if (crosses && !packed && pack === NO_PACK) at = alignUp(at, unit * 8);
      field.bits.shift = at % 8;
    }
    field.offset = Math.floor(at / 8);
    at += field.bits ? field.bits.width : bits;
    size = Math.max(size, Math.ceil(at / 8));
    if (!field.bits || field.name !== undefined) record.align = Math.max(record.align, own);
  }
  record.fields = fields.filter((f) => !f.bits || f.name !== undefined);
  record.align = Math.max(record.align, align);
  record.size = alignUp(size, record.align);
}

/** What the value of a bit-field is promoted to: int, where int holds all of its values. */
export function promoteBits(type: CType, bits: Bits): CType {
  return bits.width < 32 || (bits.width === 32 && !isUnsigned(type)) ? INT : promote(type);
}

/** Finds a member, also inside anonymous structs and unions; the offset is from the outside. */
export function findField(record: RecordInfo, name: string): Field | undefined {
  for (const field of record.fields ?? []) {
    if (field.name === name) return field;
    if (field.name === undefined && field.type.kind === 'record') {
      const inner = findField(field.type.record, name);
      if (inner) return { ...inner, offset: field.offset + inner.offset };
    }
  }
  return undefined;
}

export function isInteger(type: CType): type is CType & { kind: 'int' } {
  return type.kind === 'int';
}

export function isArithmetic(type: CType): boolean {
  return type.kind === 'int' || type.kind === 'float';
}

export function isScalar(type: CType): boolean {
  return type.kind === 'int' || type.kind === 'float' || type.kind === 'pointer';
}

export function isUnsigned(type: CType): boolean {
  return type.kind === 'pointer' || (type.kind === 'int' && UNSIGNED.has(type.int));
}

export function isVoidPointer(type: CType): boolean {
  return type.kind === 'pointer' && type.to.kind === 'void';
}

/** The machine class of a value: 32-bit, 64-bit, or double (also for float). */
export type ValueClass = 'i32' | 'i64' | 'f64';

export function valueClass(type: CType): ValueClass {
  if (type.kind === 'float') return 'f64';
  if (type.kind === 'int' && INT_SIZE[type.int] <= 4) return 'i32';
  return 'i64';
}

/** Integer promotion: whatever fits in int becomes int (C17 6.3.1.1). */
export function promote(type: CType): CType {
  if (type.kind !== 'int') return unqualified(type);
  return INT_SIZE[type.int] < 4
    ? INT
    : type.enumTag
      ? { kind: 'int', int: type.int }
      : unqualified(type);
}

const RANK: Record<IntKind, number> = {
  bool: 0,
  char: 1,
  schar: 1,
  uchar: 1,
  short: 2,
  ushort: 2,
  int: 3,
  uint: 3,
  long: 4,
  ulong: 4,
  llong: 5,
  ullong: 5,
};

const plainInt = (type: CType & { kind: 'int' }): CType => ({ kind: 'int', int: type.int });

/** The usual arithmetic conversions (C17 6.3.1.8). */
export function usualArithmetic(a: CType, b: CType): CType {
  if (a.kind === 'float' || b.kind === 'float') {
    const has = (f: FloatKind): boolean => [a, b].some((t) => t.kind === 'float' && t.float === f);
    return has('ldouble') ? LDOUBLE : has('double') ? DOUBLE : FLOAT;
  }
  const l = promote(a);
  const r = promote(b);
  if (l.kind !== 'int' || r.kind !== 'int') return l;
  if (l.int === r.int) return l;
  const [hi, lo] = RANK[l.int] >= RANK[r.int] ? [l, r] : [r, l];
  const same = sizeOf(hi) === sizeOf(lo);
  // As in gcc, the wider operand's typedef stays; between equally wide ones none does.
  if (isUnsigned(hi) === isUnsigned(lo) || isUnsigned(hi)) return same ? plainInt(hi) : hi;
  if (RANK[l.int] === RANK[r.int]) return plainInt(lo);
  // A wider signed type holds all of the unsigned one; `long long` and `unsigned long` are as wide.
  return sizeOf(hi) > sizeOf(lo) ? hi : ULLONG;
}

/** Tells whether two types are the same apart from outer qualifiers (C17 6.2.7, simplified). */
export function compatible(a: CType, b: CType): boolean {
  if (a.kind === 'int' && b.kind === 'int') {
    // gcc's enums are unsigned int where no constant is negative; they mix with both.
    return a.int === b.int || (sizeOf(a) === 4 && sizeOf(b) === 4 && !!(a.enumTag || b.enumTag));
  }
  if (a.kind === 'float' && b.kind === 'float') return a.float === b.float;
  if (a.kind === 'pointer' && b.kind === 'pointer') {
    const alike = !!a.to.const === !!b.to.const && !!a.to.volatile === !!b.to.volatile;
    return alike && compatible(a.to, b.to);
  }
  if (a.kind === 'array' && b.kind === 'array') {
    const same = a.length === undefined || b.length === undefined || a.length === b.length;
    return same && compatible(a.of, b.of);
  }
  if (a.kind === 'record' && b.kind === 'record') return sameRecord(a.record, b.record);
  if (a.kind === 'function' && b.kind === 'function') {
    if (!compatible(a.returns, b.returns)) return false;
    if (a.oldStyle || b.oldStyle) return true;
    return (
      a.variadic === b.variadic &&
      a.params.length === b.params.length &&
      a.params.every((p, i) => compatible(unqualified(p.type), unqualified(b.params[i].type)))
    );
  }
  return a.kind === 'void' && b.kind === 'void';
}

/** Records of two files are one type if they have the same tag; within one file they are shared. */
function sameRecord(a: RecordInfo, b: RecordInfo): boolean {
  return a === b || (a.tag !== undefined && a.tag === b.tag && a.union === b.union);
}

/** Writes the type as gcc's messages do: `const char *`, `int (*)(int)`, `size_t`. */
export function typeName(type: CType): string {
  return declare(type, '').trimEnd();
}

/** The same with what is behind its typedefs: `size_t {aka long unsigned int}`. */
export function fullName(type: CType): string {
  const [name, behind] = [spelled(type), spelled(withoutAliases(type))];
  return name === behind ? name : `${name} {aka ${behind}}`;
}

/** The same in quotes: `'size_t' {aka 'long unsigned int'}`. */
export function quoted(type: CType): string {
  const [name, behind] = [spelled(type), spelled(withoutAliases(type))];
  return name === behind ? `'${name}'` : `'${name}' {aka '${behind}'}`;
}

/** A type with gcc's own spaces: `char * (*)(int,  int)`. */
export function spelled(type: CType): string {
  return typeName(type)
    .replace(/\*\(/g, '* (')
    .replace(/(?<=\w), (?!\.)/g, ',  ');
}

function withoutAliases(type: CType): CType {
  const { alias, ...plain } = type;
  // `typedef struct node node;` tells nothing.
  if (plain.kind === 'record' && plain.record.tag === alias) return type;
  switch (plain.kind) {
    case 'pointer':
      return { ...plain, to: withoutAliases(plain.to) };
    case 'array':
      return { ...plain, of: withoutAliases(plain.of) };
    case 'function': {
      const params = plain.params.map((p) => ({ ...p, type: withoutAliases(p.type) }));
      return { ...plain, returns: withoutAliases(plain.returns), params };
    }
    default:
      return plain;
  }
}

/** Writes a declaration of `name`, or an abstract one. */
export function declare(type: CType, name: string): string {
  const gap = name && !name.startsWith('[') ? ' ' : '';
  if (type.alias !== undefined) return `${prefix(type)}${type.alias}${gap}${name}`;
  switch (type.kind) {
    case 'pointer': {
      const restrict = type.restrict ? ' restrict' : '';
      const q = `${type.const ? ' const' : ''}${type.volatile ? ' volatile' : ''}${restrict}`;
      const inner = `*${q}${q && name ? ' ' : ''}${name}`;
      const wrap = type.to.kind === 'array' || type.to.kind === 'function';
      return declare(type.to, wrap ? `(${inner})` : inner);
    }
    case 'array':
      return declare(type.of, `${name}[${type.length ?? ''}]`);
    case 'function': {
      const params = type.params.map((p) => typeName(p.type));
      if (type.variadic) params.push('...');
      if (params.length === 0 && !type.oldStyle) params.push('void');
      return declare(type.returns, `${name}(${params.join(', ')})`);
    }
    default:
      return `${baseName(type)}${gap}${name}`;
  }
}

function prefix(type: CType): string {
  const atomic = type.atomic ? '_Atomic ' : '';
  return `${type.const ? 'const ' : ''}${type.volatile ? 'volatile ' : ''}${atomic}`;
}

function baseName(type: CType): string {
  const q = prefix(type);
  switch (type.kind) {
    case 'int':
      if (type.enumTag) return `${q}${tagged('enum', type.enumTag)}`;
      return q + INT_NAME[type.int];
    case 'float':
      return q + (type.float === 'ldouble' ? 'long double' : type.float);
    case 'record':
      return `${q}${tagged(type.record.union ? 'union' : 'struct', type.record)}`;
    default:
      return `${q}void`;
  }
}

function tagged(
  keyword: string,
  { tag, alias }: { tag: string | undefined; alias?: string },
): string {
  return tag === undefined && alias !== undefined ? alias : `${keyword} ${tag ?? '<anonymous>'}`;
}
