// The system calls: what a program may ask of the kernel, in the reader's words.
//
// One idea: one row a call. The kernel takes numbers from it, strace its parameter names and how
// to print them.
//
// `type` of a parameter says what it means: `fd`, `int`, `size`, `ptr`; memory the kernel reads
// (`buf-in`, `sockaddr-in`, `path` ...) or writes (`buf-out`, `sockaddr-out` ...); a number out of
// a list (`enum:af`) or a sum of bits (`flags:msg`), both named by a group of constants.ts.
// What the book says of a call is in syscall-words.ts.
//
// Source: Linux arch/x86/entry/syscalls/syscall_64.tbl; man-pages 6; probes of a real kernel.

import type { Group } from './groups.ts';
import { signatureOf } from './signatures.ts';
import { SYS } from './syscall-ids.ts';

export type ParamType =
  | 'fd'
  | 'int'
  | 'uint'
  | 'size'
  | 'offset'
  | 'mode'
  | 'ptr'
  | 'buf-in'
  | 'buf-out'
  | 'path'
  | 'argv'
  | 'sockaddr-in'
  | 'sockaddr-out'
  | 'socklen'
  | 'socklen-inout'
  | 'socket-type'
  | 'sockopt-name'
  | 'sockopt-in'
  | 'sockopt-out'
  | 'fds-out'
  | 'fdset-inout'
  | 'pollfds'
  | 'epoll-event'
  | 'epoll-events-out'
  | 'iovec-in'
  | 'iovec-out'
  | 'msghdr'
  | 'timespec-in'
  | 'timespec-inout'
  | 'timespec-out'
  | 'timeval-in'
  | 'timeval-inout'
  | 'timeval-out'
  | 'stat-out'
  | 'rlimit-in'
  | 'rlimit-out'
  | 'sigaction-in'
  | 'sigaction-out'
  | 'sigset-in'
  | 'sigset-out'
  | 'wait-status-out'
  | 'clone-args'
  | 'futex-op'
  | 'siginfo-out'
  | 'itimerval-in'
  | 'itimerval-out'
  | 'rusage-out'
  | 'itimerspec-in'
  | 'itimerspec-out'
  | 'ring-params'
  | 'ring-arg'
  | 'mmsghdr'
  | 'fcntl-arg'
  | 'ioctl-arg'
  | `enum:${Group}`
  | `flags:${Group}`;

export interface Param {
  name: string;
  type: ParamType;
}

export interface SyscallInfo {
  nr: number;
  name: string;
  params: Param[];
  /** Whether the call may put its task to sleep. */
  blocks: boolean;
  /** Whether real programs have the answer without entering the kernel, in the vDSO. */
  vdso?: boolean;
}

export { SYS } from './syscall-ids.ts';

export type SyscallName = keyof typeof SYS;

/** Reads the first line of a row of syscall-table.ts; throws on one that is not in its notation. */
export function readSignature(line: string): SyscallInfo {
  const [, name, params, mark] = /^(\w+)\((.*)\)( sleeps| vdso)?$/.exec(line) ?? [];
  if (!(name in SYS)) throw new Error(`system call row without a number: ${line}`);
  return {
    nr: SYS[name as SyscallName],
    name,
    params: params.split(', ').flatMap((word) => {
      const [param, type] = word.split(': ');
      return type === undefined ? [] : [{ name: param, type: type as ParamType }];
    }),
    blocks: mark === ' sleeps',
    ...(mark === ' vdso' && { vdso: true }),
  };
}

/** Names by number, with holes; the largest are in the hundreds. */
const names: (string | undefined)[] = Array.from({ length: 512 });
for (const [name, nr] of Object.entries(SYS)) names[nr] = name;
/** Calls that have been asked for. */
const known = new Map<string, SyscallInfo>();

/** Finds a call by the kernel's name for it; undefined for a name that is not one. */
export function syscallByName(name: string): SyscallInfo | undefined {
  return Object.hasOwn(SYS, name) ? infoOf(name) : undefined;
}

function infoOf(name: string): SyscallInfo {
  const old = known.get(name);
  if (old) return old;
  const info = readSignature(signatureOf(name)!);
  known.set(name, info);
  return info;
}

/** Finds a call by its number; undefined for one this machine does not know (ENOSYS). */
export function syscallByNr(nr: number): SyscallInfo | undefined {
  const name = names[nr];
  return name === undefined ? undefined : infoOf(name);
}

/** Names a call as strace does, also one that is not known. */
export function nameOfCall(nr: number): string {
  return names[nr] ?? `syscall_${nr}`;
}

/**
 * What a C program writes, where that differs from what the kernel is asked: glibc's name first.
 *
 * Links on C listings look a call up here before they look in the table.
 */
export const LIBC_CALLS: Readonly<Record<string, SyscallName>> = {
  send: 'sendto',
  recv: 'recvfrom',
  sleep: 'clock_nanosleep',
  usleep: 'clock_nanosleep',
  nanosleep: 'clock_nanosleep',
  fork: 'clone',
  wait: 'wait4',
  waitpid: 'wait4',
  open: 'openat',
  exit: 'exit_group',
  _exit: 'exit_group',
  signal: 'rt_sigaction',
  sigaction: 'rt_sigaction',
  pread: 'pread64',
  pwrite: 'pwrite64',
  eventfd: 'eventfd2',
  getrlimit: 'prlimit64',
  setrlimit: 'prlimit64',
};
