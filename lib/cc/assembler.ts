// Assembler: the growing code, its labels, its line table, and one function's registers and frame.

import { INSTRUCTIONS, OP, type OpName, WIDTH } from './bytecode.ts';
import { type BoundInfo, type LineEntry, SHADOW_FRAME_GAP, type VariableInfo } from './image.ts';
import type { Span } from './source.ts';
import type { Local, TExpr, TStmt } from './typed.ts';
import { alignOf, alignUp, type CType, isVla, sizeOf } from './types.ts';

/** A register number; instructions carry it doubled. */
export type Reg = number;

/** A place in the code that jumps may name before it is known. */
export interface Label {
  pc: number | undefined;
  /** Words of the code that wait for the pc. */
  waiting: number[];
}

/** Where a local lives. */
export type Home =
  | { kind: 'register'; reg: Reg }
  | { kind: 'stack'; offset: number }
  /** Where a register says: variable-length arrays, and what is aligned more than a frame. */
  | { kind: 'pointer'; reg: Reg };

/** A block, and the memory of its variables that pointers may still point to when it ends. */
export interface Scope {
  objects: { offset: number; size: number }[];
  /** A label or a case in it lets the program in past the declarations. */
  sideways: boolean;
}

/** Where a jump out of blocks leads, and how many of the open cleanups stay open there. */
export interface Exit {
  to: Label;
  cleanups: number;
}

/** A variable's `cleanup` attribute, as the call that it asks for. */
export interface Cleanup {
  call: TExpr;
  /** Where the variable is declared. */
  span: Span;
}

/** What the linker has decided and emit must know. */
export interface Addresses {
  objects: Map<string, number>;
  functions: Map<string, number>;
  /** Function addresses for symbols whose address is taken, natives' stubs included. */
  code: Map<string, number>;
  natives: Map<string, number>;
}

/** Gap between two variables in a frame, whose shadow no access may touch. */
const GAP = 16;

export interface Assembler {
  code: number[];
  lines: LineEntry[];
  bounds: BoundInfo[];
  signatures: (CType & { kind: 'function' })[];
  addresses: Addresses;
  /** Maps a file number of the unit being emitted to one of the image. */
  fileOf: (file: number) => number;
  here: Span | undefined;
  /** The next instruction begins a statement. */
  statement: boolean;
  /** The next instruction's column is wanted, and not only its line. */
  exact: boolean;
  /** Functions of the program itself, by symbol. */
  own: ReadonlySet<string>;
  /** The program's own code and not the library's: signed arithmetic and indexes are watched. */
  byUser: boolean;
  /** Local variables without an initialiser begin as zero. */
  zeroed: boolean;
  // The function being emitted:
  top: Reg;
  registers: number;
  frameBytes: number;
  objects: { offset: number; size: number }[];
  homes: Map<Local, Home>;
  variables: VariableInfo[];
  /** Where the innermost open block begins. */
  blockPc: number;
  /** Registers of variables that begin to live without a value, and where. */
  unset: { local: Local; reg: Reg; pc: number }[];
  /** Locals of the function that are to live in memory although a register could hold them. */
  watched: Set<Local>;
  labels: Map<string, Label>;
  breaks: Exit[];
  continues: Exit[];
  /** `scope`: how many blocks were open around the switch. */
  cases: { cases: Label[]; other: Label; scope: number }[];
  /** The blocks that are open, the function's own first. */
  scopes: Scope[];
  /** What is to be called where the open blocks are left, the innermost last. */
  cleanups: Cleanup[];
  /** The function's body, and the cleanups that are open at each of its labels once they are asked for. */
  body: TStmt | undefined;
  openAt: Map<string, Span[]> | undefined;
  /** Register of the address where a struct is to be returned. */
  resultAddress: Reg | undefined;
  /** Register of the address of the variadic arguments. */
  varargs: Reg | undefined;
  /** The brace that closes the function: where its return instructions belong. */
  closing: Span | undefined;
  /** In a function whose frame grows: the register of the frame's own address. */
  base: Reg | undefined;
  /** Where variable-length arrays live: the register of what the stack pointer is to be here. */
  stackTop: Reg | undefined;
  /** The labels whose address is taken. */
  addressed: string[];
}

/** Starts a function: forgets the registers, frame and labels of the one before. */
export function beginFunction(a: Assembler): void {
  a.top = 0;
  a.registers = 1;
  a.frameBytes = 0;
  a.objects = [];
  a.homes = new Map();
  a.variables = [];
  a.blockPc = a.code.length;
  a.unset = [];
  a.labels = new Map();
  a.breaks = [];
  a.continues = [];
  a.cases = [];
  a.scopes = [];
  a.cleanups = [];
  a.body = undefined;
  a.openAt = undefined;
  a.resultAddress = undefined;
  a.varargs = undefined;
  a.closing = undefined;
  a.base = undefined;
  a.stackTop = undefined;
  a.addressed = [];
}

/** Says where in the source the following instructions come from. */
export function place(a: Assembler, span: Span, statement = false): void {
  a.here = span;
  if (statement) a.statement = true;
}

/** Appends one instruction; register operands are given as numbers of registers. */
export function emit(a: Assembler, op: OpName, x = 0, y = 0, z = 0): void {
  const pc = a.code.length;
  noteLine(a, pc);
  const operands = INSTRUCTIONS[OP[op]][1].split(' ');
  const encode = (letter: string | undefined, value: number): number =>
    letter === 'd' || letter === 'r' || letter === 'w' ? value * 2 : value;
  a.code.push(OP[op], encode(operands[0], x), encode(operands[1], y), encode(operands[2], z));
}

function noteLine(a: Assembler, pc: number): void {
  if (!a.here) return;
  const file = a.fileOf(a.here.file);
  const { line, column } = a.here;
  const last = a.lines.at(-1);
  const known = last && last.file === file && last.line === line;
  if (known && !a.statement && !(a.exact && last.column !== column)) return;
  a.lines.push({ pc, file, line, column, statement: a.statement });
  a.statement = false;
  a.exact = false;
}

export function label(): Label {
  return { pc: undefined, waiting: [] };
}

/** Puts the label here. */
export function bind(a: Assembler, l: Label): void {
  l.pc = a.code.length;
  for (const at of l.waiting) a.code[at] = l.pc;
}

/** Appends a jump; the label is its last operand. */
export function jump(a: Assembler, op: OpName, l: Label, x = 0, y = 0): void {
  const count = INSTRUCTIONS[OP[op]][1].split(' ').length;
  emit(a, op, x, y);
  const at = a.code.length - WIDTH + count;
  if (l.pc !== undefined) a.code[at] = l.pc;
  else {
    a.code[at] = 0;
    l.waiting.push(at);
  }
}

/** Takes the next free register. */
export function temporary(a: Assembler): Reg {
  const reg = a.top++;
  a.registers = Math.max(a.registers, a.top);
  return reg;
}

/** Runs `body` and gives back the registers that it took. */
export function scratch<T>(a: Assembler, body: () => T): T {
  const { top } = a;
  const result = body();
  a.top = top;
  return result;
}

/** Reserves stack memory for an object of this frame and returns its offset. */
export function reserve(a: Assembler, size: number, align: number): number {
  const offset = alignUp(a.frameBytes + GAP, Math.max(align, 8));
  a.frameBytes = offset + size;
  a.objects.push({ offset, size });
  return offset;
}

/** Computes the address of byte `offset` of the frame, also of one that has grown. */
export function frameAddress(a: Assembler, d: Reg, offset: number): void {
  if (a.base === undefined) emit(a, 'FRAME', d, offset);
  else emit(a, 'ADDP', d, a.base, offset);
}

/** Cuts the stack back to what it is at this place, after a jump from where it may be longer. */
export function settle(a: Assembler): void {
  if (a.stackTop !== undefined) emit(a, 'SETSP', a.stackTop);
}

/** Frames are aligned to this many bytes. */
const FRAME_ALIGN = 16;

/** Gives a local its home: a register, or stack memory where its address is needed. */
export function makeHome(a: Assembler, local: Local): Home {
  const { type } = local;
  const align = local.align ?? alignOf(type);
  const aggregate = type.kind === 'record' || type.kind === 'array';
  const inMemory = local.addressed || a.watched.has(local) || aggregate;
  let home: Home;
  if (isVla(type)) home = { kind: 'pointer', reg: temporary(a) };
  else if (!inMemory) home = { kind: 'register', reg: temporary(a) };
  else if (align <= FRAME_ALIGN) {
    home = { kind: 'stack', offset: reserve(a, sizeOf(type), align) };
  } else home = alignedHome(a, sizeOf(type), align);
  a.homes.set(local, home);
  return home;
}

function alignedHome(a: Assembler, size: number, align: number): Home {
  const reg = temporary(a);
  const offset = reserve(a, size + align, FRAME_ALIGN);
  frameAddress(a, reg, offset + align - 1);
  emit(a, 'ANDI', reg, reg, -align);
  return { kind: 'pointer', reg };
}

/** Returns the home of a local; a hidden one gets it where it is first needed. */
export function homeOf(a: Assembler, local: Local): Home {
  return a.homes.get(local) ?? makeHome(a, local);
}

/** Tells the debugger of a variable from here on; `endVariables` says until where. */
export function noteVariable(a: Assembler, local: Local, home: Home): void {
  if (!local.name || local.name.startsWith('(')) return;
  const sizes = sizeRegisters(a, local.type);
  a.variables.push({
    name: local.name,
    type: local.type,
    where: home.kind,
    at: home.kind === 'stack' ? home.offset : home.reg,
    ...(sizes.length > 0 && { sizes }),
    fromPc: a.code.length,
    toPc: -1,
    blockPc: a.blockPc,
    line: local.span.line,
  });
}

/** The registers of the sizes of a variable-length array's dimensions, outermost first. */
function sizeRegisters(a: Assembler, type: CType): Reg[] {
  if (!isVla(type)) return [];
  const home = a.homes.get(type.size);
  return home?.kind === 'register' ? [home.reg, ...sizeRegisters(a, type.of)] : [];
}

/** Ends the scope of the variables noted since there were `count`. */
export function endVariables(a: Assembler, count: number): void {
  for (const v of a.variables.slice(count)) if (v.toPc < 0) v.toPc = a.code.length;
}

/**
 * Emits the return, with the value in register 0.
 *
 * A parameter that lived there is gone for that one instruction.
 */
export function emitReturnOp(a: Assembler, hasValue: boolean): void {
  const lost = hasValue
    ? a.variables.find((v) => v.toPc < 0 && v.where === 'register' && v.at === 0)
    : undefined;
  if (lost) a.variables.push({ ...lost, toPc: a.code.length });
  emit(a, 'RET');
  // It keeps its place among the parameters, whatever block this return is in.
  if (lost) lost.fromPc = a.code.length;
}

/** Returns the shadow of a fresh frame: gaps, and objects that were never set. */
export function frameShadow(a: Assembler, fresh: number): Uint8Array {
  const shadow = new Uint8Array(alignUp(a.frameBytes + GAP, 16)).fill(SHADOW_FRAME_GAP);
  for (const { offset, size } of a.objects) shadow.fill(fresh, offset, offset + size);
  return shadow;
}

/** Memory-access suffixes by type: which load and which store. */
export function accessOf(type: CType): { load: OpName; store: OpName } {
  if (type.kind === 'float') {
    return type.float === 'float' ? { load: 'LDF', store: 'STF' } : { load: 'LD64', store: 'ST64' };
  }
  if (type.kind !== 'int') return { load: 'LD64', store: 'ST64' };
  switch (type.int) {
    case 'char':
    case 'schar':
      return { load: 'LD8S', store: 'ST8' };
    case 'bool':
    case 'uchar':
      return { load: 'LD8U', store: 'ST8' };
    case 'short':
      return { load: 'LD16S', store: 'ST16' };
    case 'ushort':
      return { load: 'LD16U', store: 'ST16' };
    case 'int':
    case 'uint':
      return { load: 'LD32', store: 'ST32' };
    default:
      return { load: 'LD64', store: 'ST64' };
  }
}
