// rehype-book: what Markdown becomes on its way into a page.
//
// Fences become listings (highlight.ts), links that begin with "/" get the site's base path, tables
// get a box that may scroll, a note that stands alone joins the paragraph before it. A fence's meta is `title="server.c" target="accept-queue"`.

/// <reference types="mdast-util-mdx-jsx" />
import type { Element, Root } from 'hast';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { type ListingOptions, listing } from './highlight.ts';

/** Makes the rehype plugin; `base` is the site's base path, with slashes at both ends. */
export function rehypeBook({ base }: { base: string }) {
  return async (tree: Root, file: VFile): Promise<void> => {
    joinNotes(tree);
    const jobs: Promise<void>[] = [];
    visit(tree, 'element', (node, index, parent) => {
      if (node.tagName === 'a') {
        const href = String(node.properties.href ?? '');
        if (/^\/(?!\/)/.test(href)) node.properties.href = base + href.slice(1);
      }
      // The corner of a table with names on two sides: no heading, so not to be read as one.
      if (node.tagName === 'th' && node.children.length === 0) node.tagName = 'td';
      if (parent === undefined || index === undefined) return;
      if (node.tagName === 'table') {
        parent.children[index] = {
          type: 'element',
          tagName: 'div',
          properties: { className: ['table'], tabIndex: 0, role: 'group', ariaLabel: 'Table' },
          children: [node],
        };
        return index + 2;
      }
      const code = node.children[0];
      if (node.tagName !== 'pre' || code?.type !== 'element' || code.tagName !== 'code') return;
      jobs.push(
        fence(code, base, file).then((figure) => {
          parent.children[index] = figure;
        }),
      );
      return index + 1;
    });
    await Promise.all(jobs);
  };
}

/** Moves each <Note> that an author wrote as a paragraph of its own to the end of the last one. */
function joinNotes(tree: Root): void {
  visit(tree, 'mdxJsxFlowElement', (node, index, parent) => {
    if (!parent || index === undefined || !/^(?:Side)?[Nn]ote$/.test(node.name ?? '')) return;
    let before = index - 1;
    while (parent.children[before]?.type === 'text') before--;
    const paragraph = parent.children[before];
    if (paragraph?.type !== 'element' || paragraph.tagName !== 'p') return;
    paragraph.children.push({ ...node, type: 'mdxJsxTextElement' });
    parent.children.splice(index, 1);
    return index;
  });
}

async function fence(code: Element, base: string, file: VFile): Promise<Element> {
  const classes = (code.properties.className ?? []) as string[];
  const lang = classes.find((name) => name.startsWith('language-'))?.slice(9) ?? 'text';
  // MDX keeps the fence's meta in a property, Markdown in the node's data.
  const data = code.data as { meta?: string } | undefined;
  const meta = String(code.properties.metastring ?? data?.meta ?? '');
  const value = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(meta)?.[1];
  const text = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  const options: ListingOptions = { lang, base };
  for (const name of ['title', 'target', 'program'] as const) {
    const given = value(name);
    if (given !== undefined) options[name] = given;
  }
  try {
    return await listing(text, options);
  } catch (error) {
    return file.fail(error as Error, code.position);
  }
}
