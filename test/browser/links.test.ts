// Addresses that mean more than a place: a cell's text, and the state of a figure.

import type { Locator } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { writeCode } from '../../components/notebook/link.ts';
import { editCell, HELLO, holds, openChapter } from './chapter.ts';
import { browser, context, eachTestIsAVisit, page } from './visit.ts';

const site = inject('site');

eachTestIsAVisit();

const open = (path: string) => openChapter(page, `${site}${path}`);
const cell = (id: string) => page.locator(`section#${id}`);

describe('a link with code', () => {
  const link = (id: string, source: string) => {
    const made = writeCode({ id, source });
    return made.ok ? made.value : '';
  };

  test('shows it, says where it came from, runs nothing, and has a way back', async () => {
    await open(`bind-and-listen/${link('cell-bind-twice', HELLO)}`);
    const notice = page.getByRole('region', { name: 'A choice to make' });
    await holds(notice, 'came with a link. It has not been run.');
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'mine');
    expect(await cell('cell-bind-twice').getAttribute('data-status')).toBe('idle');
    await notice.getByRole('button', { name: 'Back to the book’s' }).click();
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'Two sockets want the same port');
    expect(await notice.count()).toBe(0);
  });

  test('that is taken back while the editor is on its way is not what the editor opens with', async () => {
    const release = Promise.withResolvers<void>();
    await context.route(/\/editor\.[^/]*\.js/, async (route) => {
      await release.promise;
      await route.continue();
    });
    await open(`bind-and-listen/${link('cell-bind-twice', HELLO)}`);
    const notice = page.getByRole('region', { name: 'A choice to make' });
    await notice.getByRole('button', { name: 'Back to the book’s' }).press('Enter');
    expect(await notice.count()).toBe(0);
    release.resolve();
    const text = cell('cell-bind-twice').locator('.cm-content');
    await holds(text, 'Two sockets want the same port');
    expect(await text.textContent()).not.toContain('mine');
  });

  test('shows that of an experiment too, on a page where nobody has touched it', async () => {
    await open(`the-accept-queue/${link('queue-and-rate', '// from a link\n')}`);
    await holds(page.getByRole('region', { name: 'A choice to make' }), 'came with a link.');
    await holds(cell('queue-and-rate').locator('.cm-content'), '// from a link');
    expect(await cell('queue-and-rate').getAttribute('data-status')).toBe('idle');
  });

  test('that was cut short leaves the page as it is, and says so', async () => {
    await open(`bind-and-listen/${link('cell-bind-twice', HELLO).slice(0, -9)}`);
    await holds(page.locator('[data-notebook-said]'), 'damaged or was cut short');
    expect(await cell('cell-bind-twice').locator('.cm-content').count()).toBe(0);
  });

  test('is made from what a cell shows now', async () => {
    await open('bind-and-listen/');
    await editCell(cell('cell-bind-twice'), HELLO);
    await page.getByRole('toolbar').getByRole('button', { name: 'Export' }).press('Enter');
    const address = await page.getByRole('textbox', { name: 'Address' }).inputValue();
    const other = await browser.newContext();
    const there = await other.newPage();
    await there.goto(address);
    await holds(there.locator('#cell-bind-twice .cm-content'), 'mine');
    await other.close();
  });
});

/** Whether a figure has left its beginning and arrived somewhere. */
async function isSettled(range: Locator): Promise<boolean> {
  const before = await range.inputValue();
  await new Promise((drawn) => setTimeout(drawn, 200));
  return before !== '0' && before === (await range.inputValue());
}

test('a moment of a figure has an address, and is there when it is opened', async () => {
  await open('the-accept-queue/');
  const figure = page.locator('figure#handshake');
  await figure.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => !document.querySelector('astro-island[ssr] #handshake'));
  const range = figure.locator('input[type=range]').first();
  await range.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => isSettled(range)).toBe(true);
  await figure.getByRole('link', { name: /Link to this moment|Link copied/ }).press('Enter');
  await expect.poll(() => page.url()).toMatch(/#handshake:at=[\d.]+$/);
  const address = page.url();
  const shown = await figure.locator('.announcer-line').first().textContent();
  const there = await context.newPage();
  await there.goto(address);
  await there.waitForFunction(() => !document.querySelector('astro-island[ssr] #handshake'));
  const same = there.locator('figure#handshake').locator('.announcer-line').first();
  await same.filter({ hasText: shown ?? '' }).waitFor();
  expect(await there.evaluate(() => scrollY)).toBeGreaterThan(400);
});

describe('what a reader has set in a figure is in its address', () => {
  const SET: [string, string, (figure: Locator) => Promise<void>][] = [
    ['the-accept-queue', 'handshake', (figure) => figure.locator('.choices label').nth(1).click()],
    ['the-server-loop', 'timeline', (figure) => figure.getByText('+').click()],
    ['addresses-and-byte-order', 'byte-order', (figure) => figure.getByText('443').click()],
    ['the-hidden-copies', 'data-path', (figure) => figure.locator('.choices label').nth(1).click()],
    [
      'how-real-servers-differ',
      'models',
      (figure) => figure.locator('.choices label').nth(1).click(),
    ],
    [
      'the-accept-queue',
      'accept-queue',
      async (figure) => {
        await figure.getByRole('button', { name: 'Send 6 at once' }).click();
        await figure.getByRole('button', { name: 'accept()' }).click();
        await figure.locator('.readouts').getByText('1 answered').waitFor({ timeout: 30_000 });
        await figure.getByRole('button', { name: /^Pause/ }).click();
      },
    ],
  ];
  const shown = (figure: Locator) =>
    figure.locator('.figure-title, .readouts, .choices .is-chosen').allTextContents();

  test.each(SET)('%s: %s', async (chapter, id, set) => {
    await open(`${chapter}/`);
    const figure = page.locator(`figure#${id}`);
    await figure.scrollIntoViewIfNeeded();
    await page.locator(`astro-island:not([ssr]) figure#${id}`).waitFor();
    const before = await shown(figure);
    await set(figure);
    await expect.poll(() => shown(figure)).not.toEqual(before);
    await figure.getByRole('link', { name: 'Link to this moment' }).click();
    await expect.poll(() => page.url()).toMatch(/:at=[\d.]+:set=[\w.~-]+$/);
    const there = await context.newPage();
    await there.goto(page.url());
    const same = there.locator(`figure#${id}`);
    await expect.poll(() => shown(same), { timeout: 30_000 }).toEqual(await shown(figure));
  });
});
