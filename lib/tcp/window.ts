// The receive window: how much the peer may send, and how it follows the buffer behind it.
//
// One idea: a buffer of `rcvbuf` bytes holds packets, not payload. Linux learns which share of it
// is payload from the packets that come (`scalingRatio`, in 256ths, at first half), charges each
// packet with its overhead, and never takes back what it has offered.
//
// Units: bytes.
// Source: Linux net/ipv4/tcp_output.c tcp_select_initial_window(), __tcp_select_window(),
// tcp_select_window(); tcp_input.c tcp_grow_window(), tcp_measure_rcv_mss().
// Departs: a packet's overhead is a constant, which a capture on loopback gave (windows of 98, 93, 61 and 29 for its packets).

import { after, type Seq, seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { findBetween, localOf, remoteOf } from './demux.ts';
import { queued, unreadBytes } from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import type { ReceiveBuffer, TcpSock } from './tcb.ts';

/** What a packet costs beside its payload. */
export const SKB_OVERHEAD_BYTES = 832;
/** Payloads below this are packed together and share one overhead. */
const COALESCE_BYTES = 4096;
/** A packet's record, and together with what lies behind its bytes. */
export const RECORD_BYTES = 256;
export const EMPTY_BYTES = 576;
/** A packet has at most so many pieces of memory, and each of those at most so many bytes. */
const MOST_PIECES = 17;
const PIECE_BYTES = 32_768;

/**
 * Tells whether there is enough for who waits to read: SO_RCVLOWAT bytes, or as many as there will be, where
 * the buffer is nearly full or the window too small for another segment.
 *
 * Source: Linux include/net/tcp.h tcp_epollin_ready(), tcp_rmem_pressure().
 */
export function isReadable(sk: TcpSock): boolean {
  const unread = unreadBytes(sk);
  if (unread === 0 || unread >= sk.opt.rcvLowat) return unread > 0;
  return chargedBytes(sk) > sk.rcvbuf - (sk.rcvbuf >> 3) || receiveWindow(sk) <= sk.rcvMss;
}

/** Tells the window that so much buffer allows. */
export function windowOfSpace(space: number, ratio: number): number {
  // Linux multiplies in 64 bits; a shift would cut the product to 32 from 8 MB of buffer on.
  return Math.floor((space * ratio) / 256);
}

/** Tells the buffer that a window needs. */
export function spaceForWindow(window: number, ratio: number): number {
  return Math.floor((window * 256) / ratio);
}

/** Charges a payload as one packet. */
export function truesize(payloadBytes: number): number {
  return payloadBytes === 0 ? 0 : payloadBytes + SKB_OVERHEAD_BYTES;
}

/** Tells how many pieces of memory a payload lies in. */
export function piecesOf(payloadBytes: number): number {
  return Math.ceil(payloadBytes / PIECE_BYTES);
}

/** Chooses the first window and its scale for a connection; `mss` without timestamps. */
export function initialWindow(
  stack: TcpStack,
  { rcvbuf, opt: { rcvbufLocked, windowClamp } }: Pick<TcpSock, 'rcvbuf' | 'opt'>,
  mss: number,
): { wnd: number; wscale: number; clamp: number } {
  const full = Math.min(windowOfSpace(rcvbuf, 128), windowClamp || Number.POSITIVE_INFINITY);
  const rounded = full > mss ? full - (full % mss) : full;
  const wnd = Math.min(rounded, 65535);
  const { sysctl } = stack;
  if (!sysctl.tcp_window_scaling) return { wnd, wscale: 0, clamp: Math.min(full, 65535) };
  const most = rcvbufLocked ? full : Math.max(full, sysctl.tcp_rmem_max, sysctl.rmem_max);
  const wscale = Math.min(14, Math.max(0, 31 - Math.clz32(most) - 15));
  return { wnd, wscale, clamp: full };
}

/** Tells how much of the offered window is left. */
export function receiveWindow(sk: TcpSock): number {
  return Math.max(0, seqDiff(seqAdd(sk.rcvWup, sk.rcvWnd), sk.rcvNxt));
}

/** Tells the first sequence number that is not offered. */
export function windowEnd(sk: TcpSock): Seq {
  return seqAdd(sk.rcvNxt, receiveWindow(sk));
}

/** Sums what the receive and out-of-order queues are charged with. */
export function chargedBytes(sk: TcpSock): number {
  let bytes = 0;
  for (const { truesize } of sk.receiveQueue) bytes += truesize;
  for (const { truesize } of sk.outOfOrder) bytes += truesize;
  return bytes;
}

function freeSpace(sk: TcpSock): number {
  return windowOfSpace(sk.rcvbuf - chargedBytes(sk), sk.scalingRatio);
}

/**
 * Tells which window the buffer would allow now, ignoring what was offered before. When less than half of the buffer is
 * free, the credit of immediate ACKs is gone.
 */
export function wantedWindow(sk: TcpSock): number {
  const allowed = windowOfSpace(sk.rcvbuf, sk.scalingRatio);
  const full = Math.min(sk.windowClamp, allowed);
  const mss = Math.min(sk.rcvMss, full);
  if (mss <= 0) return 0;
  let free = freeSpace(sk);
  if (free < full >> 1) {
    // A reader that falls behind is no reason to hurry the sender.
    sk.ackQuick = 0;
    // It may be what is offered, and rounding up for the scale would grow it.
    free -= free % (1 << sk.rcvWscale);
    if (free < allowed >> 4 || free < mss) return 0;
  }
  free = Math.min(free, sk.rcvSsthresh);
  if (sk.rcvWscale > 0) {
    const unit = 1 << sk.rcvWscale;
    return Math.ceil(free / unit) * unit;
  }
  // Without scaling, move in steps of a segment so that the sender never sees a silly window.
  if (sk.rcvWnd <= free - mss || sk.rcvWnd > free) return free - (free % mss);
  return sk.rcvWnd;
}

/** Decides the window to offer, remembers it, and returns the header's 16-bit field. */
export function selectWindow(sim: Sim, stack: TcpStack, sk: TcpSock): number {
  const before = sk.rcvWnd;
  const current = receiveWindow(sk);
  let wnd = wantedWindow(sk);
  if (wnd < current) {
    if (wnd === 0) count(sim, stack, 'TcpExtTCPWantZeroWindowAdv');
    const unit = 1 << sk.rcvWscale;
    wnd = Math.ceil(current / unit) * unit;
  }
  wnd = Math.min(wnd, 65535 << sk.rcvWscale);
  sk.rcvWnd = wnd;
  sk.rcvWup = sk.rcvNxt;
  const field = wnd >>> sk.rcvWscale;
  if (field === 0 && before > 0) count(sim, stack, 'TcpExtTCPToZeroWindowAdv');
  else if (field > 0 && before === 0) count(sim, stack, 'TcpExtTCPFromZeroWindowAdv');
  return field;
}

/** Learns from an arriving payload what share of the buffer is payload. */
export function measurePacking(sk: TcpSock, payloadBytes: number): void {
  const ratio = Math.floor((payloadBytes * 256) / truesize(payloadBytes));
  sk.scalingRatio = Math.max(1, ratio);
  setClampTo(sk, windowOfSpace(sk.rcvbuf, sk.scalingRatio));
}

/** Sets the most that may be offered, which takes back what is more, and brings what has been offered. */
export function setClampTo(sk: TcpSock, clamp: number): void {
  const most = clamp < sk.windowClamp ? sk.rcvSsthresh : Math.max(sk.rcvSsthresh, sk.rcvWnd);
  if (clamp !== sk.windowClamp) sk.rcvSsthresh = Math.min(most, clamp);
  sk.windowClamp = clamp;
}

/**
 * Lets the window grow after a payload of a good size arrived; `due`: in order. Over lo a packet's first part has
 * no payload, and is not counted then.
 */
export function growWindow(stack: TcpStack, sk: TcpSock, payloadBytes: number, due: boolean): void {
  const room = Math.min(sk.windowClamp, freeSpace(sk)) - sk.rcvSsthresh;
  if (room <= 0) return;
  const charge = due && sk.iface === 'lo' ? payloadBytes : truesize(payloadBytes);
  const packed = windowOfSpace(charge, sk.scalingRatio) <= payloadBytes;
  const step = packed ? 2 * sk.advertisedMss : smallStep(stack, sk, payloadBytes);
  if (step === 0) return;
  sk.rcvSsthresh += Math.min(room, Math.max(step, 2 * payloadBytes));
  // The sender is to hear of it: an even credit of immediate ACKs becomes one more.
  sk.ackQuick |= 1;
}

/** Tells the growth that badly packed segments earn: none once the window is large enough. */
function smallStep(stack: TcpStack, sk: TcpSock, payloadBytes: number): number {
  const { scalingRatio, rcvSsthresh: ssthresh } = sk;
  let size = windowOfSpace(truesize(payloadBytes), scalingRatio) >> 1;
  let window = windowOfSpace(stack.sysctl.tcp_rmem_max, scalingRatio) >> 1;
  while (ssthresh <= window) {
    if (size <= payloadBytes) return 2 * sk.rcvMss;
    size >>= 1;
    window >>= 1;
  }
  return 0;
}

/**
 * Tells whether Linux joins a buffer to the last packet of the receive queue (skb_try_coalesce()). On lo that
 * is the sender's own packet, which is whole as long as the sender has it.
 */
function joins(stack: TcpStack, sk: TcpSock, tail: ReceiveBuffer, buffer: ReceiveBuffer): boolean {
  if (sk.iface !== 'lo') return tail.payload.length + buffer.payload.length <= COALESCE_BYTES;
  if (tail.pieces + buffer.pieces > MOST_PIECES) return false;
  const sender = findBetween(stack.connections, remoteOf(sk), localOf(sk));
  return !sender || !after(tail.ownEnd, sender.sndUna);
}

/** Appends a payload to the receive queue, packing small ones together. */
export function enqueue(stack: TcpStack, sk: TcpSock, buffer: ReceiveBuffer): void {
  const tail = sk.receiveQueue.at(-1);
  if (tail && joins(stack, sk, tail, buffer)) {
    stack.traffic.joined++;
    // A FIN alone takes no memory of its own then.
    if (buffer.payload.length === 0) return;
    const together = tail.payload.length + buffer.payload.length;
    const room = tail.pieces === 0 && together <= tail.truesize - EMPTY_BYTES;
    if (together > COALESCE_BYTES) {
      const pieces = tail.pieces + buffer.pieces;
      const part = { truesize: buffer.payload.length, ownEnd: tail.ownEnd, pieces };
      sk.receiveQueue.push({ ...buffer, ...part, continues: true });
      return;
    }
    if (!room) tail.pieces += buffer.pieces;
    const payload = new Uint8Array(together);
    payload.set(tail.payload);
    payload.set(buffer.payload, tail.payload.length);
    tail.payload = payload;
    if (!room) tail.truesize += buffer.payload.length;
    return;
  }
  if (buffer.payload.length > 0) sk.receiveQueue = queued(sk.receiveQueue, buffer);
}
