// A reader's own texts: edits of the book's cells, cells of their own, notes; by page.
//
// One idea: an edit remembers the hash of the text that it was made from, so that a later edition of
// the book can tell that its own text has changed underneath and ask, instead of hiding either.
//
// What comes from a store, a file or a link was written by anybody: it is read field by field, and
// what does not fit is left out or refused in a sentence.

import { hashText } from './hash.ts';

export interface Edit {
  source: string;
  /** Hash of the book's text that was edited. */
  book: string;
  /** What the reader had here before an import or a link took its place. */
  earlier?: string;
}

/** A cell that the reader made. */
export interface OwnCell {
  id: string;
  kind: 'scratch' | 'note';
  name: string;
  source: string;
  /** Id of the cell that it was made beside, and on which side of it. */
  beside: string;
  side: 'above' | 'below';
  needs: string[];
}

export interface PageEdits {
  edits: Record<string, Edit>;
  own: OwnCell[];
}

export type Pages = Record<string, PageEdits>;

/** What reading something foreign comes to. */
export type Result<T> = { ok: true; value: T } | { ok: false; message: string };

export const FORMAT = 'sockets-from-scratch edits';
const VERSION = 1;
/** Longest text of one cell that is taken, in characters. */
export const MAX_SOURCE = 200_000;
const MAX_CELLS = 200;

export function noEdits(): PageEdits {
  return { edits: {}, own: [] };
}

export function isEmpty({ edits, own }: PageEdits): boolean {
  return Object.keys(edits).length === 0 && own.length === 0;
}

/** Notes a reader's text of a cell; the book's own text is no edit. */
export function withEdit(page: PageEdits, id: string, source: string, book: string): PageEdits {
  const { [id]: old, ...edits } = page.edits;
  if (source === book) return { ...page, edits };
  const earlier = old?.earlier;
  const edit = { source, book: hashText(book), ...(earlier !== undefined && { earlier }) };
  return { ...page, edits: { ...edits, [id]: edit } };
}

/**
 * Notes the text that a page still shows of a cell to which another tab has given another: it is kept
 * as what was there before, until the reader chooses.
 */
export function withUndecided(page: PageEdits, id: string, shown: string, book: string): PageEdits {
  const edit = page.edits[id] ?? { source: book, book: hashText(book) };
  if (shown === edit.source || shown === book) return page;
  return { ...page, edits: { ...page.edits, [id]: { ...edit, earlier: shown } } };
}

/** Whether the book's text is another than the one that was edited. */
export function bookChanged(edit: Edit, book: string): boolean {
  return edit.book !== hashText(book);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_SOURCE;
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,80}$/.test(value);
}

/** Reads what may be a page's edits; what does not fit is left out. */
export function readPage(value: unknown): PageEdits {
  const page = noEdits();
  if (!isRecord(value)) return page;
  for (const [id, edit] of Object.entries(isRecord(value.edits) ? value.edits : {})) {
    if (!isId(id) || !isRecord(edit) || !isText(edit.source) || typeof edit.book !== 'string')
      continue;
    const { source, book, earlier } = edit;
    page.edits[id] = { source, book, ...(isText(earlier) && { earlier }) };
  }
  for (const cell of Array.isArray(value.own) ? value.own.slice(0, MAX_CELLS) : []) {
    if (!isRecord(cell) || !isId(cell.id) || !isText(cell.source)) continue;
    if (cell.kind !== 'scratch' && cell.kind !== 'note') continue;
    page.own.push({
      ...{ id: cell.id, kind: cell.kind, source: cell.source },
      name:
        typeof cell.name === 'string' && /^[\w-]{1,60}\.[ch]$/.test(cell.name)
          ? cell.name
          : 'scratch.c',
      beside: isId(cell.beside) ? cell.beside : '',
      side: cell.side === 'above' ? 'above' : 'below',
      needs: Array.isArray(cell.needs) ? cell.needs.filter(isId) : [],
    });
  }
  return page;
}

/** Writes the edits of all pages as one file. */
export function writeEdits(pages: Pages): string {
  const full = Object.entries(pages).filter(([, page]) => !isEmpty(page));
  const file = { format: FORMAT, version: VERSION, pages: Object.fromEntries(full) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads a file that `writeEdits` wrote. */
export function readEdits(text: string): Result<Pages> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: 'This file is not JSON, or it is damaged. Nothing was changed.' };
  }
  if (!isRecord(value) || value.format !== FORMAT || !isRecord(value.pages)) {
    return {
      ok: false,
      message: 'This file does not hold edits of this book. Nothing was changed.',
    };
  }
  if (value.version !== VERSION) {
    const message = `This file was written by another edition (version ${String(value.version)}; this one reads ${VERSION}). Nothing was changed.`;
    return { ok: false, message };
  }
  const pages = Object.entries(value.pages).filter(([slug]) => isId(slug));
  return {
    ok: true,
    value: Object.fromEntries(pages.map(([slug, page]) => [slug, readPage(page)])),
  };
}

/**
 * Adds what was imported to what is there.
 *
 * An imported text takes the place of the reader's own; that one is kept as `earlier`.
 */
export function merge(mine: PageEdits, theirs: PageEdits): PageEdits {
  const edits = { ...mine.edits };
  for (const [id, edit] of Object.entries(theirs.edits)) {
    const old = mine.edits[id];
    const earlier = old && old.source !== edit.source ? old.source : (old?.earlier ?? edit.earlier);
    edits[id] = { source: edit.source, book: edit.book, ...(earlier !== undefined && { earlier }) };
  }
  const own = [...mine.own];
  for (const cell of theirs.own) {
    const at = own.findIndex(({ id }) => id === cell.id);
    if (at < 0) own.push(cell);
    // Two cells of one name and different texts are two cells.
    else if (own[at].source !== cell.source) own.push({ ...cell, id: freshId(own, cell.id) });
  }
  return { edits, own };
}

/**
 * Joins what two tabs made of one page: `base` is what this tab last read or wrote, `mine` what it
 * has now, `theirs` what the store has now.
 *
 * What only one of them changed is taken from it. Where both changed a cell's text, the own one is
 * taken and theirs kept as `earlier`; where both changed a cell of the reader's, theirs becomes one more.
 */
export function joined(base: PageEdits, mine: PageEdits, theirs: PageEdits): PageEdits {
  const edits: PageEdits['edits'] = {};
  for (const id of new Set([...Object.keys(mine.edits), ...Object.keys(theirs.edits)])) {
    const edit = joinedEdit(base.edits[id], mine.edits[id], theirs.edits[id]);
    if (edit) edits[id] = edit;
  }
  const own: OwnCell[] = [];
  const copies: OwnCell[] = [];
  const inBase = (id: string) => base.own.find((cell) => cell.id === id);
  for (const cell of mine.own) {
    const [old, other] = [inBase(cell.id), theirs.own.find(({ id }) => id === cell.id)];
    const untouched = same(cell, old);
    // Deleted there, and not touched here.
    if (!other && untouched) continue;
    own.push(untouched && other ? other : cell);
    const both = other && !untouched && !same(other, old);
    if (both && other.source !== cell.source) copies.push(other);
  }
  for (const cell of theirs.own) {
    if (mine.own.some(({ id }) => id === cell.id)) continue;
    if (!same(cell, inBase(cell.id))) own.push(cell);
  }
  for (const copy of copies) own.push({ ...copy, id: freshId(own, copy.id) });
  return { edits, own };
}

/** Whether two have the same fields; what a store gives back has them in another order. */
const same = (one: unknown, other: unknown): boolean => inOrder(one) === inOrder(other);

function inOrder(value: unknown): string | undefined {
  return JSON.stringify(value, isRecord(value) ? Object.keys(value).sort() : undefined);
}

function joinedEdit(base?: Edit, mine?: Edit, theirs?: Edit): Edit | undefined {
  if (same(mine, base)) return theirs;
  if (same(theirs, base)) return mine;
  // Back to the book's text here: theirs is not lost by that.
  if (!mine || !theirs) return mine ?? theirs;
  const earlier = mine.source === theirs.source ? (mine.earlier ?? theirs.earlier) : theirs.source;
  return { source: mine.source, book: mine.book, ...(earlier !== undefined && { earlier }) };
}

/** Takes a cell of the reader's out; those beside it move to where it stood. */
export function withoutOwn(page: PageEdits, id: string): PageEdits {
  const gone = page.own.find((cell) => cell.id === id);
  if (!gone) return page;
  const { beside, side } = gone;
  const own = page.own
    .filter((cell) => cell !== gone)
    .map((cell) => (cell.beside === id ? { ...cell, beside, side } : cell));
  return { ...page, own };
}

/** Changes a cell of the reader's. */
export function withOwn(page: PageEdits, id: string, change: Partial<OwnCell>): PageEdits {
  const own = page.own.map((cell) => (cell.id === id ? { ...cell, ...change } : cell));
  return { ...page, own };
}

/** Makes an id that no cell has yet: `own-1`, `own-2` … */
export function freshId(own: readonly OwnCell[], wish = 'own-1'): string {
  const stem = wish.replace(/-?\d+$/, '');
  for (let n = 1; ; n++) {
    const id = `${stem}-${n}`;
    if (!own.some((cell) => cell.id === id)) return id;
  }
}
