// The trace: everything that happened, in order, as plain records.
//
// One idea: the machine only ever appends to this list, and every picture and every text of the
// book (strace lines, tcpdump lines, `ss` tables, queue strips, ladders) is a pure fold of it.
//
// Units: `atUs` is integer microseconds of virtual time; sizes are bytes; addresses are 32-bit
// unsigned integers in host order; ports are host order. Events are never changed once appended.

/** One end of a connection. `addr` is an IPv4 address as an unsigned 32-bit number, host order. */
export interface Endpoint {
  addr: number;
  port: number;
}

/** TCP header flag bits, RFC 9293 section 3.1. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
/** Of explicit congestion notification: the echo of a mark, and that the window was reduced. */
export const ECE = 0x40;
export const CWR = 0x80;
/** The same in IP's type of service, RFC 3168 section 5: the two bits; may be marked, was marked. */
export const ECN_MASK = 3;
export const ECT_0 = 2;
export const CE = 3;

/** TCP states as Linux spells them (include/net/tcp_states.h). */
export type TcpState =
  | 'CLOSE'
  | 'LISTEN'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT1'
  | 'FIN_WAIT2'
  | 'CLOSE_WAIT'
  | 'CLOSING'
  | 'LAST_ACK'
  | 'TIME_WAIT';

/** A TCP segment as it is on the wire, with its addresses. `windowField` is the raw 16-bit field. */
export interface Segment {
  src: Endpoint;
  dst: Endpoint;
  seq: number;
  ack: number;
  flags: number;
  windowField: number;
  options: SegmentOptions;
  payload: Uint8Array;
  /** What it is where it is not TCP; sequence numbers, flags and window then mean nothing. */
  proto?: 'udp' | 'icmp' | 'fragment' | 'report';
  /**
   * Of a fragment, whose payload is a piece of a packet's body: of what protocol that is, which packet (to
   * its sender), where in the body the piece lies, and whether more follows.
   */
  fragment?: { protocol: number; id: number; offset: number; more: boolean };
  /** Of an ICMP error: what it is about, a datagram or (with its sequence number) a segment of TCP. */
  about?: { src: Endpoint; dst: Endpoint; seq?: number };
  /** Type, code and the header's last four bytes of any ICMP message but "port unreachable". */
  icmp?: [type: number, code: number, rest: number];
  /** Over IPv4: may be cut on the way. Nothing is unless it says so. */
  mayCut?: boolean;
  /** What the IP header says of time to live and type of service where a program chose them. */
  ttl?: number;
  tos?: number;
}

export interface SegmentOptions {
  mss?: number;
  /** Shift count, 0 to 14. */
  windowScale?: number;
  sackPermitted?: boolean;
  /** Milliseconds; `[TSval, TSecr]`. */
  timestamps?: [number, number];
  /** Ranges `[first, after last]` that arrived out of order, the newest first; RFC 2018. */
  sack?: [number, number][];
}

/** Where bytes lie. `user` is a process's memory, `nic` the network card, the rest is the kernel. */
export type Place =
  | 'user'
  | 'send-queue'
  | 'receive-queue'
  | 'nic'
  | 'page-cache'
  | 'pipe'
  | 'disk';

/** What every event carries. `n` counts from 0 without gaps. */
interface Base {
  n: number;
  atUs: number;
  host: string;
}

/**
 * Where a call's `in` and `out` keep what a struct argument points at, beside the arguments: a
 * message's name and control bytes, the array of its pieces, and the bytes of each. The k-th of several
 * messages (from 1) has its own k times `message` further on.
 */
export const NESTED = { name: 8, control: 9, pieces: 10, first: 16, message: 64 } as const;

/** A process called the kernel. `in` holds, by argument index, the bytes that the call reads. */
export interface SysEnter extends Base {
  kind: 'sys-enter';
  pid: number;
  nr: number;
  name: string;
  args: number[];
  in?: Record<number, Uint8Array>;
  /** 1-based source line of the call in the program that made it; absent where there is none. */
  line?: number;
}

/** The call could not go on and its task sleeps; `on` says what would wake it. */
export interface SysBlock extends Base {
  kind: 'sys-block';
  pid: number;
  name: string;
  on:
    | 'accept'
    | 'connect'
    | 'recv'
    | 'send'
    | 'poll'
    | 'sleep'
    | 'pipe'
    | 'tty'
    | 'child'
    | 'futex'
    | 'completion'
    | 'lock'
    | 'ipc'
    | 'linger';
  sock?: number;
}

/** What was awaited has come; the call is tried again. */
export interface SysWake extends Base {
  kind: 'sys-wake';
  pid: number;
  name: string;
}

/** The call returned. `result` is what the kernel returned: >= 0, or -errno. */
export interface SysExit extends Base {
  kind: 'sys-exit';
  pid: number;
  nr: number;
  name: string;
  args: number[];
  result: number;
  /** By argument index, the bytes that the call wrote into the process's memory. */
  out?: Record<number, Uint8Array>;
  durationUs: number;
  line?: number;
}

export interface TaskEvent extends Base {
  kind: 'task';
  /** Id of the task; calls, blocks and wakes carry it too, fd tables and signals the process's. */
  pid: number;
  /** Id of the process, with a thread that is not its first. Threads end as `gone`. */
  tgid?: number;
  ppid: number;
  comm: string;
  state: 'new' | 'running' | 'runnable' | 'blocked' | 'stopped' | 'zombie' | 'gone';
  /** With `zombie`: the exit status, or the signal that killed it. Both are missing where the
   *  first thread has ended before the others; the process's own end follows. */
  status?: number;
  signal?: string;
  /** Task of the process that called execve(2), is its first task now, and ended all others. */
  supersedes?: number;
}

export interface SignalEvent extends Base {
  kind: 'signal';
  pid: number;
  signal: string;
  action: 'ignored' | 'killed' | 'stopped' | 'continued' | 'handled';
  /** siginfo's si_code: SI_USER and its like, or what happened to a child. */
  code?: number;
  /** Who sent it, or which child it is about, and for which user that one runs. */
  from?: number;
  uid?: number;
  /** With SIGCHLD: the child's exit status, or the signal that ended it. */
  status?: number;
}

/** A slot of a process's fd table changed. `file` names the open file description behind it. */
export interface FdEvent extends Base {
  kind: 'fd';
  pid: number;
  fd: number;
  op: 'open' | 'dup' | 'close';
  file: number;
  /** As `ls -l /proc/PID/fd` shows it: `socket:[1042]`, `/dev/pts/0`, `pipe:[1044]`, `/srv/a.html`. */
  target: string;
}

/** An open file description was made, changed its number of references, or was freed at 0. */
export interface OpenFileEvent extends Base {
  kind: 'open-file';
  file: number;
  refs: number;
  what:
    | 'socket'
    | 'tty'
    | 'pipe'
    | 'file'
    | 'epoll'
    | 'eventfd'
    | 'timerfd'
    | 'signalfd'
    | 'pidfd'
    | 'inotify'
    | 'mqueue'
    | 'io_uring';
  sock?: number;
}

/** A socket was created or its memory freed. `child` of a listener when accept made it. */
export interface SockEvent extends Base {
  kind: 'sock';
  sock: number;
  op: 'create' | 'bind' | 'free';
  type: 'tcp' | 'udp' | 'unix';
  local?: Endpoint;
  listener?: number;
}

export interface TcpStateEvent extends Base {
  kind: 'tcp-state';
  sock: number;
  from: TcpState;
  to: TcpState;
  local: Endpoint;
  remote: Endpoint;
  /** The listener whose child this socket is. */
  listener?: number;
}

/** A listener's two queues changed, or refused to. Lengths are those after the event. */
export interface ListenEvent extends Base {
  kind: 'listen';
  sock: number;
  local: Endpoint;
  why:
    | 'listen' // listen(2) was called
    | 'syn' // a request entered the SYN queue
    | 'syn-drop-accept-full' // a SYN was dropped: the accept queue is full
    | 'syn-drop-syn-full' // a SYN was dropped: the SYN queue is full and cookies are off
    | 'syn-cookie' // a SYN was answered with a cookie and not remembered
    | 'established' // the final ACK made a child, which entered the accept queue
    | 'ack-drop' // a final ACK was ignored: the accept queue is full
    | 'ack-reset' // the same with tcp_abort_on_overflow = 1: a reset was sent
    | 'accept' // accept(2) took the oldest child
    | 'request-expired' // a request was given up after its last SYN-ACK
    | 'request-reset' // the peer reset a half-open request
    | 'close'; // the listener was closed, what waited was reset
  synQueue: number;
  acceptQueue: number;
  /** What listen(2) stored after clamping to somaxconn; `maxAckBacklog + 1` may wait. */
  maxAckBacklog: number;
  peer?: Endpoint;
  child?: number;
}

/** A segment at a place where tcpdump would see it (`tx`, `rx`), or where it was lost. */
export interface SegmentEvent extends Base {
  kind: 'segment';
  at: 'tx' | 'rx' | 'lost';
  iface: string;
  seg: Segment;
  /** Number of this packet on its way: the `tx` and the `rx` of one packet share it. */
  packet: number;
  /** With `tx`: true when these bytes have been sent before. */
  retransmit?: boolean;
  /** The socket that sent or got it, where there is one. */
  sock?: number;
  /** With `tx` on a link: when it will arrive, in us. */
  arrivesUs?: number;
}

/** A datagram, or an ICMP message about one, at a place where tcpdump would see it. */
export interface DatagramEvent extends Omit<SegmentEvent, 'kind'> {
  kind: 'datagram';
}

/** Bytes were copied (`cpu`), moved by a device (`dma`), or handed over by pointer (`link`). */
export interface CopyEvent extends Base {
  kind: 'copy';
  how: 'cpu' | 'dma' | 'link';
  bytes: number;
  from: Place;
  to: Place;
  sock?: number;
  pid?: number;
}

/** A connected socket's queues after a change. `sendBytes` includes what was never sent. */
export interface BufferEvent extends Base {
  kind: 'buffer';
  sock: number;
  receiveBytes: number;
  sendBytes: number;
  unackedBytes: number;
  sndbuf: number;
  rcvbuf: number;
}

export interface TimerEvent extends Base {
  kind: 'timer';
  sock: number;
  timer:
    | 'retransmit'
    | 'syn'
    | 'syn-ack'
    | 'delayed-ack'
    | 'time-wait'
    | 'fin-wait2'
    | 'persist'
    | 'loss-probe'
    | 'reorder'
    | 'compressed-ack'
    | 'pacing'
    | 'keepalive';
  op: 'set' | 'fire' | 'clear';
  dueUs?: number;
}

/** A counter of `nstat` went up. */
export interface CounterEvent extends Base {
  kind: 'counter';
  name: string;
  value: number;
}

/** A process wrote to its terminal (`stream` 1 or 2), or the terminal was typed into (0). */
export interface OutputEvent extends Base {
  kind: 'output';
  pid: number;
  stream: 0 | 1 | 2;
  bytes: Uint8Array;
}

/** A program did what C leaves undefined, or crashed; `message` is for people. */
export interface FaultEvent extends Base {
  kind: 'fault';
  pid: number;
  signal: string;
  message: string;
  line?: number;
}

/** A program did what C leaves undefined and went on; `message` begins with the place. */
export interface WarningEvent extends Base {
  kind: 'warning';
  pid: number;
  message: string;
  line: number;
}

export type TraceEvent =
  | SysEnter
  | SysBlock
  | SysWake
  | SysExit
  | TaskEvent
  | SignalEvent
  | FdEvent
  | OpenFileEvent
  | SockEvent
  | TcpStateEvent
  | ListenEvent
  | SegmentEvent
  | DatagramEvent
  | CopyEvent
  | BufferEvent
  | TimerEvent
  | CounterEvent
  | OutputEvent
  | FaultEvent
  | WarningEvent;

/** An event before the trace has numbered and dated it. */
export type TraceInput = TraceEvent extends infer E
  ? E extends TraceEvent
    ? Omit<E, 'n' | 'atUs'>
    : never
  : never;

/** How much a run keeps: everything, the last `capacity` events, or only counts by kind. */
export type SinkKind = 'all' | 'ring' | 'counts';

export interface Trace {
  sink: SinkKind;
  capacity: number;
  events: TraceEvent[];
  /** Number of events ever appended; the next event's `n`. */
  length: number;
  counts: Record<string, number>;
}

/** Makes an empty trace; `capacity` matters to the `ring` sink alone. */
export function createTrace(sink: SinkKind = 'all', capacity = 10_000): Trace {
  return { sink, capacity, events: [], length: 0, counts: {} };
}

/** Counts an event of which no record is kept, and returns its number. */
export function countEvent(trace: Trace, kind: TraceEvent['kind']): number {
  trace.counts[kind] = (trace.counts[kind] ?? 0) + 1;
  return trace.length++;
}

/** Appends one event at `atUs` and returns its number; the record becomes the trace's own. */
export function append(trace: Trace, atUs: number, input: TraceInput): number {
  if (trace.sink === 'counts') {
    throw new Error(`an event '${input.kind}' was made for a trace that only counts: ask traced()`);
  }
  const n = countEvent(trace, input.kind);
  const event = input as TraceEvent;
  event.n = n;
  event.atUs = atUs;
  trace.events.push(event);
  // A ring is trimmed in bulk, so that appending stays O(1) on average.
  if (trace.sink === 'ring' && trace.events.length > 2 * trace.capacity) {
    trace.events.splice(0, trace.events.length - trace.capacity);
  }
  return n;
}
