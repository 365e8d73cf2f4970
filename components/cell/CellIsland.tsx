// A code cell that wakes when it is touched: Run, Stop, Reset, edit in place, break and step.
//
// One idea: until a reader acts, the listing that the page was built with stays as it is;
// the machine, the compiler and the editor are fetched by the first act that needs them.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type CellHandle, runCell } from '../notebook/registry.ts';
import { useRegistered } from '../notebook/use-registered.ts';
import { CellBar, CellLine, Diagnostics } from './CellParts.tsx';
import { phaseOf, shownLine } from './initial-state.ts';
import { LazyPanes } from './LazyPanes.tsx';
import type { Tab } from './Panes.tsx';
import { useCell } from './use-cell.ts';
import { useDebugKeys } from './use-debug-keys.ts';
import { useEditor } from './use-editor.ts';
import { useAsks, useSteps } from './use-links.ts';
import { callLinesOf, clickedLineNumber, useMarks, useOutOfSight } from './use-listing.ts';
import './cell.css';
import './editor.css';

export interface CellProps {
  id: string;
  /** File name, such as `server.c`. */
  name: string;
  source: string;
  /** Cells that have to have run before, by id. */
  needs?: readonly { id: string; name: string }[];
  /** Whose it is; default the book's. */
  kind?: CellHandle['kind'];
  /** A command to suggest in the shell beside the program. */
  terminal?: string;
  /** The listing, as it was highlighted when the page was built. */
  children?: ComponentChildren;
  /** Begins with the editor open, where there is no listing to begin with. */
  editing?: boolean;
  /** Gets every change of the text. */
  onSource?(text: string): void;
}

export default function CellIsland(props: CellProps) {
  const { id, name, source: original, needs = [], kind = 'c', terminal, children } = props;
  const { state, source, breakpoints, look, actions } = useCell(name, original);
  const [tab, setTab] = useState<Tab>('Terminal');
  const [asked, setAsked] = useState<string>();
  const listing = useRef<HTMLDivElement>(null);
  const panes = useRef<HTMLDivElement>(null);
  const section = useRef<HTMLElement>(null);
  const { host, editor, wanted, opened, open, close } = useEditor({
    run: () => void runCell(id),
    change: (text) => {
      actions.setSource(text);
      props.onSource?.(text);
    },
    breakpoint: (line) => actions.toggleBreakpoint(line),
  });

  // Once, when the cell comes to life.
  useEffect(() => {
    if (props.editing) void open(original, false);
  }, []);

  function reset() {
    close();
    setAsked(undefined);
    setTab('Terminal');
    actions.reset();
    props.onSource?.(original);
    if (props.editing) void open(original, false);
  }

  const { diagnostics } = state;
  useMarks(listing, editor, { at: shownLine(state), diagnostics }, breakpoints, opened);
  useSteps(id, name, state.at);
  useAsks(id, (call, line) => {
    setAsked(call);
    setTab('System calls');
    const alive = state.status === 'running' || state.status === 'paused';
    if (!alive) return void runCell(id, line);
    if (line) actions.setBreakpoints([...breakpoints, line]);
    if (state.status === 'paused') actions.send({ type: 'debug', op: 'continue' });
  });

  const handle: CellHandle = {
    ...{ id, name, kind, original, needs: needs.map((need) => need.id) },
    element: () => section.current,
    source: () => source,
    setSource(text) {
      actions.setSource(text);
      props.onSource?.(text);
      if (opened) editor.current?.setText(text);
      else if (text !== original) void open(text, false);
    },
    run: ({ before, breakpoint }) => actions.run(breakpoint, before),
    stop: actions.stop,
    clear: actions.clear,
    reset,
    edit: () => (opened ? editor.current?.focus() : void open(source, true)),
    cursor: () => editor.current?.cursor(),
    phase: () => phaseOf(state),
    terminals: () => state.terminals,
  };
  const keys = useDebugKeys({
    ...{ listing, state, breakpoints, actions },
    run: () => void runCell(id),
    cursorLine: () => editor.current?.cursorLine(),
  });
  // The prompt has no machine of its own to start or to switch off.
  useEffect(() => {
    if (state.wish?.wish === 'stop') actions.stop();
    else if (state.wish?.wish === 'start') {
      void import('./debug-keys.ts').then(({ mainLine }) => runCell(id, mainLine(source)));
    } else if (state.wish) void runCell(id);
  }, [state.wish]);
  const mark = useRegistered(handle, [state.status, state.resting, source]);

  const awake = state.status !== 'idle' || state.terminals[1].length > 0;
  const outOfSight = useOutOfSight(panes, awake);
  // The listing knows the calls of the text that it was made from, and of no other.
  const known = awake && source === original;

  return (
    <section
      class="cell"
      id={id}
      ref={section}
      data-status={state.status}
      aria-label={`Program ${name}`}
      onFocusCapture={keys.onFocusCapture}
      onKeyDown={keys.onKeyDown}
    >
      <CellBar
        {...{ name, mark, needs, state, actions, breakpoints }}
        onRun={() => void runCell(id)}
        callLines={known ? callLinesOf(listing.current) : []}
        onEdit={wanted ? undefined : () => void open(source, true)}
        onReset={awake || wanted ? reset : undefined}
      />
      <p class="visually-hidden" role="status">
        {keys.heard}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: F9 is the key, see use-debug-keys.ts */}
      <div
        class="cell-listing"
        role="group"
        aria-label={`${name}: arrow keys choose a line, F9 sets a breakpoint on it`}
        tabIndex={0}
        ref={listing}
        hidden={opened}
        onClick={(e) => {
          const line = clickedLineNumber(e);
          if (line !== undefined) actions.toggleBreakpoint(line);
        }}
      >
        {children ?? <pre class="cell-plain">{original}</pre>}
      </div>
      <div class="cell-editor" ref={host} hidden={!opened} />
      {opened ? (
        <p class="cell-leave">
          <kbd>Tab</kbd> indents; <kbd>Esc</kbd>, then <kbd>Tab</kbd>, moves on. <kbd>Esc</kbd>,
          then <kbd>?</kbd>, shows all keys.
        </p>
      ) : null}
      <Diagnostics state={state} />
      <CellLine state={state} actions={actions} out={mark?.out}>
        {awake && outOfSight && state.status !== 'failed' ? (
          <button
            type="button"
            class="cell-below"
            onClick={() => panes.current?.scrollIntoView({ block: 'end' })}
          >
            Show the {tab.toLowerCase()} below
          </button>
        ) : null}
      </CellLine>
      <div ref={panes}>
        {awake ? (
          <LazyPanes
            {...{ id, name, state, actions, look, tab, asked }}
            onTab={setTab}
            suggestion={terminal}
          />
        ) : null}
      </div>
    </section>
  );
}
