// The scheduler: which task is on which CPU, and what happens when its program stops.
//
// One idea: a program is run in one go up to its next trap, and the trap is acted on when the
// virtual time that the run took has passed. Until then the CPU is busy; other CPUs, hosts and
// timers go on meanwhile.
//
// Units: µs; VM operations.
// Source: Linux kernel/sched/core.c for the shape; one FIFO run queue for all CPUs of a host.
// Departs: no priorities, no migration cost, and a woken task never preempts a running one.

import { cancel, emit, schedule, traced } from '../sim/sim.ts';
import type { TaskEvent } from '../sim/trace.ts';
import { CONTEXT_SWITCH_US, OPS_PER_US, QUANTUM_OPS, SLICE_US } from './costs.ts';
import type { Ctx, Task, TaskState } from './kernel.ts';
import { pagesIn, pagesOut } from './mappings.ts';
import { catchFault, deliverSignals, faultTask } from './signal.ts';
import { enterSyscall, retrySyscall } from './syscall.ts';
import { exitProcess } from './task.ts';
import { nameOf } from './task-name.ts';

/** Changes a task's state and tells the trace. */
export function setState(ctx: Ctx, task: Task, state: Exclude<TaskState, 'unborn'>): void {
  if (task.state === state) return;
  task.state = state;
  tellTask(ctx, task, state);
}

/** Tells the trace a task's state; once it has ended, with how. */
export function tellTask(
  ctx: Ctx,
  task: Task,
  state: Exclude<TaskState, 'unborn'>,
  more: Pick<TaskEvent, 'supersedes'> = {},
): void {
  if (!traced(ctx.sim, 'task')) return;
  const { pid, ppid, comm } = task.process;
  const { tid } = task;
  const base = {
    kind: 'task' as const,
    host: ctx.kernel.host,
    pid: tid,
    ppid,
    comm,
    state,
    ...more,
  };
  const event = task.tid === pid ? base : { ...base, tgid: pid };
  const exit = endOf(task);
  if ((state !== 'zombie' && state !== 'gone') || !exit) emit(ctx.sim, event);
  else if (exit.signal) emit(ctx.sim, { ...event, signal: exit.signal });
  else emit(ctx.sim, { ...event, status: exit.status });
}

/** A thread that ended alone has a status of its own; the first one's is the process's. */
function endOf(task: Task): { status: number; signal?: string } | undefined {
  const { process, exitStatus, tid } = task;
  return tid === process.pid || exitStatus === undefined ? process.exit : { status: exitStatus };
}

/** Puts a task at the end of the run queue, and on a CPU if one idles. */
export function makeRunnable(ctx: Ctx, task: Task): void {
  setState(ctx, task, 'runnable');
  ctx.kernel.runQueue.push(task.tid);
  dispatch(ctx);
}

/** Gives idle CPUs to runnable tasks, oldest first. */
export function dispatch(ctx: Ctx): void {
  const { kernel, sim } = ctx;
  for (let cpu = 0; cpu < kernel.cpus.length; cpu++) {
    if (kernel.cpus[cpu] !== 0) continue;
    const tid = kernel.runQueue.shift();
    if (tid === undefined) return;
    const task = kernel.tasks.get(tid)!;
    kernel.cpus[cpu] = tid;
    task.cpu = cpu;
    setState(ctx, task, 'running');
    task.sliceStartUs = sim.nowUs;
    later(ctx, task, CONTEXT_SWITCH_US);
  }
}

/** Takes a task off its CPU, and gives the CPU to the next. */
export function leaveCpu(ctx: Ctx, task: Task): void {
  if (task.cpuEvent !== undefined) cancel(ctx.sim, task.cpuEvent);
  task.cpuEvent = undefined;
  if (task.cpu === undefined) return;
  ctx.kernel.cpus[task.cpu] = 0;
  task.cpu = undefined;
  dispatch(ctx);
}

/** Takes a task out of the run queue or off its CPU, whichever it is in. */
export function unschedule(ctx: Ctx, task: Task): void {
  ctx.kernel.runQueue = ctx.kernel.runQueue.filter((tid) => tid !== task.tid);
  leaveCpu(ctx, task);
}

function later(ctx: Ctx, task: Task, us: number): void {
  const record = { kind: 'cpu', host: ctx.kernel.host, tid: task.tid };
  task.cpuEvent = schedule(ctx.sim, ctx.sim.nowUs + us, record);
}

/** Acts on a `cpu` record: the task's trap is due, or its call, or its program may run. */
export function onCpu(ctx: Ctx, tid: number): void {
  const task = ctx.kernel.tasks.get(tid);
  if (task?.state !== 'running') return;
  task.cpuEvent = undefined;
  if (task.trap) handleTrap(ctx, task);
  else if (task.syscall) retrySyscall(ctx, task);
  else resume(ctx, task);
}

/** Lets a task that is on a CPU go on with its program, unless a signal or another task is first. */
export function resume(ctx: Ctx, task: Task): void {
  deliverSignals(ctx, task);
  if (task.state !== 'running') return;
  const { kernel, sim } = ctx;
  if (kernel.runQueue.length > 0 && sim.nowUs - task.sliceStartUs >= SLICE_US) {
    leaveCpuLast(ctx, task);
    return;
  }
  const driver = ctx.drivers.get(task.program);
  if (!driver) throw new Error(`task ${tidText(task)}: no driver for '${task.program}'`);
  if (task.returned) task.returned = false;
  pagesIn(ctx, task);
  const trap = driver.run(task.data, QUANTUM_OPS);
  pagesOut(ctx, task);
  ctx.run.ops += trap.ops;
  task.trap = trap;
  const us = Math.ceil(trap.ops / OPS_PER_US);
  charge(task, us);
  later(ctx, task, us);
}

/** Counts a CPU's time, in the program or in a call, for the task that had it. */
export function charge(task: Task, us: number): void {
  task.cpuUs += us;
  task.process.cpuUs += us;
}

/** Ends a task's slice: it goes behind the others that want to run. */
export function leaveCpuLast(ctx: Ctx, task: Task): void {
  setState(ctx, task, 'runnable');
  ctx.kernel.runQueue.push(task.tid);
  leaveCpu(ctx, task);
}

function tidText(task: Task): string {
  return `${task.tid} (${nameOf(task)})`;
}

function handleTrap(ctx: Ctx, task: Task): void {
  const trap = task.trap!;
  task.trap = undefined;
  switch (trap.kind) {
    case 'quantum':
      resume(ctx, task);
      return;
    case 'syscall':
      enterSyscall(ctx, task, trap.nr, trap.args, trap.line);
      return;
    case 'breakpoint':
      task.atBreakpoint = true;
      setState(ctx, task, 'stopped');
      leaveCpu(ctx, task);
      ctx.run.breakpoint = { host: ctx.kernel.host, tid: task.tid, line: trap.line };
      return;
    case 'fault':
      if (catchFault(ctx, task, trap)) resume(ctx, task);
      else faultTask(ctx, task, trap.signal, trap.message, trap.line);
      return;
    case 'warning': {
      const { message, line } = trap;
      const { pid } = task.process;
      if (traced(ctx.sim, 'warning')) {
        emit(ctx.sim, { kind: 'warning', host: ctx.kernel.host, pid, message, line });
      }
      resume(ctx, task);
      return;
    }
    case 'look':
      ctx.drivers.get(task.program)!.answer!(task.data, ctx.look(task, trap.words));
      resume(ctx, task);
      return;
    case 'exit':
      exitProcess(ctx, task.process, trap.status);
      return;
  }
}
