// Every page of the built book: complete without scripts, alone on its origin, accessible in both
// themes, and no wider than a phone.

import { readdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launch } from './chromium.ts';

const site = inject('site');
const pages = readdirSync(inject('dist'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.html') && !name.startsWith('pagefind'))
  .map((name) => name.replace(/index\.html$/, ''))
  .sort();

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser?.close());

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
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
  return { page, foreign, errors, close: () => context.close() };
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

test('the book has its pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['', '404.html', 'glossary/', 'gallery/']));
  expect(pages.length).toBeGreaterThan(15);
});

/** Waits until the colours of a theme that was just set have arrived: a transition mixes two. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ending = document.getAnimations().filter((a) => a instanceof CSSTransition);
    await Promise.allSettled(ending.map((a) => a.finished));
  });
}

async function violations(page: Page): Promise<string[]> {
  await settled(page);
  const builder = new AxeBuilder({ page: page as never }).setLegacyMode();
  const { violations } = await builder.analyze();
  return violations.map((violation) => {
    const nodes = violation.nodes.map((node) => `${node.target.join(' ')}  ${node.failureSummary}`);
    return `${violation.id}: ${violation.help}\n  ${nodes.slice(0, 4).join('\n  ')}`;
  });
}

/** Lists what sticks out to the right, if the page can be scrolled sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > limit + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName}.${element.className}`);
  });
}

describe.each(pages)('/%s', (path) => {
  let opened: Awaited<ReturnType<typeof open>>;

  beforeAll(async () => {
    opened = await open(path, { colorScheme: 'light', viewport: { width: 1440, height: 900 } });
    await wake(opened.page);
  });

  afterAll(() => opened?.close());

  test('loads, asks nobody else, and reports no error', async () => {
    const { page, foreign, errors } = opened;
    expect(foreign).toEqual([]);
    expect(errors).toEqual([]);
    // What wakes when it is touched is meant to sleep until then.
    const asleep = page.locator('astro-island[ssr]:not([client="touch"])');
    expect(await asleep.count(), 'islands still asleep').toBe(0);
  });

  test.each(['light', 'dark'] as const)('has no axe violation, %s', async (colorScheme) => {
    await opened.page.emulateMedia({ colorScheme });
    expect(await violations(opened.page)).toEqual([]);
  });

  test('does not scroll sideways, from a phone to a desk', async () => {
    for (const width of [1440, 1024, 768, 360]) {
      await opened.page.setViewportSize({ width, height: 800 });
      expect(await tooWide(opened.page), `${width} px`).toEqual([]);
    }
  });

  test('has no axe violation on a phone', async () => {
    await opened.page.setViewportSize({ width: 360, height: 800 });
    expect(await violations(opened.page)).toEqual([]);
  });

  test('is complete without scripts', async () => {
    const { page, close } = await open(path, { javaScriptEnabled: false });
    const without = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
    expect(without.length).toBeGreaterThan(80);
    expect(without).not.toMatch(/enable JavaScript/i);
    // Each figure and each cell shows something.
    const islands = await page
      .locator('astro-island')
      .evaluateAll((all) =>
        all.map((island) => (island as HTMLElement).textContent?.trim().length),
      );
    for (const length of islands) expect(length).toBeGreaterThan(20);
    await close();
  });
});
