// Lanes: what each process did, and what each connection went through, on one axis of time.
//
// One idea: a lane is a list of spans without gaps. Process lanes come from task and sys-block
// events; connection lanes from the handshake, the accept queue and the bytes.
//
// Units: us of virtual time. A connection's spans begin when its client called connect(2).

import type { SysBlock, TcpState, TraceEvent } from '../sim/trace.ts';

export interface TaskSpan {
  fromUs: number;
  toUs: number;
  kind: 'running' | 'blocked';
  /** With `blocked`: the call, and what it waits for. */
  call?: string;
  on?: SysBlock['on'];
  sock?: number;
}

export interface TaskLane {
  host: string;
  pid: number;
  /** Id of its process, with a thread that is not the first. */
  tgid?: number;
  ppid: number;
  comm: string;
  bornUs: number;
  goneUs?: number;
  spans: TaskSpan[];
  /** Time in which it was not blocked. */
  busyUs: number;
}

/** `connecting`: no handshake yet; `queued`: in the accept queue; `idle`: accepted, and nothing was
 *  asked; `served`: accepted, and a request waits for its answer. */
export type ConnKind = 'connecting' | 'queued' | 'idle' | 'served';

export interface ConnSpan {
  fromUs: number;
  toUs: number;
  kind: ConnKind;
}

export interface ConnLane {
  /** Process of the client. */
  pid: number;
  comm: string;
  port: number;
  /** Server's socket for it. */
  child?: number;
  startUs: number;
  establishedUs?: number;
  acceptedUs?: number;
  acceptedBy?: number;
  /** From the client's write(2) to the read(2) that brought the first byte of the answer. */
  requests: { sentUs: number; answeredUs?: number }[];
  endUs: number;
  refused: boolean;
  spans: ConnSpan[];
}

/** Folds a run into a lane for each task of `host`; what still runs ends at `endUs`. */
export function taskLanes(
  events: readonly TraceEvent[],
  host: string,
  endUs: number = lastUs(events),
): TaskLane[] {
  const lanes = new Map<number, TaskLane>();
  const open = new Map<number, TaskSpan>();
  const change = (pid: number, atUs: number, next: TaskSpan | undefined) => {
    const span = open.get(pid);
    const lane = lanes.get(pid);
    if (span && lane && atUs > span.fromUs) {
      span.toUs = atUs;
      lane.spans.push(span);
      if (span.kind === 'running') lane.busyUs += atUs - span.fromUs;
    }
    if (next) open.set(pid, next);
    else open.delete(pid);
  };
  for (const event of events) {
    if (event.host !== host || event.atUs > endUs) continue;
    if (event.kind === 'task') {
      if (event.state === 'new') {
        const { pid, tgid, ppid, comm, atUs } = event;
        const lane = { host, pid, ppid, comm, bornUs: atUs, spans: [], busyUs: 0 };
        lanes.set(pid, tgid === undefined ? lane : { ...lane, tgid });
        change(pid, atUs, { fromUs: atUs, toUs: atUs, kind: 'running' });
      } else if (event.state === 'zombie' || event.state === 'gone') {
        const lane = lanes.get(event.pid);
        if (lane && lane.goneUs === undefined) {
          change(event.pid, event.atUs, undefined);
          lane.goneUs = event.atUs;
        }
      }
    } else if (event.kind === 'sys-block') {
      change(event.pid, event.atUs, {
        fromUs: event.atUs,
        toUs: event.atUs,
        kind: 'blocked',
        call: event.name,
        on: event.on,
        sock: event.sock,
      });
    } else if (event.kind === 'sys-wake') {
      change(event.pid, event.atUs, { fromUs: event.atUs, toUs: event.atUs, kind: 'running' });
    }
  }
  for (const pid of [...open.keys()]) change(pid, endUs, undefined);
  return [...lanes.values()];
}

/** Finds when the last event happened. */
export function lastUs(events: readonly TraceEvent[]): number {
  return events.length === 0 ? 0 : events[events.length - 1].atUs;
}

const SERVER_CLOSED: readonly TcpState[] = ['FIN_WAIT1', 'LAST_ACK', 'CLOSE'];

interface Draft extends ConnLane {
  /** Client's own socket. */
  sock: number;
  kind?: ConnKind;
  sinceUs: number;
  done: boolean;
}

/**
 * Folds a run into a lane for each connection that processes of `clientHost` opened to a listener
 * of `serverHost`, in the order of their connect(2).
 */
export function connLanes(
  events: readonly TraceEvent[],
  clientHost: string,
  serverHost: string,
  endUs: number = lastUs(events),
): ConnLane[] {
  const drafts: Draft[] = [];
  const comms = new Map<number, string>();
  let connecting: { pid: number; atUs: number } | undefined;
  for (const event of events) {
    if (event.atUs > endUs) break;
    if (event.kind === 'task' && event.host === clientHost && event.comm) {
      comms.set(event.pid, event.comm);
    }
    if (event.kind === 'sys-enter' && event.name === 'connect' && event.host === clientHost) {
      connecting = { pid: event.pid, atUs: event.atUs };
    }
    if (event.kind === 'tcp-state' && event.to === 'SYN_SENT' && connecting) {
      drafts.push({
        pid: connecting.pid,
        comm: comms.get(connecting.pid) ?? '',
        port: event.local.port,
        sock: event.sock,
        startUs: connecting.atUs,
        endUs,
        requests: [],
        refused: false,
        spans: [],
        kind: 'connecting',
        sinceUs: connecting.atUs,
        done: false,
      });
      connecting = undefined;
    }
    noteServer(drafts, event, serverHost);
    noteClient(drafts, event, clientHost);
  }
  for (const draft of drafts) enter(draft, draft.endUs, undefined);
  return drafts.map(({ sock: _sock, kind: _kind, sinceUs: _since, done: _done, ...lane }) => lane);
}

function enter(draft: Draft, atUs: number, kind: ConnKind | undefined): void {
  if (draft.kind && atUs > draft.sinceUs) {
    draft.spans.push({ fromUs: draft.sinceUs, toUs: atUs, kind: draft.kind });
  }
  draft.kind = kind;
  draft.sinceUs = atUs;
}

function finish(draft: Draft, atUs: number): void {
  if (draft.done) return;
  enter(draft, atUs, undefined);
  draft.endUs = atUs;
  draft.done = true;
}

function noteServer(drafts: Draft[], event: TraceEvent, host: string): void {
  if (event.host !== host) return;
  const byChild = (sock: number | undefined) =>
    sock === undefined ? undefined : drafts.find((d) => d.child === sock && !d.done);
  if (event.kind === 'listen' && event.why === 'established') {
    const draft = drafts.find((d) => d.port === event.peer?.port && d.child === undefined);
    if (!draft) return;
    draft.child = event.child;
    draft.establishedUs = event.atUs;
    enter(draft, event.atUs, 'queued');
  } else if (event.kind === 'listen' && event.why === 'accept') {
    const draft = byChild(event.child);
    if (!draft) return;
    draft.acceptedUs = event.atUs;
    enter(draft, event.atUs, asking(draft) ? 'served' : 'idle');
  } else if (event.kind === 'sys-exit' && /^accept/.test(event.name) && event.result >= 0) {
    const draft = drafts.findLast((d) => d.acceptedUs !== undefined && d.acceptedBy === undefined);
    if (draft) draft.acceptedBy = event.pid;
  } else if (event.kind === 'tcp-state' && SERVER_CLOSED.includes(event.to)) {
    const draft = byChild(event.sock);
    if (draft) finish(draft, event.atUs);
  }
}

function noteClient(drafts: Draft[], event: TraceEvent, host: string): void {
  if (event.host !== host) return;
  if (event.kind === 'tcp-state' && event.to === 'CLOSE' && event.from === 'SYN_SENT') {
    const draft = drafts.find((d) => d.sock === event.sock && !d.done);
    if (!draft) return;
    draft.refused = true;
    finish(draft, event.atUs);
  } else if (event.kind === 'sys-exit' && event.result > 0) {
    const draft = drafts.findLast((d) => d.pid === event.pid);
    if (draft) noteAnswer(draft, event.name, event.atUs);
  }
}

function noteAnswer(draft: Draft, call: string, atUs: number): void {
  if (call === 'write' || call === 'sendto') draft.requests.push({ sentUs: atUs });
  else if ((call === 'read' || call === 'recvfrom') && asking(draft)) {
    draft.requests[draft.requests.length - 1].answeredUs = atUs;
  } else return;
  if (draft.acceptedUs !== undefined && !draft.done) {
    enter(draft, atUs, asking(draft) ? 'served' : 'idle');
  }
}

function asking(draft: ConnLane): boolean {
  const last = draft.requests.at(-1);
  return last !== undefined && last.answeredUs === undefined;
}
