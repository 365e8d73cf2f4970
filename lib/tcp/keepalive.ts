// Keepalive: asking a peer that has been silent for long whether it is still there.
//
// One idea: a probe is an ACK with an old sequence number, which any living peer answers with an
// ACK of its own. So many without an answer, and the connection is over.
//
// Units: µs; seconds in options and sysctls.
// Source: RFC 9293 section 3.8.4; Linux net/ipv4/tcp_timer.c tcp_keepalive_timer(); tcp(7).

import { ETIMEDOUT } from '../abi/errno.ts';
import { seqAdd } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { ACK } from '../sim/trace.ts';
import { sendActiveReset, transmit } from './output.ts';
import { clearTimer, done, outstanding, setTimer } from './socket.ts';
import { count, type TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';

const SECOND_US = 1_000_000;

function idleLimitUs(stack: TcpStack, sk: TcpSock): number {
  return (sk.opt.keepIdleSec ?? stack.sysctl.tcp_keepalive_time) * SECOND_US;
}

function silentUs(sim: Sim, sk: TcpSock): number {
  return sim.nowUs - Math.max(sk.lastReceiveUs, sk.heardUs);
}

/** Starts or stops the timer after SO_KEEPALIVE or TCP_KEEPIDLE was set, or on a new connection. */
export function armKeepalive(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (!sk.opt.keepAlive) {
    clearTimer(sim, stack, sk, 'keepalive');
    return;
  }
  if (sk.state === 'CLOSE' || sk.state === 'LISTEN' || sk.minisock) return;
  const leftUs = idleLimitUs(stack, sk) - silentUs(sim, sk);
  setTimer(sim, stack, sk, 'keepalive', Math.max(0, leftUs));
}

/** Sends a probe, waits on, or gives the connection up. */
export function keepaliveTimeout(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  const { opt } = sk;
  if (!opt.keepAlive || sk.state === 'CLOSE' || sk.state === 'SYN_SENT') return;
  const idleUs = idleLimitUs(stack, sk);
  // Data on its way is a question too.
  if (outstanding(sk) > 0 || sk.sendQueue.length > 0) {
    setTimer(sim, stack, sk, 'keepalive', idleUs);
    return;
  }
  const silence = silentUs(sim, sk);
  if (silence < idleUs) {
    setTimer(sim, stack, sk, 'keepalive', idleUs - silence);
    return;
  }
  const limitUs = opt.userTimeoutMs * 1000;
  const enough = limitUs > 0 ? sk.probes > 0 && silence >= limitUs : sk.probes >= limit(stack, sk);
  if (enough) {
    sendActiveReset(sim, stack, sk);
    sk.err = stack.softErrors.get(sk.id) ?? ETIMEDOUT;
    count(sim, stack, 'TcpExtTCPAbortOnTimeout');
    done(sim, stack, sk);
    return;
  }
  count(sim, stack, 'TcpExtTCPKeepAlive');
  sk.probes++;
  transmit(sim, stack, sk, { seq: seqAdd(sk.sndUna, -1), flags: ACK });
  const everyUs = (opt.keepIntvlSec ?? stack.sysctl.tcp_keepalive_intvl) * SECOND_US;
  setTimer(sim, stack, sk, 'keepalive', everyUs);
}

function limit(stack: TcpStack, sk: TcpSock): number {
  return sk.opt.keepCount ?? stack.sysctl.tcp_keepalive_probes;
}
