// Segments in: who a segment is for, whether it is acceptable, and what it does to a connection.
//
// One idea: the order of RFC 9293 section 3.10.7: find the connection, check the sequence number,
// then RST, SYN, ACK, text and FIN, and only at the end answer.
//
// Source: RFC 9293 section 3.10.7; RFC 5961 (challenge ACKs); Linux net/ipv4/tcp_ipv4.c
// tcp_v4_rcv(), tcp_input.c tcp_validate_incoming(), tcp_rcv_state_process().
// Departs: urgent data is not modelled.

import { POLLOUT } from '../abi/constants.ts';
import { ANY, ANY6, isV6 } from '../net/ip.ts';
import { type Packet, segmentEnd } from '../net/segment.ts';
import { after, before, type Seq, seq, seqAdd, seqDiff, seqMax, seqMin } from '../net/seq.ts';
import { mix32 } from '../sim/rng.ts';
import type { Sim } from '../sim/sim.ts';
import { ACK, FIN, PSH, RST, type Segment, SYN } from '../sim/trace.ts';
import { receiveAck, sendMore } from './ack.ts';
import { measureEcho } from './autotune.ts';
import { challenge, tooSoon } from './challenge.ts';
import { finAcknowledged, receiveTimeWait } from './close.ts';
import { receiveSynSent } from './connect.ts';
import { checkAck, enterQuickAck } from './delayed-ack.ts';
import { findBetween } from './demux.ts';
import { noteMarkable } from './ecn.ts';
import { establish } from './establish.ts';
import { sendAck, sendReset } from './output.ts';
import { queueData } from './receive.ts';
import { receiveCookieAck, receiveForRequest, receiveSyn } from './request.ts';
import { reportDuplicate } from './sack-report.ts';
import { resetReceived, sendCharge, wake } from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import { RCV_SHUTDOWN, type TcpSock } from './tcb.ts';
import { chargedBytes, receiveWindow, truesize } from './window.ts';

const PAGE_BYTES = 4096;

/** Takes a packet that has arrived at this host. */
export function tcpInput(sim: Sim, stack: TcpStack, packet: Packet, iface: string): void {
  const { seg } = packet;
  const sk = findBetween(stack.connections, seg.dst, seg.src);
  if (sk !== undefined) {
    if (!sk.minisock) {
      receive(sim, stack, sk, seg);
      return;
    }
    if (!receiveTimeWait(sim, stack, sk, seg)) return;
  }
  const request = findBetween(stack.requests, seg.dst, seg.src);
  if (request !== undefined) {
    receiveForRequest(sim, stack, stack.socks.get(request.listener)!, request, seg);
    return;
  }
  const listener = findListener(stack, seg);
  if (listener) receiveForListener(sim, stack, listener, seg, iface);
  else sendReset(sim, stack, seg);
}

/** Finds the socket that listens for a segment: one bound to its address before one to any. */
function findListener(stack: TcpStack, seg: Segment): TcpSock | undefined {
  const ids = stack.listeners.get(seg.dst.port);
  if (ids === undefined) return undefined;
  const all = ids.map((id) => stack.socks.get(id)!);
  const exact = all.filter((sk) => sk.boundAddr === seg.dst.addr);
  const fit = exact.length > 0 ? exact : anyAddress(all, seg.dst.addr);
  if (fit.length <= 1) return fit[0];
  // SO_REUSEPORT: the connection's hash chooses among the group.
  const hash = mix32(mix32(stack.secret ^ seg.src.addr) ^ seg.src.port);
  return fit[hash % fit.length];
}

/** Those bound to any address of the family; `::` takes IPv4 too where nobody else does. */
function anyAddress(all: TcpSock[], dst: number): TcpSock[] {
  const own = all.filter((sk) => sk.boundAddr === (isV6(dst) ? ANY6 : ANY));
  if (own.length > 0 || isV6(dst)) return own;
  return all.filter((sk) => sk.boundAddr === ANY6 && !sk.v6only);
}

function receiveForListener(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  seg: Segment,
  iface: string,
): void {
  if (!(seg.flags & SYN) && receiveCookieAck(sim, stack, sk, seg, iface)) return;
  if (seg.flags & ACK) {
    sendReset(sim, stack, seg);
    return;
  }
  if (seg.flags & (RST | FIN) || !(seg.flags & SYN)) return;
  receiveSyn(sim, stack, sk, seg, iface);
}

/** Acts on a segment for a connection. */
function receive(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): void {
  sk.segsIn++;
  if (seg.payload.length > 0) sk.dataSegsIn++;
  if (sk.state === 'SYN_SENT') {
    receiveSynSent(sim, stack, sk, seg);
    return;
  }
  const fast = sk.state === 'ESTABLISHED' && foreseen(stack, sk, seg);
  if (!acceptable(sim, stack, sk, seg)) return;
  if (seg.tos) noteMarkable(sk, seg.tos);
  if (!(seg.flags & ACK)) return;
  rememberTimestamp(sk, seg);
  if (sk.state === 'SYN_RECV') {
    // Only a simultaneous open gets here; a listener's children are made established.
    if (seq(seg.ack) !== sk.sndNxt) {
      sendReset(sim, stack, seg, sk.id);
      return;
    }
    establish(sim, stack, sk, seg, undefined);
    wake(stack, sk, POLLOUT);
  }
  sk.heardUs = sim.nowUs;
  sk.probes = 0;
  if (!receiveAck(sim, stack, sk, seg, fast)) return;
  if (sk.timestamps && sk.state === 'ESTABLISHED') measureEcho(sim, sk, seg);
  const finAcked = sk.sndUna === sk.writeSeq;
  if (finAcked && !finAcknowledged(sim, stack, sk, seg)) return;
  receiveText(sim, stack, sk, seg);
}

/**
 * Header prediction: tells whether a segment is what a connection on which all is well waits for next, which
 * Linux takes a shorter way with. Here there is one way, and this only counts.
 *
 * Source: Linux tcp_input.c tcp_rcv_established(). Data has to fit what is left of the pages with which
 * the socket is charged.
 */
function foreseen(stack: TcpStack, sk: TcpSock, { options, ...seg }: Segment): boolean {
  if ((seg.flags & ~PSH) !== ACK || seq(seg.seq) !== sk.rcvNxt || after(seq(seg.ack), sk.sndNxt)) {
    return false;
  }
  if (seg.windowField !== sk.sndWnd >>> sk.sndWscale || sk.outOfOrder.length > 0) return false;
  if (sk.rcvWnd === 0 || options.sack || (options.timestamps !== undefined) !== sk.timestamps) {
    return false;
  }
  if (sk.timestamps && before(seq(options.timestamps![0]), sk.tsRecent)) return false;
  if (seg.payload.length === 0) return true;
  const left = -(chargedBytes(sk) + sendCharge(sk)) & (PAGE_BYTES - 1);
  if (truesize(seg.payload.length) > left) return false;
  stack.traffic.foreseenData++;
  return true;
}

/** Takes in a segment's data and FIN, then answers: with data if there is any, or with an ACK. */
export function receiveText(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): void {
  // The SYN-ACK of a simultaneous open comes here too: its SYN is a duplicate.
  const carries = seg.payload.length > 0 || (seg.flags & (FIN | SYN)) !== 0;
  if (carries) {
    switch (sk.state) {
      case 'CLOSE_WAIT':
      case 'CLOSING':
      case 'LAST_ACK':
        // The peer has sent its FIN: whatever this is, it is old.
        if (before(seq(seg.seq), sk.rcvNxt)) queueData(sim, stack, sk, seg);
        break;
      case 'FIN_WAIT1':
      case 'FIN_WAIT2':
        if (dataAfterClose(sk, seg)) {
          count(sim, stack, 'TcpExtTCPAbortOnData');
          sendReset(sim, stack, seg, sk.id);
          resetReceived(sim, stack, sk);
          return;
        }
        queueData(sim, stack, sk, seg);
        break;
      case 'ESTABLISHED':
        queueData(sim, stack, sk, seg);
        break;
      default:
        return;
    }
  }
  if (sk.state === 'CLOSE' || sk.minisock) return;
  sendMore(sim, stack, sk);
  checkAck(sim, stack, sk);
}

/** New data for a program that has said it will not read. */
function dataAfterClose(sk: TcpSock, seg: Segment): boolean {
  if (!(sk.shutdown & RCV_SHUTDOWN) || seg.payload.length === 0) return false;
  return after(seqAdd(seq(seg.seq), seg.payload.length), sk.rcvNxt);
}

/** Checks timestamp, sequence number, RST and SYN; false when the segment is dealt with. */
function acceptable(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): boolean {
  const at = seq(seg.seq);
  const reset = (seg.flags & RST) !== 0;
  if (!reset && tooOld(sk, seg) && !overtaken(sk, seg)) {
    if (seg.flags & SYN) {
      challenge(sim, stack, sk);
      return false;
    }
    count(sim, stack, 'TcpExtPAWSEstab');
    duplicateAck(sim, stack, sk, seg);
    return false;
  }
  const end = segmentEnd(seg);
  const last = seqAdd(sk.rcvNxt, receiveWindow(sk));
  // What ends beyond the window is taken for want of anything else to read.
  const tooLong = sk.receiveQueue.length > 0 && after(seqAdd(at, seg.payload.length), last);
  if (tooLong || before(end, sk.rcvWup) || after(at, last)) {
    if (reset) {
      if (lostFin(sk, at)) resetReceived(sim, stack, sk);
      return false;
    }
    // Its sender has not seen our ACKs: tell it, and quickly from now on.
    if (seg.flags & SYN) challenge(sim, stack, sk);
    else duplicateAck(sim, stack, sk, seg);
    return false;
  }
  if (reset) {
    if (at === sk.rcvNxt || lostFin(sk, at) || at === lastReported(sk)) {
      resetReceived(sim, stack, sk);
    } else {
      challenge(sim, stack, sk);
    }
    return false;
  }
  if (seg.flags & SYN) {
    if (sk.state === 'SYN_RECV' && seg.flags & ACK) return true;
    challenge(sim, stack, sk);
    return false;
  }
  return true;
}

/** A reset from a peer that did not count its FIN. */
function lostFin({ state, rcvNxt }: TcpSock, at: Seq): boolean {
  if (at !== seqAdd(rcvNxt, -1)) return false;
  return state === 'CLOSE_WAIT' || state === 'LAST_ACK' || state === 'CLOSING';
}

/** The end of all that was reported out of order, from where a peer that sends in order would reset. */
function lastReported({ rcvSacks }: TcpSock): Seq | undefined {
  return rcvSacks.map(([, end]) => end).reduce((a, b) => seqMax(a, b), rcvSacks[0]?.[1]);
}

/** Tells the sender of a segment that is not acceptable where the connection stands. */
function duplicateAck(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): void {
  // Segments without data could answer each other for ever.
  if (seg.payload.length === 0 && !(seg.flags & SYN) && tooSoon(sim, stack, sk)) return;
  const at = seq(seg.seq);
  // A keepalive probe has an old number, and nothing that could have come twice.
  if (before(at, sk.rcvNxt) && segmentEnd(seg) !== at) {
    count(sim, stack, 'TcpExtDelayedACKLost');
    enterQuickAck(sk);
    reportDuplicate(sk, at, seqMin(segmentEnd(seg), sk.rcvNxt));
  }
  sendAck(sim, stack, sk);
}

/** PAWS: a timestamp before the last one belongs to an old segment. */
function tooOld(sk: TcpSock, seg: Segment): boolean {
  const stamp = seg.options.timestamps?.[0];
  if (!sk.timestamps || stamp === undefined) return false;
  // One less is no reason: clocks of a peer's processors may differ by a tick.
  return before(seq(stamp), seqAdd(sk.tsRecent, -1));
}

/** An ACK that says what is known, and was overtaken by others not long ago. */
function overtaken(sk: TcpSock, seg: Segment): boolean {
  const at = seq(seg.seq);
  if (seg.flags & SYN || segmentEnd(seg) !== at || at !== sk.rcvNxt) return false;
  if (seq(seg.ack) !== sk.sndUna || at !== sk.sndWl1) return false;
  const wnd = seg.windowField << sk.sndWscale;
  if (wnd > sk.sndWnd || wnd === 0) return false;
  const ago = seqDiff(sk.tsRecent, seq(seg.options.timestamps![0]));
  return ago <= (sk.rtoUs * 1.2) / 1000;
}

function rememberTimestamp(sk: TcpSock, seg: Segment): void {
  const stamp = seg.options.timestamps?.[0];
  if (!sk.timestamps || stamp === undefined) return;
  // An acknowledgement of what was never sent makes the rest of the segment doubtful too.
  if (after(seq(seg.ack), sk.sndNxt)) return;
  if (after(seq(seg.seq), sk.rcvWup) || before(seq(stamp), sk.tsRecent)) return;
  sk.tsRecent = seq(stamp);
}
