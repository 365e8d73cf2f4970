// SIGIO: a signal to a descriptor's owner whenever there is something to read, or, in a pipe, room to write.
//
// One idea: a description with O_ASYNC hears of the wakes that wait queues hear of; it is in a set of the
// kernel for as long as it has the flag, so that nobody else's wake looks any further.
//
// Source: fcntl(2), "Managing signals"; Linux fs/fcntl.c setfl(), send_sigio(); answers of Linux 6.18.
// Departs: no F_NOTIFY; a reader that sleeps does not keep the signal back; of room to write the owners
// of pipes hear alone.

import {
  F_GETOWN,
  F_GETOWN_EX,
  F_GETSIG,
  F_SETOWN,
  F_SETOWN_EX,
  F_SETSIG,
  O_ACCMODE,
  O_ASYNC,
  O_RDONLY,
  POLLIN,
  POLLOUT,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
  SIGIO,
} from '../abi/constants.ts';
import { EFAULT, EINVAL, ESRCH } from '../abi/errno.ts';
import { signedAt, toBytes } from './bytes.ts';
import type { Ctx, OpenFile, Process, Task } from './kernel.ts';
import { keyOf } from './open-file.ts';
import { fromKernel, sendSignal } from './signal.ts';
import { readUser, writeUser } from './user-memory.ts';
import type { WaitKey } from './wait-key.ts';

/** F_OWNER_TID, F_OWNER_PID, F_OWNER_PGRP. */
const OWNER_TID = 0;
const OWNER_PID = 1;
const OWNER_PGRP = 2;
/** si_code of SIGIO and its like. */
const POLL_IN = 1;
const POLL_OUT = 2;
const SIGNALS = 64;

/** Kinds of files that can tell: the others take no O_ASYNC. */
const TELLING: readonly OpenFile['what'][] = ['socket', 'pipe', 'tty'];

/** FIOASYNC, or O_ASYNC by F_SETFL; false for a file that cannot. */
export function setAsync(ctx: Ctx, file: OpenFile, fd: number, on: boolean): boolean {
  if (!TELLING.includes(file.what)) return false;
  if (on) ctx.kernel.asyncs.set(file, fd);
  else ctx.kernel.asyncs.delete(file);
  file.flags = on ? file.flags | O_ASYNC : file.flags & ~O_ASYNC;
  return true;
}

/** Commands of fcntl(2) about who gets which signal; undefined for one that is none of them. */
export function ownerRequest(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  command: number,
  arg: number,
): number | undefined {
  const { pid = 0, signo = 0 } = file.owner ?? {};
  switch (command) {
    case F_GETOWN:
      return pid;
    case F_SETOWN:
      if (arg !== 0 && ownersOf(ctx, arg).length === 0) return -ESRCH;
      file.owner = { pid: arg, signo };
      return 0;
    case F_GETSIG:
      return signo;
    case F_SETSIG:
      if (arg < 0 || arg > SIGNALS) return -EINVAL;
      file.owner = { pid, signo: arg };
      return 0;
    case F_GETOWN_EX: {
      const type = pid < 0 ? OWNER_PGRP : OWNER_PID;
      const words = [...toBytes(type, 4), ...toBytes(Math.abs(pid), 4)];
      return writeUser(ctx, task, arg, Uint8Array.from(words)) ? 0 : -EFAULT;
    }
    case F_SETOWN_EX: {
      const bytes = readUser(ctx, task, arg, 8);
      if (!bytes) return -EFAULT;
      const [type, id] = [signedAt(bytes, 0, 4), signedAt(bytes, 4, 4)];
      if (![OWNER_TID, OWNER_PID, OWNER_PGRP].includes(type)) return -EINVAL;
      return ownerRequest(ctx, task, file, F_SETOWN, type === OWNER_PGRP ? -id : id);
    }
    default:
      return undefined;
  }
}

/** Requests of ioctl(2) that are F_SETOWN and F_GETOWN under older names, for sockets. */
export const FIOSETOWN = 0x8901;
const SIOCSPGRP = 0x8902;
export const SIOCGPGRP = 0x8904;

/** Acts on FIOSETOWN, SIOCSPGRP, FIOGETOWN and SIOCGPGRP. */
export function ownerIoctl(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  request: number,
  addr: number,
): number {
  if (request > SIOCSPGRP) {
    return writeUser(ctx, task, addr, toBytes(file.owner?.pid ?? 0, 4)) ? 0 : -EFAULT;
  }
  const bytes = readUser(ctx, task, addr, 4);
  if (!bytes) return -EFAULT;
  return ownerRequest(ctx, task, file, F_SETOWN, signedAt(bytes, 0, 4))!;
}

/** The process with a number, or those of a group where it is negative. */
function ownersOf(ctx: Ctx, pid: number): Process[] {
  return [...ctx.kernel.tasks.values()]
    .filter(({ tid, process }) => {
      return tid === process.pid && (pid < 0 ? process.pgid === -pid : tid === pid);
    })
    .map(({ process }) => process);
}

/** Tells owners of an event at `key`. */
export function tellAsync(ctx: Ctx, key: WaitKey, mask: number): void {
  for (const [file, fd] of ctx.kernel.asyncs) {
    const { pid = 0, signo = 0 } = file.owner ?? {};
    if (pid === 0 || keyOf(file) !== key) continue;
    const input = mask === 0 || (mask & POLLIN) !== 0;
    const writes = file.what === 'pipe' && (file.flags & O_ACCMODE) !== O_RDONLY;
    if (!input && !writes) continue;
    const told = input
      ? { code: POLL_IN, band: POLLIN | POLLRDNORM }
      : { code: POLL_OUT, band: POLLOUT | POLLWRNORM | POLLWRBAND };
    for (const process of ownersOf(ctx, pid)) {
      const what = fromKernel(signo || SIGIO);
      sendSignal(ctx, process, signo ? { ...what, ...told, fd } : what);
    }
  }
}
