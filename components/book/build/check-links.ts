// check-links: dead links, missing anchors and targets that are not on the page, in the built HTML.
//
// One idea: read what a reader would get. A problem is reported at the page's source file and line
// where the address is written there, else at the built file.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import type { Problem } from '../check-chapter.ts';
import { htmlFiles } from './budget.ts';

interface Page {
  ids: Set<string>;
  links: string[];
  targets: string[];
}

/** Checks a built site below `dist`; `root` is the repository, for the sources. */
export function checkLinks(dist: string, base: string, root: string): Problem[] {
  const pages = new Map(htmlFiles(dist).map((file) => [file, readPage(join(dist, file))]));
  const problems: Problem[] = [];
  for (const [file, page] of pages) {
    const address = base + file.replace(/index\.html$/, '');
    const report = (needle: string, message: string) =>
      problems.push({ ...locate(root, dist, file, needle, base), message });
    for (const link of new Set(page.links)) {
      const message = judge(link, address, base, dist, pages);
      if (message) report(link, message);
    }
    for (const target of new Set(page.targets)) {
      if (!page.ids.has(target)) {
        report(
          target,
          `target "${target}" is not on this page; expected the id of a figure or cell`,
        );
      }
    }
  }
  return problems;
}

function readPage(file: string): Page {
  const html = parse(readFileSync(file, 'utf8'), { comment: false });
  const attributes = (selector: string, name: string) =>
    html.querySelectorAll(selector).map((element) => element.getAttribute(name) ?? '');
  return {
    ids: new Set(attributes('[id]', 'id')),
    links: [...attributes('[href]', 'href'), ...attributes('[src]', 'src')],
    targets: attributes('[data-target]', 'data-target').filter((target) => target !== ''),
  };
}

/** Says what is wrong with one address, or nothing. */
function judge(
  link: string,
  from: string,
  base: string,
  dist: string,
  pages: Map<string, Page>,
): string | undefined {
  if (/^(?:https?:|mailto:|data:)/.test(link)) return undefined;
  const url = new URL(link, `http://book${from}`);
  if (!url.pathname.startsWith(base)) {
    return `dead link ${link}: it leaves the base path ${base}; write it from the root, as /glossary/`;
  }
  const path = decodeURIComponent(url.pathname.slice(base.length));
  const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  const page = pages.get(file);
  if (!page) {
    // The search index is written after this check.
    if (file.startsWith('pagefind/') || isFile(join(dist, file))) return undefined;
    if (pages.has(`${file}/index.html`)) return `link ${link} lacks its slash at the end`;
    return `dead link ${link}: there is no page ${path || '/'}`;
  }
  const anchor = decodeURIComponent(url.hash.slice(1));
  if (anchor && !page.ids.has(anchor)) {
    const near = [...page.ids].filter((id) => id.includes(anchor) || anchor.includes(id));
    return `dead link ${link}: no id "${anchor}" there${near.length ? `; near: ${near.join(', ')}` : ''}`;
  }
  return undefined;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** Finds the chapter and line in which an address is written. */
function locate(root: string, dist: string, file: string, needle: string, base: string) {
  const slug = file.split('/')[0];
  const folder = join(root, 'content/chapters');
  const name = existsSync(folder)
    ? readdirSync(folder).find((entry) => entry.replace(/^\d+-|\.mdx$/g, '') === slug)
    : undefined;
  if (name) {
    const source = readFileSync(join(folder, name), 'utf8').split('\n');
    // The base path was added when the page was built.
    const written = needle.startsWith(base) ? `/${needle.slice(base.length)}` : needle;
    const line = source.findIndex((text) => text.includes(needle) || text.includes(written));
    return { file: `content/chapters/${name}`, line: line + 1 };
  }
  const line = readFileSync(join(dist, file), 'utf8')
    .split('\n')
    .findIndex((text) => text.includes(needle));
  return { file: `dist/${file}`, line: line + 1 };
}
