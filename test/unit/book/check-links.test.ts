// The checks of the built site, on small sites made for the purpose.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { weigh, weightTable } from '../../../components/book/build/budget.ts';
import { checkLinks } from '../../../components/book/build/check-links.ts';
import { formatProblem } from '../../../components/book/check-chapter.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'book-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const check = () => checkLinks(join(root, 'dist'), '/book/', root).map(formatProblem);

describe('checkLinks', () => {
  test('follows links, anchors, files and relative addresses', () => {
    write('dist/index.html', '<a href="/book/a/#x">a</a><a href="a/">a</a><img src="/book/p.png">');
    write(
      'dist/a/index.html',
      '<h2 id="x"><a href="#x">x</a><a href="../">up</a></h2><a href="https://e.org">e</a>',
    );
    write('dist/p.png', '');
    expect(check()).toEqual([]);
  });

  test('tells the chapter and line in which a dead link is written', () => {
    write('content/chapters/03-a.mdx', 'one\ntwo [x](/nowhere/)\n[y](/a/#missing)\n');
    write(
      'dist/a/index.html',
      '<a href="/book/nowhere/">x</a><a href="/book/a/#missing">y</a><h2 id="missing-one">',
    );
    expect(check()).toEqual([
      'content/chapters/03-a.mdx:2: dead link /book/nowhere/: there is no page nowhere/',
      'content/chapters/03-a.mdx:3: dead link /book/a/#missing: no id "missing" there; near: missing-one',
    ]);
  });

  test('refuses a link that leaves the base path, and one without its slash', () => {
    write('dist/index.html', '<a href="/a/">a</a>\n<a href="/book/a">a</a>');
    write('dist/a/index.html', '');
    expect(check()).toEqual([
      'dist/index.html:1: dead link /a/: it leaves the base path /book/; write it from the root, as /glossary/',
      'dist/index.html:2: link /book/a lacks its slash at the end',
    ]);
  });

  test('a listing’s target is on the page', () => {
    write('dist/index.html', '<figure data-target="queue"></figure>');
    expect(check()).toEqual([
      'dist/index.html:1: target "queue" is not on this page; expected the id of a figure or cell',
    ]);
  });
});

describe('weigh', () => {
  test('counts scripts, islands and their static imports once, and nothing loaded later', () => {
    const shared = 'export const s = 1;'.repeat(50);
    const island = 'import{s}from"./s.js";import("./later.js");new Worker("/book/w.js")';
    write('dist/s.js', shared);
    write('dist/i.js', island);
    write('dist/m.js', 'import"./s.js"');
    write('dist/later.js', 'x'.repeat(1e5));
    write(
      'dist/index.html',
      '<script>let a</script><script type="module" src="/book/m.js"></script><astro-island component-url="/book/i.js"></astro-island>',
    );
    const [page] = weigh(join(root, 'dist'), '/book/');
    const size = (text: string) => gzipSync(text, { level: 9 }).length;
    expect(page).toMatchObject({
      files: 3,
      gzip: size(shared) + size(island) + size('import"./s.js"') + size('let a'),
    });
    expect(weightTable([page!])).toMatch(/index\.html +0\.\d KB of 40 in 3 files/);
  });
});
