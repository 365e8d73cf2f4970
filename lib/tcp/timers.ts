// Timers: what each one does when it is due, and how long it waits.
//
// One idea: a timer is a record `{ host, sock, timer }` in the simulation's queue. This file is
// the table from its name to what happens.
//
// Units: µs.
// Source: RFC 6298, RFC 8985 section 7 (tail loss probe), RFC 9293 section 3.8.6.1 (zero window);
// Linux net/ipv4/tcp_timer.c, tcp_output.c tcp_schedule_loss_probe().
// Departs: nominal times (a real kernel's timer wheel is 0 to 5 % late).

import { ETIMEDOUT } from '../abi/errno.ts';
import { emit, type Sim, traced } from '../sim/sim.ts';
import { SYN } from '../sim/trace.ts';
import { flight, queueCwr, setLoss } from './congestion.ts';
import { compressedAckTimeout, delayedAckTimeout } from './delayed-ack.ts';
import { synFlags } from './ecn.ts';
import { keepaliveTimeout } from './keepalive.ts';
import {
  nagleOf,
  pushPending,
  retransmitBuffer,
  retransmitLost,
  sendHead,
  sendWindowProbe,
  transmit,
  writeQueue,
} from './output.ts';
import { waitUs } from './pacing.ts';
import { TIMEOUT_MIN_US } from './rack.ts';
import { enterLoss, reorderTimeout } from './recovery.ts';
import { requestTimeout } from './request.ts';
import { RTO_MAX_US, RTO_MIN_US } from './rtt.ts';
import {
  clearTimer,
  done,
  free,
  outstanding,
  purge,
  setTimer,
  takeTimer,
  timerOf,
} from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import type { TcpSock, TcpTimerRecord } from './tcb.ts';

/** Acts on a due timer of this host. */
export function tcpTimer(sim: Sim, stack: TcpStack, record: TcpTimerRecord): void {
  const { sk, timer } = record;
  if (traced(sim, 'timer')) {
    emit(sim, { kind: 'timer', host: stack.host, sock: sk.id, timer, op: 'fire' });
  }
  if (timer === 'syn-ack') {
    requestTimeout(sim, stack, sk, record.request!);
    return;
  }
  takeTimer(sk, timer);
  switch (timer) {
    case 'retransmit':
      retransmitTimeout(sim, stack, sk);
      break;
    case 'syn':
      synTimeout(sim, stack, sk);
      break;
    case 'delayed-ack':
      delayedAckTimeout(sim, stack, sk);
      break;
    case 'loss-probe':
      tailLossProbe(sim, stack, sk);
      break;
    case 'reorder':
      reorderTimeout(sim, stack, sk);
      if (!timerOf(sk, 'retransmit')) rearm(sim, stack, sk, true);
      break;
    case 'pacing':
      if (flight(sk).lost > flight(sk).resent) retransmitLost(sim, stack, sk, 'recovery');
      pushPending(sim, stack, sk, nagleOf(sk));
      break;
    case 'compressed-ack':
      compressedAckTimeout(sim, stack, sk);
      break;
    case 'keepalive':
      keepaliveTimeout(sim, stack, sk);
      break;
    case 'persist':
      persistTimeout(sim, stack, sk);
      break;
    case 'time-wait':
    case 'fin-wait2':
      free(sim, stack, sk);
      break;
  }
}

/** Starts the retransmission timer anew. */
export function armRetransmit(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  clearTimer(sim, stack, sk, 'loss-probe');
  clearTimer(sim, stack, sk, 'reorder');
  setTimer(sim, stack, sk, 'retransmit', clampedRtoUs(sim, sk) + waitUs(sk, sim.nowUs));
}

/** Shortens the timeout so that TCP_USER_TIMEOUT is kept exactly. */
function clampedRtoUs(sim: Sim, sk: TcpSock): number {
  const { retransUs } = sk.loss;
  const limitUs = sk.opt.userTimeoutMs * 1000;
  if (limitUs === 0 || retransUs === undefined) return sk.rtoUs;
  return Math.max(4_000, Math.min(sk.rtoUs, limitUs - (sim.nowUs - retransUs)));
}

/** Starts whichever timer watches over what is in flight, or stops it when nothing is. */
export function rearm(sim: Sim, stack: TcpStack, sk: TcpSock, plain = false): void {
  if (outstanding(sk) === 0) {
    clearTimer(sim, stack, sk, 'retransmit');
    clearTimer(sim, stack, sk, 'loss-probe');
    clearTimer(sim, stack, sk, 'reorder');
    return;
  }
  if (plain || !armTailLossProbe(sim, stack, sk)) armRetransmit(sim, stack, sk);
}

/**
 * Sets a tail loss probe in place of the retransmission timer; false where none is due.
 *
 * The last segments of a flight have nothing behind them that would make duplicate ACKs, so one of
 * them is sent again after about two round trips.
 */
export function armTailLossProbe(sim: Sim, stack: TcpStack, sk: TcpSock): boolean {
  const early = stack.sysctl.tcp_early_retrans;
  if ((early !== 3 && early !== 4) || !sk.sackOk) return false;
  if (sk.ccState !== 'open' && sk.ccState !== 'cwr') return false;
  if (sk.backoff > 0 || outstanding(sk) === 0) return false;
  const { srtt8Us, rtoUs } = sk;
  const single = sk.sendQueue.filter((buffer) => buffer.sentUs !== undefined).length === 1;
  const probeUs = srtt8Us > 0 ? (srtt8Us >> 2) + (single ? RTO_MIN_US : TIMEOUT_MIN_US) : 1_000_000;
  clearTimer(sim, stack, sk, 'retransmit');
  clearTimer(sim, stack, sk, 'reorder');
  const delayUs = Math.min(probeUs, rtoUs) + waitUs(sk, sim.nowUs);
  setTimer(sim, stack, sk, 'loss-probe', delayUs);
  return true;
}

function tailLossProbe(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (outstanding(sk) === 0) return;
  if (sk.loss.probeSeq === undefined) {
    count(sim, stack, 'TcpExtTCPLossProbes');
    const nxt = sk.sndNxt;
    if (sendHead(sk) >= 0) writeQueue(sim, stack, sk, 'push', 'probe');
    setLoss(sk, { probeRepeats: sk.sndNxt === nxt });
    if (sk.loss.probeRepeats) {
      const tail = sk.sendQueue.findLast((b) => b.sentUs !== undefined && !b.sacked);
      if (tail) retransmitBuffer(sim, stack, sk, tail);
    }
    setLoss(sk, { probeSeq: sk.sndNxt });
  }
  armRetransmit(sim, stack, sk);
}

export function retransmitTimeout(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (outstanding(sk) === 0) return;
  count(sim, stack, 'TcpExtTCPTimeouts');
  if (gaveUp(sim, stack, sk)) {
    timedOut(sim, stack, sk);
    return;
  }
  count(sim, stack, 'TcpExtTcpTimeoutRehash');
  countFailure(sim, stack, sk);
  enterLoss(sim, sk);
  sk.retries++;
  retransmitLost(sim, stack, sk, 'timeout');
  sk.backoff++;
  sk.rtoUs = Math.min(sk.rtoUs * 2, RTO_MAX_US);
  armRetransmit(sim, stack, sk);
}

/** Counts what a first timeout says of the recovery that was to make it needless. */
function countFailure(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (sk.retries > 0) return;
  const kind = sk.sackOk ? 'Sack' : 'Reno';
  const { ccState: state } = sk;
  const aside = sk.sendQueue.some(({ sacked }) => sacked) || sk.loss.renoSacked > 0;
  if (state === 'recovery') count(sim, stack, `TcpExtTCP${kind}RecoveryFail`);
  else if (state === 'loss') count(sim, stack, 'TcpExtTCPLossFailures');
  else if (state === 'disorder' || aside) count(sim, stack, `TcpExtTCP${kind}Failures`);
}

/** Tells whether enough time without an answer has passed; a program's last words get less. */
function gaveUp(sim: Sim, stack: TcpStack, sk: TcpSock): boolean {
  if (sk.retries === 0) return false;
  const { tcp_orphan_retries, tcp_retries2 } = stack.sysctl;
  // What ICMP has said shortens what is done for nobody, once it has taken long.
  const hopeless = sk.rtoUs >= RTO_MAX_US && stack.softErrors.has(sk.id);
  const orphan = hopeless ? 0 : tcp_orphan_retries || 8;
  const retries = sk.orphan ? orphan : tcp_retries2;
  const limitUs = sk.opt.userTimeoutMs > 0 ? sk.opt.userTimeoutMs * 1000 : backoffSumUs(retries);
  return sim.nowUs - (sk.loss.retransUs ?? sk.waitSinceUs) >= limitUs;
}

/** Sums `retries + 1` timeouts that start at 200 ms and double up to 120 s. */
function backoffSumUs(retries: number): number {
  let sumUs = 0;
  for (let n = 0, us = RTO_MIN_US; n <= retries; n++, us = Math.min(us * 2, RTO_MAX_US)) {
    sumUs += us;
  }
  return sumUs;
}

function timedOut(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  sk.err = stack.softErrors.get(sk.id) ?? ETIMEDOUT;
  purge(sim, sk);
  count(sim, stack, 'TcpExtTCPAbortOnTimeout');
  done(sim, stack, sk);
}

/**
 * Sends the SYN again, or gives up with ETIMEDOUT.
 *
 * The first `tcp_syn_linear_timeouts` waits are of one second each, then they double: 1, 2, 3, 4,
 * 5, 7, 11, 19, 35, 67 and the end at 131 s.
 */
function synTimeout(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const { tcp_syn_retries, tcp_syn_linear_timeouts: linear } = stack.sysctl;
  count(sim, stack, 'TcpExtTCPTimeouts');
  if (sk.retries >= (sk.opt.synRetries ?? tcp_syn_retries) + linear) {
    sk.err = stack.softErrors.get(sk.id) ?? ETIMEDOUT;
    count(sim, stack, 'TcpAttemptFails');
    done(sim, stack, sk);
    return;
  }
  count(sim, stack, 'TcpExtTcpTimeoutRehash');
  sk.retries++;
  if (sk.retries > linear) sk.rtoUs = Math.min(sk.rtoUs * 2, RTO_MAX_US);
  count(sim, stack, 'TcpRetransSegs');
  count(sim, stack, 'TcpExtTCPSynRetrans');
  // A firewall may have taken offence at what the first one asked for.
  const flags = sk.ecn && !stack.sysctl.tcp_ecn_fallback ? synFlags(stack) : SYN;
  queueCwr(sk);
  setLoss(sk, { retransTotal: sk.loss.retransTotal + 1 });
  transmit(sim, stack, sk, { seq: sk.iss, flags, retransmit: true });
  setTimer(sim, stack, sk, 'syn', sk.rtoUs);
}

/** Tells how long to wait before the next window probe. */
export function probeDelayUs(sk: TcpSock): number {
  return Math.min(Math.max(sk.rtoUs, RTO_MIN_US) * 2 ** sk.backoff, RTO_MAX_US);
}

function persistTimeout(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (outstanding(sk) > 0 || sendHead(sk) < 0) return;
  sk.probeSinceUs ??= sim.nowUs;
  const { tcp_orphan_retries, tcp_retries2 } = stack.sysctl;
  const most = sk.orphan ? tcp_orphan_retries || 8 : tcp_retries2;
  const limitUs = sk.opt.userTimeoutMs * 1000;
  const tooLong = limitUs > 0 && sim.nowUs - sk.probeSinceUs >= limitUs;
  if (tooLong || sk.retries >= most) {
    timedOut(sim, stack, sk);
    return;
  }
  sk.retries++;
  sendWindowProbe(sim, stack, sk);
  if (outstanding(sk) > 0) return;
  // tcp_send_probe0(): a peer that answers may be probed for ever, and the count stops here.
  if (sk.backoff < tcp_retries2) sk.backoff++;
  setTimer(sim, stack, sk, 'persist', probeDelayUs(sk));
}
