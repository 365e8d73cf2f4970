// What arrives at a host and is not TCP: to a socket of UDP, to ICMP, or to the pieces of its packet.
//
// Source: Linux net/ipv4/ip_input.c ip_local_deliver(), udp.c __udp4_lib_rcv().

import { isGroup } from '../net/ip.ts';
import type { Packet } from '../net/segment.ts';
import { tcpInput } from '../tcp/input.ts';
import { isBroadcast, isLocalAddr } from '../tcp/stack.ts';
import { hears, isForHost } from './groups.ts';
import { complain, receiveIcmp } from './icmp.ts';
import type { Ctx } from './kernel.ts';
import { takeFragment } from './reassembly.ts';
import { countUdp, enqueue, findUdp, score } from './udp.ts';

/** Acts on a datagram that has arrived at this host; more may want to leave afterwards. */
export function receiveDatagram(ctx: Ctx, packet: Packet): void {
  const { seg, iface } = packet;
  // Reports are for routers.
  if (seg.proto === 'report') return;
  if (seg.proto === 'udp') receiveUdp(ctx, packet);
  else if (seg.proto === 'icmp') receiveIcmp(ctx, seg, iface);
  else {
    const whole = takeFragment(ctx, packet);
    if (whole?.seg.proto) receiveDatagram(ctx, whole);
    else if (whole) receiveSegment(ctx, whole);
  }
}

/** A segment of TCP that was cut on its way. */
function receiveSegment({ sim, stack }: Ctx, packet: Packet): void {
  stack.traffic.segmentsIn++;
  tcpInput(sim, stack, packet, packet.iface);
}

function receiveUdp(ctx: Ctx, packet: Packet): void {
  const { seg, iface } = packet;
  const { dst } = seg;
  if (isBroadcast(ctx.stack, dst.addr)) {
    for (const sk of ctx.kernel.udps.values()) if (score(sk, seg) > 0) enqueue(ctx, sk, packet);
    return;
  }
  if (isGroup(dst.addr)) {
    receiveOfGroup(ctx, packet);
    return;
  }
  const sk = isLocalAddr(ctx.stack, dst.addr) ? findUdp(ctx, seg) : undefined;
  if (sk) {
    enqueue(ctx, sk, packet);
    return;
  }
  countUdp(ctx, dst.addr, 'NoPorts');
  complain(ctx, iface, seg);
}

/** A datagram to a group is for all sockets that want it, of a host that has joined; nobody complains. */
function receiveOfGroup(ctx: Ctx, packet: Packet): void {
  const { seg } = packet;
  const iface = ctx.stack.ifaces.findIndex(({ name }) => name === packet.iface) + 1;
  const what = { group: seg.dst.addr, iface, src: seg.src.addr };
  if (!isForHost(ctx, what.group, iface, what.src)) return;
  let heard = false;
  for (const sk of ctx.kernel.udps.values()) {
    if (score(sk, seg) === 0 || !hears(ctx, sk, what)) continue;
    enqueue(ctx, sk, packet);
    heard = true;
  }
  if (!heard) countUdp(ctx, what.group, 'IgnoredMulti');
}
