// The back matter: pages of prose that are not chapters, content/back/*.mdx.

import { getEntry, render } from 'astro:content';

/** Renders a page of the back matter by its file's name. */
export async function backPage(id: string) {
  const entry = await getEntry('back', id);
  if (!entry) throw new Error(`content/back/${id}.mdx is missing`);
  return { entry, ...(await render(entry)) };
}
