// Calls on names: directories, links, what a file is and who may use it.
//
// Source: mkdir(2), rename(2), link(2), symlink(2), readlink(2), chmod(2), truncate(2), getdents(2),
// utimensat(2); Linux fs/namei.c for the order of errors.
// Departs: no mount points, so no EXDEV; a rename moves the names below a directory one by one.

import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_REMOVEDIR,
  AT_SYMLINK_FOLLOW,
  AT_SYMLINK_NOFOLLOW,
  O_ACCMODE,
  O_RDONLY,
  S_IFDIR,
  S_IFIFO,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
} from '../abi/constants.ts';
import {
  EACCES,
  EBADF,
  EEXIST,
  EFAULT,
  EINVAL,
  EISDIR,
  ENOENT,
  ENOSPC,
  ENOTDIR,
  ENOTEMPTY,
  EOPNOTSUPP,
  EPERM,
} from '../abi/errno.ts';
import { IN_ACCESS, IN_ATTRIB, IN_CREATE, IN_DELETE, IN_MODIFY, IN_MOVE_SELF } from '../abi/ipc.ts';
import { EPOCH_S } from '../sim/sim.ts';
import { encodeText, signedAt, toBytes } from './bytes.ts';
import { fileOf } from './fd-table.ts';
import { noteFile, noteGone, noteMove, noteName, noteSelf } from './inotify.ts';
import { DISK_BYTES, fileLimit, tooLong } from './io.ts';
import type { Ctx, FileNode, Handlers, OpenFile, Task } from './kernel.ts';
import { procNames, procNode } from './proc.ts';
import { isSealed } from './seals.ts';
import { readUser, readUserText, writeUser } from './user-memory.ts';
import {
  type Asker,
  addName,
  allowed,
  createNode,
  type Found,
  isFull,
  namesIn,
  nodeAt,
  parentOf,
  removeName,
  walk,
} from './vfs.ts';

/** Walks the path at an address, from the directory that `dirfd` says; -errno where it cannot. */
export function walkUser(
  ctx: Ctx,
  task: Task,
  dirfd: number,
  pathAddr: number,
  follow = true,
): (Found & { name: string }) | number {
  const name = readUserText(ctx, task, pathAddr);
  if (name === undefined) return -EFAULT;
  const who = askerAt(ctx, task, dirfd, name);
  if (typeof who === 'number') return who;
  const found = walk(ctx, who, name, follow);
  return typeof found === 'number' ? found : { ...found, name };
}

/** A process as it would be if it stood in the directory of a descriptor. */
export function askerAt(ctx: Ctx, task: Task, dirfd: number, name: string): Asker | number {
  const { process } = task;
  if (dirfd === AT_FDCWD || name.startsWith('/')) return process;
  const file = fileOf(process, dirfd);
  if (!file) return -EBADF;
  const node = file.what === 'file' ? ctx.kernel.inodes.get(file.object) : undefined;
  if (node?.kind !== 'directory') return -ENOTDIR;
  return { ...process, cwd: file.path ?? '/' };
}

/** Whether a process may add or take away names where a path lies: 0, or -errno. */
export function mayChange(ctx: Ctx, task: Task, path: string): number {
  const parent = nodeAt(ctx.kernel, parentOf(path));
  if (!parent) return path.startsWith('/proc/') ? -EACCES : -ENOENT;
  if (!allowed(parent, task.process.uid, 3)) return -EACCES;
  const node = nodeAt(ctx.kernel, path);
  const { uid } = task.process;
  const sticky = (parent.mode & 0o1000) !== 0 && uid !== 0 && parent.uid !== uid;
  return sticky && node && node.uid !== uid ? -EPERM : 0;
}

/** Makes a file of some kind under a name that must be free. */
function make(ctx: Ctx, task: Task, dirfd: number, path: number, node: Partial<FileNode>): number {
  const found = walkUser(ctx, task, dirfd, path, false);
  if (typeof found === 'number') return found;
  if (found.node) return -EEXIST;
  if (found.name.endsWith('/') && node.kind !== 'directory') return -ENOENT;
  const wrong = mayChange(ctx, task, found.path);
  if (wrong) return wrong;
  if (isFull(ctx)) return -ENOSPC;
  const { uid, umask = 0o22 } = task.process;
  const mode = (node.mode ?? 0o777) & 0o7777 & ~(node.kind === 'symlink' ? 0 : umask);
  const kind = node.kind ?? 'file';
  const made = createNode(ctx, { ...node, kind, mode, uid, gid: uid });
  addName(ctx, found.path, made);
  noteName(ctx, found.path, made, IN_CREATE);
  return 0;
}

/** What mknod(2) makes here, by the bits of the kind. */
const MAKEABLE = new Map<number, FileNode['kind']>([
  [0, 'file'],
  [S_IFREG, 'file'],
  [S_IFIFO, 'fifo'],
  [S_IFSOCK, 'socket'],
]);

function mknodAt(ctx: Ctx, task: Task, [dirfd, path, mode]: number[]): number {
  const found = MAKEABLE.get(mode & S_IFMT);
  if (!found) return (mode & S_IFMT) === S_IFDIR ? -EPERM : -EINVAL;
  return make(ctx, task, dirfd, path, { kind: found, mode });
}

function unlinkAt(ctx: Ctx, task: Task, dirfd: number, path: number, folder: boolean): number {
  const found = walkUser(ctx, task, dirfd, path, false);
  if (typeof found === 'number') return found;
  if (!found.node) return -ENOENT;
  const directory = found.node.kind === 'directory';
  if (folder && !directory) return -ENOTDIR;
  const last = found.name.replace(/\/+$/, '').split('/').at(-1);
  if (folder && last === '.') return -EINVAL;
  const wrong = mayChange(ctx, task, found.path);
  if (wrong) return wrong;
  if (!folder && directory) return -EISDIR;
  if (folder && namesIn(ctx.kernel, found.path).length > 0) return -ENOTEMPTY;
  if (!directory) noteSelf(ctx, found.node, IN_ATTRIB);
  removeName(ctx, found.path);
  noteGone(ctx, found.node, found.path);
  noteName(ctx, found.path, found.node, IN_DELETE);
  return 0;
}

function rename(
  ctx: Ctx,
  task: Task,
  fromFd: number,
  fromPath: number,
  toFd: number,
  toPath: number,
): number {
  const from = walkUser(ctx, task, fromFd, fromPath, false);
  if (typeof from === 'number') return from;
  const to = walkUser(ctx, task, toFd, toPath, false);
  if (typeof to === 'number') return to;
  if (!from.node) return -ENOENT;
  if (to.path.startsWith(`${from.path}/`)) return -EINVAL;
  // What it lies in cannot make room for it.
  if (from.path.startsWith(`${to.path}/`)) return -ENOTEMPTY;
  const wrong = mayChange(ctx, task, from.path) || mayChange(ctx, task, to.path);
  if (wrong) return wrong;
  const directory = from.node.kind === 'directory';
  if (to.node) {
    if (to.node.ino === from.node.ino) return 0;
    if (to.node.kind === 'directory' && !directory) return -EISDIR;
    if (to.node.kind !== 'directory' && directory) return -ENOTDIR;
    if (directory && namesIn(ctx.kernel, to.path).length > 0) return -ENOTEMPTY;
    removeName(ctx, to.path);
  } else if (to.name.endsWith('/') && !directory) return -ENOTDIR;
  addName(ctx, to.path, from.node);
  removeName(ctx, from.path);
  const { nodes } = ctx.kernel;
  for (const [path, ino] of [...nodes]) {
    if (!path.startsWith(`${from.path}/`)) continue;
    nodes.delete(path);
    nodes.set(to.path + path.slice(from.path.length), ino);
  }
  noteMove(ctx, from.path, to.path, from.node);
  if (to.node && !directory) noteSelf(ctx, to.node, IN_ATTRIB);
  noteSelf(ctx, from.node, IN_MOVE_SELF);
  if (to.node) noteGone(ctx, to.node);
  return 0;
}

function link(ctx: Ctx, task: Task, args: number[], follow: boolean): number {
  const [fromFd, fromPath, toFd, toPath] = args;
  const from = walkUser(ctx, task, fromFd, fromPath, follow);
  if (typeof from === 'number') return from;
  if (!from.node) return -ENOENT;
  const to = walkUser(ctx, task, toFd, toPath, false);
  if (typeof to === 'number') return to;
  if (to.node) return -EEXIST;
  if (from.node.kind === 'directory') return -EPERM;
  const wrong = mayChange(ctx, task, to.path);
  if (wrong) return wrong;
  addName(ctx, to.path, from.node);
  noteSelf(ctx, from.node, IN_ATTRIB);
  noteName(ctx, to.path, from.node, IN_CREATE);
  return 0;
}

function symlink(ctx: Ctx, task: Task, target: number, dirfd: number, path: number): number {
  const text = readUserText(ctx, task, target);
  if (text === undefined) return -EFAULT;
  if (text === '') return -ENOENT;
  return make(ctx, task, dirfd, path, { kind: 'symlink', mode: 0o777, target: text });
}

function readlink(ctx: Ctx, task: Task, dirfd: number, args: number[]): number {
  const [path, addr, size] = args;
  if (size <= 0) return -EINVAL;
  const found = walkUser(ctx, task, dirfd, path, false);
  if (typeof found === 'number') return found;
  if (!found.node) return -ENOENT;
  if (found.node.kind !== 'symlink') return -EINVAL;
  const bytes = encodeText(found.node.target ?? '').slice(0, size);
  return writeUser(ctx, task, addr, bytes) ? bytes.length : -EFAULT;
}

/** Finds the file that a path or a descriptor means; -errno for none. */
function nodeOfPath(
  ctx: Ctx,
  task: Task,
  dirfd: number,
  path: number,
  follow = true,
): FileNode | number {
  const found = walkUser(ctx, task, dirfd, path, follow);
  return typeof found === 'number' ? found : (found.node ?? -ENOENT);
}

/** Finds the file behind a descriptor; -errno for none. */
export function nodeOfFd(ctx: Ctx, task: Task, fd: number): FileNode | number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  return (file.what === 'file' ? ctx.kernel.inodes.get(file.object) : undefined) ?? -EINVAL;
}

/** Lets the owner of a file, or root, change what stands about it. */
function change(ctx: Ctx, task: Task, node: FileNode | number, to: Partial<FileNode>): number {
  if (typeof node === 'number') return node;
  const { uid } = task.process;
  if (uid !== 0 && (node.uid !== uid || to.uid !== undefined)) return -EPERM;
  Object.assign(node, to, { ctimeUs: ctx.sim.nowUs });
  noteFile(ctx, node, IN_ATTRIB);
  return 0;
}

/** Changes what stands about a descriptor's file, also where no name leads to it. */
function changeFd(ctx: Ctx, task: Task, fd: number, to: Partial<FileNode>): number {
  const { kernel } = ctx;
  const file = fileOf(task.process, fd);
  if (!file || file.what === 'file') return change(ctx, task, nodeOfFd(ctx, task, fd), to);
  const { what, object } = file;
  const named = what === 'pipe' ? kernel.pipes.get(object)?.named : undefined;
  if (named) return change(ctx, task, kernel.inodes.get(named.ino) ?? -EBADF, to);
  if (!['socket', 'pipe', 'tty', 'mqueue'].includes(what)) return -EOPNOTSUPP;
  if (file.mqueue) {
    Object.assign(file.mqueue, to);
    return 0;
  }
  // One record for all descriptions of the same thing.
  const about = Object.assign(file.about ?? {}, to);
  for (const one of kernel.files.values()) {
    if (one.what === what && one.object === object) one.about = about;
  }
  return 0;
}

function owner(uid: number, gid: number): Partial<FileNode> {
  return { ...(uid !== -1 && { uid }), ...(gid !== -1 && { gid }) };
}

/** Cuts a file or fills it up with zeros; 0 or -errno. */
export function truncate(ctx: Ctx, node: FileNode | number, length: number): number {
  if (typeof node === 'number') return node;
  if (node.kind === 'directory') return -EISDIR;
  if (length < 0 || length > DISK_BYTES || node.kind !== 'file') return -EINVAL;
  if (node.seals && isSealed(node, length, false)) return -EPERM;
  const task = ctx.kernel.tasks.get(ctx.kernel.current);
  if (length > node.bytes.length && task && length > fileLimit(task)) return tooLong(ctx, task);
  const bytes = new Uint8Array(length);
  bytes.set(node.bytes.subarray(0, length));
  node.bytes = bytes;
  node.mtimeUs = node.ctimeUs = ctx.sim.nowUs;
  noteFile(ctx, node, IN_MODIFY);
  return 0;
}

function access(ctx: Ctx, task: Task, dirfd: number, path: number, bits: number): number {
  if (bits & ~7) return -EINVAL;
  const node = nodeOfPath(ctx, task, dirfd, path);
  if (typeof node === 'number') return node;
  return allowed(node, task.process.uid, bits) ? 0 : -EACCES;
}

const UTIME_NOW = 0x3fffffff;
const UTIME_OMIT = 0x3ffffffe;

function utimensat(ctx: Ctx, task: Task, [dirfd, path, times]: number[]): number {
  const node = path ? nodeOfPath(ctx, task, dirfd, path) : nodeOfFd(ctx, task, dirfd);
  if (typeof node === 'number') return node === -EINVAL ? changeFd(ctx, task, dirfd, {}) : node;
  const bytes = times ? readUser(ctx, task, times, 32) : undefined;
  if (times && !bytes) return -EFAULT;
  const time = (at: number, old: number) => {
    const ns = bytes ? signedAt(bytes, at + 8, 8) : UTIME_NOW;
    if (ns === UTIME_NOW) return ctx.sim.nowUs;
    if (ns === UTIME_OMIT) return old;
    return (signedAt(bytes!, at, 8) - EPOCH_S) * 1e6 + Math.floor(ns / 1000);
  };
  const { atimeUs, mtimeUs } = node;
  return change(ctx, task, node, { atimeUs: time(0, atimeUs), mtimeUs: time(16, mtimeUs) });
}

/** d_type of an entry, as <dirent.h> numbers it: the kind of file, shifted down. */
export const DIRENT_TYPES: Record<FileNode['kind'], number> = {
  fifo: 1,
  device: 2,
  directory: 4,
  file: 8,
  symlink: 10,
  socket: 12,
};

/** One entry of getdents64(2), padded to 8 bytes. */
function entry(ino: number, next: number, kind: FileNode['kind'], name: string): Uint8Array {
  const text = encodeText(name);
  const bytes = new Uint8Array((19 + text.length + 1 + 7) & ~7);
  bytes.set(toBytes(ino, 8), 0);
  bytes.set(toBytes(next, 8), 8);
  bytes.set(toBytes(bytes.length, 2), 16);
  bytes[18] = DIRENT_TYPES[kind];
  bytes.set(text, 19);
  return bytes;
}

/** Lists a directory from its place on, in entries as `write` makes them; the place counts entries. */
export function getdents(
  ctx: Ctx,
  task: Task,
  [fd, addr, size]: number[],
  write: typeof entry = entry,
): number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  const here = file.what === 'file' ? ctx.kernel.inodes.get(file.object) : undefined;
  const listed = file.path ? procNames(ctx, file.path) : undefined;
  if (here?.kind !== 'directory' && !listed) return -ENOTDIR;
  if (here && here.nlink === 0 && !listed) return -ENOENT;
  const path = file.path ?? '/';
  const names = ['.', '..', ...(listed ?? namesIn(ctx.kernel, path))];
  let done = 0;
  for (; file.offset < names.length; file.offset++) {
    const name = names[file.offset];
    const full = path === '/' ? `/${name}` : `${path}/${name}`;
    const dots = name === '.' || name === '..';
    const node = nodeAt(ctx.kernel, name === '..' ? parentOf(path) : name === '.' ? path : full);
    const kind = dots ? 'directory' : (node ?? procNode(ctx, task.process, full))?.kind;
    const bytes = write(node?.ino ?? 1, file.offset + 1, kind ?? 'file', name);
    if (done + bytes.length > size) return done || -EINVAL;
    if (!writeUser(ctx, task, addr + done, bytes)) return done || -EFAULT;
    done += bytes.length;
  }
  if (done > 0) noteFile(ctx, here, IN_ACCESS);
  return done;
}

function chdir(task: Task, found: { path: string; node?: FileNode }): number {
  if (!found.node) return -ENOENT;
  if (found.node.kind !== 'directory') return -ENOTDIR;
  if (!allowed(found.node, task.process.uid, 1)) return -EACCES;
  task.process.cwd = found.path;
  return 0;
}

function writable(file: OpenFile | undefined): boolean {
  return file !== undefined && (file.flags & O_ACCMODE) !== O_RDONLY;
}

export const TREE_CALLS: Handlers = {
  mkdir: (ctx, task, [path, mode]) => make(ctx, task, AT_FDCWD, path, { kind: 'directory', mode }),
  mkdirat: (ctx, task, [dirfd, path, mode]) => {
    return make(ctx, task, dirfd, path, { kind: 'directory', mode });
  },
  mknod: (ctx, task, args) => mknodAt(ctx, task, [AT_FDCWD, ...args]),
  mknodat: mknodAt,
  rmdir: (ctx, task, [path]) => unlinkAt(ctx, task, AT_FDCWD, path, true),
  unlink: (ctx, task, [path]) => unlinkAt(ctx, task, AT_FDCWD, path, false),
  unlinkat: (ctx, task, [dirfd, path, flags]) => {
    return unlinkAt(ctx, task, dirfd, path, (flags & AT_REMOVEDIR) !== 0);
  },
  rename: (ctx, task, [from, to]) => rename(ctx, task, AT_FDCWD, from, AT_FDCWD, to),
  renameat: (ctx, task, [fromFd, from, toFd, to]) => rename(ctx, task, fromFd, from, toFd, to),
  link: (ctx, task, [from, to]) => link(ctx, task, [AT_FDCWD, from, AT_FDCWD, to], false),
  linkat: (ctx, task, args) => link(ctx, task, args, (args[4] & AT_SYMLINK_FOLLOW) !== 0),
  symlink: (ctx, task, [target, path]) => symlink(ctx, task, target, AT_FDCWD, path),
  symlinkat: (ctx, task, [target, dirfd, path]) => symlink(ctx, task, target, dirfd, path),
  readlink: (ctx, task, args) => readlink(ctx, task, AT_FDCWD, args),
  readlinkat: (ctx, task, [dirfd, ...args]) => readlink(ctx, task, dirfd, args),
  chmod: (ctx, task, [path, mode]) => {
    return change(ctx, task, nodeOfPath(ctx, task, AT_FDCWD, path), { mode: mode & 0o7777 });
  },
  fchmod: (ctx, task, [fd, mode]) => {
    return changeFd(ctx, task, fd, { mode: mode & 0o7777 });
  },
  chown: (ctx, task, [path, uid, gid]) => {
    return change(ctx, task, nodeOfPath(ctx, task, AT_FDCWD, path), owner(uid | 0, gid | 0));
  },
  fchown: (ctx, task, [fd, uid, gid]) => {
    return changeFd(ctx, task, fd, owner(uid | 0, gid | 0));
  },
  fchownat: (ctx, task, [dirfd, path, uid, gid, flags]) => {
    if (flags & AT_EMPTY_PATH && readUserText(ctx, task, path) === '') {
      return changeFd(ctx, task, dirfd, owner(uid | 0, gid | 0));
    }
    const node = nodeOfPath(ctx, task, dirfd, path, !(flags & AT_SYMLINK_NOFOLLOW));
    return change(ctx, task, node, owner(uid | 0, gid | 0));
  },
  lchown: (ctx, task, [path, uid, gid]) => {
    const node = nodeOfPath(ctx, task, AT_FDCWD, path, false);
    return change(ctx, task, node, owner(uid | 0, gid | 0));
  },
  fchmodat: (ctx, task, [dirfd, path, mode]) => {
    return change(ctx, task, nodeOfPath(ctx, task, dirfd, path), { mode: mode & 0o7777 });
  },
  truncate: (ctx, task, [path, length]) => {
    const node = nodeOfPath(ctx, task, AT_FDCWD, path);
    if (typeof node !== 'number' && !allowed(node, task.process.uid, 2)) return -EACCES;
    return truncate(ctx, node, length);
  },
  ftruncate: (ctx, task, [fd, length]) => {
    const file = fileOf(task.process, fd);
    if (file && !writable(file)) return -EINVAL;
    return truncate(ctx, nodeOfFd(ctx, task, fd), length);
  },
  access: (ctx, task, [path, bits]) => access(ctx, task, AT_FDCWD, path, bits),
  faccessat: (ctx, task, [dirfd, path, bits]) => access(ctx, task, dirfd, path, bits),
  utimensat,
  getdents64: (ctx, task, args) => getdents(ctx, task, args),
  chdir: (ctx, task, [path]) => {
    const found = walkUser(ctx, task, AT_FDCWD, path);
    return typeof found === 'number' ? found : chdir(task, found);
  },
  fchdir: (ctx, task, [fd]) => {
    const file = fileOf(task.process, fd);
    if (!file) return -EBADF;
    const node = file.what === 'file' ? ctx.kernel.inodes.get(file.object) : undefined;
    return node ? chdir(task, { path: file.path ?? '/', node }) : -ENOTDIR;
  },
  umask: (_ctx, { process }, [mask]) => {
    const before = process.umask ?? 0o22;
    process.umask = mask & 0o777;
    return before;
  },
  fsync: (_ctx, task, [fd]) => synced(fileOf(task.process, fd)),
  fdatasync: (_ctx, task, [fd]) => synced(fileOf(task.process, fd)),
  sync: () => 0,
};

/** There is no disk that could lose anything; only a file has one at all. */
function synced(file: OpenFile | undefined): number {
  if (!file) return -EBADF;
  return file.what === 'file' ? 0 : -EINVAL;
}
