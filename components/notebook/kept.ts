// The reader's edits of this page: applied when the page comes, kept as they are made.
//
// One idea: the page's edits are one value (lib/notebook/edits.ts); every change of a cell's text goes
// through it and, a moment later, into the store. A store that refuses is said once.

import {
  bookChanged,
  type Edit,
  noEdits,
  type OwnCell,
  type PageEdits,
  withEdit,
  withOwn,
} from '../../lib/notebook/edits.ts';
import { everyCell } from './alive.ts';
import { showNotice } from './notices.tsx';
import { showOwn } from './own.tsx';
import { type CellHandle, cellOf, cells, listen } from './registry.ts';
import { say } from './say.ts';
import { load, save } from './store.ts';

/** Texts are written when the reader has paused for this long. */
const PAUSE_MS = 400;

/** Name of the chapter; empty on a page that is none, where nothing is kept. */
export const slug = document.querySelector<HTMLElement>('[data-chapter]')?.dataset.chapter ?? '';

let page: PageEdits = noEdits();
/** The text that each cell was last seen with. */
const seen = new Map<string, string>();
/** Cells whose text came with a link: it is the reader's only once they change it. */
const foreign = new Map<string, string>();
let timer: ReturnType<typeof setTimeout> | undefined;

export const kept = (): PageEdits => page;

function show(): void {
  showOwn(page.own, { change: (id, change) => setKept(withOwn(page, id, change)) });
}

/** Replaces the page's edits, shows the reader's own cells, and writes them down soon. */
export function setKept(next: PageEdits): void {
  page = next;
  show();
  if (slug === '') return;
  clearTimeout(timer);
  timer = setTimeout(() => void flush(), PAUSE_MS);
}

/** Writes what has not been written yet, and else nothing: another tab may have written since. */
export async function flush(): Promise<void> {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  await save(slug, page).catch((error: Error) => say(error.message));
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
    compare: { yours: edit.source, book: cell.original },
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
    compare: { yours: earlier, book: cell.source() },
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
  setKept(next);
}

/** Loads the page's edits, applies them, and keeps every change from now on. */
export async function startKept(): Promise<void> {
  const typed = new Map(cells().map((cell) => [cell.id, cell.source()]));
  if (slug !== '') {
    await load(slug).then(
      (found) => {
        page = found;
      },
      (error: Error) => say(error.message),
    );
  }
  for (const cell of cells()) {
    // What was typed while this was on its way is newer.
    if (!typed.has(cell.id) || cell.source() === typed.get(cell.id)) apply(cell);
    else note(cell);
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
  addEventListener('pagehide', () => void flush());
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
    compare: { yours: source, book: cell.original },
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
