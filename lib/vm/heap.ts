// Heap: malloc and free over the end of memory.
//
// One idea: blocks keep a gap around them whose shadow no access may touch, and a freed block rests
// in quarantine before it is given out again, so that a use after free is caught and not hidden by
// the block's next owner.
//
// Units: bytes. Blocks are 16-byte aligned, as glibc's are.

import { ENOMEM } from '../abi/errno.ts';
import { type Image, SHADOW_FREED, SHADOW_FRESH, SHADOW_HEAP_GAP } from '../cc/image.ts';
import { alignUp } from '../cc/types.ts';
import { VmFault } from './fault.ts';
import type { NativeApi, NativeTable } from './native.ts';
import {
  blockText,
  count,
  freedBlock,
  nearestBlock,
  ownerOf,
  siteText,
  variableText,
} from './places.ts';
import type { AddressSpace, VmState } from './state.ts';

/** Who asked for a block, or gave it back: a function, and the program's calls to it. */
export interface Site {
  by: string;
  /** The calls of the program's own that led there, innermost first; a few. */
  pcs: number[];
}

/** A block in use; its size is the one that was asked for. */
export interface HeapBlock {
  addr: number;
  size: number;
  site: Site;
}

/** Room that was a block; `site` and `freed` are told in messages. */
export interface Freed {
  addr: number;
  size: number;
  site?: Site;
  freed?: Site;
  /** Bytes of room, where a block had them. */
  room: number;
}

export interface HeapState {
  /** Where the heap begins, and the first byte that no block has had yet. */
  base: number;
  top: number;
  /** By address. */
  blocks: Map<number, HeapBlock>;
  /** Room to give out again. */
  free: Freed[];
  /** Freed of late, oldest first. */
  quarantine: Freed[];
  quarantineBytes: number;
  usedBytes: number;
}

const GAP = 16;
const QUARANTINE_BYTES = 256 * 1024;
const QUARANTINE_BLOCKS = 1024;
const MAX_HEAP_BYTES = 64 * 1024 * 1024;
/** What printf still gets when malloc gives out nothing any more: it can say so. */
const RESERVE_BYTES = 256 * 1024;

export function createHeap(base: number): HeapState {
  return {
    base,
    top: base + GAP,
    blocks: new Map(),
    free: [],
    quarantine: [],
    quarantineBytes: 0,
    usedBytes: 0,
  };
}

function room(size: number): number {
  return alignUp(Math.max(1, size), 16);
}

/**
 * Gives out a block; 0 where the heap would become too big. Memory may move to a new array.
 *
 * `by` is the function that asks: malloc and its kin for the program, any other for the library.
 * `align` is a power of two; beyond 16 the block is new room, never a freed one.
 */
export function allocate(s: VmState, size: number, by: string, site: Site, align = 16): number {
  const { heap } = s.space;
  const want = room(size);
  const most = Object.hasOwn(HEAP_NATIVES, by) ? MAX_HEAP_BYTES : MAX_HEAP_BYTES + RESERVE_BYTES;
  if (!(size >= 0) || heap.usedBytes + want > most) return 0;
  let addr = align > 16 ? 0 : takeFree(heap, want);
  if (addr === 0) {
    addr = alignUp(heap.top, align);
    heap.top = addr + want + GAP;
    if (heap.top > s.space.memory.length) growMemory(s, heap.top);
  }
  heap.blocks.set(addr, { addr, size, site });
  heap.usedBytes += want;
  markRange(s.space.shadow, SHADOW_HEAP_GAP, addr - GAP, addr);
  markRange(s.space.shadow, SHADOW_FRESH, addr, addr + size);
  markRange(s.space.shadow, SHADOW_HEAP_GAP, addr + size, addr + want + GAP);
  return addr;
}

/** Like fill(), which costs more than a loop where there is little to do. */
function markRange(shadow: Uint8Array, mark: number, from: number, to: number): void {
  if (to - from > 64) shadow.fill(mark, from, to);
  else for (let i = from; i < to; i++) shadow[i] = mark;
}

function takeFree(heap: HeapState, want: number): number {
  const { free } = heap;
  let i = 0;
  while (i < free.length && free[i].room < want) i++;
  if (i === free.length) return 0;
  const block = free[i];
  const rest = block.room - want - GAP;
  if (rest >= 16) {
    heap.free[i] = { addr: block.addr + want + GAP, size: 0, room: rest };
  } else if (i === 0) free.shift();
  else free.splice(i, 1);
  return block.addr;
}

/** Where memory may be able to grow in its place; set by the second tier. */
export const memoryHook: { grow?: (space: AddressSpace, size: number) => boolean } = {};

function growMemory(s: VmState, atLeast: number): void {
  const size = alignUp(
    Math.max(atLeast, s.space.memory.length + (s.space.memory.length >> 1)),
    4096,
  );
  if (memoryHook.grow?.(s.space, size)) return;
  const memory = new Uint8Array(size);
  memory.set(s.space.memory);
  const shadow = new Uint8Array(size).fill(SHADOW_HEAP_GAP, s.space.memory.length);
  shadow.set(s.space.shadow);
  s.space.memory = memory;
  s.space.shadow = shadow;
}

/** Takes a block back; what was not given out, or was given back before, is a fault. */
export function release(s: VmState, image: Image, addr: number, by: string, site: Site): void {
  if (addr === 0) return;
  const { heap } = s.space;
  const block = heap.blocks.get(addr);
  if (!block) notABlock(s, image, addr, by);
  const { size } = block;
  heap.blocks.delete(addr);
  heap.usedBytes -= room(size);
  markRange(s.space.shadow, SHADOW_FREED, addr, addr + Math.max(1, size));
  heap.quarantine.push({ addr, size, site: block.site, freed: site, room: room(size) });
  heap.quarantineBytes += room(size);
  while (heap.quarantineBytes > QUARANTINE_BYTES || heap.quarantine.length > QUARANTINE_BLOCKS) {
    const old = heap.quarantine.shift()!;
    heap.quarantineBytes -= old.room;
    heap.free.push(old);
  }
}

/** Stops the program: this pointer is not one that free() and realloc() can take. */
function notABlock(s: VmState, image: Image, addr: number, by: string): never {
  const abort = (text: string): VmFault => new VmFault('SIGABRT', `${by}: ${text}`);
  if (s.space.shadow[addr] === SHADOW_FREED) {
    const old = freedBlock(s, addr);
    const what = old?.freed ? blockText(image, old) : 'this block';
    const who = old?.freed ? `, by ${siteText(image, old.freed)}` : '';
    throw abort(`${what} was given back already${who} (double free)`);
  }
  const near = nearestBlock(s, addr);
  if (near && addr > near.addr && addr < near.addr + near.size) {
    const inside = `this pointer points ${count(addr - near.addr)} into ${blockText(image, near)}`;
    throw abort(`${inside}; only its start can be freed`);
  }
  const owner = ownerOf(s, image, addr);
  const what = owner?.inside ? `this is ${variableText(image, owner)}; it` : 'this pointer';
  throw abort(
    `${what} did not come from malloc(), so it cannot be ${by === 'realloc' ? 'resized' : 'freed'}`,
  );
}

/** A block for the program, or 0 and ENOMEM. */
function blockOf(cpu: NativeApi, size: number): number {
  const addr = cpu.malloc(size);
  const errno = cpu.symbol('errno');
  if (addr === 0 && errno !== undefined) cpu.writeI32(errno, ENOMEM);
  return addr;
}

function calloc(cpu: NativeApi): void {
  const size = cpu.size(0) * cpu.size(1);
  const addr = blockOf(cpu, size);
  if (addr !== 0) cpu.fill(addr, 0, size);
  cpu.retPtr(addr);
}

function realloc(cpu: NativeApi): void {
  const old = cpu.ptr(0);
  const size = cpu.size(1);
  const oldSize = old === 0 ? 0 : cpu.blockSize(old);
  // No block of ours: what is wrong with it, free() can tell.
  if (oldSize === undefined) {
    cpu.free(old);
    return;
  }
  const addr = blockOf(cpu, size);
  if (addr !== 0) {
    cpu.copy(addr, old, Math.min(size, oldSize));
    cpu.free(old);
  }
  cpu.retPtr(addr);
}

/** The allocator as C functions; a native of the same name given to the driver takes its place. */
export const HEAP_NATIVES: NativeTable = {
  malloc: (cpu) => cpu.retPtr(blockOf(cpu, cpu.size(0))),
  free: (cpu) => cpu.free(cpu.ptr(0)),
  calloc,
  realloc,
};
