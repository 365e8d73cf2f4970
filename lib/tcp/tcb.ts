// One TCP socket: the transmission control block of RFC 9293 and what Linux keeps beside it.
//
// One idea: a socket is a record without behaviour. Everything it waits for is a timer record in
// the simulation's queue, everything it holds is bytes in arrays, so a copy of it is a snapshot.
//
// Units: bytes, µs; `Seq` for sequence numbers; windows in bytes after scaling.
// Source: RFC 9293 section 3.3.1 (names); Linux include/linux/tcp.h, include/net/inet_sock.h and
// inet_connection_sock.h (the rest).

import type { Seq } from '../net/seq.ts';
import type { QueueEntry, SimRecord } from '../sim/event-queue.ts';
import type { TcpState, TimerEvent } from '../sim/trace.ts';

export type TcpTimerName = TimerEvent['timer'];

/** A socket's timer as it waits in the simulation's queue; `tcpTimer` acts on it. */
export interface TcpTimerRecord extends SimRecord {
  kind: 'tcp-timer';
  sk: TcpSock;
  timer: TcpTimerName;
  /** With `syn-ack`: which request of the listener. */
  request: RequestSock | undefined;
  /** Where it is in the queue, and the next one of its socket that is set; a request's has neither. */
  entry: QueueEntry | undefined;
  next: TcpTimerRecord | undefined;
}

/** Narrows a record of the simulation's queue to a timer of TCP. */
export function isTcpTimer(record: SimRecord): record is TcpTimerRecord {
  return record.kind === 'tcp-timer';
}

/** Bits of `shutdown`, as Linux has them. */
export const RCV_SHUTDOWN = 1;
export const SEND_SHUTDOWN = 2;

/**
 * A run of bytes in the send queue (Linux: an skb). While it is not sent it may be longer than a
 * segment; sending cuts it.
 */
export interface SendBuffer {
  seq: Seq;
  payload: Uint8Array;
  /** FIN and PSH; SYN is never queued. */
  flags: number;
  /** When it was last sent; undefined while it was not. */
  sentUs: number | undefined;
  /** How often it was sent after the first time. */
  retransmits: number;
  /** Presumed lost, to be sent again as the congestion window allows, or sent again already. */
  lost: boolean;
  /** Sent again, and that transmission is not known to be lost. */
  resent: boolean;
  /** Reported as arrived, out of order. */
  sacked: boolean;
  /** What it is charged with beside its payload: 0 for all but the first of an offloaded packet. */
  overhead: number;
  /** It is what was left when its first part was sent. */
  cut: boolean;
  /** MSG_EOR: nothing that is sent later is joined to it. */
  eor?: boolean;
}

/** A run of bytes in the receive queue or the out-of-order queue. */
export interface ReceiveBuffer {
  seq: Seq;
  payload: Uint8Array;
  fin: boolean;
  /** What it is charged with against SO_RCVBUF. */
  truesize: number;
  /** Where the segment ends that its packet began as, and how many pieces of memory that has by now. */
  ownEnd: Seq;
  pieces: number;
  /** It was joined to the packet of the buffer before it, with which it is given back. */
  continues: boolean;
}

/** The two ends of a connection; port 0 where there is none yet. */
export interface Ends {
  localAddr: number;
  localPort: number;
  remoteAddr: number;
  remotePort: number;
}

/** A half-open connection: all that exists before the handshake's last ACK (Linux: request_sock). */
export interface RequestSock extends Ends {
  /** Number of the listener that was asked. */
  listener: number;
  alike: RequestSock | undefined;
  irs: Seq;
  iss: Seq;
  peerMss: number;
  /** TCP_MAXSEG of the listener. */
  userMss: number | undefined;
  peerWscale: number | undefined;
  sackOk: boolean;
  /** Marks of congestion were asked for, and granted. */
  ecnOk: boolean;
  timestamps: boolean;
  tsRecent: Seq;
  tsOffset: number;
  /** Window that the SYN-ACK offers, and its scale. */
  rcvWnd: number;
  rcvWscale: number;
  iface: string;
  sentUs: number;
  /** How many times the SYN-ACK timed out. */
  timeouts: number;
  /** The final ACK came but the accept queue was full. */
  acked: boolean;
  timer: QueueEntry | undefined;
  /** When an answer to what may be forged was last sent. */
  lastOowUs: number | undefined;
}

/** What makes a socket a listener. */
export interface Listener {
  /** What listen(2) stored after clamping to somaxconn; the accept queue admits one more. */
  maxAckBacklog: number;
  /** Half-open requests, oldest first. */
  synQueue: Set<RequestSock>;
  /** Ids of finished children that wait for accept(2), oldest first. */
  acceptQueue: number[];
  /** When the last SYN cookie was sent; cookies are believed for two minutes after. */
  cookieUs?: number;
}

export interface SockOptions {
  reuseAddr: boolean;
  reusePort: boolean;
  keepAlive: boolean;
  noDelay: boolean;
  cork: boolean;
  /** Seconds, or undefined where SO_LINGER is off. */
  lingerSec: number | undefined;
  /** SO_RCVBUF or SO_SNDBUF was set by the program: no autotuning. */
  rcvbufLocked: boolean;
  sndbufLocked: boolean;
  userMss: number | undefined;
  synRetries: number | undefined;
  keepIdleSec: number | undefined;
  keepIntvlSec: number | undefined;
  keepCount: number | undefined;
  userTimeoutMs: number;
  rcvLowat: number;
  /** How many SYN-ACK timeouts a bare final ACK is ignored for. */
  deferAccept: number;
  /** Seconds in FIN_WAIT2; negative for none. */
  linger2: number | undefined;
  /** Seconds that SO_LINGER was last given while on. */
  lingerLast: number;
  /** TCP_WINDOW_CLAMP: most that the first window may be; 0 for no bound. */
  windowClamp: number;
  notsentLowat: number | undefined;
  congestion: number | undefined;
  /** IP_MTU_DISCOVER; undefined for IP_PMTUDISC_WANT, which is Linux's default. */
  pathDiscovery: number | undefined;
}

export interface SendState {
  sndUna: Seq;
  sndNxt: Seq;
  /** Offered by the peer, in bytes. */
  sndWnd: number;
  /** Segment that last updated the window. */
  sndWl1: Seq;
  sndMaxWnd: number;
  sndWscale: number;
  mss: number;
  /** End of the last small segment sent (Minshall's test of Nagle's rule). */
  sndSmall: Seq;
  /** End of what was last pushed. */
  sndPushed: Seq;
  /** End of everything queued; the next byte that the program writes gets it. */
  writeSeq: Seq;
}

export interface ReceiveState {
  rcvNxt: Seq;
  /** As last offered, and the `nxt` at that time. */
  rcvWnd: number;
  rcvWup: Seq;
  rcvWscale: number;
  /** Next byte that the program reads. */
  copiedSeq: Seq;
  /** Upper bound of what is offered; grows as the peer shows that it packs well. */
  rcvSsthresh: number;
  windowClamp: number;
  /** Share of the buffer that is payload, in 256ths. */
  scalingRatio: number;
  /** The last blocks that changed out of order, newest first, and what came twice. */
  rcvSacks: readonly [Seq, Seq][];
  rcvDsack: [Seq, Seq] | undefined;
  /** Autotuning: what the program read in a round trip, since when and from where on. */
  rcvSpace: number;
  rcvSpaceSeq: Seq;
  rcvSpaceUs: number;
  /** 8 times the round trip as the receiver sees it, and how it is being measured. */
  rcvRtt8Us: number;
  rcvRttSeq: Seq;
  rcvRttSinceUs: number;
  rcvRttEcho: Seq;
  advertisedMss: number;
}

/** Bits of `ackPending`: an ACK is due; it is due at once; one small segment has come, or two. */
export const ACK_DUE = 1;
export const ACK_NOW = 2;
export const ACK_PUSHED = 4;
export const ACK_PUSHED2 = 8;

/** Acknowledgement policy: who is answered at once, and who after 40 ms. */
export interface AckState {
  /** Whether an ACK is due, and what came that speaks for sending it soon: ACK_* (Linux: icsk_ack.pending). */
  ackPending: number;
  /** Credit of immediate ACKs. */
  ackQuick: number;
  /** Interactive: data flows both ways, so that an ACK can ride on an answer. */
  pingpong: boolean;
  atoUs: number;
  lastReceiveUs: number;
  /** Duplicate ACKs for the hole at `dupSeq`, and how many more wait to be sent as one. */
  ackDups: number;
  ackDupSeq: Seq;
  ackCompressed: number;
  /** Estimate of the peer's segment size. */
  rcvMss: number;
}

export interface RttState {
  /** 8 times the smoothed round trip; 0 before the first sample. */
  srtt8Us: number;
  mdev4Us: number;
  mdevMax4Us: number;
  rttvar4Us: number;
  /** When this window's worth of samples ends. */
  rttSeq: Seq;
  rtoUs: number;
  backoff: number;
  /** Consecutive timeouts without progress. */
  retries: number;
  /** When the wait for an answer began: at the first transmission, or the last progress. */
  waitSinceUs: number;
}

/** What RACK knows of the latest transmission that has arrived (RFC 8985 section 5.2). */
export interface RackState {
  rackSentUs: number;
  rackEnd: Seq;
  rackRttUs: number;
  /** Something arrived since losses were last looked for. */
  rackAdvanced: boolean;
}

/** The curve that CUBIC follows after a loss; times in ms, `k` in 1024ths of a second. */
export interface CubicCurve {
  lastMax: number;
  lastCwnd: number;
  lastMs: number;
  epochMs: number;
  origin: number;
  k: number;
  ackCount: number;
  renoCwnd: number;
  count: number;
}

/** What CUBIC remembers. */
export interface CubicState {
  /** There is none while the connection is in its first slow start. */
  curve: CubicCurve | undefined;
  delayMinUs: number;
  /** HyStart: this round's end, when it began, its last ACK, its shortest delay and samples. */
  roundEnd: Seq;
  roundUs: number;
  lastAckUs: number;
  roundMinUs: number;
  roundSamples: number;
  slowStartOver: boolean;
}

/** What losses, repetitions and probes leave behind. */
export interface LossState {
  /** Without SACK: how many segments duplicate ACKs have reported. */
  renoSacked: number;
  reorderingSeen: number;
  lostTotal: number;
  /** Segments that had arrived when a mark was echoed. */
  deliveredCe: number;
  /** Window before the reduction, for proportional rate reduction and for undoing it. */
  priorCwnd: number;
  priorSsthresh: number;
  prrDelivered: number;
  prrOut: number;
  /** `sndUna` when the window was reduced; undefined when there is nothing to undo. */
  undoMarker: Seq | undefined;
  /** Retransmissions that no D-SACK has called needless; -1 before the first. */
  undoRetrans: number;
  /** When the first retransmission of this recovery went out. */
  retransUs: number | undefined;
  /** A timeout may have been spurious: RFC 5682 is finding out. */
  frto: boolean;
  /** `sndNxt` when a tail loss probe went out, and whether that repeated a segment. */
  probeSeq: Seq | undefined;
  probeRepeats: boolean;
  /** RACK's window for reordering, in quarters of the shortest round trip. */
  reorderSteps: number;
  /** Recoveries for which a widened window is kept. */
  reorderPersist: number;
  /** A D-SACK came, and what had been delivered when the window was last widened for one. */
  dsackSeen: boolean;
  dsackDelivered: number;
  /** Totals for TCP_INFO. */
  retransTotal: number;
  bytesRetrans: number;
  dsacks: number;
}

export interface CongestionState extends RackState, CubicState {
  /** An index of `CONGESTION_CONTROLS`. */
  ccAlgorithm: number;
  /** Segments. */
  cwnd: number;
  ssthresh: number;
  cwndCount: number;
  ccState: 'open' | 'disorder' | 'cwr' | 'recovery' | 'loss';
  /** Duplicate ACKs that make a loss, more once reordering was seen. */
  reordering: number;
  /** `sndNxt` when recovery began; an ACK of it ends the recovery. */
  highSeq: Seq;
  /** Segments known to have arrived, and marked lost, so far. */
  delivered: number;
  /** cwnd was what held sending back in this round trip. */
  cwndLimited: boolean;
  maxOut: number;
  cwndUsageSeq: Seq;
  cwndUsed: number;
  cwndUsedUs: number;
  /** When data was last sent. */
  lastSendUs: number;
  minRttUs: number;
  /** A value, so that all connections on which nothing was lost share theirs: see `setLoss`. */
  loss: Readonly<LossState>;
}

/** What a connection has said and heard, retransmissions and all, for TCP_INFO. */
export interface Totals {
  segsOut: number;
  dataSegsOut: number;
  bytesSent: number;
  segsIn: number;
  dataSegsIn: number;
}

/** What few connections have, in a record that is made when it is needed. */
export interface Rare {
  /** What holds the sender back, since when, and how long each has; ticks of 4 ms. */
  limit: 'window' | 'buffer' | undefined;
  limitSince: number;
  windowTicks: number;
  bufferTicks: number;
  /** SO_MAX_PACING_RATE was set, if only to none. */
  paced: boolean;
  /** That rate in bytes a second, Infinity for none; the rate of the last ACK; when the next packet may leave. */
  maxRate: number;
  rate: number;
  nextUs: number;
}

export interface TcpSock
  extends Ends,
    SendState,
    ReceiveState,
    AckState,
    RttState,
    CongestionState,
    Totals {
  id: number;
  state: TcpState;
  /** The state that connect(2) looks at, apart from TCP's (Linux: socket.state). */
  connect: 'unconnected' | 'connecting' | 'connected' | 'disconnecting';
  /** Address that bind(2) was given; a bound port alone decides conflicts with it. */
  boundAddr: number;
  /** IPV6_V6ONLY: its `::` leaves IPv4 to others. */
  v6only: boolean;
  /** It is in the table of bound ports under `local.port`, between these two; 0 for none. */
  hasPort: boolean;
  nextBound: number;
  beforeBound: number;
  /** The program chose the port or the address itself, and keeps it over a disconnect. */
  portLocked: boolean;
  addrLocked: boolean;
  /** The next one in its chain of the host's table of connections. */
  alike: TcpSock | undefined;
  iface: string;
  uid: number;
  /** Listener whose child this is. */
  parent: number | undefined;
  /** The program has closed it; TCP finishes alone (Linux: SOCK_DEAD). */
  orphan: boolean;
  /** In TIME_WAIT or in an orphan's FIN_WAIT2: only what a timewait minisock knows is used. */
  minisock: boolean;
  /** When the first window probe was due. */
  probeSinceUs: number | undefined;
  /** When TIME_WAIT began. */
  timeWaitUs: number | undefined;
  /** The peer's FIN was received (Linux: SOCK_DONE). */
  finReceived: boolean;
  /** sk_err: a positive errno that the next call reports once. */
  err: number;
  /** When the peer last acknowledged anything. */
  heardUs: number;
  /** Keepalive probes since then. */
  probes: number;
  /** When an answer to what may be forged was last sent. */
  lastOowUs: number | undefined;
  shutdown: number;
  /** A value: who changes an option makes a new one, so that sockets may share theirs. */
  opt: Readonly<SockOptions>;
  sndbuf: number;
  rcvbuf: number;
  iss: Seq;
  irs: Seq;
  sackOk: boolean;
  /** What was agreed about marks of congestion, and where the news of one is: bits of `ecn.ts`. */
  ecn: number;
  timestamps: boolean;
  tsRecent: Seq;
  tsOffset: number;
  /** From `sndUna` on: sent and unacknowledged first, then unsent. Grows by `queued`. */
  sendQueue: SendBuffer[];
  /** Grows by `queued`. */
  receiveQueue: ReceiveBuffer[];
  /** Ordered by sequence number, without overlaps. */
  outOfOrder: readonly ReceiveBuffer[];
  /** The program met a full send queue and wants to be told of space (SOCK_NOSPACE). */
  noSpace: boolean;
  /** MSS that the peer announced, 536 if it did not. */
  peerMss: number;
  /** The one that was set last, and by it the others; a request has its own. */
  timers: TcpTimerRecord | undefined;
  /** The first of those who are told of what `wakeups` says of it; the kernel's own (Linux: sk_wq). */
  watcher: object | undefined;
  listen: Listener | undefined;
  /** How long there has been something in `sendQueue`: see `limits.ts`. */
  busyTicks: number;
  rare: Rare | undefined;
}
