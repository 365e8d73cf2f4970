// A process of a bench: what it printed, what it has open, what it waits for.
//
// One idea: a process is a number; everything told of it is read from the machine when it is asked.
//
// Units: µs of virtual time, bytes.

import { decodeText } from '../kernel/bytes.ts';
import { exitOf, processOf } from '../kernel/task.ts';
import { processes, readProcFd, whoWaits } from '../machine/inspect.ts';
import { contextOf, sendSignal, typeInto } from '../machine/machine.ts';
import type { Bench } from './bench.ts';
import { type CallRow, callRows, type FdFigure, type FdRow, familyOf } from './folds.ts';

/** A program that was started on a host. */
export class Process {
  /** Its process id; no two processes of a bench share one. */
  readonly pid: number;
  /** Name of its host. */
  readonly host: string;
  protected readonly bench: Bench;

  /** @internal Use {@link Host.run}. */
  constructor(bench: Bench, host: string, pid: number) {
    this.bench = bench;
    this.host = host;
    this.pid = pid;
  }

  /** Tells what it and its children have printed, both streams in order. */
  get output(): string {
    const family = familyOf(this.bench.trace, this.pid);
    const parts: string[] = [];
    for (const event of this.bench.trace) {
      if (event.kind !== 'output' || event.stream === 0 || !family.has(event.pid)) continue;
      parts.push(decodeText(event.bytes));
    }
    return parts.join('').replaceAll('\r\n', '\n');
  }

  /** Tells how it ended; undefined while it runs. A process that was killed has a signal. */
  get exit(): { status: number; signal?: string } | undefined {
    const { kernel } = contextOf(this.bench.machine, this.host);
    return exitOf(kernel, this.pid);
  }

  /** True while it runs or sleeps. */
  get alive(): boolean {
    const process = processOf(contextOf(this.bench.machine, this.host).kernel, this.pid);
    return process !== undefined && !process.exit;
  }

  /** Name of the call that it sleeps in; undefined where it does not sleep. */
  get sleepsIn(): string | undefined {
    return whoWaits(this.bench.machine).find(({ pid }) => pid === this.pid)?.call;
  }

  /** CPU time that its program has used. */
  get cpuUs(): number {
    const all = processes(this.bench.machine, this.host);
    return all.find(({ pid }) => pid === this.pid)?.cpuUs ?? 0;
  }

  /** Lists its children that are there, also those that have ended and that nobody waited for. */
  get children(): Process[] {
    return processes(this.bench.machine, this.host)
      .filter(({ ppid, state }) => ppid === this.pid && state !== 'gone')
      .map(({ pid }) => new Process(this.bench, this.host, pid));
  }

  /** Types at its terminal: `\n` is Enter, `\x03` is Ctrl-C, `\x04` is Ctrl-D. */
  type(text: string): void {
    typeInto(this.bench.machine, this.pid, text);
  }

  /** Sends it a signal by name: `kill('SIGTERM')`. */
  kill(signal = 'SIGTERM'): void {
    const name = signal.startsWith('SIG') ? signal.slice(3) : signal;
    const result = sendSignal(this.bench.machine, this.host, this.pid, name);
    if (result < 0)
      throw new Error(`kill: process ${this.pid} has ended, or '${signal}' is no signal`);
  }

  /** Lists its descriptors as `ls -l /proc/PID/fd` does. */
  fds(): FdRow[] {
    return readProcFd(this.bench.machine, this.host, this.pid).map(
      ({ fd, target, refs, cloexec, nonblock }) => ({ fd, target, refs, cloexec, nonblock }),
    );
  }

  /** Shows its descriptors for `show`. */
  fdTable(): FdFigure {
    return { figure: 'fd-table', title: `Process ${this.pid}`, rows: this.fds() };
  }

  /** Lists its calls, with those of its threads, in the order in which they began. */
  calls(): CallRow[] {
    return callRows(this.bench.trace, { host: this.host, pid: this.pid });
  }

  /** Prints its calls as `strace` does, a line each. */
  strace(): string {
    return this.calls()
      .map(({ text }) => `${text}\n`)
      .join('');
  }
}
