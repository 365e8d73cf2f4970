// Object sizes: what `__builtin_object_size` knows of the object that a pointer points into.
//
// One idea: as gcc without optimization, only what the operand itself says counts: the address of
// a variable, its members and constant indices; what a pointer variable holds is not looked at.
// Behind a sum the whole object is known, but not which member or array it stayed in.
//
// Source: the GNU C manual, "Object Size Checking"; gcc 12 -O0 where that leaves it open.

import { checkUnevaluated } from './check-special.ts';
import { rvalue } from './convert.ts';
import type { Checker } from './scope.ts';
import type { Expr } from './tree.ts';
import type { TExpr } from './typed.ts';
import { type CType, isComplete, isVla, sizeOf } from './types.ts';

/** An object and the innermost array, member or variable in it, each with the place that is meant. */
interface Known {
  whole: number;
  at: number;
  part: number;
  partAt: number;
}

/** The answer to `__builtin_object_size(e, mode)`. */
export function objectSize(c: Checker, e: Expr, mode: bigint): bigint {
  const unknown = mode & 2n ? 0n : 2n ** 64n - 1n;
  const known = pointee(c, rvalue(checkUnevaluated(c, e)));
  if (!known) return unknown;
  const summed = hasSum(e);
  if (summed && (mode & 1n || known.at < 0)) return unknown;
  const left = mode & 1n ? known.part - known.partAt : known.whole - known.at;
  return known.at < 0 ? 0n : BigInt(Math.max(0, left));
}

/** Tells whether a pointer is written as a sum. */
function hasSum(e: Expr): boolean {
  switch (e.kind) {
    case 'binary':
      return true;
    case 'unary':
    case 'cast':
      return hasSum(e.operand);
    case 'index':
    case 'member':
      return hasSum(e.base);
    case 'comma':
      return hasSum(e.right);
    default:
      return false;
  }
}

function pointee(c: Checker, e: TExpr): Known | undefined {
  switch (e.kind) {
    case 'cast':
      return pointee(c, e.operand);
    case 'comma':
      return pointee(c, e.right);
    case 'address':
      return object(c, e.of);
    case 'offset': {
      if (e.index.kind !== 'int') return undefined;
      const by = Number(e.index.value) * e.size * (e.negative ? -1 : 1);
      const from = pointee(c, e.pointer);
      if (!from) return undefined;
      const at = from.at + by;
      const row = e.pointer.kind === 'address' ? e.pointer.of.type : undefined;
      if (row?.kind !== 'array') return { ...from, at, partAt: from.partAt + by };
      return { ...from, at, part: extent(row, from), partAt: by };
    }
    default:
      return undefined;
  }
}

function object(c: Checker, e: TExpr): Known | undefined {
  switch (e.kind) {
    case 'local':
    case 'global': {
      const def = e.kind === 'global' ? c.unit.defs.get(e.symbol) : undefined;
      const filled = def?.kind === 'object' ? def.bytes.length : 0;
      if (isVla(e.type) || e.type.kind === 'function' || !isComplete(e.type)) return undefined;
      const whole = Math.max(filled, sizeOf(e.type));
      return { whole, at: 0, part: whole, partAt: 0 };
    }
    case 'field': {
      const { base } = e;
      // A struct by another type's address is none that is known.
      const recast = base.kind === 'deref' && base.pointer.kind === 'cast';
      const outer = recast ? undefined : object(c, base);
      if (!outer) return undefined;
      const inner = { ...outer, at: outer.at + e.offset };
      return { ...inner, part: extent(e.type, inner), partAt: 0 };
    }
    case 'deref':
      return pointee(c, e.pointer);
    default:
      return undefined;
  }
}

/** The bytes of an array or a member; one without a length takes what is left. */
function extent(type: CType, { whole, at }: Known): number {
  return isComplete(type) ? sizeOf(type) : whole - at;
}
