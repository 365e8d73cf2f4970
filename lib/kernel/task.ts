// Tasks and processes: how they begin, multiply and end.
//
// One idea: a process is what owns descriptors and memory, a task is what the scheduler runs. A
// process that has ended stays as a zombie until its parent has asked how it ended. Threads are tasks
// of one process; they end without a trace of their own, and the process ends with the last.
//
// Source: fork(2), clone(2), wait(2), _exit(2), exit_group(2); Linux kernel/{fork,exit}.c.
// Departs: a process without a parent here is reaped at once.

import {
  CLD_EXITED,
  CLD_KILLED,
  O_RDWR,
  SA_NOCLDWAIT,
  SI_USER,
  SIGCHLD,
} from '../abi/constants.ts';
import { EINVAL, ENOSYS } from '../abi/errno.ts';
import type { ThreadStart } from '../abi/trap.ts';
import { cancel, schedule } from '../sim/sim.ts';
import { closeFds, createFdTable, installFd, numbersOf, shareFds } from './fd-table.ts';
import { wakeWord } from './futex.ts';
import type { Ctx, Kernel, Process, Task } from './kernel.ts';
import { unmapAll } from './mappings.ts';
import { createFile, releaseHeld } from './open-file.ts';
import { wakePidfds } from './pidfd.ts';
import { dropTimers } from './posix-timers.ts';
import { dropRequests } from './ring-request.ts';
import { dispatch, makeRunnable, setState, tellTask, unschedule } from './sched.ts';
import { sendSignal, signalNumber } from './signal.ts';
import { undoSemaphores } from './sysv-semaphores.ts';
import { nameOf } from './task-name.ts';
import { writeUserNumber } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { leaveQueues, wake } from './wait-queue.ts';

/** prctl(2): the signal that a child has asked for when its parent ends. */
const PR_GET_PDEATHSIG = 2;
/** The same: whether orphans among its descendants are to become its children. */
const PR_GET_CHILD_SUBREAPER = 37;

export interface NewProcess {
  comm: string;
  argv: string[];
  program: string;
  data: unknown;
  ppid: number;
  uid: number;
  tty: number;
  nofile: number;
  cwd: string;
  atUs: number;
}

/** Makes a process with one task, which begins at `atUs`. */
export function createProcess(ctx: Ctx, spec: NewProcess): Process {
  const pid = ctx.ids.nextPid++;
  const { comm, argv, ppid, uid, tty, nofile, cwd } = spec;
  const process: Process = {
    pid,
    ppid,
    comm,
    argv,
    uid,
    cwd,
    tty,
    fds: createFdTable(),
    nofile,
    limits: new Map(),
    actions: new Map(),
    pending: [],
    ...groupOf(ctx, pid, ppid),
    cpuUs: 0,
    childrenUs: 0,
  };
  const task = addTask(ctx, process, pid, spec.program, spec.data);
  const record = { kind: 'task-start', host: ctx.kernel.host, tid: pid };
  if (spec.atUs <= ctx.sim.nowUs) begin(ctx, task);
  else schedule(ctx.sim, spec.atUs, record);
  return process;
}

/** A program that a shell begins leads a group of its own; a child is in its parent's. */
function groupOf(ctx: Ctx, pid: number, ppid: number): { pgid: number; sid: number } {
  const parent = processOf(ctx.kernel, ppid);
  return { pgid: parent?.pgid ?? pid, sid: parent?.sid ?? pid };
}

/** Lets a task begin: 0, 1 and 2 are its terminal, as a shell leaves them. */
function begin(ctx: Ctx, task: Task): void {
  const { process } = task;
  setState(ctx, task, 'new');
  const file = createFile(ctx, { what: 'tty', flags: O_RDWR, object: process.tty });
  for (let fd = 0; fd < 3; fd++) installFd(ctx, process, file);
  makeRunnable(ctx, task);
}

/** Acts on a `task-start` record: the moment at which a task was to begin. */
export function onTaskStart(ctx: Ctx, tid: number): void {
  const task = ctx.kernel.tasks.get(tid);
  if (task && !task.process.exit) begin(ctx, task);
}

function addTask(ctx: Ctx, process: Process, tid: number, program: string, data: unknown): Task {
  const task: Task = {
    tid,
    process,
    state: 'unborn',
    program,
    data,
    syscall: undefined,
    trap: undefined,
    cpu: undefined,
    cpuEvent: undefined,
    sliceStartUs: 0,
    cpuUs: 0,
    waits: [],
    clearTid: 0,
    blocked: 0n,
    pending: [],
    frames: [],
    lastResult: 0,
  };
  ctx.kernel.tasks.set(tid, task);
  return task;
}

/** Lists a process's tasks, the first one first. */
export function tasksOf(kernel: Kernel, process: Process): Task[] {
  return [...kernel.tasks.values()].filter((task) => task.process === process);
}

/** Tells whether a process has more than one task. */
export function hasThreads(kernel: Kernel, process: Process): boolean {
  let tasks = 0;
  for (const task of kernel.tasks.values())
    if (task.process === process && ++tasks > 1) return true;
  return false;
}

/** Finds a process by its id, also one that nobody has waited for yet. */
export function processOf(kernel: Kernel, pid: number): Process | undefined {
  const task = kernel.tasks.get(pid);
  return task?.process.pid === pid ? task.process : undefined;
}

/**
 * Makes a child with the same program, place in it, and open files, and a copy of its maker's memory or
 * that memory itself; returns its id.
 */
export function forkTask(ctx: Ctx, parent: Task, sharesMemory = false): number {
  const { process } = parent;
  const driver = ctx.drivers.get(parent.program)!;
  const pid = ctx.ids.nextPid++;
  const child: Process = {
    ...process,
    pid,
    ppid: process.pid,
    argv: [...process.argv],
    fds: createFdTable(),
    limits: new Map(process.limits),
    ...(process.maps && { maps: process.maps.map((map) => ({ ...map })) }),
    actions: new Map(process.actions),
    pending: [],
    cpuUs: 0,
    childrenUs: 0,
  };
  delete child.exitSignal;
  delete child.alarm;
  delete child.timers;
  delete child.semUndo;
  child.comm = nameOf(parent);
  if (process.prctl) {
    // A child asks for a signal at its own parent's end, and for orphans, itself.
    child.prctl = new Map(process.prctl);
    child.prctl.delete(PR_GET_PDEATHSIG);
    child.prctl.delete(PR_GET_CHILD_SUBREAPER);
  }
  delete child.stop;
  delete child.vforked;
  if (sharesMemory) child.vforked = true;
  const state = driver.fork(parent.data, sharesMemory);
  const task = addTask(ctx, child, pid, parent.program, state);
  inherit(task, parent);
  setState(ctx, task, 'new');
  shareFds(ctx, process, child);
  driver.deliver(task.data, 0);
  makeRunnable(ctx, task);
  return pid;
}

/** A new task has its maker's mask and stands in the same handlers; nothing waits for it. */
function inherit(task: Task, maker: Task): void {
  task.blocked = maker.blocked;
  task.frames = [...maker.frames];
  if (maker.scheduling) task.scheduling = { ...maker.scheduling };
}

/**
 * Makes a thread: a task more in the same process. It begins at a function of its own, or (where
 * that is 0) at the same place in the program as the first.
 */
export function threadTask(ctx: Ctx, first: Task, start: ThreadStart): number {
  const { process, program, data } = first;
  const driver = ctx.drivers.get(program)!;
  if (!driver.thread) return -ENOSYS;
  const state = driver.thread(data, start.entry === 0 ? undefined : start);
  if (state === undefined) return -EINVAL;
  const tid = ctx.ids.nextPid++;
  const task = addTask(ctx, process, tid, program, state);
  task.blocked = first.blocked;
  task.comm = nameOf(first);
  if (first.scheduling) task.scheduling = { ...first.scheduling };
  setState(ctx, task, 'new');
  if (start.entry === 0) driver.deliver(task.data, 0);
  makeRunnable(ctx, task);
  return tid;
}

/** Ends one task with exit(2): what the process has stays, unless it was the last one. */
export function exitTask(ctx: Ctx, task: Task, status: number): void {
  const { process } = task;
  task.exitStatus = status;
  const first = ctx.kernel.tasks.get(process.pid)!;
  const others = tasksOf(ctx.kernel, process).filter((other) => other.exitStatus === undefined);
  if (others.length === 0) {
    // Linux keeps the first thread's status for the parent, whichever thread was the last.
    exitProcess(ctx, process, first.exitStatus ?? status);
    return;
  }
  clearTid(ctx, task);
  endTask(ctx, task);
  dispatch(ctx);
}

/** Tells who waits for a task's end on the word that it named: mm_release() in Linux. */
function clearTid(ctx: Ctx, task: Task): void {
  if (task.clearTid === 0) return;
  writeUserNumber(ctx, task, task.clearTid, 0, 4);
  wakeWord(ctx, task, task.clearTid, 1, 0xffffffff);
  task.clearTid = 0;
}

/** Takes a task out of the world; the first one of a process stays listed until the parent asks. */
function endTask(ctx: Ctx, task: Task): void {
  const first = task.tid === task.process.pid;
  task.syscall = undefined;
  task.trap = undefined;
  // The first thread may have ended before the others: then this is the process's end.
  if (first && task.state === 'zombie') tellTask(ctx, task, 'zombie');
  else setState(ctx, task, first ? 'zombie' : 'gone');
  unschedule(ctx, task);
  if (!first) ctx.kernel.tasks.delete(task.tid);
}

/** Lets the maker of a process go on that vfork(2) keeps waiting. */
export function endVfork(ctx: Ctx, process: Process): void {
  if (!process.vforked) return;
  process.vforked = false;
  wake(ctx, waitKey('vfork', process.pid));
}

/** Takes a task that is about to end out of all that might wake or run it. */
function letGo(ctx: Ctx, task: Task): void {
  leaveQueues(ctx, task);
  releaseHeld(ctx, task);
  if (task.syscall?.timer !== undefined) cancel(ctx.sim, task.syscall.timer);
  // A CPU that one thread leaves must not go to another that is about to end too.
  ctx.kernel.runQueue = ctx.kernel.runQueue.filter((tid) => tid !== task.tid);
}

/** Ends all other tasks of a process and makes this one its first. Linux: de_thread(). */
export function onlyTask(ctx: Ctx, task: Task): void {
  const { process, tid } = task;
  const { kernel } = ctx;
  const others = tasksOf(kernel, process).filter((other) => other !== task);
  for (const other of others) letGo(ctx, other);
  for (const other of others) {
    other.exitStatus = 0;
    other.syscall = undefined;
    other.trap = undefined;
    if (other.tid !== process.pid) setState(ctx, other, 'gone');
    unschedule(ctx, other);
    kernel.tasks.delete(other.tid);
  }
  if (tid === process.pid) return;
  task.exitStatus = 0;
  tellTask(ctx, task, 'gone');
  task.exitStatus = undefined;
  kernel.tasks.delete(tid);
  task.tid = process.pid;
  task.comm = undefined;
  kernel.tasks.set(task.tid, task);
  if (task.cpu !== undefined) kernel.cpus[task.cpu] = task.tid;
}

/** Ends a process with all its tasks: descriptors are closed, children lose their parent, the parent hears of it. */
export function exitProcess(ctx: Ctx, process: Process, status: number, signal?: string): void {
  if (process.exit) return;
  process.exit = signal ? { status, signal } : { status };
  if (process.alarm) cancel(ctx.sim, process.alarm.entry);
  if (process.timers) dropTimers(ctx, process);
  if (process.semUndo) undoSemaphores(ctx, process);
  const tasks = tasksOf(ctx.kernel, process);
  if (process.keepsCore) process.core ??= ctx.kernel.tasks.get(process.pid)?.data;
  for (const task of tasks) {
    letGo(ctx, task);
  }
  dropRequests(ctx, process);
  unmapAll(ctx, process);
  endVfork(ctx, process);
  closeFds(ctx, process, numbersOf(process.fds));
  // The first one last: its end is the process's.
  for (const task of tasks.reverse()) endTask(ctx, task);
  for (const other of ctx.kernel.tasks.values()) {
    if (other.process.ppid === process.pid) orphan(ctx, other.process);
  }
  const parent = processOf(ctx.kernel, process.ppid);
  const { exitSignal: signo = SIGCHLD } = process;
  const action = signo === SIGCHLD ? parent?.actions.get(SIGCHLD) : undefined;
  const careless = action?.handler === 1 || ((action?.flags ?? 0) & SA_NOCLDWAIT) !== 0;
  if (!parent || parent.exit || careless) reap(ctx, process);
  if (parent && !parent.exit) {
    const { pid, uid } = process;
    const what = signal
      ? { code: CLD_KILLED, status: signalNumber(signal) ?? 0 }
      : { code: CLD_EXITED, status };
    if (signo) sendSignal(ctx, parent, { signo, pid, uid, ...what });
    wake(ctx, waitKey('child', parent.pid));
  }
  wakePidfds(ctx, process.pid);
  dispatch(ctx);
}

function orphan(ctx: Ctx, child: Process): void {
  const signo = child.prctl?.get(PR_GET_PDEATHSIG);
  if (signo) sendSignal(ctx, child, { signo, code: SI_USER, pid: child.ppid, uid: child.uid });
  child.ppid = 1;
  delete child.exitSignal;
  if (child.exit) reap(ctx, child);
}

/** The parent of what the machine itself has started: nobody here. */
const STARTED = 0;

/** Of how many processes that have ended the machine remembers how. */
const REMEMBERED = 1024;

/**
 * Forgets a zombie: no kernel lists it any more.
 *
 * How it ended is still to be asked of what the machine itself has started, as a login would be told,
 * and a core of whoever wanted one; that is no part of the kernel.
 */
export function reap(ctx: Ctx, process: Process): void {
  const task = ctx.kernel.tasks.get(process.pid);
  if (task) {
    setState(ctx, task, 'gone');
    task.data = undefined;
  }
  ctx.kernel.tasks.delete(process.pid);
  if (task && (process.ppid === STARTED || process.keepsCore)) remember(ctx.kernel, task);
  wakePidfds(ctx, process.pid);
}

function remember({ ended }: Kernel, task: Task): void {
  ended.set(task.tid, task);
  if (ended.size > REMEMBERED) ended.delete(ended.keys().next().value!);
}

/** Tells how a process ended, as long as anybody knows; undefined while it runs. */
export function exitOf(kernel: Kernel, pid: number): Process['exit'] {
  return (processOf(kernel, pid) ?? kernel.ended.get(pid)?.process)?.exit;
}
