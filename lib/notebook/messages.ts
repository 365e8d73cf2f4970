// What a cell and the machine behind it say to each other, as plain data.
//
// One idea: the page sends requests, the session answers with updates, and a worker between them
// is only a pipe. The same session runs in Node, so a test needs no browser.
//
// Units: lines are 1-based; `atUs` is virtual time in microseconds.

import type { Diagnostic } from '../cc/diagnostic.ts';
import type { LinkSpec } from '../machine/machine.ts';
import type { Place } from '../sim/trace.ts';
import type { PacketField } from '../view/packet-fields.ts';
import type { Setup } from './session.ts';

/**
 * Which terminal. Of a cell: 0 shows the cell's program, 1 is a shell beside it, 2 what the programs
 * of the cells before it print. Of a world: each is a shell's.
 */
export type TerminalId = number;

/** A cell that has to have run before: a program, or a file such as a header. */
export interface Before {
  name: string;
  source: string;
}

/** Where a program is to stop, as the reader asked for it. */
export interface PointSpec {
  kind: 'line' | 'call' | 'watch';
  /** `line`: the text that it is in, where programs of several are run; else the program's first. */
  file?: string;
  /** `line`: the first statement on it, or on the next that has one. */
  line?: number;
  /** `call`: names of system calls; none means all. */
  calls?: string[];
  /** `watch`: an expression whose value must not change unseen. */
  expression?: string;
  /** A C expression; without it every time counts. */
  condition?: string;
  /** How many more times it is passed by. */
  ignore?: number;
  disabled?: boolean;
  /** It is gone when it has stopped a program once. */
  temporary?: boolean;
}

/** The same as the debugger has it. */
export interface Point extends PointSpec {
  number: number;
  hits: number;
}

/** A way of going on from a pause, or of going back. */
export type DebugOp =
  | 'continue'
  | 'over'
  | 'into'
  | 'out'
  /** Until a line. */
  | 'to-line'
  /** Stops a task at its next line. */
  | 'pause'
  | 'back-over'
  | 'back-into'
  | 'back-out'
  | 'back-continue';

/** What of a stopped or waiting machine is to be shown. */
export interface Look {
  /** Default: whoever has stopped last, else the program. */
  tid?: number;
  /** Index of the frame among those shown; default the innermost. */
  frame?: number;
  /** Paths of the values whose parts are shown: `address`, `address.sin_addr`, `*p`. */
  open: string[];
  /** Where the bytes begin that are shown; default those of the frame. */
  bytesAt?: number;
}

export type Request =
  /** Makes a world in the place of what there was; its owner does so, not the session. */
  | { type: 'setup'; setup: Setup }
  /** Compiles `source` and starts it; of a cell, what ran before is gone. */
  | {
      type: 'run';
      name: string;
      source: string;
      args: string[];
      /** Where it speaks; at a shell's terminal it has that one, as if it had been typed there. */
      terminal?: TerminalId;
      points?: PointSpec[];
      /** List, at its end, the memory that it has not given back, or only what nothing points at. */
      leaks?: boolean | 'lost';
      /** What runs first, each until it has come to rest; the program goes on from there. */
      before?: Before[];
    }
  /** Runs one command line in a shell; by default in the one beside a cell's program. */
  | { type: 'shell'; text: string; terminal?: TerminalId }
  /** Writes a file on one host or on all; without a text it is removed. */
  | { type: 'file'; host?: string; name: string; text?: string }
  /** Opens one more shell. */
  | { type: 'seat'; terminal: TerminalId; host: string }
  /** Changes a link while packets are on it; those that are on their way keep their times. */
  | { type: 'link'; link: number; figures: LinkFigures }
  /** Types into the foreground process of a terminal; `text` ends with a newline if Enter was hit. */
  | { type: 'type'; terminal: TerminalId; text: string }
  /** Ctrl-C and Ctrl-D. */
  | { type: 'interrupt'; terminal: TerminalId }
  | { type: 'end-of-file'; terminal: TerminalId }
  /** Replaces the places where the program is to stop. */
  | { type: 'points'; points: PointSpec[] }
  | { type: 'debug'; op: DebugOp; tid?: number; line?: number }
  /** One line typed at the gdb prompt. */
  | { type: 'gdb'; text: string }
  /** From now on views are told; without `look` no more. */
  | { type: 'look'; look?: Look }
  /** Looks at the machine as it was behind an event, or as it is. */
  | { type: 'go'; at: number | 'now' }
  /** Asks for a packet's bytes and what they mean. */
  | { type: 'packet'; n: number }
  | { type: 'download'; what: 'pcap' | 'strace'; host?: string };

/** A process that cannot go on, and what it waits for, in words. */
export interface Waiting {
  pid: number;
  comm: string;
  text: string;
  /** True where a line typed at its terminal would wake it. */
  typing: boolean;
  /** The line of the reader's program where it waits, if it is one. */
  line?: number;
  file?: string;
  /** Of several. */
  host?: string;
}

/** What a link may be told while it is in use; units as in `LinkSpec`. */
export type LinkFigures = Partial<
  Pick<
    LinkSpec,
    'latencyUs' | 'bandwidthBps' | 'loss' | 'duplicate' | 'reorder' | 'jitterUs' | 'queueLimit'
  >
> & { up?: boolean };

/** A link as it is now, seen from each of its ends. */
export interface LinkNow {
  /** Packets that were given to it, and those of them that were lost. */
  sent: [number, number];
  lost: [number, number];
  /** Packets that are on it. */
  under: [number, number];
}

/** A host's sockets as it has them now. */
export interface HostNow {
  host: string;
  processes: { pid: number; comm: string; fds: number }[];
  sockets: { state: string; local: string; peer: string; recvQ: number; sendQ: number }[];
}

/** A variable, a member, an element, or what a pointer points at. */
export interface ValueView {
  /** As an expression of C; what `Look.open` names. */
  path: string;
  name: string;
  type: string;
  /** As gdb prints it. */
  text: string;
  /** Where it lies and how long it is; absent for one kept in a register. */
  place?: { addr: number; bytes: number };
  /** It is another than at the last look. */
  changed: boolean;
  /** It has parts that can be shown. */
  opens: boolean;
  parts?: ValueView[];
}

export interface FrameText {
  name: string;
  line: number;
  /** Of a program whose text the reader sees. */
  own: boolean;
  file?: string;
}

export interface TaskText {
  tid: number;
  comm: string;
  /** Id of the process that it is a thread of, if it is one. */
  thread?: number;
  /** In words: `waits in accept(3) for …`, `is paused before line 18`, `runs`. */
  does: string;
  paused: boolean;
  line?: number;
  /** Of several. */
  host?: string;
}

/** Bytes of one owner: part of a variable, of a block of the heap, of nothing. */
export interface MemorySpan {
  addr: number;
  bytes: Uint8Array;
  /** One letter a byte: `s` set, `u` never set, `f` freed, `-` nobody's. */
  marks: string;
  /** The innermost member: `address.sin_port`, or what it is a part of. */
  label: string;
  type?: string;
  kind: 'stack' | 'heap' | 'global' | 'freed' | 'gap' | 'other';
  /** Whose it is, in words: `local of main`, `32 bytes from malloc() in main, a.c:4`. */
  owner: string;
}

export interface FdText {
  fd: number;
  target: string;
  /** State and queues of a socket, in words. */
  says: string;
  flags: string;
  fresh: boolean;
}

/** The machine as it is or was, as far as a reader looks at it. */
export interface View {
  /** The number of the event it is behind; `now` for the present. */
  at: number | 'now';
  /** Between two events: `line` of a program on its way. */
  line?: number;
  atUs: number;
  tasks: TaskText[];
  tid?: number;
  frames: FrameText[];
  frame: number;
  locals: ValueView[];
  globals: ValueView[];
  memory: MemorySpan[];
  fds: FdText[];
  sockets: string;
  files: string;
  waiting: Waiting[];
  /** Of a world's past: what its links and hosts were at. */
  net?: { links: LinkNow[]; hosts: HostNow[] };
}

/** Bytes that the CPU copied, that a device moved, or that were handed over by pointer. */
export interface CopyLine {
  n: number;
  atUs: number;
  how: 'cpu' | 'dma' | 'link';
  bytes: number;
  from: Place;
  to: Place;
  /** The call that it happened in. */
  call?: number;
  line?: number;
  file?: string;
}

export interface PacketLine {
  n: number;
  atUs: number;
  /** As tcpdump prints it. */
  text: string;
  /** In a word or two, and its two ends. */
  label: string;
  from: string;
  to: string;
  /** The event that began the call that sent it; absent where the kernel did so by itself. */
  call?: number;
  pid?: number;
  line?: number;
  file?: string;
  /** Of several hosts: who sends it to whom, and whether it never arrives. */
  hosts?: [string, string];
  lost?: boolean;
}

export type Update =
  /** The compiler refused, or (with `ok`) only warned. */
  | {
      type: 'compiled';
      ok: boolean;
      diagnostics: Diagnostic[];
      /** Of a world: where, and whether gcc's output has said them. */
      terminal?: TerminalId;
      said?: boolean;
    }
  | { type: 'started'; pid: number; terminal: TerminalId; name: string }
  /** A cell before this one: it runs now, or it did not compile and nothing else was run. */
  | { type: 'before'; name: string; phase: 'running' | 'failed'; diagnostics?: Diagnostic[] }
  /** The cell is a file that others include: it lies on the machine now. */
  | { type: 'saved'; name: string }
  /** The clock of a machine that is at work and has nothing else to tell. */
  | { type: 'time'; atUs: number }
  /** Whether anything is still going on by itself. */
  | { type: 'rest'; resting: boolean }
  | { type: 'output'; terminal: TerminalId; stream: 1 | 2; text: string }
  /** The shell's command is done; `status` as `$?` would show it. */
  | { type: 'command-done'; terminal: TerminalId; status: number }
  | { type: 'syscalls'; lines: SyscallLine[] }
  | { type: 'packets'; lines: PacketLine[] }
  | { type: 'copies'; lines: CopyLine[] }
  /** Whole texts, as `ss -tan` and `ls -l /proc/PID/fd` print them now. */
  | { type: 'tables'; sockets: string; files: string; waiting: Waiting[]; atUs: number }
  /** What a world's links and hosts are at. */
  | { type: 'net'; links: LinkNow[]; hosts: HostNow[] }
  /** A program is at a call: entering it, asleep in it, or back from it. */
  | { type: 'call'; name: string; line: number; file?: string; phase: 'enter' | 'block' | 'exit' }
  /** A task stands before a line; `said` tells it whole, for people. */
  | { type: 'paused'; tid: number; line: number; file?: string; why: string; said: string }
  /** Nobody stands any more, or somebody else than before. */
  | { type: 'resumed'; tid: number }
  /** The points that there are now. */
  | { type: 'points'; points: Point[] }
  /** Why a button did nothing. */
  | { type: 'note'; text: string }
  /** What the gdb prompt answers. */
  | { type: 'gdb'; lines: string[] }
  /** What the gdb prompt cannot do from inside the machine. */
  | { type: 'wish'; wish: 'run' | 'start' | 'stop' }
  | { type: 'view'; view: View }
  | { type: 'packet'; n: number; bytes: Uint8Array; fields: PacketField[] }
  | { type: 'file'; name: string; bytes: Uint8Array }
  /** Undefined behaviour after which the program goes on; the message begins with the place. */
  | { type: 'warning'; terminal: TerminalId; line: number; message: string }
  /** A crash or undefined behaviour, told for people, at its line. */
  | {
      type: 'fault';
      terminal: TerminalId;
      line?: number;
      file?: string;
      signal: string;
      message: string;
    }
  /** What the program has not given back, in lines; only where `run` asked for it. */
  | { type: 'leaks'; terminal: TerminalId; lines: string[] }
  | { type: 'exited'; pid: number; terminal: TerminalId; status: number; signal?: string };

export interface SyscallLine {
  /** Number of the event that began the call: a later line with the same number replaces it. */
  n: number;
  /** The event that ended it. */
  end?: number;
  atUs: number;
  pid: number;
  text: string;
  name: string;
  /** Line in the reader's program, if one made the call. */
  line?: number;
  file?: string;
  blocked: boolean;
}
