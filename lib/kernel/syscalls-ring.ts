// io_uring's three system calls: making a ring, submitting and waiting, registering.
//
// Units: entries; µs.
// Source: io_uring_setup(2), io_uring_enter(2), io_uring_register(2); Linux io_uring/{io_uring,
// register,rsrc}.c; answers of 6.18.
// Departs: no polled devices (IOPOLL), no memory of the program's own for the rings; of what can be
// registered: buffers, rings of buffers, files, an eventfd, and the probe.

import { O_CLOEXEC, O_RDWR } from '../abi/constants.ts';
import {
  EBADF,
  EBADFD,
  EBUSY,
  EEXIST,
  EFAULT,
  EINVAL,
  EMFILE,
  ENXIO,
  EOPNOTSUPP,
  ETIME,
} from '../abi/errno.ts';
import {
  CQ_OFFSETS,
  MAX_CQ_ENTRIES,
  MAX_SQ_ENTRIES,
  PARAMS,
  RING_CONSTANTS,
  RING_FEATURES,
  RING_GROUPS,
  RING_OPS,
  SETUP_NO_SQARRAY,
  SQ_OFFSETS,
} from '../abi/io-uring.ts';
import { signedAt, toBytes, unsignedAt } from './bytes.ts';
import { closeFd, fileOf, freeFd, installFd } from './fd-table.ts';
import type { Ctx, Handlers, Task } from './kernel.ts';
import { createFile, getFile, putFile } from './open-file.ts';
import { arrayAt, completions, createRing, flushOverflow, type Ring, ringOf } from './ring.ts';
import { registerGroup, unregisterGroup } from './ring-buffers.ts';
import { knownOps } from './ring-ops.ts';
import { startPoller, wakePoller } from './ring-poller.ts';
import { runDue, submit } from './ring-request.ts';
import { readPieces } from './syscalls-files.ts';
import { lendMask } from './syscalls-signals.ts';
import { readUser, writeUser } from './user-memory.ts';
import { waitKey } from './wait-key.ts';
import { block, setDeadline, timedOut } from './wait-queue.ts';

const SETUP = RING_GROUPS.ringsetup;
const ENTER = RING_GROUPS.ringenter;
const REGISTER = RING_GROUPS.ringregister;

/** Since 6.18: CQEs of both sizes in one queue; here all have the smaller one. */
const SETUP_CQE_MIXED = 0x40000;
const KNOWN_SETUP =
  SETUP.IORING_SETUP_SQPOLL |
  SETUP.IORING_SETUP_SQ_AFF |
  SETUP.IORING_SETUP_CQSIZE |
  SETUP.IORING_SETUP_CLAMP |
  SETUP.IORING_SETUP_R_DISABLED |
  SETUP.IORING_SETUP_SUBMIT_ALL |
  SETUP.IORING_SETUP_COOP_TASKRUN |
  SETUP.IORING_SETUP_TASKRUN_FLAG |
  SETUP.IORING_SETUP_SQE128 |
  SETUP.IORING_SETUP_CQE32 |
  SETUP.IORING_SETUP_SINGLE_ISSUER |
  SETUP.IORING_SETUP_DEFER_TASKRUN |
  SETUP_NO_SQARRAY |
  SETUP_CQE_MIXED;
/** What is about the program's own submissions. */
const NOT_POLLED =
  SETUP.IORING_SETUP_COOP_TASKRUN |
  SETUP.IORING_SETUP_TASKRUN_FLAG |
  SETUP.IORING_SETUP_DEFER_TASKRUN;
/** ABS_TIMER, EXT_ARG_REG and NO_IOWAIT are newer than the names. */
const KNOWN_ENTER = 0xff;
const ENTER_ABS_TIMER = 32;
const ENTER_EXT_ARG_REG = 64;

export const RING_CALLS: Handlers = {
  io_uring_setup: setup,
  io_uring_enter: enter,
  io_uring_register: register,
};

/** Rounds up to a power of two, as both queues are long. */
function powerOfTwo(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}

/** Tells how long the queues are to be: -EINVAL for what cannot be. */
function lengths(entries: number, cqEntries: number, flags: number): [number, number] | number {
  const clamp = (flags & SETUP.IORING_SETUP_CLAMP) !== 0;
  if (entries === 0 || (entries > MAX_SQ_ENTRIES && !clamp)) return -EINVAL;
  const sq = powerOfTwo(Math.min(entries, MAX_SQ_ENTRIES));
  if (!(flags & SETUP.IORING_SETUP_CQSIZE)) return [sq, 2 * sq];
  if (cqEntries === 0 || (cqEntries > MAX_CQ_ENTRIES && !clamp)) return -EINVAL;
  const cq = powerOfTwo(Math.min(cqEntries, MAX_CQ_ENTRIES));
  return cq < sq ? -EINVAL : [sq, cq];
}

function setup(ctx: Ctx, task: Task, [entries, addr]: number[]): number {
  const params = readUser(ctx, task, addr, PARAMS.size);
  if (!params) return -EFAULT;
  const flags = unsignedAt(params, PARAMS.flags, 4);
  const reserved = params.subarray(PARAMS.reserved, PARAMS.sqOff);
  if (reserved.some((byte) => byte !== 0) || flags & ~KNOWN_SETUP || flags >= 2 ** 31) {
    return -EINVAL;
  }
  const polls = (flags & SETUP.IORING_SETUP_SQPOLL) !== 0;
  if (!polls && flags & SETUP.IORING_SETUP_SQ_AFF) return -EINVAL;
  if (polls && flags & NOT_POLLED) return -EINVAL;
  const defers = (flags & SETUP.IORING_SETUP_DEFER_TASKRUN) !== 0;
  if (defers && !(flags & SETUP.IORING_SETUP_SINGLE_ISSUER)) return -EINVAL;
  const helped = defers || flags & SETUP.IORING_SETUP_COOP_TASKRUN;
  if (flags & SETUP.IORING_SETUP_TASKRUN_FLAG && !helped) return -EINVAL;
  const both = lengths(entries, unsignedAt(params, PARAMS.cqEntries, 4), flags);
  if (typeof both === 'number') return both;
  if (freeFd(task.process) < 0) return -EMFILE;
  const ring = createRing(ctx, flags, ...both);
  if (flags & SETUP.IORING_SETUP_SINGLE_ISSUER) ring.issuer = task.tid;
  const put = (at: number, value: number) => params.set(toBytes(value, 4), at);
  put(PARAMS.sqEntries, ring.sqEntries);
  put(PARAMS.cqEntries, ring.cqEntries);
  put(PARAMS.features, RING_FEATURES);
  for (const [i, offset] of [...SQ_OFFSETS, arrayAt(ring)].entries()) {
    put(PARAMS.sqOff + 4 * i, offset);
  }
  for (const [i, offset] of CQ_OFFSETS.entries()) put(PARAMS.cqOff + 4 * i, offset);
  const file = createFile(ctx, { what: 'io_uring', flags: O_RDWR | O_CLOEXEC, object: ring.id });
  const fd = installFd(ctx, task.process, file, { cloexec: true });
  // Linux writes the parameters last but one, and gives no descriptor where it cannot.
  if (writeUser(ctx, task, addr, params)) {
    if (polls) startPoller(ctx, ring, task.tid, unsignedAt(params, PARAMS.sqThreadIdle, 4));
    return fd;
  }
  closeFd(ctx, task.process, fd);
  return -EFAULT;
}

/** Finds the ring behind a descriptor, or why it cannot be entered. */
function findRing(ctx: Ctx, task: Task, fd: number): Ring | number {
  const file = fileOf(task.process, fd);
  if (!file) return -EBADF;
  return ringOf(ctx, file) ?? -EOPNOTSUPP;
}

function enter(ctx: Ctx, task: Task, args: number[]): number {
  const [fd, count, wanted, flags, argAddr, argSize] = args;
  if (flags & ~KNOWN_ENTER || flags & ENTER.IORING_ENTER_REGISTERED_RING) return -EINVAL;
  const ring = findRing(ctx, task, fd);
  if (typeof ring === 'number') return ring;
  if (ring.flags & SETUP.IORING_SETUP_R_DISABLED) return -EBADFD;
  if (ring.issuer !== undefined && ring.issuer !== task.tid) return -EEXIST;
  const call = task.syscall!;
  if (!call.begun) {
    call.begun = true;
    call.object = ring.fired;
    if (ring.poller) {
      if (flags & ENTER.IORING_ENTER_SQ_WAKEUP) wakePoller(ctx, ring);
      call.doneBytes = count;
    } else if (count > 0) call.doneBytes = submit(ctx, task, ring, Math.min(count, ring.sqEntries));
    if (call.doneBytes !== count) return call.doneBytes;
    if (flags & ENTER.IORING_ENTER_GETEVENTS) {
      const bad = prepareWait(ctx, task, flags, argAddr, argSize);
      if (bad < 0) return call.doneBytes || bad;
    }
  }
  if (!(flags & ENTER.IORING_ENTER_GETEVENTS)) return call.doneBytes;
  runDue(ctx, task);
  flushOverflow(ctx, ring);
  const enough = completions(ctx, ring) >= Math.min(wanted, ring.cqEntries);
  if (enough || ring.fired !== call.object) return call.doneBytes;
  if (timedOut(ctx, task)) return call.doneBytes || -ETIME;
  return block(ctx, task, 'completion', [{ key: waitKey('io_uring', ring.id) }]);
}

/** Reads how long to wait at most, and with which signals blocked. */
function prepareWait(ctx: Ctx, task: Task, flags: number, addr: number, size: number): number {
  if (!(flags & ENTER.IORING_ENTER_EXT_ARG)) return lendMask(ctx, task, addr, size);
  if (flags & ENTER_EXT_ARG_REG || size !== 24) return -EINVAL;
  const bytes = readUser(ctx, task, addr, 24);
  if (!bytes) return -EFAULT;
  const [mask, time] = [unsignedAt(bytes, 0, 8), unsignedAt(bytes, 16, 8)];
  if (time) {
    const limit = readUser(ctx, task, time, 16);
    if (!limit) return -EFAULT;
    const us = signedAt(limit, 0, 8) * 1e6 + Math.ceil(signedAt(limit, 8, 8) / 1e3);
    setDeadline(ctx, task, flags & ENTER_ABS_TIMER ? us - ctx.sim.nowUs : us);
  }
  return lendMask(ctx, task, mask, unsignedAt(bytes, 8, 4));
}

function register(ctx: Ctx, task: Task, [fd, what, addr, count]: number[]): number {
  const ring = findRing(ctx, task, fd);
  if (typeof ring === 'number') return ring;
  switch (what) {
    case REGISTER.IORING_REGISTER_BUFFERS:
      return registerBuffers(ctx, task, ring, addr, count);
    case REGISTER.IORING_UNREGISTER_BUFFERS:
      if (addr || count) return -EINVAL;
      if (!ring.buffers) return -ENXIO;
      ring.buffers = undefined;
      return 0;
    case REGISTER.IORING_REGISTER_FILES:
      return registerFiles(ctx, task, ring, addr, count);
    case REGISTER.IORING_UNREGISTER_FILES:
      if (addr || count) return -EINVAL;
      if (!ring.files) return -ENXIO;
      for (const id of ring.files) letGo(ctx, task, id);
      ring.files = undefined;
      return 0;
    case REGISTER.IORING_REGISTER_FILES_UPDATE:
      return updateFiles(ctx, task, ring, addr, count);
    case REGISTER.IORING_REGISTER_EVENTFD:
    case REGISTER.IORING_REGISTER_EVENTFD_ASYNC:
      return registerEventfd(ctx, task, ring, addr, count);
    case REGISTER.IORING_UNREGISTER_EVENTFD:
      if (addr || count) return -EINVAL;
      if (ring.eventfd === undefined) return -ENXIO;
      letGo(ctx, task, ring.eventfd);
      ring.eventfd = undefined;
      return 0;
    case REGISTER.IORING_REGISTER_PBUF_RING:
      return registerGroup(ctx, task, ring, addr, count);
    case REGISTER.IORING_UNREGISTER_PBUF_RING:
      return unregisterGroup(ctx, task, ring, addr, count);
    case REGISTER.IORING_REGISTER_PROBE:
      return probe(ctx, task, addr, count);
    case REGISTER.IORING_REGISTER_ENABLE_RINGS:
      if (addr || count) return -EINVAL;
      if (!(ring.flags & SETUP.IORING_SETUP_R_DISABLED)) return -EBADFD;
      ring.flags &= ~SETUP.IORING_SETUP_R_DISABLED;
      if (ring.poller) wakePoller(ctx, ring);
      return 0;
    default:
      return -EINVAL;
  }
}

/** Linux's IORING_MAX_REG_BUFFERS, and the most that one of them holds. */
const MAX_BUFFERS = 16_384;
const BUFFER_BYTES = 2 ** 30;

function registerBuffers(ctx: Ctx, task: Task, ring: Ring, addr: number, count: number): number {
  if (ring.buffers) return -EBUSY;
  if (count === 0 || count > MAX_BUFFERS) return -EINVAL;
  const pieces = readPieces(ctx, task, addr, count);
  if (typeof pieces === 'number') return pieces;
  for (const { addr: from, length } of pieces) {
    if (from === 0 ? length > 0 : length === 0 || length > BUFFER_BYTES) return -EFAULT;
    if (from !== 0 && !readUser(ctx, task, from, length)) return -EFAULT;
  }
  ring.buffers = pieces;
  return 0;
}

/** Takes hold of the file behind a descriptor: its number, 0 for -1, or -EBADF. */
function hold(ctx: Ctx, task: Task, fd: number): number {
  if (fd === -1) return 0;
  const file = fileOf(task.process, fd);
  // A ring that held itself would never end.
  if (!file || file.what === 'io_uring') return -EBADF;
  getFile(ctx, file);
  return file.id;
}

function letGo(ctx: Ctx, task: Task, id: number): void {
  const file = ctx.kernel.files.get(id);
  if (file) putFile(ctx, file, task.process.pid);
}

function readFds(ctx: Ctx, task: Task, addr: number, count: number): number[] | undefined {
  const bytes = readUser(ctx, task, addr, 4 * count);
  return bytes && Array.from({ length: count }, (_, i) => signedAt(bytes, 4 * i, 4));
}

function registerFiles(ctx: Ctx, task: Task, ring: Ring, addr: number, count: number): number {
  if (ring.files) return -EBUSY;
  if (count === 0) return -EINVAL;
  if (count > task.process.nofile) return -EMFILE;
  const fds = readFds(ctx, task, addr, count);
  if (!fds) return -EFAULT;
  const files: number[] = [];
  for (const fd of fds) {
    const id = hold(ctx, task, fd);
    if (id < 0) {
      for (const held of files) letGo(ctx, task, held);
      return id;
    }
    files.push(id);
  }
  ring.files = files;
  return 0;
}

/** IORING_REGISTER_FILES_SKIP: leaves a place as it is. */
const SKIP = -2;

/** struct io_uring_files_update: the first place, a gap, and where the descriptors are. */
function updateFiles(ctx: Ctx, task: Task, ring: Ring, addr: number, count: number): number {
  const bytes = readUser(ctx, task, addr, 16);
  if (!bytes) return -EFAULT;
  const first = unsignedAt(bytes, 0, 4);
  if (unsignedAt(bytes, 4, 4) !== 0) return -EINVAL;
  if (!ring.files) return -ENXIO;
  if (first + count > ring.files.length) return -EINVAL;
  const fds = readFds(ctx, task, unsignedAt(bytes, 8, 8), count);
  if (!fds) return -EFAULT;
  for (const [i, fd] of fds.entries()) {
    if (fd === SKIP) continue;
    const id = hold(ctx, task, fd);
    if (id < 0) return i || id;
    letGo(ctx, task, ring.files[first + i]);
    ring.files[first + i] = id;
  }
  return count;
}

function registerEventfd(ctx: Ctx, task: Task, ring: Ring, addr: number, count: number): number {
  if (count !== 1) return -EINVAL;
  if (ring.eventfd !== undefined) return -EBUSY;
  const fds = readFds(ctx, task, addr, 1);
  if (!fds) return -EFAULT;
  const file = fileOf(task.process, fds[0]);
  if (!file) return -EBADF;
  if (file.what !== 'eventfd') return -EINVAL;
  getFile(ctx, file);
  ring.eventfd = file.id;
  return 0;
}

/** struct io_uring_probe: the last opcode, how many follow, and of each whether it is known. */
function probe(ctx: Ctx, task: Task, addr: number, count: number): number {
  if (count > 256) return -EINVAL;
  const given = readUser(ctx, task, addr, 16 + 8 * count);
  if (!given) return -EFAULT;
  if (given.some((byte) => byte !== 0)) return -EINVAL;
  const known = knownOps();
  const length = Math.min(count, RING_OPS.length);
  given[0] = RING_OPS.length - 1;
  given[1] = length;
  for (let op = 0; op < length; op++) {
    given[16 + 8 * op] = op;
    if (known.includes(op)) given[16 + 8 * op + 2] = RING_CONSTANTS.IO_URING_OP_SUPPORTED;
  }
  return writeUser(ctx, task, addr, given) ? 0 : -EFAULT;
}
