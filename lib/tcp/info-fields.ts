// struct tcp_info as Linux's own header has it: glibc's ends after tcpi_total_retrans.
//
// Units: bytes from the start of the struct.
// Source: include/uapi/linux/tcp.h, offsets as gcc prints them on x86-64.

/** Fields by name, in order; the number is their size. */
const FIELDS = `state 1 ca_state 1 retransmits 1 probes 1 backoff 1 options 1 scales 1 flags 1
rto 4 ato 4 snd_mss 4 rcv_mss 4 unacked 4 sacked 4 lost 4 retrans 4 fackets 4 last_data_sent 4
last_ack_sent 4 last_data_recv 4 last_ack_recv 4 pmtu 4 rcv_ssthresh 4 rtt 4 rttvar 4 snd_ssthresh 4
snd_cwnd 4 advmss 4 reordering 4 rcv_rtt 4 rcv_space 4 total_retrans 4 pacing_rate 8
max_pacing_rate 8 bytes_acked 8 bytes_received 8 segs_out 4 segs_in 4 notsent_bytes 4 min_rtt 4
data_segs_in 4 data_segs_out 4 delivery_rate 8 busy_time 8 rwnd_limited 8 sndbuf_limited 8
delivered 4 delivered_ce 4 bytes_sent 8 bytes_retrans 8 dsack_dups 4 reord_seen 4 rcv_ooopack 4
snd_wnd 4`;

export const TCP_INFO_BYTES = 232;

/** Name, offset and size of every field; `tcpi_scales` holds two shift counts of four bits. */
export const TCP_INFO_FIELDS: readonly (readonly [string, number, number])[] = FIELDS.split(
  /\s+(?=[a-z])/,
).reduce<[string, number, number][]>((rows, field) => {
  const [name, size] = field.split(' ');
  const [, at, before] = rows.at(-1) ?? ['', 0, 0];
  rows.push([`tcpi_${name}`, at + before, Number(size)]);
  return rows;
}, []);
