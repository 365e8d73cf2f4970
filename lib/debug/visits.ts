// Visits: the lines that a program comes by on its way, without stopping it.
//
// One idea: between two traps a program sees nobody and nobody sees it, so a copy of its state that
// goes the same way line by line passes the same lines; the program itself runs as if nobody looked.
//
// Units: VM operations.

import type { Driver, Trap } from '../abi/trap.ts';
import type { Image } from '../cc/image.ts';
import { imageOf } from '../machine/c-programs.ts';
import { type Machine, taskAt } from '../machine/machine.ts';
import { installedDrivers } from '../machine/programs.ts';
import { lineAt } from '../vm/linked.ts';
import { type AddressSpace, copyState, type VmState } from '../vm/state.ts';
import { ARRIVED } from './arrived.ts';
import { startStep } from './debugger.ts';

/**
 * Looks at a copy of the state that stands before a line; true ends the run there. `ops` is what the
 * task has used up to there since the drivers were made.
 */
export type Visitor = (state: VmState, ops: number) => boolean;

/**
 * Where a task is on its way. Work is counted where the program jumps back, calls or traps; in between
 * it goes forward, and out of functions.
 */
export interface Spot {
  ops: number;
  depth: number;
  pc: number;
}

/** Tells whether one spot is before another. */
export function isEarlier(a: Spot, b: Spot): boolean {
  if (a.ops !== b.ops) return a.ops < b.ops;
  return a.depth === b.depth ? a.pc < b.pc : a.depth > b.depth;
}

export interface Visits {
  visit: Visitor;
  /** Instructions that are looked at even inside the library. */
  extra?: readonly number[];
  /** False: nothing but those is looked at, which takes less time. */
  lines?: boolean;
  /** Tells of each run that is about to begin whether somebody looks at it. */
  wanted?: (ops: number) => boolean;
  /** Places before so much work of the task are not looked at; those of the same work are. */
  since?: number;
  /** Where the visitor ends a run, the task stops as at a breakpoint; otherwise ARRIVED is thrown. */
  stops?: boolean;
}

/** Returns drivers under which a visitor sees every line that one task of a machine comes to. */
export function visiting(
  m: Machine,
  tid: number,
  visits: Visits,
): ReadonlyMap<string, Driver<unknown>> {
  const drivers = new Map(installedDrivers());
  const plain = drivers.get('c') as Driver<VmState>;
  const { visit, extra = [], lines = true, stops = false } = visits;
  const { wanted = () => true, since = 0 } = visits;
  let used = 0;
  const run = (state: VmState, fuel: number): Trap => {
    const task = taskAt(m, tid);
    if (task?.data !== state) return plain.run(state, fuel);
    const before = used;
    const copy = wanted(before) ? copyState(state) : undefined;
    const trap = plain.run(state, fuel);
    used += trap.ops;
    const seen = (s: VmState, ops: number): boolean => visit(s, before + ops);
    const how = { visit: seen, extra, lines, skip: since - before };
    const ops = copy && used >= since ? walk(plain, copy, state, trap, how) : undefined;
    if (ops === undefined) return trap;
    // The machine becomes what the visitor saw: this task there, its threads with it.
    const all = [...m.kernels.values()].flatMap(({ tasks }) => [...tasks.values()]);
    for (const other of all) {
      if (other.process === task.process && other !== task) {
        (other.data as { space: AddressSpace }).space = copy!.space;
      }
    }
    task.data = copy;
    if (!stops) throw ARRIVED;
    const line = lineAt(imageOf(state.imageId), copy!.pc)?.line ?? 0;
    return { kind: 'breakpoint', ops, line };
  };
  return drivers.set('c', { ...plain, run } as Driver<unknown>);
}

type Walk = Required<Pick<Visits, 'visit' | 'extra' | 'lines'>> & {
  /** Work that is done at once and that nobody looks at. */
  skip: number;
};

/** Leads a copy to where the program has gone; tells the work up to where the visitor wants no more. */
function walk(
  driver: Driver<VmState>,
  s: VmState,
  gone: VmState,
  end: Trap,
  { visit, extra, lines, skip }: Walk,
): number | undefined {
  const image = imageOf(s.imageId);
  const returnPc = s.step?.returnPc;
  let left = end.ops;
  if (skip > 0) {
    [s.step, s.breakpoints] = [undefined, []];
    const trap = driver.run(s, skip);
    if (trap.kind !== 'quantum') return undefined;
    left -= trap.ops;
  }
  s.breakpoints = [...new Set([...s.breakpoints, ...extra])];
  if (lines) startStep(s, image, 'into');
  else s.step = undefined;
  // Nobody has stood before a line at which the run before this one has ended.
  if (s.step && s.standingOn !== s.pc && beginsLine(image, s.pc)) s.step.line = 0;
  if (returnPc !== undefined && s.step) s.step.returnPc ??= returnPc;
  const [before, stops] = [end.ops - left, end.kind === 'breakpoint'];
  let found: number | undefined;
  const goesOn = (ops: number): boolean => {
    if (visit(s, before + ops)) {
      found = before + ops;
      return false;
    }
    // Never out of fuel before a stop of the program's own: that is where it ends.
    if (stops && ops >= left && s.pc === gone.pc && s.depth === gone.depth) return false;
    if (lines) {
      stepOn(s, image);
      if (returnPc !== undefined) s.step!.returnPc ??= returnPc;
    }
    return stops || ops < left;
  };
  if (left > 0 || stops) driver.run(s, stops ? left + 1 : left, goesOn);
  return found;
}

/** Makes the next line end the run, seen from a line of the program's own or from the library. */
function stepOn(s: VmState, image: Image): void {
  const entry = lineAt(image, s.pc);
  if (!entry || image.files[entry.file].library) startStep(s, image, 'into');
  else s.step = { kind: 'into', depth: s.depth, line: entry.line };
}

function beginsLine(image: Image, pc: number): boolean {
  const entry = lineAt(image, pc);
  return entry?.pc === pc && entry.statement && !image.files[entry.file].library;
}
