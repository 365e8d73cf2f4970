// Faults: what a program did wrong, in a teacher's words.
//
// One idea: every byte of memory has a shadow, so a bad access is caught where it happens, and the
// variables' places say in whose neighbourhood that was.

import type { Touched } from '../abi/trap.ts';
import {
  ARGUMENTS,
  CODE_BASE,
  type Image,
  NULL_PAGE_BYTES,
  SHADOW_FRAME_GAP,
  SHADOW_FREED,
  SHADOW_GONE,
  SHADOW_HEAP_GAP,
} from '../cc/image.ts';
import { type CType, sizeOf, typeName } from '../cc/types.ts';
import type { HeapBlock } from './heap.ts';
import {
  blockText,
  count,
  freedBlock,
  freedText,
  nearestBlock,
  ownerOf,
  variableText,
  whatLiesAt,
} from './places.ts';
import { stackFrames, type VmState } from './state.ts';

/** Thrown inside the machine and turned into a trap by `run`; never leaves lib/vm. */
export class VmFault {
  readonly signal: string;
  /** Writes the message; called when the process's state is in order again. */
  readonly message: () => string;
  /** What was touched, where that is known. */
  readonly at: Touched | undefined;
  constructor(signal: string, message: string | (() => string), at?: Touched) {
    this.signal = signal;
    this.at = at;
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
  const { shadow } = s.space;
  const at = {
    addr,
    forbidden: !!withRights(s, access, addr) || (access === 'write' && (shadow[addr] & 1) !== 0),
  };
  throw new VmFault('SIGSEGV', () => where + explain(s, image, access, addr, size), at);
}

/** Finds memory whose pages have rights of their own: from mmap, or a block that mprotect has changed. */
function withRights(s: VmState, access: Access, addr: number): HeapBlock | undefined {
  const { maps, blocks } = s.space.heap;
  const has = ({ addr: from, size }: HeapBlock): boolean => addr >= from && addr < from + size;
  const map = maps.find(has);
  if (map || badShadow(s, access, addr, 1) === 0) return map;
  return [...blocks.values()].find((block) => block.used && has(block));
}

/** A struct's member behind NULL is not farther from it. */
const NULL_REACH = 4096;

function explain(s: VmState, image: Image, access: Access, addr: number, size: number): string {
  const verb = access === 'read' ? 'reads' : 'writes';
  const bytes = count(size);
  const hex = `0x${(addr >>> 0).toString(16)}`;
  if (addr >= 0 && addr < NULL_REACH) {
    const through = addr === 0 ? 'a NULL pointer' : `a NULL pointer (at ${count(addr)} behind it)`;
    return `${verb} through ${through}: it points at nothing, so there is nothing to ${access}`;
  }
  if (addr >= CODE_BASE && addr < CODE_BASE + 16 * image.functions.length) {
    return `${verb} ${bytes} of a function's code as if it were data`;
  }
  if (addr < NULL_PAGE_BYTES || addr >= s.space.memory.length) {
    const none = 'an address where this program has no memory (a wild pointer)';
    return `${verb} ${bytes} at ${hex}, ${none}`;
  }
  const mark = badShadow(s, access, addr, size);
  const map = withRights(s, access, addr);
  if (map) {
    const right = access === 'read' ? 'PROT_READ' : 'PROT_WRITE';
    return `${verb} ${bytes} of ${blockText(image, map)}, whose pages do not have ${right}`;
  }
  if (access === 'write' && mark === 3) {
    const named = ownerOf(s, image, addr);
    if (named?.inside) return `writes to ${variableText(image, named)}, which is const`;
    return 'writes to a string literal, which is read-only: copy it into an array first';
  }
  if (mark === SHADOW_GONE) {
    const named = ownerOf(s, image, addr);
    const what = named?.inside ? variableText(image, named) : 'a variable';
    return `${verb} ${bytes} of ${what}, whose block has ended: it lives no longer`;
  }
  if (mark === SHADOW_FREED) {
    const call = freedBlock(s, addr)?.freed?.by === 'munmap' ? 'munmap' : 'free';
    return `${verb} ${bytes} of ${freedText(s, image, addr)} (use after ${call})`;
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
      return `${verb} ${side} of ${blockText(image, block)}`;
    }
  }
  const owner = ownerOf(s, image, first);
  // What lies before a call's further arguments has no name: a compound literal, a copy.
  if (owner && (owner.variable.name !== ARGUMENTS || first >= owner.at)) {
    const { variable, at } = owner;
    const total = sizeOf(variable.type);
    if (variable.name === ARGUMENTS) return `${verb} an argument that the call did not pass`;
    const what = variableText(image, owner);
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

function element(type: CType, offset: number): string {
  if (type.kind !== 'array' || type.length === undefined) return '';
  const index = Math.floor(offset / Math.max(1, sizeOf(type.of)));
  return `: index ${index}, but the last one is ${type.length - 1}`;
}

/** Tells whether this is stack of a library function: a program's pointer there is out of date. */
function inLibraryFrame(s: VmState, image: Image, addr: number): boolean {
  const frame = stackFrames(s).find(({ fn, sp }) => {
    return addr >= sp && addr < sp + image.functions[fn].frameBytes;
  });
  return frame !== undefined && image.files[image.functions[frame.fn].file].library;
}

/** Stops the program where a library function or the kernel runs over an array inside an object. */
export function checkLimits(
  s: VmState,
  image: Image,
  access: Access,
  addr: number,
  size: number,
  by = '',
): void {
  for (const { low, high, bound } of s.limits) {
    if (addr < low || addr >= high || addr + size <= high || !isWhole(s, low, high)) continue;
    const { name, type, behind } = image.bounds[bound];
    const verb = access === 'read' ? 'reads' : 'writes';
    const over = behind ? `, ${access === 'read' ? 'into' : 'over'} ${behind}` : '';
    const what = `'${name}' (${typeName(type)})`;
    const text = `${verb} ${count(addr + size - high)} past the end of ${what}${over}`;
    throw new VmFault('SIGSEGV', by ? `${by}: ${text}` : text);
  }
}

/** Whether nothing lies between an array's bytes: of a `struct dirent` often only a name's length is there. */
function isWhole(s: VmState, low: number, high: number): boolean {
  return !s.space.shadow.subarray(low, high).some((mark) => mark === SHADOW_HEAP_GAP);
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
