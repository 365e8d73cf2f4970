// A cell of TypeScript outside a browser: translated, run, recorded; and the door that its words come through.

import { describe, expect, test } from 'vitest';
import { frameHtml, listener } from '../../../components/bench/frame.ts';
import { lineIn } from '../../../components/bench/need.ts';
import { plotModel, tickText } from '../../../components/bench/plot-model.ts';
import { recordBench } from '../../../components/bench/record.ts';
import { translate } from '../../../components/bench/translate.ts';
import type { Item } from '../../../lib/bench/output.ts';

describe('a recorded run', () => {
  test('shows what the cell showed, in order; console.log prints', async () => {
    const items = await recordBench(
      'ok',
      `import { createBench, print, type Bench } from 'bench';
const bench: Bench = createBench({ hosts: ['a'] });
print(bench.nowUs);
console.log('x', 1);
`,
    );
    expect(items).toEqual([
      { kind: 'text', text: '0\n' },
      { kind: 'text', text: 'x 1\n' },
    ]);
  });

  test('an error is told with its line, after what came before', async () => {
    const items = await recordBench(
      'bad',
      `import { createBench, print } from 'bench';
print('before');
const bench = createBench();

bench.host('moon');
`,
    );
    expect(items[1]).toEqual({
      kind: 'error',
      message: "Error: no host 'moon' (hosts: server, client)",
      line: 5,
    });
  });

  test('what cannot be read is told with its line, and nothing runs', async () => {
    const items = await recordBench('unread', `const a = 1;\nconst b = ;\n`);
    expect(items).toEqual([{ kind: 'error', message: expect.any(String), line: 2 }]);
    expect(items[0]).toMatchObject({ message: expect.stringMatching(/^SyntaxError: /) });
  });

  test('only the bench can be imported', async () => {
    const items = await recordBench(
      'fs',
      `import { readFileSync } from 'node:fs';\nreadFileSync('/');\n`,
    );
    expect(items).toMatchObject([
      { kind: 'error', message: expect.stringContaining("from 'bench' only, not from 'node:fs'") },
    ]);
  });
});

test('types go and lines stay', () => {
  const source = `type A = {\n  a: number;\n};\nconst a: A = { a: 1 };\nlet b = a as unknown;\n`;
  const translated = translate(source);
  expect(translated.ok && translated.code.split('\n')[3]).toBe('const a = { a: 1 };');
  expect(lineIn('Error\n    at f (blob:null/1-2:17:3)', 'blob:null/1-2')).toBe(17);
  expect(lineIn('Error: elsewhere', 'blob:null/1-2')).toBeUndefined();
});

describe('the door', () => {
  function open() {
    const seen: Item[] = [];
    const ends: (string | undefined)[] = [];
    const say = listener({ item: (item) => seen.push(item), done: () => undefined }, (problem) =>
      ends.push(problem),
    );
    return { seen, ends, say };
  }

  test('lets items through and ends with done', () => {
    const { seen, ends, say } = open();
    say({ type: 'item', item: { kind: 'text', text: 'a' } });
    say({ type: 'done' });
    expect(seen).toEqual([{ kind: 'text', text: 'a' }]);
    expect(ends).toEqual([undefined]);
  });

  test.each([
    [null, /no output/],
    ['hello', /no output/],
    [{ type: 'run', code: 'x' }, /no output/],
    [{ type: 'item', item: { kind: 'html', html: '<b>' } }, /no kind of output/],
  ])('%j ends the run with a sentence', (data, sentence) => {
    const { seen, ends, say } = open();
    say(data);
    expect(seen).toEqual([]);
    expect(ends[0]).toMatch(sentence);
  });

  test('a flood is cut off, by number and by size', () => {
    const many = open();
    for (let i = 0; i < 2002; i++) many.say({ type: 'item', item: { kind: 'text', text: '.' } });
    expect(many.ends.at(-1)).toBe('Stopped: a cell shows at most 2000 things.');
    const large = open();
    const text = 'x'.repeat(100_000);
    for (let i = 0; i < 11; i++) large.say({ type: 'item', item: { kind: 'text', text } });
    expect(large.ends.at(-1)).toMatch(/more than a million characters/);
  });
});

test('the frame allows its own script, blobs and no connection', () => {
  const html = frameHtml('n1');
  const policy = /content="([^"]+)"/.exec(html)![1];
  expect(policy).toBe(
    "default-src 'none'; script-src 'nonce-n1' blob: 'wasm-unsafe-eval'; worker-src blob:",
  );
  expect(html).not.toMatch(/allow-same-origin|https?:/);
});

describe('a plot', () => {
  const base = { title: 't', x: { label: 'x' }, y: { label: 'y' } };

  test('lies in a square of percents, and amounts begin at 0', () => {
    const model = plotModel({
      ...base,
      marks: [
        {
          type: 'line',
          label: 'a',
          points: [
            [0, 10],
            [10, 20],
          ],
        },
      ],
    });
    expect(model.series).toEqual([
      { label: 'a', role: 'client', type: 'line', path: 'M0,50L100,0', dash: 0 },
    ]);
    expect(model.yTicks[0]).toEqual({ at: 100, text: '0' });
    expect(model.xTicks.at(-1)).toEqual({ at: 100, text: '10' });
  });

  test('bars stand on 0 and dots are strokes without length', () => {
    const bars = plotModel({
      ...base,
      marks: [
        {
          type: 'bar',
          points: [
            [1, 4],
            [2, 8],
          ],
        },
      ],
    });
    expect(bars.series[0]!.path).toMatch(/^M[\d.]+ 100V50h[\d.]+V100z/);
    const dots = plotModel({
      ...base,
      marks: [
        {
          type: 'dot',
          points: [
            [1, 4],
            [2, 8],
          ],
        },
      ],
    });
    expect(dots.series[0]!.path).toBe('M0 50h0M100 0h0');
  });

  test('a logarithmic axis names its decades', () => {
    const model = plotModel({
      ...base,
      x: { label: 'x', scale: 'log' },
      marks: [
        {
          type: 'step',
          points: [
            [1, 1],
            [1000, 2],
          ],
        },
      ],
    });
    expect(model.xTicks.map(({ text }) => text)).toEqual(['1', '10', '100', '1000']);
    expect([20_000, 1_500_000, 0.25].map(tickText)).toEqual(['20k', '1.5M', '0.25']);
  });
});
