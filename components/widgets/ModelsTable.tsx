// ModelsTable: the numbers of every model's run, and the loop that made them.

import type { JSX } from 'preact';
import { durationText } from '../../lib/view/amounts.ts';
import type { ModelRun } from '../../lib/view/models.ts';
import { inTurn } from '../parts/turns.ts';
import { NAMES } from './models-words.ts';

const COLUMNS: [string, (model: ModelRun) => string | number][] = [
  ['served after', ({ doneUs }) => (doneUs === undefined ? 'never' : durationText(doneUs))],
  ['mean wait', (model) => waitText(model, model.waitedUs)],
  ['longest wait', (model) => waitText(model, model.waitedMostUs)],
  ['processes', ({ processes }) => processes],
  ['threads', ({ tasks }) => tasks],
  ['descriptors', ({ fds }) => fds],
  ['calls per answer', ({ syscalls, answers }) => (syscalls / answers.length).toFixed(1)],
  ['context switches', ({ switches }) => switches],
];

/** Where somebody waits to the end, the run was only watched for so long. */
function waitText({ doneUs }: ModelRun, us: number): string {
  return `${doneUs === undefined ? '> ' : ''}${durationText(us)}`;
}

/** Draws the table; `chosen` is the model whose row stands out. */
export const ModelsTable = inTurn(
  ({ models, chosen }: { models: ModelRun[]; chosen: string }): JSX.Element => (
    <section class="models-scroll" tabIndex={0} aria-label="Numbers of every model">
      <p class="models-more">The table has {COLUMNS.length} columns: slide it to the left.</p>
      <table class="models-table">
        <thead>
          <tr>
            <th scope="col">model</th>
            {COLUMNS.map(([name]) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.id} class={model.id === chosen ? 'is-chosen' : ''}>
              <th scope="row">{NAMES[model.id]}</th>
              {COLUMNS.map(([name, value]) => (
                <td key={name}>{value(model)}</td>
              ))}
            </tr>
          ))}
          <tr class="is-absent">
            <th scope="row">io_uring</th>
            <td colSpan={COLUMNS.length}>
              <span>
                not in this figure: it waits as the event loop does, with fewer system calls
              </span>
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  ),
);

interface ScriptProps {
  scripts: Record<string, string>;
  chosen: string;
}

/** Shows what the chosen server runs; its room is that of the longest, so that nothing jumps. */
export const ModelScript = inTurn(({ scripts, chosen }: ScriptProps): JSX.Element => {
  const lines = Math.max(
    ...Object.values(scripts).map((text) => text.trimEnd().split('\n').length),
  );
  return (
    <details class="models-script">
      <summary>
        The program: <b>{NAMES[chosen].toLowerCase()}</b>
      </summary>
      <section tabIndex={0} aria-label={`Program of ${NAMES[chosen]}`}>
        <pre style={{ '--lines': lines }}>{scripts[chosen].trimEnd()}</pre>
      </section>
    </details>
  );
});
