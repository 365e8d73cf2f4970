// What a cell needs of its state before it is touched: where it begins, and two questions to it.
//
// One idea: everything that changes the state (state.ts) is fetched with the first run, so that a page
// that is only read does without it.

import type { Phase } from '../notebook/registry.ts';
import type { CellState } from './state.ts';

export function initialState(): CellState {
  return {
    status: 'idle',
    terminals: [[], [], []],
    shellBusy: false,
    syscalls: [],
    packets: [],
    sockets: '',
    files: '',
    waiting: [],
    resting: false,
    atUs: 0,
    diagnostics: [],
    said: '',
  };
}

/** How the run stands, for the notebook. A program at a breakpoint is at work still. */
export function phaseOf({ status, resting }: CellState): Phase {
  switch (status) {
    case 'idle':
    case 'failed':
      return status;
    case 'exited':
      return 'ended';
    case 'running':
      return resting ? 'resting' : 'busy';
    default:
      return 'busy';
  }
}

/** What the program has printed, as text: its commands, its output, how it ended. */
export function transcriptOf({ terminals }: CellState): string {
  return terminals[0]
    .map(({ kind, text }) =>
      kind === 'command' ? `$ ${text}\n` : kind === 'note' ? `${text}\n` : text,
    )
    .join('');
}
