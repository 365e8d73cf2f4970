// /proc/PID: what the kernel tells of one process and of each of its descriptors.
//
// Source: proc(5); Linux fs/proc/array.c, fs/proc/fd.c seq_show(), fs/eventpoll.c ep_show_fdinfo(),
// fs/eventfd.c, fs/timerfd.c, fs/signalfd.c, net/unix/af_unix.c; formats as 6.18 has them.
// Departs: of status the lines on memory, capabilities and switches are left out, and the numbers of
// mounts and devices are the model's own.

import { O_CLOEXEC, O_NONBLOCK, O_RDWR } from '../abi/constants.ts';
import { CLOCK_TICK_US } from '../sim/sim.ts';
import { takenNumbers } from '../sim/taken-numbers.ts';
import { askedEvents, itemsOf } from './epoll.ts';
import type { Ctx, EventObject, OpenFile, PendingSignal, Process, Task } from './kernel.ts';
import { O_LARGEFILE, wasOpened } from './open-file.ts';
import { signalBit } from './signal-set.ts';
import { tasksOf } from './task.ts';

const STATES: Partial<Record<Task['state'], string>> = {
  running: 'R (running)',
  runnable: 'R (running)',
  zombie: 'Z (zombie)',
  stopped: 'T (stopped)',
};

/** Says in a word or two what a task is doing, after its letter: `S (sleeping)`. */
export function stateName(state: Task['state']): string {
  return STATES[state] ?? 'S (sleeping)';
}

const hex = (value: bigint | number, digits: number) => value.toString(16).padStart(digits, '0');

function signals(list: readonly number[]): string {
  return hex(
    list.reduce((set, signo) => set | signalBit(signo), 0n),
    16,
  );
}

const waiting = (list: readonly PendingSignal[]) => signals(list.map(({ signo }) => signo));

/** The first of the kernel's numbers for terminals of /dev/pts. */
const PTS = 136 << 8;

/** Writes the 52 fields of /proc/PID/stat; of memory, signals and places in the program they are 0. */
export function statText(ctx: Ctx, { process, state }: Task): string {
  const { pid, ppid, comm, pgid, sid, tty, leftTty, cpuUs, childrenUs } = process;
  const [ttyNr, foreground] = leftTty ? [0, -1] : [PTS + tty, sid];
  const times = [cpuUs, 0, childrenUs, 0].map((us) => Math.floor(us / CLOCK_TICK_US));
  const threads = tasksOf(ctx.kernel, process).length;
  const fields = [
    ...[pid, `(${comm})`, stateName(state)[0], ppid, pgid, sid, ttyNr, foreground, 0],
    ...[0, 0, 0, 0, ...times, 20, 0, threads, 0, 0],
  ];
  return `${[...fields, ...Array(52 - fields.length).fill(0)].join(' ')}\n`;
}

/** Writes /proc/PID/status. */
export function statusText(ctx: Ctx, { process, state, blocked, pending }: Task): string {
  const { comm, pid, ppid, uid, pgid, sid, actions } = process;
  const acts = [...actions].filter(([, { handler }]) => handler !== 0);
  const of = (ignored: boolean) =>
    signals(acts.filter(([, { handler }]) => (handler === 1) === ignored).map(([signo]) => signo));
  const four = Array(4).fill(uid).join('\t');
  const cpus = ctx.kernel.cpus.length;
  const zombie = state === 'zombie';
  return `Name:\t${comm}
Umask:\t${(process.umask ?? 0o22).toString(8).padStart(4, '0')}
State:\t${stateName(state)}
Tgid:\t${pid}
Ngid:\t0
Pid:\t${pid}
PPid:\t${ppid}
TracerPid:\t0
Uid:\t${four}
Gid:\t${four}
FDSize:\t${zombie ? 0 : tableSize(process)}
Groups:\t 
NStgid:\t${pid}
NSpid:\t${pid}
NSpgid:\t${pgid}
NSsid:\t${sid}
Kthread:\t0
Threads:\t${tasksOf(ctx.kernel, process).length}
SigQ:\t${pending.length + process.pending.length}/${SIGNALS_MAX}
SigPnd:\t${waiting(pending)}
ShdPnd:\t${waiting(process.pending)}
SigBlk:\t${hex(blocked, 16)}
SigIgn:\t${of(true)}
SigCgt:\t${of(false)}
NoNewPrivs:\t0
Seccomp:\t0
Seccomp_filters:\t0
Cpus_allowed:\t${hex((1 << cpus) - 1, 1)}
Cpus_allowed_list:\t${cpus === 1 ? '0' : `0-${cpus - 1}`}
`;
}

const SIGNALS_MAX = 8192;
/** A table of descriptors begins with this many slots and doubles. */
const TABLE_MIN = 64;

function tableSize({ fds }: Process): number {
  const most = Math.max(0, ...takenNumbers(fds.taken));
  let size = TABLE_MIN;
  while (size <= most) size *= 2;
  // Beyond the first 64 the table grows to 256 at once.
  return size === 128 ? 256 : size;
}

/** Device numbers of the file systems behind what has no path: sockets, anonymous inodes, pipes. */
const DEVICE = { socket: 9, anonymous: 0x10, pipe: 0xf, tty: 0x19, file: 0x801 };
/** The inode that all anonymous ones share. */
export const ANONYMOUS_INO = 1038;
/** Mounts, by what they hold. */
const MOUNTS = { socket: 10, anonymous: 17, pipe: 16, tty: 26, file: 28 };

function placeOf({ what, path }: OpenFile): keyof typeof DEVICE {
  if (what === 'pipe') return path === undefined ? 'pipe' : 'file';
  return what === 'socket' || what === 'tty' || what === 'file' ? what : 'anonymous';
}

/** Tells the inode number of what is open. */
export function inodeOf(ctx: Ctx, file: OpenFile): number {
  const place = placeOf(file);
  if (place === 'anonymous') return ANONYMOUS_INO;
  if (place === 'tty') return file.object + 3;
  return (
    (file.what === 'pipe' ? ctx.kernel.pipes.get(file.object)?.named?.ino : undefined) ??
    file.object
  );
}

/** Tells the flags that fdinfo and lsof show. */
export function shownFlags(file: OpenFile, cloexec: boolean): number {
  const opened = wasOpened(file) ? O_LARGEFILE : 0;
  // What has no open(2) is open for both, whatever its maker was told.
  const access = placeOf(file) === 'anonymous' ? (file.flags & O_NONBLOCK) | O_RDWR : file.flags;
  return (access & ~O_CLOEXEC) | opened | (cloexec ? O_CLOEXEC : 0);
}

/** Writes /proc/PID/fdinfo/N. */
export function fdinfoText(ctx: Ctx, file: OpenFile, cloexec: boolean): string {
  const ino = inodeOf(ctx, file);
  const head = `pos:\t${file.offset}\nflags:\t0${shownFlags(file, cloexec).toString(8)}\n`;
  return `${head}mnt_id:\t${MOUNTS[placeOf(file)]}\nino:\t${ino}\n${moreText(ctx, file)}`;
}

function moreText(ctx: Ctx, file: OpenFile): string {
  const { kernel } = ctx;
  if (file.what === 'epoll') return watchedText(ctx, file);
  if (file.what === 'socket') {
    const sk = kernel.unixes.get(file.object);
    if (!sk) return '';
    const passed = sk.queue.reduce((sum, { files }) => sum + (files?.length ?? 0), 0);
    return `scm_fds: ${passed}\n`;
  }
  const object = kernel.events.get(file.object);
  return object && file.what === object.kind ? eventText(ctx, object) : '';
}

/** Writes a line for each descriptor that an epoll watches, in their order. */
function watchedText(ctx: Ctx, { object }: OpenFile): string {
  const items = itemsOf(ctx.kernel, object).sort((a, b) => a.fd - b.fd || a.file.id - b.file.id);
  return items
    .map((item) => {
      const { fd, file, dataLow, dataHigh } = item;
      const data = (BigInt(dataHigh >>> 0) << 32n) | BigInt(dataLow >>> 0);
      const mask = askedEvents(item).toString(16);
      const numbers = `tfd: ${String(fd).padStart(8)} events: ${mask.padStart(8)} data: ${data.toString(16).padStart(16)} `;
      const place = `ino:${inodeOf(ctx, file).toString(16)} sdev:${DEVICE[placeOf(file)].toString(16)}`;
      return `${numbers} pos:${file.offset} ${place}\n`;
    })
    .join('');
}

function eventText(ctx: Ctx, object: EventObject): string {
  if (object.kind === 'eventfd') {
    const count = object.count.toString(16).padStart(16);
    return `eventfd-count: ${count}\neventfd-id: ${object.id}\neventfd-semaphore: ${object.semaphore ? 1 : 0}\n`;
  }
  if (object.kind === 'pidfd') return `Pid:\t${object.pid}\nNSpid:\t${object.pid}\n`;
  if (object.kind === 'inotify') {
    const line = ([wd, { ino, mask }]: [number, { ino: number; mask: number }]) =>
      `inotify wd:${wd.toString(16)} ino:${ino.toString(16)} sdev:fe00000 mask:${(mask & 0xfff).toString(16)} ignored_mask:0\n`;
    return [...object.watches].map(line).join('');
  }
  if (object.kind === 'signalfd') return `sigmask:\t${hex(object.mask, 16)}\n`;
  const { clock, ticks, everyUs, dueUs, settime = 0 } = object;
  const left = dueUs === undefined ? 0 : Math.max(0, dueUs - ctx.sim.nowUs);
  const time = (us: number) => `(${Math.floor(us / 1e6)}, ${(us % 1e6) * 1000})`;
  const numbers = `clockid: ${clock}\nticks: ${ticks}\nsettime flags: 0${settime.toString(8)}\n`;
  return `${numbers}it_value: ${time(left)}\nit_interval: ${time(everyUs)}\n`;
}
