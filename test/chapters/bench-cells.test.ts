// Every cell of TypeScript in the chapters: its types are right, it runs, and it shows what the text beside it says.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';
import { recordBench } from '../../components/bench/record.ts';
import { chapterFiles, readPrograms } from '../../components/book/known.ts';
import type { Item } from '../../lib/bench/output.ts';

// Each is a measurement of many runs.
vi.setConfig({ testTimeout: 120_000 });

const root = new URL('../../', import.meta.url).pathname;
const programs = Object.fromEntries(
  [...readPrograms(root).values()].map(({ name, text }) => [name, text]),
);

/** Sources by the path that the compiler knows them by. */
const cells = new Map<string, string>();
for (const file of chapterFiles(root)) {
  const text = readFileSync(join(root, 'content/chapters', file), 'utf8');
  for (const [, id, source] of text.matchAll(/<Bench id="([^"]+)"[^>]*>\s+```ts\n([\s\S]*?)```/g)) {
    cells.set(join(root, 'content/experiments', `${id}.ts`), source!);
  }
}
const id = (path: string) => path.replace(/^.*\/|\.ts$/g, '');

/** Runs a cell and returns its plot's series, each as a map from x to y. */
async function series(name: string): Promise<Map<number, number>[]> {
  const path = [...cells.keys()].find((one) => id(one) === name)!;
  const items: Item[] = await recordBench(name, cells.get(path)!, programs);
  const [plot] = items.flatMap((item) => (item.kind === 'plot' ? [item.plot] : []));
  if (!plot) throw new Error(`${name}: no plot but ${JSON.stringify(items).slice(0, 300)}`);
  return plot.marks.map((mark) => new Map(mark.points));
}

test('at least four chapters have one', () => {
  expect([...cells.keys()].map(id)).toEqual([
    'queue-and-rate',
    'slow-third',
    'copied-bytes',
    'throughput',
  ]);
});

test('their types are right', () => {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    paths: { bench: [join(root, 'lib/bench/api.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => cells.has(path) || fileExists(path);
  host.getSourceFile = (path, target, ...rest) => {
    const source = cells.get(path);
    return source === undefined
      ? getSourceFile(path, target, ...rest)
      : ts.createSourceFile(path, source, target);
  };
  const program = ts.createProgram([...cells.keys()], options, host);
  const problems = [...cells.keys()].flatMap((path) => {
    const file = program.getSourceFile(path)!;
    return program.getSemanticDiagnostics(file).map(({ messageText, start }) => {
      const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
      return `${id(path)}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
  expect(problems).toEqual([]);
});

describe('what the text says of', () => {
  test('the queue: even clients fill it beyond 50 a second, random ones at 35', async () => {
    const [even, random] = await series('queue-and-rate');
    expect([even!.get(45), even!.get(50), even!.get(55)]).toEqual([0, 0, 9]);
    expect(random!.get(30)).toBeLessThan(9);
    expect(random!.get(35)).toBe(9);
  });

  test('the slow third: the fourth waits 282 ms, and with poll nobody but the third', async () => {
    const [server, poll] = await series('slow-third');
    expect(Math.round(server!.get(4)!)).toBe(282);
    const waited = [...poll!].filter(([, ms]) => ms > 10).map(([client]) => client);
    expect(waited).toEqual([3]);
  });

  test('the copies: two bytes for each with read and write, none otherwise', async () => {
    const [readWrite, sendfile, zerocopy] = await series('copied-bytes');
    for (const [size, bytes] of readWrite!) expect(bytes).toBe(2 * size);
    expect([...sendfile!.values(), ...zerocopy!.values()].every((bytes) => bytes === 0)).toBe(true);
  });

  test('the throughput: 30, 120, about 1000, about 500', async () => {
    const last = (await series('throughput')).map((one) => one.get(40)!);
    expect(last.slice(0, 2)).toEqual([30, 120]);
    expect(last[2]).toBeGreaterThan(950);
    expect(last[3]).toBeGreaterThan(480);
    expect(last[3]).toBeLessThanOrEqual(500);
  });
});
