// sendmmsg and recvmmsg: several messages in one call.
//
// One idea: each message is a sendmsg(2) or recvmsg(2) of the same record; `count` of the call says how
// many are done, so that a call that sleeps in the middle goes on with the message it was at.
//
// Source: sendmmsg(2), recvmmsg(2); Linux net/socket.c __sys_sendmmsg(), do_recvmmsg().

import { MSG_DONTWAIT, MSG_WAITFORONE } from '../abi/constants.ts';
import { EAGAIN, EFAULT, EINVAL } from '../abi/errno.ts';
import { MSGHDR } from '../abi/structs.ts';
import { signedAt, toBytes } from './bytes.ts';
import {
  BLOCKED,
  type Ctx,
  type Handler,
  type Handlers,
  type OpenFile,
  type Task,
} from './kernel.ts';
import { tcpSockOf, unixSockOf } from './sock.ts';
import { findForIo, SOCKET_IO_CALLS } from './syscalls-socket-io.ts';
import { readUser, writeUser, writeUserNumber } from './user-memory.ts';

/** struct mmsghdr: a msghdr, how many bytes it came to, and padding. */
const MMSGHDR_BYTES = 64;
const MAX_MESSAGES = 1024;

export const MESSAGE_CALLS: Handlers = {
  sendmmsg: (ctx, task, [fd, addr, length, flags]) => {
    const found = findForIo(task, fd);
    if (typeof found === 'number') return found;
    return each(ctx, task, SOCKET_IO_CALLS.sendmsg, fd, addr, length, () => flags);
  },
  recvmmsg,
};

/** Does one message after the other: how many, or what the first one answered. */
function each(
  ctx: Ctx,
  task: Task,
  one: Handler,
  fd: number,
  addr: number,
  length: number,
  flags: (done: number) => number,
  enough: () => boolean = () => false,
  cut: (errno: number) => void = () => {},
): number {
  const call = task.syscall!;
  call.count ??= 0;
  const count = length < 0 ? MAX_MESSAGES : Math.min(length, MAX_MESSAGES);
  while (call.count < count) {
    const at = addr + MMSGHDR_BYTES * call.count;
    const result = one(ctx, task, [fd, at, flags(call.count)]);
    if (result === BLOCKED) return BLOCKED;
    if (result < 0) {
      if (call.count > 0) cut(-result);
      return call.count || result;
    }
    if (!writeUserNumber(ctx, task, at + MSGHDR.size, result, 4)) return call.count || -EFAULT;
    call.doneBytes = 0;
    call.count++;
    if (enough()) break;
  }
  return call.count;
}

function keepForNext(ctx: Ctx, file: OpenFile, errno: number): void {
  const sk = tcpSockOf(file) ?? unixSockOf(ctx, file) ?? ctx.kernel.udps.get(file.object);
  if (sk) sk.err = errno;
}

function recvmmsg(ctx: Ctx, task: Task, args: number[]): number {
  const [fd, addr, length, flags, time] = args;
  const limit = time ? readUser(ctx, task, time, 16) : undefined;
  if (time && !limit) return -EFAULT;
  const [seconds, ns] = limit ? [signedAt(limit, 0, 8), signedAt(limit, 8, 8)] : [0, 0];
  if (seconds < 0 || ns < 0 || ns >= 1e9) return -EINVAL;
  const found = findForIo(task, fd);
  if (typeof found === 'number') return found;
  // The time is looked at when a message has come, and wakes nobody.
  const endUs = task.syscall!.startUs + seconds * 1e6 + Math.ceil(ns / 1e3);
  const left = () => Math.max(0, endUs - ctx.sim.nowUs);
  const later = (done: number) => (flags & MSG_WAITFORONE && done > 0 ? MSG_DONTWAIT : 0);
  const how = (done: number) => (flags & ~MSG_WAITFORONE) | later(done);
  const enough = () => limit !== undefined && left() === 0;
  const got = each(ctx, task, SOCKET_IO_CALLS.recvmsg, fd, addr, length, how, enough, (errno) => {
    // What came before is told, and why there is no more at the next call.
    if (errno !== EAGAIN) keepForNext(ctx, found.file, errno);
  });
  if (got > 0 && limit) {
    const words = [Math.floor(left() / 1e6), (left() % 1e6) * 1e3].map((word) => toBytes(word, 8));
    writeUser(ctx, task, time, Uint8Array.from(words.flatMap((word) => [...word])));
  }
  return got;
}
