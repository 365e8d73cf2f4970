// What the compiler said of a cell's text, between the text and the line.

import type { CellState } from '../state.ts';

/** What the compiler said: errors in full; warnings of a program that runs do not stand before it. */
export function Diagnostics({ state }: { state: CellState }) {
  const { diagnostics } = state;
  if (diagnostics.length === 0) return null;
  const list = (
    <ul class="cell-diagnostics">
      {diagnostics.map((d) => (
        <li key={`${d.line}:${d.column}:${d.message}`} data-severity={d.severity}>
          <code>
            {d.file}:{d.line}:{d.column}
          </code>{' '}
          {d.severity}: {d.message}
          {d.option ? <span class="cell-option"> [-W{d.option}]</span> : null}
          {d.hint ? <em> {d.hint}</em> : null}
        </li>
      ))}
    </ul>
  );
  if (diagnostics.some((d) => d.severity === 'error')) return list;
  const lines = [...new Set(diagnostics.map((d) => d.line))];
  const count = diagnostics.length === 1 ? 'One warning' : `${diagnostics.length} warnings`;
  return (
    <details class="cell-warnings">
      <summary>
        {count}, in line{lines.length > 1 ? 's' : ''} {lines.join(', ')}
      </summary>
      {list}
    </details>
  );
}
