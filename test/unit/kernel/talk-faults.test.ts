// Programs that talk over failing links: the same seeds every time; `npm run fuzz` tries others.

import { test } from 'vitest';
import { talks } from './talk-faults.ts';

const seeds = Array.from({ length: 12 }, (_, i) => i + 1);

test.each(seeds)('bytes in order, nobody asleep, nothing left: seed %i', talks);
