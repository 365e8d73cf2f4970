// The life of one cell: its state, its machine, its breakpoints, its text.
//
// One idea: the island draws and this hook acts; what a reader may do is a short list of verbs.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Before, Request, Update } from '../../lib/notebook/messages.ts';
import type { Connection } from './connection.ts';
import { initialState } from './initial-state.ts';
import type { CellState, Local } from './state.ts';

/** What changes a cell's state; it comes with the first run. */
let rules: typeof import('./state.ts') | undefined;

async function loadRules(): Promise<void> {
  rules ??= await import('./state.ts');
}

const NOT_LOADED =
  'The machine could not be loaded. Check the connection and press Run again; your code is kept.';

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
  /** Switches the machine off and forgets what it showed. */
  clear(): void;
  reset(): void;
  shell(text: string): void;
  type(terminal: 0 | 1, text: string): void;
  send(request: Request): void;
  toggleBreakpoint(line: number): void;
  setBreakpoints(lines: number[]): void;
  setSource(text: string): void;
}

export function useCell(name: string, original: string) {
  const [state, setState] = useState<CellState>(initialState);
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

  /** Many updates at once are one rendering. */
  function dispatch(actions: (Update | Local)[]): void {
    if (rules) setState((old) => actions.reduce(rules!.reduce, old));
  }

  function broken(message: string): void {
    if (rules) dispatch([{ type: 'local-broken', message }]);
    else setState((old) => ({ ...old, status: 'failed', shellBusy: false, said: message }));
  }

  async function machine(): Promise<Connection> {
    const [{ connect }] = await Promise.all([import('./connection.ts'), loadRules()]);
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
        broken(message);
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
      broken(NOT_LOADED);
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
      await loadRules().catch(() => broken(NOT_LOADED));
      if (!rules) return;
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
    clear() {
      connection.current?.close();
      connection.current = undefined;
      setState(initialState());
    },
    reset() {
      setSource(original);
      setBreakpoints([]);
      actions.clear();
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
