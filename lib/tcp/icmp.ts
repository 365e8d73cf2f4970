// What ICMP says about a connection: that nobody is there, or that a packet was too large.
//
// One idea: a message is a hint from anybody on the way. While a connection is being opened it ends the
// attempt; later it is only remembered as the reason, should the connection die by itself, unless the
// program has asked to hear of it (IP_RECVERR). A packet too large makes the path's MTU known: to all
// connections to that address, and what was lost of it is sent again at once, in smaller pieces.
//
// Units: bytes, µs.
// Source: RFC 1191, 8201 (path MTU), 5461 (soft errors), 6069 (backoff is taken back); Linux
// net/ipv4/tcp_ipv4.c tcp_v4_err(), tcp_v4_mtu_reduced(), tcp_ld_RTO_revert(), tcp_req_err();
// tcp_input.c tcp_simple_retransmit(); route.c __ip_rt_update_pmtu(); net/ipv6/tcp_ipv6.c.

import { EMSGSIZE } from '../abi/errno.ts';
import { isV6 } from '../net/ip.ts';
import { before, type Seq, seq } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import type { Endpoint } from '../sim/trace.ts';
import { INITIAL_RTO_US } from './blank.ts';
import { currentThreshold, markLost, setLoss } from './congestion.ts';
import { findBetween, remoteOf } from './demux.ts';
import { currentMss, mayCut, pathMtu, syncMss } from './options.ts';
import { retransmitLost } from './output.ts';
import { dropRequest, emitListen } from './request.ts';
import { RTO_MAX_US } from './rtt.ts';
import { clearTimer, done, purge, setTimer, wake } from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import type { RequestSock, TcpSock } from './tcb.ts';
import { retransmitTimeout } from './timers.ts';

/** A message about a segment that this host has sent. */
export interface TcpIcmp {
  about: { src: Endpoint; dst: Endpoint; seq: number };
  /** What a program would be told. */
  errno: number;
  /** Nothing will change it: such an error ends a request whose SYN-ACK it is about, over IPv6. */
  fatal: boolean;
  /** A way could not be found: another one may be, sooner than it was waited for. */
  wayless: boolean;
  /** Of a packet too large: what would fit. */
  mtu?: number;
}

const PMTUDISC_DONT = 0;
const PMTUDISC_WANT = 1;
const PMTUDISC_PROBE = 3;

/** Linux's least path MTU over IPv4 that it believes (net.ipv4.route.min_pmtu), and IPv6's. */
const MIN_PMTU = 552;
const MIN_PMTU6 = 1280;
/** net.ipv4.route.mtu_expires: how long a path's MTU is remembered. */
const REMEMBERED_US = 600e6;

/**
 * Acts on a message. `asksFor` tells whether a socket's program wants to hear of errors at once. Returns the
 * socket whose attempt to connect it has ended; undefined for none.
 */
export function tcpIcmp(
  sim: Sim,
  stack: TcpStack,
  message: TcpIcmp,
  asksFor: (sock: number) => boolean,
): TcpSock | undefined {
  const { about, errno } = message;
  const at = seq(about.seq);
  const request = findBetween(stack.requests, about.src, about.dst);
  if (request) {
    requestError(sim, stack, request, message);
    return undefined;
  }
  const sk = findBetween(stack.connections, about.src, about.dst);
  if (!sk) {
    count(sim, stack, isV6(about.dst.addr) ? 'Icmp6InErrors' : 'IcmpInErrors');
    return undefined;
  }
  if (sk.minisock || sk.state === 'TIME_WAIT' || sk.state === 'CLOSE') return undefined;
  if (before(at, sk.sndUna) || before(sk.sndNxt, at)) {
    count(sim, stack, 'TcpExtOutOfWindowIcmps');
    return undefined;
  }
  if (message.mtu !== undefined) {
    tooLarge(sim, stack, sk, message.mtu);
    return undefined;
  }
  const opening = sk.state === 'SYN_SENT' || sk.state === 'SYN_RECV';
  if (message.wayless && !opening) takeBackOff(sim, stack, sk, at);
  if (opening) {
    sk.err = errno;
    purge(sim, sk);
    count(sim, stack, 'TcpAttemptFails');
    done(sim, stack, sk);
    return sk;
  }
  if (!asksFor(sk.id)) {
    stack.softErrors.set(sk.id, errno);
    return undefined;
  }
  sk.err = errno;
  wake(stack, sk, POLL_ERROR);
  return undefined;
}

/** POLLERR. */
const POLL_ERROR = 8;

/** A half-open request has no program to tell: it goes, or stays. */
function requestError(
  sim: Sim,
  stack: TcpStack,
  request: RequestSock,
  { about, fatal, wayless }: TcpIcmp,
): void {
  if (seq(about.seq) !== request.iss) count(sim, stack, 'TcpExtOutOfWindowIcmps');
  else if (isV6(about.dst.addr) ? fatal : wayless) {
    const listener = stack.socks.get(request.listener)!;
    dropRequest(sim, stack, listener, request);
    count(sim, stack, 'TcpExtListenDrops');
    emitListen(sim, stack, listener, 'request-reset', { peer: remoteOf(request) });
  }
}

/**
 * Notes what fits the way to an address, where that is less than what is known; connections that lead there
 * cut what they send anew.
 */
export function learnPathMtu(
  sim: Sim,
  stack: TcpStack,
  iface: string,
  addr: number,
  mtu: number,
): void {
  const v6 = isV6(addr);
  const was = pathMtu(stack, iface, addr);
  const least = v6 ? MIN_PMTU6 : MIN_PMTU;
  if (mtu >= was || (v6 && mtu < least)) return;
  // A smaller one is not believed, and from then on packets may be cut on the way.
  stack.pathMtus.set(addr, {
    mtu: Math.max(mtu, Math.min(was, least)),
    untilUs: sim.nowUs + REMEMBERED_US,
    cut: mtu < least,
  });
  if (pathMtu(stack, iface, addr) >= was) return;
  for (const sk of stack.socks.values()) {
    if (sk.remoteAddr === addr && sk.state !== 'LISTEN') syncMss(stack, sk);
  }
}

/** A connection's packet did not get through: it is sent again in smaller pieces. */
function tooLarge(sim: Sim, stack: TcpStack, sk: TcpSock, mtu: number): void {
  const was = pathMtu(stack, sk.iface, sk.remoteAddr);
  const mss = currentMss(sk);
  learnPathMtu(sim, stack, sk.iface, sk.remoteAddr, mtu);
  if (isV6(sk.remoteAddr) && (mtu < MIN_PMTU6 || mtu >= was)) return;
  const now = pathMtu(stack, sk.iface, sk.remoteAddr);
  if (mtu < now && !mayCut(stack, sk)) stack.softErrors.set(sk.id, EMSGSIZE);
  const { pathDiscovery = PMTUDISC_WANT } = sk.opt;
  const heeds = pathDiscovery !== PMTUDISC_DONT && pathDiscovery <= PMTUDISC_PROBE;
  if (now < was && heeds && currentMss(sk) < mss) resendSmaller(sim, stack, sk);
}

/** Linux: tcp_simple_retransmit(). The window stays as it is: nothing was lost to congestion. */
function resendSmaller(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const mss = currentMss(sk);
  let lost = false;
  for (let i = 0; i < sk.sendQueue.length; i++) {
    const buffer = sk.sendQueue[i];
    if (buffer.sentUs === undefined) break;
    if (buffer.payload.length <= mss || buffer.sacked) continue;
    joinPacket(sk, i);
    markLost(sk, buffer);
    lost = true;
  }
  if (!lost) return;
  if (sk.ccState !== 'loss') {
    sk.highSeq = sk.sndNxt;
    sk.ssthresh = currentThreshold(sk);
    setLoss(sk, { priorSsthresh: 0, undoMarker: undefined });
    sk.ccState = 'loss';
  }
  retransmitLost(sim, stack, sk, 'recovery');
}

/** Makes one again of what Linux had handed over as one packet, so that it can be cut anew. */
function joinPacket(sk: TcpSock, index: number): void {
  const whole = sk.sendQueue[index];
  const parts = [whole.payload];
  for (let next = sk.sendQueue[index + 1]; next; next = sk.sendQueue[index + 1]) {
    if (next.overhead > 0 || next.sentUs === undefined || next.sacked) break;
    parts.push(next.payload);
    whole.flags |= next.flags;
    sk.sendQueue.splice(index + 1, 1);
  }
  if (parts.length === 1) return;
  whole.payload = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.payload.set(part, at);
    at += part.length;
  }
}

/**
 * RFC 6069: a way that is not found says that nothing was lost to congestion, so one doubling of the
 * timeout is taken back.
 */
function takeBackOff(sim: Sim, stack: TcpStack, sk: TcpSock, at: Seq): void {
  const head = sk.sendQueue[0];
  if (at !== sk.sndUna || sk.retries === 0 || sk.backoff === 0) return;
  if (head?.sentUs === undefined) return;
  sk.backoff--;
  const plain = sk.srtt8Us > 0 ? (sk.srtt8Us >> 3) + sk.rttvar4Us : INITIAL_RTO_US;
  sk.rtoUs = Math.min(plain * 2 ** sk.backoff, RTO_MAX_US);
  const leftUs = sk.rtoUs - (sim.nowUs - head.sentUs);
  clearTimer(sim, stack, sk, 'retransmit');
  if (leftUs > 0) setTimer(sim, stack, sk, 'retransmit', leftUs);
  else retransmitTimeout(sim, stack, sk);
}
