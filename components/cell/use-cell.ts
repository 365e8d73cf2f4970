// The life of one cell: its machine with one program on it, and that program's text.

import { useRef, useState } from 'preact/hooks';
import type { Before, PointSpec } from '../../lib/notebook/messages.ts';
import { initialState } from './initial-state.ts';
import type { CellState } from './state.ts';
import { type MachineActions, rulesFrom, useMachine } from './use-machine.ts';
import { linesOf } from './use-points.ts';

const rules = rulesFrom<CellState>(() => import('./state.ts').then(({ reduce }) => reduce));

/** The command that a reader would type to get this program running on a Linux of their own. */
export function commandFor(name: string): string {
  if (!name.endsWith('.c')) return `cat > ${name}`;
  const out = name.replace(/\.c$/, '');
  return `gcc -g -Wall -Wextra ${name} -o ${out} && ./${out}`;
}

export interface CellActions extends MachineActions {
  run(extraBreakpoint?: number, before?: Before[]): Promise<void>;
  reset(): void;
  setSource(text: string): void;
}

export function useCell(name: string, original: string) {
  const [source, setSource] = useState(original);
  const program = () => ({ name, text: source });
  const machine = useMachine({ initial: initialState, rules, program });
  const { state, setState, look, points, connection, dispatch, open } = machine;
  const runs = useRef(0);
  const breakpoints = linesOf(state.points);
  const actions: CellActions = {
    ...machine.actions,
    async run(extraBreakpoint, before = []) {
      const turn = ++runs.current;
      dispatch([{ type: 'local-loading', command: commandFor(name) }]);
      // A machine that is not at work knows where the cells before this one came to rest.
      const free = state.resting || !['loading', 'running'].includes(state.status);
      const known = before.length > 0 && free ? connection.current : undefined;
      const opened = known ?? (await open());
      // Asked again while the machine was on its way: one program, the one asked for last.
      if (turn !== runs.current) return;
      const asked: PointSpec[] = points.current.map(({ number: _, hits: __, ...spec }) => spec);
      if (extraBreakpoint) asked.push({ kind: 'line', line: extraBreakpoint, temporary: true });
      opened?.send({
        ...{ type: 'run', name, source, args: [], leaks: 'lost' },
        ...(asked.length > 0 && { points: asked }),
        ...(before.length > 0 && { before }),
      });
      await rules.load();
    },
    reset() {
      setSource(original);
      actions.clear();
      setState(initialState());
    },
    setSource,
  };
  return { state, source, breakpoints, look, actions };
}
