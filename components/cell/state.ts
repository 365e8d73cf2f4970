// What a cell shows, as a value: a pure reduction of the session's updates.
//
// One idea: the island renders this and nothing else, so every state of a cell can be tested
// without a browser.

import { type Diagnostic, formatDiagnostics } from '../../lib/cc/diagnostic.ts';
import type {
  CopyLine,
  PacketLine,
  PointSpec,
  SyscallLine,
  TerminalId,
  Update,
  View,
  Waiting,
} from '../../lib/notebook/messages.ts';
import { waitingWords } from '../../lib/notebook/waiting.ts';
import { initialState } from './initial-state.ts';

export type Status = 'idle' | 'loading' | 'running' | 'paused' | 'exited' | 'failed';

export interface TerminalLine {
  kind: 'command' | 'gcc' | 'out' | 'err' | 'note' | 'typed';
  text: string;
}

/** Counts of a whole run, and the bytes that it moved, by how. */
export interface Totals {
  syscalls: number;
  /** Those of them that a line of the reader's programs has made. */
  ownCalls: number;
  packets: number;
  copies: number;
  bytes: Record<CopyLine['how'], number>;
}

export interface CellState {
  status: Status;
  /** By the terminal's number; of a cell, the third has what the cells before this one print. */
  terminals: TerminalLine[][];
  /** Terminals whose shell's command has not finished. */
  busy: readonly TerminalId[];
  syscalls: SyscallLine[];
  packets: PacketLine[];
  copies: CopyLine[];
  /** How many there have been, kept here or not. */
  totals: Totals;
  sockets: string;
  files: string;
  waiting: Waiting[];
  /** Nothing happens by itself: every program has ended or waits. */
  resting: boolean;
  /** A program that stood has been let go, and has neither stopped again nor ended. */
  letGo?: boolean;
  atUs: number;
  diagnostics: Diagnostic[];
  /** The call that the program is at, for the marked line. */
  at?: {
    line: number;
    /** Where programs of several texts run. */
    file?: string;
    name?: string;
    phase: 'enter' | 'block' | 'exit' | 'paused' | 'fault' | 'past';
  };
  /** The error of the machine that is about to end the program, such as a bad pointer. */
  fault?: { line?: number; file?: string; message: string };
  /** Process id of the program, once it has been started. */
  pid?: number;
  /** Where the program is to stop; as the debugger numbers them, once there is one. */
  points: (PointSpec & { number?: number; hits?: number })[];
  /** Tasks that stand before a line, the last one last. */
  stands: { tid: number; line: number; file?: string; why: string }[];
  /** What the gdb prompt has shown. */
  gdb: TerminalLine[];
  /** The machine as it is looked at. */
  view?: View;
  /** A packet that has been opened. */
  packet?: Extract<Update, { type: 'packet' }>;
  /** Why the last button did nothing. */
  note?: string;
  /** What the gdb prompt wants of the page. */
  wish?: { wish: 'run' | 'start' | 'stop' };
  /** One sentence on what happened last; also what a screen reader hears. */
  said: string;
}

/** What the page itself does to the state, besides the session's updates. */
export type Local =
  | { type: 'local-loading'; command: string }
  | { type: 'local-command'; terminal?: TerminalId; text: string }
  | { type: 'local-typed'; terminal: TerminalId; text: string }
  /** A line of whoever has the terminal: its shell, or the program that a line before has begun. */
  | { type: 'local-line'; terminal: TerminalId; text: string }
  | { type: 'local-points'; points: PointSpec[] }
  | { type: 'local-gdb'; text: string }
  | { type: 'local-stopped' }
  | { type: 'local-broken'; message: string };

/** Most lines kept of a transcript, and of calls, packets and copies each; older ones make room. */
export const TRANSCRIPT_LINES = 2000;

const CUT: TerminalLine = { kind: 'note', text: 'what stood above is not kept' };

/** The newest lines of a transcript; one that has lost some says so at its beginning. */
function newest(lines: TerminalLine[]): TerminalLine[] {
  if (lines.length <= TRANSCRIPT_LINES) return lines;
  return [CUT, ...lines.slice(1 - TRANSCRIPT_LINES)];
}

export function withLines<S extends CellState>(
  state: S,
  terminal: TerminalId,
  ...lines: TerminalLine[]
): S {
  const terminals = [...state.terminals];
  terminals[terminal] = newest([...(terminals[terminal] ?? []), ...lines]);
  return { ...state, terminals };
}

/** Adds program output: text goes on in the last line when that is still open. */
function withOutput(
  state: CellState,
  terminal: TerminalId,
  kind: 'out' | 'err',
  text: string,
): CellState {
  const lines = [...(state.terminals[terminal] ?? [])];
  // A terminal takes a carriage return as a movement of its cursor, which here has no effect.
  for (const piece of text.replaceAll('\r', '').split(/(?<=\n)/)) {
    const last = lines.at(-1);
    if (last?.kind === kind && !last.text.endsWith('\n')) {
      lines[lines.length - 1] = { kind, text: last.text + piece };
    } else {
      lines.push({ kind, text: piece });
    }
  }
  const terminals = [...state.terminals];
  terminals[terminal] = newest(lines);
  return { ...state, terminals };
}

/** Merges lines by call number: a blocked call's line is replaced when it returns. */
function withCalls(state: CellState, fresh: SyscallLine[]): CellState {
  const merged = [...state.syscalls];
  let { syscalls: total, ownCalls } = state.totals;
  for (const line of fresh) {
    const last = merged.at(-1)?.n ?? -1;
    // Calls come in order, and a new one is never among those that are here already.
    const at = last < line.n ? -1 : merged.findLastIndex((l) => l.n === line.n);
    // One that began before all that is kept has been counted.
    const gone = total > merged.length && line.n < merged[0].n;
    if (at >= 0) {
      ownCalls += Number(isOwn(line)) - Number(isOwn(merged[at]));
      merged[at] = line;
    } else if (!gone) {
      total = total - merged.length + merged.push(line);
      ownCalls += Number(isOwn(line));
    }
  }
  const syscalls = merged.slice(-TRANSCRIPT_LINES);
  return { ...state, syscalls, totals: { ...state.totals, syscalls: total, ownCalls } };
}

/** Whether a line of C made a call: the tools in the terminal have none. */
export const isOwn = (call: SyscallLine) => call.line !== undefined;

function withPackets(state: CellState, lines: PacketLine[]): CellState {
  const packets = [...state.packets, ...lines].slice(-TRANSCRIPT_LINES);
  const totals = { ...state.totals, packets: state.totals.packets + lines.length };
  return { ...state, packets, totals };
}

function withCopies(state: CellState, lines: CopyLine[]): CellState {
  const copies = [...state.copies, ...lines].slice(-TRANSCRIPT_LINES);
  const bytes = { ...state.totals.bytes };
  for (const line of lines) bytes[line.how] += line.bytes;
  const totals = { ...state.totals, copies: state.totals.copies + lines.length, bytes };
  return { ...state, copies, totals };
}

/** Why there are no buttons to step with while a call blocks. */
const STEPLESS = 'There is nothing to step until it is woken.';

function exitWords(status: number, signal?: string): string {
  return signal ? `killed by ${signal}` : `exited with status ${status}`;
}

function faultWords(fault: CellState['fault']): string {
  if (!fault) return '';
  return `${fault.line ? `, in line ${fault.line}` : ''}: ${fault.message.replace(/\.$/, '')}`;
}

/** Where a reader finds what the program left. */
function inspectWords(fault: CellState['fault']): string {
  return fault?.line ? ' Memory shows where it stopped, and its variables.' : '';
}

/** The mark on the listing: where the past is looked at, else where the last task stands. */
function standing(state: CellState): Pick<CellState, 'status' | 'at'> {
  const last = state.stands.at(-1);
  const ended = state.status === 'exited' || state.status === 'failed';
  if (ended) return { status: state.status, at: state.at };
  if (!last) return { status: 'running', at: state.at?.phase === 'paused' ? undefined : state.at };
  return { status: 'paused', at: { line: last.line, phase: 'paused' } };
}

function gdbLines(state: CellState, kind: TerminalLine['kind'], lines: string[]): TerminalLine[] {
  const fresh = lines.map((text) => ({ kind, text: `${text}\n` }));
  return newest([...state.gdb, ...fresh]);
}

/** A point without what belongs to one run of it; one for a single stop is gone with the run. */
function asAsked({ number: _, hits: __, ...spec }: CellState['points'][number]): PointSpec {
  return spec;
}

function local(state: CellState, action: Local): CellState {
  switch (action.type) {
    case 'local-loading': {
      const kept = { points: state.points.map(asAsked), gdb: state.gdb };
      const fresh = { ...initialState(), ...kept, status: 'loading' as const, said: 'Compiling.' };
      return withLines(fresh, 0, { kind: 'command', text: action.command });
    }
    case 'local-command': {
      const { terminal = 1, text } = action;
      const busy = [...state.busy, terminal];
      return withLines({ ...state, busy }, terminal, { kind: 'command', text });
    }
    case 'local-typed':
      return withLines(state, action.terminal, { kind: 'typed', text: action.text });
    case 'local-line': {
      const { terminal, text } = action;
      return state.busy.includes(terminal)
        ? reduce(state, { type: 'local-typed', terminal, text: `${text}\n` })
        : reduce(state, { type: 'local-command', terminal, text });
    }
    case 'local-points':
      return { ...state, points: action.points };
    case 'local-gdb':
      return { ...state, gdb: gdbLines(state, 'typed', [`(gdb) ${action.text}`]) };
    case 'local-stopped':
      return withLines(
        {
          ...state,
          status: 'exited',
          busy: [],
          at: undefined,
          stands: [],
          view: undefined,
          points: state.points.map(asAsked),
          waiting: [],
          said: 'Stopped. The machine is switched off.',
        },
        0,
        { kind: 'note', text: 'stopped: the machine was switched off' },
      );
    case 'local-broken':
      return withLines({ ...state, status: 'failed', busy: [], said: action.message }, 0, {
        kind: 'note',
        text: action.message,
      });
  }
}

/** What gcc would print goes to the terminal, between the command and the program's output. */
function compiled(state: CellState, action: Extract<Update, { type: 'compiled' }>): CellState {
  const { ok, diagnostics, terminal = 0 } = action;
  const told = diagnostics.length > 0 && !action.said ? [formatDiagnostics(diagnostics)] : [];
  const shown = withLines(
    { ...state, diagnostics },
    terminal,
    ...told.map((text) => ({ kind: 'gcc' as const, text })),
  );
  if (ok) return shown;
  const errors = diagnostics.filter((d) => d.severity === 'error');
  const where = errors[0] ? `in line ${errors[0].line}` : '';
  const said =
    errors.length === 1
      ? `One error, ${where}; nothing ran.`
      : `${errors.length} errors, the first ${where}; nothing ran.`;
  return { ...shown, status: 'failed', said };
}

/** A cell before this one: its program runs, or did not compile. */
function before(state: CellState, action: Extract<Update, { type: 'before' }>): CellState {
  const { name, diagnostics = [] } = action;
  if (action.phase === 'running') {
    const text = name.endsWith('.c') ? `./${name.replace(/\.c$/, '')}` : `cat > ${name}`;
    return withLines({ ...state, said: `Running ${name} first.` }, 2, { kind: 'command', text });
  }
  const first = diagnostics.find(({ severity }) => severity === 'error');
  return {
    ...withLines(state, 2, { kind: 'gcc', text: formatDiagnostics(diagnostics) }),
    status: 'failed',
    said: `${name}, which has to run first, has an error${first ? ` in line ${first.line}` : ''}; nothing ran.`,
  };
}

/** The mark of a call that a program is at. */
export function atCall(action: Extract<Update, { type: 'call' }>): CellState['at'] {
  const { line, file, name, phase } = action;
  return { line, name, phase, ...(file !== undefined && { file }) };
}

/** Reduces one update or local action; returns a new state and never changes the old one. */
export function reduce(state: CellState, action: Update | Local): CellState {
  switch (action.type) {
    case 'compiled':
      return compiled(state, action);
    case 'before':
      return before(state, action);
    case 'saved':
      return {
        ...state,
        status: 'exited',
        said: `${action.name} lies on the machine; cells that need it can include it.`,
      };
    case 'time':
      return { ...state, atUs: action.atUs };
    case 'rest':
      return { ...state, resting: action.resting };
    case 'started':
      return {
        ...state,
        status: 'running',
        pid: action.pid,
        said: `Running as process ${action.pid}.`,
      };
    case 'output':
      return withOutput(state, action.terminal, action.stream === 1 ? 'out' : 'err', action.text);
    case 'command-done': {
      const { terminal, status } = action;
      const done = { ...state, busy: state.busy.filter((one) => one !== terminal) };
      if (status === 0) return done;
      return withLines(done, terminal, { kind: 'note', text: `exit status ${status}` });
    }
    case 'net':
      return state;
    case 'syscalls':
      return withCalls(state, action.lines);
    case 'packets':
      return withPackets(state, action.lines);
    case 'tables': {
      const waits = waitingWords(action.waiting.map((w) => w.text));
      // Nobody waits any more, so the sentence that said who did is no longer true.
      const stepless = waits && state.letGo ? `${waits} ${STEPLESS}` : waits;
      const goesOn = state.status === 'running' && state.waiting.length > 0;
      return {
        ...state,
        sockets: action.sockets,
        files: action.files,
        waiting: action.waiting,
        atUs: action.atUs,
        said: state.stands.length > 0 ? state.said : stepless || (goesOn ? 'Running.' : state.said),
      };
    }
    case 'call':
      // Who stands is what the reader looks at.
      if (state.stands.length > 0) return state;
      return { ...state, at: atCall(action) };
    case 'copies':
      return withCopies(state, action.lines);
    case 'paused': {
      const others = state.stands.filter(({ tid }) => tid !== action.tid);
      const stands = [...others, action];
      const said = { said: action.said, note: undefined };
      return { ...state, ...standing({ ...state, stands }), stands, letGo: false, ...said };
    }
    case 'resumed': {
      const stands = state.stands.filter(({ tid }) => tid !== action.tid);
      const said = stands.length > 0 ? `${stands.length} more stand.` : 'Running.';
      return { ...state, ...standing({ ...state, stands }), stands, letGo: true, said };
    }
    case 'points':
      return { ...state, points: action.points };
    case 'gdb':
      return { ...state, gdb: gdbLines(state, 'out', action.lines) };
    case 'wish':
      return { ...state, wish: { wish: action.wish } };
    case 'view':
      return { ...state, view: action.view, note: undefined };
    case 'note':
      return { ...state, note: action.text };
    case 'packet':
      return { ...state, packet: action };
    case 'file':
      return { ...state, said: `${action.name} has been made.` };
    case 'fault':
      return withLines(
        { ...state, fault: action.line ? action : undefined, said: action.message },
        action.terminal,
        {
          kind: 'err',
          text: `${action.message}\n`,
        },
      );
    case 'exited':
      return withLines(
        {
          ...state,
          status: 'exited',
          // A program that a fault has ended is still looked at where it stands.
          at: state.fault?.line ? { line: state.fault.line, phase: 'fault' } : undefined,
          stands: [],
          said: action.signal
            ? `The program was killed by ${action.signal}${faultWords(state.fault)}.${inspectWords(state.fault)}`
            : `The program exited with status ${action.status}.`,
        },
        action.terminal,
        { kind: 'note', text: exitWords(action.status, action.signal) },
      );
    case 'warning':
      return withLines(state, action.terminal, { kind: 'err', text: `${action.message}\n` });
    case 'leaks':
      return withLines(state, action.terminal, { kind: 'note', text: action.lines.join('\n') });
    default:
      return local(state, action);
  }
}
