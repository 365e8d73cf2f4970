// Where a key press meets the page: which cell has the focus, in which mode.
//
// One idea: what keys mean is keys.ts; a press counts only inside a cell, and never in a field where
// something else is typed.

import { type Command, commandOf, type Mode } from './keys.ts';
import { type CellHandle, cells } from './registry.ts';

/** The cell that an element lies in. */
export function cellAround(target: EventTarget | null): CellHandle | undefined {
  return cells().find((cell) => cell.element()?.contains(target as Node | null));
}

function modeOf(target: HTMLElement, cell: CellHandle): Mode | undefined {
  if (target === cell.element()) return 'command';
  if (target.closest('.cm-content') || target.classList.contains('note-text')) return 'edit';
  return /^(BUTTON|A|SUMMARY)$/.test(target.tagName) ? 'button' : undefined;
}

/** Begins to listen; `act` gets each command with the cell that it is for. */
export function startKeyboard(act: (command: Command, cell: CellHandle) => void): void {
  let pending = '';
  const take = (event: KeyboardEvent) => {
    const cell = cellAround(event.target);
    const mode = cell && modeOf(event.target as HTMLElement, cell);
    if (!cell || !mode) {
      pending = '';
      return;
    }
    const found = commandOf(event, mode, pending);
    pending = found.pending;
    if (!found.command) return;
    event.preventDefault();
    event.stopPropagation();
    act(found.command, cell);
  };
  // Before the editor, which has its own use for Enter; but Escape closes the editor's own lists first.
  const isEscape = (event: KeyboardEvent) => event.key === 'Escape';
  document.addEventListener('keydown', (event) => isEscape(event) || take(event), {
    capture: true,
  });
  document.addEventListener('keydown', (event) => {
    if (isEscape(event) && !event.defaultPrevented) take(event);
  });
}
