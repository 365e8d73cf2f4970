// Congestion control: how many segments may be in flight.
//
// One idea: the window doubles every round trip until something is lost (slow start), then halves
// and grows by one segment a round trip.
//
// Units: segments.
// Source: RFC 5681, RFC 6582 (NewReno); Linux net/ipv4/tcp_cong.c, tcp_input.c
// tcp_fastretrans_alert(), tcp_enter_loss().
// Departs: Reno where Linux's default is cubic (it halves where cubic takes 0.7); losses are found
// by three duplicate ACKs and timeouts, not by SACK and RACK; no undo, no proportional rate
// reduction.

import { after, type Seq, seqDiff } from '../net/seq.ts';
import type { TcpSock } from './tcb.ts';

const DUPLICATE_ACKS = 3;

/** Counts segments that are on their way: sent, not acknowledged, not given up, not reported. */
export function inFlight(sk: TcpSock): number {
  let segments = 0;
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) break;
    if (!buffer.lost) segments++;
  }
  // Every duplicate ACK says that some segment has arrived out of order.
  return Math.max(0, segments - sk.cc.dupAcks);
}

/** Opens the window after `ackedSegments` were acknowledged. */
export function windowOpens(sk: TcpSock, ackedSegments: number, wasLimited: boolean): void {
  const { cc } = sk;
  if (!wasLimited && cc.state === 'open') return;
  let acked = ackedSegments;
  if (cc.cwnd < cc.ssthresh) {
    const grown = Math.min(cc.cwnd + acked, cc.ssthresh);
    acked -= grown - cc.cwnd;
    cc.cwnd = grown;
  }
  if (acked <= 0) return;
  cc.cwndCount += acked;
  if (cc.cwndCount >= cc.cwnd) {
    cc.cwndCount -= cc.cwnd;
    cc.cwnd++;
  }
}

/** Counts a duplicate ACK; true when it is the one that makes the head of the queue lost. */
export function duplicateAck(sk: TcpSock): boolean {
  const { cc } = sk;
  cc.dupAcks++;
  if (cc.state !== 'open' || cc.dupAcks < DUPLICATE_ACKS) return false;
  cc.state = 'recovery';
  cc.highSeq = sk.snd.nxt;
  cc.ssthresh = Math.max(2, cc.cwnd >> 1);
  cc.cwnd = cc.ssthresh;
  cc.cwndCount = 0;
  return true;
}

/** Takes an ACK of new data into account; true when it only moves the hole (a partial ACK). */
export function newAck(sk: TcpSock, una: Seq, ackedSegments: number): boolean {
  const { cc } = sk;
  if (cc.state === 'open') {
    cc.dupAcks = 0;
    return false;
  }
  // The segment that filled the hole was not among those reported as out of order.
  cc.dupAcks = Math.max(0, cc.dupAcks - Math.max(0, ackedSegments - 1));
  if (!after(cc.highSeq, una)) {
    cc.state = 'open';
    cc.dupAcks = 0;
    return false;
  }
  return cc.state === 'recovery';
}

/** Falls back to one segment after a timeout; everything in flight is presumed lost. */
export function timeoutLoss(sk: TcpSock): void {
  const { cc, snd } = sk;
  if (cc.state !== 'loss' || seqDiff(snd.una, cc.highSeq) >= 0) {
    cc.ssthresh = Math.max(2, cc.cwnd >> 1);
  }
  cc.state = 'loss';
  cc.highSeq = snd.nxt;
  cc.cwnd = 1;
  cc.cwndCount = 0;
  cc.dupAcks = 0;
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) break;
    buffer.lost = true;
  }
}
