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
  /** An event while connections are being opened; while requests go over all of them, in the order in
   *  which they were opened, or each far from the last; while new ones come and go beside them. */
  openUs: number;
  turnUs: number;
  farUs: number;
  churnUs: number;
  /** Events of a request and its answer. */
  requestEvents: number;
  /** By how much each takes longer than in the first crowd: of the rounds in which all took turns, the
   *  one in the middle. */
  ratios: { openUs: number; turnUs: number; farUs: number; churnUs: number };
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

interface Crowd {
  open: number;
  m: Machine;
  keepers: KeeperState[];
  visit: () => ClientState;
}

/** A server, keepers on hosts of their own, and one more host for clients that come and go. */
function crowd(open: number): Crowd {
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
  return { open, m, keepers, visit };
}

const REQUESTS = 10_000;
/** From one connection to the next where each is to be in no cache. */
const FAR = 7919;
const VISITS = 2000;
const ROUNDS = 9;
/** Connections that are opened between two looks at the clock, and how many such slices count. */
const SLICE = 1000;
const SLICES = 10;
/** Time for what is under way, delayed acknowledgements above all, to come to an end. */
const REST_US = 1e6;

function sum(keepers: KeeperState[], count: (keeper: KeeperState) => number): number {
  return keepers.reduce((total, keeper) => total + count(keeper), 0);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** The CPU time of an event in a run, in µs. */
function eventUs({ m }: Crowd, run: () => void): number {
  const [cpu, events] = [cpuSeconds(), m.sim.trace.length];
  run();
  return ((cpuSeconds() - cpu) * 1e6) / (m.sim.trace.length - events);
}

function heapUsed(): number {
  (globalThis as { gc?: () => void }).gc!();
  return process.memoryUsage().heapUsed;
}

/** Opens all connections; returns the times of an event in the last tenth of them. */
function open(c: Crowd): number[] {
  const times: number[] = [];
  for (let to = SLICE; to <= c.open; to += SLICE) {
    times.push(eventUs(c, () => untilDone(c.m, () => sum(c.keepers, (k) => k.open) >= to)));
  }
  return times.slice(-Math.ceil(times.length / 10));
}

function ask({ m, keepers }: Crowd, requests: number, stride = 1): void {
  for (const keeper of keepers) {
    keeper.requests += requests / KEEPERS;
    keeper.stride = stride;
  }
  untilDone(m, () => sum(keepers, (k) => k.requests - k.answered) === 0);
}

function churn({ m, visit }: Crowd): void {
  const clients = visit();
  untilDone(m, () => clients.done === VISITS);
}

/** Opens a crowd, asks on each connection once and lets it come to rest: what is then on the heap. */
function standing(count: number): { c: Crowd; times: number[]; heapBytes: number } {
  const empty = heapUsed();
  const c = crowd(count);
  const times = open(c);
  ask(c, count);
  advance(c.m, { untilUs: c.m.sim.nowUs + REST_US });
  return { c, times, heapBytes: (heapUsed() - empty) / count };
}

/** Crowds of several sizes take turns, so that what else the machine does slows all of them alike. */
function scale(counts: number[]): Scale[] {
  const none: number[] = [];
  const all = counts.map((count) => {
    const stands = standing(count);
    const rounds = { turnUs: [...none], farUs: [...none], churnUs: [...none] };
    return { ...stands, ...rounds, requests: [...none] };
  });
  for (const { c, times } of all) while (times.length < SLICES) times.push(...open(crowd(c.open)));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { c, turnUs, farUs, churnUs, requests } of all) {
      const before = c.m.sim.trace.length;
      farUs.push(eventUs(c, () => ask(c, REQUESTS, FAR)));
      requests.push((c.m.sim.trace.length - before) / REQUESTS);
      churnUs.push(eventUs(c, () => churn(c)));
      turnUs.push(eventUs(c, () => ask(c, REQUESTS)));
    }
  }
  const [first] = all;
  const inMiddle = (of: (round: number) => number) =>
    median(Array.from({ length: ROUNDS }, (_, round) => of(round)));
  return all.map(({ c, times, heapBytes, turnUs, farUs, churnUs, requests }) => ({
    open: c.open,
    heapBytes,
    openUs: median(times),
    turnUs: median(turnUs),
    farUs: median(farUs),
    churnUs: median(churnUs),
    requestEvents: median(requests),
    ratios: {
      openUs: median(times) / median(first.times),
      turnUs: inMiddle((round) => turnUs[round] / first.turnUs[round]),
      farUs: inMiddle((round) => farUs[round] / first.farUs[round]),
      churnUs: inMiddle((round) => churnUs[round] / first.churnUs[round]),
    },
  }));
}

function main([what, ...numbers]: string[]): Rate | Scale[] {
  installPrograms();
  const counts = numbers.map(Number);
  if (what === 'scale') {
    // Twice for the engine's compiler, which should not count.
    scale([1000]);
    scale([1000]);
    return scale(counts);
  }
  const runs = Array.from({ length: 5 }, () => rate(counts[0], counts[1]));
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}

console.log(JSON.stringify(main(process.argv.slice(2))));
