// User memory: the only way by which the kernel reaches a process's bytes.
//
// One idea: copy-in and copy-out check the address through the program's driver, and every copy of
// payload is an event with its byte count, which is what the data-path figure counts.
//
// Units: bytes; addresses are the program's own.
// Source: Linux copy_from_user(), copy_to_user().
// Departs: the few bytes of a struct argument (sockaddr, pollfd) are copied without an event.

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
