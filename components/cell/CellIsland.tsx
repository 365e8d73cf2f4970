// A code cell that wakes when it is touched: Run, Stop, Reset, edit in place, break and step.
//
// One idea: until a reader acts, the listing that the page was built with stays as it is;
// the machine, the compiler and the editor are fetched by the first act that needs them.

import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type CellHandle, runCell } from '../notebook/registry.ts';
import { CellBar, CellLine } from './CellParts.tsx';
import { CellText } from './CellText.tsx';
import { shownLine } from './initial-state.ts';
import { LazyDiagnostics, LazyPanes } from './LazyPanes.tsx';
import type { Tab } from './Panes.tsx';
import { useCell } from './use-cell.ts';
import { useDebugKeys } from './use-debug-keys.ts';
import { useHandle } from './use-handle.ts';
import { useCallLinks, useSteps, useWishes } from './use-links.ts';
import { callLinesOf, useMarks, useOutOfSight } from './use-listing.ts';
import { useText } from './use-text.ts';
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
  const { id, name, source: original, needs = [], terminal, children, editing } = props;
  const { state, source, breakpoints, look, actions } = useCell(name, original);
  const [tab, setTab] = useState<Tab>('Terminal');
  const [asked, setAsked] = useState<string>();
  const listing = useRef<HTMLDivElement>(null);
  const panes = useRef<HTMLDivElement>(null);
  const section = useRef<HTMLElement>(null);
  const run = () => void runCell(id);
  const text = useText({
    ...{ original, editing, run, breakpoint: actions.toggleBreakpoint },
    changed: [actions.setSource, (changed) => props.onSource?.(changed)],
  });
  const { editor, opened, wanted } = text;

  function reset() {
    setAsked(undefined);
    setTab('Terminal');
    actions.reset();
    text.reset();
  }

  const { diagnostics } = state;
  useMarks(listing, editor, { at: shownLine(state), diagnostics }, breakpoints, opened);
  useSteps(id, name, state.at);
  useCallLinks({ id, state, breakpoints, actions }, (call) => {
    setAsked(call);
    setTab('System calls');
  });
  const keys = useDebugKeys({
    ...{ listing, state, breakpoints, actions, run },
    cursorLine: () => editor.current?.cursorLine(),
  });
  useWishes(id, state.wish, { source: text.now, stop: actions.stop });
  const mark = useHandle(props, { section, text, state, actions, reset });

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
        onRun={run}
        callLines={known ? callLinesOf(listing.current) : []}
        onEdit={wanted ? undefined : text.edit}
        onReset={awake || wanted ? reset : undefined}
      />
      <p class="visually-hidden" role="status">
        {keys.heard}
      </p>
      <CellText
        {...{ name, listing, host: text.host, opened }}
        onLine={(line) => actions.toggleBreakpoint(line)}
      >
        {children ?? <pre class="cell-plain">{original}</pre>}
      </CellText>
      {diagnostics.length > 0 ? <LazyDiagnostics state={state} /> : null}
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
