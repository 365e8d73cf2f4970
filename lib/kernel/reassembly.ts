// Reassembly: the pieces of packets that have come, until a packet is whole or its time is over.
//
// One idea: the first piece that comes, whichever it is, starts a clock. When that runs out all pieces are
// thrown away, and the sender is told so if the piece with the ports was among them. Nobody asks for a
// piece again: one that is lost loses the datagram.
//
// Units: µs.
// Source: RFC 791, 1122 section 3.3.2, 8200 section 4.5; Linux net/ipv4/ip_fragment.c ip_expire(),
// ip_frag_queue(), ip_frag_reasm(); net/ipv6/reassembly.c; times and counters seen on 6.18.

import { addPart, joinParts, type Reassembly } from '../net/fragments.ts';
import { isV6 } from '../net/ip.ts';
import { ICMP } from '../net/ip-packet.ts';
import { type Packet, UDP_HEADER_BYTES } from '../net/segment.ts';
import { readBody } from '../net/wire.ts';
import type { QueueEntry, SimRecord } from '../sim/event-queue.ts';
import { cancel, schedule } from '../sim/sim.ts';
import type { Segment } from '../sim/trace.ts';
import { count } from '../tcp/stack.ts';
import { complain } from './icmp.ts';
import type { Ctx } from './kernel.ts';
import { flush } from './sock.ts';
import { chargeOf, truesize } from './udp.ts';

/** net.ipv4.ipfrag_time and net.ipv6.ip6frag_time. */
const IPFRAG_US = 30e6;
const IP6FRAG_US = 60e6;
/** net.ipv4.ipfrag_high_thresh and net.ipv6.ip6frag_high_thresh: with more than that, nothing new is kept. */
const MOST_MEMORY = 4 << 20;
/** The largest body that an IP packet may have, whatever the headers. */
const MOST_BYTES = 65_535;

/** What has come of one packet, and by which interface; `timer` is its record in the queue of events. */
export interface Waiting extends Reassembly {
  iface: string;
  v6: boolean;
  timer: QueueEntry;
}

/** How many packets have come in part, and how much memory that takes. */
interface Held {
  packets: number;
  memory: number;
}

/** All that waits on a host, and what of it is IPv4's and IPv6's. */
export interface Reassemblies {
  waiting: Map<string, Waiting>;
  held: [Held, Held];
}

interface ReassemblyRecord extends SimRecord {
  kind: 'reassembly';
  key: string;
}

function tally(ctx: Ctx, { src }: Segment, what: string): void {
  count(ctx.sim, ctx.stack, `${isV6(src.addr) ? 'Ip6' : 'Ip'}Reasm${what}`);
}

/** Takes in a piece: the packet that it completes, or undefined. */
export function takeFragment(ctx: Ctx, { seg, iface, id }: Packet): Packet | undefined {
  const { src, dst, fragment } = seg;
  if (!fragment) return undefined;
  tally(ctx, seg, 'Reqds');
  ctx.kernel.reassembly ??= { waiting: new Map(), held: [nothingHeld(), nothingHeld()] };
  const { waiting: all } = ctx.kernel.reassembly;
  if (fragmentsHeld(ctx, isV6(src.addr)).memory > MOST_MEMORY) {
    tally(ctx, seg, 'Fails');
    return undefined;
  }
  const key = [src.addr, dst.addr, fragment.protocol, fragment.id].join(' ');
  const waiting = all.get(key) ?? begin(ctx, key, seg, iface);
  const fit = addPart(waiting, seg);
  if (fit === 'fits') hold(ctx, waiting, sizeOf(seg));
  if (fit === 'again') return undefined;
  const body = fit === 'fits' ? joinParts(waiting) : undefined;
  const wrong = fit !== 'fits' || (body !== undefined && body.length > MOST_BYTES);
  if (!body && !wrong) return undefined;
  forget(ctx, key, waiting);
  cancel(ctx.sim, waiting.timer);
  if (!body || wrong) {
    if (fit === 'overlaps' && !isV6(src.addr)) count(ctx.sim, ctx.stack, 'IpExtReasmOverlaps');
    tally(ctx, seg, 'Fails');
    return undefined;
  }
  tally(ctx, seg, 'OKs');
  const { protocol } = fragment;
  const read = readBody({ src: src.addr, dst: dst.addr, protocol, body });
  if ('seg' in read) {
    const lengths = waiting.parts.map(({ payload }) => payload.length);
    const { ttl, tos } = waiting.parts[0];
    const whole = { ...read.seg, ...(ttl !== undefined && { ttl }), ...(tos && { tos }) };
    return { id, seg: whole, iface, charge: chargeOf(lengths, isV6(src.addr)) };
  }
  if (read.drop === 'UDP checksum') {
    const udp = isV6(src.addr) ? 'Udp6' : 'Udp';
    for (const name of ['InCsumErrors', 'InErrors']) count(ctx.sim, ctx.stack, udp + name);
  }
  return undefined;
}

function begin(ctx: Ctx, key: string, { src }: Segment, iface: string): Waiting {
  const record: ReassemblyRecord = { kind: 'reassembly', host: ctx.kernel.host, key };
  const atUs = ctx.sim.nowUs + (isV6(src.addr) ? IP6FRAG_US : IPFRAG_US);
  const timer = schedule(ctx.sim, atUs, record);
  const v6 = isV6(src.addr);
  const waiting = { parts: [], bytes: 0, lastSeen: false, iface, v6, timer };
  const { waiting: all, held } = ctx.kernel.reassembly!;
  all.set(key, waiting);
  held[v6 ? 1 : 0].packets++;
  hold(ctx, waiting, recordBytes(v6));
  return waiting;
}

function nothingHeld(): Held {
  return { packets: 0, memory: 0 };
}

/** What a packet's record takes beside the buffers of its pieces. */
function recordBytes(v6: boolean): number {
  return v6 ? 184 : 200;
}

function sizeOf({ src, payload }: Segment): number {
  return truesize(payload.length - UDP_HEADER_BYTES, isV6(src.addr));
}

function hold({ kernel }: Ctx, { v6 }: Waiting, bytes: number): void {
  kernel.reassembly!.held[v6 ? 1 : 0].memory += bytes;
}

/** Nothing waits for the rest of a packet any more. */
function forget(ctx: Ctx, key: string, waiting: Waiting): void {
  const { waiting: all, held } = ctx.kernel.reassembly!;
  all.delete(key);
  held[waiting.v6 ? 1 : 0].packets--;
  hold(ctx, waiting, -waiting.parts.reduce((sum, part) => sum + sizeOf(part), 0));
  hold(ctx, waiting, -recordBytes(waiting.v6));
}

/** How many packets have come in part, and how much memory that takes. */
export function fragmentsHeld({ kernel }: Ctx, v6: boolean): Held {
  return kernel.reassembly?.held[v6 ? 1 : 0] ?? nothingHeld();
}

/** Acts on a `reassembly` record: what is missing has not come in time. */
export function onReassemblyTimer(ctx: Ctx, record: SimRecord): void {
  const { key } = record as ReassemblyRecord;
  const waiting = ctx.kernel.reassembly?.waiting.get(key);
  if (!waiting) return;
  forget(ctx, key, waiting);
  const [first] = waiting.parts;
  tally(ctx, first, 'Fails');
  tally(ctx, first, 'Timeout');
  if (first.fragment!.offset !== 0) return;
  const type = ICMP.timeExceeded[isV6(first.src.addr) ? 1 : 0];
  complain(ctx, waiting.iface, first, [type, ICMP.reassemblyCode, 0]);
  flush(ctx);
}
