// Explicit congestion notification: a router marks a packet where it would else have dropped one.
//
// One idea: two bits of the IP header say that a packet may be marked (ECT) or was (CE), two flags
// of TCP's carry the news back: the receiver repeats ECE in all it sends until the sender's CWR says
// that it has slowed down. Both ends have to want it, which the SYN asks for and the SYN-ACK grants.
//
// Source: RFC 3168 section 6.1; Linux include/net/tcp_ecn.h, net/ipv4/tcp_input.c
// tcp_data_ecn_check(), tcp_rcv_ecn_echo(), tcp_enter_cwr().
// Departs: no AccECN, which this Linux has no knob for either.

import { segmentLength } from '../net/segment.ts';
import { before, type Seq } from '../net/seq.ts';
import { ACK, CE, CWR, ECE, ECN_MASK, ECT_0, type Segment, SYN } from '../sim/trace.ts';
import { enterQuickAck } from './delayed-ack.ts';
import type { TcpStack } from './stack.ts';
import { ACK_NOW, type TcpSock } from './tcb.ts';

/** Bits of `ecn`: both ends want it; CWR is to be told; ECE is to be repeated; the peer's packets may be marked. */
export const ECN_OK = 1;
export const QUEUE_CWR = 2;
export const DEMAND_CWR = 4;
export const ECN_SEEN = 8;

/** How many ACKs a mark, or its absence, makes immediate. */
const QUICK_ACKS = 2;

/** Tells what a SYN asks for. */
export function synFlags(stack: TcpStack): number {
  return stack.sysctl.tcp_ecn === 1 ? SYN | ECE | CWR : SYN;
}

/** Tells whether a SYN asks for it and this host grants it; a SYN that may be marked itself is no such one. */
export function grantsEcn(stack: TcpStack, { flags, tos = 0 }: Segment): boolean {
  const asked = (flags & (ECE | CWR)) === (ECE | CWR);
  return asked && (tos & ECN_MASK) === 0 && stack.sysctl.tcp_ecn !== 0;
}

/** Takes a SYN's or a SYN-ACK's answer to what was asked for. */
export function answeredEcn(sk: TcpSock, { flags }: Segment): void {
  const wanted = flags & ACK ? ECE : ECE | CWR;
  if ((flags & (ECE | CWR)) !== wanted) sk.ecn = 0;
}

/** Marks a segment that leaves: new data may be marked on its way, everything carries the echo. */
export function markSegment(sk: TcpSock, seg: Segment, first: Seq): void {
  if (!(sk.ecn & ECN_OK)) return;
  if (seg.payload.length > 0 && !before(first, sk.sndNxt)) {
    seg.tos = ECT_0;
    if (sk.ecn & QUEUE_CWR) {
      sk.ecn &= ~QUEUE_CWR;
      seg.flags |= CWR;
    }
  }
  if (sk.ecn & DEMAND_CWR) seg.flags |= ECE;
}

/** Looks at the mark of data that arrived and was not there before. */
export function checkMark(sk: TcpSock, { tos = 0 }: Segment): void {
  if (!(sk.ecn & ECN_OK)) return;
  const mark = tos & ECN_MASK;
  if (mark === 0) {
    // Perhaps sent again: then the peer is in trouble.
    if (sk.ecn & ECN_SEEN) enterQuickAck(sk, QUICK_ACKS);
    return;
  }
  if (mark === CE && !(sk.ecn & DEMAND_CWR)) {
    enterQuickAck(sk, QUICK_ACKS);
    sk.ecn |= DEMAND_CWR;
  }
  sk.ecn |= ECN_SEEN;
}

/** Notes that packets of a peer may be marked with which nothing was agreed. */
export function noteMarkable(sk: TcpSock, tos: number): void {
  if (tos & ECN_MASK && !(sk.ecn & ECN_OK) && sk.state === 'ESTABLISHED') sk.ecn |= ECN_SEEN;
}

/** The peer has slowed down; with data, its window may be small now, so that it waits for the ACK. */
export function acceptCwr(sk: TcpSock, seg: Segment): void {
  if (!(seg.flags & CWR) || !(sk.ecn & ECN_OK)) return;
  sk.ecn &= ~DEMAND_CWR;
  if (segmentLength(seg) > 0) sk.ackPending |= ACK_NOW;
}

/** Tells whether an ACK echoes a mark. */
export function echoesMark({ ecn }: TcpSock, { flags }: Segment): boolean {
  return (flags & (ECE | SYN)) === ECE && (ecn & ECN_OK) !== 0;
}
