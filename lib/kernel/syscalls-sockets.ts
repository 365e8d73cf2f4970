// Calls that make, name, and end sockets, and accept connections.
//
// One idea: everything about the arguments (descriptor, address length, pointer) is judged here in
// Linux's order, everything about the connection by the protocol; both answer with -errno.
//
// Source: socket(2), bind(2), listen(2), accept(2), shutdown(2); Linux net/socket.c,
// net/ipv4/af_inet.c, net/ipv6/af_inet6.c, net/unix/af_unix.c; every errno checked on 6.18.

import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  AF_UNSPEC,
  IPPROTO_TCP,
  IPPROTO_UDP,
  O_NONBLOCK,
  POLLIN,
  SHUT_RDWR,
  SO_PRIORITY,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOCK_SEQPACKET,
  SOCK_STREAM,
} from '../abi/constants.ts';
import {
  EACCES,
  EAFNOSUPPORT,
  EAGAIN,
  EBADF,
  EFAULT,
  EINVAL,
  EMFILE,
  ENOTCONN,
  EOPNOTSUPP,
  EPERM,
  EPROTONOSUPPORT,
  ESOCKTNOSUPPORT,
} from '../abi/errno.ts';
import { SOCKADDR_IN } from '../abi/structs.ts';
import { isAny, isV6 } from '../net/ip.ts';
import { tcpBind } from '../tcp/bind.ts';
import { tcpShutdown } from '../tcp/close.ts';
import { remoteOf } from '../tcp/demux.ts';
import { tcpAccept, tcpListen } from '../tcp/listen.ts';
import { tcpPeername, tcpSockname } from '../tcp/socket.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { signedAt, toBytes } from './bytes.ts';
import { freeFd, installFd, reserveFd } from './fd-table.ts';
import type { Ctx, Handlers, Socket, Task } from './kernel.ts';
import {
  endBytes,
  familyOf,
  IN6_BYTES_MIN,
  lacksScope,
  readEnd,
  UNIX_NAME_MAX,
  unixBytes,
} from './names.ts';
import { putFile, unreserveFd } from './open-file.ts';
import {
  type Found,
  findSocket,
  flush,
  openSocket,
  plain,
  type SocketKind,
  tcpSockOf,
  unixSockOf,
  wrapSocket,
} from './sock.ts';
import { hasThreads } from './task.ts';
import { bindUdp, udpPeername } from './udp.ts';
import {
  acceptUnix,
  bindUnix,
  createUnix,
  credentialsOf,
  joinUnix,
  listenUnix,
  shutdownUnix,
  unixPeerName,
} from './unix.ts';
import { readUser, writeUser } from './user-memory.ts';
import { sockKey } from './wait-key.ts';
import { block, setDeadline, timedOut, wake } from './wait-queue.ts';

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
  accept: (ctx, task, [fd, addr, length]) => accept(ctx, task, fd, addr, length, 0),
  accept4: (ctx, task, [fd, addr, length, flags]) => accept(ctx, task, fd, addr, length, flags),
  shutdown,
  getsockname: (ctx, task, [fd, addr, length]) => {
    const found = findSocket(task, fd);
    return typeof found === 'number'
      ? found
      : writeName(ctx, task, localName(ctx, found), addr, length);
  },
  getpeername: (ctx, task, [fd, addr, length]) => {
    const found = findSocket(task, fd);
    if (typeof found === 'number') return found;
    const name = peerName(ctx, found);
    return typeof name === 'number' ? name : writeName(ctx, task, name, addr, length);
  },
};

function localName(ctx: Ctx, { file, socket }: Found): Uint8Array {
  const sk = tcpSockOf(file);
  const unix = unixSockOf(ctx, file);
  if (unix) return unixBytes(unix.name);
  const end = sk ? tcpSockname(sk) : ctx.kernel.udps.get(file.object)!.local;
  return endBytes(end, socket.family);
}

/** The name of a socket's peer; -ENOTCONN where there is none. */
export function peerName(ctx: Ctx, { file, socket }: Found): Uint8Array | number {
  const unix = unixSockOf(ctx, file);
  if (unix) {
    return unix.state === 'connected' ? unixBytes(unixPeerName(ctx, unix)) : -ENOTCONN;
  }
  const sk = tcpSockOf(file);
  const end = sk ? tcpPeername(sk) : udpPeername(ctx.kernel.udps.get(file.object)!);
  return typeof end === 'number' ? end : endBytes(end, socket.family);
}

/** Judges socket(2)'s three arguments: the kind of socket, or -errno. */
function kindOf(task: Task, family: number, type: number, protocol: number): SocketKind | number {
  const shape = type & 0xf;
  if (type & ~0xf & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) return -EINVAL;
  if (family < 0 || family >= FAMILIES) return -EAFNOSUPPORT;
  if (shape >= TYPES) return -EINVAL;
  if (family === AF_UNIX) return unixKind(shape, protocol);
  if (family !== AF_INET && family !== AF_INET6) return -EAFNOSUPPORT;
  if (protocol < 0 || protocol >= PROTOCOLS) return -EINVAL;
  if (shape === SOCK_STREAM) {
    const fits = protocol === 0 || protocol === IPPROTO_TCP;
    return fits ? { type: 'tcp', family, shape } : -EPROTONOSUPPORT;
  }
  if (shape === SOCK_DGRAM) {
    const fits = protocol === 0 || protocol === IPPROTO_UDP;
    return fits ? { type: 'udp', family, shape } : -EPROTONOSUPPORT;
  }
  // A raw socket needs a protocol by name; only then is the privilege asked for.
  if (shape === SOCK_RAW) return protocol && task.process.uid ? -EPERM : -EPROTONOSUPPORT;
  return -ESOCKTNOSUPPORT;
}

function unixKind(shape: number, protocol: number): SocketKind | number {
  if (protocol !== 0 && protocol !== AF_UNIX) return -EPROTONOSUPPORT;
  // Raw ones of this family are datagram sockets.
  const kind = shape === SOCK_RAW ? SOCK_DGRAM : shape;
  if (![SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET].includes(kind)) return -ESOCKTNOSUPPORT;
  return { type: 'unix', family: AF_UNIX, shape: kind };
}

function socket(ctx: Ctx, task: Task, [family, type, protocol]: number[]): number {
  const kind = kindOf(task, family, type, protocol);
  if (typeof kind === 'number') return kind;
  const nonblock = (type & SOCK_NONBLOCK) !== 0;
  const cloexec = (type & SOCK_CLOEXEC) !== 0;
  return openSocket(ctx, task, kind, { nonblock, cloexec });
}

function socketpair(ctx: Ctx, task: Task, [family, type, protocol, addr]: number[]): number {
  if (type & ~0xf & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) return -EINVAL;
  const { process } = task;
  const first = freeFd(process);
  // Numbers are taken, and told, before there is anything behind them.
  if (first < 0 || freeFd(process, first + 1) < 0) return -EMFILE;
  if (!writeUser(ctx, task, addr, new Uint8Array(8))) return -EFAULT;
  const kind = kindOf(task, family, type, protocol);
  if (typeof kind === 'number') return kind;
  if (kind.type !== 'unix') return -EOPNOTSUPP;
  const pair = [createUnix(ctx, kind.shape), createUnix(ctx, kind.shape)];
  joinUnix(pair[0], pair[1], credentialsOf(process));
  const nonblock = (type & SOCK_NONBLOCK) !== 0;
  const cloexec = (type & SOCK_CLOEXEC) !== 0;
  const fds = pair.map((sk) => {
    const file = wrapSocket(ctx, sk.id, plain(kind), undefined, nonblock);
    return installFd(ctx, process, file, { cloexec });
  });
  const bytes = Uint8Array.from([...toBytes(fds[0], 4), ...toBytes(fds[1], 4)]);
  return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
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
  name: Uint8Array,
  addr: number,
  lengthAddr: number,
): number {
  const given = readUser(ctx, task, lengthAddr, 4);
  if (!given) return -EFAULT;
  const room = signedAt(given, 0, 4);
  if (room < 0) return -EINVAL;
  if (!writeUser(ctx, task, addr, name.slice(0, room))) return -EFAULT;
  return writeUser(ctx, task, lengthAddr, toBytes(name.length, 4)) ? 0 : -EFAULT;
}

/** Tells what is wrong with an AF_UNIX address; its name where nothing is. */
export function unixName(bytes: Uint8Array): Uint8Array | number {
  if (bytes.length < 2 || bytes.length > 2 + UNIX_NAME_MAX) return -EINVAL;
  if (familyOf(bytes) !== AF_UNIX) return -EINVAL;
  return bytes.subarray(2);
}

function bind(ctx: Ctx, task: Task, [fd, addr, length]: number[]): number {
  const found = findSocket(task, fd);
  if (typeof found === 'number') return found;
  const bytes = readAddress(ctx, task, addr, length);
  if (typeof bytes === 'number') return bytes;
  const unix = unixSockOf(ctx, found.file);
  if (unix) {
    const name = unixName(bytes);
    return typeof name === 'number' ? name : bindUnix(ctx, task, unix, name);
  }
  return bindInet(ctx, task, found, bytes);
}

function bindInet(ctx: Ctx, task: Task, { file, socket }: Found, bytes: Uint8Array): number {
  const v6 = socket.family === AF_INET6;
  if (bytes.length < (v6 ? IN6_BYTES_MIN : SOCKADDR_IN.size)) return -EINVAL;
  const family = familyOf(bytes);
  const end = readEnd(bytes, socket.family);
  const anywhere = !v6 && family === AF_UNSPEC && end.addr === 0;
  if (family !== socket.family && !anywhere) return -EAFNOSUPPORT;
  const sk = tcpSockOf(file);
  const udp = ctx.kernel.udps.get(file.object);
  // A connection has no group of IPv6.
  if (v6 && (lacksScope(bytes) || (sk && bytes[8] === 0xff))) return -EINVAL;
  // An IPv4 address behind a socket that is for IPv6 alone.
  if (v6 && !isV6(end.addr) && (sk ?? udp)?.v6only) return -EINVAL;
  const reserved = end.port > 0 && end.port < FIRST_UNPRIVILEGED_PORT;
  if (reserved && task.process.uid !== 0) return -EACCES;
  const bad = sk
    ? tcpBind(ctx.sim, ctx.stack, sk, end.addr, end.port)
    : bindUdp(ctx, udp!, end.addr, end.port);
  // Who has an address of IPv6 has nothing to do with IPv4 any more.
  if (bad === 0 && v6 && isV6(end.addr) && !isAny(end.addr)) (sk ?? udp!).v6only = true;
  return bad;
}

function listen(ctx: Ctx, task: Task, [fd, backlog]: number[]): number {
  const found = findSocket(task, fd);
  if (typeof found === 'number') return found;
  const unix = unixSockOf(ctx, found.file);
  if (unix) {
    if (unix.type === SOCK_DGRAM) return -EOPNOTSUPP;
    const { somaxconn } = ctx.stack.sysctl;
    return listenUnix(unix, backlog, somaxconn, credentialsOf(task.process));
  }
  const sk = tcpSockOf(found.file);
  return sk ? tcpListen(ctx.sim, ctx.stack, sk, backlog) : -EOPNOTSUPP;
}

/** Takes a connection off a listener's queue: its number and its peer's name, or -errno. */
function takeConnection(
  ctx: Ctx,
  { file, socket }: Found,
): { id: number; tcp: TcpSock | undefined; name: Uint8Array } | number {
  const unix = unixSockOf(ctx, file);
  if (unix) {
    if (unix.type === SOCK_DGRAM) return -EOPNOTSUPP;
    const child = acceptUnix(ctx, unix);
    if (typeof child === 'number') return child;
    return { id: child.id, tcp: undefined, name: unixBytes(unixPeerName(ctx, child)) };
  }
  const listener = tcpSockOf(file);
  if (!listener) return -EOPNOTSUPP;
  const child = tcpAccept(ctx.sim, ctx.stack, listener);
  if (typeof child === 'number') return child;
  return { id: child.id, tcp: child, name: endBytes(remoteOf(child), socket.family) };
}

/** What a connection has of its listener. */
function inherited(listener: Readonly<Socket>): Readonly<Socket> {
  // A new socket of AF_UNIX has no limits of time.
  const limits = listener.type === 'unix' ? { rcvtimeoUs: 0, sndtimeoUs: 0 } : {};
  if (!listener.options && !listener.sends && listener.type !== 'unix') return listener;
  const options = listener.options && new Map(listener.options);
  // Where a connection's packets stand in line follows from its own type of service.
  options?.delete(SO_PRIORITY);
  return { ...listener, ...limits, sends: undefined, options };
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
  const found = findSocket(task, fd);
  if (found === -EBADF) return found;
  if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) return -EINVAL;
  // The descriptor is reserved before anything else: at the limit nothing leaves the queue.
  if (task.syscall!.reserved === undefined && freeFd(process) < 0) return freeFd(process);
  if (typeof found === 'number') return found;
  const taken = takeConnection(ctx, found);
  if (taken === -EAGAIN) {
    if (found.file.flags & O_NONBLOCK || timedOut(ctx, task)) return -EAGAIN;
    const unix = unixSockOf(ctx, found.file);
    if (unix && unix.shutdown & 1) return -EINVAL;
    setDeadline(ctx, task, found.socket.rcvtimeoUs || undefined);
    const id = found.file.object;
    const queue = { key: sockKey(id), exclusive: true, mask: POLLIN };
    if (hasThreads(ctx.kernel, process)) reserveFd(task);
    return block(ctx, task, 'accept', [queue], id);
  }
  if (typeof taken === 'number') return taken;
  const nonblock = (flags & SOCK_NONBLOCK) !== 0;
  const file = wrapSocket(ctx, taken.id, inherited(found.socket), taken.tcp, nonblock);
  const bad = addr ? writeName(ctx, task, taken.name, addr, lengthAddr) : 0;
  if (bad < 0) {
    // The connection has left the queue already and is lost, as on Linux.
    file.refs = 1;
    putFile(ctx, file, process.pid);
    return bad;
  }
  const cloexec = (flags & SOCK_CLOEXEC) !== 0;
  const newFd = installFd(ctx, process, file, { cloexec, number: unreserveFd(task) });
  flush(ctx);
  return newFd;
}

/** shutdown(2) ends an attempt to connect that nobody has asked after: as it stands, it is made or over for good. */
function leaveConnect(sk: TcpSock): void {
  if (sk.connect !== 'connecting' || sk.state === 'SYN_SENT') return;
  sk.connect = sk.state === 'CLOSE' ? 'disconnecting' : 'connected';
}

function shutdown(ctx: Ctx, task: Task, [fd, how]: number[]): number {
  const found = findSocket(task, fd);
  if (typeof found === 'number') return found;
  if (how < 0 || how > SHUT_RDWR) return -EINVAL;
  const unix = unixSockOf(ctx, found.file);
  if (unix) return shutdownUnix(ctx, unix, how);
  const sk = tcpSockOf(found.file);
  if (!sk) {
    const udp = ctx.kernel.udps.get(found.file.object)!;
    udp.shutdown |= how + 1;
    // Even of a socket without a peer.
    wake(ctx, sockKey(udp.id));
    return udp.remote ? 0 : -ENOTCONN;
  }
  leaveConnect(sk);
  const result = tcpShutdown(ctx.sim, ctx.stack, sk, how);
  flush(ctx);
  return result;
}
