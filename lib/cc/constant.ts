// Constants: evaluation of expressions at compile time, exactly as the machine would do it.
//
// One idea: operators over constants are folded where the checker builds them, so a constant
// expression is simply an expression that came out as an `int` or `float` node. Addresses, which
// the linker knows first, are a symbol and an offset.
//
// Source: ISO C17 6.6.

import type { ArithmeticOp, CompareOp, TExpr } from './typed.ts';
import { type CType, isUnsigned, sizeOf } from './types.ts';

/** Wraps an integer to what its type can hold. */
export function wrapInt(value: bigint, type: CType): bigint {
  if (type.kind === 'int' && type.int === 'bool') return value === 0n ? 0n : 1n;
  const bits = sizeOf(type) * 8;
  return isUnsigned(type) ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
}

/** Replaces an operation on constants by its result; returns other expressions as they are. */
export function fold(e: TExpr): TExpr {
  const { span, type } = e;
  const int = (value: bigint): TExpr => ({ kind: 'int', span, type, value: wrapInt(value, type) });
  const float = (value: number): TExpr => {
    const narrow = type.kind === 'float' && type.float === 'float';
    return { kind: 'float', span, type, value: narrow ? Math.fround(value) : value };
  };
  switch (e.kind) {
    case 'unary': {
      const v = e.operand;
      if (e.op === '!') {
        if (v.kind === 'int') return int(v.value === 0n ? 1n : 0n);
        if (v.kind === 'float') return int(v.value === 0 ? 1n : 0n);
        return e;
      }
      if (v.kind === 'int') return int(e.op === '-' ? -v.value : ~v.value);
      return v.kind === 'float' ? float(-v.value) : e;
    }
    case 'binary': {
      const { left: l, right: r } = e;
      if (l.kind === 'int' && r.kind === 'int') {
        const value = foldInt(e.op, l.value, r.value, type);
        return value === undefined ? e : int(value);
      }
      return l.kind === 'float' && r.kind === 'float'
        ? float(foldFloat(e.op, l.value, r.value))
        : e;
    }
    case 'compare': {
      const { left: l, right: r } = e;
      const known =
        (l.kind === 'int' && r.kind === 'int') || (l.kind === 'float' && r.kind === 'float');
      return known ? int(foldCompare(e.op, l.value, r.value) ? 1n : 0n) : e;
    }
    case 'logical': {
      const l = truth(e.left);
      if (l === undefined) return e;
      if (l === (e.op === '||')) return int(l ? 1n : 0n);
      const r = truth(e.right);
      return r === undefined ? e : int(r ? 1n : 0n);
    }
    case 'conditional': {
      const test = truth(e.test);
      if (test === undefined) return e;
      const chosen = test ? e.yes : e.no;
      return chosen.kind === 'int' || chosen.kind === 'float' ? chosen : e;
    }
    case 'cast': {
      const v = e.operand;
      if (type.kind === 'void' || type.kind === 'record') return e;
      const bool = type.kind === 'int' && type.int === 'bool';
      if (v.kind === 'int')
        return type.kind === 'float' ? float(toFloating(v.value, type.float)) : int(v.value);
      if (v.kind !== 'float') return e;
      if (type.kind === 'float') return float(v.value);
      if (bool) return int(v.value === 0 ? 0n : 1n);
      if (!Number.isFinite(v.value)) return e;
      return int(clamp(BigInt(Math.trunc(v.value)), type));
    }
    default:
      return e;
  }
}

/** The number; for a float, which rounds it next, an odd one where a double would lose digits. */
function toFloating(value: bigint, type: string): number {
  const lost = value & 0xfffn;
  const large = value >= 1n << 53n || value < -(1n << 53n);
  return Number(type === 'float' && large && lost ? value - lost + 0x800n : value);
}

/** What does not fit becomes the nearest number that does, as where gcc folds. */
function clamp(value: bigint, type: CType): bigint {
  const bits = BigInt(sizeOf(type) * 8);
  const [low, high] = isUnsigned(type)
    ? [0n, (1n << bits) - 1n]
    : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
  return value < low ? low : value > high ? high : value;
}

function truth(e: TExpr): boolean | undefined {
  if (e.kind === 'int') return e.value !== 0n;
  return e.kind === 'float' ? e.value !== 0 : undefined;
}

/** Undefined where the result is (division by zero): the machine faults there when it comes. */
export function foldInt(op: ArithmeticOp, a: bigint, b: bigint, type: CType): bigint | undefined {
  const mask = BigInt(sizeOf(type) * 8 - 1);
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    case '<<':
      return a << (b & mask);
    case '>>':
      return a >> (b & mask);
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
  }
}

function foldFloat(op: ArithmeticOp, a: number, b: number): number {
  if (op === '+') return a + b;
  if (op === '-') return a - b;
  return op === '*' ? a * b : a / b;
}

function foldCompare(op: CompareOp, a: bigint | number, b: bigint | number): boolean {
  switch (op) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case '==':
      return a === b;
    case '!=':
      return a !== b;
  }
}

/** What a static initialiser may be. */
export type StaticValue =
  | { kind: 'int'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'address'; symbol: string; addend: number };

/** Evaluates the initialiser of a static object; undefined where it is not constant. */
export function staticValue(e: TExpr): StaticValue | undefined {
  switch (e.kind) {
    case 'int':
      return { kind: 'int', value: e.value };
    case 'float':
      return { kind: 'float', value: e.value };
    case 'address':
      return staticPlace(e.of);
    case 'cast': {
      const value = staticValue(e.operand);
      // An address survives only conversions that keep all of it.
      if (value?.kind !== 'address' || sizeOf(e.type) === 8) return value;
      const bool = e.type.kind === 'int' && e.type.int === 'bool';
      return bool ? { kind: 'int', value: 1n } : undefined;
    }
    case 'binary': {
      const [l, r] = [staticValue(e.left), staticValue(e.right)];
      if (!l || !r || (e.op !== '+' && e.op !== '-')) return undefined;
      if (e.op === '+' && r.kind === 'address' && l.kind === 'int') return moved(r, l.value);
      if (r.kind !== 'int') return undefined;
      return moved(l, e.op === '-' ? -r.value : r.value);
    }
    case 'distance': {
      const [l, r] = [staticValue(e.left), staticValue(e.right)];
      if (l?.kind === 'int' && r?.kind === 'int') {
        return { kind: 'int', value: (l.value - r.value) / BigInt(e.size) };
      }
      if (l?.kind !== 'address' || r?.kind !== 'address' || l.symbol !== r.symbol) return undefined;
      return { kind: 'int', value: BigInt(Math.trunc((l.addend - r.addend) / e.size)) };
    }
    case 'offset': {
      const base = staticValue(e.pointer);
      if (!base || e.index.kind !== 'int') return undefined;
      const by = Number(e.index.value) * e.size * (e.negative ? -1 : 1);
      if (base.kind === 'address') return { ...base, addend: base.addend + by };
      return base.kind === 'int' ? { kind: 'int', value: base.value + BigInt(by) } : undefined;
    }
    case 'conditional': {
      const test = truth(e.test);
      return test === undefined ? undefined : staticValue(test ? e.yes : e.no);
    }
    default:
      return undefined;
  }
}

function moved(value: StaticValue, by: bigint): StaticValue | undefined {
  if (value.kind === 'int') return { kind: 'int', value: BigInt.asIntN(64, value.value + by) };
  return value.kind === 'address' ? { ...value, addend: value.addend + Number(by) } : undefined;
}

function staticPlace(e: TExpr): StaticValue | undefined {
  switch (e.kind) {
    case 'global':
      return e.thread ? undefined : { kind: 'address', symbol: e.symbol, addend: 0 };
    case 'field': {
      const base = staticPlace(e.base);
      if (base?.kind === 'address') return { ...base, addend: base.addend + e.offset };
      return base?.kind === 'int'
        ? { kind: 'int', value: base.value + BigInt(e.offset) }
        : undefined;
    }
    case 'deref':
      return staticValue(e.pointer);
    default:
      return undefined;
  }
}
