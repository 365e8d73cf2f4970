// A reader with the debugger of a cell: a breakpoint on accept, a curl, a look at its bytes, and back;
// with the pointer, with the keyboard alone, and at the gdb prompt.

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { COLOURS, violations } from './axe.ts';
import { launch } from './chromium.ts';
import { holds, still } from './waiting.ts';

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

/** The number of the line of the listing that holds a text. */
async function lineWith(text: string): Promise<number> {
  const line = cell.locator('.cell-listing [data-line]').filter({ hasText: text }).first();
  return Number(await still('it is the book’s text', line.getAttribute('data-line')));
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

const axe = (rules?: string[]) => violations(page, { within: '#cell-server', rules });

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
  await expect.poll(() => button('Step back').getAttribute('title')).toContain(says);
  await cell.locator('.cell-ways summary').press('Enter');
  await holds(cell.locator('.cell-ways[open] dl'), says);
  // The present stands only because a step ended there: one press goes on from it.
  await button('Continue').click();
  await tab('Terminal').click();
  await holds(cell.getByRole('log', { name: 'another terminal, output' }), 'Hello, World!');
  await past().waitFor({ state: 'detached' });
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

/** Functions, a structure and a pointer to another. */
const PARTS = `#include <stdio.h>
struct point { int x; struct point *next; };
static int twice(int n) {
    return 2 * n;
}
int main(void) {
    struct point last = {7, 0}, first = {1, &last};
    for (int i = 0; i < 8; i++) {
        first.x = twice(i);
    }
    printf("%d\\n", first.x);
    return 0;
}
`;

test('into functions and out, hits and conditions, what changes, what a pointer points at', async () => {
  await button('Edit').click();
  await cell.locator('.cm-content').fill(PARTS);
  // The number of a line is part of the place to press; here by the pointer, elsewhere F9.
  await cell.locator('.cm-lineNumbers .cm-gutterElement', { hasText: /^9$/ }).click();
  await button('Run').click();
  await holds(said(), 'Paused before line 9, breakpoint 1, hit once.');
  await tab('Memory').click();
  const value = (name: string) => pane().locator('tr').filter({ hasText: name }).first();
  await cell.getByRole('textbox', { name: 'Condition of line 9, in C' }).fill('i == 2');
  await page.keyboard.press('Tab');
  await button('Continue').click();
  await holds(value('i int'), /i\s*int.*2/);
  await cell.getByRole('textbox', { name: 'Condition of line 9, in C' }).fill('');
  await page.keyboard.press('Tab');
  await cell.getByRole('spinbutton', { name: 'How often to pass line 9 by' }).fill('1');
  await page.keyboard.press('Tab');
  await button('Continue').click();
  await holds(value('i int'), /i\s*int.*4/);
  await button('Step into').click();
  await holds(said(), 'Paused before line 4');
  await holds(pane(), 'Variables of twice');
  // The call that it came from is one press away, by key and by pointer.
  await cell.getByRole('button', { name: /^main, line 9/ }).press('Enter');
  await holds(pane(), 'Variables of main');
  await cell.getByRole('button', { name: /^twice, line 4/ }).click();
  await holds(pane(), 'Variables of twice');
  await button('Step out').click();
  await holds(pane(), 'Variables of main');
  await button('first, parts').click();
  await holds(value('next struct point *'), /0x[0-9a-f]+/);
  await button('first.next, parts').press('Enter');
  await holds(pane(), /x\s*int.*7/);
  await button('Bytes of last').press('Enter');
  await holds(pane().locator('.cell-bytes'), /07\s*00\s*00\s*00/);
  await button('Remove line 9').press('Enter');
  await cell.getByRole('combobox', { name: 'Stop at' }).selectOption('change of');
  await cell.getByRole('textbox', { name: 'Which line, call or variable' }).fill('first.x');
  await page.keyboard.press('Enter');
  await button('Continue').click();
  await holds(said(), /watchpoint 2|first\.x/);
  await button('Back to a stop').click();
  await holds(badge(), /^. looking back$/);
  await button('Now').press('Enter');
  await holds(badge(), /^. paused$/);
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
  await cell.locator('.cell-listing .has-breakpoint').waitFor({ state: 'detached' });
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
  await past().waitFor();
  await expect.poll(lineOfMark).toBeLessThan(accept);
  await page.keyboard.press('F10');
  await holds(paused(), 'accept(');
  // On to a chosen line: the call blocks, a client comes, and it stands there.
  const read = await lineWith('read(client_fd');
  for (let i = accept; i < read; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+F10');
  await holds(said(), 'server waits in accept(3)');
  await shell().focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('curl -s localhost:8080');
  await page.keyboard.press('Enter');
  await holds(paused(), 'read(client_fd');
  await page.keyboard.press('Alt+F5');
  await holds(past(), '= accept(');
  await page.keyboard.press('F11');
  await expect.poll(lineOfMark).toBeGreaterThan(accept);
  await page.keyboard.press('Alt+F11');
  await holds(past(), '= accept(');
  await page.keyboard.press('F5');
  await holds(paused(), '= accept(');
  await cell.locator('.cell-listing').focus();
  for (let i = accept; i < read; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('F9');
  await holds(cell.locator('[role="status"]'), `Breakpoint on line ${accept} removed.`);
  // Panes: a row, another, and the present; a download.
  await tab('Terminal').focus();
  await page.keyboard.press('ArrowRight');
  await cell.getByRole('listbox', { name: 'System calls' }).focus();
  await page.keyboard.press('Home');
  await holds(past(), 'socket(');
  await page.keyboard.press('ArrowDown');
  await holds(past(), 'bind(');
  await page.keyboard.press('End');
  await holds(paused(), '= accept(');
  await button('its calls (strace)').focus();
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toBe('server.strace');
});

test('a screen reader hears lines of C without their numbers', async () => {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument');
  const selector = '#cell-server .cell-listing';
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { nodes } = await session.send('Accessibility.queryAXTree', { nodeId, role: 'StaticText' });
  const heard = nodes.map(({ name }) => String(name?.value).trim());
  expect(heard).toContain('#include');
  // The program has no such constants; the listing shows these numbers.
  await cell.locator('.cell-listing [data-line="53"]').waitFor();
  expect(heard.filter((text) => /^(▸ )?[2-5]\d$/.test(text))).toEqual([]);
});

function lineOfMark(): Promise<number> {
  const mark = cell.locator('.cell-listing .is-current');
  return mark.evaluate((line: HTMLElement) => Number(line.dataset.line));
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
  // A table keeps its columns and is scrolled to, a command is broken as a terminal does.
  await command('ss -tan');
  const log = cell.getByRole('log', { name: 'another terminal, output' });
  await holds(log, 'Peer Address:Port');
  const tableAndWords = () =>
    log.evaluate((box: HTMLElement) => [
      box.scrollWidth > box.clientWidth &&
        getComputedStyle(box).backgroundAttachment.includes('local'),
      [...box.querySelectorAll('.cell-log-command')].every(
        (line) => line.getBoundingClientRect().right <= box.getBoundingClientRect().right,
      ),
    ]);
  await expect.poll(tableAndWords).toEqual([true, true]);
  await command('curl -s localhost:8080');
  await holds(said(), 'Paused before line');
  await cell.locator('.cell-ways summary').click();
  const panes = [
    'Terminal',
    'System calls',
    'Packets',
    'Sockets',
    'Files',
    'Memory',
    'Copies',
    'gdb',
  ];
  for (const name of panes) {
    await tab(new RegExp(`^${name}`)).click();
    await cell.getByRole('tab', { name, selected: true }).waitFor();
    if (name === 'Packets') {
      await cell.getByRole('option').first().click();
      await cell.getByRole('region', { name: 'The chosen packet' }).waitFor();
    }
    const tooWide = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    await expect.poll(tooWide, { message: name }).toBe(0);
    await page.emulateMedia({ colorScheme: 'light' });
    expect([name, ...(await axe())]).toEqual([name]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect([name, ...(await axe(COLOURS))]).toEqual([name]);
  }
});
