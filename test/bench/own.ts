// Runs one C program here, in a process of its own: node own.ts FILE TIMES tier|interpreter; prints JSON.
//
// A test runner rewrites the modules that it loads, which costs an interpreter's loop a factor; a page
// does not, and so the bench measures without.

import { readFileSync } from 'node:fs';
import { useSecondTier } from '../../lib/vm/process.ts';
import { createTier } from '../../lib/vm/tier/tier.ts';
import { runC } from '../c/harness.ts';

export interface OwnRun {
  ms: number;
  output: string;
}

const FUEL = 1e12;

function main([file, times, how]: string[]): OwnRun {
  if (how === 'tier') useSecondTier(createTier());
  const text = readFileSync(file, 'utf8');
  let ms = Number.POSITIVE_INFINITY;
  let output = '';
  for (let i = 0; i < Number(times); i++) {
    const start = performance.now();
    output = runC([{ name: 'a.c', text }], ['a'], FUEL).output;
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, output };
}

console.log(JSON.stringify(main(process.argv.slice(2))));
