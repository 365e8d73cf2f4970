// The ways on and back: the debugger's buttons, and on request what each of them does, for fingers and keys too.

import type { CellState } from '../state.ts';
import type { MachineActions } from '../use-machine.ts';
import { SCRUBBING, titleOf, WAYS } from './ways.ts';

export interface WaysProps {
  state: CellState;
  actions: MachineActions;
}

/** How to go on from a pause, or through the past. */
export function Ways({ state, actions }: WaysProps) {
  // Without a place to stop there is none to go back to.
  const ways = WAYS.filter(({ op }) => op !== 'back-continue' || state.points.length > 0);
  return (
    <span class="cell-debug">
      {ways.map((way) => (
        <button
          key={way.op}
          type="button"
          title={titleOf(way)}
          onClick={() => actions.send({ type: 'debug', op: way.op })}
        >
          {way.label}
        </button>
      ))}
    </span>
  );
}

/** What a pointer is told by resting on a button, in words that are there for everybody. */
export function WaysExplained() {
  return (
    <details class="cell-ways">
      <summary>On and back</summary>
      <dl>
        {[...WAYS, ...Object.values(SCRUBBING)].map(({ label, says, key }) => (
          <div key={label}>
            <dt>
              {label} {key ? <kbd>{key}</kbd> : null}
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
