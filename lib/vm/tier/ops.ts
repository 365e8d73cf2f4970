// Ops: what each instruction of the bytecode is in WebAssembly.
//
// One idea: a VM register is one i64 local. 32-bit instructions read its lower half and write a number
// below 2^32, doubles go through a reinterpretation, and the engine's compiler makes machine registers
// of it. An instruction that is not in the table is left to the interpreter, and so is every case
// of one that is not the usual: a division by zero, an access that its shadow does not plainly allow.
//
// Units: slots are 8-byte registers of the frame.

import { INSTRUCTIONS, type OpName } from '../../cc/bytecode.ts';
import { SHADOW_GONE } from '../../cc/image.ts';
import * as w from './encode.ts';
import type { Layout } from './layout.ts';
import { signed } from './signed.ts';

export interface Gen {
  c: w.Bytes;
  code: Int32Array;
  layout: Layout;
  /** Locals: the slots begin at `slots`; then scratch. */
  slots: number;
  sp: number;
  at: number;
  num: number;
  /** Leaves to the interpreter, at `pc`, if the i32 on the stack is not 0. */
  leaveIf(pc: number): void;
}

type Emit = (g: Gen, pc: number) => void;

const slotOf = (g: Gen, operand: number): number => g.slots + (operand >> 1);

export function get64(g: Gen, operand: number): void {
  w.get(g.c, slotOf(g, operand));
}

export function get32(g: Gen, operand: number): void {
  get64(g, operand);
  w.op(g.c, 'i32.wrap_i64');
}

export function set64(g: Gen, operand: number): void {
  w.set(g.c, slotOf(g, operand));
}

export function set32(g: Gen, operand: number): void {
  w.op(g.c, 'i64.extend_i32_u');
  set64(g, operand);
}

function getF(g: Gen, operand: number): void {
  get64(g, operand);
  w.op(g.c, 'f64.reinterpret_i64');
}

function setF(g: Gen, operand: number): void {
  w.op(g.c, 'i64.reinterpret_f64');
  set64(g, operand);
}

type Way = 'i32' | 'i64' | 'f64';
const GET = { i32: get32, i64: get64, f64: getF };
const SET = { i32: set32, i64: set64, f64: setF };

/** d = r, through these instructions. */
const unary =
  (from: Way, to: Way, ...names: w.WName[]): Emit =>
  (g, pc) => {
    GET[from](g, g.code[pc + 2]);
    w.op(g.c, ...names);
    SET[to](g, g.code[pc + 1]);
  };

/** d = r op r. */
const binary =
  (way: Way, name: w.WName, to: Way = way): Emit =>
  (g, pc) => {
    GET[way](g, g.code[pc + 2]);
    GET[way](g, g.code[pc + 3]);
    w.op(g.c, name);
    SET[to](g, g.code[pc + 1]);
  };

/** d = r op i. */
const immediate =
  (name: w.WName): Emit =>
  (g, pc) => {
    get32(g, g.code[pc + 2]);
    w.i32(g.c, g.code[pc + 3]);
    w.op(g.c, name);
    set32(g, g.code[pc + 1]);
  };

/** A shift by a register; a count beyond the width is the interpreter's to judge. */
const shift =
  (way: 'i32' | 'i64', name: w.WName): Emit =>
  (g, pc) => {
    const [, d, a, b] = g.code.subarray(pc, pc + 4);
    get32(g, b);
    w.i32(g.c, way === 'i32' ? -32 : -64);
    w.op(g.c, 'i32.and');
    g.leaveIf(pc);
    GET[way](g, a);
    get32(g, b);
    // The count of a 64-bit shift is 64 bits wide in WebAssembly.
    if (way === 'i64') w.op(g.c, 'i64.extend_i32_u');
    w.op(g.c, name);
    SET[way](g, d);
  };

/** A division; what has no result is left to the interpreter. */
const divide =
  (way: 'i32' | 'i64', name: w.WName, signed: boolean): Emit =>
  (g, pc) => {
    const [, d, a, b] = g.code.subarray(pc, pc + 4);
    GET[way](g, b);
    w.op(g.c, `${way}.eqz`);
    g.leaveIf(pc);
    if (signed) {
      const number = (n: bigint): void => (way === 'i32' ? w.i32(g.c, Number(n)) : w.i64(g.c, n));
      GET[way](g, b);
      number(-1n);
      w.op(g.c, `${way}.eq`);
      GET[way](g, a);
      number(-(way === 'i32' ? 2n ** 31n : 2n ** 63n));
      w.op(g.c, `${way}.eq`, 'i32.and');
      g.leaveIf(pc);
    }
    GET[way](g, a);
    GET[way](g, b);
    w.op(g.c, name);
    SET[way](g, d);
  };

/** Cuts a double to an integer as x86-64 does: what does not fit gives the lowest number. */
const truncate =
  (to: 'i32' | 'i64' | 'u64'): Emit =>
  (g, pc) => {
    const [, d, a] = g.code.subarray(pc, pc + 3);
    const { c } = g;
    const low = to === 'i32' ? -(2 ** 31) : -(2 ** 63);
    const high = to === 'i32' ? 2 ** 31 : to === 'i64' ? 2 ** 63 : 2 ** 64;
    getF(g, a);
    w.op(c, 'f64.trunc');
    w.tee(c, g.num);
    if (to === 'u64') {
      // Below 2^63 the sign counts, as it does for i64.
      w.truncateSat(c, 'i64');
      w.get(c, g.num);
      w.truncateSat(c, 'u64');
      w.get(c, g.num);
      w.f64(c, 2 ** 63);
      w.op(c, 'f64.lt', 'select');
    } else w.truncateSat(c, to);
    if (to === 'i32') w.op(c, 'i64.extend_i32_u');
    w.i64(c, to === 'i32' ? 2n ** 31n : 2n ** 63n);
    w.get(c, g.num);
    w.f64(c, low);
    w.op(c, 'f64.ge');
    w.get(c, g.num);
    w.f64(c, high);
    w.op(c, 'f64.lt', 'i32.and', 'select');
    set64(g, d);
  };

// ---- addresses ----------------------------------------------------------------------------------

/** d = an address moved on: only its lower half is. */
const address =
  (index: (g: Gen, pc: number) => void): Emit =>
  (g, pc) => {
    const [, d, a] = g.code.subarray(pc, pc + 3);
    get32(g, a);
    index(g, pc);
    w.op(g.c, 'i32.add', 'i64.extend_i32_u');
    get64(g, a);
    w.i64(g.c, -(2n ** 32n));
    w.op(g.c, 'i64.and', 'i64.or');
    set64(g, d);
  };

const byImmediate = (g: Gen, pc: number): void => w.i32(g.c, g.code[pc + 3]);

const byRegister =
  (scale: number) =>
  (g: Gen, pc: number): void => {
    get32(g, g.code[pc + 3]);
    if (scale > 0) {
      w.i32(g.c, scale);
      w.op(g.c, 'i32.shl');
    }
  };

/** Computes the address of an access into `at`; leaves where no memory can be. */
function locate(g: Gen, pc: number, index: (g: Gen, pc: number) => void): void {
  const { c } = g;
  get32(g, g.code[pc + 2]);
  index(g, pc);
  w.op(c, 'i32.add');
  w.tee(c, g.at);
  w.i32(c, g.layout.memoryBytes - 8);
  w.op(c, 'i32.ge_u');
  g.leaveIf(pc);
}

const SHADOW_LOAD: Record<number, w.WName> = {
  1: 'i32.load8_u',
  2: 'i32.load16_u',
  4: 'i32.load',
  8: 'i64.load',
};

const SHADOW_STORE: Record<number, w.WName> = {
  1: 'i32.store8',
  2: 'i32.store16',
  4: 'i32.store',
  8: 'i64.store',
};

/** The number whose `size` bytes are all `mark`. */
function marks(g: Gen, size: number, mark: number): void {
  const all = BigInt(mark) * (size === 8 ? 0x0101010101010101n : 0x01010101n);
  if (size === 8) w.i64(g.c, all);
  else w.i32(g.c, Number(BigInt.asIntN(32, all & ((1n << BigInt(8 * size)) - 1n))));
}

/** Leaves unless all bytes at `at` have these bits in their shadow. */
function guard(g: Gen, pc: number, size: number, bits: number): void {
  const way = size === 8 ? 'i64' : 'i32';
  w.get(g.c, g.at);
  w.access(g.c, SHADOW_LOAD[size], g.layout.shadow);
  marks(g, size, bits);
  w.op(g.c, `${way}.and`);
  marks(g, size, bits);
  w.op(g.c, `${way}.ne`);
  g.leaveIf(pc);
}

const READABLE_AND_SET = 3;
const WRITABLE = 4;
const SET_MARK = 7;

const load =
  (size: number, name: w.WName, index: (g: Gen, pc: number) => void): Emit =>
  (g, pc) => {
    locate(g, pc, index);
    guard(g, pc, size, READABLE_AND_SET);
    w.get(g.c, g.at);
    w.access(g.c, name, g.layout.memory);
    if (name === 'f32.load') {
      w.op(g.c, 'f64.promote_f32', 'i64.reinterpret_f64');
    }
    // A signed char is a number of 32 bits.
    if (name === 'i64.load8_s' || name === 'i64.load16_s') {
      w.i64(g.c, 0xffffffffn);
      w.op(g.c, 'i64.and');
    }
    set64(g, g.code[pc + 1]);
  };

const store =
  (size: number, name: w.WName, index: (g: Gen, pc: number) => void): Emit =>
  (g, pc) => {
    locate(g, pc, index);
    guard(g, pc, size, WRITABLE);
    w.get(g.c, g.at);
    marks(g, size, SET_MARK);
    w.access(g.c, SHADOW_STORE[size], g.layout.shadow);
    w.get(g.c, g.at);
    if (name === 'f32.store') {
      getF(g, g.code[pc + 1]);
      w.op(g.c, 'f32.demote_f64');
    } else get64(g, g.code[pc + 1]);
    w.access(g.c, name, g.layout.memory);
  };

/** Fills shadow at the address in local `at` with a byte; short ranges without a loop. */
export function fillShadow(g: Gen, at: number, bytes: number, mark: number): void {
  if (bytes > 64) {
    w.get(g.c, at);
    w.i32(g.c, g.layout.shadow);
    w.op(g.c, 'i32.add');
    w.i32(g.c, mark);
    w.i32(g.c, bytes);
    w.fill(g.c);
    return;
  }
  for (let i = 0; i < bytes; ) {
    const size = [8, 4, 2, 1].find((n) => n <= bytes - i)!;
    w.get(g.c, at);
    marks(g, size, mark);
    w.access(g.c, SHADOW_STORE[size], g.layout.shadow + i);
    i += size;
  }
}

const FRESH_MARK = 5;

// ---- the table ----------------------------------------------------------------------------------

const emitters = (): Partial<Record<OpName, Emit>> => ({
  MOV: unary('i64', 'i64'),
  MOV64: unary('i64', 'i64'),
  CONST: (g, pc) => {
    w.i64(g.c, BigInt.asUintN(32, BigInt(g.code[pc + 2])));
    set64(g, g.code[pc + 1]);
  },
  CONST64: (g, pc) => {
    const high = BigInt(g.code[pc + 3]) << 32n;
    w.i64(g.c, high | BigInt.asUintN(32, BigInt(g.code[pc + 2])));
    set64(g, g.code[pc + 1]);
  },
  FRAME: (g, pc) => {
    w.get(g.c, g.sp);
    w.i32(g.c, g.code[pc + 2]);
    w.op(g.c, 'i32.add');
    set32(g, g.code[pc + 1]);
  },
  TP: (g, pc) => {
    w.i32(g.c, 0);
    w.access(g.c, 'i64.load32_u', g.layout.control.tp);
    set64(g, g.code[pc + 1]);
  },
  SEXT8: unary('i32', 'i32', 'i32.extend8_s'),
  SEXT16: unary('i32', 'i32', 'i32.extend16_s'),
  SEXT: unary('i32', 'i64', 'i64.extend_i32_s'),
  ZEXT: unary('i32', 'i32'),
  ITOF: unary('i32', 'f64', 'f64.convert_i32_s'),
  UTOF: unary('i32', 'f64', 'f64.convert_i32_u'),
  LTOF: unary('i64', 'f64', 'f64.convert_i64_s'),
  ULTOF: unary('i64', 'f64', 'f64.convert_i64_u'),
  LTOS: unary('i64', 'f64', 'f32.convert_i64_s', 'f64.promote_f32'),
  ULTOS: unary('i64', 'f64', 'f32.convert_i64_u', 'f64.promote_f32'),
  FTOI: truncate('i32'),
  FTOL: truncate('i64'),
  FTOUL: truncate('u64'),
  FROUND: unary('f64', 'f64', 'f32.demote_f64', 'f64.promote_f32'),
  NEGF: unary('f64', 'f64', 'f64.neg'),
  BOOL: unary('i32', 'i32', 'i32.eqz', 'i32.eqz'),
  BOOL64: unary('i64', 'i32', 'i64.eqz', 'i32.eqz'),
  DIV: divide('i32', 'i32.div_s', true),
  DIVU: divide('i32', 'i32.div_u', false),
  MOD: divide('i32', 'i32.rem_s', true),
  MODU: divide('i32', 'i32.rem_u', false),
  DIV64: divide('i64', 'i64.div_s', true),
  DIVU64: divide('i64', 'i64.div_u', false),
  MOD64: divide('i64', 'i64.rem_s', true),
  MODU64: divide('i64', 'i64.rem_u', false),
  ADDI64: (g, pc) => {
    get64(g, g.code[pc + 2]);
    w.i64(g.c, BigInt(g.code[pc + 3]));
    w.op(g.c, 'i64.add');
    set64(g, g.code[pc + 1]);
  },
  ADDP: address(byImmediate),
  CHECK: (g, pc) => {
    get32(g, g.code[pc + 1]);
    w.i32(g.c, g.code[pc + 2]);
    w.op(g.c, 'i32.ge_u');
    g.leaveIf(pc);
  },
  FRESH: (g, pc) => {
    get32(g, g.code[pc + 1]);
    w.set(g.c, g.at);
    fillShadow(g, g.at, g.code[pc + 2], FRESH_MARK);
  },
  GONE: (g, pc) => {
    get32(g, g.code[pc + 1]);
    w.set(g.c, g.at);
    fillShadow(g, g.at, g.code[pc + 2], SHADOW_GONE);
  },
  LDF: load(4, 'f32.load', byImmediate),
  STF: store(4, 'f32.store', byImmediate),
});

/** Instructions that are made alike. */
/** Puts in what loads, stores and reckons addresses, once for each size of a value. */
function forEverySize(put: (name: string, emit: Emit) => void): void {
  [1, 2, 4, 8].forEach((size, scale) => {
    put(`LEA${size}`, address(byRegister(scale)));
    const bits = size * 8;
    const wide = size === 8 ? 'i64.store' : (`i64.store${bits}` as w.WName);
    put(`ST${bits}`, store(size, wide, byImmediate));
    put(`STX${bits}`, store(size, wide, byRegister(scale)));
    if (size > 2) {
      const name = size === 4 ? 'i64.load32_u' : 'i64.load';
      put(`LD${bits}`, load(size, name, byImmediate));
      put(`LDX${bits}`, load(size, name, byRegister(scale)));
      return;
    }
    for (const sign of ['s', 'u']) {
      const name = `i64.load${bits}_${sign}` as w.WName;
      put(`LD${bits}${sign.toUpperCase()}`, load(size, name, byImmediate));
      put(`LDX${bits}${sign.toUpperCase()}`, load(size, name, byRegister(scale)));
    }
  });
}

function fullTable(): Partial<Record<OpName, Emit>> {
  const table = emitters();
  const put = (name: string, emit: Emit): void => {
    table[name as OpName] = emit;
  };
  const plain = { ADD: 'add', SUB: 'sub', MUL: 'mul', AND: 'and', OR: 'or', XOR: 'xor' };
  for (const [name, does] of Object.entries(plain)) {
    put(name, binary('i32', `i32.${does}` as w.WName));
    put(`${name}64`, binary('i64', `i64.${does}` as w.WName));
  }
  const floats = { ADDF: 'f64.add', SUBF: 'f64.sub', MULF: 'f64.mul', DIVF: 'f64.div' } as const;
  for (const [name, does] of Object.entries(floats)) put(name, binary('f64', does));
  const shifts = { SHL: 'i32.shl', SHR: 'i32.shr_s', SHRU: 'i32.shr_u' } as const;
  for (const [name, does] of Object.entries(shifts)) {
    put(name, shift('i32', does));
    put(`${name}64`, shift('i64', does.replace('i32', 'i64') as w.WName));
    put(`${name}I`, immediate(does));
  }
  for (const [name, emit] of Object.entries(signed())) put(name, emit);
  put('ADDI', immediate('i32.add'));
  put('MULI', immediate('i32.mul'));
  put('ANDI', immediate('i32.and'));
  const masks = { ZEXT8: 255, ZEXT16: 0xffff };
  for (const [name, mask] of Object.entries(masks)) {
    put(name, (g, pc) => {
      get32(g, g.code[pc + 2]);
      w.i32(g.c, mask);
      w.op(g.c, 'i32.and');
      set32(g, g.code[pc + 1]);
    });
  }
  for (const name of ['NEG', 'NOT', 'NEG64', 'NOT64']) {
    const wide = name.endsWith('64');
    const way = wide ? 'i64' : 'i32';
    const not = name.startsWith('NOT');
    // -x is 0 - x, and ~x is -1 - x.
    put(name, (g, pc) => {
      if (wide) w.i64(g.c, not ? -1n : 0n);
      else w.i32(g.c, not ? -1 : 0);
      GET[way](g, g.code[pc + 2]);
      w.op(g.c, `${way}.sub`);
      SET[way](g, g.code[pc + 1]);
    });
  }
  for (const [name, does] of Object.entries(COMPARE)) {
    put(name, binary('i32', `i32.${does}` as w.WName));
    put(`${name}64`, binary('i64', `i64.${does}` as w.WName, 'i32'));
  }
  for (const name of ['EQ', 'NE', 'LT', 'LE']) {
    put(`${name}F`, binary('f64', `f64.${name.toLowerCase()}` as w.WName, 'i32'));
  }
  forEverySize(put);
  return table;
}

const COMPARE = { EQ: 'eq', NE: 'ne', LT: 'lt_s', LE: 'le_s', LTU: 'lt_u', LEU: 'le_u' } as const;

let byNumber: readonly (Emit | undefined)[] | undefined;

/** Finds what writes an instruction, by its opcode; the table is made for the first hot program. */
export function emitOf(op: number): Emit | undefined {
  if (!byNumber) {
    const table = fullTable();
    byNumber = INSTRUCTIONS.map(([name]) => table[name]);
  }
  return byNumber[op];
}

/** Puts 1 or 0 on the stack: whether the jump is taken. Undefined: it is no jump that we know. */
export function condition(g: Gen, pc: number): boolean {
  const [name] = INSTRUCTIONS[g.code[pc]];
  const [a, b] = [g.code[pc + 1], g.code[pc + 2]];
  const test = /^J(Z|NZ|EQ|NE|LTU|LEU|LT|LE|GT|GE)(I|64)?$/.exec(name);
  if (!test) return false;
  const [, what, kind] = test;
  const way = kind === '64' ? 'i64' : 'i32';
  GET[way](g, a);
  if (what === 'Z' || what === 'NZ') {
    w.op(g.c, `${way}.eqz`);
    if (what === 'NZ') w.op(g.c, 'i32.eqz');
    return true;
  }
  if (kind === 'I') w.i32(g.c, b);
  else GET[way](g, b);
  const known: Record<string, string> = { ...COMPARE, GT: 'gt_s', GE: 'ge_s' };
  w.op(g.c, `${way}.${known[what]}` as w.WName);
  return true;
}
