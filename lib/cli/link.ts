// Link: the machine joined to the outside by raw IP packets on standard input and output.
//
// One idea: a packet is two bytes of length, big-endian, and then the packet. Virtual time follows
// the wall clock, because the peer out there lives by it; work that takes longer takes longer.
//
// What the program prints goes to standard error, as standard output carries packets.
//
// Units: ms of the wall clock, µs of virtual time.

import { processes } from '../machine/inspect.ts';
import { advance, type Machine, sendSignal, traceOf } from '../machine/machine.ts';
import { bringPacket, takePackets } from '../machine/outside.ts';
import { exitStatus } from '../machine/shell.ts';
import { nextDueUs } from '../sim/sim.ts';

/** Longest stretch of work between two looks at standard input. */
const SLICE_OPS = 2_000_000;
/** How long the host goes on after its program, for what is still to be sent and acknowledged. */
const LINGER_US = 60_000_000;
/** States in which a socket has nothing more to say. */
const QUIET = new Set(['CLOSE', 'LISTEN', 'TIME_WAIT', 'FIN_WAIT2']);

export interface Pipes {
  /** Calls back with each piece of standard input; an empty one is its end. */
  onBytes(take: (bytes: Uint8Array) => void): void;
  /** Writes frames to standard output. */
  send(bytes: Uint8Array): void;
  /** Writes what the program prints. */
  print(bytes: Uint8Array | string): void;
  /** The run is over, though standard input may go on. */
  close(): void;
}

/** The process's own pipes. */
export const standardPipes: Pipes = {
  onBytes(take) {
    process.stdin.on('data', (chunk: Buffer) => take(chunk));
    process.stdin.on('end', () => take(new Uint8Array(0)));
  },
  send: (bytes) => void process.stdout.write(bytes),
  print: (bytes) => void process.stderr.write(bytes),
  close: () => void process.stdin.destroy(),
};

interface Joined {
  machine: Machine;
  host: string;
  pid: number;
  pipes: Pipes;
  /** Bytes of standard input that are not a whole packet yet. */
  rest: Uint8Array;
  ended: boolean;
  /** Virtual time at which the program ended. */
  exitUs?: number;
  shown: number;
  timer?: NodeJS.Timeout;
}

/** Runs a machine on the wall clock until its program ends or standard input does: the status. */
export function runLinked(
  machine: Machine,
  host: string,
  pid: number,
  pipes: Pipes = standardPipes,
): Promise<number> {
  const joined: Joined = {
    machine,
    host,
    pid,
    pipes,
    rest: new Uint8Array(0),
    ended: false,
    shown: 0,
  };
  const wallStart = performance.now();
  const virtualStart = machine.sim.nowUs;
  const nowUs = () => virtualStart + Math.round((performance.now() - wallStart) * 1000);
  return new Promise((resolve) => {
    const tick = (): void => {
      const status = step(joined, nowUs());
      if (status !== undefined) {
        pipes.close();
        resolve(status);
        return;
      }
      clearTimeout(joined.timer);
      const dueUs = nextDueUs(machine.sim);
      if (dueUs === undefined) return;
      const ms = Math.max(0, (dueUs - nowUs()) / 1000);
      if (ms === 0) setImmediate(tick);
      else joined.timer = setTimeout(tick, Math.min(ms, 1000));
    };
    pipes.onBytes((bytes) => {
      if (bytes.length === 0) joined.ended = true;
      else takeFrames(joined, bytes);
      tick();
    });
    tick();
  });
}

/** Lets the machine catch up with the clock; the exit status when all is over. */
function step(joined: Joined, untilUs: number): number | undefined {
  const { machine, host, pid, pipes } = joined;
  advance(machine, { untilUs, maxOps: SLICE_OPS });
  for (const packet of takePackets(machine)) pipes.send(framed(packet));
  show(joined);
  const status = exitStatus(machine, host, pid);
  if (joined.ended) return status ?? stopAll(joined);
  if (status === undefined) return undefined;
  joined.exitUs ??= machine.sim.nowUs;
  const over = machine.sim.nowUs > joined.exitUs + LINGER_US || isQuiet(machine, host);
  return over ? status : undefined;
}

/** The far end is gone: programs are ended as when a terminal is closed. */
function stopAll(joined: Joined): number {
  const { machine, host, pid } = joined;
  for (const one of processes(machine, host)) {
    if (!one.exit) sendSignal(machine, host, one.pid, 'SIGTERM');
  }
  advance(machine, { untilUs: machine.sim.nowUs + 1e6, maxOps: SLICE_OPS });
  show(joined);
  return exitStatus(machine, host, pid) ?? 0;
}

function isQuiet(machine: Machine, host: string): boolean {
  const { socks } = machine.net.stacks.get(host)!;
  return [...socks.values()].every(({ state }) => QUIET.has(state));
}

/** Cuts standard input into packets; what is dropped is dropped as a network card would do it. */
function takeFrames(joined: Joined, bytes: Uint8Array): void {
  const all = new Uint8Array(joined.rest.length + bytes.length);
  all.set(joined.rest);
  all.set(bytes, joined.rest.length);
  let at = 0;
  while (at + 2 <= all.length) {
    const length = (all[at] << 8) | all[at + 1];
    if (at + 2 + length > all.length) break;
    bringPacket(joined.machine, all.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  joined.rest = all.slice(at);
}

function framed(packet: Uint8Array): Uint8Array {
  const frame = new Uint8Array(2 + packet.length);
  frame[0] = packet.length >> 8;
  frame[1] = packet.length & 0xff;
  frame.set(packet, 2);
  return frame;
}

/** Prints what programs have written since the last call; the trace may be a ring. */
function show(joined: Joined): void {
  const { trace } = joined.machine.sim;
  const events = traceOf(joined.machine);
  const first = trace.length - events.length;
  for (let i = Math.max(0, joined.shown - first); i < events.length; i++) {
    const event = events[i];
    if (event.kind === 'output' && event.stream !== 0) joined.pipes.print(event.bytes);
    if (event.kind === 'fault') joined.pipes.print(`${event.signal}: ${event.message}\n`);
  }
  joined.shown = trace.length;
}
