// Writes what lib/vm/loop/loop.ts has between its marks: `npm run loop`.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { writeCases, writeLocals } from '../vm/loop/write.ts';

export const LOOP = new URL('../vm/loop/loop.ts', import.meta.url).pathname;

function between(text: string, name: string, written: string): string {
  const begin = `// ---- ${name}, written by \`npm run loop\` ----\n`;
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf('// ---- end ----', from);
  if (from < begin.length || to < 0) throw new Error(`${LOOP}: no marks for ${name}`);
  return `${text.slice(0, from)}${written}\n${text.slice(to)}`;
}

/** Returns the loop as it should be, formatted as the repository is. */
export function loopText(): string {
  const cases = writeCases();
  let text = readFileSync(LOOP, 'utf8');
  text = between(text, 'locals', writeLocals(cases));
  text = between(text, 'cases', cases);
  const args = ['format', `--stdin-file-path=${LOOP}`];
  return execFileSync('biome', args, { input: text, encoding: 'utf8' });
}

if (import.meta.main) writeFileSync(LOOP, loopText());
