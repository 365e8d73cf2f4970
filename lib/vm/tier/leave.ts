// Leave: from compiled code to the interpreter, at any instruction.
//
// One idea: all that leaving takes is to write the registers back, to say in the control cells where the
// program stands, and to return. The code for that stands once at a function's end; whoever leaves notes
// the pc and jumps there. Callers find the status set and do the same, so that nothing of the program
// stays on the engine's stack.

import * as w from './encode.ts';
import type { Block, Graph } from './graph.ts';
import type { Layout } from './layout.ts';
import type { Gen } from './ops.ts';

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

export const FP = 0;
export const SP = 1;
export const DEPTH = 2;
export const FIRST_SLOT = 3;

export interface Shaper extends Gen {
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

/** Jumps to the code that writes everything back; `nested` ifs are not in the list of labels. */
export function leave(
  g: Shaper,
  pc: number,
  nested: number,
  how: 'leave' | 'leave-in-call' = 'leave',
) {
  w.i32(g.c, pc);
  w.set(g.c, g.pc);
  w.br(g.c, g.labels.length - 1 - g.labels.indexOf(how) + nested);
}

export function loadFuel(g: Shaper): void {
  if (!g.loops) return;
  w.i32(g.c, 0);
  w.access(g.c, 'i32.load', g.layout.control.fuel);
  w.set(g.c, g.fuel);
}

export function storeFuel(g: Shaper): void {
  if (g.loops) putCell(g, g.layout.control.fuel, () => w.get(g.c, g.fuel));
}

export function putCell(g: Shaper, cell: number, value: () => void): void {
  w.i32(g.c, 0);
  value();
  w.access(g.c, 'i32.store', cell);
}

/** Writes the slots below `end` into the register file. */
export function spill(g: Shaper, end = g.size, start = 0): void {
  for (let i = start; i < end; i++) {
    w.get(g.c, FP);
    w.get(g.c, FIRST_SLOT + i);
    w.access(g.c, 'i64.store', g.layout.registers + 8 * i);
  }
}

/** What stands at the end of a label for leaving: in this frame, or at the start of one just pushed. */
export function leaving(g: Shaper, inCall: boolean): void {
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
