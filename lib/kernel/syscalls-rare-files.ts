// Calls on files that few programs make: statx, statfs, memfd_create, copy_file_range, close_range.
//
// Source: the pages of section 2 of those names; errnos of Linux 6.18.
// Departs: one file system, which is told to be ext4 with 1 GB; it keeps no extended attributes; its pages
// need no advice.

import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  O_ACCMODE,
  O_APPEND,
  O_RDONLY,
  O_WRONLY,
} from '../abi/constants.ts';
import {
  EBADF,
  EEXIST,
  EFAULT,
  EINVAL,
  EISDIR,
  ENODEV,
  ENOENT,
  ENOTSUP,
  EOVERFLOW,
  EPERM,
  ESPIPE,
} from '../abi/errno.ts';
import { IN_MOVE_SELF } from '../abi/ipc.ts';
import { offsetOf, STAT } from '../abi/structs.ts';
import { STATFS, STATX_LAYOUT } from '../abi/structs-rare.ts';
import { encodeText, toBytes } from './bytes.ts';
import { closeFds, fileOf, numbersOf, setCloexec } from './fd-table.ts';
import { noteMove, noteSelf } from './inotify.ts';
import { peekInput, push } from './io.ts';
import type { Ctx, FileNode, Handlers, OpenFile, Task } from './kernel.ts';
import { createMemoryFile, isSealed } from './seals.ts';
import { FILE_CALLS } from './syscalls-files.ts';
import {
  DIRENT_TYPES,
  getdents,
  mayChange,
  nodeOfFd,
  TREE_CALLS,
  truncate,
  walkUser,
} from './syscalls-tree.ts';
import { readUserNumber, readUserText, writeUser, writeUserNumber } from './user-memory.ts';
import { DISK_FILES, DISK_PAGES, usedPages } from './vfs.ts';

export const RARE_FILE_CALLS: Handlers = {
  statx,
  statfs: (ctx, task, [path, addr]) => {
    const found = walkUser(ctx, task, AT_FDCWD, path);
    if (typeof found === 'number') return found;
    return found.node ? tellStatfs(ctx, task, found.path, addr) : -ENOENT;
  },
  fstatfs: (ctx, task, [fd, addr]) => {
    const file = fileOf(task.process, fd);
    return file ? tellStatfs(ctx, task, file.path ?? '', addr) : -EBADF;
  },
  memfd_create: createMemoryFile,
  close_range: closeRange,
  getdents: (ctx, task, args) => getdents(ctx, task, args, oldEntry),
  copy_file_range: copyRange,
  fallocate,
  fadvise64: (_ctx, task, [fd, , , advice]) => {
    const file = fileOf(task.process, fd);
    if (!file) return -EBADF;
    if (file.what === 'pipe') return -ESPIPE;
    return advice < 0 || advice > 5 ? -EINVAL : 0;
  },
  readahead: (_ctx, task, [fd]) => {
    const file = fileOf(task.process, fd);
    if (!file || (file.flags & O_ACCMODE) === O_WRONLY) return -EBADF;
    return file.what === 'file' ? 0 : -EINVAL;
  },
  syncfs: (_ctx, task, [fd]) => (fileOf(task.process, fd) ? 0 : -EBADF),
  sync_file_range: (_ctx, task, [fd]) => {
    const file = fileOf(task.process, fd);
    if (!file) return -EBADF;
    return file.what === 'file' ? 0 : -ESPIPE;
  },
  renameat2: (ctx, task, [fromFd, from, toFd, to, flags]) => {
    if (flags & ~3 || flags === 3) return -EINVAL;
    if (flags & RENAME_EXCHANGE) return exchange(ctx, task, [fromFd, from, toFd, to]);
    if (flags & 1) {
      const found = walkUser(ctx, task, toFd, to, false);
      if (typeof found === 'number') return found;
      if (found.node) return -EEXIST;
    }
    return TREE_CALLS.renameat(ctx, task, [fromFd, from, toFd, to]);
  },
  getxattr: noAttributes,
  lgetxattr: noAttributes,
  setxattr: noAttributes,
  lsetxattr: noAttributes,
  listxattr: noAttributes,
  llistxattr: noAttributes,
  removexattr: noAttributes,
  lremovexattr: noAttributes,
  fgetxattr: noAttributesOfFd,
  fsetxattr: noAttributesOfFd,
  flistxattr: noAttributesOfFd,
  fremovexattr: noAttributesOfFd,
};

/** One entry of getdents(2): the name comes before the kind of file, which is its last byte. */
function oldEntry(ino: number, next: number, kind: FileNode['kind'], name: string): Uint8Array {
  const text = encodeText(name);
  const bytes = new Uint8Array((18 + text.length + 2 + 7) & ~7);
  bytes.set(toBytes(ino, 8), 0);
  bytes.set(toBytes(next, 8), 8);
  bytes.set(toBytes(bytes.length, 2), 16);
  bytes.set(text, 18);
  bytes[bytes.length - 1] = DIRENT_TYPES[kind];
  return bytes;
}

function noAttributes(ctx: Ctx, task: Task, [path]: number[]): number {
  const found = walkUser(ctx, task, AT_FDCWD, path);
  if (typeof found === 'number') return found;
  return found.node ? -ENOTSUP : -ENOENT;
}

function noAttributesOfFd(_ctx: Ctx, task: Task, [fd]: number[]): number {
  return fileOf(task.process, fd) ? -ENOTSUP : -EBADF;
}

const STATX_BASIC_STATS = 0x7ff;
/** AT_STATX_FORCE_SYNC and AT_STATX_DONT_SYNC, of which only one can be meant. */
const AT_STATX_SYNC_TYPE = 0x6000;

/** Asks what stat(2) asks, lets that write its struct into the same memory, and writes another one over it. */
function statx(ctx: Ctx, task: Task, [dirfd, path, flags, mask, addr]: number[]): number {
  if (mask >>> 31 || flags & ~0x7f00 || (flags & AT_STATX_SYNC_TYPE) === AT_STATX_SYNC_TYPE)
    return -EINVAL;
  const text = readUserText(ctx, task, path);
  if (text === undefined && !(flags & AT_EMPTY_PATH)) return -EFAULT;
  const how = flags & (AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW);
  const result = FILE_CALLS.newfstatat(ctx, task, [dirfd, path, addr, how]);
  if (result !== 0) return result;
  const bytes = new Uint8Array(STATX_LAYOUT.size);
  const old = (name: string, size: number) =>
    readUserNumber(ctx, task, addr + offsetOf(STAT, name), size) ?? 0;
  const put = (name: string, value: number, size: number) =>
    bytes.set(toBytes(value, size), offsetOf(STATX_LAYOUT, name));
  put('stx_mask', STATX_BASIC_STATS, 4);
  put('stx_blksize', old('st_blksize', 8), 4);
  put('stx_nlink', old('st_nlink', 8), 4);
  put('stx_uid', old('st_uid', 4), 4);
  put('stx_gid', old('st_gid', 4), 4);
  put('stx_mode', old('st_mode', 4), 2);
  put('stx_ino', old('st_ino', 8), 8);
  put('stx_size', old('st_size', 8), 8);
  put('stx_blocks', old('st_blocks', 8), 8);
  for (const which of ['a', 'm', 'c']) {
    const at = offsetOf(STAT, `st_${which}tim`);
    put(`stx_${which}time`, readUserNumber(ctx, task, addr + at, 8) ?? 0, 8);
    const ns = readUserNumber(ctx, task, addr + at + 8, 8) ?? 0;
    bytes.set(toBytes(ns, 4), offsetOf(STATX_LAYOUT, `stx_${which}time`) + 8);
  }
  for (const which of ['dev', 'rdev']) {
    const number = old(`st_${which}`, 8);
    put(`stx_${which}_major`, number >> 8, 4);
    put(`stx_${which}_minor`, number & 0xff, 4);
  }
  return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
}

/** Magic numbers of file systems, as statfs(2) lists them. */
const EXT4 = 0xef53;
const PROC = 0x9fa0;
const TMPFS = 0x01021994;

function tellStatfs(ctx: Ctx, task: Task, path: string, addr: number): number {
  const bytes = new Uint8Array(STATFS.size);
  const put = (name: string, value: number) => bytes.set(toBytes(value, 8), offsetOf(STATFS, name));
  const free = DISK_PAGES - usedPages(ctx);
  put('f_type', path.startsWith('/proc') ? PROC : path.startsWith('/dev/') ? TMPFS : EXT4);
  put('f_bsize', 4096);
  put('f_frsize', 4096);
  put('f_blocks', DISK_PAGES);
  put('f_bfree', free);
  put('f_bavail', free);
  put('f_files', DISK_FILES);
  put('f_ffree', DISK_FILES - ctx.kernel.inodes.size);
  put('f_namelen', 255);
  return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
}

// ---- descriptors and bytes --------------------------------------------------------------------

function closeRange(ctx: Ctx, task: Task, [first, last, flags]: number[]): number {
  const [low, high] = [first >>> 0, last >>> 0];
  if (flags & ~6 || low > high) return -EINVAL;
  const { process } = task;
  const fds = numbersOf(process.fds).filter((fd) => fd >= low && fd <= high);
  if (flags & 4) for (const fd of fds) setCloexec(process, fd, true);
  else closeFds(ctx, process, fds);
  return 0;
}

function placeOf(ctx: Ctx, task: Task, file: OpenFile, addr: number): number | undefined {
  return addr ? readUserNumber(ctx, task, addr, 8) : file.offset;
}

/** Bytes from one file to another, inside the kernel. */
function copyRange(ctx: Ctx, task: Task, args: number[]): number {
  const [inFd, inAddr, outFd, outAddr, length, flags] = args;
  const source = fileOf(task.process, inFd);
  const target = fileOf(task.process, outFd);
  if (!source || !target) return -EBADF;
  if ((source.flags & O_ACCMODE) === O_WRONLY || (target.flags & O_ACCMODE) === O_RDONLY)
    return -EBADF;
  if (target.flags & O_APPEND) return -EBADF;
  const nodes = [source, target].map((file) => ctx.kernel.inodes.get(file.object));
  if (nodes.some((node) => node?.kind === 'directory')) return -EISDIR;
  if (flags !== 0 || source.what !== 'file' || target.what !== 'file') return -EINVAL;
  const from = placeOf(ctx, task, source, inAddr);
  const to = placeOf(ctx, task, target, outAddr);
  if (from === undefined || to === undefined) return -EFAULT;
  if (Math.max(from, to) + length >= 2 ** 64) return -EOVERFLOW;
  // Only what the file has counts: nothing can be copied from behind its end.
  const count = Math.min(length, Math.max(0, (nodes[0]?.bytes.length ?? 0) - from));
  const overlap = source.object === target.object && from < to + count && to < from + count;
  if (overlap) return -EINVAL;
  const bytes = peekInput(ctx, task, source, Math.min(length, 1 << 26), from);
  if (typeof bytes === 'number') return bytes;
  if (bytes.length === 0) return 0;
  const before = target.offset;
  target.offset = to;
  const moved = push(ctx, task, target, bytes, { place: 'page-cache', how: 'cpu' }, 0);
  if (outAddr || moved < 0) target.offset = before;
  if (moved <= 0) return moved;
  if (outAddr && !writeUserNumber(ctx, task, outAddr, to + moved, 8)) return -EFAULT;
  if (!inAddr) source.offset += moved;
  else if (!writeUserNumber(ctx, task, inAddr, from + moved, 8)) return -EFAULT;
  return moved;
}

const RENAME_EXCHANGE = 2;

/** Two files change their names; what lies below a directory goes with it. */
function exchange(ctx: Ctx, task: Task, [oneFd, onePath, otherFd, otherPath]: number[]): number {
  const one = walkUser(ctx, task, oneFd, onePath, false);
  if (typeof one === 'number') return one;
  const other = walkUser(ctx, task, otherFd, otherPath, false);
  if (typeof other === 'number') return other;
  if (!one.node || !other.node) return -ENOENT;
  if (`${other.path}/`.startsWith(`${one.path}/`) || `${one.path}/`.startsWith(`${other.path}/`)) {
    return one.path === other.path ? 0 : -EINVAL;
  }
  const wrong = mayChange(ctx, task, one.path) || mayChange(ctx, task, other.path);
  if (wrong) return wrong;
  const { nodes } = ctx.kernel;
  const below = (path: string) =>
    [...nodes].filter(([name]) => name === path || name.startsWith(`${path}/`));
  const [mine, theirs] = [below(one.path), below(other.path)];
  for (const [name] of [...mine, ...theirs]) nodes.delete(name);
  for (const [name, ino] of mine) nodes.set(other.path + name.slice(one.path.length), ino);
  for (const [name, ino] of theirs) nodes.set(one.path + name.slice(other.path.length), ino);
  for (const node of [one.node, other.node]) node.ctimeUs = ctx.sim.nowUs;
  noteMove(ctx, one.path, other.path, one.node);
  noteSelf(ctx, one.node, IN_MOVE_SELF);
  noteMove(ctx, other.path, one.path, other.node);
  noteSelf(ctx, other.node, IN_MOVE_SELF);
  return 0;
}

/** FALLOC_FL_KEEP_SIZE reserves what is never short here; holes are zeros. */
function fallocate(ctx: Ctx, task: Task, [fd, mode, offset, length]: number[]): number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  if (offset < 0 || length <= 0) return -EINVAL;
  // A hole keeps a file's length.
  if (mode & ~0x7f || (mode & 3) === 2) return -ENOTSUP;
  if ((file.flags & O_ACCMODE) === O_RDONLY) return -EBADF;
  if (file.what === 'pipe') return -ESPIPE;
  const node = nodeOfFd(ctx, task, fd);
  if (typeof node === 'number' || node.kind !== 'file') return -ENODEV;
  if (mode === 3) {
    if (isSealed(node, node.bytes.length, true)) return -EPERM;
    const bytes = node.bytes.slice();
    bytes.fill(0, offset, offset + length);
    node.bytes = bytes;
    return 0;
  }
  if (mode & ~1) return -ENOTSUP;
  // What is only reserved would make a file grow too, as seals see it.
  const end = Math.max(offset + length, node.bytes.length);
  if (isSealed(node, end, false)) return -EPERM;
  if (mode & 1 || end === node.bytes.length) return 0;
  return truncate(ctx, node, offset + length);
}
