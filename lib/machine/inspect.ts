// Looking in: what a machine's processes are, have open, and wait for.
//
// One idea: these are questions, and asking them changes nothing.

import { O_ACCMODE, O_NONBLOCK, O_RDONLY, O_WRONLY } from '../abi/constants.ts';
import { syscallByNr } from '../abi/syscalls.ts';
import { itemsOf } from '../kernel/epoll.ts';
import { fileOf, openFds } from '../kernel/fd-table.ts';
import type { Kernel, Task, TaskState } from '../kernel/kernel.ts';
import { keyOf, targetOf } from '../kernel/open-file.ts';
import { formatEndpoint } from '../net/ip.ts';
import { localOf, remoteOf } from '../tcp/demux.ts';
import { isTcpTimer } from '../tcp/tcb.ts';
import type { Machine } from './machine.ts';

export interface Waiting {
  pid: number;
  comm: string;
  host: string;
  /** Name of the call it sleeps in. */
  call: string;
  /** "server waits in accept(3) for a connection to 0.0.0.0:8080". */
  text: string;
  /** True where a line typed at its terminal would wake it. */
  typing: boolean;
  line?: number;
}

export interface ProcessInfo {
  pid: number;
  ppid: number;
  comm: string;
  uid: number;
  /** Its terminal; undefined for a session that has none. */
  tty?: number;
  state: TaskState;
  /** CPU time that its program has used. */
  cpuUs: number;
  /** Call it sleeps in, if it does. */
  call?: string;
  line?: number;
  exit?: { status: number; signal?: string };
}

/** One slot of a process's fd table, as `ls -l /proc/PID/fd` shows it. */
export interface FdInfo {
  fd: number;
  target: string;
  file: number;
  refs: number;
  cloexec: boolean;
  nonblock: boolean;
  reads: boolean;
  writes: boolean;
  sock?: number;
}

function kernelOf(m: Machine, host: string): Kernel {
  const kernel = m.kernels.get(host);
  if (!kernel) throw new Error(`no host '${host}' (hosts: ${[...m.kernels.keys()].join(', ')})`);
  return kernel;
}

/**
 * Lists the processes of a host: first, as `gone`, what the machine had started and remembers, then what
 * is there, also those that have ended and that nobody waited for.
 */
export function processes(m: Machine, host: string): ProcessInfo[] {
  const { ended, tasks } = kernelOf(m, host);
  return [...ended.values(), ...tasks.values()]
    .filter((task) => task.tid === task.process.pid)
    .map((task) => {
      const { pid, ppid, comm, uid, tty, leftTty, cpuUs, exit } = task.process;
      const asleep = task.state === 'blocked' ? task.syscall : undefined;
      return {
        pid,
        ppid,
        comm,
        uid,
        ...(!leftTty && { tty }),
        state: task.state,
        cpuUs,
        ...(asleep && { call: callName(asleep.nr) }),
        ...(asleep?.line !== undefined && { line: asleep.line }),
        ...(exit && { exit }),
      };
    });
}

function callName(nr: number): string {
  return syscallByNr(nr)?.name ?? `syscall_${nr}`;
}

/** Says of every sleeping process in which call it sleeps and what would wake it. */
export function whoWaits(m: Machine): Waiting[] {
  const waiting: Waiting[] = [];
  for (const [host, kernel] of m.kernels) {
    for (const task of kernel.tasks.values()) {
      if (task.state !== 'blocked' || !task.syscall) continue;
      const { comm } = task.process;
      const call = callName(task.syscall.nr);
      const text = `${comm} waits in ${call}${waitText(kernel, task)}`;
      const { line } = task.syscall;
      const typing = task.syscall.on === 'tty';
      waiting.push({
        ...{ pid: task.tid, comm, host, call, text, typing },
        ...(line !== undefined && { line }),
      });
    }
  }
  return waiting;
}

/** A timer of TCP that is due later than this keeps nobody waiting: TIME_WAIT, a keepalive. */
const QUIET_US = 5_000_000;

/** Tells whether nothing is going on by itself: no program runs or sleeps for a time, no packet is under way. */
export function isAtRest(m: Machine): boolean {
  return m.sim.queue.heap.every(
    ({ atUs, record }) => isTcpTimer(record) && atUs > m.sim.nowUs + QUIET_US,
  );
}

function waitText(kernel: Kernel, task: Task): string {
  const call = task.syscall!;
  const [fd] = call.args;
  const file = fileOf(task.process, fd);
  const sk = file?.tcp;
  const peer = sk ? formatEndpoint(remoteOf(sk)) : '';
  switch (call.on) {
    case 'accept':
      return `(${fd}) for a connection to ${sk ? formatEndpoint(localOf(sk)) : 'its port'}`;
    case 'recv':
      if (file?.what === 'eventfd') return `(${fd}) for its counter to grow`;
      if (file?.what === 'timerfd') return `(${fd}) for its timer`;
      if (file?.what === 'signalfd') return `(${fd}) for a signal`;
      return `(${fd}) for data${peer && ` from ${peer}`}`;
    case 'send':
      return `(${fd}) for room in the send queue${peer && ` to ${peer}`}`;
    case 'connect':
      return `(${fd}) for ${peer} to answer`;
    case 'tty':
      return `(${fd}) for a line typed at its terminal`;
    case 'pipe':
      return `(${fd}) for the other end of a pipe`;
    case 'lock':
      return `(${fd}) for a lock that another one has`;
    case 'ipc':
      return `(${fd}) for another process`;
    case 'completion':
      return `(${fd}) for a request to be complete`;
    case 'child':
      return '() for a child to end';
    case 'futex':
      return futexText(kernel, task);
    case 'linger':
      return `(${fd}) for the peer to acknowledge what was sent`;
    case 'poll':
      return `() for ${watched(kernel, task)}`;
    case 'sleep':
      return call.deadlineUs === undefined
        ? '() for a signal'
        : `() until ${(call.deadlineUs / 1e6).toFixed(3)} s`;
    default:
      return '()';
  }
}

/** A task's end is waited for on a word too: the one that the task's exit sets to 0. */
function futexText(kernel: Kernel, task: Task): string {
  const { args, deadlineUs } = task.syscall!;
  const addr = `0x${args[0].toString(16)}`;
  for (const other of kernel.tasks.values()) {
    if (other.process === task.process && other.clearTid === args[0]) {
      return `(${addr}) for thread ${other.tid} to end`;
    }
  }
  const until =
    deadlineUs === undefined ? '' : `, until ${(deadlineUs / 1e6).toFixed(3)} s at most`;
  return `(${addr}) for another thread to wake it${until}`;
}

/** Names the descriptors that poll(2) or epoll_wait(2) watches. */
function watched(kernel: Kernel, task: Task): string {
  const keys = new Set(task.waits);
  const fds: number[] = [];
  const seen = new Set<number>();
  for (const { fd, file } of openFds(task.process)) {
    if (keys.has(keyOf(file))) {
      const epoll = file.what === 'epoll' ? kernel.epolls.get(file.object) : undefined;
      if (epoll) fds.push(...itemsOf(kernel, epoll.id).map((item) => item.fd));
      // Descriptors that share a terminal or a socket are one thing to wait for.
      else if (!seen.has(file.object)) fds.push(fd);
      seen.add(file.object);
    }
  }
  if (fds.length === 0) return 'time to pass';
  const list = fds.sort((a, b) => a - b).join(', ');
  return `something to happen on fd ${list}`;
}

/** Tells whether a task sleeps in poll(2) or its like until, among others, a line is typed at its terminal. */
export function pollsTerminal(m: Machine, pid: number): boolean {
  for (const kernel of m.kernels.values()) {
    const task = kernel.tasks.get(pid);
    if (task?.state !== 'blocked' || task.syscall?.on !== 'poll') continue;
    const keys = new Set(task.waits);
    return openFds(task.process).some(({ file }) => {
      if (!keys.has(keyOf(file))) return false;
      if (file.what !== 'epoll') return file.what === 'tty';
      const epoll = kernel.epolls.get(file.object);
      return (
        epoll !== undefined && itemsOf(kernel, epoll.id).some((item) => item.file.what === 'tty')
      );
    });
  }
  return false;
}

/** Lists a process's descriptors in order. */
export function readProcFd(m: Machine, host: string, pid: number): FdInfo[] {
  const kernel = kernelOf(m, host);
  const task = kernel.tasks.get(pid);
  if (!task) return [];
  return openFds(task.process).map(({ fd, file, cloexec }) => {
    const access = file.flags & O_ACCMODE;
    const info = {
      fd,
      target: targetOf(file),
      file: file.id,
      refs: file.refs,
      cloexec,
      nonblock: (file.flags & O_NONBLOCK) !== 0,
      reads: access !== O_WRONLY,
      writes: access !== O_RDONLY,
    };
    return file.what === 'socket' ? { ...info, sock: file.object } : info;
  });
}
