// A cell's side of the seam: it registers while it is on the page, and shows the notebook's mark.

import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type CellHandle,
  changed,
  keepKey,
  listen,
  type Mark,
  markOf,
  register,
  wake,
} from './registry.ts';

/** Registers a cell; `seen` is whatever a change of has to be told to the notebook. */
export function useRegistered(handle: CellHandle, seen: readonly unknown[]): Mark | undefined {
  const latest = useRef(handle);
  latest.current = handle;
  const { id } = handle;
  const [mark, setMark] = useState<Mark>();

  useEffect(() => {
    const h = () => latest.current;
    const stop = listen((other) => other === id && setMark(markOf(id)));
    const leave = register({
      ...handle,
      element: () => h().element(),
      source: () => h().source(),
      setSource: (text) => h().setSource(text),
      run: (request) => h().run(request),
      stop: () => h().stop(),
      clear: () => h().clear(),
      reset: () => h().reset(),
      edit: () => h().edit(),
      cursor: () => h().cursor(),
      phase: () => h().phase(),
      terminals: () => h().terminals(),
    });
    // The first touch of any cell fetches the notebook.
    const touched = () => void wake().catch(() => undefined);
    const element = handle.element();
    // Command mode is the focus on the cell itself.
    if (element) element.tabIndex = 0;
    const once = { once: true, passive: true };
    element?.addEventListener('pointerdown', touched, once);
    element?.addEventListener('focusin', touched, once);
    element?.addEventListener('keydown', keepKey);
    return () => {
      stop();
      leave();
    };
  }, [id]);

  useEffect(() => changed(id), seen);
  return mark;
}
