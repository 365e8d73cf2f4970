// Copies of a machine on its way: which of them to keep, so that the way back is short everywhere.
//
// One idea: their number and their memory are bounded; the one whose loss is felt least goes first,
// which is where they lie close for their age. So they get farther apart the older they are.
//
// Units: bytes.

import type { Machine } from '../machine/machine.ts';

/** Most copies that are kept, and the most memory that they may take together. */
const MAX_COPIES = 64;
const MAX_BYTES = 96 * 1024 * 1024;

/** Drops what is more than a machine's past may take; `at` tells where on the way a copy lies. */
export function thin<Copy>(copies: Copy[], machine: Machine, at: (copy: Copy) => number): void {
  const most = Math.max(2, Math.min(MAX_COPIES, Math.floor(MAX_BYTES / bytesOf(machine))));
  while (copies.length > most) copies.splice(leastMissed(copies.map(at)), 1);
}

/** About what a copy of a machine takes: the memories of its processes, each with its shadow. */
function bytesOf(m: Machine): number {
  const spaces = new Set<{ memory: Uint8Array }>();
  for (const kernel of m.kernels.values()) {
    for (const { data } of kernel.tasks.values()) {
      const space = (data as { space?: { memory: Uint8Array } } | undefined)?.space;
      if (space) spaces.add(space);
    }
  }
  return [...spaces].reduce((sum, { memory }) => sum + 2 * memory.length, 64 * 1024);
}

/** Finds the place whose loss is felt least: the smallest gap around it for its age; never an end. */
export function leastMissed(places: readonly number[]): number {
  const now = places[places.length - 1];
  let best = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < places.length - 1; i++) {
    const felt = (places[i + 1] - places[i - 1]) / (1 + now - places[i]);
    if (felt >= least) continue;
    least = felt;
    best = i;
  }
  return best;
}
