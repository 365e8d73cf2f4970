// Fragments: a packet that is too large for its way, in pieces, and the pieces put together again.
//
// One idea: what is cut is the body behind the IP header, whatever it is; a piece knows where it lies in
// that body and whether more follows. The receiver has the packet once its pieces leave no gap up to the
// last one. Pieces that disagree with each other are an attack or a damage, and end the whole attempt.
//
// Units: bytes; a piece begins at a multiple of 8.
// Source: RFC 791 section 3.2, 815, 5722 (overlaps), 8200 section 4.5; Linux net/ipv4/ip_output.c
// ip_do_fragment(), ip_fragment.c ip_frag_queue(), inet_fragment.c inet_frag_queue_insert().
// Departs: no IP options and no extension headers, so that a packet has one header to repeat.

import type { Segment } from '../sim/trace.ts';
import { isV6 } from './ip.ts';
import { ipPacket, protocolOf } from './ip-packet.ts';
import { FRAGMENT_HEADER_BYTES, IP_HEADER_BYTES, IPV6_HEADER_BYTES } from './segment.ts';

/**
 * Cuts a packet, or what is one piece already, into pieces of at most `mtu` bytes each. The first has the
 * ports of the whole, as far as it shows them; `id` tells the receiver whose pieces these are.
 */
export function cutPacket(seg: Segment, mtu: number, id: number): Segment[] {
  const { fragment } = seg;
  const v6 = isV6(seg.src.addr);
  const whole = fragment ?? { protocol: protocolOf(seg), id, offset: 0, more: false };
  const body = fragment
    ? seg.payload
    : ipPacket(seg).subarray(v6 ? IPV6_HEADER_BYTES : IP_HEADER_BYTES);
  const room = mtu - (v6 ? IPV6_HEADER_BYTES + FRAGMENT_HEADER_BYTES : IP_HEADER_BYTES);
  const pieces: Segment[] = [];
  for (let at = 0; at < body.length; ) {
    const left = body.length - at;
    const payload = body.slice(at, at + (left <= room ? left : room & ~7));
    const offset = whole.offset + at;
    at += payload.length;
    pieces.push(piece(seg, payload, { ...whole, offset, more: whole.more || at < body.length }));
  }
  return pieces;
}

/** Makes a piece of a packet; only its beginning shows ports. */
export function piece(
  { src, dst, ttl, tos }: Pick<Segment, 'src' | 'dst' | 'ttl' | 'tos'>,
  payload: Uint8Array,
  fragment: NonNullable<Segment['fragment']>,
): Segment {
  const port = (end: Segment['src']) => (fragment.offset === 0 ? end.port : 0);
  return {
    ...{
      seq: 0,
      ack: 0,
      flags: 0,
      windowField: 0,
      options: {},
      proto: 'fragment',
      fragment,
      payload,
    },
    ...{ src: { ...src, port: port(src) }, dst: { ...dst, port: port(dst) }, mayCut: true },
    ...(ttl !== undefined && { ttl }),
    ...(tos !== undefined && { tos }),
  };
}

/** What has come of one packet. */
export interface Reassembly {
  /** In the order of their offsets; none covers another. */
  parts: Segment[];
  /** Length of the whole body, once the last piece has come; until then the furthest end. */
  bytes: number;
  lastSeen: boolean;
}

/** What became of a piece: it fits, was there already, or contradicts what has come. */
type Fit = 'fits' | 'again' | 'overlaps' | 'contradicts';

/** Adds a piece to what has come of its packet. */
export function addPart(queue: Reassembly, part: Segment): Fit {
  const { offset, more } = part.fragment!;
  const end = offset + part.payload.length;
  if (end === offset || (more && part.payload.length % 8 !== 0)) return 'contradicts';
  if (!more) {
    if (end < queue.bytes || (queue.lastSeen && end !== queue.bytes)) return 'contradicts';
    queue.lastSeen = true;
    queue.bytes = end;
  } else if (end > queue.bytes) {
    if (queue.lastSeen) return 'contradicts';
    queue.bytes = end;
  }
  const next = queue.parts.findIndex((one) => one.fragment!.offset >= offset);
  const at = next < 0 ? queue.parts.length : next;
  if (covered(queue.parts, offset) >= end) return 'again';
  const before = queue.parts[at - 1];
  if (before && endOf(before) > offset) return 'overlaps';
  if (next >= 0 && queue.parts[at].fragment!.offset < end) return 'overlaps';
  queue.parts.splice(at, 0, part);
  return 'fits';
}

function endOf({ fragment, payload }: Segment): number {
  return fragment!.offset + payload.length;
}

/** Tells up to where the bytes from `offset` on are there without a gap. */
function covered(parts: readonly Segment[], offset: number): number {
  let end = offset;
  for (const part of parts) if (part.fragment!.offset <= end) end = Math.max(end, endOf(part));
  return end;
}

/** Joins the pieces to the packet's body; undefined while one is missing. */
export function joinParts({ parts, bytes, lastSeen }: Reassembly): Uint8Array | undefined {
  if (!lastSeen || covered(parts, 0) < bytes) return undefined;
  const body = new Uint8Array(bytes);
  for (const part of parts) body.set(part.payload, part.fragment!.offset);
  return body;
}
