// Handshake: one connection's opening, segment by segment, with what each end knows.

import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { HandshakeVariant } from '../../lib/machine/scenarios/handshake.ts';
import { durationText } from '../../lib/view/amounts.ts';
import type { HandshakeRun, HandshakeStep } from '../../lib/view/handshake.ts';
import { announceStep, useCodeLink } from '../parts/code-link.ts';
import { Choices, FigureFrame, type Readout } from '../parts/FigureFrame.tsx';
import {
  Ladder,
  type LadderMessage,
  type LadderNote,
  ladderHeight,
  layoutOf,
} from '../parts/Ladder.tsx';
import { stretched } from '../parts/ladder-layout.ts';
import { createPlayer, goToMark, setTimeline, type Timeline } from '../parts/player.ts';
import type { Task } from '../parts/TaskList.tsx';
import { useLater } from '../parts/use-later.ts';
import { reducedMotion, usePlayerClock } from '../parts/use-player.ts';
import './handshake.css';

export interface HandshakeProps {
  id: string;
  /** Made at build time by `runHandshakes()`, or a part of it. */
  runs: Partial<Record<HandshakeVariant, HandshakeRun>>;
  initial?: HandshakeVariant;
  title?: string;
}

const TITLES: Record<HandshakeVariant, { tab: string; title: string }> = {
  normal: {
    tab: 'Connected',
    title: 'Three segments open a connection, and the server’s program takes part in none of them',
  },
  'queue-full': {
    tab: 'Queue full',
    title: 'A full accept queue answers a SYN with silence; the client tries again',
  },
  'last-ack': {
    tab: 'Last ACK ignored',
    title: 'The client believes it is connected while the server still waits',
  },
  refused: {
    tab: 'Refused',
    title: 'Where nobody listens, the kernel answers at once with a reset',
  },
  lost: {
    tab: 'SYN lost',
    title: 'A lost SYN looks to the client exactly like a dropped one',
  },
};

const CLIENT = { label: 'client', tone: 'client' as const };

/** Presentation time per virtual time: a segment shall be seen travelling. */
const SLOWER = 5;

const TRANSPORT = { formatAt: (at: number) => `${(at / 1000 / SLOWER).toFixed(2)} s` };

const VARIANTS = Object.keys(TITLES) as HandshakeVariant[];

export default function Handshake(props: HandshakeProps): JSX.Element {
  const { id, runs } = props;
  const offered = VARIANTS.filter((variant) => runs[variant] !== undefined);
  const [variant, setVariant] = useState<HandshakeVariant>(props.initial ?? offered[0]!);
  const run = runs[variant]!;
  const player = useMemo(() => createPlayer(timelineOf(run)), []);
  usePlayerClock(player);
  const choose = (next: HandshakeVariant): void => {
    setVariant(next);
    const timeline = timelineOf(runs[next]!);
    setTimeline(player, timeline, timeline.end);
    player.touched.value = true;
  };
  const initial = props.initial ?? offered[0]!;
  const index = useLater(player.index);
  const touched = useLater(player.touched);
  const step = run.steps[index] ?? run.steps[0]!;
  useCodeLink(id, ({ call }) => {
    const index = run.steps.findIndex((one) => one.call === call);
    if (index >= 0) goToMark(player, index);
  });
  const call = step.call;
  useEffect(() => {
    if (player.touched.value && call) announceStep({ source: id, call });
  }, [id, call, player]);
  const height = useMemo(() => tallest(runs), [runs]);
  const ladder = useMemo(() => ladderOf(run, height), [run, height]);
  return (
    <FigureFrame
      id={id}
      title={props.title ?? TITLES[variant].title}
      player={player}
      transport={TRANSPORT}
      setting={{
        write: () => (variant === initial ? '' : variant),
        read: (word) => {
          const next = offered.find((one) => one === (word || initial));
          if (next) choose(next);
        },
      }}
      controls={
        offered.length < 2 ? undefined : (
          <Choices
            name={`${id}-variant`}
            label="What happens to the handshake"
            choices={offered.map((value) => ({ value, label: TITLES[value].tab }))}
            value={variant}
            onChoose={(value) => choose(value as HandshakeVariant)}
          />
        )
      }
      said={step.said}
      saidTone={step.tone}
      readouts={readoutsOf(run, step)}
      tasks={tasksOf(run, index, variant, touched)}
    >
      <Ladder
        left={CLIENT}
        right={ladder.server}
        wire={run.wireUs === undefined ? 'wire' : `wire, ${durationText(run.wireUs)}`}
        messages={ladder.messages}
        notes={ladder.notes}
        layout={ladder.layout}
        minHeight={height}
        at={player.at}
        reducedMotion={reducedMotion.value}
        label={run.steps
          .slice(0, index + 1)
          .map((one) => one.said)
          .join(' ')}
      />
    </FigureFrame>
  );
}

/** Virtual µs to the player's ms. */
function toMs(us: number): number {
  return (us / 1000) * SLOWER;
}

function timelineOf(run: HandshakeRun): Timeline {
  return {
    marks: run.steps.map(({ atUs, said, tone }) => ({ at: toMs(atUs), label: said, tone })),
    end: toMs(run.endUs),
  };
}

/** Where things stand, in a place of `height` px. */
function ladderOf(run: HandshakeRun, height = 0) {
  const messages: LadderMessage[] = run.messages.map((message) => ({
    id: message.id,
    from: message.from === 'client' ? 'left' : 'right',
    sentAt: toMs(message.sentUs),
    arrivesAt: toMs(message.arrivesUs),
    label: message.label,
    detail: message.detail,
    lost: message.lost,
    ignored: message.ignored,
    retransmit: message.retransmit,
    tone: message.label === 'RST' ? 'lost' : message.from,
  }));
  const notes: LadderNote[] = run.notes.map((note) => ({
    id: note.id,
    at: toMs(note.atUs),
    side: note.side === 'client' ? 'left' : 'right',
    text: note.text,
    tone: note.tone,
    kind: note.kind,
  }));
  const layout = layoutOf(messages, notes, SLOWER);
  const needed = ladderHeight(messages, notes, layout);
  const server = { label: `server :${run.serverPort}`, tone: 'server' as const };
  return { server, messages, notes, layout: stretched(layout, needed, height) };
}

function tallest(runs: HandshakeProps['runs']): number {
  const heights = Object.values(runs).map((run) => {
    const { messages, notes, layout } = ladderOf(run);
    return ladderHeight(messages, notes, layout);
  });
  return Math.max(0, ...heights);
}

function readoutsOf(run: HandshakeRun, step: HandshakeStep): Readout[] {
  return [
    { label: 'Client', value: step.clientState, tone: 'client', detail: `port ${run.clientPort}` },
    {
      label: 'Server’s end',
      value: step.serverState,
      tone: 'kernel',
      detail: `${step.isRequest ? 'a request, ' : ''}port ${run.serverPort}`,
    },
    {
      label: 'The server keeps it in',
      value: step.where,
      tone: 'waiting',
      detail: queuesText(step),
    },
  ];
}

function queuesText(step: HandshakeStep): string {
  if (step.limit === undefined) return 'no listener';
  return `SYN queue ${step.synQueue}, accept queue ${step.acceptQueue} of ${step.limit}`;
}

function tasksOf(
  { steps }: HandshakeRun,
  index: number,
  variant: HandshakeVariant,
  touched: boolean,
): Task[] {
  return [
    {
      id: 'walk',
      text: 'Step through the handshake: when does the server’s program do something for the first time?',
      done: touched && index === steps.length - 1 && variant === 'normal',
    },
    {
      id: 'full',
      text: 'Fill the queue: how long does the client wait until it is heard?',
      done: touched && variant === 'queue-full',
    },
    {
      id: 'ack',
      text: 'Find the moment in which the two ends disagree.',
      done: touched && variant === 'last-ack',
    },
  ];
}
