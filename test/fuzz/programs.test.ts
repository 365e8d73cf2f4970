// Random C programs with new seeds against gcc, and gcc's own word that they are well defined.

import { expect, test } from 'vitest';
import { batches, differences, SANITIZED } from '../random/compare.ts';
import { runs } from './seeds.ts';

test('random programs print what they print under gcc', async () => {
  for (const seeds of batches(runs(200), 25)) {
    expect(await differences(seeds, [['-O0'], ['-O2'], SANITIZED])).toEqual([]);
  }
});
