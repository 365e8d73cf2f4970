// Player: a cursor over a run, and everything a transport can do to it.
//
// The one idea: a run is a timeline of marks (events worth stopping at) on a continuous axis; the
// cursor `at` moves over it by ticks of real time, by glides to a mark, or by hand. Nothing here
// knows the DOM or the wall clock: whoever owns a clock calls `tick` with what has passed.
//
// Units: `at`, `mark.at` and `end` are milliseconds of presentation time at speed 1; a figure that
// plays virtual time one to one uses µs / 1000. Speed is a factor.

import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** A place on the timeline where stepping stops; `tone` colours its tick. */
export interface Mark {
  at: number;
  label: string;
  tone?: Tone;
}

/** The roles that keep their colour through the whole book. */
export type Tone =
  | 'client'
  | 'server'
  | 'kernel'
  | 'wire'
  | 'waiting'
  | 'lost'
  | 'cpu-copy'
  | 'dma'
  | 'plain';

/** Marks in order of time. A `growing` timeline has no end: its run goes on as it is played. */
export interface Timeline {
  marks: Mark[];
  end: number;
  growing?: boolean;
}

/** A cursor over a timeline. Read its signals; change it only through the functions below. */
export interface Player {
  timeline: Signal<Timeline>;
  at: Signal<number>;
  playing: Signal<boolean>;
  speed: Signal<number>;
  /** Where a step is gliding to; undefined when the cursor rests or plays. */
  glide: Signal<Glide | undefined>;
  /** True once the reader has used the transport: nothing is ticked off before that. */
  touched: Signal<boolean>;
  /** True until the reader acts, where the cursor starts at a moment that only makes the point, such as
   * the end: the first play or step begins at the start. */
  preset: Signal<boolean>;
  /** Index of the last mark reached, or -1 before the first; while gliding, that of its target. */
  index: ReadonlySignal<number>;
}

export interface Glide {
  from: number;
  to: number;
  elapsedMs: number;
  durationMs: number;
}

export interface PlayerOptions {
  at?: number;
  speed?: number;
  preset?: boolean;
}

/** How long a step takes to glide to its mark, in ms of real time. */
export const GLIDE_MS = 400;

export const SPEEDS = [0.25, 0.5, 1, 2, 4];

/** Makes a player whose cursor starts at `options.at` (default: the end, where the point is made). */
export function createPlayer(timeline: Timeline, options: PlayerOptions = {}): Player {
  const line = signal(timeline);
  const at = signal(options.at ?? timeline.end);
  const glide = signal<Glide | undefined>(undefined);
  return {
    timeline: line,
    at,
    playing: signal(false),
    speed: signal(options.speed ?? 1),
    glide,
    touched: signal(false),
    preset: signal(options.preset ?? (!timeline.growing && at.value >= timeline.end)),
    index: computed(() => markIndex(line.value, glide.value?.to ?? at.value)),
  };
}

/** Makes a timeline of equally long steps, one mark a label, `dwellMs` apart. */
export function stepTimeline(labels: string[], dwellMs = 1600): Timeline {
  const marks = labels.map((label, i) => ({ at: i * dwellMs, label }));
  return { marks, end: Math.max(0, (labels.length - 1) * dwellMs) };
}

/** Finds the last mark at or before `at` by bisection; -1 when there is none. */
export function markIndex(timeline: Timeline, at: number): number {
  let low = 0;
  let high = timeline.marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeline.marks[middle]!.at <= at + 1e-6) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Picks the marks whose ticks can be told apart on a track, at most one in each of `places`.
 *
 * Where several fall together, what was lost is what must be seen.
 */
export function thinMarks(marks: Mark[], end: number, places = 200): Mark[] {
  const kept: (Mark | undefined)[] = Array(places + 1).fill(undefined);
  for (const mark of marks) {
    const place = end > 0 ? Math.min(places, Math.round((mark.at / end) * places)) : 0;
    if (!kept[place] || mark.tone === 'lost') kept[place] = mark;
  }
  return kept.filter((mark) => mark !== undefined);
}

/** Starts playing; from the end of a finished run it starts over. */
export function play(player: Player): void {
  batch(() => {
    const { end, growing } = player.timeline.value;
    player.glide.value = undefined;
    if (leavePreset(player) || (!growing && player.at.value >= end))
      player.at.value = firstAt(player.timeline.value);
    player.playing.value = true;
    player.touched.value = true;
  });
}

/** Stops playing where the cursor is. */
export function pause(player: Player): void {
  player.playing.value = false;
}

/** Plays when paused and pauses when playing. */
export function toggle(player: Player): void {
  if (player.playing.value) pause(player);
  else play(player);
}

/** Glides to the next mark; a second step before arrival goes on from the first one's target. */
export function step(player: Player): void {
  if (leavePreset(player)) {
    reset(player);
    return;
  }
  const { marks } = player.timeline.value;
  // Marks at the same instant are one stop: stepping always moves.
  const here = player.glide.value?.to ?? player.at.value;
  const next = marks.find((mark) => mark.at > here + 1e-6);
  if (next) glideTo(player, next.at);
  else glideTo(player, player.timeline.value.growing ? here : player.timeline.value.end);
}

/** Glides back to the mark before the cursor. */
export function stepBack(player: Player): void {
  const { marks } = player.timeline.value;
  const here = player.glide.value?.to ?? player.at.value;
  const before = marks.findLast((mark) => mark.at < here - 1e-6);
  glideTo(player, before?.at ?? firstAt(player.timeline.value));
}

/** Glides to mark number `index`. */
export function goToMark(player: Player, index: number): void {
  const mark = player.timeline.value.marks[index];
  if (mark) glideTo(player, mark.at);
}

/** Puts the cursor at `at` at once, bounded to the timeline. */
export function seek(player: Player, at: number): void {
  batch(() => {
    leavePreset(player);
    player.glide.value = undefined;
    player.playing.value = false;
    player.touched.value = true;
    player.at.value = clamp(at, 0, player.timeline.value.end);
  });
}

/** Puts the cursor at the start and stops. */
export function reset(player: Player): void {
  seek(player, firstAt(player.timeline.value));
}

/** Sets the factor between real time and presentation time; must be above 0. */
export function setSpeed(player: Player, speed: number): void {
  if (!(speed > 0)) throw new RangeError(`speed must be above 0, got ${speed}`);
  player.speed.value = speed;
}

/** Replaces the run; the cursor keeps its place, or goes to `at`. */
export function setTimeline(player: Player, timeline: Timeline, at = player.at.value): void {
  batch(() => {
    player.glide.value = undefined;
    player.timeline.value = timeline;
    player.at.value = timeline.growing ? Math.max(0, at) : clamp(at, 0, timeline.end);
  });
}

/**
 * Lets `elapsedMs` of real time pass.
 *
 * With `reducedMotion` glides arrive at once. Stops at the end of a run that does not grow.
 */
export function tick(player: Player, elapsedMs: number, reducedMotion = false): void {
  batch(() => {
    const glide = player.glide.value;
    if (glide) {
      const elapsed = glide.elapsedMs + elapsedMs;
      const done = reducedMotion || elapsed >= glide.durationMs;
      player.at.value = done
        ? glide.to
        : glide.from + (glide.to - glide.from) * ease(elapsed / glide.durationMs);
      player.glide.value = done ? undefined : { ...glide, elapsedMs: elapsed };
      return;
    }
    if (!player.playing.value) return;
    const { end, growing } = player.timeline.value;
    const next = player.at.value + elapsedMs * player.speed.value;
    if (!growing && next >= end) {
      player.at.value = end;
      player.playing.value = false;
    } else player.at.value = next;
  });
}

/** True while a clock is needed: something moves. */
export function isMoving(player: Player): boolean {
  return player.playing.value || player.glide.value !== undefined;
}

/** Maps a cursor to the progress 0..1 of what happens from `from` to `to`. */
export function progress(at: number, from: number, to: number): number {
  if (at <= from) return 0;
  return at >= to ? 1 : (at - from) / (to - from);
}

/** Eases in and out: slow, fast, slow; 0..1 to 0..1. */
export function ease(t: number): number {
  const x = clamp(t, 0, 1);
  return x < 0.5 ? 4 * x * x * x : 1 - (-2 * x + 2) ** 3 / 2;
}

function glideTo(player: Player, to: number): void {
  batch(() => {
    leavePreset(player);
    player.playing.value = false;
    player.touched.value = true;
    const from = player.at.value;
    player.glide.value = from === to ? undefined : { from, to, elapsedMs: 0, durationMs: GLIDE_MS };
  });
}

/** Ends the first picture; tells whether it was still there. */
function leavePreset(player: Player): boolean {
  const was = player.preset.value;
  player.preset.value = false;
  return was;
}

function firstAt(timeline: Timeline): number {
  return timeline.marks[0]?.at ?? 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
