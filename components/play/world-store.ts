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

let opened: ReturnType<typeof createStore> | undefined;

function use() {
  opened ??= createStore('sockets-from-scratch-play', 'worlds');
  return opened;
}

/** Reads the kept world; undefined where there is none, or none that can be read. */
export async function loadWorld(): Promise<Kept | undefined> {
  try {
    const [now, before] = await Promise.all([get('now', use()), get('before', use())]);
    const world = known(now);
    const earlier = known(before);
    return world && { now: world, ...(earlier && { before: earlier }) };
  } catch (error) {
    throw new Error(sentence(error));
  }
}

function known(text: unknown): World | undefined {
  if (typeof text !== 'string') return undefined;
  const read = readWorld(text);
  return read.ok ? read.value : undefined;
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
