// The book as the pages see it: chapters in order with their addresses, numbers and reading times.

import { type CollectionEntry, getCollection } from 'astro:content';
import { minutesOf } from './chapter-schema.ts';

export interface Chapter {
  entry: CollectionEntry<'chapters'>;
  slug: string;
  number: number;
  title: string;
  part: string;
  summary: string;
  minutes: number;
  revised: Date;
}

/** Returns the chapters in reading order; order 0, the start page's text, is not one of them. */
export async function chapters(): Promise<Chapter[]> {
  const entries = (await getCollection('chapters')).filter((entry) => entry.data.order > 0);
  return entries
    .sort((a, b) => a.data.order - b.data.order)
    .map((entry) => ({
      entry,
      slug: entry.id,
      number: entry.data.order,
      title: entry.data.title,
      part: entry.data.part,
      summary: entry.data.summary,
      minutes: minutesOf(entry.body ?? ''),
      revised: entry.data.revised,
    }));
}

/** Writes a day as `22 November 2026`. */
export function longDate(day: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(day);
}
