// Marks: the moments of a run that a reader may go to, calls and packets in one row.
//
// One idea: every pane shows rows of one trace, so a cursor is the number of an event, and where it
// stands in a pane is the last row that has happened by then.

import type { CopyLine, PacketLine, SyscallLine } from '../../../lib/notebook/messages.ts';
import type { CellState } from '../state.ts';

export interface Moment {
  /** The event behind which the machine is looked at. */
  at: number;
  kind: 'call' | 'packet';
  text: string;
  line?: number;
}

/** The event to go to for a row: that which ended a call, or else began it. */
export function momentOf(row: SyscallLine | PacketLine | CopyLine): number {
  return ('end' in row && row.end) || row.n;
}

/** Lists calls of the program, and packets, in the order of the moments that they stand for. */
export function momentsOf({
  syscalls,
  packets,
}: Pick<CellState, 'syscalls' | 'packets'>): Moment[] {
  const calls = syscalls
    .filter(({ line }) => line !== undefined)
    .map((call) => moment(call, 'call' as const));
  const sent = packets.map((packet) => moment(packet, 'packet' as const));
  return [...calls, ...sent].sort((a, b) => a.at - b.at);
}

function moment(row: SyscallLine | PacketLine, kind: Moment['kind']): Moment {
  const { text, line } = row;
  return { at: momentOf(row), kind, text, ...(line !== undefined && { line }) };
}

/** Index of the last row that has happened at the cursor; -1 for none. */
export function rowAt(moments: readonly number[], cursor: number | 'now'): number {
  if (cursor === 'now') return -1;
  let best = -1;
  for (const [i, at] of moments.entries()) {
    if (at <= cursor && (best < 0 || at >= moments[best])) best = i;
  }
  return best;
}

/** Whether what an event began is yet to come at the cursor; a call that is under way is not. */
export function isLater(event: number, cursor: number | 'now'): boolean {
  return cursor !== 'now' && event > cursor;
}

/** Where the past is looked at; `now` for the present. */
export function cursorOf({ view }: Pick<CellState, 'view'>): number | 'now' {
  return view?.at ?? 'now';
}

const PLACES: Record<CopyLine['from'], string> = {
  user: 'the process',
  'send-queue': 'the send queue',
  'receive-queue': 'the receive queue',
  nic: 'the network card',
  'page-cache': 'the page cache',
  pipe: 'a pipe',
  disk: 'the disk',
};

/** Says who moved how many bytes from where to where. */
export function copyText({ how, bytes, from, to }: CopyLine): string {
  const count = `${bytes} byte${bytes === 1 ? '' : 's'}`;
  const way = `from ${PLACES[from]} to ${PLACES[to]}`;
  if (how === 'cpu') return `the CPU copies ${count} ${way}`;
  return how === 'dma' ? `a device moves ${count} ${way}` : `${count} are handed over ${way}`;
}

/** A packet between its two ends; whoever spoke first in a connection stands on the left. */
export interface Hop {
  left: string;
  right: string;
  /** It goes to the left. */
  back: boolean;
}

/** Lays packets out between two rails. */
export function hopsOf(packets: readonly Pick<PacketLine, 'from' | 'to' | 'hosts'>[]): Hop[] {
  const first = new Map<string, string>();
  return packets.map(({ from, to, hosts }) => {
    const key = [from, to].sort().join(' ');
    if (!first.has(key)) first.set(key, from);
    const back = first.get(key) !== from;
    const ends = [named(from, hosts?.[0]), named(to, hosts?.[1])];
    return { left: ends[back ? 1 : 0], right: ends[back ? 0 : 1], back };
  });
}

/** What of a packet's line stands under its arrow: flags, numbers, the first words of what it carries. */
export function numbersOf(text: string): string {
  const found =
    text.match(/\b(?:Flags \[[^\]]*\]|seq [\d:]+|ack \d+|length [1-9]\d*|HTTP: .*)/g) ?? [];
  return found.join(', ');
}

/** A port, and the host that it is on where there are several. */
function named(end: string, host = ''): string {
  return host + end.slice(end.lastIndexOf(':'));
}
