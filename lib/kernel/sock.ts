// Sockets as files: the glue between descriptors and the protocols behind them.
//
// One idea: a protocol never knows of tasks. After every call into it the kernel lets the packets
// out and turns "this socket became ready" into wake-ups, on whichever host that happened.
//
// Source: Linux net/socket.c.

import { AF_INET, AF_INET6, AF_UNIX, O_NONBLOCK, O_RDWR } from '../abi/constants.ts';
import { EBADF, ENOTSOCK } from '../abi/errno.ts';
import { ANY6 } from '../net/ip.ts';
import { tcpClose } from '../tcp/close.ts';
import { drainOutput } from '../tcp/network.ts';
import { tcpSocket } from '../tcp/socket.ts';
import { isLocalAddr } from '../tcp/stack.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { receiveDatagram } from './datagrams.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import { leaveGroups } from './groups.ts';
import type { Ctx, OpenFile, Socket, Task, UnixSock } from './kernel.ts';
import { createFile } from './open-file.ts';
import { createUdp, releaseUdp } from './udp.ts';
import { createUnix, releaseUnix } from './unix.ts';
import { wakeSocket } from './wait-queue.ts';
import { completeSends } from './zerocopy.ts';

/** Lets out what the protocols want to send, and wakes who waited for what came of it. */
export function flush(ctx: Ctx): void {
  for (let busy = true; busy; ) {
    busy = false;
    drainOutput(ctx.sim, ctx.net);
    for (const host of ctx.hosts.values()) {
      const { wakeups, datagrams } = host.stack;
      if (wakeups.length > 0) {
        host.stack.wakeups = [];
        for (const { sk, mask } of wakeups) wakeSocket(host, sk, mask);
      }
      if (datagrams.length > 0) {
        host.stack.datagrams = [];
        for (const packet of datagrams) receiveDatagram(host, packet);
      }
      completeSends(host);
      // A datagram may be answered, by a host that nobody listens on.
      busy ||= host.stack.out.length > 0;
    }
  }
}

/** What socket(2) was asked for. */
export interface SocketKind {
  type: Socket['type'];
  family: number;
  /** SOCK_STREAM and its like. */
  shape: number;
}

/** Makes a socket of one kind with its description, and a descriptor for it; -EMFILE at the limit. */
export function openSocket(
  ctx: Ctx,
  task: Task,
  kind: SocketKind,
  options: { nonblock: boolean; cloexec: boolean },
): number {
  if (freeFd(task.process) < 0) return freeFd(task.process);
  const id = createSocket(ctx, task, kind);
  const file = wrapSocket(ctx, id, plain(kind), ctx.stack.socks.get(id), options.nonblock);
  return installFd(ctx, task.process, file, { cloexec: options.cloexec });
}

/** Makes the protocol's record of a socket. */
function createSocket(ctx: Ctx, task: Task, { type, family, shape }: SocketKind): number {
  const v6 = family === AF_INET6;
  if (type === 'unix') return createUnix(ctx, shape).id;
  if (type === 'udp') return createUdp(ctx, v6);
  const sk = tcpSocket(ctx.sim, ctx.stack, task.process.uid);
  if (v6) {
    sk.localAddr = ANY6;
    sk.boundAddr = ANY6;
  }
  return sk.id;
}

/** Makes the description for a protocol's socket: one that accept(2) returned, or a new one. */
export function wrapSocket(
  ctx: Ctx,
  id: number,
  socket: Readonly<Socket>,
  tcp: TcpSock | undefined,
  nonblock: boolean,
): OpenFile {
  const flags = O_RDWR | (nonblock ? O_NONBLOCK : 0);
  return createFile(ctx, { what: 'socket', flags, object: id, socket, tcp });
}

function unchanged(type: Socket['type'], family: number): Readonly<Socket> {
  const none = { sends: undefined, options: undefined };
  return { type, family, rcvtimeoUs: 0, sndtimeoUs: 0, zerocopy: false, ...none };
}

/** What sockets of which nothing was set share. */
const UNCHANGED = (['tcp', 'udp'] as const)
  .flatMap((type) => [unchanged(type, AF_INET), unchanged(type, AF_INET6)])
  .concat(unchanged('unix', AF_UNIX));

/** Tells the file system's view of a new socket. */
export function plain({ type, family }: Pick<SocketKind, 'type' | 'family'>): Readonly<Socket> {
  return UNCHANGED.find((one) => one.type === type && one.family === family)!;
}

/** Changes some of what is kept beside a socket. */
export function setSocket(file: OpenFile, change: Partial<Socket>): void {
  file.socket = { ...file.socket!, ...change };
}

/** Closes a socket with its last descriptor: FIN, or RST where Linux resets. */
export function releaseSocket(ctx: Ctx, file: OpenFile, pid: number): void {
  const { socket, tcp } = file;
  ctx.kernel.pinned.delete(file);
  if (ctx.kernel.members) leaveGroups(ctx, file.object);
  if (socket?.type === 'udp') releaseUdp(ctx, file.object);
  if (socket?.type === 'unix') releaseUnix(ctx, file.object, pid);
  if (tcp) {
    tcpClose(ctx.sim, ctx.stack, tcp);
    flush(ctx);
  }
}

export interface Found {
  file: OpenFile;
  socket: Readonly<Socket>;
}

/** Finds the socket behind a descriptor: -EBADF, or -ENOTSOCK for another kind of file. */
export function findSocket(task: Task, fd: number): Found | number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  const { socket } = file;
  return socket ? { file, socket } : -ENOTSOCK;
}

/** Finds the TCP socket behind a description; undefined where it is no TCP socket. */
export function tcpSockOf(file: OpenFile): TcpSock | undefined {
  return file.tcp;
}

/** Tells whether a connection stays on this host, where no device moves its bytes. */
export function isLocalPeer(ctx: Ctx, sk: TcpSock): boolean {
  return isLocalAddr(ctx.stack, sk.remoteAddr);
}

/** Finds the AF_UNIX socket behind a description; undefined where it is none. */
export function unixSockOf(ctx: Ctx, file: OpenFile): UnixSock | undefined {
  return file.what === 'socket' ? ctx.kernel.unixes.get(file.object) : undefined;
}
