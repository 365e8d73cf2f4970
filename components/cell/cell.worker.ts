// A pipe: requests in, updates out, and a clock. All rules are in lib/notebook/session.ts.
//
// Virtual time follows the wall clock while something waits for a timer, so that a `sleep(1)`
// takes a second; it never runs ahead of it, and work that takes longer simply takes longer.

import { build } from '../../lib/machine/build.ts';
import '../../lib/machine/whole.ts';
import { advanceChain, type Chain, startChain } from '../../lib/notebook/chain.ts';
import { DEBUGGER } from '../../lib/notebook/debugging.ts';
import type { Request, Update } from '../../lib/notebook/messages.ts';
import { installDebugger, needsDebugger } from '../../lib/notebook/room.ts';
import { advanceSession, createSession, handle } from '../../lib/notebook/session.ts';
import { useSecondTier } from '../../lib/vm/process.ts';
import { createTier } from '../../lib/vm/tier/tier.ts';

/** Longest stretch of work between two looks at the message queue, in VM operations. */
const SLICE_OPS = 400_000;
/** Updates are posted at most this often while a program runs hot, in ms. */
const POST_MS = 40;

let session = createSession();
/** The cells before the one that is to run, while they run; and that one's request. */
let chain: { before: Chain; request: Request } | undefined;
const snapshots = new Map();
let wallStart = performance.now();
let virtualStart = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let outbox: Update[] = [];
let lastPost = 0;

function flush(): void {
  if (outbox.length === 0) return;
  postMessage(outbox);
  outbox = [];
  lastPost = performance.now();
}

/** Virtual time goes on from where the machine's stands. */
function startClock(): void {
  wallStart = performance.now();
  virtualStart = session.machine.sim.nowUs;
}

/** Cells before this one run as fast as they can: nobody watches them here. */
function tickChain({ before, request }: NonNullable<typeof chain>): void {
  const { updates, state } = advanceChain(before, snapshots, SLICE_OPS);
  outbox.push(...updates);
  if (state === 'busy') compileHotPlaces();
  if (state !== 'busy') chain = undefined;
  if (state === 'ready') {
    session = before.session;
    outbox.push(...handle(session, request));
    startClock();
  }
  if (state !== 'busy' || performance.now() - lastPost > POST_MS) flush();
  if (state !== 'failed') schedule(0);
}

function tick(): void {
  timer = undefined;
  if (chain) {
    tickChain(chain);
    return;
  }
  const nowUs = virtualStart + Math.round((performance.now() - wallStart) * 1000);
  const slice = advanceSession(session, { untilUs: nowUs, maxOps: SLICE_OPS });
  outbox.push(...slice.updates);
  if (slice.next === 'busy') {
    compileHotPlaces();
    if (performance.now() - lastPost > POST_MS) {
      outbox.push({ type: 'time', atUs: session.machine.sim.nowUs });
      flush();
    }
    schedule(0);
    return;
  }
  flush();
  if (slice.next !== 'idle') schedule(Math.max(0, (slice.next.dueUs - nowUs) / 1000));
}

let compiles = false;
/** A program that runs hot is compiled from now on; most have ended before that is worth anything. */
function compileHotPlaces(): void {
  if (!compiles) useSecondTier(createTier());
  compiles = true;
}

function schedule(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(tick, Math.min(ms, 1000));
}

function receive(request: Request): void {
  if (request.type === 'setup') session = createSession(request.setup);
  if (needsDebugger(request)) installDebugger(DEBUGGER);
  if (request.type === 'run' && request.before?.length) {
    const before = startChain(snapshots, request.before);
    outbox.push(...before.told);
    chain = { before, request };
  } else if (chain) {
    // What is typed before the program runs has nobody to read it.
    return;
  } else {
    outbox.push(...handle(session, request));
  }
  // The clock was not running while everything slept: it goes on from where it stood.
  startClock();
  flush();
  schedule(0);
}

// What nearly every program takes of the C library is compiled while the rest is still on its way;
// the compiler keeps it, so that the reader's own program waits for less.
setTimeout(() => {
  build([{ name: 'warm.c', text: '#include <stdio.h>\nint main(void) { printf("\\n"); }\n' }]);
});

addEventListener('message', ({ data }: MessageEvent<Request>) => receive(data));
