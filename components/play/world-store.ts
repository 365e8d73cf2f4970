// Where a reader's world is kept between visits: IndexedDB, the world as it is and the one before it.
//
// One idea: it is kept as the text that a file or a link has, and read as carefully.

import { createStore, get, set } from 'idb-keyval';
import { readWorld, type World, writeWorld } from '../../lib/notebook/world.ts';
import { sentence } from '../notebook/store.ts';

export interface Kept {
  now: World;
  before?: World;
}

/** What was found: `wrong` says why a world could not be read, which has been put aside. */
export interface Found {
  now?: World;
  before?: World;
  wrong?: string;
}

let opened: ReturnType<typeof createStore> | undefined;

function use() {
  opened ??= createStore('sockets-from-scratch-play', 'worlds');
  return opened;
}

/** Reads the kept world; one that cannot be read is kept beside the next, under `unreadable`. */
export async function loadWorld(): Promise<Found> {
  try {
    const [now, before] = await Promise.all([get('now', use()), get('before', use())]);
    const found: Found = {};
    const earlier = typeof before === 'string' ? readWorld(before) : undefined;
    if (earlier?.ok) found.before = earlier.value;
    if (typeof now !== 'string') return found;
    const read = readWorld(now);
    if (read.ok) return { ...found, now: read.value };
    await set('unreadable', now, use());
    const wrong = `The world that was kept here cannot be shown, and stays in this browser’s store as “unreadable”. ${read.message}`;
    return { ...found, wrong };
  } catch (error) {
    throw new Error(sentence(error));
  }
}

/** Worlds for Undo, whose last one comes back first: behind `list` stands what was kept. */
export function withKept<T>(list: readonly T[], { now, before }: Found, as: (w: World) => T): T[] {
  return [...list, ...[before, now].flatMap((world) => (world ? [as(world)] : []))];
}

/** Keeps a world; rejects with a sentence. */
export async function saveWorld({ now, before }: Kept): Promise<void> {
  try {
    await set('now', writeWorld(now), use());
    if (before) await set('before', writeWorld(before), use());
  } catch (error) {
    throw new Error(sentence(error));
  }
}
