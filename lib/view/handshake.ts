// Handshake: one connection's opening as messages, notes at its two ends, and steps in words.
//
// One idea: what happens at one host within a millisecond is one step; its sentence is made of a
// clause an event. The messages are the ladder's rows.
//
// Units: µs of virtual time, counted from the client's connect().

import { errnoName, strerror } from '../abi/errno.ts';
import {
  ACK,
  FIN,
  type ListenEvent,
  RST,
  type Segment,
  type SegmentEvent,
  SYN,
  type SysEnter,
  type SysExit,
  type TcpStateEvent,
  type TraceEvent,
} from '../sim/trace.ts';
import { ladderRows } from './ladder.ts';
import { segmentName } from './words.ts';

export type HandshakeTone = 'plain' | 'client' | 'server' | 'kernel' | 'waiting' | 'lost' | 'wire';

export interface HandshakeMessage {
  id: string;
  from: 'client' | 'server';
  sentUs: number;
  arrivesUs: number;
  label: string;
  detail: string;
  lost: boolean;
  /** It arrived, but the listener dropped it. */
  ignored: boolean;
  retransmit: boolean;
}

export interface HandshakeNote {
  id: string;
  atUs: number;
  side: 'client' | 'server';
  text: string;
  tone: HandshakeTone;
  kind: 'state' | 'call';
}

export interface HandshakeStep {
  atUs: number;
  said: string;
  tone: HandshakeTone;
  clientState: string;
  /** Of the connection's own end at the server. */
  serverState: string;
  /** That end is a request still, and no socket. */
  isRequest: boolean;
  /** Where the server keeps the connection now. */
  where: string;
  synQueue: number;
  acceptQueue: number;
  /** How many may wait in the accept queue; absent without a listener. */
  limit?: number;
  /** The system call of this step, for the listings. */
  call?: string;
}

export interface HandshakeRun {
  clientPort: number;
  serverPort: number;
  clientIss: number;
  serverIss?: number;
  messages: HandshakeMessage[];
  /** How long a segment is on the wire, one way; absent when none arrived. */
  wireUs?: number;
  notes: HandshakeNote[];
  steps: HandshakeStep[];
  endUs: number;
}

/** What the fold knows while it goes through the events of one connection. */
interface Pass {
  run: HandshakeRun;
  startUs: number;
  /** The step as it stands; copied into the list when its moment is over. */
  now: HandshakeStep;
  host: string;
  clauses: string[];
  accepting: boolean;
}

const STEP_US = 1000;

/**
 * Folds the `nth` connection (from 0, by first SYN) from `clientHost`; throws when there is none.
 */
export function handshakeRun(events: TraceEvent[], clientHost: string, nth = 0): HandshakeRun {
  const port = nthClientPort(events, clientHost, nth);
  const mine = events.filter((event) => belongs(event, clientHost, port));
  const first = mine.find((event): event is SegmentEvent => event.kind === 'segment')!;
  const pid = connectorOf(events, clientHost, first);
  const startUs = events.find((e) => isCall(e, clientHost, pid))?.atUs ?? first.atUs;
  const pass: Pass = {
    run: {
      clientPort: port,
      serverPort: first.seg.dst.port,
      clientIss: first.seg.seq,
      messages: messagesOf(events, port, first.seg.dst.port, startUs),
      notes: [],
      steps: [],
      endUs: 0,
    },
    startUs,
    now: blankStep(),
    host: clientHost,
    clauses: [],
    accepting: false,
  };
  for (const event of events) {
    if (event.kind === 'listen' && event.peer?.port !== port) {
      // Others fill and empty the same queues; that belongs to the next step, not to the last.
      finishStep(pass);
      countQueues(pass.now, event);
    }
    if (event.atUs < startUs) continue;
    if (isCall(event, clientHost, pid)) onCall(pass, event as SysEnter | SysExit);
    else if (belongs(event, clientHost, port)) onEvent(pass, event, clientHost);
    else if (pass.accepting && event.kind === 'sys-exit') onAccepted(pass, event, clientHost);
  }
  finishStep(pass);
  const { run } = pass;
  const arrived = run.messages.find((message) => !message.lost);
  if (arrived) run.wireUs = arrived.arrivesUs - arrived.sentUs;
  const moments = [...run.steps, ...run.notes].map((one) => one.atUs);
  moments.push(...run.messages.map((message) => message.arrivesUs));
  run.endUs = Math.max(0, ...moments);
  return run;
}

function onEvent(pass: Pass, event: TraceEvent, clientHost: string): void {
  const side = event.host === clientHost ? 'client' : 'server';
  switch (event.kind) {
    case 'segment':
      onSegment(pass, event, side);
      break;
    case 'tcp-state':
      if (side === 'client') onClientState(pass, event);
      break;
    case 'listen':
      onListen(pass, event);
      break;
  }
}

function onSegment(pass: Pass, event: SegmentEvent, side: 'client' | 'server'): void {
  const { run } = pass;
  if (event.at === 'lost') {
    clause(pass, event, `The ${segmentName(event.seg)} was lost on the wire.`, 'lost');
    return;
  }
  if (event.at === 'rx') return;
  const { seg } = event;
  if (side === 'server' && seg.flags & SYN) run.serverIss ??= seg.seq;
  const text = sentClause(seg, side, event.retransmit ?? false);
  if (text) clause(pass, event, text, side);
  if (side === 'server' && seg.flags & RST) {
    clause(pass, event, `Nobody listens on port ${seg.src.port}.`, 'lost');
  }
}

function sentClause(seg: Segment, side: 'client' | 'server', again: boolean): string {
  const name = segmentName(seg);
  const who = side === 'client' ? 'The client’s kernel' : 'The server’s kernel';
  if (again) return `No answer came: ${who.replace('The', 'the')} sent ${name} again.`;
  if (name === 'SYN') return `${who} sent SYN.`;
  if (name === 'SYN-ACK') return 'It answered with SYN-ACK.';
  if (name === 'RST') return `${who} answered with RST.`;
  return `${who} sent ${name}.`;
}

function onClientState(pass: Pass, event: TcpStateEvent): void {
  const { to } = event;
  if (to === 'ESTABLISHED') {
    clause(pass, event, 'SYN-ACK arrived: the client is ESTABLISHED.', 'client');
  } else if (to === 'CLOSE') {
    clause(pass, event, 'The RST arrived: the client’s socket is closed.', 'lost');
  }
  pass.now.clientState = to;
  note(pass, event.atUs, 'client', to, to === 'CLOSE' ? 'lost' : 'client', 'state');
}

/** Opens, or goes on with, the step at this moment, then adds the server's queues to it. */
function onListen(pass: Pass, event: ListenEvent): void {
  const { atUs } = event;
  const limit = event.maxAckBacklog + 1;
  const full = `${event.acceptQueue} of ${limit} wait`;
  switch (event.why) {
    case 'syn':
      clause(
        pass,
        event,
        'SYN arrived: a request entered the SYN queue; there is no socket yet.',
        'kernel',
      );
      note(pass, atUs, 'server', 'SYN_RECV', 'kernel', 'state');
      Object.assign(pass.now, { serverState: 'SYN_RECV', isRequest: true, where: 'SYN queue' });
      break;
    case 'syn-cookie':
      clause(
        pass,
        event,
        'SYN arrived: the SYN queue is full, so nothing was remembered.',
        'kernel',
      );
      Object.assign(pass.now, { serverState: 'none (a cookie)', where: 'nowhere' });
      break;
    case 'syn-drop-accept-full':
    case 'syn-drop-syn-full':
      ignore(pass, atUs);
      clause(
        pass,
        event,
        event.why === 'syn-drop-syn-full'
          ? `SYN arrived and was dropped: the SYN queue is full (${event.synQueue} half open). No answer.`
          : `SYN arrived and was dropped: the accept queue is full (${full}). No answer.`,
        'lost',
      );
      note(pass, atUs, 'server', 'dropped', 'lost', 'state');
      break;
    case 'established':
      clause(
        pass,
        event,
        'The last ACK arrived: the kernel made the connection’s socket and put it into the accept queue.',
        'waiting',
      );
      note(pass, atUs, 'server', 'ESTABLISHED', 'waiting', 'state');
      Object.assign(pass.now, {
        serverState: 'ESTABLISHED',
        isRequest: false,
        where: 'accept queue',
      });
      break;
    case 'ack-drop':
      ignore(pass, atUs);
      clause(
        pass,
        event,
        `The last ACK arrived and was ignored: the accept queue is full (${full}). The client does not know.`,
        'lost',
      );
      note(pass, atUs, 'server', 'ACK ignored', 'lost', 'state');
      break;
    case 'ack-reset':
      clause(pass, event, `The last ACK arrived, but the accept queue is full (${full}).`, 'lost');
      Object.assign(pass.now, { serverState: 'none', isRequest: false, where: 'nowhere' });
      break;
    case 'accept':
      pass.accepting = true;
      clause(pass, event, 'accept() took the connection out of the queue.', 'server');
      pass.now.where = 'process';
      break;
    case 'request-expired':
    case 'request-reset':
      clause(pass, event, 'The request was forgotten.', 'lost');
      Object.assign(pass.now, { serverState: 'none', isRequest: false, where: 'nowhere' });
      break;
    case 'listen':
    case 'close':
      break;
  }
  countQueues(pass.now, event);
}

function onCall(pass: Pass, event: SysEnter | SysExit): void {
  if (event.kind === 'sys-enter') {
    clause(pass, event, 'The client called connect().', 'client', 'connect');
    note(pass, event.atUs, 'client', 'connect()', 'client', 'call');
    return;
  }
  const failed = event.result < 0;
  const name = failed ? errnoName(-event.result) : '';
  const text = failed
    ? `connect() returned -1, ${name}: ${strerror(-event.result)}.`
    : 'connect() returned 0.';
  clause(pass, event, text, failed ? 'lost' : 'client', 'connect');
  note(
    pass,
    event.atUs,
    'client',
    failed ? `= ${name}` : 'connect() = 0',
    failed ? 'lost' : 'client',
    'call',
  );
}

/** The server's accept() returns right after the queue gave up the connection. */
function onAccepted(pass: Pass, event: SysExit, clientHost: string): void {
  if (event.host === clientHost || !event.name.startsWith('accept')) return;
  pass.accepting = false;
  clause(pass, event, `It is descriptor ${event.result} of the server now.`, 'server', 'accept');
  note(pass, event.atUs, 'server', `accept() = ${event.result}`, 'server', 'call');
  pass.now.where = `descriptor ${event.result}`;
}

/** Adds a clause to the step of this host and moment, or begins the next step with it. */
function clause(
  pass: Pass,
  at: { atUs: number; host: string },
  text: string,
  tone: HandshakeTone,
  call?: string,
): void {
  const atUs = at.atUs - pass.startUs;
  const elsewhere = at.host !== pass.host;
  if (pass.clauses.length > 0 && (elsewhere || atUs - pass.now.atUs >= STEP_US)) finishStep(pass);
  if (pass.clauses.length === 0) {
    pass.now.atUs = atUs;
    pass.now.call = undefined;
    pass.now.tone = tone;
  }
  pass.host = at.host;
  pass.clauses.push(text);
  if (tone === 'lost' || tone === 'waiting') pass.now.tone = tone;
  if (call) pass.now.call = call;
}

function finishStep(pass: Pass): void {
  if (pass.clauses.length === 0) return;
  pass.run.steps.push({ ...pass.now, said: pass.clauses.join(' ') });
  pass.clauses = [];
}

function note(
  pass: Pass,
  atUs: number,
  side: HandshakeNote['side'],
  text: string,
  tone: HandshakeTone,
  kind: HandshakeNote['kind'],
): void {
  const id = `n${pass.run.notes.length}`;
  pass.run.notes.push({ id, atUs: atUs - pass.startUs, side, text, tone, kind });
}

/** Marks the client's segment that arrives now as one the listener did not act on. */
function ignore(pass: Pass, atUs: number): void {
  const at = atUs - pass.startUs;
  const message = pass.run.messages.findLast(
    (one) => one.from === 'client' && one.arrivesUs <= at && !one.ignored && !one.lost,
  );
  if (message) message.ignored = true;
}

/** Takes the ladder's rows without data and FINs: those come after the handshake. */
function messagesOf(
  events: TraceEvent[],
  clientPort: number,
  serverPort: number,
  startUs: number,
): HandshakeMessage[] {
  return ladderRows(events, { port: clientPort }, { port: serverPort })
    .filter((row) => row.bytes === 0 && !(row.event.seg.flags & FIN))
    .map((row) => ({
      id: `p${row.packet}`,
      from: row.from === 'a' ? 'client' : 'server',
      sentUs: row.sentUs - startUs,
      arrivesUs: (row.arrivedUs ?? row.arrivesUs ?? row.sentUs) - startUs,
      label: row.label,
      detail: row.detail,
      lost: row.lost,
      ignored: false,
      retransmit: row.retransmit,
    }));
}

function countQueues(step: HandshakeStep, event: ListenEvent): void {
  step.synQueue = event.synQueue;
  step.acceptQueue = event.acceptQueue;
  step.limit = event.maxAckBacklog + 1;
}

function blankStep(): HandshakeStep {
  return {
    atUs: 0,
    said: '',
    tone: 'plain',
    clientState: 'CLOSE',
    serverState: 'none',
    isRequest: false,
    where: 'nowhere',
    synQueue: 0,
    acceptQueue: 0,
  };
}

function nthClientPort(events: TraceEvent[], clientHost: string, nth: number): number {
  const ports = new Set<number>();
  for (const event of events) {
    if (event.kind !== 'segment' || event.at !== 'tx' || event.host !== clientHost) continue;
    if (event.seg.flags & SYN && !(event.seg.flags & ACK)) ports.add(event.seg.src.port);
  }
  const port = [...ports][nth];
  if (port === undefined)
    throw new RangeError(`no connection ${nth}: ${ports.size} SYNs were sent`);
  return port;
}

/** True for an event of the connection whose client end has this port; FINs come later. */
function belongs(event: TraceEvent, clientHost: string, port: number): boolean {
  switch (event.kind) {
    case 'segment': {
      if (event.seg.flags & FIN || event.seg.payload.length > 0) return false;
      return (
        (event.host === clientHost ? event.at !== 'rx' : event.at === 'tx') &&
        (event.seg.src.port === port || event.seg.dst.port === port)
      );
    }
    case 'tcp-state':
      return event.host === clientHost && event.local.port === port;
    case 'listen':
      return event.peer?.port === port;
    default:
      return false;
  }
}

/** Finds the process whose connect() sent this connection's first SYN. */
function connectorOf(events: TraceEvent[], clientHost: string, syn: SegmentEvent): number {
  let pid = -1;
  for (const event of events) {
    if (event.n > syn.n) break;
    if (event.kind === 'sys-enter' && event.host === clientHost && event.name === 'connect') {
      pid = event.pid;
    }
  }
  return pid;
}

function isCall(event: TraceEvent, host: string, pid: number): boolean {
  return (
    (event.kind === 'sys-enter' || event.kind === 'sys-exit') &&
    event.host === host &&
    event.pid === pid &&
    event.name === 'connect'
  );
}
