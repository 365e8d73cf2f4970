// A sequence ladder: the segments between two ends as rows from one rail to the other.
//
// One idea: a row is one packet, whatever became of it. Its `tx` gives the row, its `rx` the time
// of arrival, its `lost` the cross; numbers are relative to each side's SYN.
//
// Units: µs.

import type { TraceEvent } from '../sim/trace.ts';
import { ACK, type Endpoint, type SegmentEvent, SYN } from '../sim/trace.ts';
import { flagText, segmentLabel } from './tcpdump.ts';

export interface LadderRow {
  packet: number;
  sentUs: number;
  /** Undefined while on its way, and for ever when lost. */
  arrivedUs?: number;
  /** When a link says that it will arrive. */
  arrivesUs?: number;
  /** Rail that it leaves from: `a` is the end that the ladder was asked for first. */
  from: 'a' | 'b';
  lost: boolean;
  retransmit: boolean;
  /** Numbers of the events that tell of it: sent, arrived or lost. */
  events: number[];
  /** As tcpdump writes them: `S.`. */
  flags: string;
  /** `SYN`, `SYN-ACK`, `ACK`, `78 bytes`, `FIN`, `RST`. */
  label: string;
  /** Relative numbers: `seq 1:79, ack 1`. */
  detail: string;
  bytes: number;
  event: SegmentEvent;
}

/** A rail: an address and port, or only one of them. */
export type LadderEnd = Partial<Endpoint>;

function matches(end: LadderEnd, endpoint: Endpoint): boolean {
  return (
    (end.addr === undefined || end.addr === endpoint.addr) &&
    (end.port === undefined || end.port === endpoint.port)
  );
}

/** Folds a trace into the rows between two ends, in the order of sending. */
export function ladderRows(events: TraceEvent[], a: LadderEnd, b: LadderEnd): LadderRow[] {
  const rows: LadderRow[] = [];
  const byPacket = new Map<number, LadderRow>();
  const firstSeq = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== 'segment') continue;
    const { src, dst } = event.seg;
    const fromA = matches(a, src) && matches(b, dst);
    if (!fromA && !(matches(b, src) && matches(a, dst))) continue;
    const known = byPacket.get(event.packet);
    if (known) {
      known.events.push(event.n);
      if (event.at === 'rx') known.arrivedUs = event.atUs;
      if (event.at === 'lost') known.lost = true;
      continue;
    }
    const row = makeRow(event, fromA ? 'a' : 'b', firstSeq);
    rows.push(row);
    byPacket.set(event.packet, row);
  }
  return rows;
}

function makeRow(event: SegmentEvent, from: 'a' | 'b', firstSeq: Map<string, number>): LadderRow {
  const { seg } = event;
  const mine = `${seg.src.addr}:${seg.src.port}>${seg.dst.addr}:${seg.dst.port}`;
  const theirs = `${seg.dst.addr}:${seg.dst.port}>${seg.src.addr}:${seg.src.port}`;
  if (seg.flags & SYN || !firstSeq.has(mine)) firstSeq.set(mine, seg.seq);
  const seqText = (seg.seq - firstSeq.get(mine)!) >>> 0;
  const ackText = (seg.ack - (firstSeq.get(theirs) ?? seg.ack)) >>> 0;
  const bytes = seg.payload.length;
  const numbers = bytes > 0 ? `seq ${seqText}:${seqText + bytes}` : `seq ${seqText}`;
  return {
    packet: event.packet,
    sentUs: event.atUs,
    ...(event.at === 'rx' ? { arrivedUs: event.atUs } : {}),
    ...(event.arrivesUs === undefined ? {} : { arrivesUs: event.arrivesUs }),
    from,
    lost: event.at === 'lost',
    retransmit: event.retransmit ?? false,
    events: [event.n],
    flags: flagText(seg.flags),
    label: segmentLabel(seg),
    detail: seg.flags & ACK ? `${numbers}, ack ${ackText}` : numbers,
    bytes,
    event,
  };
}
