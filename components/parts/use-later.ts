// A figure follows its player a frame later: a press has its frame to itself.

import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { nextFrame } from './turns.ts';

/** Reads a signal as it was when the last frame came; another signal is read as it is. */
export function useLater<T>(source: ReadonlySignal<T>): T {
  const later = useMemo(() => signal(source.peek()), [source]);
  useEffect(
    () =>
      source.subscribe((value) => {
        if (value !== later.peek()) void nextFrame().then(() => (later.value = source.peek()));
      }),
    [source],
  );
  return later.value;
}
