// A full receive buffer: what is done before a segment is dropped for which the window had room.
//
// One idea: SO_RCVBUF counts memory and the window counts bytes, so that many small packets may fill
// the buffer while the window is open. First an unlocked buffer grows over what it holds; then the bytes
// of wasteful packets are copied together into new ones; then what waits out of order is dropped, the
// last first, and the peer has to send it again.
//
// Units: bytes.
// Source: Linux net/ipv4/tcp_input.c tcp_prune_queue(), tcp_clamp_window(), tcp_collapse(),
// tcp_collapse_ofo_queue(), tcp_prune_ofo_queue() of 6.18; net/core/skbuff.c __alloc_skb() for what a
// new packet costs.

import { after, type Seq, seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { NO_BUFFERS } from './blank.ts';
import { NO_BLOCKS } from './sack-report.ts';
import { count, type TcpStack } from './stack.ts';
import type { ReceiveBuffer, TcpSock } from './tcb.ts';
import {
  chargedBytes,
  EMPTY_BYTES,
  RECORD_BYTES,
  SKB_OVERHEAD_BYTES,
  windowOfSpace,
} from './window.ts';

/** What a page holds beside the record at its end; and the sizes of smaller blocks of memory. */
const COPY_BYTES = 3776;
const BLOCKS = [1024, 2048, 4096];
/** What lies behind a packet's bytes, and the packet's record itself. */
const INFO_BYTES = EMPTY_BYTES - RECORD_BYTES;
const SMALL_BYTES = 256;

/** Makes room for what is `due`, if that can be done; false where it is to be dropped. */
export function makeRoom(sim: Sim, stack: TcpStack, sk: TcpSock, due: Seq): boolean {
  if (fits(sk)) return true;
  count(sim, stack, 'TcpExtPruneCalled');
  clampWindow(stack, sk);
  if (fits(sk)) return true;
  collapseAside(sim, stack, sk);
  sk.receiveQueue = collapse(sim, stack, sk, sk.receiveQueue);
  if (fits(sk)) return true;
  dropAside(sim, stack, sk, due);
  if (fits(sk)) return true;
  count(sim, stack, 'TcpExtRcvPruned');
  return false;
}

function fits(sk: TcpSock): boolean {
  return chargedBytes(sk) <= sk.rcvbuf;
}

/** Lets the buffer grow to what it holds; where it may not, offers two segments from now on. */
function clampWindow(stack: TcpStack, sk: TcpSock): void {
  const charged = chargedBytes(sk);
  const most = stack.sysctl.tcp_rmem_max;
  sk.ackQuick = 0;
  if (sk.rcvbuf < most && !sk.opt.rcvbufLocked) sk.rcvbuf = Math.min(charged, most);
  if (charged > sk.rcvbuf) sk.rcvSsthresh = Math.min(sk.windowClamp, 2 * sk.advertisedMss);
}

/** Tells what a packet costs into which so many bytes are copied. */
function copyCharge(bytes: number): number {
  if (bytes <= SMALL_BYTES) return SKB_OVERHEAD_BYTES;
  const needed = Math.ceil(bytes / 64) * 64 + INFO_BYTES;
  return RECORD_BYTES + BLOCKS.find((block) => block >= needed)!;
}

/** A packet of a queue: where its buffers begin and end there, its bytes, and what it is charged with. */
interface Packet {
  from: number;
  to: number;
  bytes: number;
  truesize: number;
}

function packetsOf(queue: readonly ReceiveBuffer[]): Packet[] {
  const packets: Packet[] = [];
  for (const [i, { payload, truesize, continues }] of queue.entries()) {
    const last = packets.at(-1);
    if (!last || !continues) {
      packets.push({ from: i, to: i + 1, bytes: payload.length, truesize });
      continue;
    }
    last.to = i + 1;
    last.bytes += payload.length;
    last.truesize += truesize;
  }
  return packets;
}

/** Copies the bytes of a queue without holes together, from the first packet on that wastes memory. */
function collapse(sim: Sim, stack: TcpStack, sk: TcpSock, queue: ReceiveBuffer[]): ReceiveBuffer[] {
  const packets = packetsOf(queue);
  const first = packets.findIndex(
    ({ bytes, truesize }) => windowOfSpace(truesize, sk.scalingRatio) > bytes,
  );
  if (first < 0) return queue;
  const from = packets[first].from;
  // A FIN stays with the packet that has it, and that as it is.
  const fin = queue.at(-1)!.fin ? packets.at(-1)!.from : queue.length;
  if (from >= fin) return queue;
  for (const packet of packets) {
    if (packet.from >= from && packet.to <= fin) count(sim, stack, 'TcpExtTCPRcvCollapsed');
  }
  return [...queue.slice(0, from), ...copied(queue.slice(from, fin)), ...queue.slice(fin)];
}

function copied(old: readonly ReceiveBuffer[]): ReceiveBuffer[] {
  const start = old[0].seq;
  const last = old.at(-1)!;
  const bytes = new Uint8Array(seqDiff(seqAdd(last.seq, last.payload.length), start));
  for (const { seq, payload } of old) bytes.set(payload, seqDiff(seq, start));
  const made: ReceiveBuffer[] = [];
  for (let at = 0; at < bytes.length; at += COPY_BYTES) {
    const payload = bytes.slice(at, at + COPY_BYTES);
    const seq = seqAdd(start, at);
    const truesize = copyCharge(payload.length);
    // It is nobody else's, and what comes next may fill what is left of its block.
    made.push({ seq, payload, fin: false, truesize, ownEnd: seq, pieces: 0, continues: false });
  }
  return made;
}

/** Does so with each run out of order, unless it is one small packet. */
function collapseAside(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const kept: ReceiveBuffer[] = [];
  let tiny = 0;
  for (let i = 0; i < sk.outOfOrder.length; ) {
    const run = [sk.outOfOrder[i++]];
    let end = endOf(run[0]);
    while (i < sk.outOfOrder.length && !after(sk.outOfOrder[i].seq, end)) {
      run.push(sk.outOfOrder[i++]);
      end = endOf(run.at(-1)!);
    }
    const worth = run.length > 1 || run[0].payload.length >= COPY_BYTES;
    if (!worth) tiny += run[0].truesize;
    const tooTiny = tiny > sk.rcvbuf >> 3;
    kept.push(...(worth && !tooTiny ? collapse(sim, stack, sk, run) : run));
  }
  if (kept.length > 0) sk.outOfOrder = kept;
}

function endOf({ seq, payload }: ReceiveBuffer): Seq {
  return seqAdd(seq, payload.length);
}

/** Drops what waits out of order, the last first, an eighth of the buffer at a time. */
function dropAside(sim: Sim, stack: TcpStack, sk: TcpSock, due: Seq): void {
  const kept = [...sk.outOfOrder];
  const waited = kept.length;
  let goal = sk.rcvbuf >> 3;
  while (kept.length > 0 && !after(due, kept.at(-1)!.seq)) {
    goal -= kept.pop()!.truesize;
    sk.outOfOrder = kept.length > 0 ? [...kept] : NO_BUFFERS;
    if (goal > 0 && kept.length > 0) continue;
    if (fits(sk)) break;
    goal = sk.rcvbuf >> 3;
  }
  if (kept.length === waited) return;
  count(sim, stack, 'TcpExtOfoPruned');
  // What was promised to be there is not any more.
  sk.rcvSacks = NO_BLOCKS;
}
