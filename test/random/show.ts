// Prints the program of a seed: node test/random/show.ts 17

import { sourceOf } from './compare.ts';

process.stdout.write(sourceOf(Number(process.argv[2])).text);
