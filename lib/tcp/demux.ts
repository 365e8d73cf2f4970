// Demultiplexing: which connection or half-open request a segment belongs to.
//
// One idea: a table is keyed by one small number that mixes the four of a connection; those few
// that mix alike hang on one another. Nothing is allocated to look something up.
//
// Source: Linux net/ipv4/inet_hashtables.c inet_ehashfn(), __inet_lookup_established().
// Departs: the mixing function is not keyed; nobody attacks it.

import { mix32 } from '../sim/rng.ts';
import type { Endpoint } from '../sim/trace.ts';

/** What can be found by its two ends. */
export interface Demuxed<T> {
  local: Endpoint;
  remote: Endpoint;
  /** The next one in the table whose ends mix alike. */
  alike: T | undefined;
}

/** The first of those that mix alike, by what they mix to. */
export type DemuxTable<T> = Map<number, T>;

/** Mixes two ends; a signed 32-bit number. */
export function mixEnds(local: Endpoint, remote: Endpoint): number {
  const ports = (local.port << 16) ^ remote.port;
  // An IPv6 address differs from IPv4's by a bit that 32 bits do not have.
  const families = (local.addr > 0xffffffff ? 1 : 0) ^ (remote.addr > 0xffffffff ? 2 : 0);
  return mix32(mix32(mix32(ports ^ families) ^ local.addr) ^ remote.addr) | 0;
}

function isBetween(one: Demuxed<unknown>, local: Endpoint, remote: Endpoint): boolean {
  return (
    one.remote.port === remote.port &&
    one.local.port === local.port &&
    one.remote.addr === remote.addr &&
    one.local.addr === local.addr
  );
}

/** Finds what is between two ends. */
export function findBetween<T extends Demuxed<T>>(
  table: DemuxTable<T>,
  local: Endpoint,
  remote: Endpoint,
): T | undefined {
  let one = table.get(mixEnds(local, remote));
  while (one !== undefined && !isBetween(one, local, remote)) one = one.alike;
  return one;
}

/** Enters something under its two ends, in place of what was there. */
export function enterBetween<T extends Demuxed<T>>(table: DemuxTable<T>, made: T): void {
  const before = findBetween(table, made.local, made.remote);
  if (before === made) return;
  if (before !== undefined) leaveBetween(table, before);
  const key = mixEnds(made.local, made.remote);
  made.alike = table.get(key);
  table.set(key, made);
}

/** Takes something out; false where it is not in the table. */
export function leaveBetween<T extends Demuxed<T>>(table: DemuxTable<T>, gone: T): boolean {
  const key = mixEnds(gone.local, gone.remote);
  const first = table.get(key);
  if (first === gone) {
    if (gone.alike === undefined) table.delete(key);
    else table.set(key, gone.alike);
  } else {
    let before = first;
    while (before !== undefined && before.alike !== gone) before = before.alike;
    if (before === undefined) return false;
    before.alike = gone.alike;
  }
  gone.alike = undefined;
  return true;
}
