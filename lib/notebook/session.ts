// Session: the machine behind a cell or a world of hosts, and everything that a reader may do with it.
//
// One idea: requests change the machine, and updates are what its trace says since the last look
// (telling.ts). The session never waits and has no clock: whoever owns one calls advanceSession. A cell
// is the world with one host, a terminal for its program, and a shell beside it.
//
// Units: microseconds of virtual time; fuel in VM operations.

import type { Image } from '../cc/image.ts';
import { ARRIVED } from '../debug/arrived.ts';
import type { Breakpoint } from '../debug/gdb/session.ts';
import { decodeText } from '../kernel/bytes.ts';
import { takeLine } from '../kernel/tty.ts';
import { build } from '../machine/build.ts';
import { imageOf, textsOf } from '../machine/c-programs.ts';
import {
  type AdvanceOptions,
  type AdvanceResult,
  advance,
  contextOf,
  createMachine,
  exec,
  type HostSpec,
  hostOf,
  keepCore,
  type LinkSpec,
  type Machine,
  taskAt,
  typeInto,
} from '../machine/machine.ts';
import {
  addProgram,
  createShell,
  readFile,
  removeFile,
  runCommandLine,
  type Shell,
  writeFile,
} from '../machine/shell.ts';
import { nextDueUs } from '../sim/sim.ts';
import type { DatagramEvent, SegmentEvent, SysEnter, TraceEvent } from '../sim/trace.ts';
import type { VmState } from '../vm/state.ts';
import type { Debug } from './debugging.ts';
import { type History, keep, keepNow, note } from './history.ts';
import type { PointSpec, Request, TerminalId, Update } from './messages.ts';
import { debugRoom } from './room.ts';
import { output, tellEvents, tellRest, tellTables } from './telling.ts';
import { tellNet } from './wires.ts';

/** The one host of a cell; the program and its clients talk over its loopback. */
export const HOST = 'server';

/** How many events a cell keeps; older ones have already been told. */
const KEPT_EVENTS = 50_000;
/** Programs that have ended and are still known, so that what they left behind can be looked at. */
const KEPT_ENDED = 16;
/** Most stops in a slice at which a program goes on at once. */
const MAX_STOPS = 1000;
/** Longest slice in steps of the machine; what one tells must be told before the ring drops it. */
const SLICE_STEPS = 2000;
/** What a command line takes to type: what was started before has had time to begin its work. */
const TYPING_US = 50_000;
/** Most work done in that time, so that a line is answered at once beside a busy program. */
const TYPING_OPS = 1_000_000;

/** What changes a machine: most requests, and lines that the shell finds at its terminal. */
export type Input =
  | Request
  | { type: 'read-ahead' }
  /** Breakpoints that were set while the reader looked at the past. */
  | { type: 'armed'; breakpoints: Breakpoint[]; next: number };

/** What a session begins with: hosts, links between them, and terminals with a shell each. */
export interface Setup {
  seed?: number;
  hosts: HostSpec[];
  links: LinkSpec[];
  shells: { terminal: TerminalId; host: string }[];
  /** Files of C by their names, on one host or on all. */
  files: { host?: string; name: string; text: string }[];
}

/** A shell at its terminal. */
export interface Seat {
  shell: Shell;
  /** Process that has the terminal, while it runs. */
  foreground?: number;
}

/** A program of the reader's, whose text they see. */
export interface Program {
  pid: number;
  image: Image;
  /** Name of its first text, such as `server.c`. */
  name: string;
  /** Its texts by their numbers in the image. */
  texts: string[];
  alive: boolean;
  leaks?: boolean | 'lost';
}

export interface Session {
  machine: Machine;
  /** Whether what the shells start is the reader's too, and not beside the one program. */
  world: boolean;
  shells: Map<TerminalId, Seat>;
  /** The program that was started last. */
  program?: Program;
  /** Programs by process, their children's too. */
  programs: Map<number, Program>;
  /** Where programs that are yet to be started are to stop. */
  asked: PointSpec[];
  history: History;
  /** The past is being played again, and how far. */
  replaying?: Replaying;
  /** A request is being handled, which no copy may interrupt. */
  handling?: boolean;
  /** The debugger's, once there is one. */
  debug?: Debug;
  /** Terminal of each process that speaks on one. */
  terminals: Map<number, TerminalId>;
  /** Number of the first event that has not been told yet. */
  told: number;
  /** Calls that have begun and not returned, by process. */
  open: Map<number, SysEnter>;
  /** The call that the kernel is working on. */
  doing?: { n: number; pid: number; line?: number; file?: string };
  packets: SentPacket[];
  packetsTold: number;
  tables: string;
  net: string;
  /** The tables of sockets as they were folded last, by host, behind so many events. */
  folded: { events: number; sockets: ReadonlyMap<string, string> };
  /** Whether it was told last that nothing happens by itself. */
  resting: boolean;
}

/** A run that is played again: where it ends, and who watches. */
export interface Replaying {
  /** Steps that it has then taken. */
  toStep: number;
  /** The event behind which it ends, if that comes first. */
  toEvent?: number;
  drivers?: AdvanceOptions['drivers'];
}

/** A packet, and the call in which it was sent. */
export interface SentPacket {
  event: SegmentEvent | DatagramEvent;
  doing?: Session['doing'];
}

export interface Slice {
  updates: Update[];
  /** `busy`: call again soon. `idle`: only a request can make anything happen. */
  next: 'busy' | 'idle' | { dueUs: number };
}

const CELL: Setup = {
  hosts: [{ name: HOST }],
  links: [],
  shells: [{ terminal: 1, host: HOST }],
  files: [],
};

/** Makes a session whose machine has been switched on and runs nothing; without a setup, a cell's. */
export function createSession(setup?: Setup): Session {
  const { seed, hosts, links, shells, files } = setup ?? CELL;
  const machine = createMachine({ seed, hosts, links, sink: 'ring', capacity: KEPT_EVENTS });
  for (const { host, name, text } of files) writeOn(machine, host, name, text);
  return {
    machine,
    world: setup !== undefined,
    shells: new Map(
      shells.map(({ terminal, host }) => [terminal, { shell: createShell(machine, host) }]),
    ),
    programs: new Map(),
    asked: [],
    terminals: new Map(),
    told: 0,
    open: new Map(),
    history: { inputs: [], checkpoints: [] },
    packets: [],
    packetsTold: 0,
    tables: '',
    net: '',
    folded: { events: 0, sockets: new Map() },
    resting: false,
  };
}

function writeOn(machine: Machine, host: string | undefined, name: string, text?: string): void {
  for (const each of host === undefined ? machine.kernels.keys() : [host]) {
    if (text === undefined) removeFile(machine, each, name);
    else writeFile(machine, each, name, text);
  }
}

/** Requests that look at a machine and do not change it; the debugger's own are noted there. */
const ASIDE = new Set<Input['type']>(['look', 'go', 'packet', 'download', 'gdb', 'debug']);

/** Does what the reader asked for and returns what can be said at once. */
export function handle(session: Session, request: Request): Update[] {
  if (!ASIDE.has(request.type)) {
    debugRoom()?.acts(session);
    note(session, request);
  }
  return apply(session, request);
}

/** Does what was asked for, or is asked for again. */
export function apply(session: Session, input: Input): Update[] {
  const before = session.handling;
  session.handling = true;
  const updates = perform(session, input);
  session.handling = before;
  return updates;
}

function perform(session: Session, input: Input): Update[] {
  if (input.type === 'points') session.asked = input.points;
  switch (input.type) {
    case 'run':
      return run(session, input);
    case 'shell':
      return shell(session, input.terminal ?? 1, input.text);
    case 'type':
      return type(session, input.terminal, input.text);
    case 'interrupt':
      return type(session, input.terminal, '\x03');
    case 'end-of-file':
      return type(session, input.terminal, '\x04');
    case 'read-ahead':
      return readAhead(session);
    case 'file':
      if (input.host !== undefined && !session.machine.kernels.has(input.host)) {
        return [noHost(input.host)];
      }
      writeOn(session.machine, input.host, input.name, input.text);
      return [];
    case 'seat':
      return seatAt(session, input.terminal, input.host);
    case 'link':
      Object.assign(session.machine.net.links[input.link], input.figures);
      return [];
    default:
      return debugRoom()?.handle(session, input) ?? [];
  }
}

const noHost = (host: string): Update => ({
  type: 'note',
  text: `The machine that is on has no host ${host}. Restart it to use what is drawn.`,
});

const noTerminal = (terminal: TerminalId): Update[] => [
  {
    type: 'note',
    text: 'The machine that is on has no such terminal. Restart it to use what is drawn.',
  },
  { type: 'command-done', terminal, status: 1 },
];

/** Opens a shell at a terminal; where its host is unknown, no shell of another host has it either. */
function seatAt({ machine, shells }: Session, terminal: TerminalId, host: string): Update[] {
  shells.delete(terminal);
  if (!machine.kernels.has(host)) return [noHost(host)];
  shells.set(terminal, { shell: createShell(machine, host) });
  return [];
}

/** Compiles and starts a program: at a terminal of its own, or where a shell has one. */
function run(session: Session, request: Extract<Request, { type: 'run' }>): Update[] {
  const { machine, shells } = session;
  session.resting = false;
  // Of a cell's program there is one; in a world the debugger sees all of them.
  if (!session.world) session.debug = undefined;
  const { name, source, terminal = 0 } = request;
  const seat = shells.get(terminal);
  if (!seat && session.world && terminal !== 0) return noTerminal(terminal);
  if (seat?.foreground !== undefined) {
    return [{ type: 'note', text: 'A program has this terminal; end it, or choose another one.' }];
  }
  const { shell } = seat ?? [...shells.values()][0];
  const { host, cwd } = shell;
  writeFile(machine, host, name, source);
  if (!name.endsWith('.c')) return [{ type: 'saved', name }];
  const texts = new Map([[name, source]]);
  const readHeader = (path: string) => {
    const text = readFile(machine, host, path);
    if (text !== undefined) texts.set(path, text);
    return text;
  };
  const result = build([{ name, text: source }], { readHeader });
  const diagnostics = result.ok ? result.warnings : result.diagnostics;
  const where = session.world ? { terminal } : {};
  const compiled: Update = { type: 'compiled', ok: result.ok, diagnostics, ...where };
  if (!result.ok) {
    return seat ? [compiled, { type: 'command-done', terminal, status: 1 }] : [compiled];
  }
  const { image } = result;
  const path = `./${name.replace(/\.c$/, '')}`;
  const exe = addProgram(machine, shell, path, image, texts);
  const argv = [path, ...request.args];
  const options = { exe, cwd, ...(seat && { tty: shell.tty }) };
  const pid = exec(machine, host, { image, argv }, options);
  session.terminals.set(pid, terminal);
  if (seat) seat.foreground = pid;
  if (request.points) session.asked = request.points;
  const stops = session.world || request.points !== undefined;
  const said = begin(session, pid, { name, leaks: request.leaks, stops });
  return [compiled, ...said];
}

/** A process that has just been made runs a program of the reader's; undefined where it runs none. */
function begin(
  session: Session,
  pid: number,
  about: { name?: string; leaks?: Program['leaks']; stops?: boolean } = {},
): Update[] {
  const { machine } = session;
  const task = taskAt(machine, pid);
  const known = task?.program === 'c' && textsOf((task.data as VmState).imageId);
  if (!known) return [];
  const image = imageOf((task.data as VmState).imageId);
  const texts = image.files.map(({ name }) => known.get(name) ?? '');
  const { name = image.files[0].name, leaks, stops = session.world } = about;
  const program: Program = { pid, image, name, texts, alive: true, ...(leaks && { leaks }) };
  session.program = program;
  session.programs.set(pid, program);
  forgetOldest(session);
  keepCore(machine, hostOf(machine, pid)!, pid);
  const points = (stops && debugRoom()?.begin(session)) || [];
  if (!session.replaying) keepNow(session);
  const terminal = session.terminals.get(pid) ?? 0;
  return [{ type: 'started', pid, terminal, name }, ...points];
}

/** Forgets programs that have ended long ago; the last ones may still be looked at. */
function forgetOldest({ programs }: Session): void {
  const ended = [...programs.values()].filter(({ alive }) => !alive);
  for (const { pid } of ended.slice(0, -KEPT_ENDED)) programs.delete(pid);
}

/**
 * Runs a command line, after the time that typing it takes.
 *
 * Lines may arrive faster than anybody types, and `ss` behind `curl … &` is to see the connection.
 */
function shell(session: Session, terminal: TerminalId, text: string): Update[] {
  const untilUs = session.machine.sim.nowUs + TYPING_US;
  const meanwhile = advanceSession(session, { untilUs, maxOps: TYPING_OPS }).updates;
  return [...meanwhile, ...command(session, terminal, text)];
}

function command(session: Session, terminal: TerminalId, text: string): Update[] {
  const seat = session.shells.get(terminal);
  if (!seat) return session.world ? noTerminal(terminal) : [];
  // The shell does not read while a program has its terminal: the line is that program's input.
  if (seat.foreground !== undefined) {
    typeInto(session.machine, seat.foreground, `${text}\n`);
    return [];
  }
  const result = runCommandLine(session.machine, seat.shell, text);
  if (result.kind === 'text') {
    const stream = result.status === 0 ? 1 : 2;
    const updates: Update[] = result.output ? [output(terminal, stream, result.output)] : [];
    const { diagnostics, status } = result;
    if (session.world && diagnostics) {
      updates.push({ type: 'compiled', ok: status === 0, diagnostics, terminal, said: true });
    }
    return [...updates, { type: 'command-done', terminal, status: result.status }];
  }
  const { pid, background } = result;
  session.terminals.set(pid, terminal);
  if (!background) seat.foreground = pid;
  const begun = session.world ? begin(session, pid) : [];
  if (!background) return begun;
  const said = output(terminal, 1, `[${result.job}] ${pid}\n`);
  return [...begun, said, { type: 'command-done', terminal, status: 0 }];
}

/** A line that no program in the foreground is there to read is the shell's. */
function type(session: Session, terminal: TerminalId, text: string): Update[] {
  const { machine, program, shells } = session;
  const seat = shells.get(terminal);
  const own = program?.alive ? program.pid : undefined;
  const pid = seat ? seat.foreground : own;
  if (pid !== undefined) typeInto(machine, pid, text);
  else if (seat && text.endsWith('\n')) return shell(session, terminal, text.trimEnd());
  return [];
}

function ttyOf({ machine }: Session, { shell: { host, tty } }: Seat) {
  return contextOf(machine, host).kernel.ttys.get(tty);
}

/** Lines wait at a shell's terminal that no program has read, and none is there to read them. */
function typedAhead(session: Session): boolean {
  return [...session.shells.values()].some(
    (seat) => seat.foreground === undefined && (ttyOf(session, seat)?.lines.length ?? 0) > 0,
  );
}

/** Hands the shells the lines that the programs in the foreground have left unread. */
function readAhead(session: Session): Update[] {
  const updates: Update[] = [];
  for (const [terminal, seat] of session.shells) {
    const tty = ttyOf(session, seat);
    while (tty && seat.foreground === undefined) {
      const line = takeLine(tty, Number.POSITIVE_INFINITY);
      if (line === undefined) break;
      updates.push(...shell(session, terminal, decodeText(line).trimEnd()));
    }
  }
  return updates;
}

/** Lets the machine run for a while and tells what happened. */
export function advanceSession(
  session: Session,
  limits: { untilUs: number; maxOps: number },
): Slice {
  const { machine } = session;
  const { result, updates: stops } = goOn(session, { ...limits, maxEvents: SLICE_STEPS });
  const told = tell(session);
  const now = [...tellNow(session, result === 'fuel'), ...tellRest(session)];
  const updates = [...told, ...stops, ...now];
  if (!session.handling && !session.replaying) {
    keep(session);
    updates.push(...(debugRoom()?.look(session) ?? []));
  }
  if (result === 'fuel' || result === 'until') return { updates, next: 'busy' };
  const dueUs = nextDueUs(machine.sim);
  return { updates, next: dueUs === undefined ? 'idle' : { dueUs } };
}

/**
 * Tells tables, links and hosts. In the middle of its work a machine on which nothing has happened since
 * is as it was; where it has come to the end of that, all is looked at.
 */
function tellNow(session: Session, hasty: boolean): Update[] {
  const { machine, folded } = session;
  if (hasty && machine.sim.trace.length === folded.events) return [];
  return [...tellTables(session, hasty), ...tellNet(session)];
}

/** Lets the machine run through stops that are none, a condition that does not hold or a count. */
export function goOn(
  session: Session,
  limits: AdvanceOptions,
): { result: AdvanceResult; updates: Update[] } {
  const { machine, replaying } = session;
  const most = machine.sim.steps + (limits.maxEvents ?? Number.POSITIVE_INFINITY);
  const end = Math.min(most, replaying?.toStep ?? most);
  const { toEvent, drivers } = replaying ?? {};
  const watched = {
    ...(drivers && { drivers }),
    ...(toEvent !== undefined && { until: ({ n }: TraceEvent) => n >= toEvent }),
  };
  const updates: Update[] = [];
  for (let stops = 0; ; stops++) {
    const maxEvents = end - machine.sim.steps;
    const result = advance(machine, { ...limits, ...watched, maxEvents, hold: true });
    if (arrived(session)) throw ARRIVED;
    if (result !== 'breakpoint') return { result, updates };
    const said = debugRoom()?.stopped(session);
    if (said) updates.push(...said);
    if (said || stops > MAX_STOPS || machine.sim.steps >= end) return { result: 'fuel', updates };
  }
}

function arrived({ replaying, machine: { sim } }: Session): boolean {
  if (!replaying) return false;
  return (
    sim.steps >= replaying.toStep || sim.trace.length > (replaying.toEvent ?? sim.trace.length)
  );
}

/** Tells what has happened, and hands the shells what has been typed ahead. */
export function tell(session: Session): Update[] {
  const told = tellEvents(session);
  if (session.handling || session.replaying || !typedAhead(session)) return told;
  note(session, { type: 'read-ahead' });
  return [...told, ...apply(session, { type: 'read-ahead' })];
}
