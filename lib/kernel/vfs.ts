// Files: a small tree in memory, with the devices and the /proc texts that the book uses.
//
// One idea: a file's bytes live in the page cache; the first read of a file moves them there from
// the disk. What lies under /proc is written anew at every open.
//
// Units: bytes.
// Departs: no permissions, links or timestamps; a directory exists when a file lies under it.

import { O_ACCMODE, O_CREAT, O_DIRECTORY, O_EXCL, O_TRUNC } from '../abi/constants.ts';
import { EACCES, EEXIST, EISDIR, ENOENT, ENOTDIR } from '../abi/errno.ts';
import { takeId } from '../sim/sim.ts';
import { setSysctl } from '../tcp/sysctl.ts';
import { decodeText, encodeText } from './bytes.ts';
import type { Ctx, FileNode, OpenFile, Process } from './kernel.ts';
import { createFile } from './open-file.ts';

const DEVICES = ['/dev/null', '/dev/zero', '/dev/tty'];

/** Makes a path absolute and takes out `.`, `..` and double slashes. */
export function normalizePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Puts a file into the tree, replacing what had its name. */
export function addFile(ctx: Ctx, path: string, bytes: Uint8Array, cached = false): FileNode {
  const node: FileNode = { path, kind: 'file', ino: takeId(ctx.sim), bytes, cached };
  ctx.kernel.nodes.set(path, node);
  return node;
}

/** Finds what a path names; a directory is made up where something lies under it. */
export function lookUp(ctx: Ctx, path: string): FileNode | undefined {
  const node = ctx.kernel.nodes.get(path);
  if (node) return node;
  const empty = new Uint8Array(0);
  if (DEVICES.includes(path)) return { path, kind: 'device', ino: 5, bytes: empty, cached: true };
  const text = procText(ctx, path);
  if (text !== undefined) {
    return { path, kind: 'file', ino: 6, bytes: encodeText(text), cached: true };
  }
  const prefix = path === '/' ? '/' : `${path}/`;
  const names = [...ctx.kernel.nodes.keys(), ...DEVICES, '/proc/sys/net/core', '/tmp/.'];
  if (!names.some((name) => name.startsWith(prefix))) return undefined;
  return { path, kind: 'directory', ino: 2, bytes: empty, cached: true };
}

/** Writes the text of a file under /proc; undefined where there is none. */
function procText(ctx: Ctx, path: string): string | undefined {
  const knob = /^\/proc\/sys\/net\/(core|ipv4)\/(\w+)$/.exec(path)?.[2];
  const { sysctl } = ctx.stack;
  if (knob && Object.hasOwn(sysctl, knob)) return `${sysctl[knob as keyof typeof sysctl]}\n`;
  if (path === '/proc/version') return 'Linux version 6.18.44 (sockets-from-scratch)\n';
  return undefined;
}

/** Acts on a write to a file under /proc/sys; true when it was one. */
export function writeProc(ctx: Ctx, path: string, bytes: Uint8Array): boolean {
  const knob = /^\/proc\/sys\/net\/(?:core|ipv4)\/(\w+)$/.exec(path)?.[1];
  return knob !== undefined && setSysctl(ctx.stack.sysctl, knob, Number(decodeText(bytes)));
}

/** open(2): a description, or -errno. */
export function openPath(
  ctx: Ctx,
  process: Process,
  name: string,
  flags: number,
): OpenFile | number {
  const path = normalizePath(process.cwd, name);
  if (name === '') return -ENOENT;
  let node = lookUp(ctx, path);
  if (node && flags & O_CREAT && flags & O_EXCL) return -EEXIST;
  const writes = (flags & O_ACCMODE) !== 0;
  if (!node) {
    const parent = lookUp(ctx, normalizePath(path, '..'));
    if (parent && parent.kind !== 'directory') return -ENOTDIR;
    if (!parent || !(flags & O_CREAT)) return -ENOENT;
    node = addFile(ctx, path, new Uint8Array(0), true);
  }
  if (node.kind === 'directory' && writes) return -EISDIR;
  if (node.kind !== 'directory' && flags & O_DIRECTORY) return -ENOTDIR;
  if (writes && path.startsWith('/proc/') && process.uid !== 0) return -EACCES;
  if (path === '/dev/tty') return createFile(ctx, { what: 'tty', flags, object: process.tty });
  if (flags & O_TRUNC && writes && node.kind === 'file') node.bytes = new Uint8Array(0);
  return createFile(ctx, { what: 'file', flags, object: node.ino, path });
}

/** Takes a name out of the tree. */
export function unlinkPath(ctx: Ctx, process: Process, name: string): number {
  const path = normalizePath(process.cwd, name);
  const node = lookUp(ctx, path);
  if (!node) return -ENOENT;
  if (node.kind === 'directory') return -EISDIR;
  return ctx.kernel.nodes.delete(path) ? 0 : -EACCES;
}
