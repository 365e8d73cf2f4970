// Every chapter as a Jupyter notebook, to take home.
import type { APIContext } from 'astro';
import { chapters } from '../../../components/book/book.ts';
import { SOURCES } from '../../../components/book/chapter-cells.ts';
import { href } from '../../../components/book/href.ts';
import { notebookFile } from '../../../components/book/notebook-file.ts';
import { PROGRAMS } from '../../../components/book/program-files.ts';
import site from '../../../site.config.mjs';

export async function getStaticPaths() {
  return (await chapters()).map(({ slug, title, summary }) => ({
    params: { chapter: slug },
    props: { slug, title, summary, text: SOURCES.get(slug) ?? '' },
  }));
}

export function GET({ props }: APIContext) {
  const root = new URL(href('/'), site.url).href;
  const file = notebookFile(props as Parameters<typeof notebookFile>[0], PROGRAMS, root);
  return new Response(`${JSON.stringify(file, null, 1)}\n`);
}
