// What a socket of UDP is: two queues, of what has come and of what was wrong, and what it holds back.
//
// Units: bytes, µs.
// Source: Linux include/linux/udp.h, include/net/sock.h.

import type { Packet } from '../net/segment.ts';
import type { Endpoint } from '../sim/trace.ts';
import type { Asked } from './asked-headers.ts';
import type { Arrival } from './datagram-controls.ts';

/** A datagram socket; datagrams keep their borders and their sender. */
export interface UdpSock {
  id: number;
  local: Endpoint;
  /** Address that bind(2) was given. */
  boundAddr: number;
  v6only?: boolean;
  /** The program chose its port. */
  chosen?: boolean;
  remote?: Endpoint;
  /** `size` is what a datagram is charged with; `train` which send it is a part of (UDP_SEGMENT). */
  queue: (Arrival & { from: Endpoint; bytes: Uint8Array; size: number; train?: Packet['train'] })[];
  /** What MSG_MORE or UDP_CORK keeps back, to be one datagram with what comes next; what was asked for it at first. */
  corked?: { to: Endpoint; bytes: Uint8Array; asked: Asked };
  /** What was sent, until its device has put it on the wire; and that somebody waits for that. */
  leaving?: { untilUs: number; size: number }[];
  awaited?: boolean;
  /** What IP_RECVERR asked to keep: messages of ICMP, for recvmsg(2) with MSG_ERRQUEUE. */
  errors?: UdpError[];
  /** What would have fitted of a datagram that must not be cut: IPV6_RECVPATHMTU. */
  pathNews?: { addr: number; mtu: number };
  /** How many datagrams have found no room. */
  drops?: number;
  err: number;
  /** 1 for no more reading, 2 for no more writing. */
  shutdown: number;
  /** Ints of the SOL_SOCKET options that were set, by SO_*. */
  options: Map<number, number[]>;
}

/** What is wrong with a datagram: which one, where it went, what ICMP says of it, and who says so. */
export interface UdpError {
  errno: number;
  /** No ICMP message: this host itself would not send it. */
  local?: boolean;
  /** Of one that was too large: what would fit. */
  mtu?: number;
  type: number;
  code: number;
  bytes: Uint8Array;
  to: Endpoint;
  offender: Endpoint;
  /** What it is charged with, like a datagram. */
  size: number;
}
