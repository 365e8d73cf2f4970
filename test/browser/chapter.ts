// What browser tests do with a chapter: open it, and put a text into a cell.

import type { Locator, Page } from 'playwright-core';
import { still } from './waiting.ts';

/** A program that says `mine`, for a reader to put in place of the book's. */
export const HELLO = '#include <stdio.h>\nint main(void) { puts("mine"); }\n';

/** Opens a chapter and waits until its cells are alive. */
export async function openChapter(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(
    () => !document.querySelector('astro-island[ssr][client="idle"] .cell'),
  );
}

/** Puts a text into a cell's editor. */
export async function editCell(cell: Locator, text: string): Promise<void> {
  const button = cell.locator('button:enabled', { hasText: /^Edit$/ });
  const closed = await still('only this button opens an editor here', button.count());
  if (closed > 0) await button.click();
  const editor = cell.locator('.cm-content');
  await editor.waitFor();
  await editor.fill(text);
}
