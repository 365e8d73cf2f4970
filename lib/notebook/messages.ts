// What a cell and the machine behind it say to each other, as plain data.
//
// One idea: the page sends requests, the session answers with updates, and a worker between them
// is only a pipe. The same session runs in Node, so a test needs no browser.
//
// Units: lines are 1-based; `atUs` is virtual time in microseconds.

import type { Diagnostic } from '../cc/diagnostic.ts';

/**
 * Which terminal of the cell: 0 shows the cell's program, 1 is a shell beside it, 2 what the programs
 * of the cells before it print.
 */
export type TerminalId = 0 | 1 | 2;

/** A cell that has to have run before: a program, or a file such as a header. */
export interface Before {
  name: string;
  source: string;
}

export type Request =
  /** Compiles `source` and starts it; what ran before is gone. */
  | {
      type: 'run';
      name: string;
      source: string;
      args: string[];
      breakpoints: number[];
      /** List, at its end, the memory that it has not given back, or only what nothing points at. */
      leaks?: boolean | 'lost';
      /** What runs first, each until it has come to rest; the program goes on from there. */
      before?: Before[];
    }
  /** Runs one command line in the shell beside the program. */
  | { type: 'shell'; text: string }
  /** Types into the foreground process of a terminal; `text` ends with a newline if Enter was hit. */
  | { type: 'type'; terminal: TerminalId; text: string }
  /** Ctrl-C and Ctrl-D. */
  | { type: 'interrupt'; terminal: TerminalId }
  | { type: 'end-of-file'; terminal: TerminalId }
  | { type: 'breakpoints'; lines: number[] }
  | { type: 'debug'; op: 'continue' | 'over' | 'into' | 'out' };

/** A process that cannot go on, and what it waits for, in words. */
export interface Waiting {
  pid: number;
  comm: string;
  text: string;
  /** True where a line typed at its terminal would wake it. */
  typing: boolean;
  /** The line of the cell's program where it waits, if it is that program. */
  line?: number;
}

export interface VariableText {
  name: string;
  type: string;
  value: string;
  /** As gdb's `x` prints memory: `0x4ff0: 02 00 1f 90`; absent for a variable in a register. */
  memory?: string;
}

export type Update =
  /** The compiler refused, or (with `ok`) only warned. */
  | { type: 'compiled'; ok: boolean; diagnostics: Diagnostic[] }
  | { type: 'started'; pid: number }
  /** A cell before this one: it runs now, or it did not compile and nothing else was run. */
  | { type: 'before'; name: string; phase: 'running' | 'failed'; diagnostics?: Diagnostic[] }
  /** The cell is a file that others include: it lies on the machine now. */
  | { type: 'saved'; name: string }
  /** The clock of a machine that is at work and has nothing else to tell. */
  | { type: 'time'; atUs: number }
  /** Whether anything is still going on by itself. */
  | { type: 'rest'; resting: boolean }
  | { type: 'output'; terminal: TerminalId; stream: 1 | 2; text: string }
  /** The shell's command is done; `status` as `$?` would show it. */
  | { type: 'command-done'; status: number }
  | { type: 'syscalls'; lines: SyscallLine[] }
  | { type: 'packets'; lines: string[] }
  /** Whole texts, as `ss -tan` and `ls -l /proc/PID/fd` print them now. */
  | { type: 'tables'; sockets: string; files: string; waiting: Waiting[]; atUs: number }
  /** The cell's program is at a call: entering it, asleep in it, or back from it. */
  | { type: 'call'; name: string; line: number; phase: 'enter' | 'block' | 'exit' }
  | { type: 'paused'; line: number; why: string; frames: string[]; variables: VariableText[] }
  | { type: 'resumed' }
  /** Undefined behaviour after which the program goes on; the message begins with the place. */
  | { type: 'warning'; terminal: TerminalId; line: number; message: string }
  /** A crash or undefined behaviour, told for people, at its line; of the cell's own program, with
   * its calls and the innermost one's variables, as at a pause. */
  | {
      type: 'fault';
      terminal: TerminalId;
      line?: number;
      signal: string;
      message: string;
      frames?: string[];
      variables?: VariableText[];
    }
  /** What the program has not given back, in lines; only where `run` asked for it. */
  | { type: 'leaks'; lines: string[] }
  | { type: 'exited'; status: number; signal?: string };

export interface SyscallLine {
  /** Number of the event that began the call: a later line with the same number replaces it. */
  n: number;
  pid: number;
  text: string;
  name: string;
  /** Line in the cell's program, if that made the call. */
  line?: number;
  blocked: boolean;
}
