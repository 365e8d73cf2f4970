// Places: whose memory an address is, in words: a variable and its member, or a block of the heap.
//
// One idea: the debugger's tables say where every variable lies, the heap remembers where each block
// was asked for and given back; an address that is nobody's is explained by its nearest neighbour.

import {
  ARGUMENTS,
  type FunctionInfo,
  type Image,
  LITERAL,
  type VariableInfo,
} from '../cc/image.ts';
import { type CType, declare, sizeOf, typeName } from '../cc/types.ts';
import type { HeapBlock, Site } from './heap.ts';
import { lineAt } from './linked.ts';
import { stackFrames, type VmState } from './state.ts';
import { addressOf, frameBase } from './variables.ts';

/** A variable at or beside an address. */
export interface Owner {
  variable: VariableInfo;
  /** Where it begins. */
  at: number;
  /** The address is in it, not beside it. */
  inside: boolean;
  /** Whose local it is; undefined for a global. */
  fn: FunctionInfo | undefined;
}

/** How far from a variable an address may be and still be explained by it. */
const NEAR_BYTES = 4096;

/** Finds the visible variable at an address, or the nearest one before or behind it. */
export function ownerOf(s: VmState, image: Image, addr: number): Owner | undefined {
  let best: Owner | undefined;
  let bestDistance = NEAR_BYTES;
  const consider = (variable: VariableInfo, at: number, fn?: FunctionInfo): void => {
    const end = at + sizeOf(variable.type);
    const inside = addr >= at && addr < end;
    const distance = inside ? -1 : addr >= end ? addr - end : at - addr;
    if (distance >= bestDistance) return;
    bestDistance = distance;
    best = { variable, at, inside, fn };
  };
  if (addr >= s.stackLow && addr < s.stackHigh) {
    for (const frame of stackFrames(s)) {
      const info = image.functions[frame.fn];
      const end = frameBase(s, image, frame) + info.frameBytes;
      if (addr < frame.sp || addr >= end) continue;
      for (const v of info.variables) {
        // Only while it is in scope do registers say where an array of variable length is.
        const known = v.where !== 'pointer' || (frame.pc > v.fromPc && frame.pc <= v.toPc);
        const place = known ? addressOf(s, image, frame, v) : undefined;
        if (place) consider({ ...v, type: place.type }, place.addr, info);
      }
    }
  } else {
    for (const v of image.globals) consider(v, v.where === 'thread' ? s.tp + v.at : v.at);
  }
  return best;
}

/** Names a variable with its type, whose it is and where it is declared. */
export function variableText(image: Image, { variable, fn }: Owner): string {
  const { name, type, line } = variable;
  const whose = fn ? `local of ${fn.name}` : 'global';
  const file = image.files[fn?.file ?? variable.file ?? 0].name;
  const [what, how] =
    name === LITERAL ? ['a compound literal', typeName(type)] : [`'${name}'`, declare(type, name)];
  return `${what} (${how}, ${count(sizeOf(type))}, ${whose}, ${file}:${line})`;
}

/** Names an array inside another object, its length, and what a wrong index meets. */
export function boundText(image: Image, bound: number, before: boolean): string {
  const info = image.bounds[bound];
  const { name, type, length } = info;
  const last = before ? 'the first one is 0' : `the last one is ${length - 1}`;
  const met = before ? info.before : info.behind;
  const neighbour = met ? `, and ${before ? 'before' : 'behind'} it lies ${met}` : '';
  return `'${name}' (${typeName(type)}): ${last}${neighbour}`;
}

/** Finds the block at an address, or the nearest one before or behind it. */
export function nearestBlock(s: VmState, addr: number): HeapBlock | undefined {
  let best: HeapBlock | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  const { blocks, maps } = s.space.heap;
  for (const block of [...blocks.values(), ...maps]) {
    if (!block.used) continue;
    const distance = addr < block.addr ? block.addr - addr : addr - block.addr - block.size;
    if (distance < bestDistance) {
      bestDistance = distance;
      best = block;
    }
  }
  return best;
}

/** The freed block at an address, while its room is nobody else's. */
export function freedBlock(s: VmState, addr: number): HeapBlock | undefined {
  for (const block of s.space.heap.blocks.values()) {
    const end = block.addr + Math.max(1, block.size);
    if (!block.used && addr >= block.addr && addr < end) return block;
  }
  return s.space.heap.unmapped.findLast((b) => addr >= b.addr && addr < b.addr + b.size);
}

/** Names a block by its size and who asked for it. */
export function blockText(image: Image, block: { size: number; site?: Site }): string {
  const from = block.site ? ` (from ${siteText(image, block.site)})` : '';
  return `a block of ${count(block.size)}${from}`;
}

export function freedText(s: VmState, image: Image, addr: number): string {
  const block = freedBlock(s, addr);
  if (!block?.freed) return 'memory that was given back with free() already';
  return `${blockText(image, block)} that was given back by ${siteText(image, block.freed)}`;
}

/** `malloc() in main, a.c:12` */
export function siteText(image: Image, site: Site): string {
  const where = site.pcs.length > 0 ? ` in ${callText(image, site.pcs[0])}` : '';
  return `${site.by}()${where}`;
}

/** `main, a.c:12` for an instruction. */
export function callText(image: Image, pc: number): string {
  const fn = image.functions.find((f) => pc >= f.pc && pc < f.endPc);
  const entry = lineAt(image, pc);
  const at = entry ? `${image.files[entry.file].name}:${entry.line}` : '?';
  return fn ? `${fn.name}, ${at}` : at;
}

export function count(bytes: number): string {
  return `${bytes} byte${bytes === 1 ? '' : 's'}`;
}

/** Words for the object at an address: `'list[2].name'`, or a block of the heap. */
export function whatLiesAt(s: VmState, image: Image, addr: number): string {
  const owner = ownerOf(s, image, addr);
  if (owner?.inside) {
    const { variable, at } = owner;
    if (variable.name === ARGUMENTS) return 'the rest of an argument of a smaller type';
    const name = variable.name === LITERAL ? `(${typeName(variable.type)}){...}` : variable.name;
    return `'${pathOf(variable.type, name, addr - at)}'`;
  }
  if (addr < s.space.heap.base) return 'memory';
  const block = nearestBlock(s, addr);
  if (!block || addr < block.addr || addr >= block.addr + block.size) return 'memory of the heap';
  return `byte ${addr - block.addr} of ${blockText(image, block)}`;
}

/** Writes the innermost member or element at an offset of an object as C does. */
export function pathOf(type: CType, name: string, offset: number): string {
  if (type.kind === 'array' && sizeOf(type.of) > 0) {
    const index = Math.floor(offset / sizeOf(type.of));
    return pathOf(type.of, `${name}[${index}]`, offset % sizeOf(type.of));
  }
  if (type.kind !== 'record') return name;
  const field = (type.record.fields ?? []).find(
    (f) => offset >= f.offset && offset < f.offset + sizeOf(f.type),
  );
  if (!field) return name;
  const inner = field.name === undefined ? name : `${name}.${field.name}`;
  return pathOf(field.type, inner, offset - field.offset);
}
