// When to acknowledge: at once, or after 40 ms in the hope that an answer will carry the ACK.
//
// One idea: a connection starts with a credit of immediate ACKs, because the peer's slow start
// lives on them. It turns interactive (`pingpong`) as soon as it answers data with data, and from
// then on small segments are acknowledged late.
//
// Units: µs.
// Source: RFC 9293 section 3.8.6.3, RFC 1122 section 4.2.3.2; Linux net/ipv4/tcp_input.c
// tcp_event_data_recv(), __tcp_ack_snd_check(); tcp_output.c tcp_send_delayed_ack().

import { optionBytes } from '../net/segment.ts';
import { seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { PSH, type Segment } from '../sim/trace.ts';
import { DEFAULT_MSS } from './blank.ts';
import { checkMark } from './ecn.ts';
import { sendAck } from './output.ts';
import { ATO_MIN_US, clearTimer, setTimer, timerOf } from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import { ACK_DUE, ACK_NOW, ACK_PUSHED, ACK_PUSHED2, RCV_SHUTDOWN, type TcpSock } from './tcb.ts';
import { growWindow, measurePacking, receiveWindow, wantedWindow } from './window.ts';

const MAX_QUICK_ACKS = 16;
export const DELAY_MAX_US = 200_000;
const SMALL_BYTES = 128;
/** Linux's tcp_comp_sack_nr and tcp_comp_sack_delay_ns. */
const MAX_COMPRESSED = 44;
const COMPRESS_US = 1_000;

/** Notes that data arrived: an ACK is due, and the estimates of the peer move. */
export function dataReceived(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): void {
  sk.ackPending |= ACK_DUE;
  measureSegment(sk, seg);
  if (sk.atoUs === 0) {
    addQuickAcks(sk);
    sk.atoUs = ATO_MIN_US;
  } else {
    const gapUs = sim.nowUs - sk.lastReceiveUs;
    if (gapUs <= ATO_MIN_US / 2) sk.atoUs = (sk.atoUs >> 1) + ATO_MIN_US / 2;
    else if (gapUs < sk.atoUs) sk.atoUs = Math.min((sk.atoUs >> 1) + gapUs, sk.rtoUs);
    else if (gapUs > sk.rtoUs) addQuickAcks(sk);
  }
  sk.lastReceiveUs = sim.nowUs;
  if (sk.ecn) checkMark(sk, seg);
  if (seg.payload.length >= SMALL_BYTES) growWindow(stack, sk, seg.payload.length, true);
}

/** Gives credit for immediate ACKs: one for every second segment of the window, `most` at most. */
export function addQuickAcks(sk: TcpSock, most = MAX_QUICK_ACKS): void {
  const byWindow = Math.floor(sk.rcvWnd / (2 * sk.rcvMss)) || 2;
  sk.ackQuick = Math.max(sk.ackQuick, Math.min(byWindow, most));
}

/** Answers the next segments at once: the peer seems to be in trouble. */
export function enterQuickAck(sk: TcpSock, most?: number): void {
  addQuickAcks(sk, most);
  sk.pingpong = false;
  sk.atoUs = ATO_MIN_US;
}

/** TCP_QUICKACK: 0 lets ACKs wait; others end that, and an even number only for the one that waits. */
export function setQuickAck(sim: Sim, stack: TcpStack, sk: TcpSock, value: number): void {
  sk.pingpong = value === 0;
  const receives = sk.state === 'ESTABLISHED' || sk.state === 'CLOSE_WAIT';
  if (value === 0 || !receives || !(sk.ackPending & ACK_DUE)) return;
  sk.ackPending |= ACK_PUSHED;
  afterRead(sim, stack, sk, 1);
  if (value % 2 === 0) sk.pingpong = true;
}

/** Learns the peer's segment size, and how its segments fill the buffer. */
export function measureSegment(sk: TcpSock, seg: Segment): void {
  const bytes = seg.payload.length;
  if (bytes >= sk.rcvMss) {
    if (bytes > sk.rcvMss) measurePacking(sk, bytes);
    sk.rcvMss = Math.min(bytes, sk.advertisedMss);
    return;
  }
  // A short segment that is as long as a default MSS is a full one of a peer with a small MSS.
  if (bytes + 20 + optionBytes(seg.options) >= DEFAULT_MSS + 20 && !(seg.flags & PSH)) {
    sk.rcvMss = bytes;
    return;
  }
  if (sk.ackPending & ACK_PUSHED) sk.ackPending |= ACK_PUSHED2;
  sk.ackPending |= ACK_PUSHED;
}

/** Decides about the ACK that is due: now or later. */
export function checkAck(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (!(sk.ackPending & ACK_DUE)) return;
  const unreported = seqDiff(sk.rcvNxt, sk.rcvWup);
  const readSlowly = seqDiff(sk.rcvNxt, sk.copiedSeq) >= sk.opt.rcvLowat;
  const twoSegments = unreported > sk.rcvMss && (!readSlowly || wantedWindow(sk) >= sk.rcvWnd);
  const quick = sk.ackQuick > 0 && !sk.pingpong;
  if (twoSegments || quick || sk.ackPending & ACK_NOW) sendAck(sim, stack, sk);
  else if (sk.outOfOrder.length > 0) reportHole(sim, stack, sk);
  else delayAck(sim, stack, sk);
}

/**
 * Sends a duplicate ACK; from the fourth for one hole on, at most one in a millisecond.
 *
 * Source: Linux tcp_input.c __tcp_ack_snd_check(), tcp_compressed_ack_kick(); tcp_comp_sack_nr.
 */
function reportHole(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (!sk.sackOk || sk.ackCompressed >= MAX_COMPRESSED) {
    sendAck(sim, stack, sk);
    return;
  }
  if (sk.ackDupSeq !== sk.rcvNxt) {
    sk.ackDupSeq = sk.rcvNxt;
    sk.ackDups = 0;
  }
  if (sk.ackDups < 3) {
    sk.ackDups++;
    sendAck(sim, stack, sk);
    return;
  }
  sk.ackCompressed++;
  if (timerOf(sk, 'compressed-ack')) return;
  const known = [sk.rcvRtt8Us, sk.srtt8Us].filter((us) => us > 0);
  // A twentieth of the round trip.
  const delayUs = Math.min(COMPRESS_US, Math.floor(Math.min(...known, 2 ** 31) / 160));
  setTimer(sim, stack, sk, 'compressed-ack', delayUs);
}

/** Sends the one ACK that stands for several. */
export function compressedAckTimeout(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (sk.ackCompressed > 0) sendAck(sim, stack, sk);
}

function delayAck(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  // Before any data has come the estimate is 0, so that a FIN alone is answered at the next tick.
  let delayUs = sk.atoUs;
  if (delayUs > ATO_MIN_US) {
    let mostUs = sk.pingpong || sk.ackPending & ACK_PUSHED ? DELAY_MAX_US : 500_000;
    if (sk.srtt8Us > 0) mostUs = Math.min(mostUs, Math.max(sk.srtt8Us >> 3, ATO_MIN_US));
    delayUs = Math.min(delayUs, mostUs);
  }
  delayUs = Math.min(delayUs, DELAY_MAX_US);
  const pending = timerOf(sk, 'delayed-ack');
  if (pending) {
    if (pending.atUs <= sim.nowUs + (delayUs >> 2)) {
      sendAck(sim, stack, sk);
      return;
    }
    if (sim.nowUs + delayUs >= pending.atUs) return;
  }
  setTimer(sim, stack, sk, 'delayed-ack', delayUs);
}

/** Sends the ACK whose delay is over. */
export function delayedAckTimeout(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (!(sk.ackPending & ACK_DUE)) return;
  if (sk.pingpong) {
    // No answer came to carry it: not interactive after all.
    sk.pingpong = false;
    sk.atoUs = ATO_MIN_US;
  } else {
    sk.atoUs = Math.min(sk.atoUs << 1, sk.rtoUs);
  }
  count(sim, stack, 'TcpExtDelayedACKs');
  sendAck(sim, stack, sk);
}

/** Notes that a segment with an ACK leaves: nothing is due any more. */
export function ackSent(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (sk.ackQuick > 0 && sk.ackPending & ACK_DUE) {
    sk.ackQuick--;
    if (sk.ackQuick === 0) sk.atoUs = ATO_MIN_US;
  }
  sk.ackPending = 0;
  sk.ackCompressed = 0;
  clearTimer(sim, stack, sk, 'delayed-ack');
  clearTimer(sim, stack, sk, 'compressed-ack');
}

/** Notes that data leaves: soon after data came, that makes the connection interactive. */
export function dataSent(sim: Sim, sk: TcpSock): void {
  if (sim.nowUs - sk.lastReceiveUs < sk.atoUs) sk.pingpong = true;
}

/** Acknowledges after the program has read, where that tells the peer something new. */
export function afterRead(sim: Sim, stack: TcpStack, sk: TcpSock, copied: number): void {
  let now = false;
  if (sk.ackPending & ACK_DUE) {
    const drained = copied > 0 && sk.receiveQueue.length === 0;
    const pushed = sk.pingpong ? ACK_PUSHED2 : ACK_PUSHED | ACK_PUSHED2;
    const small = (sk.ackPending & pushed) !== 0;
    now = seqDiff(sk.rcvNxt, sk.rcvWup) > sk.rcvMss || (drained && small);
  }
  if (copied > 0 && !now && !(sk.shutdown & RCV_SHUTDOWN)) {
    const left = receiveWindow(sk);
    if (2 * left <= sk.windowClamp) {
      const wanted = wantedWindow(sk);
      now = wanted > 0 && wanted >= 2 * left;
    }
  }
  if (now) sendAck(sim, stack, sk);
}
