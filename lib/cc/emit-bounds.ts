// Emit bounds: checks of the indexes of arrays whose length is known.
//
// One idea: around a variable lies a gap that catches what runs over its end, but not what jumps over the
// gap; behind an array inside a struct, or a row of an array of arrays, lies its neighbour, and only the
// index can tell. So where an index is used to reach a value it is compared with the length; `&a[n]` reaches
// nothing, and an array of no or one element at the end of a struct is as long as its block allows. What a
// library function may fill is told to the machine before the call.

import { type Assembler, emit, type Reg, temporary } from './assembler.ts';
import type { BoundInfo } from './image.ts';
import type { TExpr } from './typed.ts';
import { type CType, isInteger, isUnsigned, isVla, sizeOf } from './types.ts';

/** An array whose length is known, and whether only its index can tell of a wrong one. */
export interface Bound {
  array: TExpr;
  length: number;
  inner: boolean;
}

/** Returns the array that a pointer comes from by decay, if its length is known. */
export function boundOf(pointer: TExpr): Bound | undefined {
  const from = pointer.kind === 'cast' ? pointer.operand : pointer;
  if (from.kind !== 'address' || from.type.kind !== 'pointer') return undefined;
  const { of: array } = from;
  const { type } = array;
  if (type.kind !== 'array' || isVla(type) || type.length === undefined) return undefined;
  // `((char *)numbers)[6]`: an index of bytes is not one of the array's elements.
  const alike = (p: TExpr) =>
    p.type.kind === 'pointer' && !isVla(p.type.to) && sizeOf(p.type.to) === sizeOf(type.of);
  if (!alike(from) || !alike(pointer) || (array.kind === 'field' && isOpen(array, type.length)))
    return undefined;
  return { array, length: type.length, inner: array.kind === 'field' || array.kind === 'deref' };
}

/** `char data[1]` at the end of a struct: the block that it lies in says how long it is. */
function isOpen(e: TExpr & { kind: 'field' }, length: number): boolean {
  if (length > 1 || e.base.type.kind !== 'record') return false;
  const { fields = [] } = e.base.type.record;
  return !fields.some((f) => f.offset > e.offset);
}

/** Emits a check of an index in a register; `slack` is 1 where only the address is wanted. */
export function checkIndex(a: Assembler, bound: Bound, index: Reg, slack: number): void {
  emit(a, 'CHECK', index, bound.length + slack, describe(a, bound));
}

/**
 * Tells whether an index must be compared. Of a variable of its own an address may be any: what is
 * reached through it is the shadow's to judge; and the library's own code is trusted there.
 */
export function needsCheck(a: Assembler, bound: Bound, index: TExpr, slack: number): boolean {
  return bound.inner || (a.byUser && slack === 0 && !staysBelow(index, bound.length));
}

/** An index that cannot reach the end, whatever the program does: `list[n & 15]`, `seen[byte]`. */
function staysBelow(index: TExpr, length: number): boolean {
  const { type } = index;
  if (index.kind === 'cast' && isInteger(type)) {
    const { type: from } = index.operand;
    const narrow = isInteger(from) && isUnsigned(from) && sizeOf(from) < 4;
    return (narrow && 2 ** (8 * sizeOf(from)) <= length) || staysBelow(index.operand, length);
  }
  if (index.kind !== 'binary' || index.right.kind !== 'int') return false;
  const { op, right } = index;
  const most = op === '&' ? right.value : op === '%' && isUnsigned(type) ? right.value - 1n : -1n;
  return most >= 0n && most < length;
}

/** A constant index costs nothing where it is right. */
export function checkConstant(a: Assembler, bound: Bound, index: number, slack: number): void {
  if (index >= 0 && index < bound.length + slack) return;
  const r = temporary(a);
  emit(a, 'CONST', r, index);
  checkIndex(a, bound, r, slack);
}

/** What may run over: functions of the C library that write or read as much as they are told. */
const FILLERS =
  /^(str|stp|mem|b(copy|zero|cmp)|v?([df]|sn?|as)?printf|f?puts$|perror$|f?gets$|f(read|write)$|p?(read|write)$|recv|send|inet_|get(cwd|hostname)|readlink)/;

/**
 * Tells the machine how much there is behind an argument that is an array inside another object, or a
 * place in one; returns how many it told, for `unlimit` behind the call.
 */
export function limitArguments(a: Assembler, symbol: string, args: TExpr[], first: Reg): number {
  if (a.own.has(symbol) || !FILLERS.test(symbol)) return 0;
  let told = 0;
  args.forEach((arg, i) => {
    const { pointer, offset } = withoutOffset(arg);
    const bound = boundOf(pointer);
    if (!bound?.inner || offset < 0 || offset > bound.length) return;
    const size = sizeOf((bound.array.type as CType & { kind: 'array' }).of);
    emit(a, 'LIMIT', first + i, (bound.length - offset) * size, describe(a, bound));
    told++;
  });
  return told;
}

/** The same for the arguments behind a format, at these offsets of an area of their own. */
export function limitVariadic(
  a: Assembler,
  symbol: string,
  args: TExpr[],
  area: Reg,
  at: readonly number[] = [],
): number {
  const { top } = a;
  let told = 0;
  args.forEach((arg, i) => {
    if (!boundOf(withoutOffset(arg).pointer)?.inner) return;
    const pointer = temporary(a);
    emit(a, 'LD64', pointer, area, at[i]);
    told += limitArguments(a, symbol, [arg], pointer);
  });
  a.top = top;
  return told;
}

function withoutOffset(arg: TExpr): { pointer: TExpr; offset: number } {
  let e = arg;
  while (e.kind === 'cast' && e.type.kind === 'pointer') e = e.operand;
  if (e.kind !== 'offset' || e.index.kind !== 'int') return { pointer: e, offset: 0 };
  return { pointer: e.pointer, offset: Number(e.index.value) * (e.negative ? -1 : 1) };
}

export function unlimit(a: Assembler, told: number): void {
  if (told > 0) emit(a, 'UNLIMIT', told);
}

// ---- in words -----------------------------------------------------------------------------------

function describe(a: Assembler, { array, length, inner }: Bound): number {
  const around = inner ? neighbours(array) : { plain: true };
  const info: BoundInfo = { name: nameOf(array), type: array.type, length, ...around };
  return a.bounds.push(info) - 1;
}

/** Writes a place as the program does; an index that is not constant is left open. */
function nameOf(e: TExpr): string {
  switch (e.kind) {
    case 'local':
      return e.local.name;
    case 'global':
      return e.name;
    case 'field':
      if (e.base.kind === 'deref' && e.base.pointer.kind !== 'offset') {
        return `${nameOf(e.base.pointer)}->${e.name}`;
      }
      return `${nameOf(e.base)}.${e.name}`;
    case 'deref': {
      const { pointer } = e;
      if (pointer.kind !== 'offset') return `*${nameOf(pointer)}`;
      const index = pointer.index.kind === 'int' ? pointer.index.value : '...';
      return `${nameOf(pointer.pointer)}[${index}]`;
    }
    case 'address':
      return nameOf(e.of);
    case 'cast':
      return nameOf(e.operand);
    default:
      return '(...)';
  }
}

function neighbours(e: TExpr): Pick<BoundInfo, 'before' | 'behind'> {
  if (e.kind === 'deref') return { before: 'the row before', behind: 'the next row' };
  if (e.kind !== 'field' || e.base.type.kind !== 'record') return {};
  const { fields = [] } = e.base.type.record;
  const prefix = nameOf(e).slice(0, -e.name.length);
  const named = (name: string | undefined) =>
    name === undefined ? undefined : `'${prefix}${name}'`;
  const before = named(fields.findLast((f) => f.offset < e.offset)?.name);
  const behind = named(fields.find((f) => f.offset > e.offset)?.name);
  return { ...(before && { before }), ...(behind && { behind }) };
}
