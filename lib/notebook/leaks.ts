// What a cell's program has not given back when it ends.

import type { Image } from '../cc/image.ts';
import { type Machine, taskAt } from '../machine/machine.ts';
import { leakLines, leaksOf } from '../vm/leaks.ts';
import type { VmState } from '../vm/state.ts';

/** Lists it in lines: all of it, or only what nothing points at any more. */
export function lostAtEnd(
  m: Machine,
  { pid, image, leaks }: { pid: number; image: Image; leaks?: boolean | 'lost' },
): string[] {
  const core = taskAt(m, pid)?.process.core as VmState | undefined;
  if (!core) return [];
  const found = leaksOf(core, image);
  if (leaks !== 'lost') return leakLines(found);
  const lost = found.filter((leak) => leak.lost);
  return lost.length > 0 ? leakLines(lost) : [];
}
