// Models: the same load against different accept loops, as lanes and as numbers.
//
// One idea: who waits where. Every number is folded from a run of that model under the same load.
//
// Units: times in us of virtual time, counted from the first connect(2); the rest are counts.

import type { TraceEvent } from '../sim/trace.ts';
import { type ConnKind, connLanes, taskLanes } from './lanes.ts';

export interface ModelLane {
  pid: number;
  comm: string;
  bornUs: number;
  goneUs?: number;
  /** Spans in which it was on a CPU or wanted one. */
  busy: [number, number][];
}

export interface ModelConn {
  number: number;
  /** `[fromUs, toUs, kind]`, without gaps. */
  spans: [number, number, ConnKind][];
  doneUs?: number;
}

export interface ModelRun {
  id: string;
  endUs: number;
  lanes: ModelLane[];
  conns: ModelConn[];
  requests: number;
  /** From a request's write(2) to the first byte of its answer. */
  medianUs: number;
  worstUs: number;
  perSecond: number;
  /** Most at one time, over all server processes. */
  processes: number;
  fds: number;
  syscalls: number;
  switches: number;
}

/** Folds one model's run. */
export function modelRun(
  id: string,
  events: readonly TraceEvent[],
  hosts: { server: string; client: string },
): ModelRun {
  const conns = connLanes(events, hosts.client, hosts.server);
  const zeroUs = conns[0]?.startUs ?? 0;
  const endUs = Math.max(zeroUs, ...conns.map((conn) => conn.endUs));
  const answered = conns.flatMap((conn) => conn.requests).filter((r) => r.answeredUs !== undefined);
  const times = answered.map((r) => r.answeredUs! - r.sentUs).sort((a, b) => a - b);
  const lastAnswer = Math.max(zeroUs, ...answered.map((r) => r.answeredUs!));
  const span = lastAnswer - zeroUs;
  return {
    id,
    endUs: endUs - zeroUs,
    lanes: taskLanes(events, hosts.server).map((lane) => ({
      pid: lane.pid,
      comm: lane.comm,
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
      doneUs: conn.endUs - zeroUs,
    })),
    requests: answered.length,
    medianUs: median(times),
    worstUs: times.at(-1) ?? 0,
    perSecond: span > 0 ? Math.round((answered.length * 1_000_000) / span) : 0,
    ...peaks(events, hosts.server, zeroUs),
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

/** Counts calls and switches from `zeroUs` on, and the most processes and used fds at one time. */
function peaks(
  events: readonly TraceEvent[],
  host: string,
  zeroUs: number,
): Pick<ModelRun, 'processes' | 'fds' | 'syscalls' | 'switches'> {
  const tables = new Map<number, Set<number>>();
  const peak = { processes: 0, fds: 0, syscalls: 0, switches: 0 };
  for (const event of events) {
    if (event.host !== host) continue;
    if (event.kind === 'task') {
      if (event.state === 'new') tables.set(event.pid, tables.get(event.pid) ?? new Set());
      else if (event.state === 'zombie' || event.state === 'gone') tables.delete(event.pid);
      peak.processes = Math.max(peak.processes, tables.size);
    } else if (event.kind === 'fd') {
      const table = tables.get(event.pid);
      if (event.op === 'close') table?.delete(event.fd);
      else table?.add(event.fd);
      const used = [...tables.values()].reduce((sum, fds) => sum + fds.size, 0);
      peak.fds = Math.max(peak.fds, used);
    } else if (event.atUs >= zeroUs) {
      if (event.kind === 'sys-exit') peak.syscalls++;
      else if (event.kind === 'sys-block') peak.switches++;
    }
  }
  return peak;
}
