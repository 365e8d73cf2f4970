// Visits: the lines that a program comes by on its way, without stopping it.
//
// One idea: between two traps a program sees nobody and nobody sees it, so a copy of its state that
// goes the same way line by line passes the same lines; the program itself runs as if nobody looked.
//
// Units: VM operations.

import type { Driver, Trap } from '../abi/trap.ts';
import { imageOf } from '../machine/c-programs.ts';
import type { Machine } from '../machine/machine.ts';
import { installedDrivers } from '../machine/programs.ts';
import { type AddressSpace, copyState, type StepMode, type VmState } from '../vm/state.ts';
import { ARRIVED } from './arrived.ts';
import { startStep } from './debugger.ts';

/** Looks at a copy of the state that stands before a line; true ends the run there. */
export type Visitor = (state: VmState) => boolean;

/**
 * Returns drivers under which a visitor sees every line that one task of a machine comes to, and every
 * instruction of `extra`.
 */
export function visiting(
  m: Machine,
  host: string,
  tid: number,
  visit: Visitor,
  extra: readonly number[] = [],
): ReadonlyMap<string, Driver<unknown>> {
  const drivers = new Map(installedDrivers());
  const plain = drivers.get('c') as Driver<VmState>;
  const { tasks } = m.kernels.get(host)!;
  const walk = walker(plain, visit, extra);
  const run = (state: VmState, fuel: number): Trap => {
    const task = tasks.get(tid);
    if (task?.data !== state) return plain.run(state, fuel);
    const copy = copyState(state);
    const trap = plain.run(state, fuel);
    if (!walk(copy, state, trap)) return trap;
    // The machine becomes what the visitor saw: this task there, its threads with it.
    for (const other of tasks.values()) {
      if (other.process === task.process && other !== task) {
        (other.data as { space: AddressSpace }).space = copy.space;
      }
    }
    task.data = copy;
    throw ARRIVED;
  };
  return drivers.set('c', { ...plain, run } as Driver<unknown>);
}

/** Returns what leads a copy to where the program has gone; true where the visitor wants no more. */
function walker(
  driver: Driver<VmState>,
  visit: Visitor,
  extra: readonly number[],
): (s: VmState, gone: VmState, end: Trap) => boolean {
  // A step that the last run has begun goes on in the next.
  let step: StepMode | undefined;
  return (s, gone, end) => {
    const image = imageOf(s.imageId);
    const returnPc = s.step?.returnPc;
    s.breakpoints = [...new Set([...s.breakpoints, ...extra])];
    if (step) s.step = { ...step };
    else startStep(s, image, 'into');
    for (let left = end.ops; left > 0 || end.kind === 'breakpoint'; ) {
      if (returnPc !== undefined) s.step!.returnPc ??= returnPc;
      step = { ...s.step! };
      // Never out of fuel: where it ends is where the program has ended.
      const trap = driver.run(s, left + 1);
      if (trap.kind !== 'breakpoint') return false;
      left -= trap.ops;
      if (visit(s)) return true;
      startStep(s, image, 'into');
      step = { ...s.step! };
      if (end.kind === 'breakpoint' && left <= 0 && s.pc === gone.pc && s.depth === gone.depth) {
        return false;
      }
    }
    return false;
  };
}
