// Debugging a cell's program: breakpoints by line, steps, and what a reader sees at a pause.
//
// One idea: lines are the reader's, instructions are the machine's; this is where they meet.

import type { Image } from '../cc/image.ts';
import {
  framesOf,
  setBreakpoints,
  startStep,
  type VariableView,
  variablesIn,
} from '../debug/debugger.ts';
import { contextOf, coreOf, type Machine } from '../machine/machine.ts';
import { leakLines, leaksOf } from '../vm/leaks.ts';
import type { VmState } from '../vm/process.ts';
import type { Request, Update, VariableText } from './messages.ts';

/** What a session remembers of the program that it debugs. */
export interface DebugSession {
  pid: number;
  image: Image;
  /** Lines with a breakpoint, 1-based. */
  lines: number[];
  /** It stands at a breakpoint and waits for the reader. */
  paused: boolean;
}

function stateOf(m: Machine, host: string, pid: number): VmState | undefined {
  const task = contextOf(m, host).kernel.tasks.get(pid);
  return task?.program === 'c' ? (task.data as VmState) : undefined;
}

/** Sets the breakpoints: each at the first statement on its line, or on the next that has one. */
export function setLines(m: Machine, host: string, debug: DebugSession, lines: number[]): void {
  debug.lines = lines;
  const state = stateOf(m, host, debug.pid);
  if (state) setBreakpoints(state, debug.image, lines);
}

/** Lets the program go on, to its next breakpoint or for one step. */
export function debugRequest(
  m: Machine,
  host: string,
  debug: DebugSession,
  op: Extract<Request, { type: 'debug' }>['op'],
): void {
  const state = stateOf(m, host, debug.pid);
  debug.paused = false;
  if (state && op !== 'continue') startStep(state, debug.image, op);
}

function variableText({ name, type, value, memory }: VariableView): VariableText {
  if (!memory) return { name, type, value };
  const bytes = [...memory.bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return { name, type, value, memory: `0x${memory.addr.toString(16)}: ${bytes}` };
}

/** Describes the pause that the machine has just come to. */
export function pauseOf(m: Machine, host: string, debug: DebugSession): Update {
  debug.paused = true;
  const { line, ...seen } = look(stateOf(m, host, debug.pid)!, debug.image);
  const why = debug.lines.includes(line) ? 'a breakpoint' : 'a step';
  return { type: 'paused', line, why, ...seen };
}

/** What a reader sees of a program that stands still: its calls, and the innermost one's variables. */
function look(
  state: VmState,
  image: Image,
): { line: number; frames: string[]; variables: VariableText[] } {
  // A reader's own frames: what the C library does below them is not theirs to debug.
  const frames = framesOf(state, image).filter((frame) => !frame.library);
  return {
    line: frames[0]?.line ?? 0,
    frames: frames.map((frame) => `${frame.name} (line ${frame.line})`),
    variables: frames[0] ? variablesIn(state, image, frames[0].index).map(variableText) : [],
  };
}

/** The same of a program that a fault has ended; nothing where it left no core. */
export function lookAtCrash(
  m: Machine,
  host: string,
  { pid, image }: DebugSession,
): { frames?: string[]; variables?: VariableText[] } {
  const core = coreOf(m, host, pid) as VmState | undefined;
  if (!core) return {};
  const { frames, variables } = look(core, image);
  return { frames, variables };
}

/** Lists what a program that has ended did not give back. */
export function leaksAtEnd(
  m: Machine,
  host: string,
  { pid, image, leaks }: DebugSession & { leaks?: boolean | 'lost' },
): string[] {
  const core = coreOf(m, host, pid) as VmState | undefined;
  if (!core) return [];
  const found = leaksOf(core, image);
  if (leaks !== 'lost') return leakLines(found);
  const lost = found.filter((leak) => leak.lost);
  return lost.length > 0 ? leakLines(lost) : [];
}

/** True while the program itself stands at a breakpoint; a child of fork(2) has inherited them. */
export function atBreakpoint(m: Machine, host: string, debug: DebugSession): boolean {
  return contextOf(m, host).kernel.tasks.get(debug.pid)?.atBreakpoint ?? false;
}

/** Takes the breakpoints off every process but the program, as gdb does with children. */
export function freeChildren(m: Machine, host: string, debug: DebugSession): void {
  for (const task of contextOf(m, host).kernel.tasks.values()) {
    if (task.tid === debug.pid || task.program !== 'c') continue;
    const state = task.data as VmState;
    state.breakpoints = [];
    state.step = undefined;
  }
}
