// Receiving where input has borders or comes with something: datagrams, and AF_UNIX of every kind; and a look into
// a stream of TCP that does not begin with its first byte.
//
// One idea: look, copy out, and only then take, as for all input; but what is taken is a message
// with a sender, and what rides with it is handed to the caller.
//
// Units: bytes.
// Source: recv(2); Linux udp_recvmsg(), unix_stream_read_generic(), __unix_dgram_recvmsg().

import {
  AF_INET,
  AF_INET6,
  IP_RECVERR,
  IPV6_RECVERR,
  MSG_ERRQUEUE,
  MSG_PEEK,
  MSG_TRUNC,
  MSG_WAITALL,
  SO_EE_ORIGIN_ICMP,
  SO_EE_ORIGIN_LOCAL,
  SO_PASSCRED,
  SO_RCVLOWAT,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_IP,
  SOL_IPV6,
} from '../abi/constants.ts';
import { EAGAIN, EFAULT } from '../abi/errno.ts';
import { isV6 } from '../net/ip.ts';
import { tcpRecv } from '../tcp/receive.ts';
import { toBytes } from './bytes.ts';
import type { Control } from './control.ts';
import { datagramControl } from './datagram-controls.ts';
import { neverWaits, type Piece, peekInput, pieceBytes, scatter, waitForFile } from './io.ts';
import type { Credentials, Ctx, OpenFile, Task, UnixSock } from './kernel.ts';
import { endBytes, unixBytes } from './names.ts';
import { getFile } from './open-file.ts';
import { takePathNews } from './path-news.ts';
import { messageAt, movePeek, peekOffset } from './peek-offset.ts';
import { setSocket, unixSockOf } from './sock.ts';
import { keptOption } from './socket-options.ts';
import { chosenStamp, stampControl } from './time-stamps.ts';
import { takeDatagram, takeError, takeKeptError } from './udp.ts';
import type { UdpError, UdpSock } from './udp-types.ts';
import { lookUnix, takeUnix } from './unix-io.ts';
import { tellCopy } from './user-memory.ts';
import { takeCompletion } from './zerocopy.ts';

/** What was received, besides the bytes that have been copied out. */
export interface Received {
  count: number;
  /** Who has sent it, where the kind of socket tells. */
  name?: Uint8Array;
  creds?: Credentials;
  /** Open files that came along, held for the caller to install or to drop. */
  files: number[];
  /** MSG_TRUNC where the message was longer than the buffer. */
  flags: number;
  /** Control messages besides. */
  control?: Control[];
}

/** Receives from a datagram socket or one of AF_UNIX; undefined for any other file. */
export function receiveMessage(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  pieces: Piece[],
  flags: number,
): Received | number | undefined {
  if (file.what !== 'socket') return undefined;
  const udp = ctx.kernel.udps.get(file.object);
  if (udp) return receiveUdp(ctx, task, file, udp, pieces, flags);
  const unix = unixSockOf(ctx, file);
  return unix && receiveUnix(ctx, task, file, unix, pieces, flags);
}

function told(ctx: Ctx, task: Task, file: OpenFile, bytes: number): void {
  tellCopy(ctx, 'cpu', bytes, 'receive-queue', 'user', task.process.pid, file.object);
}

function receiveUdp(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  udp: UdpSock,
  pieces: Piece[],
  flags: number,
): Received | number {
  const news = udp.pathNews && takePathNews(udp);
  if (news) return news;
  if (udp.err) return takeError(udp);
  const peeks = (flags & MSG_PEEK) !== 0;
  const at = messageAt(udp.queue, peeks ? peekOffset(udp.options) : 0);
  if (!at) {
    // That reading has ended is seen by who would wait.
    if (udp.shutdown & 1 && !neverWaits(file, flags)) return { count: 0, files: [], flags: 0 };
    return waitForFile(ctx, task, file, 'recv', flags) ?? -EAGAIN;
  }
  const { message: first, skip } = at;
  const room = pieceBytes(pieces);
  const whole = first.bytes.length;
  const bytes = first.bytes.subarray(skip, skip + room);
  if (!peeks) takeDatagram(ctx, udp);
  if (!scatter(ctx, task, pieces, 0, bytes)) return -EFAULT;
  told(ctx, task, file, bytes.length);
  // Linux compares with all of it, where a look ends with its end, too.
  const cut = room <= whole - skip && room < whole ? MSG_TRUNC : 0;
  const { family } = file.socket!;
  const count = flags & MSG_TRUNC ? whole : bytes.length;
  movePeek(udp.options, peeks ? count : -count);
  const name = endBytes(first.from, family);
  const control = udp.options.size > 0 ? datagramControl(ctx, udp, family, first) : [];
  return { count, name, files: [], flags: cut, control };
}

/**
 * Receives from the queue of errors, where nobody waits: what ICMP said of a datagram, with the datagram,
 * or that a send with MSG_ZEROCOPY is complete. Linux: ip_recv_error().
 */
export function receiveError(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  pieces: Piece[],
): Received | number {
  const socket = file.socket!;
  const udp = ctx.kernel.udps.get(file.object);
  const error = udp ? takeKeptError(udp) : takeRefusal(file);
  if (!error) {
    const completion = takeCompletion(socket);
    return completion
      ? { count: 0, files: [], flags: MSG_ERRQUEUE, control: [completion] }
      : -EAGAIN;
  }
  const bytes = error.bytes.subarray(0, pieceBytes(pieces));
  if (!scatter(ctx, task, pieces, 0, bytes)) return -EFAULT;
  const cut = bytes.length < error.bytes.length ? MSG_TRUNC : 0;
  return {
    ...{ count: bytes.length, name: endBytes(error.to, socket.family), files: [] },
    ...{ flags: MSG_ERRQUEUE | cut, control: [errorControl(error)] },
  };
}

/** Takes what ended an attempt to connect, and with it the pending error. */
function takeRefusal(file: OpenFile): UdpError | undefined {
  const { tcp } = file;
  const refused = file.socket?.refused;
  if (!refused) return undefined;
  setSocket(file, { refused: undefined });
  if (tcp) tcp.err = 0;
  return refused;
}

/** Writes a struct sock_extended_err, and behind it the address of whoever said so, if that was another. */
function errorControl({ errno, type, code, offender, local, mtu = 0 }: UdpError): Control {
  const v6 = isV6(offender.addr);
  const icmp = v6 ? SO_EE_ORIGIN_ICMP6 : SO_EE_ORIGIN_ICMP;
  const head = [...toBytes(errno, 4), local ? SO_EE_ORIGIN_LOCAL : icmp, type, code, 0];
  const end = endBytes(offender, v6 ? AF_INET6 : AF_INET);
  if (local) end.fill(0);
  const data = Uint8Array.from([...head, ...toBytes(mtu, 4), ...new Uint8Array(4), ...end]);
  return { level: v6 ? SOL_IPV6 : SOL_IP, type: v6 ? IPV6_RECVERR : IP_RECVERR, data };
}

const SO_EE_ORIGIN_ICMP6 = 3;

/** recv(2) of nothing from a stream waits too, until there is something: undefined then. */
export function awaitInput(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  flags: number,
): number | undefined {
  const found = peekInput(ctx, task, file, 1);
  if (typeof found !== 'number') return undefined;
  const slept = found === -EAGAIN ? waitForFile(ctx, task, file, 'recv', flags) : undefined;
  return slept ?? found;
}

/** A peek of a stream goes on to the next descriptors, also where its room has ended. */
function peekedFiles({ queue, options }: UnixSock): number[] {
  // Whose bytes they are matters only to those who have asked.
  const asked = keptOption(options, SO_PASSCRED)[0] !== 0;
  const [first] = queue;
  for (const { creds, files } of queue) {
    if (asked && (creds.pid !== first.creds.pid || creds.uid !== first.creds.uid)) break;
    if (files.length > 0) return [...files];
  }
  return [];
}

/** Who has sent nothing: told at the end of a stream to those who ask. */
const NOBODY: Credentials = { pid: 0, uid: 0, gid: 0 };

/** A receive of no bytes from a stream waits for some, and takes what came beside the first of them. */
function receiveBeside(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  sk: UnixSock,
  flags: number,
): Received | number {
  const peeks = (flags & MSG_PEEK) !== 0;
  const found = lookUnix(sk, 1, peeks ? peekOffset(sk.options) : 0);
  if (found === -EAGAIN) return waitForFile(ctx, task, file, 'recv', flags) ?? -EAGAIN;
  if (typeof found === 'number') return found;
  const { first } = found;
  if (!first) return { count: 0, files: [], flags: 0, creds: NOBODY };
  const files = peeks ? peekedFiles(sk) : first.files;
  if (peeks) for (const id of files) getFile(ctx, ctx.kernel.files.get(id)!);
  else first.files = [];
  const name = first.name && unixBytes(first.name);
  return { count: 0, files, flags: 0, creds: first.creds, ...(name && { name }) };
}

function receiveUnix(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  sk: UnixSock,
  pieces: Piece[],
  flags: number,
): Received | number {
  const call = task.syscall!;
  const max = pieceBytes(pieces);
  const stream = sk.type === SOCK_STREAM;
  const peeks = (flags & MSG_PEEK) !== 0;
  if (stream && max === 0) return receiveBeside(ctx, task, file, sk, flags);
  // For so many bytes a stream's call sleeps on: SO_RCVLOWAT, or all.
  const lowat = keptOption(sk.options, SO_RCVLOWAT)[0];
  const target = flags & MSG_WAITALL ? max : Math.min(max, lowat);
  // Of several messages in one call each has its own sender.
  if (call.doneBytes === 0 && call.sender) call.sender = undefined;
  for (;;) {
    const done = call.doneBytes;
    const input = lookUnix(sk, max - done, peeks ? peekOffset(sk.options) : 0);
    if (typeof input === 'number') {
      const ended = sk.type === SOCK_DGRAM && sk.shutdown & 1 && !neverWaits(file, flags);
      if (input === -EAGAIN && ended) return { count: 0, files: [], flags: 0 };
      const wait = input === -EAGAIN && (done === 0 || (stream && !peeks && done < target));
      const slept = wait ? waitForFile(ctx, task, file, 'recv', flags) : undefined;
      if (slept !== undefined) return slept;
      return done > 0 ? { count: done, files: [], flags: 0, ...call.sender } : input;
    }
    const { bytes, first, whole } = input;
    if (!scatter(ctx, task, pieces, done, bytes)) {
      // A message that has no place is lost; a stream's bytes stay.
      if (!stream && !(flags & MSG_PEEK)) takeUnix(ctx, sk, input, task.process.pid);
      return done > 0 ? done : -EFAULT;
    }
    told(ctx, task, file, bytes.length);
    const files = peeks && stream ? peekedFiles(sk) : [...input.files];
    movePeek(sk.options, peeks ? bytes.length : -(stream ? bytes.length : whole));
    if (peeks) {
      for (const id of files) getFile(ctx, ctx.kernel.files.get(id)!);
    } else takeUnix(ctx, sk, input, task.process.pid, true);
    call.doneBytes += bytes.length;
    const more = stream && !peeks && files.length === 0;
    if (more && call.doneBytes < target && bytes.length > 0) {
      if (first) call.sender ??= { creds: first.creds, name: first.name && unixBytes(first.name) };
      continue;
    }
    const cut = !stream && bytes.length < whole ? MSG_TRUNC : 0;
    const count = !stream && flags & MSG_TRUNC ? whole : call.doneBytes;
    const name = call.sender ? call.sender.name : first?.name && unixBytes(first.name);
    // At the end of a stream nobody has sent, and Linux says so to those who ask.
    const creds = call.sender?.creds ?? first?.creds ?? (stream ? NOBODY : undefined);
    const timed = !stream && first && chosenStamp(sk.options) > 0;
    const control = timed ? { control: stampControl(sk.options, first.atUs) } : {};
    return { count, files, flags: cut, ...(name && { name }), ...(creds && { creds }), ...control };
  }
}

/** Looks into a stream of TCP from that place on; undefined where a look begins with the first byte. */
export function peekTcp(
  ctx: Ctx,
  task: Task,
  file: OpenFile,
  pieces: Piece[],
  flags: number,
): Received | number | undefined {
  const { tcp } = file;
  const kept = file.socket?.options;
  const offset = flags & MSG_PEEK && tcp ? peekOffset(kept, tcp) : -1;
  const max = pieceBytes(pieces);
  if (offset < 0 || !tcp) return undefined;
  // Who asks for nothing is told whether there were something.
  const all = tcpRecv(ctx.sim, ctx.stack, tcp, offset + (max || 1), { peek: true });
  const ended = tcp.finReceived || (typeof all !== 'number' && all.length === 0);
  const none = typeof all === 'number' ? all : all.length > offset || ended ? 0 : -EAGAIN;
  if (none === -EAGAIN) return waitForFile(ctx, task, file, 'recv', flags) ?? -EAGAIN;
  if (typeof all === 'number') return all;
  const bytes = all.subarray(offset, offset + max);
  const unseen = (flags & MSG_TRUNC) !== 0;
  if (!unseen && !scatter(ctx, task, pieces, 0, bytes)) return -EFAULT;
  if (!unseen)
    tellCopy(ctx, 'cpu', bytes.length, 'receive-queue', 'user', task.process.pid, tcp.id);
  movePeek(kept!, bytes.length, tcp);
  return { count: bytes.length, files: [], flags: 0 };
}
