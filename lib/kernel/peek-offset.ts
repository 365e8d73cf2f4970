// SO_PEEK_OFF: where the next look with MSG_PEEK begins, so that a program can look through a queue.
//
// One idea: a look moves the place forward by what it saw, and taking bytes out moves it back with them. Of a
// stream of TCP the place is kept beside the number of the first byte that was unread then.
//
// Units: bytes; -1 where the option is off.
// Source: socket(7); Linux include/net/sock.h sk_peek_offset(), sk_peek_offset_bwd(), net/core/datagram.c
// __skb_try_recv_from_queue(), net/ipv4/tcp.c tcp_recvmsg_locked(); answers of 6.18 (test/conformance/peek-offset.c).

import { MSG_PEEK, MSG_TRUNC } from '../abi/constants.ts';
import { EAGAIN, EFAULT } from '../abi/errno.ts';
import { SO_PEEK_OFF } from '../abi/option-numbers.ts';
import { seq, seqDiff } from '../net/seq.ts';
import { tcpRecv } from '../tcp/receive.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { type Piece, pieceBytes, scatter, waitForFile } from './io.ts';
import type { Ctx, OpenFile, Task } from './kernel.ts';
import type { Received } from './receive.ts';
import type { Kept } from './socket-options.ts';
import { tellCopy } from './user-memory.ts';

/** Where the next look begins. */
export function peekOffset(kept: Kept | undefined, sk?: TcpSock): number {
  const [offset, base] = kept?.get(SO_PEEK_OFF) ?? [-1];
  if (offset < 0 || !sk || base === undefined) return offset;
  return Math.max(0, offset - seqDiff(sk.copiedSeq, seq(base)));
}

/** Sets where the next look begins. */
export function setPeekOffset(kept: Kept, offset: number, sk?: TcpSock): void {
  kept.set(SO_PEEK_OFF, sk ? [offset, Number(sk.copiedSeq)] : [offset]);
}

/** A look has seen so many bytes, or with a minus, so many have been taken out. */
export function movePeek(kept: Kept, bytes: number, sk?: TcpSock): void {
  const offset = peekOffset(kept, sk);
  if (offset >= 0) setPeekOffset(kept, Math.max(0, offset + bytes), sk);
}

/** Finds the message that a place lies in, and where in it; undefined where none is that far. */
export function messageAt<T extends { bytes: Uint8Array }>(
  queue: readonly T[],
  offset: number,
): { message: T; skip: number } | undefined {
  let skip = Math.max(0, offset);
  for (const message of queue) {
    if (skip === 0 || skip < message.bytes.length) return { message, skip };
    skip -= message.bytes.length;
  }
  return undefined;
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
  const none = typeof all === 'number' ? all : all.length > offset || tcp.finReceived ? 0 : -EAGAIN;
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
