// The bench as one file: the machine library, the book's programs and the cell's worker, bundled whole.
//
// One idea: the frame in which cells run has no network, so what it runs comes as one text.

import { build } from 'esbuild';
import { PROGRAMS } from '../book/program-files.ts';

export interface Bundle {
  /** Part of its name: `bench.HASH.js` may be kept for ever. */
  hash: string;
  text: string;
}

const ENTRY = `
import { installBenchPrograms } from './lib/bench/programs.ts';
import './components/bench/worker.ts';
installBenchPrograms(PROGRAMS_OF_THE_BOOK);
`;

let bundle: Promise<Bundle> | undefined;

/** Makes the bundle, once a build; while pages are written, anew for each look at it. */
export function benchBundle(): Promise<Bundle> {
  if (import.meta.env.DEV) return bundled();
  bundle ??= bundled();
  return bundle;
}

async function bundled(): Promise<Bundle> {
  const programs = Object.fromEntries([...PROGRAMS.values()].map(({ name, text }) => [name, text]));
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: 'ts' },
    define: { PROGRAMS_OF_THE_BOOK: JSON.stringify(programs) },
    bundle: true,
    write: false,
    minify: true,
    // Errors name functions and classes to readers.
    keepNames: true,
    // A classic script: see worker.ts.
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
  const { text } = outputFiles[0]!;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hash = [...new Uint8Array(digest)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return { hash: import.meta.env.DEV ? 'dev' : hash.slice(0, 10), text };
}
