// Runs a packet script against the model: one host, and the script plays the wire.
//
// One idea: like packetdrill, the runner is the other end. It injects what comes in, takes what
// the host sends, and compares numbers relative to each side's first, and times with a tolerance.
//
// Units: µs.

import * as constants from '../../lib/abi/constants.ts';
import { errnoName } from '../../lib/abi/errno.ts';
import { parseAddr } from '../../lib/net/ip.ts';
import type { Packet } from '../../lib/net/segment.ts';
import { createSim, nextDueUs, popDue, type Sim, takeId } from '../../lib/sim/sim.ts';
import { ACK, FIN, PSH, RST, type Segment, type SegmentOptions, SYN } from '../../lib/sim/trace.ts';
import { tcpBind } from '../../lib/tcp/bind.ts';
import { tcpClose, tcpShutdown } from '../../lib/tcp/close.ts';
import { tcpConnect } from '../../lib/tcp/connect.ts';
import { tcpInput } from '../../lib/tcp/input.ts';
import { tcpAccept, tcpListen } from '../../lib/tcp/listen.ts';
import { tcpPoll } from '../../lib/tcp/poll.ts';
import { tcpRecv } from '../../lib/tcp/receive.ts';
import { tcpSend } from '../../lib/tcp/send.ts';
import { tcpSocket } from '../../lib/tcp/socket.ts';
import { tcpGetOption, tcpSetOption } from '../../lib/tcp/sockopt.ts';
import { createStack, type TcpStack } from '../../lib/tcp/stack.ts';
import { setSysctl } from '../../lib/tcp/sysctl.ts';
import { isTcpTimer, type TcpSock } from '../../lib/tcp/tcb.ts';
import { tcpTimer } from '../../lib/tcp/timers.ts';
import { flagText, optionTexts } from '../../lib/view/tcpdump.ts';
import { type PacketSpec, parsePacketScript, type ScriptEvent } from './script.ts';

const TOLERANCE_US = 4_000;
const LOCAL = { addr: parseAddr('192.0.2.2')!, port: 8080 };
const REMOTE = { addr: parseAddr('192.0.2.1')!, port: 8080 };
/** Where the script's sequence number 0 lies; anything will do. */
const REMOTE_ISN = 3_000_000_000;

interface Sent {
  packet: Packet;
  atUs: number;
}

interface Pending {
  event: ScriptEvent;
  startUs: number;
  call: () => number;
}

interface Run {
  sim: Sim;
  stack: TcpStack;
  fds: (TcpSock | undefined)[];
  nonblock: Set<number>;
  sent: Sent[];
  pending: Pending[];
  nowUs: number;
  /** Which remote port the script's peer has; the local one may be the kernel's choice. */
  local: { addr: number; port: number };
  localIsn?: number;
  tsBase?: number;
}

/** Runs a script; throws with the script's line on the first thing that differs. */
export function runPacketScript(text: string, seed = 1): Run {
  const sim = createSim({ seed });
  const iface = { name: 'tun0', addr: LOCAL.addr, prefix: 24, mtu: 1500 };
  const stack = createStack(sim, { host: 'host', ifaces: [iface] });
  const run: Run = {
    sim,
    stack,
    fds: [undefined, undefined, undefined],
    nonblock: new Set(),
    sent: [],
    pending: [],
    nowUs: 0,
    local: { ...LOCAL },
  };
  for (const event of parsePacketScript(text)) {
    try {
      step(run, event);
    } catch (error) {
      throw new Error(`line ${event.line}: ${event.text}\n  ${(error as Error).message}`);
    }
  }
  if (run.pending.length > 0) throw new Error(`still blocked: ${run.pending[0].event.text}`);
  collect(run);
  if (run.sent.length > 0) throw new Error(`nobody expected: ${describe(run, run.sent[0])}`);
  return run;
}

function step(run: Run, event: ScriptEvent): void {
  const baseUs = event.relative ? run.nowUs : 0;
  const fromUs = baseUs + event.fromUs;
  const toUs = baseUs + event.toUs;
  const { action } = event;
  if (action.kind === 'out') {
    expectPacket(run, action.packet, fromUs, toUs);
    return;
  }
  advance(run, fromUs);
  run.nowUs = fromUs;
  switch (action.kind) {
    case 'in':
      inject(run, action.packet);
      break;
    case 'sysctl':
      if (!setSysctl(run.stack.sysctl, action.name, action.value)) {
        throw new Error(`no sysctl ${action.name}`);
      }
      break;
    case 'assert':
      check('tcp_info', infoOf(run, action.name), action.value);
      break;
    case 'call':
      callOrBlock(run, event);
      break;
  }
  settle(run);
}

function check(what: string, got: unknown, wanted: unknown): void {
  if (got !== wanted) throw new Error(`${what}: got ${got}, wanted ${wanted}`);
}

/** Takes what the host has sent, and lets blocked calls try again. */
function settle(run: Run): void {
  collect(run);
  run.pending = run.pending.filter(({ event, startUs, call }) => {
    const result = call();
    if (isBlocked(result)) return true;
    compareResult(event, result);
    const dueUs = startUs + event.endUs!;
    if (Math.abs(run.sim.nowUs - dueUs) > TOLERANCE_US) {
      throw new Error(`${event.text}: returned at ${run.sim.nowUs} us, wanted ${dueUs}`);
    }
    return false;
  });
  collect(run);
}

function collect(run: Run): void {
  run.stack.wakeups = [];
  for (const packet of run.stack.out.splice(0)) run.sent.push({ packet, atUs: run.sim.nowUs });
}

/** Lets time pass up to a moment, timers included. */
function advance(run: Run, untilUs: number, stop: () => boolean = () => false): void {
  for (;;) {
    if (stop()) return;
    const dueUs = nextDueUs(run.sim);
    if (dueUs === undefined || dueUs > untilUs) break;
    const record = popDue(run.sim, untilUs)!;
    if (isTcpTimer(record)) tcpTimer(run.sim, run.stack, record);
    settle(run);
  }
  run.sim.nowUs = Math.max(run.sim.nowUs, untilUs);
}

function expectPacket(run: Run, spec: PacketSpec, fromUs: number, toUs: number): void {
  collect(run);
  advance(run, toUs + TOLERANCE_US, () => run.sent.length > 0);
  const sent = run.sent.shift();
  if (!sent) throw new Error('nothing was sent');
  if (sent.atUs < fromUs - TOLERANCE_US || sent.atUs > toUs + TOLERANCE_US) {
    throw new Error(`${describe(run, sent)}: sent at ${sent.atUs} us, not ${fromUs}-${toUs}`);
  }
  // The clock went no further than the packet, unless nothing happened before it.
  run.nowUs = sent.atUs;
  const { seg } = sent.packet;
  if (seg.flags & SYN) {
    run.localIsn = seg.seq;
    run.local = { ...seg.src };
  }
  const isn = run.localIsn ?? 0;
  const context = describe(run, sent);
  check(`${context}: flags`, flagText(seg.flags), spec.flags);
  check(`${context}: seq`, (seg.seq - isn) >>> 0, spec.seq);
  check(`${context}: length`, seg.payload.length, spec.bytes);
  if (spec.ack !== undefined) check('ack', (seg.ack - REMOTE_ISN) >>> 0, spec.ack);
  if (spec.win !== undefined) check('win', seg.windowField, spec.win);
  compareOptions(run, seg, spec);
}

function compareOptions(run: Run, seg: Segment, spec: PacketSpec): void {
  const stamp = seg.options.timestamps?.[0];
  const wanted = spec.options.find((option) => option.startsWith('TS val'));
  const shown: SegmentOptions = { ...seg.options };
  if (stamp !== undefined && wanted) {
    const script = Number(/TS val (\d+)/.exec(wanted)![1]);
    run.tsBase ??= stamp - script;
    const relative = (stamp - run.tsBase) >>> 0;
    if (Math.abs(relative - script) > TOLERANCE_US / 1000 + 1) {
      throw new Error(`timestamp: got ${relative}, wanted ${script}`);
    }
    shown.timestamps = [script, seg.options.timestamps![1]];
  }
  // packetdrill writes `sack 1:2 3:4` where tcpdump writes `sack 2 {1:2}{3:4}`.
  const text = optionTexts(shown, REMOTE_ISN).join(',');
  const sack = text.replace(/sack \d+ \{(.*?)\}$/, (_, list) => `sack ${list.replace('}{', ' ')}`);
  check('options', sack, spec.options.join(','));
}

function describe(run: Run, { packet, atUs }: Sent): string {
  const { seg } = packet;
  const seq = (seg.seq - (run.localIsn ?? 0)) >>> 0;
  const ack = seg.flags & ACK ? ` ack ${(seg.ack - REMOTE_ISN) >>> 0}` : '';
  const { length } = seg.payload;
  return `> ${flagText(seg.flags)} ${seq}:${seq + length}(${length})${ack} at ${atUs} us`;
}

function inject(run: Run, spec: PacketSpec): void {
  const bits: Record<string, number> = { S: SYN, F: FIN, R: RST, P: PSH, '.': ACK };
  const seg: Segment = {
    src: { ...REMOTE },
    dst: { ...run.local },
    seq: (spec.seq + REMOTE_ISN) >>> 0,
    ack: spec.ack === undefined ? 0 : (spec.ack + (run.localIsn ?? 0)) >>> 0,
    flags: [...spec.flags].reduce((flags, letter) => flags | bits[letter], 0),
    windowField: spec.win ?? 0,
    options: parseOptions(spec.options, run.localIsn ?? 0),
    payload: new Uint8Array(spec.bytes),
  };
  tcpInput(run.sim, run.stack, { id: takeId(run.sim), seg, iface: 'tun0' }, 'tun0');
}

function parseOptions(texts: string[], localIsn: number): SegmentOptions {
  const options: SegmentOptions = {};
  for (const text of texts) {
    const [name, ...rest] = text.split(' ');
    if (name === 'mss') options.mss = Number(rest[0]);
    else if (name === 'sackOK') options.sackPermitted = true;
    else if (name === 'wscale') options.windowScale = Number(rest[0]);
    else if (name === 'sack') {
      const absolute = (text: string) => (Number(text) + localIsn) >>> 0;
      options.sack = rest.map((range) => range.split(':').map(absolute) as [number, number]);
    } else if (name === 'TS') options.timestamps = [Number(rest[1]), Number(rest[3])];
    else if (name !== 'nop') throw new Error(`unknown option ${text}`);
  }
  return options;
}

function isBlocked(result: number): boolean {
  return ['EINPROGRESS', 'EALREADY', 'EAGAIN'].includes(errnoName(-result));
}

function callOrBlock(run: Run, event: ScriptEvent): void {
  const { action } = event;
  if (action.kind !== 'call') return;
  const call = () => doCall(run, action.name, action.args);
  const result = call();
  if (event.endUs !== undefined && isBlocked(result)) {
    run.pending.push({ event, startUs: run.sim.nowUs, call });
    return;
  }
  compareResult(event, result);
}

function compareResult(event: ScriptEvent, result: number): void {
  const { action } = event;
  if (action.kind !== 'call') return;
  const shown = (value: number, errno?: string) => (value < 0 ? `-1 ${errno}` : String(value));
  check(action.name, shown(result, errnoName(-result)), shown(action.result, action.errno));
}

function number(text: string): number {
  const values = text.split('|').map((name) => {
    const value = (constants as Record<string, unknown>)[name];
    return typeof value === 'number' ? value : Number(name);
  });
  return values.reduce((sum, value) => sum | value, 0);
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/-?\d+/g)].map(([digits]) => Number(digits));
}

function doCall(run: Run, name: string, args: string[]): number {
  const { sim, stack } = run;
  if (name === 'socket') return openFd(run, tcpSocket(sim, stack), args[1]);
  if (name === 'poll') return doPoll(run, args);
  const sk = run.fds[Number(args[0])];
  if (!sk) throw new Error(`fd ${args[0]} is not open`);
  switch (name) {
    case 'bind':
      return tcpBind(sim, stack, sk, LOCAL.addr, LOCAL.port);
    case 'listen':
      return tcpListen(sim, stack, sk, Number(args[1]));
    case 'accept': {
      const child = tcpAccept(sim, stack, sk);
      return typeof child === 'number' ? child : openFd(run, child, '');
    }
    case 'connect':
      return tcpConnect(sim, stack, sk, REMOTE.addr, REMOTE.port);
    case 'read':
    case 'recv': {
      const bytes = tcpRecv(sim, stack, sk, Number(args[2]));
      return typeof bytes === 'number' ? bytes : bytes.length;
    }
    case 'write':
    case 'send':
      return tcpSend(sim, stack, sk, new Uint8Array(Number(args[2])));
    case 'shutdown':
      return tcpShutdown(sim, stack, sk, number(args[1]));
    case 'close':
      run.fds[Number(args[0])] = undefined;
      tcpClose(sim, stack, sk);
      return 0;
    case 'setsockopt':
      return tcpSetOption(sim, stack, sk, number(args[1]), number(args[2]), numbersIn(args[3]));
    case 'getsockopt':
      return doGetOption(run, sk, args);
    default:
      throw new Error(`unknown call ${name}`);
  }
}

function openFd(run: Run, sk: TcpSock, type: string): number {
  const free = run.fds.findIndex((slot, fd) => fd > 2 && slot === undefined);
  const fd = free < 0 ? run.fds.length : free;
  run.fds[fd] = sk;
  if (type.includes('SOCK_NONBLOCK')) run.nonblock.add(fd);
  return fd;
}

function doPoll(run: Run, args: string[]): number {
  const match = /fd=(\d+), events=([\w|]+), revents=([\w|]+)/.exec(args[0])!;
  const sk = run.fds[Number(match[1])]!;
  const always = constants.POLLERR | constants.POLLHUP;
  const revents = tcpPoll(sk) & (number(match[2]) | always);
  check('revents', revents, number(match[3]));
  return revents ? 1 : 0;
}

function doGetOption(run: Run, sk: TcpSock, args: string[]): number {
  const values = tcpGetOption(run.sim, run.stack, sk, number(args[1]), number(args[2]));
  if (typeof values === 'number') return values;
  check(args[2], values.join(), numbersIn(args[3]).join());
  return 0;
}

/** Reads a field of the newest connection's tcp_info. */
function infoOf(run: Run, name: string): number {
  const sk = run.fds.findLast((slot) => slot !== undefined)!;
  const fields: Record<string, number> = {
    tcpi_snd_mss: sk.snd.mss,
    tcpi_snd_cwnd: sk.cc.cwnd,
    tcpi_unacked: sk.sendQueue.filter((buffer) => buffer.sentUs !== undefined).length,
    tcpi_rto: sk.rtt.rtoUs,
  };
  if (!(name in fields)) throw new Error(`unknown field ${name}`);
  return fields[name];
}
