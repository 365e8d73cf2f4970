// Every page of the built book: complete without scripts, alone on its origin, accessible in both
// themes, and no wider than a phone. Two pages are looked at at a time, ahead of the tests that
// judge what was seen.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { COLOURS, violations } from './axe.ts';
import { launch } from './chromium.ts';
import { still } from './waiting.ts';

const site = inject('site');
const pages = readdirSync(inject('dist'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.html') && !name.startsWith('pagefind'))
  .map((name) => name.replace(/index\.html$/, ''))
  .sort();

const WIDTHS = [1440, 1024, 768, 360];
const AT_ONCE = 2;

/** What was seen of a page. */
interface Seen {
  /** Addresses outside the site that it asked. */
  foreign: string[];
  errors: string[];
  /** Islands that nobody need touch and that are still asleep. */
  asleep: number;
  /** What sticks out to the right, a list for each of WIDTHS. */
  tooWide: string[][];
  /** What axe finds. */
  axe: { light: string[]; dark: string[]; phone: string[] };
  /** Its text without scripts, and the length of each island's. */
  without: { text: string; islands: number[] };
}

let browser: Browser;
const seen = new Map<string, Promise<Seen>>();

beforeAll(async () => {
  browser = await launch();
  const ready = pages.map((path) => {
    const look = Promise.withResolvers<Seen>();
    look.promise.catch(() => {}); // a test reports it
    seen.set(path, look.promise);
    return { path, look };
  });
  const worker = async () => {
    for (let next = ready.shift(); next; next = ready.shift()) {
      await lookAt(next.path).then(next.look.resolve, next.look.reject);
    }
  };
  for (let k = 0; k < AT_ONCE; k++) void worker();
});

afterAll(() => browser?.close());

async function lookAt(path: string): Promise<Seen> {
  const context = await newContext({ colorScheme: 'light' });
  const page = await context.newPage();
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(new URL(site).origin)) {
      foreign.push(request.url());
    }
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(site + path, { waitUntil: 'load' });
  await wake(page);
  // What wakes when it is touched is meant to sleep until then.
  const sleepers = 'astro-island[ssr]:not([client="touch"])';
  const noneLeft = (kind: string) => !document.querySelector(kind);
  await page.waitForFunction(noneLeft, sleepers).catch(() => {}); // a test reports it
  const asleep = await still('they have had their time', page.locator(sleepers).count());

  const light = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await violations(page, { rules: COLOURS });
  const tooWide: string[][] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    tooWide.push(await still('all that comes has come', sticksOut(page)));
  }
  const phone = await violations(page);
  await context.close();
  const without = await withoutScripts(path);
  return { foreign, errors, asleep, tooWide, axe: { light, dark, phone }, without };
}

function newContext(options: BrowserContextOptions) {
  const viewport = { width: 1440, height: 900 };
  return browser.newContext({ reducedMotion: 'reduce', viewport, ...options });
}

/** Scrolls through the page, so that every island that waits to be seen wakes up. */
async function wake(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 500) {
      scrollTo(0, y);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    scrollTo(0, 0);
  });
  await page.waitForLoadState('networkidle');
}

/** Lists what sticks out to the right, if the page can be scrolled sideways. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > limit + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName}.${element.className}`);
  });
}

async function withoutScripts(path: string): Promise<Seen['without']> {
  const context = await newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site + path, { waitUntil: 'load' });
  const text = await still('no script runs', page.locator('main').innerText());
  const lengths = () =>
    page
      .locator('astro-island')
      .evaluateAll((all) => all.map((island) => (island.textContent ?? '').trim().length));
  const islands = await still('no script runs', lengths());
  await context.close();
  return { text: text.replace(/\s+/g, ' '), islands };
}

test('the book has its pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['', '404.html', 'glossary/', 'gallery/']));
  expect(pages.length).toBeGreaterThan(15);
});

test('the index of the search has the book’s text, and no numbers or buttons of figures and cells', () => {
  const folder = join(inject('dist'), 'pagefind/fragment');
  const texts = readdirSync(folder).map((name) => {
    const text = gunzipSync(readFileSync(join(folder, name))).toString();
    return JSON.parse(text.slice(text.indexOf('{'))) as { url: string; content: string };
  });
  const queue = texts.find(({ url }) => url === '/the-accept-queue/')?.content ?? '';
  // Title and caption of a figure, the text of a cell, the prose around them.
  expect(queue).toContain('listen(fd, 5) lets 6 clients wait');
  expect(queue).toContain('Every client is a process that calls connect()');
  expect(queue).toContain('nobody calls accept()? listen(fd, 2)');
  for (const { url, content } of texts) {
    expect(content, url).not.toMatch(
      /Accepted\d|In queue\d|Send a client|In \[ \]|EditReset|Not running/,
    );
    expect(content, url).not.toMatch(/Link to this moment|Put the solution into/);
  }
});

describe.each(pages)('/%s', (path) => {
  const look = () => seen.get(path) as Promise<Seen>;

  test('loads, asks nobody else, and reports no error', async () => {
    const { foreign, errors, asleep } = await look();
    expect(foreign).toEqual([]);
    expect(errors).toEqual([]);
    expect(asleep, 'islands still asleep').toBe(0);
  });

  test.each(['light', 'dark', 'phone'] as const)('has no axe violation, %s', async (as) => {
    expect((await look()).axe[as]).toEqual([]);
  });

  test('does not scroll sideways, from a phone to a desk', async () => {
    const { tooWide } = await look();
    WIDTHS.forEach((width, k) => {
      expect(tooWide[k], `${width} px`).toEqual([]);
    });
  });

  test('is complete without scripts', async () => {
    const { without } = await look();
    expect(without.text.length).toBeGreaterThan(80);
    expect(without.text).not.toMatch(/enable JavaScript/i);
    // Each figure and each cell shows something.
    for (const length of without.islands) expect(length).toBeGreaterThan(20);
  });
});
