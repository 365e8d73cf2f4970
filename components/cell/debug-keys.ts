// The keys of a debugger, while the focus is in a cell, and the line of the printed listing that they
// are about.
//
// F5 continues (or runs), F10 steps over, F11 into, Shift+F11 out; with Alt the same ways lead back. F9
// sets a breakpoint on the chosen line, Ctrl+F10 runs to it.

import type { DebugOp } from '../../lib/notebook/messages.ts';
import { pastWords } from './initial-state.ts';
import type { CellState } from './state.ts';
import type { MachineActions } from './use-machine.ts';

export interface Cell {
  listing: { current: HTMLElement | null };
  state: CellState;
  breakpoints: number[];
  actions: MachineActions;
  run(): void;
  /** The line of the cursor, while the editor is open. */
  cursorLine(): number | undefined;
  /** The chosen line of the listing. */
  chosen: { current: number | undefined };
  /** Says one sentence to whoever listens. */
  hear(text: string): void;
}

/** The way on or back that a key stands for. */
export function opOfKey(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey'>) {
  const { key, shiftKey, altKey, ctrlKey } = event;
  const name = `${ctrlKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shiftKey ? 'Shift+' : ''}${key}`;
  const ops: Record<string, DebugOp> = {
    F5: 'continue',
    F10: 'over',
    F11: 'into',
    'Shift+F11': 'out',
    'Ctrl+F10': 'to-line',
    'Alt+F5': 'back-continue',
    'Alt+F10': 'back-over',
    'Alt+F11': 'back-into',
    'Alt+Shift+F11': 'back-out',
  };
  return ops[name];
}

/** Does what a key asks for; false where it asks for nothing of ours. */
export function actOnKey(pressed: KeyboardEvent, cell: Cell): boolean {
  const { listing, state, breakpoints, actions, chosen, hear } = cell;
  const lines = () => [...(listing.current?.querySelectorAll<HTMLElement>('[data-line]') ?? [])];

  function choose(line: number) {
    const all = lines();
    const found = all.find((each) => each.dataset.line === String(line));
    if (!found) return;
    for (const each of all) each.classList.toggle('is-chosen', each === found);
    found.scrollIntoView({ block: 'nearest' });
    chosen.current = line;
    const has = breakpoints.includes(line) ? ', has a breakpoint' : '';
    hear(`Line ${line}${has}: ${found.textContent?.trim()}`);
  }

  /** Arrow keys move over the lines of the listing, when that itself has the focus. */
  function move(event: KeyboardEvent): boolean {
    if (event.target !== listing.current) return false;
    const all = lines().map((line) => Number(line.dataset.line));
    const here = chosen.current === undefined ? -1 : all.indexOf(chosen.current);
    const to: Record<string, number> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: all.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return false;
    const line = all[Math.max(0, Math.min(all.length - 1, next))];
    if (line !== undefined) choose(line);
    return true;
  }

  function toggle(): boolean {
    const line = cell.cursorLine() ?? chosen.current ?? state.at?.line;
    if (line === undefined) return false;
    hear(`Breakpoint on line ${line} ${breakpoints.includes(line) ? 'removed' : 'set'}.`);
    actions.toggleBreakpoint(line);
    return true;
  }

  function act(event: KeyboardEvent): boolean {
    if (event.key === 'F9') return toggle();
    const op = opOfKey(event);
    if (!op) return move(event);
    const stands = state.status === 'paused' || pastWords(state) !== undefined;
    if (op.startsWith('back-') ? state.pid === undefined : !stands) {
      // Nothing to step through yet: F5 is Run, the others are the browser's.
      const idle = op === 'continue' && state.status !== 'running' && state.status !== 'loading';
      if (idle) cell.run();
      return idle;
    }
    const line = op === 'to-line' ? (cell.cursorLine() ?? chosen.current) : undefined;
    if (op === 'to-line' && line === undefined) return false;
    actions.look({});
    actions.send({ type: 'debug', op, ...(line !== undefined && { line }) });
    return true;
  }

  return act(pressed);
}
