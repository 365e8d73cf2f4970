// The world that tests of worlds begin with.

import type { World } from '../../../lib/notebook/world.ts';

/** One host with one terminal, and nothing else. */
export const ONE_HOST: World = {
  seed: 1,
  hosts: [{ name: 'server', x: 0, y: 0 }],
  links: [],
  files: [],
  terminals: [{ id: 1, host: 'server', typed: [] }],
  points: [],
};
