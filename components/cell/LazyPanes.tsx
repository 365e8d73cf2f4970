// The panes of a cell, fetched when it is first touched: a page that is only read does without them.

import { useEffect, useState } from 'preact/hooks';
import type { Panes, PanesProps } from './Panes.tsx';

export function LazyPanes(props: PanesProps) {
  const [loaded, setLoaded] = useState<{ Panes: typeof Panes }>();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    import('./Panes.tsx').then(setLoaded, () =>
      setProblem(
        'What lies below the line could not be loaded. Check the connection and run again.',
      ),
    );
  }, []);
  if (loaded) return <loaded.Panes {...props} />;
  // As high as what is on its way, so that nothing moves when it comes.
  return <div class="cell-panes cell-panes-wait">{problem}</div>;
}
