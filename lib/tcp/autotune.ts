// Receive buffer autotuning: SO_RCVBUF follows what the program reads.
//
// One idea: a program that reads so many bytes in a round trip lets its peer send as many in the
// next, and as the peer may double its rate meanwhile, the buffer is made for twice that and more.
//
// Units: bytes, µs.
// Source: Linux net/ipv4/tcp_input.c tcp_rcv_space_adjust(), tcp_rcvbuf_grow(),
// tcp_rcv_rtt_measure(), tcp_rcv_rtt_measure_ts(), tcp_init_buffer_space() of 6.18.

import { before, seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import type { Segment } from '../sim/trace.ts';
import { INITIAL_CWND } from './congestion.ts';
import { timestampNow } from './options.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
import { spaceForWindow, windowOfSpace } from './window.ts';

/** Begins to measure on a new connection. */
export function initAutotune(sim: Sim, sk: TcpSock): void {
  const { rcv } = sk;
  reserveSegment(sk);
  rcv.space = Math.min(rcv.ssthresh, rcv.wnd, INITIAL_CWND * rcv.advertisedMss);
  rcv.spaceSeq = rcv.copied;
  rcv.spaceUs = sim.nowUs;
  rcv.rttSeq = seqAdd(rcv.nxt, rcv.wnd);
  rcv.rttSinceUs = sim.nowUs;
}

/** Keeps room for one segment behind the window, as tcp_init_buffer_space() does. */
function reserveSegment(sk: TcpSock): void {
  const { rcv } = sk;
  const full = windowOfSpace(sk.rcvbuf, rcv.scalingRatio);
  const mss = rcv.advertisedMss;
  rcv.windowClamp = Math.min(rcv.windowClamp, full);
  if (rcv.windowClamp > 2 * mss && rcv.windowClamp + mss > full) {
    rcv.windowClamp = Math.max(2 * mss, full - mss);
  }
  rcv.ssthresh = Math.min(rcv.ssthresh, rcv.windowClamp);
}

/** Measures the peer's round trip as a receiver sees it: the echo of a timestamp, or a window. */
export function measureReceiver(sim: Sim, sk: TcpSock, seg: Segment): void {
  const { rcv } = sk;
  const echoed = seg.options.timestamps?.[1];
  if (sk.timestamps && echoed) {
    if (echoed === rcv.rttEcho || seg.payload.length < sk.ack.rcvMss) return;
    rcv.rttEcho = echoed;
    const us = ((timestampNow(sim, sk.tsOffset) - echoed) >>> 0) * 1000;
    smooth(sk, Math.max(1, us), false);
    return;
  }
  if (before(rcv.nxt, rcv.rttSeq)) return;
  if (rcv.rttSinceUs > 0) smooth(sk, Math.max(1, sim.nowUs - rcv.rttSinceUs), true);
  rcv.rttSeq = seqAdd(rcv.nxt, rcv.wnd);
  rcv.rttSinceUs = sim.nowUs;
}

/** `rtt8Us` is 8 times the estimate; a window's time is an upper bound, so the least counts. */
function smooth(sk: TcpSock, us: number, bound: boolean): void {
  const { rcv } = sk;
  if (rcv.rtt8Us === 0) rcv.rtt8Us = us << 3;
  else if (!bound) rcv.rtt8Us += us - (rcv.rtt8Us >> 3);
  else rcv.rtt8Us = Math.min(rcv.rtt8Us, us << 3);
}

/** Lets the buffer grow after the program has read. */
export function adjustSpace(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const { rcv } = sk;
  if (rcv.rtt8Us === 0 || sim.nowUs - rcv.spaceUs < rcv.rtt8Us >> 3) return;
  const copied = seqDiff(rcv.copied, rcv.spaceSeq);
  if (copied > rcv.space) grow(stack, sk, copied);
  rcv.spaceSeq = rcv.copied;
  rcv.spaceUs = sim.nowUs;
}

function grow(stack: TcpStack, sk: TcpSock, copied: number): void {
  const { rcv } = sk;
  const old = Math.max(1, rcv.space);
  rcv.space = copied;
  if (!stack.sysctl.tcp_moderate_rcvbuf || sk.opt.rcvbufLocked) return;
  let window = copied * 2;
  window += 2 * Math.floor((window * (copied - old)) / old);
  const last = sk.outOfOrder.at(-1);
  if (last) window += seqDiff(seqAdd(last.seq, last.payload.length), rcv.nxt);
  const wanted = Math.min(spaceForWindow(window, rcv.scalingRatio), stack.sysctl.tcp_rmem_max);
  if (wanted <= sk.rcvbuf) return;
  sk.rcvbuf = wanted;
  rcv.windowClamp = windowOfSpace(wanted, rcv.scalingRatio);
}
