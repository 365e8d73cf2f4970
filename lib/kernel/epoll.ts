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
  POLLERR,
  POLLHUP,
} from '../abi/constants.ts';
import { takeId } from '../sim/sim.ts';
import { unsignedAt } from './bytes.ts';
import type { Ctx, Epoll, EpollItem, Kernel, OpenFile } from './kernel.ts';
import { pollFile } from './poll.ts';

/** Bits that say how to report, and not what. */
const MODES = 0xf0000000;

/** Makes an empty epoll. */
export function createEpoll(ctx: Ctx): Epoll {
  const epoll: Epoll = { id: takeId(ctx.sim), items: [], ready: [] };
  ctx.kernel.epolls.set(epoll.id, epoll);
  return epoll;
}

/** Frees an epoll with its last descriptor. */
export function releaseEpoll(ctx: Ctx, file: OpenFile): void {
  ctx.kernel.epolls.delete(file.object);
}

/** Bits that an item reports: those asked for, and errors always; none while disabled. */
function interest(item: EpollItem): number {
  return (item.events & ~MODES) | POLLERR | POLLHUP;
}

/** A one-shot item that has fired has no bits left but its modes. */
export function isDisabled(item: EpollItem): boolean {
  return (item.events & EPOLLONESHOT) !== 0 && (item.events & ~MODES) === 0;
}

/** Puts an item on the ready list, once. */
export function markReady(epoll: Epoll, item: EpollItem): void {
  const there = epoll.ready.some(({ fd, file }) => fd === item.fd && file === item.file);
  if (!there) epoll.ready.push({ fd: item.fd, file: item.file });
}

/**
 * Notes an event at `key` in every epoll that watches it; returns those that got something.
 *
 * Of the items with EPOLLEXCLUSIVE only as many get it as it takes to find one that somebody waits
 * for, so that an event does not wake all who share a listener.
 */
export function noteReady(kernel: Kernel, key: string, mask: number): number[] {
  const woken: number[] = [];
  let served = false;
  for (const epoll of kernel.epolls.values()) {
    for (const item of epoll.items) {
      if (item.key !== key || isDisabled(item)) continue;
      if (mask !== 0 && (mask & interest(item)) === 0) continue;
      const exclusive = (item.events & EPOLLEXCLUSIVE) !== 0;
      if (exclusive && served) continue;
      served ||= exclusive && kernel.waiting.has(`epoll:${epoll.id}`);
      markReady(epoll, item);
      if (!woken.includes(epoll.id)) woken.push(epoll.id);
    }
  }
  return woken;
}

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
  return (kernel.epolls.get(id)?.items ?? []).flatMap((item) => {
    const file = kernel.files.get(item.file);
    return file?.what === 'epoll' ? [file.object] : [];
  });
}

/** Tells what an item would report now; 0 for nothing. */
export function itemEvents(ctx: Ctx, item: EpollItem): number {
  const file = ctx.kernel.files.get(item.file);
  if (!file || isDisabled(item)) return 0;
  return pollFile(ctx, file) & interest(item);
}

/** Tells whether epoll_wait(2) would return at once. */
export function pollEpoll(ctx: Ctx, id: number): boolean {
  const epoll = ctx.kernel.epolls.get(id)!;
  return epoll.ready.some((ready) => {
    const item = findItem(epoll, ready.fd, ready.file);
    return item !== undefined && itemEvents(ctx, item) !== 0;
  });
}

/** Finds the item of a descriptor. */
export function findItem(epoll: Epoll, fd: number, file: number): EpollItem | undefined {
  return epoll.items.find((item) => item.fd === fd && item.file === file);
}

/** Takes up to `max` events: struct epoll_event after struct epoll_event. */
export function takeEvents(ctx: Ctx, epoll: Epoll, max: number): Uint8Array[] {
  const taken: Uint8Array[] = [];
  const again: Epoll['ready'] = [];
  let ready = epoll.ready;
  while (ready.length > 0 && taken.length < max) {
    const [first, ...rest] = ready;
    ready = rest;
    const item = findItem(epoll, first.fd, first.file);
    const events = item ? itemEvents(ctx, item) : 0;
    if (!item || events === 0) continue;
    const bytes = new Uint8Array(12);
    new DataView(bytes.buffer).setUint32(0, events, true);
    bytes.set(item.data, 4);
    taken.push(bytes);
    if (item.events & EPOLLONESHOT) item.events = (item.events & MODES) >>> 0;
    else if (!(item.events & EPOLLET)) again.push(first);
  }
  // Level-triggered items go to the end, so that none is starved by its elders.
  epoll.ready = [...ready, ...again];
  return taken;
}

/** Reads the bytes of a struct epoll_event. */
export function readEpollEvent(bytes: Uint8Array): { events: number; data: Uint8Array } {
  return { events: unsignedAt(bytes, 0, 4), data: bytes.slice(4, 12) };
}
