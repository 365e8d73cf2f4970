// System V IPC: what message queues, semaphores and shared memory have in common: keys, numbers, rights.
//
// One idea: an object is found by a key or by a number that is not soon given again, belongs to the host and
// to no process, and stays until somebody removes it. A host that never asks has no tables.
//
// Source: svipc(7), ftok(3); Linux ipc/util.c ipcget(), ipc_addid(), ipcperms(), ipcctl_obtain_check().
// Departs: one namespace a host.

import { EACCES, EEXIST, EIDRM, EINVAL, ENOENT, ENOSPC, EPERM } from '../abi/errno.ts';
import { IPC_CREAT, IPC_EXCL, IPC_PRIVATE } from '../abi/ipc.ts';
import { toBytes, unsignedAt } from './bytes.ts';
import { groupOf } from './credentials.ts';
import type { Ctx, Task } from './kernel.ts';
import type { IpcObject, IpcTable, SysV } from './sysv-types.ts';
import type { WaitKey } from './wait-key.ts';

/** Numbers are a slot and, above these bits, how often the slots were gone through. */
const SEQ_SHIFT = 15;
/** As many slots are used in turn before one comes again. */
const SLOTS = 64;
/** Most objects of a kind, as by kernel.msgmni. */
const MOST = 32_000;

/** Seconds of the epoch, now. */
export { EPOCH_S } from '../sim/sim.ts';

/** The host's tables, made when they are first asked for. */
export function sysvOf(ctx: Ctx): SysV {
  const empty = <T>(): IpcTable<T> => ({ slots: new Map(), last: -1, seq: 0 });
  ctx.kernel.sysv ??= { queues: empty(), sets: empty(), segments: empty() };
  return ctx.kernel.sysv;
}

/** Finds an object by its key or makes one, as the three get calls do; its number, or -errno. */
export function getObject<T extends IpcObject>(
  task: Task,
  table: IpcTable<T>,
  [key, flags]: number[],
  make: () => Omit<T, keyof IpcObject> | number,
  fits: (found: T) => boolean = () => true,
): number {
  const known = [...table.slots.values()].find((one) => one.key === key);
  if (key !== IPC_PRIVATE && known) {
    if (flags & IPC_CREAT && flags & IPC_EXCL) return -EEXIST;
    if (!fits(known)) return -EINVAL;
    return mayUse(task, known, flags) ? known.id : -EACCES;
  }
  if (key !== IPC_PRIVATE && !(flags & IPC_CREAT)) return -ENOENT;
  if (table.slots.size >= MOST) return -ENOSPC;
  const own = make();
  if (typeof own === 'number') return own;
  const { uid } = task.process;
  const gid = groupOf(task.process);
  const id = nextId(table);
  const made = { id, key, uid, gid, cuid: uid, cgid: gid, mode: flags & 0o777, ...own } as T;
  table.slots.set(id & ((1 << SEQ_SHIFT) - 1), made);
  return id;
}

function nextId<T>(table: IpcTable<T>): number {
  const most = Math.max(SLOTS, Math.floor((table.slots.size * 3) / 2));
  let slot = table.last + 1;
  while (slot < most && table.slots.has(slot)) slot++;
  if (slot >= most) for (slot = 0; table.slots.has(slot); ) slot++;
  if (slot <= table.last) table.seq++;
  table.last = slot;
  return table.seq * (1 << SEQ_SHIFT) + slot;
}

/** Finds an object by its number: -EINVAL for none, -EIDRM for one that is gone and whose place another has. */
export function objectAt<T extends IpcObject>(table: IpcTable<T>, id: number): T | number {
  const found = id < 0 ? undefined : table.slots.get(id & ((1 << SEQ_SHIFT) - 1));
  if (!found) return -EINVAL;
  return found.id === id ? found : -EIDRM;
}

/** Whether a process may do what three bits in each of `bits`'s places say: 4 read, 2 change. */
export function mayUse({ process }: Task, object: IpcObject, bits: number): boolean {
  const asked = ((bits >> 6) | (bits >> 3) | bits) & 7;
  const { uid } = process;
  if (uid === 0) return true;
  const gid = groupOf(process);
  const mine = uid === object.uid || uid === object.cuid;
  const group = gid === object.gid || gid === object.cgid;
  const granted = mine ? object.mode >> 6 : group ? object.mode >> 3 : object.mode;
  return (asked & ~granted & 7) === 0;
}

/** Finds what IPC_SET and IPC_RMID may change: its owner's, or anything for root. */
export function ownObject<T extends IpcObject>(
  task: Task,
  table: IpcTable<T>,
  id: number,
): T | number {
  const found = objectAt(table, id);
  if (typeof found === 'number') return found;
  const { uid } = task.process;
  return uid === 0 || uid === found.uid || uid === found.cuid ? found : -EPERM;
}

/** Removes an object; its place is free. */
export function removeObject<T extends IpcObject>(table: IpcTable<T>, { id }: T): void {
  table.slots.delete(id & ((1 << SEQ_SHIFT) - 1));
}

/** Writes a struct ipc_perm, with which all three structs begin, and words of eight bytes behind it. */
export function objectBytes(object: IpcObject, words: readonly number[]): Uint8Array {
  const { key, uid, gid, cuid, cgid, mode, id } = object;
  const bytes = new Uint8Array(PERM_BYTES + 8 * words.length);
  for (const [i, value] of [key, uid, gid, cuid, cgid, mode, id >> SEQ_SHIFT].entries()) {
    bytes.set(toBytes(value, 4), 4 * i);
  }
  for (const [i, word] of words.entries()) bytes.set(toBytes(word, 8), PERM_BYTES + 8 * i);
  return bytes;
}

export const PERM_BYTES = 48;

/** Takes over what IPC_SET gives: owner, group, nine bits of rights. */
export function setOwner(object: IpcObject, bytes: Uint8Array): void {
  object.uid = unsignedAt(bytes, 4, 4);
  object.gid = unsignedAt(bytes, 8, 4);
  object.mode = (object.mode & ~0o777) | (unsignedAt(bytes, 20, 4) & 0o777);
}

/** Names the queue of those who wait for an object to change. */
export function sysvKey(kind: 'msg' | 'sem', id: number): WaitKey {
  return `sysv ${kind} ${id}` as WaitKey;
}
