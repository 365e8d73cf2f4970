// Runs one C program here, in a process of its own: node own.ts FILE TIMES; prints JSON.
//
// A test runner rewrites the modules that it loads, which costs an interpreter's loop a factor; a page
// does not, and so the bench measures without.

import { readFileSync } from 'node:fs';
import { runC } from '../c/harness.ts';

export interface OwnRun {
  ms: number;
  output: string;
}

const FUEL = 1e12;

function main([file, times]: string[]): OwnRun {
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
