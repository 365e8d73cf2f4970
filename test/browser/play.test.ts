// The free page: hosts and links are arranged, files written, terminals typed at, programs of several
// hosts stopped and stepped, and all of it is shared, kept and brought back; by mouse and by keyboard.

import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { violations } from './axe.ts';
import { launch } from './chromium.ts';

const site = inject('site');

let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  await open();
});
afterEach(() => context.close());

async function open(hash = ''): Promise<void> {
  await page.goto(`${site}play/${hash}`);
  await world().locator('.cm-content').first().waitFor({ timeout: 30_000 });
}

const world = () => page.locator('#play-world');
const button = (name: string | RegExp) =>
  world().getByRole('button', { name, exact: typeof name === 'string' });
const said = () => world().locator('.play-said');
const line = () => world().locator('.cell-said');
const terminal = (name: string) => world().getByRole('region', { name, exact: true });
const prompt = (name: string) => terminal(name).getByRole('textbox');
const editor = () => world().locator('.play-editor:visible .cm-content');

async function scenario(name: string): Promise<void> {
  await world().getByRole('combobox', { name: 'Scenario' }).selectOption(name);
}

async function prints(name: string, text: string | RegExp): Promise<void> {
  await terminal(name).getByRole('log').filter({ hasText: text }).waitFor({ timeout: 30_000 });
}

async function says(text: string | RegExp): Promise<void> {
  await said().filter({ hasText: text }).waitFor({ timeout: 10_000 });
}

async function stands(text: string | RegExp): Promise<void> {
  await line().filter({ hasText: text }).waitFor({ timeout: 30_000 });
}

const axe = () => violations(page, { within: '#play-world' });

describe('with the mouse', () => {
  test('a file is run at a terminal, and the lines that were typed are offered again', async () => {
    await button('Run main.c').click();
    await prints('server, terminal 1', 'a socket: fd 3');
    await button('Stop').click();
    await stands('Stopped');
    expect(await prompt('server, terminal 1').inputValue()).toBe('gcc main.c -o main');
    await terminal('server, terminal 1').getByRole('button', { name: 'Enter' }).click();
    await prints('server, terminal 1', '$ gcc main.c -o main');
  });

  test('a server and curl on two hosts, over a link that shows its packets', async () => {
    await scenario('server-and-curl');
    await says('A server and curl.');
    await button('Run server.c').click();
    await stands(/server \(\d+\) on server: Paused before line 41 of server.c/);
    await prompt('client, terminal 2').press('Enter');
    await button(/Link from client to server.*→ [2-9]/).waitFor({ timeout: 20_000 });
    await button('Continue').click();
    await stands('accept has returned');
    await button('Continue').click();
    await prints('client, terminal 2', 'Hello, World!');
    await world()
      .getByRole('tab', { name: /^Packets/ })
      .click();
    const packets = world().getByRole('listbox', { name: 'Packets' });
    await packets
      .getByText(/client:\d+/)
      .first()
      .waitFor();
    await world().getByRole('tab', { name: 'Sockets' }).click();
    await world().getByText('client$ ss -tan').waitFor();
  });

  test('a host is added, linked, dragged, given a name, removed, and brought back', async () => {
    await button('Add a host').click();
    await says('client has been added');
    await button('Connect').click();
    await world().getByText('The link from client to server').waitFor();
    await world().getByLabel('Latency').fill('25');
    await world().getByLabel('Loss').fill('10');
    await world().getByLabel('Loss').press('Tab');
    await button(/Link from client to server.*25 ms, 1 Gbit\/s, 10 % lost/).waitFor();
    const host = button('client');
    await host.hover();
    const box = (await host.boundingBox())!;
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 70, box.y + 60, { steps: 4 });
    await page.mouse.up();
    const moved = (await host.boundingBox())!;
    expect(moved.x - box.x).toBeGreaterThan(40);
    expect(moved.y - box.y).toBeGreaterThan(30);
    await world().getByLabel('Name', { exact: true }).fill('Web Server');
    await button('Rename').first().click();
    await world().getByText('A host’s name begins with a small letter').waitFor();
    await world().getByLabel('Name', { exact: true }).fill('web');
    await button('Rename').first().click();
    await terminal('web, terminal 2').waitFor();
    await button('Remove web').click();
    await says('web is gone');
    expect(await button(/Link from/).count()).toBe(0);
    await button('Undo').click();
    await button(/Link from web to server/).waitFor();
  });

  test('a wrong figure is refused in a sentence and changes nothing', async () => {
    await scenario('server-and-curl');
    await button(/Link from/).click();
    await world().getByLabel('Loss').fill('200');
    await world().getByLabel('Loss').press('Tab');
    await world().getByText('Loss has to be from 0 to 100 %.').waitFor();
    await world().getByLabel('Address of client').fill('127.0.0.1');
    await world().getByLabel('Address of client').press('Tab');
    await world().getByText('127.0.0.1 is no address for a link.').waitFor();
    await button(/Link from client to server: 20 ms, 10 Mbit\/s$/).waitFor();
  });

  test('a link that is cut while packets are on it loses them', async () => {
    await scenario('server-and-curl');
    await button(/Link from/).click();
    await prompt('server, terminal 1').press('Enter');
    await world().getByLabel('Loss').fill('100');
    await world().getByLabel('Loss').press('Tab');
    await prompt('client, terminal 2').press('Enter');
    await button(/Link from client to server.*[1-9]\d* lost/).waitFor({ timeout: 20_000 });
  });

  test('a file takes what is typed without a pause', async () => {
    await editor().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('// typed in one go: 0123456789 ');
    await editor().filter({ hasText: '// typed in one go: 0123456789 #include' }).waitFor();
  });

  test('files: a new one, a name, an error under its line, one of the book, one less', async () => {
    await button('New file').click();
    await world().getByRole('tab', { name: 'main2.c', selected: true }).waitFor();
    await world().getByLabel('Name of the file').fill('mine.c');
    await button('Rename').last().click();
    await world().getByRole('tab', { name: 'mine.c', selected: true }).waitFor();
    await editor().fill('int main(void) {\n    return x;\n}\n');
    await button('Run mine.c').click();
    await world()
      .locator('.cell-error', { hasText: '‘x’ undeclared' })
      .or(world().locator('.cell-error', { hasText: "'x' undeclared" }))
      .first()
      .waitFor({ timeout: 20_000 });
    await prints('server, terminal 1', 'mine.c:2:12: error');
    await world().getByRole('combobox', { name: 'Add a program of the book' }).selectOption('fds');
    await world().getByRole('tab', { name: 'fds.c', selected: true }).waitFor();
    await button('Delete').click();
    await says('fds.c is gone');
    await button('Undo').click();
    await world().getByRole('tab', { name: 'fds.c' }).waitFor();
  });

  test('a program of the book that cannot be loaded is said to be so', async () => {
    await page.route('**/programs/fds.c', (route) => route.abort());
    await world().getByRole('combobox', { name: 'Add a program of the book' }).selectOption('fds');
    await says('fds.c could not be loaded');
  });

  test('terminals come and go', async () => {
    await button('New terminal').click();
    await terminal('server, terminal 2').waitFor();
    await prompt('server, terminal 2').fill('echo two');
    await prompt('server, terminal 2').press('Enter');
    await prints('server, terminal 2', 'two');
    await button('Close server, terminal 2').click();
    expect(await terminal('server, terminal 2').count()).toBe(0);
    await button('Undo').click();
    await terminal('server, terminal 2').waitFor();
  });

  test('the scrubber goes back over both hosts', async () => {
    await scenario('two-networks');
    for (const name of ['server, terminal 1', 'relay, terminal 2']) {
      await prompt(name).press('Enter');
      await expect.poll(() => prompt(name).inputValue(), { timeout: 20_000 }).toMatch(/^\.\//);
      await prompt(name).press('Enter');
    }
    // A client that comes before the relay listens is refused.
    await prints('server, terminal 1', 'Listening on port 8080');
    await prints('relay, terminal 2', 'Relaying from port 8080');
    await prompt('client, terminal 3').press('Enter');
    await expect
      .poll(() => prompt('client, terminal 3').inputValue(), { timeout: 20_000 })
      .toBe('curl -sS relay:8080');
    await prompt('client, terminal 3').press('Enter');
    await prints('client, terminal 3', 'Hello, World!');
    await world().getByRole('slider', { name: 'Moment of the run' }).press('Home');
    await stands('Looking back at');
    await button('Now').click();
  });
});

describe('with the keyboard', () => {
  test('hosts move by arrow keys, F9 and F5 stop and go on, Enter types', async () => {
    await scenario('server-and-curl');
    const host = button('client');
    const before = (await host.boundingBox())!;
    await host.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    const after = (await host.boundingBox())!;
    expect(after.x).toBeGreaterThan(before.x + 20);
    expect(after.y).toBeGreaterThan(before.y + 20);
    await editor().focus();
    await page.keyboard.press('Control+Home');
    for (let i = 0; i < 35; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F9');
    await world()
      .getByText(/Breakpoint on line 36 set/)
      .waitFor();
    await page.keyboard.press('Control+Enter');
    await stands(/Paused before line 36 of server.c, breakpoint/);
    await page.keyboard.press('F10');
    await stands(/Paused before line 38/);
    await page.keyboard.press('Alt+F10');
    await stands(/Looking back .* line 36/);
    await page.keyboard.press('F5');
    await page.keyboard.press('F5');
    await stands(/catchpoint \d+: accept is about/);
  });

  test('tabs of files are one stop, with arrows between them; Escape and Tab leave the editor', async () => {
    await scenario('slow-reader');
    await world().getByRole('tab', { name: 'reader.c' }).focus();
    await page.keyboard.press('ArrowRight');
    await world().getByRole('tab', { name: 'sender.c', selected: true }).waitFor();
    await editor().focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.cm-editor'))).toBeNull();
  });
});

describe('shared and kept', () => {
  const address = () => world().getByLabel('Link', { exact: true });

  test('a link carries the whole world, which is shown and not run; Undo brings back one’s own', async () => {
    await scenario('server-and-curl');
    await editor().fill('int main(void) { return 7; }\n');
    await button('Share').click();
    await expect.poll(() => address().inputValue(), { timeout: 10_000 }).toContain('#world=1.');
    const link = await address().inputValue();
    const other = await (await browser.newContext()).newPage();
    await other.goto(link);
    await other
      .locator('.play-said', { hasText: 'came with a link. Nothing of it has been run' })
      .waitFor();
    await other.locator('.cm-content', { hasText: 'return 7' }).waitFor();
    await other.getByRole('region', { name: 'client, terminal 2' }).waitFor();
    expect(await other.locator('#play-world').getAttribute('data-status')).toBe('idle');
    expect(
      await other
        .getByRole('region', { name: 'server, terminal 1' })
        .getByRole('log')
        .textContent(),
    ).toBe('');
    expect(other.url()).not.toContain('#world');
    await other.getByRole('button', { name: 'Undo' }).click();
    await other.getByRole('tab', { name: 'main.c' }).waitFor();
    await other.context().close();
  });

  test.each([
    ['#world=1.00000000.AAAA', 'damaged or was cut short. Nothing was changed.'],
    ['#world=7.x.y', 'made by another edition (version 7)'],
    [`#world=1.00000000.${'A'.repeat(40_000)}`, 'too long to be one of this book’s'],
    ['#world=', 'damaged or was cut short'],
  ])('a bad link %#: a sentence, and the world stays', async (hash, words) => {
    await editor().fill('int main(void) { return 5; }\n');
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await says(words);
    await editor().filter({ hasText: 'return 5' }).waitFor();
  });

  test('a world that is too large for a link is said to be, and exported and imported as a file', async () => {
    const noise = Array.from(
      { length: 900 },
      (_, i) => `// ${(i * 7919).toString(36)} ${(i * 104729).toString(36)}`,
    );
    await editor().fill(`${noise.join('\n')}\nint main(void) { return 3; }\n`);
    await button('Share').click();
    await world().getByText('too large for a link').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button('Export as a file').click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 'sockets-from-scratch world', version: 1 });
    await button('Reset').click();
    await editor().filter({ hasText: 'a socket: fd' }).waitFor();
    const file = (body: string) => ({
      name: 'w.json',
      mimeType: 'application/json',
      buffer: Buffer.from(body),
    });
    await world()
      .getByLabel('Import')
      .setInputFiles(file(text.slice(0, 5000)));
    await says('not JSON, or it is damaged. Nothing was changed.');
    await world().getByLabel('Import').setInputFiles(file(text));
    await says('The world of the file is here.');
    await editor().filter({ hasText: '// ' }).waitFor();
  });

  test('it is there again after the page has been left, and Reset has an Undo', async () => {
    await scenario('full-queue');
    await editor().fill('int main(void) { return 9; }\n');
    await page.keyboard.press('F9');
    await page.waitForTimeout(600);
    await open();
    await editor().filter({ hasText: 'return 9' }).waitFor();
    await terminal('server, terminal 3').waitFor();
    await world()
      .locator('.play-editor:visible .cell-breakpoint')
      .nth(1)
      .waitFor({ state: 'attached' });
    await button('Reset').click();
    await world().getByRole('tab', { name: 'main.c' }).waitFor();
    await button('Undo').click();
    await editor().filter({ hasText: 'return 9' }).waitFor();
  });

  test('a store that is blocked is said once, and the page goes on', async () => {
    await context.addInitScript(() => {
      Object.defineProperty(window, 'indexedDB', { value: undefined });
    });
    await open();
    await says('does not let the page keep your edits');
    await button('Run main.c').click();
    await prints('server, terminal 1', 'a socket: fd 3');
  });
});

test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await scenario('server-and-curl');
  expect(await axe()).toEqual([]);
  await button('Share').click();
  await button('server').click();
  await button('Run server.c').click();
  await stands('Paused');
  await world().getByRole('region', { name: 'server now' }).waitFor();
  expect(await axe()).toEqual([]);
  await button(/Link from/).click();
  expect(await axe()).toEqual([]);
});

test('at 360 pixels nothing is wider than the page, and fingers find what they want', async () => {
  const phone = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  page = await phone.newPage();
  await open();
  await scenario('two-networks');
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await wide()).toBeLessThanOrEqual(360);
  await button('relay').tap();
  await button('Run server.c').tap();
  await stands(/waits in accept|runs as/);
  await button('Share').tap();
  expect(await wide()).toBeLessThanOrEqual(360);
  const small = await world().evaluate((section) =>
    [...section.querySelectorAll('button, select, input:not([type=checkbox], [type=range])')]
      .filter((one) => one.getClientRects().length > 0)
      .filter((one) => one.getBoundingClientRect().height < 43.5)
      .map((one) => one.textContent || one.getAttribute('aria-label') || one.outerHTML),
  );
  expect(small).toEqual([]);
  await phone.close();
});

test('the experiments are still there', async () => {
  const choice = page.getByRole('combobox', { name: 'Begin with', exact: true });
  await choice.scrollIntoViewIfNeeded();
  await page.locator('astro-island:not([ssr]) #experiment-two-hosts').waitFor({ timeout: 20_000 });
  await choice.selectOption('three-hosts');
  await page.locator('#experiment-three-hosts').waitFor();
});
