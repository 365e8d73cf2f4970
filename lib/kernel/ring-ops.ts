// io_uring's operations: what each opcode does, and what is wrong with an SQE before it is tried.
//
// One idea: most operations are a system call that exists already, with its arguments taken from the SQE;
// it is tried as if its file had O_NONBLOCK, and EAGAIN means that the request waits.
//
// Source: io_uring_enter(2); Linux io_uring/{net,rw,poll,timeout,cancel,opdef}.c; answers of 6.18.
// Departs: no descriptors that only the ring has beside registered
// ones, and of the newer operations none.

import {
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  MSG_WAITALL,
  O_NONBLOCK,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
} from '../abi/constants.ts';
import {
  EAGAIN,
  EALREADY,
  EBADF,
  EFAULT,
  EINPROGRESS,
  EINVAL,
  ENOBUFS,
  ENOTSOCK,
  EOPNOTSUPP,
  ESPIPE,
} from '../abi/errno.ts';
import { NOTIF_USAGE_ZC_COPIED, RING_CONSTANTS, RING_OPS } from '../abi/io-uring.ts';
import { MSGHDR, readField } from '../abi/structs.ts';
import { SYS, type SyscallName } from '../abi/syscalls.ts';
import { closeFd, fileOf, lendFd } from './fd-table.ts';
import { handlerOf } from './handlers.ts';
import { MSG_PINNED, pieceBytes } from './io.ts';
import type { Ctx, OpenFile, Task } from './kernel.ts';
import { keyOf } from './open-file.ts';
import { pollFile } from './poll.ts';
import { postCqe, type Ring } from './ring.ts';
import { BUFFER_OPS, peekBuffer, pickedFlags, takeBuffer } from './ring-buffers.ts';
import { CANCEL_OPS } from './ring-cancel.ts';
import { judgeMessages, receiveMessages } from './ring-messages.ts';
import { post, type Request, ringOfRequest, waitIn } from './ring-request.ts';
import { isLocalPeer, tcpSockOf, unixSockOf } from './sock.ts';
import { readPieces } from './syscalls-files.ts';
import { readUser, readUserText } from './user-memory.ts';
import { sockKey } from './wait-key.ts';

const R = RING_CONSTANTS;

export interface Op {
  /** It works on an open file. */
  file?: boolean;
  /** Its SQE may have an ioprio. */
  ioprio?: boolean;
  /** It may ask for a buffer of the kernel's choice. */
  selects?: boolean;
  /** A timeout, whose completions other timeouts do not count; `linked`: of the request before it. */
  timeout?: boolean;
  linked?: boolean;
  /** Tells what is wrong with the SQE: 0, or -errno. */
  prepare?(ctx: Ctx, task: Task, req: Request, ring: Ring): number;
  /** Tries it: a result, -errno, or WAITS. */
  run(ctx: Ctx, req: Request): number;
  /** IORING_CQE_F_* of its completion. */
  cqeFlags?(ctx: Ctx, req: Request, res: number): number;
  after?(ctx: Ctx, req: Request, res: number): void;
  /** A negative result that breaks no chain, and a short one that does. */
  endsWell?(req: Request, res: number): boolean;
  isShort?(req: Request, res: number): boolean;
}

/** Finds what an opcode does; undefined for one that is not known here. */
export function opOf({ op }: Pick<Request, 'op'>): Op | undefined {
  const name = RING_OPS[op];
  return OPS[name] ?? CANCEL_OPS[name] ?? BUFFER_OPS[name];
}

/** Number under which a registered file stands among the descriptors for the length of one call. */
const FIXED_FD = 2 ** 30;

/** Makes one system call for a request, without waiting: its result, -EAGAIN where it would wait. */
function tryCall(ctx: Ctx, req: Request, name: SyscallName, args: number[]): number {
  return tryWith(ctx, req, name, args, (task) => handlerOf(SYS[name])!(ctx, task, args));
}

/** The same for a function that does what the call would. */
export function tryWith(
  ctx: Ctx,
  req: Request,
  name: SyscallName,
  args: number[],
  make: (task: Task, args: number[]) => number,
): number {
  const owner = ctx.kernel.tasks.get(req.tid)!;
  const held = req.file === undefined ? undefined : ctx.kernel.files.get(req.file);
  if (held && req.flags & R.IOSQE_FIXED_FILE) args[0] = FIXED_FD;
  req.call.nr = SYS[name];
  req.call.args = args;
  const task: Task = { ...owner, syscall: req.call };
  const call = () => make(task, args);
  if (!held) return call();
  const waited = held.flags & O_NONBLOCK;
  held.flags |= O_NONBLOCK;
  const result = lendFd(owner.process, args[0], held, call);
  if (!waited) held.flags &= ~O_NONBLOCK;
  return result;
}

export function heldFile(ctx: Ctx, req: Request): OpenFile {
  return ctx.kernel.files.get(req.file!)!;
}

/** Waits until a file may have what the request wants. */
export function waitForFile(ctx: Ctx, req: Request, mask: number, exclusive = false): number {
  const file = heldFile(ctx, req);
  const queues = [{ key: keyOf(file), mask: mask | POLLERR | POLLHUP, exclusive }];
  const peer = mask === POLLOUT ? unixSockOf(ctx, file)?.peer : undefined;
  // A datagram waits for room in its receiver's queue.
  if (peer !== undefined) queues.push({ key: sockKey(peer), mask, exclusive: false });
  return waitIn(ctx, req, queues);
}

/** Moves bytes: tried again when the file is ready; with MSG_WAITALL until all have moved. */
function move(
  ctx: Ctx,
  req: Request,
  name: SyscallName,
  args: number[],
  mask: number,
  flags = 0,
): number {
  const chosen = req.flags & R.IOSQE_BUFFER_SELECT ? peekBuffer(ctx, req) : undefined;
  if (req.flags & R.IOSQE_BUFFER_SELECT) {
    if (name.startsWith('recv') && heldFile(ctx, req).what !== 'socket') return -ENOTSOCK;
    if (!chosen) return -ENOBUFS;
    const { addr, length } = chosen;
    args.splice(1, 2, addr, args[2] === 0 ? length : Math.min(args[2], length));
  }
  const result = tryCall(ctx, req, name, args);
  if (chosen && result > 0) takeBuffer(ctx, req, chosen);
  const all = flags & MSG_WAITALL && result > 0 && result < req.len;
  const short = all && !(pollFile(ctx, heldFile(ctx, req)) & mask);
  if ((result !== -EAGAIN && !short) || flags & MSG_DONTWAIT) return result;
  return waitForFile(ctx, req, mask);
}

/** The fields that an operation does not have must be 0. */
function zero(...fields: number[]): number {
  return fields.every((field) => field === 0) ? 0 : -EINVAL;
}

/** READ and its kin: with an offset (where there are places), or where the file stands. */
function readWrite(
  plain: SyscallName,
  placed: SyscallName,
  mask: number,
  vectors: boolean,
  fixed = false,
): Op {
  return {
    file: true,
    ioprio: true,
    selects: mask === POLLIN && !fixed,
    prepare: (ctx, task, req) => {
      if (!vectors) return 0;
      if (req.len > 1024) return -EINVAL;
      const pieces = readPieces(ctx, task, req.addr, req.len);
      if (typeof pieces === 'number') return pieces;
      req.call.object = pieceBytes(pieces);
      return 0;
    },
    run: (ctx, req) => {
      if (fixed) {
        const buffer = ringOfRequest(ctx, req).buffers?.[req.bufIndex];
        const end = buffer ? buffer.addr + buffer.length : 0;
        if (!buffer || req.addr < buffer.addr || req.addr + req.len > end) return -EFAULT;
      }
      const { what } = heldFile(ctx, req);
      // A socket has no places: sock_read_iter().
      if (what === 'socket' && req.off !== 0 && req.off !== -1) return -ESPIPE;
      const place = what === 'file' && req.off !== -1;
      const args = [req.fd, req.addr, req.len, ...(place ? [req.off] : [])];
      return move(ctx, req, place ? placed : plain, args, mask);
    },
    isShort: (req, res) => res !== (req.call.object ?? req.len),
  };
}

/** IORING_CQE_F_SOCK_NONEMPTY: there is more to receive, or the end has been reached. */
function nonEmpty(ctx: Ctx, req: Request, res: number): number {
  const file = res < 0 || req.file === undefined ? undefined : heldFile(ctx, req);
  if (!file || !(tcpSockOf(file) || unixSockOf(ctx, file)?.queue.length)) return 0;
  return pollFile(ctx, file) & POLLIN ? R.IORING_CQE_F_SOCK_NONEMPTY : 0;
}

/** A struct msghdr and what it points at must be there when the request is taken: how many pieces, or -errno. */
function prepareMessage(ctx: Ctx, task: Task, req: Request): number {
  if (zero(req.off, req.extra)) return -EINVAL;
  const bytes = readUser(ctx, task, req.addr, MSGHDR.size);
  if (!bytes) return -EFAULT;
  const [iov, count] = ['msg_iov', 'msg_iovlen'].map((name) => readField(bytes, MSGHDR, name));
  if (count > 1024) return 0;
  const pieces = readPieces(ctx, task, iov, count);
  return typeof pieces === 'number' ? pieces : count;
}

const isShortOfAll = (req: Request, res: number) =>
  (req.opFlags & MSG_WAITALL) !== 0 && res < req.len;

function sendArgs({ fd, addr, len, opFlags, off, extra }: Request, flags: number): number[] {
  const to = extra & 0xffff;
  return [fd, addr, len, opFlags | MSG_NOSIGNAL | flags, to ? off : 0, to];
}

/** SEND_ZC and SENDMSG_ZC: as sends are, with a second completion. */
function zerocopy(message: boolean): Op {
  return {
    file: true,
    ioprio: true,
    prepare: (ctx, task, req) => {
      if (req.flags & R.IOSQE_CQE_SKIP_SUCCESS) return -EINVAL;
      // Its notification is there from here on, and comes also where the request is none.
      req.prepared = true;
      const known = R.IORING_RECVSEND_POLL_FIRST | R.IORING_RECVSEND_FIXED_BUF;
      if (req.ioprio & ~(known | R.IORING_SEND_ZC_REPORT_USAGE)) return -EINVAL;
      return message ? Math.min(0, prepareMessage(ctx, task, req)) : 0;
    },
    run: (ctx, req) => {
      const file = heldFile(ctx, req);
      if (unixSockOf(ctx, file)) return -EOPNOTSUPP;
      const flags = req.opFlags | MSG_NOSIGNAL | MSG_PINNED;
      const result = message
        ? move(ctx, req, 'sendmsg', [req.fd, req.addr, flags], POLLOUT, req.opFlags)
        : move(ctx, req, 'sendto', sendArgs(req, MSG_PINNED), POLLOUT, req.opFlags);
      const sk = tcpSockOf(file);
      // Over lo the pages are copied after all, and are the program's own at once.
      if (result > 0 && sk && !isLocalPeer(ctx, sk)) req.call.object = sk.id;
      return result;
    },
    cqeFlags: () => R.IORING_CQE_F_MORE,
    after: (ctx, req, res) => {
      const ring = ringOfRequest(ctx, req);
      const sk = ctx.stack.socks.get(req.call.object ?? -1);
      const reports = (req.ioprio & R.IORING_SEND_ZC_REPORT_USAGE) !== 0 && res > 0;
      if (sk) {
        ring.notices.push({ sock: sk.id, end: sk.writeSeq, userData: req.userData });
        return;
      }
      const usage = reports ? NOTIF_USAGE_ZC_COPIED | 0 : 0;
      postCqe(ctx, ring, { userData: req.userData, res: usage, flags: R.IORING_CQE_F_NOTIF });
    },
    isShort: isShortOfAll,
  };
}

/** Receives once, or (IORING_RECV_MULTISHOT) whatever comes, each with a buffer and a completion of its own. */
function receive(ctx: Ctx, req: Request): number {
  for (;;) {
    const args = [req.fd, req.addr, req.len, req.opFlags, 0, 0];
    const result = move(ctx, req, 'recvfrom', args, POLLIN, req.opFlags);
    if (result <= 0 || !(req.ioprio & R.IORING_RECV_MULTISHOT)) return result;
    const more = nonEmpty(ctx, req, result);
    post(ctx, req, result, R.IORING_CQE_F_MORE | more | pickedFlags(req));
    req.picked = undefined;
    req.call.doneBytes = 0;
    // Of a stream it is known that there is nothing more; of datagrams the next try tells.
    if (more === 0 && ctx.kernel.udps.get(heldFile(ctx, req).object) === undefined) {
      return waitForFile(ctx, req, POLLIN);
    }
  }
}

/** Accepts one connection, or all that come, each with a completion of its own. */
const ACCEPT: Op = {
  file: true,
  ioprio: true,
  prepare: (_ctx, _task, { len, bufIndex, extra, opFlags, ioprio }) => {
    if (opFlags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK) || ioprio & ~7) return -EINVAL;
    return zero(len, bufIndex, extra);
  },
  run: (ctx, req) => {
    const many = req.ioprio & R.IORING_ACCEPT_MULTISHOT;
    for (;;) {
      const fd = tryCall(ctx, req, 'accept4', [req.fd, req.addr, req.off, req.opFlags]);
      if (fd === -EAGAIN && !(req.ioprio & R.IORING_ACCEPT_DONTWAIT)) {
        return waitForFile(ctx, req, POLLIN, true);
      }
      if (fd < 0 || !many) return fd;
      post(ctx, req, fd, R.IORING_CQE_F_MORE);
    }
  },
};

const CONNECT: Op = {
  file: true,
  prepare: (ctx, task, { addr, off, len, bufIndex, opFlags, extra }) => {
    if (zero(len, bufIndex, opFlags, extra) || off < 0 || off > 128) return -EINVAL;
    return readUser(ctx, task, addr, off) ? 0 : -EFAULT;
  },
  run: (ctx, req) => {
    const args = [req.fd, req.addr, req.off];
    let result = tryCall(ctx, req, 'connect', args);
    // Over loopback the handshake is over by now.
    if (result === -EINPROGRESS) result = tryCall(ctx, req, 'connect', args);
    const waits = result === -EALREADY || result === -EAGAIN;
    return waits ? waitForFile(ctx, req, POLLOUT) : result;
  },
};

const POLL_ADD: Op = {
  file: true,
  prepare: (_ctx, _task, { off, addr, bufIndex, len }) => {
    if (len & ~(R.IORING_POLL_ADD_MULTI | R.IORING_POLL_ADD_LEVEL)) return -EINVAL;
    return zero(off, addr, bufIndex);
  },
  run: (ctx, req) => {
    const mask = req.opFlags | POLLERR | POLLHUP;
    const found = pollFile(ctx, heldFile(ctx, req)) & mask;
    if (found && !(req.len & R.IORING_POLL_ADD_MULTI)) return found;
    if (found) post(ctx, req, found, R.IORING_CQE_F_MORE);
    return waitIn(ctx, req, [{ key: keyOf(heldFile(ctx, req)), mask }]);
  },
};

const CLOSE: Op = {
  prepare: (_ctx, _task, { off, addr, len, opFlags, bufIndex, flags, extra }) => {
    if (flags & R.IOSQE_FIXED_FILE) return -EBADF;
    return zero(off, addr, len, opFlags, bufIndex, extra);
  },
  run: (ctx, { tid, fd }) => {
    const { process } = ctx.kernel.tasks.get(tid)!;
    // A ring cannot be closed from within.
    if (fileOf(process, fd)?.what === 'io_uring') return -EBADF;
    return closeFd(ctx, process, fd);
  },
};

/** An operation on names: the path must be there when the request is taken. */
function named(name: SyscallName, args: (req: Request) => number[]): Op {
  return {
    prepare: (ctx, task, req) => {
      if (req.flags & R.IOSQE_FIXED_FILE) return -EBADF;
      if (zero(req.bufIndex, req.extra)) return -EINVAL;
      return readUserText(ctx, task, req.addr) === undefined ? -EFAULT : 0;
    },
    run: (ctx, req) => tryCall(ctx, req, name, args(req)),
  };
}

const OPS: Readonly<Record<string, Op>> = {
  NOP: {
    prepare: (_ctx, _task, { opFlags }) => (opFlags & ~0x3f ? -EINVAL : 0),
    // IORING_NOP_INJECT_RESULT, for tests of programs.
    run: (_ctx, { opFlags, len }) => (opFlags & 1 ? len | 0 : 0),
  },
  READV: readWrite('readv', 'preadv', POLLIN, true),
  WRITEV: readWrite('writev', 'pwritev', POLLOUT, true),
  READ: readWrite('read', 'pread64', POLLIN, false),
  WRITE: readWrite('write', 'pwrite64', POLLOUT, false),
  READ_FIXED: readWrite('read', 'pread64', POLLIN, false, true),
  WRITE_FIXED: readWrite('write', 'pwrite64', POLLOUT, false, true),
  FSYNC: {
    file: true,
    prepare: (_ctx, _task, { addr, bufIndex, extra, opFlags }) => {
      return opFlags & ~R.IORING_FSYNC_DATASYNC ? -EINVAL : zero(addr, bufIndex, extra);
    },
    run: (ctx, req) => tryCall(ctx, req, 'fsync', [req.fd]),
  },
  ACCEPT,
  CONNECT,
  POLL_ADD,
  CLOSE,
  SEND: {
    file: true,
    ioprio: true,
    prepare: (_ctx, _task, { ioprio }) => (ioprio & ~R.IORING_RECVSEND_POLL_FIRST ? -EINVAL : 0),
    run: (ctx, req) => move(ctx, req, 'sendto', sendArgs(req, 0), POLLOUT, req.opFlags),
    isShort: isShortOfAll,
  },
  RECV: {
    ...{ file: true, ioprio: true, selects: true },
    prepare: (_ctx, _task, { ioprio, off, extra, flags, opFlags }) => {
      if (ioprio & ~(R.IORING_RECVSEND_POLL_FIRST | R.IORING_RECV_MULTISHOT)) return -EINVAL;
      const many = (ioprio & R.IORING_RECV_MULTISHOT) !== 0;
      if (many && (!(flags & R.IOSQE_BUFFER_SELECT) || opFlags & MSG_WAITALL)) return -EINVAL;
      return zero(off, extra);
    },
    run: receive,
    cqeFlags: nonEmpty,
    isShort: isShortOfAll,
  },
  SENDMSG: {
    ...{ file: true, ioprio: true },
    prepare: (ctx, task, req) => Math.min(0, prepareMessage(ctx, task, req)),
    run: (ctx, req) => {
      const args = [req.fd, req.addr, req.opFlags | MSG_NOSIGNAL];
      return move(ctx, req, 'sendmsg', args, POLLOUT, req.opFlags & MSG_DONTWAIT);
    },
  },
  RECVMSG: {
    ...{ file: true, ioprio: true, selects: true },
    prepare: (ctx, task, req) => {
      const pieces = prepareMessage(ctx, task, req);
      return pieces < 0 ? pieces : judgeMessages(req, pieces);
    },
    run: (ctx, req) => {
      if (req.flags & R.IOSQE_BUFFER_SELECT) return receiveMessages(ctx, req);
      const args = [req.fd, req.addr, req.opFlags];
      return move(ctx, req, 'recvmsg', args, POLLIN, req.opFlags & MSG_DONTWAIT);
    },
    cqeFlags: nonEmpty,
  },
  SEND_ZC: zerocopy(false),
  SENDMSG_ZC: zerocopy(true),
  SHUTDOWN: {
    file: true,
    prepare: (_ctx, _task, { off, addr, opFlags, bufIndex, extra }) => {
      return zero(off, addr, opFlags, bufIndex, extra);
    },
    run: (ctx, req) => tryCall(ctx, req, 'shutdown', [req.fd, req.len]),
    // What a socket says of it is no failure of the request.
    endsWell: (_req, res) => res !== -ENOTSOCK,
  },
  SOCKET: {
    prepare: (_ctx, _task, { addr, off, opFlags, bufIndex, extra }) => {
      if (off & ~(0xf | SOCK_CLOEXEC | SOCK_NONBLOCK)) return -EINVAL;
      return zero(addr, opFlags, bufIndex, extra);
    },
    run: (ctx, req) => tryCall(ctx, req, 'socket', [req.fd, req.off, req.len]),
  },
  EPOLL_CTL: {
    prepare: (ctx, task, { bufIndex, extra, len, addr }) => {
      if (zero(bufIndex, extra)) return -EINVAL;
      return len === 2 || readUser(ctx, task, addr, 12) ? 0 : -EFAULT;
    },
    run: (ctx, req) => tryCall(ctx, req, 'epoll_ctl', [req.fd, req.len, req.off, req.addr]),
  },
  OPENAT: named('openat', ({ fd, addr, opFlags, len }) => [fd, addr, opFlags, len]),
  UNLINKAT: named('unlinkat', ({ fd, addr, opFlags }) => [fd, addr, opFlags]),
  MKDIRAT: named('mkdirat', ({ fd, addr, len }) => [fd, addr, len]),
};

/** The opcodes that are known, by number; IORING_REGISTER_PROBE tells them. */
export function knownOps(): number[] {
  return RING_OPS.map((_, op) => op).filter((op) => opOf({ op }) !== undefined);
}
