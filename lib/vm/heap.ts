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

/** Room that was given out once: a block in use, or one given back. */
export interface HeapBlock {
  addr: number;
  /** As it was asked for; 0 for room cut off from a bigger block. */
  size: number;
  /** Bytes that it may have. */
  room: number;
  used: boolean;
  /** Who asked for it and who gave it back, for messages. */
  site: Site | undefined;
  freed: Site | undefined;
}

export interface HeapState {
  /** Where the heap begins, and the first byte that no block has had yet. */
  base: number;
  top: number;
  /** By address, used and free: what is given out again keeps its record. */
  blocks: Map<number, HeapBlock>;
  /** Room to give out again, by size (binOf); bit i of `bins` is set where free[i] has any. */
  free: HeapBlock[][];
  bins: number;
  /** A ring of blocks freed of late: the oldest at `oldest`. */
  quarantine: HeapBlock[];
  oldest: number;
  waiting: number;
  quarantineBytes: number;
  usedBytes: number;
  /** Memory from mmap(2), and such as was given back; see pages.ts. */
  maps: HeapBlock[];
  unmapped: HeapBlock[];
  /** Whole pages that mmap may give out again. */
  holes: { addr: number; size: number }[];
}

export const GAP = 16;
const QUARANTINE_BYTES = 256 * 1024;
/** Places of the ring, a power of two; one stays empty. */
const QUARANTINE_BLOCKS = 1024;
/** Up to this one a bin is of one size; above, of sizes up to twice its least. The last has no end. */
const EXACT_BINS = 16;
const LAST_BIN = 30;
/** Blocks of a bin of several sizes that are looked at for one that is big enough. */
const LOOKS = 32;
export const MAX_HEAP_BYTES = 64 * 1024 * 1024;
/** What printf still gets when malloc gives out nothing any more: it can say so. */
const RESERVE_BYTES = 256 * 1024;

export function createHeap(base: number): HeapState {
  return {
    base,
    top: base + GAP,
    blocks: new Map(),
    free: Array.from({ length: LAST_BIN + 1 }, () => []),
    bins: 0,
    quarantine: [],
    oldest: 0,
    waiting: 0,
    quarantineBytes: 0,
    usedBytes: 0,
    maps: [],
    unmapped: [],
    holes: [],
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
  if (!(size >= 0) || (heap.usedBytes + want > MAX_HEAP_BYTES && !reserved(heap, want, by)))
    return 0;
  const block = (align > 16 ? undefined : takeFree(s.space, want)) ?? newRoom(s, want, align);
  const { addr } = block;
  block.size = size;
  block.used = true;
  block.site = site;
  block.freed = undefined;
  heap.usedBytes += block.room;
  // Around blocks all is gap already; in this one lies what freeing it left.
  markRange(s.space.shadow, SHADOW_FRESH, addr, addr + size);
  markRange(s.space.shadow, SHADOW_HEAP_GAP, addr + size, addr + block.room);
  return addr;
}

/** The library's own still get some when the program's get none any more. */
function reserved(heap: HeapState, want: number, by: string): boolean {
  const own = !Object.hasOwn(HEAP_NATIVES, by);
  return own && heap.usedBytes + want <= MAX_HEAP_BYTES + RESERVE_BYTES;
}

/** Like fill(), which costs more than a loop where there is little to do. */
export function markRange(shadow: Uint8Array, mark: number, from: number, to: number): void {
  if (to - from > 64) shadow.fill(mark, from, to);
  else for (let i = from; i < to; i++) shadow[i] = mark;
}

function binOf(bytes: number): number {
  const units = bytes >> 4;
  return units < EXACT_BINS ? units : Math.min(LAST_BIN, 43 - Math.clz32(units));
}

function putFree(heap: HeapState, block: HeapBlock): void {
  const bin = binOf(block.room);
  heap.free[bin].push(block);
  heap.bins |= 1 << bin;
}

/** Takes room that was freed: of the right size if there is any, or cut off from a bigger one. */
function takeFree({ heap, shadow }: AddressSpace, want: number): HeapBlock | undefined {
  const first = binOf(want);
  let block = first < EXACT_BINS ? undefined : takeFrom(heap, first, want);
  // In the bins above, and in one of one size, every block is big enough.
  const bins = block ? 0 : heap.bins & -(1 << first) & ~severalSizes(first);
  if (bins !== 0) block = takeLast(heap, 31 - Math.clz32(bins & -bins));
  if (!block) return undefined;
  const rest = block.room - want - GAP;
  if (rest >= 16) {
    block.room = want;
    const addr = block.addr + want + GAP;
    const unused = { size: 0, used: false, site: undefined, freed: undefined };
    const cut: HeapBlock = { addr, room: rest, ...unused };
    heap.blocks.set(addr, cut);
    putFree(heap, cut);
    markRange(shadow, SHADOW_HEAP_GAP, block.addr + want, addr);
  }
  return block;
}

function severalSizes(bin: number): number {
  return bin < EXACT_BINS ? 0 : 1 << bin;
}

function takeLast(heap: HeapState, bin: number): HeapBlock | undefined {
  const list = heap.free[bin];
  const block = list.pop();
  if (list.length === 0) heap.bins &= ~(1 << bin);
  return block;
}

/** Looks at some blocks of a bin of several sizes. */
function takeFrom(heap: HeapState, bin: number, want: number): HeapBlock | undefined {
  const list = heap.free[bin];
  for (let i = list.length - 1; i >= Math.max(0, list.length - LOOKS); i--) {
    const block = list[i];
    if (block.room < want) continue;
    list[i] = list[list.length - 1];
    takeLast(heap, bin);
    return block;
  }
  return undefined;
}

/** Makes a block of room that nobody has had yet. */
function newRoom(s: VmState, want: number, align: number): HeapBlock {
  const { heap } = s.space;
  const addr = alignUp(heap.top, align);
  heap.top = addr + want + GAP;
  if (heap.top > s.space.memory.length) growMemory(s, heap.top);
  const block = { addr, size: 0, room: want, used: false, site: undefined, freed: undefined };
  heap.blocks.set(addr, block);
  return block;
}

/** Where memory may be able to grow in its place; set by the second tier. */
export const memoryHook: { grow?: (space: AddressSpace, size: number) => boolean } = {};

export function growMemory(s: VmState, atLeast: number): void {
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
  if (!block?.used) notABlock(s, image, addr, by);
  const { size, room } = block;
  block.used = false;
  block.freed = site;
  heap.usedBytes -= room;
  markRange(s.space.shadow, SHADOW_FREED, addr, addr + Math.max(1, size));
  heap.quarantine[(heap.oldest + heap.waiting++) % QUARANTINE_BLOCKS] = block;
  heap.quarantineBytes += room;
  while (heap.quarantineBytes > QUARANTINE_BYTES || heap.waiting === QUARANTINE_BLOCKS) {
    const old = heap.quarantine[heap.oldest];
    heap.oldest = (heap.oldest + 1) % QUARANTINE_BLOCKS;
    heap.waiting--;
    heap.quarantineBytes -= old.room;
    putFree(heap, old);
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
  if (addr !== 0) return addr;
  const errno = cpu.symbol('errno');
  if (errno !== undefined) cpu.writeI32(errno, ENOMEM);
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
