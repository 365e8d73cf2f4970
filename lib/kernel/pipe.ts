// Pipes: bytes that go in at one descriptor and come out at another of the same host.
//
// One idea: a pipe is a bounded run of bytes with two counts, of readers and of writers. When the
// last writer has closed, the reader meets the end; when the last reader has, the writer SIGPIPE.
// A named pipe is the same behind an inode, for as long as somebody has it open.
//
// Units: bytes.
// Source: pipe(7); Linux fs/pipe.c (capacity 16 pages).

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
import { ENXIO } from '../abi/errno.ts';
import { takeId } from '../sim/sim.ts';
import { joinBytes } from './bytes.ts';
import type { Ctx, FileNode, OpenFile, Pipe } from './kernel.ts';
import { createFile } from './open-file.ts';
import { waitKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

export const PIPE_CAPACITY = 65536;

/** Makes a pipe with one reader and one writer. */
export function createPipe(ctx: Ctx, capacity = PIPE_CAPACITY): Pipe {
  const id = takeId(ctx.sim);
  const pipe = { id, bytes: new Uint8Array(0), readers: 1, writers: 1, capacity };
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

/** Takes up to `max` bytes; an empty answer means that there are none now. */
export function takeFromPipe(ctx: Ctx, pipe: Pipe, max: number): Uint8Array {
  const taken = pipe.bytes.slice(0, max);
  pipe.bytes = pipe.bytes.slice(taken.length);
  if (taken.length > 0) wakePipe(ctx, pipe, POLLOUT);
  return taken;
}

/** Tells how much one write may put in now; up to PIPE_BUF bytes go in whole or not at all. */
export function roomInPipe(pipe: Pipe, wanted: number): number {
  const room = pipe.capacity - pipe.bytes.length;
  return wanted <= PIPE_BUF && room < wanted ? 0 : Math.min(room, wanted);
}

/** Puts bytes in; there must be room. */
export function putIntoPipe(ctx: Ctx, pipe: Pipe, bytes: Uint8Array): void {
  pipe.bytes = joinBytes(pipe.bytes, bytes);
  wakePipe(ctx, pipe, POLLIN);
}

function wakePipe(ctx: Ctx, pipe: Pipe, mask: number): void {
  wake(ctx, waitKey('pipe', pipe.id), mask);
}

/** Tells what poll(2) would of one end. */
export function pollPipe(ctx: Ctx, file: OpenFile): number {
  let mask = 0;
  const input = inPipe(ctx, file);
  const output = outPipe(ctx, file);
  if (input && input.bytes.length > 0) mask |= POLLIN;
  // Of a named pipe only who has seen a writer sees the last one go.
  const seen = input?.named === undefined || input.named.writers > file.offset;
  if (input && input.writers === 0 && seen) mask |= POLLHUP;
  if (output && output.capacity > output.bytes.length) mask |= POLLOUT;
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
