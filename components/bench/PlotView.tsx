// A plot of a cell: SVG for the curves, text for the words, and the numbers as a table for who does not see it.

import type { Plot } from '../../lib/bench/output.ts';
import { plotModel } from './plot-model.ts';

export function PlotView({ plot }: { plot: Plot }) {
  const { xTicks, yTicks, series } = plotModel(plot);
  const named = series.filter(({ label }) => label !== '');
  return (
    <figure class="bench-plot">
      <figcaption>{plot.title}</figcaption>
      <p class="bench-axis-label">{plot.y.label}</p>
      <div class="bench-stage" role="img" aria-label={`${plot.title} ${summary(plot)}`}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {yTicks.map(({ at }) => (
            <path key={at} class="bench-grid" d={`M0 ${at}H100`} />
          ))}
          <path class="bench-floor" d="M0 100H100" />
          {series.map(({ path, role, type, dash }, i) => (
            <path
              // A series has no name that is its own.
              key={`${i} ${path.length}`}
              class={`bench-mark is-${type} dash-${dash}`}
              style={{ '--role': `var(--${variable(role)})` }}
              d={path}
            />
          ))}
        </svg>
        {yTicks.map(({ at, text }) => (
          <span key={text} class="bench-tick is-y" style={{ top: `${at}%` }} aria-hidden="true">
            {text}
          </span>
        ))}
        {xTicks.map(({ at, text }) => (
          <span key={text} class="bench-tick is-x" style={{ left: `${at}%` }} aria-hidden="true">
            {text}
          </span>
        ))}
      </div>
      <p class="bench-axis-label is-x">{plot.x.label}</p>
      {named.length > 0 ? (
        <ul class="bench-legend">
          {named.map(({ label, role, type, dash }) => (
            <li key={label}>
              <svg viewBox="0 0 28 10" aria-hidden="true">
                <path
                  class={`bench-mark is-${type} dash-${dash}`}
                  style={{ '--role': `var(--${variable(role)})` }}
                  d={type === 'dot' ? 'M14 5h0' : type === 'bar' ? 'M6 1h16v8H6z' : 'M0 5h28'}
                />
              </svg>
              {label}
            </li>
          ))}
        </ul>
      ) : null}
      <details>
        <summary>The numbers</summary>
        <Numbers plot={plot} />
      </details>
    </figure>
  );
}

/** Roles as the tokens spell them. */
function variable(role: string): string {
  return role === 'cpu' ? 'cpu-copy' : role;
}

function summary(plot: Plot): string {
  const ys = plot.marks.flatMap((mark) => mark.points.map(([, y]) => y));
  const range = `${plot.y.label} from ${Math.min(...ys)} to ${Math.max(...ys)}`;
  return `${range}, against ${plot.x.label}. The numbers follow as a table.`;
}

/** One column a series, one row a place on the x axis. */
function Numbers({ plot }: { plot: Plot }) {
  const xs = [...new Set(plot.marks.flatMap((mark) => mark.points.map(([x]) => x)))];
  const columns = plot.marks.map((mark) => new Map(mark.points));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group with a name, not a form's
    <div class="bench-table" tabIndex={0} role="group" aria-label="The numbers of the plot">
      <table>
        <thead>
          <tr>
            <th scope="col">{plot.x.label}</th>
            {plot.marks.map((mark, i) => (
              <th key={mark.label ?? i} scope="col">
                {mark.label ?? plot.y.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {xs
            .sort((a, b) => a - b)
            .map((x) => (
              <tr key={x}>
                <th scope="row">{round(x)}</th>
                {columns.map((column, i) => (
                  <td key={plot.marks[i]!.label ?? i}>{round(column.get(x))}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function round(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toFixed(3)));
}
