// Files: a tree in memory.
//
// One idea: a name is one thing and a file another. `nodes` says which inode a full path names, and
// `inodes` holds the files themselves, so that a file may have two names, or, while it is open, none.
// Bytes live in the page cache; the first read of a file moves them there from the disk.
//
// Units: bytes; times in virtual µs since the machine began.
// Source: path_resolution(7), inode(7); Linux fs/namei.c for the order of errors.
// Departs: one file system; a process has the rights of its user and no groups; access times are kept
// as `relatime` keeps them. What lies under /proc is made by proc.ts.

import {
  O_ACCMODE,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_PATH,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFREG,
  S_IFSOCK,
} from '../abi/constants.ts';
import {
  EACCES,
  EEXIST,
  EISDIR,
  ELOOP,
  ENAMETOOLONG,
  ENOENT,
  ENOSPC,
  ENOTDIR,
  ENXIO,
} from '../abi/errno.ts';
import { IN_CREATE, IN_MODIFY, IN_OPEN } from '../abi/ipc.ts';
import { noteFile, noteName } from './inotify.ts';
import type { Ctx, FileNode, Kernel, OpenFile, Process } from './kernel.ts';
import { createFile } from './open-file.ts';
import { openFifo } from './pipe.ts';
import { nodeBehind, openProcLink, procNode } from './proc.ts';

/** A process that asks, as far as paths care; the machine itself asks as root. */
export type Asker = Pick<Process, 'cwd' | 'uid' | 'pid' | 'tty' | 'umask'>;

export const MACHINE: Asker = { cwd: '/', uid: 0, pid: 0, tty: 0 };

/** Makes a path absolute and takes out `.`, `..` and double slashes, without a look at any link. */
export function normalizePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

const TYPE_BITS: Record<FileNode['kind'], number> = {
  file: S_IFREG,
  directory: S_IFDIR,
  device: S_IFCHR,
  symlink: S_IFLNK,
  fifo: S_IFIFO,
  socket: S_IFSOCK,
};

/** What stat(2) calls st_mode: the kind of file and its permissions. */
export function modeOf(node: FileNode): number {
  return TYPE_BITS[node.kind] | node.mode;
}

type NewNode = Partial<FileNode> & Pick<FileNode, 'kind'>;

/** Makes a file without a name. */
export function createNode(ctx: Ctx, spec: NewNode): FileNode {
  const { nowUs } = ctx.sim;
  const node: FileNode = {
    ino: ctx.kernel.nextIno++,
    mode: spec.kind === 'directory' ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    nlink: 0,
    bytes: new Uint8Array(0),
    cached: true,
    atimeUs: nowUs,
    mtimeUs: nowUs,
    ctimeUs: nowUs,
    ...spec,
  };
  ctx.kernel.inodes.set(node.ino, node);
  return node;
}

/** How many pages the disk has, and how many files it can keep. */
export const DISK_PAGES = 262_144;
export const DISK_FILES = 65_536;

/** Tells how many pages the files take. */
export function usedPages({ kernel }: Ctx): number {
  let pages = 0;
  for (const { bytes } of kernel.inodes.values()) pages += Math.ceil(bytes.length / 4096);
  return pages;
}

/** Tells whether there is no room for one more file; the pages are counted with every 64th. */
export function isFull(ctx: Ctx): boolean {
  const { size } = ctx.kernel.inodes;
  return size >= DISK_FILES || (size % 64 === 0 && usedPages(ctx) >= DISK_PAGES);
}

/** Gives a file one more name. */
export function addName(ctx: Ctx, path: string, node: FileNode): void {
  ctx.kernel.nodes.set(path, node.ino);
  node.nlink++;
  node.ctimeUs = ctx.sim.nowUs;
  touchParent(ctx, path);
}

/** Takes a name away, and the file with its last one unless somebody has it open. */
export function removeName(ctx: Ctx, path: string): void {
  const node = nodeAt(ctx.kernel, path);
  ctx.kernel.nodes.delete(path);
  if (!node) return;
  node.nlink--;
  node.ctimeUs = ctx.sim.nowUs;
  touchParent(ctx, path);
  forget(ctx.kernel, node);
}

function touchParent(ctx: Ctx, path: string): void {
  const parent = nodeAt(ctx.kernel, parentOf(path));
  if (parent) parent.mtimeUs = parent.ctimeUs = ctx.sim.nowUs;
}

/** Frees a file that has neither a name nor an open description nor pages. */
export function forget(kernel: Kernel, node: FileNode): void {
  if (node.nlink > 0) return;
  for (const file of kernel.files.values()) {
    if (file.what === 'file' && file.object === node.ino) return;
  }
  for (const { pages, sqes } of kernel.rings.values()) {
    if (pages === node.ino || sqes === node.ino) return;
  }
  for (const { process } of kernel.tasks.values()) {
    if (process.maps?.some(({ ino }) => ino === node.ino)) return;
  }
  kernel.inodes.delete(node.ino);
}

/** Finds what a full path names in the tree, links not followed; undefined for nothing. */
export function nodeAt(kernel: Kernel, path: string): FileNode | undefined {
  const ino = kernel.nodes.get(path);
  return ino === undefined ? undefined : kernel.inodes.get(ino);
}

/** Makes a directory and what is missing above it. */
export function makeFolders(ctx: Ctx, path: string): void {
  if (nodeAt(ctx.kernel, path)) return;
  if (path !== '/') makeFolders(ctx, parentOf(path));
  addName(ctx, path, createNode(ctx, { kind: 'directory' }));
}

/** Puts a file into the tree with the folders above it, replacing what had its name. */
export function addFile(ctx: Ctx, path: string, bytes: Uint8Array, cached = false): FileNode {
  makeFolders(ctx, parentOf(path));
  removeName(ctx, path);
  const node = createNode(ctx, { kind: 'file', bytes, cached });
  addName(ctx, path, node);
  return node;
}

/** The names in a directory of the tree, sorted. */
export function namesIn(kernel: Kernel, path: string): string[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  return [...kernel.nodes.keys()]
    .filter((name) => name.startsWith(prefix) && name !== '/')
    .map((name) => name.slice(prefix.length))
    .filter((name) => !name.includes('/'))
    .sort();
}

/** Whether a user may do to a file what the bits say: 4 read, 2 write, 1 execute. */
export function allowed(node: FileNode, uid: number, bits: number): boolean {
  const any = node.kind === 'directory' || (node.mode & 0o111) !== 0;
  if (uid === 0) return (bits & 1) === 0 || any;
  const mine = node.uid === uid ? node.mode >> 6 : node.mode;
  return (mine & bits) === bits;
}

/** Where a path leads: the full path without links, and what is there, if anything. */
export interface Found {
  path: string;
  node: FileNode | undefined;
}

const MOST_LINKS = 40;

/** Walks a path; -ENOENT and its like where a directory on the way is missing or is none. */
export function walk(ctx: Ctx, who: Asker, name: string, follow = true): Found | number {
  if (name === '') return -ENOENT;
  if (name.length >= 4096) return -ENAMETOOLONG;
  let rest = (name.startsWith('/') ? name : `${who.cwd}/${name}`).split('/').filter(Boolean);
  const slash = name.endsWith('/');
  let path = '/';
  let links = 0;
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word.length > 255) return -ENAMETOOLONG;
    const here = lookAt(ctx, who, path);
    if (!here) return -ENOENT;
    if (here.kind !== 'directory') return -ENOTDIR;
    if (!allowed(here, who.uid, 1)) return -EACCES;
    if (word === '.') continue;
    if (word === '..') {
      path = parentOf(path);
      continue;
    }
    const next = path === '/' ? `/${word}` : `${path}/${word}`;
    const node = lookAt(ctx, who, next);
    if (node?.kind === 'symlink' && (follow || rest.length > 0 || slash)) {
      if (++links > MOST_LINKS) return -ELOOP;
      const target = node.target ?? '';
      const open = rest.length > 0 || slash ? undefined : nodeBehind(ctx, next);
      // Of what is open and has no name, or has lost it, the words say nothing.
      const named = target.startsWith('/') ? lookAt(ctx, who, target) : undefined;
      // The name may be another file's by now.
      const renamed = open && named !== open && ctx.kernel.inodes.get(open.ino) === open;
      if (open && (!named || renamed)) return { path: next, node: open };
      rest = [...target.split('/').filter(Boolean), ...rest];
      if (target.startsWith('/')) path = '/';
      continue;
    }
    if (!node && rest.length > 0) return -ENOENT;
    path = next;
  }
  const node = lookAt(ctx, who, path);
  if (slash && node && node.kind !== 'directory') return -ENOTDIR;
  return { path, node };
}

/** Finds what is at a path, in the tree or made by /proc. */
function lookAt(ctx: Ctx, who: Asker, path: string): FileNode | undefined {
  return nodeAt(ctx.kernel, path) ?? procNode(ctx, who, path);
}

/** Finds what a full path names, links followed, as the machine itself sees it. */
export function lookUp(ctx: Ctx, path: string): FileNode | undefined {
  const found = walk(ctx, MACHINE, path);
  return typeof found === 'number' ? undefined : found.node;
}

/** open(2): a description, or -errno. */
export function openPath(
  ctx: Ctx,
  who: Asker,
  name: string,
  flags: number,
  mode = 0o666,
): OpenFile | number {
  const found = walk(ctx, who, name, !(flags & O_NOFOLLOW) && !(flags & O_CREAT && flags & O_EXCL));
  if (typeof found === 'number') return found;
  const { path } = found;
  let { node } = found;
  if (node && flags & O_CREAT && flags & O_EXCL) return -EEXIST;
  if (!node) {
    if (!(flags & O_CREAT)) return -ENOENT;
    if (name.endsWith('/')) return -EISDIR;
    const parent = nodeAt(ctx.kernel, parentOf(path));
    if (!parent || !allowed(parent, who.uid, 2)) return -EACCES;
    if (isFull(ctx)) return -ENOSPC;
    const own = { mode: mode & 0o7777 & ~(who.umask ?? 0o22), uid: who.uid, gid: who.uid };
    node = createNode(ctx, { kind: 'file', ...own });
    addName(ctx, path, node);
    noteName(ctx, path, node, IN_CREATE);
  } else {
    const wrong = refusal(node, who, flags);
    if (wrong) return wrong;
  }
  const link = openProcLink(ctx, path, flags);
  if (link !== undefined) return link;
  if (node.kind === 'device' && node.rdev === TTY_DEVICE) {
    return createFile(ctx, { what: 'tty', flags, object: who.tty });
  }
  if (node.kind === 'fifo' && !(flags & O_PATH)) return openFifo(ctx, node, flags, path);
  const writes = (flags & O_ACCMODE) !== O_RDONLY;
  if (flags & O_TRUNC && writes && node.kind === 'file' && node.nlink > 0) {
    node.bytes = new Uint8Array(0);
    node.mtimeUs = node.ctimeUs = ctx.sim.nowUs;
  }
  if (!(flags & O_PATH)) noteFile(ctx, node, IN_OPEN);
  if (flags & O_TRUNC && writes && node.kind === 'file' && found.node)
    noteFile(ctx, node, IN_MODIFY);
  return createFile(ctx, { what: 'file', flags, object: node.ino, path });
}

function refusal(node: FileNode, who: Asker, flags: number): number {
  const writes = (flags & O_ACCMODE) !== O_RDONLY || (flags & O_TRUNC) !== 0;
  if (node.kind === 'symlink') return flags & O_PATH ? 0 : -ELOOP;
  if (node.kind === 'socket') return -ENXIO;
  if (node.kind === 'directory' && (writes || flags & O_CREAT)) return -EISDIR;
  if (node.kind !== 'directory' && flags & O_DIRECTORY) return -ENOTDIR;
  const reads = (flags & O_ACCMODE) !== O_WRONLY;
  return allowed(node, who.uid, (reads ? 4 : 0) | (writes ? 2 : 0)) ? 0 : -EACCES;
}

/** Device numbers, major * 256 + minor. */
export const TTY_DEVICE = 0x500;
export const DEVICES: Readonly<Record<string, number>> = {
  null: 0x103,
  zero: 0x105,
  full: 0x107,
  random: 0x108,
  urandom: 0x109,
  tty: TTY_DEVICE,
};

/** Lays out what every machine has before its first program runs. */
export function createTree(ctx: Ctx): void {
  for (const path of ['/dev', '/etc', '/home', '/proc', '/root', '/run', '/usr/bin', '/var/log']) {
    makeFolders(ctx, path);
  }
  for (const path of ['/tmp', '/dev/shm']) {
    addName(ctx, path, createNode(ctx, { kind: 'directory', mode: 0o1777 }));
  }
  for (const [name, rdev] of Object.entries(DEVICES)) {
    addName(ctx, `/dev/${name}`, createNode(ctx, { kind: 'device', mode: 0o666, rdev }));
  }
  const links = { stdin: 'fd/0', stdout: 'fd/1', stderr: 'fd/2', fd: '' };
  for (const [name, tail] of Object.entries(links)) {
    const target = `/proc/self/${tail || 'fd'}`;
    addName(ctx, `/dev/${name}`, createNode(ctx, { kind: 'symlink', mode: 0o777, target }));
  }
}
