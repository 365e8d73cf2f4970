// Pipes: bytes that go in at one descriptor and come out at another of the same host.
//
// One idea: a pipe is a row of slots, a page each, with two counts, of readers and of writers. When the
// last writer has closed, the reader meets the end; when the last reader has, the writer SIGPIPE.
// A write goes on in the last page where its odd bytes fit, and begins a new one where they do not: so
// what is no longer than a page goes in whole or not at all, and a pipe may be full of fewer bytes than
// its pages have. A named pipe is the same behind an inode, for as long as somebody has it open.
//
// Units: bytes.
// Source: pipe(7); Linux fs/pipe.c pipe_read(), pipe_write() (16 slots); answers of Linux 6.18.
// Departs: what splice(2) and its like put in lies in pages of its own from their beginning.

import {
  O_ACCMODE,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
  PIPE_BUF,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
} from '../abi/constants.ts';
import { EBUSY, ENXIO } from '../abi/errno.ts';
import { takeId } from '../sim/sim.ts';
import { joinBytes } from './bytes.ts';
import type { Ctx, FileNode, OpenFile, Pipe, PipeSlot } from './kernel.ts';
import { createFile } from './open-file.ts';
import { waitKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

export const PIPE_CAPACITY = 65536;

/** Makes a pipe with one reader and one writer. */
export function createPipe(ctx: Ctx, capacity = PIPE_CAPACITY): Pipe {
  const id = takeId(ctx.sim);
  const pipe: Pipe = { id, slots: [], readers: 1, writers: 1, capacity };
  ctx.kernel.pipes.set(id, pipe);
  return pipe;
}

/** Finds the pipe that a description reads from: undefined at a write end. */
export function inPipe(ctx: Ctx, file: OpenFile): Pipe | undefined {
  const pipe = ctx.kernel.pipes.get(file.object)!;
  return (file.flags & O_ACCMODE) === O_WRONLY ? undefined : pipe;
}

/** Finds the pipe that a description writes into: undefined at a read end. */
export function outPipe(ctx: Ctx, file: OpenFile): Pipe | undefined {
  const pipe = ctx.kernel.pipes.get(file.object)!;
  return (file.flags & O_ACCMODE) === O_RDONLY ? undefined : pipe;
}

/** Counts what a reader would find. */
export function pipeBytes({ slots }: Pipe): number {
  return slots.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** Tells how many slots are free; a pipe without one is full. */
export function freeSlots({ slots, capacity }: Pipe): number {
  return capacity / PIPE_BUF - slots.length;
}

/** Tells what a read of up to `max` bytes would get: never more than one packet, if packets count. */
export function lookIntoPipe({ slots }: Pipe, max: number, packets = true): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  for (const slot of slots) {
    const part = slot.bytes.slice(0, max - bytes.length);
    bytes = bytes.length === 0 ? part : joinBytes(bytes, part);
    if (bytes.length === max || (packets && slot.kind === 'packet')) break;
  }
  return bytes;
}

/** Takes out what has been looked at; what is left of a packet goes with it, if packets count. */
export function takeFromPipe(ctx: Ctx, pipe: Pipe, count: number, packets = true): void {
  const { slots } = pipe;
  const full = freeSlots(pipe) <= 0;
  let left = count;
  let freed = 0;
  while (left > 0 && freed < slots.length) {
    const slot = slots[freed];
    if (left < slot.bytes.length && !(packets && slot.kind === 'packet')) {
      slot.bytes = slot.bytes.subarray(left);
      break;
    }
    left -= slot.bytes.length;
    freed++;
  }
  slots.splice(0, freed);
  // Who waits for room waits for a slot.
  if (full && freed > 0) wakePipe(ctx, pipe, POLLOUT);
}

/** Tells whether the odd bytes of a write, those beyond whole pages, go into the last page. */
function goesOn({ slots }: Pipe, length: number, kind: PipeSlot['kind']): boolean {
  const odd = length % PIPE_BUF;
  const last = slots.at(-1);
  if (kind === 'lent' || !last || odd === 0) return false;
  return last.kind === 'page' && last.end + odd <= PIPE_BUF;
}

/** Tells how much of one write goes in now. */
export function roomInPipe(pipe: Pipe, wanted: number, kind: PipeSlot['kind'] = 'page'): number {
  const odd = goesOn(pipe, wanted, kind) ? wanted % PIPE_BUF : 0;
  return Math.min(wanted, Math.max(0, freeSlots(pipe)) * PIPE_BUF + odd);
}

/** Puts bytes in; there must be room. */
export function putIntoPipe(
  ctx: Ctx,
  pipe: Pipe,
  bytes: Uint8Array,
  kind: PipeSlot['kind'] = 'page',
): void {
  const { slots } = pipe;
  let at = 0;
  if (goesOn(pipe, bytes.length, kind)) {
    at = bytes.length % PIPE_BUF;
    const last = slots[slots.length - 1];
    last.bytes = joinBytes(last.bytes, bytes.subarray(0, at));
    last.end += at;
  }
  for (; at < bytes.length; at += PIPE_BUF) {
    const page = bytes.slice(at, at + PIPE_BUF);
    slots.push({ bytes: page, end: page.length, kind });
  }
  wakePipe(ctx, pipe, POLLIN);
}

/** A part of a slot, or a second of it: nobody writes on in its page, and a packet stays one. */
function partOf({ bytes, end, kind }: PipeSlot, length: number): PipeSlot {
  return { bytes: bytes.subarray(0, length), end, kind: kind === 'packet' ? kind : 'lent' };
}

/** Moves up to `most` bytes into a pipe that has room, slot for slot. */
export function moveSlots(ctx: Ctx, from: Pipe, to: Pipe, most: number): number {
  const full = freeSlots(from) <= 0;
  let moved = 0;
  while (moved < most && from.slots.length > 0 && freeSlots(to) > 0) {
    const [first] = from.slots;
    const length = Math.min(first.bytes.length, most - moved);
    if (length === first.bytes.length) to.slots.push(from.slots.shift()!);
    else {
      to.slots.push(partOf(first, length));
      first.bytes = first.bytes.subarray(length);
    }
    moved += length;
  }
  if (moved > 0) wakePipe(ctx, to, POLLIN);
  if (full && freeSlots(from) > 0) wakePipe(ctx, from, POLLOUT);
  return moved;
}

/** Puts up to `most` bytes into a pipe that has room, too, slot for slot. */
export function copySlots(ctx: Ctx, from: Pipe, to: Pipe, most: number): number {
  let copied = 0;
  for (const slot of from.slots.slice(0, freeSlots(to))) {
    const part = partOf(slot, Math.min(slot.bytes.length, most - copied));
    if (part.bytes.length === 0) break;
    to.slots.push(part);
    copied += part.bytes.length;
  }
  if (copied > 0) wakePipe(ctx, to, POLLIN);
  return copied;
}

/** F_SETPIPE_SZ: the number of slots; -EBUSY where more are in use. */
export function resizePipe(ctx: Ctx, pipe: Pipe, capacity: number): number {
  if (capacity / PIPE_BUF < pipe.slots.length) return -EBUSY;
  pipe.capacity = capacity;
  wakePipe(ctx, pipe, POLLOUT);
  return capacity;
}

function wakePipe(ctx: Ctx, pipe: Pipe, mask: number): void {
  wake(ctx, waitKey('pipe', pipe.id), mask);
}

/** A write that finds no room is an edge to who watches the other end, all the same: pipe_write(). */
export function noteFullPipe(ctx: Ctx, file: OpenFile): void {
  wakePipe(ctx, outPipe(ctx, file)!, POLLIN);
}

/** Tells what poll(2) would of one end. */
export function pollPipe(ctx: Ctx, file: OpenFile): number {
  let mask = 0;
  const input = inPipe(ctx, file);
  const output = outPipe(ctx, file);
  if (input && input.slots.length > 0) mask |= POLLIN;
  // Of a named pipe only who has seen a writer sees the last one go.
  const seen = input?.named === undefined || input.named.writers > file.offset;
  if (input && input.writers === 0 && seen) mask |= POLLHUP;
  if (output && freeSlots(output) > 0) mask |= POLLOUT;
  if (output && output.readers === 0) mask |= POLLERR;
  return mask;
}

/** Closes one end. */
export function releasePipe(ctx: Ctx, file: OpenFile): void {
  const input = inPipe(ctx, file);
  const output = outPipe(ctx, file);
  if (input) input.readers--;
  if (output) output.writers--;
  const pipe = (input ?? output)!;
  if (pipe.readers > 0 || pipe.writers > 0) {
    wakePipe(ctx, pipe, 0);
    return;
  }
  ctx.kernel.pipes.delete(pipe.id);
  const node = pipe.named && ctx.kernel.inodes.get(pipe.named.ino);
  if (node) node.pipe = undefined;
}

/** Opens a pipe again, in the way that is asked for now, by its link under /proc. */
export function reopenPipe(ctx: Ctx, { object, path, about }: OpenFile, flags: number): OpenFile {
  const pipe = ctx.kernel.pipes.get(object)!;
  const mode = flags & O_ACCMODE;
  for (const counts of pipe.named ? [pipe, pipe.named] : [pipe]) {
    if (mode !== O_WRONLY) counts.readers++;
    if (mode !== O_RDONLY) counts.writers++;
  }
  const file = createFile(ctx, {
    ...{ what: 'pipe', flags, object },
    ...(path !== undefined && { path }),
  });
  if (about) file.about = about;
  return file;
}

/** Opens a named pipe: everybody who has it open shares one pipe. -ENXIO where a writer may not wait. */
export function openFifo(ctx: Ctx, node: FileNode, flags: number, path: string): OpenFile | number {
  const mode = flags & O_ACCMODE;
  const known = node.pipe === undefined ? undefined : ctx.kernel.pipes.get(node.pipe);
  if (mode === O_WRONLY && flags & O_NONBLOCK && !known?.readers) return -ENXIO;
  const pipe = known ?? createPipe(ctx);
  if (!known) {
    Object.assign(pipe, { readers: 0, writers: 0 });
    pipe.named = { ino: node.ino, readers: 0, writers: 0 };
    node.pipe = pipe.id;
  }
  const named = pipe.named!;
  const file = createFile(ctx, { what: 'pipe', flags, object: pipe.id, path });
  if (mode !== O_WRONLY) {
    pipe.readers++;
    named.readers++;
  }
  if (mode !== O_RDONLY) {
    pipe.writers++;
    named.writers++;
  }
  file.offset = pipe.writers > 0 ? 0 : named.writers;
  wakePipe(ctx, pipe, 0);
  return file;
}

/** Tells whether a named pipe that has been opened has its other end: who waits for that, sleeps. */
export function fifoIsOpen(ctx: Ctx, file: OpenFile, seen: number): boolean {
  const { readers, writers, named } = ctx.kernel.pipes.get(file.object)!;
  const mode = file.flags & O_ACCMODE;
  if (mode === O_RDONLY) return writers > 0 || named!.writers > seen;
  return mode !== O_WRONLY || readers > 0 || named!.readers > seen;
}
