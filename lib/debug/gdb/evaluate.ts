// Evaluating: a gdb expression against a stopped program.
//
// One idea: a value is its type and its bytes, and where it came from, so that `&`, assignment and
// `x` work on it; arithmetic follows C's conversions on exact integers.
//
// Source: ISO C17 6.5; gdb's additions `@`, `$`, and arrays and structs as values.
// Departs: a variable in a register has an address at the prompt alone.

import { foldInt } from '../../cc/constant.ts';
import {
  CODE_BASE,
  type Image,
  NULL_PAGE_BYTES,
  SHADOW_SET,
  type VariableInfo,
} from '../../cc/image.ts';
import type { ArithmeticOp } from '../../cc/typed.ts';
import {
  arrayOf,
  CHAR,
  type CType,
  compatible,
  DOUBLE,
  findField,
  INT,
  isUnsigned,
  LONG,
  pointerTo,
  promote,
  sizeOf,
  ULONG,
  unqualified,
  usualArithmetic,
  VOID,
  valueClass,
} from '../../cc/types.ts';
import { stackFrames, type VmState } from '../../vm/state.ts';
import { instructionOf, registerBits } from '../debugger.ts';
import type { Limits } from '../values.ts';
import { variableAt } from './blocks.ts';
import { GdbError, type Node } from './expression.ts';
import { bigOf, double, floatOf, integer, integerBits } from './numbers.ts';
import { nameOf, typeOf } from './types.ts';

/** Where a value lies: at an address, in a register of a frame, or in a variable of the prompt. */
export type Place =
  | { k: 'memory'; addr: number }
  | { k: 'register'; at: number }
  | { k: 'convenience'; name: string };

export interface Value {
  type: CType;
  /** As in memory, little-endian; sizeof(type) of them. */
  bytes: Uint8Array<ArrayBuffer>;
  place?: Place;
  /** A bit-field's place within its unit. */
  bits?: { shift: number; width: number };
  /** What stands for a value that is not there, and why it cannot be used. */
  missing?: { shown: string; why: string };
}

/** What an expression is evaluated in. */
export interface Scope {
  s: VmState;
  image: Image;
  /** Index of the selected frame, innermost 0; undefined before the program runs. */
  frame: number | undefined;
  history: Value[];
  convenience: Map<string, Value>;
  /** The program's memory is only to be looked at. */
  frozen?: boolean;
  /** How much of an array is printed. */
  limits?: Limits;
  /** Only the type is asked for: nothing is read, set or called. */
  typeOnly?: boolean;
  /** Types of the variables at a place where the program does not stand. */
  locals?: (name: string) => CType | undefined;
  /** Calls a function of the program, which returns to the prompt. */
  call?: (fn: number, args: Value[], returns: CType) => Value;
}

/**
 * Where variables lie that the compiler keeps in registers: gcc -O0 has them in memory. Only the
 * prompt knows these addresses, because a variable whose address a program takes is in memory.
 */
const REGISTERS_BASE = 0x7ffe_0000_0000;

/** Evaluates; throws GdbError in gdb's words. */
export function evaluate(c: Scope, n: Node): Value {
  switch (n.k) {
    case 'int':
      return integer(CONSTANTS[n.type], n.value);
    case 'float':
      return double(DOUBLE, n.value);
    case 'text':
      return { type: arrayOf(CHAR, n.bytes.length + 1), bytes: Uint8Array.of(...n.bytes, 0) };
    case 'name':
      return variable(c, n.name);
    case 'history':
      return fromHistory(c, n);
    case 'convenience':
      return c.convenience.get(n.name) ?? { type: { kind: 'void' }, bytes: new Uint8Array(0) };
    case 'unary':
      return unary(c, n.op, n.a);
    case 'step': {
      const old = evaluate(c, n.a);
      const next = arithmetic(n.op[0], old, integer(INT, 1n));
      const stored = assign(c, old, next);
      return n.prefix ? stored : rvalue(old);
    }
    case 'binary':
      return binary(c, n.op, n.a, n.b);
    case 'assign': {
      const b = evaluate(c, n.b);
      if (n.a.k === 'convenience') return setConvenience(c, n.a.name, b);
      const a = evaluate(c, n.a);
      return assign(c, a, n.op === '' ? b : arithmetic(n.op, a, b));
    }
    case 'choice':
      return evaluate(c, isTrue(evaluate(c, n.test)) ? n.a : n.b);
    case 'index':
      return element(c, evaluate(c, n.a), evaluate(c, n.b));
    case 'member':
      return member(c, evaluate(c, n.a), n.name);
    case 'cast': {
      const type = typeOf(c.image, n.type);
      if (n.a.k === 'call') return cast(called(c, n.a, type), type);
      return cast(evaluate(c, n.a), type);
    }
    case 'sizeof': {
      // gdb's own: the size of a type is an int, that of a value an unsigned long.
      if ('words' in n.a) return integer(INT, BigInt(sizeOf(typeOf(c.image, n.a))));
      return integer(ULONG, BigInt(sizeOf(typeOfNode(c, n.a))));
    }
    case 'type':
      throw new GdbError('Attempt to use a type name as an expression');
    case 'call':
      return called(c, n);
  }
}

/** A library's function has no debugging information, so that a cast has to say what it returns. */
function called(c: Scope, n: Node & { k: 'call' }, returns?: CType): Value {
  if (n.a.k === 'convenience') return ofTexts(c, n.a.name, n.args);
  const callee = evaluate(c, n.a);
  const fn = functionOf(c, callee);
  const { name, file, type } = c.image.functions[fn];
  const known = c.image.files[file].library ? returns : (type as CType & FunctionType).returns;
  if (!known) {
    throw new GdbError(
      `'${name}' has unknown return type; cast the call to its declared return type`,
    );
  }
  const wanted = (type as CType & FunctionType).params.length;
  if (n.args.length < wanted) throw new GdbError('Too few arguments in function call.');
  const args = n.args.map((arg) => evaluate(c, arg));
  if (c.typeOnly) return zero(known);
  if (!c.call) throw new GdbError("You can't do that without a process to debug.");
  return c.call(fn, args, known);
}

/** gdb's own functions of texts, for conditions: they call nothing of the program's. */
function ofTexts(c: Scope, name: string, args: Node[]): Value {
  const wanted = { _streq: 2, _strlen: 1, _memeq: 3 }[name];
  if (wanted === undefined) {
    throw new GdbError(`Function "${name}" not defined.`.replace('"', '"$'));
  }
  if (args.length !== wanted) throw new GdbError(`You must provide ${wanted} arguments.`);
  const [a, b, size] = args.map((arg) => evaluate(c, arg));
  if (c.typeOnly) return zero(INT);
  if (name === '_strlen') return integer(INT, BigInt(textOf(c, a).length));
  const length = size && Number(bigOf(size));
  const [x, y] = [a, b].map((v) => String(textOf(c, v, length)));
  return truth(x === y);
}

/** The bytes of a text up to its end, or so many. */
function textOf(c: Scope, v: Value, length?: number): number[] {
  const lies = v.type.kind === 'array' && !v.place;
  const at = lies ? 0 : addressOf(decay(v));
  const bytes: number[] = [];
  for (;;) {
    const byte = lies ? v.bytes[bytes.length] : readAt(c, CHAR, at + bytes.length).bytes[0];
    if (length === undefined ? !byte : bytes.length >= length) return bytes;
    bytes.push(byte);
  }
}

type FunctionType = { kind: 'function'; returns: CType; params: { type: CType }[] };

function functionOf(c: Scope, callee: Value): number {
  const fn = (addressOf(callee) - CODE_BASE) / 16;
  const to = callee.type.kind === 'pointer' ? callee.type.to : callee.type;
  if (to.kind !== 'function' || !c.image.functions[fn]) {
    throw new GdbError('Invalid data type for function to be called.');
  }
  return fn;
}

function zero(type: CType): Value {
  return { type, bytes: new Uint8Array(type.kind === 'void' ? 0 : sizeOf(type)) };
}

/** An array's element, also of one that lies nowhere; or what is behind a pointer. */
function element(c: Scope, a: Value, b: Value): Value {
  if (a.type.kind === 'array' && !a.place) {
    const size = sizeOf(a.type.of);
    const at = Number(bigOf(b)) * size;
    if (at < 0 || at + size > a.bytes.length) throw new GdbError('no such vector element');
    return { type: a.type.of, bytes: a.bytes.slice(at, at + size) };
  }
  const pointers = [a, b].filter(({ type: { kind } }) => kind === 'array' || kind === 'pointer');
  if (pointers.length === 0) {
    throw new GdbError(`cannot subscript something of type \`${nameOf(a.type)}'`);
  }
  return dereference(c, arithmetic('+', a, b));
}

const CONSTANTS: Record<string, CType> = {
  int: INT,
  uint: { kind: 'int', int: 'uint' },
  long: LONG,
  ulong: ULONG,
  char: CHAR,
};

/** The type of an expression, which may be a type name. */
export function typeOfNode(c: Scope, n: Node): CType {
  return n.k === 'type' ? typeOf(c.image, n.type) : evaluate({ ...c, typeOnly: true }, n).type;
}

function rvalue({ type, bytes }: Value): Value {
  return { type, bytes };
}

/** An address as a number; arrays and functions stand for where they lie. */
export function addressOf(v: Value): number {
  if ((v.type.kind === 'array' || v.type.kind === 'function') && v.place?.k === 'memory')
    return v.place.addr;
  return Number(BigInt.asUintN(64, bigOf(v)));
}

export function isTrue(v: Value): boolean {
  const { kind } = decay(v).type;
  if (kind === 'record' || kind === 'void')
    throw new GdbError('Attempt to take contents of a non-pointer value.');
  return kind === 'float' ? floatOf(v) !== 0 : bigOf(decay(v)) !== 0n;
}

/** Reads an object out of the program's memory. */
export function readAt(c: Scope, type: CType, addr: number): Value {
  const { memory } = c.s.space;
  const size = type.kind === 'function' ? 0 : sizeOf(type);
  const at = (addr - REGISTERS_BASE) / 4;
  if (c.typeOnly && type.kind !== 'function') {
    return { ...zero(type), place: { k: 'memory', addr } };
  }
  if (Number.isInteger(at) && at >= 0 && at < c.s.registers.length)
    return inRegister(c.s, type, at);
  if (type.kind !== 'function' && (addr < NULL_PAGE_BYTES || addr + size > memory.length)) {
    throw new GdbError(`Cannot access memory at address 0x${addr.toString(16)}`);
  }
  return {
    type,
    bytes: Uint8Array.from(memory.subarray(addr, addr + size)),
    place: { k: 'memory', addr },
  };
}

function variable(c: Scope, name: string): Value {
  const { s, image } = c;
  const local = c.locals?.(name);
  if (local) return zero(local);
  const frames = stackFrames(s);
  const frame = c.frame === undefined ? undefined : frames[c.frame];
  if (frame && c.frame !== undefined) {
    const info = image.functions[frame.fn];
    const own = !image.files[info.file].library;
    const pc = instructionOf(s, frame.pc, c.frame);
    // The library has no debugging information.
    const v = own ? variableAt(info, pc, name) : undefined;
    if (v?.where === 'register') {
      const at = frame.frame + 2 * v.at;
      if (pc < v.fromPc) {
        const missing = info.variables.indexOf(v) < info.params ? LOST : notYet(v);
        return { ...zero(v.type), missing, place: { k: 'register', at } };
      }
      return inRegister(s, v.type, at);
    }
    if (v) return readAt(c, v.type, v.where === 'stack' ? frame.sp + v.at : v.at);
  }
  const global = image.globals.find((v) => v.name === name);
  if (global) return readAt(c, global.type, global.at);
  const fn = image.functions.findIndex((f) => f.name === name);
  if (fn >= 0) return readAt(c, image.functions[fn].type, CODE_BASE + 16 * fn);
  for (const one of enums(image)) {
    const found = one.enumTag?.names.find((entry) => entry.name === name);
    if (found) return integer(one, BigInt(found.value));
  }
  throw new GdbError(`No symbol "${name}" in current context.`);
}

/** At the closing brace, the result is in the register of the first parameter. */
const LOST = { shown: '<optimized out>', why: 'value has been optimized out' };

/** Its register may still be another value's; gdb would show what lies there. */
function notYet({ name, line }: VariableInfo): NonNullable<Value['missing']> {
  return {
    shown: '<not declared yet>',
    why: `"${name}" is declared further down, in line ${line}.`,
  };
}

function inRegister(s: VmState, type: CType, at: number): Value {
  const { bytes } = integer(LONG, registerBits(s, type, at));
  return { type, bytes: bytes.slice(0, sizeOf(type)), place: { k: 'register', at } };
}

/** Every enum type of the program's variables, for its constants. */
function enums(image: Image): (CType & { kind: 'int' })[] {
  const found = new Set<CType & { kind: 'int' }>();
  const visit = (type: CType): void => {
    if (type.kind === 'int' && type.enumTag) found.add(type);
    else if (type.kind === 'pointer') {
      if (type.to.kind === 'int') visit(type.to);
    } else if (type.kind === 'array') visit(type.of);
  };
  for (const { type } of image.globals) visit(type);
  for (const fn of image.functions) for (const { type } of fn.variables) visit(type);
  return [...found];
}

function fromHistory(c: Scope, n: Node & { k: 'history' }): Value {
  const { length } = c.history;
  if (n.absolute === undefined && length === 0)
    return { type: { kind: 'void' }, bytes: new Uint8Array(0) };
  const index = n.absolute === undefined || n.absolute === 0 ? length - 1 - n.back : n.absolute - 1;
  const value = c.history[index];
  if (!value) throw new GdbError(`History has not yet reached $${index + 1}.`);
  return value;
}

/** Arrays become pointers to their first element, functions pointers to themselves. */
export function decay(v: Value): Value {
  if (v.type.kind === 'array') {
    if (v.place?.k !== 'memory')
      throw new GdbError('Attempt to take address of value not located in memory.');
    return pointer(v.type.of, v.place.addr);
  }
  return v.type.kind === 'function'
    ? pointer(v.type, addressOf(v))
    : v.bits
      ? integer(promote(v.type), bigOf(v))
      : v;
}

/** An address that says nothing of what lies there. */
export function pointerAt(addr: number): Value {
  return pointer(VOID, addr);
}

function pointer(to: CType, addr: number): Value {
  return integer(pointerTo(to), BigInt(addr));
}

/** gdb's words for a struct among operands. */
const noOperator = (op: string): string => `Structure has no component named operator${op}.`;

function dereference(c: Scope, v: Value): Value {
  const p = decay(v);
  if (p.type.kind === 'int' && sizeOf(p.type) >= 4) return readAt(c, LONG, addressOf(p));
  if (p.type.kind === 'record') throw new GdbError(noOperator('*'));
  if (p.type.kind !== 'pointer')
    throw new GdbError('Attempt to take contents of a non-pointer value.');
  if (p.type.to.kind === 'void') throw new GdbError('Attempt to dereference a generic pointer.');
  return readAt(c, p.type.to, addressOf(p));
}

function unary(c: Scope, op: string, a: Node): Value {
  const v = evaluate(c, a);
  if (op !== '&' && v.type.kind === 'record') throw new GdbError(noOperator(op));
  switch (op) {
    case '*':
      return dereference(c, v);
    case '&':
      if (v.place?.k === 'register') return pointer(v.type, REGISTERS_BASE + 4 * v.place.at);
      if (v.place?.k !== 'memory')
        throw new GdbError('Attempt to take address of value not located in memory.');
      return pointer(v.type, v.place.addr);
    case '!':
      return integer(INT, isTrue(v) ? 0n : 1n);
    case '-':
    case '+':
      if (v.type.kind === 'float') return double(v.type, op === '-' ? -floatOf(v) : floatOf(v));
      return integer(promote(numeric(v).type), op === '-' ? -bigOf(v) : bigOf(v));
    default:
      return integer(promote(numeric(v).type), ~bigOf(v));
  }
}

function numeric(v: Value): Value {
  if (v.type.kind !== 'int' && v.type.kind !== 'float') {
    throw new GdbError(`Argument to arithmetic operation not a number or boolean.`);
  }
  return v;
}

function binary(c: Scope, op: string, a: Node, b: Node): Value {
  if (op !== '@' && op !== ',') {
    const kinds = [a, b].map((one) => typeOfNode(c, one).kind);
    if (kinds.includes('record')) throw new GdbError(noOperator(op));
  }
  if (op === '&&') return truth(isTrue(evaluate(c, a)) && isTrue(evaluate(c, b)));
  if (op === '||') return truth(isTrue(evaluate(c, a)) || isTrue(evaluate(c, b)));
  const left = evaluate(c, a);
  const right = evaluate(c, b);
  if (op === ',') return right;
  if (op === '@') {
    if (left.place?.k !== 'memory')
      throw new GdbError("Only values in memory can be extended with '@'.");
    const count = Number(bigOf(right));
    if (count <= 0) throw new GdbError(`Invalid number ${count} of repetitions.`);
    return readAt(c, arrayOf(left.type, count), left.place.addr);
  }
  return arithmetic(op, left, right);
}

function truth(value: boolean): Value {
  return integer(INT, value ? 1n : 0n);
}

const COMPARE: Record<string, (a: bigint | number, b: bigint | number) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};

function arithmetic(op: string, x: Value, y: Value): Value {
  const a = decay(x);
  const b = decay(y);
  if (a.type.kind === 'pointer' || b.type.kind === 'pointer') return withPointers(op, a, b);
  numeric(a);
  numeric(b);
  if (op === '<<' || op === '>>') {
    const type = promote(a.type);
    const count = bigOf(b);
    return integer(type, op === '<<' ? bigOf(a) << count : bigOf(a) >> count);
  }
  const { alias: _, ...type } = usualArithmetic(a.type, b.type);
  const float = type.kind === 'float';
  if (COMPARE[op]) {
    const convert = (v: Value) => (float ? floatOf(v) : bigOf(integer(type, bigOf(v))));
    return truth(COMPARE[op](convert({ ...a }), convert({ ...b })));
  }
  return float
    ? double(type, floats(op, floatOf(a), floatOf(b)))
    : integer(type, integers(op, type, bigOf(a), bigOf(b)));
}

function floats(op: string, a: number, b: number): number {
  if (op === '+') return a + b;
  if (op === '-') return a - b;
  if (op === '*') return a * b;
  if (op === '/') return a / b;
  throw new GdbError('Integer-only operation on a floating-point value.');
}

function integers(op: string, type: CType, x: bigint, y: bigint): bigint {
  const wrap = (value: bigint) =>
    isUnsigned(type) ? BigInt.asUintN(8 * sizeOf(type), value) : value;
  const a = wrap(x);
  const b = wrap(y);
  const value = foldInt(op as ArithmeticOp, a, b, type);
  if (value === undefined) throw new GdbError('Division by zero');
  return value;
}

function withPointers(op: string, a: Value, b: Value): Value {
  const value = (v: Value) => BigInt.asUintN(64, bigOf(v));
  if (COMPARE[op]) return truth(COMPARE[op](value(a), value(b)));
  const stride = (type: CType) =>
    BigInt(type.kind === 'pointer' ? Math.max(1, sizeOf(type.to)) : 1);
  if (a.type.kind === 'pointer' && b.type.kind === 'pointer') {
    if (op !== '-') throw new GdbError('Argument to arithmetic operation not a number or boolean.');
    if (!compatible(unqualified(a.type.to), unqualified(b.type.to))) {
      throw new GdbError(
        "First argument of `-' is a pointer and second argument is neither\nan integer nor a pointer of the same type.",
      );
    }
    return integer(LONG, (value(a) - value(b)) / stride(a.type));
  }
  if (op !== '+' && op !== '-')
    throw new GdbError('Argument to arithmetic operation not a number or boolean.');
  const [p, n] = a.type.kind === 'pointer' ? [a, b] : [b, a];
  const moved = bigOf(n) * stride(p.type);
  return integer(p.type, op === '+' ? value(p) + moved : value(p) - moved);
}

function member(c: Scope, v: Value, name: string): Value {
  // gdb takes `p.x` for `p->x`, and the other way round.
  const object = v.type.kind === 'pointer' ? dereference(c, v) : v;
  if (object.type.kind !== 'record') {
    throw new GdbError(
      `Attempt to extract a component of a value that is not a structure${v.type.kind === 'pointer' ? ' pointer' : ''}.`,
    );
  }
  const field = findField(object.type.record, name);
  if (!field) throw new GdbError(`There is no member named ${name}.`);
  const { bits } = field as { bits?: { shift: number; width: number } };
  const size = sizeOf(field.type);
  let bytes = object.bytes.slice(field.offset, field.offset + size);
  if (bits) {
    const unit = {
      type: ULONG,
      bytes: Uint8Array.of(...object.bytes.slice(field.offset, field.offset + 8)),
    };
    bytes = integer(
      field.type,
      BigInt.asUintN(bits.width, bigOf(unit) >> BigInt(bits.shift)),
    ).bytes;
  }
  const place =
    object.place?.k === 'memory'
      ? { k: 'memory' as const, addr: object.place.addr + field.offset }
      : undefined;
  return { type: field.type, bytes, ...(place && { place }), ...(bits && { bits }) };
}

/** Converts as a cast does. */
export function cast(v: Value, type: CType): Value {
  if (type.kind === 'record' || type.kind === 'array') {
    if (type.kind === v.type.kind && sizeOf(type) === sizeOf(v.type)) return { ...v, type };
    throw new GdbError('Invalid cast.');
  }
  if (type.kind === 'void') return { type, bytes: new Uint8Array(0) };
  const from = decay(v);
  if (from.type.kind === 'record') throw new GdbError('Invalid cast.');
  if (type.kind === 'float') return double(type, floatOf(from));
  if (from.type.kind === 'float') return integer(type, BigInt(Math.trunc(floatOf(from))));
  return integer(type, bigOf(from));
}

function setConvenience(c: Scope, name: string, v: Value): Value {
  const value: Value = { ...rvalue(v), place: { k: 'convenience', name } };
  c.convenience.set(name, value);
  return value;
}

/** Stores into what the left side names, in the program itself. */
function assign(c: Scope, to: Value, from: Value): Value {
  const { place } = to;
  if (!place) throw new GdbError('Left operand of assignment is not an lvalue.');
  if (c.typeOnly) return to;
  if (to.missing !== undefined) throw new GdbError(to.missing.why);
  if (place.k === 'convenience') return setConvenience(c, place.name, from);
  if (c.frozen) throw new GdbError('The past cannot be changed; go back to the present first.');
  if (to.bits) throw new GdbError('A bit-field cannot be set from the prompt.');
  const value = cast(from, to.type);
  if (place.k === 'memory') {
    const { memory, shadow } = c.s.space;
    memory.set(value.bytes, place.addr);
    shadow.fill(SHADOW_SET, place.addr, place.addr + value.bytes.length);
  } else setRegister(c.s, place.at, value);
  return { ...value, place };
}

function setRegister(s: VmState, at: number, v: Value): void {
  const bits = integerBits(v);
  s.registers[at] = Number(BigInt.asIntN(32, bits));
  if (valueClass(v.type) !== 'i32') s.registers[at + 1] = Number(BigInt.asIntN(32, bits >> 32n));
}
