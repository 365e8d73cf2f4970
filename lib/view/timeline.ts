// Blocking timeline: several clients against one server that serves them one after another.
//
// One idea: the rows of a run, one for the server and one a client, and where the time went: in
// the handshake, in the accept queue, with a server that waits for bytes, or being served.
//
// Units: us of virtual time, counted from the first connect(2).

import type { TraceEvent } from '../sim/trace.ts';
import { durationText } from './amounts.ts';
import { type ConnKind, connLanes, lastUs, type TaskLane, taskLanes } from './lanes.ts';

export interface TimelineHosts {
  server: string;
  client: string;
}

/** What the server does in a span: `accept` and `read` are calls in which it sleeps. */
export type ServerDoing = 'accept' | 'read' | 'work';

export interface Bar<Kind> {
  fromUs: number;
  toUs: number;
  kind: Kind;
  /** Number of the client that the server is busy with, from 1. */
  client?: number;
}

export interface ClientRow {
  number: number;
  /** It connects and sends nothing. */
  silent: boolean;
  bars: Bar<ConnKind>[];
  startUs: number;
  establishedUs?: number;
  acceptedUs?: number;
  answeredUs?: number;
  /** From connect(2) to accept(2): how long nobody looked at it. */
  waitedUs?: number;
}

export interface TimelineMark {
  atUs: number;
  say: string;
  client?: number;
  tone: 'client' | 'server' | 'waiting' | 'wire';
}

export interface TimelineRows {
  endUs: number;
  server: Bar<ServerDoing>[];
  clients: ClientRow[];
  marks: TimelineMark[];
  /** Longest wait for an answer; 0 where none came. */
  worstUs: number;
  /** Shortest wait for an answer; 0 where none came. */
  bestUs: number;
  /** Share of the run, 0 to 1, in which the server worked on a request. */
  busyShare: number;
  answered: number;
}

/** Folds a run into rows; ends when the last client has been answered or let go. */
export function timelineRows(events: readonly TraceEvent[], hosts: TimelineHosts): TimelineRows {
  const conns = connLanes(events, hosts.client, hosts.server);
  const zeroUs = conns[0]?.startUs ?? 0;
  // The last answer is under way when the server has already closed.
  const ends = conns.flatMap((conn) => [conn.endUs, conn.requests[0]?.answeredUs ?? 0]);
  const endAbsolute = Math.max(...ends, zeroUs);
  const clients = conns.map((conn, i): ClientRow => {
    const rel = (us: number | undefined) => (us === undefined ? undefined : us - zeroUs);
    const answered = conn.requests[0]?.answeredUs;
    return {
      number: i + 1,
      silent: conn.requests.length === 0,
      bars: conn.spans.map((s) => ({ ...s, fromUs: s.fromUs - zeroUs, toUs: s.toUs - zeroUs })),
      startUs: conn.startUs - zeroUs,
      establishedUs: rel(conn.establishedUs),
      acceptedUs: rel(conn.acceptedUs),
      answeredUs: rel(answered),
      waitedUs: conn.acceptedUs === undefined ? undefined : conn.acceptedUs - conn.startUs,
    };
  });
  const lane = taskLanes(events, hosts.server, Math.min(endAbsolute, lastUs(events)))[0];
  const waits = clients.flatMap(({ answeredUs, startUs }) =>
    answeredUs === undefined ? [] : [answeredUs - startUs],
  );
  const endUs = endAbsolute - zeroUs;
  const server = lane ? serverBars(lane, clients, zeroUs) : [];
  const work = server.filter((bar) => bar.kind === 'work');
  return {
    endUs,
    server,
    clients,
    marks: marksOf(
      clients,
      conns.map((conn) => conn.endUs - zeroUs),
    ),
    worstUs: waits.length === 0 ? 0 : Math.max(...waits),
    bestUs: waits.length === 0 ? 0 : Math.min(...waits),
    busyShare: work.reduce((sum, bar) => sum + bar.toUs - bar.fromUs, 0) / Math.max(1, endUs),
    answered: waits.length,
  };
}

/** Turns the server's blocked and running spans into what it does, and for whom. */
function serverBars(lane: TaskLane, clients: ClientRow[], zeroUs: number): Bar<ServerDoing>[] {
  const bars: Bar<ServerDoing>[] = [];
  for (const span of lane.spans) {
    const fromUs = Math.max(0, span.fromUs - zeroUs);
    const toUs = span.toUs - zeroUs;
    if (toUs <= fromUs) continue;
    const kind: ServerDoing =
      span.on === 'accept' ? 'accept' : span.on === 'recv' ? 'read' : 'work';
    const holder = clients.findLast((c) => c.acceptedUs !== undefined && c.acceptedUs < toUs);
    const client = kind === 'accept' ? undefined : holder?.number;
    const last = bars.at(-1);
    if (last && last.kind === kind && last.client === client && last.toUs === fromUs) {
      last.toUs = toUs;
    } else bars.push({ fromUs, toUs, kind, client });
  }
  return bars;
}

function marksOf(clients: ClientRow[], ends: number[]): TimelineMark[] {
  const marks: TimelineMark[] = [];
  for (const client of clients) {
    const { number, silent, establishedUs, acceptedUs, answeredUs, startUs } = client;
    if (establishedUs !== undefined) {
      marks.push({
        atUs: establishedUs,
        client: number,
        tone: 'wire',
        say: `Client ${number} connected: its handshake took ${durationText(establishedUs - startUs)}, and the program had no part in it.`,
      });
    }
    if (acceptedUs !== undefined) {
      const waited = acceptedUs - (establishedUs ?? acceptedUs);
      const before =
        waited > 1000 ? ` after ${durationText(waited)} in the accept queue` : ' at once';
      marks.push({
        atUs: acceptedUs,
        client: number,
        tone: silent ? 'waiting' : 'server',
        say: silent
          ? `accept() took client ${number}${before}, and read() waits for a request that does not come. Nobody else is served.`
          : `accept() took client ${number}${before}.`,
      });
    }
    if (answeredUs !== undefined) {
      marks.push({
        atUs: answeredUs,
        client: number,
        tone: 'client',
        say: `Client ${number} has its answer, ${durationText(answeredUs - startUs)} after it called connect().`,
      });
    } else if (silent && acceptedUs !== undefined) {
      marks.push({
        atUs: ends[number - 1],
        client: number,
        tone: 'waiting',
        say: `Client ${number} gave up and closed. read() returned 0, and the server is free after ${durationText(ends[number - 1] - acceptedUs)}.`,
      });
    }
  }
  return marks.sort((a, b) => a.atUs - b.atUs);
}
