// The debugger's keys in a cell: they are fetched when the focus comes into it, and what is pressed
// before they are there is kept and done then.

import { useRef, useState } from 'preact/hooks';
import type { Cell } from './debug-keys.ts';

/** Whether a key may be one of the debugger's, before the rules are there that know. */
function mayBeOurs({ key, target }: KeyboardEvent, listing: HTMLElement | null): boolean {
  if (/^F(5|9|10|11)$/.test(key)) return true;
  return target === listing && /^(Arrow(Up|Down)|Home|End)$/.test(key);
}

export function useDebugKeys(cell: Omit<Cell, 'chosen' | 'hear'>) {
  const [heard, hear] = useState('');
  const chosen = useRef<number>();
  const keys = useRef<typeof import('./debug-keys.ts')>();
  const early = useRef<KeyboardEvent[]>([]);
  const latest = useRef<Cell>();
  latest.current = { ...cell, chosen, hear };
  return {
    heard,
    onFocusCapture() {
      import('./debug-keys.ts').then(
        (loaded) => {
          keys.current = loaded;
          for (const event of early.current.splice(0)) loaded.actOnKey(event, latest.current!);
        },
        () => hear('The debugger’s keys could not be loaded. Check the connection.'),
      );
    },
    onKeyDown(event: KeyboardEvent) {
      if (keys.current) {
        if (keys.current.actOnKey(event, latest.current!)) event.preventDefault();
      } else if (mayBeOurs(event, cell.listing.current)) {
        event.preventDefault();
        early.current.push(event);
      }
    },
  };
}
