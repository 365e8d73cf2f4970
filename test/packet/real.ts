// Plays packet scripts against this machine's own kernel: what it keeps is true of Linux.
//
//   node test/packet/real.ts [OPTION …] [FILE.pkt …]      (as root, with gcc and /dev/net/tun)
//     --jobs=N              how many are played at once; default 8
//     --tolerance_usecs=N   how far a time may be off, beside a timer's 8 %; default 40000
//     --retries=N           how often a script that was only late is played again; default 3
//
// One idea: parsing, marshalling and comparing are those of lib/packet; only the calls and the wire
// are real (tun-host.c). Timers of a real kernel fire up to 5 % late, so a time may be late by that.
//
// This machine has other work too. The helper runs before it and says when it did what was asked,
// and times count from there. Where a time was missed all the same, or where something was done
// late, nothing is known about the kernel: such a script is played again, a bounded number of times,
// and that is said. Any other difference is a failure at once.

import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { errnoName } from '../../lib/abi/errno.ts';
import { ipPacket } from '../../lib/net/ip-packet.ts';
import { readIpPacket } from '../../lib/net/wire.ts';
import { runCode } from '../../lib/packet/code.ts';
import { checkedValue, type IpVersion, marshal, type RawCall } from '../../lib/packet/marshal.ts';
import type { PacketSpec } from '../../lib/packet/packet-spec.ts';
import { parsePacketScript, type ScriptEvent } from '../../lib/packet/script.ts';
import { readShell } from '../../lib/packet/shell.ts';
import {
  createWire,
  difference,
  gather,
  learn,
  type SentSegment,
  segmentText,
  specText,
  toSegment,
  type Wire,
} from '../../lib/packet/wire.ts';
import { TCP_INFO_FIELDS } from '../../lib/tcp/info-fields.ts';

/** The program's own delay from which on a difference may be its own fault. */
const OWN_LATE_US = 10_000;
/** How much longer than allowed is waited for what a busy machine may do late. */
const PATIENCE_US = 500_000;
/** What a real timer may be late, as a share of its time. */
const LATE = 0.08;

interface Options {
  jobs: number;
  toleranceUs: number;
  retries: number;
}

/** A time was missed, and that is all that was wrong. */
class Late extends Error {}

/** How a script ended; `late` where that may be the fault of a busy machine. */
interface Played {
  ok: boolean;
  late: boolean;
  text: string;
}

interface Answer {
  atUs: number;
  result: number;
  memory: Uint8Array;
}

interface Host {
  child: ChildProcessWithoutNullStreams;
  packets: SentSegment[];
  answer?: Answer;
  /** When the last call or packet that was asked for really began. */
  begunUs?: number;
  ready: boolean;
  /** Called when a line has come. */
  notify?: () => void;
}

interface Pending {
  event: ScriptEvent;
  call: RawCall;
  dueUs: number;
}

interface Run {
  host: Host;
  version: IpVersion;
  wire: Wire;
  nowUs: number;
  nominalUs: number;
  startUs: number;
  pending?: Pending;
  readFile: (path: string) => string | undefined;
  names: Map<string, number | string | boolean>;
  fds: number;
  toleranceUs: number;
  /** The most by which this program has acted after its time. */
  ownLateUs: number;
}

const clockUs = (): number => Number(process.hrtime.bigint() / 1000n);

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function startHost(program: string, v6: boolean): Host {
  const child = spawn(program, v6 ? ['ipv6'] : [], { stdio: 'pipe' });
  const host: Host = { child, packets: [], ready: false };
  child.stderr.on('data', (chunk) => process.stderr.write(chunk));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [kind, us, third, fourth] = line.split(' ');
    if (kind === 'ready') host.ready = true;
    else if (kind === 'b') host.begunUs = Number(us);
    else if (kind === 'p') {
      const read = readIpPacket(bytesOf(third));
      // Of ICMP only errors belong to a script: an IPv6 host also looks for routers.
      if ('seg' in read && (!read.seg.icmp || read.seg.about))
        host.packets.push({ seg: read.seg, atUs: Number(us) });
    } else if (kind === 'r') {
      host.answer = { atUs: Number(us), result: Number(third), memory: bytesOf(fourth ?? '') };
    }
    host.notify?.();
  });
  return host;
}

/** Waits until something holds, or a time; true when it holds. */
async function waitFor(host: Host, untilUs: number, holds: () => boolean): Promise<boolean> {
  while (!holds()) {
    const leftMs = (untilUs - clockUs()) / 1000;
    if (leftMs <= 0) return false;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, Math.max(0, leftMs));
      host.notify = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
  return true;
}

async function play(
  text: string,
  folder: string,
  program: string,
  toleranceUs: number,
): Promise<Played> {
  const script = parsePacketScript(text);
  const host = startHost(program, script.version === 'ipv6');
  try {
    await waitFor(host, clockUs() + 5e6, () => host.ready);
    say(host, 'y net/ipv4/tcp_congestion_control cubic');
    const run = begin(host, folder, toleranceUs, script.version);
    run.wire.stampsCount = script.options.has('tcp_ts_tick_usecs');
    for (const event of script.events) {
      try {
        await step(run, event);
      } catch (error) {
        const late = error instanceof Late || run.ownLateUs > OWN_LATE_US;
        const said = `line ${event.line}: ${event.text}\n  ${(error as Error).message}`;
        return { ok: false, late, text: said };
      }
    }
    const endUs = clockUs() + 5_000;
    await waitFor(host, endUs, () => false);
    acted(run, endUs);
    const [left] = host.packets;
    if (!left) return { ok: true, late: false, text: '' };
    const said = `at the end nobody expected: ${segmentText(run.wire, left.seg)}`;
    return { ok: false, late: run.ownLateUs > OWN_LATE_US, text: said };
  } finally {
    host.child.stdin.end();
    host.child.kill('SIGKILL');
  }
}

function begin(host: Host, folder: string, toleranceUs: number, version: IpVersion): Run {
  const startUs = clockUs() + 60_000;
  const readFile = (path: string) => {
    try {
      return readFileSync(resolve(folder, path), 'utf8');
    } catch {
      return undefined;
    }
  };
  return {
    ...{ host, readFile, toleranceUs, startUs, nowUs: startUs, nominalUs: startUs },
    version,
    wire: createWire(0xffff_f000, toleranceUs, version),
    names: new Map(),
    fds: 3,
    ownLateUs: 0,
  };
}

/** Notes that what was due was done at a time, from which on the next events count. */
function acted(run: Run, dueUs: number, atUs = clockUs()): void {
  run.ownLateUs = Math.max(run.ownLateUs, atUs - dueUs);
}

/** Has the helper do something, and learns when that was. */
async function order(run: Run, line: string, dueUs: number): Promise<void> {
  const { host } = run;
  host.begunUs = undefined;
  say(host, line);
  await waitFor(host, clockUs() + PATIENCE_US, () => host.begunUs !== undefined);
  const begunUs = host.begunUs ?? clockUs();
  acted(run, Math.max(dueUs, run.nowUs), begunUs);
  run.nowUs = Math.max(run.nowUs, begunUs);
}

function say(host: Host, line: string): void {
  host.child.stdin.write(`${line}\n`);
}

async function step(run: Run, event: ScriptEvent): Promise<void> {
  const baseUs = event.when === 'absolute' ? run.startUs : run.nowUs;
  const fromUs = baseUs + event.fromUs;
  const toUs = baseUs + event.toUs;
  run.nominalUs = (event.when === 'absolute' ? run.startUs : run.nominalUs) + event.fromUs;
  const { action } = event;
  if (action.kind === 'out') {
    await expectPacket(run, action.packet, fromUs, toUs, event.fromUs);
    return;
  }
  const dueUs = Math.min(fromUs, toUs);
  await waitFor(run.host, dueUs, () => false);
  if (process.env.VERBOSE) console.log(event.line, clockUs() - run.startUs, event.text);
  run.nowUs = Math.max(run.nowUs, Number.isFinite(toUs) ? fromUs : clockUs());
  if (action.kind === 'in') {
    const hex = Buffer.from(ipPacket(toSegment(run.wire, action.packet))).toString('hex');
    await order(run, `i ${hex}`, fromUs);
    await settle(run);
  } else if (action.kind === 'shell') {
    for (const { name, value } of readShell(action.command, run.readFile)) {
      const path = name.includes('.') ? name : `net.ipv4.${name}`;
      say(run.host, `y ${path.replaceAll('.', '/')} ${value}`);
    }
  } else if (action.kind === 'code') {
    await readInfo(run);
    for (const line of runCode(action.code, run.names)) console.log(`  ${line}`);
  } else {
    await call(run, event, baseUs);
  }
}

async function call(run: Run, event: ScriptEvent, baseUs: number): Promise<void> {
  const { action } = event;
  if (action.kind !== 'call') return;
  if (run.pending) {
    await waitFor(run.host, clockUs() + 200_000, () => run.host.answer !== undefined);
    await settle(run);
  }
  if (run.pending) throw new Error(`the call of line ${run.pending.event.line} still sleeps`);
  const raw = marshal(action.name, action.args, run.version);
  await post(run, raw);
  run.pending = { event, call: raw, dueUs: baseUs + (event.endUs ?? event.fromUs) };
  if (event.endUs === undefined) {
    const over = await waitFor(
      run.host,
      clockUs() + PATIENCE_US,
      () => run.host.answer !== undefined,
    );
    if (!over) throw new Error('the call sleeps');
  }
  await settle(run);
}

async function post(run: Run, raw: RawCall): Promise<void> {
  run.host.answer = undefined;
  const args = Array.from({ length: 6 }, (_, i) => raw.args[i] ?? 0);
  const hex = Buffer.from(raw.memory).toString('hex');
  await order(run, `c ${raw.nr} ${args.join(' ')} ${hex}`, run.nowUs);
}

async function settle(run: Run): Promise<void> {
  const { pending } = run;
  const { answer } = run.host;
  if (!pending || !answer) return;
  run.pending = undefined;
  run.host.answer = undefined;
  const { action } = pending.event;
  if (action.kind !== 'call') return;
  const { result, memory, atUs } = answer;
  const got = result < 0 ? `-1 ${errnoName(-result)}` : `${result}`;
  const wanted =
    action.result.k !== 'number'
      ? got
      : action.errno
        ? `${action.result.value} ${action.errno}`
        : `${action.result.value}`;
  if (got !== wanted) throw new Error(`${action.name}: got ${got}, wanted ${wanted}`);
  if (result >= 0) {
    for (const check of pending.call.checks) {
      const value = checkedValue(memory, check);
      if (value !== check.want && value >>> 0 !== check.want >>> 0) {
        throw new Error(`${action.name}: ${check.what}: got ${value}, wanted ${check.want}`);
      }
    }
  }
  if (pending.event.endUs !== undefined) {
    const late = (pending.dueUs - run.startUs) * LATE + run.toleranceUs;
    if (atUs < pending.dueUs - run.toleranceUs || atUs > pending.dueUs + late) {
      throw new Late(`${action.name} returned ${atUs - pending.dueUs} us off its time`);
    }
  }
}

async function expectPacket(
  run: Run,
  spec: PacketSpec,
  fromUs: number,
  toUs: number,
  waitUs: number,
): Promise<void> {
  const { host, wire } = run;
  const slackUs = run.toleranceUs + waitUs * LATE;
  const lastUs = Number.isFinite(toUs) ? toUs + slackUs : clockUs() + 10e6;
  const some = (): boolean => host.packets.length > 0;
  // Longer than is allowed: what comes too late is told from what never comes.
  await waitFor(host, lastUs + PATIENCE_US, some);
  const sent = host.packets.shift();
  if (!sent) throw new Error('no packet came');
  if (process.env.VERBOSE) console.log('   ', sent.atUs - run.startUs, segmentText(wire, sent.seg));
  learn(wire, sent.seg, spec);
  await waitForRest(run, spec, sent);
  const recut = gather(sent, run.host.packets, spec.bytes);
  wire.lateUs = Math.max(0, sent.atUs - run.nominalUs);
  const wrong = difference(wire, spec, sent.seg, recut);
  if (wrong)
    throw new Error(
      `${wrong}\n  wanted ${specText(spec)}\n  got    ${segmentText(wire, sent.seg)}`,
    );
  if (sent.atUs < fromUs - run.toleranceUs || sent.atUs > toUs + slackUs) {
    throw new Late(`came ${sent.atUs - fromUs} us off its time`);
  }
  run.nowUs = Math.max(run.nowUs, sent.atUs);
  await settle(run);
}

/** A real host sends when it likes: waits a moment for the rest of what is expected as one. */
async function waitForRest({ host }: Run, spec: PacketSpec, sent: SentSegment): Promise<void> {
  if (sent.seg.payload.length === 0) return;
  const arrived = () =>
    host.packets.reduce((sum, { seg }) => sum + seg.payload.length, sent.seg.payload.length);
  const untilUs = clockUs() + 5_000;
  while (arrived() < spec.bytes) {
    const have = host.packets.length;
    if (!(await waitFor(host, untilUs, () => host.packets.length > have))) return;
  }
}

async function readInfo(run: Run): Promise<void> {
  for (let fd = 20; fd >= 3; fd--) {
    const number = (value: number) => ({ k: 'number' as const, value });
    const room = { k: 'list' as const, items: [number(256)] };
    await post(run, marshal('getsockopt', [number(fd), number(6), number(11), { k: 'any' }, room]));
    await waitFor(run.host, clockUs() + PATIENCE_US, () => run.host.answer !== undefined);
    const { answer } = run.host;
    run.host.answer = undefined;
    if (answer?.result !== 0) continue;
    for (const [name, at, size] of TCP_INFO_FIELDS) {
      run.names.set(name, checkedValue(answer.memory, { what: name, at, size, want: 0 }) >>> 0);
    }
    const scales = Number(run.names.get('tcpi_scales'));
    run.names.set('tcpi_snd_wscale', scales & 15).set('tcpi_rcv_wscale', scales >> 4);
    return;
  }
}

/** Reads the command line; throws for a word that is none of it. */
function readOptions(words: string[]): Options {
  const options: Options = { jobs: 8, toleranceUs: 40_000, retries: 3 };
  for (const word of words) {
    const [, name, digits] = /^--(jobs|tolerance_usecs|retries)=(\d+)$/.exec(word) ?? [];
    const value = Number(digits);
    if (name === 'jobs' && value > 0) options.jobs = value;
    else if (name === 'tolerance_usecs') options.toleranceUs = value;
    else if (name === 'retries') options.retries = value;
    else throw new Error(`'${word}': expected --jobs=N, --tolerance_usecs=N or --retries=N`);
  }
  return options;
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const options = readOptions(words.filter((word) => word.startsWith('--')));
  const named = words.filter((word) => !word.startsWith('--'));
  const here = import.meta.dirname;
  const all = readdirSync(here).filter((name) => name.endsWith('.pkt'));
  const paths = named.length > 0 ? named : all.map((name) => join(here, name));
  const queue = paths.map((file) => ({ file, tries: 0 }));
  setPriority(-20);
  const program = join(mkdtempSync(join(tmpdir(), 'tun-host-')), 'tun-host');
  execFileSync('gcc', ['-O1', '-pthread', '-o', program, join(here, 'tun-host.c')]);
  const counts = { ok: 0, again: 0, failed: 0 };
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { file, tries } = next;
      const text = readFileSync(file, 'utf8');
      const played = await play(text, dirname(file), program, options.toleranceUs).catch(
        (error): Played => {
          const where = error.line ? `line ${error.line}: ` : '';
          return { ok: false, late: false, text: `${where}${error.message}` };
        },
      );
      if (played.ok) {
        counts.ok++;
        console.log(`ok ${file}${tries > 0 ? ` (after it was late ${tries} times)` : ''}`);
      } else if (played.late && tries < options.retries) {
        counts.again++;
        // At the end of the queue, when fewer others are played.
        queue.push({ file, tries: tries + 1 });
        console.log(`late ${file}: ${played.text}`);
      } else {
        counts.failed++;
        console.log(`not ok ${file}: ${played.text}`);
      }
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  const { ok, again, failed } = counts;
  console.log(`${ok} ok, ${failed} not ok; ${again} times one was late and was played again`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await main();
