// Frozen figures: tables that a figure's machine would work out when it is loaded are in its script as values.
//
// One idea: a figure loads its machine when it is first touched, in the middle of a frame. What follows from
// tables alone is known when the site is built (components/cell/build/frozen.ts does the same
// for the machine of the cells, which has a worker to itself).

import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { frozen } from '../../cell/build/frozen.ts';

/** Modules of plain data that take longest to be worked out. */
export const FROZEN = [
  'lib/abi/group-names.ts',
  'lib/abi/layouts.ts',
  'lib/abi/signatures.ts',
  'lib/abi/structs-rare.ts',
  'lib/tcp/info-fields.ts',
];

/** Writes out what such a module exports, in the scripts of pages. */
export function frozenFigures(): Plugin {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  return {
    name: 'frozen-figures',
    enforce: 'pre',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    load: (id) => (FROZEN.some((file) => id === root + file) ? frozen(id) : undefined),
  };
}
