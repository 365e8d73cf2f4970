// inotify: what happens to files, as events that are read like bytes.
//
// One idea: whoever changes a file says so here in one line, and where no program watches anything that
// line ends at once. An event goes to who watches the directory, with the file's name, then to who
// watches the file itself.
//
// Source: inotify(7); Linux fs/notify/inotify/inotify_user.c, inotify_fsnotify.c, fs/notify/fsnotify.c;
// answers of Linux 6.18.
// Departs: a program that is executed is not opened and read, as far as its watchers hear.

import { O_NONBLOCK, POLLIN } from '../abi/constants.ts';
import { EACCES, EAGAIN, EBADF, EEXIST, EFAULT, EINVAL, ENOENT, ENOTDIR } from '../abi/errno.ts';
import {
  IN_ALL_EVENTS,
  IN_CLOEXEC,
  IN_CLOSE_NOWRITE,
  IN_CLOSE_WRITE,
  IN_DELETE_SELF,
  IN_DONT_FOLLOW,
  IN_IGNORED,
  IN_ISDIR,
  IN_MASK_ADD,
  IN_MASK_CREATE,
  IN_MOVE_SELF,
  IN_MOVED_FROM,
  IN_MOVED_TO,
  IN_ONESHOT,
  IN_ONLYDIR,
  IN_Q_OVERFLOW,
} from '../abi/ipc.ts';
import { encodeText, joinBytes, toBytes } from './bytes.ts';
import { openEvent } from './event-fds.ts';
import { fileOf } from './fd-table.ts';
import type { Ctx, EventObject, FileNode, Handlers, OpenFile, Task } from './kernel.ts';
import { readUserText } from './user-memory.ts';
import { allowed, nodeAt, parentOf, walk } from './vfs.ts';
import { waitKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

type Notifier = EventObject & { kind: 'inotify' };
type Note = Notifier['notes'][number];

/** fs.inotify.max_queued_events. */
const MOST_NOTES = 16_384;
/** A struct inotify_event; a name behind it is padded to as much. */
const HEAD_BYTES = 16;

/** The calls; made when a program first asks for one of the rare ones. */
export const inotifyCalls = (): Handlers => ({
  inotify_init: (ctx, task) => open(ctx, task, 0),
  inotify_init1: (ctx, task, [flags]) => open(ctx, task, flags),
  inotify_add_watch: addWatch,
  inotify_rm_watch: (ctx, task, [fd, wd]) => {
    const notifier = notifierOf(ctx, task, fd);
    if (typeof notifier === 'number') return notifier;
    if (!notifier.watches.has(wd)) return -EINVAL;
    dropWatch(ctx, notifier, wd);
    return 0;
  },
});

function open(ctx: Ctx, task: Task, flags: number): number {
  if (flags & ~(IN_CLOEXEC | O_NONBLOCK)) return -EINVAL;
  const made: Notifier = { id: 0, kind: 'inotify', watches: new Map(), nextWd: 1, notes: [] };
  const fd = openEvent(ctx, task, made, flags);
  const object = fd < 0 ? undefined : ctx.kernel.events.get(fileOf(task.process, fd)!.object);
  if (object?.kind !== 'inotify') return fd;
  ctx.kernel.notifiers ??= new Set();
  ctx.kernel.notifiers.add(object);
  return fd;
}

function notifierOf(ctx: Ctx, task: Task, fd: number): Notifier | number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  const object = file.what === 'inotify' ? ctx.kernel.events.get(file.object) : undefined;
  return object?.kind === 'inotify' ? object : -EINVAL;
}

function addWatch(ctx: Ctx, task: Task, [fd, pathAddr, asked]: number[]): number {
  const mask = asked >>> 0;
  const kinds = IN_ALL_EVENTS | IN_DONT_FOLLOW | IN_ONLYDIR | IN_MASK_ADD | IN_MASK_CREATE;
  if (!(mask & (kinds | IN_ONESHOT | IN_ISDIR | EXCL_UNLINK | UNMOUNT))) return -EINVAL;
  if (mask & IN_MASK_ADD && mask & IN_MASK_CREATE) return -EINVAL;
  const notifier = notifierOf(ctx, task, fd);
  if (typeof notifier === 'number') return notifier;
  const path = readUserText(ctx, task, pathAddr);
  if (path === undefined) return -EFAULT;
  const found = walk(ctx, task.process, path, !(mask & IN_DONT_FOLLOW));
  if (typeof found === 'number') return found;
  const { node } = found;
  if (!node) return -ENOENT;
  if (mask & IN_ONLYDIR && node.kind !== 'directory') return -ENOTDIR;
  if (!allowed(node, task.process.uid, 4)) return -EACCES;
  const events = mask & (IN_ALL_EVENTS | IN_ONESHOT);
  for (const [wd, watch] of notifier.watches) {
    if (watch.ino !== node.ino) continue;
    if (mask & IN_MASK_CREATE) return -EEXIST;
    watch.mask = mask & IN_MASK_ADD ? watch.mask | events : events;
    return wd;
  }
  const wd = notifier.nextWd++;
  notifier.watches.set(wd, { ino: node.ino, mask: events });
  return wd;
}

const EXCL_UNLINK = 0x04000000;
const UNMOUNT = 0x2000;

function dropWatch(ctx: Ctx, notifier: Notifier, wd: number): void {
  notifier.watches.delete(wd);
  put(ctx, notifier, { wd, mask: IN_IGNORED, cookie: 0, name: '' });
}

/** Queues an event, unless it says what the last one says, or too many wait. */
function put(ctx: Ctx, notifier: Notifier, note: Note): void {
  const { notes } = notifier;
  const last = notes.at(-1);
  const { wd, mask, cookie, name } = note;
  if (last?.wd === wd && last.mask === mask && last.cookie === cookie && last.name === name) return;
  if (notes.length > MOST_NOTES) return;
  const full = notes.length === MOST_NOTES;
  notes.push(full ? { wd: -1, mask: IN_Q_OVERFLOW, cookie: 0, name: '' } : note);
  wake(ctx, waitKey('inotify', notifier.id), POLLIN);
}

/** Tells who watches one inode. */
function tell(ctx: Ctx, ino: number, mask: number, name: string, cookie: number): void {
  for (const notifier of ctx.kernel.notifiers ?? []) {
    for (const [wd, watch] of notifier.watches) {
      if (watch.ino !== ino || !(watch.mask & mask & IN_ALL_EVENTS)) continue;
      put(ctx, notifier, { wd, mask, cookie, name });
      if (watch.mask & IN_ONESHOT) dropWatch(ctx, notifier, wd);
    }
  }
}

/** Says that something was done to a file: IN_MODIFY, IN_OPEN and their like. */
export function noteFile(ctx: Ctx, node: FileNode | undefined, event: number): void {
  if (!ctx.kernel.notifiers || !node) return;
  const mask = event | (node.kind === 'directory' ? IN_ISDIR : 0);
  for (const [path, ino] of ctx.kernel.nodes) {
    if (ino !== node.ino || path === '/') continue;
    const parent = nodeAt(ctx.kernel, parentOf(path));
    if (parent) tell(ctx, parent.ino, mask, baseOf(path), 0);
    break;
  }
  tell(ctx, node.ino, mask, '', 0);
}

/** Says to the file's own watchers alone that what is known about it has changed: how many names it has. */
export function noteSelf(ctx: Ctx, { ino, kind }: FileNode, event: number): void {
  if (!ctx.kernel.notifiers) return;
  const bare = event === IN_MOVE_SELF || event === IN_DELETE_SELF;
  tell(ctx, ino, event | (kind === 'directory' && !bare ? IN_ISDIR : 0), '', 0);
}

/** Says that a directory has a name more or less. */
export function noteName(ctx: Ctx, path: string, node: FileNode, event: number, cookie = 0): void {
  if (!ctx.kernel.notifiers) return;
  const parent = nodeAt(ctx.kernel, parentOf(path));
  const mask = event | (node.kind === 'directory' ? IN_ISDIR : 0);
  if (parent) tell(ctx, parent.ino, mask, baseOf(path), cookie);
}

/** Says that a file has another name now. */
export function noteMove(ctx: Ctx, from: string, to: string, node: FileNode): void {
  if (!ctx.kernel.notifiers) return;
  const cookie = ++ctx.kernel.lastCookie;
  noteName(ctx, from, node, IN_MOVED_FROM, cookie);
  noteName(ctx, to, node, IN_MOVED_TO, cookie);
}

/**
 * Says that a file is no more, where it is none: nobody watches it any longer. Linux says so too when its
 * last name `path` has gone, unless somebody has it open by that very name.
 */
export function noteGone(ctx: Ctx, node: FileNode, path?: string): void {
  const { notifiers, inodes, files } = ctx.kernel;
  if (!notifiers) return;
  if (inodes.has(node.ino)) {
    if (path === undefined || node.nlink > 0) return;
    const opened = [...files.values()].filter((f) => f.what === 'file' && f.object === node.ino);
    if (opened.some((file) => file.path === path)) return;
  }
  noteSelf(ctx, node, IN_DELETE_SELF);
  for (const notifier of notifiers) {
    for (const [wd, { ino }] of notifier.watches) {
      if (ino === node.ino) dropWatch(ctx, notifier, wd);
    }
  }
}

/** Says that the last descriptor of a description is closed. */
export function noteClose(ctx: Ctx, file: OpenFile): void {
  if (!ctx.kernel.notifiers || file.what !== 'file') return;
  const writes = (file.flags & 3) !== 0;
  noteFile(ctx, ctx.kernel.inodes.get(file.object), writes ? IN_CLOSE_WRITE : IN_CLOSE_NOWRITE);
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Looks at what a read gets: whole events; -EINVAL where not even one has room. */
export function peekNotes({ notes }: Notifier, max: number): Uint8Array | number {
  if (notes.length === 0) return -EAGAIN;
  let bytes: Uint8Array = new Uint8Array(0);
  for (const note of notes) {
    const one = noteBytes(note);
    if (bytes.length + one.length > max) break;
    bytes = joinBytes(bytes, one);
  }
  return bytes.length > 0 ? bytes : -EINVAL;
}

/** Takes the events that a read got, by their bytes. */
export function takeNotes({ notes }: Notifier, bytes: number): void {
  for (let left = bytes; left > 0; ) left -= noteBytes(notes.shift()!).length;
}

/** Tells how many bytes wait: FIONREAD. */
export function noteBytesWaiting({ notes }: Notifier): number {
  return notes.reduce((sum, note) => sum + noteBytes(note).length, 0);
}

function noteBytes({ wd, mask, cookie, name }: Note): Uint8Array {
  const text = encodeText(name);
  const room = text.length === 0 ? 0 : HEAD_BYTES * Math.ceil((text.length + 1) / HEAD_BYTES);
  const bytes = new Uint8Array(HEAD_BYTES + room);
  for (const [i, value] of [wd, mask, cookie, room].entries()) bytes.set(toBytes(value, 4), 4 * i);
  bytes.set(text, HEAD_BYTES);
  return bytes;
}

/** Forgets who watches, with the last descriptor. */
export function releaseNotifier(ctx: Ctx, object: EventObject | undefined): void {
  if (object?.kind !== 'inotify') return;
  ctx.kernel.notifiers?.delete(object);
  if (ctx.kernel.notifiers?.size === 0) ctx.kernel.notifiers = undefined;
}
