// A cell as the notebook of its page knows it: what it is, and what it can be asked to do.

import type { RefObject } from 'preact';
import type { CellHandle, Mark } from '../notebook/registry.ts';
import { useRegistered } from '../notebook/use-registered.ts';
import type { CellProps } from './CellIsland.tsx';
import { phaseOf } from './initial-state.ts';
import type { CellState } from './state.ts';
import type { CellActions } from './use-cell.ts';
import type { useText } from './use-text.ts';

interface Parts {
  section: RefObject<HTMLElement>;
  text: ReturnType<typeof useText>;
  state: CellState;
  actions: CellActions;
  reset(): void;
}

/** Registers the cell while it is on the page; returns what the notebook says of it. */
export function useHandle(props: CellProps, parts: Parts): Mark | undefined {
  const { id, name, kind = 'c', source: original, needs = [] } = props;
  const { section, text, state, actions, reset } = parts;
  const handle: CellHandle = {
    ...{ id, name, kind, original, needs: needs.map((need) => need.id) },
    element: () => section.current,
    source: text.now,
    setSource: text.put,
    run: ({ before, breakpoint }) => actions.run(breakpoint, before),
    stop: actions.stop,
    clear: actions.clear,
    reset,
    edit: text.edit,
    cursor: () => text.editor.current?.cursor(),
    phase: () => phaseOf(state),
    terminals: () => state.terminals,
  };
  return useRegistered(handle, [state.status, state.resting, text.now()]);
}
