// The frontmatter of a chapter: what an author must say, and in which words a mistake is reported.

import { z } from 'astro/zod';

export const chapterSchema = z.strictObject({
  title: z.string().min(1),
  /** Groups the chapter list; free text. */
  part: z.string().min(1),
  /** 1, 2, 3 …; 0 is the start page's own text. */
  order: z.number().int().min(0),
  /** One sentence: what the reader will know after this chapter. */
  summary: z.string().min(20).max(240),
  /** The day on which the facts were last looked at. */
  revised: z.coerce.date(),
  /** Slugs of the chapters that this one builds on. */
  needs: z.array(z.string()).default([]),
  /** Glossary ids that this chapter introduces. */
  terms: z.array(z.string()).default([]),
  /** Programs of content/programs that this chapter shows. */
  programs: z.array(z.string()).default([]),
  lang: z.string().default('en'),
});

/** The frontmatter of a page of the back matter. */
export const backSchema = z.strictObject({
  title: z.string().min(1),
  summary: z.string().min(20).max(240),
  revised: z.coerce.date(),
});

/** Turns a file's name into its address: `05-the-accept-queue` becomes `the-accept-queue`. */
export function slugOf(id: string): string {
  return id.replace(/^\d+-/, '').replace(/\.mdx?$/, '');
}

/** Counts reading time in whole minutes: 220 words of prose or 40 lines of code a minute. */
export function minutesOf(body: string): number {
  const code = [...body.matchAll(/```[\s\S]*?```/g)].map((fence) => fence[0]);
  const lines = code.reduce((sum, fence) => sum + fence.split('\n').length - 2, 0);
  const prose = body.replace(/```[\s\S]*?```/g, ' ').replace(/<[^>]+>/g, ' ');
  const words = prose.split(/\s+/).filter((word) => /\w/.test(word)).length;
  return Math.max(1, Math.round(words / 220 + lines / 40));
}
