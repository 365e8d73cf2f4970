// Unit: what is compiled together, as one WebAssembly module.
//
// One idea: a hot place of the program, the start of a function or of a loop, is compiled with the
// functions that it calls, and those that these call, as far as the bounds reach. Functions beyond are
// called through a table; until they are compiled, their entry there leaves to the interpreter.

import { OP, WIDTH } from '../../cc/bytecode.ts';
import type { Linked } from '../linked.ts';
import * as w from './encode.ts';
import { I32, I64 } from './encode.ts';
import { type Graph, graphFrom, loopAround } from './graph.ts';
import type { Layout } from './layout.ts';
import { IMPORT_NATIVE, IMPORT_RANGE, IMPORTS, type Program } from './leave.ts';
import { emitOf } from './ops.ts';
import { shapeFunction } from './shape.ts';

/** Bounds of what is compiled: blocks and slots of a function, instructions of a unit. */
const MOST_BLOCKS = 300;
const MOST_SLOTS = 128;
const MOST_INSTRUCTIONS = 6000;

/** What is known of an image's functions, kept from one unit to the next. */
export interface Known {
  linked: Linked;
  /** By function: its graph, or undefined for one that stays with the interpreter. */
  graphs: Map<number, Graph | undefined>;
  /** Functions that have an entry in the table, compiled or not. */
  inTable: Set<number>;
  compiled: Set<number>;
}

export interface Unit {
  bytes: Uint8Array;
  /** Functions for the table, exported as `f<fn>`. */
  functions: number[];
  /** Entries to be called by the driver, exported as `e<pc>`. */
  entries: number[];
}

/** Compiles the place at `pc`; undefined where that would bring nothing. */
export function compileUnit(known: Known, pc: number, layout: Layout): Unit | undefined {
  const { linked } = known;
  const fn = functionOf(linked, pc);
  if (fn < 0 || isSynthetic(linked, fn)) return undefined;
  const start = pc === linked.fnPc[fn];
  const graph = start ? graphOf(known, fn) : loopGraph(known, fn, pc);
  if (!graph || !brings(linked.image.code, graph)) return undefined;
  const chosen = choose(known, start ? fn : undefined, graph);
  return assemble(known, layout, chosen, start ? undefined : { pc, fn, graph });
}

/** A loop alone: entered from its inside, the loops around it would be of an odd shape. */
function loopGraph(known: Known, fn: number, pc: number): Graph | undefined {
  const whole = graphOf(known, fn);
  const within = whole && loopAround(whole, pc);
  return graphFrom(known.linked.image.code, pc, MOST_BLOCKS, within);
}

function functionOf(linked: Linked, pc: number): number {
  return linked.image.functions.findIndex((f) => pc >= f.pc && pc < f.endPc);
}

/** Start code and stubs of natives use registers that nobody gave them. */
function isSynthetic(linked: Linked, fn: number): boolean {
  return linked.image.functions[fn].line === 0;
}

function graphOf(known: Known, fn: number): Graph | undefined {
  if (known.graphs.has(fn)) return known.graphs.get(fn);
  const { linked } = known;
  const small = linked.fnHalves[fn] <= 2 * MOST_SLOTS && !isSynthetic(linked, fn);
  const graph = small ? graphFrom(linked.image.code, linked.fnPc[fn], MOST_BLOCKS) : undefined;
  known.graphs.set(fn, graph);
  return graph;
}

/** Nothing is gained where the first block can do nothing at all. */
function brings(code: Int32Array, graph: Graph): boolean {
  const { pc, end } = graph.blocks[0];
  const op = code[pc];
  return end - pc > WIDTH || emitOf(op) !== undefined || graph.blocks[0].edges.length > 0;
}

/** The functions to compile: what is reached by calls and is not compiled yet. */
function choose(known: Known, root: number | undefined, graph: Graph): number[] {
  const chosen: number[] = root === undefined ? [] : [root];
  const todo: Graph[] = [graph];
  let size = sizeOfGraph(graph);
  for (let next = todo.pop(); next; next = todo.pop()) {
    for (const fn of calledFrom(known.linked.image.code, next)) {
      if (known.compiled.has(fn) || chosen.includes(fn)) continue;
      const callee = graphOf(known, fn);
      if (!callee || size + sizeOfGraph(callee) > MOST_INSTRUCTIONS) continue;
      size += sizeOfGraph(callee);
      chosen.push(fn);
      todo.push(callee);
    }
  }
  return chosen;
}

function sizeOfGraph(graph: Graph): number {
  return graph.blocks.reduce((n, b) => n + (b.end - b.pc) / WIDTH, 0);
}

function calledFrom(code: Int32Array, graph: Graph): Set<number> {
  const called = new Set<number>();
  for (const block of graph.blocks) {
    for (let pc = block.pc; pc < block.end; pc += WIDTH) {
      if (code[pc] === OP.CALL) called.add(code[pc + 1]);
    }
  }
  return called;
}

const STATE = [I32, I32, I32];
const ENTRY_TYPE = 2;
const RESUMED_TYPE = 3;

interface Resumed {
  pc: number;
  fn: number;
  graph: Graph;
}

function assemble(
  known: Known,
  layout: Layout,
  chosen: number[],
  resumed: Resumed | undefined,
): Unit {
  const { linked } = known;
  const { image, fnPc, fnFrame, fnShadow, fnHalves } = linked;
  const types: w.FunctionType[] = [
    { params: [I32, I32, I32, ...STATE, I32], results: [I32] },
    { params: STATE, results: [I32] },
    { params: STATE, results: [] },
    { params: STATE, results: [I64] },
  ];
  const byArity = new Map([[0, RESUMED_TYPE]]);
  const type = (arity: number): number => {
    const found = byArity.get(arity);
    if (found !== undefined) return found;
    byArity.set(arity, types.length);
    return types.push({ params: [...STATE, ...new Array(arity).fill(I64)], results: [I64] }) - 1;
  };
  const numbers = new Map(chosen.map((fn, i) => [fn, IMPORTS + i]));
  const arity = (fn: number): number | undefined => graphOf(known, fn)?.wanted;
  const program: Program = {
    ...{ code: image.code, fnPc, fnFrame, fnShadow, arity, type, layout },
    local: (fn) => numbers.get(fn),
  };
  const functions: w.ModuleFunction[] = chosen.map((fn) => {
    const graph = graphOf(known, fn)!;
    const made = shapeFunction(program, graph, fn, fnHalves[fn] >> 1, graph.wanted);
    return { type: type(graph.wanted), ...made, exportAs: `f${fn}` };
  });
  const entries = chosen.map((fn) => fnPc[fn]);
  for (const fn of chosen) {
    const code = enterFunction(layout, arity(fn)!, numbers.get(fn)!);
    functions.push({ type: ENTRY_TYPE, locals: [I64], code, exportAs: `e${fnPc[fn]}` });
  }
  if (resumed) {
    const { pc, fn, graph } = resumed;
    const made = shapeFunction(program, graph, fn, fnHalves[fn] >> 1, -1);
    functions.push({ type: RESUMED_TYPE, ...made });
    const code = callWithState(IMPORTS + functions.length - 1);
    code.push(0x1a);
    functions.push({ type: ENTRY_TYPE, locals: [], code, exportAs: `e${pc}` });
    entries.push(pc);
  }
  const stubs = stubsFor(known, chosen, resumed?.graph);
  for (const fn of stubs) {
    const code = leaveAtOnce(layout, fnPc[fn], arity(fn)!);
    functions.push({ type: type(arity(fn)!), locals: [], code, exportAs: `f${fn}` });
  }
  const imports = [
    { name: 'n', type: IMPORT_NATIVE },
    { name: 'r', type: IMPORT_RANGE },
  ];
  const bytes = w.encodeModule({ types, imports, functions });
  for (const fn of [...chosen, ...stubs]) known.inTable.add(fn);
  for (const fn of chosen) known.compiled.add(fn);
  return { bytes, functions: [...chosen, ...stubs], entries };
}

/** Functions that are called from here and have no entry in the table yet. */
function stubsFor(known: Known, chosen: number[], graph: Graph | undefined): number[] {
  const graphs = chosen.map((fn) => graphOf(known, fn)!);
  if (graph) graphs.push(graph);
  const wanted = new Set(graphs.flatMap((g) => [...calledFrom(known.linked.image.code, g)]));
  return [...wanted].filter(
    (fn) => !chosen.includes(fn) && !known.inTable.has(fn) && graphOf(known, fn),
  );
}

function callWithState(fn: number): w.Bytes {
  const c: w.Bytes = [];
  for (let i = 0; i < STATE.length; i++) w.get(c, i);
  w.call(c, fn);
  return c;
}

/** For the driver: arguments from the register file, and the result into it. */
function enterFunction({ registers, control }: Layout, arity: number, fn: number): w.Bytes {
  const c: w.Bytes = [];
  for (let i = 0; i < STATE.length; i++) w.get(c, i);
  for (let i = 0; i < arity; i++) {
    w.get(c, 0);
    w.access(c, 'i64.load', registers + 8 * i);
  }
  w.call(c, fn);
  w.set(c, STATE.length);
  w.i32(c, 0);
  w.access(c, 'i32.load', control.status);
  w.op(c, 'i32.eqz');
  w.open(c, 'if');
  w.get(c, 0);
  w.get(c, STATE.length);
  w.access(c, 'i64.store', registers);
  w.op(c, 'end');
  return c;
}

/** What stands in the table for a function that is not compiled: it leaves at its first instruction. */
function leaveAtOnce({ registers, control }: Layout, pc: number, arity: number): w.Bytes {
  const c: w.Bytes = [];
  for (let i = 0; i < arity; i++) {
    w.get(c, 0);
    w.get(c, STATE.length + i);
    w.access(c, 'i64.store', registers + 8 * i);
  }
  const put = (cell: number, value: () => void): void => {
    w.i32(c, 0);
    value();
    w.access(c, 'i32.store', cell);
  };
  put(control.pc, () => w.i32(c, pc));
  put(control.frame, () => w.get(c, 0));
  put(control.sp, () => w.get(c, 1));
  put(control.depth, () => w.get(c, 2));
  put(control.status, () => w.i32(c, 1));
  w.i64(c, 0n);
  return c;
}
