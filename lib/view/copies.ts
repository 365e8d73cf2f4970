// Copies: where the bytes of a request and its response went, and who moved them.
//
// One idea: a byte is copied by the CPU or moved by a device, never both; the counts are those of
// the run's copy events. A side is the client or the server, be they on two hosts or on one.
//
// Units: bytes of payload; times in us of virtual time.
// Source: copy events of lib/kernel (copy-in, copy-out, splice) and lib/tcp (device, hand-over).
// Departs: TCP segments without payload, such as the handshake's, are not drawn.

import type { CopyEvent, Place, TraceEvent } from '../sim/trace.ts';
import { bytesText } from './amounts.ts';
import { callText } from './words.ts';

export type Side = 'client' | 'server';

export interface Tally {
  cpu: number;
  cpuBytes: number;
  dma: number;
  dmaBytes: number;
}

/** One movement: a copy, a transfer, a hand-over by pointer, or a stretch on the wire. */
export interface CopyFrame {
  n: number;
  atUs: number;
  /** Side that paid for it; the wire belongs to neither. */
  side?: Side;
  how: 'start' | 'cpu' | 'dma' | 'link' | 'wire';
  /** `client.user`, `server.send-queue` and so on. */
  from?: string;
  to?: string;
  bytes: number;
  /** The call at work. */
  call?: string;
  line?: number;
  /** Counts so far. */
  tally: Record<Side, Tally>;
  say: string;
}

/** What a whole run cost one side. */
export interface CopyTotals extends Tally {
  link: number;
  syscalls: number;
  /** Payload that this side sent. */
  sentBytes: number;
}

/** Tells the two sides apart: by host, or, where both are on one, by the client's process. */
export interface Sides {
  serverHost: string;
  clientHost: string;
  clientPid: number;
  /** Earlier events are preparation and are left out. */
  sinceUs: number;
}

interface Reading {
  sides: Sides;
  tally: Record<Side, Tally>;
  calls: Map<number, { text: string; line?: number }>;
  /** Side whose program last wrote: on loopback it says which way a hand-over goes. */
  writer: Side;
}

/**
 * Folds a run into movements. Movements of the same kind between the same places that follow each
 * other without another in between are one frame, as the segments of one long answer are.
 */
export function copyFrames(events: readonly TraceEvent[], sides: Sides): CopyFrame[] {
  const reading: Reading = {
    sides,
    tally: { client: emptyTally(), server: emptyTally() },
    calls: new Map(),
    writer: 'client',
  };
  const frames: CopyFrame[] = [
    {
      n: 0,
      atUs: 0,
      how: 'start',
      bytes: 0,
      tally: structuredTally(reading.tally),
      say: 'The request lies in the client’s own memory. Nothing has been copied.',
    },
  ];
  for (const event of events) {
    if (event.atUs < sides.sinceUs) continue;
    if (event.kind === 'sys-enter') {
      reading.calls.set(event.pid, { text: callText(event), line: event.line });
    }
    const draft = draftOf(event, reading);
    if (!draft) continue;
    if (draft.side) count(reading.tally[draft.side], draft);
    const last = frames[frames.length - 1];
    if (sameHop(last, draft)) {
      last.bytes += draft.bytes;
      last.tally = structuredTally(reading.tally);
      last.say = sentence(last);
    } else {
      const frame: CopyFrame = { ...draft, tally: structuredTally(reading.tally), say: '' };
      frame.say = sentence(frame);
      // A card sends what it has fetched: the trace tells the segment first, the figure the fetch.
      const sent = frames[frames.length - 1];
      if (sent.how === 'wire' && frame.to === sent.from && frame.atUs === sent.atUs) {
        sent.tally = structuredTally(reading.tally);
        frames.splice(-1, 0, frame);
      } else frames.push(frame);
    }
  }
  return frames;
}

type Draft = Omit<CopyFrame, 'tally' | 'say'>;

function draftOf(event: TraceEvent, reading: Reading): Draft | undefined {
  const { sides } = reading;
  const { n, atUs } = event;
  if (event.kind === 'segment') {
    // Loopback has no wire: there the hand-over by pointer is all that happens.
    const local = sides.serverHost === sides.clientHost;
    if (event.at !== 'tx' || local || event.seg.payload.length === 0) return undefined;
    const side = event.host === sides.clientHost ? 'client' : 'server';
    const bytes = event.seg.payload.length;
    return { n, atUs, how: 'wire', from: `${side}.nic`, to: `${other(side)}.nic`, bytes };
  }
  if (event.kind !== 'copy' || event.bytes === 0 || isScreen(event)) return undefined;
  const side = sideOf(event, reading);
  const call = event.pid !== undefined && reading.calls.get(event.pid);
  if (event.to === 'send-queue') reading.writer = side;
  const receiver = event.how === 'link' && event.to === 'receive-queue' ? other(side) : side;
  return {
    n,
    atUs,
    side,
    how: event.how,
    from: `${side}.${event.from}`,
    to: `${sides.serverHost === sides.clientHost ? receiver : side}.${event.to}`,
    bytes: event.bytes,
    ...(call ? { call: call.text, line: call.line } : {}),
  };
}

/** A terminal is not on the way of the bytes. */
function isScreen(event: CopyEvent): boolean {
  return event.from === event.to;
}

function sideOf(event: CopyEvent, { sides, writer }: Reading): Side {
  if (sides.serverHost !== sides.clientHost) {
    return event.host === sides.clientHost ? 'client' : 'server';
  }
  if (event.pid === undefined) return writer;
  return event.pid === sides.clientPid ? 'client' : 'server';
}

function other(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

function sameHop(a: CopyFrame, b: Draft): boolean {
  return a.how === b.how && a.from === b.from && a.to === b.to && a.call === b.call;
}

function emptyTally(): Tally {
  return { cpu: 0, cpuBytes: 0, dma: 0, dmaBytes: 0 };
}

function structuredTally(tally: Record<Side, Tally>): Record<Side, Tally> {
  return { client: { ...tally.client }, server: { ...tally.server } };
}

function count(tally: Tally, frame: Draft): void {
  if (frame.how === 'cpu') {
    tally.cpu++;
    tally.cpuBytes += frame.bytes;
  } else if (frame.how === 'dma') {
    tally.dma++;
    tally.dmaBytes += frame.bytes;
  }
}

const PLACES: Record<Place, string> = {
  user: 'the program’s memory',
  'send-queue': 'the send queue',
  'receive-queue': 'the receive queue',
  nic: 'the network card',
  'page-cache': 'the page cache',
  pipe: 'the pipe',
  disk: 'the disk',
};

/** Names a place such as `server.send-queue` in words. */
export function placeText(place: string): string {
  return PLACES[place.slice(place.indexOf('.') + 1) as Place] ?? place;
}

function sentence(frame: CopyFrame): string {
  const size = bytesText(frame.bytes);
  if (frame.how === 'wire') {
    return `${size} crossed the wire to the ${frame.to!.startsWith('server') ? 'server' : 'client'}.`;
  }
  const side = frame.side!;
  const where = side === 'server' ? 'Server' : 'Client';
  const path = `from ${placeText(frame.from!)} to ${placeText(frame.to!)}`;
  const counts = frame.tally[side];
  if (frame.how === 'cpu') {
    return `${where}: ${frame.call ?? 'the kernel'} copied ${size} ${path}: CPU copy ${counts.cpu} at the ${side}.`;
  }
  if (frame.how === 'dma') {
    return `${where}: the device moved ${size} ${path}. The CPU did not touch them: DMA transfer ${counts.dma} at the ${side}.`;
  }
  return `${where}: ${frame.call ?? 'the kernel'} handed ${size} over ${path} by pointer. Nothing was copied.`;
}

/** Sums what a run cost one side. */
export function copyTotals(events: readonly TraceEvent[], sides: Sides, side: Side): CopyTotals {
  const totals: CopyTotals = { ...emptyTally(), link: 0, syscalls: 0, sentBytes: 0 };
  const reading: Reading = {
    sides,
    tally: { client: emptyTally(), server: emptyTally() },
    calls: new Map(),
    writer: 'client',
  };
  for (const event of events) {
    if (event.atUs < sides.sinceUs) continue;
    if (event.kind === 'sys-exit') {
      const isClient = event.host === sides.clientHost && event.pid === sides.clientPid;
      if (isClient === (side === 'client')) totals.syscalls++;
      continue;
    }
    const draft = draftOf(event, reading);
    if (draft?.side !== side) continue;
    count(totals, draft);
    if (draft.how === 'link') totals.link++;
    if (draft.to === `${side}.send-queue`) totals.sentBytes += draft.bytes;
  }
  return totals;
}
