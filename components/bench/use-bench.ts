// The life of a cell of TypeScript: fetch, translate, run, and what there is to say of it.
//
// One idea: the island draws and this hook acts. Everything heavy comes with the first run.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Item } from '../../lib/bench/output.ts';
import type { BenchRun } from './frame.ts';

type Live = typeof import('./live.ts');

/** `exited`: it has run, whatever became of it. */
export type Status = 'idle' | 'loading' | 'running' | 'exited';

const NOT_YET = 'Not running. Press Run.';
const NOT_LOADED =
  'The bench could not be loaded. Check the connection and press Run again; your code is kept.';

export function useBench(bundle: string, text: { current: string }) {
  const [status, setStatus] = useState<Status>('idle');
  const [said, setSaid] = useState(NOT_YET);
  const [items, setItems] = useState<Item[]>([]);
  const [live, setLive] = useState<Live>();
  const run = useRef<BenchRun>();
  /** Counts starts: a fetch that comes back after Stop begins nothing. */
  const turn = useRef(0);

  // What is still running when the page changes is of no use to anybody.
  useEffect(() => () => run.current?.stop(), []);

  function ended(sentence: string): void {
    run.current = undefined;
    setStatus('exited');
    setSaid(sentence);
  }

  async function start(): Promise<void> {
    run.current?.stop();
    const mine = ++turn.current;
    setStatus('loading');
    setSaid('Fetching the bench.');
    setItems([]);
    try {
      const fetched = live ?? (await import('./live.ts'));
      setLive(fetched);
      const code = await fetched.fetchBundle(bundle);
      if (mine !== turn.current) return;
      const translated = fetched.translate(text.current);
      if (translated.ok) return begin(fetched, code, translated.code);
      setItems([fetched.unread(translated)]);
      const { line } = translated;
      ended(line === undefined ? 'Nothing ran.' : `Nothing ran: an error in line ${line}.`);
    } catch {
      if (mine === turn.current) ended(NOT_LOADED);
    }
  }

  function begin(fetched: Live, code: string, translated: string): void {
    const beginMs = performance.now();
    const shown: Item[] = [];
    let drawn = 0;
    setStatus('running');
    setSaid('Running.');
    const draw = () => {
      drawn = 0;
      setItems([...shown]);
    };
    run.current = fetched.runInFrame(code, translated, {
      item(item) {
        shown.push(item);
        // Many items are one drawing.
        drawn ||= requestAnimationFrame(draw);
      },
      done(problem) {
        cancelAnimationFrame(drawn);
        draw();
        const took = `${((performance.now() - beginMs) / 1000).toFixed(1)} s`;
        ended(problem ?? sentenceOf(shown, took));
      },
    });
  }

  function stop(): void {
    if (run.current) {
      run.current.stop();
    } else {
      turn.current++;
      ended('Stopped.');
    }
  }

  function reset(): void {
    turn.current++;
    run.current?.stop();
    setItems([]);
    setStatus('idle');
    setSaid(NOT_YET);
  }

  return { status, said, items, live, start, stop, reset };
}

function sentenceOf(shown: readonly Item[], took: string): string {
  const error = shown.find((item) => item.kind === 'error');
  if (!error) return `Done in ${took}.`;
  const where = error.line === undefined ? '' : ` in line ${error.line}`;
  return `Ended by an error${where}, after ${took}.`;
}
