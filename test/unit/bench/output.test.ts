// What a cell shows: the door takes nothing on trust.

import { expect, test } from 'vitest';
import { collectInto, plot, print, show, table } from '../../../lib/bench/api.ts';
import {
  type Item,
  MAX_ITEMS,
  MAX_POINTS,
  printed,
  readItem,
  tableItem,
} from '../../../lib/bench/output.ts';

test('print writes text as it is and everything else as one would type it', () => {
  const values = ['a', 1, { b: [1, 'x,"y'], 'c-d': undefined }, undefined, 5n, {}];
  expect(printed(values)).toBe('a 1 { b: [1, "x,\\"y"], "c-d": undefined } undefined 5n {}\n');
  const round: { self?: unknown } = {};
  round.self = round;
  expect(printed([round, new TypeError('no')])).toBe('{ self: itself } TypeError: no\n');
});

test('a table has the keys of all rows as columns, and knows which are numbers', () => {
  expect(
    tableItem(
      [
        { n: 1, name: 'a' },
        { n: 0.12345, more: true },
      ],
      { title: 'T' },
    ),
  ).toEqual({
    kind: 'table',
    title: 'T',
    columns: ['n', 'name', 'more'],
    rows: [
      ['1', 'a', ''],
      ['0.123', '', 'true'],
    ],
    numeric: [true, false, false],
  });
});

test('what a cell shows is collected in order and bounded', () => {
  const items: Item[] = [];
  collectInto((item) => items.push(item));
  print('x');
  table([{ a: 1 }]);
  plot({
    title: 't',
    x: { label: 'x' },
    y: { label: 'y' },
    marks: [{ type: 'line', points: [[1, 2]] }],
  });
  show({ figure: 'accept-queue', title: 'q', synQueue: 0, acceptQueue: 1, places: 2 });
  expect(items.map(({ kind }) => kind)).toEqual(['text', 'table', 'plot', 'figure']);
  collectInto(() => undefined);
  for (let i = 0; i < MAX_ITEMS; i++) print(i);
  expect(() => print('one more')).toThrow(/at most 2000 things/);
});

test.each([
  [null, /output: an object was expected/],
  [{ kind: 'html', html: '<b>' }, /'html' is no kind of output/],
  [{ kind: 'table', columns: 'a', rows: [] }, /columns: a list was expected/],
  [{ kind: 'table', columns: Array(21).fill('a'), rows: [] }, /21 were given, at most 20/],
  [{ kind: 'figure', figure: { figure: 'cat' } }, /'cat' is no figure/],
  [
    { kind: 'plot', plot: { x: {}, y: {}, marks: [{ type: 'pie', points: [] }] } },
    /type of a mark/,
  ],
  [
    { kind: 'plot', plot: { x: {}, y: {}, marks: [{ type: 'dot', points: [[1, Number.NaN]] }] } },
    /y of a point: a number was expected/,
  ],
  [
    {
      kind: 'plot',
      plot: { x: { scale: 'log' }, y: {}, marks: [{ type: 'dot', points: [[0, 1]] }] },
    },
    /no place for 0/,
  ],
])('%j is refused in words', (value, message) => {
  expect(() => readItem(value)).toThrow(message);
});

test('what is too long is cut or refused, and what is text stays text', () => {
  const long = readItem({ kind: 'text', text: 'x'.repeat(200_000) });
  expect(long).toEqual({ kind: 'text', text: `${'x'.repeat(100_000)}…` });
  const row = readItem({ kind: 'table', columns: ['a'], rows: [['<img src=x onerror=1>']] });
  expect(row).toMatchObject({ rows: [['<img src=x onerror=1>']] });
  const points = Array.from({ length: MAX_POINTS / 2 + 1 }, (_, i) => [i, i]);
  const two = [
    { type: 'dot', points },
    { type: 'dot', points },
  ];
  expect(() => readItem({ kind: 'plot', plot: { x: {}, y: {}, marks: two } })).toThrow(
    /5002 points were given/,
  );
});
