// SYN cookies: a half-open connection that is remembered by the client instead of the server.
//
// One idea: the SYN-ACK's sequence number is a keyed hash of the connection with the MSS hidden
// in it. A final ACK that returns it proves that there was a SYN. Scale, SACK and ECN hide in the
// low bits of the timestamp.
//
// Units: minutes for the age of a cookie.
// Source: Linux net/ipv4/syncookies.c secure_tcp_syn_cookie(), check_tcp_syn_cookie(),
// cookie_init_timestamp().
// Departs: a mixing function in place of SipHash: good enough where nobody attacks.

import { type Seq, seqAdd, seqDiff } from '../net/seq.ts';
import { mix32 } from '../sim/rng.ts';
import type { Sim } from '../sim/sim.ts';
import type { Endpoint } from '../sim/trace.ts';
import type { TcpStack } from './stack.ts';
import type { RequestSock } from './tcb.ts';

const MSS_TABLE = [536, 1300, 1440, 1460];
const MAX_AGE_MINUTES = 2;
const DATA_BITS = 24;
const DATA_MASK = (1 << DATA_BITS) - 1;
const TS_OPTION_BITS = 6;
const TS_OPTION_MASK = (1 << TS_OPTION_BITS) - 1;
const NO_SCALE = 0xf;
const SACK_BIT = 0x10;
const ECN_BIT = 0x20;

function hash(stack: TcpStack, local: Endpoint, remote: Endpoint, salt: number): number {
  return [remote.addr, local.addr, remote.port, local.port, salt].reduce(
    (mixed, part) => mix32(mixed ^ part),
    stack.secret,
  );
}

function minute(sim: Sim): number {
  return Math.floor(sim.nowUs / 60_000_000);
}

/** Makes a cookie: the initial sequence number of a SYN-ACK that nobody will remember. */
export function makeCookie(
  sim: Sim,
  stack: TcpStack,
  local: Endpoint,
  remote: Endpoint,
  irs: Seq,
  mss: number,
): Seq {
  const index = Math.max(
    0,
    MSS_TABLE.findLastIndex((entry) => entry <= mss),
  );
  const age = minute(sim);
  const data = (hash(stack, local, remote, age + 1) + index) & DATA_MASK;
  return seqAdd(irs, hash(stack, local, remote, 0) + (age << DATA_BITS) + data);
}

/** Reads the MSS out of a cookie; undefined when it is none of ours, or too old. */
export function checkCookie(
  sim: Sim,
  stack: TcpStack,
  local: Endpoint,
  remote: Endpoint,
  irs: Seq,
  cookie: Seq,
): number | undefined {
  const rest = seqDiff(seqAdd(cookie, -hash(stack, local, remote, 0)), irs);
  const now = minute(sim);
  const age = (now - (rest >>> DATA_BITS)) & 0xff;
  if (age >= MAX_AGE_MINUTES) return undefined;
  const index = (rest - hash(stack, local, remote, now - age + 1)) & DATA_MASK;
  return MSS_TABLE[index];
}

/** Hides what a SYN offered in a timestamp, at most 64 ms in the past. */
export function hideOptions(
  nowMs: number,
  { peerWscale, sackOk, ecnOk }: Pick<RequestSock, 'peerWscale' | 'sackOk' | 'ecnOk'>,
): number {
  const bits = (peerWscale ?? NO_SCALE) | (sackOk ? SACK_BIT : 0) | (ecnOk ? ECN_BIT : 0);
  const hidden = ((nowMs & ~TS_OPTION_MASK) | bits) >>> 0;
  return hidden > nowMs ? hidden - (1 << TS_OPTION_BITS) : hidden;
}

/** Finds what `hideOptions` hid. */
export function findOptions(echoed: number): { scale?: number; sack: boolean; ecn: boolean } {
  const scale = echoed & NO_SCALE;
  const found = { sack: (echoed & SACK_BIT) !== 0, ecn: (echoed & ECN_BIT) !== 0 };
  return scale === NO_SCALE ? found : { scale, ...found };
}
