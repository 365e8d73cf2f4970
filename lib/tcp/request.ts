// The SYN queue: handshakes that have begun, and what becomes of them.
//
// One idea: until the last ACK of the handshake there is no socket, only a small request record in
// its listener's `synQueue`. The last ACK makes the full child, if the accept queue admits it; if
// not, the ACK is ignored and the SYN-ACK will be sent again, while the client believes that it is
// connected.
//
// Units: µs.
// Source: Linux net/ipv4/tcp_input.c tcp_conn_request(); tcp_minisocks.c tcp_check_req();
// tcp_ipv4.c tcp_v4_syn_recv_sock(); inet_connection_sock.c reqsk_timer_handler();
// include/net/sock.h sk_acceptq_is_full() (`>`, so N + 1 are admitted).
// Departs: no TCP Fast Open.

import { POLLIN } from '../abi/constants.ts';
import { segmentEnd } from '../net/segment.ts';
import { after, before, type Seq, seq, seqAdd, wireSeq } from '../net/seq.ts';
import { nextU32 } from '../sim/rng.ts';
import { cancel, emit, type Sim, schedule, traced } from '../sim/sim.ts';
import {
  ACK,
  ECE,
  type Endpoint,
  FIN,
  type ListenEvent,
  RST,
  type Segment,
  SYN,
} from '../sim/trace.ts';
import { expandSendBuffer } from './ack.ts';
import { takePort } from './bind.ts';
import { blankSock, DEFAULT_MSS, INITIAL_RTO_US, numberFrom } from './blank.ts';
import { tooSoon } from './challenge.ts';
import { setLoss } from './congestion.ts';
import { checkCookie, findOptions, hideOptions, makeCookie } from './cookie.ts';
import { enterBetween, leaveBetween, localOf, remoteOf, setRemote } from './demux.ts';
import { ECN_OK, grantsEcn } from './ecn.ts';
import { establish } from './establish.ts';
import { receiveText } from './input.ts';
import { advertisedMss, synAckOptions, syncMss, timestampOffset } from './options.ts';
import { NO_BYTES, push, sendReset } from './output.ts';
import { setPacing } from './pacing.ts';
import { RTO_MAX_US } from './rtt.ts';
import { setState, wake } from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import type { Listener, RequestSock, TcpSock, TcpTimerRecord } from './tcb.ts';
import { initialWindow } from './window.ts';

const COOKIES_BELIEVED_US = 120_000_000;

/** Tells whether the accept queue is over its limit: `>`, so listen(fd, N) admits N + 1. */
export function acceptQueueFull(listener: Listener): boolean {
  return listener.acceptQueue.length > listener.maxAckBacklog;
}

function synQueueFull(listener: Listener): boolean {
  return listener.synQueue.size > listener.maxAckBacklog;
}

/** Emits a change of a listener's queues, or its refusal to change them. */
export function emitListen(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  why: ListenEvent['why'],
  more: { peer?: Endpoint; child?: number } = {},
): void {
  if (!traced(sim, 'listen')) return;
  const listener = sk.listen!;
  emit(sim, {
    kind: 'listen',
    host: stack.host,
    sock: sk.id,
    local: localOf(sk),
    why,
    synQueue: listener.synQueue.size,
    acceptQueue: listener.acceptQueue.length,
    maxAckBacklog: listener.maxAckBacklog,
    ...more,
  });
}

function countOverflow(sim: Sim, stack: TcpStack): void {
  count(sim, stack, 'TcpExtListenOverflows');
  count(sim, stack, 'TcpExtListenDrops');
}

/** Answers a SYN to a listener: with a request, with a cookie, or by dropping it. */
export function receiveSyn(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  seg: Segment,
  iface: string,
): void {
  const listener = sk.listen!;
  const { sysctl } = stack;
  const peer = { ...seg.src };
  let cookie = false;
  if (sysctl.tcp_syncookies === 2 || synQueueFull(listener)) {
    if (sysctl.tcp_syncookies === 0) {
      count(sim, stack, 'TcpExtTCPReqQFullDrop');
      count(sim, stack, 'TcpExtListenDrops');
      emitListen(sim, stack, sk, 'syn-drop-syn-full', { peer });
      return;
    }
    count(sim, stack, 'TcpExtTCPReqQFullDoCookies');
    cookie = true;
  }
  // No reset here, whatever tcp_abort_on_overflow says: the client will try again.
  if (acceptQueueFull(listener)) {
    countOverflow(sim, stack);
    emitListen(sim, stack, sk, 'syn-drop-accept-full', { peer });
    return;
  }
  const free = sysctl.tcp_max_syn_backlog - listener.synQueue.size;
  if (!cookie && sysctl.tcp_syncookies === 0 && free < sysctl.tcp_max_syn_backlog >> 2) {
    count(sim, stack, 'TcpExtListenDrops');
    emitListen(sim, stack, sk, 'syn-drop-syn-full', { peer });
    return;
  }
  const request = makeRequest(sim, stack, sk, seg, iface);
  if (cookie) {
    answerWithCookie(sim, stack, sk, request);
    return;
  }
  listener.synQueue.add(request);
  enterBetween(stack.requests, request);
  armSynAck(sim, stack, sk, request);
  sendSynAck(sim, stack, sk, request, false);
  emitListen(sim, stack, sk, 'syn', { peer });
}

/** The MSS that a socket lets its peer send: not more than TCP_MAXSEG says. */
function ownMss({ opt }: TcpSock, mss: number): number {
  return opt.userMss ? Math.min(mss, opt.userMss) : mss;
}

function makeRequest(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  seg: Segment,
  iface: string,
): RequestSock {
  const { sysctl } = stack;
  const { options } = seg;
  const timestamps = sysctl.tcp_timestamps !== 0 && options.timestamps !== undefined;
  const mss = ownMss(sk, advertisedMss(stack, iface, seg.src.addr)) - (timestamps ? 12 : 0);
  const window = initialWindow(stack, sk, mss);
  return {
    listener: sk.id,
    localAddr: seg.dst.addr,
    localPort: seg.dst.port,
    remoteAddr: seg.src.addr,
    remotePort: seg.src.port,
    alike: undefined,
    irs: seq(seg.seq),
    iss: seq(nextU32(sim.rng)),
    peerMss: Math.min(options.mss ?? DEFAULT_MSS, sk.opt.userMss ?? 65535),
    userMss: sk.opt.userMss || undefined,
    peerWscale: sysctl.tcp_window_scaling ? options.windowScale : undefined,
    sackOk: sysctl.tcp_sack !== 0 && options.sackPermitted === true,
    ecnOk: grantsEcn(stack, seg),
    timestamps,
    tsRecent: seq(options.timestamps?.[0] ?? 0),
    tsOffset: timestampOffset(stack, seg.dst, seg.src),
    rcvWnd: window.wnd,
    rcvWscale: options.windowScale === undefined ? 0 : window.wscale,
    iface,
    sentUs: sim.nowUs,
    timeouts: 0,
    acked: false,
    timer: undefined,
    lastOowUs: undefined,
  };
}

function answerWithCookie(sim: Sim, stack: TcpStack, sk: TcpSock, request: RequestSock): void {
  const [local, remote] = [localOf(request), remoteOf(request)];
  if (!request.timestamps) {
    // Without timestamps there is nowhere to keep them.
    request.peerWscale = undefined;
    request.sackOk = false;
    request.ecnOk = false;
  }
  request.iss = makeCookie(sim, stack, local, remote, request.irs, request.peerMss);
  sk.listen!.cookieUs = sim.nowUs;
  count(sim, stack, 'TcpExtSyncookiesSent');
  sendSynAck(sim, stack, sk, request, false, true);
  emitListen(sim, stack, sk, 'syn-cookie', { peer: remote });
}

function sendSynAck(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  request: RequestSock,
  retransmit: boolean,
  cookie = false,
): void {
  const options = synAckOptions(sim, stack, request);
  if (cookie && options.timestamps) {
    const clock = (options.timestamps[0] - request.tsOffset) >>> 0;
    const hidden = hideOptions(clock, request);
    options.timestamps[0] = (hidden + request.tsOffset) >>> 0;
  }
  const seg: Segment = {
    src: localOf(request),
    dst: remoteOf(request),
    seq: wireSeq(request.iss),
    ack: wireSeq(seqAdd(request.irs, 1)),
    flags: request.ecnOk ? SYN | ACK | ECE : SYN | ACK,
    windowField: request.rcvWnd,
    options,
    payload: NO_BYTES,
  };
  push(sim, stack, seg, { iface: request.iface, sock: sk.id, retransmit });
}

function armSynAck(sim: Sim, stack: TcpStack, sk: TcpSock, request: RequestSock): void {
  const dueUs = sim.nowUs + Math.min(INITIAL_RTO_US * 2 ** request.timeouts, RTO_MAX_US);
  const { host } = stack;
  const record: TcpTimerRecord = {
    kind: 'tcp-timer',
    host,
    sk,
    timer: 'syn-ack',
    request,
    entry: undefined,
    next: undefined,
  };
  if (request.timer) cancel(sim, request.timer);
  request.timer = schedule(sim, dueUs, record);
  if (!traced(sim, 'timer')) return;
  emit(sim, { kind: 'timer', host, sock: sk.id, timer: 'syn-ack', op: 'set', dueUs });
}

/** Forgets a request. */
export function dropRequest(sim: Sim, stack: TcpStack, sk: TcpSock, request: RequestSock): void {
  if (!sk.listen?.synQueue.delete(request)) return;
  leaveBetween(stack.requests, request);
  if (!request.timer) return;
  cancel(sim, request.timer);
  if (!traced(sim, 'timer')) return;
  emit(sim, { kind: 'timer', host: stack.host, sock: sk.id, timer: 'syn-ack', op: 'clear' });
}

/** Sends a SYN-ACK again when nothing came of it, or gives the request up: 1, 3, 7, 15, 31 s. */
export function requestTimeout(sim: Sim, stack: TcpStack, sk: TcpSock, request: RequestSock): void {
  const listener = sk.listen!;
  request.timer = undefined;
  const defer = sk.opt.deferAccept;
  const asked = request.acked && request.timeouts < defer;
  if (request.timeouts >= synAckRetries(stack, listener) && !asked) {
    dropRequest(sim, stack, sk, request);
    emitListen(sim, stack, sk, 'request-expired', { peer: remoteOf(request) });
    return;
  }
  const silent = defer > 0 && request.acked && request.timeouts < defer - 1;
  request.timeouts++;
  armSynAck(sim, stack, sk, request);
  if (silent) return;
  count(sim, stack, 'TcpRetransSegs');
  count(sim, stack, 'TcpExtTCPSynRetrans');
  count(sim, stack, 'TcpExtTCPTimeouts');
  sendSynAck(sim, stack, sk, request, true);
}

/** Old requests are given up sooner when the SYN queue is more than half full. */
function synAckRetries(stack: TcpStack, listener: Listener): number {
  let retries = stack.sysctl.tcp_synack_retries;
  const length = listener.synQueue.size;
  if (length << 1 <= Math.max(8, listener.maxAckBacklog)) return retries;
  let young = [...listener.synQueue.values()].filter((r) => r.timeouts === 0).length << 1;
  while (retries > 2 && length >= young) {
    retries--;
    young <<= 1;
    if (young === 0) break;
  }
  return retries;
}

/** Acts on a segment for a half-open connection; `stack.requests` has found its listener. */
export function receiveForRequest(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  request: RequestSock,
  seg: Segment,
): void {
  const at = seq(seg.seq);
  const peer = remoteOf(request);
  const flags = at === request.irs ? seg.flags & ~SYN : seg.flags;
  if (at === request.irs && (seg.flags & (SYN | ACK | RST)) === SYN) {
    // The client did not see our SYN-ACK.
    if (tooSoon(sim, stack, request)) return;
    armSynAck(sim, stack, sk, request);
    sendSynAck(sim, stack, sk, request, true);
    return;
  }
  if (flags & ACK && seq(seg.ack) !== seqAdd(request.iss, 1)) {
    sendReset(sim, stack, seg);
    return;
  }
  const stamp = request.timestamps ? seg.options.timestamps?.[0] : undefined;
  const stale = stamp !== undefined && before(seq(stamp), request.tsRecent);
  if (stale || !inWindow(request, at, segmentEnd(seg))) {
    const data = seg.payload.length > 0 || (flags & FIN) !== 0;
    if (!(flags & RST) && (data || !tooSoon(sim, stack, request)))
      sendRequestAck(sim, stack, sk, request);
    return;
  }
  if (stamp !== undefined && !after(at, seqAdd(request.irs, 1))) request.tsRecent = seq(stamp);
  if (flags & (RST | SYN)) {
    count(sim, stack, 'TcpAttemptFails');
    count(sim, stack, 'TcpExtEmbryonicRsts');
    if (!(flags & RST)) sendReset(sim, stack, seg);
    dropRequest(sim, stack, sk, request);
    emitListen(sim, stack, sk, 'request-reset', { peer });
    return;
  }
  if (!(flags & ACK)) return;
  // TCP_DEFER_ACCEPT: no connection before there is something to read.
  const bare = segmentEnd(seg) === seqAdd(request.irs, 1);
  if (request.timeouts < sk.opt.deferAccept && bare) {
    request.acked = true;
    count(sim, stack, 'TcpExtTCPDeferAcceptDrop');
    return;
  }
  if (acceptQueueFull(sk.listen!)) {
    overflow(sim, stack, sk, request, seg);
    return;
  }
  dropRequest(sim, stack, sk, request);
  makeChild(sim, stack, sk, request, seg);
}

function inWindow(request: RequestSock, at: Seq, end: Seq): boolean {
  const first = seqAdd(request.irs, 1);
  const last = seqAdd(first, request.rcvWnd);
  if (at === first) return true;
  if (after(end, first) && before(at, last)) return true;
  return at === last && at === end;
}

function sendRequestAck(sim: Sim, stack: TcpStack, sk: TcpSock, request: RequestSock): void {
  const { timestamps } = synAckOptions(sim, stack, request);
  const seg: Segment = {
    src: localOf(request),
    dst: remoteOf(request),
    seq: wireSeq(seqAdd(request.iss, 1)),
    ack: wireSeq(seqAdd(request.irs, 1)),
    flags: ACK,
    windowField: request.rcvWnd >> request.rcvWscale,
    options: timestamps ? { timestamps } : {},
    payload: NO_BYTES,
  };
  push(sim, stack, seg, { iface: request.iface, sock: sk.id });
}

/** The last ACK of a handshake, and no room: reset the client, or act as if the ACK was lost. */
function overflow(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  request: RequestSock,
  seg: Segment,
): void {
  const peer = remoteOf(request);
  countOverflow(sim, stack);
  if (stack.sysctl.tcp_abort_on_overflow) {
    sendReset(sim, stack, seg);
    count(sim, stack, 'TcpExtEmbryonicRsts');
    dropRequest(sim, stack, sk, request);
    emitListen(sim, stack, sk, 'ack-reset', { peer });
    return;
  }
  request.acked = true;
  emitListen(sim, stack, sk, 'ack-drop', { peer });
}

/** Makes the full socket of a finished handshake, queues it for accept(2), and feeds it `seg`. */
function makeChild(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  request: RequestSock,
  seg: Segment,
): void {
  const child = cloneListener(sim, stack, sk, request);
  stack.socks.set(child.id, child);
  enterBetween(stack.connections, child);
  if (traced(sim, 'sock')) {
    const local = localOf(child);
    const made = { kind: 'sock', host: stack.host, sock: child.id, op: 'create' } as const;
    emit(sim, { ...made, type: 'tcp', local, listener: sk.id });
  }
  // The SYN, and the segment that completes the handshake.
  child.segsIn = 2;
  if (seg.payload.length > 0) child.dataSegsIn++;
  child.state = 'LISTEN';
  setState(sim, stack, child, 'SYN_RECV');
  if (segmentEnd(seg) === seq(seg.seq)) stack.traffic.pureAcks++;
  if (request.timeouts > 0) setLoss(child, { retransTotal: request.timeouts });
  child.waitSinceUs = request.sentUs;
  establish(sim, stack, child, seg, request.timeouts > 0 ? undefined : request.sentUs);
  sk.listen!.acceptQueue.push(child.id);
  count(sim, stack, 'TcpPassiveOpens');
  emitListen(sim, stack, sk, 'established', { peer: remoteOf(child), child: child.id });
  wake(stack, sk, POLLIN);
  // Data may have come with the ACK.
  receiveText(sim, stack, child, seg);
}

/** Makes a child: the listener's options, the request's numbers. */
function cloneListener(sim: Sim, stack: TcpStack, sk: TcpSock, request: RequestSock): TcpSock {
  const child = blankSock(sim, stack, sk.uid);
  const { iss, irs } = request;
  // Deferring is what a listener does.
  child.opt = sk.opt.deferAccept ? { ...sk.opt, deferAccept: 0 } : sk.opt;
  child.sndbuf = sk.sndbuf;
  child.rcvbuf = sk.rcvbuf;
  child.parent = sk.id;
  if (sk.rare) setPacing(child, sk.rare.maxRate);
  child.pingpong = sk.pingpong;
  child.connect = 'connected';
  child.iface = request.iface;
  child.localAddr = request.localAddr;
  child.boundAddr = request.localAddr;
  setRemote(child, remoteOf(request));
  child.iss = iss;
  child.irs = irs;
  numberFrom(child, iss, irs);
  takePort(stack, child, request.localPort, false);
  child.peerMss = request.peerMss;
  child.sackOk = request.sackOk;
  if (request.ecnOk) child.ecn = ECN_OK;
  child.timestamps = request.timestamps;
  child.tsRecent = request.tsRecent;
  child.tsOffset = request.tsOffset;
  child.sndNxt = seqAdd(iss, 1);
  child.writeSeq = child.sndNxt;
  child.sndPushed = child.sndNxt;
  child.sndSmall = child.sndNxt;
  child.sndWscale = Math.min(request.peerWscale ?? 0, 14);
  child.rcvNxt = seqAdd(irs, 1);
  child.rcvWup = child.rcvNxt;
  child.copiedSeq = child.rcvNxt;
  child.rcvWnd = request.rcvWnd;
  child.rcvSsthresh = request.rcvWnd;
  child.rcvWscale = request.rcvWscale;
  child.advertisedMss =
    advertisedMss(stack, request.iface, request.remoteAddr) - (request.timestamps ? 12 : 0);
  const mss = child.advertisedMss;
  child.windowClamp = initialWindow(stack, child, mss).clamp;
  syncMss(stack, child);
  expandSendBuffer(stack, child);
  return child;
}

/**
 * Tries a segment for a listener as the final ACK of a handshake that was answered with a cookie;
 * true when it was one, whether or not there was room for the child.
 */
export function receiveCookieAck(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  seg: Segment,
  iface: string,
): boolean {
  const { cookieUs } = sk.listen!;
  const { sysctl } = stack;
  if (!sysctl.tcp_syncookies || !(seg.flags & ACK) || seg.flags & (RST | SYN)) return false;
  if (cookieUs === undefined || sim.nowUs - cookieUs > COOKIES_BELIEVED_US) return false;
  const irs = seqAdd(seq(seg.seq), -1);
  const iss = seqAdd(seq(seg.ack), -1);
  const mss = checkCookie(sim, stack, seg.dst, seg.src, irs, iss);
  if (mss === undefined) {
    count(sim, stack, 'TcpExtSyncookiesFailed');
    return false;
  }
  count(sim, stack, 'TcpExtSyncookiesRecv');
  if (acceptQueueFull(sk.listen!)) {
    countOverflow(sim, stack);
    emitListen(sim, stack, sk, 'ack-drop', { peer: { ...seg.src } });
    return true;
  }
  const request = makeRequest(sim, stack, sk, { ...seg, flags: 0, options: {} }, iface);
  const echoed = seg.options.timestamps?.[1];
  request.irs = irs;
  request.iss = iss;
  request.peerMss = mss;
  if (echoed !== undefined) {
    const { scale, sack, ecn } = findOptions((echoed - request.tsOffset) >>> 0);
    const mssHere = ownMss(sk, advertisedMss(stack, iface, seg.src.addr)) - 12;
    const window = initialWindow(stack, sk, mssHere);
    request.timestamps = true;
    request.tsRecent = seq(seg.options.timestamps![0]);
    request.sackOk = sack;
    request.ecnOk = ecn && sysctl.tcp_ecn !== 0;
    request.peerWscale = scale;
    request.rcvWnd = window.wnd;
    request.rcvWscale = scale === undefined ? 0 : window.wscale;
  }
  makeChild(sim, stack, sk, request, seg);
  return true;
}
