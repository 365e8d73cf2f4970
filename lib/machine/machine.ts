// The machine: hosts with a kernel each, links between them, and programs that run on them.
//
// One idea: everything is plain data and runs to completion, so a snapshot is a clone, a seed
// replays a run, and nothing here knows whether a page or a terminal watches.
//
// Units: microseconds of virtual time; addresses are dotted quads at this border only.

import type { TraceEvent } from '../sim/trace.ts';
import type { SinkKind } from '../sim/trace.ts';
import type { Sim } from '../sim/sim.ts';
import type { Script } from './script.ts';

/** One host; `addr` is its address on links (default 10.0.0.2 for `server`, 10.0.0.1 for `client`). */
export interface HostSpec {
  name: string;
  addr?: string;
  /** As in `{ 'net.ipv4.tcp_abort_on_overflow': 1 }`; the `net.ipv4.` may be left out. */
  sysctl?: Record<string, number>;
  /** How many tasks run at once; default 2. */
  cpus?: number;
  /** Files with their contents: `{ '/srv/index.html': 'Hello' }`. */
  files?: Record<string, string | Uint8Array>;
}

/** A link between two hosts; every packet takes `latencyUs` plus its serialisation time. */
export interface LinkSpec {
  between: [string, string];
  latencyUs?: number;
  bandwidthBps?: number;
  /** Probability from 0 to 1 that a packet is lost. */
  loss?: number;
  /** Packets to lose for certain: the n-th (from 1) that a host sends into this link. */
  dropPlan?: { from: string; nth: number }[];
}

export interface MachineOptions {
  seed?: number;
  sink?: SinkKind;
  /** With the `ring` sink: how many events are kept. */
  capacity?: number;
  hosts?: HostSpec[];
  links?: LinkSpec[];
}

/** What exec starts. A script needs no compiler; a C image needs `installC()` from c-programs.ts. */
export type Program =
  | { script: Script | string; comm?: string; args?: Record<string, number | string> }
  | { image: unknown; argv: string[]; env?: Record<string, string>; comm?: string };

export interface ExecOptions {
  /** Virtual time at which it starts; default now. */
  atUs?: number;
  /** Number of a terminal to share (see `ttyOf`); default a new one of its own. */
  tty?: number;
  /** Default 0, root. */
  uid?: number;
  /** RLIMIT_NOFILE; default 1024. */
  nofile?: number;
  /** Process whose child it becomes; default none, and it is reaped at once when it ends. */
  ppid?: number;
}

/** The whole world as plain data; treat its inside as private to lib. */
export interface Machine {
  sim: Sim;
  // (more fields follow)
}

export interface AdvanceOptions {
  untilUs?: number;
  maxEvents?: number;
  /** Fuel: how many VM operations all programs together may use in this call. */
  maxOps?: number;
  /** Stops right after the first event for which it holds. */
  until?: (event: TraceEvent) => boolean;
}

/** `idle`: nothing is due and every task sleeps. `time`: `untilUs` was reached. */
export type AdvanceResult = 'idle' | 'time' | 'fuel' | 'until' | 'breakpoint';

export interface Waiting {
  pid: number;
  comm: string;
  host: string;
  /** Name of the call it sleeps in. */
  call: string;
  /** "server waits in accept(3) for a connection to 0.0.0.0:8080". */
  text: string;
  line?: number;
}

export interface ProcessInfo {
  pid: number;
  ppid: number;
  comm: string;
  uid: number;
  tty: number;
  state: 'running' | 'runnable' | 'blocked' | 'stopped' | 'zombie' | 'gone';
  /** Call it sleeps in, if it does. */
  call?: string;
  line?: number;
  exit?: { status: number; signal?: string };
}

/** One slot of a process's fd table, as `ls -l /proc/PID/fd` shows it. */
export interface FdInfo {
  fd: number;
  target: string;
  file: number;
  refs: number;
  cloexec: boolean;
  nonblock: boolean;
  sock?: number;
}

export declare function createMachine(options?: MachineOptions): Machine;
export declare function exec(m: Machine, host: string, program: Program, o?: ExecOptions): number;
export declare function advance(m: Machine, options?: AdvanceOptions): AdvanceResult;
export declare function snapshot(m: Machine): Machine;
export declare function restore(snapshot: Machine): Machine;
export declare function whoWaits(m: Machine): Waiting[];
export declare function processes(m: Machine, host: string): ProcessInfo[];
/** Types bytes at the terminal of process `pid`; a script's wait_go() takes one line. */
export declare function typeInto(m: Machine, pid: number, bytes: Uint8Array | string): void;
export declare function sendSignal(m: Machine, host: string, pid: number, signal: string): number;
export declare function setSysctl(m: Machine, host: string, name: string, value: number): void;
export declare function readProcFd(m: Machine, host: string, pid: number): FdInfo[];
export declare function traceOf(m: Machine): TraceEvent[];
