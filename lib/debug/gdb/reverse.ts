// Going back: the machine as it was, and forward again to just before now.
//
// One idea: a run is deterministic, so the past need not be recorded: from a copy of the machine the
// same steps lead to the same places. The last place before the present one is where "back" ends.
//
// Units: a place is the number of steps from the copy.

import { snapshot } from '../../machine/machine.ts';
import { GdbError } from './expression.ts';
import { frameInfo, lineText } from './frames.ts';
import { displays, tell } from './run.ts';
import { arm, armStep, type Gdb, go, liveState, stateOf } from './session.ts';

/** Longest replay from one copy, in steps. */
const MAX_REPLAY = 200_000;

interface Mark {
  nowUs: number;
  trace: number;
  pc: number;
  depth: number;
}

function markOf(g: Gdb): Mark {
  const { pc, depth } = stateOf(g);
  const { nowUs, trace } = g.machine.sim;
  return { nowUs, trace: trace.length, pc, depth };
}

/** Goes back by one line, one line over calls, or to the last breakpoint before now. */
export function back(g: Gdb, mode: 'into' | 'over' | 'continue'): string[] {
  const now = markOf(g);
  for (let i = g.past.length - 1; i >= 0; i--) {
    const found = lastBefore(g, i, now, mode);
    if (found === undefined) continue;
    replay(g, i, found);
    g.past.length = i + 1;
    g.told = g.machine.sim.trace.length;
    g.frame = 0;
    return arrived(g, mode, now);
  }
  throw new GdbError('No more reverse-execution history.');
}

function arrived(g: Gdb, mode: string, before: Mark): string[] {
  const info = frameInfo(g, 0);
  const hit = g.breakpoints.find((b) => b.kind === 'break' && b.enabled && b.pc === stateOf(g).pc);
  if (mode === 'continue' && hit)
    return tell(g, { why: 'breakpoint', breakpoint: hit }, 'continue');
  if (stateOf(g).depth !== before.depth) return tell(g, { why: 'step' }, 'out');
  return [lineText(g, info), ...displays(g)];
}

/** Steps from a copy towards now; returns how many steps lead to the last wanted place before it. */
function lastBefore(g: Gdb, index: number, now: Mark, mode: string): number | undefined {
  const { machine: present, fault } = g;
  g.machine = snapshot(g.past[index]);
  g.fault = undefined;
  let found: number | undefined;
  if (liveState(g) && wanted(g, now, mode) && !same(markOf(g), now)) found = 0;
  for (let step = 1; step <= MAX_REPLAY; step++) {
    arm(g);
    armStep(g, 'into');
    if (go(g) !== 'stopped') break;
    const here = markOf(g);
    if (same(here, now) || here.trace > now.trace) break;
    if (wanted(g, now, mode)) found = step;
  }
  g.machine = present;
  g.over = false;
  g.fault = fault;
  return found;
}

function same(a: Mark, b: Mark): boolean {
  return a.pc === b.pc && a.depth === b.depth && a.trace === b.trace;
}

function wanted(g: Gdb, now: Mark, mode: string): boolean {
  const { pc, depth } = stateOf(g);
  if (mode === 'over') return depth <= now.depth;
  if (mode === 'into') return true;
  return g.breakpoints.some((b) => b.kind === 'break' && b.enabled && b.pc === pc);
}

function replay(g: Gdb, index: number, steps: number): void {
  g.machine = snapshot(g.past[index]);
  g.fault = undefined;
  for (let step = 0; step < steps; step++) {
    arm(g);
    armStep(g, 'into');
    go(g);
  }
}
