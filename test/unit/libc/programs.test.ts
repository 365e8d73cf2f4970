// Whole programs on a whole machine: each prints and returns what it does under gcc and glibc.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runGcc, runOnMachine } from '../../c/harness.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

const FOLDER = join(import.meta.dirname, 'programs');

// Linux is asked where it answers root; what it answered is the rule everywhere.
it("credentials.c, root's", () => {
  const name = 'credentials.c';
  const source = { name, text: readFileSync(join(FOLDER, '../as-root', name), 'utf8') };
  const answer = '0 2 10 0 0 1000 0 1 1 0 0 5 6 6 0 1 5\n';
  expect(runOnMachine([source]).output).toBe(answer);
  if (process.getuid?.() === 0) expect(runGcc([source]).output).toBe(answer);
});

it.each(readdirSync(FOLDER))('%s', (name) => {
  const source = { name, text: readFileSync(join(FOLDER, name), 'utf8') };
  // The linker warns of names for temporary files.
  const real = runGcc([source], ['-w', '-Wl,--no-warnings']);
  expect(real.messages).toBe('');
  const ours = runOnMachine([source]);
  expect(ours.diagnostics).toEqual([]);
  expect(ours.output).toBe(real.output);
  expect(ours.status).toBe(real.status);
  expect(real.output.length).toBeGreaterThan(50);
});
