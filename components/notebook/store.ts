// Where a reader's texts are kept between visits: IndexedDB, a record a page.
//
// One idea: a store may be blocked or full, and then the page says so once and goes on; what was
// typed stays on the page, and is left behind for the next visit (leaving.ts). Two tabs of one chapter share a record: whoever writes joins it with what
// the other has written. A list of pages with edits is in localStorage, so that a page without any
// does not fetch the notebook to find that out.

import { createStore, entries, get } from 'idb-keyval';
import {
  isEmpty,
  isRecord,
  joined,
  type PageEdits,
  type Pages,
  readPage,
} from '../../lib/notebook/edits.ts';
import { forgetOwn, leave, left } from './leaving.ts';
import { EDITED } from './registry.ts';

const store = () => createStore('sockets-from-scratch', 'edits');
let opened: ReturnType<typeof createStore> | undefined;

function use() {
  opened ??= store();
  return opened;
}

export const BLOCKED =
  'This browser does not let the page keep your edits. They stay here until you leave; Export takes them along.';
export const FULL =
  'There is no room left to keep your edits. They stay here until you leave; Export takes them along.';

/** Says why a store has refused. */
export function sentence(error: unknown): string {
  return (error as { name?: string } | undefined)?.name === 'QuotaExceededError' ? FULL : BLOCKED;
}

/** The beginning of the names under which pages leave behind what they had no time to write. */
const LEFT = 'edits ';

/** Leaves a page's edits behind for the next visit; false where that is refused. */
export function leavePage(slug: string, page: PageEdits, base: PageEdits): boolean {
  if (!leave(LEFT + slug, { page, base })) return false;
  remember(slug, true);
  return true;
}

/** What pages of a chapter have left behind. */
export function leftPages(slug: string): { key: string; page: PageEdits; base: PageEdits }[] {
  return left(LEFT + slug)
    .filter(({ name }) => name === LEFT + slug)
    .map(({ key, value }) => {
      const { page, base } = isRecord(value) ? value : {};
      return { key, page: readPage(page), base: readPage(base) };
    });
}

/** A page's edits, with those that were left behind. */
export function withLeft(slug: string, found: PageEdits): PageEdits {
  return leftPages(slug).reduce((page, late) => joined(late.base, late.page, page), found);
}

/** Reads a page's edits; rejects with a sentence. */
export async function load(slug: string): Promise<PageEdits> {
  try {
    return readPage(await get(slug, use()));
  } catch (error) {
    throw new Error(sentence(error));
  }
}

/**
 * Writes a page's edits, joined with what another tab has written since `base`, and tells what the
 * store has now; rejects with a sentence.
 */
export async function save(slug: string, page: PageEdits, base: PageEdits): Promise<PageEdits> {
  try {
    const written = await use()('readwrite', (records) => join(records, slug, page, base));
    remember(slug, !isEmpty(written));
    forgetOwn(LEFT + slug);
    return written;
  } catch (error) {
    throw new Error(sentence(error));
  }
}

/** Reads and writes in one transaction, so that no other tab comes between. */
function join(
  records: IDBObjectStore,
  slug: string,
  page: PageEdits,
  base: PageEdits,
): Promise<PageEdits> {
  return new Promise((resolve, reject) => {
    const { transaction } = records;
    let written = page;
    const read = records.get(slug);
    read.onsuccess = () => {
      written = joined(base, page, readPage(read.result));
      if (isEmpty(written)) records.delete(slug);
      else records.put(written, slug);
    };
    transaction.oncomplete = () => resolve(written);
    // A full store is found out when the transaction ends.
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Reads the edits of all pages. */
export async function loadAll(): Promise<Pages> {
  try {
    const all = new Map(await entries<string, unknown>(use()));
    const late = left(LEFT).map(({ name }) => name.slice(LEFT.length));
    const slugs = [...new Set([...all.keys(), ...late])];
    return Object.fromEntries(slugs.map((slug) => [slug, withLeft(slug, readPage(all.get(slug)))]));
  } catch (error) {
    throw new Error(sentence(error));
  }
}

function remember(slug: string, has: boolean): void {
  const before = (localStorage.getItem(EDITED) ?? '').split(' ').filter(Boolean);
  const others = before.filter((other) => other !== slug);
  const slugs = has ? [...others, slug] : others;
  if (slugs.length > 0) localStorage.setItem(EDITED, slugs.join(' '));
  else localStorage.removeItem(EDITED);
}
