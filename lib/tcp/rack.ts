// RACK: what was sent well before something that has arrived is lost.
//
// One idea: time decides and not counting. A segment is lost when a later transmission has arrived
// and a round trip plus a little patience for reordering has passed since it was sent.
//
// Units: µs.
// Source: RFC 8985; Linux net/ipv4/tcp_recovery.c.

import { after, type Seq, seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { flight, markLost, setLoss } from './congestion.ts';
import { bufferEnd } from './output.ts';
import { clearTimer, setTimer } from './socket.ts';
import type { TcpStack } from './stack.ts';
import type { SendBuffer, TcpSock } from './tcb.ts';

/** What timers of loss recovery wait beside what was computed: TCP_TIMEOUT_MIN_US. */
export const TIMEOUT_MIN_US = 2_000;
const PERSIST = 16;

function sentAfter(sentUs: number, end: Seq, thanUs: number, thanEnd: Seq): boolean {
  return sentUs > thanUs || (sentUs === thanUs && after(end, thanEnd));
}

/** Notes that a transmission has arrived. */
export function rackAdvance(sk: TcpSock, buffer: SendBuffer, nowUs: number): void {
  const { minRttUs } = sk;
  if (buffer.sentUs === undefined) return;
  const rttUs = nowUs - buffer.sentUs;
  // Too soon for the answer to a repetition: it must be the first transmission that arrived.
  if (buffer.retransmits > 0 && rttUs < minRttUs) return;
  sk.rackAdvanced = true;
  sk.rackRttUs = rttUs;
  const end = bufferEnd(buffer);
  if (sentAfter(buffer.sentUs, end, sk.rackSentUs, sk.rackEnd)) {
    sk.rackSentUs = buffer.sentUs;
    sk.rackEnd = end;
  }
}

/** Tells how long a segment may be late for having been overtaken. */
function patienceUs(sk: TcpSock): number {
  if (sk.loss.reorderingSeen === 0) {
    if (sk.ccState === 'recovery' || sk.ccState === 'loss') return 0;
    if (flight(sk).sacked >= sk.reordering) return 0;
  }
  return Math.min((sk.minRttUs >> 2) * sk.loss.reorderSteps, sk.srtt8Us >> 3);
}

/** Tells how long until a segment counts as lost; 0 or less when it does. */
export function rackLeftUs(
  sk: TcpSock,
  buffer: SendBuffer,
  slackUs: number,
  nowUs: number,
): number {
  return sk.rackRttUs + slackUs - (nowUs - (buffer.sentUs ?? nowUs));
}

/** Marks what is lost by now; tells for how long others may still come, 0 for none. */
export function rackDetect(sk: TcpSock, nowUs: number): number {
  const slackUs = patienceUs(sk);
  let waitUs = 0;
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) break;
    if (buffer.sacked || (buffer.lost && !buffer.resent)) continue;
    if (!sentAfter(sk.rackSentUs, sk.rackEnd, buffer.sentUs, bufferEnd(buffer))) continue;
    const leftUs = rackLeftUs(sk, buffer, slackUs, nowUs);
    if (leftUs <= 0) markLost(sk, buffer);
    else waitUs = Math.max(waitUs, leftUs);
  }
  return waitUs;
}

/** Looks for losses after an ACK; true when the reordering timer was set. */
export function rackMarkLost(sim: Sim, stack: TcpStack, sk: TcpSock): boolean {
  if (!sk.rackAdvanced) return false;
  sk.rackAdvanced = false;
  const waitUs = rackDetect(sk, sim.nowUs);
  if (waitUs <= 0) return false;
  clearTimer(sim, stack, sk, 'retransmit');
  clearTimer(sim, stack, sk, 'loss-probe');
  setTimer(sim, stack, sk, 'reorder', waitUs + TIMEOUT_MIN_US);
  return true;
}

/** Widens the patience when a D-SACK tells that a repetition was needless. */
export function rackAdapt(sk: TcpSock, priorDelivered: number): void {
  const { dsackSeen, dsackDelivered, reorderSteps, reorderPersist } = sk.loss;
  if (dsackSeen && priorDelivered >= dsackDelivered) {
    setLoss(sk, {
      reorderSteps: Math.min(255, reorderSteps + 1),
      reorderPersist: PERSIST,
      dsackSeen: false,
      dsackDelivered: sk.delivered,
    });
    return;
  }
  if (dsackSeen) setLoss(sk, { dsackSeen: false });
  if (reorderPersist === 0 && reorderSteps > 1) setLoss(sk, { reorderSteps: 1 });
}

/** Learns from a segment that arrived after later ones, though it was sent once. */
export function noteReordering(sk: TcpSock, low: Seq, highest: Seq, most: number): void {
  const bytes = seqDiff(highest, low);
  if (bytes <= 0) return;
  if (bytes > sk.reordering * sk.mss) {
    sk.reordering = Math.min(Math.ceil(bytes / sk.mss), most);
  }
  setLoss(sk, { reorderingSeen: sk.loss.reorderingSeen + 1 });
}

/** Tells the first number of the highest reported segment; `sndUna` where none is. */
export function highestSacked(sk: TcpSock): Seq {
  const found = sk.sendQueue.findLast((buffer) => buffer.sacked);
  return found ? found.seq : sk.sndUna;
}

/** Tells the number after the highest reported segment. */
export function highestSackedEnd(sk: TcpSock): Seq {
  const found = sk.sendQueue.findLast((buffer) => buffer.sacked);
  return found ? bufferEnd(found) : seqAdd(sk.sndUna, 0);
}
