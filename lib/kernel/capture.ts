// Capture: the bytes that a call reads and writes, for whoever reads the trace.
//
// One idea: the table of system calls says what every argument means, so one function serves all
// calls. strace works the same way.
//
// Units: bytes; at most CAPTURE_BYTES of a buffer are kept.

import {
  F_GETLK,
  F_OFD_GETLK,
  F_OFD_SETLK,
  F_OFD_SETLKW,
  F_SETLK,
  F_SETLKW,
} from '../abi/constants.ts';
import { PARAMS, RING_GROUPS } from '../abi/io-uring.ts';
import { CLONE_ARGS } from '../abi/structs.ts';
import type { Param, SyscallInfo } from '../abi/syscalls.ts';
import { NESTED } from '../sim/trace.ts';
import { toBytes, unsignedAt } from './bytes.ts';
import type { Ctx, Task } from './kernel.ts';
import { setBytes } from './signal-set.ts';
import { readPointers, readUser, readUserText, readWord } from './user-memory.ts';

/** How much of one buffer an event keeps. */
export const CAPTURE_BYTES = 4096;

type Captured = Record<number, Uint8Array>;

/** Reads what the call is about to read. */
export function captureIn(
  ctx: Ctx,
  task: Task,
  info: SyscallInfo | undefined,
  args: number[],
): Captured | undefined {
  const captured: Captured = {};
  // The frame of a handler lies in the program; what its end gives back is the kernel's to tell.
  const frame = info?.name === 'rt_sigreturn' ? task.frames.at(-1) : undefined;
  if (frame) captured[0] = setBytes(frame.mask);
  info?.params.forEach((param, i) => {
    if (param.type === 'argv') captured[i] = wordBytes(ctx, task, param, args[i]);
    const length = inLength(ctx, task, info, param, args, i);
    if (length === undefined) return;
    const bytes = readUser(ctx, task, args[i], Math.min(length, CAPTURE_BYTES));
    if (bytes) captured[i] = bytes;
    if (bytes && info.name === 'sendmmsg') captureMany(ctx, task, captured, bytes, false);
    const nested = param.type === 'msghdr' || param.type === 'iovec-in';
    if (bytes && nested && SENDING.includes(info.name)) {
      captureNested(ctx, task, captured, param, bytes, CAPTURE_BYTES);
    }
  });
  return Object.keys(captured).length > 0 ? captured : undefined;
}

/** strace shows so many words of an argv, and of an environment how many there are. */
const MOST_WORDS = 33;

/** The words with a zero behind each; of an environment their number. Empty for a bad address. */
function wordBytes(ctx: Ctx, task: Task, { name }: Param, addr: number): Uint8Array {
  const pointers = readPointers(ctx, task, addr);
  if (typeof pointers === 'number') return new Uint8Array(0);
  if (name === 'envp') return toBytes(pointers.length, 4);
  const words = pointers.slice(0, MOST_WORDS).map((pointer) => readWord(ctx, task, pointer));
  if (words.some((word) => typeof word === 'number')) return new Uint8Array(0);
  const short = (words as Uint8Array[]).map((word) => word.subarray(0, CAPTURE_BYTES));
  return Uint8Array.from(short.flatMap((word) => [...word, 0]));
}

const MOST_PIECES = 16;
const MOST_MESSAGES = 32;

/** Reads what an array of struct iovec, or a struct msghdr, points at; `total` bytes of data. */
function captureNested(
  ctx: Ctx,
  task: Task,
  captured: Captured,
  { type }: Param,
  bytes: Uint8Array,
  total: number,
): void {
  const take = (index: number, addr: number, length: number) => {
    const found = addr && readUser(ctx, task, addr, Math.min(length, CAPTURE_BYTES));
    if (found) captured[index] = found;
    return found || new Uint8Array(0);
  };
  let pieces = bytes;
  if (type === 'msghdr') {
    const field = (at: number, size: number) => unsignedAt(bytes, at, size);
    take(NESTED.name, field(0, 8), Math.min(128, field(8, 4)));
    take(NESTED.control, field(32, 8), Math.min(1024, field(40, 8)));
    pieces = take(NESTED.pieces, field(16, 8), 16 * Math.min(MOST_PIECES, field(24, 8)));
  }
  let left = total;
  for (let k = 0; 16 * k < pieces.length && k < MOST_PIECES && left > 0; k++) {
    const length = Math.min(left, unsignedAt(pieces, 16 * k + 8, 8));
    take(NESTED.first + k, unsignedAt(pieces, 16 * k, 8), length);
    left -= length;
  }
}

/** Reads what each of several struct mmsghdr points at, one behind the other: see NESTED. */
function captureMany(
  ctx: Ctx,
  task: Task,
  captured: Captured,
  bytes: Uint8Array,
  received: boolean,
): void {
  for (let k = 0; MMSGHDR_BYTES * (k + 1) <= bytes.length; k++) {
    const one: Captured = {};
    const header = bytes.subarray(MMSGHDR_BYTES * k, MMSGHDR_BYTES * (k + 1));
    const param: Param = { name: 'msg_hdr', type: 'msghdr' };
    const total = received ? unsignedAt(header, 56, 4) : CAPTURE_BYTES;
    captureNested(ctx, task, one, param, header, total);
    for (const [index, part] of Object.entries(one)) {
      captured[Number(index) + NESTED.message * (k + 1)] = part;
    }
  }
}

/** struct mmsghdr: a msghdr, how many bytes it came to, and padding. */
const MMSGHDR_BYTES = 64;

/** Calls that read what their struct points at; the others write there. */
const SENDING = ['sendmsg', 'writev', 'pwritev'];

/** Finds the value of the parameter after `i` that has one of these names. */
function argNamed(info: SyscallInfo, args: number[], i: number, names: string[]): number {
  const at = info.params.findIndex(({ name }, k) => k > i && names.includes(name));
  return at < 0 ? 0 : Math.max(0, args[at] ?? 0);
}

function inLength(
  ctx: Ctx,
  task: Task,
  info: SyscallInfo,
  param: Param,
  args: number[],
  i: number,
): number | undefined {
  if (!args[i]) return undefined;
  switch (param.type) {
    case 'buf-in':
      return argNamed(info, args, i, ['count', 'len', 'buflen', 'size']);
    case 'sockaddr-in':
      return Math.min(128, argNamed(info, args, i, ['addrlen']));
    case 'sockopt-in':
      return Math.min(128, argNamed(info, args, i, ['optlen']));
    case 'socklen-inout':
      return 4;
    case 'path': {
      const text = readUserText(ctx, task, args[i]);
      return text === undefined ? undefined : text.length;
    }
    case 'pollfds':
      return 8 * Math.min(256, args[i + 1]);
    case 'epoll-event':
      return 12;
    case 'timespec-in':
    case 'timespec-inout':
    case 'timeval-in':
    case 'timeval-inout':
    case 'rlimit-in':
      return 16;
    case 'clone-args':
      return Math.min(CLONE_ARGS.size, args[i + 1]);
    case 'fdset-inout':
      return 128;
    case 'sigaction-in':
      return 32;
    case 'sigset-in':
      return 8;
    case 'itimerval-in':
    case 'itimerspec-in':
      return 32;
    case 'iovec-in':
    case 'iovec-out':
      return 16 * Math.min(64, args[i + 1]);
    case 'msghdr':
      return 56;
    case 'mmsghdr':
      return info.name === 'sendmmsg'
        ? MMSGHDR_BYTES * Math.min(MOST_MESSAGES, args[i + 1])
        : undefined;
    case 'ring-arg':
      return ringArgBytes(args);
    case 'fcntl-arg':
      return LOCKING.includes(args[1]) ? 32 : undefined;
    case 'ioctl-arg':
      return args[1] === 0x5421 ? 4 : undefined;
    default:
      return undefined;
  }
}

/** Commands of fcntl(2) whose argument is a struct flock. */
const LOCKING: number[] = [F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW];

/** What io_uring_register(2) hands over: struct iovec, or descriptors. */
function ringArgBytes([, what, , count]: number[]): number | undefined {
  if (what === RING_GROUPS.ringregister.IORING_REGISTER_BUFFERS) return 16 * Math.min(64, count);
  const fds = [2, 4, 7].includes(what);
  return fds ? 4 * Math.min(64, count) : undefined;
}

/** Reads back what the call has written. */
export function captureOut(
  ctx: Ctx,
  task: Task,
  info: SyscallInfo | undefined,
  args: number[],
  result: number,
): Captured | undefined {
  if (result < 0) return undefined;
  const captured: Captured = {};
  info?.params.forEach((param, i) => {
    const length = outLength(ctx, task, param, args, i, result);
    if (length === undefined) return;
    const bytes = readUser(ctx, task, args[i], Math.min(length, CAPTURE_BYTES));
    if (bytes) captured[i] = bytes;
    if (bytes && info?.name === 'recvmmsg' && param.type === 'mmsghdr') {
      captureMany(ctx, task, captured, bytes, true);
    }
    const nested = param.type === 'msghdr' || param.type === 'iovec-out';
    if (bytes && nested && !SENDING.includes(info?.name ?? '')) {
      captureNested(ctx, task, captured, param, bytes, result);
    }
  });
  return Object.keys(captured).length > 0 ? captured : undefined;
}

function outLength(
  ctx: Ctx,
  task: Task,
  param: Param,
  args: number[],
  i: number,
  result: number,
): number | undefined {
  if (!args[i]) return undefined;
  switch (param.type) {
    case 'buf-out':
      return result;
    case 'sockaddr-out':
    case 'sockopt-out': {
      const length = args[i + 1] ? readUser(ctx, task, args[i + 1], 4) : undefined;
      return length && Math.min(128, unsignedAt(length, 0, 4));
    }
    case 'socklen-inout':
    case 'wait-status-out':
      return 4;
    case 'fds-out':
    case 'sigset-out':
      return 8;
    case 'sigaction-out':
    case 'itimerval-out':
    case 'rusage-out':
      return 32;
    case 'siginfo-out':
      return 128;
    case 'pollfds':
      return 8 * Math.min(256, args[i + 1]);
    case 'epoll-events-out':
      return 12 * result;
    case 'timespec-out':
    case 'timespec-inout':
    case 'timeval-out':
    case 'timeval-inout':
    case 'rlimit-out':
      return 16;
    case 'fdset-inout':
      return 128;
    case 'iovec-out':
      return 16 * Math.min(64, args[i + 1]);
    case 'msghdr':
      return 56;
    case 'mmsghdr':
      return MMSGHDR_BYTES * Math.min(MOST_MESSAGES, result);
    case 'itimerspec-out':
      return 32;
    case 'stat-out':
      return 144;
    case 'ring-params':
      return PARAMS.size;
    case 'fcntl-arg':
      return args[1] === F_GETLK || args[1] === F_OFD_GETLK ? 32 : undefined;
    case 'ioctl-arg':
      return 4;
    default:
      return undefined;
  }
}
