// What a browser fetches to compile and run C: the bytes of every script after Run was pressed.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { weighMachine } from '../../components/book/build/machine-budget.ts';
import { launch } from './chromium.ts';

/** What the page itself fetches for the first run: its panes, and what keeps edits, in bytes after gzip. */
const PAGE_LIMIT = 26 * 1024;

const site = inject('site');
const dist = inject('dist');

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

test('the complete server fetches what the build has weighed, and no other host', async () => {
  const page = await browser.newPage();
  const fetched = new Set<string>();
  page.on('request', (request) => fetched.add(request.url()));
  await page.goto(`${site}the-complete-server/`);
  const cell = page.locator('section#cell-server');
  await cell.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => !document.querySelector('astro-island[ssr] #cell-server'));
  const before = new Set(fetched);
  await cell.getByRole('button', { name: 'Run', exact: true }).click();
  await cell.getByText('Listening on port 8080').first().waitFor();
  const scripts = () =>
    [...fetched]
      .filter((url) => !before.has(url) && url.endsWith('.js'))
      .map((url) => url.slice(site.length));
  const sizeOf = (name: string) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
  // The machine's files have a hyphen before their hash; the page's own have a dot.
  const machine = () => scripts().filter((name) => /-[\w-]{8}\.js$|\/connection\./.test(name));
  const weighed = weighMachine(dist).find(({ what }) => what === 'server')!;
  const files = weighed.files.sort();
  await expect
    .poll(() => machine().map((name) => name.replace(/^_astro\//, '')))
    .toSatisfy((names) => isDeepStrictEqual(names.sort(), files));
  const names = machine();
  const others = scripts()
    .filter((name) => !names.includes(name))
    .map(sizeOf);
  expect(others.reduce((sum, length) => sum + length, 0)).toBeLessThan(PAGE_LIMIT);
  const bytes = names.map(sizeOf);
  expect(bytes.reduce((sum, length) => sum + length, 0)).toBe(weighed.gzip);
  expect([...fetched].filter((url) => !url.startsWith(new URL(site).origin))).toEqual([]);
  await page.close();
});
