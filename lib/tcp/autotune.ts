// Receive buffer autotuning: SO_RCVBUF follows what the program reads.
//
// One idea: a program that reads so many bytes in a round trip lets its peer send as many in the
// next, and as the peer may double its rate meanwhile, the buffer is made for twice that and more.
//
// Units: bytes, µs.
// Source: Linux net/ipv4/tcp_input.c tcp_rcv_space_adjust(), tcp_rcvbuf_grow(),
// tcp_rcv_rtt_measure(), tcp_rcv_rtt_measure_ts(), tcp_init_buffer_space() of 6.18.

import { segmentLength } from '../net/segment.ts';
import { before, seq, seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import type { Segment } from '../sim/trace.ts';
import { INITIAL_CWND } from './congestion.ts';
import { timestampNow } from './options.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
import { spaceForWindow, windowOfSpace } from './window.ts';

/** Begins to measure on a new connection. */
export function initAutotune(sim: Sim, sk: TcpSock): void {
  reserveSegment(sk);
  sk.rcvSpace = Math.min(sk.rcvSsthresh, sk.rcvWnd, INITIAL_CWND * sk.advertisedMss);
  sk.rcvSpaceSeq = sk.copiedSeq;
  sk.rcvSpaceUs = sim.nowUs;
  sk.rcvRttSinceUs = 0;
}

/** Keeps room for one segment behind the window, as tcp_init_buffer_space() does. */
function reserveSegment(sk: TcpSock): void {
  const full = windowOfSpace(sk.rcvbuf, sk.scalingRatio);
  const mss = sk.advertisedMss;
  sk.windowClamp = Math.min(sk.windowClamp, full);
  if (sk.windowClamp > 2 * mss && sk.windowClamp + mss > full) {
    sk.windowClamp = Math.max(2 * mss, full - mss);
  }
  sk.rcvSsthresh = Math.min(sk.rcvSsthresh, sk.windowClamp);
}

/** Measures the peer's round trip as a receiver sees it, by a window's time: before data is counted as read. */
export function measureWindow(sim: Sim, sk: TcpSock): void {
  if (sk.rcvRttSinceUs > 0) {
    if (before(sk.rcvNxt, sk.rcvRttSeq)) return;
    smooth(sk, Math.max(1, sim.nowUs - sk.rcvRttSinceUs), true);
  }
  sk.rcvRttSeq = seqAdd(sk.rcvNxt, sk.rcvWnd);
  sk.rcvRttSinceUs = sim.nowUs;
}

/** Measures it by the echo of a timestamp that full segments bring, where its clock has ticked since. */
export function measureEcho(sim: Sim, sk: TcpSock, seg: Segment): void {
  const echoed = seg.options.timestamps?.[1];
  if (!echoed || seq(echoed) === sk.rcvRttEcho) return;
  sk.rcvRttEcho = seq(echoed);
  if (segmentLength(seg) < sk.rcvMss) return;
  const ms = (timestampNow(sim, sk.tsOffset) - echoed) >>> 0;
  if (ms > 0) smooth(sk, ms * 1000, false);
}

/**
 * Takes a sample in. The least counts: a window's time is an upper bound, and what comes later than it
 * did may have waited for a program that is slow to read.
 */
function smooth(sk: TcpSock, us: number, bound: boolean): void {
  if (sk.rcvRtt8Us === 0 || us << 3 < sk.rcvRtt8Us) sk.rcvRtt8Us = us << 3;
  else if (!bound && sk.rcvNxt === sk.copiedSeq) sk.rcvRtt8Us += us - (sk.rcvRtt8Us >> 3);
}

/** Lets the buffer grow after the program has read. */
export function adjustSpace(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (sk.rcvRtt8Us === 0 || sim.nowUs - sk.rcvSpaceUs < sk.rcvRtt8Us >> 3) return;
  const copied = seqDiff(sk.copiedSeq, sk.rcvSpaceSeq);
  if (copied > sk.rcvSpace) growBuffer(stack, sk, copied);
  sk.rcvSpaceSeq = sk.copiedSeq;
  sk.rcvSpaceUs = sim.nowUs;
}

/** Makes the buffer for a peer of which `copied` bytes are read in a round trip, and for what waits out of order. */
export function growBuffer(stack: TcpStack, sk: TcpSock, copied: number): void {
  const old = Math.max(1, sk.rcvSpace);
  sk.rcvSpace = copied;
  if (!stack.sysctl.tcp_moderate_rcvbuf || sk.opt.rcvbufLocked) return;
  let window = copied * 2;
  window += 2 * Math.floor((window * (copied - old)) / old);
  const last = sk.outOfOrder.at(-1);
  if (last) window += seqDiff(seqAdd(last.seq, last.payload.length), sk.rcvNxt);
  const wanted = Math.min(spaceForWindow(window, sk.scalingRatio), stack.sysctl.tcp_rmem_max);
  if (wanted <= sk.rcvbuf) return;
  sk.rcvbuf = wanted;
  sk.windowClamp = windowOfSpace(wanted, sk.scalingRatio);
}
