// Signed: sums, differences and products that warn where they do not fit, in WebAssembly.
//
// One idea: the usual case is the plain instruction and a test; whatever does not fit is left to the
// interpreter, which warns and wraps around.

import { SAFE_PRODUCT } from '../overflow.ts';
import * as w from './encode.ts';
import { type Gen, get32, get64, set32, set64 } from './ops.ts';

type Emit = (g: Gen, pc: number) => void;
type Sum = 'add' | 'sub';
type Width = 'i32' | 'i64';

const GET = { i32: get32, i64: get64 };

/** Pushes the second operand: a register, or the number in the instruction. */
function second(g: Gen, pc: number, width: Width, immediate: boolean): void {
  const operand = g.code[pc + 3];
  if (!immediate) GET[width](g, operand);
  else if (width === 'i32') w.i32(g.c, operand);
  else w.i64(g.c, BigInt(operand));
}

/** Leaves where the signs say that a sum or a difference has wrapped around. */
function sum(width: Width, op: Sum, immediate: boolean): Emit {
  return (g, pc) => {
    const { c } = g;
    const a = (): void => GET[width](g, g.code[pc + 2]);
    const b = (): void => second(g, pc, width, immediate);
    const result = (): void => {
      a();
      b();
      w.op(c, `${width}.${op}`);
    };
    // a + b: both differ from the result; a - b: they differ, and a differs from the result.
    a();
    result();
    w.op(c, `${width}.xor`);
    b();
    if (op === 'add') result();
    else a();
    w.op(c, `${width}.xor`, `${width}.and`);
    if (width === 'i32') w.i32(c, 0);
    else w.i64(c, 0n);
    w.op(c, `${width}.lt_s`);
    g.leaveIf(pc);
    result();
    (width === 'i32' ? set32 : set64)(g, g.code[pc + 1]);
  };
}

function product32(immediate: boolean): Emit {
  return (g, pc) => {
    const { c } = g;
    const wide = (): void => {
      get32(g, g.code[pc + 2]);
      w.op(c, 'i64.extend_i32_s');
      second(g, pc, 'i32', immediate);
      w.op(c, 'i64.extend_i32_s', 'i64.mul');
    };
    wide();
    wide();
    w.op(c, 'i32.wrap_i64', 'i64.extend_i32_s', 'i64.ne');
    g.leaveIf(pc);
    wide();
    w.op(c, 'i32.wrap_i64');
    set32(g, g.code[pc + 1]);
  };
}

/** Two doubles' product, rounded as it is, tells whether it may not fit. */
const product64: Emit = (g, pc) => {
  const { c } = g;
  const approximate = (limit: number, test: 'f64.ge' | 'f64.le'): void => {
    get64(g, g.code[pc + 2]);
    w.op(c, 'f64.convert_i64_s');
    get64(g, g.code[pc + 3]);
    w.op(c, 'f64.convert_i64_s', 'f64.mul');
    w.f64(c, limit);
    w.op(c, test);
  };
  approximate(SAFE_PRODUCT, 'f64.ge');
  approximate(-SAFE_PRODUCT, 'f64.le');
  w.op(c, 'i32.or');
  g.leaveIf(pc);
  get64(g, g.code[pc + 2]);
  get64(g, g.code[pc + 3]);
  w.op(c, 'i64.mul');
  set64(g, g.code[pc + 1]);
};

/** Only the lowest number has no negative. */
function negative(width: Width): Emit {
  return (g, pc) => {
    const { c } = g;
    const number = (n: bigint): void => (width === 'i32' ? w.i32(c, Number(n)) : w.i64(c, n));
    GET[width](g, g.code[pc + 2]);
    number(width === 'i32' ? -(2n ** 31n) : -(2n ** 63n));
    w.op(c, `${width}.eq`);
    g.leaveIf(pc);
    number(0n);
    GET[width](g, g.code[pc + 2]);
    w.op(c, `${width}.sub`);
    (width === 'i32' ? set32 : set64)(g, g.code[pc + 1]);
  };
}

export const signed = (): Readonly<Record<string, Emit>> => ({
  ADDS: sum('i32', 'add', false),
  SUBS: sum('i32', 'sub', false),
  ADDIS: sum('i32', 'add', true),
  ADD64S: sum('i64', 'add', false),
  SUB64S: sum('i64', 'sub', false),
  ADDI64S: sum('i64', 'add', true),
  MULS: product32(false),
  MULIS: product32(true),
  MUL64S: product64,
  NEGS: negative('i32'),
  NEG64S: negative('i64'),
});
