// The accept queue's machine at work: what a page loads when its reader first touches the figure.
//
// One idea: the run goes on in slices. While it plays, time stands still for as long as the machine
// needs longer than a frame. An input in the past cuts off what came after: the run is replayed up
// to it and takes another course.

import { batch } from '@preact/signals';
import {
  type AcceptQueueSetup,
  doNow,
  goOn,
  goOnToNextMark,
  isQuiet,
  type LiveQueue,
  liveStateAt,
  openQueue,
  type QueueFigure,
  type QueueInput,
} from '../../lib/machine/scenarios/accept-queue.ts';
import { readQueue, writeQueue } from '../../lib/machine/scenarios/accept-queue-link.ts';
import type { Pieces } from '../../lib/sim/pieces.ts';
import { goToMark, type Mark, pause, play, setTimeline, step } from '../parts/player.ts';
import { goOnFor, inSlices } from '../parts/slices.ts';
import { nextFrame } from '../parts/turns.ts';
import {
  growing,
  type LiveFigure,
  markOf,
  type QueueAction,
  toMs,
  toUs,
} from './use-accept-queue.ts';

export { liveStateAt };

/** How long a step looks ahead for something to happen: past the last SYN that Linux resends. */
const LOOK_AHEAD_US = 70_000_000;
/** A run in which nothing is under way stops its clock after this long. */
const QUIET_US = 4_000_000;

/** What a run keeps between frames. */
interface Between {
  /** Going on while it plays: further than one frame's slice came. */
  under?: Pieces<void>;
  quietUs: number;
  marks: Mark[];
}

const betweens = new WeakMap<LiveQueue, Between>();

function between(queue: LiveQueue): Between {
  let kept = betweens.get(queue);
  if (!kept) {
    kept = { quietUs: 0, marks: [] };
    betweens.set(queue, kept);
  }
  return kept;
}

/** Lets the machine come to where the picture stands, or end what a frame has begun. */
export async function ready(live: LiveFigure): Promise<void> {
  const { figure, queue } = live;
  const run = queue.peek();
  if (!run) {
    queue.value = await inSlices(openQueue(figure.setup, figure.inputs, figure.untilUs));
    // The figure is drawn anew from its own machine: whatever comes next has a frame to itself.
    await nextFrame();
    return;
  }
  const { under } = between(run);
  if (!under) return;
  const beforeUs = run.edgeUs;
  await inSlices(under);
  endFrame(live, run, beforeUs);
}

/** Goes on in the frame that has just come; what does not get done now is for the next one. */
export function goOnPlaying(live: LiveFigure): void {
  const { player } = live;
  const queue = live.queue.peek()!;
  const { edgeUs } = queue;
  const atUs = toUs(player.at.peek());
  if (atUs <= edgeUs) return;
  const kept = between(queue);
  kept.under ??= goOn(queue, atUs);
  if (goOnFor(kept.under)) endFrame(live, queue, edgeUs);
  else player.at.value = toMs(edgeUs);
}

/** Shows what a frame was for; stops where nothing happens any more. */
function endFrame(live: LiveFigure, queue: LiveQueue, beforeUs: number): void {
  const kept = between(queue);
  kept.under = undefined;
  kept.quietUs = isQuiet(queue) ? kept.quietUs + queue.edgeUs - beforeUs : 0;
  showEdge(live, queue);
  if (kept.quietUs > QUIET_US) pause(live.player);
}

/** Does at the cursor what the reader has asked for, and lets the run go on. */
export async function act(live: LiveFigure, action: QueueAction): Promise<void> {
  const atUs = toUs(live.player.at.peek());
  let queue = live.queue.peek()!;
  if (atUs < queue.edgeUs) {
    const past = queue.run.inputs.filter((input) => input.atUs <= atUs);
    queue = await inSlices(openQueue(queue.run.setup, past, atUs));
  }
  doNow(queue, { ...action, atUs } as QueueInput);
  between(queue).quietUs = 0;
  showEdge(live, queue);
  play(live.player);
}

/** Starts the opening anew. */
export function restart(live: LiveFigure, setup: AcceptQueueSetup = live.setup.peek()) {
  return open(live, { ...live.figure, setup });
}

type Run = Pick<QueueFigure, 'setup' | 'inputs' | 'untilUs'>;

async function open(live: LiveFigure, { setup, inputs, untilUs }: Run): Promise<void> {
  pause(live.player);
  const queue = await inSlices(openQueue(setup, inputs, untilUs));
  batch(() => {
    live.setup.value = setup;
    showEdge(live, queue);
  });
}

/** Glides to the next mark; where there is none yet, the machine goes on until there is. */
export async function stepOn(live: LiveFigure): Promise<void> {
  const { player } = live;
  const queue = live.queue.peek()!;
  const { marks } = player.timeline.peek();
  const here = player.glide.peek()?.to ?? player.at.peek();
  if (marks.some((mark) => mark.at > here + 1e-6)) {
    step(player);
    return;
  }
  pause(player);
  const from = player.at.peek();
  const found = await inSlices(goOnToNextMark(queue, LOOK_AHEAD_US));
  showEdge(live, queue, toUs(from));
  if (found) goToMark(player, player.timeline.peek().marks.length - 1);
  else step(player);
}

/** Writes the run up to a moment as a word; empty for the opening. */
export function write({ figure, queue }: LiveFigure, atMs: number): string {
  const run = queue.peek()?.run;
  if (!run) return '';
  const untilUs = toUs(atMs);
  const opening = run.setup === figure.setup && untilUs <= figure.untilUs;
  if (opening && run.inputs.length === figure.inputs.length) return '';
  return writeQueue({ setup: run.setup, inputs: run.inputs, untilUs }) ?? '';
}

/** Opens the run of a word. */
export async function read(live: LiveFigure, word: string): Promise<void> {
  const asked = word === '' ? live.figure : readQueue(word);
  if (asked) await open(live, asked);
  else live.error.value = 'The run in this link is damaged, so the opening is shown.';
}

/** Gives the player the run as far as it has come, and puts the cursor at `atUs`. */
function showEdge(live: LiveFigure, queue: LiveQueue, atUs = queue.edgeUs): void {
  const kept = between(queue);
  const { marks } = queue.fold;
  // A history that was cut begins with another mark.
  if (kept.marks[0]?.at !== (marks[0] && toMs(marks[0].atUs))) kept.marks = [];
  for (let i = kept.marks.length; i < marks.length; i++) kept.marks.push(markOf(marks[i]!));
  batch(() => {
    live.queue.value = queue;
    setTimeline(live.player, growing(kept.marks, queue.edgeUs), toMs(atUs));
  });
}
