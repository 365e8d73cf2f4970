// Debugging a cell: the room that a session asks once a reader wants to stop a program or look at it.
//
// One idea: there is one debugger, gdb's (lib/debug/gdb), with two mouths: buttons and a prompt act on
// the same breakpoints, the same stops and the same selected task. What goes back, or forward again
// through what has been, is travel.ts; what only looks is looking.ts.

import { syscallByName } from '../abi/syscalls.ts';
import type { Image } from '../cc/image.ts';
import { breakableLine, pcsOfLine, startStep } from '../debug/debugger.ts';
import { addBreakpoint, command } from '../debug/gdb/commands.ts';
import { GdbError } from '../debug/gdb/expression.ts';
import { frameInfo } from '../debug/gdb/frames.ts';
import { pcAtLine } from '../debug/gdb/places.ts';
import {
  judge,
  type Origin,
  originOf,
  type Plan,
  planOf,
  prepare,
  type Returns,
  returnedText,
  tell,
} from '../debug/gdb/run.ts';
import {
  arm,
  attachGdb,
  type Breakpoint,
  frames,
  type Gdb,
  liveState,
  type Stop,
  taskOf,
} from '../debug/gdb/session.ts';
import type { Task } from '../kernel/kernel.ts';
import { imageOf, textsOf } from '../machine/c-programs.ts';
import { contextOf, hostOf, type Machine, release, taskAt, traceOf } from '../machine/machine.ts';
import type { VmState } from '../vm/state.ts';
import { download } from './download.ts';
import { note } from './history.ts';
import { isOwn, stateOfTask } from './looking.ts';
import type { DebugOp, Look, Point, PointSpec, Request, Update } from './messages.ts';
import { packetUpdate } from './packets.ts';
import { gdbLine } from './prompt.ts';
import type { DebugRoom } from './room.ts';
import type { Input, Program, Session } from './session.ts';
import { type Cursor, goTo, lookNow, NO_MORE, travel } from './travel.ts';

/** How a task goes on, and what is told when it stops. */
export interface Going {
  plan: Plan;
  origin?: Origin;
  /** Steps that are left of `next 5`. */
  times: number;
  /** What a function gives back that is being finished. */
  returns?: Returns;
  /** `until`: goes on over jumps back to this line or one before. */
  past?: { line: number; fn: number };
}

/** A task that stands before a line. */
export interface Stand {
  line: number;
  why: string;
  /** It has come to the end of a step, and to no stop that it would make by itself. */
  stepped: boolean;
}

export interface Debug {
  g: Gdb;
  going: Map<number, Going>;
  paused: Map<number, Stand>;
  look?: Look;
  /** Where in the past the reader looks; undefined for the present. */
  cursor?: Cursor;
  /** What was told last, to tell only what is new. */
  told: { view: string; points: string };
  /** Texts of the values that are shown, by their path, and those when the reader acted last. */
  values: Map<string, string>;
  before: Map<string, string>;
}

/** Returns the debugger of a session's program, and makes it if there is none yet. */
export function debugOf(session: Session): Debug {
  if (session.debug) return session.debug;
  const { machine, shells, program } = session;
  if (!program) throw new GdbError('The program is not being run.');
  const { image, pid, texts } = program;
  const [{ shell }] = shells.values();
  const name = program.name.replace(/\.c$/, '');
  const g = attachGdb({ machine, shell, image, name, pid }, texts);
  g.beside = true;
  g.interactive = true;
  session.debug = {
    g,
    going: new Map(),
    paused: new Map(),
    told: { view: '', points: '[]' },
    values: new Map(),
    before: new Map(),
  };
  return session.debug;
}

/** Selects a task: commands are about it, and the program it runs. */
export function selectTask(debug: Debug, machine: Machine, tid: number): boolean {
  const { g } = debug;
  const state = stateOfTask(machine, tid);
  if (!state) return false;
  g.tid = tid;
  g.frame = 0;
  selectImage(debug, imageOf(state.imageId));
  return true;
}

function selectImage({ g }: Debug, image: Image): void {
  const known = textsOf(image.id);
  if (known) g.texts = new Map(image.files.map(({ name }, i) => [i, known.get(name) ?? '']));
  g.image = image;
}

function tasksOf({ machine: { kernels } }: Session): Task[] {
  return [...kernels.values()].flatMap(({ tasks }) => [...tasks.values()]);
}

function letGo({ machine }: Session, tid: number): void {
  const pid = taskAt(machine, tid)?.process.pid;
  const host = pid === undefined ? undefined : hostOf(machine, pid);
  if (host !== undefined) release(contextOf(machine, host), tid);
}

// ---- points -------------------------------------------------------------------------------------

const KINDS = { break: 'line', watch: 'watch', syscall: 'call' } as const;

/** What a breakpoint of gdb's is to the page. */
export function pointOf(b: Breakpoint): Point {
  return {
    ...{ kind: KINDS[b.kind], number: b.number, hits: b.hits },
    ...(b.line !== undefined && { line: b.line }),
    ...(b.text !== undefined && { file: b.text }),
    ...(b.calls && { calls: b.calls }),
    ...(b.expression !== undefined && { expression: b.expression }),
    ...(b.condition !== undefined && { condition: b.condition }),
    ...(b.ignore > 0 && { ignore: b.ignore }),
    ...(!b.enabled && { disabled: true }),
    ...(b.temporary && { temporary: true }),
  };
}

/** Replaces the points; one that was there before keeps its number and its hits. */
function setPoints(session: Session, specs: readonly PointSpec[]): Update[] {
  const debug = debugOf(session);
  const { g } = debug;
  const old = g.breakpoints;
  g.breakpoints = [];
  const problems: string[] = [];
  for (const spec of specs) {
    try {
      const known = old.find((b) => !g.breakpoints.includes(b) && isFor(b, spec));
      if (known) g.breakpoints.push(known);
      const b = known ?? makePoint(session, spec);
      if (!b) continue;
      b.condition = spec.condition || undefined;
      b.enabled = !spec.disabled;
      b.ignore = spec.ignore ?? 0;
    } catch (error) {
      if (!(error instanceof GdbError)) throw error;
      problems.push(error.message);
    }
  }
  armAll(session);
  return [
    ...(problems.length > 0 ? [{ type: 'gdb' as const, lines: problems }] : []),
    ...points(debug),
  ];
}

function isFor(b: Breakpoint, spec: PointSpec): boolean {
  if (KINDS[b.kind] !== spec.kind) return false;
  if (spec.kind === 'line') return b.line === spec.line && b.text === spec.file;
  if (spec.kind === 'watch') return b.expression === spec.expression;
  return (b.calls ?? []).join() === (spec.calls ?? []).join();
}

function makePoint(session: Session, spec: PointSpec): Breakpoint | undefined {
  const { g } = debugOf(session);
  const temporary = spec.temporary ?? false;
  if (spec.kind === 'line' && spec.file !== undefined) {
    const { file: text } = spec;
    const line = lineThere(session, text, spec.line ?? 0);
    if (g.breakpoints.some((b) => b.text === text && b.line === line)) return undefined;
    return addBreakpoint(g, { kind: 'break', text, line, temporary });
  }
  if (spec.kind === 'line') {
    const place = pcAtLine(g.image, 0, spec.line ?? 0);
    // Lines behind the last statement, and several before the same one, make no second point.
    if (!place || g.breakpoints.some((b) => b.pc === place.pc)) return undefined;
    return addBreakpoint(g, { kind: 'break', ...place, image: g.image.id, temporary });
  }
  if (spec.kind === 'call') {
    const calls = (spec.calls ?? []).filter((name) => syscallByName(name));
    return addBreakpoint(g, { kind: 'syscall', calls, temporary });
  }
  command(g, `watch ${spec.expression}`);
  return g.breakpoints.at(-1);
}

/** Where a breakpoint on a line of a text stops, as far as a program with this text is known. */
function lineThere({ programs }: Session, text: string, line: number): number {
  for (const { image } of [...programs.values()].reverse()) {
    const file = image.files.findIndex(({ name, library }) => name === text && !library);
    if (file >= 0) return breakableLine(image, line, file) ?? line;
  }
  return line;
}

/** Tells the points where they are others than those told last. */
export function points(debug: Debug): Update[] {
  const list = debug.g.breakpoints.map(pointOf);
  const said = JSON.stringify(list);
  if (said === debug.told.points) return [];
  debug.told.points = said;
  return [{ type: 'points', points: list }];
}

/** Puts the breakpoints into every task of the program, its children and its threads. */
export function armAll(session: Session): void {
  const debug = debugOf(session);
  const { g } = debug;
  const selected = g.tid;
  const { frame } = g;
  const watching = g.breakpoints.some((b) => b.kind === 'watch' && b.enabled);
  for (const { tid, program, data, atBreakpoint } of tasksOf(session)) {
    if (program !== 'c' || !data) continue;
    if (!isOwn(session, (data as VmState).imageId)) continue;
    selectTask(debug, session.machine, tid);
    const going = debug.going.get(tid);
    // A watchpoint is found by steps, which a task that runs has to begin with.
    if (watching && !atBreakpoint && !(data as VmState).step) {
      const plan = going?.plan ?? planOf(g, 'continue');
      debug.going.set(tid, { ...(going ?? { times: 1 }), plan });
      prepare(g, plan);
    } else arm(g, going?.plan.extra);
  }
  if (selected !== undefined) selectTask(debug, session.machine, selected);
  else {
    g.tid = undefined;
    selectImage(debug, session.program!.image);
  }
  g.frame = frame;
}

// ---- stopping -----------------------------------------------------------------------------------

/** Acts on tasks that have come to a stop; undefined where all of them go on. */
function stopped(session: Session): Update[] | undefined {
  const debug = debugOf(session);
  const { g } = debug;
  let said: Update[] | undefined;
  for (const task of tasksOf(session)) {
    if (!task.atBreakpoint || debug.paused.has(task.tid)) continue;
    const before = { tid: g.tid, image: g.image, texts: g.texts, frame: g.frame };
    selectTask(debug, session.machine, task.tid);
    const going = debug.going.get(task.tid) ?? { plan: planOf(g, 'continue'), times: 1 };
    const stop = judge(g, going.plan);
    if (stop && !goesOn(g, going, stop)) {
      said = [...(said ?? []), ...pause(session, task, going, stop)];
      continue;
    }
    if (stop) going.plan.step = undefined;
    debug.going.set(task.tid, going);
    prepare(g, going.plan);
    letGo(session, task.tid);
    Object.assign(g, before);
  }
  return said;
}

/** A step that is one of several, or one that has not left its loop yet. */
function goesOn(g: Gdb, going: Going, stop: Stop): boolean {
  if (stop.why !== 'step') return false;
  if (going.past) {
    const { line, fn } = frameInfo(g, 0);
    return fn === going.past.fn && line <= going.past.line;
  }
  return --going.times > 0;
}

function pause(session: Session, task: Task, going: Going, stop: Stop): Update[] {
  const debug = debugOf(session);
  const { g } = debug;
  const { line, file } = frames(g).find((frame) => !frame.library) ?? { line: 0 };
  const why = whyText(stop);
  debug.going.delete(task.tid);
  debug.paused.set(task.tid, { line, why, stepped: stop.why === 'step' });
  const lines = tell(g, stop, going.plan.mode, going.origin);
  if (going.returns && stop.why === 'step') lines.push(returnedText(g, going.returns));
  const { world, machine } = session;
  const alone = !world && task.tid === session.program?.pid;
  const where = world ? ` on ${hostOf(machine, task.process.pid)}` : '';
  const who = alone ? '' : `${task.process.comm} (${task.tid})${where}: `;
  const said = `${who}Paused before line ${line}${world ? ` of ${file}` : ''}, ${why}.`;
  const place = { line, ...(world && { file }) };
  const paused: Update = { type: 'paused', tid: task.tid, ...place, why, said };
  return [paused, ...points(debug), { type: 'gdb', lines }];
}

function whyText(stop: Stop): string {
  switch (stop.why) {
    case 'breakpoint': {
      const { number, hits } = stop.breakpoint;
      return `breakpoint ${number}, hit ${hits === 1 ? 'once' : `${hits} times`}`;
    }
    case 'watch':
      return `watchpoint ${stop.breakpoint.number}: ${stop.breakpoint.expression} was ${stop.old} and is ${stop.now}`;
    case 'out-of-scope':
      return `watchpoint ${stop.breakpoints[0].number} is gone: its variable is out of scope`;
    case 'call':
      return `catchpoint ${stop.breakpoint.number}: ${stop.name} ${stop.returned ? 'has returned' : 'is about to be called'}`;
    default:
      return 'after a step';
  }
}

// ---- going on -----------------------------------------------------------------------------------

/** Lets a task that stands go on; throws GdbError where it does not stand. */
export function resume(session: Session, tid: number, going: Going): Update[] {
  const debug = debugOf(session);
  if (!debug.paused.has(tid)) {
    throw new GdbError('Cannot execute this command while the selected thread is running.');
  }
  prepare(debug.g, going.plan);
  debug.going.set(tid, going);
  debug.paused.delete(tid);
  letGo(session, tid);
  return [{ type: 'resumed', tid }];
}

/** A button pressed in the present. */
function goes(session: Session, request: Extract<Request, { type: 'debug' }>): Update[] {
  if (!session.replaying) note(session, request);
  return step(session, request);
}

/**
 * A button pressed in the past: along the run as it was. Where Continue finds no stop any more, and the
 * task only stands because a step has ended there, it goes on: one press is enough.
 */
function along(session: Session, request: Extract<Request, { type: 'debug' }>): Update[] {
  const said = travel(session, request.op, request);
  const { cursor, g, paused } = debugOf(session);
  const ends = request.op === 'continue' || request.op === 'to-line';
  if (cursor || !ends || !paused.get(taskOf(g))?.stepped) return said;
  return [...said, ...goes(session, request)];
}

function step(session: Session, { op, tid, line }: Extract<Request, { type: 'debug' }>): Update[] {
  const debug = debugOf(session);
  const { g } = debug;
  const task = tid ?? taskOf(g);
  if (!selectTask(debug, session.machine, task)) return [];
  if (op === 'pause') return pauseSoon(session, task);
  const origin = originOf(g);
  const plan =
    op === 'to-line'
      ? { ...planOf(g, 'continue', pcsOfLine(g.image, line ?? 0)), depth: Number.POSITIVE_INFINITY }
      : planOf(g, op as 'continue' | 'over' | 'into' | 'out');
  return resume(session, task, { plan, origin, times: 1 });
}

/** Stops a task at its next line, whenever that comes. */
function pauseSoon(session: Session, tid: number): Update[] {
  const debug = debugOf(session);
  const { g } = debug;
  const s = liveState(g);
  if (!s || debug.paused.has(tid)) return [];
  startStep(s, g.image, 'into');
  // It may stand on the very line that it is to stop at.
  s.step!.line = 0;
  const plan: Plan = { ...planOf(g, 'into'), step: { ...s.step! } };
  debug.going.set(tid, { plan, times: 1 });
  return [];
}

/** What changes from now on is by what the reader does now. */
function acts({ debug }: Session): void {
  if (debug) debug.before = new Map(debug.values);
}

const BACK: Partial<Record<DebugOp, true>> = {
  'back-over': true,
  'back-into': true,
  'back-out': true,
  'back-continue': true,
};

function handle(session: Session, request: Input): Update[] {
  try {
    return perform(session, request);
  } catch (error) {
    if (!(error instanceof GdbError)) throw error;
    const lines: Update = { type: 'gdb', lines: error.message.split('\n') };
    if (request.type === 'gdb') return [lines];
    const before = 'Nothing before this moment stops there.';
    return [lines, { type: 'note', text: error.message === NO_MORE ? before : error.message }];
  }
}

function perform(session: Session, request: Input): Update[] {
  if (request.type === 'packet') return packetUpdate(session, request.n);
  if (request.type === 'download') return download(session, request.what, request.host);
  if (!session.program) return [];
  const debug = debugOf(session);
  if (request.type !== 'look') acts(session);
  switch (request.type) {
    case 'points':
      return setPoints(session, request.points);
    case 'armed':
      debug.g.breakpoints = structuredClone(request.breakpoints);
      debug.g.nextBreakpoint = request.next;
      armAll(session);
      return [];
    case 'debug':
      if (BACK[request.op]) return travel(session, request.op, request);
      return debug.cursor ? along(session, request) : goes(session, request);
    case 'gdb':
      return gdbLine(session, request.text);
    case 'look':
      debug.look = request.look;
      debug.told.view = '';
      return lookNow(session);
    case 'go':
      return goTo(session, request.at);
    default:
      return [];
  }
}

/** Says of programs that end, and turns to one that goes on. */
function ended(session: Session, program: Program, status: number, signal?: string): Update[] {
  const { debug, programs } = session;
  if (!debug) return [];
  const { g } = debug;
  const others = [...programs.values()].filter(({ alive }) => alive);
  g.pid = program.pid;
  const gone = [...debug.paused.keys()].filter((tid) => tid === program.pid);
  for (const tid of gone) debug.paused.delete(tid);
  const fault = traceOf(session.machine).findLast((e) => e.kind === 'fault');
  let stop: Stop = signal ? { why: 'signal', signal } : { why: 'exit', status };
  if (signal && fault?.kind === 'fault' && fault.pid === program.pid) {
    // It has left its state behind, and is looked at where it stood.
    g.fault = signal;
    stop = { why: 'fault', signal, message: fault.message };
  } else g.over = others.length === 0;
  g.tid = undefined;
  selectImage(debug, program.image);
  const lines = tell(g, stop, 'continue');
  const next = others.at(-1);
  if (next && stop.why !== 'fault') {
    g.pid = next.pid;
    selectImage(debug, next.image);
  }
  return [{ type: 'gdb', lines }];
}

/** Sets the points in a program that has just been started; the debugger may know others already. */
function begin(session: Session): Update[] {
  const { debug, asked, program } = session;
  if (!debug) return session.world && asked.length === 0 ? [] : setPoints(session, asked);
  const { g } = debug;
  Object.assign(g, { pid: program!.pid, tid: undefined, over: false, fault: undefined, frame: 0 });
  selectImage(debug, program!.image);
  for (const b of g.breakpoints) {
    if (b.text !== undefined) b.line = lineThere(session, b.text, b.line!);
  }
  armAll(session);
  return points(debug);
}

/** Copies what belongs to the machine; what the reader looks at stays with the reader. */
function copy(debug: Debug, machine: Machine): Debug {
  const { g, going, paused } = debug;
  const { image, texts, machine: _, shell, past: __, ...plain } = g;
  return {
    g: { ...structuredClone(plain), image, texts, machine, shell, past: [] },
    going: structuredClone(going),
    paused: structuredClone(paused),
    told: { view: '', points: '' },
    values: new Map(),
    before: new Map(),
  };
}

declare function structuredClone<T>(value: T): T;

export const DEBUGGER: DebugRoom = {
  begin,
  acts,
  handle,
  stopped,
  look: lookNow,
  ended,
  copy,
};
