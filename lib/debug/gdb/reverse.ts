// Going back: the machine as it was, and forward again to just before now.
//
// One idea: a run is deterministic, so the past need not be recorded: from a copy of the machine the
// same work leads to the same places. The program is not stopped on the way there (debug/visits.ts).
//
// Units: work in VM operations.

import { QUANTUM_OPS } from '../../kernel/costs.ts';
import type { Machine } from '../../machine/machine.ts';
import { advance, snapshot } from '../../machine/machine.ts';
import { lineAt } from '../../vm/linked.ts';
import type { VmState } from '../../vm/state.ts';
import { ARRIVED } from '../arrived.ts';
import { type Visits, visiting } from '../visits.ts';
import { evaluate, isTrue } from './evaluate.ts';
import { GdbError, parseExpression } from './expression.ts';
import { frameInfo, lineText } from './frames.ts';
import { displays, tell } from './run.ts';
import {
  type Breakpoint,
  counting,
  type Gdb,
  HOST,
  liveState,
  pcsOf,
  stateOf,
  taskOf,
} from './session.ts';

/**
 * Where a task is on its way. Work is counted where the program jumps back, calls or traps; in between
 * it goes forward, and out of functions.
 */
interface Place {
  ops: number;
  depth: number;
  pc: number;
}

type Mode = 'into' | 'over' | 'continue';

/** Work before the present that is looked at line by line first, and how much more each time after. */
const FIRST_SPAN = 4_000;
const WIDER = 16;
/** A program runs for a quantum, and a little over where that ends in a costly function. */
const LONGEST_RUN = 2 * QUANTUM_OPS;

function isBefore(a: Place, b: Place): boolean {
  if (a.ops !== b.ops) return a.ops < b.ops;
  return a.depth === b.depth ? a.pc < b.pc : a.depth > b.depth;
}

function placeIn({ pc, depth }: VmState, ops: number): Place {
  return { ops, depth, pc };
}

/** Goes back by one line, one line over calls, or to the last breakpoint before now. */
export function back(g: Gdb, mode: Mode): string[] {
  const state = stateOf(g);
  const now = placeIn(state, g.ops.get(taskOf(g)) ?? 0);
  const wanted = wish(g, mode, now.depth);
  let end = now;
  for (let i = g.past.length - 1; i >= 0; i--) {
    const from = g.past[i];
    const found = lastBefore(g, from, end, wanted, mode !== 'continue');
    if (!found) {
      end = placeOf(g, from) ?? end;
      continue;
    }
    arrive(g, from, found);
    g.past.length = i + 1;
    return arrived(g, mode, now);
  }
  throw new GdbError('No more reverse-execution history.');
}

function arrived(g: Gdb, mode: Mode, before: Place): string[] {
  const info = frameInfo(g, 0);
  const hit = g.breakpoints.find((b) => holding(g, b)(stateOf(g)));
  if (mode === 'continue' && hit)
    return tell(g, { why: 'breakpoint', breakpoint: hit }, 'continue');
  if (stateOf(g).depth !== before.depth) return tell(g, { why: 'step' }, 'out');
  return [lineText(g, info), ...displays(g)];
}

type Past = Gdb['past'][number];
type Wish = (s: VmState) => boolean;

/** The place of the selected task in a copy; undefined where it is not there yet. */
function placeOf(g: Gdb, { machine, ops }: Past): Place | undefined {
  const state = stateIn(g, machine);
  return state && placeIn(state, ops.get(taskOf(g)) ?? 0);
}

function stateIn(g: Gdb, machine: Machine): VmState | undefined {
  return liveState({ ...g, machine, fault: undefined });
}

/** Finds the last wanted place between a copy and a place after it. */
function lastBefore(
  g: Gdb,
  from: Past,
  end: Place,
  wanted: Wish,
  lines: boolean,
): Place | undefined {
  const first = placeOf(g, from);
  const done = first?.ops ?? 0;
  // Most often it is close; only then is what was before it looked at line by line.
  for (let [to, span] = [end, FIRST_SPAN]; done <= to.ops; span *= WIDER) {
    const since = Math.max(done, to.ops - span);
    let found: Place | undefined;
    play(g, from, {
      lines,
      ...lateIn(since - done),
      visit: (s, ops) => {
        const place = placeIn(s, done + ops);
        if (!isBefore(place, to)) return true;
        if (place.ops >= since && wanted(s)) found = place;
        return false;
      },
    });
    if (found) return found;
    if (since === done) break;
    to = { ops: since, depth: Number.POSITIVE_INFINITY, pc: 0 };
  }
  // The copy stands at a place that is passed no more.
  const here = stateIn(g, from.machine);
  const fits = first && here && isBefore(first, end) && wanted(here);
  return fits ? first : undefined;
}

/** What is looked at from some work on; of the runs before that, not even copies are made. */
function lateIn(since: number): Pick<Visits, 'since' | 'wanted'> {
  return { since, wanted: (ops) => ops + LONGEST_RUN >= since };
}

/** Makes a question to a state: is it where the way back ends? */
function wish(g: Gdb, mode: Mode, depth: number): Wish {
  if (mode !== 'continue')
    return (s) => beginsLine(g, s.pc) && (mode === 'into' || s.depth <= depth);
  const holds = g.breakpoints.map((b) => holding(g, b));
  return (s) => holds.some((one) => one(s));
}

/** Breakpoints are looked at too where no line begins. */
function beginsLine({ image }: Gdb, pc: number): boolean {
  const entry = lineAt(image, pc);
  return entry?.statement === true && !image.files[entry.file].library;
}

/** Makes a question to a state: would a breakpoint stop the program there? */
function holding(g: Gdb, b: Breakpoint): Wish {
  const pcs = b.kind === 'break' && b.enabled ? pcsOf(g, b) : [];
  const condition = b.condition ? parseExpression(b.condition, g.image.types) : undefined;
  const { image, history, convenience } = g;
  return (s) => {
    if (!pcs.includes(s.pc)) return false;
    const scope = { s, image, frame: 0, history, convenience, frozen: true };
    return !condition || isTrue(evaluate(scope, condition));
  };
}

/** Plays a copy again up to now at most, and returns what it has become. */
function play(g: Gdb, from: Past, visits: Visits): Past {
  const again: Past = { machine: snapshot(from.machine), ops: new Map(from.ops) };
  // The program is not to be stopped where it was stopped then.
  for (const task of again.machine.kernels.get(HOST)!.tasks.values()) {
    if (task.program !== 'c' || !task.data) continue;
    const state = task.data as VmState;
    state.breakpoints = [];
    state.step = undefined;
  }
  const extra = g.breakpoints.filter((b) => b.kind === 'break' && b.enabled);
  const pcs = extra.flatMap((b) => pcsOf(g, b));
  const seeing = visiting(again.machine, taskOf(g), { ...visits, extra: pcs });
  try {
    advance(again.machine, { untilUs: g.machine.sim.nowUs, drivers: counting(again, seeing) });
  } catch (error) {
    if (error !== ARRIVED) throw error;
  }
  return again;
}

/** Makes the machine what it was when the program came to a place. */
function arrive(g: Gdb, from: Past, place: Place): void {
  const { ops, depth, pc } = placeOf(g, from) ?? { ops: 0, depth: 0, pc: 0 };
  const atOnce = ops === place.ops && depth === place.depth && pc === place.pc;
  const visit: Visits['visit'] = (s, done) => !isBefore(placeIn(s, ops + done), place);
  const then = atOnce
    ? { machine: snapshot(from.machine), ops: new Map(from.ops) }
    : play(g, from, { visit, stops: true, ...lateIn(place.ops - ops) });
  Object.assign(g, then, { fault: undefined, frame: 0, told: then.machine.sim.trace.length });
  stateOf(g).step = undefined;
}
