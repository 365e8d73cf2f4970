// Calls about time: sleeping and asking the clock.
//
// Units: virtual µs; timespec in s and ns, timeval in s and µs.
// Departs: the real-time clock of every run starts at the same moment, EPOCH_S.

import {
  CLOCK_MONOTONIC_COARSE,
  CLOCK_PROCESS_CPUTIME_ID,
  CLOCK_REALTIME,
  CLOCK_REALTIME_COARSE,
  CLOCK_TAI,
  CLOCK_THREAD_CPUTIME_ID,
  TIMER_ABSTIME,
} from '../abi/constants.ts';
import { EFAULT, EINVAL } from '../abi/errno.ts';
import { EPOCH_S } from '../sim/sim.ts';
import { signedAt, toBytes } from './bytes.ts';
import type { Ctx, Handlers, Task } from './kernel.ts';
import { readUser, writeUser } from './user-memory.ts';
import { block, setDeadline, timedOut } from './wait-queue.ts';

const CLOCKS = 8;

/** Clocks that move with the tick, which comes 250 times a second. */
const COARSE = new Set<number>([CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE]);

export const TIME_CALLS: Handlers = {
  nanosleep: (ctx, task, [request]) => sleep(ctx, task, request, 0),
  clock_nanosleep: (ctx, task, [clock, flags, request]) => {
    if (clock < 0 || clock === CLOCK_THREAD_CPUTIME_ID || !isClock(ctx, task, clock))
      return -EINVAL;
    const now = flags & TIMER_ABSTIME ? readClock(ctx, task, clock) : 0;
    return sleep(ctx, task, request, now);
  },
  clock_gettime: (ctx, task, [clock, addr]) => {
    if (!isClock(ctx, task, clock)) return -EINVAL;
    return writeTime(ctx, task, addr, readClock(ctx, task, clock), 1000);
  },
  clock_getres: (ctx, task, [clock, addr]) => {
    if (!isClock(ctx, task, clock)) return -EINVAL;
    const res = Uint8Array.from([...toBytes(0, 8), ...toBytes(COARSE.has(clock) ? 4e6 : 1, 8)]);
    return !addr || writeUser(ctx, task, addr, res) ? 0 : -EFAULT;
  },
  gettimeofday: (ctx, task, [addr]) => {
    return addr ? writeTime(ctx, task, addr, readClock(ctx, task, CLOCK_REALTIME), 1) : 0;
  },
  time: (ctx, task, [addr]) => {
    const seconds = Math.floor(readClock(ctx, task, CLOCK_REALTIME) / 1e6);
    return !addr || writeUser(ctx, task, addr, toBytes(seconds, 8)) ? seconds : -EFAULT;
  },
};

/**
 * The CPU time of another process, or of another thread of the same one, is a clock too: the complement of
 * its number, which is 0 for who asks, and below that in three bits which it is.
 */
function otherTask(ctx: Ctx, task: Task, clock: number): Task | undefined {
  return ctx.kernel.tasks.get(~(clock >> 3) || (clock & PER_THREAD ? task.tid : task.process.pid));
}

const CPU_KIND = 2;
const PER_THREAD = 4;

/** Tells whether a number is a clock: one of the kernel's, or the CPU time of a task. */
export function isClock(ctx: Ctx, task: Task, clock: number): boolean {
  if (clock >= 0) return clock < CLOCKS || clock === CLOCK_TAI;
  const other = otherTask(ctx, task, clock);
  if (!other || other.process.exit || (clock & 3) !== CPU_KIND) return false;
  return clock & PER_THREAD
    ? other.process === task.process
    : other.tid === other.process.pid || other === task;
}

/** Asks the clock of a task that is one: see isClock. */
function otherClock(ctx: Ctx, task: Task, clock: number): number {
  const other = otherTask(ctx, task, clock)!;
  return clock & PER_THREAD ? other.cpuUs : other.process.cpuUs;
}

function readClock(ctx: Ctx, task: Task, clock: number): number {
  const { nowUs } = ctx.sim;
  if (clock < 0) return otherClock(ctx, task, clock);
  if (clock === CLOCK_REALTIME || clock === CLOCK_REALTIME_COARSE || clock === CLOCK_TAI)
    return EPOCH_S * 1e6 + nowUs;
  if (clock === CLOCK_THREAD_CPUTIME_ID) return task.cpuUs;
  return clock === CLOCK_PROCESS_CPUTIME_ID ? task.process.cpuUs : nowUs;
}

function writeTime(ctx: Ctx, task: Task, addr: number, us: number, perUs: number): number {
  const seconds = toBytes(Math.floor(us / 1e6), 8);
  const bytes = Uint8Array.from([...seconds, ...toBytes((us % 1e6) * perUs, 8)]);
  return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
}

/** Sleeps for, or (with `now` the clock's time) until, the timespec at `addr`. */
function sleep(ctx: Ctx, task: Task, addr: number, now: number): number {
  const bytes = readUser(ctx, task, addr, 16);
  if (!bytes) return -EFAULT;
  const [seconds, ns] = [signedAt(bytes, 0, 8), signedAt(bytes, 8, 8)];
  if (seconds < 0 || ns < 0 || ns >= 1e9) return -EINVAL;
  setDeadline(ctx, task, seconds * 1e6 + ns / 1e3 - now);
  return timedOut(ctx, task) ? 0 : block(ctx, task, 'sleep', []);
}
