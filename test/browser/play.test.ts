// The bench: a program is chosen, run and changed, and what was typed is kept.

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { launch } from './chromium.ts';

const site = inject('site');

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  page = await (await browser.newContext()).newPage();
  await page.goto(`${site}play/`);
  await page.locator('.cm-content').waitFor({ timeout: 30_000 });
});
afterEach(() => page.context().close());

const cell = () => page.locator('section#play-cell');
const choice = () => page.getByRole('combobox', { name: 'Program' });
const run = () => cell().getByRole('button', { name: 'Run', exact: true }).click();

async function sees(text: string): Promise<void> {
  await cell().locator('.cell-log').first().filter({ hasText: text }).waitFor({ timeout: 30_000 });
}

test('runs what stands there, and any program of the book', async () => {
  await run();
  await sees('a socket: fd 3');
  await choice().selectOption('bind-listen');
  await cell().locator('.cell-name', { hasText: 'bind-listen.c' }).waitFor();
  await run();
  await sees('after listen(): connected');
});

test('keeps what was typed while another program is looked at', async () => {
  const mine = '#include <stdio.h>\nint main(void) { puts("mine"); return 0; }\n';
  await page.locator('.cm-content').fill(mine);
  await choice().selectOption('fds');
  await page.locator('.cm-content', { hasText: 'lowest' }).waitFor();
  await choice().selectOption('main');
  await page.locator('.cm-content', { hasText: 'mine' }).waitFor();
  await run();
  await sees('mine');
});

test('says so when a program cannot be loaded, and keeps the one that is there', async () => {
  await page.route('**/programs/fds.c', (route) => route.abort());
  await choice().selectOption('fds');
  await page.getByText('fds.c could not be loaded').waitFor();
  expect(await cell().locator('.cell-name').textContent()).toBe('main.c');
});
