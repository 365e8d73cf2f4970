// Transport: play, step back, step, scrub, speed, reset. The same bar under every figure.

import type { JSX } from 'preact';
import { Icon } from './icons.tsx';
import {
  type Player,
  reset as resetPlayer,
  SPEEDS,
  seek,
  setSpeed,
  step,
  stepBack,
  thinMarks,
  toggle,
} from './player.ts';

export interface TransportProps {
  player: Player;
  /** Words for the cursor's place, such as `0.30 s` or `step 3 of 8`. */
  formatAt?: (at: number) => string;
  speeds?: number[];
  /** Replaces putting the cursor at the start. */
  onReset?: () => void;
  /** Replaces the step that stops at the next mark, for a run that is made as it is played. */
  onStep?: () => void;
}

/** Draws the bar; keys are handled by the figure around it. */
export function Transport(props: TransportProps): JSX.Element {
  const { player, speeds = SPEEDS } = props;
  const { playing, speed } = player;
  return (
    <fieldset class="transport" aria-label="Transport">
      <button
        type="button"
        class="button is-main"
        aria-keyshortcuts="k"
        onClick={() => toggle(player)}
      >
        <Icon name={playing.value ? 'pause' : 'play'} />
        <span class="transport-play">{playing.value ? 'Pause' : 'Play'}</span>
      </button>
      <button
        type="button"
        class="button"
        aria-keyshortcuts="ArrowLeft"
        onClick={() => stepBack(player)}
      >
        <Icon name="back" />
        Back
      </button>
      <button
        type="button"
        class="button"
        aria-keyshortcuts="ArrowRight"
        onClick={() => (props.onStep ? props.onStep() : step(player))}
      >
        <Icon name="step" />
        Step
      </button>
      <Scrubber player={player} formatAt={props.formatAt ?? stepOf(player)} />
      <label class="speed">
        <span class="visually-hidden">Speed</span>
        <select
          class="select"
          value={String(speed.value)}
          onChange={(event) => setSpeed(player, Number(event.currentTarget.value))}
        >
          {speeds.map((factor) => (
            <option key={factor} value={String(factor)} selected={factor === speed.value}>
              {factor}×
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="button"
        onClick={() => (props.onReset ? props.onReset() : resetPlayer(player))}
      >
        <Icon name="reset" />
        Reset
      </button>
    </fieldset>
  );
}

/** Draws the track with one tick an event; dragging moves the cursor. */
function Scrubber({
  player,
  formatAt,
}: {
  player: Player;
  formatAt: (at: number) => string;
}): JSX.Element {
  const { marks, end } = player.timeline.value;
  const at = Math.min(player.at.value, end);
  const share = (value: number): string => `${end > 0 ? (100 * value) / end : 0}%`;
  const label = marks[player.index.value]?.label;
  const where = formatAt(player.at.value);
  return (
    <div class="scrubber">
      <div class="scrubber-track" aria-hidden="true">
        <span class="scrubber-done" style={{ width: share(at) }} />
        {thinMarks(marks, end).map((mark) => (
          <span
            // Marks never move within a run, so their place is their identity.
            key={mark.at}
            class={`scrubber-tick tone-${mark.tone ?? 'plain'}`}
            style={{ left: share(mark.at) }}
          />
        ))}
      </div>
      <input
        type="range"
        class="scrubber-input"
        aria-label="Position"
        aria-valuetext={label ? `${where}: ${label}` : where}
        min={0}
        max={end}
        step="any"
        value={at}
        onInput={(event) => seek(player, Number(event.currentTarget.value))}
      />
      <span class="scrubber-at" aria-hidden="true">
        {where}
      </span>
    </div>
  );
}

function stepOf(player: Player): (at: number) => string {
  return () => `${player.index.value + 1} of ${player.timeline.value.marks.length}`;
}
