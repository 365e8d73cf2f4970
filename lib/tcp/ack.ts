// Acknowledgements in: what they free, measure, open and set in motion again.
//
// Units: bytes, µs.
// Source: RFC 9293 section 3.10.7.4 (fifth), RFC 5681; Linux net/ipv4/tcp_input.c tcp_ack(),
// tcp_clean_rtx_queue(), tcp_ack_update_window(), tcp_new_space(), tcp_sndbuf_expand().

import { POLLOUT } from '../abi/constants.ts';
import { segmentEnd } from '../net/segment.ts';
import { after, before, type Seq, seq, seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { FIN, type Segment, SYN } from '../sim/trace.ts';
import { NOTHING } from './blank.ts';
import { challenge } from './challenge.ts';
import {
  flight,
  inFlight,
  inReduction,
  noteRtt,
  reduceWindow,
  setLoss,
  windowOpens,
} from './congestion.ts';
import { hystart } from './cubic.ts';
import { acceptCwr, echoesMark } from './ecn.ts';
import { becomeIdle, leaveLimit } from './limits.ts';
import { syncMss, timestampNow } from './options.ts';
import { bufferEnd, nagleOf, pushPending, sendHead } from './output.ts';
import { updateRate } from './pacing.ts';
import { highestSacked, highestSackedEnd, noteReordering, rackAdapt, rackAdvance } from './rack.ts';
import { afterProbe, type Resend, recover, resend } from './recovery.ts';
import { sampleRtt, setRto } from './rtt.ts';
import { type AckNotes, blankNotes, MAX_REORDERING, takeSack } from './sack.ts';
import {
  clearTimer,
  emitBuffer,
  outstanding,
  queuedBytes,
  sendCharge,
  setTimer,
  timerOf,
  unsentBytes,
  wake,
} from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import { CONGESTION_CONTROLS } from './sysctl.ts';
import type { TcpSock } from './tcb.ts';
import { probeDelayUs, rearm } from './timers.ts';

/**
 * Takes a segment's acknowledgement in; false when it acknowledges what was never sent or comes
 * from too long ago, and then nothing else of the segment counts. `foreseen`: see `foreseen()`.
 */
export function receiveAck(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  seg: Segment,
  foreseen: boolean,
): boolean {
  const ack = seq(seg.ack);
  if (after(ack, sk.sndNxt)) {
    challenge(sim, stack, sk);
    return false;
  }
  const notes = blankNotes(sk.sndUna);
  const prior = {
    una: sk.sndUna,
    queued: queuedBytes(sk),
    lost: sk.loss.lostTotal,
    out: flight(sk).out,
  };
  if (before(ack, sk.sndUna)) {
    if (seqDiff(sk.sndUna, ack) > sk.sndMaxWnd) {
      challenge(sim, stack, sk);
      return false;
    }
    oldAck(sim, stack, sk, seg, notes);
    return true;
  }
  if (stack.softErrors.size > 0) stack.softErrors.delete(sk.id);
  const delivered = sk.delivered;
  notes.advanced = after(ack, sk.sndUna);
  if (notes.advanced && foreseen) stack.traffic.foreseenAcks++;
  else if (segmentEnd(seg) === seq(seg.seq)) stack.traffic.pureAcks++;
  if (notes.advanced) sk.retries = 0;
  notes.delayed = isDelayed(sim, sk, seg);
  const fack = highestSacked(sk);
  const opened = updateWindow(stack, sk, seg, ack);
  notes.notDuplicate = opened || seg.payload.length > 0 || (seg.flags & (SYN | FIN)) !== 0;
  if (sk.sackOk && seg.options.sack?.length) {
    takeSack(sk, seg.options.sack, ack, notes, sim.nowUs);
  }
  if (sk.ecn) {
    notes.ece = echoesMark(sk, seg);
    acceptCwr(sk, seg);
  }
  let what: Resend = 'none';
  if (prior.out > 0) {
    if (notes.advanced) ackNewData(sim, sk, ack, notes, seg, fack);
    else if (notes.sackedSentUs !== undefined) measure(sim, sk, seg, notes.sackedSentUs);
    sk.delivered += notes.arrived;
    rackAdapt(sk, delivered);
    afterProbe(sk, ack, notes);
    if (isDubious(sk, notes)) {
      const duplicate = !notes.advanced && !notes.notDuplicate && !notes.dsack ? 1 : 0;
      what = recover(sim, stack, sk, notes, duplicate);
    }
    if (notes.advanced && !notes.timerSet) rearm(sim, stack, sk);
    adjustWindow(sim, sk, notes, sk.delivered - delivered, sk.loss.lostTotal - prior.lost);
    if (sk.rare) updateRate(sk, sk.rare, flight(sk).out);
    resend(sim, stack, sk, what);
  }
  stack.traffic.delivered += sk.delivered - delivered;
  if (notes.ece) countMarked(sim, stack, sk, sk.delivered - delivered);
  checkProbe(sim, stack, sk);
  checkSpace(sim, stack, sk);
  if (sk.sndUna !== prior.una || queuedBytes(sk) !== prior.queued) emitBuffer(sim, stack, sk);
  return true;
}

function countMarked(sim: Sim, stack: TcpStack, sk: TcpSock, segments: number): void {
  for (let n = 0; n < segments; n++) count(sim, stack, 'TcpExtTCPDeliveredCE');
  setLoss(sk, { deliveredCe: sk.loss.deliveredCe + segments });
}

/** An ACK that was overtaken: only what it reports counts. */
function oldAck(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment, notes: AckNotes): void {
  if (!sk.sackOk || !seg.options.sack?.length) return;
  notes.notDuplicate = true;
  takeSack(sk, seg.options.sack, seq(seg.ack), notes, sim.nowUs);
  sk.delivered += notes.arrived;
  stack.traffic.delivered += notes.arrived;
  const lost = sk.loss.lostTotal;
  const what = recover(sim, stack, sk, notes, 0);
  adjustWindow(sim, sk, notes, notes.arrived, sk.loss.lostTotal - lost);
  resend(sim, stack, sk, what);
}

/** Tells whether an ACK is anything but the next one of a connection on which all is well. */
function isDubious(sk: TcpSock, notes: AckNotes): boolean {
  if (!notes.advanced && !notes.notDuplicate) return true;
  return notes.sackedSegments > 0 || notes.ece || notes.dsack || sk.ccState !== 'open';
}

/** Changes the congestion window for what has arrived. */
function adjustWindow(
  sim: Sim,
  sk: TcpSock,
  notes: AckNotes,
  arrived: number,
  newlyLost: number,
): void {
  if (inReduction(sk)) {
    reduceWindow(sk, arrived, newlyLost, notes.advanced);
    return;
  }
  const forward = sk.reordering > 3 ? arrived > 0 : notes.ackedSegments > 0;
  if (forward) windowOpens(sk, arrived, sim.nowUs);
}

/** Tells by the echoed timestamp that the first transmission arrived, not the repetition. */
function isDelayed(sim: Sim, sk: TcpSock, seg: Segment): boolean {
  const { retransUs } = sk.loss;
  const echoed = seg.options.timestamps?.[1];
  if (!sk.timestamps || !echoed || retransUs === undefined) return false;
  const agoMs = (timestampNow(sim, sk.tsOffset) - echoed) >>> 0;
  const sentMs = Math.floor(sim.nowUs / 1000) - agoMs;
  return sentMs < Math.floor(retransUs / 1000);
}

/** Sends what an ACK has made room for. */
export function sendMore(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  pushPending(sim, stack, sk, nagleOf(sk));
}

function updateWindow(stack: TcpStack, sk: TcpSock, seg: Segment, ack: Seq): boolean {
  const wnd = seg.windowField << (seg.flags & SYN ? 0 : sk.sndWscale);
  const at = seq(seg.seq);
  const newer =
    after(ack, sk.sndUna) ||
    after(at, sk.sndWl1) ||
    (at === sk.sndWl1 && (wnd > sk.sndWnd || wnd === 0));
  if (!newer) return false;
  sk.sndWl1 = at;
  if (wnd === sk.sndWnd) return true;
  sk.sndWnd = wnd;
  if (wnd > sk.sndMaxWnd) {
    sk.sndMaxWnd = wnd;
    syncMss(stack, sk);
  }
  return true;
}

function ackNewData(
  sim: Sim,
  sk: TcpSock,
  ack: Seq,
  notes: AckNotes,
  seg: Segment,
  fack: Seq,
): void {
  let sentUs: number | undefined;
  let resent = false;
  let low: Seq | undefined;
  const highest = highestSackedEnd(sk);
  while (sk.sendQueue.length > 0) {
    const buffer = sk.sendQueue[0];
    if (buffer.sentUs === undefined || !after(ack, buffer.seq)) break;
    if (buffer.retransmits > 0) resent = true;
    else if (!buffer.sacked) {
      sentUs ??= buffer.sentUs;
      low ??= buffer.seq;
      if (!after(bufferEnd(buffer), sk.highSeq)) notes.original = true;
    }
    if (after(bufferEnd(buffer), ack)) {
      buffer.payload = buffer.payload.subarray(seqDiff(ack, buffer.seq));
      buffer.seq = ack;
      break;
    }
    notes.ackedSegments++;
    if (!buffer.sacked) {
      notes.arrived++;
      rackAdvance(sk, buffer, sim.nowUs);
    }
    sk.sendQueue.shift();
  }
  // An empty array that was once full holds on to its memory.
  if (sk.sendQueue.length === 0) {
    sk.sendQueue = NOTHING;
    becomeIdle(sk, sim.nowUs);
  }
  sk.sndUna = ack;
  if (sk.sackOk && low !== undefined && before(low, fack)) {
    noteReordering(sk, low, highest, MAX_REORDERING);
  }
  const { renoSacked, retransUs } = sk.loss;
  if (renoSacked > 0 && notes.ackedSegments > 0) {
    // One has filled the hole; duplicate ACKs have counted the others before.
    notes.arrived = Math.max(1, notes.ackedSegments - renoSacked);
    setLoss(sk, { renoSacked: Math.max(0, renoSacked - notes.ackedSegments + 1) });
  }
  if (retransUs !== undefined && sk.ccState === 'open' && flight(sk).resent === 0) {
    setLoss(sk, { retransUs: undefined });
  }
  measure(sim, sk, seg, resent ? notes.sackedSentUs : sentUs);
  sk.waitSinceUs = sim.nowUs;
}

const CUBIC = CONGESTION_CONTROLS.indexOf('cubic');

/** Takes a round trip: from the segment's own time, or by timestamps where it was sent again. */
function measure(sim: Sim, sk: TcpSock, seg: Segment, sentUs: number | undefined): void {
  if (sentUs !== undefined) {
    const us = Math.max(1, sim.nowUs - sentUs);
    sampleRtt(sk, us);
    noteRtt(sk, us);
    if (sk.ccAlgorithm === CUBIC) hystart(sk, us, sim.nowUs);
  } else if (seg.options.timestamps?.[1]) {
    const ms = (timestampNow(sim, sk.tsOffset) - seg.options.timestamps[1]) >>> 0;
    sampleRtt(sk, ms * 1000);
  } else {
    // Karn: an ACK of something sent twice measures nothing; the backed-off RTO stays.
    return;
  }
  setRto(sk);
}

/** Stops probing once the window has opened, or goes on at the old pace. */
function checkProbe(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (outstanding(sk) > 0) return;
  const head = sendHead(sk);
  if (head < 0) {
    clearTimer(sim, stack, sk, 'persist');
    return;
  }
  if (!timerOf(sk, 'persist')) return;
  sk.retries = 0;
  const end = seqAdd(sk.sndUna, sk.sndWnd);
  const needed = seqAdd(
    sk.sendQueue[head].seq,
    Math.min(sk.sendQueue[head].payload.length, sk.mss),
  );
  if (after(needed, end)) {
    setTimer(sim, stack, sk, 'persist', probeDelayUs(sk));
  } else {
    sk.backoff = 0;
    sk.probeSinceUs = undefined;
    clearTimer(sim, stack, sk, 'persist');
  }
}

/** Tells whether poll(2) would call the socket writable: a third of the buffer is free. */
export function isWriteable(sk: TcpSock): boolean {
  const queued = sendCharge(sk);
  if (sk.sndbuf - queued < queued >> 1) return false;
  return 2 * unsentBytes(sk) < (sk.opt.notsentLowat ?? Number.POSITIVE_INFINITY);
}

/** Wakes a writer that found the send queue full, once a third of it is free. */
function checkSpace(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (!sk.noSpace) return;
  if (!sk.opt.sndbufLocked && inFlight(sk) < sk.cwnd) {
    const was = sk.sndbuf;
    expandSendBuffer(stack, sk);
    if (sk.sndbuf !== was) emitBuffer(sim, stack, sk);
  }
  if (!isWriteable(sk)) return;
  sk.noSpace = false;
  leaveLimit(sk, 'buffer', sim.nowUs);
  wake(stack, sk, POLLOUT);
}

/**
 * Lets SO_SNDBUF follow the congestion window: two windows of buffers, as large as Linux would
 * allocate them (with BBR it would be three).
 */
export function expandSendBuffer(stack: TcpStack, sk: TcpSock): void {
  if (sk.opt.sndbufLocked) return;
  const perMss = 2 ** Math.ceil(Math.log2(Math.max(sk.peerMss, sk.mss) + 580)) + 256;
  const wanted = 2 * Math.max(10, sk.cwnd) * perMss;
  sk.sndbuf = Math.max(sk.sndbuf, Math.min(wanted, stack.sysctl.tcp_wmem_max));
}
