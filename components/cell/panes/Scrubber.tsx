// The scrubber over a run: a tick for each call and packet, and steps to the line before and after.

import type { CellState } from '../state.ts';
import type { MachineActions } from '../use-machine.ts';
import { cursorOf, momentsOf, rowAt } from './marks.ts';
import { WaysExplained } from './Ways.tsx';
import { SCRUBBING, titleOf } from './ways.ts';

/** More ticks than these would be a grey bar. */
const MAX_TICKS = 240;

interface Props {
  state: CellState;
  actions: MachineActions;
}

export function Scrubber({ state, actions }: Props) {
  const moments = momentsOf(state);
  const cursor = cursorOf(state);
  const past = cursor !== 'now';
  const found = rowAt(
    moments.map(({ at }) => at),
    cursor,
  );
  const at = past ? Math.max(0, found) : moments.length;
  const shown = moments[at];
  const words =
    past && shown ? `${shown.kind} ${at + 1} of ${moments.length}: ${shown.text}` : 'now';
  const last = moments.length;

  function go(index: number) {
    actions.look({});
    actions.send({ type: 'go', at: index >= last ? 'now' : moments[index].at });
  }

  function step(op: 'back-over' | 'over') {
    actions.look({});
    actions.send({ type: 'debug', op });
  }

  return (
    <div class="cell-scrubber" data-past={past || undefined}>
      <button
        type="button"
        disabled={state.pid === undefined}
        title={titleOf(SCRUBBING.back)}
        onClick={() => step('back-over')}
      >
        {SCRUBBING.back.label}
      </button>
      <span class="cell-track">
        <span class="cell-ticks" aria-hidden="true">
          {last <= MAX_TICKS
            ? moments.map((moment, i) => (
                <i
                  key={`${moment.kind}${moment.at}`}
                  data-kind={moment.kind}
                  style={{ insetInlineStart: `${(100 * i) / Math.max(1, last)}%` }}
                />
              ))
            : null}
        </span>
        <input
          type="range"
          min={0}
          max={last}
          value={at}
          disabled={last === 0}
          aria-label="Moment of the run"
          aria-valuetext={words}
          onInput={(e) => go(Number(e.currentTarget.value))}
        />
      </span>
      {past ? (
        <button type="button" title={titleOf(SCRUBBING.on)} onClick={() => step('over')}>
          {SCRUBBING.on.label}
        </button>
      ) : null}
      <button
        type="button"
        disabled={!past}
        title={titleOf(SCRUBBING.now)}
        onClick={() => go(last)}
      >
        {SCRUBBING.now.label}
      </button>
      <WaysExplained />
    </div>
  );
}
