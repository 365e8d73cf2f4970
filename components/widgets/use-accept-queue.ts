// The accept queue's run while it is alive in a page: what the page comes with.
//
// One idea: until the reader touches it, the figure is the state that the build made; the machine
// is loaded then, replays the same inputs, and goes on from where the picture stood
// (live-queue.ts). What is asked of it is done one after the other, with the last picture kept.

import {
  computed,
  type ReadonlySignal,
  type Signal,
  signal,
  useSignalEffect,
} from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type {
  AcceptQueueSetup,
  LiveQueue,
  QueueFigure,
  QueueInput,
  ServiceTime,
} from '../../lib/machine/scenarios/accept-queue.ts';
import type { QueueMark, QueueState } from '../../lib/view/accept-queue.ts';
import type { Setting } from '../parts/moment.ts';
import {
  createPlayer,
  isMoving,
  type Mark,
  type Player,
  pause,
  type Timeline,
} from '../parts/player.ts';
import { nextFrame } from '../parts/turns.ts';
import { usePlayerClock } from '../parts/use-player.ts';

type Code = typeof import('./live-queue.ts');

/** An input without its time: that is where the cursor stands. */
export type QueueAction = QueueInput extends infer I
  ? I extends QueueInput
    ? Omit<I, 'atUs'>
    : never
  : never;

export interface LiveFigure {
  figure: QueueFigure;
  player: Player;
  /** The state at the cursor: another object only when something is different. */
  state: ReadonlySignal<QueueState>;
  /** What has been asked for and is in force: the server's pace, the load, the settings. */
  service: ReadonlySignal<ServiceTime | undefined>;
  everyUs: ReadonlySignal<number>;
  setup: Signal<AcceptQueueSetup>;
  error: Signal<string | undefined>;
  act: (action: QueueAction) => void;
  /** Starts the opening anew, with other settings if they are given. */
  restart: (setup?: AcceptQueueSetup) => void;
  stepOn: () => void;
  /** The run up to a moment as a word in an address. */
  setting: Setting;
  /** The moment whose state is drawn: while the cursor moves, that of every other frame. */
  seenUs: Signal<number>;
  /** The machine's run, once it has been needed, and the code that drives it. */
  queue: Signal<LiveQueue | undefined>;
  code?: Code;
  /** What the machine was last asked for, and how much has not been done. */
  work: Promise<void>;
  waiting: number;
}

/** Presentation time per virtual time: a segment shall be seen travelling. */
export const SLOWER = 2.5;

/** Holds the run of one figure. */
export function useAcceptQueue(figure: QueueFigure): LiveFigure {
  const live = useMemo(() => createLive(figure), [figure]);
  const frames = useRef(0);
  usePlayerClock(live.player, () => {
    if (live.player.playing.peek()) goOn(live);
    // What is said has the frame in between (FigureFrame).
    if (frames.current++ % 2 === 0) live.seenUs.value = toUs(live.player.at.peek());
  });
  useSignalEffect(() => {
    if (!isMoving(live.player)) live.seenUs.value = toUs(live.player.at.value);
  });
  // What is before the picture that the page came with, only the machine can tell.
  useSignalEffect(() => {
    const unknown = !live.queue.value && toUs(live.player.at.value) < figure.untilUs;
    if (unknown && live.waiting === 0) void ask(live, () => {});
  });
  return live;
}

function goOn(live: LiveFigure): void {
  if (live.waiting === 0 && live.queue.peek()) {
    live.code!.goOnPlaying(live);
    return;
  }
  // The picture stands still until there is a machine to go on with.
  const edgeUs = live.queue.peek()?.edgeUs ?? live.figure.untilUs;
  live.player.at.value = Math.min(live.player.at.peek(), toMs(edgeUs));
  if (live.waiting === 0) void ask(live, () => {});
}

function createLive(figure: QueueFigure): LiveFigure {
  const player = createPlayer(growing(figure.marks.map(markOf), figure.untilUs));
  const queue = signal<LiveQueue | undefined>(undefined);
  const now = () => {
    // A run that has grown is told by its timeline.
    player.timeline.value;
    return queue.value;
  };
  const seenUs = signal(figure.untilUs);
  const live: LiveFigure = {
    figure,
    player,
    queue,
    seenUs,
    state: computed(() => {
      const run = now();
      return run ? live.code!.liveStateAt(run, seenUs.value) : figure.state;
    }),
    service: computed(() => now()?.run.auto),
    everyUs: computed(() => now()?.run.everyUs ?? 0),
    setup: signal(figure.setup),
    error: signal(undefined),
    work: Promise.resolve(),
    waiting: 0,
    act: (action) => ask(live, (code) => code.act(live, action)),
    restart: (setup) => ask(live, (code) => code.restart(live, setup)),
    stepOn: () => ask(live, (code) => code.stepOn(live)),
    setting: {
      write: (atMs) => live.code?.write(live, atMs) ?? '',
      read: (word) => ask(live, (code) => code.read(live, word)),
    },
  };
  return live;
}

/** Asks for something once there is a machine, after whatever was asked for before. */
function ask(live: LiveFigure, job: (code: Code) => void | Promise<void>): Promise<void> {
  live.waiting++;
  live.work = live.work
    .then(async () => {
      if (!live.code) await nextFrame();
      live.code ??= await import('./live-queue.ts');
      await live.code.ready(live);
      await job(live.code);
    })
    .catch((reason: unknown) => {
      pause(live.player);
      live.error.value = `The machine could not be loaded: ${String(reason)}`;
    })
    .finally(() => {
      live.waiting--;
    });
  return live.work;
}

/** The player's ms to virtual µs. */
export function toUs(ms: number): number {
  return Math.round((ms / SLOWER) * 1000);
}

export function toMs(us: number): number {
  return (us / 1000) * SLOWER;
}

export function markOf({ atUs, label, tone }: QueueMark): Mark {
  return { at: toMs(atUs), label, tone };
}

export function growing(marks: Mark[], endUs: number): Timeline {
  return { marks, end: toMs(endUs), growing: true };
}
