// Signals: what a process does about them, and the ones that end it.
//
// One idea: a signal is noted on the process, or on the one task it was sent to, and acted on where
// Linux acts on it: when a task whose mask lets it through is about to return to its program. A
// task that sleeps in a call is woken for it first.
//
// While a handler runs, its signal and its action's mask are blocked; the C library's restorer
// makes rt_sigreturn(2) when it returns, which puts the mask back. What waited for that begins where
// the program was, not on top of the one that has returned.
//
// Source: signal(7), sigaction(2); Linux kernel/signal.c complete_signal(), get_signal().
// Departs: no alternate stack, no core files; siginfo has the sender or the child, no values.

import {
  SA_NODEFER,
  SA_RESETHAND,
  SA_RESTART,
  SA_SIGINFO,
  SI_KERNEL,
  SIGCHLD,
  SIGCONT,
  SIGKILL,
  SIGSTOP,
  SIGTSTP,
  SIGTTIN,
  SIGTTOU,
  SIGURG,
  SIGWINCH,
  TIMER_ABSTIME,
} from '../abi/constants.ts';
import { EINTR } from '../abi/errno.ts';
import { groupOf } from '../abi/group-names.ts';
import { SYS } from '../abi/syscalls.ts';
import type { Trap } from '../abi/trap.ts';
import { emit, traced } from '../sim/sim.ts';
import type { SignalEvent } from '../sim/trace.ts';
import { toBytes } from './bytes.ts';
import { wakeSignalfds } from './event-fds.ts';
import type { Ctx, PendingSignal, Process, SignalAction, Task } from './kernel.ts';
import { releaseHeld } from './open-file.ts';
import { dispatch, makeRunnable, setState, unschedule } from './sched.ts';
import { enqueueSignal, hasSignal, siginfoBytes, signalBit, takeSignal } from './signal-set.ts';
import { answer, restart } from './syscall.ts';
import { exitProcess, tasksOf } from './task.ts';
import { writeUser } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { leaveQueues, wake } from './wait-queue.ts';

const SIG_IGN = 1;

/** Calls that go on after a handler with SA_RESTART; signal(7) lists them. */
const RESTARTABLE: number[] = [
  SYS.read,
  SYS.readv,
  SYS.write,
  SYS.writev,
  SYS.ioctl,
  SYS.accept,
  SYS.accept4,
  SYS.connect,
  SYS.recvfrom,
  SYS.recvmsg,
  SYS.recvmmsg,
  SYS.sendto,
  SYS.sendmsg,
  SYS.sendmmsg,
  SYS.sendfile,
  SYS.splice,
  SYS.tee,
  SYS.vmsplice,
  SYS.open,
  SYS.openat,
  SYS.creat,
  SYS.fcntl,
  SYS.flock,
  SYS.futex,
  SYS.getrandom,
  SYS.wait4,
  SYS.waitid,
];

const numbers = groupOf('signal')!;
const names = new Map(Object.entries(numbers).map(([name, number]) => [number, name]));
const IGNORED_BY_DEFAULT: number[] = [SIGCHLD, SIGURG, SIGWINCH, SIGCONT];
const STOPPING: number[] = [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU];

/** Finds a signal's number: `SIGTERM` or `TERM`; undefined for no signal. */
export function signalNumber(name: string): number | undefined {
  return numbers[name] ?? numbers[`SIG${name}`];
}

/** Names a signal; real-time ones as strace does. */
export function signalName(number: number): string {
  if (number >= 32) return number === 32 ? 'SIGRTMIN' : `SIGRT_${number - 32}`;
  return names.get(number) ?? `SIG${number}`;
}

function tell(ctx: Ctx, pid: number, info: PendingSignal, action: SignalEvent['action']): void {
  if (!traced(ctx.sim, 'signal')) return;
  const { signo, code, pid: from, uid, status } = info;
  emit(ctx.sim, {
    ...{ kind: 'signal', host: ctx.kernel.host, pid, signal: signalName(signo), action, code },
    ...(from !== 0 && { from, uid }),
    ...(status !== undefined && { status }),
  });
}

/** Makes what waits of a signal that no process has sent: a terminal's, a timer's. */
export function fromKernel(signo: number): PendingSignal {
  return { signo, code: SI_KERNEL, pid: 0, uid: 0 };
}

/** Sends a signal to a process, or to one of its tasks; a sleeping task wakes for it. */
export function sendSignal(ctx: Ctx, process: Process, what: PendingSignal, to?: Task): void {
  if (process.exit) return;
  const { signo } = what;
  if (signo === SIGCONT) continueProcess(ctx, process, what);
  const action = process.actions.get(signo)?.handler ?? 0;
  const deaf = action === SIG_IGN || (action === 0 && IGNORED_BY_DEFAULT.includes(signo));
  const tasks = to ? [to] : tasksOf(ctx.kernel, process).filter(isAlive);
  const open = tasks.find((task) => signo === SIGKILL || !(task.blocked & signalBit(signo)));
  if (deaf && open && signo !== SIGKILL && signo !== SIGSTOP) {
    if (signo !== SIGCHLD) tell(ctx, process.pid, what, 'ignored');
    return;
  }
  enqueueSignal(to ? to.pending : process.pending, what);
  wake(ctx, waitKey('signal', process.pid), 1);
  wakeSignalfds(ctx);
  if (!open) return;
  // A vfork(2) sleeps on; SIGKILL alone cuts it short.
  if (open.syscall?.child !== undefined && signo !== SIGKILL) return;
  if (open.state === 'blocked') interrupt(ctx, open);
  else if (open.state === 'stopped' && signo === SIGKILL) makeRunnable(ctx, open);
  // A running or runnable task meets the signal on its next way out of the kernel.
}

function isAlive(task: Task): boolean {
  return task.state !== 'zombie';
}

function continueProcess(ctx: Ctx, process: Process, what: PendingSignal): void {
  for (const task of tasksOf(ctx.kernel, process)) {
    if (task.state !== 'stopped' || task.atBreakpoint) continue;
    tell(ctx, process.pid, what, 'continued');
    process.stop = { signo: SIGCONT, told: false };
    makeRunnable(ctx, task);
  }
  wake(ctx, waitKey('child', process.ppid));
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

/** Forgets what waits of a signal that from now on is ignored. */
export function dropIgnored(ctx: Ctx, process: Process, signo: number, handler: number): void {
  if (handler !== SIG_IGN && !(handler === 0 && IGNORED_BY_DEFAULT.includes(signo))) return;
  for (const holder of [process, ...tasksOf(ctx.kernel, process)]) {
    holder.pending = holder.pending.filter((info) => info.signo !== signo);
  }
}

/** Ends a sleeping call with a result that its handler has no part in. */
export function cutShort(ctx: Ctx, task: Task, result: number): void {
  leaveQueues(ctx, task);
  setState(ctx, task, 'running');
  answer(ctx, task, result);
  task.state = 'blocked';
  makeRunnable(ctx, task);
}

/** Acts on every waiting signal of a task that is about to go back to its program. */
export function deliverSignals(ctx: Ctx, task: Task): void {
  const { process } = task;
  while (task.state === 'running' && hasSignal(task)) {
    const info = takeSignal(task, ~task.blocked)!;
    const { signo } = info;
    const action = process.actions.get(signo);
    const handler = signo === SIGKILL || signo === SIGSTOP ? 0 : (action?.handler ?? 0);
    if (handler === SIG_IGN || (handler === 0 && IGNORED_BY_DEFAULT.includes(signo))) continue;
    if (handler === 0 && STOPPING.includes(signo)) {
      tell(ctx, process.pid, info, 'stopped');
      for (const other of tasksOf(ctx.kernel, process)) stop(ctx, other);
      process.stop = { signo, told: false };
      wake(ctx, waitKey('child', process.ppid));
      return;
    }
    if (action && handler !== 0 && callHandler(ctx, task, action, info)) continue;
    if (task.syscall) restart(ctx, task);
    tell(ctx, process.pid, info, 'killed');
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

function callHandler(ctx: Ctx, task: Task, action: SignalAction, info: PendingSignal): boolean {
  const driver = ctx.drivers.get(task.program);
  if (!driver?.signal) return false;
  const { signo } = info;
  const { handler, restorer, flags } = action;
  const call = task.syscall;
  const again =
    call !== undefined &&
    (flags & SA_RESTART) !== 0 &&
    RESTARTABLE.includes(call.nr) &&
    call.deadlineUs === undefined &&
    // What has been moved is told, and not moved again.
    !(call.count || call.doneBytes);
  // sigsuspend(2) and its like lend a mask for as long as they sleep.
  const mask = task.savedMask ?? task.blocked;
  task.savedMask = undefined;
  if (again) {
    restart(ctx, task);
    releaseHeld(ctx, task);
    task.syscall = undefined;
    task.lastResult = call.nr;
  } else if (call) {
    tellRemaining(ctx, task);
    answer(ctx, task, (call.count ?? call.doneBytes) || -EINTR);
  }
  if (restorer !== 0) {
    // Without a restorer nothing tells when the handler has returned, and no mask is changed.
    task.frames.push({ mask, result: task.lastResult });
    task.blocked = mask | action.mask;
    if (!(flags & SA_NODEFER)) task.blocked |= signalBit(signo);
  } else task.blocked = mask;
  const siginfo = flags & SA_SIGINFO ? siginfoBytes(info) : undefined;
  if (flags & SA_RESETHAND) task.process.actions.delete(signo);
  tell(ctx, task.tid, info, 'handled');
  const returned = task.returned === true;
  task.returned = false;
  const begin = { handler, restorer, signo, again, returned, ...(siginfo && { siginfo }) };
  if (!driver.signal(task.data, begin)) {
    const { process, tid } = task;
    faultTask(ctx, task, 'SIGSEGV', `task ${tid} has no function or no stack for its handler`);
    return process.exit !== undefined;
  }
  return true;
}

/** A sleep that a handler cut short says how much of it was left, unless it was until a time; a select(2) does too. */
function tellRemaining(ctx: Ctx, task: Task): void {
  const { nr, args, deadlineUs = 0 } = task.syscall!;
  const relative = nr === SYS.clock_nanosleep && !(args[1] & TIMER_ABSTIME);
  const selects = nr === SYS.select || nr === SYS.pselect6;
  const second = nr === SYS.nanosleep ? args[1] : relative ? args[3] : 0;
  const addr = selects ? args[4] : nr === SYS.ppoll ? args[2] : second;
  const left = Math.max(0, deadlineUs - ctx.sim.nowUs);
  const rest = (left % 1e6) * (nr === SYS.select ? 1 : 1e3);
  const words = [Math.floor(left / 1e6), rest].flatMap((n) => [...toBytes(n, 8)]);
  if (addr) writeUser(ctx, task, addr, Uint8Array.from(words));
}

/** Signals that an instruction causes, which has not happened when the handler returns. */
const FROM_INSTRUCTIONS = new Set(['SIGSEGV', 'SIGFPE', 'SIGBUS', 'SIGILL']);
/** SEGV_MAPERR, FPE_INTDIV, BUS_ADRALN, ILL_ILLOPC; SEGV_ACCERR. */
const FIRST_CODE = 1;
const SEGV_ACCERR = 2;

/** Calls a program's own handler for what it did; false where it has none, or blocks the signal. */
export function catchFault(ctx: Ctx, task: Task, fault: Trap & { kind: 'fault' }): boolean {
  const { signal, line, at } = fault;
  const signo = signalNumber(signal) ?? 0;
  const { process } = task;
  const action = process.actions.get(signo);
  if (!action || action.handler === 0 || action.handler === SIG_IGN) return false;
  if (!FROM_INSTRUCTIONS.has(signal) || task.blocked & signalBit(signo)) return false;
  const code = at?.forbidden ? SEGV_ACCERR : FIRST_CODE;
  const info = { ...fromKernel(signo), code, addr: at?.addr ?? 0 };
  if (!callHandler(ctx, task, action, info)) return false;
  const message = `${signal} goes to its handler: ${fault.message.split('\n')[0]}`;
  if (!process.exit && traced(ctx.sim, 'warning')) {
    const { host } = ctx.kernel;
    emit(ctx.sim, { kind: 'warning', host, pid: process.pid, message, line: line ?? 0 });
  }
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
  if (traced(ctx.sim, 'fault')) emit(ctx.sim, line === undefined ? event : { ...event, line });
  // Of several threads, the one that did it.
  if (task.process.keepsCore) task.process.core = task.data;
  const signo = signalNumber(signal) ?? 0;
  tell(ctx, pid, fromKernel(signo), 'killed');
  exitProcess(ctx, task.process, 128 + signo, signal);
  dispatch(ctx);
}
