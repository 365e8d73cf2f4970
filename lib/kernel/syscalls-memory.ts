// Calls on memory: mmap, munmap, mprotect, msync, madvise.
//
// Source: mmap(2), mprotect(2), msync(2), madvise(2); Linux mm/{mmap,mprotect,msync,madvise}.c for
// the order of the errors.
// Departs: MAP_FIXED takes only pages that mmap gave before; only pages from mmap can be given back, and
// only they and whole pages of one block of the heap have rights; no huge pages, no MAP_SHARED_VALIDATE, no MAP_GROWSDOWN.

import {
  MADV_DONTNEED,
  MADV_WILLNEED,
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_PRIVATE,
  MAP_SHARED,
  MS_ASYNC,
  MS_INVALIDATE,
  MS_SYNC,
  O_ACCMODE,
  O_RDWR,
  O_WRONLY,
  PROT_READ,
  PROT_WRITE,
} from '../abi/constants.ts';
import { EACCES, EBADF, EINVAL, ENODEV, ENOMEM, EPERM } from '../abi/errno.ts';
import type { Pages } from '../abi/trap.ts';
import { fileOf } from './fd-table.ts';
import type { Ctx, FileNode, Handlers, Mapping, OpenFile, Process, Task } from './kernel.ts';
import { cut, load, release } from './mappings.ts';
import { type Ring, ringOf, ringPages } from './ring.ts';
import { isSealed } from './seals.ts';
import { DEVICES } from './vfs.ts';

const PAGE_BYTES = 4096;
const MAP_TYPE = 15;
const PROT_ALL = 7;

export const MEMORY_CALLS: Handlers = {
  mmap,
  munmap: (ctx, task, [addr, length]) => {
    const end = endOf(addr, length);
    if (addr % PAGE_BYTES !== 0 || length <= 0) return -EINVAL;
    const taken = cut(task.process, addr, end);
    for (const map of taken) pagesFor(ctx, task)?.unmap(task.data, map.addr, map.length);
    release(ctx, taken);
    return 0;
  },
  mprotect: (ctx, task, [addr, length, prot]) => {
    if (addr % PAGE_BYTES !== 0) return -EINVAL;
    if (length === 0) return 0;
    if (prot & ~PROT_ALL) return -EINVAL;
    const end = endOf(addr, length);
    const { process } = task;
    const pages = pagesFor(ctx, task);
    if (end <= addr) return -ENOMEM;
    if (!covered(process, addr, end)) {
      if (!pages?.isHeap(task.data, addr, end - addr)) return -ENOMEM;
      pages.protect(task.data, addr, end - addr, prot);
      return 0;
    }
    const inside = process.maps!.filter((m) => m.addr < end && m.addr + m.length > addr);
    if (prot & PROT_WRITE && inside.some((map) => !map.mayWrite)) return -EACCES;
    const changed = cut(process, addr, end).map((map) => ({ ...map, prot }));
    process.maps!.push(...changed);
    pages?.protect(task.data, addr, end - addr, prot);
    return 0;
  },
  // What a program writes to a shared page is in the file already.
  msync: (_ctx, task, [addr, length, flags]) => {
    if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)) return -EINVAL;
    if (addr % PAGE_BYTES !== 0 || (flags & MS_ASYNC && flags & MS_SYNC)) return -EINVAL;
    return covered(task.process, addr, endOf(addr, length)) ? 0 : -ENOMEM;
  },
  madvise: (ctx, task, [addr, length, advice]) => {
    if (!ADVICE.has(advice) || addr % PAGE_BYTES !== 0) return -EINVAL;
    const end = endOf(addr, length);
    if (!covered(task.process, addr, end)) return -ENOMEM;
    if (advice !== MADV_DONTNEED) return 0;
    for (const map of cut(task.process, addr, end)) {
      task.process.maps!.push(map);
      pagesFor(ctx, task)?.poke(task.data, map.addr, new Uint8Array(map.length));
      load(ctx, task, map);
    }
    return 0;
  },
};

/** MADV_NORMAL to MADV_DONTNEED, and those that only make a machine faster or a core file smaller: MADV_FREE, DOFORK,
 * MERGEABLE to DODUMP, KEEPONFORK to POPULATE_READ. MADV_DONTFORK and MADV_WIPEONFORK would have to be obeyed. */
const ADVICE = new Set([
  ...[0, 1, 2, MADV_WILLNEED, MADV_DONTNEED, 8, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22],
]);

function pagesFor(ctx: Ctx, task: Task): Pages<unknown> | undefined {
  return ctx.drivers.get(task.program)?.pages;
}

function endOf(addr: number, length: number): number {
  return addr + PAGE_BYTES * Math.ceil(length / PAGE_BYTES);
}

/** Tells whether all pages of a range are from mmap. */
function covered({ maps = [] }: Process, addr: number, end: number): boolean {
  let at = addr;
  while (at < end) {
    const map = maps.find((m) => at >= m.addr && at < m.addr + m.length);
    if (!map) return false;
    at = map.addr + map.length;
  }
  return true;
}

function mmap(ctx: Ctx, task: Task, [hint, length, prot, flags, fd, offset]: number[]): number {
  if (offset % PAGE_BYTES !== 0) return -EINVAL;
  const anonymous = (flags & MAP_ANONYMOUS) !== 0;
  const file = anonymous ? undefined : fileOf(task.process, fd);
  if (!anonymous && !file) return -EBADF;
  if (length === 0) return -EINVAL;
  const type = flags & MAP_TYPE;
  if (length < 0 || length >= 2 ** 47) return -ENOMEM;
  if (flags & MAP_FIXED && hint % PAGE_BYTES !== 0) return -EINVAL;
  if (type !== MAP_SHARED && type !== MAP_PRIVATE) return -EINVAL;
  const ring = file && ringOf(ctx, file);
  if (ring) return mapRing(ctx, task, ring, length, offset);
  const node = file && mappable(ctx, file, type, prot);
  if (typeof node === 'number') return node;
  const pages = pagesFor(ctx, task);
  if (!pages) return -ENOMEM;
  const bytes = PAGE_BYTES * Math.ceil(length / PAGE_BYTES);
  const addr =
    flags & MAP_FIXED ? again(ctx, task, hint, bytes) : pages.map(task.data, bytes, prot);
  if (addr === 0) return -ENOMEM;
  const shared = type === MAP_SHARED;
  const mayWrite = !shared || !file || (file.flags & O_ACCMODE) === O_RDWR;
  const map: Mapping = { addr, length: bytes, prot, shared, offset: node ? offset : 0, mayWrite };
  if (node) map.ino = node.ino;
  else if (shared) map.ino = nameless(ctx, bytes).ino;
  task.process.maps = [...(task.process.maps ?? []), map];
  pages.protect(task.data, addr, bytes, prot);
  load(ctx, task, map);
  return addr;
}

/** The pages of io_uring: always shared, and the parts are told apart by high bits of the offset. */
function mapRing(ctx: Ctx, task: Task, ring: Ring, wanted: number, offset: number): number {
  const node = ringPages(ctx, ring, offset);
  const pages = pagesFor(ctx, task);
  if (!node) return -EINVAL;
  const prot = PROT_READ | PROT_WRITE;
  const length = PAGE_BYTES * Math.ceil(wanted / PAGE_BYTES);
  const addr = pages?.map(task.data, length, prot) ?? 0;
  if (addr === 0) return -ENOMEM;
  const where = { addr, length, prot, offset: 0, ino: node.ino };
  const map: Mapping = { ...where, shared: true, mayWrite: true };
  task.process.maps = [...(task.process.maps ?? []), map];
  load(ctx, task, map);
  return addr;
}

/** The file behind a descriptor, none for /dev/zero, whose pages have none, or why its bytes cannot be mapped so. */
function mappable(
  ctx: Ctx,
  file: OpenFile,
  type: number,
  prot: number,
): FileNode | undefined | number {
  const mode = file.flags & O_ACCMODE;
  if (type === MAP_SHARED && prot & PROT_WRITE && mode !== O_RDWR) return -EACCES;
  if (mode === O_WRONLY) return -EACCES;
  const node = file.what === 'file' ? ctx.kernel.inodes.get(file.object) : undefined;
  if (type === MAP_SHARED && prot & PROT_WRITE && node?.seals && isSealed(node, 0, true)) {
    return -EPERM;
  }
  if (node?.rdev === DEVICES.zero) return undefined;
  return node?.kind === 'file' ? node : -ENODEV;
}

/** Pages that mmap gave before, emptied; 0 for others. */
function again(ctx: Ctx, task: Task, addr: number, bytes: number): number {
  if (!covered(task.process, addr, addr + bytes)) return 0;
  release(ctx, cut(task.process, addr, addr + bytes));
  pagesFor(ctx, task)!.poke(task.data, addr, new Uint8Array(bytes));
  return addr;
}

/** The file of shared memory that has none. */
export function nameless(ctx: Ctx, size: number): FileNode {
  const { nowUs } = ctx.sim;
  const node: FileNode = {
    ino: ctx.kernel.nextIno++,
    kind: 'file',
    mode: 0o600,
    ...{ uid: 0, gid: 0, nlink: 0, bytes: new Uint8Array(size), cached: true },
    ...{ atimeUs: nowUs, mtimeUs: nowUs, ctimeUs: nowUs },
  };
  ctx.kernel.inodes.set(node.ino, node);
  return node;
}
