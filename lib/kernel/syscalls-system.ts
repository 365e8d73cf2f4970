// Calls about the machine and how a process is treated on it: sysinfo, prctl, scheduling, priorities.
//
// One idea: what this machine has no use for (a nice value, a policy, a CPU to stay on) it keeps and
// gives back, so that a program finds what it has set.
//
// Source: sysinfo(2), prctl(2), sched(7), getpriority(2), pidfd_open(2); errnos of Linux 6.18.
// Departs: the scheduler looks at none of it; no namespaces: unshare and setns answer EPERM.

import { EACCES, EFAULT, EINVAL, ENOMEM, EPERM, ESRCH } from '../abi/errno.ts';
import { offsetOf } from '../abi/structs.ts';
import { SYSINFO } from '../abi/structs-rare.ts';
import { encodeText, signedAt, toBytes } from './bytes.ts';
import type { Ctx, Handlers, Scheduling, Task } from './kernel.ts';
import { readSet, setBytes } from './signal-set.ts';
import { nameOf, rename } from './task-name.ts';
import { readUser, readUserText, writeUser, writeUserNumber } from './user-memory.ts';

const RAM_BYTES = 2_147_483_648;
const FREE_BYTES = 1_073_741_824;

export const SYSTEM_CALLS: Handlers = {
  sysinfo,
  prctl,
  getcpu: (ctx, task, [cpu, node]) => {
    const told =
      (!cpu || writeUserNumber(ctx, task, cpu, task.cpu ?? 0, 4)) &&
      (!node || writeUserNumber(ctx, task, node, 0, 4));
    return told ? 0 : -EFAULT;
  },
  sched_getaffinity: getAffinity,
  sched_setaffinity: setAffinity,
  sched_getscheduler: (ctx, task, [pid]) => {
    const target = targetOf(ctx, task, pid);
    return typeof target === 'number' ? target : settingsOf(target).policy;
  },
  sched_setscheduler: (ctx, task, [pid, policy, addr]) => {
    return policy < 0 ? -EINVAL : setPolicy(ctx, task, pid, policy, addr);
  },
  sched_getparam: (ctx, task, [pid, addr]) => {
    const target = targetOf(ctx, task, pid);
    if (typeof target === 'number') return target;
    if (!addr) return -EINVAL;
    return writeUserNumber(ctx, task, addr, settingsOf(target).priority, 4) ? 0 : -EFAULT;
  },
  sched_setparam: (ctx, task, [pid, addr]) => setPolicy(ctx, task, pid, undefined, addr),
  sched_get_priority_max: (_ctx, _task, [policy]) => prioritiesOf(policy)?.[1] ?? -EINVAL,
  sched_get_priority_min: (_ctx, _task, [policy]) => prioritiesOf(policy)?.[0] ?? -EINVAL,
  sched_rr_get_interval: (ctx, task, [pid, addr]) => {
    const target = targetOf(ctx, task, pid);
    if (typeof target === 'number') return target;
    // A slice of the round robin is 100 ms; of the fair scheduler, what costs.ts says: 3 ms.
    const ms = { [SCHED_RR]: 100, [SCHED_FIFO]: 0 }[settingsOf(target).policy] ?? 3;
    const bytes = Uint8Array.from([...toBytes(0, 8), ...toBytes(ms * 1e6, 8)]);
    return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
  },
  getpriority: (ctx, task, [which, who]) => {
    const found = niceTargets(ctx, task, which, who);
    if (typeof found === 'number') return found;
    // Between 40 (nice -20) and 1 (nice 19), so that an answer is never an error.
    return 20 - Math.min(...found.map((one) => settingsOf(one).nice));
  },
  setpriority: (ctx, task, [which, who, nice]) => {
    const found = niceTargets(ctx, task, which, who);
    if (typeof found === 'number') return found;
    const next = Math.max(-20, Math.min(19, nice));
    const lowers = found.some((one) => next < settingsOf(one).nice);
    if (lowers && task.process.uid !== 0) return -EACCES;
    for (const one of found) change(one, { nice: next });
    return 0;
  },
  personality: () => 0,
  // Nothing is ever swapped out, and every task sees memory as every other does.
  mlock: lockPages,
  munlock: lockPages,
  mlockall: (_ctx, _task, [flags]) => (flags === 0 || flags & ~7 ? -EINVAL : 0),
  munlockall: () => 0,
  membarrier: (_ctx, _task, [command, flags]) => {
    if (flags !== 0) return -EINVAL;
    // MEMBARRIER_CMD_QUERY names GLOBAL and the private expedited pair.
    if (command === 0) return 0x19;
    return [1, 8, 16].includes(command) ? 0 : -EINVAL;
  },
  sethostname: () => -EPERM,
  setdomainname: () => -EPERM,
  clock_settime: (_ctx, _task, [clock]) => (clock === 0 ? -EPERM : -EINVAL),
  chroot: () => -EPERM,
  unshare: (_ctx, _task, [flags]) => (flags === 0 ? 0 : -EPERM),
  setns: () => -EPERM,
};

/** mlock(2) and munlock(2): there must be memory at both ends, and there is nothing else to it. */
function lockPages(ctx: Ctx, task: Task, [addr, length]: number[]): number {
  if (length === 0) return 0;
  const ends = [addr, addr + length - 1];
  return ends.every((at) => readUser(ctx, task, at, 1)) ? 0 : -ENOMEM;
}

function sysinfo(ctx: Ctx, task: Task, [addr]: number[]): number {
  const bytes = new Uint8Array(SYSINFO.size);
  const put = (name: string, value: number) =>
    bytes.set(toBytes(value, 8), offsetOf(SYSINFO, name));
  put('uptime', Math.floor(ctx.sim.nowUs / 1e6));
  put('totalram', RAM_BYTES);
  put('freeram', FREE_BYTES);
  bytes.set(toBytes(ctx.kernel.tasks.size, 2), offsetOf(SYSINFO, 'procs'));
  bytes.set(toBytes(1, 4), offsetOf(SYSINFO, 'mem_unit'));
  return writeUser(ctx, task, addr, bytes) ? 0 : -EFAULT;
}

// ---- scheduling -------------------------------------------------------------------------------

const SCHED_FIFO = 1;
const SCHED_RR = 2;
/** OTHER, BATCH and IDLE have no priorities. */
const FAIR: number[] = [0, 3, 5];
const RESET_ON_FORK = 0x40000000;

function settingsOf({ scheduling }: Task): Scheduling {
  return scheduling ?? { policy: 0, priority: 0, nice: 0 };
}

function change(task: Task, to: Partial<Scheduling>): void {
  task.scheduling = { ...settingsOf(task), ...to };
}

function targetOf(ctx: Ctx, task: Task, tid: number): Task | number {
  if (tid < 0) return -EINVAL;
  const target = tid === 0 ? task : ctx.kernel.tasks.get(tid);
  return target && !target.process.exit ? target : -ESRCH;
}

function prioritiesOf(policy: number): [least: number, most: number] | undefined {
  if (policy === SCHED_FIFO || policy === SCHED_RR) return [1, 99];
  return FAIR.includes(policy) || policy === 6 ? [0, 0] : undefined;
}

function setPolicy(
  ctx: Ctx,
  task: Task,
  pid: number,
  asked: number | undefined,
  addr: number,
): number {
  if (!addr || pid < 0) return -EINVAL;
  const bytes = readUser(ctx, task, addr, 4);
  if (!bytes) return -EFAULT;
  const target = targetOf(ctx, task, pid);
  if (typeof target === 'number') return target;
  const policy = asked === undefined ? settingsOf(target).policy : asked & ~RESET_ON_FORK;
  const range = policy === 6 ? undefined : prioritiesOf(policy);
  const priority = signedAt(bytes, 0, 4);
  if (!range || priority < range[0] || priority > range[1]) return -EINVAL;
  if (!FAIR.includes(policy) && task.process.uid !== 0) return -EPERM;
  change(target, { policy, priority });
  return 0;
}

function allCpus(ctx: Ctx): bigint {
  return (1n << BigInt(ctx.kernel.cpus.length)) - 1n;
}

/** The set has at least as many bits as there are CPUs and comes in words; eight bytes are written. */
function getAffinity(ctx: Ctx, task: Task, [pid, size, addr]: number[]): number {
  if (size < 8 || size % 8 !== 0) return -EINVAL;
  const target = targetOf(ctx, task, pid);
  if (typeof target === 'number') return target === -EINVAL ? -ESRCH : target;
  const set = settingsOf(target).affinity ?? allCpus(ctx);
  return writeUser(ctx, task, addr, setBytes(set)) ? 8 : -EFAULT;
}

function setAffinity(ctx: Ctx, task: Task, [pid, size, addr]: number[]): number {
  const bytes = readUser(ctx, task, addr, Math.min(size, 8));
  if (!bytes) return -EFAULT;
  const target = targetOf(ctx, task, pid);
  if (typeof target === 'number') return target === -EINVAL ? -ESRCH : target;
  const set = readSet(bytes) & allCpus(ctx);
  if (set === 0n) return -EINVAL;
  change(target, { affinity: set });
  return 0;
}

/** PRIO_PROCESS, PRIO_PGRP and PRIO_USER: whose nice value is meant. */
function niceTargets(ctx: Ctx, task: Task, which: number, who: number): Task[] | number {
  if (which < 0 || which > 2) return -EINVAL;
  const me = task.process;
  const fits = ({ tid, process }: Task): boolean => {
    if (which === 0) return tid === (who || task.tid);
    return which === 1 ? process.pgid === (who || me.pgid) : process.uid === (who || me.uid);
  };
  const found = [...ctx.kernel.tasks.values()].filter((one) => !one.process.exit && fits(one));
  return found.length > 0 ? found : -ESRCH;
}

// ---- prctl ------------------------------------------------------------------------------------

const PR_SET_PDEATHSIG = 1;
const PR_GET_PDEATHSIG = 2;
const PR_GET_DUMPABLE = 3;
const PR_SET_DUMPABLE = 4;
const PR_GET_KEEPCAPS = 7;
const PR_SET_NAME = 15;
const PR_GET_NAME = 16;
const PR_GET_SECCOMP = 21;
const PR_CAPBSET_READ = 23;
const PR_SET_TIMERSLACK = 29;
const PR_GET_TIMERSLACK = 30;
const PR_SET_CHILD_SUBREAPER = 36;
const PR_GET_CHILD_SUBREAPER = 37;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_GET_NO_NEW_PRIVS = 39;
/** 50 µs, in ns. */
const TIMERSLACK = 50_000;
/** CAP_CHECKPOINT_RESTORE. */
const LAST_CAPABILITY = 40;

function prctl(ctx: Ctx, task: Task, [option, arg, ...rest]: number[]): number {
  const { process } = task;
  const kept = process.prctl ?? new Map<number, number>();
  const keep = (what: number, value: number): number => {
    process.prctl = new Map([...kept, [what, value]]);
    return 0;
  };
  const tell = (what: number): number =>
    writeUserNumber(ctx, task, arg, kept.get(what) ?? 0, 4) ? 0 : -EFAULT;
  switch (option) {
    case PR_SET_NAME: {
      const name = readUserText(ctx, task, arg);
      if (name === undefined) return -EFAULT;
      rename(task, name);
      return 0;
    }
    case PR_GET_NAME: {
      const bytes = new Uint8Array(16);
      bytes.set(encodeText(nameOf(task)).subarray(0, 15));
      return writeUser(ctx, task, arg, bytes) ? 0 : -EFAULT;
    }
    case PR_SET_PDEATHSIG:
      return arg < 0 || arg > 64 ? -EINVAL : keep(PR_GET_PDEATHSIG, arg);
    case PR_GET_PDEATHSIG:
      return tell(PR_GET_PDEATHSIG);
    case PR_SET_DUMPABLE:
      return arg === 0 || arg === 1 ? keep(PR_GET_DUMPABLE, arg) : -EINVAL;
    case PR_GET_DUMPABLE:
      return kept.get(PR_GET_DUMPABLE) ?? 1;
    case PR_SET_TIMERSLACK:
      return keep(PR_GET_TIMERSLACK, arg || TIMERSLACK);
    case PR_GET_TIMERSLACK:
      return kept.get(PR_GET_TIMERSLACK) ?? TIMERSLACK;
    case PR_SET_CHILD_SUBREAPER:
      return keep(PR_GET_CHILD_SUBREAPER, arg ? 1 : 0);
    case PR_GET_CHILD_SUBREAPER:
      return tell(PR_GET_CHILD_SUBREAPER);
    case PR_SET_NO_NEW_PRIVS:
      if (arg !== 1 || rest.some((one) => one !== 0)) return -EINVAL;
      return keep(PR_GET_NO_NEW_PRIVS, 1);
    case PR_GET_NO_NEW_PRIVS:
      return kept.get(PR_GET_NO_NEW_PRIVS) ?? 0;
    case PR_GET_KEEPCAPS:
    case PR_GET_SECCOMP:
      return 0;
    case PR_CAPBSET_READ:
      return arg < 0 || arg > LAST_CAPABILITY ? -EINVAL : 1;
    default:
      return -EINVAL;
  }
}
