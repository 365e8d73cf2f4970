// Every chapter as it is written: no mistake that check-chapter knows, every address unique.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formatProblem } from '../../components/book/check-chapter.ts';
import { glossaryHtml } from '../../components/book/glossary-html.ts';
import { chapterFiles, checkBook, readKnown } from '../../components/book/known.ts';
import { GLOSSARY } from '../../content/glossary.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the chapters have no mistakes', () => {
  expect(checkBook(root).map(formatProblem)).toEqual([]);
});

test('the start and the chapters are there, in order, and no number is left out or taken twice', () => {
  const files = chapterFiles(root);
  expect(files.length).toBeGreaterThan(9);
  expect(files.map((file) => Number(file.slice(0, 2)))).toEqual(files.map((_, i) => i));
  for (const file of files) {
    const text = readFileSync(join(root, 'content/chapters', file), 'utf8');
    expect(text, file).toMatch(new RegExp(`^order: ${Number(file.slice(0, 2))}$`, 'm'));
  }
});

test('every glossary entry has its own id and links to entries that exist', () => {
  const ids = GLOSSARY.map((entry) => entry.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const entry of GLOSSARY) expect(() => glossaryHtml(entry.says), entry.id).not.toThrow();
});

test('every region of every program is closed', () => {
  expect(readKnown(root).programs.size).toBeGreaterThan(5);
});
