// timer_create(2): timers of a process that send a signal, with a value, each time they fire.
//
// One idea: a timer is an entry of the event queue and one signal that is either waiting or not; what
// fires while its signal still waits is only counted (the overrun).
//
// Units: virtual µs; itimerspec in s and ns.
// Source: timer_create(2), timer_settime(2), timer_getoverrun(2); Linux kernel/time/posix-timers.c.
// Departs: timers of CPU time are taken and never fire.

import {
  CLOCK_BOOTTIME,
  CLOCK_MONOTONIC,
  CLOCK_PROCESS_CPUTIME_ID,
  CLOCK_REALTIME,
  CLOCK_TAI,
  CLOCK_THREAD_CPUTIME_ID,
  SI_TIMER,
  SIGALRM,
  TIMER_ABSTIME,
} from '../abi/constants.ts';
import { EFAULT, EINVAL, EOPNOTSUPP } from '../abi/errno.ts';
import type { SimRecord } from '../sim/event-queue.ts';
import { cancel, EPOCH_S, schedule } from '../sim/sim.ts';
import { signedAt, toBytes } from './bytes.ts';
import type { Ctx, Handlers, PosixTimer, Process, Task } from './kernel.ts';
import { sendSignal } from './signal.ts';
import { readSet } from './signal-set.ts';
import { isClock } from './syscalls-time.ts';
import { processOf } from './task.ts';
import { readUser, writeUser } from './user-memory.ts';

/** struct sigevent: value, signal, how, and for SIGEV_THREAD_ID which thread. */
const SIGEVENT_BYTES = 64;
const SIGEV_SIGNAL = 0;
const SIGEV_NONE = 1;
const SIGEV_THREAD = 2;
const SIGEV_THREAD_ID = 4;
const CPU_CLOCKS: number[] = [CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID];
const WALL_CLOCKS: number[] = [CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI];
/** Those that count from 1970. */
const SINCE_EPOCH: number[] = [CLOCK_REALTIME, CLOCK_TAI];

export const TIMER_CALLS: Handlers = {
  timer_create: create,
  timer_settime: setTime,
  timer_gettime: (ctx, task, [id, addr]) => {
    const timer = task.process.timers?.get(id);
    if (!timer) return -EINVAL;
    return writeUser(ctx, task, addr, timeBytes(ctx, timer)) ? 0 : -EFAULT;
  },
  timer_getoverrun: (_ctx, task, [id]) => task.process.timers?.get(id)?.overrun ?? -EINVAL,
  timer_delete: (ctx, task, [id]) => {
    const timer = task.process.timers?.get(id);
    if (!timer) return -EINVAL;
    disarm(ctx, timer);
    task.process.timers!.delete(id);
    return 0;
  },
};

function create(ctx: Ctx, task: Task, [clock, eventAddr, idAddr]: number[]): number {
  const bytes = eventAddr ? readUser(ctx, task, eventAddr, SIGEVENT_BYTES) : undefined;
  if (eventAddr && !bytes) return -EFAULT;
  if (!isClock(ctx, task, clock)) return -EINVAL;
  // What is only read: CLOCK_MONOTONIC_RAW and the coarse ones.
  if (clock >= 0 && !WALL_CLOCKS.includes(clock) && !CPU_CLOCKS.includes(clock)) return -EOPNOTSUPP;
  const notify = bytes ? signedAt(bytes, 12, 4) : SIGEV_SIGNAL;
  const signo = bytes ? signedAt(bytes, 8, 4) : SIGALRM;
  const tid = notify === SIGEV_THREAD_ID && bytes ? signedAt(bytes, 16, 4) : 0;
  if (![SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD, SIGEV_THREAD_ID].includes(notify)) return -EINVAL;
  if (notify !== SIGEV_NONE && (signo < 1 || signo > 64)) return -EINVAL;
  if (tid !== 0 && ctx.kernel.tasks.get(tid)?.process !== task.process) return -EINVAL;
  task.process.timers ??= new Map();
  const { timers } = task.process;
  let id = 0;
  while (timers.has(id)) id++;
  const value = bytes ? readSet(bytes) : BigInt(id);
  const silent = notify === SIGEV_NONE;
  const timer: PosixTimer = {
    id,
    clock,
    signo: silent ? 0 : signo,
    tid,
    value,
    everyUs: 0,
    overrun: 0,
  };
  if (!writeUser(ctx, task, idAddr, toBytes(id, 4))) return -EFAULT;
  timers.set(id, timer);
  return 0;
}

/** Writes a struct itimerspec: the interval, then what is left. */
function timeBytes(ctx: Ctx, timer: PosixTimer): Uint8Array {
  const { everyUs, dueUs } = timer;
  let left = 0;
  if (dueUs !== undefined) {
    left = dueUs - ctx.sim.nowUs;
    // Nobody forwards a timer without a signal until somebody asks.
    if (left <= 0) left = everyUs > 0 && timer.signo === 0 ? everyUs - (-left % everyUs) : 0;
  }
  const words = [everyUs, Math.max(0, left)].flatMap((us) => [
    Math.floor(us / 1e6),
    (us % 1e6) * 1e3,
  ]);
  return Uint8Array.from(words.flatMap((word) => [...toBytes(word, 8)]));
}

function setTime(ctx: Ctx, task: Task, [id, flags, set, old]: number[]): number {
  const bytes = readUser(ctx, task, set, 32);
  if (!set) return -EINVAL;
  if (!bytes) return -EFAULT;
  const [everyS, everyNs, s, ns] = [0, 8, 16, 24].map((at) => signedAt(bytes, at, 8));
  if ([everyNs, ns].some((part) => part < 0 || part >= 1e9) || everyS < 0 || s < 0) return -EINVAL;
  const timer = task.process.timers?.get(id);
  if (!timer) return -EINVAL;
  const before = timeBytes(ctx, timer);
  disarm(ctx, timer);
  const us = s * 1e6 + Math.ceil(ns / 1e3);
  timer.everyUs = everyS * 1e6 + Math.ceil(everyNs / 1e3);
  timer.overrun = 0;
  if (us > 0) {
    const epochUs = SINCE_EPOCH.includes(timer.clock) ? EPOCH_S * 1e6 : 0;
    arm(ctx, task.process, timer, flags & TIMER_ABSTIME ? us - epochUs : ctx.sim.nowUs + us);
  }
  return !old || writeUser(ctx, task, old, before) ? 0 : -EFAULT;
}

function arm(ctx: Ctx, process: Process, timer: PosixTimer, dueUs: number): void {
  timer.dueUs = dueUs;
  if (timer.clock < 0 || CPU_CLOCKS.includes(timer.clock)) return;
  const record = { kind: 'posix-timer', host: ctx.kernel.host, pid: process.pid, id: timer.id };
  timer.entry = schedule(ctx.sim, Math.max(dueUs, ctx.sim.nowUs), record);
}

function disarm(ctx: Ctx, timer: PosixTimer): void {
  if (timer.entry !== undefined) cancel(ctx.sim, timer.entry);
  timer.entry = undefined;
  timer.dueUs = undefined;
}

/** Takes a process's timers away, when it ends or runs another program. */
export function dropTimers(ctx: Ctx, process: Process): void {
  for (const timer of process.timers?.values() ?? []) disarm(ctx, timer);
  delete process.timers;
}

const DELAYTIMER_MAX = 0x7fffffff;

/** Acts on a `posix-timer` record: the signal, or one more overrun, and the next time. */
export function onPosixTimer(ctx: Ctx, record: SimRecord & { pid: number; id: number }): void {
  const process = processOf(ctx.kernel, record.pid);
  const timer = process?.timers?.get(record.id);
  if (!process || !timer) return;
  const due = timer.dueUs ?? ctx.sim.nowUs;
  timer.entry = undefined;
  timer.dueUs = undefined;
  const { everyUs } = timer;
  // Of the times that have passed unseen nobody hears one by one: hrtimer_forward().
  const missed = everyUs > 0 ? Math.max(0, Math.floor((ctx.sim.nowUs - due) / everyUs)) : 0;
  if (everyUs > 0) arm(ctx, process, timer, due + (missed + 1) * everyUs);
  if (timer.signo === 0) return;
  const target = timer.tid === 0 ? undefined : ctx.kernel.tasks.get(timer.tid);
  if (timer.tid !== 0 && !target) return;
  const waiting = (target ?? process).pending.find((info) => info.timer === timer.id);
  if (waiting) {
    waiting.overrun = Math.min((waiting.overrun ?? 0) + 1 + missed, DELAYTIMER_MAX);
    return;
  }
  const { signo, value, id } = timer;
  const what = { signo, code: SI_TIMER, pid: 0, uid: 0, value, timer: id };
  const overrun = Math.min(missed, DELAYTIMER_MAX);
  sendSignal(ctx, process, { ...what, overrun }, target);
}
