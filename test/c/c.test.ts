// Every program under test/c: our compiler and machine against its comments, and gcc against both.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { usualWarnings } from '../../lib/cc/warnings.ts';
import { build } from '../../lib/machine/build.ts';
import { expectations, gccWarnings, hasGcc, runC, runGcc, runOnMachine } from './harness.ts';

const ROOT = import.meta.dirname;

const programs = readdirSync(ROOT)
  .filter((name) => statSync(join(ROOT, name)).isDirectory())
  .flatMap((dir) => readdirSync(join(ROOT, dir)).map((file) => `${dir}/${file}`))
  .filter((path) => path.endsWith('.c'));

/** Programs that ask a kernel for more than write and exit. */
const WITH_KERNEL = /^(files|stdio|threads|clocks|names|signals)\//;

const sourceOf = (path: string) => ({
  name: path.split('/')[1],
  text: readFileSync(join(ROOT, path), 'utf8'),
});

describe('our machine', () => {
  test.each(programs)('%s', (path) => {
    const source = sourceOf(path);
    const want = expectations(source.text);
    const usual = path.startsWith('warnings/') ? usualWarnings() : undefined;
    const got = WITH_KERNEL.test(path)
      ? runOnMachine([source])
      : runC([source], undefined, undefined, usual);
    const said = (severity: string) =>
      got.diagnostics
        .filter((d) => d.severity === severity)
        .map((d) => ({ line: d.line, text: d.message }));
    expect(said('error')).toEqual(want.errors);
    expect(said('warning')).toEqual(want.warnings);
    if (want.errors.length > 0) return;
    expect(got.output.split('\n').slice(0, -1)).toEqual(want.output);
    expect(got.fault && { line: got.fault.line, text: got.fault.message }).toEqual(want.fault);
    expect(got.runtime).toEqual(want.runtime);
    if (!want.fault) expect(got.status).toBe(want.status ?? 0);
  });
});

describe('gcc', () => {
  beforeAll(() => {
    if (!hasGcc()) throw new Error('gcc is not installed: apt-get install gcc');
  });

  const comparable = programs.filter((path) => {
    const want = expectations(sourceOf(path).text);
    return want.errors.length === 0 && !want.fault && want.runtime.length === 0;
  });

  test.each(comparable)('%s', (path) => {
    const source = sourceOf(path);
    const want = expectations(source.text);
    const got = runGcc([source]);
    expect(got.messages).toBe('');
    expect(got.output.split('\n').slice(0, -1)).toEqual(want.output);
    expect(got.status).toBe(want.status ?? 0);
  });

  test.each(comparable.filter((path) => !path.startsWith('warnings/')))(
    'suspects %s of no less than we do',
    (path) => {
      const source = sourceOf(path);
      const built = build([source], { warnings: usualWarnings() });
      const ours = built.ok ? built.warnings : built.diagnostics;
      const known = new Set(gccWarnings(source));
      const alone = ours
        .map(({ line, option }) => `${line} ${option}`)
        .filter((one) => !known.has(one));
      expect(alone).toEqual([]);
    },
  );
});
