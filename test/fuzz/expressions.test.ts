// Random C programs against gcc. Prints its seed; FUZZ_SEED and FUZZ_PROGRAMS repeat a run.

import { expect, test } from 'vitest';
import { fuzz } from './expressions.ts';

test('random expressions mean what they mean to gcc', () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
  const programs = Number(process.env.FUZZ_PROGRAMS ?? 100);
  console.log(`FUZZ_SEED=${seed} FUZZ_PROGRAMS=${programs}`);
  const found = fuzz(seed, programs);
  if (found) console.log(`${found.text}\n${found.why}\nFUZZ_SEED=${found.seed} FUZZ_PROGRAMS=1`);
  expect(found?.seed).toBeUndefined();
});
