// Wait queues: where tasks sleep, and how what they wait for wakes them.
//
// One idea: a queue is named by what is waited for (socket 7, pipe 3, a child of 1001). A wake makes
// the sleepers runnable and nothing more: each tries its call again and may have to sleep again.
//
// Exclusive waiters are woken one at a time, behind all others and in the order in which they came, which
// is why three processes that accept from one listener take turns. Of those in poll(2), and of those who
// wait for one epoll, who came last is woken first: three threads that share an epoll take no turns.
//
// Source: Linux kernel/sched/wait.c __wake_up_common(), add_wait_queue(); net/ipv4/inet_connection_sock.c
// inet_csk_wait_for_connect(); fs/eventpoll.c ep_poll().

import { POLLIN, POLLOUT, POLLRDNORM, POLLWRBAND, POLLWRNORM } from '../abi/constants.ts';
import { nameOfCall } from '../abi/syscalls.ts';
import { cancel, emit, schedule, traced } from '../sim/sim.ts';
import type { SysBlock } from '../sim/trace.ts';
import type { TcpSock } from '../tcp/tcb.ts';
import { tellAsync } from './async.ts';
import { firstWatcher, noteReady } from './epoll.ts';
import { BLOCKED, type Ctx, type EpollItem, type Kernel, type Task } from './kernel.ts';
import { wakeRequest } from './ring-request.ts';
import { makeRunnable, setState } from './sched.ts';
import { sockKey, type WaitKey, waitKey } from './wait-key.ts';

export interface WaitFor {
  key: WaitKey;
  exclusive?: boolean;
  /** In front of those who wait already, as in poll(2) and epoll_wait(2). */
  inFront?: boolean;
  mask?: number;
}

/** Puts the task to sleep in these queues; returns BLOCKED for its handler to return. */
export function block(
  ctx: Ctx,
  task: Task,
  on: SysBlock['on'],
  queues: WaitFor[],
  sock?: number,
): number {
  const { kernel, sim } = ctx;
  const call = task.syscall;
  if (!call) throw new Error(`task ${task.tid} blocks outside a system call`);
  task.waits.push(...standIn(kernel, task.tid, queues));
  if (call.deadlineUs !== undefined && call.timer === undefined) {
    const record = { kind: 'task-timer', host: kernel.host, tid: task.tid };
    call.timer = schedule(sim, call.deadlineUs, record);
  }
  call.on = on;
  if (traced(sim, 'sys-block')) {
    const name = nameOfCall(call.nr);
    const event = { kind: 'sys-block', host: kernel.host, pid: task.tid, name, on } as const;
    emit(sim, sock === undefined ? event : { ...event, sock });
  }
  setState(ctx, task, 'blocked');
  return BLOCKED;
}

/** Puts a task, or a request of io_uring by a negative number, into queues; returns their names. */
export function standIn(kernel: Kernel, tid: number, queues: WaitFor[]): WaitKey[] {
  for (const { key, exclusive = false, inFront = false, mask = 0 } of queues) {
    const list = kernel.waiting.get(key);
    const waiter = { tid, exclusive, mask };
    if (!list) kernel.waiting.set(key, [waiter]);
    else if (inFront) list.unshift(waiter);
    else list.push(waiter);
  }
  return queues.map(({ key }) => key);
}

/** Takes a task or a request out of every queue it sleeps in. */
export function leaveQueues(ctx: Ctx, task: Pick<Task, 'tid' | 'waits'>): void {
  for (const key of task.waits) {
    const list = ctx.kernel.waiting.get(key);
    if (!list) continue;
    if (list.length === 1 && list[0].tid === task.tid) {
      ctx.kernel.waiting.delete(key);
      continue;
    }
    const rest = list.filter((waiter) => waiter.tid !== task.tid);
    if (rest.length > 0) ctx.kernel.waiting.set(key, rest);
    else ctx.kernel.waiting.delete(key);
  }
  task.waits = [];
}

/** Ends a task's sleep: its call will be tried again when it gets a CPU. */
export function wakeTask(ctx: Ctx, task: Task): void {
  if (task.state !== 'blocked') return;
  leaveQueues(ctx, task);
  const call = task.syscall;
  if (call) {
    call.on = undefined;
    if (traced(ctx.sim, 'sys-wake')) {
      const name = nameOfCall(call.nr);
      emit(ctx.sim, { kind: 'sys-wake', host: ctx.kernel.host, pid: task.tid, name });
    }
  }
  makeRunnable(ctx, task);
}

/** Wakes who waits for any of the `mask` bits at `key`: all until an exclusive one, and that. */
export function wake(ctx: Ctx, key: WaitKey, news = 0): void {
  const mask = allNames(news);
  wakeSleepers(ctx, key, mask);
  tellEpolls(ctx, noteReady(ctx.kernel, firstWatcher(ctx.kernel, key), key, mask));
}

/** Wakes who waits for a TCP socket, which knows who watches it. */
export function wakeSocket(ctx: Ctx, sk: TcpSock, news: number): void {
  const key = sockKey(sk.id);
  const mask = allNames(news);
  wakeSleepers(ctx, key, mask);
  tellEpolls(ctx, noteReady(ctx.kernel, sk.watcher as EpollItem | undefined, key, mask));
}

/**
 * Adds poll(2)'s other names of the same news, by which a sleeper may have asked for it alone. An eventfd
 * and its like have none of them (`pollFile`), so that such a sleeper looks and sleeps again.
 */
function allNames(mask: number): number {
  return mask | (mask & POLLIN ? POLLRDNORM : 0) | (mask & POLLOUT ? POLLWRNORM | POLLWRBAND : 0);
}

/** Wakes who sleeps at `key` itself, and tells no epoll. */
export function wakeSleepers(ctx: Ctx, key: WaitKey, mask: number): void {
  const list = ctx.kernel.waiting.get(key);
  if (list) {
    for (const waiter of [...list]) {
      if (mask !== 0 && waiter.mask !== 0 && (waiter.mask & mask) === 0) continue;
      const task = ctx.kernel.tasks.get(waiter.tid);
      if (task) wakeTask(ctx, task);
      else if (waiter.tid < 0) wakeRequest(ctx, -waiter.tid);
      if (waiter.exclusive) break;
    }
  }
  if (ctx.kernel.asyncs.size > 0) tellAsync(ctx, key, mask);
}

function tellEpolls(ctx: Ctx, epolls: number[]): void {
  for (const epoll of epolls) wake(ctx, waitKey('epoll', epoll), 1);
}

/** Acts on a `task-timer` record: the deadline of a sleeping call has come. */
export function onTaskTimer(ctx: Ctx, tid: number): void {
  const task = ctx.kernel.tasks.get(tid);
  if (!task?.syscall) return;
  task.syscall.timer = undefined;
  wakeTask(ctx, task);
}

/** Forgets the deadline of a call that has been answered. */
export function clearDeadline(ctx: Ctx, task: Task): void {
  if (task.syscall?.timer !== undefined) cancel(ctx.sim, task.syscall.timer);
}

/** Sets the deadline once; a retry keeps the one that the first try set. */
export function setDeadline(ctx: Ctx, task: Task, waitUs: number | undefined): void {
  const call = task.syscall!;
  if (waitUs !== undefined && call.deadlineUs === undefined) {
    call.deadlineUs = ctx.sim.nowUs + Math.max(0, Math.ceil(waitUs));
  }
}

/** Tells whether the call's time is up. */
export function timedOut(ctx: Ctx, task: Task): boolean {
  const deadline = task.syscall?.deadlineUs;
  return deadline !== undefined && ctx.sim.nowUs >= deadline;
}
