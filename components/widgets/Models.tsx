// Models: one load, several accept loops, drawn to the same scale of time.
//
// Every row is a run, folded when the page is built (lib/machine/scenarios/models.ts).

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ModelsRun } from '../../lib/machine/scenarios/models.ts';
import type { ConnKind } from '../../lib/view/lanes.ts';
import type { ModelRun } from '../../lib/view/models.ts';
import { durationText } from '../../lib/view/words.ts';
import { FigureFrame } from '../parts/FigureFrame.tsx';
import { createPlayer } from '../parts/player.ts';
import { usePlayerClock } from '../parts/use-player.ts';
import './models.css';
import './widgets.css';

export interface ModelsProps {
  id: string;
  run: ModelsRun;
  title?: string;
}

/** Presentation time: 100 ms of the runs take a second to watch. */
const SLOW = 10;

/** Draws the figure. */
export default function Models({ id, run, title }: ModelsProps): JSX.Element {
  const { models, load } = run;
  const endUs = Math.max(...models.map((model) => model.endUs));
  const [opened, setOpened] = useState(models[0].id);
  const [looked, setLooked] = useState<string[]>([]);
  const player = useMemo(() => createPlayer(timelineOf(models, endUs)), [models]);
  usePlayerClock(player);
  const atUs = (player.at.value * 1000) / SLOW;
  const atEnd = player.at.value >= player.timeline.value.end;
  const chosen = models.find((model) => model.id === opened) ?? models[0];
  return (
    <FigureFrame
      id={id}
      title={title ?? 'The same load, another accept loop: who waits, and what it costs not to'}
      player={player}
      transport={{
        formatAt: (at) => durationText((at * 1000) / SLOW),
        speeds: [0.25, 0.5, 1, 2, 4],
      }}
      said={saidAt(run, atUs, atEnd)}
      saidWhen={durationText(atUs)}
      saidTone="server"
      after={<Numbers models={models} chosen={chosen.id} />}
      caption={
        <>
          Each client connects, asks {load.requests} times over its one connection, and pauses{' '}
          {durationText(load.pauseUs)} in between. An answer takes {durationText(load.workUs)} of
          CPU; the server’s host has {load.cpus} CPUs.
        </>
      }
      tasks={[
        {
          id: 'play',
          text: 'Play from the start and see which model leaves clients in the accept queue.',
          done: player.touched.value && atEnd,
        },
        {
          id: 'compare',
          text: 'Open two models: which has more processes, which more descriptors in one of them?',
          done: new Set(looked).size >= 2,
        },
      ]}
    >
      <div class="models">
        {models.map((model) => (
          <Model
            key={model.id}
            model={model}
            endUs={endUs}
            atUs={atUs}
            open={model.id === opened}
            onOpen={() => {
              setOpened(model.id);
              setLooked((was) => [...was, model.id]);
            }}
          />
        ))}
        <Axis endUs={endUs} atUs={atUs} />
      </div>
    </FigureFrame>
  );
}

function saidAt({ models, load }: ModelsRun, atUs: number, atEnd: boolean): string {
  const fastest = models.reduce((a, b) => (b.endUs < a.endUs ? b : a));
  const slowest = models.reduce((a, b) => (b.endUs > a.endUs ? b : a));
  if (atEnd) {
    return `${load.clients} clients with ${load.requests} requests each. ${NAMES[slowest.id]} needed ${durationText(slowest.endUs)}, ${NAMES[fastest.id].toLowerCase()} ${durationText(fastest.endUs)}.`;
  }
  const done = models.filter((model) => model.endUs <= atUs + 1);
  if (done.length > 0) {
    return `Finished: ${done.map((model) => NAMES[model.id].toLowerCase()).join(', ')}.`;
  }
  return `All are at work. The pause of ${durationText(load.pauseUs)} that each client makes between requests decides who falls behind.`;
}

const NAMES: Record<string, string> = {
  one: 'One process',
  fork: 'A process per connection',
  prefork: 'Prefork workers',
  threads: 'A thread per connection',
  epoll: 'An event loop',
};

const HOW: Record<string, string> = {
  one: 'accept, serve to the end, accept again',
  fork: 'accept, fork, the child serves',
  prefork: 'several processes accept from one socket',
  threads: 'accept, a thread serves, one fd table',
  epoll: 'epoll_wait says who is ready',
};

const CONN_WORDS: Record<ConnKind, string> = {
  connecting: 'connecting',
  queued: 'in the accept queue',
  idle: 'accepted, pauses',
  served: 'waits for an answer',
};

function timelineOf(models: ModelRun[], endUs: number) {
  const marks = [
    { at: 0, label: 'The first client connects' },
    ...models
      .map((model) => ({
        at: (model.endUs * SLOW) / 1000,
        label: `${NAMES[model.id]}: finished`,
        tone: 'server' as const,
      }))
      .sort((a, b) => a.at - b.at),
  ];
  return { marks, end: (endUs * SLOW) / 1000 };
}

function Model(props: {
  model: ModelRun;
  endUs: number;
  atUs: number;
  open: boolean;
  onOpen: () => void;
}): JSX.Element {
  const { model, endUs, atUs, open } = props;
  const share = (us: number) => `${(100 * us) / endUs}%`;
  const width = (from: number, to: number) =>
    `${(100 * Math.max(0, Math.min(to, atUs) - from)) / endUs}%`;
  const words = `${NAMES[model.id]}: ${model.requests} requests answered, all done after ${durationText(model.endUs)}`;
  return (
    <section class={`model ${open ? 'is-open' : ''}`}>
      <button type="button" class="model-name" aria-expanded={open} onClick={props.onOpen}>
        <b>{NAMES[model.id]}</b>
        <span>{HOW[model.id]}</span>
      </button>
      <div class="model-chart" role="img" aria-label={words}>
        <div class="model-conns">
          {model.conns.map((conn) => (
            <div key={conn.number} class="model-lane">
              {conn.spans.map(([from, to, kind]) => (
                <i
                  key={from}
                  class={`is-${kind}`}
                  style={{ left: share(from), width: width(from, to) }}
                  title={`client ${conn.number}: ${CONN_WORDS[kind]}, ${durationText(to - from)}`}
                />
              ))}
            </div>
          ))}
        </div>
        <div class="model-tasks">
          {model.lanes.map((lane) => (
            <div key={lane.pid} class="model-lane">
              <i
                class="is-life"
                style={{
                  left: share(lane.bornUs),
                  width: width(lane.bornUs, lane.goneUs ?? endUs),
                }}
                title={`process ${lane.pid}`}
              />
              {lane.busy.map(([from, to]) => (
                <i
                  key={from}
                  class="is-busy"
                  style={{ left: share(from), width: width(from, to) }}
                />
              ))}
            </div>
          ))}
        </div>
        <span
          class={`model-end ${model.endUs <= atUs + 1 ? '' : 'is-later'}`}
          style={{ left: share(model.endUs) }}
        />
      </div>
    </section>
  );
}

function Axis({ endUs, atUs }: { endUs: number; atUs: number }): JSX.Element {
  const step = endUs > 600_000 ? 200_000 : 100_000;
  const ticks = Array.from({ length: Math.floor(endUs / step) + 1 }, (_, i) => i * step);
  return (
    <div class="models-axis" aria-hidden="true">
      {ticks.map((us) => (
        <span key={us} style={{ left: `${(100 * us) / endUs}%` }}>
          {us === 0 ? '0' : durationText(us)}
        </span>
      ))}
      <i class="models-now" style={{ left: `${(100 * Math.min(atUs, endUs)) / endUs}%` }} />
      <ul class="models-legend">
        <li class="is-queued">in the accept queue</li>
        <li class="is-served">waits for an answer</li>
        <li class="is-idle">connected, pauses</li>
        <li class="is-busy">process at work</li>
      </ul>
    </div>
  );
}

const COLUMNS: [string, (model: ModelRun) => string | number][] = [
  ['all done after', (model) => durationText(model.endUs)],
  ['requests/s', (model) => model.perSecond],
  ['median answer', (model) => durationText(model.medianUs)],
  ['slowest answer', (model) => durationText(model.worstUs)],
  ['processes', (model) => model.processes],
  ['descriptors', (model) => model.fds],
  ['system calls', (model) => model.syscalls],
];

function Numbers({ models, chosen }: { models: ModelRun[]; chosen: string }): JSX.Element {
  return (
    <section class="models-scroll" tabIndex={0} aria-label="Numbers of every model">
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
        </tbody>
      </table>
    </section>
  );
}
