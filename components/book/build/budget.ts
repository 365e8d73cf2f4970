// The weight of a page: gzip bytes of the JavaScript that a browser fetches before any touch.
//
// Counted: inline scripts, <script src>, modulepreload, every island's component and renderer
// (a reader who only scrolls wakes them all), and all of their static imports. Not counted: what a
// dynamic import() or a worker fetches later, and islands that wait for a touch (touch.ts).
//
// Units: bytes after gzip level 9, each file once a page.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'node-html-parser';

export interface Weight {
  page: string;
  files: number;
  gzip: number;
  limit: number;
}

/** 40 KB for a page of the book; an embedded figure is weighed like one. */
export const LIMIT = 40 * 1024;

/** The gallery holds every figure at once and nothing else. */
const LIMITS: Record<string, number> = { 'gallery/index.html': 2 * LIMIT };

/** Lists all .html files below a folder, as paths from it. */
export function htmlFiles(dist: string): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && !name.startsWith('pagefind'))
    .sort();
}

/** Weighs every page of a built site. */
export function weigh(dist: string, base: string): Weight[] {
  const sizes = new Map<string, number>();
  const sizeOf = (file: string): number => {
    const known = sizes.get(file);
    if (known !== undefined) return known;
    const size = gzipSync(readFileSync(file), { level: 9 }).length;
    sizes.set(file, size);
    return size;
  };
  return htmlFiles(dist).map((page) => {
    const html = parse(readFileSync(join(dist, page), 'utf8'), { comment: false });
    const files = new Set<string>();
    const add = (url: string | undefined) => {
      if (url?.startsWith(base)) addWithImports(join(dist, url.slice(base.length)), files);
    };
    let inline = '';
    for (const script of html.querySelectorAll('script')) {
      if (script.getAttribute('type') === 'application/json') continue;
      if (script.getAttribute('src')) add(script.getAttribute('src'));
      else inline += script.textContent;
    }
    for (const link of html.querySelectorAll('link[rel=modulepreload]')) {
      add(link.getAttribute('href'));
    }
    for (const island of html.querySelectorAll('astro-island:not([client=touch])')) {
      add(island.getAttribute('component-url'));
      add(island.getAttribute('renderer-url'));
    }
    const gzip =
      [...files].reduce((sum, file) => sum + sizeOf(file), 0) +
      (inline ? gzipSync(inline, { level: 9 }).length : 0);
    return { page, files: files.size, gzip, limit: LIMITS[page] ?? LIMIT };
  });
}

/** Adds a module and everything it imports statically. */
function addWithImports(file: string, files: Set<string>): void {
  if (files.has(file) || !existsSync(file)) return;
  files.add(file);
  const text = readFileSync(file, 'utf8');
  for (const found of text.matchAll(/(?:\bimport|\bfrom)\s*["'](\.[^"']+\.m?js)["']/g)) {
    addWithImports(join(file, '..', found[1]!), files);
  }
}

/** Formats weights as the table that the build prints. */
export function weightTable(weights: Weight[]): string {
  const width = Math.max(...weights.map((weight) => weight.page.length));
  return weights
    .map(({ page, files, gzip, limit }) => {
      const kilobytes = (gzip / 1024).toFixed(1).padStart(6);
      return `  ${page.padEnd(width)} ${kilobytes} KB of ${limit / 1024} in ${files} files`;
    })
    .join('\n');
}
