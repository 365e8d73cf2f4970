// io_uring's operations on time and on other requests: timeouts, and taking back what was asked for.
//
// One idea: a request that is taken back is told so at the end of the moment, after the one that took it
// back has been answered.
//
// Units: µs; a struct __kernel_timespec has seconds and nanoseconds.
// Source: io_uring_enter(2); Linux io_uring/{timeout,cancel,poll}.c; answers of 6.18.
// Departs: a request that is linked behind another and has not begun cannot be cancelled.

import { EBADF, ECANCELED, EFAULT, EINVAL, ENOENT, ETIME } from '../abi/errno.ts';
import { RING_CONSTANTS, RING_OPS } from '../abi/io-uring.ts';
import { cancel as cancelEvent, EPOCH_S, schedule } from '../sim/sim.ts';
import { signedAt } from './bytes.ts';
import { fileOf } from './fd-table.ts';
import type { Ctx, Task } from './kernel.ts';
import type { Op } from './ring-ops.ts';
import {
  complete,
  expireLinked,
  later,
  post,
  type Request,
  ringOfRequest,
  WAITS,
} from './ring-request.ts';
import { readUser } from './user-memory.ts';

const R = RING_CONSTANTS;

/** Reads a timespec: µs, or -errno. */
function readTime(ctx: Ctx, task: Task, addr: number): number {
  const bytes = readUser(ctx, task, addr, 16);
  if (!bytes) return -EFAULT;
  const [seconds, ns] = [signedAt(bytes, 0, 8), signedAt(bytes, 8, 8)];
  if (seconds < 0 || ns < 0) return -EINVAL;
  return Math.min(seconds * 1e6 + Math.ceil(ns / 1e3), Number.MAX_SAFE_INTEGER / 2);
}

/** Checks a timeout's fields and keeps its time in the record of its call. */
function prepareTimeout(ctx: Ctx, task: Task, req: Request): number {
  const { bufIndex, extra, len, opFlags } = req;
  const clocks = R.IORING_TIMEOUT_BOOTTIME | R.IORING_TIMEOUT_REALTIME;
  const more = R.IORING_TIMEOUT_ETIME_SUCCESS | R.IORING_TIMEOUT_MULTISHOT;
  if (bufIndex !== 0 || extra !== 0 || len !== 1) return -EINVAL;
  if (opFlags & ~(R.IORING_TIMEOUT_ABS | clocks | more)) return -EINVAL;
  if (opFlags & R.IORING_TIMEOUT_MULTISHOT && opFlags & ~more) return -EINVAL;
  if ((opFlags & clocks) === clocks) return -EINVAL;
  const us = readTime(ctx, task, req.addr);
  if (us < 0) return us;
  req.call.args = [us];
  return 0;
}

function arm(ctx: Ctx, req: Request, us: number, flags: number): void {
  const epochUs = flags & R.IORING_TIMEOUT_REALTIME ? EPOCH_S * 1e6 : 0;
  const { nowUs } = ctx.sim;
  const dueUs = flags & R.IORING_TIMEOUT_ABS ? Math.max(nowUs, us - epochUs) : nowUs + us;
  const record = { kind: 'ring-timer', host: ctx.kernel.host, ring: req.ring, id: req.id };
  if (req.timer !== undefined) cancelEvent(ctx.sim, req.timer);
  req.timer = schedule(ctx.sim, dueUs, record);
}

/** Acts on a `ring-timer` record: a timeout's time has come. */
export function onRingTimer(ctx: Ctx, ringId: number, id: number): void {
  const req = ctx.kernel.rings.get(ringId)?.requests.get(id);
  if (!req) return;
  req.timer = undefined;
  if (RING_OPS[req.op] === 'LINK_TIMEOUT') {
    expireLinked(ctx, req);
    return;
  }
  ringOfRequest(ctx, req).fired++;
  // A multishot one has as many repetitions as `off` says, or no end.
  const many = req.opFlags & R.IORING_TIMEOUT_MULTISHOT;
  if (!many || (req.off !== 0 && --req.off === 0)) {
    complete(ctx, req, -ETIME);
    return;
  }
  post(ctx, req, -ETIME, R.IORING_CQE_F_MORE);
  arm(ctx, req, req.call.args[0], 0);
}

const TIMEOUT: Op = {
  timeout: true,
  prepare: prepareTimeout,
  run: (ctx, req) => {
    const ring = ringOfRequest(ctx, req);
    const counts = req.off > 0 && !(req.opFlags & R.IORING_TIMEOUT_MULTISHOT);
    if (counts) req.target = ring.completed + req.off;
    arm(ctx, req, req.call.args[0], req.opFlags);
    return WAITS;
  },
  endsWell: (req, res) => res === -ETIME && (req.opFlags & R.IORING_TIMEOUT_ETIME_SUCCESS) !== 0,
};

const LINK_TIMEOUT: Op = {
  timeout: true,
  linked: true,
  prepare: (ctx, task, req) => (req.off !== 0 ? -EINVAL : prepareTimeout(ctx, task, req)),
  run: (ctx, req) => {
    arm(ctx, req, req.call.args[0], req.opFlags);
    return WAITS;
  },
};

/** The requests on which another one may act: those that have begun and wait. */
function waiting(ctx: Ctx, req: Request): Request[] {
  const all = [...ringOfRequest(ctx, req).requests.values()];
  return all.filter((other) => other !== req && other.begun && other.result === undefined);
}

function named(ctx: Ctx, req: Request, ops: string[]): Request | undefined {
  return waiting(ctx, req).find((other) => {
    return other.userData === BigInt(req.addr) && ops.includes(RING_OPS[other.op]);
  });
}

const TIMEOUT_REMOVE: Op = {
  prepare: (ctx, task, req) => {
    const { bufIndex, len, extra, opFlags, off } = req;
    if (bufIndex !== 0 || len !== 0 || extra !== 0) return -EINVAL;
    const update = R.IORING_TIMEOUT_UPDATE | R.IORING_LINK_TIMEOUT_UPDATE;
    if (!(opFlags & update)) return opFlags ? -EINVAL : 0;
    if (opFlags & ~(update | R.IORING_TIMEOUT_ABS)) return -EINVAL;
    const us = readTime(ctx, task, off);
    req.call.args = [us];
    return Math.min(us, 0);
  },
  run: (ctx, req) => {
    const linked = (req.opFlags & R.IORING_LINK_TIMEOUT_UPDATE) !== 0;
    const found = named(ctx, req, [linked ? 'LINK_TIMEOUT' : 'TIMEOUT']);
    if (!found) return -ENOENT;
    if (req.call.args.length > 0) arm(ctx, found, req.call.args[0], req.opFlags);
    else later(ctx, found, -ECANCELED);
    return 0;
  },
};

const POLL_REMOVE: Op = {
  prepare: (_ctx, _task, { bufIndex, len, opFlags, extra, off }) => {
    return bufIndex || len || opFlags || extra || off ? -EINVAL : 0;
  },
  run: (ctx, req) => {
    const found = named(ctx, req, ['POLL_ADD']);
    if (!found) return -ENOENT;
    later(ctx, found, -ECANCELED);
    return 0;
  },
};

const ASYNC_CANCEL: Op = {
  prepare: (_ctx, _task, { off, extra, opFlags }) => {
    return off || extra || opFlags & ~0x3f ? -EINVAL : 0;
  },
  run: (ctx, req) => {
    const { opFlags } = req;
    const all = opFlags & (R.IORING_ASYNC_CANCEL_ALL | R.IORING_ASYNC_CANCEL_ANY);
    const byFile = opFlags & R.IORING_ASYNC_CANCEL_FD;
    const byOp = opFlags & R.IORING_ASYNC_CANCEL_OP;
    const byData = opFlags & R.IORING_ASYNC_CANCEL_USERDATA || !(byFile || byOp);
    const { process } = ctx.kernel.tasks.get(req.tid)!;
    const file =
      opFlags & R.IORING_ASYNC_CANCEL_FD_FIXED
        ? ringOfRequest(ctx, req).files?.[req.fd]
        : fileOf(process, req.fd)?.id;
    if (byFile && !file) return -EBADF;
    const found = waiting(ctx, req).filter((other) => {
      if (opFlags & R.IORING_ASYNC_CANCEL_ANY) return true;
      if (byFile && other.file !== file) return false;
      if (byOp && other.op !== req.len) return false;
      return !byData || other.userData === BigInt(req.addr);
    });
    for (const other of all ? found : found.slice(0, 1)) later(ctx, other, -ECANCELED);
    if (all) return found.length;
    return found.length > 0 ? 0 : -ENOENT;
  },
};

export const CANCEL_OPS: Readonly<Record<string, Op>> = {
  ...{ TIMEOUT, LINK_TIMEOUT, TIMEOUT_REMOVE, POLL_REMOVE, ASYNC_CANCEL },
};
