// What a cell has shown: text, tables, plots and figures in their order. All of it is data; none of it is HTML.

import type { Item } from '../../lib/bench/output.ts';
import { MachineFigure } from './MachineFigure.tsx';
import { PlotView } from './PlotView.tsx';
import './bench.css';

export function Output({ items }: { items: readonly Item[] }) {
  return (
    <div class="bench-output">
      {joined(items).map((item, i) => (
        // Items are only ever added at the end.
        <One key={`item ${i}`} item={item} />
      ))}
    </div>
  );
}

/** Lines that were printed one after the other are one text. */
export function joined(items: readonly Item[]): Item[] {
  const list: Item[] = [];
  for (const item of items) {
    const last = list.at(-1);
    if (item.kind === 'text' && last?.kind === 'text') {
      list[list.length - 1] = { kind: 'text', text: last.text + item.text };
    } else list.push(item);
  }
  return list;
}

function One({ item }: { item: Item }) {
  switch (item.kind) {
    case 'text':
      return (
        <pre class="bench-text" tabIndex={0}>
          {item.text}
        </pre>
      );
    case 'table':
      return <TableView item={item} />;
    case 'plot':
      return <PlotView plot={item.plot} />;
    case 'figure':
      return <MachineFigure figure={item.figure} />;
    case 'error':
      return (
        <p class="bench-error">
          {item.line === undefined ? '' : `Line ${item.line}. `}
          {item.message}
        </p>
      );
  }
}

function TableView({ item }: { item: Extract<Item, { kind: 'table' }> }) {
  const { title, columns, rows, numeric } = item;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group with a name, not a form's
    <div class="bench-table" tabIndex={0} role="group" aria-label={title || 'Table'}>
      <table>
        {title ? <caption>{title}</caption> : null}
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={column} scope="col" class={numeric[i] ? 'is-number' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            // Rows have no name of their own, and do not move.
            <tr key={`row ${r}`}>
              {row.map((field, i) => (
                <td key={columns[i]} class={numeric[i] ? 'is-number' : undefined}>
                  {field}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
