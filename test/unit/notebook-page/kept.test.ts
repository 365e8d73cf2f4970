// What the page keeps, and a store that takes its time: changes made while it writes, and a refusal.

import { beforeEach, expect, test, vi } from 'vitest';
import { joined, noEdits, type OwnCell, type PageEdits } from '../../../lib/notebook/edits.ts';

const store = vi.hoisted(() => ({
  record: undefined as PageEdits | undefined,
  /** Transactions that have been asked for and not ended, each to be ended by the test. */
  pending: [] as ((refusal?: Error) => void)[],
  said: [] as string[],
}));

vi.hoisted(() => {
  const chapter = { dataset: { chapter: 'a-chapter' } };
  Object.assign(globalThis, { document: { querySelector: () => chapter } });
});
vi.mock('../../../components/notebook/alive.ts', () => ({ everyCell: async () => undefined }));
vi.mock('../../../components/notebook/notices.tsx', () => ({
  dropNotice: () => undefined,
  showNotice: () => undefined,
}));
vi.mock('../../../components/notebook/own.tsx', () => ({ showOwn: () => undefined }));
vi.mock('../../../components/notebook/registry.ts', () => ({
  cells: () => [],
  cellOf: () => undefined,
  listen: () => undefined,
}));
vi.mock('../../../components/notebook/say.ts', () => ({
  say: (text: string) => store.said.push(text),
}));
vi.mock('../../../components/notebook/tabs.ts', () => ({
  announce: () => undefined,
  onWritten: () => undefined,
}));
vi.mock('../../../components/notebook/store.ts', () => ({
  load: async () => store.record,
  save: (_: string, page: PageEdits, base: PageEdits) =>
    new Promise<PageEdits>((resolve, reject) => {
      store.pending.push((refusal) => {
        if (refusal) return reject(refusal);
        store.record = joined(base, page, store.record ?? noEdits());
        resolve(store.record);
      });
    }),
}));

const own = (source: string): OwnCell => ({
  ...{ id: 'own-1', kind: 'scratch', name: 'scratch.c', source },
  ...{ beside: 'cell-a', side: 'below', needs: [] },
});

/** Lets whatever can go on without the store go on. */
const settle = () => new Promise((done) => setTimeout(done));

let kept: typeof import('../../../components/notebook/kept.ts');
beforeEach(async () => {
  Object.assign(store, { record: undefined, pending: [], said: [] });
  vi.resetModules();
  kept = await import('../../../components/notebook/kept.ts');
});

/** Types a text into both kinds of cell and asks that it be written. */
function typed(source: string): Promise<void> {
  const edits = { 'cell-a': { source, book: 'book' } };
  kept.setKept({ edits, own: [own(source)] });
  return kept.flush();
}

test('what is typed while the store writes is the same cell, and nobody else’s', async () => {
  const writes = [typed('a')];
  await settle();
  writes.push(typed('ab'));
  await settle();
  writes.push(typed('abc'));
  while (store.pending.length > 0) {
    store.pending.shift()?.();
    await settle();
  }
  await Promise.all(writes);
  const page = { edits: { 'cell-a': { source: 'abc', book: 'book' } }, own: [own('abc')] };
  expect(store.record).toEqual(page);
  expect(kept.kept()).toEqual(page);
});

test('what a store has refused is written when it is asked again, and then no more', async () => {
  const refused = typed('a');
  await settle();
  store.pending.shift()?.(new Error('There is no room.'));
  await refused;
  expect(store.said).toEqual(['There is no room.']);
  expect(store.record).toBeUndefined();
  const again = kept.flush();
  await settle();
  store.pending.shift()?.();
  await again;
  expect(store.record).toEqual(kept.kept());
  expect(store.record?.own).toEqual([own('a')]);
  await kept.flush();
  expect(store.pending).toEqual([]);
});
