// Calls on files and on whatever else can be read and written.
//
// Source: open(2), read(2), write(2), lseek(2), stat(2).

import {
  AT_EMPTY_PATH,
  O_CLOEXEC,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  SEEK_CUR,
  SEEK_END,
  SEEK_SET,
} from '../abi/constants.ts';
import { EBADF, EFAULT, EINVAL, ENOENT, ENOTDIR, ERANGE, ESPIPE } from '../abi/errno.ts';
import { GROUPS } from '../abi/groups.ts';
import { IOVEC, STAT, writeField } from '../abi/structs.ts';
import { nextU32 } from '../sim/rng.ts';
import { encodeText, signedAt, unsignedAt } from './bytes.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import { input, MAX_RW_COUNT, output, type Piece } from './io.ts';
import type { Ctx, FileNode, Handlers, OpenFile, Task } from './kernel.ts';
import { readUser, readUserText, writeUser } from './user-memory.ts';
import { lookUp, normalizePath, openPath, unlinkPath } from './vfs.ts';

export const FILE_CALLS: Handlers = {
  read: (ctx, task, [fd, addr, length]) => {
    const file = fileOf(ctx, task.process, fd);
    if (!file) return -EBADF;
    const piece = pieceOf(addr, length);
    return piece ? input(ctx, task, file, [piece]) : -EFAULT;
  },
  write: (ctx, task, [fd, addr, length]) => {
    const file = fileOf(ctx, task.process, fd);
    if (!file) return -EBADF;
    const piece = pieceOf(addr, length);
    return piece ? output(ctx, task, file, [piece]) : -EFAULT;
  },
  readv: (ctx, task, [fd, iov, count]) => vectored(ctx, task, fd, iov, count, input),
  writev: (ctx, task, [fd, iov, count]) => vectored(ctx, task, fd, iov, count, output),
  pread64: (ctx, task, [fd, addr, length, offset]) => {
    const file = fileOf(ctx, task.process, fd);
    if (!file) return -EBADF;
    if (offset < 0) return -EINVAL;
    if (file.what !== 'file') return -ESPIPE;
    const piece = pieceOf(addr, length);
    return piece ? input(ctx, task, file, [piece], 0, offset) : -EFAULT;
  },
  pwrite64: (ctx, task, [fd, addr, length, offset]) => {
    const file = fileOf(ctx, task.process, fd);
    if (!file) return -EBADF;
    if (offset < 0) return -EINVAL;
    if (file.what !== 'file') return -ESPIPE;
    const piece = pieceOf(addr, length);
    if (!piece) return -EFAULT;
    const before = file.offset;
    file.offset = offset;
    const result = output(ctx, task, file, [piece]);
    file.offset = before;
    return result;
  },
  open: (ctx, task, [path, flags]) => open(ctx, task, path, flags),
  openat: (ctx, task, [, path, flags]) => open(ctx, task, path, flags),
  lseek,
  stat: (ctx, task, [path, addr]) => statPath(ctx, task, path, addr),
  lstat: (ctx, task, [path, addr]) => statPath(ctx, task, path, addr),
  fstat: (ctx, task, [fd, addr]) => {
    const file = fileOf(ctx, task.process, fd);
    return file ? statFile(ctx, task, file, addr) : -EBADF;
  },
  newfstatat: (ctx, task, [fd, path, addr, flags]) => {
    const file = fileOf(ctx, task.process, fd);
    if (flags & AT_EMPTY_PATH && file) return statFile(ctx, task, file, addr);
    return statPath(ctx, task, path, addr);
  },
  access: (ctx, task, [path]) => {
    const name = readUserText(ctx, task, path);
    if (name === undefined) return -EFAULT;
    return lookUp(ctx, normalizePath(task.process.cwd, name)) ? 0 : -ENOENT;
  },
  unlink: (ctx, task, [path]) => {
    const name = readUserText(ctx, task, path);
    return name === undefined ? -EFAULT : unlinkPath(ctx, task.process, name);
  },
  getcwd: (ctx, task, [addr, size]) => {
    const bytes = encodeText(`${task.process.cwd}\0`);
    if (bytes.length > size) return -ERANGE;
    return writeUser(ctx, task, addr, bytes) ? bytes.length : -EFAULT;
  },
  chdir: (ctx, task, [path]) => {
    const name = readUserText(ctx, task, path);
    if (name === undefined) return -EFAULT;
    const full = normalizePath(task.process.cwd, name);
    const node = lookUp(ctx, full);
    if (!node) return -ENOENT;
    if (node.kind !== 'directory') return -ENOTDIR;
    task.process.cwd = full;
    return 0;
  },
  umask: () => 0o22,
  getrandom,
};

/** What one getrandom(2) gives at most: INT_MAX >> 6 bytes, as in drivers/char/random.c. */
const GETRANDOM_MAX = 33_554_431;
const PAGE_BYTES = 4096;

/** Fills the program's memory page by page, as far as it can be written. */
function getrandom(ctx: Ctx, task: Task, [addr, count]: number[]): number {
  const wanted = count < 0 ? GETRANDOM_MAX : Math.min(count, GETRANDOM_MAX);
  for (let done = 0; done < wanted; ) {
    const length = Math.min(PAGE_BYTES, wanted - done);
    const bytes = Uint8Array.from({ length }, () => nextU32(ctx.sim.rng) & 0xff);
    if (!writeUser(ctx, task, addr + done, bytes)) return done || -EFAULT;
    done += length;
  }
  return wanted;
}

type Mover = (ctx: Ctx, task: Task, file: OpenFile, pieces: Piece[]) => number;

/** A process's addresses end here, so that no buffer is as long. */
const USER_BYTES = 2 ** 47;

/** The buffer of read(2) or write(2); undefined (EFAULT) where it cannot lie in a process. */
function pieceOf(addr: number, length: number): Piece | undefined {
  if (length < 0 || length >= USER_BYTES) return undefined;
  return { addr, length: Math.min(length, MAX_RW_COUNT) };
}

/** Reads an array of struct iovec: at most MAX_RW_COUNT bytes in all; -EFAULT, or -EINVAL. */
export function readPieces(ctx: Ctx, task: Task, addr: number, count: number): Piece[] | number {
  const bytes = readUser(ctx, task, addr, count * IOVEC.size);
  if (!bytes) return -EFAULT;
  const pieces: Piece[] = [];
  let room = MAX_RW_COUNT;
  for (let at = 0; at < bytes.length; at += IOVEC.size) {
    const length = signedAt(bytes, at + 8, 8);
    if (length < 0) return -EINVAL;
    pieces.push({ addr: unsignedAt(bytes, at, 8), length: Math.min(length, room) });
    room -= Math.min(length, room);
  }
  return pieces;
}

function vectored(
  ctx: Ctx,
  task: Task,
  fd: number,
  iov: number,
  count: number,
  move: Mover,
): number {
  const file = fileOf(ctx, task.process, fd);
  if (!file) return -EBADF;
  if (count < 0 || count > 1024) return -EINVAL;
  const pieces = readPieces(ctx, task, iov, count);
  return typeof pieces === 'number' ? pieces : move(ctx, task, file, pieces);
}

const KNOWN_FLAGS = Object.values<number>(GROUPS.open).reduce((all, flag) => all | flag, 0);

function open(ctx: Ctx, task: Task, pathAddr: number, flags: number): number {
  const path = readUserText(ctx, task, pathAddr);
  if (path === undefined) return -EFAULT;
  const fd = freeFd(task.process);
  if (fd < 0) return fd;
  // Bits that mean nothing are ignored, not refused: open(2), as old programs know it.
  const file = openPath(ctx, task.process, path, flags & KNOWN_FLAGS);
  if (typeof file === 'number') return file;
  return installFd(ctx, task.process, file, { cloexec: (flags & O_CLOEXEC) !== 0 });
}

function lseek(ctx: Ctx, task: Task, [fd, offset, whence]: number[]): number {
  const file = fileOf(ctx, task.process, fd);
  if (!file) return -EBADF;
  if (file.what !== 'file') return -ESPIPE;
  const size = lookUp(ctx, file.path ?? '')?.bytes.length ?? 0;
  const bases: Record<number, number> = {
    [SEEK_SET]: 0,
    [SEEK_CUR]: file.offset,
    [SEEK_END]: size,
  };
  const base = bases[whence];
  if (base === undefined || base + offset < 0) return -EINVAL;
  file.offset = base + offset;
  return file.offset;
}

function statPath(ctx: Ctx, task: Task, pathAddr: number, addr: number): number {
  const name = readUserText(ctx, task, pathAddr);
  if (name === undefined) return -EFAULT;
  const node = lookUp(ctx, normalizePath(task.process.cwd, name));
  return node ? writeStat(ctx, task, addr, modeOfNode(node), node.bytes.length, node.ino) : -ENOENT;
}

function modeOfNode(node: FileNode): number {
  if (node.kind === 'directory') return S_IFDIR | 0o755;
  return node.kind === 'device' ? S_IFCHR | 0o666 : S_IFREG | 0o644;
}

function statFile(ctx: Ctx, task: Task, file: OpenFile, addr: number): number {
  const node = file.what === 'file' ? lookUp(ctx, file.path ?? '') : undefined;
  if (node) return writeStat(ctx, task, addr, modeOfNode(node), node.bytes.length, node.ino);
  const kinds: Record<string, number> = { socket: S_IFSOCK, pipe: S_IFIFO, tty: S_IFCHR };
  const mode = (kinds[file.what] ?? 0) | (file.what === 'tty' ? 0o620 : 0o777);
  return writeStat(ctx, task, addr, mode, 0, file.object);
}

/** Device numbers, major * 256 + minor: /dev/pts/0 and /dev/null. */
const PTS_DEVICE = 0x8800;
const NULL_DEVICE = 0x0103;

function writeStat(
  ctx: Ctx,
  task: Task,
  addr: number,
  mode: number,
  size: number,
  ino: number,
): number {
  const bytes = new Uint8Array(STAT.size);
  const device = (mode & S_IFMT) === S_IFCHR;
  const terminal = device && (mode & 0o777) === 0o620;
  writeField(bytes, STAT, 'st_mode', mode);
  if (device) writeField(bytes, STAT, 'st_rdev', terminal ? PTS_DEVICE : NULL_DEVICE);
  writeField(bytes, STAT, 'st_size', size);
  writeField(bytes, STAT, 'st_ino', ino);
  writeField(bytes, STAT, 'st_nlink', 1);
  writeField(bytes, STAT, 'st_blksize', terminal ? 1024 : 4096);
  writeField(bytes, STAT, 'st_blocks', Math.ceil(size / 512));
  return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
}
