// What the stepped figures share: a player over frames, its clock, and the talk with listings.

import { useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { announceStep, useCodeLink } from '../parts/code-link.ts';
import {
  createPlayer,
  goToMark,
  type Player,
  pause,
  setTimeline,
  type Tone,
} from '../parts/player.ts';
import { useLater } from '../parts/use-later.ts';
import { usePlayerClock } from '../parts/use-player.ts';

/** What a frame must have: the sentence that tells it, and where in the code it is. */
export interface Told {
  say: string;
  call?: string;
  line?: number;
}

export interface FramesOptions {
  /** Index of the frame that is shown first. */
  start: number;
  /** The first frame only makes the point: the first play or step begins at the start. */
  preset?: boolean;
  /** Time a frame is shown while playing, ms. */
  dwellMs?: number;
  /** Name of the listing's program that the frames' lines belong to. */
  program?: string;
  /** The reader has asked for these frames: the first one is told to the listings, too. */
  asked?: boolean;
  tone?: (index: number) => Tone;
}

export interface Frames<F> {
  player: Player;
  /** What is drawn: where the cursor was when the last frame came, and whether the reader had acted. */
  index: number;
  frame: F;
  touched: boolean;
}

/** Makes the player for `frames` and connects it to the listings that target figure `id`. */
export function useFrames<F extends Told>(
  id: string,
  frames: F[],
  options: FramesOptions,
): Frames<F> {
  const { start, dwellMs = 1800, program } = options;
  const timeline = useMemo(() => {
    const marks = frames.map((frame, i) => ({
      at: i * dwellMs,
      label: frame.say,
      tone: options.tone?.(i),
    }));
    return { marks, end: Math.max(0, (frames.length - 1) * dwellMs) };
  }, [frames]);
  const player = useMemo(
    () => createPlayer(timeline, { at: start * dwellMs, preset: options.preset }),
    [],
  );
  // Another run on the same player: the clock and the keys stay bound to it.
  useLayoutEffect(() => {
    if (player.timeline.value === timeline) return;
    player.touched.value ||= options.asked ?? false;
    pause(player);
    setTimeline(player, timeline, start * dwellMs);
  }, [timeline]);
  usePlayerClock(player);
  useCodeLink(id, ({ call, line }) => {
    const here = player.index.value;
    const fits = (frame: F) =>
      frame.call === call && (line === undefined || program === undefined || frame.line === line);
    // The next such call after the cursor, else the first: a second click goes on to the next.
    const after = frames.findIndex((frame, i) => i > here && fits(frame));
    const found = after >= 0 ? after : frames.findIndex(fits);
    const any = found >= 0 ? found : frames.findIndex((frame) => frame.call === call);
    if (any >= 0) goToMark(player, any);
  });
  useSignalEffect(() => {
    const frame = frames[player.index.value];
    if (!frame || !player.touched.value) return;
    const { call, line } = frame;
    announceStep(program ? { source: id, call, line, program } : { source: id, call });
  });
  // Between a change of run and the effect above the cursor may still be past the new end.
  const index = Math.min(Math.max(0, useLater(player.index)), frames.length - 1);
  return { player, index, frame: frames[index], touched: useLater(player.touched) };
}
