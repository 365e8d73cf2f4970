// Exercises: a program with a fault or a gap, and checks that try it on the machine.
//
// One idea: a check is a small experiment on a bench of its own. It answers with what was expected and what
// was seen, so that a reader who fails learns what the program did.
//
// Errors: a program that does not compile fails all checks at once, in the compiler's words.

import type { ProgramText } from './programs.ts';

/** What a check found. */
export interface Verdict {
  ok: boolean;
  /** "A second client is answered within 3 s." */
  expected: string;
  /** "It was not answered at all." */
  seen: string;
}

export interface Check {
  /** The sentence that the reader reads before running it. */
  says: string;
  run(program: ProgramText): Omit<Verdict, 'expected'>;
}

export interface Exercise {
  /** Names its files, `ID.start.c` and `ID.solution.c`, and its place on the page. */
  id: string;
  title: string;
  /** What to do, in a few sentences; `code` in backquotes. */
  task: string;
  /** From a nudge to nearly the answer. */
  hints: readonly string[];
  checks: readonly Check[];
}

/** Runs a program through the checks of an exercise, each on machines of its own. */
export function runChecks({ checks }: Exercise, program: ProgramText): Verdict[] {
  return checks.map(({ says, run }) => {
    try {
      return { expected: says, ...run(program) };
    } catch (error) {
      return { ok: false, expected: says, seen: (error as Error).message };
    }
  });
}

/** Answers a check: what was seen is told either way. */
export function saw(ok: boolean, seen: string): Omit<Verdict, 'expected'> {
  return { ok, seen };
}
