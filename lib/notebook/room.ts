// The debugger's place beside a session: what a session asks of it, once it has been loaded.
//
// One idea: most readers press Run and look at a terminal. Breakpoints, the gdb prompt and going back
// come with the first request that needs them, and the session works without.

import type { Machine } from '../machine/machine.ts';
import type { Debug } from './debugging.ts';
import type { Request, Update } from './messages.ts';
import type { Input, Program, Session } from './session.ts';

export interface DebugRoom {
  /** Sets the points that were asked for in a program that has just been started. */
  begin(session: Session): Update[];
  /** The reader does something: what changes from now on is marked. */
  acts(session: Session): void;
  /** Handles a request of the debugger's own. */
  handle(session: Session, input: Input): Update[];
  /** Acts on tasks that have come to a stop; undefined where none stays there. */
  stopped(session: Session): Update[] | undefined;
  /** Tells what the reader looks at, unless it is what was told last. */
  look(session: Session): Update[];
  /** Says at the prompt that the program has ended. */
  ended(session: Session, program: Program, status: number, signal?: string): Update[];
  copy(debug: Debug, machine: Machine): Debug;
}

/** Requests that are the debugger's. */
const DEBUGS = new Set<Request['type']>([
  'points',
  'debug',
  'gdb',
  'look',
  'go',
  'packet',
  'download',
]);

/** Whether a session without a debugger cannot handle a request. */
export function needsDebugger(request: Request): boolean {
  return DEBUGS.has(request.type) || (request.type === 'run' && request.points !== undefined);
}

let installed: DebugRoom | undefined;

/** Gives all sessions their debugger. */
export function installDebugger(room: DebugRoom): void {
  installed = room;
}

/** Returns the debugger; undefined where nobody has asked for one yet. */
export function debugRoom(): DebugRoom | undefined {
  return installed;
}

/** Copies what the debugger knows of a session, for a copy of its machine. */
export function copyDebug(debug: Debug, machine: Machine): Debug {
  if (!installed) throw new Error('copyDebug: a session with a debugger, and none is installed');
  return installed.copy(debug, machine);
}
