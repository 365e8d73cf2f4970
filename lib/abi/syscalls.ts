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

/** System call numbers of x86-64. */
export const SYS = {
  read: 0,
  write: 1,
  open: 2,
  close: 3,
  stat: 4,
  fstat: 5,
  lstat: 6,
  poll: 7,
  lseek: 8,
  mmap: 9,
  mprotect: 10,
  munmap: 11,
  brk: 12,
  rt_sigaction: 13,
  rt_sigprocmask: 14,
  rt_sigreturn: 15,
  ioctl: 16,
  pread64: 17,
  pwrite64: 18,
  readv: 19,
  writev: 20,
  access: 21,
  pipe: 22,
  select: 23,
  sched_yield: 24,
  msync: 26,
  madvise: 28,
  dup: 32,
  dup2: 33,
  pause: 34,
  nanosleep: 35,
  getitimer: 36,
  alarm: 37,
  setitimer: 38,
  getpid: 39,
  sendfile: 40,
  socket: 41,
  connect: 42,
  accept: 43,
  sendto: 44,
  recvfrom: 45,
  sendmsg: 46,
  recvmsg: 47,
  shutdown: 48,
  bind: 49,
  listen: 50,
  getsockname: 51,
  getpeername: 52,
  socketpair: 53,
  setsockopt: 54,
  getsockopt: 55,
  clone: 56,
  fork: 57,
  vfork: 58,
  execve: 59,
  exit: 60,
  wait4: 61,
  kill: 62,
  uname: 63,
  fcntl: 72,
  flock: 73,
  fsync: 74,
  fdatasync: 75,
  truncate: 76,
  ftruncate: 77,
  getcwd: 79,
  chdir: 80,
  fchdir: 81,
  rename: 82,
  mkdir: 83,
  rmdir: 84,
  creat: 85,
  link: 86,
  unlink: 87,
  symlink: 88,
  readlink: 89,
  chmod: 90,
  fchmod: 91,
  chown: 92,
  fchown: 93,
  umask: 95,
  gettimeofday: 96,
  getrlimit: 97,
  getrusage: 98,
  times: 100,
  getuid: 102,
  setuid: 105,
  setgid: 106,
  getgid: 104,
  geteuid: 107,
  getegid: 108,
  setpgid: 109,
  getppid: 110,
  getpgrp: 111,
  setsid: 112,
  getpgid: 121,
  getsid: 124,
  rt_sigpending: 127,
  rt_sigtimedwait: 128,
  rt_sigsuspend: 130,
  mknod: 133,
  setrlimit: 160,
  sync: 162,
  gettid: 186,
  tkill: 200,
  time: 201,
  futex: 202,
  epoll_create: 213,
  getdents64: 217,
  set_tid_address: 218,
  clock_gettime: 228,
  clock_getres: 229,
  clock_nanosleep: 230,
  exit_group: 231,
  epoll_wait: 232,
  epoll_ctl: 233,
  tgkill: 234,
  waitid: 247,
  openat: 257,
  mkdirat: 258,
  newfstatat: 262,
  unlinkat: 263,
  renameat: 264,
  linkat: 265,
  symlinkat: 266,
  readlinkat: 267,
  faccessat: 269,
  pselect6: 270,
  ppoll: 271,
  set_robust_list: 273,
  splice: 275,
  utimensat: 280,
  epoll_pwait: 281,
  timerfd_create: 283,
  timerfd_settime: 286,
  timerfd_gettime: 287,
  accept4: 288,
  signalfd4: 289,
  eventfd2: 290,
  epoll_create1: 291,
  dup3: 292,
  pipe2: 293,
  prlimit64: 302,
  getrandom: 318,
  preadv: 295,
  pwritev: 296,
  recvmmsg: 299,
  sendmmsg: 307,
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  clone3: 435,
  lchown: 94,
  sysinfo: 99,
  setreuid: 113,
  setregid: 114,
  getgroups: 115,
  setgroups: 116,
  setresuid: 117,
  getresuid: 118,
  setresgid: 119,
  getresgid: 120,
  rt_sigqueueinfo: 129,
  sigaltstack: 131,
  personality: 135,
  statfs: 137,
  fstatfs: 138,
  getpriority: 140,
  setpriority: 141,
  sched_setparam: 142,
  sched_getparam: 143,
  sched_setscheduler: 144,
  sched_getscheduler: 145,
  sched_get_priority_max: 146,
  sched_get_priority_min: 147,
  sched_rr_get_interval: 148,
  mlock: 149,
  munlock: 150,
  mlockall: 151,
  munlockall: 152,
  prctl: 157,
  chroot: 161,
  sethostname: 170,
  setdomainname: 171,
  readahead: 187,
  setxattr: 188,
  lsetxattr: 189,
  fsetxattr: 190,
  getxattr: 191,
  lgetxattr: 192,
  fgetxattr: 193,
  listxattr: 194,
  llistxattr: 195,
  flistxattr: 196,
  removexattr: 197,
  lremovexattr: 198,
  fremovexattr: 199,
  sched_setaffinity: 203,
  sched_getaffinity: 204,
  fadvise64: 221,
  timer_create: 222,
  timer_settime: 223,
  timer_gettime: 224,
  timer_getoverrun: 225,
  timer_delete: 226,
  clock_settime: 227,
  mknodat: 259,
  fchownat: 260,
  fchmodat: 268,
  unshare: 272,
  tee: 276,
  sync_file_range: 277,
  vmsplice: 278,
  fallocate: 285,
  rt_tgsigqueueinfo: 297,
  syncfs: 306,
  setns: 308,
  getcpu: 309,
  renameat2: 316,
  memfd_create: 319,
  membarrier: 324,
  copy_file_range: 326,
  statx: 332,
  shmget: 29,
  shmat: 30,
  shmctl: 31,
  semget: 64,
  semop: 65,
  semctl: 66,
  shmdt: 67,
  msgget: 68,
  msgsnd: 69,
  msgrcv: 70,
  msgctl: 71,
  semtimedop: 220,
  mq_open: 240,
  mq_unlink: 241,
  mq_timedsend: 242,
  mq_timedreceive: 243,
  mq_notify: 244,
  mq_getsetattr: 245,
  inotify_init: 253,
  inotify_add_watch: 254,
  inotify_rm_watch: 255,
  inotify_init1: 294,
  pidfd_send_signal: 424,
  pidfd_open: 434,
  close_range: 436,
  pidfd_getfd: 438,
  epoll_pwait2: 441,
} as const;

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
