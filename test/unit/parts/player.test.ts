import { describe, expect, test } from 'vitest';
import {
  createPlayer,
  GLIDE_MS,
  isMoving,
  markIndex,
  play,
  progress,
  reset,
  seek,
  setSpeed,
  setTimeline,
  step,
  stepBack,
  stepTimeline,
  thinMarks,
  tick,
} from '../../../components/parts/player.ts';

const four = () => stepTimeline(['socket', 'bind', 'listen', 'accept'], 100);

describe('player', () => {
  test('starts at the end, where the point is made', () => {
    const player = createPlayer(four());
    expect(player.at.value).toBe(300);
    expect(player.index.value).toBe(3);
    expect(player.touched.value).toBe(false);
  });

  test('play at the end starts over, runs at its speed and stops at the end', () => {
    const player = createPlayer(four());
    play(player);
    expect(player.at.value).toBe(0);
    setSpeed(player, 2);
    tick(player, 60);
    expect(player.at.value).toBe(120);
    expect(player.index.value).toBe(1);
    tick(player, 1000);
    expect(player.at.value).toBe(300);
    expect(player.playing.value).toBe(false);
  });

  test('a step names its target at once and glides there', () => {
    const player = createPlayer(four(), { at: 0 });
    step(player);
    expect(player.index.value).toBe(1);
    expect(player.at.value).toBe(0);
    tick(player, GLIDE_MS / 2);
    expect(player.at.value).toBeCloseTo(50);
    tick(player, GLIDE_MS);
    expect(player.at.value).toBe(100);
    expect(isMoving(player)).toBe(false);
  });

  test('two quick steps are two steps', () => {
    const player = createPlayer(four(), { at: 0 });
    step(player);
    tick(player, 10);
    step(player);
    expect(player.index.value).toBe(2);
  });

  test('with reduced motion a glide arrives in one tick', () => {
    const player = createPlayer(four(), { at: 0 });
    step(player);
    tick(player, 1, true);
    expect(player.at.value).toBe(100);
  });

  test('back from between two marks goes to the mark before', () => {
    const player = createPlayer(four(), { at: 150 });
    stepBack(player);
    tick(player, GLIDE_MS);
    expect(player.at.value).toBe(100);
    stepBack(player);
    tick(player, GLIDE_MS);
    expect(player.at.value).toBe(0);
    stepBack(player);
    expect(player.at.value).toBe(0);
  });

  test('seek is bounded, stops playing and counts as a touch', () => {
    const player = createPlayer(four());
    play(player);
    seek(player, 9999);
    expect(player.at.value).toBe(300);
    expect(player.playing.value).toBe(false);
    expect(player.touched.value).toBe(true);
    reset(player);
    expect(player.at.value).toBe(0);
  });

  test('a growing run plays on past its last mark', () => {
    const player = createPlayer({ marks: [], end: 0, growing: true }, { at: 0 });
    play(player);
    tick(player, 90);
    expect(player.at.value).toBe(90);
    expect(player.playing.value).toBe(true);
    setTimeline(player, { marks: [{ at: 80, label: 'SYN' }], end: 90, growing: true });
    expect(player.at.value).toBe(90);
    expect(player.index.value).toBe(0);
  });

  test('marks of one instant are one stop', () => {
    const at = [0, 50, 50, 80].map((value) => ({ at: value, label: String(value) }));
    const player = createPlayer({ marks: at, end: 80 }, { at: 0 });
    step(player);
    expect(player.index.value).toBe(2);
    tick(player, GLIDE_MS);
    step(player);
    expect(player.index.value).toBe(3);
  });

  test('a speed of 0 is refused with its value', () => {
    expect(() => setSpeed(createPlayer(four()), 0)).toThrow('got 0');
  });
});

test('markIndex is -1 before the first mark', () => {
  expect(markIndex({ marks: [{ at: 10, label: '' }], end: 20 }, 9)).toBe(-1);
  expect(markIndex({ marks: [{ at: 10, label: '' }], end: 20 }, 10)).toBe(0);
});

test('progress is bounded and takes no time for what takes none', () => {
  expect([0, 10, 15, 20, 99].map((at) => progress(at, 10, 20))).toEqual([0, 0, 0.5, 1, 1]);
  expect(progress(11, 10, 10)).toBe(1);
});

test('ticks that fall together are one, and a loss is the one that stays', () => {
  const marks = [0, 1, 2, 50, 100].map((at) => ({
    at,
    label: String(at),
    tone: at === 1 ? ('lost' as const) : ('client' as const),
  }));
  expect(thinMarks(marks, 100, 10).map((mark) => mark.at)).toEqual([1, 50, 100]);
  expect(thinMarks(marks, 100, 100)).toHaveLength(5);
});

describe('a first picture from the middle of a run', () => {
  const preset = () => createPlayer(four(), { at: 200, preset: true });

  test('is left for the start by the first step, and then steps go on', () => {
    const player = preset();
    step(player);
    expect(player.at.value).toBe(0);
    step(player);
    expect(player.index.value).toBe(1);
  });

  test('is left for the start by play', () => {
    const player = preset();
    play(player);
    expect(player).toMatchObject({ at: { value: 0 }, playing: { value: true } });
  });

  test('the end of a finished run is such a picture, too; that of a growing one is not', () => {
    const player = createPlayer(four());
    expect(player.preset.value).toBe(true);
    step(player);
    expect([player.at.value, player.preset.value]).toEqual([0, false]);
    expect(createPlayer({ ...four(), growing: true }).preset.value).toBe(false);
  });

  test('is gone on from after any other act', () => {
    const player = preset();
    stepBack(player);
    tick(player, GLIDE_MS);
    step(player);
    expect(player.index.value).toBe(2);
  });
});
