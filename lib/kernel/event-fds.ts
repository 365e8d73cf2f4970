// eventfd, timerfd, signalfd: counters, clocks and signals that are read like files (pidfd.ts: ends of
// processes).
//
// One idea: each is a few numbers behind a descriptor, so that one poll(2) can wait for bytes, for
// time, for signals and for another thread all at once.
//
// Units: µs; what is read is eight bytes, or 128 for each signal.
// Source: eventfd(2), timerfd_create(2), signalfd(2); Linux fs/{eventfd,timerfd,signalfd}.c;
// answers of Linux 6.18.

import {
  CLOCK_BOOTTIME,
  CLOCK_MONOTONIC,
  CLOCK_REALTIME,
  EFD_CLOEXEC,
  EFD_NONBLOCK,
  EFD_SEMAPHORE,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  POLLERR,
  POLLIN,
  POLLOUT,
  TFD_CLOEXEC,
  TFD_NONBLOCK,
  TFD_TIMER_ABSTIME,
  TFD_TIMER_CANCEL_ON_SET,
} from '../abi/constants.ts';
import { EAGAIN, EBADF, EFAULT, EINVAL } from '../abi/errno.ts';
import type { SimRecord } from '../sim/event-queue.ts';
import { cancel, EPOCH_S, schedule, takeId } from '../sim/sim.ts';
import { signedAt, toBytes } from './bytes.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import { peekNotes, releaseNotifier, takeNotes } from './inotify.ts';
import type { Ctx, EventObject, Handlers, OpenFile, PendingSignal, Task } from './kernel.ts';
import { createFile } from './open-file.ts';
import { pollPid } from './pidfd.ts';
import { pendingSet, readMask, readSet, setBytes, takeSignal } from './signal-set.ts';
import { readUser, writeUser } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

const SIGINFO_BYTES = 128;
/** The largest count of an eventfd: one less than all bits set. */
const MAX_COUNT = 0xfffffffffffffffen;

export const EVENT_CALLS: Handlers = {
  eventfd2: (ctx, task, [value, flags]) => {
    if (flags & ~(EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK)) return -EINVAL;
    const semaphore = (flags & EFD_SEMAPHORE) !== 0;
    const count = BigInt(value >>> 0);
    return openEvent(ctx, task, { id: 0, kind: 'eventfd', count, semaphore }, flags);
  },
  timerfd_create: (ctx, task, [clock, flags]) => {
    const known = [CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME].includes(clock);
    if (!known || flags & ~(TFD_CLOEXEC | TFD_NONBLOCK)) return -EINVAL;
    const timer = { id: 0, kind: 'timerfd' as const, clock, everyUs: 0, ticks: 0 };
    return openEvent(ctx, task, timer, flags);
  },
  timerfd_settime: setTimer,
  timerfd_gettime: (ctx, task, [fd, addr]) => {
    const timer = timerOf(ctx, task, fd);
    if (typeof timer === 'number') return timer;
    return writeUser(ctx, task, addr, timerBytes(ctx, timer)) ? 0 : -EFAULT;
  },
  signalfd4,
};

type Timer = EventObject & { kind: 'timerfd' };

/** Makes the object, its description and a descriptor; O_CLOEXEC and O_NONBLOCK are all flags'. */
export function openEvent(ctx: Ctx, task: Task, object: EventObject, flags: number): number {
  const fd = freeFd(task.process);
  if (fd < 0) return fd;
  const made = { ...object, id: takeId(ctx.sim) };
  ctx.kernel.events.set(made.id, made);
  const mode =
    (made.kind === 'inotify' ? O_RDONLY : O_RDWR) | (flags & EFD_NONBLOCK ? O_NONBLOCK : 0);
  const file = createFile(ctx, { what: made.kind, flags: mode, object: made.id });
  return installFd(ctx, task.process, file, { cloexec: (flags & EFD_CLOEXEC) !== 0 });
}

/** Frees an object with its last descriptor. */
export function releaseEvent(ctx: Ctx, file: OpenFile): void {
  const object = ctx.kernel.events.get(file.object);
  if (object?.kind === 'timerfd' && object.entry !== undefined) cancel(ctx.sim, object.entry);
  if (object?.kind === 'inotify') releaseNotifier(ctx, object);
  ctx.kernel.events.delete(file.object);
}

/** Tells what poll(2) would. */
export function pollEvent(ctx: Ctx, file: OpenFile): number {
  const object = ctx.kernel.events.get(file.object)!;
  if (object.kind === 'timerfd') return object.ticks > 0 ? POLLIN : 0;
  if (object.kind === 'signalfd') return signalsOf(ctx, object) === 0n ? 0 : POLLIN;
  if (object.kind === 'pidfd') return pollPid(ctx, object);
  if (object.kind === 'inotify') return object.notes.length > 0 ? POLLIN : 0;
  const full = object.count > MAX_COUNT;
  return (
    (object.count > 0n ? POLLIN : 0) |
    (object.count < MAX_COUNT ? POLLOUT : 0) |
    (full ? POLLERR : 0)
  );
}

/** Looks at what a read would get: -EINVAL for too small a buffer, -EAGAIN while there is nothing. */
export function peekEvent(ctx: Ctx, task: Task, file: OpenFile, max: number): Uint8Array | number {
  const object = ctx.kernel.events.get(file.object)!;
  if (object.kind === 'signalfd') {
    return max < SIGINFO_BYTES ? -EINVAL : takeSignals(task, object, max);
  }
  if (object.kind === 'inotify') return peekNotes(object, max);
  if (max < 8 || object.kind === 'pidfd') return -EINVAL;
  if (object.kind === 'timerfd') return object.ticks > 0 ? toBytes(object.ticks, 8) : -EAGAIN;
  if (object.count === 0n) return -EAGAIN;
  return setBytes(object.semaphore ? 1n : object.count);
}

/** Takes what was read: the count, or one of it; the ticks. Signals are taken as they are read. */
export function consumeEvent(ctx: Ctx, file: OpenFile, bytes: number): void {
  const object = ctx.kernel.events.get(file.object)!;
  if (object.kind === 'inotify') takeNotes(object, bytes);
  if (object.kind === 'timerfd') object.ticks = 0;
  if (object.kind !== 'eventfd') return;
  object.count = object.semaphore ? object.count - 1n : 0n;
  wake(ctx, waitKey('eventfd', object.id), POLLOUT);
}

/** Adds to an eventfd: 8, -EINVAL, or -EAGAIN where the sum would not fit. */
export function addToEvent(ctx: Ctx, file: OpenFile, bytes: Uint8Array): number {
  const object = ctx.kernel.events.get(file.object)!;
  if (object.kind !== 'eventfd' || bytes.length !== 8) return -EINVAL;
  const value = readSet(bytes);
  if (value > MAX_COUNT) return -EINVAL;
  if (object.count + value > MAX_COUNT) return -EAGAIN;
  object.count += value;
  if (value > 0n) wake(ctx, waitKey('eventfd', object.id), POLLIN);
  return 8;
}

function timerOf(ctx: Ctx, task: Task, fd: number): Timer | number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  const object = file.what === 'timerfd' ? ctx.kernel.events.get(file.object) : undefined;
  return object?.kind === 'timerfd' ? object : -EINVAL;
}

/** Writes a struct itimerspec: the interval, then what is left. */
function timerBytes(ctx: Ctx, { everyUs, dueUs }: Timer): Uint8Array {
  const left = dueUs === undefined ? 0 : Math.max(1, dueUs - ctx.sim.nowUs);
  const words = [everyUs, left].flatMap((us) => [Math.floor(us / 1e6), (us % 1e6) * 1e3]);
  return Uint8Array.from(words.flatMap((word) => [...toBytes(word, 8)]));
}

function setTimer(ctx: Ctx, task: Task, [fd, flags, set, old]: number[]): number {
  const bytes = readUser(ctx, task, set, 32);
  if (!bytes) return -EFAULT;
  const [everyS, everyNs, s, ns] = [0, 8, 16, 24].map((at) => signedAt(bytes, at, 8));
  const bad = [everyNs, ns].some((part) => part < 0 || part >= 1e9) || everyS < 0 || s < 0;
  // TFD_TIMER_CANCEL_ON_SET does nothing: no clock of this machine is ever set.
  if (flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET) || bad) return -EINVAL;
  const timer = timerOf(ctx, task, fd);
  if (typeof timer === 'number') return timer;
  const before = timerBytes(ctx, timer);
  if (timer.entry !== undefined) cancel(ctx.sim, timer.entry);
  timer.entry = undefined;
  timer.dueUs = undefined;
  timer.ticks = 0;
  timer.settime = flags;
  timer.everyUs = everyS * 1e6 + Math.ceil(everyNs / 1e3);
  const us = s * 1e6 + Math.ceil(ns / 1e3);
  if (us > 0) {
    const epochUs = timer.clock === CLOCK_REALTIME ? EPOCH_S * 1e6 : 0;
    arm(ctx, timer, flags & TFD_TIMER_ABSTIME ? us - epochUs : ctx.sim.nowUs + us);
  }
  return !old || writeUser(ctx, task, old, before) ? 0 : -EFAULT;
}

function arm(ctx: Ctx, timer: Timer, dueUs: number): void {
  const record = { kind: 'timerfd', host: ctx.kernel.host, id: timer.id };
  // A time that has passed counts from then on, with all that were to follow it.
  timer.dueUs = dueUs;
  timer.entry = schedule(ctx.sim, Math.max(dueUs, ctx.sim.nowUs), record);
}

/** Acts on a `timerfd` record: one more expiration, and the next one. */
export function onTimerfd(ctx: Ctx, record: SimRecord & { id: number }): void {
  const timer = ctx.kernel.events.get(record.id);
  if (timer?.kind !== 'timerfd') return;
  const due = timer.dueUs ?? ctx.sim.nowUs;
  timer.entry = undefined;
  timer.dueUs = undefined;
  timer.ticks++;
  // Nobody reads of the expirations that have passed unseen one by one.
  if (timer.everyUs > 0) {
    const missed = Math.max(0, Math.floor((ctx.sim.nowUs - due) / timer.everyUs));
    timer.ticks += missed;
    arm(ctx, timer, due + (missed + 1) * timer.everyUs);
  }
  wake(ctx, waitKey('timerfd', timer.id), POLLIN);
}

type Signals = EventObject & { kind: 'signalfd' };

function signalfd4(ctx: Ctx, task: Task, [fd, addr, size, flags]: number[]): number {
  if (size !== 8) return -EINVAL;
  const bytes = readUser(ctx, task, addr, 8);
  if (!bytes) return -EFAULT;
  if (flags & ~(EFD_CLOEXEC | EFD_NONBLOCK)) return -EINVAL;
  const mask = readMask(bytes);
  if (fd === -1) {
    return openEvent(ctx, task, { id: 0, kind: 'signalfd', mask }, flags);
  }
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  const object = file.what === 'signalfd' ? ctx.kernel.events.get(file.object) : undefined;
  if (object?.kind !== 'signalfd') return -EINVAL;
  object.mask = mask;
  wake(ctx, waitKey('signalfd', object.id), POLLIN);
  return fd;
}

/** Whoever asks, asks about signals of its own. */
function signalsOf(ctx: Ctx, object: Signals): bigint {
  const task = ctx.kernel.tasks.get(ctx.kernel.current);
  return task ? pendingSet(task) & object.mask : 0n;
}

function takeSignals(task: Task, object: Signals, max: number): Uint8Array | number {
  const out: Uint8Array[] = [];
  while ((out.length + 1) * SIGINFO_BYTES <= max) {
    const info = takeSignal(task, object.mask);
    if (!info) break;
    out.push(infoBytes(info));
  }
  if (out.length === 0) return -EAGAIN;
  const bytes = new Uint8Array(out.length * SIGINFO_BYTES);
  for (const [i, one] of out.entries()) bytes.set(one, i * SIGINFO_BYTES);
  return bytes;
}

/** Writes a struct signalfd_siginfo. */
function infoBytes(info: PendingSignal): Uint8Array {
  const { signo, code, pid, uid, status, value, timer, overrun } = info;
  const bytes = new Uint8Array(SIGINFO_BYTES);
  const put = (at: number, value: number) => bytes.set(toBytes(value, 4), at);
  put(0, signo);
  put(8, code);
  put(12, pid);
  put(16, uid);
  put(24, timer ?? 0);
  put(32, overrun ?? 0);
  put(40, status ?? 0);
  if (value === undefined) return bytes;
  put(44, Number(value & 0xffffffffn) | 0);
  bytes.set(setBytes(value), 48);
  return bytes;
}

/** Wakes who waits for signals by reading them. */
export function wakeSignalfds(ctx: Ctx): void {
  for (const { id, kind } of ctx.kernel.events.values()) {
    if (kind === 'signalfd') wake(ctx, waitKey('signalfd', id), POLLIN);
  }
}
