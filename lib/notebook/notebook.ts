// The notebook of a page: which cells have to run before one, and whether what a cell shows is
// still true.
//
// One idea: a cell's result follows from its own text and the texts of the cells that it needs, and
// from nothing else, because a run begins on a clean machine. So a cell is fresh exactly while these
// texts are those of its last run; no state is kept that could be forgotten to be updated.

/** What the order of cells is decided from. Cells are listed as they stand on the page. */
export interface CellSpec {
  id: string;
  /** Ids of the cells that have to have run before. */
  needs: readonly string[];
}

export interface CellText extends CellSpec {
  source: string;
}

/** Where a run of several cells ends. */
export type Target =
  /** One cell and what it needs. */
  | { kind: 'cell'; id: string }
  /** Every cell down to one, as they stand on the page. */
  | { kind: 'to'; id: string }
  | { kind: 'all' };

/** What has been run, by cell: enough to tell later whether it still holds. */
export interface Run {
  /** n of In [n]. */
  count: number;
  source: string;
  /** Texts of the cells that it needed, in their order. */
  upstream: readonly string[];
}

export interface Notebook {
  /** How many runs there have been since the page, or Restart. */
  counter: number;
  runs: Readonly<Record<string, Run>>;
}

export type CellState = 'never' | 'running' | 'failed' | 'fresh' | 'edited' | 'upstream';

/** Makes a notebook in which nothing has run. */
export function createNotebook(): Notebook {
  return { counter: 0, runs: {} };
}

/** Lists the cells that one needs, and those that they need, each after all that it needs itself. */
export function ancestorsOf<T extends CellSpec>(cells: readonly T[], id: string): T[] {
  const order: T[] = [];
  const seen = new Set<string>([id]);
  const visit = (cell: T | undefined): void => {
    for (const other of cells.filter(({ id: each }) => cell?.needs.includes(each))) {
      if (seen.has(other.id)) continue;
      seen.add(other.id);
      visit(other);
      order.push(other);
    }
  };
  visit(cells.find((cell) => cell.id === id));
  return order;
}

/** Finds what is wrong with the needs of a page's cells: unknown ids, and cells that wait for themselves. */
export function needsProblems(cells: readonly CellSpec[]): { id: string; message: string }[] {
  const ids = cells.map(({ id }) => id);
  const problems: { id: string; message: string }[] = [];
  for (const { id, needs } of cells) {
    for (const need of needs) {
      if (ids.includes(need)) continue;
      const there = ids.filter((other) => other !== id).join(', ') || 'no other';
      problems.push({ id, message: `needs "${need}": no cell of that id here; there is ${there}` });
    }
  }
  const circle = cycleIn(cells);
  if (circle) {
    const [first] = circle;
    const words = [...circle, first].map((id) => `"${id}"`).join(' needs ');
    problems.push({ id: first, message: `${words}: none of them could ever run first` });
  }
  return problems;
}

/** Finds cells that need each other in a circle, beginning with the first of them on the page. */
function cycleIn(cells: readonly CellSpec[]): string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, path: string[]): string[] | undefined => {
    if (path.includes(id)) return path.slice(path.indexOf(id));
    if (done.has(id)) return undefined;
    for (const need of cells.find((cell) => cell.id === id)?.needs ?? []) {
      const found = visit(need, [...path, id]);
      if (found) return found;
    }
    done.add(id);
    return undefined;
  };
  for (const { id } of cells) {
    const found = visit(id, []);
    if (found) return found;
  }
  return undefined;
}

/**
 * Lists what to run, in order.
 *
 * What a cell needs is left out where it is fresh; the cells that the reader asked for are not.
 */
export function plan(cells: readonly CellText[], notebook: Notebook, target: Target): string[] {
  const last =
    target.kind === 'all' ? cells.length - 1 : cells.findIndex((c) => c.id === target.id);
  const asked = target.kind === 'cell' ? cells.slice(last, last + 1) : cells.slice(0, last + 1);
  const order: string[] = [];
  const add = (id: string) => {
    if (!order.includes(id)) order.push(id);
  };
  for (const cell of asked) {
    for (const needed of ancestorsOf(cells, cell.id)) {
      const stale = stateOf(cells, notebook, needed.id) !== 'fresh';
      if (stale || asked.includes(needed)) add(needed.id);
    }
    add(cell.id);
  }
  return order;
}

/** Notes that a cell is run now, with the texts as they are. */
export function begin(notebook: Notebook, cells: readonly CellText[], id: string): Notebook {
  const cell = cells.find((each) => each.id === id);
  if (!cell) return notebook;
  const count = notebook.counter + 1;
  const run = { count, source: cell.source, upstream: upstreamOf(cells, id) };
  return { counter: count, runs: { ...notebook.runs, [id]: run } };
}

/** Forgets the run of one cell. */
export function forget(notebook: Notebook, id: string): Notebook {
  const { [id]: _, ...runs } = notebook.runs;
  return { ...notebook, runs };
}

function upstreamOf(cells: readonly CellText[], id: string): string[] {
  return ancestorsOf(cells, id).map(({ source }) => source);
}

/** Tells whether what a cell shows follows from the texts as they are; `now`: how its run stands. */
export function stateOf(
  cells: readonly CellText[],
  notebook: Notebook,
  id: string,
  now?: 'busy' | 'failed',
): CellState {
  const cell = cells.find((each) => each.id === id);
  const run = notebook.runs[id];
  if (now === 'busy') return 'running';
  if (!cell || !run) return 'never';
  if (cell.source !== run.source) return 'edited';
  const upstream = upstreamOf(cells, id);
  const same =
    upstream.length === run.upstream.length &&
    upstream.every((text, i) => text === run.upstream[i]);
  if (!same) return 'upstream';
  return now === 'failed' ? 'failed' : 'fresh';
}

/** Each state as a mark and a word, and as the sentence that is announced. */
export const STATE_WORDS: Readonly<
  Record<CellState, { mark: string; word: string; said: string }>
> = {
  never: { mark: '○', word: 'not run', said: 'has not been run' },
  running: { mark: '◐', word: 'running', said: 'is running' },
  failed: { mark: '✕', word: 'failed', said: 'has an error' },
  fresh: { mark: '●', word: 'up to date', said: 'is up to date: this text is what ran' },
  edited: { mark: '✎', word: 'edited since', said: 'was edited after its run; run it again' },
  upstream: {
    mark: '△',
    word: 'upstream changed',
    said: 'needs a cell that has changed after its run; run it again',
  },
};

/** Writes In [n] as a notebook does: `In [ ]` before any run, `In [*]` while it runs. */
export function inLabel(notebook: Notebook, id: string, busy: boolean): string {
  return `In [${busy ? '*' : (notebook.runs[id]?.count ?? ' ')}]`;
}
