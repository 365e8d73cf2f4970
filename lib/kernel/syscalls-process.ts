// Calls about processes: fork, clone, exit, identity, limits.
//
// Source: fork(2), clone(2), setpgid(2), getrlimit(2).
// Departs: clone makes either a process that shares nothing but open files or a thread that shares
// memory, descriptors and handlers, and nothing in between.

import {
  CLONE_CHILD_CLEARTID,
  CLONE_CHILD_SETTID,
  CLONE_FILES,
  CLONE_FS,
  CLONE_NEWNS,
  CLONE_NEWUSER,
  CLONE_PARENT_SETTID,
  CLONE_SIGHAND,
  CLONE_THREAD,
  CLONE_VFORK,
  CLONE_VM,
  RLIMIT_NOFILE,
  SIGCHLD,
} from '../abi/constants.ts';
import { E2BIG, EAGAIN, EFAULT, EINVAL, ENOSYS, EPERM, ESRCH } from '../abi/errno.ts';
import { CLONE_ARGS, readField } from '../abi/structs.ts';
import type { ThreadStart } from '../abi/trap.ts';
import { spend } from '../sim/sim.ts';
import { encodeText, signedAt, toBytes, unsignedAt } from './bytes.ts';
import { FORK_US, THREAD_US } from './costs.ts';
import { futex } from './futex.ts';
import { BLOCKED, type Ctx, type Handlers, type Process, type Task } from './kernel.ts';
import { RELEASE } from './proc-sys.ts';
import { exitProcess, exitTask, forkTask, processOf, threadTask } from './task.ts';
import { readUser, writeUser, writeUserNumber } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { block } from './wait-queue.ts';

const NO_LIMIT = -1;

export const PROCESS_CALLS: Handlers = {
  fork,
  vfork,
  clone,
  clone3,
  exit: (ctx, task, [status]) => {
    exitTask(ctx, task, status & 0xff);
    return BLOCKED;
  },
  exit_group: end,
  sched_yield: () => 0,
  futex,
  set_tid_address: (_ctx, task, [addr]) => {
    task.clearTid = addr;
    return task.tid;
  },
  set_robust_list: (_ctx, _task, [, length]) => (length === 24 ? 0 : -EINVAL),
  getpid: (_ctx, task) => task.process.pid,
  gettid: (_ctx, task) => task.tid,
  getppid: (_ctx, task) => task.process.ppid,
  setsid: (_ctx, task) => {
    const { process } = task;
    if (process.pgid === process.pid) return -EPERM;
    process.pgid = process.pid;
    process.sid = process.pid;
    process.leftTty = true;
    return process.pid;
  },
  getpgrp: (_ctx, task) => task.process.pgid,
  getpgid: (ctx, task, [pid]) => {
    return (pid === 0 ? task.process : processOf(ctx.kernel, pid))?.pgid ?? -ESRCH;
  },
  getsid: (ctx, task, [pid]) => {
    return (pid === 0 ? task.process : processOf(ctx.kernel, pid))?.sid ?? -ESRCH;
  },
  setpgid,
  // The C library's heap lies in the program's own memory; there is nothing to move.
  brk: () => 0,
  uname: (ctx, task, [addr]) => {
    const bytes = new Uint8Array(6 * 65);
    const fields = ['Linux', ctx.kernel.host, RELEASE, '#1 SMP', 'x86_64', '(none)'];
    for (const [i, field] of fields.entries()) bytes.set(encodeText(field), 65 * i);
    return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
  },
  getrlimit: (ctx, task, [resource, addr]) => limits(ctx, task, task.process, resource, 0, addr),
  setrlimit: (ctx, task, [resource, addr]) => limits(ctx, task, task.process, resource, addr, 0),
  prlimit64: (ctx, task, [pid, resource, set, get]) => {
    const target = pid === 0 ? task.process : processOf(ctx.kernel, pid);
    return target ? limits(ctx, task, target, resource, set, get) : -ESRCH;
  },
};

/** Moves a process of the same session, oneself or a child, into a group, or makes it a leader. */
function setpgid(ctx: Ctx, task: Task, [pid, group]: number[]): number {
  const me = task.process;
  if (group < 0) return -EINVAL;
  const target = pid === 0 ? me : processOf(ctx.kernel, pid);
  if (!target || (target !== me && target.ppid !== me.pid)) return -ESRCH;
  if (target.sid !== me.sid || target.sid === target.pid) return -EPERM;
  const pgid = group || target.pid;
  const members = [...ctx.kernel.tasks.values()].map(({ process }) => process);
  const there = members.some((other) => other.pgid === pgid && other.sid === me.sid);
  if (pgid !== target.pid && !there) return -EPERM;
  target.pgid = pgid;
  return 0;
}

/** Like kernel.threads-max: zombies count until they are waited for. */
const MAX_TASKS = 128;

function noTasksLeft(ctx: Ctx): boolean {
  return ctx.kernel.tasks.size >= MAX_TASKS;
}

function fork(ctx: Ctx, task: Task, _args: number[]): number {
  spend(ctx.sim, FORK_US);
  if (noTasksLeft(ctx)) return -EAGAIN;
  return forkTask(ctx, task);
}

/** The child has its maker's memory, and the maker sleeps until it runs another program or has ended. */
function vfork(ctx: Ctx, task: Task, _args: number[]): number {
  const call = task.syscall!;
  if (call.child === undefined) {
    if (noTasksLeft(ctx)) return -EAGAIN;
    spend(ctx.sim, THREAD_US);
    call.child = forkTask(ctx, task, true);
  }
  const child = processOf(ctx.kernel, call.child);
  if (!child?.vforked) return call.child;
  return block(ctx, task, 'child', [{ key: waitKey('vfork', call.child) }]);
}

/** The low byte of clone(2)'s flags is the signal that tells the parent of the child's end. */
const CSIGNAL = 0xff;

/** A thread as clone(2) and clone3(2) are asked for it: where it begins, and who is told its number. */
interface NewThread extends ThreadStart {
  parentTid: number;
  childTid: number;
  exitSignal: number;
}

/** CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID and _NEWNET: as for unshare(2). */
const CLONE_NAMESPACES = 0x7e02_0000;

/** A process, or a thread; half of either is refused with ENOSYS. */
function makeTask(ctx: Ctx, task: Task, flags: number, thread: NewThread): number {
  if (flags & CLONE_FS && flags & (CLONE_NEWNS | CLONE_NEWUSER)) return -EINVAL;
  if (flags & CLONE_NAMESPACES) return -EPERM;
  if (flags & CLONE_THREAD && !(flags & CLONE_SIGHAND)) return -EINVAL;
  if (flags & CLONE_SIGHAND && !(flags & CLONE_VM)) return -EINVAL;
  if (flags & CLONE_THREAD && flags & CLONE_FILES) return makeThread(ctx, task, flags, thread);
  if (flags & CLONE_VM && flags & CLONE_VFORK && thread.entry === 0) return vfork(ctx, task, []);
  if (flags & (CLONE_VM | CLONE_FILES)) return -ENOSYS;
  const pid = fork(ctx, task, []);
  const child = processOf(ctx.kernel, pid);
  if (child && thread.exitSignal !== SIGCHLD) child.exitSignal = thread.exitSignal;
  return pid;
}

function makeThread(ctx: Ctx, task: Task, flags: number, thread: NewThread): number {
  const { parentTid, childTid, exitSignal: _, ...start } = thread;
  spend(ctx.sim, THREAD_US);
  if (noTasksLeft(ctx)) return -EAGAIN;
  const tid = threadTask(ctx, task, start);
  const made = ctx.kernel.tasks.get(tid);
  if (!made) return tid;
  if (flags & CLONE_CHILD_CLEARTID) made.clearTid = childTid;
  if (flags & CLONE_PARENT_SETTID) writeUserNumber(ctx, task, parentTid, tid, 4);
  if (flags & CLONE_CHILD_SETTID) writeUserNumber(ctx, task, childTid, tid, 4);
  return tid;
}

/**
 * clone(2). For a thread, the arguments behind the flags are its stack's lowest address and length,
 * the function it calls with one argument, that argument, and its thread pointer; on Linux they
 * are addresses, and glibc's assembly passes the function in registers.
 */
function clone(ctx: Ctx, task: Task, args: number[]): number {
  const [flags, stackLow = 0, stackBytes = 0, entry = 0, arg = 0, tp = 0] = args;
  const start = { stackLow, stackBytes, entry, arg, tp, parentTid: 0, childTid: 0 };
  return makeTask(ctx, task, flags & ~CSIGNAL, { ...start, exitSignal: flags & CSIGNAL });
}

/** No version of the struct is longer. */
const PAGE_BYTES = 4096;

/** clone3(2): as glibc does it, the function and its argument are in the registers that follow. */
function clone3(ctx: Ctx, task: Task, [addr, size, entry = 0, arg = 0]: number[]): number {
  // 64 bytes were the whole of it in 5.3.
  if (size > PAGE_BYTES) return -E2BIG;
  if (size < 64) return -EINVAL;
  const bytes = readUser(ctx, task, addr, CLONE_ARGS.size);
  if (!bytes) return -EFAULT;
  const field = (name: string) => readField(bytes, CLONE_ARGS, name);
  const [stackLow, stackBytes] = [field('stack'), field('stack_size')];
  if ((stackLow === 0) !== (stackBytes === 0)) return -EINVAL;
  return makeTask(ctx, task, field('flags'), {
    ...{ stackLow, stackBytes, entry, arg },
    tp: field('tls'),
    parentTid: field('parent_tid'),
    childTid: field('child_tid'),
    exitSignal: field('exit_signal'),
  });
}

function end(ctx: Ctx, task: Task, [status]: number[]): number {
  exitProcess(ctx, task.process, status & 0xff);
  return BLOCKED;
}

function limits(
  ctx: Ctx,
  task: Task,
  target: Process,
  resource: number,
  set: number,
  get: number,
): number {
  if (resource < 0 || resource > 15) return -EINVAL;
  const old = limitOf(target, resource);
  const bytes = set ? readUser(ctx, task, set, 16) : undefined;
  if (set && !bytes) return -EFAULT;
  if (bytes) {
    const [soft, hard] = [limitAt(bytes, 0), limitAt(bytes, 8)];
    if (soft > hard) return -EINVAL;
    if (resource === RLIMIT_NOFILE && hard > NR_OPEN) return -EPERM;
    if (hard > old.hard && task.process.uid !== 0) return -EPERM;
    if (resource === RLIMIT_NOFILE) target.nofile = soft;
    target.limits.set(resource, { soft, hard });
  }
  if (get) {
    const words = [old.soft, old.hard].map((limit) => (limit === Infinity ? NO_LIMIT : limit));
    const out = Uint8Array.from(words.flatMap((word) => [...toBytes(word, 8)]));
    if (!writeUser(ctx, task, get, out)) return -EFAULT;
  }
  return 0;
}

/** fs.nr_open, above which nobody may raise RLIMIT_NOFILE. */
const NR_OPEN = 1_048_576;

/** RLIMIT_SIGPENDING, and how many signals may wait for a process that sets none. */
export const RLIMIT_SIGPENDING = 11;
const MAX_PENDING = 4096;

/** Finds a process's limits for a resource; Infinity for none. */
export function limitOf(process: Process, resource: number): { soft: number; hard: number } {
  const kept = process.limits.get(resource);
  if (kept) return kept;
  if (resource === RLIMIT_NOFILE) return { soft: process.nofile, hard: 524_288 };
  if (resource === RLIMIT_SIGPENDING) return { soft: MAX_PENDING, hard: MAX_PENDING };
  return { soft: Infinity, hard: Infinity };
}

/** Reads an rlim_t; RLIM_INFINITY, all ones, is above every other limit. */
function limitAt(bytes: Uint8Array, at: number): number {
  return signedAt(bytes, at, 8) === NO_LIMIT ? Infinity : unsignedAt(bytes, at, 8);
}
