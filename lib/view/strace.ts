// strace: the calls of the trace as strace(1) writes them.
//
// One idea: the table of system calls says what every argument is, and the events hold the bytes
// behind the pointers; the rest is punctuation.
//
// Units: durations in seconds, as `strace -T` has them; strings are cut after `stringLimit` bytes.
// Source: strace 6.1's output on Linux 6.18.
// Departs: one line a call, at the place where it began; no `<unfinished ...>` and `resumed`.

import {
  CLONE_CHILD_CLEARTID,
  CLONE_CHILD_SETTID,
  CLONE_PARENT_SETTID,
  CLONE_SETTLS,
  flagsOf,
  GROUPS,
  type Group,
  nameOf,
  SO_LINGER,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  socketTypeOf,
} from '../abi/constants.ts';
import { errnoName, strerror } from '../abi/errno.ts';
import { CLONE_ARGS, readField, readSockaddrIn } from '../abi/structs.ts';
import { type Param, type SyscallInfo, syscallByNr } from '../abi/syscalls.ts';
import type { SysEnter, SysExit, TaskEvent, TraceEvent } from '../sim/trace.ts';
import { createFdNames, type FdNames, fdName, noteFdName } from './fd-names.ts';

export interface StraceOptions {
  /** Only this process; without it every line says whose it is, if there are several. */
  pid?: number;
  host?: string;
  /** `strace -tt`: the time of day; a run begins at 00:00:00. */
  timestamps?: boolean;
  /** `strace -T`: how long each call took. */
  durations?: boolean;
  /** `strace -yy`: what is behind each descriptor. */
  yy?: boolean;
  /** `strace -s`; default 32. */
  stringLimit?: number;
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

interface Call {
  enter: SysEnter;
  exit?: SysExit;
  fds: Record<number, string>;
  /** Name of the descriptor that the call returned. */
  made: string;
}

/** Writes every call, signal and exit as one line, in the order in which they began. */
export function straceEntries(
  events: readonly TraceEvent[],
  options: StraceOptions = {},
): StraceLine[] {
  const names = createFdNames();
  const open = new Map<number, Call>();
  const rows: { n: number; pid: number; host: string; atUs: number; call?: Call; text?: string }[] =
    [];
  for (const event of events) {
    if (options.yy) noteFdName(names, event);
    if (options.host !== undefined && event.host !== options.host) continue;
    if (!('pid' in event) || event.pid === undefined) continue;
    const { n, pid, host, atUs } = event;
    if (options.pid !== undefined && pid !== options.pid) continue;
    if (event.kind === 'sys-enter') {
      // A real program reads the clock in the vDSO and never enters the kernel for it.
      if (syscallByNr(event.nr)?.vdso) continue;
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
      const text = `--- ${event.signal} {si_signo=${event.signal}, si_code=SI_USER} ---`;
      rows.push({ n, pid, host, atUs, text });
    } else if (event.kind === 'task' && isEnd(event)) {
      const how = event.signal ? `killed by ${event.signal}` : `exited with ${event.status ?? 0}`;
      rows.push({ n, pid, host, atUs, text: `+++ ${how} +++` });
    }
  }
  const several = new Set(rows.map((row) => row.pid)).size > 1;
  return rows.map((row) => {
    const prefix =
      (several ? `[pid ${String(row.pid).padStart(5)}] ` : '') +
      (options.timestamps ? `${timeOfDay(row.atUs)} ` : '');
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

/** Writes the lines alone. */
export function straceLines(events: readonly TraceEvent[], options: StraceOptions = {}): string[] {
  return straceEntries(events, options).map((line) => line.text);
}

function namesOf(names: FdNames, event: SysEnter): Record<number, string> {
  const fds: Record<number, string> = {};
  syscallByNr(event.nr)?.params.forEach(({ type }, i) => {
    if (type === 'fd') fds[i] = fdName(names, event.host, event.pid, event.args[i]);
  });
  return fds;
}

function timeOfDay(us: number): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  const seconds = us / 1e6;
  const clock = [(seconds / 3600) % 24, (seconds / 60) % 60, seconds % 60];
  return `${clock.map((value) => part(value, 2)).join(':')}.${part(us % 1e6, 6)}`;
}

function callText(call: Call, prefix: number, options: StraceOptions): string {
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
  const list = enter.name === 'clone' ? cloneText(args) : texts.join(', ');
  const start = `${enter.name}(${list}`;
  if (!exit) return enter.name.startsWith('exit') ? `${pad(`${start})`, prefix)}= ?` : start;
  const took = options.durations ? ` <${(exit.durationUs / 1e6).toFixed(6)}>` : '';
  return `${pad(`${start})`, prefix)}= ${resultText(enter, exit)}${call.made}${took}`;
}

function pad(text: string, prefix: number): string {
  return `${text.padEnd(COLUMN - 1 - prefix)} `;
}

/** Writes what a call returned: a number, or -1 with errno's name and words. */
export function resultText(enter: SysEnter, exit: SysExit): string {
  const { result, name } = exit;
  if (result === -512) return '? ERESTARTSYS (To be restarted if SA_RESTART is set)';
  if (result < 0) return `-1 ${errnoName(-result)} (${strerror(-result)})`;
  if (name === 'brk') return `0x${result.toString(16)}`;
  if (name === 'fcntl' && enter.args[1] === 3) {
    return `0x${result.toString(16)} (flags ${flagsOf('open', result)})`;
  }
  if (name === 'fcntl' && enter.args[1] === 1 && result === 1) return '0x1 (flags FD_CLOEXEC)';
  if (name === 'poll' || name === 'ppoll') return `${result}${pollResult(exit, result)}`;
  if (/select/.test(name) && result === 0) return '0 (Timeout)';
  return String(result);
}

function pollResult(exit: SysExit, result: number): string {
  if (result === 0) return ' (Timeout)';
  const bytes = exit.out?.[0] ?? new Uint8Array(0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ready: string[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const revents = view.getUint16(at + 6, true);
    if (revents) {
      ready.push(`{fd=${view.getInt32(at, true)}, revents=${flagsOf('poll', revents)}}`);
    }
  }
  return ` ([${ready.join(', ')}])`;
}

function pointer(value: number): string {
  return value === 0 ? 'NULL' : `0x${(value >>> 0).toString(16)}`;
}

/** Writes bytes as a C string literal, as strace does: octal for what does not print. */
export function quote(bytes: Uint8Array, limit: number, total = bytes.length): string {
  const escapes: Record<number, string> = { 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
  let text = '';
  const shown = bytes.subarray(0, limit);
  shown.forEach((byte, i) => {
    if (byte === 34 || byte === 92) text += `\\${String.fromCharCode(byte)}`;
    else if (byte >= 32 && byte < 127) text += String.fromCharCode(byte);
    else if (escapes[byte]) text += escapes[byte];
    else {
      const after = shown[i + 1];
      const digits = after >= 48 && after <= 57 ? 3 : 1;
      text += `\\${byte.toString(8).padStart(digits, '0')}`;
    }
  });
  return `"${text}"${total > limit ? '...' : ''}`;
}

function named(group: Group, value: number, comment = ''): string {
  return nameOf(group, value) ?? `0x${(value >>> 0).toString(16)}${comment}`;
}

function argument(
  info: SyscallInfo | undefined,
  param: Param,
  i: number,
  value: number,
  enter: SysEnter,
  exit: SysExit | undefined,
  limit: number,
): string {
  const { type } = param;
  const given = enter.in?.[i];
  const written = exit?.out?.[i];
  if (type.startsWith('enum:')) return named(type.slice(5) as Group, value);
  if (type.startsWith('flags:')) return flagsText(type.slice(6) as Group, value);
  switch (type) {
    case 'fd':
      return value === -100 ? 'AT_FDCWD' : String(value);
    case 'ptr':
      return pointer(value);
    case 'mode':
      return `0${value.toString(8)}`;
    case 'socket-type':
      return info?.name === 'accept4' ? acceptFlags(value) : socketTypeOf(value);
    case 'buf-in': {
      const total = enter.args[i + 1] ?? given?.length ?? 0;
      return given ? quote(given, limit, total) : pointer(value);
    }
    case 'buf-out':
      return written && exit && exit.result >= 0
        ? quote(written, limit, exit.result)
        : pointer(value);
    case 'path':
      return given ? quote(given, 4096) : pointer(value);
    case 'sockopt-name':
      return optionName(enter.args[1], value);
    default:
      return structText(param, value, given, written, enter, exit);
  }
}

function acceptFlags(value: number): string {
  const { SOCK_CLOEXEC, SOCK_NONBLOCK } = GROUPS.sock;
  const parts: string[] = [];
  if (value & SOCK_CLOEXEC) parts.push('SOCK_CLOEXEC');
  if (value & SOCK_NONBLOCK) parts.push('SOCK_NONBLOCK');
  return parts.join('|') || String(value);
}

function flagsText(group: Group, value: number): string {
  return value < 0 ? `0x${(value >>> 0).toString(16)}` : flagsOf(group, value);
}

function optionName(level: number, option: number): string {
  const group: Group = level === 1 ? 'so' : level === 6 ? 'tcp' : 'ip';
  const text = named(group, option, ` /* ${group.toUpperCase()}_??? */`);
  // Since 5.1 there are two of each; programs of 64-bit machines use the old numbers.
  return option === SO_RCVTIMEO || option === SO_SNDTIMEO ? `${text}_OLD` : text;
}

/** Writes the bytes of a struct argument; the pointer where the kernel never saw them. */
function structText(
  param: Param,
  value: number,
  given: Uint8Array | undefined,
  written: Uint8Array | undefined,
  enter: SysEnter,
  exit: SysExit | undefined,
): string {
  const ok = exit !== undefined && exit.result >= 0;
  const bytes = ok ? (written ?? given) : given;
  const number = (at: number, size = 4) => littleEndian(bytes!, at, size);
  switch (param.type) {
    case 'sockaddr-in':
      return given ? sockaddrText(given) : pointer(value);
    case 'sockaddr-out':
      return ok && written ? sockaddrText(written) : pointer(value);
    case 'socklen-inout': {
      if (!given) return pointer(value);
      const before = littleEndian(given, 0, 4);
      const after = written ? littleEndian(written, 0, 4) : before;
      return before === after ? `[${before}]` : `[${before} => ${after}]`;
    }
    case 'sockopt-in':
    case 'sockopt-out':
      return bytes && (param.type === 'sockopt-in' || ok)
        ? optionText(enter.args[1], enter.args[2], bytes)
        : pointer(value);
    case 'fds-out':
      return ok && written ? `[${number(0)}, ${number(4)}]` : pointer(value);
    case 'timespec-in':
    case 'timespec-out':
      return bytes ? `{tv_sec=${number(0, 8)}, tv_nsec=${number(8, 8)}}` : pointer(value);
    case 'timeval-in':
    case 'timeval-out':
      return bytes ? `{tv_sec=${number(0, 8)}, tv_usec=${number(8, 8)}}` : pointer(value);
    case 'pollfds':
      return given ? pollText(given) : pointer(value);
    case 'epoll-event':
      return given ? epollText(given, 0) : pointer(value);
    case 'epoll-events-out': {
      if (!ok) return pointer(value);
      const count = (written?.length ?? 0) / 12;
      const list = Array.from({ length: count }, (_, k) => epollText(written!, 12 * k));
      return `[${list.join(', ')}]`;
    }
    case 'wait-status-out':
      return ok && written && exit.result > 0 ? waitText(number(0)) : pointer(value);
    case 'rlimit-in':
    case 'rlimit-out':
      return bytes && (param.type === 'rlimit-in' || ok)
        ? `{rlim_cur=${limitText(number(0, 8))}, rlim_max=${limitText(number(8, 8))}}`
        : pointer(value);
    case 'clone-args':
      return given && given.length >= CLONE_ARGS.size ? cloneArgsText(given) : pointer(value);
    case 'sigaction-in':
      return given ? `{sa_handler=${handlerText(littleEndian(given, 0, 8))}, ...}` : pointer(value);
    case 'stat-out':
      return ok && written ? statText(written) : pointer(value);
    case 'fdset-inout':
      return given ? fdsetText(given) : pointer(value);
    case 'fcntl-arg':
      return fcntlText(enter.args[1], value);
    case 'iovec-in':
    case 'iovec-out':
    case 'msghdr':
    case 'sigaction-out':
    case 'sigset-in':
    case 'sigset-out':
    case 'argv':
      return pointer(value);
    case 'ioctl-arg':
      if (enter.args[1] === GROUPS.ioctl.TCGETS && ok) return TERMIOS;
      return bytes ? `[${littleEndian(bytes, 0, 4)}]` : pointer(value);
    default:
      return String(value);
  }
}

/** What a terminal of this machine answers to TCGETS: it knows one mode, in which lines are whole. */
const TERMIOS =
  '{c_iflag=ICRNL|IXON, c_oflag=NL0|CR0|TAB0|BS0|VT0|FF0|OPOST|ONLCR, c_cflag=B38400|CS8|CREAD, ' +
  'c_lflag=ISIG|ICANON|ECHO|ECHOE|ECHOK|IEXTEN|ECHOCTL|ECHOKE, ...}';

/** Writes clone(2) as strace does: arguments by name, in its own order; the low byte is a signal. */
function cloneText([flags, stack]: number[]): string {
  const signal = flags & 0xff ? `|${named('signal', flags & 0xff)}` : '';
  return `child_stack=${pointer(stack ?? 0)}, flags=${flagsOf('clone', flags & ~0xff)}${signal}`;
}

/** Writes struct clone_args: ids and storage only where a flag asks for them. */
function cloneArgsText(bytes: Uint8Array): string {
  const field = (name: string) => readField(bytes, CLONE_ARGS, name);
  const flags = field('flags');
  const parts = [`flags=${flagsOf('clone', flags)}`];
  if (flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)) {
    parts.push(`child_tid=${pointer(field('child_tid'))}`);
  }
  if (flags & CLONE_PARENT_SETTID) parts.push(`parent_tid=${pointer(field('parent_tid'))}`);
  const signal = field('exit_signal');
  parts.push(`exit_signal=${signal === 0 ? 0 : named('signal', signal)}`);
  const size = field('stack_size');
  parts.push(`stack=${pointer(field('stack'))}`);
  parts.push(`stack_size=${size === 0 ? 0 : `0x${size.toString(16)}`}`);
  if (flags & CLONE_SETTLS) parts.push(`tls=${pointer(field('tls'))}`);
  return `{${parts.join(', ')}}`;
}

function littleEndian(bytes: Uint8Array, at: number, size: number): number {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] ?? 0);
  return Number(BigInt.asIntN(8 * size, value));
}

/** Writes a socket address as strace does. */
export function sockaddrText(bytes: Uint8Array): string {
  const name = readSockaddrIn(bytes);
  if (name?.family !== 2) {
    const family = bytes.length >= 2 ? named('af', littleEndian(bytes, 0, 2)) : '';
    return family ? `{sa_family=${family}, sa_data=${quote(bytes.subarray(2), 14)}}` : '{}';
  }
  const addr = [24, 16, 8, 0].map((shift) => (name.addr >>> shift) & 255).join('.');
  return `{sa_family=AF_INET, sin_port=htons(${name.port}), sin_addr=inet_addr("${addr}")}`;
}

function optionText(level: number, option: number, bytes: Uint8Array): string {
  if (level === 1 && option === SO_LINGER && bytes.length >= 8) {
    return `{l_onoff=${littleEndian(bytes, 0, 4)}, l_linger=${littleEndian(bytes, 4, 4)}}`;
  }
  if (level === 1 && option === 4 && bytes.length >= 4) {
    const error = littleEndian(bytes, 0, 4);
    return `[${error === 0 ? 0 : errnoName(error)}]`;
  }
  return bytes.length === 4 ? `[${littleEndian(bytes, 0, 4)}]` : quote(bytes, 32);
}

function pollText(bytes: Uint8Array): string {
  const list: string[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const events = flagsOf('poll', littleEndian(bytes, at + 4, 2) & 0xffff);
    list.push(`{fd=${littleEndian(bytes, at, 4)}, events=${events}}`);
  }
  return `[${list.join(', ')}]`;
}

function epollText(bytes: Uint8Array, at: number): string {
  const events = flagsOf('epoll', littleEndian(bytes, at, 4) >>> 0);
  const [low, all] = [littleEndian(bytes, at + 4, 4) >>> 0, littleEndian(bytes, at + 4, 8)];
  return `{events=${events}, data={u32=${low}, u64=${all}}}`;
}

function waitText(status: number): string {
  const signo = status & 0x7f;
  if (signo !== 0) {
    return `[{WIFSIGNALED(s) && WTERMSIG(s) == ${named('signal', signo)}}]`;
  }
  return `[{WIFEXITED(s) && WEXITSTATUS(s) == ${(status >> 8) & 255}}]`;
}

function limitText(value: number): string {
  if (value === -1) return 'RLIM64_INFINITY';
  return value > 1024 && value % 1024 === 0 ? `${value / 1024}*1024` : String(value);
}

function handlerText(value: number): string {
  return value === 0 ? 'SIG_DFL' : value === 1 ? 'SIG_IGN' : pointer(value);
}

function statText(bytes: Uint8Array): string {
  const mode = littleEndian(bytes, 24, 4);
  const kind = nameOf('mode', mode & 0o170000) ?? '0';
  const permissions = (mode & 0o777).toString(8).padStart(4, '0');
  const device = littleEndian(bytes, 40, 8);
  if (device !== 0) {
    const minor = device & 255 ? `0x${(device & 255).toString(16)}` : '0';
    const number = `makedev(0x${(device >> 8).toString(16)}, ${minor})`;
    return `{st_mode=${kind}|${permissions}, st_rdev=${number}, ...}`;
  }
  return `{st_mode=${kind}|${permissions}, st_size=${littleEndian(bytes, 48, 8)}, ...}`;
}

function fdsetText(bytes: Uint8Array): string {
  const fds: number[] = [];
  bytes.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) fds.push(8 * i + bit);
  });
  return `[${fds.join(' ')}]`;
}

function fcntlText(command: number, value: number): string {
  const { F_SETFL, F_SETFD } = GROUPS.fcntl;
  if (command === F_SETFL) return flagsOf('open', value);
  if (command === F_SETFD) return value === 1 ? 'FD_CLOEXEC' : String(value);
  return String(value);
}
