// Accept queue: a listener's two queues, its clients and its log, as a fold of the trace.
//
// One idea: one state per event. A state is never changed, so the list of all states is a history
// that a cursor can be put on; the names (which client is whose packet) are learnt on the way.
//
// Clients are numbered from 1 in the order of their first SYN. Units: µs of virtual time.
// Departs: one listener and one server process per run; further ones are not told apart.

import { errnoName } from '../abi/errno.ts';
import type {
  Endpoint,
  ListenEvent,
  SegmentEvent,
  SysExit,
  TimerEvent,
  TraceEvent,
} from '../sim/trace.ts';
import { SYN } from '../sim/trace.ts';
import { callText, resultText, segmentName } from './words.ts';

/** The role that colours a line; a subset of the figures' tones. */
export type QueueTone = 'plain' | 'client' | 'server' | 'waiting' | 'lost';

export interface QueueClient {
  id: number;
  port: number;
  /** What the client's own end believes. */
  phase: 'syn-sent' | 'established' | 'answered' | 'reset' | 'failed';
  /** Where the server's end of it is. */
  place: 'none' | 'syn-queue' | 'cookie' | 'accept-queue' | 'process' | 'closed';
  /** SYNs and final ACKs of it that the listener dropped. */
  synDrops: number;
  ackDrops: number;
  /** When its SYN will be sent again, while that is pending. */
  resendAtUs?: number;
  startedUs: number;
  endedUs?: number;
  /** Name of the error that ended it: ETIMEDOUT, ECONNRESET … */
  error?: string;
}

/** A segment between its sending and its arrival. */
export interface Flight {
  packet: number;
  client: number;
  from: 'client' | 'server';
  label: string;
  sentUs: number;
  arrivesUs: number;
  lost: boolean;
  again: boolean;
}

export interface LogLine {
  n: number;
  atUs: number;
  text: string;
  tone: QueueTone;
}

/** The call that the server's process is in, or came back from. */
export interface ServerCall {
  call: string;
  state: 'enter' | 'blocked' | 'return' | 'error';
  note: string;
  /** It waits for the figure's own button: what that is for says more than the call does. */
  byHand?: boolean;
  /** The client it serves now. */
  client?: number;
}

export interface QueueState {
  atUs: number;
  listening: boolean;
  /** What listen(2) stored. */
  maxAckBacklog: number;
  /** How many finished connections may wait: one more, as Linux tests `>`. */
  admits: number;
  synQueue: number[];
  acceptQueue: number[];
  clients: QueueClient[];
  flights: Flight[];
  server: ServerCall;
  accepted: number;
  answered: number;
  /** Clients that sent at least one SYN. */
  sent: number;
  synDrops: number;
  ackDrops: number;
  cookies: number;
  /** Clients that the listener turned away at least once, by whichever of the three. */
  rejected: number;
  /** Clients that were dropped at first and got in later. */
  lateArrivals: number;
  /** Resets that the listener sent, and clients whose call failed by one. */
  resetsSent: number;
  resets: number;
  gaveUp: number;
  said: string;
  tone: QueueTone;
  /** The system call that the line in words is about, for the listings. */
  call?: string;
  log: LogLine[];
}

/** A moment worth stopping at. */
export interface QueueMark {
  atUs: number;
  label: string;
  tone: QueueTone;
}

/** The history so far and the names learnt on the way. Only `foldQueue` changes it. */
export interface QueueFold {
  serverHost: string;
  serverPid: number;
  states: QueueState[];
  marks: QueueMark[];
  idByPort: Map<number, number>;
  idBySock: Map<number, number>;
  idByPid: Map<number, number>;
  /** By socket whose SYN has not been seen yet: when its timer is due. */
  dueBySock: Map<number, number>;
  /** The client process whose connect(2) has not sent its SYN yet. */
  connectingPid?: number;
  /** The last state that was asked for between two events, and the state that it is a rest of. */
  last?: { of: QueueState; state: QueueState };
}

const LOG_LINES = 60;
/** How long a client that is done stays to be seen. */
const LINGER_US = 1_500_000;

const EMPTY: QueueState = {
  atUs: 0,
  listening: false,
  maxAckBacklog: 0,
  admits: 0,
  synQueue: [],
  acceptQueue: [],
  clients: [],
  flights: [],
  server: { call: '', state: 'return', note: '' },
  accepted: 0,
  answered: 0,
  sent: 0,
  synDrops: 0,
  ackDrops: 0,
  cookies: 0,
  rejected: 0,
  lateArrivals: 0,
  resetsSent: 0,
  resets: 0,
  gaveUp: 0,
  said: 'Nothing has happened yet.',
  tone: 'plain',
  log: [],
};

/** Makes an empty history of the server `serverPid` on `serverHost`. */
export function createQueueFold(serverHost: string, serverPid: number): QueueFold {
  return {
    serverHost,
    serverPid,
    states: [EMPTY],
    marks: [],
    idByPort: new Map(),
    idBySock: new Map(),
    idByPid: new Map(),
    dueBySock: new Map(),
  };
}

/** Adds one event to the history; events that change nothing in the figure add no state. */
export function foldQueue(fold: QueueFold, event: TraceEvent): void {
  const before = fold.states[fold.states.length - 1]!;
  const after = reduce(fold, before, event);
  if (after === before) return;
  fold.states.push({ ...after, atUs: event.atUs });
  if (after.said !== before.said) {
    fold.marks.push({ atUs: event.atUs, label: after.said, tone: after.tone });
  }
}

/**
 * Finds the state that held at `atUs`, without the clients and flights that were over by then.
 *
 * As long as that is the same it is the same object.
 */
export function queueStateAt(fold: QueueFold, atUs: number): QueueState {
  const { states } = fold;
  let low = 1;
  let high = states.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (states[middle]!.atUs <= atUs) low = middle + 1;
    else high = middle;
  }
  const of = states[low - 1]!;
  const flights = filtered(of.flights, (flight) => flight.arrivesUs > atUs);
  const clients = filtered(of.clients, (client) => !isGone(client, atUs));
  if (flights === of.flights && clients === of.clients) return of;
  const { last } = fold;
  // Both end at a moment, so that how many are left says which.
  const same =
    last?.of === of &&
    last.state.flights.length === flights.length &&
    last.state.clients.length === clients.length;
  if (!same) fold.last = { of, state: { ...of, flights, clients } };
  return fold.last!.state;
}

/** Filters; a list that all of which stays is returned itself. */
function filtered<T>(list: T[], stays: (one: T) => boolean): T[] {
  return list.every(stays) ? list : list.filter(stays);
}

/** Forgets all states but the last `keep`, so that an endless run does not fill the memory. */
export function trimQueueFold(fold: QueueFold, keep: number): void {
  if (fold.states.length < 2 * keep) return;
  fold.states.splice(0, fold.states.length - keep);
  const first = fold.states[0]!.atUs;
  fold.marks = fold.marks.filter((mark) => mark.atUs >= first);
}

function reduce(fold: QueueFold, state: QueueState, event: TraceEvent): QueueState {
  switch (event.kind) {
    case 'segment':
      return onSegment(fold, state, event);
    case 'listen':
      return onListen(fold, state, event);
    case 'timer':
      return onTimer(fold, state, event);
    case 'sys-enter':
      if (event.pid === fold.serverPid && event.host === fold.serverHost) {
        return withServer(state, { call: callText(event), state: 'enter', note: '' });
      }
      if (event.name === 'connect') fold.connectingPid = event.pid;
      return state;
    case 'sys-block':
      if (event.pid !== fold.serverPid || event.host !== fold.serverHost) return state;
      return withServer(state, {
        ...state.server,
        state: 'blocked',
        note: waitNote(state, event.on),
        byHand: event.on === 'tty',
      });
    case 'sys-exit':
      return event.host === fold.serverHost
        ? onServerExit(fold, state, event)
        : onClientExit(fold, state, event);
    case 'tcp-state':
      if (event.host !== fold.serverHost) {
        const id = fold.idByPort.get(event.local.port);
        if (id !== undefined) fold.idBySock.set(event.sock, id);
        if (id !== undefined && event.to === 'ESTABLISHED') {
          const changed = withClient(state, id, { phase: 'established', resendAtUs: undefined });
          return say(
            changed,
            event,
            `Client ${id} got its SYN-ACK: it believes it is connected.`,
            'client',
            false,
          );
        }
      }
      return state;
    default:
      return state;
  }
}

function onSegment(fold: QueueFold, state: QueueState, event: SegmentEvent): QueueState {
  const { seg } = event;
  if (event.at === 'lost') {
    const flights = state.flights.map((flight) =>
      flight.packet === event.packet ? { ...flight, lost: true } : flight,
    );
    return { ...state, flights };
  }
  if (event.at === 'rx') return state;
  const from = event.host === fold.serverHost ? 'server' : 'client';
  const port = from === 'client' ? seg.src.port : seg.dst.port;
  let id = fold.idByPort.get(port);
  const isNew = id === undefined;
  if (id === undefined) {
    if (from === 'server' || !(seg.flags & SYN)) return state;
    id = fold.idByPort.size + 1;
    fold.idByPort.set(port, id);
    if (fold.connectingPid !== undefined) fold.idByPid.set(fold.connectingPid, id);
    if (event.sock !== undefined) fold.idBySock.set(event.sock, id);
  }
  const label = segmentName(seg);
  const flight: Flight = {
    packet: event.packet,
    client: id,
    from,
    label,
    sentUs: event.atUs,
    arrivesUs: event.arrivesUs ?? event.atUs,
    lost: false,
    again: event.retransmit ?? false,
  };
  const flights = [...state.flights.filter((f) => f.arrivesUs > event.atUs), flight];
  if (isNew) {
    const clients = [
      ...state.clients.filter((client) => !isGone(client, event.atUs)),
      newClient(id, port, event.atUs, fold.dueBySock.get(event.sock ?? -1)),
    ];
    const text = `Client ${id} sent SYN from port ${port}.`;
    return say({ ...state, flights, clients, sent: id }, event, text, 'client', false, 'connect');
  }
  if (label === 'SYN') {
    const text = `Client ${id} sent its SYN again.`;
    return say({ ...state, flights }, event, text, 'client', true);
  }
  if (label === 'SYN-ACK' && event.retransmit) {
    const text = `Server sent the SYN-ACK for client ${id} again.`;
    return say({ ...state, flights }, event, text, 'server', true);
  }
  return { ...state, flights };
}

function newClient(id: number, port: number, startedUs: number, resendAtUs?: number): QueueClient {
  return {
    id,
    port,
    phase: 'syn-sent',
    place: 'none',
    synDrops: 0,
    ackDrops: 0,
    startedUs,
    resendAtUs,
  };
}

/** Follows a listener's queues; every reason has its words. */
function onListen(fold: QueueFold, state: QueueState, event: ListenEvent): QueueState {
  const { maxAckBacklog } = event;
  const admits = maxAckBacklog + 1;
  const base = { ...state, listening: event.why !== 'close', maxAckBacklog, admits };
  if (event.why === 'listen') {
    const text = `listen() stored ${maxAckBacklog}: up to ${admits} finished connections may wait.`;
    return say(base, event, text, 'server', true, 'listen');
  }
  const id = idOf(fold, event.peer) ?? state.acceptQueue[0];
  if (id === undefined) return base;
  const client = state.clients.find((one) => one.id === id);
  switch (event.why) {
    case 'syn':
      return say(
        place({ ...base, synQueue: [...without(state.synQueue, id), id] }, id, 'syn-queue'),
        event,
        `SYN of client ${id}: into the SYN queue, answered with SYN-ACK.`,
        'plain',
        true,
      );
    case 'syn-cookie':
      return say(
        place({ ...base, cookies: state.cookies + 1 }, id, 'cookie'),
        event,
        `SYN of client ${id}: answered with a cookie, nothing was remembered.`,
        'plain',
        true,
      );
    case 'syn-drop-accept-full':
    case 'syn-drop-syn-full': {
      const what = event.why === 'syn-drop-syn-full' ? 'SYN queue' : 'accept queue';
      const dropped = withClient({ ...turnAway(base, client), synDrops: state.synDrops + 1 }, id, {
        synDrops: (client?.synDrops ?? 0) + 1,
      });
      const due = client?.resendAtUs;
      const retry =
        due === undefined ? '' : ` It will be resent in ${secondsText(due - event.atUs)}.`;
      const full = what === 'accept queue' ? ` (${event.acceptQueue} wait)` : '';
      return say(
        dropped,
        event,
        `SYN of client ${id} dropped: the ${what} is full${full}.${retry}`,
        'lost',
        true,
      );
    }
    case 'established':
      return onEstablished(base, event, id, client);
    case 'ack-drop': {
      const dropped = withClient({ ...turnAway(base, client), ackDrops: state.ackDrops + 1 }, id, {
        ackDrops: (client?.ackDrops ?? 0) + 1,
      });
      const text = `Final ACK of client ${id} ignored: the accept queue is full. The client does not know.`;
      return say(dropped, event, text, 'lost', true);
    }
    case 'ack-reset': {
      const gone = {
        ...turnAway(base, client),
        synQueue: without(state.synQueue, id),
        resetsSent: state.resetsSent + 1,
      };
      const text = `Final ACK of client ${id} answered with a reset: the accept queue is full.`;
      return say(place(gone, id, 'closed'), event, text, 'lost', true);
    }
    case 'accept': {
      const taken = {
        ...base,
        accepted: state.accepted + 1,
        acceptQueue: without(state.acceptQueue, id),
        server: { ...state.server, client: id },
      };
      return say(
        place(taken, id, 'process'),
        event,
        `accept() took client ${id}; ${event.acceptQueue} still wait.`,
        'server',
        true,
        'accept',
      );
    }
    case 'request-expired':
    case 'request-reset': {
      const gone = { ...base, synQueue: without(state.synQueue, id) };
      const why = event.why === 'request-expired' ? 'given up' : 'reset by the client';
      return say(place(gone, id, 'closed'), event, `Request of client ${id} ${why}.`, 'lost', true);
    }
    default:
      return { ...base, synQueue: [], acceptQueue: [] };
  }
}

/** Counts a client that is turned away for the first time. */
function turnAway(state: QueueState, client: QueueClient | undefined): QueueState {
  const before = client === undefined ? 1 : client.synDrops + client.ackDrops;
  return before > 0 ? state : { ...state, rejected: state.rejected + 1 };
}

function onEstablished(
  state: QueueState,
  event: ListenEvent,
  id: number,
  client: QueueClient | undefined,
): QueueState {
  const late = client !== undefined && client.synDrops + client.ackDrops > 0;
  const entered = {
    ...state,
    synQueue: without(state.synQueue, id),
    acceptQueue: [...without(state.acceptQueue, id), id],
    lateArrivals: state.lateArrivals + (late ? 1 : 0),
  };
  const delay = client ? `, ${secondsText(event.atUs - client.startedUs)} after it began` : '';
  const text = `Handshake of client ${id} finished${late ? delay : ''}: ${event.acceptQueue} of ${
    state.admits
  } wait for accept().`;
  return say(place(entered, id, 'accept-queue'), event, text, 'waiting', true);
}

/** Remembers when a client's kernel will send its SYN again. */
function onTimer(fold: QueueFold, state: QueueState, event: TimerEvent): QueueState {
  if (event.host === fold.serverHost) return state;
  if (event.timer !== 'syn' && event.timer !== 'retransmit') return state;
  const id = fold.idBySock.get(event.sock);
  if (id === undefined) {
    if (event.dueUs !== undefined) fold.dueBySock.set(event.sock, event.dueUs);
    return state;
  }
  const client = state.clients.find((one) => one.id === id);
  if (client?.phase !== 'syn-sent') return state;
  return withClient(state, id, { resendAtUs: event.op === 'set' ? event.dueUs : undefined });
}

function onServerExit(fold: QueueFold, state: QueueState, event: SysExit): QueueState {
  if (event.pid !== fold.serverPid) return state;
  const failed = event.result < 0;
  const server: ServerCall = {
    call: callText(event),
    state: failed ? 'error' : 'return',
    note: `= ${resultText(event.result)}`,
    client: state.server.client,
  };
  const served = state.server.client;
  if (event.name === 'close' && served !== undefined) {
    const done = place({ ...state, server: { ...server, client: undefined } }, served, 'closed');
    const text = `Server answered client ${served} and closed its end.`;
    return say(done, event, text, 'server', true, 'close');
  }
  return { ...state, server };
}

function onClientExit(fold: QueueFold, state: QueueState, event: SysExit): QueueState {
  const id = fold.idByPid.get(event.pid);
  if (id === undefined) return state;
  if (event.name === 'read' && event.result > 0) {
    const client = state.clients.find((one) => one.id === id);
    if (client?.phase === 'answered') return state;
    const done = withClient({ ...state, answered: state.answered + 1 }, id, {
      phase: 'answered',
      endedUs: event.atUs,
    });
    const took = client ? ` after ${secondsText(event.atUs - client.startedUs)}` : '';
    return say(done, event, `Client ${id} has its answer${took}.`, 'client', false);
  }
  if (event.result >= 0 || (event.name !== 'read' && event.name !== 'connect')) return state;
  const error = errnoName(-event.result);
  const reset = error === 'ECONNRESET';
  const ended = withClient(
    {
      ...state,
      resets: state.resets + (reset ? 1 : 0),
      gaveUp: state.gaveUp + (reset ? 0 : 1),
    },
    id,
    { phase: reset ? 'reset' : 'failed', error, endedUs: event.atUs, resendAtUs: undefined },
  );
  return say(ended, event, `Client ${id}: ${event.name}() failed with ${error}.`, 'lost', false);
}

function waitNote(state: QueueState, on: string): string {
  const id = state.server.client;
  const whom = id === undefined ? 'a client' : `client ${id}`;
  switch (on) {
    case 'tty':
      return 'waits until you press accept()';
    case 'accept':
      return 'waits: the accept queue is empty';
    case 'recv':
      return `waits for the request of ${whom}`;
    case 'sleep':
      return `works for ${whom}`;
    default:
      return 'waits';
  }
}

function withServer(state: QueueState, server: ServerCall): QueueState {
  return { ...state, server: { ...server, client: state.server.client } };
}

function withClient(state: QueueState, id: number, change: Partial<QueueClient>): QueueState {
  const clients = state.clients.map((one) => (one.id === id ? { ...one, ...change } : one));
  return { ...state, clients };
}

function place(state: QueueState, id: number, where: QueueClient['place']): QueueState {
  return withClient(state, id, { place: where });
}

/** Sets the line in words, and where the server would know of it, writes it into the log. */
function say(
  state: QueueState,
  event: TraceEvent,
  text: string,
  tone: QueueTone,
  log: boolean,
  call?: string,
): QueueState {
  const line: LogLine = { n: event.n, atUs: event.atUs, text, tone };
  return {
    ...state,
    said: text,
    tone,
    call,
    log: log && !isRepeated(state.log, line) ? [...state.log, line].slice(-LOG_LINES) : state.log,
  };
}

/** True for what the last line said at the same moment: a client's ACK and its data fail alike. */
function isRepeated(log: LogLine[], line: LogLine): boolean {
  return log.slice(-4).some((one) => one.text === line.text && line.atUs - one.atUs < 1000);
}

function idOf(fold: QueueFold, peer: Endpoint | undefined): number | undefined {
  return peer === undefined ? undefined : fold.idByPort.get(peer.port);
}

function without(list: number[], id: number): number[] {
  return list.filter((one) => one !== id);
}

function isGone(client: QueueClient, atUs: number): boolean {
  return client.endedUs !== undefined && client.endedUs + LINGER_US <= atUs;
}

/** Writes a duration in seconds with two digits, as the figure's clock does. */
function secondsText(us: number): string {
  return `${(us / 1_000_000).toFixed(2)} s`;
}
