// Sets of signals, and the signals that wait to be acted on.
//
// One idea: a set is 64 bits, signal n in bit n - 1, as sigprocmask(2) passes it; a number of
// JavaScript has too few of them, so it is a bigint.
//
// Source: sigaction(2), siginfo_t of Linux include/uapi/asm-generic/siginfo.h.

import { SIGCHLD, SIGKILL, SIGSTOP } from '../abi/constants.ts';
import { toBytes } from './bytes.ts';
import type { PendingSignal, Task } from './kernel.ts';

/** Nobody can keep these two waiting. */
const UNBLOCKABLE = signalBit(SIGKILL) | signalBit(SIGSTOP);

/** Signals from this one on queue up; of the others a second one is lost. */
export const FIRST_REAL_TIME = 32;

/** Makes the set that has one signal. */
export function signalBit(signo: number): bigint {
  return 1n << BigInt(signo - 1);
}

/** Reads a set of eight bytes, as a mask: without what cannot be blocked. */
export function readMask(bytes: Uint8Array, at = 0): bigint {
  return readSet(bytes, at) & ~UNBLOCKABLE;
}

/** Reads a set of eight bytes. */
export function readSet(bytes: Uint8Array, at = 0): bigint {
  let set = 0n;
  for (let i = 7; i >= 0; i--) set = (set << 8n) | BigInt(bytes[at + i] ?? 0);
  return set;
}

/** Writes a set as eight bytes. */
export function setBytes(set: bigint): Uint8Array {
  return Uint8Array.from({ length: 8 }, (_, i) => Number((set >> BigInt(8 * i)) & 0xffn));
}

/** Puts a signal among those that wait; one that waits already and is not real-time is dropped. */
export function enqueueSignal(list: PendingSignal[], info: PendingSignal): void {
  const there = list.some(({ signo }) => signo === info.signo);
  if (!there || info.signo >= FIRST_REAL_TIME) list.push(info);
}

/** Finds the set of what waits for a task: sent to it alone, or to its process. */
export function pendingSet(task: Task): bigint {
  return [...task.pending, ...task.process.pending].reduce(
    (set, { signo }) => set | signalBit(signo),
    0n,
  );
}

/** Tells whether a signal waits that the task's mask lets through. */
export function hasSignal(task: Task): boolean {
  if (task.pending.length === 0 && task.process.pending.length === 0) return false;
  return (pendingSet(task) & ~task.blocked) !== 0n;
}

/** Takes the lowest waiting signal that is in the set; its own ones come before the process's. */
export function takeSignal(task: Task, set: bigint): PendingSignal | undefined {
  for (const list of [task.pending, task.process.pending]) {
    let best = -1;
    list.forEach(({ signo }, i) => {
      if (set & signalBit(signo) && (best < 0 || signo < list[best].signo)) best = i;
    });
    if (best < 0) continue;
    const [info] = list.splice(best, 1);
    // What timer_getoverrun(2) tells is of the signal that was taken last.
    const timer = info.timer === undefined ? undefined : task.process.timers?.get(info.timer);
    if (timer) timer.overrun = info.overrun ?? 0;
    return info;
  }
  return undefined;
}

/** Writes a siginfo_t: which fields lie where depends on the signal. */
export function siginfoBytes(info: PendingSignal): Uint8Array {
  const { signo, code, pid, uid, status, value, timer, overrun } = info;
  const bytes = new Uint8Array(128);
  const put = (at: number, value: number) => bytes.set(toBytes(value, 4), at);
  put(0, signo);
  put(8, code);
  put(16, timer ?? pid);
  put(20, overrun ?? uid);
  if (info.addr !== undefined) bytes.set(toBytes(info.addr, 8), 16);
  else if (info.band !== undefined) {
    bytes.set(toBytes(info.band, 8), 16);
    put(24, info.fd ?? 0);
  } else if (value !== undefined) bytes.set(setBytes(value), 24);
  else if (signo === SIGCHLD) put(24, status ?? 0);
  return bytes;
}
