// Copies: where the bytes of a request and its response went, and who moved them.
//
// One idea: a byte is copied by the CPU or moved by a device, never both; the counts are those of
// the run's copy events, at the host that is watched.
//
// Units: bytes of payload; times in us of virtual time.
// Source: copy events of lib/kernel (copy-in, copy-out, splice) and lib/tcp (device, hand-over).
// Departs: TCP segments without payload, such as the handshake's, are not drawn.

import type { Place, TraceEvent } from '../sim/trace.ts';
import { bytesText, callText } from './words.ts';

export interface Tally {
  cpu: number;
  cpuBytes: number;
  dma: number;
  dmaBytes: number;
}

/** One movement: a copy, a transfer, a hand-over, or a stretch on the wire. */
export interface CopyFrame {
  n: number;
  atUs: number;
  /** Host at which it happened; the wire belongs to none. */
  host?: string;
  how: 'start' | 'cpu' | 'dma' | 'link' | 'wire';
  from?: string;
  to?: string;
  bytes: number;
  /** The call at work, on that host. */
  call?: string;
  line?: number;
  /** Counts so far, by host. */
  tally: Record<string, Tally>;
  say: string;
}

/** What a whole run cost at one host. */
export interface CopyTotals extends Tally {
  link: number;
  syscalls: number;
  /** Payload that the host sent. */
  sentBytes: number;
}

/**
 * Folds a run into movements. Movements of the same kind between the same places that follow each
 * other without another in between are one frame, as the segments of one long answer are.
 */
export function copyFrames(
  events: readonly TraceEvent[],
  hosts: { server: string; client: string },
): CopyFrame[] {
  const tally: Record<string, Tally> = {
    [hosts.client]: emptyTally(),
    [hosts.server]: emptyTally(),
  };
  const frames: CopyFrame[] = [
    {
      n: 0,
      atUs: 0,
      how: 'start',
      bytes: 0,
      tally: cloned(tally),
      say: 'The request lies in the client’s own memory. Nothing has been copied.',
    },
  ];
  const calls = new Map<string, { text: string; line?: number }>();
  let last: CopyFrame | undefined;
  for (const event of events) {
    if (event.kind === 'sys-enter' || event.kind === 'sys-exit') {
      calls.set(`${event.host}/${event.pid}`, { text: callText(event), line: event.line });
      continue;
    }
    const frame = frameOf(event, calls, hosts);
    if (!frame) continue;
    if (frame.host) count(tally[frame.host], frame);
    if (last && sameHop(last, frame)) {
      last.bytes += frame.bytes;
      last.tally = cloned(tally);
      last.say = sentence(last, hosts);
      continue;
    }
    const full: CopyFrame = { ...frame, tally: cloned(tally), say: '' };
    full.say = sentence(full, hosts);
    frames.push(full);
    last = full;
  }
  return frames;
}

type Draft = Omit<CopyFrame, 'tally' | 'say'>;

function frameOf(
  event: TraceEvent,
  calls: Map<string, { text: string; line?: number }>,
  hosts: { server: string; client: string },
): Draft | undefined {
  const { n, atUs, host } = event;
  if (event.kind === 'segment') {
    // Loopback has no wire: there the hand-over by pointer is all that happens.
    if (event.at !== 'tx' || event.iface === 'lo' || event.seg.payload.length === 0)
      return undefined;
    const other = host === hosts.client ? hosts.server : hosts.client;
    const bytes = event.seg.payload.length;
    return { n, atUs, how: 'wire', from: `${host}.nic`, to: `${other}.nic`, bytes };
  }
  if (event.kind !== 'copy' || event.bytes === 0) return undefined;
  if (event.from === 'user' && event.to === 'user') return undefined;
  const call = event.how === 'cpu' ? calls.get(`${host}/${event.pid}`) : undefined;
  return {
    n,
    atUs,
    host,
    how: event.how,
    from: `${host}.${event.from}`,
    to: `${host}.${event.to}`,
    bytes: event.bytes,
    call: call?.text,
    line: call?.line,
  };
}

function sameHop(a: CopyFrame, b: Draft): boolean {
  return a.how === b.how && a.from === b.from && a.to === b.to && a.call === b.call;
}

function emptyTally(): Tally {
  return { cpu: 0, cpuBytes: 0, dma: 0, dmaBytes: 0 };
}

function cloned(tally: Record<string, Tally>): Record<string, Tally> {
  return Object.fromEntries(Object.entries(tally).map(([host, counts]) => [host, { ...counts }]));
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

function sentence(frame: CopyFrame, hosts: { server: string; client: string }): string {
  const size = bytesText(frame.bytes);
  if (frame.how === 'wire') {
    const toServer = frame.to?.startsWith(`${hosts.server}.`);
    return `${size} crossed the wire to the ${toServer ? 'server' : 'client'}.`;
  }
  const where = frame.host === hosts.server ? 'server' : 'client';
  const path = `from ${placeText(frame.from!)} to ${placeText(frame.to!)}`;
  const counts = frame.tally[frame.host!];
  if (frame.how === 'cpu') {
    return `${where}: ${frame.call ?? 'the kernel'} copied ${size} ${path}, byte by byte: CPU copy ${counts.cpu} here.`;
  }
  if (frame.how === 'dma') {
    return `${where}: the device moved ${size} ${path}. The CPU did not touch them: DMA transfer ${counts.dma} here.`;
  }
  return `${where}: ${size} were handed over ${path} by pointer. Nothing was copied.`;
}

/** Sums what a run cost at `host`, optionally from event number `sinceN` on. */
export function copyTotals(events: readonly TraceEvent[], host: string, sinceN = 0): CopyTotals {
  const totals: CopyTotals = { ...emptyTally(), link: 0, syscalls: 0, sentBytes: 0 };
  for (const event of events) {
    if (event.host !== host || event.n < sinceN) continue;
    if (event.kind === 'sys-exit') totals.syscalls++;
    else if (event.kind === 'segment' && event.at === 'tx' && !event.retransmit) {
      totals.sentBytes += event.seg.payload.length;
    } else if (event.kind === 'copy' && event.bytes > 0) {
      if (event.how === 'link') totals.link++;
      else if (event.how === 'cpu') {
        totals.cpu++;
        totals.cpuBytes += event.bytes;
      } else {
        totals.dma++;
        totals.dmaBytes += event.bytes;
      }
    }
  }
  return totals;
}

/** Says how often each byte was copied, from bytes copied and payload: 0, 1, 1.5, 2. */
export function passes(bytes: number, payload: number): number {
  return payload === 0 ? 0 : Math.round((bytes / payload) * 100) / 100;
}
