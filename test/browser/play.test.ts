// The free page: hosts and links are arranged, files written, terminals typed at, programs of several
// hosts stopped and stepped; all that can be done with a mouse can be done with a keyboard.

import type { Locator } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { browser, eachTestIsAVisit, page } from './visit.ts';
import { still } from './waiting.ts';
import { World } from './world.ts';

eachTestIsAVisit();

let world: World;
beforeEach(async () => {
  world = await new World(page).open();
});

/** Presses a button as somebody without a mouse does. */
async function press(name: string): Promise<void> {
  await world.button(name).focus();
  await page.keyboard.press('Enter');
}

const focused = () => page.evaluate(() => document.activeElement?.textContent);

/** Presses Tab until a button has the focus. */
async function tabTo(name: string): Promise<void> {
  const here = () => still('the browser moves the focus before it answers for the key', focused());
  for (let i = 0; i < 20 && (await here()) !== name; i++) await page.keyboard.press('Tab');
  await expect.poll(focused).toBe(name);
}

/** Where the middle of something is, in pixels. */
async function placeOf(one: Locator): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = await one.evaluate((box) => box.getBoundingClientRect());
  return { x: x + width / 2, y: y + height / 2 };
}

/** How many rows a list has, and how many of them are shown as yet to come. */
const rows = (list: Locator) =>
  list.evaluate((box) => ({
    all: box.querySelectorAll('[role=option]').length,
    later: box.querySelectorAll('[role=option][data-later]').length,
  }));

describe('with the mouse', () => {
  test('a file is run at a terminal, and the lines that were typed are offered again', async () => {
    await world.button('Run main.c').click();
    await world.prints('server, terminal 1', 'a socket: fd 3');
    await world.button('Stop').click();
    await world.stands('Stopped');
    await world.offers('server, terminal 1', 'gcc main.c -o main');
    await world.terminal('server, terminal 1').getByRole('button', { name: 'Enter' }).click();
    await world.prints('server, terminal 1', '$ gcc main.c -o main');
  });

  test('a server and curl on two hosts, over a link that shows its packets', async () => {
    await world.scenario('A server and curl');
    await world.button('Run server.c').click();
    await world.stands(/server \(\d+\) on server: Paused before line 41 of server.c/);
    await world.prompt('client, terminal 2').press('Enter');
    await world.button(/Link from client to server.*→ [2-9]/).waitFor();
    await world.button('Continue').click();
    await world.stands('accept has returned');
    await world.button('Continue').click();
    await world.prints('client, terminal 2', 'Hello, World!');
    await world.root.getByRole('tab', { name: /^Packets/ }).click();
    const packets = world.root.getByRole('listbox', { name: 'Packets' });
    await packets
      .getByText(/client:\d+/)
      .first()
      .waitFor();
    await world.root.getByRole('tab', { name: 'Sockets' }).click();
    await world.root.getByText('client$ ss -tan').waitFor();
  });

  test('a host is added, linked, dragged, given a name, removed, and brought back', async () => {
    await world.button('Add a host').click();
    await world.says('client has been added');
    await world.button('Connect').click();
    await world.root.getByText('The link from client to server').waitFor();
    await world.root.getByLabel('Latency').fill('25');
    await world.root.getByLabel('Loss').fill('10');
    await world.root.getByLabel('Loss').press('Tab');
    await world.button(/Link from client to server.*25 ms, 1 Gbit\/s, 10 % lost/).waitFor();
    const host = world.button('client');
    await host.hover();
    const from = await still('all that was added stands, and nothing runs', placeOf(host));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 50, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => (await placeOf(host)).x - from.x).toBeGreaterThan(40);
    await expect.poll(async () => (await placeOf(host)).y - from.y).toBeGreaterThan(30);
    // One step for a way, one for each figure: all that is arranged can be taken back, and done again.
    const wire = world.button(/Link from client to server/);
    await world.button('Undo').click();
    await expect.poll(async () => (await placeOf(host)).x).toBeCloseTo(from.x, 0);
    await world.button('Undo').click();
    await wire.filter({ hasNotText: 'lost' }).waitFor();
    await world.button('Undo').click();
    await wire.filter({ hasText: '0.5 ms' }).waitFor();
    await world.button('Undo').click();
    await wire.waitFor({ state: 'detached' });
    for (let i = 0; i < 4; i++) await world.button('Redo').click();
    await wire.filter({ hasText: '25 ms, 1 Gbit/s, 10 % lost' }).waitFor();
    await world.button('Redo').waitFor({ state: 'detached' });
    await host.click();
    await world.root.getByLabel('Name', { exact: true }).fill('Web Server');
    await world.button('Rename').first().click();
    await world.root.getByText('A host’s name begins with a small letter').waitFor();
    await world.root.getByLabel('Name', { exact: true }).fill('web');
    await world.button('Rename').first().click();
    await world.terminal('web, terminal 2').waitFor();
    await world.button('Remove web').click();
    await world.says('web is gone');
    await world.button(/Link from/).waitFor({ state: 'detached' });
    await world.button('Undo').click();
    await world.button(/Link from web to server/).waitFor();
  });

  test('a wrong figure is refused in a sentence and changes nothing', async () => {
    await world.scenario('A server and curl');
    await world.button(/Link from/).click();
    await world.root.getByLabel('Loss').fill('200');
    await world.root.getByLabel('Loss').press('Tab');
    await world.root.getByText('Loss has to be from 0 to 100 %.').waitFor();
    await world.root.getByLabel('Address of client').fill('127.0.0.1');
    await world.root.getByLabel('Address of client').press('Tab');
    await world.root.getByText('127.0.0.1 is no address for a link.').waitFor();
    await world.button(/Link from client to server: 20 ms, 10 Mbit\/s$/).waitFor();
  });

  test('a link that is cut while packets are on it loses them', async () => {
    await world.scenario('A server and curl');
    await world.button(/Link from/).click();
    await world.prompt('server, terminal 1').press('Enter');
    await world.root.getByLabel('Loss').fill('100');
    await world.root.getByLabel('Loss').press('Tab');
    await world.prompt('client, terminal 2').press('Enter');
    await world.button(/Link from client to server.*[1-9]\d* lost/).waitFor();
  });

  test('a click beside a line sets a breakpoint, and buttons step, go on and lead back', async () => {
    await world.reads('a socket: fd');
    const line = world.root.locator('.play-editor:visible .cm-lineNumbers .cm-gutterElement');
    await line.filter({ hasText: /^6$/ }).click();
    await world.button('Run main.c').click();
    await world.stands('Paused before line 6 of main.c, breakpoint 1');
    await world.button('Step back').click();
    await world.stands('Looking back at');
    await world.stands('line 5 of main');
    await world.button('Continue').click();
    await world.stands('Paused before line 6 of main.c, breakpoint 1');
    await world.button('Step over').click();
    await world.stands('Paused before line 7 of main.c');
    await line.filter({ hasText: /^6$/ }).click();
    await world.button('Step back').click();
    await world.stands('line 6 of main');
    await world.button('Continue').click();
    await world.stands('exited with status 0');
  });

  test('a file takes what is typed without a pause', async () => {
    await world.editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('// typed in one go: 0123456789 ');
    await world.reads('// typed in one go: 0123456789 #include');
  });

  test('files: a new one, a name, an error under its line, one of the book, one less', async () => {
    await world.button('New file').click();
    await world.root.getByRole('tab', { name: 'main2.c', selected: true }).waitFor();
    await world.root.getByLabel('Name of the file').fill('mine.c');
    await world.button('Rename').last().click();
    await world.root.getByRole('tab', { name: 'mine.c', selected: true }).waitFor();
    await world.editor.fill('int main(void) {\n    return x;\n}\n');
    await world.button('Run mine.c').click();
    await world.root
      .locator('.cell-error', { hasText: '‘x’ undeclared' })
      .or(world.root.locator('.cell-error', { hasText: "'x' undeclared" }))
      .first()
      .waitFor();
    await world.prints('server, terminal 1', 'mine.c:2:12: error');
    await world.root.getByRole('combobox', { name: 'A program of the book' }).selectOption('fds');
    await world.button('Add from the book').click();
    await world.root.getByRole('tab', { name: 'fds.c', selected: true }).waitFor();
    await world.button('Delete').click();
    await world.says('fds.c is gone');
    await world.button('Undo').click();
    await world.root.getByRole('tab', { name: 'fds.c' }).waitFor();
  });

  test('a program of the book that cannot be loaded is said to be so', async () => {
    await page.route('**/programs/fds.c', (route) => route.abort());
    await world.root.getByRole('combobox', { name: 'A program of the book' }).selectOption('fds');
    await world.button('Add from the book').click();
    await world.says('fds.c could not be loaded');
  });

  test('terminals come and go', async () => {
    await world.button('New terminal').click();
    await world.terminal('server, terminal 2').waitFor();
    await world.prompt('server, terminal 2').fill('echo two');
    await world.prompt('server, terminal 2').press('Enter');
    await world.prints('server, terminal 2', 'two');
    await world.button('Close server, terminal 2').click();
    await world.terminal('server, terminal 2').waitFor({ state: 'detached' });
    await world.button('Undo').click();
    await world.terminal('server, terminal 2').waitFor();
  });

  test('the scrubber goes back over both hosts', async () => {
    await world.scenario('Two networks and a relay');
    for (const name of ['server, terminal 1', 'relay, terminal 2']) {
      await world.prompt(name).press('Enter');
      await world.offers(name, /^\.\//);
      await world.prompt(name).press('Enter');
    }
    // A client that comes before the relay listens is refused.
    await world.prints('server, terminal 1', 'Listening on port 8080');
    await world.prints('relay, terminal 2', 'Relaying from port 8080');
    await world.prompt('client, terminal 3').press('Enter');
    await world.offers('client, terminal 3', 'curl -sS relay:8080');
    await world.prompt('client, terminal 3').press('Enter');
    await world.prints('client, terminal 3', 'Hello, World!');
    // The ends of the connections are still under way, with moments between them at which no wire has any.
    await world.rests();
    const wires = world.root.locator('.play-wire path');
    await expect.poll(() => wires.count()).toBe(0);
    const sent = () => world.root.locator('.play-link').allTextContents();
    const now = await still('it rests', sent());
    await world.root.getByRole('tab', { name: /^Packets/ }).click();
    const packets = world.root.getByRole('listbox', { name: 'Packets' });
    await packets.getByRole('option', { name: 'SYN' }).first().click();
    const { all } = await still('it rests', rows(packets));
    expect(all).toBeGreaterThan(10);
    await world.stands('Looking back at');
    // The first SYN is on its way: on the drawing, and above all others in the list.
    await expect.poll(() => wires.count()).toBe(1);
    await expect.poll(async () => (await sent())[0]).toMatch(/→ 1 · ← 0$/);
    await expect.poll(() => rows(packets)).toEqual({ all, later: all - 1 });
    await world.root.getByRole('slider', { name: 'Moment of the run' }).press('Home');
    await expect.poll(() => rows(packets)).toEqual({ all, later: all });
    await world.stands('Looking back at');
    await world.button('Now').click();
    await expect.poll(sent).toEqual(now);
    await expect.poll(() => rows(packets)).toEqual({ all, later: 0 });
  });
});

describe('with the keyboard', () => {
  test('hosts move by arrow keys, F9 and F5 stop and go on, Enter types', async () => {
    await world.scenario('A server and curl');
    const host = world.button('client');
    await host.focus();
    const before = await still('the scenario stands, and nothing runs', placeOf(host));
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await expect.poll(async () => (await placeOf(host)).x).toBeGreaterThan(before.x + 20);
    await expect.poll(async () => (await placeOf(host)).y).toBeGreaterThan(before.y + 20);
    await world.editor.focus();
    await page.keyboard.press('Control+Home');
    for (let i = 0; i < 35; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F9');
    await world.root.getByText(/Breakpoint on line 36 set/).waitFor();
    await page.keyboard.press('Control+Enter');
    await world.stands(/Paused before line 36 of server.c, breakpoint/);
    await page.keyboard.press('F10');
    await world.stands(/Paused before line 38/);
    await page.keyboard.press('Alt+F10');
    await world.stands(/Looking back .* line 36/);
    await world.stands('Continue to its next stop or on from now');
    await page.keyboard.press('F5');
    await world.stands(/catchpoint \d+: accept is about/);
  });

  test('a scenario, a host, a link and its figures, and the way back', async () => {
    await world.button('Scenarios').focus();
    await page.keyboard.press('Enter');
    await world.root.getByRole('list', { name: 'Scenarios' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('Scenarios');
    await page.keyboard.press('Enter');
    await world.root.getByRole('list', { name: 'Scenarios' }).waitFor();
    await tabTo('Near and far');
    await page.keyboard.press('Enter');
    await world.says('Near and far.');
    await expect.poll(focused).toBe('Scenarios');
    await press('Add a host');
    await world.says('client has been added');
    await world.root.getByRole('combobox', { name: 'Link to' }).focus();
    await page.keyboard.press('ArrowDown');
    await press('Connect');
    await world.root.getByText('The link from client to far').waitFor();
    await world.root.getByLabel('Loss').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await world.button(/Link from client to far.*1 % lost/).waitFor();
    await press('Remove this link');
    await world.says('The link from client to far is gone.');
    await press('Undo');
    await world.button(/Link from client to far.*1 % lost/).waitFor();
    await world.button('client').focus();
    await page.keyboard.press('Enter');
    await world.root.getByLabel('Name', { exact: true }).fill('web');
    await page.keyboard.press('Enter');
    await press('Remove web');
    await world.says('web is gone');
    await press('Undo');
    await world.terminal('web, terminal 4').waitFor();
  });

  test('files and terminals', async () => {
    await press('New file');
    await world.root.getByRole('tab', { name: 'main2.c', selected: true }).waitFor();
    await world.root.getByLabel('Name of the file').fill('main.2.c');
    await page.keyboard.press('Enter');
    await world.root.getByRole('tab', { name: 'main.2.c', selected: true }).waitFor();
    await press('Delete');
    await world.says('main.2.c is gone');
    const programs = world.root.getByRole('combobox', { name: 'A program of the book' });
    await programs.focus();
    const first = await still('nobody has chosen yet', programs.inputValue());
    // Walking through the list adds nothing yet.
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => programs.inputValue()).not.toBe(first);
    const name = `${await still('it is chosen', programs.inputValue())}.c`;
    await page.keyboard.press('Tab');
    await press('Add from the book');
    await world.root.getByRole('tab', { name, selected: true }).waitFor();
    await expect.poll(() => world.tab(/\.c$/).allTextContents()).toEqual(['main.c', name]);
    await press('New terminal');
    const second = world.prompt('server, terminal 2');
    await second.focus();
    await page.keyboard.type('cat');
    await page.keyboard.press('Enter');
    await page.keyboard.type('to cat');
    await page.keyboard.press('Enter');
    await world.prints('server, terminal 2', /to cat\n?to cat/);
    await page.keyboard.press('Control+c');
    await second.focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => second.inputValue()).toBe('to cat');
    await press('Close server, terminal 2');
    await world.terminal('server, terminal 2').waitFor({ state: 'detached' });
  });

  test('what is shared: a link, a file, and one that comes back', async () => {
    await press('Share');
    const link = world.root.getByLabel('Link', { exact: true });
    await expect.poll(() => link.inputValue()).toContain('#world=1.');
    await link.focus();
    const chosen = () =>
      link.evaluate((field: HTMLInputElement) => getSelection()?.toString() === field.value);
    await expect.poll(chosen).toBe(true);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      press('Export as a file'),
    ]);
    await world.scenario('Near and far');
    await press('Share');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      world.root.getByLabel('Import').press('Enter'),
    ]);
    await chooser.setFiles(await download.path());
    await world.says('The world of the file is here.');
    await world.reads('a socket: fd');
  });

  test('panes: their tabs, their rows, the scrubber, the prompt', async () => {
    await world.scenario('A server and curl');
    await press('Run server.c');
    await world.stands(/Paused before line \d+ of server.c/);
    await world.prompt('client, terminal 2').press('Enter');
    await world.button(/Link from client to server.*→ [2-9]/).waitFor();
    await world.tab('System calls').focus();
    await page.keyboard.press('ArrowRight');
    await world.root.getByRole('listbox', { name: 'Packets' }).focus();
    await page.keyboard.press('Home');
    await world.stands('Looking back at');
    const packet = world.root.getByRole('region', { name: 'The chosen packet' });
    await packet.getByText('Source port').first().waitFor();
    await page.keyboard.press('End');
    await world.stands(/Paused before line \d+ of server.c/);
    await world.root.getByRole('slider', { name: 'Moment of the run' }).focus();
    await page.keyboard.press('ArrowLeft');
    await world.stands('Looking back at');
    await press('Now');
    await world.tab(/^Packets/).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await world.root.getByRole('tab', { name: 'gdb', selected: true }).waitFor();
    await world.root.getByRole('textbox', { name: /gdb/ }).focus();
    await page.keyboard.type('info threads');
    await page.keyboard.press('Enter');
    await world.root.getByText(/task \d+ "server"/).waitFor();
    await press('Stop');
    await world.stands('Stopped');
    await press('Run server.c');
    await world.stands(/Paused before line \d+ of server.c/);
    await press('Restart');
    await world.stands('Running.');
  });

  test('tabs of files are one stop, with arrows between them; Escape and Tab leave the editor', async () => {
    await world.scenario('A slow reader and its window');
    await world.root.getByRole('tab', { name: 'reader.c' }).focus();
    await page.keyboard.press('ArrowRight');
    await world.root.getByRole('tab', { name: 'sender.c', selected: true }).waitFor();
    await world.editor.focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    const around = () =>
      page.evaluate(() => document.activeElement?.closest('.cm-editor')?.className);
    await expect.poll(around).toBeUndefined();
  });
});

describe.each(['light', 'dark'] as const)('axe finds nothing, %s', (colorScheme) => {
  test.each([1280, 360])('%i pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await world.scenario('A server and curl');
    await world.button('Scenarios').click();
    await world.root.getByRole('list', { name: 'Scenarios' }).waitFor();
    expect(await world.axe()).toEqual([]);
    await world.button('Share').click();
    await world.root.getByLabel('Link', { exact: true }).waitFor();
    await world.button('server').click();
    await world.button('Run server.c').click();
    await world.stands('Paused');
    await world.root.getByRole('region', { name: 'server now' }).waitFor();
    await world.prompt('client, terminal 2').press('Enter');
    await world.tab(/^Packets/).click();
    await world.root.getByRole('listbox', { name: 'Packets' }).press('Home');
    await world.root.getByRole('region', { name: 'The chosen packet' }).waitFor();
    expect(await world.axe()).toEqual([]);
    await world.button('Now').click();
    await world.button(/Link from/).click();
    await world.root.getByText('The link from client to server').waitFor();
    for (const name of ['Memory', 'gdb']) {
      await world.tab(name).click();
      await world.root.getByRole('tab', { name, selected: true }).waitFor();
      expect(await world.axe()).toEqual([]);
    }
  });
});

test('at 360 pixels nothing is wider than the page, and fingers find what they want', async () => {
  const phone = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  world = await new World(await phone.newPage()).open();
  await world.scenario('Two networks and a relay');
  const wide = () => world.page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(wide).toBeLessThanOrEqual(360);
  await world.button('relay').tap();
  await world.button('Run server.c').tap();
  await world.stands(/waits in accept|runs as/);
  await world.button('Share').tap();
  await world.root.getByLabel('Link', { exact: true }).waitFor();
  await expect.poll(wide).toBeLessThanOrEqual(360);
  const small = () =>
    world.root.evaluate((section) =>
      [...section.querySelectorAll('button, select, input:not([type=checkbox], [type=range])')]
        .filter((one) => one.getClientRects().length > 0)
        .filter((one) => one.getBoundingClientRect().height < 43.5)
        .map((one) => one.textContent || one.getAttribute('aria-label') || one.outerHTML),
    );
  await expect.poll(small).toEqual([]);
  await phone.close();
});

test('the experiments are still there', async () => {
  const choice = page.getByRole('combobox', { name: 'Begin with', exact: true });
  await choice.scrollIntoViewIfNeeded();
  await page.locator('astro-island:not([ssr]) #experiment-two-hosts').waitFor();
  await choice.selectOption('three-hosts');
  await page.locator('#experiment-three-hosts').waitFor();
});
