// Worlds that are taken along, kept and brought back: links, files, the browser's store, two tabs.

import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { browser, context, eachTestIsAVisit, page } from './visit.ts';
import { still } from './waiting.ts';
import { World } from './world.ts';

eachTestIsAVisit();

let world: World;
beforeEach(async () => {
  world = await new World(page).open();
});

describe('shared and kept', () => {
  const address = () => world.root.getByLabel('Link', { exact: true });

  test('a link carries the whole world, which is shown and not run; Undo brings back one’s own', async () => {
    await world.scenario('A server and curl');
    await world.editor.fill('int main(void) { return 7; }\n');
    await world.button('Share').click();
    await expect.poll(() => address().inputValue()).toContain('#world=1.');
    const link = await still('the text was there before it was shared', address().inputValue());
    const other = await (await browser.newContext()).newPage();
    await other.goto(link);
    await other
      .locator('.play-said', { hasText: 'came with a link. Nothing of it has been run' })
      .waitFor();
    await other.locator('.cm-content', { hasText: 'return 7' }).waitFor();
    await other.getByRole('region', { name: 'client, terminal 2' }).waitFor();
    await other.locator('#play-world[data-status="idle"]').waitFor();
    const log = other.getByRole('region', { name: 'server, terminal 1' }).getByRole('log');
    await expect.poll(() => log.textContent()).toBe('');
    await expect.poll(() => other.url()).not.toContain('#world');
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
    await world.editor.fill('int main(void) { return 5; }\n');
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await world.says(words);
    await world.reads('return 5');
  });

  test('a world that is too large for a link is said to be, and exported and imported as a file', async () => {
    const noise = Array.from(
      { length: 900 },
      (_, i) => `// ${(i * 7919).toString(36)} ${(i * 104729).toString(36)}`,
    );
    await world.editor.fill(`${noise.join('\n')}\nint main(void) { return 3; }\n`);
    await world.button('Share').click();
    await world.root.getByText('too large for a link').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      world.button('Export as a file').click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 'sockets-from-scratch world', version: 1 });
    await world.scenario('An empty machine');
    await world.button('Share').click();
    await world.reads('a socket: fd');
    const file = (body: string) => ({
      name: 'w.json',
      mimeType: 'application/json',
      buffer: Buffer.from(body),
    });
    await world.root.getByLabel('Import').setInputFiles(file(text.slice(0, 5000)));
    await world.says('not JSON, or it is damaged. Nothing was changed.');
    await world.root.getByLabel('Import').setInputFiles(file(text));
    await world.says('The world of the file is here.');
    await world.reads('// ');
  });

  test('what was typed the moment before the page is left is there again, and a scenario has an Undo', async () => {
    await world.scenario('A queue that overflows');
    await world.editor.fill('int main(void) { return 9; }\n');
    await page.keyboard.press('F9');
    await world.open();
    await world.reads('return 9');
    await world.terminal('server, terminal 3').waitFor();
    await world.root
      .locator('.play-editor:visible .cell-breakpoint')
      .nth(1)
      .waitFor({ state: 'attached' });
    await world.scenario('An empty machine');
    await world.root.getByRole('tab', { name: 'main.c' }).waitFor();
    await world.button('Undo').click();
    await world.reads('return 9');
  });

  test('a store that is blocked is said once, and the page goes on', async () => {
    await context.addInitScript(() => {
      Object.defineProperty(window, 'indexedDB', { value: undefined });
    });
    await world.open();
    await world.says('does not let the page keep your edits');
    await world.button('Run main.c').click();
    await world.prints('server, terminal 1', 'a socket: fd 3');
    // Where the page may write at all, the next visit still has what this one could not keep.
    await world.editor.fill('int main(void) { return 6; }\n');
    await world.open();
    await world.reads('return 6');
  });
});

describe('two tabs', () => {
  const returns = (n: number) => `int main(void) { return ${n}; }\n`;
  const choice = (of: World) => of.root.getByRole('region', { name: 'A choice to make' });

  test('one asks where the other has written, and either world can be had', async () => {
    const there = await new World(await context.newPage()).open();
    await world.editor.fill(returns(11));
    await choice(there).getByText('There is another world, from another tab.').waitFor();
    // Not a letter of what stands here changes before the reader has chosen.
    await there.reads('a socket: fd');
    expect(await there.axe()).toEqual([]);
    await there.button('Use the other tab’s').press('Enter');
    await there.reads('return 11');
    await choice(there).waitFor({ state: 'detached' });
    await there.button('Undo').click();
    await there.reads('a socket: fd');
    await choice(world).getByText('There is another world, from another tab.').waitFor();
    await world.button('Keep this one').click();
    await choice(there).waitFor();
    await expect.poll(() => world.inStore()).toContain('return 11');
    await world.open();
    await world.reads('return 11');
  });

  test('both write, and nobody chooses: the one that is loaded again offers the other’s', async () => {
    const there = await new World(await context.newPage()).open();
    await world.editor.fill(returns(21));
    await choice(there).waitFor();
    await there.editor.fill(returns(22));
    await choice(world).waitFor();
    await there.page.close();
    await world.open();
    await world.reads('return 22');
    await world.button('Use the other tab’s').click();
    await world.reads('return 21');
    await world.button('Undo').click();
    await world.reads('return 22');
    await expect.poll(() => world.inStore()).toContain('return 22');
    await world.open();
    await world.reads('return 22');
    await choice(world).waitFor({ state: 'detached' });
  });
});

test('a kept world that is damaged can be taken along, and is there until it is discarded', async () => {
  const damaged = '{"format":"sockets-from-scratch world","version":1,"hosts":{}}';
  await world.editor.fill('int main(void) { return 4; }\n');
  await expect.poll(() => world.inStore()).toContain('return 4');
  await world.putInStore('now', damaged);
  await world.open();
  const choice = world.root.getByRole('region', { name: 'A choice to make' });
  await choice.getByText('A world that was kept here cannot be shown. This world is').waitFor();
  await choice.getByText('it has no list of hosts.').waitFor();
  await world.editor.fill('int main(void) { return 5; }\n');
  await expect.poll(() => world.inStore()).toContain('return 5');
  await world.open();
  expect(await world.axe()).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    world.button('Download it').click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toBe(damaged);
  await world.button('Discard it').press('Enter');
  await choice.waitFor({ state: 'detached' });
  await expect.poll(() => world.inStore()).not.toContain('"hosts":{}');
  await world.open();
  await world.reads('return 5');
  await choice.waitFor({ state: 'detached' });
});
