// Calls on descriptors themselves: close, dup, fcntl, pipe, ioctl.
//
// Source: close(2), dup(2), fcntl(2), pipe(2), ioctl_tty(2).

import {
  AF_UNIX,
  F_DUPFD,
  F_DUPFD_CLOEXEC,
  F_GETFD,
  F_GETFL,
  F_GETLK,
  F_GETPIPE_SZ,
  F_OFD_GETLK,
  F_OFD_SETLK,
  F_OFD_SETLKW,
  F_SETFD,
  F_SETFL,
  F_SETLK,
  F_SETLKW,
  F_SETPIPE_SZ,
  FD_CLOEXEC,
  FIOASYNC,
  FIOCLEX,
  FIONBIO,
  FIONCLEX,
  FIONREAD,
  O_APPEND,
  O_ASYNC,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECT,
  O_EXCL,
  O_NOCTTY,
  O_NONBLOCK,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  SIOCATMARK,
  SIOCOUTQ,
  SIOCOUTQNSD,
  SOCK_STREAM,
  TCGETS,
  TCSETS,
  TIOCGWINSZ,
} from '../abi/constants.ts';
import { EBADF, EFAULT, EINVAL, EMFILE, ENOTTY, EOPNOTSUPP, EPERM } from '../abi/errno.ts';
import { seqDiff } from '../net/seq.ts';
import { isTaken } from '../sim/taken-numbers.ts';
import { tcpUnread } from '../tcp/receive.ts';
import { FIOSETOWN, ownerIoctl, ownerRequest, SIOCGPGRP, setAsync } from './async.ts';
import { toBytes } from './bytes.ts';
import { closeFd, dupFd, dupTo, fileOf, freeFd, installFd, setCloexec } from './fd-table.ts';
import { rangeLock } from './file-locks.ts';
import { noteBytesWaiting } from './inotify.ts';
import { interfaceRequest } from './interfaces.ts';
import type { Ctx, Handlers, OpenFile, Task } from './kernel.ts';
import { createFile, O_LARGEFILE, wasOpened } from './open-file.ts';
import { createPipe, pipeBytes, resizePipe } from './pipe.ts';
import { sealRequest } from './seals.ts';
import { tcpSockOf, unixSockOf } from './sock.ts';
import { lingerClose } from './syscalls-connect.ts';
import { queuedBytes } from './udp-room.ts';
import { unixUnread } from './unix-io.ts';
import { readUserNumber, writeUser, writeUserNumber } from './user-memory.ts';

export const FD_CALLS: Handlers = {
  close: (ctx, task, [fd]) => lingerClose(ctx, task, fd) ?? closeFd(ctx, task.process, fd),
  dup: (ctx, task, [fd]) => dupFd(ctx, task.process, fd, 0, false),
  dup2: (ctx, task, [fd, newFd]) => dupTo(ctx, task.process, fd, newFd, false),
  dup3: (ctx, task, [fd, newFd, flags]) => {
    if (fd === newFd || flags & ~O_CLOEXEC) return -EINVAL;
    return dupTo(ctx, task.process, fd, newFd, flags !== 0);
  },
  fcntl,
  ioctl,
  pipe: (ctx, task, [addr]) => makePipe(ctx, task, addr, 0),
  pipe2: (ctx, task, [addr, flags]) => {
    return flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT)
      ? -EINVAL
      : makePipe(ctx, task, addr, flags);
  },
};

/** Flags that F_SETFL changes; O_DIRECT makes packets of what is written into a pipe. */
const O_NOATIME = 0o1000000;
const SETTABLE = O_NONBLOCK | O_APPEND | O_DIRECT | O_NOATIME;
/** Flags that open(2) acts on and that F_GETFL does not show. */
const OPEN_ONLY = O_CLOEXEC | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC;

function fcntl(ctx: Ctx, task: Task, [fd, command, arg]: number[]): number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  switch (command) {
    case F_DUPFD:
      return dupFd(ctx, task.process, fd, arg, false);
    case F_DUPFD_CLOEXEC:
      return dupFd(ctx, task.process, fd, arg, true);
    case F_GETFD:
      return isTaken(task.process.fds.cloexec, fd) ? FD_CLOEXEC : 0;
    case F_SETFD:
      setCloexec(task.process, fd, (arg & FD_CLOEXEC) !== 0);
      return 0;
    case F_GETFL:
      return (file.flags & ~OPEN_ONLY) | (wasOpened(file) ? O_LARGEFILE : 0);
    case F_SETFL:
      if (arg & O_DIRECT && file.what !== 'pipe' && file.what !== 'file') return -EINVAL;
      file.flags = (file.flags & ~SETTABLE) | (arg & SETTABLE);
      if ((file.flags ^ arg) & O_ASYNC) setAsync(ctx, file, fd, (arg & O_ASYNC) !== 0);
      return 0;
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_GETLK:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
      return rangeLock(ctx, task, file, command, arg);
    case F_GETPIPE_SZ:
    case F_SETPIPE_SZ:
      return pipeSize(ctx, file, command === F_SETPIPE_SZ ? arg : undefined);
    default:
      return (
        ownerRequest(ctx, task, file, command, arg) ??
        sealRequest(ctx, file, command, arg) ??
        -EINVAL
      );
  }
}

/** The smallest pipe is a page, sizes are powers of two, and more than this needs a privilege. */
const PIPE_MAX = 1_048_576;

function pipeSize(ctx: Ctx, file: OpenFile, set: number | undefined): number {
  const pipe = file.what === 'pipe' ? ctx.kernel.pipes.get(file.object) : undefined;
  if (!pipe) return -EBADF;
  if (set === undefined) return pipe.capacity;
  let size = 4096;
  while (size < set) size *= 2;
  if (set < 0 || size > 2 ** 31) return -EINVAL;
  if (size > PIPE_MAX) return -EPERM;
  return resizePipe(ctx, pipe, size);
}

function ioctl(ctx: Ctx, task: Task, [fd, request, addr]: number[]): number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  if (request === FIONBIO) {
    const on = readUserNumber(ctx, task, addr, 4);
    if (on === undefined) return -EFAULT;
    file.flags = on ? file.flags | O_NONBLOCK : file.flags & ~O_NONBLOCK;
    return 0;
  }
  if (request === FIOASYNC) {
    const on = readUserNumber(ctx, task, addr, 4);
    if (on === undefined) return -EFAULT;
    return setAsync(ctx, file, fd, on !== 0) ? 0 : -ENOTTY;
  }
  if (request === FIOCLEX || request === FIONCLEX) {
    setCloexec(task.process, fd, request === FIOCLEX);
    return 0;
  }
  if (file.what === 'tty') return ttyRequest(ctx, task, request, addr);
  if (file.socket && request >= FIOSETOWN && request <= SIOCGPGRP) {
    return ownerIoctl(ctx, task, file, request, addr);
  }
  const told =
    file.socket && interfaceRequest(ctx, task, file.socket.family !== AF_UNIX, request, addr);
  if (told !== undefined) return told;
  const count = request === FIONREAD ? unread(ctx, file) : undefined;
  const queued =
    request === SIOCOUTQ
      ? unacknowledged(ctx, file)
      : request === SIOCOUTQNSD
        ? unsent(file)
        : undefined;
  // There is no urgent data, so nobody stands at it.
  const mark = request === SIOCATMARK ? atMark(ctx, file) : undefined;
  const value = count ?? queued ?? mark;
  if (value === undefined) return file.what === 'epoll' ? -EINVAL : -ENOTTY;
  // Who stands behind the end of a file has less than nothing left.
  if (value < 0 && file.what !== 'file') return value;
  return writeUserNumber(ctx, task, addr, value, 4) ? 0 : -EFAULT;
}

/** SIOCATMARK: streams alone have a mark, and AF_UNIX says that its other sockets could not. */
function atMark(ctx: Ctx, file: OpenFile): number | undefined {
  const unix = unixSockOf(ctx, file);
  if (unix) return unix.type === SOCK_STREAM ? 0 : -EOPNOTSUPP;
  return tcpSockOf(file) && 0;
}

/** FIONREAD: bytes that a read would find, or -errno; undefined where nobody knows. */
function unread(ctx: Ctx, file: OpenFile): number | undefined {
  const sk = tcpSockOf(file);
  if (sk) return sk.listen ? -EINVAL : tcpUnread(sk);
  if (file.what === 'pipe') return pipeBytes(ctx.kernel.pipes.get(file.object)!);
  const event = file.what === 'inotify' ? ctx.kernel.events.get(file.object) : undefined;
  if (event?.kind === 'inotify') return noteBytesWaiting(event);
  const unix = unixSockOf(ctx, file);
  if (unix) return unix.state === 'listening' ? -EINVAL : unixUnread(unix);
  if (file.what === 'file') return leftOf(ctx, file);
  const udp = file.what === 'socket' ? ctx.kernel.udps.get(file.object) : undefined;
  return udp && (udp.queue[0]?.bytes.length ?? 0);
}

/** What lies behind the place in a file; a directory and a device do not say. */
function leftOf(ctx: Ctx, file: OpenFile): number | undefined {
  const node = ctx.kernel.inodes.get(file.object);
  return node?.kind === 'file' ? node.bytes.length - file.offset : undefined;
}

/** SIOCOUTQ: bytes that the peer has not acknowledged, or a device not sent yet. */
function unacknowledged(ctx: Ctx, file: OpenFile): number | undefined {
  const sk = tcpSockOf(file);
  const unix = unixSockOf(ctx, file);
  if (unix) return unix.charged;
  const udp = file.what === 'socket' ? ctx.kernel.udps.get(file.object) : undefined;
  if (udp) return queuedBytes(ctx, udp);
  if (sk?.listen) return -EINVAL;
  return sk && Math.max(0, seqDiff(sk.writeSeq, sk.sndUna));
}

/** SIOCOUTQNSD: bytes that have not been sent once. */
function unsent(file: OpenFile): number | undefined {
  const sk = tcpSockOf(file);
  if (sk?.listen) return -EINVAL;
  return sk && Math.max(0, seqDiff(sk.writeSeq, sk.sndNxt));
}

function ttyRequest(ctx: Ctx, task: Task, request: number, addr: number): number {
  switch (request) {
    case TCGETS: {
      // c_iflag, c_oflag, c_cflag, c_lflag: a terminal that hands over whole lines, as it is opened.
      const termios = new Uint8Array(36);
      [0x500, 0x5, 0xbf, 0x8a3b].forEach((flags, i) => {
        termios.set(toBytes(flags, 4), 4 * i);
      });
      return writeUser(ctx, task, addr, termios) ? 0 : -EFAULT;
    }
    case TCSETS:
      return 0;
    case TIOCGWINSZ:
      return writeUser(ctx, task, addr, Uint8Array.of(24, 0, 80, 0, 0, 0, 0, 0)) ? 0 : -EFAULT;
    default:
      return -ENOTTY;
  }
}

function makePipe(ctx: Ctx, task: Task, addr: number, flags: number): number {
  const { process } = task;
  const first = freeFd(process);
  if (first < 0 || freeFd(process, first + 1) < 0) return -EMFILE;
  const pipe = createPipe(ctx);
  const cloexec = (flags & O_CLOEXEC) !== 0;
  const ends = [O_RDONLY, O_WRONLY].map((access) => {
    // Packets are the writer's affair.
    const mode = flags & (access === O_WRONLY ? O_NONBLOCK | O_DIRECT : O_NONBLOCK);
    return createFile(ctx, { what: 'pipe', flags: access | mode, object: pipe.id });
  });
  const fds = ends.map((end) => installFd(ctx, process, end, { cloexec }));
  const bytes = Uint8Array.from([...toBytes(fds[0], 4), ...toBytes(fds[1], 4)]);
  if (writeUser(ctx, task, addr, bytes)) return 0;
  for (const fd of fds) closeFd(ctx, process, fd);
  return -EFAULT;
}
