// Ladder: client | wire | server, time downwards; a segment is an arrow that grows as it travels.

import { computed, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { type LadderLayout, ladderLayout, ladderY, spread } from './ladder-layout.ts';
import { memo } from './memo.ts';
import { progress, type Tone } from './player.ts';
import { inTurn } from './turns.ts';
import { useLater } from './use-later.ts';

export interface LadderMessage {
  id: string;
  from: 'left' | 'right';
  /** Both in ms of the player. */
  sentAt: number;
  arrivesAt: number;
  label: string;
  /** Small line under the arrow: `seq 0, ack 1`. */
  detail?: string;
  lost?: boolean;
  /** Arrived, but the other end did not act on it. */
  ignored?: boolean;
  retransmit?: boolean;
  tone?: Tone;
}

/** Something one end became or did at a moment. */
export interface LadderNote {
  id: string;
  at: number;
  side: 'left' | 'right';
  text: string;
  tone?: Tone;
  kind?: 'state' | 'call';
}

/** One end, the same object for the same end. */
interface Side {
  label: string;
  tone?: Tone;
}

export interface LadderProps {
  left: Side;
  right: Side;
  wire?: string;
  messages: LadderMessage[];
  notes: LadderNote[];
  /** The cursor, in ms of the player. */
  at: ReadonlySignal<number>;
  reducedMotion?: boolean;
  layout?: LadderLayout;
  /** Smallest height of the drawing in px, so that several runs share one. */
  minHeight?: number;
  /** Read aloud instead of the drawing. */
  label: string;
}

/** Where on its way a lost segment is drawn to end; where it really did, nobody knows. */
const LOST_AT = 0.55;

/** Collects every moment of a ladder and lays them out; `slower` is ms of the player per real ms. */
export function layoutOf(messages: LadderMessage[], notes: LadderNote[], slower = 1): LadderLayout {
  const moments = [
    ...messages.flatMap((message) => [message.sentAt, message.arrivesAt]),
    ...notes.map((note) => note.at),
  ];
  const layout = ladderLayout(moments, { tightMs: 2 * slower, pauseMs: 400 * slower });
  const pauses = layout.pauses.map((pause) => ({ ...pause, ms: pause.ms / slower }));
  return { ...layout, pauses };
}

/** Tells how high a ladder's drawing is, in px. */
export function ladderHeight(
  messages: LadderMessage[],
  notes: LadderNote[],
  layout = layoutOf(messages, notes),
  least = 0,
): number {
  return Math.max(least, layout.height, lowestNote(layout, notes) + 20);
}

/** Draws what has happened up to the cursor; the height is that of the whole run. */
export const Ladder = inTurn((props: LadderProps): JSX.Element => {
  const { messages, notes, at } = props;
  const layout = props.layout ?? layoutOf(messages, notes);
  const height = ladderHeight(messages, notes, layout, props.minHeight);
  const inOrder = useMemo(() => messages.toSorted((a, b) => a.sentAt - b.sentAt), [messages]);
  return (
    <div class="ladder" role="img" aria-label={props.label}>
      <div class="ladder-heads" aria-hidden="true">
        <span class={`tone-${props.left.tone ?? 'client'}`}>{props.left.label}</span>
        <span class="tone-wire">{props.wire ?? 'wire'}</span>
        <span class={`tone-${props.right.tone ?? 'server'}`}>{props.right.label}</span>
      </div>
      <div class="ladder-body" style={{ height: `${height}px` }} aria-hidden="true">
        <Notes side="left" notes={notes} at={at} layout={layout} />
        <svg class="ladder-wire" width="100%" height={height} role="presentation">
          <line class="ladder-life" x1="0" x2="0" y1="0" y2={height} />
          <line class="ladder-life" x1="100%" x2="100%" y1="0" y2={height} />
          {layout.pauses.map((pause) => (
            <text key={pause.y} class="ladder-pause" x="50%" y={pause.y}>
              {seconds(pause.ms)} later
            </text>
          ))}
          <Now layout={layout} at={at} />
          <Sent messages={inOrder} layout={layout} at={at} still={props.reducedMotion ?? false} />
        </svg>
        <Notes side="right" notes={notes} at={at} layout={layout} />
      </div>
    </div>
  );
});

const sentAt = (message: LadderMessage): number => message.sentAt;
const notedAt = (note: LadderNote): number => note.at;

/** How many of what is in order of time the cursor had passed when the last frame came. */
function useUpTo<T>(list: T[], timeOf: (one: T) => number, at: ReadonlySignal<number>): number {
  const count = useMemo(
    () => computed(() => list.findLastIndex((one) => timeOf(one) <= at.value) + 1),
    [list, at],
  );
  return useLater(count);
}

interface SentProps {
  messages: LadderMessage[];
  layout: LadderLayout;
  at: ReadonlySignal<number>;
  still: boolean;
}

/** Draws the messages that have been sent; their words over all of the arrows. */
const Sent = memo(({ messages, layout, at, still }: SentProps): JSX.Element => {
  const count = useUpTo(messages, sentAt, at);
  const sent = messages.slice(0, count);
  return (
    <>
      {sent.map((message) => (
        <Arrow key={message.id} message={message} layout={layout} at={at} still={still} />
      ))}
      {sent.map((message) => (
        <ArrowLabel key={message.id} message={message} layout={layout} />
      ))}
    </>
  );
});

function Now({ layout, at }: { layout: LadderLayout; at: ReadonlySignal<number> }): JSX.Element {
  const y = useMemo(() => computed(() => ladderY(layout, at.value)), [layout, at]);
  return <line class="ladder-now" x1="0" x2="100%" y1={y} y2={y} />;
}

interface ArrowProps {
  message: LadderMessage;
  layout: LadderLayout;
  at: ReadonlySignal<number>;
  still: boolean;
}

/** Draws an arrow; its tip follows the cursor, and it is drawn again when that has come to its end. */
const Arrow = memo(({ message, layout, at, still }: ArrowProps): JSX.Element => {
  const y1 = ladderY(layout, message.sentAt);
  const y2 = ladderY(layout, message.arrivesAt);
  const x = (part: number): string => `${100 * (message.from === 'left' ? part : 1 - part)}%`;
  const tip = useMemo(() => {
    const reached = computed(() => progress(at.value, message.sentAt, message.arrivesAt));
    // Without travel a segment under way is simply drawn whole, without its head.
    const share = computed(() => (still ? 1 : reached.value) * (message.lost ? LOST_AT : 1));
    return {
      there: computed(() => reached.value >= 1),
      x: computed(() => x(share.value)),
      y: computed(() => y1 + (y2 - y1) * share.value),
    };
  }, [message, layout, at, still]);
  const there = useLater(tip.there);
  const style = `${message.retransmit ? 'is-again' : ''} ${message.ignored ? 'is-ignored' : ''}`;
  return (
    <g class={`ladder-arrow tone-${toneOf(message)} ${style}`}>
      <line x1={x(0)} y1={y1} x2={tip.x} y2={tip.y} />
      {there || still ? null : <circle cx={tip.x} cy={tip.y} r="6" />}
      {there && !message.lost ? <Head x={x(1)} y={y2} left={message.from === 'right'} /> : null}
      {there && message.lost ? <Cross x={x(LOST_AT)} y={y1 + (y2 - y1) * LOST_AT} /> : null}
    </g>
  );
});

interface LabelProps {
  message: LadderMessage;
  layout: LadderLayout;
}

/** Labels are drawn after all arrows, so that none is crossed out by a later one. */
const ArrowLabel = memo(({ message, layout }: LabelProps): JSX.Element => {
  const share = message.lost ? LOST_AT / 2 : 0.5;
  const y1 = ladderY(layout, message.sentAt);
  const fall = ladderY(layout, message.arrivesAt) - y1;
  const y = y1 + fall * share;
  // A steep arrow comes nearer to the ends of its words.
  const tilt = 0.06 * fall;
  const x = `${100 * (message.from === 'left' ? share : 1 - share)}%`;
  return (
    <g class={`ladder-arrow tone-${toneOf(message)}`}>
      <text class="ladder-label" x={x} y={y - 4 - tilt}>
        {message.label}
      </text>
      {message.detail ? (
        <text class="ladder-detail" x={x} y={y + 13 + tilt}>
          {message.detail}
        </text>
      ) : null}
    </g>
  );
});

function toneOf(message: LadderMessage): Tone {
  return message.lost || message.ignored ? 'lost' : (message.tone ?? 'wire');
}

/** An arrow's head at a percentage: nested so that its pixels do not scale with the width. */
function Head({ x, y, left }: { x: string; y: number; left: boolean }): JSX.Element {
  const points = left ? '0,0 9,-5 9,5' : '0,0 -9,-5 -9,5';
  return (
    <svg x={x} y={y} overflow="visible" width="1" height="1">
      <title>arrived</title>
      <polygon points={points} />
    </svg>
  );
}

function Cross({ x, y }: { x: string; y: number }): JSX.Element {
  return (
    <svg x={x} y={y} overflow="visible" width="1" height="1">
      <title>lost</title>
      <path class="ladder-cross" d="M-6-6 6 6M-6 6 6-6" />
    </svg>
  );
}

interface NotesProps {
  side: 'left' | 'right';
  notes: LadderNote[];
  at: ReadonlySignal<number>;
  layout: LadderLayout;
}

const Notes = memo(({ side, notes, at, layout }: NotesProps): JSX.Element => {
  const own = useMemo(
    () => notes.filter((note) => note.side === side).toSorted((a, b) => a.at - b.at),
    [notes, side],
  );
  const ys = useMemo(() => noteYs(layout, own), [layout, own]);
  const count = useUpTo(own, notedAt, at);
  return (
    <div class={`ladder-notes is-${side}`}>
      {own.slice(0, count).map((note, i) => (
        <span
          key={note.id}
          class={`ladder-note is-${note.kind ?? 'state'} tone-${note.tone ?? 'plain'}`}
          style={{ top: `${ys[i]}px` }}
        >
          {note.text}
        </span>
      ))}
    </div>
  );
});

function noteYs(layout: LadderLayout, notes: LadderNote[]): number[] {
  return spread(
    notes.map((note) => ladderY(layout, note.at)),
    24,
  );
}

function lowestNote(layout: LadderLayout, notes: LadderNote[]): number {
  const sides = (['left', 'right'] as const).map((side) =>
    noteYs(
      layout,
      notes.filter((note) => note.side === side),
    ),
  );
  return Math.max(0, ...sides.flat());
}

function seconds(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(2))} s` : `${Math.round(ms)} ms`;
}
