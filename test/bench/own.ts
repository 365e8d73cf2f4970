// Runs one C program here, in a process of its own: node own.ts FILE TIMES tier|interpreter [NATIVE]; prints
// JSON. With NATIVE, the same program made by gcc, each run is followed by one of that.
//
// A test runner rewrites the modules that it loads, which costs an interpreter's loop a factor; a page
// does not, and so the bench measures without.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { useSecondTier } from '../../lib/vm/process.ts';
import { createTier } from '../../lib/vm/tier/tier.ts';
import { runC } from '../c/harness.ts';

export interface OwnRun {
  /** Processor time of each run, in ms, and of gcc's program right behind it. */
  ours: number[];
  native: number[];
  output: string;
  nativeOutput: string;
}

const FUEL = 1e12;

/** Processor time that a program takes, its start included. */
function timeOf(program: string): { ms: number; output: string } {
  const script = 'TIMEFORMAT="%U %S"; time "$0"';
  const { stdout, stderr } = spawnSync('bash', ['-c', script, program], { encoding: 'utf8' });
  const [user, system] = stderr.trim().split(' ');
  return { output: stdout, ms: 1000 * (Number(user) + Number(system)) };
}

function main([file, times, how, native]: string[]): OwnRun {
  if (how === 'tier') useSecondTier(createTier());
  const text = readFileSync(file, 'utf8');
  const run: OwnRun = { ours: [], native: [], output: '', nativeOutput: '' };
  for (let i = 0; i < Number(times); i++) {
    const start = process.cpuUsage();
    run.output = runC([{ name: 'a.c', text }], ['a'], FUEL).output;
    const { user, system } = process.cpuUsage(start);
    run.ours.push((user + system) / 1000);
    if (!native) continue;
    const { ms, output } = timeOf(native);
    run.native.push(ms);
    run.nativeOutput = output;
  }
  return run;
}

console.log(JSON.stringify(main(process.argv.slice(2))));
