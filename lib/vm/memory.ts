// Memory: the slow paths of loads and stores, where the fast test on the shadow did not hold.
//
// A load may be unaligned, or read memory that was never set, or be wrong. A store may be the first
// to a variable, or unaligned, or wrong. What is right is done here; the rest becomes a fault.

import { type Image, SHADOW_SET } from '../cc/image.ts';
import { accessFault, checkLimits } from './fault.ts';
import type { VmState } from './state.ts';

/** Thrown at a load of bytes that were never set; the interpreter leaves it to taint.ts. */
export const POISONED = Symbol('poisoned');

/** Leaves the fast loop: a value that was never set comes into a register. */
export function poison(s: VmState): never {
  s.taint.active = true;
  s.taint.idle = 0;
  throw POISONED;
}

/** Checks that `size` bytes may be read; where some were never set, taint.ts takes over. */
export function checkRead(s: VmState, image: Image, addr: number, size: number): void {
  let set = true;
  if (addr < 0 || addr + size > s.space.shadow.length) accessFault(s, image, 'read', addr, size);
  for (let i = addr; i < addr + size; i++) {
    const mark = s.space.shadow[i];
    if (!(mark & 1)) accessFault(s, image, 'read', addr, size);
    if (!(mark & 2)) set = false;
  }
  if (!set && !s.taint.stepping) poison(s);
}

/** Checks that `size` bytes may be written, and marks them as set. */
export function checkWrite(s: VmState, image: Image, addr: number, size: number): void {
  if (addr < 0 || addr + size > s.space.shadow.length) accessFault(s, image, 'write', addr, size);
  for (let i = addr; i < addr + size; i++) {
    if (!(s.space.shadow[i] & 4)) accessFault(s, image, 'write', addr, size);
  }
  const { shadow } = s.space;
  // For a few bytes a loop is faster than fill().
  if (size > 64) shadow.fill(SHADOW_SET, addr, addr + size);
  else for (let i = addr; i < addr + size; i++) shadow[i] = SHADOW_SET;
}

export function load8(s: VmState, image: Image, addr: number): number {
  checkRead(s, image, addr, 1);
  return s.space.memory[addr];
}

export function load16(s: VmState, image: Image, addr: number): number {
  checkRead(s, image, addr, 2);
  return s.space.memory[addr] | (s.space.memory[addr + 1] << 8);
}

export function load32(s: VmState, image: Image, addr: number): number {
  checkRead(s, image, addr, 4);
  const m = s.space.memory;
  return m[addr] | (m[addr + 1] << 8) | (m[addr + 2] << 16) | (m[addr + 3] << 24);
}

/** Loads 8 bytes into the register at `to`. */
export function load64(s: VmState, image: Image, addr: number, to: number): void {
  checkRead(s, image, addr, 8);
  const m = s.space.memory;
  s.registers[to] = m[addr] | (m[addr + 1] << 8) | (m[addr + 2] << 16) | (m[addr + 3] << 24);
  s.registers[to + 1] =
    m[addr + 4] | (m[addr + 5] << 8) | (m[addr + 6] << 16) | (m[addr + 7] << 24);
}

export function store8(s: VmState, image: Image, addr: number, value: number): void {
  checkWrite(s, image, addr, 1);
  s.space.memory[addr] = value;
}

export function store16(s: VmState, image: Image, addr: number, value: number): void {
  checkWrite(s, image, addr, 2);
  s.space.memory[addr] = value;
  s.space.memory[addr + 1] = value >> 8;
}

export function store32(s: VmState, image: Image, addr: number, value: number): void {
  checkWrite(s, image, addr, 4);
  put32(s.space.memory, addr, value);
}

/** Stores the register at `from`, 8 bytes. */
export function store64(s: VmState, image: Image, addr: number, from: number): void {
  checkWrite(s, image, addr, 8);
  put32(s.space.memory, addr, s.registers[from]);
  put32(s.space.memory, addr + 4, s.registers[from + 1]);
}

function put32(m: Uint8Array, addr: number, value: number): void {
  m[addr] = value;
  m[addr + 1] = value >> 8;
  m[addr + 2] = value >> 16;
  m[addr + 3] = value >> 24;
}

const floatCell = new Float32Array(1);
const floatBits = new Int32Array(floatCell.buffer);

export function floatFromBits(bits: number): number {
  floatBits[0] = bits;
  return floatCell[0];
}

export function bitsOfFloat(value: number): number {
  floatCell[0] = value;
  return floatBits[0];
}

/** Copies bytes with their shadow: what was never set stays so at its new place. */
export function copyBytes(
  s: VmState,
  image: Image,
  to: number,
  from: number,
  size: number,
  by = '',
): void {
  if (size === 0) return;
  checkRange(s, image, 'read', from, size, by);
  checkRange(s, image, 'write', to, size, by);
  s.space.memory.copyWithin(to, from, from + size);
  // A copy of a constant can be written to: only the bit "has been set" travels.
  const marks = s.space.shadow.slice(from, from + size);
  for (let i = 0; i < size; i++) s.space.shadow[to + i] = 5 | (marks[i] & 2);
}

export function zeroBytes(s: VmState, image: Image, addr: number, size: number): void {
  if (size === 0) return;
  checkRange(s, image, 'write', addr, size);
  s.space.memory.fill(0, addr, addr + size);
  s.space.shadow.fill(SHADOW_SET, addr, addr + size);
}

/** Checks a range for a library function, which the fault then names. */
export function checkRange(
  s: VmState,
  image: Image,
  access: 'read' | 'write',
  addr: number,
  size: number,
  by = '',
): void {
  const need = access === 'read' ? 1 : 4;
  if (by && s.limits.length > 0) checkLimits(s, image, access, addr, size, by);
  if (size > 0 && (addr < 0 || addr + size > s.space.shadow.length)) {
    // Where it begins well, the message is about the first byte that is wrong.
    accessFault(s, image, access, firstBad(s, addr, size, need), size, by);
  }
  for (let i = addr; i < addr + size; i++) {
    if (!(s.space.shadow[i] & need)) accessFault(s, image, access, i, addr + size - i, by);
  }
}

function firstBad(s: VmState, addr: number, size: number, need: number): number {
  for (let i = Math.max(0, addr); i < addr + size && i < s.space.shadow.length; i++) {
    if (!(s.space.shadow[i] & need)) return i;
  }
  return addr < 0 ? addr : s.space.shadow.length;
}
