// Lint of bounds: calls that write or read more bytes than an object has, where both numbers are known.
//
// Source: gcc 12, -Wstringop-overflow and -Wstringop-overread at -O0: glibc's functions with an
// access attribute, and gcc's own functions.
// Departs: memory of malloc has no size here; memmove, strcat and strncat are not looked at.

import { literalBytes } from './format-check.ts';
import type { Checker } from './scope.ts';
import { type Span, warning } from './source.ts';
import type { TExpr } from './typed.ts';
import { isComplete, sizeOf } from './types.ts';

/** By function: the argument that is a buffer and the one that is its size, from 0. */
const WRITES: Record<string, readonly [number, number]> = {
  ...{ read: [1, 2], pread: [1, 2], readlink: [1, 2], fgets: [0, 1], gethostname: [0, 1] },
  ...{ memset: [0, 2], memcpy: [0, 2], strncpy: [0, 2], bzero: [0, 1] },
};
const READS: Record<string, readonly [number, number]> = {
  ...{ write: [1, 2], pwrite: [1, 2], memcpy: [1, 2] },
};
const OWN = /^(mem|str|__builtin)/;
/** What gcc makes of a function before it looks. */
const MADE: Record<string, string> = { bzero: '__builtin_memset' };

/** Warns about a call of a known function. */
export function lintBounds(c: Checker, name: string, args: readonly TExpr[], span: Span): void {
  const [to, from] = [WRITES, READS].map((all) =>
    Object.hasOwn(all, name) ? all[name] : undefined,
  );
  const size = to && constant(args[to[1]]);
  if (to && size !== undefined) overflow(c, MADE[name] ?? name, args[to[0]], size, span);
  const given = from && constant(args[from[1]]);
  if (from && given !== undefined) overread(c, name, args[from[0]], given, span);
  const text = name === 'strcpy' && args[1] && literalBytes(c, stripped(args[1]));
  if (text) overflow(c, '__builtin_memcpy', args[0], text.length, span);
}

function overflow(c: Checker, name: string, to: TExpr, size: number, span: Span): void {
  const room = to && roomAt(c, stripped(to));
  // Of gcc's own functions it is the whole object that counts.
  if (!room || size <= room.size || (room.member && OWN.test(name))) return;
  const message = `'${name}' writing ${bytes(size)} into a region of size ${room.size} overflows the destination`;
  const notes = room.notes('destination');
  warning(c.ctx, span, message, { option: 'stringop-overflow', notes });
}

function overread(c: Checker, name: string, from: TExpr, size: number, span: Span): void {
  const room = from && roomAt(c, stripped(from));
  if (!room || size <= room.size) return;
  const message = `'${name}' reading ${bytes(size)} from a region of size ${room.size}`;
  const notes = room.notes('source');
  warning(c.ctx, span, message, { option: 'stringop-overread', notes });
}

const bytes = (n: number): string => `${n} byte${n === 1 ? '' : 's'}`;

function constant(e: TExpr | undefined): number | undefined {
  const value = e && stripped(e);
  return value?.kind === 'int' && value.value >= 0n ? Number(value.value) : undefined;
}

function stripped(e: TExpr): TExpr {
  return e.kind === 'cast' ? stripped(e.operand) : e;
}

interface Room {
  size: number;
  /** It is a member of something larger. */
  member?: boolean;
  notes: (role: string) => { span: Span; message: string }[];
}

/** The bytes from where a pointer leads to the end of what it leads into. */
function roomAt(c: Checker, pointer: TExpr): Room | undefined {
  if (pointer.kind === 'cast') return roomAt(c, pointer.operand);
  if (pointer.kind === 'offset') {
    const index = constant(pointer.index);
    const room = roomAt(c, pointer.pointer);
    if (!room || index === undefined || pointer.negative) return undefined;
    const size = room.size - index * pointer.size;
    return size < 0 ? undefined : { ...room, size };
  }
  if (pointer.kind !== 'address') return undefined;
  const { of } = pointer;
  if (of.kind === 'deref') return roomAt(c, of.pointer);
  const text = literalBytes(c, pointer);
  if (text) return { size: text.length, notes: () => [] };
  return objectRoom(c, of);
}

function objectRoom(c: Checker, of: TExpr): Room | undefined {
  if (!isComplete(of.type) || (of.type.kind === 'array' && !of.type.length)) return undefined;
  const size = sizeOf(of.type);
  const note = (span: Span, name: string) => (role: string) => [
    { span, message: `${role} object '${name}' of size ${size}` },
  ];
  if (of.kind === 'local') {
    // What a parameter leads to is the caller's.
    return of.local.param ? undefined : { size, notes: note(of.local.span, of.local.name) };
  }
  if (of.kind === 'global') {
    const entry = c.scopes[0].names.get(of.name);
    return { size, notes: entry?.kind === 'global' ? note(entry.span, of.name) : () => [] };
  }
  // The last member of a struct is often declared shorter than it is.
  const fields =
    of.kind === 'field' && of.base.type.kind === 'record' && of.base.type.record.fields;
  if (of.kind !== 'field' || !fields || fields.at(-1)?.name === of.name) return undefined;
  return { size, member: true, notes: () => [] };
}
