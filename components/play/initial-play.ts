// Where a world's state begins, before anything has been run, and a few questions to it.

import type { HostNow, LinkNow, PointSpec } from '../../lib/notebook/messages.ts';
import { initialState, pastWords } from '../cell/initial-state.ts';
import type { CellState } from '../cell/state.ts';

export interface PlayState extends CellState {
  /** The reader's programs that have been started. */
  programs: { pid: number; terminal: number; name: string; alive: boolean }[];
  links: LinkNow[];
  hosts: HostNow[];
  /** The last call that a program of each text was at. */
  here: Record<string, CellState['at']>;
}

export function initialPlay(points: readonly PointSpec[] = []): PlayState {
  return { ...initialState(), points: [...points], programs: [], links: [], hosts: [], here: {} };
}

/** What the drawing shows of links and hosts: of the past where that is looked at, else of now. */
export function netIn({ view, links, hosts }: PlayState): Pick<PlayState, 'links' | 'hosts'> {
  return (view?.at !== 'now' && view?.net) || { links, hosts };
}

/** Whether a machine is switched on. */
export function isOn({ status }: CellState): boolean {
  return status === 'loading' || status === 'running' || status === 'paused';
}

/** The mark on one of the texts: of the past where that is looked at, else where a task stands or is. */
export function markIn(state: PlayState, file: string): CellState['at'] {
  const { view, stands, fault, here } = state;
  if (view && pastWords(state) !== undefined) {
    const frame = view.frames.find((one) => one.own);
    if (frame?.file !== file) return undefined;
    return { line: view.line ?? frame.line, phase: 'past' };
  }
  const stand = stands.findLast((one) => one.file === file);
  if (stand) return { line: stand.line, phase: 'paused' };
  if (fault?.line !== undefined && fault.file === file) return { line: fault.line, phase: 'fault' };
  return here[file];
}
