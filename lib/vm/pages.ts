// Pages: memory that a program asks the kernel for with mmap(2), in the same flat array as the heap.
//
// One idea: what a page may be used for is in its shadow, as everything is; memory that was given
// back keeps its mark, so that a later use can say whose it was.
//
// Units: bytes; all addresses and lengths are multiples of a page.
// Departs: an address that the program wishes for is not looked at.

import { PROT_NONE, PROT_WRITE } from '../abi/constants.ts';
import type { Pages } from '../abi/trap.ts';
import {
  type Image,
  SHADOW_CONST,
  SHADOW_FREED,
  SHADOW_HEAP_GAP,
  SHADOW_SET,
} from '../cc/image.ts';
import { alignUp } from '../cc/types.ts';
import {
  GAP,
  growMemory,
  type HeapBlock,
  type HeapState,
  MAX_HEAP_BYTES,
  markRange,
  type Site,
} from './heap.ts';
import { userCalls } from './linked.ts';
import type { VmState } from './state.ts';

const PAGE_BYTES = 4096;
/** How much of what was given back is remembered for messages. */
const MAX_UNMAPPED = 64;
const SITE_CALLS = 4;
/** Pages rest until there are so many, so that a use after munmap is not hidden by a new owner. */
const QUARANTINE_BYTES = 1024 * 1024;

/** The part of a driver that maps memory. */
export function pagesOf(getImage: (id: string) => Image): Pages<VmState> {
  const site = (s: VmState, by: string): Site => {
    return { by, pcs: userCalls(s, getImage(s.imageId), SITE_CALLS) };
  };
  return {
    map: (s, length, prot) => map(s, length, prot, site(s, 'mmap')),
    unmap: (s, addr, length) => unmap(s, addr, length, site(s, 'munmap')),
    protect,
    isHeap: ({ space }, addr, length) =>
      [...space.heap.blocks.values()].some(
        (block) => block.used && block.addr <= addr && addr + length <= block.addr + block.size,
      ),
    peek: (s, addr, length) => s.space.memory.slice(addr, addr + length),
    poke: (s, addr, bytes) => s.space.memory.set(bytes, addr),
  };
}

function map(s: VmState, length: number, prot: number, site: Site): number {
  const { heap } = s.space;
  if (heap.usedBytes + length > MAX_HEAP_BYTES) return 0;
  let addr = takeHole(heap, length);
  if (addr === 0) {
    addr = alignUp(heap.top, PAGE_BYTES);
    const end = addr + length + GAP;
    if (end > s.space.memory.length) growMemory(s, end);
    markRange(s.space.shadow, SHADOW_HEAP_GAP, heap.top, end);
    heap.top = end;
  }
  heap.usedBytes += length;
  heap.maps.push(pagesFrom(addr, length, site));
  s.space.memory.fill(0, addr, addr + length);
  protect(s, addr, length, prot);
  return addr;
}

function pagesFrom(addr: number, size: number, site?: Site, freed?: Site): HeapBlock {
  return { addr, size, room: size, used: freed === undefined, site, freed };
}

/** Takes pages that were given back, once there are many; 0 where there are none that fit. */
function takeHole(heap: HeapState, length: number): number {
  if (heap.holes.reduce((sum, { size }) => sum + size, 0) < QUARANTINE_BYTES) return 0;
  const i = heap.holes.findIndex(({ size }) => size >= length);
  if (i < 0) return 0;
  const { addr, size } = heap.holes[i];
  const rest = { addr: addr + length, size: size - length };
  heap.holes = heap.holes.toSpliced(i, 1, ...(rest.size > 0 ? [rest] : []));
  return addr;
}

/** Adds pages to those that can be given out again. */
function addHole(heap: HeapState, addr: number, end: number): void {
  const before = heap.holes.find((hole) => hole.addr + hole.size === addr);
  const behind = heap.holes.find((hole) => hole.addr === end);
  heap.holes = heap.holes.filter((hole) => hole !== before && hole !== behind);
  const from = before?.addr ?? addr;
  heap.holes.push({ addr: from, size: end + (behind?.size ?? 0) - from });
}

function protect(s: VmState, addr: number, length: number, prot: number): void {
  // A page that can be written can be read, on this processor.
  const readable = prot === PROT_NONE ? SHADOW_HEAP_GAP : SHADOW_CONST;
  s.space.shadow.fill(prot & PROT_WRITE ? SHADOW_SET : readable, addr, addr + length);
}

function unmap(s: VmState, addr: number, length: number, freed: Site): void {
  const { heap, shadow } = s.space;
  const end = addr + length;
  const kept: HeapState['maps'] = [];
  for (const block of heap.maps) {
    const { site } = block;
    const blockEnd = block.addr + block.size;
    const [from, to] = [Math.max(addr, block.addr), Math.min(end, blockEnd)];
    if (from >= to) {
      kept.push(block);
      continue;
    }
    if (block.addr < from) kept.push(pagesFrom(block.addr, from - block.addr, site));
    if (to < blockEnd) kept.push(pagesFrom(to, blockEnd - to, site));
    shadow.fill(SHADOW_FREED, from, to);
    heap.usedBytes -= to - from;
    heap.unmapped.push(pagesFrom(from, to - from, site, freed));
    addHole(heap, from, to);
  }
  heap.maps = kept;
  heap.unmapped = heap.unmapped.slice(-MAX_UNMAPPED);
}
