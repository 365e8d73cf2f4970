// SACK blocks in: which segments the receiver has, and which it had twice.
//
// Source: RFC 2018, RFC 2883 (D-SACK); Linux net/ipv4/tcp_input.c tcp_sacktag_write_queue(),
// tcp_check_dsack().

import { after, before, type Seq, seq, seqDiff } from '../net/seq.ts';
import { setLoss } from './congestion.ts';
import { bufferEnd } from './output.ts';
import { highestSackedEnd, noteReordering, rackAdvance } from './rack.ts';
import type { TcpSock } from './tcb.ts';

/** What one ACK said, gathered while it is taken in. */
export interface AckNotes {
  priorUna: Seq;
  /** `sndUna` moved. */
  advanced: boolean;
  /** Segments that it acknowledged or reported for the first time. */
  arrived: number;
  ackedSegments: number;
  sackedSegments: number;
  /** It told of segments from before the recovery that were sent only once. */
  original: boolean;
  dsack: boolean;
  /** The D-SACK is about the probe of a lost tail. */
  dsackProbe: boolean;
  /** A repetition was found lost. */
  resentLost: boolean;
  /** It has data, a FIN or another window: no duplicate. */
  notDuplicate: boolean;
  /** Its timestamp echoes an earlier time than the first repetition: what was sent first arrived. */
  delayed: boolean;
  /** It echoes a mark. */
  ece: boolean;
  /** The reordering timer was set for it. */
  timerSet: boolean;
  /** When the last reported segment was sent, if only once: its round trip. */
  sackedSentUs?: number;
}

/** Marks what a SACK option reports as arrived. */
export function takeSack(
  sk: TcpSock,
  blocks: [number, number][],
  ack: Seq,
  notes: AckNotes,
  nowUs: number,
): void {
  const list = takeDsack(sk, blocks, ack, notes);
  const highest = highestSackedEnd(sk);
  let low: Seq | undefined;
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined) break;
    if (buffer.sacked || !covered(list, buffer.seq, bufferEnd(buffer))) continue;
    if (buffer.retransmits === 0) {
      if (before(buffer.seq, highest)) low ??= buffer.seq;
      if (!after(bufferEnd(buffer), sk.highSeq)) notes.original = true;
      notes.sackedSentUs = buffer.sentUs;
    }
    rackAdvance(sk, buffer, nowUs);
    buffer.sacked = true;
    buffer.lost = false;
    buffer.resent = false;
    notes.sackedSegments++;
    notes.arrived++;
  }
  if (low !== undefined && (sk.ccState !== 'loss' || sk.loss.undoMarker !== undefined)) {
    noteReordering(sk, low, highest, MAX_REORDERING);
  }
}

/** Linux's tcp_max_reordering. */
export const MAX_REORDERING = 300;

function covered(blocks: [number, number][], first: Seq, end: Seq): boolean {
  return blocks.some(([from, to]) => !before(first, seq(from)) && !after(end, seq(to)));
}

/** A first block below the ACK, or inside the second one, tells of a duplicate (RFC 2883). */
function takeDsack(
  sk: TcpSock,
  blocks: [number, number][],
  ack: Seq,
  notes: AckNotes,
): [number, number][] {
  const [first, second] = blocks;
  const from = seq(first[0]);
  const to = seq(first[1]);
  const below = before(from, ack);
  const inside =
    second !== undefined && !before(from, seq(second[0])) && !after(to, seq(second[1]));
  const usable = blocks.filter(
    ([a, b]) => before(seq(a), seq(b)) && after(seq(b), sk.sndUna) && !after(seq(b), sk.sndNxt),
  );
  if (!below && !inside) return usable;
  notes.dsack = true;
  setLoss(sk, { dsacks: sk.loss.dsacks + 1, dsackSeen: true });
  if (sk.loss.probeSeq !== undefined && to === sk.loss.probeSeq) notes.dsackProbe = true;
  const { undoMarker } = sk.loss;
  if (undoMarker !== undefined && sk.loss.undoRetrans > 0 && after(to, undoMarker)) {
    const segments = Math.max(1, Math.ceil(seqDiff(to, from) / Math.max(1, sk.mss)));
    setLoss(sk, { undoRetrans: Math.max(0, sk.loss.undoRetrans - segments) });
  }
  return usable.filter((block) => block !== first || !below);
}

/** Makes the notes of an ACK that nothing is known of yet. */
export function blankNotes(una: Seq): AckNotes {
  return {
    priorUna: una,
    advanced: false,
    arrived: 0,
    ackedSegments: 0,
    sackedSegments: 0,
    original: false,
    dsack: false,
    dsackProbe: false,
    resentLost: false,
    notDuplicate: false,
    delayed: false,
    ece: false,
    timerSet: false,
  };
}
