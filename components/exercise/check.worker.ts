// Checks in a worker: the reader's program on benches of its own, one check after the other.
//
// What runs here is the book's own code; the reader's is C, and the machine is its sandbox.

import { exerciseOf } from '../../content/exercises/exercises.ts';
import { runChecks, type Verdict } from '../../lib/bench/exercise.ts';
import type { ProgramText } from '../../lib/bench/programs.ts';
import { useSecondTier } from '../../lib/vm/process.ts';
import { createTier } from '../../lib/vm/tier/tier.ts';

export interface CheckJob {
  id: string;
  program: ProgramText;
}

/** One check's verdict; `at` counts from 0. */
export interface Checked {
  at: number;
  verdict: Verdict;
}

useSecondTier(createTier());

addEventListener('message', ({ data }: MessageEvent<CheckJob>) => {
  const exercise = exerciseOf(data.id);
  exercise.checks.forEach((check, at) => {
    const [verdict] = runChecks({ ...exercise, checks: [check] }, data.program);
    postMessage({ at, verdict: verdict! } satisfies Checked);
  });
});
