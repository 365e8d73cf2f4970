// Tier: the second way to run a program. What runs hot is compiled to WebAssembly and entered there;
// the interpreter does all the rest, and is where compiled code comes back to.
//
// One idea: the interpreter counts nothing. Whenever it has used up a portion of fuel it stands at the
// start of a loop or of a function, since only there fuel is paid: where it stands again and again is
// where the program spends its time. That place is compiled, and an ENTER instruction is put over it.
//
// Compiled code pays the same fuel at the same places, checks the same shadow, and leaves at any
// instruction that is not plainly right, with all registers where the interpreter wants them. So times,
// traces, faults and snapshots are the same with and without this file.
//
// Units: fuel is VM operations.

import type { Trap } from '../../abi/trap.ts';
import { OP, WIDTH } from '../../cc/bytecode.ts';
import { SHADOW_HEAP_GAP } from '../../cc/image.ts';
import { LETTERS } from '../../cc/liveness.ts';
import { faultTrap } from '../calls.ts';
import { LEAVE } from '../context.ts';
import { VmFault } from '../fault.ts';
import { memoryHook } from '../heap.ts';
import { type CallNative, interpret, interpretTo } from '../interpret.ts';
import type { Linked } from '../linked.ts';
import { copyBytes, POISONED, zeroBytes } from '../memory.ts';
import type { NativeCall } from '../native-api.ts';
import type { SecondTier } from '../process.ts';
import { CALL_WORDS, MAX_CALLS, MAX_REGISTERS, type VmState } from '../state.ts';
import {
  type Arena,
  growInside,
  isInside,
  moveIn,
  moveOut,
  theArena,
  type WasmTable,
  wasm,
} from './arena.ts';
import { compileUnit, type Known } from './unit.ts';

/** Fuel between two looks at where the interpreter stands, and looks that make a place hot. */
const PORTION = 50_000;
const HOT = 2;
/** Fuel as which coming back from compiled code counts: what comes back often is hot around it too. */
const RETURN_COST = 200;
/** Portions that a process outside waits for the arena while another is in it. */
const PATIENCE = 4;
/** After so many visits, a place that did less than this many operations a visit is given up. */
const VISITS = 64;
const WORTH_OPS = 40;
/** Bytes of the engine's stack that nested calls may use, and those of one call and one slot. */
const STACK_BYTES = 256 * 1024;
const CALL_BYTES = 200;
const SLOT_BYTES = 16;
const MOST_NESTED = 1000;

interface Entry {
  run: (frame: number, sp: number, depth: number) => void;
  visits: number;
  ops: number;
}

interface Compiled extends Known {
  /** The image's code with ENTER over the places that have an entry. */
  code: Int32Array;
  entries: Map<number, Entry>;
  table: WasmTable;
  looks: Map<number, number>;
  /** Places where a look counts: starts of functions and targets of jumps back. */
  places: Set<number>;
  refused: Set<number>;
  /** What is left of the portion. */
  left: number;
  nested: number;
  maxHalves: number;
}

/** What compiled code's imports need to know; set while it runs. */
interface Visit {
  s: VmState;
  call: NativeCall;
  callNative: CallNative;
  linked: Linked;
  arena: Arena;
  fault: VmFault | undefined;
}

let visit: Visit | undefined;
let waiting = 0;
const known = new WeakMap<Linked, Compiled>();

function compiledOf(linked: Linked): Compiled {
  const found = known.get(linked);
  if (found) return found;
  const { image, fnHalves } = linked;
  const maxHalves = Math.max(2, ...fnHalves);
  const perCall = CALL_BYTES + (maxHalves / 2) * SLOT_BYTES;
  const made: Compiled = {
    ...{ linked, code: linked.fused.slice(), entries: new Map(), looks: new Map() },
    ...{ graphs: new Map(), inTable: new Set(), compiled: new Set(), refused: new Set() },
    left: 0,
    table: new wasm!.Table({ element: 'anyfunc', initial: image.functions.length }),
    places: placesOf(linked),
    nested: Math.max(8, Math.min(MOST_NESTED, Math.floor(STACK_BYTES / perCall))),
    maxHalves,
  };
  known.set(linked, made);
  return made;
}

function placesOf({ image, fnPc }: Linked): Set<number> {
  const places = new Set(fnPc);
  for (let pc = 0; pc < image.code.length; pc += WIDTH) {
    const at = LETTERS[image.code[pc]]?.indexOf('j') ?? -1;
    const target = image.code[pc + 1 + at];
    if (at >= 0 && target <= pc) places.add(target);
  }
  return places;
}

export interface TierOptions {
  /** Fuel between two looks at where the interpreter stands. */
  portion?: number;
  /** Looks that make a place hot. */
  hot?: number;
}

/** Makes the second tier; without WebAssembly it only interprets. */
export function createTier({ portion = PORTION, hot = HOT }: TierOptions = {}): SecondTier {
  const arena = theArena();
  const release = (): void => {
    if (arena) moveOut(arena);
  };
  if (arena) {
    memoryHook.grow = (space, size) => growInside(arena, space, size, SHADOW_HEAP_GAP);
  }
  return {
    run: (s, linked, call, callNative, fuel) =>
      arena
        ? runTiered(arena, { portion, hot }, s, linked, call, callNative, fuel)
        : interpret(s, linked, linked.fused, callNative, fuel),
    release,
  };
}

function runTiered(
  arena: Arena,
  { portion, hot }: Required<TierOptions>,
  s: VmState,
  linked: Linked,
  call: NativeCall,
  callNative: CallNative,
  fuel: number,
): Trap {
  const compiled = compiledOf(linked);
  let spent = 0;
  for (;;) {
    // A native has used up the fuel: on to the next jump or call, where the interpreter stops.
    const over = spent >= fuel;
    const inside = !over && compiled.entries.size > 0 && comeIn(arena, s, linked);
    const entry = inside ? compiled.entries.get(s.pc) : undefined;
    if (entry) {
      visit = { s, call, callNative, linked, arena, fault: undefined };
      const used = enter(compiled, entry, fuel - spent);
      spent += used;
      const { fault } = visit;
      visit = undefined;
      if (fault) return faultTrap(fault, s, linked, Math.max(1, spent));
      if (spent >= fuel) {
        // The next run begins here.
        look(arena, compiled, s, hot);
        return { kind: 'quantum', ops: spent };
      }
      if (s.taint.active) return { kind: 'quantum', ops: Math.max(1, spent) };
    }
    const code = inside ? compiled.code : linked.fused;
    if (compiled.left <= 0) compiled.left = portion;
    const given = Math.min(compiled.left, fuel - spent);
    const trap = interpretTo(s, linked, code, callNative, given, spent);
    compiled.left -= trap.ops - spent;
    if (trap.kind !== 'enter') {
      if (trap.kind !== 'quantum' || s.taint.active || s.warnings.length > 0) return trap;
      look(arena, compiled, s, hot);
      if (trap.ops >= fuel) return trap;
    } else compiled.left -= Math.min(RETURN_COST, compiled.left - 1);
    spent = trap.ops;
  }
}

/** Sees to it that the process is in the arena, unless another is and should not be disturbed yet. */
function comeIn(arena: Arena, s: VmState, linked: Linked): boolean {
  if (isInside(arena, s) && arena.thread === s) return true;
  if (arena.space && arena.space !== s.space && ++waiting < PATIENCE) return false;
  waiting = 0;
  return moveIn(arena, s, linked);
}

/** Runs compiled code from where the program stands; returns the fuel that it used. */
function enter(compiled: Compiled, entry: Entry, fuel: number): number {
  const { s, arena, linked } = visit!;
  const { layout, control } = arena;
  const cell = layout.control;
  const room = Math.floor((MAX_REGISTERS - s.frame) / compiled.maxHalves) - 1;
  if (room < 1) return 0;
  const given = Math.min(fuel, 2 ** 30);
  control[cell.status >> 2] = 0;
  control[cell.fuel >> 2] = given;
  control[cell.limit >> 2] = Math.min(s.depth + Math.min(compiled.nested, room), MAX_CALLS);
  control[cell.stackLow >> 2] = s.stackLow;
  control[cell.tp >> 2] = s.tp;
  const { pc, depth } = s;
  entry.run(s.frame * 4, s.sp, depth);
  if (control[cell.status >> 2] === 0) {
    // It returned: its stack is given back already, its record of the call is not.
    s.depth = depth - 1;
    const z = s.depth * CALL_WORDS;
    s.pc = s.calls[z];
    s.frame = s.calls[z + 1];
    s.sp = s.calls[z + 2];
  } else {
    s.pc = control[cell.pc >> 2];
    s.frame = control[cell.frame >> 2] >> 2;
    s.sp = control[cell.sp >> 2];
    s.depth = control[cell.depth >> 2];
  }
  const used = given - control[cell.fuel >> 2];
  entry.ops += used;
  if (++entry.visits === VISITS) {
    if (entry.ops < VISITS * WORTH_OPS) giveUp(compiled, pc, linked);
    entry.visits = 0;
    entry.ops = 0;
  }
  return used;
}

/** Coming and going costs more here than it brings. */
function giveUp(compiled: Compiled, pc: number, linked: Linked): void {
  compiled.entries.delete(pc);
  compiled.refused.add(pc);
  compiled.code[pc] = linked.fused[pc];
}

/** Notes where the program stands, and compiles that place when it has been seen often enough. */
function look(arena: Arena, compiled: Compiled, s: VmState, hot: number): void {
  const { pc } = s;
  if (!compiled.places.has(pc) || compiled.refused.has(pc) || compiled.entries.has(pc)) return;
  const looks = (compiled.looks.get(pc) ?? 0) + 1;
  compiled.looks.set(pc, looks);
  if (looks < hot) return;
  const unit = compileUnit(compiled, pc, arena.layout);
  if (!unit) {
    compiled.refused.add(pc);
    return;
  }
  const { bytes, functions, entries } = unit;
  const module = new wasm!.Module(bytes);
  const imports = { m: arena.memory, t: compiled.table, n: native, r: range };
  const { exports } = new wasm!.Instance(module, { v: imports });
  for (const fn of functions) compiled.table.set(fn, exports[`f${fn}`]);
  for (const at of entries) {
    if (compiled.refused.has(at)) continue;
    const run = exports[`e${at}`] as Entry['run'];
    compiled.entries.set(at, { run, visits: 0, ops: 0 });
    compiled.code[at] = OP.ENTER;
  }
}

const DONE = 0;
const NOT_DONE = 1;
const FAULT = 2;
const DONE_AND_LEAVE = 4;

/** Calls a native for compiled code; what it answers is read in shape.ts. */
function native(
  n: number,
  window: number,
  count: number,
  pc: number,
  frameBytes: number,
  sp: number,
  depth: number,
): number {
  const { s, call, callNative, arena } = visit!;
  s.pc = pc;
  s.frame = frameBytes >> 2;
  s.sp = sp;
  s.depth = depth;
  call.nested = true;
  try {
    callNative(n, s.frame + window, count);
  } catch (e) {
    if (e === LEAVE || e === POISONED) return NOT_DONE;
    if (!(e instanceof VmFault)) throw e;
    visit!.fault = e;
    return FAULT;
  } finally {
    call.nested = false;
  }
  return isInside(arena, s) && s.sp === sp ? DONE : DONE_AND_LEAVE;
}

/** COPY, or ZERO where `from` is -1; 1 where it is the interpreter's to say what is wrong. */
function range(to: number, from: number, size: number): number {
  const { s, linked } = visit!;
  try {
    if (from === -1) zeroBytes(s, linked.image, to, size);
    else copyBytes(s, linked.image, to, from, size);
    return 0;
  } catch (e) {
    if (!(e instanceof VmFault)) throw e;
    return 1;
  }
}
