// What a sender was held back by: how long it had something to send or to wait for, and for how much of
// that time the peer's window, or a full SO_SNDBUF, was the reason that nothing went out.
//
// One idea: while the send queue is not empty the sender is busy. So one number is enough for that: the
// time at which the queue fills is taken away from it, the time at which it is empty is added. The two
// limits are rare, and what is known of them is in a record that is made when one is met.
//
// Units: ticks of a 250 Hz kernel, 4 ms, in which Linux measures this.
// Source: Linux net/ipv4/tcp_output.c tcp_chrono_start(), tcp_chrono_stop(); tcp.c
// tcp_get_info_chrono_stats().

import { JIFFY_US } from '../sim/sim.ts';
import type { Rare, TcpSock } from './tcb.ts';

function ticks(us: number): number {
  return Math.floor(us / JIFFY_US);
}

/** Notes that the send queue fills. */
export function becomeBusy(sk: TcpSock, nowUs: number): void {
  sk.busyTicks -= ticks(nowUs);
}

/** Notes that the send queue is empty. */
export function becomeIdle(sk: TcpSock, nowUs: number): void {
  sk.busyTicks += ticks(nowUs);
  if (sk.rare) endLimit(sk.rare, nowUs);
}

/** What few connections have. */
export function rareOf(sk: TcpSock): Rare {
  sk.rare ??= {
    ...{ limit: undefined, limitSince: 0, windowTicks: 0, bufferTicks: 0 },
    ...{ paced: false, maxRate: Number.POSITIVE_INFINITY },
    ...{ rate: Number.POSITIVE_INFINITY, nextUs: 0 },
  };
  return sk.rare;
}

/** Notes what holds the sender back; a full buffer is a better reason than the window. */
export function meetLimit(sk: TcpSock, limit: 'window' | 'buffer', nowUs: number): void {
  const rare = rareOf(sk);
  if (rare.limit === limit || rare.limit === 'buffer') return;
  endLimit(rare, nowUs);
  rare.limit = limit;
  rare.limitSince = ticks(nowUs);
}

/** Notes that a limit, if it was the reason, is none any more. */
export function leaveLimit({ rare }: TcpSock, limit: 'window' | 'buffer', nowUs: number): void {
  if (rare?.limit === limit) endLimit(rare, nowUs);
}

function endLimit(rare: Rare, nowUs: number): void {
  const lasted = ticks(nowUs) - rare.limitSince;
  if (rare.limit === 'window') rare.windowTicks += lasted;
  if (rare.limit === 'buffer') rare.bufferTicks += lasted;
  rare.limit = undefined;
}

/** Tells the three times of TCP_INFO in us. */
export function limitTimes(
  { busyTicks, rare, sendQueue }: TcpSock,
  nowUs: number,
): { busy: number; window: number; buffer: number } {
  const now = ticks(nowUs);
  const busy = busyTicks + (sendQueue.length > 0 ? now : 0);
  const lasting = (limit: Rare['limit']) =>
    rare && rare.limit === limit ? now - rare.limitSince : 0;
  return {
    busy: busy * JIFFY_US,
    window: ((rare?.windowTicks ?? 0) + lasting('window')) * JIFFY_US,
    buffer: ((rare?.bufferTicks ?? 0) + lasting('buffer')) * JIFFY_US,
  };
}
