// Models: the same load against different accept loops, as lanes and as numbers.
//
// One idea: who waits where. Every number is folded from a run of that model under the same load.
//
// Units: times in us of virtual time, counted from the first connect(2); the rest are counts.

import type { TraceEvent } from '../sim/trace.ts';
import { type ConnKind, type ConnLane, connLanes, lastUs, taskLanes } from './lanes.ts';

export interface ModelLane {
  /** Id of the task: a process, or one more thread of a process. */
  pid: number;
  thread: boolean;
  bornUs: number;
  goneUs?: number;
  /** Spans in which it was on a CPU or wanted one. */
  busy: [number, number][];
}

export interface ModelConn {
  number: number;
  /** `[fromUs, toUs, kind]`, without gaps. */
  spans: [number, number, ConnKind][];
  /** When it was over; undefined where it was open to the end of what was watched. */
  doneUs?: number;
  /** It never asked anything. */
  silent: boolean;
}

export interface ModelRun {
  id: string;
  /** When the last client that asked was done; undefined where one never was. */
  doneUs?: number;
  /** The last moment that its lanes show. */
  endUs: number;
  lanes: ModelLane[];
  conns: ModelConn[];
  /** Moments at which an answer arrived, in order. */
  answers: number[];
  /** From a request's write(2) to the first byte of its answer; without the ones never answered. */
  medianUs: number;
  worstUs: number;
  /** Time that clients which asked waited for answers, over all their requests: mean and most. */
  waitedUs: number;
  waitedMostUs: number;
  /** Most at one time, over all server processes. */
  processes: number;
  tasks: number;
  fds: number;
  syscalls: number;
  /** Times that a CPU was given to a task. */
  switches: number;
}

/** Folds one model's run, watched for `watchedUs` from the first connect(2). */
export function modelRun(
  id: string,
  events: readonly TraceEvent[],
  hosts: { server: string; client: string },
  watchedUs?: number,
): ModelRun {
  const zeroUs = connLanes(events, hosts.client, hosts.server)[0]?.startUs ?? 0;
  const untilUs = watchedUs === undefined ? lastUs(events) : zeroUs + watchedUs;
  const conns = connLanes(events, hosts.client, hosts.server, untilUs);
  const isOpen = (conn: ConnLane) => conn.endUs >= untilUs;
  const asking = conns.filter((conn) => conn.requests.length > 0);
  const endUs = Math.max(zeroUs, ...conns.map((conn) => conn.endUs));
  const waits = asking.map((conn) =>
    conn.requests.reduce((sum, r) => sum + (r.answeredUs ?? untilUs) - r.sentUs, 0),
  );
  const answered = conns.flatMap((conn) => conn.requests).filter((r) => r.answeredUs !== undefined);
  const times = answered.map((r) => r.answeredUs! - r.sentUs).sort((a, b) => a - b);
  return {
    id,
    ...(!asking.some(isOpen) && {
      doneUs: Math.max(zeroUs, ...asking.map((conn) => conn.endUs)) - zeroUs,
    }),
    endUs: endUs - zeroUs,
    lanes: taskLanes(events, hosts.server, untilUs).map((lane) => ({
      pid: lane.pid,
      thread: lane.tgid !== undefined,
      bornUs: Math.max(0, lane.bornUs - zeroUs),
      goneUs: lane.goneUs === undefined ? undefined : Math.max(0, lane.goneUs - zeroUs),
      busy: merged(
        lane.spans
          .filter((s) => s.kind === 'running' && s.toUs > zeroUs && s.fromUs < endUs)
          .map((s): [number, number] => [Math.max(0, s.fromUs - zeroUs), s.toUs - zeroUs]),
      ),
    })),
    conns: conns.map((conn, i) => ({
      number: i + 1,
      spans: conn.spans.map((s) => [s.fromUs - zeroUs, s.toUs - zeroUs, s.kind]),
      ...(!isOpen(conn) && { doneUs: conn.endUs - zeroUs }),
      silent: conn.requests.length === 0,
    })),
    answers: answered.map((r) => r.answeredUs! - zeroUs).sort((a, b) => a - b),
    medianUs: median(times),
    worstUs: times.at(-1) ?? 0,
    waitedUs: waits.length === 0 ? 0 : Math.round(waits.reduce((a, b) => a + b) / waits.length),
    waitedMostUs: Math.max(0, ...waits),
    ...peaks(events, hosts.server, zeroUs, untilUs),
  };
}

function median(sorted: number[]): number {
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1
    ? sorted[middle]
    : Math.round((sorted[middle - 1] + sorted[middle]) / 2);
}

/** Joins spans that touch. */
function merged(spans: [number, number][]): [number, number][] {
  const out: [number, number][] = [];
  for (const [from, to] of spans) {
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/** Counts calls and switches from `zeroUs` on, and the most tasks and used fds at one time. */
function peaks(
  events: readonly TraceEvent[],
  host: string,
  zeroUs: number,
  untilUs: number,
): Pick<ModelRun, 'processes' | 'tasks' | 'fds' | 'syscalls' | 'switches'> {
  const tables = new Map<number, Set<number>>();
  const tasks = new Set<number>();
  const peak = { processes: 0, tasks: 0, fds: 0, syscalls: 0, switches: 0 };
  for (const event of events) {
    if (event.host !== host || event.atUs > untilUs) continue;
    if (event.kind === 'task') {
      const { pid, state } = event;
      if (state === 'running' && event.atUs >= zeroUs) peak.switches++;
      if (state === 'new') tasks.add(pid);
      else if (state === 'zombie' || state === 'gone') tasks.delete(pid);
      // Threads use the table of their process.
      if (event.tgid === undefined) {
        if (state === 'new') tables.set(pid, tables.get(pid) ?? new Set());
        else if (!tasks.has(pid)) tables.delete(pid);
      }
      peak.processes = Math.max(peak.processes, tables.size);
      peak.tasks = Math.max(peak.tasks, tasks.size);
    } else if (event.kind === 'fd') {
      const table = tables.get(event.pid);
      if (event.op === 'close') table?.delete(event.fd);
      else table?.add(event.fd);
      const used = [...tables.values()].reduce((sum, fds) => sum + fds.size, 0);
      peak.fds = Math.max(peak.fds, used);
    } else if (event.kind === 'sys-enter' && event.atUs >= zeroUs) peak.syscalls++;
  }
  return peak;
}
