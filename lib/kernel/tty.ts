// Terminals: what is typed reaches a program line by line.
//
// One idea: the line discipline holds a line back until Enter, so that read(2) on a terminal
// returns whole lines. ^D hands over what has been typed, and on an empty line means "the end".
//
// Source: termios(3), canonical mode; Linux drivers/tty/n_tty.c.
// Departs: no echo here (who draws the terminal draws what was typed), no raw mode, and ^C reaches
// every process on the terminal.

import { POLLIN, POLLOUT, SIGINT } from '../abi/constants.ts';
import { emit, takeId, traced } from '../sim/sim.ts';
import { joinBytes } from './bytes.ts';
import type { Ctx, Tty } from './kernel.ts';
import { fromKernel, sendSignal } from './signal.ts';
import { waitKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

const CTRL_C = 3;
const CTRL_D = 4;
const BACKSPACE = 127;
const NEWLINE = 10;

/** Makes a terminal; the first of a host is number 0. */
export function createTty(ctx: Ctx): Tty {
  const id = ctx.kernel.ttys.size;
  const tty: Tty = { id, editing: new Uint8Array(0), lines: [] };
  ctx.kernel.ttys.set(id, tty);
  // Terminals take an object number too, so that adding one never renumbers what follows.
  takeId(ctx.sim);
  return tty;
}

/** Types bytes at a terminal. */
export function typeAt(ctx: Ctx, tty: Tty, bytes: Uint8Array, pid: number): void {
  if (traced(ctx.sim, 'output'))
    emit(ctx.sim, { kind: 'output', host: ctx.kernel.host, pid, stream: 0, bytes });
  for (const byte of bytes) {
    if (byte === CTRL_C) {
      tty.editing = new Uint8Array(0);
      interruptAll(ctx, tty);
    } else if (byte === CTRL_D) endLine(ctx, tty);
    else if (byte === BACKSPACE) tty.editing = tty.editing.slice(0, -1);
    else {
      tty.editing = joinBytes(tty.editing, Uint8Array.of(byte === 13 ? NEWLINE : byte));
      if (byte === NEWLINE || byte === 13) endLine(ctx, tty);
    }
  }
}

/** Gives bytes to whoever reads next, past the line discipline, as from a pipe; none is the end. */
export function giveLine(ctx: Ctx, tty: Tty, bytes: Uint8Array): void {
  tty.lines.push(bytes);
  wake(ctx, waitKey('tty', tty.id), POLLIN);
}

function endLine(ctx: Ctx, tty: Tty): void {
  tty.lines.push(tty.editing);
  tty.editing = new Uint8Array(0);
  wake(ctx, waitKey('tty', tty.id), POLLIN);
}

function interruptAll(ctx: Ctx, tty: Tty): void {
  const here = [...ctx.kernel.tasks.values()].filter(
    ({ process }) => process.tty === tty.id && !process.leftTty,
  );
  for (const process of new Set(here.map((task) => task.process))) {
    sendSignal(ctx, process, fromKernel(SIGINT));
  }
}

/** Takes up to `max` bytes of the oldest line; undefined where there is none, empty at the end. */
export function takeLine(tty: Tty, max: number): Uint8Array | undefined {
  const line = tty.lines.shift();
  if (!line) return undefined;
  if (line.length > max) tty.lines.unshift(line.slice(max));
  return line.slice(0, max);
}

/** Tells what poll(2) would of a terminal. */
export function pollTty(tty: Tty): number {
  return POLLOUT | (tty.lines.length > 0 ? POLLIN : 0);
}
