// futex: sleeping on a number in memory, which is what locks, conditions and joins are made of.
//
// One idea: the kernel keeps no lock. It compares the number and sleeps in one step, so that no wake
// between the program's own look and its sleep is lost; whom a wake reaches, it lets go in order.
//
// Units: µs; timeouts are struct timespec, relative with FUTEX_WAIT and points in time with
// FUTEX_WAIT_BITSET.
// Source: futex(2); Linux kernel/futex/{syscalls,waitwake,requeue}.c; answers of Linux 6.18.
// Departs: a word in shared pages is one for all processes, also with FUTEX_PRIVATE_FLAG; no
// priority inheritance, no robust lists.

import {
  FUTEX_CLOCK_REALTIME,
  FUTEX_CMP_REQUEUE,
  FUTEX_PRIVATE_FLAG,
  FUTEX_REQUEUE,
  FUTEX_WAIT,
  FUTEX_WAIT_BITSET,
  FUTEX_WAKE,
  FUTEX_WAKE_BITSET,
  FUTEX_WAKE_OP,
} from '../abi/constants.ts';
import { EAGAIN, EFAULT, EINVAL, ENOSYS, ETIMEDOUT } from '../abi/errno.ts';
import { EPOCH_S } from '../sim/sim.ts';
import { signedAt } from './bytes.ts';
import type { Ctx, Task } from './kernel.ts';
import { readUser, readUserNumber, writeUserNumber } from './user-memory.ts';
import type { WaitKey } from './wait-key.ts';
import { block, setDeadline, timedOut, wakeTask } from './wait-queue.ts';

/** FUTEX_BITSET_MATCH_ANY. */
const ANY_BIT = 0xffffffff;

/** Operations that sleep or wake; the others of futex(2) are about priority inheritance. */
export function futex(ctx: Ctx, task: Task, args: number[]): number {
  const [addr, op, value, time, , bits = 0] = args;
  const command = op & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
  const waits = command === FUTEX_WAIT || command === FUTEX_WAIT_BITSET;
  if (op & FUTEX_CLOCK_REALTIME && command !== FUTEX_WAIT_BITSET) return -ENOSYS;
  const at = waits && time ? readTime(ctx, task, time) : undefined;
  if (typeof at === 'number' && at < 0) return at;
  switch (command) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET: {
      const absolute = command === FUTEX_WAIT_BITSET;
      const mask = absolute ? bits >>> 0 : ANY_BIT;
      if (mask === 0) return -EINVAL;
      const now = absolute ? clockUs(ctx, op) : 0;
      return wait(ctx, task, addr, value >>> 0, mask, at === undefined ? undefined : at - now);
    }
    case FUTEX_WAKE:
      return badWord(addr) || wakeWord(ctx, task, addr, value, ANY_BIT);
    case FUTEX_WAKE_BITSET:
      if (bits >>> 0 === 0) return -EINVAL;
      return badWord(addr) || wakeWord(ctx, task, addr, value, bits >>> 0);
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
      return requeue(ctx, task, args, command === FUTEX_CMP_REQUEUE);
    case FUTEX_WAKE_OP:
      return wakeAndChange(ctx, task, args);
    default:
      return -ENOSYS;
  }
}

/** What FUTEX_OP_SET, ADD, OR, ANDN and XOR make of a word; undefined for others. */
function changed(code: number, word: number): number | undefined {
  const given = (code << 8) >> 20;
  const by = (code >>> 28) & 8 ? 1 << (given & 31) : given;
  switch ((code >>> 28) & 7) {
    case 0:
      return by;
    case 1:
      return word + by;
    case 2:
      return word | by;
    case 3:
      return word & ~by;
    case 4:
      return word ^ by;
    default:
      return undefined;
  }
}

/** What FUTEX_OP_CMP_EQ, NE, LT, LE, GT and GE say of the word as it was; undefined for others. */
function compared(code: number, word: number): boolean | undefined {
  const to = (code << 20) >> 20;
  switch ((code >>> 24) & 15) {
    case 0:
      return word === to;
    case 1:
      return word !== to;
    case 2:
      return word < to;
    case 3:
      return word <= to;
    case 4:
      return word > to;
    case 5:
      return word >= to;
    default:
      return undefined;
  }
}

/** Changes a second word, wakes those at the first, and if the second was so, those there too. */
function wakeAndChange(ctx: Ctx, task: Task, args: number[]): number {
  const [addr, , wakes, more = 0, second = 0, code = 0] = args;
  const bad = badWord(addr) || badWord(second);
  if (bad) return bad;
  const old = readUserNumber(ctx, task, second, 4);
  if (old === undefined) return -EFAULT;
  const value = changed(code, old | 0);
  if (value === undefined) return -ENOSYS;
  writeUserNumber(ctx, task, second, value >>> 0, 4);
  const also = compared(code, old | 0);
  if (also === undefined) return -ENOSYS;
  const woken = wakeWord(ctx, task, addr, wakes, ANY_BIT);
  return woken + (also ? wakeWord(ctx, task, second, more, ANY_BIT) : 0);
}

function clockUs(ctx: Ctx, op: number): number {
  return ctx.sim.nowUs + (op & FUTEX_CLOCK_REALTIME ? EPOCH_S * 1e6 : 0);
}

function readTime(ctx: Ctx, task: Task, addr: number): number {
  const bytes = readUser(ctx, task, addr, 16);
  if (!bytes) return -EFAULT;
  const [seconds, ns] = [signedAt(bytes, 0, 8), signedAt(bytes, 8, 8)];
  if (seconds < 0 || ns < 0 || ns >= 1e9) return -EINVAL;
  return seconds * 1e6 + Math.ceil(ns / 1e3);
}

/** A word lies at a multiple of four, inside of what a process may have. */
function badWord(addr: number): number {
  if (addr % 4 !== 0) return -EINVAL;
  return addr <= 0 || addr >= 2 ** 47 ? -EFAULT : 0;
}

function keyOfWord(task: Task, addr: number): WaitKey {
  const map = task.process.maps?.find((m) => addr >= m.addr && addr < m.addr + m.length);
  if (map?.shared) return `page:${map.ino}:${addr - map.addr + map.offset}` as WaitKey;
  return `${task.process.pid}:${addr}` as WaitKey;
}

function wait(
  ctx: Ctx,
  task: Task,
  addr: number,
  expected: number,
  mask: number,
  limitUs: number | undefined,
): number {
  const call = task.syscall!;
  if (call.woken) return 0;
  if (addr % 4 !== 0) return -EINVAL;
  // Compared once: who sleeps already is let go by a wake alone, whatever the word says now.
  if (!call.begun) {
    const found = readUserNumber(ctx, task, addr, 4);
    if (found === undefined) return -EFAULT;
    if (found !== expected) return -EAGAIN;
    call.begun = true;
  }
  setDeadline(ctx, task, limitUs);
  if (timedOut(ctx, task)) return -ETIMEDOUT;
  const at = call.moved ?? addr;
  return block(ctx, task, 'futex', [{ key: keyOfWord(task, at), mask }]);
}

/** Lets go up to `count` of those who sleep on a word and whose bits match; how many there were. */
export function wakeWord(ctx: Ctx, task: Task, addr: number, count: number, mask: number): number {
  const list = ctx.kernel.waiting.get(keyOfWord(task, addr)) ?? [];
  let woken = 0;
  for (const waiter of [...list]) {
    // As in Linux, a count of 0 or less wakes one all the same.
    if (woken >= Math.max(1, count | 0)) break;
    const sleeper = ctx.kernel.tasks.get(waiter.tid);
    if ((waiter.mask & mask) === 0 || !sleeper?.syscall) continue;
    sleeper.syscall.woken = true;
    wakeTask(ctx, sleeper);
    woken++;
  }
  return woken;
}

/** Wakes some and lets others sleep on at another word, without a stampede. */
function requeue(ctx: Ctx, task: Task, args: number[], compare: boolean): number {
  const [addr, , wakes, moves = 0, target = 0, expected = 0] = args;
  if ((wakes | 0) < 0 || (moves | 0) < 0) return -EINVAL;
  const bad = badWord(addr) || badWord(target);
  if (bad) return bad;
  if (compare) {
    const found = readUserNumber(ctx, task, addr, 4);
    if (found === undefined) return -EFAULT;
    if (found !== expected >>> 0) return -EAGAIN;
  }
  const { waiting, tasks } = ctx.kernel;
  const from = keyOfWord(task, addr);
  const woken = wakes > 0 ? wakeWord(ctx, task, addr, wakes, ANY_BIT) : 0;
  const list = waiting.get(from) ?? [];
  const moved = from === keyOfWord(task, target) ? [] : list.slice(0, moves);
  if (moved.length === 0) return woken;
  const to = keyOfWord(task, target);
  for (const { tid } of moved) {
    const sleeper = tasks.get(tid);
    if (!sleeper?.syscall) continue;
    sleeper.syscall.moved = target;
    sleeper.waits = [to];
  }
  waiting.set(to, [...(waiting.get(to) ?? []), ...moved]);
  if (moved.length < list.length) waiting.set(from, list.slice(moved.length));
  else waiting.delete(from);
  return woken + moved.length;
}
