// Socket options that TCP knows: reading and setting them as the ints that the program passes.
//
// Units: bytes and seconds as setsockopt(2) has them.
// Source: socket(7), tcp(7); Linux net/core/sock.c sk_setsockopt(), net/ipv4/tcp.c
// do_tcp_setsockopt().

import {
  IPPROTO_TCP,
  POLLIN,
  SO_ACCEPTCONN,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVBUF,
  SO_RCVLOWAT,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SO_SNDBUF,
  SOL_SOCKET,
  TCP_CORK,
  TCP_DEFER_ACCEPT,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_LINGER2,
  TCP_MAXSEG,
  TCP_NODELAY,
  TCP_NOTSENT_LOWAT,
  TCP_QUICKACK,
  TCP_SYNCNT,
  TCP_USER_TIMEOUT,
  TCP_WINDOW_CLAMP,
} from '../abi/constants.ts';
import { EINVAL, ENOENT, ENOPROTOOPT, EOPNOTSUPP } from '../abi/errno.ts';
import type { Sim } from '../sim/sim.ts';
import { DEFAULT_MSS } from './blank.ts';
import { setQuickAck } from './delayed-ack.ts';
import { armKeepalive } from './keepalive.ts';
import { pushPending } from './output.ts';
import { emitBuffer, setOptions, takeError, wake } from './socket.ts';
import type { TcpStack } from './stack.ts';
import { CONGESTION_CONTROLS } from './sysctl.ts';
import type { TcpSock } from './tcb.ts';
import { isReadable, setClampTo } from './window.ts';

/** Longest TCP_LINGER2 in seconds. */
const LINGER2_MAX = 120;
const SNDBUF_MIN = 4608;
const RCVBUF_MIN = 2304;

/**
 * Sets an option; `values` are its ints, [on, seconds] for SO_LINGER.
 *
 * Returns 0, -EINVAL, -ENOPROTOOPT (unknown here) or -EOPNOTSUPP (unknown level).
 */
export function tcpSetOption(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  level: number,
  option: number,
  values: number[],
): number {
  if (level === SOL_SOCKET) return setSocketOption(sim, stack, sk, option, values);
  if (level === IPPROTO_TCP) return setTcpOption(sim, stack, sk, option, values[0]);
  return -EOPNOTSUPP;
}

function setSocketOption(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  option: number,
  values: number[],
): number {
  const [value] = values;
  const { sysctl } = stack;
  switch (option) {
    case SO_REUSEADDR:
      setOptions(sk, { reuseAddr: value !== 0 });
      return 0;
    case SO_REUSEPORT:
      setOptions(sk, { reusePort: value !== 0 });
      return 0;
    case SO_KEEPALIVE:
      if (sk.opt.keepAlive === (value !== 0)) return 0;
      setOptions(sk, { keepAlive: value !== 0 });
      armKeepalive(sim, stack, sk);
      return 0;
    case SO_LINGER:
      if (values.length < 2) return -EINVAL;
      // Switched off, it is remembered how long it was.
      if (value) setOptions(sk, { lingerSec: values[1], lingerLast: values[1] });
      else setOptions(sk, { lingerSec: undefined });
      return 0;
    case SO_RCVLOWAT:
      setLowat(sim, stack, sk, value);
      return 0;
    case SO_SNDBUF:
      // Doubled, because half of it is thought to go into bookkeeping.
      sk.sndbuf = Math.max(SNDBUF_MIN, 2 * Math.min(value >>> 0, sysctl.wmem_max));
      setOptions(sk, { sndbufLocked: true });
      emitBuffer(sim, stack, sk);
      return 0;
    case SO_RCVBUF:
      sk.rcvbuf = Math.max(RCVBUF_MIN, 2 * Math.min(value >>> 0, sysctl.rmem_max));
      setOptions(sk, { rcvbufLocked: true });
      emitBuffer(sim, stack, sk);
      return 0;
    default:
      return -ENOPROTOOPT;
  }
}

/** SO_RCVLOWAT is at most half of what the buffer may become; the buffer grows to hold it. */
function setLowat(sim: Sim, stack: TcpStack, sk: TcpSock, value: number): void {
  const locked = sk.opt.rcvbufLocked;
  const most = (locked ? sk.rcvbuf : stack.sysctl.tcp_rmem_max) >> 1;
  const lowat = Math.min(value < 0 ? 0x7fffffff : value, most) || 1;
  setOptions(sk, { rcvLowat: lowat });
  if (isReadable(sk)) wake(stack, sk, POLLIN);
  if (locked || 2 * lowat <= sk.rcvbuf) return;
  sk.rcvbuf = 2 * lowat;
  emitBuffer(sim, stack, sk);
}

/** TCP_WINDOW_CLAMP: a bound for the window; one that is open is not taken back. */
function setClamp(sk: TcpSock, value: number): number {
  if (value === 0) {
    if (sk.state !== 'CLOSE') return -EINVAL;
    setOptions(sk, { windowClamp: 0 });
    sk.windowClamp = 0;
    return 0;
  }
  const clamp = Math.max(RCVBUF_MIN / 2, value);
  setOptions(sk, { windowClamp: clamp });
  setClampTo(sk, clamp);
  return 0;
}

function setTcpOption(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  option: number,
  value: number,
): number {
  switch (option) {
    case TCP_NODELAY:
      setOptions(sk, { noDelay: value !== 0 });
      if (value) pushPending(sim, stack, sk, 'push');
      return 0;
    case TCP_CORK:
      setOptions(sk, { cork: value !== 0 });
      if (!value) pushPending(sim, stack, sk, 'push');
      return 0;
    case TCP_MAXSEG:
      if (value && (value < 88 || value > 32767)) return -EINVAL;
      setOptions(sk, { userMss: value || undefined });
      return 0;
    case TCP_SYNCNT:
      if (value < 1 || value > 127) return -EINVAL;
      setOptions(sk, { synRetries: value });
      return 0;
    case TCP_KEEPIDLE:
    case TCP_KEEPINTVL:
      if (value < 1 || value > 32767) return -EINVAL;
      if (option === TCP_KEEPINTVL) setOptions(sk, { keepIntvlSec: value });
      else {
        setOptions(sk, { keepIdleSec: value });
        if (sk.opt.keepAlive) armKeepalive(sim, stack, sk);
      }
      return 0;
    case TCP_KEEPCNT:
      if (value < 1 || value > 127) return -EINVAL;
      setOptions(sk, { keepCount: value });
      return 0;
    case TCP_DEFER_ACCEPT:
      setOptions(sk, { deferAccept: timeoutsIn(value) });
      return 0;
    case TCP_USER_TIMEOUT:
      if (value < 0) return -EINVAL;
      setOptions(sk, { userTimeoutMs: value });
      return 0;
    case TCP_LINGER2:
      setOptions(sk, { linger2: value < 0 ? -1 : Math.min(value, LINGER2_MAX) });
      return 0;
    case TCP_NOTSENT_LOWAT:
      setOptions(sk, { notsentLowat: value >>> 0 || undefined });
      return 0;
    case TCP_WINDOW_CLAMP:
      return setClamp(sk, value);
    case TCP_QUICKACK:
      setQuickAck(sim, stack, sk, value);
      return 0;
    default:
      return -ENOPROTOOPT;
  }
}

/** Reads an option as its ints; SO_ERROR is cleared by it. -ENOPROTOOPT or -EOPNOTSUPP. */
export function tcpGetOption(
  _sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  level: number,
  option: number,
): number[] | number {
  if (level === SOL_SOCKET) return getSocketOption(stack, sk, option);
  if (level === IPPROTO_TCP) return getTcpOption(stack, sk, option);
  return -EOPNOTSUPP;
}

function getSocketOption(stack: TcpStack, sk: TcpSock, option: number): number[] | number {
  const { opt } = sk;
  switch (option) {
    case SO_REUSEADDR:
      return [Number(opt.reuseAddr)];
    case SO_REUSEPORT:
      return [Number(opt.reusePort)];
    case SO_KEEPALIVE:
      return [Number(opt.keepAlive)];
    case SO_LINGER:
      return [Number(opt.lingerSec !== undefined), opt.lingerLast];
    case SO_RCVLOWAT:
      return [opt.rcvLowat];
    case SO_SNDBUF:
      return [sk.sndbuf];
    case SO_RCVBUF:
      return [sk.rcvbuf];
    case SO_ERROR:
      return [takeError(sk) || takeSoftError(stack, sk)];
    case SO_ACCEPTCONN:
      return [Number(sk.state === 'LISTEN')];
    default:
      return -ENOPROTOOPT;
  }
}

function getTcpOption(stack: TcpStack, sk: TcpSock, option: number): number[] | number {
  const { opt } = sk;
  const { sysctl } = stack;
  switch (option) {
    case TCP_NODELAY:
      return [Number(opt.noDelay)];
    case TCP_CORK:
      return [Number(opt.cork)];
    case TCP_MAXSEG:
      if (sk.state === 'CLOSE' || sk.state === 'LISTEN') return [opt.userMss ?? DEFAULT_MSS];
      return [sk.mss];
    case TCP_SYNCNT:
      return [opt.synRetries ?? sysctl.tcp_syn_retries];
    case TCP_KEEPIDLE:
      return [opt.keepIdleSec ?? sysctl.tcp_keepalive_time];
    case TCP_KEEPINTVL:
      return [opt.keepIntvlSec ?? sysctl.tcp_keepalive_intvl];
    case TCP_KEEPCNT:
      return [opt.keepCount ?? sysctl.tcp_keepalive_probes];
    case TCP_DEFER_ACCEPT:
      return [secondsOf(opt.deferAccept)];
    case TCP_LINGER2:
      return [opt.linger2 || sysctl.tcp_fin_timeout];
    case TCP_NOTSENT_LOWAT:
      return [opt.notsentLowat ?? 0];
    case TCP_USER_TIMEOUT:
      return [opt.userTimeoutMs];
    case TCP_WINDOW_CLAMP:
      return [sk.windowClamp || opt.windowClamp];
    case TCP_QUICKACK:
      return [Number(!sk.pingpong)];
    default:
      return -ENOPROTOOPT;
  }
}

/** Linux keeps TCP_DEFER_ACCEPT as a number of SYN-ACK timeouts: 1, 3, 7, 15 … seconds. */
function timeoutsIn(seconds: number): number {
  if (seconds <= 0) return 0;
  let timeouts = 1;
  let timeout = 1;
  for (let period = 1; seconds > period && timeouts < 255; timeouts++) {
    timeout = Math.min(timeout * 2, 120);
    period += timeout;
  }
  return timeouts;
}

function secondsOf(timeouts: number): number {
  let seconds = 0;
  for (let n = 0, timeout = 1; n < timeouts; n++, timeout = Math.min(timeout * 2, 120)) {
    seconds += timeout;
  }
  return seconds;
}

/** Chooses the congestion control by name (TCP_CONGESTION): 0 or -ENOENT. */
export function setCongestion(sk: TcpSock, name: string): number {
  const index = CONGESTION_CONTROLS.indexOf(name);
  if (index < 0) return -ENOENT;
  setOptions(sk, { congestion: index });
  sk.ccAlgorithm = index;
  return 0;
}

/** Tells the congestion control's name. */
export function congestionName(stack: TcpStack, sk: TcpSock): string {
  return CONGESTION_CONTROLS[sk.opt.congestion ?? stack.sysctl.tcp_congestion_control];
}

/** Takes what ICMP has said of a connection that goes on all the same. */
function takeSoftError(stack: TcpStack, sk: TcpSock): number {
  const error = stack.softErrors.get(sk.id) ?? 0;
  stack.softErrors.delete(sk.id);
  return error;
}
