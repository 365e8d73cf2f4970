// The send queue: taking bytes from the program.
//
// One idea: send(2) only queues. It takes as much as the buffer has room for and says how much
// that was; sending is for the windows to decide.
//
// Units: bytes.
// Source: Linux net/ipv4/tcp.c tcp_sendmsg_locked(), tcp_push(), forced_push().
// Departs: no autocorking.

import { EAGAIN, EPIPE } from '../abi/errno.ts';
import { seqAdd, seqDiff } from '../net/seq.ts';
import type { Sim } from '../sim/sim.ts';
import { PSH } from '../sim/trace.ts';
import { restartAfterIdle } from './congestion.ts';
import { becomeBusy } from './limits.ts';
import { nagleOf, pushPending, SKB_HEAD_BYTES, sendHead, writeQueue } from './output.ts';
import { emitBuffer, queued, sendCharge, takeError, unsentBytes } from './socket.ts';
import type { TcpStack } from './stack.ts';
import { SEND_SHUTDOWN, type SendBuffer, type TcpSock } from './tcb.ts';

/** What segmentation offload takes at once (gso_max_size less room for headers). */
const GSO_MAX_BYTES = 65536 - 1 - 320;

/**
 * Queues bytes for sending; `more` (MSG_MORE) holds back a last short segment, `eor` (MSG_EOR)
 * keeps later bytes out of it.
 *
 * Returns how many were taken, -EAGAIN when none can be now (also while connecting), -EPIPE, or the
 * pending error once.
 */
export function tcpSend(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  bytes: Uint8Array,
  options: { more?: boolean; eor?: boolean } = {},
): number {
  const refused = refusal(sk);
  if (refused) return refused;
  if (stack.sysctl.tcp_slow_start_after_idle) restartAfterIdle(sk, sim.nowUs);
  let taken = 0;
  while (taken < bytes.length) {
    const room = roomInTail(sk);
    if (room === 0 && !hasMemory(stack, sk)) break;
    const part = bytes.subarray(taken, taken + (room || goalBytes(sk)));
    append(sk, part, room > 0, sim.nowUs);
    taken += part.length;
    if (taken < bytes.length) pushFull(sim, stack, sk);
  }
  if (taken < bytes.length) sk.noSpace = true;
  if (taken > 0) {
    const tail = sk.sendQueue.at(-1)!;
    if (options.eor && taken === bytes.length) tail.eor = true;
    if (!options.more || forcedPush(sk)) markPush(sk, tail);
    emitBuffer(sim, stack, sk);
    pushPending(sim, stack, sk, options.more ? 'cork' : nagleOf(sk));
  }
  return taken > 0 || bytes.length === 0 ? taken : -EAGAIN;
}

function refusal(sk: TcpSock): number {
  if (sk.state !== 'ESTABLISHED' && sk.state !== 'CLOSE_WAIT') {
    if (sk.err) return -takeError(sk);
    if (sk.state !== 'SYN_SENT' && sk.state !== 'SYN_RECV') return -EPIPE;
    sk.noSpace = true;
    return -EAGAIN;
  }
  if (sk.err || sk.shutdown & SEND_SHUTDOWN) return -(takeError(sk) || EPIPE);
  return 0;
}

/** Tells how many unsent bytes are enough: the socket's own limit, or the host's. */
export function lowat(stack: TcpStack, sk: TcpSock): number {
  return sk.opt.notsentLowat ?? stack.sysctl.tcp_notsent_lowat;
}

/** Tells whether another buffer may be queued: SO_SNDBUF and TCP_NOTSENT_LOWAT allow it. */
function hasMemory(stack: TcpStack, sk: TcpSock): boolean {
  if (sendCharge(sk) >= sk.sndbuf) return false;
  return unsentBytes(sk) < lowat(stack, sk);
}

/** Tells how many bytes the last buffer still takes: none once it was sent. */
function roomInTail(sk: TcpSock): number {
  const tail = sk.sendQueue.at(-1);
  if (!tail || tail.sentUs !== undefined || tail.eor) return 0;
  return Math.max(0, goalBytes(sk) - tail.payload.length);
}

/** Tells how many bytes one buffer takes: whole segments, half the window and 64 KB at most. */
function goalBytes(sk: TcpSock): number {
  const { mss, sndMaxWnd: maxWnd } = sk;
  const half = maxWnd > 536 ? maxWnd >> 1 : maxWnd;
  const most = half > 0 ? Math.min(GSO_MAX_BYTES, Math.max(half, 68 - 40)) : GSO_MAX_BYTES;
  return Math.max(1, Math.floor(most / mss)) * mss;
}

function append(sk: TcpSock, part: Uint8Array, toTail: boolean, nowUs: number): void {
  if (toTail) {
    const tail = sk.sendQueue.at(-1)!;
    const payload = new Uint8Array(tail.payload.length + part.length);
    payload.set(tail.payload);
    payload.set(part, tail.payload.length);
    tail.payload = payload;
  } else {
    const buffer: SendBuffer = {
      seq: sk.writeSeq,
      payload: part.slice(),
      flags: 0,
      sentUs: undefined,
      retransmits: 0,
      lost: false,
      resent: false,
      sacked: false,
      overhead: SKB_HEAD_BYTES,
      cut: false,
    };
    if (sk.sendQueue.length === 0) becomeBusy(sk, nowUs);
    sk.sendQueue = queued(sk.sendQueue, buffer);
  }
  sk.writeSeq = seqAdd(sk.writeSeq, part.length);
}

/** Lets full buffers go while the rest of a large write is still being queued. */
function pushFull(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (roomInTail(sk) > 0) return;
  if (forcedPush(sk)) {
    markPush(sk, sk.sendQueue.at(-1)!);
    pushPending(sim, stack, sk, 'push');
  } else if (sendHead(sk) === sk.sendQueue.length - 1) {
    writeQueue(sim, stack, sk, 'push', 'one');
  }
}

/** Half a window was queued since the last PSH: the receiver should wake its program. */
function forcedPush(sk: TcpSock): boolean {
  return seqDiff(sk.writeSeq, sk.sndPushed) > sk.sndMaxWnd >> 1;
}

function markPush(sk: TcpSock, buffer: SendBuffer): void {
  buffer.flags |= PSH;
  sk.sndPushed = sk.writeSeq;
}
