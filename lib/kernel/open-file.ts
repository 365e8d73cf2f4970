// Open file descriptions: what descriptors point at, shared by dup(2) and fork(2).
//
// One idea: the description counts who points at it. What it stands for is released when the
// count reaches 0, and not before: that is why a server that forked must close in both processes.
//
// Source: open(2), "Open file descriptions"; Linux fs/file_table.c.

import { emit, takeId, traced } from '../sim/sim.ts';
import { freeNumber } from '../sim/taken-numbers.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { forgetFile, releaseEpoll } from './epoll.ts';
import { releaseEvent } from './event-fds.ts';
import { dropWhole } from './file-locks.ts';
import { noteClose, noteGone } from './inotify.ts';
import type { Ctx, OpenFile, Socket, Task } from './kernel.ts';
import { releasePipe } from './pipe.ts';
import { releaseRing } from './ring-request.ts';
import { releaseSocket } from './sock.ts';
import { collectUnix } from './unix-io.ts';
import { forget } from './vfs.ts';
import { type WaitKey, waitKey } from './wait-key.ts';

export type NewFile = Pick<OpenFile, 'what' | 'flags' | 'object'> & {
  path?: string;
  socket?: Readonly<Socket>;
  tcp?: TcpSock | undefined;
};

/** O_LARGEFILE, which open(2) adds on 64-bit machines. */
export const O_LARGEFILE = 0x8000;

/** Tells whether a description came of open(2). */
export function wasOpened({ path, what }: OpenFile): boolean {
  return path !== undefined || what === 'tty';
}

/** Makes a description that nobody points at yet; its number doubles as an inode number. */
export function createFile(ctx: Ctx, spec: NewFile): OpenFile {
  const { what, flags, object, path, socket, tcp } = spec;
  const id = takeId(ctx.sim);
  const file: OpenFile = { id, refs: 0, what, flags, offset: 0, object, path, socket, tcp };
  ctx.kernel.files.set(file.id, file);
  return file;
}

/** Adds a pointer to it. */
export function getFile(ctx: Ctx, file: OpenFile): void {
  file.refs++;
  tell(ctx, file);
}

/** Takes a pointer away, and releases what it stood for with the last one. */
export function putFile(ctx: Ctx, file: OpenFile, pid: number): void {
  file.refs--;
  tell(ctx, file);
  if (file.refs > 0) return;
  dropWhole(ctx, file);
  noteClose(ctx, file);
  ctx.kernel.files.delete(file.id);
  ctx.kernel.asyncs.delete(file);
  forgetFile(ctx.kernel, file);
  if (file.what === 'socket') {
    releaseSocket(ctx, file, pid);
    // Whenever one of AF_UNIX goes, Linux looks for others that only hold each other in their queues.
    if (file.socket?.type === 'unix') collectUnix(ctx, pid);
  }
  if (file.what === 'pipe') releasePipe(ctx, file);
  else if (file.what === 'epoll') releaseEpoll(ctx, file);
  else if (file.what === 'io_uring') releaseRing(ctx, file.object, pid);
  else if (file.what.endsWith('fd') || file.what === 'inotify') releaseEvent(ctx, file);
  else if (file.what === 'file') {
    const node = ctx.kernel.inodes.get(file.object);
    if (node) forget(ctx.kernel, node);
    if (node) noteGone(ctx, node);
  }
}

/** Gives back the number that a call has taken before it slept (`reserveFd`), and says which it was. */
export function unreserveFd({ process, syscall }: Task): number | undefined {
  const fd = syscall?.reserved;
  if (fd === undefined) return undefined;
  syscall!.reserved = undefined;
  freeNumber(process.fds.taken, fd);
  return fd;
}

/** Lets go of what a sleeping call held, its number and a file; the last pointer to it may be this one. */
export function releaseHeld(ctx: Ctx, task: Task): void {
  unreserveFd(task);
  const file =
    task.syscall?.held === undefined ? undefined : ctx.kernel.files.get(task.syscall.held);
  if (!file) return;
  task.syscall!.held = undefined;
  putFile(ctx, file, task.process.pid);
}

function tell(ctx: Ctx, file: OpenFile): void {
  if (!traced(ctx.sim, 'open-file')) return;
  const { id, refs, what } = file;
  const event = { kind: 'open-file' as const, host: ctx.kernel.host, file: id, refs, what };
  emit(ctx.sim, what === 'socket' ? { ...event, sock: file.object } : event);
}

/** Says what a description stands for, as `ls -l /proc/PID/fd` does. */
export function targetOf(file: OpenFile): string {
  switch (file.what) {
    case 'socket':
      return `socket:[${file.object}]`;
    case 'pipe':
      return file.path ?? `pipe:[${file.object}]`;
    case 'tty':
      return `/dev/pts/${file.object}`;
    case 'epoll':
      return 'anon_inode:[eventpoll]';
    case 'io_uring':
      return 'anon_inode:[io_uring]';
    case 'eventfd':
    case 'timerfd':
    case 'signalfd':
    case 'pidfd':
    case 'inotify':
      return `anon_inode:[${file.what}]`;
    case 'mqueue':
      return '/queue';
    case 'file':
      return file.path ?? '?';
  }
}

/** Names the wait queue of what a description stands for. */
export function keyOf(file: OpenFile): WaitKey {
  return waitKey(file.what === 'socket' ? 'sock' : file.what, file.object);
}
