// The moment a handshake is complete: what both sides of a connection then know.
//
// Source: Linux net/ipv4/tcp_input.c tcp_rcv_state_process() (SYN_RECV), tcp_finish_connect(),
// tcp_init_transfer(), tcp_init_buffer_space().

import { seq } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { type Segment, SYN } from '../sim/trace.ts';
import { expandSendBuffer } from './ack.ts';
import { initAutotune } from './autotune.ts';
import { INITIAL_RTO_US } from './blank.ts';
import { noteRtt } from './congestion.ts';
import { armKeepalive } from './keepalive.ts';
import { syncMss, timestampNow } from './options.ts';
import { sampleRtt } from './rtt.ts';
import { clearTimer, setState } from './socket.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';

const FALLBACK_RTO_US = 3_000_000;

/**
 * Completes a connection by the segment that acknowledges our SYN; `synSentUs` gives the first
 * round trip, undefined where the SYN was sent more than once.
 */
export function establish(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  seg: Segment,
  synSentUs: number | undefined,
): void {
  clearTimer(sim, stack, sk, 'syn');
  sk.sndUna = seq(seg.ack);
  // A SYN's own window is never scaled.
  sk.sndWnd = seg.windowField << (seg.flags & SYN ? 0 : sk.sndWscale);
  sk.sndMaxWnd = sk.sndWnd;
  sk.sndWl1 = seq(seg.seq);
  syncMss(stack, sk);
  sk.rtoUs = INITIAL_RTO_US;
  sk.retries = 0;
  sk.rttSeq = sk.sndNxt;
  if (synSentUs !== undefined) {
    sampleRtt(sk, sim.nowUs - synSentUs);
    noteRtt(sk, Math.max(1, sim.nowUs - synSentUs));
  } else if (sk.timestamps && seg.options.timestamps?.[1]) {
    const ms = (timestampNow(sim, sk.tsOffset) - seg.options.timestamps[1]) >>> 0;
    sampleRtt(sk, ms * 1000);
  }
  if (sk.srtt8Us === 0) {
    // RFC 6298 section 5.7: nothing was measured, for the SYN was sent again.
    sk.rtoUs = FALLBACK_RTO_US;
    sk.mdev4Us = FALLBACK_RTO_US;
    sk.mdevMax4Us = FALLBACK_RTO_US;
    sk.rttvar4Us = FALLBACK_RTO_US;
  }
  const firstStamp = (Math.floor(sk.waitSinceUs / 1000) + sk.tsOffset) >>> 0;
  const needless = sk.timestamps && seg.options.timestamps?.[1] === firstStamp;
  if (sk.loss.retransTotal > 1 && !needless) sk.cwnd = 1;
  sk.heardUs = sim.nowUs;
  sk.lastReceiveUs = sim.nowUs;
  sk.cwndUsedUs = sim.nowUs;
  sk.ccAlgorithm = sk.opt.congestion ?? stack.sysctl.tcp_congestion_control;
  expandSendBuffer(stack, sk);
  initAutotune(sim, sk);
  // The SYN, or the SYN-ACK.
  sk.delivered = 1;
  setState(sim, stack, sk, 'ESTABLISHED');
  if (sk.opt.keepAlive) armKeepalive(sim, stack, sk);
}
