// pidfd: a descriptor that names a process, and goes on naming it when the number is another's.
//
// One idea: it is one more of the things that can be waited for like bytes: readable from the moment at
// which its process has ended, hung up from the one at which its parent has asked how.
//
// Source: pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2); Linux kernel/pid.c, fs/pidfs.c; answers of
// Linux 6.18.
// Departs: no pidfd of a thread (PIDFD_THREAD), no ioctl requests, no CLONE_PIDFD.

import { EFD_CLOEXEC, O_NONBLOCK, POLLHUP, POLLIN, SI_TKILL, SI_USER } from '../abi/constants.ts';
import { EBADF, EFAULT, EINVAL, EMFILE, EPERM, ESRCH } from '../abi/errno.ts';
import { signedAt } from './bytes.ts';
import { openEvent } from './event-fds.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import type { Ctx, EventObject, Handlers, OpenFile, Task } from './kernel.ts';
import { sendSignal } from './signal.ts';
import { readSet } from './signal-set.ts';
import { mayKill } from './syscalls-signals.ts';
import { processOf } from './task.ts';
import { readUser } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

const SIGINFO_BYTES = 128;
const SIGNALS = 64;

export const PIDFD_CALLS: Handlers = {
  pidfd_open: (ctx, task, [pid, flags]) => {
    if (flags & ~O_NONBLOCK || pid <= 0) return -EINVAL;
    if (!processOf(ctx.kernel, pid)) return -ESRCH;
    return openEvent(ctx, task, { id: 0, kind: 'pidfd', pid }, flags | EFD_CLOEXEC);
  },
  pidfd_send_signal: sendTo,
  pidfd_getfd: (ctx, task, [fd, number, flags]) => {
    if (flags !== 0) return -EINVAL;
    const pid = pidOfFile(ctx, fileOf(task.process, fd));
    if (pid === undefined) return -EBADF;
    const process = processOf(ctx.kernel, pid);
    if (!process || process.exit) return -ESRCH;
    if (!mayKill(task, process)) return -EPERM;
    const file = fileOf(process, number);
    if (!file) return -EBADF;
    return freeFd(task.process) < 0
      ? -EMFILE
      : installFd(ctx, task.process, file, { cloexec: true });
  },
};

/** Finds the process that a description names: its number; undefined where it names none. */
export function pidOfFile(ctx: Ctx, file: OpenFile | undefined): number | undefined {
  const object = file?.what === 'pidfd' ? ctx.kernel.events.get(file.object) : undefined;
  return object?.kind === 'pidfd' ? object.pid : undefined;
}

/** Tells what poll(2) would. */
export function pollPid(ctx: Ctx, { pid }: EventObject & { kind: 'pidfd' }): number {
  const process = processOf(ctx.kernel, pid);
  if (!process) return POLLIN | POLLHUP;
  return process.exit ? POLLIN : 0;
}

/** Wakes who waits for the end of a process, or for its being asked. */
export function wakePidfds(ctx: Ctx, pid: number): void {
  for (const object of ctx.kernel.events.values()) {
    if (object.kind === 'pidfd' && object.pid === pid) {
      wake(ctx, waitKey('pidfd', object.id), POLLIN | POLLHUP);
    }
  }
}

function sendTo(ctx: Ctx, task: Task, [fd, signo, addr, flags]: number[]): number {
  // PIDFD_SIGNAL_THREAD, _THREAD_GROUP and _PROCESS_GROUP: one of them at most.
  if (![0, 1, 2, 4].includes(flags)) return -EINVAL;
  const pid = pidOfFile(ctx, fileOf(task.process, fd));
  if (pid === undefined) return -EBADF;
  const { pid: from, uid } = task.process;
  let what = { signo, code: SI_USER, pid: from, uid };
  if (addr) {
    const bytes = readUser(ctx, task, addr, SIGINFO_BYTES);
    if (!bytes) return -EFAULT;
    const code = signedAt(bytes, 8, 4);
    if (signedAt(bytes, 0, 4) !== signo) return -EINVAL;
    if ((code >= 0 || code === SI_TKILL) && pid !== from) return -EPERM;
    const sender = { pid: signedAt(bytes, 16, 4), uid: signedAt(bytes, 20, 4) };
    what = { ...what, code, ...sender, ...{ value: readSet(bytes, 24) } };
  }
  const target = processOf(ctx.kernel, pid);
  if (!target) return -ESRCH;
  if (signo < 0 || signo > SIGNALS) return -EINVAL;
  if (!mayKill(task, target)) return -EPERM;
  if (signo > 0) sendSignal(ctx, target, what);
  return 0;
}
