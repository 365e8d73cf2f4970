// History: what a run was told, and copies of it on the way, so that any moment of it comes back.
//
// One idea: a session is deterministic, so its past is a copy that was kept and the same requests
// again, each at its own step. Nothing else is recorded.
//
// Units: a place in a run is a number of steps (sim.steps); times in us of virtual time.

import { thin } from '../debug/copies.ts';
import { snapshot } from '../machine/machine.ts';
import { copyDebug } from './room.ts';
import type { Input, Session } from './session.ts';

/** A session as it was when `inputs` requests had been handled. */
export interface Checkpoint {
  step: number;
  atUs: number;
  /** Events that had happened. */
  events: number;
  inputs: number;
  session: Session;
}

export interface History {
  inputs: { step: number; atUs: number; input: Input }[];
  /** Oldest first. */
  checkpoints: Checkpoint[];
}

/** Steps between two copies; those of long ago lie farther apart. */
const DISTANCE_STEPS = 100;
/** So long a time makes a tenth of them enough: programs that compute take few steps for it. */
const DISTANCE_US = 5_000;

/** Notes a request that is about to be handled. */
export function note(session: Session, input: Input): void {
  const { steps, nowUs } = session.machine.sim;
  session.history.inputs.push({ step: steps, atUs: nowUs, input });
}

/** Keeps a copy of the session if the last one is long ago; all events must have been told. */
export function keep(session: Session): void {
  const { history, machine } = session;
  const last = history.checkpoints.at(-1);
  const fresh = !last || history.inputs.length - last.inputs > 32;
  const steps = fresh ? 0 : machine.sim.steps - last.step;
  const slow = !fresh && machine.sim.nowUs - last.atUs >= DISTANCE_US;
  if (!fresh && steps < (slow ? DISTANCE_STEPS / 10 : DISTANCE_STEPS)) return;
  keepNow(session);
}

/** Keeps a copy of the session as it is. */
export function keepNow(session: Session): void {
  const { history, machine } = session;
  const { checkpoints } = history;
  checkpoints.push({
    step: machine.sim.steps,
    atUs: machine.sim.nowUs,
    events: machine.sim.trace.length,
    inputs: history.inputs.length,
    session: copySession(session),
  });
  thin(checkpoints, machine, ({ step }) => step);
}

/**
 * Copies a session without its past, so that both go on independently; `events` that have been told
 * are needed only where somebody asks for all of them later.
 */
export function copySession(session: Session, withEvents = false): Session {
  const { machine, shells, program } = session;
  const programs = new Map([...session.programs.values()].map((one) => [one, { ...one }]));
  const { events } = machine.sim.trace;
  if (!withEvents) machine.sim.trace.events = [];
  const copy = snapshot(machine);
  machine.sim.trace.events = events;
  return {
    ...session,
    machine: copy,
    shells: new Map([...shells].map(([id, seat]) => [id, { ...seat, shell: { ...seat.shell } }])),
    ...(program && { program: programs.get(program) ?? { ...program } }),
    programs: new Map([...session.programs].map(([pid, one]) => [pid, programs.get(one)!])),
    terminals: new Map(session.terminals),
    open: new Map(session.open),
    packets: session.packets.slice(),
    history: { inputs: [], checkpoints: [] },
    handling: false,
    ...(session.debug && { debug: copyDebug(session.debug, copy) }),
  };
}
