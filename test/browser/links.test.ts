// Addresses that mean more than a place: a cell's text, and the state of a figure.

import { isDeepStrictEqual } from 'node:util';
import type { Locator } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { writeCode } from '../../components/notebook/link.ts';
import { editCell, HELLO, openChapter } from './chapter.ts';
import { browser, context, eachTestIsAVisit, page } from './visit.ts';
import { holds, still } from './waiting.ts';

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
    await expect.poll(() => cell('cell-bind-twice').getAttribute('data-status')).toBe('idle');
    await notice.getByRole('button', { name: 'Back to the book’s' }).click();
    await holds(cell('cell-bind-twice').locator('.cm-content'), 'Two sockets want the same port');
    await notice.waitFor({ state: 'detached' });
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
    await notice.waitFor({ state: 'detached' });
    release.resolve();
    const text = cell('cell-bind-twice').locator('.cm-content');
    expect(await holds(text, 'Two sockets want the same port')).not.toContain('mine');
  });

  test('shows that of an experiment too, on a page where nobody has touched it', async () => {
    await open(`the-accept-queue/${link('queue-and-rate', '// from a link\n')}`);
    await holds(page.getByRole('region', { name: 'A choice to make' }), 'came with a link.');
    await holds(cell('queue-and-rate').locator('.cm-content'), '// from a link');
    await expect.poll(() => cell('queue-and-rate').getAttribute('data-status')).toBe('idle');
  });

  test('that was cut short leaves the page as it is, and says so', async () => {
    await open(`bind-and-listen/${link('cell-bind-twice', HELLO).slice(0, -9)}`);
    await holds(page.locator('[data-notebook-said]'), 'damaged or was cut short');
    await cell('cell-bind-twice').locator('.cm-content').waitFor({ state: 'detached' });
  });

  test('is made from what a cell shows now', async () => {
    await open('bind-and-listen/');
    await editCell(cell('cell-bind-twice'), HELLO);
    await page.getByRole('toolbar').getByRole('button', { name: 'Export' }).press('Enter');
    const field = page.getByRole('textbox', { name: 'Address' });
    const address = await still('it is drawn with its address', field.inputValue());
    const other = await browser.newContext();
    const there = await other.newPage();
    await there.goto(address);
    await holds(there.locator('#cell-bind-twice .cm-content'), 'mine');
    await other.close();
  });
});

/**
 * Waits until two figures, each on a page of its own, show the same. Both are read again and again: the
 * parts of a figure are drawn in turn, also of the one that was first.
 */
async function alike(shown: (figure: Locator) => Promise<string[]>, a: Locator, b: Locator) {
  const both = async () => [await shown(a), await shown(b)];
  await expect.poll(both).toSatisfy(([one, other]) => isDeepStrictEqual(one, other));
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
  // The figure still glides there: the link is to what is said.
  await holds(figure.locator('.announcer-line'), 'a request entered the SYN queue');
  await figure.getByRole('link', { name: /Link to this moment|Link copied/ }).press('Enter');
  await expect.poll(() => page.url()).toMatch(/#handshake:at=[\d.]+$/);
  const there = await context.newPage();
  await there.goto(await still('it has the moment', page.url()));
  await there.waitForFunction(() => !document.querySelector('astro-island[ssr] #handshake'));
  const words = (at: Locator) => at.locator('.announcer-line').allTextContents();
  await alike(words, there.locator('figure#handshake'), figure);
  await expect.poll(() => there.evaluate(() => scrollY)).toBeGreaterThan(400);
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
        await figure.locator('.readouts').getByText('1 answered').waitFor();
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
    const before = await still('nobody has touched it', shown(figure));
    await set(figure);
    await expect.poll(() => shown(figure)).not.toEqual(before);
    await figure.getByRole('link', { name: 'Link to this moment' }).click();
    await expect.poll(() => page.url()).toMatch(/:at=[\d.]+:set=[\w.~-]+$/);
    const there = await context.newPage();
    await there.goto(await still('it has what was set', page.url()));
    await alike(shown, there.locator(`figure#${id}`), figure);
  });
});
