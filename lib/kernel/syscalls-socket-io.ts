// Calls that send, receive, and set or read options of sockets.
//
// Source: send(2), recv(2), getsockopt(2), socket(7), tcp(7).
// Departs: no ancillary data; the error queue of MSG_ZEROCOPY is always empty.

import {
  AF_INET,
  IPPROTO_TCP,
  IPPROTO_UDP,
  MSG_ERRQUEUE,
  MSG_TRUNC,
  SO_DOMAIN,
  SO_PROTOCOL,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  SO_TYPE,
  SO_ZEROCOPY,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  TCP_CONGESTION,
  TCP_INFO,
} from '../abi/constants.ts';
import {
  EAGAIN,
  EBADF,
  EDOM,
  EFAULT,
  EINVAL,
  EMSGSIZE,
  ENOPROTOOPT,
  ENOTSOCK,
  EOPNOTSUPP,
} from '../abi/errno.ts';
import { MSGHDR, offsetOf, readField, readSockaddrIn } from '../abi/structs.ts';
import type { Endpoint } from '../sim/trace.ts';
import { tcpInfo } from '../tcp/info.ts';
import { congestionName, setCongestion, tcpGetOption, tcpSetOption } from '../tcp/sockopt.ts';
import { decodeText, encodeText, signedAt, toBytes } from './bytes.ts';
import { fileOf } from './fd-table.ts';
import { gather, input, MAX_RW_COUNT, output, type Piece, pieceBytes } from './io.ts';
import type { Ctx, Handlers, OpenFile, Socket, Task, UdpSock } from './kernel.ts';
import { findSocket, flush, tcpSockOf } from './sock.ts';
import { readPieces } from './syscalls-files.ts';
import { readAddress, writeName } from './syscalls-sockets.ts';
import { MAX_DATAGRAM, sendUdp } from './udp.ts';
import { getUdpOption, setUdpOption } from './udp-options.ts';
import { readUser, tellCopy, writeUser, writeUserNumber } from './user-memory.ts';

export const SOCKET_IO_CALLS: Handlers = {
  sendto: (ctx, task, [fd, addr, length, flags, to, toLength]) => {
    return send(ctx, task, fd, [pieceOf(addr, length)], flags, to, toLength);
  },
  recvfrom: (ctx, task, [fd, addr, length, flags, from, fromLength]) => {
    return receive(ctx, task, fd, [pieceOf(addr, length)], flags, from, fromLength);
  },
  sendmsg: (ctx, task, [fd, addr, flags]) => {
    const message = readMessage(ctx, task, addr);
    if (typeof message === 'number') return message;
    return send(ctx, task, fd, message.pieces, flags, message.name, message.nameLength);
  },
  recvmsg: (ctx, task, [fd, addr, flags]) => {
    const message = readMessage(ctx, task, addr);
    if (typeof message === 'number') return message;
    if (flags & MSG_ERRQUEUE) return -EAGAIN;
    const lengthAddr = addr + offsetOf(MSGHDR, 'msg_namelen');
    const cut = nextDatagram(ctx, task, fd) > pieceBytes(message.pieces) ? MSG_TRUNC : 0;
    const got = receive(ctx, task, fd, message.pieces, flags, message.name, lengthAddr);
    if (got >= 0) writeUserNumber(ctx, task, addr + offsetOf(MSGHDR, 'msg_flags'), cut, 4);
    return got;
  },
  setsockopt,
  getsockopt,
};

/** The buffer of send(2) or recv(2), which take a length that is too long as the longest. */
function pieceOf(addr: number, length: number): Piece {
  return { addr, length: length < 0 ? MAX_RW_COUNT : Math.min(length, MAX_RW_COUNT) };
}

/** Finds a socket, or an end of a socketpair, which is a pipe underneath. */
function findForIo(ctx: Ctx, task: Task, fd: number): OpenFile | number {
  const file = fileOf(ctx, task.process, fd);
  if (!file) return -EBADF;
  const pair = file.what === 'pipe' && ctx.kernel.pipes.get(file.object)?.other !== undefined;
  return file.what === 'socket' || pair ? file : -ENOTSOCK;
}

function send(
  ctx: Ctx,
  task: Task,
  fd: number,
  pieces: Piece[],
  flags: number,
  to: number,
  toLength: number,
): number {
  const file = findForIo(ctx, task, fd);
  if (typeof file === 'number') return file;
  const udp = file.what === 'socket' ? ctx.kernel.udps.get(file.object) : undefined;
  if (udp && to) return sendTo(ctx, task, udp, pieces, to, toLength);
  return output(ctx, task, file, pieces, flags);
}

function sendTo(
  ctx: Ctx,
  task: Task,
  udp: UdpSock,
  pieces: Piece[],
  to: number,
  toLength: number,
): number {
  const address = readAddress(ctx, task, to, toLength);
  if (typeof address === 'number') return address;
  const name = readSockaddrIn(address);
  if (!name) return -EINVAL;
  if (pieceBytes(pieces) > MAX_DATAGRAM) return -EMSGSIZE;
  const bytes = gather(ctx, task, pieces, 0);
  if (!bytes) return -EFAULT;
  tellCopy(ctx, 'cpu', bytes.length, 'user', 'send-queue', task.process.pid, udp.id);
  return sendUdp(ctx, udp, name, bytes);
}

/** Tells how long the next datagram is; 0 where there is none. */
function nextDatagram(ctx: Ctx, task: Task, fd: number): number {
  const file = fileOf(ctx, task.process, fd);
  const udp = file?.what === 'socket' ? ctx.kernel.udps.get(file.object) : undefined;
  return udp?.queue[0]?.bytes.length ?? 0;
}

function receive(
  ctx: Ctx,
  task: Task,
  fd: number,
  pieces: Piece[],
  flags: number,
  from: number,
  fromLength: number,
): number {
  const file = findForIo(ctx, task, fd);
  if (typeof file === 'number') return file;
  const udp = file.what === 'socket' ? ctx.kernel.udps.get(file.object) : undefined;
  const sender: Endpoint | undefined = udp?.queue[0]?.from;
  const whole = nextDatagram(ctx, task, fd);
  const copied = input(ctx, task, file, pieces, flags & ~MSG_TRUNC);
  // With MSG_TRUNC the answer is the datagram's own length, whatever fitted.
  const got = copied >= 0 && flags & MSG_TRUNC && udp ? whole : copied;
  if (got < 0 || !from) return got;
  if (sender) return writeName(ctx, task, sender, from, fromLength) || got;
  // A stream has no sender to tell: Linux writes a length of 0.
  return writeUserNumber(ctx, task, fromLength, 0, 4) ? got : -EFAULT;
}

interface Message {
  name: number;
  nameLength: number;
  pieces: Piece[];
}

/** Linux's UIO_MAXIOV. */
const MAX_PIECES = 1024;

function readMessage(ctx: Ctx, task: Task, addr: number): Message | number {
  const bytes = readUser(ctx, task, addr, MSGHDR.size);
  if (!bytes) return -EFAULT;
  const count = readField(bytes, MSGHDR, 'msg_iovlen');
  if (count > MAX_PIECES) return -EMSGSIZE;
  const pieces = readPieces(ctx, task, readField(bytes, MSGHDR, 'msg_iov'), count);
  if (typeof pieces === 'number') return pieces;
  const name = readField(bytes, MSGHDR, 'msg_name');
  return { name, nameLength: readField(bytes, MSGHDR, 'msg_namelen'), pieces };
}

function setsockopt(ctx: Ctx, task: Task, [fd, level, option, addr, length]: number[]): number {
  const found = findSocket(ctx, task, fd);
  if (typeof found === 'number') return found;
  if (length < 0) return -EINVAL;
  const own = level === SOL_SOCKET ? ownOption(option) : undefined;
  if (length < 4) return -EINVAL;
  const bytes = readUser(ctx, task, addr, Math.min(length, 128));
  if (!bytes) return -EFAULT;
  if (own === 'time') return setTimeLimit(found.socket, option, bytes);
  if (own === 'zerocopy') {
    found.socket.zerocopy = signedAt(bytes, 0, 4) !== 0;
    return 0;
  }
  const sk = tcpSockOf(ctx, found.file);
  if (sk && level === IPPROTO_TCP && option === TCP_CONGESTION) {
    return setCongestion(sk, decodeText(bytes).replace(/\0.*$/s, ''));
  }
  const values = Array.from({ length: bytes.length >> 2 }, (_, i) => signedAt(bytes, 4 * i, 4));
  const udp = ctx.kernel.udps.get(found.socket.id);
  if (udp && level === SOL_SOCKET) return setUdpOption(udp, ctx.stack.sysctl, option, values);
  if (!sk) return -ENOPROTOOPT;
  const result = tcpSetOption(ctx.sim, ctx.stack, sk, level, option, values);
  flush(ctx);
  return result;
}

/** Options that are the file's and not the protocol's. */
function ownOption(option: number): 'time' | 'zerocopy' | undefined {
  if (option === SO_RCVTIMEO || option === SO_SNDTIMEO) return 'time';
  return option === SO_ZEROCOPY ? 'zerocopy' : undefined;
}

function setTimeLimit(socket: Socket, option: number, bytes: Uint8Array): number {
  if (bytes.length < 16) return -EINVAL;
  const usec = signedAt(bytes, 8, 8);
  if (usec < 0 || usec >= 1e6) return -EDOM;
  const us = Math.max(0, signedAt(bytes, 0, 8)) * 1e6 + usec;
  if (option === SO_RCVTIMEO) socket.rcvtimeoUs = us;
  else socket.sndtimeoUs = us;
  return 0;
}

function getsockopt(ctx: Ctx, task: Task, [fd, level, option, addr, lengthAddr]: number[]): number {
  const found = findSocket(ctx, task, fd);
  if (typeof found === 'number') return found;
  const given = readUser(ctx, task, lengthAddr, 4);
  if (!given) return -EFAULT;
  const room = signedAt(given, 0, 4);
  if (room < 0) return -EINVAL;
  const value = readOption(ctx, found.file, found.socket, level, option);
  if (typeof value === 'number') return value;
  const bytes = value.slice(0, room);
  if (!writeUser(ctx, task, addr, bytes)) return -EFAULT;
  return writeUserNumber(ctx, task, lengthAddr, bytes.length, 4) ? 0 : -EFAULT;
}

function readOption(
  ctx: Ctx,
  file: OpenFile,
  socket: Socket,
  level: number,
  option: number,
): Uint8Array | number {
  if (level === SOL_SOCKET) {
    const tcp = socket.type === 'tcp';
    const us = option === SO_RCVTIMEO ? socket.rcvtimeoUs : socket.sndtimeoUs;
    switch (option) {
      case SO_TYPE:
        return toBytes(tcp ? SOCK_STREAM : SOCK_DGRAM, 4);
      case SO_DOMAIN:
        return toBytes(AF_INET, 4);
      case SO_PROTOCOL:
        return toBytes(tcp ? IPPROTO_TCP : IPPROTO_UDP, 4);
      case SO_RCVTIMEO:
      case SO_SNDTIMEO:
        return Uint8Array.from([...toBytes(Math.floor(us / 1e6), 8), ...toBytes(us % 1e6, 8)]);
      case SO_ZEROCOPY:
        return toBytes(socket.zerocopy ? 1 : 0, 4);
    }
  }
  const udp = ctx.kernel.udps.get(socket.id);
  const sk = tcpSockOf(ctx, file);
  if (sk && level === IPPROTO_TCP && option === TCP_INFO) return tcpInfo(ctx.sim, ctx.stack, sk);
  if (sk && level === IPPROTO_TCP && option === TCP_CONGESTION) {
    return encodeText(congestionName(ctx.stack, sk).padEnd(16, '\0'));
  }
  let values: number[] | number = -EOPNOTSUPP;
  if (sk) values = tcpGetOption(ctx.sim, ctx.stack, sk, level, option);
  else if (udp && level === SOL_SOCKET) values = getUdpOption(udp, option);
  if (typeof values === 'number') return values;
  return Uint8Array.from(values.flatMap((value) => [...toBytes(value, 4)]));
}
