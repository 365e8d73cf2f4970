// Threads at the prompt: their numbers, who is selected, and what all of them are doing.
//
// One idea: the trace tells which threads there were and in which order they began, and so gives them
// numbers; all of them stop when one does.
//
// Source: gdb 13.1 thread.c and infrun.c, for the words.

import { taskAt } from '../../machine/machine.ts';
import type { VmState } from '../../vm/state.ts';
import { GdbError } from './expression.ts';
import { backtrace, frameInfo, lineText, location } from './frames.ts';
import { type Gdb, liveState, taskOf } from './session.ts';

/** The program's threads from the first on, those that have ended too. */
export function threadsOf({ machine, pid }: Gdb): number[] {
  const later = machine.sim.trace.events.flatMap((event) =>
    event.kind === 'task' && event.state === 'new' && event.tgid === pid ? [event.pid] : [],
  );
  return [pid!, ...later];
}

/** How gdb names a thread: what pthread_self() gives in it, and its number as a task. */
export function threadId(g: Gdb, tid = taskOf(g)): string {
  const tp = (taskAt(g.machine, tid)?.data as VmState | undefined)?.tp ?? g.pointers.get(tid) ?? 0;
  // It is asked for once more when the thread has ended.
  g.pointers.set(tid, tp);
  return `Thread 0x${tp.toString(16)} (LWP ${tid})`;
}

const named = (g: Gdb, tid: number): string => `${threadId(g, tid)} "${g.name.slice(0, 15)}"`;

/** The session as it is with another thread selected. */
const seenBy = (g: Gdb, tid: number): Gdb => ({ ...g, tid, frame: 0 });

const living = (g: Gdb): number[] => threadsOf(g).filter((tid) => liveState(seenBy(g, tid)));

/** `info threads` */
export function threadTable(g: Gdb): string[] {
  if (!liveState(g)) return ['No threads.'];
  const all = threadsOf(g);
  const targets = new Map(living(g).map((tid) => [tid, named(g, tid)]));
  const width = Math.max(...[...targets.values()].map(({ length }) => length));
  const rows = [...targets].map(([tid, target]) => {
    const mark = tid === taskOf(g) ? '*' : ' ';
    const number = String(all.indexOf(tid) + 1).padEnd(4);
    return `${mark} ${number} ${target.padEnd(width)} ${location(seenBy(g, tid), tid === taskOf(g) ? g.frame : 0)}`;
  });
  return [`  Id   ${'Target Id'.padEnd(width)} Frame `, ...rows];
}

/** `thread`, `thread 2`, `thread apply all bt` */
export function thread(g: Gdb, rest: string): string[] {
  if (!liveState(g)) throw new GdbError('No thread selected');
  const all = threadsOf(g);
  if (rest === '') return [`[Current thread is ${all.indexOf(taskOf(g)) + 1} (${threadId(g)})]`];
  const [, which, limit] =
    /^apply\s+(all|[\d\s]+?)\s+(?:bt|backtrace|where)\s*(\d*)$/.exec(rest) ?? [];
  if (which !== undefined) return backtraces(g, which, limit === '' ? undefined : Number(limit));
  if (!/^\d+$/.test(rest)) throw new GdbError(`Invalid thread ID: ${rest}`);
  const tid = living(g).find((one) => all.indexOf(one) + 1 === Number(rest));
  if (tid === undefined) throw new GdbError(`Unknown thread ${rest}.`);
  g.tid = tid === g.pid ? undefined : tid;
  g.frame = 0;
  const info = frameInfo(g, 0);
  const line = info.library ? [] : [lineText(g, info)];
  return [`[Switching to thread ${rest} (${threadId(g)})]`, `#0  ${location(g, 0)}`, ...line];
}

/** The calls of several threads, the youngest first, as gdb has them. */
function backtraces(g: Gdb, which: string, limit: number | undefined): string[] {
  const all = threadsOf(g);
  const asked = which === 'all' ? undefined : which.trim().split(/\s+/).map(Number);
  const tids = living(g).filter((tid) => asked?.includes(all.indexOf(tid) + 1) ?? true);
  return tids
    .reverse()
    .flatMap((tid) => [
      '',
      `Thread ${all.indexOf(tid) + 1} (${named(g, tid)}):`,
      ...backtrace(seenBy(g, tid), limit),
    ]);
}

/** Children and threads that have come, and threads that have gone, since the last look. */
export function comings(g: Gdb): string[] {
  return g.machine.sim.trace.events.slice(g.told).flatMap((event) => {
    if (event.kind !== 'task') return [];
    const { pid, tgid, ppid, state } = event;
    if (tgid === g.pid && state === 'new') return [`[New ${threadId(g, pid)}]`];
    if (tgid === g.pid && state === 'gone') return [`[${threadId(g, pid)} exited]`];
    // Like gdb, we stay with the parent.
    const child = state === 'new' && ppid === g.pid && tgid === undefined;
    return child ? [`[Detaching after fork from child process ${pid}]`] : [];
  });
}

/** Who has stopped, where there is more than one thread: `Thread 2 "server" hit `. */
export function whoHit(g: Gdb): string {
  const all = threadsOf(g);
  return g.alone && all.length > 1
    ? `Thread ${all.indexOf(taskOf(g)) + 1} "${g.name.slice(0, 15)}" hit `
    : '';
}
