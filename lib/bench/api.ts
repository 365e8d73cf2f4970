/**
 * What a cell of TypeScript may import from `'bench'`: a machine to experiment on, and ways to show what came out.
 *
 * A bench is a few simulated computers with Linux's network, joined by links. Start C programs and scripts
 * on them, make single system calls, lose packets, let time pass, and ask. Nothing is asynchronous, and
 * nothing depends on the clock of the computer that it runs on: the same cell prints the same every time.
 *
 * ```ts
 * import { createBench, ms, print } from 'bench';
 *
 * const bench = createBench();
 * const server = bench.host('server').run('server');
 * bench.advance(ms(10));
 * const curl = bench.host('client').command('curl server:8080');
 * bench.advance(ms(100));
 * print(curl.output, server.sleepsIn);
 * ```
 *
 * @module bench
 */

import '../machine/libc/all-parts.ts';
import { installPrograms } from '../machine/build.ts';
import { PROGRAMS } from '../machine/programs/programs.ts';
import type { Figure } from './folds.ts';
import {
  type Field,
  type Item,
  MAX_ITEMS,
  type Plot,
  printed,
  readFigure,
  readPlot,
  tableItem,
} from './output.ts';

export type { AdvanceResult, HostSpec, LinkSpec } from '../machine/machine.ts';
export type { TraceEvent } from '../sim/trace.ts';
export { Bench, type BenchOptions, createBench, type Limits, ms, seconds } from './bench.ts';
export type { Caller } from './caller.ts';
export type {
  CallRow,
  CopyRow,
  FdFigure,
  FdRow,
  Figure,
  LadderArrow,
  LadderFigure,
  PacketRow,
  QueueFigure,
  SocketRow,
} from './folds.ts';
export type { Command, Host, ScriptOptions, StartOptions } from './host.ts';
export type { Link, LinkRules } from './link.ts';
export type { Axis, Field, Mark, Plot, Role } from './output.ts';
export type { Process } from './process.ts';
export type { ProgramText } from './programs.ts';

installPrograms(PROGRAMS);

let receive: (item: Item) => void = () => undefined;
let shown = 0;

/**
 * Says where the items of the next cell go.
 *
 * @internal For whoever runs cells.
 */
export function collectInto(sink: (item: Item) => void): void {
  receive = sink;
  shown = 0;
}

function emit(item: Item): void {
  shown++;
  if (shown > MAX_ITEMS) {
    throw new Error(`a cell shows at most ${MAX_ITEMS} things; print fewer, or a table`);
  }
  receive(item);
}

/** Prints values on a line: text as it is, everything else as one would type it. */
export function print(...values: unknown[]): void {
  emit({ kind: 'text', text: printed(values) });
}

/** Shows rows as a table; its columns are the keys of the rows, unless `columns` names them. */
export function table(
  rows: readonly object[],
  options: { title?: string; columns?: readonly string[] } = {},
): void {
  emit(tableItem(rows as readonly Record<string, Field>[], options));
}

/** Draws numbers; throws in words where the plot is none. */
export function plot(spec: Plot): void {
  emit({ kind: 'plot', plot: readPlot(spec) });
}

/** Draws a figure of the machine: `bench.ladder(…)`, `host.listener(port)`, `process.fdTable()`. */
export function show(figure: Figure): void {
  emit({ kind: 'figure', figure: readFigure(figure) });
}
