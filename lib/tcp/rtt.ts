// The round trip: measured, smoothed, and what it says about how long to wait for an ACK.
//
// One idea: RTO = smoothed round trip + a margin for its variation, and Linux never lets the
// margin fall below 200 ms.
//
// Units: µs. `srtt8Us` is 8 times the smoothed value, `mdev4Us` and `rttvar4Us` 4 times theirs,
// so that integers keep the fractions.
// Source: RFC 6298; Linux net/ipv4/tcp_input.c tcp_rtt_estimator(), tcp_set_rto().

import { after } from '../net/seq.ts';
import type { TcpSock } from './tcb.ts';

export const RTO_MIN_US = 200_000;
export const RTO_MAX_US = 120_000_000;

/** Takes a measured round trip into the estimate and sets the RTO from it. */
export function sampleRtt(sk: TcpSock, measuredUs: number): void {
  const { rtt, snd } = sk;
  const sampleUs = Math.max(1, measuredUs);
  if (rtt.srtt8Us === 0) {
    rtt.srtt8Us = sampleUs << 3;
    rtt.mdev4Us = sampleUs << 1;
    rtt.rttvar4Us = Math.max(rtt.mdev4Us, RTO_MIN_US);
    rtt.mdevMax4Us = rtt.rttvar4Us;
    rtt.seq = snd.nxt;
  } else {
    let deviation = sampleUs - (rtt.srtt8Us >> 3);
    rtt.srtt8Us += deviation;
    if (deviation < 0) {
      deviation = -deviation - (rtt.mdev4Us >> 2);
      // A round trip that got shorter should not raise the RTO much.
      if (deviation > 0) deviation >>= 3;
    } else {
      deviation -= rtt.mdev4Us >> 2;
    }
    rtt.mdev4Us += deviation;
    if (rtt.mdev4Us > rtt.mdevMax4Us) {
      rtt.mdevMax4Us = rtt.mdev4Us;
      if (rtt.mdevMax4Us > rtt.rttvar4Us) rtt.rttvar4Us = rtt.mdevMax4Us;
    }
    if (after(snd.una, rtt.seq)) {
      if (rtt.mdevMax4Us < rtt.rttvar4Us) {
        rtt.rttvar4Us -= (rtt.rttvar4Us - rtt.mdevMax4Us) >> 2;
      }
      rtt.seq = snd.nxt;
      rtt.mdevMax4Us = RTO_MIN_US;
    }
  }
  setRto(sk);
}

/** Sets the RTO from the estimate, without backoff. */
export function setRto(sk: TcpSock): void {
  const { rtt } = sk;
  if (rtt.srtt8Us > 0) {
    rtt.rtoUs = Math.min((rtt.srtt8Us >> 3) + rtt.rttvar4Us, RTO_MAX_US);
  }
  rtt.backoff = 0;
}
