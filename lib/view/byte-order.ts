// Byte order: what bind(2) was given, byte for byte, and which port the kernel made of it.
//
// One idea: two runs that differ in nothing but htons(). Bytes come from the sys-enter event, the
// port from the bound socket, the answers from two clients' connect().
//
// Units: bytes in the order of their addresses; ports as numbers.

import { errnoName } from '../abi/errno.ts';
import { SOCKADDR_IN } from '../abi/structs.ts';
import { ipPacket } from '../net/ip-packet.ts';
import { IP_HEADER_BYTES } from '../net/segment.ts';
import type { Segment, TraceEvent } from '../sim/trace.ts';
import { SYN } from '../sim/trace.ts';

export interface AddressField {
  name: string;
  from: number;
  to: number;
}

/** One program's call of bind and what came of it. */
export interface BindView {
  /** Whether the program swapped the port with htons(). */
  swapped: boolean;
  /** The struct sockaddr_in in the process's memory, as bind() handed it over. */
  bytes: number[];
  /** `0` or `-1 EACCES`. */
  result: string;
  ok: boolean;
  /** The port that the kernel bound; absent when bind failed. */
  port?: number;
  /** The listener's line of `ss -ltn`, its columns one space apart. */
  ss?: string;
  /** By port tried: what a client's connect() returned. */
  answers: { port: number; result: string; ok: boolean }[];
  /** Bytes 2 and 3 of the TCP header of the SYN that reached the listener: the port on the wire. */
  wire?: number[];
}

export interface ByteOrderRun {
  /** The number that the programmer wrote. */
  port: number;
  fields: AddressField[];
  /** Offset of sin_port. */
  portAt: number;
  plain: BindView;
  swapped: BindView;
}

/** Names the fields of struct sockaddr_in with their places. */
export function addressFields(): AddressField[] {
  return SOCKADDR_IN.fields.map(({ name, offset, size }) => ({
    name,
    from: offset,
    to: offset + size,
  }));
}

/** Folds the trace of one program that bound a socket and of the clients that tried it. */
export function bindView(events: TraceEvent[], serverPid: number, swapped: boolean): BindView {
  const view: BindView = { swapped, bytes: [], result: '', ok: false, answers: [] };
  const targets = new Map<number, number>();
  for (const event of events) {
    if (event.kind === 'sys-enter' && event.name === 'bind' && event.pid === serverPid) {
      view.bytes = [...(event.in?.[1] ?? [])];
    } else if (event.kind === 'sys-exit' && event.name === 'bind' && event.pid === serverPid) {
      view.ok = event.result === 0;
      view.result = event.result < 0 ? `-1 ${errnoName(-event.result)}` : String(event.result);
    } else if (event.kind === 'listen' && event.why === 'listen') {
      view.port = event.local.port;
    } else if (event.kind === 'sys-enter' && event.name === 'connect') {
      const bytes = event.in?.[1];
      if (bytes) targets.set(event.pid, (bytes[2] << 8) | bytes[3]);
    } else if (event.kind === 'sys-exit' && event.name === 'connect') {
      const port = targets.get(event.pid);
      if (port === undefined) continue;
      const ok = event.result === 0;
      const result = ok ? '0' : `-1 ${errnoName(-event.result)}`;
      view.answers.push({ port, result, ok });
    } else if (event.kind === 'segment' && event.at === 'tx' && isFirst(event.seg)) {
      if (event.seg.dst.port === view.port) view.wire = wireBytes(event.seg);
    }
  }
  return view;
}

function isFirst(seg: Segment): boolean {
  return seg.flags === SYN;
}

/** Takes the destination port out of a segment's packet, byte for byte. */
function wireBytes(seg: Segment): number[] {
  const at = IP_HEADER_BYTES + 2;
  return [...ipPacket(seg).subarray(at, at + 2)];
}
