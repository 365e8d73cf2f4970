// What a cell needs of its state before it is touched: where it begins, and a few questions to it.
//
// One idea: everything that changes the state (state.ts) is fetched with the first run, so that a page
// that is only read does without it.

import type { Phase } from '../notebook/registry.ts';
import type { CellState } from './state.ts';

export function initialState(): CellState {
  return {
    status: 'idle',
    terminals: [[], [], []],
    busy: [],
    syscalls: [],
    packets: [],
    copies: [],
    totals: { syscalls: 0, ownCalls: 0, packets: 0, copies: 0, bytes: { cpu: 0, dma: 0, link: 0 } },
    points: [],
    stands: [],
    gdb: [],
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

/** What the reader looks at, if that is the past. */
export function pastWords({
  view,
  status,
  busy,
  programs,
}: CellState & { programs?: readonly { alive: boolean }[] }): string | undefined {
  if (!view || view.at === 'now') return undefined;
  const frame = view.frames[view.frame];
  const where = frame?.own ? `, before or in line ${frame.line} of ${frame.name}` : '';
  // A world's programs do not wait for who looks back; its machine is on without any, too.
  const any = !programs || busy.length > 0 || programs.some(({ alive }) => alive);
  const meanwhile = status === 'running' && any ? 'The machine goes on meanwhile' : 'Nothing runs';
  return `Looking back at ${(view.atUs / 1e6).toFixed(6)} s${where}. ${meanwhile}; steps lead along the run, Continue to its next stop or on from now.`;
}

/** The line that the mark is on: in the past that of then, in the present that of now. */
export function shownLine(state: CellState): CellState['at'] {
  const { view } = state;
  if (!view || view.at === 'now') return state.at;
  const line = view.line ?? view.frames.find(({ own }) => own)?.line;
  return line === undefined ? undefined : { line, phase: 'past' };
}
