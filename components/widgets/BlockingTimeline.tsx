// BlockingTimeline: where the time of each client goes when one process serves them in turn.
//
// The first two runs are folded when the page is built; another number of clients loads the machine
// and runs it (lib/machine/scenarios/blocking.ts).

import { computed, type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { durationText } from '../../lib/view/amounts.ts';
import type { TimelineRows } from '../../lib/view/timeline.ts';
import { Choices, FigureFrame, type Readout } from '../parts/FigureFrame.tsx';
import { memo } from '../parts/memo.ts';
import { createPlayer, setTimeline, type Tone } from '../parts/player.ts';
import { inSlices } from '../parts/slices.ts';
import { nextFrame } from '../parts/turns.ts';
import { useLater } from '../parts/use-later.ts';
import { usePlayerClock } from '../parts/use-player.ts';
import { TimelineChart } from './TimelineChart.tsx';
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
const TRANSPORT = { formatAt: (at: number) => durationText((at * 1000) / SLOW) };

/** Draws the figure. */
export default function BlockingTimeline(props: BlockingTimelineProps): JSX.Element {
  const { id, runs } = props;
  const [rows, setRows] = useState(runs.asking);
  const [silent, setSilent] = useState(false);
  const [failure, setFailure] = useState('');
  const latest = useRef(0);
  const [changed, setChanged] = useState({ silent: false, clients: false });
  const player = useMemo(() => createPlayer(timelineOf(runs.asking)), []);
  usePlayerClock(player);
  const run = useCallback(async (clients: number, on: boolean) => {
    setSilent(on);
    setChanged((was) => ({
      silent: was.silent || on,
      clients: was.clients || clients > runs.asking.clients.length,
    }));
    const asked = ++latest.current;
    let next: TimelineRows;
    try {
      next = await rowsFor(runs, clients, on);
      setFailure('');
    } catch (reason) {
      setFailure(`The machine could not be loaded: ${String(reason)}`);
      return;
    }
    // A slower answer to an earlier press must not replace a newer one.
    if (asked !== latest.current) return;
    setRows(next);
    const line = timelineOf(next);
    setTimeline(player, line, line.end);
  }, []);
  const atUs = useMemo(() => computed(() => (player.at.value * 1000) / SLOW), [player]);
  const { mark, answered, queued } = useSeen(rows, atUs);
  const when = useComputed(() => durationText(atUs.value));
  const atEnd = useLater(useComputed(() => player.at.value >= player.timeline.value.end));
  const touched = useLater(player.touched);
  return (
    <FigureFrame
      id={id}
      title={props.title ?? (silent ? TITLES.silent : TITLES.asking)}
      player={player}
      transport={TRANSPORT}
      setting={{
        write: () =>
          rows === runs.asking ? '' : `${rows.clients.length}${silent ? '.silent' : ''}`,
        read: async (word) => {
          const found = /^([2-8])(\.silent)?$/.exec(word || String(runs.asking.clients.length));
          if (found) await run(Number(found[1]), found[2] !== undefined);
        },
      }}
      stageHeight={`${5.5 + 2.75 * rows.clients.length}rem`}
      wordy
      said={
        failure ||
        (atEnd && !touched
          ? `${rows.answered} clients were answered one after another; the last waited ${durationText(rows.worstUs)}.`
          : (mark?.say ?? 'The server waits in accept().'))
      }
      saidWhen={when}
      saidTone={failure ? 'lost' : (mark?.tone ?? 'server')}
      controls={<Controls id={id} silent={silent} clients={rows.clients.length} run={run} />}
      readouts={readoutsOf(rows, answered)}
      tasks={[
        {
          id: 'silent',
          text: 'Let client 2 say nothing. When is client 3 answered now?',
          done: changed.silent,
        },
        {
          id: 'more',
          text: 'Add clients: by how much does each one lengthen the last one’s wait?',
          done: changed.clients,
        },
        {
          id: 'scrub',
          text: 'Scrub to a moment at which three clients are connected and one is served.',
          done: touched && !atEnd && queued >= 2,
        },
      ]}
    >
      <TimelineChart rows={rows} atUs={atUs} />
    </FigureFrame>
  );
}

/** What of a moment is told beside the chart, each only when it is something else. */
function useSeen(rows: TimelineRows, atUs: ReadonlySignal<number>) {
  const seen = useMemo(
    () => ({
      mark: computed(() => rows.marks.findLast((m) => m.atUs <= atUs.value + 1)),
      answered: computed(() => answeredAt(rows, atUs.value)),
      queued: computed(() => queuedAt(rows, atUs.value)),
    }),
    [rows, atUs],
  );
  const [mark, answered] = [useLater(seen.mark), useLater(seen.answered)];
  return { mark, answered, queued: useLater(seen.queued) };
}

const TITLES = {
  asking: 'A blocking server works for one client; the others wait in the kernel',
  silent: 'One client that says nothing holds up everybody behind it',
};

/** Takes the run made with the page, or loads the machine and makes another. */
async function rowsFor(
  runs: BlockingTimelineProps['runs'],
  clients: number,
  silent: boolean,
): Promise<TimelineRows> {
  if (clients === runs.asking.clients.length) return silent ? runs.silent : runs.asking;
  await nextFrame();
  const { blockingRun } = await import('../../lib/machine/scenarios/blocking.ts');
  return inSlices(blockingRun({ clients, silent: silent ? 2 : 0 }));
}

interface ControlsProps {
  id: string;
  silent: boolean;
  clients: number;
  run: (clients: number, silent: boolean) => void;
}

const Controls = memo(
  ({ id, silent, clients, run }: ControlsProps): JSX.Element => (
    <>
      <Choices
        name={`${id}-silent`}
        label="What the second client does"
        choices={[
          { value: 'asks', label: 'Everyone asks' },
          { value: 'silent', label: 'Client 2 says nothing' },
        ]}
        value={silent ? 'silent' : 'asks'}
        onChoose={(value) => run(clients, value === 'silent')}
      />
      <span class="labelled">
        Clients
        <button
          type="button"
          class="button"
          disabled={clients <= 2}
          onClick={() => run(clients - 1, silent)}
          aria-label="One client less"
        >
          −
        </button>
        <b>{clients}</b>
        <button
          type="button"
          class="button"
          disabled={clients >= MOST_CLIENTS}
          onClick={() => run(clients + 1, silent)}
          aria-label="One client more"
        >
          +
        </button>
      </span>
    </>
  ),
);

function readoutsOf(rows: TimelineRows, answered: number): Readout[] {
  return [
    { label: 'answered', value: `${answered}/${rows.clients.length}` },
    {
      label: 'longest wait for an answer',
      value: durationText(rows.worstUs),
      tone: 'waiting',
      detail: `shortest ${durationText(rows.bestUs)}`,
    },
    {
      label: 'server busy with a request',
      value: `${Math.round(100 * rows.busyShare)} %`,
      tone: 'server',
    },
  ];
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

function answeredAt(rows: TimelineRows, atUs: number): number {
  return rows.clients.filter((c) => c.answeredUs !== undefined && c.answeredUs <= atUs + 1).length;
}

function queuedAt(rows: TimelineRows, atUs: number): number {
  return rows.clients.filter((client) =>
    client.bars.some((b) => b.kind === 'queued' && b.fromUs <= atUs && b.toUs > atUs),
  ).length;
}
