// Calls that wait for several descriptors at once: poll, select, epoll.
//
// One idea: all three ask the same question of every file (`pollFile`) and sleep in the queues of
// all of them; they differ in who keeps the list.
//
// Units: µs; timeouts of the C interfaces in ms, timeval or timespec.
// Source: poll(2), select(2), epoll(7); Linux fs/select.c, fs/eventpoll.c.

import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLLEXCLUSIVE,
  O_CLOEXEC,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
} from '../abi/constants.ts';
import { EBADF, EEXIST, EFAULT, EINVAL, ELOOP, ENOENT, EPERM } from '../abi/errno.ts';
import { signedAt, toBytes, unsignedAt } from './bytes.ts';
import {
  addItem,
  badExclusive,
  createEpoll,
  findItem,
  itemEvents,
  makesLoop,
  type Reported,
  removeItem,
  setAside,
  takeEvents,
} from './epoll.ts';
import { fileOf, freeFd, installFd } from './fd-table.ts';
import {
  BLOCKED,
  type Ctx,
  type Epoll,
  type EpollItem,
  type Handlers,
  type OpenFile,
  type Task,
} from './kernel.ts';
import { createFile, keyOf } from './open-file.ts';
import { pollFile } from './poll.ts';
import { hasSignal } from './signal-set.ts';
import { lendMask } from './syscalls-signals.ts';
import { readUser, writeUser } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { block, setDeadline, timedOut, wake, wakeSleepers } from './wait-queue.ts';

export const MULTIPLEX_CALLS: Handlers = {
  poll: (ctx, task, [fds, count, ms]) => poll(ctx, task, fds, count, ms < 0 ? undefined : ms * 1e3),
  ppoll: (ctx, task, [fds, count, time, mask, size]) => {
    const limit = readTime(ctx, task, time, 1e3);
    if (isErrno(limit)) return limit;
    const bad = lendMask(ctx, task, mask, size);
    return tellLeft(ctx, task, time, 1e3, bad || poll(ctx, task, fds, count, limit));
  },
  select: (ctx, task, [count, reads, writes, excepts, time]) => {
    const limit = readTime(ctx, task, time, 1);
    if (isErrno(limit)) return limit;
    const result = select(ctx, task, count, [reads, writes, excepts], limit);
    return tellLeft(ctx, task, time, 1, result);
  },
  pselect6: (ctx, task, [count, reads, writes, excepts, time, maskAddr]) => {
    const limit = readTime(ctx, task, time, 1e3);
    if (isErrno(limit)) return limit;
    // The sixth argument points at the mask's address and its size.
    const pair = maskAddr ? readUser(ctx, task, maskAddr, 16) : new Uint8Array(16);
    if (!pair) return -EFAULT;
    const bad = lendMask(ctx, task, unsignedAt(pair, 0, 8), unsignedAt(pair, 8, 8));
    const result = bad || select(ctx, task, count, [reads, writes, excepts], limit);
    return tellLeft(ctx, task, time, 1e3, result);
  },
  epoll_create: (ctx, task, [size]) => (size <= 0 ? -EINVAL : openEpoll(ctx, task, 0)),
  epoll_create1: (ctx, task, [flags]) => {
    return flags & ~EPOLL_CLOEXEC ? -EINVAL : openEpoll(ctx, task, flags);
  },
  epoll_ctl: epollCtl,
  epoll_wait: (ctx, task, [fd, events, max, ms]) => {
    return epollWait(ctx, task, fd, events, max, limitUs(ms));
  },
  epoll_pwait: (ctx, task, [fd, events, max, ms, mask, size]) => {
    const bad = lendMask(ctx, task, mask, size);
    return bad || epollWait(ctx, task, fd, events, max, limitUs(ms));
  },
  epoll_pwait2: (ctx, task, [fd, events, max, time, mask, size]) => {
    const limit = readTime(ctx, task, time, 1e3);
    if (isErrno(limit)) return limit;
    return lendMask(ctx, task, mask, size) || epollWait(ctx, task, fd, events, max, limit);
  },
};

/** Reads a timeval or timespec (`unitsPerUs` 1 or 1000): µs, undefined for none, or -errno. */
function readTime(ctx: Ctx, task: Task, addr: number, unitsPerUs: number): number | undefined {
  if (!addr) return undefined;
  const bytes = readUser(ctx, task, addr, 16);
  if (!bytes) return -EFAULT;
  const [seconds, rest] = [signedAt(bytes, 0, 8), signedAt(bytes, 8, 8)];
  // A timeval's microseconds may be more than a second; a timespec's nanoseconds may not.
  if (seconds < 0 || rest < 0 || (unitsPerUs === 1e3 && rest >= 1e9)) return -EINVAL;
  return seconds * 1e6 + Math.ceil(rest / unitsPerUs);
}

/**
 * Writes what is left of the time that a call was given, whose result it then returns.
 *
 * Whoever cannot be told of it (the time lies in memory that is only read) is not; Linux:
 * poll_select_finish().
 */
function tellLeft(ctx: Ctx, task: Task, addr: number, unitsPerUs: number, result: number): number {
  const limit = result === BLOCKED ? undefined : readTime(ctx, task, addr, unitsPerUs);
  if (limit === undefined || isErrno(limit)) return result;
  const left = Math.max(0, task.syscall!.startUs + limit - ctx.sim.nowUs);
  const words = [Math.floor(left / 1e6), (left % 1e6) * unitsPerUs];
  writeUser(ctx, task, addr, Uint8Array.from(words.flatMap((word) => [...toBytes(word, 8)])));
  return result;
}

function isErrno(limit: number | undefined): limit is number {
  return limit !== undefined && limit < 0;
}

/** Sleeps in the queues of all files until one changes; undefined when the time is up. */
function waitForAny(
  ctx: Ctx,
  task: Task,
  files: { file: OpenFile; mask: number }[],
  limitUs: number | undefined,
): number | undefined {
  // A signal that the lent mask lets in cuts even a wait of no time short.
  if ((limitUs === 0 || timedOut(ctx, task)) && !hasSignal(task)) return undefined;
  setDeadline(ctx, task, limitUs);
  const queues = files.map(({ file, mask }) => {
    return { key: keyOf(file), mask: mask | POLLERR | POLLHUP, inFront: true };
  });
  const first = files.find(({ file }) => file.what === 'socket')?.file.object;
  return block(ctx, task, 'poll', queues, files.length === 1 ? first : undefined);
}

function poll(
  ctx: Ctx,
  task: Task,
  addr: number,
  count: number,
  limitUs: number | undefined,
): number {
  if (count < 0 || count > task.process.nofile) return -EINVAL;
  const bytes = readUser(ctx, task, addr, 8 * count);
  if (!bytes) return -EFAULT;
  const files: { file: OpenFile; mask: number }[] = [];
  let ready = 0;
  for (let i = 0; i < count; i++) {
    const fd = signedAt(bytes, 8 * i, 4);
    const asked = unsignedAt(bytes, 8 * i + 4, 2);
    const file = fd < 0 ? undefined : fileOf(task.process, fd);
    let found = fd < 0 ? 0 : POLLNVAL;
    if (file) {
      found = pollFile(ctx, file) & (asked | POLLERR | POLLHUP);
      files.push({ file, mask: asked });
    }
    bytes.set(toBytes(found, 2), 8 * i + 6);
    if (found !== 0) ready++;
  }
  const slept = ready === 0 ? waitForAny(ctx, task, files, limitUs) : undefined;
  if (slept !== undefined) return slept;
  return writeUser(ctx, task, addr, bytes) ? ready : -EFAULT;
}

/** What each of select's three sets asks for. */
const SELECT_MASKS = [POLLIN | POLLRDHUP | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI];

function select(
  ctx: Ctx,
  task: Task,
  count: number,
  sets: number[],
  limitUs: number | undefined,
): number {
  if (count < 0) return -EINVAL;
  // Nobody looks further than the process's table reaches, which grows by doubling (fs/file.c).
  let room = 64;
  while (room < task.process.fds.files.length) room *= 2;
  const last = Math.min(count, room);
  const size = Math.ceil(last / 64) * 8;
  const asked = sets.map((addr) => (addr ? readUser(ctx, task, addr, size) : undefined));
  if (sets.some((addr, i) => addr !== 0 && !asked[i])) return -EFAULT;
  const found = asked.map(() => new Uint8Array(size));
  const files: { file: OpenFile; mask: number }[] = [];
  let ready = 0;
  for (let fd = 0; fd < last; fd++) {
    for (let set = 0; set < 3; set++) {
      if (!((asked[set]?.[fd >> 3] ?? 0) & (1 << (fd & 7)))) continue;
      const file = fileOf(task.process, fd);
      if (!file) return -EBADF;
      files.push({ file, mask: SELECT_MASKS[set] });
      if (pollFile(ctx, file) & SELECT_MASKS[set]) {
        found[set][fd >> 3] |= 1 << (fd & 7);
        ready++;
      }
    }
  }
  const slept = ready === 0 ? waitForAny(ctx, task, files, limitUs) : undefined;
  if (slept !== undefined) return slept;
  const written = sets.every((addr, i) => addr === 0 || writeUser(ctx, task, addr, found[i]));
  return written ? ready : -EFAULT;
}

function openEpoll(ctx: Ctx, task: Task, flags: number): number {
  const fd = freeFd(task.process);
  if (fd < 0) return fd;
  const epoll = createEpoll(ctx);
  const file = createFile(ctx, { what: 'epoll', flags: 2, object: epoll.id });
  return installFd(ctx, task.process, file, { cloexec: (flags & O_CLOEXEC) !== 0 });
}

function epollCtl(ctx: Ctx, task: Task, [epfd, op, fd, addr]: number[]): number {
  const bytes = op === EPOLL_CTL_DEL ? new Uint8Array(12) : readUser(ctx, task, addr, 12);
  if (!bytes) return -EFAULT;
  const own = fileOf(task.process, epfd);
  const file = fileOf(task.process, fd);
  if (!own || !file) return -EBADF;
  if (file.what === 'file') return -EPERM;
  if (own.what !== 'epoll' || own === file) return -EINVAL;
  const epoll = ctx.kernel.epolls.get(own.object)!;
  const item = findItem(ctx.kernel, epoll, fd, file);
  switch (op) {
    case EPOLL_CTL_ADD: {
      const events = unsignedAt(bytes, 0, 4);
      if (badExclusive(events, file)) return -EINVAL;
      if (item) return -EEXIST;
      if (file.what === 'epoll' && makesLoop(ctx.kernel, epoll.id, file.object)) return -ELOOP;
      const made = addItem(ctx.kernel, epoll, fd, file, (events & EPOLLEXCLUSIVE) !== 0);
      readEpollEvent(made, bytes);
      look(ctx, epoll, made);
      return 0;
    }
    case EPOLL_CTL_MOD:
      if (unsignedAt(bytes, 0, 4) & EPOLLEXCLUSIVE) return -EINVAL;
      if (!item) return -ENOENT;
      if (item.events & EPOLLEXCLUSIVE) return -EINVAL;
      readEpollEvent(item, bytes);
      look(ctx, epoll, item);
      return 0;
    case EPOLL_CTL_DEL:
      if (!item) return -ENOENT;
      removeItem(ctx.kernel, item);
      return 0;
    default:
      return -EINVAL;
  }
}

/** A new or changed item that is true already counts as an event. */
function look(ctx: Ctx, epoll: Epoll, item: EpollItem): void {
  if (itemEvents(ctx, item) === 0) return;
  epoll.ready.add(item);
  wake(ctx, waitKey('epoll', epoll.id), POLLIN);
}

/** A time in ms that is negative for none. */
function limitUs(ms: number): number | undefined {
  return ms < 0 ? undefined : ms * 1e3;
}

function epollWait(
  ctx: Ctx,
  task: Task,
  fd: number,
  addr: number,
  max: number,
  limit: number | undefined,
): number {
  if (max <= 0) return -EINVAL;
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  if (file.what !== 'epoll') return -EINVAL;
  const epoll = ctx.kernel.epolls.get(file.object)!;
  const events = takeEvents(ctx, epoll, max);
  if (events.length === 0) {
    if (limit === 0 || timedOut(ctx, task)) return 0;
    setDeadline(ctx, task, limit);
    return block(ctx, task, 'poll', [{ key: keyOf(file), exclusive: true, inFront: true }]);
  }
  // What is left, or still true of a level-triggered item, is news for the next who waits here, and so on
  // (Linux: ep_done_scan()).
  if (epoll.ready.size > 0) wakeSleepers(ctx, keyOf(file), POLLIN);
  const bytes = epollEventBytes(events);
  if (writeUser(ctx, task, addr, bytes)) return events.length;
  // As many as there is room for.
  for (let i = 0; i < events.length; i++) {
    const one = bytes.subarray(12 * i, 12 * i + 12);
    if (!writeUser(ctx, task, addr + 12 * i, one)) return i > 0 ? i : -EFAULT;
  }
  return events.length;
}

/** Takes what to watch for from the bytes of a struct epoll_event. */
function readEpollEvent(item: EpollItem, bytes: Uint8Array): void {
  // Errors are told unasked, of a one-shot item that asks for nothing else, too.
  item.events = setAside(item.file, (unsignedAt(bytes, 0, 4) | POLLERR | POLLHUP) >>> 0);
  item.dataLow = unsignedAt(bytes, 4, 4);
  item.dataHigh = unsignedAt(bytes, 8, 4);
}

/** Writes one struct epoll_event after the other. */
function epollEventBytes(reported: Reported[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(12 * reported.length));
  reported.forEach(({ item, events }, i) => {
    view.setUint32(12 * i, events, true);
    view.setUint32(12 * i + 4, item.dataLow, true);
    view.setUint32(12 * i + 8, item.dataHigh, true);
  });
  return new Uint8Array(view.buffer);
}
