// Signals: what a process does about them, and the ones that end it.
//
// One idea: a signal is noted on the process and acted on where Linux acts on it: when a task is
// about to return to its program. A task that sleeps in a call is woken for it first.
//
// Source: signal(7); Linux kernel/signal.c.
// Departs: no queueing of equal signals, no masks, no job control beyond the terminal's ^C.
// Handlers run where the program's driver can call a function; rt_sigreturn is not seen.

import {
  SA_RESTART,
  SIGCHLD,
  SIGCONT,
  SIGKILL,
  SIGSTOP,
  SIGURG,
  SIGWINCH,
} from '../abi/constants.ts';
import { EINTR } from '../abi/errno.ts';
import { GROUPS } from '../abi/groups.ts';
import { SYS } from '../abi/syscalls.ts';
import { emit } from '../sim/sim.ts';
import type { SignalEvent } from '../sim/trace.ts';
import type { Ctx, Process, SignalAction, Task } from './kernel.ts';
import { releaseHeld } from './open-file.ts';
import { dispatch, makeRunnable, setState, unschedule } from './sched.ts';
import { answer, restart } from './syscall.ts';
import { exitProcess, tasksOf } from './task.ts';
import { leaveQueues } from './wait-queue.ts';

const SIG_IGN = 1;

/** Calls that go on after a handler with SA_RESTART; signal(7) lists them. */
const RESTARTABLE: number[] = [
  SYS.read,
  SYS.readv,
  SYS.write,
  SYS.writev,
  SYS.accept,
  SYS.accept4,
  SYS.connect,
  SYS.recvfrom,
  SYS.recvmsg,
  SYS.sendto,
  SYS.sendmsg,
  SYS.wait4,
];

const numbers: Record<string, number> = GROUPS.signal;
const names = new Map(Object.entries(numbers).map(([name, number]) => [number, name]));

/** Finds a signal's number: `SIGTERM` or `TERM`; undefined for no signal. */
export function signalNumber(name: string): number | undefined {
  return numbers[name] ?? numbers[`SIG${name}`];
}

/** Names a signal. */
export function signalName(number: number): string {
  return names.get(number) ?? `SIG${number}`;
}

function ignoredByDefault(signo: number): boolean {
  return signo === SIGCHLD || signo === SIGURG || signo === SIGWINCH || signo === SIGCONT;
}

function tell(ctx: Ctx, pid: number, signo: number, action: SignalEvent['action']): void {
  const signal = signalName(signo);
  emit(ctx.sim, { kind: 'signal', host: ctx.kernel.host, pid, signal, action });
}

/** Sends a signal; a sleeping task wakes for it unless it is ignored. */
export function sendSignal(ctx: Ctx, process: Process, signo: number): void {
  if (process.exit) return;
  if (signo === SIGCONT) continueProcess(ctx, process);
  const action = process.actions.get(signo)?.handler ?? 0;
  const deaf = action === SIG_IGN || (action === 0 && ignoredByDefault(signo));
  if (deaf && signo !== SIGKILL && signo !== SIGSTOP) {
    if (signo !== SIGCHLD) tell(ctx, process.pid, signo, 'ignored');
    return;
  }
  if (!process.pending.includes(signo)) process.pending.push(signo);
  for (const task of tasksOf(ctx.kernel, process)) {
    if (task.state === 'zombie' || (task.state === 'stopped' && signo !== SIGKILL)) continue;
    if (task.state === 'blocked') interrupt(ctx, task);
    else if (task.state === 'stopped') makeRunnable(ctx, task);
    // A running or runnable task meets the signal on its next way out of the kernel.
    return;
  }
}

function continueProcess(ctx: Ctx, process: Process): void {
  for (const task of tasksOf(ctx.kernel, process)) {
    if (task.state !== 'stopped' || task.atBreakpoint) continue;
    tell(ctx, process.pid, SIGCONT, 'continued');
    makeRunnable(ctx, task);
  }
}

/** Cuts a task's sleep short: the call returns to where signals are acted on. */
export function interrupt(ctx: Ctx, task: Task): void {
  leaveQueues(ctx, task);
  setState(ctx, task, 'running');
  deliverSignals(ctx, task);
  // Still here, and neither killed nor stopped: a handler ran or will.
  if (task.state === 'running' && task.cpu === undefined) {
    task.state = 'blocked';
    makeRunnable(ctx, task);
  }
}

/** Acts on every pending signal of a task that is about to go back to its program. */
export function deliverSignals(ctx: Ctx, task: Task): void {
  const { process } = task;
  while (process.pending.length > 0 && task.state === 'running') {
    const signo = process.pending.shift()!;
    const action = process.actions.get(signo);
    if (signo === SIGSTOP) {
      tell(ctx, process.pid, signo, 'stopped');
      for (const other of tasksOf(ctx.kernel, process)) stop(ctx, other);
      return;
    }
    const handled = action !== undefined && action.handler > SIG_IGN && signo !== SIGKILL;
    if (handled && callHandler(ctx, task, action, signo)) continue;
    if (task.syscall) restart(ctx, task);
    tell(ctx, process.pid, signo, 'killed');
    exitProcess(ctx, process, 128 + signo, signalName(signo));
  }
}

/** Stops one task of a process that SIGSTOP has reached; a call that slept is made again later. */
function stop(ctx: Ctx, task: Task): void {
  if (task.state === 'zombie' || task.state === 'stopped') return;
  leaveQueues(ctx, task);
  if (task.syscall) restart(ctx, task);
  setState(ctx, task, 'stopped');
  unschedule(ctx, task);
}

function callHandler(ctx: Ctx, task: Task, action: SignalAction, signo: number): boolean {
  const driver = ctx.drivers.get(task.program);
  if (!driver?.signal) return false;
  const call = task.syscall;
  const again =
    call !== undefined &&
    (action.flags & SA_RESTART) !== 0 &&
    RESTARTABLE.includes(call.nr) &&
    call.deadlineUs === undefined;
  if (again) {
    restart(ctx, task);
    releaseHeld(ctx, task);
    task.syscall = undefined;
  } else if (call) answer(ctx, task, call.doneBytes > 0 ? call.doneBytes : -EINTR);
  driver.signal(task.data, action.handler, signo, again);
  tell(ctx, task.process.pid, signo, 'handled');
  return true;
}

/** Ends a program that did what it must not; `message` tells people what it was. */
export function faultTask(
  ctx: Ctx,
  task: Task,
  signal: string,
  message: string,
  line?: number,
): void {
  const { pid } = task.process;
  const event = { kind: 'fault' as const, host: ctx.kernel.host, pid, signal, message };
  emit(ctx.sim, line === undefined ? event : { ...event, line });
  const signo = signalNumber(signal) ?? 0;
  tell(ctx, pid, signo, 'killed');
  exitProcess(ctx, task.process, 128 + signo, signal);
  dispatch(ctx);
}
