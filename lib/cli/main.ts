// sockscope: the machine of the book in a terminal.
//
// One idea: the run is the same as in a page; here its output events are written to the process's
// own streams, and standard input is typed at the program's terminal.
//
// Units: virtual µs.

import '../machine/whole.ts';
import { writeFileSync } from 'node:fs';
import { formatDiagnostics } from '../cc/diagnostic.ts';
import type { Image } from '../cc/image.ts';
import { crashLines } from '../debug/crash.ts';
import { build } from '../machine/build.ts';
import { pollsTerminal, processes, whoWaits } from '../machine/inspect.ts';
import {
  advance,
  coreOf,
  createMachine,
  keepCore,
  type Machine,
  pipeInto,
  sendSignal,
  traceOf,
  typeInto,
} from '../machine/machine.ts';
import {
  addProgram,
  createShell,
  exitStatus,
  runCommandLine,
  type Shell,
} from '../machine/shell.ts';
import { OUTSIDE } from '../net/link.ts';
import { pcapBytes } from '../net/pcap.ts';
import { straceLines } from '../view/strace-lines.ts';
import { tcpdumpLines } from '../view/tcpdump.ts';
import { leakLines, leaksOf } from '../vm/leaks.ts';
import { useSecondTier } from '../vm/process.ts';
import type { VmState } from '../vm/state.ts';
import { createTier } from '../vm/tier/tier.ts';
import { compileCommand } from './compile.ts';
import { gdbCommand } from './gdb.ts';
import { runLinked } from './link.ts';
import { type RunOptions, readCommandLine, USAGE } from './options.ts';
import { packetCommand } from './packet.ts';
import { optionsOf, programName, readSources } from './sources.ts';
import { type Streams, standardStreams } from './streams.ts';

const HOST = 'server';
/** What timeout(1) says when it had to stop a command. */
const TIMED_OUT = 124;
const STEP_OPS = 2_000_000;
/** Steps of the machine at a stretch: what is written must be written before the ring drops it. */
const STEPS = 2000;
/** Events that are kept where nobody asked for all of them. */
const KEPT_EVENTS = 50_000;
/** Most events that are kept for what was asked for: with a KB each they fill what Node has. */
const MOST_EVENTS = 3_000_000;
/** The latency between two hosts unless --delay says another. */
const LAN_US = 100;

interface Session {
  streams: Streams;
  machine: Machine;
  shell: Shell;
  untilUs: number;
  /** Number of events whose output has been written. */
  shown: number;
  stdin: 'open' | 'closed';
  program: { pid: number; image: Image };
}

/** Runs the command line and returns the exit status. */
export function main(
  argv: readonly string[],
  streams: Streams = standardStreams,
): number | Promise<number> {
  if (argv[0] === 'compile') return compileCommand(argv.slice(1), streams);
  if (argv[0] === 'packet') return packetCommand(argv.slice(1), streams);
  if (argv[0] === 'gdb') return gdbCommand(argv.slice(1), streams);
  const options = readCommandLine(argv);
  if (options === 'help') {
    streams.write(1, USAGE);
    return 0;
  }
  if ('wrong' in options) {
    streams.write(2, `sockscope: ${options.wrong} (see sockscope --help)\n`);
    return 2;
  }
  return run(options, streams);
}

function run(options: RunOptions, streams: Streams): number | Promise<number> {
  useSecondTier(createTier());
  const sources = readSources(options.files);
  if (typeof sources === 'string') {
    streams.write(2, `sockscope: ${sources}\n`);
    return 2;
  }
  const { options: more, words } = optionsOf(options.flags);
  streams.write(2, words);
  const result = build(sources, more);
  streams.write(2, formatDiagnostics(result.ok ? result.warnings : result.diagnostics));
  if (!result.ok) return 1;

  const machine = machineOf(options);
  const shell = createShell(machine, HOST);
  shell.uid = options.uid;
  const name = `./${programName(options.files[0])}`;
  addProgram(machine, shell, name, result.image);
  const quoted = options.args.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`);
  const started = runCommandLine(machine, shell, [name, ...quoted].join(' '));
  if (started.kind !== 'process') throw new Error(`run: ${started.output}`);
  keepCore(machine, HOST, started.pid);
  const untilUs = options.seconds * 1e6;
  if (options.link) {
    return runLinked(machine, HOST, started.pid).then((status) => {
      report(options, { machine, streams }, started.pid);
      if (options.leaks)
        tellLeaks({ machine, streams, program: { pid: started.pid, image: result.image } });
      return status;
    });
  }
  const session: Session = {
    ...{ streams, machine, shell, untilUs, shown: 0, stdin: 'open' },
    program: { pid: started.pid, image: result.image },
  };
  const status = drive(session, started.pid, options.commands);
  report(options, session, started.pid);
  if (options.leaks) tellLeaks(session);
  return status;
}

function machineOf(options: RunOptions): Machine {
  const { seed, link, addr } = options;
  // A program may write without end, and a server beside a real peer run without: what nobody asked
  // for is not kept.
  const kept = {
    sink: wantsAll(options) ? ('all' as const) : ('ring' as const),
    capacity: KEPT_EVENTS,
  };
  if (!link) {
    const others = options.hosts.map((name) => ({ name }));
    const latencyUs = options.delayMs * 1000 || LAN_US;
    const links = others.map(({ name }) => ({
      ...{ between: [name, HOST] as [string, string], latencyUs, bandwidthBps: 0 },
      loss: options.lossPercent / 100,
    }));
    return createMachine({ seed, ...kept, hosts: [{ name: HOST }, ...others], links });
  }
  return createMachine({
    seed,
    ...kept,
    hosts: [{ name: HOST, addr }],
    links: [
      {
        between: [HOST, OUTSIDE],
        latencyUs: options.delayMs * 1000,
        bandwidthBps: 0,
        loss: options.lossPercent / 100,
      },
    ],
  });
}

/** Whether something is told of the run from its beginning: by an option, or by a command that looks back. */
function wantsAll({ strace, tcpdump, pcap, commands }: RunOptions): boolean {
  const looksBack = commands.some(({ text }) => /\b(?:strace|tcpdump)\b/.test(text));
  return strace !== 'none' || tcpdump || pcap !== undefined || looksBack;
}

/** Runs the program, then the commands, then ends what still runs. */
function drive(session: Session, pid: number, then: RunOptions['commands']): number {
  const { machine, streams } = session;
  let status = go(session, pid, then.length > 0);
  // Commands run on a terminal of their own, as in a second window.
  const shells = new Map<string, Shell>();
  let last = 0;
  for (const { text, host = HOST } of then) {
    const second = shells.get(host) ?? createShell(machine, host);
    shells.set(host, second);
    const result = runCommandLine(machine, second, text);
    if (result.kind === 'text') {
      streams.write(1, result.output);
      last = result.status;
    } else if (!result.background) last = go(session, result.pid, false, host) ?? TIMED_OUT;
  }
  if (then.length > 0 && status === undefined) {
    settle(session);
    status = exitStatus(machine, HOST, pid);
  }
  if (status !== undefined) return status;
  for (const { pid: other, exit } of processes(machine, HOST)) {
    if (!exit) sendSignal(machine, HOST, other, 'SIGTERM');
  }
  settle(session);
  return then.length > 0 ? last : TIMED_OUT;
}

/** Lets what is due in the next moments happen, and writes its output. */
function settle(session: Session): void {
  const { machine } = session;
  const untilUs = machine.sim.nowUs + 1e6;
  for (let ops = 0; ops < 50 * STEP_OPS; ops += STEP_OPS) {
    const why = advance(machine, { untilUs, maxOps: STEP_OPS, maxEvents: STEPS });
    show(session);
    if (why === 'idle' || why === 'time') return;
  }
}

/**
 * Runs until a process has ended: its status. undefined where it will not end by itself; with
 * `yields`, as soon as it waits for somebody else.
 */
function go(session: Session, pid: number, yields: boolean, host = HOST): number | undefined {
  const { machine } = session;
  for (;;) {
    const left = Math.max(machine.sim.nowUs, session.untilUs);
    const why = advance(machine, {
      maxOps: STEP_OPS,
      maxEvents: STEPS,
      untilUs: left,
      until: (event) => {
        const mine = 'pid' in event && event.pid === pid;
        const ended = mine && event.kind === 'task' && event.state === 'zombie';
        if (ended || event.kind !== 'sys-block') return ended;
        return yields || event.on === 'tty' || (event.on === 'poll' && !session.streams.isTerminal);
      },
    });
    show(session);
    const status = exitStatus(machine, host, pid);
    if (status !== undefined) return status;
    if (traceOf(machine).length > MOST_EVENTS) {
      session.streams.write(2, `sockscope: ${MOST_EVENTS} events are kept to be told: no more\n`);
      return undefined;
    }
    if (feed(session)) continue;
    if (yields && waitsForOthers(session, pid)) return undefined;
    if (why === 'idle' || why === 'time') {
      for (const { text } of whoWaits(machine)) session.streams.write(2, `sockscope: ${text}\n`);
      const over = why === 'time' ? 'the time is up' : 'nothing will happen any more';
      session.streams.write(2, `sockscope: ${over}\n`);
      return undefined;
    }
  }
}

/** Tells whether the process sleeps in a call that only somebody else's action ends. */
function waitsForOthers({ machine }: Session, pid: number): boolean {
  const mine = whoWaits(machine).find((waiting) => waiting.pid === pid);
  return mine !== undefined && !/sleep/.test(mine.call);
}

/**
 * Types a piece of standard input where a process reads its terminal; false if there is none.
 * What comes from a pipe or a file is there already, so that poll(2) and its like get it too.
 */
function feed(session: Session): boolean {
  const { machine, streams } = session;
  const reader = whoWaits(machine).find(
    ({ text, pid }) =>
      text.endsWith('its terminal') || (!streams.isTerminal && pollsTerminal(machine, pid)),
  );
  if (!reader) return false;
  if (session.stdin === 'closed') {
    if (session.streams.isTerminal) return false;
    pipeInto(session.machine, reader.pid, new Uint8Array(0));
    return true;
  }
  const bytes = session.streams.read();
  if (bytes.length === 0) session.stdin = 'closed';
  // What comes from a pipe or a file is nobody's typing: no byte of it is a control character.
  if (session.streams.isTerminal)
    typeInto(session.machine, reader.pid, bytes.length === 0 ? '\x04' : bytes);
  else pipeInto(session.machine, reader.pid, bytes);
  return true;
}

/** Writes the output of the events since the last call. */
function show(session: Session): void {
  const events = traceOf(session.machine);
  const first = session.machine.sim.trace.length - events.length;
  for (; session.shown < first + events.length; session.shown++) {
    const event = events[session.shown - first];
    if (event.kind === 'output' && event.stream !== 0)
      session.streams.write(event.stream, event.bytes);
    if (event.kind === 'warning') session.streams.write(2, `${event.message}\n`);
    if (event.kind === 'fault') {
      const line = event.line === undefined ? '' : ` (line ${event.line})`;
      session.streams.write(2, `${event.signal}${line}: ${event.message}\n`);
      if (event.pid === session.program.pid) tellCrash(session);
    }
  }
}

/** Says where the program stood, and what its variables held. */
function tellCrash({ machine, streams, program }: Session): void {
  const core = coreOf(machine, HOST, program.pid) as VmState | undefined;
  if (!core) return;
  for (const line of crashLines(core, program.image)) streams.write(2, `${line}\n`);
}

/** Lists what the program has not given back; one that runs on has not ended with it yet. */
function tellLeaks({
  machine,
  streams,
  program,
}: Pick<Session, 'machine' | 'streams' | 'program'>): void {
  const core = coreOf(machine, HOST, program.pid) as VmState | undefined;
  const lines = core ? leakLines(leaksOf(core, program.image)) : ['leaks: the program still runs'];
  for (const line of lines) streams.write(2, `${line}\n`);
}

function report(
  options: RunOptions,
  { machine, streams }: Pick<Session, 'machine' | 'streams'>,
  pid: number,
): void {
  const events = traceOf(machine);
  if (options.strace !== 'none') {
    const only = options.strace === 'program' ? { pid } : {};
    const how = { ...options.straceOptions, ...only };
    for (const line of straceLines(events, how)) streams.write(2, `${line}\n`);
  }
  if (options.tcpdump) {
    for (const { text } of tcpdumpLines(events)) streams.write(2, `${text}\n`);
  }
  if (options.pcap) writeFileSync(options.pcap, pcapBytes(events));
}
