// The end of a connection: shutdown(2), close(2), the peer's FIN, and TIME_WAIT.
//
// One idea: close(2) says "I will neither send nor read". If the program has read everything,
// that is a FIN; if bytes lie unread, or come later, the honest answer is a reset.
//
// Units: µs.
// Source: RFC 9293 sections 3.6 and 3.10.4; Linux net/ipv4/tcp.c __tcp_close(), tcp_disconnect(),
// tcp_shutdown(), af_inet.c inet_shutdown(), tcp_input.c tcp_fin(), tcp_minisocks.c
// tcp_time_wait(), tcp_timewait_state_process().
// Departs: a socket that its program still holds when TIME_WAIT begins leaves a new record behind
// for it, as in Linux; a closed one becomes that record itself and keeps its number.

import { POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from '../abi/constants.ts';
import { ECONNRESET, EINVAL, ENOTCONN } from '../abi/errno.ts';
import { ANY6, isV6 } from '../net/ip.ts';
import { segmentEnd } from '../net/segment.ts';
import { after, before, seq, seqAdd } from '../net/seq.ts';
import { emit, type Sim, takeId, traced } from '../sim/sim.ts';
import { ACK, FIN, RST, type Segment, SYN, type TcpState } from '../sim/trace.ts';
import { takePort } from './bind.ts';
import { beginAnew, NO_BUFFERS, NOTHING } from './blank.ts';
import { tooSoon } from './challenge.ts';
import { enterBetween, localOf, NO_END, setRemote } from './demux.ts';
import { stopListening } from './listen.ts';
import { sendAck, sendActiveReset, sendFin, sendReset } from './output.ts';
import { NO_BLOCKS } from './sack-report.ts';
import {
  clearTimers,
  done,
  free,
  makeMinisock,
  makeOrphan,
  purge,
  setState,
  setTimer,
  unreadBytes,
  wake,
} from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import { ACK_DUE, RCV_SHUTDOWN, SEND_SHUTDOWN, type TcpSock } from './tcb.ts';

export const TIME_WAIT_US = 60_000_000;

/** Tells whether leaving a state at once must be said to the peer with a reset. */
export function needsReset(state: TcpState): boolean {
  return (
    state === 'ESTABLISHED' ||
    state === 'CLOSE_WAIT' ||
    state === 'FIN_WAIT1' ||
    state === 'FIN_WAIT2' ||
    state === 'SYN_RECV'
  );
}

/** Moves to the state that our FIN leads to; true when a FIN is to be sent for it. */
function closeState(sim: Sim, stack: TcpStack, sk: TcpSock): boolean {
  switch (sk.state) {
    case 'ESTABLISHED':
    case 'SYN_RECV':
      setState(sim, stack, sk, 'FIN_WAIT1');
      return true;
    case 'CLOSE_WAIT':
      setState(sim, stack, sk, 'LAST_ACK');
      return true;
    case 'SYN_SENT':
    case 'LISTEN':
      clearTimers(sim, stack, sk);
      setState(sim, stack, sk, 'CLOSE');
      return false;
    default:
      return false;
  }
}

/**
 * Ends reading (0), writing (1) or both (2), at once and for every holder of the socket.
 *
 * Ending reading sends nothing. Returns 0, -EINVAL or -ENOTCONN.
 */
export function tcpShutdown(sim: Sim, stack: TcpStack, sk: TcpSock, how: number): number {
  const bits = how + 1;
  if (bits < 1 || bits > 3) return -EINVAL;
  switch (sk.state) {
    case 'LISTEN':
      if (!(bits & RCV_SHUTDOWN)) return 0;
      disconnect(sim, stack, sk);
      break;
    case 'SYN_SENT':
      disconnect(sim, stack, sk);
      sk.connect = 'unconnected';
      break;
    case 'CLOSE':
      sk.shutdown |= bits;
      wake(stack, sk, POLLIN | POLLOUT | POLLHUP);
      return -ENOTCONN;
    default:
      sk.shutdown |= bits;
      if (bits & SEND_SHUTDOWN && (sk.state === 'ESTABLISHED' || sk.state === 'CLOSE_WAIT')) {
        if (closeState(sim, stack, sk)) sendFin(sim, stack, sk);
      }
  }
  const readable = bits & RCV_SHUTDOWN ? POLLIN | POLLRDHUP : 0;
  wake(stack, sk, readable | POLLOUT | POLLHUP);
  return 0;
}

/** Closes a socket that no program holds any more; TCP may go on with it alone, as an orphan. */
export function tcpClose(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  sk.shutdown = RCV_SHUTDOWN | SEND_SHUTDOWN;
  if (sk.state === 'LISTEN') {
    makeOrphan(stack, sk);
    stopListening(sim, stack, sk);
    free(sim, stack, sk);
    return;
  }
  const unread = unreadBytes(sk) > 0;
  sk.receiveQueue = NOTHING;
  if (sk.state === 'CLOSE') {
    makeOrphan(stack, sk);
    free(sim, stack, sk);
    return;
  }
  if (unread) {
    // RFC 2525 section 2.17: the peer must hear that its bytes were not read.
    count(sim, stack, 'TcpExtTCPAbortOnClose');
    sendActiveReset(sim, stack, sk);
    setState(sim, stack, sk, 'CLOSE');
  } else if (sk.opt.lingerSec === 0) {
    count(sim, stack, 'TcpExtTCPAbortOnData');
    disconnect(sim, stack, sk);
  } else if (closeState(sim, stack, sk)) {
    sendFin(sim, stack, sk);
  }
  makeOrphan(stack, sk);
  if ((sk.state as TcpState) !== 'CLOSE' && stack.orphans > stack.sysctl.tcp_max_orphans) {
    count(sim, stack, 'TcpExtTCPAbortOnMemory');
    if (needsReset(sk.state)) sendActiveReset(sim, stack, sk);
    done(sim, stack, sk);
    return;
  }
  finishAlone(sim, stack, sk);
}

/** Ends a connection at once where there is no room for another minisock; true if it did. */
function overflowed(sim: Sim, stack: TcpStack, sk: TcpSock): boolean {
  if (stack.minisocks < stack.sysctl.tcp_max_tw_buckets) return false;
  count(sim, stack, 'TcpExtTCPTimeWaitOverflow');
  done(sim, stack, sk);
  return true;
}

/** Leaves a closed socket to its timers, or frees it when there is nothing to wait for. */
function finishAlone(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (sk.state === 'FIN_WAIT2') orphanFinWait2(sim, stack, sk);
  else if (sk.state === 'CLOSE') free(sim, stack, sk);
}

/**
 * Makes a socket as if it had never been connected; what it is bound to by choice stays.
 *
 * A port that the kernel had picked is anybody's again, and getsockname(2) goes on to tell it.
 */
export function disconnect(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (sk.state === 'LISTEN') {
    stopListening(sim, stack, sk);
  } else if (needsReset(sk.state)) {
    sendActiveReset(sim, stack, sk);
    sk.err = ECONNRESET;
  } else if (sk.state === 'SYN_SENT') {
    sk.err = ECONNRESET;
  }
  clearTimers(sim, stack, sk);
  setState(sim, stack, sk, 'CLOSE');
  purge(sim, sk);
  sk.receiveQueue = NOTHING;
  sk.outOfOrder = NO_BUFFERS;
  setRemote(sk, NO_END);
  if (!sk.addrLocked) {
    sk.localAddr = 0;
    sk.boundAddr = isV6(sk.boundAddr) ? ANY6 : 0;
  }
  sk.shutdown = 0;
  sk.finReceived = false;
  sk.noSpace = false;
  sk.timestamps = false;
  sk.sackOk = false;
  beginAnew(sk, seq(0), seq(0));
}

/** Acts on the peer's FIN, which `rcvNxt` has already passed. */
export function receiveFin(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  sk.ackPending |= ACK_DUE;
  sk.shutdown |= RCV_SHUTDOWN;
  sk.finReceived = true;
  switch (sk.state) {
    case 'SYN_RECV':
    case 'ESTABLISHED':
      setState(sim, stack, sk, 'CLOSE_WAIT');
      // An answer or our own FIN will likely follow, and can carry the ACK.
      sk.pingpong = true;
      break;
    case 'FIN_WAIT1':
      sendAck(sim, stack, sk);
      setState(sim, stack, sk, 'CLOSING');
      break;
    case 'FIN_WAIT2':
      sendAck(sim, stack, sk);
      enterTimeWait(sim, stack, sk);
      return;
    default:
      return;
  }
  sk.outOfOrder = NO_BUFFERS;
  sk.rcvSacks = NO_BLOCKS;
  sk.rcvDsack = undefined;
  wake(stack, sk, POLLIN | POLLRDHUP | (sk.shutdown === 3 ? POLLHUP : 0));
}

/** Goes on after our FIN was acknowledged; false when the connection is over with it. */
export function finAcknowledged(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): boolean {
  switch (sk.state) {
    case 'FIN_WAIT1': {
      setState(sim, stack, sk, 'FIN_WAIT2');
      sk.shutdown |= SEND_SHUTDOWN;
      wake(stack, sk, POLLOUT);
      if (!sk.orphan) return true;
      const newData = after(seqAdd(segmentEnd(seg), seg.flags & FIN ? -1 : 0), sk.rcvNxt);
      if (seg.payload.length > 0 && newData) {
        count(sim, stack, 'TcpExtTCPAbortOnData');
        sendReset(sim, stack, seg, sk.id);
        done(sim, stack, sk);
        return false;
      }
      if (seg.flags & FIN) return true;
      orphanFinWait2(sim, stack, sk);
      return false;
    }
    case 'CLOSING':
      enterTimeWait(sim, stack, sk);
      return false;
    case 'LAST_ACK':
      done(sim, stack, sk);
      return false;
    default:
      return true;
  }
}

/** Leaves an orphan in FIN_WAIT2 to a timer: the peer has a minute to finish. */
function orphanFinWait2(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  clearTimers(sim, stack, sk);
  if ((sk.opt.linger2 ?? 0) < 0) {
    count(sim, stack, 'TcpExtTCPAbortOnLinger');
    sendActiveReset(sim, stack, sk);
    done(sim, stack, sk);
    return;
  }
  if (overflowed(sim, stack, sk)) return;
  makeMinisock(stack, sk);
  const seconds = sk.opt.linger2 || stack.sysctl.tcp_fin_timeout;
  // Never less than the FIN's own retransmissions would take.
  const least = sk.rtoUs * 3.5;
  count(sim, stack, seconds > 4 ? 'TcpExtTW' : 'TcpExtTWKilled');
  setTimer(sim, stack, sk, 'fin-wait2', Math.max(seconds * 1_000_000, least));
}

/** Begins TIME_WAIT: the closer that was first remembers the connection for a minute. */
function enterTimeWait(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  clearTimers(sim, stack, sk);
  if (overflowed(sim, stack, sk)) return;
  const mini = sk.orphan ? sk : leaveBehind(sim, stack, sk);
  if (!mini.minisock) count(sim, stack, 'TcpExtTW');
  makeMinisock(stack, mini);
  mini.timeWaitUs = sim.nowUs;
  mini.lastOowUs = undefined;
  setState(sim, stack, mini, 'TIME_WAIT');
  wake(stack, mini, POLLOUT | POLLHUP);
  setTimer(sim, stack, mini, 'time-wait', TIME_WAIT_US);
  if (mini === sk) return;
  sk.finReceived = true;
  done(sim, stack, sk);
  enterBetween(stack.connections, mini);
}

/** Makes the record that stays in the tables while the program still holds the closed socket. */
function leaveBehind(sim: Sim, stack: TcpStack, sk: TcpSock): TcpSock {
  const mini: TcpSock = {
    ...sk,
    id: takeId(sim),
    orphan: false,
    portLocked: false,
    hasPort: false,
    nextBound: 0,
    beforeBound: 0,
    sendQueue: NOTHING,
    receiveQueue: NOTHING,
    outOfOrder: NO_BUFFERS,
    timers: undefined,
    alike: undefined,
  };
  stack.socks.set(mini.id, mini);
  makeOrphan(stack, mini);
  takePort(stack, mini, mini.localPort, stack.binds.get(mini.localPort)?.byConnect ?? true);
  const { host } = stack;
  const local = localOf(mini);
  if (traced(sim, 'sock'))
    emit(sim, { kind: 'sock', host, sock: mini.id, op: 'create', type: 'tcp', local });
  return mini;
}

/**
 * Acts on a segment for a minisock; true when it is a SYN that may start a new connection in its
 * place.
 */
export function receiveTimeWait(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): boolean {
  const at = seq(seg.seq);
  const end = segmentEnd(seg);
  const outside = after(at, seqAdd(sk.rcvNxt, Math.max(sk.rcvWnd, 1))) || before(end, sk.rcvWup);
  if (sk.state === 'FIN_WAIT2') {
    if (outside && at !== sk.rcvNxt) {
      if (!(seg.flags & RST) && mayAnswer(sim, stack, sk, seg)) sendAck(sim, stack, sk);
    } else if (seg.flags & RST) {
      free(sim, stack, sk);
    } else if (seg.flags & SYN && !before(at, sk.rcvNxt)) {
      resetTimeWait(sim, stack, sk, seg);
    } else if (!(seg.flags & ACK) || !after(end, sk.rcvNxt)) {
      // A late duplicate: nothing to say.
    } else if (!(seg.flags & FIN) || end !== seqAdd(sk.rcvNxt, 1)) {
      resetTimeWait(sim, stack, sk, seg);
    } else {
      sk.rcvNxt = end;
      sk.shutdown = 3;
      sk.timeWaitUs = sim.nowUs;
      clearTimers(sim, stack, sk);
      sendAck(sim, stack, sk);
      setState(sim, stack, sk, 'TIME_WAIT');
      setTimer(sim, stack, sk, 'time-wait', TIME_WAIT_US);
    }
    return false;
  }
  if (at === sk.rcvNxt && (at === end || seg.flags & RST)) {
    if (seg.flags & RST) free(sim, stack, sk);
    else setTimer(sim, stack, sk, 'time-wait', TIME_WAIT_US);
    return false;
  }
  const stamp = seg.options.timestamps?.[0];
  const newer = after(at, sk.rcvNxt) || (stamp !== undefined && after(seq(stamp), sk.tsRecent));
  if (seg.flags & SYN && !(seg.flags & (RST | ACK)) && newer) {
    free(sim, stack, sk);
    return true;
  }
  if (!(seg.flags & RST)) {
    if (seg.flags & ACK) setTimer(sim, stack, sk, 'time-wait', TIME_WAIT_US);
    if (mayAnswer(sim, stack, sk, seg)) sendAck(sim, stack, sk);
  }
  return false;
}

/** Segments without data are answered twice a second at most. */
function mayAnswer(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): boolean {
  const bare = segmentEnd(seg) === seq(seg.seq) || (seg.flags & SYN) !== 0;
  return !bare || !tooSoon(sim, stack, sk);
}

function resetTimeWait(sim: Sim, stack: TcpStack, sk: TcpSock, seg: Segment): void {
  sendReset(sim, stack, seg, sk.id);
  free(sim, stack, sk);
}
