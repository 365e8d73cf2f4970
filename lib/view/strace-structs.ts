// strace's structs: the bytes behind a pointer, as field names and values.
//
// Source: strace 6.1's output on Linux 6.18.

import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  CLONE_CHILD_CLEARTID,
  CLONE_CHILD_SETTID,
  CLONE_PARENT_SETTID,
  CLONE_SETTLS,
  F_GETLK,
  F_OFD_GETLK,
  F_SETFD,
  F_SETFL,
  FUTEX_CLOCK_REALTIME,
  FUTEX_PRIVATE_FLAG,
  SO_LINGER,
  SOL_SOCKET,
  TCGETS,
} from '../abi/constants.ts';
import { errnoName } from '../abi/errno.ts';
import { flagsOf, nameOf } from '../abi/flags.ts';
import { CLONE_ARGS, readField, readSockaddrIn } from '../abi/structs.ts';
import type { Param } from '../abi/syscalls.ts';
import { formatV6 } from '../net/ip.ts';
import { NESTED, type SysEnter, type SysExit } from '../sim/trace.ts';
import { paramsText, ringArgText } from './strace-ring.ts';
import { littleEndian, named, pointer, quote } from './strace-words.ts';

/** Writes the bytes of a struct argument; the pointer where the kernel never saw them. */
export function structText(
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
    case 'timespec-out':
      // What is left of a sleep is told only where it was cut short.
      if (/nanosleep$/.test(enter.name) && ok) return pointer(value);
      return bytes ? timespecText(bytes, 0) : pointer(value);
    case 'timespec-inout':
      return given ? timespecText(given, 0) : pointer(value);
    case 'timespec-in':
      return bytes ? `{tv_sec=${number(0, 8)}, tv_nsec=${number(8, 8)}}` : pointer(value);
    case 'timeval-inout':
      return given ? timevalText(given, 0) : pointer(value);
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
      return given && given.length >= CLONE_ARGS.size
        ? cloneArgsText(given, ok ? exit.result : undefined)
        : pointer(value);
    case 'sigaction-in':
      return given ? sigactionText(given) : pointer(value);
    case 'sigaction-out':
      return ok && written ? sigactionText(written) : pointer(value);
    case 'sigset-in':
      return given ? sigsetText(given) : pointer(value);
    case 'sigset-out':
      return ok && written ? sigsetText(written) : pointer(value);
    case 'siginfo-out':
      return ok && written ? siginfoText(written) : pointer(value);
    case 'itimerval-in':
    case 'itimerval-out':
      return bytes && (param.type === 'itimerval-in' || ok)
        ? `{it_interval=${timevalText(bytes, 0)}, it_value=${timevalText(bytes, 16)}}`
        : pointer(value);
    case 'rusage-out':
      return ok && written
        ? `{ru_utime=${timevalText(written, 0)}, ru_stime=${timevalText(written, 16)}, ...}`
        : pointer(value);
    case 'stat-out':
      return ok && written ? statText(written) : pointer(value);
    case 'fdset-inout':
      return given ? fdsetText(given, enter.args[0]) : pointer(value);
    case 'ring-params':
      return ok && written ? paramsText(written) : pointer(value);
    case 'ring-arg':
      return given ? ringArgText(enter.args[1], given) : pointer(value);
    case 'fcntl-arg':
      return bytes ? lockText(enter.args[1], bytes) : fcntlText(enter.args[1], value);
    case 'iovec-in':
    case 'iovec-out':
    case 'msghdr':
      return nestedText(param, value, enter, exit);
    case 'mmsghdr':
      return messagesText(value, enter, exit);
    case 'itimerspec-in':
    case 'itimerspec-out':
      return bytes && (param.type === 'itimerspec-in' || ok)
        ? `{it_interval=${timespecText(bytes, 0)}, it_value=${timespecText(bytes, 16)}}`
        : pointer(value);
    case 'ioctl-arg':
      if (enter.args[1] === TCGETS && ok) return TERMIOS;
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
export function cloneText([flags, stack, , childTid]: number[]): string {
  const signal = flags & 0xff ? `|${named('signal', flags & 0xff)}` : '';
  const stored = flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID);
  const tid = stored ? `, child_tidptr=${pointer(childTid)}` : '';
  return `child_stack=${pointer(stack ?? 0)}, flags=${flagsOf('clone', flags & ~0xff)}${signal}${tid}`;
}

/** Writes struct clone_args: ids and storage only where a flag asks for them. */
function cloneArgsText(bytes: Uint8Array, tid: number | undefined): string {
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
  const told = flags & CLONE_PARENT_SETTID && tid ? ` => {parent_tid=[${tid}]}` : '';
  return `{${parts.join(', ')}}${told}`;
}

/** Writes futex(2) with as many arguments as its operation has. */
export function futexText(args: number[], texts: string[]): string {
  const [, op, , val2, , val3] = args;
  const command = op & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
  const name = nameOf('futex', command);
  const [addr, , value, time, other] = texts;
  if (!name || command >= FUTEX_PRIVATE_FLAG) {
    const number = `0x${(op >>> 0).toString(16)} /* FUTEX_??? */`;
    return [addr, number, value, pointer(val2), other, val3].join(', ');
  }
  const flags =
    (op & FUTEX_PRIVATE_FLAG ? '_PRIVATE' : '') +
    (op & FUTEX_CLOCK_REALTIME ? '|FUTEX_CLOCK_REALTIME' : '');
  const head = [addr, name + flags, value];
  const bits = val3 >>> 0 === 0xffffffff ? 'FUTEX_BITSET_MATCH_ANY' : pointer(val3);
  switch (name) {
    case 'FUTEX_WAIT':
      return [...head, time].join(', ');
    case 'FUTEX_WAIT_BITSET':
      return [...head, time, bits === 'NULL' ? '0' : bits].join(', ');
    case 'FUTEX_WAKE_BITSET':
      return [...head, bits === 'NULL' ? '0' : bits].join(', ');
    case 'FUTEX_REQUEUE':
      return [...head, val2, other].join(', ');
    case 'FUTEX_CMP_REQUEUE':
      return [...head, val2, other, val3].join(', ');
    default:
      return head.join(', ');
  }
}

/** Writes a socket address as strace does. */
export function sockaddrText(bytes: Uint8Array): string {
  const family = bytes.length >= 2 ? littleEndian(bytes, 0, 2) : -1;
  const name = readSockaddrIn(bytes);
  if (name?.family === AF_INET) {
    const addr = [24, 16, 8, 0].map((shift) => (name.addr >>> shift) & 255).join('.');
    return `{sa_family=AF_INET, sin_port=htons(${name.port}), sin_addr=inet_addr("${addr}")}`;
  }
  if (family === AF_INET6 && bytes.length >= 28) {
    const port = (bytes[2] << 8) | bytes[3];
    const addr = formatV6(bytes.subarray(8, 24));
    const ends = `sin6_port=htons(${port}), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "${addr}"`;
    return `{sa_family=AF_INET6, ${ends}, &sin6_addr), sin6_scope_id=${littleEndian(bytes, 24, 4)}}`;
  }
  if (family === AF_UNIX) return `{sa_family=AF_UNIX${unixText(bytes.subarray(2))}}`;
  return family >= 0
    ? `{sa_family=${named('af', family)}, sa_data=${quote(bytes.subarray(2), 14)}}`
    : '{}';
}

function unixText(name: Uint8Array): string {
  if (name.length === 0) return '';
  if (name[0] === 0) return `, sun_path=@${quote(name.subarray(1), 108)}`;
  const end = name.indexOf(0);
  return `, sun_path=${quote(end < 0 ? name : name.subarray(0, end), 108)}`;
}

/** Writes an array of struct iovec or a struct msghdr, with what it points at. */
function nestedText(
  param: Param,
  value: number,
  enter: SysEnter,
  exit: SysExit | undefined,
): string {
  const sends = ['sendmsg', 'writev', 'pwritev'].includes(enter.name);
  const all = sends ? enter.in : exit && exit.result >= 0 ? exit.out : undefined;
  const i = enter.name.endsWith('msg') || enter.name.endsWith('v') ? 1 : 0;
  const bytes = all?.[i];
  if (!all || !bytes) return pointer(value);
  const limit = sends ? Number.POSITIVE_INFINITY : (exit?.result ?? 0);
  return param.type === 'msghdr' ? messageText(all, bytes, limit) : iovecText(all, bytes, limit);
}

/** Writes the messages that sendmmsg(2) has sent or recvmmsg(2) has received, with their lengths. */
function messagesText(value: number, enter: SysEnter, exit: SysExit | undefined): string {
  const headers = exit && exit.result >= 0 ? exit.out?.[1] : undefined;
  if (!exit || !headers) return pointer(value);
  const parts = (enter.name === 'sendmmsg' ? enter.in : exit.out) ?? {};
  const list: string[] = [];
  for (let k = 0; 64 * (k + 1) <= headers.length; k++) {
    const header = headers.subarray(64 * k, 64 * (k + 1));
    const length = littleEndian(header, 56, 4);
    const from = NESTED.message * (k + 1);
    const own = Object.entries(parts).map(([at, part]): [number, Uint8Array] => [
      Number(at) - from,
      part,
    ]);
    const one = Object.fromEntries(own.filter(([at]) => at >= 0 && at < NESTED.message));
    list.push(`{msg_hdr=${messageText(one, header, length)}, msg_len=${length}}`);
  }
  return `[${list.join(', ')}]`;
}

/** Writes a struct msghdr and what it points at. */
function messageText(all: Record<number, Uint8Array>, bytes: Uint8Array, limit: number): string {
  const field = (at: number, size = 8) => littleEndian(bytes, at, size);
  const name = all[NESTED.name];
  const control = all[NESTED.control];
  const pieces = all[NESTED.pieces] ?? new Uint8Array(0);
  return `{${[
    `msg_name=${name?.length ? sockaddrText(name) : pointer(field(0))}`,
    `msg_namelen=${field(8, 4)}`,
    `msg_iov=${iovecText(all, pieces, limit)}`,
    `msg_iovlen=${field(24)}`,
    ...(control?.length ? [`msg_control=${controlText(control)}`] : []),
    `msg_controllen=${field(40)}`,
    `msg_flags=${flagsOf('msg', field(48, 4))}`,
  ].join(', ')}}`;
}

function iovecText(all: Record<number, Uint8Array>, pieces: Uint8Array, limit: number): string {
  const list: string[] = [];
  let left = limit;
  for (let k = 0; 16 * k + 16 <= pieces.length; k++) {
    const length = littleEndian(pieces, 16 * k + 8, 8);
    const data = all[NESTED.first + k] ?? new Uint8Array(0);
    list.push(`{iov_base=${quote(data, 32, Math.min(left, length))}, iov_len=${length}}`);
    left -= Math.min(left, length);
  }
  return `[${list.join(', ')}]`;
}

function controlText(bytes: Uint8Array): string {
  const list: string[] = [];
  for (let at = 0; at + 16 <= bytes.length; ) {
    const length = littleEndian(bytes, at, 8);
    if (length < 16) break;
    const [level, type] = [littleEndian(bytes, at + 8, 4), littleEndian(bytes, at + 12, 4)];
    const data = bytes.subarray(at + 16, at + length);
    const ints = Array.from({ length: data.length >> 2 }, (_, k) => littleEndian(data, 4 * k, 4));
    const socket = level === SOL_SOCKET;
    const kind = socket ? named('scm', type) : String(type);
    const creds = socket && type === 2 && ints.length === 3;
    const text = creds
      ? `{pid=${ints[0]}, uid=${ints[1]}, gid=${ints[2]}}`
      : `[${ints.join(', ')}]`;
    const head = `cmsg_len=${length}, cmsg_level=${named('sol', level)}, cmsg_type=${kind}`;
    list.push(`{${head}, cmsg_data=${text}}`);
    at += Math.ceil(length / 8) * 8;
  }
  return `[${list.join(', ')}]`;
}

/** Writes the struct timespec at a place in bytes. */
export function timespecText(bytes: Uint8Array, at: number): string {
  return `{tv_sec=${littleEndian(bytes, at, 8)}, tv_nsec=${littleEndian(bytes, at + 8, 8)}}`;
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

/** strace cuts arrays where it cuts strings. */
const MAX_ELEMENTS = 32;

function pollText(bytes: Uint8Array): string {
  const list: string[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    if (list.length === MAX_ELEMENTS) {
      list.push('...');
      break;
    }
    if (littleEndian(bytes, at, 4) < 0) {
      list.push(`{fd=${littleEndian(bytes, at, 4)}}`);
      continue;
    }
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

/** Writes a set of signals: `[INT USR1]`, or by what it lacks, `~[KILL]`, when that is shorter. */
export function sigsetText(bytes: Uint8Array): string {
  const all = Array.from({ length: 64 }, (_, i) => i + 1);
  const has = (signo: number) => ((bytes[(signo - 1) >> 3] ?? 0) >> ((signo - 1) & 7)) & 1;
  const inside = all.filter(has);
  const shown = inside.length > 32 ? all.filter((signo) => !has(signo)) : inside;
  return `${inside.length > 32 ? '~' : ''}[${shown.map(shortSignal).join(' ')}]`;
}

function shortSignal(signo: number): string {
  if (signo >= 32) return signo === 32 ? 'RTMIN' : `RT_${signo - 32}`;
  return named('signal', signo).replace('SIG', '');
}

function sigactionText(bytes: Uint8Array): string {
  const [handler, flags, restorer] = [0, 8, 16].map((at) => littleEndian(bytes, at, 8));
  const sa = `sa_handler=${handlerText(handler)}, sa_mask=${sigsetText(bytes.subarray(24))}`;
  const SA_RESTORER = 0x4000000;
  const others = flagsOf('sa', flags & ~SA_RESTORER);
  if (!(flags & SA_RESTORER)) return `{${sa}, sa_flags=${others}}`;
  const list = others === '0' ? 'SA_RESTORER' : `SA_RESTORER|${others}`;
  return `{${sa}, sa_flags=${list}, sa_restorer=${pointer(restorer)}}`;
}

/** Writes the struct timeval at a place in bytes. */
export function timevalText(bytes: Uint8Array, at: number): string {
  return `{tv_sec=${littleEndian(bytes, at, 8)}, tv_usec=${littleEndian(bytes, at + 8, 8)}}`;
}

function siginfoText(bytes: Uint8Array): string {
  const [signo, code, pid, uid, status] = [0, 8, 16, 20, 24].map((at) =>
    littleEndian(bytes, at, 4),
  );
  if (signo === 0) return '{}';
  const signal = named('signal', signo);
  return signalText({ signal, code, ...(pid && { from: pid, uid, status }) });
}

/** Writes what came with a signal. */
export function signalText(info: {
  signal: string;
  code?: number;
  from?: number;
  uid?: number;
  status?: number;
}): string {
  const { signal, code = 0, from, uid, status = 0 } = info;
  const child = signal === 'SIGCHLD' && code > 0 && code < 7;
  const name = named(child ? 'cldcode' : 'sicode', code);
  const parts = [`si_signo=${signal}`, `si_code=${name}`];
  if (from !== undefined) parts.push(`si_pid=${from}`, `si_uid=${uid}`);
  if (child) {
    const how = code === 1 ? status : named('signal', status);
    parts.push(`si_status=${how}`, 'si_utime=0', 'si_stime=0');
  }
  return `{${parts.join(', ')}}`;
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

/** Writes the numbers below `count` that are in a set. */
export function fdsetText(bytes: Uint8Array = new Uint8Array(0), count = 0): string {
  const fds: number[] = [];
  for (let fd = 0; fd < Math.min(count, 8 * bytes.length); fd++) {
    if (bytes[fd >> 3] & (1 << (fd & 7))) fds.push(fd);
  }
  return `[${fds.join(' ')}]`;
}

/** Writes a struct flock; F_GETLK also says whose the lock is. */
function lockText(command: number, bytes: Uint8Array): string {
  const type = named('locktype', littleEndian(bytes, 0, 2));
  const parts = [
    `l_type=${type}`,
    `l_whence=${named('seek', littleEndian(bytes, 2, 2))}`,
    `l_start=${littleEndian(bytes, 8, 8)}`,
    `l_len=${littleEndian(bytes, 16, 8)}`,
  ];
  if (command === F_GETLK || command === F_OFD_GETLK)
    parts.push(`l_pid=${littleEndian(bytes, 24, 4)}`);
  return `{${parts.join(', ')}}`;
}

function fcntlText(command: number, value: number): string {
  if (command === F_SETFL) return flagsOf('open', value);
  if (command === F_SETFD) return value === 1 ? 'FD_CLOEXEC' : String(value);
  return String(value);
}
