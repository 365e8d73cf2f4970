// What a cell of TypeScript shows, from a run of it while the book is built; print, and what a test compares.
//
// One idea: the same translation and the same library as in the page, in Node. Nobody types an output.

import { runInThisContext } from 'node:vm';
import * as bench from '../../lib/bench/api.ts';
import type { Item } from '../../lib/bench/output.ts';
import { installBenchPrograms } from '../../lib/bench/programs.ts';
import { lineIn, PARAMETERS, surroundings } from './need.ts';
import { translate, unread } from './translate.ts';

/** Runs a cell and returns what it showed; an error of the cell is its last item. */
export async function recordBench(
  name: string,
  source: string,
  programs: Readonly<Record<string, string>> = {},
): Promise<Item[]> {
  installBenchPrograms(programs);
  const translated = translate(source);
  if (!translated.ok) return [unread(translated)];
  const items: Item[] = [];
  bench.collectInto((item) => items.push(item));
  const script = `${name}.ts`;
  try {
    const run = runInThisContext(`(async (${PARAMETERS}) => { ${translated.code}\n})`, {
      filename: script,
    });
    await run(...surroundings(bench));
  } catch (error) {
    const { name: kind, message, stack } = error as Error;
    const line = lineIn(stack, script);
    items.push({
      kind: 'error',
      message: `${kind}: ${message}`,
      ...(line !== undefined && { line }),
    });
  }
  return items;
}
