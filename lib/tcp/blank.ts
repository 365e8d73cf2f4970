// What a socket begins as, and what of it begins anew with each connection.
//
// One idea: a socket is one flat record, and a new one is a copy of a blank one. One run of memory
// instead of a dozen records is what a connection costs less by, and what is used together lies
// together: a segment that finds its connection in no cache waits for few lines of it.
//
// V8 keeps up to 127 fields in the object itself; a test counts them.
//
// Source: Linux net/ipv4/tcp.c tcp_init_sock(); Documentation/networking/net_cachelines/tcp_sock.rst,
// which orders that record's fields by who reads them.

import { type Seq, seq } from '../net/seq.ts';
import { type Sim, takeId } from '../sim/sim.ts';
import { CUBIC, INFINITE_SSTHRESH, INITIAL_CWND, NO_LOSS, REORDERING } from './congestion.ts';
import { NO_RTT } from './cubic.ts';
import { rareOf } from './limits.ts';
import { NO_BLOCKS } from './sack-report.ts';
import type { TcpStack } from './stack.ts';
import type { ReceiveBuffer, SockOptions, TcpSock } from './tcb.ts';

/** MSS while nothing is known, RFC 9293 section 3.7.1. */
export const DEFAULT_MSS = 536;
/** RFC 6298: one second until there is a measurement. */
export const INITIAL_RTO_US = 1_000_000;
/** Shared by all queues out of order that are empty. */
export const NO_BUFFERS: readonly ReceiveBuffer[] = [];
/** Shared by all other queues that are empty; nobody changes it, see `queued`. */
export const NOTHING: never[] = [];

const zero = seq(0);

const DEFAULT_OPTIONS: Readonly<SockOptions> = {
  reuseAddr: false,
  reusePort: false,
  keepAlive: false,
  noDelay: false,
  cork: false,
  lingerSec: undefined,
  rcvbufLocked: false,
  sndbufLocked: false,
  userMss: undefined,
  synRetries: undefined,
  keepIdleSec: undefined,
  keepIntvlSec: undefined,
  keepCount: undefined,
  userTimeoutMs: 0,
  rcvLowat: 1,
  deferAccept: 0,
  linger2: undefined,
  lingerLast: 0,
  windowClamp: 0,
  notsentLowat: undefined,
  congestion: undefined,
  pathDiscovery: undefined,
};

const BLANK: Readonly<TcpSock> = {
  // What finds a connection.
  localAddr: 0,
  localPort: 0,
  remoteAddr: 0,
  remotePort: 0,
  alike: undefined,
  state: 'CLOSE',
  minisock: false,
  // Every segment that arrives.
  segsIn: 0,
  dataSegsIn: 0,
  timestamps: false,
  tsRecent: zero,
  rcvNxt: zero,
  rcvWup: zero,
  rcvWnd: 0,
  rcvWscale: 0,
  heardUs: 0,
  probes: 0,
  sndUna: zero,
  sndNxt: zero,
  sndWnd: 0,
  sndWl1: zero,
  sndMaxWnd: 0,
  sndWscale: 0,
  writeSeq: zero,
  sendQueue: NOTHING,
  delivered: 0,
  ccState: 'open',
  loss: NO_LOSS,
  sackOk: false,
  ecn: 0,
  retries: 0,
  noSpace: false,
  shutdown: 0,
  opt: DEFAULT_OPTIONS,
  ackPending: 0,
  timers: undefined,
  watcher: undefined,
  id: 0,
  // Every ACK that leaves.
  segsOut: 0,
  iface: 'lo',
  tsOffset: 0,
  ackQuick: 0,
  ackCompressed: 0,
  pingpong: false,
  atoUs: 0,
  rcvSacks: NO_BLOCKS,
  rcvDsack: undefined,
  rcvSsthresh: 0,
  windowClamp: 0,
  scalingRatio: 128,
  rcvbuf: 0,
  outOfOrder: NO_BUFFERS,
  receiveQueue: NOTHING,
  copiedSeq: zero,
  finReceived: false,
  err: 0,
  // Data that arrives.
  lastReceiveUs: 0,
  rcvMss: DEFAULT_MSS,
  rcvSpace: 0,
  rcvSpaceSeq: zero,
  rcvSpaceUs: 0,
  rcvRtt8Us: 0,
  rcvRttSeq: zero,
  rcvRttSinceUs: 0,
  rcvRttEcho: zero,
  // Data that leaves.
  mss: DEFAULT_MSS,
  sndSmall: zero,
  sndPushed: zero,
  dataSegsOut: 0,
  bytesSent: 0,
  busyTicks: 0,
  sndbuf: 0,
  cwnd: INITIAL_CWND,
  ssthresh: INFINITE_SSTHRESH,
  lastSendUs: 0,
  waitSinceUs: 0,
  cwndLimited: false,
  maxOut: 0,
  cwndUsageSeq: zero,
  cwndUsed: 0,
  cwndUsedUs: 0,
  backoff: 0,
  rtoUs: INITIAL_RTO_US,
  srtt8Us: 0,
  // Data that is acknowledged.
  mdev4Us: INITIAL_RTO_US,
  mdevMax4Us: 0,
  rttvar4Us: 0,
  rttSeq: zero,
  minRttUs: NO_RTT,
  highSeq: zero,
  reordering: REORDERING,
  ccAlgorithm: CUBIC,
  cwndCount: 0,
  rackSentUs: 0,
  rackEnd: zero,
  rackRttUs: 0,
  rackAdvanced: false,
  delayMinUs: 0,
  roundEnd: zero,
  roundUs: 0,
  lastAckUs: 0,
  roundMinUs: NO_RTT,
  roundSamples: 0,
  slowStartOver: false,
  curve: undefined,
  // What a connection begins and ends with, and what goes wrong.
  orphan: false,
  connect: 'unconnected',
  parent: undefined,
  listen: undefined,
  iss: zero,
  irs: zero,
  uid: 0,
  boundAddr: 0,
  v6only: false,
  hasPort: false,
  nextBound: 0,
  beforeBound: 0,
  portLocked: false,
  addrLocked: false,
  advertisedMss: DEFAULT_MSS,
  peerMss: DEFAULT_MSS,
  ackDups: 0,
  ackDupSeq: zero,
  probeSinceUs: undefined,
  timeWaitUs: undefined,
  lastOowUs: undefined,
  rare: undefined,
};

/** What outlives a connection: who the socket is, what the program has set, and where it is kept. */
const KEPT: ReadonlySet<string> = new Set<keyof TcpSock>([
  ...([
    'id',
    'state',
    'connect',
    'localAddr',
    'localPort',
    'remoteAddr',
    'remotePort',
    'alike',
    'iface',
    'uid',
    'parent',
  ] as const),
  ...(['boundAddr', 'v6only', 'hasPort', 'nextBound', 'beforeBound', 'portLocked'] as const),
  ...(['addrLocked', 'orphan', 'minisock', 'probeSinceUs', 'timeWaitUs', 'finReceived'] as const),
  ...(['err', 'heardUs', 'probes', 'lastOowUs', 'shutdown', 'opt', 'sndbuf', 'rcvbuf'] as const),
  ...(['iss', 'irs', 'sackOk', 'timestamps', 'tsRecent', 'tsOffset', 'sendQueue'] as const),
  ...(['receiveQueue', 'outOfOrder', 'noSpace', 'peerMss', 'timers', 'watcher', 'listen'] as const),
  'advertisedMss',
]);

const FRESH = Object.fromEntries(Object.entries(BLANK).filter(([name]) => !KEPT.has(name)));

/** Makes a socket record that is in no table yet. */
export function blankSock(sim: Sim, stack: TcpStack, uid: number): TcpSock {
  const sk: TcpSock = { ...BLANK };
  sk.id = takeId(sim);
  sk.uid = uid;
  sk.sndbuf = stack.sysctl.tcp_wmem_default;
  sk.rcvbuf = stack.sysctl.tcp_rmem_default;
  return sk;
}

/** Makes all that belongs to a connection that of a new one. */
export function beginAnew(sk: TcpSock, iss: Seq, irs: Seq): void {
  const { rare } = sk;
  Object.assign(sk, FRESH);
  // A rate is the program's; what was measured was the old connection's.
  if (rare?.paced)
    Object.assign(rareOf(sk), { paced: true, maxRate: rare.maxRate, rate: rare.maxRate });
  numberFrom(sk, iss, irs);
}

/** Sets the sequence numbers of a blank connection. */
export function numberFrom(sk: TcpSock, iss: Seq, irs: Seq): void {
  sk.sndUna = iss;
  sk.sndNxt = iss;
  sk.sndSmall = iss;
  sk.sndPushed = iss;
  sk.writeSeq = iss;
  sk.rttSeq = iss;
  sk.highSeq = iss;
  sk.cwndUsageSeq = iss;
  sk.rackEnd = iss;
  sk.roundEnd = iss;
  sk.sndWl1 = irs;
  sk.rcvNxt = irs;
  sk.rcvWup = irs;
  sk.copiedSeq = irs;
  sk.rcvSpaceSeq = irs;
  sk.rcvRttSeq = irs;
  sk.ackDupSeq = irs;
}
