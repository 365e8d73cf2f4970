// What asks a cell from outside its buttons: links between code and figures (components/book/links.ts is
// their other end), and its own gdb prompt.

import { useEffect, useRef } from 'preact/hooks';
import { runCell } from '../notebook/registry.ts';
import { announceListening } from '../parts/code-link.ts';
import type { CellState } from './state.ts';
import type { MachineActions } from './use-machine.ts';

/** Tells listings and figures which call the program is at. */
export function useSteps(
  id: string,
  program: string,
  at: { line: number; name?: string } | undefined,
): void {
  useEffect(() => {
    if (!at) return;
    const detail = {
      source: id,
      call: at.name,
      line: at.line,
      program: program.replace(/\.c$/, ''),
    };
    document.dispatchEvent(new CustomEvent('sfs:step', { detail }));
  }, [id, program, at]);
}

interface Machine {
  id: string;
  state: CellState;
  breakpoints: number[];
  actions: Pick<MachineActions, 'setBreakpoints' | 'send'>;
}

/** Listens for links that ask this machine for a call; `show` puts that call before the reader. */
export function useCallLinks(machine: Machine, show: (call: string) => void): void {
  const { id } = machine;

  function ask(call: string, line?: number): void {
    const { state, breakpoints, actions } = machine;
    show(call);
    const alive = state.status === 'running' || state.status === 'paused';
    if (!alive) return void runCell(id, line);
    if (line) actions.setBreakpoints([...breakpoints, line]);
    if (state.status === 'paused') actions.send({ type: 'debug', op: 'continue' });
  }

  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    const listen = (event: Event) => {
      const { target, call, line } = (event as CustomEvent).detail;
      if (target === id) latest.current(call, line);
    };
    document.addEventListener('sfs:call', listen);
    announceListening(id);
    return () => document.removeEventListener('sfs:call', listen);
  }, [id]);
}

/** Does what the gdb prompt wants of the page: it has no machine of its own to start or to switch off. */
export function useWishes(
  id: string,
  wish: CellState['wish'],
  cell: { source(): string; stop(): void },
): void {
  useEffect(() => {
    if (wish?.wish === 'stop') cell.stop();
    else if (wish?.wish === 'start') {
      void import('./main-line.ts').then(({ mainLine }) => runCell(id, mainLine(cell.source())));
    } else if (wish) void runCell(id);
  }, [wish]);
}
