// User memory: the only way by which the kernel reaches a process's bytes.
//
// One idea: copy-in and copy-out check the address through the program's driver, and every copy of
// payload is an event with its byte count, which is what the data-path figure counts.
//
// Units: bytes; addresses are the program's own.
// Source: Linux copy_from_user(), copy_to_user().
// Departs: the few bytes of a struct argument (sockaddr, pollfd) are copied without an event.

import { E2BIG, EFAULT } from '../abi/errno.ts';
import { emit, spend, traced } from '../sim/sim.ts';
import type { Place } from '../sim/trace.ts';
import { toBytes, unsignedAt } from './bytes.ts';
import { copyUs } from './costs.ts';
import type { Ctx, Task } from './kernel.ts';
import { pagesIn, pagesOut } from './mappings.ts';

function driverOf(ctx: Ctx, task: Task) {
  const driver = ctx.drivers.get(task.program);
  if (!driver) throw new Error(`task ${task.tid}: no driver for program kind '${task.program}'`);
  return driver;
}

/** Copies `length` bytes of an argument in; undefined (EFAULT) for a bad address. */
export function readUser(
  ctx: Ctx,
  task: Task,
  addr: number,
  length: number,
): Uint8Array | undefined {
  if (length === 0) return new Uint8Array(0);
  if (addr === 0 || length < 0) return undefined;
  pagesIn(ctx, task);
  return driverOf(ctx, task).read(task.data, addr, length);
}

/** Copies an argument out; false (EFAULT) for a bad address. */
export function writeUser(ctx: Ctx, task: Task, addr: number, bytes: Uint8Array): boolean {
  if (bytes.length === 0) return true;
  if (addr === 0) return false;
  pagesIn(ctx, task);
  const written = driverOf(ctx, task).write(task.data, addr, bytes);
  pagesOut(ctx, task);
  return written;
}

/** Reads one little-endian unsigned number. */
export function readUserNumber(
  ctx: Ctx,
  task: Task,
  addr: number,
  size: number,
): number | undefined {
  const bytes = readUser(ctx, task, addr, size);
  return bytes && unsignedAt(bytes, 0, size);
}

/** Writes one little-endian number; false for a bad address. */
export function writeUserNumber(
  ctx: Ctx,
  task: Task,
  addr: number,
  value: number,
  size: number,
): boolean {
  return writeUser(ctx, task, addr, toBytes(value, size));
}

/** Reads a path or other text up to its zero byte; undefined for a bad address. */
export function readUserText(ctx: Ctx, task: Task, addr: number): string | undefined {
  let text = '';
  for (let at = addr; text.length < 4096; at++) {
    const byte = readUser(ctx, task, at, 1);
    if (!byte) return undefined;
    if (byte[0] === 0) return text;
    text += String.fromCharCode(byte[0]);
  }
  return text;
}

/** One word at most, its zero included (MAX_ARG_STRLEN), and as many as 2 MB have room for. */
const WORD_BYTES = 131_072;
const MAX_WORDS = 262_144;

/** Reads argv or envp: pointers up to NULL; -EFAULT, or -E2BIG. No array has none. */
export function readPointers(ctx: Ctx, task: Task, addr: number): number[] | number {
  const pointers: number[] = [];
  for (let at = addr; addr !== 0; at += 8) {
    const pointer = readUserNumber(ctx, task, at, 8);
    if (pointer === undefined) return -EFAULT;
    if (pointer === 0) break;
    pointers.push(pointer);
    if (pointers.length > MAX_WORDS) return -E2BIG;
  }
  return pointers;
}

/** Reads what such pointers point at, without the zeros. */
export function readWords(ctx: Ctx, task: Task, addr: number): Uint8Array[] | number {
  const pointers = readPointers(ctx, task, addr);
  if (typeof pointers === 'number') return pointers;
  const words: Uint8Array[] = [];
  for (const pointer of pointers) {
    const word = readWord(ctx, task, pointer);
    if (typeof word === 'number') return word;
    words.push(word);
  }
  return words;
}

/** Reads one word in pieces, and byte by byte where a piece is more than the program has. */
export function readWord(ctx: Ctx, task: Task, addr: number): Uint8Array | number {
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < WORD_BYTES) {
    const at = addr + length;
    const piece = readUser(ctx, task, at, 256) ?? readUser(ctx, task, at, 1);
    if (!piece) return -EFAULT;
    const end = piece.indexOf(0);
    pieces.push(end < 0 ? piece : piece.subarray(0, end));
    length += pieces[pieces.length - 1].length;
    if (end >= 0) return length < WORD_BYTES ? joinAll(pieces, length) : -E2BIG;
  }
  return -E2BIG;
}

function joinAll(pieces: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Tells the trace of one movement of payload, and lets the time of a CPU copy pass. */
export function tellCopy(
  ctx: Ctx,
  how: 'cpu' | 'dma' | 'link',
  bytes: number,
  from: Place,
  to: Place,
  pid: number,
  sock?: number,
): void {
  if (bytes === 0) return;
  if (how === 'cpu') spend(ctx.sim, copyUs(bytes));
  if (!traced(ctx.sim, 'copy')) return;
  const event = { kind: 'copy' as const, host: ctx.kernel.host, how, bytes, from, to, pid };
  emit(ctx.sim, sock === undefined ? event : { ...event, sock });
}
