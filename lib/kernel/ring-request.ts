// io_uring's requests: from the SQE to the CQE.
//
// One idea: a request is a system call that nobody waits for. It is tried without waiting; where it would
// have to wait it stands in the wait queue of its file, like a task, and a wake tries the same record
// again. What is left when it is done is a CQE, and the request that was linked behind it begins.
//
// What Linux does later in the task's own time (a retry, a cancelled request's completion, the next of
// a chain) is an event of its own here, at the same moment.
//
// Units: µs.
// Source: io_uring(7), io_uring_enter(2); Linux io_uring/io_uring.c io_submit_sqe(), io_queue_sqe(),
// io_req_complete_post(), io_disarm_next(); order of completions as 6.18 answered.
// Departs: a sendmsg's or readv's arguments are read again at each try; a request is not handed to a
// worker thread.

import { EBADF, ECANCELED, EINVAL, EOPNOTSUPP, ETIME } from '../abi/errno.ts';
import { RING_CONSTANTS, RING_GROUPS } from '../abi/io-uring.ts';
import type { QueueEntry } from '../sim/event-queue.ts';
import { cancel as cancelEvent, schedule, spend, takeId } from '../sim/sim.ts';
import { signedAt, unsignedAt } from './bytes.ts';
import { RING_REQUEST_US } from './costs.ts';
import { fileOf } from './fd-table.ts';
import type { Ctx, Process, SyscallRecord, Task } from './kernel.ts';
import { getFile, putFile } from './open-file.ts';
import { freePages, postCqe, type Ring, takeSqe } from './ring.ts';
import { pickedFlags } from './ring-buffers.ts';
import { opOf } from './ring-ops.ts';
import { stopPoller } from './ring-poller.ts';
import { callRecord } from './syscall.ts';
import type { WaitKey } from './wait-key.ts';
import { leaveQueues, standIn, type WaitFor } from './wait-queue.ts';

const R = RING_CONSTANTS;
const LINKS = R.IOSQE_IO_LINK | R.IOSQE_IO_HARDLINK;

export interface Request {
  /** Number; in wait queues it stands as a negative one, as tasks stand as theirs. */
  id: number;
  ring: number;
  /** The task that has submitted it, whose process and memory it works on. */
  tid: number;
  // The fields of its struct io_uring_sqe.
  op: number;
  flags: number;
  ioprio: number;
  fd: number;
  off: number;
  addr: number;
  len: number;
  opFlags: number;
  userData: bigint;
  bufIndex: number;
  /** splice_fd_in, file_index or addr_len. */
  extra: number;
  /** The call that it stands for, tried again and again. */
  call: SyscallRecord;
  /** Description that it holds, from the beginning to the end. */
  file: number | undefined;
  /** It has been found to be a request, and has been tried. */
  prepared: boolean;
  begun: boolean;
  /** Queues that it stands in, and the number it stands there as. */
  waits: WaitKey[];
  standsAs: number;
  /** Entry of the event queue at which it goes on, and the one of its timeout. */
  again: QueueEntry | undefined;
  timer: QueueEntry | undefined;
  /** A timeout's count of completions; a multishot one's repetitions that are left. */
  target: number | undefined;
  /** The request that is linked behind it. */
  next: number | undefined;
  /** Number of the buffer that the kernel chose. */
  picked?: number | undefined;
  /** What is decided of it, where that is told later. */
  result: number | undefined;
}

/** What an operation says that is not complete: it waits, or is told later. */
export const WAITS = -513;

/** Reads the fields of an SQE. */
function readSqe(ctx: Ctx, ring: Ring, task: Task, sqe: Uint8Array): Request {
  const userData = new DataView(sqe.buffer, sqe.byteOffset).getBigUint64(32, true);
  const id = takeId(ctx.sim);
  return {
    ...{ id, ring: ring.id, tid: task.tid, op: sqe[0], flags: sqe[1] },
    ioprio: unsignedAt(sqe, 2, 2),
    fd: signedAt(sqe, 4, 4),
    off: signedAt(sqe, 8, 8),
    addr: unsignedAt(sqe, 16, 8),
    len: unsignedAt(sqe, 24, 4),
    opFlags: unsignedAt(sqe, 28, 4),
    userData,
    bufIndex: unsignedAt(sqe, 40, 2),
    extra: unsignedAt(sqe, 44, 4),
    call: callRecord(0, [], ctx.sim.nowUs),
    ...{
      file: undefined,
      prepared: false,
      begun: false,
      waits: [],
      standsAs: -id,
      again: undefined,
    },
    ...{ timer: undefined, target: undefined, next: undefined, result: undefined },
  };
}

export function ringOfRequest(ctx: Ctx, req: Request): Ring {
  return ctx.kernel.rings.get(req.ring)!;
}

/** Takes up to `count` SQEs; how many there were. An SQE that is none in itself ends the round. */
export function submit(ctx: Ctx, task: Task, ring: Ring, count: number): number {
  let taken = 0;
  let chain: Request[] = [];
  while (taken < count) {
    const sqe = takeSqe(ctx, ring);
    if (sqe === undefined || sqe === 'dropped') break;
    taken++;
    spend(ctx.sim, RING_REQUEST_US);
    const req = readSqe(ctx, ring, task, sqe);
    ring.requests.set(req.id, req);
    const bad = judge(ctx, task, ring, req, chain.at(-1));
    if (bad < 0) req.result = bad;
    if (chain.length > 0) chain[chain.length - 1].next = req.id;
    chain.push(req);
    if (req.flags & LINKS) continue;
    queue(ctx, ring, chain);
    chain = [];
    if (bad < 0 && !(ring.flags & RING_GROUPS.ringsetup.IORING_SETUP_SUBMIT_ALL)) break;
  }
  if (chain.length > 0) queue(ctx, ring, chain);
  return taken;
}

/** Tells what is wrong with an SQE before anything is tried: 0, or -errno. */
function judge(
  ctx: Ctx,
  task: Task,
  ring: Ring,
  req: Request,
  before: Request | undefined,
): number {
  const op = opOf(req);
  if (!op || req.flags & ~0x7f) {
    req.flags &= 0x7f;
    return -EINVAL;
  }
  if (req.flags & R.IOSQE_BUFFER_SELECT && !op.selects) return -EOPNOTSUPP;
  if (req.flags & R.IOSQE_CQE_SKIP_SUCCESS) ring.skips = true;
  if (req.flags & R.IOSQE_IO_DRAIN && ring.skips) return -EOPNOTSUPP;
  if (req.ioprio !== 0 && !op.ioprio) return -EINVAL;
  if (op.linked && (!before || opOf(before)?.linked)) return -EINVAL;
  const bad = op.prepare?.(ctx, task, req, ring) ?? 0;
  if (bad === 0) req.prepared = true;
  return bad;
}

/** Begins a chain, or fails all of it where one of it is no request. */
function queue(ctx: Ctx, ring: Ring, chain: Request[]): void {
  if (chain.some(({ result }) => result !== undefined)) {
    for (const req of chain) {
      req.next = undefined;
      complete(ctx, req, req.result ?? -ECANCELED);
    }
    return;
  }
  const [head] = chain;
  const drains = (head.flags & R.IOSQE_IO_DRAIN) !== 0;
  const others = () => [...ring.requests.values()].some((req) => !chain.includes(req));
  if (ring.held.length > 0 || (drains && others())) ring.held.push(head.id);
  else issue(ctx, ring, head);
}

/** Lets go of what R.IOSQE_IO_DRAIN has kept back, as far as what was before it is complete. */
function drain(ctx: Ctx, ring: Ring): void {
  while (ring.held.length > 0) {
    const first = ring.requests.get(ring.held[0]);
    const oldest = first && [...ring.requests.keys()].every((id) => id >= first.id);
    if (first && first.flags & R.IOSQE_IO_DRAIN && !oldest) return;
    ring.held.shift();
    if (first) later(ctx, first);
  }
}

/** Lets a request go on at this moment, but not within what happens now. */
export function later(ctx: Ctx, req: Request, result?: number): void {
  leaveQueues(ctx, { tid: req.standsAs, waits: req.waits });
  req.waits = [];
  if (result !== undefined) req.result ??= result;
  if (req.again !== undefined) return;
  const record = { kind: 'ring-request', host: ctx.kernel.host, ring: req.ring, id: req.id };
  req.again = schedule(ctx.sim, ctx.sim.nowUs, record);
  ringOfRequest(ctx, req).due.push(req.id);
}

/** Does what is due of a task's requests before it goes back to its program: Linux's task work. */
export function runDue(ctx: Ctx, task: Task): void {
  for (const ring of ctx.kernel.rings.values()) {
    const mine = (id: number) => ring.requests.get(id)?.tid === task.tid;
    for (let id = ring.due.find(mine); id !== undefined; id = ring.due.find(mine)) {
      cancelEvent(ctx.sim, ring.requests.get(id)!.again!);
      onRingRequest(ctx, ring.id, id);
    }
  }
}

/** Acts on a `ring-request` record. */
export function onRingRequest(ctx: Ctx, ringId: number, id: number): void {
  const ring = ctx.kernel.rings.get(ringId);
  const req = ring?.requests.get(id);
  if (!ring || !req) return;
  req.again = undefined;
  ring.due = ring.due.filter((other) => other !== id);
  if (req.result !== undefined) complete(ctx, req, req.result);
  else if (req.begun) attempt(ctx, req);
  else issue(ctx, ring, req);
}

/** Begins a request: from here on it holds its file. */
function issue(ctx: Ctx, ring: Ring, req: Request): void {
  req.begun = true;
  const op = opOf(req)!;
  if (op.file) {
    const task = ctx.kernel.tasks.get(req.tid);
    const file =
      req.flags & R.IOSQE_FIXED_FILE
        ? ctx.kernel.files.get(ring.files?.[req.fd] ?? 0)
        : task && fileOf(task.process, req.fd);
    if (!file) {
      complete(ctx, req, -EBADF);
      return;
    }
    req.file = file.id;
    getFile(ctx, file);
  }
  const timeout = req.next === undefined ? undefined : ring.requests.get(req.next);
  attempt(ctx, req);
  if (timeout && opOf(timeout)!.linked && ring.requests.has(req.id)) {
    timeout.begun = true;
    opOf(timeout)!.run(ctx, timeout);
  }
}

function attempt(ctx: Ctx, req: Request): void {
  const result = opOf(req)!.run(ctx, req);
  if (result !== WAITS) complete(ctx, req, result);
}

/** Puts a request into wait queues, to be tried again when it is woken. */
export function waitIn(ctx: Ctx, req: Request, queues: WaitFor[]): number {
  req.waits.push(...standIn(ctx.kernel, req.standsAs, queues));
  return WAITS;
}

/** Posts a completion of a request that goes on. */
export function post(ctx: Ctx, req: Request, res: number, flags: number): void {
  const ring = ringOfRequest(ctx, req);
  const timeout = opOf(req)?.timeout ?? false;
  if (!timeout) ring.completed++;
  postCqe(ctx, ring, { userData: req.userData, res, flags });
  if (timeout) return;
  for (const other of ring.requests.values()) {
    const counts = other.target !== undefined && opOf(other)!.timeout && !opOf(other)!.linked;
    if (!counts || ring.completed < other.target! || !other.begun) continue;
    if (other.result === undefined) ring.fired++;
    later(ctx, other, 0);
  }
}

/**
 * Ends a request with its completion; without one where only failures are to be told and it has not failed,
 * or where it is `unseen` because of the one that it was linked behind.
 */
export function complete(ctx: Ctx, req: Request, res: number, unseen = false): void {
  const ring = ringOfRequest(ctx, req);
  const op = req.prepared ? opOf(req) : undefined;
  const flags = (op?.cqeFlags?.(ctx, req, res) ?? 0) | pickedFlags(req);
  forgetRequest(ctx, ring, req);
  // What is shorter than was asked for has failed, too, and what few say of an error is none.
  const failed = res < 0 ? !op?.endsWell?.(req, res) : (op?.isShort?.(req, res) ?? false);
  const silent = unseen || (req.flags & R.IOSQE_CQE_SKIP_SUCCESS && !failed);
  if (!silent) post(ctx, req, res, flags);
  op?.after?.(ctx, req, res);
  follow(ctx, ring, req, failed && !(req.flags & R.IOSQE_IO_HARDLINK));
  drain(ctx, ring);
}

/** Begins what is linked behind a request, or cancels it. */
function follow(ctx: Ctx, ring: Ring, req: Request, failed: boolean): void {
  let next = req.next === undefined ? undefined : ring.requests.get(req.next);
  // A linked timeout is over with its request, and the chain goes on behind it.
  if (next && opOf(next)?.linked) {
    const timeout = next;
    next = timeout.next === undefined ? undefined : ring.requests.get(timeout.next);
    timeout.next = undefined;
    complete(ctx, timeout, -ECANCELED);
  }
  if (!next) return;
  if (!failed) {
    later(ctx, next);
    return;
  }
  while (next) {
    const rest: number | undefined = next.next;
    next.next = undefined;
    complete(ctx, next, -ECANCELED, (req.flags & R.IOSQE_CQE_SKIP_SUCCESS) !== 0);
    next = rest === undefined ? undefined : ring.requests.get(rest);
  }
}

/** The time of a request is up that has a timeout linked behind it. */
export function expireLinked(ctx: Ctx, timeout: Request): void {
  const ring = ringOfRequest(ctx, timeout);
  const req = [...ring.requests.values()].find(({ next }) => next === timeout.id);
  if (req) req.next = timeout.next;
  timeout.next = undefined;
  complete(ctx, timeout, -ETIME);
  if (req) later(ctx, req, -ECANCELED);
}

/** Takes a request out of the ring and out of all that might wake it. */
function forgetRequest(ctx: Ctx, ring: Ring, req: Request): void {
  ring.requests.delete(req.id);
  ring.due = ring.due.filter((id) => id !== req.id);
  leaveQueues(ctx, { tid: req.standsAs, waits: req.waits });
  req.waits = [];
  for (const entry of [req.again, req.timer]) if (entry !== undefined) cancelEvent(ctx.sim, entry);
  req.again = req.timer = undefined;
  const file = req.file === undefined ? undefined : ctx.kernel.files.get(req.file);
  const pid = ctx.kernel.tasks.get(req.tid)?.process.pid ?? 0;
  req.file = undefined;
  if (file) putFile(ctx, file, pid);
}

/** Wakes a request that stands in a wait queue. */
export function wakeRequest(ctx: Ctx, id: number): void {
  for (const ring of ctx.kernel.rings.values()) {
    const req = ring.requests.get(id);
    if (!req) continue;
    later(ctx, req);
    return;
  }
}

/** Drops the requests of tasks that end or run another program: nobody hears of them. */
export function dropRequests(ctx: Ctx, process: Process): void {
  for (const ring of ctx.kernel.rings.values()) {
    for (const req of [...ring.requests.values()]) {
      const owner = ctx.kernel.tasks.get(req.tid);
      if (!owner || owner.process === process) forgetRequest(ctx, ring, req);
    }
    ring.held = ring.held.filter((id) => ring.requests.has(id));
  }
}

/** Frees a ring with its last descriptor. */
export function releaseRing(ctx: Ctx, ringId: number, pid: number): void {
  const ring = ctx.kernel.rings.get(ringId);
  if (!ring) return;
  for (const req of [...ring.requests.values()]) forgetRequest(ctx, ring, req);
  stopPoller(ctx, ring);
  const { files = [], eventfd } = ring;
  freePages(ctx, ring);
  for (const id of [...files, eventfd ?? 0]) {
    const file = ctx.kernel.files.get(id);
    if (file) putFile(ctx, file, pid);
  }
}
