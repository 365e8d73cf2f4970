// sock_diag: what the kernel tells of its sockets, to ss and to the tables under /proc/net.
//
// One idea: a socket's record is turned into the answer that netlink would give: addresses, queues,
// the timer that runs, whose it is. Looking changes nothing, and nobody else reads the records.
//
// Units: bytes, ms for timers; an inode is the number that `socket:[…]` has, 0 where no program
// holds the socket.
// Source: Linux net/ipv4/inet_diag.c inet_sk_diag_fill(), tcp_diag.c tcp_diag_get_info(),
// udp_diag.c, net/unix/diag.c; include/uapi/linux/{inet,unix,sock}_diag.h.
// Departs: what is set aside and not used (fwd_alloc) is the rest of the last page; packets that wait
// for a card are not counted apart.

import { AF_INET6, SO_RCVBUF, SO_SNDBUF, SOCK_DGRAM, SOCK_STREAM } from '../abi/constants.ts';
import { ANY, ANY6, isV6 } from '../net/ip.ts';
import { seqDiff } from '../net/seq.ts';
import type { QueueEntry } from '../sim/event-queue.ts';
import type { Sim } from '../sim/sim.ts';
import type { Endpoint, TcpState } from '../sim/trace.ts';
import { localOf, remoteOf } from '../tcp/demux.ts';
import { tcpInfoFields } from '../tcp/info.ts';
import { sendCharge, timerOf } from '../tcp/socket.ts';
import { CONGESTION_CONTROLS } from '../tcp/sysctl.ts';
import type { RequestSock, TcpSock, TcpTimerName } from '../tcp/tcb.ts';
import { chargedBytes, SKB_OVERHEAD_BYTES } from '../tcp/window.ts';
import { decodeText } from './bytes.ts';
import { openFds } from './fd-table.ts';
import type { Ctx, UnixSock } from './kernel.ts';
import { keptOption, optionOf } from './socket-options.ts';
import { queuedBytes } from './udp-room.ts';
import type { UdpSock } from './udp-types.ts';

/** Which timer runs: 1 retransmission, 2 keepalive, 3 TIME_WAIT, 4 window probe. */
export interface DiagTimer {
  kind: 1 | 2 | 3 | 4;
  /** ms until it is due. */
  leftMs: number;
  /** How often it has been due without an answer. */
  retrans: number;
}

/** What the buffers hold and may hold, by ss's letters. */
export interface DiagMemory {
  r: number;
  rb: number;
  t: number;
  tb: number;
  f: number;
  w: number;
}

export interface DiagUser {
  comm: string;
  pid: number;
  fd: number;
}

interface DiagBase {
  state: TcpState;
  recvQ: number;
  sendQ: number;
  inode: number;
  cookie: number;
  /** RCV_SHUTDOWN, SEND_SHUTDOWN; undefined for what is no full socket. */
  shutdown?: number | undefined;
  memory?: DiagMemory | undefined;
  users: DiagUser[];
}

/** A socket of TCP or UDP. */
export interface DiagInet extends DiagBase {
  proto: 'tcp' | 'udp';
  family: 4 | 6;
  local: Endpoint;
  peer: Endpoint;
  uid: number;
  /** Of IPv6 sockets that listen or are not connected. */
  v6only?: boolean | undefined;
  timer?: DiagTimer | undefined;
  /** TCP_INFO by the names of its fields, and the congestion control. */
  info?: Record<string, number> | undefined;
  congestion?: string | undefined;
  /** The credit of immediate ACKs, doubled, plus one where data flows both ways. */
  quickAck?: number | undefined;
}

/** A socket of AF_UNIX. */
export interface DiagUnix extends DiagBase {
  proto: 'u_str' | 'u_dgr' | 'u_seq';
  /** As ss writes it: abstract names begin with `@`. */
  name?: string | undefined;
  peer: number;
  /** Inode of the file that bears its name. */
  file?: number | undefined;
  /** Of a listener: who waits to be accepted. */
  waiting: number[];
}

export type DiagSock = DiagInet | DiagUnix;

/** Lists every socket that has a place in the kernel's tables: unix, then UDP, then TCP. */
export function sockDiag(ctx: Ctx): DiagSock[] {
  const holders = holdersOf(ctx);
  return [...unixDiag(ctx, holders), ...inetDiag(ctx, holders)];
}

/** Who holds each socket, and of which family those with a description are. */
interface Holders {
  users: Map<number, DiagUser[]>;
  families: Families;
}

/** Finds out who holds each socket; the last process and the highest descriptor come first. */
function holdersOf(ctx: Ctx): Holders {
  const users: Holders['users'] = new Map();
  const { kernel } = ctx;
  const tasks = [...kernel.tasks.values()].sort((a, b) => b.tid - a.tid);
  for (const { process, tid } of tasks) {
    if (tid !== process.pid) continue;
    for (const { fd, file } of openFds(process).reverse()) {
      if (file.what !== 'socket') continue;
      const others = users.get(file.object) ?? [];
      users.set(file.object, [...others, { comm: process.comm, pid: process.pid, fd }]);
    }
  }
  return { users, families: familiesOf(ctx) };
}

function inetDiag(ctx: Ctx, holders: Holders): DiagInet[] {
  const udps = [...ctx.kernel.udps.values()].filter(({ local }) => local.port !== 0);
  // What is bound and nothing more is in no table that is looked through.
  const tcps = [...ctx.stack.socks.values()].filter(({ state }) => state !== 'CLOSE');
  const listeners = tcps.filter(({ state }) => state === 'LISTEN');
  const others = tcps.filter(({ state }) => state !== 'LISTEN');
  return [
    ...udps.map((sk) => udpSock(ctx, sk, holders)),
    ...listeners.map((sk) => tcpSock(ctx, sk, holders)),
    ...others.map((sk) => tcpSock(ctx, sk, holders)),
    ...listeners.flatMap((sk) =>
      [...sk.listen!.synQueue.values()].map((request) => requestSock(ctx, sk, request, holders)),
    ),
  ];
}

/** AF_* of the sockets that have a description, by their numbers. */
export type Families = ReadonlyMap<number, number>;

/** Collects the families of sockets. */
export function familiesOf({ kernel }: Ctx): Families {
  const families = new Map<number, number>();
  for (const { object, socket } of kernel.files.values()) {
    if (socket) families.set(object, socket.family);
  }
  return families;
}

/** Tells the family of a TCP or UDP socket, which its address alone does not: `::ffff:127.0.0.1` is IPv6's. */
export function familyOf(
  families: Families,
  id: number,
  parent: number | undefined,
  addr: number,
): 4 | 6 {
  const family = families.get(id) ?? families.get(parent ?? -1);
  if (family !== undefined) return family === AF_INET6 ? 6 : 4;
  return isV6(addr) ? 6 : 4;
}

function tcpSock(ctx: Ctx, sk: TcpSock, holders: Holders): DiagInet {
  const { sim, stack } = ctx;
  const listener = sk.state === 'LISTEN' ? sk.listen : undefined;
  const family = familyOf(holders.families, sk.id, sk.parent, sk.boundAddr);
  const users = holders.users.get(sk.id) ?? [];
  const unread = Math.max(0, seqDiff(sk.rcvNxt, sk.copiedSeq));
  const unacked = seqDiff(sk.writeSeq, sk.sndUna);
  const [recvQ, sendQ] = listener
    ? [listener.acceptQueue.length, listener.maxAckBacklog]
    : sk.minisock
      ? [0, 0]
      : [sk.state === 'SYN_SENT' ? 0 : unread, Math.max(0, unacked)];
  return {
    ...{ proto: 'tcp', family, state: sk.state, recvQ, sendQ, users },
    local: localOf(sk),
    peer: listener ? { addr: family === 6 ? ANY6 : ANY, port: 0 } : remoteOf(sk),
    inode: users.length > 0 ? sk.id : 0,
    cookie: sk.id,
    uid: sk.minisock ? 0 : sk.uid,
    timer: timerShown(ctx, sk),
    ...(sk.minisock ? {} : { shutdown: sk.shutdown, memory: memoryOf(sk) }),
    ...(listener && family === 6 ? { v6only: sk.v6only === true } : {}),
    ...(sk.minisock
      ? {}
      : {
          quickAck: 2 * sk.ackQuick + (sk.pingpong ? 1 : 0),
          info: tcpInfoFields(sim, stack, sk),
          congestion: CONGESTION_CONTROLS[sk.opt.congestion ?? stack.sysctl.tcp_congestion_control],
        }),
  };
}

const PAGE_BYTES = 4096;

/** Tells what is left of the pages that have been set aside for so many bytes. */
function restOfPage(bytes: number): number {
  return (PAGE_BYTES - (bytes % PAGE_BYTES)) % PAGE_BYTES;
}

export function memoryOf(sk: TcpSock): DiagMemory {
  // A FIN that the program has not read up to, and a SYN without an answer, are packets too.
  const alone = sk.finReceived && sk.receiveQueue.length === 0;
  const fin = alone && sk.copiedSeq !== sk.rcvNxt ? SKB_OVERHEAD_BYTES : 0;
  const syn = sk.state === 'SYN_SENT' ? SKB_OVERHEAD_BYTES : 0;
  const [r, w] = [chargedBytes(sk) + fin, sendCharge(sk) + syn];
  return { r, rb: sk.rcvbuf, t: 0, tb: sk.sndbuf, f: restOfPage(r + w), w };
}

/** Names the timer that inet_diag shows; others may run beside it. */
function timerShown({ sim }: Ctx, sk: TcpSock): DiagTimer | undefined {
  const { probes } = sk;
  const first = (kind: DiagTimer['kind'], retrans: number, names: readonly TcpTimerName[]) => {
    const entry = names.map((name) => timerOf(sk, name)).find((one) => one !== undefined);
    return entry && { kind, leftMs: msUntil(sim, entry), retrans };
  };
  if (sk.minisock) return first(3, 0, ['time-wait', 'fin-wait2']);
  return (
    first(1, sk.retries, ['retransmit', 'syn', 'loss-probe', 'reorder']) ??
    first(4, sk.retries, ['persist']) ??
    first(2, probes, ['keepalive'])
  );
}

function msUntil(sim: Sim, { atUs }: QueueEntry): number {
  return Math.max(0, Math.floor((atUs - sim.nowUs) / 1000));
}

function requestSock(
  ctx: Ctx,
  listener: TcpSock,
  request: RequestSock,
  holders: Holders,
): DiagInet {
  const [local, peer] = [localOf(request), remoteOf(request)];
  const { timeouts, timer } = request;
  const leftMs = timer ? msUntil(ctx.sim, timer) : 0;
  return {
    ...{ proto: 'tcp', state: 'SYN_RECV', recvQ: 0, sendQ: 0, inode: 0, cookie: 0, uid: 0 },
    family: familyOf(holders.families, listener.id, undefined, listener.boundAddr),
    ...{ local, peer, users: [], timer: { kind: 1, leftMs, retrans: timeouts } },
  };
}

function udpSock(ctx: Ctx, sk: UdpSock, holders: Holders): DiagInet {
  const family = familyOf(holders.families, sk.id, undefined, sk.boundAddr);
  const sendQ = queuedBytes(ctx, sk);
  const recvQ = sk.queue.reduce((sum, { size }) => sum + size, 0);
  return {
    ...{ proto: 'udp', family, state: sk.remote ? 'ESTABLISHED' : 'CLOSE', recvQ, sendQ },
    local: sk.local,
    peer: sk.remote ?? { addr: family === 6 ? ANY6 : ANY, port: 0 },
    ...{ inode: sk.id, cookie: sk.id, uid: 0, shutdown: sk.shutdown },
    memory: {
      ...{ r: recvQ, rb: optionOf(sk, SO_RCVBUF), t: sendQ, tb: optionOf(sk, SO_SNDBUF) },
      ...{ f: restOfPage(recvQ), w: 0 },
    },
    users: holders.users.get(sk.id) ?? [],
    ...(family === 6 && !sk.remote ? { v6only: sk.v6only === true } : {}),
  };
}

function unixDiag(ctx: Ctx, holders: Holders): DiagUnix[] {
  const { unixes } = ctx.kernel;
  // Who waits to be accepted is no socket yet, for its peer neither.
  const waiting = new Set([...unixes.values()].flatMap(({ acceptQueue }) => acceptQueue));
  const all = [...unixes.values()].filter(({ id }) => !waiting.has(id));
  return all.map((sk) => {
    const users = holders.users.get(sk.id) ?? [];
    const listening = sk.state === 'listening';
    const bytes = sk.queue.map((message) => message.bytes.length);
    const unread = sk.type === SOCK_DGRAM ? (bytes[0] ?? 0) : bytes.reduce((a, b) => a + b, 0);
    const state = listening ? 'LISTEN' : sk.state === 'connected' ? 'ESTABLISHED' : 'CLOSE';
    return {
      proto: sk.type === SOCK_STREAM ? 'u_str' : sk.type === SOCK_DGRAM ? 'u_dgr' : 'u_seq',
      state,
      recvQ: listening ? sk.acceptQueue.length : unread,
      sendQ: listening ? sk.backlog : sk.charged,
      name: nameOf(sk),
      inode: users.length > 0 ? sk.id : 0,
      cookie: sk.id,
      peer: sk.peer !== undefined && unixes.has(sk.peer) && !waiting.has(sk.peer) ? sk.peer : 0,
      file: sk.ino,
      waiting: listening ? sk.acceptQueue.map((id) => unixes.get(id)?.peer ?? 0) : [],
      shutdown: sk.shutdown,
      memory: {
        // Whoever sends pays for what lies in the other's queue.
        ...{ r: 0, rb: keptOption(sk.options, SO_RCVBUF)[0], t: sk.charged },
        ...{ tb: keptOption(sk.options, SO_SNDBUF)[0], f: 0, w: 0 },
      },
      users,
    };
  });
}

/** Writes a socket's name: a path up to its end, or an abstract one with `@` for each zero byte. */
function nameOf({ name }: UnixSock): string | undefined {
  if (!name) return undefined;
  const text = decodeText(name);
  return name[0] === 0 ? text.replaceAll('\0', '@') : text.split('\0')[0];
}
