// Traces of a listener and its clients, written by hand: the folds are tested apart from the machine.
//
// Units: us of virtual time; a segment takes LATENCY_US one way.

import {
  ACK,
  append,
  createTrace,
  type Endpoint,
  type ListenEvent,
  SYN,
  type TcpState,
  type Trace,
  type TraceEvent,
} from '../../../lib/sim/trace.ts';

export const LATENCY_US = 150_000;

const SERVER: Endpoint = { addr: 0x0a000002, port: 8080 };
const SERVER_PID = 1;
const LISTENER = 10;

export interface Made {
  trace: Trace;
  backlog: number;
  packets: number;
}

function endOf(client: number): Endpoint {
  return { addr: 0x0a000001, port: 40_000 + client };
}

/** Starts a trace in which the server called listen(3, backlog). */
export function handMade(backlog: number): Made {
  const made: Made = { trace: createTrace(), backlog, packets: 0 };
  append(made.trace, 0, {
    kind: 'listen',
    host: 'server',
    sock: LISTENER,
    local: SERVER,
    why: 'listen',
    synQueue: 0,
    acceptQueue: 0,
    maxAckBacklog: backlog,
  });
  return made;
}

/** Lists the events in order of time. */
export function eventsOf(made: Made): TraceEvent[] {
  return made.trace.events;
}

/** Puts a segment without payload on the wire. */
export function send(
  made: Made,
  atUs: number,
  client: number,
  from: 'client' | 'server',
  flags: number,
  retransmit = false,
): void {
  const [src, dst] = from === 'client' ? [endOf(client), SERVER] : [SERVER, endOf(client)];
  const start = from === 'client' ? 1000 : 9000;
  const synced = (flags & SYN) === 0;
  append(made.trace, atUs, {
    kind: 'segment',
    host: from,
    at: 'tx',
    iface: 'eth0',
    seg: {
      src,
      dst,
      seq: synced ? start + 1 : start,
      ack: flags & ACK ? (from === 'client' ? 9001 : 1001) : 0,
      flags,
      windowField: 64240,
      options: {},
      payload: new Uint8Array(0),
    },
    packet: made.packets++,
    retransmit,
    sock: from === 'client' ? 100 + client : undefined,
    arrivesUs: atUs + LATENCY_US,
  });
}

/** Changes the state of the client's socket. */
export function state(
  made: Made,
  atUs: number,
  client: number,
  from: TcpState,
  to: TcpState,
): void {
  append(made.trace, atUs, {
    kind: 'tcp-state',
    host: 'client',
    sock: 100 + client,
    from,
    to,
    local: endOf(client),
    remote: SERVER,
  });
}

/** Lets the client call connect(2): its SYN leaves and its timer is set. */
export function connect(made: Made, atUs: number, client: number): void {
  append(made.trace, atUs, {
    kind: 'sys-enter',
    host: 'client',
    pid: 100 + client,
    nr: 42,
    name: 'connect',
    args: [3, 0, 16],
  });
  state(made, atUs, client, 'CLOSE', 'SYN_SENT');
  send(made, atUs, client, 'client', SYN);
  append(made.trace, atUs, {
    kind: 'timer',
    host: 'client',
    sock: 100 + client,
    timer: 'syn',
    op: 'set',
    dueUs: atUs + 1_000_000,
  });
}

/** Returns from the client's connect(2). */
export function connectReturns(made: Made, atUs: number, client: number, result: number): void {
  append(made.trace, atUs, {
    kind: 'sys-exit',
    host: 'client',
    pid: 100 + client,
    nr: 42,
    name: 'connect',
    args: [3, 0, 16],
    result,
    durationUs: 0,
  });
}

/** Changes the listener's queues; the lengths are those after it. */
export function listen(
  made: Made,
  atUs: number,
  why: ListenEvent['why'],
  client: number,
  synQueue: number,
  acceptQueue: number,
): void {
  append(made.trace, atUs, {
    kind: 'listen',
    host: 'server',
    sock: LISTENER,
    local: SERVER,
    why,
    synQueue,
    acceptQueue,
    maxAckBacklog: made.backlog,
    peer: endOf(client),
    child: why === 'established' || why === 'accept' ? 200 + client : undefined,
  });
}

/** Shakes hands; `acceptQueue` is its length afterwards. */
export function handshake(made: Made, atUs: number, client: number, acceptQueue: number): void {
  connect(made, atUs, client);
  listen(made, atUs + LATENCY_US, 'syn', client, 1, acceptQueue - 1);
  send(made, atUs + LATENCY_US, client, 'server', SYN | ACK);
  state(made, atUs + 2 * LATENCY_US, client, 'SYN_SENT', 'ESTABLISHED');
  send(made, atUs + 2 * LATENCY_US, client, 'client', ACK);
  connectReturns(made, atUs + 2 * LATENCY_US, client, 0);
  listen(made, atUs + 3 * LATENCY_US, 'established', client, 0, acceptQueue);
}

/** Sends a SYN that the listener drops because `acceptQueue` wait. */
export function droppedSyn(made: Made, atUs: number, client: number, acceptQueue: number): void {
  connect(made, atUs, client);
  listen(made, atUs + LATENCY_US, 'syn-drop-accept-full', client, 0, acceptQueue);
}

/** Lets the server take the oldest child as descriptor `fd`. */
export function accept(
  made: Made,
  atUs: number,
  client: number,
  acceptQueue: number,
  fd: number,
): void {
  const call = { host: 'server', pid: SERVER_PID, nr: 43, name: 'accept', args: [3, 0, 0] };
  append(made.trace, atUs, { kind: 'sys-enter', ...call });
  listen(made, atUs, 'accept', client, 0, acceptQueue);
  append(made.trace, atUs, { kind: 'sys-exit', ...call, result: fd, durationUs: 0 });
}
