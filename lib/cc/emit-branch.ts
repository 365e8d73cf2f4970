// Emit branches: conditions as jumps, without making a 0 or 1 first.

import {
  type Assembler,
  bind,
  emit,
  jump,
  type Label,
  label,
  type Reg,
  scratch,
  temporary,
} from './assembler.ts';
import type { OpName } from './bytecode.ts';
import { classOf, effect, value } from './emit-expression.ts';
import type { CompareOp, TExpr } from './typed.ts';
import { isUnsigned } from './types.ts';

const OPPOSITE: Record<CompareOp, CompareOp> = {
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
  '==': '!=',
  '!=': '==',
};

const MIRRORED: Record<CompareOp, CompareOp> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '==': '==',
  '!=': '!=',
};

/** Jumps to the label if the test is true (or, with `when` false, if it is not). */
export function branch(a: Assembler, test: TExpr, to: Label, when: boolean): void {
  switch (test.kind) {
    case 'int':
      if ((test.value !== 0n) === when) jump(a, 'JMP', to);
      return;
    case 'unary':
      if (test.op === '!') {
        branch(a, test.operand, to, !when);
        return;
      }
      break;
    case 'logical': {
      // `x && y` jumps when false as soon as one is false; when true only after both.
      if ((test.op === '||') === when) {
        branch(a, test.left, to, when);
        branch(a, test.right, to, when);
      } else {
        const past = label();
        branch(a, test.left, past, !when);
        branch(a, test.right, to, when);
        bind(a, past);
      }
      return;
    }
    case 'comma':
      effect(a, test.left);
      branch(a, test.right, to, when);
      return;
    case 'compare':
      scratch(a, () => branchCompare(a, test, to, when));
      return;
  }
  scratch(a, () => {
    const r = value(a, test);
    const as = classOf(test.type);
    if (as === 'f64') {
      const flag = temporary(a);
      emit(a, 'BOOLF', flag, r);
      jump(a, when ? 'JNZ' : 'JZ', to, flag);
    } else if (as === 'i64') jump(a, when ? 'JNZ64' : 'JZ64', to, r);
    else jump(a, when ? 'JNZ' : 'JZ', to, r);
  });
}

function branchCompare(
  a: Assembler,
  e: TExpr & { kind: 'compare' },
  to: Label,
  when: boolean,
): void {
  const as = classOf(e.left.type);
  if (as === 'f64') {
    // The opposite of `<` is not `>=` where a NaN takes part: compare, then test.
    const flag = temporary(a);
    emitCompare(a, e, flag);
    jump(a, when ? 'JNZ' : 'JZ', to, flag);
    return;
  }
  let op = when ? e.op : OPPOSITE[e.op];
  let [left, right] = [e.left, e.right];
  if (left.kind === 'int' && right.kind !== 'int') {
    [left, right] = [right, left];
    op = MIRRORED[op];
  }
  const unsigned = isUnsigned(left.type);
  const equality = op === '==' || op === '!=';
  if (right.kind === 'int') {
    const zero = right.value === 0n;
    if (as === 'i64' && zero && equality) {
      jump(a, op === '==' ? 'JZ64' : 'JNZ64', to, value(a, left));
      return;
    }
    if (as === 'i32' && (equality || !unsigned)) {
      const names: Record<CompareOp, OpName> = {
        '==': 'JEQI',
        '!=': 'JNEI',
        '<': 'JLTI',
        '<=': 'JLEI',
        '>': 'JGTI',
        '>=': 'JGEI',
      };
      jump(a, names[op], to, value(a, left), Number(BigInt.asIntN(32, right.value)));
      return;
    }
  }
  const l = value(a, left);
  const r = value(a, right);
  const [name, x, y] = ordered(op, unsigned, l, r);
  jump(a, `J${name}${as === 'i64' ? '64' : ''}` as OpName, to, x, y);
}

/** There is no `>`: the operands change places. */
function ordered(op: CompareOp, unsigned: boolean, l: Reg, r: Reg): [string, Reg, Reg] {
  const u = unsigned ? 'U' : '';
  switch (op) {
    case '==':
      return ['EQ', l, r];
    case '!=':
      return ['NE', l, r];
    case '<':
      return [`LT${u}`, l, r];
    case '<=':
      return [`LE${u}`, l, r];
    case '>':
      return [`LT${u}`, r, l];
    case '>=':
      return [`LE${u}`, r, l];
  }
}

/** Makes the 0 or 1 of a comparison. */
export function emitCompare(a: Assembler, e: TExpr & { kind: 'compare' }, d: Reg): void {
  scratch(a, () => {
    const l = value(a, e.left);
    const r = value(a, e.right);
    const as = classOf(e.left.type);
    const [name, x, y] = ordered(e.op, as !== 'f64' && isUnsigned(e.left.type), l, r);
    const suffix = as === 'f64' ? 'F' : as === 'i64' ? '64' : '';
    emit(a, (name + suffix) as OpName, d, x, y);
  });
}
