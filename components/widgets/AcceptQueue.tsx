// Accept queue: send clients, call accept(), and see what waits, what is dropped, what comes back.
//
// The figure's rules are the machine's; see lib/machine/scenarios/accept-queue.ts for the programs
// that run and lib/view/accept-queue.ts for how their trace becomes this picture.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { QueueFigure, ServiceTime } from '../../lib/machine/scenarios/accept-queue.ts';
import type { QueueState } from '../../lib/view/accept-queue.ts';
import { announceStep, useCodeLink } from '../parts/code-link.ts';
import { FigureFrame, type Readout } from '../parts/FigureFrame.tsx';
import { memo } from '../parts/memo.ts';
import { goToMark } from '../parts/player.ts';
import type { Task } from '../parts/TaskList.tsx';
import { ServerLog, Settings } from './AcceptQueueDetails.tsx';
import { AcceptQueueStage } from './AcceptQueueStage.tsx';
import './accept-queue.css';
import { useLater } from '../parts/use-later.ts';
import { type LiveFigure, SLOWER, toUs, useAcceptQueue } from './use-accept-queue.ts';

export interface AcceptQueueProps {
  id: string;
  /** Made at build time by `acceptQueueFigure()`. */
  figure: QueueFigure;
  title?: string;
}

export default function AcceptQueue({ id, figure, title }: AcceptQueueProps): JSX.Element {
  const live = useAcceptQueue(figure);
  const { player } = live;
  const state = live.state.value;
  const error = live.error.value;
  const { maxAckBacklog, admits } = state;
  useCodeLink(id, ({ call }) => {
    if (call === 'accept') live.act({ do: 'accept', service: BY_HAND });
    else if (call === 'connect') live.act({ do: 'client' });
    else if (['socket', 'bind', 'listen'].includes(call)) goToMark(player, 0);
    else goToAnswer(live);
  });
  const call = state.call ?? /^[a-z]+/.exec(state.server.call)?.[0];
  useEffect(() => {
    if (player.touched.value && call) announceStep({ source: id, call, program: 'server' });
  }, [id, call, player]);
  return (
    <FigureFrame
      id={id}
      title={
        title ??
        `listen(fd, ${maxAckBacklog}) lets ${counted(admits)} wait; the next SYN is dropped without an answer`
      }
      player={player}
      transport={{ formatAt, onReset: live.restart, onStep: live.stepOn }}
      setting={live.setting}
      controls={<Controls id={id} figure={figure} live={live} />}
      said={error ?? state.said}
      saidTone={error ? 'lost' : state.tone}
      readouts={readoutsOf(state)}
      tasks={useTasks(figure, live)}
      caption={`Every client is a process that calls connect() over a wire of ${live.setup.value.latencyUs / 1000} ms. The clock is virtual time; at 1× it runs ${SLOWER} times slower than yours. A client that you accept by hand takes the server ${seconds(figure.serviceUs[BY_HAND])}; between your presses its process waits for you, in read(0).`}
      after={
        <>
          <ServerLog lines={state.log} />
          <Settings id={id} figure={figure} live={live} />
        </>
      }
    >
      <AcceptQueueStage state={state} at={player.at} />
    </FigureFrame>
  );
}

function formatAt(at: number): string {
  return `${(toUs(at) / 1e6).toFixed(2)} s`;
}

/** Goes to the last answer before the cursor; where there is none yet, asks for one. */
function goToAnswer({ player, act }: LiveFigure): void {
  const { marks } = player.timeline.value;
  const here = player.index.value;
  const found = marks.findLastIndex(
    (mark, i) => i < here && mark.label.includes('answered client'),
  );
  if (found >= 0) goToMark(player, found);
  else act({ do: 'accept', service: BY_HAND });
}

function counted(clients: number): string {
  return clients === 1 ? '1 client' : `${clients} clients`;
}

function readoutsOf(state: QueueState): Readout[] {
  return [
    {
      label: 'Accepted',
      value: state.accepted,
      tone: 'server',
      detail: `${state.answered} answered`,
    },
    {
      label: 'In queue',
      value: state.acceptQueue.length,
      tone: 'waiting',
      detail: `of ${state.admits}: backlog ${state.maxAckBacklog}, and 1 more`,
    },
    {
      label: 'Rejected',
      value: state.rejected,
      tone: 'lost',
      detail: `${state.synDrops}\u00a0SYN dropped, ${state.ackDrops}\u00a0ACK ignored, ${state.resetsSent}\u00a0reset`,
    },
    {
      label: 'Came back later',
      value: state.lateArrivals,
      tone: 'client',
      detail: `${state.gaveUp} gave up`,
    },
  ];
}

/** What one request takes when accept() is pressed: long enough to be seen. */
const BY_HAND: ServiceTime = 'short';

function paces({ serviceUs }: QueueFigure): { value: ServiceTime | ''; label: string }[] {
  const loop = (value: ServiceTime) => ({
    value,
    label: `in a loop, ${serviceUs[value] === 0 ? 'at once' : `${seconds(serviceUs[value])} a request`}`,
  });
  return [
    { value: '', label: 'when you press accept()' },
    loop('none'),
    loop('short'),
    loop('long'),
  ];
}

function seconds(us: number): string {
  return `${us / 1e6} s`;
}

const LOADS = [
  { everyUs: 0, label: 'when you send them' },
  { everyUs: 1_000_000, label: '1 a second' },
  { everyUs: 400_000, label: '5 in 2 seconds' },
  { everyUs: 150_000, label: '20 in 3 seconds' },
];

interface LiveProps {
  id: string;
  figure: QueueFigure;
  live: LiveFigure;
}

const Controls = memo(({ id, figure, live }: LiveProps): JSX.Element => {
  const [service, everyUs] = [live.service.value, live.everyUs.value];
  const send = (count: number): void => {
    for (let i = 0; i < count; i++) live.act({ do: 'client' });
  };
  return (
    <>
      <button type="button" class="button tone-client" onClick={() => send(1)}>
        Send a client
      </button>
      <button type="button" class="button tone-client" onClick={() => send(6)}>
        Send 6 at once
      </button>
      <button
        type="button"
        class="button tone-server"
        disabled={service !== undefined}
        onClick={() => live.act({ do: 'accept', service: BY_HAND })}
      >
        <code>accept()</code>
      </button>
      <span class="aq-break" />
      <label class="labelled" for={`${id}-pace`}>
        Server accepts
        <select
          id={`${id}-pace`}
          class="select"
          value={service ?? ''}
          onChange={(event) => {
            const chosen = (event.currentTarget.value || undefined) as ServiceTime | undefined;
            live.act({ do: 'auto', service: chosen });
          }}
        >
          {paces(figure).map(({ value, label }) => (
            <option key={value} value={value} selected={value === (service ?? '')}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label class="labelled" for={`${id}-load`}>
        Clients come
        <select
          id={`${id}-load`}
          class="select"
          value={String(everyUs)}
          onChange={(event) => live.act({ do: 'load', everyUs: Number(event.currentTarget.value) })}
        >
          {LOADS.map((load) => (
            <option
              key={load.everyUs}
              value={String(load.everyUs)}
              selected={load.everyUs === everyUs}
            >
              {load.label}
            </option>
          ))}
        </select>
      </label>
    </>
  );
});

function useTasks(figure: QueueFigure, live: LiveFigure): Task[] {
  const { player } = live;
  const [state, setup, service] = [live.state.value, live.setup.value, live.service.value];
  const touched = useLater(player.touched);
  return [
    {
      id: 'accept',
      text: 'Press accept() and watch which client gets in next, and when.',
      done: touched && state.accepted > 0,
    },
    {
      id: 'late',
      text: 'Let a dropped client get in at its next try.',
      done: touched && state.lateArrivals > 0,
    },
    {
      id: 'burst',
      text: 'Send 6 at once into a nearly full queue: a client that believes it is connected while its last ACK is ignored.',
      done: touched && state.ackDrops > 0,
    },
    {
      id: 'slow',
      text: `Give a server that needs ${seconds(figure.serviceUs.long)} a request more clients than it can take.`,
      done: service === 'long' && state.synDrops > 2,
    },
    {
      id: 'zero',
      text: 'Set the backlog to 0: how many still wait?',
      done: setup.backlog === 0,
    },
  ];
}
