// Labels of a switch are told from each other in n log n steps, whatever their order.

import { expect, test } from 'vitest';
import { addCase, type CaseLabels } from '../../../lib/cc/case-labels.ts';
import type { SwitchCase } from '../../../lib/cc/typed.ts';

const label = (first: number, last = first): SwitchCase => ({
  ...{ first: BigInt(first), last: BigInt(last) },
  span: { file: 0, line: first, column: 1, length: 1 } as SwitchCase['span'],
});

test('a label is refused if one of the accepted ones has a value of its', () => {
  let seed = 7;
  const random = (n: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  for (let round = 0; round < 200; round++) {
    const runs: CaseLabels = [];
    const accepted: SwitchCase[] = [];
    for (let i = 0; i < 60; i++) {
      const first = random(200) - 100;
      const one = label(first, first + (random(3) === 0 ? random(12) : 0));
      const same = accepted.filter((o) => one.first <= o.last && o.first <= one.last);
      const found = addCase(runs, one);
      if (same.length === 0) accepted.push(one);
      if (same.length === 0) expect(found).toBeUndefined();
      else expect(same).toContain(found);
    }
    expect(runs.flat()).toHaveLength(accepted.length);
  }
});

test('100,000 labels in any order are a moment', () => {
  const count = 100_003;
  const orders: ((i: number) => number)[] = [(i) => i, (i) => -i, (i) => (i * 7919) % count];
  for (const order of orders) {
    const runs: CaseLabels = [];
    for (let i = 0; i < count; i++) addCase(runs, label(order(i)));
    expect(addCase(runs, label(order(count - 1)))?.first).toBe(BigInt(order(count - 1)));
    expect(runs.length).toBeLessThan(20);
  }
});
