// Pacing: SO_MAX_PACING_RATE lets a connection send no faster than so many bytes a second.
//
// One idea: each packet makes the next one wait for as long as it would take at that rate; a timer then goes on
// sending. Without that option nothing is paced, as CUBIC and Reno leave it to a packet scheduler (fq).
//
// Units: µs, bytes, bytes a second.
// Source: Linux net/ipv4/tcp_output.c tcp_pacing_check(), tcp_update_skb_after_send(), tcp_pace_kick().

import type { Sim } from '../sim/sim.ts';
import { INITIAL_CWND } from './congestion.ts';
import { rareOf } from './limits.ts';
import { setTimer, timerOf } from './socket.ts';
import type { TcpStack } from './stack.ts';
import type { Rare, TcpSock } from './tcb.ts';

/** Sets the rate; Infinity for none. */
export function setPacing(sk: TcpSock, bytesPerSecond: number): void {
  if (!sk.rare && bytesPerSecond === Number.POSITIVE_INFINITY) return;
  const rare = rareOf(sk);
  // Who was once paced stays so, at the rate that Linux computes.
  rare.paced ||= bytesPerSecond !== Number.POSITIVE_INFINITY;
  rare.maxRate = bytesPerSecond;
  // A higher one counts from the next ACK on.
  rare.rate = Math.min(rare.rate, bytesPerSecond);
}

/** Tells how long the next packet has to wait; a peer that is paced is not lost, so that timers wait too. */
export function waitUs({ rare }: TcpSock, nowUs: number): number {
  return rare ? Math.max(0, rare.nextUs - nowUs) : 0;
}

/** Tells whether the next packet has to wait, for which it sets the timer. */
export function mustWait(sim: Sim, stack: TcpStack, sk: TcpSock): boolean {
  const leftUs = waitUs(sk, sim.nowUs);
  if (leftUs === 0) return false;
  if (!timerOf(sk, 'pacing')) setTimer(sim, stack, sk, 'pacing', leftUs);
  return true;
}

/** Tells the rate at which Linux would pace: 1.2 windows in a round trip, in slow start 2; bytes/s. */
export function pacingRate({ cwnd, ssthresh, mss, srtt8Us, rare }: TcpSock, out: number): number {
  const most = rare?.maxRate ?? Number.POSITIVE_INFINITY;
  if (srtt8Us === 0) return most === Number.POSITIVE_INFINITY ? 0 : most;
  const ratio = cwnd < ssthresh / 2 ? 2 : 1.2;
  return Math.min(most, Math.floor((mss * 8e6 * ratio * Math.max(cwnd, out)) / srtt8Us));
}

/** Takes what an ACK has told into the rate. */
export function updateRate(sk: TcpSock, rare: Rare, out: number): void {
  rare.rate = pacingRate(sk, out) || rare.maxRate;
}

/** Notes that a packet has left; the first ten segments make nobody wait. */
export function packetSent(sk: TcpSock, bytes: number, nowUs: number): void {
  const { rare } = sk;
  if (!rare?.paced) return;
  const lateUs = Math.max(0, nowUs - rare.nextUs);
  rare.nextUs = Math.max(rare.nextUs, nowUs);
  // A rate of 0 is none.
  if (rare.rate === 0 || sk.dataSegsOut < INITIAL_CWND) return;
  const us = (bytes * 1e6) / rare.rate;
  rare.nextUs += Math.round(us - Math.min(us / 2, lateUs));
}
