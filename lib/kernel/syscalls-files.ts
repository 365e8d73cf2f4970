// Calls on files and on whatever else can be read and written; those on names: syscalls-tree.ts.
//
// Source: open(2), read(2), write(2), lseek(2), stat(2).

import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  O_ACCMODE,
  O_CLOEXEC,
  O_CREAT,
  O_NONBLOCK,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  S_IFCHR,
  S_IFIFO,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  SEEK_CUR,
  SEEK_DATA,
  SEEK_END,
  SEEK_HOLE,
  SEEK_SET,
} from '../abi/constants.ts';
import { EAGAIN, EBADF, EFAULT, EINVAL, ENOENT, ENXIO, ERANGE, ESPIPE } from '../abi/errno.ts';
import { groupOf } from '../abi/group-names.ts';
import { IOVEC, offsetOf, STAT, writeField } from '../abi/structs.ts';
import { nextU32 } from '../sim/rng.ts';
import { EPOCH_S } from '../sim/sim.ts';
import { encodeText, signedAt, toBytes, unsignedAt } from './bytes.ts';
import { addToEvent } from './event-fds.ts';
import { fileOf, freeFd, installFd, reserveFd } from './fd-table.ts';
import { gather, input, MAX_RW_COUNT, output, type Piece, pieceBytes, waitForFile } from './io.ts';
import type { Ctx, FileNode, Handlers, OpenFile, Task } from './kernel.ts';
import { vectorOfNothing } from './nothing.ts';
import { getFile, keyOf, unreserveFd } from './open-file.ts';
import { fifoIsOpen } from './pipe.ts';
import { askerAt, walkUser } from './syscalls-tree.ts';
import { hasThreads } from './task.ts';
import { readUser, readUserText, writeUser } from './user-memory.ts';
import { modeOf, namesIn, nodeAt, openPath } from './vfs.ts';
import { block } from './wait-queue.ts';

export const FILE_CALLS: Handlers = {
  read: (ctx, task, [fd, addr, length]) => {
    const file = fileOf(task.process, fd);
    if (!file) return -EBADF;
    const piece = pieceOf(addr, length);
    return piece ? input(ctx, task, file, [piece]) : -EFAULT;
  },
  write: (ctx, task, [fd, addr, length]) => {
    const file = fileOf(task.process, fd);
    if (!file) return -EBADF;
    const piece = pieceOf(addr, length);
    return piece ? output(ctx, task, file, [piece]) : -EFAULT;
  },
  readv: (ctx, task, [fd, iov, count]) => vectored(ctx, task, fd, iov, count, 'read', input),
  writev: (ctx, task, [fd, iov, count]) => vectored(ctx, task, fd, iov, count, 'write', write),
  pread64: (ctx, task, [fd, addr, length, offset]) => {
    const file = placed(task, fd, offset);
    if (typeof file === 'number') return file;
    const piece = pieceOf(addr, length);
    return piece ? input(ctx, task, file, [piece], 0, offset) : -EFAULT;
  },
  pwrite64: (ctx, task, [fd, addr, length, offset]) => {
    const file = placed(task, fd, offset);
    if (typeof file === 'number') return file;
    const piece = pieceOf(addr, length);
    return piece ? outputAt(ctx, task, file, [piece], offset) : -EFAULT;
  },
  preadv: (ctx, task, [fd, iov, count, offset]) => {
    const file = placed(task, fd, offset);
    if (typeof file === 'number') return file;
    const read: Mover = (_, __, ___, pieces) => input(ctx, task, file, pieces, 0, offset);
    return vectored(ctx, task, fd, iov, count, 'read', read);
  },
  pwritev: (ctx, task, [fd, iov, count, offset]) => {
    const file = placed(task, fd, offset);
    if (typeof file === 'number') return file;
    const put: Mover = (_, __, ___, pieces) => outputAt(ctx, task, file, pieces, offset);
    return vectored(ctx, task, fd, iov, count, 'write', put);
  },
  open: (ctx, task, [path, flags, mode]) => open(ctx, task, AT_FDCWD, path, flags, mode),
  openat: (ctx, task, [dirfd, path, flags, mode]) => open(ctx, task, dirfd, path, flags, mode),
  creat: (ctx, task, [path, mode]) => {
    return open(ctx, task, AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
  },
  lseek,
  stat: (ctx, task, [path, addr]) => statPath(ctx, task, AT_FDCWD, path, addr, true),
  lstat: (ctx, task, [path, addr]) => statPath(ctx, task, AT_FDCWD, path, addr, false),
  fstat: (ctx, task, [fd, addr]) => {
    const file = fileOf(task.process, fd);
    return file ? statFile(ctx, task, file, addr) : -EBADF;
  },
  newfstatat: (ctx, task, [fd, path, addr, flags]) => {
    const file = fileOf(task.process, fd);
    const empty = flags & AT_EMPTY_PATH && readUserText(ctx, task, path) === '';
    if (empty && fd !== AT_FDCWD) return file ? statFile(ctx, task, file, addr) : -EBADF;
    return statPath(ctx, task, fd, path, addr, !(flags & AT_SYMLINK_NOFOLLOW));
  },
  getcwd: (ctx, task, [addr, size]) => {
    const bytes = encodeText(`${task.process.cwd}\0`);
    if (bytes.length > size) return -ERANGE;
    return writeUser(ctx, task, addr, bytes) ? bytes.length : -EFAULT;
  },
  getrandom,
};

/** What one getrandom(2) gives at most: INT_MAX >> 6 bytes, as in drivers/char/random.c. */
const GETRANDOM_MAX = 33_554_431;
const PAGE_BYTES = 4096;

/** Fills the program's memory page by page, as far as it can be written. */
function getrandom(ctx: Ctx, task: Task, [addr, count, flags]: number[]): number {
  // GRND_NONBLOCK, and either GRND_RANDOM or GRND_INSECURE.
  if (flags & ~7 || (flags & 6) === 6) return -EINVAL;
  const wanted = count < 0 ? GETRANDOM_MAX : Math.min(count, GETRANDOM_MAX);
  for (let done = 0; done < wanted; ) {
    const length = Math.min(PAGE_BYTES, wanted - done);
    const bytes = Uint8Array.from({ length }, () => nextU32(ctx.sim.rng) & 0xff);
    if (!writeUser(ctx, task, addr + done, bytes)) return done || -EFAULT;
    done += length;
  }
  return wanted;
}

/** Finds a file in which a call may choose its place. */
function placed(task: Task, fd: number, offset: number): OpenFile | number {
  if (offset < 0) return -EINVAL;
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  if (file.what === 'pidfd') return -EINVAL;
  return file.what === 'file' ? file : -ESPIPE;
}

/** Writes at a place, and leaves the file's own place alone. */
function outputAt(ctx: Ctx, task: Task, file: OpenFile, pieces: Piece[], offset: number): number {
  const before = file.offset;
  file.offset = offset;
  const result = output(ctx, task, file, pieces);
  file.offset = before;
  return result;
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
  way: 'read' | 'write',
  move: Mover,
): number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  if (count < 0 || count > 1024) return -EINVAL;
  const pieces = readPieces(ctx, task, iov, count);
  if (typeof pieces === 'number') return pieces;
  return pieceBytes(pieces) === 0 ? vectorOfNothing(file, way) : move(ctx, task, file, pieces);
}

function write(ctx: Ctx, task: Task, file: OpenFile, pieces: Piece[]): number {
  return file.what === 'eventfd'
    ? addEach(ctx, task, file, pieces)
    : output(ctx, task, file, pieces);
}

/** Every piece that goes into an eventfd is a number of its own. */
function addEach(ctx: Ctx, task: Task, file: OpenFile, pieces: Piece[]): number {
  const call = task.syscall!;
  let done = call.doneBytes;
  // Only at the beginning an empty piece is looked at.
  const looked = pieces.filter(({ length }, i) => i === 0 || length > 0);
  for (const piece of looked.slice(done / 8)) {
    const bytes = gather(ctx, task, [piece], 0);
    const added = bytes ? addToEvent(ctx, file, bytes) : -EFAULT;
    if (added === -EAGAIN) {
      const slept = waitForFile(ctx, task, file, 'send', 0);
      if (slept !== undefined) return slept;
    }
    if (added < 0) return done || added;
    done += added;
    call.doneBytes = done;
  }
  return done;
}

const KNOWN_FLAGS = Object.values(groupOf('open')!).reduce((all, flag) => all | flag, 0);

function open(
  ctx: Ctx,
  task: Task,
  dirfd: number,
  pathAddr: number,
  flags: number,
  mode: number,
): number {
  const call = task.syscall!;
  const waiting = call.held === undefined ? undefined : ctx.kernel.files.get(call.held);
  if (waiting) return openEnd(ctx, task, waiting, flags);
  const path = readUserText(ctx, task, pathAddr);
  if (path === undefined) return -EFAULT;
  const who = askerAt(ctx, task, dirfd, path);
  if (typeof who === 'number') return who;
  const fd = freeFd(task.process);
  if (fd < 0) return fd;
  // Bits that mean nothing are ignored, not refused: open(2), as old programs know it.
  const file = openPath(ctx, who, path, flags & KNOWN_FLAGS, mode);
  if (typeof file === 'number') return file;
  if (file.what === 'pipe' && file.path !== undefined && !(flags & O_NONBLOCK)) {
    // The call holds its end until the other one is there.
    const { named } = ctx.kernel.pipes.get(file.object)!;
    call.object = (flags & O_ACCMODE) === O_RDONLY ? named!.writers : named!.readers;
    call.held = file.id;
    getFile(ctx, file);
    return openEnd(ctx, task, file, flags);
  }
  return installFd(ctx, task.process, file, { cloexec: (flags & O_CLOEXEC) !== 0 });
}

/** Opens one end of a named pipe, which sleeps until the other one is open. */
function openEnd(ctx: Ctx, task: Task, file: OpenFile, flags: number): number {
  if (!fifoIsOpen(ctx, file, task.syscall!.object!)) {
    if (hasThreads(ctx.kernel, task.process)) reserveFd(task);
    return block(ctx, task, 'pipe', [{ key: keyOf(file) }]);
  }
  const cloexec = (flags & O_CLOEXEC) !== 0;
  return installFd(ctx, task.process, file, { cloexec, number: unreserveFd(task) });
}

function lseek(ctx: Ctx, task: Task, [fd, offset, whence]: number[]): number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  if (whence < SEEK_SET || whence > SEEK_HOLE) return -EINVAL;
  // Descriptors of events have a place that nothing moves.
  const { what } = file;
  if (what === 'epoll' || (what.endsWith('fd') && what !== 'pidfd')) return 0;
  if (file.what !== 'file' && what !== 'mqueue') return -ESPIPE;
  const node = ctx.kernel.inodes.get(file.object);
  if (node?.kind === 'device') return 0;
  const size = node?.bytes.length ?? 0;
  const bases: Record<number, number> = {
    [SEEK_SET]: 0,
    [SEEK_CUR]: file.offset,
    [SEEK_END]: size,
  };
  if ((whence === SEEK_DATA || whence === SEEK_HOLE) && node?.kind === 'file') {
    // All is data here, and behind it the one hole.
    if (offset < 0 || offset >= size) return -ENXIO;
    file.offset = whence === SEEK_DATA ? offset : size;
    return file.offset;
  }
  const base = bases[whence];
  if (base === undefined || base + offset < 0) return -EINVAL;
  file.offset = base + offset;
  return file.offset;
}

function statPath(
  ctx: Ctx,
  task: Task,
  dirfd: number,
  pathAddr: number,
  addr: number,
  follow: boolean,
): number {
  const found = walkUser(ctx, task, dirfd, pathAddr, follow);
  if (typeof found === 'number') return found;
  return found.node ? writeStat(ctx, task, addr, aboutNode(ctx, found.node)) : -ENOENT;
}

/** What stat(2) tells, as far as it is not 0. */
interface About {
  mode: number;
  ino: number;
  size?: number;
  nlink?: number;
  rdev?: number;
  uid?: number;
  gid?: number;
  times?: [atimeUs: number, mtimeUs: number, ctimeUs: number];
}

function aboutNode(ctx: Ctx, node: FileNode): About {
  const { ino, uid, gid, rdev, nlink, atimeUs, mtimeUs, ctimeUs } = node;
  const folder = node.kind === 'directory';
  const size = folder ? 4096 : node.kind === 'symlink' ? node.target!.length : node.bytes.length;
  return {
    ...{ ino, uid, gid, rdev, size, mode: modeOf(node) },
    nlink: folder && nlink > 0 ? 2 + foldersIn(ctx, node) : nlink,
    times: [atimeUs, mtimeUs, ctimeUs],
  };
}

/** Each folder names the one above it as `..`. */
function foldersIn({ kernel }: Ctx, node: FileNode): number {
  const path = [...kernel.nodes].find(([, ino]) => ino === node.ino)?.[0];
  if (path === undefined) return 0;
  const paths = namesIn(kernel, path).map((name) =>
    path === '/' ? `/${name}` : `${path}/${name}`,
  );
  return paths.filter((full) => nodeAt(kernel, full)?.kind === 'directory').length;
}

/** A POSIX message queue is a file of so many bytes, whatever is in it. */
const QUEUE_FILE_BYTES = 80;

function statFile(ctx: Ctx, task: Task, file: OpenFile, addr: number): number {
  const ino = file.what === 'pipe' ? ctx.kernel.pipes.get(file.object)?.named?.ino : file.object;
  const named = file.what === 'file' || file.what === 'pipe';
  const node = named && ino !== undefined ? ctx.kernel.inodes.get(ino) : undefined;
  if (node) return writeStat(ctx, task, addr, aboutNode(ctx, node));
  const kinds: Record<string, number> = {
    ...{ socket: S_IFSOCK, pipe: S_IFIFO, tty: S_IFCHR, mqueue: S_IFREG },
  };
  const tty = file.what === 'tty';
  const first = tty ? 0o620 : file.what === 'socket' ? 0o777 : 0o600;
  const about = file.mqueue ?? file.about;
  const mode = (kinds[file.what] ?? 0) | (about?.mode ?? first);
  const rdev = tty ? PTS_DEVICE : 0;
  return writeStat(ctx, task, addr, {
    ...{ uid: about?.uid ?? 0, gid: about?.gid ?? 0, mode, ino: file.object, rdev },
    ...(file.mqueue && { size: QUEUE_FILE_BYTES }),
  });
}

/** Device number of /dev/pts/0. */
const PTS_DEVICE = 0x8800;

function writeStat(ctx: Ctx, task: Task, addr: number, about: About): number {
  const { mode, ino, size = 0, nlink = 1, rdev = 0, uid = 0, gid = 0, times } = about;
  const bytes = new Uint8Array(STAT.size);
  const put = (name: string, value: number) => writeField(bytes, STAT, name, value);
  put('st_dev', 0x801);
  put('st_mode', mode);
  put('st_rdev', rdev);
  put('st_size', size);
  put('st_ino', ino);
  put('st_uid', uid);
  put('st_gid', gid);
  put('st_nlink', nlink);
  put('st_blksize', rdev === PTS_DEVICE ? 1024 : 4096);
  put('st_blocks', (mode & S_IFMT) === S_IFREG ? 8 * Math.ceil(size / 4096) : 0);
  for (const [i, name] of ['st_atim', 'st_mtim', 'st_ctim'].entries()) {
    const us = EPOCH_S * 1e6 + (times?.[i] ?? ctx.sim.nowUs);
    const at = offsetOf(STAT, name);
    bytes.set(toBytes(Math.floor(us / 1e6), 8), at);
    bytes.set(toBytes((us % 1e6) * 1000, 8), at + 8);
  }
  return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
}
