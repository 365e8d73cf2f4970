import { expect, test } from 'vitest';
import {
  ladderLayout,
  ladderY,
  spread,
  stretched,
} from '../../../components/parts/ladder-layout.ts';

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

test('a short run is drawn larger in a place that a longer one needs, in proportion and not beyond', () => {
  const layout = ladderLayout([0, 100, 1000], options);
  const larger = stretched(layout, layout.height, layout.height + 60);
  expect(larger.height).toBeCloseTo(layout.height + 60);
  const share = ({ ys }: typeof layout) => (ys[1] - ys[0]) / (ys[2] - ys[0]);
  expect(share(larger)).toBeCloseTo(share(layout));
  expect(larger.ys[0]).toBe(layout.ys[0]);
  expect(larger.pauses[0].y).toBeGreaterThan(layout.pauses[0].y);
  expect(stretched(layout, layout.height, 5000).height).toBeLessThanOrEqual(
    1.8 * layout.height + 1,
  );
  expect(stretched(layout, layout.height, 10)).toBe(layout);
});
