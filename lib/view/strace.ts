// strace: the calls of the trace as strace(1) writes them.
//
// One idea: the table of system calls says what every argument is, and the events hold the bytes
// behind the pointers; the rest is punctuation.
//
// Units: durations in seconds, as `strace -T` has them; strings are cut after `stringLimit` bytes.
// Source: strace 6.1's output on Linux 6.18.
// Departs: one line a call, at the place where it began; strace-lines.ts cuts them as -f does.

import { EINTR, errnoName, strerror } from '../abi/errno.ts';
import { flagsOf } from '../abi/flags.ts';
import { type SyscallInfo, syscallByNr } from '../abi/syscalls.ts';
import { EPOCH_S } from '../sim/sim.ts';
import type { SysEnter, SysExit, TaskEvent, TraceEvent } from '../sim/trace.ts';
import { createFdNames, type FdNames, fdName, noteFdName } from './fd-names.ts';
import { argument } from './strace-args.ts';
import {
  cloneText,
  fdsetText,
  futexText,
  signalText,
  sigsetText,
  timespecText,
  timevalText,
} from './strace-structs.ts';

export interface StraceOptions {
  /** Only this process, with all its threads; without it every line says whose it is, if there are several. */
  pid?: number;
  host?: string;
  /**
   * `-t`, `-tt`, `-ttt` or `-r`: the time of day, with microseconds, the seconds since 1970, or since
   * the line before. A run begins on 2026-02-18 at 00:00:00.
   */
  clock?: 'seconds' | 'time' | 'epoch' | 'delta';
  /** `strace -T`: how long each call took. */
  durations?: boolean;
  /** `strace -yy`: what is behind each descriptor. */
  yy?: boolean;
  /** `strace -s`; default 32. */
  stringLimit?: number;
  /** `strace -e trace=`: which calls; signals and ends are always shown. */
  trace?: (call: SyscallInfo) => boolean;
  /** `strace -f`: also the children, and both halves of a call: see strace-lines.ts. */
  halves?: boolean;
}

export interface StraceLine {
  /** Number of the event that began the call (or that the line tells). */
  n: number;
  pid: number;
  host: string;
  text: string;
  /** Name of the call; empty for signals and exits. */
  name: string;
  line?: number;
  /** The call has not been answered yet. */
  blocked: boolean;
}

/** Calls whose result is a descriptor. */
const MAKES_FD = ['socket', 'accept', 'accept4', 'dup', 'dup2', 'dup3', 'open', 'openat'];

/** strace's column of the equals sign (`-a`). */
const COLUMN = 40;

export interface Call {
  enter: SysEnter;
  exit?: SysExit;
  fds: Record<number, string>;
  /** Name of the descriptor that the call returned. */
  made: string;
  /** Event with which its task was gone, so that nobody was answered. */
  ended?: TraceEvent;
}

/** A line before it is text: a call, or what happened to a process. */
export interface Row {
  n: number;
  pid: number;
  host: string;
  atUs: number;
  call?: Call;
  text?: string;
  /** Whose line its answer is, where another task went on with it. */
  heir?: number;
}

/** Finds the calls, signals and ends, in the order in which they began. */
export function rowsOf(events: readonly TraceEvent[], options: StraceOptions): Row[] {
  const names = createFdNames();
  const open = new Map<number, Call>();
  const tasks = new Set([options.pid]);
  const rows: Row[] = [];
  for (const event of events) {
    if (options.yy) noteFdName(names, event);
    if (options.host !== undefined && event.host !== options.host) continue;
    if (!('pid' in event) || event.pid === undefined) continue;
    const { n, pid, host, atUs } = event;
    if (event.kind === 'task' && event.tgid === options.pid) tasks.add(pid);
    if (options.halves && event.kind === 'task' && tasks.has(event.ppid)) tasks.add(pid);
    if (options.pid !== undefined && !tasks.has(pid)) continue;
    if (event.kind === 'sys-enter') {
      // A real program reads the clock in the vDSO and never enters the kernel for it.
      const info = syscallByNr(event.nr);
      if (info?.vdso || (info && options.trace?.(info) === false)) continue;
      const call: Call = { enter: event, fds: options.yy ? namesOf(names, event) : {}, made: '' };
      open.set(pid, call);
      rows.push({ n, pid, host, atUs, call });
    } else if (event.kind === 'sys-exit') {
      const call = open.get(pid);
      if (call) call.exit = event;
      if (call && options.yy && MAKES_FD.includes(event.name)) {
        call.made = fdName(names, host, pid, event.result);
      }
      open.delete(pid);
    } else if (event.kind === 'signal') {
      const text = `--- ${event.signal} ${signalText(event)} ---`;
      rows.push({ n, pid, host, atUs, text });
    } else if (event.kind === 'task' && event.supersedes !== undefined) {
      supersede(rows, open, event, event.supersedes);
    } else if (event.kind === 'task' && isEnd(event)) {
      const how = event.signal ? `killed by ${event.signal}` : `exited with ${event.status ?? 0}`;
      rows.push({ n, pid, host, atUs, text: `+++ ${how} +++` });
    }
  }
  return rows;
}

/**
 * Puts in order what strace sees of an execve(2) by a thread: the first task's call comes to nothing, the
 * first task is superseded, and the call of the thread, which has its number now, is answered.
 */
function supersede(rows: Row[], open: Map<number, Call>, event: TaskEvent, tid: number): void {
  const { n, pid, host, atUs } = event;
  const call = open.get(pid);
  if (call) call.ended = event;
  open.delete(pid);
  const gone = rows.findLastIndex((row) => row.pid === tid && row.text !== undefined);
  if (gone >= 0) rows.splice(gone, 1);
  rows.push({ n, pid, host, atUs, text: `+++ superseded by execve in pid ${tid} +++` });
  const own = rows.findLast((row) => row.pid === tid && row.call?.enter.name === 'execve');
  if (!own?.call?.exit) return;
  own.call.exit = { ...own.call.exit, n, atUs };
  own.heir = pid;
}

/** Writes every call, signal and exit as one line, in the order in which they began. */
export function straceEntries(
  events: readonly TraceEvent[],
  options: StraceOptions = {},
): StraceLine[] {
  const rows = rowsOf(events, options);
  const several = new Set(rows.map((row) => row.pid)).size > 1;
  return rows.map((row, i) => {
    const prefix = prefixOf(row, several, options.clock, row.atUs, rows[i - 1]?.atUs);
    const { n, pid, host, call } = row;
    if (!call) {
      return { n, pid, host, text: prefix + row.text, name: '', blocked: false };
    }
    const { line, name } = call.enter;
    const blocked = call.exit === undefined && !name.startsWith('exit');
    const text = prefix + callText(call, prefix.length, options);
    return { n, pid, host, text, name, blocked, ...(line !== undefined && { line }) };
  });
}

/** A thread ends as `gone`, a process as a zombie whose status is known. */
function isEnd(event: TaskEvent): boolean {
  if (event.tgid !== undefined) return event.state === 'gone';
  return event.state === 'zombie' && (event.status !== undefined || event.signal !== undefined);
}

function namesOf(names: FdNames, event: SysEnter): Record<number, string> {
  const fds: Record<number, string> = {};
  syscallByNr(event.nr)?.params.forEach(({ type }, i) => {
    if (type === 'fd') fds[i] = fdName(names, event.host, event.pid, event.args[i]);
  });
  return fds;
}

/** Writes what stands before a line: whose it is, if there are several, and when. */
export function prefixOf(
  { pid }: Pick<Row, 'pid'>,
  several: boolean,
  clock: StraceOptions['clock'],
  atUs: number,
  lastUs = atUs,
): string {
  const who = several ? `[pid ${String(pid).padStart(5)}] ` : '';
  if (clock === undefined) return who;
  if (clock === 'delta') return `${who}${((atUs - lastUs) / 1e6).toFixed(6).padStart(13)} `;
  if (clock === 'epoch') return `${who}${(EPOCH_S + atUs / 1e6).toFixed(6)} `;
  const time = timeOfDay(atUs);
  return `${who}${clock === 'seconds' ? time.slice(0, 8) : time} `;
}

function timeOfDay(us: number): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  const seconds = us / 1e6;
  const clock = [(seconds / 3600) % 24, (seconds / 60) % 60, seconds % 60];
  return `${clock.map((value) => part(value, 2)).join(':')}.${part(us % 1e6, 6)}`;
}

/** Says what of a call strace can write before it is answered, and what is left of its list. */
export function beginOfCall(call: Call, options: StraceOptions): { begun: string; rest: string } {
  const { enter } = call;
  const info = syscallByNr(enter.nr);
  const texts = argumentTexts(call, options);
  const whole = listOf(call, texts);
  const later = info?.params.findIndex(({ type }) => LATER.test(type)) ?? -1;
  const special = whole !== texts.join(', ');
  if (later < 0 || later >= texts.length || special) {
    return { begun: `${enter.name}(${whole}`, rest: '' };
  }
  const begun = texts.slice(0, later).map((text) => `${text}, `);
  return { begun: `${enter.name}(${begun.join('')}`, rest: texts.slice(later).join(', ') };
}

/** Arguments that only the answer fills; what poll(2) and select(2) are given is known before. */
const LATER = /^(?!fds|fdset|time\w+-inout).*-(out|inout)$/;

/** Commands of fcntl(2) that take nothing: F_GETFD, F_GETFL, F_GETOWN, F_GETSIG, F_GETLEASE, F_GETPIPE_SZ, F_GET_SEALS. */
const ASKS = new Set([1, 3, 9, 11, 1025, 1032, 1034]);

function argumentTexts(call: Call, options: StraceOptions): string[] {
  const { enter, exit } = call;
  const info = syscallByNr(enter.nr);
  const args = enter.args.slice(0, info ? info.params.length : 6);
  const texts = args.map((value, i) => {
    const param = info?.params[i] ?? { name: '', type: 'int' as const };
    return (
      argument(info, param, i, value, enter, exit, options.stringLimit ?? 32) + (call.fds[i] ?? '')
    );
  });
  // open(2) has a mode only where it may create.
  if (/^open/.test(enter.name) && !(args[args.length - 2] & 0x40)) texts.pop();
  if (enter.name === 'fcntl' && ASKS.has(args[1])) texts.length = 2;
  return texts;
}

function listOf({ enter }: Call, texts: string[]): string {
  const frame = enter.name === 'rt_sigreturn' ? enter.in?.[0] : undefined;
  return frame ? `{mask=${sigsetText(frame)}}` : listText(enter.name, enter.args, texts);
}

/** Writes a call; `resumed` writes only what its beginning, already written, leaves. */
export function callText(
  call: Call,
  prefix: number,
  options: StraceOptions,
  resumed?: { begun: string; start: string },
): string {
  const { enter, exit } = call;
  const whole = `${enter.name}(${listOf(call, argumentTexts(call, options))}`;
  const start = resumed ? resumed.start + beginOfCall(call, options).rest : whole;
  const unanswered = enter.name.startsWith('exit') || call.ended;
  if (!exit) return unanswered ? `${pad(`${start})`, prefix)}= ?` : start;
  const took = options.durations ? ` <${(exit.durationUs / 1e6).toFixed(6)}>` : '';
  return `${pad(`${start})`, prefix)}= ${resultText(enter, exit)}${call.made}${took}`;
}

function listText(name: string, args: number[], texts: string[]): string {
  if (name === 'clone') return cloneText(args);
  return name === 'futex' ? futexText(args, texts) : texts.join(', ');
}

function pad(text: string, prefix: number): string {
  return `${text.padEnd(COLUMN - 1 - prefix)} `;
}

/** Writes what a call returned: a number, or -1 with errno's name and words. */
export function resultText(enter: SysEnter, exit: SysExit): string {
  const { result, name } = exit;
  const cut = result === KILLED || result === -EINTR;
  const inner = cut ? restartOf(enter) : '';
  if (inner) return `? ${inner}`;
  if (cut) return `-1 EINTR (${strerror(EINTR)})`;
  if (result < 0) return `-1 ${errnoName(-result)} (${strerror(-result)})`;
  if (name === 'brk' || name === 'mmap') return `0x${result.toString(16)}`;
  if (name === 'fcntl' && enter.args[1] === 3) {
    return `0x${result.toString(16)} (flags ${flagsOf('open', result)})`;
  }
  if (name === 'fcntl' && enter.args[1] === 1 && result === 1) return '0x1 (flags FD_CLOEXEC)';
  const told = TIMED.test(name) ? timedResult(enter, exit) : '';
  return `${result}${told}`;
}

/** What a call returns to nobody when its process is killed in it: -ERESTARTSYS. */
const KILLED = -512;
const RESTARTS = 'ERESTARTSYS (To be restarted if SA_RESTART is set)';
const NO_HANDLER = ['pause', 'rt_sigsuspend', 'ppoll', 'select', 'pselect6'];
/** Calls that fail with EINTR in the kernel itself. */
const PLAIN = [
  'io_uring_enter',
  'epoll_wait',
  'epoll_pwait',
  'rt_sigtimedwait',
  'rt_sigreturn',
  'close',
];

/** Says what strace sees of a call that a handler cut short: the kernel's own number, not EINTR. */
function restartOf({ name, args }: SysEnter): string {
  if (PLAIN.includes(name)) return '';
  if (NO_HANDLER.includes(name)) return 'ERESTARTNOHAND (To be restarted if no handler)';
  const block = name === 'poll' || /nanosleep$/.test(name) || (name === 'futex' && args[3] !== 0);
  return block ? 'ERESTART_RESTARTBLOCK (Interrupted by signal)' : RESTARTS;
}

/** Calls that tell what is ready, and what is left of the time that they were given. */
const TIMED = /^(p?poll|p?select6?|recvmmsg)$/;

function timedResult({ name, args }: SysEnter, exit: SysExit): string {
  const { result, out } = exit;
  if (result === 0 && (name !== 'recvmmsg' || args[4] !== 0)) return ' (Timeout)';
  const told: string[] = [];
  if (/poll/.test(name)) told.push(readyText(exit));
  if (/select/.test(name)) {
    for (const [i, set] of ['in', 'out', 'except'].entries()) {
      const fds = fdsetText(out?.[i + 1], args[0]);
      if (args[i + 1] !== 0 && fds !== '[]') told.push(`${set} ${fds}`);
    }
  }
  const left = out?.[name === 'ppoll' ? 2 : 4];
  if (left && name !== 'poll')
    told.push(`left ${name === 'select' ? timevalText(left, 0) : timespecText(left, 0)}`);
  return told.length > 0 ? ` (${told.join(', ')})` : '';
}

function readyText(exit: SysExit): string {
  const bytes = exit.out?.[0] ?? new Uint8Array(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ready: string[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const revents = view.getUint16(at + 6, true);
    if (revents) {
      ready.push(`{fd=${view.getInt32(at, true)}, revents=${flagsOf('poll', revents)}}`);
    }
  }
  return `[${ready.join(', ')}]`;
}
