// SO_PEEK_OFF: where the next look with MSG_PEEK begins, so that a program can look through a queue.
//
// One idea: a look moves the place forward by what it saw, and taking bytes out moves it back with them. Of a
// stream of TCP the place is kept beside the number of the first byte that was unread then.
//
// Units: bytes; -1 where the option is off.
// Source: socket(7); Linux include/net/sock.h sk_peek_offset(), sk_peek_offset_bwd(), net/core/datagram.c
// __skb_try_recv_from_queue(), net/ipv4/tcp.c tcp_recvmsg_locked(); answers of 6.18 (test/conformance/peek-offset.c).

import { SO_PEEK_OFF } from '../abi/option-numbers.ts';
import { seq, seqDiff } from '../net/seq.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import type { Kept } from './socket-options.ts';

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
