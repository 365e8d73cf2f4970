// How long a run takes: the machine's time and the reader's, side by side.

import { useEffect, useState } from 'preact/hooks';
import type { CellState } from '../cell/state.ts';

/** A run that is over sooner has no need of a clock. */
const SHOWN_MS = 400;

export function CellClock({ state }: { state: CellState }) {
  const { status, resting, atUs } = state;
  const runs = (status === 'running' && !resting) || status === 'loading';
  const [realMs, setRealMs] = useState(0);
  useEffect(() => {
    if (status === 'idle') setRealMs(0);
    if (!runs) return;
    const from = performance.now() - (status === 'loading' ? 0 : realMs);
    const timer = setInterval(() => setRealMs(performance.now() - from), 200);
    return () => clearInterval(timer);
  }, [runs, status]);
  if (realMs < SHOWN_MS) return null;
  return (
    <span class="cell-clock" data-runs={runs || undefined}>
      {(atUs / 1e6).toFixed(3)} s virtual · {(realMs / 1e3).toFixed(1)} s real
    </span>
  );
}
