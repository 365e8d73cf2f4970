// Transport: play, step back, step, scrub, speed, reset. The same bar under every figure.

import {
  computed,
  type ReadonlySignal,
  type Signal,
  useComputed,
  useSignalEffect,
} from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { memo } from './memo.ts';
import {
  type Mark,
  type Player,
  reset as resetPlayer,
  SPEEDS,
  seek,
  setSpeed,
  step,
  stepBack,
  type Timeline,
  type Tone,
  thinMarks,
  toggle,
} from './player.ts';

export interface TransportProps {
  player: Player;
  /** Words for the cursor's place, such as `0.30 s` or `step 3 of 8`. */
  formatAt?: (at: number) => string;
  /** Replaces putting the cursor at the start. */
  onReset?: () => void;
  /** Replaces the step that stops at the next mark, for a run that is made as it is played. */
  onStep?: () => void;
}

/** Draws the bar; keys are handled by the figure around it. Each of its parts follows its own signal. */
export const Transport = memo((props: TransportProps): JSX.Element => {
  const { player } = props;
  const formatAt = useMemo(() => props.formatAt ?? stepOf(player), [props.formatAt, player]);
  return (
    <fieldset class="transport" aria-label="Transport">
      <PlayButton player={player} />
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
      <Scrubber player={player} formatAt={formatAt} />
      <SpeedField player={player} />
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
});

function PlayButton({ player }: { player: Player }): JSX.Element {
  const playing = player.playing.value;
  return (
    <button
      type="button"
      class="button is-main"
      aria-keyshortcuts="k"
      onClick={() => toggle(player)}
    >
      <Icon name={playing ? 'pause' : 'play'} />
      <span class="transport-play">{playing ? 'Pause' : 'Play'}</span>
    </button>
  );
}

/** The browser keeps what is chosen; nothing else sets the speed. */
function SpeedField({ player }: { player: Player }): JSX.Element {
  const speed = player.speed.peek();
  return (
    <label class="speed">
      <span class="visually-hidden">Speed</span>
      <select
        class="select"
        value={String(speed)}
        onChange={(event) => setSpeed(player, Number(event.currentTarget.value))}
      >
        {SPEEDS.map((factor) => (
          <option key={factor} value={String(factor)} selected={factor === speed}>
            {factor}×
          </option>
        ))}
      </select>
    </label>
  );
}

/** Draws the track with one tick an event; dragging moves the cursor. */
const Scrubber = memo(
  ({ player, formatAt }: { player: Player; formatAt: (at: number) => string }): JSX.Element => {
    const { at, timeline } = player;
    const input = useRef<HTMLInputElement>(null);
    const where = useComputed(() => formatAt(at.value));
    const words = useComputed(() => {
      const label = timeline.value.marks[player.index.value]?.label;
      return label ? `${where.value}: ${label}` : where.value;
    });
    const done = useComputed(() => {
      const { end } = timeline.value;
      return `transform: scaleX(${end > 0 ? Math.min(1, at.value / end) : 0})`;
    });
    // Both at once: a place beyond the old end would be cut down to it.
    useSignalEffect(() => {
      if (!input.current) return;
      input.current.max = String(timeline.value.end);
      input.current.value = String(at.value);
    });
    return (
      <div class="scrubber">
        <div class="scrubber-track" aria-hidden="true">
          <span class="scrubber-done" style={done} />
          <Ticks player={player} />
        </div>
        <input
          ref={input}
          type="range"
          class="scrubber-input"
          aria-label="Position"
          aria-valuetext={words}
          min={0}
          max={timeline.peek().end}
          step="any"
          value={Math.min(at.peek(), timeline.peek().end)}
          onInput={(event) => seek(player, Number(event.currentTarget.value))}
        />
        <span class="scrubber-at" aria-hidden="true">
          <span>{where}</span>
        </span>
      </div>
    );
  },
);

/** Draws the ticks of each colour as one path: a run that grows moves all of them by its viewBox. */
function Ticks({ player }: { player: Player }): JSX.Element {
  const { timeline } = player;
  const box = useComputed(() => `0 0 ${timeline.value.end || 1} 1`);
  const drawn = useMemo(() => ticksOf(timeline), [timeline]);
  return (
    <svg class="scrubber-ticks" viewBox={box} preserveAspectRatio="none" role="presentation">
      {drawn.value.map(([tone, path]) => (
        <path key={tone} class={`scrubber-tick tone-${tone}`} d={path} />
      ))}
    </svg>
  );
}

/** The ticks' path by colour; the same list for as long as there is no other tick to be told apart. */
function ticksOf(timeline: Signal<Timeline>): ReadonlySignal<[Tone, string][]> {
  let last: { marks: Mark[]; count: number; end: number; paths: [Tone, string][] } | undefined;
  return computed(() => {
    const { marks, end: to, growing } = timeline.value;
    // A run that grows is thinned for its next doubling.
    const end = growing ? 2 ** Math.ceil(Math.log2(Math.max(1, to))) : to;
    if (last?.marks === marks && last.count === marks.length && last.end === end) return last.paths;
    const paths = new Map<Tone, string>();
    for (const { at, tone = 'plain' } of thinMarks(marks, end, growing ? 400 : 200)) {
      paths.set(tone, `${paths.get(tone) ?? ''}M${Math.round(at)} 0V1`);
    }
    last = { marks, count: marks.length, end, paths: [...paths] };
    return last.paths;
  });
}

function stepOf(player: Player): (at: number) => string {
  return () => `${player.index.value + 1} of ${player.timeline.value.marks.length}`;
}
