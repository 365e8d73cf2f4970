// The seam between a page's cells and its notebook.
//
// One idea: whatever runs on a page registers a handle here, and the notebook (order of runs, keys,
// edits, links) knows cells by that alone. What the notebook has to say of a cell comes back as a
// mark. The notebook itself is fetched when a cell is first touched; this file comes with the page.

import type { TerminalLine } from '../cell/state.ts';

/** How a cell's run stands. `resting`: nothing happens by itself, such as a server that waits. */
export type Phase = 'idle' | 'busy' | 'resting' | 'ended' | 'failed';

/** A file of a cell that has to have run before. */
export interface Before {
  id: string;
  name: string;
  source: string;
}

export interface RunRequest {
  /** What runs first on the clean machine, in order. */
  before: Before[];
  /** A line to stop at, in this run only. */
  breakpoint?: number;
}

/** A cell as the notebook sees it. Its own life (machine, editor, panes) stays its own. */
export interface CellHandle {
  id: string;
  /** The file's name, `server.c`. */
  name: string;
  /** `scratch` cells are the reader's own; an `exercise` is run when it is asked for, and not with all. */
  kind: 'c' | 'ts' | 'exercise' | 'scratch' | 'note';
  needs: readonly string[];
  /** The text as the book has it. */
  original: string;
  element(): HTMLElement | null;
  source(): string;
  /** Shows a text in place of the present one; runs nothing. */
  setSource(text: string): void;
  /** Resolves once the run has begun, or could not. */
  run(request: RunRequest): Promise<void>;
  stop(): void;
  /** Switches the machine off and forgets what it showed; the text stays. */
  clear(): void;
  /** Back to the book's text, and to no machine. */
  reset(): void;
  /** Puts the cursor into the text. */
  edit(): void;
  /** Where the cursor stands in the text, as an offset; undefined outside edit mode. */
  cursor(): number | undefined;
  phase(): Phase;
  /** What its terminals show, for an export. */
  terminals(): readonly (readonly TerminalLine[])[];
}

/** What the notebook says of a cell. */
export interface Mark {
  /** `In [3]`. */
  label: string;
  /** `Out [3]`; absent before the first run. */
  out?: string;
  state: string;
  mark: string;
  word: string;
}

export type Notebook = typeof import('./notebook.ts');

/** Key in localStorage: the pages that have edits, with spaces between. */
export const EDITED = 'edited';

type Listener = (id: string) => void;

const handles = new Map<string, CellHandle>();
const marks = new Map<string, Mark>();
const listeners = new Set<Listener>();
let loading: Promise<Notebook> | undefined;
let loaded = false;

/** Fetches the notebook, once; a failure is forgotten, so that the next touch tries again. */
export function wake(): Promise<Notebook> {
  loading ??= import('./notebook.ts').then(
    (notebook) => {
      loaded = true;
      return notebook;
    },
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Keeps a key that was pressed at a cell while the notebook is on its way, and presses it again then. */
export function keepKey(event: KeyboardEvent): void {
  if (loaded || event.target !== event.currentTarget || event.key === 'Tab') return;
  const { target, key, shiftKey, ctrlKey, altKey, metaKey } = event;
  event.preventDefault();
  const again = { key, shiftKey, ctrlKey, altKey, metaKey, bubbles: true, cancelable: true };
  wake().then(
    () => target?.dispatchEvent(new KeyboardEvent('keydown', again)),
    () => undefined,
  );
}

/** Makes a cell known; returns what takes it back. */
export function register(handle: CellHandle): () => void {
  handles.set(handle.id, handle);
  changed(handle.id);
  return () => {
    if (handles.get(handle.id) === handle) handles.delete(handle.id);
    changed(handle.id);
  };
}

/** Lists the cells as they stand on the page. */
export function cells(): CellHandle[] {
  return [...handles.values()].sort((a, b) => {
    const [first, second] = [a.element(), b.element()];
    if (!first || !second) return 0;
    return first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  });
}

export function cellOf(id: string): CellHandle | undefined {
  return handles.get(id);
}

/** Tells everybody that something about a cell is not as it was. */
export function changed(id: string): void {
  for (const listener of [...listeners]) listener(id);
}

/** Calls `listener` with the id of every cell that changes; returns what ends that. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function markOf(id: string): Mark | undefined {
  return marks.get(id);
}

export function setMark(id: string, mark: Mark): void {
  const old = marks.get(id);
  if (old && JSON.stringify(old) === JSON.stringify(mark)) return;
  marks.set(id, mark);
  changed(id);
}

/** Runs a cell after what it needs; without the notebook (it could not be fetched) the cell alone. */
export async function runCell(id: string, breakpoint?: number): Promise<void> {
  const notebook = await wake().catch(() => undefined);
  if (notebook) await notebook.runCells({ kind: 'cell', id }, breakpoint);
  else await handles.get(id)?.run({ before: [], ...(breakpoint !== undefined && { breakpoint }) });
}
