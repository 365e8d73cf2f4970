// Sockets as files: the glue between descriptors and the protocols behind them.
//
// One idea: a protocol never knows of tasks. After every call into it the kernel lets the packets
// out and turns "this socket became ready" into wake-ups, on whichever host that happened.
//
// Source: Linux net/socket.c.

import { AF_INET6, O_NONBLOCK, O_RDWR } from '../abi/constants.ts';
import { EBADF, ENOTSOCK } from '../abi/errno.ts';
import { ANY6 } from '../net/ip.ts';
import { tcpClose } from '../tcp/close.ts';
import { drainOutput } from '../tcp/network.ts';
import { tcpSocket } from '../tcp/socket.ts';
import { isLocalAddr } from '../tcp/stack.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import type { Ctx, OpenFile, Socket, Task, UnixSock } from './kernel.ts';
import { createFile } from './open-file.ts';
import { createUdp, receiveDatagram, releaseUdp } from './udp.ts';
import { createUnix, releaseUnix } from './unix.ts';
import { sockKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';
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
        for (const { sock, mask } of wakeups) wake(host, sockKey(sock), mask);
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
  const file = wrapSocket(ctx, id, kind, ctx.stack.socks.get(id), options.nonblock);
  return installFd(ctx, task.process, file, { cloexec: options.cloexec });
}

/** Makes the protocol's record of a socket. */
function createSocket(ctx: Ctx, task: Task, { type, family, shape }: SocketKind): number {
  const v6 = family === AF_INET6;
  if (type === 'unix') return createUnix(ctx, shape).id;
  if (type === 'udp') return createUdp(ctx, v6);
  const sk = tcpSocket(ctx.sim, ctx.stack, task.process.uid);
  if (v6) {
    sk.local.addr = ANY6;
    sk.boundAddr = ANY6;
  }
  return sk.id;
}

/** Makes the description for a protocol's socket: one that accept(2) returned, or a new one. */
export function wrapSocket(
  ctx: Ctx,
  id: number,
  { type, family }: Pick<SocketKind, 'type' | 'family'>,
  tcp: TcpSock | undefined,
  nonblock: boolean,
): OpenFile {
  const socket: Socket = {
    id,
    type,
    family,
    tcp,
    rcvtimeoUs: 0,
    sndtimeoUs: 0,
    zerocopy: false,
    sends: undefined,
    options: undefined,
  };
  ctx.kernel.sockets.set(id, socket);
  const flags = O_RDWR | (nonblock ? O_NONBLOCK : 0);
  return createFile(ctx, { what: 'socket', flags, object: id, socket });
}

/** Closes a socket with its last descriptor: FIN, or RST where Linux resets. */
export function releaseSocket(ctx: Ctx, file: OpenFile, pid: number): void {
  const { socket } = file;
  if (socket) ctx.kernel.pinned.delete(socket);
  ctx.kernel.sockets.delete(file.object);
  if (socket?.type === 'udp') releaseUdp(ctx, file.object);
  if (socket?.type === 'unix') releaseUnix(ctx, file.object, pid);
  if (socket?.tcp) {
    tcpClose(ctx.sim, ctx.stack, socket.tcp);
    flush(ctx);
  }
}

export interface Found {
  file: OpenFile;
  socket: Socket;
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
  return file.socket?.tcp;
}

/** Tells whether a connection stays on this host, where no device moves its bytes. */
export function isLocalPeer(ctx: Ctx, sk: TcpSock): boolean {
  return isLocalAddr(ctx.stack, sk.remote.addr);
}

/** Finds the AF_UNIX socket behind a description; undefined where it is none. */
export function unixSockOf(ctx: Ctx, file: OpenFile): UnixSock | undefined {
  return file.what === 'socket' ? ctx.kernel.unixes.get(file.object) : undefined;
}
