// Chain: the cells that one needs, run before it on its machine, each until it has come to rest.
//
// One idea: a machine is plain data and a run follows from its text, so where the cells before have
// come to rest is kept under their texts, and the next run of the same ones begins there at once. The
// cell that is run then finds their files and their programs: a server that waits is there to be
// connected to.
//
// Units: µs of virtual time, which runs as fast as it can here; fuel in VM operations.

import { nextDueUs } from '../sim/sim.ts';
import { copySession } from './history.ts';
import type { Before, Update } from './messages.ts';
import { advanceSession, createSession, handle, type Session } from './session.ts';

/** A program that never rests (it prints every second) is left after this time. */
const LIMIT_US = 20_000_000;
const LIMIT_OPS = 400_000_000;
const STEP_US = 2000;
/** How many resting places are kept; the oldest is forgotten. */
const KEPT = 4;

interface Kept {
  session: Session;
  /** What was told until there, for a cell that begins at it. */
  told: Update[];
}

/** Resting places by the texts of the cells that led to them. */
export type Snapshots = Map<string, Kept>;

export interface Chain {
  before: readonly Before[];
  session: Session;
  told: Update[];
  /** Index of the cell that runs; all before it have come to rest. */
  at: number;
  /** Set while that cell has been begun. */
  begun?: { atUs: number; ops: number };
}

/** Where a chain stands after some work: the cell may run, another one could not. */
export type ChainState = 'busy' | 'ready' | 'failed';

function keyOf(before: readonly Before[]): string {
  return JSON.stringify(before.map(({ name, source }) => [name, source]));
}

/** Begins at the last resting place that is known, else on a clean machine; returns what was told there. */
export function startChain(snapshots: Snapshots, before: readonly Before[]): Chain {
  for (let at = before.length; at > 0; at--) {
    const kept = snapshots.get(keyOf(before.slice(0, at)));
    if (kept) return { before, session: copySession(kept.session, true), told: [...kept.told], at };
  }
  return { before, session: createSession(), told: [], at: 0 };
}

/** Works on the chain for at most `maxOps`; what it says is to be told to the page. */
export function advanceChain(
  chain: Chain,
  snapshots: Snapshots,
  maxOps: number,
): { updates: Update[]; state: ChainState } {
  const { before, session } = chain;
  const cell = before[chain.at];
  if (!cell) return { updates: [], state: 'ready' };
  const updates: Update[] = [];
  if (!chain.begun) {
    const failed = begin(chain, cell, updates);
    if (failed) return { updates, state: 'failed' };
  }
  const begun = chain.begun!;
  const { sim } = session.machine;
  // In short steps, so that the clock stands where everything came to rest and not much later.
  const untilUs = Math.max(sim.nowUs + STEP_US, nextDueUs(sim) ?? 0);
  const slice = advanceSession(session, { untilUs, maxOps });
  updates.push(...slice.updates.filter(isOfMachine));
  chain.told.push(...updates);
  begun.ops += maxOps;
  const late = sim.nowUs >= begun.atUs + LIMIT_US || begun.ops > LIMIT_OPS;
  if (session.resting || late) {
    chain.at++;
    chain.begun = undefined;
    session.program = undefined;
    keep(snapshots, keyOf(before.slice(0, chain.at)), chain);
  }
  return { updates, state: chain.at < before.length ? 'busy' : 'ready' };
}

/** Starts a cell of the chain; its program speaks on the terminal of those before. */
function begin(chain: Chain, { name, source }: Before, updates: Update[]): boolean {
  const { session } = chain;
  const said = handle(session, { type: 'run', name, source, args: [] });
  const compiled = said.find((update) => update.type === 'compiled');
  if (compiled && !compiled.ok) {
    const { diagnostics } = compiled;
    updates.push({ type: 'before', name, phase: 'failed', diagnostics });
    return true;
  }
  const { program, programs, terminals } = session;
  if (program) terminals.set(program.pid, 2);
  if (program) programs.delete(program.pid);
  chain.begun = { atUs: session.machine.sim.nowUs, ops: 0 };
  updates.push({ type: 'before', name, phase: 'running' });
  return false;
}

/** What is true of the machine, and not of the one program that a cell runs. */
function isOfMachine({ type }: Update): boolean {
  return ['output', 'warning', 'syscalls', 'packets', 'copies', 'tables'].includes(type);
}

function keep(snapshots: Snapshots, key: string, { session, told }: Chain): void {
  snapshots.delete(key);
  snapshots.set(key, { session: copySession(session, true), told: [...told] });
  while (snapshots.size > KEPT) snapshots.delete(snapshots.keys().next().value!);
}
