// TimelineChart: a lane for the server above the line and one for each client below it.

import { computed, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { durationText } from '../../lib/view/amounts.ts';
import type { ConnKind } from '../../lib/view/lanes.ts';
import type { Bar, ServerDoing, TimelineRows } from '../../lib/view/timeline.ts';
import type { Tone } from '../parts/player.ts';
import { inTurn } from '../parts/turns.ts';
import './timeline.css';

const CONN_WORDS: Record<ConnKind, string> = {
  connecting: 'handshake',
  queued: 'in the accept queue',
  idle: 'accepted, silent',
  served: 'served',
};

const SERVER_WORDS: Record<ServerDoing, string> = {
  accept: 'waits in accept()',
  read: 'waits in read()',
  work: 'works',
};

interface ChartProps {
  rows: TimelineRows;
  atUs: ReadonlySignal<number>;
}

/** Draws what has happened up to `atUs`; the width is that of the whole run. */
export const TimelineChart = inTurn(({ rows, atUs }: ChartProps): JSX.Element => {
  const step = rows.endUs > 2_500_000 ? 500_000 : rows.endUs > 1_200_000 ? 250_000 : 100_000;
  const ticks = Array.from({ length: Math.floor(rows.endUs / step) + 1 }, (_, i) => i * step);
  const share = (us: number) => `${(100 * us) / Math.max(1, rows.endUs)}%`;
  const now = useMemo(
    () => computed(() => `transform: translateX(${share(atUs.value)})`),
    [rows, atUs],
  );
  return (
    <div class="tl">
      <Lane name="server" tone="server" words={laneWords(rows.server, SERVER_WORDS)}>
        {rows.server.map((bar) => (
          <BarSpan
            key={bar.fromUs}
            bar={bar}
            rows={rows}
            atUs={atUs}
            label={
              bar.kind === 'work'
                ? String(bar.client ?? '')
                : bar.kind === 'read'
                  ? 'read() waits'
                  : ''
            }
            title={SERVER_WORDS[bar.kind] + (bar.client ? `, client ${bar.client}` : '')}
          />
        ))}
      </Lane>
      {rows.clients.map((client) => (
        <Lane
          key={client.number}
          name={`client ${client.number}`}
          tone="client"
          words={laneWords(client.bars, CONN_WORDS)}
        >
          {client.bars.map((bar) => (
            <BarSpan
              key={bar.fromUs}
              bar={bar}
              rows={rows}
              atUs={atUs}
              label={
                bar.kind === 'queued'
                  ? `waits ${durationText(bar.toUs - bar.fromUs)}`
                  : bar.kind === 'served'
                    ? 'served'
                    : bar.kind === 'idle'
                      ? 'says nothing'
                      : ''
              }
              title={CONN_WORDS[bar.kind]}
            />
          ))}
        </Lane>
      ))}
      <div class="tl-axis" aria-hidden="true">
        {ticks.map((us, i) => (
          <span
            key={us}
            class={`tl-tick ${i % 2 === 1 ? 'is-minor' : ''}`}
            style={{ left: share(us) }}
          >
            {us === 0 ? '0' : durationText(us)}
          </span>
        ))}
        <span class="tl-at">
          <span class="tl-now" style={now} />
        </span>
      </div>
    </div>
  );
});

function Lane(props: {
  name: string;
  tone: Tone;
  words: string;
  children: JSX.Element[];
}): JSX.Element {
  return (
    <div class={`tl-lane tone-${props.tone}`}>
      <span class="tl-name">{props.name}</span>
      <div class="tl-bars" role="img" aria-label={`${props.name}: ${props.words}`}>
        <div class="tl-track">{props.children}</div>
      </div>
    </div>
  );
}

function BarSpan(props: {
  bar: Bar<string>;
  rows: TimelineRows;
  atUs: ReadonlySignal<number>;
  label: string;
  title: string;
}): JSX.Element {
  const { bar, rows, atUs } = props;
  // Another text only while the cursor is within the bar.
  const style = useMemo(() => {
    const left = (100 * bar.fromUs) / Math.max(1, rows.endUs);
    return computed(() => {
      const to = Math.min(bar.toUs, atUs.value);
      const width = (100 * Math.max(0, to - bar.fromUs)) / Math.max(1, rows.endUs);
      return `left: ${left}%; width: ${width}%`;
    });
  }, [bar, rows, atUs]);
  const whole = (100 * (bar.toUs - bar.fromUs)) / Math.max(1, rows.endUs);
  return (
    <span
      class={`tl-bar is-${bar.kind}`}
      style={style}
      title={`${props.title}, ${durationText(bar.toUs - bar.fromUs)}`}
    >
      {props.label && whole > 6 ? <span class="tl-label">{props.label}</span> : null}
    </span>
  );
}

function laneWords<Kind extends string>(bars: Bar<Kind>[], words: Record<Kind, string>): string {
  return bars
    .filter((bar) => bar.toUs - bar.fromUs >= 1000)
    .map((bar) => `${words[bar.kind]} ${durationText(bar.toUs - bar.fromUs)}`)
    .join(', ');
}
