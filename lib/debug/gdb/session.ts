// A gdb session: one program on a machine of its own, and what the prompt remembers of it.
//
// One idea: a stop is a machine that has been advanced to a point and is looked at there. Breakpoints
// are instructions in the state of the process, steps a mode of it, watchpoints a comparison after
// each step; going back is replaying from a copy that was kept.
//
// Units: lines are 1-based; frames count from 0, the innermost.

import type { Driver } from '../../abi/trap.ts';
import { OP, WIDTH } from '../../cc/bytecode.ts';
import type { Image } from '../../cc/image.ts';
import { decodeText } from '../../kernel/bytes.ts';
import { installC } from '../../machine/c-programs.ts';
import {
  advance,
  contextOf,
  createMachine,
  exec,
  keepCore,
  type Machine,
  snapshot,
  taskAt,
} from '../../machine/machine.ts';
import { installedDrivers } from '../../machine/programs.ts';
import { addProgram, createShell, exitStatus, type Shell } from '../../machine/shell.ts';
import type { SignalEvent, TraceEvent } from '../../sim/trace.ts';
import { createProcess, type VmState } from '../../vm/process.ts';
import { CALL_WORDS, stackFrames } from '../../vm/state.ts';
import { thin } from '../copies.ts';
import { type FrameView, framesOf, pcsOfLine, startStep } from '../debugger.ts';
import { type Limits, USUAL_LIMITS } from '../values.ts';
import type { Scope, Value } from './evaluate.ts';
import { GdbError } from './expression.ts';
import type { Examine } from './show.ts';

export const HOST = 'server';

/** Work done before a program that never stops is called endless. */
const MAX_OPS = 2_000_000_000;
const SLICE_OPS = 1_000_000;

export interface Breakpoint {
  number: number;
  kind: 'break' | 'watch' | 'syscall';
  temporary: boolean;
  enabled: boolean;
  hits: number;
  ignore: number;
  condition?: string;
  /** `break`: the instruction, the line that it begins, and the program that both are of. */
  pc?: number;
  image?: string;
  line?: number;
  file?: number;
  /** `break`: the name of a text; it is in every program that has this text, also in one yet to come. */
  text?: string;
  /** `watch`: the expression, and the depth of the frame that its locals belong to. */
  expression?: string;
  depth?: number;
  /** `syscall`: names of calls; none means all. */
  calls?: string[];
}

export interface Display {
  number: number;
  expression: string;
  format: string;
  enabled: boolean;
}

/** A call that was caught before it was made, and will be where it returns. */
interface CaughtCall {
  tid: number;
  breakpoint: Breakpoint;
  name: string;
  pc: number;
  depth: number;
}

export interface Gdb {
  image: Image;
  /** Text of each of the user's files, by number. */
  texts: Map<number, string>;
  machine: Machine;
  shell: Shell;
  name: string;
  args: string[];
  pid?: number;
  /** The selected task, where that is not the program's first one. */
  tid?: number;
  /** The thread pointers of the tasks that were told of. */
  pointers: Map<number, number>;
  /** The task of which something was told last. */
  seen?: number | undefined;
  /** Why it cannot go on: it has ended. */
  over: boolean;
  /** The signal of a fault that it stands at: it can be looked at, and going on ends it. */
  fault?: string;
  /** Number of the breakpoint that stopped it; undefined after a step. */
  stopped?: number | undefined;
  /** Index of the selected frame. */
  frame: number;
  breakpoints: Breakpoint[];
  nextBreakpoint: number;
  displays: Display[];
  nextDisplay: number;
  history: Value[];
  convenience: Map<string, Value>;
  examine: Examine;
  /**
   * Where `list` goes on: the file, the line that places are seen from, the first and last line shown
   * last, and the first of the next ones. 0: nothing has been shown yet.
   */
  list: { file: number; line: number; first: number; last: number; next: number };
  lastCommand: string;
  /** Somebody types: a little more is said than to a file of commands. */
  interactive: boolean;
  /** Events whose output has been told. */
  told: number;
  /** System calls at which tasks were caught, and where those return. */
  inCalls: CaughtCall[];
  /** Only the program itself stops here, and none of its children. */
  alone: boolean;
  /** Somebody else shows what the program prints and who waits. */
  beside: boolean;
  /** The machine is a look at the past, which nobody can change. */
  frozen?: boolean;
  /** Work that each of the program's tasks has done since it began, in VM operations. */
  ops: Map<number, number>;
  /** How much of an array is printed. */
  limits: Limits;
  /** Earlier states, oldest first. */
  past: Pick<Gdb, 'machine' | 'ops'>[];
}

/** Makes a session for a program that does not run yet. */
export function createGdb(image: Image, name: string, texts: string[], args: string[] = []): Gdb {
  installC();
  const machine = createMachine({ hosts: [{ name: HOST }] });
  const shell = createShell(machine, HOST);
  addProgram(machine, shell, `./${name}`, image);
  return { ...attachGdb({ machine, shell, image, name }, texts, args), alone: true };
}

/** Makes a session for a program on a machine that somebody else runs, or will run. */
export function attachGdb(
  to: Pick<Gdb, 'machine' | 'shell' | 'image' | 'name' | 'pid'>,
  texts: string[],
  args: string[] = [],
): Gdb {
  return {
    ...to,
    texts: new Map(texts.map((text, i) => [i, text])),
    args,
    over: false,
    frame: 0,
    breakpoints: [],
    nextBreakpoint: 1,
    displays: [],
    nextDisplay: 1,
    history: [],
    convenience: new Map(),
    examine: { count: 1, format: 'x', size: 4, addr: 0 },
    list: { file: 0, line: 0, first: 0, last: 0, next: 0 },
    lastCommand: '',
    interactive: false,
    told: 0,
    inCalls: [],
    beside: false,
    alone: false,
    ops: new Map(),
    pointers: new Map(),
    limits: USUAL_LIMITS,
    past: [],
  };
}

/** The state of the program; throws where it does not run. */
export function stateOf(g: Gdb): VmState {
  const state = liveState(g);
  if (!state) throw new GdbError('The program is not being run.');
  return state;
}

export function liveState(g: Gdb): VmState | undefined {
  if (g.pid === undefined || g.over) return undefined;
  const task = taskAt(g.machine, taskOf(g));
  const state = g.fault && taskOf(g) === g.pid ? task?.process.core : task?.data;
  return state as VmState | undefined;
}

/** Where the program's file lies. */
export function pathOf({ shell: { cwd }, name }: Gdb): string {
  return `${cwd === '/' ? '' : cwd}/${name}`;
}

/** The task that commands are about. */
export function taskOf(g: Gdb): number {
  return g.tid ?? g.pid!;
}

/** What expressions see: the selected frame, or before the program runs its globals alone. */
export function scopeOf(g: Gdb): Scope {
  const live = liveState(g);
  const { image, history, convenience, limits } = g;
  const s = live ?? createProcess(image, { argv: [g.name] });
  const frame = live ? g.frame : undefined;
  return { s, image, history, convenience, limits, frame, ...(g.frozen && { frozen: true }) };
}

/** The frames of the user's program; what the library has under them is not shown. */
export function frames(g: Gdb): FrameView[] {
  return framesOf(stateOf(g), g.image);
}

/** Why the program does not go on. */
export type Stop =
  | { why: 'breakpoint'; breakpoint: Breakpoint }
  | { why: 'watch'; breakpoint: Breakpoint; old: string; now: string }
  | { why: 'out-of-scope'; breakpoints: Breakpoint[] }
  | { why: 'call'; breakpoint: Breakpoint; name: string; returned: boolean }
  | { why: 'step' }
  | { why: 'exit'; status: number }
  /** It cannot go on; the message is ours, of a mistake that we have found. */
  | { why: 'fault'; signal: string; message?: string }
  /** A signal that it ignores, and that gdb stops for all the same. */
  | { why: 'received'; signal: string }
  | { why: 'signal'; signal: string }
  | { why: 'waits' }
  | { why: 'endless' };

/** Starts the program from the beginning, with the breakpoints there are. */
export function start(g: Gdb): void {
  const image = g.image;
  g.machine = createMachine({ hosts: [{ name: HOST }] });
  g.shell = createShell(g.machine, HOST);
  const exe = addProgram(g.machine, g.shell, `./${g.name}`, image);
  const argv = [pathOf(g), ...g.args];
  g.pid = exec(g.machine, HOST, { image, argv }, { exe, cwd: g.shell.cwd });
  keepCore(g.machine, HOST, g.pid);
  g.over = false;
  g.fault = undefined;
  g.told = 0;
  g.ops = new Map();
  g.past = [];
  g.inCalls = [];
  g.tid = undefined;
  g.seen = g.pid;
  // Its first instruction has to exist before a breakpoint can stand there.
  arm(g);
  remember(g);
}

/** The instructions of a breakpoint: one, or at a closing brace every return of the function. */
export function pcsOf(g: Gdb, b: Breakpoint): number[] {
  if (b.text !== undefined) {
    const file = g.image.files.findIndex(({ name, library }) => name === b.text && !library);
    return file < 0 ? [] : pcsOfLine(g.image, b.line!, file);
  }
  if (b.pc === undefined || (b.image !== undefined && b.image !== g.image.id)) return [];
  const all = pcsOfLine(g.image, b.line!, b.file);
  return all.includes(b.pc) ? all : [b.pc];
}

/** Puts the enabled breakpoints into the process. */
export function arm(g: Gdb, extra: number[] = []): void {
  const state = liveState(g);
  if (!state) return;
  const own = g.breakpoints.filter((b) => b.enabled).flatMap((b) => pcsOf(g, b));
  const back = g.inCalls.filter(({ tid }) => tid === taskOf(g)).map(({ pc }) => pc);
  const calls = g.breakpoints.some((b) => b.kind === 'syscall' && b.enabled)
    ? callPcs(g.image)
    : [];
  state.breakpoints = [...new Set([...own, ...extra, ...back, ...calls])];
  if (!g.alone) return;
  for (const { data } of threadTasks(g)) {
    const other = data as VmState;
    if (other !== state) Object.assign(other, { breakpoints: [...own, ...calls], step: undefined });
  }
}

/** The tasks of the program, whose threads all stop when one does. */
function threadTasks({ machine, pid }: Gdb) {
  const all = [...contextOf(machine, HOST).kernel.tasks.values()];
  return all.filter(({ process, program, data }) => process.pid === pid && program === 'c' && data);
}

/** Every instruction that makes a system call. */
function callPcs(image: Image): number[] {
  const pcs: number[] = [];
  for (let pc = 0; pc < image.code.length; pc += WIDTH) {
    if (image.code[pc] === OP.SYSCALL) pcs.push(pc);
  }
  return pcs;
}

function stopsFor({ action, signal }: SignalEvent): boolean {
  return action === 'ignored' && !QUIET.has(signal);
}

/** Signals that gdb lets pass. */
const QUIET = new Set([
  ...['SIGALRM', 'SIGURG', 'SIGIO', 'SIGPOLL', 'SIGVTALRM', 'SIGPROF', 'SIGCHLD', 'SIGWINCH'],
]);

/** Lets the machine go on until the program stops, ends, or waits for somebody else. */
export function go(g: Gdb): 'stopped' | Stop {
  const { machine, pid } = g;
  let ignored: string | undefined;
  let looked = machine.sim.trace.length;
  const interrupts = (): boolean => {
    const fresh = machine.sim.trace.events.slice(looked);
    looked += fresh.length;
    const found = fresh.find(
      (event) => event.kind === 'signal' && event.pid === pid && stopsFor(event),
    );
    if (found?.kind === 'signal') ignored = found.signal;
    return found !== undefined;
  };
  const drivers = counting(g, installedDrivers(), interrupts);
  const ended = (event: TraceEvent) =>
    'pid' in event && event.pid === pid && event.kind === 'task' && event.state === 'zombie';
  for (let ops = 0; ops < MAX_OPS; ops += SLICE_OPS) {
    const why = advance(machine, { maxOps: SLICE_OPS, until: ended, drivers });
    const status = exitStatus(machine, HOST, pid!);
    if (status !== undefined) return endOf(g, status);
    if (ignored !== undefined) return { why: 'received', signal: ignored };
    if (why === 'breakpoint') {
      const own = threadTasks(g).find(({ atBreakpoint }) => atBreakpoint);
      if (own) {
        g.tid = own.tid === pid ? undefined : own.tid;
        return 'stopped';
      }
      freeOthers(g);
    }
    if (why === 'idle') return { why: 'waits' };
    // On a long way, copies make the way back short.
    if (why === 'fuel') remember(g);
  }
  return { why: 'endless' };
}

/**
 * Returns drivers that note how much work each C program's tasks do. They ask before each run whether
 * something has happened that the program is to stop for first.
 */
export function counting(
  { machine, ops }: Pick<Gdb, 'machine' | 'ops'>,
  base = installedDrivers(),
  interrupts: () => boolean = () => false,
): ReadonlyMap<string, Driver<unknown>> {
  const drivers = new Map(base);
  const plain = drivers.get('c')!;
  const { tasks } = machine.kernels.get(HOST)!;
  const run: typeof plain.run = (state, fuel) => {
    const task = [...tasks.values()].find(({ data }) => data === state);
    if (interrupts()) return { kind: 'breakpoint', ops: 0, line: 0 };
    const trap = plain.run(state, fuel);
    if (task) ops.set(task.tid, (ops.get(task.tid) ?? 0) + trap.ops);
    return trap;
  };
  return drivers.set('c', { ...plain, run });
}

function endOf(g: Gdb, status: number): Stop {
  const { events } = g.machine.sim.trace;
  const end = events.findLast((e) => e.kind === 'task' && e.pid === g.pid && e.state === 'zombie');
  const signal = end?.kind === 'task' ? end.signal : undefined;
  const fault = events.findLast((e) => e.kind === 'fault' && e.pid === g.pid);
  if (signal && signal !== 'SIGKILL' && !g.fault) {
    g.fault = signal;
    return { why: 'fault', signal, ...(fault?.kind === 'fault' && { message: fault.message }) };
  }
  g.over = true;
  return signal ? { why: 'signal', signal } : { why: 'exit', status };
}

/** A child of fork(2) has inherited the breakpoints; like gdb, we follow the parent alone. */
function freeOthers(g: Gdb): void {
  for (const task of contextOf(g.machine, HOST).kernel.tasks.values()) {
    if (task.process.pid === g.pid || task.program !== 'c') continue;
    const state = task.data as VmState;
    state.breakpoints = [];
    state.step = undefined;
  }
}

/** Makes the next `go` a step of the reader's lines. */
export function armStep(g: Gdb, kind: 'into' | 'over' | 'out'): void {
  const s = stateOf(g);
  startStep(s, g.image, kind);
  // A function that returns stops in the middle of its caller's line, not at the next one.
  const depth = s.step!.depth;
  const caller = stackFrames(s)[1 + s.depth - depth];
  const mine = caller && !g.image.files[g.image.functions[caller.fn].file].library;
  if (mine) s.step!.returnPc = s.calls[(depth - 1) * CALL_WORDS];
}

/** What the programs have printed since the last look. */
export function freshOutput(g: Gdb): string {
  const { events } = g.machine.sim.trace;
  let text = '';
  for (; g.told < events.length; g.told++) {
    const event = events[g.told];
    if (event.kind === 'output' && event.stream !== 0) text += decodeText(event.bytes);
    if (event.kind === 'warning') text += `${event.message}\n`;
  }
  return text;
}

/** Keeps a copy of the machine, to come back to. */
export function remember(g: Gdb): void {
  g.past.push({ machine: snapshot(g.machine), ops: new Map(g.ops) });
  thin(g.past, g.machine, ({ machine }) => machine.sim.nowUs);
}
