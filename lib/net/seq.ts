// Sequence numbers: 32-bit counters that wrap, compared by which is less than half a circle ahead.
//
// One idea: `<` on sequence numbers is a bug that shows up after 4 GB, so they are a type of their
// own and this file is the only place that compares them.
//
// Units: bytes of the stream, modulo 2^32; SYN and FIN count as one.
// Source: RFC 9293 section 3.4; Linux include/net/tcp.h before(), after().

declare const brand: unique symbol;

/** A sequence number; what it looks like inside is this file's affair. */
export interface Seq {
  readonly [brand]: true;
}

// Inside it is a signed number of 32 bits, which an engine keeps in place and not in a box.

function bits(a: Seq): number {
  return a as unknown as number;
}

/** Makes a sequence number of any integer. */
export function seq(value: number): Seq {
  return (value | 0) as unknown as Seq;
}

/** Tells a sequence number as it is on the wire: 0 to 2^32 - 1. */
export function wireSeq(a: Seq): number {
  return bits(a) >>> 0;
}

/** Adds a number of bytes, which may be negative. */
export function seqAdd(a: Seq, bytes: number): Seq {
  return seq(bits(a) + bytes);
}

/** Tells how many bytes `a` is ahead of `b`; negative when it is behind. */
export function seqDiff(a: Seq, b: Seq): number {
  return (bits(a) - bits(b)) | 0;
}

/** Tells whether `a` comes before `b`. */
export function before(a: Seq, b: Seq): boolean {
  return seqDiff(a, b) < 0;
}

/** Tells whether `a` comes after `b`. */
export function after(a: Seq, b: Seq): boolean {
  return seqDiff(a, b) > 0;
}

/** Picks the earlier of two. */
export function seqMin(a: Seq, b: Seq): Seq {
  return before(a, b) ? a : b;
}

/** Picks the later of two. */
export function seqMax(a: Seq, b: Seq): Seq {
  return after(a, b) ? a : b;
}
