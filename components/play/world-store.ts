// Where a reader's world is kept between visits: IndexedDB, by the rules of lib/notebook/world-kept.ts.
//
// One idea: all records are read and written in one transaction, so that neither another tab nor a
// crash comes between two of them.

import { createStore } from 'idb-keyval';
import {
  type Found,
  RECORDS,
  type Records,
  readRecords,
  readWriting,
  type Writing,
  written,
} from '../../lib/notebook/world-kept.ts';
import { forget, forgetOwn, LEFT_WORLD, left } from '../notebook/leaving.ts';
import { sentence } from '../notebook/store.ts';

let opened: ReturnType<typeof createStore> | undefined;

/** Puts what `step` makes of the records in their place; rejects with a sentence. */
async function change(step: (records: Records) => Records): Promise<Records> {
  try {
    opened ??= createStore('sockets-from-scratch-play', 'worlds');
    return await opened('readwrite', (store) => changed(store, step));
  } catch (error) {
    opened = undefined;
    throw new Error(sentence(error));
  }
}

function changed(store: IDBObjectStore, step: (records: Records) => Records): Promise<Records> {
  return new Promise((resolve, reject) => {
    const { transaction } = store;
    const before: Records = {};
    let after: Records = {};
    for (const name of RECORDS) {
      const read = store.get(name);
      read.onsuccess = () => {
        if (typeof read.result === 'string') before[name] = read.result;
        if (name !== RECORDS.at(-1)) return;
        after = step(before);
        for (const each of RECORDS) {
          if (after[each] === before[each]) continue;
          if (after[each] === undefined) store.delete(each);
          else store.put(after[each], each);
        }
      };
    }
    transaction.oncomplete = () => resolve(after);
    // A full store is found out when the transaction ends.
    transaction.onabort = () => reject(transaction.error);
  });
}

export interface Loaded {
  found: Found;
  records: Records;
  /** Why nothing can be kept, in a sentence. */
  problem?: string;
}

/** Reads what is kept, with what a page that was left had no time to write. */
export async function loadWorld(): Promise<Loaded> {
  const late = left(LEFT_WORLD);
  let taken: Loaded = { found: {}, records: {} };
  const take = (kept: Records): Records => {
    const writings = late.flatMap(({ value }) => readWriting(value) ?? []);
    taken = readRecords(writings.reduce(written, kept));
    return taken.records;
  };
  try {
    await change(take);
    for (const { key } of late) forget(key);
    return taken;
  } catch (error) {
    // Where nothing can be written, what is there is shown all the same, and stays where it was left.
    const look = (kept: Records): Records => {
      take(kept);
      return kept;
    };
    await change(look).catch(() => take({}));
    return { ...taken, problem: (error as Error).message };
  }
}

/** Keeps a world; tells what the store has now. */
export async function saveWorld(writing: Writing): Promise<Records> {
  const records = await change((kept) => written(kept, writing));
  forgetOwn(LEFT_WORLD);
  return records;
}

/** Drops what was put aside, once the reader has chosen. */
export async function dropRecord(name: 'other' | 'unreadable'): Promise<void> {
  await change(({ [name]: _, ...others }) => others);
}
