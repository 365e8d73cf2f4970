// Programs for the fuzz of whole connections: what they say, and the calls by which they say it.
//
// One idea: a program is a generator of system calls, so that it reads like C and stands wherever the
// kernel lets it sleep. Every byte of a stream follows from its place, so that a byte that is lost,
// doubled or moved is seen where it is read.
//
// Units: bytes.

import { AF_INET, AF_INET6, MSG_NOSIGNAL, MSG_ZEROCOPY } from '../../../lib/abi/constants.ts';
import { SYS } from '../../../lib/abi/syscalls.ts';
import type { Driver, Trap } from '../../../lib/abi/trap.ts';
import { toBytes } from '../../../lib/kernel/bytes.ts';
import { endBytes } from '../../../lib/kernel/names.ts';
import { isV6 } from '../../../lib/net/ip.ts';
import type { Endpoint } from '../../../lib/sim/trace.ts';

/** Yields calls; what a call returned is handed back. */
export type Calls<T = void> = Generator<Trap, T, number>;

export interface Program {
  memory: Uint8Array;
  calls: Calls;
  result: number;
}

const BASE = 0x10000;
const SIZE = 32_768;
/** Where the program keeps structs, and where its buffer is. */
const STRUCT = BASE + 64;
const BUFFER = BASE + 4096;
export const BUFFER_BYTES = 16_384;

/** How a stream's bytes leave the program. */
export const WAYS = ['send', 'zerocopy', 'sendfile', 'splice'] as const;

export type Way = (typeof WAYS)[number];

/** Makes a program; `main` is given the memory that its calls may use. */
export function program(main: (self: Program) => Calls): Program {
  const self: Program = {
    memory: new Uint8Array(SIZE),
    calls: [][Symbol.iterator](),
    result: 0,
  } as never;
  self.calls = main(self);
  return self;
}

export const talkDriver: Driver<Program> = {
  run(self) {
    const { value, done } = self.calls.next(self.result);
    return done ? { kind: 'exit', ops: 1, status: 0 } : value;
  },
  deliver(self, result) {
    self.result = result;
  },
  read({ memory }, addr, length) {
    const at = addr - BASE;
    return at < 0 || at + length > SIZE ? undefined : memory.slice(at, at + length);
  },
  write({ memory }, addr, bytes) {
    const at = addr - BASE;
    if (at < 0 || at + bytes.length > SIZE) return false;
    memory.set(bytes, at);
    return true;
  },
  fork(self) {
    return self;
  },
};

/** Makes a system call. */
export function* call(nr: number, ...args: number[]): Calls<number> {
  return yield { kind: 'syscall', ops: 1, nr, args };
}

/** Lays bytes into the program's memory and returns their address. */
export function lay(self: Program, bytes: Uint8Array, at = 0): number {
  self.memory.set(bytes, STRUCT - BASE + at);
  return STRUCT + at;
}

/** Lays ints, one after the other. */
export function layInts(self: Program, ...values: number[]): number {
  return lay(self, Uint8Array.from(values.flatMap((value) => [...toBytes(value, 4)])));
}

export function layAddress(self: Program, end: Endpoint): number {
  return lay(self, endBytes(end, isV6(end.addr) ? AF_INET6 : AF_INET), 256);
}

export function* setOption(
  self: Program,
  fd: number,
  level: number,
  name: number,
  ...values: number[]
): Calls<number> {
  return yield* call(SYS.setsockopt, fd, level, name, layInts(self, ...values), 4 * values.length);
}

export function* sleep(self: Program, us: number): Calls<number> {
  const time = [Math.floor(us / 1e6), (us % 1e6) * 1000].flatMap((part) => [...toBytes(part, 8)]);
  return yield* call(SYS.clock_nanosleep, 0, 0, lay(self, Uint8Array.from(time)), 0);
}

/** Lets writes to a broken connection return EPIPE only. */
export function* ignorePipeSignal(self: Program): Calls<number> {
  const action = new Uint8Array(32);
  action[0] = 1;
  return yield* call(SYS.rt_sigaction, 13, lay(self, action), 0, 8);
}

/** The byte at a place of one of the two streams of a connection. */
export function byteAt(id: number, toServer: boolean, at: number): number {
  return (at * 131 + (at >> 8) * 17 + id * 29 + (toServer ? 57 : 0)) & 0xff;
}

/** The first bytes of a stream. */
export function streamBytes(id: number, toServer: boolean, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => byteAt(id, toServer, at));
}

/** One end of a connection: what it has still to say, and what it has heard. */
export interface End {
  id: number;
  server: boolean;
  fd: number;
  way: Way;
  /** Descriptors of the file with its stream, and of a pipe, where its way wants them. */
  file: number;
  pipe: [number, number];
  inPipe: number;
  length: number;
  sent: number;
  got: number;
  /** What ended it: the end of the stream, an errno, or its own decision. */
  heardEnd: boolean;
  saidEnd: boolean;
  err: number;
  gaveUp: boolean;
  /** It has TCP_USER_TIMEOUT, which ends a connection behind a closed socket too. */
  impatient: boolean;
}

/** Reads up to `most` bytes and looks at each; what recv(2) returned. */
export function* hear(self: Program, end: End, most: number): Calls<number> {
  const n = yield* call(SYS.recvfrom, end.fd, BUFFER, Math.min(most, BUFFER_BYTES), 0, 0, 0);
  for (let i = 0; i < n; i++) {
    const expected = byteAt(end.id, end.server, end.got);
    const found = self.memory[BUFFER - BASE + i];
    if (found !== expected) {
      throw new Error(`stream ${end.id}: byte ${end.got} is ${found}, not ${expected}`);
    }
    end.got++;
  }
  return n;
}

/** Offers up to `most` of the bytes that are left, in the end's way; what the call returned. */
export function* say(self: Program, end: End, most: number): Calls<number> {
  const length = Math.min(most, end.length - end.sent, BUFFER_BYTES);
  let n: number;
  if (end.way === 'sendfile') n = yield* call(SYS.sendfile, end.fd, end.file, 0, length);
  else if (end.way === 'splice') n = yield* spliced(end, length);
  else {
    for (let i = 0; i < length; i++) {
      self.memory[BUFFER - BASE + i] = byteAt(end.id, !end.server, end.sent + i);
    }
    const flags = MSG_NOSIGNAL | (end.way === 'zerocopy' ? MSG_ZEROCOPY : 0);
    n = yield* call(SYS.sendto, end.fd, BUFFER, length, flags, 0, 0);
  }
  if (n > 0) end.sent += n;
  return n;
}

/** Moves bytes from the file into the pipe, and from the pipe into the socket. */
function* spliced(end: End, length: number): Calls<number> {
  if (end.inPipe === 0) {
    const moved = yield* call(SYS.splice, end.file, 0, end.pipe[1], 0, length, 0);
    if (moved <= 0) return moved;
    end.inPipe += moved;
  }
  const n = yield* call(SYS.splice, end.pipe[0], 0, end.fd, 0, end.inPipe, 2);
  if (n > 0) end.inPipe -= n;
  return n;
}
