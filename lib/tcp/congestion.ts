// Congestion control: how many segments may be in flight.
//
// One idea: a count of segments, `cwnd`. It doubles every round trip until something is lost (slow
// start); after that Reno adds one a round trip, and CUBIC follows a cubic curve around the window
// at which the last loss happened. A loss takes a half (Reno) or three tenths (CUBIC) away, not at
// once but in proportion to what arrives (PRR).
//
// Units: segments; µs.
// Source: RFC 5681, RFC 6937 (PRR), RFC 9438 (CUBIC); Linux net/ipv4/tcp_cong.c, tcp_input.c
// tcp_cwnd_reduction(), tcp_output.c tcp_cwnd_validate(), tcp_cwnd_restart().
// Departs: no BBR.

import { after, before } from '../net/seq.ts';
import { cubicGrows, cubicLoss } from './cubic.ts';
import { ECN_OK, QUEUE_CWR } from './ecn.ts';
import { meetLimit } from './limits.ts';
import { CONGESTION_CONTROLS } from './sysctl.ts';
import type { CongestionState, LossState, SendBuffer, TcpSock } from './tcb.ts';

export const INITIAL_CWND = 10;
/** Duplicate ACKs that make a loss, before any reordering was seen. */
export const REORDERING = 3;
/** TCP_INFINITE_SSTHRESH. */
export const INFINITE_SSTHRESH = 0x7fffffff;
export const CUBIC = CONGESTION_CONTROLS.indexOf('cubic');

/** What connections have on which nothing was lost. */
export const NO_LOSS: Readonly<LossState> = {
  renoSacked: 0,
  reorderingSeen: 0,
  lostTotal: 0,
  deliveredCe: 0,
  priorCwnd: 0,
  priorSsthresh: 0,
  prrDelivered: 0,
  prrOut: 0,
  undoMarker: undefined,
  undoRetrans: 0,
  retransUs: undefined,
  frto: false,
  probeSeq: undefined,
  probeRepeats: false,
  reorderSteps: 1,
  reorderPersist: 0,
  dsackSeen: false,
  dsackDelivered: 0,
  retransTotal: 0,
  bytesRetrans: 0,
  dsacks: 0,
};

/** Changes some of what losses have left behind. */
export function setLoss(cc: CongestionState, change: Partial<LossState>): void {
  cc.loss = { ...cc.loss, ...change };
}

/** What is out: Linux's packets_out, sacked_out, lost_out and retrans_out. */
export interface Flight {
  out: number;
  sacked: number;
  lost: number;
  resent: number;
}

/** Counts what was sent and not acknowledged. */
export function flight(sk: TcpSock): Flight {
  const f: Flight = { out: 0, sacked: sk.loss.renoSacked, lost: 0, resent: 0 };
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) break;
    f.out++;
    if (buffer.sacked) f.sacked++;
    if (buffer.lost) f.lost++;
    if (buffer.resent) f.resent++;
  }
  return f;
}

/** Counts segments that are on their way: not reported, not given up, or sent again. */
export function inFlight(sk: TcpSock): number {
  const { out, sacked, lost, resent } = flight(sk);
  return Math.max(0, out - sacked - lost + resent);
}

export function inReduction(cc: CongestionState): boolean {
  return cc.ccState === 'cwr' || cc.ccState === 'recovery';
}

/** Marks a segment lost, or what was sent again of it. */
export function markLost(sk: TcpSock, buffer: SendBuffer): void {
  if (buffer.sacked || (buffer.lost && !buffer.resent)) return;
  buffer.lost = true;
  buffer.resent = false;
  setLoss(sk, { lostTotal: sk.loss.lostTotal + 1 });
}

/** Opens the window after segments have arrived, if it was what held the sender back. */
export function windowOpens(sk: TcpSock, arrived: number, nowUs: number): void {
  if (!cwndLimited(sk)) return;
  let left = arrived;
  if (sk.cwnd < sk.ssthresh) {
    const grown = Math.min(sk.cwnd + left, sk.ssthresh);
    left -= grown - sk.cwnd;
    sk.cwnd = grown;
    if (left <= 0) return;
  }
  const perSegment = sk.ccAlgorithm === CUBIC ? cubicGrows(sk, left, nowUs) : sk.cwnd;
  growLinearly(sk, perSegment, left);
}

/** Adds one segment for every `per` that arrived. */
function growLinearly(cc: CongestionState, per: number, arrived: number): void {
  if (cc.cwndCount >= per) {
    cc.cwndCount = 0;
    cc.cwnd++;
  }
  cc.cwndCount += arrived;
  if (cc.cwndCount >= per) {
    const more = Math.floor(cc.cwndCount / per);
    cc.cwndCount -= more * per;
    cc.cwnd += more;
  }
}

function cwndLimited(cc: CongestionState): boolean {
  if (cc.cwndLimited) return true;
  return cc.cwnd < cc.ssthresh && cc.cwnd < 2 * cc.maxOut;
}

/** Computes the slow start threshold after a loss. */
export function thresholdAfterLoss(cc: CongestionState): number {
  if (cc.ccAlgorithm === CUBIC) return cubicLoss(cc);
  return Math.max(2, cc.cwnd >> 1);
}

/** Tells the threshold that a growing window may fall back to. */
export function currentThreshold(cc: CongestionState): number {
  if (inReduction(cc)) return cc.ssthresh;
  return Math.max(cc.ssthresh, (cc.cwnd >> 1) + (cc.cwnd >> 2));
}

/** Begins to reduce the window towards a new threshold. */
export function beginReduction(sk: TcpSock): void {
  sk.highSeq = sk.sndNxt;
  sk.cwndCount = 0;
  setLoss(sk, { probeSeq: undefined, priorCwnd: sk.cwnd, prrDelivered: 0, prrOut: 0 });
  sk.ssthresh = thresholdAfterLoss(sk);
  queueCwr(sk);
}

/** The peer is to hear that the window is smaller. */
export function queueCwr(sk: TcpSock): void {
  if (sk.ecn & ECN_OK) sk.ecn |= QUEUE_CWR;
}

/** Sets the window during a reduction: as much may leave as a share of what arrives. */
export function reduceWindow(
  sk: TcpSock,
  arrived: number,
  newlyLost: number,
  unaAdvanced: boolean,
): void {
  if (arrived <= 0 || sk.loss.priorCwnd === 0) return;
  const flying = inFlight(sk);
  const room = sk.ssthresh - flying;
  setLoss(sk, { prrDelivered: sk.loss.prrDelivered + arrived });
  let send: number;
  if (room < 0) {
    const share = sk.ssthresh * sk.loss.prrDelivered + sk.loss.priorCwnd - 1;
    send = Math.floor(share / sk.loss.priorCwnd) - sk.loss.prrOut;
  } else {
    send = Math.max(sk.loss.prrDelivered - sk.loss.prrOut, arrived);
    if (unaAdvanced && newlyLost === 0) send++;
    send = Math.min(room, send);
  }
  // The first retransmission goes out whatever the share says.
  send = Math.max(send, sk.loss.prrOut > 0 ? 0 : 1);
  sk.cwnd = flying + send;
}

/** Ends a reduction at its threshold. */
export function endReduction(cc: CongestionState): void {
  if (
    cc.ssthresh < INFINITE_SSTHRESH &&
    (cc.loss.undoMarker !== undefined || cc.ccState === 'cwr')
  ) {
    cc.cwnd = cc.ssthresh;
  }
}

/** Takes a round trip into account. */
export function noteRtt(sk: TcpSock, rttUs: number): void {
  sk.minRttUs = Math.min(sk.minRttUs, rttUs);
  if (sk.delayMinUs === 0 || sk.delayMinUs > rttUs) sk.delayMinUs = Math.max(1, rttUs);
}

/** Notes after sending how far the window was used. */
export function validateWindow(sk: TcpSock, limited: boolean, nowUs: number, idle: boolean): void {
  const { out } = flight(sk);
  const roundOver = !before(sk.sndUna, sk.cwndUsageSeq);
  if (roundOver || limited || (!sk.cwndLimited && out > sk.maxOut)) {
    sk.cwndLimited = limited;
    sk.maxOut = out;
    sk.cwndUsageSeq = sk.sndNxt;
  }
  if (cwndLimited(sk)) {
    sk.cwndUsed = 0;
    sk.cwndUsedUs = nowUs;
    return;
  }
  if (sk.noSpace && sk.writeSeq === sk.sndNxt) meetLimit(sk, 'buffer', nowUs);
  sk.cwndUsed = Math.max(sk.cwndUsed, out);
  if (idle && nowUs - sk.cwndUsedUs >= sk.rtoUs && sk.ccState === 'open' && !sk.noSpace) {
    const used = Math.max(sk.cwndUsed, INITIAL_CWND);
    if (used < sk.cwnd) {
      sk.ssthresh = currentThreshold(sk);
      sk.cwnd = (sk.cwnd + used) >> 1;
    }
    sk.cwndUsed = 0;
    sk.cwndUsedUs = nowUs;
  }
}

/** Halves the window for every RTO for which nothing was sent. */
export function restartAfterIdle(sk: TcpSock, nowUs: number): void {
  let idleUs = nowUs - sk.lastSendUs;
  if (sk.lastSendUs === 0 || idleUs <= sk.rtoUs || after(sk.sndNxt, sk.sndUna)) return;
  const restart = Math.min(INITIAL_CWND, sk.cwnd);
  sk.ssthresh = currentThreshold(sk);
  for (idleUs -= sk.rtoUs; idleUs > 0 && sk.cwnd > restart; idleUs -= sk.rtoUs) sk.cwnd >>= 1;
  sk.cwnd = Math.max(sk.cwnd, restart);
  sk.cwndUsedUs = nowUs;
  sk.cwndUsed = 0;
}

/** The cubic curve does not go on while nothing is in flight. */
export function startSending(cc: CongestionState, nowUs: number): void {
  const { curve } = cc;
  const idleMs = Math.floor((nowUs - cc.lastSendUs) / 1000);
  if (!curve || curve.epochMs === 0 || idleMs <= 0) return;
  curve.epochMs = Math.min(Math.floor(nowUs / 1000), curve.epochMs + idleMs);
}
