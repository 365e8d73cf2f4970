// A socket's life: made, moved from state to state, done, freed.
//
// One idea: whoever changes a socket's state or queues does it here or says so here, so that the
// trace has every change and the program behind the socket is woken for it.
//
// Source: Linux net/ipv4/tcp.c tcp_init_sock(), tcp_set_state(), tcp_done(), tcp_reset();
// inet_connection_sock.c inet_csk_destroy_sock().

import { POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from '../abi/constants.ts';
import { ECONNREFUSED, ECONNRESET, ENOTCONN, EPIPE } from '../abi/errno.ts';
import { seqDiff } from '../net/seq.ts';
import type { QueueEntry } from '../sim/event-queue.ts';
import { cancel, emit, reschedule, type Sim, schedule, traced } from '../sim/sim.ts';
import type { Endpoint, TcpState } from '../sim/trace.ts';
import { releasePort } from './bind.ts';
import { blankSock, NO_BUFFERS, NOTHING } from './blank.ts';
import { leaveBetween, localOf, remoteOf } from './demux.ts';
import { becomeIdle } from './limits.ts';
import { freePortTo } from './ports-taken.ts';
import { count, type TcpStack } from './stack.ts';
import {
  RCV_SHUTDOWN,
  SEND_SHUTDOWN,
  type SockOptions,
  type TcpSock,
  type TcpTimerName,
  type TcpTimerRecord,
} from './tcb.ts';

/** Shortest delay of an ACK (Linux: TCP_ATO_MIN, HZ / 25). */
export const ATO_MIN_US = 40_000;
/** Everything that poll(2) says of a connection that is no more. */
const HUNG_UP = POLLIN | POLLOUT | POLLRDHUP | POLLERR | POLLHUP;

/** Makes an unbound socket and puts it into the host's table. */
export function tcpSocket(sim: Sim, stack: TcpStack, uid = 0): TcpSock {
  const sk = blankSock(sim, stack, uid);
  stack.socks.set(sk.id, sk);
  if (traced(sim, 'sock')) {
    emit(sim, { kind: 'sock', host: stack.host, sock: sk.id, op: 'create', type: 'tcp' });
  }
  return sk;
}

/** Tells the local end; 0.0.0.0:0 while unbound. */
export function tcpSockname(sk: TcpSock): Endpoint {
  return localOf(sk);
}

/** Tells the remote end, or -ENOTCONN. */
export function tcpPeername(sk: TcpSock): Endpoint | number {
  if (sk.remotePort === 0 || sk.state === 'CLOSE' || sk.state === 'SYN_SENT') return -ENOTCONN;
  return remoteOf(sk);
}

/** Changes some of a socket's options. */
export function setOptions(sk: TcpSock, change: Partial<SockOptions>): void {
  sk.opt = { ...sk.opt, ...change };
}

/** Moves a socket to a state and emits it; CLOSE also leaves the tables. */
export function setState(sim: Sim, stack: TcpStack, sk: TcpSock, to: TcpState): void {
  const from = sk.state;
  if (from === to) return;
  if (to === 'CLOSE') {
    // Whoever ended it: a connection that stood ends without a farewell.
    if (from === 'ESTABLISHED' || from === 'CLOSE_WAIT') count(sim, stack, 'TcpEstabResets');
    const stood = leaveBetween(stack.connections, sk);
    if (stood) freePortTo(stack.destinations, localOf(sk), remoteOf(sk));
    if (sk.hasPort && !sk.portLocked) releasePort(stack, sk);
  }
  // From here on another connection may take its ends over.
  if (to === 'TIME_WAIT') freePortTo(stack.destinations, localOf(sk), remoteOf(sk));
  sk.state = to;
  if (!traced(sim, 'tcp-state')) return;
  emit(sim, {
    kind: 'tcp-state',
    host: stack.host,
    sock: sk.id,
    from,
    to,
    local: localOf(sk),
    remote: remoteOf(sk),
    ...(sk.parent === undefined ? {} : { listener: sk.parent }),
  });
}

/**
 * Tells the kernel that a socket may have become ready for `mask`.
 *
 * An orphan's too: a close(2) that lingers waits for it.
 */
export function wake(stack: TcpStack, sk: TcpSock, mask: number): void {
  stack.wakeups.push({ sk, mask });
}

/** Takes the pending error: its number once, then 0. */
export function takeError(sk: TcpSock): number {
  const { err } = sk;
  sk.err = 0;
  return err;
}

/** Puts something at the end of a queue; returns the queue, which is a new one if it was empty. */
export function queued<T>(queue: T[], one: T): T[] {
  if (queue.length === 0) return [one];
  queue.push(one);
  return queue;
}

/** Counts the bytes that the program has not read. */
export function unreadBytes(sk: TcpSock): number {
  return sk.receiveQueue.reduce((sum, buffer) => sum + buffer.payload.length, 0);
}

/** Counts the bytes, sent or not, that the peer has not acknowledged; a FIN is none. */
export function queuedBytes(sk: TcpSock): number {
  return sk.sendQueue.reduce((sum, buffer) => sum + buffer.payload.length, 0);
}

/** Counts what the send queue is charged with against SO_SNDBUF. */
export function sendCharge(sk: TcpSock): number {
  return sk.sendQueue.reduce((sum, { payload, overhead }) => sum + payload.length + overhead, 0);
}

/** Counts the bytes that were never sent. */
export function unsentBytes(sk: TcpSock): number {
  return seqDiff(sk.writeSeq, sk.sndNxt);
}

/** Emits the lengths of a connection's queues. */
export function emitBuffer(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  if (!traced(sim, 'buffer')) return;
  const sent = sk.sendQueue.filter((buffer) => buffer.sentUs !== undefined);
  emit(sim, {
    kind: 'buffer',
    host: stack.host,
    sock: sk.id,
    receiveBytes: unreadBytes(sk),
    sendBytes: queuedBytes(sk),
    unackedBytes: sent.reduce((sum, buffer) => sum + buffer.payload.length, 0),
    sndbuf: sk.sndbuf,
    rcvbuf: sk.rcvbuf,
  });
}

/** Finds a timer that is set: its entry of the event queue. */
export function timerOf(sk: TcpSock, name: TcpTimerName): QueueEntry | undefined {
  let timer = sk.timers;
  while (timer && timer.timer !== name) timer = timer.next;
  return timer?.entry;
}

/** Sets a timer, replacing one of that name. */
export function setTimer(
  sim: Sim,
  stack: TcpStack,
  sk: TcpSock,
  timer: TcpTimerName,
  delayUs: number,
): void {
  const dueUs = sim.nowUs + Math.round(delayUs);
  const { host } = stack;
  const before = timerOf(sk, timer);
  if (before) reschedule(sim, before, dueUs);
  else {
    const record: TcpTimerRecord = {
      kind: 'tcp-timer',
      host,
      sk,
      timer,
      request: undefined,
      entry: undefined,
      next: sk.timers,
    };
    record.entry = schedule(sim, dueUs, record);
    sk.timers = record;
  }
  if (!traced(sim, 'timer')) return;
  emit(sim, { kind: 'timer', host, sock: sk.id, timer, op: 'set', dueUs });
}

/** Takes a timer out of those that are set: its entry, which may still be in the queue. */
export function takeTimer(sk: TcpSock, name: TcpTimerName): QueueEntry | undefined {
  let before: TcpTimerRecord | undefined;
  let timer = sk.timers;
  while (timer && timer.timer !== name) {
    before = timer;
    timer = timer.next;
  }
  if (!timer) return undefined;
  if (before) before.next = timer.next;
  else sk.timers = timer.next;
  return timer.entry;
}

/** Stops a timer if it is set. */
export function clearTimer(sim: Sim, stack: TcpStack, sk: TcpSock, timer: TcpTimerName): void {
  const entry = takeTimer(sk, timer);
  if (!entry) return;
  cancel(sim, entry);
  if (!traced(sim, 'timer')) return;
  emit(sim, { kind: 'timer', host: stack.host, sock: sk.id, timer, op: 'clear' });
}

/** Stops every timer, the ones for lost segments first. */
export function clearTimers(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  for (const timer of TIMERS) if (sk.timers) clearTimer(sim, stack, sk, timer);
}

const TIMERS: TcpTimerName[] = [
  'retransmit',
  'syn',
  'delayed-ack',
  'time-wait',
  'fin-wait2',
  'persist',
  'loss-probe',
  'reorder',
  'compressed-ack',
  'pacing',
  'keepalive',
];

/** Ends a connection: CLOSE, nothing more in either direction; frees it if no program holds it. */
export function done(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  clearTimers(sim, stack, sk);
  sk.shutdown = RCV_SHUTDOWN | SEND_SHUTDOWN;
  setState(sim, stack, sk, 'CLOSE');
  if (sk.orphan) free(sim, stack, sk);
  wake(stack, sk, HUNG_UP & ~(sk.err ? 0 : POLLERR));
}

/** Acts on the peer's reset: keeps the reason for the program, then `done`. */
export function resetReceived(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  switch (sk.state) {
    case 'CLOSE':
      return;
    case 'SYN_SENT':
      sk.err = ECONNREFUSED;
      break;
    case 'CLOSE_WAIT':
      // The peer had finished; what is left to break is our sending.
      sk.err = EPIPE;
      break;
    default:
      sk.err = ECONNRESET;
  }
  purge(sim, sk);
  done(sim, stack, sk);
}

/** Gives up what was to be sent. */
export function purge(sim: Sim, sk: TcpSock): void {
  if (sk.sendQueue.length > 0) becomeIdle(sk, sim.nowUs);
  sk.sendQueue = NOTHING;
}

/** Notes that no program holds a socket any more. */
export function makeOrphan(stack: TcpStack, sk: TcpSock): void {
  if (sk.orphan) return;
  sk.orphan = true;
  stack.orphans++;
}

/** Notes that of an orphan only what a timewait minisock knows is used from now on. */
export function makeMinisock(stack: TcpStack, sk: TcpSock): void {
  if (sk.minisock) return;
  sk.minisock = true;
  stack.orphans--;
  stack.minisocks++;
}

/** Removes a closed socket from the host. */
export function free(sim: Sim, stack: TcpStack, sk: TcpSock): void {
  clearTimers(sim, stack, sk);
  setState(sim, stack, sk, 'CLOSE');
  if (sk.hasPort) releasePort(stack, sk);
  sk.receiveQueue = NOTHING;
  sk.sendQueue = NOTHING;
  sk.outOfOrder = NO_BUFFERS;
  if (stack.softErrors.size > 0) stack.softErrors.delete(sk.id);
  if (stack.socks.delete(sk.id)) {
    if (sk.minisock) stack.minisocks--;
    else if (sk.orphan) stack.orphans--;
  }
  if (!traced(sim, 'sock')) return;
  emit(sim, { kind: 'sock', host: stack.host, sock: sk.id, op: 'free', type: 'tcp' });
}

/** Tells how many sequence numbers lie between the first unacknowledged and the next to send. */
export function outstanding(sk: TcpSock): number {
  return seqDiff(sk.sndNxt, sk.sndUna);
}
