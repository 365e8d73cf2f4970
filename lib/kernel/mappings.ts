// Mappings: which pages of a process show which file, and how a shared one is the same for all.
//
// One idea: a shared page is the file's, and a program's copy of it is as old as its last run: before
// a process runs, or the kernel looks at its memory, the copy is made anew, and what it changed goes
// back to the file at once. A program runs alone between two system calls, so nobody sees a
// difference. Shared memory without a file has a file without a name, as in Linux's mm/shmem.c.
//
// Source: mmap(2); Linux mm/mmap.c.
// Departs: what lies behind the end of a file reads as zero, where Linux sends SIGBUS; where one process has
// the same pages twice, one place shows what was written to the other after the next call.

import type { Ctx, Mapping, Process, Task } from './kernel.ts';
import { noticePages } from './ring-poller.ts';
import { forget } from './vfs.ts';

/** Brings a task's copy of shared pages up to date. */
export function pagesIn(ctx: Ctx, task: Task): void {
  for (const map of task.process.maps ?? []) {
    const now = map.shared ? ctx.kernel.inodes.get(map.ino!)?.bytes : undefined;
    if (now === undefined || now === map.seen) continue;
    load(ctx, task, map);
    map.seen = now;
  }
}

/** Reads a mapping's bytes from its file. */
export function load(ctx: Ctx, task: Task, { addr, length, offset, ino }: Mapping): void {
  const node = ino === undefined ? undefined : ctx.kernel.inodes.get(ino);
  const pages = ctx.drivers.get(task.program)?.pages;
  if (node) pages?.poke(task.data, addr, node.bytes.subarray(offset, offset + length));
}

/** Writes what a task has changed in shared pages to their files. */
export function pagesOut(ctx: Ctx, task: Task): void {
  for (const map of task.process.maps ?? []) {
    const { addr, length, offset, shared, ino } = map;
    const node = shared ? ctx.kernel.inodes.get(ino!) : undefined;
    if (!node) continue;
    // What this copy had, which another mapping of the same pages may have changed meanwhile.
    const old = (map.seen ?? node.bytes).subarray(offset, offset + length);
    const pages = ctx.drivers.get(task.program)!.pages!;
    const now = pages.peek(task.data, addr, old.length);
    if (now.every((byte, i) => byte === old[i])) continue;
    // Others may hold the array: it is never changed in its place.
    const others = map.seen !== undefined && map.seen !== node.bytes;
    node.bytes = node.bytes.slice();
    if (others) putChanges(node.bytes, offset, old, now);
    else node.bytes.set(now, offset);
    // A copy that lacks what others have changed is made anew.
    map.seen = others ? undefined : node.bytes;
    node.mtimeUs = node.ctimeUs = ctx.sim.nowUs;
    if (ctx.kernel.rings.size > 0) noticePages(ctx, node.ino);
  }
}

function putChanges(bytes: Uint8Array, offset: number, old: Uint8Array, now: Uint8Array): void {
  for (let i = 0; i < now.length; i++) {
    if (now[i] !== old[i] && offset + i < bytes.length) bytes[offset + i] = now[i];
  }
}

/** Cuts a range out of a process's mappings; what is left of one keeps its place in the file. */
export function cut(process: Process, addr: number, end: number): Mapping[] {
  const taken: Mapping[] = [];
  const kept: Mapping[] = [];
  for (const map of process.maps ?? []) {
    const mapEnd = map.addr + map.length;
    const [from, to] = [Math.max(addr, map.addr), Math.min(end, mapEnd)];
    if (from >= to) {
      kept.push(map);
      continue;
    }
    if (map.addr < from) kept.push(part(map, map.addr, from));
    taken.push(part(map, from, to));
    if (to < mapEnd) kept.push(part(map, to, mapEnd));
  }
  process.maps = kept;
  return taken;
}

function part(map: Mapping, from: number, to: number): Mapping {
  return { ...map, addr: from, length: to - from, offset: map.offset + from - map.addr };
}

/** Lets go of all pages at the end of a process; their bytes are in the files already. */
export function unmapAll(ctx: Ctx, process: Process): void {
  release(ctx, cut(process, 0, Number.POSITIVE_INFINITY));
}

/** Frees files that nothing else holds. */
export function release(ctx: Ctx, maps: readonly Mapping[]): void {
  for (const { ino } of maps) {
    const node = ino === undefined ? undefined : ctx.kernel.inodes.get(ino);
    if (node) forget(ctx.kernel, node);
  }
}
