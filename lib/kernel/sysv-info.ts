// What ipcs(1) asks of System V IPC: limits, how much there is, and each object by its place in the table.
//
// Units: as each struct has them; shared memory in pages.
// Source: msgctl(2), semctl(2), shmctl(2); Linux ipc/msg.c msgctl_info(), ipc/sem.c semctl_info(),
// ipc/shm.c shmctl_shm_info(); answers of Linux 6.18.
// Departs: all of a segment is said to be in memory.

import { EACCES, EFAULT, EINVAL } from '../abi/errno.ts';
import {
  IPC_INFO,
  MSG_INFO,
  MSG_STAT,
  MSG_STAT_ANY,
  SEM_INFO,
  SEM_STAT,
  SEM_STAT_ANY,
  SHM_INFO,
  SHM_STAT,
  SHM_STAT_ANY,
} from '../abi/ipc.ts';
import { toBytes } from './bytes.ts';
import type { Ctx, Task } from './kernel.ts';
import { mayUse, sysvOf } from './sysv.ts';
import type { IpcObject, IpcTable } from './sysv-types.ts';
import { writeUser } from './user-memory.ts';

/** The commands of one kind of object: what there may be, what there is, an object of a place. */
interface Commands {
  info: number;
  stat: number;
  any: number;
}

export const MSG_LISTS: Commands = { info: MSG_INFO, stat: MSG_STAT, any: MSG_STAT_ANY };
export const SEM_LISTS: Commands = { info: SEM_INFO, stat: SEM_STAT, any: SEM_STAT_ANY };
export const SHM_LISTS: Commands = { info: SHM_INFO, stat: SHM_STAT, any: SHM_STAT_ANY };

/** Tells whether a command is one of these. */
export function isList({ info, stat, any }: Commands, command: number): boolean {
  return [IPC_INFO, info, stat, any].includes(command);
}

/**
 * Answers such a command: writes limits or counts, or the struct of the object at place `index`.
 *
 * Returns the highest place that is taken, or the object's number; -errno.
 */
export function list<T extends IpcObject>(
  ctx: Ctx,
  task: Task,
  { commands, table, texts }: { commands: Commands; table: IpcTable<T>; texts: Texts<T> },
  [index, command, addr]: number[],
): number {
  if (command === IPC_INFO || command === commands.info) {
    const bytes = texts.info(ctx, command === IPC_INFO);
    return writeUser(ctx, task, addr, bytes) ? Math.max(0, ...table.slots.keys()) : -EFAULT;
  }
  const object = table.slots.get(index);
  if (!object) return -EINVAL;
  if (command === commands.stat && !mayUse(task, object, 0o444)) return -EACCES;
  return writeUser(ctx, task, addr, texts.object(object)) ? object.id : -EFAULT;
}

interface Texts<T> {
  info: (ctx: Ctx, limits: boolean) => Uint8Array;
  object: (object: T) => Uint8Array;
}

/** Writes numbers of some bytes each. */
function numbers(list: readonly number[], size: number): Uint8Array {
  return Uint8Array.from(list.flatMap((number) => [...toBytes(number, size)]));
}

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** A struct msginfo. */
export function messageInfo(ctx: Ctx, limits: boolean): Uint8Array {
  const queues = [...sysvOf(ctx).queues.slots.values()];
  const [pool, map, total] = limits
    ? [512_000, 16_384, 16_384]
    : [
        queues.length,
        sum(queues.map((one) => one.messages.length)),
        sum(queues.map((q) => q.bytes)),
      ];
  return numbers([pool, map, 8192, 16_384, 32_000, 16, total, 0xffff], 4);
}

const SEMAPHORES = 1_024_000_000;

/** A struct seminfo. */
export function semaphoreInfo(ctx: Ctx, limits: boolean): Uint8Array {
  const sets = [...sysvOf(ctx).sets.slots.values()];
  const [size, most] = limits ? [20, 32_767] : [sets.length, sum(sets.map((s) => s.values.length))];
  const all = [SEMAPHORES, 32_000, SEMAPHORES, SEMAPHORES, 32_000, 500, 500, size, 32_767, most];
  return numbers(all, 4);
}

/** ULONG_MAX less 16 MB, in pieces of four bytes. */
const HUGE = [0xfeff_ffff, 0xffff_ffff];

/** A struct shminfo, or a struct shm_info. */
export function memoryInfo(ctx: Ctx, limits: boolean): Uint8Array {
  const [least, segments] = [1, 4096].map((n) => [n, 0]);
  if (limits) {
    const nothing = new Array<number>(8).fill(0);
    return numbers([...HUGE, ...least, ...segments, ...segments, ...HUGE, ...nothing], 4);
  }
  const sizes = [...sysvOf(ctx).segments.slots.values()].map(({ size }) => Math.ceil(size / 4096));
  return numbers([sizes.length, sum(sizes), sum(sizes), 0, 0, 0], 8);
}
