// The programs of the connection bench: an epoll server and its clients, as they are in native.c.
//
// One idea: a program is a table of steps. A step says which call comes next, and its result picks
// the step after it; so both make call for call what the C program makes, and no C is compiled.
//
// The keeper is a client that opens its connections first, and then asks on any of them whenever it
// is told to; what a connection costs is measured in between.
//
// Units: bytes; addresses are those of the program's own memory.

import {
  AF_INET,
  EPOLL_CTL_ADD,
  EPOLL_CTL_MOD,
  EPOLLIN,
  EPOLLOUT,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from '../../../lib/abi/constants.ts';
import { SYS } from '../../../lib/abi/syscalls.ts';
import type { Driver, Trap } from '../../../lib/abi/trap.ts';
import { installKind } from '../../../lib/machine/programs.ts';

const BASE = 0x10000;
const ADDRESS = BASE;
const EVENT = BASE + 32;
const EVENTS = BASE + 64;
const MAX_EVENTS = 64;
const BUFFER = BASE + 64 + 12 * MAX_EVENTS;
const BUFFER_BYTES = 512;
const MEMORY_BYTES = 64 + 12 * MAX_EVENTS + BUFFER_BYTES;

export const REQUEST_BYTES = 64;
export const RESPONSE_BYTES = 128;

/** What both programs have: memory, where they are, and the events that are being served. */
interface BenchState {
  memory: Uint8Array;
  step: number;
  epoll: number;
  /** Events of the last epoll_wait(2), and which of them is being served. */
  count: number;
  at: number;
  fd: number;
}

export interface ServerState extends BenchState {
  port: number;
  listener: number;
  /** A connection stays open after its answer. */
  keeps: boolean;
}

/** Whom a client asks, and how much it does at once. */
interface AskingState extends BenchState {
  addr: number;
  port: number;
  /** Connections to make; at most so many are being opened, or asked on, at once. */
  total: number;
  most: number;
  started: number;
}

export interface ClientState extends AskingState {
  done: number;
}

export interface KeeperState extends AskingState {
  fds: number[];
  /** Connections that stand. */
  open: number;
  /** Requests to make, as many as were, and as many as were answered. */
  requests: number;
  asked: number;
  answered: number;
  /** By how many connections the next one asked on is further than the last. */
  stride: number;
}

function blank(): BenchState {
  return { memory: new Uint8Array(MEMORY_BYTES), step: 0, epoll: -1, count: 0, at: 0, fd: -1 };
}

/** Makes the first state of a server on a port. */
export function serverState(port: number, keeps = false): ServerState {
  return { ...blank(), port, listener: -1, keeps };
}

/** Makes the first state of clients of the server at an address and port. */
export function clientState(
  to: { addr: number; port: number },
  total: number,
  most: number,
): ClientState {
  return { ...blank(), ...to, total, most, started: 0, done: 0 };
}

/** Makes the first state of a keeper; it asks once `requests` is raised. */
export function keeperState(
  to: { addr: number; port: number },
  total: number,
  most: number,
): KeeperState {
  const counts = { open: 0, requests: 0, asked: 0, answered: 0 };
  return { ...blank(), ...to, total, most, started: 0, fds: [], ...counts, stride: 1 };
}

function view(state: BenchState): DataView {
  return new DataView(state.memory.buffer);
}

function call(nr: number, ...args: number[]): Trap {
  return { kind: 'syscall', ops: 1, nr, args };
}

function putAddress(state: BenchState, addr: number, port: number): void {
  const at = view(state);
  at.setUint16(0, AF_INET, true);
  at.setUint16(2, port);
  at.setUint32(4, addr);
}

function control(state: BenchState, op: number, fd: number, events: number): Trap {
  const at = view(state);
  at.setUint32(EVENT - BASE, events, true);
  at.setInt32(EVENT - BASE + 4, fd, true);
  return call(SYS.epoll_ctl, state.epoll, op, fd, EVENT);
}

function wait(state: BenchState, ms = -1): Trap {
  return call(SYS.epoll_wait, state.epoll, EVENTS, MAX_EVENTS, ms);
}

function eventFd(state: BenchState): number {
  return view(state).getInt32(EVENTS - BASE + 12 * state.at + 4, true);
}

function eventBits(state: BenchState): number {
  return view(state).getUint32(EVENTS - BASE + 12 * state.at, true);
}

/** Steps of the server, named after what has just been asked. */
const AT = {
  begin: 0,
  socket: 1,
  bind: 2,
  listen: 3,
  epoll: 4,
  watchListener: 5,
  wait: 6,
  next: 7,
  accept: 8,
  watch: 9,
  read: 10,
  write: 11,
  close: 12,
};

function serverStep(state: ServerState, result: number): Trap {
  switch (state.step) {
    case AT.begin:
      state.step = AT.socket;
      return call(SYS.socket, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    case AT.socket:
      state.listener = result;
      putAddress(state, 0, state.port);
      state.step = AT.bind;
      return call(SYS.bind, state.listener, ADDRESS, 16);
    case AT.bind:
      state.step = AT.listen;
      return call(SYS.listen, state.listener, 4096);
    case AT.listen:
      state.step = AT.epoll;
      return call(SYS.epoll_create1, 0);
    case AT.epoll:
      state.epoll = result;
      state.step = AT.watchListener;
      return control(state, EPOLL_CTL_ADD, state.listener, EPOLLIN);
    case AT.watchListener:
      state.step = AT.wait;
      return wait(state);
    case AT.wait:
      state.count = result;
      state.at = 0;
      return nextForServer(state);
    case AT.accept:
      if (result < 0) {
        state.at++;
        return nextForServer(state);
      }
      state.step = AT.watch;
      return control(state, EPOLL_CTL_ADD, result, EPOLLIN);
    case AT.watch:
      state.step = AT.accept;
      return call(SYS.accept4, state.listener, 0, 0, SOCK_NONBLOCK);
    case AT.read:
      if (result > 0) {
        state.step = AT.write;
        return call(SYS.write, state.fd, BUFFER, RESPONSE_BYTES);
      }
      state.step = AT.close;
      return call(SYS.close, state.fd);
    case AT.write:
      if (!state.keeps) {
        state.step = AT.close;
        return call(SYS.close, state.fd);
      }
      state.at++;
      return nextForServer(state);
    default:
      state.at++;
      return nextForServer(state);
  }
}

function nextForServer(state: ServerState): Trap {
  if (state.at >= state.count) {
    state.step = AT.wait;
    return wait(state);
  }
  state.fd = eventFd(state);
  if (state.fd === state.listener) {
    state.step = AT.accept;
    return call(SYS.accept4, state.listener, 0, 0, SOCK_NONBLOCK);
  }
  state.step = AT.read;
  return call(SYS.read, state.fd, BUFFER, BUFFER_BYTES);
}

/** Steps of the clients, named after what has just been asked. */
const STEP = {
  begin: 0,
  epoll: 1,
  socket: 2,
  connect: 3,
  watch: 4,
  wait: 5,
  write: 6,
  rewatch: 7,
  read: 8,
  close: 9,
};

/** Opens one more connection; its result is a descriptor. */
function openSocket(state: AskingState): Trap {
  state.started++;
  state.step = STEP.socket;
  return call(SYS.socket, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
}

/** The two steps that follow, up to the moment at which the connection is being watched. */
function opened(state: AskingState, result: number): Trap {
  if (state.step === STEP.socket) {
    state.fd = result;
    putAddress(state, state.addr, state.port);
    state.step = STEP.connect;
    return call(SYS.connect, state.fd, ADDRESS, 16);
  }
  state.step = STEP.watch;
  return control(state, EPOLL_CTL_ADD, state.fd, EPOLLOUT);
}

function clientStep(state: ClientState, result: number): Trap {
  switch (state.step) {
    case STEP.begin:
      state.step = STEP.epoll;
      return call(SYS.epoll_create1, 0);
    case STEP.epoll:
      state.epoll = result;
      return openNext(state);
    case STEP.socket:
    case STEP.connect:
      return opened(state, result);
    case STEP.watch:
      return openNext(state);
    case STEP.wait:
      state.count = result;
      state.at = 0;
      return nextForClient(state);
    case STEP.write:
      state.step = STEP.rewatch;
      return control(state, EPOLL_CTL_MOD, state.fd, EPOLLIN);
    case STEP.read:
      if (result !== RESPONSE_BYTES) throw new Error(`read: ${result}, not ${RESPONSE_BYTES}`);
      state.step = STEP.close;
      return call(SYS.close, state.fd);
    case STEP.close:
      state.done++;
      state.at++;
      return nextForClient(state);
    default:
      state.at++;
      return nextForClient(state);
  }
}

function openNext(state: ClientState): Trap {
  if (state.started < state.total && state.started - state.done < state.most) {
    return openSocket(state);
  }
  state.step = STEP.wait;
  return wait(state);
}

function nextForClient(state: ClientState): Trap {
  if (state.done === state.total) return { kind: 'exit', ops: 1, status: 0 };
  if (state.at >= state.count) return openNext(state);
  state.fd = eventFd(state);
  if (eventBits(state) & EPOLLOUT) {
    state.step = STEP.write;
    return call(SYS.write, state.fd, BUFFER, REQUEST_BYTES);
  }
  state.step = STEP.read;
  return call(SYS.read, state.fd, BUFFER, BUFFER_BYTES);
}

/** The keeper has the steps of a client. */
/** How often an idle keeper looks whether there is something to ask. */
const IDLE_MS = 1000;

function keeperStep(state: KeeperState, result: number): Trap {
  switch (state.step) {
    case STEP.begin:
      state.step = STEP.epoll;
      return call(SYS.epoll_create1, 0);
    case STEP.epoll:
      state.epoll = result;
      return keeperNext(state);
    case STEP.socket:
      state.fds.push(result);
      return opened(state, result);
    case STEP.connect:
      return opened(state, result);
    case STEP.watch:
    case STEP.write:
      return keeperNext(state);
    case STEP.wait:
      state.count = result;
      state.at = 0;
      return nextForKeeper(state);
    case STEP.read:
      if (result !== RESPONSE_BYTES) throw new Error(`read: ${result}, not ${RESPONSE_BYTES}`);
      state.answered++;
      state.at++;
      return nextForKeeper(state);
    default:
      state.open++;
      state.at++;
      return nextForKeeper(state);
  }
}

function keeperNext(state: KeeperState): Trap {
  if (state.started < state.total && state.started - state.open < state.most) {
    return openSocket(state);
  }
  if (state.asked < state.requests && state.asked - state.answered < state.most) {
    const fd = state.fds[(state.asked++ * state.stride) % state.total];
    state.step = STEP.write;
    return call(SYS.write, fd, BUFFER, REQUEST_BYTES);
  }
  state.step = STEP.wait;
  return wait(state, IDLE_MS);
}

function nextForKeeper(state: KeeperState): Trap {
  if (state.at >= state.count) return keeperNext(state);
  state.fd = eventFd(state);
  if (eventBits(state) & EPOLLOUT) {
    state.step = STEP.rewatch;
    return control(state, EPOLL_CTL_MOD, state.fd, EPOLLIN);
  }
  state.step = STEP.read;
  return call(SYS.read, state.fd, BUFFER, BUFFER_BYTES);
}

/** Makes a driver of steps; what a call returned waits in `results`, as a register would. */
function driverOf<State extends BenchState>(
  step: (state: State, result: number) => Trap,
): Driver<State & { result?: number }> {
  return {
    run: (state) => step(state, state.result ?? 0),
    deliver(state, result) {
      state.result = result;
    },
    read(state, addr, length) {
      const at = addr - BASE;
      if (at < 0 || at + length > MEMORY_BYTES) return undefined;
      return state.memory.slice(at, at + length);
    },
    write(state, addr, bytes) {
      const at = addr - BASE;
      if (at < 0 || at + bytes.length > MEMORY_BYTES) return false;
      state.memory.set(bytes, at);
      return true;
    },
    fork: (state) => ({ ...state, memory: state.memory.slice() }),
  };
}

export const SERVER = 'bench-server';
export const CLIENTS = 'bench-clients';
export const KEEPER = 'bench-keeper';

/** Makes the programs known to every machine. */
export function installPrograms(): void {
  installKind(SERVER, driverOf(serverStep));
  installKind(CLIENTS, driverOf(clientStep));
  installKind(KEEPER, driverOf(keeperStep));
}
