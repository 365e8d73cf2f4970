// Emit expressions: values into registers, places to addresses.
//
// One idea: `value` says in which register a value is, and for a variable in a register that costs
// nothing; `into` computes a value in the register where it is wanted.

import {
  type Assembler,
  accessOf,
  bind,
  emit,
  jump,
  label,
  makeHome,
  place,
  type Reg,
  reserve,
  scratch,
  temporary,
} from './assembler.ts';
import type { OpName } from './bytecode.ts';
import { branch, emitCompare } from './emit-branch.ts';
import { emitCall, emitSyscall } from './emit-call.ts';
import type { ArithmeticOp, InitPart, TExpr } from './typed.ts';
import { alignOf, type CType, isUnsigned, sizeOf, type ValueClass, valueClass } from './types.ts';

export function classOf(type: CType): ValueClass {
  return type.kind === 'record' || type.kind === 'void' ? 'i64' : valueClass(type);
}

/** Returns a register that holds the value; for a struct, its address. */
export function value(a: Assembler, e: TExpr): Reg {
  if (e.kind === 'local') {
    const home = a.homes.get(e.local)!;
    if (home.kind === 'register') return home.reg;
  }
  if (e.kind === 'call') return emitCall(a, e);
  // A conversion that changes no bits needs no register of its own.
  if (e.kind === 'cast' && isFree(e.operand.type, e.type)) return value(a, e.operand);
  const reg = temporary(a);
  into(a, e, reg);
  return reg;
}

/** Computes an expression for what it does alone. */
export function effect(a: Assembler, e: TExpr): void {
  scratch(a, () => {
    if (e.kind === 'cast') effect(a, e.operand);
    else if (e.kind === 'update' || e.kind === 'advance')
      update(a, { ...e, post: false }, undefined);
    else if (e.kind === 'comma') {
      effect(a, e.left);
      effect(a, e.right);
    } else if (e.kind === 'assign') assign(a, e);
    else value(a, e);
  });
}

/** Computes an expression in this register. */
export function into(a: Assembler, e: TExpr, d: Reg): void {
  if (e.type.kind === 'record' && isPlaceKind(e)) {
    address(a, e, d);
    return;
  }
  switch (e.kind) {
    case 'int':
      constant(a, e.value, classOf(e.type), d);
      return;
    case 'float':
      floatConstant(a, e.value, d);
      return;
    case 'local':
    case 'global':
    case 'deref':
    case 'field':
    case 'compound':
      load(a, e, d);
      return;
    case 'address':
      address(a, e.of, d);
      return;
    case 'unary':
      unary(a, e, d);
      return;
    case 'binary':
      scratch(a, () => arithmetic(a, e.op, e.type, value(a, e.left), e.right, d, e));
      return;
    case 'compare':
      emitCompare(a, e, d);
      return;
    case 'offset':
      scratch(a, () => offset(a, value(a, e.pointer), e, d));
      return;
    case 'distance':
      distance(a, e, d);
      return;
    case 'logical':
    case 'conditional':
      choose(a, e, d);
      return;
    case 'comma':
      effect(a, e.left);
      into(a, e.right, d);
      return;
    case 'cast':
      scratch(a, () => convert(a, value(a, e.operand), e.operand.type, e.type, d));
      return;
    case 'assign':
      scratch(a, () => move(a, assign(a, e), e.type, d));
      return;
    case 'update':
    case 'advance':
      update(a, e, d);
      return;
    case 'call':
      scratch(a, () => move(a, emitCall(a, e), e.type, d));
      return;
    case 'syscall':
      emitSyscall(a, e, d);
      return;
    case 'va-start':
      store(a, e.list, a.varargs!);
      return;
    case 'va-arg':
      vaArg(a, e, d);
      return;
  }
}

function isPlaceKind(e: TExpr): boolean {
  return ['local', 'global', 'deref', 'field', 'compound'].includes(e.kind);
}

export function move(a: Assembler, from: Reg, type: CType, to: Reg): void {
  if (from === to || type.kind === 'void') return;
  emit(a, classOf(type) === 'i32' ? 'MOV' : 'MOV64', to, from);
}

function constant(a: Assembler, value: bigint, as: ValueClass, d: Reg): void {
  const low = Number(BigInt.asIntN(32, value));
  if (as === 'i32') emit(a, 'CONST', d, low);
  else emit(a, 'CONST64', d, low, Number(BigInt.asIntN(32, value >> 32n)));
}

function floatConstant(a: Assembler, value: number, d: Reg): void {
  const halves = new Int32Array(Float64Array.of(value).buffer);
  emit(a, 'CONST64', d, halves[0], halves[1]);
}

// ---- places -----------------------------------------------------------------------------------

/** A place as an instruction wants it: a register, or an address in a register and an offset. */
type Where = { kind: 'register'; reg: Reg } | { kind: 'memory'; base: Reg; offset: number };

function where(a: Assembler, e: TExpr): Where {
  switch (e.kind) {
    case 'local': {
      const home = a.homes.get(e.local)!;
      if (home.kind === 'register') return home;
      const base = temporary(a);
      emit(a, 'FRAME', base, home.offset);
      return { kind: 'memory', base, offset: 0 };
    }
    case 'field': {
      const outer = where(a, e.base);
      if (outer.kind === 'register') return { kind: 'memory', base: outer.reg, offset: e.offset };
      return { ...outer, offset: outer.offset + e.offset };
    }
    case 'deref': {
      const pointer = e.pointer;
      // `p[3]` and `*(p + 3)`: the constant goes into the instruction.
      if (pointer.kind === 'offset' && pointer.index.kind === 'int') {
        const by = Number(pointer.index.value) * pointer.size * (pointer.negative ? -1 : 1);
        if (Math.abs(by) < 2 ** 30) {
          return { kind: 'memory', base: value(a, pointer.pointer), offset: by };
        }
      }
      return { kind: 'memory', base: value(a, pointer), offset: 0 };
    }
    case 'global':
    case 'compound': {
      const base = temporary(a);
      address(a, e, base);
      return { kind: 'memory', base, offset: 0 };
    }
    default:
      // A struct value: the register holds its address.
      return { kind: 'memory', base: value(a, e), offset: 0 };
  }
}

/** Computes the address of a place. */
export function address(a: Assembler, e: TExpr, d: Reg): void {
  switch (e.kind) {
    case 'local': {
      const home = a.homes.get(e.local)!;
      if (home.kind !== 'stack') throw new Error(`address of register variable ${e.local.name}`);
      emit(a, 'FRAME', d, home.offset);
      return;
    }
    case 'global': {
      const at = a.addresses.objects.get(e.symbol) ?? a.addresses.code.get(e.symbol);
      if (at === undefined) throw new Error(`symbol without address: ${e.symbol}`);
      emit(a, 'CONST64', d, at, 0);
      return;
    }
    case 'compound': {
      const home = a.homes.get(e.local) ?? makeHome(a, e.local);
      if (home.kind !== 'stack') throw new Error('compound literal in a register');
      initialise(a, home.offset, e.local.type, e.init);
      emit(a, 'FRAME', d, home.offset);
      return;
    }
    default:
      scratch(a, () => {
        const at = where(a, e);
        if (at.kind === 'register') throw new Error(`address of a register: ${e.kind}`);
        if (at.offset !== 0) emit(a, 'ADDP', d, at.base, at.offset);
        else if (at.base !== d) emit(a, 'MOV64', d, at.base);
      });
  }
}

const INDEXED: Partial<Record<OpName, OpName>> = {
  LD8S: 'LDX8S',
  LD8U: 'LDX8U',
  LD32: 'LDX32',
  LD64: 'LDX64',
  ST8: 'STX8',
  ST32: 'STX32',
  ST64: 'STX64',
};

/** The base and index registers of `p[i]`, where one instruction can do it. */
function indexed(
  a: Assembler,
  e: TExpr,
  op: OpName,
): { op: OpName; base: Reg; index: Reg } | undefined {
  const fast = INDEXED[op];
  if (!fast || e.kind !== 'deref' || e.pointer.kind !== 'offset') return undefined;
  const { pointer, index, size, negative } = e.pointer;
  if (negative || index.kind === 'int' || size !== sizeOf(e.type)) return undefined;
  return { op: fast, base: value(a, pointer), index: value(a, narrowIndex(index)) };
}

/** Addresses are below 2^31, so the lower half of an index is enough: no widening is needed. */
function narrowIndex(index: TExpr): TExpr {
  const widened = index.kind === 'cast' && index.operand.type.kind === 'int';
  return widened && sizeOf(index.operand.type) >= 4 ? index.operand : index;
}

function load(a: Assembler, e: TExpr, d: Reg): void {
  scratch(a, () => {
    const op = accessOf(e.type).load;
    place(a, e.span);
    const fast = indexed(a, e, op);
    if (fast) {
      emit(a, fast.op, d, fast.base, fast.index);
      return;
    }
    const at = where(a, e);
    if (at.kind === 'register') move(a, at.reg, e.type, d);
    else emit(a, op, d, at.base, at.offset);
  });
}

/** Stores a register to a place; a struct is copied from the address in the register. */
export function store(a: Assembler, target: TExpr, from: Reg): void {
  scratch(a, () => {
    place(a, target.span);
    if (target.type.kind === 'record') {
      const to = temporary(a);
      address(a, target, to);
      emit(a, 'COPY', to, from, sizeOf(target.type));
      return;
    }
    const op = accessOf(target.type).store;
    const fast = indexed(a, target, op);
    if (fast) {
      emit(a, fast.op, from, fast.base, fast.index);
      return;
    }
    const at = where(a, target);
    if (at.kind === 'register') move(a, from, target.type, at.reg);
    else emit(a, op, from, at.base, at.offset);
  });
}

/** Assigns and returns the register with the value assigned. */
function assign(a: Assembler, e: TExpr & { kind: 'assign' }): Reg {
  const { target } = e;
  if (target.kind === 'local') {
    const home = a.homes.get(target.local)!;
    if (home.kind === 'register') {
      into(a, e.value, home.reg);
      return home.reg;
    }
  }
  const from = value(a, e.value);
  store(a, target, from);
  return from;
}

// ---- operators --------------------------------------------------------------------------------

function unary(a: Assembler, e: TExpr & { kind: 'unary' }, d: Reg): void {
  if (e.op === '!') {
    choose(a, e, d);
    return;
  }
  scratch(a, () => {
    const r = value(a, e.operand);
    const as = classOf(e.type);
    if (e.op === '~') emit(a, as === 'i32' ? 'NOT' : 'NOT64', d, r);
    else emit(a, as === 'i32' ? 'NEG' : as === 'i64' ? 'NEG64' : 'NEGF', d, r);
  });
}

const NAMES: Record<ArithmeticOp, string> = {
  '+': 'ADD',
  '-': 'SUB',
  '*': 'MUL',
  '/': 'DIV',
  '%': 'MOD',
  '&': 'AND',
  '|': 'OR',
  '^': 'XOR',
  '<<': 'SHL',
  '>>': 'SHR',
};

const IMMEDIATE: Partial<Record<ArithmeticOp, OpName>> = {
  '+': 'ADDI',
  '-': 'ADDI',
  '*': 'MULI',
  '&': 'ANDI',
  '<<': 'SHLI',
};

/** Emits `d = left op right` in the arithmetic of `type`. */
function arithmetic(
  a: Assembler,
  op: ArithmeticOp,
  type: CType,
  left: Reg,
  right: TExpr,
  d: Reg,
  at: TExpr,
): void {
  const as = classOf(type);
  const unsigned = isUnsigned(type);
  const small = right.kind === 'int' ? Number(BigInt.asIntN(32, right.value)) : undefined;
  if (small !== undefined && as === 'i32') {
    const shift: OpName = unsigned ? 'SHRUI' : 'SHRI';
    const fast = op === '>>' ? shift : IMMEDIATE[op];
    const masked = op === '<<' || op === '>>' ? small & 31 : small;
    if (fast) {
      emit(a, fast, d, left, op === '-' ? -masked | 0 : masked);
      return;
    }
  }
  if (small !== undefined && as === 'i64' && (op === '+' || op === '-') && right.kind === 'int') {
    const by = op === '-' ? -right.value : right.value;
    if (BigInt.asIntN(32, by) === by) {
      emit(a, 'ADDI64', d, left, Number(by));
      return;
    }
  }
  const r = value(a, right);
  place(a, at.span);
  const signless = op === '/' || op === '%' || op === '>>' ? (unsigned ? 'U' : '') : '';
  const suffix = as === 'f64' ? 'F' : signless + (as === 'i64' ? '64' : '');
  emit(a, (NAMES[op] + suffix) as OpName, d, left, r);
  if (type.kind === 'float' && type.float === 'float') emit(a, 'FROUND', d, d);
}

/** Emits pointer ± index * size. */
function offset(
  a: Assembler,
  pointer: Reg,
  e: { index: TExpr; size: number; negative: boolean },
  d: Reg,
): void {
  const { size, negative } = e;
  const by =
    e.index.kind === 'int' ? Number(e.index.value) * size * (negative ? -1 : 1) : undefined;
  if (by !== undefined && Math.abs(by) < 2 ** 31) {
    emit(a, 'ADDP', d, pointer, by);
    return;
  }
  let index = value(a, narrowIndex(e.index));
  const scaled: Partial<Record<number, OpName>> = { 1: 'LEA1', 2: 'LEA2', 4: 'LEA4', 8: 'LEA8' };
  let op = scaled[size];
  if (negative || !op) {
    const t = temporary(a);
    emit(a, 'MULI', t, index, negative ? -size : size);
    index = t;
    op = 'LEA1';
  }
  emit(a, op, d, pointer, index);
}

function distance(a: Assembler, e: TExpr & { kind: 'distance' }, d: Reg): void {
  scratch(a, () => {
    const left = value(a, e.left);
    const right = value(a, e.right);
    emit(a, 'SUB64', d, left, right);
    if (e.size === 1) return;
    const size = temporary(a);
    emit(a, 'CONST64', size, e.size, 0);
    emit(a, 'DIV64', d, d, size);
  });
}

/** `? :`, `&&`, `||` and `!`: two ways to one register. */
function choose(a: Assembler, e: TExpr, d: Reg): void {
  const no = label();
  const done = label();
  // The branches may read what `d` held, so `d` is written at their ends alone.
  scratch(a, () => branch(a, e.kind === 'conditional' ? e.test : e, no, false));
  if (e.kind === 'conditional') {
    const discard = e.type.kind === 'void';
    if (discard) effect(a, e.yes);
    else into(a, e.yes, d);
    jump(a, 'JMP', done);
    bind(a, no);
    if (discard) effect(a, e.no);
    else into(a, e.no, d);
  } else {
    emit(a, 'CONST', d, 1);
    jump(a, 'JMP', done);
    bind(a, no);
    emit(a, 'CONST', d, 0);
  }
  bind(a, done);
}

/** `op=`, `++`, `--`: computes the place once; without `d` nobody wants the value. */
function update(a: Assembler, e: TExpr & { kind: 'update' | 'advance' }, d: Reg | undefined): void {
  scratch(a, () => {
    const at = where(a, e.target);
    const { type } = e;
    const access = accessOf(type);
    const old = at.kind === 'register' ? at.reg : temporary(a);
    if (at.kind === 'memory') {
      place(a, e.span);
      emit(a, access.load, old, at.base, at.offset);
    }
    if (at.kind === 'register') {
      if (e.post && d !== undefined) {
        // `return x++` with x in the very register of the result: only the old value matters.
        if (d === at.reg) return;
        move(a, old, type, d);
      }
      compute(a, e, old, at.reg);
      if (!e.post && d !== undefined) move(a, at.reg, type, d);
      return;
    }
    const result = temporary(a);
    compute(a, e, old, result);
    emit(a, access.store, result, at.base, at.offset);
    // Last, because the place's address may be computed from `d`.
    if (d !== undefined) move(a, e.post ? old : result, type, d);
  });
}

/** Computes the new value of an updated place. */
function compute(a: Assembler, e: TExpr & { kind: 'update' | 'advance' }, old: Reg, to: Reg): void {
  if (e.kind === 'advance') {
    offset(a, old, e, to);
    return;
  }
  if (isFree(e.type, e.via) && isFree(e.via, e.type)) {
    arithmetic(a, e.op, e.via, old, e.value, to, e);
    return;
  }
  const wide = temporary(a);
  convert(a, old, e.type, e.via, wide);
  arithmetic(a, e.op, e.via, wide, e.value, wide, e);
  convert(a, wide, e.via, e.type, to);
}

// ---- conversions ------------------------------------------------------------------------------

/** Tells whether a conversion leaves the register's bits as they are. */
function isFree(from: CType, to: CType): boolean {
  if (to.kind === 'void' || to.kind === 'record') return true;
  const [f, t] = [classOf(from), classOf(to)];
  if (f !== t) return false;
  if (to.kind === 'int' && to.int === 'bool') return from.kind === 'int' && from.int === 'bool';
  if (f === 'f64')
    return (
      to.kind === 'float' &&
      (to.float === 'double' || (from.kind === 'float' && from.float === 'float'))
    );
  if (f === 'i64') return true;
  // Narrow ints are kept extended to 32 bits, by their own sign.
  if (sizeOf(to) === 4) return true;
  return sizeOf(from) < sizeOf(to)
    ? !isSignedToUnsigned(from, to)
    : sizeOf(from) === sizeOf(to) && isUnsigned(from) === isUnsigned(to);
}

function isSignedToUnsigned(from: CType, to: CType): boolean {
  return !isUnsigned(from) && isUnsigned(to);
}

function convert(a: Assembler, r: Reg, from: CType, to: CType, d: Reg): void {
  if (isFree(from, to)) {
    move(a, r, to, d);
    return;
  }
  const [f, t] = [classOf(from), classOf(to)];
  if (to.kind === 'int' && to.int === 'bool') {
    emit(a, f === 'i32' ? 'BOOL' : f === 'i64' ? 'BOOL64' : 'BOOLF', d, r);
  } else if (t === 'f64') {
    if (f === 'i32') emit(a, isUnsigned(from) ? 'UTOF' : 'ITOF', d, r);
    else if (f === 'i64') emit(a, isUnsigned(from) ? 'ULTOF' : 'LTOF', d, r);
    if (to.kind === 'float' && to.float === 'float') emit(a, 'FROUND', d, f === 'f64' ? r : d);
  } else if (t === 'i64') {
    if (f === 'i32') emit(a, isUnsigned(from) ? 'ZEXT' : 'SEXT', d, r);
    else emit(a, isUnsigned(to) ? 'FTOUL' : 'FTOL', d, r);
  } else if (f === 'f64') {
    const wide = to.kind === 'int' && to.int === 'uint';
    emit(a, wide ? 'FTOL' : 'FTOI', d, r);
    narrow(a, d, to, d);
  } else narrow(a, r, to, d);
}

function narrow(a: Assembler, r: Reg, to: CType, d: Reg): void {
  const size = sizeOf(to);
  if (size === 1) emit(a, isUnsigned(to) ? 'ZEXT8' : 'SEXT8', d, r);
  else if (size === 2) emit(a, isUnsigned(to) ? 'ZEXT16' : 'SEXT16', d, r);
  else if (r !== d) emit(a, 'MOV', d, r);
}

/** Reads the next variadic argument: 8 bytes at the list's pointer, which moves on. */
function vaArg(a: Assembler, e: TExpr & { kind: 'va-arg' }, d: Reg): void {
  scratch(a, () => {
    const list = value(a, e.list);
    const next = temporary(a);
    const result = temporary(a);
    const access = e.type.kind === 'float' ? 'LD64' : accessOf(e.type).load;
    emit(a, access, result, list, 0);
    emit(a, 'ADDP', next, list, 8);
    store(a, e.list, next);
    move(a, result, e.type, d);
  });
}

// ---- initialisation ---------------------------------------------------------------------------

/** Fills an object of this frame: zero first, then what the initialiser says. */
export function initialise(a: Assembler, offset: number, type: CType, parts: InitPart[]): void {
  scratch(a, () => {
    const base = temporary(a);
    emit(a, 'FRAME', base, offset);
    const size = sizeOf(type);
    const whole =
      parts.length === 1 && parts[0].kind === 'value' && sizeOf(parts[0].value.type) === size;
    if (!whole) emit(a, 'ZERO', base, size);
    for (const part of parts) scratch(a, () => initPart(a, base, part));
  });
}

function initPart(a: Assembler, base: Reg, part: InitPart): void {
  if (part.kind === 'value') {
    const from = value(a, part.value);
    place(a, part.value.span);
    if (part.value.type.kind === 'record') {
      const to = temporary(a);
      emit(a, 'ADDP', to, base, part.offset);
      emit(a, 'COPY', to, from, sizeOf(part.value.type));
    } else emit(a, accessOf(part.value.type).store, from, base, part.offset);
    return;
  }
  const word = temporary(a);
  const { bytes, offset } = part;
  for (let i = 0; i < bytes.length; ) {
    const size = i + 8 <= bytes.length ? 8 : 1;
    const chunk = bytes.slice(i, i + size);
    const number = chunk.reduceRight((n, b) => (n << 8n) | BigInt(b), 0n);
    // The object is zero already.
    if (number !== 0n) {
      constant(a, number, size === 8 ? 'i64' : 'i32', word);
      emit(a, size === 8 ? 'ST64' : 'ST8', word, base, offset + i);
    }
    i += size;
  }
}

/** Reserves a temporary object of this frame and returns a register with its address. */
export function temporaryObject(a: Assembler, type: CType): Reg {
  const reg = temporary(a);
  emit(a, 'FRAME', reg, reserve(a, sizeOf(type), alignOf(type)));
  return reg;
}
