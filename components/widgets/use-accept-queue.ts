// The accept queue's run while it is alive in a page.
//
// One idea: until the reader touches it, the figure is the state that the build made; the machine
// is loaded then, replays the same inputs, and goes on from where the picture stood. An input in
// the past cuts off what came after: the run is replayed up to it and takes another course.

import { useMemo, useRef, useState } from 'preact/hooks';
import type {
  AcceptQueueSetup,
  LiveQueue,
  QueueFigure,
  QueueInput,
} from '../../lib/machine/scenarios/accept-queue.ts';
import type { QueueMark, QueueState } from '../../lib/view/accept-queue.ts';
import type { Setting } from '../parts/moment.ts';
import {
  createPlayer,
  goToMark,
  type Mark,
  type Player,
  pause,
  play,
  setTimeline,
  step,
} from '../parts/player.ts';
import { usePlayerClock } from '../parts/use-player.ts';

type Engine = typeof import('../../lib/machine/scenarios/accept-queue.ts');

/** An input without its time: that is where the cursor stands. */
export type QueueAction = QueueInput extends infer I
  ? I extends QueueInput
    ? Omit<I, 'atUs'>
    : never
  : never;

export interface LiveFigure {
  player: Player;
  state: QueueState;
  /** What has been asked for and is in force: the server's pace, the load, the settings. */
  service?: string;
  everyUs: number;
  setup: AcceptQueueSetup;
  error?: string;
  act: (action: QueueAction) => void;
  /** Starts the opening anew, with other settings if they are given. */
  restart: (setup?: AcceptQueueSetup) => void;
  stepOn: () => void;
  /** The run up to a moment as a word in an address. */
  setting: Setting;
}

/** How long a step looks ahead for something to happen: past the last SYN that Linux resends. */
const LOOK_AHEAD_US = 70_000_000;
/** Presentation time per virtual time: a segment shall be seen travelling. */
export const SLOWER = 2.5;
/** A run in which nothing is under way stops its clock after this long. */
const QUIET_US = 4_000_000;

/** Holds the run of one figure. */
export function useAcceptQueue(figure: QueueFigure): LiveFigure {
  const player = useMemo(() => createPlayer(timelineOf(figure.marks, figure.untilUs)), [figure]);
  const engine = useRef<{ code: Engine; live: LiveQueue }>();
  const loading = useRef<Promise<void>>();
  const quietUs = useRef(0);
  const [setup, setSetup] = useState(figure.setup);
  const [error, setError] = useState<string>();
  const [, redraw] = useState(0);

  const load = async (): Promise<void> => {
    loading.current ??= import('../../lib/machine/scenarios/accept-queue.ts').then((code) => {
      const live = code.openQueue(figure.setup, figure.inputs, figure.untilUs);
      engine.current = { code, live };
      redraw((count) => count + 1);
    });
    await loading.current;
  };
  const withEngine = (then: (code: Engine, live: LiveQueue) => void): void => {
    load().then(
      () => then(engine.current!.code, engine.current!.live),
      (reason: unknown) => {
        loading.current = undefined;
        pause(player);
        setError(`The machine could not be loaded: ${String(reason)}`);
      },
    );
  };
  const showEdge = (live: LiveQueue, atUs = live.edgeUs): void => {
    setTimeline(player, timelineOf(live.fold.marks, live.edgeUs), toMs(atUs));
  };

  usePlayerClock(player, () => {
    if (!player.playing.value) return;
    const atUs = toUs(player.at.value);
    const held = engine.current;
    if (!held) {
      // The picture stands still until there is a machine to go on with.
      player.at.value = player.timeline.value.end;
      withEngine(() => {});
    } else if (atUs > held.live.edgeUs) {
      quietUs.current = held.code.isQuiet(held.live)
        ? quietUs.current + atUs - held.live.edgeUs
        : 0;
      held.code.goOn(held.live, atUs);
      showEdge(held.live, atUs);
      if (quietUs.current > QUIET_US) pause(player);
    }
  });

  const act = (action: QueueAction): void =>
    withEngine((code, held) => {
      let live = held;
      const atUs = toUs(player.at.value);
      if (atUs < live.edgeUs) {
        const past = live.run.inputs.filter((input) => input.atUs <= atUs);
        live = code.openQueue(live.run.setup, past, atUs);
        engine.current = { code, live };
      }
      code.doNow(live, { ...action, atUs } as QueueInput);
      quietUs.current = 0;
      showEdge(live);
      play(player);
    });

  const restart = (next: AcceptQueueSetup = setup): void =>
    withEngine((code) => {
      const live = code.openQueue(next, figure.inputs, figure.untilUs);
      engine.current = { code, live };
      setSetup(next);
      pause(player);
      showEdge(live);
    });

  const stepOn = (): void =>
    withEngine((code, live) => {
      const { marks } = player.timeline.value;
      const here = player.glide.value?.to ?? player.at.value;
      if (marks.some((mark) => mark.at > here + 1e-6)) {
        step(player);
        return;
      }
      const from = player.at.value;
      const found = code.goOnToNextMark(live, LOOK_AHEAD_US);
      showEdge(live, toUs(from));
      if (found) goToMark(player, player.timeline.value.marks.length - 1);
      else step(player);
    });

  const setting: Setting = {
    async write(at) {
      const run = engine.current?.live.run;
      if (!run) return '';
      const untilUs = toUs(at);
      const opening = run.setup === figure.setup && untilUs <= figure.untilUs;
      if (opening && run.inputs.length === figure.inputs.length) return '';
      const { writeQueue } = await import('../../lib/machine/scenarios/accept-queue-link.ts');
      return writeQueue({ setup: run.setup, inputs: run.inputs, untilUs }) ?? '';
    },
    async read(word) {
      const { readQueue } = await import('../../lib/machine/scenarios/accept-queue-link.ts');
      const asked = word === '' ? figure : readQueue(word);
      if (!asked) return setError('The run in this link is damaged, so the opening is shown.');
      await load();
      const { code } = engine.current!;
      const live = code.openQueue(asked.setup, asked.inputs, asked.untilUs);
      engine.current = { code, live };
      setSetup(asked.setup);
      pause(player);
      showEdge(live);
    },
  };

  const live = engine.current?.live;
  const atUs = toUs(player.at.value);
  const isPast = atUs < (live?.edgeUs ?? figure.untilUs);
  if (isPast && !live && typeof window !== 'undefined') withEngine(() => {});
  const state = live ? engine.current!.code.liveStateAt(live, atUs) : figure.state;
  const service = live?.run.auto;
  return {
    player,
    state,
    service,
    everyUs: live?.run.everyUs ?? 0,
    setup,
    error,
    act,
    restart,
    stepOn,
    setting,
  };
}

/** The player's ms to virtual µs. */
export function toUs(ms: number): number {
  return Math.round((ms / SLOWER) * 1000);
}

function toMs(us: number): number {
  return (us / 1000) * SLOWER;
}

function timelineOf(
  marks: QueueMark[],
  endUs: number,
): { marks: Mark[]; end: number; growing: true } {
  return {
    marks: marks.map(({ atUs, label, tone }) => ({ at: toMs(atUs), label, tone })),
    end: toMs(endUs),
    growing: true,
  };
}
