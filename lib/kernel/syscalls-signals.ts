// Calls about signals: sending them, catching them, keeping them waiting, waiting for them.
//
// Units: µs.
// Source: kill(2), sigaction(2), sigprocmask(2), sigsuspend(2), sigwaitinfo(2), setitimer(2);
// errnos as Linux 6.18 answered.

import {
  ITIMER_PROF,
  ITIMER_REAL,
  SI_TKILL,
  SI_USER,
  SIG_BLOCK,
  SIG_SETMASK,
  SIG_UNBLOCK,
  SIGALRM,
  SIGKILL,
  SIGSTOP,
} from '../abi/constants.ts';
import { EAGAIN, EFAULT, EINTR, EINVAL, ENOMEM, EPERM, ESRCH } from '../abi/errno.ts';
import { KERNEL_SIGACTION, readField, writeField } from '../abi/structs.ts';
import { cancel, schedule } from '../sim/sim.ts';
import { signedAt, toBytes } from './bytes.ts';
import { identityOf } from './credentials.ts';
import type { Ctx, Handlers, Process, Task } from './kernel.ts';
import { dropIgnored, fromKernel, sendSignal } from './signal.ts';
import {
  FIRST_REAL_TIME,
  pendingSet,
  readMask,
  readSet,
  setBytes,
  siginfoBytes,
  takeSignal,
} from './signal-set.ts';
import { limitOf, RLIMIT_SIGPENDING } from './syscalls-process.ts';
import { processOf } from './task.ts';
import { readUser, writeUser } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { block, setDeadline, timedOut } from './wait-queue.ts';

const SIGNALS = 64;

export const SIGNAL_CALLS: Handlers = {
  kill,
  tkill: (ctx, task, [tid, signo]) => (tid <= 0 ? -EINVAL : toTask(ctx, task, tid, signo)),
  tgkill: (ctx, task, [pid, tid, signo]) => {
    if (pid <= 0 || tid <= 0) return -EINVAL;
    const known = ctx.kernel.tasks.get(tid)?.process.pid === pid;
    return known ? toTask(ctx, task, tid, signo) : -ESRCH;
  },
  pause: (ctx, task) => block(ctx, task, 'sleep', []),
  alarm: (ctx, task, [seconds]) => {
    const left = setAlarm(ctx, task.process, (seconds >>> 0) * 1e6, 0).leftUs;
    return left > 0 ? wholeSeconds(left) : 0;
  },
  setitimer,
  getitimer: (ctx, task, [which, addr]) => {
    if (which < ITIMER_REAL || which > ITIMER_PROF) return -EINVAL;
    const { alarm } = which === ITIMER_REAL ? task.process : {};
    const left = alarm ? alarm.dueUs - ctx.sim.nowUs : 0;
    return writeUser(ctx, task, addr, timerBytes(alarm?.everyUs ?? 0, left)) ? 0 : -EFAULT;
  },
  rt_sigaction: sigaction,
  rt_sigprocmask: sigprocmask,
  rt_sigpending: (ctx, task, [addr, size]) => {
    if (size > 8) return -EINVAL;
    const waiting = setBytes(pendingSet(task) & task.blocked).slice(0, size);
    return writeUser(ctx, task, addr, waiting) ? 0 : -EFAULT;
  },
  rt_sigsuspend: (ctx, task, [addr, size]) => {
    const bad = lendMask(ctx, task, addr, size);
    return bad || block(ctx, task, 'sleep', []);
  },
  rt_sigtimedwait: sigtimedwait,
  rt_sigqueueinfo: (ctx, task, [pid, signo, addr]) => {
    const target = processOf(ctx.kernel, pid);
    return queueInfo(ctx, task, target, signo, addr);
  },
  rt_tgsigqueueinfo: (ctx, task, [pid, tid, signo, addr]) => {
    if (pid <= 0 || tid <= 0) return -EINVAL;
    const to = ctx.kernel.tasks.get(tid);
    if (to?.process.pid !== pid) return -ESRCH;
    return queueInfo(ctx, task, to.process, signo, addr, to);
  },
  sigaltstack: alternateStack,
  rt_sigreturn: (_ctx, task) => {
    const frame = task.frames.pop();
    if (!frame) return -EINTR;
    task.blocked = frame.mask;
    task.returned = true;
    return frame.result;
  },
};

/** Sets the mask that a call asks for as long as it lasts; 0, or -errno. Does so once. */
export function lendMask(ctx: Ctx, task: Task, addr: number, size: number): number {
  if (!addr) return 0;
  if (size !== 8) return -EINVAL;
  const bytes = readUser(ctx, task, addr, 8);
  if (!bytes) return -EFAULT;
  if (task.savedMask === undefined) {
    task.savedMask = task.blocked;
    task.blocked = readMask(bytes);
  }
  return 0;
}

/** Tells whether a task may send signals to a process. */
export function mayKill(task: Task, target: Process): boolean {
  const { uid } = task.process;
  const { ruid, suid } = identityOf(target);
  const mine = [uid, identityOf(task.process).ruid];
  return uid === 0 || mine.includes(ruid) || mine.includes(suid);
}

/** What a program says of its own signal: a siginfo_t, whose number is the argument's. */
const SIGINFO_BYTES = 128;

/** sigqueue(3): a signal with a value, -EAGAIN above RLIMIT_SIGPENDING; only to itself may a process pretend
 * to be the kernel. */
function queueInfo(
  ctx: Ctx,
  task: Task,
  target: Process | undefined,
  signo: number,
  addr: number,
  to?: Task,
): number {
  const bytes = readUser(ctx, task, addr, SIGINFO_BYTES);
  if (!bytes) return -EFAULT;
  const code = signedAt(bytes, 8, 4);
  // A forged sender is refused before anybody asks for whom it is.
  if ((code >= 0 || code === SI_TKILL) && target !== task.process) return -EPERM;
  if (!target || target.exit) return -ESRCH;
  if (signo < 0 || signo > SIGNALS) return -EINVAL;
  if (!mayKill(task, target)) return -EPERM;
  const { pending } = target;
  // Linux counts all of a user's.
  const most = limitOf(target, RLIMIT_SIGPENDING).soft;
  if (signo >= FIRST_REAL_TIME && pending.length + (to?.pending.length ?? 0) >= most)
    return -EAGAIN;
  const [pid, uid] = [signedAt(bytes, 16, 4), signedAt(bytes, 20, 4)];
  if (signo > 0) sendSignal(ctx, target, { signo, code, pid, uid, value: readSet(bytes, 24) }, to);
  return 0;
}

/** Bytes that a stack for handlers has at least, and its flags. */
const MINSIGSTKSZ = 2048;
const SS_DISABLE = 2;
const SS_AUTODISARM = 0x80000000;

/** sigaltstack(2): the stack is kept and told of; handlers run on the task's own. */
function alternateStack(ctx: Ctx, task: Task, [set, old]: number[]): number {
  const now = task.altStack ?? { addr: 0, flags: SS_DISABLE, size: 0 };
  const bytes = set ? readUser(ctx, task, set, 24) : undefined;
  if (set && !bytes) return -EFAULT;
  if (bytes) {
    const flags = signedAt(bytes, 8, 4) >>> 0;
    const [addr, size] = [signedAt(bytes, 0, 8), signedAt(bytes, 16, 8)];
    if ((flags & ~SS_AUTODISARM) >>> 0 > SS_DISABLE) return -EINVAL;
    const off = (flags & SS_DISABLE) !== 0;
    if (!off && size < MINSIGSTKSZ) return -ENOMEM;
    task.altStack = off ? { addr: 0, flags, size: 0 } : { addr, flags: flags & ~1, size };
  }
  const words = [toBytes(now.addr, 8), toBytes(now.flags, 8), toBytes(now.size, 8)];
  return !old || writeUser(ctx, task, old, Uint8Array.from(words.flatMap((w) => [...w])))
    ? 0
    : -EFAULT;
}

function kill(ctx: Ctx, task: Task, [pid, signo]: number[]): number {
  if (signo < 0 || signo > SIGNALS) return -EINVAL;
  const all = [...ctx.kernel.tasks.values()]
    .filter(({ tid, process }) => tid === process.pid)
    .map(({ process }) => process);
  const me = task.process;
  const group = pid === 0 ? me.pgid : -pid;
  const targets = all.filter((process) => {
    if (pid > 0) return process.pid === pid;
    return pid === -1 ? process !== me : process.pgid === group;
  });
  if (targets.length === 0) return -ESRCH;
  const allowed = targets.filter((target) => mayKill(task, target));
  if (allowed.length === 0) return -EPERM;
  if (signo === 0) return 0;
  const what = { signo, code: SI_USER, pid: me.pid, uid: me.uid };
  for (const target of allowed) sendSignal(ctx, target, { ...what });
  return 0;
}

function toTask(ctx: Ctx, task: Task, tid: number, signo: number): number {
  const target = ctx.kernel.tasks.get(tid);
  if (signo < 0 || signo > SIGNALS) return -EINVAL;
  if (!target) return -ESRCH;
  if (!mayKill(task, target.process)) return -EPERM;
  const { pid, uid } = task.process;
  if (signo > 0) sendSignal(ctx, target.process, { signo, code: SI_TKILL, pid, uid }, target);
  return 0;
}

function sigaction(ctx: Ctx, task: Task, [signo, set, get, size]: number[]): number {
  const { actions } = task.process;
  if (size !== 8 || signo < 1 || signo > SIGNALS) return -EINVAL;
  const bytes = set ? readUser(ctx, task, set, KERNEL_SIGACTION.size) : undefined;
  if (set && !bytes) return -EFAULT;
  if (set && (signo === SIGKILL || signo === SIGSTOP)) return -EINVAL;
  const before = actions.get(signo);
  if (bytes) {
    const field = (name: string) => readField(bytes, KERNEL_SIGACTION, name);
    const [handler, flags, restorer] = [field('handler'), field('flags'), field('restorer')];
    const mask = readMask(bytes, 24);
    actions.set(signo, { handler, flags, restorer, mask });
    dropIgnored(ctx, task.process, signo, handler);
  }
  if (!get) return 0;
  const old = new Uint8Array(KERNEL_SIGACTION.size);
  writeField(old, KERNEL_SIGACTION, 'handler', before?.handler ?? 0);
  writeField(old, KERNEL_SIGACTION, 'flags', before?.flags ?? 0);
  writeField(old, KERNEL_SIGACTION, 'restorer', before?.restorer ?? 0);
  old.set(setBytes(before?.mask ?? 0n), 24);
  return writeUser(ctx, task, get, old) ? 0 : -EFAULT;
}

function sigprocmask(ctx: Ctx, task: Task, [how, set, old, size]: number[]): number {
  if (size !== 8) return -EINVAL;
  const before = task.blocked;
  const bytes = set ? readUser(ctx, task, set, 8) : undefined;
  if (set && !bytes) return -EFAULT;
  if (bytes) {
    const mask = readMask(bytes);
    if (how === SIG_BLOCK) task.blocked |= mask;
    else if (how === SIG_UNBLOCK) task.blocked &= ~mask;
    else if (how === SIG_SETMASK) task.blocked = mask;
    else return -EINVAL;
  }
  return !old || writeUser(ctx, task, old, setBytes(before)) ? 0 : -EFAULT;
}

/** sigwaitinfo(2) and its like: takes a signal that waits, instead of having it delivered. */
function sigtimedwait(ctx: Ctx, task: Task, [addr, infoAddr, time, size]: number[]): number {
  if (size !== 8) return -EINVAL;
  const bytes = readUser(ctx, task, addr, 8);
  if (!bytes) return -EFAULT;
  if (time) {
    const limit = readUser(ctx, task, time, 16);
    if (!limit) return -EFAULT;
    const [seconds, ns] = [signedAt(limit, 0, 8), signedAt(limit, 8, 8)];
    if (seconds < 0 || ns < 0 || ns >= 1e9) return -EINVAL;
    setDeadline(ctx, task, seconds * 1e6 + Math.ceil(ns / 1e3));
  }
  const set = readMask(bytes);
  const info = takeSignal(task, set);
  if (!info) {
    if (timedOut(ctx, task)) return -EAGAIN;
    return block(ctx, task, 'sleep', [{ key: waitKey('signal', task.process.pid) }]);
  }
  if (infoAddr && !writeUser(ctx, task, infoAddr, siginfoBytes(info))) return -EFAULT;
  return info.signo;
}

/** Sets the one real-time timer that a process has; what was left of the one before. */
function setAlarm(
  ctx: Ctx,
  process: Process,
  us: number,
  everyUs: number,
): { leftUs: number; everyUs: number } {
  const { sim } = ctx;
  const before = process.alarm;
  if (before) cancel(sim, before.entry);
  process.alarm = undefined;
  if (us > 0) {
    const record = { kind: 'alarm', host: ctx.kernel.host, pid: process.pid };
    const dueUs = sim.nowUs + us;
    process.alarm = { entry: schedule(sim, dueUs, record), dueUs, everyUs };
  }
  if (!before) return { leftUs: 0, everyUs: 0 };
  return { leftUs: Math.max(1, before.dueUs - sim.nowUs), everyUs: before.everyUs };
}

/** Rounds as Linux's alarm_setitimer() does: to the nearest, but never down to 0. */
function wholeSeconds(us: number): number {
  return Math.max(1, Math.floor(us / 1e6 + 0.5));
}

/** Acts on an `alarm` record. */
export function onAlarm(ctx: Ctx, pid: number): void {
  const process = processOf(ctx.kernel, pid);
  if (!process) return;
  const everyUs = process.alarm?.everyUs ?? 0;
  process.alarm = undefined;
  setAlarm(ctx, process, everyUs, everyUs);
  sendSignal(ctx, process, fromKernel(SIGALRM));
}

/** Writes a struct itimerval: the interval, then what is left. */
function timerBytes(everyUs: number, leftUs: number): Uint8Array {
  const words = [everyUs, leftUs].flatMap((us) => [Math.floor(us / 1e6), us % 1e6]);
  return Uint8Array.from(words.flatMap((word) => [...toBytes(word, 8)]));
}

function setitimer(ctx: Ctx, task: Task, [which, set, old]: number[]): number {
  const bytes = set ? readUser(ctx, task, set, 32) : new Uint8Array(32);
  if (!bytes) return -EFAULT;
  const [everyS, everyUs, s, us] = [0, 8, 16, 24].map((at) => signedAt(bytes, at, 8));
  if ([everyUs, us].some((part) => part < 0 || part >= 1e6) || everyS < 0 || s < 0) return -EINVAL;
  if (which < ITIMER_REAL || which > ITIMER_PROF) return -EINVAL;
  // The two that count CPU time are taken and never fire.
  const real = which === ITIMER_REAL;
  const before = real
    ? setAlarm(ctx, task.process, s * 1e6 + us, everyS * 1e6 + everyUs)
    : { leftUs: 0, everyUs: 0 };
  const out = timerBytes(before.everyUs, before.leftUs);
  return !old || writeUser(ctx, task, old, out) ? 0 : -EFAULT;
}
