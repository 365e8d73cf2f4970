// System V shared memory: pages with a number, which processes attach and detach.
//
// One idea: a segment is a file without a name (mappings.ts), held by the table; attaching maps it. How
// many have it attached is counted when somebody asks.
//
// Units: bytes.
// Source: shmget(2), shmop(2), shmctl(2); Linux ipc/shm.c; answers of Linux 6.18.
// Departs: an address that the program wishes for is not looked at, nor are huge pages.

import { PROT_READ, PROT_WRITE } from '../abi/constants.ts';
import { EACCES, EFAULT, EIDRM, EINVAL, ENOMEM } from '../abi/errno.ts';
import {
  IPC_PRIVATE,
  IPC_RMID,
  IPC_SET,
  IPC_STAT,
  SHM_LOCK,
  SHM_RDONLY,
  SHM_RND,
  SHM_UNLOCK,
} from '../abi/ipc.ts';
import { toBytes } from './bytes.ts';
import type { Ctx, Handlers, Mapping, Task } from './kernel.ts';
import { cut, load, release } from './mappings.ts';
import { nameless } from './syscalls-memory.ts';
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
  sysvOf,
} from './sysv.ts';
import { isList, list, memoryInfo, SHM_LISTS } from './sysv-info.ts';
import type { IpcSegment } from './sysv-types.ts';
import { readUser, writeUser } from './user-memory.ts';
import { forget } from './vfs.ts';

const PAGE_BYTES = 4096;
/** In a segment's mode: it goes with whoever detaches it last. */
const SHM_DEST = 0o1000;
/** In its mode: it is not to leave memory, which none does here. */
const SHM_LOCKED = 0o2000;
/** More than the heap of any program here. */
const MOST_BYTES = 64 * 1024 * 1024;

const nowS = (ctx: Ctx): number => EPOCH_S + Math.floor(ctx.sim.nowUs / 1e6);

/** The calls; made when a program first asks for one of the rare ones. */
export const sysvMemoryCalls = (): Handlers => ({
  shmget: (ctx, task, [key, size, flags]) =>
    getObject<IpcSegment>(
      task,
      segmentsOf(ctx),
      [key, flags],
      () => {
        if (size < 1) return -EINVAL;
        if (size > MOST_BYTES) return -ENOMEM;
        const node = nameless(ctx, PAGE_BYTES * Math.ceil(size / PAGE_BYTES));
        node.nlink = 1;
        const times = { attachedS: 0, detachedS: 0, changedS: nowS(ctx) };
        return { size, ino: node.ino, maker: task.process.pid, user: 0, ...times };
      },
      (found) => size <= found.size,
    ),
  shmat: attach,
  shmdt: detach,
  shmctl: control,
});

/** The table, without what was to go and has been let go of since. */
function segmentsOf(ctx: Ctx) {
  const { segments } = sysvOf(ctx);
  for (const one of segments.slots.values()) {
    if (!ctx.kernel.inodes.has(one.ino)) removeObject(segments, one);
  }
  return segments;
}

/** Counts the places at which a segment is attached. */
function attached(ctx: Ctx, { ino }: IpcSegment): number {
  let places = 0;
  for (const { tid, process } of ctx.kernel.tasks.values()) {
    if (tid !== process.pid) continue;
    places += process.maps?.filter((map) => map.ino === ino).length ?? 0;
  }
  return places;
}

function attach(ctx: Ctx, task: Task, [id, hint, flags]: number[]): number {
  if (id < 0) return -EINVAL;
  if (hint % PAGE_BYTES !== 0 && !(flags & SHM_RND)) return -EINVAL;
  const segment = objectAt(segmentsOf(ctx), id);
  if (typeof segment === 'number') return segment;
  const reads = (flags & SHM_RDONLY) !== 0;
  if (!mayUse(task, segment, reads ? 0o444 : 0o666)) return -EACCES;
  const pages = ctx.drivers.get(task.program)?.pages;
  const length = PAGE_BYTES * Math.ceil(segment.size / PAGE_BYTES);
  const prot = reads ? PROT_READ : PROT_READ | PROT_WRITE;
  const addr = pages?.map(task.data, length, prot) ?? 0;
  if (addr === 0) return -ENOMEM;
  const where = { addr, length, prot, offset: 0, ino: segment.ino };
  const map: Mapping = { ...where, shared: true, mayWrite: !reads };
  task.process.maps = [...(task.process.maps ?? []), map];
  pages!.protect(task.data, addr, length, prot);
  load(ctx, task, map);
  segment.attachedS = nowS(ctx);
  segment.user = task.process.pid;
  return addr;
}

function detach(ctx: Ctx, task: Task, [addr]: number[]): number {
  const segments = [...segmentsOf(ctx).slots.values()];
  const map = task.process.maps?.find((one) => one.addr === addr);
  const segment = segments.find(({ ino }) => ino === map?.ino);
  if (!map || !segment) return -EINVAL;
  const taken = cut(task.process, addr, addr + map.length);
  ctx.drivers.get(task.program)?.pages?.unmap(task.data, addr, map.length);
  release(ctx, taken);
  segment.detachedS = nowS(ctx);
  segment.user = task.process.pid;
  return 0;
}

function control(ctx: Ctx, task: Task, [id, command, addr]: number[]): number {
  const segments = segmentsOf(ctx);
  if (id < 0 || command < 0) return -EINVAL;
  if (isList(SHM_LISTS, command)) {
    const texts = { info: memoryInfo, object: (one: IpcSegment) => segmentBytes(ctx, one) };
    return list(ctx, task, { commands: SHM_LISTS, table: segments, texts }, [id, command, addr]);
  }
  if (command === IPC_STAT) {
    const segment = objectAt(segments, id);
    if (typeof segment === 'number') return segment;
    if (!mayUse(task, segment, 0o444)) return -EACCES;
    return writeUser(ctx, task, addr, segmentBytes(ctx, segment)) ? 0 : -EFAULT;
  }
  if (![IPC_SET, IPC_RMID, SHM_LOCK, SHM_UNLOCK].includes(command)) return -EINVAL;
  const given = command === IPC_SET ? readUser(ctx, task, addr, PERM_BYTES + 64) : undefined;
  if (command === IPC_SET && !given) return -EFAULT;
  const segment = ownObject(task, segments, id);
  if (typeof segment === 'number') return segment;
  if (command === SHM_LOCK) segment.mode |= SHM_LOCKED;
  else if (command === SHM_UNLOCK) segment.mode &= ~SHM_LOCKED;
  else if (given) {
    setOwner(segment, given);
    segment.changedS = nowS(ctx);
  } else if (command === IPC_RMID) {
    const node = ctx.kernel.inodes.get(segment.ino);
    segment.mode |= SHM_DEST;
    segment.key = IPC_PRIVATE;
    if (!node) return -EIDRM;
    node.nlink = 0;
    forget(ctx.kernel, node);
    segmentsOf(ctx);
  }
  return 0;
}

/** Writes a struct shmid_ds. */
function segmentBytes(ctx: Ctx, segment: IpcSegment): Uint8Array {
  const { size, attachedS, detachedS, changedS, maker, user } = segment;
  const words = [size, attachedS, detachedS, changedS, 0, attached(ctx, segment), 0, 0];
  const made = objectBytes(segment, words);
  made.set(toBytes(maker, 4), PERM_BYTES + 32);
  made.set(toBytes(user, 4), PERM_BYTES + 36);
  return made;
}
