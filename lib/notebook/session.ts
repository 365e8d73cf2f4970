// Session: one cell's machine, and everything a reader may do with it.
//
// One idea: requests change the machine, and updates are what its trace says since the last look.
// The session never waits and has no clock: whoever owns one calls advanceSession.
//
// Units: microseconds of virtual time; fuel in VM operations.

import type { Image } from '../cc/image.ts';
import { ARRIVED } from '../debug/arrived.ts';
import type { Breakpoint } from '../debug/gdb/session.ts';
import { decodeText } from '../kernel/bytes.ts';
import { takeLine } from '../kernel/tty.ts';
import { build } from '../machine/build.ts';
import { isAtRest, whoWaits } from '../machine/inspect.ts';
import {
  type AdvanceOptions,
  type AdvanceResult,
  advance,
  contextOf,
  createMachine,
  exec,
  keepCore,
  type Machine,
  traceOf,
  typeInto,
} from '../machine/machine.ts';
import {
  addProgram,
  createShell,
  exitStatus,
  readFile,
  runCommandLine,
  type Shell,
  writeFile,
} from '../machine/shell.ts';
import { ssTable } from '../machine/ss.ts';
import { formatEndpoint } from '../net/ip.ts';
import { nextDueUs } from '../sim/sim.ts';
import type { CopyEvent, DatagramEvent, SegmentEvent, SysEnter, TraceEvent } from '../sim/trace.ts';
import { straceEntries } from '../view/strace.ts';
import { segmentLabel, tcpdumpLines } from '../view/tcpdump.ts';
import type { Debug } from './debugging.ts';
import { type History, keep, keepNow, note } from './history.ts';
import { lostAtEnd } from './leaks.ts';
import type {
  CopyLine,
  PacketLine,
  Request,
  SyscallLine,
  TerminalId,
  Update,
  Waiting,
} from './messages.ts';
import { debugRoom } from './room.ts';

/** The one host of a cell; the program and its clients talk over its loopback. */
export const HOST = 'server';

/** How many events a cell keeps; older ones have already been told. */
const KEPT_EVENTS = 50_000;
/** Most stops in a slice at which a program goes on at once. */
const MAX_STOPS = 1000;
/** Longest slice in steps of the machine; what one tells must be told before the ring drops it. */
const SLICE_STEPS = 2000;
/** What a command line takes to type: what was started before has had time to begin its work. */
const TYPING_US = 50_000;
/** Most work done in that time, so that a line is answered at once beside a busy program. */
const TYPING_OPS = 1_000_000;
/** How many packets the packet list is folded from. */
const KEPT_PACKETS = 1500;

/** What changes a machine: most requests, and lines that the shell finds at its terminal. */
export type Input =
  | Request
  | { type: 'read-ahead' }
  /** Breakpoints that were set while the reader looked at the past. */
  | { type: 'armed'; breakpoints: Breakpoint[]; next: number };

export interface Session {
  machine: Machine;
  shell: Shell;
  program?: {
    pid: number;
    image: Image;
    name: string;
    source: string;
    alive: boolean;
    leaks?: boolean | 'lost';
  };
  history: History;
  /** The past is being played again, and how far. */
  replaying?: Replaying;
  /** A request is being handled, which no copy may interrupt. */
  handling?: boolean;
  /** The debugger's, once there is one. */
  debug?: Debug;
  /** Process that has the shell's terminal, while it runs. */
  foreground?: number;
  /** How many commands have been put in the background, as bash numbers them. */
  jobs: number;
  terminals: Map<number, TerminalId>;
  /** Number of the first event that has not been told yet. */
  told: number;
  /** Calls that have begun and not returned, by process. */
  open: Map<number, SysEnter>;
  /** The call that the kernel is working on. */
  doing?: { n: number; pid: number; line?: number };
  packets: SentPacket[];
  packetsTold: number;
  tables: string;
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

/** Makes a session whose machine has been switched on and runs nothing. */
export function createSession(): Session {
  const machine = createMachine({
    hosts: [{ name: HOST }],
    sink: 'ring',
    capacity: KEPT_EVENTS,
  });
  return {
    machine,
    shell: createShell(machine, HOST),
    jobs: 0,
    terminals: new Map(),
    told: 0,
    open: new Map(),
    history: { inputs: [], checkpoints: [] },
    packets: [],
    packetsTold: 0,
    tables: '',
    resting: false,
  };
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
  switch (input.type) {
    case 'run':
      return run(session, input);
    case 'shell':
      return shell(session, input.text);
    case 'type':
      return type(session, input.terminal, input.text);
    case 'interrupt':
      return type(session, input.terminal, '\x03');
    case 'end-of-file':
      return type(session, input.terminal, '\x04');
    case 'read-ahead':
      return readAhead(session);
    default:
      return debugRoom()?.handle(session, input) ?? [];
  }
}

function run(session: Session, request: Extract<Request, { type: 'run' }>): Update[] {
  const { machine } = session;
  session.resting = false;
  if (!request.name.endsWith('.c')) {
    writeFile(machine, HOST, request.name, request.source);
    return [{ type: 'saved', name: request.name }];
  }
  const result = build([{ name: request.name, text: request.source }], {
    readHeader: (path) => readFile(machine, HOST, path),
  });
  const diagnostics = result.ok ? result.warnings : result.diagnostics;
  const compiled: Update = { type: 'compiled', ok: result.ok, diagnostics };
  if (!result.ok) return [compiled];
  const { image } = result;
  const path = `./${request.name.replace(/\.c$/, '')}`;
  writeFile(machine, HOST, request.name, request.source);
  const exe = addProgram(machine, session.shell, path, image);
  const argv = [path, ...request.args];
  const pid = exec(machine, HOST, { image, argv }, { exe, cwd: session.shell.cwd });
  session.terminals.set(pid, 0);
  const { name, source, leaks } = request;
  session.program = { pid, image, name, source, alive: true, ...(leaks && { leaks }) };
  session.debug = undefined;
  keepCore(machine, HOST, pid);
  const points = debugRoom()?.begin(session, request.points) ?? [];
  if (!session.replaying) keepNow(session);
  return [compiled, { type: 'started', pid }, ...points];
}

/**
 * Runs a command line, after the time that typing it takes.
 *
 * Lines may arrive faster than anybody types, and `ss` behind `curl … &` is to see the connection.
 */
function shell(session: Session, text: string): Update[] {
  const untilUs = session.machine.sim.nowUs + TYPING_US;
  const meanwhile = advanceSession(session, { untilUs, maxOps: TYPING_OPS }).updates;
  return [...meanwhile, ...command(session, text)];
}

function command(session: Session, text: string): Update[] {
  const result = runCommandLine(session.machine, session.shell, text);
  if (result.kind === 'process') {
    session.terminals.set(result.pid, 1);
    if (result.background) {
      const said = `[${++session.jobs}] ${result.pid}\n`;
      return [output(1, 1, said), { type: 'command-done', status: 0 }];
    }
    session.foreground = result.pid;
    return [];
  }
  const stream = result.status === 0 ? 1 : 2;
  const updates: Update[] = result.output ? [output(1, stream, result.output)] : [];
  return [...updates, { type: 'command-done', status: result.status }];
}

function output(terminal: TerminalId, stream: 1 | 2, text: string): Update {
  return { type: 'output', terminal, stream, text };
}

/** A line that no program in the foreground is there to read is the shell's. */
function type(session: Session, terminal: TerminalId, text: string): Update[] {
  const { machine, program } = session;
  const pid = terminal === 0 ? (program?.alive ? program.pid : undefined) : session.foreground;
  if (pid !== undefined) typeInto(machine, pid, text);
  else if (terminal === 1 && text.endsWith('\n')) return shell(session, text.trimEnd());
  return [];
}

/** Lines wait at the shell's terminal that no program has read. */
function typedAhead({ machine, shell: { tty } }: Session): boolean {
  return (contextOf(machine, HOST).kernel.ttys.get(tty)?.lines.length ?? 0) > 0;
}

/** Hands the shell the lines that the program in the foreground has left unread. */
function readAhead(session: Session): Update[] {
  const { machine, shell: own } = session;
  const tty = contextOf(machine, HOST).kernel.ttys.get(own.tty);
  const updates: Update[] = [];
  while (tty && session.foreground === undefined) {
    const line = takeLine(tty, Number.POSITIVE_INFINITY);
    if (line === undefined) break;
    updates.push(...shell(session, decodeText(line).trimEnd()));
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
  const updates = [...tell(session), ...stops, ...tables(session), ...rest(session)];
  if (!session.handling && !session.replaying) {
    keep(session);
    updates.push(...(debugRoom()?.look(session) ?? []));
  }
  if (result === 'fuel' || result === 'until') return { updates, next: 'busy' };
  const dueUs = nextDueUs(machine.sim);
  return { updates, next: dueUs === undefined ? 'idle' : { dueUs } };
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

/** Folds the events that have not been told yet into updates. */
export function tell(session: Session): Update[] {
  const events = traceOf(session.machine);
  const first = events.length - (session.machine.sim.trace.length - session.told);
  const fresh = events.slice(Math.max(0, first));
  session.told = session.machine.sim.trace.length;
  // First, because it is this that keeps `open` up to date.
  const calls = syscalls(session, fresh);
  const updates: Update[] = [];
  for (const event of fresh) tellOne(session, event, updates);
  const told = [...updates, ...calls, ...packets(session)];
  const busy = session.handling || session.replaying || session.foreground !== undefined;
  if (busy || !typedAhead(session)) return told;
  note(session, { type: 'read-ahead' });
  return [...told, ...apply(session, { type: 'read-ahead' })];
}

function tellOne(session: Session, event: TraceEvent, updates: Update[]): void {
  const { program } = session;
  switch (event.kind) {
    case 'task':
      if (event.state === 'new') {
        const terminal = session.terminals.get(event.ppid);
        if (terminal !== undefined) session.terminals.set(event.pid, terminal);
      } else if (event.state === 'zombie') {
        ended(session, event, updates);
      }
      return;
    case 'output': {
      if (event.stream === 0) return;
      const terminal = session.terminals.get(event.pid) ?? 0;
      const text = decodeText(event.bytes);
      const last = updates.at(-1);
      const joins =
        last?.type === 'output' && last.terminal === terminal && last.stream === event.stream;
      if (joins) last.text += text;
      else updates.push(output(terminal, event.stream, text));
      return;
    }
    case 'warning': {
      const terminal = session.terminals.get(event.pid) ?? 0;
      updates.push({ type: 'warning', terminal, line: event.line, message: event.message });
      return;
    }
    case 'fault':
      updates.push({
        type: 'fault',
        terminal: session.terminals.get(event.pid) ?? 0,
        line: session.terminals.get(event.pid) === 0 ? event.line : undefined,
        signal: event.signal,
        message: event.message,
      });
      return;
    case 'sys-enter':
    case 'sys-block':
    case 'sys-exit':
      session.doing = doingAfter(session, event);
      if (event.pid === program?.pid) callUpdate(session, event, updates);
      return;
    case 'sys-wake':
      session.doing = doingAfter(session, event);
      return;
    case 'copy':
      copied(session, event, updates);
      return;
    case 'segment':
    case 'datagram':
      // What follows an arrival is the kernel's answer to it, and no call's.
      if (event.at === 'rx') session.doing = undefined;
      session.packets.push({ event, ...(session.doing && { doing: session.doing }) });
      return;
  }
}

/** Tells a copy with the call that it happened in. */
function copied(session: Session, event: CopyEvent, updates: Update[]): void {
  const { n, atUs, how, bytes, from, to } = event;
  const { n: call, line } = session.doing ?? {};
  const known = {
    ...(call !== undefined && { call }),
    ...(line !== undefined && { line }),
  };
  const copy: CopyLine = { n, atUs, how, bytes, from, to, ...known };
  const last = updates.findLast((update) => update.type === 'copies');
  if (last) last.lines.push(copy);
  else updates.push({ type: 'copies', lines: [copy] });
}

/** A call that the kernel has begun, or begun again, runs to its end or to where it sleeps. */
function doingAfter(
  session: Session,
  event: Extract<TraceEvent, { kind: 'sys-enter' | 'sys-block' | 'sys-wake' | 'sys-exit' }>,
): Session['doing'] {
  const { kind, pid, name } = event;
  // Whoever is woken goes on a little later; of the calls that wait, those that send are at work then.
  if (kind === 'sys-wake' && !/^(write|send|splice)/.test(name)) return session.doing;
  const begun = kind === 'sys-enter' ? event : kind === 'sys-wake' && session.open.get(pid);
  if (!begun) return undefined;
  const own = session.terminals.get(pid) === 0;
  return { n: begun.n, pid, ...(own && begun.line !== undefined && { line: begun.line }) };
}

/** Only the newest call matters to the marked line, so an older one is replaced. */
function callUpdate(
  session: Session,
  event: Extract<TraceEvent, { kind: 'sys-enter' | 'sys-block' | 'sys-exit' }>,
  updates: Update[],
): void {
  const line = event.kind === 'sys-block' ? session.open.get(event.pid)?.line : event.line;
  if (line === undefined) return;
  const phase =
    event.kind === 'sys-enter' ? 'enter' : event.kind === 'sys-block' ? 'block' : 'exit';
  const update: Update = { type: 'call', name: event.name, line, phase };
  const last = updates.at(-1);
  if (last?.type === 'call') updates[updates.length - 1] = update;
  else updates.push(update);
}

function ended(
  session: Session,
  event: Extract<TraceEvent, { kind: 'task' }>,
  updates: Update[],
): void {
  const { pid, status = 0, signal } = event;
  if (pid === session.program?.pid) {
    session.program.alive = false;
    updates.push({ type: 'exited', status, ...(signal && { signal }) });
    if (session.program.leaks && !signal) {
      const lines = lostAtEnd(session.machine, HOST, session.program);
      if (lines.length > 0) updates.push({ type: 'leaks', lines });
    }
    updates.push(...(debugRoom()?.ended(session, status, signal) ?? []));
  }
  if (pid === session.foreground) {
    session.foreground = undefined;
    const shown = exitStatus(session.machine, HOST, pid) ?? status;
    updates.push({ type: 'command-done', status: shown });
  }
}

/** Writes fresh calls as strace lines; a call that has now returned keeps its number. */
function syscalls(session: Session, fresh: readonly TraceEvent[]): Update[] {
  const byPid = new Map<number, TraceEvent[]>();
  for (const event of fresh) {
    if (event.kind !== 'sys-enter' && event.kind !== 'sys-exit' && event.kind !== 'signal')
      continue;
    let list = byPid.get(event.pid);
    if (!list) {
      // The fold needs the beginning of a call that was already under way.
      const begun = event.kind === 'sys-exit' ? session.open.get(event.pid) : undefined;
      list = begun ? [begun] : [];
      byPid.set(event.pid, list);
    }
    list.push(event);
  }
  const lines: SyscallLine[] = [];
  for (const [pid, list] of byPid) {
    const ends = endsOf(list);
    for (const { n, text, name, line, blocked } of straceEntries(list, { pid })) {
      const own = session.terminals.get(pid) === 0;
      const { atUs, end } = ends.get(n)!;
      lines.push({
        ...{ n, pid, text, name, blocked, atUs },
        ...(end !== undefined && { end }),
        ...(own && line !== undefined && { line }),
      });
    }
    const enter = list.findLast((event) => event.kind === 'sys-enter');
    const exit = list.findLast((event) => event.kind === 'sys-exit');
    if (enter && !(exit && exit.n > enter.n)) session.open.set(pid, enter);
    else session.open.delete(pid);
  }
  lines.sort((a, b) => a.n - b.n);
  return lines.length > 0 ? [{ type: 'syscalls', lines }] : [];
}

/** When each call of one task began, and which event ended it. */
function endsOf(list: readonly TraceEvent[]): Map<number, { atUs: number; end?: number }> {
  const ends = new Map<number, { atUs: number; end?: number }>();
  let last: { atUs: number; end?: number } = { atUs: 0 };
  for (const { n, atUs, kind } of list) {
    if (kind === 'sys-exit') last.end = n;
    else {
      last = { atUs };
      ends.set(n, last);
    }
  }
  return ends;
}

/** Writes packets that came since the last look; older ones make their numbers relative. */
function packets(session: Session): Update[] {
  if (session.packets.length === session.packetsTold) return [];
  const doing = new Map(session.packets.map((p) => [p.event, p.doing]));
  const options = { host: HOST, time: 'since-first' } as const;
  const lines = tcpdumpLines([...doing.keys()], options);
  const old = new Set<TraceEvent>(
    session.packets.slice(0, session.packetsTold).map((p) => p.event),
  );
  const dropped = Math.max(0, session.packets.length - KEPT_PACKETS);
  session.packets = session.packets.slice(dropped);
  session.packetsTold = session.packets.length;
  const fresh = lines.filter(({ event }) => !old.has(event));
  const told = fresh.map(({ text, event }): PacketLine => {
    const cause = doing.get(event);
    const { n, atUs, seg } = event;
    const ends = { from: formatEndpoint(seg.src), to: formatEndpoint(seg.dst) };
    const packet = { n, atUs, text, label: segmentLabel(seg), ...ends };
    if (!cause) return packet;
    const { n: call, pid, line } = cause;
    return { ...packet, call, pid, ...(line !== undefined && { line }) };
  });
  return told.length > 0 ? [{ type: 'packets', lines: told }] : [];
}

/** Tells the tables of now, unless they are those that were told last. */
function tables(session: Session): Update[] {
  if (session.replaying) return [];
  const { sockets, files, waiting } = tablesOf(session);
  const said = JSON.stringify([sockets, files, waiting]);
  if (said === session.tables) return [];
  session.tables = said;
  return [{ type: 'tables', sockets, files, waiting, atUs: session.machine.sim.nowUs }];
}

/** The tables that a reader would see by asking for them. */
export function tablesOf(session: Session): { sockets: string; files: string; waiting: Waiting[] } {
  const { machine, program } = session;
  const sockets = ssTable(machine, HOST, ['-tan']);
  const files = program?.alive ? commandText(session, `ls -l /proc/${program.pid}/fd`) : '';
  const own = new Set([...session.terminals].filter(([, t]) => t === 0).map(([pid]) => pid));
  const waiting = whoWaits(machine).map(({ pid, comm, text, typing, line }) => ({
    pid,
    comm,
    typing,
    text: `${text}.`,
    ...(own.has(pid) && line !== undefined && { line }),
  }));
  return { sockets, files, waiting };
}

/** Tells that the machine has come to rest, or is at work again, where that was not told last. */
function rest(session: Session): Update[] {
  const resting = isAtRest(session.machine);
  if (resting === session.resting) return [];
  session.resting = resting;
  return [{ type: 'rest', resting }];
}

function commandText(session: Session, text: string): string {
  const result = runCommandLine(session.machine, session.shell, text);
  return result.kind === 'text' ? result.output : '';
}
