// The debugger's keys in a cell: they are fetched when the focus comes into it.

import { useRef, useState } from 'preact/hooks';
import type { Cell } from './debug-keys.ts';

export function useDebugKeys(cell: Omit<Cell, 'chosen' | 'hear'>) {
  const [heard, hear] = useState('');
  const chosen = useRef<number>();
  const keys = useRef<typeof import('./debug-keys.ts')>();
  return {
    heard,
    onFocusCapture() {
      void import('./debug-keys.ts').then((loaded) => {
        keys.current = loaded;
      });
    },
    onKeyDown(event: KeyboardEvent) {
      if (keys.current?.actOnKey(event, { ...cell, chosen, hear })) event.preventDefault();
    },
  };
}
