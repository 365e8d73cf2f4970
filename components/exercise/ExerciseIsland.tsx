// An exercise below its cell: what it asks for, sentence by sentence, and what was seen when it was tried.
//
// One idea: the program is the cell's, whatever the reader has made of it; here it is only tried.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Verdict } from '../../lib/bench/exercise.ts';
import { cellOf } from '../notebook/registry.ts';
import { markSolved, solved } from './progress.ts';
import './exercise.css';

export interface ExerciseProps {
  id: string;
  /** Id of the cell that has the program. */
  cell: string;
  /** The program's file name. */
  name: string;
  start: string;
  solution: string;
  /** What each check says. */
  checks: readonly string[];
  /** Hints and the solution, as the page was built with them. */
  children?: ComponentChildren;
}

export default function ExerciseIsland(props: ExerciseProps) {
  const { id, cell, name, checks } = props;
  const [verdicts, setVerdicts] = useState<(Verdict | undefined)[]>([]);
  const [running, setRunning] = useState(false);
  const [said, setSaid] = useState('');
  const [done, setDone] = useState(false);
  const stop = useRef<() => void>();
  useEffect(() => {
    setDone(solved().has(id));
    return () => stop.current?.();
  }, [id]);

  async function check(): Promise<void> {
    const found: (Verdict | undefined)[] = [];
    setVerdicts([]);
    setRunning(true);
    setSaid('Trying the program.');
    const text = cellOf(cell)?.source() ?? props.start;
    try {
      const { runChecking } = await import('./checking.ts');
      stop.current = runChecking({ id, program: { name, text } }, checks.length, {
        verdict(at, verdict) {
          found[at] = verdict;
          setVerdicts([...found]);
        },
        done: (problem) => ended(problem ?? sentenceOf(found)),
      });
    } catch {
      ended('The checks could not be loaded. Check the connection and press Check again.');
    }
  }

  function ended(sentence: string): void {
    stop.current = undefined;
    setRunning(false);
    setSaid(sentence);
  }

  function sentenceOf(found: readonly (Verdict | undefined)[]): string {
    const failed = found.filter((verdict) => !verdict?.ok).length;
    if (failed > 0) return `${failed} of ${checks.length} checks failed.`;
    setDone(true);
    const kept = markSolved(id);
    return kept
      ? 'Solved: all checks passed.'
      : 'Solved; your browser does not let the book remember it.';
  }

  return (
    <section class="exercise-try" aria-label={`Checks of ${name}`} data-done={done}>
      <div class="exercise-bar">
        {running ? (
          <button
            type="button"
            class="is-stop"
            onClick={() => {
              stop.current?.();
              ended('Stopped.');
            }}
          >
            Stop
          </button>
        ) : (
          <button type="button" class="is-check" onClick={() => void check()}>
            Check
          </button>
        )}
        <p aria-live="polite">{said || (done ? 'You have solved this one.' : '')}</p>
      </div>
      <ol class="exercise-checks">
        {checks.map((says, i) => (
          <CheckLine key={says} says={says} verdict={verdicts[i]} />
        ))}
      </ol>
      {props.children}
      <div class="exercise-bar exercise-take">
        <button type="button" onClick={() => cellOf(cell)?.setSource(props.solution)}>
          Put the solution into the cell
        </button>
      </div>
    </section>
  );
}

function CheckLine({ says, verdict }: { says: string; verdict: Verdict | undefined }) {
  const state = verdict === undefined ? 'open' : verdict.ok ? 'passed' : 'failed';
  const mark = { open: '○', passed: '✓', failed: '✗' }[state];
  return (
    <li data-state={state}>
      <span class="exercise-mark" aria-hidden="true">
        {mark}
      </span>
      <span>
        {says}
        {verdict ? (
          <span class="exercise-seen">
            {verdict.ok ? 'Passed. ' : 'Failed. '}
            {verdict.seen}
          </span>
        ) : null}
      </span>
    </li>
  );
}
