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
import { isEarlier, type Spot, type Visits, visiting } from '../visits.ts';
import { evaluate, type Scope } from './evaluate.ts';
import { GdbError, type Node, parseExpression } from './expression.ts';
import { frameInfo, lineText } from './frames.ts';
import { conditionAt, quickly } from './quick.ts';
import { displays, tell, watchValue } from './run.ts';
import {
  type Breakpoint,
  counting,
  type Gdb,
  HOST,
  liveState,
  pcsOf,
  scopeOf,
  stateOf,
  taskOf,
} from './session.ts';
import { valueText } from './show.ts';
import { typesOf } from './types.ts';

type Mode = 'into' | 'over' | 'continue';

/** Work before the present that is looked at line by line first, and how much more each time after. */
const FIRST_SPAN = 4_000;
const WIDER = 16;
/** A program runs for a quantum, and a little over where that ends in a costly function. */
const LONGEST_RUN = 2 * QUANTUM_OPS;

function placeIn({ pc, depth }: VmState, ops: number): Spot {
  return { ops, depth, pc };
}

/** Goes back by one line, one line over calls, or to the last breakpoint before now. */
export function back(g: Gdb, mode: Mode): string[] {
  const state = stateOf(g);
  const now = placeIn(state, g.ops.get(taskOf(g)) ?? 0);
  const wanted = wish(g, mode, now.depth);
  const watches = mode === 'continue' ? watching(g) : [];
  const signs = { later: sign(watches, state) };
  let end = now;
  for (let i = g.past.length - 1; i >= 0; i--) {
    const from = g.past[i];
    const found = lastBefore(g, from, end, { wanted, lines: mode !== 'continue', watches, signs });
    if (!found) {
      end = placeOf(g, from) ?? end;
      continue;
    }
    const before = { place: now, values: watches.map(({ value }) => value(state)) };
    arrive(g, from, found);
    g.past.length = i + 1;
    return arrived(g, mode, before, watches);
  }
  throw new GdbError('No more reverse-execution history.');
}

/** A watchpoint, and what its expression is worth in a state. */
interface Watching {
  breakpoint: Breakpoint;
  value(s: VmState): string | undefined;
}

function watching(g: Gdb): Watching[] {
  const watches = g.breakpoints.filter((b) => b.kind === 'watch' && b.enabled);
  return watches.map((breakpoint) => {
    const { depth, expression } = breakpoint;
    const node = parseExpression(expression!, typesOf(g.image));
    const quick = depth === undefined ? quickly(g.image, undefined, node) : undefined;
    const scope = scopeOf(g);
    return {
      breakpoint,
      value: quick
        ? (s) => String(quick(s))
        : (s) => valueIn({ ...scope, s, frame: depth === undefined ? 0 : s.depth - depth }, node),
    };
  });
}

/** A value as print has it; undefined where there is none. */
function valueIn(scope: Scope, node: Node): string | undefined {
  if ((scope.frame ?? 0) < 0) return undefined;
  try {
    return valueText(scope, evaluate(scope, node));
  } catch (error) {
    if (error instanceof GdbError) return undefined;
    throw error;
  }
}

/** All values at once, to see whether one has changed; a value that is not there does not count. */
function sign(watches: readonly Watching[], s: VmState): (string | undefined)[] {
  return watches.map(({ value }) => value(s));
}

function differs(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): boolean {
  return a.some((one, i) => one !== undefined && b[i] !== undefined && one !== b[i]);
}

function arrived(
  g: Gdb,
  mode: Mode,
  before: { place: Spot; values: (string | undefined)[] },
  watches: readonly Watching[],
): string[] {
  const state = stateOf(g);
  const info = frameInfo(g, 0);
  for (const [i, { breakpoint, value }] of watches.entries()) {
    const [old, now] = [before.values[i], value(state)];
    if (old === undefined || now === undefined || old === now) continue;
    const full = watchValue(g, breakpoint) ?? now;
    return tell(g, { why: 'watch', breakpoint, old, now: full }, 'continue');
  }
  const hit = g.breakpoints.find((b) => holding(g, b)(state));
  if (mode === 'continue' && hit)
    return tell(g, { why: 'breakpoint', breakpoint: hit }, 'continue');
  if (state.depth !== before.place.depth) return tell(g, { why: 'step' }, 'out');
  return [lineText(g, info), ...displays(g)];
}

type Past = Gdb['past'][number];
type Wish = (s: VmState) => boolean;

/** The place of the selected task in a copy; undefined where it is not there yet. */
function placeOf(g: Gdb, { machine, ops }: Past): Spot | undefined {
  const state = stateIn(g, machine);
  return state && placeIn(state, ops.get(taskOf(g)) ?? 0);
}

function stateIn(g: Gdb, machine: Machine): VmState | undefined {
  return liveState({ ...g, machine, fault: undefined });
}

/** What a way back looks for. */
interface Search {
  wanted: Wish;
  lines: boolean;
  watches: readonly Watching[];
  /** What is watched, at the first place of what has been looked at already. */
  signs: { later: (string | undefined)[] };
}

/** Finds the last wanted place between a copy and a place after it. */
function lastBefore(g: Gdb, from: Past, end: Spot, search: Search): Spot | undefined {
  const { wanted, watches, signs } = search;
  const lines = search.lines || watches.length > 0;
  const first = placeOf(g, from);
  const done = first?.ops ?? 0;
  // Most often it is close; only then is what was before it looked at line by line.
  for (let [to, span] = [end, FIRST_SPAN]; done <= to.ops; span *= WIDER) {
    const since = Math.max(done, to.ops - span);
    let found: Spot | undefined;
    let last: { place: Spot; sign: (string | undefined)[] } | undefined;
    let top: (string | undefined)[] | undefined;
    play(g, from, {
      lines,
      ...lateIn(since - done),
      visit: (s, ops) => {
        const place = placeIn(s, done + ops);
        if (!isEarlier(place, to)) return true;
        if (place.ops < since) return false;
        if (watches.length > 0) {
          const here = sign(watches, s);
          if (last && differs(last.sign, here)) found = last.place;
          top ??= here;
          last = { place, sign: here };
        }
        if (wanted(s)) found = place;
        return false;
      },
    });
    if (last && differs(last.sign, signs.later)) return last.place;
    if (found) return found;
    signs.later = top ?? signs.later;
    if (since === done) break;
    to = { ops: since, depth: Number.POSITIVE_INFINITY, pc: 0 };
  }
  // The copy stands at a place that is passed no more.
  const here = stateIn(g, from.machine);
  if (!first || !here || !isEarlier(first, end)) return undefined;
  const changed = watches.length > 0 && differs(sign(watches, here), signs.later);
  return changed || wanted(here) ? first : undefined;
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
  const { condition } = b;
  if (!condition) return (s) => pcs.includes(s.pc);
  const asked = new Map(pcs.map((pc) => [pc, conditionAt(scopeOf(g), condition, pc)]));
  return (s) => asked.get(s.pc)?.(s) ?? false;
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
function arrive(g: Gdb, from: Past, place: Spot): void {
  const { ops, depth, pc } = placeOf(g, from) ?? { ops: 0, depth: 0, pc: 0 };
  const atOnce = ops === place.ops && depth === place.depth && pc === place.pc;
  const visit: Visits['visit'] = (s, done) => !isEarlier(placeIn(s, ops + done), place);
  const then = atOnce
    ? { machine: snapshot(from.machine), ops: new Map(from.ops) }
    : play(g, from, { visit, stops: true, ...lateIn(place.ops - ops) });
  Object.assign(g, then, { fault: undefined, frame: 0, told: then.machine.sim.trace.length });
  stateOf(g).step = undefined;
}
