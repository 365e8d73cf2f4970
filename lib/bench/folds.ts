// Rows: what a bench tells of a machine, as plain rows with addresses and flags as text.
//
// One idea: the folds of lib/view are for the figures of the book and may change with them; these rows are a
// promise to whoever writes a cell, so they are few, flat, and made for `table` and `plot`.
//
// Units: µs of virtual time, bytes.

import { errnoName } from '../abi/errno.ts';
import type { Machine } from '../machine/machine.ts';
import { inetSockets } from '../machine/ss.ts';
import { formatEndpoint, parseAddr } from '../net/ip.ts';
import type { CopyEvent, SegmentEvent, SysExit, TraceEvent } from '../sim/trace.ts';
import { ladderRows } from '../view/ladder.ts';
import { stateText } from '../view/ss.ts';
import { straceEntries } from '../view/strace.ts';
import { flagText, tcpdumpLines } from '../view/tcpdump.ts';

/** A socket as `ss -tan` lists it. */
export interface SocketRow {
  proto: 'tcp' | 'udp';
  /** `LISTEN`, `ESTAB`, `SYN-RECV`, `TIME-WAIT` … */
  state: string;
  /** Unread bytes; of a listener, connections that wait for accept(2). */
  recvQ: number;
  /** Bytes that the peer has not acknowledged; of a listener, what listen(2) stored. */
  sendQ: number;
  /** `10.0.0.2:8080` */
  local: string;
  peer: string;
  /** Whose it is: `server(1001) fd 3`; several after fork(2), none for TIME-WAIT. */
  users: string;
}

/** A packet, once, as it was sent. */
export interface PacketRow {
  atUs: number;
  from: string;
  to: string;
  /** As tcpdump writes them: `S`, `S.`, `P.`, `F.`; empty for a datagram. */
  flags: string;
  /** Payload. */
  bytes: number;
  lost: boolean;
  /** Its bytes have been sent before. */
  again: boolean;
  /** As tcpdump prints it. */
  text: string;
}

/** A system call. */
export interface CallRow {
  atUs: number;
  pid: number;
  /** The kernel's name of it. */
  name: string;
  /** As strace prints it. */
  text: string;
  /** What the kernel answered: >= 0, or -errno; undefined while it sleeps. */
  result?: number;
  /** Name of the errno, where it failed. */
  errno?: string;
  /** From the call to its answer; undefined while it sleeps. */
  tookUs?: number;
  /** Line of the program's text. */
  line?: number;
}

/** A descriptor of a process. */
export interface FdRow {
  fd: number;
  /** `socket:[1042]`, `/dev/pts/0`, `/srv/index.html`. */
  target: string;
  /** How many descriptors point at the same open file description. */
  refs: number;
  cloexec: boolean;
  nonblock: boolean;
}

/** Where payload was copied, and how. */
export interface CopyRow {
  host: string;
  /** `cpu`: the processor copied it. `dma`: a device did. `link`: only a pointer was handed over. */
  how: 'cpu' | 'dma' | 'link';
  from: string;
  to: string;
  bytes: number;
  times: number;
}

/** An arrow of a ladder. */
export interface LadderArrow {
  from: 'left' | 'right';
  sentUs: number;
  /** Missing where it was lost or is still on its way. */
  arrivedUs?: number;
  label: string;
  detail: string;
  lost: boolean;
  again: boolean;
}

/** A sequence ladder for `show`: packets between two hosts. */
export interface LadderFigure {
  figure: 'ladder';
  left: string;
  right: string;
  arrows: LadderArrow[];
}

/** A listener's queues for `show`. */
export interface QueueFigure {
  figure: 'accept-queue';
  title: string;
  /** Handshakes under way. */
  synQueue: number;
  /** Connections that wait for accept(2). */
  acceptQueue: number;
  /** How many may wait: one more than listen(2) was told. */
  places: number;
}

/** A process's descriptors for `show`. */
export interface FdFigure {
  figure: 'fd-table';
  title: string;
  rows: FdRow[];
}

/** What `show` draws. */
export type Figure = LadderFigure | QueueFigure | FdFigure;

/** Lists the sockets of a host. */
export function socketRows(m: Machine, host: string): SocketRow[] {
  return inetSockets(m, host).map((row) => ({
    proto: row.proto,
    state: stateText(row.state),
    recvQ: row.recvQ,
    sendQ: row.sendQ,
    local: formatEndpoint(row.local),
    peer: formatEndpoint(row.peer),
    users: row.users.map(({ comm, pid, fd }) => `${comm}(${pid}) fd ${fd}`).join(', '),
  }));
}

/** Lists the packets of a trace as they were sent. */
export function packetRows(events: readonly TraceEvent[]): PacketRow[] {
  // A packet that was lost at once has no `tx`.
  const lost = new Set<number>();
  for (const event of events) if (isPacket(event) && event.at === 'lost') lost.add(event.packet);
  return tcpdumpLines([...events], { time: 'none' }).map(({ event, text }) => ({
    atUs: event.atUs,
    from: formatEndpoint(event.seg.src),
    to: formatEndpoint(event.seg.dst),
    flags: event.seg.proto ? '' : flagText(event.seg.flags),
    bytes: event.seg.payload.length,
    lost: lost.has(event.packet),
    again: event.retransmit ?? false,
    text,
  }));
}

function isPacket(event: TraceEvent): event is SegmentEvent {
  return event.kind === 'segment' || event.kind === 'datagram';
}

/** Lists calls; those of signals and exits are left out. */
export function callRows(
  events: readonly TraceEvent[],
  options: { host: string; pid?: number },
): CallRow[] {
  const { begun, ended } = callTimes(events);
  return straceEntries(events, options)
    .filter(({ name }) => name !== '')
    .map(({ n, pid, name, text, line }) => {
      const exit = ended.get(n);
      return {
        ...{ atUs: begun.get(n) ?? 0, pid, name, text },
        ...(exit && { result: exit.result, tookUs: exit.durationUs }),
        ...(exit && exit.result < 0 && { errno: errnoName(-exit.result) }),
        ...(line !== undefined && { line }),
      };
    });
}

/** Finds when calls began and how they ended, by the number of the event that began them. */
function callTimes(events: readonly TraceEvent[]): {
  begun: Map<number, number>;
  ended: Map<number, SysExit>;
} {
  const begun = new Map<number, number>();
  const ended = new Map<number, SysExit>();
  const open = new Map<number, number>();
  for (const event of events) {
    if (event.kind === 'sys-enter') {
      begun.set(event.n, event.atUs);
      open.set(event.pid, event.n);
    } else if (event.kind === 'sys-exit') {
      const n = open.get(event.pid);
      if (n !== undefined) ended.set(n, event);
      open.delete(event.pid);
    }
  }
  return { begun, ended };
}

/** Sums up the copies of a trace. */
export function copyRows(events: readonly TraceEvent[]): CopyRow[] {
  const sums = new Map<string, CopyRow>();
  for (const event of events) {
    if (event.kind !== 'copy') continue;
    const { host, how, from, to, bytes }: CopyEvent = event;
    const key = [host, how, from, to].join();
    const row = sums.get(key) ?? { host, how, from, to, bytes: 0, times: 0 };
    row.bytes += bytes;
    row.times++;
    sums.set(key, row);
  }
  return [...sums.values()];
}

/** Folds the packets between two addresses into a ladder. */
export function ladderFigure(
  events: readonly TraceEvent[],
  left: { name: string; addr: string },
  right: { name: string; addr: string },
): LadderFigure {
  const rows = ladderRows(
    [...events],
    { addr: parseAddr(left.addr) },
    { addr: parseAddr(right.addr) },
  );
  const arrows = rows.map(
    (row): LadderArrow => ({
      from: row.from === 'a' ? 'left' : 'right',
      sentUs: row.sentUs,
      ...(row.arrivedUs !== undefined && { arrivedUs: row.arrivedUs }),
      label: row.label,
      detail: row.detail,
      lost: row.lost,
      again: row.retransmit,
    }),
  );
  return { figure: 'ladder', left: left.name, right: right.name, arrows };
}

/** Finds a process and all that descend from it. */
export function familyOf(events: readonly TraceEvent[], pid: number): Set<number> {
  const family = new Set([pid]);
  for (const event of events) {
    if (event.kind === 'task' && event.state === 'new' && family.has(event.ppid)) {
      family.add(event.pid);
    }
  }
  return family;
}
