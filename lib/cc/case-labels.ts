// Case labels: which label of a switch has a value already?
//
// One idea: sorted runs whose lengths at least halve from one to the next. A label is looked up in each
// by bisection, and a new one is merged with the runs that are no longer than it; so n labels
// take n log n steps, in whatever order they come.

import type { SwitchCase } from './typed.ts';

export type CaseLabels = SwitchCase[][];

/** Adds a label, unless one of the others has a value of its: then returns that one, as gcc finds it. */
export function addCase(runs: CaseLabels, label: SwitchCase): SwitchCase | undefined {
  const [before, behind] = neighbours(runs, label.first);
  if (before && before.last >= label.first) return before;
  if (behind && label.last >= behind.first) return behind;
  let run = [label];
  while (runs.length > 0 && runs.at(-1)!.length <= run.length) run = merge(runs.pop()!, run);
  runs.push(run);
  return undefined;
}

/** The label that begins last up to a value, and the one that begins first behind it. */
function neighbours(runs: CaseLabels, value: bigint): (SwitchCase | undefined)[] {
  let before: SwitchCase | undefined;
  let behind: SwitchCase | undefined;
  for (const run of runs) {
    let [low, high] = [0, run.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (run[middle].first <= value) low = middle + 1;
      else high = middle;
    }
    const [left, right] = [run[low - 1], run[low]];
    if (left && !(before && before.first >= left.first)) before = left;
    if (right && !(behind && behind.first <= right.first)) behind = right;
  }
  return [before, behind];
}

function merge(a: SwitchCase[], b: SwitchCase[]): SwitchCase[] {
  const all: SwitchCase[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length; ) {
    const left = j >= b.length || (i < a.length && a[i].first <= b[j].first);
    all.push(left ? a[i++] : b[j++]);
  }
  return all;
}
