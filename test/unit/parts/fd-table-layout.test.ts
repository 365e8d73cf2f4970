import { expect, test } from 'vitest';
import { isReuse, layoutRows } from '../../../components/widgets/fd-table-layout.ts';
import { fdTableRun } from '../../../lib/machine/scenarios/fd-table.ts';

const { frames } = fdTableRun();

test('a description keeps its row while it lives, and no two share one', () => {
  const { place, files } = layoutRows(frames);
  for (const frame of frames) {
    const rows = frame.files.map(({ file }) => place.get(file));
    expect(rows).not.toContain(undefined);
    expect(new Set(rows).size).toBe(rows.length);
    expect(Math.max(...rows.map(Number))).toBeLessThan(files);
  }
});

test('a row that was freed is taken again', () => {
  const { place } = layoutRows(frames);
  const rows = [...place.values()];
  expect(new Set(rows).size).toBeLessThan(rows.length);
});

test('an accept() that returns 4 again after close(4) is told from the first one', () => {
  const returns = frames.flatMap(({ callText, result }, i) =>
    callText === 'accept(3)' && result !== undefined ? [[result, isReuse(frames, i)]] : [],
  );
  expect(returns).toEqual([
    [4, false],
    [5, false],
    [4, true],
  ]);
});
