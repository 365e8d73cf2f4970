// System calls: from the trap to the answer, through sleep and back.
//
// One idea: a call is a record on its task. A handler answers with a number, or puts the task to
// sleep and answers BLOCKED; a wake runs the same handler on the same record again. So there are no
// half-finished functions anywhere, and a snapshot may be taken in the middle of any call.
//
// Units: µs.
// Source: the numbers and names of lib/abi; ENOSYS for what this kernel does not know.

import { ENOSYS } from '../abi/errno.ts';
import { nameOfCall, syscallByNr } from '../abi/syscalls.ts';
import { emit, spend, traced } from '../sim/sim.ts';
import { captureIn, captureOut } from './capture.ts';
import { SYSCALL_US } from './costs.ts';
import { fileOf, lendFd } from './fd-table.ts';
import { handlerOf } from './handlers.ts';
import { BLOCKED, type Ctx, type SyscallRecord, type Task } from './kernel.ts';
import { getFile, releaseHeld } from './open-file.ts';
import { runDue } from './ring-request.ts';
import { charge, leaveCpu, resume } from './sched.ts';
import { interrupt } from './signal.ts';
import { hasSignal } from './signal-set.ts';
import { hasThreads } from './task.ts';
import { clearDeadline } from './wait-queue.ts';

/** Begins a call that a program has trapped with. */
export function enterSyscall(
  ctx: Ctx,
  task: Task,
  nr: number,
  registers: number[],
  line?: number,
): void {
  const { sim, kernel } = ctx;
  const args = registers.map((value, i) => readRegister(nr, i, value));
  task.syscall = callRecord(nr, args, sim.nowUs, line);
  if (traced(sim, 'sys-enter')) {
    const input = captureIn(ctx, task, syscallByNr(nr), args);
    const call = { nr, name: nameOfCall(nr), args };
    emit(sim, {
      ...{ kind: 'sys-enter', host: kernel.host, pid: task.tid, ...call },
      ...(input && { in: input }),
      ...(line !== undefined && { line }),
    });
  }
  spend(sim, SYSCALL_US);
  charge(task, SYSCALL_US);
  attempt(ctx, task);
}

/** Makes the record of a call that has just been made. */
export function callRecord(
  nr: number,
  args: number[],
  startUs: number,
  line?: number,
): SyscallRecord {
  return {
    nr,
    args,
    doneBytes: 0,
    count: undefined,
    deadlineUs: undefined,
    timer: undefined,
    startUs,
    line,
    on: undefined,
    begun: false,
    object: undefined,
    child: undefined,
    woken: false,
    moved: undefined,
    held: undefined,
    reserved: undefined,
  };
}

/** Takes from a 64-bit register what the call's C prototype says is an int. */
function readRegister(nr: number, i: number, value: number): number {
  const type = syscallByNr(nr)?.params[i]?.type;
  return type === 'int' || type === 'fd' || type === 'socklen' ? value | 0 : value;
}

/**
 * Tries a call again after a wake.
 *
 * A descriptor means what it meant when the call began, even if another thread has closed it since
 * or opened something else under its number. Source: Linux fs/file.c fdget().
 */
export function retrySyscall(ctx: Ctx, task: Task): void {
  const { held, args } = task.syscall!;
  const file = held === undefined ? undefined : ctx.kernel.files.get(held);
  if (file === undefined) attempt(ctx, task);
  else lendFd(task.process, args[0], file, () => attempt(ctx, task));
}

/** Keeps what a call sleeps on from being freed, where there is another thread to close it. */
function hold(ctx: Ctx, task: Task): void {
  const call = task.syscall!;
  if (call.held !== undefined || !hasThreads(ctx.kernel, task.process)) return;
  if (syscallByNr(call.nr)?.params[0]?.type !== 'fd') return;
  const file = fileOf(task.process, call.args[0]);
  if (!file) return;
  call.held = file.id;
  getFile(ctx, file);
}

function attempt(ctx: Ctx, task: Task): void {
  const call = task.syscall!;
  ctx.kernel.current = task.tid;
  const handler = handlerOf(call.nr);
  const sinceUs = ctx.sim.nowUs;
  const result = handler ? handler(ctx, task, call.args) : -ENOSYS;
  charge(task, ctx.sim.nowUs - sinceUs);
  if (result === BLOCKED) {
    // Asleep, or ended: exit has no answer either. A CPU that an ended task held is free already.
    if (task.state === 'blocked') {
      hold(ctx, task);
      leaveCpu(ctx, task);
    }
    // A signal that came while the program ran keeps it from falling asleep.
    const waits = task.state === 'blocked' && call.child === undefined;
    if (waits && hasSignal(task)) interrupt(ctx, task);
    return;
  }
  if (ctx.kernel.rings.size > 0) runDue(ctx, task);
  answer(ctx, task, result);
  resume(ctx, task);
}

/** Ends a call with its result. */
export function answer(ctx: Ctx, task: Task, result: number): void {
  finish(ctx, task, result);
  ctx.drivers.get(task.program)!.deliver(task.data, result);
}

/** Ends a call; the program is not told of its result, as one that execve(2) has replaced is not. */
export function finish(ctx: Ctx, task: Task, result: number): void {
  releaseHeld(ctx, task);
  tellExit(ctx, task, result);
  task.syscall = undefined;
  task.lastResult = result;
  if (task.savedMask !== undefined) {
    task.blocked = task.savedMask;
    task.savedMask = undefined;
  }
}

/** Ends a sleeping call that a signal cut short and that the program never hears of. */
export function restart(ctx: Ctx, task: Task): void {
  tellExit(ctx, task, BLOCKED);
}

function tellExit(ctx: Ctx, task: Task, result: number): void {
  const call = task.syscall!;
  const kept = traced(ctx.sim, 'sys-exit');
  const out = kept && captureOut(ctx, task, syscallByNr(call.nr), call.args, result);
  clearDeadline(ctx, task);
  if (!kept) return;
  emit(ctx.sim, {
    kind: 'sys-exit',
    host: ctx.kernel.host,
    pid: task.tid,
    nr: call.nr,
    name: nameOfCall(call.nr),
    args: call.args,
    result,
    durationUs: ctx.sim.nowUs - call.startUs,
    ...(out && { out }),
    ...(call.line !== undefined && { line: call.line }),
  });
}
