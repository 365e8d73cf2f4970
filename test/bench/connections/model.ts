// Runs the connection bench in the model, in a process of its own; prints JSON.
//
// node model.ts rate TOTAL MOST: connections over lo, each with a request and a response.
// node --expose-gc model.ts scale COUNT…: what connections that are open cost, by how many there are.
//
// Units: seconds; bytes of heap after a collection; µs of CPU time for an event of the trace.

import { advance, createMachine, exec, type Machine } from '../../../lib/machine/machine.ts';
import { LOOPBACK, parseAddr } from '../../../lib/net/ip.ts';
import {
  CLIENTS,
  type ClientState,
  clientState,
  installPrograms,
  KEEPER,
  type KeeperState,
  keeperState,
  SERVER,
  serverState,
} from './drivers.ts';

export interface Rate {
  total: number;
  seconds: number;
  cpuSeconds: number;
}

export interface Scale {
  open: number;
  /** Of both ends and all that the kernels and the programs keep for them. */
  heapBytes: number;
  /** An event while connections are being opened; while requests go over all of them in turn; while
   *  new ones come and go beside them. */
  openUs: number;
  askUs: number;
  churnUs: number;
}

/** RLIMIT_NOFILE of every program here. */
const NOFILE = 1_000_000;
const PORT = 8080;
/** A client has 28,232 ports for one destination. */
const KEEPERS = 4;
const AT_ONCE = 32;
const STEPS = 1000;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function start(m: Machine, host: string, kind: string, data: unknown): void {
  exec(m, host, { kind, data }, { nofile: NOFILE });
}

function untilDone(m: Machine, done: () => boolean): void {
  while (!done()) {
    if (advance(m, { maxEvents: STEPS }) === 'idle') throw new Error('nothing happens any more');
  }
}

function rate(total: number, most: number): Rate {
  const m = createMachine({ sink: 'counts' });
  const client = clientState({ addr: LOOPBACK, port: PORT }, total, most);
  start(m, 'server', SERVER, serverState(PORT));
  start(m, 'server', CLIENTS, client);
  const begin = performance.now();
  const cpu = cpuSeconds();
  untilDone(m, () => client.done === total);
  return { total, seconds: (performance.now() - begin) / 1e3, cpuSeconds: cpuSeconds() - cpu };
}

/** A server, keepers on hosts of their own, and one more host for clients that come and go. */
function crowd(open: number): { m: Machine; keepers: KeeperState[]; visit: () => ClientState } {
  const names = Array.from({ length: KEEPERS + 1 }, (_, i) => `client${i}`);
  const m = createMachine({
    sink: 'counts',
    hosts: [{ name: 'server' }, ...names.map((name) => ({ name }))],
    links: names.map((name) => ({ between: ['server', name], latencyUs: 100 })),
  });
  const to = (i: number) => ({ addr: parseAddr(`10.0.${i}.2`)!, port: PORT });
  start(m, 'server', SERVER, serverState(PORT, true));
  const keepers = Array.from({ length: KEEPERS }, (_, i) => {
    const keeper = keeperState(to(i), open / KEEPERS, AT_ONCE);
    start(m, names[i], KEEPER, keeper);
    return keeper;
  });
  const visit = () => {
    const clients = clientState(to(KEEPERS), VISITS, AT_ONCE);
    start(m, names[KEEPERS], CLIENTS, clients);
    return clients;
  };
  return { m, keepers, visit };
}

const REQUESTS = 20_000;
const VISITS = 4000;
const TIMES = 3;

function sum(keepers: KeeperState[], count: (keeper: KeeperState) => number): number {
  return keepers.reduce((total, keeper) => total + count(keeper), 0);
}

/** The least CPU time of an event in some runs, in µs. */
function eventUs(m: Machine, times: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const [cpu, events] = [cpuSeconds(), m.sim.trace.length];
    run();
    least = Math.min(least, ((cpuSeconds() - cpu) * 1e6) / (m.sim.trace.length - events));
  }
  return least;
}

function heapUsed(): number {
  (globalThis as { gc?: () => void }).gc!();
  return process.memoryUsage().heapUsed;
}

function scale(open: number): Scale {
  const { m, keepers, visit } = crowd(open);
  const empty = heapUsed();
  const openUs = eventUs(m, 1, () => untilDone(m, () => sum(keepers, (k) => k.open) === open));
  const askUs = eventUs(m, TIMES, () => {
    for (const keeper of keepers) keeper.requests += REQUESTS / KEEPERS;
    untilDone(m, () => sum(keepers, (k) => k.requests - k.answered) === 0);
  });
  const heapBytes = (heapUsed() - empty) / open;
  const churnUs = eventUs(m, TIMES, () => {
    const clients = visit();
    untilDone(m, () => clients.done === VISITS);
  });
  return { open, heapBytes, openUs, askUs, churnUs };
}

function main([what, ...numbers]: string[]): Rate | Scale[] {
  installPrograms();
  const counts = numbers.map(Number);
  if (what === 'scale') {
    // Once for the engine's compiler, which should not count.
    scale(1000);
    return counts.map(scale);
  }
  const runs = Array.from({ length: 5 }, () => rate(counts[0], counts[1]));
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}

console.log(JSON.stringify(main(process.argv.slice(2))));
