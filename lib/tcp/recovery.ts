// Loss recovery: the states between "all is well" and "start again", and the ways back.
//
// One idea: Open, Disorder (something was reported out of order), CWR (the window is being reduced
// without a loss), Recovery (a loss was found by ACKs), Loss (a timeout). Every ACK may move the
// machine; D-SACKs, timestamps and F-RTO may prove that there was no loss, and undo what was done.
//
// Units: segments; µs.
// Source: RFC 5681, 6582 (NewReno), 6675, 8985, 5682 (F-RTO), 4015 (Eifel); Linux
// net/ipv4/tcp_input.c tcp_fastretrans_alert() and what it calls.

import { after, before, type Seq, seqAdd } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import {
  beginReduction,
  currentThreshold,
  endReduction,
  flight,
  inFlight,
  inReduction,
  markLost,
  queueCwr,
  reduceWindow,
  setLoss,
  thresholdAfterLoss,
} from './congestion.ts';
import { resetCubic } from './cubic.ts';
import { QUEUE_CWR } from './ecn.ts';
import { pushPending, retransmitLost, sendHead } from './output.ts';
import { rackDetect, rackLeftUs, rackMarkLost } from './rack.ts';
import type { AckNotes } from './sack.ts';
import { count, type TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';

/** What is to be sent after an ACK: nothing again, what was lost, or new data first (F-RTO). */
export type Resend = 'none' | 'lost' | 'new';

const MAX_PERSIST = 16;

/** Moves the machine after an ACK that is not simply the next one. */
export function recover(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  notes: AckNotes,
  duplicates: number,
): Resend {
  if (notes.ece) setLoss(sk, { priorSsthresh: 0 });
  if (sk.loss.renoSacked > 0 && flight(sk).out === 0) setLoss(sk, { renoSacked: 0 });
  if (sk.ccState === 'open') {
    if (sk.loss.retransUs !== undefined) setLoss(sk, { retransUs: undefined });
  } else if (!before(sk.sndUna, sk.highSeq)) {
    if (sk.ccState === 'cwr' && sk.sndUna !== sk.highSeq) {
      endReduction(sk);
      sk.ccState = 'open';
    } else if (sk.ccState === 'recovery') {
      if (!sk.sackOk) setLoss(sk, { renoSacked: 0 });
      if (tryUndoRecovery(stack, sim, sk, notes)) return 'none';
      endReduction(sk);
    }
  }
  if (sk.ccState === 'recovery') {
    if (!inRecovery(sim, stack, sk, notes, duplicates)) return 'none';
  } else if (sk.ccState === 'loss') {
    const resend = afterTimeout(sim, stack, sk, notes, duplicates);
    // An undo leaves this state, and the ACK is then judged like any other.
    if (resend !== 'lost') return resend;
    findLosses(sim, stack, sk, notes);
    if ((sk.ccState as string) !== 'open' && !notes.resentLost) return 'lost';
    if (flight(sk).lost === 0) {
      keepOpen(sk);
      return 'lost';
    }
    enterRecovery(sim, stack, sk, notes.ece);
  } else {
    if (!sk.sackOk) {
      if (notes.advanced) setLoss(sk, { renoSacked: 0 });
      countDuplicates(sk, duplicates);
    }
    if (sk.ccState === 'open' || sk.ccState === 'disorder') tryUndoDsack(stack, sim, sk);
    findLosses(sim, stack, sk, notes);
    if (flight(sk).lost === 0) {
      if (notes.ece) enterCwr(sk);
      if ((sk.ccState as string) !== 'cwr') keepOpen(sk);
      return 'none';
    }
    enterRecovery(sim, stack, sk, notes.ece);
  }
  return 'lost';
}

/** An ACK in Recovery; false when the machine has left the state and nothing is to be repeated. */
function inRecovery(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  notes: AckNotes,
  duplicates: number,
): boolean {
  if (!notes.advanced) {
    if (!sk.sackOk) countDuplicates(sk, duplicates);
  } else if (tryUndoPartial(stack, sim, sk, notes)) return true;
  if (tryUndoDsack(stack, sim, sk)) {
    keepOpen(sk);
    return false;
  }
  findLosses(sim, stack, sk, notes);
  if ((sk.ccState as string) !== 'recovery') {
    if (flight(sk).lost === 0) {
      keepOpen(sk);
      return false;
    }
    enterRecovery(sim, stack, sk);
  }
  return true;
}

/** Without SACK each duplicate ACK stands for one segment that arrived out of order. */
function countDuplicates(sk: TcpSock, duplicates: number): void {
  if (duplicates === 0) return;
  const { out, lost } = flight(sk);
  const holes = Math.min(Math.max(lost, 1), out);
  const before = sk.loss.renoSacked;
  setLoss(sk, { renoSacked: Math.min(sk.loss.renoSacked + duplicates, Math.max(0, out - holes)) });
  sk.delivered += Math.max(0, sk.loss.renoSacked - before);
}

/** Open, or Disorder while something is reported, lost or to be undone. */
function keepOpen(sk: TcpSock): void {
  const { sacked, lost, resent } = flight(sk);
  const repeated = resent > 0 || (sk.sendQueue[0]?.retransmits ?? 0) > 0;
  const state = sacked + lost > 0 || repeated ? 'disorder' : 'open';
  if (sk.ccState === state) return;
  sk.ccState = state;
  sk.highSeq = sk.sndNxt;
}

function findLosses(sim: Sim, stack: TcpStack, sk: TcpSock, notes: AckNotes): void {
  const before = flight(sk).resent;
  if (sk.sackOk) {
    if (rackMarkLost(sim, stack, sk)) notes.timerSet = true;
    if (flight(sk).resent < before) notes.resentLost = true;
    return;
  }
  const enough =
    sk.ccState !== 'recovery' && sk.ccState !== 'loss' && sk.loss.renoSacked >= sk.reordering;
  const head = sk.sendQueue[0];
  if (head?.sentUs !== undefined && (enough || (sk.ccState === 'recovery' && notes.advanced))) {
    if (!head.lost || notes.advanced) markLost(sk, head);
  }
}

function initUndo(sk: TcpSock): void {
  setLoss(sk, { undoMarker: sk.sndUna });
  const probe = sk.loss.probeSeq !== undefined && sk.loss.probeRepeats ? 1 : 0;
  setLoss(sk, { undoRetrans: flight(sk).resent + probe || -1 });
}

/** Halves the window, once for all that was in flight when the first loss was found. */
export function enterRecovery(sim: Sim, stack: TcpStack, sk: TcpSock, marked = false): void {
  count(sim, stack, sk.sackOk ? 'TcpExtTCPSackRecovery' : 'TcpExtTCPRenoRecovery');
  setLoss(sk, { priorSsthresh: 0 });
  initUndo(sk);
  if (!inReduction(sk)) {
    if (!marked) setLoss(sk, { priorSsthresh: currentThreshold(sk) });
    beginReduction(sk);
  }
  sk.ccState = 'recovery';
}

/** Reduces the window without a loss, once for all that is in flight: a mark was echoed. */
function enterCwr(sk: TcpSock): void {
  setLoss(sk, { priorSsthresh: 0 });
  if (inReduction(sk)) return;
  setLoss(sk, { undoMarker: undefined });
  beginReduction(sk);
  sk.ccState = 'cwr';
}

/** Falls back to one segment after a timeout; what may still come is not given up yet. */
export function enterLoss(sim: Sim, sk: TcpSock): void {
  const fresh = sk.ccState !== 'recovery' && sk.ccState !== 'loss';
  const head = sk.sendQueue[0];
  // The receiver has thrown away what it had reported: nothing of that counts any more.
  const reneged = head?.sacked === true;
  if (!sk.sackOk) setLoss(sk, { renoSacked: 0 });
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) break;
    if (reneged) buffer.sacked = false;
    else if (sk.sackOk && buffer !== head && rackLeftUs(sk, buffer, 0, sim.nowUs) > 0) continue;
    markLost(sk, buffer);
  }
  if (fresh || !after(sk.highSeq, sk.sndUna) || (sk.ccState === 'loss' && sk.retries === 0)) {
    setLoss(sk, { priorSsthresh: currentThreshold(sk), priorCwnd: sk.cwnd });
    sk.ssthresh = thresholdAfterLoss(sk);
    initUndo(sk);
  }
  sk.cwnd = inFlight(sk) + 1;
  sk.cwndCount = 0;
  resetCubic(sk);
  if (fresh && flight(sk).sacked >= 3) sk.reordering = Math.min(sk.reordering, 3);
  sk.ccState = 'loss';
  sk.highSeq = sk.sndNxt;
  queueCwr(sk);
  setLoss(sk, { probeSeq: undefined, frto: fresh || sk.retries > 0 });
}

/** RFC 5682: after a timeout, two ACKs of segments that were not repeated prove it spurious. */
function afterTimeout(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  notes: AckNotes,
  duplicates: number,
): Resend {
  const recovered = !before(sk.sndUna, sk.highSeq);
  if (notes.advanced && tryUndoLoss(stack, sim, sk, notes, false)) return 'lost';
  if (sk.loss.frto) {
    if (notes.original && tryUndoLoss(stack, sim, sk, notes, true)) return 'lost';
    if (after(sk.sndNxt, sk.highSeq)) {
      if (notes.sackedSegments > 0 || duplicates > 0) setLoss(sk, { frto: false });
    } else if (notes.advanced && !recovered) {
      sk.highSeq = sk.sndNxt;
      if (sendHead(sk) >= 0 && after(seqAdd(sk.sndUna, sk.sndWnd), sk.sndNxt)) return 'new';
      setLoss(sk, { frto: false });
    }
  }
  if (recovered) {
    tryUndoRecovery(stack, sim, sk, notes);
    return 'none';
  }
  if (!sk.sackOk) {
    if (after(sk.sndNxt, sk.highSeq) && duplicates > 0) countDuplicates(sk, duplicates);
    else if (notes.advanced) setLoss(sk, { renoSacked: 0 });
  }
  return 'lost';
}

function mayUndo(sk: TcpSock, notes: AckNotes): boolean {
  return sk.loss.undoMarker !== undefined && (sk.loss.undoRetrans === 0 || notes.delayed);
}

function undo(sk: TcpSock, unmark: boolean): void {
  if (unmark) for (const buffer of sk.sendQueue) buffer.lost = false;
  if (sk.loss.priorSsthresh > 0) {
    sk.cwnd = Math.max(sk.cwnd, sk.loss.priorCwnd);
    if (sk.loss.priorSsthresh > sk.ssthresh) {
      sk.ssthresh = sk.loss.priorSsthresh;
      sk.ecn &= ~QUEUE_CWR;
    }
  }
  setLoss(sk, { undoMarker: undefined });
  sk.rackAdvanced = true;
}

/** Ends a recovery; true where NewReno has to wait for one ACK more. */
function tryUndoRecovery(stack: TcpStack, sim: Sim, sk: TcpSock, notes: AckNotes): boolean {
  if (mayUndo(sk, notes)) {
    count(sim, stack, sk.ccState === 'loss' ? 'TcpExtTCPLossUndo' : 'TcpExtTCPFullUndo');
    undo(sk, false);
  } else if (sk.loss.reorderPersist > 0) {
    setLoss(sk, { reorderPersist: sk.loss.reorderPersist - 1 });
  }
  if (holdsState(sk)) return true;
  sk.ccState = 'open';
  return false;
}

/** Without SACK the ACK of exactly `highSeq` may be followed by needless duplicates. */
function holdsState(sk: TcpSock): boolean {
  return !sk.sackOk && sk.sndUna === sk.highSeq;
}

function tryUndoDsack(stack: TcpStack, sim: Sim, sk: TcpSock): boolean {
  if (sk.loss.undoMarker === undefined || sk.loss.undoRetrans !== 0) return false;
  setLoss(sk, { reorderPersist: Math.min(MAX_PERSIST, sk.loss.reorderPersist + 1) });
  count(sim, stack, 'TcpExtTCPDSACKUndo');
  undo(sk, false);
  return true;
}

function tryUndoPartial(stack: TcpStack, sim: Sim, sk: TcpSock, notes: AckNotes): boolean {
  if (sk.loss.undoMarker === undefined || !notes.delayed) return false;
  if (flight(sk).resent > 0) return true;
  count(sim, stack, 'TcpExtTCPPartialUndo');
  undo(sk, true);
  keepOpen(sk);
  return false;
}

function tryUndoLoss(
  stack: TcpStack,
  sim: Sim,
  sk: TcpSock,
  notes: AckNotes,
  byFrto: boolean,
): boolean {
  if (!byFrto && !mayUndo(sk, notes)) return false;
  undo(sk, true);
  count(sim, stack, byFrto ? 'TcpExtTCPSpuriousRTOs' : 'TcpExtTCPLossUndo');
  sk.retries = 0;
  if (holdsState(sk)) return true;
  if (byFrto || sk.sackOk) sk.ccState = 'open';
  return true;
}

/** Looks at what an ACK tells of a tail loss probe: whether there was a loss. */
export function afterProbe(sk: TcpSock, ack: Seq, notes: AckNotes): void {
  if (sk.loss.probeSeq === undefined || before(ack, sk.loss.probeSeq)) return;
  if (!sk.loss.probeRepeats || notes.dsackProbe) {
    setLoss(sk, { probeSeq: undefined });
  } else if (after(ack, sk.loss.probeSeq)) {
    // More is acknowledged and nothing was a duplicate: the probe repaired a loss.
    beginReduction(sk);
    sk.ccState = 'cwr';
    endReduction(sk);
    keepOpen(sk);
  } else if (!notes.advanced && !notes.notDuplicate && notes.sackedSegments === 0) {
    setLoss(sk, { probeSeq: undefined });
  }
}

/** Sends what an ACK allows, in the order that the machine asks for. */
export function resend(sim: Sim, stack: TcpStack, sk: TcpSock, what: Resend): void {
  if (what === 'none') return;
  if (what === 'new') {
    pushPending(sim, stack, sk, 'push');
    if (after(sk.sndNxt, sk.highSeq)) return;
    setLoss(sk, { frto: false });
  }
  retransmitLost(sim, stack, sk, 'recovery');
}

/** Acts when the patience with reordering is over. */
export function reorderTimeout(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const before = inFlight(sk);
  rackDetect(sk, sim.nowUs);
  if (inFlight(sk) === before) return;
  if (sk.ccState !== 'recovery') {
    enterRecovery(sim, stack, sk);
    reduceWindow(sk, 1, 0, false);
  }
  retransmitLost(sim, stack, sk, 'recovery');
}
