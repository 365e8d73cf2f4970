// Which local ports have a connection to one destination already.
//
// One idea: connect(2) looks for a port whose connection to its destination would be new. Linux asks
// port after port; here each destination knows its ports, so that the first free one behind a given
// one is found at once, also when nearly all are taken. What is in TIME_WAIT may be taken over and
// counts as free here; whoever picks it asks. Connections that came from outside are not noted: the
// port that they have is bound, and no connect(2) picks it.
//
// Source: Linux net/ipv4/inet_hashtables.c __inet_hash_connect(), whose choice this is.

import { freeNumber, lowestFree, type TakenNumbers, takeNumber } from '../sim/taken-numbers.ts';
import type { Endpoint } from '../sim/trace.ts';
import {
  type Demuxed,
  type DemuxTable,
  enterBetween,
  findBetween,
  leaveBetween,
  setRemote,
} from './demux.ts';

/** The ports of one local address to one remote end; even ones and odd ones, halved. */
export interface Destination extends Demuxed<Destination> {
  taken: [TakenNumbers, TakenNumbers];
  count: number;
}

/** By local address (with port 0) and remote end. */
export type Destinations = DemuxTable<Destination>;

function find(table: Destinations, local: Endpoint, remote: Endpoint): Destination | undefined {
  return findBetween(table, { addr: local.addr, port: 0 }, remote);
}

/** Notes that a port has a connection to a remote end. */
export function takePortTo(table: Destinations, local: Endpoint, remote: Endpoint): void {
  let to = find(table, local, remote);
  if (!to) {
    const ends = { localAddr: local.addr, localPort: 0 };
    to = { ...ends, remoteAddr: 0, remotePort: 0, alike: undefined, taken: [[], []], count: 0 };
    setRemote(to, remote);
    enterBetween(table, to);
  }
  if (takeNumber(to.taken[local.port & 1], local.port >> 1)) to.count++;
}

/** Notes that it has none any more. */
export function freePortTo(table: Destinations, local: Endpoint, remote: Endpoint): void {
  const to = find(table, local, remote);
  if (!to || !freeNumber(to.taken[local.port & 1], local.port >> 1)) return;
  to.count--;
  if (to.count === 0) leaveBetween(table, to);
}

/** Finds the first port from `port` on, in steps of two, that has no connection to a remote end. */
export function nextPortTo(
  table: Destinations,
  local: Endpoint,
  remote: Endpoint,
  port: number,
): number {
  const to = find(table, local, remote);
  return to ? 2 * lowestFree(to.taken[port & 1], port >> 1) + (port & 1) : port;
}
