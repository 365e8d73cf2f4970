// TCP_INFO: what getsockopt(2), ss and packet scripts learn of a connection.
//
// Units: µs for rto, ato, rtt, rttvar, rcv_rtt and min_rtt; ms for the `last_` fields; bytes and
// segments for the rest.
// Source: Linux net/ipv4/tcp.c tcp_get_info(); include/uapi/linux/tcp.h.
// Departs: pacing, delivery rate and the times in which something was the limit are 0.

import { GROUPS } from '../abi/groups.ts';
import type { Sim } from '../sim/sim.ts';
import { flight } from './congestion.ts';
import { NO_RTT } from './cubic.ts';
import { TCP_INFO_BYTES, TCP_INFO_FIELDS } from './info-fields.ts';
import { advertisedMss } from './options.ts';
import { unsentBytes } from './socket.ts';
import type { TcpStack } from './stack.ts';
import type { TcpSock } from './tcb.ts';

const CA_STATES = ['open', 'disorder', 'cwr', 'recovery', 'loss'];
const TIMESTAMPS = 1;
const SACK = 2;
const WSCALE = 4;

/** Tells the fields that this model knows, by their names in the struct. */
export function tcpInfoFields(sim: Sim, stack: TcpStack, sk: TcpSock): Record<string, number> {
  const { cc, rtt, snd, rcv, ack } = sk;
  const f = flight(sk);
  const scaled = snd.wscale > 0 || rcv.wscale > 0;
  const sinceMs = (us: number) => Math.floor((sim.nowUs - us) / 1000);
  return {
    tcpi_state: GROUPS.tcpstate[`TCP_${sk.state}` as keyof typeof GROUPS.tcpstate],
    tcpi_ca_state: CA_STATES.indexOf(cc.state),
    tcpi_retransmits: rtt.retries,
    tcpi_probes: sk.probes,
    tcpi_backoff: rtt.backoff,
    tcpi_options: (sk.timestamps ? TIMESTAMPS : 0) | (sk.sackOk ? SACK : 0) | (scaled ? WSCALE : 0),
    tcpi_scales: snd.wscale | (rcv.wscale << 4),
    tcpi_rto: rtt.rtoUs,
    tcpi_ato: ack.atoUs,
    tcpi_snd_mss: snd.mss,
    tcpi_rcv_mss: ack.rcvMss,
    // Of a listener: how many wait to be accepted, and the most that may.
    tcpi_unacked: sk.listen ? sk.listen.acceptQueue.length : f.out,
    tcpi_sacked: sk.listen ? sk.listen.maxAckBacklog : f.sacked,
    tcpi_lost: f.lost,
    tcpi_retrans: f.resent,
    tcpi_last_data_sent: sinceMs(cc.lastSendUs),
    tcpi_last_data_recv: sinceMs(ack.lastReceiveUs),
    tcpi_last_ack_recv: sinceMs(sk.heardUs),
    tcpi_pmtu: advertisedMss(stack, sk.iface) + 40,
    tcpi_rcv_ssthresh: rcv.ssthresh,
    tcpi_rtt: rtt.srtt8Us >> 3,
    tcpi_rttvar: rtt.mdev4Us >> 2,
    tcpi_snd_ssthresh: Math.min(cc.ssthresh, 0x7fffffff),
    tcpi_snd_cwnd: cc.cwnd,
    tcpi_advmss: rcv.advertisedMss,
    tcpi_reordering: cc.reordering,
    tcpi_rcv_rtt: rcv.rtt8Us >> 3,
    tcpi_rcv_space: rcv.space,
    tcpi_total_retrans: cc.loss.retransTotal,
    tcpi_notsent_bytes: Math.max(0, unsentBytes(sk)),
    tcpi_min_rtt: cc.minRttUs === NO_RTT ? 0xffffffff : cc.minRttUs,
    tcpi_delivered: cc.delivered,
    tcpi_dsack_dups: cc.loss.dsacks,
    tcpi_reord_seen: cc.loss.reorderingSeen,
    tcpi_snd_wnd: snd.wnd,
  };
}

/** Fills struct tcp_info. */
export function tcpInfo(sim: Sim, stack: TcpStack, sk: TcpSock): Uint8Array {
  const bytes = new Uint8Array(TCP_INFO_BYTES);
  const values = tcpInfoFields(sim, stack, sk);
  for (const [name, at, size] of TCP_INFO_FIELDS) {
    let left = Math.max(0, values[name] ?? 0);
    for (let i = 0; i < size; i++) {
      bytes[at + i] = left % 256;
      left = Math.floor(left / 256);
    }
  }
  return bytes;
}
