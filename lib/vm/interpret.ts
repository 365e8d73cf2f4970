// Interpret: runs a program's instructions until it needs somebody else, or its fuel is used up.
//
// One idea: the loop (loop/loop.ts) runs slices short enough that the engine's optimised version of it is
// entered from its start, where all its variables are known to be small integers; entered in the
// middle of a loop, as a function that never ends is, they are not, and everything is slower.
//
// Fuel is paid where a program can go round: a backward jump pays for the loop's length, a call a
// fixed price. So the loop itself counts nothing, and still stops at any round.

import type { Trap } from '../abi/trap.ts';
import { faultTrap, syscallTrap } from './calls.ts';
import { VmFault } from './fault.ts';
import type { Linked } from './linked.ts';
import { type CallNative, runLoop } from './loop/loop.ts';
import { POISONED } from './memory.ts';
import type { VmState } from './state.ts';

export type { CallNative } from './loop/loop.ts';

/** The interpreter has come to a place that is compiled. */
export interface Entered {
  kind: 'enter';
  ops: number;
}

/** Fuel of one slice. */
const SLICE = 20_000;

/** Runs code in which no place is compiled; else as `interpretTo`. */
export const interpret = interpretTo as (
  s: VmState,
  linked: Linked,
  code: Int32Array,
  callNative: CallNative,
  fuel: number,
) => Trap;

/**
 * Runs until the fuel is used up or something needs the kernel; `code` may hold breakpoints, and ENTER
 * over compiled places. `spent` is what this run has used before, elsewhere.
 */
export function interpretTo(
  s: VmState,
  linked: Linked,
  code: Int32Array,
  callNative: CallNative,
  fuel: number,
  spent = 0,
): Trap | Entered {
  let used = 0;
  for (;;) {
    const slice = Math.min(fuel - used, SLICE);
    const ended = runLoop(s, linked, code, callNative, slice);
    used += ended.ops;
    const ops = Math.max(1, spent + used);
    switch (ended.stop) {
      case 'enter':
        return { kind: 'enter', ops: spent + used };
      case 'quantum':
        // A slice that ends early has warned.
        if (used < fuel && ended.ops >= slice) continue;
        return { kind: 'quantum', ops };
      case 'break':
        // Exactly what it took, also nothing: who looks on the way must not make a run longer.
        return { kind: 'breakpoint', ops: spent + used, line: 0 };
      case 'exit':
        return { kind: 'exit', ops, status: ended.out & 255 };
      case 'syscall':
        return syscallTrap(s, linked, ended.out, ops);
      case 'thrown':
        // The instruction has not run: taint.ts does it.
        if (ended.error === POISONED) return { kind: 'quantum', ops };
        if (!(ended.error instanceof VmFault)) throw ended.error;
        return faultTrap(ended.error, s, linked, ops);
    }
  }
}
