// State: one running C program as plain data, so that structuredClone is a snapshot.
//
// Memory is one flat array: the page that catches NULL, constants, globals, a guard, the stack (it
// grows down), a guard, the heap (it grows up). Beside it lies the shadow, byte for byte.
//
// Units: addresses and sizes are bytes; registers are counted in 32-bit halves.

import type { HeapBlock, HeapState } from './heap.ts';

/** What the threads of a process share. */
export interface AddressSpace {
  memory: Uint8Array;
  shadow: Uint8Array;
  heap: HeapState;
}

/** Memory of which a library function may use no more than the bytes below `high`. */
export interface Limit {
  low: number;
  high: number;
  /** Which of the image's bounds it is. */
  bound: number;
  /** How many calls deep it was set. */
  depth: number;
}

/** A register whose value was never set: which bytes of it, and where it comes from. */
export interface Mark {
  /** Bit i stands for byte i. */
  mask: number;
  /** The address of the memory it was loaded from, or words for it. */
  from: number | string;
}

/** Never-set values in registers; see taint.ts. */
export interface Taint {
  /** By index of the register's low half. */
  marks: Map<number, Mark>;
  /** Where marked values in memory came from, by their address; only for messages. */
  origins: Map<number, number | string>;
  /** The program runs in taint.ts until no mark is wanted any more. */
  active: boolean;
  /** One instruction is being run whose loads are judged already. */
  stepping: boolean;
  /** Instructions since a mark was made or moved. */
  idle: number;
}

export function noTaint(): Taint {
  return { marks: new Map(), origins: new Map(), active: false, stepping: false, idle: 0 };
}

/** Forgets the marks of all registers from this index on. */
export function dropMarks(s: VmState, from: number): void {
  for (const at of s.taint.marks.keys()) if (at >= from) s.taint.marks.delete(at);
}

/** The calls that have begun and not returned, and where the innermost is. */
export interface Calls {
  /** The registers of all frames; frames overlap in the arguments. */
  registers: Int32Array;
  /** For each frame: return pc, the caller's frame, the caller's stack pointer, the function. */
  calls: Int32Array;
  depth: number;
  pc: number;
  /** Where this frame's registers begin. */
  frame: number;
  /** Where this frame's memory begins. */
  sp: number;
  stackLow: number;
  stackHigh: number;
}

/** What a thread holds of calls, while another of its stacks has the turn; never changed. */
export interface Stack extends Calls {
  limits: Limit[];
  /** Its function has not begun. */
  isFresh?: boolean;
}

/** The stacks of a thread by number, 0 its own; and what comes after each, an address. */
export interface Stacks {
  current: number;
  next: number;
  aside: Map<number, Stack>;
  links: Map<number, number>;
}

export interface VmState extends Calls {
  /** Which image this process runs. */
  imageId: string;
  space: AddressSpace;
  /** Where its thread has had other stacks made; see coroutine.ts. */
  stacks?: Stacks;
  /** The thread pointer: the address where this thread's own variables begin; 0 for none. */
  tp: number;
  taint: Taint;
  /** Arrays inside other objects that the calls going on may not run over. */
  limits: Limit[];
  /** Instructions that have warned, and what the kernel has not been told yet. */
  warned: number[];
  warnings: { message: string; line: number }[];
  /** Index of the register that waits for the result of a system call. */
  awaiting: number | undefined;
  /** Instructions where the debugger wants a stop. */
  breakpoints: number[];
  step: StepMode | undefined;
  /** The breakpoint that the program stands on, which must not stop it again. */
  standingOn: number | undefined;
}

/** How a debugger's step ends: at a new line, seen from this depth of calls. */
export interface StepMode {
  kind: 'into' | 'over' | 'out';
  depth: number;
  line: number;
  /** With `out`: where the caller goes on, in the middle of its line. */
  returnPc?: number;
}

export const CALL_WORDS = 4;
/** Deeper than this is recursion without an end: as many of gcc -O0's small frames, of 48 bytes, fill 8 MB. */
export const MAX_CALLS = 174_000;
/** Register halves of all frames together: 16 MB. */
export const MAX_REGISTERS = 1 << 22;

/** Fuel of a call, and of a call of a native. */
export const CALL_COST = 4;
export const NATIVE_COST = 8;

/** The frames from the innermost outwards, with their stack pointers. */
export function stackFrames(s: VmState): { fn: number; sp: number; pc: number; frame: number }[] {
  const frames: { fn: number; sp: number; pc: number; frame: number }[] = [];
  let { sp, pc, frame } = s;
  for (let d = s.depth - 1; d >= 0; d--) {
    const at = d * CALL_WORDS;
    frames.push({ fn: s.calls[at + 3], sp, pc, frame });
    pc = s.calls[at];
    frame = s.calls[at + 1];
    sp = s.calls[at + 2];
  }
  return frames;
}

function copySpace({ memory, shadow, heap }: AddressSpace): AddressSpace {
  const blocks = new Map([...heap.blocks].map(([addr, block]) => [addr, { ...block }]));
  const copies = (list: HeapBlock[]): HeapBlock[] => list.map(({ addr }) => blocks.get(addr)!);
  return {
    memory: memory.slice(),
    shadow: shadow.slice(),
    heap: {
      ...heap,
      blocks,
      free: heap.free.map(copies),
      quarantine: copies(heap.quarantine),
      maps: heap.maps.slice(),
      unmapped: heap.unmapped.slice(),
      holes: heap.holes.slice(),
    },
  };
}

/**
 * Copies a state, and its memory unless that is to be shared, as fork(2) and vfork(2) do: of the
 * threads, only this one is in the copy.
 */
export function copyState(s: VmState, sharesMemory = false): VmState {
  const { stacks } = s;
  return {
    ...s,
    ...(stacks && {
      stacks: { ...stacks, aside: new Map(stacks.aside), links: new Map(stacks.links) },
    }),
    space: sharesMemory ? s.space : copySpace(s.space),
    registers: s.registers.slice(),
    calls: s.calls.slice(),
    limits: s.limits.slice(),
    warned: s.warned.slice(),
    warnings: s.warnings.slice(),
    taint: {
      ...s.taint,
      marks: new Map([...s.taint.marks].map(([at, mark]) => [at, { ...mark }])),
      origins: new Map(s.taint.origins),
    },
    breakpoints: s.breakpoints.slice(),
    step: s.step && { ...s.step },
  };
}
