// TCP_INFO: what getsockopt(2), ss and packet scripts learn of a connection.
//
// Units: µs for rto, ato, rtt, rttvar, rcv_rtt and min_rtt; ms for the `last_` fields; bytes and
// segments for the rest.
// Source: Linux net/ipv4/tcp.c tcp_get_info(); include/uapi/linux/tcp.h.
// Departs: delivery rate is 0.

import { groupOf } from '../abi/group-names.ts';
import { isV6 } from '../net/ip.ts';
import { seq, seqDiff } from '../net/seq.ts';
import { JIFFY_US, type Sim } from '../sim/sim.ts';
import { DEFAULT_MSS } from './blank.ts';
import { flight } from './congestion.ts';
import { NO_RTT } from './cubic.ts';
import { ECN_OK, ECN_SEEN } from './ecn.ts';
import { TCP_INFO_BYTES, TCP_INFO_FIELDS } from './info-fields.ts';
import { limitTimes } from './limits.ts';
import { advertisedMss, TIMESTAMP_BYTES } from './options.ts';
import { pacingRate } from './pacing.ts';
import { unsentBytes } from './socket.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';

const CA_STATES = ['open', 'disorder', 'cwr', 'recovery', 'loss'];
/** No estimate of the peer's segments is smaller. */
const MIN_MSS = 88;
const TIMESTAMPS = 1;
const SACK = 2;
const WSCALE = 4;
const ECN = 8;
const MARKABLE = 16;

/** Timers are set in jiffies and shown as they were set. */
function inTicks(us: number): number {
  return Math.ceil(us / JIFFY_US) * JIFFY_US;
}

/** Tells the fields that this model knows, by their names in the struct. */
export function tcpInfoFields(sim: Sim, stack: TcpStack, sk: TcpSock): Record<string, number> {
  if (sk.state === 'LISTEN') return listenerFields(sk);
  const asking = sk.state === 'SYN_SENT';
  // What a first attempt has learned of the way stays; before it there is nothing.
  const attempted = sk.iss !== seq(0);
  const unanswered = asking || (attempted && sk.state === 'CLOSE' && sk.mss === DEFAULT_MSS);
  const blank = sk.state === 'CLOSE' && sk.sndUna === seq(0);
  const f = flight(sk);
  const times = limitTimes(sk, sim.nowUs);
  const scaled = !asking && (sk.sndWscale > 0 || sk.rcvWscale > 0);
  const sinceMs = (us: number) => Math.floor((sim.nowUs - us) / 1000);
  return {
    tcpi_state: groupOf('tcpstate')![`TCP_${sk.state}`],
    tcpi_ca_state: CA_STATES.indexOf(sk.ccState),
    tcpi_retransmits: sk.retries,
    tcpi_probes: sk.probes,
    tcpi_backoff: sk.backoff,
    tcpi_options: optionBits(sk, scaled),
    tcpi_scales: scaled ? sk.sndWscale | (sk.rcvWscale << 4) : 0,
    tcpi_rto: inTicks(sk.rtoUs),
    tcpi_ato: inTicks(sk.atoUs),
    // Before the answer: the default less room for timestamps, and the least.
    tcpi_snd_mss: unanswered ? DEFAULT_MSS - TIMESTAMP_BYTES : sk.mss,
    tcpi_rcv_mss: unanswered ? MIN_MSS : attempted ? sk.rcvMss : 0,
    tcpi_unacked: asking ? 1 : f.out,
    tcpi_sacked: f.sacked,
    tcpi_lost: f.lost,
    tcpi_retrans: f.resent,
    tcpi_last_data_sent: sinceMs(sk.lastSendUs),
    tcpi_last_data_recv: sinceMs(sk.lastReceiveUs),
    tcpi_last_ack_recv: sinceMs(sk.heardUs),
    tcpi_pmtu: attempted ? mtuOf(stack, sk) : 0,
    tcpi_rcv_ssthresh: sk.rcvSsthresh,
    tcpi_rtt: sk.srtt8Us >> 3,
    tcpi_rttvar: sk.mdev4Us >> 2,
    tcpi_snd_ssthresh: Math.min(sk.ssthresh, 0x7fffffff),
    tcpi_snd_cwnd: sk.cwnd,
    tcpi_advmss: attempted ? sk.advertisedMss : 0,
    tcpi_reordering: sk.reordering,
    tcpi_rcv_rtt: sk.rcvRtt8Us >> 3,
    tcpi_rcv_space: sk.rcvSpace,
    tcpi_total_retrans: sk.loss.retransTotal,
    tcpi_pacing_rate: Math.min(pacingRate(sk, f.out), sk.rare?.rate ?? Number.POSITIVE_INFINITY),
    tcpi_max_pacing_rate: sk.rare?.maxRate ?? Number.POSITIVE_INFINITY,
    // Sequence numbers know them modulo 4 GB; whoever connected counts its SYN.
    tcpi_bytes_acked: blank
      ? 0
      : (seqDiff(sk.sndUna, sk.iss) - (sk.parent === undefined ? 0 : 1)) >>> 0,
    tcpi_bytes_received: asking || blank ? 0 : (seqDiff(sk.rcvNxt, sk.irs) - 1) >>> 0,
    tcpi_segs_out: sk.segsOut,
    tcpi_segs_in: sk.segsIn,
    tcpi_data_segs_in: sk.dataSegsIn,
    tcpi_data_segs_out: sk.dataSegsOut,
    tcpi_bytes_sent: sk.bytesSent,
    tcpi_bytes_retrans: sk.loss.bytesRetrans,
    tcpi_notsent_bytes: Math.max(0, unsentBytes(sk)),
    tcpi_min_rtt: sk.minRttUs === NO_RTT ? 0xffffffff : sk.minRttUs,
    tcpi_delivered: sk.delivered,
    tcpi_busy_time: times.busy,
    tcpi_rwnd_limited: times.window,
    tcpi_sndbuf_limited: times.buffer,
    tcpi_delivered_ce: sk.loss.deliveredCe,
    tcpi_dsack_dups: sk.loss.dsacks,
    tcpi_reord_seen: sk.loss.reorderingSeen,
    tcpi_snd_wnd: sk.sndWnd,
  };
}

function optionBits({ timestamps, sackOk, ecn }: TcpSock, scaled: boolean): number {
  const agreed = (timestamps ? TIMESTAMPS : 0) | (sackOk ? SACK : 0) | (scaled ? WSCALE : 0);
  return agreed | (ecn & ECN_OK ? ECN : 0) | (ecn & ECN_SEEN ? MARKABLE : 0);
}

function mtuOf(stack: TcpStack, { iface, remoteAddr }: TcpSock): number {
  return advertisedMss(stack, iface, remoteAddr) + (isV6(remoteAddr) ? 60 : 40);
}

/** Of a listener: how many wait to be accepted and the most that may, under others' names. */
function listenerFields({ cwnd, reordering, listen }: TcpSock): Record<string, number> {
  return {
    tcpi_state: groupOf('tcpstate')!.TCP_LISTEN,
    tcpi_unacked: listen?.acceptQueue.length ?? 0,
    tcpi_sacked: listen?.maxAckBacklog ?? 0,
    tcpi_snd_cwnd: cwnd,
    tcpi_reordering: reordering,
  };
}

/** Fills struct tcp_info. */
export function tcpInfo(sim: Sim, stack: TcpStack, sk: TcpSock): Uint8Array {
  const bytes = new Uint8Array(TCP_INFO_BYTES);
  const values = tcpInfoFields(sim, stack, sk);
  for (const [name, at, size] of TCP_INFO_FIELDS) {
    let left = Math.max(0, values[name] ?? 0);
    for (let i = 0; i < size; i++) {
      // No bound is all ones.
      bytes[at + i] = left === Number.POSITIVE_INFINITY ? 255 : left % 256;
      left = Math.floor(left / 256);
    }
  }
  return bytes;
}
