// What browser tests do with a chapter: open it, wait for words, and put a text into a cell.

import type { Locator, Page } from 'playwright-core';

/** A program that says `mine`, for a reader to put in place of the book's. */
export const HELLO = '#include <stdio.h>\nint main(void) { puts("mine"); }\n';

/** Opens a chapter and waits until its cells are alive. */
export async function openChapter(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(
    () => !document.querySelector('astro-island[ssr][client="idle"] .cell'),
  );
}

/** Waits until a place has a text, and returns all that it has. */
export async function holds(locator: Locator, text: string | RegExp): Promise<string> {
  await locator.filter({ hasText: text }).first().waitFor({ timeout: 40_000 });
  return (await locator.first().textContent()) ?? '';
}

/** Puts a text into a cell's editor. */
export async function editCell(cell: Locator, text: string): Promise<void> {
  const button = cell.getByRole('button', { name: 'Edit', exact: true });
  if ((await button.count()) > 0 && (await button.isEnabled())) await button.click();
  const editor = cell.locator('.cm-content');
  await editor.waitFor({ timeout: 30_000 });
  await editor.fill(text);
}
