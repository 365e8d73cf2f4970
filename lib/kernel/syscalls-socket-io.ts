// Calls that send and receive on sockets.
//
// Source: send(2), recv(2), cmsg(3); Linux net/socket.c; answers of Linux 6.18.
// Departs: MSG_OOB is refused with EOPNOTSUPP (no urgent data).

import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  EFD_CLOEXEC,
  MSG_CMSG_CLOEXEC,
  MSG_CTRUNC,
  MSG_ERRQUEUE,
  MSG_OOB,
  MSG_PEEK,
  SO_PASSCRED,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../abi/constants.ts';
import {
  EBADF,
  EFAULT,
  EINVAL,
  EISCONN,
  EMSGSIZE,
  ENETUNREACH,
  ENOBUFS,
  ENOTCONN,
  ENOTSOCK,
  EOPNOTSUPP,
} from '../abi/errno.ts';
import { MSGHDR, offsetOf, readField } from '../abi/structs.ts';
import { GROUPS6, isV6, scopeOf } from '../net/ip.ts';
import { streamControl } from './asked-headers.ts';
import { toBytes, unsignedAt } from './bytes.ts';
import {
  type Control,
  credentialsControl,
  installFiles,
  layControl,
  readControl,
  riderOf,
} from './control.ts';
import { openEvent } from './event-fds.ts';
import { fileOf } from './fd-table.ts';
import { input, MAX_RW_COUNT, output, type Piece, pieceBytes, type Sending } from './io.ts';
import {
  BLOCKED,
  type Ctx,
  type Handlers,
  type OpenFile,
  type Task,
  type UnixSock,
} from './kernel.ts';
import { familyOf } from './names.ts';
import { awaitInput, peekTcp, type Received, receiveError, receiveMessage } from './receive.ts';
import { type Found, findSocket, unixSockOf } from './sock.ts';
import { keptOption } from './socket-options.ts';
import { streamControls } from './stream-controls.ts';
import { peerEnd } from './syscalls-connect.ts';
import { readPieces } from './syscalls-files.ts';
import { readAddress, unixName, writeName } from './syscalls-sockets.ts';
import { autobindUdp, refusedEarly } from './udp.ts';
import type { UdpSock } from './udp-types.ts';
import { isPidfdAsked } from './unix.ts';
import { dropFile, takeUnixError } from './unix-io.ts';
import { readUser, writeUser, writeUserNumber } from './user-memory.ts';

export const SOCKET_IO_CALLS: Handlers = {
  sendto: (ctx, task, [fd, addr, length, flags, to, toLength]) => {
    return send(ctx, task, fd, [pieceOf(addr, length)], flags, to, toLength, []);
  },
  recvfrom: (ctx, task, [fd, addr, length, flags, from, fromLength]) => {
    const got = receive(ctx, task, fd, [pieceOf(addr, length)], flags);
    if (typeof got === 'number') return got;
    for (const id of got.files) dropFile(ctx, id, task.process.pid);
    if (!from) return got.count;
    // A stream has no sender to tell: Linux writes a length of 0.
    const name = got.name ?? new Uint8Array(0);
    return writeName(ctx, task, name, from, fromLength) || got.count;
  },
  sendmsg,
  recvmsg: (ctx, task, args) => recvmsg(ctx, task, args),
};

/** The buffer of send(2) or recv(2), which take a length that is too long as the longest. */
function pieceOf(addr: number, length: number): Piece {
  return { addr, length: length < 0 ? MAX_RW_COUNT : Math.min(length, MAX_RW_COUNT) };
}

/** Finds a socket for input or output: -EBADF, or -ENOTSOCK. */
export function findForIo(task: Task, fd: number): Found | number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  return file.what === 'socket' ? findSocket(task, fd) : -ENOTSOCK;
}

function send(
  ctx: Ctx,
  task: Task,
  fd: number,
  pieces: Piece[],
  flags: number,
  to: number,
  toLength: number,
  control: Control[],
): number {
  const found = findForIo(task, fd);
  if (typeof found === 'number') return found;
  const address = to ? readAddress(ctx, task, to, toLength) : undefined;
  if (typeof address === 'number') return address;
  const { file } = found;
  const unix = unixSockOf(ctx, file);
  if (unix) {
    const sending = alongUnix(ctx, task, unix, address, control, flags);
    return typeof sending === 'number' ? sending : output(ctx, task, file, pieces, flags, sending);
  }
  const { uid } = task.process;
  const sending: Sending = {};
  const udp = ctx.kernel.udps.get(file.object);
  if (udp) {
    autobindUdp(ctx, udp);
    const { family } = found.socket;
    const early =
      family === AF_INET ? refusedEarly(udp, family, undefined, pieceBytes(pieces), flags) : 0;
    const bad = early || (address ? addressed(found, udp, address, sending) : 0);
    if (bad) return bad;
    if (control.length > 0) Object.assign(sending, { control, uid });
  } else {
    if (flags & MSG_OOB) return -EOPNOTSUPP;
    if (control.length > 0 && streamControl(control, uid, file.socket?.options)) {
      return refuseControl(ctx, task, file, flags);
    }
  }
  return output(ctx, task, file, pieces, flags, sending);
}

/** A stream that takes nothing says so before it looks at what is sent along. */
function refuseControl(ctx: Ctx, task: Task, file: OpenFile, flags: number): number {
  const refused = output(ctx, task, file, [], flags);
  return refused < 0 || refused === BLOCKED ? refused : -EINVAL;
}

/**
 * Judges what goes along with a message of AF_UNIX, and then the address. A connected stream has its peer;
 * a sequence does not look. Linux: unix_seqpacket_sendmsg(), unix_stream_sendmsg(), unix_dgram_sendmsg().
 */
function alongUnix(
  ctx: Ctx,
  task: Task,
  sk: UnixSock,
  address: Uint8Array | undefined,
  control: Control[],
  flags: number,
): Sending | number {
  const sequence = sk.type !== SOCK_STREAM && sk.type !== SOCK_DGRAM;
  if (sequence && sk.err) return -takeUnixError(sk);
  if (sequence && sk.state !== 'connected') return -ENOTCONN;
  const rider = riderOf(ctx, task, control);
  if (typeof rider === 'number') return rider;
  if (flags & MSG_OOB) return -EOPNOTSUPP;
  if (!address?.length || sequence) return { rider };
  if (sk.type === SOCK_STREAM) return sk.state === 'connected' ? -EISCONN : -EOPNOTSUPP;
  const toUnix = unixName(address);
  if (typeof toUnix === 'number') return toUnix;
  return toUnix.length === 0 ? -EINVAL : { rider, toUnix };
}

/** Finds whom an address means. */
function addressed(found: Found, udp: UdpSock, address: Uint8Array, sending: Sending): number {
  if (found.socket.family === AF_INET6) {
    const family = address.length < 2 ? -1 : familyOf(address);
    // To no family one sends as to nobody: to the peer. Any other is wrong, whatever connect(2) calls it.
    if (family === AF_UNSPEC) return udp.remote && !isV6(udp.remote.addr) ? -ENETUNREACH : 0;
    if (family !== AF_INET6 && family !== AF_INET) return -EINVAL;
  }
  const end = peerEnd(found, address, udp.v6only);
  if (typeof end === 'number') return end;
  sending.to = end;
  // A group of the link, or of the host, is one of each interface: the address says of which.
  if (end.addr >= GROUPS6 && scopeOf(end.addr) <= 2) sending.scope = unsignedAt(address, 24, 4);
  return 0;
}

/** Receives: what came, or -errno, or BLOCKED. */
export function receive(
  ctx: Ctx,
  task: Task,
  fd: number,
  pieces: Piece[],
  flags: number,
): Received | number {
  const found = findForIo(task, fd);
  if (typeof found === 'number') return found;
  const { file, socket } = found;
  if (flags & (MSG_ERRQUEUE | MSG_PEEK) && socket.type !== 'unix') {
    if (flags & MSG_ERRQUEUE) return receiveError(ctx, task, file, pieces);
    const peeked = peekTcp(ctx, task, file, pieces, flags);
    if (peeked !== undefined) return peeked;
  }
  // No urgent data ever comes; datagrams have none to ask for.
  if (flags & MSG_OOB && socket.type !== 'udp') return unixOob(ctx, found);
  const message = receiveMessage(ctx, task, file, pieces, flags);
  if (message !== undefined) return message;
  if (pieceBytes(pieces) === 0) {
    return awaitInput(ctx, task, file, flags) ?? { count: 0, files: [], flags: 0 };
  }
  const count = input(ctx, task, file, pieces, flags);
  return count < 0 ? count : { count, files: [], flags: 0 };
}

function unixOob(ctx: Ctx, { file }: Found): number {
  if (file.tcp?.listen) return -ENOTCONN;
  const unix = unixSockOf(ctx, file);
  return unix && unix.type !== SOCK_STREAM ? -EOPNOTSUPP : -EINVAL;
}

export interface Message {
  name: number;
  nameLength: number;
  pieces: Piece[];
  control: number;
  controlLength: number;
}

/** Linux's UIO_MAXIOV, and the most that it takes of control messages. */
const MAX_PIECES = 1024;
const MAX_CONTROL = 131_072;

/** Reads a struct msghdr and what it points at: -EFAULT, -EINVAL, -EMSGSIZE. */
export function readMessage(ctx: Ctx, task: Task, addr: number): Message | number {
  const bytes = readUser(ctx, task, addr, MSGHDR.size);
  if (!bytes) return -EFAULT;
  const field = (name: string) => readField(bytes, MSGHDR, name);
  const count = field('msg_iovlen');
  if (count > MAX_PIECES) return -EMSGSIZE;
  const pieces = readPieces(ctx, task, field('msg_iov'), count);
  if (typeof pieces === 'number') return pieces;
  const nameLength = field('msg_namelen') | 0;
  if (nameLength < 0) return -EINVAL;
  return {
    ...{ name: field('msg_name'), nameLength, pieces },
    ...{ control: field('msg_control'), controlLength: field('msg_controllen') },
  };
}

function sendmsg(ctx: Ctx, task: Task, [fd, addr, flags]: number[]): number {
  const found = findForIo(task, fd);
  if (typeof found === 'number') return found;
  const message = readMessage(ctx, task, addr);
  if (typeof message === 'number') return message;
  const { name, nameLength, pieces, control, controlLength } = message;
  let list: Control[] = [];
  if (control && controlLength > 0) {
    if (controlLength > MAX_CONTROL) return -ENOBUFS;
    const bytes = readUser(ctx, task, control, controlLength);
    if (!bytes) return -EFAULT;
    list = readControl(bytes);
  }
  const to = nameLength > 0 ? name : 0;
  return send(ctx, task, fd, pieces, flags, to, Math.min(nameLength, 128), list);
}

/** recvmsg(2); `into` takes the place of the message's own pieces. */
export function recvmsg(ctx: Ctx, task: Task, args: number[], into?: Piece[]): number {
  const [fd, addr, flags] = args;
  const found = findForIo(task, fd);
  if (typeof found === 'number') return found;
  const message = readMessage(ctx, task, addr);
  if (typeof message === 'number') return message;
  const got = receive(ctx, task, fd, into ?? message.pieces, flags);
  if (typeof got === 'number') return got;
  const room = message.control ? message.controlLength : 0;
  const list = besides(ctx, task, found.file, got, room, flags);
  // Linux hands this flag back, as what it has done.
  return tell(ctx, task, addr, message, got, list, flags & MSG_CMSG_CLOEXEC);
}

/** What came beside the bytes: credentials that were asked for, and files, as many as there is room for. */
export function besides(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  got: Received,
  room: number,
  flags: number,
): Control[] {
  const unix = unixSockOf(ctx, file);
  const list: Control[] = [...(got.control ?? [])];
  const asked = unix && keptOption(unix.options, SO_PASSCRED)[0] !== 0;
  if (asked && got.creds) list.push(credentialsControl(got.creds));
  const used = layControl(list, room).bytes.length;
  const files = installFiles(ctx, task, got.files, Math.max(0, room - used), flags);
  const taken = (files[0]?.data.length ?? 0) / 4;
  if (taken < got.files.length) got.flags |= MSG_CTRUNC;
  const whole = [...list, ...files];
  if (unix && got.creds && isPidfdAsked(unix)) {
    // Only where all of it has room is there a descriptor.
    if (room - layControl(whole, room).bytes.length < PIDFD_CONTROL_BYTES) got.flags |= MSG_CTRUNC;
    else if (got.creds.pid) whole.push(pidfdControl(ctx, task, got.creds.pid));
  }
  return [...whole, ...streamControls(ctx, file, got.count)];
}

/** struct cmsghdr, and an int. */
const PIDFD_CONTROL_BYTES = 20;
const SCM_PIDFD = 4;

/** SO_PASSPIDFD: a descriptor of the process that has sent, or why there is none. */
function pidfdControl(ctx: Ctx, task: Task, pid: number): Control {
  const fd = openEvent(ctx, task, { id: 0, kind: 'pidfd', pid }, EFD_CLOEXEC);
  return { level: SOL_SOCKET, type: SCM_PIDFD, data: toBytes(fd, 4) };
}

/** Writes back what came beside the bytes: name, control messages, flags. */
function tell(
  ctx: Ctx,
  task: Task,
  addr: number,
  message: Message,
  got: Received,
  list: Control[],
  asked = 0,
): number {
  const at = (field: string) => addr + offsetOf(MSGHDR, field);
  const room = message.control ? message.controlLength : 0;
  const { bytes, flags } = layControl(list, room);
  if (!writeUser(ctx, task, message.control, bytes)) return -EFAULT;
  if (message.name) {
    const name = got.name ?? new Uint8Array(0);
    if (!writeUser(ctx, task, message.name, name.slice(0, message.nameLength))) return -EFAULT;
    writeUserNumber(ctx, task, at('msg_namelen'), name.length, 4);
  }
  writeUserNumber(ctx, task, at('msg_controllen'), bytes.length, 8);
  writeUserNumber(ctx, task, at('msg_flags'), got.flags | flags | asked, 4);
  return got.count;
}
