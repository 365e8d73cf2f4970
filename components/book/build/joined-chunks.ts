// Joined chunks: what pages always load together is one file.
//
// One idea: a small file costs a request, a list of names that it imports and gives, and a compression that
// begins with nothing.

import type { Plugin } from 'vite';

/** Of `components/parts`, what every figure shows at once. */
const FRAME = 'FigureFrame|Transport|TaskList|Announcer|turns|player|use-(?:later|moment|player)';

/**
 * The files, and the modules that each holds; what several import goes with the one of highest priority.
 *
 * What fetches others stays alone, and signals go with figures: pages that have none load neither.
 */
const FILES = [
  { name: 'preload-helper', test: /vite\/preload-helper/, priority: 3 },
  { name: 'preact', test: /\/node_modules\/preact\//, priority: 2 },
  {
    name: 'figure',
    test: new RegExp(`/node_modules/@preact/signals|/components/parts/(?:${FRAME})\\.tsx?$`),
    priority: 1,
  },
];

/** Joins them in the scripts of pages. */
export function joinedChunks(): Plugin {
  return {
    name: 'joined-chunks',
    enforce: 'post',
    apply: 'build',
    configEnvironment: (name, { build }) => {
      if (name !== 'client' || !build) return;
      const output = build.rolldownOptions?.output;
      if (!output || Array.isArray(output)) return;
      output.codeSplitting = { groups: FILES };
    },
  };
}
