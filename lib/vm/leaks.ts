// Leaks: blocks that a program never gave back, and whether anything still points at them.
//
// One idea: a block can still be given back as long as its address, or one inside it, lies somewhere
// the program can reach: in a global, on the stack, in a register, or in another block that is
// reached. All else is lost. Any 8 bytes that look like an address count as one, as in valgrind.

import type { Image } from '../cc/image.ts';
import type { HeapBlock } from './heap.ts';
import { callText, count } from './places.ts';
import type { VmState } from './state.ts';

/** Blocks from one place in the program. */
export interface Leak {
  blocks: number;
  bytes: number;
  /** Who asked for them: a function, and the program's calls to it, innermost first. */
  by: string;
  calls: string[];
  /** Nothing points at them any more. */
  lost: boolean;
}

/** Lists what a program has not given back, by where it came from, most bytes first. */
export function leaksOf(s: VmState, image: Image): Leak[] {
  const reached = reachable(s);
  const leaks = new Map<string, Leak>();
  for (const { addr, size, site, used } of s.space.heap.blocks.values()) {
    if (!used || !site) continue;
    const lost = !reached.has(addr);
    const key = `${lost} ${site.by} ${site.pcs.join()}`;
    const calls = site.pcs.map((pc) => callText(image, pc));
    const leak = leaks.get(key) ?? { blocks: 0, bytes: 0, by: site.by, calls, lost };
    leak.blocks++;
    leak.bytes += size;
    leaks.set(key, leak);
  }
  return [...leaks.values()].sort((a, b) => b.bytes - a.bytes);
}

/** Follows every address from the roots; returns the blocks met. */
function reachable(s: VmState): Set<number> {
  const { memory, heap } = s.space;
  const view = new DataView(memory.buffer, memory.byteOffset);
  const blocks = [...heap.blocks.values()].filter((b) => b.used).sort((a, b) => a.addr - b.addr);
  const reached = new Set<number>();
  const waiting: HeapBlock[] = [];
  const meet = (low: number, high: number): void => {
    const block = high === 0 ? blockAt(blocks, low) : undefined;
    if (!block || reached.has(block.addr)) return;
    reached.add(block.addr);
    waiting.push(block);
  };
  const scan = (from: number, end: number): void => {
    for (let at = (from + 7) & ~7; at + 8 <= end; at += 8) {
      meet(view.getInt32(at, true), view.getInt32(at + 4, true));
    }
  };
  // The guards between the regions hold nothing; all below the heap is scanned but the free stack.
  scan(0, s.stackLow);
  scan(s.sp, s.stackHigh);
  for (const { addr, size } of heap.maps) scan(addr, addr + size);
  const top = s.frame + 128;
  for (let i = 0; i < top && i + 1 < s.registers.length; i += 2) {
    meet(s.registers[i], s.registers[i + 1]);
  }
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    scan(block.addr, block.addr + block.size);
  }
  return reached;
}

function blockAt(blocks: readonly HeapBlock[], addr: number): HeapBlock | undefined {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].addr <= addr) low = middle + 1;
    else high = middle;
  }
  const block = blocks[low - 1];
  return block && addr < block.addr + Math.max(1, block.size) ? block : undefined;
}

/** Writes the list for a reader. */
export function leakLines(leaks: readonly Leak[]): string[] {
  if (leaks.length === 0) return ['leaks: none; every block was given back'];
  return [
    ...part(
      leaks.filter((l) => l.lost),
      'lost: never given back, and nothing points at it any more',
    ),
    ...part(
      leaks.filter((l) => !l.lost),
      'kept until the end: something still points at it',
    ),
  ];
}

function part(leaks: readonly Leak[], what: string): string[] {
  if (leaks.length === 0) return [];
  const bytes = leaks.reduce((n, l) => n + l.bytes, 0);
  const lines = [`leaks: ${count(bytes)} ${what}`];
  for (const { blocks, bytes: own, by, calls } of leaks) {
    const number = blocks === 1 ? '1 block' : `${blocks} blocks`;
    lines.push(`  ${count(own)} in ${number} from ${by}()${calls[0] ? ` in ${calls[0]}` : ''}`);
    for (const call of calls.slice(1)) lines.push(`    called from ${call}`);
  }
  return lines;
}
