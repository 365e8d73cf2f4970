// The life of one cell: its state, its machine, its breakpoints, its text.
//
// One idea: the island draws and this hook acts; what a reader may do is a short list of verbs.

import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Before, Request, Update } from '../../lib/notebook/messages.ts';
import type { Connection } from './connection.ts';
import { type CellState, initialState, type Local, reduce } from './state.ts';

/** Reduces many updates at once, so that a burst of output is one rendering. */
function reduceAll(state: CellState, actions: (Update | Local)[]): CellState {
  return actions.reduce(reduce, state);
}

/** The command that a reader would type to get this program running on a Linux of their own. */
export function commandFor(name: string): string {
  if (!name.endsWith('.c')) return `cat > ${name}`;
  const out = name.replace(/\.c$/, '');
  return `gcc -g ${name} -o ${out} && ./${out}`;
}

export interface CellActions {
  /** Fetches and warms a machine that Run is about to ask for. */
  prepare(): void;
  run(extraBreakpoint?: number, before?: Before[]): Promise<void>;
  stop(): void;
  reset(): void;
  shell(text: string): void;
  type(terminal: 0 | 1, text: string): void;
  send(request: Request): void;
  toggleBreakpoint(line: number): void;
  setBreakpoints(lines: number[]): void;
  setSource(text: string): void;
}

export function useCell(name: string, original: string) {
  const [state, dispatch] = useReducer(reduceAll, undefined, initialState);
  const [source, setSource] = useState(original);
  const [breakpoints, setBreakpoints] = useState<number[]>([]);
  const connection = useRef<Connection>();
  /** A machine that nobody has used yet. */
  const spare = useRef<Promise<Connection>>();

  useEffect(
    () => () => {
      connection.current?.close();
      void spare.current?.then((unused) => unused.close());
    },
    [],
  );

  async function machine(): Promise<Connection> {
    const { connect } = await import('./connection.ts');
    const opened = connect(
      (updates) => {
        // A machine that was switched off may still have had mail on its way.
        if (connection.current === opened) dispatch(updates);
      },
      (message) => {
        if (connection.current !== opened) {
          spare.current = undefined;
          return;
        }
        connection.current = undefined;
        dispatch([{ type: 'local-broken', message }]);
      },
    );
    return opened;
  }

  async function open(): Promise<Connection | undefined> {
    connection.current?.close();
    try {
      const ready = spare.current ?? machine();
      spare.current = undefined;
      const opened = await ready;
      connection.current = opened;
      return opened;
    } catch {
      const message =
        'The machine could not be loaded. Check the connection and press Run again; your code is kept.';
      dispatch([{ type: 'local-broken', message }]);
      return undefined;
    }
  }

  const actions: CellActions = {
    prepare() {
      if (spare.current) return;
      const made = machine();
      spare.current = made;
      made.catch(() => {
        spare.current = undefined;
      });
    },
    async run(extraBreakpoint, before = []) {
      dispatch([{ type: 'local-loading', command: commandFor(name) }]);
      // A machine that is not at work knows where the cells before this one came to rest.
      const free = state.resting || !['loading', 'running'].includes(state.status);
      const known = before.length > 0 && free ? connection.current : undefined;
      const opened = known ?? (await open());
      const lines = extraBreakpoint ? [...breakpoints, extraBreakpoint] : breakpoints;
      const request: Request = { type: 'run', name, source, args: [], breakpoints: lines };
      opened?.send({ ...request, leaks: 'lost', ...(before.length > 0 && { before }) });
    },
    stop() {
      connection.current?.close();
      connection.current = undefined;
      dispatch([{ type: 'local-stopped' }]);
    },
    reset() {
      connection.current?.close();
      connection.current = undefined;
      setSource(original);
      setBreakpoints([]);
      dispatch([{ type: 'local-reset' }]);
    },
    async shell(text) {
      // The shell works without the program too: then it shows a machine on which nothing runs.
      const opened = connection.current ?? (await open());
      if (text.trim() === '') return;
      dispatch([{ type: 'local-command', text }]);
      opened?.send({ type: 'shell', text });
    },
    type(terminal, text) {
      dispatch([{ type: 'local-typed', terminal, text: `${text}\n` }]);
      connection.current?.send({ type: 'type', terminal, text: `${text}\n` });
    },
    send: (request) => connection.current?.send(request),
    toggleBreakpoint(line) {
      const without = breakpoints.filter((l) => l !== line);
      actions.setBreakpoints(breakpoints.includes(line) ? without : [...breakpoints, line]);
    },
    setBreakpoints(lines) {
      const sorted = [...new Set(lines)].sort((a, b) => a - b);
      setBreakpoints(sorted);
      connection.current?.send({ type: 'breakpoints', lines: sorted });
    },
    setSource,
  };
  return { state, source, breakpoints, actions };
}
