// Seeds: which runs a fuzz test makes, said so that a run can be made again.

export interface Runs {
  first: number;
  count: number;
}

/** Takes the seeds from FUZZ_SEED and FUZZ_RUNS, else `usual` ones from `from`, or from a new one. */
export function runs(usual: number, from = Date.now() % 1_000_000): Runs {
  const first = Number(process.env.FUZZ_SEED ?? from);
  const count = Number(process.env.FUZZ_RUNS ?? usual);
  if (!Number.isInteger(first) || !(count > 0)) {
    throw new Error(`FUZZ_SEED=${first} FUZZ_RUNS=${count}: whole numbers are expected`);
  }
  console.log(`FUZZ_SEED=${first} FUZZ_RUNS=${count}`);
  return { first, count };
}

/** Runs `one` with every seed and returns how to repeat the runs that threw, and why they did. */
export function failures({ first, count }: Runs, one: (seed: number) => void): string[] {
  const failed: string[] = [];
  for (let seed = first; seed < first + count; seed++) {
    try {
      one(seed);
    } catch (error) {
      failed.push(`FUZZ_SEED=${seed} FUZZ_RUNS=1: ${(error as Error).stack}`);
    }
  }
  return failed;
}
