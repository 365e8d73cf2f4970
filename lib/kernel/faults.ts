// A write whose bytes cannot be read: what is found wrong before anybody looks at them.
//
// One idea: Linux copies a program's bytes when there is a place for them, so that a stream without a
// peer, a pipe without a reader and a full queue are told first, and a device that throws everything
// away never notices.
//
// Source: Linux net/ipv4/tcp.c tcp_sendmsg_locked(), udp.c udp_sendmsg(), net/unix/af_unix.c,
// fs/pipe.c pipe_write(), drivers/char/mem.c write_null(); answers of 6.18.

import { O_ACCMODE, O_RDONLY, SO_SNDBUF, SOCK_DGRAM, SOCK_STREAM } from '../abi/constants.ts';
import { EAGAIN, EBADF, EFAULT, EINVAL, EMSGSIZE, ENOTCONN, EPIPE } from '../abi/errno.ts';
import { tcpSend } from '../tcp/send.ts';
import { sendCharge } from '../tcp/socket.ts';
import { neverWaits, type Piece, pieceBytes, type Sending } from './io.ts';
import type { Ctx, OpenFile, Task, UnixSock } from './kernel.ts';
import { outPipe, roomInPipe } from './pipe.ts';
import { tcpSockOf, unixSockOf } from './sock.ts';
import { keptOption } from './socket-options.ts';
import { aimUdp, autobindUdp, refusedEarly, wayTo } from './udp.ts';
import { streamRefusal, takeUnixError } from './unix-io.ts';
import { readUser } from './user-memory.ts';
import { DEVICES } from './vfs.ts';

const NOTHING = new Uint8Array(0);

/** Tells which pieces a file takes, page by page: those before the first that cannot be read. */
export function readablePieces(ctx: Ctx, task: Task, pieces: Piece[]): Piece[] {
  const bad = pieces.findIndex(({ addr, length }) => !readUser(ctx, task, addr, length));
  return pieceBytes(pieces.slice(0, bad)) > 0 ? pieces.slice(0, bad) : [];
}

/** Tells what a write of `length` bytes that cannot be read answers. */
export function faultyWrite(
  ctx: Ctx,
  file: OpenFile,
  length: number,
  flags: number,
  sending: Sending,
): number {
  const full = neverWaits(file, flags) ? -EAGAIN : -EFAULT;
  switch (file.what) {
    case 'socket': {
      const tcp = tcpSockOf(file);
      const unix = unixSockOf(ctx, file);
      if (unix) return faultyUnix(ctx, unix, length, full);
      if (!tcp) return faultyUdp(ctx, file, length, flags, sending);
      const refused = tcpSend(ctx.sim, ctx.stack, tcp, NOTHING);
      if (refused < 0) return refused === -EAGAIN ? full : refused;
      return sendCharge(tcp) >= tcp.sndbuf ? full : -EFAULT;
    }
    case 'pipe': {
      const pipe = outPipe(ctx, file);
      if (!pipe) return -EBADF;
      if (pipe.readers === 0) return -EPIPE;
      return roomInPipe(pipe, length) === 0 ? full : -EFAULT;
    }
    case 'file': {
      if ((file.flags & O_ACCMODE) === O_RDONLY) return -EBADF;
      const rdev = ctx.kernel.inodes.get(file.object)?.rdev;
      return rdev === DEVICES.null || rdev === DEVICES.zero ? length : -EFAULT;
    }
    case 'eventfd':
      return length === 8 ? -EFAULT : -EINVAL;
    default:
      return -EFAULT;
  }
}

function faultyUdp(
  ctx: Ctx,
  file: OpenFile,
  length: number,
  flags: number,
  sending: Sending,
): number {
  const udp = ctx.kernel.udps.get(file.object)!;
  autobindUdp(ctx, udp);
  const early = refusedEarly(udp, file.socket!.family, sending.to, length, flags);
  if (early) return early;
  const aim = aimUdp(ctx, udp, sending);
  if (typeof aim === 'number') return aim;
  const way = wayTo(ctx, udp, aim.to.addr, aim.asked);
  if (typeof way === 'number') return way;
  return udp.shutdown & 2 ? -EPIPE : -EFAULT;
}

function faultyUnix(ctx: Ctx, sk: UnixSock, length: number, full: number): number {
  const limit = keptOption(sk.options, SO_SNDBUF)[0];
  if (sk.type === SOCK_STREAM) {
    const refused = streamRefusal(ctx, sk);
    if (refused) return refused;
  } else {
    if (sk.type !== SOCK_DGRAM) {
      if (sk.err) return -takeUnixError(sk);
      if (sk.state !== 'connected') return -ENOTCONN;
    }
    // Whom a datagram is for is asked when its bytes are there.
    if (length > limit - 32) return -EMSGSIZE;
    if (sk.shutdown & 2) return -EPIPE;
  }
  return sk.charged >= limit ? full : -EFAULT;
}
