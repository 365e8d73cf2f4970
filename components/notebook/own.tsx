// The reader's own cells: programs and notes that they put between the book's.
//
// One idea: an own cell is the book's own island in a frame that the page did not have; where it
// stands, and its text, are in the page's edits and nowhere else.

import { render } from 'preact';
import type { OwnCell } from '../../lib/notebook/edits.ts';
import CellIsland from '../cell/CellIsland.tsx';
import { asleep } from './alive.ts';
import { NoteCell } from './NoteCell.tsx';
import { cellOf, cells } from './registry.ts';

/** What is done with an own cell. */
export interface OwnActions {
  change(id: string, change: Partial<OwnCell>): void;
}

const hosts = new Map<string, HTMLElement>();

/** The frame that a cell stands in, among the prose. */
export function boxOf(id: string): HTMLElement | undefined {
  const element = cellOf(id)?.element();
  const box =
    element?.closest<HTMLElement>('.cell-box') ?? element?.closest<HTMLElement>('astro-island');
  return box ?? undefined;
}

/** Shows the own cells, each beside the cell that it was made beside. */
export function showOwn(own: readonly OwnCell[], actions: OwnActions): void {
  for (const [id, host] of hosts) {
    if (own.some((cell) => cell.id === id)) continue;
    render(null, host);
    host.remove();
    hosts.delete(id);
  }
  for (const cell of own) {
    const host = hosts.get(cell.id) ?? placed(cell);
    if (host) render(<Own cell={cell} actions={actions} />, host);
  }
}

/** Where a cell stands that was made beside one which this edition no longer has: at the end. */
function fallback(): HTMLElement | undefined {
  return asleep() ? undefined : boxOf(cells().at(-1)?.id ?? '');
}

/** Puts a new frame where the cell belongs; nothing while the cell beside it is not there yet. */
function placed(cell: OwnCell): HTMLElement | undefined {
  const beside = hosts.get(cell.beside) ?? boxOf(cell.beside) ?? fallback();
  if (!beside) return undefined;
  const host = document.createElement('div');
  host.className = 'cell-box stage own-cell';
  if (cell.side === 'above') beside.before(host);
  else beside.after(host);
  hosts.set(cell.id, host);
  return host;
}

function Own({ cell, actions }: { cell: OwnCell; actions: OwnActions }) {
  const { id, kind, name, source, beside } = cell;
  const save = (text: string) => actions.change(id, { source: text });
  if (kind === 'note') return <NoteCell key="note" id={id} text={source} onText={save} />;
  const other = cellOf(beside);
  const needs = cell.needs.flatMap((need) => {
    const found = cellOf(need);
    return found ? [{ id: need, name: found.name }] : [];
  });
  return (
    <>
      <p class="own-head">
        <span>Yours</span>
        {other && other.kind !== 'note' ? (
          <label>
            begins{' '}
            <select
              value={cell.needs[0] ?? ''}
              onChange={(event) => {
                const need = event.currentTarget.value;
                actions.change(id, { needs: need ? [need] : [] });
              }}
            >
              <option value="">on a clean machine</option>
              <option value={other.id}>where {other.name} came to rest</option>
            </select>
          </label>
        ) : null}
      </p>
      <CellIsland
        key={`code ${cell.needs.join(' ')}`}
        {...{ id, name, source, needs }}
        kind="scratch"
        editing
        onSource={save}
      />
    </>
  );
}
