// Acknowledgements in: what they free, measure, open and set in motion again.
//
// Units: bytes, µs.
// Source: RFC 9293 section 3.10.7.4 (fifth), RFC 5681; Linux net/ipv4/tcp_input.c tcp_ack(),
// tcp_clean_rtx_queue(), tcp_ack_update_window(), tcp_new_space(), tcp_sndbuf_expand().

import { POLLOUT } from '../abi/constants.ts';
import { after, before, type Seq, seq, seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { FIN, type Segment, SYN } from '../sim/trace.ts';
import {
  duplicateAck,
  findLost,
  inFlight,
  newAck,
  noteArrival,
  takeSack,
  windowOpens,
} from './congestion.ts';
import { syncMss, timestampNow } from './options.ts';
import { bufferEnd, nagleOf, pushPending, retransmitLost, sendAck, sendHead } from './output.ts';
import { sampleRtt, setRto } from './rtt.ts';
import { clearTimer, emitBuffer, outstanding, queuedBytes, setTimer, wake } from './socket.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';
import { probeDelayUs, rearm } from './timers.ts';

/**
 * Takes a segment's acknowledgement in; false when it acknowledges what was never sent, and then
 * nothing else of the segment counts.
 */
export function receiveAck(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): boolean {
  const { snd } = sk;
  const ack = seq(seg.ack);
  if (after(ack, snd.nxt)) {
    sendAck(sim, stack, sk);
    return false;
  }
  // An old ACK: its data may still be new.
  if (before(ack, snd.una)) return true;
  const before_ = { una: snd.una, queued: queuedBytes(sk), wnd: snd.wnd };
  const wasLimited = sk.cc.limited;
  updateWindow(stack, sk, seg);
  if (sk.sackOk && seg.options.sack) takeSack(sk, seg.options.sack, sim.nowUs);
  if (after(ack, snd.una)) {
    ackNewData(sim, stack, sk, seg, ack, wasLimited);
  } else if (!sk.sackOk && isDuplicate(sk, seg, before_.wnd) && duplicateAck(sk)) {
    sk.sendQueue[0].lost = true;
    retransmitLost(sim, stack, sk);
    rearm(sim, stack, sk);
  }
  if (findLost(sk)) {
    retransmitLost(sim, stack, sk);
    rearm(sim, stack, sk);
  }
  checkProbe(sim, stack, sk);
  checkSpace(sim, stack, sk);
  if (snd.una !== before_.una || queuedBytes(sk) !== before_.queued) emitBuffer(sim, stack, sk);
  return true;
}

/** Sends what an ACK has made room for. */
export function sendMore(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  retransmitLost(sim, stack, sk);
  pushPending(sim, stack, sk, nagleOf(sk));
}

function updateWindow(stack: TcpStack, sk: TcpSock, seg: Segment): void {
  const { snd } = sk;
  const wnd = seg.windowField << (seg.flags & SYN ? 0 : snd.wscale);
  const at = seq(seg.seq);
  const newer =
    after(seq(seg.ack), snd.una) ||
    after(at, snd.wl1) ||
    (at === snd.wl1 && (wnd > snd.wnd || wnd === 0));
  if (!newer) return;
  snd.wl1 = at;
  snd.wnd = wnd;
  if (wnd > snd.maxWnd) {
    snd.maxWnd = wnd;
    syncMss(stack, sk);
  }
}

/** A duplicate ACK says nothing new except that something arrived out of order. */
function isDuplicate(sk: TcpSock, seg: Segment, oldWnd: number): boolean {
  return (
    outstanding(sk) > 0 &&
    seg.payload.length === 0 &&
    (seg.flags & (SYN | FIN)) === 0 &&
    sk.snd.wnd === oldWnd
  );
}

function ackNewData(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  seg: Segment,
  ack: Seq,
  wasLimited: boolean,
): void {
  const { snd, rtt, cc } = sk;
  let ackedSegments = 0;
  let sentUs: number | undefined;
  let resent = false;
  while (sk.sendQueue.length > 0) {
    const buffer = sk.sendQueue[0];
    if (buffer.sentUs === undefined || !after(ack, buffer.seq)) break;
    resent ||= buffer.retransmits > 0;
    sentUs ??= buffer.sentUs;
    if (after(bufferEnd(buffer), ack)) {
      buffer.payload = buffer.payload.subarray(seqDiff(ack, buffer.seq));
      buffer.seq = ack;
      break;
    }
    ackedSegments++;
    if (!buffer.sacked) noteArrival(sk, buffer, sim.nowUs);
    sk.sendQueue.shift();
  }
  snd.una = ack;
  rtt.retries = 0;
  measure(sim, sk, seg, resent ? undefined : sentUs);
  rtt.sinceUs = sim.nowUs;
  if (cc.probeSeq !== undefined && !before(ack, cc.probeSeq)) cc.probeSeq = undefined;
  if (newAck(sk, ack, ackedSegments)) {
    const head = sk.sendQueue[0];
    if (head?.sentUs !== undefined) head.lost = true;
  } else if (cc.state !== 'recovery') {
    windowOpens(sk, ackedSegments, wasLimited);
  }
  rearm(sim, stack, sk);
}

/** Takes a round trip: from the segment's own time, or by timestamps where it was sent again. */
function measure(sim: Sim, sk: TcpSock, seg: Segment, sentUs: number | undefined): void {
  if (sentUs !== undefined) {
    sampleRtt(sk, sim.nowUs - sentUs);
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
  if (!sk.timers.persist) return;
  sk.rtt.retries = 0;
  const end = seqAdd(sk.snd.una, sk.snd.wnd);
  const needed = seqAdd(
    sk.sendQueue[head].seq,
    Math.min(sk.sendQueue[head].payload.length, sk.snd.mss),
  );
  if (after(needed, end)) {
    setTimer(sim, stack, sk, 'persist', probeDelayUs(sk));
  } else {
    sk.rtt.backoff = 0;
    clearTimer(sim, stack, sk, 'persist');
  }
}

/** Tells whether poll(2) would call the socket writable: a third of the buffer is free. */
export function isWriteable(sk: TcpSock): boolean {
  const queued = queuedBytes(sk);
  return sk.sndbuf - queued >= queued >> 1;
}

/** Wakes a writer that found the send queue full, once a third of it is free. */
function checkSpace(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (!sk.noSpace) return;
  if (!sk.opt.sndbufLocked && inFlight(sk) < sk.cc.cwnd) {
    const was = sk.sndbuf;
    expandSendBuffer(stack, sk);
    if (sk.sndbuf !== was) emitBuffer(sim, stack, sk);
  }
  if (!isWriteable(sk)) return;
  sk.noSpace = false;
  wake(stack, sk, POLLOUT);
}

/**
 * Lets SO_SNDBUF follow the congestion window: two windows of buffers, as large as Linux would
 * allocate them. On lo the factor is 3, because the kernel that was asked ran BBR there.
 */
export function expandSendBuffer(stack: TcpStack, sk: TcpSock): void {
  if (sk.opt.sndbufLocked) return;
  const perMss = 2 ** Math.ceil(Math.log2(Math.max(sk.peerMss, sk.snd.mss) + 580)) + 256;
  const wanted = (sk.iface === 'lo' ? 3 : 2) * Math.max(10, sk.cc.cwnd) * perMss;
  sk.sndbuf = Math.max(sk.sndbuf, Math.min(wanted, stack.sysctl.tcp_wmem_max));
}
