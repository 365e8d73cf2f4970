// The page's end of the pipe to the checks: a worker for one go, ended when all have answered, or by Stop.

import type { Verdict } from '../../lib/bench/exercise.ts';
import type { Checked, CheckJob } from './check.worker.ts';

export interface CheckEvents {
  verdict(at: number, verdict: Verdict): void;
  /** Once; `problem` where the checks themselves broke down. */
  done(problem?: string): void;
}

/** Runs all checks of an exercise on a program; returns what stops them. */
export function runChecking(job: CheckJob, count: number, on: CheckEvents): () => void {
  const worker = new Worker(new URL('./check.worker.ts', import.meta.url), {
    type: 'module',
    name: 'checks',
  });
  let left = count;
  worker.onmessage = ({ data: { at, verdict } }: MessageEvent<Checked>) => {
    on.verdict(at, verdict);
    left--;
    if (left > 0) return;
    worker.terminate();
    on.done();
  };
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    on.done(`The checks broke down: ${event.message || 'their code could not be loaded'}.`);
  };
  worker.postMessage(job);
  return () => worker.terminate();
}
