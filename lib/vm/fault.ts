// Faults: what a program did wrong, in a teacher's words.
//
// One idea: every byte of memory has a shadow, so a bad access is caught where it happens, and the
// variables' places say in whose neighbourhood that was.

import {
  CODE_BASE,
  type Image,
  NULL_PAGE_BYTES,
  SHADOW_FRAME_GAP,
  SHADOW_FREED,
  SHADOW_HEAP_GAP,
  type VariableInfo,
} from '../cc/image.ts';
import { type CType, declare, sizeOf } from '../cc/types.ts';
import { CALL_WORDS, type VmState } from './state.ts';

/** Thrown inside the machine and turned into a trap by `run`; never leaves lib/vm. */
export class VmFault {
  readonly signal: string;
  /** Writes the message; called when the process's state is in order again. */
  readonly message: () => string;
  constructor(signal: string, message: string | (() => string)) {
    this.signal = signal;
    this.message = typeof message === 'string' ? () => message : message;
  }
}

export type Access = 'read' | 'write';

/** Stops the program for an access that its memory does not allow. */
export function accessFault(
  s: VmState,
  image: Image,
  access: Access,
  addr: number,
  size: number,
  by = '',
): never {
  const where = by ? `${by}: ` : '';
  throw new VmFault('SIGSEGV', () => where + explain(s, image, access, addr, size));
}

function explain(s: VmState, image: Image, access: Access, addr: number, size: number): string {
  const verb = access === 'read' ? 'reads' : 'writes';
  const bytes = count(size);
  const hex = `0x${(addr >>> 0).toString(16)}`;
  if (addr >= 0 && addr < NULL_PAGE_BYTES) {
    const through = addr === 0 ? 'a NULL pointer' : `a NULL pointer (at ${count(addr)} behind it)`;
    return `${verb} through ${through}: it points at nothing, so there is nothing to ${access}`;
  }
  if (addr >= CODE_BASE && addr < CODE_BASE + 16 * image.functions.length) {
    return `${verb} ${bytes} of a function's code as if it were data`;
  }
  if (addr < 0 || addr >= s.space.memory.length) {
    const none = 'an address where this program has no memory (a wild pointer)';
    return `${verb} ${bytes} at ${hex}, ${none}`;
  }
  const mark = badShadow(s, access, addr, size);
  if (access === 'write' && mark === 3) {
    const named = ownerOf(s, image, addr);
    if (named?.inside) return `writes to '${named.variable.name}', which is const`;
    return 'writes to a string literal, which is read-only: copy it into an array first';
  }
  if (mark === SHADOW_FREED) {
    return `${verb} ${bytes} of memory that was given back with free() already (use after free)`;
  }
  return (
    outOfBounds(s, image, access, addr, size) ??
    `${verb} ${bytes} at ${hex}, which belongs to no variable`
  );
}

function badShadow(s: VmState, access: Access, addr: number, size: number): number {
  const need = access === 'read' ? 1 : 4;
  for (let i = addr; i < addr + size; i++)
    if (!(s.space.shadow[i] & need)) return s.space.shadow[i];
  return 0;
}

/** Names the variable or the block of the heap beside which a gap was touched. */
function outOfBounds(
  s: VmState,
  image: Image,
  access: Access,
  addr: number,
  size: number,
): string | undefined {
  let first = addr;
  const need = access === 'read' ? 1 : 4;
  while (first < addr + size - 1 && s.space.shadow[first] & need) first++;
  const verb = access === 'read' ? 'reads' : 'writes';
  if (s.space.shadow[first] === SHADOW_HEAP_GAP) {
    const block = nearestBlock(s, first);
    if (block) {
      const side =
        first < block.addr
          ? `${count(block.addr - first)} before the start`
          : past(first - block.addr - block.size);
      return `${verb} ${side} of a block of ${count(block.size)} from malloc()`;
    }
  }
  const owner = ownerOf(s, image, first);
  if (owner) {
    const { variable, at } = owner;
    const total = sizeOf(variable.type);
    const what = `'${variable.name}' (${declare(variable.type, variable.name)}, ${count(total)})`;
    if (first >= at + total)
      return `${verb} ${past(first - at - total)} of ${what}${element(variable.type, first - at)}`;
    return `${verb} ${count(at - first)} before the start of ${what}`;
  }
  if (s.space.shadow[first] === SHADOW_FRAME_GAP && first >= s.stackLow && first < s.stackHigh) {
    if (first < s.sp) {
      const gone = 'its place on the stack is no longer its own';
      return `${verb} a variable of a function that has returned: ${gone}`;
    }
    return `${verb} the gap between two variables of the stack (out of bounds)`;
  }
  return undefined;
}

function past(bytes: number): string {
  return bytes === 0 ? 'just past the end' : `${count(bytes)} past the end`;
}

function count(bytes: number): string {
  return `${bytes} byte${bytes === 1 ? '' : 's'}`;
}

function element(type: CType, offset: number): string {
  if (type.kind !== 'array' || type.length === undefined) return '';
  const index = Math.floor(offset / Math.max(1, sizeOf(type.of)));
  return `: index ${index}, but the last one is ${type.length - 1}`;
}

/** How far from a variable an address may be and still be explained by it. */
const NEAR_BYTES = 4096;

/** Finds the visible variable at an address, or the nearest one before or behind it. */
export function ownerOf(
  s: VmState,
  image: Image,
  addr: number,
): { variable: VariableInfo; at: number; inside: boolean } | undefined {
  let best: { variable: VariableInfo; at: number; inside: boolean } | undefined;
  let bestDistance = NEAR_BYTES;
  const consider = (variable: VariableInfo, at: number): void => {
    const end = at + sizeOf(variable.type);
    const inside = addr >= at && addr < end;
    const distance = inside ? -1 : addr >= end ? addr - end : at - addr;
    if (distance >= bestDistance) return;
    bestDistance = distance;
    best = { variable, at, inside };
  };
  if (addr >= s.stackLow && addr < s.stackHigh) {
    for (const frame of stackFrames(s)) {
      const info = image.functions[frame.fn];
      if (addr < frame.sp || addr >= frame.sp + info.frameBytes) continue;
      for (const v of info.variables) if (v.where === 'stack') consider(v, frame.sp + v.at);
    }
  } else {
    for (const v of image.globals) consider(v, v.at);
  }
  return best;
}

/** The frames from the innermost outwards, with their stack pointers. */
export function stackFrames(s: VmState): { fn: number; sp: number; pc: number; frame: number }[] {
  const frames: { fn: number; sp: number; pc: number; frame: number }[] = [];
  let { sp, pc, frame } = s;
  for (let d = s.depth - 1; d >= 0; d--) {
    const at = d * CALL_WORDS;
    frames.push({ fn: s.calls[at + 3], sp, pc, frame });
    pc = s.calls[at];
    frame = s.calls[at + 1];
    sp = s.calls[at + 2];
  }
  return frames;
}

function nearestBlock(s: VmState, addr: number): { addr: number; size: number } | undefined {
  let best: { addr: number; size: number } | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [start, size] of s.space.heap.blocks) {
    const distance = addr < start ? start - addr : Math.max(0, addr - start - size);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = { addr: start, size };
    }
  }
  return best;
}

/** Tells whether this is stack of a library function: a program's pointer there is out of date. */
function inLibraryFrame(s: VmState, image: Image, addr: number): boolean {
  const frame = stackFrames(s).find(({ fn, sp }) => {
    return addr >= sp && addr < sp + image.functions[fn].frameBytes;
  });
  return frame !== undefined && image.files[image.functions[frame.fn].file].library;
}

/** Stops the program where a native or the kernel looks at memory that nobody ever set. */
export function unsetFault(s: VmState, image: Image, addr: number, by = ''): never {
  const where = by ? `${by}: ` : '';
  throw new VmFault('SIGSEGV', () => {
    const from = s.taint.origins.get(addr) ?? addr;
    if (from === addr && inLibraryFrame(s, image, addr)) {
      return `${where}reads a variable of a function that has returned: its place is in use again`;
    }
    const what = typeof from === 'string' ? from : whatLiesAt(s, image, from);
    return `${where}reads ${what} before it was given a value (uninitialised)`;
  });
}

/** Stops the program where it uses a register's value that nobody ever set. */
export function usedUnset(s: VmState, image: Image, from: number | string, use: string): never {
  throw new VmFault('SIGSEGV', () => {
    const what = typeof from === 'string' ? from : whatLiesAt(s, image, from);
    return `reads ${what} before it was given a value (uninitialised): ${use}`;
  });
}

/** Words for the object at an address: `'list[2].name'`, or a block of the heap. */
export function whatLiesAt(s: VmState, image: Image, addr: number): string {
  const owner = ownerOf(s, image, addr);
  if (owner?.inside)
    return `'${pathOf(owner.variable.type, owner.variable.name, addr - owner.at)}'`;
  return addr >= s.space.heap.base ? 'memory from malloc()' : 'memory';
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
