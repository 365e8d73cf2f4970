// Input and output: what read(2), write(2) and their relatives do, whatever they are called on.
//
// One idea: input is looked at, copied out and only then consumed, so that a bad address loses no
// byte. A call that must wait keeps in `doneBytes` what earlier tries have moved.
//
// Units: bytes.
// Source: read(2), write(2), recv(2), send(2); Linux tcp_recvmsg(), tcp_sendmsg().

import {
  MSG_DONTWAIT,
  MSG_EOR,
  MSG_MORE,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  MSG_ZEROCOPY,
  O_ACCMODE,
  O_APPEND,
  O_DIRECT,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
  POLLIN,
  POLLOUT,
  RLIMIT_FSIZE,
  SI_USER,
  SIGXFSZ,
  SOCK_STREAM,
} from '../abi/constants.ts';
import {
  EAGAIN,
  EBADF,
  EFAULT,
  EFBIG,
  EINVAL,
  EISDIR,
  ENOSPC,
  EPERM,
  EPIPE,
} from '../abi/errno.ts';
import { IN_ACCESS, IN_MODIFY } from '../abi/ipc.ts';
import { nextU32 } from '../sim/rng.ts';
import { emit, traced } from '../sim/sim.ts';
import type { Endpoint, Place, SysBlock } from '../sim/trace.ts';
import { tcpRecv } from '../tcp/receive.ts';
import { tcpSend } from '../tcp/send.ts';
import { RCV_SHUTDOWN, SEND_SHUTDOWN, type TcpSock } from '../tcp/tcb.ts';
import { brokenPipe, isSignalled } from './broken-pipe.ts';
import { joinBytes } from './bytes.ts';
import type { Control } from './control.ts';
import { addToEvent, consumeEvent, peekEvent } from './event-fds.ts';
import { faultyWrite, readablePieces } from './faults.ts';
import { noteFile } from './inotify.ts';
import type { Ctx, FileNode, OpenFile, Task, UnixSock } from './kernel.ts';
import { queueText } from './mqueue.ts';
import { readNothing, writeNothing } from './nothing.ts';
import { keyOf } from './open-file.ts';
import {
  inPipe,
  lookIntoPipe,
  noteFullPipe,
  outPipe,
  putIntoPipe,
  roomInPipe,
  takeFromPipe,
} from './pipe.ts';
import { writeProc } from './proc.ts';
import { receiveMessage } from './receive.ts';
import { isSealed } from './seals.ts';
import { sendSignal } from './signal.ts';
import { flush, isLocalPeer, tcpSockOf, unixSockOf } from './sock.ts';
import { takeLine } from './tty.ts';
import { aimUdp, autobindUdp, refusedEarly, sendUdp, takeDatagram, takeError } from './udp.ts';
import { flushSend, refuseSend } from './udp-room.ts';
import { credentialsOf, findByName } from './unix.ts';
import { dropFile, lookUnix, type Rider, sendDatagram, sendStream, takeUnix } from './unix-io.ts';
import { readUser, tellCopy, writeUser } from './user-memory.ts';
import { DEVICES, DISK_PAGES, usedPages } from './vfs.ts';
import { sockKey, waitKey } from './wait-key.ts';
import { block, setDeadline, timedOut } from './wait-queue.ts';
import { noteZerocopy } from './zerocopy.ts';

/** A piece of the program's memory; readv and writev have several. */
export interface Piece {
  addr: number;
  length: number;
}

/** What one call moves at most: INT_MAX rounded down to a page, as in include/linux/fs.h. */
export const MAX_RW_COUNT = 0x7ffff000;

/** A send whose pages are not copied (Linux's own MSG_SPLICE_PAGES); programs cannot say so. */
export const MSG_PINNED = 0x8000000;

/** Adds up the pieces. */
export function pieceBytes(pieces: Piece[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

const PLACES: Record<OpenFile['what'], Place> = {
  socket: 'receive-queue',
  tty: 'user',
  pipe: 'pipe',
  file: 'page-cache',
  epoll: 'user',
  eventfd: 'user',
  timerfd: 'user',
  signalfd: 'user',
  pidfd: 'user',
  inotify: 'user',
  mqueue: 'user',
  io_uring: 'user',
};

/** Finds a file's node, and moves its bytes off the disk if no one has read it before. */
export function nodeOf(ctx: Ctx, task: Task, file: OpenFile): FileNode | undefined {
  const node = ctx.kernel.inodes.get(file.object);
  if (node && !node.cached) {
    node.cached = true;
    tellCopy(ctx, 'dma', node.bytes.length, 'disk', 'page-cache', task.process.pid);
  }
  return node;
}

/** Looks at the input without consuming it; -EAGAIN where there is none yet, empty at the end. */
export function peekInput(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  max: number,
  offset = file.offset,
): Uint8Array | number {
  const nothing = new Uint8Array(0);
  switch (file.what) {
    case 'socket': {
      const sk = tcpSockOf(file);
      if (sk) return tcpRecv(ctx.sim, ctx.stack, sk, max, { peek: true });
      const unix = unixSockOf(ctx, file);
      if (unix) {
        const found = lookUnix(unix, max);
        return typeof found === 'number' ? found : found.bytes;
      }
      const udp = ctx.kernel.udps.get(file.object);
      if (udp?.err) return takeError(udp);
      return udp?.queue[0]?.bytes.slice(0, max) ?? -EAGAIN;
    }
    case 'pipe': {
      const pipe = inPipe(ctx, file);
      if (!pipe) return -EBADF;
      if (pipe.slots.length > 0) return lookIntoPipe(pipe, max);
      return pipe.writers === 0 ? nothing : -EAGAIN;
    }
    case 'tty':
      return ctx.kernel.ttys.get(file.object)!.lines[0]?.slice(0, max) ?? -EAGAIN;
    case 'file': {
      const node = nodeOf(ctx, task, file);
      if (node?.kind === 'directory') return -EISDIR;
      if (node?.kind === 'device') return deviceInput(ctx, node, Math.min(max, 1 << 20));
      if (node && node.atimeUs <= node.mtimeUs) node.atimeUs = ctx.sim.nowUs;
      return node ? node.bytes.slice(offset, offset + max) : nothing;
    }
    case 'eventfd':
    case 'timerfd':
    case 'signalfd':
    case 'pidfd':
    case 'inotify':
      return peekEvent(ctx, task, file, max);
    case 'mqueue':
      return queueText(file).slice(offset, offset + max);
    case 'epoll':
    case 'io_uring':
      return -EINVAL;
  }
}

/** What a device has to read: zeros without an end, chance without an end, or nothing. */
function deviceInput(ctx: Ctx, { rdev }: FileNode, max: number): Uint8Array {
  if (rdev === DEVICES.zero || rdev === DEVICES.full) return new Uint8Array(max);
  if (rdev === DEVICES.null) return new Uint8Array(0);
  return Uint8Array.from({ length: max }, () => nextU32(ctx.sim.rng) & 0xff);
}

/** Consumes input that has been looked at. */
export function consumeInput(ctx: Ctx, file: OpenFile, bytes: number): void {
  switch (file.what) {
    case 'socket': {
      const sk = tcpSockOf(file);
      const unix = unixSockOf(ctx, file);
      const found = unix && lookUnix(unix, bytes);
      if (unix && typeof found === 'object') takeUnix(ctx, unix, found, 0);
      else if (!sk) takeDatagram(ctx, ctx.kernel.udps.get(file.object)!);
      else if (bytes > 0) {
        tcpRecv(ctx.sim, ctx.stack, sk, bytes);
        flush(ctx);
      }
      return;
    }
    case 'pipe':
      takeFromPipe(ctx, inPipe(ctx, file)!, bytes);
      return;
    case 'tty':
      takeLine(ctx.kernel.ttys.get(file.object)!, bytes);
      return;
    case 'file':
    case 'mqueue':
      file.offset += bytes;
      return;
    case 'eventfd':
    case 'timerfd':
    case 'signalfd':
    case 'pidfd':
    case 'inotify':
      consumeEvent(ctx, file, bytes);
      return;
    case 'epoll':
    case 'io_uring':
      return;
  }
}

function timeoutOf(file: OpenFile, way: 'rcvtimeoUs' | 'sndtimeoUs'): number | undefined {
  const us = file.socket?.[way] ?? 0;
  return us > 0 ? us : undefined;
}

/** Says what a task that waits for this file waits for. */
export function waitKind(file: OpenFile, direction: 'recv' | 'send'): SysBlock['on'] {
  if (file.what === 'tty') return 'tty';
  if (file.what === 'pipe') return 'pipe';
  return direction;
}

/** Tells whether a call answers at once, come what may. */
export function neverWaits(file: OpenFile, flags: number): boolean {
  return (file.flags & O_NONBLOCK) !== 0 || (flags & MSG_DONTWAIT) !== 0;
}

/** Sleeps until the file may have what the call wants; `undefined` means: do not sleep, answer. */
export function waitForFile(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  direction: 'recv' | 'send',
  flags: number,
  target?: number,
): number | undefined {
  if (neverWaits(file, flags) || timedOut(ctx, task)) return undefined;
  setDeadline(ctx, task, timeoutOf(file, direction === 'recv' ? 'rcvtimeoUs' : 'sndtimeoUs'));
  const mask = direction === 'recv' ? POLLIN : POLLOUT;
  const sock = file.what === 'socket' ? file.object : undefined;
  const on = waitKind(file, direction);
  const other = file.what === 'pipe' ? outPipe(ctx, file)?.id : undefined;
  const unix = direction === 'send' ? unixSockOf(ctx, file) : undefined;
  const full = target ?? (unix?.type === SOCK_STREAM ? undefined : unix?.peer);
  const keys = [keyOf(file), ...(other === undefined ? [] : [waitKey('pipe', other)])];
  // A datagram waits for room in another socket's queue, too.
  if (full !== undefined) keys.push(sockKey(full));
  const queues = [...new Set(keys)].map((key) => ({ key, mask }));
  return block(ctx, task, on, queues, sock);
}

/** Writes bytes over the pieces, starting `skip` bytes in; false for a bad address. */
export function scatter(
  ctx: Ctx,
  task: Task,
  pieces: Piece[],
  skip: number,
  bytes: Uint8Array,
): boolean {
  let at = 0;
  let before = 0;
  for (const { addr, length } of pieces) {
    const from = Math.max(0, skip + at - before);
    if (from < length && at < bytes.length) {
      const part = bytes.subarray(at, at + length - from);
      if (!writeUser(ctx, task, addr + from, part)) return false;
      at += part.length;
    }
    before += length;
  }
  return true;
}

/** Reads the pieces as one run of bytes, starting `skip` bytes in; undefined for a bad address. */
export function gather(
  ctx: Ctx,
  task: Task,
  pieces: Piece[],
  skip: number,
): Uint8Array | undefined {
  let bytes: Uint8Array = new Uint8Array(0);
  let before = 0;
  for (const { addr, length } of pieces) {
    const from = Math.max(0, skip - before);
    if (from < length) {
      const part = readUser(ctx, task, addr + from, length - from);
      if (!part) return undefined;
      bytes = joinBytes(bytes, part);
    }
    before += length;
  }
  return bytes;
}

/** Tells whether more may come behind what a stream has. */
function mayGrow({ finReceived, err, shutdown, state }: TcpSock): boolean {
  return !finReceived && err === 0 && !(shutdown & RCV_SHUTDOWN) && state !== 'CLOSE';
}

/** read(2), readv(2), recvfrom(2): how many bytes were copied out, or -errno, or BLOCKED. */
export function input(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  pieces: Piece[],
  flags = 0,
  offset?: number,
): number {
  if (file.what === 'file' && (file.flags & O_ACCMODE) === O_WRONLY) return -EBADF;
  const call = task.syscall!;
  const max = pieceBytes(pieces);
  const nothing = max === 0 ? readNothing(file) : undefined;
  if (nothing !== undefined) return nothing;
  const message = receiveMessage(ctx, task, file, pieces, flags);
  if (typeof message === 'number') return message;
  if (message) {
    for (const id of message.files) dropFile(ctx, id, task.process.pid);
    return message.count;
  }
  const { tcp } = file;
  // For so many bytes a call sleeps on: SO_RCVLOWAT, or all.
  const target = flags & MSG_WAITALL ? max : Math.min(max, tcp?.opt.rcvLowat ?? 1);
  for (;;) {
    const done = call.doneBytes;
    const bytes = peekInput(ctx, task, file, max - done, offset);
    if (typeof bytes === 'number') {
      const wait = bytes === -EAGAIN && (done === 0 || done < target);
      const slept = wait ? waitForFile(ctx, task, file, 'recv', flags) : undefined;
      return slept ?? (done > 0 ? done : bytes);
    }
    if (bytes.length === 0) {
      // An empty line on a terminal is an end of file that is met once.
      if (file.what === 'tty') consumeInput(ctx, file, 0);
      return done;
    }
    if (tcp && flags & MSG_PEEK && bytes.length < target && mayGrow(tcp)) {
      const slept = waitForFile(ctx, task, file, 'recv', flags);
      if (slept !== undefined) return slept;
    }
    // With MSG_TRUNC a stream's bytes are thrown away unseen.
    const unseen = file.what === 'socket' && (flags & MSG_TRUNC) !== 0;
    if (!unseen && !scatter(ctx, task, pieces, done, bytes)) {
      // A count or an event that has no place is gone.
      if (PLACES[file.what] === 'user') consumeInput(ctx, file, bytes.length);
      return done > 0 ? done : -EFAULT;
    }
    const sock = file.what === 'socket' ? file.object : undefined;
    if (PLACES[file.what] !== 'user' && !unseen) {
      tellCopy(ctx, 'cpu', bytes.length, PLACES[file.what], 'user', task.process.pid, sock);
    }
    if (!(flags & MSG_PEEK) && offset === undefined) consumeInput(ctx, file, bytes.length);
    if (file.what === 'file') noteFile(ctx, ctx.kernel.inodes.get(file.object), IN_ACCESS);
    call.doneBytes += bytes.length;
    if (flags & MSG_PEEK || call.doneBytes >= target) return call.doneBytes;
  }
}

/** Where a message goes that is not for the peer, and what rides with it. */
export interface Sending {
  rider?: Rider;
  to?: Endpoint;
  /** The name of a socket of AF_UNIX, which is looked for when there is room to send. */
  toUnix?: Uint8Array;
  /** What a datagram asks for beside its bytes, and whose it is. */
  control?: readonly Control[];
  uid?: number;
  /** The interface that the address of a group names. */
  scope?: number;
}

/** Offers bytes to a file: how many it took, or -errno. What moved them is told to the trace. */
export function offerOutput(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  bytes: Uint8Array,
  from: { place: Place; how: 'cpu' | 'link' },
  flags: number,
  sending: Sending = {},
): number {
  const { pid } = task.process;
  switch (file.what) {
    case 'socket': {
      const sk = tcpSockOf(file);
      const unix = unixSockOf(ctx, file);
      if (unix) return offerLocal(ctx, task, unix, bytes, sending);
      if (!sk) return offerDatagram(ctx, task, file, bytes, sending, flags);
      const taken = tcpSend(ctx.sim, ctx.stack, sk, bytes, {
        more: (flags & MSG_MORE) !== 0,
        eor: (flags & MSG_EOR) !== 0,
      });
      tellCopy(ctx, from.how, Math.max(0, taken), from.place, 'send-queue', pid, sk.id);
      flush(ctx);
      return taken;
    }
    case 'pipe': {
      const pipe = outPipe(ctx, file);
      if (!pipe) return -EBADF;
      if (pipe.readers === 0) return -EPIPE;
      const kind = from.place !== 'user' ? 'lent' : file.flags & O_DIRECT ? 'packet' : 'page';
      const room = roomInPipe(pipe, bytes.length, kind);
      if (room === 0) return -EAGAIN;
      tellCopy(ctx, from.how, room, from.place, 'pipe', pid);
      putIntoPipe(ctx, pipe, bytes.subarray(0, room), kind);
      return room;
    }
    case 'tty': {
      const stream = task.syscall?.args[0] === 2 ? 2 : 1;
      if (traced(ctx.sim, 'output'))
        emit(ctx.sim, { kind: 'output', host: ctx.kernel.host, pid, stream, bytes });
      return bytes.length;
    }
    case 'file':
      return writeNode(ctx, task, file, bytes);
    case 'eventfd':
      return addToEvent(ctx, file, bytes);
    case 'inotify':
      return -EBADF;
    case 'mqueue':
    case 'timerfd':
    case 'signalfd':
    case 'pidfd':
    case 'epoll':
    case 'io_uring':
      return -EINVAL;
  }
}

function offerDatagram(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  bytes: Uint8Array,
  sending: Sending,
  flags: number,
): number {
  const udp = ctx.kernel.udps.get(file.object)!;
  autobindUdp(ctx, udp);
  const early = refusedEarly(udp, file.socket!.family, sending.to, bytes.length, flags);
  if (early) return early;
  const aim = aimUdp(ctx, udp, sending);
  if (typeof aim === 'number') return aim;
  const more = (flags & MSG_MORE) !== 0;
  const sent = sendUdp(ctx, udp, aim.to, bytes, { more, asked: aim.asked });
  if (sent >= 0) {
    tellCopy(ctx, 'cpu', bytes.length, 'user', 'send-queue', task.process.pid, udp.id);
  }
  if (sent === -EAGAIN && neverWaits(file, flags)) refuseSend(ctx, aim.to);
  return flushSend(ctx, udp, sent);
}

function offerLocal(
  ctx: Ctx,
  task: Task,
  sk: UnixSock,
  bytes: Uint8Array,
  { rider, toUnix }: Sending,
): number {
  const { pid } = task.process;
  const fresh = task.syscall?.doneBytes === 0;
  const own = { files: [], creds: rider?.creds ?? credentialsOf(task.process) };
  const riding = fresh && rider ? rider : own;
  const sent =
    sk.type === SOCK_STREAM
      ? sendStream(ctx, sk, bytes, riding)
      : sendDatagram(ctx, task, sk, toUnix, bytes, riding);
  tellCopy(ctx, 'cpu', Math.max(0, sent), 'user', 'receive-queue', pid, sk.id);
  return sent;
}

/** A file lies in memory, holes and all, so that one far out does not fit. */
export const DISK_BYTES = 1 << 26;
/** A file of so many bytes asks before it grows whether the disk is full. */
const ASKED_FROM = 1 << 20;

/** Tells how long a file may be that a process writes to: RLIMIT_FSIZE. */
export function fileLimit({ process }: Task): number {
  return process.limits.get(RLIMIT_FSIZE)?.soft ?? Number.POSITIVE_INFINITY;
}

/** What happens to who wants more. */
export function tooLong(ctx: Ctx, task: Task): number {
  const { pid, uid } = task.process;
  sendSignal(ctx, task.process, { signo: SIGXFSZ, code: SI_USER, pid, uid }, task);
  return -EFBIG;
}

function writeNode(ctx: Ctx, task: Task, file: OpenFile, given: Uint8Array): number {
  const path = file.path ?? '';
  if ((file.flags & O_ACCMODE) === O_RDONLY) return -EBADF;
  const node = ctx.kernel.inodes.get(file.object);
  if (!node) return -EBADF;
  if (node.kind === 'device') return node.rdev === DEVICES.full ? -ENOSPC : given.length;
  if (writeProc(ctx, path, given)) return given.length;
  if (file.flags & O_APPEND) file.offset = node.bytes.length;
  const left = fileLimit(task) - file.offset;
  if (left <= 0 && given.length > 0) return tooLong(ctx, task);
  const bytes = left < given.length ? given.subarray(0, left) : given;
  const end = file.offset + bytes.length;
  // A file has no holes here: what ftruncate(2) made of it may be over the disk's size, so that all is asked for.
  if (end > DISK_BYTES || (end > ASKED_FROM && usedPages(ctx) >= DISK_PAGES)) return -ENOSPC;
  if (node.seals && isSealed(node, end, true)) return -EPERM;
  const grown = new Uint8Array(Math.max(end, node.bytes.length));
  grown.set(node.bytes);
  grown.set(bytes, file.offset);
  node.bytes = grown;
  node.mtimeUs = node.ctimeUs = ctx.sim.nowUs;
  noteFile(ctx, node, IN_MODIFY);
  file.offset = end;
  tellCopy(ctx, 'cpu', bytes.length, 'user', 'page-cache', task.process.pid);
  return bytes.length;
}

/** write(2), writev(2), sendto(2): how many bytes were taken, or -errno, or BLOCKED. */
export function output(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  pieces: Piece[],
  flags = 0,
  sending: Sending = {},
): number {
  const bytes = gather(ctx, task, pieces, 0);
  if (!bytes) {
    const some = file.what === 'file' ? readablePieces(ctx, task, pieces) : [];
    if (some.length > 0) return output(ctx, task, file, some, flags, sending);
    const refused = faultyWrite(ctx, file, pieceBytes(pieces), flags, sending);
    if (refused === -EPIPE && isSignalled(ctx, file, flags)) brokenPipe(ctx, task);
    return refused;
  }
  if (bytes.length === 0 && file.what !== 'socket') return writeNothing(ctx, file);
  const how = sendCopy(ctx, file, flags);
  const sent = push(ctx, task, file, bytes, { place: 'user', how }, flags, sending);
  const sk = tcpSockOf(file);
  if (sk && flags & MSG_ZEROCOPY && file.socket!.zerocopy && sent > 0) {
    noteZerocopy(ctx, file, sk, isLocalPeer(ctx, sk));
  }
  return sent;
}

/** MSG_ZEROCOPY pins the program's pages instead of copying, except where loopback must copy. */
function sendCopy(ctx: Ctx, file: OpenFile, flags: number): 'cpu' | 'link' {
  const sk = tcpSockOf(file);
  const asked = flags & MSG_ZEROCOPY && file.socket?.zerocopy;
  if (!sk || !(asked || flags & MSG_PINNED)) return 'cpu';
  return isLocalPeer(ctx, sk) ? 'cpu' : 'link';
}

/** TCP's time to send is over before anybody looks whether there is room by now: sk_stream_wait_memory(). */
function isOutOfTime(ctx: Ctx, task: Task, file: OpenFile): boolean {
  const sk = timedOut(ctx, task) ? tcpSockOf(file) : undefined;
  return sk !== undefined && !sk.err && !(sk.shutdown & SEND_SHUTDOWN);
}

/** Offers all of `bytes`, sleeping while there is no room; SIGPIPE where nobody will read them. */
export function push(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  bytes: Uint8Array,
  from: { place: Place; how: 'cpu' | 'link' },
  flags: number,
  sending: Sending = {},
): number {
  const call = task.syscall!;
  for (;;) {
    const done = call.doneBytes;
    if (isOutOfTime(ctx, task, file)) return done > 0 ? done : -EAGAIN;
    const taken = offerOutput(ctx, task, file, bytes.subarray(done), from, flags, sending);
    if (taken >= 0) {
      call.doneBytes += taken;
      if (call.doneBytes >= bytes.length) return call.doneBytes;
      // Acknowledgements that come meanwhile make room, but a call that never waits does not look.
      if (neverWaits(file, flags)) return call.doneBytes;
      continue;
    }
    if (taken === -EAGAIN) {
      const to = sending.toUnix && unixSockOf(ctx, file);
      const full = to && findByName(ctx, task, to.type, sending.toUnix!);
      const target = typeof full === 'object' ? full.id : undefined;
      const slept = waitForFile(ctx, task, file, 'send', flags, target);
      if (slept !== undefined) return slept;
      if (file.what === 'pipe') noteFullPipe(ctx, file);
    }
    if (done > 0) return done;
    if (taken === -EPIPE && isSignalled(ctx, file, flags)) brokenPipe(ctx, task);
    return taken;
  }
}
