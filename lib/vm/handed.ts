// Handed: what a program hands to the kernel is looked at here, before the kernel sees it.
//
// One idea: memory that a call names must be the program's own, and what the kernel reads must have
// been set. A pointer into nowhere is left to the kernel, which answers EFAULT as Linux does; one
// that begins in a variable and runs over its end stops the program, however few bytes come.
//
// Bytes that were never set and may yet be sent: padding; what a union's members do not share; the
// rest of an array inside a struct of which the beginning was set (a name of 32 bytes, the text of a
// message). Of memory from malloc no type is known: there, holes that padding could leave, and what
// lies behind a '\0' in the middle of other data, count as such. A plain array must be set as far as
// it is sent.
//
// Source: for what each call reads, man-pages 6, section 2; valgrind's memcheck for the same idea.

import { AF_INET, AF_INET6, AF_UNIX, EPOLL_CTL_DEL } from '../abi/constants.ts';
import { SYS } from '../abi/syscalls.ts';
import type { Trap } from '../abi/trap.ts';
import type { Image } from '../cc/image.ts';
import { type CType, type Field, sizeOf } from '../cc/types.ts';
import { accessFault, checkLimits, unsetFault } from './fault.ts';
import { ownerOf } from './places.ts';
import type { VmState } from './state.ts';

interface Look {
  s: VmState;
  image: Image;
  args: number[];
}

type Check = (look: Look) => void;

const SOCKADDR_UN_PATH = 2;
/** The most that an address may have: sizeof (struct sockaddr_storage). */
const SOCKADDR_BYTES = 128;
const IOVEC_BYTES = 16;
const POLLFD_BYTES = 8;

/** Throws a fault if a call names memory that it should not. */
export function checkHanded(s: VmState, image: Image, trap: Trap & { kind: 'syscall' }): void {
  CHECKS[trap.nr]?.({ s, image, args: trap.args });
}

// ---- memory -------------------------------------------------------------------------------------

/** True where the kernel answers EFAULT itself: nothing of the program's is at this address. */
function nowhere({ s }: Look, addr: number, need: number): boolean {
  const mark = s.space.shadow[addr];
  return mark === undefined || mark === 0 || (mark & 1) !== (mark & need ? 1 : 0);
}

/** The kernel will write here. */
function written(look: Look, addr: number, length: number): void {
  walk(look, addr, length, 4);
}

/** The kernel will read here, whatever it holds. */
function readable(look: Look, addr: number, length: number): boolean {
  return walk(look, addr, length, 1);
}

function walk(look: Look, addr: number, length: number, need: number): boolean {
  const { s, image } = look;
  if (!(length > 0) || !(addr > 0) || nowhere(look, addr, need)) return false;
  const { shadow } = s.space;
  if (s.limits.length > 0) checkLimits(s, image, need === 1 ? 'read' : 'write', addr, length);
  const at = firstWithout(shadow, addr, addr + length, need);
  if (at >= addr + length) return true;
  if (!shadow[at]) return false;
  accessFault(s, image, need === 1 ? 'read' : 'write', at, addr + length - at);
}

/** Finds the first byte whose shadow lacks a bit; `end` for none. */
function firstWithout(shadow: Uint8Array, from: number, end: number, bit: number): number {
  const words = new Int32Array(shadow.buffer, shadow.byteOffset, shadow.length >> 2);
  const four = bit * 0x01010101;
  let at = from;
  while (at < end) {
    if ((at & 3) === 0 && at + 4 <= end && (words[at >> 2] & four) === four) at += 4;
    else if (shadow[at] & bit) at++;
    else return at;
  }
  return end;
}

/** The kernel will read these bytes as one value each: all must be set. */
function fields(look: Look, addr: number, ...places: [offset: number, size: number][]): void {
  const { s, image } = look;
  for (const [offset, size] of places) {
    if (!readable(look, addr + offset, size)) return;
    for (let at = addr + offset; at < addr + offset + size; at++) {
      if (!(s.space.shadow[at] & 2)) unsetFault(s, image, at);
    }
  }
}

/** The kernel will send these bytes on: what may be left unset is said at the top. */
function bytes(look: Look, addr: number, length: number): void {
  if (!readable(look, addr, length)) return;
  const { s, image } = look;
  const { shadow } = s.space;
  const past = addr + length;
  for (let at = firstWithout(shadow, addr, past, 2); at < past; ) {
    let end = at + 1;
    while (end < past && !(shadow[end] & 2)) end++;
    const owner = ownerOf(s, image, at);
    if (owner?.inside) {
      const { variable } = owner;
      if (!mayBeUnset(look, variable.type, owner.at, at - owner.at, true)) unsetFault(s, image, at);
      end = at + 1;
    } else if (!looksLikeHole(look, addr, at, end)) unsetFault(s, image, at);
    at = firstWithout(shadow, end, past, 2);
  }
}

/** Tells whether byte `offset` of an object at `base` may be sent although nobody set it. */
function mayBeUnset(
  look: Look,
  type: CType,
  base: number,
  offset: number,
  outer: boolean,
): boolean {
  const { shadow } = look.s.space;
  if (type.kind === 'array') {
    const size = sizeOf(type.of);
    const begun = !outer && (shadow[base] & 2) !== 0;
    if (type.of.kind !== 'record' && type.of.kind !== 'array') return begun;
    const first = base + Math.floor(offset / size) * size;
    return begun || mayBeUnset(look, type.of, first, base + offset - first, outer);
  }
  // An extended double has 10 bytes, in memory 16.
  if (type.kind === 'float') return offset >= 8;
  if (type.kind !== 'record') return false;
  const { union, fields = [], size } = type.record;
  if (union) return shadow.subarray(base, base + size).some((mark) => mark & 2);
  const field = fields.find((f) => offset >= f.offset && offset < f.offset + bytesOf(f));
  return !field || mayBeUnset(look, field.type, base + field.offset, offset - field.offset, false);
}

/** Of the unit that a bit-field is declared with, only the bytes with its bits are its own. */
function bytesOf({ type, bits }: Field): number {
  return bits ? (bits.shift + bits.width + 7) >> 3 : sizeOf(type);
}

/** Memory without a type: padding ends where a bigger member is aligned; text ends in a NUL. */
function looksLikeHole({ s }: Look, start: number, at: number, end: number): boolean {
  const { memory } = s.space;
  if (at === start) return false;
  if ([2, 4, 8].some((align) => end - at < align && end % align === 0)) return true;
  return memory[at - 1] === 0 && memory.subarray(start, at - 1).includes(0);
}

// ---- what is behind the pointers ----------------------------------------------------------------

function path(look: Look, addr: number): void {
  for (let at = addr; readable(look, at, 1); at++) {
    fields(look, at, [0, 1]);
    if (look.s.space.memory[at] === 0) return;
  }
}

function number32(look: Look, addr: number): number {
  const m = look.s.space.memory;
  return m[addr] | (m[addr + 1] << 8) | (m[addr + 2] << 16) | (m[addr + 3] << 24);
}

function address(look: Look, addr: number, length: number): void {
  // Other lengths the kernel refuses before it looks.
  if (length < 2 || length > SOCKADDR_BYTES || !readable(look, addr, length)) return;
  fields(look, addr, [0, 2]);
  const family = number32(look, addr) & 0xffff;
  // Not asked for: the padding sin_zero, and an IPv6 flow.
  if (family === AF_INET && length >= 16) fields(look, addr, [2, 2], [4, 4]);
  if (family === AF_INET6 && length >= 28) fields(look, addr, [2, 2], [8, 16], [24, 4]);
  if (family === AF_UNIX && length > 2) {
    const end = addr + length;
    for (let at = addr + SOCKADDR_UN_PATH; at < end; at++) {
      fields(look, at, [0, 1]);
      if (look.s.space.memory[at] === 0 && at > addr + SOCKADDR_UN_PATH) return;
    }
  }
}

function vectors(look: Look, iov: number, count: number, out: boolean): void {
  // More than UIO_MAXIOV the kernel refuses before it looks.
  for (let i = 0; i < count && count <= 1024; i++) {
    const at = iov + i * IOVEC_BYTES;
    if (!readable(look, at, IOVEC_BYTES)) return;
    fields(look, at, [0, 8], [8, 8]);
    const [base, length] = [number32(look, at), number32(look, at + 8)];
    if (out) written(look, base, length);
    else bytes(look, base, length);
  }
}

/** A struct msghdr; recvmsg fills in msg_flags, sendmsg does not look at it. */
function message(look: Look, addr: number, out: boolean): void {
  fields(look, addr, [0, 8], [16, 8], [24, 8], [32, 8]);
  if (!readable(look, addr, 56)) return;
  if (number32(look, addr) !== 0) fields(look, addr, [8, 4]);
  if (number32(look, addr + 32) !== 0) fields(look, addr, [40, 8]);
  if (!out && number32(look, addr) !== 0) {
    address(look, number32(look, addr), number32(look, addr + 8));
  }
  vectors(look, number32(look, addr + 16), number32(look, addr + 24), out);
}

function pollSet(look: Look, addr: number, count: number): void {
  for (let i = 0; i < count && i < 1024; i++) {
    const at = addr + i * POLLFD_BYTES;
    if (!readable(look, at, POLLFD_BYTES)) return;
    fields(look, at, [0, 4]);
    if (number32(look, at) >= 0) fields(look, at, [4, 2]);
  }
}

function sets(look: Look): void {
  const [count, ...pointers] = look.args;
  for (const addr of pointers.slice(0, 3)) {
    if (addr !== 0) fields(look, addr, [0, Math.ceil(Math.min(count, 1024) / 8)]);
  }
}

/** A time of two 8-byte numbers in argument `i`; none for NULL. */
function time(look: Look, i: number): void {
  if (look.args[i]) fields(look, look.args[i], [0, 16]);
}

/** A length in argument `i`, by address, that the kernel reads before it writes so much. */
function answer(look: Look, i: number): void {
  const [addr, length] = [look.args[i], look.args[i + 1]];
  if (!addr || !length || !readable(look, length, 4)) return;
  fields(look, length, [0, 4]);
  const size = number32(look, length) | 0;
  if (size > 0) written(look, addr, size);
}

const CHECKS: Readonly<Record<number, Check>> = {
  [SYS.read]: (l) => written(l, l.args[1], l.args[2]),
  [SYS.pread64]: (l) => written(l, l.args[1], l.args[2]),
  [SYS.write]: (l) => bytes(l, l.args[1], l.args[2]),
  [SYS.pwrite64]: (l) => bytes(l, l.args[1], l.args[2]),
  [SYS.open]: (l) => path(l, l.args[0]),
  [SYS.openat]: (l) => path(l, l.args[1]),
  [SYS.unlink]: (l) => path(l, l.args[0]),
  [SYS.chdir]: (l) => path(l, l.args[0]),
  [SYS.newfstatat]: (l) => path(l, l.args[1]),
  [SYS.access]: (l) => path(l, l.args[0]),
  [SYS.poll]: (l) => pollSet(l, l.args[0], l.args[1]),
  [SYS.ppoll]: (l) => {
    pollSet(l, l.args[0], l.args[1]);
    time(l, 2);
  },
  [SYS.select]: (l) => {
    sets(l);
    time(l, 4);
  },
  [SYS.pselect6]: (l) => {
    sets(l);
    time(l, 4);
  },
  [SYS.nanosleep]: (l) => time(l, 0),
  [SYS.clock_nanosleep]: (l) => time(l, 2),
  [SYS.bind]: (l) => address(l, l.args[1], l.args[2]),
  [SYS.connect]: (l) => address(l, l.args[1], l.args[2]),
  [SYS.accept]: (l) => answer(l, 1),
  [SYS.accept4]: (l) => answer(l, 1),
  [SYS.getsockname]: (l) => answer(l, 1),
  [SYS.getpeername]: (l) => answer(l, 1),
  [SYS.getsockopt]: (l) => answer(l, 3),
  // A length of an option is an int there: a negative one is refused before anything is read.
  [SYS.setsockopt]: (l) => bytes(l, l.args[3], l.args[4] | 0),
  [SYS.sendto]: (l) => {
    bytes(l, l.args[1], l.args[2]);
    if (l.args[4]) address(l, l.args[4], l.args[5]);
  },
  [SYS.recvfrom]: (l) => {
    written(l, l.args[1], l.args[2]);
    answer(l, 4);
  },
  [SYS.sendmsg]: (l) => message(l, l.args[1], false),
  [SYS.recvmsg]: (l) => message(l, l.args[1], true),
  [SYS.writev]: (l) => vectors(l, l.args[1], l.args[2], false),
  [SYS.readv]: (l) => vectors(l, l.args[1], l.args[2], true),
  [SYS.epoll_ctl]: (l) => {
    if (l.args[3] && l.args[1] !== EPOLL_CTL_DEL) fields(l, l.args[3], [0, 4]);
  },
  [SYS.epoll_wait]: (l) => written(l, l.args[1], l.args[2] * 12),
  [SYS.rt_sigaction]: (l) => {
    if (l.args[1]) fields(l, l.args[1], [0, 8], [8, 8], [24, 8]);
  },
  [SYS.rt_sigprocmask]: (l) => {
    if (l.args[1]) fields(l, l.args[1], [0, 8]);
  },
};
