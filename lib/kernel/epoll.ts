// epoll: a list of descriptors to watch that the kernel keeps, and of those that may be ready.
//
// One idea: an event puts an item on the ready list, epoll_wait(2) asks each item there whether it
// is true. A level-triggered item goes back on the list for as long as it is true; an
// edge-triggered one has to wait for the next event. That is the whole difference.
//
// Source: epoll(7); Linux fs/eventpoll.c ep_poll_callback(), ep_send_events().

import {
  EPOLLERR,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLWAKEUP,
  O_ACCMODE,
  O_RDONLY,
  O_WRONLY,
} from '../abi/constants.ts';
import { allIn, chainOf, hang, unhang } from '../sim/chains.ts';
import { mix32 } from '../sim/rng.ts';
import { takeId } from '../sim/sim.ts';
import type { Ctx, Epoll, EpollItem, Kernel, OpenFile } from './kernel.ts';
import { keyOf } from './open-file.ts';
import { pollFile } from './poll.ts';
import { type WaitKey, waitKey } from './wait-key.ts';

/** Bits that say how to report, and not what. */
const MODES = 0xf0000000;

/** Makes an empty epoll. */
export function createEpoll(ctx: Ctx): Epoll {
  const epoll: Epoll = { id: takeId(ctx.sim), ready: new Set() };
  ctx.kernel.epolls.set(epoll.id, epoll);
  return epoll;
}

/** Who watches an object is found by its key; what only text names, no epoll can watch. */
function hashOf(key: WaitKey): number {
  return mix32(Number(key) | 0);
}

function hashOfItem({ key }: EpollItem): number {
  return hashOf(key);
}

/** Lists those who watch an object. */
function watchersOf(kernel: Kernel, key: WaitKey): EpollItem[] {
  const items: EpollItem[] = [];
  for (let item = firstWatcher(kernel, key); item; item = item.alike) {
    if (item.key === key) items.push(item);
  }
  return items;
}

/** Lists what an epoll watches. */
export function itemsOf(kernel: Kernel, epoll: number): EpollItem[] {
  return allIn(kernel.watchers).filter((item) => item.epoll === epoll);
}

/** Frees an epoll with its last descriptor. */
export function releaseEpoll(ctx: Ctx, file: OpenFile): void {
  const { kernel } = ctx;
  for (const item of itemsOf(kernel, file.object)) removeItem(kernel, item);
  kernel.epolls.delete(file.object);
}

/**
 * Makes an item of an epoll, which hears of a file from now on.
 *
 * It hears before those that are there already, unless it is exclusive: those stand behind all others,
 * the first of them in front (Linux: add_wait_queue() and add_wait_queue_exclusive()).
 */
export function addItem(
  kernel: Kernel,
  epoll: Epoll,
  fd: number,
  file: OpenFile,
  exclusive: boolean,
): EpollItem {
  const item: EpollItem = {
    epoll: epoll.id,
    fd,
    file,
    key: keyOf(file),
    events: 0,
    dataLow: 0,
    dataHigh: 0,
    alike: undefined,
  };
  const later = exclusive ? [] : watchersOf(kernel, item.key);
  for (const other of later) unhang(kernel.watchers, other, hashOf(other.key));
  for (const one of [item, ...later]) hang(kernel.watchers, one, hashOfItem);
  keepFirst(kernel, item);
  return item;
}

/** Takes an item out of its epoll. */
export function removeItem(kernel: Kernel, item: EpollItem): void {
  kernel.epolls.get(item.epoll)?.ready.delete(item);
  unhang(kernel.watchers, item, hashOf(item.key));
  keepFirst(kernel, item);
}

/** Lets a TCP socket know who is first in the chain: it has many events, and each would look for that. */
function keepFirst(kernel: Kernel, { file, key }: EpollItem): void {
  if (file.tcp) file.tcp.watcher = firstWatcher(kernel, key);
}

/** Finds the first of those who watch an object; the others follow in its chain. */
export function firstWatcher(kernel: Kernel, key: WaitKey): EpollItem | undefined {
  let item = typeof key === 'number' ? chainOf(kernel.watchers, hashOf(key)) : undefined;
  while (item && item.key !== key) item = item.alike;
  return item;
}

/** Takes a description that is no more out of every epoll. */
export function forgetFile(kernel: Kernel, file: OpenFile): void {
  for (const item of watchersOf(kernel, keyOf(file))) {
    if (item.file === file) removeItem(kernel, item);
  }
}

/** How far up bits lie that a file never has. */
const ASIDE = 16;

/** The ends of a pipe have a queue each: what only the other end can have is no event here, though it was asked for. */
export function setAside({ what, flags }: OpenFile, events: number): number {
  if (what !== 'pipe') return events;
  const mode = flags & O_ACCMODE;
  const never = events & (mode === O_RDONLY ? EPOLLOUT : mode === O_WRONLY ? EPOLLIN : 0);
  return ((events & ~never) | (never << ASIDE)) >>> 0;
}

/** What an item was asked for, as a program said it. */
export function askedEvents({ events }: EpollItem): number {
  const aside = (events >>> ASIDE) & (EPOLLIN | EPOLLOUT);
  return ((events & ~(aside << ASIDE)) | aside) >>> 0;
}

/** Bits that an item reports: those asked for, errors among them; none while disabled. */
function interest(item: EpollItem): number {
  return item.events & ~MODES;
}

/** A one-shot item that has fired has no bits left but its modes. */
export function isDisabled(item: EpollItem): boolean {
  return (item.events & EPOLLONESHOT) !== 0 && (item.events & ~MODES) === 0;
}

/**
 * Notes an event at `key` in every epoll that watches it, from the first one on; returns those that got
 * something.
 *
 * Of the items with EPOLLEXCLUSIVE only as many get it as it takes to find one that somebody waits
 * for, so that an event does not wake all who share a listener.
 */
export function noteReady(
  kernel: Kernel,
  first: EpollItem | undefined,
  key: WaitKey,
  mask: number,
): number[] {
  if (!first) return NONE;
  const woken: number[] = [];
  let served = false;
  for (let item: EpollItem | undefined = first; item; item = item.alike) {
    if (item.key !== key || isDisabled(item)) continue;
    if (mask !== 0 && (mask & interest(item)) === 0) continue;
    const exclusive = (item.events & EPOLLEXCLUSIVE) !== 0;
    if (exclusive && served) continue;
    served ||= exclusive && kernel.waiting.has(waitKey('epoll', item.epoll));
    kernel.epolls.get(item.epoll)!.ready.add(item);
    if (woken.at(-1) !== item.epoll) woken.push(item.epoll);
  }
  return woken;
}

const NONE: number[] = [];

/** What may be asked for together with EPOLLEXCLUSIVE. */
const EXCLUSIVE_OK = EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLET | EPOLLEXCLUSIVE;

/** Tells whether EPOLLEXCLUSIVE is asked for as it may not be. */
export function badExclusive(events: number, file: OpenFile): boolean {
  if (!(events & EPOLLEXCLUSIVE)) return false;
  return (events & ~(EXCLUSIVE_OK | EPOLLWAKEUP)) !== 0 || file.what === 'epoll';
}

/** An epoll may watch others, five of them in a row at most. */
const MAX_NESTS = 4;

/** Tells whether an epoll would watch itself by way of others, or too many in a row. */
export function makesLoop(kernel: Kernel, watcher: number, watched: number): boolean {
  const below = (id: number): number => {
    if (id === watcher) return Number.POSITIVE_INFINITY;
    return 1 + Math.max(-1, ...inner(kernel, id).map(below));
  };
  const above = (id: number): number => {
    const outer = [...kernel.epolls.values()].filter((one) => inner(kernel, one.id).includes(id));
    return Math.max(-1, ...outer.map((one) => above(one.id))) + 1;
  };
  return below(watched) + above(watcher) + 1 > MAX_NESTS;
}

function inner(kernel: Kernel, id: number): number[] {
  return itemsOf(kernel, id).flatMap((item) => {
    return item.file.what === 'epoll' ? [item.file.object] : [];
  });
}

/** Tells what an item would report now; 0 for nothing. */
export function itemEvents(ctx: Ctx, item: EpollItem): number {
  return isDisabled(item) ? 0 : pollFile(ctx, item.file) & interest(item);
}

/** Tells whether epoll_wait(2) would return at once. */
export function pollEpoll(ctx: Ctx, id: number): boolean {
  const { ready } = ctx.kernel.epolls.get(id)!;
  for (const item of ready) {
    if (itemEvents(ctx, item) !== 0) return true;
    // What is over by now gives up its place in the row.
    ready.delete(item);
  }
  return false;
}

/** Finds the item of a descriptor. */
export function findItem(
  kernel: Kernel,
  epoll: Epoll,
  fd: number,
  file: OpenFile,
): EpollItem | undefined {
  let item = chainOf(kernel.watchers, hashOf(keyOf(file)));
  while (item && !(item.epoll === epoll.id && item.fd === fd && item.file === file)) {
    item = item.alike;
  }
  return item;
}

/** An item and what it reports. */
export interface Reported {
  item: EpollItem;
  events: number;
}

/** Takes up to `max` items that have something. */
export function takeEvents(ctx: Ctx, epoll: Epoll, max: number): Reported[] {
  const taken: Reported[] = [];
  for (const item of epoll.ready) {
    if (taken.length === max) break;
    epoll.ready.delete(item);
    const events = itemEvents(ctx, item);
    if (events !== 0) taken.push({ item, events });
  }
  for (const { item } of taken) {
    if (item.events & EPOLLONESHOT) item.events = (item.events & MODES) >>> 0;
    // Level-triggered items go to the end, so that none is starved by its elders.
    else if (!(item.events & EPOLLET)) epoll.ready.add(item);
  }
  return taken;
}
