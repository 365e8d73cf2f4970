// The runs of the page: cells run in their order, and their marks say how they stand.
//
// One idea: the rules are lib/notebook/notebook.ts, the cells are handles (registry.ts); here is only
// what joins the two in time.

import {
  ancestorsOf,
  begin,
  type CellText,
  createNotebook,
  forget,
  inLabel,
  plan,
  STATE_WORDS,
  stateOf,
  type Target,
} from '../../lib/notebook/notebook.ts';
import { type CellHandle, cellOf, cells, listen, markOf, type Phase, setMark } from './registry.ts';
import { say } from './say.ts';

let model = createNotebook();
/** Grows with every run and every Stop, so that an older run of several cells sees that it is over. */
let turn = 0;

const runnable = (): CellHandle[] => cells().filter(({ kind }) => kind !== 'note');

function texts(): CellText[] {
  return runnable().map((cell) => ({ id: cell.id, needs: cell.needs, source: cell.source() }));
}

const isTarget = (target: Target, id: string) => target.kind === 'to' && target.id === id;

/** The newest run or Stop; another one later: what was asked for before is over. */
export const turnNow = (): number => turn;

/** Runs cells in order, each once the one before has come to rest; ends at the first that fails. */
export async function runCells(target: Target, breakpoint?: number): Promise<void> {
  const mine = ++turn;
  // Of all cells, those that are still to be written are left out.
  const asked = texts().filter(({ id }) => {
    return target.kind === 'cell' || cellOf(id)?.kind !== 'exercise' || isTarget(target, id);
  });
  const order = plan(asked, model, target);
  for (const [i, id] of order.entries()) {
    const cell = cellOf(id);
    if (!cell) return;
    const last = i === order.length - 1;
    say(order.length > 1 ? `Running ${cell.name}, ${i + 1} of ${order.length}.` : '');
    model = begin(model, texts(), id);
    const before = ancestorsOf(texts(), id).map((other) => ({
      ...{ id: other.id, name: cellOf(other.id)?.name ?? '', source: other.source },
    }));
    const begun = () =>
      cell.run({ before, ...(last && breakpoint !== undefined && { breakpoint }) });
    const ended = rested(id, begun);
    refresh();
    const phase = await ended;
    if (turn !== mine) return;
    if (phase === 'failed' || phase === 'idle') {
      say(order.length > 1 ? `${cell.name} did not run; what comes after it was not run.` : '');
      return;
    }
    if (last && order.length > 1) say(`${order.length} cells have run.`);
  }
}

/** What a cell shows is drawn within this time, and then the notebook has heard of it. */
const DRAWN_MS = 100;

/** Runs a cell and waits until it has come to rest; tells how. One that could not begin rests at once. */
function rested(id: string, run: () => Promise<void>): Promise<Phase> {
  return new Promise((resolve) => {
    let ran = false;
    const phase = () => cellOf(id)?.phase() ?? 'idle';
    const end = () => {
      stop();
      resolve(phase());
    };
    const stop = listen(() => {
      ran ||= phase() === 'busy';
      if (ran && phase() !== 'busy') end();
    });
    const begun = () => setTimeout(() => ran || end(), DRAWN_MS);
    run().then(begun, begun);
  });
}

/** Stops every cell that is at work or waits, and what was still to be run; tells how many stopped. */
export function stopAll(): number {
  turn++;
  const alive = cells().filter((cell) => ['busy', 'resting'].includes(cell.phase()));
  for (const cell of alive) cell.stop();
  return alive.length;
}

/** Forgets every run: each cell begins anew, on a clean machine, and the count at 1. */
export function restart(): void {
  stopAll();
  for (const cell of runnable()) cell.clear();
  model = createNotebook();
  refresh();
}

/** Writes every cell's mark anew, and says what has changed of those that had run. */
function refresh(): void {
  const all = texts();
  for (const cell of runnable()) {
    const phase = cell.phase();
    const busy = phase === 'busy';
    const now = busy || phase === 'failed' ? phase : undefined;
    const state = stateOf(all, model, cell.id, now);
    const count = model.runs[cell.id]?.count;
    const { mark, word, said } = STATE_WORDS[state];
    const old = markOf(cell.id)?.state;
    if (old && old !== state && (state === 'edited' || state === 'upstream'))
      say(`${cell.name} ${said}.`);
    setMark(cell.id, {
      ...{ label: inLabel(model, cell.id, busy), state, mark, word },
      ...(count !== undefined && !busy && { out: `Out [${count}]` }),
    });
  }
}

/** Begins to keep the marks. */
export function startRuns(): void {
  /** Cells that have been seen at work since they were last idle. */
  const worked = new Set<string>();
  listen((id) => {
    const phase = cellOf(id)?.phase();
    if (phase === 'busy') worked.add(id);
    // It was reset, here or at the cell itself.
    else if (phase === 'idle' && worked.delete(id)) model = forget(model, id);
    refresh();
  });
  refresh();
}
