// Calls that make, name, connect and end sockets.
//
// One idea: everything about the arguments (descriptor, address length, pointer) is judged here in
// Linux's order, everything about the connection by lib/tcp; both answer with -errno.
//
// Source: socket(2), bind(2), listen(2), accept(2), connect(2), shutdown(2); Linux net/socket.c,
// net/ipv4/af_inet.c; every errno checked on 6.18.

import {
  AF_INET,
  AF_UNIX,
  AF_UNSPEC,
  O_NONBLOCK,
  POLLIN,
  SHUT_RDWR,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOCK_STREAM,
} from '../abi/constants.ts';
import {
  EACCES,
  EAFNOSUPPORT,
  EAGAIN,
  EALREADY,
  EBADF,
  EFAULT,
  EINPROGRESS,
  EINVAL,
  EMFILE,
  ENOTCONN,
  EOPNOTSUPP,
  EPERM,
  EPROTONOSUPPORT,
  ESOCKTNOSUPPORT,
} from '../abi/errno.ts';
import { readSockaddrIn, writeSockaddrIn } from '../abi/structs.ts';
import type { Endpoint } from '../sim/trace.ts';
import { tcpBind } from '../tcp/bind.ts';
import { tcpShutdown } from '../tcp/close.ts';
import { tcpConnect } from '../tcp/connect.ts';
import { tcpAccept, tcpListen } from '../tcp/listen.ts';
import { tcpPeername, tcpSockname } from '../tcp/socket.ts';
import { signedAt, toBytes } from './bytes.ts';
import { closeFd, fileOf, freeFd, installFd } from './fd-table.ts';
import type { Ctx, Handlers, Task } from './kernel.ts';
import { createFile, putFile } from './open-file.ts';
import { createPipe } from './pipe.ts';
import { findSocket, flush, openSocket, tcpSockOf, wrapSocket } from './sock.ts';
import { bindUdp, connectUdp } from './udp.ts';
import { readUser, writeUser } from './user-memory.ts';
import { block, setDeadline, timedOut } from './wait-queue.ts';

/** Linux allows protocols below this (IPPROTO_MAX), and families and types below these. */
const PROTOCOLS = 263;
const FAMILIES = 46;
const TYPES = 11;
const FIRST_UNPRIVILEGED_PORT = 1024;

export const SOCKET_CALLS: Handlers = {
  socket,
  socketpair,
  bind,
  listen,
  connect,
  accept: (ctx, task, [fd, addr, length]) => accept(ctx, task, fd, addr, length, 0),
  accept4: (ctx, task, [fd, addr, length, flags]) => accept(ctx, task, fd, addr, length, flags),
  shutdown,
  getsockname: (ctx, task, [fd, addr, length]) => {
    const found = findSocket(ctx, task, fd);
    if (typeof found === 'number') return found;
    const sk = tcpSockOf(ctx, found.file);
    const local = sk ? tcpSockname(sk) : ctx.kernel.udps.get(found.socket.id)!.local;
    return writeName(ctx, task, local, addr, length);
  },
  getpeername: (ctx, task, [fd, addr, length]) => {
    const found = findSocket(ctx, task, fd);
    if (typeof found === 'number') return found;
    const sk = tcpSockOf(ctx, found.file);
    const peer = sk ? tcpPeername(sk) : (ctx.kernel.udps.get(found.socket.id)!.remote ?? -ENOTCONN);
    return typeof peer === 'number' ? peer : writeName(ctx, task, peer, addr, length);
  },
};

/** Judges socket(2)'s three arguments: the kind of socket, or -errno. */
function kindOf(task: Task, family: number, type: number, protocol: number): string | number {
  const kind = type & 0xf;
  if (type & ~0xf & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) return -EINVAL;
  if (family < 0 || family >= FAMILIES) return -EAFNOSUPPORT;
  if (kind >= TYPES) return -EINVAL;
  if (family !== AF_INET) return family === AF_UNIX ? 'unix' : -EAFNOSUPPORT;
  if (protocol < 0 || protocol >= PROTOCOLS) return -EINVAL;
  if (kind === SOCK_STREAM) return protocol === 0 || protocol === 6 ? 'tcp' : -EPROTONOSUPPORT;
  if (kind === SOCK_DGRAM) return protocol === 0 || protocol === 17 ? 'udp' : -EPROTONOSUPPORT;
  // A raw socket needs a protocol by name; only then is the privilege asked for.
  if (kind === SOCK_RAW) return protocol && task.process.uid ? -EPERM : -EPROTONOSUPPORT;
  return -ESOCKTNOSUPPORT;
}

function socket(ctx: Ctx, task: Task, [family, type, protocol]: number[]): number {
  const kind = kindOf(task, family, type, protocol);
  if (typeof kind === 'number') return kind;
  // Only socketpair(2) makes AF_UNIX sockets here.
  if (kind === 'unix') return -EAFNOSUPPORT;
  const nonblock = (type & SOCK_NONBLOCK) !== 0;
  const cloexec = (type & SOCK_CLOEXEC) !== 0;
  return openSocket(ctx, task, kind === 'tcp' ? 'tcp' : 'udp', { nonblock, cloexec });
}

function socketpair(ctx: Ctx, task: Task, [family, type, protocol, addr]: number[]): number {
  const kind = kindOf(task, family, type, protocol);
  if (typeof kind === 'number') return kind;
  if (kind !== 'unix') return -EOPNOTSUPP;
  const { process } = task;
  const first = freeFd(process);
  if (first < 0 || freeFd(process, first + 1) < 0) return -EMFILE;
  const pipes = [createPipe(ctx, 212992), createPipe(ctx, 212992)];
  pipes[0].other = pipes[1].id;
  pipes[1].other = pipes[0].id;
  const flags = 2 | (type & SOCK_NONBLOCK ? O_NONBLOCK : 0);
  const cloexec = (type & SOCK_CLOEXEC) !== 0;
  const fds = pipes.map((pipe) => {
    return installFd(ctx, process, createFile(ctx, { what: 'pipe', flags, object: pipe.id }), {
      cloexec,
    });
  });
  const bytes = Uint8Array.from([...toBytes(fds[0], 4), ...toBytes(fds[1], 4)]);
  if (writeUser(ctx, task, addr, bytes)) return 0;
  for (const fd of fds) closeFd(ctx, process, fd);
  return -EFAULT;
}

/** Reads the bytes of an address argument, as long as the program says it is. */
export function readAddress(
  ctx: Ctx,
  task: Task,
  addr: number,
  length: number,
): Uint8Array | number {
  if (length < 0 || length > 128) return -EINVAL;
  return readUser(ctx, task, addr, length) ?? -EFAULT;
}

/** Writes a socket address and its length, cut to the room that the program has. */
export function writeName(
  ctx: Ctx,
  task: Task,
  end: Endpoint,
  addr: number,
  lengthAddr: number,
): number {
  const given = readUser(ctx, task, lengthAddr, 4);
  if (!given) return -EFAULT;
  const room = signedAt(given, 0, 4);
  if (room < 0) return -EINVAL;
  const name = writeSockaddrIn(end.addr, end.port);
  if (!writeUser(ctx, task, addr, name.slice(0, room))) return -EFAULT;
  return writeUser(ctx, task, lengthAddr, toBytes(name.length, 4)) ? 0 : -EFAULT;
}

function bind(ctx: Ctx, task: Task, [fd, addr, length]: number[]): number {
  const found = findSocket(ctx, task, fd);
  if (typeof found === 'number') return found;
  const bytes = readAddress(ctx, task, addr, length);
  if (typeof bytes === 'number') return bytes;
  const name = readSockaddrIn(bytes);
  if (!name) return -EINVAL;
  const anywhere = name.family === AF_UNSPEC && name.addr === 0;
  if (name.family !== AF_INET && !anywhere) return -EAFNOSUPPORT;
  const reserved = name.port > 0 && name.port < FIRST_UNPRIVILEGED_PORT;
  if (reserved && task.process.uid !== 0) return -EACCES;
  const sk = tcpSockOf(ctx, found.file);
  if (sk) return tcpBind(ctx.sim, ctx.stack, sk, name.addr, name.port);
  return bindUdp(ctx, ctx.kernel.udps.get(found.socket.id)!, name.addr, name.port);
}

function listen(ctx: Ctx, task: Task, [fd, backlog]: number[]): number {
  const found = findSocket(ctx, task, fd);
  if (typeof found === 'number') return found;
  const sk = tcpSockOf(ctx, found.file);
  return sk ? tcpListen(ctx.sim, ctx.stack, sk, backlog) : -EOPNOTSUPP;
}

function connect(ctx: Ctx, task: Task, [fd, addr, length]: number[]): number {
  const found = findSocket(ctx, task, fd);
  if (typeof found === 'number') return found;
  const bytes = readAddress(ctx, task, addr, length);
  if (typeof bytes === 'number') return bytes;
  const name = readSockaddrIn(bytes);
  if (!name) return -EINVAL;
  if (name.family !== AF_INET) return -EAFNOSUPPORT;
  const sk = tcpSockOf(ctx, found.file);
  if (!sk) return connectUdp(ctx, ctx.kernel.udps.get(found.socket.id)!, name);
  let result = tcpConnect(ctx.sim, ctx.stack, sk, name.addr, name.port);
  flush(ctx);
  if (found.file.flags & O_NONBLOCK) return result;
  // Over loopback the handshake is over by now, so that asking again has the answer.
  if (result === -EINPROGRESS) {
    result = tcpConnect(ctx.sim, ctx.stack, sk, name.addr, name.port);
  }
  // A blocking call waits for a handshake that is under way, whoever began it.
  if (result !== -EALREADY) return result;
  if (timedOut(ctx, task)) return -EINPROGRESS;
  setDeadline(ctx, task, found.socket.sndtimeoUs || undefined);
  return block(ctx, task, 'connect', [{ key: `sock:${sk.id}` }], sk.id);
}

function accept(
  ctx: Ctx,
  task: Task,
  fd: number,
  addr: number,
  lengthAddr: number,
  flags: number,
): number {
  const { process } = task;
  const found = findSocket(ctx, task, fd);
  if (found === -EBADF) return found;
  if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) return -EINVAL;
  // The descriptor is reserved before anything else: at the limit nothing leaves the queue.
  if (freeFd(process) < 0) return freeFd(process);
  if (typeof found === 'number') return found;
  const listener = tcpSockOf(ctx, found.file);
  if (!listener) return -EOPNOTSUPP;
  const child = tcpAccept(ctx.sim, ctx.stack, listener);
  if (child === -EAGAIN) {
    if (found.file.flags & O_NONBLOCK || timedOut(ctx, task)) return -EAGAIN;
    setDeadline(ctx, task, found.socket.rcvtimeoUs || undefined);
    const queue = { key: `sock:${listener.id}`, exclusive: true, mask: POLLIN };
    return block(ctx, task, 'accept', [queue], listener.id);
  }
  if (typeof child === 'number') return child;
  const file = wrapSocket(ctx, child.id, 'tcp', (flags & SOCK_NONBLOCK) !== 0);
  const bad = addr ? writeName(ctx, task, child.remote, addr, lengthAddr) : 0;
  if (bad < 0) {
    // The connection has left the queue already and is lost, as on Linux.
    file.refs = 1;
    putFile(ctx, file, process.pid);
    return bad;
  }
  const newFd = installFd(ctx, process, file, { cloexec: (flags & SOCK_CLOEXEC) !== 0 });
  flush(ctx);
  return newFd;
}

function shutdown(ctx: Ctx, task: Task, [fd, how]: number[]): number {
  const found = findSocket(ctx, task, fd);
  if (typeof found === 'number') return found;
  if (how < 0 || how > SHUT_RDWR) return -EINVAL;
  const sk = tcpSockOf(ctx, found.file);
  if (!sk) return ctx.kernel.udps.get(found.socket.id)?.remote ? 0 : -ENOTCONN;
  const result = tcpShutdown(ctx.sim, ctx.stack, sk, how);
  flush(ctx);
  return result;
}

/**
 * close(2) on a socket with SO_LINGER: sleeps until the peer has acknowledged everything.
 *
 * undefined where close(2) has nothing to wait for.
 */
export function lingerClose(ctx: Ctx, task: Task, fd: number): number | undefined {
  const call = task.syscall!;
  if (!call.begun) {
    const file = fileOf(ctx, task.process, fd);
    const sk = file && file.refs === 1 ? tcpSockOf(ctx, file) : undefined;
    if (!sk?.opt.lingerSec || sk.listen) return undefined;
    call.begun = true;
    call.object = sk.id;
    closeFd(ctx, task.process, fd);
    setDeadline(ctx, task, sk.opt.lingerSec * 1e6);
  }
  const sk = ctx.stack.socks.get(call.object!);
  const waits = sk && ['FIN_WAIT1', 'CLOSING', 'LAST_ACK'].includes(sk.state);
  if (!waits || timedOut(ctx, task)) return 0;
  return block(ctx, task, 'linger', [{ key: `sock:${sk.id}` }], sk.id);
}
