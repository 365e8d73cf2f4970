// What a reader's TypeScript runs in: the machine library and one cell, in a worker of the sandboxed frame.
//
// One idea: this file is bundled whole (bundle.ts), travels to the frame as text, and needs nothing from
// outside. A cell can only speak through the port that it was given, and what it says is data.

import * as bench from '../../lib/bench/api.ts';
import type { Item } from '../../lib/bench/output.ts';
import { useSecondTier } from '../../lib/vm/process.ts';
import { createTier } from '../../lib/vm/tier/tier.ts';
import { lineIn, PARAMETERS, surroundings } from './need.ts';

/** What the frame hands over. */
export interface Job {
  code: string;
  port: MessagePort;
}

/** What a run says, in order; `done` is the last. */
export type Said = { type: 'item'; item: Item } | { type: 'done' };

declare function importScripts(url: string): void;
/** What the cell's script defines. */
declare const cell: (...around: unknown[]) => Promise<void>;

useSecondTier(createTier());

addEventListener('message', ({ data }: MessageEvent<Job>) => void run(data), { once: true });

async function run({ code, port }: Job): Promise<void> {
  const say = (said: Said) => port.postMessage(said);
  bench.collectInto((item) => say({ type: 'item', item }));
  // A classic script, because a module from a blob does not load in an opaque origin.
  const text = `var cell = async (${PARAMETERS}) => { ${code}\n}`;
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    importScripts(url);
    await cell(...surroundings(bench));
  } catch (error) {
    say({ type: 'item', item: errorItem(error, url) });
  }
  say({ type: 'done' });
}

function errorItem(error: unknown, url: string): Item {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const line = error instanceof Error ? lineIn(error.stack, url) : undefined;
  return { kind: 'error', message, ...(line !== undefined && { line }) };
}
