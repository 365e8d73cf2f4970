// Several hosts' TCPs, joined: what leaves one arrives at another, or at itself.
//
// One idea: loopback has no wire. A packet to lo is received as soon as the call that sent it has
// done its work, so a handshake on lo is over before connect(2) returns; a packet for a link
// becomes a record in the future.
//
// Units: µs.
// Source: Linux drivers/net/loopback.c loopback_xmit(), net/core/dev.c (backlog).

import { type DeliverRecord, type Link, linkOf, OUTSIDE, transmit } from '../net/link.ts';
import type { Packet } from '../net/segment.ts';
import { emit, type Sim, spend, traced } from '../sim/sim.ts';
import { tcpInput } from './input.ts';
import type { TcpStack } from './stack.ts';
import { noteReceived, noteSent } from './traffic.ts';

/** What a packet can cross. */
export interface Network {
  stacks: Map<string, TcpStack>;
  links: Link[];
  /** Packets that have arrived at the far end of a link to the outside. */
  outside?: Packet[];
  /** Interfaces whose other end is not part of the model. */
  taps?: Tap[];
}

/** Where packets leave the model: whoever plays the outside takes them from `sent`. */
export interface Tap {
  host: string;
  iface: string;
  sent: { packet: Packet; atUs: number }[];
}

/** Sends what every host wants to send, until nobody has anything to say at once. */
export function drainOutput(sim: Sim, network: Network): void {
  let busy = true;
  while (busy) {
    busy = false;
    for (const stack of network.stacks.values()) {
      const packet = stack.out.shift();
      if (!packet) continue;
      busy = true;
      send(sim, network, stack, packet);
    }
  }
}

function send(sim: Sim, network: Network, stack: TcpStack, packet: Packet): void {
  noteSent(stack.traffic, packet);
  if (packet.iface === 'lo') {
    emitSegment(sim, stack, packet, 'tx', 'lo');
    spend(sim, stack.loopbackUs);
    receiveFrom(sim, stack, packet, 'lo');
    return;
  }
  const tap = network.taps?.find((t) => t.host === stack.host && t.iface === packet.iface);
  if (tap) {
    emitSegment(sim, stack, packet, 'tx', packet.iface);
    tap.sent.push({ packet, atUs: sim.nowUs });
    return;
  }
  const link = linkOf(network.links, stack.host, packet.iface);
  if (link) transmit(sim, link, stack.host, packet);
  else emitSegment(sim, stack, packet, 'lost', packet.iface);
}

/** Takes a packet off the wire at the record's host; `drainOutput` must follow. */
export function deliver(sim: Sim, network: Network, record: DeliverRecord): void {
  if (record.host === OUTSIDE) {
    network.outside ??= [];
    network.outside.push(record.packet);
    return;
  }
  const stack = network.stacks.get(record.host);
  if (!stack) throw new Error(`packet ${record.packet.id} for host ${record.host}: no such host`);
  receiveFrom(sim, stack, record.packet, record.iface);
}

/** Takes a packet in by an interface; `drainOutput` must follow. */
export function receiveFrom(sim: Sim, stack: TcpStack, packet: Packet, iface: string): void {
  emitSegment(sim, stack, packet, 'rx', iface);
  noteReceived(stack.traffic, packet);
  // Who the datagram is for, the kernel knows.
  if (packet.seg.proto) stack.datagrams.push(packet);
  else tcpInput(sim, stack, packet, iface);
}

function emitSegment(
  sim: Sim,
  stack: TcpStack,
  packet: Packet,
  at: 'tx' | 'rx' | 'lost',
  iface: string,
): void {
  const { seg, id, sock, retransmit } = packet;
  const kind = seg.proto ? 'datagram' : 'segment';
  if (!traced(sim, kind)) return;
  emit(sim, {
    kind,
    host: stack.host,
    at,
    iface,
    seg,
    packet: id,
    ...(at === 'tx' && retransmit ? { retransmit } : {}),
    ...(at !== 'rx' && sock !== undefined ? { sock } : {}),
  });
}
