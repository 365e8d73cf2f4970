// Pipes: bytes that go in at one descriptor and come out at another of the same host.
//
// One idea: a pipe is a bounded run of bytes with two counts, of readers and of writers. When the
// last writer has closed, the reader meets the end; when the last reader has, the writer SIGPIPE.
// A socketpair is two pipes back to back.
//
// Units: bytes.
// Source: pipe(7); Linux fs/pipe.c (capacity 16 pages).

import { PIPE_BUF, POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from '../abi/constants.ts';
import { takeId } from '../sim/sim.ts';
import { joinBytes } from './bytes.ts';
import type { Ctx, OpenFile, Pipe } from './kernel.ts';
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
  return pipe.other !== undefined || (file.flags & 3) === 0 ? pipe : undefined;
}

/** Finds the pipe that a description writes into: undefined at a read end. */
export function outPipe(ctx: Ctx, file: OpenFile): Pipe | undefined {
  const pipe = ctx.kernel.pipes.get(file.object)!;
  if (pipe.other !== undefined) return ctx.kernel.pipes.get(pipe.other);
  return (file.flags & 3) === 1 ? pipe : undefined;
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
  if (pipe.other !== undefined) wake(ctx, waitKey('pipe', pipe.other), mask);
}

/** Tells what poll(2) would of one end. */
export function pollPipe(ctx: Ctx, file: OpenFile): number {
  let mask = 0;
  const input = inPipe(ctx, file);
  const output = outPipe(ctx, file);
  const pair = input && output;
  if (input && input.bytes.length > 0) mask |= POLLIN;
  if (input && input.writers === 0) mask |= pair ? POLLIN | POLLRDHUP | POLLHUP : POLLHUP;
  if (output && output.capacity > output.bytes.length) mask |= POLLOUT;
  if (output && output.readers === 0 && !pair) mask |= POLLERR;
  return mask;
}

/** Closes one end. */
export function releasePipe(ctx: Ctx, file: OpenFile): void {
  const input = inPipe(ctx, file);
  const output = outPipe(ctx, file);
  if (input) input.readers--;
  if (output) output.writers--;
  for (const pipe of [input, output]) {
    if (!pipe) continue;
    if (pipe.readers === 0 && pipe.writers === 0) ctx.kernel.pipes.delete(pipe.id);
    else wakePipe(ctx, pipe, 0);
  }
}
