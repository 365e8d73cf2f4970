// Record: what a cell prints, from a run. The page without JavaScript shows it, tests compare it.
//
// One idea: the same session that a reader drives, driven once from beginning to end.

import '../machine/whole.ts';
import { advanceChain, startChain } from './chain.ts';
import type { Before, Request, TerminalId, Update } from './messages.ts';
import { advanceSession, handle, type Session } from './session.ts';
import { waitingWords } from './waiting.ts';

export interface RecordOptions {
  /** Command lines for the shell beside the program, each begun when all has come to rest. */
  commands?: readonly string[];
  /** Typed at the program's terminal when all has come to rest and it still runs. */
  typed?: string;
  /** Longest run of the program and of each command; default 20 s of virtual time. */
  limitUs?: number;
  /** What runs first, on the same machine. */
  before?: readonly Before[];
  /** Fuel for each; default 40 million VM operations. */
  maxOps?: number;
}

/** What was seen on the two terminals, and how it ended. */
export interface Recording {
  /** Everything that the program printed, both streams in order. */
  program: string;
  /** What each command printed, and its exit status; undefined if it had not ended. */
  commands: { text: string; output: string; status?: number }[];
  /** How the program ended; undefined if it still ran. */
  exit?: { status: number; signal?: string };
  /** Who waited for what at the end, in words. */
  waiting: string[];
  /** The compiler's words, as gcc prints them; empty if it had none. */
  diagnostics: string;
  faults: string[];
}

const SLICE_OPS = 1_000_000;

/** Runs a program, and commands beside it, and returns what a reader would have seen. */
export function record(name: string, source: string, options: RecordOptions = {}): Recording {
  const session = sessionAfter(options.before ?? []);
  const recording: Recording = {
    program: '',
    commands: [],
    waiting: [],
    diagnostics: '',
    faults: [],
  };
  const note = (updates: Update[]) => {
    for (const update of updates) noteUpdate(recording, update);
  };
  const perform = (request: Request) => {
    note(handle(session, request));
    settle(session, options, note);
  };
  perform({ type: 'run', name, source, args: [] });
  for (const text of options.commands ?? []) {
    recording.commands.push({ text, output: '' });
    perform({ type: 'shell', text });
  }
  const { typed } = options;
  if (typed !== undefined && !recording.exit) perform({ type: 'type', terminal: 0, text: typed });
  return recording;
}

/** The machine on which the cells before have come to rest; throws where one does not compile. */
function sessionAfter(before: readonly Before[]): Session {
  const snapshots = new Map();
  const chain = startChain(snapshots, before);
  for (;;) {
    const { updates, state } = advanceChain(chain, snapshots, SLICE_OPS);
    if (state === 'ready') return chain.session;
    if (state === 'failed') {
      const failed = updates.find((update) => update.type === 'before');
      throw new Error(failed?.diagnostics?.map(({ text }) => text).join('\n'));
    }
  }
}

/** Lets the machine run until only a request could make anything happen, or a limit is met. */
function settle(session: Session, options: RecordOptions, note: (updates: Update[]) => void): void {
  const { limitUs = 20_000_000, maxOps = 40_000_000 } = options;
  const untilUs = session.machine.sim.nowUs + limitUs;
  for (let ops = 0; ops < maxOps; ops += SLICE_OPS) {
    const { updates, next } = advanceSession(session, { untilUs, maxOps: SLICE_OPS });
    note(updates);
    if (next !== 'busy') return;
  }
}

function noteUpdate(recording: Recording, update: Update): void {
  const command = recording.commands.at(-1);
  switch (update.type) {
    case 'compiled':
      recording.diagnostics = update.diagnostics.map(({ text }) => text).join('\n');
      return;
    case 'output':
      noteOutput(recording, update.terminal, update.text);
      return;
    case 'command-done':
      if (command) command.status = update.status;
      return;
    case 'warning':
      noteOutput(recording, update.terminal, `${update.message}\n`);
      return;
    case 'fault':
      recording.faults.push(update.message);
      return;
    case 'exited':
      recording.exit = { status: update.status, ...(update.signal && { signal: update.signal }) };
      return;
    case 'tables':
      recording.waiting = update.waiting.map(({ text }) => text);
      return;
  }
}

function noteOutput(recording: Recording, terminal: TerminalId, text: string): void {
  const command = recording.commands.at(-1);
  if (terminal === 0) recording.program += text;
  else if (terminal === 1 && command) command.output += text;
}

/** Writes a recording as one terminal's text, for print. */
export function transcript(name: string, recording: Recording): string {
  // A file that is no program is only put on the machine.
  const program = name.endsWith('.c') ? `./${name.slice(0, -2)}` : `cat > ${name}`;
  const parts = [`$ ${program}\n${recording.diagnostics}${recording.program}`];
  for (const fault of recording.faults) parts.push(`${fault}\n`);
  for (const { text, output } of recording.commands) parts.push(`$ ${text}\n${output}`);
  if (recording.exit?.signal) parts.push(`(killed by ${recording.exit.signal})\n`);
  else if (recording.exit && recording.exit.status !== 0) {
    parts.push(`(exit status ${recording.exit.status})\n`);
  } else if (!recording.exit && recording.waiting.length > 0) {
    parts.push(`(${waitingWords(recording.waiting)})\n`);
  }
  return parts
    .map((part) => (part.endsWith('\n') ? part : `${part}\n`))
    .join('')
    .replaceAll('\r', '')
    .trimEnd();
}
