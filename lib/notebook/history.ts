// History: what a run was told, and copies of it on the way, so that any moment of it comes back.
//
// One idea: a session is deterministic, so its past is a copy that was kept and the same requests
// again, each at its own step. Nothing else is recorded.
//
// Units: a place in a run is a number of steps (sim.steps); times in us of virtual time.

import { type Machine, snapshot } from '../machine/machine.ts';
import { copyDebug } from './room.ts';
import type { Input, Session } from './session.ts';

/** A session as it was when `inputs` requests had been handled. */
export interface Checkpoint {
  step: number;
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

/** Most copies that are kept, and the most memory that they may take together, in bytes. */
const MAX_CHECKPOINTS = 64;
const MAX_BYTES = 96 * 1024 * 1024;
/** Steps between two copies; those of long ago lie farther apart. */
const DISTANCE_STEPS = 100;

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
  if (!fresh && machine.sim.steps - last.step < DISTANCE_STEPS) return;
  keepNow(session);
}

/** Keeps a copy of the session as it is. */
export function keepNow(session: Session): void {
  const { history, machine } = session;
  const { checkpoints } = history;
  checkpoints.push({
    step: machine.sim.steps,
    events: machine.sim.trace.length,
    inputs: history.inputs.length,
    session: copySession(session),
  });
  const most = Math.min(MAX_CHECKPOINTS, Math.floor(MAX_BYTES / bytesOf(machine)));
  while (checkpoints.length > Math.max(2, most)) checkpoints.splice(leastMissed(checkpoints), 1);
}

/** About what a copy of a machine takes: the memories of its processes, each with its shadow. */
function bytesOf(m: Machine): number {
  const spaces = new Set<{ memory: Uint8Array }>();
  for (const kernel of m.kernels.values()) {
    for (const { data } of kernel.tasks.values()) {
      const space = (data as { space?: { memory: Uint8Array } } | undefined)?.space;
      if (space) spaces.add(space);
    }
  }
  return [...spaces].reduce((sum, { memory }) => sum + 2 * memory.length, 64 * 1024);
}

/** Finds the copy whose loss is felt least: the smallest gap around it for its age; never an end. */
export function leastMissed(checkpoints: readonly Pick<Checkpoint, 'step'>[]): number {
  const now = checkpoints[checkpoints.length - 1].step;
  let best = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < checkpoints.length - 1; i++) {
    const gap = checkpoints[i + 1].step - checkpoints[i - 1].step;
    const felt = gap / (1 + now - checkpoints[i].step);
    if (felt >= least) continue;
    least = felt;
    best = i;
  }
  return best;
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
