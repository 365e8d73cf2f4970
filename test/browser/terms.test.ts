// Words of the glossary: a card for whoever points at one, touches one or comes to it by keyboard;
// the entry itself for whoever follows it.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launch } from './chromium.ts';
import { holds, still } from './waiting.ts';

const site = inject('site');

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

async function firstTerm(options: Parameters<Browser['newContext']>[0] = {}) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${site}file-descriptors/`);
  const term = page.locator('article a.term').first();
  await term.scrollIntoViewIfNeeded();
  return { page, term, card: page.locator('#call-card') };
}

test('pointing at a word shows what it means', async () => {
  const { page, term, card } = await firstTerm();
  await term.hover();
  const does = await still('it is the book’s text', term.getAttribute('data-does'));
  await holds(card, does!);
  await page.keyboard.press('Escape');
  await card.waitFor({ state: 'hidden' });
  await page.context().close();
});

test('focus shows it too, and ties it to the word', async () => {
  const { page, term, card } = await firstTerm();
  await term.focus();
  await card.waitFor({ state: 'visible' });
  await expect.poll(() => term.getAttribute('aria-describedby')).toBe('call-card');
  await page.context().close();
});

test('a first touch shows it, a second follows it', async () => {
  const { page, term, card } = await firstTerm({
    hasTouch: true,
    isMobile: true,
    viewport: { width: 360, height: 780 },
  });
  await term.tap();
  await card.waitFor({ state: 'visible' });
  expect(await still('the touch is over', page.url())).toBe(`${site}file-descriptors/`);
  await term.tap();
  await page.waitForURL(/glossary\/#/);
  await page.context().close();
});
