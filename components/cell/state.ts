// What a cell shows, as a value. The island renders this and nothing else, so every state of a cell
// can be tested without a browser; how one state follows from another is in reduce.ts, which comes
// with the first thing that a reader does.

import type { Diagnostic } from '../../lib/cc/diagnostic.ts';
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
import type { Phase } from '../notebook/registry.ts';

export type Status = 'idle' | 'loading' | 'running' | 'paused' | 'exited' | 'failed';

export interface TerminalLine {
  kind: 'command' | 'gcc' | 'out' | 'err' | 'note' | 'typed';
  text: string;
}

export interface CellState {
  status: Status;
  /** By the terminal's number; the third has what the cells before this one print. */
  terminals: [TerminalLine[], TerminalLine[], TerminalLine[]];
  /** True while the shell's command has not finished. */
  shellBusy: boolean;
  syscalls: SyscallLine[];
  packets: PacketLine[];
  copies: CopyLine[];
  sockets: string;
  files: string;
  waiting: Waiting[];
  /** Nothing happens by itself: every program has ended or waits. */
  resting: boolean;
  atUs: number;
  diagnostics: Diagnostic[];
  /** The call that the program is at, for the marked line. */
  at?: {
    line: number;
    name?: string;
    phase: 'enter' | 'block' | 'exit' | 'paused' | 'fault' | 'past';
  };
  /** The error of the machine that is about to end the program, such as a bad pointer. */
  fault?: { line?: number; message: string };
  /** Process id of the program, once it has been started. */
  pid?: number;
  /** Where the program is to stop; as the debugger numbers them, once there is one. */
  points: (PointSpec & { number?: number; hits?: number })[];
  /** Tasks that stand before a line, the last one last. */
  stands: { tid: number; line: number; why: string }[];
  /** What the gdb prompt has shown. */
  gdb: TerminalLine[];
  /** The machine as it is looked at. */
  view?: View;
  /** A packet that has been opened. */
  packet?: Extract<Update, { type: 'packet' }>;
  /** What the gdb prompt wants of the page. */
  wish?: { wish: 'run' | 'start' | 'stop' };
  /** One sentence on what happened last; also what a screen reader hears. */
  said: string;
}

/** What the page itself does to the state, besides the session's updates. */
export type Local =
  | { type: 'local-loading'; command: string }
  | { type: 'local-command'; text: string }
  | { type: 'local-typed'; terminal: TerminalId; text: string }
  | { type: 'local-points'; points: PointSpec[] }
  | { type: 'local-gdb'; text: string }
  | { type: 'local-stopped' }
  | { type: 'local-broken'; message: string }
  | { type: 'local-reset' };

/** Longest transcript kept, in lines; older ones make room. */
export const TRANSCRIPT_LINES = 2000;

export function initialState(): CellState {
  return {
    status: 'idle',
    terminals: [[], [], []],
    shellBusy: false,
    syscalls: [],
    packets: [],
    copies: [],
    points: [],
    stands: [],
    gdb: [],
    sockets: '',
    files: '',
    waiting: [],
    resting: false,
    atUs: 0,
    diagnostics: [],
    said: '',
  };
}
/** What the reader looks at, if that is the past. */
export function pastWords({ view }: CellState): string | undefined {
  if (!view || view.at === 'now') return undefined;
  const frame = view.frames[view.frame];
  const where = frame?.own ? `, before or in line ${frame.line} of ${frame.name}` : '';
  return `Looking back at ${(view.atUs / 1e6).toFixed(6)} s${where}. Nothing runs; steps lead along the run.`;
}

/** The line that the mark is on: in the past that of then, in the present that of now. */
export function shownLine(state: CellState): CellState['at'] {
  const { view } = state;
  if (!view || view.at === 'now') return state.at;
  const line = view.line ?? view.frames.find(({ own }) => own)?.line;
  return line === undefined ? undefined : { line, phase: 'past' };
}

/** How the run stands, for the notebook. A program at a breakpoint is at work still. */
export function phaseOf({ status, resting }: CellState): Phase {
  switch (status) {
    case 'idle':
    case 'failed':
      return status;
    case 'exited':
      return 'ended';
    case 'running':
      return resting ? 'resting' : 'busy';
    default:
      return 'busy';
  }
}

/** What the program has printed, as text: its commands, its output, how it ended. */
export function transcriptOf({ terminals }: CellState): string {
  return terminals[0]
    .map(({ kind, text }) =>
      kind === 'command' ? `$ ${text}\n` : kind === 'note' ? `${text}\n` : text,
    )
    .join('');
}
