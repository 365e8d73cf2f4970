// Emit expressions: values into registers, places to addresses.
//
// One idea: `value` says in which register a value is, and for a variable in a register that costs
// nothing; `into` computes a value in the register where it is wanted.

import {
  type Assembler,
  accessOf,
  bind,
  emit,
  frameAddress,
  homeOf,
  jump,
  label,
  place,
  type Reg,
  scratch,
  temporary,
} from './assembler.ts';
import type { OpName } from './bytecode.ts';
import { emitStatements } from './emit.ts';
import { arithmetic, negate } from './emit-arithmetic.ts';
import { loadBits, storeBits } from './emit-bits.ts';
import { boundOf, checkConstant, checkIndex, needsCheck } from './emit-bounds.ts';
import { branch, emitCompare } from './emit-branch.ts';
import { emitCall, emitSyscall, vaArg } from './emit-call.ts';
import { convert, isFree } from './emit-convert.ts';
import { literalAddress } from './emit-initializer.ts';
import { hasEffect, held, inRegister, isCall, isSettled } from './emit-order.ts';
import type { TExpr } from './typed.ts';
import { type CType, sizeOf, type ValueClass, valueClass } from './types.ts';

export function classOf(type: CType): ValueClass {
  return type.kind === 'record' || type.kind === 'void' ? 'i64' : valueClass(type);
}

/** Returns a register that holds the value; for a struct, its address. */
export function value(a: Assembler, e: TExpr): Reg {
  if (e.kind === 'local') {
    const home = homeOf(a, e.local);
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
    else if (e.kind === 'statements') emitStatements(a, e, undefined);
    else if (e.kind === 'comma') {
      effect(a, e.left);
      effect(a, e.right);
    } else if (e.kind === 'assign') assign(a, e, false);
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
      address(a, e.of, d, 1);
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
      scratch(a, () => move(a, assign(a, e, true), e.type, d));
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
      scratch(a, () => emit(a, 'ST64', a.varargs!, value(a, e.list), 0));
      return;
    case 'va-arg':
      vaArg(a, e, d);
      return;
    case 'alloca':
      scratch(a, () => emit(a, 'ALLOCA', d, value(a, e.bytes)));
      return;
    case 'statements':
      emitStatements(a, e, d);
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

export function constant(a: Assembler, value: bigint, as: ValueClass, d: Reg): void {
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

/** With `slack` 1 only the address is wanted, and that just behind an array may be had. */
function where(a: Assembler, e: TExpr, slack = 0): Where {
  switch (e.kind) {
    case 'local': {
      const home = homeOf(a, e.local);
      if (home.kind === 'register') return home;
      if (home.kind === 'pointer') return { kind: 'memory', base: home.reg, offset: 0 };
      const base = temporary(a);
      frameAddress(a, base, home.offset);
      return { kind: 'memory', base, offset: 0 };
    }
    case 'field': {
      const outer = where(a, e.base, slack);
      if (outer.kind === 'register') return { kind: 'memory', base: outer.reg, offset: e.offset };
      return { ...outer, offset: outer.offset + e.offset };
    }
    case 'deref':
      return element(a, e.pointer, slack);
    case 'global':
    case 'compound': {
      const base = temporary(a);
      address(a, e, base, slack);
      return { kind: 'memory', base, offset: 0 };
    }
    default:
      // A struct value: the register holds its address.
      return { kind: 'memory', base: value(a, e), offset: 0 };
  }
}

/** What a pointer points to; of an array inside another object, the index is checked. */
function element(a: Assembler, pointer: TExpr, slack: number): Where {
  if (pointer.kind !== 'offset') return { kind: 'memory', base: value(a, pointer), offset: 0 };
  const { index, size, negative } = pointer;
  const bound = boundOf(pointer.pointer);
  // `p[3]` and `*(p + 3)`: the constant goes into the instruction.
  if (index.kind === 'int') {
    const at = Number(index.value) * (negative ? -1 : 1);
    if (Math.abs(at * size) < 2 ** 30) {
      if (bound) checkConstant(a, bound, at, slack);
      return { kind: 'memory', base: through(a, pointer.pointer, slack), offset: at * size };
    }
  }
  if (!bound || negative || !needsCheck(a, bound, index, slack))
    return { kind: 'memory', base: value(a, pointer), offset: 0 };
  const base = through(a, pointer.pointer, slack);
  const r = value(a, narrowIndex(index));
  checkIndex(a, bound, r, slack);
  const at = temporary(a);
  scaled(a, base, r, pointer, at);
  return { kind: 'memory', base: at, offset: 0 };
}

/** A pointer through which a value is to be reached: an array's own place is checked as well. */
function through(a: Assembler, pointer: TExpr, slack: number): Reg {
  if (pointer.kind !== 'address' || pointer.of.type.kind !== 'array') return value(a, pointer);
  const d = temporary(a);
  address(a, pointer.of, d, slack);
  return d;
}

/** Computes the address of a place. */
export function address(a: Assembler, e: TExpr, d: Reg, slack = 0): void {
  switch (e.kind) {
    case 'local': {
      const home = homeOf(a, e.local);
      if (home.kind === 'register') throw new Error(`address of register ${e.local.name}`);
      if (home.kind === 'pointer') emit(a, 'MOV64', d, home.reg);
      else frameAddress(a, d, home.offset);
      return;
    }
    case 'global': {
      const at = a.addresses.objects.get(e.symbol) ?? a.addresses.code.get(e.symbol);
      if (at === undefined) throw new Error(`symbol without address: ${e.symbol}`);
      if (e.thread) {
        emit(a, 'TP', d);
        emit(a, 'ADDP', d, d, at);
      } else emit(a, 'CONST64', d, at, 0);
      return;
    }
    case 'compound':
      literalAddress(a, e, d, slack > 0);
      return;
    default:
      scratch(a, () => {
        const at = where(a, e, slack);
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
  // A long double is read as eight bytes, and takes sixteen.
  if (negative || index.kind === 'int' || size !== sizeOf(e.type) || size > 8) return undefined;
  const bound = boundOf(pointer);
  if (!bound || !needsCheck(a, bound, index, 0)) {
    return { op: fast, base: value(a, pointer), index: value(a, narrowIndex(index)) };
  }
  const base = through(a, pointer, 0);
  const r = value(a, narrowIndex(index));
  checkIndex(a, bound, r, 0);
  return { op: fast, base, index: r };
}

/** Addresses are below 2^31, so the lower half of an index is enough: no widening is needed. */
function narrowIndex(index: TExpr): TExpr {
  const widened = index.kind === 'cast' && index.operand.type.kind === 'int';
  return widened && sizeOf(index.operand.type) >= 4 ? index.operand : index;
}

function load(a: Assembler, e: TExpr, d: Reg): void {
  scratch(a, () => {
    // `*p` of a `void *`: there is nothing to read.
    if (e.kind === 'deref' && e.type.kind === 'void') {
      effect(a, e.pointer);
      return;
    }
    const op = accessOf(e.type).load;
    place(a, e.span);
    if (e.kind === 'field' && e.bits) {
      const at = where(a, e);
      if (at.kind === 'memory') loadBits(a, e.bits, e.type, d, at.base, at.offset);
      return;
    }
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
    if (target.kind === 'field' && target.bits) {
      const at = where(a, target);
      if (at.kind === 'memory') storeBits(a, target.bits, target.type, from, at.base, at.offset);
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
function assign(a: Assembler, e: TExpr & { kind: 'assign' }, wanted: boolean): Reg {
  const { target } = e;
  if (target.kind === 'local') {
    const home = homeOf(a, target.local);
    if (home.kind === 'register') {
      into(a, e.value, home.reg);
      return home.reg;
    }
  }
  const to = isCall(e.value) && hasEffect(target) ? held(a, target) : target;
  const from = value(a, e.value);
  store(a, to, from);
  // What is assigned to a bit-field is what fits in it.
  if (!wanted || target.kind !== 'field' || !target.bits) return from;
  const kept = temporary(a);
  load(a, to, kept);
  return kept;
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
    else negate(a, e, r, d);
  });
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
  scaled(a, pointer, value(a, narrowIndex(e.index)), e, d);
}

/** Emits pointer ± index * size for an index in a register. */
function scaled(
  a: Assembler,
  pointer: Reg,
  by: Reg,
  { size, negative }: { size: number; negative: boolean },
  d: Reg,
): void {
  let index = by;
  const names: Partial<Record<number, OpName>> = { 1: 'LEA1', 2: 'LEA2', 4: 'LEA4', 8: 'LEA8' };
  let op = names[size];
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
  if (e.kind === 'conditional' && e.yes.kind === 'int' && isSettled(e)) {
    into(a, e.yes, d);
    return;
  }
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
function update(a: Assembler, e: Update, d: Reg | undefined): void {
  if (e.kind === 'update' && hasEffect(e.value)) {
    // What the value calls may change the place: it comes first, as with gcc, and nothing comes
    // between the place's load and its store.
    scratch(a, () => updatePlace(a, { ...e, value: inRegister(a, e.value) }, d));
  } else updatePlace(a, e, d);
}

type Update = TExpr & { kind: 'update' | 'advance' };

function updatePlace(a: Assembler, e: Update, d: Reg | undefined): void {
  scratch(a, () => {
    const at = where(a, e.target);
    const { type } = e;
    const access = accessOf(type);
    const old = at.kind === 'register' ? at.reg : temporary(a);
    const bits = e.target.kind === 'field' ? e.target.bits : undefined;
    if (at.kind === 'memory') {
      place(a, e.span);
      if (bits) loadBits(a, bits, type, old, at.base, at.offset);
      else emit(a, access.load, old, at.base, at.offset);
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
    if (bits) {
      storeBits(a, bits, type, result, at.base, at.offset);
      if (d !== undefined && !e.post) loadBits(a, bits, type, result, at.base, at.offset);
    } else emit(a, access.store, result, at.base, at.offset);
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
