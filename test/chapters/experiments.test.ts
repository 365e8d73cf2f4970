// The experiments of the free page, as they stand there: each runs, shows something, and says what it is.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordBench } from '../../components/bench/record.ts';
import { readPrograms } from '../../components/book/known.ts';

const root = new URL('../../', import.meta.url).pathname;
const folder = join(root, 'content/experiments');
const names = readdirSync(folder).map((name) => name.replace(/\.ts$/, ''));
const programs = Object.fromEntries(
  [...readPrograms(root).values()].map(({ name, text }) => [name, text]),
);
const run = (name: string) =>
  recordBench(name, readFileSync(join(folder, `${name}.ts`), 'utf8'), programs);

test.each(names)('%s begins with what it is', (name) => {
  expect(readFileSync(join(folder, `${name}.ts`), 'utf8')).toMatch(/^\/\/ .*\.\nimport /);
});

describe('a run', () => {
  test('of two hosts shows the answer and the ladder', async () => {
    const items = await run('two-hosts');
    expect(items.map(({ kind }) => kind)).toEqual(['text', 'text', 'figure']);
    expect(items[0]).toEqual({ kind: 'text', text: 'Hello, World!\n' });
    expect(items[1]).toEqual({ kind: 'text', text: 'The server sleeps in accept\n' });
  });

  test('call by call: accept sleeps, and then has its client', async () => {
    const [first, second, third] = await run('call-by-call');
    expect(first).toMatchObject({ text: 'accept() says undefined and sleeps in accept\n' });
    expect(second).toMatchObject({ text: 'connect() said 0 and accept() 4\n' });
    expect(third).toMatchObject({ text: 'read() says 5\n' });
  });

  test('of three hosts answers the near client sooner', async () => {
    const [first] = await run('three-hosts');
    if (first?.kind !== 'table') throw new Error(JSON.stringify(first));
    const [near, far] = first.rows;
    expect([near![1], far![1]]).toEqual(['Hello, World!', 'Hello, World!']);
    expect(Number(far![2])).toBeGreaterThan(20 * Number(near![2]));
  });

  test('over a bad line takes longer than over a good one', async () => {
    const [item] = await run('a-bad-line');
    if (item?.kind !== 'plot') throw new Error(JSON.stringify(item));
    const mean = (loss: number) => {
      const times = item.plot.marks[0]!.points.filter(([x]) => x === loss).map(([, y]) => y);
      return times.reduce((sum, time) => sum + time, 0) / times.length;
    };
    expect(mean(8)).toBeGreaterThan(2 * mean(0));
  });
});
