// What a world shows, as a value: a cell's reduction, with several programs, and links and hosts beside it.
//
// One idea: a cell ends with its program, a world goes on; all else is what cells do.

import type { Update } from '../../lib/notebook/messages.ts';
import { atCall, type CellState, type Local, reduce } from '../cell/state.ts';
import type { PlayState } from './initial-play.ts';

/** A world has been switched on again: what was shown of the one before is gone. */
export type PlayLocal = { type: 'play-on'; fresh: PlayState };

/** Reduces one update or local action; returns a new state and never changes the old one. */
export function reducePlay(state: PlayState, action: Update | Local | PlayLocal): PlayState {
  if (action.type === 'play-on') return action.fresh;
  if (action.type === 'net') return { ...state, links: action.links, hosts: action.hosts };
  const next: PlayState = { ...state, ...reduce(state, action) };
  switch (action.type) {
    case 'local-command':
    case 'local-line':
      return state.status === 'idle' ? { ...next, status: 'running' } : next;
    case 'started': {
      const { pid, terminal, name } = action;
      const programs = [...state.programs, { pid, terminal, name, alive: true }];
      return { ...next, ...standing(state), programs, said: `${name} runs as process ${pid}.` };
    }
    case 'compiled':
      // Nothing ran; what ran before goes on.
      return { ...next, ...standing(state), said: action.ok ? state.said : next.said };
    case 'exited':
      return ended(state, next, action);
    case 'call': {
      const at = atCall(action);
      return action.file === undefined
        ? next
        : { ...next, here: { ...state.here, [action.file]: at } };
    }
    case 'paused':
    case 'resumed':
      return { ...next, ...standing(next) };
    default:
      return next;
  }
}

function standing({ stands }: Pick<CellState, 'stands'>): Pick<CellState, 'status'> {
  return { status: stands.length > 0 ? 'paused' : 'running' };
}

function ended(
  state: PlayState,
  next: PlayState,
  { pid }: Extract<Update, { type: 'exited' }>,
): PlayState {
  const stands = state.stands.filter(({ tid }) => tid !== pid);
  const programs = state.programs.map((one) => (one.pid === pid ? { ...one, alive: false } : one));
  const name = programs.find((one) => one.pid === pid)?.name ?? 'The program';
  const { [name]: _, ...here } = state.here;
  const said = next.said.replace('The program', `${name} (${pid})`);
  return { ...next, ...standing({ stands }), stands, programs, here, at: undefined, said };
}
