// Every exercise: its solution passes all of its checks, its start fails at least one and says why, and both are
// clean C for gcc.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chapterFiles } from '../../components/book/known.ts';
import { CHAPTER_EXERCISES, exerciseOf } from '../../content/exercises/exercises.ts';
import { runChecks } from '../../lib/bench/exercise.ts';

const root = new URL('../../', import.meta.url).pathname;
const folder = join(root, 'content/exercises');
const scratch = mkdtempSync(join(tmpdir(), 'exercises-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const all = Object.values(CHAPTER_EXERCISES).flat();
const text = (file: string) => readFileSync(join(folder, file), 'utf8');

describe.each(all.map((exercise) => [exercise.id, exercise] as const))('%s', (id, exercise) => {
  const program = (which: string) => ({ name: `${id}.c`, text: text(`${id}.${which}.c`) });

  test('the solution passes all checks', () => {
    for (const { ok, expected, seen } of runChecks(exercise, program('solution'))) {
      expect(`${expected} ${ok ? 'yes' : seen}`).toBe(`${expected} yes`);
    }
  });

  test('the start fails at least one, and says what was seen', () => {
    const failed = runChecks(exercise, program('start')).filter(({ ok }) => !ok);
    expect(failed.length).toBeGreaterThan(0);
    for (const { seen } of failed) expect(seen).toMatch(/^[\s\S]{8,}$/);
    expect(failed.map(({ expected, seen }) => `${expected} → ${seen}`)).toMatchSnapshot();
  });

  test.each(['start', 'solution'])('gcc has nothing to say of the %s', (which) => {
    const file = join(folder, `${id}.${which}.c`);
    const flags = ['-std=gnu17', '-Wall', '-Wextra', '-O0', '-o', join(scratch, 'a.out'), file];
    expect(execFileSync('gcc', flags, { encoding: 'utf8', stdio: 'pipe' })).toBe('');
  });

  test('has hints that are sentences', () => {
    expect(exercise.hints.length).toBeGreaterThanOrEqual(3);
    for (const hint of exercise.hints) expect(hint).toMatch(/^[A-Z`“].*[.?`]$/);
  });
});

test('every chapter has at least two, and shows all of its own', () => {
  const chapters = chapterFiles(root).filter((name) => !name.startsWith('00'));
  for (const file of chapters) {
    const slug = file.replace(/^\d+-|\.mdx$/g, '');
    const exercises = CHAPTER_EXERCISES[slug] ?? [];
    expect(exercises.length, slug).toBeGreaterThanOrEqual(2);
    const source = readFileSync(join(root, 'content/chapters', file), 'utf8');
    const shown = [...source.matchAll(/<Exercise id="([^"]+)" \/>/g)].map(([, id]) => id);
    expect(shown, slug).toEqual(exercises.map(({ id }) => id));
  }
});

test('no file is left over, and an unknown exercise is told', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.c'));
  for (const file of files) expect(all.map(({ id }) => id)).toContain(file.split('.')[0]);
  for (const { id } of all) expect(existsSync(join(folder, `${id}.start.c`)), id).toBe(true);
  expect(() => exerciseOf('moon')).toThrow(/no exercise "moon"; there are two-streams/);
});
