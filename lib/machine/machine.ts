// The machine: hosts with a kernel each, links between them, and programs that run on them.
//
// One idea: everything is plain data and runs to completion, so a snapshot is a clone, a seed
// replays a run, and nothing here knows whether a page or a terminal watches.
//
// Units: microseconds of virtual time; addresses are dotted quads at this border only.

import { SI_USER } from '../abi/constants.ts';
import { EINVAL, ESRCH } from '../abi/errno.ts';
import type { Driver } from '../abi/trap.ts';
import { encodeText } from '../kernel/bytes.ts';
import { onTimerfd } from '../kernel/event-fds.ts';
import { onGroupReport } from '../kernel/group-reports.ts';
import { type Ctx, createKernel, type Kernel, type RunNotes, type Task } from '../kernel/kernel.ts';
import { onPosixTimer } from '../kernel/posix-timers.ts';
import { onReassemblyTimer } from '../kernel/reassembly.ts';
import { onRingTimer } from '../kernel/ring-cancel.ts';
import { onRingPoll } from '../kernel/ring-poller.ts';
import { onRingRequest } from '../kernel/ring-request.ts';
import { makeRunnable, onCpu } from '../kernel/sched.ts';
import { signalNumber, sendSignal as signalProcess } from '../kernel/signal.ts';
import { flush } from '../kernel/sock.ts';
import { onAlarm } from '../kernel/syscalls-signals.ts';
import { createProcess, onTaskStart, processOf } from '../kernel/task.ts';
import { createTty, giveLine, typeAt } from '../kernel/tty.ts';
import { onUdpRoom } from '../kernel/udp-room.ts';
import { addFile, createTree } from '../kernel/vfs.ts';
import { onTaskTimer } from '../kernel/wait-queue.ts';
import { formatAddr, LOOPBACK, parseAddr } from '../net/ip.ts';
import { createLink, isDeliver, OUTSIDE } from '../net/link.ts';
import type { SimRecord } from '../sim/event-queue.ts';
import { atOnce, type Pieces } from '../sim/pieces.ts';
import { createSim, nextDueUs, popDue, type Sim } from '../sim/sim.ts';
import type { SinkKind, TraceEvent } from '../sim/trace.ts';
import { deliver, type Network } from '../tcp/network.ts';
import { createStack, type Iface } from '../tcp/stack.ts';
import { setSysctl as setKnob } from '../tcp/sysctl.ts';
import { isTcpTimer } from '../tcp/tcb.ts';
import { tcpTimer } from '../tcp/timers.ts';
import { addPrograms } from './executables.ts';
import { answerLook } from './looks.ts';
import { installedDrivers, type Program, startProgram } from './programs.ts';
import { systemFiles } from './system-files.ts';

// Asked of a machine, but answered by inspect.ts.
export {
  type FdInfo,
  type ProcessInfo,
  processes,
  readProcFd,
  type Waiting,
  whoWaits,
} from './inspect.ts';
export type { Program };

/** One host; its address on its first link defaults to 10.0.0.2 (`server`) or 10.0.0.1 (`client`). */
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

/** A link between two hosts; the k-th link (from 0) has the network 10.0.k.0/24 unless told otherwise. */
export interface LinkSpec {
  between: [string, string];
  /** Addresses of its two ends, in one network of 24 bits. */
  addrs?: [string, string];
  latencyUs?: number;
  bandwidthBps?: number;
  /** Probability from 0 to 1 that a packet is lost. */
  loss?: number;
  /** Probability that a packet comes twice. */
  duplicate?: number;
  /** Probability that a packet skips the latency, and so overtakes others. */
  reorder?: number;
  /** Most by which a packet's latency is longer or shorter. */
  jitterUs?: number;
  /** Packets to lose for certain: the n-th (from 1) that a host sends into this link. */
  dropPlan?: { from: string; nth: number }[];
  queueLimit?: number;
  /** Packets that so many wait before are marked, where their sender understands that (ECN). */
  markAt?: number;
  /** Default 1500. */
  mtu?: number;
  /** Larger packets do not get through the middle of it; its router, at 10.0.k.254, tells the sender. */
  pathMtu?: number;
}

export interface MachineOptions {
  seed?: number;
  sink?: SinkKind;
  /** With the `ring` sink: how many events are kept. */
  capacity?: number;
  /** Default: one host, `server`. */
  hosts?: HostSpec[];
  links?: LinkSpec[];
}

export interface ExecOptions {
  /** Virtual time at which it starts; default now. */
  atUs?: number;
  /** Number of a terminal of the host to share; default a new one of its own. */
  tty?: number;
  /** Default 0, root. */
  uid?: number;
  /** Directory that it starts in; default /. */
  cwd?: string;
  /** File that it is in: what /proc/PID/exe leads to. */
  exe?: string;
  /** RLIMIT_NOFILE; default 1024. */
  nofile?: number;
  /** Process whose child it becomes; default none, and it is reaped at once when it ends. */
  ppid?: number;
}

/** The whole world as plain data; its inside is for lib alone. */
export interface Machine {
  sim: Sim;
  kernels: Map<string, Kernel>;
  net: Network;
  ids: { nextPid: number };
}

export interface AdvanceOptions {
  untilUs?: number;
  maxEvents?: number;
  /** Fuel: how many VM operations all programs together may use in this call. */
  maxOps?: number;
  /** Stops after the step that emitted the first event for which it holds. */
  until?: (event: TraceEvent) => boolean;
  /** Programs that stand at a breakpoint stay there; without it they go on. */
  hold?: boolean;
  /** Functions by which programs are driven, where somebody wants to watch them at work. */
  drivers?: ReadonlyMap<string, Driver<unknown>>;
}

/**
 * `idle`: nothing is due and every task sleeps. `time`: `untilUs` was reached. `fuel`: maxOps or
 * maxEvents are used up.
 */
export type AdvanceResult = 'idle' | 'time' | 'fuel' | 'until' | 'breakpoint';

/** Shells of real systems have small numbers; the first program gets this one. */
const FIRST_PID = 1001;

const DEFAULT_LAST_BYTES: Record<string, number> = { server: 2, client: 1 };

/** Makes a machine at time 0 on which nothing runs yet. */
export function createMachine(options: MachineOptions = {}): Machine {
  return atOnce(makingMachine(options));
}

/** Does the same with pauses. */
export function* makingMachine(options: MachineOptions = {}): Pieces<Machine> {
  const { seed, sink, capacity, hosts = [{ name: 'server' }], links = [] } = options;
  const sim = createSim({ seed, sink, capacity });
  const ifaces = new Map<string, Iface[]>(hosts.map(({ name }) => [name, []]));
  const net: Network = { stacks: new Map(), links: [] };
  links.forEach((spec, k) => {
    const ends = spec.between.map((name, side) => {
      if (name === OUTSIDE) return { host: OUTSIDE, iface: OUTSIDE, addr: 0 };
      const index = hosts.findIndex((host) => host.name === name);
      const list = ifaces.get(name);
      if (!list) throw new Error(`link ${k}: no host '${name}' (hosts: ${[...ifaces.keys()]})`);
      const own = spec.addrs?.[side] ?? (list.length === 0 ? hosts[index].addr : undefined);
      const text = own ?? `10.0.${k}.${DEFAULT_LAST_BYTES[name] ?? 10 + index}`;
      const addr = parseAddr(text);
      if (addr === undefined) throw new Error(`host '${name}': '${text}' is no IPv4 address`);
      const iface = { name: `eth${list.length}`, addr, prefix: 24, mtu: spec.mtu ?? 1500 };
      list.push(iface);
      return { host: name, iface: iface.name, addr };
    });
    const { between: _, mtu: __, addrs: ___, ...rest } = spec;
    net.links.push(createLink({ ...rest, ends: [ends[0], ends[1]], name: `link${k}` }));
  });
  const kernels = new Map<string, Kernel>();
  for (const spec of hosts) {
    const stack = createStack(sim, { host: spec.name, ifaces: ifaces.get(spec.name) });
    net.stacks.set(spec.name, stack);
    kernels.set(spec.name, createKernel(spec.name, spec.cpus ?? 2));
  }
  const machine: Machine = { sim, kernels, net, ids: { nextPid: FIRST_PID } };
  for (const spec of hosts) {
    yield;
    for (const [name, value] of Object.entries(spec.sysctl ?? {})) {
      setSysctl(machine, spec.name, name, value);
    }
    const ctx = contextOf(machine, spec.name);
    createTree(ctx);
    yield;
    addPrograms(ctx);
    yield;
    for (const [path, text] of Object.entries(systemFiles(spec.name))) {
      addFile(ctx, path, encodeText(text), true);
    }
    addFile(ctx, '/etc/hosts', encodeText(hostsText(machine, spec.name)), true);
    for (const [path, text] of Object.entries(spec.files ?? {})) {
      addFile(ctx, path, typeof text === 'string' ? encodeText(text) : text);
    }
  }
  return machine;
}

/** Writes a host's /etc/hosts: every host by its name and its address on a link with it, or its first. */
function hostsText(m: Machine, own: string): string {
  const lines = ['127.0.0.1\tlocalhost'];
  for (const [name, { ifaces }] of m.net.stacks) {
    const shared = m.net.links
      .filter(({ ends }) => name !== own && ends.some(({ host }) => host === own))
      .flatMap(({ ends }) => ends.filter(({ host }) => host === name));
    const addr = shared[0]?.addr ?? ifaces[1]?.addr ?? LOOPBACK;
    lines.push(`${formatAddr(addr)}\t${name}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Makes the contexts in which the kernels of all hosts work for the length of one call. */
function contextsOf(
  m: Machine,
  drivers: ReadonlyMap<string, Driver<unknown>> = installedDrivers(),
): { hosts: Map<string, Ctx>; run: RunNotes } {
  const hosts = new Map<string, Ctx>();
  const run: RunNotes = { ops: 0 };
  const { sim, net, ids } = m;
  for (const [name, kernel] of m.kernels) {
    const stack = net.stacks.get(name)!;
    const look: Ctx['look'] = ({ process }, words) => {
      const { cwd, uid, tty } = process;
      return answerLook(m, { host: name, cwd, uid, tty }, words);
    };
    hosts.set(name, { sim, kernel, stack, net, hosts, drivers, ids, run, look });
  }
  return { hosts, run };
}

/** Finds the context of one host; throws for a host that is not there. */
export function contextOf(m: Machine, host: string): Ctx {
  const ctx = contextsOf(m).hosts.get(host);
  if (!ctx) throw new Error(`no host '${host}' (hosts: ${[...m.kernels.keys()].join(', ')})`);
  return ctx;
}

/** Starts a program on a host and returns its process id; 0, 1 and 2 are its terminal. */
export function exec(
  m: Machine,
  host: string,
  program: Program,
  options: ExecOptions = {},
): number {
  const ctx = contextOf(m, host);
  const { kind, data, comm, argv } = startProgram(program);
  const tty = options.tty ?? createTty(ctx).id;
  const process = createProcess(ctx, {
    comm,
    argv,
    program: kind,
    data,
    ppid: options.ppid ?? 0,
    uid: options.uid ?? 0,
    tty,
    nofile: options.nofile ?? 1024,
    cwd: options.cwd ?? '/',
    atUs: options.atUs ?? m.sim.nowUs,
  });
  if (options.exe !== undefined) process.exe = options.exe;
  return process.pid;
}

/** Asks that a process leave the state of its program behind when it ends, as a core dump does. */
export function keepCore(m: Machine, host: string, pid: number): void {
  const task = contextOf(m, host).kernel.tasks.get(pid);
  if (task) task.process.keepsCore = true;
}

/** Returns what a process that has ended left behind; undefined where nobody asked for it. */
export function coreOf(m: Machine, host: string, pid: number): unknown {
  const { tasks, ended } = contextOf(m, host).kernel;
  return (tasks.get(pid) ?? ended.get(pid))?.process.core;
}

/** Lets the world go on until one of the limits is met, or until nothing will happen any more. */
export function advance(m: Machine, options: AdvanceOptions = {}): AdvanceResult {
  const { untilUs = Number.POSITIVE_INFINITY, until } = options;
  const { maxEvents = Number.POSITIVE_INFINITY, maxOps = Number.POSITIVE_INFINITY } = options;
  const { hosts, run } = contextsOf(m, options.drivers);
  for (const ctx of options.hold ? [] : hosts.values()) {
    for (const tid of ctx.kernel.tasks.keys()) release(ctx, tid);
  }
  const { trace } = m.sim;
  for (let steps = 0; steps < maxEvents && run.ops < maxOps; steps++) {
    const due = nextDueUs(m.sim);
    if (due === undefined || due > untilUs) {
      if (untilUs !== Number.POSITIVE_INFINITY) m.sim.nowUs = Math.max(m.sim.nowUs, untilUs);
      return due === undefined ? 'idle' : 'time';
    }
    const before = trace.length;
    act(hosts, m, popDue(m.sim, untilUs)!);
    if (run.breakpoint) return 'breakpoint';
    const fresh = trace.length - before;
    if (until && fresh > 0 && trace.events.slice(-fresh).some(until)) return 'until';
  }
  return 'fuel';
}

/** Lets a task that stands at a breakpoint go on; changes nothing for any other. */
export function release(ctx: Ctx, tid: number): void {
  const task = ctx.kernel.tasks.get(tid);
  if (!task?.atBreakpoint) return;
  task.atBreakpoint = false;
  if (task.state === 'stopped') makeRunnable(ctx, task);
}

/** Hands a due record to the room that owns its kind. */
function act(hosts: Map<string, Ctx>, { sim, net }: Machine, record: SimRecord): void {
  const ctx = hosts.get(record.host)!;
  if (isDeliver(record)) {
    deliver(sim, net, record);
    if (ctx) flush(ctx);
  } else if (isTcpTimer(record)) {
    tcpTimer(ctx.sim, ctx.stack, record);
    flush(ctx);
  } else {
    const { kind, tid } = record as SimRecord & { tid: number };
    if (kind === 'cpu') onCpu(ctx, tid);
    else if (kind === 'task-timer') onTaskTimer(ctx, tid);
    else if (kind === 'task-start') onTaskStart(ctx, tid);
    else actRarely(ctx, record);
  }
}

/** What only some programs cause. */
function actRarely(ctx: Ctx, record: SimRecord): void {
  const { kind } = record;
  const { pid, ring, id } = record as SimRecord & Record<'pid' | 'ring' | 'id', number>;
  if (kind === 'ring-poll') onRingPoll(ctx, ring, id);
  else if (kind === 'ring-request') onRingRequest(ctx, ring, id);
  else if (kind === 'ring-timer') onRingTimer(ctx, ring, id);
  else if (kind === 'alarm') onAlarm(ctx, pid);
  else if (kind === 'posix-timer') onPosixTimer(ctx, { ...record, pid, id });
  else if (kind === 'timerfd') onTimerfd(ctx, { ...record, id });
  else if (kind === 'reassembly') onReassemblyTimer(ctx, record);
  else if (kind === 'udp-room') onUdpRoom(ctx, record);
  else if (kind === 'group-report') onGroupReport(ctx, record);
  else throw new Error(`nobody acts on a record of kind '${kind}'`);
}

declare function structuredClone<T>(value: T): T;

/** Copies the world; the copy and the original go on independently. */
export function snapshot(m: Machine): Machine {
  for (const driver of installedDrivers().values()) driver.settle?.();
  const { events } = m.sim.trace;
  // Events never change once appended, so the copy may share them.
  m.sim.trace.events = [];
  const copy = structuredClone(m);
  m.sim.trace.events = events;
  copy.sim.trace.events = events.slice();
  return copy;
}

/** Makes a world that goes on from a snapshot, which can be used again. */
export function restore(saved: Machine): Machine {
  return snapshot(saved);
}

/** Lists what has happened so far, as far as the sink kept it. */
export function traceOf(m: Machine): TraceEvent[] {
  return m.sim.trace.events;
}

/** Finds a task by its number, which no task of another host has, also one that has ended; undefined for none. */
export function taskAt(m: Machine, tid: number): Task | undefined {
  for (const { tasks, ended } of m.kernels.values()) {
    const task = tasks.get(tid) ?? ended.get(tid);
    if (task) return task;
  }
  return undefined;
}

/** Finds the host that a process runs on; undefined for no process. */
export function hostOf(m: Machine, pid: number): string | undefined {
  for (const [host, kernel] of m.kernels) {
    if (processOf(kernel, pid) || kernel.ended.has(pid)) return host;
  }
  return undefined;
}

/** Types at the terminal of process `pid`: `\n` is Enter, \x03 is ^C, \x04 is ^D. */
export function typeInto(m: Machine, pid: number, bytes: Uint8Array | string): void {
  const host = hostOf(m, pid);
  if (host === undefined) throw new Error(`typeInto: no process ${pid}`);
  const ctx = contextOf(m, host);
  const tty = ctx.kernel.ttys.get(taskAt(m, pid)!.process.tty)!;
  typeAt(ctx, tty, typeof bytes === 'string' ? encodeText(bytes) : bytes, pid);
}

/** Gives bytes to a process's terminal as they are, control characters too; none of them is its end. */
export function pipeInto(m: Machine, pid: number, bytes: Uint8Array): void {
  const host = hostOf(m, pid);
  if (host === undefined) throw new Error(`pipeInto: no process ${pid}`);
  const ctx = contextOf(m, host);
  giveLine(ctx, ctx.kernel.ttys.get(taskAt(m, pid)!.process.tty)!, bytes);
}

/** Sends a signal by name, as kill(1) does: 0, -ESRCH or -EINVAL. */
export function sendSignal(m: Machine, host: string, pid: number, signal: string): number {
  const ctx = contextOf(m, host);
  const process = processOf(ctx.kernel, pid);
  const signo = signalNumber(signal);
  if (signo === undefined) return -EINVAL;
  if (!process || process.exit) return -ESRCH;
  signalProcess(ctx, process, { signo, code: SI_USER, pid: 0, uid: 0 });
  return 0;
}

/** Sets a knob of /proc/sys/net; throws for a name that is none. */
export function setSysctl(m: Machine, host: string, name: string, value: number): void {
  const { sysctl } = contextOf(m, host).stack;
  if (!setKnob(sysctl, name, value)) throw new Error(`sysctl: no knob '${name}' on '${host}'`);
}
