// The simulation: a clock, what will happen, chance, and the trace of what has happened.
//
// One idea: time only moves here. Whoever runs the machine takes the earliest record, the clock
// jumps to it, and the room that owns the record's kind acts on it to the end.
//
// Units: µs of virtual time.

import {
  createEventQueue,
  type EventQueue,
  insertEntry,
  moveEntry,
  peekEntry,
  popEntry,
  type QueueEntry,
  removeEntry,
  type SimRecord,
} from './event-queue.ts';
import { createRng, type Rng } from './rng.ts';
import {
  append,
  countEvent,
  createTrace,
  type SinkKind,
  type Trace,
  type TraceEvent,
  type TraceInput,
} from './trace.ts';

/** 2026-02-18 00:00:00 UTC: what the clock says when a machine is made. */
export const EPOCH_S = 1_771_372_800;
/** What Linux's timers count in: HZ is 250. */
export const JIFFY_US = 4000;
/** What it tells programs of times in: USER_HZ is 100, and sysconf(3) says so of _SC_CLK_TCK. */
export const CLOCK_TICK_US = 10_000;

export interface Sim {
  /** Virtual time; never goes back. */
  nowUs: number;
  queue: EventQueue;
  rng: Rng;
  trace: Trace;
  /** Next number for a socket, packet or open file; see `takeId`. */
  nextId: number;
  /** How many records have been acted on: a place in the run that a replay finds again. */
  steps: number;
}

export interface SimOptions {
  seed?: number;
  sink?: SinkKind;
  /** Size of a `ring` sink, in events. */
  capacity?: number;
}

/** Makes a simulation at time 0 with an empty future. */
export function createSim(options: SimOptions = {}): Sim {
  return {
    nowUs: 0,
    queue: createEventQueue(),
    rng: createRng(options.seed ?? 1),
    trace: createTrace(options.sink ?? 'all', options.capacity),
    nextId: 1,
    steps: 0,
  };
}

/** Takes the next unused number; sockets, packets and files share one sequence. */
export function takeId(sim: Sim): number {
  return sim.nextId++;
}

/** Puts a record into the future and returns its entry; a time in the past means now. */
export function schedule(sim: Sim, atUs: number, record: SimRecord): QueueEntry {
  return insertEntry(sim.queue, Math.max(Math.round(atUs), sim.nowUs), record);
}

/** Moves a record that is still in the future to another time, as if it had been put there now. */
export function reschedule(sim: Sim, entry: QueueEntry, atUs: number): void {
  moveEntry(sim.queue, entry, Math.max(Math.round(atUs), sim.nowUs));
}

/** Takes a record out of the future; false when it has happened or was cancelled before. */
export function cancel(sim: Sim, entry: QueueEntry): boolean {
  return removeEntry(sim.queue, entry);
}

/** Tells when the next record is due, or undefined when nothing will ever happen. */
export function nextDueUs(sim: Sim): number | undefined {
  return peekEntry(sim.queue)?.atUs;
}

/** Takes the earliest record if it is due by `untilUs`, and moves the clock to it. */
export function popDue(sim: Sim, untilUs: number): SimRecord | undefined {
  const first = peekEntry(sim.queue);
  if (!first || first.atUs > untilUs) return undefined;
  popEntry(sim.queue);
  sim.steps++;
  // A record can be overdue: the machine spends time between records too.
  sim.nowUs = Math.max(sim.nowUs, first.atUs);
  return first.record;
}

/** Lets time pass without an event, as work on a CPU does. */
export function spend(sim: Sim, us: number): void {
  if (us < 0) throw new Error(`spend: ${us} us is negative`);
  sim.nowUs += us;
}

/**
 * Counts an event and tells whether the trace keeps it. Only then is its record made:
 * `if (traced(sim, 'copy')) emit(sim, { kind: 'copy', … })`.
 */
export function traced(sim: Sim, kind: TraceEvent['kind']): boolean {
  const { trace } = sim;
  if (trace.sink !== 'counts') return true;
  countEvent(trace, kind);
  return false;
}

/** Appends an event to the trace at the present time and returns its number. */
export function emit(sim: Sim, event: TraceInput): number {
  return append(sim.trace, sim.nowUs, event);
}
