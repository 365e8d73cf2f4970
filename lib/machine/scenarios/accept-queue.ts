// Accept queue: clients over a slow link, one server, and a reader who decides what happens when.
//
// One idea: a run is its setup and the list of its inputs. The machine is deterministic, so the
// same list gives the same trace, and going on from a moment in the past is a replay up to it.
//
// The server takes one order a round from its terminal (the length of the line says how long each
// request shall take), so that accept() is called exactly when the reader, or `auto`, asks for it.
// Units: µs of virtual time.

import { atOnce, type Pieces } from '../../sim/pieces.ts';
import type { TraceEvent } from '../../sim/trace.ts';
import {
  createQueueFold,
  foldQueue,
  type QueueFold,
  type QueueMark,
  type QueueState,
  queueStateAt,
  trimQueueFold,
} from '../../view/accept-queue.ts';
import { exec, type Machine, makingMachine, setSysctl, typeInto } from '../machine.ts';
import { advancing } from '../pieces.ts';
import { parseScript, type Script } from '../script.ts';

export interface AcceptQueueSetup {
  /** Second argument of listen(2). */
  backlog: number;
  somaxconn: number;
  abortOnOverflow: 0 | 1;
  syncookies: 0 | 1 | 2;
  /** One way, between client and server. */
  latencyUs: number;
}

export const DEFAULT_SETUP: AcceptQueueSetup = {
  backlog: 5,
  somaxconn: 4096,
  abortOnOverflow: 0,
  syncookies: 1,
  latencyUs: 200_000,
};

/** How long the server works on a request; the line typed at its terminal says which. */
export type ServiceTime = 'none' | 'short' | 'long';

/** What `ServiceTime` means: how long the script below sleeps. */
const SERVICE_US: Record<ServiceTime, number> = { none: 0, short: 300_000, long: 1_000_000 };

/** A line of order: its length in bytes is what the script compares. */
const ORDERS: Record<ServiceTime, string> = { none: '\n', short: '1\n', long: '22\n' };

/** What the reader does at a moment of the run. */
export type QueueInput = { atUs: number } & (
  | { do: 'client' }
  | { do: 'accept'; service: ServiceTime }
  /** From now on the server takes the next client by itself; undefined stops that. */
  | { do: 'auto'; service?: ServiceTime }
  /** From now on a client comes every `everyUs`; 0 stops that. */
  | { do: 'load'; everyUs: number }
  | { do: 'sysctl'; name: string; value: number }
);

export interface AcceptQueueRun {
  machine: Machine;
  /** What every client runs, read once: under load one begins every few frames. */
  client: Script;
  setup: AcceptQueueSetup;
  inputs: QueueInput[];
  serverPid: number;
  auto?: ServiceTime;
  /** The server sits at its terminal and can take an order. */
  ready: boolean;
  /** Orders given while it was busy. */
  orders: ServiceTime[];
  everyUs: number;
  nextLoadUs: number;
  /** Events handed out so far. */
  seen: number;
}

const SERVER = `
fd = socket(AF_INET, SOCK_STREAM, 0)
bind(fd, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("0.0.0.0")}, 16)
listen(fd, BACKLOG)
loop {
  order = read(0, line, 16)
  c = accept(fd, NULL, NULL)
  n = read(c, request, 1024)
  if order == 2 { sleep(${SERVICE_US.short}us) }
  if order == 3 { sleep(${SERVICE_US.long}us) }
  write(c, "HTTP/1.1 200 OK\\r\\nContent-Length: 13\\r\\n\\r\\nHello, World!")
  close(c)
}
`;

const CLIENT = `
s = socket(AF_INET, SOCK_STREAM, 0)
r = connect(s, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("10.0.0.2")}, 16)
if r < 0 { exit(1) }
write(s, "GET / HTTP/1.1\\r\\nHost: server\\r\\n\\r\\n")
n = read(s, answer, 1024)
close(s)
exit(0)
`;

/** Makes the machine, starts the server and lets it come to rest in front of its terminal. */
function* startAcceptQueue(setup: AcceptQueueSetup): Pieces<AcceptQueueRun> {
  const machine = yield* makingMachine({
    seed: 1,
    sink: 'ring',
    capacity: 20_000,
    hosts: [
      {
        name: 'server',
        addr: '10.0.0.2',
        sysctl: {
          'net.core.somaxconn': setup.somaxconn,
          'net.ipv4.tcp_abort_on_overflow': setup.abortOnOverflow,
          'net.ipv4.tcp_syncookies': setup.syncookies,
        },
      },
      { name: 'client', addr: '10.0.0.1' },
    ],
    links: [{ between: ['client', 'server'], latencyUs: setup.latencyUs }],
  });
  yield;
  const script = parseScript(SERVER.replace('BACKLOG', String(setup.backlog)));
  yield;
  const serverPid = exec(machine, 'server', { script, comm: 'server' });
  yield;
  return {
    machine,
    client: parseScript(CLIENT),
    setup,
    inputs: [],
    serverPid,
    ready: false,
    orders: [],
    everyUs: 0,
    nextLoadUs: 0,
    seen: 0,
  };
}

/** Lets virtual time pass up to `untilUs`; the result does not depend on the size of the steps. */
function* advanceAcceptQueue(run: AcceptQueueRun, untilUs: number): Pieces<void> {
  for (;;) {
    const loadUs = run.everyUs > 0 ? run.nextLoadUs : Number.POSITIVE_INFINITY;
    const stopUs = Math.min(untilUs, loadUs);
    const why = yield* advancing(run.machine, {
      untilUs: stopUs,
      until: (event) => isAtTerminal(run, event),
    });
    if (why === 'until') {
      run.ready = true;
      giveOrder(run);
    } else if (loadUs <= untilUs) {
      startClient(run);
      run.nextLoadUs += run.everyUs;
    } else return;
  }
}

/** Applies one input now; its `atUs` is where the run has been advanced to. */
function inputAcceptQueue(run: AcceptQueueRun, input: QueueInput): void {
  run.inputs.push(input);
  switch (input.do) {
    case 'client':
      startClient(run);
      break;
    case 'accept':
      run.orders.push(input.service);
      giveOrder(run);
      break;
    case 'auto':
      run.auto = input.service;
      giveOrder(run);
      break;
    case 'load':
      run.everyUs = input.everyUs;
      run.nextLoadUs = input.atUs;
      break;
    case 'sysctl':
      setSysctl(run.machine, 'server', input.name, input.value);
      break;
  }
}

/** Hands out the events since the last call. */
function takeEvents(run: AcceptQueueRun): TraceEvent[] {
  const { trace } = run.machine.sim;
  let from = trace.events.length;
  while (from > 0 && trace.events[from - 1].n >= run.seen) from--;
  run.seen = trace.length;
  return trace.events.slice(from);
}

function startClient(run: AcceptQueueRun): void {
  exec(run.machine, 'client', { script: run.client, comm: 'client' });
}

function giveOrder(run: AcceptQueueRun): void {
  const order = run.orders.length > 0 ? run.orders[0] : run.auto;
  if (!run.ready || order === undefined) return;
  run.orders.shift();
  run.ready = false;
  typeInto(run.machine, run.serverPid, ORDERS[order]);
}

function isAtTerminal(run: AcceptQueueRun, event: TraceEvent): boolean {
  return event.kind === 'sys-block' && event.on === 'tty' && event.pid === run.serverPid;
}

/**
 * The run that the figure opens with: six clients fill a backlog of 5, the seventh is dropped, and
 * the eighth is on its way to the same fate.
 */
export const OPENING: { inputs: QueueInput[]; untilUs: number } = {
  inputs: [
    ...[100, 160, 220, 280, 340, 400, 920, 1060].map(
      (ms): QueueInput => ({ atUs: ms * 1000, do: 'client' }),
    ),
  ],
  untilUs: 1_160_000,
};

/** A run with its history, as the figure holds it while it is alive. */
export interface LiveQueue {
  run: AcceptQueueRun;
  fold: QueueFold;
  /** How far virtual time has come. */
  edgeUs: number;
}

/** What the figure is sent before it is touched: the opening, and the state at its end. */
export interface QueueFigure {
  setup: AcceptQueueSetup;
  inputs: QueueInput[];
  untilUs: number;
  state: QueueState;
  marks: QueueMark[];
  /** How long a request takes the server, by the pace that is chosen. */
  serviceUs: Record<ServiceTime, number>;
}

/** States kept of an endless run. */
const KEEP = 6000;

/** Replays `inputs` up to `untilUs` with the history of all of it. */
export function* openQueue(
  setup: AcceptQueueSetup,
  inputs: QueueInput[],
  untilUs: number,
): Pieces<LiveQueue> {
  const run = yield* startAcceptQueue(setup);
  const live: LiveQueue = { run, fold: createQueueFold('server', run.serverPid), edgeUs: -1 };
  for (const input of inputs) {
    if (input.atUs > untilUs) break;
    yield* goOn(live, input.atUs);
    doNow(live, input);
  }
  yield* goOn(live, untilUs);
  return live;
}

/** Lets a live run go on up to `untilUs`. */
export function* goOn(live: LiveQueue, untilUs: number): Pieces<void> {
  if (untilUs <= live.edgeUs) return;
  const run = advanceAcceptQueue(live.run, untilUs);
  while (!run.next().done) {
    foldFresh(live);
    yield;
  }
  live.edgeUs = untilUs;
  foldFresh(live);
  trimQueueFold(live.fold, KEEP);
}

/** Applies what the reader did at the edge of a live run. */
export function doNow(live: LiveQueue, input: QueueInput): void {
  inputAcceptQueue(live.run, { ...input, atUs: live.edgeUs });
  foldFresh(live);
}

/** Lets a live run go on until something is said, or `limitUs` have passed; true when it was. */
export function* goOnToNextMark(live: LiveQueue, limitUs: number): Pieces<boolean> {
  const marks = live.fold.marks.length;
  const stopUs = live.edgeUs + limitUs;
  while (live.edgeUs < stopUs && live.fold.marks.length === marks) {
    yield* goOn(live, Math.min(stopUs, live.edgeUs + 10_000));
  }
  return live.fold.marks.length > marks;
}

/** Takes the state of a live run at a moment. */
export function liveStateAt(live: LiveQueue, atUs: number): QueueState {
  return queueStateAt(live.fold, atUs);
}

/** Tells whether nothing would happen any more without an input. */
export function isQuiet(live: LiveQueue): boolean {
  const state = live.fold.states[live.fold.states.length - 1]!;
  const busy =
    live.run.everyUs > 0 ||
    state.synQueue.length > 0 ||
    state.flights.some((flight) => flight.arrivesUs > live.edgeUs) ||
    state.clients.some((client) => client.phase === 'syn-sent') ||
    (live.run.auto !== undefined && state.acceptQueue.length > 0);
  return !busy && state.server.state === 'blocked';
}

/** Runs the opening and takes its last state. */
export function acceptQueueFigure(setup: AcceptQueueSetup = DEFAULT_SETUP): QueueFigure {
  const live = atOnce(openQueue(setup, OPENING.inputs, OPENING.untilUs));
  return {
    setup,
    inputs: OPENING.inputs,
    untilUs: OPENING.untilUs,
    state: liveStateAt(live, OPENING.untilUs),
    marks: live.fold.marks,
    serviceUs: SERVICE_US,
  };
}

function foldFresh(live: LiveQueue): void {
  for (const event of takeEvents(live.run)) foldQueue(live.fold, event);
}
