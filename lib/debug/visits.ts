// Visits: the lines that a program comes by on its way, without stopping it.
//
// One idea: between two traps a program sees nobody and nobody sees it, so a copy of its state that
// goes the same way line by line passes the same lines; the program itself runs as if nobody looked.
//
// Units: VM operations.

import type { Driver, Trap } from '../abi/trap.ts';
import type { Image } from '../cc/image.ts';
import { imageOf } from '../machine/c-programs.ts';
import type { Machine } from '../machine/machine.ts';
import { installedDrivers } from '../machine/programs.ts';
import { lineAt } from '../vm/linked.ts';
import { type AddressSpace, copyState, type VmState } from '../vm/state.ts';
import { ARRIVED } from './arrived.ts';
import { startStep } from './debugger.ts';

/** Looks at a copy of the state that stands before a line; true ends the run there. */
export type Visitor = (state: VmState) => boolean;

/**
 * Returns drivers under which a visitor sees every line that one task of a machine comes to, and every
 * instruction of `extra`, in the runs that are `wanted`.
 */
export function visiting(
  m: Machine,
  host: string,
  tid: number,
  visit: Visitor,
  extra: readonly number[] = [],
  wanted: () => boolean = () => true,
): ReadonlyMap<string, Driver<unknown>> {
  const drivers = new Map(installedDrivers());
  const plain = drivers.get('c') as Driver<VmState>;
  const { tasks } = m.kernels.get(host)!;
  const run = (state: VmState, fuel: number): Trap => {
    const task = tasks.get(tid);
    if (task?.data !== state || !wanted()) return plain.run(state, fuel);
    const copy = copyState(state);
    const trap = plain.run(state, fuel);
    if (!walk(plain, copy, state, trap, visit, extra)) return trap;
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

/** Leads a copy to where the program has gone; true where the visitor wants no more. */
function walk(
  driver: Driver<VmState>,
  s: VmState,
  gone: VmState,
  end: Trap,
  visit: Visitor,
  extra: readonly number[],
): boolean {
  const image = imageOf(s.imageId);
  const returnPc = s.step?.returnPc;
  s.breakpoints = [...new Set([...s.breakpoints, ...extra])];
  startStep(s, image, 'into');
  // Nobody has stood before a line at which the run before this one has ended.
  if (s.standingOn !== s.pc && beginsLine(image, s.pc)) s.step!.line = 0;
  for (let left = end.ops; left > 0 || end.kind === 'breakpoint'; ) {
    if (returnPc !== undefined) s.step!.returnPc ??= returnPc;
    // Never out of fuel before a stop of the program's own: that is where it ends.
    const trap = driver.run(s, end.kind === 'breakpoint' ? left + 1 : left);
    if (trap.kind !== 'breakpoint') return false;
    left -= trap.ops;
    if (visit(s)) return true;
    if (end.kind === 'breakpoint' && left <= 0 && s.pc === gone.pc && s.depth === gone.depth) {
      return false;
    }
    startStep(s, image, 'into');
  }
  return false;
}

function beginsLine(image: Image, pc: number): boolean {
  const entry = lineAt(image, pc);
  return entry?.pc === pc && entry.statement && !image.files[entry.file].library;
}
