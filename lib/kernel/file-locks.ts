// Locks on files: fcntl(2)'s on ranges, which belong to a process or (F_OFD_SETLK) to an open file
// description, and flock(2)'s on the whole, which belong to a description.
//
// One idea: a lock is a record on the inode. The kernel keeps programs from having locks that contradict
// each other, and nothing else: who does not ask for a lock reads and writes as ever.
//
// Units: bytes from the start of the file; a length of 0 reaches to infinity.
// Source: fcntl_locking(2), flock(2); Linux fs/locks.c posix_lock_inode(), flock_lock_inode().
// Departs: no mandatory locks, no leases.

import {
  F_GETLK,
  F_OFD_GETLK,
  F_OFD_SETLKW,
  F_SETLKW,
  O_ACCMODE,
  O_RDONLY,
  O_WRONLY,
} from '../abi/constants.ts';
import { EAGAIN, EBADF, EDEADLK, EFAULT, EINVAL, EOVERFLOW } from '../abi/errno.ts';
import { FLOCK, readField, writeField } from '../abi/structs.ts';
import { signedAt } from './bytes.ts';
import { fileOf } from './fd-table.ts';
import type { Ctx, FileNode, Handlers, OpenFile, Process, Task } from './kernel.ts';
import { readUser, writeUser } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { block, wake } from './wait-queue.ts';

/** F_RDLCK, F_WRLCK, F_UNLCK. */
const READ = 0;
const WRITE = 1;
const NONE = 2;
const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

/** `pid` or `file`: the process or the description that has it; `whole` for flock(2)'s. */
export interface FileLock {
  write: boolean;
  start: number;
  end: number;
  pid?: number;
  file?: number;
  whole?: boolean;
}

export const LOCK_CALLS: Handlers = { flock };

function nodeOf(ctx: Ctx, file: OpenFile): FileNode | undefined {
  return file.what === 'file' ? ctx.kernel.inodes.get(file.object) : undefined;
}

const isSame = (a: FileLock, b: FileLock) =>
  a.pid === b.pid && a.file === b.file && a.whole === b.whole;

const contradicts = (a: FileLock, b: FileLock) =>
  (a.write || b.write) && a.start < b.end && b.start < a.end;

/** F_SETLK, F_SETLKW and F_GETLK, and the same of descriptions. */
export function rangeLock(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  command: number,
  addr: number,
): number {
  const bytes = readUser(ctx, task, addr, FLOCK.size);
  if (!bytes) return -EFAULT;
  const node = nodeOf(ctx, file);
  const wanted = rangeOf(bytes, file, node);
  if (typeof wanted === 'number') return wanted;
  const type = readField(bytes, FLOCK, 'l_type');
  const { pid } = task.process;
  const ofFile = command >= F_OFD_GETLK;
  if (ofFile && readField(bytes, FLOCK, 'l_pid') !== 0) return -EINVAL;
  const range = { write: type === WRITE, ...wanted, ...(ofFile ? { file: file.id } : { pid }) };
  const others = (node?.locks ?? []).filter((lock) => !lock.whole && !isSame(lock, range));
  const against = others.find((lock) => contradicts(lock, range));
  if (command === F_GETLK || command === F_OFD_GETLK) {
    if (type === NONE && !ofFile) return -EINVAL;
    // Asked for none, a description is told of its own.
    if (type === NONE) return tellLock(ctx, task, addr, bytes, ownLock(node, range));
    return tellLock(ctx, task, addr, bytes, against);
  }
  if (type > NONE) return -EINVAL;
  const mode = file.flags & O_ACCMODE;
  if ((type === READ && mode === O_WRONLY) || (type === WRITE && mode === O_RDONLY)) return -EBADF;
  // What is no file here can be locked by one process only: nobody else has it by name.
  if (!node) return 0;
  if (type !== NONE && against) {
    if (command !== F_SETLKW && command !== F_OFD_SETLKW) return -EAGAIN;
    if (!ofFile && waitsFor(ctx, against.pid, pid)) return -EDEADLK;
    task.syscall!.object = against.pid;
    return block(ctx, task, 'lock', [{ key: waitKey('lock', node.ino) }]);
  }
  setRange(node, range, type !== NONE);
  wake(ctx, waitKey('lock', node.ino));
  return 0;
}

/** Reads the range of a struct flock: -EINVAL, or -EOVERFLOW, where it is none. */
function rangeOf(
  bytes: Uint8Array,
  file: OpenFile,
  node: FileNode | undefined,
): { start: number; end: number } | number {
  const whence = signedAt(bytes, 2, 2);
  const bases = [0, file.offset, node?.bytes.length ?? 0];
  if (!(whence in bases)) return -EINVAL;
  const from = bases[whence] + signedAt(bytes, 8, 8);
  const length = signedAt(bytes, 16, 8);
  if (from < 0) return -EINVAL;
  if (from > 0 && length >= 2 ** 63 - from) return -EOVERFLOW;
  const [start, end] = length < 0 ? [from + length, from] : [from, from + length];
  if (start < 0) return -EINVAL;
  return { start, end: length === 0 ? Number.POSITIVE_INFINITY : end };
}

function ownLock(node: FileNode | undefined, range: FileLock): FileLock | undefined {
  return node?.locks?.find((lock) => {
    return !lock.whole && isSame(lock, range) && lock.start < range.end && lock.end > range.start;
  });
}

/** Writes back which lock is in the way, or that there is none. */
function tellLock(
  ctx: Ctx,
  task: Task,
  addr: number,
  bytes: Uint8Array,
  lock: FileLock | undefined,
): number {
  writeField(bytes, FLOCK, 'l_type', lock ? (lock.write ? WRITE : READ) : NONE);
  if (lock) {
    writeField(bytes, FLOCK, 'l_whence', 0);
    writeField(bytes, FLOCK, 'l_start', lock.start);
    const length = lock.end === Number.POSITIVE_INFINITY ? 0 : lock.end - lock.start;
    writeField(bytes, FLOCK, 'l_len', length);
    writeField(bytes, FLOCK, 'l_pid', lock.pid ?? -1);
  }
  return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
}

/**
 * Gives a process or a description a range, or takes it away; what it had there before is cut out, and what
 * is alike and touches it becomes one with it.
 */
function setRange(node: FileNode, range: FileLock, locks: boolean): void {
  const { start, end } = range;
  const kept: FileLock[] = [];
  const joined = { ...range };
  for (const lock of node.locks ?? []) {
    if (!isSame(lock, range) || lock.start > end || lock.end < start) {
      kept.push(lock);
      continue;
    }
    if (locks && lock.write === range.write) {
      joined.start = Math.min(joined.start, lock.start);
      joined.end = Math.max(joined.end, lock.end);
      continue;
    }
    if (lock.start < start) kept.push({ ...lock, end: start });
    if (lock.end > end) kept.push({ ...lock, start: end });
  }
  if (locks) kept.push(joined);
  node.locks = kept;
}

/** Tells whether a process waits, by way of others, for a range that another one has. */
function waitsFor(ctx: Ctx, pid: number | undefined, other: number): boolean {
  for (let at: number | undefined = pid, steps = 0; at !== undefined && steps < 10; steps++) {
    if (at === other) return true;
    const holder: number = at;
    const asleep: Task | undefined = [...ctx.kernel.tasks.values()].find(({ process, syscall }) => {
      return process.pid === holder && syscall?.on === 'lock';
    });
    at = asleep?.syscall?.object;
  }
  return false;
}

/** A process that closes any descriptor of a file loses its ranges in it. */
export function dropRanges(ctx: Ctx, process: Process, file: OpenFile): void {
  const node = nodeOf(ctx, file);
  if (!node?.locks?.some(({ pid }) => pid === process.pid)) return;
  node.locks = node.locks.filter(({ pid }) => pid !== process.pid);
  wake(ctx, waitKey('lock', node.ino));
}

/** The last descriptor of a description gives its locks back. */
export function dropWhole(ctx: Ctx, file: OpenFile): void {
  const node = nodeOf(ctx, file);
  if (!node?.locks?.some((lock) => lock.file === file.id)) return;
  node.locks = node.locks.filter((lock) => lock.file !== file.id);
  wake(ctx, waitKey('lock', node.ino));
}

const LOCK_MAND = 32;

function flock(ctx: Ctx, task: Task, [fd, operation]: number[]): number {
  // Mandatory locks are gone, and asking for one does nothing.
  if (operation & LOCK_MAND) return 0;
  const how = operation & ~LOCK_NB;
  if (![LOCK_SH, LOCK_EX, LOCK_UN].includes(how)) return -EINVAL;
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  const node = nodeOf(ctx, file);
  if (!node) return 0;
  const all = { start: 0, end: Number.POSITIVE_INFINITY };
  const whole: FileLock = { write: how === LOCK_EX, ...all, file: file.id, whole: true };
  const others = (node.locks ?? []).filter((lock) => lock.whole && !isSame(lock, whole));
  const against = others.some((lock) => contradicts(lock, whole));
  // A lock is converted by giving the old one back first, also where the new one has to wait.
  node.locks = (node.locks ?? []).filter((lock) => !isSame(lock, whole));
  if (how !== LOCK_UN && against) {
    wake(ctx, waitKey('lock', node.ino));
    if (operation & LOCK_NB) return -EAGAIN;
    return block(ctx, task, 'lock', [{ key: waitKey('lock', node.ino) }]);
  }
  if (how !== LOCK_UN) node.locks.push(whole);
  wake(ctx, waitKey('lock', node.ino));
  return 0;
}
