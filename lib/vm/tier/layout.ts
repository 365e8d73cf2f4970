// Layout: what lies where in the memory that compiled code runs in.
//
// One idea: four arrays of a process, each at a fixed place, so that compiled code reaches the byte at
// address `a` and its shadow with constants that are part of the instruction. Most pages are never
// touched, and those cost nothing.
//
// Units: bytes.

import { CALL_WORDS, MAX_CALLS, MAX_REGISTERS } from '../state.ts';

/** Cells by which compiled code and the driver talk. */
export interface Control {
  /** Where the program stands after compiled code has left. */
  pc: number;
  frame: number;
  sp: number;
  depth: number;
  /** 0: the function returned; 1: it left, and the cells say where the program stands. */
  status: number;
  fuel: number;
  /** Calls may not become deeper than this in one go: they nest on the engine's own stack. */
  limit: number;
  stackLow: number;
  tp: number;
}

export interface Layout {
  control: Control;
  calls: number;
  callBytes: number;
  registers: number;
  registerBytes: number;
  memory: number;
  memoryBytes: number;
  shadow: number;
  bytes: number;
}

const PAGE = 65536;

/** Lays out an arena for processes of at most `memoryBytes`. */
export function layoutFor(memoryBytes: number): Layout {
  const callBytes = MAX_CALLS * CALL_WORDS * 4;
  const registerBytes = MAX_REGISTERS * 4;
  const calls = PAGE;
  const registers = calls + Math.ceil(callBytes / PAGE) * PAGE;
  const memory = registers + Math.ceil(registerBytes / PAGE) * PAGE;
  const shadow = memory + memoryBytes;
  const control = { pc: 0, frame: 4, sp: 8, depth: 12, status: 16, fuel: 20, limit: 24 };
  return {
    control: { ...control, stackLow: 28, tp: 32 },
    ...{ calls, callBytes, registers, registerBytes, memory, memoryBytes, shadow },
    bytes: shadow + memoryBytes,
  };
}
