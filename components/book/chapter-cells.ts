// The cells of each chapter as Astro components see them: bundled by Vite, read from the sources.

import { slugOf } from './chapter-schema.ts';
import { type ChapterCell, cellsOf } from './mdx-tree.ts';
import { PROGRAMS } from './program-files.ts';

const files = import.meta.glob<string>('../../content/chapters/*.mdx', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Each chapter's source, by slug. */
export const SOURCES: ReadonlyMap<string, string> = new Map(
  Object.entries(files).map(([path, text]) => [slugOf(path.replace(/^.*\//, '')), text]),
);

const known = new Map<string, ChapterCell[]>();

/** Lists the cells of the chapter at an address; none for a page that is no chapter. */
export function chapterCells(pathname: string): ChapterCell[] {
  const slug = pathname.split('/').filter(Boolean).at(-1) ?? '';
  const text = SOURCES.get(slug);
  if (text === undefined) return [];
  const cells = known.get(slug) ?? cellsOf(text, PROGRAMS);
  known.set(slug, cells);
  return cells;
}
