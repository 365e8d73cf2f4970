// Challenge ACKs: the answer to a segment that may be forged, which a true peer corrects.
//
// One idea: a segment that would harm the connection is believed only if its numbers are exact;
// else its sender is told where the connection stands, and at most twice a second, so that two
// ends that do not agree do not answer each other for ever.
//
// Units: µs.
// Source: RFC 5961; Linux net/ipv4/tcp_input.c tcp_send_challenge_ack(), __tcp_oow_rate_limited().
// Departs: no limit for the whole host (Linux's is off by default too).

import type { Sim } from '../sim/sim.ts';
import { sendAck } from './output.ts';
import { count, type TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';

/** Tells whether an answer without data is too soon after the last one, and remembers this one. */
export function tooSoon(sim: Sim, stack: TcpStack, sk: { lastOowUs: number | undefined }): boolean {
  const { lastOowUs } = sk;
  const limitUs = stack.sysctl.tcp_invalid_ratelimit * 1000;
  if (lastOowUs !== undefined && sim.nowUs - lastOowUs < limitUs) return true;
  sk.lastOowUs = sim.nowUs;
  return false;
}

/** Sends a challenge ACK, unless one was just sent. */
export function challenge(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (tooSoon(sim, stack, sk)) return;
  count(sim, stack, 'TcpExtTCPChallengeACK');
  sendAck(sim, stack, sk);
}
