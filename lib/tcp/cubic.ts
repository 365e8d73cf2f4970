// CUBIC: a window that grows with the cube of the time since the last loss.
//
// One idea: the curve is flat around the window at which the last loss happened, so that a sender
// stays long where it was well, and steep far from it, so that it finds new room.
//
// Units: segments; ms, and 1024ths of a second in `k` and on the curve.
// Source: RFC 9438; Linux net/ipv4/tcp_cubic.c, whose integers these are.

import { seqDiff } from '../net/seq.ts';
import type { CongestionState, CubicCurve, CubicState, TcpSock } from './tcb.ts';

const BETA = 717;
const SCALE = 1024;
/** (C = 0.4) in 1024ths, times 10 round trips of 100 ms. */
const CUBE_RTT_SCALE = 410;
const CUBE_FACTOR = 2 ** 40 / CUBE_RTT_SCALE;
const RENO_SCALE = 15;
/** HyStart begins at this window. */
const LOW_WINDOW = 16;
const MIN_SAMPLES = 8;
const ACK_GAP_US = 2_000;
/** Stands for a round trip that has not been measured. */
export const NO_RTT = 0x7fffffff;

function curveOf(cubic: CubicState): CubicCurve {
  cubic.curve ??= {
    lastMax: 0,
    lastCwnd: 0,
    lastMs: 0,
    epochMs: 0,
    origin: 0,
    k: 0,
    ackCount: 0,
    renoCwnd: 0,
    count: 0,
  };
  return cubic.curve;
}

/** Forgets where the loss was, and all that has been measured. Linux: bictcp_reset(). */
export function resetCubic(cubic: TcpSock): void {
  cubic.curve = undefined;
  cubic.delayMinUs = 0;
  cubic.slowStartOver = false;
}

/** Remembers the window of a loss and tells the threshold: seven tenths of it. */
export function cubicLoss(cc: CongestionState): number {
  const { cwnd } = cc;
  const curve = curveOf(cc);
  curve.epochMs = 0;
  // A flow that is losing ground gives way faster.
  const losing = cwnd < curve.lastMax;
  curve.lastMax = losing ? Math.floor((cwnd * (SCALE + BETA)) / (2 * SCALE)) : cwnd;
  return Math.max(2, Math.floor((cwnd * BETA) / SCALE));
}

/** Tells how many arrived segments earn one more, `arrived` of which just did. */
export function cubicGrows(cc: CongestionState, arrived: number, nowUs: number): number {
  const { cwnd } = cc;
  const curve = curveOf(cc);
  const nowMs = Math.floor(nowUs / 1000);
  curve.ackCount += arrived;
  if (curve.lastCwnd === cwnd && nowMs - curve.lastMs <= 31) return Math.max(2, curve.count);
  const sameTick = curve.epochMs > 0 && nowMs === curve.lastMs;
  if (!sameTick) followCurve(cc, curve, cwnd, arrived, nowMs);
  keepUpWithReno(curve, cwnd);
  curve.count = Math.max(2, curve.count);
  return curve.count;
}

function followCurve(
  { delayMinUs }: CubicState,
  curve: CubicCurve,
  cwnd: number,
  arrived: number,
  nowMs: number,
): void {
  curve.lastCwnd = cwnd;
  curve.lastMs = nowMs;
  if (curve.epochMs === 0) {
    curve.epochMs = nowMs;
    curve.ackCount = arrived;
    curve.renoCwnd = cwnd;
    const below = curve.lastMax > cwnd;
    curve.k = below ? Math.floor(Math.cbrt(CUBE_FACTOR * (curve.lastMax - cwnd))) : 0;
    curve.origin = below ? curve.lastMax : cwnd;
  }
  const ms = nowMs - curve.epochMs + Math.floor(delayMinUs / 1000);
  const t = Math.floor((ms * 1024) / 1000);
  const offset = Math.abs(t - curve.k);
  const delta = Math.floor((CUBE_RTT_SCALE * offset ** 3) / 2 ** 40);
  const target = t < curve.k ? curve.origin - delta : curve.origin + delta;
  curve.count = target > cwnd ? Math.floor(cwnd / (target - cwnd)) : 100 * cwnd;
  if (curve.lastMax === 0 && curve.count > 20) curve.count = 20;
}

/** Where Reno would be faster, grows as fast as it. */
function keepUpWithReno(curve: CubicCurve, cwnd: number): void {
  const per = (cwnd * RENO_SCALE) >> 3;
  while (per > 0 && curve.ackCount > per) {
    curve.ackCount -= per;
    curve.renoCwnd++;
  }
  if (curve.renoCwnd <= cwnd) return;
  curve.count = Math.min(curve.count, Math.floor(cwnd / (curve.renoCwnd - cwnd)));
}

/** HyStart: ends slow start before the loss, when round trips grow or ACKs fill one. */
export function hystart(sk: TcpSock, rttUs: number, nowUs: number): void {
  if (sk.cwnd >= sk.ssthresh) return;
  if (seqDiff(sk.sndUna, sk.roundEnd) > 0) {
    sk.roundUs = nowUs;
    sk.lastAckUs = nowUs;
    sk.roundEnd = sk.sndNxt;
    sk.roundMinUs = NO_RTT;
    sk.roundSamples = 0;
  }
  if (sk.slowStartOver || sk.cwnd < LOW_WINDOW) return;
  if (nowUs - sk.lastAckUs <= ACK_GAP_US) {
    sk.lastAckUs = nowUs;
    if (nowUs - sk.roundUs > sk.delayMinUs >> 1) sk.slowStartOver = true;
  }
  if (sk.roundMinUs > rttUs) sk.roundMinUs = rttUs;
  if (sk.roundSamples < MIN_SAMPLES) sk.roundSamples++;
  else {
    const slack = Math.min(Math.max(sk.delayMinUs >> 3, 4_000), 16_000);
    if (sk.roundMinUs > sk.delayMinUs + slack) sk.slowStartOver = true;
  }
  if (sk.slowStartOver) sk.ssthresh = sk.cwnd;
}
