// Demultiplexing: which connection or half-open request a segment belongs to.
//
// One idea: a table is keyed by one small number that is made of the four of a connection. Nothing is
// allocated to look something up. The ports that connect(2) picks come one after the other, and so do
// their numbers: connections that are opened together are neighbours in the table.
//
// Source: Linux net/ipv4/inet_hashtables.c inet_ehashfn(), __inet_lookup_established().
// Departs: the numbers are not keyed; nobody attacks them.

import { type Chains, chainOf, hang, type Link, unhang } from '../sim/chains.ts';
import { mix32 } from '../sim/rng.ts';
import type { Endpoint } from '../sim/trace.ts';
import type { Ends } from './tcb.ts';

/** What can be found by its two ends. */
export interface Demuxed<T> extends Link<T>, Ends {}

/** An end that is not set. */
export const NO_END: Endpoint = { addr: 0, port: 0 };

export type DemuxTable<T> = Chains<T>;

/** Makes one number of two ends, neighbours for neighbouring ports; a signed 32-bit one. */
export function mixEnds(local: Endpoint, remote: Endpoint): number {
  // The smaller port is the service's, mostly.
  const service = Math.min(local.port, remote.port);
  const chosen = local.port + remote.port - service;
  // An IPv6 address differs from IPv4's by a bit that 32 bits do not have.
  const families = (local.addr > 0xffffffff ? 1 : 0) ^ (remote.addr > 0xffffffff ? 2 : 0);
  const mixed = mix32(mix32(mix32((families << 16) ^ service) ^ local.addr) ^ remote.addr);
  // Of a connection inside of a host both ends are in its table, side by side.
  return (mixed + chosen + (chosen === local.port ? 1 : 0)) | 0;
}

function mixOf(one: Demuxed<unknown>): number {
  return mixEnds(localOf(one), remoteOf(one));
}

/** Tells the near end. */
export function localOf({ localAddr, localPort }: Ends): Endpoint {
  return { addr: localAddr, port: localPort };
}

/** Tells the far end. */
export function remoteOf({ remoteAddr, remotePort }: Ends): Endpoint {
  return { addr: remoteAddr, port: remotePort };
}

/** Sets the far end. */
export function setRemote(sk: Ends, { addr, port }: Endpoint): void {
  sk.remoteAddr = addr;
  sk.remotePort = port;
}

function isBetween(one: Demuxed<unknown>, local: Endpoint, remote: Endpoint): boolean {
  return (
    one.remotePort === remote.port &&
    one.localPort === local.port &&
    one.remoteAddr === remote.addr &&
    one.localAddr === local.addr
  );
}

/** Finds what is between two ends. */
export function findBetween<T extends Demuxed<T>>(
  table: DemuxTable<T>,
  local: Endpoint,
  remote: Endpoint,
): T | undefined {
  let one = chainOf(table, mixEnds(local, remote));
  while (one !== undefined && !isBetween(one, local, remote)) one = one.alike;
  return one;
}

/** Enters something under its two ends, in place of what was there. */
export function enterBetween<T extends Demuxed<T>>(table: DemuxTable<T>, made: T): void {
  const before = findBetween(table, localOf(made), remoteOf(made));
  if (before === made) return;
  if (before !== undefined) leaveBetween(table, before);
  hang(table, made, mixOf);
}

/** Takes something out; false where it is not in the table. */
export function leaveBetween<T extends Demuxed<T>>(table: DemuxTable<T>, gone: T): boolean {
  return unhang(table, gone, mixOf(gone));
}
