// How many of a terminal's lines have been typed since the machine was switched on: the next one of
// those that a world keeps is offered.

import { useRef, useState } from 'preact/hooks';
import type { World } from '../../lib/notebook/world.ts';
import { withTyped } from '../../lib/notebook/world-edits.ts';

export function useTyped(change: (step: (world: World) => World) => unknown) {
  const [typed, setTyped] = useState<Record<number, number>>({});
  /** Those of this moment: two lines may be typed before the page is drawn again. */
  const counts = useRef(typed);

  function set(next: Record<number, number>): void {
    counts.current = next;
    setTyped(next);
  }

  return {
    typed,
    /** Notes lines where they were typed. */
    note(terminal: number, ...lines: string[]): void {
      for (const line of lines) {
        const at = counts.current[terminal] ?? 0;
        change((world) => withTyped(world, terminal, at, line));
        set({ ...counts.current, [terminal]: at + 1 });
      }
    },
    /** Begins again at the first line of each: the machine is another. */
    clear: () => set({}),
  };
}
