// The panes of a cell, fetched when it is first touched: a page that is only read does without them.

import { useEffect, useState } from 'preact/hooks';
import type { PanesProps } from './Panes.tsx';
import type { WaysProps } from './panes/Ways.tsx';
import type { CellState } from './state.ts';

function useFetched() {
  const [fetched, setFetched] = useState<typeof import('./Panes.tsx')>();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    import('./Panes.tsx').then(setFetched, () =>
      setProblem(
        'What lies below the line could not be loaded. Check the connection and run again.',
      ),
    );
  }, []);
  return { fetched, problem };
}

export function LazyPanes(props: PanesProps) {
  const { fetched, problem } = useFetched();
  if (fetched) return <fetched.Panes {...props} />;
  // As high as what is on its way, so that nothing moves when it comes.
  return <div class="cell-panes cell-panes-wait">{problem}</div>;
}

/** The debugger's buttons: whoever stands has panes, and they come with them. */
export function LazyWays(props: WaysProps) {
  const { fetched } = useFetched();
  return fetched ? <fetched.Ways {...props} /> : null;
}

/** What the compiler said; there is some only after a run. */
export function LazyDiagnostics(props: { state: CellState }) {
  const { fetched } = useFetched();
  return fetched ? <fetched.Diagnostics {...props} /> : null;
}

/** How long it has run. */
export function LazyClock(props: { state: CellState }) {
  const { fetched } = useFetched();
  return fetched ? <fetched.CellClock {...props} /> : null;
}
