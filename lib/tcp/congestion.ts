// Congestion control: how many segments may be in flight.
//
// One idea: the window doubles every round trip until something is lost (slow start), then halves
// and grows by one segment a round trip.
//
// Units: segments.
// Source: RFC 5681, RFC 6582 (NewReno), RFC 8985 (RACK); Linux net/ipv4/tcp_cong.c,
// tcp_recovery.c, tcp_input.c tcp_fastretrans_alert(), tcp_enter_loss().
// Departs: Reno where Linux's default is cubic (it halves where cubic takes 0.7); RACK without its
// reordering timer; no undo, no proportional rate reduction.

import { after, before, type Seq, seq, seqAdd, seqDiff } from '../net/seq.ts';
import type { SendBuffer, TcpSock } from './tcb.ts';

const DUPLICATE_ACKS = 3;

/** Counts segments that are on their way: sent, not acknowledged, not given up, not reported. */
export function inFlight(sk: TcpSock): number {
  let segments = 0;
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) break;
    if (!buffer.lost && !buffer.sacked) segments++;
  }
  // Without SACK, every duplicate ACK says that some segment has arrived out of order.
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
  enterRecovery(sk);
  return true;
}

/** Halves the window, once for all that was in flight when the first loss was found. */
function enterRecovery(sk: TcpSock): void {
  const { cc } = sk;
  cc.state = 'recovery';
  cc.highSeq = sk.snd.nxt;
  cc.ssthresh = Math.max(2, cc.cwnd >> 1);
  cc.cwnd = cc.ssthresh;
  cc.cwndCount = 0;
}

/** Marks what a SACK option reports as arrived. */
export function takeSack(sk: TcpSock, blocks: [number, number][], nowUs: number): void {
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) return;
    if (buffer.sacked) continue;
    const end = seqAdd(buffer.seq, Math.max(1, buffer.payload.length));
    const reported = blocks.some(
      ([from, to]) => !before(buffer.seq, seq(from)) && !after(end, seq(to)),
    );
    if (!reported) continue;
    buffer.sacked = true;
    buffer.lost = false;
    noteArrival(sk, buffer, nowUs);
  }
}

/** Notes that a transmission has arrived, if it is the latest one known to. */
export function noteArrival(sk: TcpSock, buffer: SendBuffer, nowUs: number): void {
  const { sentUs } = buffer;
  if (sentUs === undefined) return;
  // Too soon for the answer to a repetition: it must be the first transmission that arrived.
  if (buffer.retransmits > 0 && nowUs - sentUs < sk.rtt.srtt8Us >> 4) return;
  const { latest } = sk.cc;
  const end = seqAdd(buffer.seq, buffer.payload.length);
  if (!latest || sentUs > latest.sentUs || (sentUs === latest.sentUs && after(end, latest.end))) {
    sk.cc.latest = { sentUs, end };
  }
}

/** Marks as lost what was sent before the latest arrival; true when something new was. */
export function findLost(sk: TcpSock): boolean {
  const { cc } = sk;
  if (!sk.sackOk || !cc.latest) return false;
  const { sentUs, end } = cc.latest;
  const sacked = sk.sendQueue.filter((buffer) => buffer.sacked).length;
  // A few segments may have overtaken others; three, or a loss already known, leave no doubt.
  const patient = sacked < DUPLICATE_ACKS && cc.state === 'open';
  const patienceUs = patient ? Math.max(1, sk.rtt.srtt8Us >> 5) : 0;
  let found = false;
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) break;
    if (buffer.sacked || buffer.lost) continue;
    const earlierUs = sentUs - buffer.sentUs;
    const sameTime = earlierUs === 0 && before(buffer.seq, end);
    if (earlierUs > patienceUs || (!patient && (earlierUs > 0 || sameTime))) {
      buffer.lost = true;
      found = true;
    }
  }
  if (found && cc.state === 'open') enterRecovery(sk);
  return found;
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
  return cc.state === 'recovery' && !sk.sackOk;
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
    buffer.lost = !buffer.sacked;
  }
}
