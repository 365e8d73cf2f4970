// The receive queue: putting arriving bytes in order, and giving them to the program.
//
// One idea: bytes become readable in order or not at all. What comes too early waits aside and
// makes an ACK that tells the sender where the hole is.
//
// Units: bytes.
// Source: RFC 9293 section 3.10.7.4 (seventh); Linux net/ipv4/tcp_input.c tcp_data_queue(),
// tcp_data_queue_ofo(), tcp_ofo_queue(); tcp.c tcp_recvmsg_locked().

import { POLLIN } from '../abi/constants.ts';
import { EAGAIN, ENOTCONN } from '../abi/errno.ts';
import { segmentEnd } from '../net/segment.ts';
import { after, before, type Seq, seq, seqAdd, seqDiff, seqMax, seqMin } from '../net/seq.ts';
import { emit, type Sim, traced } from '../sim/sim.ts';
import { FIN, type Segment } from '../sim/trace.ts';
import { adjustSpace, growBuffer, measureWindow } from './autotune.ts';
import { NO_BUFFERS, NOTHING } from './blank.ts';
import { receiveFin } from './close.ts';
import { afterRead, dataReceived, enterQuickAck, measureSegment } from './delayed-ack.ts';
import { checkMark } from './ecn.ts';
import { makeRoom } from './prune.ts';
import { forgetInOrder, reportAside, reportDuplicate, reportRepeated } from './sack-report.ts';
import { emitBuffer, takeError, unreadBytes, wake } from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import { ACK_DUE, ACK_NOW, RCV_SHUTDOWN, type ReceiveBuffer, type TcpSock } from './tcb.ts';
import {
  enqueue,
  growWindow,
  isReadable,
  piecesOf,
  receiveWindow,
  truesize,
  windowEnd,
} from './window.ts';

/** Sorts a segment's data into the queues; `rcvNxt` moves over everything that is in order. */
export function queueData(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): void {
  const at = seq(seg.seq);
  const end = segmentEnd(seg);
  if (!after(end, sk.rcvNxt)) {
    // Seen before: our ACK was lost, or late.
    count(sim, stack, 'TcpExtDelayedACKLost');
    reportDuplicate(sk, at, end);
    enterQuickAck(sk);
    sk.ackPending |= ACK_DUE | ACK_NOW;
    return;
  }
  const bareFin = seg.payload.length === 0;
  if (!before(at, windowEnd(sk)) && !(bareFin && at === sk.rcvNxt)) {
    if (receiveWindow(sk) === 0) count(sim, stack, 'TcpExtTCPZeroWindowDrop');
    enterQuickAck(sk);
    sk.ackPending |= ACK_DUE | ACK_NOW;
    return;
  }
  if (before(at, sk.rcvNxt)) reportDuplicate(sk, at, sk.rcvNxt);
  const buffer = trim(seg, before(at, sk.rcvNxt) ? sk.rcvNxt : at);
  const fits = makeRoom(sim, stack, sk, buffer.seq);
  if (buffer.seq !== sk.rcvNxt) {
    if (fits) keepAside(sim, stack, sk, buffer, seg);
    else count(sim, stack, 'TcpExtTCPOFODrop');
    return;
  }
  // What an empty queue waits for is always taken, and so is a FIN that brings no data.
  if (!fits) {
    sk.ackPending |= ACK_DUE | ACK_NOW;
    if (sk.receiveQueue.length > 0 && !bareFin) {
      count(sim, stack, 'TcpExtTCPRcvQDrop');
      return;
    }
  }
  const filledHole = sk.outOfOrder.length > 0;
  takeInOrder(sim, stack, sk, buffer);
  if (buffer.payload.length > 0) {
    dataReceived(sim, stack, sk, seg);
    measureWindow(sim, sk);
  }
  let fin = buffer.fin;
  if (filledHole) {
    fin = drainAside(sim, stack, sk) || fin;
    forgetInOrder(sk);
    sk.ackPending |= ACK_NOW;
  }
  emitBuffer(sim, stack, sk);
  // Who sleeps for less than SO_RCVLOWAT sleeps on all the same (Linux: tcp_data_ready()).
  if (isReadable(sk)) wake(stack, sk, POLLIN);
  // The stream's end counts only once everything before it is here.
  if (fin) receiveFin(sim, stack, sk);
}

/** Makes a buffer of the part of a segment from `from` on. */
function trim(seg: Segment, from: Seq): ReceiveBuffer {
  const skip = seqDiff(from, seq(seg.seq));
  const payload = seg.payload.subarray(skip);
  return bufferOf(from, payload, (seg.flags & FIN) !== 0);
}

function bufferOf(from: Seq, payload: Uint8Array, fin: boolean): ReceiveBuffer {
  const { length } = payload;
  return {
    seq: from,
    payload,
    fin,
    truesize: truesize(length),
    ownEnd: seqAdd(from, length),
    pieces: piecesOf(length),
    continues: false,
  };
}

function bufferEnd(buffer: ReceiveBuffer): Seq {
  return seqAdd(buffer.seq, buffer.payload.length + (buffer.fin ? 1 : 0));
}

function takeInOrder(sim: Sim, stack: TcpStack, sk: TcpSock, buffer: ReceiveBuffer): void {
  sk.rcvNxt = bufferEnd(buffer);
  if (buffer.payload.length === 0) {
    enqueue(stack, sk, buffer);
    return;
  }
  // On lo the sender's own buffer is queued; from a card, the driver's is. Nobody copies.
  if (traced(sim, 'copy')) {
    const bytes = buffer.payload.length;
    const from = sk.iface === 'lo' ? 'send-queue' : 'nic';
    const how = sk.iface === 'lo' ? 'link' : 'dma';
    const { host } = stack;
    emit(sim, { kind: 'copy', host, how, bytes, from, to: 'receive-queue', sock: sk.id });
  }
  enqueue(stack, sk, { ...buffer, fin: false });
}

/** Keeps what came too early, without overlaps, and asks for what is missing. */
function keepAside(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  buffer: ReceiveBuffer,
  seg: Segment,
): void {
  count(sim, stack, 'TcpExtTCPOFOQueue');
  if (sk.ecn) checkMark(sk, seg);
  measureSegment(sk, seg);
  sk.ackPending |= ACK_DUE;
  const kept: ReceiveBuffer[] = [];
  for (const other of sk.outOfOrder) {
    const inside = !before(buffer.seq, other.seq) && !after(bufferEnd(buffer), bufferEnd(other));
    if (inside) {
      reportDuplicate(sk, buffer.seq, bufferEnd(buffer));
      reportAside(sk, other.seq, bufferEnd(other));
      return;
    }
    const covered = !before(other.seq, buffer.seq) && !after(bufferEnd(other), bufferEnd(buffer));
    if (covered) reportDuplicate(sk, other.seq, bufferEnd(other));
    else {
      reportOverlap(sk, buffer, other);
      kept.push(other);
    }
  }
  // Without SACK a growing window would make the ACK no duplicate.
  if (sk.sackOk) growWindow(stack, sk, buffer.payload.length, false);
  const index = kept.findIndex((other) => after(other.seq, buffer.seq));
  kept.splice(index < 0 ? kept.length : index, 0, buffer);
  sk.outOfOrder = kept;
  if (sk.sackOk) reportAside(sk, buffer.seq, bufferEnd(buffer));
  // Whose program has not accepted it yet, or is gone, gets no more memory.
  const queue = stack.socks.get(sk.parent ?? -1)?.listen?.acceptQueue;
  if (!sk.orphan && !queue?.includes(sk.id)) growBuffer(stack, sk, sk.rcvSpace);
}

/** Two segments that wait out of order may have a part in common. */
function reportOverlap(sk: TcpSock, a: ReceiveBuffer, b: ReceiveBuffer): void {
  reportDuplicate(sk, seqMax(a.seq, b.seq), seqMin(bufferEnd(a), bufferEnd(b)));
}

/** Moves what the arrived segment has joined up into the receive queue; true with the FIN. */
function drainAside(sim: Sim, stack: TcpStack, sk: TcpSock): boolean {
  let fin = false;
  let drained = 0;
  const filled = sk.rcvNxt;
  for (const buffer of sk.outOfOrder) {
    if (after(buffer.seq, sk.rcvNxt)) break;
    drained++;
    reportRepeated(sk, buffer.seq, seqMin(bufferEnd(buffer), filled));
    const known = seqDiff(sk.rcvNxt, buffer.seq);
    if (!after(bufferEnd(buffer), sk.rcvNxt)) continue;
    const payload = buffer.payload.subarray(Math.min(known, buffer.payload.length));
    takeInOrder(sim, stack, sk, bufferOf(sk.rcvNxt, payload, buffer.fin));
    fin ||= buffer.fin;
  }
  sk.outOfOrder = drained < sk.outOfOrder.length ? sk.outOfOrder.slice(drained) : NO_BUFFERS;
  return fin;
}

/**
 * Reads up to `max` bytes; with `peek` they stay.
 *
 * Returns the bytes (none at the end of the stream), -EAGAIN, -ENOTCONN, or the pending error once.
 */
export function tcpRecv(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  max: number,
  options: { peek?: boolean } = {},
): Uint8Array | number {
  if (sk.state === 'LISTEN') return -ENOTCONN;
  const bytes = new Uint8Array(Math.min(max, unreadBytes(sk)));
  if (bytes.length === 0 && max > 0) {
    if (sk.finReceived && !options.peek) sk.copiedSeq = sk.rcvNxt;
    return emptyResult(sk);
  }
  fill(sk, bytes);
  if (!options.peek && bytes.length > 0) {
    consume(sk, bytes.length);
    sk.copiedSeq = seqAdd(sk.copiedSeq, bytes.length);
    // Who asks for more than there is has read up to the FIN.
    if (bytes.length < max && sk.finReceived) sk.copiedSeq = sk.rcvNxt;
    adjustSpace(sim, stack, sk);
    emitBuffer(sim, stack, sk);
    if (sk.state !== 'CLOSE') afterRead(sim, stack, sk, bytes.length);
  }
  return bytes;
}

/** Tells how many bytes could be read now (FIONREAD). */
export function tcpUnread(sk: TcpSock): number {
  return unreadBytes(sk);
}

/** Decides, in Linux's order, what reading from an empty queue means. */
function emptyResult(sk: TcpSock): Uint8Array | number {
  const end = new Uint8Array(0);
  if (sk.finReceived) return end;
  if (sk.err) return -takeError(sk);
  if (sk.shutdown & RCV_SHUTDOWN) return end;
  if (sk.state === 'CLOSE') return -ENOTCONN;
  return -EAGAIN;
}

function fill(sk: TcpSock, into: Uint8Array): void {
  let at = 0;
  for (const { payload } of sk.receiveQueue) {
    const part = payload.subarray(0, into.length - at);
    into.set(part, at);
    at += part.length;
    if (at === into.length) return;
  }
}

function consume(sk: TcpSock, bytes: number): void {
  let left = bytes;
  while (left > 0) {
    const head = sk.receiveQueue[0];
    if (head.payload.length > left) {
      head.payload = head.payload.subarray(left);
      head.seq = seqAdd(head.seq, left);
      return;
    }
    left -= head.payload.length;
    sk.receiveQueue.shift();
    const next = sk.receiveQueue[0];
    // A packet is given back with its last part.
    if (next?.continues) next.truesize += head.truesize;
  }
  if (sk.receiveQueue.length === 0) sk.receiveQueue = NOTHING;
}
