// Shape: one function of bytecode as one function of WebAssembly.
//
// One idea: WebAssembly has no goto, but code whose loops have one entry each can be written with
// nested blocks by walking the tree of dominators: a block's code holds the blocks that it dominates; those
// that several jumps reach come behind a `block` that the jumps leave, and a loop's head is a `loop`.
//
// The other idea: leaving is always possible. At any instruction the code can write the registers back,
// note the pc, and return; from there the interpreter goes on as if it had been there all the time.
// Callers find the status set and leave too, so that nothing of the program stays on the engine's stack.
//
// Source: N. Ramsey, "Beyond Relooper" (ICFP 2022).

import { OP, WIDTH } from '../../cc/bytecode.ts';
import { SHADOW_FRAME_GAP } from '../../cc/image.ts';
import { CALL_COST, NATIVE_COST } from '../state.ts';
import * as w from './encode.ts';
import { type Block, dominates, type Edge, type Graph } from './graph.ts';
import type { Layout } from './layout.ts';
import { condition, EMIT, fillShadow, type Gen, get32 } from './ops.ts';

/** What must be known of the other functions. */
export interface Program {
  code: Int32Array;
  fnPc: Int32Array;
  fnFrame: Int32Array;
  fnShadow: Uint8Array[];
  /** How many of its slots a function wants filled; undefined: it cannot be called from here. */
  arity(fn: number): number | undefined;
  /** Its number in this module, or undefined: it is called through the table. */
  local(fn: number): number | undefined;
  type(arity: number): number;
  layout: Layout;
}

/** Numbers of the imported functions. */
export const IMPORT_NATIVE = 0;
export const IMPORT_RANGE = 1;
export const IMPORTS = 2;

const FP = 0;
const SP = 1;
const DEPTH = 2;
const FIRST_SLOT = 3;

interface Shaper extends Gen {
  p: Program;
  graph: Graph;
  size: number;
  /** Compiled for its own sake, from a place inside: registers come from the file and go back. */
  resumed: boolean;
  frameBytes: number;
  loops: boolean;
  pc: number;
  fuel: number;
  sp2: number;
  /** Open blocks, loops and ifs, outermost first. */
  labels: (Block | 'leave' | 'leave-in-call' | 'if')[];
  calls: boolean;
}

/** Makes a function's code. Its parameters: frame, sp, depth, and then the slots it wants. */
export function shapeFunction(
  p: Program,
  graph: Graph,
  fn: number,
  slots: number,
  arity: number,
): { locals: number[]; code: w.Bytes } {
  const resumed = arity < 0;
  const given = Math.max(0, arity);
  const size = Math.max(slots, given, 1);
  const scratch = FIRST_SLOT + size;
  const loops = graph.blocks.some((b) =>
    b.edges.some(({ jump, to }) => jump !== undefined && to <= jump),
  );
  const calls = graph.blocks.some((b) => callsIn(p.code, b));
  const g: Shaper = {
    ...{ c: [], code: p.code, layout: p.layout, slots: FIRST_SLOT, sp: SP, p, graph, size },
    ...{ at: scratch, pc: scratch + 1, fuel: scratch + 2, sp2: scratch + 3 },
    ...{ num: scratch + 4, resumed, frameBytes: p.fnFrame[fn], loops, calls },
    labels: [],
    leaveIf: (pc) => {
      w.op(g.c, 'if');
      g.c.push(0x40);
      leave(g, pc, 1);
      w.op(g.c, 'end');
    },
  };
  if (resumed) {
    for (let i = 0; i < size; i++) {
      w.get(g.c, FP);
      w.access(g.c, 'i64.load', p.layout.registers + 8 * i);
      w.set(g.c, FIRST_SLOT + i);
    }
  }
  loadFuel(g);
  if (calls) openLabel(g, 'leave-in-call');
  openLabel(g, 'leave');
  tree(g, graph.blocks[0]);
  w.op(g.c, 'unreachable');
  close(g);
  leaving(g, false);
  if (calls) {
    close(g);
    leaving(g, true);
  }
  const own = size - given;
  return {
    locals: [...new Array(own).fill(w.I64), w.I32, w.I32, w.I32, w.I32, w.F64],
    code: g.c,
  };
}

function callsIn(code: Int32Array, block: Block): boolean {
  for (let pc = block.pc; pc < block.end; pc += WIDTH) if (code[pc] === OP.CALL) return true;
  return false;
}

// ---- blocks, loops and jumps --------------------------------------------------------------------

function openLabel(g: Shaper, label: Shaper['labels'][number], kind: 'block' | 'loop' = 'block') {
  w.open(g.c, kind);
  g.labels.push(label);
}

function close(g: Shaper): void {
  w.op(g.c, 'end');
  g.labels.pop();
}

function branchTo(g: Shaper, label: Shaper['labels'][number]): void {
  w.br(g.c, g.labels.length - 1 - g.labels.lastIndexOf(label));
}

/** A block with all that it dominates. */
function tree(g: Shaper, block: Block): void {
  const merges = g.graph.blocks.filter(
    (b) => b.merge && b !== block && b.dominator === block.order && b.order > 0,
  );
  if (block.loop) openLabel(g, block, 'loop');
  // The one that comes last in the order lies outermost.
  within(g, block, merges.reverse());
  if (block.loop) close(g);
}

function within(g: Shaper, block: Block, merges: Block[]): void {
  const [outer, ...inner] = merges;
  if (!outer) {
    body(g, block);
    return;
  }
  openLabel(g, outer);
  within(g, block, inner);
  close(g);
  tree(g, outer);
}

function body(g: Shaper, block: Block): void {
  const { code } = g;
  for (let pc = block.pc; pc < block.end; pc += WIDTH) {
    const op = code[pc];
    const emit = EMIT[op];
    if (emit) emit(g, pc);
    else if (op === OP.CALL) callFunction(g, pc);
    else if (op === OP.NATIVE) callNative(g, pc);
    else if (op === OP.COPY || op === OP.ZERO) onRange(g, pc);
    else if (op === OP.RET) {
      returnFrom(g, pc);
      return;
    } else if (op === OP.JMP) break;
    else if (pc + WIDTH === block.end && block.edges.length === 2 && condition(g, pc)) {
      const [through, taken] = block.edges;
      w.open(g.c, 'if');
      g.labels.push('if');
      follow(g, block, taken);
      w.op(g.c, 'else');
      follow(g, block, through);
      close(g);
      w.op(g.c, 'unreachable');
      return;
    } else {
      leave(g, pc, 0);
      return;
    }
  }
  follow(g, block, block.edges[0]);
}

function follow(g: Shaper, from: Block, edge: Edge): void {
  const { to, jump } = edge;
  const target = g.graph.byPc.get(to)!;
  if (jump !== undefined && to <= jump) {
    w.get(g.c, g.fuel);
    w.i32(g.c, ((jump - to) >> 2) + 1);
    w.op(g.c, 'i32.sub');
    w.tee(g.c, g.fuel);
    w.i32(g.c, 0);
    w.op(g.c, 'i32.le_s');
    g.leaveIf(to);
  }
  if (target.order <= from.order) {
    // Into a loop that has another entry too: the interpreter can.
    if (!dominates(g.graph, target, from)) leave(g, to, 0);
    else branchTo(g, target);
  } else if (target.merge) branchTo(g, target);
  else tree(g, target);
}

// ---- leaving ------------------------------------------------------------------------------------

/** Jumps to the code that writes everything back; `nested` ifs are not in the list of labels. */
function leave(g: Shaper, pc: number, nested: number, how: 'leave' | 'leave-in-call' = 'leave') {
  w.i32(g.c, pc);
  w.set(g.c, g.pc);
  w.br(g.c, g.labels.length - 1 - g.labels.indexOf(how) + nested);
}

function loadFuel(g: Shaper): void {
  if (!g.loops) return;
  w.i32(g.c, 0);
  w.access(g.c, 'i32.load', g.layout.control.fuel);
  w.set(g.c, g.fuel);
}

function storeFuel(g: Shaper): void {
  if (g.loops) putCell(g, g.layout.control.fuel, () => w.get(g.c, g.fuel));
}

function putCell(g: Shaper, cell: number, value: () => void): void {
  w.i32(g.c, 0);
  value();
  w.access(g.c, 'i32.store', cell);
}

/** Writes the slots below `end` into the register file. */
function spill(g: Shaper, end = g.size, start = 0): void {
  for (let i = start; i < end; i++) {
    w.get(g.c, FP);
    w.get(g.c, FIRST_SLOT + i);
    w.access(g.c, 'i64.store', g.layout.registers + 8 * i);
  }
}

/** What stands at the end of a label for leaving: in this frame, or at the start of one just pushed. */
function leaving(g: Shaper, inCall: boolean): void {
  const { c } = g;
  const { control } = g.layout;
  spill(g);
  storeFuel(g);
  putCell(g, control.pc, () => w.get(c, g.pc));
  putCell(g, control.frame, () => {
    w.get(c, FP);
    if (!inCall) return;
    w.get(c, g.at);
    w.op(c, 'i32.add');
  });
  putCell(g, control.sp, () => w.get(c, inCall ? g.sp2 : SP));
  putCell(g, control.depth, () => {
    w.get(c, DEPTH);
    w.i32(c, inCall ? 1 : 0);
    w.op(c, 'i32.add');
  });
  putCell(g, control.status, () => w.i32(c, 1));
  w.i64(c, 0n);
  w.op(c, 'return');
}

// ---- calls and returns --------------------------------------------------------------------------

function callFunction(g: Shaper, pc: number): void {
  const { c, p } = g;
  const [, fn, window] = g.code.subarray(pc, pc + 3);
  const arity = p.arity(fn);
  if (arity === undefined) {
    leave(g, pc, 0);
    return;
  }
  pushFrame(g, pc, fn);
  payForCall(g, fn, window);
  const first = window >> 1;
  w.get(c, FP);
  w.i32(c, window * 4);
  w.op(c, 'i32.add');
  w.get(c, g.sp2);
  w.get(c, DEPTH);
  w.i32(c, 1);
  w.op(c, 'i32.add');
  for (let i = 0; i < arity; i++) {
    // A slot that this function does not have holds nothing that anybody set.
    if (first + i < g.size) w.get(c, FIRST_SLOT + first + i);
    else w.i64(c, 0n);
  }
  const local = p.local(fn);
  if (local !== undefined) w.call(c, local);
  else {
    w.i32(c, fn);
    w.callIndirect(c, p.type(arity));
  }
  w.set(c, FIRST_SLOT + first);
  w.i32(c, 0);
  w.access(c, 'i32.load', g.layout.control.status);
  w.open(c, 'if');
  // What lies in the window belongs to the function that was called and has left.
  spill(g, Math.min(first, g.size));
  w.i64(c, 0n);
  w.op(c, 'return', 'end');
  loadFuel(g);
}

/** Checks that there is room, writes the record of the call, and prepares its stack. */
function pushFrame(g: Shaper, pc: number, fn: number): void {
  const { c, p } = g;
  const { control, calls } = g.layout;
  w.get(c, DEPTH);
  w.i32(c, 0);
  w.access(c, 'i32.load', control.limit);
  w.op(c, 'i32.ge_s');
  g.leaveIf(pc);
  const bytes = p.fnFrame[fn];
  w.get(c, SP);
  if (bytes > 0) {
    w.i32(c, bytes);
    w.op(c, 'i32.sub');
    w.tee(c, g.sp2);
    w.i32(c, 0);
    w.access(c, 'i32.load', control.stackLow);
    w.op(c, 'i32.lt_s');
    g.leaveIf(pc);
  } else w.set(c, g.sp2);
  w.get(c, DEPTH);
  w.i32(c, 4);
  w.op(c, 'i32.shl');
  w.set(c, g.at);
  const word = (i: number, value: () => void): void => {
    w.get(c, g.at);
    value();
    w.access(c, 'i32.store', calls + 4 * i);
  };
  word(0, () => w.i32(c, pc + WIDTH));
  word(1, () => {
    w.get(c, FP);
    w.i32(c, 2);
    w.op(c, 'i32.shr_u');
  });
  word(2, () => w.get(c, SP));
  word(3, () => w.i32(c, fn));
  shadowOfFrame(g, p.fnShadow[fn]);
}

/** Writes a frame's shadow at sp2: runs of one mark at a time. */
function shadowOfFrame(g: Shaper, shadow: Uint8Array): void {
  const view = new DataView(shadow.buffer, shadow.byteOffset, shadow.length);
  for (let i = 0; i < shadow.length; ) {
    const mark = view.getBigInt64(i, true);
    let n = 8;
    while (i + n + 8 <= shadow.length && view.getBigInt64(i + n, true) === mark) n += 8;
    const uniform = (mark & 0xffn) * 0x0101010101010101n === BigInt.asUintN(64, mark);
    if (n > 64 && uniform) {
      w.get(g.c, g.sp2);
      w.i32(g.c, g.layout.shadow + i);
      w.op(g.c, 'i32.add');
      w.i32(g.c, shadow[i]);
      w.i32(g.c, n);
      w.fill(g.c);
    } else {
      for (let k = 0; k < n; k += 8) {
        w.get(g.c, g.sp2);
        w.i64(g.c, mark);
        w.access(g.c, 'i64.store', g.layout.shadow + i + k);
      }
    }
    i += n;
  }
}

function payForCall(g: Shaper, fn: number, window: number): void {
  const { c } = g;
  const { fuel } = g.layout.control;
  if (!g.loops) {
    w.i32(c, 0);
    w.access(c, 'i32.load', fuel);
  } else w.get(c, g.fuel);
  w.i32(c, CALL_COST);
  w.op(c, 'i32.sub');
  w.tee(c, g.fuel);
  w.i32(c, 0);
  w.op(c, 'i32.le_s');
  // The call has been made: the program stands at the first instruction of the function.
  putCell(g, fuel, () => w.get(c, g.fuel));
  w.open(c, 'if');
  w.i32(c, window * 4);
  w.set(c, g.at);
  leave(g, g.p.fnPc[fn], 1, 'leave-in-call');
  w.op(c, 'end');
}

function returnFrom(g: Shaper, pc: number): void {
  const { c } = g;
  const { calls, registers } = g.layout;
  if (g.resumed) {
    // The frame may have grown since it was made: then the interpreter gives it back.
    w.get(c, DEPTH);
    w.i32(c, 4);
    w.op(c, 'i32.shl');
    w.access(c, 'i32.load', calls - 8);
    w.get(c, SP);
    w.op(c, 'i32.sub');
    w.i32(c, g.frameBytes);
    w.op(c, 'i32.ne');
    g.leaveIf(pc);
  }
  if (g.frameBytes > 0) fillShadow(g, SP, g.frameBytes, SHADOW_FRAME_GAP);
  storeFuel(g);
  if (g.resumed) {
    w.get(c, FP);
    w.get(c, FIRST_SLOT);
    w.access(c, 'i64.store', registers);
  }
  w.get(c, FIRST_SLOT);
  w.op(c, 'return');
}

/** A native sees the process as it is: state and arguments are written back before. */
function callNative(g: Shaper, pc: number): void {
  const { c } = g;
  const [, native, window, count] = g.code.subarray(pc, pc + 4);
  const first = window >> 1;
  spill(g, Math.min(first + Math.max(1, count), g.size), first);
  w.i32(c, native);
  w.i32(c, window);
  w.i32(c, count);
  w.i32(c, pc);
  w.get(c, FP);
  w.get(c, SP);
  w.get(c, DEPTH);
  w.call(c, IMPORT_NATIVE);
  w.tee(c, g.at);
  w.open(c, 'if');
  // 4: it was done, and the program leaves behind it; any other: it was not.
  w.get(c, g.at);
  w.i32(c, 4);
  w.op(c, 'i32.eq');
  w.open(c, 'if');
  reload(g, first);
  payForNative(g);
  leave(g, pc + WIDTH, 2);
  w.op(c, 'end');
  leave(g, pc, 1);
  w.op(c, 'end');
  reload(g, first);
  payForNative(g);
  if (g.loops) w.get(c, g.fuel);
  else {
    w.i32(c, 0);
    w.access(c, 'i32.load', g.layout.control.fuel);
  }
  w.i32(c, 0);
  w.op(c, 'i32.le_s');
  g.leaveIf(pc + WIDTH);
}

function reload(g: Shaper, slot: number): void {
  w.get(g.c, FP);
  w.access(g.c, 'i64.load', g.layout.registers + 8 * slot);
  w.set(g.c, FIRST_SLOT + slot);
}

function payForNative(g: Shaper): void {
  const { c } = g;
  const less = (): void => {
    w.i32(c, NATIVE_COST);
    w.op(c, 'i32.sub');
  };
  if (g.loops) {
    w.get(c, g.fuel);
    less();
    w.set(c, g.fuel);
    return;
  }
  putCell(g, g.layout.control.fuel, () => {
    w.i32(c, 0);
    w.access(c, 'i32.load', g.layout.control.fuel);
    less();
  });
}

/** COPY and ZERO are done outside; where they would be a fault, the interpreter says so. */
function onRange(g: Shaper, pc: number): void {
  const { c, code } = g;
  const copy = code[pc] === OP.COPY;
  get32(g, code[pc + 1]);
  if (copy) get32(g, code[pc + 2]);
  else w.i32(c, -1);
  w.i32(c, copy ? code[pc + 3] : code[pc + 2]);
  w.call(c, IMPORT_RANGE);
  g.leaveIf(pc);
}
