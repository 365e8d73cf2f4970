// Quick: a condition that is asked a hundred thousand times on the way back.
//
// One idea: what is only about ints, in registers or at known addresses, becomes a function of the
// state; anything else is evaluated as at the prompt.

import type { Image, VariableInfo } from '../../cc/image.ts';
import type { CType } from '../../cc/types.ts';
import { sizeOf } from '../../cc/types.ts';
import type { VmState } from '../../vm/state.ts';
import { variableAt } from './blocks.ts';
import { evaluate, isTrue, type Scope } from './evaluate.ts';
import { GdbError, type Node, parseExpression } from './expression.ts';
import { typesOf } from './types.ts';

type Quick = (s: VmState) => number;

/** Makes a question to a state that stands at `pc`, in its innermost frame. */
export function conditionAt(
  scope: Omit<Scope, 's'>,
  text: string,
  pc: number,
): (s: VmState) => boolean {
  const node = parseExpression(text, typesOf(scope.image));
  const quick = quickly(scope.image, pc, node);
  if (quick) return (s) => quick(s) !== 0;
  return (s) => isTrue(evaluate({ ...scope, s, frame: 0, frozen: true }, node));
}

/** Types whose values all are ints after promotion. */
const SMALL = new Set(['bool', 'char', 'schar', 'uchar', 'short', 'ushort', 'int']);

/** The expression as a function, as far as it is about ints; undefined for any other. */
export function quickly(image: Image, pc: number | undefined, n: Node): Quick | undefined {
  switch (n.k) {
    case 'int': {
      const value = Number(n.value);
      return n.type === 'int' || n.type === 'char' ? () => value : undefined;
    }
    case 'name':
      return variable(image, pc, n.name);
    case 'unary': {
      const a = quickly(image, pc, n.a);
      return a && UNARY[n.op]?.(a);
    }
    case 'binary': {
      const a = quickly(image, pc, n.a);
      const b = quickly(image, pc, n.b);
      return a && b && BINARY[n.op]?.(a, b);
    }
    default:
      return undefined;
  }
}

function variable(image: Image, pc: number | undefined, name: string): Quick | undefined {
  const fn = image.functions.find((f) => pc !== undefined && pc >= f.pc && pc < f.endPc);
  const local = fn && variableAt(fn, pc!, name);
  const v = local ?? image.globals.find((one) => one.name === name);
  if (v?.type.kind !== 'int' || !SMALL.has(v.type.int)) return undefined;
  if (local && pc! < v.fromPc) return undefined;
  return reader(v, v.type);
}

function reader({ where, at }: VariableInfo, type: CType & { kind: 'int' }): Quick | undefined {
  const bits = 32 - 8 * sizeOf(type);
  const unsigned = type.int[0] === 'u' || type.int === 'bool';
  const extend = (value: number): number =>
    unsigned ? (value << bits) >>> bits : (value << bits) >> bits;
  if (where === 'register') return (s) => extend(s.registers[s.frame + 2 * at]);
  if (where !== 'stack' && where !== 'global') return undefined;
  return (s) => {
    const { memory } = s.space;
    const from = where === 'stack' ? s.sp + at : at;
    let value = 0;
    for (let i = sizeOf(type) - 1; i >= 0; i--) value = (value << 8) | memory[from + i];
    return extend(value);
  };
}

const UNARY: Record<string, ((a: Quick) => Quick) | undefined> = {
  '-': (a) => (s) => -a(s) | 0,
  '!': (a) => (s) => (a(s) === 0 ? 1 : 0),
  '~': (a) => (s) => ~a(s),
};

const divided = (by: number): number => {
  if (by === 0) throw new GdbError('Division by zero');
  return by;
};

const BINARY: Record<string, ((a: Quick, b: Quick) => Quick) | undefined> = {
  '+': (a, b) => (s) => (a(s) + b(s)) | 0,
  '-': (a, b) => (s) => (a(s) - b(s)) | 0,
  '*': (a, b) => (s) => Math.imul(a(s), b(s)),
  '/': (a, b) => (s) => (a(s) / divided(b(s))) | 0,
  '%': (a, b) => (s) => (a(s) % divided(b(s))) | 0,
  '&': (a, b) => (s) => a(s) & b(s),
  '|': (a, b) => (s) => a(s) | b(s),
  '^': (a, b) => (s) => a(s) ^ b(s),
  '==': (a, b) => (s) => Number(a(s) === b(s)),
  '!=': (a, b) => (s) => Number(a(s) !== b(s)),
  '<': (a, b) => (s) => Number(a(s) < b(s)),
  '>': (a, b) => (s) => Number(a(s) > b(s)),
  '<=': (a, b) => (s) => Number(a(s) <= b(s)),
  '>=': (a, b) => (s) => Number(a(s) >= b(s)),
  '&&': (a, b) => (s) => (a(s) !== 0 && b(s) !== 0 ? 1 : 0),
  '||': (a, b) => (s) => (a(s) !== 0 || b(s) !== 0 ? 1 : 0),
};
