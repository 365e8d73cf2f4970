// The reader's edits of this page: applied when the page comes, kept as they are made.
//
// One idea: the page's edits are one value (lib/notebook/edits.ts); every change of a cell's text goes
// through it and, a moment later, into the store. A store that refuses is said once. What another tab
// of this chapter writes is joined with it, and where a cell shows something else the reader chooses.

import {
  bookChanged,
  type Edit,
  isEmpty,
  joined,
  noEdits,
  type OwnCell,
  type PageEdits,
  withEdit,
  withOwn,
  withUndecided,
} from '../../lib/notebook/edits.ts';
import { everyCell } from './alive.ts';
import { forget } from './leaving.ts';
import { dropNotice, showNotice } from './notices.tsx';
import { showOwn } from './own.tsx';
import { type CellHandle, cellOf, cells, listen } from './registry.ts';
import { say } from './say.ts';
import { leavePage, leftPages, load, save, withLeft } from './store.ts';
import { announce, onWritten } from './tabs.ts';

/** Texts are written when the reader has paused for this long. */
const PAUSE_MS = 400;

/** Name of the chapter; empty on a page that is none, where nothing is kept. */
export const slug = document.querySelector<HTMLElement>('[data-chapter]')?.dataset.chapter ?? '';

let page: PageEdits = noEdits();
/** What the store had when this tab last read or wrote it. */
let stored: PageEdits = noEdits();
/** The text that each cell was last seen with. */
const seen = new Map<string, string>();
/** Cells whose text came with a link: it is the reader's only once they change it. */
const foreign = new Map<string, string>();
/** Cells that show another text than another tab has given them, until the reader chooses. */
const apart = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
/** Keys of what was left behind and is part of this page's edits now. */
const taken = new Set<string>();
/** There is something that the store has not taken yet. */
let dirty = false;
/** It is on its way there. */
let writing = false;
/** What is done with the store, one after the other: each begins with what the one before has found. */
let turn: Promise<void> = Promise.resolve();

export const kept = (): PageEdits => page;

function show(): void {
  showOwn(page.own, { change: (id, change) => setKept(withOwn(page, id, change)) });
}

/** Replaces the page's edits, shows the reader's own cells, and writes them down soon. */
export function setKept(next: PageEdits): void {
  page = next;
  show();
  if (slug === '') return;
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(() => void flush(), PAUSE_MS);
}

function inTurn(task: () => Promise<void>): Promise<void> {
  turn = turn.then(task, task);
  return turn;
}

/** Writes what has not been written yet, after what is being written now. */
export function flush(): Promise<void> {
  clearTimeout(timer);
  return inTurn(write);
}

async function write(): Promise<void> {
  if (!dirty) return;
  dirty = false;
  const mine = page;
  try {
    writing = true;
    const written = await save(slug, mine, stored);
    for (const key of taken) forget(key);
    taken.clear();
    adopt(mine, written);
    announce(slug);
  } catch (error) {
    // Tried again with the next change, and when the page leaves.
    dirty = true;
    say((error as Error).message);
  } finally {
    writing = false;
  }
}

/** Leaves behind what the store has not taken: it would take longer than the page is there. */
function leave(): void {
  // What was typed last is told once it has been drawn, and then it would be too late.
  for (const cell of cells()) if (seen.has(cell.id)) note(cell);
  const shown = undecided();
  const late = dirty || writing || shown !== page;
  if (late && !leavePage(slug, shown, stored)) void flush();
}

/** Leaves behind what has been typed before the store could be read. */
function leaveEarly(): void {
  const typed = cells()
    .filter((cell) => cell.kind !== 'scratch' && cell.kind !== 'note')
    .reduce(
      (edits, { id, source, original }) => withEdit(edits, id, source(), original),
      noEdits(),
    );
  if (slug !== '' && !isEmpty(typed)) leavePage(slug, typed, noEdits());
}

/** The page's edits, with texts that another tab has replaced and that the reader still sees here. */
function undecided(): PageEdits {
  return [...apart].reduce((edits, id) => {
    const cell = cellOf(id);
    return cell ? withUndecided(edits, id, cell.source(), cell.original) : edits;
  }, page);
}

/** Takes up what the store has now, which was joined with the page as it was in `since`. */
function adopt(since: PageEdits, now: PageEdits): void {
  const before = page;
  page = joined(since, page, now);
  stored = now;
  show();
  for (const cell of page.own) {
    const old = before.own.find(({ id }) => id === cell.id);
    // What the reader is typing here is not written over.
    if (old && old.source !== cell.source) cellOf(cell.id)?.setSource(cell.source);
  }
  for (const cell of cells()) compareTabs(cell, before.edits[cell.id], page.edits[cell.id]);
}

/** Tells the reader where another tab has given one of the book's cells another text. */
function compareTabs(cell: CellHandle, before: Edit | undefined, now: Edit | undefined): void {
  if (cell.kind === 'scratch' || cell.kind === 'note' || foreign.has(cell.id)) return;
  const [old, fresh] = [before?.source ?? cell.original, now?.source ?? cell.original];
  const shown = cell.source();
  if (shown === fresh && apart.delete(cell.id)) dropNotice(cell.id);
  // Both have changed it: this tab's text is the one that counts, the other's is kept beside it.
  const beside = now?.earlier !== before?.earlier ? now?.earlier : undefined;
  const theirs = fresh !== old ? fresh : beside;
  if (theirs === undefined || theirs === shown) return;
  apart.add(cell.id);
  showNotice(cell.id, {
    text: `Another tab has changed ${cell.name}. This one shows what it had; nothing is lost.`,
    compare: { yours: shown, other: theirs, whose: 'the other tab’s' },
    choices: [
      { label: 'Use the other tab’s text', act: () => choose(cell.id, theirs) },
      { label: 'Keep this one', act: () => choose(cell.id, cellOf(cell.id)?.source() ?? shown) },
    ],
  });
}

/** Shows the reader's edit of a cell, or asks where the book's text is another than the edited one. */
function apply(cell: CellHandle): void {
  seen.set(cell.id, cell.source());
  const edit = page.edits[cell.id];
  if (!edit || cell.kind === 'scratch' || cell.kind === 'note') return;
  if (bookChanged(edit, cell.original)) {
    ask(cell, edit);
    return;
  }
  seen.set(cell.id, edit.source);
  cell.setSource(edit.source);
  if (edit.earlier !== undefined) offerEarlier(cell, edit.earlier);
}

/** Both texts, and the choice between them. Until it is made neither is lost. */
function ask(cell: CellHandle, edit: Edit): void {
  showNotice(cell.id, {
    text: `The book’s ${cell.name} has changed since you edited it. It shows the book’s text now; yours is kept.`,
    compare: { yours: edit.source, other: cell.original, whose: 'the book’s' },
    choices: [
      { label: 'Use my text', act: () => choose(cell.id, edit.source) },
      { label: 'Use the book’s', act: () => choose(cell.id, cell.original) },
    ],
  });
}

/** Offers what an import or a link took the place of. */
export function offerEarlier(cell: CellHandle, earlier: string): void {
  showNotice(cell.id, {
    text: `You had another text of ${cell.name} here before.`,
    compare: { yours: earlier, other: cell.source(), whose: 'what it shows now' },
    choices: [
      { label: 'Bring it back', act: () => choose(cell.id, earlier) },
      { label: 'Let it go', act: () => choose(cell.id, cellOf(cell.id)?.source() ?? '') },
    ],
  });
}

/** Makes a text the reader's text of a cell, and forgets what else there was. */
export function choose(id: string, source: string): void {
  const cell = cellOf(id);
  if (!cell) return;
  foreign.delete(id);
  apart.delete(id);
  seen.set(id, source);
  const { [id]: _, ...edits } = page.edits;
  setKept(withEdit({ ...page, edits }, id, source, cell.original));
  cell.setSource(source);
}

/** Notes what the reader has typed into one of the book's cells. */
function note(cell: CellHandle): void {
  const source = cell.source();
  if (seen.get(cell.id) === source) return;
  seen.set(cell.id, source);
  if (cell.kind === 'scratch' || cell.kind === 'note') return;
  if (foreign.get(cell.id) === source) return;
  const old = page.edits[cell.id];
  const pending = old && (foreign.delete(cell.id) || bookChanged(old, cell.original));
  const next = withEdit(page, cell.id, source, cell.original);
  const edit = next.edits[cell.id];
  // Typed while an older text of theirs was waiting for a decision: that one is not lost.
  if (edit && pending) edit.earlier = old.earlier ?? old.source;
  if (edit && apart.delete(cell.id) && old) edit.earlier = old.source;
  setKept(next);
}

/** Loads the page's edits, applies them, and keeps every change from now on. */
export async function startKept(): Promise<void> {
  addEventListener('pagehide', leaveEarly);
  if (slug !== '') {
    stored = await load(slug).catch((error: Error) => {
      say(error.message);
      return noEdits();
    });
    page = withLeft(slug, stored);
    for (const { key } of leftPages(slug)) taken.add(key);
    if (taken.size > 0) setKept(page);
  }
  for (const cell of cells()) {
    // What was typed while this was on its way is newer; what it was typed over without being seen is kept.
    if (cell.source() === cell.original) apply(cell);
    else {
      if (page.edits[cell.id]) apart.add(cell.id);
      note(cell);
    }
  }
  listen((id) => {
    const cell = cellOf(id);
    if (!cell) return;
    if (seen.has(id)) {
      note(cell);
      return;
    }
    apply(cell);
    // One of the reader's may have waited for the cell that it stands beside. Later, because a cell
    // registers while others are being drawn.
    if (page.own.length > 0) setTimeout(show);
  });
  show();
  void showLinked();
  addEventListener('hashchange', () => void showLinked());
  removeEventListener('pagehide', leaveEarly);
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void flush();
  });
  onWritten(slug, () => {
    void inTurn(() =>
      load(slug).then(
        (now) => adopt(stored, now),
        () => undefined,
      ),
    );
  });
}

/** Shows other edits of this page, such as imported ones, and keeps them. */
export function reload(next: PageEdits): void {
  setKept(next);
  for (const cell of cells()) apply(cell);
}

/** Shows the text that came with the page's address, and says so; it is not run. */
async function showLinked(): Promise<void> {
  if (!location.hash.includes(':code=')) return;
  // What unpacks it comes only then.
  const { readCode } = await import('./link.ts');
  const read = readCode(location.hash);
  if (!read) return;
  if (!read.ok) {
    say(read.message);
    return;
  }
  const { id, source } = read.value;
  await everyCell();
  const cell = cellOf(id);
  if (!cell || cell.kind === 'note') {
    say('The code in this link belongs to a cell that is not on this page; it is not shown.');
    return;
  }
  cell.element()?.scrollIntoView();
  if (source === cell.source()) return;
  const mine = cell.source();
  foreign.set(id, source);
  seen.set(id, source);
  cell.setSource(source);
  showNotice(id, {
    text: `This text of ${cell.name} came with a link. It has not been run.`,
    compare: { yours: source, other: cell.original, whose: 'the book’s' },
    choices: [
      { label: 'Back to the book’s', act: () => choose(id, cell.original) },
      ...(mine === cell.original ? [] : [{ label: 'Back to mine', act: () => choose(id, mine) }]),
      { label: 'Keep it as mine', act: () => choose(id, source) },
    ],
  });
}

/** Adds a cell of the reader's. */
export function addOwn(cell: OwnCell): void {
  setKept({ ...page, own: [...page.own, cell] });
}
