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
// Departs: no pacing, no BBR.

import { after, before, type Seq } from '../net/seq.ts';
import { cubicGrows, cubicLoss, cubicState, NO_RTT } from './cubic.ts';
import { CONGESTION_CONTROLS } from './sysctl.ts';
import type { CongestionState, LossState, SendBuffer, TcpSock } from './tcb.ts';

export const INITIAL_CWND = 10;
const REORDERING = 3;
/** TCP_INFINITE_SSTHRESH. */
export const INFINITE_SSTHRESH = 0x7fffffff;
const CUBIC = CONGESTION_CONTROLS.indexOf('cubic');

const NO_LOSS: Readonly<LossState> = {
  renoSacked: 0,
  reorderingSeen: 0,
  lostTotal: 0,
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
  dsacks: 0,
};

/** Changes some of what losses have left behind. */
export function setLoss(cc: CongestionState, change: Partial<LossState>): void {
  cc.loss = { ...cc.loss, ...change };
}

/** Makes the congestion state of a new connection; `algorithm` is set by who makes it. */
export function congestionState(iss: Seq, algorithm = CUBIC): CongestionState {
  return {
    algorithm,
    cwnd: INITIAL_CWND,
    ssthresh: INFINITE_SSTHRESH,
    cwndCount: 0,
    state: 'open',
    reordering: REORDERING,
    highSeq: iss,
    delivered: 0,
    limited: false,
    maxOut: 0,
    usageSeq: iss,
    used: 0,
    usedUs: 0,
    lastSendUs: 0,
    minRttUs: NO_RTT,
    rack: {
      sentUs: 0,
      end: iss,
      rttUs: 0,
      advanced: false,
    },
    cubic: cubicState(iss),
    loss: NO_LOSS,
  };
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
  const f: Flight = { out: 0, sacked: sk.cc.loss.renoSacked, lost: 0, resent: 0 };
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
  return cc.state === 'cwr' || cc.state === 'recovery';
}

/** Marks a segment lost, or what was sent again of it. */
export function markLost(sk: TcpSock, buffer: SendBuffer): void {
  if (buffer.sacked || (buffer.lost && !buffer.resent)) return;
  buffer.lost = true;
  buffer.resent = false;
  setLoss(sk.cc, { lostTotal: sk.cc.loss.lostTotal + 1 });
}

/** Opens the window after segments have arrived, if it was what held the sender back. */
export function windowOpens(sk: TcpSock, arrived: number, nowUs: number): void {
  const { cc } = sk;
  if (!cwndLimited(cc)) return;
  let left = arrived;
  if (cc.cwnd < cc.ssthresh) {
    const grown = Math.min(cc.cwnd + left, cc.ssthresh);
    left -= grown - cc.cwnd;
    cc.cwnd = grown;
    if (left <= 0) return;
  }
  const perSegment = cc.algorithm === CUBIC ? cubicGrows(cc, left, nowUs) : cc.cwnd;
  growLinearly(cc, perSegment, left);
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
  if (cc.limited) return true;
  return cc.cwnd < cc.ssthresh && cc.cwnd < 2 * cc.maxOut;
}

/** Computes the slow start threshold after a loss. */
export function thresholdAfterLoss(cc: CongestionState): number {
  if (cc.algorithm === CUBIC) return cubicLoss(cc);
  return Math.max(2, cc.cwnd >> 1);
}

/** Tells the threshold that a growing window may fall back to. */
export function currentThreshold(cc: CongestionState): number {
  if (inReduction(cc)) return cc.ssthresh;
  return Math.max(cc.ssthresh, (cc.cwnd >> 1) + (cc.cwnd >> 2));
}

/** Begins to reduce the window towards a new threshold. */
export function beginReduction(sk: TcpSock): void {
  const { cc } = sk;
  cc.highSeq = sk.snd.nxt;
  cc.cwndCount = 0;
  setLoss(cc, { probeSeq: undefined, priorCwnd: cc.cwnd, prrDelivered: 0, prrOut: 0 });
  cc.ssthresh = thresholdAfterLoss(cc);
}

/** Sets the window during a reduction: as much may leave as a share of what arrives. */
export function reduceWindow(
  sk: TcpSock,
  arrived: number,
  newlyLost: number,
  unaAdvanced: boolean,
): void {
  const { cc } = sk;
  if (arrived <= 0 || cc.loss.priorCwnd === 0) return;
  const flying = inFlight(sk);
  const room = cc.ssthresh - flying;
  setLoss(cc, { prrDelivered: cc.loss.prrDelivered + arrived });
  let send: number;
  if (room < 0) {
    const share = cc.ssthresh * cc.loss.prrDelivered + cc.loss.priorCwnd - 1;
    send = Math.floor(share / cc.loss.priorCwnd) - cc.loss.prrOut;
  } else {
    send = Math.max(cc.loss.prrDelivered - cc.loss.prrOut, arrived);
    if (unaAdvanced && newlyLost === 0) send++;
    send = Math.min(room, send);
  }
  // The first retransmission goes out whatever the share says.
  send = Math.max(send, cc.loss.prrOut > 0 ? 0 : 1);
  cc.cwnd = flying + send;
}

/** Ends a reduction at its threshold. */
export function endReduction(cc: CongestionState): void {
  if (cc.ssthresh < INFINITE_SSTHRESH && (cc.loss.undoMarker !== undefined || cc.state === 'cwr')) {
    cc.cwnd = cc.ssthresh;
  }
}

/** Takes a round trip into account. */
export function noteRtt(sk: TcpSock, rttUs: number): void {
  const { cubic } = sk.cc;
  sk.cc.minRttUs = Math.min(sk.cc.minRttUs, rttUs);
  if (cubic.delayMinUs === 0 || cubic.delayMinUs > rttUs) cubic.delayMinUs = Math.max(1, rttUs);
}

/** Notes after sending how far the window was used. */
export function validateWindow(sk: TcpSock, limited: boolean, nowUs: number, idle: boolean): void {
  const { cc, snd } = sk;
  const { out } = flight(sk);
  const roundOver = !before(snd.una, cc.usageSeq);
  if (roundOver || limited || (!cc.limited && out > cc.maxOut)) {
    cc.limited = limited;
    cc.maxOut = out;
    cc.usageSeq = snd.nxt;
  }
  if (cwndLimited(cc)) {
    cc.used = 0;
    cc.usedUs = nowUs;
    return;
  }
  cc.used = Math.max(cc.used, out);
  if (idle && nowUs - cc.usedUs >= sk.rtt.rtoUs && cc.state === 'open' && !sk.noSpace) {
    const used = Math.max(cc.used, INITIAL_CWND);
    if (used < cc.cwnd) {
      cc.ssthresh = currentThreshold(cc);
      cc.cwnd = (cc.cwnd + used) >> 1;
    }
    cc.used = 0;
    cc.usedUs = nowUs;
  }
}

/** Halves the window for every RTO for which nothing was sent. */
export function restartAfterIdle(sk: TcpSock, nowUs: number): void {
  const { cc, rtt } = sk;
  let idleUs = nowUs - cc.lastSendUs;
  if (cc.lastSendUs === 0 || idleUs <= rtt.rtoUs || after(sk.snd.nxt, sk.snd.una)) return;
  const restart = Math.min(INITIAL_CWND, cc.cwnd);
  cc.ssthresh = currentThreshold(cc);
  for (idleUs -= rtt.rtoUs; idleUs > 0 && cc.cwnd > restart; idleUs -= rtt.rtoUs) cc.cwnd >>= 1;
  cc.cwnd = Math.max(cc.cwnd, restart);
  cc.usedUs = nowUs;
  cc.used = 0;
}

/** The cubic curve does not go on while nothing is in flight. */
export function startSending(cc: CongestionState, nowUs: number): void {
  const { curve } = cc.cubic;
  const idleMs = Math.floor((nowUs - cc.lastSendUs) / 1000);
  if (!curve || curve.epochMs === 0 || idleMs <= 0) return;
  curve.epochMs = Math.min(Math.floor(nowUs / 1000), curve.epochMs + idleMs);
}
