// Models: one load, several accept loops, drawn to the same scale of time.
//
// Every row is a run, folded when the page is built (lib/machine/scenarios/models.ts): once with
// clients that all ask, once with one among them that says nothing.

import { computed, type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Load, ModelsRun } from '../../lib/machine/scenarios/models.ts';
import { durationText } from '../../lib/view/amounts.ts';
import type { ModelLane, ModelRun } from '../../lib/view/models.ts';
import { Choices, FigureFrame } from '../parts/FigureFrame.tsx';
import { memo } from '../parts/memo.ts';
import { createPlayer, setTimeline } from '../parts/player.ts';
import { inTurn } from '../parts/turns.ts';
import { useLater } from '../parts/use-later.ts';
import { usePlayerClock } from '../parts/use-player.ts';
import { ModelScript, ModelsTable } from './ModelsTable.tsx';
import './models.css';
import {
  chartText,
  HOW,
  NAMES,
  SLOW,
  saidAt,
  spanText,
  statusAt,
  timelineOf,
} from './models-words.ts';
import './widgets.css';

type Variant = 'asking' | 'silent';

export interface ModelsProps {
  id: string;
  runs: Record<Variant, ModelsRun>;
  /** What each server runs, by model. */
  scripts: Record<string, string>;
  title?: string;
}

/** What is shown first: a variant, and the model whose script is open. */
const BEGINNING = 'asking.threads';

const TRANSPORT = { formatAt: (at: number) => durationText((at * 1000) / SLOW) };

/** Draws the figure. */
export default function Models({ id, runs, scripts, title }: ModelsProps): JSX.Element {
  const [variant, setVariant] = useState<Variant>('asking');
  const [opened, setOpened] = useState('threads');
  const [looked, setLooked] = useState<string[]>([]);
  const player = useMemo(() => createPlayer(timelineOf(runs.asking)), []);
  usePlayerClock(player);
  const run = runs[variant];
  const choose = (next: Variant): void => {
    const line = timelineOf(runs[next]);
    setVariant(next);
    setTimeline(player, line, line.end);
    setLooked((was) => [...was, next]);
  };
  const atUs = useMemo(() => computed(() => (player.at.value * 1000) / SLOW), [player]);
  const atEnd = useLater(useComputed(() => player.at.value >= player.timeline.value.end));
  const touched = useLater(player.touched);
  const told = useMemo(
    () => computed(() => saidAt(run, atUs.value, player.at.value >= player.timeline.value.end)),
    [run],
  );
  const said = useLater(told);
  const when = useComputed(() => durationText(atUs.value));
  const open = useCallback((model: string) => {
    setOpened(model);
    setLooked((was) => [...was, model]);
  }, []);
  return (
    <FigureFrame
      id={id}
      title={title ?? 'The same load, another accept loop: who waits, and what it costs not to'}
      player={player}
      transport={TRANSPORT}
      setting={{
        write: () => {
          const word = `${variant}.${opened}`;
          return word === BEGINNING ? '' : word;
        },
        read: (word) => {
          const [next = '', model = ''] = (word || BEGINNING).split('.');
          if (!(next in runs) || !(model in scripts)) return;
          choose(next as Variant);
          setOpened(model);
        },
      }}
      controls={
        <Choices
          name={`${id}-clients`}
          label="What the clients do"
          choices={[
            { value: 'asking', label: 'Everyone asks' },
            { value: 'silent', label: `Client ${runs.silent.load.silent} says nothing` },
          ]}
          value={variant}
          onChoose={(value) => choose(value as Variant)}
        />
      }
      wordy
      said={said}
      saidWhen={when}
      saidTone={run.load.silent > 0 ? 'waiting' : 'server'}
      after={
        <>
          <ModelsTable models={run.models} chosen={opened} />
          <ModelScript scripts={scripts} chosen={opened} />
        </>
      }
      caption={<Caption load={run.load} />}
      tasks={[
        {
          id: 'play',
          text: 'Play from the start and see which models leave clients in the accept queue.',
          done: touched && atEnd,
        },
        {
          id: 'compare',
          text: 'Choose fork, then threads: equally fast. Which numbers differ, and why?',
          done: looked.includes('fork') && looked.includes('threads'),
        },
        {
          id: 'silent',
          text: 'Let one client say nothing: who stands still, and who loses a worker to it?',
          done: looked.includes('silent'),
        },
      ]}
    >
      <div class="models">
        {run.models.map((model) => (
          <Model
            key={model.id}
            model={model}
            run={run}
            atUs={atUs}
            open={model.id === opened}
            onOpen={open}
          />
        ))}
        <Axis endUs={run.load.watchedUs} atUs={atUs} />
      </div>
    </FigureFrame>
  );
}

const Caption = memo(
  ({ load }: { load: Load }): JSX.Element => (
    <>
      Each client connects, asks {load.requests} times over its one connection, and pauses{' '}
      {durationText(load.pauseUs)} in between. An answer takes {durationText(load.workUs)} of CPU;
      the server’s host has {load.cpus} CPUs. Above each model’s line are its clients, below it its
      processes and threads. A client’s wait is the sum of its waits for answers.
    </>
  ),
);

interface ModelProps {
  model: ModelRun;
  run: ModelsRun;
  atUs: ReadonlySignal<number>;
  open: boolean;
  onOpen: (model: string) => void;
}

const Model = inTurn(({ model, run, atUs, open, onOpen }: ModelProps): JSX.Element => {
  const { id, doneUs } = model;
  const status = useMemo(() => computed(() => statusAt(model, run, atUs.value)), [model, run]);
  const end = useMemo(
    () => computed(() => ((doneUs ?? 0) <= atUs.value + 1 ? 'model-end' : 'model-end is-later')),
    [doneUs],
  );
  return (
    <section class={`model ${open ? 'is-open' : ''}`}>
      <button type="button" class="model-name" aria-pressed={open} onClick={() => onOpen(id)}>
        <b>{NAMES[id]}</b>
        <span>{HOW[id]}</span>
        <span class={`model-status ${doneUs === undefined ? 'is-stuck' : ''}`}>{status}</span>
      </button>
      <div class="model-chart" role="img" aria-label={chartText(model, run)}>
        <Lanes model={model} endUs={run.load.watchedUs} />
        <Later atUs={atUs} endUs={run.load.watchedUs} />
        {doneUs === undefined ? null : (
          <span class={end} style={{ left: share(doneUs, run.load.watchedUs) }} />
        )}
      </div>
    </section>
  );
});

function share(us: number, endUs: number): string {
  return `${(100 * us) / endUs}%`;
}

/** Draws all that a run will have been; what is still to come is covered. */
const Lanes = memo(
  ({ model, endUs }: { model: ModelRun; endUs: number }): JSX.Element => (
    <>
      <div class="model-conns">
        {model.conns.map((conn) => (
          <div key={conn.number} class={`model-lane ${conn.silent ? 'is-silent' : ''}`}>
            {conn.spans.map(([from, to, kind]) => (
              <i
                key={from}
                class={`is-${kind}`}
                style={{ left: share(from, endUs), width: share(to - from, endUs) }}
                title={spanText(conn, kind, to - from)}
              />
            ))}
          </div>
        ))}
      </div>
      <div class="model-tasks">
        {model.lanes.map((lane) => (
          <TaskLane key={lane.pid} lane={lane} endUs={endUs} />
        ))}
      </div>
    </>
  ),
);

/** The cover over what is later than the cursor. */
function Later({ atUs, endUs }: { atUs: ReadonlySignal<number>; endUs: number }): JSX.Element {
  const style = useMemo(
    () => computed(() => `transform: translateX(${share(Math.min(atUs.value, endUs), endUs)})`),
    [atUs, endUs],
  );
  return (
    <div class="model-later">
      <span style={style} />
    </div>
  );
}

function TaskLane({ lane, endUs }: { lane: ModelLane; endUs: number }): JSX.Element {
  const until = lane.goneUs ?? endUs;
  return (
    <div class="model-lane">
      <i
        class={lane.thread ? 'is-life is-thread' : 'is-life'}
        style={{ left: share(lane.bornUs, endUs), width: share(until - lane.bornUs, endUs) }}
        title={`${lane.thread ? 'thread' : 'process'} ${lane.pid}`}
      />
      {lane.busy.map(([from, to]) => (
        <i
          key={from}
          class="is-busy"
          style={{ left: share(from, endUs), width: share(to - from, endUs) }}
        />
      ))}
    </div>
  );
}

interface AxisProps {
  endUs: number;
  atUs: ReadonlySignal<number>;
}

const Axis = memo(({ endUs, atUs }: AxisProps): JSX.Element => {
  const now = useComputed(() => {
    const at = Math.min(atUs.value, endUs);
    return `transform: translateX(${share(at, endUs)})`;
  });
  const ticks = Array.from({ length: Math.floor(endUs / 200_000) + 1 }, (_, i) => i * 200_000);
  return (
    <div class="models-axis" aria-hidden="true">
      {ticks.map((us) => (
        <span key={us} style={{ left: share(us, endUs) }}>
          {us === 0 ? '0' : durationText(us)}
        </span>
      ))}
      <div class="models-at">
        <i class="models-now" style={now} />
      </div>
      <ul class="models-legend">
        <li class="is-queued">in the accept queue</li>
        <li class="is-served">waits for an answer</li>
        <li class="is-idle">connected, asks nothing</li>
        <li class="is-life">process</li>
        <li class="is-life is-thread">thread</li>
        <li class="is-busy">at work</li>
      </ul>
    </div>
  );
});
