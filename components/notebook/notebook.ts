// The notebook of the page: what its toolbar, its keys and its cells ask for, done.
//
// One idea: it comes with the first touch of a cell, or at once where the reader has edits here or
// came with a link; a page that is only read does without it.

import './notebook.css';
import { freshId, type OwnCell, withOwn, withoutOwn } from '../../lib/notebook/edits.ts';
import { everyCell } from './alive.ts';
import { addOwn, choose, kept, setKept, startKept } from './kept.ts';
import { cellAround, startKeyboard } from './keyboard.ts';
import type { Command } from './keys.ts';
import { type CellHandle, cellOf, cells } from './registry.ts';
import { restart, runCells, startRuns, stopAll, turnNow } from './runs.ts';
import { say } from './say.ts';

export { runCells };

/** The cell that was touched last: what Run to here means. */
let current: string | undefined;
/** What D, D took away, the last on top. */
const deleted: OwnCell[] = [];

const SCRATCH =
  '#include <stdio.h>\n\nint main(void) {\n    printf("hello\\n");\n    return 0;\n}\n';

/** What the buttons of the toolbar do. */
const ACTS: Record<string, () => unknown> = {
  'run-all': async () => {
    if (await allAwake()) await runCells({ kind: 'all' });
  },
  'run-here': async () => {
    if (!(await allAwake())) return;
    const id = cellOf(current ?? '') ? current : cells()[0]?.id;
    if (id) void runCells({ kind: 'to', id });
  },
  stop: () => {
    const n = stopAll();
    say(n === 0 ? 'Nothing was running.' : `Stopped ${n === 1 ? 'one cell' : `${n} cells`}.`);
  },
  restart: () => {
    restart();
    say('Restarted: every cell begins on a clean machine.');
  },
  reset: async () => {
    await everyCell();
    resetEdits();
  },
  take: async () => {
    await everyCell();
    (await import('./TakeAlong.tsx')).openTakeAlong(current);
  },
  keys: async () => (await import('./HelpDialog.tsx')).openHelp(),
};

/** Wakes every cell for a run of several; false: Stop, or another run, has been asked for meanwhile. */
async function allAwake(): Promise<boolean> {
  const turn = turnNow();
  await everyCell();
  return turnNow() === turn;
}

/** Does what a button of the toolbar says. */
export function act(what: string): void {
  void ready.then(() => ACTS[what]?.());
}

/** Brings back the book's texts; the reader's stay until the page is left, one step away. */
function resetEdits(): void {
  const book = cells().filter(({ kind }) => kind === 'c' || kind === 'ts');
  const edited = book.filter((cell) => cell.source() !== cell.original);
  const mine = edited.map((cell) => ({ id: cell.id, source: cell.source() }));
  for (const cell of edited) {
    cell.reset();
    choose(cell.id, cell.original);
  }
  if (mine.length === 0) {
    say('No cell of the book is edited.');
    return;
  }
  const line = document.querySelector('[data-notebook-said]');
  say(`Reset ${mine.length === 1 ? 'one cell' : `${mine.length} cells`} to the book’s text. `);
  const undo = document.createElement('button');
  undo.type = 'button';
  undo.textContent = 'Undo';
  undo.onclick = () => {
    for (const { id, source } of mine) choose(id, source);
    say('Your texts are back.');
  };
  line?.append(undo);
}

function focus(cell: CellHandle | undefined): void {
  const element = cell?.element();
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'nearest' });
}

/** Puts the focus on a cell that is about to be there, or to become another kind of cell. */
function focusSoon(id: string, edit: boolean, tries = 100): void {
  setTimeout(() => {
    const cell = cellOf(id);
    if (!cell?.element()?.isConnected) {
      if (tries > 0) focusSoon(id, edit, tries - 1);
    } else if (edit) cell.edit();
    else focus(cell);
  }, 30);
}

function neighbour(cell: CellHandle, step: 1 | -1): CellHandle | undefined {
  const all = cells();
  return all[all.findIndex(({ id }) => id === cell.id) + step];
}

function insert(beside: CellHandle, side: OwnCell['side'], source = SCRATCH): string {
  const { own } = kept();
  const id = freshId(own);
  const name = `${id.replace('own', 'scratch')}.c`;
  addOwn({ id, kind: 'scratch', name, source, beside: beside.id, side, needs: [] });
  return id;
}

const mine = (cell: CellHandle): OwnCell | undefined => kept().own.find(({ id }) => id === cell.id);

function change(cell: CellHandle, kind: OwnCell['kind']): void {
  if (!mine(cell)) {
    say('Only a cell of yours can become a note. B inserts one below.');
    return;
  }
  setKept(withOwn(kept(), cell.id, { kind }));
  focusSoon(cell.id, false);
}

function remove(cell: CellHandle): void {
  const own = mine(cell);
  if (!own) {
    say('This cell is the book’s. Only cells of yours can be deleted; Reset brings its text back.');
    return;
  }
  deleted.push(own);
  const next = neighbour(cell, 1) ?? neighbour(cell, -1);
  setKept(withoutOwn(kept(), cell.id));
  focus(next);
  say('Deleted the cell. Z brings it back.');
}

/** Cuts a cell in two at the cursor: what follows becomes a cell of the reader's below. */
function split(cell: CellHandle): void {
  const at = cell.cursor();
  if (at === undefined) return;
  const text = cell.source();
  const id = insert(cell, 'below', text.slice(at).replace(/^\n/, ''));
  cell.setSource(text.slice(0, at));
  focusSoon(id, true);
}

/** What the keys do. */
const COMMANDS: Record<Command, (cell: CellHandle) => void> = {
  run: ({ id }) => void runCells({ kind: 'cell', id }),
  'run-next': (cell) => {
    void runCells({ kind: 'cell', id: cell.id });
    focus(neighbour(cell, 1) ?? cell);
  },
  'run-insert': (cell) => {
    void runCells({ kind: 'cell', id: cell.id });
    focusSoon(insert(cell, 'below'), true);
  },
  'command-mode': (cell) => cell.element()?.focus({ preventScroll: true }),
  'edit-mode': (cell) => cell.edit(),
  next: (cell) => focus(neighbour(cell, 1)),
  previous: (cell) => focus(neighbour(cell, -1)),
  'insert-above': (cell) => focusSoon(insert(cell, 'above'), false),
  'insert-below': (cell) => focusSoon(insert(cell, 'below'), false),
  delete: remove,
  'undo-delete': () => {
    const own = deleted.pop();
    if (own) addOwn(own);
    if (own) focusSoon(own.id, false);
    say(own ? 'The deleted cell is back.' : 'No cell has been deleted.');
  },
  note: (cell) => change(cell, 'note'),
  code: (cell) => change(cell, 'scratch'),
  split,
  stop: () => act('stop'),
  restart: () => act('restart'),
  help: () => act('keys'),
};

function touch(event: Event): void {
  const cell = cellAround(event.target);
  if (!cell) return;
  current = cell.id;
  document.documentElement.classList.add('notebook-awake');
}

document.addEventListener('focusin', touch);
document.addEventListener('pointerdown', touch);
if (document.activeElement) touch({ target: document.activeElement } as unknown as Event);
startRuns();
/** Resolves when the reader's edits of this page are shown; nothing is done to them before. */
const ready: Promise<void> = startKept();
startKeyboard((command, cell) => void ready.then(() => COMMANDS[command](cell)));
