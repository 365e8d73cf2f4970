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

import { type Seq, seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { queued } from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import type { ReceiveBuffer, TcpSock } from './tcb.ts';

/** What a packet costs beside its payload. */
export const SKB_OVERHEAD_BYTES = 832;
/** Payloads below this are packed together and share one overhead. */
const COALESCE_BYTES = 4096;

/** Tells the window that so much buffer allows. */
export function windowOfSpace(space: number, ratio: number): number {
  // Linux multiplies in 64 bits; a shift would cut the product to 32 from 8 MB of buffer on.
  return Math.floor((space * ratio) / 256);
}

/** Tells the buffer that a window needs. */
export function spaceForWindow(window: number, ratio: number): number {
  return Math.ceil((window * 256) / ratio);
}

/** Charges a payload as one packet. */
export function truesize(payloadBytes: number): number {
  return payloadBytes === 0 ? 0 : payloadBytes + SKB_OVERHEAD_BYTES;
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
  const full = Math.min(sk.windowClamp, windowOfSpace(sk.rcvbuf, sk.scalingRatio));
  const mss = Math.min(sk.rcvMss, full);
  if (mss <= 0) return 0;
  let free = freeSpace(sk);
  if (free < full >> 1) {
    // A reader that falls behind is no reason to hurry the sender.
    sk.ackQuick = 0;
    if (free < full >> 4 || free < mss) return 0;
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
  sk.windowClamp = windowOfSpace(sk.rcvbuf, sk.scalingRatio);
}

/** Lets the window grow after a payload of a good size arrived. */
export function growWindow(stack: TcpStack, sk: TcpSock, payloadBytes: number): void {
  const room = Math.min(sk.windowClamp, freeSpace(sk)) - sk.rcvSsthresh;
  if (room <= 0) return;
  const packed = windowOfSpace(truesize(payloadBytes), sk.scalingRatio) <= payloadBytes;
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

/** Appends a payload to the receive queue, packing small ones together. */
export function enqueue(sk: TcpSock, buffer: ReceiveBuffer): void {
  const tail = sk.receiveQueue.at(-1);
  const together = (tail?.payload.length ?? 0) + buffer.payload.length;
  if (tail && !tail.fin && together <= COALESCE_BYTES) {
    const payload = new Uint8Array(together);
    payload.set(tail.payload);
    payload.set(buffer.payload, tail.payload.length);
    tail.payload = payload;
    tail.truesize += buffer.payload.length;
    return;
  }
  sk.receiveQueue = queued(sk.receiveQueue, buffer);
}
