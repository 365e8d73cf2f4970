// A browser for a test file, and a visit for each of its tests: a context of its own, with a page on
// which no script may fail.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launch } from './chromium.ts';

export let browser: Browser;
/** Those of the test that is running. */
export let context: BrowserContext;
export let page: Page;

/** Makes each test of the file that calls it a visit. */
export function eachTestIsAVisit(): void {
  let errors: string[] = [];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    errors = [];
    context.on('weberror', (error) => errors.push(error.error().message));
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    expect(errors).toEqual([]);
  });
}
