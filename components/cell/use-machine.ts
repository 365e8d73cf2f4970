// A machine as a page sees it: what it shows, and what a reader may do with it; of a cell or of a world.
//
// One idea: the page draws and this hook acts; what a reader may do is a short list of verbs. The rules
// by which the state changes are fetched when somebody acts: every page is read by more people than it
// is run.

import { useEffect, useState } from 'preact/hooks';
import type { Look, PointSpec, Request, Update } from '../../lib/notebook/messages.ts';
import type { CellState, Local } from './state.ts';
import { useConnection } from './use-connection.ts';
import { usePoints } from './use-points.ts';

export type Action = Update | Local;

/** The rules of a kind of state, once they are there; `A`: what it knows beside a cell's actions. */
export interface Rules<S, A = never> {
  reduce?: (state: S, action: Action | A) => S;
  load(): Promise<void>;
}

/** Rules that are fetched once for all of a page. */
export function rulesFrom<S, A = never>(
  fetch: () => Promise<NonNullable<Rules<S, A>['reduce']>>,
): Rules<S, A> {
  let loading: Promise<void> | undefined;
  const rules: Rules<S, A> = {
    load() {
      loading ??= fetch().then(
        (reduce) => {
          rules.reduce = reduce;
        },
        () => {
          loading = undefined;
        },
      );
      return loading;
    },
  };
  return rules;
}

export const UNREACHABLE =
  'The machine could not be loaded. Check the connection and press Run again; your code is kept.';

export interface MachineActions {
  /** Fetches and warms a machine that is about to be asked for. */
  prepare(): void;
  stop(): void;
  /** Switches the machine off and forgets what it showed, but for the points. */
  clear(): void;
  shell(text: string, terminal?: number): void;
  type(terminal: number, text: string): void;
  send(request: Request): void;
  toggleBreakpoint(line: number, file?: string): void;
  setBreakpoints(lines: number[], file?: string): void;
  /** Replaces all points, those on calls and on variables too. */
  setPoints(points: PointSpec[]): void;
  /** Says what is to be shown of the machine; the first time, that anything is. */
  look(at: Partial<Look>): void;
  /** Types a line at the gdb prompt. */
  gdb(text: string): void;
  /** Hands the program's text to the reader's browser as a file. */
  download(): void;
}

interface Kind<S, A> {
  initial(): S;
  rules: Rules<S, A>;
  /** What is said first to every machine. */
  first?(): Request[];
  /** Gets every change of the points by the reader. */
  onPoints?(points: PointSpec[]): void;
  /** Gives the text of the program to download, with its name. */
  program(): { name: string; text: string };
}

export function useMachine<S extends CellState, A = never>(kind: Kind<S, A>) {
  const { initial, rules, first, onPoints, program } = kind;
  const [state, setState, dispatch] = useReduced(initial, rules);
  const [look, setLook] = useState<Look>();
  const { connection, open, off, prepare } = useConnection({
    first,
    updates(updates) {
      for (const update of updates)
        if (update.type === 'file') void save(update.name, update.bytes);
      dispatch(updates);
    },
    broken: (message = UNREACHABLE) => dispatch([{ type: 'local-broken', message }]),
  });
  const { points, ...setting } = usePoints(state.points, (next) => {
    dispatch([{ type: 'local-points', points: next }]);
    onPoints?.(next);
    connection.current?.send({ type: 'points', points: next });
  });

  const actions: MachineActions = {
    ...setting,
    prepare() {
      void rules.load();
      prepare();
    },
    stop() {
      off();
      dispatch([{ type: 'local-stopped' }]);
    },
    clear() {
      off();
      setLook(undefined);
      setState((before) => ({ ...initial(), points: before.points }));
    },
    async shell(text, terminal = 1) {
      // The shell works without a program too: then it shows a machine on which nothing runs.
      const opened = connection.current ?? (await open());
      if (!opened || text.trim() === '') return;
      // Several lines may have waited for the machine: the first may have begun a program that reads the next.
      dispatch([{ type: 'local-line', terminal, text }]);
      opened.send({ type: 'shell', terminal, text });
    },
    type(terminal, text) {
      dispatch([{ type: 'local-typed', terminal, text: `${text}\n` }]);
      connection.current?.send({ type: 'type', terminal, text: `${text}\n` });
    },
    send: (request) => connection.current?.send(request),
    look: (at) => setLook((before) => ({ ...(before ?? { open: [] }), ...at })),
    gdb(text) {
      dispatch([{ type: 'local-gdb', text }]);
      connection.current?.send({ type: 'gdb', text });
    },
    download() {
      const { name, text } = program();
      void save(name, new TextEncoder().encode(text));
    },
  };
  // Who stands, or has been ended by a fault, is looked at without being asked.
  const stands = state.stands.length > 0 || state.fault !== undefined;
  useEffect(() => {
    if (stands) actions.look({});
  }, [stands]);
  useEffect(() => {
    if (look && state.pid) connection.current?.send({ type: 'look', look });
  }, [look, state.pid, stands]);

  return { state, setState, look, points, connection, dispatch, open, off, actions };
}

/** A state, and what changes it by rules that may still be on their way. */
function useReduced<S extends CellState, A>(initial: () => S, rules: Rules<S, A>) {
  const [state, setState] = useState<S>(initial);

  /** Reduces many updates at once, so that a burst of output is one rendering. */
  function dispatch(actions: (Action | A)[]): void {
    const { reduce } = rules;
    if (reduce) setState((before) => actions.reduce(reduce, before));
    // What was asked first is first in the queue of whoever waits for the rules.
    else
      void rules
        .load()
        .then(() =>
          rules.reduce
            ? dispatch(actions)
            : setState((before) => ({ ...before, status: 'failed', said: UNREACHABLE })),
        );
  }
  return [state, setState, dispatch] as const;
}

async function save(name: string, bytes: Uint8Array): Promise<void> {
  (await import('./save.ts')).save(name, bytes);
}
