// Lifecycle: one request through a server, call by call, at the boundary between program and kernel.
//
// One idea: a call goes down, its result comes up, and a call that cannot go on rests on the line
// until something arrives. Eight stages, each a few frames, all from one run.
//
// Units: times in us of virtual time; sizes in bytes.
// Departs: bare acknowledgements after the handshake get no frame of their own.

import {
  ACK,
  type SegmentEvent,
  type SysBlock,
  type SysEnter,
  type SysExit,
  type TcpState,
  type TraceEvent,
} from '../sim/trace.ts';
import { bytesText, counted } from './amounts.ts';
import {
  awaitedText,
  callText,
  endpointText,
  errorText,
  resultText,
  segmentName,
} from './words.ts';

export const STAGES = [
  'socket',
  'bind',
  'listen',
  'accept',
  'connected',
  'read',
  'write',
  'close',
] as const;
export type Stage = (typeof STAGES)[number];

/** A call at the line: going `down`, at `rest`, or its result coming `up`. */
export interface CallAtLine {
  name: string;
  text: string;
  phase: 'down' | 'rest' | 'up';
  /** With `up`: what the caller sees; `failed` when it is an errno. */
  result?: string;
  failed?: boolean;
}

export interface OnWire {
  name: string;
  toServer: boolean;
  bytes: number;
  /** The handshake and the close are the kernels' own; bytes belong to the programs. */
  payload: boolean;
}

export interface LifecycleFrame {
  n: number;
  atUs: number;
  stage: number;
  /** Line of the server's program that is at work or rests. */
  line?: number;
  /** The server's call at the line; absent while only the kernel works. */
  call?: CallAtLine;
  clientCall?: CallAtLine;
  wire?: OnWire;
  serverFd?: number;
  clientFd?: number;
  port?: number;
  queue?: { length: number; admits: number; backlog: number };
  /** State of the listening socket, and of the connection's socket at each end. */
  listener?: TcpState;
  child?: TcpState;
  client?: TcpState;
  /** Bytes that lie in the connection's receive queue at the server. */
  receiveBytes: number;
  status: string;
  say: string;
  /** Bytes of the client's screen so far, as text. */
  output: string;
}

export interface LifecycleHosts {
  server: string;
  client: string;
}

interface State extends Omit<LifecycleFrame, 'n' | 'atUs' | 'say' | 'wire'> {
  serverPid?: number;
  clientPid?: number;
  listenSock?: number;
  childSock?: number;
  /** The server rests in accept() for the second time; only the client goes on. */
  looped: boolean;
  finished: boolean;
  /** The handshake's last ACK was seen. */
  greeted: boolean;
}

/** Folds a run of one server and one client into frames; ends when the server waits again and the client is gone. */
export function lifecycleFrames(
  events: readonly TraceEvent[],
  hosts: LifecycleHosts,
): LifecycleFrame[] {
  const state: State = {
    stage: 0,
    receiveBytes: 0,
    status: 'Nothing yet',
    output: '',
    looped: false,
    finished: false,
    greeted: false,
  };
  const frames: LifecycleFrame[] = [];
  for (const event of events) {
    if (state.finished) break;
    const wire = event.kind === 'segment' ? wireOf(state, event, hosts) : undefined;
    const say = note(state, event, hosts, wire);
    if (say === undefined) continue;
    const {
      serverPid: _s,
      clientPid: _c,
      listenSock: _l,
      childSock: _k,
      looped: _o,
      finished: _f,
      greeted: _g,
      ...shown
    } = state;
    frames.push({ ...structuredCopy(shown), n: event.n, atUs: event.atUs, wire, say });
    // A result is on the line for one frame; then the program is above it again.
    if (state.call?.phase === 'up') state.call = undefined;
    if (state.clientCall?.phase === 'up') state.clientCall = undefined;
  }
  return frames;
}

function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Changes the state by one event and returns the sentence of its frame, if it makes one. */
function note(
  state: State,
  event: TraceEvent,
  hosts: LifecycleHosts,
  wire: OnWire | undefined,
): string | undefined {
  const atServer = event.host === hosts.server;
  switch (event.kind) {
    case 'sys-enter':
      return atServer ? serverEnter(state, event) : clientEnter(state, event, hosts);
    case 'sys-block':
      return event.on === 'sleep' ? undefined : blocked(state, event, hosts);
    case 'sys-exit':
      return atServer ? serverExit(state, event) : clientExit(state, event, hosts);
    case 'sock':
      if (atServer && event.op === 'bind' && event.local) state.port = event.local.port;
      return undefined;
    case 'tcp-state':
      noteState(state, event.sock, event.to, event.host, event.listener, hosts);
      return undefined;
    case 'listen':
      return atServer ? noteQueue(state, event) : undefined;
    case 'buffer':
      if (atServer && event.sock === state.childSock) state.receiveBytes = event.receiveBytes;
      return undefined;
    case 'output':
      if (event.host === hosts.client && event.pid === state.clientPid && event.stream > 0) {
        state.output += String.fromCharCode(...event.bytes);
      }
      return undefined;
    case 'segment':
      return wire ? wireSentence(state, wire) : undefined;
    default:
      return undefined;
  }
}

function serverEnter(state: State, event: SysEnter): string | undefined {
  if (state.serverPid === undefined && event.name === 'socket') state.serverPid = event.pid;
  if (event.pid !== state.serverPid || state.looped || !isShown(event)) return undefined;
  if (event.name === 'accept' && state.stage >= STAGES.indexOf('read')) {
    state.call = { name: 'accept', text: callText(event), phase: 'down' };
    state.line = event.line;
    state.clientFd = undefined;
    return 'The loop starts over: accept() again, for the next client.';
  }
  const stage = STAGES.indexOf(event.name as Stage);
  if (stage > state.stage) state.stage = stage;
  state.line = event.line;
  state.call = { name: event.name, text: callText(event), phase: 'down' };
  return enterSentence(event);
}

/** The terminal's numbers are not part of the story: printf(3) writes to 1. */
function isShown({ name, args }: SysEnter | SysExit): boolean {
  const onTerminal = args[0] < 3 && (name === 'read' || name === 'write' || name === 'close');
  return (STAGES as readonly string[]).includes(name) && !onTerminal;
}

function enterSentence(event: SysEnter): string {
  const call = callText(event);
  switch (event.name) {
    case 'socket':
      return 'The program asks for a TCP socket: socket() goes down to the kernel.';
    case 'bind':
      return `${call} goes down with an address: any interface, and a port.`;
    case 'listen':
      return `${call} goes down: take connections, and let some of them wait.`;
    case 'accept':
      return `${call} goes down: give me a finished connection.`;
    case 'read':
      return `${call} goes down: copy up to ${bytesText(event.args[2])} to my buffer.`;
    case 'write':
      return `${call} goes down with the response.`;
    default:
      return `${call} goes down: this connection is done.`;
  }
}

function serverExit(state: State, event: SysExit): string | undefined {
  if (event.pid !== state.serverPid || state.looped || !isShown(event)) return undefined;
  const { name, result, args } = event;
  const failed = result < 0;
  state.line = event.line;
  state.call = { name, text: callText(event), phase: 'up', result: resultText(result), failed };
  if (failed) return `${callText(event)} failed: ${errorText(result)}.`;
  switch (name) {
    case 'socket':
      state.serverFd = result;
      state.status = 'Socket created, no address';
      return `socket() returned ${result}: a number for a new TCP socket. It has no address and no port.`;
    case 'bind':
      state.status = `Bound to port ${state.port}`;
      return `bind() returned 0: port ${state.port} belongs to the socket. Nobody can connect yet.`;
    case 'listen':
      state.status = 'Listening';
      return `listen() returned 0: the kernel now answers SYNs. Backlog ${args[1]} lets ${state.queue?.admits} finished connections wait.`;
    case 'accept':
      state.clientFd = result;
      state.stage = STAGES.indexOf('connected');
      state.status = `Connected on fd ${result}`;
      return `accept() returned ${result}: a second socket, for this client alone. ${args[0]} goes on listening.`;
    case 'read':
      state.status = `Read ${bytesText(result)}`;
      return `read() returned ${result}: the request was copied from the receive queue to the program’s buffer.`;
    case 'write':
      state.status = `Wrote ${bytesText(result)}`;
      return `write() returned ${result}: the response is in the send queue. That the client has it is not promised.`;
    default:
      state.status = 'Connection closed';
      state.clientFd = undefined;
      return `close() returned 0: number ${args[0]} is free again, and the kernel ends the connection with a FIN.`;
  }
}

const CLIENT_CALLS = new Set(['connect', 'read', 'write', 'sendto', 'recvfrom', 'close']);

function clientEnter(state: State, event: SysEnter, hosts: LifecycleHosts): string | undefined {
  if (event.host !== hosts.client) return undefined;
  if (event.name === 'connect') state.clientPid = event.pid;
  if (event.pid !== state.clientPid || !CLIENT_CALLS.has(event.name)) return undefined;
  if (event.args[0] < 3) return undefined;
  state.clientCall = { name: event.name, text: callText(event), phase: 'down' };
  if (event.name === 'connect') return 'A client calls connect().';
  if (event.name === 'write' || event.name === 'sendto') {
    return `The client writes its request, ${bytesText(event.args[2])}.`;
  }
  return undefined;
}

function clientExit(state: State, event: SysExit, hosts: LifecycleHosts): string | undefined {
  if (event.host !== hosts.client || event.pid !== state.clientPid) return undefined;
  if (!CLIENT_CALLS.has(event.name) || event.args[0] < 3) return undefined;
  const failed = event.result < 0;
  const text = callText(event);
  state.clientCall = {
    name: event.name,
    text,
    phase: 'up',
    result: resultText(event.result),
    failed,
  };
  if (event.name === 'connect' && !failed) {
    return 'In the client connect() returned 0: for the client the connection exists.';
  }
  if (event.name === 'close') {
    state.finished = state.looped;
    return 'The client closed its end, too. The server waits for the next one.';
  }
  const reads = event.name === 'read' || event.name === 'recvfrom';
  if (reads && event.result > 0) return `The client read ${bytesText(event.result)}: the response.`;
  return undefined;
}

function blocked(state: State, event: SysBlock, hosts: LifecycleHosts): string | undefined {
  if (event.host === hosts.server && event.pid === state.serverPid) {
    if (state.call) state.call = { ...state.call, phase: 'rest' };
    if (event.name === 'accept' && state.stage >= STAGES.indexOf('read')) state.looped = true;
    state.status =
      event.name === 'accept' ? 'Blocked: waiting for a client' : `Blocked in ${event.name}()`;
    return `${event.name}() rests on the line until it gets ${awaitedText(event.on)}. The process sleeps and uses no CPU.`;
  }
  if (event.host === hosts.client && event.pid === state.clientPid && state.clientCall) {
    state.clientCall = { ...state.clientCall, phase: 'rest' };
  }
  return undefined;
}

function noteState(
  state: State,
  sock: number,
  to: TcpState,
  host: string,
  listener: number | undefined,
  hosts: LifecycleHosts,
): void {
  if (host === hosts.client) state.client = to;
  else if (host === hosts.server) {
    if (to === 'LISTEN') {
      state.listenSock = sock;
      state.listener = to;
    } else if (listener !== undefined || sock === state.childSock) {
      state.childSock = sock;
      state.child = to;
    }
  }
}

function noteQueue(
  state: State,
  event: Extract<TraceEvent, { kind: 'listen' }>,
): string | undefined {
  state.queue = {
    length: event.acceptQueue,
    admits: event.maxAckBacklog + 1,
    backlog: event.maxAckBacklog,
  };
  state.port = event.local.port;
  if (event.why === 'established') {
    state.childSock = event.child;
    state.child = 'ESTABLISHED';
    state.stage = STAGES.indexOf('connected');
    state.status = 'A connection waits in the accept queue';
    return `The handshake is finished: the kernel made a socket for ${event.peer ? endpointText(event.peer) : 'the client'} and put it in the accept queue, which holds ${counted(event.acceptQueue, 'connection')}.`;
  }
  return undefined;
}

/** Picks the segments that get a frame: each once, when it is sent; bare ACKs but one are left out. */
function wireOf(state: State, event: SegmentEvent, hosts: LifecycleHosts): OnWire | undefined {
  if (event.at !== 'tx') return undefined;
  const { seg } = event;
  const toServer = event.host === hosts.client;
  if (seg.flags === ACK && seg.payload.length === 0) {
    // The third segment of the handshake is the one bare ACK that matters here.
    if (!toServer || state.greeted) return undefined;
    state.greeted = true;
  }
  const bytes = seg.payload.length;
  return { name: segmentName(seg), toServer, bytes, payload: bytes > 0 };
}

function wireSentence(state: State, wire: OnWire): string | undefined {
  const who = wire.toServer ? 'client' : 'server';
  if (wire.name === 'SYN') return 'The client’s kernel sends SYN: I want to connect.';
  if (wire.name === 'SYN-ACK')
    return 'The server’s kernel answers SYN-ACK. The program knows nothing of it.';
  if (wire.name === 'ACK') return 'The client’s kernel sends ACK, the third and last step.';
  if (wire.name === 'RST') return `The ${who}’s kernel sends RST: the connection is gone.`;
  if (wire.name === 'FIN') {
    if (wire.toServer && state.child === 'CLOSE') return undefined;
    return `The ${who}’s kernel sends FIN: no more bytes from this side.`;
  }
  return `${bytesText(wire.bytes)} of ${wire.toServer ? 'request' : 'response'} travel to the ${wire.toServer ? 'server' : 'client'}.`;
}
