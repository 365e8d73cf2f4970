// Sockets as files: the glue between descriptors and the protocols behind them.
//
// One idea: a protocol never knows of tasks. After every call into it the kernel lets the packets
// out and turns "this socket became ready" into wake-ups, on whichever host that happened.
//
// Source: Linux net/socket.c.

import { O_NONBLOCK, O_RDWR } from '../abi/constants.ts';
import { EBADF, ENOTSOCK } from '../abi/errno.ts';
import { tcpClose } from '../tcp/close.ts';
import { drainOutput } from '../tcp/network.ts';
import { tcpSocket } from '../tcp/socket.ts';
import { isLocalAddr } from '../tcp/stack.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import type { Ctx, OpenFile, Socket, Task } from './kernel.ts';
import { createFile } from './open-file.ts';
import { createUdp, releaseUdp } from './udp.ts';
import { wake } from './wait-queue.ts';

/** Lets out what the protocols want to send, and wakes who waited for what came of it. */
export function flush(ctx: Ctx): void {
  drainOutput(ctx.sim, ctx.net);
  for (const host of ctx.hosts.values()) {
    const { wakeups } = host.stack;
    host.stack.wakeups = [];
    for (const { sock, mask } of wakeups) wake(host, `sock:${sock}`, mask);
  }
}

/** Makes a socket of one type with its description, and a descriptor for it; -EMFILE at the limit. */
export function openSocket(
  ctx: Ctx,
  task: Task,
  type: Socket['type'],
  options: { nonblock: boolean; cloexec: boolean },
): number {
  if (freeFd(task.process) < 0) return freeFd(task.process);
  const { uid } = task.process;
  const id = type === 'tcp' ? tcpSocket(ctx.sim, ctx.stack, uid).id : createUdp(ctx);
  const file = wrapSocket(ctx, id, type, options.nonblock);
  return installFd(ctx, task.process, file, { cloexec: options.cloexec });
}

/** Makes the description for a protocol's socket: one that accept(2) returned, or a new one. */
export function wrapSocket(
  ctx: Ctx,
  id: number,
  type: Socket['type'],
  nonblock: boolean,
): OpenFile {
  const socket = { id, type, rcvtimeoUs: 0, sndtimeoUs: 0, zerocopy: false };
  ctx.kernel.sockets.set(id, socket);
  const flags = O_RDWR | (nonblock ? O_NONBLOCK : 0);
  return createFile(ctx, { what: 'socket', flags, object: id });
}

/** Closes a socket with its last descriptor: FIN, or RST where Linux resets. */
export function releaseSocket(ctx: Ctx, file: OpenFile, _pid: number): void {
  const socket = ctx.kernel.sockets.get(file.object);
  ctx.kernel.sockets.delete(file.object);
  if (socket?.type === 'udp') releaseUdp(ctx, file.object);
  const sk = ctx.stack.socks.get(file.object);
  if (socket?.type === 'tcp' && sk) {
    tcpClose(ctx.sim, ctx.stack, sk);
    flush(ctx);
  }
}

export interface Found {
  file: OpenFile;
  socket: Socket;
}

/** Finds the socket behind a descriptor: -EBADF, or -ENOTSOCK for another kind of file. */
export function findSocket(ctx: Ctx, task: Task, fd: number): Found | number {
  const file = fileOf(ctx, task.process, fd);
  if (!file) return -EBADF;
  const socket = file.what === 'socket' ? ctx.kernel.sockets.get(file.object) : undefined;
  return socket ? { file, socket } : -ENOTSOCK;
}

/** Finds the TCP socket behind a description; undefined where it is no TCP socket. */
export function tcpSockOf(ctx: Ctx, file: OpenFile): TcpSock | undefined {
  return file.what === 'socket' ? ctx.stack.socks.get(file.object) : undefined;
}

/** Tells whether a connection stays on this host, where no device moves its bytes. */
export function isLocalPeer(ctx: Ctx, sk: TcpSock): boolean {
  return isLocalAddr(ctx.stack, sk.remote.addr);
}
