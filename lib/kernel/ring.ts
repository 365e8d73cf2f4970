// io_uring's rings: two queues in pages that a program and the kernel share.
//
// One idea: the pages are a file without a name, like all shared memory here (mappings.ts), so that what
// one side has written is there for the other when it next looks. The program moves the tail of the
// submission queue and the head of the completion queue, the kernel the other two.
//
// Units: entries; bytes.
// Source: io_uring(7); Linux io_uring/io_uring.c io_fill_cqe_req(), __io_cqring_overflow_flush().

import { POLLIN, POLLOUT } from '../abi/constants.ts';
import {
  CQE_BYTES,
  IORING_OFF_CQ_RING,
  IORING_OFF_MASK,
  IORING_OFF_SQ_RING,
  IORING_OFF_SQES,
  RING_CONSTANTS,
  RING_GROUPS,
  RINGS,
  SETUP_NO_SQARRAY,
  SQE_BYTES,
} from '../abi/io-uring.ts';
import type { Seq } from '../net/seq.ts';
import type { QueueEntry } from '../sim/event-queue.ts';
import { takeId } from '../sim/sim.ts';
import { addToEvent } from './event-fds.ts';
import type { Ctx, FileNode, OpenFile } from './kernel.ts';
import type { BufferGroup } from './ring-buffers.ts';
import type { Request } from './ring-request.ts';
import { createNode, forget } from './vfs.ts';
import { waitKey } from './wait-key.ts';
import { wake } from './wait-queue.ts';

const SETUP = RING_GROUPS.ringsetup;
const PAGE_BYTES = 4096;

/** A completion: what the program named the request by, and what became of it. */
export interface Cqe {
  userData: bigint;
  res: number;
  flags: number;
}

export interface Ring {
  id: number;
  /** The one task that may enter it, with IORING_SETUP_SINGLE_ISSUER. */
  issuer?: number;
  /** IORING_SETUP_* */
  flags: number;
  sqEntries: number;
  cqEntries: number;
  /** Inodes of the rings and of the SQEs. */
  pages: number;
  sqes: number;
  /** Completions for which there was no room. */
  overflow: Cqe[];
  /** Completions so far, timeouts left out: what a timeout may count. */
  completed: number;
  /** Timeouts that have fired: each lets go whoever waits for completions. */
  fired: number;
  /** Requests that are not complete, oldest first. */
  requests: Map<number, Request>;
  /** Numbers of those that go on at this moment, in order. */
  due: number[];
  /** Numbers of those that IOSQE_IO_DRAIN keeps back. */
  held: number[];
  /** A completion has been skipped, and so nothing can be drained any more. */
  skips?: boolean;
  /** Completions that tell a program of its pages, when the peer has acknowledged up to `end`. */
  notices: { sock: number; end: Seq; userData: bigint }[];
  /** IORING_REGISTER_BUFFERS, _FILES (numbers of descriptions, 0 for none) and _EVENTFD. */
  buffers?: { addr: number; length: number }[] | undefined;
  files?: number[] | undefined;
  eventfd?: number | undefined;
  /** Buffers of the kernel's choice, by their groups' numbers. */
  groups?: Map<number, BufferGroup>;
  /** IORING_SETUP_SQPOLL: whose requests it submits, and when it looks or falls asleep. */
  poller?:
    | {
        tid: number;
        idleUs: number;
        asleep: boolean;
        look?: QueueEntry | undefined;
        idle?: QueueEntry | undefined;
      }
    | undefined;
}

const pagesFor = (bytes: number) => PAGE_BYTES * Math.ceil(bytes / PAGE_BYTES);

/** Bytes from one CQE, or SQE, to the next. */
const cqeStride = ({ flags }: { flags: number }) =>
  flags & SETUP.IORING_SETUP_CQE32 ? 2 * CQE_BYTES : CQE_BYTES;
const sqeStride = ({ flags }: { flags: number }) =>
  flags & SETUP.IORING_SETUP_SQE128 ? 2 * SQE_BYTES : SQE_BYTES;

/** Where the CQEs end: with large ones everything before is counted twice, as in Linux's rings_size(). */
function cqesEnd({ flags, cqEntries }: Pick<Ring, 'flags' | 'cqEntries'>): number {
  return (RINGS.cqes + CQE_BYTES * cqEntries) * (flags & SETUP.IORING_SETUP_CQE32 ? 2 : 1);
}

/** Where the array of SQE numbers lies: behind the CQEs. 0 where there is none. */
export function arrayAt(ring: Pick<Ring, 'flags' | 'cqEntries'>): number {
  return ring.flags & SETUP_NO_SQARRAY ? 0 : cqesEnd(ring);
}

/** Makes a ring and its pages. */
export function createRing(ctx: Ctx, flags: number, sqEntries: number, cqEntries: number): Ring {
  const shape = { flags, sqEntries, cqEntries };
  const array = flags & SETUP_NO_SQARRAY ? 0 : 4 * sqEntries;
  const size = cqesEnd(shape) + array;
  const file = (bytes: number) =>
    createNode(ctx, { kind: 'file', mode: 0o600, bytes: new Uint8Array(pagesFor(bytes)) }).ino;
  const ring: Ring = {
    id: takeId(ctx.sim),
    ...shape,
    pages: file(size),
    sqes: file(sqeStride(shape) * sqEntries),
    overflow: [],
    completed: 0,
    fired: 0,
    requests: new Map(),
    due: [],
    held: [],
    notices: [],
  };
  ctx.kernel.rings.set(ring.id, ring);
  putWords(ctx, ring, [
    [RINGS.sqMask, sqEntries - 1],
    [RINGS.cqMask, cqEntries - 1],
    [RINGS.sqEntries, sqEntries],
    [RINGS.cqEntries, cqEntries],
  ]);
  return ring;
}

/** Finds the ring behind a description. */
export function ringOf(ctx: Ctx, file: OpenFile): Ring | undefined {
  return file.what === 'io_uring' ? ctx.kernel.rings.get(file.object) : undefined;
}

/** Finds the pages that mmap(2) shows at an offset; undefined (EINVAL) for none. */
export function ringPages(ctx: Ctx, ring: Ring, offset: number): FileNode | undefined {
  const part = (offset & IORING_OFF_MASK) >>> 0;
  const { inodes } = ctx.kernel;
  if (part === IORING_OFF_SQ_RING || part === IORING_OFF_CQ_RING) return inodes.get(ring.pages);
  return part === IORING_OFF_SQES ? inodes.get(ring.sqes) : undefined;
}

function viewOf(ctx: Ctx, ino: number): DataView {
  const { bytes } = ctx.kernel.inodes.get(ino)!;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Reads a word of struct io_rings. */
export function ringWord(ctx: Ctx, ring: Ring, at: number): number {
  return viewOf(ctx, ring.pages).getUint32(at, true);
}

/** Writes words; the array is a new one, because others may hold the old. */
export function putWords(ctx: Ctx, ring: Ring, words: [at: number, value: number][]): void {
  const node = ctx.kernel.inodes.get(ring.pages)!;
  node.bytes = node.bytes.slice();
  const view = viewOf(ctx, ring.pages);
  for (const [at, value] of words) view.setUint32(at, value, true);
}

/** How many SQEs the program has put in that nobody has taken. */
export function submitted(ctx: Ctx, ring: Ring): number {
  const [tail, head] = [RINGS.sqTail, RINGS.sqHead].map((at) => ringWord(ctx, ring, at));
  return Math.min((tail - head) >>> 0, ring.sqEntries);
}

/**
 * Takes the next SQE: its bytes, 'dropped' where the array names none, or undefined where there is no
 * other.
 */
export function takeSqe(ctx: Ctx, ring: Ring): Uint8Array | 'dropped' | undefined {
  if (submitted(ctx, ring) === 0) return undefined;
  const head = ringWord(ctx, ring, RINGS.sqHead);
  const slot = (head & (ring.sqEntries - 1)) >>> 0;
  const array = arrayAt(ring);
  const index = array === 0 ? slot : ringWord(ctx, ring, array + 4 * slot);
  const words: [number, number][] = [[RINGS.sqHead, (head + 1) >>> 0]];
  const known = index < ring.sqEntries;
  if (!known) words.push([RINGS.sqDropped, ringWord(ctx, ring, RINGS.sqDropped) + 1]);
  putWords(ctx, ring, words);
  if (!known) return 'dropped';
  const stride = sqeStride(ring);
  return ctx.kernel.inodes.get(ring.sqes)!.bytes.slice(stride * index, stride * (index + 1));
}

/** How many completions wait for the program. */
export function completions(ctx: Ctx, ring: Ring): number {
  const [tail, head] = [RINGS.cqTail, RINGS.cqHead].map((at) => ringWord(ctx, ring, at));
  return (tail - head) >>> 0;
}

/** Puts a completion into the queue, or behind those for which there is no room yet. */
export function postCqe(ctx: Ctx, ring: Ring, cqe: Cqe): void {
  if (ring.overflow.length > 0 || completions(ctx, ring) >= ring.cqEntries) {
    ring.overflow.push(cqe);
    flag(ctx, ring, true);
  } else fill(ctx, ring, cqe);
  const event = ring.eventfd === undefined ? undefined : ctx.kernel.files.get(ring.eventfd);
  if (event) addToEvent(ctx, event, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
  wake(ctx, waitKey('io_uring', ring.id), POLLIN);
}

function fill(ctx: Ctx, ring: Ring, { userData, res, flags }: Cqe): void {
  const tail = ringWord(ctx, ring, RINGS.cqTail);
  putWords(ctx, ring, [[RINGS.cqTail, (tail + 1) >>> 0]]);
  const view = viewOf(ctx, ring.pages);
  const at = RINGS.cqes + cqeStride(ring) * ((tail & (ring.cqEntries - 1)) >>> 0);
  view.setBigUint64(at, userData, true);
  view.setInt32(at + 8, res, true);
  view.setUint32(at + 12, flags, true);
}

function flag(ctx: Ctx, ring: Ring, on: boolean): void {
  const flags = ringWord(ctx, ring, RINGS.sqFlags);
  const set = on
    ? flags | RING_CONSTANTS.IORING_SQ_CQ_OVERFLOW
    : flags & ~RING_CONSTANTS.IORING_SQ_CQ_OVERFLOW;
  putWords(ctx, ring, [[RINGS.sqFlags, set]]);
}

/** Moves completions into the queue that had no room before. */
export function flushOverflow(ctx: Ctx, ring: Ring): void {
  if (ring.overflow.length === 0) return;
  while (ring.overflow.length > 0 && completions(ctx, ring) < ring.cqEntries) {
    fill(ctx, ring, ring.overflow.shift()!);
  }
  if (ring.overflow.length === 0) flag(ctx, ring, false);
}

/** Tells what poll(2) would: completions to read, room for submissions. */
export function pollRing(ctx: Ctx, file: OpenFile): number {
  const ring = ringOf(ctx, file)!;
  const some = completions(ctx, ring) > 0 || ring.overflow.length > 0;
  return (some ? POLLIN : 0) | (submitted(ctx, ring) < ring.sqEntries ? POLLOUT : 0);
}

/** Frees a ring's pages, as far as nobody has them mapped. */
export function freePages(ctx: Ctx, ring: Ring): void {
  ctx.kernel.rings.delete(ring.id);
  for (const ino of [ring.pages, ring.sqes]) {
    const node = ctx.kernel.inodes.get(ino);
    if (node) forget(ctx.kernel, node);
  }
}
