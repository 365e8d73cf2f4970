// Where a program is to stop: lines, system calls, variables; each with its condition and its hits.

import { useState } from 'preact/hooks';
import type { PointSpec } from '../../../lib/notebook/messages.ts';
import type { CellState } from '../state.ts';
import type { MachineActions } from '../use-machine.ts';
import { Field } from './Field.tsx';

interface Props {
  state: CellState;
  actions: MachineActions;
  /** The text that a new line is of, where there are several. */
  file?: string;
}

/** What a point is about. */
export function pointText(point: PointSpec): string {
  const where = point.file ? ` of ${point.file}` : '';
  if (point.kind === 'line') return `line ${point.line}${where}`;
  if (point.kind === 'watch') return `change of ${point.expression}`;
  return point.calls?.length ? `call of ${point.calls.join(', ')}` : 'any system call';
}

export function Points({ state: { points }, actions, file }: Props) {
  const [text, setText] = useState('');
  const [kind, setKind] = useState<PointSpec['kind']>('line');
  const change = (i: number, part: Partial<PointSpec>) =>
    actions.setPoints(points.map((point, j) => (i === j ? { ...point, ...part } : point)));

  function add(event: Event) {
    event.preventDefault();
    const word = text.trim();
    if (word === '' && kind !== 'call') return;
    const made: PointSpec =
      kind === 'line'
        ? { kind, line: Number.parseInt(word, 10) || 1, ...(file && { file }) }
        : kind === 'call'
          ? { kind, calls: word.split(/[\s,]+/).filter(Boolean) }
          : { kind, expression: word };
    actions.setPoints([...points, made]);
    setText('');
  }

  return (
    <div class="cell-points">
      <p class="cell-head">Where it stops</p>
      <ul>
        {points.map((point, i) => (
          <li key={`${point.kind}${pointText(point)}`}>
            <label>
              <input
                type="checkbox"
                checked={!point.disabled}
                onChange={(e) => change(i, { disabled: !e.currentTarget.checked })}
              />
              {point.number ? `${point.number}: ` : ''}
              {pointText(point)}
            </label>
            {point.kind === 'line' ? (
              <Field
                word="if"
                type="text"
                value={point.condition ?? ''}
                placeholder="client_fd == 5"
                aria-label={`Condition of ${pointText(point)}, in C`}
                spellcheck={false}
                autocapitalize="off"
                keep={(word) => change(i, { condition: word || undefined })}
              />
            ) : null}
            <Field
              word="pass"
              type="number"
              min={0}
              value={String(point.ignore ?? 0)}
              aria-label={`How often to pass ${pointText(point)} by`}
              keep={(word) => change(i, { ignore: Number(word) || undefined })}
            />
            {point.hits ? <span class="cell-row-note">hit {point.hits}×</span> : null}
            <button
              type="button"
              aria-label={`Remove ${pointText(point)}`}
              onClick={() => actions.setPoints(points.filter((_, j) => j !== i))}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={add}>
        <label>
          Stop at{' '}
          <select
            value={kind}
            onChange={(e) => setKind(e.currentTarget.value as PointSpec['kind'])}
          >
            <option value="line">line</option>
            <option value="call">system call</option>
            <option value="watch">change of</option>
          </select>
        </label>
        <input
          type="text"
          value={text}
          aria-label="Which line, call or variable"
          placeholder={kind === 'line' ? '18' : kind === 'call' ? 'accept' : 'client_fd'}
          autocapitalize="off"
          spellcheck={false}
          onInput={(e) => setText(e.currentTarget.value)}
        />
        <button type="submit">Add</button>
      </form>
    </div>
  );
}
