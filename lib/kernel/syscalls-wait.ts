// Calls by which a parent hears of its children, and what the time of a process went into.
//
// Source: wait(2), waitid(2), getrusage(2), times(2); Linux kernel/exit.c; answers of Linux 6.18.
// Departs: all of a process's time is user time.

import {
  CLD_CONTINUED,
  CLD_EXITED,
  CLD_KILLED,
  CLD_STOPPED,
  O_NONBLOCK,
  P_ALL,
  P_PGID,
  P_PID,
  P_PIDFD,
  RUSAGE_CHILDREN,
  RUSAGE_SELF,
  RUSAGE_THREAD,
  SIGCHLD,
  SIGCONT,
  WCONTINUED,
  WEXITED,
  WNOHANG,
  WNOWAIT,
  WSTOPPED,
  WUNTRACED,
} from '../abi/constants.ts';
import { EAGAIN, EBADF, ECHILD, EFAULT, EINVAL } from '../abi/errno.ts';
import { CLOCK_TICK_US } from '../sim/sim.ts';
import { toBytes } from './bytes.ts';
import { fileOf } from './fd-table.ts';
import type { Ctx, Handlers, Process, Task } from './kernel.ts';
import { pidOfFile } from './pidfd.ts';
import { signalNumber } from './signal.ts';
import { siginfoBytes } from './signal-set.ts';
import { reap } from './task.ts';
import { writeUser, writeUserNumber } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { block } from './wait-queue.ts';

/** __WNOTHREAD, __WALL, __WCLONE; the first is about threads, whose children are those of all here. */
const CLONE_OPTIONS = 0xe0000000;
const ALL_KINDS = 0x40000000;
const OTHER_KIND = 0x80000000;
const RUSAGE_BYTES = 144;

export const WAIT_CALLS: Handlers = {
  wait4,
  waitid,
  getrusage: (ctx, task, [who, addr]) => {
    if (![RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD].includes(who)) return -EINVAL;
    const { cpuUs, childrenUs } = task.process;
    const us = who === RUSAGE_CHILDREN ? childrenUs : who === RUSAGE_THREAD ? task.cpuUs : cpuUs;
    return writeUser(ctx, task, addr, rusageBytes(us)) ? 0 : -EFAULT;
  },
  times: (ctx, task, [addr]) => {
    const { cpuUs, childrenUs } = task.process;
    const words = [cpuUs, 0, childrenUs, 0].map((us) => toBytes(Math.floor(us / CLOCK_TICK_US), 8));
    const bytes = Uint8Array.from(words.flatMap((word) => [...word]));
    if (addr && !writeUser(ctx, task, addr, bytes)) return -EFAULT;
    return Math.floor(ctx.sim.nowUs / CLOCK_TICK_US);
  },
};

/** Writes a struct rusage: user time, system time, and counts that are all 0. */
function rusageBytes(us: number): Uint8Array {
  const bytes = new Uint8Array(RUSAGE_BYTES);
  bytes.set(toBytes(Math.floor(us / 1e6), 8));
  bytes.set(toBytes(us % 1e6, 8), 8);
  return bytes;
}

/**
 * Finds the children that a call may wait for: those whose end is told by SIGCHLD, with __WCLONE the others,
 * with __WALL both (Linux: eligible_child()).
 */
function childrenOf(ctx: Ctx, task: Task, options: number): Process[] {
  const others = (options & OTHER_KIND) !== 0;
  return [...ctx.kernel.tasks.values()]
    .filter(({ tid, process }) => process.ppid === task.process.pid && tid === process.pid)
    .map(({ process }) => process)
    .filter(({ exitSignal }) => options & ALL_KINDS || others === (exitSignal !== undefined));
}

/** What there is to tell of a child. */
interface News {
  child: Process;
  code: number;
  /** Exit status or signal. */
  status: number;
}

/** Finds something to tell of one of these children, of the kinds that `options` asks for. */
function newsOf(children: Process[], options: number): News | undefined {
  for (const child of children) {
    if (child.exit && options & WEXITED) {
      const { status, signal } = child.exit;
      if (!signal) return { child, code: CLD_EXITED, status };
      return { child, code: CLD_KILLED, status: signalNumber(signal) ?? 0 };
    }
    const { stop } = child;
    if (child.exit || !stop || stop.told) continue;
    const continued = stop.signo === SIGCONT;
    if (!(options & (continued ? WCONTINUED : WSTOPPED))) continue;
    return { child, code: continued ? CLD_CONTINUED : CLD_STOPPED, status: stop.signo };
  }
  return undefined;
}

/** Takes the news: a child that has ended is gone with it. */
function take(ctx: Ctx, task: Task, { child }: News): void {
  if (!child.exit) {
    child.stop!.told = true;
    return;
  }
  task.process.childrenUs += child.cpuUs + child.childrenUs;
  reap(ctx, child);
}

/** The int that WIFEXITED and its like take apart. */
function statusWord({ code, status }: News): number {
  if (code === CLD_EXITED) return status << 8;
  if (code === CLD_KILLED) return status;
  return code === CLD_CONTINUED ? 0xffff : (status << 8) | 0x7f;
}

function wait4(ctx: Ctx, task: Task, [pid, statusAddr, options, usage]: number[]): number {
  if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | CLONE_OPTIONS)) return -EINVAL;
  const { pgid } = task.process;
  const children = childrenOf(ctx, task, options).filter((child) => {
    if (pid === -1) return true;
    if (pid > 0) return child.pid === pid;
    return child.pgid === (pid === 0 ? pgid : -pid);
  });
  if (children.length === 0) return -ECHILD;
  const news = newsOf(children, options | WEXITED);
  if (!news) return options & WNOHANG ? 0 : sleep(ctx, task);
  const { child } = news;
  const usageBytes = rusageBytes(child.cpuUs + child.childrenUs);
  take(ctx, task, news);
  if (statusAddr && !writeUserNumber(ctx, task, statusAddr, statusWord(news), 4)) return -EFAULT;
  if (usage && !writeUser(ctx, task, usage, usageBytes)) return -EFAULT;
  return child.pid;
}

function sleep(ctx: Ctx, task: Task): number {
  return block(ctx, task, 'child', [{ key: waitKey('child', task.process.pid) }]);
}

function waitid(ctx: Ctx, task: Task, [type, id, infoAddr, options, usage]: number[]): number {
  const kinds = options & (WEXITED | WSTOPPED | WCONTINUED);
  const known = WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | CLONE_OPTIONS;
  if (options & ~known || kinds === 0) return -EINVAL;
  if (![P_ALL, P_PID, P_PGID, P_PIDFD].includes(type)) return -EINVAL;
  if (type === P_PID && id <= 0) return -EINVAL;
  if (type === P_PGID && id < 0) return -EINVAL;
  const group = id === 0 ? task.process.pgid : id;
  const file = type === P_PIDFD ? fileOf(task.process, id) : undefined;
  const one = type === P_PIDFD ? pidOfFile(ctx, file) : id;
  if (one === undefined) return id < 0 ? -EINVAL : -EBADF;
  const children = childrenOf(ctx, task, options).filter((child) => {
    return type === P_ALL || (type === P_PGID ? child.pgid === group : child.pid === one);
  });
  if (children.length === 0) return -ECHILD;
  const news = newsOf(children, kinds);
  const hurries = ((file?.flags ?? 0) & O_NONBLOCK) !== 0;
  if (!news && !(options & WNOHANG)) return hurries ? -EAGAIN : sleep(ctx, task);
  const { child, code, status } = news ?? { child: undefined, code: 0, status: 0 };
  const { pid = 0, uid = 0 } = child ?? {};
  const info = siginfoBytes({ signo: news ? SIGCHLD : 0, code, pid, uid, status });
  if (news) info.set(toBytes(status, 4), 24);
  const usageBytes = rusageBytes(child ? child.cpuUs + child.childrenUs : 0);
  if (news && !(options & WNOWAIT)) take(ctx, task, news);
  if (infoAddr && !writeUser(ctx, task, infoAddr, info)) return -EFAULT;
  return !usage || writeUser(ctx, task, usage, usageBytes) ? 0 : -EFAULT;
}
