// A reader with the debugger of a cell: a breakpoint on accept, a curl, a look at its bytes, and back;
// with the pointer, with the keyboard alone, and at the gdb prompt.

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { violations } from './axe.ts';
import { launch } from './chromium.ts';

const site = inject('site');

let browser: Browser;
let page: Page;
let cell: Locator;
let errors: string[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
  page = await context.newPage();
  errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${site}the-complete-server/`);
  cell = page.locator('section#cell-server');
  await cell.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => !document.querySelector('astro-island[ssr] #cell-server'));
});
afterEach(async () => {
  expect(errors).toEqual([]);
  await page.context().close();
});

const button = (name: string) => cell.getByRole('button', { name, exact: true });
const tab = (name: string | RegExp) => cell.getByRole('tab', { name });
const pane = () => cell.getByRole('tabpanel');
const said = () => cell.locator('.cell-said');
const shell = () => cell.getByRole('textbox', { name: /^another terminal/ });
const prompt = () => cell.getByRole('textbox', { name: /^gdb/ });
const badge = () => cell.locator('.cell-state');
const paused = () => cell.locator('.cell-listing .is-paused');
const past = () => cell.locator('.cell-listing .is-past');

async function holds(locator: Locator, text: string | RegExp): Promise<string> {
  await locator.filter({ hasText: text }).first().waitFor({ timeout: 30_000 });
  return (await locator.first().textContent()) ?? '';
}

/** The number of the line of the listing that holds a text. */
async function lineWith(text: string): Promise<number> {
  const line = cell.locator('.cell-listing [data-line]').filter({ hasText: text }).first();
  return Number(await line.getAttribute('data-line'));
}

async function clickLine(line: number): Promise<void> {
  const code = cell.locator(`.cell-listing [data-line="${line}"]`);
  await code.click({ position: { x: 12, y: 8 } });
}

async function command(text: string): Promise<void> {
  await tab('Terminal').click();
  await shell().fill(text);
  await shell().press('Enter');
}

async function gdb(text: string): Promise<void> {
  await prompt().fill(text);
  await prompt().press('Enter');
}

const axe = () => violations(page, { within: '#cell-server' });

test('a breakpoint behind accept: the call blocks, a client comes, its fd and its bytes appear, and back', async () => {
  const read = await lineWith('read(client_fd');
  await clickLine(read);
  await button('Run').click();
  await holds(said(), 'server waits in accept(3)');
  await holds(cell.locator('.cell-listing .is-block'), 'accept(');
  await tab('Files').click();
  await holds(pane(), 'LISTEN on port 8080');
  await command('curl -s localhost:8080');
  await holds(said(), `Paused before line ${read}, breakpoint 1, hit once.`);
  await holds(paused(), 'read(client_fd');
  await holds(badge(), /^. paused$/);
  await tab('Files').click();
  await holds(pane().locator('tr[data-changed]'), /4\s*new socket:/);
  await button('Step over').click();
  await tab('Memory').click();
  await holds(pane().locator('tr[data-changed]'), 'GET / HTTP/1.1');
  await holds(pane().locator('.cell-bytes'), '47 45 54 20 2f'.replaceAll(' ', ''));
  expect(await axe()).toEqual([]);
  await button('Step back').click();
  await holds(past(), 'read(client_fd');
  await holds(said(), 'Looking back at');
  await holds(badge(), /^. looking back$/);
  // What the ways are is said to who rests on one, and to who opens the list of them.
  const says = 'Looks at the line before. Nothing is undone';
  expect(await button('Step back').getAttribute('title')).toContain(says);
  await cell.locator('.cell-ways summary').press('Enter');
  await holds(cell.locator('.cell-ways[open] dl'), says);
  await button('Continue').click();
  await holds(badge(), /^. paused$/);
  expect(await button('Now').isDisabled()).toBe(true);
  await button('Continue').click();
  await tab('Terminal').click();
  await holds(cell.getByRole('log', { name: 'another terminal, output' }), 'Hello, World!');
});

test('one cursor: a call, a packet and the scrubber take all panes and the line along', async () => {
  await button('Run').click();
  await holds(said(), 'server waits in accept(3)');
  await command('curl -s localhost:8080');
  await holds(cell.getByRole('log', { name: 'another terminal, output' }), 'Hello, World!');
  await tab(/System calls/).click();
  await cell.getByRole('option').filter({ hasText: 'listen(3, 10)' }).click();
  await holds(past(), 'listen(');
  await tab('Sockets').click();
  const then = await holds(pane(), 'LISTEN');
  expect(then).not.toContain('TIME-WAIT');
  await tab(/Packets/).click();
  await cell.getByRole('option').filter({ hasText: 'HTTP/1.1 200 OK' }).click();
  await holds(cell.getByRole('region', { name: 'The chosen packet' }), 'Source port');
  expect(await axe()).toEqual([]);
  await button('Go to the call').click();
  await holds(past(), /write|send/);
  await cell.getByRole('slider', { name: 'Moment of the run' }).press('Home');
  await holds(past(), 'socket(');
  await button('Now').click();
  await holds(cell.locator('.cell-listing .is-block'), 'accept(');
  await tab('Sockets').click();
  await holds(pane(), 'TIME-WAIT');
  await tab('Copies').click();
  await holds(pane(), /the CPU copies \d+ bytes from the process to the send queue/);
});

test('conditions, calls and variables are points too', async () => {
  await tab('Memory').count();
  await button('Run').click();
  await holds(said(), 'server waits in accept(3)');
  await tab('Memory').click();
  await cell.getByRole('combobox', { name: 'Stop at' }).selectOption('system call');
  await cell.getByRole('textbox', { name: 'Which line, call or variable' }).fill('write');
  await button('Add').click();
  await holds(cell.locator('.cell-points'), '1: call of write');
  await command('curl -s localhost:8080');
  await holds(said(), 'catchpoint 1: write is about to be called');
  await tab('Memory').click();
  await holds(pane(), /curl \d+.*waits in/);
  await button('Remove call of write').click();
  await button('Continue').click();
  await holds(said(), 'server waits in accept(3)');
});

test('the gdb prompt and the buttons are one debugger', async () => {
  const read = await lineWith('read(client_fd');
  await button('Run').click();
  await holds(said(), 'server waits in accept(3)');
  await tab('gdb').click();
  await gdb(`break ${read}`);
  await holds(cell.locator('.cell-listing .has-breakpoint'), 'read(client_fd');
  await command('curl -s localhost:8080');
  await holds(paused(), 'read(client_fd');
  await tab('gdb').click();
  const log = cell.getByRole('log', { name: 'gdb, output' });
  await holds(log, 'Breakpoint 1, main () at server.c:');
  await gdb('print client_fd');
  await holds(log, '$1 = 4');
  await button('Step over').click();
  await gdb('reverse-next');
  await holds(past(), 'read(client_fd');
  await gdb('continue');
  await gdb('delete');
  await gdb('continue');
  await holds(said(), 'server waits in accept(3)');
  expect(await cell.locator('.cell-listing .has-breakpoint').count()).toBe(0);
});

test('everything is done with the keyboard alone', async () => {
  const accept = await lineWith('= accept(');
  await cell.locator('.cell-listing').focus();
  for (let i = 0; i < accept; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F9');
  await holds(cell.locator('[role="status"]'), `Breakpoint on line ${accept} set.`);
  await page.keyboard.press('F5');
  await holds(said(), `Paused before line ${accept}, breakpoint 1, hit once.`);
  await page.keyboard.press('Alt+F10');
  await past().waitFor({ timeout: 30_000 });
  const before = await lineOfMark();
  expect(before).toBeLessThan(accept);
  await page.keyboard.press('F10');
  await holds(paused(), 'accept(');
  await page.keyboard.press('F5');
  await holds(said(), 'server waits in accept(3)');
  await page.keyboard.press('F9');
  await holds(cell.locator('[role="status"]'), `Breakpoint on line ${accept} removed.`);
});

async function lineOfMark(): Promise<number> {
  return Number(await cell.locator('.cell-listing .is-current').getAttribute('data-line'));
}

describe('downloads', () => {
  for (const [name, file] of [
    ['the program', 'server.c'],
    ['its packets (pcap)', 'server.pcap'],
    ['its calls (strace)', 'server.strace'],
  ]) {
    test(`${name} is ${file}`, async () => {
      await button('Run').click();
      await holds(said(), 'server waits in accept(3)');
      await command('curl -s localhost:8080');
      await holds(cell.getByRole('log', { name: 'another terminal, output' }), 'Hello, World!');
      const [download] = await Promise.all([page.waitForEvent('download'), button(name).click()]);
      expect(download.suggestedFilename()).toBe(file);
    });
  }
});

test('on a phone the panes fit', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await clickLine(await lineWith('read(client_fd'));
  await button('Run').click();
  await holds(said(), 'server waits in accept(3)');
  await command('curl -s localhost:8080');
  await holds(said(), 'Paused before line');
  for (const name of ['System calls', 'Packets', 'Files', 'Memory', 'Copies', 'gdb']) {
    await tab(new RegExp(`^${name}`)).click();
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(`${name} ${wide}`).toBe(`${name} 0`);
  }
  expect(await axe()).toEqual([]);
});
