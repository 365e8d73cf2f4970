// Active open: connect(2), and what a socket that has sent its SYN makes of the answer.
//
// One idea: connect(2) has a state of its own beside TCP's, so that a program that polls hears
// EINPROGRESS, EALREADY, then 0 exactly once, then EISCONN.
//
// Source: RFC 9293 section 3.10.7.3; Linux net/ipv4/af_inet.c __inet_stream_connect(),
// tcp_ipv4.c tcp_v4_connect(), tcp_input.c tcp_rcv_synsent_state_process().

import { POLLOUT } from '../abi/constants.ts';
import {
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EALREADY,
  ECONNABORTED,
  EINPROGRESS,
  EISCONN,
  ENETUNREACH,
} from '../abi/errno.ts';
import { isAny, isV6, LOOPBACK } from '../net/ip.ts';
import { after, before, seq, seqAdd } from '../net/seq.ts';
import { nextU32 } from '../sim/rng.ts';
import type { Sim } from '../sim/sim.ts';
import { ACK, ECE, RST, type Segment, SYN } from '../sim/trace.ts';
import { emitBind, pickConnectPort, takeOver } from './bind.ts';
import { beginAnew } from './blank.ts';
import { disconnect } from './close.ts';
import { DELAY_MAX_US, enterQuickAck } from './delayed-ack.ts';
import { enterBetween, findBetween, localOf, remoteOf, setRemote } from './demux.ts';
import { answeredEcn, ECN_OK, synFlags } from './ecn.ts';
import { establish } from './establish.ts';
import { advertisedMss, timestampNow, timestampOffset } from './options.ts';
import { sendAck, sendReset, transmit } from './output.ts';
import { takePortTo } from './ports-taken.ts';
import { resetReceived, setState, setTimer, takeError, wake } from './socket.ts';
import { count, isBroadcast, route, type TcpStack } from './stack.ts';
import { ACK_DUE, type TcpSock } from './tcb.ts';
import { initialWindow } from './window.ts';

/**
 * Connects, one step a call: the first sends the SYN and returns -EINPROGRESS.
 *
 * Later calls return -EALREADY while it is under way, 0 once when it is done, -EISCONN after that,
 * or the error that ended it. A blocking connect(2) calls again whenever the socket wakes it.
 */
export function tcpConnect(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  addr: number,
  port: number,
): number {
  if (sk.connect === 'connected') return -EISCONN;
  if (sk.connect === 'unconnected') {
    if (sk.state !== 'CLOSE') return -EISCONN;
    const error = start(sim, stack, sk, addr, port);
    if (error) return error;
    sk.connect = 'connecting';
    return -EINPROGRESS;
  }
  if (sk.state === 'SYN_SENT' || sk.state === 'SYN_RECV') return -EALREADY;
  if (sk.state === 'CLOSE') {
    const error = takeError(sk) || ECONNABORTED;
    sk.connect = 'unconnected';
    disconnect(sim, stack, sk);
    return -error;
  }
  sk.connect = 'connected';
  return 0;
}

function start(sim: Sim, stack: TcpStack, sk: TcpSock, addr: number, port: number): number {
  // Connecting to 0.0.0.0 means this host, as the socket's own address has it.
  const mapped = isV6(addr) && !isV6(sk.boundAddr) && !isAny(sk.boundAddr);
  if (mapped && !isAny(addr)) return -EAFNOSUPPORT;
  // Over IPv4 it is the address that the socket has.
  const own = isV6(addr) || isAny(sk.boundAddr) ? addr + LOOPBACK : sk.boundAddr;
  const dst = mapped ? LOOPBACK : isAny(addr) ? own : addr;
  const way = isBroadcast(stack, dst) ? undefined : route(stack, dst);
  if (!way) return -ENETUNREACH;
  const src = isAny(sk.boundAddr) ? way.src : sk.boundAddr;
  if (isV6(src) !== isV6(dst) || (sk.v6only && !isV6(dst))) return -ENETUNREACH;
  setRemote(sk, { addr: dst, port });
  sk.localAddr = src;
  sk.boundAddr = src;
  sk.iface = way.iface.name;
  if (!sk.hasPort) {
    const error = pickConnectPort(sim, stack, sk);
    if (error) return error;
    emitBind(sim, stack, sk);
  } else {
    const other = findBetween(stack.connections, localOf(sk), remoteOf(sk));
    if (other && !takeOver(sim, stack, other, false)) return -EADDRNOTAVAIL;
  }
  sendFirstSyn(sim, stack, sk);
  return 0;
}

function sendFirstSyn(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const { takenOver } = stack;
  stack.takenOver = undefined;
  // What ended the connection before is nobody's business any more.
  sk.err = 0;
  // Beyond all that the old connection can have sent.
  sk.iss = takenOver ? seqAdd(takenOver.nextSeq, 65537) : seq(nextU32(sim.rng));
  const { pingpong } = sk;
  beginAnew(sk, sk.iss, seq(0));
  sk.pingpong = pingpong;
  sk.tsOffset = timestampOffset(stack, localOf(sk), remoteOf(sk));
  const mss = advertisedMss(stack, sk.iface, sk.remoteAddr);
  const own = sk.opt.userMss ? Math.min(mss, sk.opt.userMss) : mss;
  const window = initialWindow(stack, sk, own);
  sk.rcvWnd = window.wnd;
  sk.rcvSsthresh = window.wnd;
  sk.rcvWscale = window.wscale;
  sk.windowClamp = window.clamp;
  sk.advertisedMss = own;
  const next = seqAdd(sk.iss, 1);
  sk.sndNxt = next;
  sk.writeSeq = next;
  sk.sndPushed = next;
  sk.sndSmall = next;
  sk.waitSinceUs = sim.nowUs;
  enterBetween(stack.connections, sk);
  takePortTo(stack.destinations, localOf(sk), remoteOf(sk));
  setState(sim, stack, sk, 'SYN_SENT');
  count(sim, stack, 'TcpActiveOpens');
  const flags = synFlags(stack);
  if (flags !== SYN) sk.ecn = ECN_OK;
  transmit(sim, stack, sk, { seq: sk.iss, flags });
  setTimer(sim, stack, sk, 'syn', sk.rtoUs);
}

/** Two ticks of a 250 Hz kernel (TCP_TIMEOUT_MIN). */
const TICKS_US = 8_000;

/** Acts on a segment in SYN_SENT: a SYN-ACK, a reset, or the SYN of a simultaneous open. */
export function receiveSynSent(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): void {
  const { flags } = seg;
  const ack = seq(seg.ack);
  if (flags & ACK) {
    if (echoesOther(sim, stack, sk, seg)) {
      sendReset(sim, stack, seg, sk.id);
      return;
    }
    if (!after(ack, sk.sndUna) || after(ack, sk.sndNxt)) {
      sendReset(sim, stack, seg, sk.id);
      // Our SYN may have been taken for an old one: it is worth another try at once.
      if (sk.retries === 0) setTimer(sim, stack, sk, 'syn', TICKS_US);
      return;
    }
    if (flags & RST) {
      count(sim, stack, 'TcpAttemptFails');
      resetReceived(sim, stack, sk);
      return;
    }
    if (!(flags & SYN)) return;
    takePeerSyn(stack, sk, seg);
    unscaled(sk, seg);
    stack.traffic.delivered++;
    establish(sim, stack, sk, seg, sk.retries > 0 ? undefined : sk.waitSinceUs);
    wake(stack, sk, POLLOUT);
    if (sk.pingpong || sk.opt.deferAccept) deferAck(sim, stack, sk);
    else sendAck(sim, stack, sk);
    return;
  }
  if (flags & RST || !(flags & SYN)) return;
  // Both ends called connect(2): RFC 9293 section 3.5, figure 8.
  takePeerSyn(stack, sk, seg);
  setState(sim, stack, sk, 'SYN_RECV');
  transmit(sim, stack, sk, { seq: sk.iss, flags: SYN | ACK | (sk.ecn ? ECE : 0) });
}

/** Leaves the last ACK of the handshake to what the program will send: it said that it will. */
function deferAck(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  sk.ackPending |= ACK_DUE;
  enterQuickAck(sk);
  setTimer(sim, stack, sk, 'delayed-ack', DELAY_MAX_US);
}

/** A timestamp that none of our SYNs had: the answer is to somebody before us. */
function echoesOther(sim: Sim, stack: TcpStack, sk: TcpSock, { options }: Segment): boolean {
  const echoed = options.timestamps?.[1];
  if (!echoed || !stack.sysctl.tcp_timestamps) return false;
  const now = timestampNow(sim, sk.tsOffset);
  const first = seqAdd(seq(now), Math.floor(sk.waitSinceUs / 1000) - Math.floor(sim.nowUs / 1000));
  if (!before(seq(echoed), first) && !after(seq(echoed), seq(now))) return false;
  count(sim, stack, 'TcpExtPAWSActive');
  return true;
}

/** Takes over what the peer's SYN says of it: its first number, its options. */
function takePeerSyn(stack: TcpStack, sk: TcpSock, seg: Segment): void {
  const { options } = seg;
  const { sysctl } = stack;
  sk.irs = seq(seg.seq);
  sk.rcvNxt = seqAdd(sk.irs, 1);
  sk.rcvWup = sk.rcvNxt;
  sk.copiedSeq = sk.rcvNxt;
  if (sk.ecn) answeredEcn(sk, seg);
  sk.peerMss = options.mss ?? 536;
  sk.sackOk = sysctl.tcp_sack !== 0 && options.sackPermitted === true;
  sk.timestamps = sysctl.tcp_timestamps !== 0 && options.timestamps !== undefined;
  sk.tsRecent = seq(options.timestamps?.[0] ?? 0);
  if (options.windowScale !== undefined && sysctl.tcp_window_scaling) {
    sk.sndWscale = Math.min(options.windowScale, 14);
  } else {
    sk.sndWscale = 0;
  }
  if (sk.timestamps) sk.advertisedMss -= 12;
}

/** Without the peer's consent windows are not scaled; a simultaneous open forgets that in Linux. */
function unscaled(sk: TcpSock, seg: Segment): void {
  if (seg.options.windowScale !== undefined && sk.rcvWscale > 0) return;
  sk.rcvWscale = 0;
  sk.windowClamp = Math.min(sk.windowClamp, 65535);
}
