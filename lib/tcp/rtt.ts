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
  const sampleUs = Math.max(1, measuredUs);
  if (sk.srtt8Us === 0) {
    sk.srtt8Us = sampleUs << 3;
    sk.mdev4Us = sampleUs << 1;
    sk.rttvar4Us = Math.max(sk.mdev4Us, RTO_MIN_US);
    sk.mdevMax4Us = sk.rttvar4Us;
    sk.rttSeq = sk.sndNxt;
  } else {
    let deviation = sampleUs - (sk.srtt8Us >> 3);
    sk.srtt8Us += deviation;
    if (deviation < 0) {
      deviation = -deviation - (sk.mdev4Us >> 2);
      // A round trip that got shorter should not raise the RTO much.
      if (deviation > 0) deviation >>= 3;
    } else {
      deviation -= sk.mdev4Us >> 2;
    }
    sk.mdev4Us += deviation;
    if (sk.mdev4Us > sk.mdevMax4Us) {
      sk.mdevMax4Us = sk.mdev4Us;
      if (sk.mdevMax4Us > sk.rttvar4Us) sk.rttvar4Us = sk.mdevMax4Us;
    }
    if (after(sk.sndUna, sk.rttSeq)) {
      if (sk.mdevMax4Us < sk.rttvar4Us) {
        sk.rttvar4Us -= (sk.rttvar4Us - sk.mdevMax4Us) >> 2;
      }
      sk.rttSeq = sk.sndNxt;
      sk.mdevMax4Us = RTO_MIN_US;
    }
  }
  setRto(sk);
}

/** Sets the RTO from the estimate, without backoff. */
export function setRto(sk: TcpSock): void {
  if (sk.srtt8Us > 0) {
    sk.rtoUs = Math.min((sk.srtt8Us >> 3) + sk.rttvar4Us, RTO_MAX_US);
  }
  sk.backoff = 0;
}
