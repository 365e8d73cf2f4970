// BlockingTimeline: where the time of each client goes when one process serves them in turn.
//
// The first two runs are folded when the page is built; another number of clients loads the machine
// and runs it (lib/machine/scenarios/blocking.ts).

import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ConnKind } from '../../lib/view/lanes.ts';
import type { Bar, ServerDoing, TimelineRows } from '../../lib/view/timeline.ts';
import { durationText } from '../../lib/view/words.ts';
import { Choices, FigureFrame } from '../parts/FigureFrame.tsx';
import { createPlayer, setTimeline, type Tone } from '../parts/player.ts';
import { usePlayerClock } from '../parts/use-player.ts';
import './timeline.css';
import './widgets.css';

export interface BlockingTimelineProps {
  id: string;
  /** Everyone asks; and the same with client 2 silent. */
  runs: { asking: TimelineRows; silent: TimelineRows };
  title?: string;
}

/** Presentation time: a second of the run takes three to watch. */
const SLOW = 3;
const MOST_CLIENTS = 8;

/** Draws the figure. */
export default function BlockingTimeline(props: BlockingTimelineProps): JSX.Element {
  const { id, runs } = props;
  const [rows, setRows] = useState(runs.asking);
  const [silent, setSilent] = useState(false);
  const [changed, setChanged] = useState({ silent: false, clients: false });
  const player = useMemo(() => createPlayer(timelineOf(runs.asking)), []);
  usePlayerClock(player);

  const show = (next: TimelineRows) => {
    setRows(next);
    const line = timelineOf(next);
    setTimeline(player, line, line.end);
  };
  const chooseSilent = async (on: boolean) => {
    setSilent(on);
    setChanged((was) => ({ ...was, silent: was.silent || on }));
    await rerun(rows.clients.length, on);
  };
  const rerun = async (clients: number, on: boolean) => {
    if (clients === runs.asking.clients.length) {
      show(on ? runs.silent : runs.asking);
      return;
    }
    const { blockingRun } = await import('../../lib/machine/scenarios/blocking.ts');
    show(blockingRun({ clients, silent: on ? 2 : 0 }));
  };
  const atUs = (player.at.value * 1000) / SLOW;
  const mark = rows.marks.findLast((m) => m.atUs <= atUs + 1);
  const worst = durationText(rows.worstUs);
  const atEnd = player.at.value >= player.timeline.value.end;
  return (
    <FigureFrame
      id={id}
      title={
        props.title ??
        (silent
          ? 'One client that says nothing holds up everybody behind it'
          : 'A blocking server works for one client; the others wait in the kernel')
      }
      player={player}
      transport={{ formatAt: (at) => durationText((at * 1000) / SLOW) }}
      stageHeight={`${5.5 + 2.75 * rows.clients.length}rem`}
      said={
        atEnd && !player.touched.value
          ? `${rows.answered} clients were answered one after another; the last waited ${worst}.`
          : (mark?.say ?? 'The server waits in accept().')
      }
      saidWhen={durationText(atUs)}
      saidTone={mark?.tone ?? 'server'}
      controls={
        <>
          <Choices
            name={`${id}-silent`}
            label="What the second client does"
            choices={[
              { value: 'asks', label: 'Everyone asks' },
              { value: 'silent', label: 'Client 2 says nothing' },
            ]}
            value={silent ? 'silent' : 'asks'}
            onChoose={(value) => void chooseSilent(value === 'silent')}
          />
          <span class="labelled">
            Clients
            <button
              type="button"
              class="button"
              disabled={rows.clients.length <= 2}
              onClick={() => {
                setChanged((was) => ({ ...was, clients: true }));
                void rerun(rows.clients.length - 1, silent);
              }}
              aria-label="One client less"
            >
              −
            </button>
            <b>{rows.clients.length}</b>
            <button
              type="button"
              class="button"
              disabled={rows.clients.length >= MOST_CLIENTS}
              onClick={() => {
                setChanged((was) => ({ ...was, clients: true }));
                void rerun(rows.clients.length + 1, silent);
              }}
              aria-label="One client more"
            >
              +
            </button>
          </span>
        </>
      }
      readouts={[
        { label: 'answered', value: `${answeredAt(rows, atUs)}/${rows.clients.length}` },
        {
          label: 'longest wait for an answer',
          value: worst,
          tone: 'waiting',
          detail: `shortest ${durationText(shortest(rows))}`,
        },
        { label: 'server busy with a request', value: `${workShare(rows)} %`, tone: 'server' },
      ]}
      tasks={[
        {
          id: 'silent',
          text: 'Let client 2 say nothing. When is client 3 answered now?',
          done: changed.silent,
        },
        {
          id: 'more',
          text: 'Add clients: by how much does each one lengthen the last one’s wait?',
          done: changed.clients && rows.clients.length > runs.asking.clients.length,
        },
        {
          id: 'scrub',
          text: 'Scrub to a moment at which three clients are connected and one is served.',
          done: player.touched.value && !atEnd && queuedAt(rows, atUs) >= 2,
        },
      ]}
    >
      <Chart rows={rows} atUs={atUs} />
    </FigureFrame>
  );
}

function timelineOf(rows: TimelineRows) {
  return {
    marks: rows.marks.map((mark) => ({
      at: (mark.atUs * SLOW) / 1000,
      label: mark.say,
      tone: mark.tone as Tone,
    })),
    end: (rows.endUs * SLOW) / 1000,
  };
}

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

function Chart({ rows, atUs }: { rows: TimelineRows; atUs: number }): JSX.Element {
  const step = rows.endUs > 2_500_000 ? 500_000 : rows.endUs > 1_200_000 ? 250_000 : 100_000;
  const ticks = Array.from({ length: Math.floor(rows.endUs / step) + 1 }, (_, i) => i * step);
  const share = (us: number) => `${(100 * us) / Math.max(1, rows.endUs)}%`;
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
        <span class="tl-now" style={{ left: share(atUs) }} />
      </div>
    </div>
  );
}

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
        {props.children}
      </div>
    </div>
  );
}

function BarSpan(props: {
  bar: Bar<string>;
  rows: TimelineRows;
  atUs: number;
  label: string;
  title: string;
}): JSX.Element {
  const { bar, rows, atUs } = props;
  const to = Math.min(bar.toUs, atUs);
  const width = (100 * Math.max(0, to - bar.fromUs)) / Math.max(1, rows.endUs);
  const whole = (100 * (bar.toUs - bar.fromUs)) / Math.max(1, rows.endUs);
  return (
    <span
      class={`tl-bar is-${bar.kind}`}
      style={{ left: `${(100 * bar.fromUs) / Math.max(1, rows.endUs)}%`, width: `${width}%` }}
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

function answeredAt(rows: TimelineRows, atUs: number): number {
  return rows.clients.filter((c) => c.answeredUs !== undefined && c.answeredUs <= atUs + 1).length;
}

function queuedAt(rows: TimelineRows, atUs: number): number {
  return rows.clients.filter((client) =>
    client.bars.some((b) => b.kind === 'queued' && b.fromUs <= atUs && b.toUs > atUs),
  ).length;
}

function shortest(rows: TimelineRows): number {
  const times = rows.clients.flatMap((c) =>
    c.answeredUs === undefined ? [] : [c.answeredUs - c.startUs],
  );
  return times.length === 0 ? 0 : Math.min(...times);
}

function workShare(rows: TimelineRows): number {
  const worked = rows.server
    .filter((bar) => bar.kind === 'work')
    .reduce((sum, bar) => sum + bar.toUs - bar.fromUs, 0);
  return Math.round((100 * worked) / Math.max(1, rows.endUs));
}
