// The notebook of the page at work: it runs cells in their order and says how they stand.
//
// One idea: the rules are lib/notebook/notebook.ts, the cells are handles (registry.ts); here is only
// what joins the two in time.

import {
  ancestorsOf,
  begin,
  type CellText,
  createNotebook,
  inLabel,
  plan,
  STATE_WORDS,
  stateOf,
  type Target,
} from '../../lib/notebook/notebook.ts';
import { type CellHandle, cellOf, cells, listen, type Phase, setMark } from './registry.ts';

let model = createNotebook();
/** Grows with every run and every Stop, so that an older run of several cells sees that it is over. */
let turn = 0;

const runnable = (): CellHandle[] => cells().filter(({ kind }) => kind !== 'note');

function texts(): CellText[] {
  return runnable().map((cell) => ({ id: cell.id, needs: cell.needs, source: cell.source() }));
}

/** Runs cells in order, each once the one before has come to rest; ends at the first that fails. */
export async function runCells(target: Target, breakpoint?: number): Promise<void> {
  const mine = ++turn;
  const order = plan(texts(), model, target);
  for (const id of order) {
    const cell = cellOf(id);
    if (!cell) return;
    model = begin(model, texts(), id);
    const before = ancestorsOf(texts(), id).map((other) => ({
      ...{ id: other.id, name: cellOf(other.id)?.name ?? '', source: other.source },
    }));
    const last = id === order.at(-1);
    const ended = last ? undefined : rested(id);
    cell.run({ before, ...(last && breakpoint !== undefined && { breakpoint }) });
    refresh();
    if (!ended) return;
    const phase = await ended;
    if (turn !== mine || phase === 'failed' || phase === 'idle') return;
  }
}

/** Waits until a cell that is about to run has come to rest, and tells how. */
function rested(id: string): Promise<Phase> {
  return new Promise((resolve) => {
    let ran = false;
    const stop = listen(() => {
      const phase = cellOf(id)?.phase() ?? 'idle';
      ran ||= phase === 'busy';
      if (!ran || phase === 'busy') return;
      stop();
      resolve(phase);
    });
  });
}

/** Stops every cell that is at work or waits, and what was still to be run. */
export function stopAll(): void {
  turn++;
  for (const cell of cells()) {
    if (['busy', 'resting'].includes(cell.phase())) cell.stop();
  }
}

/** Writes every cell's mark anew. */
function refresh(): void {
  const all = texts();
  for (const cell of runnable()) {
    const busy = cell.phase() === 'busy';
    const state = stateOf(all, model, cell.id, busy);
    const count = model.runs[cell.id]?.count;
    const { mark, word } = STATE_WORDS[state];
    setMark(cell.id, {
      ...{ label: inLabel(model, cell.id, busy), state, mark, word },
      ...(count !== undefined && !busy && { out: `Out [${count}]` }),
    });
  }
}

listen(refresh);
refresh();
