// What a host sends besides TCP: a datagram or a message on its way to an interface, in pieces where it
// is too large.
//
// One idea: what fits leaves as it is. What does not is cut here, by its sender, and every piece is a
// packet with a number of its own: a device, a link and a capture know nothing of the whole.
//
// Units: bytes.
// Source: Linux net/ipv4/ip_output.c ip_finish_output(), ip_fragment(); net/ipv6/ip6_output.c.

import { cutPacket } from '../net/fragments.ts';
import { isGroup, isV6 } from '../net/ip.ts';
import { type Packet, packetBytes } from '../net/segment.ts';
import { takeId } from '../sim/sim.ts';
import type { Segment } from '../sim/trace.ts';
import { pathMtu } from '../tcp/options.ts';
import { count } from '../tcp/stack.ts';
import type { Ctx } from './kernel.ts';

export type Message = Pick<
  Segment,
  'proto' | 'src' | 'dst' | 'payload' | 'about' | 'icmp' | 'mayCut' | 'ttl' | 'tos'
>;

/** What is known of a message besides: who sends it, and what the way lets through. */
export interface Posting extends Pick<Packet, 'sock' | 'train' | 'by' | 'mark' | 'priority'> {
  mtu?: number;
  /** This host is to hear it, too. */
  loops?: boolean;
}

/** Sends a message by an interface. */
export function post(ctx: Ctx, iface: string, message: Message, posting: Posting = {}): void {
  const { mtu, loops, ...besides } = posting;
  const seg: Segment = { seq: 0, ack: 0, flags: 0, windowField: 0, options: {}, ...message };
  const most = mtu ?? pathMtu(ctx.stack, iface, seg.dst.addr);
  const packet: Packet = { id: takeId(ctx.sim), seg, iface, ...besides };
  // A copy has been nowhere: nobody sees it arrive but whoever it is for.
  if (loops) ctx.stack.datagrams.push({ ...packet });
  // What is to pass nobody goes no further.
  if (seg.ttl === 0 && isGroup(seg.dst.addr) && iface !== 'lo') return;
  if (packetBytes(seg) > most) postPieces(ctx, packet, most);
  else ctx.stack.out.push(packet);
}

function postPieces(ctx: Ctx, packet: Packet, mtu: number): void {
  const ip = isV6(packet.seg.src.addr) ? 'Ip6' : 'Ip';
  for (const seg of cutPacket(packet.seg, mtu, packet.id)) {
    ctx.stack.out.push({ ...packet, id: takeId(ctx.sim), seg });
    count(ctx.sim, ctx.stack, `${ip}FragCreates`);
  }
  count(ctx.sim, ctx.stack, `${ip}FragOKs`);
}
