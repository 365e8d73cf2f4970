// The life of one cell: its state, its machine, its breakpoints, its text.
//
// One idea: the island draws and this hook acts; what a reader may do is a short list of verbs.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Before, Look, PointSpec, Request, Update } from '../../lib/notebook/messages.ts';
import type { Connection } from './connection.ts';
import { initialState } from './initial-state.ts';
import type { CellState, Local } from './state.ts';

/** The rules by which a cell's state changes; every page is read by more people than it is run. */
let rules: typeof import('./state.ts') | undefined;
let loading: Promise<void> | undefined;

function loadRules(): Promise<void> {
  loading ??= import('./state.ts').then(
    (loaded) => {
      rules = loaded;
    },
    () => {
      loading = undefined;
    },
  );
  return loading;
}

const UNREACHABLE =
  'The machine could not be loaded. Check the connection and press Run again; your code is kept.';

function unreachable(state: CellState): CellState {
  return { ...state, status: 'failed', said: UNREACHABLE };
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
  /** Switches the machine off and forgets what it showed, but for the points. */
  clear(): void;
  reset(): void;
  shell(text: string): void;
  type(terminal: 0 | 1, text: string): void;
  send(request: Request): void;
  toggleBreakpoint(line: number): void;
  setBreakpoints(lines: number[]): void;
  /** Replaces all points, those on calls and on variables too. */
  setPoints(points: PointSpec[]): void;
  /** Says what is to be shown of the machine; the first time, that anything is. */
  look(at: Partial<Look>): void;
  /** Types a line at the gdb prompt. */
  gdb(text: string): void;
  /** Hands the program's text to the reader's browser as a file. */
  download(): void;
  setSource(text: string): void;
}

export function useCell(name: string, original: string) {
  const [state, setState] = useState<CellState>(initialState);
  const [source, setSource] = useState(original);
  const [look, setLook] = useState<Look>();
  const breakpoints = linesOf(state.points);
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

  useEffect(
    () => () => {
      connection.current?.close();
      void spare.current?.then((unused) => unused.close());
    },
    [],
  );

  /** Reduces many updates at once, so that a burst of output is one rendering. */
  function dispatch(actions: (Update | Local)[]): void {
    const reduce = rules?.reduce;
    if (reduce) setState((before) => actions.reduce(reduce, before));
    // What was asked first is first in the queue of whoever waits for the rules.
    else void loadRules().then(() => (rules ? dispatch(actions) : setState(unreachable)));
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

  async function open(): Promise<Connection | undefined> {
    connection.current?.close();
    try {
      const ready = spare.current ?? machine();
      spare.current = undefined;
      const opened = await ready;
      connection.current = opened;
      return opened;
    } catch {
      dispatch([{ type: 'local-broken', message: UNREACHABLE }]);
      return undefined;
    }
  }

  const actions: CellActions = {
    prepare() {
      void loadRules();
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
      const asked: PointSpec[] = points.current.map(({ number: _, hits: __, ...spec }) => spec);
      if (extraBreakpoint) asked.push({ kind: 'line', line: extraBreakpoint, temporary: true });
      opened?.send({
        ...{ type: 'run', name, source, args: [], leaks: 'lost' },
        ...(asked.length > 0 && { points: asked }),
        ...(before.length > 0 && { before }),
      });
    },
    stop() {
      connection.current?.close();
      connection.current = undefined;
      dispatch([{ type: 'local-stopped' }]);
    },
    clear() {
      connection.current?.close();
      connection.current = undefined;
      setLook(undefined);
      setState((before) => ({ ...initialState(), points: before.points }));
    },
    reset() {
      setSource(original);
      actions.clear();
      setState(initialState());
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
      const set = linesOf(points.current);
      actions.setBreakpoints(set.includes(line) ? set.filter((l) => l !== line) : [...set, line]);
    },
    setBreakpoints(lines) {
      const set = linesOf(points.current);
      const kept = points.current.filter(
        ({ kind, line }) => kind !== 'line' || (line !== undefined && lines.includes(line)),
      );
      const fresh = [...new Set(lines)].filter((line) => !set.includes(line));
      actions.setPoints([...kept, ...fresh.map((line) => ({ kind: 'line' as const, line }))]);
    },
    setPoints(next) {
      points.current = next;
      dispatch([{ type: 'local-points', points: next }]);
      connection.current?.send({ type: 'points', points: next });
    },
    look: (at) => setLook((before) => ({ ...(before ?? { open: [] }), ...at })),
    gdb(text) {
      dispatch([{ type: 'local-gdb', text }]);
      connection.current?.send({ type: 'gdb', text });
    },
    download: () => save(name, new TextEncoder().encode(source)),
    setSource,
  };
  // Who stands, or has been ended by a fault, is looked at without being asked.
  const stands = state.stands.length > 0 || state.fault !== undefined;
  useEffect(() => {
    if (stands) actions.look({});
  }, [stands]);
  useEffect(() => {
    if (look && state.pid) connection.current?.send({ type: 'look', look });
  }, [look, state.pid, stands]);

  return { state, source, breakpoints, look, actions };
}

function linesOf(points: readonly PointSpec[]): number[] {
  const lines = points.flatMap(({ kind, line }) =>
    kind === 'line' && line !== undefined ? [line] : [],
  );
  return lines.toSorted((a, b) => a - b);
}

async function save(name: string, bytes: Uint8Array): Promise<void> {
  (await import('./save.ts')).save(name, bytes);
}
