// Debugger: from instructions to the reader's lines, frames and variables, and back.
//
// One idea: the image's line and variable tables say everything; a breakpoint is a pc in the state
// of the process, and a step is a mode of it (lib/vm/process.ts). So nothing here runs a program.

import { OP } from '../cc/bytecode.ts';
import type { FunctionInfo, Image, VariableInfo } from '../cc/image.ts';
import { type CType, sizeOf, typeName } from '../cc/types.ts';
import { lineAt, linkedOf, userLine } from '../vm/linked.ts';
import { CALL_WORDS, type StepMode, stackFrames, type VmState } from '../vm/state.ts';
import { addressOf, type Frame } from '../vm/variables.ts';
import { type Format, formatScalar, formatValue } from './values.ts';

/** One call on the stack, innermost first. */
export interface FrameView {
  name: string;
  file: string;
  line: number;
  /** True inside the C library. */
  library: boolean;
  /** Index for `variablesIn`. */
  index: number;
}

export interface VariableView {
  name: string;
  type: string;
  value: string;
  /** Where it lies and what lies there, as `x/NNxb` shows it; absent for one kept in a register. */
  memory?: { addr: number; bytes: Uint8Array };
}

/** Longest look at one variable's memory, in bytes. */
const MAX_MEMORY_BYTES = 32;

/** Returns the first instruction of the first statement on a line, or on the next that has one. */
export function pcsOfLine(image: Image, line: number, file = 0): number[] {
  const starts = image.lines.filter((l) => l.statement && l.file === file && l.line >= line);
  if (starts.length === 0) return [];
  const found = Math.min(...starts.map((l) => l.line));
  // A line may begin several statements; a loop's test stands behind its body: stop at the first.
  const first = starts.filter((l) => l.line === found).map((l) => l.pc);
  // A closing brace on a line of its own stands for every return of its function.
  const brace = first.every((pc) => image.code[pc] === OP.RET);
  return brace ? [...new Set(first)] : [Math.min(...first)];
}

/** Returns the line that a breakpoint asked for on `line` would really stop at. */
export function breakableLine(image: Image, line: number, file = 0): number | undefined {
  const [pc] = pcsOfLine(image, line, file);
  return pc === undefined ? undefined : lineAt(image, pc)?.line;
}

/** Replaces the breakpoints of a process by these lines of the user's program. */
export function setBreakpoints(s: VmState, image: Image, lines: readonly number[]): void {
  s.breakpoints = lines.flatMap((line) => pcsOfLine(image, line));
}

/** Makes the next run stop at the next line: into calls, over them, or out of this function. */
export function startStep(s: VmState, image: Image, kind: StepMode['kind']): void {
  const depth = userDepth(s, image);
  s.step = { kind, depth, line: userLine(s, linkedOf(image)) ?? 0 };
  if (kind === 'out') s.step.returnPc = s.calls[(depth - 1) * CALL_WORDS];
}

/** Finds the depth of the innermost frame of the user's own: a step out of printf begins there. */
export function userDepth(s: VmState, image: Image): number {
  let depth = s.depth;
  for (const frame of stackFrames(s)) {
    if (!image.files[image.functions[frame.fn].file].library) return depth;
    depth--;
  }
  return s.depth;
}

/** Returns the calls from the innermost out to main; what called main is the library's own. */
export function framesOf(s: VmState, image: Image): FrameView[] {
  const views: FrameView[] = [];
  const frames = stackFrames(s);
  const main = frames.findLastIndex((f) => image.functions[f.fn].name === 'main');
  const shown = main < 0 ? frames : frames.slice(0, main + 1);
  shown.forEach((frame, index) => {
    const info = image.functions[frame.fn];
    const entry = lineAt(image, instructionOf(s, frame.pc, index));
    const file = image.files[entry?.file ?? info.file];
    views.push({
      ...{ name: info.name, file: file.name, line: entry?.line ?? info.line },
      ...{ library: file.library, index },
    });
  });
  return views;
}

/** A caller stands behind its call, and so does a program that waits for the kernel. */
export function instructionOf(s: VmState, pc: number, index: number): number {
  return index > 0 || s.awaiting !== undefined ? pc - 4 : pc;
}

/** Returns the parameters and variables that are in scope in a frame, innermost scope first. */
export function variablesIn(
  s: VmState,
  image: Image,
  index: number,
  format: Format = 'natural',
): VariableView[] {
  const frame = stackFrames(s)[index];
  if (!frame) return [];
  const info = image.functions[frame.fn];
  const pc = instructionOf(s, frame.pc, index);
  return inScope(info, pc).map((v) => ({
    name: v.name,
    type: typeName(addressOf(s, image, frame, v)?.type ?? v.type),
    value: variableText(s, image, v, frame, format),
    ...memoryOf(s, addressOf(s, image, frame, v)),
  }));
}

function memoryOf(
  s: VmState,
  place: { type: CType; addr: number } | undefined,
): Pick<VariableView, 'memory'> {
  if (!place) return {};
  const { type, addr } = place;
  const size = Math.min(sizeOf(type), MAX_MEMORY_BYTES);
  return { memory: { addr, bytes: s.space.memory.slice(addr, addr + size) } };
}

/** Lists the variables in scope at `pc`; inner declarations hide outer ones of the same name. */
export function inScope(info: FunctionInfo, pc: number): VariableInfo[] {
  const seen = new Set<string>();
  // Parts of one variable's range stand for it where it is declared.
  const declared = (v: VariableInfo): number =>
    info.variables.findIndex(({ name, blockPc }) => name === v.name && blockPc === v.blockPc);
  const visible = info.variables
    .filter((v) => pc >= v.fromPc && pc < v.toPc)
    .sort((a, b) => declared(a) - declared(b));
  return visible
    .reverse()
    .filter((v) => !seen.has(v.name) && seen.add(v.name))
    .reverse();
}

/** Global variables are in no frame. */
const GLOBAL: Frame = { fn: 0, sp: 0, frame: 0 };

/** Returns the user's global variables. */
export function globalsOf(s: VmState, image: Image, format: Format = 'natural'): VariableView[] {
  return image.globals.map((v) => ({
    name: v.name,
    type: typeName(v.type),
    value: variableText(s, image, v, GLOBAL, format),
    ...memoryOf(s, addressOf(s, image, GLOBAL, v)),
  }));
}

function variableText(
  s: VmState,
  image: Image,
  v: VariableInfo,
  frame: Frame,
  format: Format,
): string {
  const place = addressOf(s, image, frame, v);
  if (place) return formatValue(s, image, place.type, place.addr, format);
  return formatScalar(s, image, v.type, registerBits(s, v.type, frame.frame + 2 * v.at), format);
}

/** The bits of a variable in a register; a float is kept there as a double. */
export function registerBits(s: VmState, type: CType, at: number): bigint {
  const low = BigInt.asUintN(32, BigInt(s.registers[at]));
  const high = BigInt.asUintN(32, BigInt(s.registers[at + 1]));
  const bits = (high << 32n) | low;
  if (type.kind !== 'float' || type.float !== 'float') return bits;
  const cell = new DataView(new ArrayBuffer(8));
  cell.setBigUint64(0, bits);
  cell.setFloat32(0, cell.getFloat64(0));
  return BigInt(cell.getUint32(0));
}

/** Finds a variable by name: in the frame, else among the globals. */
export function variableNamed(
  s: VmState,
  image: Image,
  index: number,
  name: string,
  format: Format = 'natural',
): VariableView | undefined {
  const local = variablesIn(s, image, index, format).find((v) => v.name === name);
  return local ?? globalsOf(s, image, format).find((v) => v.name === name);
}
