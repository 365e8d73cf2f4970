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

describe.each(pages)('/%s', (path) => {
  test('loads, asks nobody else, and reports no error', async () => {
    const { page, foreign, errors, close } = await open(path);
    await wake(page);
    expect(foreign).toEqual([]);
    expect(errors).toEqual([]);
    expect(await page.locator('astro-island[ssr]').count(), 'islands still asleep').toBe(0);
    await close();
  });

  test('is complete without scripts', async () => {
    const { page, close } = await open(path, { javaScriptEnabled: false });
    const without = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
    expect(without.length).toBeGreaterThan(80);
    // Each figure and each cell shows something, and nothing says that it needs a script.
    for (const island of await page.locator('astro-island').all()) {
      expect((await island.innerText()).trim().length).toBeGreaterThan(20);
    }
    expect(without).not.toMatch(/enable JavaScript/i);
    await close();
  });

  test.each(['light', 'dark'] as const)('has no axe violation, %s', async (colorScheme) => {
    const { page, close } = await open(path, { colorScheme });
    await wake(page);
    const { violations } = await new AxeBuilder({ page: page as never }).analyze();
    const told = violations.map(
      (violation) =>
        `${violation.id}: ${violation.help}\n  ${violation.nodes
          .map((node) => `${node.target.join(' ')}  ${node.failureSummary ?? ''}`)
          .slice(0, 4)
          .join('\n  ')}`,
    );
    expect(told).toEqual([]);
    await close();
  });

  test.each([360, 768, 1440])('does not scroll sideways at %i px', async (width) => {
    const { page, close } = await open(path, { viewport: { width, height: 800 } });
    await wake(page);
    const wide = await page.evaluate(() => {
      const limit = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= limit) return [];
      return [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > limit + 1)
        .slice(0, 5)
        .map((element) => `${element.tagName}.${element.className}`);
    });
    expect(wide).toEqual([]);
    await close();
  });
});
