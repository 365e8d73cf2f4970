// IORING_SETUP_SQPOLL: a thread of the kernel that takes submissions by itself, so that a program makes no
// call for them.
//
// One idea: it looks whenever the program's pages have come back to the kernel; having found nothing for
// `sq_thread_idle` it goes to sleep, says so in the ring, and is woken by io_uring_enter(2).
//
// Units: µs.
// Source: io_uring_setup(2); Linux io_uring/sqpoll.c; answers of 6.18.
// Departs: the thread takes no processor and is in no list of tasks; it looks between the program's runs.

import { RING_CONSTANTS, RING_GROUPS, RINGS } from '../abi/io-uring.ts';
import { cancel, schedule } from '../sim/sim.ts';
import { RING_POLL_US } from './costs.ts';
import type { Ctx } from './kernel.ts';
import { putWords, type Ring, ringWord, submitted } from './ring.ts';
import { submit } from './ring-request.ts';

/** Starts the thread: it is awake, and for how long. */
export function startPoller(ctx: Ctx, ring: Ring, tid: number, idleMs: number): void {
  ring.poller = { tid, idleUs: (idleMs || 1000) * 1e3, asleep: false };
  rest(ctx, ring);
}

/** Stops it with its ring. */
export function stopPoller(ctx: Ctx, ring: Ring): void {
  for (const entry of [ring.poller?.look, ring.poller?.idle]) if (entry) cancel(ctx.sim, entry);
  ring.poller = undefined;
}

/** Lets the threads look whose rings' pages a program has changed. */
export function noticePages(ctx: Ctx, ino: number): void {
  for (const ring of ctx.kernel.rings.values()) {
    if (ring.poller && ring.pages === ino && !ring.poller.asleep) lookSoon(ctx, ring);
  }
}

function lookSoon(ctx: Ctx, ring: Ring): void {
  const poller = ring.poller!;
  const disabled = (ring.flags & RING_GROUPS.ringsetup.IORING_SETUP_R_DISABLED) !== 0;
  if (poller.look || disabled || submitted(ctx, ring) === 0) return;
  const record = { kind: 'ring-poll', host: ctx.kernel.host, ring: ring.id, id: 0 };
  poller.look = schedule(ctx.sim, ctx.sim.nowUs + RING_POLL_US, record);
}

/** Begins to count how long there has been nothing. */
function rest(ctx: Ctx, ring: Ring): void {
  const poller = ring.poller!;
  if (poller.idle) cancel(ctx.sim, poller.idle);
  const record = { kind: 'ring-poll', host: ctx.kernel.host, ring: ring.id, id: 1 };
  poller.idle = schedule(ctx.sim, ctx.sim.nowUs + poller.idleUs, record);
}

/** Acts on a `ring-poll` record: `id` 0 to take what there is, 1 to fall asleep. */
export function onRingPoll(ctx: Ctx, ringId: number, id: number): void {
  const ring = ctx.kernel.rings.get(ringId);
  const poller = ring?.poller;
  if (!ring || !poller) return;
  if (id === 1) {
    poller.idle = undefined;
    poller.asleep = true;
    setFlag(ctx, ring, true);
    return;
  }
  poller.look = undefined;
  const task = ctx.kernel.tasks.get(poller.tid);
  if (!task || task.process.exit) return;
  submit(ctx, task, ring, ring.sqEntries);
  rest(ctx, ring);
  // A request that is none has ended the round; there may be others behind it.
  lookSoon(ctx, ring);
}

/** IORING_ENTER_SQ_WAKEUP. */
export function wakePoller(ctx: Ctx, ring: Ring): void {
  const poller = ring.poller!;
  if (poller.asleep) {
    poller.asleep = false;
    setFlag(ctx, ring, false);
    rest(ctx, ring);
  }
  lookSoon(ctx, ring);
}

function setFlag(ctx: Ctx, ring: Ring, on: boolean): void {
  const flags = ringWord(ctx, ring, RINGS.sqFlags);
  const bit = RING_CONSTANTS.IORING_SQ_NEED_WAKEUP;
  putWords(ctx, ring, [[RINGS.sqFlags, on ? flags | bit : flags & ~bit]]);
}
