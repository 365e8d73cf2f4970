// A cell of TypeScript: print until it is touched, then an experiment on the machine that the reader can change.
//
// One idea: as a cell of C, it keeps the listing that the page was built with, and everything else comes with the
// first act that needs it: the translator and the bench with Run, the editor with Edit.

import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type CellHandle, changed, runCell } from '../notebook/registry.ts';
import { useRegistered } from '../notebook/use-registered.ts';
import { useBench } from './use-bench.ts';
import { useTsEditor } from './use-ts-editor.ts';
import '../cell/cell.css';
import '../cell/editor.css';
import './bench.css';

export interface BenchProps {
  id: string;
  name: string;
  source: string;
  /** Address of the bench as one file. */
  bundle: string;
  /** Address of its types, and how much the browser fetches for them. */
  types: string;
  typesSize: string;
  children?: ComponentChildren;
}

const PHASES = { idle: 'idle', loading: 'busy', running: 'busy', exited: 'ended' } as const;

export default function BenchIsland(props: BenchProps) {
  const { id, name, source: original, children } = props;
  const section = useRef<HTMLElement>(null);
  const text = useRef(original);
  const bench = useBench(props.bundle, text);
  const editor = useTsEditor(props.types, text, {
    run: () => void runCell(id),
    change: () => changed(id),
  });
  const { status, items, live: drawing } = bench;

  function reset(): void {
    editor.close();
    text.current = original;
    bench.reset();
  }

  const handle: CellHandle = {
    ...{ id, name, kind: 'ts', needs: [], original },
    element: () => section.current,
    source: () => text.current,
    setSource(changed) {
      text.current = changed;
      editor.close();
      void editor.open(false);
    },
    run: () => {
      editor.forget();
      return bench.start();
    },
    stop: bench.stop,
    clear: bench.reset,
    reset,
    edit: () => void editor.open(),
    cursor: editor.cursor,
    phase: () => (items.some((item) => item.kind === 'error') ? 'failed' : PHASES[status]),
    terminals: () => [],
  };
  const mark = useRegistered(handle, [status, items.length]);

  return (
    <section
      class="cell bench"
      id={id}
      ref={section}
      data-status={status}
      aria-label={`Experiment ${name}`}
    >
      <header class="cell-bar">
        <span class="cell-count-in">{mark?.label ?? 'In [ ]'}</span>
        <span class="cell-name">{name}</span>
        {mark ? (
          <span class="cell-state" data-state={mark.state}>
            <span aria-hidden="true">{mark.mark}</span> {mark.word}
          </span>
        ) : null}
        <span class="cell-buttons">
          {editor.opened ? (
            <button type="button" disabled={editor.typed} onClick={() => void editor.types()}>
              {editor.typed ? 'Types' : `Types (${props.typesSize})`}
            </button>
          ) : (
            <button type="button" onClick={() => void editor.open()}>
              Edit
            </button>
          )}
          <button type="button" disabled={status === 'idle' && !editor.opened} onClick={reset}>
            Reset
          </button>
          {status === 'loading' || status === 'running' ? (
            <button type="button" class="cell-stop" onClick={bench.stop}>
              Stop
            </button>
          ) : (
            <button type="button" class="cell-run" onClick={() => void runCell(id)}>
              Run
            </button>
          )}
        </span>
      </header>
      <div class="cell-listing" hidden={editor.opened}>
        {children ?? (
          <pre class="cell-plain" tabIndex={0}>
            {original}
          </pre>
        )}
      </div>
      <div class="cell-editor" ref={editor.host} hidden={!editor.opened} />
      <div class="cell-line">
        <span class="the-line" aria-hidden="true" />
        <p class="cell-said" aria-live="polite">
          {editor.said || bench.said}
        </p>
      </div>
      {drawing && items.length > 0 ? <drawing.Output items={items} /> : null}
    </section>
  );
}
