// Emit calls: arguments into the window of the callee.
//
// The window holds, in this order: the address for a returned struct, the declared parameters, and
// for a variadic function the address of the further arguments, which lie in the caller's frame,
// 8 bytes each, a struct as it is. The upper half of that address's register is the first word of their
// classes (argument-class.ts). The value comes back in the window's first register.

import { argumentArea, argumentClass, slotBytes } from './argument-class.ts';
import {
  type Assembler,
  accessOf,
  bind,
  emit,
  frameAddress,
  jump,
  label,
  place,
  type Reg,
  reserve,
  scratch,
  temporary,
} from './assembler.ts';
import { limitArguments, limitVariadic, unlimit } from './emit-bounds.ts';
import { into, move, value } from './emit-expression.ts';
import { temporaryObject } from './emit-initializer.ts';
import { argumentSteps } from './emit-order.ts';
import { ARGUMENTS } from './image.ts';
import type { TExpr } from './typed.ts';
import { arrayOf, type CType, LONG, sizeOf, typeName } from './types.ts';

type Call = TExpr & { kind: 'call' };

export function emitCall(a: Assembler, e: Call): Reg {
  const type = e.callee.type.kind === 'pointer' ? e.callee.type.to : e.callee.type;
  if (type.kind !== 'function') throw new Error('call of something that is not a function');
  const direct = directSymbol(a, e);
  const target = direct === undefined ? value(a, e.callee) : undefined;
  const window = temporary(a);
  let slot = window;
  let result: Reg | undefined;
  if (type.returns.kind === 'record') {
    result = slot;
    const object = temporaryObject(a, type.returns);
    emit(a, 'MOV64', slot, object);
    a.top = object;
    slot = temporary(a);
  }
  const first = slot;
  const variadic = type.variadic ? e.args.slice(e.fixed) : [];
  const areaSlot = first + e.fixed;
  let area: number[] | undefined;
  // An argument's own calls use windows above the slots that are taken.
  const take = (slot: Reg): void => {
    while (a.top <= slot) temporary(a);
    if (slot === areaSlot && type.variadic) area ??= variadicArea(a, variadic, areaSlot);
  };
  for (const { position, value } of argumentSteps(e.args)) {
    if (position >= e.fixed && !type.variadic) continue;
    take(Math.min(first + position, areaSlot));
    if (position < e.fixed) argument(a, value, first + position);
    else variadicArgument(a, value, areaSlot, area![position - e.fixed]);
  }
  take(areaSlot);
  place(a, e.span);
  const passed = areaSlot - window + (type.variadic ? 1 : 0);
  if (target !== undefined) emit(a, 'CALLR', target, window, signature(a, type, e));
  else {
    const told =
      limitVariadic(a, direct!, variadic, areaSlot, area) +
      limitArguments(a, direct!, e.args.slice(0, e.fixed), first);
    const native = a.addresses.natives.get(direct!);
    if (native !== undefined) emit(a, 'NATIVE', native, window, passed);
    else emit(a, 'CALL', a.addresses.functions.get(direct!)!, window);
    unlimit(a, told);
  }
  a.top = Math.max(window, result ?? 0) + 1;
  return window;
}

/** The number of the type as which a function is called: without a prototype, by its arguments. */
function signature(a: Assembler, type: CType & { kind: 'function' }, e: Call): number {
  const wanted = type.oldStyle ? { ...type, params: e.args, oldStyle: false } : type;
  const params = wanted.params.map((p) => ({ type: p.type }));
  const name = typeName({ ...wanted, params });
  const known = a.signatures.findIndex((s) => typeName(s) === name);
  return known >= 0 ? known : a.signatures.push({ ...wanted, params }) - 1;
}

function directSymbol(a: Assembler, e: Call): string | undefined {
  const { callee } = e;
  if (callee.kind !== 'address' || callee.of.kind !== 'global') return undefined;
  const { symbol, type } = callee.of;
  const { functions, natives } = a.addresses;
  // A weak function may be nowhere.
  const known = functions.has(symbol) || natives.has(symbol);
  return type.kind === 'function' && known ? symbol : undefined;
}

/** A struct is passed as the address of the caller's copy; the callee copies it on entry. */
function argument(a: Assembler, arg: TExpr, slot: Reg): void {
  if (arg.type.kind !== 'record') {
    into(a, arg, slot);
    return;
  }
  const { top } = a;
  const object = temporaryObject(a, arg.type);
  const from = value(a, arg);
  emit(a, 'COPY', object, from, sizeOf(arg.type));
  emit(a, 'MOV64', slot, object);
  a.top = top;
}

/** Reserves room for variadic arguments, whose address is passed, and tells the offset of each. */
function variadicArea(a: Assembler, args: readonly TExpr[], slot: Reg): number[] {
  if (args.length === 0) {
    // The word has no first class, and is not used up either.
    emit(a, 'CONST64', slot, 0, 1 << 31);
    return [];
  }
  const { bytes, offsets, words } = argumentArea(args.map((arg) => arg.type));
  const offset = reserve(a, bytes, 8);
  frameAddress(a, slot, offset);
  scratch(a, () => {
    const classes = temporary(a);
    for (const word of words.slice(1)) {
      emit(a, 'CONST', classes, word.classes);
      emit(a, 'ST32', classes, slot, word.at);
    }
    emit(a, 'CONST64', classes, 0, words[0].classes);
    emit(a, 'OR64', slot, slot, classes);
  });
  a.variables.push({
    ...{ name: ARGUMENTS, type: arrayOf(LONG, bytes / 8), where: 'stack', at: offset },
    ...{ fromPc: 0, toPc: 0, blockPc: 0, line: 0 },
  });
  return offsets;
}

function variadicArgument(a: Assembler, arg: TExpr, area: Reg, at: number): void {
  scratch(a, () => {
    const from = value(a, arg);
    if (arg.type.kind === 'record') {
      const to = temporary(a);
      emit(a, 'ADDP', to, area, at);
      emit(a, 'COPY', to, from, sizeOf(arg.type));
    } else emit(a, accessOf(arg.type).store, from, area, at);
  });
}

export function emitSyscall(a: Assembler, e: TExpr & { kind: 'syscall' }, d: Reg): void {
  const { top } = a;
  const window = a.top;
  for (const arg of e.args) into(a, arg, temporary(a));
  if (e.args.length === 0) throw new Error('__syscall without a number');
  place(a, e.span);
  emit(a, 'SYSCALL', window, e.args.length);
  a.top = top;
  move(a, window, e.type, d);
}

/** Reads the next variadic argument: where the list's first word points to, which moves on. */
export function vaArg(a: Assembler, e: TExpr & { kind: 'va-arg' }, d: Reg): void {
  scratch(a, () => {
    const list = value(a, e.list);
    const at = temporary(a);
    const classes = temporary(a);
    emit(a, 'LD64', at, list, 0);
    emit(a, 'LD32', classes, list, 4);
    const { width } = argumentClass(e.type);
    if (width > 0) checkClass(a, e.type, at, classes);
    const bytes = slotBytes(e.type);
    emit(a, 'ADDP', at, at, bytes);
    emit(a, 'SHRUI', classes, classes, width);
    emit(a, 'ST32', at, list, 0);
    emit(a, 'ST32', classes, list, 4);
    if (e.type.kind !== 'record') emit(a, accessOf(e.type).load, d, at, -bytes);
    else {
      emit(a, 'ZEXT', at, at);
      emit(a, 'ADDP', d, at, -bytes);
    }
  });
}

/** Stops the program unless the next argument's class is the type's; takes the next word if it has to. */
function checkClass(a: Assembler, type: CType, at: Reg, classes: Reg): void {
  const { bits, width } = argumentClass(type);
  const [right, wrong] = [label(), label()];
  const rest = temporary(a);
  const compare = (): void => {
    emit(a, 'ADDI', rest, classes, -bits);
    emit(a, 'ANDI', rest, rest, (1 << width) - 1);
  };
  compare();
  jump(a, 'JZ', right, rest);
  jump(a, 'JNZ', wrong, classes);
  emit(a, 'LD32', classes, at, 0);
  emit(a, 'ADDP', at, at, 8);
  compare();
  bind(a, wrong);
  const info = { name: ARGUMENTS, type, length: 1 };
  emit(a, 'CHECK', rest, 1, a.bounds.push(info) - 1);
  bind(a, right);
}
