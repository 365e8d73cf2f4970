// SACK blocks out: what has arrived out of order, and what came twice.
//
// One idea: the receiver keeps the last four blocks that changed, newest first, and puts in front
// of them, once, the part of a segment that it had already (D-SACK).
//
// Source: RFC 2018 section 4, RFC 2883; Linux net/ipv4/tcp_input.c tcp_sack_new_ofo_skb(),
// tcp_sack_remove(), tcp_dsack_set(), tcp_dsack_extend().

import { after, before, type Seq, seqMax, seqMin, wireSeq } from '../net/seq.ts';
import type { TcpSock } from './tcb.ts';

const MAX_BLOCKS = 4;
/** Shared by all connections on which nothing is out of order. */
export const NO_BLOCKS: readonly [Seq, Seq][] = [];

function touches(block: [Seq, Seq], from: Seq, to: Seq): boolean {
  return !after(from, block[1]) && !after(block[0], to);
}

function extend(block: [Seq, Seq], from: Seq, to: Seq): void {
  block[0] = seqMin(block[0], from);
  block[1] = seqMax(block[1], to);
}

/** Notes that a range waits out of order. */
export function reportAside(sk: TcpSock, from: Seq, to: Seq): void {
  const { rcvSacks: sacks } = sk;
  const at = sacks.findIndex((block) => touches(block, from, to));
  if (at < 0) {
    sk.rcvSacks = [[from, to] as [Seq, Seq], ...sacks].slice(0, MAX_BLOCKS);
    return;
  }
  const block = sacks[at];
  extend(block, from, to);
  const others = sacks.filter((other) => other !== block && !absorb(block, other));
  sk.rcvSacks = [block, ...others];
}

function absorb(block: [Seq, Seq], other: [Seq, Seq]): boolean {
  if (!touches(block, other[0], other[1])) return false;
  extend(block, other[0], other[1]);
  return true;
}

/** Forgets the blocks that are in order by now. */
export function forgetInOrder(sk: TcpSock): void {
  sk.rcvSacks =
    sk.outOfOrder.length === 0
      ? NO_BLOCKS
      : sk.rcvSacks.filter(([from]) => before(sk.rcvNxt, from));
}

/** Notes that a range came a second time. */
export function reportDuplicate(sk: TcpSock, from: Seq, to: Seq): void {
  if (!sk.sackOk || !before(from, to)) return;
  if (sk.rcvDsack && touches(sk.rcvDsack, from, to)) extend(sk.rcvDsack, from, to);
  else sk.rcvDsack = [from, to];
}

/** Notes the same of what waited out of order: one range is told of, the first or what touches it. */
export function reportRepeated(sk: TcpSock, from: Seq, to: Seq): void {
  if (!sk.rcvDsack || touches(sk.rcvDsack, from, to)) reportDuplicate(sk, from, to);
}

/** Lists the blocks for the next segment, as many as there is room for. */
export function blocksToReport(sk: TcpSock): [number, number][] {
  const { rcvSacks: sacks, rcvDsack: dsack } = sk;
  const all = dsack ? [dsack, ...sacks] : sacks;
  return all.slice(0, sk.timestamps ? 3 : 4).map(([from, to]) => [wireSeq(from), wireSeq(to)]);
}
