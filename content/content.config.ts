// The collections: chapters are the only one. What a chapter's frontmatter must hold is in
// components/book/chapter-schema.ts, where the tests can reach it.

import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { chapterSchema, slugOf } from '../components/book/chapter-schema.ts';

const chapters = defineCollection({
  loader: glob({
    pattern: '*.mdx',
    base: './content/chapters',
    generateId: ({ entry }) => slugOf(entry),
  }),
  schema: chapterSchema,
});

export const collections = { chapters };
