// The programs of the connection bench: an epoll server and its clients, as they are in native.c.
//
// One idea: a program is a table of steps. A step says which call comes next, and its result picks
// the step after it; so both make call for call what the C program makes, and no C is compiled.
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
}

export interface ClientState extends BenchState {
  addr: number;
  port: number;
  /** Connections to make, of which so many may be open at once. */
  total: number;
  most: number;
  started: number;
  done: number;
  /** Connects only, and keeps every connection until `step` is set to ASK. */
  hold: boolean;
}

function blank(): BenchState {
  return { memory: new Uint8Array(MEMORY_BYTES), step: 0, epoll: -1, count: 0, at: 0, fd: -1 };
}

/** Makes the first state of a server on a port. */
export function serverState(port: number): ServerState {
  return { ...blank(), port, listener: -1 };
}

/** Makes the first state of clients of the server at an address and port. */
export function clientState(
  to: { addr: number; port: number },
  total: number,
  most: number,
  hold = false,
): ClientState {
  return { ...blank(), ...to, total, most, started: 0, done: 0, hold };
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

function wait(state: BenchState): Trap {
  return call(SYS.epoll_wait, state.epoll, EVENTS, MAX_EVENTS, -1);
}

function eventFd(state: BenchState): number {
  return view(state).getInt32(EVENTS - BASE + 12 * state.at + 4, true);
}

function eventBits(state: BenchState): number {
  return view(state).getUint32(EVENTS - BASE + 12 * state.at, true);
}

/** Steps of the server, named after what has just been asked. */
const SERVER = {
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
    case SERVER.begin:
      state.step = SERVER.socket;
      return call(SYS.socket, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    case SERVER.socket:
      state.listener = result;
      putAddress(state, 0, state.port);
      state.step = SERVER.bind;
      return call(SYS.bind, state.listener, ADDRESS, 16);
    case SERVER.bind:
      state.step = SERVER.listen;
      return call(SYS.listen, state.listener, 4096);
    case SERVER.listen:
      state.step = SERVER.epoll;
      return call(SYS.epoll_create1, 0);
    case SERVER.epoll:
      state.epoll = result;
      state.step = SERVER.watchListener;
      return control(state, EPOLL_CTL_ADD, state.listener, EPOLLIN);
    case SERVER.watchListener:
      state.step = SERVER.wait;
      return wait(state);
    case SERVER.wait:
      state.count = result;
      state.at = 0;
      return nextForServer(state);
    case SERVER.accept:
      if (result < 0) {
        state.at++;
        return nextForServer(state);
      }
      state.step = SERVER.watch;
      return control(state, EPOLL_CTL_ADD, result, EPOLLIN);
    case SERVER.watch:
      state.step = SERVER.accept;
      return call(SYS.accept4, state.listener, 0, 0, SOCK_NONBLOCK);
    case SERVER.read:
      if (result > 0) {
        state.step = SERVER.write;
        return call(SYS.write, state.fd, BUFFER, RESPONSE_BYTES);
      }
      state.step = SERVER.close;
      return call(SYS.close, state.fd);
    case SERVER.write:
      state.step = SERVER.close;
      return call(SYS.close, state.fd);
    default:
      state.at++;
      return nextForServer(state);
  }
}

function nextForServer(state: ServerState): Trap {
  if (state.at >= state.count) {
    state.step = SERVER.wait;
    return wait(state);
  }
  state.fd = eventFd(state);
  if (state.fd === state.listener) {
    state.step = SERVER.accept;
    return call(SYS.accept4, state.listener, 0, 0, SOCK_NONBLOCK);
  }
  state.step = SERVER.read;
  return call(SYS.read, state.fd, BUFFER, BUFFER_BYTES);
}

/** Steps of the clients, named after what has just been asked. */
const CLIENT = {
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

function clientStep(state: ClientState, result: number): Trap {
  switch (state.step) {
    case CLIENT.begin:
      state.step = CLIENT.epoll;
      return call(SYS.epoll_create1, 0);
    case CLIENT.epoll:
      state.epoll = result;
      return openNext(state);
    case CLIENT.socket:
      state.fd = result;
      putAddress(state, state.addr, state.port);
      state.step = CLIENT.connect;
      return call(SYS.connect, state.fd, ADDRESS, 16);
    case CLIENT.connect:
      state.step = CLIENT.watch;
      return control(state, EPOLL_CTL_ADD, state.fd, EPOLLOUT);
    case CLIENT.watch:
      return openNext(state);
    case CLIENT.wait:
      state.count = result;
      state.at = 0;
      return nextForClient(state);
    case CLIENT.write:
      state.step = CLIENT.rewatch;
      return control(state, EPOLL_CTL_MOD, state.fd, EPOLLIN);
    case CLIENT.read:
      if (result !== RESPONSE_BYTES) throw new Error(`read: ${result}, not ${RESPONSE_BYTES}`);
      state.step = CLIENT.close;
      return call(SYS.close, state.fd);
    case CLIENT.close:
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
    state.started++;
    state.step = CLIENT.socket;
    return call(SYS.socket, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  }
  state.step = CLIENT.wait;
  return wait(state);
}

function nextForClient(state: ClientState): Trap {
  if (state.done === state.total) return { kind: 'exit', ops: 1, status: 0 };
  if (state.at >= state.count) return openNext(state);
  state.fd = eventFd(state);
  if (eventBits(state) & EPOLLOUT) {
    state.step = CLIENT.write;
    return call(SYS.write, state.fd, BUFFER, REQUEST_BYTES);
  }
  state.step = CLIENT.read;
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

export const SERVER_KIND = 'bench-server';
export const CLIENT_KIND = 'bench-clients';
export const serverDriver = driverOf(serverStep);
export const clientDriver = driverOf(clientStep);
