// A reader at an exercise of the built book: tries, fails, takes hints, solves it, and is remembered.

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { violations } from './axe.ts';
import { launch } from './chromium.ts';
import { holds, still } from './waiting.ts';

const site = inject('site');

let browser: Browser;
let page: Page;
let exercise: Locator;
let errors: string[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
});
afterEach(async () => {
  expect(errors).toEqual([]);
  await page.context().close();
});

async function open(slug: string, id: string): Promise<void> {
  await page.goto(`${site}${slug}/`);
  exercise = page.locator(`section.exercise#${id}`);
  await exercise.scrollIntoViewIfNeeded();
  await page.waitForFunction(
    (cell) => !document.querySelector(`astro-island[ssr] #${cell}`),
    `cell-${id}`,
  );
}

const button = (name: string) => exercise.getByRole('button', { name, exact: true });
const said = () => exercise.locator('.exercise-bar p');

test('fails with what was seen, gives hints in turn, is solved and remembered', async () => {
  await open('the-accept-queue', 'three-wait');
  await button('Check').click();
  await holds(said(), '2 of 2 checks failed');
  const first = exercise.locator('.exercise-checks li').first();
  await holds(first, 'Three clients wait in the queue.');
  await holds(first, 'Failed. 4 clients waited.');

  const hint = (n: number) => exercise.getByText(`Hint ${n} of 3`);
  await hint(2).waitFor({ state: 'hidden' });
  await hint(1).click();
  await hint(2).click();
  await exercise.getByText('one more wait than').waitFor();
  await hint(3).waitFor();

  await button('Put the solution into the cell').waitFor({ state: 'hidden' });
  await exercise.getByText('A solution').click();
  await button('Put the solution into the cell').click();
  await exercise.locator('.cell .cm-content').filter({ hasText: 'listen(fd, 2)' }).waitFor();
  await button('Check').click();
  await holds(said(), 'Solved: all checks passed.');
  const listed = page.locator('.side li[data-slug="the-accept-queue"] .chapters-exercises');
  await expect.poll(() => listed.textContent()).toBe('1 of 2 exercises');

  await page.goto(`${site}the-server-loop/`);
  await expect.poll(() => listed.textContent()).toBe('1 of 2 exercises');
  await listed.waitFor();
});

test('tries what the reader has written, with the keyboard alone', async () => {
  await open('file-descriptors', 'two-streams');
  const edit = exercise.locator('.cell').getByRole('button', { name: 'Edit' });
  await edit.focus();
  await page.keyboard.press('Enter');
  const editor = exercise.locator('.cm-content');
  await editor.waitFor();
  await editor.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(
    '#include <unistd.h>\nint main(void) { write(1, "ready\\n", 6); write(2, "disk almost full\\n", 17); }\n',
  );
  await button('Check').focus();
  await page.keyboard.press('Enter');
  await holds(said(), 'Solved: all checks passed.');
  // Hints and the solution open by key, too.
  await exercise.getByText(/^Hint 1 of/).press('Enter');
  await exercise.getByText(/^Hint 2 of/).waitFor();
  await exercise.getByText('A solution').press('Enter');
  await button('Put the solution into the cell').press('Enter');
  await exercise.locator('.cell .cm-content').filter({ hasText: '#include' }).waitFor();
});

test('a program that does not compile is told in the compiler’s words', async () => {
  await open('file-descriptors', 'two-streams');
  await exercise.locator('.cell').getByRole('button', { name: 'Edit' }).click();
  await exercise.locator('.cm-content').fill('int main(void) {\n    return x;\n}\n');
  await button('Check').click();
  await holds(said(), '2 of 2 checks failed');
  await holds(exercise.locator('.exercise-seen'), "two-streams.c:2:12: error: 'x' undeclared");
});

test('where nothing can be stored it still works, and says so', async () => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    Storage.prototype.getItem = () => '{"damaged';
  });
  await open('the-accept-queue', 'three-wait');
  await exercise.locator('.cell').getByRole('button', { name: 'Edit' }).click();
  const editor = exercise.locator('.cm-content');
  await editor.waitFor();
  const code = exercise.locator('.exercise-solution code').first();
  await editor.fill((await still('the solution is the book’s', code.textContent()))!);
  await button('Check').click();
  await holds(said(), 'Solved; your browser does not let the book remember it.');
});

test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await open('the-accept-queue', 'three-wait');
  await button('Check').click();
  await holds(said(), '2 of 2 checks failed');
  for (const name of ['Hint 1 of 3', 'Hint 2 of 3', 'Hint 3 of 3', 'A solution']) {
    await exercise.locator('details summary', { hasText: name }).click();
  }
  expect(await violations(page, { within: '#three-wait' })).toEqual([]);
});
