// Fuzz: programs that make random system calls with random arguments, good ones and bad.
//
// One idea: nothing that a program asks may break the machine. Every call is answered with a number
// in Linux's range or sleeps; descriptors and open files agree at all times; and when the last
// process is gone, nothing of it is left behind.
//
// Units: µs of virtual time. Run with `npm run fuzz`: see seeds.ts.

import { GROUPS } from '../../lib/abi/groups.ts';
import { RING_OPS, RINGS } from '../../lib/abi/io-uring.ts';
import { writeSockaddrIn } from '../../lib/abi/structs.ts';
import { type Param, SYS, syscallByNr } from '../../lib/abi/syscalls.ts';
import type { Driver } from '../../lib/abi/trap.ts';
import { encodeText, toBytes } from '../../lib/kernel/bytes.ts';
import { openFds } from '../../lib/kernel/fd-table.ts';
import { endBytes, unixBytes } from '../../lib/kernel/names.ts';
import { arrayAt, putWords, ringWord } from '../../lib/kernel/ring.ts';
import { fromKernel, sendSignal } from '../../lib/kernel/signal.ts';
import { createProcess } from '../../lib/kernel/task.ts';
import { createTty } from '../../lib/kernel/tty.ts';
import { collectUnix } from '../../lib/kernel/unix-io.ts';
import { advance, contextOf, createMachine, type Machine } from '../../lib/machine/machine.ts';
import { installKind } from '../../lib/machine/programs.ts';
import { parseAddr, V6 } from '../../lib/net/ip.ts';
import { createRng, nextBelow, type Rng } from '../../lib/sim/rng.ts';
import type { TraceEvent } from '../../lib/sim/trace.ts';

interface Caller {
  rng: Rng;
  memory: Uint8Array;
  /** Sockets that it has been given, closed ones among them. */
  fds: number[];
  /** Calls that it makes before the random ones. */
  opening: Call[];
  /** Calls that it still makes before it ends. */
  left: number;
  /** Set by a handler with SA_RESTART: the call to make once more. */
  again: boolean;
  last: Call;
}

interface Call {
  nr: number;
  args: number[];
}

const BASE = 0x10000;
const SIZE = 16384;
const CALLS = 100;
const SIGALRM = 14;
const SIGKILL = 9;
const HANDLER = 0x1000;
const LOOPBACK = parseAddr('127.0.0.1')!;
const PATHS = ['/etc/hosts', '/dev/null', '/dev/zero', '/', '/tmp/a', 'a', '/proc/sys/net', ''];
const NUMBERS = [
  0,
  1,
  2,
  3,
  8,
  16,
  100,
  4096,
  70_000,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32,
  2 ** 52,
];

function pick<T>(rng: Rng, list: readonly T[]): T {
  return list[nextBelow(rng, list.length)];
}

/** Writes bytes somewhere into the program's memory and returns where. */
function place(caller: Caller, bytes: Uint8Array): number {
  const at = nextBelow(caller.rng, SIZE - 256);
  caller.memory.set(bytes.subarray(0, SIZE - at), at);
  return BASE + at;
}

/** An address: of `bytes` as a rule, of noise, of nothing. */
function address(caller: Caller, bytes: Uint8Array): number {
  const { rng } = caller;
  const fate = nextBelow(rng, 20);
  if (fate === 0) return pick(rng, [0, 1, BASE - 1, BASE + SIZE - 1, 2 ** 47, -1]);
  if (fate === 1) return BASE + nextBelow(rng, SIZE);
  return place(caller, bytes);
}

function numbers(rng: Rng, size: number, ...values: number[]): Uint8Array {
  const list = values.map((value) => (nextBelow(rng, 20) === 0 ? pick(rng, NUMBERS) : value));
  return Uint8Array.from(list.flatMap((value) => [...toBytes(value, size)]));
}

function anyFd({ rng, fds }: Caller): number {
  if (nextBelow(rng, 12) === 0) return pick(rng, [-1, 1023, 1024, 1e6]);
  return fds.length > 0 && nextBelow(rng, 6) > 0 ? pick(rng, fds.slice(-4)) : nextBelow(rng, 14);
}

function named(rng: Rng, group: keyof typeof GROUPS, sum: boolean): number {
  const values: number[] = Object.values(GROUPS[group]);
  if (nextBelow(rng, 20) === 0) return pick(rng, NUMBERS);
  if (!sum) return pick(rng, values);
  let bits = 0;
  for (let i = nextBelow(rng, 3); i > 0; i--) bits |= pick(rng, values);
  return bits;
}

/** Control messages: descriptors, credentials, options of a datagram, and lengths that fit none of them. */
function controls(caller: Caller): Uint8Array {
  const { rng } = caller;
  const list: number[] = [];
  for (let i = nextBelow(rng, 3); i >= 0; i--) {
    const length = pick(rng, [16, 17, 20, 20, 24, 28, 28]);
    const level = pick(rng, [1, 1, 1, 0, 41, 17]);
    list.push(
      ...numbers(rng, 8, length),
      ...numbers(rng, 4, level, pick(rng, [1, 1, 2, 2, 8, 50])),
    );
    const words = Array.from({ length: 4 }, () => pick(rng, [anyFd(caller), 0, 1001]));
    list.push(...numbers(rng, 4, ...words).slice(0, Math.ceil((length - 16) / 8) * 8));
  }
  return Uint8Array.from(list);
}

/** A name of some family; half of them of AF_INET. */
function anyName(rng: Rng): Uint8Array {
  const addr = pick(rng, [0, 0, LOOPBACK, LOOPBACK, 1]);
  const end = { addr, port: 8080 + nextBelow(rng, 3) };
  switch (nextBelow(rng, 6)) {
    case 0:
      return endBytes({ ...end, addr: V6 + addr }, GROUPS.af.AF_INET6);
    case 1:
      return unixBytes(encodeText(pick(rng, ['/tmp/s\0', '/etc/hosts\0', '\0abstract', ''])));
    default:
      return writeSockaddrIn(end.addr, end.port);
  }
}

/** The bytes that a structure argument points at: sensible ones, with a number wrong at times. */
function structure(caller: Caller, type: Param['type']): Uint8Array {
  const { rng } = caller;
  const data = () => place(caller, new Uint8Array(0));
  switch (type) {
    case 'path':
      return encodeText(`${pick(rng, PATHS)}\0`);
    case 'sockaddr-in':
      return anyName(rng);
    case 'socklen-inout':
      return numbers(rng, 4, 16);
    case 'pollfds':
      return numbers(rng, 4, anyFd(caller), 1, anyFd(caller), 4, anyFd(caller), 5);
    case 'epoll-event':
      return numbers(rng, 4, 5, nextBelow(rng, 9), 0);
    case 'iovec-in':
    case 'iovec-out':
      return numbers(rng, 8, data(), 100, data(), 0, data(), 5000);
    case 'msghdr':
      return numbers(
        rng,
        8,
        place(caller, writeSockaddrIn(LOOPBACK, 8080 + nextBelow(rng, 3))),
        16,
        place(caller, numbers(rng, 8, data(), 100, data(), 70)),
        nextBelow(rng, 3),
        pick(rng, [0, place(caller, controls(caller))]),
        pick(rng, [0, 16, 20, 24, 32, 64, 100]),
        0,
      );
    case 'timespec-in':
    case 'timeval-in':
    case 'itimerval-in':
      return numbers(rng, 8, 0, nextBelow(rng, 1e6), 0, nextBelow(rng, 1e6));
    case 'sigset-in':
      return numbers(rng, 8, pick(rng, [0, 0x200, 0x2000, -1]));
    case 'sigaction-in':
      return numbers(rng, 8, pick(rng, [0, 1, HANDLER]), pick(rng, [0, 0x10000000]), 0, 0);
    case 'rlimit-in':
      return numbers(rng, 8, nextBelow(rng, 20), 4096);
    case 'ring-params': {
      const flags = pick(rng, [0, 0, 0, 64, 128, 1024, 2048, 4096, 0x10000, 2]);
      return numbers(rng, 4, 0, pick(rng, [0, 8]), flags, ...new Array<number>(27).fill(0));
    }
    case 'ring-arg':
      return pick(rng, [
        numbers(rng, 8, data(), 100, data(), 64),
        numbers(rng, 4, anyFd(caller), -1, anyFd(caller), 0),
      ]);
    case 'argv':
      return numbers(rng, 8, place(caller, encodeText('word\0')), 0);
    case 'mmsghdr': {
      const one = [...structure(caller, 'msghdr'), ...numbers(rng, 8, 0)];
      return Uint8Array.from([...one, ...one]);
    }
    default:
      return numbers(rng, 8, ...Array.from({ length: 8 }, () => nextBelow(rng, 20)));
  }
}

function argument(caller: Caller, { type }: Param): number {
  const { rng } = caller;
  const [kind, group] = type.split(':') as [string, keyof typeof GROUPS];
  switch (kind) {
    case 'fd':
      return anyFd(caller);
    case 'enum':
      return named(rng, group, false);
    case 'flags':
      return named(rng, group, true);
    case 'int':
    case 'uint':
    case 'size':
    case 'offset':
    case 'mode':
      return pick(rng, NUMBERS);
    case 'socklen':
      return nextBelow(rng, 4) === 0 ? pick(rng, NUMBERS) : pick(rng, [16, 16, 28, 9]);
    case 'socket-type':
      return named(rng, 'sock', false) | (nextBelow(rng, 3) > 0 ? GROUPS.sock.SOCK_NONBLOCK : 0);
    case 'sockopt-name':
      return named(rng, pick(rng, ['so', 'tcp', 'ip', 'ipv6'] as const), false);
    default:
      return address(caller, structure(caller, type));
  }
}

/** Half of all calls are these, so that sockets get far enough to have something in them. */
const LIKELY = [
  'socket',
  'bind',
  'listen',
  'accept',
  'connect',
  'sendto',
  'recvfrom',
  'fcntl',
].concat(
  ...[
    'io_uring_setup',
    'io_uring_enter',
    'sendmsg',
    'recvmsg',
    'socketpair',
    'pipe2',
    'splice',
    'tee',
  ],
  ...[
    'eventfd2',
    'timerfd_create',
    'timerfd_settime',
    'epoll_create1',
    'epoll_ctl',
    'shutdown',
    'close',
  ],
);
const ALL = Object.values(SYS);

/** A listener on 8080, which random calls seldom come to. */
function listening(caller: Caller): Call[] {
  const { AF_INET } = GROUPS.af;
  const name = place(caller, writeSockaddrIn(0, 8080));
  return [
    { nr: SYS.socket, args: [AF_INET, GROUPS.sock.SOCK_STREAM, 0] },
    { nr: SYS.bind, args: [3, name, 16] },
    { nr: SYS.listen, args: [3, nextBelow(caller.rng, 4)] },
  ];
}

function nextCall(caller: Caller): Call {
  const { rng } = caller;
  const likely = nextBelow(rng, 2) === 0;
  const nr = likely ? SYS[pick(rng, LIKELY) as keyof typeof SYS] : pick(rng, ALL);
  const args = (syscallByNr(nr)?.params ?? []).map((param) => argument(caller, param));
  if (nr === SYS.socket && nextBelow(rng, 4) > 0) {
    args[0] = pick(rng, [GROUPS.af.AF_INET, GROUPS.af.AF_INET, GROUPS.af.AF_INET6, 1]);
    args[1] = pick(rng, [1, 1, 2, 5]) | pick(rng, [0, GROUPS.sock.SOCK_NONBLOCK]);
    args[2] = 0;
  }
  if (nr === SYS.io_uring_setup) args[0] = pick(rng, [1, 2, 4, 8, 100, 0]);
  if (nr === SYS.io_uring_enter) {
    args[1] = nextBelow(rng, 8);
    args[2] = pick(rng, [0, 0, 1, 3]);
    args[3] = pick(rng, [0, 1, 1, 9]);
    args[4] = args[5] = 0;
  }
  return { nr, args };
}

/** Calls that give a socket, a ring, or another thing to read and wait for. */
const OPENERS: number[] = [
  ...[SYS.socket, SYS.accept, SYS.accept4, SYS.io_uring_setup, SYS.dup],
  ...[SYS.eventfd2, SYS.timerfd_create, SYS.epoll_create1],
];

const driver: Driver<Caller> = {
  run(caller) {
    if (!caller.again) {
      if (caller.left-- <= 0) return { kind: 'exit', ops: 1, status: 0 };
      caller.last = caller.opening.shift() ?? nextCall(caller);
    }
    caller.again = false;
    return { kind: 'syscall', ops: 1, ...caller.last };
  },
  deliver({ fds, last }, result) {
    if (result > 2 && OPENERS.includes(last.nr)) fds.push(result);
  },
  read({ memory }, addr, length) {
    const at = addr - BASE;
    return at >= 0 && at + length <= SIZE ? memory.slice(at, at + length) : undefined;
  },
  write({ memory }, addr, bytes) {
    const at = addr - BASE;
    if (at < 0 || at + bytes.length > SIZE) return false;
    memory.set(bytes, at);
    return true;
  },
  fork: (caller) => ({
    ...structuredClone(caller),
    rng: createRng(caller.rng.state + 1),
    left: Math.floor(caller.left / 2),
  }),
  signal(caller, { again }) {
    caller.again = again;
    return true;
  },
};

/** Puts requests of all kinds into every ring that there is, as a program would by its mapped pages. */
function fillRings(m: Machine, rng: Rng): void {
  const ctx = contextOf(m, 'server');
  for (const ring of ctx.kernel.rings.values()) {
    const sqes = ctx.kernel.inodes.get(ring.sqes)!.bytes;
    for (let at = 0; at + 64 <= sqes.length; at += 64) sqes.set(anySqe(rng), at);
    const array = arrayAt(ring);
    const words: [number, number][] = [
      [RINGS.sqTail, (ringWord(ctx, ring, RINGS.sqHead) + nextBelow(rng, 10)) >>> 0],
      [RINGS.cqHead, (ringWord(ctx, ring, RINGS.cqTail) - nextBelow(rng, 3)) >>> 0],
    ];
    for (let i = 0; array > 0 && i < ring.sqEntries; i++) {
      words.push([array + 4 * i, nextBelow(rng, 30) === 0 ? 1e6 : i]);
    }
    putWords(ctx, ring, words);
  }
}

/** One request: mostly with fields that its operation has, sometimes with any. */
function anySqe(rng: Rng): Uint8Array {
  const memory = () => pick(rng, [BASE, BASE + 64, BASE + SIZE - 32, 0, 8]);
  const wild = nextBelow(rng, 8) === 0;
  const value = (list: number[]) => (wild ? pick(rng, NUMBERS) : pick(rng, list));
  const sqe = new Uint8Array(64);
  sqe[0] = nextBelow(rng, RING_OPS.length + 2);
  sqe[1] = pick(rng, [0, 0, 0, 0, 2, 4, 4, 8, 16, 64, 1, 0x80]);
  sqe.set(toBytes(value([0, 0, 0, 1, 2, 8]), 2), 2);
  sqe.set(toBytes(nextBelow(rng, 14) - 1, 4), 4);
  sqe.set(toBytes(value([0, 0, 0, -1, 2, 16]), 8), 8);
  sqe.set(toBytes(value([0, memory(), memory()]), 8), 16);
  sqe.set(toBytes(value([0, 0, 1, 1, 2, 100]), 4), 24);
  sqe.set(toBytes(value([0, 0, 1, 2, 4, 32, 64, 0x100]), 4), 28);
  sqe.set(toBytes(nextBelow(rng, 4), 8), 32);
  sqe.set(toBytes(value([0, 0, 0, 1]), 2), 40);
  sqe.set(toBytes(value([0, 0, 0, 16]), 4), 44);
  return sqe;
}

/** A ring has been made, or is about to be read. */
function aboutRings(event: TraceEvent): boolean {
  if (event.kind !== 'sys-exit' && event.kind !== 'sys-enter') return false;
  return event.name === 'io_uring_setup' || event.name === 'io_uring_enter';
}

function start(m: Machine, seed: number, listens: boolean): void {
  const ctx = contextOf(m, 'server');
  const rng = createRng(seed);
  const memory = Uint8Array.from({ length: SIZE }, (_, i) => i & 0x7f);
  const last = { nr: SYS.getpid, args: [] };
  const data: Caller = { rng, memory, fds: [], opening: [], left: CALLS, again: false, last };
  if (listens) data.opening = listening(data);
  const process = createProcess(ctx, {
    comm: 'fuzz',
    argv: ['fuzz'],
    program: 'fuzz',
    data,
    ppid: 0,
    uid: 0,
    tty: createTty(ctx).id,
    nofile: 24,
    cwd: '/',
    atUs: m.sim.nowUs,
  });
  process.actions.set(SIGALRM, { handler: HANDLER, flags: 0, mask: 0n, restorer: 0 });
}

/** Throws where what is open and what refers to it disagree. */
function checkReferences(m: Machine): void {
  const { kernel } = contextOf(m, 'server');
  const held = new Map<number, number>();
  for (const process of new Set([...kernel.tasks.values()].map((task) => task.process))) {
    for (const { file } of openFds(process)) held.set(file.id, (held.get(file.id) ?? 0) + 1);
  }
  // Descriptors on their way in a message hold their files too.
  for (const { queue } of kernel.unixes.values()) {
    for (const id of queue.flatMap(({ files }) => files)) held.set(id, (held.get(id) ?? 0) + 1);
  }
  // An open of a named pipe holds its end while it waits for the other.
  for (const { syscall } of kernel.tasks.values()) {
    if (syscall?.held !== undefined) held.set(syscall.held, (held.get(syscall.held) ?? 0) + 1);
  }
  // So do requests to a ring, and what is registered with it.
  for (const { requests, files = [], eventfd } of kernel.rings.values()) {
    const ids = [...[...requests.values()].map(({ file }) => file), ...files, eventfd];
    for (const id of ids) if (id) held.set(id, (held.get(id) ?? 0) + 1);
  }
  for (const file of kernel.files.values()) {
    const count = held.get(file.id) ?? 0;
    if (file.refs !== count)
      throw new Error(`${file.what} ${file.id}: ${file.refs} refs, ${count} held`);
  }
}

function checkResults(m: Machine): void {
  for (const event of m.sim.trace.events) {
    if (event.kind !== 'sys-exit') continue;
    const { name, args, result } = event;
    if (!Number.isInteger(result) || (result < 0 && result < -4095)) {
      throw new Error(`${name}(${args}) = ${result}`);
    }
  }
}

function checkNothingLeft(m: Machine): void {
  const { kernel, stack } = contextOf(m, 'server');
  const left = {
    tasks: [...kernel.tasks.values()].filter(({ state }) => state !== 'gone').length,
    files: kernel.files.size,
    pipes: kernel.pipes.size,
    epolls: kernel.epolls.size,
    pinned: kernel.pinned.size,
    datagrams: kernel.udps.size,
    local: kernel.unixes.size,
    waiting: kernel.waiting.size,
    rings: kernel.rings.size,
    connections: stack.socks.size,
    binds: stack.binds.size,
    due: m.sim.queue.heap.length,
  };
  const some = Object.entries(left).filter(([, count]) => count > 0);
  if (some.length > 0)
    throw new Error(`left behind: ${some.map((entry) => entry.join(' ')).join(', ')}`);
}

/** Lets three programs make their calls; throws with what went wrong. */
export function fuzzCalls(seed: number): void {
  installKind('fuzz', driver, () => {
    throw new Error('made by hand');
  });
  const m = createMachine({ seed });
  for (let i = 0; i < 3; i++) start(m, seed * 3 + i, i === 0);
  const { kernel } = contextOf(m, 'server');
  const alive = () => [...kernel.tasks.values()].filter((task) => !task.process.exit);
  const rng = createRng(seed + 1);
  for (let round = 0; alive().length > 0 && round < 400; round++) {
    const limits = { untilUs: m.sim.nowUs + 2_000_000, maxEvents: 20_000 };
    const why = advance(m, { ...limits, until: aboutRings });
    checkReferences(m);
    fillRings(m, rng);
    if (why === 'until') continue;
    // Who sleeps is woken by a signal, so that the next call comes.
    for (const task of alive())
      sendSignal(contextOf(m, 'server'), task.process, fromKernel(SIGALRM));
  }
  for (const task of alive()) sendSignal(contextOf(m, 'server'), task.process, fromKernel(SIGKILL));
  advance(m);
  // Sockets that hold only each other stay until another one goes, which may be nobody's any more.
  collectUnix(contextOf(m, 'server'), 0);
  checkReferences(m);
  checkResults(m);
  checkNothingLeft(m);
}
