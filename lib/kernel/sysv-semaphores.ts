// System V semaphores: sets of counters, on which several operations are one.
//
// One idea: the operations of a call are tried on a copy; either all of them can be, and the copy becomes the
// set, or the task sleeps until the set changes. What SEM_UNDO is to take back is kept by process.
//
// Source: semget(2), semop(2), semctl(2); Linux ipc/sem.c perform_atomic_semop(), exit_sem(); answers
// of Linux 6.18.
// Departs: who sleeps tries again when it runs, in the order in which they came; Linux gives it what it
// waits for at once.

import { E2BIG, EACCES, EAGAIN, EFAULT, EFBIG, EIDRM, EINVAL, ERANGE } from '../abi/errno.ts';
import {
  GETALL,
  GETNCNT,
  GETPID,
  GETVAL,
  GETZCNT,
  IPC_NOWAIT,
  IPC_RMID,
  IPC_SET,
  IPC_STAT,
  SEM_UNDO,
  SETALL,
  SETVAL,
} from '../abi/ipc.ts';
import { signedAt, toBytes, unsignedAt } from './bytes.ts';
import type { Ctx, Handlers, Process, Task } from './kernel.ts';
import {
  EPOCH_S,
  getObject,
  mayUse,
  objectAt,
  objectBytes,
  ownObject,
  PERM_BYTES,
  removeObject,
  setOwner,
  sysvKey,
  sysvOf,
} from './sysv.ts';
import { isList, list, SEM_LISTS, semaphoreInfo } from './sysv-info.ts';
import type { IpcSet } from './sysv-types.ts';
import { readUser, writeUser } from './user-memory.ts';
import { block, setDeadline, timedOut, wake } from './wait-queue.ts';

/** Most semaphores of a set, operations of a call, and what one may count to. */
const SEMMSL = 32_000;
const SEMOPM = 500;
const SEMVMX = 32_767;

const nowS = (ctx: Ctx): number => EPOCH_S + Math.floor(ctx.sim.nowUs / 1e6);

/** The calls; made when a program first asks for one of the rare ones. */
export const sysvSemaphoreCalls = (): Handlers => ({
  semget: (ctx, task, [key, count, flags]) => {
    if (count < 0 || count > SEMMSL) return -EINVAL;
    return getObject<IpcSet>(
      task,
      sysvOf(ctx).sets,
      [key, flags],
      () => (count === 0 ? -EINVAL : newSet(ctx, count)),
      (found) => count <= found.values.length,
    );
  },
  semop: (ctx, task, [id, addr, count]) => operate(ctx, task, id, addr, count),
  semtimedop: (ctx, task, [id, addr, count, time]) => {
    if (!time) return operate(ctx, task, id, addr, count);
    const bytes = readUser(ctx, task, time, 16);
    if (!bytes) return -EFAULT;
    const [s, ns] = [signedAt(bytes, 0, 8), signedAt(bytes, 8, 8)];
    if (s < 0 || ns < 0 || ns >= 1e9) return -EINVAL;
    return operate(ctx, task, id, addr, count, s * 1e6 + ns / 1e3);
  },
  semctl: control,
});

const newSet = (
  ctx: Ctx,
  count: number,
): Pick<IpcSet, 'values' | 'pids' | 'usedS' | 'changedS'> => ({
  values: new Array<number>(count).fill(0),
  pids: new Array<number>(count).fill(0),
  ...{ usedS: 0, changedS: nowS(ctx) },
});

interface Operation {
  num: number;
  change: number;
  flags: number;
}

/** What the operations make of a set; or why they cannot be, and which one it is that has to wait. */
function attempt(
  set: IpcSet,
  undo: readonly number[],
  ops: readonly Operation[],
): { values: number[]; undo: number[] } | { wait: Operation } | number {
  const values = [...set.values];
  const back = [...undo];
  for (const op of ops) {
    const { num, change, flags } = op;
    const result = values[num] + change;
    if ((change === 0 && values[num] !== 0) || result < 0) {
      return flags & IPC_NOWAIT ? -EAGAIN : { wait: op };
    }
    if (result > SEMVMX) return -ERANGE;
    if (flags & SEM_UNDO) {
      back[num] = (back[num] ?? 0) - change;
      if (back[num] < -SEMVMX - 1 || back[num] > SEMVMX) return -ERANGE;
    }
    values[num] = result;
  }
  return { values, undo: back };
}

function operate(
  ctx: Ctx,
  task: Task,
  id: number,
  addr: number,
  count: number,
  limitUs?: number,
): number {
  if (count < 1 || id < 0) return -EINVAL;
  if (count > SEMOPM) return -E2BIG;
  const bytes = readUser(ctx, task, addr, 6 * count);
  if (!bytes) return -EFAULT;
  const ops = Array.from({ length: count }, (_, i) => ({
    num: unsignedAt(bytes, 6 * i, 2),
    change: signedAt(bytes, 6 * i + 2, 2),
    flags: unsignedAt(bytes, 6 * i + 4, 2),
  }));
  const set = objectAt(sysvOf(ctx).sets, id);
  if (typeof set === 'number') return task.syscall!.begun ? -EIDRM : set;
  if (ops.some(({ num }) => num >= set.values.length)) return -EFBIG;
  const alters = ops.some(({ change }) => change !== 0);
  if (!mayUse(task, set, alters ? 0o222 : 0o444)) return -EACCES;
  const { process } = task;
  const done = attempt(set, process.semUndo?.get(id) ?? [], ops);
  set.waiting?.delete(task.tid);
  if (typeof done === 'number') return done;
  if ('wait' in done) {
    setDeadline(ctx, task, limitUs);
    if (timedOut(ctx, task)) return -EAGAIN;
    task.syscall!.begun = true;
    set.waiting ??= new Map();
    set.waiting.set(task.tid, { num: done.wait.num, zero: done.wait.change === 0 });
    return block(ctx, task, 'ipc', [{ key: sysvKey('sem', id) }]);
  }
  set.values = done.values;
  for (const { num } of ops) set.pids[num] = process.pid;
  if (ops.some(({ flags }) => flags & SEM_UNDO)) {
    process.semUndo ??= new Map();
    process.semUndo.set(id, done.undo);
  }
  set.usedS = nowS(ctx);
  if (alters) wake(ctx, sysvKey('sem', id));
  return 0;
}

/** Takes back at the end of a process what it had done with SEM_UNDO. */
export function undoSemaphores(ctx: Ctx, process: Process): void {
  for (const [id, undo] of process.semUndo ?? []) {
    const set = objectAt(sysvOf(ctx).sets, id);
    if (typeof set === 'number') continue;
    set.values = set.values.map((value, num) => {
      if (undo[num]) set.pids[num] = process.pid;
      return Math.min(SEMVMX, Math.max(0, value + (undo[num] ?? 0)));
    });
    set.usedS = nowS(ctx);
    wake(ctx, sysvKey('sem', id));
  }
  process.semUndo = undefined;
}

/** Nobody takes back what semctl(2) has overwritten. */
function forgetUndo(ctx: Ctx, id: number, num?: number): void {
  for (const { process } of ctx.kernel.tasks.values()) {
    const undo = process.semUndo?.get(id);
    if (undo && num === undefined) undo.fill(0);
    else if (undo) undo[num!] = 0;
  }
}

function control(ctx: Ctx, task: Task, [id, num, command, arg]: number[]): number {
  const { sets } = sysvOf(ctx);
  if (id < 0) return -EINVAL;
  if (isList(SEM_LISTS, command)) {
    const texts = { info: semaphoreInfo, object: setBytes };
    return list(ctx, task, { commands: SEM_LISTS, table: sets, texts }, [id, command, arg]);
  }
  if (command === IPC_SET || command === IPC_RMID) {
    const given = command === IPC_SET ? readUser(ctx, task, arg, PERM_BYTES + 56) : undefined;
    if (command === IPC_SET && !given) return -EFAULT;
    const set = ownObject(task, sets, id);
    if (typeof set === 'number') return set;
    if (given) {
      setOwner(set, given);
      set.changedS = nowS(ctx);
    } else removeObject(sets, set);
    wake(ctx, sysvKey('sem', id));
    return 0;
  }
  if (![IPC_STAT, GETALL, SETALL, GETVAL, SETVAL, GETPID, GETNCNT, GETZCNT].includes(command)) {
    return -EINVAL;
  }
  const set = objectAt(sets, id);
  if (typeof set === 'number') return set;
  const changes = command === SETVAL || command === SETALL;
  if (command === SETVAL && (arg > SEMVMX || (arg | 0) < 0)) return -ERANGE;
  if (!mayUse(task, set, changes ? 0o222 : 0o444)) return -EACCES;
  if (command === IPC_STAT) return writeUser(ctx, task, arg, setBytes(set)) ? 0 : -EFAULT;
  if (command === GETALL) {
    const all = set.values.flatMap((value) => [...toBytes(value, 2)]);
    return writeUser(ctx, task, arg, Uint8Array.from(all)) ? 0 : -EFAULT;
  }
  if (command === SETALL) return setAll(ctx, task, set, arg);
  if (num < 0 || num >= set.values.length) return -EINVAL;
  return one(ctx, task, set, command, num, arg);
}

/** Writes a struct semid_ds. */
function setBytes(set: IpcSet): Uint8Array {
  return objectBytes(set, [set.usedS, 0, set.changedS, 0, set.values.length, 0, 0]);
}

function setAll(ctx: Ctx, task: Task, set: IpcSet, addr: number): number {
  const bytes = readUser(ctx, task, addr, 2 * set.values.length);
  if (!bytes) return -EFAULT;
  const values = set.values.map((_, i) => unsignedAt(bytes, 2 * i, 2));
  if (values.some((value) => value > SEMVMX)) return -ERANGE;
  set.values = values;
  set.pids.fill(task.process.pid);
  set.changedS = nowS(ctx);
  forgetUndo(ctx, set.id);
  wake(ctx, sysvKey('sem', set.id));
  return 0;
}

/** The commands about one semaphore. */
function one(
  ctx: Ctx,
  task: Task,
  set: IpcSet,
  command: number,
  num: number,
  value: number,
): number {
  switch (command) {
    case GETVAL:
      return set.values[num];
    case GETPID:
      return set.pids[num];
    case SETVAL:
      set.values[num] = value;
      set.pids[num] = task.process.pid;
      set.changedS = nowS(ctx);
      forgetUndo(ctx, set.id, num);
      wake(ctx, sysvKey('sem', set.id));
      return 0;
    default: {
      const sleepers = [...(set.waiting ?? [])].filter(([tid, { num: of, zero }]) => {
        const asleep = ctx.kernel.tasks.get(tid)?.state === 'blocked';
        return asleep && of === num && zero === (command === GETZCNT);
      });
      return sleepers.length;
    }
  }
}
