// Plays a packet script against the model: one host, and the script is the wire and the program.
//
// One idea: like packetdrill, the runner makes the system calls, injects what comes in, takes what
// the host sends and compares it, with its time. The calls go through the simulated kernel: the
// script is a process of it that stands still between its calls.
//
// Units: µs of virtual time.

import {
  IPPROTO_TCP,
  SIG_IGN,
  SIGPIPE,
  SO_RCVBUF,
  SO_SNDBUF,
  SOL_SOCKET,
  TCP_INFO,
} from '../abi/constants.ts';
import { errnoName } from '../abi/errno.ts';
import type { Driver, Trap } from '../abi/trap.ts';
import { unsignedAt } from '../kernel/bytes.ts';
import { openFds } from '../kernel/fd-table.ts';
import { type Ctx, createKernel, type Task } from '../kernel/kernel.ts';
import { makeRunnable } from '../kernel/sched.ts';
import { flush } from '../kernel/sock.ts';
import { createProcess } from '../kernel/task.ts';
import { createTty } from '../kernel/tty.ts';
import { advance, contextOf, type Machine } from '../machine/machine.ts';
import { installKind } from '../machine/programs.ts';
import { createSim, takeId } from '../sim/sim.ts';
import { SYN } from '../sim/trace.ts';
import { TCP_INFO_FIELDS } from '../tcp/info-fields.ts';
import { receiveFrom, type Tap } from '../tcp/network.ts';
import { createStack } from '../tcp/stack.ts';
import { setSysctlText } from '../tcp/sysctl.ts';
import { runCode } from './code.ts';
import {
  checkedValue,
  type IpVersion,
  LOCAL,
  MEMORY_BASE,
  marshal,
  type RawCall,
} from './marshal.ts';
import type { PacketSpec } from './packet-spec.ts';
import { parsePacketScript, type ScriptAction, ScriptError, type ScriptEvent } from './script.ts';
import { readShell } from './shell.ts';
import type { Value } from './value.ts';
import {
  createWire,
  difference,
  gather,
  learn,
  type SentSegment,
  segmentText,
  specText,
  toSegment,
  type Wire,
} from './wire.ts';

export interface PacketOptions {
  seed?: number;
  /** How far a time may be off; default 4000. */
  toleranceUs?: number;
  /** Of the interface, in bytes; default 1500. A script may say another. */
  mtu?: number;
  /** Where the script says none. */
  version?: IpVersion;
  /** What words of the script stand for. */
  defined?: ReadonlyMap<string, string>;
  /** The script has every packet: none may be left at its end. packetdrill does not look there. */
  complete?: boolean;
  /** Finds an init script. */
  readFile?: (path: string) => string | undefined;
}

/** How a script ended; `line` counts from 1. */
export type PacketResult =
  | { ok: true; printed: string[] }
  | { ok: false; line: number; text: string; reason: string; expected?: string; got?: string };

const HOST = 'host';
const IFACE = 'tun0';
const DEFAULT_TOLERANCE_US = 4_000;
const DEFAULT_MTU = 1500;
/** The wrap of sequence numbers is never far away. */
const REMOTE_ISN = 0xffff_f000;

/** The script's process: what it is to call next, and what came of the last call. */
interface CallerState {
  memory: Uint8Array;
  next?: { nr: number; args: number[] };
  result?: number;
}

const callerDriver: Driver<CallerState> = {
  run(state): Trap {
    const { next } = state;
    if (!next) return { kind: 'breakpoint', ops: 0, line: 0 };
    state.next = undefined;
    return { kind: 'syscall', ops: 1, nr: next.nr, args: next.args };
  },
  deliver(state, result) {
    state.result = result;
  },
  read(state, addr, length) {
    const at = addr - MEMORY_BASE;
    if (at < 0 || at + length > state.memory.length) return undefined;
    return state.memory.slice(at, at + length);
  },
  write(state, addr, bytes) {
    const at = addr - MEMORY_BASE;
    if (at < 0 || at + bytes.length > state.memory.length) return false;
    state.memory.set(bytes, at);
    return true;
  },
  fork: (state) => ({ ...state, memory: state.memory.slice() }),
};

interface Pending {
  event: ScriptEvent;
  call: RawCall;
  dueUs: number;
}

interface Run {
  machine: Machine;
  ctx: Ctx;
  task: Task;
  tap: Tap;
  version: IpVersion;
  wire: Wire;
  /** Of descriptors for which the script has other numbers. */
  fds: Map<number, number>;
  sent: SentSegment[];
  pending?: Pending;
  /** The script's 0: when its process was ready. */
  startUs: number;
  /** Time of the event before. */
  nowUs: number;
  /** The same, had everything happened at the first moment that the script allows. */
  nominalUs: number;
  readFile: (path: string) => string | undefined;
  names: Map<string, number | string | boolean>;
  printed: string[];
  complete: boolean;
}

/** What went wrong at an event: the two sides, where there are two. */
class Mismatch extends Error {
  readonly expected?: string;
  readonly got?: string;
  constructor(reason: string, expected?: string, got?: string) {
    super(reason);
    this.expected = expected;
    this.got = got;
  }
}

/** Plays a script; a script that is not one fails like one that is not kept. */
export function runPacketScript(text: string, options: PacketOptions = {}): PacketResult {
  let run: Run | undefined;
  try {
    const script = parsePacketScript(text, options.defined, options.version);
    const usecs = Number(script.options.get('tolerance_usecs') ?? Number.NaN);
    const toleranceUs = usecs >= 0 ? usecs : (options.toleranceUs ?? DEFAULT_TOLERANCE_US);
    const mtu = Number(script.options.get('mtu') ?? options.mtu ?? DEFAULT_MTU);
    run = begin({ ...options, mtu, toleranceUs, version: script.version });
    run.wire.stampsCount = script.options.has('tcp_ts_tick_usecs');
    for (const event of script.events) {
      const failure = attempt(run, event);
      if (failure) return failure;
    }
    const left = finish(run, script.events.at(-1)?.line ?? 1);
    return left ?? { ok: true, printed: run.printed };
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    const { line, message } = error;
    return { ok: false, line, text: text.split('\n')[line - 1].trim(), reason: message };
  }
}

function attempt(run: Run, event: ScriptEvent): PacketResult | undefined {
  try {
    step(run, event);
    return undefined;
  } catch (error) {
    const { line, text } = event;
    const reason = (error as Error).message;
    if (!(error instanceof Mismatch)) return { ok: false, line, text, reason };
    const { expected, got } = error;
    return { ok: false, line, text, reason, expected, got };
  }
}

function begin(
  options: PacketOptions & { mtu: number; toleranceUs: number; version: IpVersion },
): Run {
  installKind('packet', callerDriver, () => {
    throw new Error('a packet script is started by its runner');
  });
  const sim = createSim({ seed: options.seed });
  const iface = { name: IFACE, addr: LOCAL.addr, prefix: 0, mtu: options.mtu, copies: true };
  const stack = createStack(sim, { host: HOST, ifaces: [iface] });
  const tap: Tap = { host: HOST, iface: IFACE, sent: [] };
  const machine: Machine = {
    sim,
    kernels: new Map([[HOST, createKernel(HOST, 1)]]),
    net: { stacks: new Map([[HOST, stack]]), links: [], taps: [tap] },
    ids: { nextPid: 1001 },
  };
  const ctx = contextOf(machine, HOST);
  const data: CallerState = { memory: new Uint8Array(0) };
  const process = createProcess(ctx, {
    comm: 'packet',
    argv: ['packet'],
    program: 'packet',
    data,
    ppid: 0,
    uid: 0,
    tty: createTty(ctx).id,
    nofile: 1024,
    cwd: '/',
    atUs: 0,
  });
  process.actions.set(SIGPIPE, { handler: SIG_IGN, flags: 0, mask: 0n, restorer: 0 });
  const run: Run = {
    machine,
    ctx,
    task: ctx.kernel.tasks.get(process.pid)!,
    tap,
    version: options.version,
    wire: createWire(REMOTE_ISN, options.toleranceUs, options.version),
    fds: new Map(),
    sent: [],
    startUs: 0,
    nowUs: 0,
    nominalUs: 0,
    readFile: options.readFile ?? (() => undefined),
    names: new Map(),
    printed: [],
    complete: options.complete ?? false,
  };
  advance(machine, { untilUs: 1000, hold: true });
  run.startUs = sim.nowUs;
  run.nowUs = sim.nowUs;
  run.nominalUs = sim.nowUs;
  return run;
}

function step(run: Run, event: ScriptEvent): void {
  const baseUs = event.when === 'absolute' ? run.startUs : run.nowUs;
  const fromUs = baseUs + event.fromUs;
  const toUs = baseUs + event.toUs;
  run.nominalUs = (event.when === 'absolute' ? run.startUs : run.nominalUs) + event.fromUs;
  const { action } = event;
  if (action.kind === 'out') {
    expectPacket(run, action.packet, fromUs, toUs);
    run.wire.lateUs = Math.max(0, run.nowUs - run.nominalUs);
    return;
  }
  passUntil(run, Math.min(fromUs, toUs));
  run.nowUs = Math.max(run.nowUs, fromUs);
  act(run, event, action, baseUs);
  if (run.pending) letCallReturn(run);
  settle(run);
}

/** Lets the call go on until it sleeps, or is over and the process stands still again. */
function letCallReturn(run: Run): void {
  while (run.task.state !== 'blocked') {
    const why = advance(run.machine, { maxEvents: 1, hold: true });
    if (why === 'breakpoint' || why === 'idle') return;
  }
}

function act(run: Run, event: ScriptEvent, action: ScriptAction, baseUs: number): void {
  switch (action.kind) {
    case 'in': {
      if (!run.complete && action.packet.flags === SYN) {
        // A new conversation: packetdrill looks at no other's packets any more.
        collect(run);
        run.sent = [];
      }
      const packet = {
        id: takeId(run.machine.sim),
        seg: toSegment(run.wire, action.packet),
        iface: IFACE,
      };
      receiveFrom(run.machine.sim, run.ctx.stack, packet, IFACE);
      flush(run.ctx);
      return;
    }
    case 'shell':
      for (const { name, value } of readShell(action.command, run.readFile)) {
        const wrong = setSysctlText(run.ctx.stack.sysctl, name, value);
        if (wrong) throw new Error(wrong);
      }
      return;
    case 'code':
      readInfo(run);
      run.printed.push(...runCode(action.code, run.names));
      return;
    case 'call':
      beginCall(run, event, action, baseUs);
      return;
  }
}

/** Lets time pass up to a moment, or until there is a packet if `forPacket`. */
function passUntil(run: Run, untilUs: number, forPacket = false): void {
  for (;;) {
    collect(run);
    if (forPacket && run.sent.length > 0) return;
    const why = advance(run.machine, {
      untilUs,
      hold: true,
      until: (event) => {
        return (event.kind === 'segment' || event.kind === 'datagram') && event.at === 'tx';
      },
    });
    settle(run);
    if (why === 'idle' || why === 'time') break;
  }
  if (Number.isFinite(untilUs)) run.machine.sim.nowUs = Math.max(run.machine.sim.nowUs, untilUs);
}

function collect(run: Run): void {
  for (const { packet, atUs } of run.tap.sent.splice(0)) run.sent.push({ seg: packet.seg, atUs });
}

function expectPacket(run: Run, spec: PacketSpec, fromUs: number, toUs: number): void {
  const slackUs = run.wire.toleranceUs;
  // A packet that comes `at any time` is waited for as long as anything can still happen.
  const lastUs = Number.isFinite(toUs) ? toUs + slackUs : run.machine.sim.nowUs + 3600e6;
  passUntil(run, lastUs, true);
  const sent = run.sent.shift();
  if (!sent) throw new Mismatch('no packet was sent in time', specText(spec), 'nothing');
  learn(run.wire, sent.seg, spec);
  const recut = gather(sent, run.sent, spec.bytes, () => collect(run));
  const expected = specText(spec);
  const got = segmentText(run.wire, sent.seg);
  run.wire.lateUs = Math.max(0, sent.atUs - run.nominalUs);
  const wrong = difference(run.wire, spec, sent.seg, recut);
  if (wrong) throw new Mismatch(wrong, expected, got);
  if (sent.atUs < fromUs - slackUs || sent.atUs > toUs + slackUs) {
    const shown = (us: number) => `${((us - run.startUs) / 1e6).toFixed(6)} s`;
    const range = fromUs === toUs ? shown(fromUs) : `${shown(fromUs)} to ${shown(toUs)}`;
    throw new Mismatch('the packet was sent at another time', range, shown(sent.atUs));
  }
  run.nowUs = Math.max(run.nowUs, sent.atUs);
}

function stateOf(run: Run): CallerState {
  return run.task.data as CallerState;
}

function beginCall(
  run: Run,
  event: ScriptEvent,
  action: ScriptAction & { kind: 'call' },
  baseUs: number,
): void {
  if (run.pending) letCallReturn(run);
  settle(run);
  if (run.pending) throw new Error(`the call of line ${run.pending.event.line} still sleeps`);
  const call = marshal(action.name, action.args, run.version, run.fds);
  post(run, call);
  const { sim } = run.machine;
  run.pending = {
    event,
    call,
    dueUs: event.endUs === undefined ? sim.nowUs : baseUs + event.endUs,
  };
  letCallReturn(run);
  settle(run);
  if (run.pending && event.endUs === undefined) {
    throw new Mismatch('the call sleeps', resultText(action.result, action.errno), 'no result');
  }
}

/** Lets the script's process make a call. */
function post(run: Run, call: RawCall): void {
  const state = stateOf(run);
  state.memory = call.memory;
  state.next = { nr: call.nr, args: call.args };
  state.result = undefined;
  run.task.atBreakpoint = false;
  makeRunnable(run.ctx, run.task);
}

/** Takes what the host sent, and the result of a call that is over. */
function settle(run: Run): void {
  collect(run);
  const { pending } = run;
  const { result } = stateOf(run);
  if (!pending || result === undefined) return;
  run.pending = undefined;
  stateOf(run).result = undefined;
  const { action } = pending.event;
  if (action.kind !== 'call') return;
  if (!takeDescriptor(run, action, result)) compareResult(action, result);
  if (result >= 0) {
    for (const check of pending.call.checks) {
      const got = checkedValue(stateOf(run).memory, check);
      if (got !== check.want && got >>> 0 !== check.want >>> 0) {
        throw new Mismatch(`${action.name}: ${check.what} differs`, `${check.want}`, `${got}`);
      }
    }
  }
  const offUs = Math.abs(run.machine.sim.nowUs - pending.dueUs);
  if (pending.event.endUs !== undefined && offUs > run.wire.toleranceUs) {
    const shown = (us: number) => `${((us - run.startUs) / 1e6).toFixed(6)} s`;
    const { nowUs } = run.machine.sim;
    throw new Mismatch(
      `${action.name} of line ${pending.event.line} returned at another time`,
      shown(pending.dueUs),
      shown(nowUs),
    );
  }
}

/** Calls that make a descriptor, for which the script may have any number. */
const MAKES_DESCRIPTOR = /^(?:socket|accept4?|dup|open|epoll_create1?|eventfd2?|timerfd_create)$/;

/**
 * Notes the number that the script gives to what a call has made; true where it gives one.
 *
 * Source: packetdrill's run_system_call.c: a script's descriptors are symbols for live ones.
 */
function takeDescriptor(
  { fds }: Run,
  { name, args, result: said }: ScriptAction & { kind: 'call' },
  result: number,
): boolean {
  if (name === 'close' && result === 0 && args[0]?.k === 'number') fds.delete(args[0].value);
  if (!MAKES_DESCRIPTOR.test(name) || result < 0) return false;
  if (said.k !== 'number' || said.value < 0) return false;
  fds.set(said.value, result);
  return true;
}

function compareResult(action: ScriptAction & { kind: 'call' }, result: number): void {
  const got = result < 0 ? `-1 ${errnoName(-result)}` : `${result}`;
  const wanted = resultText(action.result, action.errno);
  if (wanted !== 'anything' && got !== wanted) {
    throw new Mismatch(`${action.name}: the result differs`, wanted, got);
  }
}

function resultText(result: Value, errno: string | undefined): string {
  if (result.k !== 'number') return 'anything';
  return errno
    ? `${result.value} ${errno === 'EWOULDBLOCK' ? 'EAGAIN' : errno}`
    : `${result.value}`;
}

/** What packetdrill calls some numbers of SO_MEMINFO, by the options that tell them too. */
const MEMINFO: [option: number, name: string][] = [
  [SO_RCVBUF, 'SK_MEMINFO_RCVBUF'],
  [SO_SNDBUF, 'SK_MEMINFO_SNDBUF'],
];

/** Asks for a socket's option between the script's calls; undefined where it has none. */
function readOption(run: Run, fd: number, level: number, option: number): Uint8Array | undefined {
  const number = (value: number) => ({ k: 'number' as const, value });
  const room = { k: 'list' as const, items: [number(256)] };
  const asked = [number(fd), number(level), number(option), { k: 'any' as const }, room];
  if (run.pending) throw new Error('code cannot look at a socket while a call sleeps');
  post(run, marshal('getsockopt', asked));
  letCallReturn(run);
  const { result, memory } = stateOf(run);
  stateOf(run).result = undefined;
  return result === 0 ? memory : undefined;
}

/** Reads struct tcp_info of the newest connection into the names that code may use. */
function readInfo(run: Run): void {
  for (const { fd } of openFds(run.task.process).reverse()) {
    const memory = readOption(run, fd, IPPROTO_TCP, TCP_INFO);
    if (!memory) continue;
    for (const [option, name] of MEMINFO) {
      run.names.set(name, unsignedAt(readOption(run, fd, SOL_SOCKET, option)!, 0, 4));
    }
    for (const [name, at, size] of TCP_INFO_FIELDS) {
      run.names.set(name, unsignedAt(memory, at, size));
    }
    const scales = Number(run.names.get('tcpi_scales'));
    run.names.set('tcpi_snd_wscale', scales & 15).set('tcpi_rcv_wscale', scales >> 4);
    return;
  }
}

/** Looks for a call that still sleeps and, of a complete script, for packets until the last tolerance has
 * passed: what was not expected is said of the script's last line. */
function finish(run: Run, line: number): PacketResult | undefined {
  if (run.pending) {
    const { event } = run.pending;
    const reason = 'the call never returned';
    return { ok: false, line: event.line, text: event.text, reason };
  }
  if (!run.complete) return undefined;
  passUntil(run, run.machine.sim.nowUs + run.wire.toleranceUs);
  if (run.sent.length === 0) return undefined;
  const got = segmentText(run.wire, run.sent[0].seg);
  const reason = 'a packet was sent that the script does not expect';
  return { ok: false, line, text: 'the end of the script', reason, expected: 'nothing', got };
}
