// Segments out: what may be sent now, and how a segment is made.
//
// One idea: everything a connection says passes `transmit`, which puts in the acknowledgement and
// the window, so that every segment also is an ACK and cancels the one that was being delayed.
//
// Units: bytes, µs.
// Source: RFC 9293 section 3.8.6; Linux net/ipv4/tcp_output.c tcp_write_xmit(),
// __tcp_transmit_skb(), tcp_nagle_test(), tcp_send_fin(), tcp_send_active_reset();
// tcp_ipv4.c tcp_v4_send_reset().
// Departs: no segmentation offload: a buffer is one segment of at most an MSS, where a real
// capture may show several as one; no TCP small queues.

import type { Packet } from '../net/segment.ts';
import { segmentLength } from '../net/segment.ts';
import { after, before, type Seq, seq, seqAdd, seqDiff, seqMax, wireSeq } from '../net/seq.ts';
import { type Sim, takeId } from '../sim/sim.ts';
import { ACK, FIN, PSH, RST, type Segment, SYN } from '../sim/trace.ts';
import { inFlight, inReduction, setLoss, startSending, validateWindow } from './congestion.ts';
import { ackSent, dataSent } from './delayed-ack.ts';
import { localOf, remoteOf } from './demux.ts';
import { markSegment } from './ecn.ts';
import { becomeBusy, leaveLimit, meetLimit } from './limits.ts';
import {
  currentMss,
  establishedOptions,
  forgetPaths,
  mayCut,
  syncMss,
  synOptions,
} from './options.ts';
import { mustWait, packetSent } from './pacing.ts';
import { clearTimer, emitBuffer, queued, setTimer, timerOf } from './socket.ts';
import { count, route, type TcpStack } from './stack.ts';
import type { SendBuffer, TcpSock, Totals } from './tcb.ts';
import { armRetransmit, armTailLossProbe, probeDelayUs } from './timers.ts';
import { selectWindow } from './window.ts';

/** Nagle's rule as a write asks for it: obey, ignore (push), or hold back even alone (cork). */
export type Nagle = 'obey' | 'push' | 'cork';

/** What a packet of the send queue costs beside its payload, as Linux 6.18 charges it. */
export const SKB_HEAD_BYTES = 832;

export const NO_BYTES = new Uint8Array(0);

/** Tells the sequence number after a buffer's last. */
export function bufferEnd(buffer: SendBuffer): Seq {
  return seqAdd(buffer.seq, buffer.payload.length + (buffer.flags & FIN ? 1 : 0));
}

/** Finds the first buffer that was never sent. */
export function sendHead(sk: TcpSock): number {
  return sk.sendQueue.findIndex((buffer) => buffer.sentUs === undefined);
}

/** Hands a segment to the host's output. */
export function push(sim: Sim, stack: TcpStack, seg: Segment, from: Partial<Packet>): void {
  stack.out.push({ id: takeId(sim), seg, iface: 'lo', ...from });
}

/** Makes and sends one segment of a connection; `flags` without ACK sends none. */
export function transmit(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  part: { seq: Seq; flags: number; payload?: Uint8Array; retransmit?: boolean },
): void {
  const isSyn = (part.flags & SYN) !== 0;
  const payload = part.payload ?? NO_BYTES;
  // Scaling starts after the SYN; the SYN's own window is unscaled.
  const windowField = isSyn ? Math.min(sk.rcvWnd, 65535) : selectWindow(sim, stack, sk);
  const seg: Segment = {
    src: localOf(sk),
    dst: remoteOf(sk),
    seq: wireSeq(part.seq),
    ack: part.flags & ACK ? wireSeq(sk.rcvNxt) : 0,
    flags: part.flags,
    windowField,
    options: isSyn ? synOptions(sim, stack, sk) : establishedOptions(sim, sk),
    payload,
  };
  const asked = stack.pathMtus.size > 0 || sk.opt.pathDiscovery !== undefined;
  if (asked && mayCut(stack, sk)) seg.mayCut = true;
  if (isSyn && part.flags & ACK && seg.options.timestamps)
    seg.options.timestamps[1] = wireSeq(sk.tsRecent);
  if (sk.ecn && !isSyn) markSegment(sk, seg, part.seq);
  if (part.flags & ACK) ackSent(sim, stack, sk);
  if (payload.length > 0) dataSent(sim, sk);
  countSegment(sk, payload.length);
  push(sim, stack, seg, { iface: sk.iface, sock: sk.id, retransmit: part.retransmit });
}

function countSegment(totals: Totals, bytes: number): void {
  totals.segsOut++;
  if (bytes === 0) return;
  totals.dataSegsOut++;
  totals.bytesSent += bytes;
}

/** Sends an ACK without data. */
export function sendAck(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (sk.state === 'CLOSE') return;
  transmit(sim, stack, sk, { seq: acceptableSeq(sk), flags: ACK });
}

/** Tells the sequence number for a segment without data: inside the peer's window if possible. */
function acceptableSeq(sk: TcpSock): Seq {
  const end = seqAdd(sk.sndUna, sk.sndWnd);
  if (!before(end, sk.sndNxt) || seqDiff(sk.sndNxt, end) < 1 << sk.sndWscale) return sk.sndNxt;
  return end;
}

/** Resets a connection from our side. */
export function sendActiveReset(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  count(sim, stack, 'TcpOutRsts');
  transmit(sim, stack, sk, { seq: acceptableSeq(sk), flags: RST | ACK });
}

/** Answers a segment that belongs to no connection with a reset; a reset is never answered. */
export function sendReset(sim: Sim, stack: TcpStack, seg: Segment, sock?: number): void {
  if (seg.flags & RST) return;
  const answersAck = (seg.flags & ACK) !== 0;
  count(sim, stack, 'TcpOutRsts');
  const reply: Segment = {
    src: { ...seg.dst },
    dst: { ...seg.src },
    seq: answersAck ? seg.ack : 0,
    ack: answersAck ? 0 : wireSeq(seqAdd(seq(seg.seq), segmentLength(seg))),
    flags: answersAck ? RST : RST | ACK,
    windowField: 0,
    options: {},
    payload: NO_BYTES,
  };
  push(sim, stack, reply, { iface: route(stack, seg.src.addr)?.iface.name ?? 'lo', sock });
}

/** Sends what the windows and Nagle's rule allow; true when bytes wait and none are in flight. */
export function writeQueue(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  nagle: Nagle,
  only?: 'one' | 'probe',
): boolean {
  if (stack.pathMtus.size > 0) {
    forgetPaths(stack, sim.nowUs);
    syncMss(stack, sk);
  }
  let sent = false;
  let limited = false;
  let closed = false;
  let waits = false;
  let packet = 0;
  let group = 0;
  let flying = inFlight(sk);
  // Sent buffers lie before unsent ones, so the first unsent one only moves on by what is sent.
  for (let head = sendHead(sk); head >= 0 && head < sk.sendQueue.length; head++) {
    const buffer = sk.sendQueue[head];
    const fresh = group === 0 || !buffer.cut;
    if (sk.rare && fresh) {
      if (packet > 0) packetSent(sk, packet, sim.nowUs);
      packet = 0;
      if (mustWait(sim, stack, sk)) {
        waits = true;
        break;
      }
    }
    // A probe goes out whatever the congestion window says.
    if (flying >= sk.cwnd && only !== 'probe') {
      limited = true;
      break;
    }
    const mss = currentMss(sk);
    // What Linux would hand over as one packet is filled from behind, even where it may not go yet.
    const quota = group > 0 && buffer.cut ? group : offloadSegments(sk);
    growBuffer(sk, head, Math.min(quota, Math.max(1, sk.cwnd - flying)) * mss);
    const last = head === sk.sendQueue.length - 1;
    const bytes = Math.min(buffer.payload.length, mss);
    if (after(seqAdd(buffer.seq, bytes), seqAdd(sk.sndUna, sk.sndWnd))) {
      closed = true;
      break;
    }
    const whole = buffer.payload.length <= mss;
    if (whole && !nagleAllows(sk, buffer, last ? nagle : 'push')) break;
    if (!whole) splitBuffer(sk, head, mss);
    // Segments that segmentation offload would cut from one packet share its memory.
    if (fresh) group = offloadSegments(sk);
    else buffer.overhead = 0;
    packet += buffer.payload.length;
    group--;
    sendBuffer(sim, stack, sk, buffer);
    flying++;
    sent = true;
    if (inReduction(sk)) setLoss(sk, { prrOut: sk.loss.prrOut + 1 });
    if (only === 'probe' || (only && (group === 0 || whole))) break;
  }
  if (sk.rare && packet > 0) packetSent(sk, packet, sim.nowUs);
  if (closed) meetLimit(sk, 'window', sim.nowUs);
  else if (sk.rare) leaveLimit(sk, 'window', sim.nowUs);
  limited ||= flying >= sk.cwnd;
  if (sent || limited) {
    validateWindow(sk, limited, sim.nowUs, stack.sysctl.tcp_slow_start_after_idle !== 0);
  }
  if (only === 'probe') return false;
  if (sent) watchOver(sim, stack, sk);
  return !sent && !waits && flying === 0 && sk.sndUna === sk.sndNxt && sendHead(sk) >= 0;
}

/** Sets the timer that watches over what has just been sent, unless one runs. */
function watchOver(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (armTailLossProbe(sim, stack, sk)) return;
  if (!timerOf(sk, 'retransmit') && !timerOf(sk, 'reorder')) armRetransmit(sim, stack, sk);
}

/** Tells how many segments Linux would hand over as one: about a millisecond's worth, at least 2. */
function offloadSegments(sk: TcpSock): number {
  const ratio = sk.cwnd < sk.ssthresh / 2 ? 2 : 1.2;
  const unpaced = (sk.mss * sk.cwnd * ratio * 1e6) / Math.max(1, sk.srtt8Us >> 3);
  const perSecond = Math.min(unpaced, sk.rare?.rate ?? unpaced);
  const near = sk.minRttUs >> 9;
  const bytes = perSecond / 1024 + (near < 17 ? 65536 >> near : 0);
  return Math.max(2, Math.floor(Math.min(bytes, 65536) / sk.mss));
}

/** Sends what it can and, where the peer's window is what forbids, starts to probe it. */
export function pushPending(sim: Sim, stack: TcpStack, sk: TcpSock, nagle: Nagle): void {
  if (sk.state === 'CLOSE' || sendHead(sk) < 0) return;
  const stuck = writeQueue(sim, stack, sk, nagle);
  if (stuck && !timerOf(sk, 'persist') && !timerOf(sk, 'retransmit')) {
    setTimer(sim, stack, sk, 'persist', probeDelayUs(sk));
  }
}

/** Tells which Nagle rule the socket's options ask for. */
export function nagleOf(sk: TcpSock): Nagle {
  if (sk.opt.cork) return 'cork';
  return sk.opt.noDelay ? 'push' : 'obey';
}

/**
 * Nagle's rule in Minshall's form: a small segment waits while another small one is in flight.
 *
 * A FIN never waits.
 */
function nagleAllows(sk: TcpSock, buffer: SendBuffer, nagle: Nagle): boolean {
  if (nagle === 'push' || buffer.flags & FIN) return true;
  if (buffer.payload.length >= sk.mss) return true;
  if (nagle === 'cork') return false;
  const inTransit = sk.sndUna !== sk.sndNxt;
  const smallOut = after(sk.sndSmall, sk.sndUna) && !after(sk.sndSmall, sk.sndNxt);
  return !(inTransit && smallOut);
}

/** Fills an unsent buffer from those behind it, up to this many bytes, as tcp_grow_skb() does. */
function growBuffer(sk: TcpSock, index: number, most: number): void {
  const buffer = sk.sendQueue[index];
  for (let next = sk.sendQueue[index + 1]; next; next = sk.sendQueue[index + 1]) {
    const room = most - buffer.payload.length;
    if (room <= 0 || buffer.flags & FIN || buffer.eor) return;
    const moved = Math.min(room, next.payload.length);
    const payload = new Uint8Array(buffer.payload.length + moved);
    payload.set(buffer.payload);
    payload.set(next.payload.subarray(0, moved), buffer.payload.length);
    buffer.payload = payload;
    if (moved < next.payload.length) {
      next.payload = next.payload.subarray(moved);
      next.seq = seqAdd(next.seq, moved);
      return;
    }
    buffer.flags |= next.flags;
    if (next.cut) buffer.cut = true;
    if (next.eor) buffer.eor = true;
    sk.sendQueue.splice(index + 1, 1);
  }
}

/** Cuts a buffer in two; what follows keeps PSH and FIN. */
export function splitBuffer(sk: TcpSock, index: number, bytes: number): void {
  const buffer = sk.sendQueue[index];
  const rest: SendBuffer = {
    ...buffer,
    overhead: SKB_HEAD_BYTES,
    cut: true,
    seq: seqAdd(buffer.seq, bytes),
    payload: buffer.payload.subarray(bytes),
  };
  buffer.payload = buffer.payload.subarray(0, bytes);
  buffer.flags &= ~(PSH | FIN);
  if (buffer.eor) buffer.eor = false;
  sk.sendQueue.splice(index + 1, 0, rest);
}

/** Sends a queued buffer for the first time. */
export function sendBuffer(sim: Sim, stack: TcpStack, sk: TcpSock, buffer: SendBuffer): void {
  if (sk.sndUna === sk.sndNxt) {
    sk.waitSinceUs = sim.nowUs;
    startSending(sk, sim.nowUs);
  }
  stack.traffic.dataOut++;
  buffer.sentUs = sim.nowUs;
  sk.lastSendUs = sim.nowUs;
  const { length } = buffer.payload;
  const end = bufferEnd(buffer);
  transmit(sim, stack, sk, {
    seq: buffer.seq,
    flags: buffer.flags | ACK,
    payload: buffer.payload,
  });
  sk.sndNxt = seqMax(sk.sndNxt, end);
  if (length > 0 && length < sk.mss) sk.sndSmall = end;
  clearTimer(sim, stack, sk, 'persist');
  emitBuffer(sim, stack, sk);
}

/** Sends a buffer again. */
export function retransmitBuffer(sim: Sim, stack: TcpStack, sk: TcpSock, b: SendBuffer): void {
  const mss = currentMss(sk);
  if (b.payload.length > mss) splitBuffer(sk, sk.sendQueue.indexOf(b), mss);
  b.sentUs = sim.nowUs;
  b.retransmits++;
  b.resent = true;
  sk.lastSendUs = sim.nowUs;
  const { retransUs, undoRetrans, retransTotal, bytesRetrans } = sk.loss;
  setLoss(sk, {
    retransUs: retransUs ?? sim.nowUs,
    undoRetrans: Math.max(0, undoRetrans) + 1,
    retransTotal: retransTotal + 1,
    bytesRetrans: bytesRetrans + b.payload.length,
  });
  count(sim, stack, 'TcpRetransSegs');
  const part = { seq: b.seq, flags: b.flags | ACK, payload: b.payload, retransmit: true };
  transmit(sim, stack, sk, part);
}

/** Sends again what is presumed lost, as far as the congestion window allows. */
export function retransmitLost(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  why: 'recovery' | 'timeout',
): void {
  let head = true;
  let flying = inFlight(sk);
  for (const buffer of sk.sendQueue) {
    if (buffer.sentUs === undefined || flying >= sk.cwnd) return;
    if (sk.rare && mustWait(sim, stack, sk)) return;
    if (buffer.lost && !buffer.resent && !buffer.sacked) {
      const kind = sk.ccState === 'loss' ? 'SlowStart' : 'Fast';
      if (why === 'recovery') count(sim, stack, `TcpExtTCP${kind}Retrans`);
      retransmitBuffer(sim, stack, sk, buffer);
      if (sk.rare) packetSent(sk, buffer.payload.length, sim.nowUs);
      flying++;
      if (inReduction(sk)) setLoss(sk, { prrOut: sk.loss.prrOut + 1 });
      if (head && !timerOf(sk, 'reorder')) armRetransmit(sim, stack, sk);
    }
    head = false;
  }
}

/** Queues the FIN behind all data and sends what may go. */
export function sendFin(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const tail = sk.sendQueue.at(-1);
  if (tail && tail.sentUs === undefined) {
    tail.flags |= FIN;
  } else {
    if (sk.sendQueue.length === 0) becomeBusy(sk, sim.nowUs);
    sk.sendQueue = queued(sk.sendQueue, {
      seq: sk.writeSeq,
      payload: NO_BYTES,
      flags: FIN,
      sentUs: undefined,
      retransmits: 0,
      lost: false,
      resent: false,
      sacked: false,
      overhead: SKB_HEAD_BYTES,
      cut: false,
    });
  }
  sk.writeSeq = seqAdd(sk.writeSeq, 1);
  pushPending(sim, stack, sk, 'push');
}

/** Asks the peer for its window: sends what fits it, or an old byte's number without the byte. */
export function sendWindowProbe(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const head = sendHead(sk);
  const room = seqDiff(seqAdd(sk.sndUna, sk.sndWnd), sk.sndNxt);
  if (head >= 0 && room > 0) {
    const buffer = sk.sendQueue[head];
    const bytes = Math.min(buffer.payload.length, sk.mss, room);
    if (bytes < buffer.payload.length) splitBuffer(sk, head, bytes);
    sk.sendQueue[head].flags |= PSH;
    sendBuffer(sim, stack, sk, sk.sendQueue[head]);
    armRetransmit(sim, stack, sk);
    return;
  }
  count(sim, stack, 'TcpExtTCPWinProbe');
  transmit(sim, stack, sk, { seq: seqAdd(sk.sndUna, -1), flags: ACK });
}
