// Running: every way in which a stopped program goes on, and how the next stop is told.
//
// One idea: the program runs to the next thing that could matter (a breakpoint, the end of a step,
// a call), and what does not hold there, a condition or a count, makes it run on.
//
// Source: gdb 13.1 infrun.c, breakpoint.c, and its recorded answers in the tests.

import { syscallByNr } from '../../abi/syscalls.ts';
import { OP, WIDTH } from '../../cc/bytecode.ts';
import { whoWaits } from '../../machine/machine.ts';
import { linkedOf } from '../../vm/linked.ts';
import { stepEnds } from '../../vm/process.ts';
import { type StepMode, stackFrames } from '../../vm/state.ts';
import { evaluate, isTrue, readAt, type Value } from './evaluate.ts';
import { GdbError, parseExpression } from './expression.ts';
import { frameInfo, lineText, location } from './frames.ts';
import {
  arm,
  armStep,
  type Breakpoint,
  frames,
  freshOutput,
  type Gdb,
  go,
  liveState,
  pcsOf,
  remember,
  type Stop,
  scopeOf,
  stateOf,
  taskOf,
} from './session.ts';
import { valueText } from './show.ts';
import { comings, threadId, whoHit } from './threads.ts';
import { typesOf } from './types.ts';

export type Mode = 'continue' | 'into' | 'over' | 'out';

/** Steps a watchpoint may need before a run is called endless. */
const MAX_STEPS = 5_000_000;

const SIGNAL_WORDS: Record<string, string> = {
  SIGSEGV: 'Segmentation fault',
  SIGFPE: 'Arithmetic exception',
  SIGABRT: 'Aborted',
  SIGTERM: 'Terminated',
  SIGINT: 'Interrupt',
  SIGPIPE: 'Broken pipe',
  SIGKILL: 'Killed',
  SIGHUP: 'Hangup',
  SIGQUIT: 'Quit',
  SIGILL: 'Illegal instruction',
  SIGBUS: 'Bus error',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGALRM: 'Alarm clock',
  SIGXCPU: 'CPU time limit exceeded',
  SIGSYS: 'Bad system call',
};

/** Which function a stop began in, to know whether its name has to be said. */
export interface Origin {
  depth: number;
  fn: number;
}

/** The call in which the program stands. */
export function originOf(g: Gdb): Origin | undefined {
  const s = liveState(g);
  return s && { depth: s.depth, fn: stackFrames(s)[0].fn };
}

/** Lets the program go on and returns what gdb prints. */
export function resume(g: Gdb, mode: Mode, extra: number[] = []): string[] {
  stateOf(g);
  const origin = originOf(g);
  remember(g);
  const leaving = mode === 'over' || mode === 'into' ? libraryHere(g) : undefined;
  const stop = runToStop(g, mode, extra);
  return [...(leaving ?? []), ...tell(g, stop, mode, origin)];
}

/** A step from a function without lines is one out of it. */
function libraryHere(g: Gdb): string[] | undefined {
  const info = frameInfo(g, 0);
  if (!info.library || g.fault) return undefined;
  const { name } = g.image.functions[info.fn];
  return [
    `Single stepping until exit from function ${name},`,
    'which has no line number information.',
  ];
}

/** What a program goes on for, and what has been noted when it last did. */
export interface Plan {
  mode: Mode;
  /** Instructions at which it ends too, in a call no deeper than `depth`. */
  extra: number[];
  depth: number;
  /** The step that is under way. */
  step?: StepMode;
  /** Values of the watched expressions, by number of their breakpoint. */
  watched?: [number, string | undefined][];
}

/** Makes a plan for the selected task, which stands. */
export function planOf(g: Gdb, mode: Mode, extra: number[] = []): Plan {
  return { mode, extra, depth: liveState(g)!.depth };
}

/** Makes the selected task ready to go on with its plan. */
export function prepare(g: Gdb, plan: Plan): void {
  const watching = g.breakpoints.some((b) => b.kind === 'watch' && b.enabled);
  plan.watched = watching ? watchedValues(g) : undefined;
  arm(g, plan.extra);
  const s = liveState(g)!;
  if (plan.mode !== 'continue' && plan.step) s.step = plan.step;
  else if (plan.mode !== 'continue') armStep(g, plan.mode);
  else if (watching) armStep(g, 'into');
  plan.step = s.step && { ...s.step };
}

/** Says whether the selected task, which has come to a stop, stays there; undefined: it goes on. */
export function judge(g: Gdb, plan: Plan): Stop | undefined {
  const caught = caughtHere(g);
  if (caught) return caught;
  const changed = plan.watched && changedWatch(g, plan.watched);
  if (changed) return changed;
  const hit = breakpointHere(g);
  if (hit) return { why: 'breakpoint', breakpoint: hit };
  const state = liveState(g)!;
  if (plan.extra.includes(state.pc) && state.depth <= plan.depth) return { why: 'step' };
  if (plan.mode === 'continue') return undefined;
  // A breakpoint whose condition does not hold is no end of the step that came by.
  state.step = plan.step;
  const ends = stepEnds(state, linkedOf(g.image));
  state.step = undefined;
  return ends ? { why: 'step' } : undefined;
}

/** Runs until something holds that stops the program for good. */
export function runToStop(g: Gdb, mode: Mode, extra: number[] = []): Stop {
  // From a fault nothing goes on: the signal now ends the program.
  if (g.fault) return go(g) as Stop;
  return runPlan(g, planOf(g, mode, extra));
}

function runPlan(g: Gdb, plan: Plan): Stop {
  const mine = g.tid;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    if (!liveState(g)) g.tid = undefined;
    prepare(g, plan);
    const result = go(g);
    if (typeof result === 'object') return result;
    // Another thread that comes to a breakpoint stops all; anything else is not its affair.
    const stop = g.tid === mine || plan.mode === 'continue' ? judge(g, plan) : othersStop(g);
    if (stop) return stop;
    g.tid = mine;
  }
  return { why: 'endless' };
}

function othersStop(g: Gdb): Stop | undefined {
  const caught = caughtHere(g);
  const breakpoint = caught ? undefined : breakpointHere(g);
  return caught ?? (breakpoint && { why: 'breakpoint', breakpoint });
}

/** The breakpoint at this instruction whose condition and count say stop. */
export function breakpointHere(g: Gdb): Breakpoint | undefined {
  const { pc } = stateOf(g);
  let found: Breakpoint | undefined;
  for (const b of g.breakpoints) {
    if (!b.enabled || !pcsOf(g, b).includes(pc)) continue;
    g.frame = 0;
    if (
      b.condition &&
      !isTrue(evaluate(scopeOf(g), parseExpression(b.condition, typesOf(g.image))))
    )
      continue;
    b.hits++;
    if (b.ignore > 0) b.ignore--;
    else found ??= b;
  }
  return found;
}

/** The program stands before a system call that is caught, or behind one that was. */
function caughtHere(g: Gdb): Stop | undefined {
  const s = stateOf(g);
  const { code } = g.image;
  const tid = taskOf(g);
  const back = g.inCalls.find((c) => c.tid === tid && s.pc === c.pc && s.depth === c.depth);
  if (back) {
    const { breakpoint, name } = back;
    g.inCalls = g.inCalls.filter((c) => c !== back);
    if (!g.breakpoints.includes(breakpoint) || !breakpoint.enabled) return undefined;
    breakpoint.hits++;
    return { why: 'call', breakpoint, name, returned: true };
  }
  if (code[s.pc] !== OP.SYSCALL) return undefined;
  const name = syscallByNr(s.registers[s.frame + code[s.pc + 1]])?.name ?? '?';
  const breakpoint = g.breakpoints.find(
    (b) => b.kind === 'syscall' && b.enabled && (b.calls!.length === 0 || b.calls!.includes(name)),
  );
  if (!breakpoint) return undefined;
  breakpoint.hits++;
  g.inCalls.push({ tid, breakpoint, name, pc: s.pc + WIDTH, depth: s.depth });
  return { why: 'call', breakpoint, name, returned: false };
}

/** Values of all watchpoints; those of locals only while their frame lives. */
function watchedValues(g: Gdb): [number, string | undefined][] {
  const watches = g.breakpoints.filter((b) => b.kind === 'watch' && b.enabled);
  return watches.map((b) => [b.number, watchValue(g, b)]);
}

/** The value now, seen from the frame where it was asked for; undefined where it cannot be read. */
export function watchValue(g: Gdb, b: Breakpoint): string | undefined {
  const s = stateOf(g);
  const frame = b.depth === undefined ? g.frame : s.depth - b.depth;
  if (frame < 0) return undefined;
  try {
    const scope = { ...scopeOf(g), frame };
    return valueText(scope, evaluate(scope, parseExpression(b.expression!, typesOf(g.image))));
  } catch (error) {
    if (!(error instanceof GdbError)) throw error;
    return error.message.startsWith('Cannot access memory') ? '<unreadable>' : undefined;
  }
}

function changedWatch(g: Gdb, before: [number, string | undefined][]): Stop | undefined {
  g.frame = 0;
  const { depth } = stateOf(g);
  const left = g.breakpoints.filter(
    (b) => b.kind === 'watch' && b.depth !== undefined && depth < b.depth,
  );
  if (left.length > 0) {
    g.breakpoints = g.breakpoints.filter((b) => !left.includes(b));
    return { why: 'out-of-scope', breakpoints: left };
  }
  for (const [number, old] of before) {
    const b = g.breakpoints.find((one) => one.number === number);
    const now = b && watchValue(g, b);
    if (!b || now === undefined || old === undefined || now === old) continue;
    if (b.condition) {
      const scope = { ...scopeOf(g), frame: b.depth === undefined ? 0 : depth - b.depth };
      if (!isTrue(evaluate(scope, parseExpression(b.condition, typesOf(g.image))))) continue;
    }
    b.hits++;
    if (b.ignore > 0) b.ignore--;
    else return { why: 'watch', breakpoint: b, old, now };
  }
  return undefined;
}

/** Tells a stop as gdb does: why, where, the line, and the displays. */
export function tell(g: Gdb, stop: Stop, mode: Mode, origin?: Origin): string[] {
  const others = g.alone ? comings(g) : [];
  const fresh = freshOutput(g);
  const said = g.beside ? '' : fresh;
  const lines = [...others, ...(said === '' ? [] : said.replace(/\n$/, '').split('\n'))];
  const tid = g.pid === undefined || g.over ? undefined : taskOf(g);
  if (
    g.alone &&
    tid !== undefined &&
    g.seen !== undefined &&
    g.seen !== tid &&
    stop.why !== 'exit'
  ) {
    lines.push(`[Switching to ${threadId(g)}]`);
  }
  g.seen = tid;
  g.stopped = 'breakpoint' in stop ? stop.breakpoint.number : undefined;
  g.frame = 0;
  switch (stop.why) {
    case 'exit': {
      const code = stop.status.toString(8).padStart(2, '0');
      const how = stop.status === 0 ? 'exited normally' : `exited with code ${code}`;
      return [...lines, `[Inferior 1 (process ${g.pid}) ${how}]`];
    }
    case 'received':
    case 'fault': {
      const info = frameInfo(g, 0);
      return [
        ...lines,
        '',
        `Program received signal ${stop.signal}, ${SIGNAL_WORDS[stop.signal] ?? stop.signal}.`,
        ...('message' in stop && stop.message !== undefined ? [stop.message] : []),
        location(g, 0),
        ...(info.library ? [] : [lineText(g, info)]),
        ...displays(g),
      ];
    }
    case 'signal':
      return [
        ...lines,
        '',
        `Program terminated with signal ${stop.signal}, ${SIGNAL_WORDS[stop.signal] ?? stop.signal}.`,
        'The program no longer exists.',
      ];
    case 'waits':
      return [
        ...lines,
        ...whoWaits(g.machine).map(({ text }) => `${text}.`),
        'Only somebody else can wake it: try "shell curl -s localhost:8080 &", then "continue".',
      ];
    case 'endless':
      return [...lines, 'It still runs and meets no breakpoint.'];
    default:
      return [...lines, ...tellStop(g, stop, mode, origin), ...displays(g)];
  }
}

function tellStop(g: Gdb, stop: Stop, mode: Mode, origin?: Origin): string[] {
  const info = frameInfo(g, 0);
  const line = info.library ? [] : [lineText(g, info)];
  if (stop.why === 'breakpoint') {
    const { breakpoint } = stop;
    const kind = breakpoint.temporary ? 'Temporary breakpoint' : 'Breakpoint';
    if (breakpoint.temporary) g.breakpoints = g.breakpoints.filter((b) => b !== breakpoint);
    return ['', `${whoHit(g)}${kind} ${breakpoint.number}, ${location(g, 0)}`, ...line];
  }
  if (stop.why === 'watch') {
    const { breakpoint, old, now } = stop;
    const head = `${whoHit(g)}Hardware watchpoint ${breakpoint.number}: ${breakpoint.expression}`;
    const where = mode === 'continue' || moved(g, origin) ? [location(g, 0)] : [];
    return ['', head, '', `Old value = ${old}`, `New value = ${now}`, ...where, ...line];
  }
  if (stop.why === 'out-of-scope') {
    const gone = stop.breakpoints.flatMap(({ number }) => [
      '',
      `Watchpoint ${number} deleted because the program has left the block in`,
      'which its expression is valid.',
    ]);
    return [...gone, location(g, 0), ...line];
  }
  if (stop.why === 'call') {
    const { name } = stop;
    const what = stop.returned ? 'returned from' : 'call to';
    const { number } = stop.breakpoint;
    return [
      '',
      `${whoHit(g)}Catchpoint ${number} (${what} syscall ${name}), ${location(g, 0)}`,
      ...line,
    ];
  }
  // A step that ends in the function where it began says the line alone.
  return moved(g, origin) || mode === 'out' ? [location(g, 0), ...line] : line;
}

/** The step has ended in another call than it began in. */
function moved(g: Gdb, origin: Origin | undefined): boolean {
  return !origin || origin.fn !== frameInfo(g, 0).fn || origin.depth !== stateOf(g).depth;
}

/** The displays in effect, each as print would have it. */
export function displays(g: Gdb): string[] {
  const lines: string[] = [];
  for (const d of g.displays) {
    if (!d.enabled) continue;
    try {
      const scope = scopeOf(g);
      const value = evaluate(scope, parseExpression(d.expression, typesOf(g.image)));
      lines.push(displayText(d, valueText(scope, value, (d.format || 'natural') as 'natural')));
    } catch (error) {
      // Its variable is of another function: gdb is silent about it here.
      if (!(error instanceof GdbError)) throw error;
    }
  }
  return lines;
}

export function displayText(
  d: { number: number; expression: string; format: string },
  text: string,
): string {
  return `${d.number}: ${d.format ? `/${d.format} ` : ''}${d.expression} = ${text}`;
}

/** What a function that is about to return gives back, and where that will lie. */
export interface Returns {
  type: Value['type'];
  at: number;
}

/** Makes a plan that ends where the selected frame has returned to its caller. */
export function finishPlan(g: Gdb): { plan: Plan; returns?: Returns } {
  const s = stateOf(g);
  if (g.frame >= frames(g).length - 1)
    throw new GdbError('"finish" not meaningful in the outermost frame.');
  const frame = stackFrames(s)[g.frame];
  const { type } = g.image.functions[frame.fn];
  const returns = type.kind === 'function' ? type.returns : undefined;
  // The caller goes on behind its call.
  const back = stackFrames(s)[g.frame + 1].pc;
  const plan: Plan = { mode: 'continue', extra: [back], depth: s.depth - g.frame - 1 };
  const library = g.image.files[g.image.functions[frame.fn].file].library;
  const tells = returns && returns.kind !== 'void' && !library;
  return { plan, ...(tells && { returns: { type: returns, at: frame.frame } }) };
}

/** Tells what a function has given back, and keeps it as `$`. */
export function returnedText(g: Gdb, { type, at }: Returns): string {
  const value = returned(g, type, at);
  g.history.push(value);
  return `Value returned is $${g.history.length} = ${valueText(scopeOf(g), value)}`;
}

/** Runs until the selected frame returns to its caller; also tells the value. */
export function finish(g: Gdb): string[] {
  const { plan, returns } = finishPlan(g);
  remember(g);
  const stop = runPlan(g, plan);
  const lines = tell(g, stop, 'out');
  return stop.why === 'step' && returns ? [...lines, returnedText(g, returns)] : lines;
}

/** Reads a function's result out of the register that it comes back in. */
export function returned(g: Gdb, type: Value['type'], at: number): Value {
  const { registers } = stateOf(g);
  if (type.kind === 'void') return { type, bytes: new Uint8Array(0) };
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, registers[at], true);
  view.setInt32(4, registers[at + 1], true);
  if (type.kind === 'record') {
    // A struct comes back as the address of where it lies.
    const { bytes: found } = readAt(scopeOf(g), type, Number(view.getBigUint64(0, true)));
    return { type, bytes: found };
  }
  if (type.kind === 'float' && type.float === 'float') {
    view.setFloat32(0, view.getFloat64(0, true), true);
    return { type, bytes: bytes.slice(0, 4) };
  }
  const size =
    type.kind === 'int' && type.int !== 'long' && type.int !== 'ulong' ? sizeByKind(type.int) : 8;
  return { type, bytes: bytes.slice(0, size) };
}

function sizeByKind(kind: string): number {
  if (/char|bool/.test(kind)) return 1;
  if (/short/.test(kind)) return 2;
  return /long/.test(kind) ? 8 : 4;
}
