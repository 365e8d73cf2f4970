// The collections: the chapters, and the back matter. What their frontmatter must hold is in
// components/book/chapter-schema.ts, where the tests can reach it.

import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { backSchema, chapterSchema, slugOf } from '../components/book/chapter-schema.ts';

const chapters = defineCollection({
  loader: glob({
    pattern: '*.mdx',
    base: './content/chapters',
    generateId: ({ entry }) => slugOf(entry),
  }),
  schema: chapterSchema,
});

const back = defineCollection({
  loader: glob({ pattern: '*.mdx', base: './content/back' }),
  schema: backSchema,
});

export const collections = { chapters, back };
