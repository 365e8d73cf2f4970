// Whole programs on a whole machine: each prints and returns what it does under gcc and glibc.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runGcc, runOnMachine } from '../../c/harness.ts';

// The real compiler is waited for, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000 });

const FOLDER = join(import.meta.dirname, 'programs');

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
