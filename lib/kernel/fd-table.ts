// The fd table: small numbers, each a pointer to an open file description.
//
// One idea: a new descriptor gets the lowest number that is free, always. 0, 1 and 2 are ordinary
// numbers that happen to be taken when a program starts. A call that sleeps until it has something to
// point at has taken its number before, so that what other threads open meanwhile gets a higher one.
//
// Source: POSIX 2.14 "File Descriptor Allocation"; Linux fs/file.c alloc_fd(); truth of dup2 and
// F_DUPFD beyond RLIMIT_NOFILE checked on 6.18.

import { EBADF, EBUSY, EINVAL, EMFILE } from '../abi/errno.ts';
import { emit, traced } from '../sim/sim.ts';
import { freeNumber, isTaken, lowestFree, takeNumber, takenNumbers } from '../sim/taken-numbers.ts';
import type { FdEvent } from '../sim/trace.ts';
import { dropRanges } from './file-locks.ts';
import type { Ctx, FdTable, OpenFile, Process, Task } from './kernel.ts';
import { getFile, putFile, targetOf } from './open-file.ts';

function tell(ctx: Ctx, pid: number, fd: number, op: FdEvent['op'], file: OpenFile): void {
  if (!traced(ctx.sim, 'fd')) return;
  const target = targetOf(file);
  emit(ctx.sim, { kind: 'fd', host: ctx.kernel.host, pid, fd, op, file: file.id, target });
}

/** Finds what a descriptor points at; undefined means EBADF. */
export function fileOf(process: Process, fd: number): OpenFile | undefined {
  const { files, lent } = process.fds;
  return lent !== undefined && lent.fd === fd ? lent.file : files[fd];
}

/** Lists a process's descriptors, lowest first, with what they point at. */
export function openFds({ fds }: Process): { fd: number; file: OpenFile; cloexec: boolean }[] {
  return numbersOf(fds).map((fd) => {
    return { fd, file: fds.files[fd]!, cloexec: isTaken(fds.cloexec, fd) };
  });
}

/** The numbers that point at something, lowest first. */
export function numbersOf({ files, taken }: FdTable): number[] {
  return takenNumbers(taken).filter((fd) => files[fd]);
}

/** Makes an empty table. */
export function createFdTable(): FdTable {
  return { files: [], taken: [], cloexec: [], lent: undefined };
}

/** Makes a call in which a number means what it is lent to, whoever has or gets the number meanwhile. */
export function lendFd<T>({ fds }: Process, fd: number, file: OpenFile, call: () => T): T {
  fds.lent = { fd, file };
  const result = call();
  fds.lent = undefined;
  return result;
}

/** Sets or clears FD_CLOEXEC of a descriptor. */
export function setCloexec({ fds }: Process, fd: number, on: boolean): void {
  if (on) takeNumber(fds.cloexec, fd);
  else freeNumber(fds.cloexec, fd);
}

/** Finds the lowest free number from `from` on; -EMFILE at the limit. */
export function freeFd(process: Process, from = 0): number {
  const fd = lowestFree(process.fds.taken, from);
  return fd < process.nofile ? fd : -EMFILE;
}

/** Points the lowest free number at a description; -EMFILE at the limit. */
export function installFd(
  ctx: Ctx,
  process: Process,
  file: OpenFile,
  options: { cloexec?: boolean; from?: number; op?: 'open' | 'dup'; number?: number } = {},
): number {
  const fd = options.number ?? freeFd(process, options.from);
  if (fd >= 0) setFd(ctx, process, fd, file, options.op ?? 'open', options.cloexec ?? false);
  return fd;
}

/** Takes the number of a descriptor for a call that is going to sleep, once. */
export function reserveFd({ process, syscall }: Task): void {
  if (syscall!.reserved !== undefined) return;
  syscall!.reserved = freeFd(process);
  takeNumber(process.fds.taken, syscall!.reserved);
}

function setFd(
  ctx: Ctx,
  process: Process,
  fd: number,
  file: OpenFile,
  op: 'open' | 'dup',
  cloexec: boolean,
): void {
  process.fds.files[fd] = file;
  takeNumber(process.fds.taken, fd);
  setCloexec(process, fd, cloexec);
  getFile(ctx, file);
  tell(ctx, process.pid, fd, op, file);
}

/** Closes a descriptor: 0, or -EBADF. */
export function closeFd(ctx: Ctx, process: Process, fd: number): number {
  const file = process.fds.files[fd];
  if (!file) return -EBADF;
  process.fds.files[fd] = undefined;
  freeNumber(process.fds.taken, fd);
  setCloexec(process, fd, false);
  tell(ctx, process.pid, fd, 'close', file);
  dropRanges(ctx, process, file);
  putFile(ctx, file, process.pid);
  return 0;
}

/**
 * Closes descriptors together, as an exit and exec(2) do: the file whose last number is highest goes first.
 *
 * Linux drops the numbers from the lowest on, and a file that nobody has any more waits on a stack until
 * all are dropped. Source: fs/file.c close_files(), fs/file_table.c fput(), kernel/task_work.c.
 */
export function closeFds(ctx: Ctx, process: Process, fds: number[]): void {
  const byLast = new Map<OpenFile, number[]>();
  for (const fd of fds) {
    const file = process.fds.files[fd]!;
    const numbers = byLast.get(file) ?? [];
    byLast.delete(file);
    byLast.set(file, [...numbers, fd]);
  }
  for (const numbers of [...byLast.values()].reverse()) {
    for (const fd of numbers) closeFd(ctx, process, fd);
  }
}

/** dup(2) and F_DUPFD: another number, `from` or above, for the same description. */
export function dupFd(
  ctx: Ctx,
  process: Process,
  oldFd: number,
  from: number,
  cloexec: boolean,
): number {
  const file = fileOf(process, oldFd);
  if (!file) return -EBADF;
  if (from < 0 || from >= process.nofile) return -EINVAL;
  return installFd(ctx, process, file, { from, cloexec, op: 'dup' });
}

/** dup2(2) and dup3(2): the number `newFd`, closing what was there. */
export function dupTo(
  ctx: Ctx,
  process: Process,
  oldFd: number,
  newFd: number,
  cloexec: boolean,
): number {
  const file = fileOf(process, oldFd);
  if (!file) return -EBADF;
  // Nothing is made, so that a limit set below it does not matter.
  if (oldFd === newFd) return newFd;
  if (newFd < 0 || newFd >= process.nofile) return -EBADF;
  // Another thread's call sleeps and has it already. Source: Linux fs/file.c do_dup2().
  if (!process.fds.files[newFd] && isTaken(process.fds.taken, newFd)) return -EBUSY;
  // The new pointer comes first, so that a description shared by both is never released.
  const before = fileOf(process, newFd);
  setFd(ctx, process, newFd, file, 'dup', cloexec);
  if (before) {
    dropRanges(ctx, process, before);
    putFile(ctx, before, process.pid);
  }
  return newFd;
}

/** Gives a forked child its own table that points at the same descriptions. */
export function shareFds(ctx: Ctx, parent: Process, child: Process): void {
  for (const { fd, file, cloexec } of openFds(parent)) {
    setFd(ctx, child, fd, file, 'dup', cloexec);
  }
}
