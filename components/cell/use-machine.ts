// A machine as a page sees it: what it shows, and what a reader may do with it; of a cell or of a world.
//
// One idea: the page draws and this hook acts; what a reader may do is a short list of verbs. The rules
// by which the state changes are fetched when somebody acts: every page is read by more people than it
// is run.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Look, PointSpec, Request, Update } from '../../lib/notebook/messages.ts';
import type { Connection } from './connection.ts';
import { createOpener, type Opener } from './opener.ts';
import type { CellState, Local } from './state.ts';

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
  const [state, setState] = useState<S>(initial);
  const [look, setLook] = useState<Look>();
  /** The points as they will be drawn: one that was set this moment counts for a run of this moment. */
  const points = useRef(state.points);
  const drawn = useRef(state.points);
  if (drawn.current !== state.points) {
    drawn.current = state.points;
    points.current = state.points;
  }
  const connection = useRef<Connection>();
  /** A machine that nobody has used yet. */
  const spare = useRef<Promise<Connection>>();
  const opener = useRef<Opener<Connection>>();
  /** Those of this rendering: what a machine is told first is what the page has when it comes. */
  const latest = useRef({ arrived, failed });
  latest.current = { arrived, failed };

  useEffect(
    () => () => {
      off();
      void spare.current?.then((unused) => unused.close());
    },
    [],
  );

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

  async function machine(): Promise<Connection> {
    const { connect } = await import('./connection.ts');
    const opened = connect(
      (updates) => {
        // A machine that was switched off may still have had mail on its way.
        if (connection.current !== opened) return;
        for (const update of updates)
          if (update.type === 'file') void save(update.name, update.bytes);
        dispatch(updates);
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

  function arrived(opened: Connection): void {
    connection.current = opened;
    for (const request of first?.() ?? []) opened.send(request);
  }

  function failed(): void {
    dispatch([{ type: 'local-broken', message: UNREACHABLE }]);
  }

  /** Opens a machine in place of the one there is; who asks while it is on its way gets the same. */
  function open(): Promise<Connection | undefined> {
    connection.current?.close();
    connection.current = undefined;
    opener.current ??= createOpener(
      (opened) => latest.current.arrived(opened),
      () => latest.current.failed(),
    );
    return opener.current.open(() => {
      const ready = spare.current ?? machine();
      spare.current = undefined;
      return ready;
    });
  }

  /** Switches the machine off, also one that is still on its way. */
  function off(): void {
    opener.current?.cancel();
    connection.current?.close();
    connection.current = undefined;
  }

  const actions: MachineActions = {
    prepare() {
      void rules.load();
      if (spare.current) return;
      const made = machine();
      spare.current = made;
      made.catch(() => {
        spare.current = undefined;
      });
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
      dispatch([{ type: 'local-command', terminal, text }]);
      opened.send({ type: 'shell', terminal, text });
    },
    type(terminal, text) {
      dispatch([{ type: 'local-typed', terminal, text: `${text}\n` }]);
      connection.current?.send({ type: 'type', terminal, text: `${text}\n` });
    },
    send: (request) => connection.current?.send(request),
    toggleBreakpoint(line, file) {
      const set = linesOf(points.current, file);
      const next = set.includes(line) ? set.filter((l) => l !== line) : [...set, line];
      actions.setBreakpoints(next, file);
    },
    setBreakpoints(lines, file) {
      const set = linesOf(points.current, file);
      const kept = points.current.filter(
        (p) => p.kind !== 'line' || p.file !== file || lines.includes(p.line ?? 0),
      );
      const fresh = [...new Set(lines)].filter((line) => !set.includes(line));
      const made = fresh.map((line) => ({ kind: 'line' as const, line, ...(file && { file }) }));
      actions.setPoints([...kept, ...made]);
    },
    setPoints(next) {
      points.current = next;
      dispatch([{ type: 'local-points', points: next }]);
      onPoints?.(next);
      connection.current?.send({ type: 'points', points: next });
    },
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

/** The lines of a text with a breakpoint, in order. */
export function linesOf(points: readonly PointSpec[], file?: string): number[] {
  const lines = points.flatMap((p) =>
    p.kind === 'line' && p.line !== undefined && p.file === file ? [p.line] : [],
  );
  return lines.toSorted((a, b) => a - b);
}

async function save(name: string, bytes: Uint8Array): Promise<void> {
  (await import('./save.ts')).save(name, bytes);
}
