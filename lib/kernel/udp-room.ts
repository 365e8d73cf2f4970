// The send buffer of UDP: what a socket has sent and its device has not put on the wire yet.
//
// One idea: a datagram is charged to its sender until it has left, and a link tells when that is as soon as
// it takes a packet. So nothing happens when one leaves: what is charged is what leaves later than now, and
// only somebody who waits for room needs a record in the future. Over lo nothing is ever charged.
//
// Units: bytes, µs.
// Source: socket(7) SO_SNDBUF, ip(7) IP_RECVERR; Linux net/core/sock.c sock_alloc_send_pskb(),
// sock_def_write_space(), net/ipv4/ip_output.c __ip_append_data(), udp.c udp_send_skb(); charges and errors
// seen on 6.18 behind a slow queue (tc-tbf).

import { POLLOUT, SO_SNDBUF } from '../abi/constants.ts';
import { EAGAIN, ENOBUFS } from '../abi/errno.ts';
import { isV6 } from '../net/ip.ts';
import {
  FRAGMENT_HEADER_BYTES,
  IP_HEADER_BYTES,
  IPV6_HEADER_BYTES,
  type Packet,
  UDP_HEADER_BYTES,
} from '../net/segment.ts';
import type { SimRecord } from '../sim/event-queue.ts';
import { schedule } from '../sim/sim.ts';
import type { Endpoint } from '../sim/trace.ts';
import { count } from '../tcp/stack.ts';
import type { Ctx } from './kernel.ts';
import { flush } from './sock.ts';
import { optionOf } from './socket-options.ts';
import { asksForErrors, countUdp, sendUdp, truesize } from './udp.ts';
import type { UdpSock } from './udp-types.ts';
import { sockKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

/** What has not left yet: SIOCOUTQ. */
export function queuedBytes({ sim }: Ctx, { leaving }: UdpSock): number {
  if (!leaving) return 0;
  return leaving.reduce((sum, { untilUs, size }) => sum + (untilUs > sim.nowUs ? size : 0), 0);
}

/** Tells whether poll(2) finds room: half the buffer, and a little. */
export function hasRoom(ctx: Ctx, sk: UdpSock): boolean {
  return !sk.leaving || queuedBytes(ctx, sk) + 1 < optionOf(sk, SO_SNDBUF) >> 1;
}

/**
 * Tells whether a datagram may be sent now: 0, -EAGAIN while the buffer is full, or -ENOBUFS where its
 * fragments alone are too much, of which the first is always taken.
 */
export function sendRoom(
  ctx: Ctx,
  sk: UdpSock,
  bytes: number,
  { mtu, headers }: { mtu: number; headers: number },
): number {
  const most = optionOf(sk, SO_SNDBUF);
  let sum = queuedBytes(ctx, sk);
  if (sum >= most) {
    awaitRoom(ctx, sk);
    return -EAGAIN;
  }
  if (headers + bytes <= mtu) return 0;
  const v6 = headers > IP_HEADER_BYTES + UDP_HEADER_BYTES;
  const own = v6 ? IPV6_HEADER_BYTES + FRAGMENT_HEADER_BYTES : IP_HEADER_BYTES;
  const whole = (mtu - own) & ~7;
  for (let left = bytes + UDP_HEADER_BYTES, first = true; left > 0; left -= whole, first = false) {
    if (!first && sum + 1 > 2 * most) return -ENOBUFS;
    sum += truesize(Math.min(left, whole) - UDP_HEADER_BYTES, v6);
  }
  return 0;
}

/**
 * Lets out what a send has made: what the call returns. A queue of the link that was full is an error only to
 * who has asked for errors.
 */
export function flushSend(ctx: Ctx, sk: UdpSock, sent: number): number {
  const posted = ctx.stack.out.filter(({ sock }) => sock === sk.id);
  flush(ctx);
  if (posted.length === 0) return sent;
  noteLeaving(ctx, sk, posted);
  const { addr } = posted[0].seg.src;
  const refused = posted.filter((packet) => packet.refused);
  for (const { seg } of refused) {
    count(ctx.sim, ctx.stack, isV6(seg.src.addr) ? 'Ip6OutDiscards' : 'IpOutDiscards');
  }
  countUdp(ctx, addr, refused.length > 0 ? 'SndbufErrors' : 'OutDatagrams');
  return refused.length > 0 && asksForErrors(sk, isV6(addr)) ? -ENOBUFS : sent;
}

/** A call that does not wait for room is counted. */
export function refuseSend(ctx: Ctx, { addr }: Endpoint): void {
  countUdp(ctx, addr, 'SndbufErrors');
}

function noteLeaving(ctx: Ctx, sk: UdpSock, posted: readonly Packet[]): void {
  const { nowUs } = ctx.sim;
  const late = posted.flatMap(({ seg, leavesUs = 0 }) => {
    if (leavesUs <= nowUs) return [];
    const payload = seg.payload.length - (seg.fragment ? UDP_HEADER_BYTES : 0);
    return [{ untilUs: leavesUs, size: truesize(payload, isV6(seg.src.addr)) }];
  });
  if (late.length === 0) return;
  const before = (sk.leaving ?? []).filter(({ untilUs }) => untilUs > nowUs);
  sk.leaving = [...before, ...late];
}

/** Sends what was held back, as the end of UDP_CORK has it. */
export function finishUdp(ctx: Ctx, sk: UdpSock): void {
  if (sk.corked) flushSend(ctx, sk, sendUdp(ctx, sk, sk.corked.to, new Uint8Array(0)));
}

interface RoomRecord extends SimRecord {
  kind: 'udp-room';
  id: number;
}

/** Somebody waits: there will be a wake when half of the buffer has left. */
export function awaitRoom(ctx: Ctx, sk: UdpSock): void {
  if (sk.awaited) return;
  const half = optionOf(sk, SO_SNDBUF) >> 1;
  let left = queuedBytes(ctx, sk);
  let atUs = ctx.sim.nowUs;
  for (const { untilUs, size } of [...(sk.leaving ?? [])].sort((a, b) => a.untilUs - b.untilUs)) {
    if (untilUs <= ctx.sim.nowUs) continue;
    if (left + 1 < half) break;
    left -= size;
    atUs = untilUs;
  }
  sk.awaited = true;
  const record: RoomRecord = { kind: 'udp-room', host: ctx.kernel.host, id: sk.id };
  schedule(ctx.sim, atUs, record);
}

/** Acts on a `udp-room` record; more may have been sent meanwhile. */
export function onUdpRoom(ctx: Ctx, record: SimRecord): void {
  const sk = ctx.kernel.udps.get((record as RoomRecord).id);
  if (!sk) return;
  sk.awaited = false;
  if (hasRoom(ctx, sk)) wake(ctx, sockKey(sk.id), POLLOUT);
  else awaitRoom(ctx, sk);
}
