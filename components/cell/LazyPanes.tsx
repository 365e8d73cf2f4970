// What a cell shows once it is touched: its panes and what comes with them, fetched by the first touch.

import { useEffect, useState } from 'preact/hooks';
import type * as fetchedPanes from './Panes.tsx';
import type { PanesProps } from './Panes.tsx';
import type { WaysProps } from './panes/Ways.tsx';
import type { CellState } from './state.ts';

function useFetched() {
  const [fetched, setFetched] = useState<typeof fetchedPanes>();
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

/** How long it has run. */
export function LazyClock(props: { state: CellState }) {
  const { fetched } = useFetched();
  return fetched ? <fetched.CellClock {...props} /> : null;
}

/** What the compiler said, which it says to those who have run something. */
export function LazyDiagnostics({ state }: { state: CellState }) {
  return state.diagnostics.length > 0 ? <FetchedDiagnostics state={state} /> : null;
}

function FetchedDiagnostics(props: { state: CellState }) {
  const { fetched } = useFetched();
  return fetched ? <fetched.Diagnostics {...props} /> : null;
}
