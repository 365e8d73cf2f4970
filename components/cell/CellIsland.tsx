// A code cell that wakes when it is touched: Run, Stop, Reset, edit in place, break and step.
//
// One idea: until a reader acts, the listing that the page was built with stays as it is, print;
// the machine, the compiler and the editor are fetched by the first act that needs them.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Editor } from './editor.ts';
import { Panes, type Tab } from './Panes.tsx';
import { useCell } from './use-cell.ts';
import './cell.css';

export interface CellProps {
  id: string;
  /** File name, such as `server.c`. */
  name: string;
  source: string;
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
  const { id, name, source: original, terminal, children } = props;
  const { state, source, breakpoints, actions } = useCell(name, original);
  const [tab, setTab] = useState<Tab>('Terminal');
  const [asked, setAsked] = useState<string>();
  const [editing, setEditing] = useState(props.editing ?? false);
  const [opened, setOpened] = useState(false);
  const listing = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const panes = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>();
  const run = useRef(() => {});
  run.current = () => void actions.run();
  const toggle = useRef(actions.toggleBreakpoint);
  toggle.current = actions.toggleBreakpoint;

  async function edit(text: string, focus: boolean) {
    setEditing(true);
    const { openEditor } = await import('./editor.ts');
    if (!host.current || editor.current) return;
    editor.current = openEditor(host.current, text, {
      run: () => run.current(),
      change: (changed) => {
        actions.setSource(changed);
        props.onSource?.(changed);
      },
      breakpoint: (line) => toggle.current(line),
    });
    setOpened(true);
    if (focus) editor.current.focus();
  }

  // Once, when the cell comes to life.
  useEffect(() => {
    if (props.editing) void edit(original, false);
    return () => editor.current?.destroy();
  }, []);

  function reset() {
    editor.current?.destroy();
    editor.current = undefined;
    setEditing(false);
    setOpened(false);
    setAsked(undefined);
    setTab('Terminal');
    actions.reset();
    props.onSource?.(original);
    if (props.editing) void edit(original, false);
  }

  useMarks(listing, editor, state, breakpoints, opened);
  useSteps(id, name, state.at);
  useAsks(id, (call, line) => {
    setAsked(call);
    setTab('System calls');
    if (state.status === 'paused') actions.send({ type: 'debug', op: 'continue' });
    else if (state.status !== 'running') void actions.run(line);
  });

  const busy =
    state.status === 'loading' || state.status === 'running' || state.status === 'paused';
  const awake = state.status !== 'idle' || state.terminals[1].length > 0;
  // The listing knows the calls of the text that it was made from, and of no other.
  const callLines = source === original ? callLinesOf(listing.current) : [];
  const outOfSight = useOutOfSight(panes, awake);

  return (
    <section class="cell" id={id} data-status={state.status} aria-label={`Program ${name}`}>
      <header class="cell-bar">
        <span class="cell-name">{name}</span>
        <span class="cell-buttons">
          {busy ? (
            <button type="button" class="cell-stop" onClick={actions.stop}>
              Stop
            </button>
          ) : (
            <button type="button" class="cell-run" onClick={() => void actions.run()}>
              Run
            </button>
          )}
          {editing ? null : (
            <button type="button" onClick={() => void edit(source, true)}>
              Edit
            </button>
          )}
          <button type="button" onClick={reset} disabled={!awake && !editing}>
            Reset
          </button>
          {awake && callLines.length > 0 ? (
            <button
              type="button"
              aria-pressed={callLines.every((l) => breakpoints.includes(l))}
              onClick={() => {
                const others = breakpoints.filter((l) => !callLines.includes(l));
                const all = callLines.every((l) => breakpoints.includes(l));
                actions.setBreakpoints(all ? others : [...others, ...callLines]);
              }}
            >
              Break at calls
            </button>
          ) : null}
        </span>
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same breakpoints can be set with Break at calls */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the click is a short cut for the pointer */}
      <div
        class="cell-listing"
        ref={listing}
        hidden={editing && opened}
        onClick={(e) => {
          const line = clickedLineNumber(e);
          if (line !== undefined) actions.toggleBreakpoint(line);
        }}
      >
        {children ?? <pre class="cell-plain">{original}</pre>}
      </div>
      <div class="cell-editor" ref={host} hidden={!opened} />
      {state.diagnostics.length > 0 ? (
        <ul class="cell-diagnostics">
          {state.diagnostics.map((d) => (
            <li key={`${d.line}:${d.column}:${d.message}`} data-severity={d.severity}>
              <code>
                {d.file}:{d.line}:{d.column}
              </code>{' '}
              {d.message}
              {d.hint ? <em> {d.hint}</em> : null}
            </li>
          ))}
        </ul>
      ) : null}
      <div class="cell-line" data-phase={state.at?.phase}>
        <span class="the-line" aria-hidden="true" />
        <p class="cell-said" aria-live="polite">
          {state.said || (busy ? 'Running.' : 'Not running. Press Run.')}
        </p>
        {state.status === 'paused' ? (
          <span class="cell-debug">
            <button type="button" onClick={() => actions.send({ type: 'debug', op: 'continue' })}>
              Continue
            </button>
            <button type="button" onClick={() => actions.send({ type: 'debug', op: 'over' })}>
              Step over
            </button>
            <button type="button" onClick={() => actions.send({ type: 'debug', op: 'into' })}>
              Step into
            </button>
            <button type="button" onClick={() => actions.send({ type: 'debug', op: 'out' })}>
              Step out
            </button>
          </span>
        ) : null}
        {awake && outOfSight && state.diagnostics.length === 0 ? (
          <button
            type="button"
            class="cell-below"
            onClick={() => panes.current?.scrollIntoView({ block: 'end' })}
          >
            Show the {tab.toLowerCase()} below
          </button>
        ) : null}
      </div>
      <div ref={panes}>
        {awake ? (
          <Panes
            id={id}
            name={name}
            state={state}
            actions={actions}
            tab={tab}
            onTab={setTab}
            suggestion={terminal}
            asked={asked}
          />
        ) : null}
      </div>
    </section>
  );
}

/** Whether an element lies outside the window, so that what happens in it goes unseen. */
function useOutOfSight(element: { current: HTMLElement | null }, when: boolean): boolean {
  const [out, setOut] = useState(false);
  useEffect(() => {
    if (!when || !element.current) return;
    const observer = new IntersectionObserver(([entry]) => setOut(!entry.isIntersecting), {
      rootMargin: '0px 0px -96px',
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, when]);
  return out;
}

/** Keeps the machine's marks on the view of the code that is shown; a fresh editor has none. */
function useMarks(
  listing: { current: HTMLDivElement | null },
  editor: { current: Editor | undefined },
  state: ReturnType<typeof useCell>['state'],
  breakpoints: number[],
  opened: boolean,
) {
  useEffect(() => {
    for (const old of listing.current?.querySelectorAll('.is-current, .has-breakpoint') ?? []) {
      old.classList.remove('is-current', 'is-block', 'is-paused', 'has-breakpoint');
    }
    const lineOf = (n: number) => listing.current?.querySelector(`[data-line="${n}"]`);
    for (const line of breakpoints) lineOf(line)?.classList.add('has-breakpoint');
    if (state.at) lineOf(state.at.line)?.classList.add('is-current', `is-${state.at.phase}`);
    editor.current?.mark({
      at: state.at?.line,
      phase: state.at?.phase,
      breakpoints,
      errors: state.diagnostics.map((d) => ({
        line: d.line,
        column: d.column,
        text: d.hint ? `${d.message} ${d.hint}` : d.message,
        severity: d.severity,
      })),
    });
  }, [state.at, state.diagnostics, breakpoints, opened]);
}

/** Tells listings and figures which call the program is at. */
function useSteps(id: string, program: string, at: { line: number; name?: string } | undefined) {
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

/** Listens for links that ask this machine for a call. */
function useAsks(id: string, onAsk: (call: string, line?: number) => void) {
  const latest = useRef(onAsk);
  latest.current = onAsk;
  useEffect(() => {
    const listen = (event: Event) => {
      const { target, call, line } = (event as CustomEvent).detail;
      if (target === id) latest.current(call, line);
    };
    document.addEventListener('sfs:call', listen);
    return () => document.removeEventListener('sfs:call', listen);
  }, [id]);
}

/** Lines of the listing that hold a linked system call. */
function callLinesOf(listing: HTMLDivElement | null): number[] {
  const lines = new Set<number>();
  for (const link of listing?.querySelectorAll('a.syscall') ?? []) {
    const line = link.closest<HTMLElement>('[data-line]')?.dataset.line;
    if (line) lines.add(Number(line));
  }
  return [...lines];
}

/** The line whose number (not whose code) was clicked; numbers stand left of the code. */
function clickedLineNumber(event: MouseEvent): number | undefined {
  const line = (event.target as HTMLElement).closest<HTMLElement>('[data-line]');
  if (!line || (event.target as HTMLElement).closest('a')) return undefined;
  const gutterEnd = line.getBoundingClientRect().left + 3 * 16;
  return event.clientX < gutterEnd ? Number(line.dataset.line) : undefined;
}
