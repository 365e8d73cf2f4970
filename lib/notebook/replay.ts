// Replay: a session as it was, and the lines that a task came by on its way.
//
// One idea: the nearest copy before a place and the same requests again lead there; a place between
// two steps is a spot on the run that the second one begins (lib/debug/visits.ts).
//
// Units: a place is a step, and the work done in it; Infinity means that it has been taken.

import { ARRIVED } from '../debug/arrived.ts';
import { isEarlier, type Spot, type Visitor, visiting } from '../debug/visits.ts';
import { installedDrivers } from '../machine/programs.ts';
import { type Checkpoint, copySession } from './history.ts';
import { apply, goOn, type Session, tell } from './session.ts';

/** Where in a run a look is taken: the spot is counted from where its step begins. */
export interface Place extends Spot {
  step: number;
}

/** Behind all that a task does in a step. */
export const endOf = (step: number): Place => ({
  step,
  ops: Number.POSITIVE_INFINITY,
  depth: 0,
  pc: 0,
});

/** Tells whether one place is before another. */
export function isBefore(a: Place, b: Place): boolean {
  return a.step < b.step || (a.step === b.step && isEarlier(a, b));
}

export interface Watcher {
  tid: number;
  /** Instructions that are looked at even inside the library. */
  extra: readonly number[];
  /** False: nothing but those is looked at. */
  lines?: boolean;
  /** The first step in which somebody looks: what comes before is played at full speed. */
  since: number;
  /** Looks at a place; true ends the replay there. */
  see(place: Place, state: Parameters<Visitor>[0], session: Session): boolean;
}

/** Plays a session again from a copy up to a step or an event, or to where a watcher ends it. */
export function play(
  session: Session,
  from: Checkpoint,
  to: { step: number; event?: number },
  watcher?: Watcher,
): Session {
  const again = copySession(from.session);
  again.replaying = { toStep: to.step, ...(to.event !== undefined && { toEvent: to.event }) };
  if (watcher) again.replaying.drivers = watched(again, watcher);
  else if (to.event !== undefined) again.replaying.drivers = stopping(again, to.event);
  try {
    if (again.machine.sim.steps < to.step) playInputs(again, session, from.inputs);
  } catch (error) {
    if (error !== ARRIVED) throw error;
  }
  return again;
}

/** Drivers under which no program goes on once an event has happened: it stands where it was then. */
function stopping({ machine: { sim } }: Session, event: number): ReturnType<typeof visiting> {
  const stops = [...installedDrivers()].map(([kind, driver]) => {
    const run: typeof driver.run = (state, fuel) => {
      if (sim.trace.length > event) throw ARRIVED;
      return driver.run(state, fuel);
    };
    return [kind, { ...driver, run }] as const;
  });
  return new Map(stops);
}

function playInputs(again: Session, session: Session, first: number): void {
  const { sim } = again.machine;
  const { inputs } = session.history;
  for (const { step, atUs, input } of inputs.slice(first)) {
    runTo(again, step);
    sim.nowUs = Math.max(sim.nowUs, atUs);
    apply(again, input);
    const { toEvent } = again.replaying!;
    if (toEvent !== undefined && sim.trace.length > toEvent) throw ARRIVED;
  }
  runTo(again, again.replaying!.toStep);
}

function runTo(again: Session, step: number): void {
  const { sim } = again.machine;
  while (sim.steps < step) {
    const before = sim.steps;
    goOn(again, { maxEvents: step - sim.steps });
    // Nothing is due any more: the rest of the steps came with a request that is not played.
    if (sim.steps === before) return;
  }
  tell(again);
}

function watched(again: Session, watcher: Watcher): ReturnType<typeof visiting> {
  const { sim } = again.machine;
  const { tid, extra, lines = true, since, see } = watcher;
  const at = { step: -1, ops: 0 };
  const visit: Visitor = (state, ops) => {
    const { depth, pc } = state;
    return see({ step: sim.steps, ops: ops - at.ops, depth, pc }, state, again);
  };
  const wanted = (ops: number): boolean => {
    if (at.step !== sim.steps) Object.assign(at, { step: sim.steps, ops });
    return sim.steps >= since;
  };
  return visiting(again.machine, tid, { visit, extra, lines, wanted });
}

/** Returns the session behind an event; undefined where that is not kept any more. */
export function behindEvent(session: Session, event: number): Session | undefined {
  const from = session.history.checkpoints.findLast(({ events }) => events <= event);
  if (!from) return undefined;
  return play(session, from, { step: session.machine.sim.steps, event });
}

/** Returns the session at the n-th line of a task's run in a step. */
export function atPlace(
  session: Session,
  tid: number,
  place: Place,
  extra: readonly number[],
): Session {
  const from = checkpointBefore(session, place.step);
  const see: Watcher['see'] = (here) => !isBefore(here, place);
  return play(session, from, { step: place.step }, { tid, extra, since: place.step, see });
}

function checkpointBefore(session: Session, step: number): Checkpoint {
  const { checkpoints } = session.history;
  return checkpoints.findLast((one) => one.step < step) ?? checkpoints[0];
}

/** How much more is looked at where nothing was found. */
const WIDER = 8;

/** What ends a way through the past. */
export interface Wanted {
  holds(state: Parameters<Visitor>[0], session: Session): boolean;
  /** Ends it as well, where it is another than at the line before. */
  sign?(state: Parameters<Visitor>[0], session: Session): string;
  /** On a way forward, what holds before this has held is passed by. */
  since?(state: Parameters<Visitor>[0]): boolean;
}

/** The last wanted place of a stretch, and what was signed at its two ends. */
interface Found {
  place?: Place;
  first?: { place: Place; sign: string };
  last?: string;
}

/** Takes note of a place that is passed. */
function pass(found: Found, place: Place, fits: boolean, sign: string | undefined): void {
  if (fits) found.place = place;
  if (sign === undefined) return;
  if (found.last !== undefined && found.last !== sign) found.place = place;
  found.first ??= { place, sign };
  found.last = sign;
}

/** Finds the last wanted place of a task before another; undefined where there is none. */
export function lastBefore(
  session: Session,
  watcher: Pick<Watcher, 'tid' | 'extra' | 'lines'>,
  before: Place,
  wanted: Wanted,
): Place | undefined {
  const { checkpoints } = session.history;
  let end = before;
  let later: Found['first'];
  for (let i = checkpoints.length - 1; i >= 0; i--) {
    const from = checkpoints[i];
    // Most often it is in the last steps; only then are those before them looked at.
    for (let span = 1; end.step > from.step; span *= WIDER) {
      const step = Math.min(end.step, session.machine.sim.steps);
      const since = Math.max(from.step + 1, step - span + 1);
      const found: Found = {};
      const see: Watcher['see'] = (place, state, again) => {
        if (!isBefore(place, end)) return true;
        pass(found, place, wanted.holds(state, again), wanted.sign?.(state, again));
        return false;
      };
      play(session, from, { step }, { ...watcher, since, see });
      // It may have changed between two stretches: while another task or the kernel was at work.
      if (later && found.last !== undefined && found.last !== later.sign) return later.place;
      if (found.place) return found.place;
      later = found.first ?? later;
      end = endOf(since - 1);
    }
  }
  return undefined;
}

/** Finds the first wanted place of a task after another; undefined where the present comes first. */
export function firstAfter(
  session: Session,
  watcher: Pick<Watcher, 'tid' | 'extra' | 'lines'>,
  after: Place,
  wanted: Wanted,
): Place | undefined {
  const found: Found = {};
  let open = wanted.since === undefined;
  const see: Watcher['see'] = (place, state, again) => {
    const ahead = isBefore(after, place);
    open ||= ahead && wanted.since!(state);
    found.place = undefined;
    pass(found, place, open && wanted.holds(state, again), wanted.sign?.(state, again));
    if (!ahead) found.place = undefined;
    return found.place !== undefined;
  };
  const from = checkpointBefore(session, after.step);
  const to = { step: session.machine.sim.steps };
  play(session, from, to, { ...watcher, since: after.step, see });
  return found.place;
}
