// Arena: the one memory in which compiled code runs, and whose process is in it.
//
// One idea: a process that runs hot has its memory, shadow, registers and calls moved into the arena; its
// typed arrays are then views of it, so that everybody else sees no difference. Before its state is copied,
// and when another process wants in, they are moved out again. Who is in is a cache and no part of any
// machine: results never depend on it.
//
// Units: bytes.

import type { Linked } from '../linked.ts';
import { type AddressSpace, CALL_WORDS, MAX_CALLS, MAX_REGISTERS, type VmState } from '../state.ts';
import { type Layout, layoutFor } from './layout.ts';

/** What is used of the WebAssembly interface; lib has no types of browsers. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
interface WasmApi {
  Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: Record<string, Record<string, unknown>>,
  ) => { exports: Record<string, unknown> };
  Table: new (spec: { element: 'anyfunc'; initial: number }) => WasmTable;
}
export interface WasmTable {
  set(index: number, value: unknown): void;
}

/** WebAssembly, or undefined where there is none. */
export const wasm = (globalThis as { WebAssembly?: WasmApi }).WebAssembly;

export interface Arena {
  memory: WasmMemory;
  layout: Layout;
  control: Int32Array;
  /** The views that the process and the thread inside were given last. */
  view: Uint8Array | undefined;
  registers: Int32Array | undefined;
  space: AddressSpace | undefined;
  thread: VmState | undefined;
  linked: Linked | undefined;
  /** How far memory has been used since it was all zero. */
  used: number;
}

/** Sizes to try: what a process may have at most, down to what small ones need. */
const SIZES = [160, 80, 24].map((mb) => mb * 1024 * 1024);
const PAGE = 65536;
const LEAST_REGISTERS = 2048;
const LEAST_CALLS = 64;

let only: Arena | undefined | null;

/** Returns the arena; undefined where no memory can be had for it. */
export function theArena(): Arena | undefined {
  if (only === undefined) only = makeArena() ?? null;
  return only ?? undefined;
}

function makeArena(): Arena | undefined {
  if (!wasm) return undefined;
  for (const size of SIZES) {
    const layout = layoutFor(size);
    const pages = Math.ceil(layout.bytes / PAGE) + 1;
    try {
      const memory = new wasm.Memory({ initial: pages, maximum: pages });
      const control = new Int32Array(memory.buffer, 0, 16);
      const nobody = { space: undefined, thread: undefined, linked: undefined, view: undefined };
      return { memory, layout, control, ...nobody, registers: undefined, used: 0 };
    } catch {
      // Not so much: less, then.
    }
  }
  return undefined;
}

/** Tells whether this thread's arrays are views of the arena. */
export function isInside(arena: Arena, s: VmState): boolean {
  return s.space.memory === arena.view && s.registers === arena.registers;
}

/** Moves a thread and its memory in, and out whoever was there; false where it is too big. */
export function moveIn(arena: Arena, s: VmState, linked: Linked): boolean {
  const { layout, memory: m } = arena;
  const { buffer } = m;
  if (arena.space !== s.space || s.space.memory.buffer !== buffer) {
    if (s.space.memory.length > layout.memoryBytes - 8) return false;
    moveOut(arena);
    const { memory, shadow } = s.space;
    s.space.memory = new Uint8Array(buffer, layout.memory, memory.length);
    s.space.shadow = new Uint8Array(buffer, layout.shadow, shadow.length);
    s.space.memory.set(memory);
    s.space.shadow.set(shadow);
    clear(arena, memory.length);
    arena.space = s.space;
  } else if (arena.thread && arena.thread !== s) threadOut(arena);
  if (s.registers.buffer !== buffer) {
    const registers = new Int32Array(buffer, layout.registers, MAX_REGISTERS);
    registers.set(s.registers);
    s.registers = registers;
    const calls = new Int32Array(buffer, layout.calls, MAX_CALLS * CALL_WORDS);
    calls.set(s.calls);
    s.calls = calls;
  }
  arena.thread = s;
  arena.view = s.space.memory;
  arena.registers = s.registers;
  arena.linked = linked;
  return true;
}

/** Behind the memory of a process there is none: what another left there must not be seen. */
function clear(arena: Arena, length: number): void {
  const { buffer } = arena.memory;
  const { memory, shadow } = arena.layout;
  if (arena.used > length) {
    new Uint8Array(buffer, memory + length, arena.used - length).fill(0);
    new Uint8Array(buffer, shadow + length, arena.used - length).fill(0);
  }
  arena.used = length;
}

/** Gives the process that is inside arrays of its own again. */
export function moveOut(arena: Arena): void {
  threadOut(arena);
  const { space } = arena;
  const { buffer } = arena.memory;
  if (space?.memory.buffer === buffer) {
    space.memory = space.memory.slice();
    space.shadow = space.shadow.slice();
  }
  arena.space = undefined;
}

function threadOut(arena: Arena): void {
  const { thread, linked } = arena;
  arena.thread = undefined;
  if (!thread || !linked || thread.registers.buffer !== arena.memory.buffer) return;
  const fn = thread.calls[(thread.depth - 1) * CALL_WORDS + 3];
  const halves = thread.frame + linked.fnHalves[fn];
  thread.registers = thread.registers.slice(0, Math.max(LEAST_REGISTERS, halves));
  const records = Math.max(LEAST_CALLS, thread.depth + 1);
  thread.calls = thread.calls.slice(0, records * CALL_WORDS);
}

/** Makes the memory of the process inside bigger, where it is; false if it is not, or has no room. */
export function growInside(arena: Arena, space: AddressSpace, size: number, mark: number): boolean {
  const { layout, memory } = arena;
  if (space.memory.buffer !== memory.buffer || size > layout.memoryBytes - 8) return false;
  const old = space.memory.length;
  space.memory = new Uint8Array(memory.buffer, layout.memory, size);
  space.shadow = new Uint8Array(memory.buffer, layout.shadow, size);
  space.shadow.fill(mark, old);
  arena.used = size;
  arena.view = space.memory;
  return true;
}
