// The gdb prompt of a cell: commands that run go to the cell's machine, all others are gdb's own.
//
// One idea: a command that goes on answers at once with nothing; its stop is told when it comes, as
// that of a button. Looking at the past, what looks does so there, and what goes on goes along it.

import { count, perform, placeAt, readCommand } from '../debug/gdb/commands.ts';
import { GdbError } from '../debug/gdb/expression.ts';
import { callText, frameInfo } from '../debug/gdb/frames.ts';
import { finishPlan, originOf, type Plan, planOf } from '../debug/gdb/run.ts';
import { frames, type Gdb, liveState, pcsOf, stateOf, taskOf } from '../debug/gdb/session.ts';
import { taskAt, whoWaits } from '../machine/machine.ts';
import {
  armAll,
  type Debug,
  debugOf,
  type Going,
  points,
  resume,
  selectTask,
} from './debugging.ts';
import { note } from './history.ts';
import type { DebugOp, Update } from './messages.ts';
import { apply, type Session } from './session.ts';
import { lookNow, seenGdb, seenSession, travel } from './travel.ts';

declare function structuredClone<T>(value: T): T;

type Running = (session: Session, debug: Debug, rest: string) => Update[];

const gdbSays = (...lines: string[]): Update => ({ type: 'gdb', lines });

/** Does one line typed at the prompt. */
export function gdbLine(session: Session, text: string): Update[] {
  const debug = debugOf(session);
  const read = readCommand(debug.g, text);
  if (!read) return [];
  const { name, rest } = read;
  const back = BACK[name];
  if (back) return travel(session, back, {});
  const ahead = AHEAD[name];
  if (debug.cursor && ahead) return travel(session, ahead, lineAsked(debug, name, rest));
  if (debug.cursor && !ELSEWHERE[name]) return look(session, debug, name, rest);
  // An empty line has been read as the command that it repeats.
  if (!session.replaying) note(session, { type: 'gdb', text: `${name} ${rest}`.trim() });
  const running = RUNNING[name] ?? ELSEWHERE[name];
  if (running) return running(session, debug, rest);
  return look(session, debug, name, rest);
}

/** Commands that look, and those that set breakpoints and variables. */
function look(session: Session, debug: Debug, name: string, rest: string): Update[] {
  const { g } = debug;
  const seen = seenGdb(debug);
  const own = OWN[name]?.(session, debug, rest);
  const lines = own ?? performed(seen, { name, rest });
  if (seen !== g) {
    const { machine, over, fault, frozen, nextBreakpoint } = g;
    const before = JSON.stringify(g.breakpoints);
    Object.assign(g, seen, { machine, over, fault, frozen });
    const changed = before !== JSON.stringify(g.breakpoints) || nextBreakpoint < g.nextBreakpoint;
    if (!changed) return [gdbSays(...lines), ...lookNow(session)];
    const breakpoints = structuredClone(g.breakpoints);
    note(session, { type: 'armed', breakpoints, next: g.nextBreakpoint });
  }
  armAll(session);
  return [gdbSays(...lines), ...points(debug), ...(session.replaying ? [] : lookNow(session))];
}

/** What a command answers; where a library's frame knows no variables, also which frame does. */
function performed(g: Gdb, read: { name: string; rest: string }): string[] {
  try {
    const lines = perform(g, read);
    return lines.some((line) => line.startsWith('No symbol')) ? [...lines, ...wayOut(g)] : lines;
  } catch (error) {
    if (!(error instanceof GdbError) || !error.message.startsWith('No symbol')) throw error;
    throw new GdbError([error.message, ...wayOut(g)].join('\n'));
  }
}

/** Names the first frame of the reader's own, where a frame of the library is looked at. */
function wayOut(g: Gdb): string[] {
  if (!liveState(g) || !frameInfo(g, g.frame).library) return [];
  const own = frames(g).findIndex(({ library }, i) => i > g.frame && !library);
  if (own < 0) return [];
  const nearer = own === g.frame + 1 ? '"up" or ' : '';
  const { name, line } = frames(g)[own];
  const where = `${name}(), line ${line}`;
  return [`(Frame ${g.frame} is the library's: ${nearer}"frame ${own}" goes to ${where}.)`];
}

const BACK: Record<string, DebugOp> = {
  'reverse-step': 'back-into',
  'reverse-next': 'back-over',
  'reverse-finish': 'back-out',
  'reverse-continue': 'back-continue',
};

const AHEAD: Record<string, DebugOp> = {
  step: 'into',
  next: 'over',
  finish: 'out',
  continue: 'continue',
  until: 'to-line',
  advance: 'to-line',
};

function lineAsked(debug: Debug, name: string, rest: string): { line?: number } {
  if ((name !== 'until' && name !== 'advance') || rest === '') return {};
  return { line: placeAt(seenGdb(debug), rest).line };
}

/** How the selected task goes on by a command. */
const RUNNING: Record<string, Running> = {
  continue: (session, debug, rest) => {
    const { g } = debug;
    const here = g.breakpoints.find(
      (b) => b.kind === 'break' && pcsOf(g, b).includes(stateOf(g).pc),
    );
    if (rest !== '' && here) here.ignore = count(g, rest) - 1;
    return [...go(session, debug, { plan: planOf(g, 'continue'), times: 1 }), ...points(debug)];
  },
  next: (session, debug, rest) => steps(session, debug, 'over', rest),
  step: (session, debug, rest) => steps(session, debug, 'into', rest),
  finish: (session, debug) => {
    const { g } = debug;
    const { plan, returns } = finishPlan(g);
    return go(session, debug, { plan, times: 1, ...(returns && { returns }) });
  },
  until: (session, debug, rest) => until(session, debug, rest),
  advance: (session, debug, rest) => until(session, debug, rest),
};

function go(session: Session, debug: Debug, going: Going): Update[] {
  return resume(session, taskOf(debug.g), { ...going, origin: originOf(debug.g) });
}

function steps(session: Session, debug: Debug, mode: 'over' | 'into', rest: string): Update[] {
  const { g } = debug;
  stateOf(g);
  return go(session, debug, { plan: planOf(g, mode), times: rest === '' ? 1 : count(g, rest) });
}

function until(session: Session, debug: Debug, rest: string): Update[] {
  const { g } = debug;
  stateOf(g);
  if (rest === '') {
    const { line, fn } = frameInfo(g, 0);
    return go(session, debug, { plan: planOf(g, 'over'), times: 1, past: { line, fn } });
  }
  const plan: Plan = planOf(g, 'continue', [placeAt(g, rest).pc]);
  return go(session, debug, { plan, times: 1 });
}

/** Commands that are the page's or the machine's business. */
const ELSEWHERE: Record<string, Running> = {
  run: () => [{ type: 'wish', wish: 'run' }],
  start: () => [{ type: 'wish', wish: 'start' }],
  kill: () => [{ type: 'wish', wish: 'stop' }],
  quit: () => [gdbSays('The prompt stays; the machine is switched off with Stop.')],
  shell: (session, _debug, rest) => [
    gdbSays('[in the other terminal]'),
    ...apply(session, { type: 'shell', text: rest }),
  ],
};

/** Commands about several tasks, of which a cell has more than a prompt of its own. */
const OWN: Record<string, (session: Session, debug: Debug, rest: string) => string[] | undefined> =
  {
    info: (session, debug, rest) =>
      rest !== '' && 'threads'.startsWith(rest) ? threads(session, debug) : undefined,
    thread: (session, debug, rest) => {
      const { g } = debug;
      if (rest === '') return undefined;
      const tids = tidsOf(session);
      const tid = tids[count(g, rest) - 1];
      if (tid === undefined) throw new GdbError(`Unknown thread ${rest}.`);
      selectTask(debug, seenSession(session).machine, tid);
      return [`[Switching to thread ${rest} (task ${tid})]`, `#0  ${callText(seenGdb(debug), 0)}`];
    },
  };

function tidsOf(session: Session): number[] {
  const tasks = [...seenSession(session).machine.kernels.values()].flatMap((kernel) => [
    ...kernel.tasks.values(),
  ]);
  return tasks
    .filter(({ program, state }) => program === 'c' && state !== 'zombie')
    .map((t) => t.tid);
}

function threads(session: Session, debug: Debug): string[] {
  const seen = seenSession(session);
  const waits = new Map(whoWaits(seen.machine).map((w) => [w.pid, w.text]));
  const lines = tidsOf(session).map((tid, i) => {
    const task = taskAt(seen.machine, tid)!;
    const own: Debug = { ...debug, g: { ...debug.g } };
    selectTask(own, seen.machine, tid);
    const at: Gdb = { ...seenGdb(own), tid };
    const frame = liveState(at) ? callText(at, 0) : '';
    const mark = tid === taskOf(debug.g) ? '*' : ' ';
    const does = debug.paused.has(tid) ? '' : ` (${waits.get(tid) ?? 'running'})`;
    return `${mark} ${String(i + 1).padEnd(4)} task ${tid} "${task.process.comm}" ${frame}${does}`;
  });
  return ['  Id   Target Id            Frame', ...lines];
}
