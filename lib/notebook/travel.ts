// Travel: looking at another moment of a run, line by line backwards and forwards.
//
// One idea: nothing is undone. The run is as it was, and the reader's eyes are elsewhere in it; what
// goes forward there goes along the run as it happened, and arrives in the present.

import { syscallByNr } from '../abi/syscalls.ts';
import { OP, WIDTH } from '../cc/bytecode.ts';
import type { Image } from '../cc/image.ts';
import { framesOf, userDepth } from '../debug/debugger.ts';
import { GdbError } from '../debug/gdb/expression.ts';
import { frameInfo, lineText, location } from '../debug/gdb/frames.ts';
import { conditionAt } from '../debug/gdb/quick.ts';
import { watchValue } from '../debug/gdb/run.ts';
import { type Breakpoint, type Gdb, pcsOf, taskOf } from '../debug/gdb/session.ts';
import { taskAt, whoWaits } from '../machine/machine.ts';
import { lineAt } from '../vm/linked.ts';
import type { VmState } from '../vm/state.ts';
import { type Debug, debugOf, selectTask } from './debugging.ts';
import { stateOfTask, viewOf } from './looking.ts';
import type { DebugOp, Request, Update, ValueView, View } from './messages.ts';
import {
  atPlace,
  behindEvent,
  endOf,
  firstAfter,
  isBefore,
  lastBefore,
  type Place,
  type Wanted,
} from './replay.ts';
import type { Session } from './session.ts';
import { netOf } from './wires.ts';

/** A moment of the past, and the session as it was. */
export interface Cursor {
  place: Place;
  /** The event it is behind, where it is one's. */
  event?: number;
  /** Line of the task that the reader has gone to. */
  line?: number;
  session: Session;
}

/** gdb's words. */
export const NO_MORE = 'No more reverse-execution history.';

const PRESENT: Place = endOf(Number.POSITIVE_INFINITY);

/** The session that the reader looks at. */
export function seenSession(session: Session): Session {
  return session.debug?.cursor?.session ?? session;
}

/** The debugger as commands that only look may have it: over the machine that the reader looks at. */
export function seenGdb(debug: Debug): Gdb {
  const { g, cursor } = debug;
  if (!cursor) return g;
  return { ...g, machine: cursor.session.machine, over: false, fault: undefined, frozen: true };
}

/** Goes to the moment behind an event, or to the present. */
export function goTo(session: Session, at: number | 'now'): Update[] {
  const debug = debugOf(session);
  if (at === 'now') {
    debug.cursor = undefined;
    return lookNow(session);
  }
  const past = behindEvent(session, at);
  if (!past) throw new GdbError('That is so long ago that it is not kept any more.');
  const place = endOf(past.machine.sim.steps);
  debug.cursor = { place, event: at, session: past };
  return lookNow(session);
}

/** Goes back, or forward through what has been; at its end is the present. */
export function travel(
  session: Session,
  op: DebugOp,
  request: Pick<Extract<Request, { type: 'debug' }>, 'tid' | 'line'>,
): Update[] {
  const debug = debugOf(session);
  const { g } = debug;
  if (op === 'pause') throw new GdbError('The past stands already.');
  const tid = request.tid ?? taskOf(g);
  const here = seenSession(session);
  selectTask(debug, here.machine, tid);
  const state = stateOfTask(here.machine, tid);
  if (!state) throw new GdbError('The program is not being run.');
  const image = g.image;
  const depth = userDepth(state, image);
  const extra = extraPcs(g);
  // On the way to a breakpoint nothing else has to be looked at.
  const anyLine = !op.endsWith('continue') || g.breakpoints.some((b) => b.kind === 'watch');
  const watcher = { tid, extra, lines: anyLine };
  const want = wantedFor(debug, op, { depth, image, line: request.line });
  const at = debug.cursor?.place ?? placeNow(session, tid, extra);
  const backwards = op.startsWith('back-');
  const found = backwards
    ? lastBefore(session, watcher, at, want)
    : firstAfter(session, watcher, at, want);
  if (!found && backwards) throw new GdbError(NO_MORE);
  if (!found || (!backwards && isNow(session, tid, extra, found))) {
    debug.cursor = undefined;
    selectTask(debug, session.machine, tid);
    const lines = ['You are in the present again.', ...standsAt(session, tid)];
    return [{ type: 'gdb', lines }, ...lookNow(session)];
  }
  const past = atPlace(session, tid, found, extra);
  const line = lineOf(past, tid, image);
  debug.cursor = { place: found, line, session: past };
  selectTask(debug, past.machine, tid);
  const seen = seenGdb(debug);
  const moved = userDepth(stateOfTask(past.machine, tid)!, image) !== depth;
  const text = lineText(seen, frameInfo(seen, 0));
  const lines = moved ? [location(seen, 0), text] : [text];
  g.list = seen.list;
  return [{ type: 'gdb', lines }, ...lookNow(session)];
}

/** Where a task stands in the present, as gdb would say it; or what it waits for there. */
function standsAt(session: Session, tid: number): string[] {
  const { g, paused } = debugOf(session);
  if (paused.has(tid)) return [location(g, 0), lineText(g, frameInfo(g, 0))];
  const waits = whoWaits(session.machine).find(({ pid }) => pid === tid);
  return waits ? [waits.text] : [];
}

function lineOf(session: Session, tid: number, image: Image): number {
  const state = stateOfTask(session.machine, tid);
  return (state && framesOf(state, image).find((frame) => !frame.library)?.line) ?? 0;
}

/** Where a task stands in the present: its last line if it stands there, else behind everything. */
function placeNow(session: Session, tid: number, extra: number[]): Place {
  if (!debugOf(session).paused.has(tid)) return PRESENT;
  return lastBefore(session, { tid, extra }, PRESENT, { holds: () => true }) ?? PRESENT;
}

function isNow(session: Session, tid: number, extra: number[], at: Place): boolean {
  const now = placeNow(session, tid, extra);
  return !isBefore(at, now);
}

/** Instructions at which something may be found that is no beginning of a line. */
function extraPcs(g: Gdb): number[] {
  const own = g.breakpoints.filter((b) => b.kind === 'break' && b.enabled);
  const pcs = own.flatMap((b) => pcsOf(g, b));
  if (!g.breakpoints.some((b) => b.kind === 'syscall' && b.enabled)) return pcs;
  const { code } = g.image;
  for (let pc = 0; pc < code.length; pc += WIDTH) if (code[pc] === OP.SYSCALL) pcs.push(pc);
  return pcs;
}

interface From {
  depth: number;
  image: Image;
  line?: number;
}

/** What ends a way through the past. */
function wantedFor(debug: Debug, op: DebugOp, { depth, image, line }: From): Wanted {
  const begins = (s: VmState): boolean => {
    const entry = lineAt(image, s.pc);
    return entry?.statement === true && !image.files[entry.file].library;
  };
  switch (op) {
    case 'back-into':
    case 'into':
      return { holds: begins };
    case 'back-over':
    case 'over':
      return { holds: (s) => begins(s) && s.depth <= depth };
    case 'back-out':
    case 'out':
      return { holds: (s) => begins(s) && s.depth < depth };
    case 'to-line':
      return { holds: (s) => begins(s) && lineAt(image, s.pc)?.line === line };
    default:
      // A catchpoint in the call of the very line that is looked at would be the same line again.
      return { ...stops(debug.g), since: begins };
  }
}

/** Breakpoints with their conditions, catchpoints, and changes of what is watched. */
function stops(g: Gdb): Wanted {
  const { code } = g.image;
  const enabled = g.breakpoints.filter((b) => b.enabled);
  const watches = enabled.filter((b) => b.kind === 'watch');
  const asked = enabled
    .filter((b) => b.kind === 'break')
    .flatMap((b) => pcsOf(g, b).map((pc) => [pc, conditionOf(g, b, pc)] as const));
  const holds = (s: VmState): boolean => {
    if (asked.some(([pc, holdsThere]) => pc === s.pc && holdsThere(s))) return true;
    return enabled.some((b) => {
      if (b.kind !== 'syscall' || code[s.pc] !== OP.SYSCALL) return false;
      const name = syscallByNr(s.registers[s.frame + code[s.pc + 1]])?.name ?? '?';
      return b.calls!.length === 0 || b.calls!.includes(name);
    });
  };
  if (watches.length === 0) return { holds };
  const sign = (s: VmState, session: Session): string => {
    const past: Gdb = { ...g, machine: session.machine, over: false, fault: undefined };
    return watches.map((b) => valueAt(past, s, b)).join();
  };
  return { holds, sign };
}

function conditionOf(g: Gdb, { condition }: Breakpoint, pc: number): (s: VmState) => boolean {
  const { image, history, convenience } = g;
  return condition
    ? conditionAt({ image, history, convenience, frame: 0 }, condition, pc)
    : () => true;
}

/** The value of a watched expression in a state that is not the machine's. */
function valueAt(g: Gdb, s: VmState, b: Breakpoint): string | undefined {
  const task = taskAt(g.machine, taskOf(g));
  if (!task) return undefined;
  const data = task.data;
  task.data = s;
  const value = watchValue(g, b);
  task.data = data;
  return value;
}

// ---- what is told -------------------------------------------------------------------------------

/** Tells what the reader looks at, unless it is what was told last. */
export function lookNow(session: Session): Update[] {
  const { debug } = session;
  if (!debug?.look) return [];
  const { look, cursor, g } = debug;
  const tid = look.tid ?? g.tid ?? session.program?.pid;
  const here = cursor?.session ?? session;
  const view: View = {
    at: cursor ? (cursor.event ?? here.machine.sim.trace.length - 1) : 'now',
    ...(cursor?.line !== undefined && { line: cursor.line }),
    ...viewOf(here, look, tid, cursor ? new Map() : debug.paused),
    ...(cursor && session.world && { net: netOf(here.machine) }),
  };
  const said = JSON.stringify(view, (_, value) =>
    value instanceof Uint8Array ? [...value] : value,
  );
  if (said === debug.told.view) return [];
  debug.told.view = said;
  markChanges(debug, view);
  return [{ type: 'view', view }];
}

/** Marks values that are others than when the reader acted last, as far as they were shown then. */
function markChanges(debug: Debug, view: View): void {
  const { before } = debug;
  const values = new Map<string, string>();
  const mark = (list: ValueView[], where: string): void => {
    for (const value of list) {
      const key = `${where} ${value.path}`;
      value.changed = (before.get(key) ?? value.text) !== value.text;
      values.set(key, value.text);
      if (value.parts) mark(value.parts, where);
    }
  };
  mark(view.locals, `${view.tid} ${view.frames.length - view.frame}`);
  mark(view.globals, 'global');
  const known = before.has(`fds ${view.tid}`);
  values.set(`fds ${view.tid}`, '');
  for (const fd of view.fds) {
    const key = `fd ${view.tid} ${fd.fd}`;
    fd.fresh = known && before.get(key) !== fd.target;
    values.set(key, fd.target);
  }
  debug.values = values;
}
