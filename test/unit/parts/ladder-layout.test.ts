import { expect, test } from 'vitest';
import { ladderLayout, ladderY, spread } from '../../../components/parts/ladder-layout.ts';

const options = { row: 50, tight: 10, tightMs: 2, pauseMs: 400, top: 0 };

test('what follows at once stays together, a long wait is told as a pause', () => {
  const layout = ladderLayout([150, 0, 150.01, 1000, 0], options);
  expect(layout.times).toEqual([0, 150, 150.01, 1000]);
  expect(layout.ys).toEqual([0, 50, 60, 122]);
  expect(layout.pauses.map((pause) => pause.ms)).toEqual([849.99]);
});

test('a moment between two others lies between their heights', () => {
  const layout = ladderLayout([0, 100], options);
  expect(ladderY(layout, -5)).toBe(0);
  expect(ladderY(layout, 50)).toBe(25);
  expect(ladderY(layout, 500)).toBe(50);
});

test('labels are pushed apart downwards and keep their order', () => {
  expect(spread([0, 5, 60], 20)).toEqual([0, 20, 60]);
});
